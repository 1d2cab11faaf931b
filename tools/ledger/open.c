/* SPDX-License-Identifier: MIT */
/* Opening a ledger: first the policy, then the lock, then all lines. */
#include "tools/ledger/open.h"

#include <stdlib.h>

#include "ledger/conceal.h"

/* Say what failed: always false. */
static bool
fail(struct dn_run *run, const struct dn_err *err)
{
	dn_run_fail(run, err);
	return false;
}

bool
open_folder(struct dn_run *run, const struct asked *asked,
    enum dn_journal_use use, struct opened *opened)
{
	const char *policy = asked->text[OPTION_POLICY];
	struct dn_err err = DN_ERR_INIT;

	*opened = (struct opened){ .journal = NULL };
	dn_bytes_init(&opened->policy_text, DN_YAML_MAX_BYTES);
	if (dn_digest_needed(&err) < 0)
		return fail(run, &err);
	if (policy != NULL) {
		opened->policy_path = strdup(policy);
		if (!dn_run_side_input(run, policy) ||
		    !load_policy(run, opened))
			return false;
	}
	opened->journal = dn_journal_open(asked->text[OPTION_DIR], use, &err);
	if (opened->journal == NULL)
		return fail(run, &err);
	return policy != NULL || load_last(run, opened);
}

bool
open_ledger(struct dn_run *run, const struct asked *asked,
    enum dn_journal_use use, struct opened *opened)
{
	struct dn_err err = DN_ERR_INIT;

	if (!open_folder(run, asked, use, opened))
		return false;
	if (dn_register_read(&opened->reg, opened->journal, run->threads,
	    NULL, &err) < 0)
		return fail(run, &err);
	if (use == DN_JOURNAL_READ && dn_journal_torn(opened->journal) > 0)
		dn_run_note(run, "%s: %llu bytes behind the last line are "
		    "torn and left out", dn_journal_path(opened->journal),
		    (unsigned long long)dn_journal_torn(opened->journal));
	return true;
}

bool
agrees_on_names(struct dn_run *run, const struct opened *opened)
{
	const struct dn_names *persons = opened->reg.book->persons;
	struct dn_err err = { .source = dn_journal_path(opened->journal) };
	bool hidden, hides = opened->policy != NULL &&
	    opened->policy->versions[0].identity == DN_IDENTITY_GB11643;

	if (dn_names_count(persons) == 0)
		return true;
	hidden = dn_conceal_is_name(dn_names_get(persons, 0));
	if (hidden == hides)
		return true;
	dn_err_set(&err, DN_E_CONFIG, hidden ? "its persons are citizen "
	    "numbers: the policy's identity must be gb11643" : "it names "
	    "persons openly: the policy's identity must stay opaque");
	return fail(run, &err);
}

bool
commit_ledger(struct dn_run *run, struct opened *opened)
{
	struct dn_err err = DN_ERR_INIT;
	uint64_t torn = dn_journal_torn(opened->journal);
	bool done = dn_register_commit(&opened->reg, opened->journal,
	    &err) == 0;

	if (dn_journal_moved(opened->journal) != NULL)
		dn_run_note(run, "%s: %llu bytes of a torn last line were "
		    "moved to %s", dn_journal_path(opened->journal),
		    (unsigned long long)torn,
		    dn_journal_moved(opened->journal));
	return done || fail(run, &err);
}

void
close_ledger(struct opened *opened)
{
	dn_policy_free(opened->policy);
	dn_bytes_release(&opened->policy_text);
	free(opened->policy_path);
	dn_register_release(&opened->reg);
	dn_journal_close(opened->journal);
}
