/* SPDX-License-Identifier: MIT */
/* Continua are shuffled, aligned, and their disorders set off. */
#include "agree/gamma.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "agree/align.h"
#include "core/random.h"

#define LEAST_DRAWN 30
#define MOST_DRAWN 1000
#define PRECISION 0.02
#define NORMAL 1.959963984540054        /* 95 % lie within */

struct gamma {
	const struct dn_continua *set;
	struct dn_aligned *units;       /* of the item at hand */
	size_t unit_count, unit_cap;
	double (*free)[2];              /* where pivots may be */
	bool exact;
};

/* What one continuum, or several, come to. */
struct disorder {
	double sum, units;              /* units of an annotator, in the mean */
};

static int
add_unit(struct gamma *gamma, struct dn_aligned unit)
{
	if (gamma->unit_count == gamma->unit_cap) {
		size_t cap = gamma->unit_cap * 2 + 64;
		struct dn_aligned *more = reallocarray(gamma->units, cap,
		    sizeof(*more));

		if (more == NULL)
			return -1;
		gamma->units = more;
		gamma->unit_cap = cap;
	}
	gamma->units[gamma->unit_count++] = unit;
	return 0;
}

/* Align what was gathered of an item. */
static int
align_item(struct gamma *gamma, const struct dn_continuum *item,
    struct disorder *disorder, struct dn_err *err)
{
	double sum;

	if (dn_align(gamma->units, gamma->unit_count,
	    (uint32_t)item->annotator_count, &sum, &gamma->exact, err) < 0)
		return -1;
	disorder->sum += sum;
	disorder->units += (double)gamma->unit_count /
	    (double)item->annotator_count;
	return 0;
}

/* The place of an annotator among those of the item. */
static uint32_t
place_of(const struct dn_continuum *item, uint32_t annotator)
{
	uint32_t place = 0;

	while (item->annotators[place] != annotator)
		place++;
	return place;
}

static int
observe(struct gamma *gamma, const struct dn_continuum *item,
    struct disorder *disorder, struct dn_err *err)
{
	gamma->unit_count = 0;
	for (size_t i = 0; i < item->count; i++) {
		const struct dn_stretch *unit = &item->units[i];

		if (add_unit(gamma, (struct dn_aligned){ (double)unit->start,
		    (double)unit->end, place_of(item, unit->annotator),
		    unit->label }) < 0)
			return dn_err_memory(err);
	}
	return align_item(gamma, item, disorder, err);
}

/* ---- random continua --------------------------------------------------- */

/* A distance from what is free, around which `apart` is free no more. */
static double
draw_pivot(double (*ranges)[2], size_t *count, double length, double apart,
    struct dn_random *random)
{
	double total = 0, at;
	size_t kept = 0, old = *count;

	for (size_t i = 0; i < old; i++)
		total += ranges[i][1] - ranges[i][0];
	if (!(total > 0))
		return dn_random_real(random) * length;
	at = dn_random_real(random) * total;
	for (size_t i = 0; i < old; i++) {
		double span = ranges[i][1] - ranges[i][0];

		if (at < span || i + 1 == old) {
			at += ranges[i][0];
			break;
		}
		at -= span;
	}
	/* A range may come to be two: those still to come move up first. */
	memmove(ranges + old, ranges, old * sizeof(*ranges));
	for (size_t i = old; i < 2 * old; i++) {
		double low = ranges[i][0], high = ranges[i][1];

		if (low < fmin(high, at - apart)) {
			ranges[kept][0] = low;
			ranges[kept++][1] = fmin(high, at - apart);
		}
		if (fmax(low, at + apart) < high) {
			ranges[kept][0] = fmax(low, at + apart);
			ranges[kept++][1] = high;
		}
	}
	*count = kept;
	return at;
}

/* One annotator's units, shifted round; those that begin past the end. */
static int
shift_units(struct gamma *gamma, const struct dn_continuum *item,
    uint32_t from, uint32_t to, double by)
{
	double length = (double)(item->end - item->begin);

	for (size_t i = 0; i < item->count; i++) {
		const struct dn_stretch *unit = &item->units[i];
		double shift = by;

		if (unit->annotator != item->annotators[from])
			continue;
		if ((double)(unit->start - item->begin) + by > length)
			shift -= length;
		if (add_unit(gamma, (struct dn_aligned){
		    (double)unit->start + shift, (double)unit->end + shift,
		    to, unit->label }) < 0)
			return -1;
	}
	return 0;
}

static int
shuffle(struct gamma *gamma, const struct dn_continuum *item,
    struct dn_random *random)
{
	double length = (double)(item->end - item->begin), total = 0;
	uint32_t count = (uint32_t)item->annotator_count;
	size_t ranges = 1;

	for (size_t i = 0; i < item->count; i++)
		total += (double)(item->units[i].end - item->units[i].start);
	gamma->unit_count = 0;
	gamma->free[0][0] = 0;
	gamma->free[0][1] = length;
	for (uint32_t g = 0; g < count; g++) {
		double pivot = draw_pivot(gamma->free, &ranges, length,
		    total / (double)item->count / 2, random);

		if (shift_units(gamma, item,
		    (uint32_t)dn_random_below(random, count), g, pivot) < 0)
			return -1;
	}
	return 0;
}

/* A random continuum of every item; nobody's units count for nothing. */
static int
draw(struct gamma *gamma, struct dn_random *randoms,
    struct disorder *disorder, struct dn_err *err)
{
	*disorder = (struct disorder){ 0, 0 };
	while (disorder->units == 0)
		for (size_t i = 0; i < gamma->set->count; i++) {
			const struct dn_continuum *item =
			    &gamma->set->list[i];

			if (item->annotator_count < 2 || item->count == 0)
				continue;
			if (shuffle(gamma, item, &randoms[i]) < 0)
				return dn_err_memory(err);
			if (align_item(gamma, item, disorder, err) < 0)
				return -1;
		}
	return 0;
}

/* The mean disorder of random continua. */
static int
expect(struct gamma *gamma, struct dn_random *randoms, uint64_t replicates,
    double *expected, uint64_t *drawn, struct dn_err *err)
{
	uint64_t wanted = replicates == 0 ? LEAST_DRAWN : replicates;
	double sum = 0, squares = 0, mean, needed;
	struct disorder disorder;

	for (*drawn = 0; *drawn < wanted; ++*drawn) {
		if (draw(gamma, randoms, &disorder, err) < 0)
			return -1;
		mean = disorder.sum / disorder.units;
		sum += mean;
		squares += mean * mean;
		if (replicates != 0 || *drawn + 1 != LEAST_DRAWN)
			continue;
		mean = sum / LEAST_DRAWN;
		needed = fmax(0, squares / LEAST_DRAWN - mean * mean) *
		    pow(NORMAL / (PRECISION * mean), 2);
		wanted = needed < MOST_DRAWN ? (uint64_t)fmax(ceil(needed),
		    LEAST_DRAWN) : MOST_DRAWN;
	}
	*expected = sum / (double)*drawn;
	return 0;
}

/* ---- all --------------------------------------------------------------- */

static int
compute(struct gamma *gamma, uint64_t replicates, uint64_t seed,
    struct dn_unitized *result, uint64_t *drawn, struct dn_err *err)
{
	struct dn_random *randoms = calloc(gamma->set->count,
	    sizeof(*randoms));
	struct disorder observed = { 0, 0 };
	int failed = 0;

	gamma->free = calloc(4 * (size_t)gamma->set->annotator_count + 4,
	    sizeof(*gamma->free));
	if (randoms == NULL || gamma->free == NULL) {
		free(randoms);
		return dn_err_memory(err);
	}
	for (size_t i = 0; i < gamma->set->count && failed == 0; i++) {
		dn_random_init_key(&randoms[i], seed, &(uint64_t){ i },
		    sizeof(uint64_t));
		if (gamma->set->list[i].annotator_count > 1 &&
		    gamma->set->list[i].count > 0)
			failed = observe(gamma, &gamma->set->list[i],
			    &observed, err);
	}
	if (failed == 0)
		failed = expect(gamma, randoms, replicates, &result->expected,
		    drawn, err);
	result->observed = observed.sum / observed.units;
	free(randoms);
	return failed;
}

int
dn_gamma(const struct dn_continua *set, uint64_t replicates, uint64_t seed,
    struct dn_unitized *result, uint64_t *drawn, bool *exact,
    struct dn_err *err)
{
	struct gamma gamma = { .set = set, .exact = true };
	const char *reason = dn_continua_reason(set);
	int failed;

	*drawn = 0;
	*exact = true;
	*result = (struct dn_unitized){ reason, NAN, NAN, NAN, NAN };
	if (reason != NULL && strcmp(reason, "overlap") != 0)
		return 0;
	result->reason = NULL;
	failed = compute(&gamma, replicates, seed, result, drawn, err);
	free(gamma.units);
	free(gamma.free);
	*exact = gamma.exact;
	if (failed < 0)
		return -1;
	if (result->expected > 0)
		result->value = 1 - result->observed / result->expected;
	else
		result->reason = "one-category";
	return 0;
}
