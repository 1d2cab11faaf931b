/* SPDX-License-Identifier: MIT */
/* Krippendorff's alpha for units on a continuum: the form of 1995. */
#ifndef DN_AGREE_UNITIZE_H
#define DN_AGREE_UNITIZE_H

#include <stdint.h>

#include "agree/continuum.h"

/* What a coefficient of units comes to; what is not defined is NAN. */
struct dn_unitized {
	const char *reason;             /* why there is no value, or NULL */
	double value, observed, expected;       /* value; Do, De */
	double coverage;                /* of alpha-u for a label */
};

/*
 * alpha of Krippendorff (1995; 2004, p. 251-255): squared distances of
 * boundaries, label by label, units of other labels being gaps.  `results` has
 * one for every label of the set, and one more for all: 1 - sum Do / sum De.
 * The reason is that of dn_continua_reason, where "overlap" is asked of units
 * with one label, or "unused".
 *
 * Lengths count ticks.  Items are laid end to end: with m annotators and length
 * L each, N = sum m L, Do = sum [S / (m - 1)] / (N sum L), S the sum of
 * squares over ordered pairs of annotators in an item; De is taken over all
 * units and gaps.  One item has the formulas of the book.  All sums are exact.
 * -1 with DN_E_NO_MEMORY.
 */
int dn_unitize(const struct dn_continua *set, struct dn_unitized *results,
    struct dn_err *err) DN_MUST_CHECK;

#endif
