/* SPDX-License-Identifier: MIT */
/* From masks to outlines along the edges of pixels, without loss. */
#ifndef DN_MODEL_TRACE_H
#define DN_MODEL_TRACE_H

#include <stddef.h>

#include "core/bytes.h"
#include "model/geometry.h"
#include "model/mask.h"

/* Parts of rings of points, and the memory that they stand in. */
struct dn_trace {
	struct dn_part *parts;
	size_t count;
	struct dn_ring *rings;          /* of all parts, one after the other */
	struct dn_point *points;        /* of all rings */
};

/*
 * The outlines of a legal mask: *new* parts, to be released (also after a
 * failure).  dn_raster_parts of them is the mask again, pixel for pixel.
 *
 * A part is what hangs together by the sides of its pixels (4-connected):
 * pixels that touch at a corner only are parts of their own.  So no ring
 * touches itself, and parts are valid as GeoJSON and OGC have it; two rings
 * may touch at a corner.  A point stands at each corner where the outline
 * turns and nowhere else.  Outlines run clockwise on the screen, holes the
 * other way round; a ring begins at its first point down the columns, and
 * parts, and holes within a part, come in that order, too.
 *
 * Time is linear in the runs but for the sorting of none: DN_E_NO_MEMORY, or
 * DN_E_OVERFLOW past DN_RUNS_MOST runs, is all that can go wrong.
 */
int dn_trace_mask(const struct dn_mask *mask, struct dn_trace *trace,
    struct dn_err *err) DN_MUST_CHECK;

/* Free the parts. */
void dn_trace_release(struct dn_trace *trace);

#endif
