/* SPDX-License-Identifier: MIT */
/* Outlines made fit for YOLO: within the picture, in one piece. */
#ifndef DN_FORMATS_YOLO_RING_H
#define DN_FORMATS_YOLO_RING_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"
#include "model/shape.h"

/* Points in their order; start as zeroed. */
struct dn_yolo_path {
	struct dn_point *points;        /* owned */
	size_t count, cap;
};

/* Free the points. */
void dn_yolo_path_release(struct dn_yolo_path *path);

/* Append a point; -1 without memory. */
int dn_yolo_path_add(struct dn_yolo_path *path, struct dn_point point,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Set `out` to one outline of all rings of `count` parts: holes and parts are
 * tied to what is there already by a bridge without width, there and back,
 * between the two corners that are nearest, and holes run the other way round;
 * so it encloses the same by either rule of filling.  Past 4096 corners all
 * bridges begin at the first corner, for the search is quadratic.  Without
 * `holes` only the first ring of each part counts.
 */
int dn_yolo_bridge(const struct dn_part *parts, size_t count, bool holes,
    struct dn_yolo_path *out, struct dn_err *err) DN_MUST_CHECK;

/*
 * Cut an outline off at the edges of a picture (Sutherland and Hodgman,
 * CACM 17(1), 1974); `spare` is room for the work.  *cut tells that anything
 * went, more than a billionth of the picture; what is less is moved to the
 * edge.  The outline may end up empty.
 */
int dn_yolo_clip(struct dn_yolo_path *path, double width, double height,
    struct dn_yolo_path *spare, bool *cut, struct dn_err *err) DN_MUST_CHECK;

#endif
