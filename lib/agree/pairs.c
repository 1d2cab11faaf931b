/* SPDX-License-Identifier: MIT */
/* One pass over the rows, each giving all its pairs of ratings. */
#include "agree/pairs.h"

#include <stdlib.h>

#include "core/names.h"

/* What is counted, before it is sorted: a key of g, h, k, l each. */
struct counting {
	struct dn_names *names;
	uint64_t *items;
	size_t cap;
};

static int
count_both(struct counting *counting, const struct dn_rating *a,
    const struct dn_rating *b, uint64_t items)
{
	uint32_t key[4] = { a->annotator, b->annotator, a->label, b->label };
	int added = 0;
	size_t at = dn_names_add(counting->names, (struct dn_span){
	    (const char *)key, sizeof(key) }, &added);

	if (at == DN_NAMES_NONE)
		return -1;
	if (at >= counting->cap) {
		size_t cap = counting->cap * 2 + 64;
		uint64_t *more = reallocarray(counting->items, cap,
		    sizeof(*more));

		if (more == NULL)
			return -1;
		counting->items = more;
		counting->cap = cap;
	}
	counting->items[at] = items + (added ? 0 : counting->items[at]);
	return 0;
}

static int
count_row(struct dn_agree_pairs *pairs, struct counting *counting,
    const struct dn_agree_row *row)
{
	for (size_t i = 0; i < row->size; i++) {
		const struct dn_rating *rating = &row->ratings[i];

		pairs->margins[rating->annotator * pairs->label_count +
		    rating->label] += row->items;
		for (size_t j = i + 1; j < row->size; j++)
			if (count_both(counting, rating, &row->ratings[j],
			    row->items) < 0)
				return -1;
	}
	return 0;
}

static int
compare_both(const void *a, const void *b)
{
	const struct dn_agree_both *x = a, *y = b;

	if (x->g != y->g)
		return x->g < y->g ? -1 : 1;
	if (x->h != y->h)
		return x->h < y->h ? -1 : 1;
	if (x->k != y->k)
		return x->k < y->k ? -1 : 1;
	return (x->l > y->l) - (x->l < y->l);
}

static int
sort_both(struct dn_agree_pairs *pairs, const struct counting *counting)
{
	size_t count = dn_names_count(counting->names);

	pairs->both = calloc(count + 1, sizeof(*pairs->both));
	if (pairs->both == NULL)
		return -1;
	for (size_t i = 0; i < count; i++) {
		uint32_t key[4];

		memcpy(key, dn_names_get(counting->names, i).ptr,
		    sizeof(key));
		pairs->both[i] = (struct dn_agree_both){ key[0], key[1],
			key[2], key[3], counting->items[i] };
	}
	qsort(pairs->both, count, sizeof(*pairs->both), compare_both);
	pairs->count = count;
	return 0;
}

int
dn_agree_pairs_init(struct dn_agree_pairs *pairs,
    const struct dn_agree_table *table, struct dn_err *err)
{
	struct counting counting = { .names = dn_names_new() };
	int result = -1;

	*pairs = (struct dn_agree_pairs){
		.annotator_count = table->annotator_count,
		.label_count = table->label_count,
		.margins = calloc(table->annotator_count *
		    table->label_count + 1, sizeof(*pairs->margins)) };
	if (counting.names == NULL || pairs->margins == NULL)
		goto out;
	for (size_t i = 0; i < table->row_count; i++)
		if (count_row(pairs, &counting, &table->rows[i]) < 0)
			goto out;
	result = sort_both(pairs, &counting);
out:
	dn_names_free(counting.names);
	free(counting.items);
	return result < 0 ? dn_err_memory(err) : 0;
}

void
dn_agree_pairs_release(struct dn_agree_pairs *pairs)
{
	free(pairs->both);
	free(pairs->margins);
	*pairs = (struct dn_agree_pairs){ .both = NULL };
}

/* The first pair of labels of g and h. */
static size_t
find_both(const struct dn_agree_pairs *pairs, uint32_t g, uint32_t h)
{
	struct dn_agree_both wanted = { .g = g, .h = h };
	size_t low = 0, high = pairs->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_both(&pairs->both[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The items that only one of the two rated: their ratings less the shared. */
static int
add_single(const struct dn_agree_pairs *pairs, struct dn_agree_table *table,
    const uint64_t *shared, uint32_t annotator, uint32_t place,
    struct dn_err *err)
{
	for (uint32_t k = 0; k < pairs->label_count; k++) {
		struct dn_rating rating = { place, k };
		uint64_t items = pairs->margins[annotator *
		    pairs->label_count + k] - shared[k];

		if (items > 0 && dn_agree_table_add(table, &rating, 1, items,
		    err) < 0)
			return -1;
	}
	return 0;
}

static int
fill(const struct dn_agree_pairs *pairs, struct dn_agree_table *table,
    uint32_t g, uint32_t h, uint64_t *shared, struct dn_err *err)
{
	const struct dn_agree_both *both;

	for (size_t i = find_both(pairs, g, h); i < pairs->count; i++) {
		both = &pairs->both[i];
		if (both->g != g || both->h != h)
			break;
		if (dn_agree_table_add(table, (const struct dn_rating[]){
		    { 0, both->k }, { 1, both->l } }, 2, both->items,
		    err) < 0)
			return -1;
		shared[both->k] += both->items;
		shared[pairs->label_count + both->l] += both->items;
	}
	if (add_single(pairs, table, shared, g, 0, err) < 0 ||
	    add_single(pairs, table, shared + pairs->label_count, h, 1,
	    err) < 0)
		return -1;
	return dn_agree_table_close(table, err);
}

struct dn_agree_table *
dn_agree_pairs_table(const struct dn_agree_pairs *pairs, uint32_t g,
    uint32_t h, struct dn_err *err)
{
	struct dn_agree_table *table = dn_agree_table_new(pairs->label_count,
	    2, true);
	uint64_t *shared = calloc(2 * pairs->label_count + 1,
	    sizeof(*shared));

	if (table == NULL || shared == NULL)
		dn_err_memory(err);
	else if (fill(pairs, table, g, h, shared, err) == 0) {
		free(shared);
		return table;
	}
	dn_agree_table_free(table);
	free(shared);
	return NULL;
}
