/* SPDX-License-Identifier: MIT */
/* Plane geometry in pixels: boxes, rings, what goes around them. */
#ifndef DN_MODEL_GEOMETRY_H
#define DN_MODEL_GEOMETRY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A box in pixels, continuous: x, y is the outer corner of its top-left pixel,
 * y runs down, a box of one pixel has width 1 (dn-record(5)).
 */
struct dn_box {
	double x, y, width, height;
};

/* A point in the same plane. */
struct dn_point {
	double x, y;
};

/* Points in their order; of a ring the last is joined to the first. */
struct dn_ring {
	struct dn_point *points;
	size_t count;
};

/* One part of a polygon: ring 0 is its outline, the others are holes. */
struct dn_part {
	struct dn_ring *rings;
	size_t count;
};

/* The smallest box around `count` points; all 0 for none. */
struct dn_box dn_box_around(const struct dn_point *points, size_t count);

/* The smallest box around both. */
struct dn_box dn_box_join(struct dn_box a, struct dn_box b);

/* Have they no pixel in common?  Edges that touch are none. */
bool dn_box_is_apart(struct dn_box a, struct dn_box b);

/*
 * Area of the ring through `count` points, not closed, whichever way it runs:
 * Gauss's formula; parts that overlap themselves count as it does.
 */
double dn_ring_area(const struct dn_point *points, size_t count);

#endif
