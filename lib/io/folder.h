/* SPDX-License-Identifier: MIT */
/* Folders of input files, walked in one order everywhere. */
#ifndef DN_IO_FOLDER_H
#define DN_IO_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

/* The regular files below a folder. */
struct dn_folder;

/* True when `path` is a folder (through symbolic links). */
bool dn_folder_is(const char *path);

/*
 * List the files below `path`, all levels: a *new* listing in byte order of
 * their relative paths.  Names that begin with '.' are skipped, symbolic links
 * to files inside are read, links that lead out of the folder are not.  NULL
 * with DN_E_NO_FILE, DN_E_READ or DN_E_NO_MEMORY.
 */
struct dn_folder *dn_folder_open(const char *path, struct dn_err *err)
    DN_MUST_CHECK;

/* Number of files, and the relative path of one, *borrowed*, NUL-ended. */
size_t dn_folder_count(const struct dn_folder *folder);
const char *dn_folder_name(const struct dn_folder *folder, size_t index);

/*
 * Open `name`, a path relative to the folder (one from the listing or one that
 * stands in data), for reading: a descriptor, or -1.  Never leaves the folder,
 * whatever the name or the links say (openat2 RESOLVE_BENEATH, or the same
 * name by name where the kernel has it not).
 */
int dn_folder_file(const struct dn_folder *folder, const char *name,
    struct dn_err *err) DN_MUST_CHECK;

/* Free the listing; NULL is fine. */
void dn_folder_close(struct dn_folder *folder);

#endif
