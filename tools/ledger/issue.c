/* SPDX-License-Identifier: MIT */
/* statement and settle: issue one, or print again what was issued. */
#include <stdlib.h>

#include "core/utf8.h"
#include "ledger/kept.h"
#include "tools/ledger/issue.h"

bool
pass_issues(const struct task *task, struct dn_history *history,
    size_t count)
{
	struct dn_err err = DN_ERR_INIT;
	char *mended;

	history->reg = &task->opened.reg;
	history->journal = task->opened.journal;
	while (history->next < count) {
		if (dn_history_pass(history, &mended, &err) < 0) {
			dn_run_fail(task->run, &err);
			return false;
		}
		if (mended != NULL)
			dn_run_note(task->run, "%s: was not there as it was "
			    "issued, and was derived and written again",
			    mended);
		free(mended);
	}
	return true;
}

void
print_issue(const struct task *task, const struct dn_digest *policy)
{
	const struct opened *opened = &task->opened;
	bool known = opened->policy != NULL &&
	    dn_digest_equal(&opened->policy_digest, policy);
	struct dn_bytes hex;

	dn_bytes_init(&hex, SIZE_MAX);
	dn_digest_write(&hex, policy);
	print_form(task->run, &task->form, task->path,
	    known ? opened->policy : NULL, dn_bytes_span(&hex));
	dn_bytes_release(&hex);
}

/* Is it asked for as it was issued? */
static bool
is_same(const struct task *task, const struct dn_issue *issue)
{
	const char *id = task->id.ptr;

	if (issue->settlement != task->settlement)
		dn_run_usage(task->run, "\"%s\" is a %s", id,
		    issue->settlement ? "settlement" : "statement");
	else if (issue->cut != task->cut)
		dn_run_usage(task->run, "\"%s\" was issued with another cut",
		    id);
	else if (task->policy_given && !dn_digest_equal(&issue->policy,
	    &task->opened.policy_digest))
		dn_run_usage(task->run, "\"%s\" was issued by another policy",
		    id);
	return dn_run_intact(task->run);
}

/*
 * Print it again, from its file; a damaged one is derived first.  Nothing is
 * added, but what a kill left undone behind its line is done.
 */
static void
reprint(struct task *task, const struct dn_issue *issue)
{
	struct dn_history history = { .next = 0 };
	size_t number = (size_t)(issue - task->opened.reg.issues);

	if (is_same(task, issue) && (dn_kept_is(task->path, &issue->lines) ||
	    pass_issues(task, &history, number + 1)) &&
	    commit_ledger(task->run, &task->opened) &&
	    dn_run_output(task->run))
		print_issue(task, &issue->policy);
	dn_history_release(&history);
}

/* ---- the verbs ---- */

static void
issue_or_print(struct dn_run *run, const struct asked *asked, bool settlement)
{
	struct task task = {
		.run = run, .settlement = settlement,
		.policy_given = asked->text[OPTION_POLICY] != NULL,
		.id = dn_span_of(asked->text[OPTION_ID])
	};
	const struct dn_issue *known;

	if (task.id.len == 0 ||
	    dn_utf8_valid(task.id.ptr, task.id.len) < task.id.len)
		dn_run_usage(run, "--id: an id is a text, and not empty");
	if (!asked_day(run, asked, OPTION_CUT, &task.cut) ||
	    !asked_form(run, asked, &task.form) || !dn_run_intact(run))
		return;
	if (open_ledger(run, asked, DN_JOURNAL_WRITE, &task.opened)) {
		task.path = dn_kept_path(task.opened.journal, task.id);
		known = dn_register_issue(&task.opened.reg, task.id);
		if (task.path != NULL && known != NULL)
			reprint(&task, known);
		else if (task.path != NULL)
			issue_new(&task);
	}
	free(task.path);
	close_ledger(&task.opened);
}

void
verb_statement(struct dn_run *run, const struct asked *asked)
{
	issue_or_print(run, asked, false);
}

void
verb_settle(struct dn_run *run, const struct asked *asked)
{
	issue_or_print(run, asked, true);
}
