/* SPDX-License-Identifier: MIT */
/* Numbers in order of arrival, and where each stands in an order. */
#ifndef DN_AGREE_SIDE_H
#define DN_AGREE_SIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

/*
 * One side of the ratings, annotators or labels: where each number stands
 * among all, and in the part that is being made.
 */
struct dn_side {
	uint32_t *order;                /* numbers by rank */
	uint32_t *rank;                 /* ranks by number */
	uint32_t *place;                /* in the part, by number */
	bool *met;                      /* in this part, by number */
	size_t count;
	size_t always;                  /* of these all are in every part */
};

/*
 * Prepare for `count` numbers whose `order` it *steals*, even where it fails;
 * NULL is one that could not be made.  -1 without memory; dn_side_release is
 * due either way.
 */
int dn_side_init(struct dn_side *side, uint32_t *order, size_t count,
    size_t always) DN_MUST_CHECK;

/* Free what it holds; one that is zeroed is fine. */
void dn_side_release(struct dn_side *side);

#endif
