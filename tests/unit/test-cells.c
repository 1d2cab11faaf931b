/* SPDX-License-Identifier: MIT */
/* Tables as text: quotes, rows over the edges of pieces, encodings. */
#include "io/cells.h"

#include "scratch.h"
#include "suites.h"

/* A table that was opened over a file. */
struct table {
	struct dn_src *src;
	struct dn_recode *recode;
	struct dn_cells *cells;
};

static struct table
open_table(const void *data, size_t len, enum dn_encoding encoding,
    size_t max)
{
	struct dn_err err = DN_ERR_INIT;
	struct table table;

	scratch_put("t", data, len);
	table.src = dn_src_open("t", &err);
	ck_assert_ptr_nonnull(table.src);
	table.recode = dn_recode_new(table.src, encoding, &err);
	ck_assert_ptr_nonnull(table.recode);
	table.cells = dn_cells_new(table.recode, max);
	ck_assert_ptr_nonnull(table.cells);
	return table;
}

static void
close_table(struct table *table)
{
	dn_cells_free(table->cells);
	dn_recode_free(table->recode);
	dn_src_close(table->src);
}

/* All rows as "[cell|cell]", a bad one as "!LINE:COLUMN"; * for the end. */
static void
show(struct table *table, struct dn_bytes *out)
{
	struct dn_row row;
	int got = 1;

	dn_bytes_clear(out);
	while (got != 0) {
		struct dn_err err = DN_ERR_INIT;

		got = dn_cells_next(table->cells, &row, &err);
		if (got < 0)
			dn_bytes_add_format(out, "!%llu:%llu",
			    (unsigned long long)err.line,
			    (unsigned long long)err.column);
		if (got < 0 && row.raw.ptr == NULL)
			return;
		for (size_t i = 0; got > 0 && i < row.count; i++) {
			dn_bytes_add_byte(out, i == 0 ? '[' : '|');
			dn_bytes_add_span(out, row.cells[i].text);
		}
		dn_bytes_add_text(out, got > 0 ? "]" : got == 0 ? "*" : "");
	}
}

static const struct {
	const char *text, *rows;
} tables[] = {
	{ "", "*" }, { "\n\r\n\n", "*" }, { "a", "[a]*" }, { "a\n", "[a]*" },
	{ "a,b\nc,d\n", "[a|b][c|d]*" }, { "a,b\r\nc,d", "[a|b][c|d]*" },
	{ ",\n", "[|]*" }, { "a,\n,b\n", "[a|][|b]*" }, { "a,", "[a|]*" },
	{ "\"a,b\",\"c\nd\"\ne,f\n", "[a,b|c\nd][e|f]*" },
	{ "\"a\"\"b\",\"\"\"\",\"\"\n", "[a\"b|\"|]*" },
	{ "\"a\"\r\n\"b\"\r", "[a][b]*" }, { "a\"b,c\"\n", "[a\"b|c\"]*" },
	{ "a\rb\n", "[a\rb]*" }, { "\"a\" ,b\nc\n", "!1:4[c]*" },
	{ "\"a\"\rx\ny\n", "!1:4[y]*" },
	{ "a,\"b\nc,d\n", "!1:3*" }, { "x\n\n\"", "[x]!3:1*" },
	{ "\xff,a\nb\n", "!1:1[b]*" }, { "a\n\"b\n\xe7\"\nc\n",
	    "[a]!3:1[c]*" },
};

START_TEST(rows_are_cut_where_quotes_allow_it)
{
	struct dn_bytes out;

	scratch_begin();
	dn_bytes_init(&out, SIZE_MAX);
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		struct table table = open_table(tables[i].text,
		    strlen(tables[i].text), DN_ENCODING_UTF8, SIZE_MAX);

		show(&table, &out);
		if (strcmp(dn_bytes_text(&out), tables[i].rows) != 0)
			ck_abort_msg("%s: %s, not %s", tables[i].text,
			    dn_bytes_text(&out), tables[i].rows);
		close_table(&table);
	}
	dn_bytes_release(&out);
	scratch_end();
}
END_TEST

/* Rows of all lengths, so that every byte of one stands at a piece's end. */
START_TEST(a_row_may_end_anywhere_in_a_piece)
{
	static const char row[] = "ab,\"c\"\"d\ne\"\r\n";
	struct dn_bytes text, out;
	struct dn_err err = DN_ERR_INIT;

	scratch_begin();
	dn_bytes_init(&text, SIZE_MAX);
	dn_bytes_init(&out, SIZE_MAX);
	for (size_t before = 65536 - 16; before < 65536 + 2; before++) {
		struct table table;
		struct dn_row found;

		dn_bytes_clear(&text);
		for (size_t i = 1; i < before; i++)
			dn_bytes_add_byte(&text, 'x');
		dn_bytes_add_byte(&text, '\n');
		dn_bytes_add_text(&text, row);
		dn_bytes_add_text(&text, row);
		table = open_table(text.data, text.len, DN_ENCODING_AUTO,
		    SIZE_MAX);
		ck_assert_int_eq(dn_cells_next(table.cells, &found, &err), 1);
		ck_assert_uint_eq(found.cells[0].text.len, before - 1);
		show(&table, &out);
		ck_assert_str_eq(dn_bytes_text(&out),
		    "[ab|c\"d\ne][ab|c\"d\ne]*");
		close_table(&table);
	}
	dn_bytes_release(&text);
	dn_bytes_release(&out);
	scratch_end();
}
END_TEST

START_TEST(places_are_told_by_line_column_and_byte)
{
	static const char text[] = "a\n\n\"b\nc\",\xe7\x8c\xab,d\ne";
	struct dn_err err = DN_ERR_INIT;
	struct dn_row row;
	struct table table;

	scratch_begin();
	table = open_table(text, strlen(text), DN_ENCODING_AUTO, SIZE_MAX);
	ck_assert_int_eq(dn_cells_next(table.cells, &row, &err), 1);
	ck_assert_int_eq(dn_cells_next(table.cells, &row, &err), 1);
	ck_assert_uint_eq(row.line, 3);
	ck_assert_uint_eq(row.byte, 3);
	ck_assert_uint_eq(row.cells[1].line, 4);
	ck_assert_uint_eq(row.cells[1].column, 4);
	ck_assert_uint_eq(row.cells[2].column, 8);
	ck_assert(dn_span_is(row.raw, "\"b\nc\",\xe7\x8c\xab,d"));
	ck_assert_int_eq(dn_cells_next(table.cells, &row, &err), 1);
	ck_assert_uint_eq(row.line, 5);
	close_table(&table);
	scratch_end();
}
END_TEST

START_TEST(marks_and_ends_of_rows_are_told)
{
	static const char text[] = "\xef\xbb\xbf" "a\r\nb,\"c\r\n\"\nd";
	struct dn_err err = DN_ERR_INIT;
	struct dn_row row;
	struct table table;

	scratch_begin();
	table = open_table(text, strlen(text), DN_ENCODING_AUTO, SIZE_MAX);
	ck_assert(dn_recode_marked(table.recode));
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(dn_cells_next(table.cells, &row, &err), 1);
		ck_assert_int_eq(row.returned, i == 0);
	}
	close_table(&table);
	table = open_table(text + 3, strlen(text + 3), DN_ENCODING_AUTO,
	    SIZE_MAX);
	ck_assert(!dn_recode_marked(table.recode));
	close_table(&table);
	scratch_end();
}
END_TEST

START_TEST(the_delimiter_is_what_stands_in_the_first_row_most_often)
{
	static const struct {
		const char *text;
		char delimiter;
	} rows[] = {
		{ "a,b\n", ',' }, { "a\tb,c\td\n", '\t' }, { "a;b\n", ';' },
		{ "a|b|c,d\n", '|' }, { "a\n", ',' }, { "", ',' },
		{ "\"a\tb\tc\",d\n", ',' }, { "a,b;c\n", ',' },
	};
	struct dn_err err = DN_ERR_INIT;

	scratch_begin();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct table table = open_table(rows[i].text,
		    strlen(rows[i].text), DN_ENCODING_AUTO, SIZE_MAX);

		ck_assert_int_eq(dn_cells_delimiter(table.cells, '\0', &err),
		    rows[i].delimiter);
		close_table(&table);
	}
	scratch_end();
}
END_TEST

START_TEST(encodings_are_told_by_marks_or_found_out)
{
	static const struct {
		const char *text;
		size_t len;
		enum dn_encoding told, is;
		const char *rows;
	} texts[] = {
		{ "\xef\xbb\xbf" "a,\xe7\x8c\xab\n", 9, DN_ENCODING_GB18030,
		    DN_ENCODING_UTF8, "[a|\xe7\x8c\xab]*" },
		{ "a,\xc3\xa8\n", 5, DN_ENCODING_AUTO, DN_ENCODING_UTF8,
		    "[a|\xc3\xa8]*" },
		{ "a,\xc3\xa8\n", 5, DN_ENCODING_GB18030,
		    DN_ENCODING_GB18030, "[a|\xe7\x8c\xab]*" },
		{ "\xce\xc4\xb1\xbe\n", 5, DN_ENCODING_AUTO,
		    DN_ENCODING_GB18030, "[\xe6\x96\x87\xe6\x9c\xac]*" },
		{ "\x81\x30\x81\x30\n", 5, DN_ENCODING_AUTO,
		    DN_ENCODING_GB18030, "[\xc2\x80]*" },
		{ "\xff\xfe\x2b\x73,\0" "a\0\n\0", 10, DN_ENCODING_AUTO,
		    DN_ENCODING_UTF16, "[\xe7\x8c\xab|a]*" },
		{ "\xfe\xff\x73\x2b\0,\0a", 8, DN_ENCODING_UTF8,
		    DN_ENCODING_UTF16, "[\xe7\x8c\xab|a]*" },
		{ "a\n\xff\n", 4, DN_ENCODING_GB18030, DN_ENCODING_GB18030,
		    "[a]!2:0" },
	};
	struct dn_bytes out;

	scratch_begin();
	dn_bytes_init(&out, SIZE_MAX);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct table table = open_table(texts[i].text, texts[i].len,
		    texts[i].told, SIZE_MAX);

		ck_assert_int_eq(dn_recode_encoding(table.recode),
		    texts[i].is);
		show(&table, &out);
		ck_assert_str_eq(dn_bytes_text(&out), texts[i].rows);
		close_table(&table);
	}
	dn_bytes_release(&out);
	scratch_end();
}
END_TEST

START_TEST(a_row_that_is_too_long_ends_the_table)
{
	struct dn_bytes text, out;
	struct table table;

	scratch_begin();
	dn_bytes_init(&text, SIZE_MAX);
	dn_bytes_init(&out, SIZE_MAX);
	dn_bytes_add_text(&text, "a\n\"");
	for (size_t i = 0; i < 300000; i++)
		dn_bytes_add_byte(&text, 'x');
	table = open_table(text.data, text.len, DN_ENCODING_AUTO, 1000);
	show(&table, &out);
	ck_assert_str_eq(dn_bytes_text(&out), "[a]!2:1");
	close_table(&table);
	dn_bytes_release(&text);
	dn_bytes_release(&out);
	scratch_end();
}
END_TEST

START_TEST(what_is_written_is_quoted_where_it_must_be)
{
	static const char *const cells[][2] = {
		{ "", "" }, { "a", "a" }, { "a b", "a b" },
		{ " a", "\" a\"" }, { "a ", "\"a \"" }, { "a,b", "\"a,b\"" },
		{ "a\nb", "\"a\nb\"" }, { "a\r", "\"a\r\"" },
		{ "\"", "\"\"\"\"" }, { "a\"b\"", "\"a\"\"b\"\"\"" },
		{ "a;b", "a;b" },
	};
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		dn_bytes_clear(&out);
		dn_cells_write(&out, dn_span_of(cells[i][0]), ',');
		ck_assert_str_eq(dn_bytes_text(&out), cells[i][1]);
	}
	dn_bytes_release(&out);
}
END_TEST

START_TEST(what_would_be_a_formula_is_written_as_text)
{
	static const char *const cells[][2] = {
		{ "", "" }, { "a=b", "a=b" }, { "=1+1", "'=1+1" },
		{ "-1,2", "\"'-1,2\"" }, { "+a", "'+a" }, { "@a", "'@a" },
		{ "＝a", "'＝a" }
	};
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		dn_bytes_clear(&out);
		dn_cells_write_safely(&out, dn_span_of(cells[i][0]), ',');
		ck_assert_str_eq(dn_bytes_text(&out), cells[i][1]);
	}
	dn_bytes_release(&out);
}
END_TEST

Suite *
cells_suite(void)
{
	Suite *suite = suite_create("cells");
	TCase *tcase = tcase_create("cells");

	tcase_add_test(tcase, rows_are_cut_where_quotes_allow_it);
	tcase_add_test(tcase, what_would_be_a_formula_is_written_as_text);
	tcase_add_test(tcase, a_row_may_end_anywhere_in_a_piece);
	tcase_add_test(tcase, places_are_told_by_line_column_and_byte);
	tcase_add_test(tcase, marks_and_ends_of_rows_are_told);
	tcase_add_test(tcase,
	    the_delimiter_is_what_stands_in_the_first_row_most_often);
	tcase_add_test(tcase, encodings_are_told_by_marks_or_found_out);
	tcase_add_test(tcase, a_row_that_is_too_long_ends_the_table);
	tcase_add_test(tcase, what_is_written_is_quoted_where_it_must_be);
	suite_add_tcase(suite, tcase);
	return suite;
}
