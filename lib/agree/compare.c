/* SPDX-License-Identifier: MIT */
/* A paired t test over items, or over items left out. */
#include "agree/compare.h"

#include <math.h>
#include <stdlib.h>

#include "agree/again.h"
#include "agree/coefs.h"

/* Two coefficients computed, and their items' own values. */
struct sides {
	const struct dn_agree_coef *coefs[2];
	struct dn_agree_result results[2];
	double *own[2];
};

static int
compute_sides(struct sides *sides, const struct dn_agree_question *question,
    struct dn_err *err)
{
	const struct dn_agree_table *table = question->table;
	size_t room = table->pattern_count + table->row_count +
	    table->cell_count + 1;

	for (int i = 0; i < 2; i++) {
		struct dn_agree_question own = *question;

		sides->own[i] = calloc(room, sizeof(*sides->own[i]));
		if (sides->own[i] == NULL)
			return dn_err_memory(err);
		own.own = sides->own[i];
		if (dn_agree_compute(sides->coefs[i], &own,
		    &sides->results[i], err) < 0)
			return -1;
	}
	return 0;
}

/* The own value of the items of a row. */
static double
own_of_row(const struct sides *sides, int side,
    const struct dn_agree_again *again, size_t row)
{
	switch (sides->results[side].own_of) {
	case DN_AGREE_OWN_PATTERN:
		return sides->own[side][again->pattern_of[row]];
	case DN_AGREE_OWN_ROW:
		return sides->own[side][row];
	case DN_AGREE_OWN_CELL:
		return sides->own[side][again->cell_of[row]];
	case DN_AGREE_OWN_NONE:
		break;
	}
	return NAN;
}

static double
error_of_own(const struct sides *sides, const struct dn_agree_again *again,
    double value)
{
	struct dn_agree_spread spread = { .centre = value };

	for (size_t i = 0; i < again->units; i++)
		dn_agree_spread_add(&spread, dn_agree_again_items(again, i),
		    own_of_row(sides, 0, again, i) -
		    own_of_row(sides, 1, again, i));
	return dn_agree_spread_error(&spread, again->source->items);
}

/* Leave out one item of each row in turn. */
static int
error_of_jackknife(const struct sides *sides,
    const struct dn_agree_question *question, struct dn_agree_again *again,
    double *error, struct dn_err *err)
{
	struct dn_agree_question own = *question;
	struct dn_stat_sum sum = { 0, 0 }, squares = { 0, 0 };
	uint64_t *items = calloc(again->units + 1, sizeof(*items));
	double n = (double)again->source->items, mean;
	double *values = calloc(again->units + 1, sizeof(*values));
	struct dn_agree_result first, second;
	int failed = items == NULL || values == NULL ? dn_err_memory(err) : 0;
	size_t i;

	own.table = &again->table;
	own.point = true;
	own.own = NULL;
	for (i = 0; i < again->units && failed == 0; i++)
		items[i] = dn_agree_again_items(again, i);
	for (i = 0; i < again->units && failed == 0; i++) {
		items[i]--;
		dn_agree_again_set(again, items);
		items[i]++;
		if (dn_agree_compute(sides->coefs[0], &own, &first,
		    err) < 0 || dn_agree_compute(sides->coefs[1], &own,
		    &second, err) < 0)
			failed = -1;
		else
			values[i] = first.value - second.value;
		dn_stat_sum_add(&sum, (double)items[i] * values[i]);
	}
	mean = dn_stat_sum_get(&sum) / n;
	for (i = 0; i < again->units && failed == 0; i++)
		dn_stat_sum_add(&squares, (double)items[i] *
		    (values[i] - mean) * (values[i] - mean));
	*error = sqrt((n - 1) / n * dn_stat_sum_get(&squares));
	free(items);
	free(values);
	return failed;
}

/* What the error makes of the difference. */
static void
settle(struct dn_difference *difference, double confidence)
{
	double df = (double)(difference->n - 1), reach;

	if (difference->n < 2 || isnan(difference->se)) {
		difference->se = NAN;
		return;
	}
	reach = -difference->se *
	    dn_stat_student_quantile((1 - confidence) / 2, df);
	difference->low = difference->value - reach;
	difference->high = difference->value + reach;
	if (difference->se == 0) {
		difference->p = difference->value == 0 ? 1 : 0;
		return;
	}
	difference->t = difference->value / difference->se;
	difference->p = fmin(1, 2 *
	    dn_stat_student_tail(fabs(difference->t), df));
}

int
dn_agree_compare(const struct dn_agree_coef *first,
    const struct dn_agree_coef *second,
    const struct dn_agree_question *question,
    struct dn_difference *difference, struct dn_err *err)
{
	const struct dn_agree_table *table = question->table;
	struct sides sides = { .coefs = { first, second } };
	struct dn_agree_again again = { .units = 0 };
	int failed = compute_sides(&sides, question, err);

	*difference = (struct dn_difference){ .value = NAN, .se = NAN,
		.t = NAN, .p = NAN, .low = NAN, .high = NAN,
		.n = table->items };
	for (int i = 0; i < 2 && failed == 0; i++)
		if (difference->reason == NULL)
			difference->reason = sides.results[i].reason;
	if (failed == 0)
		failed = dn_agree_again_init(&again, table, err);
	if (failed == 0 && difference->reason == NULL) {
		difference->value = sides.results[0].value -
		    sides.results[1].value;
		difference->jackknife =
		    sides.results[0].own_of == DN_AGREE_OWN_NONE ||
		    sides.results[1].own_of == DN_AGREE_OWN_NONE ||
		    sides.results[0].n != table->items ||
		    sides.results[1].n != table->items;
		if (!difference->jackknife)
			difference->se = error_of_own(&sides, &again,
			    difference->value);
		else
			failed = error_of_jackknife(&sides, question, &again,
			    &difference->se, err);
		settle(difference, question->confidence);
	}
	dn_agree_again_release(&again);
	free(sides.own[0]);
	free(sides.own[1]);
	return failed;
}
