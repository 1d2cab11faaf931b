/* SPDX-License-Identifier: MIT */
/* Metric lines, as dn-kappa(1) describes them. */
#ifndef DN_AGREE_SCORE_LINE_H
#define DN_AGREE_SCORE_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "agree/coef.h"
#include "agree/compare.h"
#include "agree/items.h"
#include "agree/resample.h"
#include "agree/truth.h"
#include "agree/view.h"
#include "core/bytes.h"

/* What a line is about; all is *borrowed*. */
struct dn_score_line {
	const struct dn_gather *gather;
	const struct dn_agree_view *view;
	const struct dn_agree_coef *coef;
	const struct dn_metric *metric; /* that it was computed with */
	const struct dn_agree_table *table;     /* and from, or NULL */
	const uint32_t *annotator;      /* that it is of, else NULL: all */
	const uint32_t *annotators;     /* of a pair, else NULL: the view's */
	const uint32_t *label;          /* that it is of, else NULL */
	const struct dn_agree_item *item;       /* likewise */
	const struct dn_truth_sums *sums;       /* of an error rate */
	const struct dn_truth_label *shares;    /* of a label's f1 */
	const struct dn_truth_label *found;     /* of units of any label */
	double confidence;              /* 0: no interval was asked for */
	const struct dn_resample *resample;     /* how the error was found */
	bool benchmark;                 /* name the levels reached */
};

/* Append one line. */
void dn_score_line_write(const struct dn_score_line *line,
    const struct dn_agree_result *result, struct dn_bytes *out);

/* Append the line of a coefficient of answers beside what is right. */
void dn_score_line_write_truth(const struct dn_score_line *line,
    const struct dn_agree_result *result, struct dn_bytes *out);

/* Append the line of an item, with its ratings as `n`. */
void dn_score_line_write_item(const struct dn_score_line *line,
    const struct dn_agree_result *result, struct dn_bytes *out);

/* Append the line of a difference; line->coef is the first of the two. */
void dn_score_line_write_difference(const struct dn_score_line *line,
    const struct dn_agree_coef *second,
    const struct dn_difference *difference, struct dn_bytes *out);

/* Append the members `annotators` and `labels`, with a comma before each. */
void dn_score_line_add_names(const struct dn_score_line *line,
    struct dn_bytes *out);

/* The name that a line has: ac1 with weights is ac2. */
const char *dn_score_line_name(const struct dn_agree_coef *coef,
    const struct dn_metric *metric);

#endif
