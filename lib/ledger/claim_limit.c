/* SPDX-License-Identifier: MIT */
/* What rules claims out together: heads, gaps, windows, keys. */
#include "ledger/claim.h"

#include <stdlib.h>

#define NOBODY DN_EVENT_NOBODY

/* ---- heads ---- */

static bool
is_good(const struct dn_claim *claim)
{
	return claim->missing == 0;
}

/* By employer and month: claims as they are found, by numbers. */
static int
compare_seats(const void *a, const void *b)
{
	const struct dn_claim *x = *(struct dn_claim *const *)a;
	const struct dn_claim *y = *(struct dn_claim *const *)b;

	if (x->employer != y->employer)
		return x->employer < y->employer ? -1 : 1;
	if (x->month != y->month)
		return x->month < y->month ? -1 : 1;
	return (x > y) - (x < y);
}

/* By person, then month. */
static int
compare_lives(const void *a, const void *b)
{
	const struct dn_claim *x = *(struct dn_claim *const *)a;
	const struct dn_claim *y = *(struct dn_claim *const *)b;

	if (x->person != y->person)
		return x->person < y->person ? -1 : 1;
	if (x->month != y->month)
		return x->month < y->month ? -1 : 1;
	return (x > y) - (x < y);
}

/* The good claims in another order: a *new* list, NULL without memory. */
static struct dn_claim **
sorted(struct dn_claims *claims, int (*compare)(const void *, const void *),
    size_t *count)
{
	struct dn_claim **list = calloc(claims->count + 1,
	    sizeof(struct dn_claim *));
	size_t i;

	*count = 0;
	if (list == NULL) {
		dn_err_memory(claims->err);
		return NULL;
	}
	for (i = 0; i < claims->count; i++)
		if (is_good(&claims->list[i]))
			list[(*count)++] = &claims->list[i];
	qsort(list, *count, sizeof(struct dn_claim *), compare);
	return list;
}

/* Each month of an employer has as many heads as persons with a good claim. */
static int
limit_heads(struct dn_claims *claims)
{
	size_t count, i, k, from = 0;
	struct dn_claim **list = sorted(claims, compare_seats, &count);

	if (list == NULL)
		return -1;
	for (i = 1; i <= count; i++) {
		if (i < count && list[i]->employer == list[from]->employer &&
		    list[i]->month == list[from]->month)
			continue;
		for (k = from; k < i; k++) {
			list[k]->heads = (int64_t)(i - from);
			if (list[k]->heads < list[k]->rule->threshold_heads)
				list[k]->missing |= DN_CLAIM_HEADS;
		}
		from = i;
	}
	free(list);
	return 0;
}

/* ---- time ---- */

/* Behind the window, or an open gap; else where the month stands. */
static void
limit_month(struct dn_claim *claim, const struct dn_claim *first,
    int32_t *last, bool *gap, int32_t *part)
{
	*gap = *gap || (*last != 0 && claim->month > *last + 1);
	*last = claim->month;
	claim->place = claim->month - first->month;
	if (claim->rule->window_months > 0 &&
	    claim->place >= claim->rule->window_months)
		claim->missing |= DN_CLAIM_WINDOW;
	if (*gap && claim->rule->terms.continuity ==
	    DN_CONTINUITY_CONSECUTIVE)
		claim->missing |= DN_CLAIM_GAP;
	if (is_good(claim))
		claim->part = (*part)++;
}

/* Months of one person, or of one employer, from the first that counts. */
static int
limit_time(struct dn_claims *claims)
{
	bool seats = claims->unit != DN_UNIT_PERSON_MONTH, gap = false;
	size_t count, i, from = 0;
	struct dn_claim **list = sorted(claims, seats ? compare_seats :
	    compare_lives, &count);
	int32_t last = 0, part = 0;

	if (list == NULL)
		return -1;
	for (i = 0; i < count; i++) {
		if (seats ? list[i]->employer != list[from]->employer :
		    list[i]->person != list[from]->person) {
			from = i;
			last = part = 0;
			gap = false;
		}
		limit_month(list[i], list[from], &last, &gap, &part);
	}
	free(list);
	return 0;
}

/* ---- keys ---- */

/* The words of the key that a claim must not share with one before it. */
static size_t
key_of(const struct dn_claims *claims, const struct dn_claim *claim,
    unsigned set, uint32_t key[DN_ONCE_YEAR + 1])
{
	const struct dn_book *book = claims->standing->book;
	struct dn_certificate none = { NOBODY, NOBODY, NOBODY, NOBODY, 0 };
	const struct dn_certificate *paper = claim->certificate != NOBODY ?
	    &book->certificates[book->events[claim->certificate].list] :
	    &none;
	const uint32_t words[] = {
		[DN_ONCE_PERSON] = claim->person,
		[DN_ONCE_TRADE] = paper->trade,
		[DN_ONCE_LEVEL] = paper->level,
		[DN_ONCE_KIND] = paper->kind,
		[DN_ONCE_SERIAL] = paper->serial,
		[DN_ONCE_BATCH] = claim->batch,
		[DN_ONCE_EMPLOYER] = claim->employer,
		[DN_ONCE_YEAR] = (uint32_t)dn_month_of(claim->day) / 12
	};
	size_t i, n = 0;

	for (i = 0; i <= DN_ONCE_YEAR; i++)
		if ((set & 1u << i) != 0)
			key[n++] = words[i];
	return n;
}

/* Of those that share a key the first is paid. */
static int
limit_keys(struct dn_claims *claims)
{
	struct dn_names *seen = dn_names_new();
	uint32_t *causes = calloc(claims->count + 1, sizeof(*causes));
	uint32_t key[DN_ONCE_YEAR + 1];
	struct dn_claim *claim;
	size_t i, n, number;
	int added = 1;

	for (i = 0; i < claims->count && seen != NULL && causes != NULL;
	    i++) {
		unsigned set = claims->list[i].rule->once_per;

		claim = &claims->list[i];
		if (set == 0)
			set = 1u << DN_ONCE_PERSON | 1u << DN_ONCE_BATCH;
		if (!is_good(claim))
			continue;
		n = key_of(claims, claim, set, key);
		number = dn_names_add(seen, (struct dn_span){
		    (const char *)key, n * sizeof(*key) }, &added);
		if (number == DN_NAMES_NONE)
			break;
		if (added) {
			causes[number] = claim->cause;
			continue;
		}
		claim->missing |= DN_CLAIM_ONCE;
		claim->holder = causes[number];
	}
	free(causes);
	dn_names_free(seen);
	return i == claims->count ? 0 : dn_err_memory(claims->err);
}

int
dn_claims_limit(struct dn_claims *claims)
{
	size_t i;

	switch (claims->unit) {
	case DN_UNIT_PERSON_MONTH:
	case DN_UNIT_SEAT_MONTH:
		return limit_heads(claims) < 0 ? -1 : limit_time(claims);
	case DN_UNIT_ENTERPRISE_YEAR:
		for (i = 0; i < claims->count; i++)
			if (claims->list[i].heads <
			    claims->list[i].rule->threshold_heads)
				claims->list[i].missing |= DN_CLAIM_HEADS;
		return limit_time(claims);
	case DN_UNIT_CERTIFICATE:
	case DN_UNIT_HOUR:
	case DN_UNIT_DAY:
		return limit_keys(claims);
	default:
		return 0;
	}
}
