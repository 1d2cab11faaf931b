/* SPDX-License-Identifier: MIT */
/* Turned boxes to corners and back, smallest rectangles, ellipses. */
#include "model/turn.h"

#include <math.h>

#include "suites.h"

#define NEAR 1e-9

/* A box with three decimals and an angle. */
static struct dn_turned
random_turned(uint64_t *state)
{
	struct dn_turned turned;

	turned.box.x = (double)(suite_next(state) % 400000) / 1000 - 100;
	turned.box.y = (double)(suite_next(state) % 400000) / 1000 - 100;
	turned.box.width = (double)(suite_next(state) % 300000 + 1) / 1000;
	turned.box.height = (double)(suite_next(state) % 300000 + 1) / 1000;
	turned.rotation = (double)(suite_next(state) % 360000) / 1000;
	return turned;
}

/* Angles are the same when they differ by whole turns. */
static void
same_turned(struct dn_turned a, struct dn_turned b, double tolerance)
{
	double difference = fabs(remainder(a.rotation - b.rotation, 360));

	ck_assert_double_le(difference, tolerance);
	ck_assert_double_eq_tol(a.box.x, b.box.x, tolerance);
	ck_assert_double_eq_tol(a.box.y, b.box.y, tolerance);
	ck_assert_double_eq_tol(a.box.width, b.box.width, tolerance);
	ck_assert_double_eq_tol(a.box.height, b.box.height, tolerance);
}

START_TEST(angles_are_brought_within_a_turn)
{
	ck_assert_double_eq(dn_turn_angle(359.5), 359.5);
	ck_assert_double_eq(dn_turn_angle(360), 0);
	ck_assert_double_eq(dn_turn_angle(-90), 270);
	ck_assert_double_eq(dn_turn_angle(-1e-20), 0);
	ck_assert_double_eq(dn_turn_angle(725), 5);
	ck_assert(!signbit(dn_turn_angle(-360)));
}
END_TEST

START_TEST(corners_go_round_from_the_top_left)
{
	struct dn_turned turned = { { 10, 20, 40, 10 }, 90 };
	struct dn_point corners[4];
	struct dn_box box;

	dn_turn_corners(&turned, corners);
	/* Clockwise on the screen: the top-left corner goes to the right. */
	ck_assert_double_eq(corners[0].x, 35);
	ck_assert_double_eq(corners[0].y, 5);
	ck_assert_double_eq(corners[1].x, 35);
	ck_assert_double_eq(corners[1].y, 45);
	ck_assert_double_eq(corners[2].x, 25);
	ck_assert_double_eq(corners[3].y, 5);
	box = dn_turn_envelope(&turned);
	ck_assert_double_eq(box.x, 25);
	ck_assert_double_eq(box.y, 5);
	ck_assert_double_eq(box.width, 10);
	ck_assert_double_eq(box.height, 40);
}
END_TEST

START_TEST(an_envelope_is_that_of_pixels)
{
	/* 20 % x 20 % of 1000 x 500, turned by 45 degrees. */
	struct dn_turned turned = { { 300, 200, 200, 100 }, 45 };

	ck_assert_double_eq_tol(dn_turn_envelope(&turned).width, 212.132034,
	    1e-6);
	ck_assert_double_eq_tol(dn_turn_envelope(&turned).height, 212.132034,
	    1e-6);
}
END_TEST

START_TEST(corners_come_back_as_the_box)
{
	uint64_t state = 15;
	unsigned i;

	for (i = 0; i < 5000; i++) {
		struct dn_turned turned = random_turned(&state), again;
		struct dn_point corners[4], mirrored[4];

		dn_turn_corners(&turned, corners);
		ck_assert(dn_turn_from_corners(corners, NEAR, &again));
		same_turned(turned, again, 1e-7);
		mirrored[0] = corners[3];
		mirrored[1] = corners[2];
		mirrored[2] = corners[1];
		mirrored[3] = corners[0];
		ck_assert(dn_turn_from_corners(mirrored, NEAR, &again));
		same_turned(turned, again, 1e-7);
		corners[2].x += 3;
		ck_assert(!dn_turn_from_corners(corners, 0.5, &again));
	}
}
END_TEST

START_TEST(upright_corners_come_back_exactly)
{
	uint64_t state = 16;
	unsigned i;

	for (i = 0; i < 5000; i++) {
		struct dn_turned turned = random_turned(&state), again;
		struct dn_box *box = &turned.box;
		struct dn_point corners[4];

		turned.rotation = 0;
		dn_turn_corners(&turned, corners);
		ck_assert(dn_turn_from_corners(corners, NEAR, &again));
		ck_assert_double_eq(again.rotation, 0);
		ck_assert_double_eq(again.box.x, box->x);
		ck_assert_double_eq(again.box.y, box->y);
		ck_assert_double_eq(again.box.width,
		    corners[1].x - corners[0].x);
	}
}
END_TEST

START_TEST(narrow_boxes_of_rounded_corners_keep_their_direction)
{
	uint64_t state = 17;
	unsigned i;

	for (i = 0; i < 5000; i++) {
		struct dn_turned turned = random_turned(&state), again;
		struct dn_point corners[4];

		turned.box.width = i % 2 == 0 ? 1 : 500;
		turned.box.height = 501 - turned.box.width;
		dn_turn_corners(&turned, corners);
		for (int k = 0; k < 4; k++) {
			corners[k].x = round(corners[k].x * 1e6) / 1e6;
			corners[k].y = round(corners[k].y * 1e6) / 1e6;
		}
		ck_assert(dn_turn_from_corners(corners, 2e-6, &again));
		same_turned(turned, again, 3e-6);
	}
}
END_TEST

START_TEST(flat_boxes_keep_their_direction)
{
	struct dn_turned turned = { { 10, 10, 0, 20 }, 30 }, again;
	struct dn_point corners[4];

	dn_turn_corners(&turned, corners);
	ck_assert(dn_turn_from_corners(corners, NEAR, &again));
	ck_assert_double_eq_tol(again.rotation, 30, NEAR);
	turned.box.width = 20;
	turned.box.height = 0;
	dn_turn_corners(&turned, corners);
	ck_assert(dn_turn_from_corners(corners, NEAR, &again));
	same_turned(turned, again, 1e-7);
}
END_TEST

START_TEST(the_pivot_moves_between_corner_and_centre)
{
	struct dn_turned about_corner = { { 50, 60, 40, 20 }, 90 };
	struct dn_turned turned = dn_turn_from_corner(&about_corner);
	struct dn_point corners[4];
	uint64_t state = 17;
	unsigned i;

	dn_turn_corners(&turned, corners);
	ck_assert_double_eq(corners[0].x, 50);
	ck_assert_double_eq(corners[0].y, 60);
	ck_assert_double_eq(corners[1].x, 50);
	ck_assert_double_eq(corners[1].y, 100);
	for (i = 0; i < 2000; i++) {
		struct dn_turned random = random_turned(&state), moved;

		moved = dn_turn_to_corner(&random);
		same_turned(dn_turn_from_corner(&moved), random, NEAR);
		random.rotation = i % 2 == 0 ? 0 : 360;
		moved = dn_turn_to_corner(&random);
		ck_assert_double_eq(moved.box.x, random.box.x);
		moved = dn_turn_from_corner(&random);
		ck_assert_double_eq(moved.box.y, random.box.y);
	}
}
END_TEST

START_TEST(the_smallest_rectangle_of_corners_is_the_box)
{
	uint64_t state = 18;
	unsigned i;

	for (i = 0; i < 3000; i++) {
		struct dn_turned turned = random_turned(&state), least;
		struct dn_err err = DN_ERR_INIT;
		struct dn_point corners[4];

		dn_turn_corners(&turned, corners);
		ck_assert_int_eq(dn_turn_smallest(corners, 4, &least, &err),
		    0);
		ck_assert_double_eq_tol(least.box.width * least.box.height,
		    turned.box.width * turned.box.height, 1e-5);
		ck_assert_double_ge(least.rotation, 0);
		ck_assert_double_lt(least.rotation, 90);
		dn_turn_corners(&least, corners);
		ck_assert_double_eq_tol(dn_box_around(corners, 4).x,
		    dn_turn_envelope(&turned).x, 1e-6);
		ck_assert_double_eq_tol(dn_box_around(corners, 4).height,
		    dn_turn_envelope(&turned).height, 1e-6);
	}
}
END_TEST

/* The area of the upright box around points turned by an angle. */
static double
area_at(const struct dn_point *points, size_t count, double angle)
{
	struct dn_point turned[12], zero = { 0, 0 };
	struct dn_box box;
	size_t i;

	for (i = 0; i < count; i++)
		turned[i] = dn_turn_point(points[i], zero, angle);
	box = dn_box_around(turned, count);
	return box.width * box.height;
}

START_TEST(no_other_rectangle_is_smaller)
{
	uint64_t state = 19;
	unsigned round, i;

	for (round = 0; round < 200; round++) {
		size_t count = 3 + round % 10;
		struct dn_err err = DN_ERR_INIT;
		struct dn_point points[12];
		struct dn_turned least;
		double area;

		for (i = 0; i < count; i++)
			points[i] = (struct dn_point){
				(double)(suite_next(&state) % 1000),
				(double)(suite_next(&state) % 1000) };
		ck_assert_int_eq(dn_turn_smallest(points, count, &least,
		    &err), 0);
		area = least.box.width * least.box.height;
		ck_assert_double_eq_tol(area_at(points, count,
		    -least.rotation), area, 1e-4);
		for (i = 0; i < 900; i++)
			ck_assert_double_le(area, area_at(points, count,
			    i / 10.0) + 1e-6);
	}
}
END_TEST

START_TEST(few_points_have_a_rectangle_too)
{
	struct dn_point line[] = { { 0, 0 }, { 3, 4 }, { 6, 8 }, { 0, 0 } };
	struct dn_err err = DN_ERR_INIT;
	struct dn_turned least;

	ck_assert_int_eq(dn_turn_smallest(NULL, 0, &least, &err), 0);
	ck_assert_double_eq(least.box.width, 0);
	ck_assert_int_eq(dn_turn_smallest(line, 1, &least, &err), 0);
	ck_assert_double_eq(least.box.width, 0);
	ck_assert_int_eq(dn_turn_smallest(line, 4, &least, &err), 0);
	ck_assert_double_eq_tol(least.box.width + least.box.height, 10, NEAR);
	ck_assert_double_eq_tol(least.rotation, 53.13010235415598, NEAR);
}
END_TEST

START_TEST(a_ring_keeps_close_to_its_ellipse)
{
	struct dn_ellipse ellipse = { { 100, 50 }, { 80, 30 }, 0 };
	struct dn_point points[DN_ELLIPSE_POINTS];
	size_t count = dn_ellipse_ring(&ellipse, points), i;
	struct dn_box box = dn_box_around(points, count);

	ck_assert_uint_eq(count % 4, 0);
	ck_assert_double_eq(box.x, 20);
	ck_assert_double_eq(box.width, 160);
	ck_assert_double_eq(box.y, 20);
	ck_assert_double_eq(box.height, 60);
	for (i = 0; i < count; i++) {
		struct dn_point a = points[i], b = points[(i + 1) % count];
		double x = ((a.x + b.x) / 2 - 100) / 80;
		double y = ((a.y + b.y) / 2 - 50) / 30;

		ck_assert_double_le((1 - hypot(x, y)) * 80, 0.1);
	}
	ellipse.radii = (struct dn_point){ 0, 0 };
	ck_assert_uint_eq(dn_ellipse_ring(&ellipse, points), 12);
	ellipse.radii = (struct dn_point){ 1e300, NAN };
	ck_assert_uint_le(dn_ellipse_ring(&ellipse, points),
	    DN_ELLIPSE_POINTS);
}
END_TEST

DN_SUITE(turn,
    angles_are_brought_within_a_turn,
    corners_go_round_from_the_top_left,
    an_envelope_is_that_of_pixels,
    corners_come_back_as_the_box,
    upright_corners_come_back_exactly,
    narrow_boxes_of_rounded_corners_keep_their_direction,
    flat_boxes_keep_their_direction,
    the_pivot_moves_between_corner_and_centre,
    the_smallest_rectangle_of_corners_is_the_box,
    no_other_rectangle_is_smaller,
    few_points_have_a_rectangle_too,
    a_ring_keeps_close_to_its_ellipse)
