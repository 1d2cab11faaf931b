/* SPDX-License-Identifier: MIT */
/* A labelling configuration as a header: its labels, in their order. */
#include "formats/labelstudio.h"
#include "io/xml.h"

/* The value of an attribute of the present tag; absent where there is none. */
static struct dn_span
value_of(const struct dn_xml *xml, const char *wanted)
{
	struct dn_span name, value;

	for (size_t i = 0; i < dn_xml_attributes(xml); i++) {
		dn_xml_attribute(xml, i, &name, &value);
		if (dn_span_is(name, wanted))
			return value;
	}
	return (struct dn_span){ NULL, 0 };
}

/* A colour #rrggbb, in small letters; other ways of naming one stay raw. */
static void
set_color(struct dn_tree *tree, struct dn_node *label, struct dn_span color)
{
	char text[7];

	if (color.len != sizeof(text) || color.ptr[0] != '#')
		return;
	for (size_t i = 0; i < sizeof(text); i++) {
		char c = color.ptr[i];

		if (i > 0 && !(c >= '0' && c <= '9') &&
		    !(c >= 'a' && c <= 'f') && !(c >= 'A' && c <= 'F'))
			return;
		text[i] = c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c;
	}
	dn_node_set_text(tree, label, "color",
	    (struct dn_span){ text, sizeof(text) });
}

/* A <Label> or <Choice>: a label of the header, once. */
static int
add_label(struct dn_item *header, struct dn_names *known,
    const struct dn_xml *xml, struct dn_err *err)
{
	struct dn_tree *tree = &header->tree;
	struct dn_span value = value_of(xml, "value");
	struct dn_span alias = value_of(xml, "alias");
	struct dn_span category = value_of(xml, "category");
	struct dn_node *label;
	int added;

	if (value.ptr == NULL)
		return 0;
	if (dn_names_add(known, value, &added) == DN_NAMES_NONE)
		return dn_err_memory(err);
	if (!added)
		return 0;
	label = dn_node_add_object(tree, dn_node_need_array(tree,
	    header->root, "labels"));
	dn_node_set_text(tree, label, "name", value);
	set_color(tree, label, value_of(xml, "background"));
	if (alias.ptr != NULL)
		dn_node_add_text(tree, dn_node_set_array(tree, label,
		    "aliases"), alias);
	if (category.ptr != NULL)
		dn_node_set_text(tree, dn_node_set_object(tree, label, "ids"),
		    "labelstudio", category);
	return 0;
}

/* What a tag is called. */
static int
add_names(const struct dn_xml *xml, const struct dn_studio_names *names,
    struct dn_err *err)
{
	struct dn_span name = value_of(xml, "name");
	struct dn_names *lists[] = { names->all,
		dn_span_is(dn_xml_name(xml), "Choices") ? names->choices :
		    NULL,
		dn_span_is(dn_xml_name(xml), "TextArea") ? names->areas :
		    NULL };

	for (int i = 0; i < 3 && name.ptr != NULL; i++)
		if (lists[i] != NULL && dn_names_add(lists[i], name, NULL) ==
		    DN_NAMES_NONE)
			return dn_err_memory(err);
	return 0;
}

int
dn_studio_read_config(struct dn_item *header, struct dn_src *src,
    struct dn_span text, const struct dn_studio_names *names,
    struct dn_err *err)
{
	struct dn_names *known = dn_names_new();
	struct dn_tree *tree = &header->tree;
	struct dn_xml *xml = dn_xml_new(src, err);
	enum dn_xml_event event;
	int more = xml == NULL ? -1 : 1;

	dn_item_begin_header(header);
	if (known == NULL)
		more = dn_err_memory(err);
	while (more > 0 && (more = dn_xml_next(xml, &event, err)) > 0) {
		struct dn_span name = dn_xml_name(xml);

		if (event == DN_XML_START && add_names(xml, names, err) < 0)
			more = -1;
		if (event == DN_XML_START && (dn_span_is(name, "Label") ||
		    dn_span_is(name, "Choice")) &&
		    add_label(header, known, xml, err) < 0)
			more = -1;
	}
	dn_xml_free(xml);
	dn_names_free(known);
	if (more < 0)
		return -1;
	header->source = dn_node_need_object(tree, header->root, "source");
	dn_node_set_text(tree, header->source, "format",
	    DN_SPAN("labelstudio"));
	dn_raw_set_text(tree, header->root, DN_SPAN("/config"), text);
	return dn_tree_check(tree, err);
}
