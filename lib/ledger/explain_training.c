/* SPDX-License-Identifier: MIT */
/* Where a person stands: batch, verdict, and what of training is missing. */
#include <stdlib.h>

#include "core/money.h"
#include "ledger/explaining.h"

#define NOBODY DN_EVENT_NOBODY

static const struct dn_event *
event_of(const struct dn_explaining *work, size_t index)
{
	return &work->explain->book->events[work->events[index]];
}

/* Is the person enrolled in the batch, and was ever so? */
static bool
is_enrolled(const struct dn_explaining *work, uint32_t batch)
{
	bool enrolled = false;
	size_t i;

	for (i = 0; i < work->event_count; i++) {
		const struct dn_event *event = event_of(work, i);

		if (event->batch == batch && dn_explaining_holds(
		    work->explain, work->events[i]) &&
		    (event->type == DN_EVENT_ENROL ||
		    event->type == DN_EVENT_WITHDRAW))
			enrolled = event->type == DN_EVENT_ENROL;
	}
	return enrolled;
}

/*
 * The home where there is one.  Else the last batch the person was enrolled in
 * and did not leave, else the last that any event puts them in.
 */
void
dn_explaining_batch(struct dn_explaining *work)
{
	const struct dn_explain *explain = work->explain;
	size_t i;

	work->batch = explain->standing.home[work->person];
	work->passed = work->batch != NOBODY;
	for (i = work->passed ? 0 : work->event_count; i-- > 0;) {
		const struct dn_event *event = event_of(work, i);
		bool enrols = event->type == DN_EVENT_ENROL;

		if (!dn_explaining_holds(explain, work->events[i]) ||
		    (!enrols && event->type != DN_EVENT_WITHDRAW &&
		    event->type != DN_EVENT_TRAINING_ACCEPTANCE))
			continue;
		if (work->batch == NOBODY)
			work->batch = event->batch;
		if (event->type == DN_EVENT_TRAINING_ACCEPTANCE ||
		    explain->stamps[event->batch] == work->person + 1)
			continue;
		/* From the end on the first of a batch is what holds. */
		explain->stamps[event->batch] = work->person + 1;
		if (enrols) {
			work->batch = event->batch;
			return;
		}
	}
}

/* ---- needs of training ---- */

static int
need_event(struct dn_explaining *work, enum dn_need_kind kind,
    uint32_t event)
{
	struct dn_need need = dn_need_of(kind);

	need.batch = work->batch;
	need.event = event;
	return dn_explaining_need(work, &need);
}

/* Each kind of evidence that the verdict waits for. */
static int
need_papers(struct dn_explaining *work,
    const struct dn_policy_version *version, uint32_t verdict)
{
	const struct dn_explain *explain = work->explain;
	const struct dn_yaml_node *node;
	uint32_t pair[2] = { work->batch, 0 };
	struct dn_need need = dn_need_of(DN_NEED_PAPER);
	size_t kind;

	need.batch = work->batch;
	need.event = verdict;
	for (node = version->evidence->first; node != NULL;
	    node = node->next) {
		kind = dn_names_find(explain->book->kinds, node->text);
		pair[1] = (uint32_t)kind;
		if (kind != DN_NAMES_NONE && dn_names_find(explain->papers,
		    (struct dn_span){ (const char *)pair, sizeof(pair) }) !=
		    DN_NAMES_NONE)
			continue;
		need.text = node->text;
		if (dn_explaining_need(work, &need) < 0)
			return -1;
	}
	return 0;
}

/* Why the last verdict has no effect. */
static int
need_power(struct dn_explaining *work, const struct dn_batch_standing *batch)
{
	struct dn_need need = dn_need_of(DN_NEED_SIZE);

	if (batch->unproven)
		return need_papers(work, batch->version, batch->powerless);
	need.batch = work->batch;
	need.event = batch->powerless;
	need.have = batch->enrolled;
	if (batch->enrolled < batch->version->min_for_acceptance)
		need.count = batch->version->min_for_acceptance -
		    batch->enrolled;
	return dn_explaining_need(work, &need);
}

/* Does the verdict name the person? */
static bool
is_named(const struct dn_explaining *work, uint32_t verdict)
{
	size_t i;

	for (i = 0; i < work->event_count; i++)
		if (work->events[i] == verdict)
			return true;
	return false;
}

/* What is missing about the verdict. */
static int
need_verdict(struct dn_explaining *work,
    const struct dn_batch_standing *batch)
{
	if (batch->verdict == NOBODY && batch->powerless == NOBODY)
		return need_event(work, DN_NEED_VERDICT, NOBODY);
	if (batch->verdict != NOBODY && need_event(work,
	    is_named(work, batch->verdict) ? DN_NEED_PRESENCE : DN_NEED_PASS,
	    batch->verdict) < 0)
		return -1;
	return batch->powerless != NOBODY ? need_power(work, batch) : 0;
}

/* Does a component of the policy ask for training that was passed? */
static bool
is_asked(const struct dn_policy *policy)
{
	const struct dn_policy_component *component;
	size_t i, k;

	for (i = 0; i < policy->count; i++)
		for (k = 0; k < policy->versions[i].component_count; k++) {
			component = &policy->versions[i].components[k];
			if (component->instalments || (component->requires &
			    1u << DN_REQUIRES_TRAINING_PASSED) != 0 ||
			    (component->unit == DN_UNIT_PERSON &&
			    component->on == DN_ANCHOR_TRAINING_ACCEPTANCE))
				return true;
		}
	return false;
}

static int
need_training(struct dn_explaining *work, struct dn_why *why)
{
	const struct dn_batch_standing *batch;

	if (!is_asked(work->explain->policy))
		return 0;
	why->asked |= 1u << DN_NEED_ENROLMENT;
	if (work->batch == NOBODY)
		return need_event(work, DN_NEED_ENROLMENT, NOBODY);
	batch = &work->explain->standing.batches[work->batch];
	why->asked |= 1u << DN_NEED_OPENING | 1u << DN_NEED_BATCH_RULED |
	    1u << DN_NEED_VERDICT | 1u << DN_NEED_SIZE | 1u << DN_NEED_PASS |
	    1u << DN_NEED_PRESENCE;
	if (batch->version != NULL && batch->version->evidence_blocks)
		why->asked |= 1u << DN_NEED_PAPER;
	if (work->passed)
		return 0;
	if (!is_enrolled(work, work->batch) &&
	    need_event(work, DN_NEED_ENROLMENT, NOBODY) < 0)
		return -1;
	if (batch->open == NOBODY)
		return need_event(work, DN_NEED_OPENING, NOBODY);
	if (batch->version == NULL)
		return need_event(work, DN_NEED_BATCH_RULED, batch->open);
	return need_verdict(work, batch);
}

/* ---- answers ---- */

/* The events that say where the person stands. */
static int
cite_training(struct dn_explaining *work)
{
	const struct dn_batch_standing *batch = NULL;
	size_t i;

	if (work->batch != NOBODY)
		batch = &work->explain->standing.batches[work->batch];
	for (i = 0; i < work->event_count; i++) {
		uint8_t type = event_of(work, i)->type;

		if ((type == DN_EVENT_ENROL || type == DN_EVENT_WITHDRAW ||
		    type == DN_EVENT_TRAINING_ACCEPTANCE) &&
		    dn_explaining_event(work, work->events[i]) < 0)
			return -1;
	}
	if (batch != NULL &&
	    (dn_explaining_event(work, batch->open) < 0 ||
	    dn_explaining_event(work, batch->verdict) < 0 ||
	    dn_explaining_event(work, batch->powerless) < 0))
		return -1;
	dn_explaining_end(work);
	return 0;
}

/* What the advance is counted by now (R4). */
static int64_t
counted_heads(const struct dn_explain *explain,
    const struct dn_batch_standing *batch)
{
	if (batch->verdict == NOBODY)
		return batch->heads;
	if (batch->version->upfront.acceptance == DN_ACCEPTANCE_PER_PERSON)
		return batch->passed;
	return explain->book->events[batch->verdict].pass ? batch->heads : 0;
}

/* The advance of the batch: what it is owed for all heads. */
static int
explain_advance(struct dn_explaining *work)
{
	const struct dn_explain *explain = work->explain;
	const struct dn_batch_standing *batch =
	    &explain->standing.batches[work->batch];
	struct dn_why *why = dn_explaining_begin(work, DN_WHY_ADVANCE);

	if (why == NULL)
		return -1;
	why->person = NOBODY;
	why->asked = 1u << DN_NEED_SHARE | 1u << DN_NEED_HEADS;
	why->version = batch->version;
	why->rule = batch->version->upfront.rule;
	why->component = dn_explaining_component(explain, why->rule->id);
	why->head_fen = batch->version->upfront_fen;
	why->heads = counted_heads(explain, batch);
	why->owed = explain->advances[why->batch];
	why->stated = explain->told[why->batch];
	if (dn_explaining_event(work, batch->open) < 0 ||
	    dn_explaining_event(work, batch->verdict) < 0)
		return -1;
	dn_explaining_end(work);
	return 0;
}

int
dn_explaining_training(struct dn_explaining *work)
{
	const struct dn_explain *explain = work->explain;
	struct dn_why *why = dn_explaining_begin(work, DN_WHY_PERSON);
	size_t i;

	if (why == NULL)
		return -1;
	for (i = 0; i < explain->sum_count; i++)
		if (!dn_money_add(why->owed, explain->sums[i].owed,
		    &why->owed) || !dn_money_add(why->stated,
		    explain->sums[i].stated, &why->stated))
			return dn_err_set(work->err, DN_E_OVERFLOW,
			    "a sum does not fit 64 bits of fen");
	if (work->batch != NOBODY)
		why->version = explain->standing.batches[work->batch].version;
	if (need_training(work, why) < 0 || cite_training(work) < 0)
		return -1;
	/* A policy need not have advances. */
	return why->version != NULL && why->version->upfront.rule != NULL ?
	    explain_advance(work) : 0;
}
