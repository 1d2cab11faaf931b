/* SPDX-License-Identifier: MIT */
/* verify: is everything as it was written?  Every fault is named. */
#include <inttypes.h>

#include "io/folder.h"
#include "ledger/audit.h"
#include "ledger/derive.h"
#include "tools/ledger/open.h"

#define FAULTS_TOLD 100         /* who has more needs no list */

/* What is looked at, and what was found. */
struct checking {
	struct dn_run *run;
	struct opened opened;
	uint64_t faults;
};

static void
tell(void *state, const struct dn_err *err)
{
	struct checking *checking = state;

	if (checking->faults++ < FAULTS_TOLD)
		dn_run_refuse(checking->run, err);
}

/* Tell what no line of the journal shows. */
static void
check_files(struct checking *checking, const struct dn_register_watch *watch)
{
	const struct opened *opened = &checking->opened;
	uint64_t torn = dn_journal_torn(opened->journal);
	struct dn_err err = { .source = dn_journal_path(opened->journal) };

	if (torn > 0) {
		dn_err_set(&err, DN_E_BROKEN, "%" PRIu64 " bytes behind the "
		    "last line are torn", torn);
		dn_err_at(&err, opened->reg.lines + 1, 0);
		tell(checking, &err);
	}
	if (dn_audit_policies(opened->journal, &opened->reg, watch,
	    &err) < 0 ||
	    (checking->faults == 0 && dn_derive_all(&opened->reg,
	    opened->journal, watch, &err) < 0))
		dn_run_fail(checking->run, &err);
}

/* Say in a record what was looked at. */
static bool
write_answer(const struct checking *checking)
{
	const struct dn_register *reg = &checking->opened.reg;
	struct dn_digest root = dn_merkle_root(&reg->tree);
	struct dn_bytes out;
	bool written;

	dn_bytes_init(&out, SIZE_MAX);
	dn_bytes_add_format(&out, "{\"record\":\"verification\",\"lines\":%"
	    PRIu64 ",\"root\":\"", reg->lines);
	dn_digest_write(&out, &root);
	dn_bytes_add_format(&out, "\",\"statements\":%zu,\"faults\":%" PRIu64
	    "}\n", reg->issue_count, checking->faults);
	written = dn_run_write(checking->run, dn_bytes_span(&out));
	dn_bytes_release(&out);
	return written;
}

/* Read the journal and look at all that belongs to it. */
static void
check(struct checking *checking)
{
	const struct dn_register_watch watch = { .state = checking,
		.fault = tell };
	struct opened *opened = &checking->opened;
	struct dn_run *run = checking->run;
	struct dn_err err = DN_ERR_INIT;

	if (dn_register_read(&opened->reg, opened->journal, run->threads,
	    &watch, &err) < 0) {
		dn_run_fail(run, &err);
		return;
	}
	check_files(checking, &watch);
	if (dn_run_intact(run) && write_answer(checking) &&
	    checking->faults > 0)
		dn_run_no(run, "%" PRIu64 " fault%s in %s", checking->faults,
		    checking->faults == 1 ? "" : "s",
		    dn_journal_path(opened->journal));
}

void
verb_verify(struct dn_run *run, const struct asked *asked)
{
	const char *path = asked->text[OPTION_DIR];
	struct checking checking = { .run = run };
	struct dn_err err = DN_ERR_INIT;

	dn_bytes_init(&checking.opened.policy_text, 0);
	checking.opened.journal = dn_journal_open(path, DN_JOURNAL_READ, &err);
	if (checking.opened.journal != NULL)
		check(&checking);
	else if (err.code == DN_E_NO_FILE && dn_folder_is(path))
		tell(&checking, &err);
	else
		dn_run_fail(run, &err);
	close_ledger(&checking.opened);
}
