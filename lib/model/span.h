/* SPDX-License-Identifier: MIT */
/* Spans of a text: code points, which dn-record(5) counts in, and bytes. */
#ifndef DN_MODEL_SPAN_H
#define DN_MODEL_SPAN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/bytes.h"

/* Code points start <= n < end of a text, 0-based. */
struct dn_range {
	size_t start, end;
};

/*
 * A text that is looked up by code point.  Making it reads the text once;
 * then each look-up reads at most 256 characters, whatever their order.
 */
struct dn_points {
	struct dn_span text;    /* borrowed */
	size_t count;           /* its code points */
	size_t *marks;          /* owned: bytes before every 256th; or NULL */
};

/*
 * Make ready for `text`, which must be UTF-8 and stay as long as `points`.
 * -1 with DN_E_BAD_UTF8 (column: the byte, from 1) or DN_E_NO_MEMORY.
 */
int dn_points_init(struct dn_points *points, struct dn_span text,
    struct dn_err *err) DN_MUST_CHECK;

/* Free the marks. */
void dn_points_release(struct dn_points *points);

/* Byte offset of a code point; that of `count` is the end, beyond SIZE_MAX. */
size_t dn_points_byte(const struct dn_points *points, size_t point);

/* The number of code points before a byte offset (<= the text's length). */
size_t dn_points_point(const struct dn_points *points, size_t byte);

/*
 * The text of a range, *borrowed*: the absent span when the range runs
 * backwards or ends beyond the text.
 */
struct dn_span dn_points_slice(const struct dn_points *points,
    struct dn_range range);

#endif
