/* SPDX-License-Identifier: MIT */
/* Reading the labels of a CVAT document, with attributes and skeletons. */
#include "formats/cvat_read.h"

#include "formats/jsonml.h"
#include "formats/markup.h"
#include "io/jsontext.h"
#include "io/number.h"

#define IDS_MOST 100            /* formats that have ids of a label */

/* ,"source":{"raw":{...}} of what was kept, and forget it. */
static void
add_source(struct dn_bytes *out, struct dn_bytes *raw, struct dn_bytes *rest)
{
	if (rest->len > 0) {
		dn_bytes_add_byte(rest, ']');
		dn_cvat_begin(raw, "/*");
		dn_bytes_add_span(raw, dn_bytes_span(rest));
	}
	if (raw->len > 0) {
		dn_cvat_begin(out, "source");
		dn_bytes_add_text(out, "{\"raw\":{");
		dn_bytes_add_span(out, dn_bytes_span(raw));
		dn_bytes_add_text(out, "}}");
	}
	if (raw->failed != DN_E_NONE || rest->failed != DN_E_NONE)
		out->failed = DN_E_NO_MEMORY;
	dn_bytes_clear(raw);
	dn_bytes_clear(rest);
}

/* ---- attributes of a label ------------------------------------------- */

/* A list of texts, one between each two of these bytes. */
static void
add_values(struct dn_bytes *out, struct dn_span text, char between)
{
	const char *end = text.ptr + text.len, *at = text.ptr, *to;

	dn_cvat_begin(out, "values");
	dn_bytes_add_byte(out, '[');
	while (text.len > 0 && at <= end) {
		to = memchr(at, between, (size_t)(end - at));
		if (to == NULL)
			to = end;
		if (at > text.ptr)
			dn_bytes_add_byte(out, ',');
		dn_json_write_text(out, (struct dn_span){ at,
			(size_t)(to - at) });
		at = to + 1;
	}
	dn_bytes_add_byte(out, ']');
}

/* What its values are to be read as. */
static int
note_type(struct dn_cvat_meta *meta, struct dn_span label,
    struct dn_span name, struct dn_span type, struct dn_err *err)
{
	size_t count = dn_names_count(meta->attributes), at;
	void *types = meta->types;

	if (dn_cvat_grow(&types, &meta->types_cap, count, 1, err) < 0)
		return -1;
	meta->types = types;
	at = dn_names_add(meta->attributes, dn_cvat_meta_key(meta, label,
	    name), NULL);
	if (at == DN_NAMES_NONE || meta->key.failed != DN_E_NONE)
		return dn_err_memory(err);
	if (at == count)
		meta->types[at] = dn_span_is(type, "checkbox") ? 'b' :
		    dn_span_is(type, "number") ? 'n' : 't';
	return 0;
}

static void
add_text_member(struct dn_bytes *out, const char *name, struct dn_span text)
{
	dn_cvat_begin(out, name);
	dn_json_write_text(out, text);
}

/* A child of an <attribute> as a member; false where there is none for it. */
static bool
add_attribute_child(struct dn_bytes *out, const struct dn_xml_element *child,
    unsigned *seen)
{
	static const struct {
		const char *element, *member;
	} rows[] = {
		{ "name", "name" }, { "input_type", "type" },
		{ "default_value", "default" }, { "values", "values" },
		{ "mutable", "mutable" }
	};

	for (unsigned i = 0; i < 5; i++) {
		if (!dn_span_is(child->name, rows[i].element))
			continue;
		if (!dn_cvat_is_simple(child) || (*seen >> i & 1) != 0)
			return false;
		*seen |= 1u << i;
		if (i < 3) {
			add_text_member(out, rows[i].member, child->text);
		} else if (i == 3) {
			add_values(out, child->text, '\n');
		} else {
			bool yes = dn_span_is(child->text, "True");

			if (!yes && !dn_span_is(child->text, "False"))
				return false;
			dn_cvat_begin(out, "mutable");
			dn_bytes_add_text(out, yes ? "true" : "false");
		}
		return true;
	}
	return false;
}

/* <attribute> of version 1.1. */
static int
add_attribute(struct dn_cvat_meta *meta, struct dn_span label,
    const struct dn_xml_element *attribute, struct dn_bytes *out,
    struct dn_err *err)
{
	const struct dn_xml_element *child = attribute->first;
	struct dn_bytes rest, raw;
	unsigned seen = 0;

	dn_bytes_init(&rest, SIZE_MAX / 2);
	dn_bytes_init(&raw, SIZE_MAX / 2);
	for (; child != NULL; child = child->next)
		if (!add_attribute_child(out, child, &seen))
			dn_cvat_keep_child(&rest, child);
	add_source(out, &raw, &rest);
	dn_bytes_release(&rest);
	dn_bytes_release(&raw);
	return note_type(meta, label, dn_cvat_text_of(attribute, "name"),
	    dn_cvat_text_of(attribute, "input_type"), err);
}

/*
 * <attribute> of version 1.0: "@select=name:a,b", with "~" for one that may
 * change within a track.  The text is kept beside what it says.
 */
static int
add_old_attribute(struct dn_cvat_meta *meta, struct dn_span label,
    struct dn_span text, struct dn_bytes *out, struct dn_err *err)
{
	struct dn_span whole = text, type, name = { NULL, 0 };
	const char *equals, *colon;

	text = dn_markup_trim(text);
	equals = memchr(text.ptr, '=', text.len);
	type = (struct dn_span){ text.ptr + 1,
		(size_t)(equals - text.ptr) - 1 };
	name.ptr = equals + 1;
	name.len = text.len - type.len - 2;
	colon = name.len > 0 ? memchr(name.ptr, ':', name.len) : NULL;
	if (colon != NULL) {
		text.len -= (size_t)(colon - text.ptr) + 1;
		text.ptr = colon + 1;
		name.len = (size_t)(colon - name.ptr);
	} else {
		text.len = 0;
	}
	add_text_member(out, "name", name);
	add_text_member(out, "type", type);
	add_values(out, text, ',');
	dn_cvat_begin(out, "mutable");
	dn_bytes_add_text(out, *dn_markup_trim(whole).ptr == '~' ? "true" :
	    "false");
	dn_bytes_add_text(out, ",\"source\":{\"raw\":{\"\":");
	dn_json_write_text(out, whole);
	dn_bytes_add_text(out, "}}");
	return note_type(meta, label, name, type, err);
}

static bool
is_old(const struct dn_xml_element *attribute)
{
	struct dn_span text = dn_markup_trim(attribute->text);

	return dn_cvat_is_simple(attribute) && text.len > 1 &&
	    (*text.ptr == '@' || *text.ptr == '~') &&
	    memchr(text.ptr, '=', text.len) != NULL;
}

/* Are all children attributes that a record can have? */
static bool
is_attribute_list(const struct dn_xml_element *list)
{
	const struct dn_xml_element *one = list->first;

	for (; one != NULL; one = one->next)
		if (!dn_span_is(one->name, "attribute") ||
		    one->attributes != NULL || (!is_old(one) &&
		    (dn_cvat_text_of(one, "name").ptr == NULL ||
		    !dn_markup_blank(one->text))))
			return false;
	return list->attributes == NULL && dn_markup_blank(list->text);
}

static int
add_attributes(struct dn_cvat_meta *meta, struct dn_span label,
    const struct dn_xml_element *list, struct dn_bytes *out,
    struct dn_err *err)
{
	const struct dn_xml_element *one = list->first;

	dn_cvat_begin(out, "attributes");
	dn_bytes_add_byte(out, '[');
	for (; one != NULL; one = one->next) {
		int failed;

		dn_bytes_add_byte(out, '{');
		failed = is_old(one) ? add_old_attribute(meta, label,
		    one->text, out, err) : add_attribute(meta, label, one,
		    out, err);
		if (failed < 0)
			return -1;
		dn_bytes_add_text(out, one->next != NULL ? "}," : "}");
	}
	dn_bytes_add_byte(out, ']');
	return 0;
}

/* ---- labels ---------------------------------------------------------- */

/* A label at the top, and the points that name it as their parent. */
struct label {
	const struct dn_xml_element *element;
	struct dn_span name;
	struct point *first, *last;
	size_t count;
};

struct point {
	const struct dn_xml_element *element;
	struct dn_span name;
	struct point *next;
};

/* ids of other formats, as this suite writes them: <ids><coco>17</coco>. */
static bool
add_ids(const struct dn_xml_element *ids, struct dn_bytes *out)
{
	const struct dn_xml_element *child;
	struct dn_span type;
	size_t from = out->len, count = 0;
	double number;

	dn_cvat_begin(out, "ids");
	dn_bytes_add_byte(out, '{');
	for (child = ids->first; child != NULL; child = child->next) {
		type = dn_xml_value(child, "type");
		if (child->first != NULL || !(type.ptr == NULL ?
		    dn_number_read(child->text, &number) :
		    dn_span_is(type, "string")) || ++count > IDS_MOST ||
		    dn_xml_child(ids, child->name.ptr) != child) {
			out->len = from;
			return false;
		}
		dn_cvat_begin(out, child->name.ptr);
		if (type.ptr == NULL)
			dn_bytes_add_span(out, child->text);
		else
			dn_json_write_text(out, child->text);
	}
	dn_bytes_add_byte(out, '}');
	return true;
}

/* A simple child of a <label> as a member; false where there is none. */
static bool
add_simple_child(const struct dn_xml_element *child, int which,
    struct dn_bytes *out, struct dn_bytes *raw)
{
	enum dn_annotation_kind kind;

	if (!dn_cvat_is_simple(child))
		return false;
	switch (which) {
	case 0:
		return true;
	case 1:
		add_text_member(out, "color", child->text);
		return true;
	case 2:
		dn_cvat_keep(raw, "", DN_SPAN("/svg"), child->text);
		return true;
	default:
		kind = dn_cvat_kind_of_type(child->text);
		if (kind == DN_ANNOTATION_OTHER)
			return false;
		add_text_member(out, "kind",
		    dn_span_of(dn_annotation_name(kind)));
		return true;
	}
}

/* A child of a <label> as a member: 1, 0 where there is none for it, -1. */
static int
add_label_child(struct dn_cvat_meta *meta, const struct label *label,
    const struct dn_xml_element *child, unsigned *seen,
    struct dn_bytes *out, struct dn_bytes *raw, struct dn_err *err)
{
	static const char *const names[] = { "name", "color", "svg", "type",
		"ids", "attributes" };
	int which = 0;

	while (which < 6 && !dn_span_is(child->name, names[which]))
		which++;
	if (which == 6 || (*seen >> which & 1) != 0)
		return 0;
	*seen |= 1u << which;
	if (which < 4)
		return add_simple_child(child, which, out, raw);
	if (which == 4)
		return add_ids(child, out);
	if (!is_attribute_list(child))
		return 0;
	return add_attributes(meta, label->name, child, out, err) < 0 ?
	    -1 : 1;
}

/*
 * Is it what the writer makes of a point's name: of type points, with empty
 * attributes, and nothing else?
 */
static bool
is_plain_point(const struct dn_xml_element *label)
{
	const struct dn_xml_element *attributes = dn_xml_child(label,
	    "attributes"), *child = label->first;
	size_t count = 0;

	for (; child != NULL; child = child->next)
		count++;
	return count == 4 && attributes != NULL &&
	    dn_cvat_is_simple(attributes) &&
	    dn_markup_blank(attributes->text) &&
	    dn_span_is(dn_cvat_text_of(label, "type"), "points");
}

/* The points' own labels, whole. */
static void
keep_points(const struct label *label, struct dn_bytes *raw)
{
	const struct point *point = label->first;
	struct dn_bytes list;

	dn_bytes_init(&list, SIZE_MAX / 2);
	for (; point != NULL; point = point->next)
		dn_cvat_keep_child(&list, point->element);
	dn_bytes_add_byte(&list, ']');
	dn_cvat_begin(raw, "/labels");
	dn_bytes_add_span(raw, dn_bytes_span(&list));
	if (list.failed != DN_E_NONE)
		raw->failed = list.failed;
	dn_bytes_release(&list);
}

/* keypoints and edges of a skeleton. */
static int
add_points(const struct label *label,
    struct dn_bytes *out, struct dn_bytes *raw, struct dn_err *err)
{
	struct dn_span svg = dn_cvat_text_of(label->element, "svg");
	struct dn_names *names = dn_names_new();
	const struct point *point;
	const char *before = "[";
	bool plain = true;

	if (names == NULL)
		return dn_err_memory(err);
	dn_cvat_begin(out, "keypoints");
	for (point = label->first; point != NULL; point = point->next) {
		dn_bytes_add_text(out, before);
		dn_json_write_text(out, point->name);
		before = ",";
		plain = plain && is_plain_point(point->element);
		if (dn_names_add(names, point->name, NULL) == DN_NAMES_NONE)
			out->failed = DN_E_NO_MEMORY;
	}
	dn_bytes_add_byte(out, ']');
	if (!plain)
		keep_points(label, raw);
	if (svg.ptr != NULL) {
		size_t from = out->len;

		dn_cvat_begin(out, "edges");
		dn_bytes_add_byte(out, '[');
		if (dn_cvat_edges(svg, names, out))
			dn_bytes_add_byte(out, ']');
		else
			out->len = from;
	}
	dn_names_free(names);
	return 0;
}

static int
add_label(struct dn_cvat_meta *meta, const struct label *label,
    struct dn_err *err)
{
	struct dn_bytes *out = &meta->list, raw, rest;
	const struct dn_xml_element *child = label->element->first;
	unsigned seen = 0;
	int made = 1;

	dn_bytes_init(&raw, SIZE_MAX / 2);
	dn_bytes_init(&rest, SIZE_MAX / 2);
	if (out->len > 0)
		dn_bytes_add_byte(out, ',');
	dn_bytes_add_byte(out, '{');
	add_text_member(out, "name", label->name);
	for (; child != NULL && made >= 0; child = child->next) {
		made = add_label_child(meta, label, child, &seen, out, &raw,
		    err);
		if (made == 0)
			dn_cvat_keep_child(&rest, child);
	}
	if (made >= 0 && label->count > 0)
		made = add_points(label, out, &raw, err);
	add_source(out, &raw, &rest);
	dn_bytes_add_byte(out, '}');
	dn_bytes_release(&raw);
	dn_bytes_release(&rest);
	return made < 0 ? -1 : dn_bytes_check(out, err);
}

/* Give a point to the label it is of: 1, or 0 where it cannot be. */
static int
adopt(struct dn_cvat_meta *meta, struct label *labels,
    const struct dn_xml_element *element, struct dn_span parent,
    struct dn_err *err)
{
	size_t at = dn_names_find(meta->labels, parent);
	size_t count = dn_names_count(meta->points), index;
	struct dn_span name = dn_cvat_text_of(element, "name");
	void *places = meta->places;
	struct point *point;
	int added;

	if (at == DN_NAMES_NONE || name.ptr == NULL)
		return 0;
	if (dn_cvat_grow(&places, &meta->places_cap, count, sizeof(size_t),
	    err) < 0)
		return -1;
	meta->places = places;
	point = dn_arena_take(&meta->arena, sizeof(*point));
	index = dn_names_add(meta->points, dn_cvat_meta_key(meta, parent, name),
	    &added);
	if (point == NULL || index == DN_NAMES_NONE)
		return dn_err_memory(err);
	if (!added)
		return 0;
	meta->places[index] = meta->counts[at]++;
	*point = (struct point){ element, name, NULL };
	if (labels[at].last != NULL)
		labels[at].last->next = point;
	else
		labels[at].first = point;
	labels[at].last = point;
	labels[at].count++;
	return 1;
}

/* A label at the top: 1, or 0 where no record can have it. */
static int
declare(struct dn_cvat_meta *meta, struct label *labels,
    const struct dn_xml_element *element, struct dn_err *err)
{
	struct dn_span name = dn_cvat_text_of(element, "name");
	size_t at, count = dn_names_count(meta->labels);
	void *counts = meta->counts;
	int added;

	if (!dn_span_is(element->name, "label") || name.ptr == NULL ||
	    element->attributes != NULL || !dn_markup_blank(element->text) ||
	    dn_cvat_text_of(element, "parent").len > 0)
		return 0;
	if (dn_cvat_grow(&counts, &meta->counts_cap, count, sizeof(size_t),
	    err) < 0)
		return -1;
	meta->counts = counts;
	at = dn_names_add(meta->labels, name, &added);
	if (at == DN_NAMES_NONE)
		return dn_err_memory(err);
	if (!added)
		return 0;
	meta->counts[at] = 0;
	labels[at] = (struct label){ .element = element, .name = name };
	return 1;
}

/* Take the children that `taken` marks out of the list. */
static void
unlink_taken(struct dn_xml_element *list, const char *taken)
{
	struct dn_xml_element **link = &list->first, *child;

	list->last = NULL;
	if (dn_markup_blank(list->text))
		list->text = DN_SPAN("");
	for (child = list->first; child != NULL; child = child->next) {
		if (*taken++ != 0)
			continue;
		*link = child;
		link = &child->next;
		list->last = child;
	}
	*link = NULL;
}

int
dn_cvat_read_labels(struct dn_cvat_meta *meta, struct dn_xml_element *list,
    struct dn_err *err)
{
	struct dn_xml_element *child;
	struct label *labels;
	size_t count = 0, i = 0;
	char *taken;
	int made;

	for (child = list->first; child != NULL; child = child->next)
		count++;
	labels = dn_arena_take_many(&meta->arena, count + 1,
	    sizeof(*labels));
	taken = dn_arena_take_many(&meta->arena, count + 1, 1);
	if (labels == NULL || taken == NULL)
		return dn_err_memory(err);
	for (child = list->first; child != NULL; child = child->next, i++) {
		made = declare(meta, labels, child, err);
		if (made < 0)
			return -1;
		taken[i] = made == 1;
	}
	i = 0;
	for (child = list->first; child != NULL; child = child->next, i++) {
		if (taken[i] != 0 || !dn_span_is(child->name, "label"))
			continue;
		made = adopt(meta, labels, child, dn_cvat_text_of(child,
		    "parent"),
		    err);
		if (made < 0)
			return -1;
		taken[i] = made == 1;
	}
	for (i = 0; i < dn_names_count(meta->labels); i++)
		if (add_label(meta, &labels[i], err) < 0)
			return -1;
	unlink_taken(list, taken);
	return 0;
}
