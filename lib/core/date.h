/* SPDX-License-Identifier: MIT */
/* Calendar dates of the proleptic Gregorian calendar; no clock, no zone. */
#ifndef DN_CORE_DATE_H
#define DN_CORE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

#define DN_DATE_TEXT 10         /* "2026-07-10" */
#define DN_MONTH_TEXT 7         /* "2026-07" */

/* A civil date; year 1..9999, month 1..12, day 1..31 as the month has it. */
struct dn_date {
	int year, month, day;
};

/* Read just YYYY-MM-DD, a date that exists.  False when it is not. */
bool dn_date_parse(struct dn_span text, struct dn_date *date);

/* Read just YYYY-MM; `day` becomes 1. */
bool dn_month_parse(struct dn_span text, struct dn_date *date);

/* Write YYYY-MM-DD (or YYYY-MM) and a NUL. */
void dn_date_write(struct dn_date date, char out[DN_DATE_TEXT + 1]);
void dn_month_write(struct dn_date date, char out[DN_MONTH_TEXT + 1]);

/*
 * Days since 1970-01-01, and back.  What would be outside of the years 1..9999
 * is the first or last day there is; so with the additions below.
 */
int32_t dn_date_number(struct dn_date date);
struct dn_date dn_date_from_number(int32_t number);

/* <0, 0, >0: earlier, same, later. */
int dn_date_compare(struct dn_date a, struct dn_date b);

/*
 * The same day `months` later (or earlier), clamped to the end of a shorter
 * month: 01-31 + 1 = 02-28 (Civil Code art. 202).
 */
struct dn_date dn_date_add_months(struct dn_date date, int months);

/* The day `days` later; the start day itself is not counted (art. 201). */
struct dn_date dn_date_add_days(struct dn_date date, int days);

/* First and last day of the date's month. */
struct dn_date dn_month_first(struct dn_date date);
struct dn_date dn_month_last(struct dn_date date);

/* Months since year 0, for counting and comparing months. */
int dn_month_number(struct dn_date date);

#endif
