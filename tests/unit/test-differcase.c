/* SPDX-License-Identifier: MIT */
/* Cases: which differences are chosen, and what is asked of them. */
#include "match/differ_case.h"

#include "suites.h"

#define LIMITS \
	((struct dn_diff_limits){ .touch = 0.1, .match = 0.5, .good = 0.8 })

/* Put in a difference of a box; the item is named `item`. */
static void
put(struct dn_differ_cases *cases, const char *item, enum dn_diff_kind kind,
    const char *label, double similarity)
{
	const struct dn_unit gold = { .kind = DN_UNIT_BOX,
		.id = DN_SPAN("g"), .label = dn_span_of(label),
		.box = { 1, 2, 3, 4 } };
	const struct dn_unit own = { .kind = DN_UNIT_BOX,
		.id = DN_SPAN("o"), .label = dn_span_of(label),
		.box = { 2, 2, 3, 4 } };
	const struct dn_diff diff = { .kind = kind, .gold = &gold,
		.own = kind == DN_DIFF_MISSING ? NULL : &own,
		.similarity = similarity };
	const struct dn_differ_line line = { .item = dn_span_of(item),
		.annotator = DN_SPAN("li") };
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(dn_differ_cases_add(cases, &line, &diff, &err), 0);
}

/* The items of the lines that come out, and the cases they are. */
static void
check_items(struct dn_differ_cases *cases, const char *want)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out, items;
	const char *at;

	dn_bytes_init(&out, SIZE_MAX / 2);
	dn_bytes_init(&items, SIZE_MAX / 2);
	ck_assert_int_eq(dn_differ_cases_write(cases, &out, &err), 0);
	for (at = dn_bytes_text(&out);
	    (at = strstr(at, "\"item\":\"")) != NULL; at++)
		dn_bytes_add(&items, at + 8, 1);
	ck_assert_str_eq(dn_bytes_text(&items), want);
	dn_bytes_release(&out);
	dn_bytes_release(&items);
	dn_differ_cases_free(cases);
}

START_TEST(the_worst_and_the_borderline_are_chosen)
{
	struct dn_differ_cases *cases = dn_differ_cases_new(1, false, LIMITS);

	put(cases, "a", DN_DIFF_FUZZY, "1", 0.65);
	put(cases, "b", DN_DIFF_FUZZY, "1", 0.55);
	put(cases, "c", DN_DIFF_FUZZY, "1", 0.75);
	put(cases, "d", DN_DIFF_LABEL, "1", 0.95);
	put(cases, "e", DN_DIFF_LABEL, "1", 0.85);
	put(cases, "f", DN_DIFF_LABEL, "1", 0.55);
	check_items(cases, "bcdf");
}
END_TEST

START_TEST(equal_cases_are_one_and_the_first_stands_for_them)
{
	struct dn_differ_cases *cases = dn_differ_cases_new(5, false, LIMITS);

	put(cases, "a", DN_DIFF_FAR, "1", 0.25);
	put(cases, "b", DN_DIFF_FAR, "1", 0.25);
	put(cases, "c", DN_DIFF_FAR, "2", 0.25);
	put(cases, "d", DN_DIFF_FAR, "1", 0.35);
	put(cases, "e", DN_DIFF_FAR, "1", 0.21);
	check_items(cases, "cde");
}
END_TEST

START_TEST(a_case_says_all_and_a_question_no_answer)
{
	struct dn_differ_cases *cases = dn_differ_cases_new(1, false, LIMITS);
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX / 2);
	put(cases, "a", DN_DIFF_FAR, "1", 0.25);
	ck_assert_int_eq(dn_differ_cases_write(cases, &out, &err), 0);
	ck_assert_str_eq(dn_bytes_text(&out), "{\"record\":\"diff\",\"case\":"
	    "1,\"kind\":\"boundary_far\",\"item\":\"a\",\"annotator\":\"li\","
	    "\"gold\":\"g\",\"own\":\"o\",\"expected\":1,\"got\":1,"
	    "\"similarity\":0.25,\"gold_place\":{\"bbox\":[1,2,3,4]},"
	    "\"own_place\":{\"bbox\":[2,2,3,4]},\"crop\":[1,2,4,4]}\n");
	dn_differ_cases_free(cases);
	cases = dn_differ_cases_new(1, true, LIMITS);
	put(cases, "a", DN_DIFF_MISSING, "1", 0);
	dn_bytes_clear(&out);
	ck_assert_int_eq(dn_differ_cases_write(cases, &out, &err), 0);
	ck_assert_str_eq(dn_bytes_text(&out), "{\"record\":\"rating\","
	    "\"item\":\"1\",\"annotator\":null,\"label\":null,"
	    "\"of\":{\"item\":\"a\",\"annotator\":\"li\","
	    "\"crop\":[1,2,3,4]}}\n");
	dn_differ_cases_free(cases);
	dn_bytes_release(&out);
}
END_TEST

START_TEST(none_are_no_cases)
{
	check_items(dn_differ_cases_new(3, false, LIMITS), "");
}
END_TEST

DN_SUITE(differcase, the_worst_and_the_borderline_are_chosen,
    equal_cases_are_one_and_the_first_stands_for_them,
    a_case_says_all_and_a_question_no_answer, none_are_no_cases)
