/* SPDX-License-Identifier: MIT */
/* Holding each wage proof against contracts, insurance and spot checks. */
#include "ledger/months.h"

#include <stdlib.h>

#include "core/date.h"
#include "ledger/contract.h"

#define NOBODY DN_EVENT_NOBODY

struct dn_months {
	struct dn_standing *standing;
	const struct dn_book *book;
	uint32_t *events, *starts;      /* those of a person, side by side */
	struct dn_names *vetoes;        /* person and month */
	struct dn_names *insured;       /* person and month */
	uint8_t *insurance;             /* kinds proven, by number of these */
	size_t insurance_room;
	bool *employers;                /* allowed: by version and employer */
	struct dn_contract *contracts;  /* room for one person's */
	struct dn_month *list;          /* likewise */
	size_t contract_count, list_room;
};

/* ---- days ---- */

static struct dn_date
first_of(int32_t month)
{
	return (struct dn_date){ .year = month / 12, .month = month % 12 + 1,
		.day = 1 };
}

int32_t
dn_month_of(int32_t day)
{
	return dn_month_number(dn_date_from_number(day));
}

int32_t
dn_month_begins(int32_t month)
{
	return dn_date_number(first_of(month));
}

int32_t
dn_month_ends(int32_t month)
{
	return dn_date_number(dn_month_last(first_of(month)));
}

/* ---- pairs of person and month ---- */

static struct dn_span
span_of(const uint32_t pair[2])
{
	return (struct dn_span){ (const char *)pair, 2 * sizeof(*pair) };
}

bool
dn_months_vetoed(const struct dn_months *months, uint32_t person,
    int32_t month)
{
	uint32_t pair[2] = { person, (uint32_t)month };

	return dn_names_find(months->vetoes, span_of(pair)) != DN_NAMES_NONE;
}

uint8_t
dn_months_insured(const struct dn_months *months, uint32_t person,
    int32_t month)
{
	uint32_t pair[2] = { person, (uint32_t)month };
	size_t index = dn_names_find(months->insured, span_of(pair));

	return index != DN_NAMES_NONE ? months->insurance[index] : 0;
}

static bool
add_insured(struct dn_months *months, const struct dn_event *event)
{
	uint32_t pair[2] = { event->person, (uint32_t)event->from };
	size_t index = dn_names_add(months->insured, span_of(pair), NULL);
	uint8_t *grown;

	if (index == DN_NAMES_NONE)
		return false;
	if (index >= months->insurance_room) {
		size_t more = index < 128 ? 256 : 2 * index;

		grown = reallocarray(months->insurance, more, 1);
		if (grown == NULL)
			return false;
		memset(grown + months->insurance_room, 0,
		    more - months->insurance_room);
		months->insurance = grown;
		months->insurance_room = more;
	}
	months->insurance[index] |= event->insurance;
	return true;
}

static bool
add_vetoes(struct dn_months *months, const struct dn_event *event)
{
	const uint32_t *list = months->book->list + event->list;
	uint32_t i;

	/* Each version has void: month; before the first nothing is ruled. */
	if (dn_policy_at(months->standing->policy, event->at) == NULL)
		return true;
	for (i = 0; i < event->list_count; i += 2) {
		uint32_t pair[2] = { list[i], list[i + 1] };

		if (dn_names_add(months->vetoes, span_of(pair), NULL) ==
		    DN_NAMES_NONE)
			return false;
	}
	return true;
}

/* ---- sorting by person ---- */

/* Is it one of the events that are judged person by person? */
static bool
is_personal(const struct dn_months *months, size_t index)
{
	const struct dn_event *event = &months->book->events[index];

	return !months->standing->out[index] &&
	    (event->type == DN_EVENT_CONTRACT ||
	    event->type == DN_EVENT_CONTRACT_END ||
	    event->type == DN_EVENT_PAYROLL_PROOF);
}

/* Lay the events of each person side by side, in their order. */
static bool
sort_by_person(struct dn_months *months)
{
	size_t persons = dn_names_count(months->book->persons), i, total = 0;
	size_t events = months->standing->events;
	uint32_t *starts = calloc(persons + 2, sizeof(*starts));

	months->starts = starts;
	if (starts == NULL)
		return false;
	for (i = 0; i < events; i++)
		if (is_personal(months, i)) {
			starts[months->book->events[i].person + 2]++;
			total++;
		}
	months->events = calloc(total + 1, sizeof(*months->events));
	if (months->events == NULL)
		return false;
	for (i = 2; i < persons + 2; i++)
		starts[i] += starts[i - 1];
	for (i = 0; i < events; i++)
		if (is_personal(months, i))
			months->events[starts[months->book->events[i].person +
			    1]++] = (uint32_t)i;
	return true;
}

/* Which employers each version allows. */
static bool
find_employers(struct dn_months *months)
{
	const struct dn_policy *policy = months->standing->policy;
	size_t count = dn_names_count(months->book->employers), i, k;
	const struct dn_yaml_node *list, *node;

	months->employers = calloc(policy->count * count + 1, sizeof(bool));
	if (months->employers == NULL)
		return false;
	for (i = 0; i < policy->count; i++) {
		bool *row = months->employers + i * count;

		list = policy->versions[i].retention.employers;
		for (k = 0; k < count; k++)
			row[k] = list == NULL;
		for (node = list != NULL ? list->first : NULL; node != NULL;
		    node = node->next) {
			k = dn_names_find(months->book->employers, node->text);
			if (k != DN_NAMES_NONE)
				row[k] = true;
		}
	}
	return true;
}

/* Note vetoes and monthly insurance. */
static bool
note_months(struct dn_months *months)
{
	size_t i;

	for (i = 0; i < months->standing->events; i++) {
		const struct dn_event *event = &months->book->events[i];

		if (months->standing->out[i])
			continue;
		if ((event->type == DN_EVENT_INSURANCE_PROOF &&
		    !add_insured(months, event)) ||
		    (event->type == DN_EVENT_SPOT_CHECK &&
		    !add_vetoes(months, event)))
			return false;
	}
	return true;
}

struct dn_months *
dn_months_new(struct dn_standing *standing, struct dn_err *err)
{
	struct dn_months *months = calloc(1, sizeof(*months));

	if (months == NULL)
		goto out;
	months->standing = standing;
	months->book = standing->book;
	months->vetoes = dn_names_new();
	months->insured = dn_names_new();
	months->contracts = calloc(DN_BOOK_CONTRACTS_MAX,
	    sizeof(*months->contracts));
	if (months->vetoes != NULL && months->insured != NULL &&
	    months->contracts != NULL && sort_by_person(months) &&
	    find_employers(months) && note_months(months))
		return months;
out:
	dn_months_free(months);
	dn_err_memory(err);
	return NULL;
}

void
dn_months_free(struct dn_months *months)
{
	if (months == NULL)
		return;
	dn_names_free(months->vetoes);
	dn_names_free(months->insured);
	free(months->events);
	free(months->starts);
	free(months->insurance);
	free(months->employers);
	free(months->contracts);
	free(months->list);
	free(months);
}

/* ---- one person ---- */

/* Is the contract worth more for a month than the one before it? */
static bool
says_more(bool is_long_one, uint8_t kinds, const struct dn_month *month)
{
	bool was_long = (month->faults & DN_MONTH_FAULT(DN_MONTH_CONTRACT)) ==
	    0;

	if (month->contract == NOBODY || is_long_one != was_long)
		return month->contract == NOBODY || is_long_one;
	return __builtin_popcount(kinds) >
	    __builtin_popcount(month->insurance);
}

/* Find the contract of the employer that says most for the month. */
static void
judge_contracts(const struct dn_months *months, const struct dn_event *proof,
    const struct dn_policy_retention *rule, struct dn_month *month)
{
	int32_t begins = dn_month_begins(proof->from);
	int32_t ends = dn_month_ends(proof->from);
	uint8_t of_month = dn_months_insured(months, proof->person,
	    proof->from), kinds;
	uint32_t days = 0, here;
	bool enough;
	size_t i;

	month->faults |= DN_MONTH_FAULT(DN_MONTH_CONTRACT);
	month->insurance = of_month;
	for (i = 0; i < months->contract_count; i++) {
		const struct dn_contract *contract = &months->contracts[i];

		if (contract->employer != proof->employer)
			continue;
		here = dn_contract_days(contract, begins, ends);
		days |= here;
		enough = dn_contract_is_long(contract, rule->contract_months);
		kinds = rule->insurance == DN_INSURANCE_MONTHLY ? of_month :
		    of_month | contract->insurance;
		if (here == 0 || !says_more(enough, kinds, month))
			continue;
		month->contract = contract->event;
		month->insurance = kinds;
		if (enough)
			month->faults &= ~DN_MONTH_FAULT(DN_MONTH_CONTRACT);
	}
	month->days = (uint8_t)__builtin_popcount(days);
	if (__builtin_popcount(month->insurance) < rule->insurance_kinds)
		month->faults |= DN_MONTH_FAULT(DN_MONTH_INSURANCE);
	if ((rule->partial == DN_PARTIAL_MIN_DAYS &&
	    month->days < rule->min_days) ||
	    (rule->partial == DN_PARTIAL_FULL &&
	    month->days < ends - begins + 1))
		month->faults |= DN_MONTH_FAULT(DN_MONTH_PARTIAL);
}

/* Hold all rules against a proof; the worst fault is the verdict. */
static void
judge(struct dn_months *months, const struct dn_event *proof,
    struct dn_month *month)
{
	const struct dn_policy *policy = months->standing->policy;
	const struct dn_policy_version *version = month->version;
	size_t employers = dn_names_count(months->book->employers);
	const struct dn_policy_retention *rule;

	if (version == NULL) {
		month->verdict = DN_MONTH_NO_POLICY;
		month->faults = DN_MONTH_FAULT(DN_MONTH_NO_POLICY);
		return;
	}
	rule = &version->retention;
	if (proof->employer != NOBODY &&
	    !months->employers[(size_t)(version - policy->versions) *
	    employers + proof->employer])
		month->faults |= DN_MONTH_FAULT(DN_MONTH_EMPLOYER);
	if (proof->amount < rule->min_wage_fen) {
		months->standing->findings.low_wages++;
		if (rule->min_wage_rejects)
			month->faults |= DN_MONTH_FAULT(DN_MONTH_WAGE);
	}
	judge_contracts(months, proof, rule, month);
	if (dn_months_vetoed(months, proof->person, proof->from))
		month->faults |= DN_MONTH_FAULT(DN_MONTH_VETOED);
	while (month->faults >> month->verdict > 1)
		month->verdict++;
}

/* By month, the best verdict first, then the first proof. */
static int
compare_months(const void *a, const void *b)
{
	const struct dn_month *x = a, *y = b;

	if (x->month != y->month)
		return x->month < y->month ? -1 : 1;
	if (x->verdict != y->verdict)
		return x->verdict < y->verdict ? -1 : 1;
	return (x->proof > y->proof) - (x->proof < y->proof);
}

/* Leave one of each month: at most once per person and month (R6). */
static size_t
keep_best(struct dn_month *list, size_t count)
{
	size_t i, n = 0;

	for (i = 0; i < count; i++)
		if (n == 0 || list[n - 1].month != list[i].month)
			list[n++] = list[i];
	return n;
}

/* Judge the month for one employer; keep it where it is the best so far. */
static void
suppose(struct dn_months *months, struct dn_event *proof, bool *any,
    struct dn_month *best)
{
	struct dn_month month = {
		.month = proof->from, .proof = NOBODY, .contract = NOBODY,
		.version = dn_policy_at(months->standing->policy,
		    dn_month_begins(proof->from))
	};

	if (month.version != NULL)
		proof->amount = month.version->retention.min_wage_fen;
	judge(months, proof, &month);
	if (!*any || month.verdict < best->verdict ||
	    (best->contract == NOBODY && month.contract != NOBODY))
		*best = month;
	*any = true;
}

void
dn_months_suppose(struct dn_months *months, uint32_t person, int32_t month,
    struct dn_month *best)
{
	const uint32_t *events = months->events + months->starts[person];
	size_t there = months->starts[person + 1] - months->starts[person], i;
	struct dn_event proof = {
		.person = person, .from = month, .employer = NOBODY
	};
	bool any = false;

	months->contract_count = dn_contracts_collect(months->book, events,
	    there, months->contracts);
	for (i = 0; i < months->contract_count; i++)
		if (months->contracts[i].employer != proof.employer) {
			proof.employer = months->contracts[i].employer;
			suppose(months, &proof, &any, best);
		}
	if (!any)
		suppose(months, &proof, &any, best);
}

int
dn_months_of(struct dn_months *months, uint32_t person,
    const struct dn_month **list, size_t *count, struct dn_err *err)
{
	const uint32_t *events = months->events + months->starts[person];
	size_t there = months->starts[person + 1] - months->starts[person];
	struct dn_month *grown;
	size_t i, n = 0;

	if (there > months->list_room) {
		grown = reallocarray(months->list, there, sizeof(*grown));
		if (grown == NULL)
			return dn_err_memory(err);
		months->list = grown;
		months->list_room = there;
	}
	months->contract_count = dn_contracts_collect(months->book, events,
	    there, months->contracts);
	for (i = 0; i < there; i++) {
		const struct dn_event *event =
		    &months->book->events[events[i]];

		if (event->type != DN_EVENT_PAYROLL_PROOF)
			continue;
		months->list[n] = (struct dn_month){
			.month = event->from, .proof = events[i],
			.contract = NOBODY,
			.version = dn_policy_at(months->standing->policy,
			    dn_month_begins(event->from))
		};
		judge(months, event, &months->list[n++]);
	}
	if (n > 1)
		qsort(months->list, n, sizeof(*months->list), compare_months);
	*list = months->list;
	*count = keep_best(months->list, n);
	return 0;
}
