/* SPDX-License-Identifier: MIT */
/* Agreement about each item by itself. */
#ifndef DN_AGREE_SCORE_ITEMS_H
#define DN_AGREE_SCORE_ITEMS_H

#include "agree/items.h"
#include "agree/score_line.h"

/* The items of a view, to be scored by one coefficient after the other. */
struct dn_score_items {
	const struct dn_agree_view *view;
	const struct dn_agree_item *items;      /* of the view's part */
	size_t count;
	size_t *sizes;                  /* ratings of each */
	/* Places in the table's lists; SIZE_MAX: none. */
	size_t *patterns, *rows, *cells;
	double *own;                    /* room for question->own */
};

/*
 * Find where the items of `view` (both *borrowed*) are in its table.  -1 with
 * DN_E_NO_MEMORY; dn_score_items_release is due either way.
 */
int dn_score_items_init(struct dn_score_items *items,
    const struct dn_agree_items *all, const struct dn_gather *gather,
    const struct dn_agree_view *view, struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds. */
void dn_score_items_release(struct dn_score_items *items);

/*
 * Append a line an item of the coefficient that `line` is of: for percent and
 * specific-agreement the share of the item's own pairs of ratings that agree,
 * as the weights have it; for percent-all 1 or 0; else what the item adds to
 * the coefficient (coef.h: own).  An item that adds nothing is `no-pairs`, as
 * is every one with a single rating.  Nothing for light, which is no mean over
 * items.  -1 with DN_E_NO_MEMORY.
 */
int dn_score_items_write(const struct dn_score_items *items,
    const struct dn_score_line *line,
    const struct dn_agree_question *question, struct dn_bytes *out,
    struct dn_err *err) DN_MUST_CHECK;

#endif
