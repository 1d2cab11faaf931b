/* SPDX-License-Identifier: MIT */
/* Names are looked up once, while items still know their lists. */
#include "agree/items.h"

#include <stdlib.h>

#include "agree/item_name.h"

static int
compare_items(const void *a, const void *b)
{
	const struct dn_agree_item *x = a, *y = b;
	int order = (x->part > y->part) - (x->part < y->part);

	if (order == 0)
		order = dn_span_compare(x->id, y->id);
	if (order == 0)
		order = (x->split.ptr != NULL) - (y->split.ptr != NULL);
	if (order == 0)
		order = dn_span_compare(x->split, y->split);
	return order != 0 ? order :
	    dn_span_compare(x->annotator, y->annotator);
}

int
dn_agree_items_init(struct dn_agree_items *items,
    const struct dn_gather *gather, struct dn_err *err)
{
	const struct dn_names *keys = dn_gather_keys(gather);
	size_t count = dn_names_count(keys);

	*items = (struct dn_agree_items){
		.items = calloc(count + 1, sizeof(*items->items)) };
	if (items->items == NULL)
		return dn_err_memory(err);
	for (size_t i = 0; i < count; i++) {
		struct dn_agree_item item;

		item.list = dn_ratings_number(gather->ratings,
		    dn_item_name_hash(i), &item.part);
		dn_item_name_parts(dn_names_get(keys, i), &item.id,
		    &item.split);
		item.annotator = dn_item_name_annotator(dn_names_get(keys,
		    i));
		if (item.list != 0)
			items->items[items->count++] = item;
	}
	qsort(items->items, items->count, sizeof(*items->items),
	    compare_items);
	return 0;
}

void
dn_agree_items_release(struct dn_agree_items *items)
{
	free(items->items);
	*items = (struct dn_agree_items){ .items = NULL };
}

/* How many items are of parts before this one. */
static size_t
count_before(const struct dn_agree_items *items, uint32_t part)
{
	size_t from = 0, to = items->count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (items->items[middle].part < part)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

const struct dn_agree_item *
dn_agree_items_of(const struct dn_agree_items *items, uint32_t part,
    size_t *count)
{
	size_t from = count_before(items, part);

	*count = count_before(items, part + 1) - from;
	return items->items + from;
}
