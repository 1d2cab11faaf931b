/* SPDX-License-Identifier: MIT */
/* Numbers of a line to geometry and back: parts of the picture or pixels. */
#include "formats/yolo_shape.h"

#include <math.h>

#include "model/member.h"
#include "model/turn.h"

#define SAME 1e-9               /* of the picture: no change of geometry */
#define DEGREES 57.29577951308232       /* of an angle of 1 */

/* ---- from numbers ---------------------------------------------------- */

static double
value_of(const struct dn_yolo_line *line, size_t index)
{
	return line->numbers[index].value;
}

/* `bbox` of a centre and a size. */
static void
set_box(struct dn_tree *tree, struct dn_node *annotation,
    struct dn_yolo_line *line, const struct dn_yolo_frame *frame,
    struct dn_bytes *scratch)
{
	const double sizes[2] = { frame->width, frame->height };

	dn_bytes_clear(scratch);
	dn_bytes_add_byte(scratch, '[');
	for (size_t i = 0; i < 2; i++) {
		line->numbers[i].put = dn_yolo_add_nearest(scratch,
		    (value_of(line, i) - value_of(line, i + 2) / 2) *
		    sizes[i], dn_yolo_doubt(line, sizes[i]));
		dn_bytes_add_byte(scratch, ',');
	}
	for (size_t i = 0; i < 2; i++) {
		line->numbers[i + 2].put = dn_yolo_add_nearest(scratch,
		    value_of(line, i + 2) * sizes[i],
		    dn_yolo_doubt(line, sizes[i]));
		dn_bytes_add_byte(scratch, i == 0 ? ',' : ']');
	}
	dn_node_append_copy(tree, annotation, dn_member_span(DN_MEMBER_BBOX),
	    dn_bytes_span(scratch));
}

/* Append "x,y" of the numbers from `index` on. */
static void
add_point(struct dn_bytes *out, struct dn_yolo_line *line, size_t index,
    const struct dn_yolo_frame *frame)
{
	struct dn_yolo_number *pair = &line->numbers[index];

	pair[0].put = dn_yolo_add_nearest(out, pair[0].value * frame->width,
	    dn_yolo_doubt(line, frame->width));
	dn_bytes_add_byte(out, ',');
	pair[1].put = dn_yolo_add_nearest(out, pair[1].value * frame->height,
	    dn_yolo_doubt(line, frame->height));
}

static void
set_ring(struct dn_tree *tree, struct dn_node *annotation,
    struct dn_yolo_line *line, size_t count,
    const struct dn_yolo_frame *frame, struct dn_bytes *scratch)
{
	dn_bytes_clear(scratch);
	dn_bytes_add_text(scratch, "[[");
	for (size_t i = 0; i + 1 < count; i += 2) {
		dn_bytes_add_text(scratch, i == 0 ? "[[" : "],[");
		add_point(scratch, line, i, frame);
	}
	dn_bytes_add_text(scratch, "]]]]");
	dn_node_append_copy(tree, annotation,
	    dn_member_span(DN_MEMBER_POLYGONS), dn_bytes_span(scratch));
}

/* How visible the point at `index` is said to be; doubts are rounded. */
static int
visibility(const struct dn_yolo_line *line, size_t index, unsigned values)
{
	double x = value_of(line, index), y = value_of(line, index + 1);
	double said;

	if (values < 3)
		return x < 0 || y < 0 || (!(x > 0) && !(y > 0)) ? 0 : 2;
	said = value_of(line, index + 2);
	if (!(said > 0))
		return 0;
	/* Predictions have how sure they are in its place. */
	return said < 0.5 || (said >= 1 && said < 2) ? 1 : 2;
}

static void
set_keypoints(struct dn_tree *tree, struct dn_node *annotation,
    struct dn_yolo_line *line, size_t count,
    const struct dn_yolo_frame *frame, struct dn_bytes *scratch)
{
	dn_bytes_clear(scratch);
	dn_bytes_add_byte(scratch, '[');
	for (size_t i = 4; i + frame->values <= count; i += frame->values) {
		dn_bytes_add_text(scratch, i == 4 ? "[" : ",[");
		add_point(scratch, line, i, frame);
		dn_bytes_add_format(scratch, ",%d]",
		    visibility(line, i, frame->values));
	}
	dn_bytes_add_byte(scratch, ']');
	dn_node_set_raw(tree, annotation, "keypoints",
	    dn_bytes_span(scratch));
}

/* The turned box of four corners in pixels; false where they are none. */
static bool
set_turned(struct dn_tree *tree, struct dn_node *annotation,
    const struct dn_yolo_line *line, const struct dn_yolo_frame *frame,
    struct dn_bytes *scratch)
{
	double size = fmax(frame->width, frame->height), doubt, side;
	unsigned digits = line->digits < 15 ? line->digits : 15;
	struct dn_point corners[4];
	struct dn_turned turned;

	for (size_t i = 0; i < 4; i++)
		corners[i] = (struct dn_point){
		    value_of(line, 2 * i) * frame->width,
		    value_of(line, 2 * i + 1) * frame->height };
	if (!dn_turn_from_corners(corners,
	    2 * size * pow(10, -(double)digits) + 1e-6, &turned))
		return false;
	doubt = 3 * dn_yolo_doubt(line, size) + 1e-12 * size;
	side = fmax(turned.box.width, turned.box.height);
	if (!(side > doubt))
		return false;
	dn_bytes_clear(scratch);
	for (int i = 0; i < 4; i++) {
		const double values[] = { turned.box.x, turned.box.y,
			turned.box.width, turned.box.height };

		dn_bytes_add_byte(scratch, i == 0 ? '[' : ',');
		dn_yolo_add_nearest(scratch, values[i], doubt);
	}
	dn_bytes_add_byte(scratch, ']');
	dn_node_set_text(tree, annotation, "kind", DN_SPAN("rotatedBox"));
	dn_node_set_raw(tree, annotation, "bbox", dn_bytes_span(scratch));
	dn_bytes_clear(scratch);
	dn_yolo_add_nearest(scratch, turned.rotation, doubt / side * DEGREES);
	dn_node_set_raw(tree, annotation, "rotation",
	    dn_bytes_span(scratch));
	return true;
}

void
dn_yolo_shape_set(struct dn_tree *tree, struct dn_node *annotation,
    struct dn_yolo_line *line, size_t count, enum dn_yolo_form form,
    const struct dn_yolo_frame *frame, struct dn_bytes *scratch)
{
	/* How exact a score is says nothing of where things are. */
	if (count < line->count)
		line->digits = dn_yolo_line_digits(line, count);
	switch (form) {
	case DN_YOLO_BOX:
		dn_node_set_lent(tree, annotation, "kind",
		    DN_SPAN("\"box\""));
		set_box(tree, annotation, line, frame, scratch);
		return;
	case DN_YOLO_POSE:
		dn_node_set_text(tree, annotation, "kind",
		    DN_SPAN("skeleton"));
		set_box(tree, annotation, line, frame, scratch);
		set_keypoints(tree, annotation, line, count, frame, scratch);
		return;
	case DN_YOLO_CORNERS:
		if (!frame->fraction && set_turned(tree, annotation, line,
		    frame, scratch))
			return;
		break;
	case DN_YOLO_RING:
		break;
	}
	dn_node_set_lent(tree, annotation, "kind", DN_SPAN("\"polygon\""));
	set_ring(tree, annotation, line, count, frame, scratch);
}

/* ---- to numbers ------------------------------------------------------ */

/* One part of one ring. */
static int
get_ring(struct dn_item *item, struct dn_node *annotation,
    struct dn_yolo_shape *shape, struct dn_err *err)
{
	struct dn_part *parts;
	size_t count;
	int got = dn_shape_polygons(item, annotation, &parts, &count, err);

	if (got <= 0)
		return got;
	if (count != 1 || parts[0].count != 1 || parts[0].rings[0].count < 3)
		return 0;
	shape->points = parts[0].rings[0].points;
	shape->count = parts[0].rings[0].count;
	return 1;
}

/* A box and its rotation, or a polygon of four points. */
static int
get_corners(struct dn_item *item, struct dn_node *annotation,
    struct dn_point corners[4], struct dn_yolo_shape *shape,
    struct dn_err *err)
{
	struct dn_node *rotation = dn_node_get(&item->tree, annotation,
	    "rotation");
	struct dn_turned turned;
	int got;

	if (dn_node_type(rotation) != DN_JSON_NUMBER) {
		got = get_ring(item, annotation, shape, err);
		return got == 1 && shape->count != 4 ? 0 : got;
	}
	got = dn_shape_box(item, annotation, &turned.box, err);
	if (got <= 0)
		return got;
	if (!dn_node_real(rotation, &turned.rotation))
		return dn_node_error(rotation, err, DN_E_BAD_VALUE,
		    "no finite angle");
	dn_turn_corners(&turned, corners);
	shape->points = corners;
	shape->count = 4;
	return 1;
}

int
dn_yolo_shape_get(struct dn_item *item, struct dn_node *annotation,
    enum dn_yolo_form form, struct dn_point corners[4],
    struct dn_yolo_shape *shape, struct dn_err *err)
{
	struct dn_keypoint *keypoints;
	int got;

	*shape = (struct dn_yolo_shape){ .form = form };
	switch (form) {
	case DN_YOLO_BOX:
		return dn_shape_box(item, annotation, &shape->box, err);
	case DN_YOLO_RING:
		return get_ring(item, annotation, shape, err);
	case DN_YOLO_POSE:
		got = dn_shape_box(item, annotation, &shape->box, err);
		if (got <= 0)
			return got;
		got = dn_shape_keypoints(item, annotation, &keypoints,
		    &shape->keypoint_count, err);
		shape->keypoints = keypoints;
		return got;
	case DN_YOLO_CORNERS:
		break;
	}
	return get_corners(item, annotation, corners, shape, err);
}

/* Append numbers, with blanks between them and what stands before. */
static void
add_numbers(struct dn_bytes *out, const double *values, size_t count)
{
	char *to = dn_bytes_reserve(out, count * (DN_YOLO_NINE + 1));

	if (to == NULL)
		return;
	for (size_t i = 0; i < count; i++) {
		if (to > out->data)
			*to++ = ' ';
		to = dn_yolo_write_nine(to, values[i]);
	}
	out->len = (size_t)(to - out->data);
}

static void
add_pose(struct dn_bytes *out, const struct dn_yolo_shape *shape,
    const struct dn_yolo_frame *frame)
{
	static const struct dn_keypoint absent = { 0, 0, 0 };

	for (size_t i = 0; i < frame->points; i++) {
		const struct dn_keypoint *point = i < shape->keypoint_count ?
		    &shape->keypoints[i] : &absent;
		const double values[] = { point->x / frame->width,
			point->y / frame->height, point->visible };

		add_numbers(out, values, frame->values > 2 ? 3 : 2);
	}
}

/* The centre and the size of a box, as they are written. */
static void
measure(const struct dn_box *box, const struct dn_yolo_frame *frame,
    double sides[4])
{
	sides[0] = (box->x + box->width / 2) / frame->width;
	sides[1] = (box->y + box->height / 2) / frame->height;
	sides[2] = box->width / frame->width;
	sides[3] = box->height / frame->height;
}

void
dn_yolo_shape_add(struct dn_bytes *out, const struct dn_yolo_shape *shape,
    const struct dn_yolo_frame *frame)
{
	double sides[4];

	if (shape->form == DN_YOLO_BOX || shape->form == DN_YOLO_POSE) {
		measure(&shape->box, frame, sides);
		add_numbers(out, sides, 4);
	}
	if (shape->form == DN_YOLO_POSE)
		add_pose(out, shape, frame);
	for (size_t i = 0; i < shape->count; i++) {
		const double pair[] = { shape->points[i].x / frame->width,
			shape->points[i].y / frame->height };

		add_numbers(out, pair, 2);
	}
}

/* Is a point within the picture? */
static bool
is_inside(double x, double y, const struct dn_yolo_frame *frame)
{
	return x >= -1e-9 * frame->width && y >= -1e-9 * frame->height &&
	    x <= frame->width * (1 + 1e-9) && y <= frame->height * (1 + 1e-9);
}

bool
dn_yolo_shape_inside(const struct dn_yolo_shape *shape,
    const struct dn_yolo_frame *frame)
{
	const struct dn_box *box = &shape->box;

	if (!is_inside(box->x, box->y, frame) || box->width < 0 ||
	    box->height < 0 || !is_inside(box->x + box->width,
	    box->y + box->height, frame))
		return false;
	for (size_t i = 0; i < shape->count; i++)
		if (!is_inside(shape->points[i].x, shape->points[i].y, frame))
			return false;
	for (size_t i = 0; i < shape->keypoint_count; i++)
		if (!is_inside(shape->keypoints[i].x, shape->keypoints[i].y,
		    frame))
			return false;
	return true;
}

/* Is that number written as it stands? */
static bool
stands_so(const struct dn_yolo_number *number, double value)
{
	char text[DN_YOLO_NINE];
	size_t len = (size_t)(dn_yolo_write_nine(text, value) - text);

	return dn_span_equal(number->text, (struct dn_span){ text, len });
}

static bool
box_returns(const struct dn_yolo_number *numbers,
    const struct dn_yolo_frame *frame)
{
	const struct dn_box box = { numbers[0].put, numbers[1].put,
		numbers[2].put, numbers[3].put };
	double sides[4];

	measure(&box, frame, sides);
	for (int i = 0; i < 4; i++)
		if (!stands_so(&numbers[i], sides[i]))
			return false;
	return is_inside(box.x, box.y, frame) && box.width >= 0 &&
	    box.height >= 0 &&
	    is_inside(box.x + box.width, box.y + box.height, frame);
}

bool
dn_yolo_shape_returns(const struct dn_yolo_line *line, size_t count,
    enum dn_yolo_form form, const struct dn_yolo_frame *frame)
{
	const struct dn_yolo_number *pair = line->numbers;

	if (form == DN_YOLO_BOX)
		return box_returns(line->numbers, frame);
	if (form != DN_YOLO_RING || count < 6 || count % 2 != 0)
		return false;
	for (; pair < line->numbers + count; pair += 2)
		if (!is_inside(pair[0].put, pair[1].put, frame) ||
		    !stands_so(&pair[0], pair[0].put / frame->width) ||
		    !stands_so(&pair[1], pair[1].put / frame->height))
			return false;
	return true;
}

void
dn_yolo_line_add(struct dn_bytes *out, const struct dn_yolo_line *line,
    size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (out->len > 0)
			dn_bytes_add_byte(out, ' ');
		dn_bytes_add_span(out, line->numbers[i].text);
	}
}

/* ---- comparing ------------------------------------------------------- */

static bool
is_near(struct dn_point a, struct dn_point b,
    const struct dn_yolo_frame *frame)
{
	return fabs(a.x - b.x) <= SAME * frame->width &&
	    fabs(a.y - b.y) <= SAME * frame->height;
}

static bool
same_shape(const struct dn_yolo_shape *a, const struct dn_yolo_shape *b,
    const struct dn_yolo_frame *frame)
{
	const struct dn_point corners[] = { { a->box.x, a->box.y },
		{ b->box.x, b->box.y }, { a->box.width, a->box.height },
		{ b->box.width, b->box.height } };

	if (a->count != b->count || a->keypoint_count != b->keypoint_count ||
	    !is_near(corners[0], corners[1], frame) ||
	    !is_near(corners[2], corners[3], frame))
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!is_near(a->points[i], b->points[i], frame))
			return false;
	for (size_t i = 0; i < a->keypoint_count; i++) {
		const struct dn_keypoint *p = &a->keypoints[i];
		const struct dn_keypoint *q = &b->keypoints[i];

		if (p->visible != q->visible || !is_near((struct dn_point){
		    p->x, p->y }, (struct dn_point){ q->x, q->y }, frame))
			return false;
	}
	return true;
}

bool
dn_yolo_shape_same(struct dn_item *item, struct dn_node *annotation,
    struct dn_yolo_line *line, enum dn_yolo_form form,
    const struct dn_yolo_frame *frame, struct dn_bytes *scratch)
{
	const struct dn_json_value empty = { .raw = DN_SPAN("{}"),
		.type = DN_JSON_OBJECT };
	struct dn_node *again = dn_tree_value(&item->tree, &empty);
	struct dn_point corners[4], others[4];
	struct dn_yolo_shape shape, other;
	struct dn_err late = DN_ERR_INIT;

	if (again == NULL)
		return false;
	/* Corners that were read as parts may have become pixels since. */
	if (form == DN_YOLO_CORNERS && dn_node_get(&item->tree, annotation,
	    "rotation") == NULL)
		form = DN_YOLO_RING;
	dn_yolo_shape_set(&item->tree, again, line, line->count, form, frame,
	    scratch);
	return dn_yolo_shape_get(item, annotation, form, corners, &shape,
	    &late) == 1 && dn_yolo_shape_get(item, again, form, others,
	    &other, &late) == 1 && same_shape(&shape, &other, frame);
}
