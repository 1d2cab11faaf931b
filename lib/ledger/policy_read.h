/* SPDX-License-Identifier: MIT */
/* What the readers of a policy file share; for lib/ledger/policy*.c alone. */
#ifndef DN_LEDGER_POLICY_READ_H
#define DN_LEDGER_POLICY_READ_H

#include "io/yamlmap.h"
#include "ledger/policy.h"

#define FEN_MAX INT64_C(1000000000000000)       /* ten million million yuan */
#define HEADS_MAX INT64_C(1000000000)
#define BASIS_POINTS 10000

/* Rows of a mapping: key, flags, offset, and what its value may be. */
#define TEXT(k, f, at) { k, DN_YAML_TEXT, f, at, 0, 0, NULL, NULL }
#define INT(k, f, at, lo, hi) { k, DN_YAML_INT, f, at, lo, hi, NULL, NULL }
#define FEN(k, f, at, lo, hi) { k, DN_YAML_FEN, f, at, lo, hi, NULL, NULL }
#define CHOICE(k, f, at, c) { k, DN_YAML_CHOICE, f, at, 0, 0, c, NULL }
#define NODE(k, f, at) { k, DN_YAML_NODE, f, at, 0, 0, NULL, NULL }
#define MAP(k, f, at, rows) { k, DN_YAML_MAP, f, at, 0, 0, NULL, rows }
#define LATER(k) { k, DN_YAML_LATER, 0, 0, 0, 0, NULL, NULL }
#define END { NULL, DN_YAML_LATER, 0, 0, 0, 0, NULL, NULL }
#define MUST DN_YAML_REQUIRED
#define MAY 0

/*
 * Read each element of a list by a row into `to`: 0, or -1 with DN_E_CONFIG
 * when the node is no list or an element is not of the row.  NULL is fine.
 */
int dn_policy_list(const struct dn_yaml *yaml,
    const struct dn_yaml_node *list, const struct dn_yaml_row *row, void *to,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Check a list of words, of which there are `least` or more, none of them
 * twice: 0, or -1 with DN_E_CONFIG.  NULL is fine.
 */
int dn_policy_words(const struct dn_yaml *yaml,
    const struct dn_yaml_node *list, size_t least, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * Names that may stand for what a component is, and the sets of units that
 * keys and requirements go with; instalments of a total are as a unit of
 * their own.
 */
#define UNIT(unit) (1u << DN_UNIT_##unit)
#define INSTALMENTS (1u << DN_UNITS)
#define MONTHS (UNIT(PERSON_MONTH) | UNIT(SEAT_MONTH))
#define ONCES (UNIT(PERSON) | UNIT(CERTIFICATE) | UNIT(HOUR) | UNIT(DAY))
#define ANY (MONTHS | ONCES | INSTALMENTS | UNIT(ENTERPRISE_YEAR))

/* The names of units, in the order of enum dn_unit; NULL-ended. */
extern const char *const dn_policy_units[];

/* A key that does not go with every unit; tables end in a NULL key. */
struct dn_policy_key {
	const char *key;
	unsigned units;         /* those that it goes with */
	unsigned needed;        /* those that need it */
};

/*
 * Does each key of a mapping go with the unit, and is none missing?  0, or -1
 * with DN_E_CONFIG.
 */
int dn_policy_check_keys(const struct dn_yaml *yaml,
    const struct dn_yaml_node *node, const struct dn_policy_key *key,
    int unit, struct dn_err *err) DN_MUST_CHECK;

/* How a component's terms and texts are called in the file; NULL-ended. */
extern const char *const dn_policy_partials[];
extern const char *const dn_policy_continuities[];
extern const char *const dn_policy_insurances[];
extern const char *const dn_policy_belows[];

/*
 * Read `requires` of a component that counts by `unit` (a set of one): 0, or
 * -1 with DN_E_CONFIG for what is not in predicate.def, stands twice, or does
 * not go with the unit.
 */
int dn_policy_read_requires(const struct dn_yaml *yaml,
    const struct dn_yaml_node *list, unsigned unit,
    struct dn_policy_component *component, struct dn_err *err) DN_MUST_CHECK;

/*
 * Read `pays` of a component that is no advance and no instalment: 0, or -1
 * as dn_policy_parse fails.  Tables are found in the policy.
 */
int dn_policy_read_pays(const struct dn_policy *policy,
    const struct dn_yaml_node *node, struct dn_policy_component *component,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Read any component that is no advance and no instalment: 0, or -1 as
 * dn_policy_parse fails.  What the component holds is to be freed in both
 * cases by dn_policy_component_release.
 */
int dn_policy_read_general(const struct dn_policy *policy,
    const struct dn_yaml_node *node, struct dn_policy_component *component,
    struct dn_err *err) DN_MUST_CHECK;

/* Free the arrays of a component. */
void dn_policy_component_release(struct dn_policy_component *component);

/* Read `tables` into the policy: 0, or -1 as dn_policy_parse fails. */
int dn_policy_read_tables(struct dn_policy *policy,
    const struct dn_yaml_node *node, struct dn_err *err) DN_MUST_CHECK;

/* The table of that name, or NULL. */
const struct dn_policy_table *dn_policy_table(const struct dn_policy *policy,
    struct dn_span name);

/*
 * Do the pieces of partial_month and min_days fit?  0, or -1 with
 * DN_E_CONFIG about the component.
 */
int dn_policy_check_days(const struct dn_yaml *yaml,
    const struct dn_yaml_node *node, int partial, int64_t min_days,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Read the list of components into the version: 0, or -1 as dn_policy_parse
 * fails.  The version owns the *new* array in both cases.
 */
int dn_policy_read_components(const struct dn_policy *policy,
    const struct dn_yaml_node *list, struct dn_policy_version *version,
    struct dn_err *err) DN_MUST_CHECK;

#endif
