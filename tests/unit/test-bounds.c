/* SPDX-License-Identifier: MIT */
/* Boundaries: matched within a tolerance, and how far units are apart. */
#include "agree/bounds.h"

#include <math.h>

#include "continua.h"
#include "suites.h"

static struct dn_bounds
compare(const char *text, int64_t tolerance)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bounds bounds;
	struct dn_continua set;

	continua_read(&set, text);
	ck_assert_int_eq(dn_bounds_compare(&set, tolerance, &bounds, &err),
	    0);
	dn_continua_release(&set);
	return bounds;
}

START_TEST(a_place_counts_once)
{
	/* Units that touch share a boundary. */
	struct dn_bounds got = compare("0 50 2: 0 0 0 5, 0 1 5 9, 1 0 0 9",
	    0);

	ck_assert_uint_eq(got.count[0], 3);
	ck_assert_uint_eq(got.count[1], 2);
	ck_assert_uint_eq(got.matched, 2);
}
END_TEST

START_TEST(matches_are_one_to_one_and_within_the_tolerance)
{
	const char *text = "0 50 2: 0 0 10 20, 1 0 8 12, 1 0 12 19";

	ck_assert_uint_eq(compare(text, 0).matched, 0);
	ck_assert_uint_eq(compare(text, 1).matched, 1);
	ck_assert_uint_eq(compare(text, 2).matched, 2);
	ck_assert_uint_eq(compare(text, 100).matched, 2);
	/* The first that can be had is taken, so that all get one. */
	ck_assert_uint_eq(compare("0 50 2: 0 0 10 12, 1 0 11 13",
	    1).matched, 2);
}
END_TEST

START_TEST(units_that_overlap_most_tell_the_bias)
{
	struct dn_bounds got = compare("0 50 2: 0 0 0 10, 0 1 20 30, "
	    "1 0 1 4, 1 1 4 12, 1 0 23 30\n"
	    "0 9 2: 0 0 1 3, 1 0 5 6", 0);

	/* 0..10 goes with 4..12, 20..30 with 23..30; labels do not matter. */
	ck_assert_uint_eq(got.pairs, 2);
	ck_assert_double_eq(got.bias[0], 3.5);
	ck_assert_double_eq(got.bias[1], 1);
	ck_assert_double_eq_tol(got.deviation[0], sqrt(.5), 1e-15);
	ck_assert_double_eq_tol(got.deviation[1], sqrt(2), 1e-15);
}
END_TEST

START_TEST(without_pairs_there_is_no_bias)
{
	struct dn_bounds got = compare("0 9 2: 0 0 1 3, 1 0 5 6", 0);

	ck_assert_uint_eq(got.pairs, 0);
	ck_assert(isnan(got.bias[0]) && isnan(got.deviation[0]));
	got = compare("0 9 2: 0 0 1 3, 1 0 2 6", 0);
	ck_assert_double_eq(got.bias[1], 3);
	ck_assert(isnan(got.deviation[1]));
	got = compare("0 9 2:", 0);
	ck_assert_uint_eq(got.count[0] + got.count[1] + got.matched, 0);
}
END_TEST

Suite *
bounds_suite(void)
{
	Suite *suite = suite_create("bounds");
	TCase *tcase = tcase_create("bounds");

	tcase_add_test(tcase, a_place_counts_once);
	tcase_add_test(tcase,
	    matches_are_one_to_one_and_within_the_tolerance);
	tcase_add_test(tcase, units_that_overlap_most_tell_the_bias);
	tcase_add_test(tcase, without_pairs_there_is_no_bias);
	suite_add_tcase(suite, tcase);
	return suite;
}
