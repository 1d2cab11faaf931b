/* SPDX-License-Identifier: MIT */
/* Gamma: the best alignment, and chance by seeded shuffles. */
#include "agree/gamma.h"

#include <math.h>

#include "agree/align.h"
#include "continua.h"
#include "core/random.h"
#include "suites.h"

/* ---- alignment --------------------------------------------------------- */

static double
apart(const struct dn_aligned *a, const struct dn_aligned *b)
{
	double sum = fabs(a->start - b->start) + fabs(a->end - b->end);
	double both = a->end - a->start + (b->end - b->start);

	return sum * sum / (both * both) + (a->label != b->label);
}

/* The least disorder of what is not taken, by trying all: for few units. */
static double
try_all(const struct dn_aligned *units, size_t count, uint32_t annotators,
    unsigned taken)
{
	double pairs = annotators * (annotators - 1) / 2., best = 1e9;
	size_t first = 0;

	while (first < count && taken >> first & 1)
		first++;
	if (first == count)
		return 0;
	for (unsigned more = 0; more < 1u << count; more++) {
		unsigned tuple = more | 1u << first, seen = 0;
		double sum = 0, size = 0;

		if ((more & taken) != 0 || (more >> first & 1))
			continue;
		for (size_t i = 0; i < count && sum < 1e9; i++) {
			if (!(tuple >> i & 1))
				continue;
			if (seen >> units[i].annotator & 1)
				sum = 1e9;
			seen |= 1u << units[i].annotator;
			size++;
			for (size_t j = 0; j < i; j++)
				if (tuple >> j & 1)
					sum += apart(&units[i], &units[j]);
		}
		if (sum >= 1e9)
			continue;
		sum = (sum + pairs - size * (size - 1) / 2) / pairs;
		best = fmin(best, sum + try_all(units, count, annotators,
		    taken | tuple));
	}
	return best;
}

START_TEST(the_best_alignment_is_found)
{
	struct dn_aligned units[8];
	struct dn_err err = DN_ERR_INIT;
	struct dn_random random;

	dn_random_init(&random, 7);
	for (int round = 0; round < 200; round++) {
		size_t count = dn_random_below(&random, 8);
		uint32_t annotators = 2 + (uint32_t)dn_random_below(&random,
		    3);
		bool exact = true;
		double got, want;

		for (size_t i = 0; i < count; i++) {
			units[i].start = (double)dn_random_below(&random, 20);
			units[i].end = units[i].start + 1 +
			    (double)dn_random_below(&random, 8);
			units[i].annotator = (uint32_t)dn_random_below(
			    &random, annotators);
			units[i].label = (uint32_t)dn_random_below(&random,
			    2);
		}
		want = try_all(units, count, annotators, 0);
		ck_assert_int_eq(dn_align(units, count, annotators, &got,
		    &exact, &err), 0);
		ck_assert(exact);
		ck_assert_double_eq_tol(got, want, 1e-12);
	}
}
END_TEST

START_TEST(too_many_ways_are_not_all_followed_and_that_is_said)
{
	enum { COUNT = 1200 };
	struct dn_aligned *units = calloc(COUNT, sizeof(*units));
	struct dn_err err = DN_ERR_INIT;
	bool exact = true;
	double got;

	/* All long, all over one another: the best is to pair equals. */
	for (size_t i = 0; i < COUNT; i++)
		units[i] = (struct dn_aligned){ (double)(i / 2) / 64,
			(double)(i / 2) / 64 + 1000, i % 2, 0 };
	ck_assert_int_eq(dn_align(units, COUNT, 2, &got, &exact, &err), 0);
	ck_assert(!exact);
	ck_assert(got >= 0 && got <= COUNT);
	free(units);
}
END_TEST

/* ---- gamma ------------------------------------------------------------- */

static struct dn_unitized
gamma_of(const char *text, uint64_t replicates, uint64_t seed)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_unitized result;
	struct dn_continua set;
	uint64_t drawn;
	bool exact;

	continua_read(&set, text);
	ck_assert_int_eq(dn_gamma(&set, replicates, seed, &result, &drawn,
	    &exact, &err), 0);
	ck_assert(exact);
	if (result.reason == NULL && replicates > 0)
		ck_assert_uint_eq(drawn, replicates);
	dn_continua_release(&set);
	return result;
}

START_TEST(equal_units_are_without_disorder)
{
	struct dn_unitized got = gamma_of("0 50 3: 0 0 1 5, 0 1 20 30, "
	    "1 0 1 5, 1 1 20 30, 2 0 1 5, 2 1 20 30", 20, 1);

	ck_assert_double_eq(got.observed, 0);
	ck_assert_double_eq(got.value, 1);
	ck_assert(got.expected > 0.2);
}
END_TEST

START_TEST(the_seed_decides)
{
	const char *text = "0 50 2: 0 0 1 5, 0 1 20 30, 1 0 2 7, 1 0 22 30";

	ck_assert_double_eq(gamma_of(text, 50, 3).value,
	    gamma_of(text, 50, 3).value);
	ck_assert_double_ne(gamma_of(text, 50, 3).value,
	    gamma_of(text, 50, 4).value);
	ck_assert_double_eq_tol(gamma_of(text, 900, 3).value,
	    gamma_of(text, 0, 4).value, 0.05);
}
END_TEST

START_TEST(units_may_overlap_but_there_must_be_two_annotators)
{
	ck_assert_ptr_null(gamma_of("0 50 2: 0 0 1 9, 0 1 2 8, 1 0 1 9", 30,
	    1).reason);
	ck_assert_str_eq(gamma_of("0 50 1: 0 0 1 9", 30, 1).reason,
	    "one-annotator");
	ck_assert_str_eq(gamma_of("0 50 2:", 30, 1).reason, "empty");
	/* One of them marked nothing: the empty units are all there is. */
	ck_assert_double_eq(gamma_of("0 50 2: 0 0 1 9", 30, 1).observed, 2);
}
END_TEST

/* A published set: its disorder to the digit, its gamma within 0.1. */
static void
check_published(const char *name, double length, double disorder,
    double value)
{
	struct dn_names *labels = dn_names_new();
	struct dn_err err = DN_ERR_INIT;
	struct dn_unitized result;
	struct dn_continua set;
	uint64_t drawn;
	bool exact;

	ck_assert(continua_load(&set, name, 1, length, labels));
	ck_assert_int_eq(dn_gamma(&set, 0, 1, &result, &drawn, &exact, &err),
	    0);
	ck_assert(exact && drawn >= 30);
	ck_assert_double_eq_tol(result.observed, disorder, 1e-12);
	ck_assert_double_eq_tol(result.value, value, 0.1);
	dn_continua_release(&set);
	dn_names_free(labels);
}

START_TEST(published_disorders_come_out)
{
	struct dn_bytes text;

	if (!continua_slurp("gamma_two_annotators.jsonl", &text)) {
		fprintf(stderr, "skipped: published gamma (DN_SHARED)\n");
		return;
	}
	dn_bytes_release(&text);
	check_published("gamma_two_annotators", 15, 0.0625, 0.8836);
	check_published("gamma_three_annotators", 14,
	    0.40875640379608635, 0.6588);
}
END_TEST

Suite *
gamma_suite(void)
{
	Suite *suite = suite_create("gamma");
	TCase *tcase = tcase_create("gamma");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, the_best_alignment_is_found);
	tcase_add_test(tcase,
	    too_many_ways_are_not_all_followed_and_that_is_said);
	tcase_add_test(tcase, equal_units_are_without_disorder);
	tcase_add_test(tcase, the_seed_decides);
	tcase_add_test(tcase,
	    units_may_overlap_but_there_must_be_two_annotators);
	tcase_add_test(tcase, published_disorders_come_out);
	suite_add_tcase(suite, tcase);
	return suite;
}
