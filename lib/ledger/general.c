/* SPDX-License-Identifier: MIT */
/* Going through the components of any unit, and through their claims. */
#include "ledger/general.h"

#include <stdlib.h>

#include "core/money.h"
#include "ledger/claim.h"
#include "ledger/lines.h"

#define NOBODY DN_EVENT_NOBODY

/* The work in hand. */
struct general {
	struct dn_entitlement *entitlement;
	struct dn_claims claims;
	const struct dn_issued *issued;
	struct dn_order order;
	struct dn_err *err;
};

/* The component of a line: of an employer's year it bears the employer. */
static int
number_component(struct general *general, const struct dn_claim *claim,
    uint32_t *component)
{
	const struct dn_book *book = general->claims.standing->book;
	struct dn_bytes name;
	size_t number;

	dn_bytes_init(&name, SIZE_MAX);
	dn_bytes_add_span(&name, claim->rule->id);
	if (general->claims.unit == DN_UNIT_ENTERPRISE_YEAR) {
		dn_bytes_add_byte(&name, '/');
		dn_bytes_add_span(&name, dn_names_get(book->employers,
		    claim->employer));
	}
	number = dn_bytes_check(&name, general->err) == 0 ?
	    dn_names_add(book->components, dn_bytes_span(&name), NULL) :
	    DN_NAMES_NONE;
	dn_bytes_release(&name);
	*component = (uint32_t)number;
	return number < NOBODY ? 0 : dn_err_memory(general->err);
}

static int
add_claim(struct general *general, const struct dn_claim *claim)
{
	struct dn_line line = {
		.batch = claim->batch, .person = claim->person,
		.month = claim->month, .fen = claim->fen,
		.version = claim->version, .rule = claim->rule
	};

	if (claim->missing != 0 || claim->fen == 0)
		return 0;
	if (number_component(general, claim, &line.component) < 0)
		return -1;
	return dn_lines_add(general->entitlement, &line, general->err) != NULL
	    ? 0 : -1;
}

/* Add the lines of one component, all versions together. */
static int
add_component(struct general *general, struct dn_span id)
{
	struct dn_claims *claims = &general->claims;
	int result = dn_claims_make(claims, id);
	size_t i;

	for (i = 0; i < claims->count && result == 0; i++)
		result = add_claim(general, &claims->list[i]);
	dn_claims_release(claims);
	return result;
}

static int
add_components(struct general *general, const struct dn_policy *policy)
{
	const struct dn_policy_component *component;
	size_t version = 0, at = 0;

	while ((component = dn_claims_next(policy, &version, &at)) != NULL)
		if (add_component(general, component->id) < 0)
			return -1;
	return 0;
}

static int
compare_lines(const void *a, const void *b, void *state)
{
	return dn_order_compare(state, a, b);
}

/* While its batch is held, a line is no more than was stated (R18). */
static void
hold(const struct general *general, struct dn_line *line)
{
	const struct dn_standing *standing = general->claims.standing;
	const struct dn_issued_line *before;
	int64_t most;
	size_t count;

	if (line->batch == NOBODY || !standing->batches[line->batch].held ||
	    line->rule->unit == DN_UNIT_BATCH_HEAD || line->rule->instalments)
		return;
	before = dn_lines_stated(general->issued, line, &count);
	most = dn_lines_stated_month(before, count, line->month);
	if (line->fen > most)
		line->fen = most > 0 ? most : 0;
}

/* Lines of one key are one line: two certificates of a person, say. */
static int
join_lines(struct general *general)
{
	struct dn_entitlement *entitlement = general->entitlement;
	struct dn_line *lines = entitlement->lines;
	size_t i, n = 0;

	if (entitlement->count > 1)
		qsort_r(lines, entitlement->count, sizeof(*lines),
		    compare_lines, &general->order);
	for (i = 0; i < entitlement->count; i++) {
		if (n == 0 || dn_order_compare(&general->order, &lines[n - 1],
		    &lines[i]) != 0) {
			lines[n++] = lines[i];
			continue;
		}
		if (!dn_money_add(lines[n - 1].fen, lines[i].fen,
		    &lines[n - 1].fen))
			return dn_err_set(general->err, DN_E_OVERFLOW,
			    "an amount does not fit 64 bits of fen");
	}
	entitlement->count = n;
	return 0;
}

static void
hold_lines(struct general *general)
{
	struct dn_line *lines = general->entitlement->lines;
	size_t i, n = 0;

	for (i = 0; i < general->entitlement->count; i++) {
		hold(general, &lines[i]);
		if (lines[i].fen != 0)
			lines[n++] = lines[i];
	}
	general->entitlement->count = n;
}

int
dn_general_entitle(struct dn_entitlement *entitlement,
    struct dn_standing *standing, struct dn_months *months, int32_t day,
    const struct dn_issued *issued, struct dn_err *err)
{
	struct general general = {
		.entitlement = entitlement, .issued = issued, .err = err,
		.claims = {
			.standing = standing, .months = months, .day = day,
			.err = err
		}
	};
	const struct dn_policy *policy = standing->policy;
	int result = -1;

	if (dn_order_init(&general.order, standing->book, policy,
	    entitlement->shown, err) < 0)
		goto out;
	general.claims.rank = general.order.persons;
	general.claims.facts = dn_facts_new(standing, err);
	if (general.claims.facts == NULL ||
	    add_components(&general, policy) < 0)
		goto out;
	/* Employers' years may have brought new components. */
	dn_order_release(&general.order);
	if (dn_order_init(&general.order, standing->book, policy,
	    entitlement->shown, err) == 0)
		result = join_lines(&general);
	if (result == 0)
		hold_lines(&general);
out:
	dn_facts_free(general.claims.facts);
	dn_order_release(&general.order);
	return result;
}
