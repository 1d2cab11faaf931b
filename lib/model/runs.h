/* SPDX-License-Identifier: MIT */
/* What is done with run lengths: walked, drawn, turned, cut and put back. */
#ifndef DN_MODEL_RUNS_H
#define DN_MODEL_RUNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "model/mask.h"

/*
 * All here works on legal masks (dn_mask_check) and takes time and memory by
 * their runs, never by their pixels.  What is made has no empty runs but the
 * first.  An `out` must be empty, as after dn_mask_init or never begun, and is
 * the caller's to release whatever is returned; its size is set here.  Failures
 * are DN_E_NO_MEMORY, and DN_E_OVERFLOW for a picture of 2^32 pixels or more,
 * or for more than DN_RUNS_MOST runs.
 */
#define DN_RUNS_MOST ((size_t)1 << 24)

/* ---- ranges of pixels, numbered down the columns --------------------- */

/* Where a walk over the pixels inside stands. */
struct dn_runs_walk {
	const struct dn_mask *mask;     /* borrowed */
	size_t next;
	uint64_t at;
};

/* Begin a walk. */
struct dn_runs_walk dn_runs_walk(const struct dn_mask *mask);

/*
 * The next pixels inside, from..to, end exclusive, in ascending order, never
 * empty and never touching the ones before; false at the end.
 */
bool dn_runs_next(struct dn_runs_walk *walk, uint64_t *from, uint64_t *to);

/* What draws a mask, range by range. */
struct dn_pen {
	struct dn_mask *mask;           /* borrowed */
	uint64_t from, to;              /* held back: the next may touch it */
	uint64_t told;                  /* pixels that the runs tell of */
};

/* Begin drawing `out`, of that size; -1 with DN_E_OVERFLOW. */
int dn_pen_begin(struct dn_pen *pen, struct dn_mask *out, uint32_t height,
    uint32_t width, struct dn_err *err) DN_MUST_CHECK;

/*
 * The pixels from..to, end exclusive, are inside.  Ranges come in ascending
 * order; touching ones are joined, empty ones are nothing.
 */
int dn_pen_range(struct dn_pen *pen, uint64_t from, uint64_t to,
    struct dn_err *err) DN_MUST_CHECK;

/* All else is outside: the mask is done. */
int dn_pen_end(struct dn_pen *pen, struct dn_err *err) DN_MUST_CHECK;

/* ---- the whole mask in another way ----------------------------------- */

/*
 * The mask of the picture mirrored at its main diagonal, height and width
 * changed over.  Since its runs down the columns are those of `mask` along the
 * rows, this is also the way between the two: runs along the rows of a picture
 * of width x height are a mask of `height` width and `width` height, and
 * transposed it is the mask.
 */
int dn_runs_transpose(const struct dn_mask *mask, struct dn_mask *out,
    struct dn_err *err) DN_MUST_CHECK;

/* The mask upside down: its first row becomes the last. */
int dn_runs_flip(const struct dn_mask *mask, struct dn_mask *out,
    struct dn_err *err) DN_MUST_CHECK;

/* The mask turned by 180 degrees. */
int dn_runs_reverse(const struct dn_mask *mask, struct dn_mask *out,
    struct dn_err *err) DN_MUST_CHECK;

/* ---- windows --------------------------------------------------------- */

/* A part of a picture, in whole pixels. */
struct dn_window {
	uint32_t left, top, width, height;
};

/* The smallest window around the pixels inside; all 0 where there are none. */
struct dn_window dn_runs_window(const struct dn_mask *mask);

/*
 * What is seen of the mask through a window, whose size `out` has; what lies
 * beyond the picture is outside.
 */
int dn_runs_cut(const struct dn_mask *mask, struct dn_window window,
    struct dn_mask *out, struct dn_err *err) DN_MUST_CHECK;

/*
 * The way back: a picture of height x width with `mask` at left, top; what
 * lies beyond the picture is cut off.
 */
int dn_runs_put(const struct dn_mask *mask, int64_t left, int64_t top,
    uint32_t height, uint32_t width, struct dn_mask *out, struct dn_err *err)
    DN_MUST_CHECK;

#endif
