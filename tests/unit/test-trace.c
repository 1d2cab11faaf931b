/* SPDX-License-Identifier: MIT */
/* Outlines of masks, and that drawing them gives the masks again. */
#include "model/trace.h"

#include <math.h>
#include <stdlib.h>

#include "model/raster.h"
#include "pixels.h"
#include "suites.h"

/* Twice the area, positive when the ring runs clockwise on the screen. */
static double
signed_area(const struct dn_ring *ring)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < ring->count; i++) {
		struct dn_point a = ring->points[i];
		struct dn_point b = ring->points[(i + 1) % ring->count];

		sum += a.x * b.y - b.x * a.y;
	}
	return sum;
}

static int
compare_points(const void *a, const void *b)
{
	const struct dn_point *left = a, *right = b;

	if (left->x < right->x || left->x > right->x)
		return left->x < right->x ? -1 : 1;
	return left->y < right->y ? -1 : left->y > right->y;
}

/* Each edge is upright or level, each corner turns, none comes twice. */
static void
check_ring(const struct dn_ring *ring)
{
	struct dn_point *sorted;
	size_t i;

	ck_assert_uint_ge(ring->count, 4);
	for (i = 0; i < ring->count; i++) {
		struct dn_point a = ring->points[i];
		struct dn_point b = ring->points[(i + 1) % ring->count];
		struct dn_point c = ring->points[(i + 2) % ring->count];
		bool level = fabs(a.y - b.y) <= 0;

		ck_assert(level != (fabs(a.x - b.x) <= 0));
		ck_assert(level == (fabs(b.x - c.x) <= 0));
	}
	sorted = calloc(ring->count, sizeof(*sorted));
	ck_assert_ptr_nonnull(sorted);
	memcpy(sorted, ring->points, ring->count * sizeof(*sorted));
	qsort(sorted, ring->count, sizeof(*sorted), compare_points);
	for (i = 1; i < ring->count; i++)
		ck_assert_int_ne(compare_points(&sorted[i - 1], &sorted[i]),
		    0);
	ck_assert_int_eq(compare_points(&sorted[0], &ring->points[0]), 0);
	free(sorted);
}

/* What trace.h says of parts; and drawn, they are the mask. */
static void
check_trace(const struct dn_mask *mask, const struct dn_trace *trace)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_mask again;
	size_t i, j;

	for (i = 0; i < trace->count; i++) {
		const struct dn_part *part = &trace->parts[i];

		ck_assert_uint_ge(part->count, 1);
		for (j = 0; j < part->count; j++) {
			check_ring(&part->rings[j]);
			ck_assert((signed_area(&part->rings[j]) > 0) ==
			    (j == 0));
			if (j > 1)
				ck_assert_int_lt(compare_points(
				    part->rings[j - 1].points,
				    part->rings[j].points), 1);
		}
		if (i > 0)
			ck_assert_int_lt(compare_points(
			    trace->parts[i - 1].rings[0].points,
			    part->rings[0].points), 1);
	}
	ck_assert_int_eq(dn_raster_parts(trace->parts, trace->count,
	    mask->height, mask->width, &again, &err), 0);
	ck_assert_uint_eq(again.count, mask->count);
	ck_assert_mem_eq(again.runs, mask->runs,
	    mask->count * sizeof(*mask->runs));
	dn_mask_release(&again);
}

/* The number of parts of the picture, found by painting them over. */
static unsigned
count_parts(struct pixels *pixels)
{
	unsigned count = 0;
	uint32_t x, y;

	for (y = 0; y < pixels->height; y++)
		for (x = 0; x < pixels->width; x++) {
			bool more = pixels->at[y][x] == 1;
			uint32_t u, v;

			count += more;
			if (more)
				pixels->at[y][x] = 2;
			while (more) {
				more = false;
				for (v = 0; v < pixels->height; v++)
					for (u = 0; u < pixels->width; u++) {
						unsigned char *at =
						    &pixels->at[v][u];

						if (*at != 1)
							continue;
						if ((u > 0 && at[-1] == 2) ||
						    at[1] == 2 || (v > 0 &&
						    at[-PIXELS_MOST] == 2) ||
						    at[PIXELS_MOST] == 2) {
							*at = 2;
							more = true;
						}
					}
			}
		}
	return count;
}

START_TEST(drawn_outlines_are_the_mask)
{
	struct dn_err err = DN_ERR_INIT;
	struct pixels pixels;
	struct dn_trace trace;
	struct dn_mask mask;
	uint64_t state = 13;
	unsigned i;

	for (i = 0; i < 3000; i++) {
		pixels_fill(&pixels, &state, i);
		pixels_mask(&pixels, &mask);
		ck_assert_int_eq(dn_trace_mask(&mask, &trace, &err), 0);
		check_trace(&mask, &trace);
		if (i < 600)
			ck_assert_uint_eq(trace.count, count_parts(&pixels));
		dn_trace_release(&trace);
		dn_mask_release(&mask);
	}
}
END_TEST

/* A picture drawn with letters: what is no space or dot is inside. */
static void
draw(struct dn_trace *trace, uint32_t height, uint32_t width,
    const char *text)
{
	struct dn_err err = DN_ERR_INIT;
	struct pixels pixels = { .height = height, .width = width };
	struct dn_mask mask;
	uint32_t x, y;

	for (y = 0; y < height; y++)
		for (x = 0; x < width; x++)
			pixels.at[y][x] = text[y * width + x] == '#';
	pixels_mask(&pixels, &mask);
	ck_assert_int_eq(dn_trace_mask(&mask, trace, &err), 0);
	check_trace(&mask, trace);
	dn_mask_release(&mask);
}

START_TEST(pixels_that_touch_at_corners_are_parts)
{
	struct dn_trace trace;

	draw(&trace, 2, 2, "#." ".#");
	ck_assert_uint_eq(trace.count, 2);
	ck_assert_uint_eq(trace.parts[0].rings[0].count, 4);
	dn_trace_release(&trace);
	draw(&trace, 2, 2, ".#" "#.");
	ck_assert_uint_eq(trace.count, 2);
	dn_trace_release(&trace);
}
END_TEST

START_TEST(a_ring_has_a_hole_and_an_island_is_a_part)
{
	struct dn_trace trace;

	draw(&trace, 5, 5, "#####" "#...#" "#.#.#" "#...#" "#####");
	ck_assert_uint_eq(trace.count, 2);
	ck_assert_uint_eq(trace.parts[0].count, 2);
	ck_assert_uint_eq(trace.parts[1].count, 1);
	dn_trace_release(&trace);
}
END_TEST

START_TEST(a_hole_that_touches_the_outside_is_a_hole)
{
	struct dn_trace trace;

	/* The hole meets what is outside at one corner. */
	draw(&trace, 4, 4, ".###" "#.##" "##.#" "####");
	ck_assert_uint_eq(trace.count, 1);
	ck_assert_uint_eq(trace.parts[0].count, 3);
	dn_trace_release(&trace);
	draw(&trace, 5, 5, "#####" "##.##" "#.#.#" "##.##" "#####");
	/* What lies within four pixels that touch is cut out as one. */
	ck_assert_uint_eq(trace.count, 2);
	ck_assert_uint_eq(trace.parts[0].count, 2);
	ck_assert_uint_eq(trace.parts[0].rings[1].count, 12);
	dn_trace_release(&trace);
}
END_TEST

START_TEST(nothing_has_no_outline)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_trace trace;
	struct dn_mask mask;

	draw(&trace, 2, 2, "....");
	ck_assert_uint_eq(trace.count, 0);
	dn_trace_release(&trace);
	dn_mask_init(&mask, 0, 0);
	ck_assert_int_eq(dn_trace_mask(&mask, &trace, &err), 0);
	ck_assert_uint_eq(trace.count, 0);
	dn_trace_release(&trace);
}
END_TEST

START_TEST(huge_masks_cost_what_their_runs_cost)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_trace trace;
	struct dn_mask mask;

	dn_mask_init(&mask, 2, UINT32_MAX / 2);
	ck_assert_int_eq(dn_mask_add(&mask, 1, &err), 0);
	ck_assert_int_eq(dn_mask_add(&mask, UINT32_MAX - 3, &err), 0);
	ck_assert_int_eq(dn_mask_add(&mask, 1, &err), 0);
	ck_assert_int_eq(dn_trace_mask(&mask, &trace, &err), 0);
	ck_assert_uint_eq(trace.count, 1);
	ck_assert_uint_eq(trace.parts[0].rings[0].count, 8);
	dn_trace_release(&trace);
	dn_mask_release(&mask);
	dn_mask_init(&mask, UINT32_MAX, 2);
	ck_assert_int_eq(dn_trace_mask(&mask, &trace, &err), -1);
	ck_assert_int_eq(err.code, DN_E_OVERFLOW);
	dn_trace_release(&trace);
}
END_TEST

DN_SUITE(trace,
    drawn_outlines_are_the_mask,
    pixels_that_touch_at_corners_are_parts,
    a_ring_has_a_hole_and_an_island_is_a_part,
    a_hole_that_touches_the_outside_is_a_hole,
    nothing_has_no_outline,
    huge_masks_cost_what_their_runs_cost)
