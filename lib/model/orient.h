/* SPDX-License-Identifier: MIT */
/* Pictures that are stored turned: EXIF's eight orientations, and back. */
#ifndef DN_MODEL_ORIENT_H
#define DN_MODEL_ORIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/bytes.h"
#include "model/geometry.h"
#include "model/mask.h"
#include "model/turn.h"

/*
 * How a picture as stored (raw) is to be turned to be seen upright: EXIF 2.3,
 * tag 0x0112.  1 is upright; 6 is turned clockwise by 90 degrees, 3 by 180, 8
 * by 270; 2 is mirrored left to right, 4 is 3 and then mirrored, 5 is 6 and
 * then mirrored, 7 is 8 and then mirrored.  Sizes below are those of the
 * picture that is turned: to undo an orientation, apply its inverse to the
 * upright one.
 */
#define DN_ORIENT_UPRIGHT 1

/* True for 1..8. */
bool dn_orient_is(int64_t orientation);

/* The orientation that undoes it: 8 for 6, 6 for 8, all others themselves. */
int dn_orient_inverse(int orientation);

/* True for 5..8, which change width and height over. */
bool dn_orient_swaps(int orientation);

/* True for those that are mirrored: 2, 4, 5 and 7. */
bool dn_orient_mirrors(int orientation);

/* A point, a box and a turned box in a picture of width x height px. */
struct dn_point dn_orient_point(int orientation, double width, double height,
    struct dn_point point);
struct dn_box dn_orient_box(int orientation, double width, double height,
    struct dn_box box);
struct dn_turned dn_orient_turned(int orientation, double width,
    double height, struct dn_turned turned);

/* An angle: of a turned box or an ellipse. */
double dn_orient_angle(int orientation, double angle);

/* A mask; `out` and failures as in runs.h. */
int dn_orient_mask(int orientation, const struct dn_mask *mask,
    struct dn_mask *out, struct dn_err *err) DN_MUST_CHECK;

#endif
