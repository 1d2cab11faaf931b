/* SPDX-License-Identifier: MIT */
/* Offsets in three units against counting the text character by character. */
#include "model/offset.h"

#include <stdlib.h>

#include "core/utf8.h"
#include "suites.h"

/* a, two wide characters, e with its accent, a Han character, z: 7 points */
#define MIXED "a\xf0\x9f\x98\x80\xf0\x9f\x98\x81" "e\xcc\x81\xe4\xb8\xad" "z"

static void
set_up(struct dn_points *points, struct dn_offsets *offsets,
    struct dn_span text)
{
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(dn_points_init(points, text, &err), 0);
	ck_assert_int_eq(dn_offsets_init(offsets, points, &err), 0);
}

static void
tear_down(struct dn_points *points, struct dn_offsets *offsets)
{
	dn_offsets_release(offsets);
	dn_points_release(points);
}

START_TEST(a_wide_character_is_two_units_and_four_bytes)
{
	struct dn_points points;
	struct dn_offsets offsets;
	size_t point;

	set_up(&points, &offsets, DN_SPAN(MIXED));
	ck_assert(dn_offsets_point(&offsets, DN_OFFSETS_UTF16, 3, &point));
	ck_assert_uint_eq(point, 2);
	ck_assert(dn_offsets_point(&offsets, DN_OFFSETS_BYTE, 5, &point));
	ck_assert_uint_eq(point, 2);
	ck_assert(dn_offsets_point(&offsets, DN_OFFSETS_AUTO, 2, &point));
	ck_assert_uint_eq(point, 2);
	ck_assert_uint_eq(dn_offsets_offset(&offsets, DN_OFFSETS_UTF16, 7), 9);
	ck_assert_uint_eq(dn_offsets_offset(&offsets, DN_OFFSETS_BYTE, 7), 16);
	ck_assert_uint_eq(dn_offsets_offset(&offsets, DN_OFFSETS_CODE_POINT,
	    7), 7);
	tear_down(&points, &offsets);
}
END_TEST

START_TEST(inside_of_a_character_is_no_place)
{
	struct dn_points points;
	struct dn_offsets offsets;
	size_t point = 77;

	set_up(&points, &offsets, DN_SPAN(MIXED));
	ck_assert(!dn_offsets_point(&offsets, DN_OFFSETS_UTF16, 2, &point));
	ck_assert(!dn_offsets_point(&offsets, DN_OFFSETS_UTF16, 4, &point));
	ck_assert(!dn_offsets_point(&offsets, DN_OFFSETS_BYTE, 3, &point));
	tear_down(&points, &offsets);
}
END_TEST

START_TEST(beyond_the_end_is_no_place)
{
	struct dn_points points;
	struct dn_offsets offsets;
	struct dn_range range;
	size_t point;

	set_up(&points, &offsets, DN_SPAN(MIXED));
	for (int unit = 0; unit < DN_OFFSETS_COUNT; unit++) {
		size_t end = dn_offsets_offset(&offsets,
		    (enum dn_offset_unit)unit, 7);

		ck_assert(dn_offsets_point(&offsets,
		    (enum dn_offset_unit)unit, end, &point));
		ck_assert_uint_eq(point, 7);
		ck_assert(!dn_offsets_point(&offsets,
		    (enum dn_offset_unit)unit, end + 1, &point));
		ck_assert(!dn_offsets_point(&offsets,
		    (enum dn_offset_unit)unit, SIZE_MAX, &point));
	}
	ck_assert(!dn_offsets_range(&offsets, DN_OFFSETS_UTF16,
	    (struct dn_range){ 3, 1 }, &range));
	tear_down(&points, &offsets);
}
END_TEST

START_TEST(the_text_tells_the_unit)
{
	size_t held[DN_OFFSETS_COUNT] = { 0 };
	struct dn_range given = { 5, 7 };
	struct dn_points points;
	struct dn_offsets offsets;

	set_up(&points, &offsets, DN_SPAN(MIXED));
	for (int unit = 1; unit < DN_OFFSETS_COUNT; unit++)
		held[unit] += dn_offsets_hold(&offsets,
		    (enum dn_offset_unit)unit, given, DN_SPAN("e\xcc\x81"));
	ck_assert_int_eq((int)dn_offsets_choose(held), DN_OFFSETS_UTF16);
	tear_down(&points, &offsets);
}
END_TEST

START_TEST(of_equal_units_code_points_are_chosen)
{
	const size_t none[DN_OFFSETS_COUNT] = { 0 };
	const size_t tied[DN_OFFSETS_COUNT] = { 0, 3, 3, 3 };
	const size_t bytes[DN_OFFSETS_COUNT] = { 0, 1, 2, 3 };
	const size_t half[DN_OFFSETS_COUNT] = { 6, 1, 2, 3 };
	const size_t few[DN_OFFSETS_COUNT] = { 7, 1, 2, 3 };

	ck_assert_int_eq((int)dn_offsets_choose(none), DN_OFFSETS_CODE_POINT);
	ck_assert_int_eq((int)dn_offsets_choose(tied), DN_OFFSETS_CODE_POINT);
	ck_assert_int_eq((int)dn_offsets_choose(bytes), DN_OFFSETS_BYTE);
	ck_assert_int_eq((int)dn_offsets_choose(half), DN_OFFSETS_BYTE);
	ck_assert_int_eq((int)dn_offsets_choose(few), DN_OFFSETS_CODE_POINT);
}
END_TEST

START_TEST(an_empty_text_has_one_place)
{
	struct dn_points points;
	struct dn_offsets offsets;
	size_t point;

	set_up(&points, &offsets, dn_span_of(NULL));
	ck_assert(dn_offsets_point(&offsets, DN_OFFSETS_UTF16, 0, &point));
	ck_assert(dn_offsets_point(&offsets, DN_OFFSETS_BYTE, 0, &point));
	ck_assert(!dn_offsets_point(&offsets, DN_OFFSETS_BYTE, 1, &point));
	tear_down(&points, &offsets);
}
END_TEST

/* Random texts: every place of every unit, counted by hand. */
START_TEST(every_place_agrees_with_counting)
{
	static const uint32_t kinds[] = { 'x', 0xe9, 0x4e2d, 0x1f600 };
	uint64_t state = 4;
	char text[4 * 700];

	for (int round = 0; round < 20; round++) {
		size_t counts[DN_OFFSETS_COUNT] = { 0 }, len = 0, point;
		size_t end = 1 + suite_next(&state) % 700;
		struct dn_points points;
		struct dn_offsets offsets;

		for (size_t i = 0; i < end; i++)
			len += dn_utf8_encode(kinds[suite_next(&state) % 4],
			    text + len);
		set_up(&points, &offsets, (struct dn_span){ text, len });
		for (size_t i = 0; i <= end; i++) {
			uint32_t c = 0;
			size_t size = i == end ? 0 : dn_utf8_decode(text +
			    counts[DN_OFFSETS_BYTE],
			    len - counts[DN_OFFSETS_BYTE], &c);

			for (int unit = 1; unit < DN_OFFSETS_COUNT; unit++) {
				ck_assert_uint_eq(dn_offsets_offset(&offsets,
				    (enum dn_offset_unit)unit, i),
				    counts[unit]);
				ck_assert(dn_offsets_point(&offsets,
				    (enum dn_offset_unit)unit, counts[unit],
				    &point));
				ck_assert_uint_eq(point, i);
			}
			counts[DN_OFFSETS_CODE_POINT]++;
			counts[DN_OFFSETS_NEWLINE]++;
			counts[DN_OFFSETS_UTF16] += c > 0xffff ? 2 : 1;
			counts[DN_OFFSETS_BYTE] += size;
		}
		tear_down(&points, &offsets);
	}
}
END_TEST

START_TEST(cr_lf_may_be_one)
{
	static const size_t places[] = { 0, 2, 3, 4, 5, 6, 8, 10 };
	struct dn_points points;
	struct dn_offsets offsets;
	size_t point;

	/* Places 0 to 10: those within CR LF are none. */
	set_up(&points, &offsets, DN_SPAN("\r\n\xe4\xb8\xad\r\ra\r\n\r\n"));
	for (size_t i = 0; i < 8; i++) {
		ck_assert(dn_offsets_point(&offsets, DN_OFFSETS_NEWLINE, i,
		    &point));
		ck_assert_uint_eq(point, places[i]);
		ck_assert_uint_eq(dn_offsets_offset(&offsets,
		    DN_OFFSETS_NEWLINE, point), i);
	}
	ck_assert(!dn_offsets_point(&offsets, DN_OFFSETS_NEWLINE, 8, &point));
	ck_assert(!dn_offsets_point(&offsets, DN_OFFSETS_NEWLINE, SIZE_MAX,
	    &point));
	ck_assert_uint_eq(dn_offsets_offset(&offsets, DN_OFFSETS_NEWLINE, 7),
	    6);
	tear_down(&points, &offsets);
}
END_TEST

DN_SUITE(offset,
    cr_lf_may_be_one,
    a_wide_character_is_two_units_and_four_bytes,
    inside_of_a_character_is_no_place,
    beyond_the_end_is_no_place,
    the_text_tells_the_unit,
    of_equal_units_code_points_are_chosen,
    an_empty_text_has_one_place,
    every_place_agrees_with_counting)
