/* SPDX-License-Identifier: MIT */
/* Dates, months and times as people write them; the year comes first. */
#include "ledger/import_cell.h"

/* What numbered days may be: from 1927-05-18 to 2119-01-10 (1900). */
#define FIRST_DAY 10000
#define LAST_DAY 80000

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A date being read, character by character. */
struct scan {
	const char *p;
	enum dn_import_days days;
};

/* Read up to `most` digits; how many there were. */
static int
take_digits(struct scan *scan, int most, int *value)
{
	int count = 0;

	for (*value = 0; count < most && is_digit(*scan->p); count++)
		*value = *value * 10 + (*scan->p++ - '0');
	return count;
}

static bool
take(struct scan *scan, const char *text)
{
	size_t len = strlen(text);

	if (strncmp(scan->p, text, len) != 0)
		return false;
	scan->p += len;
	return true;
}

static void
take_blanks(struct scan *scan)
{
	while (*scan->p == ' ')
		scan->p++;
}

/* A date that the calendar has? */
static bool
exists(struct dn_date date)
{
	char text[DN_DATE_TEXT + 1];

	if (date.year < 1 || date.month < 1 || date.month > 12 ||
	    date.day < 1 || date.day > dn_month_last((struct dn_date){
	    date.year, date.month, 1 }).day)
		return false;
	dn_date_write(date, text);
	return dn_date_parse(dn_span_of(text), &date);
}

/* 2026年7月10日, blanks between or not; without the day it is a month. */
static bool
take_words(struct scan *scan, struct dn_date *date)
{
	take_blanks(scan);
	if (!take(scan, "年"))
		return false;
	take_blanks(scan);
	if (take_digits(scan, 2, &date->month) == 0)
		return false;
	take_blanks(scan);
	if (!take(scan, "月份") && !take(scan, "月"))
		return false;
	take_blanks(scan);
	if (take_digits(scan, 2, &date->day) == 0)
		return true;
	take_blanks(scan);
	return take(scan, "日") || take(scan, "号");
}

/* 2026-07-10 or 2026/7/10 or 2026.7.10; without the day it is a month. */
static bool
take_marked(struct scan *scan, struct dn_date *date)
{
	char mark = *scan->p;
	int digits;

	if (mark != '-' && mark != '/' && mark != '.')
		return false;
	scan->p++;
	digits = take_digits(scan, 2, &date->month);
	if (digits == 0)
		return false;
	if (*scan->p == mark) {
		scan->p++;
		return take_digits(scan, 2, &date->day) > 0;
	}
	/* 2026.1 may have been 2026.10, for a spreadsheet. */
	return mark != '.' || digits == 2;
}

/* The day of a number that a spreadsheet counts days by. */
static bool
take_numbered(struct scan *scan, struct dn_date *date)
{
	struct scan from = *scan;
	int number, ignored;

	if (scan->days == DN_IMPORT_DAYS_NONE ||
	    take_digits(scan, 5, &number) != 5 || is_digit(*scan->p) ||
	    number < FIRST_DAY || number > LAST_DAY) {
		*scan = from;
		return false;
	}
	if (*scan->p == '.') {
		scan->p++;
		while (take_digits(scan, 9, &ignored) > 0)
			;
	}
	/* Day 60 of 1900 was not; all that are taken come after it. */
	*date = dn_date_add_days(scan->days == DN_IMPORT_DAYS_1900 ?
	    (struct dn_date){ 1899, 12, 30 } :
	    (struct dn_date){ 1904, 1, 1 }, number);
	return true;
}

/* A year, month and, if it is there, day; else that is 0. */
static bool
take_date(struct scan *scan, struct dn_date *date)
{
	*date = (struct dn_date){ 0, 0, 0 };
	if (take_numbered(scan, date))
		return true;
	if (take_digits(scan, 4, &date->year) != 4)
		return false;
	if (is_digit(*scan->p)) {
		if (take_digits(scan, 2, &date->month) != 2)
			return false;
		if (is_digit(*scan->p) &&
		    take_digits(scan, 2, &date->day) != 2)
			return false;
	} else if (!take_words(scan, date) && !take_marked(scan, date)) {
		return false;
	}
	return exists((struct dn_date){ date->year, date->month,
	    date->day == 0 ? 1 : date->day });
}

/* A time of day. */
struct clock {
	int hour, minute, second;
	bool seconds;           /* were there any? */
};

/* 8:31, 08:31:05, 08:31:05.123, 0831, 083105. */
static bool
take_clock(struct scan *scan, struct clock *clock)
{
	int ignored, digits = take_digits(scan, 2, &clock->hour);
	bool marked = *scan->p == ':';

	clock->second = 0;
	if (digits == 0 || (!marked && digits != 2))
		return false;
	scan->p += marked;
	if (take_digits(scan, 2, &clock->minute) != 2)
		return false;
	clock->seconds = marked ? take(scan, ":") : is_digit(*scan->p);
	if (clock->seconds && take_digits(scan, 2, &clock->second) != 2)
		return false;
	if (marked && clock->seconds && take(scan, "."))
		while (take_digits(scan, 9, &ignored) > 0)
			;
	return clock->hour < 24 && clock->minute < 60 && clock->second < 60;
}

/* What may stand between a date and a time; then the time, to the end. */
static bool
take_rest(struct scan *scan, struct clock *clock)
{
	if (*scan->p == 'T')
		scan->p++;
	take_blanks(scan);
	return take_clock(scan, clock) && *scan->p == '\0';
}

static int
no_date(struct dn_span text, enum dn_import_days days, struct dn_err *err)
{
	size_t digits = 0;

	while (digits < text.len && is_digit(text.ptr[digits]))
		digits++;
	if (days == DN_IMPORT_DAYS_NONE && digits == 5)
		return dn_err_set(err, DN_E_BAD_VALUE, "this is no date; if "
		    "it is a day as spreadsheets number them, say "
		    "days: 1900 in the map");
	return dn_err_set(err, DN_E_BAD_VALUE,
	    "this is no date as 2026-07-10, 2026/7/10, 20260710 or "
	    "2026年7月10日");
}

int
dn_import_date(struct dn_span text, enum dn_import_days days,
    struct dn_date *date, struct dn_err *err)
{
	char plain[DN_IMPORT_FOLDED];
	struct scan scan = { dn_import_fold(text, plain), days };
	struct clock clock;

	if (scan.p == NULL || !take_date(&scan, date) || date->day == 0 ||
	    (*scan.p != '\0' && !take_rest(&scan, &clock)))
		return no_date(text, days, err);
	return 0;
}

int
dn_import_read_date(const struct dn_import_reading *reading,
    struct dn_bytes *out, struct dn_err *err)
{
	char text[DN_DATE_TEXT + 1];
	struct dn_date date;

	if (dn_import_date(reading->text, reading->days, &date, err) < 0)
		return -1;
	dn_date_write(date, text);
	dn_bytes_add_format(out, "\"%s\"", text);
	return 0;
}

int
dn_import_read_month(const struct dn_import_reading *reading,
    struct dn_bytes *out, struct dn_err *err)
{
	char plain[DN_IMPORT_FOLDED], text[DN_MONTH_TEXT + 1];
	struct scan scan = { dn_import_fold(reading->text, plain),
		reading->days };
	struct dn_date date;
	struct clock clock;

	if (scan.p == NULL || !take_date(&scan, &date) ||
	    (*scan.p != '\0' && (date.day == 0 || !take_rest(&scan, &clock))))
		return dn_err_set(err, DN_E_BAD_VALUE, "this is no month as "
		    "2026-07, 202607 or 2026年7月, and no date");
	date.day = 1;
	dn_month_write(dn_date_add_months(date, (int)reading->shift), text);
	dn_bytes_add_format(out, "\"%s\"", text);
	return 0;
}

/* A date and a time of one cell, or of two. */
int
dn_import_read_time(const struct dn_import_reading *reading,
    struct dn_bytes *out, struct dn_err *err)
{
	char plain[DN_IMPORT_FOLDED], text[DN_DATE_TEXT + 1];
	struct scan scan = { dn_import_fold(reading->text, plain),
		reading->days };
	struct dn_date date;
	struct clock clock;
	bool good;

	if (reading->date.len > 0) {
		if (dn_import_date(reading->date, reading->days, &date,
		    err) < 0)
			return -1;
		good = scan.p != NULL && take_clock(&scan, &clock) &&
		    *scan.p == '\0';
	} else {
		good = scan.p != NULL && take_date(&scan, &date) &&
		    date.day > 0 && take_rest(&scan, &clock);
	}
	if (!good)
		return dn_err_set(err, DN_E_BAD_VALUE,
		    reading->date.len > 0 ? "this is no time of day as 08:31"
		    : "this is no date and time as 2026-07-10 08:31");
	dn_date_write(date, text);
	dn_bytes_add_format(out, "\"%sT%02d:%02d", text, clock.hour,
	    clock.minute);
	if (clock.seconds)
		dn_bytes_add_format(out, ":%02d", clock.second);
	dn_bytes_add_byte(out, '"');
	return 0;
}
