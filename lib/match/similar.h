/* SPDX-License-Identifier: MIT */
/* How alike two units are, from 0 to 1, whatever their labels. */
#ifndef DN_MATCH_SIMILAR_H
#define DN_MATCH_SIMILAR_H

#include "match/unit.h"

/*
 * The similarity of two units, which is symmetric; 0 where their kinds cannot
 * be compared:
 *
 * boxes, areas, masks: intersection over union.  Two upright boxes exactly;
 *   areas by clipping (a part is its ring 0 without its other rings, all by
 *   even and odd; parts are united); a mask against any other by its raster.
 * cuboids: intersection over union of the turned boxes seen from above, times
 *   height; 0 across frames.
 * lines: the share of the length of both that lies within 3 px of the other.
 * skeletons: COCO's object keypoint similarity with the mean of its constants
 *   and the mean of both areas, over the points that either has; one that only
 *   one has counts as 0.
 * spans: code points in both over code points in either.
 * intervals: seconds in both over seconds in either.
 * texts: 1 - edits of code points / those of the longer text.
 * classes: 1 for the same label, else 0.
 *
 * What has no extent (area, length, duration) is 1 to what is the same, else
 * 0.  -1 with DN_E_BAD_VALUE for an outline that crosses itself, DN_E_OVERFLOW
 * for a raster that is too large, or DN_E_NO_MEMORY.
 */
int dn_similarity(const struct dn_unit *a, const struct dn_unit *b,
    double *similarity, struct dn_err *err) DN_MUST_CHECK;

/*
 * 0 where the unit can be compared with others; -1 with DN_E_BAD_VALUE for an
 * outline that crosses itself, or DN_E_NO_MEMORY.
 */
int dn_unit_check(const struct dn_unit *unit, struct dn_err *err)
    DN_MUST_CHECK;

/* Extent of a unit: px of areas, code points, seconds; 0 for the others. */
int dn_unit_extent(const struct dn_unit *unit, double *extent,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * How much of `inner` lies inside `outer`, 0..1, for kinds with an extent; 0
 * for others and where `inner` has none.  Fails as dn_similarity.
 */
int dn_unit_inside(const struct dn_unit *inner, const struct dn_unit *outer,
    double *share, struct dn_err *err) DN_MUST_CHECK;

/*
 * Intersection over union of `unit` and all of `many` together, for kinds with
 * an extent, none of them a mask unless all are; 0 for others.  As
 * dn_similarity otherwise.
 */
int dn_unit_covered(const struct dn_unit *unit, const struct dn_unit *many,
    size_t count, double *similarity, struct dn_err *err) DN_MUST_CHECK;

#endif
