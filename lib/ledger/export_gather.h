/* SPDX-License-Identifier: MIT */
/* All that a ledger has to export, in the order of its journal. */
#ifndef DN_LEDGER_EXPORT_GATHER_H
#define DN_LEDGER_EXPORT_GATHER_H

#include "core/bytes.h"
#include "io/journal.h"
#include "ledger/export.h"
#include "ledger/register.h"

/*
 * Add every statement, settlement and payment of a ledger to `export`; a
 * payment that a correction voids is reversed, and restored with it.  A text as
 * issued that is not there is derived anew and kept, as dn_history_pass does.
 * `*left_out` is the number of payments that tell no amount.  0, or -1 as
 * dn_export_issue and dn_history_pass fail.
 */
int dn_export_gather(struct dn_export *export, const struct dn_register *reg,
    const struct dn_journal *journal, size_t *left_out, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * Append all stated lines as a table: a header, then statement, cut, batch,
 * component, person, month, fen, yuan and clause.  Fails in the same way.
 */
int dn_export_lines(const struct dn_register *reg,
    const struct dn_journal *journal, struct dn_bytes *out,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Append all events as a table, a column for each member that is a text or a
 * number and that people look for.  -1 as dn_journal_line fails.
 */
int dn_export_events(const struct dn_register *reg,
    const struct dn_journal *journal, struct dn_bytes *out,
    struct dn_err *err) DN_MUST_CHECK;

#endif
