/* SPDX-License-Identifier: MIT */
/* The items of a gathering by name, each with its list of ratings. */
#ifndef DN_AGREE_ITEMS_H
#define DN_AGREE_ITEMS_H

#include <stddef.h>
#include <stdint.h>

#include "agree/gather.h"

/* A rated item; its names are *borrowed* from the gathering. */
struct dn_agree_item {
	struct dn_span id, split, annotator;    /* absent where not said */
	uint32_t part, list;            /* numbers of the ratings' own */
};

/* Sorted by part, then in byte order of its names. */
struct dn_agree_items {
	struct dn_agree_item *items;
	size_t count;
};

/*
 * Find the rated items of a gathering that keeps names, before views are made
 * of it.  -1 with DN_E_NO_MEMORY; dn_agree_items_release is due either way.
 */
int dn_agree_items_init(struct dn_agree_items *items,
    const struct dn_gather *gather, struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds. */
void dn_agree_items_release(struct dn_agree_items *items);

/* The first item of `part`, *borrowed*, and how many there are in `count`. */
const struct dn_agree_item *dn_agree_items_of(
    const struct dn_agree_items *items, uint32_t part, size_t *count);

#endif
