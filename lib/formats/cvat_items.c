/* SPDX-License-Identifier: MIT */
/* Writing CVAT's pictures and tracks: which shape an annotation becomes. */
#include <stdlib.h>

#include "formats/cvat_write.h"
#include "io/jsontext.h"
#include "model/shape.h"

/* ---- groups ---------------------------------------------------------- */

/* A number that no group of the item has. */
static int64_t
first_free(struct dn_cvat_writer *writer)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *node = dn_item_first_annotation(writer->item);
	int64_t most = 0, number;

	for (; node != NULL; node = node->next)
		if (dn_node_int(dn_node_get(tree, node, "group"), &number) &&
		    number > most && number < INT32_MAX)
			most = number;
	return most + 1;
}

/* A number for a group that has none, by its name; in writer->other. */
static int
number_group(struct dn_cvat_writer *writer, struct dn_span name,
    struct dn_span *group, struct dn_err *err)
{
	size_t at;

	if (writer->groups == NULL) {
		writer->groups = dn_names_new();
		if (writer->groups == NULL)
			return dn_err_memory(err);
		writer->next_group = first_free(writer);
	}
	at = dn_names_add(writer->groups, name, NULL);
	if (at == DN_NAMES_NONE)
		return dn_err_memory(err);
	dn_bytes_clear(&writer->group);
	dn_bytes_add_int(&writer->group, writer->next_group + (int64_t)at);
	*group = dn_bytes_span(&writer->group);
	return dn_bytes_check(&writer->group, err);
}

/* Has it several parts? */
static bool
is_parted(struct dn_cvat_writer *writer, struct dn_node *polygons)
{
	size_t parts, holes;

	if (polygons == NULL)
		return false;
	dn_shape_count(writer->item, polygons, &parts, &holes);
	return parts > 1;
}

/* The group of an annotation; several parts without one make one. */
static int
find_group(struct dn_cvat_writer *writer,
    const struct dn_annotation *annotation, struct dn_span *group,
    struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	const struct dn_node *node = annotation->members[DN_MEMBER_GROUP];
	struct dn_span name;

	*group = (struct dn_span){ NULL, 0 };
	if (dn_node_type(node) == DN_JSON_NUMBER &&
	    dn_cvat_is_integer(node->raw)) {
		*group = node->raw;
		return 0;
	}
	if (dn_node_type(node) > DN_JSON_NULL) {
		name = node->type == DN_JSON_STRING ?
		    dn_node_text(tree, node) : node->raw;
		if (number_group(writer, name, group, err) < 0)
			return -1;
		return dn_loss_degraded(writer->writing->loss, writer->item,
		    annotation->node, DN_CAP_GROUP, err, "%.*s becomes %.*s",
		    name.len < 80 ? (int)name.len : 80, name.ptr,
		    (int)group->len, group->ptr);
	}
	if (!is_parted(writer, annotation->members[DN_MEMBER_POLYGONS]))
		return 0;
	dn_bytes_clear(&writer->text);
	dn_bytes_add_byte(&writer->text, '\0');
	dn_bytes_add_uint(&writer->text, writer->number);
	return number_group(writer, dn_bytes_span(&writer->text), group, err);
}

/* ---- labels and origins ---------------------------------------------- */

/* The label by its name, or the first of several. */
static void
find_label(struct dn_cvat_writer *writer,
    const struct dn_annotation *annotation, struct dn_cvat_scene *scene)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *label = annotation->label;

	if (label == NULL)
		label = dn_node_first(tree,
		    annotation->members[DN_MEMBER_LABELS]);
	if (dn_node_type(label) == DN_JSON_ARRAY)
		label = dn_node_first(tree, label);
	scene->labelled = label != NULL || !writer->own_annotation;
	if (label == NULL)
		scene->label = DN_SPAN("");
	else
		scene->label = label->type == DN_JSON_STRING ?
		    dn_node_text(tree, label) : label->raw;
}

/* A label that the document it came from declared, or a new one. */
static int
declare_label(struct dn_cvat_writer *writer,
    const struct dn_cvat_scene *scene, struct dn_node *annotation,
    struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *kept = writer->own_annotation ? dn_raw_get(tree,
	    annotation, DN_SPAN("/@label")) : NULL;

	if (!scene->labelled || scene->label.len == 0 || (kept != NULL &&
	    dn_span_equal(dn_node_text(tree, kept), scene->label)))
		return 0;
	return dn_cvat_need_label(writer, scene->label, err);
}

/* manual, auto; a prediction is one that was made automatically. */
static int
find_origin(struct dn_cvat_writer *writer,
    const struct dn_annotation *annotation, struct dn_span *origin,
    struct dn_err *err)
{
	struct dn_span text = dn_node_text(&writer->item->tree,
	    annotation->members[DN_MEMBER_ORIGIN]);

	*origin = text;
	if (text.ptr == NULL || dn_span_is(text, "manual") ||
	    dn_span_is(text, "auto"))
		return 0;
	*origin = DN_SPAN("auto");
	return dn_loss_degraded(writer->writing->loss, writer->item,
	    annotation->node, DN_CAP_ORIGIN, err, "%.*s becomes auto",
	    text.len < 80 ? (int)text.len : 80, text.ptr);
}

/* ---- kinds ----------------------------------------------------------- */

/* Geometry that may stand in an annotation, the first of it that is taken. */
static const struct {
	enum dn_member member;
	enum dn_annotation_kind kind;
	enum dn_cap cap;
} rows[] = {
	{ DN_MEMBER_KEYPOINTS, DN_ANNOTATION_SKELETON, DN_CAP_SKELETON },
	{ DN_MEMBER_MASK, DN_ANNOTATION_MASK, DN_CAP_MASK },
	{ DN_MEMBER_POLYGONS, DN_ANNOTATION_POLYGON, DN_CAP_POLYGON },
	{ DN_MEMBER_BBOX, DN_ANNOTATION_BOX, DN_CAP_BOX },
	{ DN_MEMBER_RADII, DN_ANNOTATION_ELLIPSE, DN_CAP_ELLIPSE },
	{ DN_MEMBER_POINTS, DN_ANNOTATION_POLYLINE, DN_CAP_POLYLINE },
};

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

/* The member that a kind's geometry stands in; COUNT for a class. */
static enum dn_member
member_of(enum dn_annotation_kind kind)
{
	if (kind == DN_ANNOTATION_ROTATED_BOX)
		return DN_MEMBER_BBOX;
	if (kind == DN_ANNOTATION_POINTS || kind == DN_ANNOTATION_CUBOID_2D)
		return DN_MEMBER_POINTS;
	for (size_t i = 0; i < ROW_COUNT; i++)
		if (rows[i].kind == kind)
			return rows[i].member;
	return DN_MEMBER_COUNT;
}

/* The geometry that a node has, as a set of members. */
static uint64_t
geometry_of(struct dn_tree *tree, struct dn_node *node)
{
	uint64_t set = 0;

	for (size_t i = 0; i < ROW_COUNT; i++)
		if (dn_node_type(dn_node_get(tree, node, dn_member_name(
		    rows[i].member))) > DN_JSON_NULL)
			set |= (uint64_t)1 << rows[i].member;
	return set;
}

/* The same of an annotation that was read. */
static uint64_t
known_geometry(const struct dn_annotation *annotation)
{
	uint64_t set = 0;

	for (size_t i = 0; i < ROW_COUNT; i++)
		if (dn_node_type(annotation->members[rows[i].member]) >
		    DN_JSON_NULL)
			set |= (uint64_t)1 << rows[i].member;
	return set;
}

/* Polygons of no points are none: what else there is is written. */
static uint64_t
drawn_geometry(struct dn_cvat_writer *writer,
    const struct dn_annotation *annotation)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *polygons = annotation->members[DN_MEMBER_POLYGONS];
	uint64_t set = known_geometry(annotation);

	/* "[[[[1,2]]]]" is the shortest there is. */
	if (dn_node_type(polygons) == DN_JSON_ARRAY &&
	    polygons->raw.len < 11 && dn_node_first(tree, dn_node_first(tree,
	    dn_node_first(tree, polygons))) == NULL)
		set &= ~((uint64_t)1 << DN_MEMBER_POLYGONS);
	return set;
}

/* What is written of such geometry; OTHER where there is nothing for it. */
static enum dn_annotation_kind
choose_kind(uint64_t geometry, enum dn_annotation_kind kind)
{
	enum dn_member member = member_of(kind);

	if (kind == DN_ANNOTATION_CLASS || (member != DN_MEMBER_COUNT &&
	    (geometry >> member & 1) != 0))
		return kind;
	for (size_t i = 0; i < ROW_COUNT; i++)
		if ((geometry >> rows[i].member & 1) != 0)
			return rows[i].kind;
	return DN_ANNOTATION_OTHER;
}

/* Is the box just the one around what is written, to a hundredth? */
static bool
is_envelope(struct dn_cvat_writer *writer, struct dn_node *node,
    enum dn_annotation_kind kind)
{
	struct dn_err ignored = DN_ERR_INIT;
	struct dn_part *parts = NULL;
	struct dn_box box, around = { 0, 0, 0, 0 };
	struct dn_mask mask;
	size_t count = 0;
	const double small = 0.0101;
	bool any = false;

	if (dn_shape_box(writer->item, node, &box, &ignored) <= 0)
		return false;
	dn_mask_init(&mask, 0, 0);
	if (kind == DN_ANNOTATION_MASK) {
		any = dn_shape_mask(writer->item, node, &mask, &ignored) > 0;
		if (any)
			around = dn_mask_box(&mask);
	} else if (dn_shape_polygons(writer->item, node, &parts, &count,
	    &ignored) > 0) {
		writer->parts = parts;
		writer->part_count = count;
		for (size_t i = 0; i < count; i++) {
			struct dn_box one;

			if (parts[i].count == 0 || parts[i].rings->count == 0)
				continue;
			one = dn_box_around(parts[i].rings->points,
			    parts[i].rings->count);
			around = any ? dn_box_join(around, one) : one;
			any = true;
		}
	}
	dn_mask_release(&mask);
	around.x -= box.x;
	around.y -= box.y;
	around.width -= box.width;
	around.height -= box.height;
	return any && around.x < small && around.x > -small &&
	    around.y < small && around.y > -small && around.width < small &&
	    around.width > -small && around.height < small &&
	    around.height > -small;
}

/* Geometry beside that which is written is dropped. */
static int
lose_beside(struct dn_cvat_writer *writer, struct dn_node *node,
    uint64_t geometry, enum dn_annotation_kind kind, struct dn_err *err)
{
	enum dn_member taken = member_of(kind);

	for (size_t i = 0; i < ROW_COUNT; i++) {
		if (rows[i].member == taken ||
		    (geometry >> rows[i].member & 1) == 0)
			continue;
		if (rows[i].cap == DN_CAP_BOX &&
		    (kind == DN_ANNOTATION_MASK ||
		    kind == DN_ANNOTATION_POLYGON) &&
		    is_envelope(writer, node, kind))
			continue;
		if (dn_loss_dropped(writer->writing->loss, writer->item,
		    node, rows[i].cap, err, "beside its %s",
		    taken != DN_MEMBER_COUNT ? dn_member_name(taken) :
		    "label") < 0)
			return -1;
	}
	return 0;
}

/* ---- pictures -------------------------------------------------------- */

/* Read what is common to all annotations; 1, 0 when it is dropped, -1. */
static int
begin_annotation(struct dn_cvat_writer *writer, struct dn_node *node,
    struct dn_annotation *annotation, struct dn_cvat_scene *scene,
    struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_span format;
	bool carried;

	if (dn_annotation_read(writer->item, node, annotation, err) < 0 ||
	    dn_loss_annotation(writer->writing->loss, writer->item,
	    annotation, &carried, err) < 0)
		return -1;
	if (!carried)
		return 0;
	format = dn_node_text(tree, dn_node_get(tree,
	    annotation->members[DN_MEMBER_SOURCE], "format"));
	writer->annotation = node;
	writer->parts = NULL;
	writer->number++;
	writer->own_annotation = format.ptr == NULL ? writer->own :
	    dn_span_is(format, "cvat");
	writer->foreign = writer->foreign || !writer->own_annotation;
	scene->item = writer->item;
	scene->node = node;
	find_label(writer, annotation, scene);
	if (find_origin(writer, annotation, &scene->origin, err) < 0)
		return -1;
	return 1;
}

static int
write_annotation(struct dn_cvat_writer *writer, struct dn_node *node,
    struct dn_err *err)
{
	struct dn_loss *loss = writer->writing->loss;
	struct dn_tree *tree = &writer->item->tree;
	struct dn_cvat_scene scene = { .indent = "\t\t" };
	struct dn_annotation annotation;
	enum dn_annotation_kind kind;
	uint64_t geometry;
	int got = begin_annotation(writer, node, &annotation, &scene, err);

	if (got <= 0)
		return got;
	if (annotation.kind == DN_ANNOTATION_OTHER) {
		struct dn_node *kept = dn_cvat_raw(writer, &scene, "/*");

		return kept == NULL ? 0 : dn_cvat_write_kept(writer, tree,
		    kept, "\t\t", &writer->out, err) < 0 ? -1 : 1;
	}
	if (annotation.kind == DN_ANNOTATION_TRACK)
		return dn_loss_dropped(loss, writer->item, node,
		    DN_CAP_TRACK, err, "a track in a picture") < 0 ? -1 : 0;
	geometry = drawn_geometry(writer, &annotation);
	kind = choose_kind(geometry, annotation.kind);
	if (kind == DN_ANNOTATION_OTHER)
		return dn_loss_dropped(loss, writer->item, node,
		    dn_cap_of_kind(annotation.kind), err,
		    "without geometry") < 0 ? -1 : 0;
	if (declare_label(writer, &scene, node, err) < 0 ||
	    find_group(writer, &annotation, &scene.group, err) < 0 ||
	    lose_beside(writer, node, geometry, kind, err) < 0)
		return -1;
	return dn_cvat_write_shape(writer, &scene, kind, err) < 0 ? -1 : 1;
}

/* Each annotation of the item in turn, and the account of them. */
static int
write_each(struct dn_cvat_writer *writer, int (*write)(
    struct dn_cvat_writer *writer, struct dn_node *node, struct dn_err *err),
    struct dn_err *err)
{
	struct dn_annotation_counts *counts =
	    &writer->writing->run->annotations;
	struct dn_node *node = dn_item_first_annotation(writer->item);

	for (; node != NULL; node = node->next) {
		int written = write(writer, node, err);

		if (written < 0)
			return -1;
		if (written > 0)
			counts->out++;
		else
			counts->dropped++;
	}
	return 0;
}

int
dn_cvat_write_picture(struct dn_cvat_writer *writer, struct dn_err *err)
{
	return write_each(writer, write_annotation, err);
}

/* ---- tracks ---------------------------------------------------------- */

/* The text of a track's shapes, which may never be made nodes of. */
static struct dn_json_value
shapes_of(struct dn_cvat_writer *writer, struct dn_node *list)
{
	struct dn_json_value value = { .raw = list->raw,
		.type = DN_JSON_ARRAY };

	if (!list->changed)
		return value;
	dn_bytes_clear(&writer->shapes);
	dn_tree_write(list, &writer->shapes);
	value.raw = dn_bytes_span(&writer->shapes);
	return value;
}

/* The kind of a shape: its own, or that of the track; by what it has. */
static enum dn_annotation_kind
shape_kind(struct dn_tree *tree, struct dn_node *node, struct dn_span common)
{
	struct dn_span own = dn_node_text(tree,
	    dn_node_get(tree, node, "kind"));
	struct dn_span name = own.ptr != NULL ? own : common;
	enum dn_annotation_kind kind = DN_ANNOTATION_OTHER;

	for (int i = 0; i < DN_ANNOTATION_COUNT; i++)
		if (dn_span_is(name, dn_annotation_name(
		    (enum dn_annotation_kind)i)))
			kind = (enum dn_annotation_kind)i;
	return choose_kind(geometry_of(tree, node), kind);
}

/* What a track says of itself, its shapes say here. */
static const struct {
	const char *name;
	enum dn_cap cap;
} common_members[] = {
	{ "attributes", DN_CAP_ATTRIBUTES }, { "z", DN_CAP_Z },
	{ "outside", DN_CAP_OUTSIDE }, { "occluded", DN_CAP_OCCLUDED },
};

#define COMMON_COUNT (sizeof(common_members) / sizeof(common_members[0]))

/* Give a shape what it has not and its track has. */
static void
inherit(struct dn_cvat_writer *writer, struct dn_node *shape)
{
	struct dn_tree *from = &writer->item->tree;
	struct dn_tree *tree = &writer->shape.tree;

	for (size_t i = 0; i < COMMON_COUNT; i++) {
		const char *name = common_members[i].name;
		struct dn_node *node = dn_node_get(from, writer->annotation,
		    name), *own = dn_node_get(tree, shape, name);

		if (dn_node_type(node) <= DN_JSON_NULL)
			continue;
		if (dn_node_type(own) <= DN_JSON_NULL) {
			dn_node_set_copy(tree, shape, name, node);
			continue;
		}
		if (node->type != DN_JSON_OBJECT ||
		    own->type != DN_JSON_OBJECT)
			continue;
		for (node = dn_node_first(from, node); node != NULL;
		    node = node->next)
			if (dn_node_find(tree, own, node->name) == NULL &&
			    !node->changed)
				dn_node_set_raw_named(tree, own, node->name,
				    node->raw);
	}
}

/* Say that it does. */
static int
tell_inherited(struct dn_cvat_writer *writer, struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;

	for (size_t i = 0; i < COMMON_COUNT; i++) {
		struct dn_node *node = dn_node_get(tree, writer->annotation,
		    common_members[i].name);

		if (dn_node_type(node) > DN_JSON_NULL && dn_loss_degraded(
		    writer->writing->loss, writer->item, writer->annotation,
		    common_members[i].cap, err, "%s of its shapes",
		    common_members[i].name) < 0)
			return -1;
	}
	return 0;
}

static int
write_shape(struct dn_cvat_writer *writer, struct dn_cvat_scene *scene,
    const struct dn_json_value *value, struct dn_span common,
    struct dn_err *err)
{
	struct dn_tree *tree = &writer->shape.tree;
	enum dn_annotation_kind kind;

	dn_tree_clear(tree);
	scene->item = &writer->shape;
	scene->node = dn_tree_read(tree, value);
	if (scene->node == NULL)
		return dn_err_memory(err);
	if (scene->node->type != DN_JSON_OBJECT)
		return dn_node_error(scene->node, err, DN_E_BAD_TYPE,
		    "a shape of a track is an object");
	inherit(writer, scene->node);
	kind = shape_kind(tree, scene->node, common);
	if (kind == DN_ANNOTATION_OTHER || kind == DN_ANNOTATION_CLASS)
		return dn_loss_dropped(writer->writing->loss, writer->item,
		    writer->annotation, DN_CAP_TRACK, err,
		    "a shape without geometry");
	if (dn_cvat_write_shape(writer, scene, kind, err) < 0)
		return -1;
	return dn_tree_check(tree, err);
}

static int
write_shapes(struct dn_cvat_writer *writer, struct dn_cvat_scene *scene,
    struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *list = dn_node_get(tree, writer->annotation,
	    "shapes");
	struct dn_span common = dn_node_text(tree,
	    dn_node_get(tree, writer->annotation, "shape"));
	struct dn_json_value all, one;
	struct dn_json_children walk;
	struct dn_span name;

	if (dn_node_type(list) != DN_JSON_ARRAY)
		return dn_node_error(writer->annotation, err,
		    DN_E_MISSING_FIELD, "a track without \"shapes\"");
	all = shapes_of(writer, list);
	if (dn_bytes_check(&writer->shapes, err) < 0)
		return -1;
	walk = dn_json_children(&all);
	while (dn_json_child(&walk, &name, &one))
		if (write_shape(writer, scene, &one, common, err) < 0)
			return -1;
	return 0;
}

/* The attributes of a track. */
static int
begin_track(struct dn_cvat_writer *writer, const struct dn_cvat_scene *scene,
    struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *id = dn_node_get(tree, dn_node_get(tree,
	    writer->annotation, "source"), "id");
	struct dn_cvat_tag *tag = &writer->tag;
	struct dn_bytes *text = &writer->text;

	dn_cvat_tag_clear(tag);
	dn_bytes_clear(text);
	if (!writer->own_annotation) {
		dn_bytes_add_uint(text, writer->tracks);
		dn_cvat_tag_set(tag, "id", dn_bytes_span(text));
	} else if (dn_node_type(id) > DN_JSON_NULL) {
		dn_cvat_tag_set(tag, "id", id->type == DN_JSON_STRING ?
		    dn_node_text(tree, id) : id->raw);
	}
	if (scene->labelled)
		dn_cvat_tag_set(tag, "label", scene->label);
	if (scene->origin.ptr != NULL)
		dn_cvat_tag_set(tag, "source", scene->origin);
	if (scene->group.ptr != NULL)
		dn_cvat_tag_set(tag, "group_id", scene->group);
	if (!writer->own_annotation) {
		dn_bytes_clear(text);
		dn_bytes_add_uint(text, writer->videos);
		dn_cvat_tag_set(tag, "task_id", dn_bytes_span(text));
		if (writer->item->split.len > 0)
			dn_cvat_tag_set(tag, "subset", writer->item->split);
		return dn_bytes_check(text, err);
	}
	return dn_cvat_put_kept(writer, tree, writer->annotation, NULL, err);
}

static int
write_track(struct dn_cvat_writer *writer, struct dn_node *node,
    struct dn_err *err)
{
	struct dn_cvat_scene scene = { .indent = "\t\t" }, shape;
	struct dn_annotation annotation;
	struct dn_bytes *out = &writer->out;
	struct dn_span text;
	int got = begin_annotation(writer, node, &annotation, &scene, err);

	if (got <= 0)
		return got;
	if (annotation.kind != DN_ANNOTATION_TRACK)
		return dn_loss_dropped(writer->writing->loss, writer->item,
		    node, dn_cap_of_kind(annotation.kind), err,
		    "in a video there are only tracks") < 0 ? -1 : 0;
	if (declare_label(writer, &scene, node, err) < 0 ||
	    find_group(writer, &annotation, &scene.group, err) < 0 ||
	    tell_inherited(writer, err) < 0 || begin_track(writer, &scene,
	    err) < 0)
		return -1;
	dn_bytes_add_byte(out, '\t');
	if (!dn_cvat_tag_write(&writer->tag, "track", out))
		writer->control = true;
	dn_bytes_add_byte(out, '>');
	text = dn_node_text(&writer->item->tree,
	    dn_cvat_raw(writer, &scene, ""));
	if (text.ptr != NULL)
		dn_cvat_escape(writer, out, text);
	dn_bytes_add_byte(out, '\n');
	shape = scene;
	shape.track = true;
	shape.group = shape.origin = (struct dn_span){ NULL, 0 };
	if (write_shapes(writer, &shape, err) < 0 ||
	    dn_cvat_write_kept(writer, &writer->item->tree,
	    dn_cvat_raw(writer, &scene, "/*"), "\t\t", out, err) < 0)
		return -1;
	dn_bytes_add_text(out, "\t</track>\n");
	writer->tracks++;
	return 1;
}

int
dn_cvat_write_tracks(struct dn_cvat_writer *writer, struct dn_err *err)
{
	return write_each(writer, write_track, err);
}
