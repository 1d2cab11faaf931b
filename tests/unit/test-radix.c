/* SPDX-License-Identifier: MIT */
/* Records sorted by digits beside records sorted by comparing. */
#include "io/radix.h"

#include <stdlib.h>

#include "suites.h"

struct record {
	uint64_t key, number, third;
};

static int
compare(const void *a, const void *b)
{
	const struct record *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

/* Keys of so many bits, and a part that all have. */
static void
try(size_t count, unsigned bits, uint64_t shared)
{
	struct record *list = calloc(count + 1, sizeof(*list));
	struct record *spare = calloc(count + 1, sizeof(*list));
	struct record *want = calloc(count + 1, sizeof(*list)), *got;
	uint64_t state = bits + count;

	for (size_t i = 0; i < count; i++)
		want[i] = list[i] = (struct record){ shared |
		    suite_next(&state) >> (64 - bits), i, ~(uint64_t)i };
	qsort(want, count, sizeof(*want), compare);
	got = dn_radix_sort(list, spare, count, sizeof(*list));
	ck_assert(got == list || got == spare);
	ck_assert_int_eq(memcmp(got, want, count * sizeof(*want)), 0);
	free(list);
	free(spare);
	free(want);
}

START_TEST(records_are_in_order_and_equal_ones_stay)
{
	try(0, 8, 0);
	try(1, 64, 0);
	try(2, 1, 0);
	for (unsigned bits = 1; bits <= 64; bits += 7)
		try(3000, bits, 0);
	try(3000, 12, (uint64_t)0xabc << 50);
}
END_TEST

DN_SUITE(radix,
    records_are_in_order_and_equal_ones_stay)
