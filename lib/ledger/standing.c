/* SPDX-License-Identifier: MIT */
/* Going through the events once, in order, to see who stands where. */
#include "ledger/standing.h"

#include <stdlib.h>

#define NOBODY DN_EVENT_NOBODY
#define BASIS_POINTS 10000

/* A batch and a person that were ever enrolled in it, or passed. */
struct enrolment {
	bool enrolled;
	uint32_t named;         /* position + 1 of the verdict that first did */
	uint32_t verdict;       /* the last one in effect that passed them */
};

/* What is only needed on the way. */
struct pass {
	struct dn_standing *standing;
	const struct dn_book *book;
	int64_t *order;                 /* day and number of an event */
	size_t order_count;
	struct dn_names *pairs;         /* batch and person */
	struct enrolment *enrolments;   /* by their number */
	size_t room;
	struct dn_names *evidence;      /* batch and kind */
	uint32_t *stamp;                /* a person: for counting once */
};

/* ---- pairs of numbers ---- */

static struct dn_span
span_of(const uint32_t pair[2])
{
	return (struct dn_span){ (const char *)pair, 2 * sizeof(*pair) };
}

/* The enrolment of a person in a batch, made when it is new. */
static struct enrolment *
enrolment_of(struct pass *pass, uint32_t batch, uint32_t person)
{
	uint32_t pair[2] = { batch, person };
	struct enrolment *grown;
	int added = 0;
	size_t index = dn_names_add(pass->pairs, span_of(pair), &added);

	if (index == DN_NAMES_NONE)
		return NULL;
	if (index >= pass->room) {
		pass->room = index < 128 ? 256 : 2 * index;
		grown = reallocarray(pass->enrolments, pass->room,
		    sizeof(*grown));
		if (grown == NULL)
			return NULL;
		pass->enrolments = grown;
	}
	if (added)
		pass->enrolments[index] = (struct enrolment){
			.verdict = NOBODY
		};
	return &pass->enrolments[index];
}

static struct enrolment *
find_enrolment(const struct pass *pass, uint32_t batch, uint32_t person)
{
	uint32_t pair[2] = { batch, person };
	size_t index = dn_names_find(pass->pairs, span_of(pair));

	return index != DN_NAMES_NONE ? &pass->enrolments[index] : NULL;
}

/* ---- which events hold, and their order ---- */

/*
 * Leave out what comes later and what is voided.  A correction voids only what
 * stands before it, so from the end on each one's own fate is known.
 */
void
dn_cut_leave_out(const struct dn_book *book, const struct dn_cut *cut,
    bool *out)
{
	const struct dn_event *events = book->events;
	size_t i;

	for (i = 0; i < cut->events; i++)
		out[i] = events[i].day > cut->day;
	for (i = cut->events; i-- > 0;)
		if (events[i].type == DN_EVENT_CORRECTION && !out[i])
			out[events[i].target] = true;
}

static bool
has_order(uint8_t type)
{
	return type == DN_EVENT_BATCH_OPEN || type == DN_EVENT_ENROL ||
	    type == DN_EVENT_WITHDRAW ||
	    type == DN_EVENT_TRAINING_ACCEPTANCE ||
	    type == DN_EVENT_SPOT_CHECK || type == DN_EVENT_HOLD ||
	    type == DN_EVENT_RELEASE;
}

static int
compare_order(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Note the pieces of evidence that an event brings for its batch. */
static int
take_evidence(struct pass *pass, const struct dn_event *event)
{
	uint32_t pair[2] = { event->batch, 0 }, i;

	for (i = 0; i < event->proof_count; i++) {
		pair[1] = pass->book->list[event->proof + i];
		if (dn_names_add(pass->evidence, span_of(pair), NULL) ==
		    DN_NAMES_NONE)
			return -1;
	}
	return 0;
}

/* Put the events whose order matters in order. */
static int
put_in_order(struct pass *pass)
{
	const struct dn_standing *standing = pass->standing;
	bool sorted = true;
	int64_t key;
	size_t i, n = 0;

	for (i = 0; i < standing->events; i++) {
		const struct dn_event *event = &pass->book->events[i];

		if (standing->out[i])
			continue;
		if (event->proof_count > 0 && event->batch != NOBODY &&
		    take_evidence(pass, event) < 0)
			return -1;
		if (!has_order(event->type))
			continue;
		key = (int64_t)event->day * ((int64_t)1 << 32) + (int64_t)i;
		sorted = sorted && (n == 0 || pass->order[n - 1] < key);
		pass->order[n++] = key;
	}
	pass->order_count = n;
	if (!sorted)
		qsort(pass->order, n, sizeof(*pass->order), compare_order);
	return 0;
}

static size_t
event_at(const struct pass *pass, size_t position)
{
	return (size_t)(pass->order[position] & UINT32_MAX);
}

/* ---- batches ---- */

/* The last batch_open rules, and with it the policy version of its day. */
static void
open_batches(struct pass *pass)
{
	struct dn_standing *standing = pass->standing;
	struct dn_batch_standing *batch;
	size_t i, count = dn_names_count(pass->book->batches);

	for (i = 0; i < count; i++)
		standing->batches[i] = (struct dn_batch_standing){
			.open = NOBODY, .verdict = NOBODY,
			.powerless = NOBODY
		};
	for (i = 0; i < pass->order_count; i++) {
		size_t index = event_at(pass, i);
		const struct dn_event *event = &pass->book->events[index];

		if (event->type != DN_EVENT_BATCH_OPEN)
			continue;
		batch = &standing->batches[event->batch];
		batch->open = (uint32_t)index;
		batch->version = dn_policy_at(standing->policy, event->at);
	}
	for (i = 0; i < count; i++)
		standing->findings.unruled +=
		    standing->batches[i].open != NOBODY &&
		    standing->batches[i].version == NULL;
}

/* Is each kind of evidence there that the policy waits for? */
static bool
is_proven(const struct pass *pass, uint32_t batch,
    const struct dn_policy_version *version)
{
	const struct dn_yaml_node *node;
	uint32_t pair[2] = { batch, 0 };
	size_t kind;

	if (!version->evidence_blocks)
		return true;
	for (node = version->evidence->first; node != NULL;
	    node = node->next) {
		kind = dn_names_find(pass->book->kinds, node->text);
		pair[1] = (uint32_t)kind;
		if (kind == DN_NAMES_NONE || dn_names_find(pass->evidence,
		    span_of(pair)) == DN_NAMES_NONE)
			return false;
	}
	return true;
}

/* A verdict replaces the one before it whole, or has no effect (R4, R13). */
static int
take_verdict(struct pass *pass, size_t position)
{
	size_t index = event_at(pass, position);
	const struct dn_event *event = &pass->book->events[index];
	struct dn_standing *standing = pass->standing;
	struct dn_batch_standing *batch = &standing->batches[event->batch];
	uint32_t i;

	if (batch->version == NULL)
		return 0;
	batch->powerless = (uint32_t)index;
	batch->unproven = false;
	if (batch->enrolled < batch->version->min_for_acceptance) {
		standing->findings.small++;
		return 0;
	}
	if (!is_proven(pass, event->batch, batch->version)) {
		standing->findings.waiting++;
		batch->unproven = true;
		return 0;
	}
	batch->powerless = NOBODY;
	batch->verdict = (uint32_t)index;
	for (i = 0; i < event->list_count; i++) {
		struct enrolment *enrolment = find_enrolment(pass,
		    event->batch, pass->book->list[event->list + i]);

		if (enrolment == NULL || !enrolment->enrolled)
			continue;
		enrolment->verdict = (uint32_t)index;
		if (enrolment->named == 0)
			enrolment->named = (uint32_t)position + 1;
	}
	return 0;
}

static int
take_enrolment(struct pass *pass, const struct dn_event *event)
{
	struct enrolment *enrolment =
	    enrolment_of(pass, event->batch, event->person);
	bool enrolled = event->type == DN_EVENT_ENROL;

	if (enrolment == NULL)
		return -1;
	pass->standing->batches[event->batch].enrolled +=
	    (int)enrolled - (int)enrolment->enrolled;
	enrolment->enrolled = enrolled;
	return 0;
}

/* A batch is held when too many persons of the sample failed (R18). */
static void
take_spot_check(struct pass *pass, size_t index)
{
	const struct dn_event *event = &pass->book->events[index];
	const struct dn_policy_version *version =
	    dn_policy_at(pass->standing->policy, event->at);
	int64_t failed = 0;
	uint32_t i, person;

	if (version == NULL || version->max_fail_bp < 0)
		return;
	for (i = 0; i < event->list_count; i += 2) {
		person = pass->book->list[event->list + i];
		failed += pass->stamp[person] != index + 1;
		pass->stamp[person] = (uint32_t)index + 1;
	}
	if (failed * BASIS_POINTS > version->max_fail_bp * event->amount)
		pass->standing->batches[event->batch].held = true;
}

/* Go through the events. */
static int
walk(struct pass *pass)
{
	size_t i;

	for (i = 0; i < pass->order_count; i++) {
		size_t index = event_at(pass, i);
		const struct dn_event *event = &pass->book->events[index];
		int result = 0;

		if (event->type == DN_EVENT_ENROL ||
		    event->type == DN_EVENT_WITHDRAW)
			result = take_enrolment(pass, event);
		else if (event->type == DN_EVENT_TRAINING_ACCEPTANCE)
			result = take_verdict(pass, i);
		else if (event->type == DN_EVENT_SPOT_CHECK)
			take_spot_check(pass, index);
		else if (event->type == DN_EVENT_HOLD ||
		    event->type == DN_EVENT_RELEASE)
			pass->standing->batches[event->batch].held =
			    event->type == DN_EVENT_HOLD;
		if (result < 0)
			return -1;
	}
	return 0;
}

/* ---- heads and homes ---- */

/* Each enrolled person is a head of the first batch that has them. */
static void
count_enrolled(struct pass *pass)
{
	struct dn_standing *standing = pass->standing;
	const struct enrolment *enrolment;
	size_t i;

	memset(pass->stamp, 0, dn_names_count(pass->book->persons) *
	    sizeof(*pass->stamp));
	for (i = 0; i < pass->order_count; i++) {
		const struct dn_event *event =
		    &pass->book->events[event_at(pass, i)];

		if (event->type != DN_EVENT_ENROL ||
		    pass->stamp[event->person] != 0)
			continue;
		enrolment = find_enrolment(pass, event->batch, event->person);
		if (enrolment == NULL || !enrolment->enrolled)
			continue;
		pass->stamp[event->person] = 1;
		standing->batches[event->batch].heads++;
	}
}

/* What the advance of each batch counts (R2). */
static void
count_heads(struct pass *pass, const struct dn_issued *issued)
{
	struct dn_standing *standing = pass->standing;
	struct dn_batch_standing *batch;
	const struct dn_event *events = pass->book->events;
	size_t i, count = dn_names_count(pass->book->batches);

	count_enrolled(pass);
	for (i = 0; i < count; i++) {
		batch = &standing->batches[i];
		if (batch->version != NULL &&
		    batch->version->upfront.headcount ==
		    DN_HEADCOUNT_PLANNED)
			batch->heads = events[batch->open].amount;
	}
	for (i = 0; issued != NULL && i < issued->heads_count; i++) {
		uint32_t open = issued->heads[i].open;

		batch = &standing->batches[events[open].batch];
		if (batch->open == open)
			batch->heads = issued->heads[i].heads;
	}
}

/* Of the batches that now pass a person, the first to name them has them. */
static void
find_homes(struct pass *pass)
{
	struct dn_standing *standing = pass->standing;
	size_t i, persons = dn_names_count(pass->book->persons);
	uint32_t k, person, *first = pass->stamp;

	memset(first, 0, persons * sizeof(*first));
	for (i = 0; i < persons; i++)
		standing->home[i] = NOBODY;
	for (i = 0; i < dn_names_count(pass->book->batches); i++) {
		uint32_t verdict = standing->batches[i].verdict;
		const struct dn_event *event;

		if (verdict == NOBODY)
			continue;
		event = &pass->book->events[verdict];
		for (k = 0; k < event->list_count; k++) {
			const struct enrolment *enrolment;

			person = pass->book->list[event->list + k];
			enrolment = find_enrolment(pass, (uint32_t)i, person);
			if (enrolment == NULL ||
			    enrolment->verdict != verdict) {
				standing->findings.strangers++;
			} else if (first[person] == 0 ||
			    enrolment->named < first[person]) {
				first[person] = enrolment->named;
				standing->home[person] = (uint32_t)i;
			}
		}
	}
	for (i = 0; i < persons; i++)
		if (standing->home[i] != NOBODY)
			standing->batches[standing->home[i]].passed++;
}

/* ---- all of it ---- */

/* Room for `count` elements; one at least, so that NULL means no memory. */
static void *
room_for(size_t count, size_t size)
{
	return calloc(count > 0 ? count : 1, size);
}

static bool
make_room(struct pass *pass, struct dn_standing *standing)
{
	const struct dn_book *book = standing->book;
	size_t persons = dn_names_count(book->persons);

	standing->out = room_for(standing->events, sizeof(*standing->out));
	standing->batches = room_for(dn_names_count(book->batches),
	    sizeof(*standing->batches));
	standing->home = room_for(persons, sizeof(*standing->home));
	pass->order = room_for(standing->events, sizeof(*pass->order));
	pass->stamp = room_for(persons, sizeof(*pass->stamp));
	pass->pairs = dn_names_new();
	pass->evidence = dn_names_new();
	return standing->out != NULL && standing->batches != NULL &&
	    standing->home != NULL && pass->order != NULL &&
	    pass->stamp != NULL && pass->pairs != NULL &&
	    pass->evidence != NULL;
}

int
dn_standing_init(struct dn_standing *standing, const struct dn_book *book,
    const struct dn_policy *policy, const struct dn_cut *cut,
    const struct dn_issued *issued, struct dn_err *err)
{
	struct pass pass = { .standing = standing, .book = book };
	int result = -1;
	size_t i;

	*standing = (struct dn_standing){
		.book = book, .policy = policy,
		.events = cut->events < book->count ? cut->events :
		    book->count
	};
	if (!make_room(&pass, standing)) {
		dn_err_memory(err);
		goto out;
	}
	dn_cut_leave_out(book, &(struct dn_cut){ cut->day, standing->events },
	    standing->out);
	if (put_in_order(&pass) < 0) {
		dn_err_memory(err);
		goto out;
	}
	open_batches(&pass);
	if (walk(&pass) < 0) {
		dn_err_memory(err);
		goto out;
	}
	for (i = 0; i < dn_names_count(book->batches); i++)
		standing->findings.held += standing->batches[i].held;
	count_heads(&pass, issued);
	find_homes(&pass);
	result = 0;
out:
	dn_names_free(pass.pairs);
	dn_names_free(pass.evidence);
	free(pass.enrolments);
	free(pass.order);
	free(pass.stamp);
	return result;
}

void
dn_standing_release(struct dn_standing *standing)
{
	free(standing->out);
	free(standing->batches);
	free(standing->home);
	*standing = (struct dn_standing){ .book = NULL };
}
