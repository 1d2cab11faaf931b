/* SPDX-License-Identifier: MIT */
/* Holding a claim against what its rule requires. */
#include "ledger/claim.h"

#include "core/date.h"

#define NOBODY DN_EVENT_NOBODY
#define BASIS_POINTS 10000
#define BIT(predicate) (1u << DN_REQUIRES_##predicate)
#define REQUIRES(rule, predicate) (((rule)->requires & BIT(predicate)) != 0)
#define THRESHOLD(rule, predicate) ((rule)->thresholds[DN_REQUIRES_##predicate])

/* ---- months ---- */

/* Where proofs of the month, or later ones, begin. */
static size_t
find_proof(const struct dn_claims *claims, const struct dn_person *person,
    int32_t month)
{
	const struct dn_event *events = claims->standing->book->events;
	size_t low = 0, high = person->proof_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (events[person->proofs[middle]].from < month)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The contract that says most for a month of the claim's employer. */
static void
judge_contracts(const struct dn_claims *claims,
    const struct dn_person *person, struct dn_claim *claim)
{
	const struct dn_policy_retention *terms = &claim->rule->terms;
	int32_t begins = dn_month_begins(claim->month);
	int32_t ends = dn_month_ends(claim->month);
	uint8_t of_month = dn_months_insured(claims->months, person->person,
	    claim->month), kinds = of_month;
	uint32_t days = 0, here;
	uint32_t missing = BIT(CONTRACT), least;
	size_t i;

	for (i = 0; i < person->contract_count; i++) {
		const struct dn_contract *contract = &person->contracts[i];

		if (!REQUIRES(claim->rule, CONTRACT) ||
		    (claim->employer != NOBODY &&
		    contract->employer != claim->employer) ||
		    !dn_claim_allows(terms->employers,
		    claims->standing->book->employers, contract->employer))
			continue;
		here = dn_contract_days(contract, begins, ends);
		days |= here;
		if (here == 0 ||
		    !dn_contract_is_long(contract, terms->contract_months))
			continue;
		kinds = terms->insurance == DN_INSURANCE_MONTHLY ? of_month :
		    of_month | contract->insurance;
		least = __builtin_popcount(kinds) < terms->insurance_kinds ?
		    BIT(INSURANCE) : 0;
		if (claim->contract == NOBODY || least < missing) {
			claim->contract = contract->event;
			missing = least;
		}
	}
	if (!REQUIRES(claim->rule, CONTRACT))
		missing = __builtin_popcount(of_month) <
		    terms->insurance_kinds ? BIT(INSURANCE) : 0;
	else if ((terms->partial == DN_PARTIAL_MIN_DAYS &&
	    __builtin_popcount(days) < terms->min_days) ||
	    (terms->partial == DN_PARTIAL_FULL &&
	    __builtin_popcount(days) < ends - begins + 1))
		missing |= DN_CLAIM_DAYS;
	claim->missing |= missing;
}

/* Hold a month against the rule, with one proof or none. */
static void
judge_proof(const struct dn_claims *claims, const struct dn_person *person,
    uint32_t proof, struct dn_claim *claim)
{
	const struct dn_policy_retention *terms = &claim->rule->terms;
	const struct dn_event *event;

	if (proof != NOBODY) {
		event = &claims->standing->book->events[proof];
		claim->cause = proof;
		claim->employer = event->employer;
		if (!dn_claim_allows(terms->employers,
		    claims->standing->book->employers, event->employer))
			claim->missing |= DN_CLAIM_EMPLOYER;
		if (event->amount < terms->min_wage_fen &&
		    terms->min_wage_rejects)
			claim->missing |= DN_CLAIM_WAGE;
	}
	judge_contracts(claims, person, claim);
	if (claim->employer == NOBODY && claim->contract != NOBODY)
		claim->employer = claims->standing->book->events[
		    claim->contract].employer;
}

/* Which enrolment has a day of the time, or NULL. */
static const struct dn_enrolled *
enrolled_in(const struct dn_person *person, int32_t from, int32_t to)
{
	size_t i;

	for (i = 0; i < person->enrolled_count; i++)
		if (person->enrolled[i].from <= to &&
		    person->enrolled[i].to >= from)
			return &person->enrolled[i];
	return NULL;
}

/* What is required whatever the unit is, and which batch it names. */
static void
judge_place(const struct dn_claims *claims, const struct dn_person *person,
    int32_t from, int32_t to, struct dn_claim *claim)
{
	uint32_t home = claims->standing->home[person->person];
	const struct dn_enrolled *enrolled;

	if (REQUIRES(claim->rule, TRAINING_PASSED)) {
		if (home == NOBODY)
			claim->missing |= BIT(TRAINING_PASSED);
		else if (claim->batch == NOBODY)
			claim->batch = home;
	}
	if (REQUIRES(claim->rule, ENROLLED)) {
		enrolled = enrolled_in(person, from, to);
		if (enrolled == NULL)
			claim->missing |= BIT(ENROLLED);
		else if (claim->batch == NOBODY)
			claim->batch = enrolled->batch;
	}
}

void
dn_claim_judge_month(const struct dn_claims *claims,
    const struct dn_person *person, struct dn_claim *claim)
{
	const struct dn_event *events = claims->standing->book->events;
	struct dn_claim best = *claim, one;
	bool any = false;
	size_t i;

	if (REQUIRES(claim->rule, PAYROLL_PROOF)) {
		for (i = find_proof(claims, person, claim->month);
		    i < person->proof_count &&
		    events[person->proofs[i]].from == claim->month; i++) {
			one = *claim;
			judge_proof(claims, person, person->proofs[i], &one);
			if (!any || __builtin_popcount(one.missing) <
			    __builtin_popcount(best.missing))
				best = one;
			any = true;
		}
		if (!any)
			best.missing |= BIT(PAYROLL_PROOF);
	} else {
		judge_proof(claims, person, NOBODY, &best);
	}
	if (dn_months_vetoed(claims->months, person->person, claim->month))
		best.missing |= DN_CLAIM_VETOED;
	judge_place(claims, person, dn_month_begins(claim->month),
	    dn_month_ends(claim->month), &best);
	*claim = best;
}

/* ---- what is paid once ---- */

/* The contract that is asked for, from the claim's day on; or NULL. */
static const struct dn_contract *
find_contract(const struct dn_claims *claims, const struct dn_person *person,
    const struct dn_claim *claim)
{
	const struct dn_policy_component *rule = claim->rule;
	const struct dn_contract *found = NULL, *contract;
	size_t i;

	for (i = 0; i < person->contract_count; i++) {
		contract = &person->contracts[i];
		if (!dn_contract_is_long(contract,
		    rule->terms.contract_months) ||
		    !dn_claim_allows(rule->terms.employers,
		    claims->standing->book->employers, contract->employer) ||
		    contract->end < claim->day ||
		    (REQUIRES(rule, CONTRACT_WITHIN) &&
		    (contract->start < claim->day || contract->start -
		    claim->day > THRESHOLD(rule, CONTRACT_WITHIN))))
			continue;
		if (found == NULL || __builtin_popcount(contract->insurance) >
		    __builtin_popcount(found->insurance))
			found = contract;
	}
	return found;
}

/* Insurance: the best of the contract and its months; how many are insured. */
static void
judge_insurance(const struct dn_claims *claims,
    const struct dn_person *person, const struct dn_contract *contract,
    int32_t first, struct dn_claim *claim)
{
	const struct dn_policy_component *rule = claim->rule;
	int64_t least = rule->terms.insurance_kinds, months = 0;
	uint8_t signed_kinds = contract != NULL && rule->terms.insurance ==
	    DN_INSURANCE_AT_CONTRACT ? contract->insurance : 0;
	int best = __builtin_popcount(signed_kinds), kinds;
	size_t i;

	for (i = 0; i < person->insured_count; i++) {
		if (person->insured[i] < first)
			continue;
		kinds = __builtin_popcount(dn_months_insured(claims->months,
		    person->person, person->insured[i]));
		months += kinds >= (least > 0 ? least : 1);
		kinds = __builtin_popcount(signed_kinds |
		    dn_months_insured(claims->months, person->person,
		    person->insured[i]));
		if (kinds > best)
			best = kinds;
	}
	if (best < least)
		claim->missing |= BIT(INSURANCE);
	if (REQUIRES(rule, INSURED_MONTHS) &&
	    months < THRESHOLD(rule, INSURED_MONTHS))
		claim->missing |= BIT(INSURED_MONTHS);
}

/* Months with a wage proof, each once. */
static int64_t
count_wages(const struct dn_claims *claims, const struct dn_person *person,
    const struct dn_contract *contract, int32_t first,
    const struct dn_policy_retention *terms)
{
	const struct dn_event *event;
	int32_t before = 0;
	int64_t months = 0;
	size_t i;

	for (i = find_proof(claims, person, first); i < person->proof_count;
	    i++) {
		event = &claims->standing->book->events[person->proofs[i]];
		if (event->from == before ||
		    (contract != NULL &&
		    event->employer != contract->employer) ||
		    !dn_claim_allows(terms->employers,
		    claims->standing->book->employers, event->employer))
			continue;
		before = event->from;
		months++;
	}
	return months;
}

/* Contract, insurance and wages behind the claim's day. */
static void
judge_work(const struct dn_claims *claims, const struct dn_person *person,
    const struct dn_contract *contract, struct dn_claim *claim)
{
	const struct dn_policy_component *rule = claim->rule;
	int32_t first;

	if (!REQUIRES(rule, CONTRACT))
		contract = NULL;
	else if (contract == NULL)
		contract = find_contract(claims, person, claim);
	else if (!dn_contract_is_long(contract, rule->terms.contract_months) ||
	    !dn_claim_allows(rule->terms.employers,
	    claims->standing->book->employers, contract->employer))
		contract = NULL;
	if (REQUIRES(rule, CONTRACT) && contract == NULL)
		claim->missing |= BIT(CONTRACT) |
		    (rule->requires & BIT(CONTRACT_WITHIN));
	if (contract != NULL) {
		claim->contract = contract->event;
		claim->employer = contract->employer;
	}
	first = dn_month_of(contract != NULL ? contract->start : claim->day);
	if ((rule->requires & (BIT(INSURANCE) | BIT(INSURED_MONTHS))) != 0)
		judge_insurance(claims, person, contract, first, claim);
	if (REQUIRES(rule, PAYROLL_MONTHS) &&
	    count_wages(claims, person, contract, first, &rule->terms) <
	    THRESHOLD(rule, PAYROLL_MONTHS))
		claim->missing |= BIT(PAYROLL_MONTHS);
}

/* Is what was attended a large enough share of the classes? */
static bool
attends(const struct dn_claims *claims, const struct dn_person *person,
    const struct dn_claim *claim)
{
	int64_t scheduled = dn_facts_scheduled(claims->facts, claim->batch);
	int64_t minutes = dn_person_minutes(person, claim->batch);
	size_t i;

	for (i = 0; i < person->attended_count && claim->batch == NOBODY; i++)
		scheduled += dn_facts_scheduled(claims->facts,
		    person->attended[i].batch);
	return scheduled > 0 && minutes * BASIS_POINTS >=
	    THRESHOLD(claim->rule, ATTENDANCE) * scheduled;
}

/* Training: certificate, exam, attendance, hours. */
static void
judge_training(const struct dn_claims *claims,
    const struct dn_person *person, struct dn_claim *claim)
{
	const struct dn_book *book = claims->standing->book;
	const struct dn_policy_component *rule = claim->rule;
	int64_t hour = rule->hour_minutes;
	size_t i;

	for (i = 0; i < person->certificate_count &&
	    claim->certificate == NOBODY; i++) {
		const struct dn_event *event =
		    &book->events[person->certificates[i]];

		if (dn_claim_allows(rule->kinds, book->words,
		    book->certificates[event->list].kind) &&
		    REQUIRES(rule, CERTIFICATE))
			claim->certificate = person->certificates[i];
	}
	if (REQUIRES(rule, CERTIFICATE) && claim->certificate == NOBODY)
		claim->missing |= BIT(CERTIFICATE);
	if (REQUIRES(rule, EXAM) && person->score < THRESHOLD(rule, EXAM))
		claim->missing |= BIT(EXAM);
	if (REQUIRES(rule, ATTENDANCE) && !attends(claims, person, claim))
		claim->missing |= BIT(ATTENDANCE);
	if (REQUIRES(rule, HOURS) &&
	    claim->minutes < THRESHOLD(rule, HOURS) * hour)
		claim->missing |= BIT(HOURS);
	if (REQUIRES(rule, HOURS_BELOW) &&
	    claim->minutes >= THRESHOLD(rule, HOURS_BELOW) * hour)
		claim->missing |= BIT(HOURS_BELOW);
}

/* The employer on the day: of the first contract that runs. */
static void
find_employer(const struct dn_person *person, struct dn_claim *claim)
{
	size_t i;

	for (i = 0; i < person->contract_count &&
	    claim->employer == NOBODY; i++)
		if (person->contracts[i].start <= claim->day &&
		    claim->day <= person->contracts[i].end)
			claim->employer = person->contracts[i].employer;
}

void
dn_claim_judge_once(const struct dn_claims *claims,
    const struct dn_person *person, const struct dn_contract *contract,
    struct dn_claim *claim)
{
	judge_place(claims, person, claim->day, claim->day, claim);
	judge_training(claims, person, claim);
	judge_work(claims, person, contract, claim);
	find_employer(person, claim);
}
