/* SPDX-License-Identifier: MIT */
/* Records of the ledger drawn as forms that are printed and signed. */
#ifndef DN_REPORT_FORM_H
#define DN_REPORT_FORM_H

#include <stdbool.h>

#include "core/bytes.h"
#include "report/paper.h"

/* What lines are grouped by, with a subtotal for each. */
enum dn_form_by {
	DN_FORM_BY_NOTHING,
	DN_FORM_BY_BATCH,
	DN_FORM_BY_MONTH,
	DN_FORM_BY_PERSON
};

/* How it is drawn, and what the records do not say; spans may be absent. */
struct dn_form_options {
	enum dn_lang lang;
	enum dn_form_by by;
	bool bom;                       /* of CSV, for Excel */
	struct dn_span programme;       /* its title */
	struct dn_span policy;          /* its id */
	struct dn_span digest;          /* SHA-256 of its file, in hex */
	const char *title;              /* of a report: a key of words.def */
	struct dn_span day;             /* of a report: of which day it is */
};

/*
 * Append `jsonl`, what dn-ledger wrote as JSON Lines, as a form: records
 * `line` with or without their `statement`, a `settlement`, or the records of
 * dn-ledger's reports (where there is a title), which make one table a kind.
 * Equal records make equal bytes.  0, or -1 with DN_E_BAD_JSON,
 * DN_E_MISSING_FIELD, DN_E_BAD_TYPE (with the line), DN_E_OVERFLOW of a sum, or
 * DN_E_NO_MEMORY.
 *
 * - CSV is one table of the lines, amounts in yuan: no sums, unless grouped;
 *   then a first column tells `line`, `subtotal` and `total`.  A settlement is
 *   a table of its figures, and one of its batches.
 * - Markdown and HTML have a head, the amount in figures and in uppercase, a
 *   table of sums by batch and component, the lines, the way to what is
 *   payable, and lines to sign on.
 *
 * Grouped lines are in the byte order of what they are grouped by, and within
 * a group in the order they came; lines without it come first.
 */
int dn_form_write(struct dn_span jsonl, enum dn_form form,
    const struct dn_form_options *options, struct dn_bytes *out,
    struct dn_err *err) DN_MUST_CHECK;

/* Find a form or grouping by name: "csv", "md", "html"; "batch" and so on. */
bool dn_form_parse(struct dn_span name, enum dn_form *form);
bool dn_form_by_parse(struct dn_span name, enum dn_form_by *by);

#endif
