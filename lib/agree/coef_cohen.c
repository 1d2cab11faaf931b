/* SPDX-License-Identifier: MIT */
/* Cohen's kappa of two annotators, and the mean of it over all pairs. */
#include "agree/coefs.h"

#include <math.h>
#include <stdlib.h>

#include "agree/pairs.h"

/*
 * What chance makes of the margins: of each label of the first annotator its
 * mean weight with the labels of the second, and the other way round.
 */
struct margins {
	double *first, *second;
};

static int
init_margins(struct margins *margins, const struct dn_metric *metric,
    const struct dn_agree_table *table)
{
	size_t count = table->label_count, k, l;
	double n = (double)table->pairs;

	margins->first = calloc(count + 1, sizeof(*margins->first));
	margins->second = calloc(count + 1, sizeof(*margins->second));
	if (margins->first == NULL || margins->second == NULL)
		return -1;
	for (k = 0; k < count; k++) {
		struct dn_stat_sum rows = { 0, 0 }, columns = { 0, 0 };

		if (metric->shape == DN_METRIC_SAME) {
			margins->first[k] = (double)table->seconds[k] / n;
			margins->second[k] = (double)table->firsts[k] / n;
			continue;
		}
		for (l = 0; l < count; l++) {
			dn_stat_sum_add(&rows, (double)table->seconds[l] *
			    (1 - dn_metric_distance(metric, k, l)));
			dn_stat_sum_add(&columns, (double)table->firsts[l] *
			    (1 - dn_metric_distance(metric, l, k)));
		}
		margins->first[k] = dn_stat_sum_get(&rows) / n;
		margins->second[k] = dn_stat_sum_get(&columns) / n;
	}
	return 0;
}

static void
release_margins(struct margins *margins)
{
	free(margins->first);
	free(margins->second);
}

/*
 * Fleiss, Cohen and Everitt (1969), formula 8: the variance of w_kl - (1 -
 * kappa)(w_k. + w_.l) over the cells, whose mean is kappa - pe (1 - kappa).
 */
static void
cohen_error(const struct dn_agree_question *question,
    const struct margins *margins, struct dn_agree_result *result)
{
	const struct dn_agree_table *table = question->table;
	double n = (double)table->pairs, kappa = result->value;
	double pe = result->pe, centre = kappa - pe * (1 - kappa);
	struct dn_agree_spread spread = { .centre = centre };

	for (size_t i = 0; i < table->cell_count; i++) {
		const struct dn_agree_cell *cell = &table->cells[i];
		double own = 1 - dn_metric_distance(question->weights,
		    cell->first, cell->second) - (1 - kappa) *
		    (margins->first[cell->first] +
		    margins->second[cell->second]);

		dn_agree_spread_add(&spread, cell->items, own);
		if (question->own != NULL)
			question->own[i] = kappa + (own - centre) / (1 - pe);
	}
	result->own_of = DN_AGREE_OWN_CELL;
	result->se = sqrt(dn_stat_sum_get(&spread.sum) / n) /
	    (sqrt(n) * (1 - pe));
}

/*
 * Their formula 9 under independence, for identity weights: pe + pe^2 - sum
 * p_k. p_.k (p_k. + p_.k), times n^4 a whole number, which is 0 just where an
 * annotator never varies.
 */
static double
null_error_same(const struct dn_agree_table *table,
    unsigned __int128 chance)
{
	unsigned __int128 n = table->pairs, cubes = 0;
	double count = (double)n, pe = (double)chance / (count * count);
	double variance;

	for (size_t k = 0; k < table->label_count; k++)
		cubes += (unsigned __int128)table->firsts[k] *
		    table->seconds[k] * (table->firsts[k] + table->seconds[k]);
	if (n < (unsigned __int128)1 << 31)
		variance = (double)(chance * (n * n + chance) - cubes * n) /
		    (count * count * count * count);
	else
		variance = fmax(0, pe + pe * pe -
		    (double)cubes / (count * count * count));
	return sqrt(variance / count) / (1 - pe);
}

/* The same with weights: the variance of w_kl - w_k. - w_.l, of mean -pe. */
static double
null_error(const struct dn_metric *metric, const struct dn_agree_table *table,
    const struct margins *margins, double pe)
{
	struct dn_stat_sum sum = { 0, 0 };
	double n = (double)table->pairs;

	for (size_t k = 0; k < table->label_count; k++)
		for (size_t l = 0; l < table->label_count; l++) {
			double both = (double)table->firsts[k] *
			    (double)table->seconds[l];
			double off = 1 - dn_metric_distance(metric, k, l) -
			    margins->first[k] - margins->second[l] + pe;

			if (both > 0)
				dn_stat_sum_add(&sum, both * off * off);
		}
	return sqrt(dn_stat_sum_get(&sum) / n) / (n * (1 - pe));
}

/* Value and maximum are each one quotient of whole numbers. */
static void
compute_same(const struct dn_agree_table *table,
    struct dn_agree_result *result)
{
	__int128 n = table->pairs, chance = 0, most = 0, room;

	for (size_t k = 0; k < table->label_count; k++) {
		uint64_t a = table->firsts[k], b = table->seconds[k];

		chance += (__int128)a * b;
		most += a < b ? a : b;
	}
	room = n * n - chance;
	result->po = (double)table->matches / (double)n;
	result->pe = (double)chance / ((double)n * (double)n);
	result->po_max = (double)most / (double)n;
	if (room == 0) {
		result->reason = dn_agree_one_category;
		return;
	}
	result->value = (double)(table->matches * n - chance) / (double)room;
	result->max = (double)(most * n - chance) / (double)room;
	result->se0 = n < 2 ? NAN :
	    null_error_same(table, (unsigned __int128)chance);
}

/*
 * One minus the quotient of disagreements.  Both sums run over the cells in
 * the same order with n times a count against a product of margins, so that
 * an annotator who never varies gets exactly 0.
 */
static void
compute_weighted(const struct dn_metric *metric,
    const struct dn_agree_table *table, struct dn_agree_result *result)
{
	struct dn_stat_sum observed = { 0, 0 }, expected = { 0, 0 };
	double n = (double)table->pairs;
	size_t k, l, i;

	for (i = 0; i < table->cell_count; i++)
		dn_stat_sum_add(&observed, dn_metric_distance(metric,
		    table->cells[i].first, table->cells[i].second) *
		    (n * (double)table->cells[i].items));
	for (k = 0; k < table->label_count; k++)
		for (l = 0; l < table->label_count; l++)
			if (table->firsts[k] > 0 && table->seconds[l] > 0)
				dn_stat_sum_add(&expected,
				    dn_metric_distance(metric, k, l) *
				    ((double)table->firsts[k] *
				    (double)table->seconds[l]));
	result->po = 1 - dn_stat_sum_get(&observed) / (n * n);
	result->pe = 1 - dn_stat_sum_get(&expected) / (n * n);
	if (dn_stat_sum_get(&expected) > 0)
		result->value = 1 - dn_stat_sum_get(&observed) /
		    dn_stat_sum_get(&expected);
	else
		result->reason = dn_agree_one_category;
}

int
dn_agree_cohen(const struct dn_agree_question *question,
    struct dn_agree_result *result, struct dn_err *err)
{
	const struct dn_agree_table *table = question->table;
	const struct dn_metric *metric = question->weights;
	struct margins margins = { NULL, NULL };
	int failed = 0;

	result->n = table->pairs;
	if (metric->shape == DN_METRIC_SAME)
		compute_same(table, result);
	else
		compute_weighted(metric, table, result);
	if (result->reason != NULL || table->pairs < 2 || question->point)
		return 0;
	failed = init_margins(&margins, metric, table);
	if (failed == 0)
		cohen_error(question, &margins, result);
	if (failed == 0 && metric->shape != DN_METRIC_SAME)
		result->se0 = null_error(metric, table, &margins,
		    result->pe);
	release_margins(&margins);
	return failed < 0 ? dn_err_memory(err) : 0;
}

/* ---- over all pairs ------------------------------------------------------ */

/* Kappa of one pair into the mean, or among those that have none. */
static int
add_pair(const struct dn_agree_question *question,
    const struct dn_agree_pairs *pairs, uint32_t g, uint32_t h,
    struct dn_stat_sum *sum, struct dn_agree_result *result,
    struct dn_err *err)
{
	static const struct dn_agree_coef cohen = { .name = "cohen",
		.pair = true, .normal = true, .least = -INFINITY,
		.compute = dn_agree_cohen };
	struct dn_agree_question own = *question;
	struct dn_agree_table *table = dn_agree_pairs_table(pairs, g, h, err);
	struct dn_agree_result kappa;
	int failed;

	if (table == NULL)
		return -1;
	own.table = table;
	own.own = NULL;
	failed = dn_agree_compute(&cohen, &own, &kappa, err);
	dn_agree_table_free(table);
	if (failed < 0)
		return -1;
	if (kappa.reason == NULL)
		dn_stat_sum_add(sum, kappa.value);
	else
		result->undefined++;
	return 0;
}

int
dn_agree_light(const struct dn_agree_question *question,
    struct dn_agree_result *result, struct dn_err *err)
{
	uint32_t count = (uint32_t)question->table->annotator_count;
	uint64_t all = (uint64_t)count * (count - 1) / 2;
	struct dn_stat_sum sum = { 0, 0 };
	struct dn_agree_pairs pairs;
	int failed = dn_agree_pairs_init(&pairs, question->table, err);

	result->n = question->table->items;
	for (uint32_t g = 0; g < count && failed == 0; g++)
		for (uint32_t h = g + 1; h < count && failed == 0; h++)
			failed = add_pair(question, &pairs, g, h, &sum,
			    result, err);
	dn_agree_pairs_release(&pairs);
	if (failed < 0)
		return -1;
	if (result->undefined == all)
		result->reason = dn_agree_one_category;
	else
		result->value = dn_stat_sum_get(&sum) /
		    (double)(all - result->undefined);
	return 0;
}
