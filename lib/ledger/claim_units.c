/* SPDX-License-Identifier: MIT */
/* What there is to claim for: a table of units, each with its way to look. */
#include "ledger/claim.h"

#include <stdlib.h>

#include "core/date.h"

#define NOBODY DN_EVENT_NOBODY
#define REQUIRES(rule, predicate) \
	(((rule)->requires & 1u << DN_REQUIRES_##predicate) != 0)

/* Months that a person may have, in no order and perhaps more than once. */
struct month_list {
	int32_t *months;
	size_t count, room;
};

/* ---- months ---- */

static bool
add_month(struct month_list *list, int32_t month)
{
	int32_t *grown;
	size_t more;

	if (list->count == list->room) {
		more = list->room > 0 ? 2 * list->room : 64;
		grown = reallocarray(list->months, more, sizeof(*grown));
		if (grown == NULL)
			return false;
		list->months = grown;
		list->room = more;
	}
	list->months[list->count++] = month;
	return true;
}

/* Add the months of a time, as far as there are rules and a cut. */
static bool
add_months(const struct dn_claims *claims, struct month_list *list,
    int32_t from, int32_t to)
{
	int32_t first = claims->standing->policy->versions[0].effective;
	int32_t month, last;

	if (to > claims->day)
		to = claims->day;
	if (from < first)
		from = first;
	if (from > to)
		return true;
	last = dn_month_of(to);
	for (month = dn_month_of(from); month <= last; month++)
		if (!add_month(list, month))
			return false;
	return true;
}

/* Does a version of the rule take months from there? */
static bool
takes(const struct dn_claims *claims, uint32_t has, uint32_t has_not)
{
	const struct dn_policy *policy = claims->standing->policy;
	size_t i;

	for (i = 0; i < policy->count; i++)
		if (claims->rules[i] != NULL &&
		    (claims->rules[i]->requires & has) != 0 &&
		    (claims->rules[i]->requires & has_not) == 0)
			return true;
	return false;
}

/* The months that a person has: of proofs, else of contracts, and so on. */
static bool
collect_months(const struct dn_claims *claims,
    const struct dn_person *person, struct month_list *list)
{
	const struct dn_event *events = claims->standing->book->events;
	const uint32_t proof = 1u << DN_REQUIRES_PAYROLL_PROOF;
	const uint32_t contract = 1u << DN_REQUIRES_CONTRACT;
	const uint32_t enrolled = 1u << DN_REQUIRES_ENROLLED;
	bool good = true;
	size_t i;

	list->count = 0;
	for (i = 0; i < person->proof_count && good; i++)
		good = add_month(list, events[person->proofs[i]].from);
	if (takes(claims, contract, proof))
		for (i = 0; i < person->contract_count && good; i++)
			good = add_months(claims, list,
			    person->contracts[i].start,
			    person->contracts[i].end);
	if (takes(claims, enrolled, proof | contract))
		for (i = 0; i < person->enrolled_count && good; i++)
			good = add_months(claims, list,
			    person->enrolled[i].from, person->enrolled[i].to);
	if (takes(claims, 1u << DN_REQUIRES_INSURANCE,
	    proof | contract | enrolled))
		for (i = 0; i < person->insured_count && good; i++)
			good = add_month(list, person->insured[i]);
	return good;
}

static int
compare_months(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

static int
find_months(struct dn_claims *claims, const struct dn_person *person)
{
	struct month_list list = { NULL, 0, 0 };
	struct dn_claim claim;
	bool good = collect_months(claims, person, &list);
	size_t i;

	if (!good)
		dn_err_memory(claims->err);
	if (list.count > 1)
		qsort(list.months, list.count, sizeof(*list.months),
		    compare_months);
	for (i = 0; i < list.count && good; i++) {
		if (i > 0 && list.months[i] == list.months[i - 1])
			continue;
		claim = dn_claim_on(claims, dn_month_begins(list.months[i]));
		if (claim.rule == NULL)
			continue;
		claim.person = person->person;
		claim.month = list.months[i];
		dn_claim_judge_month(claims, person, &claim);
		good = dn_claims_add(claims, &claim) != NULL;
	}
	free(list.months);
	return good ? 0 : -1;
}

/* ---- certificates and courses ---- */

/* A claim about a certificate that was passed; false when it is not for it. */
static bool
about_certificate(const struct dn_claims *claims,
    const struct dn_person *person, uint32_t index, struct dn_claim *claim)
{
	const struct dn_book *book = claims->standing->book;
	const struct dn_event *event = &book->events[index];
	const struct dn_certificate *paper = &book->certificates[event->list];

	*claim = dn_claim_on(claims, event->at);
	if (claim->rule == NULL ||
	    !dn_claim_allows(claim->rule->kinds, book->words, paper->kind))
		return false;
	claim->person = person->person;
	claim->batch = event->batch;
	claim->cause = claim->certificate = index;
	claim->minutes = dn_person_minutes(person, event->batch);
	if (paper->hours >= 0)
		claim->minutes = paper->hours * claim->rule->hour_minutes;
	return true;
}

static int
find_certificates(struct dn_claims *claims, const struct dn_person *person)
{
	struct dn_claim claim;
	size_t i;

	for (i = 0; i < person->certificate_count; i++) {
		if (!about_certificate(claims, person,
		    person->certificates[i], &claim))
			continue;
		dn_claim_judge_once(claims, person, NULL, &claim);
		if (dn_claims_add(claims, &claim) == NULL)
			return -1;
	}
	return 0;
}

/* Hours of a course: of its certificate where that is asked for. */
static int
find_courses(struct dn_claims *claims, const struct dn_person *person)
{
	struct dn_claim claim;
	size_t i;

	for (i = 0; i < person->certificate_count; i++) {
		if (!about_certificate(claims, person,
		    person->certificates[i], &claim) ||
		    !REQUIRES(claim.rule, CERTIFICATE))
			continue;
		dn_claim_judge_once(claims, person, NULL, &claim);
		if (dn_claims_add(claims, &claim) == NULL)
			return -1;
	}
	for (i = 0; i < person->attended_count; i++) {
		const struct dn_attended *attended = &person->attended[i];

		claim = dn_claim_on(claims, attended->day);
		if (claim.rule == NULL || REQUIRES(claim.rule, CERTIFICATE))
			continue;
		claim.person = person->person;
		claim.batch = attended->batch;
		claim.cause = attended->event;
		claim.minutes = attended->minutes;
		dn_claim_judge_once(claims, person, NULL, &claim);
		if (dn_claims_add(claims, &claim) == NULL)
			return -1;
	}
	return 0;
}

/* ---- persons ---- */

/* Judge a claim of a person; keep it where it misses less than the best. */
static void
consider(struct dn_claims *claims, const struct dn_person *person,
    const struct dn_contract *contract, struct dn_claim *claim, int anchor,
    struct dn_claim *best)
{
	if (claim->rule == NULL || claim->rule->on != anchor)
		return;
	claim->person = person->person;
	if (anchor != DN_ANCHOR_CERTIFICATE)
		claim->minutes = dn_person_minutes(person, claim->batch);
	dn_claim_judge_once(claims, person, contract, claim);
	if (best->rule == NULL || __builtin_popcount(claim->missing) <
	    __builtin_popcount(best->missing))
		*best = *claim;
}

/* Of the events that let it begin the first that misses nothing. */
static int
find_person(struct dn_claims *claims, const struct dn_person *person)
{
	const struct dn_standing *standing = claims->standing;
	uint32_t home = standing->home[person->person];
	struct dn_claim best = { .rule = NULL }, claim;
	size_t i;

	if (home != NOBODY) {
		uint32_t verdict = standing->batches[home].verdict;

		claim = dn_claim_on(claims,
		    standing->book->events[verdict].at);
		claim.batch = home;
		claim.cause = verdict;
		consider(claims, person, NULL, &claim,
		    DN_ANCHOR_TRAINING_ACCEPTANCE, &best);
	}
	for (i = 0; i < person->certificate_count; i++)
		if (about_certificate(claims, person,
		    person->certificates[i], &claim))
			consider(claims, person, NULL, &claim,
			    DN_ANCHOR_CERTIFICATE, &best);
	for (i = 0; i < person->contract_count; i++) {
		claim = dn_claim_on(claims, person->contracts[i].start);
		claim.cause = person->contracts[i].event;
		consider(claims, person, &person->contracts[i], &claim,
		    DN_ANCHOR_CONTRACT, &best);
	}
	for (i = 0; i < person->enrolled_count; i++) {
		claim = dn_claim_on(claims, person->enrolled[i].from);
		claim.cause = person->enrolled[i].event;
		claim.batch = person->enrolled[i].batch;
		consider(claims, person, NULL, &claim, DN_ANCHOR_ENROL, &best);
	}
	return best.rule == NULL || dn_claims_add(claims, &best) != NULL ? 0 :
	    -1;
}

/* ---- years of employers ---- */

/* The rule of a year: of its first day, or of the first version in it. */
static struct dn_claim
claim_of_year(const struct dn_claims *claims, int32_t month)
{
	int32_t first = claims->standing->policy->versions[0].effective;
	int32_t january = month / 12 * 12;
	struct dn_claim claim = dn_claim_on(claims,
	    dn_month_begins(january));

	if (claim.version == NULL && dn_month_of(first) / 12 == month / 12) {
		claim = dn_claim_on(claims, first);
		claim.day = dn_month_begins(january);
	}
	claim.month = january;
	return claim;
}

/* Each month of a person at an employer counts for that year's rule. */
static int
find_years(struct dn_claims *claims, const struct dn_person *person)
{
	const struct dn_event *events = claims->standing->book->events;
	int32_t month, before = 0;
	struct dn_claim claim;
	size_t i;

	for (i = 0; i < person->proof_count; i++) {
		month = events[person->proofs[i]].from;
		claim = claim_of_year(claims, month);
		if (claim.rule == NULL || month == before)
			continue;
		before = month;
		claim.person = person->person;
		claim.month = month;
		dn_claim_judge_month(claims, person, &claim);
		if (claim.missing == 0 && dn_claims_add(claims, &claim) == NULL)
			return -1;
	}
	return 0;
}

/* By employer, year and person. */
static int
compare_heads(const void *a, const void *b)
{
	const struct dn_claim *x = a, *y = b;

	if (x->employer != y->employer)
		return x->employer < y->employer ? -1 : 1;
	if (x->month / 12 != y->month / 12)
		return x->month < y->month ? -1 : 1;
	return (x->person > y->person) - (x->person < y->person);
}

/* Make one claim of each employer's year, with its heads. */
static void
sum_years(struct dn_claims *claims)
{
	struct dn_claim *list = claims->list;
	size_t i, from = 0, year = 0, n = 0;
	int64_t heads = 0, need;

	if (claims->count > 1)
		qsort(list, claims->count, sizeof(*list), compare_heads);
	for (i = 1; i <= claims->count; i++) {
		if (i < claims->count &&
		    compare_heads(&list[i], &list[from]) == 0)
			continue;
		need = list[from].rule->thresholds[
		    DN_REQUIRES_PAYROLL_MONTHS];
		heads += (int64_t)(i - from) >= need;
		from = i;
		if (i < claims->count &&
		    list[i].employer == list[year].employer &&
		    list[i].month / 12 == list[year].month / 12)
			continue;
		list[n] = list[year];
		list[n].month = list[n].month / 12 * 12;
		list[n].day = dn_month_begins(list[n].month);
		list[n].batch = list[n].person = NOBODY;
		list[n].cause = list[n].contract = NOBODY;
		list[n++].heads = heads;
		heads = 0;
		year = i;
	}
	claims->count = n;
}

/* ---- the table ---- */

static const struct {
	int (*find)(struct dn_claims *, const struct dn_person *);
} units[DN_UNITS] = {
	[DN_UNIT_PERSON_MONTH] = { find_months },
	[DN_UNIT_PERSON] = { find_person },
	[DN_UNIT_CERTIFICATE] = { find_certificates },
	[DN_UNIT_HOUR] = { find_courses },
	[DN_UNIT_DAY] = { find_courses },
	[DN_UNIT_SEAT_MONTH] = { find_months },
	[DN_UNIT_ENTERPRISE_YEAR] = { find_years }
};

int
dn_claims_find(struct dn_claims *claims)
{
	size_t persons = dn_names_count(claims->standing->book->persons), i;

	for (i = 0; i < persons; i++)
		if (units[claims->unit].find(claims,
		    dn_facts_of(claims->facts, (uint32_t)i)) < 0)
			return -1;
	if (claims->unit == DN_UNIT_ENTERPRISE_YEAR)
		sum_years(claims);
	return 0;
}
