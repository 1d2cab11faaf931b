/* SPDX-License-Identifier: MIT */
/* Of many differences those worth looking at: the worst and the borderline. */
#ifndef DN_MATCH_DIFFER_CASE_H
#define DN_MATCH_DIFFER_CASE_H

#include <stdint.h>

#include "match/differ.h"
#include "match/differ_line.h"

/*
 * Differences put in one after the other.  Those of the same kind, labels and
 * tenth of similarity count as one case, so memory grows with these, not with
 * the differences.
 */
struct dn_differ_cases;

/* *New*, for `most` cases of either sort a kind; NULL without memory. */
struct dn_differ_cases *dn_differ_cases_new(uint64_t most, bool drill,
    struct dn_diff_limits limits);

/* Free; NULL is fine. */
void dn_differ_cases_free(struct dn_differ_cases *cases);

/* Put one in.  -1 with DN_E_NO_MEMORY. */
int dn_differ_cases_add(struct dn_differ_cases *cases,
    const struct dn_differ_line *line, const struct dn_diff *diff,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Append the chosen ones, numbered from 1 in the order in which they came: of
 * each kind the worst, and of the others those nearest to the limit of their
 * kind.  The worst of a wrong label or a duplicate is the most similar, of all
 * else the least; of equal ones the first.  With `drill` they are questions.
 * -1 with DN_E_NO_MEMORY.
 */
int dn_differ_cases_write(struct dn_differ_cases *cases,
    struct dn_bytes *out, struct dn_err *err) DN_MUST_CHECK;

#endif
