/* SPDX-License-Identifier: MIT */
/* Metric lines as one table for people. */
#ifndef DN_REPORT_SHEET_H
#define DN_REPORT_SHEET_H

#include "core/bytes.h"

/*
 * Append the metric lines `lines`, JSON Lines as a tool wrote them, as a table
 * in Markdown, a row each: what they are of, value, standard error, interval,
 * n and reason, as far as any line has them; numbers with four decimals at
 * most.  Columns are aligned by the width on a terminal.  -1 without memory.
 */
int dn_sheet_write(struct dn_span lines, struct dn_bytes *out,
    struct dn_err *err) DN_MUST_CHECK;

#endif
