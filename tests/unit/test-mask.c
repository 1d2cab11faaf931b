/* SPDX-License-Identifier: MIT */
/* Run lengths: the compressed text both ways, sums, boxes, hostile texts. */
#include "model/mask.h"

#include <stdlib.h>

#include "suites.h"

/* A mask of these runs. */
static void
fill(struct dn_mask *mask, uint32_t height, uint32_t width,
    const uint32_t *runs, size_t count)
{
	struct dn_err err = DN_ERR_INIT;
	size_t i;

	dn_mask_init(mask, height, width);
	for (i = 0; i < count; i++)
		ck_assert_int_eq(dn_mask_add(mask, runs[i], &err), 0);
}

START_TEST(known_runs_have_their_known_text)
{
	/* 10 high, 5 wide, the first two columns inside; and longer runs. */
	static const uint32_t two[] = { 0, 20, 30 };
	static const uint32_t more[] = { 6, 1, 40, 4, 5, 4, 5, 4, 21 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_mask mask;
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	fill(&mask, 10, 5, two, 3);
	ck_assert_int_eq(dn_mask_check(&mask, &err), 0);
	dn_mask_compress(&mask, &out);
	ck_assert_str_eq(dn_bytes_text(&out), "0d0n0");
	dn_mask_release(&mask);
	dn_bytes_clear(&out);
	/* The example of the format's own documentation, 9 x 10. */
	fill(&mask, 9, 10, more, 9);
	dn_mask_compress(&mask, &out);
	ck_assert_str_eq(dn_bytes_text(&out), "61X13mN000`0");
	dn_mask_release(&mask);
	dn_bytes_release(&out);
}
END_TEST

START_TEST(random_runs_come_back)
{
	uint64_t state = 4;
	int round;

	for (round = 0; round < 300; round++) {
		struct dn_err err = DN_ERR_INIT;
		struct dn_mask mask, again;
		struct dn_bytes out;
		size_t count = suite_next(&state) % 40, i;

		dn_mask_init(&mask, 1, 1);
		dn_mask_init(&again, 1, 1);
		dn_bytes_init(&out, SIZE_MAX);
		for (i = 0; i < count; i++)
			ck_assert_int_eq(dn_mask_add(&mask,
			    (uint32_t)(suite_next(&state) >>
			    suite_next(&state) % 33), &err), 0);
		dn_mask_compress(&mask, &out);
		ck_assert_int_eq(dn_mask_expand(&again, dn_bytes_span(&out),
		    &err), 0);
		ck_assert_uint_eq(again.count, count);
		for (i = 0; i < count; i++)
			ck_assert_uint_eq(again.runs[i], mask.runs[i]);
		dn_mask_release(&mask);
		dn_mask_release(&again);
		dn_bytes_release(&out);
	}
}
END_TEST

START_TEST(broken_texts_are_refused)
{
	static const char *const wrong[] = { "P", "PPPPPPPPPPPP", "!", "\x7f",
		"0 0", "O", "oooooooo0", "000O", "\x80", "0O" };
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct dn_err err = DN_ERR_INIT;
		struct dn_mask mask;

		dn_mask_init(&mask, 10, 10);
		ck_assert_int_eq(dn_mask_expand(&mask, dn_span_of(wrong[i]),
		    &err), -1);
		ck_assert_int_eq(err.code, DN_E_BAD_VALUE);
		dn_mask_release(&mask);
	}
}
END_TEST

START_TEST(random_bytes_never_crash)
{
	uint64_t state = 8;
	int round;

	for (round = 0; round < 3000; round++) {
		struct dn_err err = DN_ERR_INIT;
		struct dn_mask mask;
		char text[24];
		size_t i;

		for (i = 0; i < sizeof(text); i++)
			text[i] = (char)(40 + suite_next(&state) % 80);
		dn_mask_init(&mask, 100, 100);
		if (dn_mask_expand(&mask, (struct dn_span){ text,
		    sizeof(text) }, &err) == 0 &&
		    dn_mask_check(&mask, &err) == 0)
			ck_assert_uint_le(dn_mask_area(&mask), 10000);
		dn_mask_box(&mask);
		dn_mask_release(&mask);
	}
}
END_TEST

START_TEST(runs_must_fill_the_picture)
{
	static const uint32_t runs[] = { 10, 20, 30 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_mask mask;

	fill(&mask, 10, 7, runs, 3);
	ck_assert_int_eq(dn_mask_check(&mask, &err), -1);
	ck_assert_str_eq(err.text,
	    "run lengths of 60 pixels in a picture of 70");
	mask.height = UINT32_MAX;
	mask.width = UINT32_MAX;
	ck_assert_int_eq(dn_mask_check(&mask, &err), -1);
	dn_mask_release(&mask);
}
END_TEST

/* Area and box against pixels that are set one by one. */
START_TEST(area_and_box_agree_with_pixels)
{
	uint64_t state = 6;
	int round;

	for (round = 0; round < 500; round++) {
		struct dn_err err = DN_ERR_INIT;
		uint32_t height = 1 + (uint32_t)(suite_next(&state) % 6);
		uint32_t width = 1 + (uint32_t)(suite_next(&state) % 6);
		uint32_t left = width, right = 0, top = height, bottom = 0;
		uint32_t at, end = height * width, run, area = 0;
		struct dn_mask mask;
		struct dn_box box;
		bool inside = false;

		dn_mask_init(&mask, height, width);
		for (at = 0; at < end; inside = !inside) {
			run = (uint32_t)(suite_next(&state) % 5);
			if (run > end - at)
				run = end - at;
			ck_assert_int_eq(dn_mask_add(&mask, run, &err), 0);
			for (; run > 0; run--, at++) {
				if (!inside)
					continue;
				area++;
				left = at / height < left ? at / height : left;
				right = at / height + 1;
				top = at % height < top ? at % height : top;
				bottom = at % height + 1 > bottom ?
				    at % height + 1 : bottom;
			}
		}
		box = dn_mask_box(&mask);
		ck_assert_uint_eq(dn_mask_area(&mask), area);
		if (area > 0) {
			ck_assert_uint_eq((uint32_t)box.x, left);
			ck_assert_uint_eq((uint32_t)box.y, top);
			ck_assert_uint_eq((uint32_t)box.width, right - left);
			ck_assert_uint_eq((uint32_t)box.height, bottom - top);
		} else {
			ck_assert(box.width <= 0);
		}
		dn_mask_release(&mask);
	}
}
END_TEST

START_TEST(a_picture_without_height_has_no_box)
{
	static const uint32_t runs[] = { 0, 5 };
	struct dn_mask mask;

	fill(&mask, 0, 5, runs, 2);
	ck_assert(dn_mask_box(&mask).width <= 0);
	dn_mask_release(&mask);
}
END_TEST

DN_SUITE(mask,
    known_runs_have_their_known_text,
    random_runs_come_back,
    broken_texts_are_refused,
    random_bytes_never_crash,
    runs_must_fill_the_picture,
    area_and_box_agree_with_pixels,
    a_picture_without_height_has_no_box)
