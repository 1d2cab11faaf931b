/* SPDX-License-Identifier: MIT */
/* Boxes around points and areas of rings. */
#include "model/geometry.h"

#include "suites.h"

START_TEST(a_box_goes_around_all_points)
{
	static const struct dn_point points[] = { { 3, 4 }, { -1, 2 },
		{ 5, 0.5 }, { 2, 9 } };
	struct dn_box box = dn_box_around(points, 4);

	ck_assert_double_eq(box.x, -1);
	ck_assert_double_eq(box.y, 0.5);
	ck_assert_double_eq(box.width, 6);
	ck_assert_double_eq(box.height, 8.5);
	ck_assert_double_eq(dn_box_around(points, 1).width, 0);
	ck_assert_double_eq(dn_box_around(NULL, 0).x, 0);
}
END_TEST

START_TEST(joined_boxes_hold_both)
{
	struct dn_box box = dn_box_join((struct dn_box){ 0, 0, 1, 1 },
	    (struct dn_box){ 5, -2, 1, 1 });

	ck_assert_double_eq(box.x, 0);
	ck_assert_double_eq(box.y, -2);
	ck_assert_double_eq(box.width, 6);
	ck_assert_double_eq(box.height, 3);
}
END_TEST

START_TEST(boxes_that_only_touch_are_apart)
{
	const struct dn_box box = { 1, 1, 4, 2 };

	ck_assert(!dn_box_is_apart(box, box));
	ck_assert(!dn_box_is_apart(box, (struct dn_box){ 4.5, 2.5, 9, 9 }));
	ck_assert(dn_box_is_apart(box, (struct dn_box){ 5, 1, 4, 2 }));
	ck_assert(dn_box_is_apart(box, (struct dn_box){ 1, 3, 4, 2 }));
	ck_assert(dn_box_is_apart((struct dn_box){ 5, 1, 4, 2 }, box));
	ck_assert(dn_box_is_apart((struct dn_box){ 1, 3, 4, 2 }, box));
}
END_TEST

START_TEST(the_area_of_a_ring_has_no_direction)
{
	static const struct dn_point right[] = { { 0, 0 }, { 4, 0 },
		{ 4, 3 }, { 0, 3 } };
	static const struct dn_point left[] = { { 1e9, 3 }, { 1e9 + 4, 3 },
		{ 1e9 + 4, 0 }, { 1e9, 0 } };

	ck_assert_double_eq(dn_ring_area(right, 4), 12);
	ck_assert_double_eq(dn_ring_area(left, 4), 12);
	ck_assert_double_eq(dn_ring_area(right, 3), 6);
	ck_assert_double_eq(dn_ring_area(right, 2), 0);
	ck_assert_double_eq(dn_ring_area(right, 0), 0);
}
END_TEST

DN_SUITE(geometry,
    a_box_goes_around_all_points,
    joined_boxes_hold_both,
    boxes_that_only_touch_are_apart,
    the_area_of_a_ring_has_no_direction)
