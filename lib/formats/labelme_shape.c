/* SPDX-License-Identifier: MIT */
/* Reading a shape of LabelMe: geometry, flags, group, and what is left. */
#include <stdio.h>

#include "formats/compact.h"
#include "formats/labelme.h"

/* Keep a member of the shape that is there. */
static void
keep(struct dn_labelme_reader *reader, const struct dn_node *node)
{
	if (node != NULL)
		dn_rawjson_keep(&reader->at.raw, node->name, node->raw);
}

/* ---- geometry -------------------------------------------------------- */

/*
 * Set the geometry, and keep the points and the type that the way back would
 * not write so.
 */
static int
read_geometry(struct dn_labelme_reader *reader, struct dn_node *shape,
    struct dn_node *node, struct dn_labelme_geometry *geometry,
    struct dn_err *err)
{
	struct dn_tree *tree = &reader->item->tree;
	struct dn_node *points = dn_node_get(&reader->at.tree, shape, "points");
	struct dn_node *mask = dn_node_get(&reader->at.tree, shape, "mask");
	struct dn_node *name = dn_node_get(&reader->at.tree, shape,
	    "shape_type");
	enum dn_labelme_type type = dn_labelme_type(
	    dn_node_text(&reader->at.tree, name)), back = DN_LABELME_OTHER;
	struct dn_bytes given;
	bool same;

	if (dn_labelme_geometry_read(&reader->at.tree, type, points, mask,
	    &reader->size, geometry, err) < 0)
		return -1;
	dn_node_set_text(tree, node, "kind",
	    dn_span_of(dn_annotation_name(geometry->kind)));
	for (int i = 0; i < 2 && geometry->members[i] != NULL; i++)
		dn_node_set_raw(tree, node, geometry->members[i],
		    dn_bytes_span(&geometry->texts[i]));
	dn_bytes_clear(&reader->text);
	dn_bytes_clear(&reader->mask);
	if (dn_tree_check(tree, err) < 0 || dn_labelme_points(reader->item,
	    node, geometry->kind, &back, &reader->text, &reader->mask,
	    err) < 0)
		return -1;
	if (mask != NULL && !dn_span_equal(mask->raw,
	    dn_bytes_span(&reader->mask)))
		keep(reader, mask);
	if (name != NULL && (back == DN_LABELME_OTHER || !dn_span_is(
	    dn_node_text(&reader->at.tree, name), dn_labelme_type_name(back))))
		keep(reader, name);
	if (name == NULL)
		dn_node_set_text(tree, dn_node_need_object(tree, node,
		    "source"), "dialect", DN_SPAN("untyped"));
	dn_bytes_init(&given, SIZE_MAX / 2);
	dn_compact_add(&given, points->raw);
	same = given.failed == DN_E_NONE && dn_span_equal(
	    dn_bytes_span(&given), dn_bytes_span(&reader->text));
	dn_bytes_release(&given);
	if (!same)
		keep(reader, points);
	return dn_bytes_check(&reader->text, err);
}

/* ---- members --------------------------------------------------------- */

/* Are all members of the object truth values, or, with `no`, none? */
static bool
is_all_truth(struct dn_tree *tree, struct dn_node *object, bool no)
{
	struct dn_node *node = dn_node_first(tree, object);

	if (dn_node_type(object) != DN_JSON_OBJECT || node == NULL)
		return false;
	for (; node != NULL; node = node->next)
		if ((node->type == DN_JSON_TRUE ||
		    node->type == DN_JSON_FALSE) == no)
			return false;
	return true;
}

/* Append the members of an object to `attributes` in reader->text. */
static void
add_attributes(struct dn_labelme_reader *reader, struct dn_node *object)
{
	struct dn_node *node = dn_node_first(&reader->at.tree, object);

	for (; node != NULL; node = node->next)
		dn_rawjson_member(&reader->text, node->name, node);
}

/*
 * Flags, all true or false, and the extension `attributes`, of which none is,
 * so that both can be told apart again.
 */
static void
read_attributes(struct dn_labelme_reader *reader, struct dn_node *shape,
    struct dn_node *node)
{
	struct dn_node *flags = dn_node_get(&reader->at.tree, shape, "flags");
	struct dn_node *more = dn_node_get(&reader->at.tree, shape,
	    "attributes"), *one;
	bool flagged = is_all_truth(&reader->at.tree, flags, false);
	bool extended = is_all_truth(&reader->at.tree, more, true);
	size_t count = 0;

	for (one = dn_node_first(&reader->at.tree, more); flagged && extended &&
	    one != NULL; one = one->next)
		extended = ++count <= 1000 && dn_node_find(&reader->at.tree,
		    flags, one->name) == NULL;
	dn_bytes_clear(&reader->text);
	dn_bytes_add_byte(&reader->text, '{');
	if (flagged)
		add_attributes(reader, flags);
	else
		keep(reader, flags);
	if (extended)
		add_attributes(reader, more);
	else
		keep(reader, more);
	dn_bytes_add_byte(&reader->text, '}');
	if (flagged || extended)
		dn_node_set_raw(&reader->item->tree, node, "attributes",
		    dn_bytes_span(&reader->text));
}

/*
 * A description is a note; where the extension `notes` has more than that, it
 * is those.
 */
static void
read_notes(struct dn_labelme_reader *reader, struct dn_node *shape,
    struct dn_node *node)
{
	struct dn_tree *tree = &reader->item->tree;
	struct dn_node *given = dn_node_get(&reader->at.tree, shape,
	    "description");
	struct dn_node *notes = dn_node_get(&reader->at.tree, shape, "notes");
	struct dn_span text = dn_node_text(&reader->at.tree, given);
	struct dn_node *note;

	if (dn_node_type(notes) == DN_JSON_ARRAY && text.ptr != NULL &&
	    notes->raw.len > 2 && dn_labelme_notes_are(&reader->at.tree, notes,
	    text)) {
		dn_bytes_clear(&reader->text);
		dn_compact_add(&reader->text, notes->raw);
		dn_node_set_raw(tree, node, "notes",
		    dn_bytes_span(&reader->text));
		return;
	}
	keep(reader, notes);
	if (text.len == 0) {
		keep(reader, given);
		return;
	}
	note = dn_node_add_object(tree,
	    dn_node_set_array(tree, node, "notes"));
	dn_node_set_text(tree, note, "type", DN_SPAN("description"));
	dn_node_set_text(tree, note, "text", text);
}

/* Members that are the record's under a name of their own, or are kept. */
static void
read_members(struct dn_labelme_reader *reader, struct dn_node *shape,
    struct dn_node *node)
{
	static const char *const known[] = { "label", "points", "shape_type",
		"flags", "attributes", "description", "notes", "mask", NULL };
	struct dn_tree *tree = &reader->item->tree;
	struct dn_node *member = dn_node_first(&reader->at.tree, shape);
	double score;

	for (; member != NULL; member = member->next) {
		int i = 0;

		while (known[i] != NULL &&
		    !dn_span_is(member->name, known[i]))
			i++;
		if (known[i] != NULL)
			continue;
		if (dn_span_is(member->name, "group_id") &&
		    member->type == DN_JSON_NUMBER)
			dn_node_set_raw(tree, node, "group", member->raw);
		else if (dn_span_is(member->name, "score") &&
		    dn_node_real(member, &score) && score >= 0 && score <= 1)
			dn_node_set_raw(tree, node, "score", member->raw);
		else if (dn_span_is(member->name, "difficult") &&
		    (member->type == DN_JSON_TRUE ||
		    member->type == DN_JSON_FALSE))
			dn_node_set_bool(tree, node, "difficult",
			    member->type == DN_JSON_TRUE);
		else
			keep(reader, member);
	}
}

/* A shape of a type that the record has no kind for: all of it is kept. */
static void
keep_shape(struct dn_labelme_reader *reader, struct dn_node *shape,
    struct dn_node *node)
{
	struct dn_node *member = dn_node_first(&reader->at.tree, shape);

	dn_node_set_text(&reader->item->tree, node, "kind",
	    dn_span_of(dn_annotation_name(DN_ANNOTATION_OTHER)));
	for (; member != NULL; member = member->next)
		if (!dn_span_is(member->name, "label"))
			keep(reader, member);
}

/* ---- the shape ------------------------------------------------------- */

static int
fill_shape(struct dn_labelme_reader *reader, struct dn_node *shape,
    struct dn_node *node, struct dn_err *err)
{
	struct dn_tree *tree = &reader->item->tree;
	struct dn_node *label = dn_node_get(&reader->at.tree, shape, "label");
	struct dn_node *type = dn_node_get(&reader->at.tree, shape,
	    "shape_type");
	struct dn_labelme_geometry geometry;
	int failed = 0;

	if (shape->type != DN_JSON_OBJECT)
		return dn_node_error(shape, err, DN_E_BAD_TYPE,
		    "a shape is an object");
	if (dn_node_type(label) == DN_JSON_OBJECT)
		return dn_node_error(label, err, DN_E_BAD_TYPE,
		    "a label is a text");
	dn_rawjson_begin(&reader->at.raw);
	dn_labelme_geometry_init(&geometry);
	if (dn_node_type(label) > DN_JSON_NULL)
		dn_rawjson_copy(tree, node, "label", label);
	else
		keep(reader, label);
	if (dn_node_type(type) > DN_JSON_NULL && dn_labelme_type(
	    dn_node_text(&reader->at.tree, type)) == DN_LABELME_OTHER) {
		keep_shape(reader, shape, node);
	} else {
		failed = read_geometry(reader, shape, node, &geometry, err);
		if (failed == 0) {
			read_attributes(reader, shape, node);
			read_notes(reader, shape, node);
			read_members(reader, shape, node);
		}
	}
	dn_labelme_geometry_release(&geometry);
	dn_rawjson_end(&reader->at.raw, tree, node);
	dn_node_put_last(dn_node_get(tree, node, "source"));
	return failed;
}

int
dn_labelme_read_shape(struct dn_labelme_reader *reader,
    struct dn_node *shape, uint64_t number, struct dn_err *err)
{
	struct dn_node *node = dn_jsonfile_annotate(&reader->at, reader->item,
	    number, DN_ANNOTATION_OTHER);
	struct dn_err why = DN_ERR_INIT;

	return fill_shape(reader, shape, node, &why) == 0 ? 0 :
	    dn_jsonfile_reject(&reader->at, reader->item, node, shape, &why,
	    err);
}
