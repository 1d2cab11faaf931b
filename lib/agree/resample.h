/* SPDX-License-Identifier: MIT */
/* Errors and intervals from the data alone: bootstrap and jackknife. */
#ifndef DN_AGREE_RESAMPLE_H
#define DN_AGREE_RESAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agree/coef.h"

enum dn_resample_kind {
	DN_RESAMPLE_NONE,
	DN_RESAMPLE_PERCENTILE, /* bootstrap (Efron 1979): quantiles */
	DN_RESAMPLE_BCA,        /* corrected for bias and skew (Efron 1987) */
	DN_RESAMPLE_JACKKNIFE   /* leaving out one part (Tukey 1958) */
};

/* How to resample. */
struct dn_resample {
	enum dn_resample_kind kind;
	bool annotators;                /* they are the parts, else items */
	uint64_t replicates, seed;      /* of a bootstrap */
};

/*
 * Resample `count` coefficients that were computed into `results`, all from
 * the same draws, and replace their se, low and high.  A bootstrap draws as
 * many items, or annotators, as there are, with putting back; an annotator who
 * is drawn twice counts as two who always agree.  Its se is the spread of the
 * replicates, its quantiles interpolate between them.  A jackknife's interval
 * is Student's, with one degree of freedom less than there are parts.
 * Replicates in which a coefficient is not defined are left out, and counted
 * in result->lost.  The question's table must keep rows where a coefficient is
 * of pairs or asks who rated, and to resample annotators.  -1 with
 * DN_E_NO_MEMORY.
 */
int dn_agree_resample(const struct dn_resample *how,
    const struct dn_agree_coef *const *coefs, size_t count,
    const struct dn_agree_question *question,
    struct dn_agree_result *results, struct dn_err *err) DN_MUST_CHECK;

#endif
