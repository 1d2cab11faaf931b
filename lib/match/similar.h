/* SPDX-License-Identifier: MIT */
/* How alike two units are, from 0 to 1, whatever their labels. */
#ifndef DN_MATCH_SIMILAR_H
#define DN_MATCH_SIMILAR_H

#include "match/unit.h"

#define DN_SIMILAR_WIDTH 3.0    /* px beside a line that are still on it */

/* The mean of the 17 constants of COCO's keypoints. */
#define DN_SIMILAR_SIGMA (11.38 / 170)

/*
 * The similarity of two units, which is symmetric; 0 where their kinds cannot
 * be compared:
 *
 * boxes, areas, masks: intersection over union.  Two upright boxes exactly;
 *   areas by clipping (clip.h); a mask against any other by its raster.
 * cuboids: intersection over union of the turned boxes seen from above, times
 *   height; 0 between a camera's frame and another.
 * lines: the share of the length of both that lies within 3 px of the other;
 *   of two that are points 1 where these are.
 * skeletons: COCO's object keypoint similarity with the mean of its constants
 *   and of both areas, over the points that either has; one that only one has
 *   counts as 0.
 * spans: code points in both over code points in either.
 * intervals: seconds in both over seconds in either.
 * texts: 1 - edits of code points / those of the longer text.
 * classes: 1 for the same label, else 0.
 *
 * What is the same is 1, also without any extent.  -1 with DN_E_BAD_VALUE for
 * an outline that crosses itself, DN_E_OVERFLOW for what would take too long,
 * or DN_E_NO_MEMORY.
 */
int dn_similarity(const struct dn_unit *a, const struct dn_unit *b,
    double *similarity, struct dn_err *err) DN_MUST_CHECK;

/*
 * 0 where the unit can be compared with others; -1 with DN_E_BAD_VALUE for an
 * outline that crosses itself, DN_E_OVERFLOW or DN_E_NO_MEMORY.
 */
int dn_unit_check(const struct dn_unit *unit, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * How large two units are and what they have in common: px of areas, m3 of
 * cuboids, code points of spans, seconds of intervals; all 0 for other kinds
 * and for what cannot be compared.  Fails as dn_similarity.
 */
struct dn_overlap {
	double first, second, common;
};
int dn_unit_overlap(const struct dn_unit *a, const struct dn_unit *b,
    struct dn_overlap *overlap, struct dn_err *err) DN_MUST_CHECK;

/*
 * How much of `inner` lies inside `outer`, 0..1: common over its own extent; 0
 * where it has none.  Fails as dn_similarity.
 */
int dn_unit_inside(const struct dn_unit *inner, const struct dn_unit *outer,
    double *share, struct dn_err *err) DN_MUST_CHECK;

#endif
