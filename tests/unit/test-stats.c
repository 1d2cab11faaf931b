/* SPDX-License-Identifier: MIT */
/* Metric lines from records: what counts, once, and in which order. */
#include "report/stats.h"

#include <stdio.h>

#include "core/hash.h"
#include "loops.h"
#include "suites.h"

static struct loops got;
static struct dn_bytes lines;

/* The metric lines of `text`. */
static void
count(struct dn_span text, size_t threads)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_stats *stats = dn_stats_new(&err);

	ck_assert_ptr_nonnull(stats);
	loops_run(&got, dn_stats_loop(stats), text, threads);
	ck_assert_int_eq(got.failed, 0);
	dn_bytes_clear(&lines);
	ck_assert_int_eq(dn_stats_write(stats, &lines, &err), 0);
	dn_stats_free(stats);
}

/* The lines of `text` hold each of `wanted`, which ends in NULL. */
static void
check(const char *text, const char *const *wanted)
{
	if (!dn_hash_available())
		return;
	scratch_begin();
	loops_init(&got);
	dn_bytes_init(&lines, SIZE_MAX / 2);
	count(dn_span_of(text), 2);
	for (; *wanted != NULL; wanted++)
		ck_assert_msg(strstr(dn_bytes_text(&lines), *wanted) != NULL,
		    "%s is not in:\n%s", *wanted, dn_bytes_text(&lines));
	dn_bytes_release(&lines);
	loops_release(&got);
	scratch_end();
}

#define METRIC(rest) "{\"record\":\"metric\",\"metric\":" rest "}\n"

START_TEST(nothing_gives_no_lines)
{
	struct dn_err err = DN_ERR_INIT;

	if (!dn_hash_available()) {
		ck_assert_ptr_null(dn_stats_new(&err));
		ck_assert_int_eq(err.code, DN_E_NOT_BUILT);
		return;
	}
	scratch_begin();
	loops_init(&got);
	dn_bytes_init(&lines, SIZE_MAX / 2);
	count(DN_SPAN("\n{\"dn\":1,\"record\":\"dataset\",\"labels\":"
	    "[{\"name\":\"a\"}]}\n"), 1);
	ck_assert_uint_eq(lines.len, 0);
	dn_bytes_release(&lines);
	loops_release(&got);
	scratch_end();
}
END_TEST

START_TEST(lines_of_one_item_are_one_item)
{
	static const char *const wanted[] = {
		METRIC("\"records\",\"value\":6"),
		METRIC("\"items\",\"value\":4"),
		METRIC("\"items\",\"split\":\"t\",\"value\":1,\"of\":4"),
		METRIC("\"items\",\"split\":null,\"value\":3,\"of\":4"),
		METRIC("\"coverage\",\"value\":1,\"of\":4"),
		METRIC("\"coverage\",\"split\":\"t\",\"value\":0,\"of\":1"),
		METRIC("\"coverage\",\"split\":null,\"value\":1,\"of\":3"),
		NULL
	};

	/* Two lines have no id: each is an item of its own. */
	check("{\"id\":\"a\"}\n{\"id\":\"\\u0061\",\"split\":null,"
	    "\"annotations\":[{}]}\n{\"id\":\"a\",\"annotations\":[{}]}\n"
	    "{\"id\":\"a\",\"split\":\"t\"}\n{}\n{\"id\":7}\n", wanted);
}
END_TEST

START_TEST(a_mark_in_work_covers_an_item_without_annotations)
{
	static const char *const wanted[] = {
		METRIC("\"coverage\",\"value\":1,\"of\":3"), NULL
	};

	check("{\"id\":\"a\",\"annotations\":[],\"work\":[{\"set\":\"s\"}]}\n"
	    "{\"id\":\"b\",\"annotations\":[],\"work\":[]}\n"
	    "{\"id\":\"c\",\"annotations\":null,\"work\":{}}\n", wanted);
}
END_TEST

START_TEST(labels_are_counted_as_json_values)
{
	static const char *const wanted[] = {
		METRIC("\"annotations\",\"label\":\"1\",\"value\":1,\"of\":7")
		METRIC("\"annotations\",\"label\":\"\u8f66\",\"value\":2,"
		    "\"of\":7")
		METRIC("\"annotations\",\"label\":1,\"value\":2,\"of\":7")
		METRIC("\"annotations\",\"label\":[\"a\",\"b\"],\"value\":1,"
		    "\"of\":7")
		METRIC("\"annotations\",\"label\":null,\"value\":1,\"of\":7"),
		METRIC("\"labels\",\"value\":4"), NULL
	};

	check("{\"annotations\":[{\"label\":\"\\u8f66\"},"
	    "{\"label\":\"\u8f66\"},{\"label\":1},{\"label\":1.0},"
	    "{\"label\":\"1\"},{\"label\":[\"\\u0061\",\"b\"]},{}]}\n",
	    wanted);
}
END_TEST

START_TEST(a_set_names_its_annotator)
{
	static const char *const wanted[] = {
		METRIC("\"annotations\",\"annotator\":\"p\",\"value\":1,"
		    "\"of\":4"),
		METRIC("\"annotations\",\"annotator\":\"q\",\"value\":2,"
		    "\"of\":4"),
		METRIC("\"annotations\",\"annotator\":null,\"value\":1,"
		    "\"of\":4"),
		METRIC("\"annotators\",\"value\":3"), NULL
	};

	check("{\"work\":[1,{\"set\":\"s\",\"annotator\":\"p\"},"
	    "{\"set\":2,\"annotator\":\"q\"}],\"annotations\":["
	    "{\"set\":\"\\u0073\"},{\"set\":2.0},{\"set\":\"x\"},"
	    "{\"set\":\"s\",\"annotator\":\"q\"}]}\n"
	    "{\"item\":\"i\",\"annotator\":\"r\",\"label\":\"x\"}\n", wanted);
}
END_TEST

START_TEST(boxes_fall_into_buckets_of_pixels)
{
	static const char *const wanted[] = {
		METRIC("\"box-area\",\"bucket\":\"small\",\"value\":1,"
		    "\"of\":8"),
		METRIC("\"box-area\",\"bucket\":\"medium\",\"value\":2,"
		    "\"of\":8"),
		METRIC("\"box-area\",\"bucket\":\"large\",\"value\":1,"
		    "\"of\":8"),
		METRIC("\"box-area\",\"bucket\":\"unknown\",\"value\":4,"
		    "\"of\":8"), NULL
	};

	check("{\"annotations\":[{\"kind\":\"box\",\"bbox\":[0,0,32,31.99]},"
	    "{\"kind\":\"box\",\"bbox\":[0,0,32,32]},"
	    "{\"kind\":\"box\",\"bbox\":[9,9,96,95]},"
	    "{\"kind\":\"box\",\"bbox\":[0,0,96,96]},"
	    "{\"kind\":\"box\",\"bbox\":[0,0,1]},"
	    "{\"kind\":\"box\",\"bbox\":[0,0,-1,-1]},{\"kind\":\"box\"},"
	    "{\"kind\":\"polygon\",\"bbox\":[0,0,1,1]}]}\n"
	    "{\"media\":{\"units\":\"fraction\"},\"annotations\":["
	    "{\"kind\":\"box\",\"bbox\":[0,0,1,1]}]}\n", wanted);
}
END_TEST

START_TEST(text_lengths_are_code_points_of_items)
{
	static const char *const wanted[] = {
		METRIC("\"text-length\",\"statistic\":\"min\",\"value\":0,"
		    "\"n\":4,\"unit\":\"code points\""),
		METRIC("\"text-length\",\"statistic\":\"median\","
		    "\"value\":1.5,\"n\":4,\"unit\":\"code points\""),
		METRIC("\"text-length\",\"statistic\":\"max\",\"value\":3,"
		    "\"n\":4,\"unit\":\"code points\""),
		METRIC("\"text-length\",\"statistic\":\"sum\",\"value\":6,"
		    "\"n\":4,\"unit\":\"code points\""), NULL
	};

	check("{\"id\":\"a\",\"media\":{\"text\":\"\u6807\u6ce8\"}}\n"
	    "{\"id\":\"a\",\"media\":{\"text\":\"other text\"}}\n"
	    "{\"media\":{\"text\":\"\"}}\n{\"media\":{\"text\":7}}\n"
	    "{\"media\":{\"text\":\"\\ud83d\\ude00\"}}\n"
	    "{\"media\":{\"text\":\"a\\u0062\\n\"}}\n", wanted);
}
END_TEST

START_TEST(headers_say_which_labels_there_are)
{
	static const char *const wanted[] = {
		METRIC("\"label-coverage\",\"value\":2,\"of\":3"), NULL
	};

	check("{\"dn\":1,\"record\":\"dataset\",\"labels\":[{\"name\":\"a\"},"
	    "{\"name\":\"b\"},7]}\n{\"annotations\":[{\"label\":\"a\"}]}\n"
	    "{\"item\":\"i\",\"annotator\":\"p\",\"label\":\"c\"}\n"
	    "{\"dn\":1,\"record\":\"dataset\",\"labels\":[{\"name\":\"a\"},"
	    "{\"name\":\"\\u0063\"}]}\n", wanted);
}
END_TEST

START_TEST(a_bad_record_counts_for_nothing)
{
	static const char *const wanted[] = {
		METRIC("\"records\",\"value\":1"),
		METRIC("\"annotations\",\"value\":1"), NULL
	};

	check("{\"annotations\":[{},{},1]}\n{\"annotations\":[{}]}\n"
	    "{\"annotations\":\"x\"}\n", wanted);
}
END_TEST

START_TEST(any_order_and_any_threads_give_the_same)
{
	struct dn_bytes text, back, first;
	uint64_t state = 61;
	size_t starts[3000], at, threads;

	if (!dn_hash_available())
		return;
	scratch_begin();
	loops_init(&got);
	dn_bytes_init(&text, SIZE_MAX / 2);
	dn_bytes_init(&back, SIZE_MAX / 2);
	dn_bytes_init(&first, SIZE_MAX / 2);
	dn_bytes_init(&lines, SIZE_MAX / 2);
	for (at = 0; at < 3000; at++) {
		unsigned id = (unsigned)(suite_next(&state) % 700);

		starts[at] = text.len;
		dn_bytes_add_format(&text, "{\"id\":\"%u\",\"split\":\"s%u\","
		    "\"media\":{\"text\":\"%0*d\"},\"annotations\":[", id,
		    id % 3, (int)(id % 90 + 1), 0);
		if (suite_next(&state) % 3 == 0)
			dn_bytes_add_format(&text, "{\"label\":\"L%u\"}",
			    (unsigned)(suite_next(&state) % 50));
		dn_bytes_add_text(&text, "]}\n");
	}
	for (at = 3000; at-- > 0;)
		dn_bytes_add(&back, text.data + starts[at],
		    (at == 2999 ? text.len : starts[at + 1]) - starts[at]);
	count(dn_bytes_span(&text), 1);
	dn_bytes_add_span(&first, dn_bytes_span(&lines));
	for (threads = 1; threads <= 4; threads++) {
		count(dn_bytes_span(threads % 2 ? &back : &text), threads);
		ck_assert_str_eq(dn_bytes_text(&lines),
		    dn_bytes_text(&first));
	}
	dn_bytes_release(&text);
	dn_bytes_release(&back);
	dn_bytes_release(&first);
	dn_bytes_release(&lines);
	loops_release(&got);
	scratch_end();
	dn_stats_free(NULL);
}
END_TEST

DN_SUITE(stats,
    nothing_gives_no_lines,
    lines_of_one_item_are_one_item,
    a_mark_in_work_covers_an_item_without_annotations,
    labels_are_counted_as_json_values,
    a_set_names_its_annotator,
    boxes_fall_into_buckets_of_pixels,
    text_lengths_are_code_points_of_items,
    headers_say_which_labels_there_are,
    a_bad_record_counts_for_nothing,
    any_order_and_any_threads_give_the_same)
