/* SPDX-License-Identifier: MIT */
/* Runs of equal bytes as a zlib stream, in time by the runs. */
#ifndef DN_IO_DEFLATE_H
#define DN_IO_DEFLATE_H

#include <stdint.h>

#include "core/bytes.h"

/*
 * A zlib stream (RFC 1950, 1951) of which no byte is looked at: what comes as
 * runs is told as runs, 258 bytes a piece, by codes that each block makes
 * anew.  The same runs are always the same stream.
 */
struct dn_deflate;

/*
 * A *new* stream that is appended to `out`, which is borrowed; NULL without
 * memory.
 */
struct dn_deflate *dn_deflate_new(struct dn_bytes *out);

/* Free it; NULL is fine. */
void dn_deflate_free(struct dn_deflate *deflate);

/* That many of a byte come next; what cannot be kept, `out` tells. */
void dn_deflate_run(struct dn_deflate *deflate, unsigned char byte,
    uint64_t count);

/* There is no more: the stream is whole. */
void dn_deflate_end(struct dn_deflate *deflate);

#endif
