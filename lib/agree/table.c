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
	release_counted(&table->gathered->patterns);
	release_counted(&table->gathered->cells);
	release_counted(&table->gathered->rows);
	free(table->gathered->labels);
	free(table->gathered->ratings);
	free(table->gathered);
	free(table->patterns);
	free(table->rows);
	free(table->classes);
	free(table->shares);
	free(table->paired);
	free(table->cells);
	free(table->firsts);
	free(table->seconds);
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
static void
sort_labels(uint32_t *labels, size_t count)
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

/* Who gave which label, in the annotators' order. */
static int
add_row(struct dn_agree_table *table, const struct dn_rating *ratings,
    size_t count, uint64_t items, struct dn_err *err)
{
	struct dn_agree_gathered *gathered = table->gathered;

	if (!table->who)
		return 0;
	memcpy(gathered->ratings, ratings, count * sizeof(*ratings));
	qsort(gathered->ratings, count, sizeof(*ratings), compare_ratings);
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
	sort_labels(gathered->labels, count);
	return count_key(&gathered->patterns, gathered->labels, count * size,
	    items, err);
}

/* ---- sorting ------------------------------------------------------ */

static int
compare_patterns(const void *a, const void *b)
{
	const struct dn_agree_pattern *x = a, *y = b;

	if (x->size != y->size)
		return x->size < y->size ? -1 : 1;
	for (size_t i = 0; i < x->size; i++)
		if (x->labels[i] != y->labels[i])
			return x->labels[i] < y->labels[i] ? -1 : 1;
	return 0;
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

static int
compare_rows(const void *a, const void *b)
{
	const struct dn_agree_row *x = a, *y = b;
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

static int
compare_cells(const void *a, const void *b)
{
	const struct dn_agree_cell *x = a, *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return (x->second > y->second) - (x->second < y->second);
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

/* ---- summing ------------------------------------------------------ */

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
static int
sum_patterns(struct dn_agree_table *table)
{
	const struct dn_agree_pattern *from = table->patterns, *to = from;
	const struct dn_agree_pattern *end = from + table->pattern_count;
	uint64_t *counts = calloc(table->label_count + 1, sizeof(*counts));
	size_t classes = 0;

	for (; to < end; to++)
		classes += to == from || to->size != to[-1].size;
	table->classes = calloc(classes + 1, sizeof(*table->classes));
	if (counts == NULL || table->classes == NULL) {
		free(counts);
		return -1;
	}
	for (; from < end; from = to) {
		for (to = from; to < end && to->size == from->size; to++)
			continue;
		sum_class(table, &table->classes[table->class_count++], from,
		    to, counts);
	}
	for (size_t k = 0; k < table->label_count; k++) {
		table->used += table->shares[k] > 0;
		table->paired_used += table->paired[k] > 0;
		if (table->items > 0)
			table->shares[k] /= (double)table->items;
	}
	free(counts);
	return 0;
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

int
dn_agree_table_close(struct dn_agree_table *table, struct dn_err *err)
{
	size_t room = table->label_count + 1;

	table->shares = calloc(room, sizeof(*table->shares));
	table->paired = calloc(room, sizeof(*table->paired));
	table->firsts = calloc(room, sizeof(*table->firsts));
	table->seconds = calloc(room, sizeof(*table->seconds));
	if (table->shares == NULL || table->paired == NULL ||
	    table->firsts == NULL || table->seconds == NULL ||
	    sort_patterns(table) < 0 || sort_rows(table) < 0 ||
	    sort_cells(table) < 0 || sum_patterns(table) < 0)
		return dn_err_memory(err);
	sum_cells(table);
	return 0;
}
