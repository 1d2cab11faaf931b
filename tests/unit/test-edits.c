/* SPDX-License-Identifier: MIT */
/* Edits: the least there are, and of each kind as many as lengths ask. */
#include "core/edits.h"

#include <stdlib.h>
#include <string.h>

#include "suites.h"

static void
widen(const char *text, uint32_t *out)
{
	for (; *text != '\0'; text++)
		*out++ = (unsigned char)*text;
}

static void
check(const char *reference, const char *answer, uint64_t substitutions,
    uint64_t deletions, uint64_t insertions)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_edits edits;
	uint32_t r[64] = { 0 }, a[64] = { 0 };

	widen(reference, r);
	widen(answer, a);
	ck_assert_int_eq(dn_edits_count(r, strlen(reference), a,
	    strlen(answer), &edits, &err), 0);
	ck_assert_uint_eq(edits.substitutions, substitutions);
	ck_assert_uint_eq(edits.deletions, deletions);
	ck_assert_uint_eq(edits.insertions, insertions);
	ck_assert_uint_eq(dn_edits_total(&edits),
	    substitutions + deletions + insertions);
}

START_TEST(edits_are_told_by_kind)
{
	check("", "", 0, 0, 0);
	check("abc", "abc", 0, 0, 0);
	check("", "ab", 0, 0, 2);
	check("abc", "", 0, 3, 0);
	check("abc", "axc", 1, 0, 0);
	check("abc", "ac", 0, 1, 0);
	check("ac", "abc", 0, 0, 1);
	check("kitten", "sitting", 2, 0, 1);
	check("sitting", "kitten", 2, 1, 0);
	check("aaaa", "aa", 0, 2, 0);
	check("a", "bcd", 1, 0, 2);
}
END_TEST

START_TEST(of_equal_ways_the_one_with_substitutions_counts)
{
	check("ab", "bc", 2, 0, 0);
	check("bc", "ab", 2, 0, 0);
	check("abcd", "bcda", 0, 1, 1);
}
END_TEST

/* The textbook table. */
static uint64_t
slow_distance(const uint32_t *r, size_t n, const uint32_t *a, size_t m)
{
	static uint64_t d[42][42];

	for (size_t i = 0; i <= n; i++)
		for (size_t j = 0; j <= m; j++) {
			uint64_t best = i + j;

			if (i > 0 && d[i - 1][j] + 1 < best)
				best = d[i - 1][j] + 1;
			if (j > 0 && d[i][j - 1] + 1 < best)
				best = d[i][j - 1] + 1;
			if (i > 0 && j > 0 && d[i - 1][j - 1] +
			    (r[i - 1] != a[j - 1]) < best)
				best = d[i - 1][j - 1] +
				    (r[i - 1] != a[j - 1]);
			d[i][j] = best;
		}
	return d[n][m];
}

START_TEST(distances_are_those_of_the_textbook)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_edits edits;
	uint32_t r[41], a[41];
	uint64_t seed = 7;

	for (int round = 0; round < 5000; round++) {
		size_t n = suite_next(&seed) % 41, m = suite_next(&seed) % 41;

		for (size_t i = 0; i < 41; i++) {
			r[i] = (uint32_t)(suite_next(&seed) %
			    (2 + (uint64_t)round % 5));
			a[i] = suite_next(&seed) % 4 != 0 ? r[i] :
			    (uint32_t)(suite_next(&seed) % 4);
		}
		ck_assert_int_eq(dn_edits_count(r, n, a, m, &edits, &err), 0);
		ck_assert_uint_eq(dn_edits_total(&edits),
		    slow_distance(r, n, a, m));
		ck_assert_uint_eq(edits.deletions + m, edits.insertions + n);
		ck_assert_uint_le(edits.substitutions + edits.deletions, n);
	}
}
END_TEST

START_TEST(long_texts_that_are_alike_take_no_time)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_edits edits;
	size_t n = 200000;
	uint32_t *r = calloc(n, sizeof(*r)), *a = calloc(n, sizeof(*a));

	for (size_t i = 0; i < n; i++)
		r[i] = a[i] = (uint32_t)(i * 2654435761U >> 20);
	for (size_t i = 5; i < n; i += 2000)
		a[i] = UINT32_MAX;
	ck_assert_int_eq(dn_edits_count(r, n, a + 1, n - 1, &edits, &err),
	    0);
	ck_assert_uint_eq(edits.substitutions, 100);
	ck_assert_uint_eq(edits.deletions, 1);
	ck_assert_uint_eq(edits.insertions, 0);
	free(r);
	free(a);
}
END_TEST

START_TEST(an_end_more_is_no_search_at_all)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_edits edits;
	size_t n = 3 * (size_t)DN_EDITS_MAX;
	uint32_t *r = calloc(n, sizeof(*r));

	ck_assert_int_eq(dn_edits_count(r, n, r, 10, &edits, &err), 0);
	ck_assert_uint_eq(edits.deletions, n - 10);
	free(r);
}
END_TEST

DN_SUITE(edits,
    edits_are_told_by_kind,
    of_equal_ways_the_one_with_substitutions_counts,
    distances_are_those_of_the_textbook,
    long_texts_that_are_alike_take_no_time,
    an_end_more_is_no_search_at_all)
