/* SPDX-License-Identifier: MIT */
/* Public notices: is each receipt's over, so that money may go on (R14)? */
#ifndef DN_LEDGER_NOTICE_H
#define DN_LEDGER_NOTICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "ledger/book.h"
#include "ledger/policy.h"

/*
 * The last day of a notice that began on day `start`: that one is not counted
 * (Civil Code art. 201), and a holiday of the policy at the end is passed
 * over (art. 203).  The notice is over from the day after.
 */
int32_t dn_notice_last_day(const struct dn_policy *policy, int32_t start,
    int64_t days);

/*
 * How many of the receipts among the first `events`, but for those left
 * `out`, have no notice that is over on `day`, by `version` of the policy.
 * One that was taken down (`end`) before its last day never is.  0 with
 * `*open`, or -1 with DN_E_NO_MEMORY.
 */
int dn_notice_count(const struct dn_book *book, const bool *out,
    size_t events, const struct dn_policy *policy,
    const struct dn_policy_version *version, int32_t day, size_t *open,
    struct dn_err *err) DN_MUST_CHECK;

#endif
