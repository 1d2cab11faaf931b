/* SPDX-License-Identifier: MIT */
/* Units that may overlap are found by a sweep, compared, and paired. */
#include "match/assign.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "match/similar.h"

#define STEPS 0x1p36            /* that a similarity of 1 is cut into */

/* Where a unit reaches, and when it is met. */
struct extent {
	double low[2], high[2];         /* along both axes */
	int plane;                      /* units of others are never alike */
	bool second;                    /* of the second list */
	uint32_t rank;                  /* in the order of its list */
	const struct dn_unit *unit;
};

/* What two lists come to. */
struct pairing {
	struct extent *extents;
	size_t extent_count;
	const struct dn_unit **units[2];        /* in their order */
	size_t *index[2];               /* from rank to place in the list */
	size_t count[2];
	uint32_t *active[2];            /* extents that the sweep is in */
	struct dn_assign_pair *pairs;
	size_t pair_count, pair_cap, looks;
	double touch;
	struct dn_err *err;
};

/* ---- extents --------------------------------------------------------- */

/* Units of one plane may be alike. */
static int
plane_of(const struct dn_unit *unit)
{
	if (unit->kind == DN_UNIT_AREA || unit->kind == DN_UNIT_MASK)
		return DN_UNIT_BOX;
	if (unit->kind == DN_UNIT_CUBOID && unit->camera)
		return DN_UNIT_COUNT;
	return (int)unit->kind;
}

/* Which is how far a unit reaches beyond its box. */
static double
reach(const struct dn_unit *unit, double touch)
{
	if (unit->kind == DN_UNIT_LINE)
		return DN_SIMILAR_WIDTH;
	if (unit->kind != DN_UNIT_SKELETON)
		return 0;
	/* Beyond it no point adds more than `touch`. */
	return 2 * DN_SIMILAR_SIGMA * sqrt(2 * unit->area *
	    -log(touch > 1e-12 ? touch : 1e-12));
}

static void
measure(const struct dn_unit *unit, double touch, struct extent *extent)
{
	double by = reach(unit, touch), half;

	*extent = (struct extent){ .plane = plane_of(unit), .unit = unit,
		.low = { unit->box.x - by, unit->box.y - by },
		.high = { unit->box.x + unit->box.width + by,
		    unit->box.y + unit->box.height + by } };
	if (unit->kind == DN_UNIT_SPAN && unit->range_count > 0) {
		extent->low[0] = (double)unit->ranges[0].start;
		extent->high[0] =
		    (double)unit->ranges[unit->range_count - 1].end;
	} else if (unit->kind == DN_UNIT_INTERVAL) {
		extent->low[0] = unit->start;
		extent->high[0] = unit->end;
	} else if (unit->kind == DN_UNIT_CUBOID) {
		half = hypot(unit->size[0], unit->size[1]) / 2;
		for (int axis = 0; axis < 2; axis++) {
			extent->low[axis] = unit->center[axis] - half;
			extent->high[axis] = unit->center[axis] + half;
		}
	}
}

static int
compare_first(const void *a, const void *b)
{
	const struct extent *left = a, *right = b;

	if (left->plane != right->plane)
		return left->plane < right->plane ? -1 : 1;
	return left->low[0] < right->low[0] ? -1 :
	    left->low[0] > right->low[0];
}

static int
compare_reals(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return left < right ? -1 : left > right;
}

/* How many meet others along an axis, by sorted beginnings and ends. */
static double
count_meetings(const struct pairing *pairing, int axis, double *ends)
{
	size_t count = pairing->extent_count, ended = 0;
	double *begins = ends + count, sum = 0;

	for (size_t i = 0; i < count; i++) {
		begins[i] = pairing->extents[i].low[axis];
		ends[i] = pairing->extents[i].high[axis];
	}
	qsort(begins, count, sizeof(*begins), compare_reals);
	qsort(ends, count, sizeof(*ends), compare_reals);
	for (size_t i = 0; i < count; i++) {
		while (ended < count && ends[ended] < begins[i])
			ended++;
		sum += (double)(i - ended);
	}
	return sum;
}

/* Let the axis along which fewer meet be the first. */
static int
choose_axis(struct pairing *pairing)
{
	size_t count = pairing->extent_count;
	double *ends = calloc(2 * count + 1, sizeof(*ends));
	bool turn;

	if (ends == NULL)
		return dn_err_memory(pairing->err);
	turn = count_meetings(pairing, 1, ends) <
	    count_meetings(pairing, 0, ends);
	for (size_t i = 0; turn && i < count; i++) {
		struct extent *extent = &pairing->extents[i];
		double low = extent->low[0], high = extent->high[0];

		extent->low[0] = extent->low[1];
		extent->high[0] = extent->high[1];
		extent->low[1] = low;
		extent->high[1] = high;
	}
	free(ends);
	return 0;
}

/* ---- comparing ------------------------------------------------------- */

static int
add_pair(struct pairing *pairing, uint32_t row, uint32_t column,
    double similarity)
{
	const struct dn_unit *a = pairing->units[0][row];
	const struct dn_unit *b = pairing->units[1][column];
	size_t most = pairing->count[0] < pairing->count[1] ?
	    pairing->count[0] : pairing->count[1];
	double steps = nearbyint(similarity * STEPS);

	if (pairing->pair_count == pairing->pair_cap) {
		size_t cap = pairing->pair_cap == 0 ? 64 :
		    2 * pairing->pair_cap;
		struct dn_assign_pair *more = reallocarray(pairing->pairs,
		    cap, sizeof(*more));

		if (more == NULL)
			return dn_err_memory(pairing->err);
		pairing->pairs = more;
		pairing->pair_cap = cap;
	}
	/* However many labels are the same, they are less than one step. */
	pairing->pairs[pairing->pair_count++] = (struct dn_assign_pair){
		row, column, (steps < 1 ? 1 : (int64_t)steps) *
		((int64_t)most + 1) + dn_unit_same_label(a, b) };
	return 0;
}

static int
compare_two(struct pairing *pairing, const struct extent *a,
    const struct extent *b)
{
	double similarity;

	if (a->low[1] > b->high[1] || b->low[1] > a->high[1])
		return 0;
	if (++pairing->looks > DN_ASSIGN_MOST)
		return dn_err_set(pairing->err, DN_E_OVERFLOW, "more than %zu "
		    "pairs in one item overlap", DN_ASSIGN_MOST);
	if (a->second) {
		const struct extent *other = a;

		a = b;
		b = other;
	}
	if (dn_similarity(a->unit, b->unit, &similarity, pairing->err) < 0)
		return -1;
	if (similarity <= 0 || similarity < pairing->touch)
		return 0;
	return add_pair(pairing, a->rank, b->rank, similarity);
}

/* Compare one that begins with those of the other list that have not ended. */
static int
meet(struct pairing *pairing, const struct extent *extent, size_t *active)
{
	uint32_t *others = pairing->active[!extent->second];
	size_t kept = 0;

	for (size_t i = 0; i < *active; i++) {
		const struct extent *other = &pairing->extents[others[i]];

		if (other->plane != extent->plane ||
		    other->high[0] < extent->low[0])
			continue;
		others[kept++] = others[i];
		if (compare_two(pairing, extent, other) < 0)
			return -1;
	}
	*active = kept;
	return 0;
}

static int
sweep(struct pairing *pairing)
{
	size_t active[2] = { 0, 0 };

	for (size_t i = 0; i < pairing->extent_count; i++) {
		const struct extent *extent = &pairing->extents[i];

		if (meet(pairing, extent, &active[!extent->second]) < 0)
			return -1;
		pairing->active[extent->second][active[extent->second]++] =
		    (uint32_t)i;
	}
	return 0;
}

/* ---- both lists ------------------------------------------------------ */

static int
compare_units(const void *a, const void *b)
{
	return dn_unit_compare(*(const struct dn_unit *const *)a,
	    *(const struct dn_unit *const *)b);
}

/* Put a list in order, and measure what is in it. */
static int
take_list(struct pairing *pairing, const struct dn_unit *units, size_t count,
    bool second)
{
	const struct dn_unit **order = calloc(count + 1, sizeof(*order));
	size_t *index = calloc(count + 1, sizeof(*index));

	pairing->units[second] = order;
	pairing->index[second] = index;
	pairing->count[second] = count;
	pairing->active[second] = calloc(count + 1, sizeof(uint32_t));
	if (order == NULL || index == NULL ||
	    pairing->active[second] == NULL)
		return dn_err_memory(pairing->err);
	for (size_t i = 0; i < count; i++)
		order[i] = &units[i];
	if (count > 1)
		qsort(order, count, sizeof(*order), compare_units);
	for (size_t i = 0; i < count; i++) {
		struct extent *extent =
		    &pairing->extents[pairing->extent_count++];

		index[i] = (size_t)(order[i] - units);
		measure(order[i], pairing->touch, extent);
		extent->second = second;
		extent->rank = (uint32_t)i;
	}
	return 0;
}

static int
compare_pairs(const void *a, const void *b)
{
	const struct dn_assign_pair *left = a, *right = b;

	if (left->row != right->row)
		return left->row < right->row ? -1 : 1;
	return left->column < right->column ? -1 :
	    left->column > right->column;
}

/* Room for the result, in which nobody has a partner yet. */
static int
begin(struct dn_pairing *pairing, size_t first_count, size_t second_count,
    struct dn_err *err)
{
	*pairing = (struct dn_pairing){ .first_count = first_count,
		.second_count = second_count };
	if (first_count >= UINT32_MAX || second_count >= UINT32_MAX)
		return dn_err_set(err, DN_E_OVERFLOW,
		    "too many units in one item");
	pairing->partner = calloc(first_count + 1, sizeof(size_t));
	pairing->similarity = calloc(first_count + 1, sizeof(double));
	pairing->first_of = calloc(second_count + 1, sizeof(size_t));
	if (pairing->partner == NULL || pairing->similarity == NULL ||
	    pairing->first_of == NULL)
		return dn_err_memory(err);
	for (size_t i = 0; i < first_count; i++)
		pairing->partner[i] = DN_ASSIGN_NONE;
	for (size_t i = 0; i < second_count; i++)
		pairing->first_of[i] = DN_ASSIGN_NONE;
	return 0;
}

/* Assign ranks, and tell it of places in the lists. */
static int
finish(struct pairing *pairing, const struct dn_unit *first,
    const struct dn_unit *second, struct dn_pairing *result)
{
	size_t *partner = calloc(pairing->count[0] + 1, sizeof(*partner));
	int done;

	if (partner == NULL)
		return dn_err_memory(pairing->err);
	if (pairing->pair_count > 1)
		qsort(pairing->pairs, pairing->pair_count,
		    sizeof(*pairing->pairs), compare_pairs);
	done = dn_assign_pairs(pairing->pairs, pairing->pair_count,
	    pairing->count[0], pairing->count[1], partner, pairing->err);
	for (size_t i = 0; done == 0 && i < pairing->count[0]; i++) {
		size_t at = pairing->index[0][i], other;

		if (partner[i] == DN_ASSIGN_NONE)
			continue;
		other = pairing->index[1][partner[i]];
		result->partner[at] = other;
		result->first_of[other] = at;
		done = dn_similarity(&first[at], &second[other],
		    &result->similarity[at], pairing->err);
	}
	free(partner);
	return done;
}

static void
release(struct pairing *pairing)
{
	for (int i = 0; i < 2; i++) {
		free(pairing->units[i]);
		free(pairing->index[i]);
		free(pairing->active[i]);
	}
	free(pairing->extents);
	free(pairing->pairs);
}

int
dn_pair_units(const struct dn_unit *first, size_t first_count,
    const struct dn_unit *second, size_t second_count, double touch,
    struct dn_pairing *result, struct dn_err *err)
{
	struct pairing pairing = { .touch = touch, .err = err };
	int done = -1;

	if (begin(result, first_count, second_count, err) < 0)
		return -1;
	pairing.extents = calloc(first_count + second_count + 1,
	    sizeof(*pairing.extents));
	if (pairing.extents == NULL)
		return dn_err_memory(err);
	if (take_list(&pairing, first, first_count, false) == 0 &&
	    take_list(&pairing, second, second_count, true) == 0 &&
	    choose_axis(&pairing) == 0) {
		qsort(pairing.extents, pairing.extent_count,
		    sizeof(*pairing.extents), compare_first);
		done = sweep(&pairing) < 0 ? -1 :
		    finish(&pairing, first, second, result);
	}
	release(&pairing);
	return done;
}

void
dn_pairing_release(struct dn_pairing *pairing)
{
	free(pairing->partner);
	free(pairing->similarity);
	free(pairing->first_of);
	*pairing = (struct dn_pairing){ .partner = NULL };
}
