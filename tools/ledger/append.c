/* SPDX-License-Identifier: MIT */
/* append: new events behind those of the journal, all or none of a call. */
#include <inttypes.h>
#include <stdio.h>

#include "ledger/admit.h"
#include "tools/ledger/open.h"

static void
refuse(void *state, const struct dn_err *err)
{
	dn_run_refuse(state, err);
}

/* The summary always tells how many events were there before. */
static void
tell_duplicates(struct dn_run *run)
{
	char count[24];

	snprintf(count, sizeof(count), "%" PRIu64, run->counts.ignored[0]);
	dn_run_summary(run, "duplicates", count);
}

/* Read the events, and write those that are new when all were read. */
static void
admit(struct dn_run *run, struct opened *opened, int32_t day)
{
	struct dn_admission admission = {
		.reg = &opened->reg, .journal = opened->journal, .day = day,
		.state = run, .refused = refuse
	};
	struct dn_loop loop;

	dn_admission_init(&admission);
	dn_admission_loop(&admission, &loop);
	if (dn_run_loop(run, &loop, false) && keep_policy(run, opened))
		(void)commit_ledger(run, opened);
	dn_admission_release(&admission);
}

void
verb_append(struct dn_run *run, const struct asked *asked)
{
	struct opened opened;
	int32_t day;

	if (!asked_recorded(run, asked, &day))
		return;
	if (open_ledger(run, asked, DN_JOURNAL_MAKE, &opened))
		admit(run, &opened, day);
	close_ledger(&opened);
	tell_duplicates(run);
}
