/* SPDX-License-Identifier: MIT */
/* The segments of an item: what they enclose, what is seen, their numbers. */
#include <math.h>
#include <stdlib.h>

#include "formats/coco_panoptic.h"
#include "model/raster.h"
#include "model/runs.h"
#include "model/shape.h"
#include "model/turn.h"

#define PIXELS_MOST ((uint64_t)1 << 26) /* of a map, as it is read */
#define NUMBER_MOST 0xffffff            /* three bytes */

void
dn_coco_segments_clear(struct dn_coco_panoptic *panoptic)
{
	for (size_t i = 0; i < panoptic->count; i++)
		dn_mask_release(&panoptic->segments[i].mask);
	panoptic->count = panoptic->taken_count = 0;
}

/* ---- what an annotation encloses ------------------------------------- */

/* Two numbers of a list. */
static bool
read_pair(struct dn_tree *tree, struct dn_node *list, struct dn_point *point)
{
	struct dn_node *x = dn_node_first(tree, list);

	return dn_node_count(tree, list) == 2 && dn_node_real(x, &point->x) &&
	    dn_node_real(x->next, &point->y);
}

/* An ellipse: 1, 0 where it is none, -1. */
static int
draw_ellipse(struct dn_coco_writer *writer, struct dn_coco_segment *segment,
    struct dn_err *err)
{
	const struct dn_canvas *map = &writer->panoptic->map;
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *node = segment->annotation.node;
	struct dn_node *center = dn_node_get(tree, node, "center");
	struct dn_node *radii = dn_node_get(tree, node, "radii");
	struct dn_ellipse ellipse = { .rotation = 0 };
	struct dn_point points[DN_ELLIPSE_POINTS];
	struct dn_ring ring = { points, 0 };

	if (radii == NULL)
		return 0;
	if (!read_pair(tree, center, &ellipse.center) ||
	    !read_pair(tree, radii, &ellipse.radii))
		return dn_node_error(radii, err, DN_E_BAD_VALUE,
		    "an ellipse has a centre and radii of two numbers each");
	if (!dn_node_real(dn_node_get(tree, node, "rotation"),
	    &ellipse.rotation))
		ellipse.rotation = 0;
	ring.count = dn_ellipse_ring(&ellipse, points);
	return dn_raster_ring(&ring, map->height, map->width, &segment->mask,
	    err) < 0 ? -1 : 1;
}

/* What stands in `mask`, which is as large as the picture. */
static int
take_mask(struct dn_coco_writer *writer, struct dn_coco_segment *segment,
    struct dn_err *err)
{
	const struct dn_canvas *map = &writer->panoptic->map;
	struct dn_node *node = segment->annotation.node;
	int got = dn_shape_mask(writer->item, node, &segment->mask, err);

	if (got <= 0 || (segment->mask.height == map->height &&
	    segment->mask.width == map->width))
		return got;
	return dn_node_error(dn_node_get(&writer->item->tree, node, "mask"),
	    err, DN_E_BAD_VALUE, "a mask of %u x %u pixels in a picture of "
	    "%u x %u", segment->mask.width, segment->mask.height, map->width,
	    map->height);
}

/* The pixels of a segment: 1; 0 where it encloses nothing; -1. */
static int
draw(struct dn_coco_writer *writer, struct dn_coco_segment *segment,
    struct dn_err *err)
{
	const struct dn_canvas *map = &writer->panoptic->map;
	struct dn_node *node = segment->annotation.node;
	struct dn_part *parts;
	size_t count;
	int got = take_mask(writer, segment, err);

	if (got != 0)
		return got;
	got = dn_shape_polygons(writer->item, node, &parts, &count, err);
	if (got <= 0)
		return got < 0 ? -1 : draw_ellipse(writer, segment, err);
	if (dn_raster_parts(parts, count, map->height, map->width,
	    &segment->mask, err) < 0)
		return -1;
	return dn_loss_degraded(writer->writing->loss, writer->item, node,
	    DN_CAP_POLYGON, err, "pixels of a map of segments") < 0 ? -1 : 1;
}

/* ---- the segments of an item ----------------------------------------- */

static struct dn_coco_segment *
next_segment(struct dn_coco_panoptic *panoptic, struct dn_err *err)
{
	size_t cap = panoptic->cap == 0 ? 64 : panoptic->cap * 2;
	struct dn_coco_segment *segment;

	if (panoptic->count == panoptic->cap) {
		void *segments = reallocarray(panoptic->segments, cap,
		    sizeof(*panoptic->segments)), *above, *taken;

		if (segments != NULL)
			panoptic->segments = segments;
		above = reallocarray(panoptic->above, cap,
		    sizeof(struct dn_coco_segment *));
		if (above != NULL)
			panoptic->above = above;
		taken = reallocarray(panoptic->taken, cap,
		    sizeof(*panoptic->taken));
		if (taken != NULL)
			panoptic->taken = taken;
		if (segments == NULL || above == NULL || taken == NULL) {
			dn_err_memory(err);
			return NULL;
		}
		panoptic->cap = cap;
	}
	segment = &panoptic->segments[panoptic->count];
	*segment = (struct dn_coco_segment){ .order = panoptic->count };
	dn_mask_init(&segment->mask, 0, 0);
	return segment;
}

int
dn_coco_segments_leave(struct dn_coco_writer *writer,
    const struct dn_annotation *annotation, const char *why,
    struct dn_err *err)
{
	writer->writing->run->annotations.dropped++;
	return dn_loss_dropped(writer->writing->loss, writer->item,
	    annotation->node, dn_cap_of_kind(annotation->kind), err, "%s",
	    why);
}

/* Keypoints and texts have no place beside pixels. */
static int
tell_rest(struct dn_coco_writer *writer, struct dn_node *node,
    struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;

	if (dn_node_type(dn_node_get(tree, node, "keypoints")) >
	    DN_JSON_NULL && dn_loss_dropped(writer->writing->loss,
	    writer->item, node, DN_CAP_SKELETON, err,
	    "keypoints of a segment") < 0)
		return -1;
	return 0;
}

/* One annotation becomes a segment, or is left out. */
static int
add_segment(struct dn_coco_writer *writer, struct dn_node *node,
    struct dn_err *err)
{
	struct dn_coco_panoptic *panoptic = writer->panoptic;
	struct dn_coco_segment *segment = next_segment(panoptic, err);
	struct dn_annotation *annotation;
	bool carried;
	int got;

	if (segment == NULL)
		return -1;
	annotation = &segment->annotation;
	if (dn_annotation_read(writer->item, node, annotation, err) < 0)
		return -1;
	got = draw(writer, segment, err);
	if (got > 0)
		panoptic->count++;
	else
		dn_mask_release(&segment->mask);
	if (got <= 0)
		return got < 0 ? -1 : dn_coco_segments_leave(writer, annotation,
		    "no pixels for a map of segments", err);
	segment->area = dn_mask_area(&segment->mask);
	if (!dn_node_real(dn_node_get(&writer->item->tree, node, "z"),
	    &segment->z))
		segment->z = 0;
	return dn_loss_annotation(writer->writing->loss, writer->item,
	    annotation, &carried, err) < 0 ? -1 :
	    tell_rest(writer, node, err);
}

/* ---- drawing --------------------------------------------------------- */

static int
compare_height(const void *a, const void *b)
{
	const struct dn_coco_segment *x = *(struct dn_coco_segment *const *)a;
	const struct dn_coco_segment *y = *(struct dn_coco_segment *const *)b;

	if (x->z < y->z || x->z > y->z)
		return x->z < y->z ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* Later ones cover earlier ones; the map holds places in the list, from 1. */
static int
draw_all(struct dn_coco_panoptic *panoptic, struct dn_err *err)
{
	for (size_t i = 0; i < panoptic->count; i++)
		panoptic->above[i] = &panoptic->segments[i];
	if (panoptic->count > 0)
		qsort(panoptic->above, panoptic->count,
		    sizeof(struct dn_coco_segment *), compare_height);
	for (size_t i = 0; i < panoptic->count; i++)
		if (dn_canvas_paint(&panoptic->map, &panoptic->above[i]->mask,
		    (uint32_t)panoptic->above[i]->order + 1, NULL, err) < 0)
			return -1;
	return 0;
}

/* Count what is seen of a segment in columns that look the same. */
static void
see(struct dn_coco_segment *segment, uint64_t left, uint64_t right,
    uint64_t top, uint64_t bottom)
{
	if (segment->seen == 0) {
		segment->left = (uint32_t)left;
		segment->top = (uint32_t)top;
		segment->bottom = (uint32_t)bottom;
	}
	segment->right = (uint32_t)right;
	if (top < segment->top)
		segment->top = (uint32_t)top;
	if (bottom > segment->bottom)
		segment->bottom = (uint32_t)bottom;
	segment->seen += (bottom - top + 1) * (right - left + 1);
}

/* A stroke: the end of a column, whole ones, the beginning of one. */
static void
see_stroke(struct dn_coco_panoptic *panoptic, const struct dn_stroke *stroke)
{
	struct dn_coco_segment *segment =
	    &panoptic->segments[stroke->number - 1];
	uint64_t height = panoptic->map.height, last = stroke->to - 1;
	uint64_t left = stroke->from / height, right = last / height;

	if (left == right) {
		see(segment, left, left, stroke->from % height,
		    last % height);
		return;
	}
	see(segment, left, left, stroke->from % height, height - 1);
	if (right > left + 1)
		see(segment, left + 1, right - 1, 0, height - 1);
	see(segment, right, right, 0, last % height);
}

static void
see_all(struct dn_coco_panoptic *panoptic)
{
	struct dn_canvas_walk walk = dn_canvas_walk(&panoptic->map);
	struct dn_stroke stroke;

	while (dn_canvas_next(&walk, &stroke))
		see_stroke(panoptic, &stroke);
}

/* ---- numbers --------------------------------------------------------- */

static int
compare_numbers(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* The number that a segment came with, where it fits; else 0. */
static uint32_t
own_number(struct dn_coco_writer *writer, const struct dn_coco_segment *segment)
{
	struct dn_tree *tree = &writer->item->tree;
	int64_t number;

	return writer->own && dn_node_int(dn_node_get(tree, dn_node_get(tree,
	    segment->annotation.node, "source"), "id"), &number) &&
	    number > 0 && number <= NUMBER_MOST ? (uint32_t)number : 0;
}

/* Of several that came with one number the first keeps it. */
static void
keep_numbers(struct dn_coco_panoptic *panoptic)
{
	size_t kept = 0;

	for (size_t i = 0; i < panoptic->count; i++) {
		struct dn_coco_segment *segment = &panoptic->segments[i];

		panoptic->above[i] = segment;
		if (segment->number > 0)
			panoptic->taken[kept++] = segment->number;
	}
	if (kept > 0)
		qsort(panoptic->taken, kept, sizeof(*panoptic->taken),
		    compare_numbers);
	panoptic->taken_count = kept;
}

static int
compare_owners(const void *a, const void *b)
{
	const struct dn_coco_segment *x = *(struct dn_coco_segment *const *)a;
	const struct dn_coco_segment *y = *(struct dn_coco_segment *const *)b;

	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* Numbers for all that are seen; new ones count up from 1. */
static int
number_all(struct dn_coco_writer *writer, struct dn_err *err)
{
	struct dn_coco_panoptic *panoptic = writer->panoptic;
	uint32_t next = 1;
	size_t at = 0;

	for (size_t i = 0; i < panoptic->count; i++)
		if (panoptic->segments[i].seen > 0)
			panoptic->segments[i].number = own_number(writer,
			    &panoptic->segments[i]);
	keep_numbers(panoptic);
	if (panoptic->count > 0)
		qsort(panoptic->above, panoptic->count,
		    sizeof(struct dn_coco_segment *), compare_owners);
	for (size_t i = panoptic->count; i-- > 1;)
		if (panoptic->above[i]->number ==
		    panoptic->above[i - 1]->number)
			panoptic->above[i]->number = 0;
	for (size_t i = 0; i < panoptic->count; i++) {
		struct dn_coco_segment *segment = &panoptic->segments[i];

		if (segment->seen == 0 || segment->number > 0)
			continue;
		for (; at < panoptic->taken_count &&
		    panoptic->taken[at] <= next; at++)
			next += panoptic->taken[at] == next;
		if (next > NUMBER_MOST)
			return dn_err_set(err, DN_E_OVERFLOW,
			    "a map of more than 16777215 segments");
		segment->number = next++;
	}
	return 0;
}

/* ---- the item -------------------------------------------------------- */

/* Room for the picture's pixels. */
static int
begin_map(struct dn_coco_writer *writer, struct dn_err *err)
{
	double height = ceil(writer->height), width = ceil(writer->width);

	if (!(height > 0) || !(width > 0))
		return dn_err_set(err, DN_E_NEED_SIZE, "the size of the "
		    "picture is not known; --sizes or --media can tell it");
	if (height > UINT32_MAX || width > UINT32_MAX || !dn_canvas_fits(
	    (uint64_t)width, (uint64_t)height, PIXELS_MOST))
		return dn_err_set(err, DN_E_OVERFLOW,
		    "a map of %.0f x %.0f pixels is too large", width,
		    height);
	if (writer->image < dn_ids_count(writer->image_ids))
		return dn_err_set(err, DN_E_ID_CLASH, "a second map of one "
		    "picture: --gather joins the lines of an item");
	dn_canvas_release(&writer->panoptic->map);
	return dn_canvas_init(&writer->panoptic->map, (uint32_t)width,
	    (uint32_t)height, err);
}

int
dn_coco_segments_draw(struct dn_coco_writer *writer, struct dn_err *err)
{
	struct dn_coco_panoptic *panoptic = writer->panoptic;
	struct dn_node *node = dn_item_first_annotation(writer->item);

	if (begin_map(writer, err) < 0)
		return -1;
	for (; node != NULL; node = node->next)
		if (add_segment(writer, node, err) < 0)
			return -1;
	if (draw_all(panoptic, err) < 0)
		return -1;
	see_all(panoptic);
	return number_all(writer, err);
}
