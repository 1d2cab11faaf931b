/* SPDX-License-Identifier: MIT */
/* Gamma: agreement of units that may overlap and be anywhere. */
#ifndef DN_AGREE_GAMMA_H
#define DN_AGREE_GAMMA_H

#include <stdbool.h>
#include <stdint.h>

#include "agree/continuum.h"
#include "agree/unitize.h"

/*
 * Gamma of Mathet, Widlocher and Metivier (2015): 1 - observed / expected, the
 * disorder of the best alignment (agree/align.h) against the mean of that of
 * random continua.  For each of these every annotator of an item gets the units
 * of one of them, drawn by lot, shifted round by a random distance; the
 * distances are half a mean unit apart where there is room.  Several items
 * count as one: their disorders and their mean numbers of units are summed.
 *
 * `replicates` random continua are drawn, or where that is 0 30, and as many
 * more, up to 1000, as bring the error of the mean below 2 % at 95 %; *drawn is
 * how many.  The seed decides all; an item's own draws depend on its place in
 * the set.  *exact: every alignment was the best.  Reasons are those of
 * dn_continua_reason but "overlap", which is fine; "one-category" where no
 * disorder is expected.  -1 with DN_E_NO_MEMORY.
 */
int dn_gamma(const struct dn_continua *set, uint64_t replicates,
    uint64_t seed, struct dn_unitized *result, uint64_t *drawn, bool *exact,
    struct dn_err *err) DN_MUST_CHECK;

#endif
