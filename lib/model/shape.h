/* SPDX-License-Identifier: MIT */
/* The geometry of an annotation as numbers, read from its members. */
#ifndef DN_MODEL_SHAPE_H
#define DN_MODEL_SHAPE_H

#include <stddef.h>

#include "model/geometry.h"
#include "model/item.h"
#include "model/mask.h"
#include "model/span.h"

/* A named point of a skeleton: 0 absent, 1 hidden, 2 visible. */
struct dn_keypoint {
	double x, y;
	int visible;
};

/*
 * The readers below take a member of `annotation`, an object in the item's
 * tree.  They return 1; 0 where the member is absent or null; -1 with
 * DN_E_BAD_TYPE or DN_E_BAD_VALUE (a number that is not finite, a list of the
 * wrong length), the field as JSON pointer.  Lists are *borrowed* from the
 * item.  Units and conventions are those of dn-record(5).
 */

/* `bbox`: four numbers; negative sizes are passed on. */
int dn_shape_box(struct dn_item *item, struct dn_node *annotation,
    struct dn_box *box, struct dn_err *err) DN_MUST_CHECK;

/* The same of that member, which was found already; NULL: it is absent. */
int dn_shape_box_of(struct dn_item *item, struct dn_node *bbox,
    struct dn_box *box, struct dn_err *err) DN_MUST_CHECK;

/* The list `name`: `count` numbers, neither more nor less. */
int dn_shape_numbers(struct dn_item *item, struct dn_node *annotation,
    const char *name, double *values, size_t count, struct dn_err *err)
    DN_MUST_CHECK;

/* `polygons`: parts of rings of points. */
int dn_shape_polygons(struct dn_item *item, struct dn_node *annotation,
    struct dn_part **parts, size_t *count, struct dn_err *err) DN_MUST_CHECK;

/* The same of that member, which was found already; NULL: it is absent. */
int dn_shape_polygons_of(struct dn_item *item, struct dn_node *polygons,
    struct dn_part **parts, size_t *count, struct dn_err *err) DN_MUST_CHECK;

/*
 * How many parts a list of polygons has, and how many holes these have
 * together, without reading them; what is no polygon is counted somehow.
 */
void dn_shape_count(struct dn_item *item, struct dn_node *polygons,
    size_t *parts, size_t *holes);

/* `points`. */
int dn_shape_points(struct dn_item *item, struct dn_node *annotation,
    struct dn_ring *points, struct dn_err *err) DN_MUST_CHECK;

/* `keypoints`. */
int dn_shape_keypoints(struct dn_item *item, struct dn_node *annotation,
    struct dn_keypoint **points, size_t *count, struct dn_err *err)
    DN_MUST_CHECK;

/* `spans`: each start <= end, in any order. */
int dn_shape_spans(struct dn_item *item, struct dn_node *annotation,
    struct dn_range **ranges, size_t *count, struct dn_err *err)
    DN_MUST_CHECK;

/* `span` of a rating: one such range, or a list of them. */
int dn_shape_span(struct dn_item *item, struct dn_node *rating,
    struct dn_range **ranges, size_t *count, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * `mask`: its runs, which add up to its size.  `mask` must be empty, and is
 * the caller's to release whatever is returned.
 */
int dn_shape_mask(struct dn_item *item, struct dn_node *annotation,
    struct dn_mask *mask, struct dn_err *err) DN_MUST_CHECK;

/* Set `bbox`, with the shortest numbers. */
void dn_shape_set_box(struct dn_tree *tree, struct dn_node *annotation,
    const struct dn_box *box);

/* Set `spans`. */
void dn_shape_set_spans(struct dn_tree *tree, struct dn_node *annotation,
    const struct dn_range *ranges, size_t count);

/* Set `mask` to its size and compressed runs. */
void dn_shape_set_mask(struct dn_tree *tree, struct dn_node *annotation,
    const struct dn_mask *mask);

#endif
