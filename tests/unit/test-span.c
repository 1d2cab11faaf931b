/* SPDX-License-Identifier: MIT */
/* Code points and bytes of a text agree, whatever is asked in which order. */
#include "model/span.h"

#include <stdlib.h>

#include "core/utf8.h"
#include "suites.h"

START_TEST(ascii_points_are_bytes)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_points points;

	ck_assert_int_eq(dn_points_init(&points, DN_SPAN("plain text"), &err),
	    0);
	ck_assert_ptr_null(points.marks);
	ck_assert_uint_eq(points.count, 10);
	ck_assert_uint_eq(dn_points_byte(&points, 4), 4);
	ck_assert_uint_eq(dn_points_point(&points, 4), 4);
	ck_assert_uint_eq(dn_points_byte(&points, 10), 10);
	ck_assert_uint_eq(dn_points_byte(&points, 11), SIZE_MAX);
	dn_points_release(&points);
}
END_TEST

START_TEST(carriage_returns_accents_and_emoji_count_one_each)
{
	/* patient, emoji, two letters, CR LF, e and a combining accent */
	struct dn_span text = DN_SPAN("\xe6\x82\xa3\xe8\x80\x85"
	    "\xf0\x9f\x98\x80" "ab\r\ne\xcc\x81");
	struct dn_err err = DN_ERR_INIT;
	struct dn_points points;

	ck_assert_int_eq(dn_points_init(&points, text, &err), 0);
	ck_assert_uint_eq(points.count, 9);
	ck_assert_uint_eq(dn_points_byte(&points, 2), 6);
	ck_assert_uint_eq(dn_points_byte(&points, 3), 10);
	ck_assert_uint_eq(dn_points_point(&points, 10), 3);
	ck_assert(dn_span_is(dn_points_slice(&points,
	    (struct dn_range){ 3, 7 }), "ab\r\n"));
	ck_assert(dn_span_is(dn_points_slice(&points,
	    (struct dn_range){ 7, 9 }), "e\xcc\x81"));
	dn_points_release(&points);
}
END_TEST

START_TEST(ranges_beyond_the_text_have_no_text)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_points points;

	ck_assert_int_eq(dn_points_init(&points, DN_SPAN("\xc3\xa9"), &err),
	    0);
	ck_assert_ptr_null(dn_points_slice(&points,
	    (struct dn_range){ 0, 2 }).ptr);
	ck_assert_ptr_null(dn_points_slice(&points,
	    (struct dn_range){ 1, 0 }).ptr);
	ck_assert_ptr_null(dn_points_slice(&points,
	    (struct dn_range){ SIZE_MAX, SIZE_MAX }).ptr);
	ck_assert_ptr_nonnull(dn_points_slice(&points,
	    (struct dn_range){ 1, 1 }).ptr);
	dn_points_release(&points);
}
END_TEST

START_TEST(an_empty_text_has_one_place)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_points points;

	ck_assert_int_eq(dn_points_init(&points, dn_span_of(NULL), &err), 0);
	ck_assert_uint_eq(points.count, 0);
	ck_assert_uint_eq(dn_points_byte(&points, 0), 0);
	ck_assert_uint_eq(dn_points_byte(&points, 1), SIZE_MAX);
	ck_assert_ptr_nonnull(dn_points_slice(&points,
	    (struct dn_range){ 0, 0 }).ptr);
	dn_points_release(&points);
}
END_TEST

START_TEST(a_text_that_is_not_utf8_is_refused_at_its_byte)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_points points;

	ck_assert_int_eq(dn_points_init(&points, DN_SPAN("ab\xff"), &err), -1);
	ck_assert_int_eq(err.code, DN_E_BAD_UTF8);
	ck_assert_uint_eq(err.column, 3);
	dn_points_release(&points);
}
END_TEST

/* Texts of lengths around the stride, of characters of one to four bytes. */
START_TEST(every_point_and_byte_agree_with_counting)
{
	static const uint32_t kinds[] = { 'x', 0xe9, 0x4e2d, 0x1f600 };
	static const size_t counts[] = { 1, 255, 256, 257, 511, 512, 513,
		1024, 3000 };
	uint64_t state = 9;
	size_t round, i;

	for (round = 0; round < sizeof(counts) / sizeof(counts[0]); round++) {
		struct dn_err err = DN_ERR_INIT;
		struct dn_points points;
		size_t *starts = calloc(counts[round] + 1, sizeof(size_t));
		char *text = malloc(counts[round] * 4);
		size_t len = 0;

		ck_assert(starts != NULL && text != NULL);
		for (i = 0; i < counts[round]; i++) {
			starts[i] = len;
			len += dn_utf8_encode(i == 0 ? 0x4e2d :
			    kinds[suite_next(&state) % 4], text + len);
		}
		starts[i] = len;
		ck_assert_int_eq(dn_points_init(&points,
		    (struct dn_span){ text, len }, &err), 0);
		ck_assert_uint_eq(points.count, counts[round]);
		for (i = 0; i <= counts[round]; i++) {
			ck_assert_uint_eq(dn_points_byte(&points, i),
			    starts[i]);
			ck_assert_uint_eq(dn_points_point(&points, starts[i]),
			    i);
		}
		dn_points_release(&points);
		free(starts);
		free(text);
	}
}
END_TEST

DN_SUITE(span,
    ascii_points_are_bytes,
    carriage_returns_accents_and_emoji_count_one_each,
    ranges_beyond_the_text_have_no_text,
    an_empty_text_has_one_place,
    a_text_that_is_not_utf8_is_refused_at_its_byte,
    every_point_and_byte_agree_with_counting)
