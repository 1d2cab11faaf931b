/* SPDX-License-Identifier: MIT */
/* The ratings of the present item, where items come one after the other. */
#ifndef DN_AGREE_PRESENT_H
#define DN_AGREE_PRESENT_H

#include <stdint.h>

#include "agree/ratings.h"

/*
 * A list for each part of the item; what one item took serves for the next, so
 * memory is that of the largest.
 */
struct dn_present;

/* A *new* one, of no item; NULL without memory. */
struct dn_present *dn_present_new(enum dn_ratings_repeat repeat);

/* Free; NULL is fine. */
void dn_present_free(struct dn_present *present);

/*
 * Add a rating of the item in that part.  0, or 1 when the annotator has rated
 * it before; -1 with DN_E_REPEATED where that is an error, or DN_E_NO_MEMORY.
 */
int dn_present_add(struct dn_present *present, uint32_t part,
    struct dn_rating rating, struct dn_err *err) DN_MUST_CHECK;

/* Take the last rating of a part back; it must have one. */
void dn_present_take_back(struct dn_present *present, uint32_t part);

/* The item is over: give its lists to `ratings`, and begin another. */
int dn_present_settle(struct dn_present *present, struct dn_ratings *ratings,
    struct dn_err *err) DN_MUST_CHECK;

#endif
