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

/* Persons under names, and the roster that tells who they are. */
struct hiding {
	struct dn_conceal conceal;
	struct dn_roster roster;
};

/* Get the secret and the roster, or a new secret for a new journal. */
static bool
prepare(struct dn_run *run, const struct opened *opened,
    struct hiding *hiding)
{
	const struct dn_policy_version *first = &opened->policy->versions[0];
	struct dn_err err = { .source = dn_journal_path(opened->journal) };
	int found = dn_conceal_load(&hiding->conceal, opened->journal, &err);

	if (found == 0 && dn_names_count(opened->reg.book->persons) > 0)
		found = dn_err_set(&err, DN_E_NO_FILE, "its secret.key, which "
		    "made the names of its persons, is missing");
	if (found == 0)
		found = dn_conceal_make(&hiding->conceal,
		    (size_t)first->mask_head, (size_t)first->mask_tail, &err);
	if (found >= 0 && dn_roster_load(&hiding->roster, opened->journal,
	    &err) == 0)
		return true;
	dn_run_fail(run, &err);
	return false;
}

/* Write all: what tells who persons are before what names them. */
static void
commit(struct dn_run *run, struct opened *opened, struct hiding *hiding)
{
	struct dn_err err = DN_ERR_INIT;

	if (opened->reg.lines > opened->reg.lines_read &&
	    (dn_conceal_keep(&hiding->conceal, opened->journal, &err) < 0 ||
	    dn_roster_write(&hiding->roster, opened->journal, &err) < 0))
		dn_run_fail(run, &err);
	else if (keep_policy(run, opened))
		commit_ledger(run, opened);
}

/* Read the events, and write those that are new when all were read. */
static void
admit(struct dn_run *run, struct opened *opened, int32_t day,
    struct hiding *hiding, bool hides)
{
	struct dn_admission admission = {
		.asks = opened->policy != NULL ?
		    dn_policy_asks(opened->policy) & ~DN_EVENT_CITIZEN : 0,
		.reg = &opened->reg, .journal = opened->journal, .day = day,
		.conceal = hides ? &hiding->conceal : NULL,
		.roster = &hiding->roster, .state = run, .refused = refuse
	};
	struct dn_loop loop;

	dn_admission_init(&admission);
	dn_admission_loop(&admission, &loop);
	if (dn_run_loop(run, &loop, false))
		commit(run, opened, hiding);
	dn_admission_release(&admission);
}

void
verb_append(struct dn_run *run, const struct asked *asked)
{
	struct hiding hiding = { .conceal = { .fresh = false } };
	struct opened opened;
	bool hides;
	int32_t day;

	if (!asked_recorded(run, asked, &day))
		return;
	if (open_ledger(run, asked, DN_JOURNAL_MAKE, &opened)) {
		hides = opened.policy != NULL && opened.policy->versions[0]
		    .identity == DN_IDENTITY_GB11643;
		if (agrees_on_names(run, &opened) &&
		    (!hides || prepare(run, &opened, &hiding)))
			admit(run, &opened, day, &hiding, hides);
	}
	dn_roster_release(&hiding.roster);
	close_ledger(&opened);
	tell_duplicates(run);
}
