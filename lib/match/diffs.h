/* SPDX-License-Identifier: MIT */
/* Everything that dn-diff(1) answers, item by item from a pool. */
#ifndef DN_MATCH_DIFFS_H
#define DN_MATCH_DIFFS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/opt.h"
#include "match/differ.h"
#include "match/differ_case.h"
#include "match/differ_score.h"
#include "match/pool.h"

/* What the command line says; all is *borrowed*. */
struct dn_diffs_spec {
	struct dn_diff_limits limits;
	const char *between;            /* "A,B": A is the gold, or NULL */
	uint64_t cases;                 /* 0: all differences */
	struct dn_opt_list mins;
	bool all, drill, worked;
};

/* The options that fill a spec `s`. */
#define DN_DIFFS_ROWS(s) \
	DN_OPT_TEXT(0, "between", "A,B", &(s).between, \
	    "compare annotator B with A in place of a gold"), \
	DN_OPT_REAL(0, "match", "X", &(s).limits.match, 0, 1, \
	    "similarity from which two match [0.5]"), \
	DN_OPT_REAL(0, "good", "X", &(s).limits.good, 0, 1, \
	    "similarity from which a place is right [0.8]"), \
	DN_OPT_REAL(0, "touch", "X", &(s).limits.touch, 0, 1, \
	    "similarity from which two may be a pair [0.1]"), \
	DN_OPT_FLAG(0, "all", &(s).all, "write what is correct, too"), \
	DN_OPT_FLAG(0, "worked", &(s).worked, \
	    "leave out items an annotator has nothing on"), \
	DN_OPT_COUNT(0, "cases", "K", &(s).cases, 1, 1000000, \
	    "the K worst and K borderline of each kind"), \
	DN_OPT_FLAG(0, "drill", &(s).drill, \
	    "write cases as questions without answers"), \
	DN_OPT_LIST(0, "min", "METRIC=X", &(s).mins, \
	    "status 1 only when METRIC, or METRIC.low, is below X")

/* A run of comparisons. */
struct dn_diffs {
	const struct dn_diffs_spec *spec;       /* borrowed */
	struct dn_differ differ;
	struct dn_differ_cases *cases;          /* or NULL */
	struct dn_differ_score *scores;         /* by annotator */
	size_t annotators, gold;        /* number of them, and whose is right */
	uint64_t found;                 /* differences, not counting correct */
};

/*
 * Check what is asked for.  -1 with DN_E_USAGE (limits that are not touch <=
 * match <= good, a wrong --min, --drill without --cases) or DN_E_NO_MEMORY;
 * dn_diffs_release is due either way.
 */
int dn_diffs_init(struct dn_diffs *diffs, const struct dn_diffs_spec *spec,
    struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds. */
void dn_diffs_release(struct dn_diffs *diffs);

/* Begin with a pool that is closed.  -1 with DN_E_NO_MEMORY. */
int dn_diffs_begin(struct dn_diffs *diffs, const struct dn_pool *pool,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Append the differences of the next item, by annotator in the pool's order: 1;
 * 0 after the last, when the cases, if they are asked for, have been appended;
 * -1 as dn_pool_next and dn_differ_item.
 */
int dn_diffs_next(struct dn_diffs *diffs, struct dn_pool *pool,
    struct dn_bytes *out, struct dn_err *err) DN_MUST_CHECK;

/* Append the metric lines of all annotators. */
void dn_diffs_scores(const struct dn_diffs *diffs,
    const struct dn_pool *pool, struct dn_bytes *out);

/*
 * Append a line for people for each --min that is missed, or, without any, one
 * on the differences that there are.
 */
void dn_diffs_missed(const struct dn_diffs *diffs,
    const struct dn_pool *pool, struct dn_bytes *out);

#endif
