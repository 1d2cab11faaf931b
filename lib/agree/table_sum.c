/* SPDX-License-Identifier: MIT */
/* Sums over a table, in whole numbers as far as they go. */
#include "agree/table.h"

#include <string.h>

/* Ordered pairs of ratings of one item that have the same label. */
uint64_t
dn_agree_pattern_agreeing(const struct dn_agree_pattern *pattern)
{
	uint64_t sum = 0, run = 0;

	for (size_t i = 0; i < pattern->size; i++) {
		if (i > 0 && pattern->labels[i] != pattern->labels[i - 1])
			run = 0;
		sum += 2 * run++;
	}
	return sum;
}

/*
 * Sum one class of patterns, all of one size.  `counts` is zero for every
 * label, before and after; its sums stay whole numbers until they are divided
 * by the size, once a label.
 */
static void
sum_class(struct dn_agree_table *table, struct dn_agree_class *class,
    const struct dn_agree_pattern *from, const struct dn_agree_pattern *to,
    uint64_t *counts)
{
	const struct dn_agree_pattern *p;
	size_t i;

	class->size = from->size;
	for (p = from; p < to; p++) {
		class->items += p->items;
		class->agreeing += (unsigned __int128)p->items *
		    dn_agree_pattern_agreeing(p);
		for (i = 0; i < p->size; i++)
			counts[p->labels[i]] += p->items;
	}
	table->items += class->items;
	table->ratings += class->items * class->size;
	if (class->size >= 2) {
		table->paired_items += class->items;
		table->paired_ratings += class->items * class->size;
	}
	for (p = from; p < to; p++)
		for (i = 0; i < p->size; i++) {
			uint64_t *count = &counts[p->labels[i]];

			table->shares[p->labels[i]] +=
			    (double)*count / (double)class->size;
			if (class->size >= 2)
				table->paired[p->labels[i]] += *count;
			*count = 0;
		}
}

/* Everything that comes from the patterns, which are sorted. */
static void
sum_patterns(struct dn_agree_table *table)
{
	const struct dn_agree_pattern *from = table->patterns, *to = from;
	const struct dn_agree_pattern *end = from + table->pattern_count;

	for (size_t c = 0; c < table->class_count; c++, from = to) {
		for (to = from; to < end && to->size == from->size; to++)
			continue;
		table->classes[c] = (struct dn_agree_class){ .items = 0 };
		sum_class(table, &table->classes[c], from, to,
		    table->counts);
	}
	for (size_t k = 0; k < table->label_count; k++) {
		table->used += table->shares[k] > 0;
		table->paired_used += table->paired[k] > 0;
		if (table->items > 0)
			table->shares[k] /= (double)table->items;
	}
}

static void
sum_cells(struct dn_agree_table *table)
{
	for (size_t i = 0; i < table->cell_count; i++) {
		const struct dn_agree_cell *cell = &table->cells[i];

		table->firsts[cell->first] += cell->items;
		table->seconds[cell->second] += cell->items;
		table->pairs += cell->items;
		if (cell->first == cell->second)
			table->matches += cell->items;
	}
}

void
dn_agree_table_sum(struct dn_agree_table *table)
{
	size_t labels = table->label_count;

	memset(table->shares, 0, labels * sizeof(*table->shares));
	memset(table->paired, 0, labels * sizeof(*table->paired));
	memset(table->firsts, 0, labels * sizeof(*table->firsts));
	memset(table->seconds, 0, labels * sizeof(*table->seconds));
	table->items = table->ratings = 0;
	table->paired_items = table->paired_ratings = 0;
	table->pairs = table->matches = 0;
	table->used = table->paired_used = 0;
	sum_patterns(table);
	sum_cells(table);
}
