/* SPDX-License-Identifier: MIT */
/* From a stream of records into a journal that was read. */
#ifndef DN_LEDGER_ADMIT_H
#define DN_LEDGER_ADMIT_H

#include <stddef.h>
#include <stdint.h>

#include "io/journal.h"
#include "io/jsonl.h"
#include "ledger/conceal.h"
#include "ledger/register.h"
#include "ledger/roster.h"

/* What is admitted where. */
struct dn_admission {
	struct dn_register *reg;        /* borrowed, as is the journal */
	struct dn_journal *journal;
	const struct dn_conceal *conceal;       /* persons are citizen */
						/* numbers; or NULL */
	struct dn_roster *roster;               /* with it: of all of them */
	uint32_t asks;                  /* of dn_event_read */
	int32_t day;                    /* for events that have no `rec` */
	void *state;                    /* for: */
	void (*refused)(void *state, const struct dn_err *err);
	struct dn_bytes line, scratch;  /* from here on its own */
};

/* Set up what is not the caller's, and free it. */
void dn_admission_init(struct dn_admission *admission);
void dn_admission_release(struct dn_admission *admission);

/*
 * Set up a loop that reads events, in parallel, and adds those that are new to
 * the journal, in input order, as sealed lines that wait for a commit: what was
 * there before is ignored as duplicate.  Refused, and told where there are no
 * rejects: what dn_event_read and dn_book_add refuse, and a statement or
 * settlement that was not issued here.
 *
 * With `conceal` persons must be citizen numbers, and what is read, kept and
 * sealed has names in their place; rejects are masked, and persons who are new
 * to the book go into the roster.
 */
void dn_admission_loop(struct dn_admission *admission, struct dn_loop *loop);

#endif
