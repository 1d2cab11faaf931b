/* SPDX-License-Identifier: MIT */
/* Rules as data: profiles, settings, rules files, and what is refused. */
#include "clean/rule.h"

#include "suites.h"

static struct dn_rules rules;

static void
check_set(const char *setting)
{
	struct dn_err err = DN_ERR_INIT;

	ck_assert_msg(dn_rules_set(&rules, setting, &err) == 0, "%s: %s",
	    setting, err.text);
}

static void
check_refused(const char *setting, const char *why)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_rules before;

	dn_rules_init(&rules);
	before = rules;
	ck_assert_int_eq(dn_rules_set(&rules, setting, &err), -1);
	ck_assert_int_eq(err.code, DN_E_USAGE);
	ck_assert_msg(strstr(err.text, why) != NULL, "%s", err.text);
	ck_assert(before.actions[0] == rules.actions[0]);
}

START_TEST(at_first_no_rule_is_on)
{
	int at;

	dn_rules_init(&rules);
	ck_assert(dn_rules_none(&rules));
	for (at = 0; at < DN_RULE_COUNT; at++)
		ck_assert_int_eq(rules.actions[at], DN_RULE_OFF);
	ck_assert_uint_eq(rules.params[DN_PARAM_INVISIBLE_MAX], 0);
	ck_assert_ptr_null(dn_rule_names[DN_RULE_COUNT]);
}
END_TEST

START_TEST(a_profile_brings_default_actions)
{
	struct dn_err err = DN_ERR_INIT;

	dn_rules_init(&rules);
	ck_assert_int_eq(dn_rules_profile(&rules, "text", &err), 0);
	ck_assert(!dn_rules_none(&rules));
	ck_assert_int_eq(rules.actions[DN_RULE_MISSING_TEXT], DN_RULE_DROP);
	ck_assert_int_eq(rules.actions[DN_RULE_BLANK_TEXT], DN_RULE_DROP);
	ck_assert_int_eq(rules.actions[DN_RULE_INVISIBLE], DN_RULE_FIX);
	ck_assert_int_eq(rules.actions[DN_RULE_FULL_WIDTH], DN_RULE_FIX);
}
END_TEST

START_TEST(other_profiles_are_planned_or_unknown)
{
	static const char *const planned[] = {
		"image", "audio", "cloud", "dicom", "roster"
	};
	size_t at;

	for (at = 0; at < 5; at++) {
		struct dn_err err = DN_ERR_INIT;

		dn_rules_init(&rules);
		ck_assert_int_eq(dn_rules_profile(&rules, planned[at], &err),
		    -1);
		ck_assert_int_eq(err.code, DN_E_NOT_BUILT);
		ck_assert_int_eq(dn_rules_profile(&rules, "texts", &err), -1);
		ck_assert_int_eq(err.code, DN_E_USAGE);
		ck_assert(dn_rules_none(&rules));
	}
}
END_TEST

START_TEST(settings_set_actions_and_parameters)
{
	dn_rules_init(&rules);
	check_set("invisible.action=flag");
	check_set("invisible.max=3");
	check_set("full-width.punctuation=true");
	check_set("blank-text.action=drop");
	check_set("blank-text.action=off");
	ck_assert_int_eq(rules.actions[DN_RULE_INVISIBLE], DN_RULE_FLAG);
	ck_assert_uint_eq(rules.params[DN_PARAM_INVISIBLE_MAX], 3);
	ck_assert_uint_eq(rules.params[DN_PARAM_FULL_WIDTH_MAX], 0);
	ck_assert_uint_eq(rules.params[DN_PARAM_FULL_WIDTH_PUNCTUATION], 1);
	ck_assert_int_eq(rules.actions[DN_RULE_BLANK_TEXT], DN_RULE_OFF);
	/* A rule of which something is set is on. */
	ck_assert_int_eq(rules.actions[DN_RULE_FULL_WIDTH], DN_RULE_FIX);
	check_set("full-width.punctuation=false");
	ck_assert_uint_eq(rules.params[DN_PARAM_FULL_WIDTH_PUNCTUATION], 0);
}
END_TEST

START_TEST(wrong_settings_are_refused_by_name)
{
	check_refused("", "RULE.PARAM=VALUE");
	check_refused("invisible", "RULE.PARAM=VALUE");
	check_refused("invisible.max", "RULE.PARAM=VALUE");
	check_refused("invisible=3.5", "RULE.PARAM=VALUE");
	check_refused("visible.max=3", "no rule \"visible\"");
	check_refused(".max=3", "no rule \"\"");
	check_refused("invisible.min=3", "no parameter \"min\"");
	check_refused("missing-text.max=3", "no parameter \"max\"");
	check_refused("invisible.max=", "whole number");
	check_refused("invisible.max=-1", "whole number");
	check_refused("invisible.max=3.5", "whole number");
	check_refused("invisible.max=99999999999999999999999999999",
	    "whole number");
	check_refused("full-width.punctuation=yes", "true or false");
	check_refused("invisible.action=mend", "drop, fix, flag or off");
	check_refused("missing-text.action=fix", "drop, flag or off");
	check_refused("legal-record.action=off", "no rule");
}
END_TEST

/* Read a rules file; the error, if any, is left in `err`. */
static int
read_text(const char *text, struct dn_err *err)
{
	struct dn_yaml *yaml = dn_yaml_parse(dn_span_of(text), "rules", err);
	int failed;

	*err = (struct dn_err)DN_ERR_INIT;
	dn_rules_init(&rules);
	ck_assert_ptr_nonnull(yaml);
	failed = dn_rules_read(&rules, yaml, err);
	dn_yaml_free(yaml);
	return failed;
}

START_TEST(a_rules_file_sets_the_same)
{
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(read_text("profile: text\n"
	    "rules:\n"
	    "  blank-text: flag\n"
	    "  missing-text: off\n"
	    "  invisible:\n"
	    "    max: 2\n"
	    "  full-width:\n"
	    "    punctuation: true\n"
	    "    action: drop\n", &err), 0);
	ck_assert_int_eq(rules.actions[DN_RULE_BLANK_TEXT], DN_RULE_FLAG);
	ck_assert_int_eq(rules.actions[DN_RULE_MISSING_TEXT], DN_RULE_OFF);
	ck_assert_int_eq(rules.actions[DN_RULE_INVISIBLE], DN_RULE_FIX);
	ck_assert_uint_eq(rules.params[DN_PARAM_INVISIBLE_MAX], 2);
	ck_assert_int_eq(rules.actions[DN_RULE_FULL_WIDTH], DN_RULE_DROP);
	ck_assert_uint_eq(rules.params[DN_PARAM_FULL_WIDTH_PUNCTUATION], 1);
	/* The order of the two keys does not matter. */
	ck_assert_int_eq(read_text("rules: {invisible: flag}\n"
	    "profile: text\n", &err), 0);
	ck_assert_int_eq(rules.actions[DN_RULE_INVISIBLE], DN_RULE_FLAG);
	/* A rule can be told off and have parameters. */
	ck_assert_int_eq(read_text("rules: {invisible: {action: off, max: 1}}",
	    &err), 0);
	ck_assert_int_eq(rules.actions[DN_RULE_INVISIBLE], DN_RULE_OFF);
	ck_assert_int_eq(read_text("", &err), 0);
	ck_assert(dn_rules_none(&rules));
}
END_TEST

START_TEST(a_wrong_rules_file_is_refused_at_its_place)
{
	static const struct {
		const char *text;
		uint64_t line, column;
	} cases[] = {
		{ "- a\n", 1, 1 },
		{ "text\n", 1, 1 },
		{ "rule: {}\n", 1, 1 },
		{ "rules: [invisible]\n", 1, 1 },
		{ "profile: [text]\n", 1, 1 },
		{ "rules: {}\nprofile: image\n", 2, 1 },
		{ "profile: texts\n", 1, 1 },
		{ "rules:\n  visible: drop\n", 2, 3 },
		{ "rules:\n  invisible: mend\n", 2, 3 },
		{ "rules:\n  invisible: [drop]\n", 2, 3 },
		{ "rules:\n  invisible:\n    max: many\n", 3, 5 },
		{ "rules:\n  invisible:\n    max: [1]\n", 3, 5 },
		{ "rules:\n  invisible:\n    limit: 1\n", 3, 5 },
		{ "rules:\n  missing-text:\n    action: fix\n", 3, 5 },
	};
	size_t at;

	for (at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
		struct dn_err err = DN_ERR_INIT;

		ck_assert_int_eq(read_text(cases[at].text, &err), -1);
		ck_assert_int_eq(err.code, DN_E_CONFIG);
		ck_assert_msg(err.line == cases[at].line &&
		    err.column == cases[at].column, "%s: %d:%d",
		    cases[at].text, (int)err.line, (int)err.column);
	}
}
END_TEST

START_TEST(the_list_tells_every_rule_and_parameter)
{
	struct dn_bytes out;
	const char *text;
	int at;

	dn_bytes_init(&out, SIZE_MAX);
	dn_rules_list(&out);
	text = dn_bytes_text(&out);
	for (at = 0; at < DN_RULE_COUNT; at++)
		ck_assert_ptr_nonnull(strstr(text,
		    dn_rule_name((enum dn_rule_id)at)));
	ck_assert_ptr_nonnull(strstr(text,
	    "invisible\tmax\t0\tcharacters\t"));
	ck_assert_ptr_nonnull(strstr(text,
	    "full-width\tpunctuation\tfalse\ttrue or false\t"));
	ck_assert_ptr_nonnull(strstr(text, "legal-record\t-\treject\t"));
	dn_bytes_release(&out);
}
END_TEST

DN_SUITE(rule,
    at_first_no_rule_is_on,
    a_profile_brings_default_actions,
    other_profiles_are_planned_or_unknown,
    settings_set_actions_and_parameters,
    wrong_settings_are_refused_by_name,
    a_rules_file_sets_the_same,
    a_wrong_rules_file_is_refused_at_its_place,
    the_list_tells_every_rule_and_parameter)
