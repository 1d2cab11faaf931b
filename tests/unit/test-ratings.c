/* SPDX-License-Identifier: MIT */
/* Gathering: every item ends with its own ratings, each annotator once. */
#include "agree/ratings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suites.h"

static struct dn_hash
item_of(uint64_t number)
{
	return (struct dn_hash){ number * UINT64_C(0x9e3779b97f4a7c15),
		(number + 7) * UINT64_C(0xd6e8feb86659fd93) };
}

static int
add(struct dn_ratings *ratings, uint64_t item, uint32_t field,
    uint32_t annotator, uint32_t label)
{
	struct dn_err err = DN_ERR_INIT;
	int result = dn_ratings_add(ratings, item_of(item), field,
	    (struct dn_rating){ annotator, label }, &err);

	ck_assert(result >= 0 || err.code == DN_E_REPEATED);
	return result;
}

/* One list as text: annotator, label, in order of annotators, "0a 2b". */
struct line {
	char text[64];
	uint64_t items;
};

static int
compare_ratings(const void *a, const void *b)
{
	return (int)((const struct dn_rating *)a)->annotator -
	    (int)((const struct dn_rating *)b)->annotator;
}

static int
compare_lines(const void *a, const void *b)
{
	return strcmp(((const struct line *)a)->text,
	    ((const struct line *)b)->text);
}

/* All lists of a field in order, alike ones together. */
static size_t
read_lines(const struct dn_ratings *ratings, uint32_t field,
    struct line *lines, size_t room)
{
	struct dn_ratings_walk walk = { .ratings = ratings, .field = field };
	struct dn_err err = DN_ERR_INIT;
	size_t count = 0, kept = 0;

	while (dn_ratings_next(&walk, &err) == 1) {
		size_t len = 0;

		ck_assert_uint_lt(count, room);
		lines[count].items = walk.items;
		lines[count].text[0] = '\0';
		qsort(walk.list, walk.count, sizeof(*walk.list),
		    compare_ratings);
		for (size_t i = 0; i < walk.count; i++)
			len += (size_t)snprintf(lines[count].text + len, 5,
			    "%u%c", walk.list[i].annotator,
			    (int)('a' + walk.list[i].label));
		count++;
	}
	dn_ratings_walk_release(&walk);
	qsort(lines, count, sizeof(*lines), compare_lines);
	for (size_t i = 0; i < count; i++)
		if (kept > 0 && strcmp(lines[kept - 1].text,
		    lines[i].text) == 0)
			lines[kept - 1].items += lines[i].items;
		else
			lines[kept++] = lines[i];
	return kept;
}

static void
finish(struct dn_ratings *ratings)
{
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(dn_ratings_close(ratings, &err), 0);
}

START_TEST(items_with_the_same_ratings_are_counted_together)
{
	struct dn_ratings *ratings = dn_ratings_new();
	struct line lines[8];

	add(ratings, 1, 0, 0, 0);
	add(ratings, 2, 0, 1, 1);
	add(ratings, 1, 0, 1, 1);
	add(ratings, 3, 0, 0, 0);
	add(ratings, 2, 0, 0, 0);
	add(ratings, 4, 0, 1, 0);
	finish(ratings);
	ck_assert_uint_eq(dn_ratings_fields(ratings), 1);
	ck_assert_uint_eq(read_lines(ratings, 0, lines, 8), 3);
	ck_assert_str_eq(lines[0].text, "0a");
	ck_assert_str_eq(lines[1].text, "0a1b");
	ck_assert_uint_eq(lines[1].items, 2);
	ck_assert_str_eq(lines[2].text, "1a");
	dn_ratings_free(ratings);
}
END_TEST

START_TEST(an_annotator_rates_an_item_once)
{
	struct dn_ratings *ratings = dn_ratings_new();
	struct line lines[8];

	ck_assert_int_eq(add(ratings, 1, 0, 0, 0), 0);
	ck_assert_int_eq(add(ratings, 1, 0, 0, 0), -1);
	ck_assert_int_eq(add(ratings, 1, 0, 1, 0), 0);
	ck_assert_int_eq(add(ratings, 1, 0, 0, 1), -1);
	ck_assert_int_eq(add(ratings, 1, 0, 1, 1), -1);
	ck_assert_int_eq(add(ratings, 2, 0, 0, 1), 0);
	finish(ratings);
	ck_assert_uint_eq(read_lines(ratings, 0, lines, 8), 2);
	ck_assert_str_eq(lines[0].text, "0a1a");
	ck_assert_str_eq(lines[1].text, "0b");
	dn_ratings_free(ratings);
}
END_TEST

START_TEST(once_holds_for_thousands_of_annotators)
{
	struct dn_ratings *ratings = dn_ratings_new();
	struct dn_ratings_walk walk = { .ratings = ratings };
	struct dn_err err = DN_ERR_INIT;
	size_t total = 0;

	for (uint32_t a = 0; a < 5000; a++) {
		ck_assert_int_eq(add(ratings, 1, 0, a * 7919 % 5000, 0), 0);
		ck_assert_int_eq(add(ratings, 1, 0, a * 7919 % 5000, 1), -1);
		ck_assert_int_eq(add(ratings, 1, 0, a / 2 * 7919 % 5000, 1),
		    -1);
	}
	ck_assert_int_eq(add(ratings, 2, 0, 4999, 0), 0);
	finish(ratings);
	while (dn_ratings_next(&walk, &err) == 1) {
		ck_assert(walk.count == 5000 || walk.count == 1);
		ck_assert_uint_eq(walk.items, 1);
		total += walk.count;
	}
	ck_assert_uint_eq(total, 5001);
	dn_ratings_walk_release(&walk);
	dn_ratings_free(ratings);
}
END_TEST

START_TEST(fields_are_kept_apart)
{
	struct dn_ratings *ratings = dn_ratings_new();
	struct line lines[8];

	add(ratings, 1, 2, 0, 0);
	add(ratings, 2, 0, 0, 0);
	add(ratings, 3, 2, 0, 0);
	finish(ratings);
	ck_assert_uint_eq(dn_ratings_fields(ratings), 3);
	ck_assert_uint_eq(read_lines(ratings, 0, lines, 8), 1);
	ck_assert_uint_eq(lines[0].items, 1);
	ck_assert_uint_eq(read_lines(ratings, 1, lines, 8), 0);
	ck_assert_uint_eq(read_lines(ratings, 2, lines, 8), 1);
	ck_assert_uint_eq(lines[0].items, 2);
	dn_ratings_free(ratings);
}
END_TEST

START_TEST(what_is_taken_back_may_come_again)
{
	struct dn_ratings *ratings = dn_ratings_new();
	struct line lines[8];

	/* Also around the depth where annotators are no longer searched. */
	for (int round = 0; round < 3; round++) {
		for (uint32_t a = 0; a < 100; a++)
			ck_assert_int_eq(add(ratings, 1, 0, a, 0), 0);
		ck_assert_int_eq(add(ratings, 1, 0, 50, 0), -1);
		for (uint32_t a = 0; a < 100; a++)
			dn_ratings_take_back(ratings, item_of(1));
		dn_ratings_take_back(ratings, item_of(1));
	}
	dn_ratings_take_back(ratings, item_of(99));
	add(ratings, 1, 0, 1, 2);
	add(ratings, 2, 0, 1, 2);
	add(ratings, 2, 0, 2, 2);
	dn_ratings_take_back(ratings, item_of(2));
	finish(ratings);
	ck_assert_uint_eq(read_lines(ratings, 0, lines, 8), 1);
	ck_assert_str_eq(lines[0].text, "1c");
	ck_assert_uint_eq(lines[0].items, 2);
	dn_ratings_free(ratings);
}
END_TEST

/* Shuffled with a fixed seed. */
static void
shuffle(uint32_t *order, size_t count, uint64_t *state)
{
	for (size_t i = count - 1; i > 0; i--) {
		size_t j = (size_t)(suite_next(state) % (i + 1));
		uint32_t kept = order[i];

		order[i] = order[j];
		order[j] = kept;
	}
}

START_TEST(the_order_of_ratings_does_not_matter)
{
	static uint32_t order[5000];
	static struct line want[4000], got[4000];
	uint64_t state = 5;
	size_t count = 0;

	for (uint32_t i = 0; i < 5000; i++)
		order[i] = i;
	for (int round = 0; round < 4; round++) {
		struct dn_ratings *ratings = dn_ratings_new();
		size_t lines;

		for (uint32_t i = 0; i < 5000; i++)
			ck_assert_int_eq(add(ratings, order[i] / 5, 0,
			    order[i] % 5, order[i] * 31 % 7 % 3), 0);
		finish(ratings);
		lines = read_lines(ratings, 0, round == 0 ? want : got, 4000);
		if (round > 0) {
			ck_assert_uint_eq(lines, count);
			ck_assert_mem_eq(got, want, lines * sizeof(*got));
		} else {
			memcpy(got, want, sizeof(got));
		}
		count = lines;
		dn_ratings_free(ratings);
		shuffle(order, 5000, &state);
	}
	ck_assert_uint_gt(count, 1);
}
END_TEST

START_TEST(the_ratings_of_one_item_are_read)
{
	struct dn_ratings *ratings = dn_ratings_new();
	struct dn_ratings_walk walk = { .list = NULL };
	struct dn_err err = DN_ERR_INIT;

	add(ratings, 1, 0, 5, 2);
	add(ratings, 2, 3, 5, 2);
	add(ratings, 1, 0, 4, 1);
	add(ratings, 3, 0, 4, 1);
	dn_ratings_take_back(ratings, item_of(3));
	ck_assert_int_eq(dn_ratings_list(ratings, item_of(1), &walk, &err), 1);
	ck_assert_uint_eq(walk.count, 2);
	ck_assert_uint_eq(walk.field, 0);
	ck_assert_uint_eq(walk.list[0].annotator, 5);
	ck_assert_uint_eq(walk.list[1].label, 1);
	ck_assert_int_eq(dn_ratings_list(ratings, item_of(2), &walk, &err), 1);
	ck_assert_uint_eq(walk.count, 1);
	ck_assert_uint_eq(walk.field, 3);
	ck_assert_int_eq(dn_ratings_list(ratings, item_of(3), &walk, &err), 0);
	ck_assert_int_eq(dn_ratings_list(ratings, item_of(9), &walk, &err), 0);
	dn_ratings_walk_release(&walk);
	dn_ratings_free(ratings);
}
END_TEST

/* An annotator's ratings with others between, few or many. */
static struct dn_ratings *
rate_twice(enum dn_ratings_repeat repeat, uint32_t others)
{
	struct dn_ratings *ratings = dn_ratings_new();
	uint32_t depth;
	struct dn_err err = DN_ERR_INIT;

	dn_ratings_set_repeat(ratings, repeat);
	ck_assert_int_eq(dn_ratings_repeat(ratings), repeat);
	ck_assert_int_eq(add(ratings, 1, 0, 0, 0), 0);
	for (uint32_t i = 1; i <= others; i++)
		ck_assert_int_eq(add(ratings, 1, 0, i, 2), 0);
	ck_assert_int_eq(add(ratings, 1, 0, 0, 1), 1);
	ck_assert_int_eq(add(ratings, 1, 0, 0, 3), 1);
	dn_ratings_take_back(ratings, item_of(1));
	ck_assert_int_eq(add(ratings, 1, 0, 0, 4), 1);
	ck_assert_int_eq(dn_ratings_depth(ratings, item_of(1), &depth, &err),
	    0);
	ck_assert_uint_eq(depth, others + 3);
	finish(ratings);
	return ratings;
}

START_TEST(the_last_rating_may_be_the_one)
{
	for (uint32_t others = 0; others < 100; others += 33) {
		struct dn_ratings *ratings = rate_twice(DN_RATINGS_LAST,
		    others);
		struct dn_ratings_walk walk = { .ratings = ratings };
		struct dn_err err = DN_ERR_INIT;

		ck_assert_int_eq(dn_ratings_next(&walk, &err), 1);
		ck_assert_uint_eq(walk.count, others + 1);
		ck_assert_uint_eq(walk.items, 1);
		ck_assert_uint_eq(walk.list[0].annotator, 0);
		ck_assert_uint_eq(walk.list[0].label, 4);
		for (uint32_t i = 1; i <= others; i++)
			ck_assert_uint_eq(walk.list[i].annotator, i);
		dn_ratings_walk_release(&walk);
		dn_ratings_free(ratings);
	}
}
END_TEST

START_TEST(all_ratings_may_count)
{
	for (uint32_t others = 0; others < 100; others += 33) {
		struct dn_ratings *ratings = rate_twice(DN_RATINGS_ALL,
		    others);
		struct dn_ratings_walk walk = { .ratings = ratings };
		struct dn_err err = DN_ERR_INIT;

		ck_assert_int_eq(dn_ratings_next(&walk, &err), 1);
		ck_assert_uint_eq(walk.count, others + 3);
		dn_ratings_walk_release(&walk);
		dn_ratings_free(ratings);
	}
}
END_TEST

START_TEST(nothing_is_gathered_from_nothing)
{
	struct dn_ratings *ratings = dn_ratings_new();

	finish(ratings);
	ck_assert_uint_eq(dn_ratings_fields(ratings), 0);
	dn_ratings_free(ratings);
	dn_ratings_free(NULL);
	/* What was never closed is freed all the same. */
	ratings = dn_ratings_new();
	add(ratings, 1, 0, 0, 0);
	dn_ratings_ahead(ratings, item_of(1));
	dn_ratings_free(ratings);
}
END_TEST

DN_SUITE(ratings,
    items_with_the_same_ratings_are_counted_together,
    an_annotator_rates_an_item_once,
    once_holds_for_thousands_of_annotators,
    fields_are_kept_apart,
    what_is_taken_back_may_come_again,
    the_order_of_ratings_does_not_matter,
    the_ratings_of_one_item_are_read,
    the_last_rating_may_be_the_one,
    all_ratings_may_count,
    nothing_is_gathered_from_nothing)
