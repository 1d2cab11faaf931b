/* SPDX-License-Identifier: MIT */
/* Labels: equal as JSON values, shown as written, in an order of their own. */
#include "agree/categories.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suites.h"

/* Scan a text and add it; the number, or -1. */
static int
add(struct dn_categories *set, const char *json, struct dn_err *err)
{
	struct dn_json *scanner = dn_json_new(NULL, DN_JSON_STRICT);
	char *text = calloc(1, strlen(json) + DN_JSON_PADDING);
	struct dn_json_value value;
	struct dn_err late = DN_ERR_INIT;
	uint32_t number;
	size_t used;
	int result;

	memcpy(text, json, strlen(json));
	ck_assert_int_eq(dn_json_scan_prefix(scanner,
	    (struct dn_span){ text, strlen(json) }, true, &value, &used,
	    &late), 1);
	result = dn_categories_add(set, &value, &number, err) < 0 ? -1 :
	    (int)number;
	free(text);
	dn_json_free(scanner);
	return result;
}

#define ADD(set, json) add(set, json, &(struct dn_err)DN_ERR_INIT)

static void
check_text(const struct dn_categories *set, int number, const char *want)
{
	struct dn_span text = dn_categories_text(set, (uint32_t)number);

	ck_assert_msg(dn_span_is(text, want), "%.*s, wanted %s",
	    (int)text.len, text.ptr, want);
}

START_TEST(labels_are_compared_as_json_values)
{
	static const char *const classes[][4] = {
		{ "1", "1.0", "10e-1", "1E0" },
		{ "\"1\"", "\"\\u0031\"", "\"1\"", "\"1\"" },
		{ "\"\\u732b\"", "\"猫\"", "\"\\u732B\"", "\"猫\"" },
		{ "true", "true", "true", "true" },
		{ "\"\"", "\"\"", "\"\"", "\"\"" },
		{ "[1,\"a\"]", "[ 1.0 , \"\\u0061\" ]", "[1,\"a\"]",
		    "[1,\"a\"]" },
		{ "{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}",
		    "{ \"a\" : 1, \"b\":2 }", "{\"a\":1,\"b\":2.0}" },
		{ "-0", "0", "0.0", "0e5" },
		{ "12345678901234567890", "12345678901234567890.0",
		    "12345678901234567890", "1234567890123456789e1" },
		{ "12345678901234567891", "12345678901234567891",
		    "12345678901234567891", "12345678901234567891" },
	};
	struct dn_categories *set = dn_categories_new();

	for (int i = 0; i < 10; i++)
		for (size_t j = 0; j < 4; j++)
			ck_assert_int_eq(ADD(set, classes[i][j]), i);
	ck_assert_uint_eq(dn_categories_count(set), 10);
	ck_assert_uint_eq(dn_categories_declared(set), 0);
	dn_categories_free(set);
}
END_TEST

START_TEST(a_label_is_shown_the_plainest_way_it_was_written)
{
	static const char *const ways[] = { "1.0", "1", "1E0", "\"\\u0061\"",
		"\"a\"", "\"\\u0061\"" };
	struct dn_categories *set = dn_categories_new();
	struct dn_categories *back = dn_categories_new();

	for (size_t i = 0; i < 6; i++) {
		ADD(set, ways[i]);
		ADD(back, ways[5 - i]);
	}
	check_text(set, 0, "1");
	check_text(set, 1, "\"a\"");
	/* Whatever came first. */
	check_text(back, 1, "1");
	check_text(back, 0, "\"a\"");
	dn_categories_free(set);
	dn_categories_free(back);
}
END_TEST

START_TEST(they_stand_by_kind_and_value)
{
	static const char *const labels[] = { "\"b\"", "10", "\"B\"", "true",
		"9", "-3", "1e400", "\"\"", "[2]", "false", "-1e400",
		"\"猫\"", "2e5", "150000", "{}", "0.5" };
	static const char *const want[] = { "false", "true", "-1e400", "-3",
		"0.5", "9", "10", "150000", "2e5", "1e400", "\"\"",
		"\"B\"", "\"b\"", "\"猫\"", "[2]", "{}" };
	struct dn_categories *set = dn_categories_new();
	uint32_t *sorted;

	for (size_t i = 0; i < 16; i++)
		ck_assert_int_eq(ADD(set, labels[i]), (int)i);
	sorted = dn_categories_sorted(set);
	for (size_t i = 0; i < 16; i++)
		check_text(set, (int)sorted[i], want[i]);
	free(sorted);
	dn_categories_free(set);
}
END_TEST

START_TEST(declared_labels_are_all_there_are)
{
	struct dn_categories *set = dn_categories_new();
	struct dn_err err = DN_ERR_INIT;
	uint32_t *sorted;

	ck_assert_int_eq(dn_categories_declare(set,
	    " [ \"low\", \"mid\" , 3.0, \"high\" ] ", &err), 0);
	ck_assert_uint_eq(dn_categories_declared(set), 4);
	ck_assert_int_eq(ADD(set, "\"high\""), 3);
	ck_assert_int_eq(ADD(set, "3"), 2);
	check_text(set, 2, "3.0");
	ck_assert_int_eq(add(set, "\"High\"", &err), -1);
	ck_assert_int_eq(err.code, DN_E_BAD_VALUE);
	ck_assert_int_eq(ADD(set, "\"3\""), -1);
	ck_assert_uint_eq(dn_categories_count(set), 4);
	sorted = dn_categories_sorted(set);
	for (uint32_t i = 0; i < 4; i++)
		ck_assert_uint_eq(sorted[i], i);
	free(sorted);
	dn_categories_free(set);
}
END_TEST

START_TEST(what_declares_no_labels_is_refused)
{
	static const struct {
		const char *json, *text;
	} bad[] = {
		{ "", NULL }, { "[", NULL }, { "[1] 2", NULL },
		{ "{\"a\":1}", "not a JSON array of labels" },
		{ "\"a\"", "not a JSON array of labels" },
		{ "[]", "there is no label" },
		{ "[1, null]", "null is a missing rating, not a label" },
		{ "[\"a\",1,1.0]", "the label 1.0 is there twice" },
		{ "[{\"a\":1,\"a\":2}]", NULL },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct dn_categories *set = dn_categories_new();
		struct dn_err err = DN_ERR_INIT;

		ck_assert_int_eq(dn_categories_declare(set, bad[i].json,
		    &err), -1);
		ck_assert_int_eq(err.code, DN_E_USAGE);
		if (bad[i].text != NULL)
			ck_assert_str_eq(err.text, bad[i].text);
		dn_categories_free(set);
	}
}
END_TEST

START_TEST(many_labels_keep_their_numbers)
{
	struct dn_categories *set = dn_categories_new();
	char text[32];

	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 3000; i++) {
			snprintf(text, sizeof(text), "\"label %d\"", i);
			ck_assert_int_eq(ADD(set, text), i);
		}
	ck_assert_uint_eq(dn_categories_count(set), 3000);
	dn_categories_free(set);
	dn_categories_free(NULL);
}
END_TEST

START_TEST(no_labels_are_in_order_too)
{
	struct dn_categories *set = dn_categories_new();
	uint32_t *sorted = dn_categories_sorted(set);

	ck_assert_ptr_nonnull(sorted);
	free(sorted);
	dn_categories_free(set);
}
END_TEST

DN_SUITE(categories,
    labels_are_compared_as_json_values,
    a_label_is_shown_the_plainest_way_it_was_written,
    they_stand_by_kind_and_value,
    declared_labels_are_all_there_are,
    what_declares_no_labels_is_refused,
    many_labels_keep_their_numbers,
    no_labels_are_in_order_too)
