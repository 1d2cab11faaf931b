/* SPDX-License-Identifier: MIT */
/* Entitlement: what is owed, as a pure function of events, policy and day. */
#ifndef DN_LEDGER_ENTITLE_H
#define DN_LEDGER_ENTITLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "ledger/book.h"
#include "ledger/policy.h"
#include "ledger/standing.h"

/* One amount that is owed; never 0.  Its first four members are its key. */
struct dn_line {
	uint32_t batch;         /* DN_EVENT_NOBODY: of none */
	uint32_t component;     /* number in the book's `components` */
	uint32_t person;        /* DN_EVENT_NOBODY: of none, as an advance */
	int32_t month;          /* dn_month_number; 0: of none */
	int64_t fen;
	const struct dn_policy_version *version;        /* that it follows */
	const struct dn_policy_component *rule;         /* of that version */
	/* Of what is owed both are there; what is taken back may have had a
	   policy that is gone: then they are NULL. */
};

/*
 * The lines, in the order of the names that are shown: by batch (those of none
 * last), component (see dn_policy_rank), person and month; and what a
 * statement must remember.
 */
struct dn_entitlement {
	struct dn_line *lines;
	size_t count, room;
	struct dn_batch_standing *batches;      /* by number in the book */
	size_t batch_count;
	struct dn_findings findings;
	struct dn_names *shown; /* persons as they are shown, by number */
	bool *out;              /* an event: voided, or not in the cut */
	uint32_t *home;         /* a person's batch, or DN_EVENT_NOBODY (R20) */
	uint32_t *retained;     /* a person's months that count (R6 to R9) */
};

/*
 * E(events, policy, cut): 0 with a *new* entitlement, or -1 with
 * DN_E_NO_MEMORY or DN_E_OVERFLOW; to be released in both cases.  `issued` is
 * what statements have said so far, or NULL: it counts where heads are frozen
 * (R2) and where a batch is held (R18), in which case only what was stated can
 * be owed.  A statement is the difference between the two.  The ids of all
 * components of the policy are added to the book's `components`.
 *
 * Citizen numbers are shown masked, and as two persons may share a mask, the
 * second to come has "#2" behind it, and so on.
 */
int dn_entitle(struct dn_entitlement *entitlement, struct dn_book *book,
    const struct dn_policy *policy, const struct dn_cut *cut,
    const struct dn_issued *issued, struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds. */
void dn_entitlement_release(struct dn_entitlement *entitlement);

/*
 * Append a line as JSON, a `line` record with newline; `statement` is the id of
 * what it stands in, or absent.
 */
void dn_line_write(struct dn_bytes *out,
    const struct dn_entitlement *entitlement, const struct dn_book *book,
    const struct dn_line *line, struct dn_span statement);

#endif
