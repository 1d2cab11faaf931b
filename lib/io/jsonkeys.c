/* SPDX-License-Identifier: MIT */
/* The names of members, and whether one stands twice. */
#include "io/jsonkeys.h"

#include <stdlib.h>

#define LEAST 64        /* names that there is room for at first */
#define PROBES 8        /* looks into the table that a name may cost */

bool
dn_json_keys_init(struct dn_json_keys *keys)
{
	*keys = (struct dn_json_keys){ 0 };
	return dn_json_keys_grow(keys);
}

void
dn_json_keys_release(struct dn_json_keys *keys)
{
	free(keys->all);
	free(keys->table);
}

bool
dn_json_keys_grow(struct dn_json_keys *keys)
{
	size_t used = (size_t)(keys->end - keys->all);
	size_t room = used == 0 ? LEAST : used * 2;
	struct dn_json_key *all;

	all = realloc(keys->all, room * sizeof(*all));
	if (all == NULL)
		return false;
	for (size_t i = used; i < room; i++)
		dn_json_key_forget(&all[i]);
	keys->all = all;
	keys->top = all + used;
	keys->end = all + room;
	return true;
}

static bool
same_key(const struct dn_json_key *a, const struct dn_json_key *b)
{
	return a->sign == b->sign && a->len == b->len &&
	    memcmp(a->ptr, b->ptr, a->len) == 0;
}

bool
dn_json_key_repeats(const struct dn_json_keys *keys, size_t first)
{
	const struct dn_json_key *seen = keys->all + first;

	if (keys->top - seen > DN_JSON_FEW)
		return false;
	for (; seen < keys->top; seen++)
		if (same_key(seen, keys->top))
			return true;
	return false;
}

/* A table, empty, of at least twice `count` slots, and its length's bits. */
static unsigned
empty_table(struct dn_json_keys *keys, size_t count)
{
	unsigned bits = 1;

	while (((size_t)1 << bits) / 2 < count)
		bits++;
	if (keys->slots < (size_t)1 << bits) {
		free(keys->table);
		keys->slots = (size_t)1 << bits;
		keys->table = malloc(keys->slots * sizeof(*keys->table));
		if (keys->table == NULL) {
			keys->slots = 0;
			return 0;
		}
	}
	memset(keys->table, 0, sizeof(*keys->table) << bits);
	return bits;
}

/*
 * Enter each name into a hash table.  1 and *found for one that was there
 * before, 0 where none was; -1 where too many share a place, or on no memory.
 */
static int
look_up(struct dn_json_keys *keys, const struct dn_json_key *first,
    const struct dn_json_key **found)
{
	size_t count = (size_t)(keys->top - first), probes = PROBES * count;
	unsigned bits = count < UINT32_MAX ? empty_table(keys, count) : 0;

	if (bits == 0)
		return -1;
	for (uint32_t i = 0; i < count; i++) {
		size_t slot = (size_t)(first[i].sign >> (64 - bits));
		uint32_t other;

		while ((other = keys->table[slot]) != 0) {
			if (same_key(&first[other - 1], &first[i])) {
				*found = &first[i];
				return 1;
			}
			if (--probes == 0)
				return -1;
			slot = (slot + 1) & (((size_t)1 << bits) - 1);
		}
		keys->table[slot] = i + 1;
	}
	return 0;
}

static int
compare_keys(const void *a, const void *b)
{
	const struct dn_json_key *x = a, *y = b;
	int order;

	if (x->sign != y->sign)
		return x->sign < y->sign ? -1 : 1;
	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	order = memcmp(x->ptr, y->ptr, x->len);
	return order != 0 ? order : (x->at > y->at) - (x->at < y->at);
}

/* The same by sorting, which no choice of names makes slow. */
static const struct dn_json_key *
sort_out(struct dn_json_key *first, const struct dn_json_key *end)
{
	const struct dn_json_key *found = NULL;

	qsort(first, (size_t)(end - first), sizeof(*first), compare_keys);
	for (first++; first < end; first++)
		if (same_key(first - 1, first) &&
		    (found == NULL || first->at < found->at))
			found = first;
	return found;
}

const struct dn_json_key *
dn_json_keys_repeat(struct dn_json_keys *keys, struct dn_json_key *first)
{
	const struct dn_json_key *found = NULL;

	if (look_up(keys, first, &found) < 0)
		return sort_out(first, keys->top);
	return found;
}
