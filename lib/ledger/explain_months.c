/* SPDX-License-Identifier: MIT */
/* Month by month: what is owed, or each thing that is missing. */
#include <stdlib.h>

#include "core/array.h"
#include "core/date.h"
#include "core/money.h"
#include "ledger/explaining.h"

#define NOBODY DN_EVENT_NOBODY
#define MONTHS_MAX 1200         /* listed for a contract alone */
#define ALL_KINDS 31
#define CONTRACTS (-1)          /* the month that contracts stand under */

/* The months of a person on the way. */
struct way {
	struct dn_explaining *work;
	const struct dn_month *proofs;          /* ascending */
	size_t proof_count, at;                 /* at: what stands so far */
	int32_t last, gap;      /* retained before; first month of a gap, 0 */
	int64_t before;         /* owed for months before */
	int64_t rest;           /* left over; -1: not known */
	bool held;
};

static const struct dn_event *
event_of(const struct dn_explaining *work, size_t index)
{
	return &work->explain->book->events[work->events[index]];
}

/* ---- what is about a month ---- */

static int
add_entry(struct dn_explaining *work, int32_t month, uint32_t event)
{
	struct dn_explain *explain = work->explain;
	struct dn_explain_entry *grown = dn_array_grow(explain->entries,
	    explain->entry_count, &explain->entry_room, sizeof(*grown));

	if (grown == NULL)
		return dn_err_memory(work->err);
	explain->entries = grown;
	grown[explain->entry_count++] = (struct dn_explain_entry){
		month, event
	};
	return 0;
}

/* A spot check's findings about the person. */
static int
add_findings(struct dn_explaining *work, uint32_t index)
{
	const struct dn_book *book = work->explain->book;
	const struct dn_event *event = &book->events[index];
	uint32_t i;

	for (i = 0; i < event->list_count; i += 2)
		if (book->list[event->list + i] == work->person &&
		    add_entry(work, (int32_t)book->list[event->list + i + 1],
		    index) < 0)
			return -1;
	return 0;
}

static int
compare_entries(const void *a, const void *b)
{
	const struct dn_explain_entry *x = a, *y = b;

	if (x->month != y->month)
		return x->month < y->month ? -1 : 1;
	return (x->event > y->event) - (x->event < y->event);
}

/* Lay the events that are about months by these. */
static int
collect_entries(struct dn_explaining *work)
{
	struct dn_explain *explain = work->explain;
	uint32_t before = NOBODY;
	int result = 0;
	size_t i;

	explain->entry_count = 0;
	for (i = 0; i < work->event_count && result == 0; i++) {
		const struct dn_event *event = event_of(work, i);

		if (event->type == DN_EVENT_PAYROLL_PROOF ||
		    event->type == DN_EVENT_INSURANCE_PROOF)
			result = add_entry(work, event->from,
			    work->events[i]);
		else if (event->type == DN_EVENT_CONTRACT)
			result = add_entry(work, CONTRACTS, work->events[i]);
		else if (event->type == DN_EVENT_CONTRACT_END)
			result = add_entry(work, dn_month_number(
			    dn_date_from_number(event->from)),
			    work->events[i]);
		else if (event->type == DN_EVENT_SPOT_CHECK &&
		    work->events[i] != before)
			result = add_findings(work, work->events[i]);
		before = work->events[i];
	}
	if (explain->entry_count > 1)
		qsort(explain->entries, explain->entry_count,
		    sizeof(*explain->entries), compare_entries);
	return result;
}

/* Where the entries of a month begin. */
static size_t
find_entries(const struct dn_explain *explain, int32_t month)
{
	size_t low = 0, high = explain->entry_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (explain->entries[middle].month < month)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The last event of a type for the month that holds, or that does not. */
static uint32_t
last_entry(const struct dn_explaining *work, int32_t month,
    enum dn_event_type type, bool holds)
{
	const struct dn_explain *explain = work->explain;
	size_t i = find_entries(explain, month);
	uint32_t found = NOBODY;

	for (; i < explain->entry_count && explain->entries[i].month == month;
	    i++) {
		uint32_t event = explain->entries[i].event;

		if (explain->book->events[event].type == type &&
		    dn_explaining_holds(explain, event) == holds)
			found = event;
	}
	return found;
}

/* ---- which months ---- */

static int
add_month(struct dn_explaining *work, int32_t month)
{
	struct dn_explain *explain = work->explain;
	int32_t *grown = dn_array_grow(explain->list,
	    explain->list_count, &explain->list_room, sizeof(*grown));

	if (grown == NULL)
		return dn_err_memory(work->err);
	explain->list = grown;
	grown[explain->list_count++] = month;
	return 0;
}

static int32_t
month_of(int32_t day)
{
	return dn_month_number(dn_date_from_number(day));
}

/* The month of the first enrolment that holds; INT32_MAX without any. */
static int32_t
first_month(const struct dn_explaining *work)
{
	int32_t first = INT32_MAX;
	size_t i;

	for (i = 0; i < work->event_count; i++)
		if (event_of(work, i)->type == DN_EVENT_ENROL &&
		    dn_explaining_holds(work->explain, work->events[i]) &&
		    month_of(event_of(work, i)->at) < first)
			first = month_of(event_of(work, i)->at);
	return first;
}

/* The day an end of the employment cuts the contract to, or its own end. */
static int32_t
cut_end(const struct dn_explaining *work, const struct dn_event *contract)
{
	const struct dn_explain *explain = work->explain;
	int32_t end = contract->to;
	size_t i = find_entries(explain, month_of(contract->from));

	for (; i < explain->entry_count; i++) {
		const struct dn_event *event =
		    &explain->book->events[explain->entries[i].event];

		if (event->type == DN_EVENT_CONTRACT_END &&
		    event->employer == contract->employer &&
		    event->from >= contract->from && event->from < end &&
		    dn_explaining_holds(explain, explain->entries[i].event))
			end = event->from;
	}
	return end;
}

/* Months under a contract that are over, as far as the mind goes back. */
static int
add_contract_months(struct dn_explaining *work)
{
	const struct dn_explain *explain = work->explain;
	int32_t enrolled = first_month(work), from, to;
	int32_t last = month_of(explain->day + 1) - 1;
	size_t i;

	for (i = 0; i < explain->entry_count &&
	    explain->entries[i].month == CONTRACTS; i++) {
		uint32_t number = explain->entries[i].event;
		const struct dn_event *event = &explain->book->events[number];

		if (!dn_explaining_holds(explain, number))
			continue;
		from = month_of(event->from);
		from = from > enrolled ? from : enrolled;
		from = from > last - MONTHS_MAX ? from : last - MONTHS_MAX + 1;
		to = month_of(cut_end(work, event));
		for (; from <= to && from <= last; from++)
			if (add_month(work, from) < 0)
				return -1;
	}
	return 0;
}

static int
compare_months(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

/* Collect the months, ascending, each once; `asked` is one of them. */
static int
collect_months(struct way *way, int32_t asked)
{
	struct dn_explaining *work = way->work;
	struct dn_explain *explain = work->explain;
	size_t i, n = 0;

	explain->list_count = 0;
	for (i = 0; i < explain->entry_count; i++) {
		const struct dn_explain_entry *entry = &explain->entries[i];

		if (entry->month != CONTRACTS && explain->book->events[
		    entry->event].type != DN_EVENT_CONTRACT_END &&
		    add_month(work, entry->month) < 0)
			return -1;
	}
	for (i = 0; i < explain->sum_count; i++)
		if (explain->sums[i].month != 0 &&
		    add_month(work, explain->sums[i].month) < 0)
			return -1;
	if ((asked != 0 && add_month(work, asked) < 0) ||
	    (way->rest != 0 && add_contract_months(work) < 0))
		return -1;
	if (explain->list_count > 1)
		qsort(explain->list, explain->list_count,
		    sizeof(*explain->list), compare_months);
	for (i = 0; i < explain->list_count; i++)
		if (n == 0 || explain->list[n - 1] != explain->list[i])
			explain->list[n++] = explain->list[i];
	explain->list_count = n;
	return 0;
}

/* ---- what is missing ---- */

static int
need_plain(struct way *way, enum dn_need_kind kind, int32_t month,
    uint32_t event)
{
	struct dn_need need = dn_need_of(kind);

	need.batch = way->work->batch;
	need.month = month;
	need.event = event;
	return dn_explaining_need(way->work, &need);
}

static int
need_proof(struct way *way, int32_t month)
{
	struct dn_need need = dn_need_of(DN_NEED_PROOF);

	need.month = month;
	need.event = last_entry(way->work, month, DN_EVENT_PAYROLL_PROOF,
	    false);
	if (need.event != NOBODY)
		need.other = way->work->explain->voids[need.event];
	return dn_explaining_need(way->work, &need);
}

/* The contract that is missing, or too short. */
static int
need_contract(struct way *way, const struct dn_month *month)
{
	const struct dn_book *book = way->work->explain->book;
	struct dn_need need = dn_need_of(month->contract == NOBODY ?
	    DN_NEED_CONTRACT : DN_NEED_LENGTH);

	need.month = month->month;
	need.event = month->contract;
	need.count = month->version->retention.contract_months;
	if (month->proof != NOBODY)
		need.employer = book->events[month->proof].employer;
	return dn_explaining_need(way->work, &need);
}

static int
need_insurance(struct way *way, const struct dn_month *month)
{
	struct dn_need need = dn_need_of(DN_NEED_INSURANCE);

	need.month = month->month;
	need.event = month->contract;
	need.insurance = ALL_KINDS & ~month->insurance;
	need.have = __builtin_popcount(month->insurance);
	need.count = month->version->retention.insurance_kinds - need.have;
	return dn_explaining_need(way->work, &need);
}

static int
need_days(struct way *way, const struct dn_month *month)
{
	struct dn_need need = dn_need_of(DN_NEED_DAYS);

	need.month = month->month;
	need.have = month->days;
	need.count = month->version->retention.partial == DN_PARTIAL_FULL ?
	    dn_month_ends(month->month) - dn_month_begins(month->month) + 1 :
	    month->version->retention.min_days;
	return dn_explaining_need(way->work, &need);
}

static int
need_wage(struct way *way, const struct dn_month *month)
{
	struct dn_need need = dn_need_of(DN_NEED_WAGE);

	need.month = month->month;
	need.event = month->proof;
	need.count = month->version->retention.min_wage_fen;
	need.have = way->work->explain->book->events[month->proof].amount;
	return dn_explaining_need(way->work, &need);
}

static int
need_employer(struct way *way, const struct dn_month *month)
{
	const struct dn_book *book = way->work->explain->book;
	struct dn_need need = dn_need_of(DN_NEED_EMPLOYER);
	uint32_t event = month->proof != NOBODY ? month->proof :
	    month->contract;

	need.month = month->month;
	need.event = event;
	if (event != NOBODY)
		need.employer = book->events[event].employer;
	return dn_explaining_need(way->work, &need);
}

/* Each fault of the month by itself. */
static int
need_faults(struct way *way, const struct dn_month *month)
{
	unsigned faults = month->faults;

	if ((faults & DN_MONTH_FAULT(DN_MONTH_NO_POLICY)) != 0)
		return need_plain(way, DN_NEED_RULED, month->month, NOBODY);
	if (((faults & DN_MONTH_FAULT(DN_MONTH_EMPLOYER)) != 0 &&
	    need_employer(way, month) < 0) ||
	    ((faults & DN_MONTH_FAULT(DN_MONTH_WAGE)) != 0 &&
	    need_wage(way, month) < 0) ||
	    ((faults & DN_MONTH_FAULT(DN_MONTH_CONTRACT)) != 0 &&
	    need_contract(way, month) < 0) ||
	    ((faults & DN_MONTH_FAULT(DN_MONTH_INSURANCE)) != 0 &&
	    need_insurance(way, month) < 0) ||
	    ((faults & DN_MONTH_FAULT(DN_MONTH_PARTIAL)) != 0 &&
	    need_days(way, month) < 0))
		return -1;
	if ((faults & DN_MONTH_FAULT(DN_MONTH_VETOED)) == 0)
		return 0;
	return need_plain(way, DN_NEED_UNVETOED, month->month, last_entry(
	    way->work, month->month, DN_EVENT_SPOT_CHECK, true));
}

/* Does the month stand behind a gap that its version minds (R9)? */
static bool
is_cut_off(const struct way *way, const struct dn_month *month)
{
	return way->gap != 0 && month->version != NULL &&
	    month->version->retention.continuity ==
	    DN_CONTINUITY_CONSECUTIVE;
}

/* A month that counts: does it open a gap? */
static void
step(struct way *way, const struct dn_month *month)
{
	if (way->gap == 0 && way->last != 0 && month->month != way->last + 1)
		way->gap = way->last + 1;
	way->last = month->month;
}

/* What is missing for the month, but for its person's training. */
static int
need_all(struct way *way, const struct dn_month *month, bool proven,
    struct dn_why *why)
{
	struct dn_explaining *work = way->work;
	const struct dn_explain *explain = work->explain;
	int32_t gap = way->gap;
	int64_t owed = why->owed;

	/* One that does not count stands behind a gap that it makes itself. */
	if (proven && month->verdict == DN_MONTH_COUNTS)
		step(way, month);
	else if (gap == 0 && way->last != 0 && month->month > way->last + 1)
		way->gap = way->last + 1;
	if ((!proven && need_proof(way, month->month) < 0) ||
	    need_faults(way, month) < 0)
		return -1;
	if (is_cut_off(way, month) &&
	    need_plain(way, DN_NEED_STREAM, way->gap, NOBODY) < 0)
		return -1;
	if (!proven || month->verdict != DN_MONTH_COUNTS)
		way->gap = gap;
	if (owed != 0)
		return 0;
	if (way->rest == 0) {
		struct dn_need need = dn_need_of(DN_NEED_REST);

		need.month = month->month;
		need.count = explain->standing.batches[work->batch].
		    version->rest_fen;
		if (dn_explaining_need(work, &need) < 0)
			return -1;
	}
	return !way->held ? 0 : need_plain(way, DN_NEED_FREE, month->month,
	    explain->holds[work->batch]);
}

/* Which rules were asked of the month. */
static uint32_t
asked_of(const struct way *way, const struct dn_month *month)
{
	const struct dn_policy_retention *rule;
	uint32_t asked = 1u << DN_NEED_TRAINING | 1u << DN_NEED_PROOF |
	    1u << DN_NEED_RULED;

	if (month->version == NULL)
		return asked;
	rule = &month->version->retention;
	asked |= 1u << DN_NEED_CONTRACT | 1u << DN_NEED_UNVETOED;
	asked |= (uint32_t)(month->contract != NOBODY) << DN_NEED_LENGTH;
	asked |= (uint32_t)(rule->employers != NULL) << DN_NEED_EMPLOYER;
	asked |= (uint32_t)rule->min_wage_rejects << DN_NEED_WAGE;
	asked |= (uint32_t)(rule->insurance_kinds > 0) << DN_NEED_INSURANCE;
	asked |= (uint32_t)(rule->partial != DN_PARTIAL_PROOF) <<
	    DN_NEED_DAYS;
	asked |= (uint32_t)(rule->continuity == DN_CONTINUITY_CONSECUTIVE) <<
	    DN_NEED_STREAM;
	if (way->work->passed)
		asked |= 1u << DN_NEED_REST | 1u << DN_NEED_FREE;
	return asked;
}

/* ---- answers ---- */

/* The events that a month rests on. */
static int
cite_month(struct way *way, const struct dn_month *month)
{
	struct dn_explaining *work = way->work;
	const struct dn_explain *explain = work->explain;
	int32_t begins = dn_month_begins(month->month);
	int32_t ends = dn_month_ends(month->month);
	size_t i = find_entries(explain, month->month);

	for (; i < explain->entry_count &&
	    explain->entries[i].month == month->month; i++)
		if (dn_explaining_event(work,
		    explain->entries[i].event) < 0)
			return -1;
	for (i = 0; i < explain->entry_count &&
	    explain->entries[i].month == CONTRACTS; i++) {
		uint32_t number = explain->entries[i].event;
		const struct dn_event *event = &explain->book->events[number];

		if (event->from <= ends && event->to >= begins &&
		    dn_explaining_event(work, number) < 0)
			return -1;
	}
	if (way->held &&
	    dn_explaining_event(work, explain->holds[work->batch]) < 0)
		return -1;
	dn_explaining_end(work);
	return 0;
}

/* The month as its proofs say, or as it would be with one. */
static bool
find_month(struct way *way, int32_t number, struct dn_month *month)
{
	while (way->at < way->proof_count &&
	    way->proofs[way->at].month < number)
		way->at++;
	if (way->at < way->proof_count &&
	    way->proofs[way->at].month == number) {
		*month = way->proofs[way->at];
		return true;
	}
	dn_months_suppose(way->work->explain->months, way->work->person,
	    number, month);
	return false;
}

static int
explain_month(struct way *way, int32_t number)
{
	struct dn_explaining *work = way->work;
	struct dn_why *why = dn_explaining_begin(work, DN_WHY_MONTH);
	const struct dn_policy_version *version;
	struct dn_explain_sum sum;
	struct dn_month month;
	bool proven = find_month(way, number, &month);

	if (why == NULL)
		return -1;
	why->month = number;
	why->version = version = month.version;
	why->before = way->before;
	if (version == NULL && work->passed)
		version = work->explain->standing.batches[work->batch].version;
	if (version != NULL && version->retention.rule != NULL) {
		why->rule = version->retention.rule;
		why->component = dn_explaining_component(work->explain,
		    why->rule->id);
		why->instalment = version->retention.instalment_fen;
		sum = dn_explaining_sum(work, why->component, number);
		why->owed = sum.owed;
		why->stated = sum.stated;
	}
	why->asked = asked_of(way, &month);
	/* Sums of what is owed fit: they were added up before. */
	way->before += why->owed;
	if ((!work->passed && need_plain(way, DN_NEED_TRAINING, number,
	    NOBODY) < 0) || need_all(way, &month, proven, why) < 0)
		return -1;
	return cite_month(way, &month);
}

/* What is left to be owed, where the batch is known. */
static int64_t
rest_of(const struct dn_explaining *work)
{
	const struct dn_explain *explain = work->explain;
	const struct dn_batch_standing *batch;
	int64_t used = 0, all;
	uint32_t component;
	size_t i;

	if (!work->passed)
		return -1;
	batch = &explain->standing.batches[work->batch];
	all = batch->version->rest_fen;
	if (batch->version->retention.cap == DN_CAP_BATCH)
		return dn_money_mul(all, batch->passed, &all) ?
		    all - explain->pools[work->batch] : -1;
	component = dn_explaining_component(explain,
	    batch->version->retention.id);
	for (i = 0; i < explain->sum_count; i++)
		if (explain->sums[i].component == component)
			used += explain->sums[i].owed;
	return all - used;
}

/* Take the last answer back: it was only for what comes behind it. */
static void
take_back(struct dn_explanation *to)
{
	const struct dn_why *why = &to->whys[--to->count];

	to->need_count = why->needs;
	to->event_count = why->events;
}

/* Is anything paid by person and month, in the plain way of R5 to R9? */
static bool
has_instalments(const struct dn_policy *policy)
{
	size_t i;

	for (i = 0; i < policy->count; i++)
		if (policy->versions[i].retention.rule != NULL)
			return true;
	return false;
}

int
dn_explaining_months(struct dn_explaining *work, int32_t month)
{
	struct dn_explain *explain = work->explain;
	struct way way = { .work = work, .rest = rest_of(work) };
	size_t i;

	if (!has_instalments(explain->policy))
		return 0;
	way.held = work->passed &&
	    explain->standing.batches[work->batch].held;
	if (collect_entries(work) < 0 || collect_months(&way, month) < 0 ||
	    dn_months_of(explain->months, work->person, &way.proofs,
	    &way.proof_count, work->err) < 0)
		return -1;
	for (i = 0; i < explain->list_count; i++) {
		if (explain_month(&way, explain->list[i]) < 0)
			return -1;
		if (month != 0 && month != explain->list[i])
			take_back(work->to);
	}
	return 0;
}
