/* SPDX-License-Identifier: MIT */
/* proof EVENT: that it stands in the journal, for those who have it not. */
#include "ledger/checkpoint.h"
#include "ledger/proof.h"
#include "tools/ledger/open.h"

/* The leaves of the journal, and the checkpoint that they lead to. */
struct proving {
	struct dn_run *run;
	struct opened opened;
	struct dn_checkpoints checkpoints;
	struct dn_bytes leaves, line, out;
};

/* Nothing is proven by a journal with faults. */
static void
fail(void *state, const struct dn_err *err)
{
	struct proving *proving = state;

	dn_run_fail(proving->run, err);
}

static void
grown(void *state, const struct dn_merkle *tree,
    const struct dn_digest *leaf)
{
	struct proving *proving = state;

	dn_bytes_add(&proving->leaves, leaf->bytes, sizeof(leaf->bytes));
	dn_checkpoints_grow(&proving->checkpoints, tree);
}

/* What is to be proven, and by how many lines. */
static int
fill(struct proving *proving, struct dn_proof *proof, struct dn_err *err)
{
	const struct dn_register *reg = &proving->opened.reg;
	const struct dn_kept *since = proving->checkpoints.count > 0 ?
	    &proving->checkpoints.kept[0] : NULL;
	size_t index = dn_names_find(reg->book->ids, proof->event);

	err->source = dn_journal_path(proving->opened.journal);
	if (index == DN_NAMES_NONE)
		return dn_err_set(err, DN_E_USAGE, "has no event \"%.*s\"",
		    (int)proof->event.len, proof->event.ptr);
	proof->seq = index + 1;
	proof->size = since != NULL ? since->says.size : reg->lines;
	if (proof->seq > proof->size)
		return dn_err_set(err, DN_E_USAGE, "the event came after "
		    "that checkpoint");
	proof->root = since != NULL ? since->says.root :
	    dn_merkle_root(&reg->tree);
	if (dn_journal_line(proving->opened.journal,
	    reg->book->events[index].byte, &proving->line, err) < 0 ||
	    dn_bytes_check(&proving->leaves, err) < 0)
		return -1;
	proof->line = dn_bytes_span(&proving->line);
	return 0;
}

/* Read the journal, and prove. */
static int
prove(struct proving *proving, struct dn_err *err)
{
	const struct dn_register_watch watch = { .state = proving,
		.fault = fail, .grown = grown };
	struct dn_run *run = proving->run;
	struct opened *opened = &proving->opened;
	struct dn_proof proof = { .event = dn_span_of(run->files[0]) };

	if (dn_register_read(&opened->reg, opened->journal, run->threads,
	    &watch, err) < 0)
		return -1;
	dn_checkpoints_check(&proving->checkpoints, opened->journal,
	    &opened->reg, &watch);
	if (!dn_run_intact(run))
		return 0;
	if (fill(proving, &proof, err) < 0)
		return -1;
	dn_proof_write(&proving->out, &proof,
	    (const struct dn_digest *)(const void *)proving->leaves.data);
	return dn_bytes_check(&proving->out, err);
}

void
verb_proof(struct dn_run *run, const struct asked *asked)
{
	struct proving proving = { .run = run };
	struct dn_err err = DN_ERR_INIT;

	dn_bytes_init(&proving.leaves, SIZE_MAX);
	dn_bytes_init(&proving.line, SIZE_MAX);
	dn_bytes_init(&proving.out, SIZE_MAX);
	dn_bytes_init(&proving.opened.policy_text, 0);
	proving.opened.journal = dn_journal_open(asked->text[OPTION_DIR],
	    DN_JOURNAL_READ, &err);
	if (proving.opened.journal == NULL ||
	    dn_checkpoints_load(&proving.checkpoints, NULL,
	    asked->text[OPTION_SINCE], &err) < 0 ||
	    prove(&proving, &err) < 0)
		dn_run_fail(run, &err);
	else if (dn_run_intact(run) &&
	    dn_run_write(run, dn_bytes_span(&proving.out)))
		run->counts.in = run->counts.out = 1;
	dn_checkpoints_release(&proving.checkpoints);
	dn_bytes_release(&proving.leaves);
	dn_bytes_release(&proving.line);
	dn_bytes_release(&proving.out);
	close_ledger(&proving.opened);
}
