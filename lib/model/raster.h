/* SPDX-License-Identifier: MIT */
/* From outlines to masks, as COCO's tools draw them. */
#ifndef DN_MODEL_RASTER_H
#define DN_MODEL_RASTER_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "model/geometry.h"
#include "model/mask.h"
#include "model/maskset.h"

/*
 * What is said of `out` and of failures at the top of runs.h holds here, too;
 * coordinates that are not finite are DN_E_BAD_VALUE.  Time and memory go by
 * the length of the outline across the columns, not by the area.
 */

/*
 * The pixels within a ring, equal to the last to rleFrPoly of cocoapi's
 * common/maskApi.c: corners in fifths of a pixel, rounded half up; edges in
 * steps along their longer axis; a column is crossed in its middle, and its
 * pixels from there on are inside or outside by turns (so that a ring that
 * crosses itself is filled by even and odd).  What lies beyond the picture is
 * cut off.  Fewer than three points enclose nothing.  Where that code would
 * overflow, past 4e8 px, coordinates are cut off there.
 */
int dn_raster_ring(const struct dn_ring *ring, uint32_t height,
    uint32_t width, struct dn_mask *out, struct dn_err *err) DN_MUST_CHECK;

/*
 * The pixels within any part: within its ring 0 and none of its other rings.
 * A part without rings is empty.
 */
int dn_raster_parts(const struct dn_part *parts, size_t count,
    uint32_t height, uint32_t width, struct dn_mask *out, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * The number of these pixels, without a mask where there is one ring alone;
 * without even its crossings where that is a rectangle along the axes.
 */
int dn_raster_area(const struct dn_part *parts, size_t count,
    uint32_t height, uint32_t width, uint64_t *area, struct dn_err *err)
    DN_MUST_CHECK;

#endif
