/* SPDX-License-Identifier: MIT */
/* Annotations taken out of an item, and what referred to them. */
#ifndef DN_FORMATS_VANISH_H
#define DN_FORMATS_VANISH_H

#include <stddef.h>
#include <stdint.h>

#include "model/item.h"

/* What went: added to. */
struct dn_vanish_counts {
	uint64_t annotations;   /* those asked for, and choices about them */
	uint64_t relations;     /* for want of what they refer to */
	uint64_t parents;       /* annotations that stay, their parent gone */
};

/*
 * Take `count` annotations out of the item, and with them those whose `target`
 * they are, relations whose `trigger` they are, and what relations say of them
 * in `args`; a relation without a trigger that is left with fewer than two of
 * these goes too, and so on.  A `parent` that goes is taken off its children,
 * which stay.  What shares its id with something that stays is not missed.
 * Time is in proportion to the item, but for sorting.  -1 without memory.
 */
int dn_vanish(struct dn_item *item, struct dn_node *const *gone, size_t count,
    struct dn_vanish_counts *counts, struct dn_err *err) DN_MUST_CHECK;

#endif
