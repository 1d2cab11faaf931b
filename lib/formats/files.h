/* SPDX-License-Identifier: MIT */
/* The files that a reader is given: named ones, and those of folders. */
#ifndef DN_FORMATS_FILES_H
#define DN_FORMATS_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "io/recode.h"

/* Files in the order of their paths; a folder's in byte order. */
struct dn_files;

/*
 * Look up `count` paths, borrowed: files, folders, "-" for stdin; none: stdin.
 * A *new* list; NULL with DN_E_NO_FILE (a path is missing), DN_E_READ or
 * DN_E_NO_MEMORY.
 */
struct dn_files *dn_files_new(const char *const *paths, size_t count,
    struct dn_err *err) DN_MUST_CHECK;

/* Free the list; NULL is fine. */
void dn_files_free(struct dn_files *files);

/*
 * Number of things in folders that are neither files nor folders and so are not
 * in the list: FIFOs and the like, and links that lead out of the folder.
 */
uint64_t dn_files_skipped(const struct dn_files *files);

/* Number of files. */
size_t dn_files_count(const struct dn_files *files);

/*
 * Name of file `index`, *borrowed*: relative to the folder it was found in, or
 * without folders if it was named itself; "-" for stdin.
 */
const char *dn_files_name(const struct dn_files *files, size_t index);

/* Its path, *borrowed*, for messages; "<stdin>" for stdin. */
const char *dn_files_path(const struct dn_files *files, size_t index);

/* Open it: as dn_src_open, but never outside of the folder it was found in. */
struct dn_src *dn_files_open(const struct dn_files *files, size_t index,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Append the whole of it, at most what `out` takes: DN_E_TOO_LONG when it is
 * larger.
 */
int dn_files_slurp(const struct dn_files *files, size_t index,
    struct dn_bytes *out, struct dn_err *err) DN_MUST_CHECK;

/*
 * The same of a text in that encoding, as dn_recode_new has it: what is
 * appended is UTF-8, without a byte order mark.  *found is what it was in.
 */
int dn_files_slurp_text(const struct dn_files *files, size_t index,
    enum dn_encoding encoding, struct dn_bytes *out, enum dn_encoding *found,
    struct dn_err *err) DN_MUST_CHECK;

/* True when there is no byte in it; not asked of stdin, nor of what is none. */
bool dn_files_empty(const struct dn_files *files, size_t index);

/* True when it was named itself, not found in a folder. */
bool dn_files_named(const struct dn_files *files, size_t index);

/*
 * The first file from *next on that was named itself, or whose name ends in one
 * of `suffixes` (NULL-ended); *next is then behind it, and *ignored counts
 * those passed over.  dn_files_count when there is none.
 */
size_t dn_files_next(const struct dn_files *files, size_t *next,
    const char *const *suffixes, uint64_t *ignored);

/*
 * 0 when all were named themselves; else -1 with DN_E_NO_FILE: for formats of
 * one document, of which a folder would have one of each id.
 */
int dn_files_all_named(const struct dn_files *files, struct dn_err *err)
    DN_MUST_CHECK;

/* The name without the suffix of its last part, "a.b/c.tar.gz": a.b/c.tar. */
struct dn_span dn_files_stem(struct dn_span name);

/* True when the name ends in `suffix`, as ".xml", in either case. */
bool dn_files_suffix(struct dn_span name, const char *suffix);

/*
 * Append what a name of a file stands for: with the escapes of
 * dn_outdir_escape undone where the name is just what that would make of it,
 * else the name as it is.  So what was written to a folder is read back.
 */
void dn_files_decode(struct dn_span name, struct dn_bytes *out);

#endif
