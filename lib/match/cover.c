/* SPDX-License-Identifier: MIT */
/* Extents are added up, and what they share is taken off. */
#include "match/cover.h"

#include <math.h>

#include "match/similar.h"

int
dn_cover(const struct dn_unit *whole, const struct dn_unit *const *pieces,
    size_t count, double *similarity, struct dn_err *err)
{
	double inside = 0, outside = 0, all = 0;
	struct dn_overlap overlap;

	*similarity = 0;
	for (size_t i = 0; i < count; i++) {
		if (dn_unit_overlap(whole, pieces[i], &overlap, err) < 0)
			return -1;
		all = overlap.first;
		inside += overlap.common;
		outside += fmax(overlap.second - overlap.common, 0);
		for (size_t j = 0; j < i; j++) {
			if (dn_unit_overlap(pieces[i], pieces[j], &overlap,
			    err) < 0)
				return -1;
			inside -= overlap.common;
		}
	}
	inside = fmin(fmax(inside, 0), all);
	if (all + outside > 0)
		*similarity = inside / (all + outside);
	return 0;
}
