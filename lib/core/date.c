/* SPDX-License-Identifier: MIT */
/* Civil dates by arithmetic alone. */
#include "core/date.h"

#define YEAR_MIN 1
#define YEAR_MAX 9999
#define EPOCH 719162            /* days from 0001-01-01 to 1970-01-01 */
#define DAYS_400 146097         /* days of 400, 100 and 4 years */
#define DAYS_100 36524
#define DAYS_4 1461
#define LAST (25 * DAYS_400 - 366 - 1)  /* 9999-12-31, from 0001-01-01 */

static const struct dn_date first_date = { YEAR_MIN, 1, 1 };
static const struct dn_date last_date = { YEAR_MAX, 12, 31 };

static bool
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
days_of_month(int year, int month)
{
	static const signed char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30,
		31, 30, 31 };

	return days[month - 1] + (month == 2 && is_leap(year));
}

/* ---- text -------------------------------------------------------------- */

static bool
read_digits(const char *text, int count, int *value)
{
	int sum = 0;

	for (; count > 0; count--, text++) {
		if (*text < '0' || *text > '9')
			return false;
		sum = 10 * sum + (*text - '0');
	}
	*value = sum;
	return true;
}

/* YYYY-MM at the beginning of `text`. */
static bool
read_month(const char *text, struct dn_date *date)
{
	return read_digits(text, 4, &date->year) && text[4] == '-' &&
	    read_digits(text + 5, 2, &date->month) &&
	    date->year >= YEAR_MIN && date->month >= 1 && date->month <= 12;
}

bool
dn_date_parse(struct dn_span text, struct dn_date *date)
{
	struct dn_date read;

	if (text.len != DN_DATE_TEXT || !read_month(text.ptr, &read) ||
	    text.ptr[7] != '-' || !read_digits(text.ptr + 8, 2, &read.day) ||
	    read.day < 1 || read.day > days_of_month(read.year, read.month))
		return false;
	*date = read;
	return true;
}

bool
dn_month_parse(struct dn_span text, struct dn_date *date)
{
	struct dn_date read = { .day = 1 };

	if (text.len != DN_MONTH_TEXT || !read_month(text.ptr, &read))
		return false;
	*date = read;
	return true;
}

static void
write_digits(char *out, int count, int value)
{
	while (count > 0) {
		out[--count] = (char)('0' + value % 10);
		value /= 10;
	}
}

void
dn_month_write(struct dn_date date, char out[DN_MONTH_TEXT + 1])
{
	write_digits(out, 4, date.year);
	out[4] = '-';
	write_digits(out + 5, 2, date.month);
	out[7] = '\0';
}

void
dn_date_write(struct dn_date date, char out[DN_DATE_TEXT + 1])
{
	dn_month_write(date, out);
	out[7] = '-';
	write_digits(out + 8, 2, date.day);
	out[10] = '\0';
}

/* ---- days -------------------------------------------------------------- */

/* Days of the year before the first of the month. */
static int
days_before_month(int year, int month)
{
	int days = 0, at;

	for (at = 1; at < month; at++)
		days += days_of_month(year, at);
	return days;
}

int32_t
dn_date_number(struct dn_date date)
{
	int years = date.year - 1;

	return 365 * years + years / 4 - years / 100 + years / 400 +
	    days_before_month(date.year, date.month) + date.day - 1 - EPOCH;
}

/* `days` from 0001-01-01, 0..LAST. */
static struct dn_date
date_of(int days)
{
	struct dn_date date = { 1, 1, 1 };
	int some;

	date.year += days / DAYS_400 * 400;
	days %= DAYS_400;
	/* The last day of 4 centuries or years would be that of a fifth. */
	some = days / DAYS_100 < 4 ? days / DAYS_100 : 3;
	date.year += some * 100;
	days -= some * DAYS_100;
	date.year += days / DAYS_4 * 4;
	days %= DAYS_4;
	some = days / 365 < 4 ? days / 365 : 3;
	date.year += some;
	days -= some * 365;
	while (days >= days_of_month(date.year, date.month)) {
		days -= days_of_month(date.year, date.month);
		date.month++;
	}
	date.day += days;
	return date;
}

/* The date of a day number that may be out of all range. */
static struct dn_date
date_near(int64_t number)
{
	if (number < -EPOCH)
		return first_date;
	if (number > LAST - EPOCH)
		return last_date;
	return date_of((int)number + EPOCH);
}

struct dn_date
dn_date_from_number(int32_t number)
{
	return date_near(number);
}

int
dn_date_compare(struct dn_date a, struct dn_date b)
{
	int32_t left = dn_date_number(a), right = dn_date_number(b);

	return (left > right) - (left < right);
}

struct dn_date
dn_date_add_days(struct dn_date date, int days)
{
	return date_near((int64_t)dn_date_number(date) + days);
}

/* ---- months ------------------------------------------------------------ */

struct dn_date
dn_date_add_months(struct dn_date date, int months)
{
	int64_t number = (int64_t)dn_month_number(date) + months;
	int last;

	if (number < YEAR_MIN * 12)
		return first_date;
	if (number > YEAR_MAX * 12 + 11)
		return last_date;
	date.year = (int)(number / 12);
	date.month = (int)(number % 12) + 1;
	last = days_of_month(date.year, date.month);
	if (date.day > last)
		date.day = last;
	return date;
}

struct dn_date
dn_month_first(struct dn_date date)
{
	date.day = 1;
	return date;
}

struct dn_date
dn_month_last(struct dn_date date)
{
	date.day = days_of_month(date.year, date.month);
	return date;
}

int
dn_month_number(struct dn_date date)
{
	return date.year * 12 + date.month - 1;
}
