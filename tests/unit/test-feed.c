/* SPDX-License-Identifier: MIT */
/* Lines of files: ends of any kind, looks ahead, lines that are too long. */
#include "formats/feed.h"

#include "scratch.h"
#include "suites.h"

/* The lines of the file "lines" with its ends shown: "a$b" for "a\nb". */
static void
gives(const char *text, const char *want)
{
	const char *path = "lines";
	struct dn_err err = DN_ERR_INIT;
	struct dn_feed_line line;
	struct dn_files *files;
	struct dn_feed *feed;
	struct dn_bytes out;
	uint64_t number = 0;
	int got;

	scratch_put_text(path, text);
	dn_bytes_init(&out, SIZE_MAX / 2);
	files = dn_files_new(&path, 1, &err);
	ck_assert_ptr_nonnull(files);
	feed = dn_feed_new(files, 10);
	ck_assert_ptr_nonnull(feed);
	ck_assert_int_eq(dn_feed_open(feed, 0, DN_ENCODING_UTF8,
	    &err), 0);
	while ((got = dn_feed_next(feed, &line, &err)) != 0) {
		if (got < 0) {
			ck_assert_int_eq(err.code, DN_E_TOO_LONG);
			ck_assert_uint_eq(err.line, ++number);
			dn_bytes_add_byte(&out, '!');
			continue;
		}
		ck_assert_uint_eq(line.number, ++number);
		/* Each line twice: what is given back comes again. */
		dn_feed_back(feed);
		ck_assert_int_eq(dn_feed_next(feed, &line, &err), 1);
		ck_assert_uint_eq(line.number, number);
		dn_bytes_add_span(&out, line.text);
		if (line.ended)
			dn_bytes_add_byte(&out, '$');
	}
	ck_assert_str_eq(dn_bytes_text(&out), want);
	dn_bytes_release(&out);
	dn_feed_free(feed);
	dn_files_free(files);
}

START_TEST(lines_come_one_by_one)
{
	scratch_begin();
	gives("", "");
	gives("a\n\nb", "a$$b");
	gives("a\r\n", "a\r$");
	gives("\n", "$");
	gives("\xef\xbb\xbf" "a\n", "a$");
	gives("\xef\xbb", "\xef\xbb");
	scratch_end();
}
END_TEST

START_TEST(lines_that_are_too_long_are_passed_over)
{
	scratch_begin();
	gives("1234567890\n12345678901\nok\n", "1234567890$!ok$");
	gives("12345678901", "!");
	scratch_end();
}
END_TEST

START_TEST(many_lines_need_little_memory)
{
	const char *path = "lines";
	struct dn_err err = DN_ERR_INIT;
	struct dn_feed_line line;
	struct dn_files *files;
	struct dn_feed *feed;
	struct dn_span head;
	bool whole;
	FILE *file;
	char want[20];

	scratch_begin();
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	for (int i = 0; i < 200000; i++)
		fprintf(file, "line %d\n", i);
	fclose(file);
	files = dn_files_new(&path, 1, &err);
	feed = dn_feed_new(files, 100);
	ck_assert(files != NULL && feed != NULL);
	ck_assert_int_eq(dn_feed_open(feed, 0, DN_ENCODING_UTF8,
	    &err), 0);
	ck_assert_int_eq(dn_feed_head(feed, 1000, &head, &whole, &err), 0);
	ck_assert(!whole && head.ptr[head.len - 1] == '\n');
	for (int i = 0; i < 200000; i++) {
		ck_assert_int_eq(dn_feed_next(feed, &line, &err), 1);
		snprintf(want, sizeof(want), "line %d", i);
		ck_assert(dn_span_is(line.text, want));
	}
	ck_assert_int_eq(dn_feed_next(feed, &line, &err), 0);
	ck_assert_int_eq(dn_feed_open(feed, 0, DN_ENCODING_UTF8,
	    &err), 0);
	ck_assert_int_eq(dn_feed_head(feed, SIZE_MAX, &head, &whole, &err),
	    0);
	ck_assert(whole);
	dn_feed_free(feed);
	dn_files_free(files);
	scratch_end();
}
END_TEST

/* What a look ahead comes to, and the column where it is refused. */
static void
looks(const char *text, int want, uint64_t column)
{
	const char *path = "lines";
	struct dn_err err = DN_ERR_INIT;
	struct dn_files *files;
	struct dn_feed *feed;
	struct dn_span head;
	bool whole;

	scratch_put_text(path, text);
	files = dn_files_new(&path, 1, &err);
	ck_assert_ptr_nonnull(files);
	feed = dn_feed_new(files, 1000);
	ck_assert_ptr_nonnull(feed);
	ck_assert_int_eq(dn_feed_open(feed, 0, DN_ENCODING_UTF8,
	    &err), 0);
	ck_assert_int_eq(dn_feed_head(feed, 100, &head, &whole, &err), want);
	ck_assert_uint_eq(err.line, want < 0);
	ck_assert_uint_eq(err.column, column);
	dn_feed_free(feed);
	dn_files_free(files);
}

START_TEST(lines_that_end_in_cr_alone_are_refused)
{
	scratch_begin();
	looks("a\rb\r", -1, 2);
	looks("a\rb", -1, 2);
	looks("a\r", 0, 0);
	looks("\r", 0, 0);
	looks("", 0, 0);
	looks("a\rb\n", 0, 0);
	scratch_end();
}
END_TEST

DN_SUITE(feed,
    lines_come_one_by_one,
    lines_that_are_too_long_are_passed_over,
    many_lines_need_little_memory,
    lines_that_end_in_cr_alone_are_refused)
