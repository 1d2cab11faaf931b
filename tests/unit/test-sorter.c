/* SPDX-License-Identifier: MIT */
/* Sorters: order, equal keys, memory that is too small, beginning anew. */
#include "io/sorter.h"

#include <stdlib.h>

#include "scratch.h"
#include "suites.h"

/* Put `count` records in, with keys below `keys`, or rising where it is 0. */
static struct dn_sorter *
fill(size_t words, size_t memory, uint64_t count, uint64_t keys)
{
	struct dn_sorter *sorter = dn_sorter_new(words, memory);
	struct dn_err err = DN_ERR_INIT;
	uint64_t record[DN_SORTER_WORDS] = { 0 }, state = 5;

	ck_assert_ptr_nonnull(sorter);
	for (uint64_t i = 0; i < count; i++) {
		record[0] = keys == 0 ? i : suite_next(&state) % keys;
		record[words - 1] = words > 1 ? i : record[0];
		ck_assert_int_eq(dn_sorter_add(sorter, record, &err), 0);
	}
	ck_assert_uint_eq(dn_sorter_count(sorter), count);
	return sorter;
}

/* All are given, in order, and equal ones as they came; twice. */
static void
check_order(struct dn_sorter *sorter, size_t words, uint64_t count)
{
	struct dn_err err = DN_ERR_INIT;
	const uint64_t *record;

	for (int round = 0; round < 2; round++) {
		uint64_t key = 0, number = 0, given = 0, sum = 0;

		ck_assert_int_eq(dn_sorter_begin(sorter, &err), 0);
		while (dn_sorter_next(sorter, &record, &err) == 1) {
			ck_assert_uint_ge(record[0], key);
			if (given > 0 && record[0] == key && words > 1)
				ck_assert_uint_gt(record[words - 1], number);
			key = record[0];
			number = record[words - 1];
			sum += words > 1 ? number : 0;
			given++;
		}
		ck_assert_int_eq(err.code, DN_E_NONE);
		ck_assert_uint_eq(given, count);
		if (words > 1 && count > 0)
			ck_assert_uint_eq(sum, count * (count - 1) / 2);
		ck_assert_int_eq(dn_sorter_next(sorter, &record, &err), 0);
	}
	dn_sorter_free(sorter);
}

START_TEST(records_come_back_in_order)
{
	static const uint64_t counts[] = { 0, 1, 2, 255, 256, 257, 70000 };
	static const uint64_t keys[] = { 0, 1, 3, 1000, UINT64_MAX };

	for (size_t words = 1; words <= DN_SORTER_WORDS; words += 3)
		for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
			for (size_t k = 0; k < 5; k++)
				check_order(fill(words, SIZE_MAX, counts[i],
				    keys[k]), words, counts[i]);
}
END_TEST

START_TEST(past_its_memory_they_are_on_disk)
{
	static const uint64_t keys[] = { 0, 1, 7, 100000, UINT64_MAX };

	scratch_begin();
	setenv("TMPDIR", ".", 1);
	for (size_t words = 1; words <= DN_SORTER_WORDS; words += 3)
		for (size_t k = 0; k < 5; k++) {
			check_order(fill(words, 1, 100000, keys[k]), words,
			    100000);
			check_order(fill(words, 1 << 20, 300000, keys[k]),
			    words, 300000);
		}
	unsetenv("TMPDIR");
	scratch_end();
}
END_TEST

START_TEST(a_full_disk_is_an_error)
{
	struct dn_sorter *sorter = dn_sorter_new(1, 0);
	struct dn_err err = DN_ERR_INIT;
	int failed = 0;

	scratch_begin();
	setenv("TMPDIR", "missing", 1);
	for (uint64_t i = 0; i < 5000 && failed == 0; i++)
		failed = dn_sorter_add(sorter, &i, &err);
	ck_assert_int_eq(failed, -1);
	ck_assert_int_ne(err.code, DN_E_NONE);
	unsetenv("TMPDIR");
	dn_sorter_free(sorter);
	dn_sorter_free(NULL);
	scratch_end();
}
END_TEST

DN_SUITE(sorter,
    records_come_back_in_order,
    past_its_memory_they_are_on_disk,
    a_full_disk_is_an_error)
