/* SPDX-License-Identifier: MIT */
/* Writing the labels of a CVAT document: as declared, and as they are used. */
#include <stdlib.h>

#include "formats/cvat_write.h"
#include "formats/jsonml.h"
#include "formats/markup.h"
#include "io/jsontext.h"

/* What is being written, and where attributes that were used are found. */
struct labels {
	struct dn_cvat_writer *writer;
	struct dn_tree *tree;           /* of the headers */
	size_t *first, *next;           /* lists of them, a label each */
};

static struct dn_xml_element *
add(struct labels *labels, struct dn_xml_element *parent, const char *name,
    struct dn_span text)
{
	return parent == NULL ? NULL : dn_markup_add_text(
	    &labels->writer->arena, parent, dn_span_of(name), text);
}

/* The value of a member that is a text; absent where it is none. */
static struct dn_span
text_of(struct labels *labels, struct dn_node *object, const char *name)
{
	return dn_node_text(labels->tree,
	    dn_node_get(labels->tree, object, name));
}

static int
lose(struct labels *labels, struct dn_span label, struct dn_span what,
    struct dn_err *err)
{
	return dn_loss_dropped(labels->writer->writing->loss, NULL, NULL,
	    DN_CAP_LABEL_SET, err, "%.*s of label %.*s",
	    what.len < 60 ? (int)what.len : 60, what.ptr,
	    label.len < 60 ? (int)label.len : 60, label.ptr);
}

/* ---- attributes ------------------------------------------------------ */

/* <values>: one a line. */
static struct dn_xml_element *
add_values(struct labels *labels, struct dn_xml_element *parent,
    struct dn_node *list)
{
	struct dn_bytes *text = &labels->writer->text;
	struct dn_node *node = dn_node_first(labels->tree, list);

	dn_bytes_clear(text);
	for (; node != NULL; node = node->next) {
		dn_bytes_add_span(text, node->type == DN_JSON_STRING ?
		    dn_node_text(labels->tree, node) : node->raw);
		if (node->next != NULL)
			dn_bytes_add_byte(text, '\n');
	}
	return add(labels, parent, "values", text->len > 0 ?
	    dn_bytes_span(text) : DN_SPAN(""));
}

/* Elements that were kept of a label or attribute. */
static int
add_kept(struct labels *labels, struct dn_xml_element *parent,
    struct dn_node *list)
{
	struct dn_node *node = dn_node_first(labels->tree, list);
	struct dn_xml_element *made;

	for (; node != NULL; node = node->next)
		if (dn_jsonml_build(&labels->writer->arena, labels->tree, node,
		    parent, &made) < 0)
			return -1;
	return 0;
}

/* One <attribute> of a label, as the header has it. */
static int
add_declared(struct labels *labels, struct dn_xml_element *parent,
    struct dn_node *node, struct dn_err *err)
{
	struct dn_tree *tree = labels->tree;
	struct dn_span old = dn_node_text(tree, dn_raw_get(tree, node,
	    DN_SPAN(""))), name = text_of(labels, node, "name");
	struct dn_span type = text_of(labels, node, "type");
	struct dn_span value = text_of(labels, node, "default");
	struct dn_node *mutable = dn_node_get(tree, node, "mutable");
	struct dn_node *values = dn_node_get(tree, node, "values");
	struct dn_xml_element *attribute = add(labels, parent, "attribute",
	    DN_SPAN(""));

	if (attribute == NULL)
		return dn_err_memory(err);
	/* Version 1.0 has it as one text. */
	if (old.ptr != NULL && name.ptr != NULL &&
	    memmem(old.ptr, old.len, name.ptr, name.len) != NULL) {
		attribute->text = dn_arena_copy(&labels->writer->arena, old);
		return attribute->text.ptr != NULL ? 0 : dn_err_memory(err);
	}
	if (name.ptr != NULL)
		add(labels, attribute, "name", name);
	if (dn_node_type(mutable) == DN_JSON_TRUE)
		add(labels, attribute, "mutable", DN_SPAN("True"));
	else if (dn_node_type(mutable) == DN_JSON_FALSE)
		add(labels, attribute, "mutable", DN_SPAN("False"));
	if (type.ptr != NULL)
		add(labels, attribute, "input_type", type);
	if (value.ptr != NULL)
		add(labels, attribute, "default_value", value);
	if (dn_node_type(values) == DN_JSON_ARRAY)
		add_values(labels, attribute, values);
	return add_kept(labels, attribute, dn_raw_get(tree, node,
	    DN_SPAN("/*"))) < 0 ? dn_err_memory(err) : 0;
}

/* One that annotations from elsewhere have. */
static int
add_used(struct labels *labels, struct dn_xml_element *parent,
    struct dn_span name, unsigned types, struct dn_span label,
    struct dn_err *err)
{
	struct dn_xml_element *attribute = add(labels, parent, "attribute",
	    DN_SPAN(""));
	struct dn_span type = DN_SPAN("text"), value = DN_SPAN("");

	if (types == DN_CVAT_TRUTH) {
		type = DN_SPAN("checkbox");
		value = DN_SPAN("false");
	} else if (types == DN_CVAT_NUMBER) {
		type = DN_SPAN("number");
		value = DN_SPAN("0");
	} else if (types != DN_CVAT_TEXT && dn_loss_degraded(
	    labels->writer->writing->loss, NULL, NULL, DN_CAP_ATTRIBUTES, err,
	    "%.*s of label %.*s becomes a text", name.len < 60 ?
	    (int)name.len : 60, name.ptr, label.len < 60 ? (int)label.len :
	    60, label.ptr) < 0) {
		return -1;
	}
	add(labels, attribute, "name", name);
	add(labels, attribute, "mutable", DN_SPAN("False"));
	add(labels, attribute, "input_type", type);
	add(labels, attribute, "default_value", value);
	return add(labels, attribute, "values", DN_SPAN("")) != NULL ? 0 :
	    dn_err_memory(err);
}

/* The attribute's name behind its label's. */
static struct dn_span
used_name(const struct labels *labels, size_t at, struct dn_span label)
{
	struct dn_span key = dn_names_get(labels->writer->attributes, at);

	return (struct dn_span){ key.ptr + label.len + 1,
		key.len - label.len - 1 };
}

/* Names that the header declares for the label. */
static int
collect_names(struct labels *labels, struct dn_node *list,
    struct dn_names *names)
{
	struct dn_node *node = dn_node_first(labels->tree, list);

	for (; node != NULL; node = node->next)
		if (dn_names_add(names, text_of(labels, node, "name"),
		    NULL) == DN_NAMES_NONE)
			return -1;
	return 0;
}

static int
add_attributes(struct labels *labels, struct dn_xml_element *element,
    size_t index, struct dn_node *label, struct dn_err *err)
{
	struct dn_node *list = dn_node_get(labels->tree, label, "attributes");
	struct dn_span name = dn_labels_name(
	    labels->writer->writing->labels, index);
	struct dn_names *names = dn_names_new();
	struct dn_node *node = dn_node_first(labels->tree, list);
	struct dn_xml_element *parent = NULL;
	size_t at = labels->first[index];
	int failed = names == NULL || collect_names(labels, list, names) < 0 ?
	    dn_err_memory(err) : 0;

	if (list != NULL || at != SIZE_MAX || label == NULL)
		parent = add(labels, element, "attributes", DN_SPAN(""));
	for (; node != NULL && failed == 0; node = node->next)
		failed = add_declared(labels, parent, node, err);
	for (; at != SIZE_MAX && failed == 0; at = labels->next[at]) {
		struct dn_span own = used_name(labels, at, name);

		if (dn_names_find(names, own) == DN_NAMES_NONE)
			failed = add_used(labels, parent, own,
			    labels->writer->types[at], name, err);
	}
	dn_names_free(names);
	return failed;
}

/* ---- skeletons ------------------------------------------------------- */

/* A picture of points in rows, and of the lines between them. */
static void
draw(struct labels *labels, struct dn_node *points, struct dn_node *edges,
    struct dn_bytes *out)
{
	struct dn_tree *tree = labels->tree;
	struct dn_node *node;
	size_t count = dn_node_count(tree, points), row = 1, at = 0;
	int64_t from, to;

	dn_bytes_clear(out);
	while (row * row < count)
		row++;
	for (node = dn_node_first(tree, edges); node != NULL;
	    node = node->next) {
		struct dn_node *end = dn_node_first(tree, node);

		if (dn_node_int(end, &from) && end->next != NULL &&
		    dn_node_int(end->next, &to) && from >= 0 && to >= 0 &&
		    (uint64_t)from < count && (uint64_t)to < count)
			dn_bytes_add_format(out, "<line x1=\"%zu\" "
			    "y1=\"%zu\" x2=\"%zu\" y2=\"%zu\" "
			    "data-type=\"edge\" data-node-from=\"%lld\" "
			    "data-node-to=\"%lld\"></line>",
			    (size_t)from % row * 100 / row + 5,
			    (size_t)from / row * 100 / row + 5,
			    (size_t)to % row * 100 / row + 5,
			    (size_t)to / row * 100 / row + 5,
			    (long long)from + 1, (long long)to + 1);
	}
	for (node = dn_node_first(tree, points); node != NULL;
	    node = node->next, at++) {
		dn_bytes_add_format(out, "<circle r=\"0.75\" cx=\"%zu\" "
		    "cy=\"%zu\" data-type=\"element node\" "
		    "data-element-id=\"%zu\" data-node-id=\"%zu\" "
		    "data-label-name=\"", at % row * 100 / row + 5,
		    at / row * 100 / row + 5, at + 1, at + 1);
		(void)dn_xml_escape(out, dn_node_text(tree, node));
		dn_bytes_add_text(out, "\"></circle>");
	}
}

/* Does the picture that came still draw the edges of now? */
static bool
still_draws(struct labels *labels, struct dn_span svg, struct dn_node *points,
    struct dn_node *edges)
{
	struct dn_tree *tree = labels->tree;
	struct dn_bytes *then = &labels->writer->text;
	struct dn_bytes *now = &labels->writer->other;
	struct dn_names *names = dn_names_new();
	struct dn_node *node = dn_node_first(tree, points);
	bool same = names != NULL, known;

	for (; node != NULL && same; node = node->next)
		same = dn_names_add(names, dn_node_text(tree, node), NULL) !=
		    DN_NAMES_NONE;
	dn_bytes_clear(then);
	dn_bytes_clear(now);
	dn_bytes_add_byte(then, '[');
	known = same && dn_cvat_edges(svg, names, then);
	dn_bytes_add_byte(then, ']');
	if (edges != NULL)
		dn_tree_write(edges, now);
	dn_names_free(names);
	/* A picture that says nothing of edges contradicts none. */
	return same && (known ? edges != NULL && dn_span_equal(
	    dn_bytes_span(then), dn_bytes_span(now)) : edges == NULL);
}

/* The points of a skeleton as labels below it, in their order. */
static int
add_points(struct labels *labels, struct dn_xml_element *list,
    struct dn_span parent, struct dn_node *points, struct dn_node *kept,
    struct dn_err *err)
{
	struct dn_tree *tree = labels->tree;
	struct dn_node *point = dn_node_first(tree, points);
	struct dn_node *node = dn_node_first(tree, kept);
	struct dn_xml_element *label;

	for (; point != NULL; point = point->next) {
		struct dn_span name = dn_node_text(tree, point);
		struct dn_xml_element *child = NULL;
		int built = 0;

		if (node != NULL) {
			built = dn_jsonml_build(&labels->writer->arena, tree,
			    node, list, &label);
			if (built < 0)
				return dn_err_memory(err);
			child = built == 1 ? dn_xml_child(label, "name") :
			    NULL;
			node = node->next;
		}
		/* What was kept holds as long as the point is called so. */
		if (built == 1) {
			if (child != NULL && dn_span_equal(child->text, name))
				continue;
			if (child != NULL)
				child->text = dn_arena_copy(
				    &labels->writer->arena, name);
			continue;
		}
		label = add(labels, list, "label", DN_SPAN(""));
		add(labels, label, "name", name);
		add(labels, label, "type", DN_SPAN("points"));
		add(labels, label, "attributes", DN_SPAN(""));
		if (add(labels, label, "parent", parent) == NULL)
			return dn_err_memory(err);
	}
	return 0;
}

/* ---- labels ---------------------------------------------------------- */

/* Numbers that other formats have for the label. */
static int
add_ids(struct labels *labels, struct dn_xml_element *element,
    struct dn_node *ids, struct dn_span label, struct dn_err *err)
{
	struct dn_node *node = dn_node_first(labels->tree, ids);
	struct dn_xml_element *parent = NULL, *id;

	for (; node != NULL; node = node->next) {
		if (node->type == DN_JSON_NULL)
			continue;
		if (!dn_markup_is_name(node->name) ||
		    (node->type != DN_JSON_STRING &&
		    node->type != DN_JSON_NUMBER)) {
			if (lose(labels, label, node->name, err) < 0)
				return -1;
			continue;
		}
		if (parent == NULL)
			parent = add(labels, element, "ids", DN_SPAN(""));
		id = parent == NULL ? NULL : dn_markup_add(
		    &labels->writer->arena, parent, node->name);
		if (id == NULL || (node->type == DN_JSON_STRING &&
		    dn_markup_put(&labels->writer->arena, id,
		    DN_SPAN("/@type"), DN_SPAN("string")) < 0))
			return dn_err_memory(err);
		id->text = dn_arena_copy(&labels->writer->arena,
		    node->type == DN_JSON_STRING ?
		    dn_node_text(labels->tree, node) : node->raw);
		if (id->text.ptr == NULL)
			return dn_err_memory(err);
	}
	return 0;
}

/* Members of a label that have no place. */
static int
judge_members(struct labels *labels, struct dn_node *label,
    struct dn_span name, struct dn_err *err)
{
	static const char *const known[] = { "name", "color", "kind",
		"attributes", "keypoints", "edges", "ids", "source", NULL };
	struct dn_node *node = dn_node_first(labels->tree, label);

	for (; node != NULL; node = node->next) {
		bool found = node->type == DN_JSON_NULL;

		for (int i = 0; known[i] != NULL; i++)
			found |= dn_span_is(node->name, known[i]);
		if (!found && lose(labels, name, node->name, err) < 0)
			return -1;
	}
	return 0;
}

/* <type>: that of the label, or of what has points. */
static void
add_type(struct labels *labels, struct dn_xml_element *element,
    struct dn_node *label)
{
	struct dn_span kind = text_of(labels, label, "kind");
	const char *type = NULL;

	for (int i = 0; i < DN_ANNOTATION_COUNT; i++)
		if (dn_span_is(kind, dn_annotation_name(
		    (enum dn_annotation_kind)i)))
			type = dn_cvat_type((enum dn_annotation_kind)i);
	if (kind.ptr == NULL && dn_node_first(labels->tree, dn_node_get(
	    labels->tree, label, "keypoints")) != NULL &&
	    dn_node_get(labels->tree, label, "source") == NULL)
		type = "skeleton";
	if (type != NULL)
		add(labels, element, "type", dn_span_of(type));
}

/* <svg> of a skeleton: as it came, or drawn. */
static void
add_picture(struct labels *labels, struct dn_xml_element *element,
    struct dn_node *label)
{
	struct dn_tree *tree = labels->tree;
	struct dn_node *points = dn_node_get(tree, label, "keypoints");
	struct dn_node *edges = dn_node_get(tree, label, "edges");
	struct dn_span svg = { NULL, 0 };

	if (label != NULL)
		svg = dn_node_text(tree, dn_raw_get(tree, label,
		    DN_SPAN("/svg")));
	if (svg.ptr != NULL && (dn_node_first(tree, points) == NULL ||
	    still_draws(labels, svg, points, edges))) {
		add(labels, element, "svg", svg);
		return;
	}
	if (dn_node_first(tree, points) == NULL || edges == NULL)
		return;
	draw(labels, points, edges, &labels->writer->text);
	add(labels, element, "svg", dn_bytes_span(&labels->writer->text));
}

static int
add_label(struct labels *labels, struct dn_xml_element *list, size_t index,
    struct dn_err *err)
{
	struct dn_labels *table = labels->writer->writing->labels;
	struct dn_tree *tree = labels->tree;
	struct dn_node *label = dn_labels_node(table, index);
	struct dn_span name = dn_labels_name(table, index);
	struct dn_xml_element *element = add(labels, list, "label",
	    DN_SPAN(""));
	struct dn_span color = text_of(labels, label, "color");

	if (add(labels, element, "name", name) == NULL)
		return dn_err_memory(err);
	if (color.ptr != NULL)
		add(labels, element, "color", color);
	add_type(labels, element, label);
	if (add_attributes(labels, element, index, label, err) < 0)
		return -1;
	add_picture(labels, element, label);
	if (label == NULL)
		return 0;
	if (add_kept(labels, element, dn_raw_get(tree, label,
	    DN_SPAN("/*"))) < 0)
		return dn_err_memory(err);
	if (add_ids(labels, element, dn_node_get(tree, label, "ids"), name,
	    err) < 0 || judge_members(labels, label, name, err) < 0)
		return -1;
	return add_points(labels, list, name, dn_node_get(tree, label,
	    "keypoints"), dn_raw_get(tree, label, DN_SPAN("/labels")), err);
}

/* Lists of the attributes that were used, label by label, in their order. */
static int
sort_attributes(struct labels *labels, size_t count, struct dn_err *err)
{
	struct dn_cvat_writer *writer = labels->writer;
	size_t used = dn_names_count(writer->attributes), index;

	labels->first = calloc(count + 1, sizeof(size_t));
	labels->next = calloc(used + 1, sizeof(size_t));
	if (labels->first == NULL || labels->next == NULL)
		return dn_err_memory(err);
	for (size_t i = 0; i < count; i++)
		labels->first[i] = SIZE_MAX;
	for (size_t i = used; i-- > 0;) {
		struct dn_span key = dn_names_get(writer->attributes, i);

		if (dn_labels_add(writer->writing->labels,
		    dn_span_of(key.ptr), &index, err) < 0)
			return -1;
		if (index >= count)
			continue;
		labels->next[i] = labels->first[index];
		labels->first[index] = i;
	}
	return 0;
}

int
dn_cvat_write_labels(struct dn_cvat_writer *writer,
    struct dn_xml_element *list, struct dn_err *err)
{
	struct dn_labels *table = writer->writing->labels;
	struct labels labels = { .writer = writer,
		.tree = dn_labels_tree(table) };
	size_t count = dn_labels_count(table);
	int failed = sort_attributes(&labels, count, err);

	for (size_t i = 0; i < count && failed == 0; i++)
		if (dn_labels_node(table, i) != NULL ||
		    (i < writer->needed_cap && writer->needed[i]))
			failed = add_label(&labels, list, i, err);
	free(labels.first);
	free(labels.next);
	return failed;
}
