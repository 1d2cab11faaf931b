/* SPDX-License-Identifier: MIT */
/* Pictures of strokes against pixels painted one by one. */
#include "config.h"

#include "model/canvas.h"

#include <stdlib.h>

#include "model/runs.h"
#include "suites.h"

/* The same picture as pixels, down the columns. */
struct plain {
	uint32_t width, height;
	uint32_t *pixels;
};

/* A picture of zeros, both ways; some are large enough for many bands. */
static void
begin(struct plain *plain, struct dn_canvas *canvas, uint64_t *state)
{
	struct dn_err err = DN_ERR_INIT;
	bool large = suite_next(state) % 20 == 0;

	plain->width = 1 + (uint32_t)(suite_next(state) % (large ? 200 : 40));
	plain->height = 1 + (uint32_t)(suite_next(state) % (large ? 200 : 30));
	plain->pixels = calloc((size_t)plain->width * plain->height,
	    sizeof(*plain->pixels));
	ck_assert_ptr_nonnull(plain->pixels);
	ck_assert_int_eq(dn_canvas_init(canvas, plain->width, plain->height,
	    &err), 0);
}

static void
end(struct plain *plain, struct dn_canvas *canvas)
{
	free(plain->pixels);
	dn_canvas_release(canvas);
}

/* Paint a random mask into both. */
static void
paint(struct plain *plain, struct dn_canvas *canvas, uint32_t number,
    uint64_t *state)
{
	uint64_t pixels = (uint64_t)plain->width * plain->height, at = 0, to;
	uint64_t longest = 2 + suite_next(state) % pixels, want = 0;
	struct dn_err err = DN_ERR_INIT;
	uint64_t covered;
	struct dn_mask mask;
	int failed = 0;

	dn_mask_init(&mask, plain->height, plain->width);
	for (size_t i = 0; at < pixels; i++) {
		to = at + suite_next(state) % longest;
		to = to > pixels ? pixels : to;
		failed |= dn_mask_add(&mask, (uint32_t)(to - at), &err);
		for (; at < to; at++)
			if (i % 2 == 1) {
				want += plain->pixels[at] != 0;
				plain->pixels[at] = number;
			}
	}
	ck_assert_int_eq(failed, 0);
	ck_assert_int_eq(dn_canvas_paint(canvas, &mask, number, &covered,
	    &err), 0);
	ck_assert_uint_eq(covered, want);
	dn_mask_release(&mask);
}

/* The strokes are the pixels, each as long as it can be. */
static void
same(const struct plain *plain, const struct dn_canvas *canvas)
{
	struct dn_canvas_walk walk = dn_canvas_walk(canvas);
	uint32_t pixels = plain->width * plain->height, at = 0;
	struct dn_stroke stroke;
	size_t wrong = 0;

	ck_assert_uint_eq(canvas->width, plain->width);
	ck_assert_uint_eq(canvas->height, plain->height);
	while (dn_canvas_next(&walk, &stroke)) {
		if (stroke.from >= stroke.to || stroke.to > pixels ||
		    stroke.from < at)
			ck_abort_msg("strokes out of order");
		for (; at < stroke.from; at++)
			wrong += plain->pixels[at] != 0;
		for (; at < stroke.to; at++)
			wrong += plain->pixels[at] != stroke.number;
		wrong += at < pixels && plain->pixels[at] == stroke.number;
	}
	for (; at < pixels; at++)
		wrong += plain->pixels[at] != 0;
	ck_assert_uint_eq(wrong, 0);
}

START_TEST(later_masks_cover_earlier_ones)
{
	uint64_t state = 51;

	for (unsigned round = 0; round < 100; round++) {
		struct dn_canvas canvas;
		struct plain plain;

		begin(&plain, &canvas, &state);
		for (unsigned i = 0; i < 12; i++) {
			paint(&plain, &canvas, (uint32_t)(suite_next(&state) %
			    5), &state);
			same(&plain, &canvas);
		}
		end(&plain, &canvas);
	}
}
END_TEST

START_TEST(numbers_are_masks)
{
	uint64_t state = 52;

	for (unsigned round = 0; round < 60; round++) {
		struct dn_err err = DN_ERR_INIT;
		struct dn_canvas canvas;
		struct plain plain;

		begin(&plain, &canvas, &state);
		for (uint32_t i = 1; i < 5; i++)
			paint(&plain, &canvas, i, &state);
		for (int i = -1; i < 5; i++) {
			uint64_t want = 0, pixels;
			struct dn_mask mask;

			pixels = (uint64_t)plain.width * plain.height;
			for (uint64_t at = 0; at < pixels; at++)
				want += i < 0 ? plain.pixels[at] != 0 : i > 0 &&
				    plain.pixels[at] == (uint32_t)i;
			ck_assert_int_eq(dn_canvas_mask(&canvas, i < 0 ?
			    DN_CANVAS_ANY : i, &mask, &err), 0);
			ck_assert_int_eq(dn_mask_check(&mask, &err), 0);
			ck_assert_uint_eq(dn_mask_area(&mask), want);
			dn_mask_release(&mask);
		}
		end(&plain, &canvas);
	}
}
END_TEST

START_TEST(numbers_become_others)
{
	static const uint32_t others[] = { 70000, 3, 3, 9 };
	uint64_t state = 53;
	struct dn_canvas canvas;
	struct plain plain;

	begin(&plain, &canvas, &state);
	for (uint32_t i = 2; i < 6; i++)
		paint(&plain, &canvas, i, &state);
	for (size_t i = 0; i < (size_t)plain.width * plain.height; i++)
		if (plain.pixels[i] > 0)
			plain.pixels[i] = others[plain.pixels[i] - 2];
	dn_canvas_renumber(&canvas, others, 2);
	same(&plain, &canvas);
	end(&plain, &canvas);
}
END_TEST

START_TEST(sizes_without_pixels_or_too_many_are_refused)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_canvas canvas;

	ck_assert_int_eq(dn_canvas_init(&canvas, 0, 5, &err), -1);
	ck_assert_int_eq(err.code, DN_E_BAD_VALUE);
	dn_canvas_release(&canvas);
	ck_assert_int_eq(dn_canvas_init(&canvas, 65536, 65536, &err), -1);
	ck_assert_int_eq(err.code, DN_E_OVERFLOW);
	dn_canvas_release(&canvas);
	ck_assert_int_eq(dn_canvas_init(&canvas, UINT32_MAX, 1, &err), 0);
	ck_assert_int_eq(dn_canvas_append(&canvas, (struct dn_stroke){ 0,
	    UINT32_MAX, 7 }, &err), 0);
	dn_canvas_release(&canvas);
	ck_assert(!dn_canvas_fits(0, 1, 100));
	ck_assert(!dn_canvas_fits(1, 0, 100));
	ck_assert(dn_canvas_fits(10, 10, 100));
	ck_assert(!dn_canvas_fits(10, 11, 100));
	ck_assert(!dn_canvas_fits(1, UINT64_MAX, 100));
	ck_assert(!dn_canvas_fits(DN_PNG_WIDTH_MOST + 1, 1, UINT64_MAX));
	ck_assert(dn_canvas_fits(DN_PNG_WIDTH_MOST, 1, UINT64_MAX));
}
END_TEST

#ifdef HAVE_PNG

START_TEST(pictures_come_back)
{
	static const enum dn_png_kind kinds[] = { DN_PNG_NUMBERS,
		DN_PNG_OPACITY, DN_PNG_COLOURS };
	uint64_t state = 54;

	for (unsigned round = 0; round < 150; round++) {
		enum dn_png_kind kind = kinds[round % 3];
		struct dn_err err = DN_ERR_INIT;
		struct dn_canvas canvas, again;
		struct plain plain;
		struct dn_bytes out;

		dn_bytes_init(&out, SIZE_MAX / 2);
		begin(&plain, &canvas, &state);
		for (unsigned i = 0; i < round % 7; i++)
			paint(&plain, &canvas, (uint32_t)(suite_next(&state) &
			    (kind == DN_PNG_COLOURS ? 0xffffff : 255)),
			    &state);
		ck_assert_int_eq(dn_canvas_write(&canvas, kind, NULL, &out,
		    &err), 0);
		ck_assert_int_eq(dn_canvas_read(&again, dn_bytes_span(&out),
		    kind, UINT64_MAX, &err), 0);
		same(&plain, &again);
		dn_canvas_release(&again);
		dn_bytes_release(&out);
		end(&plain, &canvas);
	}
}
END_TEST

/* A picture of 128 million pixels is a matter of what is drawn in it. */
START_TEST(what_is_alike_takes_no_room)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_canvas canvas, again;
	struct dn_canvas_walk walk;
	struct dn_stroke stroke;
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX / 2);
	ck_assert_int_eq(dn_canvas_init(&canvas, 11000, 12000, &err), 0);
	ck_assert_int_eq(dn_canvas_append(&canvas, (struct dn_stroke){ 77,
	    120000777, 3 }, &err), 0);
	ck_assert_int_eq(dn_canvas_write(&canvas, DN_PNG_NUMBERS, NULL, &out,
	    &err), 0);
	ck_assert_uint_lt(out.len, 200000);
	ck_assert_int_eq(dn_canvas_read(&again, dn_bytes_span(&out),
	    DN_PNG_NUMBERS, UINT64_MAX, &err), 0);
	walk = dn_canvas_walk(&again);
	ck_assert(dn_canvas_next(&walk, &stroke));
	ck_assert_uint_eq(stroke.from, 77);
	ck_assert_uint_eq(stroke.to, 120000777);
	ck_assert(!dn_canvas_next(&walk, &stroke));
	dn_canvas_release(&again);
	ck_assert_int_eq(dn_canvas_read(&again, dn_bytes_span(&out),
	    DN_PNG_NUMBERS, 131999999, &err), -1);
	ck_assert_int_eq(err.code, DN_E_TOO_LONG);
	dn_canvas_release(&again);
	dn_canvas_release(&canvas);
	dn_bytes_release(&out);
}
END_TEST

/* All of it compresses well, and is as many runs as it has pixels. */
START_TEST(a_board_of_squares_without_end_is_refused)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_canvas canvas, again;
	struct dn_bytes out;
	uint32_t side = 3000;
	int failed = 0;

	dn_bytes_init(&out, SIZE_MAX / 2);
	ck_assert_int_eq(dn_canvas_init(&canvas, side, side, &err), 0);
	for (uint32_t i = 0; i < side * side; i += 2)
		failed |= dn_canvas_append(&canvas, (struct dn_stroke){ i,
		    i + 1, 1 }, &err);
	ck_assert_int_eq(failed, 0);
	ck_assert_int_eq(dn_canvas_write(&canvas, DN_PNG_NUMBERS, NULL, &out,
	    &err), 0);
	ck_assert_int_eq(dn_canvas_read(&again, dn_bytes_span(&out),
	    DN_PNG_NUMBERS, UINT64_MAX, &err), -1);
	ck_assert_int_eq(err.code, DN_E_TOO_LONG);
	dn_canvas_release(&again);
	dn_canvas_release(&canvas);
	dn_bytes_release(&out);
}
END_TEST

#define PICTURES \
    pictures_come_back, \
    what_is_alike_takes_no_room, \
    a_board_of_squares_without_end_is_refused,
#else
#define PICTURES
#endif

DN_SUITE(canvas,
    PICTURES
    later_masks_cover_earlier_ones,
    numbers_are_masks,
    numbers_become_others,
    sizes_without_pixels_or_too_many_are_refused)
