/* SPDX-License-Identifier: MIT */
/* The ratings of one part, with annotators and labels in order. */
#ifndef DN_AGREE_VIEW_H
#define DN_AGREE_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agree/gather.h"
#include "agree/table.h"
#include "agree/truth.h"

/*
 * What coefficients of one field are computed from, and what they are said
 * of.  The numbers are those of the gathering: annotators as `between` has
 * them, else those with a rating, by name in byte order; labels as declared,
 * else those that occur, as dn_categories_sorted has them.  The table numbers
 * both by their place here; where annotators rate an item several times
 * (DN_RATINGS_ALL) its annotators stand for an item's first, second, ... rating
 * in no meaningful order, and tell nobody apart.  Who is right is no annotator
 * of the view: what the others said beside it is in `truth`, by place too.
 */
struct dn_agree_view {
	struct dn_span group, field;    /* absent for ratings without */
	uint32_t part;                  /* its number in the ratings */
	uint32_t *annotators, *labels;
	size_t annotator_count, label_count;
	struct dn_agree_table *table;
	struct dn_truth truth;          /* closed */
	uint32_t absent;                /* that label's place, or UINT32_MAX */
};

/* Free what a view holds; one that is zeroed is fine. */
void dn_agree_view_release(struct dn_agree_view *view);

/* All parts, one after the other: by group and field, none before any. */
struct dn_agree_views;

/*
 * *New* views of a gathering (borrowed), which is complete; with `who` their
 * tables keep rows.  NULL with DN_E_NO_MEMORY.
 */
struct dn_agree_views *dn_agree_views_new(struct dn_gather *gather, bool who,
    struct dn_err *err) DN_MUST_CHECK;

/* Where annotators rate an item several times, tables name them still. */
void dn_agree_views_keep_annotators(struct dn_agree_views *views);

/* Free; NULL is fine. */
void dn_agree_views_free(struct dn_agree_views *views);

/*
 * The next part as a *new* view: 1; 0 at the end; -1 without memory.  There
 * is always a first one, which is empty when there are no ratings at all.
 */
int dn_agree_views_next(struct dn_agree_views *views,
    struct dn_agree_view *view, struct dn_err *err) DN_MUST_CHECK;

#endif
