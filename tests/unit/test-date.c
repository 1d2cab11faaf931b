/* SPDX-License-Identifier: MIT */
/* Dates, every day of the calendar against counting day by day. */
#include "core/date.h"

#include "suites.h"

static struct dn_date
day(int year, int month, int day_of_month)
{
	return (struct dn_date){ year, month, day_of_month };
}

static const char *
text_of(struct dn_date date)
{
	static char text[DN_DATE_TEXT + 1];

	dn_date_write(date, text);
	return text;
}

/* The rule of Gregory XIII, in as many words. */
static int
naive_month_length(int year, int month)
{
	if (month == 4 || month == 6 || month == 9 || month == 11)
		return 30;
	if (month != 2)
		return 31;
	if (year % 400 == 0)
		return 29;
	if (year % 100 == 0)
		return 28;
	return year % 4 == 0 ? 29 : 28;
}

START_TEST(every_day_from_year_1_to_9999_has_its_number)
{
	struct dn_date date = day(1, 1, 1), back, parsed;
	int32_t number = dn_date_number(date);

	ck_assert_int_eq(number, -719162);
	for (; date.year <= 9999; number++) {
		back = dn_date_from_number(number);
		if (dn_date_number(date) != number ||
		    back.year != date.year || back.month != date.month ||
		    back.day != date.day ||
		    !dn_date_parse(dn_span_of(text_of(date)), &parsed) ||
		    dn_date_compare(parsed, date) != 0)
			ck_abort_msg("%s", text_of(date));
		if (++date.day > naive_month_length(date.year, date.month)) {
			date.day = 1;
			date.month = date.month % 12 + 1;
			date.year += date.month == 1;
		}
	}
	ck_assert_int_eq(dn_date_number(day(9999, 12, 31)), number - 1);
	ck_assert_int_eq(number - 1, 2932896);
}
END_TEST

START_TEST(known_days_have_their_numbers)
{
	ck_assert_int_eq(dn_date_number(day(1970, 1, 1)), 0);
	ck_assert_int_eq(dn_date_number(day(1969, 12, 31)), -1);
	ck_assert_int_eq(dn_date_number(day(2000, 3, 1)), 11017);
	ck_assert_int_eq(dn_date_number(day(2026, 7, 10)), 20644);
	ck_assert_int_eq(dn_date_number(day(2038, 1, 19)), 24855);
}
END_TEST

START_TEST(numbers_out_of_range_give_the_first_or_last_day)
{
	ck_assert_str_eq(text_of(dn_date_from_number(INT32_MIN)),
	    "0001-01-01");
	ck_assert_str_eq(text_of(dn_date_from_number(-719163)), "0001-01-01");
	ck_assert_str_eq(text_of(dn_date_from_number(2932897)), "9999-12-31");
	ck_assert_str_eq(text_of(dn_date_from_number(INT32_MAX)),
	    "9999-12-31");
}
END_TEST

START_TEST(only_existing_dates_in_the_one_form_are_read)
{
	const char *const bad[] = { "", "2026-07-1", "2026-7-10", "2026/07/10",
		"2026-07-10 ", " 2026-07-10", "2026-07-10T00", "20260710",
		"0000-01-01", "2026-00-10", "2026-13-10", "2026-07-00",
		"2026-07-32", "2026-02-29", "2026-06-31", "1900-02-29",
		"2100-02-29", "-026-07-10", "+026-07-10", "2026-0a-10",
		"2026-07-1x", "2026-07:10", "2026-07-\xEF\xBC\x91",
		"12026-07-10", "2026--7-10" };
	struct dn_date date = day(7, 7, 7);
	size_t at;

	for (at = 0; at < sizeof(bad) / sizeof(bad[0]); at++)
		ck_assert_msg(!dn_date_parse(dn_span_of(bad[at]), &date),
		    "%s", bad[at]);
	ck_assert(!dn_date_parse(DN_SPAN("2026-07-1\0"), &date));
	ck_assert(!dn_date_parse(dn_span_of(NULL), &date));
	ck_assert_int_eq(date.year, 7);
	ck_assert(dn_date_parse(DN_SPAN("2024-02-29"), &date));
	ck_assert(dn_date_parse(DN_SPAN("2000-02-29"), &date));
	ck_assert(dn_date_parse(DN_SPAN("0001-01-01"), &date));
	ck_assert(dn_date_parse(DN_SPAN("9999-12-31"), &date));
}
END_TEST

START_TEST(months_are_read_and_written)
{
	const char *const bad[] = { "", "2026-7", "2026-00", "2026-13",
		"0000-01", "2026-07-", "2026-07-10", "2026-0", "2026 07" };
	struct dn_date date = day(7, 7, 7);
	char text[DN_MONTH_TEXT + 1];
	size_t at;

	for (at = 0; at < sizeof(bad) / sizeof(bad[0]); at++)
		ck_assert(!dn_month_parse(dn_span_of(bad[at]), &date));
	ck_assert_int_eq(date.year, 7);
	ck_assert(dn_month_parse(DN_SPAN("2026-07"), &date));
	ck_assert_str_eq(text_of(date), "2026-07-01");
	dn_month_write(day(33, 2, 28), text);
	ck_assert_str_eq(text, "0033-02");
}
END_TEST

START_TEST(a_month_later_is_clamped_to_a_shorter_month)
{
	static const struct {
		struct dn_date from;
		int months;
		const char *to;
	} cases[] = {
		{ { 2026, 1, 31 }, 1, "2026-02-28" },
		{ { 2028, 1, 31 }, 1, "2028-02-29" },
		{ { 2026, 1, 31 }, 3, "2026-04-30" },
		{ { 2026, 1, 31 }, 2, "2026-03-31" },
		{ { 2026, 3, 31 }, -1, "2026-02-28" },
		{ { 2024, 2, 29 }, 12, "2025-02-28" },
		{ { 2024, 2, 29 }, 48, "2028-02-29" },
		{ { 2026, 12, 15 }, 1, "2027-01-15" },
		{ { 2026, 1, 15 }, -1, "2025-12-15" },
		{ { 2026, 1, 15 }, 0, "2026-01-15" },
		{ { 2026, 1, 15 }, -24, "2024-01-15" },
		{ { 1, 1, 31 }, -1, "0001-01-01" },
		{ { 9999, 12, 1 }, 1, "9999-12-31" },
		{ { 9999, 11, 30 }, 1, "9999-12-30" },
		{ { 2026, 1, 15 }, INT32_MAX, "9999-12-31" },
		{ { 2026, 1, 15 }, INT32_MIN, "0001-01-01" },
	};
	size_t at;

	for (at = 0; at < sizeof(cases) / sizeof(cases[0]); at++)
		ck_assert_str_eq(text_of(dn_date_add_months(cases[at].from,
		    cases[at].months)), cases[at].to);
}
END_TEST

START_TEST(months_later_and_earlier_by_number)
{
	int months;

	for (months = -30000; months < 100000; months += 17) {
		struct dn_date date = day(2026, 7, 15);
		int number = dn_month_number(date) + months;

		date = dn_date_add_months(date, months);
		if (number >= 12 && number < 120000)
			ck_assert_int_eq(dn_month_number(date), number);
	}
	ck_assert_int_eq(dn_month_number(day(2026, 1, 31)), 24312);
	ck_assert_int_eq(dn_month_number(day(2025, 12, 1)), 24311);
}
END_TEST

/* The day counts that the ledger's rules give as examples. */
START_TEST(days_later_do_not_count_the_first)
{
	ck_assert_str_eq(text_of(dn_date_add_days(day(2026, 7, 21), 7)),
	    "2026-07-28");
	ck_assert_str_eq(text_of(dn_date_add_days(day(2028, 2, 24), 7)),
	    "2028-03-02");
	ck_assert_str_eq(text_of(dn_date_add_days(day(2026, 12, 10), 30)),
	    "2027-01-09");
	ck_assert_str_eq(text_of(dn_date_add_days(day(2026, 1, 1), -1)),
	    "2025-12-31");
	ck_assert_str_eq(text_of(dn_date_add_days(day(9999, 12, 31),
	    INT32_MAX)), "9999-12-31");
	ck_assert_str_eq(text_of(dn_date_add_days(day(1, 1, 1), INT32_MIN)),
	    "0001-01-01");
}
END_TEST

START_TEST(dates_are_compared_by_year_month_and_day)
{
	ck_assert_int_lt(dn_date_compare(day(2025, 12, 31), day(2026, 1, 1)),
	    0);
	ck_assert_int_gt(dn_date_compare(day(2026, 2, 1), day(2026, 1, 31)),
	    0);
	ck_assert_int_lt(dn_date_compare(day(2026, 1, 1), day(2026, 1, 2)), 0);
	ck_assert_int_eq(dn_date_compare(day(2026, 1, 2), day(2026, 1, 2)), 0);
}
END_TEST

START_TEST(a_month_has_a_first_and_a_last_day)
{
	ck_assert_str_eq(text_of(dn_month_first(day(2028, 2, 17))),
	    "2028-02-01");
	ck_assert_str_eq(text_of(dn_month_last(day(2028, 2, 17))),
	    "2028-02-29");
	ck_assert_str_eq(text_of(dn_month_last(day(2026, 2, 1))),
	    "2026-02-28");
	ck_assert_str_eq(text_of(dn_month_last(day(2026, 12, 31))),
	    "2026-12-31");
}
END_TEST

DN_SUITE(date,
    every_day_from_year_1_to_9999_has_its_number,
    known_days_have_their_numbers,
    numbers_out_of_range_give_the_first_or_last_day,
    only_existing_dates_in_the_one_form_are_read,
    months_are_read_and_written,
    a_month_later_is_clamped_to_a_shorter_month,
    months_later_and_earlier_by_number,
    days_later_do_not_count_the_first,
    dates_are_compared_by_year_month_and_day,
    a_month_has_a_first_and_a_last_day)
