/* SPDX-License-Identifier: MIT */
/* Changes in a line: what is not replaced keeps its bytes. */
#include "io/splice.h"

#include <stdio.h>

#include "suites.h"

static struct dn_splice splice;
static struct dn_bytes out;

static void
setup(void)
{
	dn_splice_init(&splice);
	dn_bytes_init(&out, SIZE_MAX);
}

static void
teardown(void)
{
	dn_splice_release(&splice);
	dn_bytes_release(&out);
}

static void
check_written(const char *want)
{
	struct dn_err err = DN_ERR_INIT;

	dn_bytes_clear(&out);
	ck_assert_int_eq(dn_splice_write(&splice, &out, &err), 0);
	ck_assert_str_eq(dn_bytes_text(&out), want);
}

/* The stretch of the line that first holds `word`. */
static struct dn_span
at(const char *word)
{
	return (struct dn_span){ strstr(splice.line.ptr, word),
		strlen(word) };
}

START_TEST(nothing_replaced_is_the_same_line)
{
	setup();
	dn_splice_begin(&splice, DN_SPAN(" {\"a\" : 1}\t"));
	ck_assert(dn_splice_empty(&splice));
	check_written(" {\"a\" : 1}\t");
	teardown();
}
END_TEST

START_TEST(replacements_may_come_in_any_order)
{
	setup();
	dn_splice_begin(&splice, DN_SPAN("{\"a\": 1, \"b\" :[2 ,3]}"));
	dn_bytes_add_text(dn_splice_replace(&splice, at("3")), "three");
	dn_bytes_add_text(dn_splice_replace(&splice, at("1")), "");
	dn_bytes_add_text(dn_splice_replace(&splice, at("2 ")), "2.0");
	ck_assert(!dn_splice_empty(&splice));
	check_written("{\"a\": , \"b\" :[2.0,three]}");
	/* Writing is no end: the line can be written again. */
	check_written("{\"a\": , \"b\" :[2.0,three]}");
	teardown();
}
END_TEST

START_TEST(insertions_at_one_place_stay_in_order)
{
	struct dn_span place;

	setup();
	dn_splice_begin(&splice, DN_SPAN("[1]"));
	place = at("1");
	dn_bytes_add_text(dn_splice_replace(&splice, place), "one");
	place.len = 0;
	dn_bytes_add_text(dn_splice_replace(&splice, place), "a");
	dn_bytes_add_text(dn_splice_replace(&splice, place), "");
	dn_bytes_add_text(dn_splice_replace(&splice, place), "b");
	check_written("[abone]");
	teardown();
}
END_TEST

START_TEST(members_go_to_the_end_of_an_object)
{
	static const char *const lines[][2] = {
		{ "{}", "{\"new\":7}" },
		{ " { } ", " {\"new\":7 } " },
		{ "{\"a\":1}", "{\"a\":1,\"new\":7}" },
		{ "{\"a\":{} }  ", "{\"a\":{},\"new\":7 }  " },
		{ "{\"a\":\"}\"\t}", "{\"a\":\"}\",\"new\":7\t}" },
	};
	size_t i;

	setup();
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct dn_json_value whole;

		dn_splice_begin(&splice, dn_span_of(lines[i][0]));
		whole = dn_splice_whole(splice.line);
		ck_assert_int_eq(whole.type, DN_JSON_OBJECT);
		dn_bytes_add_text(dn_splice_member(&splice, &whole, "new"),
		    "7");
		check_written(lines[i][1]);
	}
	teardown();
}
END_TEST

START_TEST(elements_go_to_the_end_of_an_array)
{
	static const char *const lines[][2] = {
		{ "[]", "[7,8]" }, { "[ ]", "[7,8 ]" },
		{ "[1 ]", "[1,7,8 ]" }, { "[[]]", "[[],7,8]" },
	};
	size_t i;

	setup();
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct dn_json_value whole;

		dn_splice_begin(&splice, dn_span_of(lines[i][0]));
		whole = dn_splice_whole(splice.line);
		ck_assert_int_eq(whole.type, DN_JSON_ARRAY);
		dn_bytes_add_text(dn_splice_element(&splice, &whole), "7,8");
		check_written(lines[i][1]);
	}
	teardown();
}
END_TEST

START_TEST(many_replacements_match_a_naive_copy)
{
	char line[400], want[4000];
	uint64_t state = 3;
	size_t round, i;

	setup();
	memset(line, 'x', sizeof(line));
	for (round = 0; round < 300; round++) {
		unsigned char changed[sizeof(line)];
		size_t len = 0;
		char *put = want;

		for (i = 0; i < sizeof(line); i++)
			changed[i] = suite_next(&state) % 4 == 0;
		dn_splice_begin(&splice,
		    (struct dn_span){ line, sizeof(line) });
		/* Odd places first, backwards; then the even ones. */
		for (i = sizeof(line); i-- > 0;)
			if (i % 2 == 1 && changed[i])
				dn_bytes_add_format(dn_splice_replace(&splice,
				    (struct dn_span){ line + i, 1 }), "<%zu>",
				    i);
		for (i = 0; i < sizeof(line); i += 2)
			if (changed[i])
				dn_bytes_add_format(dn_splice_replace(&splice,
				    (struct dn_span){ line + i, 1 }), "<%zu>",
				    i);
		for (i = 0; i < sizeof(line); i++) {
			if (changed[i])
				len = (size_t)snprintf(put, 8, "<%zu>", i);
			else
				len = 1, *put = 'x';
			put += len;
		}
		*put = '\0';
		check_written(want);
	}
	teardown();
}
END_TEST

START_TEST(a_bound_that_is_met_is_an_error)
{
	struct dn_err err = DN_ERR_INIT;

	setup();
	splice.texts.max = 4;
	dn_splice_begin(&splice, DN_SPAN("[1]"));
	dn_bytes_add_text(dn_splice_replace(&splice, at("1")), "12345");
	ck_assert_int_eq(dn_splice_write(&splice, &out, &err), -1);
	ck_assert_int_eq(err.code, DN_E_TOO_LONG);
	teardown();
}
END_TEST

DN_SUITE(splice,
    nothing_replaced_is_the_same_line,
    replacements_may_come_in_any_order,
    insertions_at_one_place_stay_in_order,
    members_go_to_the_end_of_an_object,
    elements_go_to_the_end_of_an_array,
    many_replacements_match_a_naive_copy,
    a_bound_that_is_met_is_an_error)
