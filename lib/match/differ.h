/* SPDX-License-Identifier: MIT */
/* What an annotator did other than the gold, unit by unit, each of one kind. */
#ifndef DN_MATCH_DIFFER_H
#define DN_MATCH_DIFFER_H

#include <stddef.h>

#include "match/unit.h"

/* Kinds of differences; the first that holds is that of a unit. */
enum dn_diff_kind {
	DN_DIFF_CORRECT,        /* a pair, good, the label the same */
	DN_DIFF_LABEL,          /* a pair that matches, but for the label */
	DN_DIFF_FUZZY,          /* a pair that matches and is not good */
	DN_DIFF_FAR,            /* a pair that does not match */
	DN_DIFF_FAR_LABEL,      /* the same, and the label differs */
	DN_DIFF_DUPLICATED,     /* an own one on a gold one that has a pair */
	DN_DIFF_SPLIT,          /* own ones that make up one of gold */
	DN_DIFF_MERGED,         /* gold ones that make up an own one */
	DN_DIFF_MISSING,        /* a gold one that has no pair */
	DN_DIFF_SPURIOUS,       /* an own one that has no pair */
	DN_DIFF_ATTRIBUTE,      /* of a pair, beside its kind: attributes, */
	DN_DIFF_GROUP,          /* who is in its group, */
	DN_DIFF_DIRECTION,      /* or which end a line begins at; as the kind
				 * of a pair of relations: the other way */
	DN_DIFF_COUNT
};

/* Whose unit a difference accounts for. */
enum dn_diff_side {
	DN_DIFF_BESIDE,         /* none: it stands beside a pair's kind */
	DN_DIFF_PAIR,           /* one of either */
	DN_DIFF_GOLD,
	DN_DIFF_OWN
};

/*
 * A difference.  `similarity` is that of the two units where both are named; of
 * what is missing or spurious the greatest to any on the other side.  A split
 * names the gold unit that it is a part of, a merged one what it became a part
 * of, or the most similar of its parts.
 */
struct dn_diff {
	enum dn_diff_kind kind;
	enum dn_diff_side side;
	const struct dn_unit *gold, *own;       /* NULL where there is none */
	double similarity;
};

/* Limits of similarity, touch <= match <= good. */
struct dn_diff_limits {
	double touch, match, good;
};

/* The differences of one item and annotator, used for one after another. */
struct dn_differ {
	struct dn_diff_limits limits;
	struct dn_diff *diffs;          /* of the last item */
	size_t count, cap;
	struct dn_unit *units;          /* copies in order, gold first */
	size_t unit_cap;
};

/* None yet. */
void dn_differ_init(struct dn_differ *differ, struct dn_diff_limits limits);

/* Free what it holds. */
void dn_differ_release(struct dn_differ *differ);

/* Append one; -1 with DN_E_NO_MEMORY. */
int dn_differ_add(struct dn_differ *differ, struct dn_diff diff,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Compare the units of an item, field by field: pair them (match/assign.h) and
 * give each exactly one kind, so that in `diffs`
 *
 *     gold units = pairs + those of side GOLD (missing, merged)
 *     own units = pairs + those of side OWN (duplicated, split, merged,
 *                 spurious)
 *
 * Classes are paired by label, what is left of them in their order; relations
 * come last (match/differ_relation.h).  By field, then gold units in the order
 * of dn_unit_compare, then own ones: no order of the lists matters.  The units'
 * insides are *borrowed*; `diffs` hold until the next call.  -1 as
 * dn_pair_units and dn_unit_inside.
 */
int dn_differ_item(struct dn_differ *differ, const struct dn_unit *gold,
    size_t gold_count, const struct dn_unit *own, size_t own_count,
    struct dn_err *err) DN_MUST_CHECK;

#endif
