/* SPDX-License-Identifier: MIT */
/* Annotations and ratings read into units, kind by kind. */
#include "match/unit.h"

#include <math.h>

#include "match/unit_member.h"
#include "model/shape.h"
#include "model/turn.h"

/* ---- kinds --------------------------------------------------------- */

/* One part of one ring, which is kept. */
static int
keep_one_ring(const struct dn_unit_reader *reader, const char *name,
    struct dn_point *points, size_t count)
{
	struct dn_ring ring = { points, count };
	const struct dn_part part = { &ring, 1 };

	if (dn_unit_take_parts(reader, &part, 1) < 0 ||
	    dn_unit_keep_ring(reader, name, &ring) < 0)
		return -1;
	reader->unit->parts[0].rings[0] = ring;
	reader->unit->box = dn_box_around(points, count);
	return 1;
}

/* The box around all outlines. */
static void
surround(struct dn_unit *unit)
{
	bool any = false;

	for (size_t i = 0; i < unit->part_count; i++) {
		const struct dn_part *part = &unit->parts[i];
		struct dn_box box;

		if (part->count == 0 || part->rings[0].count == 0)
			continue;
		box = dn_box_around(part->rings[0].points,
		    part->rings[0].count);
		unit->box = any ? dn_box_join(unit->box, box) : box;
		any = true;
	}
}

static int
read_box(struct dn_unit_reader *reader)
{
	double values[4];

	if (dn_unit_need_numbers(reader, "bbox", values, 4) < 0)
		return -1;
	if (values[2] < 0 || values[3] < 0)
		return dn_node_error(dn_unit_member(reader, "bbox"),
		    reader->err, DN_E_BAD_VALUE, "a size below 0");
	reader->unit->box = (struct dn_box){ values[0], values[1], values[2],
		values[3] };
	return 1;
}

static int
read_turned_box(struct dn_unit_reader *reader)
{
	struct dn_turned turned = { .rotation = 0 };
	struct dn_point corners[4];

	if (read_box(reader) < 0 ||
	    dn_unit_read_number(reader, "rotation", &turned.rotation) < 0)
		return -1;
	if (dn_turn_angle(turned.rotation) <= 0)
		return 1;
	turned.box = reader->unit->box;
	dn_turn_corners(&turned, corners);
	return keep_one_ring(reader, "bbox", corners, 4);
}

static int
read_polygon(struct dn_unit_reader *reader)
{
	struct dn_part *parts = NULL;
	size_t count = 0;
	int got = dn_shape_polygons(reader->item, reader->node, &parts,
	    &count, reader->err);

	if (got <= 0)
		return got < 0 ? -1 : dn_unit_missing(reader, "polygons");
	if (dn_unit_take_parts(reader, parts, count) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < parts[i].count; j++) {
			struct dn_ring ring = parts[i].rings[j];

			if (dn_unit_keep_ring(reader, "polygons", &ring) < 0)
				return -1;
			reader->unit->parts[i].rings[j] = ring;
		}
	surround(reader->unit);
	return 1;
}

static int
read_ellipse(struct dn_unit_reader *reader)
{
	struct dn_point ring[DN_ELLIPSE_POINTS];
	struct dn_ellipse ellipse = { .rotation = 0 };
	double center[2], radii[2];

	if (dn_unit_need_numbers(reader, "center", center, 2) < 0 ||
	    dn_unit_need_numbers(reader, "radii", radii, 2) < 0 ||
	    dn_unit_read_number(reader, "rotation", &ellipse.rotation) < 0)
		return -1;
	if (radii[0] < 0 || radii[1] < 0)
		return dn_node_error(dn_unit_member(reader, "radii"),
		    reader->err, DN_E_BAD_VALUE, "a size below 0");
	ellipse.center = (struct dn_point){ center[0], center[1] };
	ellipse.radii = (struct dn_point){ radii[0], radii[1] };
	return keep_one_ring(reader, "center", ring,
	    dn_ellipse_ring(&ellipse, ring));
}

static int
read_mask(struct dn_unit_reader *reader)
{
	struct dn_unit *unit = reader->unit;
	struct dn_mask mask;
	int got;

	dn_mask_init(&mask, 0, 0);
	got = dn_shape_mask(reader->item, reader->node, &mask, reader->err);
	if (got == 0) {
		got = dn_unit_missing(reader, "mask");
	} else if (got > 0) {
		unit->mask = mask;
		unit->box = dn_mask_box(&mask);
		unit->mask.cap = mask.count;
		unit->mask.runs = dn_arena_take_many(reader->arena,
		    mask.count + 1, sizeof(*mask.runs));
		if (unit->mask.runs == NULL)
			got = dn_err_memory(reader->err);
		else if (mask.count > 0)
			memcpy(unit->mask.runs, mask.runs,
			    mask.count * sizeof(*mask.runs));
	}
	dn_mask_release(&mask);
	return got;
}

static int
read_line(struct dn_unit_reader *reader)
{
	struct dn_ring ring = { NULL, 0 };
	int got = dn_shape_points(reader->item, reader->node, &ring,
	    reader->err);

	if (got <= 0)
		return got < 0 ? -1 : dn_unit_missing(reader, "points");
	if (dn_unit_keep_ring(reader, "points", &ring) < 0)
		return -1;
	reader->unit->points = ring.points;
	reader->unit->point_count = ring.count;
	reader->unit->box = dn_box_around(ring.points, ring.count);
	return 1;
}

/* How large a skeleton's object is, by what it says or is. */
static int
read_area(struct dn_unit_reader *reader)
{
	struct dn_unit *unit = reader->unit;
	double values[4];
	int got;

	if (dn_unit_read_number(reader, "area", &unit->area) < 0)
		return -1;
	if (unit->area > 0)
		return 0;
	unit->area = unit->box.width * unit->box.height;
	got = dn_shape_numbers(reader->item, reader->node, "bbox", values, 4,
	    reader->err);
	if (got > 0 && values[2] > 0 && values[3] > 0)
		unit->area = values[2] * values[3];
	return got < 0 ? -1 : 0;
}

static int
read_skeleton(struct dn_unit_reader *reader)
{
	struct dn_unit *unit = reader->unit;
	struct dn_keypoint *keypoints = NULL;
	struct dn_ring ring = { NULL, 0 };
	size_t count = 0, there = 0;
	int got = dn_shape_keypoints(reader->item, reader->node, &keypoints,
	    &count, reader->err);

	if (got <= 0)
		return got < 0 ? -1 : dn_unit_missing(reader, "keypoints");
	ring.points = dn_arena_take_many(reader->arena, count + 1,
	    sizeof(*ring.points));
	unit->visible = dn_arena_take_many(reader->arena, count + 1,
	    sizeof(*unit->visible));
	if (ring.points == NULL || unit->visible == NULL)
		return dn_err_memory(reader->err);
	/* Where an absent point would stand says nothing. */
	for (size_t i = 0; i < count; i++)
		if (keypoints[i].visible != 0)
			ring.points[there++] = (struct dn_point){
				keypoints[i].x, keypoints[i].y };
	unit->box = dn_box_around(ring.points, there);
	for (size_t i = 0; i < count; i++) {
		unit->visible[i] = keypoints[i].visible;
		ring.points[i] = unit->visible[i] == 0 ?
		    (struct dn_point){ 0, 0 } :
		    (struct dn_point){ keypoints[i].x, keypoints[i].y };
	}
	ring.count = count;
	if (dn_unit_keep_ring(reader, "keypoints", &ring) < 0)
		return -1;
	unit->points = ring.points;
	unit->point_count = count;
	return read_area(reader) < 0 ? -1 : 1;
}

/* The turn about the up axis, by `yaw` or a quaternion. */
static int
read_yaw(struct dn_unit_reader *reader)
{
	struct dn_unit *unit = reader->unit;
	double q[4], x, y, z;
	int got = dn_unit_read_number(reader, "yaw", &unit->yaw);

	if (got != 0)
		return got < 0 ? -1 : 0;
	got = dn_shape_numbers(reader->item, reader->node, "rotation", q, 4,
	    reader->err);
	if (got <= 0)
		return got;
	x = q[1];
	y = unit->camera ? q[3] : q[2];
	z = unit->camera ? -q[2] : q[3];
	unit->yaw = atan2(2 * (q[0] * z + x * y),
	    q[0] * q[0] + x * x - y * y - z * z);
	if (!isfinite(unit->yaw))
		return dn_node_error(dn_unit_member(reader, "rotation"),
		    reader->err, DN_E_BAD_VALUE, "a number beyond all measure");
	return 0;
}

/* A camera looks along z and has y down: what is up becomes z. */
static int
read_cuboid(struct dn_unit_reader *reader)
{
	struct dn_unit *unit = reader->unit;
	struct dn_span frame = { NULL, 0 };

	if (dn_unit_need_numbers(reader, "center", unit->center, 3) < 0 ||
	    dn_unit_need_numbers(reader, "size", unit->size, 3) < 0 ||
	    dn_unit_read_text(reader, "frame", &frame) < 0)
		return -1;
	for (int i = 0; i < 3; i++)
		if (unit->size[i] < 0)
			return dn_node_error(dn_unit_member(reader, "size"),
			    reader->err, DN_E_BAD_VALUE, "a size below 0");
	unit->camera = dn_span_is(frame, "camera");
	if (unit->camera) {
		double down = unit->center[1];

		unit->center[1] = unit->center[2];
		unit->center[2] = -down;
	}
	return read_yaw(reader) < 0 ? -1 : 1;
}

/* Ranges that some reader found: `got` is what it returned. */
static int
keep_span(struct dn_unit_reader *reader, const char *name, int got,
    const struct dn_range *ranges, size_t count)
{
	if (got <= 0)
		return got < 0 ? -1 : dn_unit_missing(reader, name);
	if (dn_unit_read_text(reader, "text", &reader->unit->text) < 0)
		return -1;
	return dn_unit_keep_ranges(reader, ranges, count);
}

static int
read_span(struct dn_unit_reader *reader)
{
	struct dn_range *ranges = NULL;
	size_t count = 0;
	int got = dn_shape_spans(reader->item, reader->node, &ranges, &count,
	    reader->err);

	return keep_span(reader, "spans", got, ranges, count);
}

static int
read_interval(struct dn_unit_reader *reader)
{
	struct dn_unit *unit = reader->unit;
	int start = dn_unit_read_number(reader, "start", &unit->start);
	int end = dn_unit_read_number(reader, "end", &unit->end);

	if (start < 0 || end < 0 ||
	    dn_unit_read_text(reader, "text", &unit->text) < 0)
		return -1;
	if (start == 0 || end == 0)
		return dn_unit_missing(reader, start == 0 ? "start" : "end");
	if (unit->end < unit->start)
		return dn_node_error(dn_unit_member(reader, "end"), reader->err,
		    DN_E_BAD_VALUE, "an end before its start");
	return 1;
}

static int
read_instant(struct dn_unit_reader *reader)
{
	struct dn_unit *unit = reader->unit;
	int got = dn_unit_read_number(reader, "at", &unit->start);

	if (got < 0 || dn_unit_read_text(reader, "text", &unit->text) < 0)
		return -1;
	unit->end = unit->start;
	return got == 0 ? dn_unit_missing(reader, "at") : 1;
}

static int
read_words(struct dn_unit_reader *reader)
{
	int got = dn_unit_read_text(reader, "text", &reader->unit->text);

	return got == 0 ? dn_unit_missing(reader, "text") : got;
}

static int
read_class(struct dn_unit_reader *reader)
{
	return reader->unit->label.ptr != NULL &&
	    dn_unit_member(reader, "target") == NULL;
}

/* What reads which kind, and what it makes; the others are not compared. */
static const struct {
	int (*read)(struct dn_unit_reader *);
	enum dn_unit_kind kind;
} readers[DN_ANNOTATION_COUNT] = {
	[DN_ANNOTATION_BOX] = { read_box, DN_UNIT_BOX },
	[DN_ANNOTATION_ROTATED_BOX] = { read_turned_box, DN_UNIT_BOX },
	[DN_ANNOTATION_POLYGON] = { read_polygon, DN_UNIT_AREA },
	[DN_ANNOTATION_POLYLINE] = { read_line, DN_UNIT_LINE },
	[DN_ANNOTATION_POINTS] = { read_line, DN_UNIT_LINE },
	[DN_ANNOTATION_ELLIPSE] = { read_ellipse, DN_UNIT_AREA },
	[DN_ANNOTATION_MASK] = { read_mask, DN_UNIT_MASK },
	[DN_ANNOTATION_SKELETON] = { read_skeleton, DN_UNIT_SKELETON },
	[DN_ANNOTATION_CUBOID_3D] = { read_cuboid, DN_UNIT_CUBOID },
	[DN_ANNOTATION_SPAN] = { read_span, DN_UNIT_SPAN },
	[DN_ANNOTATION_INTERVAL] = { read_interval, DN_UNIT_INTERVAL },
	[DN_ANNOTATION_INSTANT] = { read_instant, DN_UNIT_INTERVAL },
	[DN_ANNOTATION_CLASS] = { read_class, DN_UNIT_CLASS },
	[DN_ANNOTATION_CAPTION] = { read_words, DN_UNIT_TEXT },
	[DN_ANNOTATION_TRANSCRIPT] = { read_words, DN_UNIT_TEXT },
};

enum dn_unit_kind
dn_unit_kind_of(enum dn_annotation_kind kind)
{
	return readers[kind].read == NULL ? DN_UNIT_COUNT :
	    readers[kind].kind;
}

/* ---- annotations and ratings --------------------------------------- */

/* Whose it is, where anything says so. */
static int
read_annotator(const struct dn_unit_reader *reader)
{
	struct dn_unit *unit = reader->unit;
	struct dn_span origin = { NULL, 0 };
	struct dn_answer answer;
	struct dn_err why = DN_ERR_INIT;

	if (dn_unit_read_text(reader, "origin", &origin) < 0)
		return -1;
	unit->prediction = dn_span_is(origin, "prediction");
	if (dn_answer_find(reader->answers, reader->node, &answer,
	    &why) < 0) {
		if (why.code == DN_E_MISSING_FIELD)
			return 0;
		*reader->err = why;
		return -1;
	}
	unit->prediction = unit->prediction || answer.model;
	return answer.annotator.ptr == NULL ? 0 :
	    dn_unit_keep(reader, answer.annotator, &unit->annotator);
}

/* What every unit has. */
static int
read_common(const struct dn_unit_reader *reader)
{
	struct dn_unit *unit = reader->unit;

	return dn_unit_read_text(reader, "field", &unit->field) < 0 ||
	    dn_unit_read_canonical(reader, "attributes",
	    &unit->attributes) < 0 ||
	    dn_unit_read_canonical(reader, "group", &unit->group) < 0 ? -1 : 0;
}

int
dn_unit_read(struct dn_unit *unit, struct dn_arena *arena,
    struct dn_item *item, struct dn_answers *answers,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_unit_reader reader = { unit, arena, item, answers,
		annotation->node, err };
	struct dn_json_value label;

	*unit = (struct dn_unit){ .kind = dn_unit_kind_of(annotation->kind) };
	if (unit->kind == DN_UNIT_COUNT)
		return 0;
	if (dn_answer_label(answers, annotation->node, &label, err) < 0)
		return -1;
	if (label.type > DN_JSON_NULL &&
	    dn_unit_keep_canonical(&reader, &label, &unit->label) < 0)
		return -1;
	if (annotation->kind == DN_ANNOTATION_CLASS && !read_class(&reader))
		return 0;
	if (read_annotator(&reader) < 0 || read_common(&reader) < 0 ||
	    (annotation->id.ptr != NULL &&
	    dn_unit_keep(&reader, annotation->id, &unit->id) < 0))
		return -1;
	unit->crowd = dn_node_true(annotation->members[DN_MEMBER_CROWD]);
	return readers[annotation->kind].read(&reader);
}

/* A rating's id may be a number, too. */
static int
read_id(const struct dn_unit_reader *reader)
{
	const struct dn_node *node = dn_unit_member(reader, "id");
	struct dn_json_value value;
	struct dn_span text;

	if (node == NULL)
		return 0;
	value = dn_json_value_of(node->raw);
	text = dn_answer_name(&value, &reader->answers->scratch);
	return text.ptr == NULL ? 0 : dn_unit_keep(reader, text,
	    &reader->unit->id);
}

/* One argument's id, or an event's trigger. */
static int
keep_ref(const struct dn_unit_reader *reader, const struct dn_node *ref)
{
	struct dn_unit *unit = reader->unit;
	struct dn_span text = dn_node_text(&reader->item->tree, ref);

	if (text.ptr == NULL)
		return dn_node_error(ref == NULL ? reader->node : ref,
		    reader->err, DN_E_BAD_TYPE, "a relation's argument needs "
		    "its \"ref\", a text");
	return dn_unit_keep(reader, text, &unit->refs[unit->ref_count++]);
}

static int
read_refs(const struct dn_unit_reader *reader)
{
	struct dn_tree *tree = &reader->item->tree;
	struct dn_node *args = dn_unit_member(reader, "args");
	struct dn_node *trigger = dn_unit_member(reader, "trigger"), *node;
	struct dn_unit *unit = reader->unit;

	if (args != NULL && dn_node_type(args) != DN_JSON_ARRAY)
		return dn_node_error(args, reader->err, DN_E_BAD_TYPE,
		    "not an array");
	unit->refs = dn_arena_take_many(reader->arena,
	    dn_node_count(tree, args) + 1, sizeof(*unit->refs));
	if (unit->refs == NULL)
		return dn_err_memory(reader->err);
	if (trigger != NULL && keep_ref(reader, trigger) < 0)
		return -1;
	for (node = dn_node_first(tree, args); node != NULL;
	    node = node->next)
		if (keep_ref(reader, dn_node_get(tree, node, "ref")) < 0)
			return -1;
	return 0;
}

int
dn_unit_read_relation(struct dn_unit *unit, struct dn_arena *arena,
    struct dn_item *item, struct dn_answers *answers, struct dn_node *node,
    struct dn_err *err)
{
	struct dn_unit_reader reader = { unit, arena, item, answers, node,
		err };

	*unit = (struct dn_unit){ .kind = DN_UNIT_RELATION };
	if (dn_node_type(node) != DN_JSON_OBJECT)
		return dn_node_error(node, err, DN_E_BAD_TYPE,
		    "not an object");
	unit->directed = dn_node_type(dn_unit_member(&reader, "directed")) !=
	    DN_JSON_FALSE;
	if (dn_unit_read_canonical(&reader, "type", &unit->label) < 0 ||
	    read_annotator(&reader) < 0 ||
	    dn_unit_read_canonical(&reader, "attributes",
	    &unit->attributes) < 0 || read_id(&reader) < 0 ||
	    read_refs(&reader) < 0)
		return -1;
	return 1;
}

/* A member that is there, unless the user has it be something else. */
static struct dn_node *
own_member(const struct dn_unit_reader *reader,
    const struct dn_unit_names *names,
    const char *name)
{
	return strcmp(name, names->annotator) == 0 ||
	    strcmp(name, names->label) == 0 ? NULL : dn_unit_member(reader,
	    name);
}

/* `span`, one [start, end] or several. */
static int
read_rated_span(struct dn_unit_reader *reader)
{
	struct dn_range *ranges = NULL;
	size_t count = 0;
	int got = dn_shape_span(reader->item, reader->node, &ranges, &count,
	    reader->err);

	return keep_span(reader, "span", got, ranges, count);
}

static int
read_rated(struct dn_unit_reader *reader, const struct dn_unit_names *names)
{
	struct dn_unit *unit = reader->unit;

	if (own_member(reader, names, "bbox") != NULL) {
		unit->kind = DN_UNIT_BOX;
		return read_box(reader);
	}
	if (own_member(reader, names, "span") != NULL) {
		unit->kind = DN_UNIT_SPAN;
		return read_rated_span(reader);
	}
	if (own_member(reader, names, "start") != NULL &&
	    own_member(reader, names, "end") != NULL) {
		unit->kind = DN_UNIT_INTERVAL;
		return read_interval(reader);
	}
	if (own_member(reader, names, "text") != NULL) {
		unit->kind = DN_UNIT_TEXT;
		return read_words(reader);
	}
	return read_class(reader);
}

/* The annotator of a rating, by the name that the user gives the member. */
static int
read_rater(const struct dn_unit_reader *reader, const char *name)
{
	const struct dn_node *node = dn_unit_member(reader, name);
	struct dn_bytes *scratch = &reader->answers->scratch;
	struct dn_json_value value;
	struct dn_span text;

	if (node == NULL)
		return dn_unit_missing(reader, name);
	value = dn_json_value_of(node->raw);
	text = dn_answer_name(&value, scratch);
	if (text.ptr == NULL)
		return dn_node_error(node, reader->err, DN_E_BAD_TYPE,
		    "neither a string nor a number");
	return dn_unit_keep(reader, text, &reader->unit->annotator);
}

int
dn_unit_read_rating(struct dn_unit *unit, struct dn_arena *arena,
    struct dn_item *item, struct dn_answers *answers,
    const struct dn_unit_names *names, struct dn_err *err)
{
	struct dn_unit_reader reader = { unit, arena, item, answers,
		item->tree.root, err };

	*unit = (struct dn_unit){ .kind = DN_UNIT_CLASS };
	if (read_rater(&reader, names->annotator) < 0 ||
	    dn_unit_read_canonical(&reader, names->label, &unit->label) < 0 ||
	    read_common(&reader) < 0 || read_id(&reader) < 0)
		return -1;
	return read_rated(&reader, names);
}
