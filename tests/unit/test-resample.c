/* SPDX-License-Identifier: MIT */
/* Resampling, differences and benchmarks against what is known of them. */
#include "agree/resample.h"

#include <math.h>
#include <string.h>

#include "agree/benchmark.h"
#include "agree/compare.h"
#include "agree/draw.h"
#include "suites.h"

#define ITEMS 400

/* Two annotators, three labels, some of them differently. */
static struct dn_agree_table *
make_table(void)
{
	struct dn_agree_table *table = dn_agree_table_new(3, 2, true);
	struct dn_err err = DN_ERR_INIT;
	uint64_t state = 5;

	for (int i = 0; i < ITEMS; i++) {
		uint32_t label = (uint32_t)(suite_next(&state) % 3);
		struct dn_rating ratings[] = { { 0, label },
			{ 1, suite_next(&state) % 4 > 0 ? label :
			(uint32_t)(suite_next(&state) % 3) } };

		ck_assert_int_eq(dn_agree_table_add(table, ratings, 2, 1,
		    &err), 0);
	}
	ck_assert_int_eq(dn_agree_table_close(table, &err), 0);
	return table;
}

static const struct dn_metric same = { .name = "identity", .count = 3,
	.divisor = 1, .largest = 1 };

static struct dn_agree_question
ask(const struct dn_agree_table *table)
{
	return (struct dn_agree_question){ .table = table, .weights = &same,
		.scale = &same, .confidence = 0.95 };
}

/* The result of one coefficient, resampled. */
static struct dn_agree_result
resample_parts(const struct dn_agree_table *table, const char *name,
    struct dn_resample how)
{
	const struct dn_agree_coef *coef = dn_agree_coef_find(name,
	    strlen(name));
	struct dn_agree_question question = ask(table);
	struct dn_agree_result result;
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(dn_agree_compute(coef, &question, &result, &err), 0);
	ck_assert_int_eq(dn_agree_resample(&how, &coef, 1, &question, &result,
	    &err), 0);
	return result;
}

static struct dn_agree_result
resample(const struct dn_agree_table *table, const char *name,
    enum dn_resample_kind kind, uint64_t seed)
{
	return resample_parts(table, name, (struct dn_resample){ .kind = kind,
	    .replicates = 4000, .seed = seed });
}

START_TEST(a_jackknife_of_a_mean_is_its_formula)
{
	struct dn_agree_table *table = make_table();
	struct dn_agree_result plain = resample(table, "percent",
	    DN_RESAMPLE_NONE, 0);
	struct dn_agree_result left = resample(table, "percent",
	    DN_RESAMPLE_JACKKNIFE, 0);

	ck_assert_double_le(fabs(plain.se - left.se), 1e-13);
	ck_assert_double_le(fabs(plain.low - left.low), 1e-12);
	dn_agree_table_free(table);
}
END_TEST

START_TEST(all_ways_to_an_error_come_near_each_other)
{
	static const char *const names[] = { "percent", "cohen", "scott",
		"fleiss", "conger", "krippendorff", "ac1",
		"brennan-prediger" };
	struct dn_agree_table *table = make_table();

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		double se = resample(table, names[i], DN_RESAMPLE_NONE, 0).se;

		for (enum dn_resample_kind kind = DN_RESAMPLE_PERCENTILE;
		    kind <= DN_RESAMPLE_JACKKNIFE; kind++) {
			struct dn_agree_result got = resample(table, names[i],
			    kind, 3);

			ck_assert_msg(fabs(got.se / se - 1) < 0.06,
			    "%s %d: %g, %g", names[i], (int)kind, got.se, se);
			ck_assert_double_lt(got.low, got.value);
			ck_assert_double_gt(got.high, got.value);
			ck_assert_uint_eq(got.lost, 0);
		}
	}
	dn_agree_table_free(table);
}
END_TEST

START_TEST(a_seed_decides_the_draw)
{
	struct dn_agree_table *table = make_table();
	struct dn_agree_result a = resample(table, "fleiss",
	    DN_RESAMPLE_PERCENTILE, 7);
	struct dn_agree_result b = resample(table, "fleiss",
	    DN_RESAMPLE_PERCENTILE, 7);
	struct dn_agree_result c = resample(table, "fleiss",
	    DN_RESAMPLE_PERCENTILE, 8);

	ck_assert_double_eq(a.low, b.low);
	ck_assert_double_eq(a.se, b.se);
	ck_assert_double_ne(a.se, c.se);
	dn_agree_table_free(table);
}
END_TEST

START_TEST(without_one_of_two_annotators_nothing_is_left)
{
	struct dn_agree_table *table = make_table();
	struct dn_agree_result got = resample_parts(table, "fleiss",
	    (struct dn_resample){ .kind = DN_RESAMPLE_JACKKNIFE,
	    .annotators = true });

	ck_assert_uint_eq(got.lost, 2);
	ck_assert(isnan(got.se) && isnan(got.low));
	ck_assert_double_gt(got.value, 0);
	dn_agree_table_free(table);
}
END_TEST

START_TEST(one_of_two_annotators_drawn_twice_agrees)
{
	struct dn_agree_table *table = make_table();
	struct dn_resample how = { .kind = DN_RESAMPLE_PERCENTILE,
		.annotators = true, .replicates = 400, .seed = 2 };
	double plain = resample(table, "percent", DN_RESAMPLE_NONE, 0).value;
	struct dn_agree_result got = resample_parts(table, "percent", how);

	/* Half of all draws are both annotators, the others one of them. */
	ck_assert_double_eq(got.low, plain);
	ck_assert_double_eq(got.high, 1);
	ck_assert_double_le(fabs(got.se / ((1 - plain) / 2) - 1), 0.02);
	ck_assert_uint_eq(got.lost, 0);
	dn_agree_table_free(table);
}
END_TEST

START_TEST(binomial_draws_have_their_mean_and_variance)
{
	static const struct { uint64_t n; double p; } draws[] = {
		{ 1, 0.3 }, { 20, 0.05 }, { 50, 0.9 }, { 1000, 0.5 },
		{ 1000000, 0.2 }, { 1000000, 0.999 }, { 100, 0.1 },
	};

	for (size_t i = 0; i < sizeof(draws) / sizeof(draws[0]); i++) {
		double n = (double)draws[i].n, p = draws[i].p, sum = 0;
		double squares = 0, variance = n * p * (1 - p);
		struct dn_random random;
		int times = 40000;

		dn_random_init(&random, i + 1);
		for (int t = 0; t < times; t++) {
			uint64_t got = dn_draw_binomial(&random, draws[i].n,
			    p);
			double off = (double)got - n * p;

			ck_assert_uint_le(got, draws[i].n);
			sum += off;
			squares += off * off;
		}
		/* Five standard errors. */
		ck_assert_double_le(fabs(sum / times),
		    5 * sqrt(variance / times));
		ck_assert_double_le(fabs(squares / times / variance - 1),
		    5 * sqrt((2 + 1 / variance) / times));
	}
}
END_TEST

START_TEST(drawn_items_add_up)
{
	static const uint64_t items[] = { 0, 5, 1, 94, 0, 900, 0 };
	uint64_t drawn[7], sum;
	struct dn_random random;

	dn_random_init(&random, 1);
	for (int t = 0; t < 1000; t++) {
		dn_draw_items(&random, items, 7, 1000, drawn);
		sum = 0;
		for (size_t i = 0; i < 7; i++)
			sum += drawn[i];
		ck_assert_uint_eq(sum, 1000);
		ck_assert_uint_eq(drawn[0] + drawn[4] + drawn[6], 0);
	}
}
END_TEST

static struct dn_difference
compare(const struct dn_agree_table *table, const char *a, const char *b)
{
	struct dn_agree_question question = ask(table);
	struct dn_difference difference;
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(dn_agree_compare(dn_agree_coef_find(a, strlen(a)),
	    dn_agree_coef_find(b, strlen(b)), &question, &difference, &err),
	    0);
	return difference;
}

START_TEST(a_coefficient_does_not_differ_from_itself)
{
	struct dn_agree_table *table = make_table();
	struct dn_difference got = compare(table, "fleiss", "fleiss");

	ck_assert_double_eq(got.value, 0);
	ck_assert_double_eq(got.se, 0);
	ck_assert_double_eq(got.p, 1);
	dn_agree_table_free(table);
}
END_TEST

START_TEST(a_difference_has_the_spread_of_the_items)
{
	/* Percent and percent-all of two are one, whatever way they take. */
	struct dn_agree_table *table = make_table();
	struct dn_difference got = compare(table, "percent",
	    "brennan-prediger");
	double po = resample(table, "percent", DN_RESAMPLE_NONE, 0).value;
	double se = resample(table, "percent", DN_RESAMPLE_NONE, 0).se;

	/* po - (po - 1/3) / (2/3) = (1 - po) / 2. */
	ck_assert_double_le(fabs(got.value - (1 - po) / 2), 1e-12);
	ck_assert_double_le(fabs(got.se - se / 2), 1e-12);
	ck_assert(!got.jackknife);
	got = compare(table, "percent", "light");
	ck_assert(got.jackknife);
	ck_assert_double_gt(got.se, 0);
	ck_assert_double_le(fabs(compare(table, "percent", "percent-all").
	    value), 0);
	dn_agree_table_free(table);
}
END_TEST

START_TEST(levels_are_reached_as_gwet_prints_them)
{
	const struct dn_benchmark_level *level;
	double probability;

	/* Gwet's example: .775 and .143 are moderate with .99542. */
	level = dn_benchmark_find(&dn_benchmarks[0], 0.775444068126995,
	    0.1429499506407653, &probability);
	ck_assert_str_eq(level->name, "moderate");
	ck_assert_double_le(fabs(probability - 0.99542), 5e-6);
	level = dn_benchmark_find(&dn_benchmarks[0], 1, 0, &probability);
	ck_assert_str_eq(level->name, "almost-perfect");
	level = dn_benchmark_find(&dn_benchmarks[0], -0.5, 0.01,
	    &probability);
	ck_assert_str_eq(level->name, "poor");
	ck_assert_double_eq(probability, 1);
	ck_assert_ptr_null(dn_benchmark_find(&dn_benchmarks[0], NAN, 0.1,
	    &probability));
}
END_TEST

DN_SUITE(resample,
    a_jackknife_of_a_mean_is_its_formula,
    all_ways_to_an_error_come_near_each_other,
    a_seed_decides_the_draw,
    without_one_of_two_annotators_nothing_is_left,
    one_of_two_annotators_drawn_twice_agrees,
    binomial_draws_have_their_mean_and_variance,
    drawn_items_add_up,
    a_coefficient_does_not_differ_from_itself,
    a_difference_has_the_spread_of_the_items,
    levels_are_reached_as_gwet_prints_them)
