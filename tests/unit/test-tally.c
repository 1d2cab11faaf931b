/* SPDX-License-Identifier: MIT */
/* Counts by name and spreads, against naive ones. */
#include "report/tally.h"

#include <stdlib.h>

#include "suites.h"

/* Append "name=count " to the buffer that is the state. */
static int
append(void *state, struct dn_span name, uint64_t count)
{
	struct dn_bytes *out = state;

	dn_bytes_add_span(out, name);
	dn_bytes_add_byte(out, '=');
	dn_bytes_add_uint(out, count);
	dn_bytes_add_byte(out, ' ');
	return out->len > 40 ? 7 : 0;
}

START_TEST(names_come_in_byte_order_with_their_counts)
{
	struct dn_tally tally = { .names = NULL }, other = { .names = NULL };
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	ck_assert_int_eq(dn_tally_each(&tally, append, &out), 0);
	ck_assert_uint_eq(dn_tally_size(&tally), 0);
	ck_assert_uint_eq(dn_tally_get(&tally, DN_SPAN("b")), 0);
	ck_assert_int_eq(dn_tally_add(&tally, DN_SPAN("b"), 1), 0);
	ck_assert_int_eq(dn_tally_add(&tally, DN_SPAN("\u8f66"), 2), 0);
	ck_assert_int_eq(dn_tally_add(&tally, DN_SPAN("B"), 0), 0);
	ck_assert_int_eq(dn_tally_add(&tally, DN_SPAN("b"), 5), 0);
	ck_assert_int_eq(dn_tally_add(&other, DN_SPAN("b"), 10), 0);
	ck_assert_int_eq(dn_tally_add(&other, DN_SPAN("a"), 3), 0);
	ck_assert_int_eq(dn_tally_merge(&tally, &other), 0);
	ck_assert_int_eq(dn_tally_each(&tally, append, &out), 0);
	ck_assert_str_eq(dn_bytes_text(&out), "B=0 a=3 b=16 \u8f66=2 ");
	ck_assert_uint_eq(dn_tally_size(&tally), 4);
	ck_assert_uint_eq(dn_tally_get(&tally, DN_SPAN("b")), 16);
	ck_assert_uint_eq(dn_tally_get(&tally, DN_SPAN("c")), 0);
	dn_bytes_release(&out);
	dn_tally_release(&tally);
	dn_tally_release(&other);
}
END_TEST

START_TEST(a_walk_ends_when_it_is_told_to)
{
	struct dn_tally tally = { .names = NULL };
	struct dn_bytes out, name;
	int at;

	dn_bytes_init(&out, SIZE_MAX);
	dn_bytes_init(&name, SIZE_MAX);
	for (at = 0; at < 1000; at++) {
		dn_bytes_clear(&name);
		dn_bytes_add_format(&name, "name%d", at);
		ck_assert_int_eq(dn_tally_add(&tally, dn_bytes_span(&name),
		    (uint64_t)at), 0);
	}
	ck_assert_uint_eq(dn_tally_size(&tally), 1000);
	ck_assert_uint_eq(dn_tally_get(&tally, DN_SPAN("name999")), 999);
	ck_assert_int_eq(dn_tally_each(&tally, append, &out), 7);
	ck_assert_uint_lt(out.len, 60);
	dn_bytes_release(&out);
	dn_bytes_release(&name);
	dn_tally_release(&tally);
}
END_TEST

static int
by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

START_TEST(the_median_is_that_of_the_sorted_numbers)
{
	uint64_t numbers[400], state = 51, sum;
	size_t round, count, at;

	for (round = 0; round < 300; round++) {
		struct dn_spread spread = { .count = 0 };

		count = 1 + suite_next(&state) % 400;
		sum = 0;
		for (at = 0; at < count; at++) {
			/* Small ones, large ones, and both. */
			numbers[at] = round % 3 == 0 ?
			    suite_next(&state) % 50 : round % 3 == 1 ?
			    suite_next(&state) % 200000 :
			    65000 + suite_next(&state) % 1000;
			sum += numbers[at];
			ck_assert_int_eq(dn_spread_add(&spread, numbers[at]),
			    0);
		}
		qsort(numbers, count, sizeof(*numbers), by_size);
		ck_assert_uint_eq(dn_spread_median_twice(&spread),
		    numbers[(count - 1) / 2] + numbers[count / 2]);
		ck_assert_uint_eq(spread.least, numbers[0]);
		ck_assert_uint_eq(spread.most, numbers[count - 1]);
		ck_assert_uint_eq(spread.sum, sum);
		ck_assert_uint_eq(spread.count, count);
		dn_spread_release(&spread);
	}
}
END_TEST

START_TEST(an_empty_spread_has_no_numbers)
{
	struct dn_spread spread = { .count = 0 };

	ck_assert_uint_eq(dn_spread_median_twice(&spread), 0);
	ck_assert_uint_eq(spread.count, 0);
	dn_spread_release(&spread);
}
END_TEST

DN_SUITE(tally,
    names_come_in_byte_order_with_their_counts,
    a_walk_ends_when_it_is_told_to,
    the_median_is_that_of_the_sorted_numbers,
    an_empty_spread_has_no_numbers)
