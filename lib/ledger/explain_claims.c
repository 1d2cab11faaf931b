/* SPDX-License-Identifier: MIT */
/* Claim by claim: what is owed, or each thing that is missing. */
#include <stdlib.h>

#include "core/array.h"
#include "ledger/claim.h"
#include "ledger/explaining.h"
#include "ledger/lines.h"

#define NOBODY DN_EVENT_NOBODY
#define ALL_KINDS 31
#define BIT(kind) (UINT64_C(1) << DN_NEED_##kind)

/* Where a claim is: the component's list, and its place there. */
struct spot {
	size_t list, at;
};

struct dn_explain_claims {
	struct dn_facts *facts;
	struct dn_claims *lists;        /* one a component */
	size_t count, room;
	struct spot *spots;             /* of a person, side by side */
	size_t *starts;
};

/* What each bit of what is missing asks for, in the order it is told. */
static const struct {
	uint32_t bit;
	enum dn_need_kind kind;
} faults[] = {
	{ 1u << DN_REQUIRES_TRAINING_PASSED, DN_NEED_TRAINING },
	{ 1u << DN_REQUIRES_ENROLLED, DN_NEED_ENROLMENT },
	{ 1u << DN_REQUIRES_CERTIFICATE, DN_NEED_CERTIFICATE },
	{ 1u << DN_REQUIRES_EXAM, DN_NEED_EXAM },
	{ 1u << DN_REQUIRES_ATTENDANCE, DN_NEED_ATTENDANCE },
	{ 1u << DN_REQUIRES_HOURS, DN_NEED_HOURS },
	{ 1u << DN_REQUIRES_HOURS_BELOW, DN_NEED_HOURS_BELOW },
	{ 1u << DN_REQUIRES_PAYROLL_PROOF, DN_NEED_PROOF },
	{ DN_CLAIM_EMPLOYER, DN_NEED_EMPLOYER },
	{ DN_CLAIM_WAGE, DN_NEED_WAGE },
	{ 1u << DN_REQUIRES_CONTRACT, DN_NEED_CONTRACT },
	{ 1u << DN_REQUIRES_CONTRACT_WITHIN, DN_NEED_WITHIN },
	{ 1u << DN_REQUIRES_INSURANCE, DN_NEED_INSURANCE },
	{ 1u << DN_REQUIRES_INSURED_MONTHS, DN_NEED_INSURED_MONTHS },
	{ 1u << DN_REQUIRES_PAYROLL_MONTHS, DN_NEED_PAYROLL_MONTHS },
	{ DN_CLAIM_DAYS, DN_NEED_DAYS },
	{ DN_CLAIM_VETOED, DN_NEED_UNVETOED },
	{ DN_CLAIM_HEADS, DN_NEED_SEATS },
	{ DN_CLAIM_GAP, DN_NEED_STREAM },
	{ DN_CLAIM_WINDOW, DN_NEED_WINDOW },
	{ DN_CLAIM_ONCE, DN_NEED_ONCE },
	{ DN_CLAIM_DELAY, DN_NEED_DELAY }
};

#define FAULTS (sizeof(faults) / sizeof(faults[0]))

/* ---- all claims ---- */

/* Work out the claims of each component. */
static int
make_lists(struct dn_explain *explain, struct dn_explain_claims *all,
    const struct dn_order *order, struct dn_err *err)
{
	const struct dn_policy_component *component;
	size_t version = 0, at = 0;
	struct dn_claims *grown;

	while ((component = dn_claims_next(explain->policy, &version,
	    &at)) != NULL) {
		grown = dn_array_grow(all->lists, all->count, &all->room,
		    sizeof(*grown));
		if (grown == NULL)
			return dn_err_memory(err);
		all->lists = grown;
		grown += all->count++;
		*grown = (struct dn_claims){
			.standing = &explain->standing,
			.months = explain->months, .facts = all->facts,
			.rank = order->persons, .day = explain->day,
			.err = err
		};
		if (dn_claims_make(grown, component->id) < 0)
			return -1;
		/* The order and the error are gone when they are read. */
		grown->rank = NULL;
		grown->err = NULL;
	}
	return 0;
}

/* Call `visit` with each claim of a person. */
static void
each_spot(struct dn_explain_claims *all,
    void (*visit)(struct dn_explain_claims *, uint32_t, struct spot))
{
	size_t i, k;

	for (i = 0; i < all->count; i++)
		for (k = 0; k < all->lists[i].count; k++)
			if (all->lists[i].list[k].person != NOBODY)
				visit(all, all->lists[i].list[k].person,
				    (struct spot){ i, k });
}

static void
count_spot(struct dn_explain_claims *all, uint32_t person, struct spot spot)
{
	(void)spot;
	all->starts[person + 2]++;
}

static void
put_spot(struct dn_explain_claims *all, uint32_t person, struct spot spot)
{
	all->spots[all->starts[person + 1]++] = spot;
}

/* Lay claims side by side by persons. */
static int
lay_spots(struct dn_explain_claims *all, size_t persons, struct dn_err *err)
{
	size_t i;

	all->starts = calloc(persons + 2, sizeof(*all->starts));
	if (all->starts == NULL)
		return dn_err_memory(err);
	each_spot(all, count_spot);
	for (i = 2; i < persons + 2; i++)
		all->starts[i] += all->starts[i - 1];
	all->spots = calloc(all->starts[persons + 1] + 1,
	    sizeof(*all->spots));
	if (all->spots == NULL)
		return dn_err_memory(err);
	each_spot(all, put_spot);
	return 0;
}

struct dn_explain_claims *
dn_explain_claims_new(struct dn_explain *explain, struct dn_err *err)
{
	struct dn_explain_claims *all = calloc(1, sizeof(*all));
	struct dn_order order = { .persons = NULL };
	int result = -1;

	if (all == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	if (!dn_policy_is_general(explain->policy)) {
		result = lay_spots(all,
		    dn_names_count(explain->book->persons), err);
		goto out;
	}
	if (dn_order_init(&order, explain->book, explain->policy,
	    explain->owed.shown, err) < 0)
		goto out;
	all->facts = dn_facts_new(&explain->standing, err);
	if (all->facts != NULL &&
	    make_lists(explain, all, &order, err) == 0)
		result = lay_spots(all,
		    dn_names_count(explain->book->persons), err);
out:
	dn_order_release(&order);
	if (result == 0)
		return all;
	dn_explain_claims_free(all);
	return NULL;
}

void
dn_explain_claims_free(struct dn_explain_claims *claims)
{
	size_t i;

	if (claims == NULL)
		return;
	for (i = 0; i < claims->count; i++)
		dn_claims_release(&claims->lists[i]);
	free(claims->lists);
	free(claims->spots);
	free(claims->starts);
	dn_facts_free(claims->facts);
	free(claims);
}

/* ---- what is asked ---- */

/* Which rules were asked of a claim. */
static uint64_t
asked_of(const struct dn_policy_component *rule, uint32_t batch,
    int32_t month)
{
	const struct dn_policy_retention *terms = &rule->terms;
	const struct dn_policy_cap *cap = &rule->cap;
	uint64_t asked = BIT(AMOUNT);
	size_t i;

	for (i = 0; i < FAULTS; i++)
		if (faults[i].bit < 1u << DN_PREDICATES &&
		    (rule->requires & faults[i].bit) != 0)
			asked |= UINT64_C(1) << faults[i].kind;
	if (month == 0 && (asked & BIT(CONTRACT)) != 0)
		asked = (asked & ~BIT(CONTRACT)) | BIT(LENGTH);
	asked |= month != 0 ? BIT(UNVETOED) : 0;
	asked |= batch != NOBODY ? BIT(FREE) : 0;
	asked |= terms->employers != NULL ? BIT(EMPLOYER) : 0;
	asked |= terms->min_wage_rejects ? BIT(WAGE) : 0;
	asked |= terms->continuity == DN_CONTINUITY_CONSECUTIVE ?
	    BIT(STREAM) : 0;
	asked |= rule->threshold_heads > 0 ? BIT(SEATS) : 0;
	asked |= rule->window_months > 0 ? BIT(WINDOW) : 0;
	asked |= rule->once_per != 0 ? BIT(ONCE) : 0;
	asked |= rule->delay_months > 0 ? BIT(DELAY) : 0;
	if (cap->unit_fen > 0 || cap->person_fen > 0 || cap->batch_fen > 0 ||
	    cap->enterprise_year_fen > 0 || cap->of.ptr != NULL)
		asked |= BIT(CAP);
	return asked;
}

/* ---- what is missing ---- */

/* The last finding of a spot check on the person, of that month if any. */
static uint32_t
find_check(const struct dn_explaining *work, int32_t month)
{
	const struct dn_book *book = work->explain->book;
	uint32_t found = NOBODY, k;
	size_t i;

	for (i = 0; i < work->event_count; i++) {
		const struct dn_event *event = &book->events[work->events[i]];

		if (event->type != DN_EVENT_SPOT_CHECK ||
		    !dn_explaining_holds(work->explain, work->events[i]))
			continue;
		for (k = 0; k < event->list_count; k += 2)
			if (book->list[event->list + k] == work->person &&
			    (int32_t)book->list[event->list + k + 1] == month)
				found = work->events[i];
	}
	return found;
}

/* The contract of that event. */
static const struct dn_contract *
contract_of(const struct dn_person *person, uint32_t event)
{
	size_t i;

	for (i = 0; i < person->contract_count; i++)
		if (person->contracts[i].event == event)
			return &person->contracts[i];
	return NULL;
}

/* The most kinds of insurance: of the month, or of one behind the claim. */
static uint8_t
insured_best(const struct dn_explain *explain,
    const struct dn_person *person, const struct dn_claim *claim)
{
	const struct dn_contract *contract = contract_of(person,
	    claim->contract);
	uint8_t kinds = contract != NULL && claim->rule->terms.insurance ==
	    DN_INSURANCE_AT_CONTRACT ? contract->insurance : 0, best, all;
	int32_t first = dn_month_of(contract != NULL ? contract->start :
	    claim->day);
	size_t i;

	if (claim->month != 0)
		return kinds | dn_months_insured(explain->months,
		    person->person, claim->month);
	best = kinds;
	for (i = 0; i < person->insured_count; i++) {
		all = kinds | dn_months_insured(explain->months,
		    person->person, person->insured[i]);
		if (person->insured[i] >= first &&
		    __builtin_popcount(all) > __builtin_popcount(best))
			best = all;
	}
	return best;
}

/* Days of the month under a contract of the claim's employer. */
static int
days_of(const struct dn_person *person, const struct dn_claim *claim)
{
	int32_t begins = dn_month_begins(claim->month);
	int32_t ends = dn_month_ends(claim->month);
	uint32_t days = 0;
	size_t i;

	for (i = 0; i < person->contract_count; i++)
		if (claim->employer == NOBODY ||
		    person->contracts[i].employer == claim->employer)
			days |= dn_contract_days(&person->contracts[i],
			    begins, ends);
	return __builtin_popcount(days);
}

/* Of months: a contract that covers it, or one that is too short. */
static void
fill_contract(const struct dn_person *person, const struct dn_claim *claim,
    struct dn_need *need)
{
	int64_t months = claim->rule->terms.contract_months;
	size_t i;

	need->count = months;
	need->event = NOBODY;
	if (claim->month == 0)
		need->kind = DN_NEED_LENGTH;
	for (i = 0; i < person->contract_count && claim->month != 0; i++) {
		const struct dn_contract *contract = &person->contracts[i];

		if ((claim->employer != NOBODY &&
		    contract->employer != claim->employer) ||
		    dn_contract_is_long(contract, months) ||
		    dn_contract_days(contract, dn_month_begins(claim->month),
		    dn_month_ends(claim->month)) == 0)
			continue;
		need->kind = DN_NEED_LENGTH;
		need->event = contract->event;
	}
}

static void
fill_work(const struct dn_explain *explain, const struct dn_person *person,
    const struct dn_claim *claim, struct dn_need *need)
{
	const struct dn_policy_retention *terms = &claim->rule->terms;
	const int64_t *thresholds = claim->rule->thresholds;

	switch (need->kind) {
	case DN_NEED_PROOF:
		need->event = NOBODY;
		return;
	case DN_NEED_WAGE:
		need->count = terms->min_wage_fen;
		need->have = explain->book->events[claim->cause].amount;
		return;
	case DN_NEED_CONTRACT:
		fill_contract(person, claim, need);
		return;
	case DN_NEED_WITHIN:
		need->have = claim->day;
		need->count = claim->day +
		    thresholds[DN_REQUIRES_CONTRACT_WITHIN];
		return;
	case DN_NEED_INSURANCE:
		need->insurance = ALL_KINDS &
		    ~insured_best(explain, person, claim);
		need->have = 5 - __builtin_popcount(need->insurance);
		need->count = terms->insurance_kinds - need->have;
		return;
	case DN_NEED_INSURED_MONTHS:
		need->count = thresholds[DN_REQUIRES_INSURED_MONTHS];
		return;
	case DN_NEED_PAYROLL_MONTHS:
		need->count = thresholds[DN_REQUIRES_PAYROLL_MONTHS];
		return;
	case DN_NEED_DAYS:
		need->have = days_of(person, claim);
		need->count = terms->partial == DN_PARTIAL_FULL ?
		    dn_month_ends(claim->month) -
		    dn_month_begins(claim->month) + 1 : terms->min_days;
		return;
	default:
		return;
	}
}

static void
fill_training(const struct dn_person *person, const struct dn_claim *claim,
    struct dn_need *need)
{
	const int64_t *thresholds = claim->rule->thresholds;

	switch (need->kind) {
	case DN_NEED_EXAM:
		need->count = thresholds[DN_REQUIRES_EXAM];
		need->have = person->score;
		return;
	case DN_NEED_ATTENDANCE:
		need->count = thresholds[DN_REQUIRES_ATTENDANCE];
		return;
	case DN_NEED_HOURS:
		need->count = thresholds[DN_REQUIRES_HOURS];
		need->have = claim->minutes / claim->rule->hour_minutes;
		return;
	case DN_NEED_HOURS_BELOW:
		need->count = thresholds[DN_REQUIRES_HOURS_BELOW];
		need->have = claim->minutes / claim->rule->hour_minutes;
		return;
	default:
		return;
	}
}

static void
fill_limit(const struct dn_claim *claim, struct dn_need *need)
{
	switch (need->kind) {
	case DN_NEED_SEATS:
		need->count = claim->rule->threshold_heads;
		need->have = claim->heads;
		return;
	case DN_NEED_STREAM:
		need->have = 1;
		return;
	case DN_NEED_WINDOW:
		need->count = claim->rule->window_months;
		return;
	case DN_NEED_ONCE:
		need->event = claim->holder;
		return;
	case DN_NEED_DELAY:
		need->count = claim->due;
		return;
	default:
		return;
	}
}

/* Each thing that rules the claim out. */
static int
need_faults(struct dn_explaining *work, const struct dn_claim *claim)
{
	const struct dn_explain *explain = work->explain;
	const struct dn_person *person = dn_facts_of(explain->claims->facts,
	    work->person);
	struct dn_need need;
	size_t i;

	for (i = 0; i < FAULTS; i++) {
		if ((claim->missing & faults[i].bit) == 0)
			continue;
		need = dn_need_of(faults[i].kind);
		need.batch = claim->batch;
		need.month = claim->month;
		need.employer = claim->employer;
		need.event = claim->cause;
		if (need.kind == DN_NEED_UNVETOED)
			need.event = find_check(work, claim->month);
		fill_work(explain, person, claim, &need);
		fill_training(person, claim, &need);
		fill_limit(claim, &need);
		if (dn_explaining_need(work, &need) < 0)
			return -1;
	}
	return 0;
}

/* Each cap that cuts the amount down. */
static int
need_caps(struct dn_explaining *work, const struct dn_claim *claim)
{
	const struct dn_policy_cap *cap = &claim->rule->cap;
	const int64_t most[] = {
		[DN_CLAIM_CAP_UNIT] = cap->unit_fen,
		[DN_CLAIM_CAP_OTHER] = claim->fen,
		[DN_CLAIM_CAP_PERSON] = cap->person_fen,
		[DN_CLAIM_CAP_BATCH] = cap->batch_fen,
		[DN_CLAIM_CAP_EMPLOYER] = cap->enterprise_year_fen
	};
	struct dn_need need = dn_need_of(DN_NEED_CAP);
	size_t i;

	need.month = claim->month;
	for (i = 0; i < sizeof(most) / sizeof(most[0]); i++) {
		need.count = most[i];
		if ((claim->cut >> i & 1) != 0 &&
		    dn_explaining_need(work, &need) < 0)
			return -1;
	}
	return 0;
}

/* Is the claim part of the line? */
static bool
is_of(const struct dn_claim *claim, const struct dn_line *line)
{
	return claim->batch == line->batch && claim->month == line->month &&
	    dn_span_equal(claim->rule->id, line->rule->id);
}

static const struct dn_claim *
claim_at(const struct dn_explain *explain, size_t spot)
{
	const struct dn_explain_claims *all = explain->claims;

	return &all->lists[all->spots[spot].list].list[all->spots[spot].at];
}

/* The batch is held: no more is owed than was stated (R18). */
static int
need_release(struct dn_explaining *work, uint32_t batch)
{
	struct dn_need need = dn_need_of(DN_NEED_FREE);

	if (batch == NOBODY)
		return 0;
	need.batch = batch;
	need.event = work->explain->holds[batch];
	return dn_explaining_need(work, &need);
}

/* Why a claim that misses nothing is owed nothing. */
static int
need_amount(struct dn_explaining *work, const struct dn_claim *claim)
{
	struct dn_need need = dn_need_of(DN_NEED_AMOUNT);

	need.month = claim->month;
	if (need_caps(work, claim) < 0)
		return -1;
	if (claim->fen == 0)
		return claim->cut != 0 ? 0 : dn_explaining_need(work, &need);
	return need_release(work, claim->batch);
}

/* What cuts a line down that is owed something: caps of its claims, a hold. */
static int
need_rest(struct dn_explaining *work, const struct dn_line *line)
{
	const struct dn_explain *explain = work->explain;
	const size_t *starts = explain->claims->starts + work->person;
	int64_t sum = 0;
	size_t i;

	for (i = starts[0]; i < starts[1]; i++) {
		const struct dn_claim *claim = claim_at(explain, i);

		if (claim->missing != 0 || claim->fen == 0 ||
		    !is_of(claim, line))
			continue;
		/* It fits: these were added up to make the line. */
		sum += claim->fen;
		if (need_caps(work, claim) < 0)
			return -1;
	}
	return sum > line->fen ? need_release(work, line->batch) : 0;
}

/* ---- answers ---- */

/* The line that a claim is part of, or NULL. */
static const struct dn_line *
line_of(const struct dn_explaining *work, const struct dn_claim *claim)
{
	const struct dn_explain *explain = work->explain;
	uint32_t i;

	for (i = explain->line_starts[work->person];
	    i < explain->line_starts[work->person + 1]; i++)
		if (is_of(claim, &explain->owed.lines[explain->lines[i]]))
			return &explain->owed.lines[explain->lines[i]];
	return NULL;
}

/* Answer about a line of another component than that by instalments. */
static int
explain_line(struct dn_explaining *work, const struct dn_line *line)
{
	struct dn_why *why = dn_explaining_begin(work, DN_WHY_LINE);
	size_t i;

	if (why == NULL)
		return -1;
	why->batch = line->batch;
	why->component = line->component;
	why->month = line->month;
	why->version = line->version;
	why->rule = line->rule;
	why->owed = line->fen;
	why->stated = dn_explaining_sum(work, line->component,
	    line->month).stated;
	why->asked = asked_of(line->rule, line->batch, line->month);
	if (need_rest(work, line) < 0)
		return -1;
	for (i = 0; i < work->event_count; i++)
		if (dn_explaining_event(work, work->events[i]) < 0)
			return -1;
	dn_explaining_end(work);
	return 0;
}

static int
explain_lines(struct dn_explaining *work, int32_t month)
{
	const struct dn_explain *explain = work->explain;
	uint32_t i;

	for (i = explain->line_starts[work->person];
	    i < explain->line_starts[work->person + 1]; i++) {
		const struct dn_line *line =
		    &explain->owed.lines[explain->lines[i]];

		if (line->rule != line->version->retention.rule &&
		    (month == 0 || month == line->month) &&
		    explain_line(work, line) < 0)
			return -1;
	}
	return 0;
}

/* Answer about a claim that is owed nothing. */
static int
explain_claim(struct dn_explaining *work, const struct dn_claim *claim,
    bool beside)
{
	struct dn_why *why = dn_explaining_begin(work, DN_WHY_LINE);

	if (why == NULL)
		return -1;
	why->batch = claim->batch;
	why->component = dn_explaining_component(work->explain,
	    claim->rule->id);
	why->month = claim->month;
	why->version = claim->version;
	why->rule = claim->rule;
	why->asked = asked_of(claim->rule, claim->batch, claim->month);
	/* What was stated for a line of the same key stands there. */
	if (!beside)
		why->stated = dn_explaining_sum(work, why->component,
		    why->month).stated;
	if ((claim->missing != 0 ? need_faults(work, claim) :
	    need_amount(work, claim)) < 0 ||
	    dn_explaining_event(work, claim->cause) < 0 ||
	    dn_explaining_event(work, claim->certificate) < 0 ||
	    dn_explaining_event(work, claim->contract) < 0)
		return -1;
	dn_explaining_end(work);
	return 0;
}

int
dn_explaining_claims(struct dn_explaining *work, int32_t month)
{
	const struct dn_explain *explain = work->explain;
	const struct dn_explain_claims *all = explain->claims;
	size_t i;

	if (explain_lines(work, month) < 0)
		return -1;
	for (i = all->starts[work->person];
	    i < all->starts[work->person + 1]; i++) {
		const struct dn_claim *claim = claim_at(explain, i);
		const struct dn_line *line = line_of(work, claim);

		if ((month != 0 && month != claim->month) ||
		    (claim->missing == 0 && claim->fen > 0 && line != NULL))
			continue;
		if (explain_claim(work, claim, line != NULL) < 0)
			return -1;
	}
	return 0;
}
