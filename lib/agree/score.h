/* SPDX-License-Identifier: MIT */
/* Which coefficients are asked for, what they come to, and is it enough. */
#ifndef DN_AGREE_SCORE_H
#define DN_AGREE_SCORE_H

#include <stdbool.h>
#include <stddef.h>

#include "agree/coef.h"
#include "agree/gate.h"
#include "agree/resample.h"
#include "agree/view.h"
#include "core/opt.h"
#include "match/pool.h"

#define DN_SCORE_COEFS_MAX 32

/* Where errors come from: --ci and --resample, in the order of their names. */
enum dn_score_errors { DN_SCORE_ANALYTIC, DN_SCORE_BOOTSTRAP, DN_SCORE_BCA,
	DN_SCORE_JACKKNIFE, DN_SCORE_NO_INTERVAL };
/* What is compared: --unit, in the order of its names. */
enum dn_score_unit { DN_SCORE_LABEL, DN_SCORE_TRANSCRIPT, DN_SCORE_BOX,
	DN_SCORE_POLYGON, DN_SCORE_MASK, DN_SCORE_INTERVAL, DN_SCORE_SPAN };
enum dn_score_absence { DN_SCORE_ABSENT, DN_SCORE_MISSING };
enum dn_score_parts { DN_SCORE_ITEMS, DN_SCORE_ANNOTATORS };

/* What the command line says; all is *borrowed*. */
struct dn_score_spec {
	const char *coefs;              /* --coef, or NULL: what suits */
	const char *weights, *scale;    /* at most one of them, else NULL */
	const char *tolerance;          /* of percent-all, or NULL: none */
	struct dn_opt_list mins;        /* --min, COEF=X or COEF.low=X each */
	const char *compare;            /* "A,B", or NULL */
	double confidence;              /* of intervals, neither 0 nor 1 */
	int errors, parts;              /* DN_SCORE_... */
	uint64_t replicates, seed;      /* of a bootstrap; 0: 10000 */
	const char *gold;               /* a file or an annotator, or NULL */
	int unit, absence;              /* DN_SCORE_... */
	double match;                   /* of units, or 0: not said */
	bool per_item, per_label, pairs, benchmark;
};

/* The options that fill a spec `s`. */
#define DN_SCORE_ROWS(s) \
	DN_OPT_TEXT(0, "coef", "LIST", &(s).coefs, \
	    "coefficients, or all; by default what suits"), \
	DN_OPT_CHOICE(0, "unit", "U", &(s).unit, dn_score_units, \
	    "label, transcript, box, polygon, mask, interval, span"), \
	DN_OPT_REAL(0, "match", "X", &(s).match, 0.000001, 1, \
	    "how alike two units must be [0.5]"), \
	DN_OPT_CHOICE(0, "absent", "WHAT", &(s).absence, \
	    dn_score_absences, "a unit one has not: label, missing"), \
	DN_OPT_TEXT(0, "gold", "FILE|ANNOTATOR", &(s).gold, \
	    "who is right, so that others are scored"), \
	DN_OPT_TEXT(0, "weights", "W", &(s).weights, \
	    "what a disagreement weighs, or @FILE of it"), \
	DN_OPT_TEXT(0, "scale", "S", &(s).scale, \
	    "what labels are to krippendorff"), \
	DN_OPT_TEXT(0, "tolerance", "X", &(s).tolerance, \
	    "numbers that close agree"), \
	DN_OPT_FLAG(0, "pairs", &(s).pairs, "score every two annotators"), \
	DN_OPT_FLAG(0, "per-item", &(s).per_item, "score every item"), \
	DN_OPT_FLAG(0, "per-label", &(s).per_label, "score every label"), \
	DN_OPT_CHOICE(0, "ci", "KIND", &(s).errors, dn_score_errors_names, \
	    "errors: analytic, bootstrap, bca, jackknife, none"), \
	DN_OPT_REAL(0, "confidence", "X", &(s).confidence, 0.5, 0.999999, \
	    "level of the interval [0.95]"), \
	DN_OPT_CHOICE(0, "resample", "WHAT", &(s).parts, \
	    dn_score_parts_names, "what is drawn, or left out"), \
	DN_OPT_COUNT(0, "replicates", "N", &(s).replicates, 2, 10000000, \
	    "samples of the bootstrap [10000]"), \
	DN_OPT_COUNT(0, "seed", "N", &(s).seed, 0, UINT64_MAX, \
	    "seed of the bootstrap [1]"), \
	DN_OPT_TEXT(0, "compare", "A,B", &(s).compare, \
	    "test the difference of two coefficients"), \
	DN_OPT_FLAG(0, "benchmark", &(s).benchmark, \
	    "name the level reached"), \
	DN_OPT_LIST(0, "min", "COEF=X", &(s).mins, \
	    "status 1 when COEF, or COEF.low, is below X")

/* The names of what stands above. */
extern const char *const dn_score_errors_names[];
extern const char *const dn_score_parts_names[];
extern const char *const dn_score_units[];
extern const char *const dn_score_absences[];


/* What is asked for. */
struct dn_score {
	const struct dn_agree_coef *coefs[DN_SCORE_COEFS_MAX];
	const struct dn_agree_coef *truths[DN_SCORE_COEFS_MAX];
	size_t coef_count, truth_count;
	bool suitable;                  /* none was named: what suits */
	bool gold, transcripts, matched;        /* units are matched */
	struct dn_metric_spec weights, scale;
	struct dn_gate *gates;
	size_t gate_count;
	const struct dn_agree_coef *compare[2];         /* or NULL */
	struct dn_resample resample;
	double confidence, tolerance;
	bool interval, per_item, per_label, pairs, benchmark;
};

/*
 * Read what is asked for.  -1 with DN_E_USAGE, also for a coefficient of
 * units, or DN_E_NO_MEMORY; dn_score_release is due either way.
 */
int dn_score_init(struct dn_score *score, const struct dn_score_spec *spec,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Can that be asked of such ratings?  Not who agrees with whom where all
 * repeated ones count: -1 with DN_E_USAGE.
 */
int dn_score_check(const struct dn_score *score,
    const struct dn_gather_spec *ratings, struct dn_err *err) DN_MUST_CHECK;

/* The pool of units to be matched; `file`: that of gold is read, too. */
struct dn_pool_spec dn_score_pool(const struct dn_score_spec *spec,
    const struct dn_gather_spec *ratings, bool file);

/* Free what it holds. */
void dn_score_release(struct dn_score *score);

/*
 * Score every field of a gathering that is complete: append a metric line to
 * `out` for each coefficient asked for, and each more that --min names, then
 * those of single labels, items and pairs of annotators, and the difference
 * asked for; where one misses its --min, a line for people to `missed`.  Items
 * need a gathering that keeps their names.  -1 with DN_E_USAGE for labels that
 * --weights, --scale or --tolerance cannot be said of, or DN_E_NO_MEMORY.
 */
int dn_score_all(const struct dn_score *score, struct dn_gather *gather,
    struct dn_bytes *out, struct dn_bytes *missed, struct dn_err *err)
    DN_MUST_CHECK;

#endif
