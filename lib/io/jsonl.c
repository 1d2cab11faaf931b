/* SPDX-License-Identifier: MIT */
/* The record loop: who reads, maps and writes, and in which order. */
#include "io/jsonl.h"

#include <pthread.h>
#include <stdlib.h>

#include "core/thread.h"
#include "io/batch.h"
#include "io/reject.h"

#define NOTES_AHEAD 16  /* records: about the time that memory takes */

/*
 * A block on its way.  Blocks are read in order, mapped by whichever worker
 * read them, and drained in order again by whichever worker finds the next
 * one mapped: so no thread waits for another but for want of blocks.
 */
struct slot {
	struct dn_batch batch;
	bool mapped;
};

struct loop {
	const struct dn_loop *spec;
	const struct dn_stream *stream;
	struct dn_counts *counts;
	struct dn_json_fields *fields;
	struct dn_mapper *mappers;      /* one a thread */
	struct dn_mapper drainer;       /* for headers: others are at work */
	struct slot *slots;
	size_t slot_count;
	uint64_t read, drained;         /* blocks so far */
	bool draining, ended, stopped;
	bool amid;              /* a line too long: what is next may not end */
	struct dn_err end_err;          /* why reading ended, if not well */
	struct dn_err stop_err;         /* why draining stopped */
	struct dn_bytes reject, concealed;
	pthread_mutex_t reading;        /* held while a block is read */
	pthread_mutex_t lock;           /* all of the above but the reading */
	pthread_cond_t moved;           /* a slot became free, or all stopped */
};

/* ---- draining: one block, in input order --------------------------------- */

/* A bad record: to the rejects, or the end. */
static int
turn_away(struct loop *loop, const struct dn_batch *batch,
    const struct dn_line *line, struct dn_err *err)
{
	struct dn_counts *counts = loop->counts;
	struct dn_span text = dn_batch_text(batch, line);

	dn_batch_place(batch, line, err);
	if (dn_code_status(err->code) != 3)
		return -1;
	counts->rejected++;
	counts->refused += line->read;
	counts->codes[err->code]++;
	if (loop->stream->rejects == NULL)
		return loop->spec->refused != NULL && loop->spec->refused(
		    loop->spec->state, err, line->read) ? 0 : -1;
	if (loop->spec->conceal != NULL && text.ptr != NULL) {
		dn_bytes_clear(&loop->concealed);
		loop->spec->conceal(loop->spec->state, text,
		    &loop->concealed);
		text = dn_bytes_span(&loop->concealed);
	}
	dn_bytes_clear(&loop->reject);
	dn_reject_write(&loop->reject, err, text);
	if (dn_bytes_check(&loop->concealed, err) < 0 ||
	    dn_bytes_check(&loop->reject, err) < 0 ||
	    dn_sink_write(loop->stream->rejects, loop->reject.data,
	    loop->reject.len, err) < 0)
		return -1;
	if (counts->rejected <= loop->stream->max_rejects)
		return 0;
	dn_err_set(err, DN_E_TOO_MANY, "more than %llu bad record%s",
	    (unsigned long long)loop->stream->max_rejects,
	    loop->stream->max_rejects == 1 ? "" : "s");
	dn_batch_place(batch, line, err);
	return -1;
}

/* Put what became of a record into the account and its text into the output. */
static void
book(struct loop *loop, struct dn_batch *batch, const struct dn_line *line,
    const struct dn_result *result, size_t from)
{
	struct dn_counts *counts = loop->counts;

	switch (result->verdict) {
	case DN_PASS:
		counts->out++;
		dn_batch_pass(batch, line);
		break;
	case DN_WRITE:
		counts->out++;
		dn_batch_write(batch, line, from);
		break;
	case DN_USED:
		counts->used++;
		break;
	case DN_DROP:
		counts->dropped[result->reason]++;
		break;
	case DN_IGNORE:
		counts->ignored[result->reason]++;
		break;
	}
}

/* A header goes to the tool, or out where it stands. */
static int
drain_header(struct loop *loop, struct dn_batch *batch,
    const struct dn_line *line, struct dn_err *err)
{
	size_t from = batch->folded.len;
	struct dn_result result = { DN_PASS, 0, &batch->folded };
	struct dn_record record;

	if (loop->spec->header != NULL) {
		if (dn_batch_scan(batch, line, &loop->drainer, &record,
		    err) < 0 || loop->spec->header(loop->spec->state, &record,
		    &result, err) < 0) {
			/* A bad one is accounted for, as a record is. */
			loop->counts->in += dn_code_status(err->code) == 3;
			return turn_away(loop, batch, line, err);
		}
	}
	if (result.verdict == DN_PASS)
		dn_batch_pass(batch, line);
	else if (result.verdict == DN_WRITE)
		dn_batch_write(batch, line, from);
	return 0;
}

/* A record: what map said, then fold. */
static int
drain_record(struct loop *loop, struct dn_batch *batch, size_t index,
    struct dn_err *err)
{
	const struct dn_loop *spec = loop->spec;
	const struct dn_line *line = &batch->lines[index];
	size_t from = batch->folded.len;
	struct dn_result result = { line->verdict, line->reason,
		&batch->folded };
	struct dn_record record;

	loop->counts->in++;
	if (line->failure != 0) {
		*err = batch->failures[line->failure - 1];
		return turn_away(loop, batch, line, err);
	}
	if (spec->fold != NULL) {
		dn_batch_record(batch, index, &record);
		if (spec->fold(spec->state, &record,
		    dn_batch_note(batch, index), &result, err) < 0)
			return turn_away(loop, batch, line, err);
	}
	book(loop, batch, line, &result, from);
	return 0;
}

/* Account for a mapped block and write its output. */
static int
drain(struct loop *loop, struct dn_batch *batch, struct dn_err *err)
{
	struct dn_err late = DN_ERR_INIT;
	int failed = 0;

	if (batch->no_memory)
		return dn_err_memory(err);
	for (size_t i = 0; i < batch->line_count && failed == 0; i++) {
		const struct dn_line *line = &batch->lines[i];

		if (loop->spec->ahead != NULL &&
		    i + NOTES_AHEAD < batch->line_count)
			loop->spec->ahead(loop->spec->state,
			    dn_batch_note(batch, i + NOTES_AHEAD));
		if (line->blank)
			loop->counts->blank++;
		else if (line->kind == DN_LINE_HEADER)
			failed = drain_header(loop, batch, line, err);
		else if (line->kind == DN_LINE_RECORD)
			failed = drain_record(loop, batch, i, err);
	}
	/* What came before a bad record goes out all the same. */
	if (dn_batch_flush(batch, loop->stream->out, &late) < 0) {
		*err = late;
		return -1;
	}
	return failed;
}

/* ---- the workers -------------------------------------------------- */

/*
 * Read the next block into a free slot.  NULL when there is none left, or the
 * run has stopped.
 */
static struct slot *
take_block(struct loop *loop)
{
	struct slot *slot = NULL;
	struct dn_err err = DN_ERR_INIT;
	bool go;
	int got;

	pthread_mutex_lock(&loop->reading);
	pthread_mutex_lock(&loop->lock);
	while (!loop->stopped &&
	    loop->read - loop->drained >= (loop->amid ? 1 : loop->slot_count))
		pthread_cond_wait(&loop->moved, &loop->lock);
	go = !loop->stopped && !loop->ended;
	pthread_mutex_unlock(&loop->lock);
	if (go) {
		slot = &loop->slots[loop->read % loop->slot_count];
		got = dn_lines_next(loop->stream->lines, &slot->batch.block,
		    &err);
		pthread_mutex_lock(&loop->lock);
		if (got == 1) {
			loop->read++;
			loop->amid = slot->batch.block.oversize;
		} else {
			loop->ended = true;
			loop->end_err = err;
			slot = NULL;
		}
		pthread_mutex_unlock(&loop->lock);
	}
	pthread_mutex_unlock(&loop->reading);
	return slot;
}

/* Drain what is next and mapped, unless somebody is at it. */
static void
drain_ready(struct loop *loop)
{
	if (loop->draining)
		return;
	loop->draining = true;
	while (!loop->stopped && loop->drained < loop->read) {
		struct slot *slot =
		    &loop->slots[loop->drained % loop->slot_count];
		struct dn_err err = DN_ERR_INIT;
		int failed;

		if (!slot->mapped)
			break;
		pthread_mutex_unlock(&loop->lock);
		failed = drain(loop, &slot->batch, &err);
		pthread_mutex_lock(&loop->lock);
		slot->mapped = false;
		loop->drained++;
		if (failed != 0) {
			loop->stopped = true;
			loop->stop_err = err;
		}
		pthread_cond_broadcast(&loop->moved);
	}
	loop->draining = false;
}

/* What each thread does until the input ends. */
static void
work(void *state, size_t index)
{
	struct loop *loop = state;
	struct slot *slot;

	while ((slot = take_block(loop)) != NULL) {
		dn_batch_map(&slot->batch, &loop->mappers[index],
		    loop->stream->rejects == NULL &&
		    loop->spec->refused == NULL);
		pthread_mutex_lock(&loop->lock);
		slot->mapped = true;
		drain_ready(loop);
		pthread_mutex_unlock(&loop->lock);
	}
}

/* ---- set-up -------------------------------------------------------- */

/* Everything that can run out of memory, before the first block is read. */
static int
prepare(struct loop *loop, size_t threads, struct dn_err *err)
{
	const struct dn_loop *spec = loop->spec;

	loop->fields = dn_batch_fields(spec, err);
	if (loop->fields == NULL)
		return -1;
	loop->slots = calloc(loop->slot_count, sizeof(*loop->slots));
	loop->mappers = calloc(threads, sizeof(*loop->mappers));
	if (loop->slots == NULL || loop->mappers == NULL)
		return dn_err_memory(err);
	for (size_t i = 0; i < loop->slot_count; i++)
		dn_batch_init(&loop->slots[i].batch, spec,
		    loop->stream->max_record);
	for (size_t i = 0; i < threads; i++)
		if (dn_mapper_init(&loop->mappers[i], spec, loop->fields,
		    true) < 0)
			return dn_err_memory(err);
	if (spec->header != NULL && dn_mapper_init(&loop->drainer, spec,
	    loop->fields, false) < 0)
		return dn_err_memory(err);
	return 0;
}

static void
release(struct loop *loop, size_t threads)
{
	for (size_t i = 0; loop->mappers != NULL && i < threads; i++)
		dn_mapper_release(&loop->mappers[i], loop->spec);
	dn_mapper_release(&loop->drainer, loop->spec);
	for (size_t i = 0; loop->slots != NULL && i < loop->slot_count; i++)
		dn_batch_release(&loop->slots[i].batch);
	free(loop->mappers);
	free(loop->slots);
	dn_json_fields_free(loop->fields);
	dn_bytes_release(&loop->reject);
	dn_bytes_release(&loop->concealed);
}

int
dn_loop_run(const struct dn_loop *spec, const struct dn_stream *stream,
    struct dn_counts *counts, struct dn_err *err)
{
	size_t threads = stream->threads;
	struct loop loop = { .spec = spec, .stream = stream, .counts = counts,
		.slot_count = threads > 1 ? 2 * threads : 1,
		.reading = PTHREAD_MUTEX_INITIALIZER,
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.moved = PTHREAD_COND_INITIALIZER };
	int failed = -1;

	memset(counts, 0, sizeof(*counts));
	/* A reject line is at most its record with every byte escaped. */
	dn_bytes_init(&loop.reject, SIZE_MAX / 2);
	dn_bytes_init(&loop.concealed, SIZE_MAX / 2);
	if (prepare(&loop, threads, err) == 0) {
		dn_thread_run(threads, work, &loop);
		if (loop.stopped)
			*err = loop.stop_err;
		else if (loop.end_err.code != DN_E_NONE)
			*err = loop.end_err;
		else
			failed = 0;
	}
	release(&loop, threads);
	return failed;
}
