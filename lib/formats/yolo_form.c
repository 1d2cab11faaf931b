/* SPDX-License-Identifier: MIT */
/* Annotations made into boxes, outlines, poses or corners, and cut to fit. */
#include <math.h>

#include "formats/yolo_write.h"

#define EXACT 1e4               /* parts of a pixel that come back */
#define EXACT_MOST 65000.0      /* in pictures up to that size */

/* Tell that the annotation became something else than it is. */
static int
tell(struct dn_yolo_writer *writer, const struct dn_annotation *annotation,
    const char *what, struct dn_err *err)
{
	enum dn_cap cap = dn_cap_of_kind(annotation->kind);

	/* Of these it is told wherever they stand. */
	if (cap == DN_CAP_MASK || cap == DN_CAP_ELLIPSE)
		return 0;
	return dn_loss_degraded(writer->writing->loss, writer->item,
	    annotation->node, cap, err, "%s", what);
}

/* Tell that nothing is left of it. */
static int
drop(struct dn_yolo_writer *writer, const struct dn_annotation *annotation,
    const char *why, struct dn_err *err)
{
	return dn_loss_dropped(writer->writing->loss, writer->item,
	    annotation->node, dn_cap_of_kind(annotation->kind), err, "%s",
	    why);
}

static int
tell_clipped(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	return dn_loss_degraded(writer->writing->loss, writer->item,
	    annotation->node, dn_cap_of_kind(annotation->kind), err,
	    "cut off at the edges of the picture");
}

/* ---- what there is --------------------------------------------------- */

static void
outline_release(struct dn_yolo_outline *outline)
{
	/* These are the item's. */
	if (outline->polygons)
		return;
	dn_trace_release(&outline->trace);
	dn_mask_release(&outline->mask);
}

/* One ring of `count` of its own points. */
static int
one_ring(struct dn_yolo_outline *outline, size_t count)
{
	outline->ring = (struct dn_ring){ outline->points, count };
	outline->part = (struct dn_part){ &outline->ring, 1 };
	outline->parts = &outline->part;
	outline->count = 1;
	return 1;
}

static int
outline_of_mask(struct dn_yolo_writer *writer, struct dn_node *node,
    struct dn_yolo_outline *outline, struct dn_err *err)
{
	int got;

	dn_mask_init(&outline->mask, 0, 0);
	got = dn_shape_mask(writer->item, node, &outline->mask, err);
	if (got <= 0)
		return got;
	if (dn_trace_mask(&outline->mask, &outline->trace, err) < 0)
		return -1;
	outline->parts = outline->trace.parts;
	outline->count = outline->trace.count;
	/* Pixels are parts of the mask's own picture. */
	if (writer->frame.fraction && outline->mask.width > 0 &&
	    outline->mask.height > 0)
		for (size_t i = 0; i < outline->count; i++)
			for (size_t k = 0; k < outline->parts[i].count; k++) {
				struct dn_ring *ring =
				    &outline->parts[i].rings[k];

				for (size_t j = 0; j < ring->count; j++) {
					ring->points[j].x /=
					    outline->mask.width;
					ring->points[j].y /=
					    outline->mask.height;
				}
			}
	return 1;
}

/* `center`, `radii` and `rotation`. */
static int
outline_of_ellipse(struct dn_yolo_writer *writer, struct dn_node *node,
    struct dn_yolo_outline *outline)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *center = dn_node_first(tree, dn_node_get(tree, node,
	    "center"));
	struct dn_node *radii = dn_node_first(tree, dn_node_get(tree, node,
	    "radii"));
	struct dn_node *rotation = dn_node_get(tree, node, "rotation");
	struct dn_ellipse ellipse = { .rotation = 0 };

	if (!dn_node_real(center, &ellipse.center.x) ||
	    !dn_node_real(center->next, &ellipse.center.y) ||
	    !dn_node_real(radii, &ellipse.radii.x) ||
	    !dn_node_real(radii->next, &ellipse.radii.y))
		return 0;
	if (rotation != NULL && !dn_node_real(rotation, &ellipse.rotation))
		return 0;
	return one_ring(outline, dn_ellipse_ring(&ellipse, outline->points));
}

/* The corners of `bbox`, which may be turned. */
static int
outline_of_box(struct dn_yolo_writer *writer, struct dn_node *node,
    struct dn_yolo_outline *outline, struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *rotation = dn_node_get(tree, node, "rotation");
	struct dn_turned turned = { .rotation = 0 };
	int got = dn_shape_box(writer->item, node, &turned.box, err);

	if (got <= 0)
		return got;
	if (rotation != NULL && !dn_node_real(rotation, &turned.rotation))
		turned.rotation = 0;
	dn_turn_corners(&turned, outline->points);
	return one_ring(outline, 4);
}

/* What the annotation encloses, best what its kind says; 0 for nothing. */
static int
find_outline(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation, struct dn_yolo_outline *outline,
    struct dn_err *err)
{
	struct dn_node *node = annotation->node;
	int got = 0;

	outline->polygons = false;
	memset(&outline->trace, 0, sizeof(outline->trace));
	dn_mask_init(&outline->mask, 0, 0);
	if (annotation->kind == DN_ANNOTATION_MASK)
		got = outline_of_mask(writer, node, outline, err);
	if (annotation->kind == DN_ANNOTATION_ELLIPSE)
		got = outline_of_ellipse(writer, node, outline);
	if (annotation->kind == DN_ANNOTATION_ROTATED_BOX)
		got = outline_of_box(writer, node, outline, err);
	if (got == 0) {
		got = dn_shape_polygons_of(writer->item,
		    annotation->members[DN_MEMBER_POLYGONS], &outline->parts,
		    &outline->count, err);
		outline->polygons = got > 0;
	}
	if (got == 0 && annotation->kind != DN_ANNOTATION_MASK)
		got = outline_of_mask(writer, node, outline, err);
	if (got == 0)
		got = outline_of_box(writer, node, outline, err);
	return got;
}

/* All of its points in writer->path. */
static int
gather_points(struct dn_yolo_writer *writer,
    const struct dn_yolo_outline *outline, struct dn_err *err)
{
	writer->path.count = 0;
	for (size_t i = 0; i < outline->count; i++)
		for (size_t k = 0; k < outline->parts[i].count && k == 0; k++)
			for (size_t j = 0; j < outline->parts[i].rings[k].
			    count; j++)
				if (dn_yolo_path_add(&writer->path, outline->
				    parts[i].rings[k].points[j], err) < 0)
					return -1;
	return 0;
}

/* The keypoints that are there, in writer->path. */
static int
gather_keypoints(struct dn_yolo_writer *writer,
    const struct dn_keypoint *points, size_t count, struct dn_err *err)
{
	writer->path.count = 0;
	for (size_t i = 0; i < count; i++)
		if (points[i].visible > 0 && dn_yolo_path_add(&writer->path,
		    (struct dn_point){ points[i].x, points[i].y }, err) < 0)
			return -1;
	return 0;
}

/* A box: its own, or the one around all there is; 0 for nothing. */
static int
find_box(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation, struct dn_box *box,
    struct dn_err *err)
{
	bool turned = annotation->kind == DN_ANNOTATION_ROTATED_BOX;
	struct dn_keypoint *keypoints;
	struct dn_yolo_outline *outline = &writer->outline;
	size_t count;
	int got = turned ? 0 : dn_shape_box_of(writer->item,
	    annotation->members[DN_MEMBER_BBOX], box, err);

	if (got != 0)
		return got;
	got = find_outline(writer, annotation, outline, err);
	if (got > 0)
		got = gather_points(writer, outline, err) < 0 ? -1 : 1;
	outline_release(outline);
	if (got == 0) {
		got = dn_shape_keypoints(writer->item, annotation->node,
		    &keypoints, &count, err);
		if (got > 0)
			got = gather_keypoints(writer, keypoints, count,
			    err) < 0 ? -1 : 1;
	}
	if (got <= 0 || writer->path.count == 0)
		return got < 0 ? -1 : 0;
	*box = dn_box_around(writer->path.points, writer->path.count);
	return 1;
}

/* ---- boxes ----------------------------------------------------------- */

/* One side of a box cut to 0..most; true when anything went. */
static bool
clip_side(double *start, double *length, double most)
{
	double from = fmax(*start, 0), end = *start + *length;
	bool cut = *start < -1e-9 * most || end > most * (1 + 1e-9);

	if (*start < 0 || end > most) {
		*start = from;
		*length = fmin(end, most) - from;
	}
	return cut;
}

/* ---- digits ---------------------------------------------------------- */

/* Has the number so few decimals that nine digits bring it back? */
static bool
is_short(double value)
{
	double parts = fabs(value) * EXACT;

	return parts < 1e15 &&
	    fabs(parts - (double)(int64_t)(parts + 0.5)) <= 1e-6;
}

static bool
is_short_box(const struct dn_box *box)
{
	return is_short(box->x) && is_short(box->y) &&
	    is_short(box->width) && is_short(box->height);
}

/* Do nine digits bring the shape back, whatever it is? */
static bool
is_plain(const struct dn_yolo_shape *shape, const struct dn_yolo_frame *frame)
{
	if (frame->fraction || frame->width > EXACT_MOST ||
	    frame->height > EXACT_MOST || shape->form == DN_YOLO_CORNERS ||
	    !is_short_box(&shape->box))
		return false;
	for (size_t i = 0; i < shape->count; i++)
		if (!is_short(shape->points[i].x) ||
		    !is_short(shape->points[i].y))
			return false;
	for (size_t i = 0; i < shape->keypoint_count; i++)
		if (!is_short(shape->keypoints[i].x) ||
		    !is_short(shape->keypoints[i].y))
			return false;
	return true;
}

/* Are two numbers one, but for what sines and cosines cost? */
static bool
is_one(double a, double b, double slack)
{
	return a >= b - slack && a <= b + slack;
}

/* Is it the same shape, to the last digit? */
static bool
is_same(const struct dn_yolo_shape *a, const struct dn_yolo_shape *b,
    const struct dn_yolo_frame *frame)
{
	double slack = a->form == DN_YOLO_CORNERS ?
	    1e-12 * fmax(frame->width, frame->height) : 0;

	if (a->count != b->count || a->keypoint_count != b->keypoint_count ||
	    !is_one(a->box.x, b->box.x, 0) ||
	    !is_one(a->box.y, b->box.y, 0) ||
	    !is_one(a->box.width, b->box.width, 0) ||
	    !is_one(a->box.height, b->box.height, 0))
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!is_one(a->points[i].x, b->points[i].x, slack) ||
		    !is_one(a->points[i].y, b->points[i].y, slack))
			return false;
	for (size_t i = 0; i < a->keypoint_count; i++)
		if (!is_one(a->keypoints[i].x, b->keypoints[i].x, 0) ||
		    !is_one(a->keypoints[i].y, b->keypoints[i].y, 0))
			return false;
	return true;
}

/* Does what stands in writer->numbers bring the shape back as it was? */
static bool
comes_back(struct dn_yolo_writer *writer, const struct dn_yolo_shape *shape,
    const struct dn_yolo_frame *frame)
{
	const struct dn_json_value empty = { .raw = DN_SPAN("{}"),
		.type = DN_JSON_OBJECT };
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *again = dn_tree_value(tree, &empty);
	struct dn_point corners[4];
	struct dn_yolo_shape other;

	dn_bytes_clear(&writer->scratch);
	dn_bytes_add_text(&writer->scratch, "0 ");
	dn_bytes_add_span(&writer->scratch, dn_bytes_span(&writer->numbers));
	if (again == NULL || dn_yolo_line_read(&writer->line,
	    dn_bytes_span(&writer->scratch), &writer->ignored) < 0 ||
	    writer->line.count < 4)
		return false;
	dn_yolo_shape_set(tree, again, &writer->line, writer->line.count,
	    shape->form, frame, &writer->label);
	return dn_yolo_shape_get(writer->item, again, shape->form, corners,
	    &other, &writer->ignored) == 1 && is_same(shape, &other, frame);
}

/* Put the numbers of a shape; tell when they are not what it `was`, if any. */
static int
put_numbers(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation, const struct dn_yolo_shape *shape,
    const struct dn_yolo_frame *frame, const struct dn_yolo_shape *was,
    struct dn_err *err)
{
	dn_bytes_clear(&writer->numbers);
	dn_yolo_shape_add(&writer->numbers, shape, frame);
	if (was == NULL || is_plain(was, frame) ||
	    comes_back(writer, was, frame))
		return 0;
	return tell(writer, annotation, "nine digits are kept", err);
}

/* Cut a box to the picture.  1, 0: nothing is left, -1. */
static int
fit_box(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation, struct dn_box *box,
    struct dn_err *err)
{
	bool wide, high;

	if (box->width < 0 || box->height < 0)
		return drop(writer, annotation, "a box of negative size",
		    err);
	wide = clip_side(&box->x, &box->width, writer->frame.width);
	high = clip_side(&box->y, &box->height, writer->frame.height);
	if (box->width < 0 || box->height < 0 || ((wide || high) &&
	    !(box->width > 0 && box->height > 0)))
		return drop(writer, annotation, "outside of the picture",
		    err);
	if ((wide || high) && tell_clipped(writer, annotation, err) < 0)
		return -1;
	return 1;
}

static int
write_box(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_yolo_shape shape = { .form = DN_YOLO_BOX }, was;
	int got = find_box(writer, annotation, &shape.box, err);

	if (got < 0)
		return -1;
	if (got == 0)
		return drop(writer, annotation, "nothing has a place", err);
	if (annotation->kind != DN_ANNOTATION_BOX &&
	    tell(writer, annotation, "only its box is kept", err) < 0)
		return -1;
	was = shape;
	got = fit_box(writer, annotation, &shape.box, err);
	if (got <= 0)
		return got;
	if (put_numbers(writer, annotation, &shape, &writer->frame,
	    annotation->kind == DN_ANNOTATION_BOX ? &was : NULL, err) < 0)
		return -1;
	return dn_yolo_write_line(writer, annotation, DN_YOLO_NO_POSE, err);
}

/* ---- outlines -------------------------------------------------------- */

/* The line of the outline in writer->path: 1, 0: nothing is left, -1. */
static int
write_path(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation, bool whole, bool *cut,
    struct dn_err *err)
{
	struct dn_yolo_shape shape = { .form = DN_YOLO_RING };
	bool clipped;

	if (dn_yolo_clip(&writer->path, writer->frame.width,
	    writer->frame.height, &writer->spare, &clipped, err) < 0)
		return -1;
	*cut = *cut || clipped;
	if (writer->path.count < 3)
		return 0;
	shape.points = writer->path.points;
	shape.count = writer->path.count;
	if (put_numbers(writer, annotation, &shape, &writer->frame,
	    whole && !clipped ? &shape : NULL, err) < 0)
		return -1;
	return dn_yolo_write_line(writer, annotation, DN_YOLO_NO_POSE, err);
}

/* --holes drop: 0 where holes or parts make it be left out, which is told. */
static int
judge_parts(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation,
    const struct dn_yolo_outline *outline, struct dn_err *err)
{
	size_t holes = 0;

	for (size_t i = 0; i < outline->count; i++)
		holes += outline->parts[i].count > 1;
	if (writer->writing->run->options->holes != DN_YOLO_HOLES_DROP ||
	    (holes == 0 && outline->count < 2))
		return 1;
	return dn_loss_dropped(writer->writing->loss, writer->item,
	    annotation->node, holes > 0 ? DN_CAP_HOLES : DN_CAP_PARTS, err,
	    "the whole annotation: --holes drop");
}

static int
write_parts(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation,
    const struct dn_yolo_outline *outline, struct dn_err *err)
{
	int way = writer->writing->run->options->holes, told, written = 0;
	bool apart = way == DN_YOLO_HOLES_SPLIT, cut = false;
	size_t step = apart || outline->count == 0 ? 1 : outline->count;
	bool whole = annotation->kind == DN_ANNOTATION_POLYGON &&
	    outline->count == 1 && outline->parts[0].count == 1;

	told = judge_parts(writer, annotation, outline, err);
	if (told <= 0)
		return told;
	for (size_t i = 0; i < outline->count; i += step) {
		int one;

		if (dn_yolo_bridge(outline->parts + i, step,
		    way != DN_YOLO_HOLES_FILL, &writer->path, err) < 0)
			return -1;
		one = write_path(writer, annotation, whole, &cut, err);
		if (one < 0)
			return -1;
		written |= one;
	}
	if (written == 0)
		return drop(writer, annotation, cut ?
		    "outside of the picture" : "it encloses nothing", err);
	return cut && tell_clipped(writer, annotation, err) < 0 ? -1 : 1;
}

static int
write_ring(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_yolo_outline *outline = &writer->outline;
	int got;

	got = find_outline(writer, annotation, outline, err);
	if (got > 0 && annotation->kind != DN_ANNOTATION_POLYGON &&
	    tell(writer, annotation, "it becomes an outline", err) < 0)
		got = -1;
	if (got > 0)
		got = write_parts(writer, annotation, outline, err);
	else if (got == 0)
		got = drop(writer, annotation, "it encloses nothing", err);
	outline_release(outline);
	return got;
}

/* ---- poses ----------------------------------------------------------- */

/* Move the points of a copy into the picture; true when any was outside. */
static bool
fit_keypoints(const struct dn_yolo_frame *frame, struct dn_keypoint *points,
    size_t count)
{
	bool moved = false;

	for (size_t i = 0; i < count; i++) {
		double x = fmin(fmax(points[i].x, 0), frame->width);
		double y = fmin(fmax(points[i].y, 0), frame->height);

		moved = moved || fabs(x - points[i].x) > 1e-9 * frame->width ||
		    fabs(y - points[i].y) > 1e-9 * frame->height;
		points[i].x = x;
		points[i].y = y;
	}
	return moved;
}

/* Where a place is all that is written, is it what tells of visibility? */
static bool
is_told_by_place(const struct dn_yolo_shape *shape)
{
	for (size_t i = 0; i < shape->keypoint_count; i++) {
		const struct dn_keypoint *point = &shape->keypoints[i];
		bool there = point->x > 0 || point->y > 0;

		if (point->visible != (there ? 2 : 0))
			return false;
	}
	return true;
}

/* The pose as numbers; what the annotation lacks of it is told. */
static int
tell_pose(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation, const struct dn_yolo_shape *shape,
    bool moved, struct dn_err *err)
{
	if (annotation->kind != DN_ANNOTATION_SKELETON &&
	    tell(writer, annotation, shape->keypoint_count == 0 ?
	    "it becomes a pose without keypoints" :
	    "only its box and keypoints are kept", err) < 0)
		return -1;
	if (moved && tell(writer, annotation,
	    "keypoints outside are moved to the edge", err) < 0)
		return -1;
	if (writer->frame.values == 2 && !is_told_by_place(shape) &&
	    tell(writer, annotation, "how visible keypoints are is not kept",
	    err) < 0)
		return -1;
	return shape->keypoint_count > DN_YOLO_KEYPOINTS ? dn_err_set(err,
	    DN_E_BAD_VALUE, "more than %d keypoints", DN_YOLO_KEYPOINTS) : 0;
}

static int
write_pose(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_yolo_shape shape = { .form = DN_YOLO_POSE }, was;
	struct dn_yolo_frame frame = writer->frame;
	struct dn_keypoint *points = NULL;
	int got = find_box(writer, annotation, &shape.box, err);
	bool moved;

	if (got < 0 || dn_shape_keypoints(writer->item, annotation->node,
	    &points, &shape.keypoint_count, err) < 0)
		return -1;
	if (points == NULL)
		shape.keypoint_count = 0;
	if (got == 0)
		return drop(writer, annotation, "nothing has a place", err);
	moved = fit_keypoints(&frame, points, shape.keypoint_count);
	shape.keypoints = points;
	was = shape;
	if (tell_pose(writer, annotation, &shape, moved, err) < 0)
		return -1;
	got = fit_box(writer, annotation, &shape.box, err);
	if (got <= 0)
		return got;
	frame.points = shape.keypoint_count;
	if (put_numbers(writer, annotation, &shape, &frame, annotation->kind ==
	    DN_ANNOTATION_SKELETON && !moved ? &was : NULL, err) < 0)
		return -1;
	return dn_yolo_write_line(writer, annotation,
	    (uint32_t)shape.keypoint_count, err);
}

/* ---- corners --------------------------------------------------------- */

/*
 * Corners: its own four, or of the smallest rectangle around it.  *exact tells
 * that reading gives the same back.
 */
static int
find_corners(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation, struct dn_point corners[4],
    bool *exact, struct dn_err *err)
{
	struct dn_yolo_outline *outline = &writer->outline;
	struct dn_turned turned;
	int got;

	got = find_outline(writer, annotation, outline, err);
	*exact = annotation->kind == DN_ANNOTATION_ROTATED_BOX ||
	    (writer->own && annotation->kind == DN_ANNOTATION_POLYGON);
	if (got > 0 && outline->count == 1 && outline->parts[0].count == 1 &&
	    outline->parts[0].rings[0].count == 4) {
		memcpy(corners, outline->parts[0].rings[0].points,
		    4 * sizeof(*corners));
	} else if (got > 0) {
		*exact = false;
		if (gather_points(writer, outline, err) < 0 ||
		    dn_turn_smallest(writer->path.points, writer->path.count,
		    &turned, err) < 0)
			got = -1;
		else if (writer->path.count == 0)
			got = 0;
		else
			dn_turn_corners(&turned, corners);
	}
	outline_release(outline);
	return got;
}

static int
write_corners(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_yolo_shape shape = { .form = DN_YOLO_CORNERS, .count = 4 };
	const struct dn_yolo_frame *frame = &writer->frame;
	struct dn_point corners[4];
	bool moved = false, exact;
	int got = find_corners(writer, annotation, corners, &exact, err);

	if (got < 0)
		return -1;
	if (got == 0)
		return drop(writer, annotation, "nothing has a place", err);
	if (!exact && tell(writer, annotation, "only four corners are kept",
	    err) < 0)
		return -1;
	for (int i = 0; i < 4 && !writer->dota; i++) {
		struct dn_point at = { fmin(fmax(corners[i].x, 0),
			frame->width), fmin(fmax(corners[i].y, 0),
			frame->height) };

		moved = moved || fabs(at.x - corners[i].x) > 1e-9 *
		    frame->width || fabs(at.y - corners[i].y) > 1e-9 *
		    frame->height;
		corners[i] = at;
	}
	if (moved && tell(writer, annotation,
	    "corners outside are moved to the edge", err) < 0)
		return -1;
	shape.points = corners;
	if (put_numbers(writer, annotation, &shape, frame, exact && !moved ?
	    &shape : NULL, err) < 0)
		return -1;
	return dn_yolo_write_line(writer, annotation, DN_YOLO_NO_POSE, err);
}

int
dn_yolo_write_form(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation, enum dn_yolo_form form,
    struct dn_err *err)
{
	switch (form) {
	case DN_YOLO_BOX:
		return write_box(writer, annotation, err);
	case DN_YOLO_RING:
		return write_ring(writer, annotation, err);
	case DN_YOLO_POSE:
		return write_pose(writer, annotation, err);
	case DN_YOLO_CORNERS:
		break;
	}
	return write_corners(writer, annotation, err);
}
