/* SPDX-License-Identifier: MIT */
/* A folder of output files that appears whole or not at all. */
#ifndef DN_IO_OUTDIR_H
#define DN_IO_OUTDIR_H

#include <stdbool.h>
#include <stddef.h>

#include "core/bytes.h"

/* A folder being written beside its final place. */
struct dn_outdir;

/*
 * Begin a folder at `path`, which must be absent or an empty folder, or with
 * `replace` may be any folder.  A *new* folder under a temporary name; NULL
 * with DN_E_NO_FILE, DN_E_USAGE (not empty) or DN_E_WRITE.
 */
struct dn_outdir *dn_outdir_open(const char *path, bool replace,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Write the file `name` (relative; '/' makes folders) with the given bytes.
 * The name never leaves the folder: see dn_outdir_escape, which is applied to
 * each part.  DN_E_ID_CLASH when the name was written before.
 */
int dn_outdir_write(struct dn_outdir *outdir, struct dn_span name,
    struct dn_span content, struct dn_err *err) DN_MUST_CHECK;

/*
 * Append `name` to `out` as a relative path that is safe everywhere: each
 * part of ".", "..", empty, a leading '-' or '~', control bytes, backslash,
 * ':' '*' '?' '"' '<' '>' '|', bytes that are not UTF-8, '%' itself, a trailing
 * dot or blank, and the names that Windows reserves, as %XX; a part over 255
 * bytes is cut and ends in its hash.  dn_outdir_unescape is the way back for
 * all but cut ones.
 */
void dn_outdir_escape(struct dn_bytes *out, struct dn_span name);

/* Append the name that dn_outdir_escape made `path` from. */
void dn_outdir_unescape(struct dn_bytes *out, struct dn_span path);

/* Put the folder in its place (fsync, rename) and free it, also on failure. */
int dn_outdir_commit(struct dn_outdir *outdir, struct dn_err *err)
    DN_MUST_CHECK;

/* Remove what was written and free; NULL is fine. */
void dn_outdir_abort(struct dn_outdir *outdir);

#endif
