/* SPDX-License-Identifier: MIT */
/* Boxes that are turned about a point, and ellipses. */
#ifndef DN_MODEL_TURN_H
#define DN_MODEL_TURN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/bytes.h"
#include "model/geometry.h"

/* All angles are degrees, clockwise on the screen (y runs down). */

/* A box that is turned about its centre: `rotatedBox` of dn-record(5). */
struct dn_turned {
	struct dn_box box;              /* before it is turned */
	double rotation;
};

/* The angle within 0 <= angle < 360; exact where it is already. */
double dn_turn_angle(double angle);

/* A point turned about another; exact for multiples of 90 degrees. */
struct dn_point dn_turn_point(struct dn_point point, struct dn_point about,
    double angle);

/*
 * Its corners, which are top-left, top-right, bottom-right, bottom-left
 * before it is turned.  Exact for multiples of 90 degrees.
 */
void dn_turn_corners(const struct dn_turned *turned,
    struct dn_point corners[4]);

/* The smallest upright box around it, in pixels. */
struct dn_box dn_turn_envelope(const struct dn_turned *turned);

/*
 * The way back from corners in that order, either way round: the width runs
 * from the first to the second, and the rotation is its direction, or that of
 * the height where it is the longer, within 0 <= rotation < 360.  True when
 * they are a rectangle: no corner is further than `tolerance` px from the
 * result's.  What is filled in when false is the nearest that keeps centre,
 * direction and mean sides.  Of upright ones all numbers are exact: place,
 * differences and an angle of 0.
 */
bool dn_turn_from_corners(const struct dn_point corners[4], double tolerance,
    struct dn_turned *turned);

/*
 * The rectangle of the smallest area around `count` points (rotating
 * calipers), its rotation within 0 <= rotation < 90; upright where that is as
 * small.  -1 with DN_E_NO_MEMORY; all 0 for no points.
 */
int dn_turn_smallest(const struct dn_point *points, size_t count,
    struct dn_turned *turned, struct dn_err *err) DN_MUST_CHECK;

/*
 * Between a box turned about its centre and one turned about its top-left
 * corner, which some tools store: the same box, x and y moved.
 */
struct dn_turned dn_turn_from_corner(const struct dn_turned *turned);
struct dn_turned dn_turn_to_corner(const struct dn_turned *turned);

/* An ellipse: radii along its own axes, turned clockwise by degrees. */
struct dn_ellipse {
	struct dn_point center, radii;
	double rotation;
};

#define DN_ELLIPSE_POINTS 360   /* that a ring around one has at most */

/*
 * Fill `points`, clockwise on the screen from the end of the first radius, and
 * return how many: so many that the ring is nowhere further than 0.1 px from
 * the ellipse (for radii up to 2600 px), at least 12, and 4 divides them.
 */
size_t dn_ellipse_ring(const struct dn_ellipse *ellipse,
    struct dn_point points[DN_ELLIPSE_POINTS]);

#endif
