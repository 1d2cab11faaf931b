/* SPDX-License-Identifier: MIT */
/* Krippendorff's alpha: disagreement observed against that expected. */
#include "agree/coefs.h"

#include <math.h>
#include <stdlib.h>

/* What alpha is computed from, over the items with two ratings or more. */
struct alpha {
	const struct dn_agree_table *table;
	struct dn_metric metric;        /* with values of its own for ranks */
	double *mids;                   /* those */
	double *mass;                   /* share of each label in the ratings */
	double *against;                /* and its distance from all of them */
};

/* Krippendorff (2011): an ordinal value is the middle of its ranks. */
static void
rank_labels(struct alpha *alpha)
{
	double before = 0;

	for (size_t k = 0; k < alpha->metric.count; k++) {
		double own = (double)alpha->table->paired[k];

		alpha->mids[k] = before + own / 2;
		before += own;
	}
	alpha->metric.values = alpha->mids;
}

static int
init_alpha(struct alpha *alpha, const struct dn_agree_question *question)
{
	const struct dn_agree_table *table = question->table;
	size_t room = table->label_count + 1;

	*alpha = (struct alpha){ .table = table, .metric = *question->scale,
		.mids = calloc(room, sizeof(*alpha->mids)),
		.mass = calloc(room, sizeof(*alpha->mass)),
		.against = calloc(room, sizeof(*alpha->against)) };
	if (alpha->mids == NULL || alpha->mass == NULL ||
	    alpha->against == NULL)
		return -1;
	if (alpha->metric.shape == DN_METRIC_RANK)
		rank_labels(alpha);
	for (size_t k = 0; k < table->label_count; k++)
		alpha->mass[k] = (double)table->paired[k] /
		    (double)table->paired_ratings;
	dn_metric_against(&alpha->metric, alpha->mass, alpha->against);
	return 0;
}

static void
release_alpha(struct alpha *alpha)
{
	free(alpha->mids);
	free(alpha->mass);
	free(alpha->against);
}

/* The sum of distances of a pattern's ordered pairs. */
static double
pattern_distance(const struct alpha *alpha,
    const struct dn_agree_pattern *pattern)
{
	double size = (double)pattern->size;

	if (alpha->metric.shape == DN_METRIC_SAME)
		return size * (size - 1) -
		    (double)dn_agree_pattern_agreeing(pattern);
	return dn_metric_within(&alpha->metric, pattern->labels,
	    pattern->size);
}

/*
 * Gwet (2014), ch. 2, for items with two ratings or more: alpha before the
 * small-sample term, and each item's own share in it.
 */
static void
alpha_error(const struct dn_agree_question *question,
    const struct alpha *alpha, double chance, struct dn_agree_result *result)
{
	const struct dn_agree_table *table = alpha->table;
	double n = (double)table->paired_items;
	double total = (double)table->paired_ratings, mean = total / n;
	double within, pa, pe = 1 - chance, value;
	struct dn_stat_sum sum = { 0, 0 };
	struct dn_agree_spread spread;
	size_t i, j;

	for (i = 0; i < table->pattern_count; i++) {
		const struct dn_agree_pattern *p = &table->patterns[i];
		double size = (double)p->size;

		if (p->size >= 2)
			dn_stat_sum_add(&sum, (double)p->items *
			    (size * (size - 1) - pattern_distance(alpha, p)) /
			    (mean * (size - 1)));
	}
	within = dn_stat_sum_get(&sum) / n;
	pa = (1 - 1 / total) * within + 1 / total;
	value = (within - pe) / chance;
	spread = (struct dn_agree_spread){ .centre = value };
	for (i = 0; i < table->pattern_count; i++) {
		const struct dn_agree_pattern *p = &table->patterns[i];
		double size = (double)p->size, more = (size - mean) / mean;
		double agree, expect = 0;

		if (p->size < 2)
			continue;
		agree = (size * (size - 1) - pattern_distance(alpha, p)) /
		    (mean * (size - 1)) - pa * more;
		for (j = 0; j < p->size; j++)
			expect += 1 - alpha->against[p->labels[j]];
		expect = expect / mean - pe * more;
		agree = (agree - pe - 2 * (1 - value) * (expect - pe)) /
		    chance;
		dn_agree_spread_add(&spread, p->items, agree);
		if (question->own != NULL)
			question->own[i] = agree;
	}
	result->own_of = DN_AGREE_OWN_PATTERN;
	result->se = dn_agree_spread_error(&spread, table->paired_items);
}

/* Of nominal data: whole numbers, divided once a class. */
static void
compute_same(const struct dn_agree_table *table,
    struct dn_agree_result *result)
{
	unsigned __int128 total = table->paired_ratings;
	unsigned __int128 pairs = total * (total - 1), alike = 0;
	struct dn_stat_sum sum = { 0, 0 };

	for (size_t i = 0; i < table->class_count; i++) {
		const struct dn_agree_class *class = &table->classes[i];
		unsigned __int128 all = (unsigned __int128)class->items *
		    class->size * (class->size - 1);

		if (class->size >= 2)
			dn_stat_sum_add(&sum, (double)(all -
			    class->agreeing) / (double)(class->size - 1));
	}
	for (size_t k = 0; k < table->label_count; k++)
		if (table->paired[k] > 0)
			alike += (unsigned __int128)table->paired[k] *
			    (table->paired[k] - 1);
	result->observed = dn_stat_sum_get(&sum) / (double)total;
	result->expected = (double)(pairs - alike) / (double)pairs;
}

static void
compute_apart(const struct alpha *alpha, struct dn_agree_result *result)
{
	const struct dn_agree_table *table = alpha->table;
	struct dn_stat_sum observed = { 0, 0 }, expected = { 0, 0 };
	double total = (double)table->paired_ratings;

	for (size_t i = 0; i < table->pattern_count; i++) {
		const struct dn_agree_pattern *p = &table->patterns[i];

		if (p->size >= 2)
			dn_stat_sum_add(&observed, (double)p->items *
			    pattern_distance(alpha, p) /
			    (double)(p->size - 1));
	}
	for (size_t k = 0; k < table->label_count; k++)
		dn_stat_sum_add(&expected,
		    alpha->mass[k] * alpha->against[k]);
	result->observed = dn_stat_sum_get(&observed) / total;
	result->expected = dn_stat_sum_get(&expected) * total / (total - 1);
}

int
dn_agree_krippendorff(const struct dn_agree_question *question,
    struct dn_agree_result *result, struct dn_err *err)
{
	const struct dn_agree_table *table = question->table;
	double rest = 1 - 1 / (double)table->paired_ratings;
	struct alpha alpha;

	result->n = table->paired_items;
	if (init_alpha(&alpha, question) < 0) {
		release_alpha(&alpha);
		return dn_err_memory(err);
	}
	if (alpha.metric.shape == DN_METRIC_SAME)
		compute_same(table, result);
	else
		compute_apart(&alpha, result);
	result->po = 1 - rest * result->observed;
	result->pe = 1 - rest * result->expected;
	if (table->paired_used == 1 || !(result->expected > 0)) {
		result->reason = dn_agree_one_category;
	} else {
		result->value = 1 - result->observed / result->expected;
		if (!question->point)
			alpha_error(question, &alpha,
			    rest * result->expected, result);
	}
	if (alpha.metric.shape == DN_METRIC_MATRIX) {
		result->observed *= alpha.metric.largest;
		result->expected *= alpha.metric.largest;
	}
	release_alpha(&alpha);
	return 0;
}
