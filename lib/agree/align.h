/* SPDX-License-Identifier: MIT */
/* The best alignment of the units of several annotators. */
#ifndef DN_AGREE_ALIGN_H
#define DN_AGREE_ALIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

/* A unit to be aligned: start < end. */
struct dn_aligned {
	double start, end;
	uint32_t annotator, label;
};

/*
 * The disorder of the best alignment (Mathet, Widlocher and Metivier 2015),
 * times the mean number of units of an annotator: `units`, in any order, which
 * is changed, are parted into tuples of at most one unit of each of
 * `annotators` (>= 2); a tuple's disorder is the mean dissimilarity of its
 * pairs, where two units are
 *
 *   ((|start - start'| + |end - end'|) / (length + length'))^2
 *   + (0 for the same label, else 1)
 *
 * apart, and 1 if one or both of them are empty: alpha = beta = delta = 1.
 * The least sum is found exactly, unless *exact is set to false: then more ways
 * of aligning were open at once than are followed, and only the most promising
 * ones were.  -1 with DN_E_NO_MEMORY.
 */
int dn_align(struct dn_aligned *units, size_t count, uint32_t annotators,
    double *disorder, bool *exact, struct dn_err *err) DN_MUST_CHECK;

#endif
