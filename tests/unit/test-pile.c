/* SPDX-License-Identifier: MIT */
/* Piles: keys in order, whatever came, in memory and on disk. */
#include "io/pile.h"

#include <stdlib.h>

#include "suites.h"

/* The key and value of entry `i`; keys repeat and differ in length. */
static void
make(uint64_t i, size_t most, struct dn_bytes *key, struct dn_bytes *value)
{
	uint64_t state = i;
	size_t len = suite_next(&state) % most;

	dn_bytes_clear(key);
	dn_bytes_clear(value);
	dn_bytes_add_uint(key, suite_next(&state) % 50);
	if (i % 3 == 0)
		dn_bytes_add(key, "\0", 1);
	dn_bytes_add_uint(value, i);
	for (size_t j = 0; j < len; j++)
		dn_bytes_add_byte(value, 'x');
}

/* Go through the pile: in order, those of one key as they came, all there. */
static void
check(struct dn_pile *pile, uint64_t count, size_t most)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes key, value, last_key;
	unsigned char *seen = calloc(count + 1, 1);
	struct dn_span got_key, got_value;
	uint64_t last = 0, total = 0;

	dn_bytes_init(&key, SIZE_MAX);
	dn_bytes_init(&value, SIZE_MAX);
	dn_bytes_init(&last_key, SIZE_MAX);
	ck_assert_int_eq(dn_pile_begin(pile, &err), 0);
	while (dn_pile_next(pile, &got_key, &got_value, &err) == 1) {
		uint64_t i = 0;
		int order = dn_span_compare(dn_bytes_span(&last_key),
		    got_key);

		for (size_t j = 0; j < got_value.len &&
		    got_value.ptr[j] != 'x'; j++)
			i = i * 10 + (uint64_t)(got_value.ptr[j] - '0');
		ck_assert_uint_lt(i, count);
		ck_assert(!seen[i]);
		seen[i] = 1;
		make(i, most, &key, &value);
		ck_assert(dn_span_equal(got_key, dn_bytes_span(&key)));
		ck_assert(dn_span_equal(got_value, dn_bytes_span(&value)));
		ck_assert(order < 0 || (order == 0 && last < i));
		last = i;
		dn_bytes_clear(&last_key);
		dn_bytes_add_span(&last_key, got_key);
		total++;
	}
	ck_assert_int_eq(err.code, DN_E_NONE);
	ck_assert_uint_eq(total, count);
	ck_assert_uint_eq(dn_pile_count(pile), count);
	dn_bytes_release(&key);
	dn_bytes_release(&value);
	dn_bytes_release(&last_key);
	free(seen);
}

static void
pile_up(uint64_t count, size_t most, size_t memory)
{
	struct dn_pile *pile = dn_pile_new(memory);
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes key, value;

	ck_assert_ptr_nonnull(pile);
	dn_bytes_init(&key, SIZE_MAX);
	dn_bytes_init(&value, SIZE_MAX);
	for (uint64_t i = 0; i < count; i++) {
		make(i, most, &key, &value);
		ck_assert_int_eq(dn_pile_add(pile, dn_bytes_span(&key),
		    dn_bytes_span(&value), &err), 0);
	}
	check(pile, count, most);
	check(pile, count, most);
	dn_pile_free(pile);
	dn_bytes_release(&key);
	dn_bytes_release(&value);
}

START_TEST(keys_come_in_order)
{
	pile_up(0, 1, 0);
	pile_up(1, 10, 0);
	pile_up(3000, 20, 1 << 26);
}
END_TEST

START_TEST(what_does_not_fit_comes_from_disk_alike)
{
	pile_up(20000, 40, 0);
	pile_up(60, 100000, 0);
	pile_up(3000, 500, 200000);
}
END_TEST

START_TEST(nothing_is_a_key_and_a_value)
{
	struct dn_pile *pile = dn_pile_new(0);
	struct dn_err err = DN_ERR_INIT;
	struct dn_span none = { NULL, 0 }, key, value;

	ck_assert_int_eq(dn_pile_add(pile, DN_SPAN("a"), none, &err), 0);
	ck_assert_int_eq(dn_pile_add(pile, none, DN_SPAN("b"), &err), 0);
	ck_assert_int_eq(dn_pile_begin(pile, &err), 0);
	ck_assert_int_eq(dn_pile_next(pile, &key, &value, &err), 1);
	ck_assert_uint_eq(key.len, 0);
	ck_assert(dn_span_is(value, "b"));
	ck_assert_int_eq(dn_pile_next(pile, &key, &value, &err), 1);
	ck_assert(dn_span_is(key, "a"));
	ck_assert_uint_eq(value.len, 0);
	ck_assert_int_eq(dn_pile_next(pile, &key, &value, &err), 0);
	ck_assert_int_eq(dn_pile_next(pile, &key, &value, &err), 0);
	dn_pile_free(pile);
	dn_pile_free(NULL);
}
END_TEST

DN_SUITE(pile, keys_come_in_order, what_does_not_fit_comes_from_disk_alike,
    nothing_is_a_key_and_a_value)
