/* SPDX-License-Identifier: MIT */
/* A mask as slabs: neighbouring columns that look the same, seam by seam. */
#ifndef DN_MODEL_SLAB_H
#define DN_MODEL_SLAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "model/runs.h"

/* Pixels of a column, end exclusive. */
struct dn_extent {
	uint32_t from, to;
};

/*
 * Columns left..right, end exclusive, that all have these pixels inside:
 * ascending, none empty, none touching.  More than one column only where all
 * of them is inside, so that there are at most three extents a run.
 */
struct dn_slab {
	uint64_t left, right;
	struct dn_extent *extents;      /* owned */
	size_t count, cap;
};

/* Free the extents. */
void dn_slab_release(struct dn_slab *slab);

/* Where a walk over the slabs of a mask stands. */
struct dn_slab_walk {
	struct dn_runs_walk runs;
	uint64_t height, from, to;      /* pixels inside that are not done */
	bool more;
};

/* Begin a walk. */
struct dn_slab_walk dn_slab_walk(const struct dn_mask *mask);

/*
 * The next slab with anything inside, from left to right, into `slab`, whose
 * room is used again.  1, 0 at the end, -1 with DN_E_NO_MEMORY.
 */
int dn_slab_next(struct dn_slab_walk *walk, struct dn_slab *slab,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Where two slabs meet: walks the ends of their extents from top to bottom.
 * `on_left` and `on_right` tell which of them ends or begins an extent at `y`,
 * and `left_end`, `right_end` which one: end 2i begins extent i, 2i+1 ends it.
 */
struct dn_seam {
	const struct dn_slab *left, *right;     /* borrowed */
	size_t left_end, right_end;
	uint32_t y;
	bool on_left, on_right;
};

/* Begin at the top of a seam; go to the next end on it, false at the foot. */
struct dn_seam dn_seam(const struct dn_slab *left,
    const struct dn_slab *right);
bool dn_seam_next(struct dn_seam *seam);

/*
 * Call `meet` for each seam of the mask, from left to right: `x` is its place,
 * and on one side of it there may be nothing.  -1 when that returns -1, or
 * with DN_E_NO_MEMORY.
 */
int dn_slab_sweep(const struct dn_mask *mask, int (*meet)(void *state,
    uint32_t x, struct dn_seam *seam, struct dn_err *err), void *state,
    struct dn_err *err) DN_MUST_CHECK;

#endif
