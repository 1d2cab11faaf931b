/* SPDX-License-Identifier: MIT */
/* Look-ups between code points and bytes, by marks along the text. */
#include "model/span.h"

#include <stdlib.h>

#include "core/utf8.h"

#define STRIDE 256              /* code points from mark to mark */

static bool
begins_character(char byte)
{
	return ((unsigned char)byte & 0xc0) != 0x80;
}

/* Note where every 256th character begins. */
static void
set_marks(struct dn_points *points)
{
	size_t point = 0;

	for (size_t byte = 0; byte < points->text.len; byte++)
		if (begins_character(points->text.ptr[byte]) &&
		    point++ % STRIDE == 0)
			points->marks[(point - 1) / STRIDE] = byte;
}

int
dn_points_init(struct dn_points *points, struct dn_span text,
    struct dn_err *err)
{
	size_t valid = dn_utf8_valid(text.ptr, text.len);

	*points = (struct dn_points){ .text = text };
	if (valid < text.len) {
		uint64_t line, column;

		dn_utf8_place(text.ptr, valid, &line, &column);
		dn_err_set(err, DN_E_BAD_UTF8, "the text is not UTF-8");
		return dn_err_at(err, line, column);
	}
	points->count = dn_utf8_count(text.ptr, text.len);
	/* ASCII needs no marks: its points are its bytes. */
	if (points->count == text.len)
		return 0;
	points->marks = calloc(points->count / STRIDE + 1,
	    sizeof(*points->marks));
	if (points->marks == NULL)
		return dn_err_memory(err);
	set_marks(points);
	return 0;
}

void
dn_points_release(struct dn_points *points)
{
	free(points->marks);
	*points = (struct dn_points){ .count = 0 };
}

size_t
dn_points_byte(const struct dn_points *points, size_t point)
{
	size_t mark;

	if (point >= points->count)
		return point == points->count ? points->text.len : SIZE_MAX;
	if (points->marks == NULL)
		return point;
	mark = points->marks[point / STRIDE];
	return mark + dn_utf8_offset(points->text.ptr + mark,
	    points->text.len - mark, point % STRIDE);
}

size_t
dn_points_point(const struct dn_points *points, size_t byte)
{
	size_t low = 0, high = points->count / STRIDE + 1, middle;

	if (points->marks == NULL)
		return byte;
	if (byte >= points->text.len)
		return points->count;
	/* The last mark that is not behind the byte; the end has none. */
	if (points->count % STRIDE == 0)
		high--;
	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (points->marks[middle] <= byte)
			low = middle;
		else
			high = middle;
	}
	return low * STRIDE + dn_utf8_count(points->text.ptr +
	    points->marks[low], byte - points->marks[low]);
}

struct dn_span
dn_points_slice(const struct dn_points *points, struct dn_range range)
{
	size_t start, end;

	if (range.start > range.end || range.end > points->count)
		return (struct dn_span){ NULL, 0 };
	start = dn_points_byte(points, range.start);
	end = dn_points_byte(points, range.end);
	/* An empty text has no bytes to point at. */
	if (points->text.ptr == NULL)
		return DN_SPAN("");
	return (struct dn_span){ points->text.ptr + start, end - start };
}
