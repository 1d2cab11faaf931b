/* SPDX-License-Identifier: MIT */
/* Units by field and item, each item's as whole ticks of one size. */
#include "agree/stretch_store.h"

#include <stdlib.h>
#include <string.h>

#include "agree/categories.h"

#define NANO INT64_C(1000000000)

int
dn_stretch_list_add(struct dn_stretch_list *list,
    struct dn_stretch_entry entry, struct dn_err *err)
{
	if (list->count == list->cap) {
		size_t cap = list->cap * 2 + 64;
		struct dn_stretch_entry *more = reallocarray(list->entries,
		    cap, sizeof(*more));

		if (more == NULL)
			return dn_err_memory(err);
		list->entries = more;
		list->cap = cap;
	}
	list->entries[list->count++] = entry;
	return 0;
}

static int
compare_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int
compare_entries(const void *a, const void *b)
{
	const struct dn_stretch_entry *x = a, *y = b;
	int order = compare_numbers(x->field, y->field);

	if (order == 0)
		order = compare_numbers(x->item, y->item);
	if (order == 0)
		order = compare_numbers(x->annotator, y->annotator);
	if (order == 0)
		order = compare_numbers(x->start, y->start);
	if (order == 0)
		order = compare_numbers(x->end, y->end);
	return order != 0 ? order : compare_numbers(x->label, y->label);
}

void
dn_stretch_list_sort(struct dn_stretch_list *list)
{
	if (list->count > 1)
		qsort(list->entries, list->count, sizeof(*list->entries),
		    compare_entries);
}

/* ---- what is put in ---------------------------------------------------- */

int
dn_stretch_store_init(struct dn_stretch_store *store, struct dn_err *err)
{
	*store = (struct dn_stretch_store){ .items = dn_names_new() };
	return store->items == NULL ? dn_err_memory(err) : 0;
}

void
dn_stretch_store_release(struct dn_stretch_store *store)
{
	free(store->entries.entries);
	dn_names_free(store->items);
	free(store->extents);
	free(store->annotators);
	free(store->labels);
	*store = (struct dn_stretch_store){ .items = NULL };
}

int
dn_stretch_store_item(struct dn_stretch_store *store, struct dn_span name,
    uint32_t *number, struct dn_err *err)
{
	size_t at = dn_names_add(store->items, name, NULL);

	if (at >= UINT32_MAX - 1)
		return dn_err_memory(err);
	if (at >= store->extent_cap) {
		size_t cap = at * 2 + 64;
		int64_t *more = reallocarray(store->extents, cap,
		    sizeof(*more));

		if (more == NULL)
			return dn_err_memory(err);
		for (size_t i = store->extent_cap; i < cap; i++)
			more[i] = -1;
		store->extents = more;
		store->extent_cap = cap;
	}
	*number = (uint32_t)at;
	return 0;
}

void
dn_stretch_store_extent(struct dn_stretch_store *store, uint32_t item,
    int64_t length)
{
	if (length > store->extents[item])
		store->extents[item] = length;
}

/* ---- in order ---------------------------------------------------------- */

/* *New* places by number, from numbers in order. */
static uint32_t *
places_of(const uint32_t *order, size_t count)
{
	uint32_t *places = calloc(count + 1, sizeof(*places));

	for (uint32_t i = 0; places != NULL && i < count; i++)
		places[order[i]] = i;
	return places;
}

/* *New* numbers of names in their order, or as they came. */
static uint32_t *
order_of(const struct dn_names *names, bool sorted)
{
	size_t count = dn_names_count(names);
	size_t *wide = sorted ? dn_names_sorted(names) : NULL;
	uint32_t *order = calloc(count + 1, sizeof(*order));

	if (order == NULL || (sorted && wide == NULL && count > 0)) {
		free(order);
		order = NULL;
	}
	for (size_t i = 0; order != NULL && i < count; i++)
		order[i] = (uint32_t)(wide == NULL ? i : wide[i]);
	free(wide);
	return order;
}

/* Give the entries places for numbers; items take their extents along. */
static void
place_entries(struct dn_stretch_store *store, const uint32_t *items,
    const uint32_t *annotators, const uint32_t *labels)
{
	for (size_t i = 0; i < store->entries.count; i++) {
		struct dn_stretch_entry *entry = &store->entries.entries[i];

		entry->item = items[entry->item];
		entry->annotator = annotators[entry->annotator];
		if (entry->label != DN_STRETCH_NONE)
			entry->label = labels[entry->label];
	}
	dn_stretch_list_sort(&store->entries);
}

int
dn_stretch_store_close(struct dn_stretch_store *store,
    const struct dn_gather *gather, struct dn_err *err)
{
	size_t count = dn_names_count(store->items);
	uint32_t *order = order_of(store->items, true), *items = NULL;
	uint32_t *annotators = NULL, *labels = NULL;
	int64_t *extents = calloc(count + 1, sizeof(*extents));
	int failed = -1;

	store->annotator_count = dn_names_count(gather->annotators);
	store->label_count = dn_categories_count(gather->categories);
	store->annotators = order_of(gather->annotators,
	    gather->spec.between == NULL);
	store->labels = dn_categories_sorted(gather->categories);
	if (order != NULL && store->annotators != NULL &&
	    store->labels != NULL && extents != NULL) {
		items = places_of(order, count);
		annotators = places_of(store->annotators,
		    store->annotator_count);
		labels = places_of(store->labels, store->label_count);
	}
	if (items != NULL && annotators != NULL && labels != NULL) {
		place_entries(store, items, annotators, labels);
		for (size_t i = 0; i < count; i++)
			extents[i] = store->extents[order[i]];
		free(store->extents);
		store->extents = extents;
		extents = NULL;
		failed = 0;
	}
	free(order);
	free(items);
	free(annotators);
	free(labels);
	free(extents);
	return failed == 0 ? 0 : dn_err_memory(err);
}

/* ---- views ------------------------------------------------------------- */

/* A view while it is made. */
struct making {
	const struct dn_stretch_store *store;
	const int64_t *bounds;
	struct dn_continua *set;
	bool *annotators, *labels;      /* who and what there is, by place */
	uint32_t *seen;                 /* item + 1 that it was last at */
};

/* Entries of a field from `from` on that are of its first item. */
static size_t
group_of(const struct dn_stretch_list *list, size_t from, size_t to)
{
	size_t at = from;

	while (at < to && list->entries[at].item == list->entries[from].item)
		at++;
	return at - from;
}

/* Entries of a field: *from to *to. */
static void
find_field(const struct dn_stretch_list *list, uint32_t field, size_t *from,
    size_t *to)
{
	*from = 0;
	while (*from < list->count && list->entries[*from].field < field)
		++*from;
	*to = *from;
	while (*to < list->count && list->entries[*to].field == field)
		++*to;
}

/* Take the entries of an item: units, and who was there. */
static void
take(struct making *making, struct dn_continuum *item,
    const struct dn_stretch_entry *entries, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct dn_stretch_entry *entry = &entries[i];

		if (making->seen[entry->annotator] != entry->item + 1) {
			making->seen[entry->annotator] = entry->item + 1;
			making->annotators[entry->annotator] = true;
			item->annotators[item->annotator_count++] =
			    entry->annotator;
		}
		if (entry->label == DN_STRETCH_NONE)
			continue;
		making->labels[entry->label] = true;
		item->units[item->count++] = (struct dn_stretch){
			entry->start, entry->end, entry->annotator,
			entry->label };
	}
}

/* Where the item begins and ends, in nanoseconds. */
static void
bound(const struct making *making, struct dn_continuum *item, int64_t extent)
{
	int64_t first = INT64_MAX, last = INT64_MIN;

	for (size_t i = 0; i < item->count; i++) {
		if (item->units[i].start < first)
			first = item->units[i].start;
		if (item->units[i].end > last)
			last = item->units[i].end;
	}
	if (making->bounds != NULL) {
		item->begin = making->bounds[0];
		item->end = making->bounds[1];
	} else if (extent >= 0) {
		item->begin = item->count > 0 && first < 0 ? first : 0;
		item->end = item->count > 0 && last > extent ? last : extent;
	} else if (item->count > 0) {
		item->begin = first;
		item->end = last;
	}
}

static int
compare_places(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* An item of its own entries and of those without a field. */
static int
make_item(struct making *making, const struct dn_stretch_entry *own,
    size_t own_count, const struct dn_stretch_entry *rest, size_t rest_count)
{
	struct dn_continuum *item = &making->set->list[making->set->count++];
	uint32_t number = own_count > 0 ? own->item : rest->item;

	item->units = calloc(own_count + 1, sizeof(*item->units));
	item->annotators = calloc(own_count + rest_count + 1,
	    sizeof(*item->annotators));
	if (item->units == NULL || item->annotators == NULL)
		return -1;
	take(making, item, own, own_count);
	take(making, item, rest, rest_count);
	qsort(item->annotators, item->annotator_count,
	    sizeof(*item->annotators), compare_places);
	bound(making, item, making->store->extents[number]);
	return 0;
}

/* All items of the field; of field 0 also those where nobody marked any. */
static int
make_items(struct making *making, uint32_t field)
{
	const struct dn_stretch_list *list = &making->store->entries;
	const struct dn_stretch_entry *entries = list->entries;
	size_t at, end, other, last;

	find_field(list, field, &at, &end);
	find_field(list, DN_STRETCH_NONE, &other, &last);
	making->set->list = calloc(end - at + (last - other) + 1,
	    sizeof(*making->set->list));
	if (making->set->list == NULL)
		return -1;
	while (at < end || other < last) {
		size_t own = 0, rest = 0;

		if (at < end && (other == last ||
		    entries[at].item <= entries[other].item))
			own = group_of(list, at, end);
		if (other < last && (own == 0 ||
		    entries[other].item == entries[at].item))
			rest = group_of(list, other, last);
		if ((own > 0 || field == 0) && make_item(making, entries + at,
		    own, entries + other, rest) < 0)
			return -1;
		at += own;
		other += rest;
	}
	return 0;
}

/* ---- numbers and ticks ------------------------------------------------- */

/* A *new* list of the numbers there are, and their places among them. */
static uint32_t *
gather_numbers(const uint32_t *order, const bool *there, size_t count,
    uint32_t *places, size_t *kept)
{
	uint32_t *numbers = calloc(count + 1, sizeof(*numbers));

	*kept = 0;
	for (size_t i = 0; numbers != NULL && i < count; i++) {
		places[i] = (uint32_t)*kept;
		if (there[i])
			numbers[(*kept)++] = order[i];
	}
	return numbers;
}

/* From places among all to places among those that there are. */
static void
renumber(struct dn_continua *set, const uint32_t *annotators,
    const uint32_t *labels)
{
	for (size_t i = 0; i < set->count; i++) {
		struct dn_continuum *item = &set->list[i];

		for (size_t k = 0; k < item->annotator_count; k++)
			item->annotators[k] = annotators[item->annotators[k]];
		for (size_t k = 0; k < item->count; k++) {
			item->units[k].annotator =
			    annotators[item->units[k].annotator];
			item->units[k].label = labels[item->units[k].label];
		}
	}
}

static void
refine(int64_t *step, int64_t value)
{
	while (value % *step != 0)
		*step /= 10;
}

static int64_t
in_ticks(int64_t value, int64_t step)
{
	int64_t half = step / 2;

	return value >= 0 ? (value + half) / step : -((half - value) / step);
}

/* Nanoseconds become ticks. */
static void
set_ticks(struct dn_continua *set)
{
	int64_t step = NANO;
	double total = 0;

	for (size_t i = 0; i < set->count; i++) {
		const struct dn_continuum *item = &set->list[i];

		refine(&step, item->begin);
		refine(&step, item->end);
		for (size_t k = 0; k < item->count; k++) {
			refine(&step, item->units[k].start);
			refine(&step, item->units[k].end);
		}
		total += (double)(item->end - item->begin) *
		    (double)item->annotator_count;
	}
	while (total / (double)step >= (double)DN_CONTINUA_TICKS / 2)
		step *= 10;
	set->ticks = (double)NANO / (double)step;
	for (size_t i = 0; i < set->count; i++) {
		struct dn_continuum *item = &set->list[i];
		size_t kept = 0;

		item->begin = in_ticks(item->begin, step);
		item->end = in_ticks(item->end, step);
		for (size_t k = 0; k < item->count; k++) {
			struct dn_stretch unit = item->units[k];

			unit.start = in_ticks(unit.start, step);
			unit.end = in_ticks(unit.end, step);
			if (unit.start < unit.end)
				item->units[kept++] = unit;
		}
		item->count = kept;
	}
}

/* Number what there is, as the view has it. */
static int
finish(struct making *making, const struct dn_gather *gather,
    struct dn_agree_view *view)
{
	const struct dn_stretch_store *store = making->store;
	uint32_t *annotators = calloc(store->annotator_count + 1,
	    sizeof(*annotators));
	uint32_t *labels = calloc(store->label_count + 1, sizeof(*labels));
	int failed = -1;

	if (gather->spec.between != NULL)
		memset(making->annotators, 1, store->annotator_count);
	if (dn_categories_declared(gather->categories) > 0)
		memset(making->labels, 1, store->label_count);
	if (annotators != NULL && labels != NULL) {
		view->annotators = gather_numbers(store->annotators,
		    making->annotators, store->annotator_count, annotators,
		    &view->annotator_count);
		view->labels = gather_numbers(store->labels, making->labels,
		    store->label_count, labels, &view->label_count);
	}
	if (view->annotators != NULL && view->labels != NULL) {
		renumber(making->set, annotators, labels);
		making->set->annotator_count =
		    (uint32_t)view->annotator_count;
		making->set->label_count = (uint32_t)view->label_count;
		set_ticks(making->set);
		failed = 0;
	}
	free(annotators);
	free(labels);
	return failed;
}

/* Is there anything of the field; or is it the first of none? */
static bool
is_shown(const struct dn_stretch_store *store, uint32_t field)
{
	const struct dn_stretch_list *list = &store->entries;
	size_t from, to;

	find_field(list, field, &from, &to);
	return from < to || (field == 0 && (list->count == 0 ||
	    list->entries[0].field == DN_STRETCH_NONE));
}

int
dn_stretch_store_view(const struct dn_stretch_store *store,
    const struct dn_gather *gather, uint32_t field, const int64_t *bounds,
    struct dn_agree_view *view, struct dn_continua *set, struct dn_err *err)
{
	struct making making = { .store = store, .bounds = bounds,
		.set = set };
	int failed = -1;

	*view = (struct dn_agree_view){ .field = { NULL, 0 } };
	*set = (struct dn_continua){ .ticks = 1 };
	if (!is_shown(store, field))
		return 0;
	if (field > 0)
		view->field = dn_names_get(gather->fields, field - 1);
	making.annotators = calloc(store->annotator_count + 1, sizeof(bool));
	making.labels = calloc(store->label_count + 1, sizeof(bool));
	making.seen = calloc(store->annotator_count + 1,
	    sizeof(*making.seen));
	if (making.annotators != NULL && making.labels != NULL &&
	    making.seen != NULL && make_items(&making, field) == 0)
		failed = finish(&making, gather, view);
	free(making.annotators);
	free(making.labels);
	free(making.seen);
	if (failed == 0)
		return 1;
	dn_continua_release(set);
	dn_agree_view_release(view);
	return dn_err_memory(err);
}
