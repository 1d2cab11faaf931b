/* SPDX-License-Identifier: MIT */
/* Parts of the ratings: fields, and those of each group. */
#include <stdlib.h>
#include <string.h>

#include "agree/gathering.h"
#include "io/jsontext.h"

/* What a part is of, numbers from 1; 0: without. */
struct part {
	uint32_t group, field;
};

static int
number_field(struct dn_gather *gather, const struct dn_json_value *field,
    uint32_t *number, struct dn_err *err)
{
	*number = 0;
	if (!dn_gather_is_there(field))
		return 0;
	if (dn_gather_number(gather->fields,
	    dn_json_text(field, &gather->fold->own.text), number, err) < 0)
		return -1;
	++*number;
	return 0;
}

static int
number_group(struct dn_gather *gather, const struct dn_json_value *group,
    uint32_t *number, struct dn_err *err)
{
	struct dn_memo *memo = &gather->fold->groups;
	struct dn_memo_entry key;
	struct dn_span text;

	*number = 0;
	if (!dn_gather_is_there(group))
		return 0;
	text = dn_gather_group_text(group, &gather->fold->own.text);
	if (dn_memo_find(memo, text, &key, number))
		return 0;
	if (dn_gather_number(gather->groups, text, number, err) < 0)
		return -1;
	++*number;
	dn_memo_keep(memo, &key, *number);
	return 0;
}

int
dn_gather_part(struct dn_gather *gather, const struct dn_gather_name *name,
    uint32_t *part, struct dn_err *err)
{
	struct part key;

	if (number_field(gather, &name->field, &key.field, err) < 0)
		return -1;
	*part = key.field;
	if (gather->parts == NULL)
		return 0;
	if (number_group(gather, &name->group, &key.group, err) < 0)
		return -1;
	return dn_gather_number(gather->parts, (struct dn_span){
	    (const char *)&key, sizeof(key) }, part, err);
}

uint32_t
dn_gather_part_count(const struct dn_gather *gather)
{
	size_t count = gather->parts == NULL ?
	    1 + dn_names_count(gather->fields) :
	    dn_names_count(gather->parts);

	return count == 0 ? 1 : (uint32_t)count;
}

/* A name by its number from 1. */
static struct dn_span
name_of(const struct dn_names *names, uint32_t number)
{
	return number == 0 ? (struct dn_span){ NULL, 0 } :
	    dn_names_get(names, number - 1);
}

void
dn_gather_part_names(const struct dn_gather *gather, uint32_t part,
    struct dn_span *group, struct dn_span *field)
{
	struct part key = { 0, part };

	if (gather->parts != NULL && part < dn_names_count(gather->parts))
		memcpy(&key, dn_names_get(gather->parts, part).ptr,
		    sizeof(key));
	*group = name_of(gather->groups, key.group);
	*field = name_of(gather->fields, key.field);
}

/* A part with its names, to be sorted. */
struct named {
	struct dn_span group, field;
	uint32_t part;
};

/* Byte order, no name before any. */
static int
compare_names(struct dn_span x, struct dn_span y)
{
	int order = (x.ptr != NULL) - (y.ptr != NULL);

	return order != 0 ? order : dn_span_compare(x, y);
}

static int
compare_parts(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = compare_names(x->group, y->group);

	return order != 0 ? order : compare_names(x->field, y->field);
}

uint32_t *
dn_gather_parts_sorted(const struct dn_gather *gather)
{
	uint32_t count = dn_gather_part_count(gather);
	uint32_t *order = calloc(count, sizeof(*order));
	struct named *named = calloc(count, sizeof(*named));

	if (order == NULL || named == NULL) {
		free(order);
		free(named);
		return NULL;
	}
	for (uint32_t i = 0; i < count; i++) {
		named[i].part = i;
		dn_gather_part_names(gather, i, &named[i].group,
		    &named[i].field);
	}
	qsort(named, count, sizeof(*named), compare_parts);
	for (uint32_t i = 0; i < count; i++)
		order[i] = named[i].part;
	free(named);
	return order;
}
