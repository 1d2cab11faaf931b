/* SPDX-License-Identifier: MIT */
/* What of a pair may differ beside place and label. */
#ifndef DN_MATCH_BESIDE_H
#define DN_MATCH_BESIDE_H

#include <stddef.h>

#include "match/unit.h"

/* Have both the same attributes?  None and an empty object are the same. */
bool dn_beside_same_attributes(const struct dn_unit *gold,
    const struct dn_unit *own);

/*
 * Of `count` gold units and the partners that they have among the own ones (or
 * SIZE_MAX): is the one at `at` in a group with the same others?  How a group
 * is called does not matter.
 */
bool dn_beside_same_group(const struct dn_unit *gold,
    const struct dn_unit *own, const size_t *partners, size_t count,
    size_t at);

/*
 * Do two lines run the same way?  They do not where the ends lie nearer to
 * each other crosswise.  True for all that are no lines of two points or more.
 */
bool dn_beside_same_direction(const struct dn_unit *gold,
    const struct dn_unit *own);

#endif
