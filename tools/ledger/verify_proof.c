/* SPDX-License-Identifier: MIT */
/* verify --proof FILE: one event, by those who have no journal. */
#include <inttypes.h>

#include "io/jsontext.h"
#include "io/src.h"
#include "ledger/proof.h"
#include "tools/ledger/verify.h"

#define PROOF_MAX ((size_t)1 << 30)

/* Does the proof lead to just those lines? */
static bool
agrees(const struct dn_kept *kept, const struct dn_proof *proof)
{
	return kept->legal && kept->says.size == proof->size &&
	    dn_digest_equal(&kept->says.root, &proof->root);
}

/* Say in a record what is proven. */
static bool
write_answer(const struct checking *checking, const struct dn_proof *proof)
{
	struct dn_bytes out;
	bool written;

	dn_bytes_init(&out, SIZE_MAX);
	dn_bytes_add_text(&out, "{\"record\":\"verification\",\"event\":");
	dn_json_write_text(&out, proof->event);
	dn_bytes_add_format(&out, ",\"seq\":%" PRIu64 ",\"lines\":%" PRIu64
	    ",\"root\":\"", proof->seq, proof->size);
	dn_digest_write(&out, &proof->root);
	dn_bytes_add_format(&out, "\",\"checkpoints\":%zu,\"faults\":%" PRIu64
	    "}\n", checking->checkpoints.count, checking->faults);
	written = dn_run_write(checking->run, dn_bytes_span(&out));
	dn_bytes_release(&out);
	return written;
}

void
verify_proof(struct checking *checking, const char *path)
{
	const struct dn_register_watch watch = { .state = checking,
		.fault = verify_tell };
	const char *since = checking->asked->text[OPTION_SINCE];
	struct dn_err err = { .source = path };
	struct dn_bytes text, scratch;
	struct dn_proof proof;

	dn_bytes_init(&text, PROOF_MAX);
	dn_bytes_init(&scratch, SIZE_MAX);
	if (dn_src_slurp(path, &text, &err) < 0 ||
	    dn_checkpoints_load(&checking->checkpoints, NULL, since,
	    &err) < 0 || verify_signatures(checking, &watch, &err) < 0) {
		dn_run_fail(checking->run, &err);
	} else if (dn_proof_check(dn_bytes_span(&text), &proof, &scratch,
	    &err) < 0) {
		verify_tell(checking, &err);
	} else if (since != NULL && !agrees(&checking->checkpoints.kept[0],
	    &proof)) {
		err.source = path;
		dn_err_set(&err, DN_E_BROKEN, "leads to other lines than "
		    "those of %s", since);
		verify_tell(checking, &err);
	} else if (write_answer(checking, &proof)) {
		checking->run->counts.in = checking->run->counts.used = 1;
	}
	dn_bytes_release(&text);
	dn_bytes_release(&scratch);
}
