/* SPDX-License-Identifier: MIT */
/* What the verbs share that look at a ledger and change nothing. */
#ifndef DN_TOOLS_LEDGER_WHY_H
#define DN_TOOLS_LEDGER_WHY_H

#include "ledger/issued.h"
#include "ledger/need.h"
#include "ledger/standing.h"
#include "tools/ledger/open.h"

/* A ledger that is looked at on a day. */
struct looked {
	struct opened opened;
	struct dn_cut cut;              /* --as-of, else the last day of all */
	struct dn_issued_sums sums;     /* of statements up to then */
	struct dn_issued issued;        /* a view of them */
	enum dn_language language;      /* --lang */
};

/*
 * Open the ledger of --dir for reading, with a policy, and see what statements
 * have said up to the day.  False, and said so; by close_look it is released
 * in all cases.
 */
bool open_look(struct dn_run *run, const struct asked *asked,
    struct looked *looked);
void close_look(struct looked *looked);

#endif
