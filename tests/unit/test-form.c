/* SPDX-License-Identifier: MIT */
/* Forms: what a statement looks like, and that data is never markup. */
#include "report/form.h"

#include <stdio.h>
#include <stdlib.h>

#include "suites.h"

static const char issued[] =
    "{\"record\":\"line\",\"statement\":\"S6\",\"batch\":\"B1\","
    "\"component\":\"upfront\",\"amount_fen\":-60000000,\"clause\":\"1\"}\n"
    "{\"record\":\"line\",\"statement\":\"S6\",\"batch\":\"B1\","
    "\"person\":\"P2\",\"month\":\"2026-06\",\"component\":\"retention\","
    "\"amount_fen\":150000,\"clause\":\"2\"}\n"
    "{\"record\":\"line\",\"statement\":\"S6\",\"batch\":\"B2\","
    "\"person\":\"P1\",\"month\":\"2026-05\",\"component\":\"retention\","
    "\"amount_fen\":100001,\"clause\":\"2\"}\n"
    "{\"record\":\"line\",\"statement\":\"S6\",\"batch\":\"B2\","
    "\"person\":\"P1\",\"month\":\"2026-06\",\"component\":\"retention\","
    "\"amount_fen\":5,\"clause\":\"2\"}\n"
    "{\"record\":\"statement\",\"id\":\"S6\",\"cut\":\"2026-07-15\","
    "\"upfront_fen\":-60000000,\"retention_fen\":250006,"
    "\"carry_in_fen\":60000000,\"net_fen\":250006,\"payable_fen\":250006,"
    "\"carry_fen\":0,\"refund_fen\":0}\n";

static const char settled[] =
    "{\"record\":\"settlement\",\"id\":\"F\",\"cut\":\"2027-03-31\","
    "\"completed\":137,\"by_person_fen\":95550000,"
    "\"by_headcount_fen\":45666667,\"entitled_fen\":45666667,"
    "\"stated_fen\":95550000,\"carry_fen\":0,\"clawback_fen\":49883333,"
    "\"batches\":[{\"batch\":\"B1\",\"completed\":100,"
    "\"clawback_fen\":36411192},{\"batch\":\"B2\",\"completed\":37,"
    "\"clawback_fen\":13472141}]}\n";

static struct dn_bytes out;
static struct dn_err err;

/* Draw into `out`, to be released by the caller. */
static int
draw(const char *jsonl, enum dn_form form,
    const struct dn_form_options *options)
{
	err = (struct dn_err)DN_ERR_INIT;
	dn_bytes_init(&out, SIZE_MAX);
	return dn_form_write(dn_span_of(jsonl), form, options, &out, &err);
}

static void
assert_draws(const char *jsonl, enum dn_form form,
    const struct dn_form_options *options, const char *want)
{
	ck_assert_msg(draw(jsonl, form, options) == 0, "%s", err.text);
	ck_assert_str_eq(dn_bytes_text(&out), want);
	dn_bytes_release(&out);
}

/* Does what was drawn hold the text?  And not? */
static void
assert_holds(const char *text)
{
	ck_assert_msg(strstr(dn_bytes_text(&out), text) != NULL, "%s\n%s",
	    text, dn_bytes_text(&out));
}

static void
assert_lacks(const char *text)
{
	ck_assert_msg(strstr(dn_bytes_text(&out), text) == NULL, "%s\n%s",
	    text, dn_bytes_text(&out));
}

START_TEST(csv_is_a_table_of_the_lines)
{
	struct dn_form_options options = { .lang = DN_LANG_EN };

	assert_draws(issued, DN_FORM_CSV, &options,
	    "statement,batch,person,month,component,clause,amount\r\n"
	    "S6,B1,,,upfront,1,-600000.00\r\n"
	    "S6,B1,P2,2026-06,retention,2,1500.00\r\n"
	    "S6,B2,P1,2026-05,retention,2,1000.01\r\n"
	    "S6,B2,P1,2026-06,retention,2,0.05\r\n");
	options.lang = DN_LANG_ZH;
	options.bom = true;
	ck_assert_int_eq(draw(issued, DN_FORM_CSV, &options), 0);
	ck_assert_int_eq(strncmp(dn_bytes_text(&out), "\xEF\xBB\xBF"
	    "单号,批次,人员,月份,科目,依据,金额\r\n", 3), 0);
	dn_bytes_release(&out);
}
END_TEST

START_TEST(groups_have_subtotals_in_their_order)
{
	struct dn_form_options options = { .by = DN_FORM_BY_PERSON };

	assert_draws(issued, DN_FORM_CSV, &options,
	    "row,statement,person,batch,month,component,clause,amount\r\n"
	    "line,S6,,B1,,upfront,1,-600000.00\r\n"
	    "subtotal,S6,,,,,,-600000.00\r\n"
	    "line,S6,P1,B2,2026-05,retention,2,1000.01\r\n"
	    "line,S6,P1,B2,2026-06,retention,2,0.05\r\n"
	    "subtotal,S6,P1,,,,,1000.06\r\n"
	    "line,S6,P2,B1,2026-06,retention,2,1500.00\r\n"
	    "subtotal,S6,P2,,,,,1500.00\r\n"
	    "total,S6,,,,,,-597499.94\r\n");
	options.by = DN_FORM_BY_MONTH;
	ck_assert_int_eq(draw(issued, DN_FORM_CSV, &options), 0);
	assert_holds("subtotal,S6,2026-06,,,,,1500.05\r\n");
	dn_bytes_release(&out);
	options.by = DN_FORM_BY_BATCH;
	ck_assert_int_eq(draw(issued, DN_FORM_CSV, &options), 0);
	assert_holds("subtotal,S6,B2,,,,,1000.06\r\n");
	dn_bytes_release(&out);
}
END_TEST

START_TEST(markdown_has_figures_words_sums_and_lines_to_sign)
{
	struct dn_form_options options = {
		.lang = DN_LANG_ZH, .programme = DN_SPAN("计划"),
		.policy = DN_SPAN("p_1"), .digest = DN_SPAN("00ff")
	};

	ck_assert_int_eq(draw(issued, DN_FORM_MARKDOWN, &options), 0);
	assert_holds("# 计划 资金拨付单 S6\n");
	assert_holds("- 截止日期：2026年07月15日\n- 政策：p\\_1\n");
	assert_holds("**本期应付 ¥2,500.06** 人民币贰仟伍佰元零陆分\n");
	assert_holds("| B2       | 稳岗补助 |    1 |     2 |"
	    "        ¥1,000.06 |");
	assert_holds("|    1 | B1       |      |            | 预付款   | 1    "
	    "|     -¥600,000.00 |");
	assert_holds("| 2026年06月 |");
	assert_holds("| **本期净额**       | **¥2,500.06** |");
	assert_holds("SHA-256：00ff");
	assert_holds("审核 ");
	assert_holds("附件：");
	dn_bytes_release(&out);
}
END_TEST

START_TEST(html_is_one_file_for_paper)
{
	struct dn_form_options options = { .lang = DN_LANG_ZH };

	ck_assert_int_eq(draw(issued, DN_FORM_HTML, &options), 0);
	assert_holds("<!DOCTYPE html>\n<html lang=\"zh-CN\">");
	assert_holds("@page{size:A4");
	assert_holds("thead{display:table-header-group}");
	assert_holds("<td class=\"n m\">-¥600,000.00</td>");
	assert_holds("<b>¥2,500.06</b><em>人民币贰仟伍佰元零陆分</em>");
	assert_holds("制表");
	assert_lacks("<script");
	assert_lacks("http");
	assert_lacks("url(");
	dn_bytes_release(&out);
	options.lang = DN_LANG_EN;
	ck_assert_int_eq(draw(issued, DN_FORM_HTML, &options), 0);
	assert_holds("<html lang=\"en\">");
	assert_holds("<td>2026-06</td>");
	assert_holds("人民币贰仟伍佰元零陆分");
	assert_holds("Prepared by");
	dn_bytes_release(&out);
}
END_TEST

START_TEST(a_settlement_says_what_is_returned_and_by_which_batch)
{
	struct dn_form_options options = { .lang = DN_LANG_ZH };

	ck_assert_int_eq(draw(settled, DN_FORM_MARKDOWN, &options), 0);
	assert_holds("# 资金清算单 F\n");
	assert_holds("人民币肆拾玖万捌仟捌佰叁拾叁元叁角叁分");
	assert_holds("| B1       |      100 |     ¥364,111.92 |");
	assert_holds("| **合计** |  **137** | **¥498,833.33** |");
	dn_bytes_release(&out);
	options.lang = DN_LANG_EN;
	assert_draws(settled, DN_FORM_CSV, &options,
	    "step,amount\r\npersons completed,137\r\nby person,955500.00\r\n"
	    "by share of heads,456666.67\r\nentitled,456666.67\r\n"
	    "stated before,955500.00\r\ncarry still open,0.00\r\n"
	    "to be returned,498833.33\r\n\r\n"
	    "batch,persons completed,to be returned\r\n"
	    "B1,100,364111.92\r\nB2,37,134721.41\r\n");
}
END_TEST

START_TEST(lines_without_a_statement_are_not_signed)
{
	struct dn_form_options options = { .lang = DN_LANG_EN };

	ck_assert_int_eq(draw("{\"record\":\"line\",\"batch\":\"B1\","
	    "\"component\":\"upfront\",\"amount_fen\":300000}\n",
	    DN_FORM_MARKDOWN, &options), 0);
	assert_holds("# Entitlement\n");
	assert_holds("**total ¥3,000.00** 人民币叁仟元整");
	assert_lacks("Approved");
	dn_bytes_release(&out);
	assert_draws("{\"record\":\"line\",\"batch\":\"B1\",\"component\":"
	    "\"upfront\",\"amount_fen\":300000}", DN_FORM_CSV, &options,
	    "batch,person,month,component,clause,amount\r\n"
	    "B1,,,upfront,,3000.00\r\n");
}
END_TEST

START_TEST(a_statement_without_lines_says_so)
{
	struct dn_form_options options = { .lang = DN_LANG_ZH };
	const char *alone = strstr(issued, "{\"record\":\"statement\"");

	ck_assert_int_eq(draw(alone, DN_FORM_HTML, &options), 0);
	assert_holds("本期无明细。");
	assert_holds("批准");
	dn_bytes_release(&out);
	assert_draws(alone, DN_FORM_CSV, &options,
	    "单号,批次,人员,月份,科目,依据,金额\r\n");
}
END_TEST

/* Everything that a name can try. */
#define HOSTILE \
	"{\"record\":\"line\",\"statement\":\"S\",\"batch\":\"<script>\"," \
	"\"person\":\"%s\",\"month\":\"=1+1\",\"component\":\"-c\"," \
	"\"amount_fen\":-1,\"clause\":\"a,\\\"b\"}\n" \
	"{\"record\":\"statement\",\"id\":\"<S>\",\"cut\":\"&\"," \
	"\"payable_fen\":0}\n"

static void
draw_hostile(const char *person, enum dn_form form)
{
	struct dn_form_options options = {
		.lang = DN_LANG_EN, .programme = DN_SPAN("</title><b>"),
		.policy = DN_SPAN("\"'`")
	};
	char text[1024];

	snprintf(text, sizeof(text), HOSTILE, person);
	ck_assert_msg(draw(text, form, &options) == 0, "%s", err.text);
}

START_TEST(reports_are_a_table_a_kind_of_record)
{
	static const char records[] =
	    "{\"record\":\"retention\",\"batch\":\"B1\",\"passed\":20,"
	    "\"reached\":[19,18,0,0,0,0,0,0,0,0,0,1]}\n"
	    "{\"record\":\"retention\",\"batch\":null,\"passed\":20,"
	    "\"reached\":[19,18,0,0,0,0,0,0,0,0,0,1]}\n"
	    "{\"record\":\"evidence_gap\",\"batch\":\"B1\","
	    "\"person\":\"P<1>\",\"missing\":[\"plan\",\"video\"]}\n"
	    "{\"record\":\"batch_evaluation\",\"batch\":\"B1\","
	    "\"rate\":0.849999,\"ci\":[0.8,0.9],\"target_bp\":8500,"
	    "\"met\":false,\"verdict_on\":\"2026-06-05\","
	    "\"kept_fen\":150000,\"missing\":[],\"sat\":null}\n";
	struct dn_form_options options = {
		.lang = DN_LANG_ZH, .title = "retention-report",
		.day = DN_SPAN("2026-12-31")
	};

	ck_assert_int_eq(draw(records, DN_FORM_MARKDOWN, &options), 0);
	assert_holds("# 阶段性就业情况报告\n");
	assert_holds("- 截止日期：2026年12月31日\n");
	assert_holds("| B1       |           20 |     19 |     18 |");
	assert_holds("| **合计** |       **20** | **19** | **18** |");
	assert_holds("| B1   | P\\<1\\> | 培训计划, 教学录像 |");
	assert_holds(" 84.99% |");
	assert_holds(" 80.00% - 90.00% |");
	assert_holds(" 85.00% |");
	assert_holds(" 否 |");
	assert_holds(" 2026年06月05日 |");
	assert_holds(" ¥1,500.00 |");
	assert_lacks("参考人数");
	dn_bytes_release(&out);
	ck_assert_int_eq(draw("", DN_FORM_HTML, &options), 0);
	assert_holds("无记录。");
	dn_bytes_release(&out);
	options.lang = DN_LANG_EN;
	ck_assert_int_eq(draw(records, DN_FORM_CSV, &options), 0);
	assert_holds("B1,P<1>,\"plan, video\"\r\n");
	assert_holds("total,20,19,18,0,0,0,0,0,0,0,0,0,1\r\n");
	dn_bytes_release(&out);
}
END_TEST

#define KEY "~0123456789abcdef0123456789abcdef"

START_TEST(of_a_hidden_number_people_see_enough_to_tell_it)
{
	struct dn_form_options options = { .lang = DN_LANG_EN };
	static const char lines[] =
	    "{\"record\":\"line\",\"person\":\"110105********002X" KEY
	    "\",\"amount_fen\":1}\n{\"record\":\"line\",\"person\":\"P"
	    KEY "g\",\"amount_fen\":1}\n{\"record\":\"line\","
	    "\"person\":\"" KEY "\",\"amount_fen\":1}\n";

	ck_assert_int_eq(draw(lines, DN_FORM_HTML, &options), 0);
	assert_holds("<td>110105********002X~012345</td>");
	assert_holds("<td>P" KEY "g</td>");
	assert_holds("<td>" KEY "</td>");
	dn_bytes_release(&out);
	ck_assert_int_eq(draw(lines, DN_FORM_CSV, &options), 0);
	assert_holds(",110105********002X" KEY ",");
	dn_bytes_release(&out);
}
END_TEST

START_TEST(data_is_never_markup)
{
	draw_hostile("<img src=x onerror=alert(1)>'\\\"&", DN_FORM_HTML);
	assert_lacks("<script");
	assert_lacks("<img");
	assert_lacks("<b>]");
	assert_lacks("<S>");
	assert_holds("&lt;script&gt;");
	assert_holds("&lt;img src=x onerror=alert(1)&gt;&#39;&quot;&amp;");
	assert_holds("&lt;/title&gt;&lt;b&gt;");
	dn_bytes_release(&out);
	draw_hostile("|a|*b*[c](d)`e`~f~#$\\\\<i>&lt;", DN_FORM_MARKDOWN);
	assert_holds("\\|a\\|\\*b\\*\\[c\\](d)\\`e\\`\\~f\\~\\#\\$\\\\\\<i\\>"
	    "\\&lt;");
	dn_bytes_release(&out);
}
END_TEST

START_TEST(a_formula_in_a_cell_is_a_text)
{
	static const char *const bad[] = { "=1+1", "+1", "-1", "@SUM(A1)",
		"＝1", "＋1", "－1", "＠x" };
	char want[64];
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		draw_hostile(bad[i], DN_FORM_CSV);
		snprintf(want, sizeof(want), ",'%s,'=1+1,'-c,\"a,\"\"b\"",
		    bad[i]);
		assert_holds(want);
		assert_holds(",-0.01\r\n");
		dn_bytes_release(&out);
	}
}
END_TEST

START_TEST(controls_and_marks_of_direction_are_shown)
{
	static const enum dn_form forms[] = { DN_FORM_CSV, DN_FORM_MARKDOWN,
		DN_FORM_HTML };
	size_t i;

	for (i = 0; i < 3; i++) {
		draw_hostile("a\\u0000b\\tc\\r\\nd\\u202ee\\u200f\\u2028",
		    forms[i]);
		ck_assert_ptr_null(memchr(out.data, '\0', out.len));
		ck_assert_ptr_null(memchr(out.data, '\t', out.len));
		assert_lacks("c\r");
		assert_lacks("\nd\\");
		assert_lacks("\u202e");
		assert_lacks("\u200f");
		assert_lacks("\u2028");
		assert_holds("u202e");
		dn_bytes_release(&out);
	}
}
END_TEST

START_TEST(what_is_no_record_is_told_with_its_line)
{
	static const struct {
		const char *text;
		enum dn_code code;
	} bad[] = {
		{ "{\"record\":\"end\"}\n{", DN_E_BAD_JSON },
		{ "\n[]", DN_E_MISSING_FIELD },
		{ "\n{\"record\":1}", DN_E_MISSING_FIELD },
		{ "\n{\"record\":\"line\"}", DN_E_MISSING_FIELD },
		{ "\n{\"record\":\"line\",\"amount_fen\":1.5}", DN_E_BAD_TYPE },
		{ "\n{\"record\":\"line\",\"amount_fen\":\"1\"}",
		    DN_E_BAD_TYPE },
		{ "\n{\"record\":\"line\",\"amount_fen\":1,\"batch\":1}",
		    DN_E_BAD_TYPE },
		{ "{\"record\":\"line\",\"amount_fen\":9223372036854775807}\n"
		    "{\"record\":\"line\",\"amount_fen\":1}", DN_E_OVERFLOW },
		{ "\n{\"record\":\"line\",\"amount_fen\":1,\"amount_fen\":1}",
		    DN_E_DUPLICATE_KEY }
	};
	struct dn_form_options options = { .lang = DN_LANG_EN };
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ck_assert_msg(draw(bad[i].text, DN_FORM_HTML, &options) < 0,
		    "%s", bad[i].text);
		ck_assert_int_eq(err.code, bad[i].code);
		ck_assert_uint_eq(err.line, 2);
		dn_bytes_release(&out);
	}
}
END_TEST

START_TEST(the_largest_amounts_are_drawn_whole)
{
	struct dn_form_options options = { .lang = DN_LANG_EN };

	ck_assert_int_eq(draw("{\"record\":\"line\",\"amount_fen\":"
	    "-9223372036854775808}", DN_FORM_MARKDOWN, &options), 0);
	assert_holds("-¥92,233,720,368,547,758.08");
	dn_bytes_release(&out);
	ck_assert_int_eq(draw("", DN_FORM_HTML, &options), 0);
	assert_holds("</html>");
	dn_bytes_release(&out);
}
END_TEST

START_TEST(many_lines_take_memory_in_proportion)
{
	struct dn_form_options options = { .by = DN_FORM_BY_PERSON };
	struct dn_bytes text;
	int i;

	dn_bytes_init(&text, SIZE_MAX);
	for (i = 0; i < 20000; i++)
		dn_bytes_add_format(&text, "{\"record\":\"line\",\"batch\":"
		    "\"B%d\",\"person\":\"P%d\",\"component\":\"c\","
		    "\"amount_fen\":1}\n", i / 5000, i * 7919 % 10007);
	err = (struct dn_err)DN_ERR_INIT;
	dn_bytes_init(&out, SIZE_MAX);
	ck_assert_int_eq(dn_form_write(dn_bytes_span(&text), DN_FORM_HTML,
	    &options, &out, &err), 0);
	assert_holds("¥200.00</td></tr>\n</tbody>");
	ck_assert_uint_lt(out.len, 20000 * 300);
	dn_bytes_release(&out);
	dn_bytes_release(&text);
}
END_TEST

START_TEST(forms_and_groupings_have_names)
{
	enum dn_form_by by = DN_FORM_BY_NOTHING;
	enum dn_form form = DN_FORM_CSV;

	ck_assert(dn_form_parse(DN_SPAN("html"), &form));
	ck_assert_int_eq(form, DN_FORM_HTML);
	ck_assert(!dn_form_parse(DN_SPAN("pdf"), &form));
	ck_assert(dn_form_by_parse(DN_SPAN("month"), &by));
	ck_assert_int_eq(by, DN_FORM_BY_MONTH);
	ck_assert(!dn_form_by_parse(DN_SPAN("clause"), &by));
}
END_TEST

DN_SUITE(form,
    csv_is_a_table_of_the_lines,
    groups_have_subtotals_in_their_order,
    markdown_has_figures_words_sums_and_lines_to_sign,
    html_is_one_file_for_paper,
    a_settlement_says_what_is_returned_and_by_which_batch,
    lines_without_a_statement_are_not_signed,
    a_statement_without_lines_says_so,
    reports_are_a_table_a_kind_of_record,
    of_a_hidden_number_people_see_enough_to_tell_it,
    data_is_never_markup,
    a_formula_in_a_cell_is_a_text,
    controls_and_marks_of_direction_are_shown,
    what_is_no_record_is_told_with_its_line,
    the_largest_amounts_are_drawn_whole,
    many_lines_take_memory_in_proportion,
    forms_and_groupings_have_names)
