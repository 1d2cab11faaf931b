/* SPDX-License-Identifier: MIT */
/* Keys: what they stand for is found, in memory or on disk. */
#include "io/keys.h"

#include <stdlib.h>

#include "core/hash.h"
#include "scratch.h"
#include "suites.h"

/* Key `number`, in `text`. */
static struct dn_span
key_of(uint64_t number, char text[40])
{
	int len = snprintf(text, 40, "folder %llu/%llu",
	    (unsigned long long)(number % 10), (unsigned long long)number);

	return (struct dn_span){ text, (size_t)len };
}

/* All even keys below `count` stand for their squares, odd ones are new. */
static void
check_all(struct dn_keys *keys, uint64_t count)
{
	struct dn_err err = DN_ERR_INIT;
	char text[40];

	for (uint64_t i = 0; i < count; i++) {
		uint64_t value = 1;
		int found = dn_keys_find(keys, key_of(i, text), &value, &err);

		ck_assert_int_eq(found, i % 2 == 0);
		ck_assert_uint_eq(value, i % 2 == 0 ? i * i : 1);
	}
}

static void
check(size_t memory, uint64_t count)
{
	struct dn_keys *keys = dn_keys_new(memory);
	struct dn_err err = DN_ERR_INIT;
	char text[40];

	ck_assert_ptr_nonnull(keys);
	for (uint64_t i = 0; i < count; i += 2) {
		const struct dn_span key = key_of(i, text);

		ck_assert_int_eq(dn_keys_find(keys, key, NULL, &err), 0);
		ck_assert_int_eq(dn_keys_add(keys, key, i * i, &err), 0);
		ck_assert_int_eq(dn_keys_find(keys, key, NULL, &err), 1);
	}
	check_all(keys, count);
	for (uint64_t i = 0; i < count; i++)
		ck_assert_int_eq(dn_keys_claim(keys, key_of(i, text), 0, &err),
		    i % 2 == 1);
	for (uint64_t i = 0; i < count; i++)
		ck_assert_int_eq(dn_keys_claim(keys, key_of(i, text), 0, &err),
		    0);
	dn_keys_free(keys);
}

START_TEST(keys_are_found_in_memory)
{
	check(SIZE_MAX, 0);
	check(SIZE_MAX, 1);
	check(SIZE_MAX, 60000);
	dn_keys_free(NULL);
}
END_TEST

START_TEST(keys_are_found_on_disk)
{
	scratch_begin();
	setenv("TMPDIR", ".", 1);
	/* Around the entries of a table, and for many runs. */
	for (uint64_t count = 4090; count < 4102; count += 2)
		check(0, count);
	check(0, 60000);
	check(1 << 20, 200000);
	ck_assert_uint_eq(scratch_count("."), 0);
	scratch_end();
}
END_TEST

START_TEST(the_empty_key_is_one)
{
	struct dn_keys *keys = dn_keys_new(0);
	struct dn_err err = DN_ERR_INIT;
	const struct dn_span none = { NULL, 0 };

	ck_assert_int_eq(dn_keys_find(keys, none, NULL, &err), 0);
	ck_assert_int_eq(dn_keys_claim(keys, none, 3, &err), 1);
	ck_assert_int_eq(dn_keys_claim(keys, DN_SPAN(""), 3, &err), 0);
	ck_assert_int_eq(dn_keys_claim(keys, ((struct dn_span){ "\0", 1 }), 3,
	    &err), 1);
	dn_keys_free(keys);
}
END_TEST

START_TEST(without_a_place_on_disk_they_fail)
{
	struct dn_keys *keys = dn_keys_new(0);
	struct dn_err err = DN_ERR_INIT;
	char text[40];
	int added = 1;

	setenv("TMPDIR", "/nowhere/at/all", 1);
	for (uint64_t i = 0; added == 1 && i < 100000; i++)
		added = dn_keys_claim(keys, key_of(i, text), 0, &err);
	/* A build without hashes keeps them in memory. */
	ck_assert_int_eq(added, dn_hash_available() ? -1 : 1);
	if (added < 0)
		ck_assert_int_eq(err.code, DN_E_NO_FILE);
	dn_keys_free(keys);
}
END_TEST

DN_SUITE(keys,
    keys_are_found_in_memory,
    keys_are_found_on_disk,
    the_empty_key_is_one,
    without_a_place_on_disk_they_fail)
