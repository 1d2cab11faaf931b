/* SPDX-License-Identifier: MIT */
/* Reading a journal: threads parse and hash, one follows the chain. */
#include "ledger/register.h"

#include <stdio.h>
#include <stdlib.h>

#include "io/jsonl.h"
#include "io/jsontext.h"
#include "io/number.h"
#include "ledger/issue.h"

#define LINE_MAX_BYTES (SIZE_MAX / 4)   /* what was written is read */

/* What a thread leaves of a line. */
struct note {
	struct dn_event_draft draft;
	struct dn_digest line, leaf, prev;
	int64_t seq;
};

/* A thread's own. */
struct worker {
	struct dn_bytes scratch;
};

/* A reading of the journal, by the one that goes line by line. */
struct reading {
	struct dn_register *reg;
	const struct dn_journal *journal;
	const struct dn_register_watch *watch;
	struct dn_journal_head head;
	struct dn_digest head_line;     /* of the line that the head names */
	uint64_t line;                  /* in the file, of the last one */
	uint64_t byte;                  /* behind the last line */
	int64_t seq;                    /* of the last line */
	bool lost;              /* the last line could not be read */
	bool broken;            /* it did not carry what is before it */
	struct dn_digest root;          /* before a line that was issued */
	struct dn_err first;            /* fault that ended it */
	struct dn_bytes scratch;
};

/* ---- faults ----------------------------------------------------------- */

/* Tell of a fault: true when reading goes on. */
static bool
tell(struct reading *reading, struct dn_err *err)
{
	if (reading->watch != NULL) {
		reading->watch->fault(reading->watch->state, err);
		return true;
	}
	if (reading->first.code == DN_E_NONE)
		reading->first = *err;
	return false;
}

/* The same for one in a line, with these words. */
static bool
fault(struct reading *reading, uint64_t line, const char *text)
{
	struct dn_err err = { .source = dn_journal_path(reading->journal) };

	dn_err_set(&err, DN_E_BROKEN, "%s", text);
	dn_err_at(&err, line > 0 ? line : 1, 0);
	return tell(reading, &err);
}

/* ---- threads ---------------------------------------------------------- */

static void *
worker_new(void *state)
{
	struct worker *worker = calloc(1, sizeof(*worker));

	(void)state;
	if (worker != NULL)
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

/* What the journal added to the event. */
static int
read_added(const struct dn_record *record, struct worker *worker,
    struct note *note, struct dn_err *err)
{
	const struct dn_json_value *seq = &record->fields[DN_EVENT_SEQ];
	const struct dn_json_value *prev = &record->fields[DN_EVENT_PREV];

	if (seq->type != DN_JSON_NUMBER ||
	    !dn_number_read_int(seq->raw, &note->seq))
		return dn_err_set(err, DN_E_BROKEN, "has no number in seq");
	if (prev->type != DN_JSON_STRING || !dn_digest_parse(
	    dn_json_text(prev, &worker->scratch), &note->prev))
		return dn_err_set(err, DN_E_BROKEN, "has no SHA-256 in prev");
	if (record->fields[DN_EVENT_REC].type == DN_JSON_NONE &&
	    !dn_event_is_issue(&note->draft.event))
		return dn_err_set(err, DN_E_BROKEN, "has no rec");
	return 0;
}

static int
map(void *state, const struct dn_record *record, void *data,
    struct dn_result *result, struct dn_err *err)
{
	struct worker *worker = state;
	struct note *note = data;

	result->verdict = DN_USED;
	note->line = dn_digest_of(record->line);
	note->leaf = dn_merkle_leaf(record->line);
	if (dn_event_read(record->fields, record->line, DN_EVENT_TAKES,
	    &worker->scratch, &note->draft, err) < 0)
		return -1;
	return read_added(record, worker, note, err);
}

/* ---- line by line ----------------------------------------------------- */

/*
 * Tell which of the last two lines was changed, where the latter does not carry
 * the hash of the former: by `fits`, whether what comes behind carries that of
 * the latter, which then is as it was.
 */
static bool
blame(struct reading *reading, bool fits)
{
	reading->broken = false;
	if (fits && reading->line > 1)
		return fault(reading, reading->line - 1, "was changed: the "
		    "next line carries another hash of it");
	return fault(reading, reading->line,
	    "was changed: it does not carry the hash of the line before it");
}

/* Does this line carry the hash of the one before? */
static bool
follow_chain(struct reading *reading, const struct note *note)
{
	bool fits = reading->lost ||
	    dn_digest_equal(&note->prev, &reading->reg->last);

	reading->lost = false;
	if (reading->broken)
		return blame(reading, fits);
	reading->broken = !fits;
	return true;
}

/* Is it the next one?  What is not has another before it by rights. */
static bool
follow_count(struct reading *reading, uint64_t line, const struct note *note)
{
	char text[96];
	bool next = note->seq == reading->seq + 1 ||
	    (uint64_t)note->seq == reading->reg->lines + 1;

	if (!next)
		snprintf(text, sizeof(text), "line %lld of the journal stands "
		    "where line %lld belongs", (long long)note->seq,
		    (long long)reading->seq + 1);
	reading->seq = note->seq;
	if (next)
		return follow_chain(reading, note);
	/* What is wrong with it is told: its hash need not be. */
	reading->lost = true;
	return (!reading->broken || blame(reading, true)) &&
	    fault(reading, line, text);
}

/* Bytes that are in no line that was read: blank, or no event at all. */
static bool
follow_bytes(struct reading *reading, const struct dn_record *record)
{
	bool follows = reading->byte == record->byte || reading->lost;

	reading->byte = record->byte + record->line.len + 1;
	return follows || fault(reading, reading->line + 1,
	    "bytes that no event is made of");
}

/* Put the event into the book, and what was issued beside it. */
static int
enter(struct reading *reading, const struct dn_record *record,
    struct dn_event_draft *draft, struct dn_err *err)
{
	struct dn_register *reg = reading->reg;
	struct dn_issue *grown = reg->issues;
	int added;

	draft->event.byte = record->byte;
	added = dn_book_add(reg->book, draft, err);
	if (added <= 0)
		return added < 0 ? -1 : dn_err_set(err, DN_E_BROKEN,
		    "an event that stands there before");
	if (!dn_event_is_issue(&draft->event))
		return 0;
	if (reg->issue_count == reg->issue_room) {
		reg->issue_room += reg->issue_room / 2 + 16;
		grown = reallocarray(grown, reg->issue_room, sizeof(*grown));
		if (grown == NULL)
			return dn_err_memory(err);
		reg->issues = grown;
	}
	grown += reg->issue_count++;
	*grown = (struct dn_issue){ .event = (uint32_t)reg->book->count - 1 };
	if (dn_issue_read(grown, record->line, reg->book, &reading->scratch,
	    err) < 0)
		return -1;
	grown->rooted = dn_digest_equal(&grown->root, &reading->root);
	return 0;
}

/* Remember what is known of a line, whatever is wrong with it. */
static void
note_line(struct reading *reading, const struct dn_record *record,
    const struct note *note)
{
	struct dn_register *reg = reading->reg;

	reading->line = record->number;
	reg->last = note->line;
	if (reg->lines == 0)
		reg->first = note->line;
	reg->lines++;
	if (dn_event_is_issue(&note->draft.event))
		reading->root = dn_merkle_root(&reg->tree);
	dn_merkle_add(&reg->tree, &note->leaf);
	if (reg->lines == reading->head.lines)
		reading->head_line = note->line;
	if (reading->watch != NULL && reading->watch->grown != NULL)
		reading->watch->grown(reading->watch->state, &reg->tree,
		    &note->leaf);
}

static int
fold(void *state, const struct dn_record *record, void *data,
    struct dn_result *result, struct dn_err *err)
{
	struct reading *reading = state;
	struct note *note = data;
	bool goes_on;

	(void)result;
	if (record->byte >= dn_journal_whole(reading->journal))
		return 0;
	goes_on = follow_bytes(reading, record) &&
	    follow_count(reading, record->number, note);
	note_line(reading, record, note);
	if (!goes_on)
		return dn_err_set(err, DN_E_BROKEN, "see the first fault");
	return enter(reading, record, &note->draft, err);
}

/* A line that is no event; behind the last newline nothing needs to be one. */
static bool
refused(void *state, struct dn_err *err, bool read)
{
	struct reading *reading = state;

	(void)read;
	if (err->byte >= dn_journal_whole(reading->journal))
		return true;
	/* What fold refused is in the chain, and was noted. */
	if (reading->line < err->line) {
		reading->line = err->line;
		reading->seq++;
		reading->lost = true;
		reading->reg->lines++;
	}
	err->column = 0;
	return tell(reading, err);
}

/* ---- the end ---------------------------------------------------------- */

/*
 * Is all that is missing the last line, and a part of it still there?  Then a
 * disk lost what it had said was written: this is mended like any torn line,
 * and told, but to those who look for faults it is one.
 */
static bool
is_torn_off(const struct reading *reading)
{
	return reading->watch == NULL && !reading->broken &&
	    reading->head.lines == reading->reg->lines + 1 &&
	    dn_journal_torn(reading->journal) > 0;
}

/* The head tells what the last lines were, and that there were as many. */
static bool
check_head(struct reading *reading)
{
	const struct dn_register *reg = reading->reg;
	const struct dn_journal_head *head = &reading->head;
	bool equal = dn_digest_equal(&head->last, &reading->head_line);
	char text[96];

	if (head->lines > reg->lines && !is_torn_off(reading)) {
		snprintf(text, sizeof(text), "the end is missing: there were "
		    "%llu lines", (unsigned long long)head->lines);
		return (!reading->broken || blame(reading, true)) &&
		    fault(reading, reading->line + 1, text);
	}
	if (reading->broken)
		return blame(reading, head->lines == reg->lines && equal);
	return head->lines == 0 || head->lines > reg->lines || equal ||
	    reading->lost || fault(reading, head->lines,
	    "was changed: journal.head has another hash of it");
}

static bool
check_end(struct reading *reading)
{
	return (reading->byte == dn_journal_whole(reading->journal) ||
	    reading->lost || fault(reading, reading->line + 1,
	    "bytes that no event is made of")) && check_head(reading);
}

/* Run over the lines, then look at the end. */
static int
read_lines(struct reading *reading, struct dn_loop *loop, size_t threads,
    struct dn_err *err)
{
	const char *path = dn_journal_path(reading->journal);
	struct dn_stream stream = { .threads = threads,
		.max_rejects = UINT64_MAX, .max_record = LINE_MAX_BYTES };
	struct dn_counts counts;
	int status;

	stream.lines = dn_lines_new(&path, 1, LINE_MAX_BYTES);
	if (stream.lines == NULL)
		return dn_err_memory(err);
	status = dn_loop_run(loop, &stream, &counts, err);
	dn_lines_free(stream.lines);
	if (status == 0 && check_end(reading))
		return 0;
	if (reading->first.code != DN_E_NONE)
		*err = reading->first;
	return -1;
}

/* Read the head; one that is damaged is a fault of its own. */
static int
read_head(struct reading *reading, struct dn_err *err)
{
	int status = dn_journal_head(reading->journal, &reading->head, err);

	if (status >= 0)
		return 0;
	reading->head.lines = 0;
	if (err->code != DN_E_BROKEN || !tell(reading, err))
		return -1;
	*err = (struct dn_err)DN_ERR_INIT;
	return 0;
}

int
dn_register_read(struct dn_register *reg, const struct dn_journal *journal,
    size_t threads, const struct dn_register_watch *watch,
    struct dn_err *err)
{
	struct reading reading = { .reg = reg, .journal = journal,
		.watch = watch };
	struct dn_loop loop = {
		.fields = dn_event_members, .field_count = DN_EVENT_MEMBERS,
		.note_size = sizeof(struct note), .state = &reading,
		.worker_new = worker_new, .worker_free = worker_free,
		.map = map, .fold = fold, .refused = refused
	};
	int status = -1;

	*reg = (struct dn_register){ .book = dn_book_new(false) };
	if (dn_digest_needed(err) < 0)
		return -1;
	if (reg->book == NULL)
		return dn_err_memory(err);
	reg->book->ordered = true;
	dn_bytes_init(&reading.scratch, SIZE_MAX);
	if (read_head(&reading, err) == 0)
		status = read_lines(&reading, &loop, threads, err);
	dn_bytes_release(&reading.scratch);
	reg->lines_read = reg->lines;
	return status;
}

void
dn_register_release(struct dn_register *reg)
{
	for (size_t i = 0; i < reg->issue_count; i++)
		free(reg->issues[i].heads);
	free(reg->issues);
	dn_book_free(reg->book);
	*reg = (struct dn_register){ .book = NULL };
}

const struct dn_issue *
dn_register_issue(const struct dn_register *reg, struct dn_span id)
{
	size_t index = dn_names_find(reg->book->ids, id);

	for (size_t i = 0; i < reg->issue_count; i++)
		if (reg->issues[i].event == index)
			return &reg->issues[i];
	return NULL;
}

/* ---- writing ---------------------------------------------------------- */

void
dn_register_seal(struct dn_register *reg, struct dn_span object,
    struct dn_span rec, struct dn_bytes *out)
{
	size_t from = out->len;

	dn_bytes_add_span(out, object);
	dn_bytes_add_text(out, ",\"seq\":");
	dn_bytes_add_uint(out, ++reg->lines);
	if (rec.ptr != NULL) {
		dn_bytes_add_text(out, ",\"rec\":\"");
		dn_bytes_add_span(out, rec);
		dn_bytes_add_byte(out, '"');
	}
	dn_bytes_add_text(out, ",\"prev\":\"");
	dn_digest_write(out, &reg->last);
	dn_bytes_add_text(out, "\"}");
	if (out->failed == DN_E_NONE)
		reg->last = dn_digest_of((struct dn_span){ out->data + from,
		    out->len - from });
	dn_bytes_add_byte(out, '\n');
}

int
dn_register_commit(const struct dn_register *reg, struct dn_journal *journal,
    struct dn_err *err)
{
	const struct dn_journal_head head = { reg->lines, reg->last };

	return dn_journal_commit(journal, reg->lines_read, &head, err);
}
