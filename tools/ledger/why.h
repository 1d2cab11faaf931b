/* SPDX-License-Identifier: MIT */
/* What the verbs share that look at a ledger and change nothing. */
#ifndef DN_TOOLS_LEDGER_WHY_H
#define DN_TOOLS_LEDGER_WHY_H

#include "ledger/derive.h"
#include "ledger/need.h"
#include "ledger/standing.h"
#include "tools/ledger/open.h"

/* A ledger that is looked at on a day. */
struct looked {
	struct opened opened;
	struct dn_cut cut;              /* --as-of, else the last day of all */
	struct dn_history history;      /* of statements up to then */
	struct dn_issued issued;        /* what they have said together */
	enum dn_language language;      /* --lang */
};

/*
 * Open the ledger of --dir for reading, with a policy, and choose the day.
 * False, and said so; by close_look it is released in all cases.
 */
bool open_look(struct dn_run *run, const struct asked *asked,
    struct looked *looked);

/*
 * See what statements have said up to the day: looked->issued.  `seen` is told
 * after each of them, or NULL.  False, and said so.
 */
bool look_back(struct dn_run *run, struct looked *looked,
    bool (*seen)(void *state, const struct dn_issue *issue), void *state);

/* Release what was opened. */
void close_look(struct looked *looked);

#endif
