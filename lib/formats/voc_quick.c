/* SPDX-License-Identifier: MIT */
/* Objects of VOC as most programs write them: from markup to JSON in one go. */
#include "formats/markup.h"
#include "formats/voc.h"
#include "io/jsontext.h"
#include "model/fixed.h"

#define OTHERS_MOST 4           /* elements that the model has not */

/*
 * An object being read.  Whatever is not as expected makes it be read the long
 * way, which knows what to do or to say; so each step answers whether it went
 * well, and nothing is lost but time.
 */
struct quick {
	const char *at, *end;
	int low, high;                  /* the dialect's */
	struct dn_bytes *out;
	struct dn_bytes *polygons;
	struct dn_span label, truncated, occluded, difficult;
	struct dn_span names[OTHERS_MOST], texts[OTHERS_MOST];
	size_t others;
	struct dn_fixed edges[4];          /* xmin ymin xmax ymax */
	bool boxed;
};

/* ---- markup ---------------------------------------------------------- */

/* The white space between tags. */
static void
skip_blanks(struct quick *quick)
{
	while (quick->at < quick->end && (*quick->at == '\n' ||
	    *quick->at == '\t' || *quick->at == ' '))
		quick->at++;
}

/* Pass these bytes. */
static inline bool
take(struct quick *quick, const char *text, size_t len)
{
	if ((size_t)(quick->end - quick->at) < len ||
	    memcmp(quick->at, text, len) != 0)
		return false;
	quick->at += len;
	return true;
}

/* A start tag without attributes. */
static bool
take_start(struct quick *quick, struct dn_span *name)
{
	const char *from;

	skip_blanks(quick);
	if (!take(quick, "<", 1))
		return false;
	from = quick->at;
	while (quick->at < quick->end && ((*quick->at | 0x20) >= 'a' &&
	    (*quick->at | 0x20) <= 'z'))
		quick->at++;
	while (quick->at < quick->end && *quick->at >= '0' &&
	    *quick->at <= '9' && quick->at > from)
		quick->at++;
	*name = (struct dn_span){ from, (size_t)(quick->at - from) };
	return name->len > 0 && take(quick, ">", 1);
}

static bool
take_end(struct quick *quick, struct dn_span name)
{
	return take(quick, "</", 2) && take(quick, name.ptr, name.len) &&
	    take(quick, ">", 1);
}

/* A text in which nothing is escaped, nor has to be looked at closely. */
static bool
take_text(struct quick *quick, struct dn_span *text)
{
	const char *p = quick->at;

	while (p < quick->end && *p != '<' && *p != '&' && *p != ']' &&
	    ((unsigned char)*p >= 0x20) && (unsigned char)*p != 0xEF)
		p++;
	*text = (struct dn_span){ quick->at, (size_t)(p - quick->at) };
	quick->at = p;
	return p < quick->end && *p == '<';
}

/* ---- geometry -------------------------------------------------------- */

/* The number of the tag <xmin>, <ymin>, <xmax> or <ymax>, or -1. */
static int
take_edge(struct quick *quick)
{
	static const char tags[4][7] = { "<xmin>", "<ymin>", "<xmax>",
		"<ymax>" };

	skip_blanks(quick);
	for (int i = 0; i < 4; i++)
		if (take(quick, tags[i], 6))
			return i;
	return -1;
}

/* The insides of <bndbox>: its four numbers, in any order. */
static bool
take_box(struct quick *quick)
{
	static const char ends[4][8] = { "</xmin>", "</ymin>", "</xmax>",
		"</ymax>" };
	unsigned seen = 0;

	for (int i = 0; i < 4; i++) {
		int edge = take_edge(quick);

		if (edge < 0 || !dn_fixed_scan(&quick->at,
		    quick->end, &quick->edges[edge]) ||
		    !take(quick, ends[edge], 7))
			return false;
		seen |= 1U << edge;
	}
	skip_blanks(quick);
	return seen == 0xF && !quick->boxed;
}

/* The start tag of coordinate `axis` of a vertex, which has that number. */
static bool
take_vertex(struct quick *quick, char axis, size_t number,
    struct dn_span *name)
{
	const char *p = quick->at;

	/* Most have less than ten: no name has to be read then. */
	if (number < 10 && quick->end - p > 4 && p[0] == '<' && p[1] == axis &&
	    p[2] == (char)('0' + number) && p[3] == '>') {
		*name = (struct dn_span){ p + 1, 2 };
		quick->at += 4;
		return true;
	}
	return take_start(quick, name) &&
	    dn_voc_vertex(*name, axis) == number;
}

/* The insides of <polygon>: x1, y1, x2 and so on. */
static bool
take_polygon(struct quick *quick)
{
	struct dn_bytes *out = quick->polygons;
	struct dn_fixed number;
	struct dn_span name;

	dn_bytes_add_text(out, out->len == 0 ? "[[" : ",[[");
	for (size_t i = 0;; i++) {
		skip_blanks(quick);
		if (i > 0 && i % 2 == 0 && quick->end - quick->at > 1 &&
		    quick->at[1] == '/')
			break;
		if (!take_vertex(quick, i % 2 == 0 ? 'x' : 'y', i / 2 + 1,
		    &name) || !dn_fixed_scan(&quick->at, quick->end, &number) ||
		    !take_end(quick, name))
			return false;
		if (i % 2 == 1)
			dn_bytes_add_byte(out, ',');
		else
			dn_bytes_add(out, ",[" + (i == 0), 1 + (i > 0));
		dn_fixed_write(out, dn_fixed_shift(number, -quick->low));
		if (i % 2 == 1)
			dn_bytes_add_byte(out, ']');
	}
	dn_bytes_add_text(out, "]]");
	return true;
}

/* ---- the object ------------------------------------------------------ */

/* Is that spelt as a number of at least 0 would be? */
static bool
is_number(struct dn_span text)
{
	const char *at = text.ptr, *end = text.ptr + text.len;
	struct dn_fixed number;

	return dn_fixed_scan(&at, end, &number) && at == end &&
	    number.units >= 0;
}

/* An element that the model has no place for, once of each name. */
static bool
take_other(struct quick *quick, struct dn_span name)
{
	for (size_t i = 0; i < quick->others; i++)
		if (dn_span_equal(quick->names[i], name))
			return false;
	if (quick->others == OTHERS_MOST || dn_span_is(name, "robndbox") ||
	    dn_span_is(name, "attributes") ||
	    !take_text(quick, &quick->texts[quick->others]))
		return false;
	quick->names[quick->others++] = name;
	return true;
}

/* The insides of a child. */
static bool
take_child(struct quick *quick, struct dn_span name)
{
	struct dn_span *text = dn_span_is(name, "name") ? &quick->label :
	    dn_span_is(name, "truncated") ? &quick->truncated :
	    dn_span_is(name, "difficult") ? &quick->difficult :
	    dn_span_is(name, "occluded") ? &quick->occluded : NULL;

	if (text != NULL)
		return text->ptr == NULL && take_text(quick, text);
	if (dn_span_is(name, "polygon"))
		return take_polygon(quick);
	if (!dn_span_is(name, "bndbox"))
		return take_other(quick, name);
	if (!take_box(quick))
		return false;
	quick->boxed = true;
	return true;
}

/* Are all marks numbers, or truth values where they have to be? */
static bool
are_marks(const struct quick *quick)
{
	return (quick->truncated.ptr == NULL || is_number(quick->truncated)) &&
	    (quick->occluded.ptr == NULL || is_number(quick->occluded)) &&
	    (quick->difficult.ptr == NULL ||
	    dn_span_is(quick->difficult, "0") ||
	    dn_span_is(quick->difficult, "1"));
}

/* Both sizes; false where the far edge has fewer digits than the near one. */
static bool
measure(struct quick *quick)
{
	for (int i = 0; i < 2 && quick->boxed; i++) {
		struct dn_fixed *near = &quick->edges[i], *far = near + 2;
		struct dn_fixed start;

		if (far->scale < near->scale)
			return false;
		*near = dn_fixed_shift(*near, -quick->low);
		*far = dn_fixed_shift(*far, -quick->high);
		start = *near;
		if (!dn_fixed_widen(&start, far->scale))
			return false;
		far->units -= start.units;
	}
	return true;
}

static void
add_member(struct dn_bytes *out, const char *name, struct dn_span value)
{
	if (value.ptr == NULL)
		return;
	dn_bytes_add_text(out, name);
	dn_bytes_add_span(out, value);
}

/* What the model has not, as the long way keeps it. */
static void
add_others(const struct quick *quick)
{
	for (size_t i = 0; i < quick->others; i++) {
		dn_bytes_add_text(quick->out, i == 0 ?
		    ",\"source\":{\"raw\":{\"/" : ",\"/");
		dn_bytes_add_span(quick->out, quick->names[i]);
		dn_bytes_add_text(quick->out, "\":");
		dn_json_write_text(quick->out, quick->texts[i]);
	}
	if (quick->others > 0)
		dn_bytes_add_text(quick->out, "}}");
}

/* The annotation of what was found. */
static void
add_annotation(const struct quick *quick, uint64_t number)
{
	struct dn_bytes *out = quick->out;

	dn_bytes_add_text(out, "{\"id\":\"");
	dn_bytes_add_uint(out, number);
	dn_bytes_add_text(out, quick->polygons->len > 0 ?
	    "\",\"kind\":\"polygon\"" : quick->boxed ?
	    "\",\"kind\":\"box\"" : "\",\"kind\":\"class\"");
	if (quick->label.ptr != NULL) {
		dn_bytes_add_text(out, ",\"label\":");
		dn_json_write_text(out, quick->label);
	}
	for (int i = 0; i < 4 && quick->boxed; i++) {
		dn_bytes_add_text(out, i == 0 ? ",\"bbox\":[" : ",");
		dn_fixed_write(out, quick->edges[i]);
	}
	if (quick->boxed)
		dn_bytes_add_byte(out, ']');
	if (quick->polygons->len > 0) {
		dn_bytes_add_text(out, ",\"polygons\":[");
		dn_bytes_add_span(out, dn_bytes_span(quick->polygons));
		dn_bytes_add_byte(out, ']');
	}
	add_member(out, ",\"truncated\":", quick->truncated);
	add_member(out, ",\"occluded\":", quick->occluded);
	if (quick->difficult.ptr != NULL)
		dn_bytes_add_text(out, *quick->difficult.ptr == '1' ?
		    ",\"difficult\":true" : ",\"difficult\":false");
	add_others(quick);
	dn_bytes_add_text(out, "}\n");
}

/* One <object>, by the markup in it. */
static bool
take_object(struct dn_voc_reader *reader, struct dn_span markup,
    uint64_t number)
{
	struct quick quick = { .at = markup.ptr,
		.end = markup.ptr + markup.len, .out = &reader->quick,
		.polygons = &reader->polygons, .low = reader->dialect->low,
		.high = reader->dialect->high };
	struct dn_span name;

	dn_bytes_clear(&reader->polygons);
	skip_blanks(&quick);
	while (quick.at < quick.end) {
		if (!take_start(&quick, &name) || !take_child(&quick, name) ||
		    !take_end(&quick, name))
			return false;
		skip_blanks(&quick);
	}
	if (!are_marks(&quick) || !measure(&quick))
		return false;
	add_annotation(&quick, number);
	reader->raw.count += quick.others;
	return true;
}

bool
dn_voc_read_quickly(struct dn_voc_reader *reader,
    const struct dn_xml_element *root)
{
	const struct dn_xml_element *child = root->first;

	reader->objects = 0;
	dn_bytes_clear(&reader->quick);
	for (; child != NULL; child = child->next) {
		if (!dn_span_is(child->name, "object"))
			continue;
		if (child->attributes != NULL || child->text.len == 0 ||
		    !take_object(reader, child->text, ++reader->objects))
			break;
	}
	if (child == NULL && reader->quick.failed == DN_E_NONE &&
	    reader->polygons.failed == DN_E_NONE)
		return true;
	reader->objects = 0;
	reader->raw.count = 0;
	return false;
}

void
dn_voc_annotate_quickly(struct dn_voc_reader *reader)
{
	struct dn_node *list = dn_item_need_annotations(reader->item);
	struct dn_span rest = dn_bytes_span(&reader->quick);

	for (uint64_t i = 0; i < reader->objects; i++) {
		const char *end = memchr(rest.ptr, '\n', rest.len);
		size_t len = (size_t)(end - rest.ptr);

		dn_node_add_raw(&reader->item->tree, list,
		    (struct dn_span){ rest.ptr, len });
		rest.ptr += len + 1;
		rest.len -= len + 1;
	}
	reader->reading->run->annotations.in += reader->objects;
}
