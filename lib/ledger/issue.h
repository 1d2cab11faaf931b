/* SPDX-License-Identifier: MIT */
/* What the journal's line of a statement or settlement says. */
#ifndef DN_LEDGER_ISSUE_H
#define DN_LEDGER_ISSUE_H

#include "core/bytes.h"
#include "ledger/book.h"
#include "ledger/register.h"

/*
 * Read the line, one legal JSON object, into a zeroed issue, with *new* heads:
 * -1 with DN_E_MISSING_FIELD, DN_E_BAD_VALUE, DN_E_UNKNOWN_ID (heads of a batch
 * that the book has not) or DN_E_NO_MEMORY.  Free issue->heads in any case.
 */
int dn_issue_read(struct dn_issue *issue, struct dn_span line,
    const struct dn_book *book, struct dn_bytes *scratch,
    struct dn_err *err) DN_MUST_CHECK;

#endif
