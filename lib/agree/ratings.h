/* SPDX-License-Identifier: MIT */
/* Ratings gathered in any order: who gave each item which label. */
#ifndef DN_AGREE_RATINGS_H
#define DN_AGREE_RATINGS_H

#include <stddef.h>
#include <stdint.h>

#include "agree/table.h"
#include "core/hash.h"

/*
 * What is kept of an item is the number of its list of ratings, and a list is
 * kept once however many items have it, sharing its beginning with others: an
 * item takes the memory of a hash (core/hash.h) and 6 bytes, a list at most 47.
 * There may be 2^32 - 1 lists.
 */
struct dn_ratings;

/* What becomes of a second rating of an item by one annotator. */
enum dn_ratings_repeat {
	DN_RATINGS_ONCE,        /* it is an error */
	DN_RATINGS_LAST,        /* the last one counts */
	DN_RATINGS_ALL          /* all count, side by side */
};

/* A *new* gathering of nothing, NULL without memory. */
struct dn_ratings *dn_ratings_new(void);

/* Say what becomes of repeated ratings, before any; else DN_RATINGS_ONCE. */
void dn_ratings_set_repeat(struct dn_ratings *ratings,
    enum dn_ratings_repeat repeat);

/* What was said; a walk over DN_RATINGS_ALL has annotators several times. */
enum dn_ratings_repeat dn_ratings_repeat(const struct dn_ratings *ratings);

/* Free; NULL is fine. */
void dn_ratings_free(struct dn_ratings *ratings);

/*
 * Add a rating of the item that `item` names, which is the hash of what names
 * item and field; `field` is the number, small and dense, of the field, the
 * same for every rating of this item.  0, or 1 when the annotator has rated
 * the item before; -1 with DN_E_REPEATED where that is an error, or
 * DN_E_NO_MEMORY.
 */
int dn_ratings_add(struct dn_ratings *ratings, struct dn_hash item,
    uint32_t field, struct dn_rating rating, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * Add `items` items, which have no other ratings in that field and are named
 * by nothing, with the `count` >= 1 ratings of a list.  Lists that are alike
 * are kept once when their annotators come in one order.
 */
int dn_ratings_add_list(struct dn_ratings *ratings, uint32_t field,
    const struct dn_rating *list, size_t count, uint64_t items,
    struct dn_err *err) DN_MUST_CHECK;

/* Ask the processor to fetch what a rating of the item will need. */
void dn_ratings_ahead(const struct dn_ratings *ratings, struct dn_hash item);

/* Ratings of an item as they came, repeated ones too; -1 without memory. */
int dn_ratings_depth(struct dn_ratings *ratings, struct dn_hash item,
    uint32_t *depth, struct dn_err *err) DN_MUST_CHECK;

/* Take the last rating of an item back; it must have one. */
void dn_ratings_take_back(struct dn_ratings *ratings, struct dn_hash item);

/* Put the lists in order by field, for walks; nothing is added after it. */
int dn_ratings_close(struct dn_ratings *ratings, struct dn_err *err)
    DN_MUST_CHECK;

/* Number of fields: one more than the highest that was named. */
uint32_t dn_ratings_fields(const struct dn_ratings *ratings);

/* A walk over the lists of `field`; starts as zeroed but for these two. */
struct dn_ratings_walk {
	const struct dn_ratings *ratings;
	uint32_t field;
	struct dn_rating *list;         /* the ratings, one an annotator */
	size_t count;                   /* of them, at least 1 */
	uint64_t items;                 /* that have them */
	size_t at, cap;                 /* where it stands */
};

/*
 * The next list, in no particular order; of ratings that came in another
 * order there may be another list.  1; 0 at the end; -1 without memory.
 */
int dn_ratings_next(struct dn_ratings_walk *walk, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * The ratings of one item, before dn_ratings_close, as `list` and `count` of a
 * walk whose `field` is set to theirs; it starts as zeroed and serves again.
 * 1; 0 when the item has none; -1 without memory.
 */
int dn_ratings_list(struct dn_ratings *ratings, struct dn_hash item,
    struct dn_ratings_walk *walk, struct dn_err *err) DN_MUST_CHECK;

/*
 * The number of an item's list, before dn_ratings_close, and its field; 0 for
 * an item without ratings.
 */
uint32_t dn_ratings_number(const struct dn_ratings *ratings,
    struct dn_hash item, uint32_t *field);

/* Read the list of that number into a walk.  -1 without memory. */
int dn_ratings_read(struct dn_ratings_walk *walk, uint32_t list,
    struct dn_err *err) DN_MUST_CHECK;

/* Free what the walk holds. */
void dn_ratings_walk_release(struct dn_ratings_walk *walk);

#endif
