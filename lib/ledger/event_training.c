/* SPDX-License-Identifier: MIT */
/* Events of training: classes, who was there, exams and certificates. */
#include "ledger/event_read.h"

#include "core/date.h"

#define ZONE_MINUTES (8 * 60)   /* of Asia/Shanghai */

/* ---- times ---- */

/* Read `len` digits; -1 where there are none. */
static int
digits(const char *text, size_t len)
{
	int sum = 0;
	size_t i;

	for (i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		sum = sum * 10 + (text[i] - '0');
	}
	return sum;
}

/* Read "+08:00" or "Z" as minutes east; false when it is neither. */
static bool
read_zone(struct dn_span text, int *minutes)
{
	int hour, minute;

	if (dn_span_is(text, "Z")) {
		*minutes = 0;
		return true;
	}
	if (text.len != 6 || (text.ptr[0] != '+' && text.ptr[0] != '-') ||
	    text.ptr[3] != ':')
		return false;
	hour = digits(text.ptr + 1, 2);
	minute = digits(text.ptr + 4, 2);
	if (hour < 0 || hour > 14 || minute < 0 || minute > 59)
		return false;
	*minutes = (hour * 60 + minute) * (text.ptr[0] == '-' ? -1 : 1);
	return true;
}

/* The part of a time behind its minutes: ":30", a zone, both or neither. */
static bool
read_rest(struct dn_span text, int *east)
{
	*east = ZONE_MINUTES;
	if (text.len >= 3 && text.ptr[0] == ':') {
		if (digits(text.ptr + 1, 2) < 0 || digits(text.ptr + 1, 2) > 59)
			return false;
		text.ptr += 3;
		text.len -= 3;
	}
	return text.len == 0 || read_zone(text, east);
}

/* Read "2026-03-02T09:00" as minutes of Shanghai; seconds are left out. */
static bool
parse_time(struct dn_span text, int32_t *to)
{
	struct dn_date date;
	int hour, minute, east;

	if (text.len < 16 || (text.ptr[10] != 'T' && text.ptr[10] != ' ') ||
	    text.ptr[13] != ':' ||
	    !dn_date_parse((struct dn_span){ text.ptr, 10 }, &date) ||
	    !read_rest((struct dn_span){ text.ptr + 16, text.len - 16 },
	    &east))
		return false;
	hour = digits(text.ptr + 11, 2);
	minute = digits(text.ptr + 14, 2);
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
	    date.year < 1970 || date.year > 5000)
		return false;
	*to = dn_date_number(date) * 24 * 60 + hour * 60 + minute +
	    ZONE_MINUTES - east;
	return true;
}

static int
read_time(const struct dn_event_reading *reading,
    enum dn_event_member member, int32_t *to)
{
	if (dn_event_expect(reading, member, DN_JSON_STRING,
	    "must be a time") < 0)
		return -1;
	return parse_time(dn_event_text(reading, member), to) ? 0 :
	    dn_event_bad_value(reading, member,
	    "must be a time, as 2026-03-02T09:00");
}

/* ---- members ---- */

static bool
is_there(const struct dn_event_reading *reading, enum dn_event_member member)
{
	return reading->members[member].type != DN_JSON_NONE;
}

/* A name that may be absent, and may be written as a number. */
static int
read_word(const struct dn_event_reading *reading, enum dn_event_member member,
    struct dn_json_value *to)
{
	int64_t number;

	if (!is_there(reading, member))
		return 0;
	if (reading->members[member].type != DN_JSON_NUMBER)
		return dn_event_name(reading, member, to);
	*to = reading->members[member];
	return dn_event_number(reading, member, INT64_MAX, &number);
}

/* A number that may be absent. */
static int
read_count(const struct dn_event_reading *reading,
    enum dn_event_member member, int64_t most, int64_t *to)
{
	return is_there(reading, member) ?
	    dn_event_number(reading, member, most, to) : 0;
}

static int
read_batch(const struct dn_event_reading *reading)
{
	return is_there(reading, DN_EVENT_BATCH) ? dn_event_name(reading,
	    DN_EVENT_BATCH, &reading->draft->batch) : 0;
}

/* ---- types ---- */

static int
read_session(const struct dn_event_reading *reading)
{
	struct dn_event_draft *draft = reading->draft;
	struct dn_event *event = &draft->event;

	if (dn_event_name(reading, DN_EVENT_BATCH, &draft->batch) < 0 ||
	    read_time(reading, DN_EVENT_START, &event->from) < 0 ||
	    read_time(reading, DN_EVENT_END, &event->to) < 0)
		return -1;
	draft->target = draft->id;
	return event->from < event->to ? 0 : dn_event_bad_value(reading,
	    DN_EVENT_END, "is not behind the start");
}

/* One that is unpaired attends nothing (R12). */
static int
read_attend(const struct dn_event_reading *reading)
{
	struct dn_event_draft *draft = reading->draft;
	struct dn_event *event = &draft->event;
	bool pair = is_there(reading, DN_EVENT_IN) &&
	    is_there(reading, DN_EVENT_OUT);

	if (dn_event_person(reading) < 0 ||
	    dn_event_name(reading, DN_EVENT_SESSION, &draft->target) < 0 ||
	    (is_there(reading, DN_EVENT_IN) &&
	    read_time(reading, DN_EVENT_IN, &event->from) < 0) ||
	    (is_there(reading, DN_EVENT_OUT) &&
	    read_time(reading, DN_EVENT_OUT, &event->to) < 0))
		return -1;
	if (!pair)
		event->to = event->from;
	return event->from <= event->to ? 0 : dn_event_bad_value(reading,
	    DN_EVENT_OUT, "is before the sign-in");
}

static int
read_exam(const struct dn_event_reading *reading)
{
	if (dn_event_person(reading) < 0 || read_batch(reading) < 0)
		return -1;
	return dn_event_number(reading, DN_EVENT_SCORE, DN_EVENT_COUNT_MAX,
	    &reading->draft->event.amount);
}

/* The result may be absent: a certificate is had by who passed. */
static int
read_result(const struct dn_event_reading *reading)
{
	struct dn_span result;

	reading->draft->event.pass = true;
	if (!is_there(reading, DN_EVENT_RESULT))
		return 0;
	if (dn_event_expect(reading, DN_EVENT_RESULT, DN_JSON_STRING,
	    "must be pass or fail") < 0)
		return -1;
	result = dn_event_text(reading, DN_EVENT_RESULT);
	reading->draft->event.pass = dn_span_is(result, "pass");
	return reading->draft->event.pass || dn_span_is(result, "fail") ? 0 :
	    dn_event_bad_value(reading, DN_EVENT_RESULT,
	    "must be pass or fail");
}

static int
read_certificate(const struct dn_event_reading *reading)
{
	struct dn_event_draft *draft = reading->draft;

	if (dn_event_person(reading) < 0 || read_batch(reading) < 0 ||
	    read_word(reading, DN_EVENT_KIND, &draft->kind) < 0 ||
	    read_word(reading, DN_EVENT_LEVEL, &draft->target) < 0 ||
	    read_word(reading, DN_EVENT_TRADE, &draft->employer) < 0 ||
	    read_word(reading, DN_EVENT_SERIAL, &draft->list) < 0 ||
	    read_count(reading, DN_EVENT_HOURS, 100000, &draft->hours) < 0 ||
	    read_count(reading, DN_EVENT_AMOUNT, DN_EVENT_FEN_MAX,
	    &draft->event.amount) < 0)
		return -1;
	return read_result(reading);
}

static int
read_type(const struct dn_event_reading *reading)
{
	switch (reading->draft->event.type) {
	case DN_EVENT_SESSION_HELD:
		return read_session(reading);
	case DN_EVENT_ATTEND:
		return read_attend(reading);
	case DN_EVENT_EXAM:
		return read_exam(reading);
	default:
		return read_certificate(reading);
	}
}

int
dn_event_training(const struct dn_event_reading *reading, uint32_t asks)
{
	struct dn_event_draft *draft = reading->draft;
	struct dn_event_draft empty = *draft;
	uint8_t type = draft->event.type;

	if ((asks & (DN_EVENT_ASKS(type) | DN_EVENT_TAKES)) == 0)
		return 0;
	draft->event.taken = true;
	draft->hours = -1;
	if (read_type(reading) == 0)
		return 0;
	if ((asks & DN_EVENT_ASKS(type)) != 0)
		return -1;
	*draft = empty;
	*reading->err = (struct dn_err)DN_ERR_INIT;
	return 0;
}
