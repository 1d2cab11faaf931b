/* SPDX-License-Identifier: MIT */
/* What was counted, written so that other runs' counts can be added. */
#ifndef DN_AGREE_PARTIAL_H
#define DN_AGREE_PARTIAL_H

#include "agree/gather.h"
#include "core/bytes.h"

/*
 * Append, in one order whatever that of the input was, a line with the account
 * of the run, `counts` and that of annotations, and one for each part, as
 * dn-kappa(1) has them under --partial.  The gathering is complete.
 */
int dn_partial_write(struct dn_gather *gather, const struct dn_counts *counts,
    struct dn_bytes *out, struct dn_err *err) DN_MUST_CHECK;

/*
 * Append the options that counts depend on, as a JSON object: those on which
 * scores do (`source` false), or those that say what was counted.
 */
void dn_partial_options(const struct dn_gather *gather, bool source,
    struct dn_bytes *out);

#endif
