/* SPDX-License-Identifier: MIT */
/* What --min asks of a line, and what is said where it misses. */
#ifndef DN_AGREE_GATE_H
#define DN_AGREE_GATE_H

#include <stdbool.h>
#include <stddef.h>

#include "agree/score_line.h"

/* What --min asks: that a coefficient, or its lower end, be `least`. */
struct dn_gate {
	const struct dn_agree_coef *coef;
	bool low;
	double least;
};

/*
 * Append a line for people to `missed` for each of the gates of the line's
 * coefficient that the result misses; what is not defined misses all.
 */
void dn_gates_judge(const struct dn_gate *gates, size_t count,
    const struct dn_score_line *line, const struct dn_agree_result *result,
    struct dn_bytes *missed);

#endif
