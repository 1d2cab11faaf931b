/* SPDX-License-Identifier: MIT */
/* Cells of offices: what is taken for what, and what is refused. */
#include <stdio.h>

#include "ledger/import_cell.h"
#include "suites.h"

/* Read a cell: its JSON, or "CODE: REASON"; borrowed until the next. */
static const char *
read_with(struct dn_import_reading reading, const char *text)
{
	static char shown[400];
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;

	reading.text = dn_import_trim(dn_span_of(text));
	dn_bytes_init(&out, SIZE_MAX);
	if (dn_import_read(&reading, &out, &err) == 0)
		snprintf(shown, sizeof(shown), "%s", dn_bytes_text(&out));
	else
		snprintf(shown, sizeof(shown), "%s: %s",
		    dn_code_name(err.code), err.text);
	dn_bytes_release(&out);
	return shown;
}

static const char *
read_as(enum dn_import_form form, const char *text)
{
	return read_with((struct dn_import_reading){ .form = form }, text);
}

#define ck_reads(form, text, want) \
	ck_assert_str_eq(read_as(DN_IMPORT_##form, text), want)
#define ck_refuses(form, text, part) \
	ck_assert_msg(strstr(read_as(DN_IMPORT_##form, text), part) != NULL, \
	    "%s: %s", text, read_as(DN_IMPORT_##form, text))

START_TEST(what_surrounds_a_cell_is_no_part_of_it)
{
	static const struct {
		const char *cell, *text;
	} cases[] = {
		{ " a b\t", "a b" }, { "\xe3\x80\x80王芳\xc2\xa0", "王芳" },
		{ "\xef\xbb\xbfx", "x" }, { "=\"0012\"", "0012" },
		{ "=\" 12 \"", "12" }, { "'110105", "110105" },
		{ "'tis", "'tis" }, { "\t6222", "6222" }, { "", "" },
		{ " \xe3\x80\x80 ", "" }, { "=\"", "=\"" }, { "'", "'" },
		{ "\xe2\x80\x8b" "7\r\n", "7" }, { "\xe3\x80", "\xe3\x80" }
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_msg(dn_span_is(dn_import_trim(dn_span_of(
		    cases[i].cell)), cases[i].text), "%s", cases[i].cell);
}
END_TEST

START_TEST(blanks_do_not_part_texts_that_are_the_same)
{
	ck_assert(dn_import_same(dn_span_of("合 计"), dn_span_of("合计")));
	ck_assert(dn_import_same(dn_span_of(" 实发\n金额\xe3\x80\x80"),
	    dn_span_of("实发金额")));
	ck_assert(dn_import_same(dn_span_of(" "), dn_span_of("")));
	ck_assert(!dn_import_same(dn_span_of("合计"), dn_span_of("小计")));
	ck_assert(!dn_import_same(dn_span_of("合"), dn_span_of("合计")));
	ck_assert(!dn_import_same(dn_span_of(""), dn_span_of("a")));
}
END_TEST

START_TEST(dates_are_read_in_the_forms_of_offices)
{
	static const char *const good[] = {
		"2026-07-10", "2026/7/10", "2026.7.10", "20260710",
		"2026年7月10日", "2026 年 07 月 10 日", "2026年7月10号",
		"２０２６年７月１０日", "2026/7/10 0:00", "2026-07-10T08:31:05",
		"20260710 083105", "2026-07-10 08:31:05.250", "2026-7-10 8:31"
	};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ck_assert_msg(strcmp(read_as(DN_IMPORT_DATE, good[i]),
		    "\"2026-07-10\"") == 0, "%s: %s", good[i],
		    read_as(DN_IMPORT_DATE, good[i]));
	ck_reads(DATE, "2028-02-29", "\"2028-02-29\"");
}
END_TEST

START_TEST(what_could_be_two_dates_or_none_is_refused)
{
	static const char *const bad[] = {
		"26-07-10", "10/7/2026", "7/10", "2026-13-01", "2026-02-29",
		"2026-07-32", "2026-00-10", "2026-07-10x", "2026-07/10",
		"2026年7月", "2026-07", "202607", "昨天", "2026-07-10 25:00",
		"2026-07-10 08", "0000-01-01", "2026071", "-2026-07-10",
		"Jul 10, 2026", "1.5E+5", "####",
		"2026-07-10                                                  "
		"                                                      x"
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(strncmp(read_as(DN_IMPORT_DATE, bad[i]),
		    "bad-value: ", 11) == 0, "%s: %s", bad[i],
		    read_as(DN_IMPORT_DATE, bad[i]));
}
END_TEST

START_TEST(numbered_days_are_read_where_the_map_says_so)
{
	struct dn_import_reading reading = {
		.form = DN_IMPORT_DATE, .days = DN_IMPORT_DAYS_1900
	};

	ck_refuses(DATE, "46213", "say days: 1900");
	ck_assert_str_eq(read_with(reading, "46213"), "\"2026-07-10\"");
	ck_assert_str_eq(read_with(reading, "46213.35"), "\"2026-07-10\"");
	ck_assert_str_eq(read_with(reading, "20260710"), "\"2026-07-10\"");
	ck_assert(strncmp(read_with(reading, "09999"), "bad", 3) == 0);
	reading.days = DN_IMPORT_DAYS_1904;
	ck_assert_str_eq(read_with(reading, "44751"), "\"2026-07-10\"");
	reading.form = DN_IMPORT_MONTH;
	ck_assert_str_eq(read_with(reading, "44751"), "\"2026-07\"");
}
END_TEST

START_TEST(months_are_read_and_may_be_shifted)
{
	static const char *const good[] = {
		"2026-07", "2026/7", "202607", "2026年7月", "2026年07月份",
		"2026.07", "2026-07-28", "2026/7/28 10:05", "2026 年 7 月"
	};
	struct dn_import_reading reading = {
		.form = DN_IMPORT_MONTH, .shift = -1
	};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ck_assert_msg(strcmp(read_as(DN_IMPORT_MONTH, good[i]),
		    "\"2026-07\"") == 0, "%s", good[i]);
	ck_assert_str_eq(read_with(reading, "2026-01-05"), "\"2025-12\"");
	/* 2026.1 may have been 2026.10. */
	ck_refuses(MONTH, "2026.1", "no month");
	ck_reads(MONTH, "2026.10", "\"2026-10\"");
	ck_refuses(MONTH, "2026-13", "no month");
	ck_refuses(MONTH, "7月", "no month");
	ck_refuses(MONTH, "2026-07 8:00", "no month");
}
END_TEST

START_TEST(times_take_their_date_from_the_cell_or_another)
{
	struct dn_import_reading reading = {
		.form = DN_IMPORT_TIME, .date = DN_SPAN("2026/3/2")
	};

	ck_reads(TIME, "2026/3/2 8:31", "\"2026-03-02T08:31\"");
	ck_reads(TIME, "2026-03-02 08:31:05", "\"2026-03-02T08:31:05\"");
	ck_reads(TIME, "20260302083105", "\"2026-03-02T08:31:05\"");
	ck_assert_str_eq(read_with(reading, "8:31"), "\"2026-03-02T08:31\"");
	ck_assert_str_eq(read_with(reading, "０８：３１"),
	    "\"2026-03-02T08:31\"");
	ck_refuses(TIME, "8:31", "no date and time");
	ck_refuses(TIME, "2026-03-02", "no date and time");
	ck_assert(strstr(read_with(reading, "24:00"), "no time") != NULL);
	ck_assert(strstr(read_with(reading, "8:60"), "no time") != NULL);
	ck_assert(strstr(read_with(reading, "病假"), "no time") != NULL);
	reading.date = DN_SPAN("3/2");
	ck_assert(strstr(read_with(reading, "8:31"), "no date") != NULL);
}
END_TEST

START_TEST(amounts_become_fen_without_rounding)
{
	ck_reads(AMOUNT, "1,234.50", "123450");
	ck_reads(AMOUNT, "¥1,234.50", "123450");
	ck_reads(AMOUNT, "￥ 1,234.5元", "123450");
	ck_reads(AMOUNT, "１，２３４．５０", "123450");
	ck_reads(AMOUNT, "人民币1234.50元", "123450");
	ck_reads(AMOUNT, "RMB 1234.5000", "123450");
	ck_reads(AMOUNT, "0", "0");
	ck_reads(AMOUNT, "0.07", "7");
	ck_reads(AMOUNT, "12,345,678", "1234567800");
	ck_reads(AMOUNT, "007", "700");
	ck_reads(AMOUNT, "92233720368547758.07", "9223372036854775807");
	ck_refuses(AMOUNT, "92233720368547758.08", "too large");
}
END_TEST

START_TEST(what_is_no_exact_amount_is_refused)
{
	static const char *const bad[] = {
		"1,23", "1,2345", ",123", "1,,234", "1234,567", "1.234.5",
		"1.005", "1234.5000000001", "1.", ".5", "1e3", "1.5万",
		"壹仟元", "1 234", "12a", "元", "¥", "1,234,5.00", "NaN"
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(strstr(read_as(DN_IMPORT_AMOUNT, bad[i]),
		    "no amount") != NULL, "%s: %s", bad[i],
		    read_as(DN_IMPORT_AMOUNT, bad[i]));
	ck_refuses(AMOUNT, "-5.00", "negative");
	ck_refuses(AMOUNT, "(1,000.00)", "negative");
	ck_refuses(AMOUNT, "1.5E+3", "rounded");
	ck_refuses(AMOUNT, "#####", "did not show");
}
END_TEST

START_TEST(numbers_are_whole)
{
	ck_reads(NUMBER, "500", "500");
	ck_reads(NUMBER, "1,000", "1000");
	ck_reads(NUMBER, "012.0", "12");
	ck_reads(NUMBER, "000", "0");
	ck_reads(FEN, "150000", "150000");
	ck_refuses(NUMBER, "1.5", "no whole number");
	ck_refuses(NUMBER, "-1", "no whole number");
	ck_refuses(NUMBER, "1234567890123456789", "no whole number");
	ck_refuses(NUMBER, "五百", "no whole number");
}
END_TEST

START_TEST(what_a_spreadsheet_spoiled_is_told)
{
	ck_refuses(TEXT, "1.10105E+17", "rounded");
	ck_refuses(TEXT, "6E+18", "rounded");
	ck_refuses(CITIZEN, "1.10105E+17", "rounded");
	ck_refuses(TEXT, "########", "did not show");
	ck_refuses(TEXT, "#N/A", "did not show");
	ck_refuses(TEXT, "#REF!", "did not show");
	ck_reads(TEXT, "E+5", "\"E+5\"");
	ck_reads(TEXT, "A1E+5", "\"A1E+5\"");
	ck_reads(TEXT, "1E5", "\"1E5\"");
	ck_reads(TEXT, "#", "\"#\"");
	ck_reads(TEXT, "#3", "\"#3\"");
	ck_reads(TEXT, "say \"hi\"", "\"say \\\"hi\\\"\"");
}
END_TEST

START_TEST(citizen_numbers_are_checked)
{
	ck_reads(CITIZEN, "11010519491231002X", "\"11010519491231002X\"");
	ck_reads(CITIZEN, "11010519491231002x", "\"11010519491231002X\"");
	ck_reads(CITIZEN, "'11010519491231002x", "\"11010519491231002X\"");
	ck_reads(CITIZEN, "１１０１０５１９４９１２３１００２Ｘ",
	    "\"11010519491231002X\"");
	ck_refuses(CITIZEN, "440524188001010000", "id_checksum: ");
	ck_refuses(CITIZEN, "440524188001010000", "make its last three");
	ck_refuses(CITIZEN, "440524188001010015", "id_checksum: ");
	ck_refuses(CITIZEN, "440524188013010014", "id_date: ");
	ck_refuses(CITIZEN, "110105491231002", "id_format: ");
	ck_refuses(CITIZEN, "王芳", "id_format: ");
}
END_TEST

START_TEST(a_nul_is_no_text)
{
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(dn_import_whole((struct dn_span){ "a\0b", 3 },
	    &err), -1);
	ck_assert_str_eq(err.text, "the cell holds a NUL");
}
END_TEST

DN_SUITE(importcell,
    what_surrounds_a_cell_is_no_part_of_it,
    blanks_do_not_part_texts_that_are_the_same,
    dates_are_read_in_the_forms_of_offices,
    what_could_be_two_dates_or_none_is_refused,
    numbered_days_are_read_where_the_map_says_so,
    months_are_read_and_may_be_shifted,
    times_take_their_date_from_the_cell_or_another,
    amounts_become_fen_without_rounding,
    what_is_no_exact_amount_is_refused,
    numbers_are_whole,
    what_a_spreadsheet_spoiled_is_told,
    citizen_numbers_are_checked,
    a_nul_is_no_text)
