/* SPDX-License-Identifier: MIT */
/* Stores: files in place, pipes and packed files by a copy, cut files. */
#include "io/store.h"

#include <unistd.h>
#include <zlib.h>

#include "scratch.h"
#include "suites.h"

#define SIZE ((size_t)300000)

/* Bytes that tell their own place. */
static char *
make_content(void)
{
	char *content = malloc(SIZE);

	ck_assert_ptr_nonnull(content);
	for (size_t i = 0; i < SIZE; i++)
		content[i] = (char)('0' + (i * 2654435761u >> 7) % 64);
	content[0] = '{';
	return content;
}

/* Read all of it from the start, then pieces in any order. */
static void
check_store(struct dn_store *store, const char *content)
{
	struct dn_err err = DN_ERR_INIT;
	char *all = malloc(SIZE + 1), *piece = malloc(SIZE);
	uint64_t state = 7;
	size_t got, len = 0;
	int round;

	ck_assert(all != NULL && piece != NULL);
	for (round = 0; round < 2; round++) {
		struct dn_src *src = dn_store_src(store, &err);

		ck_assert_ptr_nonnull(src);
		for (len = 0; dn_src_read(src, all + len, SIZE + 1 - len,
		    &got, &err) == 1;)
			len += got;
		ck_assert_uint_eq(len, SIZE);
		ck_assert_int_eq(memcmp(all, content, SIZE), 0);
		dn_src_close(src);
	}
	for (round = 0; round < 3000; round++) {
		size_t from = suite_next(&state) % SIZE;
		size_t most = round % 100 == 0 ? SIZE : 2000;

		len = suite_next(&state) % most;
		if (len > SIZE - from)
			len = SIZE - from;
		ck_assert_int_eq(dn_store_read(store, from, piece, len, &err),
		    0);
		ck_assert_int_eq(memcmp(piece, content + from, len), 0);
	}
	ck_assert_int_eq(dn_store_read(store, SIZE - 5, piece, 6, &err), -1);
	ck_assert_int_eq(err.code, DN_E_READ);
	ck_assert_int_eq(dn_store_read(store, UINT64_MAX / 4, piece, 1, &err),
	    -1);
	free(all);
	free(piece);
}

START_TEST(a_plain_file_is_read_where_it_is)
{
	struct dn_err err = DN_ERR_INIT;
	char *content = make_content();
	struct dn_store *store;

	scratch_begin();
	scratch_put("a", content, SIZE);
	store = dn_store_open("a", &err);
	ck_assert_ptr_nonnull(store);
	ck_assert_str_eq(dn_store_name(store), "a");
	check_store(store, content);
	dn_store_close(store);
	free(content);
	scratch_end();
}
END_TEST

START_TEST(a_packed_file_is_copied)
{
	struct dn_err err = DN_ERR_INIT;
	char *content = make_content();
	struct dn_store *store;
	gzFile file;

	scratch_begin();
	file = gzopen("a.gz", "wb");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(gzwrite(file, content, (unsigned)SIZE), (int)SIZE);
	gzclose(file);
	store = dn_store_open("a.gz", &err);
	ck_assert_ptr_nonnull(store);
	check_store(store, content);
	dn_store_close(store);
	free(content);
	scratch_end();
}
END_TEST

START_TEST(what_flows_by_is_copied)
{
	struct dn_err err = DN_ERR_INIT;
	char *content = make_content();
	struct dn_store *store;
	int ends[2];

	scratch_begin();
	ck_assert_int_eq(pipe(ends), 0);
	if (fork() == 0) {
		size_t at = 0;

		close(ends[0]);
		while (at < SIZE) {
			ssize_t put = write(ends[1], content + at, SIZE - at);

			if (put <= 0)
				_exit(1);
			at += (size_t)put;
		}
		_exit(0);
	}
	close(ends[1]);
	ck_assert_int_eq(dup2(ends[0], 0), 0);
	store = dn_store_open("-", &err);
	ck_assert_ptr_nonnull(store);
	ck_assert_str_eq(dn_store_name(store), "<stdin>");
	check_store(store, content);
	dn_store_close(store);
	free(content);
	scratch_end();
}
END_TEST

START_TEST(what_cannot_be_opened_is_an_error)
{
	struct dn_err err = DN_ERR_INIT;

	scratch_begin();
	ck_assert_ptr_null(dn_store_open("missing", &err));
	ck_assert_int_eq(err.code, DN_E_NO_FILE);
	ck_assert_ptr_null(dn_store_open(".", &err));
	ck_assert_int_eq(err.code, DN_E_NO_FILE);
	scratch_put("cut.gz", "\x1f\x8b\x08\0\0\0\0\0\0\3", 10);
	ck_assert_ptr_null(dn_store_open("cut.gz", &err));
	ck_assert_int_eq(err.code, DN_E_TRUNCATED);
	dn_store_close(NULL);
	scratch_end();
}
END_TEST

START_TEST(an_empty_file_has_nothing_to_read)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_store *store;
	char byte;

	scratch_begin();
	scratch_put("empty", "", 0);
	store = dn_store_open("empty", &err);
	ck_assert_ptr_nonnull(store);
	ck_assert_int_eq(dn_store_read(store, 0, &byte, 0, &err), 0);
	ck_assert_int_eq(dn_store_read(store, 0, &byte, 1, &err), -1);
	dn_store_close(store);
	scratch_end();
}
END_TEST

START_TEST(two_places_are_read_on_from_while_others_are_looked_at)
{
	struct dn_err err = DN_ERR_INIT;
	char *content = make_content(), piece[700];
	struct dn_store *store;
	uint64_t state = 11;
	size_t at[2] = { 0, SIZE / 2 };

	scratch_begin();
	scratch_put("a", content, SIZE);
	store = dn_store_open("a", &err);
	ck_assert_ptr_nonnull(store);
	while (at[1] < SIZE - sizeof(piece)) {
		size_t which = suite_next(&state) % 3, from;
		size_t len = 1 + suite_next(&state) % sizeof(piece);

		from = which < 2 ? at[which] :
		    suite_next(&state) % (SIZE - sizeof(piece));
		ck_assert_int_eq(dn_store_read(store, from, piece, len, &err),
		    0);
		ck_assert_int_eq(memcmp(piece, content + from, len), 0);
		if (which < 2)
			at[which] += len + suite_next(&state) % 100;
	}
	dn_store_close(store);
	free(content);
	scratch_end();
}
END_TEST

/* Pieces in order, side by side, apart, one in the other, none, too long. */
START_TEST(many_pieces_are_read_at_once)
{
	static struct dn_store_piece pieces[400];
	struct dn_err err = DN_ERR_INIT;
	char *content = make_content(), *to = malloc(2 * SIZE), byte;
	struct dn_store *store;
	uint64_t state = 5, at = 0;
	size_t count, used = 0;

	scratch_begin();
	scratch_put("a", content, SIZE);
	store = dn_store_open("a", &err);
	ck_assert(store != NULL && to != NULL);
	for (count = 0; count < 400; count++) {
		size_t len = count == 7 ? SIZE - (size_t)at :
		    suite_next(&state) % (count % 50 == 0 ? 20000 : 300);

		if (at + len > SIZE)
			break;
		pieces[count] = (struct dn_store_piece){ at, to + used, len };
		used += len;
		at += suite_next(&state) % (count % 9 == 0 ? 12000 : 400);
	}
	ck_assert_uint_gt(count, 100);
	ck_assert_int_eq(dn_store_read_many(store, pieces, count, &err), 0);
	for (size_t i = 0; i < count; i++)
		ck_assert_int_eq(memcmp(pieces[i].to, content +
		    pieces[i].offset, pieces[i].len), 0);
	ck_assert_int_eq(dn_store_read(store, 3, &byte, 1, &err), 0);
	ck_assert_int_eq(byte, content[3]);
	ck_assert_int_eq(dn_store_read_many(store, pieces, 0, &err), 0);
	pieces[1] = (struct dn_store_piece){ SIZE - 1, to, 2 };
	ck_assert_int_eq(dn_store_read_many(store, pieces, 2, &err), -1);
	ck_assert_int_eq(err.code, DN_E_READ);
	dn_store_close(store);
	free(content);
	free(to);
	scratch_end();
}
END_TEST

DN_SUITE(store,
    a_plain_file_is_read_where_it_is,
    a_packed_file_is_copied,
    what_flows_by_is_copied,
    two_places_are_read_on_from_while_others_are_looked_at,
    many_pieces_are_read_at_once,
    what_cannot_be_opened_is_an_error,
    an_empty_file_has_nothing_to_read)
