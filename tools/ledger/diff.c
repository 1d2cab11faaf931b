/* SPDX-License-Identifier: MIT */
/* diff S1 S2: what two statements say, side by side, where they differ. */
#include <stdlib.h>

#include "ledger/change.h"
#include "ledger/kept.h"
#include "tools/ledger/open.h"

#define PIECE ((size_t)1 << 16)

/* Read the lines of a statement as it was issued. */
static bool
read_statement(struct dn_run *run, const struct opened *opened,
    const char *id, struct dn_issued_sums *sums)
{
	const struct dn_issue *issue = dn_register_issue(&opened->reg,
	    dn_span_of(id));
	struct dn_err err = DN_ERR_INIT;
	char *path;
	int found;

	if (issue == NULL || issue->settlement || opened->policy == NULL) {
		dn_run_usage(run, "\"%s\" is no statement", id);
		return false;
	}
	path = dn_kept_path(opened->journal, dn_span_of(id));
	found = path == NULL ? dn_err_memory(&err) : dn_kept_read(path,
	    &issue->lines, opened->reg.book, sums, &err);
	if (found == 0) {
		err.source = path;
		dn_err_set(&err, DN_E_BROKEN, "is not there as it was issued; "
		    "statement --id and --cut mends it");
	}
	if (found <= 0)
		dn_run_fail(run, &err);
	free(path);
	return found > 0;
}

/* Write the changes, a piece at a time, and the sums. */
static void
write_changes(struct dn_run *run, const struct dn_changes *changes,
    const struct dn_book *book)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;
	size_t i;

	dn_bytes_init(&out, SIZE_MAX);
	for (i = 0; i <= changes->count && dn_run_intact(run); i++) {
		if (i < changes->count)
			dn_change_write(&out, &changes->list[i], book);
		else
			dn_changes_write_total(&out, changes,
			    dn_span_of(run->files[0]),
			    dn_span_of(run->files[1]));
		if (out.len < PIECE && i < changes->count)
			continue;
		if (dn_bytes_check(&out, &err) < 0)
			dn_run_fail(run, &err);
		else if (dn_run_write(run, dn_bytes_span(&out)))
			dn_bytes_clear(&out);
	}
	dn_bytes_release(&out);
}

static void
compare(struct dn_run *run, const struct opened *opened,
    struct dn_issued_sums sums[2])
{
	const struct dn_book *book = opened->reg.book;
	struct dn_changes changes = { .list = NULL };
	struct dn_err err = DN_ERR_INIT;
	struct dn_order order = { .ranks = NULL };

	if (dn_order_init(&order, book, opened->policy, NULL, &err) < 0 ||
	    dn_changes_find(&changes, &sums[0], &sums[1], &order, &err) < 0)
		dn_run_fail(run, &err);
	else if (dn_run_output(run))
		write_changes(run, &changes, book);
	if (dn_run_intact(run) && changes.count > 0)
		dn_run_no(run, "%zu lines differ", changes.count);
	dn_changes_release(&changes);
	dn_order_release(&order);
}

void
verb_diff(struct dn_run *run, const struct asked *asked)
{
	struct dn_issued_sums sums[2] = { { .carry = 0 }, { .carry = 0 } };
	struct opened opened;

	if (open_ledger(run, asked, DN_JOURNAL_READ, &opened) &&
	    read_statement(run, &opened, run->files[0], &sums[0]) &&
	    read_statement(run, &opened, run->files[1], &sums[1]))
		compare(run, &opened, sums);
	dn_issued_release(&sums[0]);
	dn_issued_release(&sums[1]);
	close_ledger(&opened);
}
