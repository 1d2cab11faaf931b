/* SPDX-License-Identifier: MIT */
/* The sums that a statement ends with. */
#ifndef DN_LEDGER_TOTALS_H
#define DN_LEDGER_TOTALS_H

#include <stdint.h>

/* The sums of a statement, in fen. */
struct dn_totals {
	int64_t upfront;        /* of lines by batch_head */
	int64_t retention;      /* of all others */
	int64_t carry_in;       /* from the statement before */
	int64_t net;            /* of the three */
	int64_t payable;        /* to be paid now, >= 0 */
	int64_t carry;          /* to the next: < 0 to be offset (R22), > 0 */
				/* not paid while a notice is open (R14) */
	int64_t refund;         /* to be given back now, >= 0 */
};

#endif
