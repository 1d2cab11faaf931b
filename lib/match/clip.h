/* SPDX-License-Identifier: MIT */
/* Areas of outlines and of what two of them have in common. */
#ifndef DN_MATCH_CLIP_H
#define DN_MATCH_CLIP_H

#include <stdbool.h>
#include <stddef.h>

#include "core/bytes.h"
#include "model/geometry.h"

/* A shape of parts: all within the ring 0 of one and none of its others. */
struct dn_clip_shape {
	const struct dn_part *parts;    /* borrowed */
	size_t count;
};

/* What two shapes come to, in px. */
struct dn_clip {
	double area[2], common;
	bool crosses[2];        /* a ring of it crosses itself */
};

/*
 * Measure two shapes, by a sweep over the trapezoids between all corners and
 * crossings: rings are filled by even and odd, parts are united, and what
 * touches or lies on each other does no harm.  A ring that touches itself does
 * not cross itself; nor does one that crosses by less than 1e-9 of the width.
 * Time is by the edges that lie beside each other at each corner: -1 with
 * DN_E_OVERFLOW where these are more than 2^31 in all, or DN_E_NO_MEMORY.
 */
int dn_clip(struct dn_clip_shape a, struct dn_clip_shape b,
    struct dn_clip *clip, struct dn_err *err) DN_MUST_CHECK;

#endif
