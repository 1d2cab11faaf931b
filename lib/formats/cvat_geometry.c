/* SPDX-License-Identifier: MIT */
/* Reading the geometry of CVAT's shapes, masks and skeletons too. */
#include "formats/cvat_shape.h"

#include "formats/jsonml.h"
#include "formats/markup.h"
#include "io/jsontext.h"
#include "model/decimal.h"

/* ---- geometry -------------------------------------------------------- */

/* The number of an attribute, in the output; its own spelling is kept. */
static int
add_number(struct dn_cvat_shape *shape, enum dn_cvat_name name,
    struct dn_err *err)
{
	bool same = true;

	if (dn_cvat_need(shape, name, err) < 0)
		return -1;
	if (!dn_cvat_number(shape->values[name], shape->out, &same))
		return dn_cvat_refuse(shape, err, name, "is not a number");
	if (same)
		dn_cvat_take(shape, name);
	return 0;
}

static void
add_decimal(struct dn_bytes *out, struct dn_decimal value)
{
	char text[DN_DECIMAL_TEXT];

	dn_bytes_add(out, text, dn_decimal_write(value, text));
}

/* What is written for a size, and its edge taken where that is the same. */
static int
add_size(struct dn_cvat_shape *shape, enum dn_cvat_name low,
    enum dn_cvat_name high,
    struct dn_err *err)
{
	struct dn_decimal from, to, size, back;
	char text[DN_DECIMAL_TEXT];
	size_t len;

	if (dn_cvat_need(shape, high, err) < 0)
		return -1;
	if (!dn_decimal_read(shape->values[high], &to))
		return dn_cvat_refuse(shape, err, high, "is not a number");
	if (!dn_decimal_read(shape->values[low], &from) ||
	    !dn_decimal_subtract(to, from, &size) ||
	    !dn_decimal_add(from, size, &back))
		return dn_cvat_refuse(shape, err, high, "has too many digits");
	add_decimal(shape->out, size);
	len = dn_decimal_write(back, text);
	if (dn_span_equal(shape->values[high], (struct dn_span){ text, len }))
		dn_cvat_take(shape, high);
	return 0;
}

static int
add_rotation(struct dn_cvat_shape *shape, struct dn_err *err)
{
	if (!dn_cvat_has(shape, DN_CVAT_ROTATION))
		return 0;
	dn_cvat_member(shape, "rotation");
	return add_number(shape, DN_CVAT_ROTATION, err);
}

static int
read_box(struct dn_cvat_shape *shape, struct dn_err *err)
{
	dn_cvat_member(shape, "bbox");
	dn_bytes_add_byte(shape->out, '[');
	if (add_number(shape, DN_CVAT_XTL, err) < 0)
		return -1;
	dn_bytes_add_byte(shape->out, ',');
	if (add_number(shape, DN_CVAT_YTL, err) < 0)
		return -1;
	dn_bytes_add_byte(shape->out, ',');
	if (add_size(shape, DN_CVAT_XTL, DN_CVAT_XBR, err) < 0)
		return -1;
	dn_bytes_add_byte(shape->out, ',');
	if (add_size(shape, DN_CVAT_YTL, DN_CVAT_YBR, err) < 0)
		return -1;
	dn_bytes_add_byte(shape->out, ']');
	return add_rotation(shape, err);
}

/* Two numbers as a list. */
static int
add_pair(struct dn_cvat_shape *shape, const char *member, enum dn_cvat_name x,
    enum dn_cvat_name y,
    struct dn_err *err)
{
	if (member != NULL)
		dn_cvat_member(shape, member);
	dn_bytes_add_byte(shape->out, '[');
	if (add_number(shape, x, err) < 0)
		return -1;
	dn_bytes_add_byte(shape->out, ',');
	if (add_number(shape, y, err) < 0)
		return -1;
	dn_bytes_add_byte(shape->out, ']');
	return 0;
}

static int
read_ellipse(struct dn_cvat_shape *shape, struct dn_err *err)
{
	if (add_pair(shape, "center", DN_CVAT_CX, DN_CVAT_CY, err) < 0 ||
	    add_pair(shape, "radii", DN_CVAT_RX, DN_CVAT_RY, err) < 0)
		return -1;
	return add_rotation(shape, err);
}

static int
read_cuboid(struct dn_cvat_shape *shape, struct dn_err *err)
{
	static const enum dn_cvat_name corners[DN_CVAT_CORNERS][2] = {
		{ DN_CVAT_XTL1, DN_CVAT_YTL1 }, { DN_CVAT_XBL1,
		    DN_CVAT_YBL1 }, { DN_CVAT_XTR1, DN_CVAT_YTR1 },
		    { DN_CVAT_XBR1, DN_CVAT_YBR1 },
		{ DN_CVAT_XTL2, DN_CVAT_YTL2 }, { DN_CVAT_XBL2,
		    DN_CVAT_YBL2 }, { DN_CVAT_XTR2, DN_CVAT_YTR2 },
		    { DN_CVAT_XBR2, DN_CVAT_YBR2 }
	};

	dn_cvat_member(shape, "points");
	for (int i = 0; i < DN_CVAT_CORNERS; i++) {
		dn_bytes_add_byte(shape->out, i == 0 ? '[' : ',');
		if (add_pair(shape, NULL, corners[i][0], corners[i][1],
		    err) < 0)
			return -1;
	}
	dn_bytes_add_byte(shape->out, ']');
	return 0;
}

static int
read_points(struct dn_cvat_shape *shape, const char *member, const char *before,
    const char *behind, struct dn_err *err)
{
	bool same = true;

	if (dn_cvat_need(shape, DN_CVAT_POINTS, err) < 0)
		return -1;
	dn_cvat_member(shape, member);
	dn_bytes_add_text(shape->out, before);
	if (dn_cvat_points(shape->values[DN_CVAT_POINTS], shape->out,
	    &same) == 0)
		return dn_cvat_refuse(shape, err, DN_CVAT_POINTS,
		    "are not \"x,y\" with \";\" between");
	dn_bytes_add_text(shape->out, behind);
	if (same)
		dn_cvat_take(shape, DN_CVAT_POINTS);
	return 0;
}

static int
read_whole(struct dn_cvat_shape *shape, enum dn_cvat_name name, uint32_t *value,
    struct dn_err *err)
{
	uint64_t number = 0;
	struct dn_span text = shape->values[name];

	if (dn_cvat_need(shape, name, err) < 0)
		return -1;
	if (!dn_cvat_is_integer(text) || *text.ptr == '-')
		return dn_cvat_refuse(shape, err, name,
		    "is no number of pixels");
	for (size_t i = 0; i < text.len; i++)
		number = number * 10 + (uint64_t)(text.ptr[i] - '0');
	if (number > UINT32_MAX)
		return dn_cvat_refuse(shape, err, name, "is too large");
	*value = (uint32_t)number;
	return 0;
}

/* Take what the smallest window around the mask would be written as. */
static int
take_window(struct dn_cvat_shape *shape, const struct dn_mask *mask,
    struct dn_window given, struct dn_err *err)
{
	struct dn_window tight = dn_runs_window(mask);
	struct dn_bytes *text = &shape->reader->other;

	if (given.left != tight.left || given.top != tight.top ||
	    given.width != tight.width || given.height != tight.height)
		return 0;
	dn_cvat_take(shape, DN_CVAT_LEFT);
	dn_cvat_take(shape, DN_CVAT_TOP);
	dn_cvat_take(shape, DN_CVAT_WIDTH);
	dn_cvat_take(shape, DN_CVAT_HEIGHT);
	dn_bytes_clear(text);
	if (dn_cvat_rle(mask, tight, text, err) < 0 ||
	    dn_bytes_check(text, err) < 0)
		return -1;
	if (dn_span_equal(dn_bytes_span(text), shape->values[DN_CVAT_RLE]))
		dn_cvat_take(shape, DN_CVAT_RLE);
	return 0;
}

static int
read_mask(struct dn_cvat_shape *shape, struct dn_err *err)
{
	struct dn_cvat_reader *reader = shape->reader;
	struct dn_window window;
	struct dn_mask mask;
	int failed = -1;

	dn_mask_init(&mask, 0, 0);
	if (dn_cvat_need(shape, DN_CVAT_RLE, err) < 0 ||
	    read_whole(shape, DN_CVAT_LEFT, &window.left, err) < 0 ||
	    read_whole(shape, DN_CVAT_TOP, &window.top, err) < 0 ||
	    read_whole(shape, DN_CVAT_WIDTH, &window.width, err) < 0 ||
	    read_whole(shape, DN_CVAT_HEIGHT, &window.height, err) < 0)
		goto out;
	if (reader->width == 0 || reader->height == 0) {
		dn_err_set(err, DN_E_NEED_SIZE,
		    "a mask in a picture whose size is not known");
		dn_err_at(err, shape->element->line, shape->element->column);
		goto out;
	}
	if (dn_cvat_mask(shape->values[DN_CVAT_RLE], window, reader->height,
	    reader->width, &mask, err) < 0) {
		dn_err_excerpt(err, shape->values[DN_CVAT_RLE].ptr,
		    shape->values[DN_CVAT_RLE].len);
		dn_err_at(err, shape->element->line, shape->element->column);
		goto out;
	}
	if (take_window(shape, &mask, window, err) < 0)
		goto out;
	dn_cvat_member(shape, "mask");
	dn_bytes_add_format(shape->out, "{\"size\":[%u,%u],\"counts\":",
	    mask.height, mask.width);
	dn_bytes_clear(&reader->other);
	dn_mask_compress(&mask, &reader->other);
	dn_json_write_text(shape->out, dn_bytes_span(&reader->other));
	dn_bytes_add_byte(shape->out, '}');
	failed = dn_bytes_check(&reader->other, err);
out:
	dn_mask_release(&mask);
	return failed;
}

/* ---- skeletons ------------------------------------------------------- */

/* The points of a skeleton, each in its place of the record's list. */
struct joints {
	struct dn_span *texts;          /* "[x,y,v]"; absent: not there */
	size_t count;
	bool declared;                  /* by the names of the label */
	bool regular;                   /* the writer would write the same */
};

/* "[x,y,v]" of one point, into the arena. */
static int
read_joint(struct dn_cvat_shape *shape, struct dn_span *text, bool *regular,
    struct dn_err *err)
{
	struct dn_bytes *out = shape->out;
	bool outside = dn_cvat_has(shape, DN_CVAT_OUTSIDE) &&
	    dn_span_is(shape->values[DN_CVAT_OUTSIDE], "1");
	bool occluded = dn_cvat_has(shape, DN_CVAT_OCCLUDED) &&
	    dn_span_is(shape->values[DN_CVAT_OCCLUDED], "1");

	if (dn_cvat_need(shape, DN_CVAT_POINTS, err) < 0)
		return -1;
	dn_bytes_clear(out);
	if (dn_cvat_points(shape->values[DN_CVAT_POINTS], out, regular) != 1)
		return dn_cvat_refuse(shape, err, DN_CVAT_POINTS,
		    "are not one \"x,y\"");
	out->len -= out->len > 0;
	dn_bytes_add_text(out, outside ? ",0]" : occluded ? ",1]" : ",2]");
	*text = dn_arena_copy(&shape->reader->inner, dn_bytes_span(out));
	if (dn_bytes_check(out, err) < 0)
		return -1;
	return text->ptr != NULL ? 0 : dn_err_memory(err);
}

/* Does a point have just what the writer gives one? */
static bool
is_regular(const struct dn_cvat_shape *shape,
    const struct dn_cvat_shape *skeleton,
    enum dn_cvat_place place)
{
	uint64_t flags = (uint64_t)1 << DN_CVAT_OUTSIDE |
	    (uint64_t)1 << DN_CVAT_OCCLUDED;
	uint64_t wanted = flags | (uint64_t)1 << DN_CVAT_LABEL |
	    (uint64_t)1 << DN_CVAT_POINTS;
	struct dn_span outside = shape->values[DN_CVAT_OUTSIDE];
	struct dn_span occluded = shape->values[DN_CVAT_OCCLUDED];
	size_t known = 0;
	const struct dn_xml_attribute *attribute =
	    shape->element->attributes;

	for (; attribute != NULL; attribute = attribute->next)
		known += dn_cvat_name(attribute->name) < 0;
	if (skeleton->values[DN_CVAT_SOURCE].ptr != NULL)
		wanted |= (uint64_t)1 << DN_CVAT_SOURCE;
	if (place == DN_CVAT_TRACK)
		wanted |= (uint64_t)1 << DN_CVAT_KEYFRAME;
	return known == 0 && shape->given == wanted &&
	    shape->element->first == NULL &&
	    dn_markup_blank(shape->element->text) &&
	    (dn_span_is(outside, "0") || (dn_span_is(outside, "1") &&
	    dn_span_is(occluded, "0"))) && (dn_span_is(occluded, "0") ||
	    dn_span_is(occluded, "1")) && dn_span_equal(
	    shape->values[DN_CVAT_SOURCE], skeleton->values[DN_CVAT_SOURCE]) &&
	    (place != DN_CVAT_TRACK || dn_span_equal(
	    shape->values[DN_CVAT_KEYFRAME],
	    skeleton->values[DN_CVAT_KEYFRAME]));
}

static bool
is_point(const struct dn_xml_element *element)
{
	return dn_span_is(element->name, "points");
}

/* Are all points declared, and none twice?  How many there are, too. */
static size_t
count_joints(struct dn_cvat_shape *skeleton, struct dn_span label,
    struct joints *joints, struct dn_err *err)
{
	struct dn_cvat_meta *meta = &skeleton->reader->meta;
	const struct dn_xml_element *child = skeleton->element->first;
	size_t declared = dn_cvat_meta_points(meta, label), count = 0, place;
	char *seen = dn_arena_take_many(&skeleton->reader->inner,
	    declared + 1, 1);

	if (seen == NULL) {
		dn_err_memory(err);
		return SIZE_MAX;
	}
	joints->declared = declared > 0;
	for (; child != NULL; child = child->next) {
		if (!is_point(child))
			continue;
		count++;
		place = dn_cvat_meta_point(meta, label,
		    dn_xml_value(child, "label"));
		if (place == DN_NAMES_NONE || seen[place]++ != 0)
			joints->declared = false;
	}
	joints->count = joints->declared ? declared : count;
	joints->regular = joints->declared && count == declared;
	joints->texts = dn_arena_take_many(&skeleton->reader->inner,
	    joints->count + 1, sizeof(*joints->texts));
	if (joints->texts != NULL)
		return count;
	dn_err_memory(err);
	return SIZE_MAX;
}

/* Every point into its place. */
static int
read_joints(struct dn_cvat_shape *skeleton, struct dn_span label,
    enum dn_cvat_place place, struct joints *joints, struct dn_err *err)
{
	struct dn_cvat_reader *reader = skeleton->reader;
	const struct dn_xml_element *child = skeleton->element->first;
	struct dn_cvat_shape shape = { .reader = reader, .out =
	    &reader->other };
	size_t mark = reader->raw.len, number = 0, at;

	for (; child != NULL; child = child->next) {
		if (!is_point(child))
			continue;
		shape.element = child;
		memset(shape.values, 0, sizeof(shape.values));
		dn_cvat_look(&shape);
		reader->raw.len = mark;
		at = number++;
		if (joints->declared)
			at = dn_cvat_meta_point(&reader->meta, label,
			    shape.values[DN_CVAT_LABEL]);
		joints->regular = joints->regular && at == number - 1 &&
		    is_regular(&shape, skeleton, place);
		if (read_joint(&shape, &joints->texts[at], &joints->regular,
		    err) < 0)
			return -1;
	}
	return 0;
}

/*
 * `keypoints` in the order that the label declares.  Points that the writer
 * would not write just so are kept whole, as they stand.
 */
static int
read_skeleton(struct dn_cvat_shape *shape, enum dn_cvat_place place,
    struct dn_err *err)
{
	struct dn_cvat_reader *reader = shape->reader;
	struct dn_span label = place == DN_CVAT_TRACK ? reader->label :
	    shape->values[DN_CVAT_LABEL];
	const struct dn_xml_element *child = shape->element->first;
	struct joints joints = { .texts = NULL };
	const char *before = "";

	if (count_joints(shape, label, &joints, err) == SIZE_MAX ||
	    read_joints(shape, label, place, &joints, err) < 0)
		return -1;
	dn_cvat_member(shape, "keypoints");
	dn_bytes_add_byte(shape->out, '[');
	for (size_t i = 0; i < joints.count; i++) {
		if (i > 0)
			dn_bytes_add_byte(shape->out, ',');
		dn_bytes_add_span(shape->out, joints.texts[i].ptr != NULL ?
		    joints.texts[i] : DN_SPAN("[0,0,0]"));
	}
	dn_bytes_add_byte(shape->out, ']');
	if (joints.regular)
		return 0;
	dn_cvat_begin(&reader->raw, "/points");
	dn_bytes_add_byte(&reader->raw, '[');
	for (; child != NULL; child = child->next)
		if (is_point(child)) {
			dn_bytes_add_text(&reader->raw, before);
			dn_jsonml_add(&reader->raw, child);
			before = ",";
		}
	dn_bytes_add_byte(&reader->raw, ']');
	return 0;
}

/* ---- the whole ------------------------------------------------------- */

int
dn_cvat_read_geometry(struct dn_cvat_shape *shape, enum dn_annotation_kind kind,
    enum dn_cvat_place place, struct dn_err *err)
{
	switch (kind) {
	case DN_ANNOTATION_BOX:
		return read_box(shape, err);
	case DN_ANNOTATION_POLYGON:
		return read_points(shape, "polygons", "[[[", "]]]", err);
	case DN_ANNOTATION_POLYLINE:
	case DN_ANNOTATION_POINTS:
		return read_points(shape, "points", "[", "]", err);
	case DN_ANNOTATION_ELLIPSE:
		return read_ellipse(shape, err);
	case DN_ANNOTATION_CUBOID_2D:
		return read_cuboid(shape, err);
	case DN_ANNOTATION_MASK:
		return read_mask(shape, err);
	case DN_ANNOTATION_SKELETON:
		return read_skeleton(shape, place, err);
	default:
		return 0;
	}
}
