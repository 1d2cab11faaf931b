/* SPDX-License-Identifier: MIT */
/* Names of items and fields. */
#include "agree/item_name.h"

#include "suites.h"

/* The order of two names, as -1, 0 or 1. */
static int
order(const char *a, const char *b)
{
	int got = dn_item_name_compare(dn_span_of(a), dn_span_of(b));

	return (got > 0) - (got < 0);
}

START_TEST(items_come_before_what_is_behind_them)
{
	const char *const names[] = { "", "\xFE" "test", "\xFF" "colour", "a",
		"a\xFE" "test", "a\xFE" "test\xFF" "colour",
		"a\xFE" "train", "a\xFF" "colour", "a!", "ab", "b",
		"\xE7\x8C\xAB" };
	size_t count = sizeof(names) / sizeof(names[0]);

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++)
			ck_assert_int_eq(order(names[i], names[j]),
			    (i > j) - (i < j));
}
END_TEST

static void
check_parts(const char *name, const char *item, const char *split)
{
	struct dn_span got_item, got_split;

	dn_item_name_parts(dn_span_of(name), &got_item, &got_split);
	ck_assert(dn_span_is(got_item, item));
	ck_assert_int_eq(got_split.ptr != NULL, split != NULL);
	if (split != NULL)
		ck_assert(dn_span_is(got_split, split));
}

START_TEST(parts_are_found)
{
	check_parts("", "", NULL);
	check_parts("a", "a", NULL);
	check_parts("a\xFF" "f", "a", NULL);
	check_parts("a\xFE" "s", "a", "s");
	check_parts("a\xFE\xFF", "a", "");
	check_parts("a\xFE" "s\xFF" "f", "a", "s");
	check_parts("\xFE" "s", "", "s");
	check_parts("a\xFE" "s\xFC" "w\xFD" "g\xFF" "f", "a", "s");
	check_parts("a\xFD" "g", "a", NULL);
}
END_TEST

START_TEST(an_annotator_may_be_part_of_a_name)
{
	struct dn_span name = dn_span_of("a\xFE" "s\xFC" "w\xFD" "g\xFF" "f");

	ck_assert(dn_span_is(dn_item_name_annotator(name), "w"));
	name = dn_span_of("a\xFE" "s\xFD" "g");
	ck_assert_ptr_null(dn_item_name_annotator(name).ptr);
}
END_TEST

START_TEST(numbers_have_hashes_of_their_own)
{
	struct dn_hash zero = dn_item_name_hash(0);
	struct dn_hash one = dn_item_name_hash(1);

	ck_assert(zero.low != one.low);
	ck_assert(zero.high != one.high);
}
END_TEST

DN_SUITE(item_name,
    items_come_before_what_is_behind_them,
    parts_are_found,
    an_annotator_may_be_part_of_a_name,
    numbers_have_hashes_of_their_own)
