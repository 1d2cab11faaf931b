/* SPDX-License-Identifier: MIT */
/* Labels that are sets: arrays of elements without an order. */
#ifndef DN_AGREE_METRIC_SETS_H
#define DN_AGREE_METRIC_SETS_H

#include "agree/metric.h"

/*
 * Fill in the elements of the metric's labels: an array is the set of its
 * elements, each once, any other label the set of itself.  -1 with
 * DN_E_NO_MEMORY.
 */
int dn_metric_read_sets(struct dn_metric *metric,
    const struct dn_categories *set, const uint32_t *labels,
    struct dn_err *err) DN_MUST_CHECK;

#endif
