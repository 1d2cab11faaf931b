/* SPDX-License-Identifier: MIT */
/* Boxes and pictures turned, exactly where the angle is a right one. */
#include "model/turn.h"

#include <math.h>
#include <stdlib.h>

#include "model/runs.h"

#define DEGREE 0.017453292519943295     /* pi / 180 */
#define MARGIN 0.1                      /* of a ring around an ellipse, px */

double
dn_turn_angle(double angle)
{
	double within = fmod(angle, 360);

	if (within < 0)
		within += 360;
	/* A tiny negative angle rounds up to 360. */
	return within < 360 ? within + 0.0 : 0;
}

/* Sine and cosine, without a rounding for multiples of 90 degrees. */
static void
direction(double angle, double *sine, double *cosine)
{
	static const double sines[] = { 0, 1, 0, -1 };
	double within = dn_turn_angle(angle), quarters = within / 90;

	if (quarters >= 0 && quarters == floor(quarters)) {
		*sine = sines[(int)quarters % 4];
		*cosine = sines[((int)quarters + 1) % 4];
		return;
	}
	*sine = sin(within * DEGREE);
	*cosine = cos(within * DEGREE);
}

struct dn_point
dn_turn_point(struct dn_point point, struct dn_point about, double angle)
{
	double x = point.x - about.x, y = point.y - about.y, sine, cosine;

	direction(angle, &sine, &cosine);
	if (cosine == 1)
		return point;
	return (struct dn_point){ about.x + x * cosine - y * sine,
		about.y + x * sine + y * cosine };
}

/* ---- turned boxes ---------------------------------------------------- */

static struct dn_point
center_of(const struct dn_box *box)
{
	return (struct dn_point){ box->x + box->width / 2,
		box->y + box->height / 2 };
}

void
dn_turn_corners(const struct dn_turned *turned, struct dn_point corners[4])
{
	const struct dn_box *box = &turned->box;
	struct dn_point center = center_of(box);
	double right = box->x + box->width, bottom = box->y + box->height;

	corners[0] = (struct dn_point){ box->x, box->y };
	corners[1] = (struct dn_point){ right, box->y };
	corners[2] = (struct dn_point){ right, bottom };
	corners[3] = (struct dn_point){ box->x, bottom };
	for (int i = 0; i < 4; i++)
		corners[i] = dn_turn_point(corners[i], center,
		    turned->rotation);
}

struct dn_box
dn_turn_envelope(const struct dn_turned *turned)
{
	struct dn_point corners[4];

	if (dn_turn_angle(turned->rotation) == 0 && turned->box.width >= 0 &&
	    turned->box.height >= 0)
		return turned->box;
	dn_turn_corners(turned, corners);
	return dn_box_around(corners, 4);
}

/* The angle of a direction, exact along the axes. */
static double
angle_of(double x, double y)
{
	if (y == 0)
		return x < 0 ? 180 : 0;
	if (x == 0)
		return y < 0 ? 270 : 90;
	return dn_turn_angle(atan2(y, x) / DEGREE);
}

/* Whether two rings of four corners are nowhere further apart than that. */
static bool
near(const struct dn_point a[4], const struct dn_point b[4], bool mirrored,
    double tolerance)
{
	for (int i = 0; i < 4; i++) {
		int j = mirrored ? 3 - i : i;

		if (!(hypot(a[i].x - b[j].x, a[i].y - b[j].y) <= tolerance))
			return false;
	}
	return true;
}

bool
dn_turn_from_corners(const struct dn_point corners[4], double tolerance,
    struct dn_turned *turned)
{
	const struct dn_point *c = corners;
	struct dn_point again[4], center;
	double wx = ((c[1].x - c[0].x) + (c[2].x - c[3].x)) / 2;
	double wy = ((c[1].y - c[0].y) + (c[2].y - c[3].y)) / 2;
	double hx = ((c[3].x - c[0].x) + (c[2].x - c[1].x)) / 2;
	double hy = ((c[3].y - c[0].y) + (c[2].y - c[1].y)) / 2;
	bool mirrored = wx * hy - wy * hx < 0;

	turned->box.width = hypot(wx, wy);
	turned->box.height = hypot(hx, hy);
	/* What a corner is off turns the longer side the least. */
	turned->rotation = turned->box.width >= turned->box.height ?
	    angle_of(wx, wy) : mirrored ? angle_of(-hy, hx) :
	    angle_of(hy, -hx);
	center.x = c[0].x + (wx + hx) / 2;
	center.y = c[0].y + (wy + hy) / 2;
	if (c[0].x + c[2].x != c[1].x + c[3].x ||
	    c[0].y + c[2].y != c[1].y + c[3].y) {
		center.x = (c[0].x + c[1].x + c[2].x + c[3].x) / 4;
		center.y = (c[0].y + c[1].y + c[2].y + c[3].y) / 4;
	}
	turned->box.x = center.x - turned->box.width / 2;
	turned->box.y = center.y - turned->box.height / 2;
	if (wy == 0 && hx == 0 && wx > 0 && hy >= 0) {
		turned->box.x = (c[0].x + c[3].x) / 2;
		turned->box.y = (c[0].y + c[1].y) / 2;
	}
	dn_turn_corners(turned, again);
	return near(corners, again, mirrored, tolerance);
}

struct dn_turned
dn_turn_from_corner(const struct dn_turned *turned)
{
	struct dn_box box = turned->box;
	struct dn_point corner = { box.x, box.y }, center;

	center = dn_turn_point(center_of(&box), corner, turned->rotation);
	if (dn_turn_angle(turned->rotation) != 0) {
		box.x = center.x - box.width / 2;
		box.y = center.y - box.height / 2;
	}
	return (struct dn_turned){ box, turned->rotation };
}

struct dn_turned
dn_turn_to_corner(const struct dn_turned *turned)
{
	struct dn_box box = turned->box;
	struct dn_point corner = { box.x, box.y };

	corner = dn_turn_point(corner, center_of(&box), turned->rotation);
	box.x = corner.x;
	box.y = corner.y;
	return (struct dn_turned){ box, turned->rotation };
}

/* ---- the smallest rectangle ------------------------------------------ */

static double
cross(struct dn_point from, struct dn_point a, struct dn_point b)
{
	return (a.x - from.x) * (b.y - from.y) -
	    (a.y - from.y) * (b.x - from.x);
}

static int
compare_points(const void *a, const void *b)
{
	const struct dn_point *left = a, *right = b;

	if (left->x != right->x)
		return left->x < right->x ? -1 : 1;
	return left->y < right->y ? -1 : left->y > right->y;
}

/*
 * Andrew's chain: the convex hull of sorted points into `hull`, which has room
 * for two more than they are, clockwise on the screen; returns its corners.
 */
static size_t
make_hull(const struct dn_point *points, size_t count, struct dn_point *hull)
{
	size_t made = 0, least = 1;

	for (size_t i = 0; i < count; i++) {
		while (made > least &&
		    cross(hull[made - 2], hull[made - 1], points[i]) <= 0)
			made--;
		hull[made++] = points[i];
	}
	least = made;
	for (size_t i = count - 1; i-- > 0;) {
		while (made > least &&
		    cross(hull[made - 2], hull[made - 1], points[i]) <= 0)
			made--;
		hull[made++] = points[i];
	}
	return made > 1 ? made - 1 : made;
}

/* Along a direction and across it. */
static double
along(struct dn_point point, struct dn_point way)
{
	return point.x * way.x + point.y * way.y;
}

/* Go round the hull from *at as long as that leads further along `way`. */
static double
farthest(const struct dn_point *hull, size_t count, size_t *at,
    struct dn_point way)
{
	for (size_t steps = 0; steps < count; steps++) {
		size_t next = (*at + 1) % count;

		if (along(hull[next], way) < along(hull[*at], way))
			break;
		*at = next;
	}
	return along(hull[*at], way);
}

/* The rectangle with one side along the angle, between these bounds. */
static struct dn_turned
rectangle(struct dn_point way, double left, double right, double top,
    double bottom)
{
	double u = (left + right) / 2, v = (top + bottom) / 2;
	struct dn_point center = { u * way.x - v * way.y,
		u * way.y + v * way.x };
	double width = right - left, height = bottom - top, side = width;
	double angle = angle_of(way.x, way.y);

	while (angle >= 90) {
		angle -= 90;
		width = height;
		height = side;
		side = width;
	}
	return (struct dn_turned){ { center.x - width / 2,
		center.y - height / 2, width, height }, angle };
}

/* Rotating calipers: each side of the hull is tried. */
static void
turn_calipers(const struct dn_point *hull, size_t count,
    struct dn_turned *best)
{
	size_t right = 0, bottom = 0, left = 0;
	double least = best->box.width * best->box.height * (1 - 1e-9);

	for (size_t i = 0; i < count; i++) {
		struct dn_point from = hull[i], to = hull[(i + 1) % count];
		double length = hypot(to.x - from.x, to.y - from.y);
		struct dn_point way = { (to.x - from.x) / length,
			(to.y - from.y) / length };
		struct dn_point across = { -way.y, way.x };
		struct dn_point back = { -way.x, -way.y };
		double r, b, l, t = along(from, across);

		if (i == 0)
			right = 1 % count;
		r = farthest(hull, count, &right, way);
		if (i == 0)
			bottom = right;
		b = farthest(hull, count, &bottom, across);
		if (i == 0)
			left = bottom;
		l = -farthest(hull, count, &left, back);
		if ((r - l) * (b - t) < least) {
			least = (r - l) * (b - t);
			*best = rectangle(way, l, r, t, b);
		}
	}
}

int
dn_turn_smallest(const struct dn_point *points, size_t count,
    struct dn_turned *turned, struct dn_err *err)
{
	struct dn_point *sorted, *hull;
	size_t corners;

	*turned = (struct dn_turned){ dn_box_around(points, count), 0 };
	if (count < 2)
		return 0;
	sorted = reallocarray(NULL, count, sizeof(*sorted));
	hull = reallocarray(NULL, count + 1, 2 * sizeof(*hull));
	if (sorted == NULL || hull == NULL) {
		free(sorted);
		free(hull);
		return dn_err_memory(err);
	}
	memcpy(sorted, points, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), compare_points);
	corners = make_hull(sorted, count, hull);
	if (corners > 1)
		turn_calipers(hull, corners, turned);
	free(sorted);
	free(hull);
	return 0;
}

/* ---- ellipses -------------------------------------------------------- */

size_t
dn_ellipse_ring(const struct dn_ellipse *ellipse,
    struct dn_point points[DN_ELLIPSE_POINTS])
{
	double most = fmax(fabs(ellipse->radii.x), fabs(ellipse->radii.y));
	double share = most > MARGIN ? acos(1 - MARGIN / most) : 4;
	double wanted = ceil(180 * DEGREE / share / 4) * 4;
	size_t count = wanted < 12 ? 12 : DN_ELLIPSE_POINTS;

	if (wanted >= 12 && wanted < DN_ELLIPSE_POINTS)
		count = (size_t)wanted;
	for (size_t i = 0; i < count; i++) {
		struct dn_point point = ellipse->center;
		double sine, cosine;

		direction(360 * (double)i / (double)count, &sine, &cosine);
		point.x += ellipse->radii.x * cosine;
		point.y += ellipse->radii.y * sine;
		points[i] = dn_turn_point(point, ellipse->center,
		    ellipse->rotation);
	}
	return count;
}
