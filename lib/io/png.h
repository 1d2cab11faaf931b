/* SPDX-License-Identifier: MIT */
/* PNG pictures whose pixels are numbers: masks and maps of classes. */
#ifndef DN_IO_PNG_H
#define DN_IO_PNG_H

#include <stdint.h>

#include "core/bytes.h"

/* What the number of a pixel is. */
enum dn_png_kind {
	DN_PNG_NUMBERS,         /* its grey, or its index in a palette */
	DN_PNG_COLOURS,         /* red + 256 green + 65536 blue */
	DN_PNG_OPACITY,         /* 255: nothing shows through */
};

/* The longest row that is read, in pixels. */
#define DN_PNG_WIDTH_MOST ((uint32_t)1 << 20)

/* Who takes the pixels of a PNG; what returns -1 with `err` ends it. */
struct dn_png_taker {
	void *state;                    /* borrowed, as all here */
	/* The picture's size, before its pixels. */
	int (*size)(void *state, uint32_t width, uint32_t height,
	    struct dn_err *err);
	/* A pixel whose number is not that of the pixel above it. */
	int (*change)(void *state, uint32_t x, uint32_t y, uint32_t number,
	    struct dn_err *err);
};

/*
 * Read a PNG row by row.  The taker is told its size, and then each pixel that
 * is not as the one above it, or in the first row not 0: from the top, from
 * the left.  What is held is a few rows, and of an interlaced picture all of
 * it, at most 64 MiB.
 *
 * Numbers stand in a PNG of grey or of a palette, of at most 8 bits a pixel (1
 * bit is 0 or 1); colours in one of colours or of a palette, of at most 8 bits
 * a colour, whose opacity says nothing; opacities in any that is not
 * interlaced, 255 where it has none.  -1 with DN_E_BAD_FORMAT for another;
 * DN_E_TOO_LONG past `most` pixels, rows of more than DN_PNG_WIDTH_MOST, and
 * interlaced ones past the room for them; what the taker says; DN_E_NO_MEMORY,
 * or DN_E_NOT_BUILT in a build without libpng.
 */
int dn_png_read(struct dn_span bytes, enum dn_png_kind kind, uint64_t most,
    const struct dn_png_taker *taker, struct dn_err *err) DN_MUST_CHECK;

/* A pixel of a PNG that is written. */
struct dn_png_change {
	uint64_t place;                 /* its row << 32 | its column */
	uint32_t number;
};

/* What is written; all is borrowed. */
struct dn_png_drawing {
	enum dn_png_kind kind;
	uint32_t width, height;
	/* Of numbers the red, green and blue of each, or NULL for grey. */
	unsigned char (*palette)[3];
	/* By place; a pixel that is not among them is as the one above it. */
	const struct dn_png_change *changes;
	size_t count;
};

/*
 * Append a PNG of 8 bits a number or colour; above its first row all is 0.
 * What is held is a row.  -1 with DN_E_BAD_VALUE for a picture without pixels,
 * what the buffer failed of, DN_E_NO_MEMORY, or DN_E_NOT_BUILT.
 */
int dn_png_write(const struct dn_png_drawing *drawing, struct dn_bytes *out,
    struct dn_err *err) DN_MUST_CHECK;

#endif
