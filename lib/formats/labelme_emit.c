/* SPDX-License-Identifier: MIT */
/* A shape of LabelMe as JSON: its members, and those that were kept. */
#include "formats/labelme.h"
#include "io/jsontext.h"

struct dn_node *
dn_labelme_own_raw(struct dn_labelme_writer *writer, struct dn_node *node,
    const char *pointer)
{
	return writer->own ? dn_raw_get(&writer->item->tree, node,
	    dn_span_of(pointer)) : NULL;
}

/* ---- members of a shape ---------------------------------------------- */

/* The label as JSON: a text, as LabelMe wants it; of several the first. */
static void
add_label(struct dn_labelme_writer *writer, struct dn_node *node)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *label = dn_node_get(tree, node, "label");
	struct dn_bytes *out = &writer->shapes;

	if (label == NULL)
		label = dn_node_first(tree, dn_node_get(tree, node, "labels"));
	if (writer->own && label == NULL)
		label = dn_labelme_own_raw(writer, node, "/label");
	if (writer->own) {
		dn_rawjson_member(out, DN_SPAN("label"), label);
		return;
	}
	if (dn_node_type(label) == DN_JSON_ARRAY)
		label = dn_node_first(tree, label);
	dn_rawjson_name(out, DN_SPAN("label"));
	if (dn_node_type(label) == DN_JSON_STRING)
		dn_bytes_add_span(out, label->raw);
	else
		dn_json_write_text(out, label != NULL ? label->raw :
		    DN_SPAN(""));
}

/* The number of a group that is no integer. */
static int
add_group_number(struct dn_labelme_writer *writer, struct dn_node *node,
    struct dn_node *group, struct dn_err *err)
{
	size_t number = dn_names_add(writer->groups, group->raw, NULL);

	if (number == DN_NAMES_NONE)
		return dn_err_memory(err);
	dn_bytes_add_int(&writer->shapes, writer->group + (int64_t)number);
	return dn_loss_degraded(writer->writing->loss, writer->item, node,
	    DN_CAP_GROUP, err, "it becomes number %lld",
	    (long long)(writer->group + (int64_t)number));
}

/* group_id: the shape's, or the annotation's, an integer. */
static int
add_group(struct dn_labelme_writer *writer,
    const struct dn_labelme_shape *shape, struct dn_err *err)
{
	struct dn_node *group = dn_node_get(&writer->item->tree, shape->node,
	    "group");
	struct dn_bytes *out = &writer->shapes;
	int64_t number;

	if (shape->group.ptr == NULL && dn_node_type(group) <= DN_JSON_NULL) {
		group = dn_labelme_own_raw(writer, shape->node, "/group_id");
		if (writer->own)
			dn_rawjson_member(out, DN_SPAN("group_id"), group);
		else
			dn_bytes_add_text(out, ",\"group_id\":null");
		return 0;
	}
	dn_rawjson_name(out, DN_SPAN("group_id"));
	if (shape->group.ptr != NULL)
		dn_bytes_add_span(out, shape->group);
	else if (writer->own || dn_node_int(group, &number))
		dn_bytes_add_span(out, group->raw);
	else
		return add_group_number(writer, shape->node, group, err);
	return 0;
}

/* Append the texts of notes, a line each. */
static void
join_notes(struct dn_tree *tree, struct dn_node *notes, struct dn_bytes *out)
{
	struct dn_node *note = dn_node_first(tree, notes);

	for (; note != NULL; note = note->next) {
		struct dn_span text = dn_node_text(tree,
		    dn_node_get(tree, note, "text"));

		if (text.len > 0 && out->len > 0)
			dn_bytes_add_byte(out, '\n');
		dn_bytes_add_span(out, text);
	}
}

bool
dn_labelme_notes_are(struct dn_tree *tree, struct dn_node *notes,
    struct dn_span text)
{
	struct dn_bytes joined;
	bool same;

	dn_bytes_init(&joined, SIZE_MAX / 2);
	join_notes(tree, notes, &joined);
	same = joined.failed == DN_E_NONE &&
	    dn_span_equal(dn_bytes_span(&joined), text);
	dn_bytes_release(&joined);
	return same;
}

/* Is it just what a description is read as? */
static bool
is_description(struct dn_tree *tree, struct dn_node *notes)
{
	struct dn_node *note = dn_node_first(tree, notes);

	return note != NULL && note->next == NULL && dn_span_is(
	    dn_node_text(tree, dn_node_get(tree, note, "type")),
	    "description") && dn_node_count(tree, note) == 2;
}

/* description: the notes; those that are more than that stand beside it. */
static void
add_notes(struct dn_labelme_writer *writer, struct dn_node *node)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *notes = dn_node_get(tree, node, "notes");
	struct dn_bytes *out = &writer->shapes;

	if (dn_node_first(tree, notes) == NULL) {
		if (writer->own)
			dn_rawjson_member(out, DN_SPAN("description"),
			    dn_labelme_own_raw(writer, node, "/description"));
		else
			dn_bytes_add_text(out, ",\"description\":\"\"");
		return;
	}
	dn_bytes_clear(&writer->text);
	join_notes(tree, notes, &writer->text);
	dn_rawjson_name(out, DN_SPAN("description"));
	dn_json_write_text(out, dn_bytes_span(&writer->text));
	if (!is_description(tree, notes))
		dn_rawjson_member(out, DN_SPAN("notes"), notes);
}

static bool
is_truth(const struct dn_node *node)
{
	return dn_node_type(node) == DN_JSON_TRUE ||
	    dn_node_type(node) == DN_JSON_FALSE;
}

/* Append the attributes that are truth values, or with `others` the others. */
static void
add_attributes(struct dn_labelme_writer *writer, struct dn_node *node,
    bool others)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *one = dn_node_first(tree,
	    dn_node_get(tree, node, "attributes"));

	for (; one != NULL; one = one->next)
		if (is_truth(one) != others)
			dn_rawjson_member(&writer->flags, one->name, one);
}

/* A mark that is true becomes a flag of its name, unless there is one. */
static void
add_mark(struct dn_labelme_writer *writer, struct dn_node *node,
    const char *name, bool is)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *mark = dn_node_get(tree, node, name);
	double value;

	is = is || dn_node_true(mark) || (dn_node_real(mark, &value) &&
	    (value < 0 || value > 0));
	if (!is || dn_node_get(tree, dn_node_get(tree, node, "attributes"),
	    name) != NULL)
		return;
	dn_rawjson_name(&writer->flags, dn_span_of(name));
	dn_bytes_add_text(&writer->flags, "true");
}

/* Add what was gathered in writer->flags as an object; `kept` where none. */
static void
add_gathered(struct dn_labelme_writer *writer, const char *name,
    const struct dn_node *kept, bool always)
{
	struct dn_bytes *flags = &writer->flags;

	dn_bytes_add_byte(flags, '}');
	if (kept != NULL && flags->len == 2) {
		dn_rawjson_member(&writer->shapes, dn_span_of(name), kept);
	} else if (flags->len > 2 || always) {
		dn_rawjson_name(&writer->shapes, dn_span_of(name));
		dn_bytes_add_span(&writer->shapes, dn_bytes_span(flags));
	}
	dn_bytes_clear(flags);
	dn_bytes_add_byte(flags, '{');
}

/* flags, and the extension for attributes that are none. */
static void
add_flags(struct dn_labelme_writer *writer,
    const struct dn_labelme_shape *shape)
{
	struct dn_node *node = shape->node;

	dn_bytes_clear(&writer->flags);
	dn_bytes_add_byte(&writer->flags, '{');
	add_attributes(writer, node, false);
	add_mark(writer, node, "occluded", shape->hidden);
	add_mark(writer, node, "truncated", false);
	add_mark(writer, node, "crowd", false);
	add_gathered(writer, "flags",
	    dn_labelme_own_raw(writer, node, "/flags"), !writer->own);
	add_attributes(writer, node, true);
	add_gathered(writer, "attributes",
	    dn_labelme_own_raw(writer, node, "/attributes"), false);
}

/* Members under names of their own, and those that were kept. */
static void
add_rest(struct dn_labelme_writer *writer, struct dn_node *node)
{
	static const char *const written[] = { "label", "points", "group_id",
		"description", "shape_type", "flags", "attributes", "mask",
		NULL };
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *score = dn_node_get(tree, node, "score");
	struct dn_node *difficult = dn_node_get(tree, node, "difficult");

	if (dn_node_type(score) == DN_JSON_NUMBER)
		dn_rawjson_member(&writer->shapes, DN_SPAN("score"), score);
	if (is_truth(difficult))
		dn_rawjson_member(&writer->shapes, DN_SPAN("difficult"),
		    difficult);
	if (writer->own)
		dn_rawjson_write(&writer->shapes, tree, node, written);
}

int
dn_labelme_write_shape(struct dn_labelme_writer *writer,
    const struct dn_labelme_shape *shape, struct dn_err *err)
{
	struct dn_bytes *out = &writer->shapes;
	struct dn_node *mask = dn_labelme_own_raw(writer, shape->node, "/mask");

	dn_bytes_add_text(out, out->len > 0 ? ",\n{" : "\n{");
	if (shape->name.ptr != NULL) {
		dn_rawjson_name(out, DN_SPAN("label"));
		dn_json_write_text(out, shape->name);
	} else {
		add_label(writer, shape->node);
	}
	dn_rawjson_name(out, DN_SPAN("points"));
	dn_bytes_add_span(out, shape->points);
	if (add_group(writer, shape, err) < 0)
		return -1;
	add_notes(writer, shape->node);
	if (shape->type.ptr != NULL) {
		dn_rawjson_name(out, DN_SPAN("shape_type"));
		dn_bytes_add_span(out, shape->type);
	}
	add_flags(writer, shape);
	if (shape->mask.ptr != NULL) {
		dn_rawjson_name(out, DN_SPAN("mask"));
		dn_bytes_add_span(out, shape->mask);
	} else if (mask != NULL) {
		/* Of a shape that is no mask: nobody draws it. */
		dn_rawjson_member(out, DN_SPAN("mask"), mask);
	} else if (!writer->own) {
		dn_bytes_add_text(out, ",\"mask\":null");
	}
	add_rest(writer, shape->node);
	dn_bytes_add_byte(out, '}');
	return dn_bytes_check(out, err);
}

int
dn_labelme_write_kept(struct dn_labelme_writer *writer, struct dn_node *node)
{
	static const char *const written[] = { "label", NULL };
	struct dn_bytes *out = &writer->shapes;

	dn_bytes_add_text(out, out->len > 0 ? ",\n{" : "\n{");
	add_label(writer, node);
	dn_rawjson_write(out, &writer->item->tree, node, written);
	dn_bytes_add_byte(out, '}');
	return 1;
}
