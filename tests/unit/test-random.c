/* SPDX-License-Identifier: MIT */
/* Random numbers: the published sequence, no bias, the same everywhere. */
#include "core/random.h"

#include <string.h>

#include "suites.h"

START_TEST(the_sequence_is_that_of_splitmix64)
{
	static const uint64_t want[] = { UINT64_C(6457827717110365317),
		UINT64_C(3203168211198807973), UINT64_C(9817491932198370423),
		UINT64_C(4593380528125082431), UINT64_C(16408922859458223821) };
	struct dn_random random;
	size_t at;

	dn_random_init(&random, 1234567);
	for (at = 0; at < 5; at++)
		ck_assert_uint_eq(dn_random_next(&random), want[at]);
}
END_TEST

START_TEST(a_copy_goes_on_as_its_original)
{
	struct dn_random random, copy;

	dn_random_init(&random, 5);
	dn_random_next(&random);
	copy = random;
	ck_assert_uint_eq(dn_random_next(&random), dn_random_next(&copy));
}
END_TEST

/* These may never change: samples and splits of earlier runs hang on them. */
START_TEST(the_stream_of_a_key_is_fixed)
{
	struct dn_random random;

	dn_random_init_key(&random, 1, "item-1", 6);
	ck_assert_uint_eq(dn_random_next(&random),
	    UINT64_C(9971504470693684589));
	dn_random_init_key(&random, 1, NULL, 0);
	ck_assert_uint_eq(dn_random_next(&random),
	    UINT64_C(7982734928498899980));
	dn_random_init_key(&random, 1, "item-000001/x", 13);
	ck_assert_uint_eq(dn_random_next(&random),
	    UINT64_C(10491082315767420744));
}
END_TEST

START_TEST(keys_and_seeds_that_differ_little_draw_apart)
{
	static const char zeros[40];
	uint64_t seen[400];
	size_t count = 0, len, seed, at;

	for (seed = 0; seed < 10; seed++)
		for (len = 0; len < 40; len++) {
			struct dn_random random;

			dn_random_init_key(&random, seed, zeros, len);
			seen[count] = dn_random_next(&random);
			for (at = 0; at < count; at++)
				ck_assert_uint_ne(seen[at], seen[count]);
			count++;
		}
}
END_TEST

START_TEST(a_draw_is_below_its_bound_and_even)
{
	struct dn_random random;
	size_t counts[7] = { 0 }, at;
	uint64_t bound;

	dn_random_init(&random, 6);
	for (at = 0; at < 70000; at++)
		counts[dn_random_below(&random, 7)]++;
	for (at = 0; at < 7; at++) {
		ck_assert_uint_gt(counts[at], 9600);
		ck_assert_uint_lt(counts[at], 10400);
	}
	for (at = 0; at < 1000; at++)
		ck_assert_uint_eq(dn_random_below(&random, 1), 0);
	for (bound = 1; bound != 0; bound <<= 1) {
		ck_assert_uint_lt(dn_random_below(&random, bound), bound);
		ck_assert_uint_le(dn_random_below(&random, bound + 1), bound);
		ck_assert_uint_lt(dn_random_below(&random, UINT64_MAX),
		    UINT64_MAX);
	}
}
END_TEST

/* With 3 * 2^62 a modulus would favour the lowest quarter twofold. */
START_TEST(a_huge_bound_is_drawn_without_bias)
{
	struct dn_random random;
	uint64_t bound = UINT64_C(3) << 62;
	size_t low = 0, at;

	dn_random_init(&random, 7);
	for (at = 0; at < 30000; at++)
		low += dn_random_below(&random, bound) < bound / 3;
	ck_assert_uint_gt(low, 9700);
	ck_assert_uint_lt(low, 10300);
}
END_TEST

START_TEST(a_real_is_from_0_to_below_1)
{
	struct dn_random random;
	double sum = 0;
	size_t at;

	dn_random_init(&random, 8);
	for (at = 0; at < 100000; at++) {
		double real = dn_random_real(&random);

		ck_assert(real >= 0 && real < 1);
		sum += real;
	}
	ck_assert(sum > 49500 && sum < 50500);
}
END_TEST

START_TEST(a_shuffle_is_a_permutation_and_fixed_by_its_seed)
{
	static const size_t want[] = { 4, 3, 2, 0, 7, 6, 1, 5 };
	struct dn_random random;
	size_t index[8] = { 0, 1, 2, 3, 4, 5, 6, 7 };
	size_t large[1000], seen[1000] = { 0 }, at;

	dn_random_init(&random, 42);
	dn_random_shuffle(&random, index, 8);
	ck_assert_int_eq(memcmp(index, want, sizeof(want)), 0);
	for (at = 0; at < 1000; at++)
		large[at] = at;
	dn_random_shuffle(&random, large, 1000);
	for (at = 0; at < 1000; at++)
		seen[large[at]]++;
	for (at = 0; at < 1000; at++)
		ck_assert_uint_eq(seen[at], 1);
	dn_random_shuffle(&random, NULL, 0);
	dn_random_shuffle(&random, index, 1);
	ck_assert_uint_eq(index[0], 4);
}
END_TEST

START_TEST(every_order_of_four_is_as_likely)
{
	struct dn_random random;
	size_t counts[256] = { 0 }, at, orders = 0;

	dn_random_init(&random, 9);
	for (at = 0; at < 24000; at++) {
		size_t index[4] = { 0, 1, 2, 3 };

		dn_random_shuffle(&random, index, 4);
		counts[index[0] << 6 | index[1] << 4 | index[2] << 2 |
		    index[3]]++;
	}
	for (at = 0; at < 256; at++) {
		orders += counts[at] > 0;
		if (counts[at] > 0)
			ck_assert(counts[at] > 850 && counts[at] < 1150);
	}
	ck_assert_uint_eq(orders, 24);
}
END_TEST

START_TEST(secrets_differ)
{
	ck_assert_uint_ne(dn_random_secret(), dn_random_secret());
}
END_TEST

DN_SUITE(random,
    the_sequence_is_that_of_splitmix64,
    a_copy_goes_on_as_its_original,
    the_stream_of_a_key_is_fixed,
    keys_and_seeds_that_differ_little_draw_apart,
    a_draw_is_below_its_bound_and_even,
    a_huge_bound_is_drawn_without_bias,
    a_real_is_from_0_to_below_1,
    a_shuffle_is_a_permutation_and_fixed_by_its_seed,
    every_order_of_four_is_as_likely,
    secrets_differ)
