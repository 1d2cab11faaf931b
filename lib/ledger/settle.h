/* SPDX-License-Identifier: MIT */
/* The final settlement: what may be kept of all that was paid (R16, R17). */
#ifndef DN_LEDGER_SETTLE_H
#define DN_LEDGER_SETTLE_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "ledger/issued.h"
#include "ledger/statement.h"

/* A batch's part. */
struct dn_settlement_batch {
	uint32_t batch;
	int64_t completed;      /* persons of it who completed */
	int64_t clawback;       /* its share of what is to be given back */
};

/* What a settlement says; amounts are fen. */
struct dn_settlement {
	int64_t completed;      /* passed, with as many months as asked for; */
	                        /* without instalments: owed anything */
	int64_t by_person;      /* what all persons and batches are owed */
	int64_t by_headcount;   /* the budget's share of heads completed */
	int64_t entitled;       /* the one of both that the method takes */
	int64_t stated;         /* by all statements before */
	int64_t carry;          /* of the last of them */
	int64_t clawback;       /* paid beyond what is entitled, >= 0 */
	struct dn_settlement_batch *batches;    /* by name, as bytes */
	size_t batch_count;     /* those opened, or with lines stated */
};

/*
 * Settle what is owed by the cut: 0 with a *new* settlement, or -1 with
 * DN_E_NO_MEMORY, DN_E_OVERFLOW, or DN_E_CONFIG where no version of the policy
 * is in force on that day; to be released in both cases.  `before` is as for
 * dn_statement_make, and stays as it is but for its order.
 *
 * The clawback is split over the batches by their heads completed (largest
 * remainder, ties to the first name); where nobody completed by what was
 * stated for each, and where nothing was evenly.
 */
int dn_settle(struct dn_settlement *settlement, struct dn_book *book,
    const struct dn_policy *policy, const struct dn_cut *cut,
    struct dn_issued_sums *before, struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds. */
void dn_settlement_release(struct dn_settlement *settlement);

/* Append its text as it is issued: one JSON line, with newline. */
void dn_settlement_write(struct dn_bytes *out,
    const struct dn_settlement *settlement, const struct dn_book *book,
    struct dn_span id, int32_t day);

/* Append its sums as members of an object: ,"completed":1 and so on. */
void dn_settlement_write_sums(struct dn_bytes *out,
    const struct dn_settlement *settlement);

#endif
