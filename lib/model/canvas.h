/* SPDX-License-Identifier: MIT */
/* Pictures of numbers as runs of pixels alike: painted, read and written. */
#ifndef DN_MODEL_CANVAS_H
#define DN_MODEL_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "io/png.h"
#include "model/mask.h"

/*
 * All here takes memory by the runs, never by the pixels, and time so but for
 * the rows of a PNG that is read.  Pixels are numbered down the columns, as in
 * a mask: the one at column x, row y is x * height + y.
 */

/* Pixels from..to, end exclusive, that have a number other than 0. */
struct dn_stroke {
	uint32_t from, to, number;
};

/* Strokes of some of the pixels: ascending, none empty. */
struct dn_band {
	struct dn_stroke *strokes;      /* owned */
	size_t count, room;
};

/*
 * A picture, cut into bands of equal length so that what is painted moves what
 * is near it alone.
 */
struct dn_canvas {
	uint32_t width, height;
	uint64_t step;                  /* pixels of a band */
	struct dn_band *bands;          /* owned */
	size_t count;
	struct dn_band spare;
};

/*
 * Begin a picture of zeros; free it with dn_canvas_release whatever is
 * returned.  -1 with DN_E_BAD_VALUE for one of no pixels, DN_E_OVERFLOW for one
 * of 2^32 or more, or DN_E_NO_MEMORY.
 */
int dn_canvas_init(struct dn_canvas *canvas, uint32_t width, uint32_t height,
    struct dn_err *err) DN_MUST_CHECK;

/* Free the strokes; one of zero bytes is fine. */
void dn_canvas_release(struct dn_canvas *canvas);

/* Can a picture of that size be written as a PNG, and be read again? */
bool dn_canvas_fits(uint64_t width, uint64_t height, uint64_t most);

/*
 * Give the pixels inside of a legal mask, of the picture's size, that number.
 * *covered, unless NULL, is how many of them had one other than 0.  -1 with
 * DN_E_NO_MEMORY.
 */
int dn_canvas_paint(struct dn_canvas *canvas, const struct dn_mask *mask,
    uint32_t number, uint64_t *covered, struct dn_err *err) DN_MUST_CHECK;

/*
 * Append pixels that lie behind all that have a number; with 0 nothing is
 * done.  -1 with DN_E_NO_MEMORY.
 */
int dn_canvas_append(struct dn_canvas *canvas, struct dn_stroke stroke,
    struct dn_err *err) DN_MUST_CHECK;

/* Where a walk over the strokes of a picture stands. */
struct dn_canvas_walk {
	const struct dn_canvas *canvas; /* borrowed */
	size_t band, next;
};

/* Begin a walk. */
struct dn_canvas_walk dn_canvas_walk(const struct dn_canvas *canvas);

/*
 * The next pixels of one number, as many as touch, in ascending order; false
 * at the end.
 */
bool dn_canvas_next(struct dn_canvas_walk *walk, struct dn_stroke *stroke);

/*
 * Each number becomes what `numbers` has at that place, the first of which is
 * that of `first`; none of them is 0.
 */
void dn_canvas_renumber(struct dn_canvas *canvas, const uint32_t *numbers,
    uint32_t first);

#define DN_CANVAS_ANY (-1)      /* every number but 0 */

/*
 * The pixels that have that number, or with DN_CANVAS_ANY any but 0, as a mask;
 * `out` as in runs.h.
 */
int dn_canvas_mask(const struct dn_canvas *canvas, int64_t number,
    struct dn_mask *out, struct dn_err *err) DN_MUST_CHECK;

#define DN_CANVAS_CHANGES ((uint32_t)1 << 23)   /* of a PNG that is read */

/*
 * Read a PNG, as dn_png_read does; `canvas` is begun here, and to be released
 * whatever is returned.  -1 with DN_E_TOO_LONG, too, for one of more than
 * DN_CANVAS_CHANGES pixels that are not as the one above them.
 */
int dn_canvas_read(struct dn_canvas *canvas, struct dn_span bytes,
    enum dn_png_kind kind, uint64_t most, struct dn_err *err) DN_MUST_CHECK;

/* Append the picture as a PNG, as dn_png_write does. */
int dn_canvas_write(const struct dn_canvas *canvas, enum dn_png_kind kind,
    unsigned char (*palette)[3], struct dn_bytes *out, struct dn_err *err)
    DN_MUST_CHECK;

#endif
