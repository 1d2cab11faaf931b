/* SPDX-License-Identifier: MIT */
/* A sweep down the plane: between two corners nothing but edges changes. */
#include "match/clip.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#define THIN 1e-13              /* of the height: a slab that is left out */
#define CLOSE 1e-9              /* of the width: no crossing yet */
#define PATIENCE ((uint64_t)1 << 31)

/* A side of a ring, downwards. */
struct edge {
	double top_x, top_y, low_x, low_y;
	size_t ring;
	double at, end;         /* x where the slab begins, and ends */
	double middle;          /* x in the middle of the slab */
	double before;          /* and of the slab before, where it was */
	bool was;
};

/* What a walk from left to right knows of a ring. */
struct ring {
	int side;
	size_t part;
	bool hole, inside;
	double before, middle;  /* of its edge that was furthest to the right */
	bool seen;
};

struct part {
	bool within;            /* of the outline */
	size_t holes;           /* that it is in */
};

struct sweep {
	struct edge *edges;
	size_t edge_count;
	struct ring *rings;
	size_t ring_count;
	struct part *parts;
	size_t part_count;
	double *corners;        /* all y, each once */
	size_t corner_count;
	struct edge **active;
	size_t active_count, next;
	double *crossings;      /* y of those in a slab */
	size_t crossing_count, crossing_cap;
	double thin, close;
	uint64_t steps;
	struct dn_clip *clip;
	struct dn_err *err;
};

/* ---- edges ----------------------------------------------------------- */

static size_t
count_points(struct dn_clip_shape shape, size_t *rings)
{
	size_t points = 0;

	for (size_t i = 0; i < shape.count; i++) {
		*rings += shape.parts[i].count;
		for (size_t j = 0; j < shape.parts[i].count; j++)
			points += shape.parts[i].rings[j].count;
	}
	return points;
}

/* Add an edge, seen from `origin`; level ones bound no area. */
static void
add_edge(struct sweep *sweep, struct dn_point a, struct dn_point b,
    struct dn_point origin)
{
	struct edge *edge = &sweep->edges[sweep->edge_count];

	if (a.y > b.y) {
		struct dn_point other = a;

		a = b;
		b = other;
	}
	*edge = (struct edge){ .top_x = a.x - origin.x,
		.top_y = a.y - origin.y, .low_x = b.x - origin.x,
		.low_y = b.y - origin.y, .ring = sweep->ring_count };
	if (edge->top_y < edge->low_y)
		sweep->edge_count++;
}

static void
add_shape(struct sweep *sweep, struct dn_clip_shape shape, int side,
    struct dn_point origin)
{
	for (size_t i = 0; i < shape.count; i++, sweep->part_count++)
		for (size_t j = 0; j < shape.parts[i].count; j++) {
			const struct dn_ring *ring = &shape.parts[i].rings[j];

			for (size_t k = 0; k < ring->count; k++)
				add_edge(sweep, ring->points[k],
				    ring->points[(k + 1) % ring->count],
				    origin);
			sweep->rings[sweep->ring_count++] = (struct ring){
				.side = side, .part = sweep->part_count,
				.hole = j > 0 };
		}
}

static int
compare_edges(const void *a, const void *b)
{
	const struct edge *left = a, *right = b;

	return left->top_y < right->top_y ? -1 : left->top_y > right->top_y;
}

static int
compare_reals(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return left < right ? -1 : left > right;
}

/* Sort numbers, and keep each once; how many there are then. */
static size_t
sort_reals(double *values, size_t count)
{
	size_t kept = 0;

	if (count > 1)
		qsort(values, count, sizeof(*values), compare_reals);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || values[i] > values[kept - 1])
			values[kept++] = values[i];
	return kept;
}

static void
sort_edges(struct sweep *sweep)
{
	double left = INFINITY, right = -INFINITY;

	for (size_t i = 0; i < sweep->edge_count; i++) {
		const struct edge *edge = &sweep->edges[i];

		sweep->corners[sweep->corner_count++] = edge->top_y;
		sweep->corners[sweep->corner_count++] = edge->low_y;
		left = fmin(left, fmin(edge->top_x, edge->low_x));
		right = fmax(right, fmax(edge->top_x, edge->low_x));
	}
	sweep->corner_count = sort_reals(sweep->corners, sweep->corner_count);
	if (sweep->edge_count > 1)
		qsort(sweep->edges, sweep->edge_count, sizeof(*sweep->edges),
		    compare_edges);
	if (sweep->edge_count > 0) {
		sweep->close = CLOSE * (right - left);
		sweep->thin = THIN * (sweep->corners[sweep->corner_count - 1] -
		    sweep->corners[0]);
	}
}

/* ---- slabs ----------------------------------------------------------- */

/* x of an edge; at its ends exactly theirs. */
static double
x_at(const struct edge *edge, double y)
{
	if (y <= edge->top_y)
		return edge->top_x;
	if (y >= edge->low_y)
		return edge->low_x;
	return edge->top_x + (edge->low_x - edge->top_x) *
	    ((y - edge->top_y) / (edge->low_y - edge->top_y));
}

static int
compare_at(const void *a, const void *b)
{
	const struct edge *left = *(struct edge *const *)a;
	const struct edge *right = *(struct edge *const *)b;

	if (left->at < right->at || left->at > right->at)
		return left->at < right->at ? -1 : 1;
	return left->end < right->end ? -1 : left->end > right->end;
}

static int
compare_middle(const void *a, const void *b)
{
	const struct edge *left = *(struct edge *const *)a;
	const struct edge *right = *(struct edge *const *)b;

	return left->middle < right->middle ? -1 :
	    left->middle > right->middle;
}

/* Let the edges in that begin here, and those go that end here. */
static void
activate(struct sweep *sweep, double top)
{
	size_t kept = 0;

	for (size_t i = 0; i < sweep->active_count; i++)
		if (sweep->active[i]->low_y > top)
			sweep->active[kept++] = sweep->active[i];
	while (sweep->next < sweep->edge_count &&
	    sweep->edges[sweep->next].top_y <= top)
		sweep->active[kept++] = &sweep->edges[sweep->next++];
	sweep->active_count = kept;
}

static int
add_crossing(struct sweep *sweep, double y)
{
	if (sweep->crossing_count == sweep->crossing_cap) {
		size_t cap = sweep->crossing_cap == 0 ? 64 :
		    2 * sweep->crossing_cap;
		double *more = reallocarray(sweep->crossings, cap,
		    sizeof(*more));

		if (more == NULL)
			return dn_err_memory(sweep->err);
		sweep->crossings = more;
		sweep->crossing_cap = cap;
	}
	sweep->crossings[sweep->crossing_count++] = y;
	return 0;
}

/* Steps add up: nobody waits for a hundred thousand edges that all cross. */
static int
step(struct sweep *sweep, size_t by)
{
	sweep->steps += by;
	if (sweep->steps <= PATIENCE)
		return 0;
	return dn_err_set(sweep->err, DN_E_OVERFLOW,
	    "outlines of too many edges beside each other");
}

/*
 * Where edges cross between top and low: each that was left of another and
 * ends right of it.  They are in order of their beginnings, and are put in
 * order of their ends.
 */
static int
find_crossings(struct sweep *sweep, double top, double low)
{
	struct edge **active = sweep->active;

	sweep->crossing_count = 0;
	for (size_t i = 1; i < sweep->active_count; i++) {
		struct edge *edge = active[i];
		size_t j = i;

		for (; j > 0 && active[j - 1]->end > edge->end; j--) {
			double apart = edge->at - active[j - 1]->at;
			double over = active[j - 1]->end - edge->end;

			active[j] = active[j - 1];
			if (add_crossing(sweep, top + (low - top) *
			    (apart / (apart + over))) < 0 ||
			    step(sweep, 1) < 0)
				return -1;
		}
		active[j] = edge;
	}
	sweep->crossing_count = sort_reals(sweep->crossings,
	    sweep->crossing_count);
	return 0;
}

/* ---- from left to right ---------------------------------------------- */

/* Did an edge of the ring change sides with one that was right of it? */
static void
watch(struct sweep *sweep, struct edge *edge)
{
	struct ring *ring = &sweep->rings[edge->ring];

	if (!edge->was)
		return;
	if (ring->seen && edge->before < ring->before - sweep->close &&
	    edge->middle > ring->middle + sweep->close)
		sweep->clip->crosses[ring->side] = true;
	if (ring->seen && edge->before <= ring->before)
		return;
	ring->seen = true;
	ring->before = edge->before;
	ring->middle = edge->middle;
}

/* Pass an edge: how many parts of each side are we in now? */
static void
pass(struct sweep *sweep, const struct edge *edge, int within[2])
{
	struct ring *ring = &sweep->rings[edge->ring];
	struct part *part = &sweep->parts[ring->part];

	within[ring->side] -= part->within && part->holes == 0;
	ring->inside = !ring->inside;
	if (!ring->hole)
		part->within = ring->inside;
	else if (ring->inside)
		part->holes++;
	else
		part->holes--;
	within[ring->side] += part->within && part->holes == 0;
}

/* All trapezoids of a slab that no edges cross in. */
static int
measure(struct sweep *sweep, double top, double low)
{
	struct dn_clip *clip = sweep->clip;
	double middle = top + (low - top) / 2, height = low - top;
	double sums[3] = { 0, 0, 0 };
	int within[2] = { 0, 0 };

	if (height <= sweep->thin)
		return 0;
	for (size_t i = 0; i < sweep->ring_count; i++)
		sweep->rings[i].seen = false;
	for (size_t i = 0; i < sweep->active_count; i++)
		sweep->active[i]->middle = x_at(sweep->active[i], middle);
	qsort(sweep->active, sweep->active_count, sizeof(*sweep->active),
	    compare_middle);
	for (size_t i = 0; i < sweep->active_count; i++) {
		struct edge *edge = sweep->active[i];
		double width = i + 1 < sweep->active_count ?
		    sweep->active[i + 1]->middle - edge->middle : 0;

		watch(sweep, edge);
		pass(sweep, edge, within);
		sums[0] += within[0] > 0 ? width : 0;
		sums[1] += within[1] > 0 ? width : 0;
		sums[2] += within[0] > 0 && within[1] > 0 ? width : 0;
		edge->before = edge->middle;
		edge->was = true;
	}
	clip->area[0] += sums[0] * height;
	clip->area[1] += sums[1] * height;
	clip->common += sums[2] * height;
	return step(sweep, sweep->active_count + sweep->ring_count);
}

/* A slab between two corners, cut where edges cross. */
static int
measure_slab(struct sweep *sweep, double top, double low)
{
	for (size_t i = 0; i < sweep->active_count; i++) {
		struct edge *edge = sweep->active[i];

		edge->at = x_at(edge, top);
		edge->end = x_at(edge, low);
	}
	qsort(sweep->active, sweep->active_count, sizeof(*sweep->active),
	    compare_at);
	if (find_crossings(sweep, top, low) < 0)
		return -1;
	for (size_t i = 0; i < sweep->crossing_count; i++) {
		if (measure(sweep, top, sweep->crossings[i]) < 0)
			return -1;
		top = sweep->crossings[i];
	}
	return measure(sweep, top, low);
}

static int
go_down(struct sweep *sweep)
{
	for (size_t i = 0; i + 1 < sweep->corner_count; i++) {
		activate(sweep, sweep->corners[i]);
		if (sweep->active_count > 0 && measure_slab(sweep,
		    sweep->corners[i], sweep->corners[i + 1]) < 0)
			return -1;
	}
	return 0;
}

/* ---- life ------------------------------------------------------------ */

static void
release(struct sweep *sweep)
{
	free(sweep->edges);
	free(sweep->rings);
	free(sweep->parts);
	free(sweep->corners);
	free(sweep->active);
	free(sweep->crossings);
}

/* A corner of the shapes, from which large coordinates cost no digits. */
static struct dn_point
origin_of(struct dn_clip_shape shape)
{
	for (size_t i = 0; i < shape.count; i++)
		for (size_t j = 0; j < shape.parts[i].count; j++)
			if (shape.parts[i].rings[j].count > 0)
				return shape.parts[i].rings[j].points[0];
	return (struct dn_point){ 0, 0 };
}

int
dn_clip(struct dn_clip_shape a, struct dn_clip_shape b, struct dn_clip *clip,
    struct dn_err *err)
{
	struct sweep sweep = { .clip = clip, .err = err };
	struct dn_point origin = origin_of(a);
	size_t rings = 0, points = count_points(a, &rings) +
	    count_points(b, &rings);
	int result = -1;

	*clip = (struct dn_clip){ .common = 0 };
	sweep.edges = calloc(points + 1, sizeof(*sweep.edges));
	sweep.rings = calloc(rings + 1, sizeof(*sweep.rings));
	sweep.parts = calloc(a.count + b.count + 1, sizeof(*sweep.parts));
	sweep.corners = calloc(2 * points + 1, sizeof(*sweep.corners));
	sweep.active = calloc(points + 1, sizeof(*sweep.active));
	if (sweep.edges == NULL || sweep.rings == NULL ||
	    sweep.parts == NULL || sweep.corners == NULL ||
	    sweep.active == NULL) {
		dn_err_memory(err);
	} else {
		add_shape(&sweep, a, 0, origin);
		add_shape(&sweep, b, 1, origin);
		sort_edges(&sweep);
		result = go_down(&sweep);
	}
	release(&sweep);
	return result;
}
