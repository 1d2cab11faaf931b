/* SPDX-License-Identifier: MIT */
/* Reading events by their vocabulary; nothing doubtful gets into the book. */
#include "ledger/event_read.h"

#include "core/date.h"
#include "core/ident.h"
#include "io/jsontext.h"
#include "io/number.h"
#include "ledger/content.h"

const char *const dn_event_members[DN_EVENT_MEMBERS] = {
	"type", "id", "v", "rec", "at", "batch", "person", "employer", "month",
	"start", "end", "last_day", "planned", "amount_fen", "verdict",
	"passed", "scope", "void", "with", "insurance", "kinds",
	"sample_size", "sample", "findings", "evidence", "record", "session",
	"in", "out", "kind", "level", "trade", "serial", "hours", "result",
	"score", "receipt", "seq", "prev"
};

static const struct {
	const char *name;
	uint64_t needs;         /* members, a bit each, and ASKED */
} types[DN_EVENT_TYPES] = {
#define NEED(member) ((uint64_t)1 << DN_EVENT_##member)
#define ASKED ((uint64_t)1 << 63)
#define DN_EVENT(id, name, needs) { name, needs },
#include "ledger/event.def"
#undef DN_EVENT
};

/* The kinds of insurance; the last has been one with the second of late. */
static const struct {
	const char *name;
	uint8_t bits;
} insurances[] = {
	{ "pension", 1 }, { "medical", 2 }, { "unemployment", 4 },
	{ "injury", 8 }, { "maternity", 16 }, { "medical_maternity", 2 | 16 }
};

/* ---- failing ---- */

/* Fail about a member that is there. */
int
dn_event_fail(const struct dn_event_reading *reading,
    const struct dn_json_value *value, enum dn_event_member member,
    enum dn_code code, const char *text)
{
	const char *name = dn_event_members[member];
	struct dn_err *err = reading->err;

	dn_err_set(err, code, "%s %s", name, text);
	dn_err_field(err, name, strlen(name));
	if (value->raw.ptr != NULL) {
		err->column = (uint64_t)(value->raw.ptr -
		    reading->line.ptr) + 1;
		dn_err_excerpt(err, value->raw.ptr, value->raw.len);
	}
	return -1;
}

int
dn_event_bad_value(const struct dn_event_reading *reading,
    enum dn_event_member member, const char *text)
{
	return dn_event_fail(reading, &reading->members[member], member,
	    DN_E_BAD_VALUE, text);
}

/* Is the member there, and of the type? */
int
dn_event_expect(const struct dn_event_reading *reading,
    enum dn_event_member member, enum dn_json_type type, const char *text)
{
	const struct dn_json_value *value = &reading->members[member];

	if (value->type == type)
		return 0;
	if (value->type == DN_JSON_NONE)
		return dn_event_fail(reading, value, member, DN_E_MISSING_FIELD,
		    "is missing");
	return dn_event_fail(reading, value, member, DN_E_BAD_TYPE, text);
}

/* ---- values ---- */

struct dn_span
dn_event_text(const struct dn_event_reading *reading,
    enum dn_event_member member)
{
	return dn_json_text(&reading->members[member], reading->scratch);
}

/* A name: any text but none. */
int
dn_event_name(const struct dn_event_reading *reading,
    enum dn_event_member member, struct dn_json_value *to)
{
	if (dn_event_expect(reading, member, DN_JSON_STRING,
	    "must be a text") < 0)
		return -1;
	*to = reading->members[member];
	return to->raw.len > 2 ? 0 :
	    dn_event_bad_value(reading, member, "is empty");
}

static int
read_day(const struct dn_event_reading *reading, enum dn_event_member member,
    int32_t *to)
{
	struct dn_date date;

	if (dn_event_expect(reading, member, DN_JSON_STRING,
	    "must be a date") < 0)
		return -1;
	if (!dn_date_parse(dn_event_text(reading, member), &date))
		return dn_event_bad_value(reading, member,
		    "must be a date, as 2026-07-10");
	*to = dn_date_number(date);
	return 0;
}

static bool
parse_month(const struct dn_json_value *value, struct dn_bytes *scratch,
    int32_t *to)
{
	struct dn_date date;

	if (value->type != DN_JSON_STRING ||
	    !dn_month_parse(dn_json_text(value, scratch), &date))
		return false;
	*to = dn_month_number(date);
	return true;
}

static int
read_month(const struct dn_event_reading *reading, int32_t *to)
{
	if (dn_event_expect(reading, DN_EVENT_MONTH, DN_JSON_STRING,
	    "must be a month") < 0)
		return -1;
	return parse_month(&reading->members[DN_EVENT_MONTH],
	    reading->scratch, to) ? 0 :
	    dn_event_bad_value(reading, DN_EVENT_MONTH,
	    "must be a month, as 2026-07");
}

/* A whole number in plain digits: no 1e3, no 1.0 on the way of money. */
int
dn_event_number(const struct dn_event_reading *reading,
    enum dn_event_member member, int64_t most, int64_t *to)
{
	const struct dn_json_value *value = &reading->members[member];
	size_t i;

	if (dn_event_expect(reading, member, DN_JSON_NUMBER,
	    "must be a number") < 0)
		return -1;
	for (i = 0; i < value->raw.len; i++)
		if (value->raw.ptr[i] < '0' || value->raw.ptr[i] > '9')
			return dn_event_bad_value(reading, member,
			    "must be a whole number in plain digits");
	if (!dn_number_read_int(value->raw, to) || *to > most)
		return dn_event_bad_value(reading, member, "is too large");
	return 0;
}

/* ---- persons ---- */

/* Show a person's number masked, where the error has it as it is. */
static int
hide_number(const struct dn_event_reading *reading,
    const struct dn_json_value *value)
{
	struct dn_span number = dn_json_text(value, reading->scratch);
	struct dn_bytes shown;

	dn_bytes_init(&shown, sizeof(reading->err->excerpt));
	dn_ident_mask(&shown, number, 6, 4);
	dn_err_excerpt(reading->err, shown.data, shown.len);
	dn_bytes_release(&shown);
	return -1;
}

/* Is the text a legal name of a person under the policy's identity? */
static int
check_person(const struct dn_event_reading *reading,
    const struct dn_json_value *value, enum dn_event_member member)
{
	char number[DN_IDENT_CITIZEN + 1];
	enum dn_ident verdict;

	if (value->type != DN_JSON_STRING)
		return dn_event_fail(reading, value, member, DN_E_BAD_TYPE,
		    "must hold the names of persons");
	if (value->raw.len <= 2)
		return dn_event_fail(reading, value, member, DN_E_BAD_VALUE,
		    "must not be an empty name");
	if (!reading->citizen)
		return 0;
	verdict = dn_ident_citizen(dn_json_text(value, reading->scratch),
	    number);
	if (verdict == DN_IDENT_GOOD)
		return 0;
	if (verdict == DN_IDENT_FORMAT)
		dn_event_fail(reading, value, member, DN_E_ID_FORMAT,
		    "must be a citizen number of 18 characters");
	else if (verdict == DN_IDENT_DATE)
		dn_event_fail(reading, value, member, DN_E_ID_DATE,
		    "holds no date of birth that exists");
	else
		dn_event_fail(reading, value, member, DN_E_ID_CHECKSUM,
		    "has a wrong check digit");
	/* No message shows a whole number, not even a wrong one. */
	return hide_number(reading, value);
}

int
dn_event_person(const struct dn_event_reading *reading)
{
	struct dn_json_value *person = &reading->draft->person;

	if (dn_event_expect(reading, DN_EVENT_PERSON, DN_JSON_STRING,
	    "must be a text") < 0)
		return -1;
	*person = reading->members[DN_EVENT_PERSON];
	return check_person(reading, person, DN_EVENT_PERSON);
}

/* ---- lists ---- */

/* Check each element of an array that may be absent. */
static int
read_list(const struct dn_event_reading *reading, enum dn_event_member member,
    int (*check)(const struct dn_event_reading *, const struct dn_json_value *,
    enum dn_event_member), int64_t *count)
{
	const struct dn_json_value *list = &reading->members[member];
	struct dn_json_children children;
	struct dn_json_value element;
	struct dn_span name;

	if (list->type == DN_JSON_NONE)
		return 0;
	if (dn_event_expect(reading, member, DN_JSON_ARRAY,
	    "must be a list") < 0)
		return -1;
	children = dn_json_children(list);
	while (dn_json_child(&children, &name, &element)) {
		if (check(reading, &element, member) < 0)
			return -1;
		++*count;
	}
	return 0;
}

/* A kind of insurance is noted in the draft. */
static int
check_insurance(const struct dn_event_reading *reading,
    const struct dn_json_value *value, enum dn_event_member member)
{
	struct dn_span name = dn_json_text(value, reading->scratch);
	size_t i;

	for (i = 0; i < sizeof(insurances) / sizeof(insurances[0]); i++)
		if (dn_span_is(name, insurances[i].name)) {
			reading->draft->event.insurance |= insurances[i].bits;
			return 0;
		}
	return dn_event_fail(reading, value, member, DN_E_BAD_VALUE,
	    "must hold pension, medical, unemployment, injury, maternity");
}

/* The members of an object that are called as asked. */
static void
pick(const struct dn_json_value *object, const char *first,
    const char *second, struct dn_json_value found[2])
{
	struct dn_json_children children = dn_json_children(object);
	struct dn_json_value value;
	struct dn_span name;

	found[0].type = found[1].type = DN_JSON_NONE;
	while (dn_json_child(&children, &name, &value)) {
		if (dn_span_is(name, first))
			found[0] = value;
		else if (dn_span_is(name, second))
			found[1] = value;
	}
}

static int
check_finding(const struct dn_event_reading *reading,
    const struct dn_json_value *value, enum dn_event_member member)
{
	struct dn_json_value found[2];
	int32_t month;

	if (value->type != DN_JSON_OBJECT)
		return dn_event_fail(reading, value, member, DN_E_BAD_TYPE,
		    "must hold objects");
	pick(value, "person", "month", found);
	if (!parse_month(&found[1], reading->scratch, &month))
		return dn_event_fail(reading, value, member, DN_E_BAD_VALUE,
		    "must name a month, as 2026-07");
	return check_person(reading, &found[0], member);
}

static int
check_evidence(const struct dn_event_reading *reading,
    const struct dn_json_value *value, enum dn_event_member member)
{
	struct dn_json_value found[2];
	size_t i;

	if (value->type != DN_JSON_OBJECT)
		return dn_event_fail(reading, value, member, DN_E_BAD_TYPE,
		    "must hold objects");
	pick(value, "kind", "sha256", found);
	if (found[0].type != DN_JSON_STRING || found[0].raw.len <= 2)
		return dn_event_fail(reading, value, member, DN_E_BAD_VALUE,
		    "must name its kind");
	if (found[1].type == DN_JSON_NONE)
		return 0;
	for (i = 1; i < found[1].raw.len - 1; i++)
		if (dn_json_hex(found[1].raw.ptr[i]) < 0)
			break;
	return i == 65 && found[1].raw.len == 66 ? 0 :
	    dn_event_fail(reading, value, member, DN_E_BAD_VALUE,
	    "has a sha256 that is not 64 hex digits");
}

void
dn_event_finding(const struct dn_json_value *element,
    struct dn_bytes *scratch, struct dn_json_value *person, int32_t *month)
{
	struct dn_json_value found[2];

	pick(element, "person", "month", found);
	*person = found[0];
	*month = 0;
	(void)parse_month(&found[1], scratch, month);
}

struct dn_json_value
dn_event_evidence(const struct dn_json_value *element)
{
	struct dn_json_value found[2];

	pick(element, "kind", "", found);
	return found[0];
}

/* ---- types ---- */

static int
read_period(const struct dn_event_reading *reading)
{
	struct dn_event *event = &reading->draft->event;

	if (read_day(reading, DN_EVENT_START, &event->from) < 0 ||
	    read_day(reading, DN_EVENT_END, &event->to) < 0)
		return -1;
	return event->from <= event->to ? 0 : dn_event_bad_value(reading,
	    DN_EVENT_END, "is before the start");
}

static int
read_verdict(const struct dn_event_reading *reading)
{
	struct dn_event_draft *draft = reading->draft;
	int64_t passed = 0;
	struct dn_span verdict;

	if (dn_event_expect(reading, DN_EVENT_VERDICT, DN_JSON_STRING,
	    "must be pass or fail") < 0)
		return -1;
	verdict = dn_event_text(reading, DN_EVENT_VERDICT);
	draft->event.pass = dn_span_is(verdict, "pass");
	if (!draft->event.pass && !dn_span_is(verdict, "fail"))
		return dn_event_bad_value(reading, DN_EVENT_VERDICT,
		    "must be pass or fail");
	draft->list = reading->members[DN_EVENT_PASSED];
	if (read_list(reading, DN_EVENT_PASSED, check_person, &passed) < 0)
		return -1;
	if (!draft->event.pass && passed > 0)
		return dn_event_bad_value(reading, DN_EVENT_PASSED,
		    "names persons although the verdict is fail");
	return 0;
}

/* The size of the sample is a number, or that of the list. */
static int
read_spot_check(const struct dn_event_reading *reading)
{
	struct dn_event_draft *draft = reading->draft;
	int64_t findings = 0, sample = 0;

	draft->list = reading->members[DN_EVENT_FINDINGS];
	if (read_list(reading, DN_EVENT_FINDINGS, check_finding,
	    &findings) < 0 ||
	    read_list(reading, DN_EVENT_SAMPLE, check_person, &sample) < 0)
		return -1;
	draft->event.amount = sample;
	if (reading->members[DN_EVENT_SAMPLE].type == DN_JSON_ARRAY &&
	    reading->members[DN_EVENT_SAMPLE_SIZE].type == DN_JSON_NONE)
		return 0;
	return dn_event_number(reading, DN_EVENT_SAMPLE_SIZE,
	    DN_EVENT_COUNT_MAX, &draft->event.amount);
}

static int
read_insurance(const struct dn_event_reading *reading,
    enum dn_event_member member)
{
	int64_t count = 0;

	return read_list(reading, member, check_insurance, &count);
}

static int
read_correction(const struct dn_event_reading *reading)
{
	const struct dn_json_value *with = &reading->members[DN_EVENT_WITH];

	if (with->type != DN_JSON_NONE && with->type != DN_JSON_STRING)
		return dn_event_fail(reading, with, DN_EVENT_WITH,
		    DN_E_BAD_TYPE,
		    "must be the id of the event that replaces it");
	return dn_event_name(reading, DN_EVENT_VOID, &reading->draft->target);
}

/* A notice may be open still: its end is far away then. */
static int
read_notice(const struct dn_event_reading *reading)
{
	struct dn_event *event = &reading->draft->event;

	if (dn_event_name(reading, DN_EVENT_OF_RECEIPT,
	    &reading->draft->target) < 0)
		return -1;
	if (reading->members[DN_EVENT_END].type != DN_JSON_NONE)
		return read_period(reading);
	event->to = INT32_MAX;
	return read_day(reading, DN_EVENT_START, &event->from);
}

/* Read a needed member into its place. */
static int
read_member(const struct dn_event_reading *reading, enum dn_event_member member)
{
	struct dn_event_draft *draft = reading->draft;

	switch (member) {
	case DN_EVENT_BATCH:
	case DN_EVENT_SCOPE:
		return dn_event_name(reading, member, &draft->batch);
	case DN_EVENT_PERSON:
		return dn_event_person(reading);
	case DN_EVENT_EMPLOYER:
		return dn_event_name(reading, member, &draft->employer);
	case DN_EVENT_MONTH:
		return read_month(reading, &draft->event.from);
	case DN_EVENT_START:
		return read_period(reading);
	case DN_EVENT_LAST_DAY:
		return read_day(reading, member, &draft->event.from);
	case DN_EVENT_PLANNED:
		return dn_event_number(reading, member, DN_EVENT_COUNT_MAX,
		    &draft->event.amount);
	case DN_EVENT_AMOUNT:
		return dn_event_number(reading, member, DN_EVENT_FEN_MAX,
		    &draft->event.amount);
	case DN_EVENT_VERDICT:
		return read_verdict(reading);
	case DN_EVENT_VOID:
		return read_correction(reading);
	case DN_EVENT_OF_RECEIPT:
		return read_notice(reading);
	case DN_EVENT_KINDS:
		if (dn_event_expect(reading, member, DN_JSON_ARRAY,
		    "must be a list") < 0)
			return -1;
		return read_insurance(reading, member);
	default:
		return 0;
	}
}

static int
read_type(const struct dn_event_reading *reading)
{
	const struct dn_json_value *record = &reading->members[DN_EVENT_RECORD];
	struct dn_span name;
	uint8_t type;

	if (record->type != DN_JSON_NONE &&
	    !dn_span_is(dn_event_text(reading, DN_EVENT_RECORD), "event"))
		return dn_event_bad_value(reading, DN_EVENT_RECORD,
		    "is not \"event\"");
	if (dn_event_expect(reading, DN_EVENT_TYPE, DN_JSON_STRING,
	    "must be a text") < 0)
		return -1;
	name = dn_event_text(reading, DN_EVENT_TYPE);
	for (type = 0; type < DN_EVENT_TYPES; type++)
		if (dn_span_is(name, types[type].name)) {
			reading->draft->event.type = type;
			return 0;
		}
	return dn_event_bad_value(reading, DN_EVENT_TYPE,
	    "is none of the vocabulary of events");
}

/* What all events have: id, dates, version and evidence. */
static int
read_common(const struct dn_event_reading *reading)
{
	struct dn_event_draft *draft = reading->draft;
	struct dn_event *event = &draft->event;
	int64_t version = 1, pieces = 0;

	if (dn_event_name(reading, DN_EVENT_ID, &draft->id) < 0)
		return -1;
	if (reading->members[DN_EVENT_V].type != DN_JSON_NONE &&
	    (dn_event_number(reading, DN_EVENT_V, DN_EVENT_COUNT_MAX,
	    &version) < 0 || version != 1))
		return dn_event_fail(reading, &reading->members[DN_EVENT_V],
		    DN_EVENT_V, DN_E_VERSION, "is not 1");
	draft->evidence = reading->members[DN_EVENT_EVIDENCE];
	if (read_list(reading, DN_EVENT_EVIDENCE, check_evidence,
	    &pieces) < 0)
		return -1;
	/* Evidence may come with any event that names the batch (R11). */
	if (pieces > 0 &&
	    reading->members[DN_EVENT_BATCH].type == DN_JSON_STRING &&
	    reading->members[DN_EVENT_BATCH].raw.len > 2)
		draft->batch = reading->members[DN_EVENT_BATCH];
	/* Statements and settlements carry a cut in place of dates. */
	if (dn_event_is_issue(event))
		return 0;
	if (read_day(reading, DN_EVENT_AT, &event->at) < 0)
		return -1;
	event->day = event->at;
	if (reading->members[DN_EVENT_REC].type == DN_JSON_NONE)
		return 0;
	return read_day(reading, DN_EVENT_REC, &event->day);
}

bool
dn_event_counts(enum dn_event_type type, uint32_t asks)
{
	if (type == DN_EVENT_NOTICE)
		return false;
	return (types[type].needs & ASKED) != 0 ?
	    (asks & DN_EVENT_ASKS(type)) != 0 : types[type].needs != 0;
}

/* Read what the type needs. */
static int
read_needs(const struct dn_event_reading *reading, uint64_t needs)
{
	const struct dn_event *event = &reading->draft->event;
	enum dn_event_member member;

	for (member = 0; member < DN_EVENT_MEMBERS; member++)
		if ((needs & (uint64_t)1 << member) != 0 &&
		    read_member(reading, member) < 0)
			return -1;
	if (event->type == DN_EVENT_CONTRACT)
		return read_insurance(reading, DN_EVENT_INSURANCE);
	if (event->type == DN_EVENT_SPOT_CHECK)
		return read_spot_check(reading);
	return 0;
}

int
dn_event_read(const struct dn_json_value *members, struct dn_span line,
    uint32_t asks, struct dn_bytes *scratch, struct dn_event_draft *draft,
    struct dn_err *err)
{
	struct dn_event_reading reading = {
		.members = members, .line = line,
		.citizen = (asks & DN_EVENT_CITIZEN) != 0,
		.scratch = scratch, .draft = draft, .err = err
	};
	uint64_t needs;

	*draft = (struct dn_event_draft){
		.event = {
			.batch = DN_EVENT_NOBODY, .person = DN_EVENT_NOBODY,
			.employer = DN_EVENT_NOBODY, .target = DN_EVENT_NOBODY
		}
	};
	if (read_type(&reading) < 0 || read_common(&reading) < 0)
		return -1;
	needs = types[draft->event.type].needs;
	if (((needs & ASKED) != 0 ? dn_event_training(&reading, asks) :
	    read_needs(&reading, needs)) < 0)
		return -1;
	draft->event.content = dn_content_hash(line, scratch);
	return dn_bytes_check(scratch, err);
}
