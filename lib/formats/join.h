/* SPDX-License-Identifier: MIT */
/* Two lines of one item made one. */
#ifndef DN_FORMATS_JOIN_H
#define DN_FORMATS_JOIN_H

#include <stdint.h>

#include "model/item.h"

/* Joins items; it keeps the ids of the one that is being made. */
struct dn_join;

/* A *new* one, NULL without memory; freed by the second, which takes NULL. */
struct dn_join *dn_join_new(void);
void dn_join_free(struct dn_join *join);

/*
 * Begin with `item`, *borrowed* until the next begin, as its first line: who
 * its annotations are of is written on each of them, where its `work` names
 * just one annotator and they name nobody.
 */
int dn_join_begin(struct dn_join *join, struct dn_item *item,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Add to it the next line, `from`, which is changed; its text must live as
 * long as the item's.  Annotations, relations and `work` are appended.  Ids
 * that are taken (in the same set, or where neither has one) get "-2" behind
 * them, or the next number that is free, and what refers to them with them.
 * Members of `media`, and of `others` by their name, must be the same where
 * both have them: else -1 with DN_E_CONTRADICTION, the field its pointer.
 * Tiers that differ are appended.  Of any other member the first line is
 * right; *differing (added to) counts those that say otherwise.
 */
int dn_join_add(struct dn_join *join, struct dn_item *from,
    uint64_t *differing, struct dn_err *err) DN_MUST_CHECK;

#endif
