/* SPDX-License-Identifier: MIT */
/* Whether what lies beside a journal is as the journal has it. */
#ifndef DN_LEDGER_AUDIT_H
#define DN_LEDGER_AUDIT_H

#include "io/journal.h"
#include "ledger/register.h"

/*
 * Look at the policies: each file of DIR/policy is named by its SHA-256, and
 * all that a statement followed are there, as is the last one.  Faults are told
 * to `watch`; `err->source` is *borrowed* for the call.  -1 with DN_E_READ,
 * DN_E_SYSTEM or DN_E_NO_MEMORY.
 */
int dn_audit_policies(const struct dn_journal *journal,
    const struct dn_register *reg, const struct dn_register_watch *watch,
    struct dn_err *err) DN_MUST_CHECK;

#endif
