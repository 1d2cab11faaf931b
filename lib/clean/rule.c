/* SPDX-License-Identifier: MIT */
/* The rules as data. */
#include "clean/rule.h"

#include "core/opt.h"

enum param_type { COUNT, FLAG };

struct rule {
	const char *name, *profile;
	enum dn_rule_action action;     /* the default where it is on */
	bool fixes;
	const char *source, *looks;
};

struct param {
	const char *name;
	enum param_type type;
	uint64_t value;                 /* the default */
	const char *unit, *meaning;
};

static const struct rule rule_rows[] = {
#define DN_RULE(id, name, profile, action, fixes, source, looks) \
	{ name, profile, DN_RULE_##action, fixes, source, looks },
#define DN_RULE_PARAM(id, name, type, value, unit, meaning)
#include "clean/rule.def"
#undef DN_RULE
#undef DN_RULE_PARAM
};

static const struct param param_rows[] = {
#define DN_RULE(id, name, profile, action, fixes, source, looks)
#define DN_RULE_PARAM(id, name, type, value, unit, meaning) \
	{ name, type, value, unit, meaning },
#include "clean/rule.def"
#undef DN_RULE
#undef DN_RULE_PARAM
};

/* The rows of rule.def in order: which parameter belongs to which rule. */
enum row {
#define DN_RULE(id, name, profile, action, fixes, source, looks) ROW_##id,
#define DN_RULE_PARAM(id, name, type, value, unit, meaning) ROW_PARAM_##id,
#include "clean/rule.def"
#undef DN_RULE
#undef DN_RULE_PARAM
	ROW_COUNT
};

static const enum row rule_at[] = {
#define DN_RULE(id, name, profile, action, fixes, source, looks) ROW_##id,
#define DN_RULE_PARAM(id, name, type, value, unit, meaning)
#include "clean/rule.def"
#undef DN_RULE
#undef DN_RULE_PARAM
	ROW_COUNT
};

static const enum row param_at[] = {
#define DN_RULE(id, name, profile, action, fixes, source, looks)
#define DN_RULE_PARAM(id, name, type, value, unit, meaning) ROW_PARAM_##id,
#include "clean/rule.def"
#undef DN_RULE
#undef DN_RULE_PARAM
};

const char *const dn_rule_names[] = {
#define DN_RULE(id, name, profile, action, fixes, source, looks) name,
#define DN_RULE_PARAM(id, name, type, value, unit, meaning)
#include "clean/rule.def"
#undef DN_RULE
#undef DN_RULE_PARAM
	NULL
};

/* By enum dn_rule_action. */
static const char *const action_names[] = {
	"off", "drop", "fix", "flag", NULL
};

/* Profiles that are planned: dn-clean(1) names them. */
static const char *const planned[] = {
	"image", "audio", "cloud", "dicom", "roster", NULL
};

const char *
dn_rule_name(enum dn_rule_id rule)
{
	return rule_rows[rule].name;
}

const char *
dn_rule_action_name(enum dn_rule_action action)
{
	return action_names[action];
}

/* Index of `name` in a NULL-ended list, or -1. */
static int
index_of(const char *const *list, struct dn_span name)
{
	int at;

	for (at = 0; list[at] != NULL; at++)
		if (dn_span_is(name, list[at]))
			return at;
	return -1;
}

/* The parameter `name` of `rule`, or -1. */
static int
param_of(int rule, struct dn_span name)
{
	int at;

	for (at = 0; at < DN_PARAM_COUNT; at++)
		if (param_at[at] > rule_at[rule] &&
		    param_at[at] < rule_at[rule + 1] &&
		    dn_span_is(name, param_rows[at].name))
			return at;
	return -1;
}

void
dn_rules_init(struct dn_rules *rules)
{
	int at;

	for (at = 0; at < DN_RULE_COUNT; at++)
		rules->actions[at] = DN_RULE_OFF;
	for (at = 0; at < DN_PARAM_COUNT; at++)
		rules->params[at] = param_rows[at].value;
}

bool
dn_rules_none(const struct dn_rules *rules)
{
	int at;

	for (at = 0; at < DN_RULE_COUNT; at++)
		if (rules->actions[at] != DN_RULE_OFF)
			return false;
	return true;
}

int
dn_rules_profile(struct dn_rules *rules, const char *name,
    struct dn_err *err)
{
	bool known = false;
	int at;

	for (at = 0; at < DN_RULE_COUNT; at++)
		if (strcmp(rule_rows[at].profile, name) == 0) {
			rules->actions[at] = rule_rows[at].action;
			known = true;
		}
	if (known)
		return 0;
	if (index_of(planned, dn_span_of(name)) >= 0)
		return dn_err_set(err, DN_E_NOT_BUILT,
		    "the profile \"%s\" is not built yet", name);
	return dn_err_set(err, DN_E_USAGE, "no profile \"%s\": there is text",
	    name);
}

/* ---- setting ------------------------------------------------------------- */

/* Set an action; false with `err` where the rule cannot do it. */
static int
set_action(struct dn_rules *rules, int rule, struct dn_span value,
    struct dn_err *err)
{
	int action = index_of(action_names, value);

	if (action < 0 ||
	    (action == DN_RULE_FIX && !rule_rows[rule].fixes))
		return dn_err_set(err, DN_E_USAGE, "%s.action is \"%.*s\", not "
		    "drop, %sflag or off", rule_rows[rule].name,
		    (int)(value.len < 40 ? value.len : 40), value.ptr,
		    rule_rows[rule].fixes ? "fix, " : "");
	rules->actions[rule] = (enum dn_rule_action)action;
	return 0;
}

/* A rule of which something is set is on. */
static void
wake(struct dn_rules *rules, int rule)
{
	if (rules->actions[rule] == DN_RULE_OFF)
		rules->actions[rule] = rule_rows[rule].action;
}

/* Set a parameter from its text. */
static int
set_param(struct dn_rules *rules, int rule, struct dn_span name,
    struct dn_span value, struct dn_err *err)
{
	int param = param_of(rule, name);
	char text[24];

	if (param < 0)
		return dn_err_set(err, DN_E_USAGE,
		    "the rule %s has no parameter \"%.*s\"",
		    rule_rows[rule].name,
		    (int)(name.len < 40 ? name.len : 40), name.ptr);
	wake(rules, rule);
	if (param_rows[param].type == FLAG) {
		rules->params[param] = dn_span_is(value, "true");
		if (rules->params[param] || dn_span_is(value, "false"))
			return 0;
	} else if (value.len < sizeof(text)) {
		memcpy(text, value.ptr, value.len);
		text[value.len] = '\0';
		if (dn_opt_read_count(text, &rules->params[param]))
			return 0;
	}
	return dn_err_set(err, DN_E_USAGE, "%s.%s is \"%.*s\", not %s",
	    rule_rows[rule].name, param_rows[param].name,
	    (int)(value.len < 40 ? value.len : 40), value.ptr,
	    param_rows[param].type == FLAG ? "true or false" :
	    "a whole number");
}

/* Set one thing of a rule. */
static int
set_one(struct dn_rules *rules, int rule, struct dn_span name,
    struct dn_span value, struct dn_err *err)
{
	if (dn_span_is(name, "action"))
		return set_action(rules, rule, value, err);
	return set_param(rules, rule, name, value, err);
}

int
dn_rules_set(struct dn_rules *rules, const char *setting, struct dn_err *err)
{
	const char *equals = strchr(setting, '=');
	const char *dot = strchr(setting, '.');
	struct dn_span name, param;
	int rule;

	if (equals == NULL || dot == NULL || dot > equals)
		return dn_err_set(err, DN_E_USAGE,
		    "\"%s\" is not of the form RULE.PARAM=VALUE", setting);
	name = (struct dn_span){ setting, (size_t)(dot - setting) };
	param = (struct dn_span){ dot + 1, (size_t)(equals - dot) - 1 };
	rule = index_of(dn_rule_names, name);
	if (rule < 0)
		return dn_err_set(err, DN_E_USAGE,
		    "no rule \"%.*s\": see --list-rules", (int)name.len,
		    name.ptr);
	return set_one(rules, rule, param, dn_span_of(equals + 1), err);
}

/* ---- rules files --------------------------------------------------------- */

/* The same fault, told at its place in the file. */
static int
place(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    struct dn_err *err)
{
	struct dn_err at = *err;

	return dn_yaml_error(yaml, node, err, "%s", at.text);
}

/* One rule: an action, or a mapping of parameters. */
static int
read_rule(struct dn_rules *rules, const struct dn_yaml *yaml,
    const struct dn_yaml_node *node, struct dn_err *err)
{
	int rule = index_of(dn_rule_names, node->key);
	const struct dn_yaml_node *child;

	if (rule < 0)
		return dn_yaml_error(yaml, node, err,
		    "no rule \"%s\": see --list-rules", node->key.ptr);
	if (node->kind == DN_YAML_SCALAR)
		return set_action(rules, rule, node->text, err) < 0 ?
		    place(yaml, node, err) : 0;
	if (node->kind != DN_YAML_MAPPING)
		return dn_yaml_error(yaml, node, err, "the rule %s must be an "
		    "action or a mapping", node->key.ptr);
	/* The action first, so that what follows cannot wake the rule. */
	wake(rules, rule);
	for (child = node->first; child != NULL; child = child->next) {
		if (child->kind != DN_YAML_SCALAR)
			return dn_yaml_error(yaml, child, err,
			    "%s.%s must be a scalar", node->key.ptr,
			    child->key.ptr);
		if (dn_span_is(child->key, "action"))
			continue;
		if (set_param(rules, rule, child->key, child->text, err) < 0)
			return place(yaml, child, err);
	}
	child = dn_yaml_get(node, "action");
	if (child != NULL && set_action(rules, rule, child->text, err) < 0)
		return place(yaml, child, err);
	return 0;
}

/* The mapping of rules. */
static int
read_all(struct dn_rules *rules, const struct dn_yaml *yaml,
    const struct dn_yaml_node *node, struct dn_err *err)
{
	const struct dn_yaml_node *child;

	if (node->kind != DN_YAML_MAPPING)
		return dn_yaml_error(yaml, node, err,
		    "rules must be a mapping");
	for (child = node->first; child != NULL; child = child->next)
		if (read_rule(rules, yaml, child, err) < 0)
			return -1;
	return 0;
}

int
dn_rules_read(struct dn_rules *rules, const struct dn_yaml *yaml,
    struct dn_err *err)
{
	const struct dn_yaml_node *root = dn_yaml_root(yaml), *child;

	if (root == NULL)
		return 0;
	if (root->kind != DN_YAML_MAPPING)
		return dn_yaml_error(yaml, root, err,
		    "a rules file must be a mapping");
	for (child = root->first; child != NULL; child = child->next)
		if (!dn_span_is(child->key, "profile") &&
		    !dn_span_is(child->key, "rules"))
			return dn_yaml_error(yaml, child, err, "unknown key "
			    "\"%s\": there are profile and rules",
			    child->key.ptr);
	child = dn_yaml_get(root, "profile");
	if (child != NULL && child->kind != DN_YAML_SCALAR)
		return dn_yaml_error(yaml, child, err,
		    "profile must be a name");
	if (child != NULL &&
	    dn_rules_profile(rules, child->text.ptr, err) < 0)
		return place(yaml, child, err);
	child = dn_yaml_get(root, "rules");
	return child != NULL ? read_all(rules, yaml, child, err) : 0;
}

/* ---- telling ------------------------------------------------------------- */

static void
list_params(struct dn_bytes *out, int rule)
{
	int at;

	for (at = 0; at < DN_PARAM_COUNT; at++) {
		const struct param *param = &param_rows[at];

		if (param_at[at] < rule_at[rule] ||
		    param_at[at] > rule_at[rule + 1])
			continue;
		dn_bytes_add_format(out, "%s\t%s\t", rule_rows[rule].name,
		    param->name);
		if (param->type == FLAG)
			dn_bytes_add_text(out, param->value ? "true" :
			    "false");
		else
			dn_bytes_add_uint(out, param->value);
		dn_bytes_add_format(out, "\t%s\t-\t%s\n", param->unit,
		    param->meaning);
	}
}

void
dn_rules_list(struct dn_bytes *out)
{
	int at;

	dn_bytes_add_text(out, "rule\tparameter\tdefault\tunit\tsource\t"
	    "what it is\n"
	    "legal-record\t-\treject\t-\tRFC 8259; RFC 3629; dn-record(5)\t"
	    "a line that is no legal record; always on\n");
	for (at = 0; at < DN_RULE_COUNT; at++) {
		const struct rule *rule = &rule_rows[at];

		dn_bytes_add_format(out, "%s\taction\t%s\t%s\t%s\t%s\n",
		    rule->name, action_names[rule->action],
		    rule->fixes ? "drop, fix, flag or off" :
		    "drop, flag or off", rule->source, rule->looks);
		list_params(out, at);
	}
}
