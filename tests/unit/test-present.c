/* SPDX-License-Identifier: MIT */
/* The item in hand: its lists go over sorted, and leave nothing behind. */
#include "agree/present.h"

#include "core/bytes.h"
#include "suites.h"

static int
add(struct dn_present *present, uint32_t part, uint32_t annotator,
    uint32_t label)
{
	struct dn_err err = DN_ERR_INIT;
	int result = dn_present_add(present, part,
	    (struct dn_rating){ annotator, label }, &err);

	ck_assert(result >= 0 || err.code == DN_E_REPEATED);
	return result;
}

static void
settle(struct dn_present *present, struct dn_ratings *ratings)
{
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(dn_present_settle(present, ratings, &err), 0);
}

/* The only list of a part, as words "annotator:label". */
static void
check_list(struct dn_ratings *ratings, uint32_t part, uint64_t items,
    const char *want)
{
	struct dn_ratings_walk walk = { .ratings = ratings, .field = part };
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes text;

	dn_bytes_init(&text, SIZE_MAX / 2);
	ck_assert_int_eq(dn_ratings_next(&walk, &err), 1);
	ck_assert_uint_eq(walk.items, items);
	for (size_t i = 0; i < walk.count; i++)
		dn_bytes_add_format(&text, "%u:%u ", walk.list[i].annotator,
		    walk.list[i].label);
	ck_assert_str_eq(dn_bytes_text(&text), want);
	ck_assert_int_eq(dn_ratings_next(&walk, &err), 0);
	dn_bytes_release(&text);
	dn_ratings_walk_release(&walk);
}

START_TEST(lists_are_kept_in_the_order_of_annotators)
{
	struct dn_ratings *ratings = dn_ratings_new();
	struct dn_present *present = dn_present_new(DN_RATINGS_ONCE);
	struct dn_err err = DN_ERR_INIT;

	add(present, 0, 0, 5);
	add(present, 2, 1, 1);
	add(present, 0, 3, 6);
	settle(present, ratings);
	add(present, 0, 3, 6);
	add(present, 0, 0, 5);
	settle(present, ratings);
	settle(present, ratings);
	ck_assert_int_eq(dn_ratings_close(ratings, &err), 0);
	check_list(ratings, 0, 2, "0:5 3:6 ");
	check_list(ratings, 2, 1, "1:1 ");
	dn_present_free(present);
	dn_ratings_free(ratings);
}
END_TEST

START_TEST(a_second_rating_is_told)
{
	struct dn_present *present = dn_present_new(DN_RATINGS_ONCE);
	struct dn_ratings *ratings = dn_ratings_new();

	for (uint32_t i = 0; i < 1000; i++)
		ck_assert_int_eq(add(present, 0, i, 1), 0);
	ck_assert_int_eq(add(present, 0, 500, 1), -1);
	dn_present_take_back(present, 0);
	ck_assert_int_eq(add(present, 0, 999, 1), 0);
	ck_assert_int_eq(add(present, 1, 999, 1), 0);
	settle(present, ratings);
	ck_assert_int_eq(add(present, 0, 999, 1), 0);
	ck_assert_int_eq(add(present, 0, 0, 1), 0);
	ck_assert_int_eq(add(present, 0, 999, 1), -1);
	dn_present_free(present);
	dn_ratings_free(ratings);
}
END_TEST

START_TEST(the_last_or_all_may_count)
{
	for (int all = 0; all < 2; all++) {
		struct dn_present *present = dn_present_new(all ?
		    DN_RATINGS_ALL : DN_RATINGS_LAST);
		struct dn_ratings *ratings = dn_ratings_new();
		struct dn_err err = DN_ERR_INIT;

		add(present, 0, 1, 5);
		add(present, 0, 0, 7);
		ck_assert_int_eq(add(present, 0, 1, 3), 1);
		ck_assert_int_eq(add(present, 0, 1, 9), 1);
		dn_present_take_back(present, 0);
		ck_assert_int_eq(add(present, 0, 1, 4), 1);
		settle(present, ratings);
		ck_assert_int_eq(dn_ratings_close(ratings, &err), 0);
		check_list(ratings, 0, 1, all ? "0:7 1:3 1:4 1:5 " :
		    "0:7 1:4 ");
		dn_present_free(present);
		dn_ratings_free(ratings);
	}
}
END_TEST

START_TEST(what_was_taken_back_leaves_no_list)
{
	struct dn_present *present = dn_present_new(DN_RATINGS_ONCE);
	struct dn_ratings *ratings = dn_ratings_new();

	add(present, 3, 0, 1);
	dn_present_take_back(present, 3);
	settle(present, ratings);
	ck_assert_uint_eq(dn_ratings_fields(ratings), 0);
	dn_present_free(present);
	dn_present_free(NULL);
	dn_ratings_free(ratings);
}
END_TEST

DN_SUITE(present,
    lists_are_kept_in_the_order_of_annotators,
    a_second_rating_is_told,
    the_last_or_all_may_count,
    what_was_taken_back_leaves_no_list)
