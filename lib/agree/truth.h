/* SPDX-License-Identifier: MIT */
/* Answers held against what is right: accuracy, F1 and error rates. */
#ifndef DN_AGREE_TRUTH_H
#define DN_AGREE_TRUTH_H

#include <stddef.h>
#include <stdint.h>

#include "agree/categories.h"
#include "agree/coef.h"
#include "core/edits.h"

/* Items to which an annotator gave `got` where `expected` is right. */
struct dn_truth_cell {
	uint32_t annotator, expected, got;
	uint64_t items;
};

/* All of them; starts as zeroed. */
struct dn_truth {
	struct dn_truth_cell *cells;    /* sorted and summed once closed */
	size_t count, cap;
};

/* What the sums of a rate are made of, beside its result. */
struct dn_truth_sums {
	struct dn_edits edits;
	uint64_t reference;             /* characters or words expected */
};

/* Precision, recall and F1 of one label; NAN where not defined. */
struct dn_truth_label {
	double precision, recall, f1;
	uint64_t expected, got, both;   /* items */
};

/* Add items; nothing is added once it is closed. */
int dn_truth_add(struct dn_truth *truth, struct dn_truth_cell cell,
    struct dn_err *err) DN_MUST_CHECK;

/* Sort by annotator, expected and got, and sum what is the same. */
void dn_truth_close(struct dn_truth *truth);

/* Free what it holds. */
void dn_truth_release(struct dn_truth *truth);

/* The cells of one annotator: `count` of them, *borrowed*. */
const struct dn_truth_cell *dn_truth_of(const struct dn_truth *truth,
    uint32_t annotator, size_t *count);

/*
 * The functions below take some cells, of one annotator or all, and fill the
 * result: value, se, low and high, and n, the answers that were held against
 * what is right.  Without any the reason is "no-pairs" and the value NAN.
 */

/*
 * Begin a result of some cells: all is unknown but n.  True when there is
 * something to say of them.
 */
bool dn_truth_begin(const struct dn_truth_cell *cells, size_t count,
    struct dn_agree_result *result);

/* The share that is right; se of a binomial, interval of Wilson (1927). */
void dn_truth_accuracy(const struct dn_truth_cell *cells, size_t count,
    double confidence, struct dn_agree_result *result);

/*
 * F1 of units that were found or not: twice those with the right label by those
 * expected and those got; `absent` is the label of none.  se of a ratio over
 * pairs of units, interval by the normal law, cut at 0 and 1.  `labels` is
 * filled as below; `right` is the same of all units, and `found` of all
 * whatever their label.
 */
void dn_truth_units(const struct dn_truth_cell *cells, size_t count,
    double confidence, struct dn_truth_label *labels, size_t label_count,
    uint32_t absent, struct dn_truth_label *right,
    struct dn_truth_label *found,
    struct dn_agree_result *result);

/*
 * Macro F1: the mean over the labels that are expected or got.  se by the
 * delta method (Takahashi and others 2022), interval by the normal law, cut at
 * 0 and 1.  `labels`, `label_count` of them, is filled.
 */
void dn_truth_f1(const struct dn_truth_cell *cells, size_t count,
    double confidence, struct dn_truth_label *labels, size_t label_count,
    struct dn_agree_result *result);

/*
 * The edits that make answers of what is expected, by the length of the
 * latter: of characters (cer) or words (wer), as io/cutter.h cuts them.
 * Labels are strings of `set`, which `numbers` names by their place.  se is
 * that of a ratio over items (Cochran 1977), interval by Student's t, cut at
 * 0; the reason is "empty" where nothing is expected.  -1 with DN_E_TOO_LONG
 * for texts too far apart, or DN_E_NO_MEMORY.
 */
int dn_truth_rate(const struct dn_truth_cell *cells, size_t count,
    const struct dn_categories *set, const uint32_t *numbers, bool words,
    double confidence, struct dn_truth_sums *sums,
    struct dn_agree_result *result, struct dn_err *err) DN_MUST_CHECK;

#endif
