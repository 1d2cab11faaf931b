/* SPDX-License-Identifier: MIT */
/* Explanations as JSON Lines, and as tables for people. */
#ifndef DN_LEDGER_EXPLAIN_WRITE_H
#define DN_LEDGER_EXPLAIN_WRITE_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "ledger/explain.h"

/* An amount that a statement said, with its number in the book. */
struct dn_explain_said {
	uint32_t statement;
	struct dn_issued_line line;
};

/* What explanations are written with; all of it is borrowed. */
struct dn_explain_words {
	const struct dn_explain *explain;
	enum dn_language language;
	struct dn_span policy;          /* SHA-256 in hex, or absent */
	const struct dn_explain_said *said;     /* about the person */
	size_t said_count;
	/* Append the journal's line of an event; NULL: there is none. */
	int (*line)(void *state, uint32_t event, struct dn_bytes *out,
	    struct dn_err *err);
	void *state;
	/* Append a person as shown; NULL: as in the entitlement. */
	void (*person)(struct dn_bytes *out, struct dn_span name);
};

/* How answers are written. */
enum dn_explain_form {
	DN_EXPLAIN_RECORDS,     /* `why`, a JSON text a line */
	DN_EXPLAIN_MISSING,     /* `missing`: what is open, likewise */
	DN_EXPLAIN_ROWS,        /* what is open as rows of CSV */
	DN_EXPLAIN_PAGE         /* Markdown */
};

/* Append what comes before all answers: of a CSV its head, else nothing. */
void dn_explain_begin(const struct dn_explain_words *words,
    enum dn_explain_form form, struct dn_bytes *out);

/* Append the answers.  0, or -1 as `line` fails or without memory. */
int dn_explain_write(const struct dn_explain_words *words,
    enum dn_explain_form form, const struct dn_explanation *explanation,
    struct dn_bytes *out, struct dn_err *err) DN_MUST_CHECK;

/* Append the answers as rows of CSV, or as a page: parts of the above. */
void dn_explain_write_rows(const struct dn_explain_words *words,
    const struct dn_explanation *explanation, struct dn_bytes *out);
void dn_explain_write_page(const struct dn_explain_words *words,
    const struct dn_explanation *explanation, struct dn_bytes *out);

/* Append the name of a person as it is shown. */
void dn_explain_write_person(const struct dn_explain_words *words,
    struct dn_bytes *out, uint32_t person);

#endif
