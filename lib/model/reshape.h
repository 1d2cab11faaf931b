/* SPDX-License-Identifier: MIT */
/* All geometry of an item moved with its picture: scaled, or turned. */
#ifndef DN_MODEL_RESHAPE_H
#define DN_MODEL_RESHAPE_H

#include "core/bytes.h"
#include "model/decimal.h"
#include "model/item.h"

/*
 * Both change the geometry of annotations, and of the shapes of tracks, that
 * lies in the plane of the picture: `bbox`, `polygons`, `points`, `keypoints`
 * (absent ones at 0, 0 stay), `center`, `radii` and `rotation` of what is
 * plane, `mask`; not of those that are `on` another medium of the item.
 * Decimals are exact: what is undone is as it was.  The medium is left alone.
 * -1 with DN_E_BAD_TYPE, DN_E_BAD_VALUE, DN_E_OVERFLOW for a coordinate of too
 * many digits, or as dn_annotation_read, the field as JSON pointer; then the
 * item is changed in part.
 */

/*
 * Multiply coordinates and lengths along x and along y.  The rotation of a
 * box or ellipse is that after scaling; masks and areas stay.
 */
int dn_reshape_scale(struct dn_item *item, struct dn_decimal x,
    struct dn_decimal y, struct dn_err *err) DN_MUST_CHECK;

/*
 * Turn by one of EXIF's orientations (orient.h) in a picture of width x height
 * px before that.  A box that is not rotated stays so; one that is, and an
 * ellipse, keep their own sides and get another angle.
 */
int dn_reshape_turn(struct dn_item *item, int orientation,
    struct dn_decimal width, struct dn_decimal height, struct dn_err *err)
    DN_MUST_CHECK;

#endif
