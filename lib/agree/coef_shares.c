/* SPDX-License-Identifier: MIT */
/* Coefficients whose chance is fixed, or comes from the labels' shares. */
#include "agree/coefs.h"

#include <math.h>
#include <stdlib.h>

/* ---- without chance -------------------------------------------------- */

int
dn_agree_percent(const struct dn_agree_question *question,
    struct dn_agree_result *result, struct dn_err *err)
{
	const struct dn_agree_table *table = question->table;

	(void)err;
	result->n = table->items;
	result->value = result->po =
	    dn_agree_observed(question->weights, table);
	result->pe = 0;
	dn_agree_gwet_error(question, NULL, result);
	return 0;
}

/* Do all ratings of a pattern agree, numbers within the tolerance? */
static bool
is_unanimous(const struct dn_agree_question *question,
    const struct dn_agree_pattern *pattern)
{
	const double *numbers = question->numbers;
	double least, most;

	if (numbers == NULL || question->tolerance <= 0)
		return pattern->labels[0] ==
		    pattern->labels[pattern->size - 1];
	least = most = numbers[pattern->labels[0]];
	for (size_t i = 1; i < pattern->size; i++) {
		least = fmin(least, numbers[pattern->labels[i]]);
		most = fmax(most, numbers[pattern->labels[i]]);
	}
	return most - least <= question->tolerance;
}

int
dn_agree_percent_all(const struct dn_agree_question *question,
    struct dn_agree_result *result, struct dn_err *err)
{
	const struct dn_agree_table *table = question->table;
	double ratio = (double)table->items / (double)table->paired_items;
	struct dn_agree_spread spread;
	uint64_t agreed = 0;
	size_t i;

	(void)err;
	for (i = 0; i < table->pattern_count; i++)
		if (table->patterns[i].size >= 2 &&
		    is_unanimous(question, &table->patterns[i]))
			agreed += table->patterns[i].items;
	result->n = table->items;
	result->value = result->po =
	    (double)agreed / (double)table->paired_items;
	result->pe = 0;
	spread = (struct dn_agree_spread){ .centre = result->value };
	for (i = 0; i < table->pattern_count; i++) {
		const struct dn_agree_pattern *p = &table->patterns[i];

		double own = p->size >= 2 && is_unanimous(question, p) ?
		    ratio : 0;

		dn_agree_spread_add(&spread, p->items, own);
		if (question->own != NULL)
			question->own[i] = own;
	}
	result->own_of = DN_AGREE_OWN_PATTERN;
	result->se = dn_agree_spread_error(&spread, table->items);
	return 0;
}

int
dn_agree_specific(const struct dn_agree_question *question,
    struct dn_agree_result *result, struct dn_err *err)
{
	const struct dn_agree_table *table = question->table;
	unsigned __int128 agreeing = 0, pairs = 0;

	(void)err;
	for (size_t i = 0; i < table->class_count; i++) {
		const struct dn_agree_class *class = &table->classes[i];

		if (class->size < 2)
			continue;
		agreeing += class->agreeing;
		pairs += (unsigned __int128)class->items * class->size *
		    (class->size - 1);
	}
	result->n = table->paired_items;
	result->value = result->po = (double)agreeing / (double)pairs;
	return 0;
}

/* ---- chance by the labels' shares ------------------------------------ */

/*
 * Fleiss (1971) as Fleiss, Levin and Paik (2003) correct it: for n items with
 * r ratings each the variance is 2 / (n r (r - 1)) times (S^2 - sum p q (q -
 * p)) / S^2, where q = 1 - p and S = sum p q.
 */
static double
fleiss_null_error(const struct dn_agree_table *table)
{
	double size = (double)table->classes[0].size, variance;
	struct dn_stat_sum products = { 0, 0 }, skews = { 0, 0 };

	if (table->class_count != 1 || table->items < 2)
		return NAN;
	for (size_t k = 0; k < table->label_count; k++) {
		double p = table->shares[k], q = 1 - p;

		dn_stat_sum_add(&products, p * q);
		dn_stat_sum_add(&skews, p * q * (q - p));
	}
	variance = dn_stat_sum_get(&products);
	variance = 1 - dn_stat_sum_get(&skews) / (variance * variance);
	return sqrt(2 * fmax(0, variance) /
	    ((double)table->items * size * (size - 1)));
}

/* The value from po and pe, unless chance explains everything. */
static bool
settle(const struct dn_agree_table *table, struct dn_agree_result *result,
    double pe)
{
	result->n = table->items;
	result->pe = pe;
	if (!(1 - pe > 0)) {
		result->reason = dn_agree_one_category;
		return false;
	}
	result->value = (result->po - pe) / (1 - pe);
	return true;
}

int
dn_agree_scott(const struct dn_agree_question *question,
    struct dn_agree_result *result, struct dn_err *err)
{
	const struct dn_agree_table *table = question->table;
	const struct dn_metric *metric = question->weights;
	double *worth = calloc(table->label_count + 1, sizeof(*worth));
	struct dn_stat_sum chance = { 0, 0 };
	size_t k;

	if (worth == NULL)
		return dn_err_memory(err);
	dn_metric_against(metric, table->shares, worth);
	for (k = 0; k < table->label_count; k++) {
		worth[k] = metric->shape == DN_METRIC_SAME ?
		    table->shares[k] : 1 - worth[k];
		dn_stat_sum_add(&chance, table->shares[k] * worth[k]);
	}
	result->po = dn_agree_observed(metric, table);
	if (settle(table, result, table->used == 1 ? 1 :
	    dn_stat_sum_get(&chance)))
		dn_agree_gwet_error(question, worth, result);
	free(worth);
	return 0;
}

int
dn_agree_fleiss(const struct dn_agree_question *question,
    struct dn_agree_result *result, struct dn_err *err)
{
	if (dn_agree_scott(question, result, err) < 0)
		return -1;
	if (result->reason == NULL &&
	    question->weights->shape == DN_METRIC_SAME)
		result->se0 = fleiss_null_error(question->table);
	return 0;
}

int
dn_agree_ac(const struct dn_agree_question *question,
    struct dn_agree_result *result, struct dn_err *err)
{
	const struct dn_agree_table *table = question->table;
	const struct dn_metric *metric = question->weights;
	double q = (double)table->label_count;
	double scale = (q * q - dn_metric_total(metric)) / (q * (q - 1));
	double *worth = calloc(table->label_count + 1, sizeof(*worth));
	struct dn_stat_sum chance = { 0, 0 };

	if (worth == NULL)
		return dn_err_memory(err);
	for (size_t k = 0; k < table->label_count; k++) {
		worth[k] = scale * (1 - table->shares[k]);
		dn_stat_sum_add(&chance, table->shares[k] * worth[k]);
	}
	result->po = dn_agree_observed(metric, table);
	if (settle(table, result, table->label_count < 2 ? 1 :
	    dn_stat_sum_get(&chance)))
		dn_agree_gwet_error(question, worth, result);
	free(worth);
	return 0;
}

/* ---- fixed chance ---------------------------------------------------- */

int
dn_agree_brennan_prediger(const struct dn_agree_question *question,
    struct dn_agree_result *result, struct dn_err *err)
{
	const struct dn_agree_table *table = question->table;
	const struct dn_metric *metric = question->weights;
	double q = (double)table->label_count;

	(void)err;
	result->po = dn_agree_observed(metric, table);
	if (settle(table, result, table->label_count < 2 ? 1 :
	    1 - dn_metric_total(metric) / (q * q)))
		dn_agree_gwet_error(question, NULL, result);
	return 0;
}
