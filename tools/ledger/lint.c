/* SPDX-License-Identifier: MIT */
/* lint: hints at slips and fraud; they refuse nothing. */
#include "ledger/lint.h"
#include "tools/ledger/why.h"

#define MANY_MAX 1000000

/* Write the hints, a line each; status 1 where there are any. */
static void
write_hints(struct dn_run *run, const struct dn_lint *lint,
    const struct looked *looked)
{
	struct dn_err err = DN_ERR_INIT;
	size_t count = dn_lint_count(lint);
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	for (size_t i = 0; i < count && dn_run_intact(run); i++) {
		dn_bytes_clear(&out);
		dn_lint_write(&out, lint, i, looked->language, NULL);
		if (dn_bytes_check(&out, &err) < 0)
			dn_run_fail(run, &err);
		else if (!dn_run_write(run, dn_bytes_span(&out)))
			break;
	}
	dn_bytes_release(&out);
	if (count > 0)
		dn_run_no(run, "%zu hints", count);
}

static void
look(struct dn_run *run, struct looked *looked, uint64_t many)
{
	const struct opened *opened = &looked->opened;
	struct dn_err err = DN_ERR_INIT;
	struct dn_lint *lint = dn_lint_new(opened->reg.book, opened->policy,
	    &looked->cut, many, &err);

	if (lint == NULL ||
	    dn_lint_read(lint, dn_journal_path(opened->journal), &err) < 0 ||
	    dn_lint_judge(lint, &err) < 0)
		dn_run_fail(run, &err);
	else if (dn_run_output(run))
		write_hints(run, lint, looked);
	dn_lint_free(lint);
}

void
verb_lint(struct dn_run *run, const struct asked *asked)
{
	struct looked looked;
	uint64_t many = DN_LINT_MANY;

	if (!asked_count(run, asked, OPTION_MANY, 2, MANY_MAX, &many))
		return;
	if (open_look(run, asked, &looked))
		look(run, &looked, many);
	close_look(&looked);
}
