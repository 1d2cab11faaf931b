/* SPDX-License-Identifier: MIT */
/* One sweep over the ends of an item's units; counts change only there. */
#include "agree/coincide.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef __int128 wide;

/* A label while items of one number of annotators are swept. */
struct tally {
	int64_t now;            /* annotators who are in a unit of it */
	int64_t since, weight;  /* when that began, by both clocks */
	wide own, same, squares, paired, paired_squares;
};

/* An end of a unit. */
struct edge {
	int64_t at;
	size_t unit;
	int opens;
};

struct sweep {
	struct tally *tallies;  /* labels, then gaps */
	uint32_t gap;
	struct edge *edges;
	int64_t *weights;       /* of a unit's start */
	/*
	 * The second clock runs by the number of others who are in a unit
	 * while one is.
	 */
	int64_t at, weight, inside;
};

/* Take what a label has come to until now, and change its count. */
static void
change(struct sweep *sweep, uint32_t label, int by)
{
	struct tally *tally = &sweep->tallies[label];
	int64_t span = sweep->at - tally->since;

	tally->own += (wide)tally->now * span;
	tally->same += (wide)tally->now * (tally->now - 1) * span;
	tally->paired += (wide)tally->now * (sweep->weight - tally->weight);
	tally->since = sweep->at;
	tally->weight = sweep->weight;
	tally->now += by;
}

static void
advance(struct sweep *sweep, int64_t at)
{
	if (sweep->inside > 1)
		sweep->weight += (at - sweep->at) * (sweep->inside - 1);
	sweep->at = at;
}

static int
compare_edges(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->opens != y->opens)
		return x->opens - y->opens;
	return (x->unit > y->unit) - (x->unit < y->unit);
}

static void
cross(struct sweep *sweep, const struct dn_continuum *item,
    const struct edge *edge)
{
	const struct dn_stretch *unit = &item->units[edge->unit];
	struct tally *tally = &sweep->tallies[unit->label];
	int64_t paired;

	advance(sweep, edge->at);
	change(sweep, unit->label, edge->opens ? 1 : -1);
	change(sweep, sweep->gap, edge->opens ? -1 : 1);
	sweep->inside += edge->opens ? 1 : -1;
	if (edge->opens) {
		sweep->weights[edge->unit] = sweep->weight;
		return;
	}
	paired = sweep->weight - sweep->weights[edge->unit];
	tally->squares += (wide)(unit->end - unit->start) *
	    (unit->end - unit->start);
	tally->paired_squares += (wide)paired * paired;
}

/* An item: ends before starts, so that none is in two units at once. */
static void
sweep_item(struct sweep *sweep, const struct dn_continuum *item)
{
	size_t count = 0;

	for (size_t i = 0; i < item->count; i++) {
		sweep->edges[count++] = (struct edge){
			item->units[i].start, i, 1 };
		sweep->edges[count++] = (struct edge){
			item->units[i].end, i, 0 };
	}
	if (count > 1)
		qsort(sweep->edges, count, sizeof(*sweep->edges),
		    compare_edges);
	/* Labels of no unit here keep their old clocks at a count of 0. */
	sweep->at = item->begin;
	change(sweep, sweep->gap, (int)item->annotator_count);
	for (size_t i = 0; i < count; i++)
		cross(sweep, item, &sweep->edges[i]);
	advance(sweep, item->end);
	change(sweep, sweep->gap, -(int)item->annotator_count);
}

/* Add what items of `m` annotators came to, and begin anew. */
static void
add_sums(struct sweep *sweep, size_t m, struct dn_coincidence *sums)
{
	double others = (double)(m - 1);

	for (uint32_t c = 0; c <= sweep->gap; c++) {
		struct tally *tally = &sweep->tallies[c];

		sums[c].own += (double)tally->own;
		sums[c].same += (double)tally->same / others;
		if (c == sweep->gap) {
			sums[c].squares = sums[c].own;
		} else {
			sums[c].squares += (double)tally->squares;
			sums[c].paired += (double)tally->paired / others;
			sums[c].paired_squares +=
			    (double)tally->paired_squares /
			    (others * others);
		}
		*tally = (struct tally){ .now = 0 };
	}
	sweep->weight = 0;
}

static int
init_sweep(struct sweep *sweep, const struct dn_continua *set)
{
	size_t most = 0;

	for (size_t i = 0; i < set->count; i++)
		if (set->list[i].count > most)
			most = set->list[i].count;
	*sweep = (struct sweep){ .gap = set->label_count,
		.tallies = calloc((size_t)set->label_count + 1,
		    sizeof(*sweep->tallies)),
		.edges = calloc(2 * most + 1, sizeof(*sweep->edges)),
		.weights = calloc(most + 1, sizeof(*sweep->weights)) };
	return sweep->tallies == NULL || sweep->edges == NULL ||
	    sweep->weights == NULL ? -1 : 0;
}

int
dn_coincide(const struct dn_continua *set, struct dn_coincidence *sums,
    struct dn_err *err)
{
	struct sweep sweep;
	int failed = init_sweep(&sweep, set);

	memset(sums, 0, ((size_t)set->label_count + 1) * sizeof(*sums));
	for (size_t m = 2; failed == 0 && m <= set->annotator_count; m++) {
		size_t swept = 0;

		for (size_t i = 0; i < set->count; i++)
			if (set->list[i].annotator_count == m) {
				sweep_item(&sweep, &set->list[i]);
				swept++;
			}
		if (swept > 0)
			add_sums(&sweep, m, sums);
	}
	free(sweep.tallies);
	free(sweep.edges);
	free(sweep.weights);
	return failed == 0 ? 0 : dn_err_memory(err);
}

/* ---- what follows -------------------------------------------------------- */

/* 1 - observed / expected, both shares of disagreement. */
static struct dn_unitized
settle(double observed, double expected)
{
	struct dn_unitized result = { NULL, 1 - observed / expected,
		observed, expected, NAN };

	if (!(expected > 0)) {
		result.value = NAN;
		result.reason = "one-category";
	}
	return result;
}


/* alpha of all labels below `count`, by units alone or not. */
static struct dn_unitized
alpha_of_all(const struct dn_coincidence *sums, uint32_t count, bool paired)
{
	double total = 0, squares = 0, differ = 0, chance = 0;

	for (uint32_t c = 0; c < count; c++) {
		total += paired ? sums[c].paired : sums[c].own;
		squares += paired ? sums[c].paired_squares : sums[c].squares;
	}
	for (uint32_t c = 0; c < count; c++) {
		double own = paired ? sums[c].paired : sums[c].own;

		differ += own - sums[c].same;
		chance += own * (total - own);
	}
	if (total == 0)
		return (struct dn_unitized){ "no-pairs", NAN, NAN, NAN, NAN };
	return settle(differ / total, chance > 0 ?
	    chance / (total * total - squares) : 0);
}

/* All labels for one, against gaps. */
static struct dn_unitized
alpha_binary(const struct dn_coincidence *sums, uint32_t labels)
{
	struct dn_coincidence two[2] = { { 0, 0, 0, 0, 0 }, sums[labels] };

	for (uint32_t c = 0; c < labels; c++) {
		two[0].own += sums[c].own;
		two[0].same += sums[c].paired;
		two[0].squares += sums[c].squares;
	}
	return alpha_of_all(two, 2, false);
}

static struct dn_unitized
alpha_of_label(const struct dn_coincidence *sums, uint32_t labels,
    uint32_t label)
{
	const struct dn_coincidence *one = &sums[label];
	struct dn_unitized result = { "unused", NAN, NAN, NAN, NAN };
	double total = 0, squares = 0, expected;

	if (one->own == 0)
		return result;
	for (uint32_t c = 0; c < labels; c++) {
		total += sums[c].paired;
		squares += sums[c].paired_squares;
	}
	if (one->paired == 0) {
		result.reason = "no-pairs";
	} else {
		expected = (one->paired * one->paired -
		    one->paired_squares) / (total - squares / total);
		result = settle((one->paired - one->same) / one->paired,
		    one->paired == total ? 0 : 1 - expected / one->paired);
	}
	result.coverage = one->paired / one->own;
	return result;
}

struct dn_unitized
dn_alpha_u(const struct dn_coincidence *sums, uint32_t labels,
    enum dn_alpha_u which, uint32_t label)
{
	switch (which) {
	case DN_ALPHA_U:
		return alpha_of_all(sums, labels + 1, false);
	case DN_ALPHA_BINARY:
		return alpha_binary(sums, labels);
	case DN_ALPHA_CU:
		return alpha_of_all(sums, labels, true);
	default:
		return alpha_of_label(sums, labels, label);
	}
}

/* ---- durations ----------------------------------------------------------- */

static double
total_of(const struct dn_coincidence *sums, uint32_t labels)
{
	double total = 0;

	for (uint32_t c = 0; c <= labels; c++)
		total += sums[c].own;
	return total;
}

/* The share of length on which pairs differ: at all, or on one label. */
static double
differing(const struct dn_coincidence *sums, uint32_t labels, int64_t label)
{
	double total = total_of(sums, labels), differ = 0;

	if (label >= 0)
		return 2 * (sums[label].own - sums[label].same) / total;
	for (uint32_t c = 0; c <= labels; c++)
		differ += sums[c].own - sums[c].same;
	return differ / total;
}

struct dn_unitized
dn_share_of(const struct dn_coincidence *sums, uint32_t labels, int64_t label)
{
	double differ = differing(sums, labels, label);

	return (struct dn_unitized){ NULL, 1 - differ, differ, 1, NAN };
}

struct dn_unitized
dn_alpha_of(const struct dn_coincidence *sums, uint32_t labels, int64_t label)
{
	double total = total_of(sums, labels), chance = 0;

	if (label >= 0 && sums[label].own == 0)
		return (struct dn_unitized){ "unused", NAN, NAN, NAN, NAN };
	for (uint32_t c = 0; c <= labels; c++)
		if (label < 0 || label == (int64_t)c)
			chance += sums[c].own / total *
			    ((total - sums[c].own) / total);
	return settle(differing(sums, labels, label),
	    label >= 0 ? 2 * chance : chance);
}

/* How long each of the two gave each label; gaps are what is left. */
static void
measure(const struct dn_continua *set, double *lengths[2])
{
	wide left[2] = { 0, 0 };

	for (size_t i = 0; i < set->count; i++) {
		const struct dn_continuum *item = &set->list[i];

		if (item->annotator_count < 2)
			continue;
		for (int g = 0; g < 2; g++)
			left[g] += item->end - item->begin;
		for (size_t k = 0; k < item->count; k++) {
			const struct dn_stretch *unit = &item->units[k];
			int64_t length = unit->end - unit->start;

			/* Whole numbers below 2^40: exact. */
			lengths[unit->annotator][unit->label] +=
			    (double)length;
			left[unit->annotator] -= length;
		}
	}
	for (int g = 0; g < 2; g++)
		lengths[g][set->label_count] = (double)left[g];
}

int
dn_kappa_of(const struct dn_continua *set, const struct dn_coincidence *sums,
    int64_t label, struct dn_unitized *result, struct dn_err *err)
{
	size_t count = (size_t)set->label_count + 1;
	double *lengths[2] = { calloc(count, sizeof(double)),
		calloc(count, sizeof(double)) };
	double total = total_of(sums, set->label_count) / 2, chance = 0;
	int failed = lengths[0] == NULL || lengths[1] == NULL ? -1 : 0;

	if (failed == 0) {
		measure(set, lengths);
		for (size_t c = 0; c < count; c++) {
			double a = lengths[0][c] / total;
			double b = (total - lengths[1][c]) / total;

			if (label < 0)
				chance += a * b;
			else if (label == (int64_t)c)
				chance = a * b + (total - lengths[0][c]) /
				    total * (lengths[1][c] / total);
		}
		*result = settle(differing(sums, set->label_count, label),
		    chance);
		if (label >= 0 && sums[label].own == 0)
			*result = (struct dn_unitized){ "unused", NAN, NAN,
				NAN, NAN };
	}
	free(lengths[0]);
	free(lengths[1]);
	return failed == 0 ? 0 : dn_err_memory(err);
}
