/* SPDX-License-Identifier: MIT */
/* Where an output goes, and the names it has there before it is whole. */
#ifndef DN_IO_PLACE_H
#define DN_IO_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "core/err.h"

#define DN_PLACE_NAME 256       /* bytes of a name in a folder, with its NUL */

/*
 * An open folder and a name in it, both held for as long as the output is
 * written: whatever happens to the path meanwhile, it is this folder that
 * gets the file.
 */
struct dn_place {
	int folder;                     /* its descriptor, -1 when released */
	int listing;            /* for fsync; -1 too when it may not be read */
	char name[DN_PLACE_NAME];
	bool exists;
	struct stat status;             /* of what stands there now */
};

/*
 * Find the place that `path` names, through symbolic links: also a link that
 * points nowhere, which names the place of its target.  0, or -1 with
 * DN_E_NO_FILE (no folder, no name such as "." and "a/..", a circle of
 * links), DN_E_SYSTEM or DN_E_NO_MEMORY.
 */
int dn_place_find(struct dn_place *place, const char *path,
    struct dn_err *err) DN_MUST_CHECK;

/* Close the folder; also one of which no more than `folder` is set, to -1. */
void dn_place_release(struct dn_place *place);

/* A hidden name beside it that nobody will have thought of. */
void dn_place_temporary(const struct dn_place *place,
    char name[DN_PLACE_NAME]);

/*
 * Make the names in the folder last.  What that takes was opened by
 * dn_place_find, so that only the disk itself can fail.  0, or -1 with errno.
 */
int dn_place_sync(const struct dn_place *place) DN_MUST_CHECK;

#endif
