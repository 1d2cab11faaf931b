/* SPDX-License-Identifier: MIT */
/* How much of two lines runs along each other. */
#ifndef DN_MATCH_LINE_H
#define DN_MATCH_LINE_H

#include <stddef.h>

#include "core/bytes.h"
#include "model/geometry.h"

/*
 * The share of the length of both lines that lies within DN_SIMILAR_WIDTH px
 * of the other, 0..1, to rounding exact.  Where both have no length, 1 when
 * their points are as near, else 0; 0 where one has no points, 1 where both
 * have none.  -1 with DN_E_OVERFLOW for lines of more than 2^31 pairs of
 * segments, or DN_E_NO_MEMORY.
 */
int dn_line_similarity(const struct dn_point *a, size_t a_count,
    const struct dn_point *b, size_t b_count, double *similarity,
    struct dn_err *err) DN_MUST_CHECK;

#endif
