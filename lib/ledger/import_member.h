/* SPDX-License-Identifier: MIT */
/* The members of a map, each with the column that it comes from. */
#ifndef DN_LEDGER_IMPORT_MEMBER_H
#define DN_LEDGER_IMPORT_MEMBER_H

#include "ledger/import_map.h"

/*
 * Note that the map speaks of a column, once: `*index` is where.  A plain whole
 * number is that of the column, all else is its header.  -1 with DN_E_CONFIG.
 */
int dn_import_take_column(struct dn_import_map *map,
    const struct dn_yaml_node *node, size_t *index, struct dn_err *err)
    DN_MUST_CHECK;

/* The same for a header that is part of the node's text. */
int dn_import_add_column(struct dn_import_map *map,
    const struct dn_yaml_node *node, struct dn_span name, size_t *index,
    struct dn_err *err) DN_MUST_CHECK;

/* Is the node a text or a list of texts?  -1 with DN_E_CONFIG. */
int dn_import_check_words(const struct dn_import_map *map,
    const struct dn_yaml_node *node, struct dn_err *err) DN_MUST_CHECK;

/*
 * Read the type of the events and the mapping of their members into
 * `map->values`.  -1 with DN_E_CONFIG or DN_E_NO_MEMORY.
 */
int dn_import_take_members(struct dn_import_map *map,
    const struct dn_yaml_node *event, const struct dn_yaml_node *members,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Append to a list in JSON, which was begun with '[': a text, or what a node of
 * the map holds, a text or a list of texts.
 */
void dn_import_add_element(struct dn_bytes *out, struct dn_span text);
void dn_import_add_elements(struct dn_bytes *out,
    const struct dn_yaml_node *node);

#endif
