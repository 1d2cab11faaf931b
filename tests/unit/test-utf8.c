/* SPDX-License-Identifier: MIT */
/* UTF-8 against a naive reference, exhaustively where that is possible. */
#include "core/utf8.h"

#include <stdlib.h>

#include "suites.h"

/* RFC 3629 by the numbers alone: decode, then see if it is the short form. */
static size_t
naive_decode(const unsigned char *byte, size_t len, uint32_t *point)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t need, at;

	if (byte[0] < 0x80) {
		*point = byte[0];
		return 1;
	}
	if (byte[0] >> 5 == 6)
		need = 2;
	else if (byte[0] >> 4 == 14)
		need = 3;
	else if (byte[0] >> 3 == 30)
		need = 4;
	else
		return 0;
	if (need > len)
		return 0;
	*point = byte[0] & (0xFFu >> (need + 1));
	for (at = 1; at < need; at++) {
		if (byte[at] >> 6 != 2)
			return 0;
		*point = *point * 64 + byte[at] % 64;
	}
	if (*point < least[need] || *point > 0x10FFFF ||
	    (*point >= 0xD800 && *point <= 0xDFFF))
		return 0;
	return need;
}

/* True when both take the four bytes at `byte` for the same. */
static bool
agrees_on(const unsigned char *byte)
{
	uint32_t want, got;
	size_t len = naive_decode(byte, 4, &want);

	return dn_utf8_decode((const char *)byte, 4, &got) == len &&
	    (len == 0 || want == got);
}

static size_t
naive_valid(const unsigned char *byte, size_t len)
{
	size_t at = 0, step;
	uint32_t point;

	for (; at < len; at += step)
		if ((step = naive_decode(byte + at, len - at, &point)) == 0)
			break;
	return at;
}

START_TEST(every_code_point_goes_there_and_back)
{
	uint32_t point, back;
	char out[DN_UTF8_MAX];
	size_t len;

	for (point = 0; point <= 0x10FFFF; point++) {
		if (point >= 0xD800 && point <= 0xDFFF)
			continue;
		len = dn_utf8_encode(point, out);
		if (dn_utf8_decode(out, len, &back) != len || back != point ||
		    dn_utf8_valid(out, len) != len ||
		    (len > 1 && dn_utf8_decode(out, len - 1, &back) != 0))
			ck_abort_msg("U+%04X", (unsigned)point);
	}
}
END_TEST

START_TEST(all_sequences_of_three_bytes_are_judged_as_the_reference_does)
{
	unsigned char byte[4] = { 0, 0, 0, 0x80 };
	uint32_t number;

	for (number = 0x800000; number <= 0xFFFFFF; number++) {
		byte[0] = (unsigned char)(number >> 16);
		byte[1] = (unsigned char)(number >> 8);
		byte[2] = (unsigned char)number;
		if (!agrees_on(byte))
			ck_abort_msg("%06X", (unsigned)number);
	}
}
END_TEST

START_TEST(the_third_and_fourth_byte_must_continue)
{
	unsigned char byte[4] = { 0xF1, 0x80, 0, 0 };
	uint32_t number;

	for (number = 0; number <= 0xFFFF; number++) {
		byte[2] = (unsigned char)(number >> 8);
		byte[3] = (unsigned char)number;
		if (!agrees_on(byte))
			ck_abort_msg("%04X", (unsigned)number);
	}
}
END_TEST

/* A text of characters of all lengths, sometimes with one byte spoilt. */
static size_t
random_text(uint64_t *state, char *text, size_t size, bool spoil)
{
	static const uint32_t bounds[] = { 0x80, 0x800, 0xD800, 0x110000 };
	size_t len = 0, run = 0;
	uint32_t point, bound = 0x80;

	while (len + DN_UTF8_MAX <= size) {
		if (run-- == 0) {
			run = suite_next(state) % 40;
			bound = bounds[suite_next(state) % 4];
		}
		point = (uint32_t)(suite_next(state) % bound);
		if (point >= 0xD800 && point <= 0xDFFF)
			point = 0x4E2D;
		len += dn_utf8_encode(point, text + len);
	}
	if (spoil)
		text[suite_next(state) % len] = (char)suite_next(state);
	return len;
}

START_TEST(the_legal_prefix_is_that_of_the_reference)
{
	uint64_t state = 3;
	size_t round;

	for (round = 0; round < 20000; round++) {
		size_t size = 4 + suite_next(&state) % 200;
		char *text = malloc(size);
		size_t len = random_text(&state, text, size, round % 4 != 0);

		text = realloc(text, len);
		ck_assert_uint_eq(dn_utf8_valid(text, len),
		    naive_valid((const unsigned char *)text, len));
		free(text);
	}
}
END_TEST

START_TEST(a_bad_byte_is_found_at_every_place)
{
	char text[100];
	size_t at, len;

	for (len = 1; len <= sizeof(text); len++)
		for (at = 0; at < len; at++) {
			memset(text, 'a', len);
			text[at] = '\x80';
			ck_assert_uint_eq(dn_utf8_valid(text, len), at);
			text[at] = '\xE4';
			ck_assert_uint_eq(dn_utf8_valid(text, len), at);
		}
	ck_assert_uint_eq(dn_utf8_valid("", 0), 0);
	ck_assert_uint_eq(dn_utf8_valid("a\0b", 3), 3);
}
END_TEST

START_TEST(a_place_counts_lines_and_bytes_from_one)
{
	static const char text[] = "a\xe4\xb8\xad\n\nb\xff";
	uint64_t line, column;

	dn_utf8_place(text, 0, &line, &column);
	ck_assert_uint_eq(line, 1);
	ck_assert_uint_eq(column, 1);
	dn_utf8_place(text, dn_utf8_valid(text, sizeof(text) - 1), &line,
	    &column);
	ck_assert_uint_eq(line, 3);
	ck_assert_uint_eq(column, 2);
}
END_TEST

START_TEST(counts_and_offsets_agree_with_walking)
{
	uint64_t state = 4;
	char text[400];
	size_t round, len, at, index;
	uint32_t point;

	for (round = 0; round < 300; round++) {
		len = random_text(&state, text,
		    4 + suite_next(&state) % 396, false);
		index = 0;
		for (at = 0; at < len; index++) {
			ck_assert_uint_eq(dn_utf8_offset(text, len, index), at);
			at += dn_utf8_decode(text + at, len - at, &point);
		}
		ck_assert_uint_eq(dn_utf8_count(text, len), index);
		ck_assert_uint_eq(dn_utf8_offset(text, len, index), len);
		ck_assert_uint_eq(dn_utf8_offset(text, len, index + 1),
		    SIZE_MAX);
	}
	ck_assert_uint_eq(dn_utf8_offset("", 0, 0), 0);
	ck_assert_uint_eq(dn_utf8_offset("", 0, 1), SIZE_MAX);
	ck_assert_uint_eq(dn_utf8_offset("abc", 3, SIZE_MAX), SIZE_MAX);
	ck_assert_uint_eq(dn_utf8_count("", 0), 0);
}
END_TEST

START_TEST(a_floor_never_cuts_and_loses_at_most_three_bytes)
{
	uint64_t state = 5;
	char text[120];
	size_t round, len, cut, floor;

	for (round = 0; round < 300; round++) {
		len = random_text(&state, text, sizeof(text), false);
		for (cut = 0; cut <= len; cut++) {
			floor = dn_utf8_floor(text, cut);
			ck_assert_uint_eq(floor, dn_utf8_valid(text, cut));
			ck_assert_uint_le(cut - floor, 3);
		}
	}
}
END_TEST

START_TEST(illegal_bytes_are_not_taken_for_a_beginning)
{
	ck_assert_uint_eq(dn_utf8_floor("a\x80", 2), 2);
	ck_assert_uint_eq(dn_utf8_floor("a\xC1", 2), 2);
	ck_assert_uint_eq(dn_utf8_floor("a\xFF", 2), 2);
	ck_assert_uint_eq(dn_utf8_floor("a\xE0\x80", 3), 3);
	ck_assert_uint_eq(dn_utf8_floor("a\xED\xA0", 3), 3);
	ck_assert_uint_eq(dn_utf8_floor("a\xF4\x90\x80", 4), 4);
	ck_assert_uint_eq(dn_utf8_floor("\x80\x80\x80\x80\x80", 5), 5);
	ck_assert_uint_eq(dn_utf8_floor("a\xE0\xA0", 3), 1);
	ck_assert_uint_eq(dn_utf8_floor("a\xF4\x8F\xBF", 4), 1);
	ck_assert_uint_eq(dn_utf8_floor("\xC3", 1), 0);
	ck_assert_uint_eq(dn_utf8_floor("", 0), 0);
}
END_TEST

/* What dn_utf8_show makes of some bytes, borrowed until the next call. */
static const char *
shown(const char *text, size_t len, size_t columns)
{
	static char copy[4096];
	struct dn_bytes out;

	dn_bytes_init(&out, sizeof(copy) - 1);
	dn_utf8_show(&out, text, len, columns);
	memcpy(copy, dn_bytes_text(&out), out.len + 1);
	dn_bytes_release(&out);
	return copy;
}

#define SHOWN(text, columns) shown(text, sizeof(text) - 1, columns)

START_TEST(what_could_move_or_hide_is_escaped)
{
	ck_assert_str_eq(SHOWN("a\x1B[2Jb", 60), "a\\x1b[2Jb");
	ck_assert_str_eq(SHOWN("\0\t\n\r\x7F", 60),
	    "\\x00\\x09\\x0a\\x0d\\x7f");
	ck_assert_str_eq(SHOWN("\xC2\x85\xC2\x9B", 60), "\\u0085\\u009b");
	ck_assert_str_eq(SHOWN("\xE2\x80\xAE" "x", 60), "\\u202ex");
	ck_assert_str_eq(SHOWN("\xE2\x80\x8E\xE2\x80\x8F", 60),
	    "\\u200e\\u200f");
	ck_assert_str_eq(SHOWN("\xE2\x81\xA6\xE2\x81\xA9", 60),
	    "\\u2066\\u2069");
	ck_assert_str_eq(SHOWN("\xE2\x80\xA8\xE2\x80\xA9", 60),
	    "\\u2028\\u2029");
	ck_assert_str_eq(SHOWN("\xEF\xBB\xBF{}", 60), "\\ufeff{}");
	ck_assert_str_eq(SHOWN("\xF3\xA0\x81\x81", 60), "\\U000e0041");
	ck_assert_str_eq(SHOWN("\xC0\xAF\xFF\xE4\xB8", 60),
	    "\\xc0\\xaf\\xff\\xe4\\xb8");
	ck_assert_str_eq(SHOWN("\xED\xA0\x80", 60), "\\xed\\xa0\\x80");
	ck_assert_str_eq(SHOWN("\xE2\x80\x8D\xC3\xA9 ~", 60),
	    "\xE2\x80\x8D\xC3\xA9 ~");
}
END_TEST

START_TEST(wide_characters_count_two_columns)
{
	ck_assert_str_eq(SHOWN("\u4e2d\u6587\u4e2d", 6), "\u4e2d\u6587\u4e2d");
	ck_assert_str_eq(SHOWN("\u4e2d\u6587\u4e2d", 5), "\u4e2d...");
	ck_assert_str_eq(SHOWN("a\u4e2d\u6587\u4e2d", 6), "a\u4e2d...");
	ck_assert_str_eq(SHOWN("\uff21\U0001f600", 4), "\uff21\U0001f600");
	ck_assert_uint_eq(dn_utf8_width('a'), 1);
	ck_assert_uint_eq(dn_utf8_width(0x10FF), 1);
	ck_assert_uint_eq(dn_utf8_width(0x1100), 2);
	ck_assert_uint_eq(dn_utf8_width(0x303E), 2);
	ck_assert_uint_eq(dn_utf8_width(0x303F), 1);
	ck_assert_uint_eq(dn_utf8_width(0x9FFF), 2);
	ck_assert_uint_eq(dn_utf8_width(0xFF61), 1);
	ck_assert_uint_eq(dn_utf8_width(0x3FFFD), 2);
	ck_assert_uint_eq(dn_utf8_width(0x3FFFE), 1);
	ck_assert_uint_eq(dn_utf8_width(0x10FFFF), 1);
}
END_TEST

START_TEST(what_fits_is_whole_and_what_is_cut_ends_in_dots)
{
	ck_assert_str_eq(SHOWN("abcdef", 6), "abcdef");
	ck_assert_str_eq(SHOWN("abcdef", 5), "ab...");
	ck_assert_str_eq(SHOWN("abcdef", 3), "...");
	ck_assert_str_eq(SHOWN("abcdef", 2), "..");
	ck_assert_str_eq(SHOWN("abcdef", 0), "");
	ck_assert_str_eq(SHOWN("", 0), "");
	ck_assert_str_eq(SHOWN("ab\x1B", 5), "ab...");
	ck_assert_str_eq(SHOWN("ab\x1B", 6), "ab\\x1b");
}
END_TEST

START_TEST(shown_text_is_narrow_legal_and_stands_behind_what_was_there)
{
	uint64_t state = 6;
	char text[64];
	size_t round, at, used, columns, len;
	uint32_t point;

	for (round = 0; round < 5000; round++) {
		struct dn_bytes out;

		len = suite_next(&state) % sizeof(text);
		for (at = 0; at < len; at++)
			text[at] = (char)suite_next(&state);
		columns = suite_next(&state) % 100;
		dn_bytes_init(&out, SIZE_MAX);
		dn_bytes_add_text(&out, "before: ");
		dn_utf8_show(&out, text, len, columns);
		ck_assert_int_eq(memcmp(out.data, "before: ", 8), 0);
		ck_assert_uint_eq(dn_utf8_valid(out.data, out.len), out.len);
		used = 0;
		for (at = 8; at < out.len; used += dn_utf8_width(point)) {
			at += dn_utf8_decode(out.data + at, out.len - at,
			    &point);
			ck_assert_uint_ge(point, 0x20);
		}
		ck_assert_uint_le(used, columns);
		dn_bytes_release(&out);
	}
}
END_TEST

DN_SUITE(utf8,
    every_code_point_goes_there_and_back,
    all_sequences_of_three_bytes_are_judged_as_the_reference_does,
    the_third_and_fourth_byte_must_continue,
    the_legal_prefix_is_that_of_the_reference,
    a_bad_byte_is_found_at_every_place,
    a_place_counts_lines_and_bytes_from_one,
    counts_and_offsets_agree_with_walking,
    a_floor_never_cuts_and_loses_at_most_three_bytes,
    illegal_bytes_are_not_taken_for_a_beginning,
    what_could_move_or_hide_is_escaped,
    wide_characters_count_two_columns,
    what_fits_is_whole_and_what_is_cut_ends_in_dots,
    shown_text_is_narrow_legal_and_stands_behind_what_was_there)
