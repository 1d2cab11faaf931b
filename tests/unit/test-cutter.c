/* SPDX-License-Identifier: MIT */
/* Characters and words: as people count them, in whatever form they came. */
#include "io/cutter.h"

#include <stdlib.h>

#include "core/utf8.h"
#include "suites.h"

static size_t
count(const char *text, enum dn_cutter_parts kind)
{
	struct dn_cutter *cutter = dn_cutter_new();
	struct dn_err err = DN_ERR_INIT;
	uint32_t *parts;
	size_t count;

	ck_assert_int_eq(dn_cutter_cut(cutter, dn_span_of(text), kind, &parts,
	    &count, &err), 0);
	ck_assert((parts == NULL) == (count == 0));
	free(parts);
	dn_cutter_free(cutter);
	return count;
}

/* Are two texts the same parts? */
static bool
same(const char *a, const char *b, enum dn_cutter_parts kind)
{
	struct dn_cutter *cutter = dn_cutter_new();
	struct dn_err err = DN_ERR_INIT;
	uint32_t *first, *second;
	size_t n, m;
	bool equal;

	ck_assert_int_eq(dn_cutter_cut(cutter, dn_span_of(a), kind, &first,
	    &n, &err), 0);
	ck_assert_int_eq(dn_cutter_cut(cutter, dn_span_of(b), kind, &second,
	    &m, &err), 0);
	equal = n == m && (n == 0 || memcmp(first, second,
	    n * sizeof(*first)) == 0);
	free(first);
	free(second);
	dn_cutter_free(cutter);
	return equal;
}

START_TEST(clusters_are_one_character)
{
	static const struct { const char *text; size_t count; } cases[] = {
		{ "", 0 }, { "a", 1 }, { "abc", 3 }, { "a b", 3 },
		{ "今天天气", 4 }, { "a\r\nb", 3 }, { "e\xCC\x81", 1 },
		{ "e\xCC\x81\xCC\xA3x", 2 },
		/* man, joiner, woman, joiner, girl */
		{ "👨‍👩‍👧", 1 }, { "👍🏽", 1 },
		/* two flags */
		{ "🇨🇳🇫🇷", 2 }, { "각", 1 }, { "각", 1 },
		{ "1️⃣2", 2 }, { "が", 1 }
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_uint_eq(count(cases[i].text, DN_CUTTER_GRAPHEMES),
		    cases[i].count);
}
END_TEST

START_TEST(forms_of_one_character_are_the_same)
{
	ck_assert(same("caf\xC3\xA9", "cafe\xCC\x81", DN_CUTTER_GRAPHEMES));
	ck_assert(same("caf\xC3\xA9 x", "cafe\xCC\x81 x", DN_CUTTER_WORDS));
	ck_assert(same("\xE3\x81\x8C", "\xE3\x81\x8B\xE3\x82\x99",
	    DN_CUTTER_GRAPHEMES));
	/* Marks in another order, and a singleton. */
	ck_assert(same("a\xCC\xA3\xCC\x81", "a\xCC\x81\xCC\xA3",
	    DN_CUTTER_GRAPHEMES));
	ck_assert(same("\xE2\x84\xAB", "\xC3\x85", DN_CUTTER_GRAPHEMES));
	ck_assert(!same("\xEF\xBC\xA1", "A", DN_CUTTER_GRAPHEMES));
	ck_assert(!same("👨‍👩‍👧", "👨‍👩‍👦",
	    DN_CUTTER_GRAPHEMES));
}
END_TEST

START_TEST(words_stand_between_white_space)
{
	ck_assert_uint_eq(count("  the quick\tfox\n", DN_CUTTER_WORDS), 3);
	ck_assert_uint_eq(count("今天 天气\xE3\x80\x80好", DN_CUTTER_WORDS), 3);
	ck_assert_uint_eq(count("今天天气好", DN_CUTTER_WORDS), 1);
	ck_assert_uint_eq(count(" \xC2\xA0 ", DN_CUTTER_WORDS), 0);
	ck_assert(same("a  b", "a b", DN_CUTTER_WORDS));
	ck_assert(!same("ab a", "ab b", DN_CUTTER_WORDS));
	ck_assert(!same("ab", "ba", DN_CUTTER_WORDS));
}
END_TEST

START_TEST(white_space_at_the_ends_is_no_character)
{
	ck_assert(same(" a b\n", "a b", DN_CUTTER_GRAPHEMES));
	ck_assert(!same("a  b", "a b", DN_CUTTER_GRAPHEMES));
	ck_assert_uint_eq(count(" \n", DN_CUTTER_GRAPHEMES), 0);
}
END_TEST

/* The mark behind it takes the same text the slow way. */
static void
compare_ways(uint32_t first, uint32_t second)
{
	struct dn_cutter *cutter = dn_cutter_new();
	struct dn_err err = DN_ERR_INIT;
	char text[16] = "x";
	size_t len = 1, n, m;
	uint32_t *quick, *slow;

	len += dn_utf8_encode(first, text + len);
	len += dn_utf8_encode(second, text + len);
	memcpy(text + len, "xe\xCC\x81", 4);
	ck_assert_int_eq(dn_cutter_cut(cutter, (struct dn_span){ text,
	    len + 1 }, DN_CUTTER_GRAPHEMES, &quick, &n, &err), 0);
	ck_assert_int_eq(dn_cutter_cut(cutter, (struct dn_span){ text,
	    len + 4 }, DN_CUTTER_GRAPHEMES, &slow, &m, &err), 0);
	ck_assert_uint_eq(m, n + 1);
	ck_assert_int_eq(memcmp(quick, slow, n * sizeof(*quick)), 0);
	free(quick);
	free(slow);
	dn_cutter_free(cutter);
}

START_TEST(simple_text_needs_no_rules)
{
	for (uint32_t point = 0; point < 0xFFA0; point++)
		if (point + 37 < 0xD800 || point >= 0xE000) {
			compare_ways(point, point + 1);
			compare_ways(point + 37, point);
		}
}
END_TEST

START_TEST(endless_marks_are_refused)
{
	struct dn_cutter *cutter = dn_cutter_new();
	struct dn_err err = DN_ERR_INIT;
	size_t len = 20001, got;
	char *text = malloc(len);
	uint32_t *parts;

	text[0] = 'a';
	for (size_t i = 1; i < len; i += 2)
		memcpy(text + i, "\xCC\x81", 2);
	ck_assert_int_eq(dn_cutter_cut(cutter, (struct dn_span){ text, len },
	    DN_CUTTER_GRAPHEMES, &parts, &got, &err), -1);
	ck_assert_int_eq(err.code, DN_E_TOO_LONG);
	ck_assert_int_eq(dn_cutter_cut(cutter, (struct dn_span){ text, 2001 },
	    DN_CUTTER_GRAPHEMES, &parts, &got, &err), 0);
	ck_assert_uint_eq(got, 1);
	free(parts);
	free(text);
	dn_cutter_free(cutter);
}
END_TEST

DN_SUITE(cutter,
    clusters_are_one_character,
    forms_of_one_character_are_the_same,
    words_stand_between_white_space,
    white_space_at_the_ends_is_no_character,
    simple_text_needs_no_rules,
    endless_marks_are_refused)
