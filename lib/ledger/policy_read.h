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
 * Read the list of components into the version: 0, or -1 as dn_policy_parse
 * fails.  The version owns the *new* array in both cases.
 */
int dn_policy_read_components(const struct dn_yaml *yaml,
    const struct dn_yaml_node *list, struct dn_policy_version *version,
    struct dn_err *err) DN_MUST_CHECK;

#endif
