/* SPDX-License-Identifier: MIT */
/* Metric lines drawn as tables: which table, which columns, which words. */
#include "report/markdown.h"

#include "loops.h"
#include "suites.h"

#define METRIC(rest) "{\"record\":\"metric\",\"metric\":" rest "}\n"

/* `text` drawn is `want`. */
static void
check(enum dn_lang lang, const char *text, const char *want)
{
	struct dn_markdown *markdown = dn_markdown_new(lang);
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;
	struct loops got;

	scratch_begin();
	loops_init(&got);
	dn_bytes_init(&out, SIZE_MAX / 2);
	ck_assert_ptr_nonnull(markdown);
	loops_run(&got, dn_markdown_loop(markdown), dn_span_of(text), 2);
	ck_assert_int_eq(got.failed, 0);
	ck_assert_int_eq(dn_markdown_write(markdown, &out, &err), 0);
	ck_assert_str_eq(dn_bytes_text(&out), want);
	dn_markdown_free(markdown);
	dn_bytes_release(&out);
	loops_release(&got);
	scratch_end();
}

START_TEST(nothing_is_drawn_from_nothing)
{
	check(DN_LANG_EN, "", "");
	check(DN_LANG_EN, "{\"id\":\"a\"}\n{\"record\":\"item\"}\n", "");
	dn_markdown_free(NULL);
}
END_TEST

START_TEST(wholes_share_one_table)
{
	check(DN_LANG_EN, METRIC("\"records\",\"value\":7")
	    METRIC("\"coverage\",\"value\":2,\"of\":3"),
	    "## Overview\n\n"
	    "| metric   | value |  of |  share |\n"
	    "| -------- | ----: | --: | -----: |\n"
	    "| records  |     7 |     |        |\n"
	    "| coverage |     2 |   3 | 66.7 % |\n");
}
END_TEST

START_TEST(each_thing_counted_apart_has_its_table)
{
	check(DN_LANG_ZH, METRIC("\"annotations\",\"label\":\"a\",\"value\":1")
	    METRIC("\"annotations\",\"kind\":\"box\",\"value\":2")
	    METRIC("\"annotations\",\"label\":null,\"value\":30"),
	    "## \u6807\u6ce8: \u6807\u7b7e\n\n"
	    "| \u6807\u7b7e | \u6570\u503c |\n| ---- | ---: |\n"
	    "| a    |    1 |\n| \u2013    |   30 |\n\n"
	    "## \u6807\u6ce8: \u7c7b\u578b\n\n"
	    "| \u7c7b\u578b | \u6570\u503c |\n| ---- | ---: |\n"
	    "| box  |    2 |\n");
}
END_TEST

START_TEST(shares_are_rounded_half_up_and_dashed_where_undefined)
{
	check(DN_LANG_EN, METRIC("\"x\",\"value\":1,\"of\":2000")
	    METRIC("\"x\",\"value\":1,\"of\":2001")
	    METRIC("\"x\",\"value\":0,\"of\":0")
	    METRIC("\"x\",\"value\":0.5,\"of\":2")
	    METRIC("\"x\",\"value\":9000000000000000000,\"of\":2"),
	    "## Overview\n\n"
	    "| metric |               value |   of | share |\n"
	    "| ------ | ------------------: | ---: | ----: |\n"
	    "| x      |                   1 | 2000 | 0.1 % |\n"
	    "| x      |                   1 | 2001 | 0.0 % |\n"
	    "| x      |                   0 |    0 |     \u2013 |\n"
	    "| x      |                 0.5 |    2 |     \u2013 |\n"
	    "| x      | 9000000000000000000 |    2 |     \u2013 |\n");
}
END_TEST

START_TEST(coefficients_have_intervals_and_reasons)
{
	check(DN_LANG_EN, METRIC("\"cohen\",\"weights\":\"identity\","
	    "\"value\":0.66666,\"se\":1,\"ci\":[-0.00004,1e-3],\"n\":3")
	    METRIC("\"percent\",\"value\":null,\"reason\":\"empty\",\"n\":0"),
	    "## Agreement\n\n"
	    "| coefficient       |  value | confidence interval |   n "
	    "| remark |\n"
	    "| ----------------- | -----: | ------------------: | --: "
	    "| ------ |\n"
	    "| Cohen's kappa     | 0.6667 |            0, 0.001 |   3 "
	    "|        |\n"
	    "| percent agreement |      \u2013 |                     |   0 "
	    "| empty  |\n");
}
END_TEST

START_TEST(coefficients_say_whose_they_are)
{
	check(DN_LANG_EN, METRIC("\"cohen\",\"value\":0.5,\"se\":1,"
	    "\"annotators\":[\"li\",\"wa|ng\",7]")
	    METRIC("\"cohen\",\"value\":1,\"se\":0,\"annotators\":\"x\""),
	    "## Agreement\n\n"
	    "| coefficient   | value | annotator     | remark |\n"
	    "| ------------- | ----: | ------------- | ------ |\n"
	    "| Cohen's kappa |   0.5 | li, wa\\|ng, 7 |        |\n"
	    "| Cohen's kappa |     1 |               |        |\n");
}
END_TEST

START_TEST(text_from_data_cannot_break_the_table)
{
	check(DN_LANG_EN, METRIC("\"a#|\\n\",\"label\":\"|<b>\\u0007\","
	    "\"value\":1"),
	    "## a\\#\\|\\\\x0a: label\n\n"
	    "| label        | value |\n| ------------ | ----: |\n"
	    "| \\|\\<b\\>\\\\x07 |     1 |\n");
}
END_TEST

DN_SUITE(markdown,
    nothing_is_drawn_from_nothing,
    wholes_share_one_table,
    each_thing_counted_apart_has_its_table,
    shares_are_rounded_half_up_and_dashed_where_undefined,
    coefficients_have_intervals_and_reasons,
    coefficients_say_whose_they_are,
    text_from_data_cannot_break_the_table)
