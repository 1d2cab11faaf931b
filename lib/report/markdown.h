/* SPDX-License-Identifier: MIT */
/* Metric lines drawn as tables in Markdown. */
#ifndef DN_REPORT_MARKDOWN_H
#define DN_REPORT_MARKDOWN_H

#include "core/bytes.h"
#include "io/jsonl.h"
#include "report/words.h"

/*
 * Tables in the order in which their first lines came:
 *
 * - one of all metrics that count a whole and nothing apart;
 * - one for each metric and what it is counted apart by;
 * - one of all coefficients, the lines with an interval, a standard error or a
 *   reason, as dn-kappa writes them.
 *
 * Shares are value / of in percent with one decimal, rounded half up, where
 * both are whole numbers; other numbers have at most four decimals; a value
 * that is null is a dash.  Columns are aligned by the width on a terminal.
 * What comes from data is shown as dn_utf8_show does, at most 60 columns, with
 * the signs of Markdown escaped.
 */
struct dn_markdown;

/* A *new* drawing; NULL without memory. */
struct dn_markdown *dn_markdown_new(enum dn_lang lang);

/*
 * What to run over the lines, *borrowed*: it uses metric lines, in their
 * order, and ignores other records as "not-metric".
 */
const struct dn_loop *dn_markdown_loop(const struct dn_markdown *markdown);

/* After the run: append the tables.  -1 without memory. */
int dn_markdown_write(struct dn_markdown *markdown, struct dn_bytes *out,
    struct dn_err *err) DN_MUST_CHECK;

/* Free; NULL is fine. */
void dn_markdown_free(struct dn_markdown *markdown);

#endif
