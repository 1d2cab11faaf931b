/* SPDX-License-Identifier: MIT */
/* What is owed for components of any unit: from claims to lines. */
#ifndef DN_LEDGER_GENERAL_H
#define DN_LEDGER_GENERAL_H

#include "ledger/entitle.h"
#include "ledger/months.h"

/*
 * Add the lines of all components that are no advance and no instalment, and
 * put all lines of the entitlement in their order: 0, or -1 with DN_E_OVERFLOW
 * or DN_E_NO_MEMORY.  In a batch that is held no line is more than was stated
 * (R18).  The standing gets the findings.
 */
int dn_general_entitle(struct dn_entitlement *entitlement,
    struct dn_standing *standing, struct dn_months *months, int32_t day,
    const struct dn_issued *issued, struct dn_err *err) DN_MUST_CHECK;

#endif
