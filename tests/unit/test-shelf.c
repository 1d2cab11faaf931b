/* SPDX-License-Identifier: MIT */
/* Shelves: what was put away comes back from any place, in memory or not. */
#include "io/shelf.h"

#include <stdlib.h>

#include "scratch.h"
#include "suites.h"

#define COUNT 400000

/* The byte at a place. */
static unsigned char
byte_at(uint64_t place)
{
	return (unsigned char)(place * 2654435761u >> 11);
}

/* Put COUNT bytes away in pieces of 1 to `most` bytes. */
static struct dn_shelf *
fill(size_t memory, size_t most)
{
	struct dn_shelf *shelf = dn_shelf_new(memory);
	struct dn_err err = DN_ERR_INIT;
	unsigned char *piece = malloc(most);
	uint64_t state = 3, done = 0;

	ck_assert(shelf != NULL && piece != NULL);
	while (done < COUNT) {
		size_t len = (size_t)(suite_next(&state) % most) + 1;

		if (len > COUNT - done)
			len = (size_t)(COUNT - done);
		for (size_t i = 0; i < len; i++)
			piece[i] = byte_at(done + i);
		ck_assert_int_eq(dn_shelf_add(shelf, piece, len, &err), 0);
		done += len;
		ck_assert_uint_eq(dn_shelf_count(shelf), done);
	}
	free(piece);
	return shelf;
}

/* Read `len` bytes at a place, which must be right. */
static void
check(struct dn_shelf *shelf, uint64_t place, size_t len)
{
	struct dn_err err = DN_ERR_INIT;
	unsigned char *data = malloc(len + 1);

	ck_assert_ptr_nonnull(data);
	ck_assert_int_eq(dn_shelf_read(shelf, place, data, len, &err), 0);
	for (size_t i = 0; i < len; i++)
		if (data[i] != byte_at(place + i))
			ck_abort_msg("byte %zu", (size_t)place + i);
	free(data);
}

START_TEST(what_was_put_away_comes_back_from_any_place)
{
	static const size_t memories[] = { 0, 100000, SIZE_MAX };
	static const size_t pieces[] = { 1, 9, 5000, 200000 };
	uint64_t state = 11;

	scratch_begin();
	setenv("TMPDIR", ".", 1);
	for (int m = 0; m < 3; m++)
		for (int p = 0; p < 4; p++) {
			struct dn_shelf *shelf = fill(memories[m], pieces[p]);

			check(shelf, 0, COUNT);
			check(shelf, COUNT, 0);
			for (uint64_t at = 0; at + 8 <= COUNT; at += 8)
				check(shelf, at, 8);
			for (int i = 0; i < 3000; i++) {
				uint64_t at = suite_next(&state) % COUNT;
				uint64_t most = COUNT - at;

				check(shelf, at, (size_t)(suite_next(&state) %
				    (most < 3000 ? most : 3000)));
			}
			dn_shelf_free(shelf);
		}
	dn_shelf_free(NULL);
	ck_assert_uint_eq(scratch_count("."), 0);
	scratch_end();
}
END_TEST

START_TEST(more_may_be_put_behind_what_was_read)
{
	struct dn_shelf *shelf = dn_shelf_new(0);
	struct dn_err err = DN_ERR_INIT;

	for (uint64_t at = 0; at < COUNT; at++) {
		const unsigned char byte = byte_at(at);

		ck_assert_int_eq(dn_shelf_add(shelf, &byte, 1, &err), 0);
		if (at % 1000 == 999)
			check(shelf, at / 2, (size_t)(at - at / 2));
	}
	dn_shelf_free(shelf);
}
END_TEST

START_TEST(without_a_place_on_disk_they_fail)
{
	struct dn_shelf *shelf = dn_shelf_new(0);
	struct dn_err err = DN_ERR_INIT;
	char piece[4096] = { 0 };
	int failed = 0;

	setenv("TMPDIR", "/nowhere/at/all", 1);
	for (int i = 0; failed == 0 && i < 100; i++)
		failed = dn_shelf_add(shelf, piece, sizeof(piece), &err);
	ck_assert_int_lt(failed, 0);
	ck_assert_int_eq(err.code, DN_E_NO_FILE);
	ck_assert_uint_eq(dn_shelf_count(shelf), 1 << 16);
	dn_shelf_free(shelf);
}
END_TEST

DN_SUITE(shelf,
    what_was_put_away_comes_back_from_any_place,
    more_may_be_put_behind_what_was_read,
    without_a_place_on_disk_they_fail)
