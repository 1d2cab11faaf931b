/* SPDX-License-Identifier: MIT */
/* The distances themselves; squares are summed without looking at pairs. */
#include "agree/metric.h"

#include <math.h>
#include <stdlib.h>

#include "core/stat.h"

#define PI 3.14159265358979323846

/* ---- two labels ------------------------------------------------------ */

/* 0 where numerator and denominator both are. */
static double
ratio(double numerator, double denominator)
{
	return numerator == 0 ? 0 : numerator / denominator;
}

static double
circle(const struct dn_metric *metric, double difference)
{
	double wave = sin(PI * difference /
	    (metric->most - metric->least + 1));

	return wave * wave;
}

/* Passonneau (2006): how sets lie to each other lowers what they share. */
static double
sets(const struct dn_metric *metric, size_t k, size_t l)
{
	const uint32_t *a = metric->elements + metric->starts[k];
	const uint32_t *b = metric->elements + metric->starts[l];
	size_t m = metric->starts[k + 1] - metric->starts[k];
	size_t n = metric->starts[l + 1] - metric->starts[l];
	size_t i = 0, j = 0, both = 0;
	double lie = 1, share;

	while (i < m && j < n) {
		if (a[i] == b[j])
			both++;
		if (a[i] <= b[j])
			j += a[i++] == b[j];
		else
			j++;
	}
	share = (double)both / (double)(m + n - both);
	if (metric->shape == DN_METRIC_MASI && both < m && both < n)
		lie = 1.0 / 3;
	else if (metric->shape == DN_METRIC_MASI && (both < m || both < n))
		lie = 2.0 / 3;
	return 1 - share * lie;
}

static double
raw_distance(const struct dn_metric *metric, size_t k, size_t l)
{
	const double *x = metric->values;
	double steps;

	switch (metric->shape) {
	case DN_METRIC_SAME:
		return 1;
	case DN_METRIC_ROOT:
		return sqrt(fabs(x[k] - x[l]));
	case DN_METRIC_LINE:
		return fabs(x[k] - x[l]);
	case DN_METRIC_SQUARE:
	case DN_METRIC_RANK:
		return (x[k] - x[l]) * (x[k] - x[l]);
	case DN_METRIC_STEPS:
		steps = k < l ? (double)(l - k) : (double)(k - l);
		return steps * (steps + 1) / 2;
	case DN_METRIC_RATIO:
		steps = ratio(x[k] - x[l], x[k] + x[l]);
		return steps * steps;
	case DN_METRIC_CIRCLE:
		return circle(metric, x[k] - x[l]);
	case DN_METRIC_POLES:
		steps = x[k] + x[l];
		return ratio((x[k] - x[l]) * (x[k] - x[l]),
		    (steps - 2 * metric->least) * (2 * metric->most - steps));
	case DN_METRIC_JACCARD:
	case DN_METRIC_MASI:
		return sets(metric, k, l);
	case DN_METRIC_MATRIX:
		return metric->matrix[k * metric->count + l];
	}
	return NAN;
}

double
dn_metric_distance(const struct dn_metric *metric, size_t k, size_t l)
{
	return k == l ? 0 : raw_distance(metric, k, l) / metric->divisor;
}

/* ---- many labels ----------------------------------------------------- */

static bool
is_square(const struct dn_metric *metric)
{
	return metric->shape == DN_METRIC_SQUARE ||
	    metric->shape == DN_METRIC_RANK;
}

/* About the mean of the mass: M (x - mean)^2 + sum of mass (y - mean)^2. */
static void
square_against(const struct dn_metric *metric, const double *mass,
    double *out)
{
	struct dn_stat_sum all = { 0, 0 }, first = { 0, 0 };
	struct dn_stat_sum second = { 0, 0 };
	double total, mean;
	size_t k;

	for (k = 0; k < metric->count; k++) {
		dn_stat_sum_add(&all, mass[k]);
		dn_stat_sum_add(&first, mass[k] * metric->values[k]);
	}
	total = dn_stat_sum_get(&all);
	mean = total == 0 ? 0 : dn_stat_sum_get(&first) / total;
	for (k = 0; k < metric->count; k++)
		dn_stat_sum_add(&second, mass[k] *
		    (metric->values[k] - mean) * (metric->values[k] - mean));
	for (k = 0; k < metric->count; k++)
		out[k] = (total * (metric->values[k] - mean) *
		    (metric->values[k] - mean) + dn_stat_sum_get(&second)) /
		    metric->divisor;
}

static void
same_against(const struct dn_metric *metric, const double *mass, double *out)
{
	struct dn_stat_sum all = { 0, 0 };
	size_t k;

	for (k = 0; k < metric->count; k++)
		dn_stat_sum_add(&all, mass[k]);
	for (k = 0; k < metric->count; k++)
		out[k] = dn_stat_sum_get(&all) - mass[k];
}

void
dn_metric_against(const struct dn_metric *metric, const double *mass,
    double *out)
{
	if (is_square(metric)) {
		square_against(metric, mass, out);
		return;
	}
	if (metric->shape == DN_METRIC_SAME) {
		same_against(metric, mass, out);
		return;
	}
	for (size_t k = 0; k < metric->count; k++) {
		struct dn_stat_sum sum = { 0, 0 };

		for (size_t l = 0; l < metric->count; l++)
			if (mass[l] != 0)
				dn_stat_sum_add(&sum, mass[l] / 2 *
				    (dn_metric_distance(metric, k, l) +
				    dn_metric_distance(metric, l, k)));
		out[k] = dn_stat_sum_get(&sum);
	}
}

/* n sum y^2 - (sum y)^2, twice, with y from the first label on. */
static double
square_within(const struct dn_metric *metric, const uint32_t *labels,
    size_t size)
{
	struct dn_stat_sum first = { 0, 0 }, second = { 0, 0 };
	double origin = metric->values[labels[0]], sum;

	for (size_t i = 1; i < size; i++) {
		double y = metric->values[labels[i]] - origin;

		dn_stat_sum_add(&first, y);
		dn_stat_sum_add(&second, y * y);
	}
	sum = dn_stat_sum_get(&first);
	return 2 * ((double)size * dn_stat_sum_get(&second) - sum * sum) /
	    metric->divisor;
}

double
dn_metric_within(const struct dn_metric *metric, const uint32_t *labels,
    size_t size)
{
	struct dn_stat_sum sum = { 0, 0 };

	if (size == 0)
		return 0;
	if (is_square(metric))
		return square_within(metric, labels, size);
	for (size_t i = 0; i < size; i++)
		for (size_t j = 0; j < i; j++)
			if (labels[i] != labels[j])
				dn_stat_sum_add(&sum,
				    dn_metric_distance(metric, labels[i],
				    labels[j]) + dn_metric_distance(metric,
				    labels[j], labels[i]));
	return dn_stat_sum_get(&sum);
}

double
dn_metric_total(const struct dn_metric *metric)
{
	struct dn_stat_sum sum = { 0, 0 };
	double count = (double)metric->count;

	if (metric->shape == DN_METRIC_SAME)
		return count * (count - 1);
	for (size_t k = 0; k < metric->count; k++)
		for (size_t l = 0; l < metric->count; l++)
			if (k != l)
				dn_stat_sum_add(&sum,
				    dn_metric_distance(metric, k, l));
	return dn_stat_sum_get(&sum);
}

/* ---- life ------------------------------------------------------------ */

void
dn_metric_release(struct dn_metric *metric)
{
	free(metric->values);
	free(metric->matrix);
	free(metric->elements);
	free(metric->starts);
	*metric = (struct dn_metric){ .name = NULL };
}

void
dn_metric_spec_release(struct dn_metric_spec *spec)
{
	dn_bytes_release(&spec->file);
	dn_bytes_release(&spec->labels);
}
