/* SPDX-License-Identifier: MIT */
/* Two units lists are swept together; gaps are found by sorted lengths. */
#include "agree/unitize.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef __int128 wide;

/* Gaps of a length; fewer than none where some are taken away. */
struct gap {
	int64_t length, weight;
};

/* Gaps by length: weights and lengths of each and all longer ones summed. */
struct gaps {
	struct gap *list;
	int64_t *weights, *lengths;
	size_t count;
};

/* A unit and where it stands; sorted by label, item, annotator, start. */
struct placed {
	struct dn_stretch unit;
	size_t item;
};

struct work {
	const struct dn_continua *set;
	struct placed *placed;
	size_t placed_count;
	struct gaps all, own;           /* whole items; those of a label */
	int64_t length, total;          /* of items; times annotators */
	wide *squares;                  /* by the number of annotators */
};

/* ---- gaps ------------------------------------------------------------- */

static int
init_gaps(struct gaps *gaps, size_t cap)
{
	*gaps = (struct gaps){ .list = calloc(cap + 1, sizeof(*gaps->list)),
		.weights = calloc(cap + 1, sizeof(int64_t)),
		.lengths = calloc(cap + 1, sizeof(int64_t)) };
	return gaps->list == NULL || gaps->weights == NULL ||
	    gaps->lengths == NULL ? -1 : 0;
}

static void
release_gaps(struct gaps *gaps)
{
	free(gaps->list);
	free(gaps->weights);
	free(gaps->lengths);
}

static void
add_gap(struct gaps *gaps, int64_t length, int64_t weight)
{
	if (length > 0)
		gaps->list[gaps->count++] = (struct gap){ length, weight };
}

static int
compare_gaps(const void *a, const void *b)
{
	const struct gap *x = a, *y = b;

	return (x->length > y->length) - (x->length < y->length);
}

static void
sum_gaps(struct gaps *gaps)
{
	if (gaps->count > 1)
		qsort(gaps->list, gaps->count, sizeof(*gaps->list),
		    compare_gaps);
	gaps->weights[gaps->count] = gaps->lengths[gaps->count] = 0;
	for (size_t i = gaps->count; i-- > 0;) {
		const struct gap *gap = &gaps->list[i];

		gaps->weights[i] = gaps->weights[i + 1] + gap->weight;
		gaps->lengths[i] = gaps->lengths[i + 1] +
		    gap->weight * gap->length;
	}
}

/* In how many places a unit of that length has room in the gaps. */
static int64_t
places(const struct gaps *gaps, int64_t length)
{
	size_t low = 0, high = gaps->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (gaps->list[middle].length < length)
			low = middle + 1;
		else
			high = middle;
	}
	return gaps->lengths[low] + gaps->weights[low] * (1 - length);
}

/* ---- observed --------------------------------------------------------- */

static wide
square(int64_t value)
{
	return (wide)value * value;
}

/*
 * Units of one list against another: squares of those that stand in a gap of
 * the other, and if `both` the distances of those that overlap.
 */
static wide
sweep(const struct placed *a, size_t a_count, const struct placed *b,
    size_t b_count, bool both)
{
	size_t from = 0;
	wide sum = 0;

	for (size_t i = 0; i < a_count; i++) {
		const struct dn_stretch *u = &a[i].unit;
		bool alone = true;

		while (from < b_count && b[from].unit.end <= u->start)
			from++;
		for (size_t j = from; j < b_count && b[j].unit.start < u->end;
		    j++) {
			alone = false;
			if (both)
				sum += square(u->start - b[j].unit.start) +
				    square(u->end - b[j].unit.end);
		}
		if (alone)
			sum += square(u->end - u->start);
	}
	return sum;
}

/* How many at the head of a list are of the first one's annotator. */
static size_t
run_of(const struct placed *list, size_t count)
{
	size_t i = 1;

	while (i < count && list[i].unit.annotator == list[0].unit.annotator)
		i++;
	return i;
}

/* Units of a label in an item: all pairs of annotators, each once. */
static wide
observe(const struct placed *list, size_t count, size_t annotators)
{
	size_t with = 0, run, other;
	wide sum = 0, alone = 0;

	for (size_t i = 0; i < count; i += run, with++) {
		run = run_of(list + i, count - i);
		alone += sweep(list + i, run, NULL, 0, false);
		for (size_t j = i + run; j < count; j += other) {
			other = run_of(list + j, count - j);
			sum += sweep(list + i, run, list + j, other, true) +
			    sweep(list + j, other, list + i, run, false);
		}
	}
	return sum + alone * (wide)(annotators - with);
}

/* ---- a label ---------------------------------------------------------- */

/* The gaps of an annotator who used the label, in place of one whole. */
static void
add_gaps(struct gaps *gaps, const struct dn_continuum *item,
    const struct placed *list, size_t count)
{
	int64_t at = item->begin;

	add_gap(gaps, item->end - item->begin, -1);
	for (size_t i = 0; i < count; i++) {
		add_gap(gaps, list[i].unit.start - at, 1);
		at = list[i].unit.end;
	}
	add_gap(gaps, item->end - at, 1);
}

/* Do units of one annotator in one item overlap? */
static bool
has_overlap(const struct placed *list, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (list[i].item == list[i - 1].item &&
		    list[i].unit.annotator == list[i - 1].unit.annotator &&
		    list[i].unit.start < list[i - 1].unit.end)
			return true;
	return false;
}

/* Sum the distances of a label's units, and gather its gaps. */
static void
observe_label(struct work *work, const struct placed *list, size_t count)
{
	size_t most = work->set->annotator_count, run, one;

	memset(work->squares, 0, (most + 1) * sizeof(*work->squares));
	work->own.count = 0;
	for (size_t i = 0; i < count; i += run) {
		const struct dn_continuum *item =
		    &work->set->list[list[i].item];

		for (run = 1; i + run < count &&
		    list[i + run].item == list[i].item;)
			run++;
		work->squares[item->annotator_count] += observe(list + i, run,
		    item->annotator_count);
		for (size_t k = i; k < i + run; k += one) {
			one = run_of(list + k, i + run - k);
			add_gaps(&work->own, item, list + k, one);
		}
	}
	sum_gaps(&work->own);
}

/* Do and De; each pair of annotators stands for two, in either order. */
static void
compute_label(struct work *work, const struct placed *list, size_t count,
    struct dn_unitized *result)
{
	double length = (double)work->length, observed = 0;
	wide among = 0, within = 0, taken = 0;

	observe_label(work, list, count);
	for (size_t m = 2; m <= work->set->annotator_count; m++)
		observed += 2 * (double)work->squares[m] / (double)(m - 1);
	result->observed = observed / ((double)work->total * length);
	for (size_t i = 0; i < count; i++) {
		int64_t l = list[i].unit.end - list[i].unit.start;

		among += (2 * square(l) - 3 * (wide)l + 1) * l;
		within += square(l) * (places(&work->all, l) +
		    places(&work->own, l));
		taken += (wide)l * (l - 1);
	}
	taken = (wide)work->total * (work->total - 1) - taken;
	among = among * (wide)(count - 1) + 3 * within;
	result->expected = taken <= 0 ? NAN :
	    2 * (double)among / (3 * length * (double)taken);
	result->value = 1 - result->observed / result->expected;
	result->reason = NULL;
	if (!(result->expected > 0)) {
		result->value = NAN;
		result->reason = "one-category";
	}
}

/* ---- all -------------------------------------------------------------- */

static int
compare_placed(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;
	int order = (x->unit.label > y->unit.label) -
	    (x->unit.label < y->unit.label);

	if (order == 0)
		order = (x->item > y->item) - (x->item < y->item);
	return order != 0 ? order : dn_stretch_compare(&x->unit, &y->unit);
}

/* Units of items with pairs by label, and those items as gaps. */
static int
init_work(struct work *work)
{
	const struct dn_continua *set = work->set;
	size_t units = (size_t)dn_continua_size(set).units;

	work->placed = calloc(units + 1, sizeof(*work->placed));
	work->squares = calloc((size_t)set->annotator_count + 1,
	    sizeof(*work->squares));
	if (work->placed == NULL || work->squares == NULL ||
	    init_gaps(&work->all, set->count) < 0 ||
	    init_gaps(&work->own, 3 * units) < 0)
		return -1;
	for (size_t i = 0; i < set->count; i++) {
		const struct dn_continuum *item = &set->list[i];
		int64_t length = item->end - item->begin;

		if (item->annotator_count < 2)
			continue;
		for (size_t k = 0; k < item->count; k++)
			work->placed[work->placed_count++] =
			    (struct placed){ item->units[k], i };
		add_gap(&work->all, length, (int64_t)item->annotator_count);
		work->length += length;
		work->total += length * (int64_t)item->annotator_count;
	}
	sum_gaps(&work->all);
	if (units > 1)
		qsort(work->placed, units, sizeof(*work->placed),
		    compare_placed);
	return 0;
}

static void
release_work(struct work *work)
{
	free(work->placed);
	free(work->squares);
	release_gaps(&work->all);
	release_gaps(&work->own);
}

/* Every label, and in the end all. */
static void
compute_labels(struct work *work, struct dn_unitized *results)
{
	struct dn_unitized *all = &results[work->set->label_count];
	size_t from = 0, to;

	all->observed = all->expected = 0;
	all->reason = NULL;
	for (uint32_t c = 0; c < work->set->label_count; c++, from = to) {
		for (to = from; to < work->placed_count &&
		    work->placed[to].unit.label == c;)
			to++;
		results[c].reason = "unused";
		if (to == from)
			continue;
		if (has_overlap(work->placed + from, to - from)) {
			results[c].reason = all->reason = "overlap";
			continue;
		}
		compute_label(work, work->placed + from, to - from,
		    &results[c]);
		all->observed += results[c].observed;
		all->expected += results[c].expected;
	}
	if (all->reason == NULL && !(all->expected > 0))
		all->reason = "one-category";
	if (all->reason == NULL)
		all->value = 1 - all->observed / all->expected;
	else
		all->observed = all->expected = NAN;
}

int
dn_unitize(const struct dn_continua *set, struct dn_unitized *results,
    struct dn_err *err)
{
	struct work work = { .set = set };
	const char *reason = dn_continua_reason(set);
	int failed;

	if (reason != NULL && strcmp(reason, "overlap") == 0)
		reason = NULL;          /* of other labels it is fine */
	for (uint32_t c = 0; c <= set->label_count; c++)
		results[c] = (struct dn_unitized){ reason, NAN, NAN, NAN,
			NAN };
	if (reason != NULL)
		return 0;
	failed = init_work(&work);
	if (failed == 0)
		compute_labels(&work, results);
	release_work(&work);
	return failed == 0 ? 0 : dn_err_memory(err);
}
