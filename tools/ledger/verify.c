/* SPDX-License-Identifier: MIT */
/* verify: is everything as it was written?  Every fault is named. */
#include <inttypes.h>

#include "io/folder.h"
#include "ledger/audit.h"
#include "ledger/derive.h"
#include "tools/ledger/verify.h"

#define FAULTS_TOLD 100         /* who has more needs no list */

void
verify_tell(void *state, const struct dn_err *err)
{
	struct checking *checking = state;

	if (checking->faults++ < FAULTS_TOLD)
		dn_run_refuse(checking->run, err);
}

static void
grown(void *state, const struct dn_merkle *tree, const struct dn_digest *leaf)
{
	struct checking *checking = state;

	(void)leaf;
	dn_checkpoints_grow(&checking->checkpoints, tree);
}

int
verify_signatures(const struct checking *checking,
    const struct dn_register_watch *watch, struct dn_err *err)
{
	const struct dn_opt_list *keys = &checking->asked->pub;
	struct dn_public_key key;

	for (size_t i = 0; i < keys->count; i++)
		if (dn_public_key_load(&key, keys->values[i], err) < 0 ||
		    dn_checkpoints_signed(&checking->checkpoints, &key,
		    keys->values[i], watch, err) < 0)
			return -1;
	return 0;
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
		verify_tell(checking, &err);
	}
	dn_checkpoints_check(&checking->checkpoints, opened->journal,
	    &opened->reg, watch);
	if (verify_signatures(checking, watch, &err) < 0 ||
	    dn_audit_policies(opened->journal, &opened->reg, watch,
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
	dn_bytes_add_format(&out, "\",\"statements\":%zu,\"checkpoints\":%zu,"
	    "\"faults\":%" PRIu64 "}\n", reg->issue_count,
	    checking->checkpoints.count, checking->faults);
	written = dn_run_write(checking->run, dn_bytes_span(&out));
	dn_bytes_release(&out);
	return written;
}

/* Read the journal and look at all that belongs to it. */
static void
check(struct checking *checking)
{
	const struct dn_register_watch watch = { .state = checking,
		.fault = verify_tell, .grown = grown };
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

/* Look at a ledger. */
static void
check_ledger(struct checking *checking, const char *path)
{
	struct opened *opened = &checking->opened;
	struct dn_run *run = checking->run;
	struct dn_err err = DN_ERR_INIT;

	opened->journal = dn_journal_open(path, DN_JOURNAL_READ, &err);
	if (opened->journal == NULL && err.code == DN_E_NO_FILE &&
	    dn_folder_is(path))
		verify_tell(checking, &err);
	else if (opened->journal == NULL || dn_checkpoints_load(
	    &checking->checkpoints, opened->journal,
	    checking->asked->text[OPTION_SINCE], &err) < 0)
		dn_run_fail(run, &err);
	else
		check(checking);
}

void
verb_verify(struct dn_run *run, const struct asked *asked)
{
	const char *proof = asked->text[OPTION_PROOF];
	const char *path = asked->text[OPTION_DIR];
	struct checking checking = { .run = run, .asked = asked };

	dn_bytes_init(&checking.opened.policy_text, 0);
	if ((path == NULL) == (proof == NULL))
		dn_run_usage(run, "verify needs --dir DIR or --proof FILE");
	else if (path != NULL)
		check_ledger(&checking, path);
	else
		verify_proof(&checking, proof);
	dn_checkpoints_release(&checking.checkpoints);
	close_ledger(&checking.opened);
}
