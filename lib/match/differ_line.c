/* SPDX-License-Identifier: MIT */
/* The members of a difference, in the order of dn-diff(1). */
#include "match/differ_line.h"

#include "io/jsontext.h"

const char *
dn_diff_name(enum dn_diff_kind kind)
{
	static const char *const names[DN_DIFF_COUNT] = {
		"correct", "label_mismatch", "boundary_fuzzy", "boundary_far",
		"boundary_far_label_mismatch", "duplicated", "split",
		"merged", "missing", "spurious", "attribute", "group",
		"direction"
	};

	return names[kind];
}

static void
add_text(struct dn_bytes *out, const char *name, struct dn_span text)
{
	dn_bytes_add_format(out, ",\"%s\":", name);
	dn_json_write_text(out, text);
}

/* JSON text, null where there is none. */
static void
add_json(struct dn_bytes *out, struct dn_span json)
{
	if (json.ptr == NULL)
		dn_bytes_add_text(out, "null");
	else
		dn_bytes_add_span(out, json);
}

static void
add_id(struct dn_bytes *out, const char *name, const struct dn_unit *unit)
{
	dn_bytes_add_format(out, ",\"%s\":", name);
	if (unit == NULL || unit->id.ptr == NULL)
		dn_bytes_add_text(out, "null");
	else
		dn_json_write_text(out, unit->id);
}

static void
add_numbers(struct dn_bytes *out, const double *numbers, size_t count)
{
	dn_bytes_add_byte(out, '[');
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			dn_bytes_add_byte(out, ',');
		dn_json_write_real(out, numbers[i] == 0 ? 0 : numbers[i]);
	}
	dn_bytes_add_byte(out, ']');
}

static void
add_box(struct dn_bytes *out, struct dn_box box)
{
	add_numbers(out, (const double[]){ box.x, box.y, box.width,
	    box.height }, 4);
}

/* Where a line begins and ends. */
static void
add_ends(struct dn_bytes *out, const struct dn_unit *unit)
{
	struct dn_point start = unit->points[0];
	struct dn_point end = unit->points[unit->point_count - 1];

	dn_bytes_add_byte(out, '[');
	add_numbers(out, (const double[]){ start.x, start.y }, 2);
	dn_bytes_add_byte(out, ',');
	add_numbers(out, (const double[]){ end.x, end.y }, 2);
	dn_bytes_add_byte(out, ']');
}

/* What a relation is between. */
static void
add_refs(struct dn_bytes *out, const struct dn_unit *unit)
{
	dn_bytes_add_byte(out, '[');
	for (size_t i = 0; i < unit->ref_count; i++) {
		if (i > 0)
			dn_bytes_add_byte(out, ',');
		dn_json_write_text(out, unit->refs[i]);
	}
	dn_bytes_add_byte(out, ']');
}

/* What the unit says of what differs: by default its label or text. */
static void
add_answer(struct dn_bytes *out, const char *name,
    const struct dn_diff *diff, const struct dn_unit *unit)
{
	dn_bytes_add_format(out, ",\"%s\":", name);
	if (unit == NULL)
		dn_bytes_add_text(out, "null");
	else if (diff->kind == DN_DIFF_ATTRIBUTE)
		add_json(out, unit->attributes);
	else if (diff->kind == DN_DIFF_GROUP)
		add_json(out, unit->group);
	else if (diff->kind == DN_DIFF_DIRECTION &&
	    unit->kind == DN_UNIT_RELATION)
		add_refs(out, unit);
	else if (diff->kind == DN_DIFF_DIRECTION)
		add_ends(out, unit);
	else if (unit->kind == DN_UNIT_TEXT && unit->text.ptr != NULL)
		dn_json_write_text(out, unit->text);
	else
		add_json(out, unit->label);
}

static void
add_ranges(struct dn_bytes *out, const struct dn_unit *unit)
{
	dn_bytes_add_byte(out, '[');
	for (size_t i = 0; i < unit->range_count; i++)
		dn_bytes_add_format(out, "%s[%zu,%zu]", i > 0 ? "," : "",
		    unit->ranges[i].start, unit->ranges[i].end);
	dn_bytes_add_byte(out, ']');
}

/* Where a unit is: ranges, seconds, metres, or the box around it. */
static void
add_place(struct dn_bytes *out, const char *name, const struct dn_unit *unit)
{
	if (unit == NULL || unit->kind == DN_UNIT_CLASS ||
	    unit->kind == DN_UNIT_TEXT)
		return;
	dn_bytes_add_format(out, ",\"%s\":{", name);
	switch (unit->kind) {
	case DN_UNIT_SPAN:
		dn_bytes_add_text(out, "\"spans\":");
		add_ranges(out, unit);
		break;
	case DN_UNIT_INTERVAL:
		dn_bytes_add_text(out, "\"start\":");
		dn_json_write_real(out, unit->start);
		dn_bytes_add_text(out, ",\"end\":");
		dn_json_write_real(out, unit->end);
		break;
	case DN_UNIT_RELATION:
		dn_bytes_add_text(out, "\"refs\":");
		add_refs(out, unit);
		break;
	case DN_UNIT_CUBOID:
		dn_bytes_add_text(out, "\"center\":");
		add_numbers(out, unit->center, 3);
		dn_bytes_add_text(out, ",\"size\":");
		add_numbers(out, unit->size, 3);
		break;
	default:
		dn_bytes_add_text(out, "\"bbox\":");
		add_box(out, unit->box);
	}
	dn_bytes_add_byte(out, '}');
}

static const struct dn_unit *
either(const struct dn_diff *diff)
{
	return diff->gold != NULL ? diff->gold : diff->own;
}

/* What names the item, behind a first member. */
static void
add_item(const struct dn_differ_line *line, const struct dn_unit *unit,
    struct dn_bytes *out)
{
	if (line->split.ptr != NULL)
		add_text(out, "split", line->split);
	if (unit->field.ptr != NULL)
		add_text(out, "field", unit->field);
	add_text(out, "annotator", line->annotator);
	if (line->against.ptr != NULL)
		add_text(out, "against", line->against);
}

/* The box around both, or the longer text. */
static void
add_shown(const struct dn_diff *diff, struct dn_bytes *out)
{
	const struct dn_unit *unit = either(diff), *own = diff->own;
	struct dn_box box = unit->box;

	switch (unit->kind) {
	case DN_UNIT_SPAN:
	case DN_UNIT_INTERVAL:
	case DN_UNIT_TEXT:
		if (own != NULL && own->text.len > unit->text.len)
			unit = own;
		if (unit->text.ptr != NULL)
			add_text(out, "excerpt", unit->text);
		break;
	case DN_UNIT_CLASS:
	case DN_UNIT_CUBOID:
	case DN_UNIT_RELATION:
		break;
	default:
		if (own != NULL)
			box = dn_box_join(box, own->box);
		dn_bytes_add_text(out, ",\"crop\":");
		add_box(out, box);
	}
}

void
dn_differ_line_write(const struct dn_differ_line *line,
    const struct dn_diff *diff, bool shown, struct dn_bytes *out)
{
	dn_bytes_add_format(out, ",\"kind\":\"%s\"",
	    dn_diff_name(diff->kind));
	add_text(out, "item", line->item);
	add_item(line, either(diff), out);
	add_id(out, "gold", diff->gold);
	add_id(out, "own", diff->own);
	add_answer(out, "expected", diff, diff->gold);
	add_answer(out, "got", diff, diff->own);
	dn_bytes_add_text(out, ",\"similarity\":");
	dn_json_write_real(out, diff->similarity);
	add_place(out, "gold_place", diff->gold);
	add_place(out, "own_place", diff->own);
	if (shown)
		add_shown(diff, out);
}

/* The place alone: a range around both, so that it tells no side. */
static void
add_question_place(const struct dn_diff *diff, struct dn_bytes *out)
{
	const struct dn_unit *unit = either(diff), *own = diff->own;
	double start = unit->start, end = unit->end;
	size_t first, last;

	if (own == NULL)
		own = unit;
	if (unit->kind == DN_UNIT_SPAN && own->kind == DN_UNIT_SPAN &&
	    unit->range_count > 0 && own->range_count > 0) {
		first = unit->ranges[0].start;
		last = unit->ranges[unit->range_count - 1].end;
		if (own->ranges[0].start < first)
			first = own->ranges[0].start;
		if (own->ranges[own->range_count - 1].end > last)
			last = own->ranges[own->range_count - 1].end;
		dn_bytes_add_format(out, ",\"span\":[%zu,%zu]", first, last);
	} else if (unit->kind == DN_UNIT_INTERVAL &&
	    own->kind == DN_UNIT_INTERVAL) {
		dn_bytes_add_text(out, ",\"start\":");
		dn_json_write_real(out, own->start < start ? own->start :
		    start);
		dn_bytes_add_text(out, ",\"end\":");
		dn_json_write_real(out, own->end > end ? own->end : end);
	} else if (unit->kind == DN_UNIT_CUBOID) {
		dn_bytes_add_text(out, ",\"center\":");
		add_numbers(out, unit->center, 3);
	}
}

void
dn_differ_line_ask(const struct dn_differ_line *line,
    const struct dn_diff *diff, struct dn_bytes *out)
{
	dn_bytes_add_text(out, ",\"annotator\":null,\"label\":null,"
	    "\"of\":{\"item\":");
	dn_json_write_text(out, line->item);
	add_item(line, either(diff), out);
	add_question_place(diff, out);
	add_shown(diff, out);
	dn_bytes_add_byte(out, '}');
}
