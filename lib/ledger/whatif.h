/* SPDX-License-Identifier: MIT */
/* A policy with one value changed: what if it were so? */
#ifndef DN_LEDGER_WHATIF_H
#define DN_LEDGER_WHATIF_H

#include <stddef.h>

#include "core/bytes.h"
#include "ledger/policy.h"

/*
 * A *new* policy as `policy`, with each PATH=VALUE of `changes` (at least one)
 * made so in every version that has a place for it, and only then checked.
 * PATH is a key, or keys with dots between them, as "batch.min_for_acceptance"
 * or "retention.cap": a component goes by its id, and a key of `pays` may be
 * named without it.  VALUE is YAML, as "150000", "batch", "[E1, E2]" or "null".
 * A key that is absent is added.
 *
 * NULL with DN_E_USAGE where a change has no '=', or with DN_E_CONFIG where
 * VALUE is no YAML, no version has a place for it, or the policy is none any
 * more: the text names the change, or all of them; or DN_E_NO_MEMORY.
 */
struct dn_policy *dn_policy_what_if(const struct dn_policy *policy,
    const char *const *changes, size_t count, struct dn_err *err)
    DN_MUST_CHECK;

#endif
