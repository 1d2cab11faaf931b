/* SPDX-License-Identifier: MIT */
/* Which coefficients are asked for, what they come to, and is it enough. */
#ifndef DN_AGREE_SCORE_H
#define DN_AGREE_SCORE_H

#include <stdbool.h>
#include <stddef.h>

#include "agree/coef.h"
#include "agree/view.h"
#include "core/opt.h"

#define DN_SCORE_COEFS_MAX 32

/* What --min asks: that a coefficient, or its lower end, be `least`. */
struct dn_gate {
	const struct dn_agree_coef *coef;
	bool low;
	double least;
};

/* What the command line says; all is *borrowed*. */
struct dn_score_spec {
	const char *coefs;              /* --coef, or NULL: what suits */
	const char *weights, *scale;    /* at most one of them, else NULL */
	const char *tolerance;          /* of percent-all, or NULL: none */
	struct dn_opt_list mins;        /* --min, COEF=X or COEF.low=X each */
	double confidence;              /* of intervals, neither 0 nor 1 */
	bool interval, per_label, pairs;
};

/* What is asked for. */
struct dn_score {
	const struct dn_agree_coef *coefs[DN_SCORE_COEFS_MAX];
	size_t coef_count;              /* 0: what suits the annotators */
	struct dn_metric_spec weights, scale;
	struct dn_gate *gates;
	size_t gate_count;
	double confidence, tolerance;
	bool interval, per_label, pairs;
};

/*
 * Read what is asked for.  -1 with DN_E_USAGE, DN_E_NOT_BUILT for a coefficient
 * of a later version, or DN_E_NO_MEMORY; dn_score_release is due either way.
 */
int dn_score_init(struct dn_score *score, const struct dn_score_spec *spec,
    struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds. */
void dn_score_release(struct dn_score *score);

/*
 * Score every field of a gathering that is complete: append a metric line to
 * `out` for each coefficient asked for, and each more that --min names, then
 * those of single labels and pairs of annotators; where one misses its --min,
 * a line for people to `missed`.  -1 with DN_E_USAGE for labels that --weights,
 * --scale or --tolerance cannot be said of, or DN_E_NO_MEMORY.
 */
int dn_score_all(const struct dn_score *score, struct dn_gather *gather,
    struct dn_bytes *out, struct dn_bytes *missed, struct dn_err *err)
    DN_MUST_CHECK;

#endif
