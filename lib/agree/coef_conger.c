/* SPDX-License-Identifier: MIT */
/* Conger's kappa: chance by each annotator's own shares of labels. */
#include "agree/coefs.h"

#include <math.h>
#include <stdlib.h>

/*
 * Of annotator g a row of labels: `shares` of the own ratings, `worth` the sum
 * over the other annotators of the weights of their shares with each label.
 */
struct own {
	size_t labels, annotators;
	double active;                  /* annotators with a rating */
	double *shares, *worth, *all, *rest;
	uint64_t *ratings;              /* of each annotator */
	double *mean;                   /* of each: mean worth of the own */
};

static int
init_own(struct own *own, const struct dn_agree_table *table)
{
	size_t cells = table->annotator_count * table->label_count + 1;

	own->labels = table->label_count;
	own->annotators = table->annotator_count;
	own->shares = calloc(cells, sizeof(*own->shares));
	own->worth = calloc(cells, sizeof(*own->worth));
	own->all = calloc(own->labels + 1, sizeof(*own->all));
	own->rest = calloc(own->labels + 1, sizeof(*own->rest));
	own->ratings = calloc(own->annotators + 1, sizeof(*own->ratings));
	own->mean = calloc(own->annotators + 1, sizeof(*own->mean));
	return own->shares == NULL || own->worth == NULL ||
	    own->all == NULL || own->rest == NULL || own->ratings == NULL ||
	    own->mean == NULL ? -1 : 0;
}

static void
release_own(struct own *own)
{
	free(own->shares);
	free(own->worth);
	free(own->all);
	free(own->rest);
	free(own->ratings);
	free(own->mean);
}

/* The shares of each annotator; counts first, so that they are exact. */
static void
count_shares(struct own *own, const struct dn_agree_table *table)
{
	size_t g, k;

	for (size_t i = 0; i < table->row_count; i++) {
		const struct dn_agree_row *row = &table->rows[i];

		for (size_t j = 0; j < row->size; j++) {
			const struct dn_rating *rating = &row->ratings[j];

			own->shares[rating->annotator * own->labels +
			    rating->label] += (double)row->items;
			own->ratings[rating->annotator] += row->items;
		}
	}
	for (g = 0; g < own->annotators; g++) {
		own->active += own->ratings[g] > 0;
		for (k = 0; k < own->labels && own->ratings[g] > 0; k++) {
			double *share = &own->shares[g * own->labels + k];

			*share /= (double)own->ratings[g];
			own->all[k] += *share;
		}
	}
}

/* What a label of an annotator is worth with the labels of the others. */
static void
weigh(struct own *own, const struct dn_metric *metric)
{
	for (size_t g = 0; g < own->annotators; g++) {
		const double *shares = own->shares + g * own->labels;
		double *worth = own->worth + g * own->labels;
		struct dn_stat_sum sum = { 0, 0 };
		size_t k;

		for (k = 0; k < own->labels; k++)
			own->rest[k] = own->all[k] - shares[k];
		dn_metric_against(metric, own->rest, worth);
		for (k = 0; k < own->labels; k++) {
			worth[k] = metric->shape == DN_METRIC_SAME ?
			    own->rest[k] :
			    own->active - 1 - worth[k];
			dn_stat_sum_add(&sum, shares[k] * worth[k]);
		}
		own->mean[g] = dn_stat_sum_get(&sum);
	}
}

/*
 * Gwet (2014): what an item adds to chance comes from those who rated it, each
 * by how far the label given differs from the annotator's usual ones.
 */
static int
conger_error(const struct own *own, const struct dn_agree_question *question,
    struct dn_agree_result *result)
{
	const struct dn_agree_table *table = question->table;
	double n = (double)table->items, count = own->active;
	double ratio = n / (double)table->paired_items;
	double value = result->value, pe = result->pe;
	struct dn_agree_spread spread = { .centre = value };
	size_t most = table->classes[table->class_count - 1].size;
	uint32_t *labels = calloc(most, sizeof(*labels));

	if (labels == NULL)
		return -1;
	for (size_t i = 0; i < table->row_count; i++) {
		const struct dn_agree_row *row = &table->rows[i];
		struct dn_stat_sum sum = { 0, 0 };
		double within = 0;

		for (size_t j = 0; j < row->size; j++) {
			uint32_t g = row->ratings[j].annotator;

			labels[j] = row->ratings[j].label;
			dn_stat_sum_add(&sum, n / (double)own->ratings[g] *
			    (own->worth[g * own->labels + labels[j]] -
			    own->mean[g]));
		}
		if (row->size >= 2)
			within = ratio * (1 - dn_metric_within(
			    question->weights, labels, row->size) /
			    (double)(row->size * (row->size - 1)) - pe);
		within = (within - 2 * (1 - value) * dn_stat_sum_get(&sum) /
		    (count * (count - 1))) / (1 - pe);
		dn_agree_spread_add(&spread, row->items, within);
		if (question->own != NULL)
			question->own[i] = within;
	}
	free(labels);
	result->own_of = DN_AGREE_OWN_ROW;
	result->se = dn_agree_spread_error(&spread, table->items);
	return 0;
}

int
dn_agree_conger(const struct dn_agree_question *question,
    struct dn_agree_result *result, struct dn_err *err)
{
	const struct dn_agree_table *table = question->table;
	struct dn_stat_sum chance = { 0, 0 };
	struct own own = { .labels = 0 };
	int failed = init_own(&own, table);

	if (failed < 0)
		goto out;
	count_shares(&own, table);
	weigh(&own, question->weights);
	for (size_t g = 0; g < own.annotators; g++)
		dn_stat_sum_add(&chance, own.mean[g]);
	result->n = table->items;
	result->po = dn_agree_observed(question->weights, table);
	result->pe = table->used == 1 ? 1 :
	    dn_stat_sum_get(&chance) / (own.active * (own.active - 1));
	if (!(1 - result->pe > 0)) {
		result->reason = dn_agree_one_category;
		goto out;
	}
	result->value = (result->po - result->pe) / (1 - result->pe);
	if (!question->point)
		failed = conger_error(&own, question, result);
out:
	release_own(&own);
	return failed < 0 ? dn_err_memory(err) : 0;
}
