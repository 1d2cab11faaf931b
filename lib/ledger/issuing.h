/* SPDX-License-Identifier: MIT */
/* A statement or settlement on its way: made, written, and recorded. */
#ifndef DN_LEDGER_ISSUING_H
#define DN_LEDGER_ISSUING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "io/digest.h"
#include "ledger/settle.h"
#include "ledger/statement.h"

/* What is issued, the first three given by who does it. */
struct dn_issuing {
	bool settlement;
	struct dn_span id;              /* borrowed */
	struct dn_cut cut;
	struct dn_statement statement;          /* one of both */
	struct dn_settlement settled;
};

/* What its line in the journal says beside it. */
struct dn_issuing_seal {
	struct dn_digest policy;        /* of the policy file */
	struct dn_digest lines;         /* of the text as issued */
	struct dn_digest root;          /* of the journal lines before it */
	const char *tool;               /* name and version, borrowed */
};

/*
 * Work it out from the sums of all statements before it: 0, or -1 as
 * dn_statement_make and dn_settle fail.  To be released in both cases.
 */
int dn_issuing_make(struct dn_issuing *issuing, struct dn_book *book,
    const struct dn_policy *policy, struct dn_issued_sums *before,
    struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds, but for what was given. */
void dn_issuing_release(struct dn_issuing *issuing);

/*
 * Give its text as it is issued, piece by piece.  0, or -1 as the taker fails
 * or without memory.
 */
int dn_issuing_write(const struct dn_issuing *issuing,
    const struct dn_book *book, const struct dn_text_taker *taker,
    struct dn_err *err) DN_MUST_CHECK;

/* The digest of that text: 0, or -1 without memory. */
int dn_issuing_digest(const struct dn_issuing *issuing,
    const struct dn_book *book, struct dn_digest *digest,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Append its line in the journal, a JSON object without the closing brace:
 * all sums, the heads it froze, and the seal with `tool` as the last member.
 */
void dn_issuing_record(struct dn_bytes *out,
    const struct dn_issuing *issuing, const struct dn_book *book,
    const struct dn_issuing_seal *seal);

#endif
