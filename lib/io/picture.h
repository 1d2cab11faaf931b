/* SPDX-License-Identifier: MIT */
/* What the header of a picture says: size, channels, orientation. */
#ifndef DN_IO_PICTURE_H
#define DN_IO_PICTURE_H

#include <stdint.h>

#include "core/bytes.h"

/* A picture as it is stored, before it is turned upright. */
struct dn_picture {
	const char *format;             /* "png", "jpeg", "bmp" and so on */
	uint32_t width, height;         /* px, never 0 */
	unsigned channels;              /* 1, 3 or 4 mostly; of palettes 3 */
	int orientation;                /* EXIF's 1..8; 1 where it says none */
};

/*
 * Read the header of PNG, JPEG, BMP, GIF, TIFF, BigTIFF or WebP, known by its
 * first bytes, from an open file (*borrowed*, its position left alone) or from
 * bytes.  Only headers are read, whatever the size of the picture.  -1 with
 * DN_E_BAD_FORMAT, its text as "not a picture that is known", or DN_E_READ.
 * EXIF data that is broken says no orientation, and is no failure.
 */
int dn_picture_read(int fd, struct dn_picture *picture, struct dn_err *err)
    DN_MUST_CHECK;
int dn_picture_read_bytes(struct dn_span bytes, struct dn_picture *picture,
    struct dn_err *err) DN_MUST_CHECK;

#endif
