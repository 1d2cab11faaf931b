/* SPDX-License-Identifier: MIT */
/* Admitting events: threads read, one adds and seals. */
#include "ledger/admit.h"

#include <stdlib.h>

#include "core/date.h"
#include "io/jsontext.h"
#include "ledger/content.h"

/* The one reason for which an event changes nothing. */
static const char *const ignores[] = { "duplicate", NULL };

/* What a thread leaves of a record. */
struct note {
	struct dn_event_draft draft;
	bool dated;             /* has a `rec`, */
	bool late;              /* which a journal has added, */
	bool added;             /* or something else of a journal's */
	char rec[DN_DATE_TEXT]; /* what it is */
	const char *base;       /* of the values in the draft, where the
				   text is not the line but what map wrote */
};

/* A thread's own. */
struct worker {
	int32_t day;
	uint32_t asks;
	const struct dn_conceal *conceal;
	struct dn_json_fields *fields;          /* with it: to read what */
	struct dn_json *json;                   /* has names for numbers */
	struct dn_bytes text, scratch;
};

static void
worker_free(void *state)
{
	struct worker *worker = state;

	if (worker == NULL)
		return;
	dn_json_free(worker->json);
	dn_json_fields_free(worker->fields);
	dn_bytes_release(&worker->text);
	dn_bytes_release(&worker->scratch);
	free(worker);
}

static void *
worker_new(void *state)
{
	const struct dn_admission *admission = state;
	struct worker *worker = calloc(1, sizeof(*worker));
	struct dn_err err = DN_ERR_INIT;

	if (worker == NULL)
		return NULL;
	worker->day = admission->day;
	worker->asks = admission->asks | DN_EVENT_TAKES;
	worker->conceal = admission->conceal;
	dn_bytes_init(&worker->text, SIZE_MAX);
	dn_bytes_init(&worker->scratch, SIZE_MAX);
	if (worker->conceal == NULL)
		return worker;
	worker->fields = dn_json_fields_new(dn_event_members,
	    DN_EVENT_MEMBERS, &err);
	if (worker->fields != NULL)
		worker->json = dn_json_new(worker->fields, DN_JSON_STRICT);
	if (worker->json != NULL)
		return worker;
	worker_free(worker);
	return NULL;
}

/* What a journal may have added to the event, if it has been in one. */
static void
note_added(const struct dn_json_value *fields, struct note *note)
{
	const struct dn_json_value *rec = &fields[DN_EVENT_REC];
	const struct dn_json_value *seq = &fields[DN_EVENT_SEQ];

	note->dated = rec->type != DN_JSON_NONE;
	note->added = seq->type != DN_JSON_NONE ||
	    fields[DN_EVENT_PREV].type != DN_JSON_NONE;
	note->late = note->dated && seq->type != DN_JSON_NONE &&
	    rec->raw.ptr > seq->raw.ptr;
}

/* Read a line that has names for numbers, and leave it to fold. */
static int
read_concealed(struct worker *worker, const struct dn_record *record,
    struct note *note, struct dn_bytes *out, struct dn_err *err)
{
	struct dn_json_value fields[DN_EVENT_MEMBERS];
	struct dn_bytes *text = &worker->text;
	struct dn_span line;

	dn_bytes_clear(text);
	dn_conceal_line(worker->conceal, record->line, text,
	    &worker->scratch);
	if (dn_bytes_reserve(text, DN_JSON_PADDING) == NULL)
		return dn_bytes_check(text, err);
	memset(text->data + text->len, 0, DN_JSON_PADDING);
	line = dn_bytes_span(text);
	if (dn_json_scan(worker->json, line, fields, err) < 0 ||
	    dn_event_read(fields, line, worker->asks, &worker->scratch,
	    &note->draft, err) < 0)
		return -1;
	note_added(fields, note);
	note->base = line.ptr;
	dn_bytes_add_span(out, line);
	return 0;
}

static int
map(void *state, const struct dn_record *record, void *data,
    struct dn_result *result, struct dn_err *err)
{
	struct worker *worker = state;
	struct note *note = data;
	char day[DN_DATE_TEXT + 1];
	uint32_t asks = worker->asks |
	    (worker->conceal != NULL ? DN_EVENT_CITIZEN : 0);

	result->verdict = DN_WRITE;
	if (dn_event_read(record->fields, record->line, asks,
	    &worker->scratch, &note->draft, err) < 0)
		return -1;
	if (worker->conceal == NULL)
		note_added(record->fields, note);
	else if (read_concealed(worker, record, note, result->out, err) < 0)
		return -1;
	if (!note->dated && !dn_event_is_issue(&note->draft.event))
		note->draft.event.day = worker->day;
	dn_date_write(dn_date_from_number(note->draft.event.day), day);
	memcpy(note->rec, day, sizeof(note->rec));
	return 0;
}

/* The values of a draft, where they stand now. */
static void
rebase(struct note *note, const char *to)
{
	struct dn_event_draft *draft = &note->draft;
	struct dn_json_value *const values[] = {
		&draft->id, &draft->batch, &draft->person, &draft->employer,
		&draft->target, &draft->list, &draft->evidence
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (values[i]->raw.ptr != NULL)
			values[i]->raw.ptr = to +
			    (values[i]->raw.ptr - note->base);
}

/* A statement comes from the ledger itself, or is the one it issued. */
static int
check_issued(struct dn_admission *admission,
    const struct dn_event_draft *draft, struct dn_err *err)
{
	const struct dn_book *book = admission->reg->book;
	size_t index = dn_names_find(book->ids,
	    dn_json_text(&draft->id, &admission->scratch));

	if (index != DN_NAMES_NONE &&
	    book->events[index].content == draft->event.content)
		return 0;
	dn_err_set(err, DN_E_BAD_VALUE,
	    "type is of what the ledger itself issues");
	return dn_err_field(err, "type", 4);
}

/* Make it the journal's next line. */
static int
write_line(struct dn_admission *admission, struct dn_span text,
    const struct note *note, struct dn_err *err)
{
	struct dn_bytes *line = &admission->line;
	struct dn_span rec = { NULL, 0 };

	dn_bytes_clear(&admission->scratch);
	if (note->added) {
		dn_content_open(text, &admission->scratch, line);
		text = dn_bytes_span(&admission->scratch);
	} else {
		text.len = (size_t)((const char *)memrchr(text.ptr, '}',
		    text.len) - text.ptr);
	}
	if (!note->dated || note->late)
		rec = (struct dn_span){ note->rec, sizeof(note->rec) };
	dn_bytes_clear(line);
	dn_register_seal(admission->reg, text, rec, line);
	if (dn_bytes_check(&admission->scratch, err) < 0 ||
	    dn_bytes_check(line, err) < 0)
		return -1;
	return dn_journal_add(admission->journal, dn_bytes_span(line), err);
}

/* The text of the member "name", or none. */
static struct dn_span
name_of(struct dn_span line, struct dn_bytes *scratch)
{
	struct dn_json_value object = { .raw = line, .type = DN_JSON_OBJECT };
	struct dn_json_children children = dn_json_children(&object);
	struct dn_json_value value;
	struct dn_span name;

	while (dn_json_child(&children, &name, &value))
		if (dn_span_is(name, "name"))
			return dn_json_text(&value, scratch);
	return (struct dn_span){ NULL, 0 };
}

/* The persons that the book did not know before this line. */
static int
note_persons(struct dn_admission *admission, const struct dn_record *record,
    uint32_t own, size_t known, struct dn_err *err)
{
	const struct dn_names *persons = admission->reg->book->persons;
	struct dn_bytes *name = &admission->line, plain;
	char number[DN_IDENT_CITIZEN + 1];
	struct dn_span text = { NULL, 0 };
	size_t at = 0, person;
	int status = 0;

	dn_bytes_init(&plain, SIZE_MAX);
	dn_json_decode(record->line, &plain);   /* numbers may be escaped */
	while (status == 0 && dn_conceal_find(dn_bytes_span(&plain), &at,
	    number)) {
		at += DN_IDENT_CITIZEN;
		dn_bytes_clear(name);
		dn_conceal_name(admission->conceal, number, name);
		person = dn_names_find(persons, dn_bytes_span(name));
		if (person == DN_NAMES_NONE || person < known)
			continue;
		text = person == own ? name_of(record->line,
		    &admission->scratch) : (struct dn_span){ NULL, 0 };
		status = dn_roster_add(admission->roster,
		    dn_bytes_span(name), number, text, err);
	}
	if (status == 0)
		status = dn_bytes_check(&plain, err);
	dn_bytes_release(&plain);
	return status;
}

/* Add the event to the book and its line to the journal. */
static int
admit(struct dn_admission *admission, const struct dn_record *record,
    struct note *note, struct dn_err *err)
{
	struct dn_book *book = admission->reg->book;
	size_t known = dn_names_count(book->persons);
	int added = dn_book_add(book, &note->draft, err);

	if (added < 1)
		return added;
	if (admission->conceal == NULL)
		return write_line(admission, record->line, note, err) < 0 ?
		    -1 : 1;
	if (dn_names_count(book->persons) > known && note_persons(admission,
	    record, book->events[book->count - 1].person, known, err) < 0)
		return -1;
	return write_line(admission, record->mapped, note, err) < 0 ?
	    -1 : 1;
}

static int
fold(void *state, const struct dn_record *record, void *data,
    struct dn_result *result, struct dn_err *err)
{
	struct dn_admission *admission = state;
	struct note *note = data;
	int added;

	if (note->base != NULL)
		rebase(note, record->mapped.ptr);
	if (dn_event_is_issue(&note->draft.event) &&
	    check_issued(admission, &note->draft, err) < 0)
		return -1;
	added = admit(admission, record, note, err);
	if (added < 0)
		return -1;
	if (added == 0)
		result->verdict = DN_IGNORE;
	result->reason = 0;
	return 0;
}

/* What of a bad line others may see. */
static void
conceal(void *state, struct dn_span line, struct dn_bytes *out)
{
	const struct dn_admission *admission = state;

	dn_ident_mask_all(out, line, admission->conceal->mask_head,
	    admission->conceal->mask_tail);
}

/* Mask the excerpt of an error. */
static void
mask_excerpt(struct dn_admission *admission, struct dn_err *err)
{
	struct dn_bytes *text = &admission->line;

	dn_bytes_clear(text);
	conceal(admission, (struct dn_span){ err->excerpt, err->excerpt_len },
	    text);
	if (text->failed == DN_E_NONE)
		dn_err_excerpt(err, text->data, text->len);
}

static bool
refused(void *state, struct dn_err *err, bool read)
{
	struct dn_admission *admission = state;

	if (admission->conceal != NULL && err->excerpt_len > 0)
		mask_excerpt(admission, err);
	if (read)
		admission->refused(admission->state, err);
	return read;
}

void
dn_admission_init(struct dn_admission *admission)
{
	dn_bytes_init(&admission->line, SIZE_MAX);
	dn_bytes_init(&admission->scratch, SIZE_MAX);
}

void
dn_admission_release(struct dn_admission *admission)
{
	dn_bytes_release(&admission->line);
	dn_bytes_release(&admission->scratch);
}

void
dn_admission_loop(struct dn_admission *admission, struct dn_loop *loop)
{
	*loop = (struct dn_loop){
		.fields = dn_event_members, .field_count = DN_EVENT_MEMBERS,
		.note_size = sizeof(struct note), .ignores = ignores,
		.state = admission, .worker_new = worker_new,
		.worker_free = worker_free, .map = map, .fold = fold,
		.refused = refused,
		.conceal = admission->conceal != NULL ? conceal : NULL
	};
}
