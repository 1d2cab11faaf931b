/* SPDX-License-Identifier: MIT */
/* The first directory of a TIFF: a picture's, or that of EXIF data. */
#ifndef DN_IO_TIFF_H
#define DN_IO_TIFF_H

#include "io/peek.h"

/* Entries that are looked for; what is absent stays as it was. */
struct dn_tiff {
	uint64_t width, height;         /* tags 256, 257 */
	uint64_t samples;               /* 277: channels */
	uint64_t orientation;           /* 274 */
};

/*
 * Read the entries of the first directory of the TIFF (6.0, clause 2, or
 * BigTIFF) that begins at `base`, of either byte order.  -1 as dn_peek_at, or
 * with DN_E_BAD_FORMAT.
 */
int dn_tiff_read(const struct dn_peek *peek, uint64_t base,
    struct dn_tiff *tiff, struct dn_err *err) DN_MUST_CHECK;

#endif
