/* SPDX-License-Identifier: MIT */
/* Lines of what answers are worth beside what is right. */
#ifndef DN_AGREE_SCORE_TRUTH_H
#define DN_AGREE_SCORE_TRUTH_H

#include "agree/gate.h"
#include "agree/score_line.h"
#include "agree/truth.h"

/* What is written, and where to; all is *borrowed*. */
struct dn_score_truth {
	struct dn_score_line line;      /* of the coefficient */
	/* Of two annotators; the first is right where nobody else is. */
	const struct dn_agree_table *table;
	double confidence;
	bool per_label;                 /* a line a label too, of f1 */
	const struct dn_gate *gates;
	size_t gate_count;
	struct dn_bytes *out, *missed;
};

/*
 * Append the line of all annotators and, where it is known who is right, one of
 * each.  -1 with DN_E_TOO_LONG for texts that are too far apart, or
 * DN_E_NO_MEMORY.
 */
int dn_score_truth_write(const struct dn_score_truth *truth,
    struct dn_err *err) DN_MUST_CHECK;

#endif
