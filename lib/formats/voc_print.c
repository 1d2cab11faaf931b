/* SPDX-License-Identifier: MIT */
/* Elements of Pascal VOC: printed as they come, or built to be filled up. */
#include "core/digits.h"
#include "formats/markup.h"
#include "formats/voc_write.h"
#include "model/fixed.h"

#define DEPTH_MOST 4            /* levels that are printed */
#define DEEPEST "\t\t\t\t<"     /* how a tag begins there */

/* ---- elements -------------------------------------------------------- */

/* Print "\t\t<name>". */
static void
print_tag(struct dn_voc_writer *writer, struct dn_span name)
{
	dn_bytes_add(&writer->out, &DEEPEST[DEPTH_MOST - writer->depth],
	    writer->depth + 1);
	dn_bytes_add_span(&writer->out, name);
	dn_bytes_add_byte(&writer->out, '>');
}

/* Print "</name>" and a newline. */
static void
print_end(struct dn_voc_writer *writer, struct dn_span name)
{
	dn_bytes_add(&writer->out, "</", 2);
	dn_bytes_add_span(&writer->out, name);
	dn_bytes_add(&writer->out, ">\n", 2);
}

int
dn_voc_open(struct dn_voc_writer *writer, struct dn_xml_element *parent,
    struct dn_span name, struct dn_xml_element **element, struct dn_err *err)
{
	*element = NULL;
	if (writer->own) {
		*element = dn_markup_add(&writer->arena, parent, name);
		return *element != NULL ? 0 : dn_err_memory(err);
	}
	print_tag(writer, name);
	dn_bytes_add_byte(&writer->out, '\n');
	writer->depth++;
	return 0;
}

void
dn_voc_end(struct dn_voc_writer *writer, struct dn_span name)
{
	if (writer->own)
		return;
	dn_bytes_add(&writer->out, DEEPEST, --writer->depth);
	print_end(writer, name);
}

int
dn_voc_add_text(struct dn_voc_writer *writer, struct dn_xml_element *parent,
    struct dn_span name, struct dn_span text, struct dn_err *err)
{
	if (writer->own)
		return dn_markup_add_text(&writer->arena, parent, name,
		    text) != NULL ? 0 : dn_err_memory(err);
	print_tag(writer, name);
	if (!dn_xml_escape(&writer->out, text))
		writer->unclean = true;
	print_end(writer, name);
	return 0;
}

/* ---- shapes ---------------------------------------------------------- */

#define TAG_ROOM 16             /* bytes of a tag, at most */

/*
 * What stands around a number, as "\t\t\t<xmin>" and "</xmin>\n".  Tags are
 * copied as if they were of the length that they may have, which is no call.
 */
struct tags {
	char begin[TAG_ROOM], end[TAG_ROOM];
	size_t len;                     /* of the name */
};

/* Print "<xmin>12.5</xmin>" and its like. */
static void
print_number(struct dn_voc_writer *writer, const struct tags *tags,
    struct dn_fixed number)
{
	char *start = dn_bytes_reserve(&writer->out, 2 * TAG_ROOM +
	    DN_FIXED_TEXT), *to = start;

	if (start == NULL)
		return;
	memcpy(to, tags->begin, TAG_ROOM);
	to = dn_fixed_put(to + sizeof("\t\t\t<>") - 1 + tags->len, number);
	memcpy(to, tags->end, TAG_ROOM);
	to += sizeof("</>\n") - 1 + tags->len;
	writer->out.len += (size_t)(to - start);
}

/* A list that nobody has looked into: its text is all there is. */
static bool
is_text(const struct dn_node *list)
{
	return list->type == DN_JSON_ARRAY && !list->opened && !list->changed;
}

/* Scan "[1,2" and so on, but for its end, without white space. */
static inline bool
scan_list(const char **at, const char *end, struct dn_fixed *numbers,
    size_t count)
{
	const char *p = *at;

	for (size_t i = 0; i < count; i++)
		if (p == end || *p++ != (i == 0 ? '[' : ',') ||
		    !dn_fixed_scan(&p, end, &numbers[i]))
			return false;
	*at = p + 1;
	return p < end && *p == ']';
}

/* The far edge of a side: the near one, and how long it is. */
static bool
find_edge(struct dn_fixed start, struct dn_fixed size, struct dn_fixed *edge)
{
	int scale = start.scale > size.scale ? start.scale : size.scale;

	if (!dn_fixed_widen(&start, scale) || !dn_fixed_widen(&size, scale))
		return false;
	*edge = (struct dn_fixed){ start.units + size.units, scale };
	return true;
}

#define SIDE(name) { "\t\t\t<" name ">", "</" name ">\n", sizeof(name) - 1 }

/* <bndbox>, from [x, y, width, height]. */
static bool
print_box(struct dn_voc_writer *writer, const struct dn_node *list)
{
	static const struct tags sides[] = { SIDE("xmin"), SIDE("ymin"),
		SIDE("xmax"), SIDE("ymax") };
	const struct dn_voc_dialect *dialect = writer->dialect;
	const char *at = list->raw.ptr, *end = at + list->raw.len;
	struct dn_fixed numbers[4];

	if (!is_text(list) || !scan_list(&at, end, numbers, 4) || at != end)
		return false;
	for (int i = 0; i < 2; i++) {
		if (!find_edge(numbers[i], numbers[i + 2], &numbers[i + 2]))
			return false;
		numbers[i] = dn_fixed_shift(numbers[i], dialect->low);
		numbers[i + 2] = dn_fixed_shift(numbers[i + 2],
		    dialect->high);
	}
	dn_bytes_add_text(&writer->out, "\t\t<bndbox>\n");
	for (int i = 0; i < 4; i++)
		print_number(writer, &sides[i], numbers[i]);
	dn_bytes_add_text(&writer->out, "\t\t</bndbox>\n");
	return true;
}

/* One corner of a <polygon>, or none of a ring that is a hole. */
static bool
print_corner(struct dn_voc_writer *writer, const char **at, const char *end,
    uint32_t number)
{
	struct tags tags = { .begin = "\t\t\t<", .end = "</" };
	char *begin = tags.begin + 4, *behind = tags.end + 2;
	int low = writer->dialect->low;
	struct dn_fixed point[2];

	if (number == DN_DIGITS_MOST || !scan_list(at, end, point, 2))
		return false;
	if (number == 0)
		return true;
	tags.len = 1 + dn_digits_lead(number, begin + 1);
	memcpy(behind, begin, TAG_ROOM - 4);
	begin[tags.len] = '>';
	memcpy(behind + tags.len, ">\n", 2);
	for (int i = 0; i < 2; i++) {
		*begin = *behind = "xy"[i];
		print_number(writer, &tags, dn_fixed_shift(point[i], low));
	}
	return true;
}

/* A ring: *at is behind it then. */
static bool
print_ring(struct dn_voc_writer *writer, const char **at, const char *end,
    bool hole)
{
	uint32_t number = 0;

	if (*at == end || **at != '[')
		return false;
	if (!hole)
		dn_bytes_add_text(&writer->out, "\t\t<polygon>\n");
	do {
		++*at;
		if (!print_corner(writer, at, end, hole ? 0 : ++number))
			return false;
	} while (*at < end && **at == ',');
	if (!hole)
		dn_bytes_add_text(&writer->out, "\t\t</polygon>\n");
	return *at < end && *(*at)++ == ']';
}

/* A part: its first ring is what a <polygon> can be. */
static bool
print_part(struct dn_voc_writer *writer, const char **at, const char *end)
{
	bool hole = false;

	if (*at == end || **at != '[')
		return false;
	do {
		++*at;
		if (!print_ring(writer, at, end, hole))
			return false;
		hole = true;
	} while (*at < end && **at == ',');
	return *at < end && *(*at)++ == ']';
}

/* A <polygon> for each part. */
static bool
print_polygons(struct dn_voc_writer *writer, const struct dn_node *list)
{
	const char *at = list->raw.ptr, *end = at + list->raw.len;

	if (!is_text(list))
		return false;
	do {
		at++;
		if (!print_part(writer, &at, end))
			return false;
	} while (at < end && *at == ',');
	return end - at == 1 && *at == ']';
}

int
dn_voc_print_shapes(struct dn_voc_writer *writer,
    const struct dn_annotation *annotation)
{
	const struct dn_node *box = annotation->members[DN_MEMBER_BBOX];
	const struct dn_node *polygons =
	    annotation->members[DN_MEMBER_POLYGONS];
	size_t before = writer->out.len;

	/* What is turned, rounded or without a box is not that simple. */
	if (writer->own || writer->writing->run->options->voc_int ||
	    annotation->kind == DN_ANNOTATION_ROTATED_BOX || box == NULL)
		return 0;
	if (print_box(writer, box) &&
	    (polygons == NULL || print_polygons(writer, polygons)))
		return 1;
	writer->out.len = before;
	return 0;
}
