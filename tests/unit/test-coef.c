/* SPDX-License-Identifier: MIT */
/* Coefficients: what papers print, what definitions say, what is undefined. */
#include "agree/coef.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "suites.h"

#define ANNOTATORS 16
#define LABELS 8
#define ITEMS 60

/* Half a unit of the last digit that was printed, and nothing at all. */
#define ck_assert_prints(got, want, half) \
	ck_assert_double_le(fabs((got) - (want)), (half))
#define ck_assert_same(got, want) \
	ck_assert_double_le(fabs((got) - (want)), 1e-12)

/* ---- small tables ---------------------------------------------------- */

/* Ratings by item and annotator; -1 where there is none. */
struct sheet {
	int items, annotators, labels;
	int rating[ITEMS][ANNOTATORS];
};

/* Add a column of a table of counts: `count` items with these ratings. */
static void
add_items(struct dn_agree_table *table, const int *ratings, int annotators,
    uint64_t count)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_rating given[ANNOTATORS];
	size_t size = 0;

	for (int a = 0; a < annotators; a++)
		if (ratings[a] >= 0)
			given[size++] = (struct dn_rating){ (uint32_t)a,
				(uint32_t)ratings[a] };
	if (size > 0)
		ck_assert_int_eq(dn_agree_table_add(table, given, size,
		    count, &err), 0);
}

static struct dn_agree_table *
close_table(struct dn_agree_table *table)
{
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(dn_agree_table_close(table, &err), 0);
	return table;
}

static struct dn_agree_table *
table_of(const struct sheet *sheet)
{
	struct dn_agree_table *table = dn_agree_table_new(
	    (size_t)sheet->labels, (size_t)sheet->annotators, true);

	for (int i = 0; i < sheet->items; i++)
		add_items(table, sheet->rating[i], sheet->annotators, 1);
	return close_table(table);
}

/*
 * Items as words with a blank between, a letter an annotator: "ab a." is one
 * item with labels 0 and 1 and one that the second annotator did not rate.
 */
static struct dn_agree_table *
table_of_words(const char *words, size_t labels)
{
	size_t annotators = strcspn(words, " ");
	struct dn_agree_table *table = dn_agree_table_new(labels, annotators,
	    true);
	int ratings[ANNOTATORS];

	for (; *words != '\0'; words += *words == ' ') {
		for (size_t a = 0; a < annotators; a++, words++)
			ratings[a] = *words == '.' ? -1 : *words - 'a';
		add_items(table, ratings, (int)annotators, 1);
	}
	return close_table(table);
}

/* A square table of counts: rows the first annotator, columns the second. */
static struct dn_agree_table *
table_of_counts(const int *counts, int labels)
{
	struct dn_agree_table *table = dn_agree_table_new((size_t)labels, 2,
	    true);

	for (int row = 0; row < labels; row++)
		for (int column = 0; column < labels; column++) {
			int ratings[2] = { row, column };
			int count = counts[row * labels + column];

			if (count > 0)
				add_items(table, ratings, 2,
				    (uint64_t)count);
		}
	return close_table(table);
}

/* Without weights; `result` is filled with the padding that it came with. */
static void
compute_at(const struct dn_agree_coef *coef,
    const struct dn_agree_table *table, double confidence,
    struct dn_agree_result *result)
{
	struct dn_metric same = { .name = "identity",
		.count = table->label_count, .divisor = 1, .largest = 1 };
	struct dn_agree_question question = { .table = table,
		.weights = &same, .scale = &same, .confidence = confidence };
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(dn_agree_compute(coef, &question, result, &err), 0);
}

static struct dn_agree_result
compute(const struct dn_agree_table *table, const char *name)
{
	struct dn_agree_result result;

	compute_at(dn_agree_coef_find(name, strlen(name)), table, 0.95,
	    &result);
	return result;
}

/* ---- papers ---------------------------------------------------------- */

START_TEST(cohen_1960_page_37)
{
	static const int counts[] = { 25, 12, 3, 13, 2, 15, 12, 16, 2 };
	struct dn_agree_table *table = table_of_counts(counts, 3);
	struct dn_agree_result result = compute(table, "cohen");

	ck_assert_same(result.po, 0.29);
	ck_assert_same(result.pe, 0.35);
	ck_assert_same(result.value, -0.06 / 0.65);
	ck_assert_same(result.po_max, 0.9);
	ck_assert_same(result.max, 0.55 / 0.65);
	ck_assert_uint_eq(result.n, 100);
	ck_assert_ptr_null(result.reason);
	dn_agree_table_free(table);
}
END_TEST

START_TEST(fleiss_cohen_and_everitt_1969)
{
	static const int counts[] = { 106, 10, 4, 22, 28, 10, 2, 12, 6 };
	struct dn_agree_table *table = table_of_counts(counts, 3);
	struct dn_agree_result result = compute(table, "cohen");

	ck_assert_prints(result.value, 0.429, 5e-4);
	ck_assert_prints(result.se, 0.053711005, 5e-10);
	ck_assert_same(result.z, result.value / result.se0);
	ck_assert_same(result.low, result.value - 1.9599639845400543 *
	    result.se);
	dn_agree_table_free(table);
}
END_TEST

START_TEST(errors_of_cohen_are_those_of_other_programs)
{
	/* SAS PROC FREQ: .4842, ASE .1380, .2137 to .7547, ASE0 .1484. */
	struct dn_agree_table *table = table_of_words("ab ab ab ab ac bb bb "
	    "bb bb bb bb bb bb cb cc cc cc cc cc", 3);
	struct dn_agree_result result = compute(table, "cohen");

	ck_assert_prints(result.value, 0.4842, 5e-5);
	ck_assert_prints(result.se, 0.1380, 5e-5);
	ck_assert_prints(result.low, 0.2137, 5e-5);
	ck_assert_prints(result.high, 0.7547, 5e-5);
	ck_assert_prints(result.se0, 0.1484, 5e-5);
	ck_assert_prints(result.z, 3.2626, 5e-5);
	dn_agree_table_free(table);
}
END_TEST

START_TEST(fleiss_1971_table_1)
{
	/* Ratings of 30 patients in 5 diagnoses, six each. */
	static const char counts[] = "00060 03003 01401 00006 03030 20400 "
	    "00402 20310 20040 00006 10050 11040 03300 10050 02031 00501 "
	    "30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 "
	    "40002 02040 10500 00006";
	struct dn_agree_table *table = dn_agree_table_new(5, 6, true);
	struct dn_agree_result result;
	int ratings[6], size;

	for (size_t at = 0; at < sizeof(counts); at += 6) {
		size = 0;
		for (int k = 0; k < 5; k++)
			for (int r = '0'; r < counts[at + (size_t)k]; r++)
				ratings[size++] = k;
		ck_assert_int_eq(size, 6);
		add_items(table, ratings, 6, 1);
	}
	close_table(table);
	result = compute(table, "fleiss");
	ck_assert_prints(result.value, 0.430, 5e-4);
	ck_assert_prints(result.po, 0.5556, 5e-5);
	ck_assert_prints(result.pe, 0.2201, 2e-4);
	ck_assert_prints(result.z, 17.651831, 5e-7);
	ck_assert_uint_eq(result.n, 30);
	ck_assert_same(compute(table, "percent").value, 5.0 / 9);
	dn_agree_table_free(table);
}
END_TEST

START_TEST(krippendorff_2011_examples)
{
	struct dn_agree_table *table = table_of_words(
	    "aa bb ab aa aa ab aa ab ba aa", 2);
	struct dn_agree_result result = compute(table, "krippendorff");

	ck_assert_prints(result.value, 0.095, 5e-4);
	ck_assert_same(result.observed, 0.4);
	ck_assert_prints(result.expected, 0.442, 5e-4);
	dn_agree_table_free(table);
	/* The one with four observers, of whom units lack some. */
	table = table_of_words("aa.a bbcb cccc cccc bbbb abcd dddd aaba "
	    "bbbb .eee ..aa .c..", 5);
	result = compute(table, "krippendorff");
	ck_assert_prints(result.value, 0.743, 5e-4);
	ck_assert_uint_eq(result.n, 11);
	dn_agree_table_free(table);
}
END_TEST

START_TEST(gwet_2014_table_2_15)
{
	static const struct {
		const char *name;
		double value, se, low;
	} printed[] = {
		{ "percent", 0.8181818, 0.12561, 0.542 },
		{ "fleiss", 0.76117, 0.15302, 0.424 },
		{ "krippendorff", 0.74342, 0.14557, 0.419 }
	};
	struct dn_agree_table *table = table_of_words("aa.a bbcb cccc cccc "
	    "bbbb abcd dddd aaba bbbb .eee ..aa ..c.", 5);

	for (size_t i = 0; i < sizeof(printed) / sizeof(printed[0]); i++) {
		struct dn_agree_result result = compute(table,
		    printed[i].name);

		ck_assert_prints(result.value, printed[i].value, 5e-6);
		ck_assert_prints(result.se, printed[i].se, 5e-6);
		ck_assert_prints(result.low, printed[i].low, 5e-4);
		ck_assert_double_eq(result.high, 1);
		ck_assert_double_nan(result.se0);
		ck_assert_double_nan(result.z);
	}
	dn_agree_table_free(table);
}
END_TEST

START_TEST(two_groups_of_gwet)
{
	/* .657, .150, .333 to .981; and two raters .649, .191, .228 to 1. */
	struct dn_agree_table *table = table_of_words("aa.a bbcb cccc cccc "
	    "bbbb abcd dddd aaba bbbb .eee ..aa ..c. bbcb bacb", 5);
	struct dn_agree_result result = compute(table, "fleiss");

	ck_assert_prints(result.value, 0.657, 5e-4);
	ck_assert_prints(result.se, 0.150, 5e-4);
	ck_assert_prints(result.low, 0.333, 5e-4);
	ck_assert_prints(result.high, 0.981, 5e-4);
	dn_agree_table_free(table);
	table = table_of_words("ab aa bb bb db cc cc cc ee d. dd ad", 5);
	result = compute(table, "fleiss");
	ck_assert_prints(result.value, 0.649, 5e-4);
	ck_assert_prints(result.se, 0.191, 5e-4);
	ck_assert_prints(result.low, 0.228, 5e-4);
	ck_assert_uint_eq(result.n, 12);
	ck_assert_uint_eq(compute(table, "cohen").n, 11);
	dn_agree_table_free(table);
}
END_TEST

/* ---- definitions, item by item ----------------------------------------- */

/* What the definitions give, by sums over pairs and pairs of pairs. */
struct naive {
	double percent, percent_se, cohen, cohen_se, cohen_se0, fleiss,
	    fleiss_se, alpha, alpha_se;
};

static int
count_ratings(const struct sheet *sheet, int item)
{
	int count = 0;

	for (int a = 0; a < sheet->annotators; a++)
		count += sheet->rating[item][a] >= 0;
	return count;
}

/* Ordered pairs of ratings, one of item i and one of j, that are equal. */
static double
equal_pairs(const struct sheet *sheet, int i, int j)
{
	double count = 0;

	for (int a = 0; a < sheet->annotators; a++)
		for (int b = 0; b < sheet->annotators; b++)
			count += (i != j || a != b) &&
			    sheet->rating[i][a] >= 0 &&
			    sheet->rating[i][a] == sheet->rating[j][b];
	return count;
}

/* Gwet (2014) as it stands: items are drawn, pairs within and across them. */
static void
naive_fleiss(const struct sheet *sheet, struct naive *naive)
{
	double n = 0, n2 = 0, pa = 0, pe = 0, percent = 0, fleiss = 0;

	for (int i = 0; i < sheet->items; i++) {
		double r = count_ratings(sheet, i);

		n += r > 0;
		n2 += r > 1;
		pa += r > 1 ? equal_pairs(sheet, i, i) / (r * (r - 1)) : 0;
	}
	pa /= n2;
	for (int i = 0; i < sheet->items; i++)
		for (int j = 0; j < sheet->items; j++) {
			double r = count_ratings(sheet, i);
			double s = count_ratings(sheet, j);

			/* An item agrees with itself in every rating, too. */
			if (r > 0 && s > 0)
				pe += (equal_pairs(sheet, i, j) +
				    (i == j ? r : 0)) / (r * s);
		}
	pe /= n * n;
	naive->percent = pa;
	naive->fleiss = (pa - pe) / (1 - pe);
	for (int i = 0; i < sheet->items; i++) {
		double r = count_ratings(sheet, i), own = 0, chance = 0;

		if (r == 0)
			continue;
		if (r > 1)
			own = equal_pairs(sheet, i, i) / (r * (r - 1));
		for (int j = 0; j < sheet->items; j++) {
			double s = count_ratings(sheet, j);

			chance += s > 0 ? (equal_pairs(sheet, i, j) +
			    (i == j ? r : 0)) / (r * s * n) : 0;
		}
		percent += pow(n / n2 * own - pa, 2);
		fleiss += pow((n / n2 * (own - (r > 1 ? pe : 0)) -
		    2 * (1 - naive->fleiss) * (chance - pe)) / (1 - pe) -
		    naive->fleiss, 2);
	}
	naive->percent_se = sqrt(percent / (n * (n - 1)));
	naive->fleiss_se = sqrt(fleiss / (n * (n - 1)));
}

/* Krippendorff (2011): coincidences within units, drawing from all values. */
static void
naive_alpha(const struct sheet *sheet, struct naive *naive)
{
	double total = 0, units = 0, observed = 0, equal = 0, within = 0;
	double mean, pa, pe = 0, alpha, sum = 0;

	for (int i = 0; i < sheet->items; i++) {
		double r = count_ratings(sheet, i);

		if (r < 2)
			continue;
		units++;
		total += r;
		observed += (r * (r - 1) - equal_pairs(sheet, i, i)) / (r - 1);
		for (int j = 0; j < sheet->items; j++)
			if (count_ratings(sheet, j) > 1)
				equal += equal_pairs(sheet, i, j);
	}
	naive->alpha = 1 - observed / total /
	    ((total * (total - 1) - equal) / (total * (total - 1)));
	mean = total / units;
	pe = (equal + total) / (total * total);
	for (int i = 0; i < sheet->items; i++) {
		double r = count_ratings(sheet, i);

		within += r < 2 ? 0 : equal_pairs(sheet, i, i) /
		    (mean * (r - 1) * units);
	}
	pa = (1 - 1 / total) * within + 1 / total;
	alpha = (within - pe) / (1 - pe);
	for (int i = 0; i < sheet->items; i++) {
		double r = count_ratings(sheet, i), chance = 0, own;

		if (r < 2)
			continue;
		own = equal_pairs(sheet, i, i) / (mean * (r - 1)) -
		    pa * (r - mean) / mean;
		for (int j = 0; j < sheet->items; j++)
			if (count_ratings(sheet, j) > 1)
				chance += (equal_pairs(sheet, i, j) +
				    (i == j ? r : 0)) / (mean * total);
		chance -= pe * (r - mean) / mean;
		sum += pow((own - pe - 2 * (1 - alpha) * (chance - pe)) /
		    (1 - pe) - alpha, 2);
	}
	naive->alpha_se = sqrt(sum / (units * (units - 1)));
}

/* Fleiss, Cohen and Everitt (1969) as printed, over all cells. */
static void
naive_cohen(const struct sheet *sheet, struct naive *naive)
{
	double n = 0, p[LABELS][LABELS] = { 0 }, row[LABELS] = { 0 };
	double column[LABELS] = { 0 }, po = 0, pe = 0, sum = 0, null = 0, k;

	for (int i = 0; i < sheet->items; i++)
		n += count_ratings(sheet, i) == 2;
	for (int i = 0; i < sheet->items; i++)
		if (count_ratings(sheet, i) == 2)
			p[sheet->rating[i][0]][sheet->rating[i][1]] += 1 / n;
	for (int a = 0; a < sheet->labels; a++)
		for (int b = 0; b < sheet->labels; b++) {
			row[a] += p[a][b];
			column[b] += p[a][b];
		}
	for (int a = 0; a < sheet->labels; a++) {
		po += p[a][a];
		pe += row[a] * column[a];
	}
	naive->cohen = k = (po - pe) / (1 - pe);
	for (int a = 0; a < sheet->labels; a++)
		for (int b = 0; b < sheet->labels; b++) {
			double margins = column[a] + row[b];

			sum += p[a][b] * pow((a == b) - (1 - k) * margins, 2);
			null += row[a] * column[b] * pow((a == b) - margins,
			    2);
		}
	naive->cohen_se = sqrt((sum - pow(k - pe * (1 - k), 2)) / n) /
	    (1 - pe);
	naive->cohen_se0 = sqrt((null - pe * pe) / n) / (1 - pe);
}

/* A sheet with some ratings missing; annotators tend to follow the first. */
static void
fill_sheet(struct sheet *sheet, uint64_t *state)
{
	sheet->items = 5 + (int)(suite_next(state) % (ITEMS - 4));
	sheet->annotators = 2 + (int)(suite_next(state) % 5);
	sheet->labels = 2 + (int)(suite_next(state) % (LABELS - 1));
	for (int i = 0; i < sheet->items; i++) {
		int truth = (int)(suite_next(state) %
		    (uint64_t)sheet->labels);

		for (int a = 0; a < sheet->annotators; a++) {
			uint64_t draw = suite_next(state) % 100;

			sheet->rating[i][a] = draw < 15 ? -1 : draw < 60 ?
			    truth : (int)(draw % (uint64_t)sheet->labels);
		}
	}
	/* Three items that all rated keep each defined, and no error at 0. */
	for (int a = 0; a < sheet->annotators; a++) {
		sheet->rating[0][a] = 0;
		sheet->rating[1][a] = a > 0;
		sheet->rating[2][a] = 1;
	}
}

START_TEST(what_definitions_give_comes_out)
{
	uint64_t state = 1969;
	struct sheet sheet;

	for (int round = 0; round < 200; round++) {
		struct dn_agree_table *table;
		struct dn_agree_result result;
		struct naive naive;

		fill_sheet(&sheet, &state);
		table = table_of(&sheet);
		naive_fleiss(&sheet, &naive);
		naive_alpha(&sheet, &naive);
		result = compute(table, "percent");
		ck_assert_same(result.value, naive.percent);
		ck_assert_same(result.se, naive.percent_se);
		result = compute(table, "fleiss");
		ck_assert_same(result.value, naive.fleiss);
		ck_assert_same(result.se, naive.fleiss_se);
		result = compute(table, "krippendorff");
		ck_assert_same(result.value, naive.alpha);
		ck_assert_same(result.se, naive.alpha_se);
		ck_assert_same(1 - (1 - result.po) / (1 - result.pe),
		    result.value);
		dn_agree_table_free(table);
		sheet.annotators = 2;
		table = table_of(&sheet);
		naive_cohen(&sheet, &naive);
		result = compute(table, "cohen");
		ck_assert_same(result.value, naive.cohen);
		ck_assert_same(result.se, naive.cohen_se);
		ck_assert_same(result.se0, naive.cohen_se0);
		dn_agree_table_free(table);
	}
}
END_TEST

START_TEST(no_order_of_items_or_annotators_changes_a_bit)
{
	uint64_t state = 2011;
	struct sheet sheet, other;
	const struct dn_agree_coef *coef;

	for (int round = 0; round < 50; round++) {
		struct dn_agree_table *a, *b;

		fill_sheet(&sheet, &state);
		other = sheet;
		for (int i = 0; i < sheet.items; i++) {
			int j = (int)(suite_next(&state) %
			    (uint64_t)sheet.items), row[ANNOTATORS];

			memcpy(row, other.rating[i], sizeof(row));
			memcpy(other.rating[i], other.rating[j], sizeof(row));
			memcpy(other.rating[j], row, sizeof(row));
		}
		a = table_of(&sheet);
		b = table_of(&other);
		for (coef = dn_agree_coefs; coef->name != NULL; coef++) {
			struct dn_agree_result x, y;

			memset(&x, 0, sizeof(x));
			memset(&y, 0, sizeof(y));
			compute_at(coef, a, 0.9, &x);
			compute_at(coef, b, 0.9, &y);
			ck_assert_mem_eq(&x, &y, sizeof(x));
		}
		dn_agree_table_free(a);
		dn_agree_table_free(b);
	}
}
END_TEST

START_TEST(a_million_items_of_a_kind_are_that_kind)
{
	struct dn_agree_table *table = dn_agree_table_new(2, 2, true);
	static const int kinds[][2] = { { 0, 0 }, { 0, 1 }, { 1, 1 } };
	struct dn_agree_result result;

	for (size_t i = 0; i < 3; i++)
		add_items(table, kinds[i], 2, UINT64_C(1000000000000));
	close_table(table);
	result = compute(table, "cohen");
	ck_assert_double_eq(result.value, (2.0 / 3 - 4.0 / 9) / (5.0 / 9));
	ck_assert_double_gt(result.se, 0);
	ck_assert_double_gt(result.se0, 0);
	ck_assert_same(compute(table, "fleiss").value, 1.0 / 3);
	ck_assert_prints(compute(table, "krippendorff").value, 1.0 / 3, 1e-12);
	dn_agree_table_free(table);
}
END_TEST

/* ---- what is not defined ------------------------------------------------ */

static void
check_reason(const char *words, size_t labels, const char *name,
    const char *reason)
{
	struct dn_agree_table *table = table_of_words(words, labels);
	struct dn_agree_result result = compute(table, name);

	ck_assert_msg(result.reason != NULL, "%s of %s", name, words);
	ck_assert_str_eq(result.reason, reason);
	ck_assert_double_nan(result.value);
	ck_assert_double_nan(result.se);
	ck_assert_double_nan(result.low);
	dn_agree_table_free(table);
}

START_TEST(one_category_leaves_chance_no_room)
{
	struct dn_agree_table *table = table_of_words("aa aa aa", 2);
	struct dn_agree_result result = compute(table, "percent");

	ck_assert_double_eq(result.value, 1);
	ck_assert_double_eq(result.se, 0);
	ck_assert_double_eq(result.low, 1);
	ck_assert_double_eq(compute(table, "cohen").po, 1);
	ck_assert_double_eq(compute(table, "cohen").pe, 1);
	dn_agree_table_free(table);
	check_reason("aa aa aa", 2, "cohen", "one-category");
	check_reason("aa aa aa", 2, "fleiss", "one-category");
	check_reason("aa aa aa", 2, "krippendorff", "one-category");
	/* Alpha and Cohen look at pairs only, Fleiss at all ratings. */
	check_reason("aa aa b.", 2, "krippendorff", "one-category");
	check_reason("aa aa b.", 2, "cohen", "one-category");
	table = table_of_words("aa aa b.", 2);
	ck_assert_double_eq(compute(table, "fleiss").value, 1);
	dn_agree_table_free(table);
}
END_TEST

START_TEST(without_pairs_there_is_no_agreement)
{
	const struct dn_agree_coef *coef;

	for (coef = dn_agree_coefs; coef->name != NULL; coef++) {
		check_reason("a. .b a. .a", 2, coef->name, "no-pairs");
		check_reason("a b", 2, coef->name, "one-annotator");
		check_reason("", 2, coef->name, "empty");
	}
	check_reason("aab aba", 2, "cohen", "many-annotators");
}
END_TEST

START_TEST(a_constant_annotator_gives_exactly_zero)
{
	struct dn_agree_table *table = table_of_words("aa ab aa ab ab aa ab",
	    2);
	struct dn_agree_result result = compute(table, "cohen");

	ck_assert_double_eq(result.value, 0);
	ck_assert_double_eq(result.se0, 0);
	ck_assert_double_nan(result.z);
	ck_assert_double_eq(result.max, 0);
	dn_agree_table_free(table);
}
END_TEST

START_TEST(one_item_has_a_value_and_no_error)
{
	struct dn_agree_table *table = table_of_words("ab", 2);
	const struct dn_agree_coef *coef;

	for (coef = dn_agree_coefs; coef->name != NULL; coef++) {
		struct dn_agree_result result = compute(table, coef->name);

		ck_assert_ptr_null(result.reason);
		ck_assert(isfinite(result.value));
		ck_assert_double_nan(result.se);
		ck_assert_double_nan(result.se0);
		ck_assert_double_nan(result.low);
		ck_assert_double_nan(result.high);
	}
	ck_assert_double_eq(compute(table, "percent").value, 0);
	ck_assert_double_eq(compute(table, "cohen").value, 0);
	ck_assert_double_eq(compute(table, "fleiss").value, -1);
	ck_assert_double_eq(compute(table, "krippendorff").value, 0);
	dn_agree_table_free(table);
}
END_TEST

/* Is a standard error of it known? */
static bool
has_error(const struct dn_agree_coef *coef)
{
	return strcmp(coef->name, "light") != 0 &&
	    strcmp(coef->name, "specific-agreement") != 0;
}

START_TEST(perfect_agreement_is_one_and_certain)
{
	struct dn_agree_table *table = table_of_words(
	    "aa bb cc aa bb cc aa bb", 3);
	const struct dn_agree_coef *coef;

	for (coef = dn_agree_coefs; coef->name != NULL; coef++) {
		struct dn_agree_result result = compute(table, coef->name);

		ck_assert_double_eq(result.value, 1);
		if (!has_error(coef))
			continue;
		ck_assert_double_le(result.se, 1e-15);
		ck_assert_double_eq(result.high, 1);
	}
	dn_agree_table_free(table);
}
END_TEST

/* Does chance depend on how many labels there could be? */
static bool
counts_labels(const struct dn_agree_coef *coef)
{
	return strcmp(coef->name, "ac1") == 0 ||
	    strcmp(coef->name, "ac2") == 0 ||
	    strcmp(coef->name, "brennan-prediger") == 0;
}

START_TEST(unused_declared_labels_change_only_what_counts_them)
{
	struct dn_agree_table *a = table_of_words("ab aa bb ab ba", 2);
	struct dn_agree_table *b = table_of_words("ab aa bb ab ba", 26);
	const struct dn_agree_coef *coef;

	for (coef = dn_agree_coefs; coef->name != NULL; coef++) {
		struct dn_agree_result x = compute(a, coef->name);
		struct dn_agree_result y = compute(b, coef->name);

		if (counts_labels(coef)) {
			ck_assert_double_lt(x.value, y.value);
			continue;
		}
		ck_assert_double_eq(x.value, y.value);
		if (has_error(coef))
			ck_assert_double_eq(x.se, y.se);
	}
	dn_agree_table_free(a);
	dn_agree_table_free(b);
}
END_TEST

START_TEST(a_wider_confidence_reaches_further)
{
	struct dn_agree_table *table = table_of_words("ab aa bb ab ba aa", 2);
	const struct dn_agree_coef *coef = dn_agree_coef_find("fleiss", 6);
	struct dn_agree_result a, b;

	compute_at(coef, table, 0.5, &a);
	compute_at(coef, table, 0.99, &b);
	ck_assert_double_eq(a.value, b.value);
	ck_assert_double_lt(b.low, a.low);
	ck_assert_double_gt(b.high, a.high);
	/* Student's t with 5 degrees of freedom at .995. */
	ck_assert_same(b.value - b.low, 4.032142983555228 * b.se);
	dn_agree_table_free(table);
}
END_TEST

START_TEST(rows_are_found_by_their_whole_name)
{
	ck_assert_ptr_eq(dn_agree_coef_find("percent", 7),
	    &dn_agree_coefs[0]);
	ck_assert_str_eq(dn_agree_coef_find("cohen", 5)->name, "cohen");
	ck_assert_ptr_null(dn_agree_coef_find("cohe", 4));
	ck_assert_ptr_null(dn_agree_coef_find("cohens", 6));
	ck_assert_ptr_null(dn_agree_coef_find("", 0));
}
END_TEST

DN_SUITE(coef,
    cohen_1960_page_37,
    fleiss_cohen_and_everitt_1969,
    errors_of_cohen_are_those_of_other_programs,
    fleiss_1971_table_1,
    krippendorff_2011_examples,
    gwet_2014_table_2_15,
    two_groups_of_gwet,
    what_definitions_give_comes_out,
    no_order_of_items_or_annotators_changes_a_bit,
    a_million_items_of_a_kind_are_that_kind,
    one_category_leaves_chance_no_room,
    without_pairs_there_is_no_agreement,
    a_constant_annotator_gives_exactly_zero,
    one_item_has_a_value_and_no_error,
    perfect_agreement_is_one_and_certain,
    unused_declared_labels_change_only_what_counts_them,
    a_wider_confidence_reaches_further,
    rows_are_found_by_their_whole_name)
