/* SPDX-License-Identifier: MIT */
/* Units of offsets: what differs is only where characters are wide. */
#include "model/offset.h"

#include <stdlib.h>

const char *const dn_offset_names[] = { "auto", "codepoint", "utf16", "byte",
	"newline", NULL };

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

static bool
is_break(struct dn_span text, size_t at)
{
	return text.ptr[at] == '\r' && at + 1 < text.len &&
	    text.ptr[at + 1] == '\n';
}

/* Room for what was counted; -1 without memory. */
static int
need(struct dn_offsets *offsets, size_t wide, size_t breaks,
    struct dn_err *err)
{
	if (wide > 0)
		offsets->wide = calloc(wide, sizeof(*offsets->wide));
	if (breaks > 0)
		offsets->breaks = calloc(breaks, sizeof(*offsets->breaks));
	if ((wide == 0 || offsets->wide != NULL) &&
	    (breaks == 0 || offsets->breaks != NULL))
		return 0;
	dn_offsets_release(offsets);
	return dn_err_memory(err);
}

int
dn_offsets_init(struct dn_offsets *offsets, const struct dn_points *points,
    struct dn_err *err)
{
	struct dn_span text = points->text;
	size_t wide = 0, breaks = 0, point = 0;

	*offsets = (struct dn_offsets){ .points = points };
	if (points->count == text.len && (text.len == 0 ||
	    memchr(text.ptr, '\r', text.len) == NULL))
		return 0;
	for (size_t i = 0; i < text.len; i++) {
		wide += is_wide(text.ptr[i]);
		breaks += is_break(text, i);
	}
	if (wide == 0 && breaks == 0)
		return 0;
	if (need(offsets, wide, breaks, err) < 0)
		return -1;
	for (size_t i = 0; i < text.len; i++) {
		if (is_wide(text.ptr[i]))
			offsets->wide[offsets->wide_count++] = point;
		if (is_break(text, i))
			offsets->breaks[offsets->break_count++] = point;
		point += begins_character(text.ptr[i]);
	}
	return 0;
}

void
dn_offsets_release(struct dn_offsets *offsets)
{
	free(offsets->wide);
	free(offsets->breaks);
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

/* ---- CR LF as one ---------------------------------------------------- */

/* Break k begins at offset breaks[k] - k, and is two code points. */
static size_t
breaks_before(const struct dn_offsets *offsets, size_t place, bool counted)
{
	size_t low = 0, high = offsets->break_count, middle;

	while (low < high) {
		size_t end;

		middle = low + (high - low) / 2;
		end = counted ? offsets->breaks[middle] - middle + 1 :
		    offsets->breaks[middle] + 2;
		if (end <= place)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
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
	case DN_OFFSETS_NEWLINE:
		if (offset > offsets->points->count)
			return false;
		*point = offset + breaks_before(offsets, offset, true);
		return *point <= offsets->points->count;
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
	case DN_OFFSETS_NEWLINE:
		return point - breaks_before(offsets, point, false);
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
	if (held[DN_OFFSETS_NEWLINE] > held[unit])
		unit = DN_OFFSETS_NEWLINE;
	return held[unit] * 2 < held[DN_OFFSETS_AUTO] ?
	    DN_OFFSETS_CODE_POINT : unit;
}
