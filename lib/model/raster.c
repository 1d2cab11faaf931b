/* SPDX-License-Identifier: MIT */
/* Where outlines cross the columns of a picture, and masks made of that. */
#include "model/raster.h"

#include <math.h>
#include <stdlib.h>

#include "model/runs.h"

/* ---- rings ----------------------------------------------------------- */

#define CROSSINGS_MOST ((size_t)1 << 26)
#define FINE 5                          /* steps a pixel */
#define FEW 32                  /* pixels that are quickly compared */
#define FEW_RUNS 8              /* ascending pieces that are merged */
#define DIGITS 256
#define MANY_COLUMNS ((int64_t)1 << 20) /* of a rectangle */
#define FARTHEST ((int64_t)INT32_MAX)   /* of a corner, in steps */

/* Pixels, numbered down the columns, where inside and outside change. */
struct crossings {
	uint32_t *at;
	size_t count, cap;
	uint32_t height, width;
};

/*
 * An edge in steps, turned so that it ascends along its longer axis: point t
 * of it is t steps from `start`, and slope * t on the other axis.
 */
struct edge {
	int64_t start, other, length;
	double slope;
	bool steep;                     /* the longer axis is y */
};

/* The row that is crossed at that y, in steps; `height` is below the last. */
static int64_t
row_at(int64_t fine_y, uint32_t height)
{
	int64_t row = fine_y < 0 ? 0 : (fine_y + FINE / 2) / FINE;

	return row < height ? row : height;
}

static int
add_crossing(struct crossings *crossings, int64_t column, int64_t fine_y,
    struct dn_err *err)
{
	int64_t row = row_at(fine_y, crossings->height);

	if (crossings->count == crossings->cap) {
		size_t cap = crossings->cap == 0 ? 64 : crossings->cap * 2;
		uint32_t *at;

		if (cap > CROSSINGS_MOST)
			return dn_err_set(err, DN_E_OVERFLOW,
			    "an outline with too many crossings");
		at = reallocarray(crossings->at, cap, sizeof(*at));
		if (at == NULL)
			return dn_err_memory(err);
		crossings->at = at;
		crossings->cap = cap;
	}
	crossings->at[crossings->count++] =
	    (uint32_t)(column * crossings->height + row);
	return 0;
}

/* The other axis at point t, rounded as the original rounds. */
static int64_t
other_at(const struct edge *edge, int64_t t)
{
	return (int64_t)((double)edge->other + edge->slope * (double)t + .5);
}

/* Whether point t of a steep edge is on its far side of fine column `x`. */
static bool
is_past(const struct edge *edge, int64_t t, int64_t x)
{
	return edge->slope > 0 ? other_at(edge, t) > x :
	    other_at(edge, t) <= x;
}

/* The first point of a steep edge that is past, which its last one is. */
static int64_t
first_past(const struct edge *edge, int64_t x)
{
	int64_t low = 0, high = edge->length, middle;
	int64_t guess = (int64_t)(((double)(x - edge->other) + .5) /
	    edge->slope);

	/* The guess is near, but only the rounding above is right. */
	if (guess - 2 > low && guess - 2 < high &&
	    !is_past(edge, guess - 2, x))
		low = guess - 2;
	if (guess + 2 > low && guess + 2 < high && is_past(edge, guess + 2, x))
		high = guess + 2;
	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (is_past(edge, middle, x))
			high = middle;
		else
			low = middle;
	}
	return high;
}

/* The y of the step from fine column x to the next: its upper end's. */
static int64_t
step_y(const struct edge *edge, int64_t x)
{
	int64_t here, there;

	if (edge->steep)
		return edge->start + first_past(edge, x) - 1;
	here = other_at(edge, x - edge->start);
	there = other_at(edge, x + 1 - edge->start);
	return here < there ? here : there;
}

/*
 * The columns that what lies between two fine ones crosses, from *first to
 * *last: column c is crossed in the middle, between its fine columns 5c + 2 and
 * 5c + 3, where it has both.
 */
static void
columns_between(int64_t left, int64_t right, uint32_t width, int64_t *first,
    int64_t *last)
{
	*first = left <= FINE / 2 ? 0 : (left - FINE / 2 + FINE - 1) / FINE;
	*last = right <= FINE / 2 ? -1 : (right - FINE / 2 - 1) / FINE;
	if (*last > (int64_t)width - 1)
		*last = (int64_t)width - 1;
}

static int
cross_columns(struct crossings *crossings, const struct edge *edge,
    int64_t left, int64_t right, struct dn_err *err)
{
	int64_t first, last;

	columns_between(left, right, crossings->width, &first, &last);
	for (int64_t column = first; column <= last; column++)
		if (add_crossing(crossings, column, step_y(edge,
		    column * FINE + FINE / 2), err) < 0)
			return -1;
	return 0;
}

/* A corner in steps. */
struct corner {
	int64_t x, y;
};

static int
cross_edge(struct crossings *crossings, struct corner from, struct corner to,
    struct dn_err *err)
{
	int64_t width = llabs(to.x - from.x), height = llabs(to.y - from.y);
	struct edge edge = { .steep = width < height };
	struct corner swap = from;

	if (edge.steep ? from.y > to.y : from.x > to.x) {
		from = to;
		to = swap;
	}
	if (edge.steep) {
		edge.start = from.y;
		edge.other = from.x;
		edge.length = height;
		edge.slope = (double)(to.x - from.x) / (double)height;
	} else if (width > 0) {
		edge.start = from.x;
		edge.other = from.y;
		edge.length = width;
		edge.slope = (double)(to.y - from.y) / (double)width;
	}
	return cross_columns(crossings, &edge, from.x < to.x ? from.x : to.x,
	    from.x < to.x ? to.x : from.x, err);
}

/* A coordinate in steps: half a step is added, then the fraction cut off. */
static int64_t
to_steps(double value)
{
	double steps = FINE * value + .5;

	if (steps > (double)FARTHEST)
		return FARTHEST;
	return steps < (double)-FARTHEST ? -FARTHEST : (int64_t)steps;
}

static int
cross_ring(struct crossings *crossings, const struct dn_ring *ring,
    struct dn_err *err)
{
	struct corner last, corner;

	if (ring->count == 0)
		return 0;
	for (size_t i = 0; i < ring->count; i++)
		if (!isfinite(ring->points[i].x) ||
		    !isfinite(ring->points[i].y))
			return dn_err_set(err, DN_E_BAD_VALUE,
			    "a corner that is not finite");
	last.x = to_steps(ring->points[ring->count - 1].x);
	last.y = to_steps(ring->points[ring->count - 1].y);
	for (size_t i = 0; i < ring->count; i++) {
		corner.x = to_steps(ring->points[i].x);
		corner.y = to_steps(ring->points[i].y);
		if (cross_edge(crossings, last, corner, err) < 0)
			return -1;
		last = corner;
	}
	return 0;
}

/* A few pixels in order. */
static void
sort_few(uint32_t *at, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		uint32_t pixel = at[i];
		size_t place = i;

		for (; place > 0 && at[place - 1] > pixel; place--)
			at[place] = at[place - 1];
		at[place] = pixel;
	}
}

/* Pixels in order of one byte of theirs, stably. */
static void
sort_digit(const uint32_t *from, uint32_t *to, size_t count, int shift)
{
	size_t places[DIGITS] = { 0 }, sum = 0;

	for (size_t i = 0; i < count; i++)
		places[from[i] >> shift & 0xff]++;
	for (int i = 0; i < DIGITS; i++) {
		size_t here = places[i];

		places[i] = sum;
		sum += here;
	}
	for (size_t i = 0; i < count; i++)
		to[places[from[i] >> shift & 0xff]++] = from[i];
}

/* The end of what ascends from `start` on. */
static size_t
end_of_run(const uint32_t *at, size_t start, size_t count)
{
	size_t end = start;

	while (++end < count && at[end - 1] <= at[end])
		continue;
	return end;
}

/* Merge each two neighbours of what ascends; how many are left. */
static size_t
merge_runs(const uint32_t *from, uint32_t *to, size_t count)
{
	size_t start = 0, left = 0;

	for (; start < count; left++) {
		size_t a = start, middle = end_of_run(from, start, count);
		size_t b = middle, end = middle;

		if (middle < count)
			end = end_of_run(from, middle, count);
		for (; start < end; start++)
			to[start] = b == end || (a < middle &&
			    from[a] <= from[b]) ? from[a++] : from[b++];
	}
	return left;
}

/*
 * All crossings in order.  An edge gives them ascending, so that few of large
 * outlines need merging; those of many edges go digit by digit, but for what
 * all share.
 */
static int
sort_crossings(struct crossings *crossings, struct dn_err *err)
{
	size_t count = crossings->count, runs = 0;
	uint32_t *from = crossings->at, *to, differ = 0;

	if (count <= FEW) {
		sort_few(from, count);
		return 0;
	}
	to = reallocarray(NULL, count, sizeof(*to));
	if (to == NULL)
		return dn_err_memory(err);
	for (size_t i = 1; i < count; i++) {
		differ |= from[i] ^ from[0];
		runs += from[i] < from[i - 1];
	}
	while (runs > 0 && runs < FEW_RUNS) {
		uint32_t *other = to;

		runs = merge_runs(from, to, count) - 1;
		to = from;
		from = other;
	}
	if (runs == 0)
		differ = 0;
	for (int shift = 0; shift < 32; shift += 8) {
		uint32_t *other = to;

		if ((differ >> shift & 0xff) == 0)
			continue;
		sort_digit(from, to, count, shift);
		to = from;
		from = other;
	}
	crossings->at = from;
	free(to);
	return 0;
}

/* Between each two crossings is inside; what is crossed twice is not. */
static int
draw_crossings(struct dn_pen *pen, const struct crossings *crossings,
    struct dn_err *err)
{
	const uint32_t *at = crossings->at;
	uint64_t from = 0;
	bool inside = false;

	for (size_t i = 0; i < crossings->count; i++) {
		if (inside && dn_pen_range(pen, from, at[i], err) < 0)
			return -1;
		from = at[i];
		inside = !inside;
	}
	return dn_pen_end(pen, err);
}

int
dn_raster_ring(const struct dn_ring *ring, uint32_t height, uint32_t width,
    struct dn_mask *out, struct dn_err *err)
{
	struct crossings crossings = { .height = height, .width = width };
	struct dn_pen pen;
	int failed = dn_pen_begin(&pen, out, height, width, err);

	if (failed == 0)
		failed = cross_ring(&crossings, ring, err);
	if (failed == 0)
		failed = sort_crossings(&crossings, err);
	if (failed == 0)
		failed = draw_crossings(&pen, &crossings, err);
	free(crossings.at);
	return failed;
}

/* ---- area ------------------------------------------------------------ */

/* Are these the corners of a rectangle along the axes, in their order? */
static bool
is_rectangle(const struct corner *corner)
{
	return (corner[0].x == corner[1].x && corner[1].y == corner[2].y &&
	    corner[2].x == corner[3].x && corner[3].y == corner[0].y) ||
	    (corner[0].y == corner[1].y && corner[1].x == corner[2].x &&
	    corner[2].y == corner[3].y && corner[3].x == corner[0].x);
}

/*
 * The area of a rectangle along the axes: its upright edges cross no column,
 * the others each one at the same row.  False for any other ring, and for one
 * that dn_raster_ring may have something to say of.
 */
static bool
find_rectangle(const struct dn_ring *ring, uint32_t height, uint32_t width,
    uint64_t *area)
{
	struct corner corners[4];
	int64_t first, last, top, bottom, left, right;

	if (ring->count != 4)
		return false;
	for (int i = 0; i < 4; i++) {
		const struct dn_point *point = &ring->points[i];

		if (!isfinite(point->x) || !isfinite(point->y))
			return false;
		corners[i] = (struct corner){ to_steps(point->x),
			to_steps(point->y) };
	}
	if (!is_rectangle(corners))
		return false;
	left = corners[0].x < corners[2].x ? corners[0].x : corners[2].x;
	right = corners[0].x < corners[2].x ? corners[2].x : corners[0].x;
	columns_between(left, right, width, &first, &last);
	if (last - first >= MANY_COLUMNS)
		return false;
	top = row_at(corners[0].y, height);
	bottom = row_at(corners[2].y, height);
	*area = last < first ? 0 :
	    (uint64_t)(last - first + 1) * (uint64_t)llabs(bottom - top);
	return true;
}

/* The pixels between each two crossings. */
static uint64_t
sum_crossings(const struct crossings *crossings)
{
	uint64_t sum = 0;

	for (size_t i = 1; i < crossings->count; i += 2)
		sum += crossings->at[i] - crossings->at[i - 1];
	return sum;
}

static int
find_ring_area(const struct dn_ring *ring, uint32_t height, uint32_t width,
    uint64_t *area, struct dn_err *err)
{
	struct crossings crossings = { .height = height, .width = width };
	int failed;

	if (find_rectangle(ring, height, width, area))
		return 0;
	failed = cross_ring(&crossings, ring, err);
	if (failed == 0)
		failed = sort_crossings(&crossings, err);
	if (failed == 0)
		*area = sum_crossings(&crossings);
	free(crossings.at);
	return failed;
}

int
dn_raster_area(const struct dn_part *parts, size_t count, uint32_t height,
    uint32_t width, uint64_t *area, struct dn_err *err)
{
	struct dn_mask mask;
	int failed;

	if (count == 1 && parts->count == 1 &&
	    (uint64_t)height * width <= UINT32_MAX)
		return find_ring_area(parts->rings, height, width, area, err);
	failed = dn_raster_parts(parts, count, height, width, &mask, err);
	*area = failed == 0 ? dn_mask_area(&mask) : 0;
	dn_mask_release(&mask);
	return failed;
}

/* ---- parts ----------------------------------------------------------- */

/* Unite masks, unless one of them has failed; they and their list go away. */
static int
take_union(struct dn_mask *masks, size_t count, int failed,
    struct dn_mask *out, struct dn_err *err)
{
	if (failed == 0)
		failed = dn_mask_unite(masks, count, err);
	for (size_t i = failed == 0; i < count; i++)
		dn_mask_release(&masks[i]);
	if (failed == 0)
		*out = masks[0];
	free(masks);
	return failed;
}

/* The pixels within any of some rings. */
static int
draw_rings(const struct dn_ring *rings, size_t count,
    const struct dn_mask *size, struct dn_mask *out, struct dn_err *err)
{
	struct dn_mask *masks = calloc(count, sizeof(*masks));
	int failed = 0;

	if (masks == NULL)
		return dn_err_memory(err);
	for (size_t i = 0; i < count && failed == 0; i++)
		failed = dn_raster_ring(&rings[i], size->height, size->width,
		    &masks[i], err);
	return take_union(masks, count, failed, out, err);
}

static int
draw_part(const struct dn_part *part, const struct dn_mask *size,
    struct dn_mask *out, struct dn_err *err)
{
	static const struct dn_ring nothing;
	struct dn_mask outline, holes;
	int failed;

	if (part->count <= 1)
		return dn_raster_ring(part->count == 0 ? &nothing :
		    part->rings, size->height, size->width, out, err);
	dn_mask_init(&holes, 0, 0);
	failed = dn_raster_ring(part->rings, size->height, size->width,
	    &outline, err);
	if (failed == 0)
		failed = draw_rings(part->rings + 1, part->count - 1, size,
		    &holes, err);
	if (failed == 0)
		failed = dn_mask_combine(&outline, &holes, DN_MASK_MINUS, out,
		    err);
	dn_mask_release(&outline);
	dn_mask_release(&holes);
	return failed;
}

int
dn_raster_parts(const struct dn_part *parts, size_t count, uint32_t height,
    uint32_t width, struct dn_mask *out, struct dn_err *err)
{
	static const struct dn_part nothing;
	size_t number = count == 0 ? 1 : count;
	struct dn_mask *masks = calloc(number, sizeof(*masks)), size;
	int failed = 0;

	dn_mask_init(out, height, width);
	dn_mask_init(&size, height, width);
	if (masks == NULL)
		return dn_err_memory(err);
	for (size_t i = 0; i < number && failed == 0; i++)
		failed = draw_part(count == 0 ? &nothing : &parts[i], &size,
		    &masks[i], err);
	return take_union(masks, number, failed, out, err);
}
