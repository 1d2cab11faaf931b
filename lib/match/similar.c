/* SPDX-License-Identifier: MIT */
/* Similarities, kind by kind; what they share is an overlap. */
#include "match/similar.h"

#include <math.h>
#include <stdlib.h>

#include "core/utf8.h"
#include "match/clip.h"
#include "match/line.h"
#include "model/raster.h"

/* A unit's outline, and where that of a box stands. */
struct outline {
	struct dn_clip_shape shape;
	struct dn_point corners[4];
	struct dn_ring ring;
	struct dn_part part;
};

static void
outline_points(struct outline *outline)
{
	outline->ring = (struct dn_ring){ outline->corners, 4 };
	outline->part = (struct dn_part){ &outline->ring, 1 };
	outline->shape = (struct dn_clip_shape){ &outline->part, 1 };
}

static void
outline_unit(const struct dn_unit *unit, struct outline *outline)
{
	const struct dn_box *box = &unit->box;

	outline->shape = (struct dn_clip_shape){ unit->parts,
		unit->part_count };
	if (unit->kind != DN_UNIT_BOX || unit->part_count > 0)
		return;
	outline->corners[0] = (struct dn_point){ box->x, box->y };
	outline->corners[1] = (struct dn_point){ box->x + box->width, box->y };
	outline->corners[2] = (struct dn_point){ box->x + box->width,
		box->y + box->height };
	outline->corners[3] = (struct dn_point){ box->x,
		box->y + box->height };
	outline_points(outline);
}

static bool
is_plane(const struct dn_unit *unit)
{
	return unit->kind == DN_UNIT_BOX || unit->kind == DN_UNIT_AREA ||
	    unit->kind == DN_UNIT_MASK;
}

static bool
is_upright(const struct dn_unit *unit)
{
	return unit->kind == DN_UNIT_BOX && unit->part_count == 0;
}

/* What two stretches have in common. */
static double
common(double a_start, double a_end, double b_start, double b_end)
{
	double start = a_start > b_start ? a_start : b_start;
	double end = a_end < b_end ? a_end : b_end;

	return end > start ? end - start : 0;
}

/* ---- the plane ----------------------------------------------------- */

static void
overlap_boxes(const struct dn_box *a, const struct dn_box *b,
    struct dn_overlap *overlap)
{
	overlap->first = a->width * a->height;
	overlap->second = b->width * b->height;
	overlap->common =
	    common(a->x, a->x + a->width, b->x, b->x + b->width) *
	    common(a->y, a->y + a->height, b->y, b->y + b->height);
}

static int
crossing(struct dn_err *err)
{
	return dn_err_set(err, DN_E_BAD_VALUE,
	    "an outline that crosses itself");
}

static int
overlap_outlines(const struct outline *a, const struct outline *b,
    struct dn_overlap *overlap, struct dn_err *err)
{
	struct dn_clip clip;

	if (dn_clip(a->shape, b->shape, &clip, err) < 0)
		return -1;
	if (clip.crosses[0] || clip.crosses[1])
		return crossing(err);
	*overlap = (struct dn_overlap){ clip.area[0], clip.area[1],
		clip.common };
	return 0;
}

/* The mask of a unit, *new* in `made` where it is none itself. */
static int
mask_of(const struct dn_unit *unit, const struct dn_unit *like,
    struct dn_mask *made, const struct dn_mask **mask, struct dn_err *err)
{
	struct outline outline;

	*mask = unit->kind == DN_UNIT_MASK ? &unit->mask : made;
	if (unit->kind == DN_UNIT_MASK)
		return 0;
	outline_unit(unit, &outline);
	return dn_raster_parts(outline.shape.parts, outline.shape.count,
	    like->mask.height, like->mask.width, made, err);
}

static int
overlap_masks(const struct dn_unit *a, const struct dn_unit *b,
    struct dn_overlap *overlap, struct dn_err *err)
{
	const struct dn_unit *like = a->kind == DN_UNIT_MASK ? a : b;
	const struct dn_mask *left, *right;
	struct dn_mask made[2];
	int result = -1;

	dn_mask_init(&made[0], 0, 0);
	dn_mask_init(&made[1], 0, 0);
	if (mask_of(a, like, &made[0], &left, err) == 0 &&
	    mask_of(b, like, &made[1], &right, err) == 0) {
		overlap->first = (double)dn_mask_area(left);
		overlap->second = (double)dn_mask_area(right);
		overlap->common = (double)dn_mask_common(left, right);
		result = 0;
	}
	dn_mask_release(&made[0]);
	dn_mask_release(&made[1]);
	return result;
}

static int
overlap_plane(const struct dn_unit *a, const struct dn_unit *b,
    struct dn_overlap *overlap, struct dn_err *err)
{
	struct outline left, right;

	if (a->kind == DN_UNIT_MASK || b->kind == DN_UNIT_MASK)
		return overlap_masks(a, b, overlap, err);
	if (is_upright(a) && is_upright(b)) {
		overlap_boxes(&a->box, &b->box, overlap);
		return 0;
	}
	outline_unit(a, &left);
	outline_unit(b, &right);
	return overlap_outlines(&left, &right, overlap, err);
}

/* ---- space, text and time ------------------------------------------ */

/* A cuboid from above. */
static void
outline_cuboid(const struct dn_unit *unit, struct outline *outline)
{
	double along = unit->size[0] / 2, across = unit->size[1] / 2;
	double c = cos(unit->yaw), s = sin(unit->yaw);

	for (int i = 0; i < 4; i++) {
		double x = i == 0 || i == 3 ? -along : along;
		double y = i < 2 ? -across : across;

		outline->corners[i] = (struct dn_point){
			unit->center[0] + x * c - y * s,
			unit->center[1] + x * s + y * c };
	}
	outline_points(outline);
}

static int
overlap_cuboids(const struct dn_unit *a, const struct dn_unit *b,
    struct dn_overlap *overlap, struct dn_err *err)
{
	struct outline left, right;
	double half[2] = { a->size[2] / 2, b->size[2] / 2 };

	if (a->camera != b->camera)
		return 0;
	outline_cuboid(a, &left);
	outline_cuboid(b, &right);
	if (overlap_outlines(&left, &right, overlap, err) < 0)
		return -1;
	overlap->first *= a->size[2];
	overlap->second *= b->size[2];
	overlap->common *= common(a->center[2] - half[0],
	    a->center[2] + half[0], b->center[2] - half[1],
	    b->center[2] + half[1]);
	return 0;
}

static double
length_of(const struct dn_unit *unit)
{
	double sum = 0;

	for (size_t i = 0; i < unit->range_count; i++)
		sum += (double)(unit->ranges[i].end - unit->ranges[i].start);
	return sum;
}

static void
overlap_spans(const struct dn_unit *a, const struct dn_unit *b,
    struct dn_overlap *overlap)
{
	size_t i = 0, j = 0;

	overlap->first = length_of(a);
	overlap->second = length_of(b);
	while (i < a->range_count && j < b->range_count) {
		const struct dn_range *left = &a->ranges[i];
		const struct dn_range *right = &b->ranges[j];
		size_t start = left->start > right->start ? left->start :
		    right->start;
		size_t end = left->end < right->end ? left->end : right->end;

		if (end > start)
			overlap->common += (double)(end - start);
		if (left->end < right->end)
			i++;
		else
			j++;
	}
}

int
dn_unit_overlap(const struct dn_unit *a, const struct dn_unit *b,
    struct dn_overlap *overlap, struct dn_err *err)
{
	*overlap = (struct dn_overlap){ .common = 0 };
	if (is_plane(a) && is_plane(b))
		return overlap_plane(a, b, overlap, err);
	if (a->kind != b->kind)
		return 0;
	if (a->kind == DN_UNIT_CUBOID)
		return overlap_cuboids(a, b, overlap, err);
	if (a->kind == DN_UNIT_SPAN) {
		overlap_spans(a, b, overlap);
	} else if (a->kind == DN_UNIT_INTERVAL) {
		overlap->first = a->end - a->start;
		overlap->second = b->end - b->start;
		overlap->common = common(a->start, a->end, b->start, b->end);
	}
	return 0;
}

/* ---- what has no overlap ------------------------------------------- */

static double
compare_skeletons(const struct dn_unit *a, const struct dn_unit *b)
{
	double scale = (a->area + b->area) / 2, sum = 0;
	double spread = 2 * DN_SIMILAR_SIGMA * (2 * DN_SIMILAR_SIGMA);
	size_t count = 0, most = a->point_count > b->point_count ?
	    a->point_count : b->point_count;

	for (size_t i = 0; i < most; i++) {
		bool left = i < a->point_count && a->visible[i] != 0;
		bool right = i < b->point_count && b->visible[i] != 0;
		double far;

		count += left || right;
		if (!left || !right)
			continue;
		far = hypot(a->points[i].x - b->points[i].x,
		    a->points[i].y - b->points[i].y);
		if (far > 0)
			far = far / sqrt(2 * scale * spread);
		sum += exp(-far * far);
	}
	return count == 0 ? 1 : sum / (double)count;
}

/* The code points of a text, which is UTF-8: *new*. */
static uint32_t *
decode(struct dn_span text, size_t *count)
{
	uint32_t *points = calloc(text.len + 1, sizeof(*points));
	size_t at = 0;

	*count = 0;
	while (points != NULL && at < text.len) {
		size_t len = dn_utf8_decode(text.ptr + at, text.len - at,
		    &points[(*count)++]);

		at += len > 0 ? len : 1;
	}
	return points;
}

#define EDITS_MOST ((size_t)1 << 31)

/* Insertions, deletions and exchanges; `row` has room for b_count + 1. */
static size_t
count_edits(const uint32_t *a, size_t a_count, const uint32_t *b,
    size_t b_count, size_t *row)
{
	for (size_t j = 0; j <= b_count; j++)
		row[j] = j;
	for (size_t i = 0; i < a_count; i++) {
		size_t corner = row[0];

		row[0] = i + 1;
		for (size_t j = 0; j < b_count; j++) {
			size_t best = corner + (a[i] != b[j]);

			corner = row[j + 1];
			if (corner + 1 < best)
				best = corner + 1;
			if (row[j] + 1 < best)
				best = row[j] + 1;
			row[j + 1] = best;
		}
	}
	return row[b_count];
}

static int
compare_texts(struct dn_span a, struct dn_span b, double *similarity,
    struct dn_err *err)
{
	size_t a_count, b_count, most, *row;
	uint32_t *left = decode(a, &a_count), *right = decode(b, &b_count);
	int result = -1;

	most = a_count > b_count ? a_count : b_count;
	row = calloc(b_count + 1, sizeof(*row));
	if (left == NULL || right == NULL || row == NULL) {
		dn_err_memory(err);
	} else if (b_count > 0 && a_count > EDITS_MOST / b_count) {
		dn_err_set(err, DN_E_OVERFLOW, "texts too long to compare");
	} else {
		*similarity = most == 0 ? 1 : 1 - (double)count_edits(left,
		    a_count, right, b_count, row) / (double)most;
		result = 0;
	}
	free(left);
	free(right);
	free(row);
	return result;
}

/* ---- similarities -------------------------------------------------- */

/* Intersection over union; what has no extent is like nothing else. */
static double
share(const struct dn_overlap *overlap)
{
	double either = overlap->first + overlap->second - overlap->common;
	double similarity = either > 0 ? overlap->common / either : 0;

	return similarity > 1 ? 1 : similarity;
}

int
dn_similarity(const struct dn_unit *a, const struct dn_unit *b,
    double *similarity, struct dn_err *err)
{
	struct dn_overlap overlap;

	*similarity = 0;
	if (a->kind == b->kind) {
		switch (a->kind) {
		case DN_UNIT_CLASS:
			*similarity = dn_unit_same_label(a, b);
			return 0;
		case DN_UNIT_TEXT:
			return compare_texts(a->text, b->text, similarity,
			    err);
		case DN_UNIT_SKELETON:
			*similarity = compare_skeletons(a, b);
			return 0;
		case DN_UNIT_LINE:
			return dn_line_similarity(a->points, a->point_count,
			    b->points, b->point_count, similarity, err);
		default:
			break;
		}
	}
	if (dn_unit_overlap(a, b, &overlap, err) < 0)
		return -1;
	*similarity = a->kind == b->kind && dn_unit_same_shape(a, b) ? 1 :
	    share(&overlap);
	return 0;
}

int
dn_unit_check(const struct dn_unit *unit, struct dn_err *err)
{
	const struct dn_clip_shape shape = { unit->parts, unit->part_count };
	const struct dn_clip_shape none = { NULL, 0 };
	struct dn_clip clip;

	if (unit->kind != DN_UNIT_AREA)
		return 0;
	if (dn_clip(shape, none, &clip, err) < 0)
		return -1;
	return clip.crosses[0] ? crossing(err) : 0;
}

int
dn_unit_inside(const struct dn_unit *inner, const struct dn_unit *outer,
    double *result, struct dn_err *err)
{
	struct dn_overlap overlap;

	*result = 0;
	if (dn_unit_overlap(inner, outer, &overlap, err) < 0)
		return -1;
	if (overlap.first > 0)
		*result = overlap.common < overlap.first ?
		    overlap.common / overlap.first : 1;
	return 0;
}
