/* SPDX-License-Identifier: MIT */
/* One input as a stream of bytes: a file or stdin, decompressed on the way. */
#ifndef DN_IO_SRC_H
#define DN_IO_SRC_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

/*
 * An open input.  gzip (RFC 1952, every member) and Zstandard (RFC 8878,
 * every frame) are known by their first bytes and read decompressed.
 */
struct dn_src;

/*
 * Open `path`, or stdin for "-" (which stays open for ever): a *new* source,
 * NULL with DN_E_NO_FILE when it is missing, a folder or not readable,
 * DN_E_READ when its first bytes, which are looked at here, cannot be had,
 * DN_E_NOT_BUILT when it is compressed in a way that this build cannot read,
 * DN_E_SYSTEM or DN_E_NO_MEMORY.  `path` is *borrowed* as the source's name in
 * errors for as long as they live; stdin's is "<stdin>".
 */
struct dn_src *dn_src_open(const char *path, struct dn_err *err)
    DN_MUST_CHECK;

/* The same on an open descriptor, which it *steals*, also when it fails. */
struct dn_src *dn_src_open_fd(int fd, const char *name, struct dn_err *err)
    DN_MUST_CHECK;

/* And on that of a regular file of which fstat said this size already. */
struct dn_src *dn_src_open_file(int fd, uint64_t size, const char *name,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Read up to `size` bytes.  1 with *got >= 1; 0 at the end; -1 with DN_E_READ
 * (the system failed) or DN_E_TRUNCATED (damaged or cut compression, or bytes
 * behind it; what came before is given out first), and so for ever after.  A
 * call that the system interrupts is taken up again, a descriptor that does
 * not block is waited for.
 */
int dn_src_read(struct dn_src *src, void *data, size_t size, size_t *got,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Append all that is left of it, at most what `out` takes: DN_E_TOO_LONG when
 * it is more, else as dn_src_read.
 */
int dn_src_rest(struct dn_src *src, struct dn_bytes *out, struct dn_err *err)
    DN_MUST_CHECK;

/* Its name, borrowed. */
const char *dn_src_name(const struct dn_src *src);

/* Bytes of the file as stored, 0 when unknown (a pipe): for progress only. */
uint64_t dn_src_size(const struct dn_src *src);

/* Close and free; NULL is fine. */
void dn_src_close(struct dn_src *src);

/*
 * Read the whole of `path` ("-": stdin) into `out`, at most its maximum.
 * DN_E_TOO_LONG when it is larger; otherwise as dn_src_open and dn_src_read.
 */
int dn_src_slurp(const char *path, struct dn_bytes *out, struct dn_err *err)
    DN_MUST_CHECK;

#endif
