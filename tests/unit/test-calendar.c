/* SPDX-License-Identifier: MIT */
/* Days off: what is read, and when a period is over. */
#include "ledger/calendar.h"

#include <stdlib.h>

#include "core/date.h"
#include "suites.h"

static struct dn_err err;

static int32_t
day_of(const char *text)
{
	struct dn_date date;

	ck_assert_msg(dn_date_parse(dn_span_of(text), &date), "%s", text);
	return dn_date_number(date);
}

static struct dn_calendar *
parse(const char *text)
{
	err = (struct dn_err)DN_ERR_INIT;
	return dn_calendar_parse(dn_span_of(text), "days", &err);
}

/* The calendar of a text, which must be one. */
static struct dn_calendar *
read_good(const char *text)
{
	struct dn_calendar *calendar = parse(text);

	ck_assert_msg(calendar != NULL, "%s: %s", text, err.text);
	return calendar;
}

static void
assert_ends(const char *text, const char *start, int64_t days,
    const char *want)
{
	struct dn_calendar *calendar = text != NULL ? read_good(text) : NULL;

	ck_assert_int_eq(dn_calendar_ends(calendar, day_of(start), days),
	    day_of(want));
	dn_calendar_free(calendar);
}

START_TEST(the_first_day_is_not_counted)
{
	assert_ends(NULL, "2026-07-21", 7, "2026-07-28");
	assert_ends(NULL, "2028-02-24", 7, "2028-03-02");
	assert_ends(NULL, "2026-12-10", 30, "2027-01-09");
	assert_ends(NULL, "2026-12-10", 0, "2026-12-10");
}
END_TEST

START_TEST(a_last_day_that_is_off_moves_on)
{
	assert_ends("2026-07-28\n", "2026-07-21", 7, "2026-07-29");
	assert_ends("2026-07-27\n", "2026-07-21", 7, "2026-07-28");
	assert_ends("2026-10-01..2026-10-08", "2026-09-25", 7, "2026-10-09");
}
END_TEST

START_TEST(nothing_ends_behind_the_last_day)
{
	assert_ends(NULL, "9999-12-30", 7, "9999-12-31");
	assert_ends(NULL, "0001-01-01", INT64_MAX, "9999-12-31");
	assert_ends("9999-12-31", "9999-12-30", 1, "9999-12-31");
}
END_TEST

START_TEST(weekends_are_off_where_the_file_says_so)
{
	/* 2026-08-01 is a Saturday. */
	assert_ends("holidays: []\n", "2026-07-25", 7, "2026-08-01");
	assert_ends("weekends: true\n", "2026-07-25", 7, "2026-08-03");
	assert_ends("weekends: true\nworkdays: [2026-08-02]\n", "2026-07-25",
	    7, "2026-08-02");
	assert_ends("weekends: true\nholidays: [2026-08-03]\n", "2026-07-25",
	    7, "2026-08-04");
	/* 1969-12-27 is one too. */
	assert_ends("weekends: true\n", "1969-12-26", 1, "1969-12-29");
}
END_TEST

START_TEST(every_form_says_the_same)
{
	static const char *const forms[] = {
		"2026-07-28\n", "\xEF\xBB\xBF# off\r\n\r\n2026-07-28 a day\r\n",
		"2026-07-28,holiday,a day", "2026-07-28: a day\n",
		"2026-08-01 workday\n2026-07-28 holiday\n",
		"- 2026-07-28\n", "[2026-07-28]", "[\"2026-07-28\"]",
		"holidays:\n- 2026-07-28\n- 2026-10-01..2026-10-07\n",
		"{\"holidays\": [\"2026-07-28\"], \"weekends\": false}",
		"{\"year\": 2026, \"papers\": [], \"days\": [{\"name\": \"x\", "
		"\"date\": \"2026-07-28\", \"isOffDay\": true}]}",
		"dn_policy: 1\nversions: []\nholidays: [2026-07-28]\n"
	};
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct dn_calendar *calendar = read_good(forms[i]);

		ck_assert_msg(dn_calendar_rests(calendar,
		    day_of("2026-07-28")), "%s", forms[i]);
		ck_assert(!dn_calendar_rests(calendar, day_of("2026-07-29")));
		dn_calendar_free(calendar);
	}
}
END_TEST

START_TEST(a_make_up_day_is_worked)
{
	struct dn_calendar *calendar = read_good("{\"weekends\": true, "
	    "\"days\": [{\"date\": \"2026-10-01\", \"isOffDay\": true}, "
	    "{\"date\": \"2026-10-10\", \"isOffDay\": false}]}");

	ck_assert(dn_calendar_rests(calendar, day_of("2026-10-01")));
	ck_assert(dn_calendar_rests(calendar, day_of("2026-10-03")));
	ck_assert(!dn_calendar_rests(calendar, day_of("2026-10-10")));
	dn_calendar_free(calendar);
}
END_TEST

START_TEST(what_is_no_calendar_is_refused_with_its_place)
{
	static const struct {
		const char *text;
		uint64_t line, column;
	} bad[] = {
		{ "2026-07-28\n2026-02-30\n", 2, 1 },
		{ "2026-07-28\n  7/28\n", 2, 3 },
		{ "2026-10-08..2026-10-01", 1, 1 },
		{ "2026-10-01..", 1, 1 },
		{ "0001-01-01..9999-12-31", 1, 1 },
		{ "- x\n", 1, 3 }, { "holidays: 3\n", 1, 1 },
		{ "weekends: yes\n", 1, 1 }, { "holiday: []\n", 1, 1 },
		{ "days: [{date: 2026-07-28}]\n", 1, 8 },
		{ "- [2026-07-28]\n", 1, 3 }, { "holidays: [\n", 2, 1 },
		{ "one\n", 1, 1 }
	};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ck_assert_msg(parse(bad[i].text) == NULL, "%s", bad[i].text);
		ck_assert_int_eq(err.code, DN_E_CONFIG);
		ck_assert_str_eq(err.source, "days");
		ck_assert_msg(err.line == bad[i].line &&
		    err.column == bad[i].column, "%s: %d:%d", bad[i].text,
		    (int)err.line, (int)err.column);
	}
	ck_assert_ptr_null(parse("2026-07-28 workday\n2026-07-28 holiday"));
	ck_assert_str_eq(err.text, "2026-07-28 is both off and worked");
}
END_TEST

START_TEST(an_empty_file_is_an_empty_calendar)
{
	assert_ends("", "2026-07-21", 7, "2026-07-28");
	assert_ends("# nothing\n", "2026-07-21", 7, "2026-07-28");
	assert_ends("[]", "2026-07-21", 7, "2026-07-28");
}
END_TEST

DN_SUITE(calendar,
    the_first_day_is_not_counted,
    a_last_day_that_is_off_moves_on,
    nothing_ends_behind_the_last_day,
    weekends_are_off_where_the_file_says_so,
    every_form_says_the_same,
    a_make_up_day_is_worked,
    what_is_no_calendar_is_refused_with_its_place,
    an_empty_file_is_an_empty_calendar)
