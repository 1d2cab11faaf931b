/* SPDX-License-Identifier: MIT */
/* XML elements as JSON arrays, for what a format has and the model has not. */
#ifndef DN_FORMATS_JSONML_H
#define DN_FORMATS_JSONML_H

#include "core/arena.h"
#include "core/bytes.h"
#include "io/tree.h"
#include "io/xml.h"

/*
 * Append an element as JsonML has it: ["name",{"attribute":"value"},"text",
 * child, ...], where attributes and text stand only if there are any.  Text
 * around children is joined in front of them, without white space around it.
 */
void dn_jsonml_add(struct dn_bytes *out,
    const struct dn_xml_element *element);

/*
 * The way back: *element is `node` in the arena, the last child of `parent`
 * unless that is NULL.  1; 0 when the node is no such array (a name that XML
 * cannot have, a value that is no text, too deep): the element is then not to
 * be used; -1 without memory.
 */
int dn_jsonml_build(struct dn_arena *arena, struct dn_tree *tree,
    struct dn_node *node, struct dn_xml_element *parent,
    struct dn_xml_element **element);

#endif
