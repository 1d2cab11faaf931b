/* SPDX-License-Identifier: MIT */
/* Issuing a statement or settlement: once, and so that a kill does no harm. */
#include "config.h"
#include "ledger/kept.h"
#include "tools/ledger/issue.h"

/* May there be a new one of that id and cut? */
static bool
is_free(const struct task *task)
{
	const struct dn_register *reg = &task->opened.reg;
	size_t i;

	if (dn_names_find(reg->book->ids, task->id) != DN_NAMES_NONE)
		dn_run_usage(task->run, "\"%s\" is the id of an event",
		    task->id.ptr);
	else if (task->opened.policy == NULL)
		dn_run_usage(task->run, "there is no policy yet: say --policy");
	for (i = 0; i < reg->issue_count && dn_run_intact(task->run); i++)
		if (!reg->issues[i].settlement &&
		    reg->issues[i].cut > task->cut)
			dn_run_usage(task->run, "the cut is before that of "
			    "statement \"%s\"", dn_names_get(reg->book->ids,
			    reg->issues[i].event).ptr);
	return dn_run_intact(task->run);
}

/* Write the file first, then the journal's line: see dn-ledger(1). */
static bool
record(struct task *task, const struct dn_issuing *issuing)
{
	struct opened *opened = &task->opened;
	struct dn_issuing_seal seal = {
		.policy = opened->policy_digest,
		.root = dn_merkle_root(&opened->reg.tree),
		.tool = "dn " PACKAGE_VERSION
	};
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes object, line;
	int result = -1;

	dn_bytes_init(&object, SIZE_MAX);
	dn_bytes_init(&line, SIZE_MAX);
	if (dn_kept_write(task->path, opened->journal, issuing,
	    opened->reg.book, &seal.lines, &err) == 0) {
		dn_issuing_record(&object, issuing, opened->reg.book, &seal);
		dn_register_seal(&opened->reg, dn_bytes_span(&object),
		    (struct dn_span){ NULL, 0 }, &line);
		result = dn_bytes_check(&line, &err);
	}
	if (result == 0)
		result = dn_journal_add(opened->journal, dn_bytes_span(&line),
		    &err);
	dn_bytes_release(&object);
	dn_bytes_release(&line);
	if (result < 0) {
		dn_run_fail(task->run, &err);
		return false;
	}
	return keep_policy(task->run, opened) &&
	    commit_ledger(task->run, opened);
}

/* Say what a person should look at before it is signed. */
static void
tell(const struct task *task, const struct dn_statement *statement)
{
	tell_findings(task->run, &statement->owed.findings);
	if (statement->notices > 0)
		dn_run_note(task->run, "receipts without a public notice that "
		    "is over: %zu%s", statement->notices,
		    statement->totals.carry > 0 ?
		    "; what would be paid is carried on" : "");
}

void
issue_new(struct task *task)
{
	struct opened *opened = &task->opened;
	struct dn_history history = { .next = 0 };
	struct dn_issuing issuing = {
		.settlement = task->settlement, .id = task->id,
		.cut = { task->cut, opened->reg.book->count }
	};
	struct dn_err err = DN_ERR_INIT;

	if (!is_free(task) || !agrees_on_names(task->run, opened) ||
	    !dn_run_output(task->run) ||
	    !pass_issues(task, &history, opened->reg.issue_count))
		goto out;
	if (dn_issuing_make(&issuing, opened->reg.book, opened->policy,
	    &history.sums, &err) < 0) {
		dn_run_fail(task->run, &err);
	} else if (record(task, &issuing)) {
		print_issue(task, &opened->policy_digest);
		if (!task->settlement)
			tell(task, &issuing.statement);
	}
out:
	dn_issuing_release(&issuing);
	dn_history_release(&history);
}
