/* SPDX-License-Identifier: MIT */
/* Exact duplicates, against a naive search and the rule about items. */
#include "dedup/exact.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/hash.h"
#include "loops.h"
#include "suites.h"

static struct loops got;

/* Run over `text`; the records that had no key are returned. */
static uint64_t
run(const char *const *by, size_t count, struct dn_span text, size_t threads)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_exact *exact = dn_exact_new(by, count, &err);
	uint64_t unkeyed;

	ck_assert_ptr_nonnull(exact);
	loops_run(&got, dn_exact_loop(exact), text, threads);
	ck_assert_int_eq(got.failed, 0);
	unkeyed = dn_exact_unkeyed(exact);
	dn_exact_free(exact);
	return unkeyed;
}

/* What is left of `text` is `want`, for one thread and for several. */
static void
check(const char *const *by, size_t count, const char *text,
    const char *want)
{
	size_t threads;

	if (!dn_hash_available())
		return;
	scratch_begin();
	loops_init(&got);
	for (threads = 1; threads <= 3; threads++) {
		run(by, count, dn_span_of(text), threads);
		ck_assert_str_eq(dn_bytes_text(&got.out), want);
		ck_assert_uint_eq(got.counts.in,
		    got.counts.out + got.counts.dropped[0] +
		    got.counts.rejected);
	}
	loops_release(&got);
	scratch_end();
}

static const char *const text_only[] = { "text" };

START_TEST(without_fields_lines_are_compared_byte_for_byte)
{
	check(NULL, 0,
	    "{\"a\":1}\n{\"a\": 1}\n{\"a\":1}\r\n{\"b\":\"\\u0061\"}\n"
	    "{\"b\":\"a\"}\n\n{\"b\":\"a\"}",
	    "{\"a\":1}\n{\"a\": 1}\n{\"b\":\"\\u0061\"}\n{\"b\":\"a\"}\n");
	/* Lines of one item too. */
	check(NULL, 0,
	    "{\"record\":\"item\",\"id\":\"a\"}\n"
	    "{\"record\":\"item\",\"id\":\"a\",\"x\":1}\n"
	    "{\"record\":\"item\",\"id\":\"a\"}\n",
	    "{\"record\":\"item\",\"id\":\"a\"}\n"
	    "{\"record\":\"item\",\"id\":\"a\",\"x\":1}\n");
}
END_TEST

START_TEST(fields_are_compared_decoded)
{
	check(text_only, 1,
	    "{\"id\":1,\"text\":\"\\u4e2d\"}\n{\"text\":\"\u4e2d\",\"id\":2}\n"
	    "{\"id\":3,\"te\\u0078t\":\"\u4e2d\"}\n"
	    "{\"id\":4,\"text\":[\"\u4e2d\"]}\n{\"id\":5,\"text\":5}\n"
	    "{\"id\":6,\"text\":5.0}\n{\"id\":7,\"text\" : 5}\n",
	    "{\"id\":1,\"text\":\"\\u4e2d\"}\n"
	    "{\"id\":4,\"text\":[\"\u4e2d\"]}\n{\"id\":5,\"text\":5}\n"
	    "{\"id\":6,\"text\":5.0}\n");
}
END_TEST

START_TEST(all_fields_together_make_the_key)
{
	static const char *const by[] = { "a", "/b/0" };

	check(by, 2,
	    "{\"a\":1,\"b\":[2]}\n{\"a\":2,\"b\":[1]}\n{\"a\":1,\"b\":[3]}\n"
	    "{\"b\":[2,9],\"a\":1}\n{\"a\":2,\"b\":[1]}\n",
	    "{\"a\":1,\"b\":[2]}\n{\"a\":2,\"b\":[1]}\n{\"a\":1,\"b\":[3]}\n");
}
END_TEST

START_TEST(a_record_without_a_field_stays_and_is_counted)
{
	static const char *const by[] = { "a", "b" };
	static const char text[] =
	    "{\"a\":1}\n{\"a\":1}\n{\"a\":1,\"b\":null}\n{\"b\":2}\n"
	    "{\"a\":1,\"b\":2}\n{\"a\":1,\"b\":2}\n{\"a\":null,\"b\":null}\n";

	if (!dn_hash_available())
		return;
	check(by, 2, text, "{\"a\":1}\n{\"a\":1}\n{\"a\":1,\"b\":null}\n"
	    "{\"b\":2}\n{\"a\":1,\"b\":2}\n{\"a\":null,\"b\":null}\n");
	scratch_begin();
	loops_init(&got);
	ck_assert_uint_eq(run(by, 2, dn_span_of(text), 1), 5);
	ck_assert_uint_eq(got.counts.dropped[0], 1);
	loops_release(&got);
	scratch_end();
}
END_TEST

START_TEST(the_lines_of_an_item_follow_the_first_of_them)
{
	/* b's first line repeats a's text: all of b goes, nothing of a. */
	check(text_only, 1,
	    "{\"id\":\"a\",\"text\":\"x\",\"n\":1}\n"
	    "{\"id\":\"b\",\"text\":\"x\",\"n\":2}\n"
	    "{\"id\":\"a\",\"text\":\"x\",\"n\":3}\n"
	    "{\"id\":\"b\",\"text\":\"new\",\"n\":4}\n"
	    "{\"id\":\"\\u0061\",\"text\":\"x\",\"n\":5}\n"
	    "{\"id\":\"a\",\"text\":\"x\",\"n\":3}\n"
	    "{\"id\":\"c\",\"text\":\"new\",\"n\":6}\n",
	    "{\"id\":\"a\",\"text\":\"x\",\"n\":1}\n"
	    "{\"id\":\"a\",\"text\":\"x\",\"n\":3}\n"
	    "{\"id\":\"\\u0061\",\"text\":\"x\",\"n\":5}\n"
	    "{\"id\":\"a\",\"text\":\"x\",\"n\":3}\n"
	    "{\"id\":\"c\",\"text\":\"new\",\"n\":6}\n");
}
END_TEST

START_TEST(a_split_makes_another_item)
{
	check(text_only, 1,
	    "{\"id\":\"a\",\"split\":\"train\",\"text\":\"x\"}\n"
	    "{\"id\":\"a\",\"split\":\"val\",\"text\":\"x\"}\n"
	    "{\"id\":\"a\",\"split\":\"train\",\"text\":\"x\",\"n\":2}\n"
	    "{\"id\":\"a\",\"split\":\"val\",\"text\":\"y\"}\n",
	    "{\"id\":\"a\",\"split\":\"train\",\"text\":\"x\"}\n"
	    "{\"id\":\"a\",\"split\":\"train\",\"text\":\"x\",\"n\":2}\n");
}
END_TEST

START_TEST(only_items_have_lines_in_common)
{
	static const char *const by[] = { "label" };

	/* Ratings, events, other records, and ids that are no strings. */
	check(by, 1,
	    "{\"item\":\"i\",\"annotator\":\"p\",\"id\":\"r\",\"label\":1}\n"
	    "{\"item\":\"i\",\"annotator\":\"q\",\"id\":\"r\",\"label\":1}\n"
	    "{\"record\":\"diff\",\"id\":\"r\",\"label\":2}\n"
	    "{\"record\":\"diff\",\"id\":\"r\",\"label\":2,\"n\":0}\n"
	    "{\"id\":7,\"label\":3}\n{\"id\":7,\"label\":3,\"n\":0}\n"
	    "{\"type\":\"t\",\"at\":\"d\",\"id\":\"e\",\"label\":4}\n"
	    "{\"type\":\"t\",\"at\":\"e\",\"id\":\"e\",\"label\":4}\n",
	    "{\"item\":\"i\",\"annotator\":\"p\",\"id\":\"r\",\"label\":1}\n"
	    "{\"record\":\"diff\",\"id\":\"r\",\"label\":2}\n"
	    "{\"id\":7,\"label\":3}\n"
	    "{\"type\":\"t\",\"at\":\"d\",\"id\":\"e\",\"label\":4}\n");
}
END_TEST

START_TEST(headers_are_never_duplicates_and_end_lines_go)
{
	check(text_only, 1,
	    "{\"dn\":1,\"record\":\"dataset\",\"text\":\"x\"}\n"
	    "{\"dn\":1,\"record\":\"dataset\",\"text\":\"x\"}\n"
	    "{\"text\":\"x\"}\n{\"dn\":1,\"record\":\"end\"}\n",
	    "{\"dn\":1,\"record\":\"dataset\",\"text\":\"x\"}\n"
	    "{\"dn\":1,\"record\":\"dataset\",\"text\":\"x\"}\n"
	    "{\"text\":\"x\"}\n");
}
END_TEST

START_TEST(bad_records_count_for_nothing)
{
	check(text_only, 1,
	    "{\"text\":\"x\"\n{\"text\":\"x\",\"text\":\"y\"}\n"
	    "{\"text\":\"x\"}\n{\"text\":\"x\"}\n",
	    "{\"text\":\"x\"}\n");
}
END_TEST

#define RECORDS 20000
#define TEXTS 600

/* A record of the naive run: what it says, and whether it stays. */
struct naive {
	unsigned id, text;      /* 0: none */
	bool stays;
};

/* The rule as it is written, by looking through everything before. */
static void
judge_naively(struct naive *all, size_t at)
{
	struct naive *own = &all[at];
	size_t before;

	own->stays = true;
	for (before = 0; own->id != 0 && before < at; before++)
		if (all[before].id == own->id) {
			own->stays = all[before].stays;
			return;
		}
	for (before = 0; own->text != 0 && before < at; before++) {
		size_t first = before;

		/* Lines that followed another did not put their text down. */
		if (all[before].id != 0)
			for (first = 0; all[first].id != all[before].id;)
				first++;
		if (first == before && all[before].text == own->text) {
			own->stays = false;
			return;
		}
	}
}

START_TEST(any_input_gives_what_a_naive_search_gives)
{
	struct naive *all = calloc(RECORDS, sizeof(*all));
	struct dn_bytes text, want;
	uint64_t state = 31;
	size_t at, threads;

	if (!dn_hash_available())
		return;
	scratch_begin();
	loops_init(&got);
	dn_bytes_init(&text, SIZE_MAX / 2);
	dn_bytes_init(&want, SIZE_MAX / 2);
	for (at = 0; at < RECORDS; at++) {
		struct naive *own = &all[at];
		size_t start = text.len;

		own->id = (unsigned)(suite_next(&state) % 3 == 0 ? 0 :
		    1 + suite_next(&state) % 900);
		own->text = (unsigned)(suite_next(&state) % (TEXTS + 1));
		dn_bytes_add_format(&text, "{\"n\":%zu", at);
		if (own->id != 0)
			dn_bytes_add_format(&text, ",\"id\":\"%u\"", own->id);
		if (own->text != 0)
			dn_bytes_add_format(&text, suite_next(&state) % 2 ?
			    ",\"text\":\"%c%u\"" : ",\"text\":\"\\u%04x%u\"",
			    'a', own->text);
		dn_bytes_add_text(&text, "}\n");
		judge_naively(all, at);
		if (own->stays)
			dn_bytes_add(&want, text.data + start,
			    text.len - start);
	}
	for (threads = 1; threads <= 4; threads++) {
		run(text_only, 1, dn_bytes_span(&text), threads);
		ck_assert(dn_span_equal(dn_bytes_span(&got.out),
		    dn_bytes_span(&want)));
	}
	ck_assert_uint_gt(got.counts.dropped[0], 1000);
	dn_bytes_release(&text);
	dn_bytes_release(&want);
	loops_release(&got);
	scratch_end();
	free(all);
}
END_TEST

START_TEST(a_pointer_that_is_none_ends_the_run)
{
	static const char *const by[] = { "/a~2" };
	struct dn_err err = DN_ERR_INIT;
	struct dn_exact *exact = dn_exact_new(by, 1, &err);

	if (!dn_hash_available()) {
		ck_assert_ptr_null(exact);
		ck_assert_int_eq(err.code, DN_E_NOT_BUILT);
		return;
	}
	scratch_begin();
	loops_init(&got);
	loops_run(&got, dn_exact_loop(exact), DN_SPAN("{}\n"), 1);
	ck_assert_int_eq(got.failed, -1);
	ck_assert_int_eq(got.err.code, DN_E_USAGE);
	dn_exact_free(exact);
	loops_release(&got);
	scratch_end();
	dn_exact_free(NULL);
}
END_TEST

DN_SUITE(exact,
    without_fields_lines_are_compared_byte_for_byte,
    fields_are_compared_decoded,
    all_fields_together_make_the_key,
    a_record_without_a_field_stays_and_is_counted,
    the_lines_of_an_item_follow_the_first_of_them,
    a_split_makes_another_item,
    only_items_have_lines_in_common,
    headers_are_never_duplicates_and_end_lines_go,
    bad_records_count_for_nothing,
    any_input_gives_what_a_naive_search_gives,
    a_pointer_that_is_none_ends_the_run)
