/* SPDX-License-Identifier: MIT */
/* The same table drawn again and again; all coefficients see the same draws. */
#include "agree/resample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "agree/again.h"
#include "agree/draw.h"
#include "core/stat.h"

/* What is resampled, and the values that came of it. */
struct resampling {
	const struct dn_agree_coef *const *coefs;
	size_t coef_count;
	struct dn_agree_question question;
	size_t parts;           /* values of a coefficient */
	double *values;         /* parts of each coefficient, NAN where none */
	uint64_t *weights;      /* of a jackknife: items of each part */
};

/* The values of all coefficients of `table` become those of a part. */
static int
keep_values(struct resampling *all, const struct dn_agree_table *table,
    size_t part, struct dn_err *err)
{
	struct dn_agree_result result;

	all->question.table = table;
	for (size_t c = 0; c < all->coef_count; c++) {
		if (dn_agree_compute(all->coefs[c], &all->question, &result,
		    err) < 0)
			return -1;
		all->values[c * all->parts + part] = result.value;
	}
	return 0;
}

static int
make_room(struct resampling *all, size_t parts)
{
	all->parts = parts;
	free(all->values);
	free(all->weights);
	all->values = calloc(parts * all->coef_count + 1,
	    sizeof(*all->values));
	all->weights = calloc(parts + 1, sizeof(*all->weights));
	return all->values == NULL || all->weights == NULL ? -1 : 0;
}

/* ---- the draws -------------------------------------------------------- */

static int
draw_replicates(struct resampling *all, struct dn_agree_again *again,
    const struct dn_resample *how, struct dn_err *err)
{
	uint64_t *items = calloc(2 * again->units + 1, sizeof(*items));
	uint64_t *drawn = items + again->units;
	struct dn_random random;
	int failed = 0;

	if (items == NULL || make_room(all, how->replicates) < 0) {
		free(items);
		return dn_err_memory(err);
	}
	for (size_t i = 0; i < again->units; i++)
		items[i] = dn_agree_again_items(again, i);
	dn_random_init(&random, how->seed);
	for (size_t r = 0; r < how->replicates && failed == 0; r++) {
		dn_draw_items(&random, items, again->units,
		    again->source->items, drawn);
		dn_agree_again_set(again, drawn);
		failed = keep_values(all, &again->table, r, err);
	}
	free(items);
	return failed;
}

/* One item less of each kind in turn. */
static int
leave_items_out(struct resampling *all, struct dn_agree_again *again,
    struct dn_err *err)
{
	uint64_t *items = calloc(again->units + 1, sizeof(*items));
	int failed = 0;

	if (items == NULL || make_room(all, again->units) < 0) {
		free(items);
		return dn_err_memory(err);
	}
	for (size_t i = 0; i < again->units; i++)
		items[i] = all->weights[i] = dn_agree_again_items(again, i);
	for (size_t i = 0; i < again->units && failed == 0; i++) {
		items[i]--;
		dn_agree_again_set(again, items);
		failed = keep_values(all, &again->table, i, err);
		items[i]++;
	}
	free(items);
	return failed;
}

/* Annotators as they were drawn: how often each, and their new numbers. */
struct draw {
	uint64_t *times;
	uint32_t *first;                /* the number of the first copy */
	uint32_t all;                   /* copies of all of them */
	struct dn_rating *ratings;      /* room for those of an item */
};

static int
init_draw(struct draw *draw, size_t annotators)
{
	draw->times = calloc(annotators + 1, sizeof(*draw->times));
	draw->first = calloc(annotators + 1, sizeof(*draw->first));
	draw->ratings = calloc(annotators + 1, sizeof(*draw->ratings));
	return draw->times == NULL || draw->first == NULL ||
	    draw->ratings == NULL ? -1 : 0;
}

static void
release_draw(struct draw *draw)
{
	free(draw->times);
	free(draw->first);
	free(draw->ratings);
}

/* An item's ratings, those of each annotator as often as he was drawn. */
static size_t
copy_row(struct draw *draw, const struct dn_agree_row *row)
{
	size_t size = 0;

	for (size_t j = 0; j < row->size; j++) {
		uint32_t g = row->ratings[j].annotator;

		for (uint32_t t = 0; t < draw->times[g]; t++)
			draw->ratings[size++] = (struct dn_rating){
				draw->first[g] + t, row->ratings[j].label };
	}
	return size;
}

/* The table of the annotators that were drawn; *new* and closed. */
static struct dn_agree_table *
drawn_table(const struct dn_agree_table *table, struct draw *draw,
    struct dn_err *err)
{
	struct dn_agree_table *drawn;
	int failed = 0;
	size_t size;

	draw->all = 0;
	for (size_t g = 0; g < table->annotator_count; g++) {
		draw->first[g] = draw->all;
		draw->all += (uint32_t)draw->times[g];
	}
	drawn = dn_agree_table_new(table->label_count, draw->all, true);
	if (drawn == NULL)
		failed = dn_err_memory(err);
	for (size_t i = 0; i < table->row_count && failed == 0; i++) {
		size = copy_row(draw, &table->rows[i]);
		if (size > 0)
			failed = dn_agree_table_add(drawn, draw->ratings,
			    size, table->rows[i].items, err);
	}
	if (failed == 0)
		failed = dn_agree_table_close(drawn, err);
	if (failed == 0)
		return drawn;
	dn_agree_table_free(drawn);
	return NULL;
}

/* The values of the annotators that were drawn become those of a part. */
static int
keep_drawn(struct resampling *all, const struct dn_agree_table *table,
    struct draw *draw, size_t part, struct dn_err *err)
{
	struct dn_agree_table *drawn = drawn_table(table, draw, err);
	int failed = drawn == NULL ? -1 : keep_values(all, drawn, part, err);

	dn_agree_table_free(drawn);
	return failed;
}

static int
leave_annotators_out(struct resampling *all,
    const struct dn_agree_table *table, struct dn_err *err)
{
	size_t count = table->annotator_count;
	struct draw draw = { .all = 0 };
	int failed = 0;

	if (init_draw(&draw, count) < 0 || make_room(all, count) < 0)
		failed = dn_err_memory(err);
	for (size_t g = 0; g < count && failed == 0; g++)
		draw.times[g] = 1;
	for (size_t g = 0; g < count && failed == 0; g++) {
		all->weights[g] = 1;
		draw.times[g] = 0;
		failed = keep_drawn(all, table, &draw, g, err);
		draw.times[g] = 1;
	}
	release_draw(&draw);
	return failed;
}

static int
draw_annotators(struct resampling *all, const struct dn_agree_table *table,
    const struct dn_resample *how, struct dn_err *err)
{
	size_t count = table->annotator_count;
	struct draw draw = { .all = 0 };
	struct dn_random random;
	int failed = 0;

	if (init_draw(&draw, count) < 0 || make_room(all, how->replicates) < 0)
		failed = dn_err_memory(err);
	dn_random_init(&random, how->seed);
	for (size_t r = 0; r < how->replicates && failed == 0; r++) {
		memset(draw.times, 0, count * sizeof(*draw.times));
		for (size_t g = 0; g < count; g++)
			draw.times[dn_random_below(&random, count)]++;
		failed = keep_drawn(all, table, &draw, r, err);
	}
	release_draw(&draw);
	return failed;
}

/* ---- what comes of them ------------------------------------------------- */

/* Of one coefficient: mean, and sums of powers of what is off it. */
struct moments {
	uint64_t count, lost;
	double mean, squares, cubes;
};

static struct moments
moments_of(const struct resampling *all, size_t coef, bool weighed)
{
	const double *values = all->values + coef * all->parts;
	struct dn_stat_sum sum = { 0, 0 }, squares = { 0, 0 };
	struct dn_stat_sum cubes = { 0, 0 };
	struct moments got = { .count = 0 };
	size_t i;

	for (i = 0; i < all->parts; i++) {
		uint64_t weight = weighed ? all->weights[i] : 1;

		if (isnan(values[i])) {
			got.lost += weight;
			continue;
		}
		got.count += weight;
		dn_stat_sum_add(&sum, (double)weight * values[i]);
	}
	got.mean = dn_stat_sum_get(&sum) / (double)got.count;
	for (i = 0; i < all->parts; i++) {
		double weight = weighed ? (double)all->weights[i] : 1;
		double off = values[i] - got.mean;

		if (isnan(values[i]))
			continue;
		dn_stat_sum_add(&squares, weight * off * off);
		dn_stat_sum_add(&cubes, weight * off * off * off);
	}
	got.squares = dn_stat_sum_get(&squares);
	got.cubes = dn_stat_sum_get(&cubes);
	return got;
}

static void
settle_jackknife(const struct resampling *all, size_t coef,
    struct dn_agree_result *result, double least)
{
	struct moments got = moments_of(all, coef, true);
	double n = (double)got.count, reach;

	result->se = result->low = result->high = NAN;
	if (result->reason != NULL)
		return;
	result->lost = got.lost;
	if (got.count < 2)
		return;
	result->se = sqrt((n - 1) / n * got.squares);
	reach = -result->se * dn_stat_student_quantile(
	    (1 - all->question.confidence) / 2, n - 1);
	result->low = fmax(least, result->value - reach);
	result->high = fmin(1, result->value + reach);
}

static int
compare_reals(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The quantile of sorted values, between two of them in proportion. */
static double
quantile(const double *values, uint64_t count, double p)
{
	double place = p * (double)(count - 1), floor_of = floor(place);
	uint64_t at = (uint64_t)floor_of;

	if (at + 1 >= count)
		return values[count - 1];
	return values[at] + (place - floor_of) * (values[at + 1] -
	    values[at]);
}

/*
 * Efron (1987): the level to read the quantile at, where `bias` is the normal
 * quantile of the share of replicates below the value and `skew` a sixth of
 * the jackknife's.
 */
static double
bca_level(double level, double bias, double skew)
{
	double z = bias + dn_stat_normal_quantile(level);

	return dn_stat_normal_below(bias + z / (1 - skew * z));
}

static void
settle_bootstrap(struct resampling *all, size_t coef, const double *skew,
    struct dn_agree_result *result, double least)
{
	struct moments got = moments_of(all, coef, false);
	double *values = all->values + coef * all->parts, below = 0;
	double low = (1 - all->question.confidence) / 2, high = 1 - low, bias;
	size_t count = 0;

	result->se = result->low = result->high = NAN;
	if (result->reason != NULL)
		return;
	result->lost = got.lost;
	if (got.count < 2)
		return;
	for (size_t i = 0; i < all->parts; i++)
		if (!isnan(values[i]))
			values[count++] = values[i];
	qsort(values, count, sizeof(*values), compare_reals);
	for (size_t i = 0; i < count; i++)
		below += values[i] < result->value ? 1 :
		    values[i] == result->value ? 0.5 : 0;
	result->se = sqrt(got.squares / ((double)got.count - 1));
	if (skew != NULL && below > 0 && below < (double)count) {
		bias = dn_stat_normal_quantile(below / (double)count);
		low = bca_level(low, bias, skew[coef]);
		high = bca_level(high, bias, skew[coef]);
	}
	result->low = fmax(least, quantile(values, count, low));
	result->high = fmin(1, quantile(values, count, high));
}

/* The skew that a jackknife shows of each coefficient; a *new* array. */
static double *
find_skews(const struct resampling *all)
{
	double *skews = calloc(all->coef_count + 1, sizeof(*skews));

	for (size_t c = 0; skews != NULL && c < all->coef_count; c++) {
		struct moments got = moments_of(all, c, true);
		double spread = got.squares * sqrt(got.squares);

		skews[c] = spread > 0 ? -got.cubes / (6 * spread) : 0;
	}
	return skews;
}

/* ---- both ------------------------------------------------------------- */

static int
leave_out(struct resampling *all, const struct dn_resample *how,
    const struct dn_agree_table *table, struct dn_agree_again *again,
    struct dn_err *err)
{
	return how->annotators ? leave_annotators_out(all, table, err) :
	    leave_items_out(all, again, err);
}

static int
bootstrap(struct resampling *all, const struct dn_resample *how,
    const struct dn_agree_table *table, struct dn_agree_again *again,
    struct dn_agree_result *results, struct dn_err *err)
{
	double *skews = NULL;
	int failed = 0;

	if (how->kind == DN_RESAMPLE_BCA) {
		failed = leave_out(all, how, table, again, err);
		if (failed == 0 && (skews = find_skews(all)) == NULL)
			failed = dn_err_memory(err);
	}
	if (failed == 0)
		failed = how->annotators ?
		    draw_annotators(all, table, how, err) :
		    draw_replicates(all, again, how, err);
	for (size_t c = 0; c < all->coef_count && failed == 0; c++)
		settle_bootstrap(all, c, skews, &results[c],
		    all->coefs[c]->least);
	free(skews);
	return failed;
}

static int
jackknife(struct resampling *all, const struct dn_resample *how,
    const struct dn_agree_table *table, struct dn_agree_again *again,
    struct dn_agree_result *results, struct dn_err *err)
{
	int failed = leave_out(all, how, table, again, err);

	for (size_t c = 0; c < all->coef_count && failed == 0; c++)
		settle_jackknife(all, c, &results[c], all->coefs[c]->least);
	return failed;
}

int
dn_agree_resample(const struct dn_resample *how,
    const struct dn_agree_coef *const *coefs, size_t count,
    const struct dn_agree_question *question,
    struct dn_agree_result *results, struct dn_err *err)
{
	const struct dn_agree_table *table = question->table;
	struct resampling all = { .coefs = coefs, .coef_count = count,
		.question = *question };
	struct dn_agree_again again;
	int failed;

	if (how->kind == DN_RESAMPLE_NONE || table->items == 0)
		return 0;
	all.question.point = true;
	all.question.own = NULL;
	failed = dn_agree_again_init(&again, table, err);
	if (failed == 0)
		failed = how->kind == DN_RESAMPLE_JACKKNIFE ?
		    jackknife(&all, how, table, &again, results, err) :
		    bootstrap(&all, how, table, &again, results, err);
	dn_agree_again_release(&again);
	free(all.values);
	free(all.weights);
	return failed;
}
