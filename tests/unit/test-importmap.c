/* SPDX-License-Identifier: MIT */
/* Maps of tables: what they say, and what is no map. */
#include "ledger/import_map.h"
#include "suites.h"

static const char good[] =
    "dn_map: 1\n"
    "event: payroll_proof\n"
    "id: \"bank-{流水号}\"\n"
    "encoding: gb18030\n"
    "delimiter: tab\n"
    "days: 1900\n"
    "members:\n"
    "  at: 交易日期\n"
    "  person: {column: 身份证号, as: citizen}\n"
    "  employer: {constant: E1}\n"
    "  month: {column: 交易日期, shift: -1}\n"
    "  amount_fen: 3\n"
    "  kinds: {column: 险种, split: 、, values: {养老: pension, 无: null,\n"
    "    五险: [pension, medical]}}\n"
    "  insurance: {flags: {养老: pension, 医疗: medical}, yes: [是, √],\n"
    "    no: [否, '']}\n"
    "evidence: payroll\n"
    "skip:\n"
    "- {column: 姓名, is: 小计}\n"
    "- {column: 姓名, begins: 制表}\n"
    "- {column: 2, empty: true}\n"
    "total: {row: {column: 姓名, is: [合计, 总计]}, column: 3}\n";

static struct dn_import_map *
parse(const char *text, struct dn_err *err)
{
	return dn_import_map_parse(dn_span_of(text), "map", err);
}

START_TEST(a_map_says_where_each_member_is)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_import_map *map = parse(good, &err);
	const struct dn_import_value *value;

	ck_assert_msg(map != NULL, "%d:%d: %s", (int)err.line,
	    (int)err.column, err.text);
	ck_assert_int_eq(map->encoding, DN_ENCODING_GB18030);
	ck_assert_int_eq(map->delimiter, '\t');
	ck_assert_int_eq(map->days, DN_IMPORT_DAYS_1900);
	ck_assert_int_eq(map->header, DN_IMPORT_HEADER_AUTO);
	ck_assert(map->citizen && map->totalled);
	ck_assert(dn_span_is(map->evidence, "payroll"));
	ck_assert_uint_eq(map->piece_count, 1);
	ck_assert(dn_span_is(map->pieces[0].text, "bank-"));
	ck_assert_uint_eq(map->value_count, 8);
	value = map->values;
	ck_assert(dn_span_is(value[0].constant, "\"payroll_proof\""));
	ck_assert_uint_eq(value[1].column, value[4].column);
	ck_assert_int_eq(value[4].shift, -1);
	ck_assert_int_eq(value[5].form, DN_IMPORT_AMOUNT);
	ck_assert_uint_eq(map->columns[value[5].column].number, 3);
	ck_assert_uint_eq(value[7].flag_count, 2);
	ck_assert_uint_eq(map->skip_count, 3);
	ck_assert(map->skip[2].empty);
	ck_assert_uint_eq(map->total_column, value[5].column);
	dn_import_map_free(map);
}
END_TEST

/* A map that is wrong, where, and why. */
struct wrong {
	const char *text;
	uint64_t line, column;
	const char *why;
};

static void
refuse_all(const struct wrong *wrong, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct dn_err err = DN_ERR_INIT;

		ck_assert_msg(parse(wrong[i].text, &err) == NULL, "%s",
		    wrong[i].text);
		ck_assert_msg(err.code == DN_E_CONFIG &&
		    err.line == wrong[i].line &&
		    err.column == wrong[i].column &&
		    strstr(err.text, wrong[i].why) != NULL, "%s: %d:%d: %s",
		    wrong[i].text, (int)err.line, (int)err.column, err.text);
	}
}

#define HEAD "dn_map: 1\nevent: enrol\n"
#define AT "members: {at: on, "

START_TEST(what_is_no_map_is_refused_at_its_place)
{
	static const struct wrong wrong[] = {
		{ "", 0, 0, "nothing" },
		{ "a", 1, 1, "mapping" },
		{ "dn_map: 2\nevent: enrol\nmembers: {at: a}\n", 1, 1,
		    "within" },
		{ "dn_map: 1\nmembers: {at: a}\n", 1, 1, "\"event\"" },
		{ HEAD, 1, 1, "\"members\"" },
		{ HEAD "membrs: {}\n", 3, 1, "unknown key" },
		{ HEAD "members: [a]\n", 3, 1, "mapping of members" },
		{ HEAD "members: {person: a}\n", 3, 1, "\"at\"" },
		{ "dn_map: 1\nevent: enroll\nmembers: {at: a}\n", 2, 1,
		    "no type" },
		{ "dn_map: 1\nevent: statement\nmembers: {at: a}\n", 2, 1,
		    "issued" },
		{ "dn_map: 1\nevent: {column: a}\nmembers: {at: a}\n", 2, 1,
		    "event must be" },
		{ "dn_map: 1\nevent: {column: a, values: {x: y}}\n"
		    "members: {at: a}\n", 2, 29, "no type" },
		{ HEAD AT "id: a}\n", 3, 19, "no member for a map" },
		{ HEAD AT "seq: a}\n", 3, 19, "no member for a map" },
		{ HEAD "header: 0\nmembers: {at: a}\n", 3, 1, "header must" },
		{ HEAD "header: none\nmembers: {at: a}\n", 3, 1,
		    "not names as \"a\"" },
		{ HEAD "id: same\nmembers: {at: a}\n", 3, 1, "no column" },
		{ HEAD "id: '{a'\nmembers: {at: a}\n", 3, 1, "not closed" },
		{ HEAD "id: '{}'\nmembers: {at: a}\n", 3, 1, "not closed" },
		{ HEAD "evidence: [a]\nmembers: {at: a}\n", 3, 1, "evidence" },
		{ HEAD "skip: {a: b}\nmembers: {at: a}\n", 3, 1, "list" },
		{ HEAD "skip: [{column: a}]\nmembers: {at: a}\n", 3, 8,
		    "one of" },
		{ HEAD "skip: [{is: a}]\nmembers: {at: a}\n", 3, 8,
		    "\"column\"" },
		{ HEAD "skip: [{column: 0, empty: true}]\nmembers: {at: a}\n",
		    3, 9, "from 1" },
		{ HEAD "total: {row: {column: a, is: b}}\nmembers: {at: a}\n",
		    3, 1, "\"column\"" }
	};

	refuse_all(wrong, sizeof(wrong) / sizeof(wrong[0]));
}
END_TEST

START_TEST(what_a_member_cannot_be_is_refused_at_its_place)
{
	static const struct wrong wrong[] = {
		{ HEAD AT "amuont_fen: a}\n", 3, 19, "no member that is" },
		{ HEAD AT "hue: {column: a}}\n", 3, 19, "no member that is" },
		{ HEAD AT "person: {}}\n", 3, 19, "one of column" },
		{ HEAD AT "person: {column: a, constant: b}}\n", 3, 19,
		    "one of column" },
		{ HEAD AT "person: {column: a, as: number_}}\n", 3, 39,
		    "one of text" },
		{ HEAD AT "month: {constant: June}}\n", 3, 27, "no month" },
		{ HEAD AT "person: {constant: [a]}}\n", 3, 28, "one text" },
		{ HEAD AT "person: {constant: a, optional: true}}\n", 3, 19,
		    "go with a column" },
		{ HEAD AT "person: {column: a, shift: 1}}\n", 3, 19,
		    "goes with months" },
		{ HEAD AT "person: {column: a, date: b}}\n", 3, 19,
		    "goes with times" },
		{ HEAD AT "person: {column: a, split: b}}\n", 3, 19,
		    "goes with lists" },
		{ HEAD AT "person: {column: a, yes: b}}\n", 3, 19,
		    "go with flags" },
		{ HEAD AT "month: {column: a, shift: 999}}\n", 3, 38,
		    "within" },
		{ HEAD AT "person: {column: a, optional: true, empty: b}}\n",
		    3, 19, "stands for something" },
		{ HEAD AT "month: {column: a, values: {b: c}}}\n", 3, 47,
		    "no month" },
		{ HEAD AT "month: {column: a, values: [b]}}\n", 3, 38,
		    "mapping of cells" },
		{ HEAD AT "insurance: {flags: {a: b}}}\n", 3, 31,
		    "with yes and no" },
		{ HEAD AT "person: {flags: {a: b}, yes: a, no: b}}\n", 3, 28,
		    "flags must be" },
		{ HEAD AT "person: [a]}\n", 3, 19, "a column is" }
	};

	refuse_all(wrong, sizeof(wrong) / sizeof(wrong[0]));
}
END_TEST

START_TEST(too_many_columns_are_refused)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes text;

	dn_bytes_init(&text, SIZE_MAX);
	dn_bytes_add_text(&text, HEAD AT "kinds: {yes: a, no: b, flags: {");
	for (int i = 0; i <= DN_IMPORT_COLUMNS_MAX; i++)
		dn_bytes_add_format(&text, "c%d: x,", i);
	dn_bytes_add_text(&text, "}}}\n");
	ck_assert_ptr_null(parse(dn_bytes_text(&text), &err));
	ck_assert_msg(strstr(err.text, "more than 256 columns") != NULL,
	    "%s", err.text);
	dn_bytes_release(&text);
}
END_TEST

DN_SUITE(importmap,
    a_map_says_where_each_member_is,
    what_is_no_map_is_refused_at_its_place,
    what_a_member_cannot_be_is_refused_at_its_place,
    too_many_columns_are_refused)
