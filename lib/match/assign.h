/* SPDX-License-Identifier: MIT */
/* Pairing two lists of units one to one so that all are most alike. */
#ifndef DN_MATCH_ASSIGN_H
#define DN_MATCH_ASSIGN_H

#include <stddef.h>

#include "match/unit.h"

#define DN_ASSIGN_NONE SIZE_MAX

/*
 * The assignment of greatest sum (Kuhn 1955, Munkres 1957): `worth` has `rows`
 * rows of `columns` numbers from 0 on; a pair of 0 is no pair.  partner[i] is
 * the column of row i, or DN_ASSIGN_NONE.  Of assignments as good the one
 * whose partners come first in order is taken.  -1 with DN_E_NO_MEMORY.
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
 * Pair units by similarity alone, those below `touch` not at all; of equal
 * ones the same label goes first, then the order of dn_unit_compare: the
 * result does not depend on the order of the lists.  Only what overlaps is
 * compared, so n boxes apart take n log n.  dn_pairing_release is due either
 * way.
 */
int dn_pair_units(const struct dn_unit *first, size_t first_count,
    const struct dn_unit *second, size_t second_count, double touch,
    struct dn_pairing *pairing, struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds. */
void dn_pairing_release(struct dn_pairing *pairing);

#endif
