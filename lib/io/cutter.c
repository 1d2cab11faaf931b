/* SPDX-License-Identifier: MIT */
/* Simple text is its code points; for any other utf8proc knows the rules. */
#include "io/cutter.h"

#include <stdbool.h>
#include <stdlib.h>
#include <utf8proc.h>

#include "core/names.h"
#include "core/utf8.h"

/* Marks in a row that are put in order, which takes the square of them. */
#define MARKS_MAX 4096

#define POINTS 0x110000         /* numbers from here on are of several */

struct dn_cutter {
	struct dn_names *names;         /* of parts, as their code points */
	int32_t *points;                /* of the text at hand */
	size_t count, cap;
};

/* Code points in form C that stay so, and apart, among their like. */
static const struct dn_utf8_range simple[] = {
	{ 0x0, 0xC }, { 0xE, 0xA8 }, { 0xAA, 0xAC }, { 0xAF, 0x2FF },
	{ 0x2010, 0x2027 }, { 0x2030, 0x203B }, { 0x3000, 0x3029 },
	{ 0x3041, 0x3096 }, { 0x30A1, 0x30FF }, { 0x3400, 0x4DBF },
	{ 0x4E00, 0x9FFF }, { 0xAC00, 0xD7A3 }, { 0xFF01, 0xFF9D }
};

/* The property White_Space. */
static const struct dn_utf8_range blanks[] = {
	{ 0x9, 0xD }, { 0x20, 0x20 }, { 0x85, 0x85 }, { 0xA0, 0xA0 },
	{ 0x1680, 0x1680 }, { 0x2000, 0x200A }, { 0x2028, 0x2029 },
	{ 0x202F, 0x202F }, { 0x205F, 0x205F }, { 0x3000, 0x3000 }
};

#define LENGTH(table) (sizeof(table) / sizeof((table)[0]))

struct dn_cutter *
dn_cutter_new(void)
{
	struct dn_cutter *cutter = calloc(1, sizeof(*cutter));

	if (cutter == NULL)
		return NULL;
	cutter->names = dn_names_new();
	if (cutter->names == NULL) {
		free(cutter);
		return NULL;
	}
	return cutter;
}

void
dn_cutter_free(struct dn_cutter *cutter)
{
	if (cutter == NULL)
		return;
	dn_names_free(cutter->names);
	free(cutter->points);
	free(cutter);
}

/* Room for `count` code points and one more. */
static int
make_room(struct dn_cutter *cutter, size_t count, struct dn_err *err)
{
	int32_t *more;

	if (count < cutter->cap)
		return 0;
	more = reallocarray(cutter->points, count + 1, sizeof(*more));
	if (more == NULL)
		return dn_err_memory(err);
	cutter->points = more;
	cutter->cap = count + 1;
	return 0;
}

static bool
is_blank(int32_t point)
{
	return dn_utf8_within(blanks, LENGTH(blanks), (uint32_t)point);
}

/*
 * Read the code points as they stand: true when they are simple.  `marks` is
 * the longest row of combining ones.
 */
static bool
read_points(struct dn_cutter *cutter, struct dn_span text, size_t *marks)
{
	bool all = true;
	size_t row = 0;

	*marks = 0;
	cutter->count = 0;
	for (size_t at = 0, len; at < text.len; at += len) {
		uint32_t point;

		len = dn_utf8_decode(text.ptr + at, text.len - at, &point);
		if (len == 0)
			break;
		cutter->points[cutter->count++] = (int32_t)point;
		if (dn_utf8_within(simple, LENGTH(simple), point)) {
			row = 0;
			continue;
		}
		all = false;
		row = utf8proc_get_property((int32_t)point)->
		    combining_class != 0 ? row + 1 : 0;
		*marks = row > *marks ? row : *marks;
	}
	return all;
}

/* Bring the text at hand into form C. */
static int
normalise(struct dn_cutter *cutter, struct dn_span text, struct dn_err *err)
{
	const utf8proc_option_t form = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
	const unsigned char *bytes = (const unsigned char *)text.ptr;
	utf8proc_ssize_t count = utf8proc_decompose(bytes,
	    (utf8proc_ssize_t)text.len, NULL, 0, form);

	if (count >= 0 && make_room(cutter, (size_t)count, err) < 0)
		return -1;
	if (count >= 0)
		count = utf8proc_decompose(bytes,
		    (utf8proc_ssize_t)text.len, cutter->points, count, form);
	if (count >= 0)
		count = utf8proc_normalize_utf32(cutter->points, count,
		    form);
	if (count < 0)
		return dn_err_set(err, DN_E_BAD_VALUE,
		    "a text cannot be normalised");
	cutter->count = (size_t)count;
	return 0;
}

/* The number of the code points from `at` to `end`. */
static int
number_part(struct dn_cutter *cutter, size_t at, size_t end,
    uint32_t *number, struct dn_err *err)
{
	size_t name;

	if (end - at == 1) {
		*number = (uint32_t)cutter->points[at];
		return 0;
	}
	name = dn_names_add(cutter->names, (struct dn_span){
	    (const char *)&cutter->points[at],
	    (end - at) * sizeof(*cutter->points) }, NULL);
	if (name >= UINT32_MAX - POINTS)
		return dn_err_memory(err);
	*number = (uint32_t)name + POINTS;
	return 0;
}

static size_t
word_end(const int32_t *points, size_t at, size_t end)
{
	while (at < end && !is_blank(points[at]))
		at++;
	return at;
}

static size_t
cluster_end(const int32_t *points, size_t at, size_t end)
{
	utf8proc_int32_t state = 0;

	for (at++; at < end && !utf8proc_grapheme_break_stateful(
	    points[at - 1], points[at], &state); at++)
		;
	return at;
}

/* Cut the code points from `at` to `end`, which are no blanks at the ends. */
static int
cut(struct dn_cutter *cutter, size_t at, size_t end,
    enum dn_cutter_parts kind, bool plain, uint32_t *parts, size_t *count,
    struct dn_err *err)
{
	const int32_t *points = cutter->points;

	while (at < end) {
		size_t next = at + 1;

		if (kind == DN_CUTTER_WORDS && is_blank(points[at])) {
			at++;
			continue;
		}
		if (kind == DN_CUTTER_WORDS)
			next = word_end(points, at, end);
		else if (!plain)
			next = cluster_end(points, at, end);
		if (number_part(cutter, at, next, &parts[*count], err) < 0)
			return -1;
		++*count;
		at = next;
	}
	return 0;
}

int
dn_cutter_cut(struct dn_cutter *cutter, struct dn_span text,
    enum dn_cutter_parts kind, uint32_t **parts, size_t *count,
    struct dn_err *err)
{
	size_t at = 0, end, marks;
	bool plain;

	*parts = NULL;
	*count = 0;
	if (make_room(cutter, text.len, err) < 0)
		return -1;
	plain = read_points(cutter, text, &marks);
	if (marks > MARKS_MAX)
		return dn_err_set(err, DN_E_TOO_LONG,
		    "more than %d combining marks in a row", MARKS_MAX);
	if (!plain && normalise(cutter, text, err) < 0)
		return -1;
	end = cutter->count;
	while (at < end && is_blank(cutter->points[at]))
		at++;
	while (end > at && is_blank(cutter->points[end - 1]))
		end--;
	if (at == end)
		return 0;
	*parts = calloc(end - at, sizeof(**parts));
	if (*parts == NULL)
		return dn_err_memory(err);
	if (cut(cutter, at, end, kind, plain, *parts, count, err) == 0)
		return 0;
	free(*parts);
	*parts = NULL;
	return -1;
}
