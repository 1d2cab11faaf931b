/* SPDX-License-Identifier: MIT */
/* PNG pictures of numbers: there and back, known files, hostile ones. */
#include "config.h"

#include "io/png.h"

#include <stdlib.h>

#include "suites.h"

#ifdef HAVE_PNG

/* A palette of two colours, 3 x 2, interlaced: 1 0 1, 0 1 0. */
static const char palette[] =
    "\211\120\116\107\015\012\032\012\000\000\000\015\111\110\104"
    "\122\000\000\000\003\000\000\000\002\001\003\000\000\001\320"
    "\275\304\317\000\000\000\006\120\114\124\105\000\000\000\200"
    "\000\000\104\122\242\117\000\000\000\020\111\104\101\124\170"
    "\332\143\150\140\150\140\140\140\160\000\000\006\110\001\101"
    "\225\171\341\270\000\000\000\000\111\105\116\104\256\102\140"
    "\202";

START_TEST(numbers_come_back)
{
	uint64_t state = 29;
	unsigned round;

	for (round = 0; round < 200; round++) {
		int bits = round % 2 == 0 ? 8 : 1;
		struct dn_err err = DN_ERR_INIT;
		struct dn_plane plane, again;
		struct dn_bytes out;
		size_t size, i;

		plane.width = 1 + (uint32_t)(suite_next(&state) % 70);
		plane.height = 1 + (uint32_t)(suite_next(&state) % 40);
		size = (size_t)plane.width * plane.height;
		plane.pixels = malloc(size);
		ck_assert_ptr_nonnull(plane.pixels);
		for (i = 0; i < size; i++)
			plane.pixels[i] = (unsigned char)(bits == 8 ?
			    suite_next(&state) : suite_next(&state) % 2);
		dn_bytes_init(&out, SIZE_MAX);
		ck_assert_int_eq(dn_png_write(&plane, bits, &out, &err), 0);
		ck_assert_int_eq(dn_png_read(dn_bytes_span(&out), size,
		    &again, &err), 0);
		ck_assert_uint_eq(again.width, plane.width);
		ck_assert_uint_eq(again.height, plane.height);
		ck_assert_mem_eq(again.pixels, plane.pixels, size);
		dn_plane_release(&again);
		dn_plane_release(&plane);
		dn_bytes_release(&out);
	}
}
END_TEST

START_TEST(opacities_come_back_and_without_them_all_is_opaque)
{
	static unsigned char pixels[] = { 0, 255, 7, 128, 0, 1 };
	struct dn_plane plane = { 3, 2, pixels }, again;
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	ck_assert_int_eq(dn_png_write_alpha(&plane, &out, &err), 0);
	ck_assert_int_eq(dn_png_read_alpha(dn_bytes_span(&out), 6, &again,
	    &err), 0);
	ck_assert_uint_eq(again.width, 3);
	ck_assert_uint_eq(again.height, 2);
	ck_assert_mem_eq(again.pixels, pixels, sizeof(pixels));
	dn_plane_release(&again);
	for (size_t len = 0; len < out.len; len++) {
		ck_assert_int_eq(dn_png_read_alpha((struct dn_span){
		    out.data, len }, 6, &again, &err), -1);
		dn_plane_release(&again);
	}
	ck_assert_int_eq(dn_png_read(dn_bytes_span(&out), 6, &again, &err),
	    -1);
	dn_plane_release(&again);
	ck_assert_int_eq(dn_png_read_alpha(dn_bytes_span(&out), 5, &again,
	    &err), -1);
	ck_assert_int_eq(err.code, DN_E_TOO_LONG);
	dn_plane_release(&again);
	dn_bytes_clear(&out);
	ck_assert_int_eq(dn_png_write(&plane, 8, &out, &err), 0);
	ck_assert_int_eq(dn_png_read_alpha(dn_bytes_span(&out), 6, &again,
	    &err), 0);
	for (size_t i = 0; i < 6; i++)
		ck_assert_int_eq(again.pixels[i], 255);
	dn_plane_release(&again);
	/* Rows that are interlaced are not there one by one. */
	ck_assert_int_eq(dn_png_read_alpha((struct dn_span){ palette,
	    sizeof(palette) - 1 }, 6, &again, &err), -1);
	ck_assert_int_eq(err.code, DN_E_BAD_FORMAT);
	dn_plane_release(&again);
	dn_bytes_release(&out);
}
END_TEST

START_TEST(an_index_stays_an_index)
{
	static const unsigned char want[] = { 1, 0, 1, 0, 1, 0 };
	struct dn_span bytes = { palette, sizeof(palette) - 1 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_plane plane;

	if (dn_png_read(bytes, 6, &plane, &err) < 0)
		ck_abort_msg("%s", err.text);
	ck_assert_uint_eq(plane.width, 3);
	ck_assert_uint_eq(plane.height, 2);
	ck_assert_mem_eq(plane.pixels, want, sizeof(want));
	dn_plane_release(&plane);
}
END_TEST

START_TEST(too_many_pixels_are_refused_before_they_are_made)
{
	struct dn_span bytes = { palette, sizeof(palette) - 1 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_plane plane;

	ck_assert_int_eq(dn_png_read(bytes, 5, &plane, &err), -1);
	ck_assert_int_eq(err.code, DN_E_TOO_LONG);
	ck_assert_ptr_null(plane.pixels);
	dn_plane_release(&plane);
}
END_TEST

START_TEST(what_is_cut_off_or_bent_is_refused)
{
	uint64_t state = 30;
	char copy[sizeof(palette)];
	size_t i;

	for (i = 0; i < sizeof(palette) - 1; i++) {
		struct dn_err err = DN_ERR_INIT;
		struct dn_plane plane;

		ck_assert_int_eq(dn_png_read((struct dn_span){ palette, i },
		    100, &plane, &err), -1);
		ck_assert_int_eq(err.code, DN_E_BAD_FORMAT);
		dn_plane_release(&plane);
	}
	for (i = 0; i < 20000; i++) {
		struct dn_err err = DN_ERR_INIT;
		struct dn_plane plane;

		memcpy(copy, palette, sizeof(palette));
		copy[suite_next(&state) % (sizeof(palette) - 1)] =
		    (char)suite_next(&state);
		if (dn_png_read((struct dn_span){ copy, sizeof(palette) - 1 },
		    100, &plane, &err) < 0)
			ck_assert_int_ne(err.code, DN_E_NONE);
		dn_plane_release(&plane);
	}
}
END_TEST

START_TEST(maps_come_back)
{
	uint64_t state = 31;
	struct dn_map map = { 0 }, again = { 0 };
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	for (unsigned round = 0; round < 200; round++) {
		uint32_t width = 1 + (uint32_t)(suite_next(&state) % 70);
		uint32_t height = 1 + (uint32_t)(suite_next(&state) % 40);
		size_t size = (size_t)width * height;
		struct dn_err err = DN_ERR_INIT;

		ck_assert_int_eq(dn_map_clear(&map, width, height, &err), 0);
		for (size_t i = 0; i < size; i++)
			map.numbers[i] = suite_next(&state) & 0xffffff;
		dn_bytes_clear(&out);
		ck_assert_int_eq(dn_png_write_map(&map, &out, &err), 0);
		ck_assert_int_eq(dn_png_read_map(dn_bytes_span(&out), size,
		    &again, &err), 0);
		ck_assert_uint_eq(again.width, width);
		ck_assert_uint_eq(again.height, height);
		ck_assert_mem_eq(again.numbers, map.numbers,
		    size * sizeof(*map.numbers));
	}
	dn_bytes_release(&out);
	dn_map_release(&map);
	dn_map_release(&again);
}
END_TEST

/* Red alone, 0x80; the picture comes in passes, the numbers down columns. */
START_TEST(colours_of_a_palette_are_numbers)
{
	static const uint32_t want[] = { 128, 0, 0, 128, 128, 0 };
	struct dn_span bytes = { palette, sizeof(palette) - 1 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_map map = { 0 };

	if (dn_png_read_map(bytes, 6, &map, &err) < 0)
		ck_abort_msg("%s", err.text);
	ck_assert_uint_eq(map.width, 3);
	ck_assert_uint_eq(map.height, 2);
	ck_assert_mem_eq(map.numbers, want, sizeof(want));
	ck_assert_int_eq(dn_png_read_map(bytes, 5, &map, &err), -1);
	ck_assert_int_eq(err.code, DN_E_TOO_LONG);
	dn_map_release(&map);
}
END_TEST

START_TEST(a_bent_map_is_refused_and_so_is_one_of_grey)
{
	uint64_t state = 32;
	char copy[sizeof(palette)];
	unsigned char pixels[] = { 0, 1, 2, 3 };
	const struct dn_plane plane = { 2, 2, pixels };
	struct dn_map map = { 0 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;

	for (size_t i = 0; i < sizeof(palette) - 1; i++)
		ck_assert_int_eq(dn_png_read_map((struct dn_span){ palette,
		    i }, 100, &map, &err), -1);
	for (unsigned i = 0; i < 20000; i++) {
		memcpy(copy, palette, sizeof(palette));
		copy[suite_next(&state) % (sizeof(palette) - 1)] =
		    (char)suite_next(&state);
		err = (struct dn_err)DN_ERR_INIT;
		if (dn_png_read_map((struct dn_span){ copy,
		    sizeof(palette) - 1 }, 100, &map, &err) < 0)
			ck_assert_int_ne(err.code, DN_E_NONE);
	}
	dn_bytes_init(&out, SIZE_MAX);
	ck_assert_int_eq(dn_png_write(&plane, 8, &out, &err), 0);
	ck_assert_int_eq(dn_png_read_map(dn_bytes_span(&out), 4, &map, &err),
	    -1);
	ck_assert_int_eq(err.code, DN_E_BAD_FORMAT);
	dn_bytes_release(&out);
	dn_map_release(&map);
	ck_assert_int_eq(dn_png_write_map(&map, &out, &err), -1);
	ck_assert_int_eq(err.code, DN_E_BAD_VALUE);
}
END_TEST

START_TEST(nothing_is_no_picture)
{
	struct dn_plane plane = { 0 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	ck_assert_int_eq(dn_png_write(&plane, 8, &out, &err), -1);
	ck_assert_int_eq(err.code, DN_E_BAD_VALUE);
	ck_assert_int_eq(dn_png_read((struct dn_span){ NULL, 0 }, 9, &plane,
	    &err), -1);
	ck_assert_int_eq(err.code, DN_E_BAD_FORMAT);
	dn_bytes_release(&out);
}
END_TEST

DN_SUITE(png,
    numbers_come_back,
    opacities_come_back_and_without_them_all_is_opaque,
    an_index_stays_an_index,
    too_many_pixels_are_refused_before_they_are_made,
    what_is_cut_off_or_bent_is_refused,
    maps_come_back,
    colours_of_a_palette_are_numbers,
    a_bent_map_is_refused_and_so_is_one_of_grey,
    nothing_is_no_picture)

#else

START_TEST(a_build_without_png_says_so)
{
	struct dn_plane plane = { 0 };
	struct dn_map map = { 0 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	ck_assert_int_eq(dn_png_read((struct dn_span){ NULL, 0 }, 9, &plane,
	    &err), -1);
	ck_assert_int_eq(err.code, DN_E_NOT_BUILT);
	ck_assert_int_eq(dn_png_write(&plane, 8, &out, &err), -1);
	ck_assert_int_eq(err.code, DN_E_NOT_BUILT);
	ck_assert_int_eq(dn_png_read_map((struct dn_span){ NULL, 0 }, 9, &map,
	    &err), -1);
	ck_assert_int_eq(err.code, DN_E_NOT_BUILT);
	ck_assert_int_eq(dn_png_write_map(&map, &out, &err), -1);
	ck_assert_int_eq(err.code, DN_E_NOT_BUILT);
	dn_bytes_release(&out);
}
END_TEST

DN_SUITE(png,
    a_build_without_png_says_so)

#endif
