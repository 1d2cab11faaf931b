/* SPDX-License-Identifier: MIT */
/* Means and errors over items; all sums run over patterns, each many items. */
#include "agree/coefs.h"

#include <math.h>

const char dn_agree_one_category[] = "one-category";

void
dn_agree_spread_add(struct dn_agree_spread *spread, uint64_t items,
    double value)
{
	double distance = value - spread->centre;

	dn_stat_sum_add(&spread->sum, (double)items * distance * distance);
}

double
dn_agree_spread_error(const struct dn_agree_spread *spread, uint64_t n)
{
	double count = (double)n;

	if (n < 2)
		return NAN;
	return sqrt(dn_stat_sum_get(&spread->sum) / (count * (count - 1)));
}

double
dn_agree_within(const struct dn_metric *metric,
    const struct dn_agree_pattern *pattern)
{
	double size = (double)pattern->size, pairs = size * (size - 1);

	if (metric->shape == DN_METRIC_SAME)
		return (double)dn_agree_pattern_agreeing(pattern) / pairs;
	return 1 - dn_metric_within(metric, pattern->labels, pattern->size) /
	    pairs;
}

/* Without weights each class is one quotient of whole numbers. */
static double
observed_same(const struct dn_agree_table *table)
{
	struct dn_stat_sum sum = { 0, 0 };

	for (size_t i = 0; i < table->class_count; i++) {
		const struct dn_agree_class *class = &table->classes[i];
		double size = (double)class->size;

		if (class->size >= 2)
			dn_stat_sum_add(&sum, (double)class->agreeing /
			    (size * (size - 1)));
	}
	return dn_stat_sum_get(&sum) / (double)table->paired_items;
}

double
dn_agree_observed(const struct dn_metric *metric,
    const struct dn_agree_table *table)
{
	struct dn_stat_sum sum = { 0, 0 };

	if (metric->shape == DN_METRIC_SAME)
		return observed_same(table);
	for (size_t i = 0; i < table->pattern_count; i++) {
		const struct dn_agree_pattern *p = &table->patterns[i];

		if (p->size >= 2)
			dn_stat_sum_add(&sum, (double)p->items *
			    dn_agree_within(metric, p));
	}
	return dn_stat_sum_get(&sum) / (double)table->paired_items;
}

double
dn_agree_pattern_mean(const struct dn_agree_pattern *pattern,
    const double *worth)
{
	struct dn_stat_sum sum = { 0, 0 };

	for (size_t i = 0; i < pattern->size; i++)
		dn_stat_sum_add(&sum, worth[pattern->labels[i]]);
	return dn_stat_sum_get(&sum) / (double)pattern->size;
}

void
dn_agree_gwet_error(const struct dn_agree_question *question,
    const double *worth, struct dn_agree_result *result)
{
	const struct dn_agree_table *table = question->table;
	double ratio = (double)table->items / (double)table->paired_items;
	double pe = result->pe;
	struct dn_agree_spread spread = { .centre = result->value };

	if (question->point)
		return;
	for (size_t i = 0; i < table->pattern_count; i++) {
		const struct dn_agree_pattern *p = &table->patterns[i];
		double own = p->size >= 2 ? ratio *
		    (dn_agree_within(question->weights, p) - pe) : 0;
		double chance = worth == NULL ? 0 :
		    dn_agree_pattern_mean(p, worth) - pe;

		own = (own - 2 * (1 - result->value) * chance) / (1 - pe);
		dn_agree_spread_add(&spread, p->items, own);
		if (question->own != NULL)
			question->own[i] = own;
	}
	result->own_of = DN_AGREE_OWN_PATTERN;
	result->se = dn_agree_spread_error(&spread, table->items);
}
