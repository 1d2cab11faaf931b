/* SPDX-License-Identifier: MIT */
/* Invisible characters and full-width forms, mended; places that move. */
#include "clean/text.h"

#include <stdlib.h>

#include "core/utf8.h"
#include "suites.h"

#define ALL (DN_TEXT_INVISIBLE | DN_TEXT_FORMS)

static struct dn_text_fix fix;

static void
mend(const char *text, unsigned flags)
{
	struct dn_err err = DN_ERR_INIT;

	dn_text_fix_init(&fix);
	ck_assert_int_eq(dn_text_mend(&fix, dn_span_of(text), flags, flags,
	    true, &err), 0);
}

/* Mending `text` gives `want`, and mending that changes nothing more. */
static void
check_mended(const char *text, const char *want, unsigned flags)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_span got;
	struct dn_text_fix twice;
	bool changes = strcmp(text, want) != 0;

	mend(text, flags);
	got = dn_bytes_span(&fix.text);
	ck_assert_msg(dn_span_is(got, want), "\"%.*s\" is not \"%s\"",
	    (int)got.len, got.ptr, want);
	ck_assert_int_eq(fix.invisible + fix.forms > 0, changes);
	ck_assert_int_eq(dn_text_suspect(dn_span_of(want), flags) &&
	    !dn_text_suspect(dn_span_of(text), flags), 0);
	if (changes)
		ck_assert(dn_text_suspect(dn_span_of(text), flags));
	dn_text_fix_init(&twice);
	ck_assert_int_eq(dn_text_mend(&twice, got, flags, flags, true, &err),
	    0);
	ck_assert_uint_eq(twice.invisible + twice.forms, 0);
	ck_assert(dn_span_equal(dn_bytes_span(&twice.text), got));
	dn_text_fix_release(&twice);
	dn_text_fix_release(&fix);
}

START_TEST(clean_text_stays_as_it_is)
{
	static const char *const texts[] = {
		"", "plain", "tab\tline\nend\r\n", "\u4e2d\u6587\uff0c\u3002",
		"\u00e9\u00a0\u2028\u2029\u202f", "\u2010\u2014\u2026",
		"\u200a\u206a", "\ufb01", "\U0001F600",
	};
	size_t at;

	for (at = 0; at < sizeof(texts) / sizeof(texts[0]); at++) {
		ck_assert(!dn_text_suspect(dn_span_of(texts[at]), ALL));
		check_mended(texts[at], texts[at], ALL);
	}
}
END_TEST

START_TEST(every_invisible_character_goes)
{
	static const uint32_t ranges[][2] = {
		{ 0x01, 0x08 }, { 0x0B, 0x0C }, { 0x0E, 0x1F }, { 0x7F, 0x9F },
		{ 0xAD, 0xAD }, { 0x200B, 0x200F }, { 0x202A, 0x202E },
		{ 0x2060, 0x2069 }, { 0xFEFF, 0xFEFF },
	};
	uint32_t point;
	size_t at, step;
	char text[16];

	for (at = 0; at < sizeof(ranges) / sizeof(ranges[0]); at++)
		for (point = ranges[at][0]; point <= ranges[at][1]; point++) {
			text[0] = 'a';
			step = dn_utf8_encode(point, text + 1);
			memcpy(text + 1 + step, "b", 2);
			check_mended(text, "ab", DN_TEXT_INVISIBLE);
			check_mended(text, "ab", ALL);
			check_mended(text, text, DN_TEXT_FORMS);
		}
}
END_TEST

START_TEST(what_is_suspect_is_seen_at_every_place)
{
	static const char *const suspects[] = {
		"\u200b", "\u00ad", "\x01", "\x7f", "\u3000", "\uff21",
		"\ufeff",
	};
	char text[80];
	size_t at, which, len;

	for (which = 0; which < 7; which++)
		for (at = 0; at < 70; at++) {
			len = strlen(suspects[which]);
			memset(text, 'x', sizeof(text));
			ck_assert(!dn_text_suspect((struct dn_span){ text,
			    at + len }, ALL));
			memcpy(text + at, suspects[which], len);
			ck_assert(dn_text_suspect((struct dn_span){ text,
			    at + len }, ALL));
		}
}
END_TEST

START_TEST(what_stands_beside_the_ranges_stays)
{
	static const uint32_t points[] = {
		0x09, 0x0A, 0x0D, 0x20, 0x7E, 0xA0, 0xAC, 0xAE, 0x200A,
		0x2010, 0x2029, 0x202F, 0x205F, 0x206A, 0xFE0F, 0xFEFE,
		0xFF00, 0xFF5F, 0x2FFF, 0x3001,
	};
	size_t at, step;
	char text[8];

	for (at = 0; at < sizeof(points) / sizeof(points[0]); at++) {
		step = dn_utf8_encode(points[at], text);
		text[step] = '\0';
		check_mended(text, text, ALL | DN_TEXT_PUNCTUATION);
	}
}
END_TEST

START_TEST(a_nul_is_a_control_like_others)
{
	struct dn_err err = DN_ERR_INIT;

	dn_text_fix_init(&fix);
	ck_assert(dn_text_suspect(DN_SPAN("a\0b"), ALL));
	ck_assert_int_eq(dn_text_mend(&fix, DN_SPAN("a\0b"), ALL, ALL, true,
	    &err), 0);
	ck_assert(dn_span_is(dn_bytes_span(&fix.text), "ab"));
	dn_text_fix_release(&fix);
}
END_TEST

START_TEST(full_width_letters_and_digits_become_ascii)
{
	check_mended("\uff21\uff22\uff3a\uff41\uff5a\uff10\uff19\u3000x",
	    "ABZaz09 x", DN_TEXT_FORMS);
	/* Punctuation is what Chinese text is written with. */
	check_mended("\uff21\uff0c\uff1f", "A\uff0c\uff1f", DN_TEXT_FORMS);
	check_mended("\uff01\uff0c\uff1f\uff5e\uff10",
	    "!,?~0", DN_TEXT_FORMS | DN_TEXT_PUNCTUATION);
	check_mended("\uff21", "\uff21", DN_TEXT_INVISIBLE);
}
END_TEST

START_TEST(joiners_stay_in_emoji_sequences)
{
	static const char *const kept[] = {
		/* woman technologist; family; with a skin tone */
		"\U0001F469\u200D\U0001F4BB",
		"\U0001F468\u200D\U0001F469\u200D\U0001F467",
		"\U0001F469\U0001F3FD\u200D\U0001F680",
		/* rainbow flag: a variation selector before the joiner */
		"\U0001F3F3\uFE0F\u200D\U0001F308",
		/* heart on fire, man running: sign behind the joiner */
		"\u2764\uFE0F\u200D\U0001F525",
		"\U0001F3C3\u200D\u2642\uFE0F",
	};
	size_t at;

	for (at = 0; at < sizeof(kept) / sizeof(kept[0]); at++)
		check_mended(kept[at], kept[at], ALL);
	check_mended("\U0001F469\u200D", "\U0001F469", ALL);
	check_mended("\u200D\U0001F469", "\U0001F469", ALL);
	check_mended("\U0001F469\u200Da", "\U0001F469a", ALL);
	check_mended("a\u200D\U0001F469", "a\U0001F469", ALL);
	check_mended("\U0001F469\u200D\u200D\U0001F4BB",
	    "\U0001F469\u200D\U0001F4BB", ALL);
	check_mended("\U0001F469\u200C\U0001F4BB",
	    "\U0001F469\U0001F4BB", ALL);
	check_mended("\U0001F469\u200B\u200D\u200B\U0001F4BB",
	    "\U0001F469\u200D\U0001F4BB", ALL);
	/* A selector alone makes no pictograph. */
	check_mended("a\uFE0F\u200D\U0001F308", "a\uFE0F\U0001F308", ALL);
}
END_TEST

START_TEST(joiners_stay_between_letters_that_need_them)
{
	/* Persian "I want": a non-joiner; Sinhala "Sri": a joiner. */
	check_mended("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
	    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", ALL);
	check_mended("\u0dc1\u0dca\u200d\u0dbb\u0dd3",
	    "\u0dc1\u0dca\u200d\u0dbb\u0dd3", ALL);
	check_mended("\u0915\u094d\u200d\u0937",
	    "\u0915\u094d\u200d\u0937", ALL);
	/* At an edge, next to other scripts, or twice, they have no use. */
	check_mended("\u0645\u200c", "\u0645", ALL);
	check_mended("\u200c\u0645", "\u0645", ALL);
	check_mended("\u0645\u200c \u0645", "\u0645 \u0645", ALL);
	check_mended("\u0645\u200ca", "\u0645a", ALL);
	check_mended("\u0645\u200c\u200c\u0645", "\u0645\u200c\u0645", ALL);
	check_mended("\u0645\u200b\u200c\u200e\u0645", "\u0645\u200c\u0645",
	    ALL);
	check_mended("\u4e2d\u200d\u6587", "\u4e2d\u6587", ALL);
}
END_TEST

START_TEST(a_long_run_of_joiners_takes_linear_time)
{
	size_t count = 2000000, at;
	char *text = malloc(count * 3 + 3);
	struct dn_err err = DN_ERR_INIT;
	struct dn_span all = { text, count * 3 + 3 };

	memcpy(text, "\u0645", 2);
	for (at = 0; at < count; at++)
		memcpy(text + 2 + at * 3, "\u200d", 3);
	text[count * 3 + 2] = 'a';
	dn_text_fix_init(&fix);
	ck_assert_int_eq(dn_text_mend(&fix, all, ALL, ALL, true, &err), 0);
	ck_assert_uint_eq(fix.text.len, 3);
	ck_assert_uint_eq(fix.cut_count, 1);
	dn_text_fix_release(&fix);
	free(text);
}
END_TEST

START_TEST(counting_alone_changes_nothing)
{
	struct dn_err err = DN_ERR_INIT;

	dn_text_fix_init(&fix);
	ck_assert_int_eq(dn_text_mend(&fix,
	    DN_SPAN("a\u200b\uff21\u3000\ufeff"), ALL, 0, true, &err), 0);
	ck_assert_uint_eq(fix.invisible, 2);
	ck_assert_uint_eq(fix.forms, 2);
	ck_assert_uint_eq(fix.points, 5);
	ck_assert_uint_eq(fix.text.len, 0);
	ck_assert_uint_eq(fix.cut_count, 0);
	/* One sort mended, the other counted. */
	ck_assert_int_eq(dn_text_mend(&fix,
	    DN_SPAN("a\u200b\uff21\u3000\ufeff"), ALL, DN_TEXT_FORMS, true,
	    &err), 0);
	ck_assert(dn_span_is(dn_bytes_span(&fix.text), "a\u200bA \ufeff"));
	ck_assert_uint_eq(fix.invisible, 2);
	ck_assert_uint_eq(fix.cut_count, 0);
	dn_text_fix_release(&fix);
}
END_TEST

/* A text of `count` characters out of a few telling ones. */
static size_t
make_text(uint64_t *state, size_t count, char *out)
{
	static const uint32_t points[] = {
		'a', 0x4E2D, 0x200B, 0xFEFF, 0xFF21, 0xFF0C, 0x3000, 0x200D,
		0x200C, 0x0645, 0x1F469, 0xFE0F, 0x0645, 0x1F4BB, 0x1F3FD, 0,
	};
	size_t len = 0;

	while (count-- > 0)
		len += dn_utf8_encode(points[suite_next(state) % 16],
		    out + len);
	return len;
}

START_TEST(places_move_as_the_characters_before_them_go)
{
	uint64_t state = 7;
	char text[160], one[DN_UTF8_MAX];
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes rebuilt;
	size_t round, at, place, moved, kept;
	uint32_t point;

	dn_text_fix_init(&fix);
	dn_bytes_init(&rebuilt, SIZE_MAX);
	for (round = 0; round < 20000; round++) {
		size_t count = suite_next(&state) % 40;
		struct dn_span all = { text, make_text(&state, count, text) };
		bool removed = false;

		ck_assert_int_eq(dn_text_mend(&fix, all, ALL, ALL, true,
		    &err), 0);
		ck_assert_uint_eq(fix.points, count);
		ck_assert_int_eq(dn_text_suspect(all, ALL) ||
		    fix.invisible + fix.forms == 0, 1);
		dn_bytes_clear(&rebuilt);
		kept = at = 0;
		for (place = 0; place < count; place++) {
			size_t before = rebuilt.len;
			bool was = removed;

			at += dn_utf8_decode(all.ptr + at, all.len - at,
			    &point);
			dn_text_move_point(&fix, place, point, ALL, &rebuilt);
			removed = rebuilt.len == before;
			moved = place;
			/* A place between two removed ones is inside. */
			ck_assert_int_eq(dn_text_move(&fix, &moved),
			    !(was && removed));
			if (!(was && removed))
				ck_assert_uint_eq(moved, kept);
			kept += !removed;
		}
		ck_assert(dn_span_equal(dn_bytes_span(&rebuilt),
		    dn_bytes_span(&fix.text)));
		moved = count;
		ck_assert(dn_text_move(&fix, &moved));
		ck_assert_uint_eq(moved, kept);
		moved = count + 1;
		ck_assert(!dn_text_move(&fix, &moved));
		ck_assert_uint_eq(kept, count - fix.invisible);
		ck_assert_uint_eq(dn_utf8_count(fix.text.data, fix.text.len),
		    kept);
	}
	ck_assert_uint_ge(dn_utf8_encode(0x10FFFF, one), 4);
	dn_bytes_release(&rebuilt);
	dn_text_fix_release(&fix);
}
END_TEST

START_TEST(mending_any_text_twice_is_mending_it_once)
{
	uint64_t state = 11;
	char text[160];
	struct dn_text_fix again;
	struct dn_err err = DN_ERR_INIT;
	size_t round;

	dn_text_fix_init(&fix);
	dn_text_fix_init(&again);
	for (round = 0; round < 20000; round++) {
		struct dn_span all = { text, make_text(&state,
		    suite_next(&state) % 40, text) };

		ck_assert_int_eq(dn_text_mend(&fix, all, ALL, ALL, false,
		    &err), 0);
		ck_assert_int_eq(dn_text_mend(&again,
		    dn_bytes_span(&fix.text), ALL, ALL, false, &err), 0);
		ck_assert_uint_eq(again.invisible + again.forms, 0);
		ck_assert(dn_span_equal(dn_bytes_span(&fix.text),
		    dn_bytes_span(&again.text)));
	}
	dn_text_fix_release(&fix);
	dn_text_fix_release(&again);
}
END_TEST

START_TEST(spans_move_or_say_that_they_cannot)
{
	size_t start, end;

	mend("ab\u200b\u200bcd\u200be", DN_TEXT_INVISIBLE);
	start = 0, end = 2;
	ck_assert(dn_text_move_span(&fix, &start, &end));
	ck_assert(start == 0 && end == 2);
	start = 1, end = 5;
	ck_assert(dn_text_move_span(&fix, &start, &end));
	ck_assert(start == 1 && end == 3);
	start = 4, end = 8;
	ck_assert(dn_text_move_span(&fix, &start, &end));
	ck_assert(start == 2 && end == 5);
	start = 3, end = 5;             /* begins inside a cut */
	ck_assert(!dn_text_move_span(&fix, &start, &end));
	ck_assert(start == 3 && end == 5);
	start = 1, end = 3;             /* ends inside one */
	ck_assert(!dn_text_move_span(&fix, &start, &end));
	start = 2, end = 4;             /* nothing would be left */
	ck_assert(!dn_text_move_span(&fix, &start, &end));
	start = 4, end = 9;             /* past the end */
	ck_assert(!dn_text_move_span(&fix, &start, &end));
	start = 5, end = 4;             /* backwards */
	ck_assert(!dn_text_move_span(&fix, &start, &end));
	start = end = 4;                /* empty before, empty after */
	ck_assert(dn_text_move_span(&fix, &start, &end));
	ck_assert(start == 2 && end == 2);
	dn_text_fix_release(&fix);
}
END_TEST

START_TEST(blank_is_white_space_alone)
{
	ck_assert(dn_text_blank(DN_SPAN("")));
	ck_assert(dn_text_blank(DN_SPAN(" \t\r\n\v\f\xc2\x85\u00a0\u1680"
	    "\u2000\u200a\u2028\u2029\u202f\u205f\u3000")));
	ck_assert(!dn_text_blank(DN_SPAN(" . ")));
	ck_assert(!dn_text_blank(DN_SPAN("\u200b")));
	ck_assert(!dn_text_blank(DN_SPAN("\0")));
	ck_assert(!dn_text_blank(DN_SPAN("  \u4e2d")));
}
END_TEST

START_TEST(no_memory_is_an_error)
{
	struct dn_err err = DN_ERR_INIT;

	dn_text_fix_init(&fix);
	fix.text.max = 2;
	ck_assert_int_eq(dn_text_mend(&fix, DN_SPAN("abc\u200b"), ALL, ALL,
	    true, &err), -1);
	ck_assert_int_eq(err.code, DN_E_TOO_LONG);
	dn_text_fix_release(&fix);
}
END_TEST

DN_SUITE(text,
    clean_text_stays_as_it_is,
    every_invisible_character_goes,
    what_is_suspect_is_seen_at_every_place,
    what_stands_beside_the_ranges_stays,
    a_nul_is_a_control_like_others,
    full_width_letters_and_digits_become_ascii,
    joiners_stay_in_emoji_sequences,
    joiners_stay_between_letters_that_need_them,
    a_long_run_of_joiners_takes_linear_time,
    counting_alone_changes_nothing,
    places_move_as_the_characters_before_them_go,
    mending_any_text_twice_is_mending_it_once,
    spans_move_or_say_that_they_cannot,
    blank_is_white_space_alone,
    no_memory_is_an_error)
