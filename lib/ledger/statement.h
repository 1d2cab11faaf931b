/* SPDX-License-Identifier: MIT */
/* A statement: what is owed now, less all that was stated before. */
#ifndef DN_LEDGER_STATEMENT_H
#define DN_LEDGER_STATEMENT_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "ledger/entitle.h"
#include "ledger/issued.h"
#include "ledger/totals.h"

/* What a statement says. */
struct dn_statement {
	struct dn_line *lines;          /* differences, in the order shown */
	size_t count;
	struct dn_issued_heads *heads;  /* frozen by it (R2), by batch shown */
	size_t heads_count;
	struct dn_totals totals;
	size_t notices;         /* receipts whose notice is not over (R14) */
	struct dn_entitlement owed;     /* what its lines lead up to */
};

/*
 * State what is owed by the cut: 0 with a *new* statement, or -1 with
 * DN_E_NO_MEMORY or DN_E_OVERFLOW; to be released in both cases.  `before` are
 * the sums of the statements before it, which it puts in order, and the carry
 * of the last.
 */
int dn_statement_make(struct dn_statement *statement, struct dn_book *book,
    const struct dn_policy *policy, const struct dn_cut *cut,
    struct dn_issued_sums *before, struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds. */
void dn_statement_release(struct dn_statement *statement);

/*
 * Let the sums before it go on to those after it.  0, or -1 with
 * DN_E_NO_MEMORY.
 */
int dn_statement_pass(const struct dn_statement *statement,
    struct dn_issued_sums *sums, struct dn_err *err) DN_MUST_CHECK;

/*
 * Who takes a text piece by piece: `take` returns 0, or -1 with `err`, which
 * ends the writing.
 */
struct dn_text_taker {
	int (*take)(void *state, struct dn_span piece, struct dn_err *err);
	void *state;
};

/* Append the sums as members of an object: ,"upfront_fen":1 and so on. */
void dn_totals_write(struct dn_bytes *out, const struct dn_totals *totals);

/*
 * Give the text of a statement as it is issued, JSON Lines, piece by piece: a
 * record `line` for each, then one `statement`.  0, or -1 as `taker` fails or
 * without memory.
 */
int dn_statement_write(const struct dn_statement *statement,
    const struct dn_book *book, struct dn_span id, int32_t day,
    const struct dn_text_taker *taker, struct dn_err *err) DN_MUST_CHECK;

#endif
