/* SPDX-License-Identifier: MIT */
/* LabelMe's points and masks as geometry of the record, both ways. */
#ifndef DN_FORMATS_LABELME_GEOMETRY_H
#define DN_FORMATS_LABELME_GEOMETRY_H

#include <stdbool.h>
#include <stdint.h>

#include "model/shape.h"

/* What a shape is, by its `shape_type`. */
enum dn_labelme_type {
	DN_LABELME_POLYGON,
	DN_LABELME_RECTANGLE,
	DN_LABELME_ORIENTED,
	DN_LABELME_CIRCLE,
	DN_LABELME_LINE,
	DN_LABELME_LINESTRIP,
	DN_LABELME_POINT,
	DN_LABELME_POINTS,
	DN_LABELME_MASK,
	DN_LABELME_OTHER        /* one that the record has no kind for */
};

/* The type of that name; an absent one is a polygon, as LabelMe has it. */
enum dn_labelme_type dn_labelme_type(struct dn_span name);

/* The name of a type but DN_LABELME_OTHER. */
const char *dn_labelme_type_name(enum dn_labelme_type type);

/* The geometry of a shape as the record has it: members and their JSON. */
struct dn_labelme_geometry {
	enum dn_annotation_kind kind;
	const char *members[2];         /* the second may be NULL */
	struct dn_bytes texts[2];
};

/* Empty; ended by dn_labelme_geometry_release. */
void dn_labelme_geometry_init(struct dn_labelme_geometry *geometry);
void dn_labelme_geometry_release(struct dn_labelme_geometry *geometry);

/* The size of the picture in pixels; 0 where it is not known. */
struct dn_labelme_size {
	uint32_t width, height;
};

/* The size that a medium tells. */
struct dn_labelme_size dn_labelme_size(struct dn_item *item);

/*
 * Work out the geometry of a shape of that type (not DN_LABELME_OTHER) with
 * those `points` and, of a mask, that `mask` in a picture of that size.
 * -1 with DN_E_NEED_SIZE, DN_E_BAD_FORMAT (no PNG), DN_E_BAD_TYPE or
 * DN_E_BAD_VALUE and the field: no points, a number that is not finite, the
 * wrong number of them.
 */
int dn_labelme_geometry_read(struct dn_tree *tree, enum dn_labelme_type type,
    struct dn_node *points, struct dn_node *mask,
    const struct dn_labelme_size *size, struct dn_labelme_geometry *geometry,
    struct dn_err *err) DN_MUST_CHECK;

/* The same for a mask whose top-left corner is known. */
int dn_labelme_mask_read(struct dn_tree *tree, struct dn_node *mask,
    struct dn_point corner, const struct dn_labelme_size *size,
    struct dn_labelme_geometry *geometry, struct dn_err *err) DN_MUST_CHECK;

/* True when an annotation has just this geometry. */
bool dn_labelme_geometry_is(const struct dn_labelme_geometry *geometry,
    struct dn_tree *tree, enum dn_annotation_kind kind,
    struct dn_node *annotation);

/*
 * The way back: append the `points` that an annotation of one shape is written
 * as, and of a mask that as JSON, and set its type.  1; 0 when it is none that
 * one shape can show; -1 with bad geometry.
 */
int dn_labelme_points(struct dn_item *item, struct dn_node *annotation,
    enum dn_annotation_kind kind, enum dn_labelme_type *type,
    struct dn_bytes *out, struct dn_bytes *mask, struct dn_err *err)
    DN_MUST_CHECK;

/* The same for a mask: its corners and its PNG, as JSON; 0: too many pixels. */
int dn_labelme_mask_write(const struct dn_mask *mask,
    struct dn_bytes *points, struct dn_bytes *out, struct dn_err *err)
    DN_MUST_CHECK;

/* True when the radii of an ellipse are the same. */
bool dn_labelme_is_circle(struct dn_item *item, struct dn_node *annotation);

#endif
