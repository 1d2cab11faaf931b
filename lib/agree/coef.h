/* SPDX-License-Identifier: MIT */
/* Coefficients of agreement: a row each, computed from integer counts. */
#ifndef DN_AGREE_COEF_H
#define DN_AGREE_COEF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agree/metric.h"
#include "agree/table.h"

/* What each has an own value of: see dn_agree_question.own. */
enum dn_agree_own { DN_AGREE_OWN_NONE, DN_AGREE_OWN_PATTERN,
	DN_AGREE_OWN_ROW, DN_AGREE_OWN_CELL };

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
	uint64_t undefined;             /* pairs of annotators left out */
	uint64_t lost;                  /* replicates without a value */
	enum dn_agree_own own_of;       /* what question->own was filled for */
};

/* What is said of answers beside what is right, by agree/truth.h. */
enum dn_agree_truth { DN_AGREE_NO_TRUTH, DN_AGREE_ACCURACY, DN_AGREE_F1,
	DN_AGREE_CER, DN_AGREE_WER };

/* What coefficients are computed from; all is *borrowed*. */
struct dn_agree_question {
	const struct dn_agree_table *table;
	const struct dn_metric *weights;        /* of kappas and the like */
	const struct dn_metric *scale;          /* of alpha */
	const double *numbers;          /* that labels are, or NULL */
	double tolerance;               /* of percent-all */
	double confidence;              /* of intervals: 0..1, neither end */
	bool point;                     /* the value alone, no errors */
	/*
	 * NULL, or room for a number for each of the table's patterns, rows or
	 * cells, whichever result->own_of says: an item's own value, whose
	 * mean over the n items is the coefficient and whose spread its error
	 * (Gwet 2014).
	 */
	double *own;
};

/* A coefficient.  A new one is a row and a function. */
struct dn_agree_coef {
	const char *name;
	bool pair;              /* of two annotators, who must be just two */
	bool who;               /* needs the table's rows */
	bool disagreement;      /* by the scale, with Do and De */
	bool plain;             /* takes no weights */
	bool normal;            /* interval by the normal law, else Student's */
	enum dn_agree_truth truth;      /* then it has no function here */
	double least;           /* no interval goes below this */
	/*
	 * `result` comes with all numbers NAN; the counts are not empty.  -1
	 * with DN_E_NO_MEMORY.
	 */
	int (*compute)(const struct dn_agree_question *question,
	    struct dn_agree_result *result, struct dn_err *err);
};

/*
 * The rows in their order, ended by one without a name.  With w = 1 -
 * distance, r_i the ratings of item i, r_ik those of label k, n rated items
 * and q labels, declared or used:
 *
 * percent: mean over the items with two ratings or more of the weight of
 *   their pairs of ratings; n counts all rated items; Gwet (2014).
 * percent-all: share of those items on which all agree, numbers within the
 *   tolerance.
 * specific-agreement: of all pairs of ratings with a given label the share
 *   that agree (Fleiss 1975, Cicchetti and Feinstein 1990): per label, and
 *   the mean by the labels' frequencies.
 * cohen: Cohen (1960, 1968), over the n items that both annotators rated; se
 *   and se0 of Fleiss, Cohen and Everitt (1969), interval by the normal law.
 * scott: Scott (1955), of two annotators; fleiss: Fleiss (1971); with ratings
 *   missing or in excess, and weights, Gwet (2014), with his se, over n rated
 *   items; se0 of Fleiss, Levin and Paik (2003), where all items have the same
 *   number of ratings and there are no weights.
 * conger: Conger (1980), chance by each annotator's own labels; se Gwet.
 * light: Light (1971), mean of Cohen's kappa over all pairs of annotators.
 * krippendorff: alpha of Krippendorff (2011), over the n items with two
 *   ratings or more; se of Gwet (2014).
 * ac1, ac2: Gwet (2008, 2014); with weights ac1 is ac2.
 * brennan-prediger: Brennan and Prediger (1981), also S and Randolph's kappa.
 */
extern const struct dn_agree_coef dn_agree_coefs[];

/*
 * The same of accuracy, f1, cer and wer, which have no function here: those of
 * agree/truth.h are theirs.
 */
extern const struct dn_agree_coef dn_agree_truths[];

/* The row of that name in either list, or NULL. */
const struct dn_agree_coef *dn_agree_coef_find(const char *name, size_t len);

/*
 * Compute one; The reason for which there is no value is "empty" (no
 * ratings), "one-annotator", "many-annotators", "no-pairs", "unused" or
 * "one-category"; what is defined beside it is given all the same.  Student's
 * interval has n - 1 degrees of freedom.  -1 with DN_E_NO_MEMORY.
 */
int dn_agree_compute(const struct dn_agree_coef *coef,
    const struct dn_agree_question *question,
    struct dn_agree_result *result, struct dn_err *err) DN_MUST_CHECK;

#endif
