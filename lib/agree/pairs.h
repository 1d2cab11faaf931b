/* SPDX-License-Identifier: MIT */
/* Every two annotators of a table, as tables of their own. */
#ifndef DN_AGREE_PAIRS_H
#define DN_AGREE_PAIRS_H

#include <stddef.h>
#include <stdint.h>

#include "agree/table.h"

/* Items to which annotators g < h gave labels k and l. */
struct dn_agree_both {
	uint32_t g, h, k, l;
	uint64_t items;
};

/* What any two annotators said, counted in one pass over the rows. */
struct dn_agree_pairs {
	size_t annotator_count, label_count;
	struct dn_agree_both *both;     /* sorted by g, h, k, l */
	size_t count;
	uint64_t *margins;      /* ratings of annotator g with label k: a row
	                           of labels an annotator */
};

/*
 * Count a closed table that keeps rows.  -1 with DN_E_NO_MEMORY;
 * dn_agree_pairs_release is due either way.
 */
int dn_agree_pairs_init(struct dn_agree_pairs *pairs,
    const struct dn_agree_table *table, struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds. */
void dn_agree_pairs_release(struct dn_agree_pairs *pairs);

/*
 * A *new* closed table of annotators g < h alone: of the items that either of
 * them rated, with the labels of the whole.  NULL with DN_E_NO_MEMORY.
 */
struct dn_agree_table *dn_agree_pairs_table(
    const struct dn_agree_pairs *pairs, uint32_t g, uint32_t h,
    struct dn_err *err);

#endif
