/* SPDX-License-Identifier: MIT */
/* PNG pictures of numbers: there and back, known files, hostile ones. */
#include "config.h"

#include "io/png.h"

#include <stdlib.h>

#include "suites.h"

/* Pixels by rows. */
struct pixels {
	uint32_t width, height;
	uint32_t *numbers;
	uint32_t last_x, last_y;        /* told last; they come in order */
	size_t told, most;              /* changes, and when to have enough */
};

static int
take_size(void *state, uint32_t width, uint32_t height, struct dn_err *err)
{
	struct pixels *pixels = state;

	(void)err;
	pixels->width = width;
	pixels->height = height;
	pixels->numbers = calloc((size_t)width * height,
	    sizeof(*pixels->numbers));
	ck_assert_ptr_nonnull(pixels->numbers);
	return 0;
}

/* From here down it is so, until something else is told. */
static int
take_change(void *state, uint32_t x, uint32_t y, uint32_t number,
    struct dn_err *err)
{
	struct pixels *pixels = state;

	if (x >= pixels->width || y >= pixels->height ||
	    (pixels->told > 0 && (y < pixels->last_y ||
	    (y == pixels->last_y && x <= pixels->last_x))) ||
	    pixels->numbers[(size_t)y * pixels->width + x] == number)
		ck_abort_msg("%u, %u is told wrongly", x, y);
	pixels->last_x = x;
	pixels->last_y = y;
	if (pixels->told++ == pixels->most)
		return dn_err_set(err, DN_E_TOO_LONG, "enough");
	for (; y < pixels->height; y++)
		pixels->numbers[(size_t)y * pixels->width + x] = number;
	return 0;
}

/* Read into `pixels`, which is the caller's to free. */
static int
read_some(struct dn_span bytes, enum dn_png_kind kind, uint64_t most,
    struct pixels *pixels, struct dn_err *err)
{
	const struct dn_png_taker taker = { pixels, take_size, take_change };

	*pixels = (struct pixels){ .most = SIZE_MAX };
	return dn_png_read(bytes, kind, most, &taker, err);
}

#ifdef HAVE_PNG

/* Write them as one kind, told where they change, or each of them. */
static void
write_some(const struct pixels *pixels, enum dn_png_kind kind, bool all,
    unsigned char (*palette)[3], struct dn_bytes *out)
{
	size_t width = pixels->width, size = width * pixels->height;
	struct dn_png_change *changes = calloc(size, sizeof(*changes));
	struct dn_png_drawing drawing = { .kind = kind, .palette = palette,
		.width = pixels->width, .height = pixels->height,
		.changes = changes };
	struct dn_err err = DN_ERR_INIT;

	ck_assert_ptr_nonnull(changes);
	for (size_t i = 0; i < size; i++) {
		uint32_t here = pixels->numbers[i];

		if (all || here != (i < width ? 0 : pixels->numbers[i - width]))
			changes[drawing.count++] = (struct dn_png_change){
				(uint64_t)(i / width) << 32 | i % width, here };
	}
	ck_assert_int_eq(dn_png_write(&drawing, out, &err), 0);
	free(changes);
}

/* A palette of two colours, 3 x 2, interlaced: 1 0 1, 0 1 0. */
static const char palette[] =
    "\211\120\116\107\015\012\032\012\000\000\000\015\111\110\104"
    "\122\000\000\000\003\000\000\000\002\001\003\000\000\001\320"
    "\275\304\317\000\000\000\006\120\114\124\105\000\000\000\200"
    "\000\000\104\122\242\117\000\000\000\020\111\104\101\124\170"
    "\332\143\150\140\150\140\140\140\160\000\000\006\110\001\101"
    "\225\171\341\270\000\000\000\000\111\105\116\104\256\102\140"
    "\202";

static const struct dn_span interlaced = { palette, sizeof(palette) - 1 };

START_TEST(nothing_is_no_picture)
{
	struct dn_png_drawing drawing = { .width = 0, .height = 3 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	ck_assert_int_eq(dn_png_write(&drawing, &out, &err), -1);
	ck_assert_int_eq(err.code, DN_E_BAD_VALUE);
	drawing = (struct dn_png_drawing){ .width = 3, .height = 0 };
	ck_assert_int_eq(dn_png_write(&drawing, &out, &err), -1);
	ck_assert_int_eq(err.code, DN_E_BAD_VALUE);
	ck_assert_uint_eq(out.len, 0);
	dn_bytes_release(&out);
}
END_TEST

/* 3 x 2 of grey, 0 7 7, 0 7 0. */
START_TEST(a_picture_is_the_same_however_it_is_told)
{
	static uint32_t numbers[] = { 0, 7, 7, 0, 7, 0 };
	static const char want[] = "\211PNG\r\n\032\n\0\0\0\rIHDR\0\0\0\003"
	    "\0\0\0\002\010\0\0\0\0";
	const struct pixels pixels = { .width = 3, .height = 2,
		.numbers = numbers };
	struct dn_bytes out, again;

	dn_bytes_init(&out, SIZE_MAX);
	dn_bytes_init(&again, SIZE_MAX);
	write_some(&pixels, DN_PNG_NUMBERS, false, NULL, &out);
	write_some(&pixels, DN_PNG_NUMBERS, true, NULL, &again);
	ck_assert_mem_eq(out.data, want, sizeof(want) - 1);
	ck_assert_uint_eq(out.len, again.len);
	ck_assert_mem_eq(out.data, again.data, out.len);
	dn_bytes_release(&out);
	dn_bytes_release(&again);
}
END_TEST

START_TEST(a_picture_that_does_not_fit_is_not_written)
{
	struct dn_png_drawing drawing = { .width = 3, .height = 3 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;

	dn_bytes_init(&out, 20);
	ck_assert_int_eq(dn_png_write(&drawing, &out, &err), -1);
	ck_assert_int_eq(err.code, DN_E_TOO_LONG);
	dn_bytes_release(&out);
}
END_TEST

/* Pixels of a kind; `alike` is how often one is as the one before it. */
static void
make_some(struct pixels *pixels, uint64_t *state, uint32_t mask,
    unsigned alike)
{
	size_t size;

	*pixels = (struct pixels){
		.width = 1 + (uint32_t)(suite_next(state) % 70),
		.height = 1 + (uint32_t)(suite_next(state) % 40) };
	size = (size_t)pixels->width * pixels->height;
	pixels->numbers = calloc(size, sizeof(*pixels->numbers));
	ck_assert_ptr_nonnull(pixels->numbers);
	for (size_t i = 0; i < size; i++)
		pixels->numbers[i] = i > 0 && suite_next(state) % 100 < alike ?
		    pixels->numbers[i - 1] :
		    (uint32_t)suite_next(state) & mask;
}

START_TEST(numbers_come_back)
{
	static const struct {
		enum dn_png_kind kind;
		uint32_t mask;
	} kinds[] = { { DN_PNG_NUMBERS, 255 }, { DN_PNG_NUMBERS, 1 },
		{ DN_PNG_COLOURS, 0xffffff }, { DN_PNG_OPACITY, 255 } };
	unsigned char colours[256][3] = { { 0 } };
	uint64_t state = 29;

	for (unsigned round = 0; round < 400; round++) {
		enum dn_png_kind kind = kinds[round % 4].kind;
		struct dn_err err = DN_ERR_INIT;
		struct pixels pixels, again;
		struct dn_bytes out;
		size_t size;

		make_some(&pixels, &state, kinds[round % 4].mask,
		    round % 5 * 24);
		size = (size_t)pixels.width * pixels.height;
		dn_bytes_init(&out, SIZE_MAX);
		write_some(&pixels, kind, round % 3 == 0,
		    kind == DN_PNG_NUMBERS && round % 8 > 4 ? colours : NULL,
		    &out);
		ck_assert_int_eq(read_some(dn_bytes_span(&out), kind, size,
		    &again, &err), 0);
		ck_assert_uint_eq(again.width, pixels.width);
		ck_assert_uint_eq(again.height, pixels.height);
		ck_assert_mem_eq(again.numbers, pixels.numbers,
		    size * sizeof(*pixels.numbers));
		free(again.numbers);
		ck_assert_int_eq(read_some(dn_bytes_span(&out), kind,
		    size - 1, &again, &err), -1);
		ck_assert_int_eq(err.code, DN_E_TOO_LONG);
		ck_assert_ptr_null(again.numbers);
		free(pixels.numbers);
		dn_bytes_release(&out);
	}
}
END_TEST

START_TEST(without_opacities_all_is_opaque)
{
	static uint32_t numbers[] = { 0, 255, 7, 128, 0, 1 };
	const struct pixels pixels = { .width = 3, .height = 2,
		.numbers = numbers };
	struct dn_err err = DN_ERR_INIT;
	struct pixels again;
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	write_some(&pixels, DN_PNG_NUMBERS, false, NULL, &out);
	ck_assert_int_eq(read_some(dn_bytes_span(&out), DN_PNG_OPACITY, 6,
	    &again, &err), 0);
	for (size_t i = 0; i < 6; i++)
		ck_assert_uint_eq(again.numbers[i], 255);
	ck_assert_uint_eq(again.told, 3);
	free(again.numbers);
	dn_bytes_release(&out);
}
END_TEST

START_TEST(one_kind_is_not_another)
{
	static uint32_t numbers[] = { 0, 255, 7, 128, 0, 1 };
	const struct pixels pixels = { .width = 3, .height = 2,
		.numbers = numbers };
	static const enum dn_png_kind kinds[][2] = {
		{ DN_PNG_NUMBERS, DN_PNG_COLOURS },
		{ DN_PNG_COLOURS, DN_PNG_NUMBERS },
		{ DN_PNG_OPACITY, DN_PNG_NUMBERS },
		{ DN_PNG_OPACITY, DN_PNG_COLOURS } };

	for (size_t i = 0; i < 4; i++) {
		struct dn_err err = DN_ERR_INIT;
		struct pixels again;
		struct dn_bytes out;

		dn_bytes_init(&out, SIZE_MAX);
		write_some(&pixels, kinds[i][0], false, NULL, &out);
		ck_assert_int_eq(read_some(dn_bytes_span(&out), kinds[i][1],
		    6, &again, &err), -1);
		ck_assert_int_eq(err.code, DN_E_BAD_FORMAT);
		free(again.numbers);
		dn_bytes_release(&out);
	}
}
END_TEST

START_TEST(an_interlaced_picture_is_read)
{
	static const uint32_t want[] = { 1, 0, 1, 0, 1, 0 };
	struct dn_err err = DN_ERR_INIT;
	struct pixels pixels;

	ck_assert_int_eq(read_some(interlaced, DN_PNG_NUMBERS, 6, &pixels,
	    &err), 0);
	ck_assert_uint_eq(pixels.width, 3);
	ck_assert_uint_eq(pixels.height, 2);
	ck_assert_mem_eq(pixels.numbers, want, sizeof(want));
	free(pixels.numbers);
	/* Red alone, 0x80. */
	ck_assert_int_eq(read_some(interlaced, DN_PNG_COLOURS, 6, &pixels,
	    &err), 0);
	for (size_t i = 0; i < 6; i++)
		ck_assert_uint_eq(pixels.numbers[i], 128 * want[i]);
	free(pixels.numbers);
	/* Its opacities are not there row by row. */
	ck_assert_int_eq(read_some(interlaced, DN_PNG_OPACITY, 6, &pixels,
	    &err), -1);
	ck_assert_int_eq(err.code, DN_E_BAD_FORMAT);
	free(pixels.numbers);
}
END_TEST

START_TEST(what_is_cut_off_or_bent_is_refused)
{
	static const enum dn_png_kind kinds[] = { DN_PNG_NUMBERS,
		DN_PNG_COLOURS, DN_PNG_OPACITY };
	char copy[sizeof(palette)];
	uint64_t state = 30;

	for (size_t i = 0; i < 3 * interlaced.len; i++) {
		struct dn_err err = DN_ERR_INIT;
		struct pixels pixels;

		ck_assert_int_eq(read_some((struct dn_span){ palette, i / 3 },
		    kinds[i % 3], 100, &pixels, &err), -1);
		ck_assert_int_eq(err.code, DN_E_BAD_FORMAT);
		free(pixels.numbers);
	}
	for (size_t i = 0; i < 30000; i++) {
		struct dn_err err = DN_ERR_INIT;
		struct pixels pixels;

		memcpy(copy, palette, sizeof(palette));
		copy[suite_next(&state) % (sizeof(palette) - 1)] =
		    (char)suite_next(&state);
		if (read_some((struct dn_span){ copy, sizeof(palette) - 1 },
		    kinds[i % 3], 100, &pixels, &err) < 0)
			ck_assert_int_ne(err.code, DN_E_NONE);
		free(pixels.numbers);
	}
}
END_TEST

/* A head alone tells of them: nothing is made before. */
START_TEST(rows_without_end_are_refused)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_png_drawing drawing = { .kind = DN_PNG_NUMBERS,
		.width = DN_PNG_WIDTH_MOST + 1, .height = 1 };
	struct pixels pixels;
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	ck_assert_int_eq(dn_png_write(&drawing, &out, &err), 0);
	ck_assert_uint_lt(out.len, 2000);
	ck_assert_int_eq(read_some(dn_bytes_span(&out), DN_PNG_NUMBERS,
	    UINT64_MAX, &pixels, &err), -1);
	ck_assert_int_eq(err.code, DN_E_TOO_LONG);
	ck_assert_ptr_null(pixels.numbers);
	dn_bytes_release(&out);
}
END_TEST

START_TEST(who_takes_pixels_may_have_enough)
{
	static uint32_t numbers[] = { 1, 2, 3, 4, 5, 6 };
	const struct pixels made = { .width = 3, .height = 2,
		.numbers = numbers };
	struct pixels pixels = { .most = 4 };
	const struct dn_png_taker taker = { &pixels, take_size, take_change };
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	write_some(&made, DN_PNG_NUMBERS, false, NULL, &out);
	ck_assert_int_eq(dn_png_read(dn_bytes_span(&out), DN_PNG_NUMBERS, 6,
	    &taker, &err), -1);
	ck_assert_int_eq(err.code, DN_E_TOO_LONG);
	ck_assert_str_eq(err.text, "enough");
	ck_assert_uint_eq(pixels.told, 5);
	free(pixels.numbers);
	dn_bytes_release(&out);
}
END_TEST

DN_SUITE(png,
    nothing_is_no_picture,
    a_picture_is_the_same_however_it_is_told,
    a_picture_that_does_not_fit_is_not_written,
    numbers_come_back,
    without_opacities_all_is_opaque,
    one_kind_is_not_another,
    an_interlaced_picture_is_read,
    what_is_cut_off_or_bent_is_refused,
    rows_without_end_are_refused,
    who_takes_pixels_may_have_enough)

#else

START_TEST(a_build_without_png_says_so)
{
	const struct dn_png_drawing drawing = { .width = 1, .height = 1 };
	struct dn_err err = DN_ERR_INIT;
	struct pixels pixels;
	struct dn_bytes out;

	ck_assert_int_eq(read_some((struct dn_span){ NULL, 0 },
	    DN_PNG_NUMBERS, 9, &pixels, &err), -1);
	ck_assert_int_eq(err.code, DN_E_NOT_BUILT);
	dn_bytes_init(&out, SIZE_MAX);
	ck_assert_int_eq(dn_png_write(&drawing, &out, &err), -1);
	ck_assert_int_eq(err.code, DN_E_NOT_BUILT);
	dn_bytes_release(&out);
}
END_TEST

DN_SUITE(png,
    a_build_without_png_says_so)

#endif
