/* SPDX-License-Identifier: MIT */
/* Items by name: in order, each once, with the list that it has. */
#include "agree/items.h"

#include "agree/view.h"
#include "io/lines.h"
#include "scratch.h"
#include "suites.h"

/* Gather a text with its items' names, to be released. */
static void
gather_text(struct dn_gather *gather, const char *text)
{
	const struct dn_gather_spec spec = { .item = "item",
		.annotator = "annotator", .label = "label", .exact = true };
	const char *const path = "in";
	struct dn_stream stream = { .threads = 2, .max_record = 1 << 20 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_counts counts;

	scratch_begin();
	scratch_put_text(path, text);
	ck_assert_int_eq(dn_gather_init(gather, &spec, &err), 0);
	stream.lines = dn_lines_new(&path, 1, 1 << 20);
	ck_assert_int_eq(dn_loop_run(&gather->loop, &stream, &counts, &err),
	    0);
	dn_lines_free(stream.lines);
	scratch_end();
}

/* The items of a part as words: id, split behind a colon, ratings. */
static void
check_part(const struct dn_agree_items *items, const struct dn_gather *gather,
    uint32_t part, const char *want)
{
	struct dn_ratings_walk walk = { .ratings = gather->ratings };
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes text;
	size_t count;
	const struct dn_agree_item *item = dn_agree_items_of(items, part,
	    &count);

	dn_bytes_init(&text, SIZE_MAX / 2);
	for (; count > 0; count--, item++) {
		ck_assert_int_eq(dn_ratings_read(&walk, item->list, &err), 0);
		dn_bytes_add_span(&text, item->id);
		if (item->split.ptr != NULL)
			dn_bytes_add_byte(&text, ':');
		dn_bytes_add_span(&text, item->split);
		dn_bytes_add_format(&text, "=%zu ", walk.count);
	}
	ck_assert_str_eq(dn_bytes_text(&text), want);
	dn_bytes_release(&text);
	dn_ratings_walk_release(&walk);
}

START_TEST(items_are_sorted_by_id_and_then_by_split)
{
	struct dn_agree_items items;
	struct dn_err err = DN_ERR_INIT;
	struct dn_gather gather;

	gather_text(&gather,
	    "{\"item\":\"b\",\"annotator\":1,\"label\":1}\n"
	    "{\"item\":\"ab\",\"annotator\":1,\"label\":1}\n"
	    "{\"item\":\"ab\",\"annotator\":2,\"label\":1}\n"
	    "{\"record\":\"item\",\"id\":\"a\",\"split\":\"z\","
	    "\"annotations\":[{\"annotator\":1,\"label\":1}]}\n"
	    "{\"record\":\"item\",\"id\":\"a\",\"split\":\"\","
	    "\"annotations\":[{\"annotator\":1,\"label\":1}]}\n"
	    "{\"item\":\"a\",\"annotator\":1,\"label\":1}\n"
	    "{\"item\":\"\xE7\x8C\xAB\",\"annotator\":1,\"label\":1}\n");
	ck_assert_int_eq(dn_agree_items_init(&items, &gather, &err), 0);
	ck_assert_int_eq(dn_ratings_close(gather.ratings, &err), 0);
	check_part(&items, &gather, 0,
	    "a=1 a:=1 a:z=1 ab=2 b=1 \xE7\x8C\xAB=1 ");
	dn_agree_items_release(&items);
	dn_gather_release(&gather);
}
END_TEST

START_TEST(items_of_each_field_are_apart)
{
	struct dn_agree_items items;
	struct dn_err err = DN_ERR_INIT;
	struct dn_gather gather;

	gather_text(&gather,
	    "{\"item\":\"b\",\"annotator\":1,\"label\":1,\"field\":\"f\"}\n"
	    "{\"item\":\"a\",\"annotator\":1,\"label\":1,\"field\":\"g\"}\n"
	    "{\"item\":\"b\",\"annotator\":1,\"label\":1,\"field\":\"g\"}\n");
	ck_assert_int_eq(dn_agree_items_init(&items, &gather, &err), 0);
	ck_assert_int_eq(dn_ratings_close(gather.ratings, &err), 0);
	check_part(&items, &gather, 0, "");
	check_part(&items, &gather, 1, "b=1 ");
	check_part(&items, &gather, 2, "a=1 b=1 ");
	check_part(&items, &gather, 3, "");
	dn_agree_items_release(&items);
	dn_gather_release(&gather);
}
END_TEST

START_TEST(an_item_without_a_rating_is_none)
{
	struct dn_agree_items items;
	struct dn_err err = DN_ERR_INIT;
	struct dn_gather gather;

	gather_text(&gather,
	    "{\"record\":\"item\",\"id\":\"a\",\"annotations\":"
	    "[{\"annotator\":1,\"label\":null}]}\n");
	ck_assert_int_eq(dn_agree_items_init(&items, &gather, &err), 0);
	ck_assert_int_eq(dn_ratings_close(gather.ratings, &err), 0);
	ck_assert_uint_eq(items.count, 0);
	dn_agree_items_release(&items);
	dn_gather_release(&gather);
}
END_TEST

DN_SUITE(items,
    items_are_sorted_by_id_and_then_by_split,
    items_of_each_field_are_apart,
    an_item_without_a_rating_is_none)
