/* SPDX-License-Identifier: MIT */
/* The eight orientations: corners where EXIF has them, and all ways back. */
#include "model/orient.h"

#include <math.h>

#include "pixels.h"
#include "suites.h"

START_TEST(the_first_row_and_column_are_where_exif_says)
{
	/* Where the stored top-left pixel of 30 x 20 is seen, and the next. */
	static const double seen[8][4] = {
		{ 0, 0, 1, 0 }, { 30, 0, 29, 0 }, { 30, 20, 29, 20 },
		{ 0, 20, 1, 20 }, { 0, 0, 0, 1 }, { 20, 0, 20, 1 },
		{ 20, 30, 20, 29 }, { 0, 30, 0, 29 },
	};
	struct dn_point zero = { 0, 0 }, next = { 1, 0 };
	int i;

	for (i = 1; i <= 8; i++) {
		struct dn_point point = dn_orient_point(i, 30, 20, zero);

		ck_assert_double_eq(point.x, seen[i - 1][0]);
		ck_assert_double_eq(point.y, seen[i - 1][1]);
		point = dn_orient_point(i, 30, 20, next);
		ck_assert_double_eq(point.x, seen[i - 1][2]);
		ck_assert_double_eq(point.y, seen[i - 1][3]);
		ck_assert_int_eq(dn_orient_swaps(i), i >= 5);
	}
	ck_assert(!dn_orient_is(0));
	ck_assert(!dn_orient_is(9));
}
END_TEST

START_TEST(each_orientation_is_undone_by_its_inverse)
{
	struct dn_turned turned = { { 3.5, 4, 10.25, 6 }, 33 }, there;
	struct dn_point point = { 7.25, 3 };
	struct dn_box box = { 1, 2, 5.5, 3 };
	int i;

	for (i = 1; i <= 8; i++) {
		double width = dn_orient_swaps(i) ? 20 : 30;
		double height = dn_orient_swaps(i) ? 30 : 20;
		int back = dn_orient_inverse(i);
		struct dn_point p = dn_orient_point(back, width, height,
		    dn_orient_point(i, 30, 20, point));
		struct dn_box b = dn_orient_box(back, width, height,
		    dn_orient_box(i, 30, 20, box));

		ck_assert_double_eq(p.x, point.x);
		ck_assert_double_eq(p.y, point.y);
		ck_assert_double_eq(b.x, box.x);
		ck_assert_double_eq(b.y, box.y);
		ck_assert_double_eq(b.width, box.width);
		ck_assert_double_eq(b.height, box.height);
		there = dn_orient_turned(i, 30, 20, turned);
		there = dn_orient_turned(back, width, height, there);
		ck_assert_double_eq(there.rotation, 33);
		ck_assert_double_eq(there.box.x, 3.5);
		ck_assert_double_eq(there.box.height, 6);
	}
}
END_TEST

START_TEST(a_turned_box_has_the_corners_of_the_turned_picture)
{
	struct dn_turned turned = { { 3.5, 4, 10.25, 6 }, 33 }, there;
	struct dn_point before[4], after[4], want[4];
	int i, j;

	dn_turn_corners(&turned, before);
	for (i = 1; i <= 8; i++) {
		bool mirrored = i == 2 || i == 4 || i == 5 || i == 7;

		there = dn_orient_turned(i, 30, 20, turned);
		dn_turn_corners(&there, after);
		for (j = 0; j < 4; j++)
			want[j] = dn_orient_point(i, 30, 20, before[j]);
		for (j = 0; j < 4; j++) {
			/* Mirrored, top-left and top-right change over. */
			struct dn_point *point = &want[mirrored ? j ^ 1 : j];

			ck_assert_double_eq_tol(after[j].x, point->x, 1e-9);
			ck_assert_double_eq_tol(after[j].y, point->y, 1e-9);
		}
	}
}
END_TEST

START_TEST(masks_are_turned_pixel_by_pixel)
{
	struct pixels pixels, want;
	struct dn_mask mask, out;
	struct dn_err err = DN_ERR_INIT;
	uint64_t state = 20;
	uint32_t x, y;
	int i;

	for (i = 0; i < 480; i++) {
		int orientation = i % 8 + 1;
		bool swaps = dn_orient_swaps(orientation);

		pixels_fill(&pixels, &state, (unsigned)i / 8);
		memset(&want, 0, sizeof(want));
		want.height = swaps ? pixels.width : pixels.height;
		want.width = swaps ? pixels.height : pixels.width;
		for (y = 0; y < pixels.height; y++)
			for (x = 0; x < pixels.width; x++) {
				struct dn_point middle = { x + 0.5, y + 0.5 };

				middle = dn_orient_point(orientation,
				    pixels.width, pixels.height, middle);
				want.at[(int)middle.y][(int)middle.x] =
				    pixels.at[y][x];
			}
		pixels_mask(&pixels, &mask);
		ck_assert_int_eq(dn_orient_mask(orientation, &mask, &out,
		    &err), 0);
		dn_mask_release(&mask);
		ck_assert_int_eq(dn_orient_mask(dn_orient_inverse(
		    orientation), &out, &mask, &err), 0);
		pixels_same(&out, &want);
		pixels_same(&mask, &pixels);
	}
}
END_TEST

DN_SUITE(orient,
    the_first_row_and_column_are_where_exif_says,
    each_orientation_is_undone_by_its_inverse,
    a_turned_box_has_the_corners_of_the_turned_picture,
    masks_are_turned_pixel_by_pixel)
