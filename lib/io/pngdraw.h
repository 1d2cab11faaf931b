/* SPDX-License-Identifier: MIT */
/* PNG pictures whose pixels are numbers, written by where they change. */
#ifndef DN_IO_PNGDRAW_H
#define DN_IO_PNGDRAW_H

#include <stdint.h>

#include "core/bytes.h"
#include "io/png.h"

/*
 * A picture that is drawn from the top row to the last, each from the left: a
 * pixel that is not told is as the one above it, and 0 in the first row.  Time
 * and room go by what is told and by what is written, a byte for about a
 * thousand pixels that are alike.  The same pixels, told in the same way, are
 * always the same bytes.
 */
struct dn_png_draw;

/*
 * Begin a picture of that kind: of numbers with a palette, the red, green and
 * blue of each, or NULL for grey.  A *new* one that appends to `out`, which is
 * borrowed; NULL with DN_E_BAD_VALUE for a picture without pixels, or
 * DN_E_NO_MEMORY.
 */
struct dn_png_draw *dn_png_draw_begin(enum dn_png_kind kind, uint32_t width,
    uint32_t height, unsigned char (*palette)[3], struct dn_bytes *out,
    struct dn_err *err);

/*
 * The pixel at x, y is `here`, and the one above it `above` (in the first row
 * 0).  Both are inside the picture, and behind the one told before.
 */
void dn_png_draw_change(struct dn_png_draw *draw, uint32_t x, uint32_t y,
    uint32_t above, uint32_t here);

/*
 * The picture is done; free it.  -1 with DN_E_OVERFLOW for more than 2 GiB, or
 * what the buffer failed of.
 */
int dn_png_draw_end(struct dn_png_draw *draw, struct dn_err *err)
    DN_MUST_CHECK;

#endif
