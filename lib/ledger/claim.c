/* SPDX-License-Identifier: MIT */
/* From a component to its claims: find, limit, pay, cap, wait. */
#include "ledger/claim.h"

#include <stdlib.h>

#include "core/date.h"

#define NOBODY DN_EVENT_NOBODY

struct dn_claim *
dn_claims_add(struct dn_claims *claims, const struct dn_claim *claim)
{
	struct dn_claim *grown;
	size_t more;

	if (claims->count == claims->room) {
		more = claims->room > 0 ? 2 * claims->room : 256;
		grown = reallocarray(claims->list, more, sizeof(*grown));
		if (grown == NULL) {
			dn_err_memory(claims->err);
			return NULL;
		}
		claims->list = grown;
		claims->room = more;
	}
	grown = &claims->list[claims->count++];
	*grown = *claim;
	return grown;
}

struct dn_claim
dn_claim_on(const struct dn_claims *claims, int32_t day)
{
	const struct dn_policy *policy = claims->standing->policy;
	struct dn_claim claim = {
		.version = dn_policy_at(policy, day), .day = day,
		.batch = NOBODY, .person = NOBODY, .employer = NOBODY,
		.cause = NOBODY, .certificate = NOBODY, .contract = NOBODY,
		.holder = NOBODY
	};

	if (claim.version != NULL)
		claim.rule = claims->rules[claim.version - policy->versions];
	return claim;
}

bool
dn_claim_allows(const struct dn_yaml_node *list, const struct dn_names *names,
    uint32_t word)
{
	const struct dn_yaml_node *node;

	if (list == NULL)
		return true;
	if (word == NOBODY)
		return false;
	for (node = list->first; node != NULL; node = node->next)
		if (dn_span_equal(node->text, dn_names_get(names, word)))
			return true;
	return false;
}

/* By day, then person as shown: the order in a day changes nothing. */
static int
compare_claims(const void *a, const void *b, void *state)
{
	const struct dn_claim *x = a, *y = b;
	const uint32_t *rank = state;

	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	if (x->person != y->person)
		return rank[x->person] < rank[y->person] ? -1 : 1;
	if (x->employer != y->employer)
		return x->employer < y->employer ? -1 : 1;
	return (x->cause > y->cause) - (x->cause < y->cause);
}

/* The last day that a claim is about. */
static int32_t
last_day(const struct dn_claims *claims, const struct dn_claim *claim)
{
	if (claims->unit == DN_UNIT_ENTERPRISE_YEAR)
		return dn_month_ends(claim->month + 11);
	return claim->month != 0 ? dn_month_ends(claim->month) : claim->day;
}

/* What is paid later is not owed yet. */
static void
wait(struct dn_claims *claims)
{
	struct dn_claim *claim;
	struct dn_date date;
	size_t i;

	for (i = 0; i < claims->count; i++) {
		claim = &claims->list[i];
		if (claim->rule->delay_months == 0)
			continue;
		date = dn_date_add_months(dn_date_from_number(
		    last_day(claims, claim)), (int)claim->rule->delay_months);
		claim->due = dn_date_number(date);
		if (claim->due > claims->day)
			claim->missing |= DN_CLAIM_DELAY;
	}
}

/* Has a version before it a component of that id? */
static bool
is_repeated(const struct dn_policy *policy, size_t version, struct dn_span id)
{
	size_t i;

	for (i = 0; i < version; i++)
		if (dn_policy_component(&policy->versions[i], id) != NULL)
			return true;
	return false;
}

const struct dn_policy_component *
dn_claims_next(const struct dn_policy *policy, size_t *version,
    size_t *component)
{
	const struct dn_policy_component *row;

	for (; *version < policy->count; (*version)++, *component = 0)
		while (*component <
		    policy->versions[*version].component_count) {
			row = &policy->versions[*version].
			    components[(*component)++];
			if (row->unit != DN_UNIT_BATCH_HEAD &&
			    !row->instalments &&
			    !is_repeated(policy, *version, row->id))
				return row;
		}
	return NULL;
}

int
dn_claims_make(struct dn_claims *claims, struct dn_span id)
{
	const struct dn_policy *policy = claims->standing->policy;
	size_t i;

	claims->list = NULL;
	claims->count = claims->room = 0;
	claims->rules = calloc(policy->count, sizeof(*claims->rules));
	if (claims->rules == NULL)
		return dn_err_memory(claims->err);
	for (i = 0; i < policy->count; i++) {
		claims->rules[i] = dn_policy_component(&policy->versions[i],
		    id);
		if (claims->rules[i] != NULL)
			claims->unit = claims->rules[i]->unit;
	}
	if (dn_claims_find(claims) < 0)
		return -1;
	if (claims->count > 1)
		qsort_r(claims->list, claims->count, sizeof(*claims->list),
		    compare_claims, (void *)(uintptr_t)claims->rank);
	if (dn_claims_limit(claims) < 0 || dn_claims_pay(claims) < 0 ||
	    dn_claims_cap(claims) < 0)
		return -1;
	wait(claims);
	return 0;
}

void
dn_claims_release(struct dn_claims *claims)
{
	free(claims->rules);
	free(claims->list);
	claims->rules = NULL;
	claims->list = NULL;
	claims->count = claims->room = 0;
}
