/* SPDX-License-Identifier: MIT */
/* Boxes around points, and the area of a ring. */
#include "model/geometry.h"

struct dn_box
dn_box_around(const struct dn_point *points, size_t count)
{
	struct dn_point low, high;

	if (count == 0)
		return (struct dn_box){ 0, 0, 0, 0 };
	low = high = points[0];
	for (size_t i = 1; i < count; i++) {
		if (points[i].x < low.x)
			low.x = points[i].x;
		if (points[i].x > high.x)
			high.x = points[i].x;
		if (points[i].y < low.y)
			low.y = points[i].y;
		if (points[i].y > high.y)
			high.y = points[i].y;
	}
	return (struct dn_box){ low.x, low.y, high.x - low.x, high.y - low.y };
}

struct dn_box
dn_box_join(struct dn_box a, struct dn_box b)
{
	const struct dn_point corners[] = {
		{ a.x, a.y }, { a.x + a.width, a.y + a.height },
		{ b.x, b.y }, { b.x + b.width, b.y + b.height },
	};

	return dn_box_around(corners, 4);
}

bool
dn_box_is_apart(struct dn_box a, struct dn_box b)
{
	return a.x >= b.x + b.width || b.x >= a.x + a.width ||
	    a.y >= b.y + b.height || b.y >= a.y + a.height;
}

double
dn_ring_area(const struct dn_point *points, size_t count)
{
	double sum = 0;

	/* From the first point on, so that large coordinates cost no digits. */
	for (size_t i = 2; i < count; i++)
		sum += (points[i - 1].x - points[0].x) *
		    (points[i].y - points[0].y) -
		    (points[i].x - points[0].x) *
		    (points[i - 1].y - points[0].y);
	return sum < 0 ? -sum / 2 : sum / 2;
}
