/* SPDX-License-Identifier: MIT */
/* Folders of input files, walked in one order everywhere. */
#ifndef DN_IO_FOLDER_H
#define DN_IO_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "io/src.h"

/* The regular files below a folder. */
struct dn_folder;

/* True when `path` is a folder (through symbolic links). */
bool dn_folder_is(const char *path);

/*
 * List the files below `path`, which is *borrowed* for errors, all levels: a
 * *new* listing in byte order of their relative paths, taken as wholes ("a.b"
 * before "a/b").  Names that begin with '.' are skipped.  Symbolic links to
 * files inside are read where the kernel has openat2; links to folders are not
 * followed, so there are no circles; links that lead out of the folder or
 * nowhere are not read.  NULL with DN_E_NO_FILE, DN_E_READ (also a path of
 * more bytes than the system takes), DN_E_SYSTEM or DN_E_NO_MEMORY.
 */
struct dn_folder *dn_folder_open(const char *path, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * The same without a look at what is in it: nothing is listed, and files are
 * opened by names that stand in data.
 */
struct dn_folder *dn_folder_enter(const char *path, struct dn_err *err)
    DN_MUST_CHECK;

/* Number of files, and the relative path of one, *borrowed*, NUL-ended. */
size_t dn_folder_count(const struct dn_folder *folder);
const char *dn_folder_name(const struct dn_folder *folder, size_t index);

/*
 * Number of visible things that are neither a file nor a folder and were left
 * out: links as said above, FIFOs, sockets, devices.
 */
size_t dn_folder_skipped(const struct dn_folder *folder);

/*
 * Open `name`, a path relative to the folder (one from the listing or one that
 * stands in data), for reading: a descriptor of a regular file, or -1 with
 * DN_E_NO_FILE and the name as excerpt, DN_E_SYSTEM or DN_E_NO_MEMORY.  Never
 * leaves the folder, whatever the name or the links say (openat2
 * RESOLVE_BENEATH; where the kernel has it not, name by name without following
 * any link).
 */
int dn_folder_file(const struct dn_folder *folder, const char *name,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * The same as a *new* source, called `path` (borrowed) in errors, or NULL: also
 * as dn_src_open fails.
 */
struct dn_src *dn_folder_src(const struct dn_folder *folder, const char *name,
    const char *path, struct dn_err *err) DN_MUST_CHECK;

/* Free the listing; NULL is fine. */
void dn_folder_close(struct dn_folder *folder);

#endif
