/* SPDX-License-Identifier: MIT */
/* PNG pictures whose pixels are numbers: masks and maps of classes. */
#ifndef DN_IO_PNG_H
#define DN_IO_PNG_H

#include <stdint.h>

#include "core/bytes.h"

/* Rows of width bytes, one a pixel, from the top. */
struct dn_plane {
	uint32_t width, height;
	unsigned char *pixels;          /* owned */
};

/* Free the pixels. */
void dn_plane_release(struct dn_plane *plane);

/*
 * Read a PNG of grey or of a palette, of at most 8 bits a pixel, and of at
 * most `most` pixels: *new* ones, the numbers that stand in the file (of a
 * palette the index; 1 bit is 0 or 1).  `plane` is the caller's to release
 * whatever is returned.  -1 with DN_E_BAD_FORMAT, DN_E_TOO_LONG past `most`,
 * DN_E_NO_MEMORY, or DN_E_NOT_BUILT in a build without libpng.
 */
int dn_png_read(struct dn_span bytes, uint64_t most, struct dn_plane *plane,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Append a PNG of grey, of 8 bits or of 1 (then all but 0 is 1).  -1 with
 * DN_E_BAD_VALUE for a picture without pixels, DN_E_NO_MEMORY or
 * DN_E_NOT_BUILT.
 */
int dn_png_write(const struct dn_plane *plane, int bits, struct dn_bytes *out,
    struct dn_err *err) DN_MUST_CHECK;

/* The same of 8 bits with a palette, the red, green and blue of each number. */
int dn_png_write_palette(const struct dn_plane *plane,
    unsigned char palette[256][3], struct dn_bytes *out,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Pixels that are numbers of 24 bits, down the columns as masks have them: the
 * one at column x, row y stands at x * height + y.
 */
struct dn_map {
	uint32_t width, height;
	uint32_t *numbers;              /* owned */
};

/* Free the numbers. */
void dn_map_release(struct dn_map *map);

/*
 * A *new* map of zeros in place of what `map` holds, which may be nothing; -1
 * with DN_E_NO_MEMORY.
 */
int dn_map_clear(struct dn_map *map, uint32_t width, uint32_t height,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Read a PNG of colours, or of a palette, as numbers: red + 256 green + 65536
 * blue; opacity says nothing.  Otherwise as dn_png_read: of grey, or of more
 * than 8 bits a colour, it is DN_E_BAD_FORMAT.
 */
int dn_png_read_map(struct dn_span bytes, uint64_t most, struct dn_map *map,
    struct dn_err *err) DN_MUST_CHECK;

/* Append such a PNG, the way back; as dn_png_write. */
int dn_png_write_map(const struct dn_map *map, struct dn_bytes *out,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * The same for opacities: read of a PNG of any kind that is not interlaced (255
 * where it has none), and written with black behind them.
 */
int dn_png_read_alpha(struct dn_span bytes, uint64_t most,
    struct dn_plane *plane, struct dn_err *err) DN_MUST_CHECK;
int dn_png_write_alpha(const struct dn_plane *plane, struct dn_bytes *out,
    struct dn_err *err) DN_MUST_CHECK;

#endif
