/* SPDX-License-Identifier: MIT */
/* Tables: patterns and pairs are counted, sorted and summed. */
#include "agree/table.h"

#include <math.h>
#include <string.h>

#include "suites.h"

static void
add(struct dn_agree_table *table, uint64_t items, size_t count,
    const struct dn_rating *ratings)
{
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(dn_agree_table_add(table, ratings, count, items,
	    &err), 0);
}

#define ADD(table, items, ...) \
	add(table, items, sizeof((struct dn_rating[]){ __VA_ARGS__ }) / \
	    sizeof(struct dn_rating), (struct dn_rating[]){ __VA_ARGS__ })

static void
finish(struct dn_agree_table *table)
{
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(dn_agree_table_close(table, &err), 0);
}

static void
check_pattern(const struct dn_agree_pattern *pattern, uint64_t items,
    const char *labels)
{
	ck_assert_uint_eq(pattern->size, strlen(labels));
	ck_assert_uint_eq(pattern->items, items);
	for (size_t i = 0; i < pattern->size; i++)
		ck_assert_uint_eq(pattern->labels[i],
		    (uint32_t)(labels[i] - '0'));
}

START_TEST(patterns_forget_who_and_come_by_size_and_labels)
{
	struct dn_agree_table *table = dn_agree_table_new(3, 4);

	ADD(table, 1, { 0, 2 }, { 1, 1 }, { 2, 2 });
	ADD(table, 5, { 3, 1 });
	ADD(table, 2, { 3, 2 }, { 2, 1 }, { 0, 2 });
	ADD(table, 1, { 0, 0 }, { 1, 2 });
	ADD(table, 1, { 0, 1 }, { 1, 0 });
	ADD(table, 4, { 1, 0 });
	finish(table);
	ck_assert_uint_eq(table->pattern_count, 5);
	check_pattern(&table->patterns[0], 4, "0");
	check_pattern(&table->patterns[1], 5, "1");
	check_pattern(&table->patterns[2], 1, "01");
	check_pattern(&table->patterns[3], 1, "02");
	check_pattern(&table->patterns[4], 3, "122");
	ck_assert_uint_eq(table->cell_count, 0);
	dn_agree_table_free(table);
}
END_TEST

START_TEST(sums_are_over_all_items_and_over_those_with_pairs)
{
	struct dn_agree_table *table = dn_agree_table_new(4, 3);

	ADD(table, 2, { 0, 0 }, { 1, 0 }, { 2, 1 });
	ADD(table, 3, { 0, 2 });
	ADD(table, 1, { 0, 1 }, { 1, 1 });
	finish(table);
	ck_assert_uint_eq(table->items, 6);
	ck_assert_uint_eq(table->ratings, 11);
	ck_assert_uint_eq(table->paired_items, 3);
	ck_assert_uint_eq(table->paired_ratings, 8);
	ck_assert_uint_eq(table->used, 3);
	ck_assert_uint_eq(table->paired_used, 2);
	ck_assert_uint_eq(table->paired[0], 4);
	ck_assert_uint_eq(table->paired[1], 4);
	ck_assert_uint_eq(table->paired[2], 0);
	ck_assert_double_eq_tol(table->shares[0], 4.0 / 3 / 6, 1e-15);
	ck_assert_double_eq_tol(table->shares[1], (2.0 / 3 + 1) / 6, 1e-15);
	ck_assert_double_eq_tol(table->shares[2], 0.5, 1e-15);
	ck_assert_double_eq(table->shares[3], 0);
	ck_assert_uint_eq(table->class_count, 3);
	ck_assert_uint_eq(table->classes[1].size, 2);
	ck_assert_uint_eq(table->classes[1].items, 1);
	ck_assert(table->classes[0].agreeing == 0);
	ck_assert(table->classes[1].agreeing == 2);
	ck_assert(table->classes[2].agreeing == 4);
	dn_agree_table_free(table);
}
END_TEST

START_TEST(two_annotators_make_a_square_of_their_common_items)
{
	struct dn_agree_table *table = dn_agree_table_new(3, 2);

	ADD(table, 2, { 0, 1 }, { 1, 2 });
	ADD(table, 1, { 1, 2 }, { 0, 1 });
	ADD(table, 1, { 1, 1 }, { 0, 2 });
	ADD(table, 4, { 0, 0 }, { 1, 0 });
	ADD(table, 9, { 0, 0 });
	finish(table);
	ck_assert_uint_eq(table->cell_count, 3);
	ck_assert_uint_eq(table->cells[0].items, 4);
	ck_assert_uint_eq(table->cells[1].first, 1);
	ck_assert_uint_eq(table->cells[1].second, 2);
	ck_assert_uint_eq(table->cells[1].items, 3);
	ck_assert_uint_eq(table->cells[2].first, 2);
	ck_assert_uint_eq(table->pairs, 8);
	ck_assert_uint_eq(table->matches, 4);
	ck_assert_uint_eq(table->firsts[0], 4);
	ck_assert_uint_eq(table->firsts[1], 3);
	ck_assert_uint_eq(table->seconds[1], 1);
	ck_assert_uint_eq(table->seconds[2], 3);
	dn_agree_table_free(table);
}
END_TEST

START_TEST(agreeing_pairs_are_counted_both_ways)
{
	static const uint32_t labels[] = { 0, 0, 0, 3, 4, 4 };

	for (size_t size = 0; size <= 6; size++) {
		struct dn_agree_pattern pattern = { labels, size, 1 };
		static const uint64_t want[] = { 0, 0, 2, 6, 6, 6, 8 };

		ck_assert_uint_eq(dn_agree_pattern_agreeing(&pattern),
		    want[size]);
	}
}
END_TEST

START_TEST(many_ratings_of_one_item_are_sorted_too)
{
	struct dn_agree_table *table = dn_agree_table_new(7, 1000);
	struct dn_rating ratings[1000];
	uint64_t state = 7;

	for (uint32_t i = 0; i < 1000; i++)
		ratings[i] = (struct dn_rating){ i,
			(uint32_t)(suite_next(&state) % 7) };
	add(table, 1, 1000, ratings);
	add(table, 1, 500, ratings);
	finish(table);
	ck_assert_uint_eq(table->pattern_count, 2);
	ck_assert_uint_eq(table->patterns[0].size, 500);
	for (size_t i = 1; i < 1000; i++)
		ck_assert_uint_le(table->patterns[1].labels[i - 1],
		    table->patterns[1].labels[i]);
	dn_agree_table_free(table);
}
END_TEST

START_TEST(an_empty_table_is_all_zero)
{
	struct dn_agree_table *table = dn_agree_table_new(0, 0);

	finish(table);
	ck_assert_uint_eq(table->items, 0);
	ck_assert_uint_eq(table->class_count, 0);
	ck_assert_uint_eq(table->used, 0);
	dn_agree_table_free(table);
	dn_agree_table_free(NULL);
	/* One that was never closed is freed all the same. */
	table = dn_agree_table_new(1, 2);
	ADD(table, 1, { 0, 0 }, { 1, 0 });
	dn_agree_table_free(table);
}
END_TEST

DN_SUITE(table,
    patterns_forget_who_and_come_by_size_and_labels,
    sums_are_over_all_items_and_over_those_with_pairs,
    two_annotators_make_a_square_of_their_common_items,
    agreeing_pairs_are_counted_both_ways,
    many_ratings_of_one_item_are_sorted_too,
    an_empty_table_is_all_zero)
