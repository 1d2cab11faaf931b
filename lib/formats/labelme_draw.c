/* SPDX-License-Identifier: MIT */
/* An annotation as LabelMe's shapes: as it came, or as near as it gets. */
#include <math.h>
#include <stdio.h>

#include "formats/labelme.h"
#include "io/jsontext.h"
#include "model/turn.h"
#include "model/envelope.h"
#include "model/raster.h"
#include "model/shape.h"

#define NEAR 0.01       /* px by which a box may differ from what it is of */

/* ---- what was kept --------------------------------------------------- */

/*
 * Put the points and the type that were kept in place of those made, as long
 * as they mean what the annotation says.
 */
static int
recall(struct dn_labelme_writer *writer,
    const struct dn_annotation *annotation, enum dn_labelme_type type,
    struct dn_labelme_shape *shape, struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *node = annotation->node;
	struct dn_node *points = dn_labelme_own_raw(writer, node, "/points");
	struct dn_node *name = dn_labelme_own_raw(writer, node, "/shape_type");
	struct dn_node *mask = dn_labelme_own_raw(writer, node, "/mask");
	const struct dn_labelme_size size = dn_labelme_size(writer->item);
	const struct dn_json_value drawn = { .raw = shape->mask,
		.type = DN_JSON_STRING };
	const struct dn_json_value made = { .raw = shape->points,
		.type = DN_JSON_ARRAY };
	struct dn_labelme_geometry geometry;
	struct dn_err ignored = DN_ERR_INIT;

	if (points == NULL && name == NULL && mask == NULL)
		return 0;
	if (name != NULL)
		type = dn_labelme_type(dn_node_text(tree, name));
	dn_labelme_geometry_init(&geometry);
	if (points == NULL)
		points = dn_tree_value(tree, &made);
	if (dn_node_type(mask) != DN_JSON_STRING)
		mask = shape->mask.ptr != NULL ? dn_tree_value(tree, &drawn) :
		    NULL;
	if (type != DN_LABELME_OTHER && dn_labelme_geometry_read(tree, type,
	    points, mask, &size, &geometry, &ignored) == 0 &&
	    dn_labelme_geometry_is(&geometry, tree, annotation->kind, node)) {
		if (shape->mask.ptr != NULL)
			shape->mask = mask->raw;
		if (points->raw.ptr != shape->points.ptr)
			shape->points = points->raw;
		if (name != NULL)
			shape->type = name->raw;
	}
	dn_labelme_geometry_release(&geometry);
	return dn_tree_check(tree, err);
}

/* ---- one shape ------------------------------------------------------- */

/* An annotation that one shape can show: 1, or 0 when it is none. */
static int
write_one(struct dn_labelme_writer *writer,
    const struct dn_annotation *annotation, enum dn_annotation_kind kind,
    struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_labelme_shape shape = { .node = annotation->node };
	struct dn_span dialect = dn_node_text(tree, dn_node_get(tree,
	    dn_node_get(tree, annotation->node, "source"), "dialect"));
	enum dn_labelme_type type = DN_LABELME_OTHER;
	struct dn_bytes name;
	int got;

	dn_bytes_clear(&writer->points);
	dn_bytes_clear(&writer->mask);
	got = dn_labelme_points(writer->item, annotation->node, kind, &type,
	    &writer->points, &writer->mask, err);
	if (got <= 0)
		return got;
	dn_bytes_init(&name, SIZE_MAX / 2);
	dn_json_write_text(&name, dn_span_of(dn_labelme_type_name(type)));
	shape.points = dn_bytes_span(&writer->points);
	if (writer->mask.len > 0)
		shape.mask = dn_bytes_span(&writer->mask);
	shape.type = dn_bytes_span(&name);
	if (recall(writer, annotation, type, &shape, err) < 0)
		got = -1;
	/* A polygon's type was not always written. */
	if (writer->own && type == DN_LABELME_POLYGON &&
	    dn_span_is(dialect, "untyped"))
		shape.type = (struct dn_span){ NULL, 0 };
	if (got > 0 && dn_labelme_write_shape(writer, &shape, err) < 0)
		got = -1;
	dn_bytes_release(&name);
	return got;
}

/* ---- several shapes -------------------------------------------------- */

/*
 * Append the group that the shapes of one annotation have: its own, else a new
 * one.  New ones count together with those of groups that are no integers.
 */
static int
new_group(struct dn_labelme_writer *writer, struct dn_node *node,
    struct dn_bytes *out, struct dn_err *err)
{
	struct dn_node *group = dn_node_get(&writer->item->tree, node,
	    "group");
	struct dn_bytes key;
	size_t number;

	/* Without one of its own, it is the shape's to have none. */
	if (dn_node_type(group) > DN_JSON_NULL)
		return 0;
	dn_bytes_init(&key, SIZE_MAX / 2);
	dn_bytes_add_uint(&key, dn_names_count(writer->groups));
	dn_bytes_add_byte(&key, '\n');
	number = dn_names_add(writer->groups, dn_bytes_span(&key), NULL);
	dn_bytes_release(&key);
	if (number == DN_NAMES_NONE)
		return dn_err_memory(err);
	dn_bytes_add_int(out, writer->group + (int64_t)number);
	return 0;
}

/* Append points that were computed. */
static void
add_points(struct dn_bytes *out, const struct dn_point *points, size_t count)
{
	dn_bytes_clear(out);
	for (size_t i = 0; i < count; i++) {
		dn_bytes_add_text(out, i == 0 ? "[[" : ",[");
		dn_json_write_real(out, points[i].x);
		dn_bytes_add_byte(out, ',');
		dn_json_write_real(out, points[i].y);
		dn_bytes_add_byte(out, ']');
	}
	dn_bytes_add_byte(out, ']');
}

/* Points that were computed, as a shape of that type and name. */
static int
write_made(struct dn_labelme_writer *writer, struct dn_node *node,
    const char *type, struct dn_span name, struct dn_span group, bool hidden,
    struct dn_err *err)
{
	const struct dn_labelme_shape shape = { .node = node, .name = name,
		.points = dn_bytes_span(&writer->points),
		.type = dn_span_of(type), .group = group, .hidden = hidden };

	return dn_labelme_write_shape(writer, &shape, err) < 0 ? -1 : 1;
}

/*
 * A polygon with holes as a mask of its picture, or of what goes around it
 * where the size of that is not known.
 */
static int
write_holes(struct dn_labelme_writer *writer,
    const struct dn_annotation *annotation, const struct dn_part *parts,
    size_t count, struct dn_err *err)
{
	struct dn_labelme_size size = dn_labelme_size(writer->item);
	struct dn_labelme_shape shape = { .node = annotation->node,
		.type = DN_SPAN("\"mask\"") };
	struct dn_mask mask;
	struct dn_box box;
	int written = -1;

	if (dn_envelope(writer->item, annotation, &box, err) < 0)
		return -1;
	if (size.width == 0 && box.x + box.width < UINT32_MAX &&
	    box.y + box.height < UINT32_MAX)
		size = (struct dn_labelme_size){
			(uint32_t)fmax(ceil(box.x + box.width), 1),
			(uint32_t)fmax(ceil(box.y + box.height), 1) };
	dn_mask_init(&mask, 0, 0);
	dn_bytes_clear(&writer->points);
	dn_bytes_clear(&writer->mask);
	if (dn_raster_parts(parts, count, size.height, size.width, &mask,
	    err) == 0)
		written = dn_labelme_mask_write(&mask, &writer->points,
		    &writer->mask, err);
	if (written > 0) {
		shape.points = dn_bytes_span(&writer->points);
		shape.mask = dn_bytes_span(&writer->mask);
		written = dn_labelme_write_shape(writer, &shape, err) < 0 ?
		    -1 : 1;
	}
	dn_mask_release(&mask);
	return written;
}

/* The outlines of a polygon's parts: a shape each, in one group. */
static int
write_parts(struct dn_labelme_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_node *node = annotation->node;
	struct dn_part *parts;
	size_t count;
	int got = dn_shape_polygons(writer->item, node, &parts, &count, err);
	struct dn_bytes group;
	int written = 0;

	if (got <= 0)
		return got;
	for (size_t i = 0; i < count; i++)
		if (parts[i].count > 1)
			return write_holes(writer, annotation, parts, count,
			    err);
	dn_bytes_init(&group, SIZE_MAX / 2);
	if (count > 1 && new_group(writer, node, &group, err) < 0)
		written = -1;
	for (size_t i = 0; i < count && written >= 0; i++) {
		if (parts[i].count == 0 || parts[i].rings[0].count == 0)
			continue;
		add_points(&writer->points, parts[i].rings[0].points,
		    parts[i].rings[0].count);
		written = write_made(writer, node, "\"polygon\"",
		    (struct dn_span){ NULL, 0 }, dn_bytes_span(&group),
		    false, err);
	}
	dn_bytes_release(&group);
	return written;
}

/* The names of a label's keypoints in its header: the first, or NULL. */
static int
find_keypoints(struct dn_labelme_writer *writer, struct dn_span label,
    struct dn_node **name, struct dn_err *err)
{
	struct dn_labels *labels = writer->writing->labels;
	struct dn_tree *tree = dn_labels_tree(labels);
	size_t number;

	*name = NULL;
	if (label.ptr == NULL)
		return 0;
	if (dn_labels_add(labels, label, &number, err) < 0)
		return -1;
	*name = dn_node_first(tree, dn_node_get(tree,
	    dn_labels_node(labels, number), "keypoints"));
	return 0;
}

/* Keypoints that are there: a point each, by its name, else its number. */
static int
write_keypoints(struct dn_labelme_writer *writer,
    const struct dn_annotation *annotation, struct dn_span group,
    struct dn_err *err)
{
	struct dn_tree *tree = dn_labels_tree(writer->writing->labels);
	struct dn_keypoint *points;
	struct dn_node *name;
	size_t count;
	int written = 0;

	if (dn_shape_keypoints(writer->item, annotation->node, &points, &count,
	    err) < 0 || find_keypoints(writer, annotation->label_text, &name,
	    err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		const struct dn_point point = { points[i].x, points[i].y };
		struct dn_span text = dn_node_text(tree, name);
		char number[24];

		name = name != NULL ? name->next : NULL;
		if (points[i].visible == 0)
			continue;
		snprintf(number, sizeof(number), "%zu", i + 1);
		add_points(&writer->points, &point, 1);
		written = write_made(writer, annotation->node, "\"point\"",
		    text.ptr != NULL ? text : dn_span_of(number), group,
		    points[i].visible == 1, err);
		if (written < 0)
			return -1;
	}
	return written;
}

/* A skeleton: its box, if it has one, and its points, in one group. */
static int
write_skeleton(struct dn_labelme_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_node *node = annotation->node;
	struct dn_bytes group;
	struct dn_box box;
	int written = 0, boxed = dn_shape_box(writer->item, node, &box, err);

	dn_bytes_init(&group, SIZE_MAX / 2);
	if (boxed < 0 || new_group(writer, node, &group, err) < 0)
		written = -1;
	if (written == 0 && boxed > 0) {
		const struct dn_point corners[2] = { { box.x, box.y },
			{ box.x + box.width, box.y + box.height } };

		add_points(&writer->points, corners, 2);
		boxed = write_made(writer, node, "\"rectangle\"",
		    (struct dn_span){ NULL, 0 }, dn_bytes_span(&group), false,
		    err);
		written = boxed < 0 ? -1 : 0;
	}
	if (written == 0)
		written = write_keypoints(writer, annotation,
		    dn_bytes_span(&group), err);
	dn_bytes_release(&group);
	return written == 0 && boxed > 0 ? 1 : written;
}

/* Two numbers of a member; false when they are none. */
static bool
read_pair(struct dn_item *item, struct dn_node *node, const char *name,
    struct dn_point *pair)
{
	struct dn_node *x = dn_node_first(&item->tree,
	    dn_node_get(&item->tree, node, name));

	return x != NULL && dn_node_real(x, &pair->x) &&
	    dn_node_real(x->next, &pair->y);
}

/* An ellipse that is no circle, as a polygon. */
static int
write_ellipse(struct dn_labelme_writer *writer, struct dn_node *node,
    struct dn_err *err)
{
	struct dn_point points[DN_ELLIPSE_POINTS];
	struct dn_ellipse ellipse = { .rotation = 0 };

	if (!read_pair(writer->item, node, "center", &ellipse.center) ||
	    !read_pair(writer->item, node, "radii", &ellipse.radii))
		return 0;
	(void)dn_node_real(dn_node_get(&writer->item->tree, node, "rotation"),
	    &ellipse.rotation);
	add_points(&writer->points, points, dn_ellipse_ring(&ellipse,
	    points));
	return write_made(writer, node, "\"polygon\"",
	    (struct dn_span){ NULL, 0 }, (struct dn_span){ NULL, 0 }, false,
	    err);
}

/* ---- of the whole picture -------------------------------------------- */

/* Report what a flag or description has no place for. */
static int
lose_members(struct dn_labelme_writer *writer, struct dn_node *node,
    struct dn_err *err)
{
	static const struct {
		const char *name;
		enum dn_cap cap;
	} rows[] = {
		{ "attributes", DN_CAP_ATTRIBUTES }, { "score", DN_CAP_SCORE },
		{ "group", DN_CAP_GROUP }, { "difficult", DN_CAP_DIFFICULT },
		{ "notes", DN_CAP_NOTES }, { "occluded", DN_CAP_OCCLUDED },
		{ "truncated", DN_CAP_TRUNCATED }, { "crowd", DN_CAP_CROWD },
	};
	struct dn_tree *tree = &writer->item->tree;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct dn_node *member = dn_node_get(tree, node,
		    rows[i].name);

		if (dn_node_type(member) <= DN_JSON_FALSE)
			continue;
		if (dn_loss_dropped(writer->writing->loss, writer->item, node,
		    rows[i].cap, err, "of what is said of the whole picture") <
		    0)
			return -1;
	}
	return 0;
}

/* A class: a flag of the picture, said once. */
static int
write_class(struct dn_labelme_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *label = annotation->label;
	struct dn_span name;
	int added;

	if (label == NULL)
		label = dn_node_first(tree, dn_node_get(tree,
		    annotation->node, "labels"));
	if (dn_node_type(label) == DN_JSON_ARRAY)
		label = dn_node_first(tree, label);
	if (label == NULL)
		return dn_loss_dropped(writer->writing->loss, writer->item,
		    annotation->node, DN_CAP_CLASS, err, "without a label");
	name = label->type == DN_JSON_STRING ? dn_node_text(tree, label) :
	    label->raw;
	if (dn_names_add(writer->classes, name, &added) == DN_NAMES_NONE)
		return dn_err_memory(err);
	if (!added)
		return dn_loss_dropped(writer->writing->loss, writer->item,
		    annotation->node, DN_CAP_CLASS, err,
		    "it was said before");
	return lose_members(writer, annotation->node, err) < 0 ? -1 : 1;
}

/* A text about the picture: its description; there is one. */
static int
write_caption(struct dn_labelme_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_loss *loss = writer->writing->loss;
	struct dn_node *text = dn_node_get(&writer->item->tree,
	    annotation->node, "text");

	if (dn_node_type(text) != DN_JSON_STRING || writer->caption.len > 0)
		return dn_loss_dropped(loss, writer->item, annotation->node,
		    DN_CAP_CAPTION, err, "a picture has one description");
	dn_bytes_add_span(&writer->caption, text->raw);
	if (annotation->label != NULL && dn_loss_dropped(loss, writer->item,
	    annotation->node, DN_CAP_CLASS, err, "the label of a text") < 0)
		return -1;
	return lose_members(writer, annotation->node, err) < 0 ? -1 : 1;
}

/* ---- the annotation -------------------------------------------------- */

/* Geometry, by the member that shows it, in the order of preference. */
static const struct {
	const char *member;
	enum dn_annotation_kind kind;
	enum dn_cap cap;
} geometries[] = {
	{ "polygons", DN_ANNOTATION_POLYGON, DN_CAP_POLYGON },
	{ "mask", DN_ANNOTATION_MASK, DN_CAP_MASK },
	{ "rotation", DN_ANNOTATION_ROTATED_BOX, DN_CAP_ROTATED_BOX },
	{ "bbox", DN_ANNOTATION_BOX, DN_CAP_BOX },
	{ "keypoints", DN_ANNOTATION_SKELETON, DN_CAP_SKELETON },
	{ "points", DN_ANNOTATION_POLYLINE, DN_CAP_POLYLINE },
	{ "radii", DN_ANNOTATION_ELLIPSE, DN_CAP_ELLIPSE },
};

#define GEOMETRY_COUNT (sizeof(geometries) / sizeof(geometries[0]))

static bool
has_member(struct dn_labelme_writer *writer, struct dn_node *node,
    const char *name)
{
	return dn_node_first(&writer->item->tree,
	    dn_node_get(&writer->item->tree, node, name)) != NULL;
}

/* The kind to draw: the annotation's, else the first that stands beside. */
static enum dn_annotation_kind
choose_kind(struct dn_labelme_writer *writer,
    const struct dn_annotation *annotation)
{
	enum dn_annotation_kind kind = annotation->kind;

	if (kind == DN_ANNOTATION_POINTS || kind == DN_ANNOTATION_CLASS ||
	    kind == DN_ANNOTATION_CAPTION ||
	    kind == DN_ANNOTATION_TRANSCRIPT)
		return kind;
	for (size_t i = 0; i < GEOMETRY_COUNT; i++)
		if (geometries[i].kind == kind)
			return kind;
	for (size_t i = 0; i < GEOMETRY_COUNT; i++)
		if (has_member(writer, annotation->node,
		    geometries[i].member))
			return geometries[i].kind;
	return kind;
}

/* Is the annotation's box just what goes around its polygons? */
static int
is_around(struct dn_labelme_writer *writer, struct dn_node *node,
    bool *around, struct dn_err *err)
{
	struct dn_box box, outline = { 0, 0, 0, 0 };
	struct dn_part *parts;
	size_t count = 0;
	bool any = false;
	int got = dn_shape_polygons(writer->item, node, &parts, &count, err);

	*around = false;
	if (got <= 0 || dn_shape_box(writer->item, node, &box, err) < 0)
		return got < 0 ? -1 : 0;
	for (size_t i = 0; i < count; i++) {
		const struct dn_ring *ring = parts[i].rings;

		if (parts[i].count == 0 || ring->count == 0)
			continue;
		outline = any ? dn_box_join(outline, dn_box_around(
		    ring->points, ring->count)) :
		    dn_box_around(ring->points, ring->count);
		any = true;
	}
	*around = fabs(box.x - outline.x) < NEAR &&
	    fabs(box.y - outline.y) < NEAR &&
	    fabs(box.width - outline.width) < NEAR &&
	    fabs(box.height - outline.height) < NEAR;
	return 0;
}

/* Geometry beside that which was drawn is lost, unless it says the same. */
static int
lose_others(struct dn_labelme_writer *writer, struct dn_node *node,
    enum dn_annotation_kind kind, struct dn_err *err)
{
	for (size_t i = 0; i < GEOMETRY_COUNT; i++) {
		bool around = false;

		if (geometries[i].kind == kind || (geometries[i].kind ==
		    DN_ANNOTATION_POLYLINE && kind == DN_ANNOTATION_POINTS) ||
		    !has_member(writer, node, geometries[i].member))
			continue;
		if (geometries[i].kind == DN_ANNOTATION_BOX &&
		    is_around(writer, node, &around, err) < 0)
			return -1;
		if (around || (geometries[i].kind == DN_ANNOTATION_BOX &&
		    (kind == DN_ANNOTATION_SKELETON ||
		    kind == DN_ANNOTATION_ROTATED_BOX)))
			continue;
		if (dn_loss_dropped(writer->writing->loss, writer->item, node,
		    geometries[i].cap, err, "beside its %s",
		    dn_annotation_name(kind)) < 0)
			return -1;
	}
	return 0;
}

/* A box that ends before it begins is the same two corners, read as another. */
static int
tell_upside_down(struct dn_labelme_writer *writer, struct dn_node *node,
    struct dn_err *err)
{
	struct dn_box box;
	int got = dn_shape_box(writer->item, node, &box, err);

	if (got <= 0 || !(box.width < 0 || box.height < 0))
		return got < 0 ? -1 : 0;
	return dn_loss_degraded(writer->writing->loss, writer->item, node,
	    DN_CAP_BOX, err, "a box of a size below 0 becomes one above it");
}

/* Draw it, by its kind: 1, or 0 when it cannot be. */
static int
draw(struct dn_labelme_writer *writer, const struct dn_annotation *annotation,
    enum dn_annotation_kind kind, struct dn_err *err)
{
	int got;

	if (kind == DN_ANNOTATION_SKELETON)
		return write_skeleton(writer, annotation, err);
	if (kind == DN_ANNOTATION_BOX &&
	    tell_upside_down(writer, annotation->node, err) < 0)
		return -1;
	got = write_one(writer, annotation, kind, err);
	if (got == 0 && kind == DN_ANNOTATION_POLYGON)
		return write_parts(writer, annotation, err);
	if (got == 0 && kind == DN_ANNOTATION_ELLIPSE)
		return write_ellipse(writer, annotation->node, err);
	return got;
}

int
dn_labelme_write_annotation(struct dn_labelme_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	enum dn_annotation_kind kind = choose_kind(writer, annotation);
	int drawn;

	if (kind == DN_ANNOTATION_OTHER && writer->own)
		return dn_labelme_write_kept(writer, annotation->node);
	if (kind == DN_ANNOTATION_CLASS)
		return write_class(writer, annotation, err);
	if (kind == DN_ANNOTATION_CAPTION || kind == DN_ANNOTATION_TRANSCRIPT)
		return write_caption(writer, annotation, err);
	drawn = draw(writer, annotation, kind, err);
	if (drawn < 0)
		return -1;
	if (drawn == 0)
		return dn_loss_dropped(writer->writing->loss, writer->item,
		    annotation->node, dn_cap_of_kind(kind), err,
		    "there is nothing to draw, or too much for a PNG");
	return lose_others(writer, annotation->node, kind, err) < 0 ? -1 : 1;
}
