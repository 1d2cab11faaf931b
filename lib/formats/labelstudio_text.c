/* SPDX-License-Identifier: MIT */
/* Spans of texts, hypertexts and dialogues, and stretches of time. */
#include "core/date.h"
#include "formats/labelstudio.h"
#include "model/shape.h"

/* ---- the text -------------------------------------------------------- */

int
dn_studio_text_init(struct dn_studio_text *text, struct dn_span content,
    struct dn_err *err)
{
	if (dn_points_init(&text->points, content, err) < 0)
		return -1;
	text->known = true;
	return dn_offsets_init(&text->offsets, &text->points, err);
}

void
dn_studio_text_release(struct dn_studio_text *text)
{
	dn_offsets_release(&text->offsets);
	dn_points_release(&text->points);
	*text = (struct dn_studio_text){ .known = false };
}

bool
dn_studio_dialogue(struct dn_tree *tree, struct dn_node *node,
    struct dn_bytes *out, struct dn_studio_text *text)
{
	struct dn_node *one = dn_node_first(tree, node);
	size_t count = dn_node_count(tree, node), point = 0, *starts;

	if (dn_node_type(node) != DN_JSON_ARRAY || count == 0)
		return false;
	starts = dn_arena_take_many(&tree->arena, count + 1, sizeof(*starts));
	if (starts == NULL) {
		tree->failed = true;
		return false;
	}
	dn_bytes_clear(out);
	for (size_t i = 0; i < count; i++, one = one->next) {
		struct dn_span line = dn_node_text(tree,
		    dn_node_get(tree, one, "text"));

		if (line.ptr == NULL)
			return false;
		if (i > 0)
			dn_bytes_add_byte(out, '\n');
		starts[i] = point;
		dn_bytes_add_span(out, line);
		for (size_t k = 0; k < line.len; k++)
			point += ((unsigned char)line.ptr[k] & 0xc0) != 0x80;
		point++;
	}
	starts[count] = point;
	text->starts = starts;
	text->count = count;
	return true;
}

/* ---- places ---------------------------------------------------------- */

/* A member of at least 0, which may stand as text too ("2"). */
static bool
read_offset(struct dn_tree *tree, struct dn_node *value, const char *name,
    size_t *offset)
{
	struct dn_node *node = dn_node_get(tree, value, name);
	struct dn_span text = dn_node_text(tree, node);
	int64_t number = 0;

	if (text.len > 0 && text.len < 18) {
		for (size_t i = 0; i < text.len; i++) {
			if (text.ptr[i] < '0' || text.ptr[i] > '9')
				return false;
			number = number * 10 + (text.ptr[i] - '0');
		}
	} else if (!dn_node_int(node, &number) || number < 0) {
		return false;
	}
	*offset = (size_t)number;
	return true;
}

/* The place in a dialogue that an utterance and an offset in it are. */
static bool
dialogue_point(const struct dn_studio_text *text, size_t utterance,
    size_t offset, size_t *point)
{
	size_t start;

	if (utterance >= text->count)
		return false;
	start = dn_offsets_offset(&text->offsets, text->unit,
	    text->starts[utterance]);
	return offset <= SIZE_MAX - start && dn_offsets_point(&text->offsets,
	    text->unit, start + offset, point) &&
	    *point < text->starts[utterance + 1];
}

/* The range that start, startOffset, end and endOffset tell. */
static bool
dialogue_range(struct dn_tree *tree, struct dn_node *value,
    const struct dn_studio_text *text, struct dn_range *range)
{
	size_t first, last, from, to;

	return read_offset(tree, value, "start", &first) &&
	    read_offset(tree, value, "end", &last) &&
	    read_offset(tree, value, "startOffset", &from) &&
	    read_offset(tree, value, "endOffset", &to) &&
	    dialogue_point(text, first, from, &range->start) &&
	    dialogue_point(text, last, to, &range->end) &&
	    range->start <= range->end;
}

/* The range that two members tell, in the unit of the file. */
static bool
plain_range(struct dn_tree *tree, struct dn_node *value,
    const struct dn_studio_text *text, struct dn_range *range)
{
	struct dn_range given;

	if (!read_offset(tree, value, "start", &given.start) ||
	    !read_offset(tree, value, "end", &given.end) ||
	    given.start > given.end)
		return false;
	*range = given;
	return text == NULL || !text->known ||
	    dn_offsets_range(&text->offsets, text->unit, given, range);
}

/* ---- reading --------------------------------------------------------- */

/* The members of `value` that `names` lists, kept. */
static void
keep_all(struct dn_tree *tree, struct dn_node *annotation,
    struct dn_node *value, const char *const *names)
{
	for (; *names != NULL; names++) {
		struct dn_node *node = dn_node_get(tree, value, *names);

		if (node != NULL)
			dn_studio_keep_value(tree, annotation, node);
	}
}

/* Keep an offset that would not be written just so. */
static void
keep_offset(struct dn_tree *tree, struct dn_node *annotation,
    struct dn_node *value, const char *name)
{
	struct dn_node *node = dn_node_get(tree, value, name);
	size_t offset;
	struct dn_bytes digits;

	dn_bytes_init(&digits, SIZE_MAX / 2);
	if (read_offset(tree, value, name, &offset))
		dn_bytes_add_uint(&digits, offset);
	if (!dn_span_equal(node->raw, dn_bytes_span(&digits)))
		dn_studio_keep_value(tree, annotation, node);
	dn_bytes_release(&digits);
}

/* Two digits, less than `below`. */
static bool
read_pair(const char *text, int below, int64_t *number)
{
	if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
		return false;
	*number = (text[0] - '0') * 10 + (text[1] - '0');
	return *number < below;
}

/* What stands behind the minutes or seconds: nothing, Z, +hh:mm or +hhmm. */
static bool
read_zone(struct dn_span text, int64_t *seconds)
{
	int64_t hours, minutes;
	size_t colon = text.len == 6;

	*seconds = 0;
	if (text.len == 0 || dn_span_is(text, "Z"))
		return true;
	if ((text.ptr[0] != '+' && text.ptr[0] != '-') ||
	    (text.len != 5 && text.len != 6) ||
	    (colon && text.ptr[3] != ':') ||
	    !read_pair(text.ptr + 1, 24, &hours) ||
	    !read_pair(text.ptr + 3 + colon, 60, &minutes))
		return false;
	*seconds = (hours * 60 + minutes) * (text.ptr[0] == '-' ? -60 : 60);
	return true;
}

/*
 * A date, as time series have it, as seconds since 1970: YYYY-MM-DD, maybe
 * with hours, minutes, seconds, their fraction and a zone.  Digits of the
 * fraction stay what they are.  False for others.
 */
static bool
read_date(struct dn_span text, struct dn_bytes *out)
{
	struct dn_span rest = text;
	int64_t numbers[3] = { 0, 0, 0 }, zone;
	struct dn_date date;
	size_t fraction = 0;

	dn_bytes_clear(out);
	rest.len = rest.len < DN_DATE_TEXT ? rest.len : DN_DATE_TEXT;
	if (!dn_date_parse(rest, &date))
		return false;
	rest = (struct dn_span){ text.ptr + rest.len, text.len - rest.len };
	for (int i = 0; i < 3 && rest.len >= 3 && (i == 0 ?
	    rest.ptr[0] == 'T' || rest.ptr[0] == ' ' : rest.ptr[0] == ':');
	    i++) {
		if (!read_pair(rest.ptr + 1, i == 0 ? 24 : 60, &numbers[i]))
			return false;
		rest = (struct dn_span){ rest.ptr + 3, rest.len - 3 };
	}
	while (rest.len > fraction && (fraction == 0 ? rest.ptr[0] == '.' :
	    rest.ptr[fraction] >= '0' && rest.ptr[fraction] <= '9'))
		fraction++;
	if (fraction == 1 || !read_zone((struct dn_span){ rest.ptr + fraction,
	    rest.len - fraction }, &zone))
		return false;
	numbers[2] += (numbers[0] * 60 + numbers[1]) * 60 - zone +
	    (int64_t)dn_date_number(date) * 86400;
	dn_bytes_add_int(out, numbers[2]);
	dn_bytes_add_span(out, (struct dn_span){ rest.ptr, fraction });
	return fraction == 0 || numbers[2] >= 0;
}

bool
dn_studio_is_time(struct dn_tree *tree, struct dn_node *node)
{
	struct dn_bytes seconds;
	bool good;

	if (dn_node_type(node) != DN_JSON_STRING)
		return dn_node_type(node) == DN_JSON_NUMBER;
	dn_bytes_init(&seconds, 128);
	good = read_date(dn_node_text(tree, node), &seconds) &&
	    seconds.failed == DN_E_NONE;
	dn_bytes_release(&seconds);
	return good;
}

/* Set a member to a time; a date is kept, too. */
static void
set_time(struct dn_tree *tree, struct dn_node *annotation, const char *name,
    struct dn_node *time)
{
	struct dn_bytes seconds;

	if (time->type == DN_JSON_NUMBER) {
		dn_node_set_lent(tree, annotation, name, time->raw);
		return;
	}
	dn_bytes_init(&seconds, 128);
	if (!read_date(dn_node_text(tree, time), &seconds))
		tree->failed = true;
	dn_node_set_raw(tree, annotation, name, dn_bytes_span(&seconds));
	dn_studio_keep_value(tree, annotation, time);
	dn_bytes_release(&seconds);
}

static int
read_interval(struct dn_tree *tree, struct dn_node *annotation,
    struct dn_node *value)
{
	struct dn_node *start = dn_node_get(tree, value, "start");
	struct dn_node *end = dn_node_get(tree, value, "end");

	if (dn_node_true(dn_node_get(tree, value, "instant"))) {
		dn_node_set_text(tree, annotation, "kind",
		    DN_SPAN("instant"));
		set_time(tree, annotation, "at", start);
		if (end != NULL)
			dn_studio_keep_value(tree, annotation, end);
		return 0;
	}
	dn_node_set_text(tree, annotation, "kind", DN_SPAN("interval"));
	set_time(tree, annotation, "start", start);
	set_time(tree, annotation, "end", end);
	return 0;
}

int
dn_studio_read_span(struct dn_item *item, struct dn_node *annotation,
    struct dn_node *value, enum dn_studio_shape shape,
    const struct dn_studio_text *text, struct dn_err *err)
{
	struct dn_tree *tree = &item->tree;
	struct dn_node *copy = dn_node_get(tree, value, "text");
	struct dn_range range;
	bool good;

	if (shape == DN_STUDIO_INTERVAL)
		return read_interval(tree, annotation, value);
	if (shape == DN_STUDIO_PARAGRAPHS)
		good = dialogue_range(tree, value, text, &range);
	else if (shape == DN_STUDIO_HYPERTEXT)
		good = plain_range(tree, dn_node_get(tree, value,
		    "globalOffsets"), NULL, &range);
	else
		good = plain_range(tree, value, text, &range);
	if (!good)
		return dn_node_error(value, err, DN_E_BAD_VALUE,
		    "offsets that are no places in the text");
	dn_node_set_text(tree, annotation, "kind", DN_SPAN("span"));
	dn_shape_set_spans(tree, annotation, &range, 1);
	if (dn_node_type(copy) == DN_JSON_STRING)
		dn_node_set_lent(tree, annotation, "text", copy->raw);
	else if (copy != NULL)
		dn_studio_keep_value(tree, annotation, copy);
	if (shape != DN_STUDIO_SPAN) {
		static const char *const places[] = { "globalOffsets",
			"start", "end", "startOffset", "endOffset", NULL };

		keep_all(tree, annotation, value, places);
		return 0;
	}
	keep_offset(tree, annotation, value, "start");
	keep_offset(tree, annotation, value, "end");
	return 0;
}

/* ---- writing --------------------------------------------------------- */

/* Set a member to an offset, where what stands there says another. */
static void
set_offset(struct dn_tree *out, struct dn_node *value, const char *name,
    size_t offset)
{
	size_t given;

	if (!read_offset(out, value, name, &given) || given != offset)
		dn_node_set_int(out, value, name, (int64_t)offset);
}

/* Places in a dialogue: those given while they say the same. */
static void
write_dialogue(const struct dn_studio_text *text, struct dn_range range,
    struct dn_tree *out, struct dn_node *value)
{
	static const char *const names[2][2] = { { "start", "startOffset" },
		{ "end", "endOffset" } };
	const size_t points[2] = { range.start, range.end };
	struct dn_range given;
	struct dn_bytes number;

	if (dialogue_range(out, value, text, &given) &&
	    given.start == range.start && given.end == range.end)
		return;
	dn_bytes_init(&number, SIZE_MAX / 2);
	for (int i = 0; i < 2; i++) {
		size_t low = 0, high = text->count, middle;

		while (high - low > 1) {
			middle = low + (high - low) / 2;
			if (text->starts[middle] <= points[i])
				low = middle;
			else
				high = middle;
		}
		dn_bytes_clear(&number);
		dn_bytes_add_uint(&number, low);
		dn_node_set_text(out, value, names[i][0],
		    dn_bytes_span(&number));
		dn_node_set_int(out, value, names[i][1],
		    (int64_t)(dn_offsets_offset(&text->offsets, text->unit,
		    points[i]) - dn_offsets_offset(&text->offsets, text->unit,
		    text->starts[low])));
	}
	if (number.failed != DN_E_NONE)
		out->failed = true;
	dn_bytes_release(&number);
}

/* Offsets in a hypertext; its paths go when they do not fit them any more. */
static void
write_hypertext(struct dn_range range, struct dn_tree *out,
    struct dn_node *value)
{
	static const char *const paths[] = { "start", "end", "startOffset",
		"endOffset", NULL };
	struct dn_node *offsets = dn_node_get(out, value, "globalOffsets");
	struct dn_range given;

	if (plain_range(out, offsets, NULL, &given) &&
	    given.start == range.start && given.end == range.end)
		return;
	for (int i = 0; paths[i] != NULL; i++)
		dn_node_remove(out, dn_node_get(out, value, paths[i]));
	offsets = dn_node_set_object(out, value, "globalOffsets");
	dn_node_set_int(out, offsets, "start", (int64_t)range.start);
	dn_node_set_int(out, offsets, "end", (int64_t)range.end);
}

/* Set a member to a time: the date that stands there, if it is that. */
static void
put_time(struct dn_tree *out, struct dn_node *value, const char *name,
    const struct dn_node *time)
{
	struct dn_span date = dn_node_text(out, dn_node_get(out, value,
	    name));
	struct dn_bytes seconds;

	dn_bytes_init(&seconds, 128);
	if (time != NULL && (date.ptr == NULL || !read_date(date, &seconds) ||
	    !dn_span_equal(dn_bytes_span(&seconds), time->raw)))
		dn_node_set_copy(out, value, name, time);
	dn_bytes_release(&seconds);
}

static void
write_interval(struct dn_tree *tree, const struct dn_annotation *annotation,
    bool own, struct dn_tree *out, struct dn_node *value)
{
	struct dn_node *start = dn_node_get(tree, annotation->node, "start");
	struct dn_node *end = dn_node_get(tree, annotation->node, "end");

	if (annotation->kind == DN_ANNOTATION_INSTANT) {
		start = dn_node_get(tree, annotation->node, "at");
		end = own ? NULL : start;
	}
	put_time(out, value, "start", start);
	if (end != NULL)
		put_time(out, value, "end", end);
}

/* The copy of the text that a span has, else what stands there. */
static void
write_copy(struct dn_tree *tree, const struct dn_annotation *annotation,
    bool own, bool whole, const struct dn_studio_text *text,
    struct dn_range range, struct dn_tree *out, struct dn_node *value)
{
	struct dn_node *copy = dn_node_get(tree, annotation->node, "text");
	struct dn_span slice;

	if (whole && dn_node_type(copy) == DN_JSON_STRING) {
		dn_node_set_copy(out, value, "text", copy);
		return;
	}
	if (own && whole)
		return;
	slice = text->known ? dn_points_slice(&text->points, range) :
	    (struct dn_span){ NULL, 0 };
	if (slice.ptr != NULL)
		dn_node_set_text(out, value, "text", slice);
}

int
dn_studio_write_span(struct dn_item *item,
    const struct dn_annotation *annotation, bool own,
    struct dn_studio_piece *piece, const struct dn_studio_text *text,
    struct dn_tree *out, struct dn_node *value, struct dn_err *err)
{
	struct dn_range range;
	int got = 1;

	if (annotation->kind == DN_ANNOTATION_INTERVAL ||
	    annotation->kind == DN_ANNOTATION_INSTANT) {
		write_interval(&item->tree, annotation, own, out, value);
		return 1;
	}
	if (!piece->known)
		got = dn_shape_spans(item, annotation->node, &piece->ranges,
		    &piece->count, err);
	piece->known = got > 0;
	if (got <= 0 || piece->number >= piece->count)
		return got < 0 ? -1 : 0;
	range = piece->ranges[piece->number];
	if (text->known && range.end > text->points.count)
		return dn_node_error(dn_node_get(&item->tree,
		    annotation->node, "spans"), err, DN_E_BAD_VALUE,
		    "a span beyond the text");
	if (dn_node_get(out, value, "globalOffsets") != NULL) {
		write_hypertext(range, out, value);
	} else if (text->known && text->count > 0) {
		write_dialogue(text, range, out, value);
	} else {
		set_offset(out, value, "start", text->known ?
		    dn_offsets_offset(&text->offsets, text->unit,
		    range.start) : range.start);
		set_offset(out, value, "end", text->known ?
		    dn_offsets_offset(&text->offsets, text->unit,
		    range.end) : range.end);
	}
	write_copy(&item->tree, annotation, own, piece->count == 1, text,
	    range, out, value);
	return 1;
}
