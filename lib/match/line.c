/* SPDX-License-Identifier: MIT */
/* Segments cut by what lies around the segments of another line. */
#include "match/line.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "match/similar.h"

#define PATIENCE ((size_t)1 << 31)

/* A part of a segment, from 0 to 1. */
struct stretch {
	double from, to;
};

struct segment {
	struct dn_point a, b;
};

/* Segment `number` of a line; that of a single point leads nowhere. */
static struct segment
segment_of(const struct dn_point *points, size_t count, size_t number)
{
	return (struct segment){ points[number],
		points[count > 1 ? number + 1 : number] };
}

static double
length_of(struct segment segment)
{
	return hypot(segment.b.x - segment.a.x, segment.b.y - segment.a.y);
}

/* Let a stretch be as long as to hold another one, that may be empty. */
static void
hold(struct stretch *stretch, struct stretch other)
{
	if (other.from > other.to)
		return;
	stretch->from = fmin(stretch->from, other.from);
	stretch->to = fmax(stretch->to, other.to);
}

/* Cut a stretch where `at` + t `by` is less than low or more than high. */
static void
cut(struct stretch *stretch, double at, double by, double low, double high)
{
	double from = (low - at) / by, to = (high - at) / by;

	if (fabs(by) > 0) {
		stretch->from = fmax(stretch->from, fmin(from, to));
		stretch->to = fmin(stretch->to, fmax(from, to));
	} else if (at < low || at > high) {
		*stretch = (struct stretch){ INFINITY, -INFINITY };
	}
}

/* What of a line a + t d, d being its length long, lies around a point. */
static struct stretch
around_point(struct dn_point a, struct dn_point d, struct dn_point center)
{
	double dd = d.x * d.x + d.y * d.y;
	double x = a.x - center.x, y = a.y - center.y;
	double middle = dd > 0 ? -(x * d.x + y * d.y) / dd : 0;
	double far = hypot(x + middle * d.x, y + middle * d.y);
	double half;

	if (far > DN_SIMILAR_WIDTH)
		return (struct stretch){ 1, 0 };
	if (!(dd > 0))
		return (struct stretch){ 0, 1 };
	half = sqrt((DN_SIMILAR_WIDTH - far) * (DN_SIMILAR_WIDTH + far) / dd);
	return (struct stretch){ middle - half, middle + half };
}

/* The same between the ends of a segment: it is a rectangle. */
static struct stretch
beside(struct dn_point a, struct dn_point d, struct segment other)
{
	double length = length_of(other);
	struct stretch stretch = { -INFINITY, INFINITY };
	struct dn_point unit;

	if (!(length > 0))
		return (struct stretch){ 1, 0 };
	unit.x = (other.b.x - other.a.x) / length;
	unit.y = (other.b.y - other.a.y) / length;
	cut(&stretch, (a.x - other.a.x) * unit.x + (a.y - other.a.y) * unit.y,
	    d.x * unit.x + d.y * unit.y, 0, length);
	cut(&stretch, (a.y - other.a.y) * unit.x - (a.x - other.a.x) * unit.y,
	    d.y * unit.x - d.x * unit.y, -DN_SIMILAR_WIDTH,
	    DN_SIMILAR_WIDTH);
	return stretch;
}

/* What of a segment is near another: its two ends and all between. */
static struct stretch
near_segment(struct segment segment, struct segment other)
{
	struct dn_point d = { segment.b.x - segment.a.x,
		segment.b.y - segment.a.y };
	struct stretch stretch = { INFINITY, -INFINITY };

	hold(&stretch, around_point(segment.a, d, other.a));
	hold(&stretch, around_point(segment.a, d, other.b));
	hold(&stretch, beside(segment.a, d, other));
	stretch.from = fmax(stretch.from, 0);
	stretch.to = fmin(stretch.to, 1);
	return stretch;
}

static int
compare_stretches(const void *a, const void *b)
{
	const struct stretch *left = a, *right = b;

	return left->from < right->from ? -1 : left->from > right->from;
}

/* How much of 0..1 the stretches cover together. */
static double
covered(struct stretch *stretches, size_t count)
{
	double end = 0, sum = 0;

	if (count > 1)
		qsort(stretches, count, sizeof(*stretches),
		    compare_stretches);
	for (size_t i = 0; i < count; i++) {
		double from = fmax(stretches[i].from, end);

		if (stretches[i].to > from) {
			sum += stretches[i].to - from;
			end = stretches[i].to;
		}
	}
	return sum;
}

/* The length of a line, and what of it is near another. */
static void
measure(const struct dn_point *a, size_t a_count, const struct dn_point *b,
    size_t b_count, struct stretch *stretches, double *length, double *along,
    bool *touches)
{
	size_t a_segments = a_count > 1 ? a_count - 1 : 1;
	size_t b_segments = b_count > 1 ? b_count - 1 : 1;

	*length = *along = 0;
	*touches = false;
	for (size_t i = 0; i < a_segments; i++) {
		struct segment segment = segment_of(a, a_count, i);
		size_t count = 0;

		for (size_t j = 0; j < b_segments; j++) {
			stretches[count] = near_segment(segment,
			    segment_of(b, b_count, j));
			count += stretches[count].from <= stretches[count].to;
		}
		*touches = *touches || count > 0;
		*length += length_of(segment);
		*along += length_of(segment) * covered(stretches, count);
	}
}

int
dn_line_similarity(const struct dn_point *a, size_t a_count,
    const struct dn_point *b, size_t b_count, double *similarity,
    struct dn_err *err)
{
	size_t most = a_count > b_count ? a_count : b_count;
	double lengths[2], along[2];
	struct stretch *stretches;
	bool touches[2];

	*similarity = a_count == b_count;
	if (a_count == 0 || b_count == 0)
		return 0;
	if (a_count > PATIENCE / b_count)
		return dn_err_set(err, DN_E_OVERFLOW,
		    "lines too long to compare");
	stretches = calloc(most, sizeof(*stretches));
	if (stretches == NULL)
		return dn_err_memory(err);
	measure(a, a_count, b, b_count, stretches, &lengths[0], &along[0],
	    &touches[0]);
	measure(b, b_count, a, a_count, stretches, &lengths[1], &along[1],
	    &touches[1]);
	free(stretches);
	*similarity = touches[0];
	if (lengths[0] + lengths[1] > 0)
		*similarity = fmin(1, (along[0] + along[1]) /
		    (lengths[0] + lengths[1]));
	return 0;
}
