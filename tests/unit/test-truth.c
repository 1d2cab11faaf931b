/* SPDX-License-Identifier: MIT */
/* Answers beside what is right: shares, their errors, and rates of texts. */
#include "agree/truth.h"

#include <math.h>

#include "suites.h"

#define NEAR 1e-12

static void
add(struct dn_truth *truth, uint32_t annotator, uint32_t expected,
    uint32_t got, uint64_t items)
{
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(dn_truth_add(truth, (struct dn_truth_cell){
	    annotator, expected, got, items }, &err), 0);
}

START_TEST(cells_are_sorted_and_summed)
{
	struct dn_truth truth = { .cells = NULL };
	const struct dn_truth_cell *cells;
	size_t count;

	add(&truth, 1, 0, 0, 2);
	add(&truth, 0, 1, 1, 3);
	add(&truth, 0, 1, 0, 1);
	add(&truth, 1, 0, 0, 5);
	dn_truth_close(&truth);
	ck_assert_uint_eq(truth.count, 3);
	cells = dn_truth_of(&truth, 0, &count);
	ck_assert_uint_eq(count, 2);
	ck_assert_uint_eq(cells[0].got, 0);
	cells = dn_truth_of(&truth, 1, &count);
	ck_assert_uint_eq(count, 1);
	ck_assert_uint_eq(cells[0].items, 7);
	dn_truth_of(&truth, 2, &count);
	ck_assert_uint_eq(count, 0);
	dn_truth_release(&truth);
}
END_TEST

/* 15 of 148: Newcombe (1998), table I, method 3; and faultless samples. */
START_TEST(shares_have_wilsons_interval)
{
	const struct dn_truth_cell some[] = { { 0, 0, 0, 15 },
		{ 0, 0, 1, 133 } }, all[] = { { 0, 1, 1, 29 } },
	    none[] = { { 0, 1, 0, 20 } };
	struct dn_agree_result result;

	dn_truth_accuracy(some, 2, 0.95, &result);
	ck_assert_double_eq_tol(result.value, 15.0 / 148, NEAR);
	ck_assert_double_eq_tol(result.low, 0.0624, 5e-5);
	ck_assert_double_eq_tol(result.high, 0.1605, 5e-5);
	dn_truth_accuracy(none, 1, 0.95, &result);
	ck_assert_double_eq(result.low, 0);
	ck_assert_double_eq_tol(result.high, 0.1611, 5e-5);
	dn_truth_accuracy(all, 1, 0.95, &result);
	ck_assert_double_eq(result.high, 1);
	ck_assert_double_eq_tol(result.low, 1 - 0.1170, 5e-5);
	ck_assert_double_eq(result.se, 0);
}
END_TEST

START_TEST(nothing_has_a_reason)
{
	struct dn_truth_label labels[2];
	struct dn_agree_result result;

	dn_truth_accuracy(NULL, 0, 0.95, &result);
	ck_assert_str_eq(result.reason, "no-pairs");
	ck_assert(isnan(result.value) && isnan(result.low));
	dn_truth_f1(NULL, 0, 0.95, labels, 2, &result);
	ck_assert_str_eq(result.reason, "no-pairs");
	ck_assert(isnan(labels[1].f1));
}
END_TEST

START_TEST(labels_have_precision_and_recall)
{
	/* 10 of which 6 right; label 2 is neither expected nor got. */
	const struct dn_truth_cell cells[] = { { 0, 0, 0, 4 },
		{ 0, 0, 1, 1 }, { 0, 1, 0, 3 }, { 0, 1, 1, 2 } };
	struct dn_truth_label labels[3];
	struct dn_agree_result result;

	dn_truth_f1(cells, 4, 0.95, labels, 3, &result);
	ck_assert_double_eq_tol(labels[0].precision, 4.0 / 7, NEAR);
	ck_assert_double_eq_tol(labels[0].recall, 0.8, NEAR);
	ck_assert_double_eq_tol(labels[0].f1, 2.0 / 3, NEAR);
	ck_assert_double_eq_tol(labels[1].f1, 0.5, NEAR);
	ck_assert(isnan(labels[2].f1) && isnan(labels[2].precision));
	ck_assert_double_eq_tol(result.value, 7.0 / 12, NEAR);
	ck_assert_uint_eq(result.n, 10);
}
END_TEST

/* The error by formula is that of leaving out one item, but for a little. */
START_TEST(errors_of_f1_are_those_of_a_jackknife)
{
	struct dn_truth_cell cells[] = { { 0, 0, 0, 400 }, { 0, 0, 1, 90 },
		{ 0, 1, 0, 150 }, { 0, 1, 1, 300 }, { 0, 1, 2, 60 },
		{ 0, 2, 2, 500 } };
	struct dn_truth_label labels[3];
	struct dn_agree_result whole, part;
	double sum = 0, n = 1500;

	dn_truth_f1(cells, 6, 0.95, labels, 3, &whole);
	for (size_t i = 0; i < 6; i++) {
		double left = (double)cells[i].items;

		cells[i].items--;
		dn_truth_f1(cells, 6, 0.95, labels, 3, &part);
		cells[i].items++;
		sum += left * (part.value - whole.value) *
		    (part.value - whole.value);
	}
	ck_assert_double_eq_tol(whole.se, sqrt(sum * (n - 1) / n),
	    whole.se * 0.005);
}
END_TEST

/* Label 2 is that of none. */
START_TEST(units_are_found_or_not)
{
	const struct dn_truth_cell cells[] = { { 0, 0, 0, 4 },
		{ 0, 0, 1, 1 }, { 0, 0, 2, 2 }, { 0, 2, 1, 3 } };
	struct dn_truth_label labels[3], right, found;
	struct dn_agree_result result;

	dn_truth_units(cells, 4, 0.95, labels, 3, 2, &right, &found,
	    &result);
	ck_assert_double_eq_tol(result.value, 8.0 / 15, NEAR);
	ck_assert_double_eq_tol(right.precision, 0.5, NEAR);
	ck_assert_double_eq_tol(right.recall, 4.0 / 7, NEAR);
	ck_assert_double_eq_tol(found.precision, 5.0 / 8, NEAR);
	ck_assert_double_eq_tol(found.recall, 5.0 / 7, NEAR);
	ck_assert_double_eq_tol(found.f1, 2.0 / 3, NEAR);
	ck_assert_double_eq_tol(labels[1].precision, 0, NEAR);
	ck_assert(result.low > 0 && result.high < 1);
	dn_truth_units(cells, 0, 0.95, labels, 3, 2, &right, &found,
	    &result);
	ck_assert_str_eq(result.reason, "no-pairs");
	ck_assert(isnan(right.f1));
}
END_TEST

START_TEST(rates_are_edits_by_length)
{
	struct dn_categories *set = dn_categories_new();
	struct dn_err err = DN_ERR_INIT;
	struct dn_truth_sums sums;
	struct dn_agree_result result;
	uint32_t numbers[] = { 0, 1, 2 };
	const struct dn_truth_cell cells[] = { { 0, 0, 0, 3 },
		{ 0, 0, 1, 2 } }, empty[] = { { 0, 2, 1, 1 } };

	ck_assert_int_eq(dn_categories_declare(set,
	    "[\"abcd e\",\"abX e fg\",\"\"]", &err), 0);
	ck_assert_int_eq(dn_truth_rate(cells, 2, set, numbers, false, 0.95,
	    &sums, &result, &err), 0);
	ck_assert_uint_eq(sums.reference, 30);
	ck_assert_uint_eq(sums.edits.substitutions +
	    sums.edits.deletions + sums.edits.insertions, 10);
	ck_assert_double_eq_tol(result.value, 1.0 / 3, NEAR);
	/* Rests -2 of three items and 3 of two: 12 + 18 = 30. */
	ck_assert_double_eq_tol(result.se, sqrt(30 * 5.0 / 4) / 30, NEAR);
	ck_assert_int_eq(dn_truth_rate(cells, 2, set, numbers, true, 0.95,
	    &sums, &result, &err), 0);
	ck_assert_uint_eq(sums.reference, 10);
	ck_assert_uint_eq(sums.edits.substitutions, 2);
	ck_assert_uint_eq(sums.edits.insertions, 2);
	ck_assert_int_eq(dn_truth_rate(empty, 1, set, numbers, false, 0.95,
	    &sums, &result, &err), 0);
	ck_assert_str_eq(result.reason, "empty");
	ck_assert_uint_eq(sums.edits.insertions, 8);
	dn_categories_free(set);
}
END_TEST

DN_SUITE(truth,
    cells_are_sorted_and_summed,
    shares_have_wilsons_interval,
    nothing_has_a_reason,
    labels_have_precision_and_recall,
    errors_of_f1_are_those_of_a_jackknife,
    units_are_found_or_not,
    rates_are_edits_by_length)
