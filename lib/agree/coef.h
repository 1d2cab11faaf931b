/* SPDX-License-Identifier: MIT */
/* Coefficients of agreement: a row each, computed from integer counts. */
#ifndef DN_AGREE_COEF_H
#define DN_AGREE_COEF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agree/table.h"

/*
 * What a coefficient comes to.  A number that is not defined is NAN.  `se` is
 * the standard error, `se0` that under the hypothesis of no agreement beyond
 * chance, which `z` = value / se0 tests; `po` and `pe` are the agreement
 * observed and expected by chance.
 */
struct dn_agree_result {
	const char *reason;             /* why there is no value, or NULL */
	double value, se, se0, z, po, pe;
	double observed, expected;      /* disagreement: Do, De */
	double max, po_max;             /* the largest that margins allow */
	double low, high;               /* confidence interval */
	uint64_t n;                     /* what it rests on: see the row */
};

/* A coefficient.  A new one is a row here and a function. */
struct dn_agree_coef {
	const char *name;
	bool pair;              /* of two annotators, who must be just two */
	bool disagreement;      /* by a scale, with Do and De, not weights */
	bool normal;            /* interval by the normal law, else Student's */
	double least;           /* no interval goes below this */
	/* `result` comes with all numbers NAN; the counts are not empty. */
	void (*compute)(const struct dn_agree_table *table,
	    struct dn_agree_result *result);
};

/*
 * The rows in their order, ended by one without a name:
 *
 * percent: mean over the items with two ratings or more of the share of pairs
 *   of ratings that agree; n counts all rated items; Gwet (2014).
 * cohen: Cohen (1960), over the n items that both annotators rated; se and
 *   se0 of Fleiss, Cohen and Everitt (1969), interval by the normal law.
 * fleiss: Fleiss (1971); with ratings missing or in excess Gwet (2014), with
 *   his se, over n rated items; se0 of Fleiss, Levin and Paik (2003), where
 *   all items have the same number of ratings.
 * krippendorff: alpha of Krippendorff (2011), nominal, over the n items with
 *   two ratings or more; se of Gwet (2014).
 */
extern const struct dn_agree_coef dn_agree_coefs[];

/* The row of that name, or NULL. */
const struct dn_agree_coef *dn_agree_coef_find(const char *name, size_t len);

/*
 * Compute one.  The reason for which there is no value is "empty" (no
 * ratings), "one-annotator", "many-annotators", "no-pairs" or "one-category";
 * what is defined beside it is given all the same.  The interval is at
 * `confidence` (0..1, neither end); Student's has n - 1 degrees of freedom.
 */
void dn_agree_compute(const struct dn_agree_coef *coef,
    const struct dn_agree_table *table, double confidence,
    struct dn_agree_result *result);

#endif
