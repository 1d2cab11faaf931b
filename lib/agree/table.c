/* SPDX-License-Identifier: MIT */
/* Counting patterns and pairs of labels, then sorting and summing them. */
#include "agree/table.h"

#include <stdbool.h>
#include <stdlib.h>

#include "core/names.h"

/* How many items there are of each key: a name a key, a count a name. */
struct counted {
	struct dn_names *names;
	uint64_t *counts;
	size_t cap;
};

/* Keys are the labels as numbers in the machine's own form. */
struct dn_agree_gathered {
	struct counted patterns, cells, rows;
	uint32_t *labels;               /* of the newest, then of all */
	struct dn_rating *ratings;      /* likewise */
	size_t label_cap;
};

/* ---- life --------------------------------------------------------- */

struct dn_agree_table *
dn_agree_table_new(size_t labels, size_t annotators, bool who)
{
	struct dn_agree_table *table = calloc(1, sizeof(*table));
	struct dn_agree_gathered *gathered = calloc(1, sizeof(*gathered));

	if (table == NULL || gathered == NULL) {
		free(table);
		free(gathered);
		return NULL;
	}
	table->label_count = labels;
	table->annotator_count = annotators;
	table->who = who;
	table->gathered = gathered;
	gathered->patterns.names = dn_names_new();
	gathered->cells.names = dn_names_new();
	gathered->rows.names = dn_names_new();
	if (gathered->patterns.names == NULL ||
	    gathered->cells.names == NULL || gathered->rows.names == NULL) {
		dn_agree_table_free(table);
		return NULL;
	}
	return table;
}

static void
release_counted(struct counted *counted)
{
	dn_names_free(counted->names);
	free(counted->counts);
	*counted = (struct counted){ .names = NULL };
}

void
dn_agree_table_free(struct dn_agree_table *table)
{
	if (table == NULL)
		return;
	if (table->gathered != NULL) {
		release_counted(&table->gathered->patterns);
		release_counted(&table->gathered->cells);
		release_counted(&table->gathered->rows);
		free(table->gathered->labels);
		free(table->gathered->ratings);
		free(table->gathered);
	}
	free(table->patterns);
	free(table->rows);
	free(table->classes);
	free(table->shares);
	free(table->paired);
	free(table->cells);
	free(table->firsts);
	free(table->seconds);
	free(table->counts);
	free(table);
}

/* ---- adding ------------------------------------------------------- */

static int
count_key(struct counted *counted, const void *key, size_t len,
    uint64_t items, struct dn_err *err)
{
	int added = 0;
	size_t at = dn_names_add(counted->names, (struct dn_span){ key, len },
	    &added);

	if (at == DN_NAMES_NONE)
		return dn_err_memory(err);
	if (at >= counted->cap) {
		size_t cap = counted->cap == 0 ? 64 : counted->cap * 2;
		uint64_t *more = reallocarray(counted->counts, cap,
		    sizeof(*more));

		if (more == NULL)
			return dn_err_memory(err);
		counted->counts = more;
		counted->cap = cap;
	}
	counted->counts[at] = items + (added ? 0 : counted->counts[at]);
	return 0;
}

static int
compare_labels(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Few labels, as most items have, are in order sooner without calls. */
void
dn_agree_labels_sort(uint32_t *labels, size_t count)
{
	if (count > 16) {
		qsort(labels, count, sizeof(*labels), compare_labels);
		return;
	}
	for (size_t i = 1; i < count; i++) {
		uint32_t label = labels[i];
		size_t j = i;

		for (; j > 0 && labels[j - 1] > label; j--)
			labels[j] = labels[j - 1];
		labels[j] = label;
	}
}

static int
compare_ratings(const void *a, const void *b)
{
	const struct dn_rating *x = a, *y = b;

	if (x->annotator != y->annotator)
		return x->annotator < y->annotator ? -1 : 1;
	return (x->label > y->label) - (x->label < y->label);
}

void
dn_agree_ratings_sort(struct dn_rating *ratings, size_t count)
{
	qsort(ratings, count, sizeof(*ratings), compare_ratings);
}

/* Who gave which label, in the annotators' order. */
static int
add_row(struct dn_agree_table *table, const struct dn_rating *ratings,
    size_t count, uint64_t items, struct dn_err *err)
{
	struct dn_agree_gathered *gathered = table->gathered;

	if (!table->who)
		return 0;
	memcpy(gathered->ratings, ratings, count * sizeof(*ratings));
	dn_agree_ratings_sort(gathered->ratings, count);
	return count_key(&gathered->rows, gathered->ratings,
	    count * sizeof(*ratings), items, err);
}

/* Room for the ratings of one item. */
static int
make_room(struct dn_agree_gathered *gathered, size_t count)
{
	uint32_t *labels;
	struct dn_rating *ratings;

	if (count <= gathered->label_cap)
		return 0;
	labels = reallocarray(gathered->labels, count, sizeof(*labels));
	if (labels == NULL)
		return -1;
	gathered->labels = labels;
	ratings = reallocarray(gathered->ratings, count, sizeof(*ratings));
	if (ratings == NULL)
		return -1;
	gathered->ratings = ratings;
	gathered->label_cap = count;
	return 0;
}

int
dn_agree_table_add(struct dn_agree_table *table,
    const struct dn_rating *ratings, size_t count, uint64_t items,
    struct dn_err *err)
{
	struct dn_agree_gathered *gathered = table->gathered;
	size_t size = sizeof(*gathered->labels);

	if (make_room(gathered, count) < 0)
		return dn_err_memory(err);
	if (add_row(table, ratings, count, items, err) < 0)
		return -1;
	if (table->annotator_count == 2 && count == 2) {
		bool swap = ratings[0].annotator > ratings[1].annotator;

		gathered->labels[0] = ratings[swap].label;
		gathered->labels[1] = ratings[!swap].label;
		if (count_key(&gathered->cells, gathered->labels, 2 * size,
		    items, err) < 0)
			return -1;
	}
	for (size_t i = 0; i < count; i++)
		gathered->labels[i] = ratings[i].label;
	dn_agree_labels_sort(gathered->labels, count);
	return count_key(&gathered->patterns, gathered->labels, count * size,
	    items, err);
}

/* ---- sorting ------------------------------------------------------ */

int
dn_agree_pattern_compare(const struct dn_agree_pattern *x,
    const struct dn_agree_pattern *y)
{
	if (x->size != y->size)
		return x->size < y->size ? -1 : 1;
	for (size_t i = 0; i < x->size; i++)
		if (x->labels[i] != y->labels[i])
			return x->labels[i] < y->labels[i] ? -1 : 1;
	return 0;
}

static int
compare_patterns(const void *a, const void *b)
{
	return dn_agree_pattern_compare(a, b);
}

/* The patterns with their labels side by side, in order. */
static int
sort_patterns(struct dn_agree_table *table)
{
	struct counted *counted = &table->gathered->patterns;
	size_t count = dn_names_count(counted->names), total = 0;
	uint32_t *labels;

	for (size_t i = 0; i < count; i++)
		total += dn_names_get(counted->names, i).len;
	free(table->gathered->labels);
	table->gathered->labels = labels = malloc(total + 1);
	table->patterns = calloc(count + 1, sizeof(*table->patterns));
	if (labels == NULL || table->patterns == NULL)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct dn_span key = dn_names_get(counted->names, i);

		memcpy(labels, key.ptr, key.len);
		table->patterns[i] = (struct dn_agree_pattern){ labels,
			key.len / sizeof(*labels), counted->counts[i] };
		labels += key.len / sizeof(*labels);
	}
	qsort(table->patterns, count, sizeof(*table->patterns),
	    compare_patterns);
	table->pattern_count = count;
	release_counted(counted);
	return 0;
}

int
dn_agree_row_compare(const struct dn_agree_row *x,
    const struct dn_agree_row *y)
{
	int order;

	if (x->size != y->size)
		return x->size < y->size ? -1 : 1;
	for (size_t i = 0; i < x->size; i++) {
		order = compare_ratings(&x->ratings[i], &y->ratings[i]);
		if (order != 0)
			return order;
	}
	return 0;
}

static int
compare_rows(const void *a, const void *b)
{
	return dn_agree_row_compare(a, b);
}

static int
sort_rows(struct dn_agree_table *table)
{
	struct counted *counted = &table->gathered->rows;
	size_t count = dn_names_count(counted->names), total = 0;
	struct dn_rating *ratings;

	for (size_t i = 0; i < count; i++)
		total += dn_names_get(counted->names, i).len;
	free(table->gathered->ratings);
	table->gathered->ratings = ratings = malloc(total + 1);
	table->rows = calloc(count + 1, sizeof(*table->rows));
	if (ratings == NULL || table->rows == NULL)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct dn_span key = dn_names_get(counted->names, i);

		memcpy(ratings, key.ptr, key.len);
		table->rows[i] = (struct dn_agree_row){ ratings,
			key.len / sizeof(*ratings), counted->counts[i] };
		ratings += key.len / sizeof(*ratings);
	}
	qsort(table->rows, count, sizeof(*table->rows), compare_rows);
	table->row_count = count;
	release_counted(counted);
	return 0;
}

int
dn_agree_cell_compare(const struct dn_agree_cell *x,
    const struct dn_agree_cell *y)
{
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return (x->second > y->second) - (x->second < y->second);
}

static int
compare_cells(const void *a, const void *b)
{
	return dn_agree_cell_compare(a, b);
}

static int
sort_cells(struct dn_agree_table *table)
{
	struct counted *counted = &table->gathered->cells;
	size_t count = dn_names_count(counted->names);

	table->cells = calloc(count + 1, sizeof(*table->cells));
	if (table->cells == NULL)
		return -1;
	for (size_t i = 0; i < count; i++) {
		uint32_t labels[2];

		memcpy(labels, dn_names_get(counted->names, i).ptr,
		    sizeof(labels));
		table->cells[i] = (struct dn_agree_cell){ labels[0],
			labels[1], counted->counts[i] };
	}
	qsort(table->cells, count, sizeof(*table->cells), compare_cells);
	table->cell_count = count;
	release_counted(counted);
	return 0;
}

/* ---- closing ------------------------------------------------------ */

/* Classes there are, of sorted patterns. */
static size_t
count_classes(const struct dn_agree_table *table)
{
	size_t classes = 0;

	for (size_t i = 0; i < table->pattern_count; i++)
		classes += i == 0 ||
		    table->patterns[i].size != table->patterns[i - 1].size;
	return classes;
}

int
dn_agree_table_close(struct dn_agree_table *table, struct dn_err *err)
{
	size_t room = table->label_count + 1;

	table->shares = calloc(room, sizeof(*table->shares));
	table->paired = calloc(room, sizeof(*table->paired));
	table->firsts = calloc(room, sizeof(*table->firsts));
	table->seconds = calloc(room, sizeof(*table->seconds));
	table->counts = calloc(room, sizeof(*table->counts));
	if (table->shares == NULL || table->paired == NULL ||
	    table->firsts == NULL || table->seconds == NULL ||
	    table->counts == NULL || sort_patterns(table) < 0 ||
	    sort_rows(table) < 0 || sort_cells(table) < 0)
		return dn_err_memory(err);
	table->class_count = count_classes(table);
	table->classes = calloc(table->class_count + 1,
	    sizeof(*table->classes));
	if (table->classes == NULL)
		return dn_err_memory(err);
	dn_agree_table_sum(table);
	return 0;
}
