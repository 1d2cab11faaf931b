/* SPDX-License-Identifier: MIT */
/* Relations compared by what they are between, once that has been paired. */
#ifndef DN_MATCH_DIFFER_RELATION_H
#define DN_MATCH_DIFFER_RELATION_H

#include "match/differ.h"

/*
 * Add the differences of an item's relations to those of all its other units.
 * Two are a pair where their arguments are pairs: correct where these are in
 * one order, which matters only for a directed one, and the type is the same;
 * else DN_DIFF_DIRECTION (two arguments, the other way round) or DN_DIFF_LABEL.
 * An own one that says once more what a pair says is a duplicate.  Relations
 * may be arguments of others.  Both lists are sorted; -1 with DN_E_NO_MEMORY.
 */
int dn_differ_relations(struct dn_differ *differ, const struct dn_unit *gold,
    size_t gold_count, const struct dn_unit *own, size_t own_count,
    struct dn_err *err) DN_MUST_CHECK;

#endif
