/* SPDX-License-Identifier: MIT */
/* Going through all that was issued, by what was kept or anew. */
#ifndef DN_LEDGER_DERIVE_H
#define DN_LEDGER_DERIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "ledger/issuing.h"
#include "ledger/register.h"

/*
 * A way through the statements and settlements of a register, in their order.
 * Register and journal are borrowed; the rest is its own, zeroed at first.
 */
struct dn_history {
	const struct dn_register *reg;
	const struct dn_journal *journal;
	size_t next;                    /* issue */
	struct dn_issued_sums sums;     /* of those before it */
	struct dn_policy *policy;       /* the last that was needed */
	struct dn_digest policy_digest;
};

/* Free what it holds. */
void dn_history_release(struct dn_history *history);

/*
 * Go past the next issue: by its file where that is as it was issued, else
 * the issue is derived anew, and when it comes out as it was issued the file
 * is written again.  0 with `*mended` the *new* path of such a file, or NULL;
 * -1 with DN_E_BROKEN, about the issue's line in the journal, where it does
 * not come out, or as what it needs fails.
 */
int dn_history_pass(struct dn_history *history, char **mended,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Have the policy at hand that an issue followed, as history->policy: 0, or -1
 * with DN_E_BROKEN, about the issue's line in the journal, where the kept file
 * is not as it was.
 */
int dn_history_policy(struct dn_history *history,
    const struct dn_issue *issue, struct dn_err *err) DN_MUST_CHECK;

/*
 * Derive every statement and settlement of the register anew, from events and
 * kept policies alone, and compare it with its line in the journal (but for
 * its `tool`) and with its file, where that is there.  What differs is told to
 * the watch, with the first line that does.  The register must have been read
 * without a fault.  0, or -1 as what it needs fails.
 */
int dn_derive_all(const struct dn_register *reg,
    const struct dn_journal *journal, const struct dn_register_watch *watch,
    struct dn_err *err) DN_MUST_CHECK;

#endif
