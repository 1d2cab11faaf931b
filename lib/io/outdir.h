/* SPDX-License-Identifier: MIT */
/* A folder of output files that appears whole or not at all. */
#ifndef DN_IO_OUTDIR_H
#define DN_IO_OUTDIR_H

#include <stdbool.h>
#include <stddef.h>

#include "core/bytes.h"

/* A folder being written beside its place, under a hidden name. */
struct dn_outdir;

/*
 * Begin a folder at `path` (*borrowed* for errors; the target of a symbolic
 * link is meant), which must be absent or an empty folder, or with `replace`
 * may be any folder.  A *new* folder under a temporary name; NULL with
 * DN_E_NO_FILE (no such place, not a folder), DN_E_USAGE (not empty, or a
 * mount point, which cannot be replaced), DN_E_WRITE, DN_E_SYSTEM or
 * DN_E_NO_MEMORY.
 */
struct dn_outdir *dn_outdir_open(const char *path, bool replace,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Write the file `name` (relative; '/' makes folders) with the given bytes.
 * The name never leaves the folder: see dn_outdir_escape, which is applied to
 * each part.  DN_E_ID_CLASH when the name was written before or is a folder,
 * DN_E_TOO_LONG when it is too long for a path; neither spoils the folder.
 * DN_E_WRITE or DN_E_NO_MEMORY, after which every call fails.
 */
int dn_outdir_write(struct dn_outdir *outdir, struct dn_span name,
    struct dn_span content, struct dn_err *err) DN_MUST_CHECK;

/*
 * Append to the file that was written last: so that one may be larger than
 * memory.  -1 with DN_E_WRITE, after which every call fails.
 */
int dn_outdir_append(struct dn_outdir *outdir, struct dn_span content,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * How many files have a name that differs from that of one before only in the
 * case of ASCII letters, so that some file systems could not hold both; *name
 * is the first of them, *borrowed*.  0 where dn_hash_available() is false.
 */
size_t dn_outdir_alike(const struct dn_outdir *outdir, struct dn_span *name);

/*
 * Append `name` to `out` as a relative path that is safe everywhere and not
 * hidden.  As %XX stand, in each part: a leading '.', '-' or '~'; controls,
 * '\\' ':' '*' '?' '"' '<' '>' '|', bytes that are not UTF-8, and '%' itself; a
 * trailing dot or blank; the first letter of a name that Windows reserves.  A
 * name that has nothing of that but '%', and does not look like one that was
 * escaped, stays as it is, as the names of uploads do ("%E4%B8%AD.txt").  An
 * empty part becomes "%".  A part that would be over 255 bytes is cut and gets
 * "%~" and its hash (64-bit FNV-1a, without the extension) before it.
 * dn_outdir_unescape is the way back for all but cut ones.
 */
void dn_outdir_escape(struct dn_bytes *out, struct dn_span name);

/*
 * Append the name that dn_outdir_escape made `path` from, which is `path` where
 * it did not make it.
 */
void dn_outdir_unescape(struct dn_bytes *out, struct dn_span path);

/*
 * Make the folder last (fsync), put it in its place (rename; an old one is
 * exchanged with it and then removed) and free it, also on failure: then the
 * old one stands as it was, but where only the folder around it could not be
 * synced.  0, or -1 with DN_E_WRITE, or DN_E_USAGE when the place is no longer
 * as dn_outdir_open asks.
 */
int dn_outdir_commit(struct dn_outdir *outdir, struct dn_err *err)
    DN_MUST_CHECK;

/* Remove what was written and free; NULL is fine. */
void dn_outdir_abort(struct dn_outdir *outdir);

#endif
