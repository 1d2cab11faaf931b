/* SPDX-License-Identifier: MIT */
/* Reading an object of Pascal VOC: its geometry, its marks, all the rest. */
#include <stdio.h>

#include "formats/markup.h"
#include "formats/voc.h"
#include "io/jsontext.h"
#include "io/number.h"

/* ---- numbers --------------------------------------------------------- */

/* The JSON text of a decimal, in reader->text. */
static struct dn_span
decimal_text(struct dn_voc_reader *reader, struct dn_decimal value)
{
	char text[DN_DECIMAL_TEXT];
	size_t len = dn_decimal_write(value, text);

	dn_bytes_clear(&reader->text);
	dn_bytes_add(&reader->text, text, len);
	return dn_bytes_span(&reader->text);
}

int
dn_voc_keep(struct dn_voc_reader *reader, struct dn_node *object,
    const char *pointer, struct dn_span text, struct dn_err *err)
{
	dn_rawxml_at(&reader->raw, pointer);
	return dn_rawxml_keep(&reader->raw, object, text, err);
}

int
dn_voc_keep_rest(struct dn_voc_reader *reader, struct dn_node *object,
    const char *pointer, const struct dn_xml_element *element,
    const char *const *names, struct dn_err *err)
{
	if (!dn_markup_blank(element->text) && dn_voc_keep(reader, object,
	    pointer, dn_markup_trim(element->text), err) < 0)
		return -1;
	dn_rawxml_at(&reader->raw, pointer);
	if (dn_rawxml_beside(&reader->raw, object, element, names, err) < 0)
		return -1;
	return dn_rawxml_rest(&reader->raw, object, element, names, NULL,
	    err);
}

int
dn_voc_number(struct dn_voc_reader *reader, struct dn_node *object,
    struct dn_node *target, const char *member,
    const struct dn_xml_element *child, const char *pointer,
    struct dn_err *err)
{
	struct dn_decimal value;
	struct dn_span text;

	if (child == NULL)
		return 0;
	/* A size of 0 is one that nobody knew. */
	if (child->first != NULL ||
	    !dn_decimal_read(child->text, &value) || value.units < 0 ||
	    (value.units == 0 && target == reader->item->media))
		return dn_voc_keep(reader, object, pointer, child->text, err);
	text = decimal_text(reader, value);
	dn_node_set_raw(&reader->item->tree, target, member, text);
	if (dn_span_equal(text, child->text))
		return 0;
	return dn_voc_keep(reader, object, pointer, child->text, err);
}

/* ---- objects --------------------------------------------------------- */

/* One coordinate of a box: the decimal in the child of that name. */
static int
read_edge(const struct dn_xml_element *box, const char *name,
    struct dn_decimal *value, struct dn_err *err)
{
	const struct dn_xml_element *child = dn_xml_child(box, name);

	if (child == NULL) {
		dn_err_set(err, DN_E_MISSING_FIELD, "a box without %s", name);
		return dn_err_at(err, box->line, box->column);
	}
	if (dn_decimal_read(child->text, value))
		return 0;
	dn_err_set(err, DN_E_BAD_VALUE, "%s is not a number", name);
	dn_err_excerpt(err, child->text.ptr, child->text.len);
	return dn_err_at(err, child->line, child->column);
}

/* A number too long to be shifted. */
static int
refuse_digits(const struct dn_xml_element *element, struct dn_err *err)
{
	dn_err_set(err, DN_E_BAD_VALUE, "a coordinate of too many digits");
	return dn_err_at(err, element->line, element->column);
}

/* Keep the spelling of an edge that `value` would not be written as. */
static int
keep_spelling(struct dn_voc_reader *reader, struct dn_node *node,
    const struct dn_xml_element *element, const char *pointer,
    struct dn_decimal value, struct dn_err *err)
{
	if (dn_span_equal(decimal_text(reader, value), element->text))
		return 0;
	return dn_voc_keep(reader, node, pointer, element->text, err);
}

/* <bndbox>: `bbox` by the dialect's way of counting. */
static int
read_box(struct dn_voc_reader *reader, struct dn_node *node,
    const struct dn_xml_element *box, struct dn_err *err)
{
	static const char *const names[] = { "xmin", "ymin", "xmax", "ymax",
		NULL };
	static const char *const pointers[] = { "/bndbox/xmin",
		"/bndbox/ymin", "/bndbox/xmax", "/bndbox/ymax" };
	struct dn_decimal edges[4], size[2], back[4];
	struct dn_decimal low = dn_decimal_of(reader->dialect->low);
	struct dn_decimal high = dn_decimal_of(reader->dialect->high);
	struct dn_tree *tree = &reader->item->tree;
	struct dn_node *array;

	for (int i = 0; i < 4; i++) {
		if (read_edge(box, names[i], &back[i], err) < 0)
			return -1;
		if (!dn_decimal_subtract(back[i], i < 2 ? low : high,
		    &edges[i]))
			return refuse_digits(box, err);
	}
	array = dn_node_set_array(tree, node, "bbox");
	for (int i = 0; i < 2; i++) {
		if (!dn_decimal_subtract(edges[i + 2], edges[i], &size[i]) ||
		    !dn_decimal_add(edges[i], size[i], &back[i + 2]) ||
		    !dn_decimal_add(back[i + 2], high, &back[i + 2]) ||
		    !dn_decimal_add(edges[i], low, &back[i]))
			return refuse_digits(box, err);
		dn_node_add_raw(tree, array, decimal_text(reader, edges[i]));
	}
	for (int i = 0; i < 2; i++)
		dn_node_add_raw(tree, array, decimal_text(reader, size[i]));
	for (int i = 0; i < 4; i++)
		if (keep_spelling(reader, node, dn_xml_child(box, names[i]),
		    pointers[i], back[i], err) < 0)
			return -1;
	return dn_voc_keep_rest(reader, node, "/bndbox", box, names, err);
}

/* The members of <robndbox>. */
static const char *const turned_names[] = { "cx", "cy", "w", "h", "angle",
	NULL };

/* <robndbox> where it has all of them, else NULL. */
static const struct dn_xml_element *
turned_box(const struct dn_xml_element *object)
{
	const struct dn_xml_element *turned = dn_xml_child(object,
	    "robndbox");

	for (int i = 0; i < 5 && turned != NULL; i++)
		if (dn_xml_child(turned, turned_names[i]) == NULL)
			return NULL;
	return turned;
}

/* <angle> of a turned box: `rotation`, in degrees. */
static int
read_angle(struct dn_voc_reader *reader, struct dn_node *node,
    const struct dn_xml_element *angle, struct dn_decimal value,
    struct dn_err *err)
{
	double radians = 0, degrees;

	(void)dn_number_read(decimal_text(reader, value), &radians);
	degrees = dn_voc_degrees(radians);
	dn_node_set_real(&reader->item->tree, node, "rotation", degrees);
	dn_bytes_clear(&reader->text);
	dn_json_write_real(&reader->text, dn_voc_radians(degrees));
	if (dn_span_equal(dn_bytes_span(&reader->text), angle->text))
		return 0;
	return dn_voc_keep(reader, node, "/robndbox/angle", angle->text, err);
}

/* <robndbox>: `bbox` before turning about its centre, and `rotation`. */
static int
read_turned(struct dn_voc_reader *reader, struct dn_node *node,
    const struct dn_xml_element *turned, struct dn_err *err)
{
	static const char *const pointers[] = { "/robndbox/cx",
		"/robndbox/cy", "/robndbox/w", "/robndbox/h" };
	struct dn_tree *tree = &reader->item->tree;
	struct dn_decimal given[5], start, back;
	struct dn_node *array;

	for (int i = 0; i < 5; i++)
		if (read_edge(turned, turned_names[i], &given[i], err) < 0)
			return -1;
	array = dn_node_set_array(tree, node, "bbox");
	for (int i = 0; i < 2; i++) {
		if (!dn_voc_start(reader->dialect, given[i], given[i + 2],
		    &start) || !dn_voc_centre(reader->dialect, start,
		    given[i + 2], &back))
			return refuse_digits(turned, err);
		dn_node_add_raw(tree, array, decimal_text(reader, start));
		given[i] = back;
	}
	for (int i = 2; i < 4; i++)
		dn_node_add_raw(tree, array, decimal_text(reader, given[i]));
	if (read_angle(reader, node, dn_xml_child(turned, "angle"), given[4],
	    err) < 0)
		return -1;
	for (int i = 0; i < 4; i++)
		if (keep_spelling(reader, node, dn_xml_child(turned,
		    turned_names[i]), pointers[i], given[i], err) < 0)
			return -1;
	return dn_voc_keep_rest(reader, node, "/robndbox", turned,
	    turned_names, err);
}

/* Are the children just x1, y1, x2, y2, ... of at least one vertex? */
static bool
is_vertex_list(const struct dn_xml_element *polygon)
{
	const struct dn_xml_element *child = polygon->first;
	struct dn_decimal value;
	size_t count = 0;

	for (; child != NULL; child = child->next, count++)
		if (dn_voc_vertex(child->name, count % 2 == 0 ? 'x' : 'y') !=
		    count / 2 + 1 || child->first != NULL ||
		    child->attributes != NULL ||
		    !dn_decimal_read(child->text, &value))
			return false;
	return count >= 2 && count % 2 == 0 && polygon->attributes == NULL &&
	    dn_markup_blank(polygon->text);
}

/* One <polygon> as a part of one ring, its corners shifted like a box's. */
static int
read_polygon(struct dn_voc_reader *reader, struct dn_node *node,
    const struct dn_xml_element *polygon, struct dn_err *err)
{
	struct dn_tree *tree = &reader->item->tree;
	struct dn_decimal low = dn_decimal_of(reader->dialect->low);
	const struct dn_xml_element *child = polygon->first;
	struct dn_node *ring, *point = NULL;

	ring = dn_node_add_array(tree, dn_node_add_array(tree,
	    dn_node_need_array(tree, node, "polygons")));
	for (size_t i = 0; child != NULL; child = child->next, i++) {
		struct dn_decimal value, shifted;

		if (i % 2 == 0)
			point = dn_node_add_array(tree, ring);
		if (!dn_decimal_read(child->text, &value) ||
		    !dn_decimal_subtract(value, low, &shifted))
			return refuse_digits(polygon, err);
		dn_node_add_raw(tree, point, decimal_text(reader, shifted));
		if (dn_span_equal(decimal_text(reader, value), child->text))
			continue;
		dn_rawxml_at(&reader->raw, "");
		dn_rawxml_step(&reader->raw, polygon);
		dn_rawxml_step(&reader->raw, child);
		if (dn_rawxml_keep(&reader->raw, node, child->text, err) < 0)
			return -1;
	}
	return 0;
}

/* Every <polygon> that is a list of vertices, the others kept as they are. */
static int
read_polygons(struct dn_voc_reader *reader, struct dn_node *node,
    const struct dn_xml_element *object, bool *any, struct dn_err *err)
{
	const struct dn_xml_element *child = object->first;
	bool all = true;

	for (; child != NULL; child = child->next)
		if (dn_span_is(child->name, "polygon"))
			all = all && is_vertex_list(child);
	/* Numbers of parts must stay: all of them are read, or none. */
	for (child = object->first; child != NULL; child = child->next) {
		if (!dn_span_is(child->name, "polygon"))
			continue;
		dn_rawxml_at(&reader->raw, "");
		dn_rawxml_step(&reader->raw, child);
		if (all ? read_polygon(reader, node, child, err) < 0 :
		    dn_rawxml_element(&reader->raw, node, child, err) < 0)
			return -1;
		*any = all;
	}
	return 0;
}

/* Can <attributes> be read as names with one text value each? */
static bool
is_attribute_list(const struct dn_xml_element *list)
{
	const struct dn_xml_element *one = list->first, *other;

	for (; one != NULL; one = one->next) {
		const struct dn_xml_element *name = one->first;

		if (!dn_span_is(one->name, "attribute") ||
		    one->attributes != NULL || name == NULL ||
		    !dn_span_is(name->name, "name") || name->next == NULL ||
		    !dn_span_is(name->next->name, "value") ||
		    name->next->next != NULL || name->first != NULL ||
		    name->attributes != NULL || name->next->first != NULL ||
		    name->next->attributes != NULL)
			return false;
		for (other = list->first; other != one; other = other->next)
			if (dn_span_equal(other->first->text, name->text))
				return false;
	}
	return list->attributes == NULL && list->first != NULL;
}

/* The extension <attributes><attribute><name/><value/></attribute>... */
static int
read_attributes(struct dn_voc_reader *reader, struct dn_node *node,
    const struct dn_xml_element *object, struct dn_err *err)
{
	struct dn_tree *tree = &reader->item->tree;
	const struct dn_xml_element *list = dn_xml_child(object,
	    "attributes"), *one;
	struct dn_node *attributes;

	if (list == NULL)
		return 0;
	if (!is_attribute_list(list)) {
		dn_rawxml_at(&reader->raw, "");
		dn_rawxml_step(&reader->raw, list);
		return dn_rawxml_element(&reader->raw, node, list, err);
	}
	attributes = dn_node_set_object(tree, node, "attributes");
	for (one = list->first; one != NULL; one = one->next)
		dn_node_set_text_named(tree, attributes, one->first->text,
		    one->first->next->text);
	return 0;
}

/* <difficult>: 0 or 1, as a truth value; anything else is kept. */
static int
read_difficult(struct dn_voc_reader *reader, struct dn_node *node,
    const struct dn_xml_element *child, struct dn_err *err)
{
	if (child == NULL)
		return 0;
	if (!dn_span_is(child->text, "0") && !dn_span_is(child->text, "1"))
		return dn_voc_keep(reader, node, "/difficult", child->text,
		    err);
	dn_node_set_bool(&reader->item->tree, node, "difficult",
	    child->text.ptr[0] == '1');
	return 0;
}

/* What kind of annotation an object is, by what it has. */
static enum dn_annotation_kind
kind_of(const struct dn_xml_element *object, bool polygons)
{
	if (turned_box(object) != NULL)
		return DN_ANNOTATION_ROTATED_BOX;
	if (polygons)
		return DN_ANNOTATION_POLYGON;
	if (dn_xml_child(object, "bndbox") != NULL)
		return DN_ANNOTATION_BOX;
	if (dn_xml_child(object, "robndbox") != NULL ||
	    dn_xml_child(object, "polygon") != NULL)
		return DN_ANNOTATION_OTHER;
	return DN_ANNOTATION_CLASS;
}

/* Fill the annotation of one <object>. */
static int
fill_object(struct dn_voc_reader *reader, struct dn_node *node,
    const struct dn_xml_element *object, struct dn_err *err)
{
	const struct dn_xml_element *turned = turned_box(object);
	const char *const modelled[] = { "name", "difficult", "truncated",
		"occluded", "attributes",
		turned != NULL ? "robndbox" : "bndbox", NULL };
	static const char *const texts[] = { "name", "difficult",
		"truncated", "occluded", NULL };
	struct dn_tree *tree = &reader->item->tree;
	const struct dn_xml_element *name = dn_xml_child(object, "name");
	const struct dn_xml_element *box = dn_xml_child(object, "bndbox");
	bool polygons = false;

	if (name != NULL)
		dn_node_set_text(tree, node, "label", name->text);
	if ((turned != NULL && read_turned(reader, node, turned, err) < 0) ||
	    (turned == NULL && box != NULL &&
	    read_box(reader, node, box, err) < 0) ||
	    read_polygons(reader, node, object, &polygons, err) < 0)
		return -1;
	dn_node_set_text(tree, node, "kind", dn_span_of(
	    dn_annotation_name(kind_of(object, polygons))));
	if (dn_voc_number(reader, node, node, "truncated",
	    dn_xml_child(object, "truncated"), "/truncated", err) < 0 ||
	    dn_voc_number(reader, node, node, "occluded",
	    dn_xml_child(object, "occluded"), "/occluded", err) < 0 ||
	    read_difficult(reader, node, dn_xml_child(object, "difficult"),
	    err) < 0 || read_attributes(reader, node, object, err) < 0)
		return -1;
	dn_rawxml_at(&reader->raw, "");
	if (dn_rawxml_text(&reader->raw, node, object, err) < 0 ||
	    dn_rawxml_beside(&reader->raw, node, object, texts, err) < 0)
		return -1;
	return dn_rawxml_rest(&reader->raw, node, object, modelled,
	    "polygon", err);
}

int
dn_voc_read_object(struct dn_voc_reader *reader,
    const struct dn_xml_element *object, uint64_t number, struct dn_err *err)
{
	struct dn_format_run *run = reader->reading->run;
	struct dn_tree *tree = &reader->item->tree;
	struct dn_node *node;
	struct dn_err why = DN_ERR_INIT;
	char id[24];

	run->annotations.in++;
	node = dn_node_add_object(tree, dn_item_need_annotations(
	    reader->item));
	dn_bytes_clear(&reader->text);
	dn_bytes_add_uint(&reader->text, number);
	snprintf(id, sizeof(id), "%s", dn_bytes_text(&reader->text));
	dn_node_set_text(tree, node, "id", dn_span_of(id));
	dn_node_set_text(tree, node, "kind", DN_SPAN("box"));
	if (fill_object(reader, node, object, &why) == 0)
		return 0;
	if (dn_code_status(why.code) != 3 || why.code == DN_E_BAD_FORMAT) {
		*err = why;
		return -1;
	}
	run->annotations.rejected++;
	dn_node_remove(tree, node);
	why.source = reader->path;
	snprintf(why.field, sizeof(why.field), "/object[%s]", id);
	*err = why;
	return run->reject(run->state, &why, (struct dn_span){ NULL, 0 });
}
