/* SPDX-License-Identifier: MIT */
/* Outlines: bridges between rings, and the edges of the picture. */
#include "formats/yolo_ring.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SEARCH_MOST 4096        /* corners among which the nearest is sought */
#define SLACK 1e-9              /* of the picture's size */

void
dn_yolo_path_release(struct dn_yolo_path *path)
{
	free(path->points);
	*path = (struct dn_yolo_path){ NULL, 0, 0 };
}

/* Make room for `more` points. */
static int
make_room(struct dn_yolo_path *path, size_t more, struct dn_err *err)
{
	size_t cap = path->cap == 0 ? 64 : path->cap;
	struct dn_point *points;

	if (more > SIZE_MAX / 4 / sizeof(*points) - path->count)
		return dn_err_memory(err);
	while (cap < path->count + more)
		cap *= 2;
	if (cap == path->cap)
		return 0;
	points = reallocarray(path->points, cap, sizeof(*points));
	if (points == NULL)
		return dn_err_memory(err);
	path->points = points;
	path->cap = cap;
	return 0;
}

int
dn_yolo_path_add(struct dn_yolo_path *path, struct dn_point point,
    struct dn_err *err)
{
	if (path->count == path->cap && make_room(path, 1, err) < 0)
		return -1;
	path->points[path->count++] = point;
	return 0;
}

/* ---- bridges --------------------------------------------------------- */

/* Twice the area, positive one way round and negative the other. */
static double
signed_area(const struct dn_point *points, size_t count)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++) {
		struct dn_point a = points[i];
		struct dn_point b = points[i + 1 < count ? i + 1 : 0];

		sum += a.x * b.y - b.x * a.y;
	}
	return sum;
}

/* The corners of the path and the ring that are nearest to each other. */
static void
find_nearest(const struct dn_yolo_path *path, const struct dn_ring *ring,
    size_t *from, size_t *to)
{
	double least = INFINITY;

	*from = *to = 0;
	if (path->count > SEARCH_MOST || ring->count > SEARCH_MOST)
		return;
	for (size_t i = 0; i < path->count; i++)
		for (size_t k = 0; k < ring->count; k++) {
			double x = path->points[i].x - ring->points[k].x;
			double y = path->points[i].y - ring->points[k].y;

			if (x * x + y * y < least) {
				least = x * x + y * y;
				*from = i;
				*to = k;
			}
		}
}

/* Tie a ring to the path; `turn`: it has to run the other way round. */
static int
tie(struct dn_yolo_path *path, const struct dn_ring *ring, bool turn,
    struct dn_err *err)
{
	size_t from, to, count = ring->count;
	struct dn_point *at;

	if (make_room(path, count + 2, err) < 0)
		return -1;
	find_nearest(path, ring, &from, &to);
	/* Far outlines are tied at the end, so that nothing is moved. */
	if (path->count > SEARCH_MOST) {
		path->points[path->count] = path->points[0];
		at = path->points + path->count + 1;
	} else {
		at = path->points + from + 1;
		memmove(at + count + 2, at,
		    (path->count - from - 1) * sizeof(*at));
		at[count + 1] = at[-1];
	}
	for (size_t i = 0; i <= count; i++)
		at[i] = ring->points[turn ? (to + count - i % count) % count :
		    (to + i) % count];
	path->count += count + 2;
	return 0;
}

int
dn_yolo_bridge(const struct dn_part *parts, size_t count, bool holes,
    struct dn_yolo_path *out, struct dn_err *err)
{
	bool left = false, alone = count == 1 && (!holes || parts->count == 1);

	out->count = 0;
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < parts[i].count && (k == 0 || holes);
		    k++) {
			const struct dn_ring *ring = &parts[i].rings[k];
			bool own = !alone && signed_area(ring->points,
			    ring->count) < 0;

			if (ring->count == 0)
				continue;
			if (out->count > 0) {
				if (tie(out, ring, (own == left) == (k > 0),
				    err) < 0)
					return -1;
				continue;
			}
			left = own;
			if (make_room(out, ring->count, err) < 0)
				return -1;
			memcpy(out->points, ring->points,
			    ring->count * sizeof(*ring->points));
			out->count = ring->count;
		}
	}
	return 0;
}

/* ---- the edges of the picture ---------------------------------------- */

/* How far a point is inside of an edge: left, top, right, bottom. */
static double
depth(struct dn_point point, int edge, double width, double height)
{
	switch (edge) {
	case 0:
		return point.x;
	case 1:
		return point.y;
	case 2:
		return width - point.x;
	default:
		return height - point.y;
	}
}

static double
clamp(double value, double most)
{
	return value < 0 ? 0 : value > most ? most : value;
}

/* Cut off what is beyond one edge. */
static int
cut_edge(const struct dn_yolo_path *path, int edge, double width,
    double height, struct dn_yolo_path *out, struct dn_err *err)
{
	out->count = 0;
	for (size_t i = 0; i < path->count; i++) {
		struct dn_point a = path->points[i], cross;
		struct dn_point b = path->points[i + 1 < path->count ?
		    i + 1 : 0];
		double from = depth(a, edge, width, height);
		double to = depth(b, edge, width, height);

		if (from >= 0 && dn_yolo_path_add(out, a, err) < 0)
			return -1;
		if ((from >= 0) == (to >= 0))
			continue;
		cross.x = a.x + (b.x - a.x) * (from / (from - to));
		cross.y = a.y + (b.y - a.y) * (from / (from - to));
		if (dn_yolo_path_add(out, cross, err) < 0)
			return -1;
	}
	return 0;
}

/*
 * Does nothing of the path reach beyond an edge, but for the slack?  *exact
 * tells that nothing does at all.
 */
static bool
is_inside(const struct dn_yolo_path *path, double width, double height,
    bool *exact)
{
	double left = 0, top = 0, right = 0, bottom = 0;

	for (size_t i = 0; i < path->count; i++) {
		struct dn_point at = path->points[i];

		left = at.x < left ? at.x : left;
		top = at.y < top ? at.y : top;
		right = width - at.x < right ? width - at.x : right;
		bottom = height - at.y < bottom ? height - at.y : bottom;
	}
	*exact = left >= 0 && right >= 0 && top >= 0 && bottom >= 0;
	return left >= -SLACK * width && right >= -SLACK * width &&
	    top >= -SLACK * height && bottom >= -SLACK * height;
}

int
dn_yolo_clip(struct dn_yolo_path *path, double width, double height,
    struct dn_yolo_path *spare, bool *cut, struct dn_err *err)
{
	bool exact, inside = is_inside(path, width, height, &exact);

	*cut = false;
	if (exact)
		return 0;
	for (int edge = inside ? 4 : 0; edge < 4; edge++) {
		double slack = -SLACK * (edge % 2 == 0 ? width : height);
		struct dn_yolo_path other = *path;
		double least = 0;

		for (size_t i = 0; i < path->count; i++)
			least = fmin(least, depth(path->points[i], edge,
			    width, height));
		if (!(least < slack))
			continue;
		*cut = true;
		if (cut_edge(path, edge, width, height, spare, err) < 0)
			return -1;
		*path = *spare;
		*spare = other;
	}
	for (size_t i = 0; i < path->count; i++) {
		path->points[i].x = clamp(path->points[i].x, width);
		path->points[i].y = clamp(path->points[i].y, height);
	}
	return 0;
}
