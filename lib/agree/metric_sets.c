/* SPDX-License-Identifier: MIT */
/* Elements get a number each by their canonical text. */
#include "agree/metric_sets.h"

#include <stdlib.h>

#include "core/names.h"
#include "io/jsontext.h"

/* What the sets are gathered in. */
struct gathering {
	struct dn_names *names;         /* of elements */
	struct dn_bytes text;           /* scratch */
	uint32_t *elements;
	size_t count, cap;
};

static int
add_element(struct gathering *all, const struct dn_json_value *element)
{
	size_t number;

	if (all->count == all->cap) {
		size_t cap = all->cap * 2 + 64;
		uint32_t *more = reallocarray(all->elements, cap,
		    sizeof(*more));

		if (more == NULL)
			return -1;
		all->elements = more;
		all->cap = cap;
	}
	dn_bytes_clear(&all->text);
	dn_json_canonical(element, &all->text);
	number = dn_names_add(all->names, dn_bytes_span(&all->text), NULL);
	if (number == DN_NAMES_NONE || all->text.failed)
		return -1;
	all->elements[all->count++] = (uint32_t)number;
	return 0;
}

static int
compare_numbers(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* The elements from `begin` on become a set: sorted, each once. */
static void
settle(struct gathering *all, size_t begin)
{
	size_t kept = begin;

	if (all->count > begin)
		qsort(all->elements + begin, all->count - begin,
		    sizeof(*all->elements), compare_numbers);
	for (size_t i = begin; i < all->count; i++)
		if (kept == begin || all->elements[kept - 1] !=
		    all->elements[i])
			all->elements[kept++] = all->elements[i];
	all->count = kept;
}

/* One label's elements. */
static int
add_set(struct gathering *all, struct dn_span text)
{
	struct dn_json_value label = dn_json_value_of(text), element;
	struct dn_json_children walk;
	struct dn_span name;
	size_t begin = all->count;

	if (label.type != DN_JSON_ARRAY)
		return add_element(all, &label);
	walk = dn_json_children(&label);
	while (dn_json_child(&walk, &name, &element))
		if (add_element(all, &element) < 0)
			return -1;
	settle(all, begin);
	return 0;
}

int
dn_metric_read_sets(struct dn_metric *metric, const struct dn_categories *set,
    const uint32_t *labels, struct dn_err *err)
{
	struct gathering all = { .names = dn_names_new() };
	int result = 0;

	dn_bytes_init(&all.text, SIZE_MAX / 2);
	metric->starts = calloc(metric->count + 1, sizeof(*metric->starts));
	if (all.names == NULL || metric->starts == NULL)
		result = -1;
	for (size_t k = 0; k < metric->count && result == 0; k++) {
		result = add_set(&all, dn_categories_text(set, labels[k]));
		metric->starts[k + 1] = all.count;
	}
	metric->elements = all.elements;
	dn_names_free(all.names);
	dn_bytes_release(&all.text);
	return result < 0 ? dn_err_memory(err) : 0;
}
