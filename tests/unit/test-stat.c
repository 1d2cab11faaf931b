/* SPDX-License-Identifier: MIT */
/* Quantiles against tables and closed forms; sums against exact ones. */
#include "core/stat.h"

#include "suites.h"

/* Relative, as the header promises. */
#define ck_assert_close(got, want) \
	ck_assert_double_le(fabs((got) - (want)), 1e-12 * fabs(want))

/* A printed value and what it belongs to. */
struct row {
	double p, df, want;
};

START_TEST(normal_quantiles_are_those_of_the_tables)
{
	static const struct row rows[] = {
		{ 0.25, 0, -0.6744897501960817 },
		{ 0.05, 0, -1.6448536269514722 },
		{ 0.025, 0, -1.9599639845400543 },
		{ 0.005, 0, -2.5758293035489008 },
		{ 0.0005, 0, -3.2905267314918945 },
		{ 1e-6, 0, -4.753424308822899 },
		{ 1e-30, 0, -11.464024688443616 },
	};
	size_t at;

	for (at = 0; at < sizeof(rows) / sizeof(rows[0]); at++)
		ck_assert_close(dn_stat_normal_quantile(rows[at].p),
		    rows[at].want);
	ck_assert_double_eq(dn_stat_normal_quantile(0.5), 0);
}
END_TEST

START_TEST(student_quantiles_are_those_of_the_tables)
{
	static const struct row rows[] = {
		{ 0.05, 0.5, -41.1360000928782755 },
		{ 0.025, 1, -12.7062047361746953 },
		{ 0.025, 3, -3.18244630528370959 },
		{ 0.005, 5, -4.03214298355522808 },
		{ 1e-10, 5, -156.825592708894317 },
		{ 0.025, 10, -2.22813885198627475 },
		{ 0.0005, 30, -3.64595863504202182 },
		{ 0.025, 100, -1.98397151852355229 },
		{ 0.005, 1000, -2.58075469806595108 },
		{ 0.025, 1e4, -1.96020123989062626 },
		{ 0.025, 1e6, -1.95996635681410704 },
	};
	size_t at;

	for (at = 0; at < sizeof(rows) / sizeof(rows[0]); at++)
		ck_assert_close(dn_stat_student_quantile(rows[at].p,
		    rows[at].df), rows[at].want);
}
END_TEST

START_TEST(two_and_four_degrees_of_freedom_have_a_closed_form)
{
	double p, alpha, q;

	for (p = 1e-9; p < 0.5; p *= 1.7) {
		alpha = 4 * p * (1 - p);
		q = cos(acos(sqrt(alpha)) / 3) / sqrt(alpha);
		ck_assert_close(dn_stat_student_quantile(p, 2),
		    (2 * p - 1) * sqrt(2 / alpha));
		ck_assert_close(dn_stat_student_quantile(p, 4),
		    -2 * sqrt(q - 1));
	}
}
END_TEST

START_TEST(the_two_ends_are_each_others_negative)
{
	double df;

	ck_assert_double_eq(dn_stat_normal_quantile(0.75),
	    -dn_stat_normal_quantile(0.25));
	for (df = 0.25; df < 1e12; df *= 4)
		ck_assert_double_eq(dn_stat_student_quantile(0.875, df),
		    -dn_stat_student_quantile(0.125, df));
}
END_TEST

START_TEST(student_comes_down_to_the_normal)
{
	static const double ps[] = { 0.4, 0.1, 0.025, 1e-4, 1e-9 };
	double df, last, next;
	size_t at;

	for (at = 0; at < sizeof(ps) / sizeof(ps[0]); at++) {
		last = -INFINITY;
		for (df = 0.5; df < 1e9; df *= 1.5, last = next) {
			next = dn_stat_student_quantile(ps[at], df);
			ck_assert_double_gt(next, last);
		}
		ck_assert_close(dn_stat_student_quantile(ps[at], 1e15),
		    dn_stat_normal_quantile(ps[at]));
	}
}
END_TEST

START_TEST(series_and_newton_meet)
{
	static const double ps[] = { 0.4, 0.1, 0.025, 1e-4, 1e-9 };
	size_t at;

	/* 29999 and 30001 lie on either side; the slope is z^3 / 4 df^2. */
	for (at = 0; at < sizeof(ps) / sizeof(ps[0]); at++) {
		double z = dn_stat_normal_quantile(ps[at]);
		double step = dn_stat_student_quantile(ps[at], 30001) -
		    dn_stat_student_quantile(ps[at], 29999);
		double slope = -(z * z * z + z) / 4 / 9e8;

		ck_assert_double_le(fabs(step - 2 * slope),
		    1e-12 * fabs(z) + 1e-3 * slope);
	}
}
END_TEST

START_TEST(the_tail_of_the_quantile_is_the_probability)
{
	double p, df;

	for (df = 0.3; df < 1e4; df *= 2.3)
		for (p = 1e-12; p < 0.5; p *= 5)
			ck_assert_double_le(fabs(dn_stat_student_tail(
			    -dn_stat_student_quantile(p, df), df) / p - 1),
			    1e-10);
}
END_TEST

START_TEST(the_tail_has_its_ends)
{
	ck_assert_double_eq(dn_stat_student_tail(0, 7), 0.5);
	ck_assert_double_eq(dn_stat_student_tail(INFINITY, 7), 0);
	ck_assert_double_nan(dn_stat_student_tail(-1, 7));
	ck_assert_double_nan(dn_stat_student_tail(1, 0));
	ck_assert_double_nan(dn_stat_student_tail(NAN, 7));
}
END_TEST

START_TEST(what_is_no_probability_has_no_quantile)
{
	ck_assert_double_nan(dn_stat_normal_quantile(-0.1));
	ck_assert_double_nan(dn_stat_normal_quantile(1.1));
	ck_assert_double_nan(dn_stat_normal_quantile(NAN));
	ck_assert_double_nan(dn_stat_student_quantile(1.1, 5));
	ck_assert_double_nan(dn_stat_student_quantile(0.5, 0));
	ck_assert_double_nan(dn_stat_student_quantile(0.5, -1));
	ck_assert_double_nan(dn_stat_student_quantile(NAN, 5));
	ck_assert_double_eq(dn_stat_normal_quantile(0), -INFINITY);
	ck_assert_double_eq(dn_stat_normal_quantile(1), INFINITY);
	ck_assert_double_eq(dn_stat_student_quantile(0, 5), -INFINITY);
	ck_assert_double_eq(dn_stat_student_quantile(1, 5), INFINITY);
	ck_assert_double_eq(dn_stat_student_quantile(0.5, 1), 0);
	ck_assert_double_eq(dn_stat_student_quantile(0.5, 5), 0);
}
END_TEST

START_TEST(sums_keep_what_rounding_takes_off)
{
	struct dn_stat_sum sum = { 0 };
	int i;

	dn_stat_sum_add(&sum, 1);
	dn_stat_sum_add(&sum, 1e100);
	dn_stat_sum_add(&sum, 1);
	dn_stat_sum_add(&sum, -1e100);
	ck_assert_double_eq(dn_stat_sum_get(&sum), 2);
	sum = (struct dn_stat_sum){ 0 };
	for (i = 0; i < 1000000; i++)
		dn_stat_sum_add(&sum, 0.1);
	ck_assert_double_eq(dn_stat_sum_get(&sum), 100000);
}
END_TEST

/* The examples of Newcombe (Statistics in Medicine 17, 1998, 857-872). */
START_TEST(wilson_intervals_are_those_of_the_literature)
{
	static const struct { double hits, n, low, high; } rows[] = {
		{ 81, 263, 0.2553, 0.3662 }, { 15, 148, 0.0624, 0.1605 },
		{ 0, 20, 0, 0.1611 }, { 1, 29, 0.0061, 0.1718 },
		{ 29, 29, 0.8830, 1 },
	};
	double low, high, low_of_misses, high_of_misses;

	for (size_t at = 0; at < sizeof(rows) / sizeof(rows[0]); at++) {
		dn_stat_wilson(rows[at].hits, rows[at].n, 0.95, &low, &high);
		ck_assert_double_le(fabs(low - rows[at].low), 5e-5);
		ck_assert_double_le(fabs(high - rows[at].high), 5e-5);
		dn_stat_wilson(rows[at].n - rows[at].hits, rows[at].n, 0.95,
		    &low_of_misses, &high_of_misses);
		ck_assert_double_le(fabs(low_of_misses - (1 - high)), 1e-15);
		ck_assert_double_le(fabs(high_of_misses - (1 - low)), 1e-15);
	}
	dn_stat_wilson(0, 7, 0.999, &low, &high);
	ck_assert_double_eq(low, 0);
	dn_stat_wilson(7, 7, 0.999, &low, &high);
	ck_assert_double_eq(high, 1);
}
END_TEST

START_TEST(the_exact_interval_is_that_of_clopper_and_pearson)
{
	static const struct {
		double hits, n, low, high;
	} cases[] = {
		{ 488, 500, 0.958452, 0.987539 },
		{ 484, 500, 0.948553, 0.981601 },
		{ 196, 200, 0.949586, 0.994524 },
		{ 0, 10, 0, 0.308497 }, { 10, 10, 0.691503, 1 },
		{ 0, 0, 0, 1 }, { 1, 1, 0.025, 1 }
	};
	double low, high;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		dn_stat_exact(cases[i].hits, cases[i].n, 0.95, &low, &high);
		ck_assert_double_eq_tol(low, cases[i].low, 5.1e-7);
		ck_assert_double_eq_tol(high, cases[i].high, 5.1e-7);
	}
}
END_TEST

DN_SUITE(stat,
    normal_quantiles_are_those_of_the_tables,
    student_quantiles_are_those_of_the_tables,
    two_and_four_degrees_of_freedom_have_a_closed_form,
    the_two_ends_are_each_others_negative,
    student_comes_down_to_the_normal,
    series_and_newton_meet,
    the_tail_of_the_quantile_is_the_probability,
    the_tail_has_its_ends,
    what_is_no_probability_has_no_quantile,
    sums_keep_what_rounding_takes_off,
    wilson_intervals_are_those_of_the_literature,
    the_exact_interval_is_that_of_clopper_and_pearson)
