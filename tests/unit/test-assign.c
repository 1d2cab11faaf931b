/* SPDX-License-Identifier: MIT */
/* Assignments: as good as the best of all, and the first of these. */
#include "match/assign.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "suites.h"
#include "units.h"

#define SIDE 6

/* All assignments, in order, by trial. */
struct trial {
	double worth[SIDE * SIDE];
	size_t rows, columns;
	size_t partner[SIDE], best[SIDE];
	double sum, best_sum;
	bool used[SIDE], any;
};

static void
try_row(struct trial *trial, size_t row)
{
	if (row == trial->rows) {
		if (!trial->any || trial->sum > trial->best_sum + 1e-9) {
			trial->any = true;
			trial->best_sum = trial->sum;
			memcpy(trial->best, trial->partner,
			    sizeof(trial->best));
		}
		return;
	}
	for (size_t i = 0; i < trial->columns; i++) {
		double worth = trial->worth[row * trial->columns + i];

		if (trial->used[i] || worth <= 0)
			continue;
		trial->used[i] = true;
		trial->partner[row] = i;
		trial->sum += worth;
		try_row(trial, row + 1);
		trial->sum -= worth;
		trial->used[i] = false;
	}
	trial->partner[row] = DN_ASSIGN_NONE;
	try_row(trial, row + 1);
}

START_TEST(small_ones_are_the_first_of_the_best)
{
	struct dn_err err = DN_ERR_INIT;
	uint64_t state = 7;

	for (unsigned round = 0; round < 3000; round++) {
		struct trial trial = { .rows = suite_next(&state) % SIDE,
			.columns = suite_next(&state) % SIDE + 1 };
		size_t partner[SIDE], steps = round % 3 == 0 ? 1 :
		    round % 3 == 1 ? 4 : 1024;

		for (size_t i = 0; i < trial.rows * trial.columns; i++)
			trial.worth[i] = (double)(suite_next(&state) %
			    (steps + 1)) / (double)steps;
		try_row(&trial, 0);
		ck_assert_int_eq(dn_assign(trial.worth, trial.rows,
		    trial.columns, partner, &err), 0);
		for (size_t i = 0; i < trial.rows; i++)
			ck_assert_msg(partner[i] == trial.best[i],
			    "round %u row %zu: %zd is not %zd", round, i,
			    (ssize_t)partner[i], (ssize_t)trial.best[i]);
	}
}
END_TEST

START_TEST(nothing_is_assigned_to_nothing)
{
	struct dn_err err = DN_ERR_INIT;
	size_t partner[2] = { 7, 7 };

	ck_assert_int_eq(dn_assign(NULL, 0, 0, partner, &err), 0);
	ck_assert_int_eq(dn_assign(NULL, 2, 0, partner, &err), 0);
	ck_assert_uint_eq(partner[1], DN_ASSIGN_NONE);
}
END_TEST

START_TEST(many_alike_are_paired_in_order)
{
	size_t count = 700, *partner = calloc(count, sizeof(*partner));
	double *worth = malloc(count * count * sizeof(*worth));
	struct dn_err err = DN_ERR_INIT;

	for (size_t i = 0; i < count * count; i++)
		worth[i] = 1;
	ck_assert_int_eq(dn_assign(worth, count, count, partner, &err), 0);
	for (size_t i = 0; i < count; i++)
		ck_assert_uint_eq(partner[i], i);
	ck_assert_int_eq(dn_assign(worth, count, count / 2, partner, &err),
	    0);
	for (size_t i = 0; i < count; i++)
		ck_assert_uint_eq(partner[i], i < count / 2 ? i :
		    DN_ASSIGN_NONE);
	free(worth);
	free(partner);
}
END_TEST

/* ---- units ----------------------------------------------------------- */

static struct dn_unit
box(double x, double y, double width, double height, const char *label)
{
	return (struct dn_unit){ .kind = DN_UNIT_BOX,
		.label = dn_span_of(label), .box = { x, y, width, height } };
}

START_TEST(the_sum_counts_not_the_best_pair)
{
	struct dn_unit first[] = { box(0, 0, 10, 10, "a"),
		box(0, 0, 10, 6, "a") };
	struct dn_unit second[] = { box(0, 0, 10, 8, "a"),
		box(0, 3, 10, 10, "a") };
	struct dn_err err = DN_ERR_INIT;
	struct dn_pairing pairing;

	/* 0.8 + 3/13 is less than 7/13 + 0.75. */
	ck_assert_int_eq(dn_pair_units(first, 2, second, 2, 0.1, &pairing,
	    &err), 0);
	ck_assert_uint_eq(pairing.partner[0], 1);
	ck_assert_uint_eq(pairing.partner[1], 0);
	ck_assert_uint_eq(pairing.first_of[0], 1);
	ck_assert(fabs(pairing.similarity[1] - 0.75) < 1e-12);
	dn_pairing_release(&pairing);
	ck_assert_int_eq(dn_pair_units(first, 2, second, 2, 0.76, &pairing,
	    &err), 0);
	ck_assert_uint_eq(pairing.partner[0], 0);
	ck_assert_uint_eq(pairing.partner[1], DN_ASSIGN_NONE);
	dn_pairing_release(&pairing);
}
END_TEST

START_TEST(of_equal_ones_the_same_label_goes_first)
{
	struct dn_unit first[] = { box(0, 0, 10, 10, "a") };
	struct dn_unit second[] = { box(0, 0, 10, 10, "b"),
		box(0, 0, 10, 10, "a") };
	struct dn_err err = DN_ERR_INIT;
	struct dn_pairing pairing;

	for (int turn = 0; turn < 2; turn++) {
		struct dn_unit other = second[0];

		ck_assert_int_eq(dn_pair_units(first, 1, second, 2, 0.1,
		    &pairing, &err), 0);
		ck_assert_uint_eq(pairing.partner[0], turn == 0);
		ck_assert_uint_eq(pairing.first_of[turn],
		    DN_ASSIGN_NONE);
		dn_pairing_release(&pairing);
		second[0] = second[1];
		second[1] = other;
	}
}
END_TEST

/* Random boxes on a small grid, so that many are equal. */
static void
fill(struct dn_unit *units, size_t count, uint64_t *state)
{
	static const char *const labels[] = { "a", "b", NULL };
	static char ids[64][4];

	for (size_t i = 0; i < count; i++) {
		snprintf(ids[i], sizeof(ids[i]), "%zu", i);
		units[i] = box((double)(suite_next(state) % 4),
		    (double)(suite_next(state) % 4),
		    (double)(suite_next(state) % 3 + 1),
		    (double)(suite_next(state) % 3 + 1),
		    labels[suite_next(state) % 3]);
		units[i].id = dn_span_of(ids[i]);
	}
}

static void
shuffle(struct dn_unit *units, size_t count, uint64_t *state)
{
	for (size_t i = count; i > 1; i--) {
		size_t j = suite_next(state) % i;
		struct dn_unit unit = units[i - 1];

		units[i - 1] = units[j];
		units[j] = unit;
	}
}

START_TEST(pairs_do_not_depend_on_the_order_of_lists)
{
	struct dn_err err = DN_ERR_INIT;
	uint64_t state = 17;

	for (unsigned round = 0; round < 200; round++) {
		struct dn_unit first[20], second[20];
		const char *partner_of[64] = { NULL };
		size_t counts[2] = { suite_next(&state) % 20,
			suite_next(&state) % 20 };

		fill(first, counts[0], &state);
		fill(second, counts[1], &state);
		for (int turn = 0; turn < 3; turn++) {
			struct dn_pairing pairing;

			shuffle(first, counts[0], &state);
			shuffle(second, counts[1], &state);
			ck_assert_int_eq(dn_pair_units(first, counts[0],
			    second, counts[1], 0.1, &pairing, &err), 0);
			for (size_t i = 0; i < counts[0]; i++) {
				size_t id = strtoul(first[i].id.ptr, NULL,
				    10);
				size_t at = pairing.partner[i];
				const char *name = at == DN_ASSIGN_NONE ?
				    "-" : second[at].id.ptr;

				if (turn == 0)
					partner_of[id] = name;
				ck_assert_str_eq(partner_of[id], name);
				ck_assert(at == DN_ASSIGN_NONE ||
				    pairing.first_of[at] == i);
			}
			dn_pairing_release(&pairing);
		}
	}
}
END_TEST

START_TEST(kinds_that_cannot_be_compared_stay_apart)
{
	struct dn_range range = { 0, 3 };
	struct dn_unit first[] = { box(0, 0, 3, 3, "a"),
		{ .kind = DN_UNIT_SPAN, .ranges = &range, .range_count = 1 },
		{ .kind = DN_UNIT_INTERVAL, .start = 0, .end = 3 } };
	struct dn_unit second[] = { first[2], first[0], first[1] };
	struct dn_err err = DN_ERR_INIT;
	struct dn_pairing pairing;

	ck_assert_int_eq(dn_pair_units(first, 3, second, 3, 0, &pairing,
	    &err), 0);
	ck_assert_uint_eq(pairing.partner[0], 1);
	ck_assert_uint_eq(pairing.partner[1], 2);
	ck_assert_uint_eq(pairing.partner[2], 0);
	dn_pairing_release(&pairing);
	ck_assert_int_eq(dn_pair_units(first, 3, second, 0, 0, &pairing,
	    &err), 0);
	ck_assert_uint_eq(pairing.partner[2], DN_ASSIGN_NONE);
	dn_pairing_release(&pairing);
}
END_TEST

START_TEST(a_hundred_thousand_boxes_are_paired_at_once)
{
	size_t side = 316, count = side * side;
	struct dn_unit *first = calloc(count, sizeof(*first));
	struct dn_unit *second = calloc(count, sizeof(*second));
	struct dn_err err = DN_ERR_INIT;
	struct dn_pairing pairing;

	for (size_t i = 0; i < count; i++) {
		first[i] = box(10 * (double)(i % side),
		    10 * (double)(i / side), 8, 8, "a");
		second[count - 1 - i] = first[i];
		second[count - 1 - i].box.x += 1;
	}
	ck_assert_int_eq(dn_pair_units(first, count, second, count, 0.1,
	    &pairing, &err), 0);
	for (size_t i = 0; i < count; i++)
		ck_assert(pairing.partner[i] == count - 1 - i);
	dn_pairing_release(&pairing);
	free(first);
	free(second);
}
END_TEST

START_TEST(too_many_that_overlap_are_told)
{
	size_t count = 3000;
	struct dn_unit *units = calloc(count, sizeof(*units));
	struct dn_err err = DN_ERR_INIT;
	struct dn_pairing pairing;

	for (size_t i = 0; i < count; i++)
		units[i] = box(0, 0, 8, 8, "a");
	ck_assert_int_eq(dn_pair_units(units, count, units, count, 0.1,
	    &pairing, &err), -1);
	ck_assert_int_eq(err.code, DN_E_OVERFLOW);
	dn_pairing_release(&pairing);
	free(units);
}
END_TEST

DN_SUITE(assign, small_ones_are_the_first_of_the_best,
    nothing_is_assigned_to_nothing, many_alike_are_paired_in_order,
    the_sum_counts_not_the_best_pair,
    of_equal_ones_the_same_label_goes_first,
    pairs_do_not_depend_on_the_order_of_lists,
    kinds_that_cannot_be_compared_stay_apart,
    a_hundred_thousand_boxes_are_paired_at_once,
    too_many_that_overlap_are_told)
