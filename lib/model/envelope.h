/* SPDX-License-Identifier: MIT */
/* The upright box around whatever geometry an annotation has. */
#ifndef DN_MODEL_ENVELOPE_H
#define DN_MODEL_ENVELOPE_H

#include <stdbool.h>

#include "model/shape.h"

/*
 * The smallest box around the geometry that is the annotation's kind, else
 * around the first there is of bbox, polygons, mask, keypoints that are not
 * absent, points, and ellipse.  1; 0 where there is none; -1 with DN_E_BAD_TYPE
 * or DN_E_BAD_VALUE and the field, as the readers of shape.h.
 */
int dn_envelope(struct dn_item *item, const struct dn_annotation *annotation,
    struct dn_box *box, struct dn_err *err) DN_MUST_CHECK;

/*
 * The same of polygons that were read: the box around the outlines of all
 * parts; false where there is no point.
 */
bool dn_envelope_parts(const struct dn_part *parts, size_t count,
    struct dn_box *box);

#endif
