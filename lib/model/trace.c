/* SPDX-License-Identifier: MIT */
/* Outlines found seam by seam: corners first, then the rings through them. */
#include "model/trace.h"

#include <stdlib.h>

#include "model/runs.h"
#include "model/slab.h"

#define NOWHERE UINT32_MAX

/* Where an outline turns; `next` is the corner that it goes on to. */
struct corner {
	uint32_t x, y, next;
	uint32_t area;                  /* that it is a corner of */
};

/* An extent of the slab at hand: its area, where its top and bottom began. */
struct strip {
	uint32_t area, top, bottom;
};

/* Growing lists, and what stands on the two sides of the seam. */
struct tracing {
	struct corner *corners;
	size_t corner_count, corner_cap;
	uint32_t *areas;                /* each leads to one it is part of */
	size_t area_count, area_cap;
	uint32_t *touches;              /* first of two corners at one place */
	size_t touch_count, touch_cap;
	struct strip *left, *right;
	size_t left_cap, right_cap;
	uint32_t *rings;                /* of each corner */
};

/* Room for one more; false without memory, or past 32 bits. */
static bool
grow(void *list, size_t count, size_t *cap, size_t size)
{
	void **array = list, *more;
	size_t larger = *cap == 0 ? 64 : *cap * 2;

	if (count < *cap)
		return true;
	if (count >= NOWHERE / 2)
		return false;
	more = reallocarray(*array, larger, size);
	if (more == NULL)
		return false;
	*array = more;
	*cap = larger;
	return true;
}

/* ---- areas ----------------------------------------------------------- */

static uint32_t
find_area(uint32_t *areas, uint32_t area)
{
	while (areas[area] != area) {
		areas[area] = areas[areas[area]];
		area = areas[area];
	}
	return area;
}

/* Two strips hang together; the older area takes the younger. */
static void
join_areas(uint32_t *areas, uint32_t a, uint32_t b)
{
	a = find_area(areas, a);
	b = find_area(areas, b);
	if (a < b)
		areas[b] = a;
	else
		areas[a] = b;
}

/* ---- one seam -------------------------------------------------------- */

/* A seam on its way down. */
struct crossing {
	struct tracing *tracing;
	uint32_t x, y;
	bool in_left, in_right;         /* above y */
	uint32_t upper;                 /* where the side above y begins */
};

static bool
add_corner(struct crossing *at, uint32_t area, uint32_t *index)
{
	struct tracing *tracing = at->tracing;

	if (!grow(&tracing->corners, tracing->corner_count,
	    &tracing->corner_cap, sizeof(*tracing->corners)))
		return false;
	*index = (uint32_t)tracing->corner_count++;
	tracing->corners[*index] = (struct corner){ at->x, at->y, NOWHERE,
		area };
	return true;
}

/* A side from the corner above to the one below; inside is on its right. */
static void
join_side(struct crossing *at, uint32_t lower)
{
	struct corner *corners = at->tracing->corners;

	if (at->in_left)
		corners[at->upper].next = lower;
	else
		corners[lower].next = at->upper;
}

/* The top (end is even) or bottom of a left strip ends at a corner. */
static void
end_strip(struct crossing *at, size_t end, uint32_t corner)
{
	const struct strip *strip = &at->tracing->left[end / 2];
	struct corner *corners = at->tracing->corners;

	if (end % 2 == 0)
		corners[strip->top].next = corner;
	else
		corners[corner].next = strip->bottom;
}

/* The top or bottom of a right strip begins at a corner. */
static void
begin_strip(struct crossing *at, size_t end, uint32_t corner)
{
	struct strip *strip = &at->tracing->right[end / 2];

	if (end % 2 == 0)
		strip->top = corner;
	else
		strip->bottom = corner;
}

/* The right slab's extent at `end` is new: a strip with an area of its own. */
static bool
open_strip(struct tracing *tracing, size_t end)
{
	uint32_t area = (uint32_t)tracing->area_count;

	if (end % 2 != 0)
		return true;
	if (!grow(&tracing->right, end / 2, &tracing->right_cap,
	    sizeof(*tracing->right)) || !grow(&tracing->areas,
	    tracing->area_count, &tracing->area_cap,
	    sizeof(*tracing->areas)))
		return false;
	tracing->areas[area] = area;
	tracing->area_count++;
	tracing->right[end / 2] = (struct strip){ area, NOWHERE, NOWHERE };
	return true;
}

/* One slab begins or ends an extent, the other does not: a corner. */
static bool
turn_corner(struct crossing *at, const struct dn_seam *seam)
{
	struct tracing *tracing = at->tracing;
	uint32_t corner, area;

	area = seam->on_left ? tracing->left[seam->left_end / 2].area :
	    tracing->right[seam->right_end / 2].area;
	if (!add_corner(at, area, &corner))
		return false;
	if (at->in_left != at->in_right)
		join_side(at, corner);
	at->upper = corner;
	if (seam->on_left)
		end_strip(at, seam->left_end, corner);
	else
		begin_strip(at, seam->right_end, corner);
	return true;
}

/*
 * Both change, from one being inside to the other: two pixels touch at their
 * corners, and each gets a corner of its own.  The upper one's turns from the
 * side above to its bottom, the lower one's from its top to the side below.
 */
static bool
touch_corners(struct crossing *at, const struct dn_seam *seam)
{
	struct tracing *tracing = at->tracing;
	uint32_t left = tracing->left[seam->left_end / 2].area, upper, lower;
	uint32_t right = tracing->right[seam->right_end / 2].area;

	if (!grow(&tracing->touches, tracing->touch_count,
	    &tracing->touch_cap, sizeof(*tracing->touches)) ||
	    !add_corner(at, at->in_left ? left : right, &upper) ||
	    !add_corner(at, at->in_left ? right : left, &lower))
		return false;
	tracing->touches[tracing->touch_count++] = upper;
	join_side(at, upper);
	end_strip(at, seam->left_end, at->in_left ? upper : lower);
	begin_strip(at, seam->right_end, at->in_left ? lower : upper);
	at->upper = lower;
	return true;
}

/* What changes at one height of the seam. */
static bool
cross(struct crossing *at, const struct dn_seam *seam)
{
	struct tracing *tracing = at->tracing;
	size_t end = seam->left_end;

	at->y = seam->y;
	if (seam->on_right && !open_strip(tracing, seam->right_end))
		return false;
	if (seam->on_left != seam->on_right) {
		if (!turn_corner(at, seam))
			return false;
	} else if (at->in_left != at->in_right) {
		if (!touch_corners(at, seam))
			return false;
	} else {
		/* Straight on. */
		begin_strip(at, seam->right_end, end % 2 == 0 ?
		    tracing->left[end / 2].top :
		    tracing->left[end / 2].bottom);
	}
	at->in_left ^= seam->on_left;
	at->in_right ^= seam->on_right;
	if (at->in_left && at->in_right)
		join_areas(tracing->areas, tracing->left[end / 2].area,
		    tracing->right[seam->right_end / 2].area);
	return true;
}

static int
trace_seam(void *state, uint32_t x, struct dn_seam *seam, struct dn_err *err)
{
	struct tracing *tracing = state;
	struct crossing at = { .tracing = tracing, .x = x };
	struct strip *strips = tracing->left;
	size_t cap = tracing->left_cap;

	while (dn_seam_next(seam))
		if (!cross(&at, seam))
			return dn_err_memory(err);
	tracing->left = tracing->right;
	tracing->left_cap = tracing->right_cap;
	tracing->right = strips;
	tracing->right_cap = cap;
	return 0;
}

/* ---- rings ----------------------------------------------------------- */

/* Number the rings by their first corners; returns how many there are. */
static uint32_t
number_rings(struct tracing *tracing)
{
	uint32_t count = 0;

	for (size_t i = 0; i < tracing->corner_count; i++)
		tracing->rings[i] = NOWHERE;
	for (size_t i = 0; i < tracing->corner_count; i++) {
		uint32_t corner = (uint32_t)i;

		if (tracing->rings[i] != NOWHERE)
			continue;
		for (; tracing->rings[corner] == NOWHERE;
		    corner = tracing->corners[corner].next)
			tracing->rings[corner] = count;
		count++;
	}
	return count;
}

/*
 * A ring that comes twice to one place is two rings that touch there: what
 * hangs together elsewhere goes around a hole between.  Going on where the
 * other visit did parts it.  Rings do not cross, so any order does.
 */
static void
part_rings(struct tracing *tracing)
{
	struct corner *corners = tracing->corners;

	for (size_t i = 0; i < tracing->touch_count; i++) {
		uint32_t one = tracing->touches[i], other = one + 1;
		uint32_t next = corners[one].next;

		if (tracing->rings[one] != tracing->rings[other])
			continue;
		corners[one].next = corners[other].next;
		corners[other].next = next;
	}
}

/* The part that each ring belongs to: that of its area, by first corners. */
static size_t
number_parts(struct tracing *tracing, uint32_t *part_of_ring)
{
	uint32_t *part_of_area = tracing->touches;
	size_t count = 0, ring = 0;

	for (size_t i = 0; i < tracing->area_count; i++)
		part_of_area[i] = NOWHERE;
	for (size_t i = 0; i < tracing->corner_count; i++) {
		uint32_t area;

		if (tracing->rings[i] != ring)
			continue;
		area = find_area(tracing->areas, tracing->corners[i].area);
		if (part_of_area[area] == NOWHERE)
			part_of_area[area] = (uint32_t)count++;
		part_of_ring[ring++] = part_of_area[area];
	}
	return count;
}

/* Give each part room for its rings. */
static void
divide_rings(struct dn_trace *trace, const uint32_t *part_of_ring,
    size_t ring_count)
{
	struct dn_ring *ring = trace->rings;

	for (size_t i = 0; i < ring_count; i++)
		trace->parts[part_of_ring[i]].count++;
	for (size_t i = 0; i < trace->count; i++) {
		trace->parts[i].rings = ring;
		ring += trace->parts[i].count;
		trace->parts[i].count = 0;
	}
}

/* Fill in the points, ring by ring. */
static void
fill_rings(struct dn_trace *trace, const struct tracing *tracing,
    const uint32_t *part_of_ring)
{
	struct dn_point *point = trace->points;
	size_t ring_number = 0;

	for (size_t i = 0; i < tracing->corner_count; i++) {
		const struct corner *first = &tracing->corners[i];
		const struct corner *corner = first;
		struct dn_part *part;
		struct dn_ring *ring;

		if (tracing->rings[i] != ring_number)
			continue;
		part = &trace->parts[part_of_ring[ring_number++]];
		ring = &part->rings[part->count++];
		ring->points = point;
		do {
			*point++ = (struct dn_point){ corner->x, corner->y };
			corner = &tracing->corners[corner->next];
		} while (corner != first);
		ring->count = (size_t)(point - ring->points);
	}
}

/* From corners to parts. */
static int
make_parts(struct dn_trace *trace, struct tracing *tracing,
    struct dn_err *err)
{
	uint32_t *part_of_ring = NULL, *room;
	size_t ring_count, corners = tracing->corner_count + 1;

	tracing->rings = reallocarray(NULL, corners, sizeof(*part_of_ring));
	if (tracing->rings == NULL)
		return dn_err_memory(err);
	number_rings(tracing);
	part_rings(tracing);
	ring_count = number_rings(tracing);
	/* What was in `touches` is done with; areas are counted there next. */
	room = reallocarray(tracing->touches, tracing->area_count + 1,
	    sizeof(*room));
	if (room != NULL)
		tracing->touches = room;
	part_of_ring = reallocarray(NULL, ring_count + 1, sizeof(*room));
	trace->points = reallocarray(NULL, corners, sizeof(*trace->points));
	trace->rings = calloc(ring_count + 1, sizeof(*trace->rings));
	trace->parts = calloc(ring_count + 1, sizeof(*trace->parts));
	if (room == NULL || part_of_ring == NULL || trace->points == NULL ||
	    trace->rings == NULL || trace->parts == NULL) {
		free(part_of_ring);
		return dn_err_memory(err);
	}
	trace->count = number_parts(tracing, part_of_ring);
	divide_rings(trace, part_of_ring, ring_count);
	fill_rings(trace, tracing, part_of_ring);
	free(part_of_ring);
	return 0;
}

int
dn_trace_mask(const struct dn_mask *mask, struct dn_trace *trace,
    struct dn_err *err)
{
	struct tracing tracing = { 0 };
	int failed = 0;

	*trace = (struct dn_trace){ 0 };
	if (mask->count > DN_RUNS_MOST ||
	    (uint64_t)mask->height * mask->width > UINT32_MAX)
		return dn_err_set(err, DN_E_OVERFLOW, "a mask of %lu x %lu "
		    "pixels and %zu runs is too large",
		    (unsigned long)mask->width, (unsigned long)mask->height,
		    mask->count);
	failed = dn_slab_sweep(mask, trace_seam, &tracing, err);
	if (failed == 0)
		failed = make_parts(trace, &tracing, err);
	free(tracing.corners);
	free(tracing.areas);
	free(tracing.touches);
	free(tracing.left);
	free(tracing.right);
	free(tracing.rings);
	return failed;
}

void
dn_trace_release(struct dn_trace *trace)
{
	free(trace->parts);
	free(trace->rings);
	free(trace->points);
	*trace = (struct dn_trace){ 0 };
}
