/* SPDX-License-Identifier: MIT */
/* Brush strokes: bits read and written, and bits that do not fit. */
#include "formats/brush.h"

#include "suites.h"

/* A picture of 4 x 2 with the pixels 1 and 2 of its first row inside. */
static const unsigned char two[] = {
	0, 0, 0, 32,            /* words */
	0x39, 0xbf, 0xf8,       /* a word of 8 bits; sizes 3, 4, 8, 16 */
};

/* Bits written by hand. */
struct bits {
	unsigned char bytes[256];
	size_t count;
};

static void
add(struct bits *bits, uint32_t value, unsigned count)
{
	while (count-- > 0) {
		if ((value >> count & 1) != 0)
			bits->bytes[bits->count / 8] |= (unsigned char)
			    (0x80 >> bits->count % 8);
		bits->count++;
	}
}

static void
add_head(struct bits *bits, uint32_t words, unsigned word)
{
	memset(bits, 0, sizeof(*bits));
	add(bits, words, 32);
	add(bits, word - 1, 5);
	add(bits, 2, 4);
	add(bits, 3, 4);
	add(bits, 7, 4);
	add(bits, 15, 4);
}

static struct dn_span
span_of(const struct bits *bits)
{
	return (struct dn_span){ (const char *)bits->bytes,
		(bits->count + 7) / 8 };
}

/* Unpack, which must succeed, and tell whether the mask's runs are `runs`. */
static void
unpacks_to(const struct bits *bits, uint32_t width, uint32_t height,
    const uint32_t *runs, size_t count)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_mask mask;

	dn_mask_init(&mask, 0, 0);
	ck_assert_int_eq(dn_brush_unpack(span_of(bits), width, height, &mask,
	    &err), 0);
	ck_assert_uint_eq(mask.width, width);
	ck_assert_uint_eq(mask.height, height);
	ck_assert_uint_eq(mask.count, count);
	for (size_t i = 0; i < count; i++)
		ck_assert_uint_eq(mask.runs[i], runs[i]);
	dn_mask_release(&mask);
}

static void
is_refused(struct dn_span packed, uint32_t width, uint32_t height,
    enum dn_code code)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_mask mask;

	dn_mask_init(&mask, 0, 0);
	ck_assert_int_eq(dn_brush_unpack(packed, width, height, &mask, &err),
	    -1);
	ck_assert_int_eq((int)err.code, (int)code);
	dn_mask_release(&mask);
}

START_TEST(runs_along_rows_become_runs_down_columns)
{
	static const uint32_t runs[] = { 2, 1, 1, 1, 3 };
	struct bits bits;

	add_head(&bits, 32, 8);
	add(&bits, 1, 1), add(&bits, 0, 2), add(&bits, 3, 3);
	add(&bits, 0, 8);
	add(&bits, 1, 1), add(&bits, 0, 2), add(&bits, 7, 3);
	add(&bits, 255, 8);
	add(&bits, 1, 1), add(&bits, 2, 2), add(&bits, 19, 8);
	add(&bits, 0, 8);
	unpacks_to(&bits, 4, 2, runs, 5);
	ck_assert_mem_eq(bits.bytes, two, 4);
}
END_TEST

START_TEST(values_one_by_one_count_by_their_last_channel)
{
	static const uint32_t runs[] = { 1, 1 };
	static const uint32_t values[] = { 9, 9, 9, 0, 0, 0, 0, 1 };
	struct bits bits;

	add_head(&bits, 8, 8);
	add(&bits, 0, 1), add(&bits, 0, 2), add(&bits, 7, 3);
	for (int i = 0; i < 8; i++)
		add(&bits, values[i], 8);
	unpacks_to(&bits, 2, 1, runs, 2);
}
END_TEST

START_TEST(words_may_have_other_sizes_and_channels)
{
	static const uint32_t runs[] = { 0, 2 };
	struct bits bits;

	add_head(&bits, 2, 1);
	add(&bits, 1, 1), add(&bits, 0, 2), add(&bits, 1, 3);
	add(&bits, 1, 1);
	unpacks_to(&bits, 2, 1, runs, 2);
	add_head(&bits, 6, 32);
	add(&bits, 1, 1), add(&bits, 3, 2), add(&bits, 5, 16);
	add(&bits, 0x80000000, 32);
	unpacks_to(&bits, 1, 2, runs, 2);
}
END_TEST

START_TEST(what_was_packed_is_the_same_again)
{
	uint64_t state = 5;

	for (int round = 0; round < 200; round++) {
		uint32_t width = 1 + (uint32_t)(suite_next(&state) % 300);
		uint32_t height = 1 + (uint32_t)(suite_next(&state) % 300);
		uint64_t left = (uint64_t)width * height;
		struct dn_err err = DN_ERR_INIT;
		struct dn_mask mask, again;
		struct dn_bytes packed;

		dn_mask_init(&mask, height, width);
		dn_mask_init(&again, 0, 0);
		dn_bytes_init(&packed, SIZE_MAX / 2);
		for (bool first = true; left > 0; first = false) {
			uint64_t run = suite_next(&state) %
			    (round % 2 == 0 ? 20 : 40000);

			if (run == 0 && !first)
				run = 1;
			if (run > left)
				run = left;
			ck_assert_int_eq(dn_mask_add(&mask, (uint32_t)run,
			    &err), 0);
			left -= run;
		}
		ck_assert_int_eq(dn_brush_pack(&mask, &packed, &err), 0);
		ck_assert_int_eq(dn_brush_unpack(dn_bytes_span(&packed), width,
		    height, &again, &err), 0);
		ck_assert_uint_eq(again.count, mask.count);
		ck_assert_mem_eq(again.runs, mask.runs,
		    mask.count * sizeof(*mask.runs));
		dn_bytes_release(&packed);
		dn_mask_release(&mask);
		dn_mask_release(&again);
	}
}
END_TEST

/* Sizes change at 8, 16, 256 and 65536 words, which are four a pixel. */
START_TEST(the_shortest_size_that_fits_is_written)
{
	static const uint32_t runs[] = { 2, 3, 64, 65, 16384, 16385 };
	static const size_t bits[] = { 14, 15, 19, 27, 27, 41 };
	struct dn_err err = DN_ERR_INIT;

	for (int i = 0; i < 6; i++) {
		struct dn_mask mask;
		struct dn_bytes packed;

		dn_mask_init(&mask, 1, runs[i]);
		dn_bytes_init(&packed, SIZE_MAX / 2);
		ck_assert_int_eq(dn_mask_add(&mask, runs[i], &err), 0);
		ck_assert_int_eq(dn_brush_pack(&mask, &packed, &err), 0);
		ck_assert_uint_eq(packed.len, (53 + bits[i] + 7) / 8);
		dn_bytes_release(&packed);
		dn_mask_release(&mask);
	}
}
END_TEST

START_TEST(bits_that_end_too_soon_are_refused)
{
	struct bits bits;

	add_head(&bits, 32, 8);
	add(&bits, 1, 1), add(&bits, 2, 2), add(&bits, 31, 8);
	add(&bits, 255, 8);
	for (size_t len = 0; len < (bits.count + 7) / 8; len++)
		is_refused((struct dn_span){ (const char *)bits.bytes, len },
		    4, 2, DN_E_BAD_VALUE);
}
END_TEST

START_TEST(numbers_of_words_that_do_not_fit_are_refused)
{
	static const uint32_t words[] = { 0, 1, 7, 9, 31, 33, 40, UINT32_MAX };
	struct bits bits;

	for (int i = 0; i < 8; i++) {
		add_head(&bits, words[i], 8);
		add(&bits, 1, 1), add(&bits, 3, 2), add(&bits, 65535, 16);
		add(&bits, 255, 8);
		is_refused(span_of(&bits), 4, 2, DN_E_BAD_VALUE);
	}
	add_head(&bits, 32, 8);
	is_refused(span_of(&bits), UINT32_MAX, UINT32_MAX, DN_E_BAD_VALUE);
}
END_TEST

START_TEST(runs_beyond_the_picture_are_refused)
{
	struct bits bits;

	add_head(&bits, 32, 8);
	add(&bits, 1, 1), add(&bits, 3, 2), add(&bits, 32, 16);
	add(&bits, 255, 8);
	is_refused(span_of(&bits), 4, 2, DN_E_BAD_VALUE);
}
END_TEST

START_TEST(a_picture_without_pixels_has_no_words)
{
	static const uint32_t runs[] = { 0 };
	struct bits bits;

	add_head(&bits, 0, 8);
	unpacks_to(&bits, 0, 0, runs, 1);
	add_head(&bits, 4, 8);
	is_refused(span_of(&bits), 0, 7, DN_E_BAD_VALUE);
}
END_TEST

DN_SUITE(brush,
    runs_along_rows_become_runs_down_columns,
    values_one_by_one_count_by_their_last_channel,
    words_may_have_other_sizes_and_channels,
    what_was_packed_is_the_same_again,
    the_shortest_size_that_fits_is_written,
    bits_that_end_too_soon_are_refused,
    numbers_of_words_that_do_not_fit_are_refused,
    runs_beyond_the_picture_are_refused,
    a_picture_without_pixels_has_no_words)
