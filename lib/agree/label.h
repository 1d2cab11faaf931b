/* SPDX-License-Identifier: MIT */
/* Agreement about one label: it, or anything else. */
#ifndef DN_AGREE_LABEL_H
#define DN_AGREE_LABEL_H

#include <stdint.h>

#include "agree/coef.h"

/*
 * Compute `coef` with all labels but `label` taken for one, which leaves no
 * weights.  The question's table keeps rows.  Differently for
 *
 * fleiss: (P - p) / (1 - p), where p is the label's share and P, times p, the
 *   mean over items with two ratings or more of r_ik (r_ik - 1) / (r_i (r_i -
 *   1)): Fleiss (1971); se and interval only where all items have the same
 *   number of ratings.
 * specific-agreement: pairs that agree on it among those that have it.
 *
 * The reason is "unused" where nobody gave the label.  -1 with DN_E_NO_MEMORY.
 */
int dn_agree_compute_label(const struct dn_agree_coef *coef,
    const struct dn_agree_question *question, uint32_t label,
    struct dn_agree_result *result, struct dn_err *err) DN_MUST_CHECK;

#endif
