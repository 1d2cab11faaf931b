/* SPDX-License-Identifier: MIT */
/* Mappings read by rows: types, ranges, what is missing, unknown or later. */
#include "io/yamlmap.h"

#include "core/date.h"
#include "suites.h"

struct inner {
	int64_t depth;
};

struct target {
	struct dn_span text;
	int64_t number, optional, fen;
	bool flag;
	int32_t day;
	int choice;
	const struct dn_yaml_node *node;
	struct inner inner;
};

static const char *const choices[] = { "red", "green", "!blue", NULL };

#define AT(member) offsetof(struct target, member)

static const struct dn_yaml_row inner_rows[] = {
	{ "depth", DN_YAML_INT, DN_YAML_REQUIRED,
	    offsetof(struct inner, depth), 0, 9, NULL, NULL },
	{ NULL, DN_YAML_LATER, 0, 0, 0, 0, NULL, NULL }
};

static const struct dn_yaml_row rows[] = {
	{ "text", DN_YAML_TEXT, 0, AT(text), 0, 0, NULL, NULL },
	{ "number", DN_YAML_INT, DN_YAML_REQUIRED, AT(number), -5, 5, NULL,
	    NULL },
	{ "optional", DN_YAML_INT, DN_YAML_NULLABLE, AT(optional), 0, 5,
	    NULL, NULL },
	{ "price", DN_YAML_FEN, 0, AT(fen), 1, 1000000, NULL, NULL },
	{ "flag", DN_YAML_BOOL, 0, AT(flag), 0, 0, NULL, NULL },
	{ "day", DN_YAML_DATE, 0, AT(day), 0, 0, NULL, NULL },
	{ "choice", DN_YAML_CHOICE, 0, AT(choice), 0, 0, choices, NULL },
	{ "node", DN_YAML_NODE, 0, AT(node), 0, 0, NULL, NULL },
	{ "inner", DN_YAML_MAP, 0, AT(inner), 0, 0, NULL, inner_rows },
	{ "later", DN_YAML_LATER, 0, 0, 0, 0, NULL, NULL },
	{ NULL, DN_YAML_LATER, 0, 0, 0, 0, NULL, NULL }
};

static int
read_text(const char *text, struct target *target, struct dn_err *err)
{
	struct dn_yaml *yaml = dn_yaml_parse(dn_span_of(text), "t", err);
	int result;

	ck_assert_msg(yaml != NULL, "%s: %s", text, err->text);
	result = dn_yaml_read(yaml, dn_yaml_root(yaml), rows, target, err);
	dn_yaml_free(yaml);
	return result;
}

static void
refused(const char *text, uint64_t line, uint64_t column, const char *word)
{
	struct target target = { .number = 0 };
	struct dn_err err = DN_ERR_INIT;

	ck_assert_msg(read_text(text, &target, &err) < 0, "%s", text);
	ck_assert_msg(strstr(err.text, word) != NULL, "%s: %s", text,
	    err.text);
	ck_assert_int_eq(err.code, strstr(word, "not built") != NULL ?
	    DN_E_NOT_BUILT : DN_E_CONFIG);
	ck_assert_msg(err.line == line && err.column == column,
	    "%s: %d:%d", text, (int)err.line, (int)err.column);
}

START_TEST(each_type_lands_at_its_offset)
{
	struct dn_err err = DN_ERR_INIT;
	struct target target = { .optional = 7 };
	struct dn_yaml *yaml = dn_yaml_parse(DN_SPAN("text: a b\n"
	    "number: -5\nprice_fen: 1000000\nflag: true\nday: 1970-01-02\n"
	    "choice: green\nnode: [1]\ninner: {depth: 9}\n"), "t", &err);

	ck_assert_int_eq(dn_yaml_read(yaml, dn_yaml_root(yaml), rows, &target,
	    &err), 0);
	ck_assert_str_eq(target.text.ptr, "a b");
	ck_assert_int_eq(target.number, -5);
	ck_assert_int_eq(target.optional, 7);
	ck_assert_int_eq(target.fen, 1000000);
	ck_assert(target.flag);
	ck_assert_int_eq(target.day, 1);
	ck_assert_int_eq(target.choice, 1);
	ck_assert_int_eq(target.node->kind, DN_YAML_SEQUENCE);
	ck_assert_int_eq(target.inner.depth, 9);
	dn_yaml_free(yaml);
}
END_TEST

START_TEST(amounts_are_whole_fen_or_quoted_yuan)
{
	struct dn_err err = DN_ERR_INIT;
	struct target target = { .number = 0 };

	ck_assert_int_eq(read_text("{number: 1, price: \"1500.00\"}", &target,
	    &err), 0);
	ck_assert_int_eq(target.fen, 150000);
	ck_assert_int_eq(read_text("{number: 1, price: '0.5'}", &target,
	    &err), 0);
	ck_assert_int_eq(target.fen, 50);
	refused("{number: 1, price: 1500.00}", 1, 13, "in quotes");
	refused("{number: 1, price: 1500}", 1, 13, "in quotes");
	refused("{number: 1, price: \"1e3\"}", 1, 13, "in quotes");
	refused("{number: 1, price: [1]}", 1, 13, "in quotes");
	refused("{number: 1, price: \"10000.01\"}", 1, 13, "within");
	refused("{number: 1, price_fen: \"1500\"}", 1, 13, "plain digits");
	refused("{number: 1, price_fen: 1.0}", 1, 13, "plain digits");
	refused("{number: 1, price_fen: 0}", 1, 13, "within 1 and 1000000");
	refused("{number: 1, price_fen: 1, price: \"0.01\"}", 1, 27, "twice");
}
END_TEST

START_TEST(null_is_absent_where_it_may_be)
{
	struct dn_err err = DN_ERR_INIT;
	struct target target = { .optional = 7 };

	ck_assert_int_eq(read_text("{number: 1, optional: null}", &target,
	    &err), 0);
	ck_assert_int_eq(target.optional, 7);
	refused("{number: null}", 1, 2, "whole number");
	refused("{number: 1, text: }", 1, 13, "a text");
}
END_TEST

START_TEST(values_that_do_not_fit_are_named_with_their_place)
{
	refused("number: 6", 1, 1, "within -5 and 5");
	refused("number: no", 1, 1, "number must be a whole number");
	refused("number: 99999999999999999999", 1, 1, "whole number");
	refused("number: 1\nflag: yes\n", 2, 1, "true or false");
	refused("number: 1\nday: 2026-02-29\n", 2, 1, "a date");
	refused("number: 1\nchoice: pink\n", 2, 1, "one of red, green");
	refused("number: 1\nchoice: [red]\n", 2, 1, "one of red, green");
	refused("number: 1\ntext: {a: b}\n", 2, 1, "a text");
	refused("number: 1\ninner: 3\n", 2, 1, "a mapping");
	refused("number: 1\ninner: {depth: 10}\n", 2, 9, "within 0 and 9");
}
END_TEST

START_TEST(unknown_missing_and_later_keys_are_refused)
{
	refused("number: 1\nnumbr: 2\n", 2, 1, "unknown key \"numbr\"");
	refused("number: 1\nprice_yuan: 2\n", 2, 1, "unknown key");
	refused("text: a", 1, 1, "key \"number\" is missing");
	refused("number: 1\ninner: {}\n", 2, 1, "key \"depth\" is missing");
	refused("number: 1\nlater: 2\n", 2, 1, "later: 2 is not built yet");
	refused("number: 1\nlater: {a: 2}\n", 2, 1, "later is not built yet");
	refused("number: 1\nchoice: blue\n", 2, 1,
	    "choice: blue is not built yet");
	refused("[1]", 1, 1, "a mapping of keys");
	refused("", 0, 0, "nothing is in it");
}
END_TEST

DN_SUITE(yamlmap,
    each_type_lands_at_its_offset,
    amounts_are_whole_fen_or_quoted_yuan,
    null_is_absent_where_it_may_be,
    values_that_do_not_fit_are_named_with_their_place,
    unknown_missing_and_later_keys_are_refused)
