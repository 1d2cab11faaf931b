/* SPDX-License-Identifier: MIT */
/* Names: numbers by arrival, hostile names, order, batches, much growth. */
#include "core/names.h"

#include <stdio.h>
#include <stdlib.h>

#include "suites.h"

START_TEST(names_are_numbered_in_order_of_arrival)
{
	struct dn_names *names = dn_names_new();
	int added = -1;

	ck_assert_uint_eq(dn_names_add(names, DN_SPAN("b"), &added), 0);
	ck_assert_int_eq(added, 1);
	ck_assert_uint_eq(dn_names_add(names, DN_SPAN("a"), &added), 1);
	ck_assert_uint_eq(dn_names_add(names, DN_SPAN("b"), &added), 0);
	ck_assert_int_eq(added, 0);
	ck_assert_uint_eq(dn_names_add(names, DN_SPAN("c"), NULL), 2);
	ck_assert_uint_eq(dn_names_find(names, DN_SPAN("a")), 1);
	ck_assert_uint_eq(dn_names_find(names, DN_SPAN("d")), DN_NAMES_NONE);
	ck_assert_uint_eq(dn_names_count(names), 3);
	ck_assert_str_eq(dn_names_get(names, 2).ptr, "c");
	dn_names_free(names);
}
END_TEST

START_TEST(an_empty_table_finds_nothing)
{
	struct dn_names *names = dn_names_new();

	ck_assert_uint_eq(dn_names_find(names, DN_SPAN("a")), DN_NAMES_NONE);
	ck_assert_uint_eq(dn_names_count(names), 0);
	ck_assert_ptr_null(dn_names_sorted(names));
	ck_assert_int_eq(dn_names_add_many(names, NULL, 0, NULL), 0);
	dn_names_free(names);
	dn_names_free(NULL);
}
END_TEST

START_TEST(any_bytes_of_any_length_are_a_name)
{
	static char text[70000];
	const size_t lens[] = { 0, 1, 7, 8, 9, 15, 16, 17, 127, 128, 129, 255,
		256, 16383, 16384, 16385, 65535, 65536, 70000 };
	struct dn_names *names = dn_names_new();
	size_t at, count = sizeof(lens) / sizeof(lens[0]);

	for (at = 0; at < count; at++)
		ck_assert_uint_eq(dn_names_add(names,
		    (struct dn_span){ text, lens[at] }, NULL), at);
	for (at = 0; at < count; at++) {
		struct dn_span name = dn_names_get(names, at);

		ck_assert_uint_eq(name.len, lens[at]);
		ck_assert_int_eq(memcmp(name.ptr, text, lens[at]), 0);
		ck_assert_int_eq(name.ptr[name.len], '\0');
		ck_assert_uint_eq(dn_names_find(names, name), at);
	}
	ck_assert_uint_eq(dn_names_find(names, dn_span_of(NULL)), 0);
	ck_assert_uint_eq(dn_names_find(names, DN_SPAN("\0")), 1);
	dn_names_free(names);
}
END_TEST

/* The name of a number: lengths vary, many begin alike. */
static struct dn_span
name_of(size_t number, char room[64])
{
	int len = number % 3 == 0 ? snprintf(room, 64, "%zu", number) :
	    number % 3 == 1 ? snprintf(room, 64, "item-%08zu", number) :
	    snprintf(room, 64, "picture/%zu/of/a/folder/%zu.jpg",
	    number / 1000, number);

	return (struct dn_span){ room, (size_t)len };
}

START_TEST(two_hundred_thousand_names_keep_their_numbers)
{
	struct dn_names *names = dn_names_new();
	size_t at, count = 200000;
	char room[64];

	for (at = 0; at < count; at++)
		ck_assert_uint_eq(dn_names_add(names, name_of(at, room), NULL),
		    at);
	for (at = 0; at < count; at++) {
		struct dn_span name = name_of(at, room);

		ck_assert_uint_eq(dn_names_find(names, name), at);
		ck_assert(dn_span_equal(dn_names_get(names, at), name));
	}
	for (at = count; at < 2 * count; at++)
		ck_assert_uint_eq(dn_names_find(names, name_of(at, room)),
		    DN_NAMES_NONE);
	ck_assert_uint_eq(dn_names_count(names), count);
	dn_names_free(names);
}
END_TEST

START_TEST(many_at_once_are_numbered_as_one_by_one)
{
	struct dn_names *single = dn_names_new(), *many = dn_names_new();
	struct dn_span *spans = calloc(60000, sizeof(*spans));
	size_t *numbers = calloc(60000, sizeof(*numbers));
	char (*rooms)[64] = calloc(60000, sizeof(*rooms));
	uint64_t state = 31;
	size_t at, done, some;

	for (at = 0; at < 60000; at++)
		spans[at] = name_of(suite_next(&state) % 20000, rooms[at]);
	for (done = 0; done < 60000; done += some) {
		some = suite_next(&state) % 1000;
		if (some > 60000 - done)
			some = 60000 - done;
		ck_assert_int_eq(dn_names_add_many(many, spans + done, some,
		    numbers + done), 0);
	}
	for (at = 0; at < 60000; at++)
		ck_assert_uint_eq(dn_names_add(single, spans[at], NULL),
		    numbers[at]);
	ck_assert_uint_eq(dn_names_count(single), dn_names_count(many));
	free(spans);
	free(numbers);
	free(rooms);
	dn_names_free(single);
	dn_names_free(many);
}
END_TEST

START_TEST(borrowed_names_stay_where_they_are)
{
	struct dn_names *names = dn_names_new();
	struct dn_span first;
	char room[64];
	size_t at;

	dn_names_add(names, DN_SPAN("first"), NULL);
	first = dn_names_get(names, 0);
	for (at = 0; at < 100000; at++)
		dn_names_add(names, name_of(at, room), NULL);
	ck_assert_ptr_eq(dn_names_get(names, 0).ptr, first.ptr);
	ck_assert_str_eq(first.ptr, "first");
	dn_names_free(names);
}
END_TEST

static void
check_order(const struct dn_names *names)
{
	size_t *sorted = dn_names_sorted(names), at;
	size_t count = dn_names_count(names);

	ck_assert_ptr_nonnull(sorted);
	for (at = 1; at < count; at++)
		ck_assert_int_lt(dn_span_compare(
		    dn_names_get(names, sorted[at - 1]),
		    dn_names_get(names, sorted[at])), 0);
	free(sorted);
}

START_TEST(sorting_is_by_bytes_prefix_first)
{
	struct dn_names *names = dn_names_new();
	const struct dn_span given[] = { DN_SPAN("pre\xFF"), DN_SPAN("pre"),
		DN_SPAN("pre\0"), DN_SPAN("pre\0\0"), DN_SPAN("prefix-long-1"),
		DN_SPAN("prefix-long-0"), DN_SPAN("pre\x7F"),
		DN_SPAN("prefix-long-"), DN_SPAN("pre\0\0\0\0\0\0\0\0") };
	size_t at;

	for (at = 0; at < sizeof(given) / sizeof(given[0]); at++)
		dn_names_add(names, given[at], NULL);
	check_order(names);
	dn_names_add(names, DN_SPAN(""), NULL);
	check_order(names);
	dn_names_free(names);
}
END_TEST

START_TEST(random_names_are_sorted)
{
	uint64_t state = 32;
	size_t round, at, index, letters;

	for (round = 0; round < 100; round++) {
		struct dn_names *names = dn_names_new();
		size_t common = suite_next(&state) % 12;

		letters = 1 + suite_next(&state) % 256;
		for (at = 0; at < 200; at++) {
			char room[40] = "a common start";
			size_t len = common + suite_next(&state) % 20;

			for (index = common; index < len; index++)
				room[index] = (char)(suite_next(&state) %
				    letters);
			dn_names_add(names, (struct dn_span){ room, len },
			    NULL);
		}
		check_order(names);
		dn_names_free(names);
	}
}
END_TEST

START_TEST(numbers_and_order_do_not_depend_on_the_secret)
{
	struct dn_names *a = dn_names_new(), *b = dn_names_new();
	size_t at, *one, *other;
	char room[64];

	for (at = 0; at < 5000; at++) {
		dn_names_add(a, name_of(at * 7919 % 5000, room), NULL);
		dn_names_add(b, name_of(at * 7919 % 5000, room), NULL);
	}
	one = dn_names_sorted(a);
	other = dn_names_sorted(b);
	ck_assert_int_eq(memcmp(one, other, 5000 * sizeof(*one)), 0);
	free(one);
	free(other);
	dn_names_free(a);
	dn_names_free(b);
}
END_TEST

DN_SUITE(names,
    names_are_numbered_in_order_of_arrival,
    an_empty_table_finds_nothing,
    any_bytes_of_any_length_are_a_name,
    two_hundred_thousand_names_keep_their_numbers,
    many_at_once_are_numbered_as_one_by_one,
    borrowed_names_stay_where_they_are,
    sorting_is_by_bytes_prefix_first,
    random_names_are_sorted,
    numbers_and_order_do_not_depend_on_the_secret)
