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

/* Where the byte stands, or the end. */
static size_t
find(struct dn_span name, char byte)
{
	const char *at = name.len == 0 ? NULL :
	    memchr(name.ptr, byte, name.len);

	return at == NULL ? name.len : (size_t)(at - name.ptr);
}

void
dn_item_name_parts(struct dn_span name, struct dn_span *item,
    struct dn_span *split)
{
	struct dn_span whole = { name.ptr, find(name, DN_ITEM_NAME_FIELD) };
	size_t end = find(whole, DN_ITEM_NAME_SPLIT);

	*item = (struct dn_span){ name.ptr, end };
	*split = (struct dn_span){ NULL, 0 };
	if (end < whole.len)
		*split = (struct dn_span){ name.ptr + end + 1,
			whole.len - end - 1 };
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
