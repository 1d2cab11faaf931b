/* SPDX-License-Identifier: MIT */
/* Counts by name, and the spread of whole numbers. */
#include "report/tally.h"

#include <stdlib.h>

#define SMALL 65536

int
dn_tally_add(struct dn_tally *tally, struct dn_span name, uint64_t times)
{
	size_t index, cap;
	uint64_t *more;
	int added;

	if (tally->names == NULL)
		tally->names = dn_names_new();
	if (tally->names == NULL)
		return -1;
	index = dn_names_add(tally->names, name, &added);
	if (index == DN_NAMES_NONE)
		return -1;
	if (index >= tally->cap) {
		cap = tally->cap == 0 ? 16 : tally->cap * 2;
		more = reallocarray(tally->counts, cap, sizeof(*more));
		if (more == NULL)
			return -1;
		tally->counts = more;
		tally->cap = cap;
	}
	if (added)
		tally->counts[index] = 0;
	tally->counts[index] += times;
	return 0;
}

int
dn_tally_merge(struct dn_tally *tally, const struct dn_tally *other)
{
	size_t count = dn_tally_size(other), at;

	for (at = 0; at < count; at++)
		if (dn_tally_add(tally, dn_names_get(other->names, at),
		    other->counts[at]) < 0)
			return -1;
	return 0;
}

size_t
dn_tally_size(const struct dn_tally *tally)
{
	return tally->names != NULL ? dn_names_count(tally->names) : 0;
}

uint64_t
dn_tally_get(const struct dn_tally *tally, struct dn_span name)
{
	size_t index = DN_NAMES_NONE;

	if (tally->names != NULL)
		index = dn_names_find(tally->names, name);
	return index != DN_NAMES_NONE ? tally->counts[index] : 0;
}

int
dn_tally_each(const struct dn_tally *tally,
    int (*give)(void *state, struct dn_span name, uint64_t count),
    void *state)
{
	size_t count = dn_tally_size(tally), at, *order;
	int ended = 0;

	if (count == 0)
		return 0;
	order = dn_names_sorted(tally->names);
	if (order == NULL)
		return -1;
	for (at = 0; at < count && ended == 0; at++)
		ended = give(state, dn_names_get(tally->names, order[at]),
		    tally->counts[order[at]]);
	free(order);
	return ended;
}

void
dn_tally_release(struct dn_tally *tally)
{
	dn_names_free(tally->names);
	free(tally->counts);
	*tally = (struct dn_tally){ .cap = 0 };
}

/* ---- spreads ------------------------------------------------------------- */

/* Count a small number. */
static int
add_small(struct dn_spread *spread, size_t number)
{
	size_t cap = spread->count_cap;
	uint64_t *more;

	if (number >= cap) {
		for (cap = cap == 0 ? 256 : cap; cap <= number;)
			cap *= 2;
		more = reallocarray(spread->counts, cap, sizeof(*more));
		if (more == NULL)
			return -1;
		memset(more + spread->count_cap, 0,
		    (cap - spread->count_cap) * sizeof(*more));
		spread->counts = more;
		spread->count_cap = cap;
	}
	spread->counts[number]++;
	return 0;
}

/* Keep a large number. */
static int
add_large(struct dn_spread *spread, uint64_t number)
{
	size_t cap = spread->large_cap;
	uint64_t *more;

	if (spread->large_count == cap) {
		cap = cap == 0 ? 64 : cap * 2;
		more = reallocarray(spread->large, cap, sizeof(*more));
		if (more == NULL)
			return -1;
		spread->large = more;
		spread->large_cap = cap;
	}
	spread->large[spread->large_count++] = number;
	return 0;
}

int
dn_spread_add(struct dn_spread *spread, uint64_t number)
{
	if ((number < SMALL ? add_small(spread, (size_t)number) :
	    add_large(spread, number)) < 0)
		return -1;
	if (spread->count == 0 || number < spread->least)
		spread->least = number;
	if (number > spread->most)
		spread->most = number;
	spread->count++;
	spread->sum += number;
	return 0;
}

static int
by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* The number at `rank`, from 0, in order of size. */
static uint64_t
at_rank(const struct dn_spread *spread, uint64_t rank)
{
	size_t number;

	for (number = 0; number < spread->count_cap; number++) {
		if (rank < spread->counts[number])
			return number;
		rank -= spread->counts[number];
	}
	return spread->large[rank];
}

uint64_t
dn_spread_median_twice(struct dn_spread *spread)
{
	if (spread->count == 0)
		return 0;
	if (spread->large_count > 1)
		qsort(spread->large, spread->large_count,
		    sizeof(*spread->large), by_size);
	return at_rank(spread, (spread->count - 1) / 2) +
	    at_rank(spread, spread->count / 2);
}

void
dn_spread_release(struct dn_spread *spread)
{
	free(spread->counts);
	free(spread->large);
	*spread = (struct dn_spread){ .count = 0 };
}
