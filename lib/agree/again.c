/* SPDX-License-Identifier: MIT */
/* Numbers of items pass from rows to the patterns and cells that they make. */
#include "agree/again.h"

#include <stdlib.h>
#include <string.h>

static int
compare_patterns(const void *a, const void *b)
{
	return dn_agree_pattern_compare(a, b);
}

static int
compare_cells(const void *a, const void *b)
{
	return dn_agree_cell_compare(a, b);
}

/* The places of a row's pattern and cell in their lists. */
static void
place_row(struct dn_agree_again *again, size_t at, uint32_t *labels)
{
	const struct dn_agree_table *source = again->source;
	const struct dn_agree_row *row = &source->rows[at];
	struct dn_agree_pattern wanted = { labels, row->size, 0 };
	const struct dn_agree_pattern *pattern;
	const struct dn_agree_cell *cell = NULL;

	if (source->cell_count > 0 && row->size == 2) {
		struct dn_agree_cell both = { row->ratings[0].label,
			row->ratings[1].label, 0 };

		cell = bsearch(&both, source->cells, source->cell_count,
		    sizeof(both), compare_cells);
	}
	for (size_t i = 0; i < row->size; i++)
		labels[i] = row->ratings[i].label;
	dn_agree_labels_sort(labels, row->size);
	pattern = bsearch(&wanted, source->patterns, source->pattern_count,
	    sizeof(wanted), compare_patterns);
	again->pattern_of[at] = (size_t)(pattern - source->patterns);
	again->cell_of[at] = cell == NULL ? SIZE_MAX :
	    (size_t)(cell - source->cells);
}

static int
place_rows(struct dn_agree_again *again)
{
	const struct dn_agree_table *source = again->source;
	size_t most = source->class_count == 0 ? 0 :
	    source->classes[source->class_count - 1].size;
	uint32_t *labels = calloc(most + 1, sizeof(*labels));

	if (labels == NULL)
		return -1;
	for (size_t i = 0; i < source->row_count; i++)
		place_row(again, i, labels);
	free(labels);
	return 0;
}

/* A *new* copy of a list, with room for an element at least. */
static void *
copy(const void *list, size_t count, size_t size)
{
	void *own = calloc(count + 1, size);

	if (own != NULL && count > 0)
		memcpy(own, list, count * size);
	return own;
}

int
dn_agree_again_init(struct dn_agree_again *again,
    const struct dn_agree_table *source, struct dn_err *err)
{
	struct dn_agree_table *table = &again->table;
	size_t labels = source->label_count;

	*again = (struct dn_agree_again){ .source = source, .table = *source,
		.units = source->who ? source->row_count :
		source->pattern_count,
		.pattern_of = calloc(source->row_count + 1, sizeof(size_t)),
		.cell_of = calloc(source->row_count + 1, sizeof(size_t)) };
	table->gathered = NULL;
	table->patterns = copy(source->patterns, source->pattern_count,
	    sizeof(*table->patterns));
	table->rows = copy(source->rows, source->row_count,
	    sizeof(*table->rows));
	table->classes = copy(source->classes, source->class_count,
	    sizeof(*table->classes));
	table->cells = copy(source->cells, source->cell_count,
	    sizeof(*table->cells));
	table->shares = copy(source->shares, labels, sizeof(*table->shares));
	table->paired = copy(source->paired, labels, sizeof(*table->paired));
	table->firsts = copy(source->firsts, labels, sizeof(*table->firsts));
	table->seconds = copy(source->seconds, labels,
	    sizeof(*table->seconds));
	table->counts = copy(source->counts, labels, sizeof(*table->counts));
	if (again->pattern_of == NULL || again->cell_of == NULL ||
	    table->patterns == NULL || table->rows == NULL ||
	    table->classes == NULL || table->cells == NULL ||
	    table->shares == NULL || table->paired == NULL ||
	    table->firsts == NULL || table->seconds == NULL ||
	    table->counts == NULL || (source->who && place_rows(again) < 0))
		return dn_err_memory(err);
	return 0;
}

void
dn_agree_again_release(struct dn_agree_again *again)
{
	struct dn_agree_table *table = &again->table;

	free(again->pattern_of);
	free(again->cell_of);
	free(table->patterns);
	free(table->rows);
	free(table->classes);
	free(table->cells);
	free(table->shares);
	free(table->paired);
	free(table->firsts);
	free(table->seconds);
	free(table->counts);
}

uint64_t
dn_agree_again_items(const struct dn_agree_again *again, size_t unit)
{
	return again->source->who ? again->source->rows[unit].items :
	    again->source->patterns[unit].items;
}

void
dn_agree_again_set(struct dn_agree_again *again, const uint64_t *items)
{
	struct dn_agree_table *table = &again->table;
	size_t i;

	if (!table->who) {
		for (i = 0; i < again->units; i++)
			table->patterns[i].items = items[i];
		dn_agree_table_sum(table);
		return;
	}
	for (i = 0; i < table->pattern_count; i++)
		table->patterns[i].items = 0;
	for (i = 0; i < table->cell_count; i++)
		table->cells[i].items = 0;
	for (i = 0; i < again->units; i++) {
		table->rows[i].items = items[i];
		table->patterns[again->pattern_of[i]].items += items[i];
		if (again->cell_of[i] != SIZE_MAX)
			table->cells[again->cell_of[i]].items += items[i];
	}
	dn_agree_table_sum(table);
}
