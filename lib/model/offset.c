/* SPDX-License-Identifier: MIT */
/* Units of offsets: what differs is only where characters are wide. */
#include "model/offset.h"

#include <stdlib.h>

const char *const dn_offset_names[] = { "auto", "codepoint", "utf16", "byte",
	NULL };

/* Only characters beyond U+FFFF have four bytes, and two units. */
static bool
is_wide(char byte)
{
	return (unsigned char)byte >= 0xf0;
}

static bool
begins_character(char byte)
{
	return ((unsigned char)byte & 0xc0) != 0x80;
}

int
dn_offsets_init(struct dn_offsets *offsets, const struct dn_points *points,
    struct dn_err *err)
{
	struct dn_span text = points->text;
	size_t count = 0, point = 0;

	*offsets = (struct dn_offsets){ .points = points };
	if (points->count == text.len)
		return 0;
	for (size_t i = 0; i < text.len; i++)
		count += is_wide(text.ptr[i]);
	if (count == 0)
		return 0;
	offsets->wide = calloc(count, sizeof(*offsets->wide));
	if (offsets->wide == NULL)
		return dn_err_memory(err);
	for (size_t i = 0; i < text.len; i++) {
		if (is_wide(text.ptr[i]))
			offsets->wide[offsets->wide_count++] = point;
		point += begins_character(text.ptr[i]);
	}
	return 0;
}

void
dn_offsets_release(struct dn_offsets *offsets)
{
	free(offsets->wide);
	*offsets = (struct dn_offsets){ .points = NULL };
}

/* ---- UTF-16 ---------------------------------------------------------- */

/* The number of wide characters before code point `point`. */
static size_t
wide_before(const struct dn_offsets *offsets, size_t point)
{
	size_t low = 0, high = offsets->wide_count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (offsets->wide[middle] < point)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Wide character k begins at unit wide[k] + k and has two. */
static bool
point_of_units(const struct dn_offsets *offsets, size_t offset,
    size_t *point)
{
	size_t low = 0, high = offsets->wide_count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (offsets->wide[middle] + middle < offset)
			low = middle + 1;
		else
			high = middle;
	}
	if (low > 0 && offsets->wide[low - 1] + low == offset)
		return false;
	*point = offset - low;
	return *point <= offsets->points->count;
}

/* ---- all units ------------------------------------------------------- */

bool
dn_offsets_point(const struct dn_offsets *offsets, enum dn_offset_unit unit,
    size_t offset, size_t *point)
{
	struct dn_span text = offsets->points->text;

	switch (unit) {
	case DN_OFFSETS_UTF16:
		return point_of_units(offsets, offset, point);
	case DN_OFFSETS_BYTE:
		if (offset > text.len || (offset < text.len &&
		    !begins_character(text.ptr[offset])))
			return false;
		*point = dn_points_point(offsets->points, offset);
		return true;
	default:
		*point = offset;
		return offset <= offsets->points->count;
	}
}

size_t
dn_offsets_offset(const struct dn_offsets *offsets, enum dn_offset_unit unit,
    size_t point)
{
	switch (unit) {
	case DN_OFFSETS_UTF16:
		return point + wide_before(offsets, point);
	case DN_OFFSETS_BYTE:
		return dn_points_byte(offsets->points, point);
	default:
		return point;
	}
}

bool
dn_offsets_range(const struct dn_offsets *offsets, enum dn_offset_unit unit,
    struct dn_range given, struct dn_range *range)
{
	struct dn_range points;

	if (given.start > given.end ||
	    !dn_offsets_point(offsets, unit, given.start, &points.start) ||
	    !dn_offsets_point(offsets, unit, given.end, &points.end))
		return false;
	*range = points;
	return true;
}

bool
dn_offsets_hold(const struct dn_offsets *offsets, enum dn_offset_unit unit,
    struct dn_range given, struct dn_span text)
{
	struct dn_range range;

	return dn_offsets_range(offsets, unit, given, &range) &&
	    dn_span_equal(dn_points_slice(offsets->points, range), text);
}

enum dn_offset_unit
dn_offsets_choose(const size_t held[DN_OFFSETS_COUNT])
{
	enum dn_offset_unit unit = DN_OFFSETS_CODE_POINT;

	if (held[DN_OFFSETS_UTF16] > held[unit])
		unit = DN_OFFSETS_UTF16;
	if (held[DN_OFFSETS_BYTE] > held[unit])
		unit = DN_OFFSETS_BYTE;
	return held[unit] * 2 < held[DN_OFFSETS_AUTO] ?
	    DN_OFFSETS_CODE_POINT : unit;
}
