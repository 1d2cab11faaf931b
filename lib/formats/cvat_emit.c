/* SPDX-License-Identifier: MIT */
/* Writing a shape of CVAT: its tag, what was kept of it, its children. */
#include "formats/cvat_write.h"
#include "formats/jsonml.h"
#include "formats/markup.h"
#include "formats/media.h"
#include "io/jsontext.h"
#include "model/decimal.h"
#include "model/raster.h"
#include "model/shape.h"

#define RING_DEPTH 3            /* brackets around the points of a polygon */

void
dn_cvat_escape(struct dn_cvat_writer *writer, struct dn_bytes *out,
    struct dn_span text)
{
	if (!dn_xml_escape(out, text))
		writer->control = true;
}

/* ---- what was kept --------------------------------------------------- */

/* A kept thing that has no place: a loss. */
static int
lose(struct dn_cvat_writer *writer, struct dn_span pointer,
    struct dn_err *err)
{
	return dn_loss_dropped(writer->writing->loss, writer->item,
	    writer->annotation, DN_CAP_FOREIGN, err, "%.*s",
	    pointer.len < 80 ? (int)pointer.len : 80, pointer.ptr);
}

void
dn_cvat_write_element(struct dn_cvat_writer *writer,
    const struct dn_xml_element *element, const char *indent,
    struct dn_bytes *out)
{
	struct dn_bytes *lines = &writer->other;
	const char *at, *end;

	dn_bytes_clear(lines);
	if (!dn_markup_write(element, lines))
		writer->control = true;
	if (lines->failed != DN_E_NONE)
		out->failed = lines->failed;
	at = lines->data;
	for (; at != NULL && at < lines->data + lines->len; at = end + 1) {
		end = memchr(at, '\n', (size_t)(lines->data + lines->len -
		    at));
		dn_bytes_add_text(out, indent);
		dn_bytes_add(out, at, (size_t)(end - at) + 1);
	}
}

int
dn_cvat_write_kept(struct dn_cvat_writer *writer, struct dn_tree *tree,
    struct dn_node *list, const char *indent, struct dn_bytes *out,
    struct dn_err *err)
{
	struct dn_node *node = dn_node_first(tree, list);
	struct dn_xml_element *element;

	for (; node != NULL; node = node->next) {
		int built;

		dn_arena_clear(&writer->scratch);
		built = dn_jsonml_build(&writer->scratch, tree, node, NULL,
		    &element);
		if (built < 0)
			return dn_err_memory(err);
		if (built == 0) {
			if (lose(writer, DN_SPAN("/*"), err) < 0)
				return -1;
			continue;
		}
		dn_cvat_write_element(writer, element, indent, out);
	}
	return 0;
}

/* Do kept points still say what the record says? */
static bool
same_points(struct dn_cvat_writer *writer, const struct dn_cvat_scene *scene,
    struct dn_span kept)
{
	struct dn_tree *tree = &scene->item->tree;
	struct dn_node *list = dn_node_get(tree, scene->node, "polygons");
	bool same = true;

	list = list != NULL ? dn_node_first(tree, dn_node_first(tree, list)) :
	    dn_node_get(tree, scene->node, "points");
	dn_bytes_clear(&writer->text);
	dn_bytes_clear(&writer->other);
	dn_cvat_list_points(tree, list, &writer->other);
	return dn_cvat_points(kept, &writer->text, &same) > 0 &&
	    dn_span_equal(dn_bytes_span(&writer->text),
	    dn_bytes_span(&writer->other));
}

/* Does a kept spelling still say what the tag has now? */
static bool
agrees(struct dn_span kept, struct dn_span now)
{
	struct dn_decimal a, b;

	return dn_decimal_read(kept, &a) && dn_decimal_read(now, &b) &&
	    dn_decimal_equal(a, b);
}

/* One kept attribute into the tag, unless the record says otherwise now. */
static int
put_kept(struct dn_cvat_writer *writer, const struct dn_cvat_scene *scene,
    struct dn_span pointer, struct dn_span text, struct dn_err *err)
{
	struct dn_span name = { pointer.ptr + 2, pointer.len - 2 };
	struct dn_span now = dn_cvat_tag_get(&writer->tag, name);
	bool put = now.ptr == NULL;

	if (!put && scene != NULL && dn_span_is(name, "points"))
		put = same_points(writer, scene, text);
	else if (!put && !dn_span_is(name, "rle"))
		put = agrees(text, now);
	if (!put)
		return 0;
	if (dn_markup_is_name(name) &&
	    dn_cvat_tag_put(&writer->tag, name, text))
		return 0;
	return lose(writer, pointer, err);
}

int
dn_cvat_put_kept(struct dn_cvat_writer *writer, struct dn_tree *tree,
    struct dn_node *object, const struct dn_cvat_scene *scene,
    struct dn_err *err)
{
	struct dn_node *node = dn_raw_first(tree, object);

	for (; node != NULL; node = node->next) {
		struct dn_span text = dn_node_text(tree, node);

		if (node->name.len > 2 &&
		    memcmp(node->name.ptr, "/@", 2) == 0) {
			if (text.ptr != NULL && put_kept(writer, scene,
			    node->name, text, err) < 0)
				return -1;
		} else if (node->name.len > 0 &&
		    !dn_span_is(node->name, "/*") &&
		    !dn_span_is(node->name, "/points") &&
		    !dn_span_is(node->name, "/../*") &&
		    !dn_span_is(node->name, "/../meta/subset") &&
		    lose(writer, node->name, err) < 0) {
			return -1;
		}
	}
	return 0;
}

/* ---- the tag --------------------------------------------------------- */

/* 1 or 0 for a truth value; `otherwise` where the record says nothing. */
static int
put_flag(struct dn_cvat_writer *writer, const struct dn_cvat_scene *scene,
    const char *name, const char *otherwise, struct dn_err *err)
{
	struct dn_node *node = dn_node_get(&scene->item->tree, scene->node,
	    name);
	struct dn_span text = dn_span_of(otherwise);
	double value;

	if (dn_node_type(node) == DN_JSON_TRUE) {
		text = DN_SPAN("1");
	} else if (dn_node_type(node) == DN_JSON_FALSE) {
		text = DN_SPAN("0");
	} else if (dn_node_real(node, &value)) {
		bool some = value > 0 || value < 0;

		text = some ? DN_SPAN("1") : DN_SPAN("0");
		if (some && (value < 1 || value > 1) && dn_loss_degraded(
		    writer->writing->loss, writer->item, writer->annotation,
		    DN_CAP_OCCLUDED, err, "%s becomes 1", name) < 0)
			return -1;
	}
	if (text.ptr != NULL)
		dn_cvat_tag_set(&writer->tag, name, text);
	return 0;
}

/* z_order is a whole number. */
static int
put_order(struct dn_cvat_writer *writer, const struct dn_cvat_scene *scene,
    struct dn_err *err)
{
	struct dn_node *node = dn_node_get(&scene->item->tree, scene->node,
	    "z");
	int64_t whole;
	double value;
	struct dn_bytes *out = &writer->text;

	if (!dn_node_real(node, &value))
		return 0;
	if (dn_cvat_is_integer(node->raw)) {
		dn_cvat_tag_set(&writer->tag, "z_order", node->raw);
		return 0;
	}
	if (!dn_node_int(node, &whole)) {
		if (dn_loss_degraded(writer->writing->loss, writer->item,
		    writer->annotation, DN_CAP_Z, err,
		    "not a whole number") < 0)
			return -1;
		whole = value > 1e9 ? 1000000000 : value < -1e9 ?
		    -1000000000 : (int64_t)value;
	}
	dn_bytes_clear(out);
	dn_bytes_add_int(out, whole);
	dn_cvat_tag_set(&writer->tag, "z_order", dn_bytes_span(out));
	return 0;
}

/* Where a shape stands in its track. */
static int
put_frame(struct dn_cvat_writer *writer, const struct dn_cvat_scene *scene,
    struct dn_err *err)
{
	struct dn_node *frame = dn_node_get(&scene->item->tree, scene->node,
	    "frame");
	int64_t number;

	if (!dn_node_int(frame, &number))
		return dn_node_error(frame != NULL ? frame : scene->node, err,
		    DN_E_BAD_VALUE, "a shape without the number of its frame");
	dn_bytes_clear(&writer->text);
	dn_bytes_add_int(&writer->text, number);
	dn_cvat_tag_set(&writer->tag, "frame", dn_bytes_span(&writer->text));
	return put_flag(writer, scene, "keyframe",
	    writer->own_annotation ? NULL : "1", err);
}

/* All attributes but those of the geometry. */
static int
begin_tag(struct dn_cvat_writer *writer, const struct dn_cvat_scene *scene,
    enum dn_annotation_kind kind, struct dn_err *err)
{
	bool own = writer->own_annotation;

	dn_cvat_tag_clear(&writer->tag);
	if (scene->track) {
		if (put_frame(writer, scene, err) < 0)
			return -1;
	} else {
		if (scene->labelled)
			dn_cvat_tag_set(&writer->tag, "label", scene->label);
		if (scene->origin.ptr != NULL)
			dn_cvat_tag_set(&writer->tag, "source",
			    scene->origin);
	}
	if (put_flag(writer, scene, "outside", scene->track && !own ? "0" :
	    NULL, err) < 0)
		return -1;
	return put_flag(writer, scene, "occluded",
	    own || kind == DN_ANNOTATION_CLASS ? NULL : "0", err);
}

/* ---- attributes ------------------------------------------------------ */

static int
write_attribute(struct dn_cvat_writer *writer,
    const struct dn_cvat_scene *scene, struct dn_node *node,
    struct dn_err *err)
{
	struct dn_bytes *out = &writer->out;
	struct dn_span value = node->raw;
	unsigned type = DN_CVAT_NUMBER;

	if (node->type == DN_JSON_NULL)
		return 0;
	if (node->type >= DN_JSON_ARRAY)
		return dn_loss_dropped(writer->writing->loss, writer->item,
		    writer->annotation, DN_CAP_ATTRIBUTES, err, "%.*s",
		    node->name.len < 80 ? (int)node->name.len : 80,
		    node->name.ptr);
	if (node->type == DN_JSON_STRING) {
		value = dn_node_text(&scene->item->tree, node);
		type = DN_CVAT_TEXT;
	} else if (node->type != DN_JSON_NUMBER) {
		type = DN_CVAT_TRUTH;
	}
	if (!writer->own_annotation && dn_cvat_need_attribute(writer,
	    scene->label, node->name, type, err) < 0)
		return -1;
	dn_bytes_add_text(out, scene->indent);
	dn_bytes_add_text(out, "\t<attribute name=\"");
	dn_cvat_escape(writer, out, node->name);
	dn_bytes_add_text(out, "\">");
	dn_cvat_escape(writer, out, value);
	dn_bytes_add_text(out, "</attribute>\n");
	return 0;
}

static int
write_attributes(struct dn_cvat_writer *writer,
    const struct dn_cvat_scene *scene, struct dn_err *err)
{
	struct dn_tree *tree = &scene->item->tree;
	struct dn_node *list = dn_node_get(tree, scene->node, "attributes");
	struct dn_node *node;

	if (dn_node_type(list) != DN_JSON_OBJECT)
		return 0;
	for (node = dn_node_first(tree, list); node != NULL;
	    node = node->next)
		if (write_attribute(writer, scene, node, err) < 0)
			return -1;
	return 0;
}

/* ---- the element ----------------------------------------------------- */

/* The tag is made: write it, and what stands in the element. */
static int
end_element(struct dn_cvat_writer *writer, const struct dn_cvat_scene *scene,
    enum dn_annotation_kind kind, const char *element, struct dn_err *err)
{
	struct dn_tree *tree = &scene->item->tree;
	struct dn_bytes *out = &writer->out;
	struct dn_span text;
	char inner[16] = "\t";
	size_t mark;

	if (put_order(writer, scene, err) < 0)
		return -1;
	if (scene->group.ptr != NULL)
		dn_cvat_tag_set(&writer->tag, "group_id", scene->group);
	if (writer->own_annotation && dn_cvat_put_kept(writer, tree,
	    scene->node, scene, err) < 0)
		return -1;
	dn_bytes_add_text(out, scene->indent);
	if (!dn_cvat_tag_write(&writer->tag, element, out))
		writer->control = true;
	mark = out->len;
	dn_bytes_add_byte(out, '>');
	text = dn_node_text(tree, dn_cvat_raw(writer, scene, ""));
	if (text.ptr != NULL)
		dn_cvat_escape(writer, out, text);
	dn_bytes_add_byte(out, '\n');
	memcpy(inner + 1, scene->indent, strlen(scene->indent) + 1);
	if ((kind == DN_ANNOTATION_SKELETON &&
	    dn_cvat_write_joints(writer, scene, inner, err) < 0) ||
	    write_attributes(writer, scene, err) < 0 ||
	    dn_cvat_write_kept(writer, tree, dn_cvat_raw(writer, scene, "/*"),
	    inner, out, err) < 0)
		return -1;
	if (out->len == mark + 2) {
		out->len = mark;
		dn_bytes_add_text(out, "/>\n");
	} else {
		dn_bytes_add_text(out, scene->indent);
		dn_bytes_add_format(out, "</%s>\n", element);
	}
	return dn_bytes_check(out, err);
}

/* ---- polygons -------------------------------------------------------- */

/* Polygons with holes as the mask that they are. */
static int
write_holes(struct dn_cvat_writer *writer, const struct dn_cvat_scene *scene,
    const struct dn_part *parts, size_t count, struct dn_err *err)
{
	struct dn_media media;
	struct dn_mask mask;
	int got = -1;

	if (dn_item_media(writer->item, &media, err) < 0 ||
	    dn_media_need(writer->item, &media, true, err) < 0)
		return -1;
	dn_mask_init(&mask, 0, 0);
	if (dn_raster_parts(parts, count, writer->height, writer->width,
	    &mask, err) == 0 && begin_tag(writer, scene, DN_ANNOTATION_MASK,
	    err) == 0)
		got = dn_cvat_write_mask(writer, scene, &mask, err);
	dn_mask_release(&mask);
	return got < 0 ? -1 : end_element(writer, scene, DN_ANNOTATION_MASK,
	    "mask", err);
}

/* Begin a polygon, whose points come into writer->text. */
static int
begin_polygon(struct dn_cvat_writer *writer,
    const struct dn_cvat_scene *scene, struct dn_err *err)
{
	int begun = begin_tag(writer, scene, DN_ANNOTATION_POLYGON, err);

	dn_bytes_clear(&writer->text);
	return begun;
}

static int
end_polygon(struct dn_cvat_writer *writer, const struct dn_cvat_scene *scene,
    struct dn_err *err)
{
	dn_cvat_tag_set(&writer->tag, "points", dn_bytes_span(&writer->text));
	return end_element(writer, scene, DN_ANNOTATION_POLYGON, "polygon",
	    err);
}

/* Is the list at `p` one of nothing? */
static bool
is_empty(const char *p)
{
	for (p++; (unsigned char)*p <= ' ';)
		p++;
	return *p == ']';
}

/*
 * The same of polygons that are known to be good and nobody has made nodes of:
 * from their text.
 */
static int
write_texts(struct dn_cvat_writer *writer, const struct dn_cvat_scene *scene,
    struct dn_span list, struct dn_err *err)
{
	const char *p = list.ptr, *end = p + list.len;
	int depth = 0;

	for (; p < end; p++) {
		depth += (*p == '[') - (*p == ']');
		if (depth < RING_DEPTH || is_empty(p))
			continue;
		if (begin_polygon(writer, scene, err) < 0)
			return -1;
		p = dn_cvat_text_points(p, &writer->text);
		depth--;
		if (end_polygon(writer, scene, err) < 0)
			return -1;
	}
	return 0;
}

/* Every part as a polygon of its own; they share their group. */
static int
write_polygons(struct dn_cvat_writer *writer,
    const struct dn_cvat_scene *scene, struct dn_err *err)
{
	struct dn_tree *tree = &scene->item->tree;
	struct dn_node *list = dn_node_get(tree, scene->node, "polygons");
	struct dn_node *node;
	struct dn_part *parts = writer->parts;
	size_t count = writer->part_count;
	int got = parts != NULL ? 1 : dn_shape_polygons_of(scene->item, list,
	    &parts, &count, err);

	if (got <= 0)
		return got;
	for (size_t i = 0; i < count; i++)
		if (parts[i].count > 1)
			return write_holes(writer, scene, parts, count, err);
	if (!list->opened && !list->changed)
		return write_texts(writer, scene, list->raw, err);
	node = dn_node_first(tree, list);
	for (; node != NULL; node = node->next) {
		struct dn_node *ring = dn_node_first(tree, node);

		if (dn_node_first(tree, ring) == NULL)
			continue;
		if (begin_polygon(writer, scene, err) < 0)
			return -1;
		dn_cvat_write_points(tree, ring, &writer->text);
		if (end_polygon(writer, scene, err) < 0)
			return -1;
	}
	return 0;
}

int
dn_cvat_write_shape(struct dn_cvat_writer *writer,
    const struct dn_cvat_scene *scene, enum dn_annotation_kind kind,
    struct dn_err *err)
{
	int got;

	if (kind == DN_ANNOTATION_POLYGON)
		return write_polygons(writer, scene, err);
	if (begin_tag(writer, scene, kind, err) < 0)
		return -1;
	got = dn_cvat_write_geometry(writer, scene, kind, err);
	if (got <= 0)
		return got;
	return end_element(writer, scene, kind, dn_cvat_element(kind), err);
}
