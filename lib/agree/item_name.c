/* SPDX-License-Identifier: MIT */
/* Names of items and fields: apart, and in order. */
#include "agree/item_name.h"

#include <stdint.h>

/* Odd factors keep numbers apart and spread them over the set. */
struct dn_hash
dn_item_name_hash(size_t number)
{
	return (struct dn_hash){
		.low = (number + 1) * UINT64_C(0x9e3779b97f4a7c15),
		.high = (number + 1) * UINT64_C(0xd6e8feb86659fd93) };
}

/* Where the first part ends that begins at `from`. */
static size_t
end_of(struct dn_span name, size_t from)
{
	while (from < name.len && (unsigned char)name.ptr[from] <
	    (unsigned char)DN_ITEM_NAME_ANNOTATOR)
		from++;
	return from;
}

/* The part behind this byte, or the absent span. */
static struct dn_span
find_part(struct dn_span name, char byte)
{
	for (size_t at = end_of(name, 0); at < name.len;
	    at = end_of(name, at + 1))
		if (name.ptr[at] == byte)
			return (struct dn_span){ name.ptr + at + 1,
				end_of(name, at + 1) - at - 1 };
	return (struct dn_span){ NULL, 0 };
}

void
dn_item_name_parts(struct dn_span name, struct dn_span *item,
    struct dn_span *split)
{
	*item = (struct dn_span){ name.ptr, end_of(name, 0) };
	*split = find_part(name, DN_ITEM_NAME_SPLIT);
}

struct dn_span
dn_item_name_annotator(struct dn_span name)
{
	return find_part(name, DN_ITEM_NAME_ANNOTATOR);
}

int
dn_item_name_compare(struct dn_span a, struct dn_span b)
{
	struct dn_span x, y, split;
	int order;

	dn_item_name_parts(a, &x, &split);
	dn_item_name_parts(b, &y, &split);
	order = dn_span_compare(x, y);
	return order != 0 ? order : dn_span_compare(a, b);
}
