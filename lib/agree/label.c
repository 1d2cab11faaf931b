/* SPDX-License-Identifier: MIT */
/* A table of two labels, the one in question and the rest. */
#include "agree/label.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "agree/coefs.h"

/* The table with label 0 for `label` and 1 for any other; *new* and closed. */
static struct dn_agree_table *
collapse(const struct dn_agree_table *table, uint32_t label,
    struct dn_err *err)
{
	struct dn_agree_table *two = dn_agree_table_new(2,
	    table->annotator_count, true);
	size_t most = table->class_count == 0 ? 0 :
	    table->classes[table->class_count - 1].size;
	struct dn_rating *ratings = calloc(most + 1, sizeof(*ratings));
	int failed = 0;

	if (two == NULL || ratings == NULL)
		failed = dn_err_memory(err);
	for (size_t i = 0; i < table->row_count && failed == 0; i++) {
		const struct dn_agree_row *row = &table->rows[i];

		for (size_t j = 0; j < row->size; j++)
			ratings[j] = (struct dn_rating){
				row->ratings[j].annotator,
				row->ratings[j].label != label };
		failed = dn_agree_table_add(two, ratings, row->size,
		    row->items, err);
	}
	if (failed == 0)
		failed = dn_agree_table_close(two, err);
	free(ratings);
	if (failed == 0)
		return two;
	dn_agree_table_free(two);
	return NULL;
}

/* Ratings of label 0 in a pattern; its labels ascend. */
static double
count_label(const struct dn_agree_pattern *pattern)
{
	size_t count = 0;

	while (count < pattern->size && pattern->labels[count] == 0)
		count++;
	return (double)count;
}

/* Fleiss (1971), where the items' numbers of ratings differ. */
static void
settle_fleiss(const struct dn_agree_table *two,
    struct dn_agree_result *result)
{
	struct dn_stat_sum sum = { 0, 0 };
	double share = two->shares[0];

	if (two->class_count == 1 || result->reason != NULL)
		return;
	for (size_t i = 0; i < two->pattern_count; i++) {
		const struct dn_agree_pattern *p = &two->patterns[i];
		double size = (double)p->size, own = count_label(p);

		if (p->size >= 2)
			dn_stat_sum_add(&sum, (double)p->items * own *
			    (own - 1) / (size * (size - 1)));
	}
	result->po = dn_stat_sum_get(&sum) /
	    ((double)two->paired_items * share);
	result->pe = share;
	result->value = (result->po - share) / (1 - share);
	result->se = result->se0 = result->z = NAN;
	result->low = result->high = NAN;
}

static void
settle_specific(const struct dn_agree_table *two,
    struct dn_agree_result *result)
{
	struct dn_stat_sum agreeing = { 0, 0 }, pairs = { 0, 0 };

	if (result->reason != NULL)
		return;
	for (size_t i = 0; i < two->pattern_count; i++) {
		const struct dn_agree_pattern *p = &two->patterns[i];
		double own = count_label(p);

		if (p->size < 2)
			continue;
		dn_stat_sum_add(&agreeing,
		    (double)p->items * own * (own - 1));
		dn_stat_sum_add(&pairs,
		    (double)p->items * own * (double)(p->size - 1));
	}
	result->value = result->po = NAN;
	if (dn_stat_sum_get(&pairs) > 0)
		result->value = result->po = dn_stat_sum_get(&agreeing) /
		    dn_stat_sum_get(&pairs);
	else
		result->reason = "no-pairs";
}

int
dn_agree_compute_label(const struct dn_agree_coef *coef,
    const struct dn_agree_question *question, uint32_t label,
    struct dn_agree_result *result, struct dn_err *err)
{
	const struct dn_metric same = { .name = "identity",
		.shape = DN_METRIC_SAME, .count = 2, .divisor = 1,
		.largest = 1 };
	struct dn_agree_question own = *question;
	struct dn_agree_table *two = collapse(question->table, label, err);
	int failed;

	if (two == NULL)
		return -1;
	own.table = two;
	own.weights = own.scale = &same;
	own.numbers = NULL;
	own.own = NULL;
	failed = dn_agree_compute(coef, &own, result, err);
	if (failed == 0 && two->items > 0 && two->shares[0] == 0) {
		result->reason = "unused";
		result->value = result->se = result->se0 = result->z = NAN;
		result->low = result->high = NAN;
	} else if (failed == 0 && strcmp(coef->name, "fleiss") == 0) {
		settle_fleiss(two, result);
	} else if (failed == 0 &&
	    strcmp(coef->name, "specific-agreement") == 0) {
		settle_specific(two, result);
	}
	dn_agree_table_free(two);
	return failed;
}
