/* SPDX-License-Identifier: MIT */
/* Checkpoints, written, read and compared with what a journal is now. */
#include "ledger/checkpoint.h"

#include <inttypes.h>
#include <stdlib.h>

#include "core/base64.h"
#include "core/opt.h"
#include "io/folder.h"
#include "io/src.h"

#define TEXT_MAX 4096           /* bytes of a checkpoint or a signature */
#define NAME "dn-ledger/"

/* ---- one ----------------------------------------------------------------- */

void
dn_checkpoint_of(struct dn_checkpoint *checkpoint,
    const struct dn_register *reg)
{
	struct dn_bytes hex;

	*checkpoint = (struct dn_checkpoint){ .size = reg->tree.size,
		.root = dn_merkle_root(&reg->tree) };
	dn_bytes_init(&hex, SIZE_MAX);
	dn_digest_write(&hex, &reg->first);
	if (hex.len >= DN_CHECKPOINT_ORIGIN)
		memcpy(checkpoint->origin, hex.data, DN_CHECKPOINT_ORIGIN);
	dn_bytes_release(&hex);
}

void
dn_checkpoint_write(struct dn_bytes *out,
    const struct dn_checkpoint *checkpoint)
{
	dn_bytes_add_format(out, NAME "%s\n%" PRIu64 "\n", checkpoint->origin,
	    checkpoint->size);
	dn_base64_encode(out, (struct dn_span){
	    (const char *)checkpoint->root.bytes, DN_DIGEST_BYTES });
	dn_bytes_add_byte(out, '\n');
}

/* Read the parts of the text, more or less as they have to be. */
static bool
parse_parts(struct dn_span text, struct dn_checkpoint *checkpoint,
    struct dn_bytes *scratch)
{
	const struct dn_span name = DN_SPAN(NAME);
	const char *end = text.ptr + text.len, *size, *root;
	char digits[24] = "";

	if (text.len < name.len + DN_CHECKPOINT_ORIGIN + 1 ||
	    memcmp(text.ptr, name.ptr, name.len) != 0)
		return false;
	memcpy(checkpoint->origin, text.ptr + name.len, DN_CHECKPOINT_ORIGIN);
	size = text.ptr + name.len + DN_CHECKPOINT_ORIGIN + 1;
	root = memchr(size, '\n', (size_t)(end - size));
	if (root == NULL || (size_t)(root - size) >= sizeof(digits))
		return false;
	memcpy(digits, size, (size_t)(root - size));
	if (!dn_opt_read_count(digits, &checkpoint->size) ||
	    checkpoint->size == 0 || !dn_base64_decode(scratch,
	    (struct dn_span){ root + 1, (size_t)(end - root) - 1 }) ||
	    scratch->len != DN_DIGEST_BYTES)
		return false;
	memcpy(checkpoint->root.bytes, scratch->data, DN_DIGEST_BYTES);
	return true;
}

bool
dn_checkpoint_parse(struct dn_span text, struct dn_checkpoint *checkpoint)
{
	struct dn_bytes scratch;
	bool legal;

	*checkpoint = (struct dn_checkpoint){ .size = 0 };
	dn_bytes_init(&scratch, TEXT_MAX);
	legal = text.len <= TEXT_MAX && parse_parts(text, checkpoint,
	    &scratch);
	/* Just as it is written, byte for byte. */
	dn_bytes_clear(&scratch);
	if (legal)
		dn_checkpoint_write(&scratch, checkpoint);
	legal = legal && dn_span_equal(dn_bytes_span(&scratch), text);
	dn_bytes_release(&scratch);
	return legal;
}

/* ---- all ----------------------------------------------------------------- */

/* Add the one at `path`, which is *stolen*, also when it fails. */
static int
add(struct dn_checkpoints *checkpoints, char *path, bool brought,
    struct dn_err *err)
{
	struct dn_kept *grown = NULL;

	if (path != NULL)
		grown = reallocarray(checkpoints->kept,
		    checkpoints->count + 1, sizeof(*grown));
	if (grown == NULL) {
		free(path);
		return dn_err_memory(err);
	}
	checkpoints->kept = grown;
	grown += checkpoints->count++;
	*grown = (struct dn_kept){ .path = path, .brought = brought };
	dn_bytes_init(&grown->text, TEXT_MAX);
	if (dn_src_slurp(path, &grown->text, err) < 0) {
		if (brought || dn_code_status(err->code) == 4)
			return -1;
		*err = (struct dn_err)DN_ERR_INIT;
	}
	grown->legal = dn_checkpoint_parse(dn_bytes_span(&grown->text),
	    &grown->says);
	return 0;
}

/* Those of DIR/checkpoint: files that are called by a number. */
static int
load_kept(struct dn_checkpoints *checkpoints,
    const struct dn_journal *journal, struct dn_err *err)
{
	char *path = dn_journal_beside(journal, "checkpoint");
	struct dn_folder *folder = NULL;
	int status = path == NULL ? dn_err_memory(err) : 0;
	struct dn_bytes name;
	uint64_t size;

	if (path != NULL && dn_folder_is(path)) {
		folder = dn_folder_open(path, err);
		status = folder == NULL ? -1 : 0;
	}
	dn_bytes_init(&name, SIZE_MAX);
	for (size_t i = 0; folder != NULL && status == 0 &&
	    i < dn_folder_count(folder); i++) {
		if (!dn_opt_read_count(dn_folder_name(folder, i), &size))
			continue;
		dn_bytes_clear(&name);
		dn_bytes_add_format(&name, "checkpoint/%s",
		    dn_folder_name(folder, i));
		status = add(checkpoints, dn_journal_beside(journal,
		    dn_bytes_text(&name)), false, err);
	}
	dn_bytes_release(&name);
	dn_folder_close(folder);
	free(path);
	return status;
}

static int
compare(const void *a, const void *b)
{
	const struct dn_kept *first = a, *second = b;

	if (first->says.size != second->says.size)
		return first->says.size < second->says.size ? -1 : 1;
	return strcmp(first->path, second->path);
}

int
dn_checkpoints_load(struct dn_checkpoints *checkpoints,
    const struct dn_journal *journal, const char *brought,
    struct dn_err *err)
{
	*checkpoints = (struct dn_checkpoints){ .count = 0 };
	if (brought != NULL && add(checkpoints, strdup(brought), true,
	    err) < 0) {
		err->source = brought;
		return -1;
	}
	if (journal != NULL && load_kept(checkpoints, journal, err) < 0) {
		err->source = dn_journal_path(journal);
		return -1;
	}
	if (checkpoints->count > 1)
		qsort(checkpoints->kept, checkpoints->count,
		    sizeof(*checkpoints->kept), compare);
	while (checkpoints->next < checkpoints->count &&
	    !checkpoints->kept[checkpoints->next].legal)
		checkpoints->next++;
	return 0;
}

void
dn_checkpoints_release(struct dn_checkpoints *checkpoints)
{
	for (size_t i = 0; i < checkpoints->count; i++) {
		dn_bytes_release(&checkpoints->kept[i].text);
		free(checkpoints->kept[i].path);
	}
	free(checkpoints->kept);
	*checkpoints = (struct dn_checkpoints){ .count = 0 };
}

void
dn_checkpoints_grow(struct dn_checkpoints *checkpoints,
    const struct dn_merkle *tree)
{
	while (checkpoints->next < checkpoints->count &&
	    checkpoints->kept[checkpoints->next].says.size == tree->size) {
		struct dn_kept *kept = &checkpoints->kept[checkpoints->next++];

		kept->reached = true;
		kept->found = dn_merkle_root(tree);
	}
}

/* ---- what is wrong ------------------------------------------------------- */

static void
fault(const struct dn_register_watch *watch, const char *source,
    uint64_t line, const char *text, const char *path)
{
	struct dn_err err = { .source = source };

	dn_err_set(&err, DN_E_BROKEN, "%s%s", text, path);
	if (line > 0)
		dn_err_at(&err, line, 0);
	watch->fault(watch->state, &err);
}

void
dn_checkpoints_check(const struct dn_checkpoints *checkpoints,
    const struct dn_journal *journal, const struct dn_register *reg,
    const struct dn_register_watch *watch)
{
	const char *path = dn_journal_path(journal);
	struct dn_checkpoint now;

	dn_checkpoint_of(&now, reg);
	for (size_t i = 0; i < checkpoints->count; i++) {
		const struct dn_kept *kept = &checkpoints->kept[i];

		if (!kept->legal)
			fault(watch, kept->path, 0, "is no checkpoint", "");
		else if (!kept->reached)
			fault(watch, path, reg->lines + 1,
			    "the end is missing: more lines are in ",
			    kept->path);
		else if (!dn_digest_equal(&kept->found, &kept->says.root))
			fault(watch, path, kept->says.size, "the lines up to "
			    "this one are not those of ", kept->path);
		else if (strcmp(kept->says.origin, now.origin) != 0)
			fault(watch, kept->path, 0,
			    "is of another journal", "");
	}
}

/* What the signature file FILE + `suffix` is, if there is one. */
static enum dn_signature
look_at(const struct dn_kept *kept, const char *suffix,
    const struct dn_public_key *key)
{
	enum dn_signature is = DN_SIGNATURE_NONE;
	struct dn_err ignored = DN_ERR_INIT;
	struct dn_bytes path, text;

	dn_bytes_init(&path, SIZE_MAX);
	dn_bytes_init(&text, TEXT_MAX);
	dn_bytes_add_text(&path, kept->path);
	dn_bytes_add_text(&path, suffix);
	if (dn_src_slurp(dn_bytes_text(&path), &text, &ignored) == 0)
		is = dn_signature_check(key, dn_bytes_span(&kept->text),
		    dn_bytes_span(&text));
	dn_bytes_release(&path);
	dn_bytes_release(&text);
	return is;
}

/* The better of both places that a signature may have. */
static enum dn_signature
look(const struct dn_kept *kept, const struct dn_public_key *key)
{
	char suffix[DN_SIGNATURE_NAME + 16] = ".";
	enum dn_signature plain = look_at(kept, ".minisig", key), named;

	dn_key_name(key->id, suffix + 1);
	memcpy(suffix + 1 + DN_SIGNATURE_NAME, ".minisig", 9);
	named = look_at(kept, suffix, key);
	if (plain == DN_SIGNATURE_GOOD || named == DN_SIGNATURE_GOOD)
		return DN_SIGNATURE_GOOD;
	return plain == DN_SIGNATURE_BAD ? plain : named;
}

int
dn_checkpoints_signed(const struct dn_checkpoints *checkpoints,
    const struct dn_public_key *key, const char *path,
    const struct dn_register_watch *watch, struct dn_err *err)
{
	const struct dn_kept *asked = NULL;

	if (dn_signature_needed(err) < 0)
		return -1;
	for (size_t i = 0; i < checkpoints->count; i++) {
		const struct dn_kept *kept = &checkpoints->kept[i];

		if (asked == NULL || !asked->brought)
			asked = kept;
		if (look(kept, key) == DN_SIGNATURE_BAD)
			fault(watch, kept->path, 0,
			    "has a bad signature by ", path);
		if (kept->brought)
			asked = kept;
	}
	if (asked == NULL)
		fault(watch, path, 0, "has signed nothing: no checkpoint is "
		    "kept", "");
	else if (look(asked, key) != DN_SIGNATURE_GOOD)
		fault(watch, asked->path, 0, "has no good signature by ",
		    path);
	return 0;
}
