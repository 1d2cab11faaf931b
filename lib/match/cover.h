/* SPDX-License-Identifier: MIT */
/* Do several units together make up one? */
#ifndef DN_MATCH_COVER_H
#define DN_MATCH_COVER_H

#include "match/unit.h"

/*
 * Intersection over union of `whole` and all `count` pieces together.  What two
 * pieces have in common counts once; what three have, too little.  0 for kinds
 * that have no extent.  Fails as dn_unit_overlap.
 */
int dn_cover(const struct dn_unit *whole,
    const struct dn_unit *const *pieces, size_t count, double *similarity,
    struct dn_err *err) DN_MUST_CHECK;

#endif
