/* SPDX-License-Identifier: MIT */
/* The record loop of the ledger: threads read, one adds. */
#include "ledger/intake.h"

#include <stdlib.h>

#include "core/ident.h"
#include "ledger/event.h"

enum reason {
	DUPLICATE,              /* the same event stands there already */
	LATER,                  /* recorded after the day asked for */
	NO_EFFECT               /* of a type that changes no amount */
};

const char *const dn_intake_ignores[] = {
	[DUPLICATE] = "duplicate", [LATER] = "later",
	[NO_EFFECT] = "no-effect", NULL
};

/* A thread's own. */
struct worker {
	uint32_t asks;
	struct dn_bytes scratch;
};

static void *
worker_new(void *state)
{
	const struct dn_intake *intake = state;
	struct worker *worker = calloc(1, sizeof(*worker));

	if (worker == NULL)
		return NULL;
	worker->asks = intake->asks |
	    (intake->book->citizen ? DN_EVENT_CITIZEN : 0);
	dn_bytes_init(&worker->scratch, SIZE_MAX);
	return worker;
}

static void
worker_free(void *state)
{
	struct worker *worker = state;

	if (worker == NULL)
		return;
	dn_bytes_release(&worker->scratch);
	free(worker);
}

static int
map(void *state, const struct dn_record *record, void *note,
    struct dn_result *result, struct dn_err *err)
{
	struct worker *worker = state;
	struct dn_event_draft *draft = note;

	result->verdict = DN_USED;
	return dn_event_read(record->fields, record->line, worker->asks,
	    &worker->scratch, draft, err);
}

static int
fold(void *state, const struct dn_record *record, void *note,
    struct dn_result *result, struct dn_err *err)
{
	struct dn_intake *intake = state;
	const struct dn_event_draft *draft = note;
	int added = dn_book_add(intake->book, draft, err);

	(void)record;
	if (added < 0)
		return -1;
	result->verdict = DN_IGNORE;
	if (added == 0)
		result->reason = DUPLICATE;
	else if (draft->event.day > intake->day)
		result->reason = LATER;
	else if (!dn_event_counts(draft->event.type, intake->asks))
		result->reason = NO_EFFECT;
	else
		result->verdict = DN_USED;
	return 0;
}

/* Mask every number that is as long as an old or new citizen number. */
static void
conceal(void *state, struct dn_span line, struct dn_bytes *out)
{
	const struct dn_intake *intake = state;

	dn_ident_mask_all(out, line, intake->mask_head, intake->mask_tail);
}

void
dn_intake_loop(struct dn_intake *intake, struct dn_loop *loop)
{
	*loop = (struct dn_loop){
		.fields = dn_event_members,
		.field_count = DN_EVENT_MEMBERS,
		.note_size = sizeof(struct dn_event_draft),
		.ignores = dn_intake_ignores,
		.state = intake,
		.worker_new = worker_new,
		.worker_free = worker_free,
		.map = map,
		.fold = fold,
		.conceal = intake->book->citizen ? conceal : NULL
	};
}
