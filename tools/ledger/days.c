/* SPDX-License-Identifier: MIT */
/* days START N: the day on whose end a period of N days is complete. */
#include <inttypes.h>

#include "core/date.h"
#include "ledger/calendar.h"
#include "tools/ledger/verbs.h"

/* The operands, or false, and said so. */
static bool
read_operands(struct dn_run *run, struct dn_date *start, uint64_t *days)
{
	if (!dn_date_parse(dn_span_of(run->files[0]), start))
		dn_run_usage(run, "\"%s\" is no date", run->files[0]);
	if (!dn_opt_read_count(run->files[1], days) || *days > INT32_MAX)
		dn_run_usage(run, "\"%s\" is no number of days",
		    run->files[1]);
	return dn_run_intact(run);
}

/* The calendar of --calendar; false, and said so, where it is none. */
static bool
read_calendar(struct dn_run *run, const char *path,
    struct dn_calendar **calendar)
{
	struct dn_err err = DN_ERR_INIT;

	*calendar = NULL;
	if (path == NULL)
		return true;
	*calendar = dn_calendar_load(path, &err);
	if (*calendar == NULL)
		dn_run_fail(run, &err);
	return *calendar != NULL;
}

/* Write the day alone, or all that led to it. */
static bool
write_day(struct dn_run *run, struct dn_date start, int64_t days,
    int32_t complete, bool details)
{
	int32_t first = dn_date_number(start);
	char texts[3][DN_DATE_TEXT + 1];
	struct dn_bytes out;
	bool written;

	dn_date_write(start, texts[0]);
	dn_date_write(dn_date_from_number(first + (int32_t)days), texts[1]);
	dn_date_write(dn_date_from_number(complete), texts[2]);
	dn_bytes_init(&out, SIZE_MAX);
	if (details)
		dn_bytes_add_format(&out, "{\"record\":\"days\",\"start\":"
		    "\"%s\",\"days\":%" PRId64 ",\"end\":\"%s\","
		    "\"complete\":\"%s\",\"moved\":%" PRId64 "}\n", texts[0],
		    days, texts[1], texts[2], complete - first - days);
	else
		dn_bytes_add_format(&out, "%s\n", texts[2]);
	written = dn_run_write(run, dn_bytes_span(&out));
	dn_bytes_release(&out);
	return written;
}

void
verb_days(struct dn_run *run, const struct asked *asked)
{
	const char *format = asked->text[OPTION_FORMAT];
	bool details = format != NULL && strcmp(format, "jsonl") == 0;
	struct dn_calendar *calendar;
	struct dn_date start;
	uint64_t days;
	int32_t room;

	if (format != NULL && !details)
		dn_run_usage(run, "--format: \"%s\" is not jsonl", format);
	if (!read_operands(run, &start, &days))
		return;
	room = dn_date_number((struct dn_date){ 9999, 12, 31 }) -
	    dn_date_number(start);
	if (days > (uint64_t)room)
		dn_run_usage(run, "%s days from %s on are past all dates",
		    run->files[1], run->files[0]);
	else if (read_calendar(run, asked->text[OPTION_CALENDAR], &calendar)) {
		write_day(run, start, (int64_t)days, dn_calendar_ends(calendar,
		    dn_date_number(start), (int64_t)days), details);
		dn_calendar_free(calendar);
	}
}
