/* SPDX-License-Identifier: MIT */
/* Which public notices run until when, and what is to be mended by when. */
#ifndef DN_LEDGER_AGENDA_H
#define DN_LEDGER_AGENDA_H

#include <stdint.h>

#include "core/bytes.h"
#include "ledger/book.h"
#include "ledger/policy.h"
#include "ledger/standing.h"

/*
 * Reads back the line of an event, without its newline: 0, or -1 with `err`.
 */
struct dn_agenda_source {
	int (*line)(void *state, const struct dn_event *event,
	    struct dn_bytes *out, struct dn_err *err);
	void *state;
};

/*
 * Append JSON Lines, sorted by the days on which things end:
 *
 * - a `notice` for each receipt, and for each notice of a receipt that is not
 *   there: receipt, received, start, days, last_day (Civil Code art. 201 and
 *   203), event, late (it began after the days that the policy allows), and
 *   state: `missing`, `waiting` (none yet, and there is time), `running`,
 *   `stopped` (taken down before its last day) or `complete` (from the day
 *   after the last one).  Of several notices the first to be complete counts,
 *   else the last;
 * - a `remedy` for each final acceptance that failed and each event of that
 *   type: event, from, days, due (R15), and state: `open`, `overdue`, or
 *   `done` when a final acceptance passed later.
 *
 * Rules are those in force on the day of the cut; without a policy of that day
 * nothing is asked for.  0, or -1 as the source fails or DN_E_NO_MEMORY.
 */
int dn_agenda_write(const struct dn_book *book,
    const struct dn_policy *policy, const struct dn_cut *cut,
    const struct dn_agenda_source *source, struct dn_bytes *out,
    struct dn_err *err) DN_MUST_CHECK;

#endif
