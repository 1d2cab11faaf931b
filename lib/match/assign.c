/* SPDX-License-Identifier: MIT */
/* Assignment by shortest augmenting paths, in integers; ties by order. */
#include "match/assign.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#define NONE UINT32_MAX
#define BITS 36                 /* that the largest worth has, at least */
#define PATIENCE ((uint64_t)1 << 30)    /* pairs looked at to break ties */

/*
 * Prices u of rows and v of columns, all at least 0, such that u + v is at
 * least the worth of each pair, and equal to it for those that are made.  A
 * row without a column has u = 0, a column without a row v = 0: then the sum
 * of prices is that of the assignment, and none is better (duality).  The
 * slack of a pair is what u + v is more.
 */
struct solver {
	const struct dn_assign_pair *pairs;
	size_t *begins;                 /* of each row in them */
	size_t *at;                     /* pairs by column, */
	size_t *column_begins;          /* of each column in `at` */
	size_t rows, columns;
	int64_t *u, *v;
	uint32_t *column_of, *row_of;
	/* A search; marks tell what belongs to the present one. */
	int64_t *distance;              /* of columns */
	uint32_t *from;                 /* the row before a column */
	uint32_t *mark;                 /* of columns, in a search */
	uint32_t *done;                 /* columns whose row was looked at */
	size_t done_count;
	uint32_t round;
	uint32_t *heap, *place;         /* columns, nearest first; and back */
	size_t heap_count;
	/* When ties are broken. */
	bool *fixed;                    /* columns that stay as they are */
	size_t *next;                   /* pair to look at, of each row */
	uint32_t *stack;
	uint64_t looks;
};

static void
release(struct solver *solver)
{
	free(solver->begins);
	free(solver->at);
	free(solver->column_begins);
	free(solver->u);
	free(solver->v);
	free(solver->column_of);
	free(solver->row_of);
	free(solver->distance);
	free(solver->from);
	free(solver->mark);
	free(solver->done);
	free(solver->heap);
	free(solver->place);
	free(solver->fixed);
	free(solver->next);
	free(solver->stack);
}

/* Where the pairs of each row begin, and those of each column. */
static void
index_pairs(struct solver *solver, size_t count)
{
	size_t *begins = solver->column_begins;

	for (size_t i = 0; i < count; i++) {
		solver->begins[solver->pairs[i].row + 1]++;
		begins[solver->pairs[i].column + 2]++;
	}
	for (size_t i = 0; i < solver->rows; i++)
		solver->begins[i + 1] += solver->begins[i];
	for (size_t i = 0; i < solver->columns; i++)
		begins[i + 2] += begins[i + 1];
	for (size_t i = 0; i < count; i++)
		solver->at[begins[solver->pairs[i].column + 1]++] = i;
}

/* Room for all; the pairs are found by their rows. */
static int
init(struct solver *solver, size_t count, struct dn_err *err)
{
	size_t rows = solver->rows, columns = solver->columns;

	solver->begins = calloc(rows + 1, sizeof(*solver->begins));
	solver->at = calloc(count + 1, sizeof(*solver->at));
	solver->column_begins = calloc(columns + 2,
	    sizeof(*solver->column_begins));
	solver->u = calloc(rows + 1, sizeof(*solver->u));
	solver->v = calloc(columns + 1, sizeof(*solver->v));
	solver->column_of = malloc((rows + 1) * sizeof(uint32_t));
	solver->row_of = malloc((columns + 1) * sizeof(uint32_t));
	solver->distance = calloc(columns + 1, sizeof(*solver->distance));
	solver->from = calloc(columns + 1, sizeof(*solver->from));
	solver->mark = calloc(columns + 1, sizeof(*solver->mark));
	solver->done = calloc(columns + 1, sizeof(*solver->done));
	solver->heap = calloc(columns + 1, sizeof(*solver->heap));
	solver->place = calloc(columns + 1, sizeof(*solver->place));
	solver->fixed = calloc(columns + 1, sizeof(*solver->fixed));
	solver->next = calloc(rows + 1, sizeof(*solver->next));
	solver->stack = calloc(rows + 1, sizeof(*solver->stack));
	if (solver->begins == NULL || solver->at == NULL ||
	    solver->column_begins == NULL || solver->u == NULL ||
	    solver->v == NULL || solver->column_of == NULL ||
	    solver->row_of == NULL || solver->distance == NULL ||
	    solver->from == NULL || solver->mark == NULL ||
	    solver->done == NULL || solver->heap == NULL ||
	    solver->place == NULL || solver->fixed == NULL ||
	    solver->next == NULL || solver->stack == NULL)
		return dn_err_memory(err);
	memset(solver->column_of, 0xff, (rows + 1) * sizeof(uint32_t));
	memset(solver->row_of, 0xff, (columns + 1) * sizeof(uint32_t));
	index_pairs(solver, count);
	return 0;
}

/* ---- the nearest column ---------------------------------------------- */

/* Columns as near that are free go first: they end the search. */
static bool
is_nearer(const struct solver *solver, uint32_t a, uint32_t b)
{
	if (solver->distance[a] != solver->distance[b])
		return solver->distance[a] < solver->distance[b];
	return solver->row_of[a] == NONE && solver->row_of[b] != NONE;
}

static void
rise(struct solver *solver, size_t at)
{
	uint32_t column = solver->heap[at];

	while (at > 0) {
		size_t up = (at - 1) / 2;

		if (!is_nearer(solver, column, solver->heap[up]))
			break;
		solver->heap[at] = solver->heap[up];
		solver->place[solver->heap[at]] = (uint32_t)at;
		at = up;
	}
	solver->heap[at] = column;
	solver->place[column] = (uint32_t)at;
}

static uint32_t
take_nearest(struct solver *solver)
{
	uint32_t nearest = solver->heap[0], last;
	size_t at = 0, child;

	last = solver->heap[--solver->heap_count];
	while ((child = 2 * at + 1) < solver->heap_count) {
		if (child + 1 < solver->heap_count && is_nearer(solver,
		    solver->heap[child + 1], solver->heap[child]))
			child++;
		if (!is_nearer(solver, solver->heap[child], last))
			break;
		solver->heap[at] = solver->heap[child];
		solver->place[solver->heap[at]] = (uint32_t)at;
		at = child;
	}
	solver->heap[at] = last;
	solver->place[last] = (uint32_t)at;
	return nearest;
}

/* ---- augmenting ------------------------------------------------------ */

static int64_t
slack(const struct solver *solver, const struct dn_assign_pair *pair)
{
	return solver->u[pair->row] + solver->v[pair->column] - pair->worth;
}

/* Columns that are nearer through a row at that distance. */
static void
look_from(struct solver *solver, uint32_t row, int64_t distance)
{
	for (size_t i = solver->begins[row]; i < solver->begins[row + 1];
	    i++) {
		const struct dn_assign_pair *pair = &solver->pairs[i];
		uint32_t column = pair->column;
		int64_t through = distance + slack(solver, pair);

		if (column == solver->column_of[row])
			continue;
		if (solver->mark[column] != solver->round) {
			solver->mark[column] = solver->round;
			solver->place[column] = (uint32_t)solver->heap_count;
			solver->heap[solver->heap_count++] = column;
		} else if (through >= solver->distance[column]) {
			continue;
		}
		solver->distance[column] = through;
		solver->from[column] = row;
		rise(solver, solver->place[column]);
	}
}

/* Give each row on the way the column behind it; `row` loses its own. */
static void
turn_path(struct solver *solver, uint32_t start, uint32_t row,
    uint32_t column)
{
	if (column == NONE) {
		column = solver->column_of[row];
		solver->column_of[row] = NONE;
		if (row == start)
			return;
		row = solver->from[column];
	}
	for (;;) {
		uint32_t before = solver->column_of[row];

		solver->column_of[row] = column;
		solver->row_of[column] = row;
		if (row == start)
			return;
		column = before;
		row = solver->from[column];
	}
}

/* Lower the prices of rows that were reached, raise those of columns. */
static void
move_prices(struct solver *solver, uint32_t start, int64_t end)
{
	solver->u[start] -= end;
	for (size_t i = 0; i < solver->done_count; i++) {
		uint32_t column = solver->done[i];
		int64_t by = end - solver->distance[column];

		solver->v[column] += by;
		solver->u[solver->row_of[column]] -= by;
	}
}

/*
 * Let a row in: the shortest way from it to a free column, or to a row that
 * goes without one for what its price is.
 */
static void
let_in(struct solver *solver, uint32_t start)
{
	int64_t end;
	uint32_t last = start, column = NONE;

	for (size_t i = solver->begins[start]; i < solver->begins[start + 1];
	    i++) {
		const struct dn_assign_pair *pair = &solver->pairs[i];
		int64_t left = pair->worth - solver->v[pair->column];

		if (left > solver->u[start])
			solver->u[start] = left;
	}
	end = solver->u[start];
	if (end == 0)
		return;
	solver->round++;
	solver->heap_count = solver->done_count = 0;
	look_from(solver, start, 0);
	while (solver->heap_count > 0) {
		uint32_t next = take_nearest(solver);
		uint32_t row = solver->row_of[next];
		int64_t distance = solver->distance[next];

		if (distance >= end)
			break;
		if (row == NONE) {
			end = distance;
			column = next;
			last = solver->from[next];
			break;
		}
		solver->done[solver->done_count++] = next;
		if (distance + solver->u[row] < end) {
			end = distance + solver->u[row];
			last = row;
		}
		look_from(solver, row, distance);
	}
	move_prices(solver, start, end);
	turn_path(solver, start, last, column);
}

/* ---- ties ------------------------------------------------------------ */

/* Is there a pair without slack of these? */
static bool
is_tight(const struct solver *solver, uint32_t row, uint32_t column)
{
	size_t low = solver->begins[row], end = solver->begins[row + 1];
	size_t high = end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (solver->pairs[middle].column < column)
			low = middle + 1;
		else
			high = middle;
	}
	return low < end && solver->pairs[low].column == column &&
	    slack(solver, &solver->pairs[low]) == 0;
}

/* The next column that a row may have and the search has not seen, or NONE. */
static uint32_t
next_column(struct solver *solver, uint32_t row)
{
	while (solver->next[row] < solver->begins[row + 1]) {
		const struct dn_assign_pair *pair =
		    &solver->pairs[solver->next[row]++];

		solver->looks++;
		if (!solver->fixed[pair->column] &&
		    solver->mark[pair->column] != solver->round &&
		    slack(solver, pair) == 0)
			return pair->column;
	}
	return NONE;
}

/*
 * Can the row end the search: with the column that is wanted, or, where that
 * may be given up, with none or one that is free?
 */
static bool
ends(struct solver *solver, uint32_t row, uint32_t wanted, bool given_up,
    uint32_t *column)
{
	*column = wanted;
	if (wanted != NONE && is_tight(solver, row, wanted))
		return true;
	*column = NONE;
	return given_up && solver->u[row] == 0;
}

/*
 * Find another place for a row, which has none, by pairs without slack and
 * rows behind `after`.  True when found, and all on the way have moved, if
 * they are to `really`.
 */
static bool
settle(struct solver *solver, uint32_t row, uint32_t after, uint32_t wanted,
    bool given_up, bool really)
{
	uint32_t at = row, column, holder;
	size_t depth = 0;
	bool found = ends(solver, row, wanted, given_up, &column);

	solver->round++;
	solver->stack[0] = row;
	solver->next[row] = solver->begins[row];
	while (!found) {
		at = solver->stack[depth];
		column = next_column(solver, at);
		if (column == NONE) {
			if (depth-- == 0)
				return false;
			continue;
		}
		solver->mark[column] = solver->round;
		solver->from[column] = at;
		holder = solver->row_of[column];
		if (holder == NONE) {
			found = given_up;
		} else if (holder > after) {
			solver->stack[++depth] = at = holder;
			solver->next[at] = solver->begins[at];
			found = ends(solver, at, wanted, given_up, &column);
		}
	}
	if (really)
		turn_path(solver, row, at, column);
	return true;
}

/* Let `row` have `column`, who held it what came behind it, up to the last. */
static void
pass_on(struct solver *solver, uint32_t row, uint32_t column, uint32_t last)
{
	if (solver->column_of[row] != NONE)
		solver->row_of[solver->column_of[row]] = NONE;
	for (;;) {
		uint32_t holder = solver->row_of[column];

		solver->row_of[column] = row;
		solver->column_of[row] = column;
		if (column == last)
			return;
		row = holder;
		column = solver->from[column];
	}
}

/*
 * Find a row behind `after` for a column that must not be free, one that can
 * do without its own or whose own finds another: true when found.
 */
static bool
refill(struct solver *solver, uint32_t column, uint32_t after)
{
	size_t count = 0;

	solver->round++;
	solver->done[count++] = column;
	solver->mark[column] = solver->round;
	for (size_t i = 0; i < count; i++) {
		uint32_t wanting = solver->done[i];

		for (size_t j = solver->column_begins[wanting];
		    j < solver->column_begins[wanting + 1]; j++) {
			const struct dn_assign_pair *pair =
			    &solver->pairs[solver->at[j]];
			uint32_t own = solver->column_of[pair->row];

			solver->looks++;
			if (pair->row <= after || slack(solver, pair) != 0 ||
			    (own != NONE &&
			    solver->mark[own] == solver->round))
				continue;
			if (own == NONE || solver->v[own] == 0) {
				pass_on(solver, pair->row, wanting, column);
				return true;
			}
			solver->mark[own] = solver->round;
			solver->from[own] = wanting;
			solver->done[count++] = own;
		}
	}
	return false;
}

/*
 * Find places for a row and a column that lost each other, or rather lost what
 * they had: one way between them, or, as none of the ways from one meets those
 * to the other then, one for each.
 */
static bool
mend(struct solver *solver, uint32_t row, uint32_t column, uint32_t after)
{
	bool given_up = column == NONE || solver->v[column] == 0;

	if (row == NONE)
		return given_up || refill(solver, column, after);
	if (settle(solver, row, after, column, given_up, true))
		return true;
	return !given_up &&
	    settle(solver, row, after, NONE, true, false) &&
	    refill(solver, column, after) &&
	    settle(solver, row, after, NONE, true, true);
}

/* Let a row have a column if all others can do without: true when it has. */
static bool
prefer(struct solver *solver, uint32_t row, uint32_t column)
{
	uint32_t own = solver->column_of[row], other = solver->row_of[column];

	/* The column is taken out of the search, its own an end of it. */
	solver->fixed[column] = true;
	solver->column_of[row] = column;
	solver->row_of[column] = row;
	if (own != NONE)
		solver->row_of[own] = NONE;
	if (other != NONE)
		solver->column_of[other] = NONE;
	if (mend(solver, other, own, row))
		return true;
	solver->fixed[column] = false;
	solver->column_of[row] = own;
	solver->row_of[column] = other;
	if (other != NONE)
		solver->column_of[other] = column;
	if (own != NONE)
		solver->row_of[own] = row;
	return false;
}

/* Row by row the lowest column that an assignment as good has. */
static void
break_ties(struct solver *solver)
{
	for (uint32_t row = 0; row < solver->rows &&
	    solver->looks < PATIENCE; row++) {
		size_t i = solver->begins[row];

		for (; i < solver->begins[row + 1]; i++) {
			const struct dn_assign_pair *pair = &solver->pairs[i];

			if (pair->column == solver->column_of[row]) {
				solver->fixed[pair->column] = true;
				break;
			}
			if (!solver->fixed[pair->column] &&
			    slack(solver, pair) == 0 &&
			    prefer(solver, row, pair->column))
				break;
		}
	}
}

int
dn_assign_pairs(const struct dn_assign_pair *pairs, size_t count, size_t rows,
    size_t columns, size_t *partner, struct dn_err *err)
{
	struct solver solver = { .pairs = pairs, .rows = rows,
		.columns = columns };
	int result = -1;

	if (init(&solver, count, err) == 0) {
		for (uint32_t row = 0; row < rows; row++)
			let_in(&solver, row);
		break_ties(&solver);
		for (size_t row = 0; row < rows; row++)
			partner[row] = solver.column_of[row] == NONE ?
			    DN_ASSIGN_NONE : solver.column_of[row];
		result = 0;
	}
	release(&solver);
	return result;
}

int
dn_assign(const double *worth, size_t rows, size_t columns, size_t *partner,
    struct dn_err *err)
{
	struct dn_assign_pair *pairs;
	double largest = 0;
	size_t count = 0;
	int result, exponent;

	for (size_t i = 0; i < rows * columns; i++) {
		count += worth[i] > 0;
		if (worth[i] > largest)
			largest = worth[i];
	}
	pairs = calloc(count + 1, sizeof(*pairs));
	if (pairs == NULL)
		return dn_err_memory(err);
	count = 0;
	/* By a power of 2, so that halves and quarters still add up. */
	(void)frexp(largest, &exponent);
	for (size_t i = 0; i < rows * columns; i++) {
		double steps = nearbyint(ldexp(worth[i], BITS - exponent));

		if (worth[i] > 0)
			pairs[count++] = (struct dn_assign_pair){
				(uint32_t)(i / columns),
				(uint32_t)(i % columns),
				steps < 1 ? 1 : (int64_t)steps };
	}
	result = dn_assign_pairs(pairs, count, rows, columns, partner, err);
	free(pairs);
	return result;
}
