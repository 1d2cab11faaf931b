/* SPDX-License-Identifier: MIT */
/* The files a reader is given: their order, names and places. */
#include "formats/files.h"

#include "scratch.h"
#include "suites.h"

START_TEST(named_files_and_folders_are_one_list)
{
	static const char *const paths[] = { "x/b.txt", "in", "a" };
	static const char *const names[] = { "b.txt", "1", "2/3", "a" };
	static const char *const places[] = { "x/b.txt", "in/1", "in/2/3",
		"a" };
	struct dn_err err = DN_ERR_INIT;
	struct dn_files *files;
	struct dn_bytes text;
	size_t i;

	scratch_begin();
	mkdir("x", 0700);
	mkdir("in", 0700);
	mkdir("in/2", 0700);
	scratch_put_text("x/b.txt", "x/b.txt");
	scratch_put_text("in/1", "in/1");
	scratch_put_text("in/2/3", "in/2/3");
	scratch_put_text("in/.hidden", "");
	scratch_put_text("a", "a");
	dn_bytes_init(&text, 100);
	files = dn_files_new(paths, 3, &err);
	ck_assert_ptr_nonnull(files);
	ck_assert_uint_eq(dn_files_count(files), 4);
	for (i = 0; i < 4; i++) {
		ck_assert_str_eq(dn_files_name(files, i), names[i]);
		ck_assert_str_eq(dn_files_path(files, i), places[i]);
		ck_assert_int_eq(dn_files_named(files, i), i == 0 || i == 3);
		dn_bytes_clear(&text);
		ck_assert_int_eq(dn_files_slurp(files, i, &text, &err), 0);
		ck_assert_str_eq(dn_bytes_text(&text), places[i]);
	}
	dn_files_free(files);
	dn_bytes_release(&text);
	scratch_end();
}
END_TEST

START_TEST(files_of_folders_are_taken_by_their_suffix)
{
	static const char *const paths[] = { "in", "odd" };
	static const char *const suffixes[] = { ".b", ".c", NULL };
	struct dn_err err = DN_ERR_INIT;
	struct dn_files *files;
	uint64_t ignored = 0;
	size_t next = 0;

	scratch_begin();
	mkdir("in", 0700);
	scratch_put_text("in/1.a", "");
	scratch_put_text("in/2.B", "");
	scratch_put_text("in/3", "");
	scratch_put_text("odd", "");
	files = dn_files_new(paths, 2, &err);
	ck_assert_ptr_nonnull(files);
	ck_assert_uint_eq(dn_files_next(files, &next, suffixes, &ignored), 1);
	ck_assert_uint_eq(ignored, 1);
	ck_assert_uint_eq(dn_files_next(files, &next, suffixes, &ignored), 3);
	ck_assert_uint_eq(dn_files_next(files, &next, suffixes, &ignored), 4);
	ck_assert_uint_eq(ignored, 2);
	ck_assert_int_eq(dn_files_all_named(files, &err), -1);
	ck_assert_int_eq(err.code, DN_E_NO_FILE);
	dn_files_free(files);
	files = dn_files_new(paths + 1, 1, &err);
	ck_assert_ptr_nonnull(files);
	ck_assert_int_eq(dn_files_all_named(files, &err), 0);
	dn_files_free(files);
	scratch_end();
}
END_TEST

START_TEST(no_path_is_stdin)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_files *files = dn_files_new(NULL, 0, &err);

	ck_assert_uint_eq(dn_files_count(files), 1);
	ck_assert_str_eq(dn_files_name(files, 0), "-");
	ck_assert_str_eq(dn_files_path(files, 0), "<stdin>");
	dn_files_free(files);
	dn_files_free(NULL);
}
END_TEST

START_TEST(a_missing_path_is_an_error_by_name)
{
	static const char *const paths[] = { "a", "missing" };
	struct dn_err err = DN_ERR_INIT;

	scratch_begin();
	scratch_put_text("a", "");
	ck_assert_ptr_null(dn_files_new(paths, 2, &err));
	ck_assert_int_eq(err.code, DN_E_NO_FILE);
	ck_assert_str_eq(err.source, "missing");
	scratch_end();
}
END_TEST

START_TEST(a_file_larger_than_allowed_is_not_taken)
{
	static const char *const paths[] = { "a" };
	struct dn_err err = DN_ERR_INIT;
	struct dn_files *files;
	struct dn_bytes text;

	scratch_begin();
	scratch_put_text("a", "12345");
	dn_bytes_init(&text, 4);
	files = dn_files_new(paths, 1, &err);
	ck_assert_int_eq(dn_files_slurp(files, 0, &text, &err), -1);
	ck_assert_int_eq(err.code, DN_E_TOO_LONG);
	ck_assert_str_eq(err.source, "a");
	dn_bytes_release(&text);
	dn_files_free(files);
	scratch_end();
}
END_TEST

START_TEST(stems_and_suffixes_are_those_of_the_last_part)
{
	static const char *const stems[][2] = { { "a.jpg", "a" },
		{ "a.b/c.tar.gz", "a.b/c.tar" }, { "a.b/c", "a.b/c" },
		{ "a/.hidden", "a/.hidden" }, { ".x", ".x" }, { "", "" },
		{ "a.", "a" }, { "a/b.c/", "a/b.c/" } };
	size_t i;

	for (i = 0; i < sizeof(stems) / sizeof(stems[0]); i++)
		ck_assert(dn_span_is(dn_files_stem(dn_span_of(stems[i][0])),
		    stems[i][1]));
	ck_assert(dn_files_suffix(DN_SPAN("A.XmL"), ".xml"));
	ck_assert(!dn_files_suffix(DN_SPAN("xml"), ".xml"));
	ck_assert(!dn_files_suffix(DN_SPAN("a.xml~"), ".xml"));
}
END_TEST

START_TEST(names_that_were_escaped_are_read_back)
{
	static const char *const names[][2] = { { "a%3Ab", "a:b" },
		{ "%25", "%" }, { "plain", "plain" }, { "x%20y", "x%20y" },
		{ "100%41", "100%41" }, { "a%", "a%" }, { "x/%2E%2E", NULL } };
	struct dn_bytes out;
	size_t i;

	dn_bytes_init(&out, SIZE_MAX);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		dn_bytes_clear(&out);
		dn_files_decode(dn_span_of(names[i][0]), &out);
		if (names[i][1] != NULL)
			ck_assert_str_eq(dn_bytes_text(&out), names[i][1]);
	}
	dn_bytes_release(&out);
}
END_TEST

/* Also of a size that no piece of it has. */
START_TEST(a_text_is_utf8_whatever_it_was)
{
	static const char *const paths[] = { "gb", "marked", "bad" };
	struct dn_err err = DN_ERR_INIT;
	enum dn_encoding found;
	struct dn_files *files;
	struct dn_bytes text;

	scratch_begin();
	dn_bytes_init(&text, SIZE_MAX);
	for (int i = 0; i < 5000; i++)
		dn_bytes_add_text(&text, "\xce\xc4\xb1\xbe\n");
	scratch_put_text("gb", dn_bytes_text(&text));
	scratch_put_text("marked", "\xef\xbb\xbf" "a\n");
	scratch_put_text("bad", "a\xff\n");
	files = dn_files_new(paths, 3, &err);
	dn_bytes_clear(&text);
	ck_assert_int_eq(dn_files_slurp_text(files, 0, DN_ENCODING_AUTO,
	    &text, &found, &err), 0);
	ck_assert_int_eq(found, DN_ENCODING_GB18030);
	ck_assert_uint_eq(text.len, 35000);
	ck_assert_int_eq(memcmp(text.data + 7 * 4999,
	    "\xe6\x96\x87\xe6\x9c\xac\n", 7), 0);
	dn_bytes_clear(&text);
	ck_assert_int_eq(dn_files_slurp_text(files, 1, DN_ENCODING_AUTO,
	    &text, &found, &err), 0);
	ck_assert_str_eq(dn_bytes_text(&text), "a\n");
	ck_assert_int_eq(dn_files_slurp_text(files, 2, DN_ENCODING_GB18030,
	    &text, &found, &err), -1);
	ck_assert_int_eq(err.code, DN_E_BAD_UTF8);
	ck_assert_str_eq(err.source, "bad");
	dn_bytes_release(&text);
	dn_bytes_init(&text, 4);
	ck_assert_int_eq(dn_files_slurp_text(files, 0, DN_ENCODING_AUTO,
	    &text, &found, &err), -1);
	ck_assert_int_eq(err.code, DN_E_TOO_LONG);
	dn_bytes_release(&text);
	dn_files_free(files);
	scratch_end();
}
END_TEST

DN_SUITE(files,
    named_files_and_folders_are_one_list,
    files_of_folders_are_taken_by_their_suffix,
    no_path_is_stdin,
    a_missing_path_is_an_error_by_name,
    a_file_larger_than_allowed_is_not_taken,
    stems_and_suffixes_are_those_of_the_last_part,
    names_that_were_escaped_are_read_back,
    a_text_is_utf8_whatever_it_was)
