/* SPDX-License-Identifier: MIT */
/* Cells of expected and got, summed, and shares of them. */
#include "agree/truth.h"

#include <math.h>
#include <stdlib.h>

#include "core/stat.h"

/* ---- cells ------------------------------------------------------------ */

int
dn_truth_add(struct dn_truth *truth, struct dn_truth_cell cell,
    struct dn_err *err)
{
	if (truth->count == truth->cap) {
		size_t cap = truth->cap == 0 ? 64 : truth->cap * 2;
		struct dn_truth_cell *more = reallocarray(truth->cells, cap,
		    sizeof(*more));

		if (more == NULL)
			return dn_err_memory(err);
		truth->cells = more;
		truth->cap = cap;
	}
	truth->cells[truth->count++] = cell;
	return 0;
}

static int
compare_cells(const void *a, const void *b)
{
	const struct dn_truth_cell *x = a, *y = b;

	if (x->annotator != y->annotator)
		return x->annotator < y->annotator ? -1 : 1;
	if (x->expected != y->expected)
		return x->expected < y->expected ? -1 : 1;
	return (x->got > y->got) - (x->got < y->got);
}

void
dn_truth_close(struct dn_truth *truth)
{
	size_t kept = 0;

	if (truth->count == 0)
		return;
	qsort(truth->cells, truth->count, sizeof(*truth->cells),
	    compare_cells);
	for (size_t i = 1; i < truth->count; i++)
		if (compare_cells(&truth->cells[kept], &truth->cells[i]) == 0)
			truth->cells[kept].items += truth->cells[i].items;
		else
			truth->cells[++kept] = truth->cells[i];
	truth->count = kept + 1;
}

void
dn_truth_release(struct dn_truth *truth)
{
	free(truth->cells);
	*truth = (struct dn_truth){ .cells = NULL };
}

const struct dn_truth_cell *
dn_truth_of(const struct dn_truth *truth, uint32_t annotator, size_t *count)
{
	size_t from = 0, to;

	while (from < truth->count &&
	    truth->cells[from].annotator < annotator)
		from++;
	for (to = from; to < truth->count &&
	    truth->cells[to].annotator == annotator; to++)
		;
	*count = to - from;
	return truth->cells + from;
}

/* ---- results ---------------------------------------------------------- */

bool
dn_truth_begin(const struct dn_truth_cell *cells, size_t count,
    struct dn_agree_result *result)
{
	*result = (struct dn_agree_result){ .value = NAN, .se = NAN,
		.se0 = NAN, .z = NAN, .po = NAN, .pe = NAN, .observed = NAN,
		.expected = NAN, .max = NAN, .po_max = NAN, .low = NAN,
		.high = NAN };
	for (size_t i = 0; i < count; i++)
		result->n += cells[i].items;
	if (result->n == 0)
		result->reason = "no-pairs";
	return result->n > 0;
}

void
dn_truth_accuracy(const struct dn_truth_cell *cells, size_t count,
    double confidence, struct dn_agree_result *result)
{
	double n;
	uint64_t right = 0;

	if (!dn_truth_begin(cells, count, result))
		return;
	for (size_t i = 0; i < count; i++)
		if (cells[i].expected == cells[i].got)
			right += cells[i].items;
	n = (double)result->n;
	result->value = (double)right / n;
	result->se = sqrt(result->value * (1 - result->value) / n);
	dn_stat_wilson((double)right, n, confidence, &result->low,
	    &result->high);
}

/* ---- F1 --------------------------------------------------------------- */

static void
settle_label(struct dn_truth_label *label)
{
	double both = (double)label->both;

	label->precision = label->got > 0 ? both / (double)label->got : NAN;
	label->recall = label->expected > 0 ?
	    both / (double)label->expected : NAN;
	label->f1 = label->expected + label->got > 0 ?
	    2 * both / (double)(label->expected + label->got) : NAN;
}

/* What an item of the cell adds to the mean, in the first order. */
static double
influence(const struct dn_truth_cell *cell,
    const struct dn_truth_label *labels)
{
	const struct dn_truth_label *expected = &labels[cell->expected];
	const struct dn_truth_label *got = &labels[cell->got];
	double first = (double)(expected->expected + expected->got);
	double second = (double)(got->expected + got->got);

	return (cell->expected == cell->got ? 2 / first : 0) -
	    expected->f1 / first - got->f1 / second;
}

/* Sum up, label by label. */
static void
fill_labels(const struct dn_truth_cell *cells, size_t count,
    struct dn_truth_label *labels, size_t label_count)
{
	for (size_t k = 0; k < label_count; k++)
		labels[k] = (struct dn_truth_label){ .both = 0 };
	for (size_t i = 0; i < count; i++) {
		labels[cells[i].expected].expected += cells[i].items;
		labels[cells[i].got].got += cells[i].items;
		if (cells[i].expected == cells[i].got)
			labels[cells[i].got].both += cells[i].items;
	}
	for (size_t k = 0; k < label_count; k++)
		settle_label(&labels[k]);
}

static void
settle_interval(double confidence, struct dn_agree_result *result)
{
	double reach = -result->se *
	    dn_stat_normal_quantile((1 - confidence) / 2);

	result->low = fmax(0, result->value - reach);
	result->high = fmin(1, result->value + reach);
}

void
dn_truth_units(const struct dn_truth_cell *cells, size_t count,
    double confidence, struct dn_truth_label *labels, size_t label_count,
    uint32_t absent, struct dn_truth_label *right,
    struct dn_truth_label *found,
    struct dn_agree_result *result)
{
	struct dn_stat_sum squares = { 0, 0 };
	double all;
	bool any = dn_truth_begin(cells, count, result);

	fill_labels(cells, count, labels, label_count);
	*found = *right = (struct dn_truth_label){ .both = 0 };
	for (size_t i = 0; i < count; i++) {
		bool expected = cells[i].expected != absent;
		bool got = cells[i].got != absent;

		found->expected += expected ? cells[i].items : 0;
		found->got += got ? cells[i].items : 0;
		found->both += expected && got ? cells[i].items : 0;
		if (expected && cells[i].expected == cells[i].got)
			right->both += cells[i].items;
	}
	right->expected = found->expected;
	right->got = found->got;
	settle_label(found);
	settle_label(right);
	all = (double)(found->expected + found->got);
	if (!any || all == 0)
		return;
	result->value = right->f1;
	for (size_t i = 0; i < count; i++) {
		double rest = (cells[i].expected == cells[i].got ? 2 : 0) -
		    result->value * ((cells[i].expected != absent) +
		    (cells[i].got != absent));

		dn_stat_sum_add(&squares, (double)cells[i].items * rest *
		    rest);
	}
	result->se = sqrt(dn_stat_sum_get(&squares)) / all;
	settle_interval(confidence, result);
}

void
dn_truth_f1(const struct dn_truth_cell *cells, size_t count,
    double confidence, struct dn_truth_label *labels, size_t label_count,
    struct dn_agree_result *result)
{
	struct dn_stat_sum sum = { 0, 0 }, squares = { 0, 0 };
	double used = 0;
	bool any = dn_truth_begin(cells, count, result);

	fill_labels(cells, count, labels, label_count);
	for (size_t k = 0; k < label_count; k++) {
		if (isnan(labels[k].f1))
			continue;
		dn_stat_sum_add(&sum, labels[k].f1);
		used++;
	}
	if (!any)
		return;
	result->value = dn_stat_sum_get(&sum) / used;
	for (size_t i = 0; i < count; i++) {
		double own = influence(&cells[i], labels);

		dn_stat_sum_add(&squares, (double)cells[i].items * own * own);
	}
	result->se = sqrt(fmax(0, dn_stat_sum_get(&squares))) / used;
	settle_interval(confidence, result);
}
