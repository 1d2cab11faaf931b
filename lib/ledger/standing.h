/* SPDX-License-Identifier: MIT */
/* Who stands where on a day: which events hold, batches, verdicts, persons. */
#ifndef DN_LEDGER_STANDING_H
#define DN_LEDGER_STANDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "ledger/book.h"
#include "ledger/policy.h"

/* What is looked at: events that count by `day`, among the first `events`. */
struct dn_cut {
	int32_t day;
	size_t events;          /* SIZE_MAX: all of the book */
};

/* The sum of all that was stated under one key so far. */
struct dn_issued_line {
	uint32_t batch;         /* DN_EVENT_NOBODY: of none */
	uint32_t component;     /* number in the book's `components` */
	uint32_t person;        /* DN_EVENT_NOBODY: of none, as an advance */
	int32_t month;          /* dn_month_number; 0: of none */
	int64_t fen;
};

/* The heads of a batch as the first statement that showed it had them (R2). */
struct dn_issued_heads {
	uint32_t open;          /* the batch_open that they belong to */
	int64_t heads;
};

/* What statements have said so far; zeroed: nothing. */
struct dn_issued {
	const struct dn_issued_line *lines;     /* by their key, ascending */
	size_t line_count;
	const struct dn_issued_heads *heads;
	size_t heads_count;
};

/* A batch. */
struct dn_batch_standing {
	uint32_t open;          /* the last batch_open, or DN_EVENT_NOBODY */
	const struct dn_policy_version *version;  /* of that day, or NULL */
	uint32_t verdict;       /* the last in effect, or DN_EVENT_NOBODY */
	uint32_t powerless;     /* the last without effect since, or nobody */
	bool unproven;          /* it waits for evidence, or was too small */
	int64_t heads;          /* what the advance counts */
	int64_t enrolled;       /* persons enrolled now */
	int64_t passed;         /* persons who passed and belong to it */
	bool held;              /* new money stops (R18) */
};

/* Things worth knowing that are no errors. */
struct dn_findings {
	size_t strangers;       /* named by a verdict, but not enrolled (R4) */
	size_t small;           /* verdicts for batches too small (R13) */
	size_t waiting;         /* verdicts that wait for evidence (R11) */
	size_t unruled;         /* batches opened before any policy version */
	size_t low_wages;       /* wage proofs under the floor (R21) */
	size_t held;            /* batches (R18) */
	size_t unpaired;        /* sign-ins without sign-out or class (R12) */
};

/* The whole picture. */
struct dn_standing {
	const struct dn_book *book;
	const struct dn_policy *policy;
	bool *out;              /* an event: voided, or not in the cut */
	size_t events;          /* of the book that were looked at */
	struct dn_batch_standing *batches;      /* by number */
	uint32_t *home;         /* a person's batch, or DN_EVENT_NOBODY (R20) */
	struct dn_findings findings;
};

/*
 * Mark in `out` which of the first cut->events (at most as many as there are)
 * are voided, or come after the day.
 */
void dn_cut_leave_out(const struct dn_book *book, const struct dn_cut *cut,
    bool *out);

/*
 * Work it out.  0, or -1 with DN_E_NO_MEMORY.  To be released in both cases.
 * `issued` may be NULL.  Book and policy are borrowed.
 *
 * Events that hold are ordered by their day, those of one day as they stand in
 * the book; in a journal, whose days never go back, that is its order.
 */
int dn_standing_init(struct dn_standing *standing, const struct dn_book *book,
    const struct dn_policy *policy, const struct dn_cut *cut,
    const struct dn_issued *issued, struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds. */
void dn_standing_release(struct dn_standing *standing);

#endif
