/* SPDX-License-Identifier: MIT */
/* How far two annotators' boundaries lie apart. */
#ifndef DN_AGREE_BOUNDS_H
#define DN_AGREE_BOUNDS_H

#include <stdint.h>

#include "agree/continuum.h"

/*
 * Boundaries of a set of two annotators (dn_continua_pair).  Each place where a
 * unit of an annotator begins or ends counts once.
 */
struct dn_bounds {
	uint64_t count[2];              /* each annotator's boundaries */
	uint64_t matched;               /* within the tolerance, one to one */
	uint64_t pairs;                 /* of units, see below */
	/* Second less first, over those pairs, in ticks: of starts, of ends. */
	double bias[2], deviation[2];   /* NAN: of none; of fewer than two */
};

/*
 * Compare.  As many boundaries as possible are matched that are at most
 * `tolerance` ticks apart.  Two units are a pair when each overlaps the other
 * longer than any other one, of equals the first, whatever their labels;
 * deviations have n - 1.  -1 with DN_E_NO_MEMORY.
 */
int dn_bounds_compare(const struct dn_continua *pair, int64_t tolerance,
    struct dn_bounds *bounds, struct dn_err *err) DN_MUST_CHECK;

#endif
