/* SPDX-License-Identifier: MIT */
/* What the numbers of a YOLO line mean, and the way back. */
#ifndef DN_FORMATS_YOLO_SHAPE_H
#define DN_FORMATS_YOLO_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/bytes.h"
#include "formats/yolo_line.h"
#include "model/item.h"
#include "model/shape.h"

/* The ways in which a line's numbers are meant. */
enum dn_yolo_form {
	DN_YOLO_BOX,            /* centre and size */
	DN_YOLO_RING,           /* points of an outline */
	DN_YOLO_POSE,           /* a box, then keypoints */
	DN_YOLO_CORNERS         /* of a turned box, four */
};

/*
 * What numbers are multiplied with to have the item's units, and how many
 * keypoints of how many values (2 or 3) a pose has.
 */
struct dn_yolo_frame {
	double width, height;           /* 1, 1: they are the units already */
	bool fraction;                  /* those are parts of the picture */
	size_t points;
	unsigned values;
};

/* Geometry in an item's units; lists are *borrowed*. */
struct dn_yolo_shape {
	enum dn_yolo_form form;
	struct dn_box box;              /* BOX and POSE */
	const struct dn_point *points;  /* RING and CORNERS */
	size_t count;
	const struct dn_keypoint *keypoints;    /* POSE */
	size_t keypoint_count;
};

/*
 * Give `annotation`, which has no geometry yet, the kind and the geometry that
 * the first `count` numbers of a line have: as many as the form takes.  Corners
 * become a rotatedBox where they are a rectangle in pixels, else a polygon.
 * The `put` of each number of a point, or in its place of a box, is what the
 * record has.
 */
void dn_yolo_shape_set(struct dn_tree *tree, struct dn_node *annotation,
    struct dn_yolo_line *line, size_t count, enum dn_yolo_form form,
    const struct dn_yolo_frame *frame, struct dn_bytes *scratch);

/*
 * True when what a line has just been made into is within the picture, and
 * becomes the same line again: then its geometry need not be read from the
 * record to know that.  False says nothing: not all forms are looked at.
 */
bool dn_yolo_shape_returns(const struct dn_yolo_line *line, size_t count,
    enum dn_yolo_form form, const struct dn_yolo_frame *frame);

/*
 * The geometry of an annotation as it stands, without making another one of
 * it: 1; 0 where it has none of that form, as a polygon of two parts as a
 * ring; -1 with what dn_shape_box and its like say.  `corners` is room for the
 * points of a turned box.
 */
int dn_yolo_shape_get(struct dn_item *item, struct dn_node *annotation,
    enum dn_yolo_form form, struct dn_point corners[4],
    struct dn_yolo_shape *shape, struct dn_err *err) DN_MUST_CHECK;

/*
 * Append the numbers of a shape, parted by blanks, with nine digits each.  Of
 * a pose just the frame's number of keypoints: (0, 0, 0) for those that lack.
 */
void dn_yolo_shape_add(struct dn_bytes *out,
    const struct dn_yolo_shape *shape, const struct dn_yolo_frame *frame);

/*
 * True when all of a shape is within the picture, but for a billionth, and no
 * side of it is negative.
 */
bool dn_yolo_shape_inside(const struct dn_yolo_shape *shape,
    const struct dn_yolo_frame *frame);

/* Append the texts of the first `count` numbers of a line likewise. */
void dn_yolo_line_add(struct dn_bytes *out, const struct dn_yolo_line *line,
    size_t count);

/* Is the annotation's geometry still that which the line has? */
bool dn_yolo_shape_same(struct dn_item *item, struct dn_node *annotation,
    struct dn_yolo_line *line, enum dn_yolo_form form,
    const struct dn_yolo_frame *frame, struct dn_bytes *scratch);

#endif
