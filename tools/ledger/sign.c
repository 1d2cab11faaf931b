/* SPDX-License-Identifier: MIT */
/* sign: a checkpoint of the journal as it is now, signed and kept. */
#include <inttypes.h>
#include <stdio.h>

#include "io/sink.h"
#include "io/src.h"
#include "ledger/checkpoint.h"
#include "tools/ledger/open.h"

#define SIGNATURE_MAX 4096      /* bytes of a signature file */

/* What is signed, and by whom. */
struct signing {
	struct dn_run *run;
	struct dn_secret_key key;
	struct dn_checkpoint checkpoint;
	struct dn_bytes text, signature;
	char name[DN_SIGNATURE_NAME + 1];
};

/* Make the text and the signature. */
static int
make(struct signing *signing, const struct dn_register *reg,
    struct dn_err *err)
{
	char words[64];

	if (reg->lines == 0)
		return dn_err_set(err, DN_E_USAGE,
		    "there are no lines to sign for");
	dn_checkpoint_of(&signing->checkpoint, reg);
	dn_checkpoint_write(&signing->text, &signing->checkpoint);
	dn_key_name(signing->key.id, signing->name);
	snprintf(words, sizeof(words), "dn-ledger, %" PRIu64 " lines",
	    signing->checkpoint.size);
	if (dn_bytes_check(&signing->text, err) < 0)
		return -1;
	return dn_signature_make(&signing->key,
	    dn_bytes_span(&signing->text), words, &signing->signature, err);
}

/* Keep both in DIR/checkpoint, in the place of no other lines' one. */
static int
keep(const struct signing *signing, const struct dn_journal *journal,
    struct dn_err *err)
{
	struct dn_span text = dn_bytes_span(&signing->text);
	struct dn_bytes name;
	int status;

	dn_bytes_init(&name, SIZE_MAX);
	dn_bytes_add_format(&name, "checkpoint/%" PRIu64,
	    signing->checkpoint.size);
	status = dn_journal_differs(journal, dn_bytes_text(&name), text) ?
	    dn_err_set(err, DN_E_BROKEN, "another checkpoint of %" PRIu64
	    " lines is kept: lines were changed", signing->checkpoint.size) :
	    dn_journal_put(journal, dn_bytes_text(&name), text, err);
	dn_bytes_add_format(&name, ".%s.minisig", signing->name);
	if (status == 0)
		status = dn_journal_put(journal, dn_bytes_text(&name),
		    dn_bytes_span(&signing->signature), err);
	dn_bytes_release(&name);
	return status;
}

/* Write a file whole. */
static int
write_file(const char *path, struct dn_span text, struct dn_err *err)
{
	struct dn_sink *sink = dn_sink_open(path, err);

	if (sink != NULL && dn_sink_write(sink, text.ptr, text.len, err) == 0)
		return dn_sink_commit(sink, err);
	if (sink != NULL)
		dn_sink_abort(sink);
	return -1;
}

/* Is there a signature file by another key? */
static bool
is_taken(const struct signing *signing, const char *path)
{
	struct dn_err ignored = DN_ERR_INIT;
	struct dn_public_key own;
	struct dn_bytes text;
	bool taken;

	memcpy(own.id, signing->key.id, sizeof(own.id));
	memcpy(own.key, signing->key.key + 32, sizeof(own.key));
	dn_bytes_init(&text, SIGNATURE_MAX);
	taken = dn_src_slurp(path, &text, &ignored) == 0 &&
	    dn_signature_check(&own, dn_bytes_span(&signing->text),
	    dn_bytes_span(&text)) == DN_SIGNATURE_OTHER;
	dn_bytes_release(&text);
	return taken;
}

/*
 * The signature goes beside the checkpoint that -o names: to FILE.minisig, or,
 * where somebody else has signed there, to one with the key's name in it.
 */
static bool
write_beside(const struct signing *signing)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes path;
	bool written;

	dn_bytes_init(&path, SIZE_MAX);
	dn_bytes_add_format(&path, "%s.minisig", signing->run->output);
	if (is_taken(signing, dn_bytes_text(&path))) {
		dn_bytes_clear(&path);
		dn_bytes_add_format(&path, "%s.%s.minisig",
		    signing->run->output, signing->name);
	}
	written = write_file(dn_bytes_text(&path),
	    dn_bytes_span(&signing->signature), &err) == 0;
	if (!written)
		dn_run_fail(signing->run, &err);
	dn_bytes_release(&path);
	return written;
}

void
verb_sign(struct dn_run *run, const struct asked *asked)
{
	struct signing signing = { .run = run };
	struct opened opened = { .journal = NULL };
	struct dn_err err = DN_ERR_INIT;

	dn_bytes_init(&signing.text, SIZE_MAX);
	dn_bytes_init(&signing.signature, SIZE_MAX);
	if (dn_signature_needed(&err) < 0 || dn_secret_key_load(&signing.key,
	    asked->text[OPTION_KEY], &err) < 0) {
		dn_run_fail(run, &err);
	} else if (open_ledger(run, asked, DN_JOURNAL_READ, &opened)) {
		err.source = dn_journal_path(opened.journal);
		if (make(&signing, &opened.reg, &err) < 0 ||
		    keep(&signing, opened.journal, &err) < 0)
			dn_run_fail(run, &err);
		else if ((run->output == NULL || write_beside(&signing)) &&
		    dn_run_write(run, dn_bytes_span(&signing.text)))
			run->counts.in = run->counts.out = 1;
	}
	explicit_bzero(&signing.key, sizeof(signing.key));
	dn_bytes_release(&signing.text);
	dn_bytes_release(&signing.signature);
	close_ledger(&opened);
}
