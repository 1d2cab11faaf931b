/* SPDX-License-Identifier: MIT */
/* Metric lines of annotators, and what is asked of them. */
#ifndef DN_AGREE_QUALITY_LINE_H
#define DN_AGREE_QUALITY_LINE_H

#include <stddef.h>

#include "agree/quality.h"
#include "core/bytes.h"
#include "core/opt.h"

/*
 * Append all lines of a panel's annotators, in the order of their ranks: for
 * each accuracy, f1, cohen, gain, skill where there is a model, and confusion
 * where a label is known; and a line of the model itself.
 */
int dn_quality_lines_write(const struct dn_gather *gather,
    const struct dn_qualities *qualities, const struct dn_dawid *dawid,
    double confidence, struct dn_bytes *out, struct dn_err *err)
    DN_MUST_CHECK;

/* What --min asks of every annotator. */
struct dn_quality_gate {
	const struct dn_quality_metric *metric;
	double least;
};

/*
 * Read METRIC=X or accuracy.low=X each, as *new* gates.  -1 with DN_E_USAGE or
 * DN_E_NO_MEMORY, and then there are none.
 */
int dn_quality_gates_read(const struct dn_opt_list *mins,
    struct dn_quality_gate **gates, struct dn_err *err) DN_MUST_CHECK;

/* Append a line for people for every annotator who misses one of `count`. */
void dn_quality_gates_check(const struct dn_quality_gate *gates,
    size_t count, const struct dn_gather *gather,
    const struct dn_qualities *qualities, struct dn_bytes *missed);

#endif
