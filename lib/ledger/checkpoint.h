/* SPDX-License-Identifier: MIT */
/* Checkpoints: how many lines a journal had, and their root, to be signed. */
#ifndef DN_LEDGER_CHECKPOINT_H
#define DN_LEDGER_CHECKPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "io/journal.h"
#include "io/merkle.h"
#include "io/signature.h"
#include "ledger/register.h"

#define DN_CHECKPOINT_ORIGIN 16 /* hex digits of line 1 that name a ledger */

/*
 * What a checkpoint says, in three lines (the body of C2SP's tlog-checkpoint):
 * "dn-ledger/ORIGIN", the number of lines, and their root in base64.
 */
struct dn_checkpoint {
	char origin[DN_CHECKPOINT_ORIGIN + 1];
	uint64_t size;                  /* at least 1 */
	struct dn_digest root;
};

/* The checkpoint of all lines of a journal, which has some. */
void dn_checkpoint_of(struct dn_checkpoint *checkpoint,
    const struct dn_register *reg);

/* Append its text. */
void dn_checkpoint_write(struct dn_bytes *out,
    const struct dn_checkpoint *checkpoint);

/* Read just such a text; false for any other. */
bool dn_checkpoint_parse(struct dn_span text,
    struct dn_checkpoint *checkpoint);

/* One that was kept in DIR/checkpoint, or brought by somebody. */
struct dn_kept {
	char *path;                     /* of the file */
	struct dn_bytes text;
	bool brought;
	bool legal;                     /* the text is one, and this is it: */
	struct dn_checkpoint says;
	bool reached;                   /* the journal has had that size, */
	struct dn_digest found;         /* with this root */
};

/* All of them, by size. */
struct dn_checkpoints {
	struct dn_kept *kept;
	size_t count;
	size_t next;                    /* the first that is not reached */
};

/*
 * Load what is kept beside a journal (NULL: nothing), and the one at `brought`
 * where that is not NULL.  0, or -1 as dn_src_slurp fails for the latter,
 * DN_E_READ or DN_E_NO_MEMORY; to be released in both cases.
 */
int dn_checkpoints_load(struct dn_checkpoints *checkpoints,
    const struct dn_journal *journal, const char *brought,
    struct dn_err *err) DN_MUST_CHECK;

/* Free what they hold. */
void dn_checkpoints_release(struct dn_checkpoints *checkpoints);

/* The tree of the journal has grown by one leaf: to be told of each. */
void dn_checkpoints_grow(struct dn_checkpoints *checkpoints,
    const struct dn_merkle *tree);

/*
 * Is each of them one, of this journal, and was the journal then as it says?
 * Faults are told to the watch.
 */
void dn_checkpoints_check(const struct dn_checkpoints *checkpoints,
    const struct dn_journal *journal, const struct dn_register *reg,
    const struct dn_register_watch *watch);

/*
 * Has the key signed the one that was brought, else the newest that is kept?
 * And is no signature by it in DIR/checkpoint bad?  A signature of FILE stands
 * in FILE.minisig or FILE.NAME.minisig, NAME being that of the key; `path` is
 * the key's.  -1 with DN_E_NO_MEMORY.
 */
int dn_checkpoints_signed(const struct dn_checkpoints *checkpoints,
    const struct dn_public_key *key, const char *path,
    const struct dn_register_watch *watch, struct dn_err *err) DN_MUST_CHECK;

#endif
