/* SPDX-License-Identifier: MIT */
/* Reading a shape of CVAT: its attributes by name, each into its member. */
#include "formats/cvat_shape.h"

#include "formats/jsonml.h"
#include "formats/markup.h"
#include "io/jsontext.h"
#include "model/decimal.h"

#define NAME(name) { name, sizeof(name) - 1 }

const struct dn_span dn_cvat_names[DN_CVAT_NAME_COUNT] = {
	NAME("cx"), NAME("cy"), NAME("frame"), NAME("group_id"),
	NAME("height"), NAME("keyframe"), NAME("label"), NAME("left"),
	NAME("occluded"), NAME("outside"), NAME("points"), NAME("rle"),
	NAME("rotation"), NAME("rx"), NAME("ry"), NAME("source"), NAME("top"),
	NAME("width"), NAME("xbl1"), NAME("xbl2"), NAME("xbr"), NAME("xbr1"),
	NAME("xbr2"), NAME("xtl"), NAME("xtl1"), NAME("xtl2"), NAME("xtr1"),
	NAME("xtr2"), NAME("ybl1"), NAME("ybl2"), NAME("ybr"), NAME("ybr1"),
	NAME("ybr2"), NAME("ytl"), NAME("ytl1"), NAME("ytl2"), NAME("ytr1"),
	NAME("ytr2"), NAME("z_order")
};

int
dn_cvat_name(struct dn_span name)
{
	int low = 0, high = DN_CVAT_NAME_COUNT;

	while (low < high) {
		int middle = (low + high) / 2;
		int order = dn_span_compare(dn_cvat_names[middle], name);

		if (order == 0)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return -1;
}

/*
 * The number of the name at that place of a tag, or -1.  Programs write all
 * tags in one order, so it is most often that of the tag before.
 */
static int
name_at(struct dn_cvat_reader *reader, size_t place, struct dn_span name)
{
	int number;

	if (place >= DN_CVAT_ORDER)
		return dn_cvat_name(name);
	number = reader->order[place];
	if (!dn_span_equal(dn_cvat_names[number], name)) {
		number = dn_cvat_name(name);
		if (number >= 0)
			reader->order[place] = number;
	}
	return number;
}

void
dn_cvat_look(struct dn_cvat_shape *shape)
{
	const struct dn_xml_attribute *attribute =
	    shape->element->attributes;
	size_t place = 0;

	shape->given = 0;
	for (; attribute != NULL; attribute = attribute->next) {
		int name = name_at(shape->reader, place++, attribute->name);

		if (name < 0) {
			dn_cvat_keep(&shape->reader->raw, "/@",
			    attribute->name, attribute->value);
			continue;
		}
		shape->values[name] = attribute->value;
		shape->given |= (uint64_t)1 << name;
	}
}

void
dn_cvat_keep(struct dn_bytes *raw, const char *prefix, struct dn_span name,
    struct dn_span text)
{
	if (raw->len > 0)
		dn_bytes_add_byte(raw, ',');
	dn_bytes_add_byte(raw, '"');
	dn_bytes_add_text(raw, prefix);
	/* A name of XML has nothing that JSON escapes. */
	dn_bytes_add_span(raw, name);
	dn_bytes_add_text(raw, "\":");
	dn_json_write_text(raw, text);
}

/* ---- errors ---------------------------------------------------------- */

int
dn_cvat_refuse(const struct dn_cvat_shape *shape, struct dn_err *err,
    enum dn_cvat_name name,
    const char *why)
{
	dn_err_set(err, DN_E_BAD_VALUE, "%s %s", dn_cvat_names[name].ptr, why);
	dn_err_excerpt(err, shape->values[name].ptr, shape->values[name].len);
	return dn_err_at(err, shape->element->line, shape->element->column);
}

int
dn_cvat_need(const struct dn_cvat_shape *shape, enum dn_cvat_name name,
    struct dn_err *err)
{
	if (dn_cvat_has(shape, name))
		return 0;
	dn_err_set(err, DN_E_MISSING_FIELD, "a %s without %s",
	    shape->element->name.ptr, dn_cvat_names[name].ptr);
	return dn_err_at(err, shape->element->line, shape->element->column);
}

/* ---- members --------------------------------------------------------- */

/* true or false for 1 or 0; else it is kept as it is. */
static void
add_flag(struct dn_cvat_shape *shape, enum dn_cvat_name name,
    const char *member)
{
	struct dn_span value = shape->values[name];

	if (!dn_cvat_has(shape, name) || value.len != 1 ||
	    (*value.ptr != '0' && *value.ptr != '1'))
		return;
	dn_cvat_take(shape, name);
	dn_cvat_member(shape, member);
	dn_bytes_add_text(shape->out, *value.ptr == '1' ? "true" : "false");
}

static void
add_integer(struct dn_cvat_shape *shape, enum dn_cvat_name name,
    const char *member)
{
	if (!dn_cvat_has(shape, name) ||
	    !dn_cvat_is_integer(shape->values[name]))
		return;
	dn_cvat_take(shape, name);
	dn_cvat_member(shape, member);
	dn_bytes_add_span(shape->out, shape->values[name]);
}

/* manual and auto are those of the record; the others are CVAT's alone. */
static void
add_origin(struct dn_cvat_shape *shape)
{
	struct dn_span value = shape->values[DN_CVAT_SOURCE];

	if (!dn_cvat_has(shape, DN_CVAT_SOURCE) ||
	    (!dn_span_is(value, "manual") && !dn_span_is(value, "auto")))
		return;
	dn_cvat_take(shape, DN_CVAT_SOURCE);
	dn_cvat_member(shape, "origin");
	dn_json_write_text(shape->out, value);
}

/* The label; one that the document does not declare is kept as such. */
static void
add_label(struct dn_cvat_shape *shape)
{
	const struct dn_cvat_meta *meta = &shape->reader->meta;

	if (!dn_cvat_has(shape, DN_CVAT_LABEL))
		return;
	dn_cvat_member(shape, "label");
	dn_json_write_text(shape->out, shape->values[DN_CVAT_LABEL]);
	if (!meta->given || dn_names_find(meta->labels,
	    shape->values[DN_CVAT_LABEL]) != DN_NAMES_NONE)
		dn_cvat_take(shape, DN_CVAT_LABEL);
}

/* ---- attributes ------------------------------------------------------ */

/* An <attribute> with a name, a text and nothing else. */
static bool
is_attribute(const struct dn_xml_element *element)
{
	return dn_span_is(element->name, "attribute") &&
	    element->first == NULL && element->attributes != NULL &&
	    element->attributes->next == NULL &&
	    dn_span_is(element->attributes->name, "name");
}

/* A value as its label declares it: text, but for checkboxes and numbers. */
static void
add_value(struct dn_cvat_shape *shape, struct dn_span label,
    struct dn_span name,
    struct dn_span text)
{
	char type = dn_cvat_meta_type(&shape->reader->meta, label, name);
	size_t from = shape->out->len;
	bool same = true;

	if (type == 'b' && (dn_span_is(text, "true") ||
	    dn_span_is(text, "false"))) {
		dn_bytes_add_span(shape->out, text);
		return;
	}
	if (type == 'n') {
		if (dn_cvat_number(text, shape->out, &same) && same)
			return;
		shape->out->len = from;
	}
	dn_json_write_text(shape->out, text);
}

#define FEW 32  /* children that are compared one by one */

/* The names of a shape's attributes; the table is made when there are many. */
struct seen {
	struct dn_names *names;
	size_t count;                   /* children before */
};

/* Put the attributes before `child` into a table. */
static int
make_table(struct seen *seen, const struct dn_xml_element *first,
    const struct dn_xml_element *child, struct dn_err *err)
{
	seen->names = dn_names_new();
	if (seen->names == NULL)
		return dn_err_memory(err);
	for (; first != child; first = first->next)
		if (is_attribute(first) && dn_names_add(seen->names,
		    first->attributes->value, NULL) == DN_NAMES_NONE)
			return dn_err_memory(err);
	return 0;
}

/* Is the child an attribute, and the first of its name?  1, 0 or -1. */
static int
is_new(struct seen *seen, const struct dn_xml_element *child,
    struct dn_err *err)
{
	const struct dn_xml_element *list = child->parent->first;
	int added = 1;

	if (++seen->count > FEW && seen->names == NULL &&
	    make_table(seen, list, child, err) < 0)
		return -1;
	if (!is_attribute(child))
		return 0;
	if (seen->names != NULL)
		return dn_names_add(seen->names, child->attributes->value,
		    &added) == DN_NAMES_NONE ? dn_err_memory(err) : added;
	for (; list != child; list = list->next)
		if (is_attribute(list) && dn_span_equal(
		    list->attributes->value, child->attributes->value))
			return 0;
	return 1;
}

/* `attributes`; what is none, or a second one of its name, is kept whole. */
static int
read_children(struct dn_cvat_shape *shape, struct dn_span label, bool skeleton,
    struct dn_err *err)
{
	struct dn_bytes *out = shape->out, *other = &shape->reader->other;
	const struct dn_xml_element *child = shape->element->first;
	struct seen seen = { NULL, 0 };
	bool any = false;
	int new = 0;

	dn_bytes_clear(other);
	for (; child != NULL && new >= 0; child = child->next) {
		if (skeleton && dn_span_is(child->name, "points"))
			continue;
		new = is_new(&seen, child, err);
		if (new == 0)
			dn_cvat_keep_child(other, child);
		if (new <= 0)
			continue;
		if (!any)
			dn_cvat_member(shape, "attributes");
		dn_bytes_add_byte(out, any ? ',' : '{');
		any = true;
		dn_json_write_text(out, child->attributes->value);
		dn_bytes_add_byte(out, ':');
		add_value(shape, label, child->attributes->value,
		    child->text);
	}
	dn_names_free(seen.names);
	if (any)
		dn_bytes_add_byte(out, '}');
	if (other->len > 0) {
		dn_cvat_begin(&shape->reader->raw, "/*");
		dn_bytes_add_span(&shape->reader->raw, dn_bytes_span(other));
		dn_bytes_add_byte(&shape->reader->raw, ']');
	}
	return new < 0 ? -1 : dn_bytes_check(other, err);
}

/* ---- the shape ------------------------------------------------------- */

/* Is there a turn that makes a box a turned one? */
static bool
is_turned(struct dn_span rotation)
{
	struct dn_decimal angle;

	return rotation.ptr != NULL && dn_decimal_read(rotation, &angle) &&
	    angle.units != 0;
}

/* The frame of a shape in a track, which it cannot be without. */
static int
add_frame(struct dn_cvat_shape *shape, struct dn_err *err)
{
	if (dn_cvat_need(shape, DN_CVAT_FRAME, err) < 0)
		return -1;
	if (!dn_cvat_is_integer(shape->values[DN_CVAT_FRAME]))
		return dn_cvat_refuse(shape, err, DN_CVAT_FRAME,
		    "is no number");
	add_integer(shape, DN_CVAT_FRAME, "frame");
	add_flag(shape, DN_CVAT_KEYFRAME, "keyframe");
	return 0;
}

/* Everything else into source.raw. */
static void
keep_rest(struct dn_cvat_shape *shape)
{
	struct dn_bytes *raw = &shape->reader->raw;

	for (int i = 0; i < DN_CVAT_NAME_COUNT; i++)
		if (dn_cvat_has(shape, (enum dn_cvat_name)i))
			dn_cvat_keep(raw, "/@", dn_cvat_names[i],
			    shape->values[i]);
	if (!dn_markup_blank(shape->element->text))
		dn_cvat_keep(raw, "", DN_SPAN(""),
		    dn_markup_trim(shape->element->text));
	if (raw->len == 0)
		return;
	dn_cvat_member(shape, "source");
	dn_bytes_add_text(shape->out, "{\"raw\":{");
	dn_bytes_add_span(shape->out, dn_bytes_span(raw));
	dn_bytes_add_text(shape->out, "}}");
}

/* An element of no kind that is known: all of it is kept. */
static int
read_other(struct dn_cvat_shape *shape, struct dn_err *err)
{
	struct dn_bytes *raw = &shape->reader->raw;

	dn_bytes_clear(raw);
	dn_cvat_member(shape, "source");
	dn_bytes_add_text(shape->out, "{\"raw\":{\"/*\":[");
	dn_jsonml_add(shape->out, shape->element);
	dn_bytes_add_text(shape->out, "]}}");
	return dn_bytes_check(shape->out, err);
}

int
dn_cvat_read_shape(struct dn_cvat_reader *reader,
    const struct dn_xml_element *element, enum dn_cvat_place place,
    struct dn_bytes *out, struct dn_err *err)
{
	enum dn_annotation_kind kind = dn_cvat_kind(element->name);
	struct dn_cvat_shape shape = { .reader = reader, .element = element,
		.out = out };
	struct dn_span label;

	dn_bytes_clear(&reader->raw);
	dn_cvat_look(&shape);
	label = place == DN_CVAT_TRACK ? reader->label :
	    shape.values[DN_CVAT_LABEL];
	if (place == DN_CVAT_TRACK) {
		if (add_frame(&shape, err) < 0)
			return -1;
	} else {
		if (kind == DN_ANNOTATION_BOX &&
		    is_turned(shape.values[DN_CVAT_ROTATION]))
			kind = DN_ANNOTATION_ROTATED_BOX;
		dn_cvat_member(&shape, "kind");
		dn_json_write_text(out, dn_span_of(
		    dn_annotation_name(kind)));
		add_label(&shape);
	}
	if (kind == DN_ANNOTATION_OTHER)
		return read_other(&shape, err);
	if (kind == DN_ANNOTATION_ROTATED_BOX)
		kind = DN_ANNOTATION_BOX;
	if (dn_cvat_read_geometry(&shape, kind, place, err) < 0 ||
	    read_children(&shape, label, kind == DN_ANNOTATION_SKELETON,
	    err) < 0)
		return -1;
	add_origin(&shape);
	add_integer(&shape, DN_CVAT_GROUP, "group");
	add_integer(&shape, DN_CVAT_Z_ORDER, "z");
	add_flag(&shape, DN_CVAT_OUTSIDE, "outside");
	add_flag(&shape, DN_CVAT_OCCLUDED, "occluded");
	keep_rest(&shape);
	return dn_bytes_check(&reader->raw, err) < 0 ? -1 :
	    dn_bytes_check(out, err);
}

int
dn_cvat_read_track(struct dn_cvat_reader *reader,
    const struct dn_xml_element *track, struct dn_bytes *out,
    struct dn_err *err)
{
	struct dn_cvat_shape shape = { .reader = reader, .element = track,
		.out = out };

	dn_bytes_clear(&reader->raw);
	dn_cvat_look(&shape);
	add_label(&shape);
	add_origin(&shape);
	add_integer(&shape, DN_CVAT_GROUP, "group");
	for (int i = 0; i < DN_CVAT_NAME_COUNT; i++)
		if (dn_cvat_has(&shape, (enum dn_cvat_name)i))
			dn_cvat_keep(&reader->raw, "/@", dn_cvat_names[i],
			    shape.values[i]);
	return dn_bytes_check(&reader->raw, err);
}
