/* SPDX-License-Identifier: MIT */
/* Run lengths against pixels: walked, mirrored, cut, put back, as bytes. */
#include "model/runs.h"

#include <stdlib.h>

#include "pixels.h"
#include "suites.h"

#define ROUNDS 600

START_TEST(a_walk_joins_runs_that_touch)
{
	static const uint32_t counts[] = { 0, 2, 0, 3, 4, 0, 1, 2, 0, 0, 3 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_runs_walk walk;
	struct dn_mask mask;
	uint64_t from, to;
	size_t i;

	dn_mask_init(&mask, 5, 3);
	for (i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		ck_assert_int_eq(dn_mask_add(&mask, counts[i], &err), 0);
	walk = dn_runs_walk(&mask);
	ck_assert(dn_runs_next(&walk, &from, &to));
	ck_assert_uint_eq(from, 0);
	ck_assert_uint_eq(to, 5);
	ck_assert(dn_runs_next(&walk, &from, &to));
	ck_assert_uint_eq(from, 10);
	ck_assert_uint_eq(to, 12);
	ck_assert(!dn_runs_next(&walk, &from, &to));
	ck_assert(!dn_runs_next(&walk, &from, &to));
	dn_mask_release(&mask);
}
END_TEST

START_TEST(a_pen_draws_the_runs_that_there_must_be)
{
	static const uint32_t want[] = { 0, 3, 2, 4, 1 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_mask mask;
	struct dn_pen pen;

	ck_assert_int_eq(dn_pen_begin(&pen, &mask, 5, 2, &err), 0);
	ck_assert_int_eq(dn_pen_range(&pen, 0, 1, &err), 0);
	ck_assert_int_eq(dn_pen_range(&pen, 1, 3, &err), 0);
	ck_assert_int_eq(dn_pen_range(&pen, 4, 4, &err), 0);
	ck_assert_int_eq(dn_pen_range(&pen, 5, 9, &err), 0);
	ck_assert_int_eq(dn_pen_end(&pen, &err), 0);
	ck_assert_uint_eq(mask.count, 5);
	ck_assert_mem_eq(mask.runs, want, sizeof(want));
	dn_mask_release(&mask);
}
END_TEST

START_TEST(nothing_and_all_are_one_run_or_two)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_mask mask;
	struct dn_pen pen;

	ck_assert_int_eq(dn_pen_begin(&pen, &mask, 0, 7, &err), 0);
	ck_assert_int_eq(dn_pen_end(&pen, &err), 0);
	ck_assert_uint_eq(mask.count, 1);
	ck_assert_uint_eq(mask.runs[0], 0);
	dn_mask_release(&mask);
	ck_assert_int_eq(dn_pen_begin(&pen, &mask, 65535, 65537, &err), 0);
	ck_assert_int_eq(dn_pen_range(&pen, 0, UINT32_MAX, &err), 0);
	ck_assert_int_eq(dn_pen_end(&pen, &err), 0);
	ck_assert_uint_eq(mask.count, 2);
	ck_assert_uint_eq(mask.runs[1], UINT32_MAX);
	dn_mask_release(&mask);
	ck_assert_int_eq(dn_pen_begin(&pen, &mask, 65536, 65536, &err), -1);
	ck_assert_int_eq(err.code, DN_E_OVERFLOW);
}
END_TEST

/* What becomes of pixel x, y when a picture is mirrored. */
static struct pixels
mirror(const struct pixels *from, bool change, bool flip, bool reverse)
{
	struct pixels to = { .height = change ? from->width : from->height,
		.width = change ? from->height : from->width };
	uint32_t x, y;

	for (y = 0; y < to.height; y++)
		for (x = 0; x < to.width; x++) {
			uint32_t v = flip != reverse ? to.height - 1 - y : y;
			uint32_t u = reverse ? to.width - 1 - x : x;

			to.at[y][x] = change ? from->at[u][v] :
			    from->at[v][u];
		}
	return to;
}

START_TEST(mirrored_masks_are_mirrored_pixels)
{
	struct dn_err err = DN_ERR_INIT;
	struct pixels pixels, want;
	struct dn_mask mask, out;
	uint64_t state = 7;
	unsigned i;

	for (i = 0; i < ROUNDS; i++) {
		pixels_fill(&pixels, &state, i);
		pixels_mask(&pixels, &mask);
		want = mirror(&pixels, true, false, false);
		ck_assert_int_eq(dn_runs_transpose(&mask, &out, &err), 0);
		pixels_same(&out, &want);
		want = mirror(&pixels, false, true, false);
		ck_assert_int_eq(dn_runs_flip(&mask, &out, &err), 0);
		pixels_same(&out, &want);
		want = mirror(&pixels, false, false, true);
		ck_assert_int_eq(dn_runs_reverse(&mask, &out, &err), 0);
		pixels_same(&out, &want);
		dn_mask_release(&mask);
	}
}
END_TEST

START_TEST(a_window_shows_its_pixels)
{
	struct dn_err err = DN_ERR_INIT;
	struct pixels pixels, want;
	struct dn_mask mask, out;
	uint64_t state = 8;
	uint32_t x, y;
	unsigned i;

	for (i = 0; i < ROUNDS; i++) {
		struct dn_window window = {
			(uint32_t)(suite_next(&state) % 26),
			(uint32_t)(suite_next(&state) % 26),
			(uint32_t)(suite_next(&state) % 30),
			(uint32_t)(suite_next(&state) % 30) };

		pixels_fill(&pixels, &state, i);
		pixels_mask(&pixels, &mask);
		memset(&want, 0, sizeof(want));
		want.height = window.height;
		want.width = window.width;
		for (y = 0; y < want.height; y++)
			for (x = 0; x < want.width; x++)
				want.at[y][x] = pixels.at[y + window.top]
				    [x + window.left];
		ck_assert_int_eq(dn_runs_cut(&mask, window, &out, &err), 0);
		pixels_same(&out, &want);
		dn_mask_release(&mask);
	}
}
END_TEST

START_TEST(what_was_cut_out_comes_back)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_mask mask, part, out;
	struct pixels pixels;
	uint64_t state = 9;
	unsigned i;

	for (i = 0; i < ROUNDS; i++) {
		struct dn_window window;

		pixels_fill(&pixels, &state, i);
		pixels_mask(&pixels, &mask);
		window = dn_runs_window(&mask);
		ck_assert_int_eq(dn_runs_cut(&mask, window, &part, &err), 0);
		ck_assert_uint_eq(dn_mask_area(&part), dn_mask_area(&mask));
		ck_assert_int_eq(dn_runs_put(&part, window.left, window.top,
		    mask.height, mask.width, &out, &err), 0);
		pixels_same(&out, &pixels);
		dn_mask_release(&part);
		dn_mask_release(&mask);
	}
}
END_TEST

START_TEST(what_is_put_beyond_the_picture_is_cut_off)
{
	static const int64_t places[][2] = { { -1, -1 }, { 3, 2 }, { 9, 0 },
		{ INT64_MIN, 0 }, { 0, INT64_MAX } };
	static const uint64_t areas[] = { 4, 4, 0, 0, 0 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_mask mask, out;
	size_t i;

	dn_mask_init(&mask, 3, 3);
	ck_assert_int_eq(dn_mask_add(&mask, 0, &err), 0);
	ck_assert_int_eq(dn_mask_add(&mask, 9, &err), 0);
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		ck_assert_int_eq(dn_runs_put(&mask, places[i][0],
		    places[i][1], 4, 5, &out, &err), 0);
		ck_assert_int_eq(dn_mask_check(&out, &err), 0);
		ck_assert_uint_eq(dn_mask_area(&out), areas[i]);
		dn_mask_release(&out);
	}
	dn_mask_release(&mask);
}
END_TEST

/* All of a picture of that size. */
static void
fill_all(struct dn_mask *mask, uint32_t height, uint32_t width)
{
	struct dn_err err = DN_ERR_INIT;

	dn_mask_init(mask, height, width);
	ck_assert_int_eq(dn_mask_add(mask, 0, &err), 0);
	ck_assert_int_eq(dn_mask_add(mask, height * width, &err), 0);
}

START_TEST(huge_pictures_cost_what_their_runs_cost)
{
	static const uint32_t sizes[][2] = { { 1, UINT32_MAX },
		{ UINT32_MAX, 1 }, { 65535, 65537 } };
	struct dn_err err = DN_ERR_INIT;
	struct dn_mask mask, out;
	size_t i;

	for (i = 0; i < 3; i++) {
		fill_all(&mask, sizes[i][0], sizes[i][1]);
		ck_assert_int_eq(dn_runs_transpose(&mask, &out, &err), 0);
		ck_assert_uint_eq(out.count, 2);
		dn_mask_release(&out);
		ck_assert_int_eq(dn_runs_flip(&mask, &out, &err), 0);
		ck_assert_uint_eq(out.count, 2);
		dn_mask_release(&out);
		ck_assert_int_eq(dn_runs_put(&mask, 0, 0, sizes[i][0],
		    sizes[i][1], &out, &err), 0);
		ck_assert_uint_eq(dn_mask_area(&out), UINT32_MAX);
		dn_mask_release(&out);
		dn_mask_release(&mask);
	}
}
END_TEST

START_TEST(runs_that_explode_are_refused)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_mask mask, out;

	/* One column of two: every row is a run of its own. */
	dn_mask_init(&mask, (uint32_t)1 << 30, 2);
	ck_assert_int_eq(dn_mask_add(&mask, 0, &err), 0);
	ck_assert_int_eq(dn_mask_add(&mask, (uint32_t)1 << 30, &err), 0);
	ck_assert_int_eq(dn_mask_add(&mask, (uint32_t)1 << 30, &err), 0);
	ck_assert_int_eq(dn_runs_transpose(&mask, &out, &err), -1);
	ck_assert_int_eq(err.code, DN_E_OVERFLOW);
	/* What was made of them so far is no more than 64 MiB. */
	ck_assert_uint_le(out.count, (size_t)1 << 24);
	dn_mask_release(&out);
	dn_mask_release(&mask);
}
END_TEST

DN_SUITE(runs,
    a_walk_joins_runs_that_touch,
    a_pen_draws_the_runs_that_there_must_be,
    nothing_and_all_are_one_run_or_two,
    mirrored_masks_are_mirrored_pixels,
    a_window_shows_its_pixels,
    what_was_cut_out_comes_back,
    what_is_put_beyond_the_picture_is_cut_off,
    huge_pictures_cost_what_their_runs_cost,
    runs_that_explode_are_refused)
