/* SPDX-License-Identifier: MIT */
/* The files of a journal's folder where statements are kept as issued. */
#ifndef DN_LEDGER_KEPT_H
#define DN_LEDGER_KEPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "io/digest.h"
#include "io/journal.h"
#include "io/src.h"
#include "ledger/issuing.h"

/*
 * A *new* path of the file for a statement or settlement of that id, NULL
 * without memory: DIR/statement/ID.jsonl, the id as dn_outdir_escape has it,
 * with '/' as %2F; a long one as "%~" and its SHA-256.
 */
char *dn_kept_path(const struct dn_journal *journal, struct dn_span id);

/*
 * Open what was issued, as dn_src_open does; NULL also where it is no regular
 * file, with err->source `path`, *borrowed*.
 */
struct dn_src *dn_kept_open(const char *path, struct dn_err *err);

/* Is the file there with just the bytes of this digest? */
bool dn_kept_is(const char *path, const struct dn_digest *digest);

/*
 * The same, and its lines are added to `sums`: 1; 0 where it is not so or names
 * what the book has not, and the sums are as before; -1 with DN_E_NO_MEMORY.
 */
int dn_kept_read(const char *path, const struct dn_digest *digest,
    struct dn_book *book, struct dn_issued_sums *sums, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * Write the file, whole or not at all, and make it last; `*digest` is that of
 * its bytes.  0, or -1 as dn_issuing_write and the functions of io/sink.h
 * fail.
 */
int dn_kept_write(const char *path, const struct dn_journal *journal,
    const struct dn_issuing *issuing, const struct dn_book *book,
    struct dn_digest *digest, struct dn_err *err) DN_MUST_CHECK;

/* Give its bytes, piece by piece.  0, or -1 as it cannot be read. */
int dn_kept_give(const char *path, const struct dn_text_taker *taker,
    struct dn_err *err) DN_MUST_CHECK;

#endif
