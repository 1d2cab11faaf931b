/* SPDX-License-Identifier: MIT */
/* Reports on a programme: batches, its end, and who stays in work. */
#ifndef DN_LEDGER_REVIEW_H
#define DN_LEDGER_REVIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "ledger/entitle.h"
#include "ledger/issued.h"

#define DN_REVIEW_MONTHS 12     /* of a cohort */

/* A person enrolled in a batch, and what is known of their training. */
struct dn_member {
	uint32_t batch, person;
	uint32_t next;                  /* of the same person; NOBODY: last */
	bool sat, certified, unpaired;
	int64_t minutes;                /* attended */
	uint64_t evidence;              /* a bit for each kind required */
};

/* Everything that reports are made from. */
struct dn_review {
	struct dn_book *book;           /* borrowed, as the policy */
	const struct dn_policy *policy;
	struct dn_cut cut;
	struct dn_entitlement owed;
	size_t events;                  /* of the book that are looked at */
	struct dn_member *members;      /* by batch and person, ascending */
	size_t count;
	uint32_t *first;                /* a person's first membership */
	size_t *batches;                /* in the byte order of their names */
	size_t batch_count;
};

/* What is counted for a batch beside its members. */
struct dn_review_class {
	size_t sessions;
	int64_t minutes;                /* of its sessions */
	uint64_t evidence, personal;    /* kinds that came; with persons */
	size_t spot_checks;
	int64_t sampled, voided;
	int64_t kept;                   /* fen of the advance */
};

/*
 * Look at a programme on the day of a cut; `issued` as for dn_entitle.  0, or
 * -1 as dn_entitle; to be released in both cases.
 */
int dn_review_init(struct dn_review *review, struct dn_book *book,
    const struct dn_policy *policy, const struct dn_cut *cut,
    const struct dn_issued *issued, struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds. */
void dn_review_release(struct dn_review *review);

/* The membership of a person in a batch, or NULL. */
struct dn_member *dn_review_member(const struct dn_review *review,
    uint32_t batch, uint32_t person);

/* A person as shown. */
struct dn_span dn_review_name(const struct dn_review *review,
    uint32_t person);

/*
 * Append the evaluation of each batch as JSON Lines, a `batch_evaluation`:
 *
 * - opened, planned, enrolled;
 * - certificates (R10): sat (an exam or a certificate of any result), certified
 *   (one passed), of (what the policy takes the rate of), of_count, rate, its
 *   exact interval ci at 95 %, target_bp, met (certified * 10000 >= target_bp *
 *   of_count, in whole numbers), and sure: `pass` where the interval is all
 *   above the target, `fail` below it, else `inconclusive`;
 * - attendance (R12): sessions, scheduled_minutes (of all enrolled),
 *   attended_minutes (within the class, overlaps counted once), attendance
 *   (their ratio), unpaired (persons with a sign-in or sign-out alone);
 * - evidence (R11): pieces_required, pieces_present, completeness, missing
 *   (kinds that nothing came of).  A kind that came with the event of a person
 *   is asked of every person enrolled, any other one once of the batch;
 * - verdict (`pass`, `fail`, `too_small`, `unproven`, `none`), verdict_on,
 *   passed;
 * - the advance (R4): advance_fen for its heads, kept_fen as entitled now,
 *   return_fen (the difference, after a verdict);
 * - spot checks (R18): spot_checks, sampled, months_voided, held.
 *
 * Behind it an `evidence_gap` for each person who lacks kinds.  A ratio of
 * nothing is null.  0, or -1 with DN_E_NO_MEMORY or DN_E_OVERFLOW.
 */
int dn_review_batches(struct dn_review *review, struct dn_bytes *out,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Append a `retention` for each batch with a verdict, and one without `batch`
 * for all: passed, and reached, how many of them have had 1, 2, to
 * DN_REVIEW_MONTHS months that count.
 */
int dn_review_retention(struct dn_review *review, struct dn_bytes *out,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Append a `final_acceptance`: target_heads, enrolled, passed, completed,
 * reached (completed / target_heads), budget_fen and the figures of a
 * settlement on that day (R16, R17); then a `final_batch` for each batch:
 * planned, enrolled, passed, completed, entitled_fen, stated_fen,
 * clawback_fen.  `before` is as for dn_settle, which see for errors.
 */
int dn_review_final(struct dn_review *review, struct dn_issued_sums *before,
    struct dn_bytes *out, struct dn_err *err) DN_MUST_CHECK;

/* ---- of its parts ---- */

/*
 * Go through the events of training: fill in the members, and `classes`, one
 * a batch by number.  0, or -1 with DN_E_NO_MEMORY.
 */
int dn_review_train(struct dn_review *review,
    struct dn_review_class *classes, struct dn_err *err) DN_MUST_CHECK;

#endif
