/* SPDX-License-Identifier: MIT */
/* The rules as data: what each looks at, what it may do, what can be set. */
#ifndef DN_CLEAN_RULE_H
#define DN_CLEAN_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "io/yaml.h"

/* What is done with a record that breaks a rule. */
enum dn_rule_action {
	DN_RULE_OFF,            /* the rule is not looked at */
	DN_RULE_DROP,           /* the record is left out */
	DN_RULE_FIX,            /* the value is mended */
	DN_RULE_FLAG            /* the record stays and says so */
};

/* The rules, in the order in which they are told; see rule.def. */
enum dn_rule_id {
#define DN_RULE(id, name, profile, action, fixes, source, looks) DN_RULE_##id,
#define DN_RULE_PARAM(id, name, type, value, unit, meaning)
#include "clean/rule.def"
#undef DN_RULE
#undef DN_RULE_PARAM
	DN_RULE_COUNT
};

/* What can be set beside the action, all rules in one row. */
enum dn_rule_param {
#define DN_RULE(id, name, profile, action, fixes, source, looks)
#define DN_RULE_PARAM(id, name, type, value, unit, meaning) DN_PARAM_##id,
#include "clean/rule.def"
#undef DN_RULE
#undef DN_RULE_PARAM
	DN_PARAM_COUNT
};

/* How the rules are set for a run. */
struct dn_rules {
	enum dn_rule_action actions[DN_RULE_COUNT];
	uint64_t params[DN_PARAM_COUNT];        /* a flag is 0 or 1 */
};

/* All rules off, all parameters at their defaults. */
void dn_rules_init(struct dn_rules *rules);

/*
 * Switch the rules of a profile on with their default actions.  -1 with
 * DN_E_NOT_BUILT for a profile that is planned, DN_E_USAGE for none.
 */
int dn_rules_profile(struct dn_rules *rules, const char *name,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Set RULE.PARAM=VALUE, as --set has it; PARAM "action" takes drop, fix, flag
 * or off.  A rule that is off comes on with its default action when one of its
 * parameters is set.  -1 with DN_E_USAGE.
 */
int dn_rules_set(struct dn_rules *rules, const char *setting,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Set what a rules file says: a mapping with `profile` (a name) and `rules` (a
 * mapping from rule to an action, or to a mapping of parameters), nothing
 * else.  The profile counts first.  -1 with DN_E_CONFIG, line and column.
 */
int dn_rules_read(struct dn_rules *rules, const struct dn_yaml *yaml,
    struct dn_err *err) DN_MUST_CHECK;

/* True when no rule is on. */
bool dn_rules_none(const struct dn_rules *rules);

/*
 * Append the table for --list-rules: a line for each rule and parameter with
 * RULE, PARAMETER, DEFAULT, UNIT, SOURCE and what it is, columns by tabs.
 */
void dn_rules_list(struct dn_bytes *out);

/* The name of a rule: "invisible". */
const char *dn_rule_name(enum dn_rule_id rule);

/* The name of an action: "drop". */
const char *dn_rule_action_name(enum dn_rule_action action);

/* The names of all rules in order, NULL-ended. */
extern const char *const dn_rule_names[];

#endif
