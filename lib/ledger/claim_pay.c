/* SPDX-License-Identifier: MIT */
/* What a claim is paid: figures, uplifts, parts, caps; rounded once. */
#include "ledger/claim.h"

#include <stdlib.h>

#include "core/money.h"

#define NOBODY DN_EVENT_NOBODY
#define BASIS_POINTS 10000
#define MINUTES_MAX INT64_C(1000000000000)

__extension__ typedef __int128 wide;

/* A sum of fen that is not rounded yet: over / under. */
struct fraction {
	int64_t base, over, under;
};

static int
overflow(const struct dn_claims *claims)
{
	return dn_err_set(claims->err, DN_E_OVERFLOW,
	    "an amount does not fit 64 bits of fen");
}

/* ---- figures ---- */

/* What the level of the certificate is worth; 0 where it has no amount. */
static int64_t
of_level(const struct dn_claims *claims,
    const struct dn_policy_component *rule, const struct dn_claim *claim)
{
	const struct dn_book *book = claims->standing->book;
	uint32_t level;
	size_t i;

	if (claim->certificate == NOBODY)
		return 0;
	level = book->certificates[book->events[
	    claim->certificate].list].level;
	for (i = 0; i < rule->pays.level_count && level != NOBODY; i++)
		if (dn_span_equal(rule->pays.levels[i].name,
		    dn_names_get(book->words, level)))
			return rule->pays.levels[i].value;
	return 0;
}

/* The amount of the table on a day; 0 before its first. */
static int64_t
of_table(const struct dn_policy_table *table, int32_t day)
{
	size_t low = 0, high = table->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (table->rows[middle].from <= day)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 ? table->rows[low - 1].fen : 0;
}

/* Hours, days or heads at a rate each. */
static struct fraction
per_unit(const struct dn_claims *claims,
    const struct dn_policy_component *rule, const struct dn_claim *claim)
{
	struct fraction fraction = { rule->pays.per_unit_fen, claim->heads,
		1 };
	int64_t minutes = rule->hour_minutes;

	if (claims->unit == DN_UNIT_ENTERPRISE_YEAR)
		return fraction;
	if (claims->unit == DN_UNIT_DAY)
		minutes *= rule->day_hours;
	fraction.over = claim->minutes;
	fraction.under = minutes;
	if (rule->drops_fractions) {
		fraction.over = claim->minutes / minutes;
		fraction.under = 1;
	}
	return fraction;
}

static struct fraction
figure_of(const struct dn_claims *claims,
    const struct dn_policy_component *rule, const struct dn_claim *claim)
{
	const struct dn_policy_pays *pays = &rule->pays;
	struct fraction fraction = { 0, pays->ratio_bp, BASIS_POINTS };

	switch (pays->figure) {
	case DN_FIGURE_BY_LEVEL:
		return (struct fraction){ of_level(claims, rule, claim), 1, 1 };
	case DN_FIGURE_PER_UNIT:
		return per_unit(claims, rule, claim);
	case DN_FIGURE_OF_AMOUNT:
		fraction.base = claims->standing->book->events[
		    claim->cause].amount;
		return fraction;
	case DN_FIGURE_OF_TABLE:
		fraction.base = of_table(pays->table, claim->day);
		return fraction;
	case DN_FIGURE_OF_TOTAL:
		fraction.base = pays->total_fen;
		return fraction;
	default:
		return (struct fraction){ 0, 0, 1 };
	}
}

/* Basis points that the trade and the year make of it, as one factor. */
static int64_t
factor_of(const struct dn_claims *claims,
    const struct dn_policy_component *rule, const struct dn_claim *claim)
{
	const struct dn_book *book = claims->standing->book;
	int64_t uplift = BASIS_POINTS, year = BASIS_POINTS;
	uint32_t trade = claim->certificate == NOBODY ? NOBODY :
	    book->certificates[book->events[claim->certificate].list].trade;
	size_t i;

	for (i = 0; i < rule->uplift_count && trade != NOBODY; i++)
		if (dn_span_equal(rule->uplifts[i].name,
		    dn_names_get(book->words, trade)))
			uplift += rule->uplifts[i].value;
	if (rule->schedule_count > 0)
		year = (size_t)claim->place / 12 < rule->schedule_count ?
		    rule->schedule[claim->place / 12] : 0;
	return uplift * year;
}

/* (base * over / under + fixed) * factor, half a fen rounded up: once. */
static bool
round_up(struct fraction figure, int64_t fixed, int64_t factor, int64_t *fen)
{
	const wide one = (wide)BASIS_POINTS * BASIS_POINTS;
	wide sum = (wide)figure.base * (wide)figure.over +
	    (wide)fixed * (wide)figure.under, under;

	under = one * (wide)figure.under;
	sum = (sum * (wide)factor * 2 + under) / (2 * under);
	*fen = (int64_t)sum;
	return sum <= INT64_MAX;
}

/* What a rule pays for a claim, before limits and parts. */
static int
amount_of(const struct dn_claims *claims,
    const struct dn_policy_component *rule, const struct dn_claim *claim,
    int64_t *fen)
{
	struct fraction figure = figure_of(claims, rule, claim);

	/* Then no product below exceeds 128 bits. */
	if (figure.over > MINUTES_MAX)
		return overflow(claims);
	*fen = 0;
	/* A level, or a day, that the policy has no amount for. */
	if ((rule->pays.figure == DN_FIGURE_BY_LEVEL ||
	    rule->pays.figure == DN_FIGURE_OF_TABLE) && figure.base == 0)
		return 0;
	return round_up(figure, rule->pays.fixed_fen,
	    factor_of(claims, rule, claim), fen) ? 0 : overflow(claims);
}

/* One of so many equal parts, the first with what is left over. */
static int64_t
part_of(int64_t fen, int64_t parts, int32_t part)
{
	if (part >= parts)
		return 0;
	return fen / parts + (part == 0 ? fen % parts : 0);
}

/* Cut the amount down to a cap, which is noted. */
static void
take_least(struct dn_claim *claim, enum dn_claim_cap cap, int64_t most)
{
	if (claim->fen <= most)
		return;
	claim->fen = most;
	claim->cut |= 1u << cap;
}

/* A share of what another component would pay for it. */
static int
cap_by_other(const struct dn_claims *claims, struct dn_claim *claim)
{
	const struct dn_policy_cap *cap = &claim->rule->cap;
	const struct dn_policy_component *other;
	int64_t most;

	if (cap->of.ptr == NULL)
		return 0;
	other = dn_policy_component(claim->version, cap->of);
	if (amount_of(claims, other, claim, &most) < 0)
		return -1;
	if (!dn_money_ratio(most, cap->ratio_bp, BASIS_POINTS, &most))
		return overflow(claims);
	take_least(claim, DN_CLAIM_CAP_OTHER, most);
	return 0;
}

int
dn_claims_pay(struct dn_claims *claims)
{
	struct dn_claim *claim;
	size_t i;

	for (i = 0; i < claims->count; i++) {
		claim = &claims->list[i];
		if (claim->missing != 0)
			continue;
		if (amount_of(claims, claim->rule, claim, &claim->fen) < 0)
			return -1;
		if (claim->rule->pays.parts > 0)
			claim->fen = part_of(claim->fen,
			    claim->rule->pays.parts, claim->part);
		if (claim->rule->cap.unit_fen > 0)
			take_least(claim, DN_CLAIM_CAP_UNIT,
			    claim->rule->cap.unit_fen);
		if (cap_by_other(claims, claim) < 0)
			return -1;
	}
	return 0;
}

/* ---- caps over many claims ---- */

/* What was paid under each key so far. */
struct sums {
	struct dn_names *keys;
	int64_t *fen;
};

/* Cut down by each cap, then note what is really paid under all of them. */
static int
cap_claim(const struct dn_claims *claims, struct sums *sums,
    struct dn_claim *claim)
{
	const struct dn_policy_cap *cap = &claim->rule->cap;
	const struct {
		uint32_t kind, who, year;
		int64_t most;
	} caps[] = {
		{ 0, claim->person, 0, cap->person_fen },
		{ 1, claim->batch, 0, cap->batch_fen },
		{ 2, claim->employer, (uint32_t)dn_month_of(claim->day) / 12,
		    cap->enterprise_year_fen }
	};
	size_t numbers[3], i;

	for (i = 0; i < 3; i++) {
		uint32_t key[3] = { caps[i].kind, caps[i].who, caps[i].year };

		if (caps[i].most == 0)
			continue;
		numbers[i] = dn_names_add(sums->keys, (struct dn_span){
		    (const char *)key, sizeof(key) }, NULL);
		if (numbers[i] == DN_NAMES_NONE)
			return dn_err_memory(claims->err);
		take_least(claim, (enum dn_claim_cap)(DN_CLAIM_CAP_PERSON + i),
		    caps[i].most > sums->fen[numbers[i]] ?
		    caps[i].most - sums->fen[numbers[i]] : 0);
	}
	for (i = 0; i < 3; i++)
		if (caps[i].most > 0)
			sums->fen[numbers[i]] += claim->fen;
	return 0;
}

int
dn_claims_cap(struct dn_claims *claims)
{
	struct sums sums = {
		dn_names_new(), calloc(3 * claims->count + 1, sizeof(int64_t))
	};
	int result = 0;
	size_t i;

	if (sums.keys == NULL || sums.fen == NULL)
		result = dn_err_memory(claims->err);
	for (i = 0; i < claims->count && result == 0; i++)
		if (claims->list[i].missing == 0)
			result = cap_claim(claims, &sums, &claims->list[i]);
	dn_names_free(sums.keys);
	free(sums.fen);
	return result;
}
