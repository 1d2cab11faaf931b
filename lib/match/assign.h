/* SPDX-License-Identifier: MIT */
/* Pairing two lists of units one to one so that all are most alike. */
#ifndef DN_MATCH_ASSIGN_H
#define DN_MATCH_ASSIGN_H

#include <stddef.h>
#include <stdint.h>

#include "match/unit.h"

#define DN_ASSIGN_NONE SIZE_MAX

/* Pairs of units that may be told to be alike in one pairing. */
#define DN_ASSIGN_MOST ((size_t)1 << 22)

/* A pair that may be made: its worth is from 1 to 2^60. */
struct dn_assign_pair {
	uint32_t row, column;
	int64_t worth;
};

/*
 * The assignment of the greatest sum (Kuhn 1955; here by shortest augmenting
 * paths, so what is not connected costs nothing).  `pairs` are in order of row
 * and column, each once.  partner[row] is its column, or DN_ASSIGN_NONE.  Of
 * assignments that are as good the one is taken whose first row has the lowest
 * column, then its second, and so on; none comes behind all columns.  (That
 * takes 2^30 steps at most; then it stays as it is.)  Time is O(rows x pairs x
 * log) at worst.  -1 with DN_E_NO_MEMORY.
 */
int dn_assign_pairs(const struct dn_assign_pair *pairs, size_t count,
    size_t rows, size_t columns, size_t *partner, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * The same for a matrix of `rows` rows of `columns` numbers from 0 on, less
 * than 2^32 each; a pair of 0 is no pair.  Numbers are rounded to 2^-36 of the
 * largest.
 */
int dn_assign(const double *worth, size_t rows, size_t columns,
    size_t *partner, struct dn_err *err) DN_MUST_CHECK;

/* Two lists paired. */
struct dn_pairing {
	size_t *partner;        /* of each of the first list, or ASSIGN_NONE */
	double *similarity;     /* to its partner; 0 where it has none */
	size_t *first_of;       /* of each of the second list, the way back */
	size_t first_count, second_count;
};

/*
 * Pair units by similarity alone, those below `touch` not at all: the sum of
 * similarities (to 2^-36) is the greatest.  Of pairings as good that with the
 * most equal labels is taken, then the first in the order of dn_unit_compare:
 * the result does not depend on the order of the lists.  Only what may overlap
 * is compared, so n boxes apart take n log n.  -1 as dn_similarity, or with
 * DN_E_OVERFLOW where more than DN_ASSIGN_MOST pairs are to be compared.
 * dn_pairing_release is due either way.
 */
int dn_pair_units(const struct dn_unit *first, size_t first_count,
    const struct dn_unit *second, size_t second_count, double touch,
    struct dn_pairing *pairing, struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds. */
void dn_pairing_release(struct dn_pairing *pairing);

#endif
