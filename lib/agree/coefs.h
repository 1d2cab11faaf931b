/* SPDX-License-Identifier: MIT */
/* What the files of coefficients share, and their functions. */
#ifndef DN_AGREE_COEFS_H
#define DN_AGREE_COEFS_H

#include "agree/coef.h"
#include "core/stat.h"

/* Why there is nothing to say of a single label. */
extern const char dn_agree_one_category[];

/* Sum over items of the squared distance from `centre`; starts with it. */
struct dn_agree_spread {
	double centre;
	struct dn_stat_sum sum;
};

/* Add `items` items with this value each. */
void dn_agree_spread_add(struct dn_agree_spread *spread, uint64_t items,
    double value);

/* The standard error of a mean over n items; NAN for less than two. */
double dn_agree_spread_error(const struct dn_agree_spread *spread, uint64_t n);

/* The mean weight of the pairs of a pattern's ratings, two or more. */
double dn_agree_within(const struct dn_metric *metric,
    const struct dn_agree_pattern *pattern);

/* The mean of that over the items with two ratings or more. */
double dn_agree_observed(const struct dn_metric *metric,
    const struct dn_agree_table *table);

/* Mean over a pattern's ratings of what `worth` says of their labels. */
double dn_agree_pattern_mean(const struct dn_agree_pattern *pattern,
    const double *worth);

/*
 * Gwet (2014): the standard error of result's value (po - pe) / (1 - pe) over
 * all rated items, where `worth` says of each label what it adds to chance and
 * its mean over the items is pe; NULL for a chance that is fixed.
 */
void dn_agree_gwet_error(const struct dn_agree_question *question,
    const double *worth, struct dn_agree_result *result);

/* Functions of rows: see coef.h. */
int dn_agree_percent(const struct dn_agree_question *question,
    struct dn_agree_result *result, struct dn_err *err) DN_MUST_CHECK;
int dn_agree_percent_all(const struct dn_agree_question *question,
    struct dn_agree_result *result, struct dn_err *err) DN_MUST_CHECK;
int dn_agree_specific(const struct dn_agree_question *question,
    struct dn_agree_result *result, struct dn_err *err) DN_MUST_CHECK;
int dn_agree_cohen(const struct dn_agree_question *question,
    struct dn_agree_result *result, struct dn_err *err) DN_MUST_CHECK;
int dn_agree_light(const struct dn_agree_question *question,
    struct dn_agree_result *result, struct dn_err *err) DN_MUST_CHECK;
int dn_agree_scott(const struct dn_agree_question *question,
    struct dn_agree_result *result, struct dn_err *err) DN_MUST_CHECK;
int dn_agree_fleiss(const struct dn_agree_question *question,
    struct dn_agree_result *result, struct dn_err *err) DN_MUST_CHECK;
int dn_agree_conger(const struct dn_agree_question *question,
    struct dn_agree_result *result, struct dn_err *err) DN_MUST_CHECK;
int dn_agree_krippendorff(const struct dn_agree_question *question,
    struct dn_agree_result *result, struct dn_err *err) DN_MUST_CHECK;
int dn_agree_ac(const struct dn_agree_question *question,
    struct dn_agree_result *result, struct dn_err *err) DN_MUST_CHECK;
int dn_agree_brennan_prediger(const struct dn_agree_question *question,
    struct dn_agree_result *result, struct dn_err *err) DN_MUST_CHECK;

#endif
