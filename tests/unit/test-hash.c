/* SPDX-License-Identifier: MIT */
/* The content hash as published, and the set against a naive one. */
#include "core/hash.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "suites.h"

/* AddressSanitizer's own memory would be counted with that of the set. */
#ifdef __SANITIZE_ADDRESS__
#define MEASURED 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MEASURED 0
#endif
#endif
#ifndef MEASURED
#define MEASURED 700000
#endif

static struct dn_hash
random_hash(uint64_t *state)
{
	struct dn_hash hash = { suite_next(state), suite_next(state) };

	return hash;
}

START_TEST(hashes_are_those_of_xxh3_128)
{
	static const struct {
		const char *text;
		struct dn_hash hash;
	} cases[] = {
		{ "", { 0x6001c324468d497f, 0x99aa06d3014798d8 } },
		{ "a", { 0xe6c632b61e964e1f, 0xa96faf705af16834 } },
		{ "abc", { 0x78af5f94892f3950, 0x06b05ab6733a6185 } },
	};
	size_t at;

	for (at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
		struct dn_hash hash = dn_hash_bytes(cases[at].text,
		    strlen(cases[at].text));

		if (!dn_hash_available())
			continue;
		ck_assert_uint_eq(hash.low, cases[at].hash.low);
		ck_assert_uint_eq(hash.high, cases[at].hash.high);
	}
}
END_TEST

START_TEST(what_was_added_is_found_with_its_first_value)
{
	struct dn_hash_set *set = dn_hash_set_new();
	struct dn_hash *hashes = malloc(50000 * sizeof(*hashes));
	uint64_t state = 21, found;
	size_t at;

	for (at = 0; at < 50000; at++) {
		hashes[at] = random_hash(&state);
		dn_hash_set_prefetch(set, hashes[at]);
		ck_assert_int_eq(dn_hash_set_add(set, hashes[at], at, NULL), 1);
		ck_assert_uint_eq(dn_hash_set_count(set), at + 1);
		if (at % 100 == 0)
			ck_assert_int_eq(dn_hash_set_add(set, hashes[at / 2],
			    99, NULL), 0);
	}
	for (at = 0; at < 50000; at++) {
		dn_hash_set_prefetch(set, hashes[at]);
		ck_assert_int_eq(dn_hash_set_add(set, hashes[at], 77, &found),
		    0);
		ck_assert_uint_eq(found, at);
	}
	ck_assert_uint_eq(dn_hash_set_count(set), 50000);
	free(hashes);
	dn_hash_set_free(set);
}
END_TEST

START_TEST(a_plain_set_has_what_was_added_and_no_values)
{
	struct dn_hash_set *set = dn_hash_set_new_plain();
	struct dn_hash zero = { 0, 0 };
	uint64_t state = 25, again = 25, found;
	size_t at;

	ck_assert(!dn_hash_set_has(set, zero));
	ck_assert(!dn_hash_set_has(set, (struct dn_hash){ 1, 2 }));
	for (at = 0; at < 50000; at++) {
		struct dn_hash hash = random_hash(&state);

		dn_hash_set_prefetch(set, hash);
		ck_assert(!dn_hash_set_has(set, hash));
		ck_assert_int_eq(dn_hash_set_add(set, hash, at, NULL), 1);
		ck_assert(dn_hash_set_has(set, hash));
	}
	for (at = 0; at < 50000; at++) {
		found = 1;
		ck_assert_int_eq(dn_hash_set_add(set, random_hash(&again), 7,
		    &found), 0);
		ck_assert_uint_eq(found, 0);
	}
	ck_assert_int_eq(dn_hash_set_add(set, zero, 9, NULL), 1);
	ck_assert(dn_hash_set_has(set, zero));
	found = 1;
	ck_assert_int_eq(dn_hash_set_add(set, zero, 9, &found), 0);
	ck_assert_uint_eq(found, 0);
	ck_assert_uint_eq(dn_hash_set_count(set), 50001);
	dn_hash_set_free(set);
}
END_TEST

START_TEST(hashes_that_differ_in_one_bit_are_different)
{
	struct dn_hash_set *set = dn_hash_set_new();
	uint64_t found;
	size_t bit;

	for (bit = 0; bit < 128; bit++) {
		struct dn_hash hash = { bit < 64 ? UINT64_C(1) << bit : 0,
			bit < 64 ? 0 : UINT64_C(1) << (bit - 64) };

		ck_assert_int_eq(dn_hash_set_add(set, hash, bit, NULL), 1);
		ck_assert_int_eq(dn_hash_set_add(set, hash, 0, &found), 0);
		ck_assert_uint_eq(found, bit);
	}
	ck_assert_uint_eq(dn_hash_set_count(set), 128);
	dn_hash_set_free(set);
}
END_TEST

START_TEST(the_all_zero_hash_is_a_hash_too)
{
	struct dn_hash_set *set = dn_hash_set_new();
	struct dn_hash zero = { 0, 0 };
	uint64_t found = 0;

	dn_hash_set_prefetch(set, zero);
	ck_assert_int_eq(dn_hash_set_add(set, zero, 5, &found), 1);
	ck_assert_int_eq(dn_hash_set_add(set, zero, 6, &found), 0);
	ck_assert_uint_eq(found, 5);
	ck_assert_int_eq(dn_hash_set_add(set, zero, 6, NULL), 0);
	ck_assert_uint_eq(dn_hash_set_count(set), 1);
	dn_hash_set_free(set);
}
END_TEST

/* Hashes with one half in common, or in steps, as weak functions make them. */
START_TEST(badly_spread_hashes_are_kept_apart)
{
	struct dn_hash_set *set = dn_hash_set_new();
	uint64_t at, found, kind, count = 30000;

	for (kind = 0; kind < 8; kind++)
		for (at = 1; at <= count; at++) {
			uint64_t value = kind % 4 < 2 ? at : at << 40;
			struct dn_hash hash = { value, 7 };

			if (kind % 2 == 1)
				hash = (struct dn_hash){ 7, value };
			ck_assert_int_eq(dn_hash_set_add(set, hash,
			    kind % 4 << 32 | at, &found),
			    kind < 4 && !(kind == 1 && at == 7));
			if (kind >= 4 && at != 7)
				ck_assert_uint_eq(found, kind % 4 << 32 | at);
		}
	ck_assert_uint_eq(dn_hash_set_count(set), 4 * count - 1);
	dn_hash_set_free(set);
}
END_TEST

START_TEST(many_duplicates_do_not_make_it_grow)
{
	struct dn_hash_set *set = dn_hash_set_new();
	uint64_t state = 22, round;
	size_t added = 0;

	for (round = 0; round < 200000; round++) {
		struct dn_hash hash = { suite_next(&state) % 1000, 1 };

		added += dn_hash_set_add(set, hash, round, NULL) == 1;
	}
	ck_assert_uint_eq(added, dn_hash_set_count(set));
	ck_assert_uint_eq(added, 1000);
	dn_hash_set_free(set);
}
END_TEST

/* Memory stays below `each` bytes a hash and 4 MiB, also while it grows. */
static void
check_memory(struct dn_hash_set *set, long each)
{
	uint64_t state = 23;
	struct rusage use;
	long before, now;
	size_t at;

	getrusage(RUSAGE_SELF, &use);
	before = use.ru_maxrss;
	for (at = 1; at <= MEASURED; at++) {
		ck_assert_int_eq(dn_hash_set_add(set, random_hash(&state), at,
		    NULL), 1);
		if (at % 5000 != 0)
			continue;
		getrusage(RUSAGE_SELF, &use);
		now = use.ru_maxrss - before;
		ck_assert_int_le(now * 1024, (long)at * each + (4 << 20));
	}
	dn_hash_set_free(set);
}

START_TEST(a_hash_with_its_value_takes_at_most_64_bytes)
{
	check_memory(dn_hash_set_new(), 64);
}
END_TEST

START_TEST(a_hash_alone_takes_at_most_44_bytes)
{
	check_memory(dn_hash_set_new_plain(), 44);
}
END_TEST

START_TEST(without_memory_it_says_so_and_keeps_what_it_has)
{
	struct dn_hash_set *set = dn_hash_set_new();
	struct rlimit limit = { 0, 0 };
	uint64_t state = 24, again = 24, found;
	size_t added = 0, at;
	int result;

	/* Address space alone is limited, so that mapping more fails. */
	ck_assert_int_eq(getrlimit(RLIMIT_AS, &limit), 0);
	ck_assert_int_eq(dn_hash_set_add(set, random_hash(&state), 0, NULL), 1);
	limit.rlim_cur = 1;
	ck_assert_int_eq(setrlimit(RLIMIT_AS, &limit), 0);
	for (added = 1; ; added++) {
		result = dn_hash_set_add(set, random_hash(&state), added, NULL);
		if (result < 0)
			break;
	}
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_AS, &limit);
	ck_assert_uint_gt(added, 1000);
	ck_assert_uint_eq(dn_hash_set_count(set), added);
	for (at = 0; at < added; at++) {
		ck_assert_int_eq(dn_hash_set_add(set, random_hash(&again), 0,
		    &found), 0);
		ck_assert_uint_eq(found, at);
	}
	ck_assert_int_eq(dn_hash_set_add(set, random_hash(&state), 0, NULL), 1);
	dn_hash_set_free(set);
}
END_TEST

START_TEST(an_empty_set_and_no_set_can_be_freed)
{
	struct dn_hash_set *set = dn_hash_set_new();

	ck_assert_uint_eq(dn_hash_set_count(set), 0);
	dn_hash_set_prefetch(set, (struct dn_hash){ 1, 1 });
	dn_hash_set_free(set);
	dn_hash_set_free(NULL);
}
END_TEST

DN_SUITE(hash,
    hashes_are_those_of_xxh3_128,
    what_was_added_is_found_with_its_first_value,
    a_plain_set_has_what_was_added_and_no_values,
    hashes_that_differ_in_one_bit_are_different,
    the_all_zero_hash_is_a_hash_too,
    badly_spread_hashes_are_kept_apart,
    many_duplicates_do_not_make_it_grow,
    a_hash_with_its_value_takes_at_most_64_bytes,
    a_hash_alone_takes_at_most_44_bytes,
    without_memory_it_says_so_and_keeps_what_it_has,
    an_empty_set_and_no_set_can_be_freed)
