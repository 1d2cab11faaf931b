/* SPDX-License-Identifier: MIT */
/* Outlines drawn: known results, hostile corners, parts and holes. */
#include "model/raster.h"

#include <math.h>

#include "pixels.h"
#include "suites.h"

/*
 * The runs that rleFrPoly of cocodataset/cocoapi, common/maskApi.c, compiled
 * by itself, gives for these rings.
 */
static const struct known {
	struct dn_point points[5];
	size_t count;
	uint32_t height, width, runs[32];
	size_t run_count;
} knowns[] = {
	{ { { 1.5, 0.5 }, { 6.25, 3.75 }, { 2.1, 6.9 } }, 3, 8, 8,
	    { 17, 6, 3, 4, 5, 2, 6, 1, 20 }, 9 },
	{ { { 5, 0 }, { 8, 9 }, { 0, 3 }, { 10, 3 }, { 2, 9 } }, 5, 10, 11,
	    { 13, 1, 9, 2, 2, 2, 4, 1, 2, 2, 3, 2, 3, 1, 4, 2, 3, 1, 6, 1, 2,
	    2, 5, 2, 2, 2, 4, 1, 26 }, 29 },
	{ { { -3.3, -2.2 }, { 4.7, 1.1 }, { 3.2, 9.8 }, { -1, 5 } }, 4, 6, 5,
	    { 0, 18, 1, 5, 1, 2, 3 }, 7 },
	{ { { 0.5, 0.5 }, { 2.5, 0.5 }, { 2.5, 2.5 }, { 0.5, 2.5 } }, 4, 4, 4,
	    { 5, 2, 2, 2, 5 }, 5 },
	{ { { 0.1, 0.3 }, { 3.9, 0.3 }, { 3.9, 3.3 }, { 0.1, 3.3 } }, 4, 4, 4,
	    { 0, 3, 1, 3, 1, 3, 1, 3, 1 }, 9 },
	{ { { 1, 1 }, { 5, 5 } }, 2, 6, 6, { 36 }, 1 },
	{ { { -9, -9 }, { 99, -9 }, { 99, 99 }, { -9, 99 } }, 4, 3, 4,
	    { 0, 12 }, 2 },
};

START_TEST(known_rings_have_their_known_runs)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_mask mask;
	size_t i;

	for (i = 0; i < sizeof(knowns) / sizeof(knowns[0]); i++) {
		const struct known *known = &knowns[i];
		struct dn_point points[5];
		struct dn_ring ring = { points, known->count };

		memcpy(points, known->points, sizeof(points));
		ck_assert_int_eq(dn_raster_ring(&ring, known->height,
		    known->width, &mask, &err), 0);
		ck_assert_uint_eq(mask.count, known->run_count);
		ck_assert_mem_eq(mask.runs, known->runs,
		    mask.count * sizeof(*mask.runs));
		dn_mask_release(&mask);
	}
}
END_TEST

/* The area of a ring in a picture, of runs that add up. */
static uint64_t
area_of(struct dn_point *points, size_t count, uint32_t height,
    uint32_t width)
{
	struct dn_ring ring = { points, count };
	struct dn_err err = DN_ERR_INIT;
	struct dn_mask mask;
	uint64_t area, counted;

	if (dn_raster_ring(&ring, height, width, &mask, &err) < 0)
		ck_abort_msg("%s", err.text);
	ck_assert_int_eq(dn_mask_check(&mask, &err), 0);
	area = dn_mask_area(&mask);
	dn_mask_release(&mask);
	ck_assert_int_eq(dn_raster_area(&(struct dn_part){ &ring, 1 }, 1,
	    height, width, &counted, &err), 0);
	ck_assert_uint_eq(counted, area);
	return area;
}

START_TEST(what_encloses_nothing_is_empty)
{
	struct dn_point points[] = { { 1, 1 }, { 7, 3 }, { 7, 3 }, { 1, 1 } };
	size_t i;

	for (i = 0; i <= 4; i++)
		ck_assert_uint_eq(area_of(points, i, 9, 9), 0);
	ck_assert_uint_eq(area_of(points, 4, 0, 9), 0);
	ck_assert_uint_eq(area_of(points, 4, 9, 0), 0);
	ck_assert_uint_eq(area_of(NULL, 0, 0, 0), 0);
}
END_TEST

START_TEST(huge_corners_are_cut_off)
{
	struct dn_point around[] = { { -1e300, -1e300 }, { 1e300, -1e300 },
		{ 1e300, 1e300 }, { -1e300, 1e300 } };
	struct dn_point far[] = { { 1e9, 1e9 }, { 2e9, 1e9 }, { 2e9, 3e9 } };
	struct dn_point thin[] = { { 10, -1e308 }, { 12, 1e308 },
		{ 14, -1e308 } };

	ck_assert_uint_eq(area_of(around, 4, 7, 9), 63);
	ck_assert_uint_eq(area_of(around, 4, 65535, 65537), UINT32_MAX);
	ck_assert_uint_eq(area_of(far, 3, 7, 9), 0);
	ck_assert_uint_eq(area_of(thin, 3, 100, 100), 200);
}
END_TEST

/* A coordinate about a picture of 9 pixels, in twentieths. */
static double
some_coordinate(uint64_t *state)
{
	return (double)(suite_next(state) % 240) / 20 - 1.5;
}

START_TEST(areas_are_those_of_the_masks)
{
	struct dn_point points[7], far[] = { { -1e300, 1 }, { 1e300, 1 },
		{ 1e300, 3 }, { -1e300, 3 } };
	uint64_t state = 3;

	for (int round = 0; round < 20000; round++) {
		size_t count = 3 + suite_next(&state) % 5;

		for (size_t i = 0; i < count; i++)
			points[i] = (struct dn_point){
				some_coordinate(&state),
				some_coordinate(&state) };
		(void)area_of(points, count, 8, 9);
		/* The same corners as a rectangle, begun anywhere. */
		points[1] = (struct dn_point){ points[2].x, points[0].y };
		points[3] = (struct dn_point){ points[0].x, points[2].y };
		(void)area_of(points, 4, 8, 9);
		points[4] = points[0];
		(void)area_of(points + 1, 4, 9, 8);
		(void)area_of(points, 5, 8, 9);
	}
	ck_assert_uint_eq(area_of(far, 4, 7, 9), 18);
	ck_assert_uint_eq(area_of(far, 4, 100, 1 << 21), 2 << 21);
}
END_TEST

START_TEST(corners_that_are_no_numbers_are_refused)
{
	static const double bad[] = { NAN, INFINITY, -INFINITY };
	struct dn_mask mask;
	size_t i;

	for (i = 0; i < 6; i++) {
		struct dn_point points[] = { { 1, 1 }, { 5, 1 }, { 3, 5 } };
		struct dn_ring ring = { points, 3 };
		struct dn_err err = DN_ERR_INIT;

		*(i % 2 == 0 ? &points[i / 2].x : &points[i / 2].y) =
		    bad[i / 2];
		ck_assert_int_eq(dn_raster_ring(&ring, 9, 9, &mask, &err), -1);
		ck_assert_int_eq(err.code, DN_E_BAD_VALUE);
		dn_mask_release(&mask);
	}
}
END_TEST

START_TEST(outlines_that_cross_too_much_are_refused)
{
	static struct dn_point points[20000];
	struct dn_ring ring = { points, 20000 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_mask mask;
	size_t i;

	for (i = 0; i < ring.count; i++)
		points[i] = (struct dn_point){ i % 2 == 0 ? 0 : 60000,
			(double)i };
	ck_assert_int_eq(dn_raster_ring(&ring, 60000, 60000, &mask, &err),
	    -1);
	ck_assert_int_eq(err.code, DN_E_OVERFLOW);
	dn_mask_release(&mask);
}
END_TEST

/* The square from low to high, with corners for a ring. */
#define SQUARE(low, high) { { low, low }, { high, low }, { high, high }, \
	{ low, high } }

START_TEST(holes_are_taken_out_and_parts_put_together)
{
	struct dn_point outer[] = SQUARE(1, 9), hole[] = SQUARE(2, 6);
	struct dn_point second[] = SQUARE(5, 8), island[] = SQUARE(3, 4);
	struct dn_ring rings[] = { { outer, 4 }, { hole, 4 }, { second, 4 } };
	struct dn_ring alone[] = { { island, 4 } };
	struct dn_part parts[] = { { rings, 3 }, { alone, 1 }, { NULL, 0 } };
	struct dn_err err = DN_ERR_INIT;
	struct dn_mask mask;
	uint64_t area;

	ck_assert_int_eq(dn_raster_area(parts, 3, 10, 10, &area, &err), 0);
	ck_assert_uint_eq(area, 64 - (16 + 9 - 1) + 1);
	ck_assert_int_eq(dn_raster_area(NULL, 0, 10, 10, &area, &err), 0);
	ck_assert_uint_eq(area, 0);
	ck_assert_int_eq(dn_raster_area(parts + 1, 1, 1 << 16, 1 << 16, &area,
	    &err), -1);
	ck_assert_int_eq(err.code, DN_E_OVERFLOW);
	ck_assert_int_eq(dn_raster_parts(parts, 3, 10, 10, &mask, &err), 0);
	/* The holes overlap in one pixel. */
	ck_assert_uint_eq(dn_mask_area(&mask), 64 - (16 + 9 - 1) + 1);
	dn_mask_release(&mask);
	ck_assert_int_eq(dn_raster_parts(NULL, 0, 10, 10, &mask, &err), 0);
	ck_assert_uint_eq(mask.count, 1);
	dn_mask_release(&mask);
}
END_TEST

START_TEST(many_parts_are_not_quadratic)
{
	static struct dn_point points[40000][4];
	static struct dn_ring rings[40000];
	static struct dn_part parts[40000];
	struct dn_err err = DN_ERR_INIT;
	struct dn_mask mask;
	size_t i;

	for (i = 0; i < 40000; i++) {
		double x = (double)(i % 200) * 5, y = (double)(i / 200) * 5;

		points[i][0] = (struct dn_point){ x, y };
		points[i][1] = (struct dn_point){ x + 3, y };
		points[i][2] = (struct dn_point){ x + 3, y + 3 };
		points[i][3] = (struct dn_point){ x, y + 3 };
		rings[i] = (struct dn_ring){ points[i], 4 };
		parts[i] = (struct dn_part){ &rings[i], 1 };
	}
	ck_assert_int_eq(dn_raster_parts(parts, 40000, 1000, 1000, &mask,
	    &err), 0);
	ck_assert_uint_eq(dn_mask_area(&mask), 40000 * 9);
	dn_mask_release(&mask);
}
END_TEST

DN_SUITE(raster,
    known_rings_have_their_known_runs,
    what_encloses_nothing_is_empty,
    huge_corners_are_cut_off,
    areas_are_those_of_the_masks,
    corners_that_are_no_numbers_are_refused,
    outlines_that_cross_too_much_are_refused,
    holes_are_taken_out_and_parts_put_together,
    many_parts_are_not_quadratic)
