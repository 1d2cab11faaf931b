/* SPDX-License-Identifier: MIT */
/* Hints that single events give: contracts, proofs, verdicts, notices. */
#include <stdlib.h>

#include "core/date.h"
#include "ledger/linting.h"
#include "ledger/months.h"
#include "ledger/notice.h"

#define NOBODY DN_EVENT_NOBODY

/* A hint about one event, and perhaps another that belongs to it. */
static int
hint_event(struct dn_lint *lint, struct dn_lint_hint hint, uint32_t event,
    uint32_t other, struct dn_err *err)
{
	struct dn_lint_item items[2] = {
		{ .event = event }, { .event = other }
	};

	return dn_linting_hint(lint, &hint, items, other != NOBODY ? 2 : 1,
	    err);
}

/* ---- contracts and proofs ---- */

static int
compare_pairs(const void *a, const void *b)
{
	const struct dn_lint_item *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x->event > y->event) - (x->event < y->event);
}

/* The last day of a contract, as ends among the items have cut it. */
static int32_t
end_of(const struct dn_lint *lint, const struct dn_event *contract,
    const struct dn_lint_item *items, size_t count)
{
	int32_t end = contract->to;
	size_t i;

	for (i = 0; i < count; i++) {
		const struct dn_event *event =
		    &lint->book->events[items[i].event];

		if (event->type == DN_EVENT_CONTRACT_END &&
		    contract->from <= event->from && event->from < end)
			end = event->from;
	}
	return end;
}

/* What the contracts of one person and employer say to one proof. */
static int
judge_proof(struct dn_lint *lint, uint32_t proof,
    const struct dn_lint_item *items, size_t count, struct dn_err *err)
{
	const struct dn_event *events = lint->book->events, *contract;
	int32_t begins = dn_month_begins(events[proof].from);
	int32_t ends = dn_month_ends(events[proof].from);
	struct dn_lint_hint hint = {
		.rule = DN_LINT_NO_CONTRACT, .batch = NOBODY,
		.employer = events[proof].employer,
		.month = events[proof].from
	};
	uint32_t about = NOBODY;
	size_t i;

	for (i = 0; i < count; i++) {
		enum dn_lint_rule rule = DN_LINT_AFTER_END;

		contract = &events[items[i].event];
		if (contract->type != DN_EVENT_CONTRACT)
			continue;
		if (contract->from <= ends &&
		    end_of(lint, contract, items, count) >= begins) {
			if (contract->day <= ends)
				return 0;
			rule = contract->at > ends ? DN_LINT_LATE_CONTRACT :
			    DN_LINT_LATE_RECORD;
		}
		/* The contract that says most for it is what is told. */
		if (about == NOBODY || rule > hint.rule) {
			hint.rule = rule;
			about = items[i].event;
		}
	}
	return hint_event(lint, hint, proof, about, err);
}

/* A proof by itself. */
static int
judge_wage(struct dn_lint *lint, uint32_t proof, struct dn_err *err)
{
	const struct dn_event *event = &lint->book->events[proof];
	const struct dn_policy_version *version = dn_policy_at(lint->policy,
	    dn_month_begins(event->from));
	struct dn_lint_hint hint = {
		.rule = DN_LINT_EARLY_PROOF, .batch = NOBODY,
		.employer = event->employer, .month = event->from
	};

	if (event->day < dn_month_begins(event->from) &&
	    hint_event(lint, hint, proof, NOBODY, err) < 0)
		return -1;
	hint.rule = DN_LINT_LOW_WAGE;
	return version != NULL &&
	    event->amount < version->retention.min_wage_fen ?
	    hint_event(lint, hint, proof, NOBODY, err) : 0;
}

/* The events of one person and employer. */
static int
judge_pair(struct dn_lint *lint, const struct dn_lint_item *items,
    size_t count, struct dn_err *err)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (lint->book->events[items[i].event].type ==
		    DN_EVENT_PAYROLL_PROOF &&
		    (judge_proof(lint, items[i].event, items, count,
		    err) < 0 || judge_wage(lint, items[i].event, err) < 0))
			return -1;
	return 0;
}

int
dn_linting_contracts(struct dn_lint *lint, struct dn_err *err)
{
	struct dn_lint_items *pairs = &lint->items[DN_LINT_NO_CONTRACT];
	size_t from = 0, n;
	uint32_t i;

	for (i = 0; i < lint->standing.events; i++) {
		const struct dn_event *event = &lint->book->events[i];
		struct dn_lint_item item = {
			.key = (uint64_t)event->person << 32 |
			    event->employer, .event = i
		};

		if (!lint->standing.out[i] &&
		    (event->type == DN_EVENT_CONTRACT ||
		    event->type == DN_EVENT_CONTRACT_END ||
		    event->type == DN_EVENT_PAYROLL_PROOF) &&
		    dn_linting_add(lint, DN_LINT_NO_CONTRACT, &item,
		    err) < 0)
			return -1;
	}
	if (pairs->count > 1)
		qsort(pairs->list, pairs->count, sizeof(*pairs->list),
		    compare_pairs);
	for (n = 1; n <= pairs->count; n++)
		if (n == pairs->count ||
		    pairs->list[n].key != pairs->list[from].key) {
			if (judge_pair(lint, pairs->list + from, n - from,
			    err) < 0)
				return -1;
			from = n;
		}
	return 0;
}

/* ---- batches ---- */

/* Who is enrolled where, on the way through the events. */
struct enrolments {
	struct dn_names *pairs;         /* batch and person */
	uint32_t *since;                /* event + 1 that enrolled; 0: none */
	size_t room;
	int64_t *sizes;                 /* by batch */
};

static uint32_t *
enrolment_of(struct enrolments *all, uint32_t batch, uint32_t person)
{
	uint32_t pair[2] = { batch, person };
	size_t index = dn_names_add(all->pairs, (struct dn_span){
	    (const char *)pair, sizeof(pair) }, NULL), more;
	uint32_t *grown;

	if (index == DN_NAMES_NONE)
		return NULL;
	if (index >= all->room) {
		more = index < 128 ? 256 : 2 * index;
		grown = reallocarray(all->since, more, sizeof(*grown));
		if (grown == NULL)
			return NULL;
		memset(grown + all->room, 0,
		    (more - all->room) * sizeof(*grown));
		all->since = grown;
		all->room = more;
	}
	return &all->since[index];
}

/* A verdict: on a batch large enough, and on those enrolled? */
static int
judge_verdict(struct dn_lint *lint, struct enrolments *all, uint32_t number,
    struct dn_err *err)
{
	const struct dn_event *event = &lint->book->events[number];
	const struct dn_policy_version *version =
	    lint->standing.batches[event->batch].version;
	struct dn_lint_hint hint = {
		.rule = DN_LINT_SMALL, .batch = event->batch,
		.employer = NOBODY
	};
	struct dn_lint_item *strangers = calloc((size_t)event->list_count + 1,
	    sizeof(*strangers));
	size_t count = 0;
	uint32_t i, *since;
	int result = strangers != NULL ? 0 : dn_err_memory(err);

	if (result == 0 && version != NULL &&
	    all->sizes[event->batch] < version->min_for_acceptance)
		result = hint_event(lint, hint, number, NOBODY, err);
	for (i = 0; i < event->list_count && result == 0; i++) {
		uint32_t person = lint->book->list[event->list + i];

		since = enrolment_of(all, event->batch, person);
		if (since == NULL)
			result = dn_err_memory(err);
		else if (*since == 0)
			strangers[count++] = (struct dn_lint_item){
				.who = person, .event = number
			};
	}
	hint.rule = DN_LINT_STRANGER;
	if (result == 0 && count > 0)
		result = dn_linting_hint(lint, &hint, strangers, count, err);
	free(strangers);
	return result;
}

static int
take_enrolment(struct enrolments *all, const struct dn_event *event,
    uint32_t number, struct dn_err *err)
{
	uint32_t *since = enrolment_of(all, event->batch, event->person);
	uint32_t now = event->type == DN_EVENT_ENROL ? number + 1 : 0;

	if (since == NULL)
		return dn_err_memory(err);
	all->sizes[event->batch] += (now != 0) - (*since != 0);
	*since = now;
	return 0;
}

static int
compare_persons(const void *a, const void *b)
{
	const struct dn_lint_item *x = a, *y = b;

	if (x->who != y->who)
		return x->who < y->who ? -1 : 1;
	return (x->event > y->event) - (x->event < y->event);
}

/* Persons who are enrolled in several batches now. */
static int
judge_enrolled(struct dn_lint *lint, const struct enrolments *all,
    struct dn_err *err)
{
	struct dn_lint_items *items = &lint->items[DN_LINT_TWO_BATCHES];
	struct dn_lint_hint hint = {
		.rule = DN_LINT_TWO_BATCHES, .batch = NOBODY,
		.employer = NOBODY
	};
	size_t i, from = 0;

	for (i = 0; i < dn_names_count(all->pairs); i++) {
		struct dn_lint_item item = { .event = all->since[i] - 1 };

		if (all->since[i] == 0)
			continue;
		item.who = lint->book->events[item.event].person;
		if (dn_linting_add(lint, DN_LINT_TWO_BATCHES, &item, err) < 0)
			return -1;
	}
	if (items->count > 1)
		qsort(items->list, items->count, sizeof(*items->list),
		    compare_persons);
	for (i = 1; i <= items->count; i++)
		if (i == items->count ||
		    items->list[i].who != items->list[from].who) {
			if (i - from > 1 && dn_linting_hint(lint, &hint,
			    items->list + from, i - from, err) < 0)
				return -1;
			from = i;
		}
	return 0;
}

int
dn_linting_batches(struct dn_lint *lint, struct dn_err *err)
{
	struct enrolments all = {
		.pairs = dn_names_new(),
		.sizes = calloc(dn_names_count(lint->book->batches) + 1,
		    sizeof(*all.sizes))
	};
	int result = all.pairs != NULL && all.sizes != NULL ? 0 :
	    dn_err_memory(err);
	uint32_t i;

	for (i = 0; i < lint->standing.events && result == 0; i++) {
		const struct dn_event *event = &lint->book->events[i];

		if (lint->standing.out[i])
			continue;
		if (event->type == DN_EVENT_ENROL ||
		    event->type == DN_EVENT_WITHDRAW)
			result = take_enrolment(&all, event, i, err);
		else if (event->type == DN_EVENT_TRAINING_ACCEPTANCE)
			result = judge_verdict(lint, &all, i, err);
	}
	if (result == 0)
		result = judge_enrolled(lint, &all, err);
	dn_names_free(all.pairs);
	free(all.since);
	free(all.sizes);
	return result;
}

/* ---- notices ---- */

/* The receipts that notices may be of, by their number in the book. */
struct receipts {
	uint32_t *events;               /* or DN_EVENT_NOBODY */
	bool *noticed;
};

static int
judge_notice(struct dn_lint *lint, const struct receipts *receipts,
    uint32_t number, const struct dn_policy_version *version,
    struct dn_err *err)
{
	const struct dn_event *notice = &lint->book->events[number];
	uint32_t receipt = receipts->events[notice->target];
	struct dn_lint_hint hint = {
		.rule = DN_LINT_LATE_NOTICE, .batch = NOBODY,
		.employer = NOBODY
	};

	receipts->noticed[notice->target] = true;
	if (version->notice_within_days >= 0 && receipt != NOBODY &&
	    notice->from > lint->book->events[receipt].at +
	    version->notice_within_days &&
	    hint_event(lint, hint, number, receipt, err) < 0)
		return -1;
	hint.rule = DN_LINT_SHORT_NOTICE;
	if (notice->to >= dn_notice_last_day(lint->policy, notice->from,
	    version->notice_days))
		return 0;
	return hint_event(lint, hint, number, receipt, err);
}

/* A receipt, when all notices were seen. */
static int
judge_receipt(struct dn_lint *lint, const struct receipts *receipts,
    uint32_t number, const struct dn_policy_version *version,
    struct dn_err *err)
{
	const struct dn_book *book = lint->book;
	int64_t days = version->notice_within_days >= 0 ?
	    version->notice_within_days : version->notice_days;
	size_t receipt = dn_names_find(book->receipts,
	    dn_names_get(book->ids, number));
	struct dn_lint_hint hint = {
		.rule = DN_LINT_NO_NOTICE, .batch = NOBODY,
		.employer = NOBODY
	};

	if ((receipt != DN_NAMES_NONE && receipts->noticed[receipt]) ||
	    lint->day <= book->events[number].at + days)
		return 0;
	return hint_event(lint, hint, number, NOBODY, err);
}

/* Room for the receipts, and where they stand. */
static bool
find_receipts(const struct dn_lint *lint, struct receipts *receipts)
{
	const struct dn_book *book = lint->book;
	size_t count = dn_names_count(book->receipts), i, receipt;

	receipts->events = calloc(count + 1, sizeof(*receipts->events));
	receipts->noticed = calloc(count + 1, sizeof(*receipts->noticed));
	if (receipts->events == NULL || receipts->noticed == NULL)
		return false;
	for (i = 0; i < count; i++)
		receipts->events[i] = NOBODY;
	for (i = 0; i < lint->standing.events && count > 0; i++) {
		if (book->events[i].type != DN_EVENT_RECEIPT ||
		    lint->standing.out[i])
			continue;
		receipt = dn_names_find(book->receipts,
		    dn_names_get(book->ids, i));
		if (receipt != DN_NAMES_NONE)
			receipts->events[receipt] = (uint32_t)i;
	}
	return true;
}

/* All notices, or all receipts, by the version of their day. */
static int
judge_all(struct dn_lint *lint, const struct receipts *receipts,
    enum dn_event_type type, struct dn_err *err)
{
	const struct dn_policy_version *version;
	uint32_t i;
	int result = 0;

	for (i = 0; i < lint->standing.events && result == 0; i++) {
		const struct dn_event *event = &lint->book->events[i];

		if (event->type != type || lint->standing.out[i])
			continue;
		version = dn_policy_at(lint->policy, event->at);
		if (version == NULL || version->notice_days < 0)
			continue;
		result = type == DN_EVENT_NOTICE ?
		    judge_notice(lint, receipts, i, version, err) :
		    judge_receipt(lint, receipts, i, version, err);
	}
	return result;
}

int
dn_linting_notices(struct dn_lint *lint, struct dn_err *err)
{
	struct receipts receipts = { .events = NULL };
	int result = find_receipts(lint, &receipts) ? 0 : dn_err_memory(err);

	if (result == 0)
		result = judge_all(lint, &receipts, DN_EVENT_NOTICE, err);
	if (result == 0)
		result = judge_all(lint, &receipts, DN_EVENT_RECEIPT, err);
	free(receipts.events);
	free(receipts.noticed);
	return result;
}
