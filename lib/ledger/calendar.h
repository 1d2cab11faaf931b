/* SPDX-License-Identifier: MIT */
/* Days off, and when a period is over (Civil Code, art. 201 and 203). */
#ifndef DN_LEDGER_CALENDAR_H
#define DN_LEDGER_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

#define DN_CALENDAR_DAYS_MAX 100000     /* off, and so many worked */

/* Which days are off; days are numbers as of core/date.h. */
struct dn_calendar;

/*
 * Read a calendar file ("-": stdin): a *new* calendar.  Two forms:
 *
 * - a text, of which the first line that is not blank or a comment (`#`)
 *   begins with a digit: a line is a day or a range `DAY..DAY`, then perhaps
 *   `holiday` or `workday`, then perhaps a name;
 * - YAML (and so JSON): a list of days and ranges off; or a mapping with
 *   `holidays` and `workdays`, lists of such, and `weekends: true` where
 *   Saturdays and Sundays are off; or a mapping with `days`, a list of
 *   {date, isOffDay, name}.  A mapping with `dn_policy` is a policy: its
 *   `holidays` are taken.
 *
 * Without `weekends` no day is off that the file does not name: the lists of
 * the State Council name both, holidays and weekends worked for them.
 *
 * NULL with DN_E_CONFIG, line and column: what is none of these, a day that is
 * both off and worked; or as dn_src_slurp and dn_yaml_parse fail.
 */
struct dn_calendar *dn_calendar_load(const char *path, struct dn_err *err)
    DN_MUST_CHECK;

/* The same from text; `source` is borrowed for errors. */
struct dn_calendar *dn_calendar_parse(struct dn_span text, const char *source,
    struct dn_err *err) DN_MUST_CHECK;

/* Free; NULL is fine. */
void dn_calendar_free(struct dn_calendar *calendar);

/* Is the day off?  With a NULL calendar none is. */
bool dn_calendar_rests(const struct dn_calendar *calendar, int32_t day);

/*
 * The last day of a period of `days` (>= 0) that begins on `start`, which is
 * not counted (art. 201); where that day is off, the next one that is not
 * (art. 203).  The period is complete at the end of that day.  Not behind the
 * last day there is.
 */
int32_t dn_calendar_ends(const struct dn_calendar *calendar, int32_t start,
    int64_t days);

#endif
