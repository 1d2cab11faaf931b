/* SPDX-License-Identifier: MIT */
/* Counts by name, and the spread of whole numbers, both exact. */
#ifndef DN_REPORT_TALLY_H
#define DN_REPORT_TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/names.h"

/* How often each name was counted. */
struct dn_tally {
	struct dn_names *names;         /* NULL before the first */
	uint64_t *counts;               /* by the number of the name */
	size_t cap;
};

/* Count `name` `times` more; -1 without memory.  A tally starts as zeroed. */
int dn_tally_add(struct dn_tally *tally, struct dn_span name, uint64_t times)
    DN_MUST_CHECK;

/* Add all counts of `other`; -1 without memory. */
int dn_tally_merge(struct dn_tally *tally, const struct dn_tally *other)
    DN_MUST_CHECK;

/* Number of names, and the count of one; 0 for one that never came. */
size_t dn_tally_size(const struct dn_tally *tally);
uint64_t dn_tally_get(const struct dn_tally *tally, struct dn_span name);

/*
 * Call `give` for each name in byte order; it stops when that returns other
 * than 0, which is returned.  -1 without memory.
 */
int dn_tally_each(const struct dn_tally *tally,
    int (*give)(void *state, struct dn_span name, uint64_t count),
    void *state) DN_MUST_CHECK;

/* Free what it holds. */
void dn_tally_release(struct dn_tally *tally);

/*
 * Whole numbers of which the middle is asked for.  Memory: eight bytes for
 * each up to the largest below 65,536, and eight for each that is larger.
 */
struct dn_spread {
	uint64_t *counts;       /* how often each small number came */
	size_t count_cap;
	uint64_t *large;        /* the others, as they came */
	size_t large_count, large_cap;
	uint64_t count, sum, least, most;
};

/* Add a number; -1 without memory.  A spread starts as zeroed. */
int dn_spread_add(struct dn_spread *spread, uint64_t number) DN_MUST_CHECK;

/*
 * Twice the median: for an even count the sum of the two in the middle.  0 for
 * an empty spread.  Sorts the large numbers in place.
 */
uint64_t dn_spread_median_twice(struct dn_spread *spread);

/* Free what it holds. */
void dn_spread_release(struct dn_spread *spread);

#endif
