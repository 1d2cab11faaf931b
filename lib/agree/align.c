/* SPDX-License-Identifier: MIT */
/* Units are settled in order; what is open is which later ones are taken. */
#include "agree/align.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WORDS 4                 /* of 64 units each that may be ahead */
#define AHEAD (WORDS * 64)
#define PARTIAL_MOST 4096       /* tuples that begin with a unit */
#define NARROW 64               /* ways followed at first, */
#define WIDE 8192               /* and then */

/* Which of the units behind one are taken: bit 0 is the next. */
struct mask {
	uint64_t words[WORDS];
};

/* What aligning units saves against leaving each alone: cost 1 a unit. */
struct tuple {
	struct mask members;    /* behind the first */
	double saving;
	double claim;           /* the later members' hopes; see hope_for */
	size_t size;
};

/* A way that all units before one may be settled. */
struct way {
	struct mask taken;
	double saving, bound;   /* bound: less the hopes of units taken */
};

/* Tuples while they are made: rows of `annotators` units, SIZE_MAX: none. */
struct partials {
	size_t *rows;
	double *sums;           /* of dissimilarities so far */
	size_t count;
};

struct align {
	struct dn_aligned *units;
	size_t count;
	uint32_t annotators;
	double pairs;           /* of annotators */
	double longest;
	struct tuple *tuples;   /* by their first unit */
	size_t *begins;         /* count + 1 */
	size_t tuple_count, tuple_cap;
	double *hopes, *rest;   /* rest: of a unit and all behind it */
	struct way *ways, *next;
	size_t way_count, next_count, next_cap;
	struct partials old, new;
	bool exact;
};

static double
dissimilarity(const struct dn_aligned *a, const struct dn_aligned *b)
{
	double apart = (fabs(a->start - b->start) + fabs(a->end - b->end)) /
	    (a->end - a->start + (b->end - b->start));

	return apart * apart + (a->label == b->label ? 0 : 1);
}

static int
compare_units(const void *a, const void *b)
{
	const struct dn_aligned *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->end != y->end)
		return x->end < y->end ? -1 : 1;
	if (x->annotator != y->annotator)
		return x->annotator < y->annotator ? -1 : 1;
	return (x->label > y->label) - (x->label < y->label);
}

/* ---- tuples ------------------------------------------------------------ */

/*
 * More than a member's dissimilarities may sum to in a tuple of `size`: past
 * it the member is better left alone.
 */
static double
limit_of(const struct align *align, size_t size)
{
	return (double)(size - 1) + align->pairs;
}

static bool
is_worth(const struct align *align, const size_t *row, size_t size)
{
	for (uint32_t g = 0; g < align->annotators; g++) {
		double sum = 0;

		if (row[g] == SIZE_MAX)
			continue;
		for (uint32_t h = 0; h < align->annotators; h++)
			if (h != g && row[h] != SIZE_MAX)
				sum += dissimilarity(&align->units[row[g]],
				    &align->units[row[h]]);
		if (sum > limit_of(align, size))
			return false;
	}
	return true;
}

static int
keep_tuple(struct align *align, size_t first, const size_t *row, double sum)
{
	struct tuple tuple = { .size = 0 };
	double pairs;

	for (uint32_t g = 0; g < align->annotators; g++) {
		size_t bit = row[g] - first - 1;

		tuple.size += row[g] != SIZE_MAX;
		if (row[g] == SIZE_MAX || row[g] == first)
			continue;
		tuple.members.words[bit / 64] |= UINT64_C(1) << bit % 64;
	}
	pairs = (double)(tuple.size * (tuple.size - 1) / 2);
	tuple.saving = (double)(tuple.size - 1) +
	    (pairs - sum) / align->pairs;
	if (tuple.size < 2 || !(tuple.saving > 0) ||
	    !is_worth(align, row, tuple.size))
		return 0;
	if (align->tuple_count == align->tuple_cap) {
		size_t cap = align->tuple_cap * 2 + 256;
		struct tuple *more = reallocarray(align->tuples, cap,
		    sizeof(*more));

		if (more == NULL)
			return -1;
		align->tuples = more;
		align->tuple_cap = cap;
	}
	align->tuples[align->tuple_count++] = tuple;
	return 0;
}

/* Put `unit` (SIZE_MAX: none) of annotator g into a copy of an old row. */
static void
extend(struct align *align, size_t old, uint32_t g, size_t unit)
{
	size_t width = align->annotators;
	const size_t *from = align->old.rows + old * width;
	size_t *to = align->new.rows + align->new.count * width;
	double sum = align->old.sums[old], own = 0;

	if (align->new.count == PARTIAL_MOST) {
		align->exact = false;
		return;
	}
	for (uint32_t h = 0; unit != SIZE_MAX && h < width; h++)
		if (from[h] != SIZE_MAX)
			own += dissimilarity(&align->units[from[h]],
			    &align->units[unit]);
	if (own > limit_of(align, width))
		return;
	memcpy(to, from, width * sizeof(*to));
	to[g] = unit;
	align->new.sums[align->new.count++] = sum + own;
}

/* Is it near enough to be together with the first one? */
static bool
is_near(struct align *align, size_t first, size_t unit)
{
	if (dissimilarity(&align->units[first], &align->units[unit]) >
	    limit_of(align, align->annotators))
		return false;
	if (unit - first <= AHEAD)
		return true;
	align->exact = false;
	return false;
}

/* All tuples whose first unit is `first`. */
static int
begin_with(struct align *align, size_t first)
{
	const struct dn_aligned *unit = &align->units[first];
	double reach = sqrt(limit_of(align, align->annotators)) *
	    (unit->end - unit->start + align->longest);
	size_t last = first + 1, width = align->annotators;

	while (last < align->count &&
	    align->units[last].start - unit->start <= reach)
		last++;
	align->old.count = 1;
	align->old.sums[0] = 0;
	for (uint32_t g = 0; g < width; g++)
		align->old.rows[g] = g == unit->annotator ? first : SIZE_MAX;
	for (uint32_t g = 0; g < width; g++) {
		struct partials swap = align->old;

		if (g == unit->annotator)
			continue;
		align->new.count = 0;
		for (size_t i = 0; i < align->old.count; i++)
			extend(align, i, g, SIZE_MAX);
		for (size_t k = first + 1; k < last; k++)
			if (align->units[k].annotator == g &&
			    is_near(align, first, k))
				for (size_t i = 0; i < swap.count; i++)
					extend(align, i, g, k);
		align->old = align->new;
		align->new = swap;
	}
	for (size_t i = 0; i < align->old.count; i++)
		if (keep_tuple(align, first, align->old.rows + i * width,
		    align->old.sums[i]) < 0)
			return -1;
	return 0;
}

/* ---- bounds -------------------------------------------------------------- */

/* The most that a unit can save: its best share of a tuple. */
static void
hope_for(struct align *align)
{
	for (size_t i = 0; i < align->count; i++)
		for (size_t k = align->begins[i]; k < align->begins[i + 1];
		    k++) {
			const struct tuple *tuple = &align->tuples[k];
			double share = tuple->saving / (double)tuple->size;

			align->hopes[i] = fmax(align->hopes[i], share);
			for (size_t b = 0; b < AHEAD && i + 1 + b <
			    align->count; b++)
				if (tuple->members.words[b / 64] >> b % 64 & 1)
					align->hopes[i + 1 + b] = fmax(
					    align->hopes[i + 1 + b], share);
		}
	for (size_t i = align->count; i-- > 0;)
		align->rest[i] = align->rest[i + 1] + align->hopes[i];
	for (size_t i = 0; i < align->count; i++)
		for (size_t k = align->begins[i]; k < align->begins[i + 1];
		    k++)
			for (size_t b = 0; b < AHEAD && i + 1 + b <
			    align->count; b++)
				if (align->tuples[k].members.words[b / 64] >>
				    b % 64 & 1)
					align->tuples[k].claim +=
					    align->hopes[i + 1 + b];
}

/* ---- ways ---------------------------------------------------------------- */

static int
compare_masks(const void *a, const void *b)
{
	const struct way *x = a, *y = b;

	for (size_t w = 0; w < WORDS; w++)
		if (x->taken.words[w] != y->taken.words[w])
			return x->taken.words[w] < y->taken.words[w] ? -1 : 1;
	return (x->saving < y->saving) - (x->saving > y->saving);
}

/* The most promising first. */
static int
compare_bounds(const void *a, const void *b)
{
	const struct way *x = a, *y = b;

	if (x->bound != y->bound)
		return x->bound > y->bound ? -1 : 1;
	return compare_masks(a, b);
}

static int
add_way(struct align *align, struct way way)
{
	if (align->next_count == align->next_cap) {
		size_t cap = align->next_cap * 2 + 256;
		struct way *more = reallocarray(align->next, cap,
		    sizeof(*more));

		if (more == NULL)
			return -1;
		align->next = more;
		align->next_cap = cap;
	}
	align->next[align->next_count++] = way;
	return 0;
}

static struct mask
shift(struct mask mask)
{
	for (size_t w = 0; w < WORDS; w++)
		mask.words[w] = mask.words[w] >> 1 |
		    (w + 1 < WORDS ? mask.words[w + 1] << 63 : 0);
	return mask;
}

/* All ways on from a way of settling the units before `unit`. */
static int
go_on(struct align *align, size_t unit, struct way way, double least)
{
	/* Of a way's mask bit 0 is the unit itself, of a tuple's the next. */
	bool taken = way.taken.words[0] & 1;
	struct way on = way;

	on.taken = shift(way.taken);
	if (on.bound + align->rest[unit + 1] >= least &&
	    add_way(align, on) < 0)
		return -1;
	for (size_t k = align->begins[unit]; !taken &&
	    k < align->begins[unit + 1]; k++) {
		const struct tuple *tuple = &align->tuples[k];
		struct way more = on;
		uint64_t both = 0;

		for (size_t w = 0; w < WORDS; w++) {
			both |= more.taken.words[w] & tuple->members.words[w];
			more.taken.words[w] |= tuple->members.words[w];
		}
		more.saving += tuple->saving;
		more.bound += tuple->saving - tuple->claim;
		if (both == 0 && more.bound + align->rest[unit + 1] >= least &&
		    add_way(align, more) < 0)
			return -1;
	}
	return 0;
}

/* Of ways that leave the same units open keep the best, and `most` at all. */
static bool
thin(struct align *align, size_t most)
{
	size_t kept = 0;

	if (align->next_count > 1)
		qsort(align->next, align->next_count, sizeof(*align->next),
		    compare_masks);
	for (size_t i = 0; i < align->next_count; i++)
		if (kept == 0 || memcmp(&align->next[kept - 1].taken,
		    &align->next[i].taken, sizeof(struct mask)) != 0)
			align->next[kept++] = align->next[i];
	memcpy(align->ways, align->next,
	    (kept < most ? kept : most) * sizeof(*align->ways));
	align->way_count = kept;
	if (kept <= most)
		return true;
	qsort(align->next, kept, sizeof(*align->next), compare_bounds);
	memcpy(align->ways, align->next, most * sizeof(*align->ways));
	align->way_count = most;
	return false;
}

/* The greatest saving, when `most` ways are followed and less is no use. */
static int
settle(struct align *align, size_t most, double least, double *saving,
    bool *all)
{
	align->ways[0] = (struct way){ .saving = 0 };
	align->way_count = 1;
	*all = true;
	for (size_t i = 0; i < align->count; i++) {
		align->next_count = 0;
		for (size_t k = 0; k < align->way_count; k++)
			if (go_on(align, i, align->ways[k], least) < 0)
				return -1;
		*all = thin(align, most) && *all;
	}
	if (align->way_count > 0 && align->ways[0].saving > *saving)
		*saving = align->ways[0].saving;
	return 0;
}

/* ---- life ---------------------------------------------------------------- */

static int
init(struct align *align)
{
	size_t rows = (size_t)PARTIAL_MOST * align->annotators;

	align->begins = calloc(align->count + 1, sizeof(*align->begins));
	align->hopes = calloc(align->count + 1, sizeof(*align->hopes));
	align->rest = calloc(align->count + 1, sizeof(*align->rest));
	align->ways = calloc(WIDE, sizeof(*align->ways));
	align->old.rows = calloc(rows, sizeof(*align->old.rows));
	align->new.rows = calloc(rows, sizeof(*align->new.rows));
	align->old.sums = calloc(PARTIAL_MOST, sizeof(double));
	align->new.sums = calloc(PARTIAL_MOST, sizeof(double));
	return align->begins == NULL || align->hopes == NULL ||
	    align->rest == NULL || align->ways == NULL ||
	    align->old.rows == NULL || align->new.rows == NULL ||
	    align->old.sums == NULL || align->new.sums == NULL ? -1 : 0;
}

static void
release(struct align *align)
{
	free(align->tuples);
	free(align->begins);
	free(align->hopes);
	free(align->rest);
	free(align->ways);
	free(align->next);
	free(align->old.rows);
	free(align->new.rows);
	free(align->old.sums);
	free(align->new.sums);
}

/* A quick look gives what the thorough one must reach. */
static int
align_all(struct align *align, double *saving)
{
	bool all;

	for (size_t i = 0; i < align->count; i++) {
		if (begin_with(align, i) < 0)
			return -1;
		align->begins[i + 1] = align->tuple_count;
	}
	hope_for(align);
	if (settle(align, NARROW, -1, saving, &all) < 0)
		return -1;
	if (!all && settle(align, WIDE, *saving - 1e-9, saving, &all) < 0)
		return -1;
	align->exact = align->exact && all;
	return 0;
}

int
dn_align(struct dn_aligned *units, size_t count, uint32_t annotators,
    double *disorder, bool *exact, struct dn_err *err)
{
	struct align align = { .units = units, .count = count,
		.annotators = annotators, .exact = true,
		.pairs = (double)annotators * (annotators - 1) / 2 };
	double saving = 0;
	int failed;

	if (count > 1)
		qsort(units, count, sizeof(*units), compare_units);
	for (size_t i = 0; i < count; i++)
		align.longest = fmax(align.longest,
		    units[i].end - units[i].start);
	failed = init(&align) < 0 || align_all(&align, &saving) < 0 ? -1 : 0;
	release(&align);
	if (failed < 0)
		return dn_err_memory(err);
	*disorder = (double)count - saving;
	if (!align.exact)
		*exact = false;
	return 0;
}
