/* SPDX-License-Identifier: MIT */
/* JsonML: an element is an array of its name, attributes, text, children. */
#include "formats/jsonml.h"

#include "formats/markup.h"
#include "io/jsontext.h"

#define DEPTH_MOST 256          /* as io/xml.h reads it */

static void
add_attributes(struct dn_bytes *out, const struct dn_xml_element *element)
{
	const struct dn_xml_attribute *attribute = element->attributes;

	if (attribute == NULL)
		return;
	dn_bytes_add_text(out, ",{");
	for (; attribute != NULL; attribute = attribute->next) {
		dn_json_write_text(out, attribute->name);
		dn_bytes_add_byte(out, ':');
		dn_json_write_text(out, attribute->value);
		if (attribute->next != NULL)
			dn_bytes_add_byte(out, ',');
	}
	dn_bytes_add_byte(out, '}');
}

/* The XML reader's cap on depth bounds the recursion. */
void
dn_jsonml_add(struct dn_bytes *out, const struct dn_xml_element *element)
{
	const struct dn_xml_element *child = element->first;
	struct dn_span text = element->text;

	dn_bytes_add_byte(out, '[');
	dn_json_write_text(out, element->name);
	add_attributes(out, element);
	if (child != NULL)
		text = dn_markup_trim(text);
	if (text.len > 0) {
		dn_bytes_add_byte(out, ',');
		dn_json_write_text(out, text);
	}
	for (; child != NULL; child = child->next) {
		dn_bytes_add_byte(out, ',');
		dn_jsonml_add(out, child);
	}
	dn_bytes_add_byte(out, ']');
}

/* The attributes of an element: names with texts. */
static int
build_attributes(struct dn_arena *arena, struct dn_tree *tree,
    struct dn_node *node, struct dn_xml_element *element)
{
	struct dn_node *member = dn_node_first(tree, node);
	struct dn_xml_attribute **end = &element->attributes, *attribute;

	for (; member != NULL; member = member->next) {
		struct dn_span value = dn_node_text(tree, member);

		if (value.ptr == NULL || !dn_markup_is_name(member->name))
			return 0;
		attribute = dn_arena_take(arena, sizeof(*attribute));
		if (attribute == NULL)
			return -1;
		attribute->name = dn_arena_copy(arena, member->name);
		attribute->value = dn_arena_copy(arena, value);
		if (attribute->name.ptr == NULL ||
		    attribute->value.ptr == NULL)
			return -1;
		*end = attribute;
		end = &attribute->next;
	}
	return 1;
}

static int
build(struct dn_arena *arena, struct dn_tree *tree, struct dn_node *node,
    struct dn_xml_element *parent, unsigned depth,
    struct dn_xml_element **element)
{
	struct dn_node *part = dn_node_first(tree, node);
	struct dn_span name = dn_node_text(tree, part);
	struct dn_xml_element *child;
	int made = 1;

	if (dn_node_type(node) != DN_JSON_ARRAY || depth > DEPTH_MOST ||
	    !dn_markup_is_name(name))
		return 0;
	*element = dn_markup_add(arena, parent, name);
	if (*element == NULL)
		return -1;
	part = part->next;
	if (dn_node_type(part) == DN_JSON_OBJECT) {
		made = build_attributes(arena, tree, part, *element);
		part = part->next;
	}
	if (made == 1 && dn_node_type(part) == DN_JSON_STRING) {
		(*element)->text = dn_arena_copy(arena,
		    dn_node_text(tree, part));
		if ((*element)->text.ptr == NULL)
			return -1;
		part = part->next;
	}
	for (; made == 1 && part != NULL; part = part->next)
		made = build(arena, tree, part, *element, depth + 1, &child);
	return made;
}

int
dn_jsonml_build(struct dn_arena *arena, struct dn_tree *tree,
    struct dn_node *node, struct dn_xml_element *parent,
    struct dn_xml_element **element)
{
	return build(arena, tree, node, parent, 1, element);
}
