/* SPDX-License-Identifier: MIT */
/* From a stream of records into the book. */
#ifndef DN_LEDGER_INTAKE_H
#define DN_LEDGER_INTAKE_H

#include <stddef.h>
#include <stdint.h>

#include "io/jsonl.h"
#include "ledger/book.h"

/* Names of the reasons for which a record changes nothing; NULL-ended. */
extern const char *const dn_intake_ignores[];

/* Where events go to. */
struct dn_intake {
	struct dn_book *book;   /* borrowed */
	uint32_t asks;          /* of dn_event_read, but for the identity */
	int32_t day;            /* later events are told as ignored */
	size_t mask_head, mask_tail;    /* what is shown of citizen numbers */
};

/*
 * Set up a loop that reads events, in parallel, and adds them to the book, in
 * input order.  All go in, later ones as well: an event may name them.  Bad
 * ones are rejected as dn_event_read and dn_book_add fail; where persons are
 * citizen numbers, what looks like one is masked in rejects.
 */
void dn_intake_loop(struct dn_intake *intake, struct dn_loop *loop);

#endif
