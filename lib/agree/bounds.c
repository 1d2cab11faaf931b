/* SPDX-License-Identifier: MIT */
/* Both are lists in order: they are walked side by side. */
#include "agree/bounds.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

__extension__ typedef __int128 wide;

struct work {
	int64_t *places[2];
	size_t counts[2];
	size_t *partners[2];            /* of each unit, or SIZE_MAX */
	wide sums[2], squares[2];       /* of differences: starts, ends */
};

static int
compare_places(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* All boundaries of some units, each place once. */
static size_t
list_places(const struct dn_stretch *units, size_t count, int64_t *places)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		places[2 * i] = units[i].start;
		places[2 * i + 1] = units[i].end;
	}
	if (count > 0)
		qsort(places, 2 * count, sizeof(*places), compare_places);
	for (size_t i = 0; i < 2 * count; i++)
		if (kept == 0 || places[kept - 1] != places[i])
			places[kept++] = places[i];
	return kept;
}

/* The first that still can be matched takes the first that it can. */
static uint64_t
match(const struct work *work, int64_t tolerance)
{
	const int64_t *a = work->places[0], *b = work->places[1];
	uint64_t matched = 0;
	size_t i = 0, j = 0;

	while (i < work->counts[0] && j < work->counts[1]) {
		if (a[i] - b[j] > tolerance) {
			j++;
		} else if (b[j] - a[i] > tolerance) {
			i++;
		} else {
			matched++;
			i++;
			j++;
		}
	}
	return matched;
}

/* Of each unit of the one list the unit of the other that it overlaps most. */
static void
find_partners(const struct dn_stretch *a, size_t a_count,
    const struct dn_stretch *b, size_t b_count, size_t *partners)
{
	size_t from = 0;

	for (size_t i = 0; i < a_count; i++) {
		int64_t best = 0;

		partners[i] = SIZE_MAX;
		while (from < b_count && b[from].end <= a[i].start)
			from++;
		for (size_t j = from; j < b_count && b[j].start < a[i].end;
		    j++) {
			int64_t low = a[i].start > b[j].start ? a[i].start :
			    b[j].start;
			int64_t high = a[i].end < b[j].end ? a[i].end :
			    b[j].end;

			if (high - low > best) {
				best = high - low;
				partners[i] = j;
			}
		}
	}
}

static void
add_difference(struct work *work, int which, int64_t difference)
{
	work->sums[which] += difference;
	work->squares[which] += (wide)difference * difference;
}

static void
compare_item(struct work *work, const struct dn_continuum *item,
    int64_t tolerance, struct dn_bounds *bounds)
{
	const struct dn_stretch *a = item->units, *b;
	size_t a_count = 0, b_count;

	while (a_count < item->count && a[a_count].annotator == 0)
		a_count++;
	b = a + a_count;
	b_count = item->count - a_count;
	work->counts[0] = list_places(a, a_count, work->places[0]);
	work->counts[1] = list_places(b, b_count, work->places[1]);
	bounds->count[0] += work->counts[0];
	bounds->count[1] += work->counts[1];
	bounds->matched += match(work, tolerance);
	find_partners(a, a_count, b, b_count, work->partners[0]);
	find_partners(b, b_count, a, a_count, work->partners[1]);
	for (size_t i = 0; i < a_count; i++) {
		size_t j = work->partners[0][i];

		if (j == SIZE_MAX || work->partners[1][j] != i)
			continue;
		bounds->pairs++;
		add_difference(work, 0, b[j].start - a[i].start);
		add_difference(work, 1, b[j].end - a[i].end);
	}
}

/* Means and deviations, from whole sums. */
static void
summarize(const struct work *work, struct dn_bounds *bounds)
{
	double n = (double)bounds->pairs;

	for (int i = 0; i < 2; i++) {
		wide spread = work->squares[i] * (wide)bounds->pairs -
		    work->sums[i] * work->sums[i];

		bounds->bias[i] = bounds->deviation[i] = NAN;
		if (bounds->pairs > 0)
			bounds->bias[i] = (double)work->sums[i] / n;
		if (bounds->pairs > 1)
			bounds->deviation[i] = sqrt((double)spread / n /
			    (n - 1));
	}
}

int
dn_bounds_compare(const struct dn_continua *pair, int64_t tolerance,
    struct dn_bounds *bounds, struct dn_err *err)
{
	struct work work = { .counts = { 0, 0 } };
	size_t most = 0;
	int failed = 0;

	*bounds = (struct dn_bounds){ .matched = 0 };
	for (size_t i = 0; i < pair->count; i++)
		if (pair->list[i].count > most)
			most = pair->list[i].count;
	for (int g = 0; g < 2; g++) {
		work.places[g] = calloc(2 * most + 1, sizeof(int64_t));
		work.partners[g] = calloc(most + 1, sizeof(size_t));
		if (work.places[g] == NULL || work.partners[g] == NULL)
			failed = -1;
	}
	for (size_t i = 0; failed == 0 && i < pair->count; i++)
		if (pair->list[i].annotator_count == 2)
			compare_item(&work, &pair->list[i], tolerance, bounds);
	if (failed == 0)
		summarize(&work, bounds);
	for (int g = 0; g < 2; g++) {
		free(work.places[g]);
		free(work.partners[g]);
	}
	return failed == 0 ? 0 : dn_err_memory(err);
}
