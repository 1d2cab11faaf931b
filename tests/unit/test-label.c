/* SPDX-License-Identifier: MIT */
/* Labels: headers are merged by name, gainsaying is told, numbers are fixed. */
#include "model/label.h"

#include <stdio.h>

#include "records.h"
#include "suites.h"

/* Merge a header; what comes of it. */
static int
merge(struct dn_labels *labels, const char *text, uint64_t line,
    struct dn_err *err)
{
	struct record_text record;
	struct dn_item item;
	int merged;

	record_read(&record, &item, text);
	merged = dn_labels_header(labels, &item, "a.jsonl", line, err);
	record_end(&record, &item);
	return merged;
}

/* Merge a header that must be fine. */
static void
must_merge(struct dn_labels *labels, const char *text, uint64_t line)
{
	struct dn_err err = DN_ERR_INIT;

	if (merge(labels, text, line, &err) != 0)
		ck_abort_msg("%s: %s", text, err.text);
}

START_TEST(labels_are_merged_by_name)
{
	struct dn_labels *labels = dn_labels_new();
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	must_merge(labels, "{\"record\":\"dataset\",\"labels\":["
	    "{\"name\":\"cat\",\"ids\":{\"a\":7}},{\"name\":\"dog\"}]}", 1);
	must_merge(labels, "{\"record\":\"dataset\",\"labels\":["
	    "{\"name\":\"c\\u0061t\",\"color\":\"#ff0000\","
	    "\"ids\":{\"a\":7.0,\"b\":\"x\"}},{\"name\":\"eel\"}]}", 2);
	ck_assert_uint_eq(dn_labels_count(labels), 3);
	ck_assert(dn_span_is(dn_labels_name(labels, 0), "cat"));
	ck_assert(dn_span_is(dn_labels_name(labels, 2), "eel"));
	dn_tree_write(dn_labels_node(labels, 0), &out);
	ck_assert_str_eq(dn_bytes_text(&out), "{\"name\":\"cat\",\"ids\":"
	    "{\"a\":7,\"b\":\"x\"},\"color\":\"#ff0000\"}");
	ck_assert(dn_span_is(dn_labels_id(labels, 0, "b")->raw, "\"x\""));
	ck_assert_ptr_null(dn_labels_id(labels, 1, "b"));
	dn_bytes_release(&out);
	dn_labels_free(labels);
}
END_TEST

/* However names are alike, each has its number. */
START_TEST(labels_asked_for_by_turns_keep_their_numbers)
{
	static const char *const forms[] = { "%d", "the class %d and",
		"the class of %d that is long" };
	struct dn_labels *labels = dn_labels_new();
	struct dn_err err = DN_ERR_INIT;
	char name[64];
	size_t index;

	for (int i = 0; i < 6000; i++) {
		int k = i % 2000;

		name[0] = '\0';
		if (k > 0)
			snprintf(name, sizeof(name), forms[k % 3], k);
		ck_assert_int_eq(dn_labels_add(labels, dn_span_of(name),
		    &index, &err), 0);
		ck_assert_uint_eq(index, (size_t)k);
		ck_assert(dn_span_is(dn_labels_name(labels, index), name));
	}
	ck_assert_uint_eq(dn_labels_count(labels), 2000);
	dn_labels_free(labels);
}
END_TEST

START_TEST(repeating_a_header_changes_nothing)
{
	const char *text = "{\"record\":\"dataset\",\"labels\":["
	    "{\"name\":\"cat\",\"ids\":{\"a\":1},"
	    "\"color\":\"#000000\"}],\"info\":{\"year\":1}}";
	struct dn_labels *labels = dn_labels_new();
	bool differs = true;

	must_merge(labels, text, 1);
	must_merge(labels, text, 9);
	ck_assert_uint_eq(dn_labels_count(labels), 1);
	ck_assert_ptr_nonnull(dn_labels_member(labels, "info", &differs));
	ck_assert(!differs);
	dn_labels_free(labels);
}
END_TEST

START_TEST(a_contradiction_names_both_lines)
{
	struct dn_labels *labels = dn_labels_new();
	struct dn_err err = DN_ERR_INIT;

	must_merge(labels, "{\"record\":\"dataset\",\"labels\":["
	    "{\"name\":\"cat\",\"color\":\"#ff0000\"}]}", 3);
	ck_assert_int_eq(merge(labels, "{\"record\":\"dataset\",\"labels\":["
	    "{\"name\":\"cat\",\"color\":\"#00ff00\"}]}", 40, &err), -1);
	ck_assert_int_eq(err.code, DN_E_CONTRADICTION);
	ck_assert_ptr_nonnull(strstr(err.text, "a.jsonl:3"));
	ck_assert_ptr_nonnull(strstr(err.text, "a.jsonl:40"));
	ck_assert_ptr_nonnull(strstr(err.text, "\"cat\""));
	ck_assert_str_eq(err.field, "/labels/0/color");
	dn_labels_free(labels);
}
END_TEST

START_TEST(gainsaid_ids_are_contradictions_both_ways)
{
	static const char *const wrong[] = {
		"{\"name\":\"cat\",\"ids\":{\"a\":2}}",
		"{\"name\":\"dog\",\"ids\":{\"a\":1.0}}",
		"{\"name\":\"cat\",\"ids\":7}",
	};
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct dn_labels *labels = dn_labels_new();
		struct dn_err err = DN_ERR_INIT;
		char text[200];

		must_merge(labels, "{\"record\":\"dataset\",\"labels\":["
		    "{\"name\":\"cat\",\"ids\":{\"a\":1}}]}", 1);
		snprintf(text, sizeof(text),
		    "{\"record\":\"dataset\",\"labels\":[%s]}", wrong[i]);
		ck_assert_int_eq(merge(labels, text, 2, &err), -1);
		ck_assert_int_eq(err.code, DN_E_CONTRADICTION);
		/* Who goes on without that header has no id twice. */
		ck_assert_ptr_nonnull(dn_labels_id(labels, 0, "a"));
		if (dn_labels_count(labels) > 1)
			ck_assert_ptr_null(dn_labels_id(labels, 1, "a"));
		dn_labels_free(labels);
	}
}
END_TEST

START_TEST(the_same_id_in_two_formats_is_fine)
{
	struct dn_labels *labels = dn_labels_new();

	must_merge(labels, "{\"record\":\"dataset\",\"labels\":["
	    "{\"name\":\"cat\",\"ids\":{\"a\":1,\"b\":2}},"
	    "{\"name\":\"dog\",\"ids\":{\"a\":2,\"b\":1,\"c\":null}},"
	    "{\"name\":\"eel\",\"ids\":{\"c\":null,\"b\":\"1\"}}]}", 1);
	ck_assert_uint_eq(dn_labels_count(labels), 3);
	ck_assert_ptr_null(dn_labels_id(labels, 1, "c"));
	dn_labels_free(labels);
}
END_TEST

START_TEST(labels_that_are_none_are_refused)
{
	static const char *const wrong[][2] = {
		{ "{\"record\":\"dataset\",\"labels\":{}}", "/labels" },
		{ "{\"record\":\"dataset\",\"labels\":[7]}", "/labels/0" },
		{ "{\"record\":\"dataset\",\"labels\":[{\"name\":\"a\"},"
		    "{\"name\":3}]}", "/labels/1" },
	};
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct dn_labels *labels = dn_labels_new();
		struct dn_err err = DN_ERR_INIT;

		ck_assert_int_eq(merge(labels, wrong[i][0], 1, &err), -1);
		ck_assert_str_eq(err.field, wrong[i][1]);
		dn_labels_free(labels);
	}
}
END_TEST

START_TEST(of_other_members_the_first_header_is_right)
{
	struct dn_labels *labels = dn_labels_new();
	struct dn_node *info;
	bool differs;

	must_merge(labels, "{\"record\":\"dataset\",\"info\":{\"year\":1}}", 1);
	must_merge(labels, "{\"record\":\"dataset\",\"info\":{\"year\":2},"
	    "\"licenses\":[]}", 2);
	info = dn_labels_member(labels, "info", &differs);
	ck_assert(dn_span_is(info->raw, "{\"year\":1}"));
	ck_assert(differs);
	ck_assert_ptr_nonnull(dn_labels_member(labels, "licenses", &differs));
	ck_assert(!differs);
	ck_assert_ptr_null(dn_labels_member(labels, "record", NULL));
	dn_labels_free(labels);
}
END_TEST

/* Does the second `source` keep what the first does not? */
static bool
keeps_more(const char *first, const char *second)
{
	struct dn_labels *labels = dn_labels_new();
	char text[300];
	bool more;

	snprintf(text, sizeof(text),
	    "{\"record\":\"dataset\",\"source\":%s}", first);
	must_merge(labels, text, 1);
	snprintf(text, sizeof(text),
	    "{\"record\":\"dataset\",\"source\":%s}", second);
	must_merge(labels, text, 2);
	dn_labels_member(labels, DN_LABELS_RAW, &more);
	dn_labels_free(labels);
	return more;
}

START_TEST(what_later_headers_keep_beyond_the_first_is_seen)
{
	ck_assert(!keeps_more("{\"format\":\"a\",\"file\":\"1\"}",
	    "{\"format\":\"a\",\"file\":\"2\"}"));
	ck_assert(!keeps_more("{\"raw\":{\"/x\":1,\"/y\":2}}",
	    "{\"raw\":{\"/x\":1.0}}"));
	ck_assert(!keeps_more("{\"format\":\"a\"}",
	    "{\"format\":\"a\",\"raw\":{\"/@absent/images\":true}}"));
	ck_assert(!keeps_more("{\"format\":\"a\"}",
	    "{\"format\":\"b\",\"raw\":{\"/x\":1}}"));
	ck_assert(!keeps_more("{\"raw\":7}", "{\"raw\":7}"));
	ck_assert(keeps_more("{\"format\":\"a\"}",
	    "{\"format\":\"a\",\"raw\":{\"/x\":1}}"));
	ck_assert(keeps_more("{\"raw\":{\"/x\":1}}",
	    "{\"raw\":{\"/x\":2}}"));
	ck_assert(keeps_more("{\"raw\":7}", "{\"raw\":{\"\":2}}"));
}
END_TEST

START_TEST(a_header_that_was_built_is_merged_too)
{
	struct dn_labels *labels = dn_labels_new();
	struct dn_err err = DN_ERR_INIT;
	struct dn_node *list, *label;
	struct dn_item item;

	dn_item_init(&item);
	dn_item_begin_header(&item);
	list = dn_node_set_array(&item.tree, item.root, "labels");
	label = dn_node_add_object(&item.tree, list);
	dn_node_set_text(&item.tree, label, "name", DN_SPAN("cat"));
	dn_node_set_int(&item.tree, dn_node_set_object(&item.tree, label,
	    "ids"), "a", 5);
	ck_assert_int_eq(dn_labels_header(labels, &item, "x", 0, &err), 0);
	dn_item_release(&item);
	ck_assert(dn_span_is(dn_labels_id(labels, 0, "a")->raw, "5"));
	dn_labels_free(labels);
}
END_TEST

START_TEST(numbers_are_those_of_headers_else_in_byte_order)
{
	static const char *const more[] = { "zebra", "ant", "\xe4\xb8\xad",
		"cat" };
	struct dn_labels *labels = dn_labels_new();
	struct dn_err err = DN_ERR_INIT;
	int64_t *numbers;
	size_t given, index, i;

	must_merge(labels, "{\"record\":\"dataset\",\"labels\":["
	    "{\"name\":\"dog\",\"ids\":{\"a\":2}},"
	    "{\"name\":\"cat\",\"ids\":{\"a\":-1}},"
	    "{\"name\":\"eel\",\"ids\":{\"a\":\"x\"}}]}", 1);
	for (i = 0; i < 4; i++)
		ck_assert_int_eq(dn_labels_add(labels, dn_span_of(more[i]),
		    &index, &err), 0);
	ck_assert_int_eq(dn_labels_number(labels, "a", 1, &numbers, &given,
	    &err), 0);
	ck_assert_uint_eq(given, 3);
	ck_assert_int_eq(numbers[0], 2);
	ck_assert_int_eq(numbers[1], -1);
	/* ant 1, (dog 2), eel 3, zebra 4, the Chinese one 5 */
	ck_assert_int_eq(numbers[4], 1);
	ck_assert_int_eq(numbers[2], 3);
	ck_assert_int_eq(numbers[3], 4);
	ck_assert_int_eq(numbers[5], 5);
	free(numbers);
	dn_labels_free(labels);
}
END_TEST

START_TEST(no_labels_have_no_numbers)
{
	struct dn_labels *labels = dn_labels_new();
	struct dn_err err = DN_ERR_INIT;
	int64_t *numbers;
	size_t given;

	ck_assert_int_eq(dn_labels_number(labels, "a", 1, &numbers, &given,
	    &err), 0);
	ck_assert_ptr_null(numbers);
	dn_labels_free(labels);
	dn_labels_free(NULL);
}
END_TEST

START_TEST(many_labels_keep_their_owners)
{
	struct dn_labels *labels = dn_labels_new();
	struct dn_err err = DN_ERR_INIT;
	int64_t *numbers;
	size_t given, i;
	char text[200];

	for (i = 0; i < 300; i++) {
		snprintf(text, sizeof(text), "{\"record\":\"dataset\","
		    "\"labels\":[{\"name\":\"n%zu\",\"ids\":{\"a\":%zu}}]}",
		    i, 1000 - i);
		must_merge(labels, text, i + 1);
	}
	ck_assert_int_eq(dn_labels_number(labels, "a", 1, &numbers, &given,
	    &err), 0);
	for (i = 0; i < 300; i++)
		ck_assert_int_eq(numbers[i], 1000 - (int64_t)i);
	free(numbers);
	ck_assert_int_eq(merge(labels, "{\"record\":\"dataset\",\"labels\":["
	    "{\"name\":\"n299\",\"ids\":{\"a\":1000}}]}", 301, &err), -1);
	dn_labels_free(labels);
}
END_TEST

DN_SUITE(label,
    labels_are_merged_by_name,
    labels_asked_for_by_turns_keep_their_numbers,
    repeating_a_header_changes_nothing,
    a_contradiction_names_both_lines,
    gainsaid_ids_are_contradictions_both_ways,
    the_same_id_in_two_formats_is_fine,
    labels_that_are_none_are_refused,
    of_other_members_the_first_header_is_right,
    what_later_headers_keep_beyond_the_first_is_seen,
    a_header_that_was_built_is_merged_too,
    numbers_are_those_of_headers_else_in_byte_order,
    no_labels_have_no_numbers,
    many_labels_keep_their_owners)
