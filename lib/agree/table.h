/* SPDX-License-Identifier: MIT */
/* The ratings of one question as integer counts, which formulas start from. */
#ifndef DN_AGREE_TABLE_H
#define DN_AGREE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

struct dn_agree_gathered;

/* One judgement: who gave which label, both by number. */
struct dn_rating {
	uint32_t annotator, label;
};

/* Items that were given the same labels, whoever gave them. */
struct dn_agree_pattern {
	const uint32_t *labels;         /* ascending, `size` of them */
	size_t size;
	uint64_t items;
};

/* Items that were given the same labels by the same annotators. */
struct dn_agree_row {
	const struct dn_rating *ratings;        /* ascending by annotator */
	size_t size;
	uint64_t items;
};

/* All items with `size` ratings. */
struct dn_agree_class {
	uint64_t size, items;
	unsigned __int128 agreeing;     /* ordered pairs of equal labels */
};

/* Items that two annotators gave these two labels. */
struct dn_agree_cell {
	uint32_t first, second;
	uint64_t items;
};

/*
 * Counts that no order of input changes, sorted: the patterns by size and
 * labels, the rows by size, annotators and labels, the classes by size, the
 * cells by their labels.  From them alone
 * every coefficient is computed, so floating point enters once, at the end,
 * in a fixed order.  To be read after dn_agree_table_close.
 */
struct dn_agree_table {
	size_t label_count, annotator_count;
	struct dn_agree_pattern *patterns;
	struct dn_agree_class *classes;
	struct dn_agree_row *rows;      /* only where who rated is kept */
	size_t pattern_count, class_count, row_count;
	bool who;
	uint64_t items, ratings;        /* items with a rating, and theirs */
	uint64_t paired_items, paired_ratings;  /* items with two or more */
	size_t used, paired_used;       /* labels that occur in either */
	double *shares;         /* of each label: mean over items of r_ik/r_i */
	uint64_t *paired;       /* of each label: ratings in paired items */

	/* Of exactly two annotators, over the items that both rated. */
	struct dn_agree_cell *cells;
	size_t cell_count;
	uint64_t *firsts, *seconds;     /* margins, a label each */
	uint64_t pairs, matches;        /* items in all, on the diagonal */

	uint64_t *counts;       /* scratch of sums: 0 of each label */
	struct dn_agree_gathered *gathered;     /* keeps what lists point to */
};

/*
 * A *new* empty table for labels numbered below `labels` and annotators
 * numbered below `annotators`; with `who` it keeps rows too, which take more
 * memory.  NULL without memory.
 */
struct dn_agree_table *dn_agree_table_new(size_t labels, size_t annotators,
    bool who);

/* Free; NULL is fine. */
void dn_agree_table_free(struct dn_agree_table *table);

/*
 * Add `items` items that `count` >= 1 annotators gave these ratings, one each,
 * in any order.
 */
int dn_agree_table_add(struct dn_agree_table *table,
    const struct dn_rating *ratings, size_t count, uint64_t items,
    struct dn_err *err) DN_MUST_CHECK;

/* Put a few labels, or ratings, in order, as a pattern, or row, has them. */
void dn_agree_labels_sort(uint32_t *labels, size_t count);
void dn_agree_ratings_sort(struct dn_rating *ratings, size_t count);

/* Sort and sum what was added; nothing is added after it. */
int dn_agree_table_close(struct dn_agree_table *table, struct dn_err *err)
    DN_MUST_CHECK;

/* The order of patterns, rows and cells, as their lists have them. */
int dn_agree_pattern_compare(const struct dn_agree_pattern *a,
    const struct dn_agree_pattern *b);
int dn_agree_row_compare(const struct dn_agree_row *a,
    const struct dn_agree_row *b);
int dn_agree_cell_compare(const struct dn_agree_cell *a,
    const struct dn_agree_cell *b);

/*
 * Sum a closed table anew, after the items of its patterns, rows and cells
 * were changed; a pattern may have no items.
 */
void dn_agree_table_sum(struct dn_agree_table *table);

/* Ordered pairs of ratings of one such item whose labels are equal. */
uint64_t dn_agree_pattern_agreeing(const struct dn_agree_pattern *pattern);

#endif
