/* SPDX-License-Identifier: MIT */
/* What sets of continua are, before anything is computed from them. */
#include "agree/continuum.h"

#include <stdbool.h>
#include <stdlib.h>

static int
compare_ticks(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

int
dn_stretch_compare(const void *a, const void *b)
{
	const struct dn_stretch *x = a, *y = b;
	int order = compare_ticks(x->annotator, y->annotator);

	if (order == 0)
		order = compare_ticks(x->start, y->start);
	if (order == 0)
		order = compare_ticks(x->end, y->end);
	return order != 0 ? order : compare_ticks(x->label, y->label);
}

static bool
has_overlap(const struct dn_continuum *item)
{
	for (size_t i = 1; i < item->count; i++)
		if (item->units[i].annotator == item->units[i - 1].annotator &&
		    item->units[i].start < item->units[i - 1].end)
			return true;
	return false;
}

const char *
dn_continua_reason(const struct dn_continua *set)
{
	size_t units = 0, paired = 0;
	uint32_t only = UINT32_MAX;
	bool overlap = false, several = false;

	for (size_t i = 0; i < set->count; i++) {
		const struct dn_continuum *item = &set->list[i];

		units += item->count;
		for (size_t k = 0; k < item->annotator_count; k++) {
			several = several || (only != UINT32_MAX &&
			    only != item->annotators[k]);
			only = item->annotators[k];
		}
		if (item->annotator_count < 2)
			continue;
		paired += item->count;
		overlap = overlap || has_overlap(item);
	}
	if (units == 0)
		return "empty";
	if (!several)
		return "one-annotator";
	if (paired == 0)
		return "no-pairs";
	return overlap ? "overlap" : NULL;
}

struct dn_continua_size
dn_continua_size(const struct dn_continua *set)
{
	struct dn_continua_size size = { 0, 0, 0 };

	for (size_t i = 0; i < set->count; i++) {
		const struct dn_continuum *item = &set->list[i];

		if (item->annotator_count < 2)
			continue;
		size.items++;
		size.units += item->count;
		size.length += item->end - item->begin;
	}
	return size;
}

/* Copy what is of the two. */
static int
pair_item(const struct dn_continuum *item, const uint32_t numbers[2],
    struct dn_continuum *copy)
{
	*copy = (struct dn_continuum){ .begin = item->begin,
		.end = item->end,
		.units = malloc((item->count + 1) * sizeof(*copy->units)),
		.annotators = malloc(2 * sizeof(*copy->annotators)) };
	if (copy->units == NULL || copy->annotators == NULL)
		return -1;
	for (uint32_t g = 0; g < 2; g++) {
		for (size_t k = 0; k < item->annotator_count; k++)
			if (item->annotators[k] == numbers[g])
				copy->annotators[copy->annotator_count++] = g;
		for (size_t i = 0; i < item->count; i++)
			if (item->units[i].annotator == numbers[g]) {
				copy->units[copy->count] = item->units[i];
				copy->units[copy->count++].annotator = g;
			}
	}
	return 0;
}

int
dn_continua_pair(const struct dn_continua *set, uint32_t first,
    uint32_t second, struct dn_continua *pair, struct dn_err *err)
{
	*pair = (struct dn_continua){ .annotator_count = 2,
		.label_count = set->label_count, .ticks = set->ticks,
		.list = calloc(set->count + 1, sizeof(*pair->list)) };
	if (pair->list == NULL)
		return dn_err_memory(err);
	for (; pair->count < set->count; pair->count++)
		if (pair_item(&set->list[pair->count],
		    (const uint32_t[]){ first, second },
		    &pair->list[pair->count]) < 0) {
			pair->count++;
			dn_continua_release(pair);
			return dn_err_memory(err);
		}
	return 0;
}

void
dn_continua_release(struct dn_continua *set)
{
	for (size_t i = 0; i < set->count; i++) {
		free(set->list[i].units);
		free(set->list[i].annotators);
	}
	free(set->list);
	*set = (struct dn_continua){ .list = NULL };
}
