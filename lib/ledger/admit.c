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
};

/* A thread's own. */
struct worker {
	int32_t day;
	uint32_t asks;
	struct dn_bytes scratch;
};

static void *
worker_new(void *state)
{
	const struct dn_admission *admission = state;
	struct worker *worker = calloc(1, sizeof(*worker));

	if (worker == NULL)
		return NULL;
	worker->day = admission->day;
	worker->asks = admission->asks | DN_EVENT_TAKES;
	dn_bytes_init(&worker->scratch, SIZE_MAX);
	return worker;
}

static void
worker_free(void *state)
{
	struct worker *worker = state;

	if (worker != NULL)
		dn_bytes_release(&worker->scratch);
	free(worker);
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

static int
map(void *state, const struct dn_record *record, void *data,
    struct dn_result *result, struct dn_err *err)
{
	struct worker *worker = state;
	struct note *note = data;
	char day[DN_DATE_TEXT + 1];

	result->verdict = DN_WRITE;
	if (dn_event_read(record->fields, record->line, worker->asks,
	    &worker->scratch, &note->draft, err) < 0)
		return -1;
	note_added(record->fields, note);
	if (!note->dated && !dn_event_is_issue(&note->draft.event))
		note->draft.event.day = worker->day;
	dn_date_write(dn_date_from_number(note->draft.event.day), day);
	memcpy(note->rec, day, sizeof(note->rec));
	return 0;
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
write_line(struct dn_admission *admission, const struct dn_record *record,
    const struct note *note, struct dn_err *err)
{
	struct dn_span text = record->line, rec = { NULL, 0 };
	struct dn_bytes *line = &admission->line;

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

static int
fold(void *state, const struct dn_record *record, void *data,
    struct dn_result *result, struct dn_err *err)
{
	struct dn_admission *admission = state;
	struct note *note = data;
	int added;

	if (dn_event_is_issue(&note->draft.event) &&
	    check_issued(admission, &note->draft, err) < 0)
		return -1;
	added = dn_book_add(admission->reg->book, &note->draft, err);
	if (added < 0)
		return -1;
	if (added == 1)
		return write_line(admission, record, note, err);
	result->verdict = DN_IGNORE;
	result->reason = 0;
	return 0;
}

static bool
refused(void *state, struct dn_err *err, bool read)
{
	const struct dn_admission *admission = state;

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
		.refused = refused
	};
}
