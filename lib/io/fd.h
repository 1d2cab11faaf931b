/* SPDX-License-Identifier: MIT */
/* Descriptors: calls taken up again, and paths that never leave a folder. */
#ifndef DN_IO_FD_H
#define DN_IO_FD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <sys/uio.h>

#include "core/err.h"

/*
 * Descriptors 0 to 2 that came closed get a file that fails: no output file
 * may take their place and receive what is meant for stdout.
 */
void dn_fd_hold_standard(void);

/*
 * After a call on `fd` failed: true when it is to be made again, because a
 * signal came between (EINTR), or because the descriptor does not block and
 * had nothing to give or no room (EAGAIN); then it has been waited for, to
 * read or, when `writing`, to write.  False leaves errno as it is.
 */
bool dn_fd_again(int fd, bool writing);

/*
 * The code of an errno that opening a file gave: DN_E_NO_FILE where the path
 * is at fault, DN_E_WRITE on a full disk, DN_E_NO_MEMORY, DN_E_SYSTEM for the
 * rest.
 */
enum dn_code dn_fd_open_code(int number);

/*
 * Write all of `vector`, which is changed on the way, or all of `data`: short
 * writes are gone on with.  0, or -1 with errno.
 */
int dn_fd_write_vector(int fd, struct iovec *vector, size_t count)
    DN_MUST_CHECK;
int dn_fd_write(int fd, const void *data, size_t len) DN_MUST_CHECK;

/*
 * fsync; 0 also for what cannot be synced (a pipe, a folder on some file
 * systems), -1 with errno when data may be lost.
 */
int dn_fd_sync(int fd) DN_MUST_CHECK;

/* close; an interrupted one has closed.  0, or -1 with errno. */
int dn_fd_close(int fd);

/*
 * Open `path`, relative to the open folder `folder`, close-on-exec, and never
 * outside of it: not by "..", not by an absolute path, not by symbolic links,
 * not by folders moved meanwhile.  With `links` those that stay inside are
 * followed, where the kernel has openat2.  A descriptor, or -1 with errno
 * (EXDEV or ELOOP for what would lead out).
 */
int dn_fd_beneath(int folder, const char *path, int flags, mode_t mode,
    bool links) DN_MUST_CHECK;

/*
 * The same name by name, for kernels without openat2: no symbolic link is
 * followed, and ".." is refused.
 */
int dn_fd_beneath_by_names(int folder, const char *path, int flags,
    mode_t mode) DN_MUST_CHECK;

/*
 * Remove the folder `name` of the open folder `folder` and all that is in it,
 * however deep, with four descriptors, and never through a symbolic link.
 * Folders within folders are moved up on the way.  0, or -1 with errno.
 */
int dn_fd_remove(int folder, const char *name) DN_MUST_CHECK;

#endif
