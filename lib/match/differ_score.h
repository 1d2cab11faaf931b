/* SPDX-License-Identifier: MIT */
/* Counts of differences, what they come to, and is it enough. */
#ifndef DN_MATCH_DIFFER_SCORE_H
#define DN_MATCH_DIFFER_SCORE_H

#include <stdint.h>

#include "core/opt.h"
#include "core/stat.h"
#include "match/differ.h"

/* What one annotator's differences add up to.  Starts as zeroed. */
struct dn_differ_score {
	uint64_t kinds[DN_DIFF_COUNT];
	uint64_t gold, own, pairs;      /* units, and those that are paired */
	uint64_t matched, strict;       /* pairs that match; and the label */
	struct dn_stat_sum similarity;  /* of pairs */
	/* Relations alone, and those whose type and ends are the same. */
	uint64_t relation_gold, relation_own, relations;
};

/* Count one difference; `match` is the limit. */
void dn_differ_score_add(struct dn_differ_score *score,
    const struct dn_diff *diff, double match);

/*
 * Append a metric line for each figure: accuracy = correct / (gold + spurious +
 * duplicated), precision, recall and f1 of pairs that match, the same -strict
 * where the label counts too, mean-similarity of pairs; where there are
 * relations, relation-precision, relation-recall and relation-f1 of those with
 * the same type and ends; then one a kind that there is, `differences`.  Shares
 * have Wilson's interval at 0.95.
 */
void dn_differ_score_write(const struct dn_differ_score *score,
    struct dn_span gold, struct dn_span annotator, struct dn_bytes *out);

/* -1 with DN_E_USAGE for a METRIC=X or METRIC.low=X that is none. */
int dn_differ_score_check(const struct dn_opt_list *mins,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Append a line for people for each of `mins` that is missed; what is not
 * defined misses.
 */
void dn_differ_score_missed(const struct dn_differ_score *score,
    const struct dn_opt_list *mins, struct dn_span annotator,
    struct dn_bytes *out);

#endif
