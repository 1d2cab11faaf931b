/* SPDX-License-Identifier: MIT */
/* Objects of VOC as most programs write them: from markup to JSON in one go. */
#include "formats/markup.h"
#include "formats/voc.h"
#include "io/jsontext.h"
#include "model/fixed.h"

#define OTHERS_MOST 4           /* elements that the model has not */
#define POINT_TEXT (2 * DN_FIXED_TEXT + 4)      /* room for ",[x,y]" */
#define BOX_TEXT (4 * DN_FIXED_TEXT + 5)        /* room for "[x,y,w,h]" */
#define BEGIN_TEXT 16           /* room for a member's beginning */
#define SOURCE_BEGIN "{\"raw\":{"        /* how their member begins */

/*
 * An object being read.  Whatever is not as expected makes it be read the long
 * way, which knows what to do or to say; so each step answers whether it went
 * well, and nothing is lost but time.
 */
struct quick {
	const char *at, *end;
	int low, high;                  /* the dialect's */
	struct dn_bytes *polygons;
	struct dn_span label, truncated, occluded, difficult;
	struct dn_span names[OTHERS_MOST], texts[OTHERS_MOST];
	size_t others;
	struct dn_fixed edges[4];          /* xmin ymin xmax ymax */
	bool boxed;
};

/* ---- markup ---------------------------------------------------------- */

/* The white space between tags: at the end of the markup stands a <. */
static inline void
skip_blanks(struct quick *quick)
{
	const char *p = quick->at;

	while (*p == '\t' || *p == '\n' || *p == ' ')
		p++;
	quick->at = p;
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

/* A start tag without attributes, its name of letters and then digits. */
static bool
take_start(struct quick *quick, struct dn_span *name)
{
	const char *p, *from, *end = quick->end;

	skip_blanks(quick);
	p = quick->at;
	if (p == end || *p != '<')
		return false;
	from = ++p;
	while (p < end && (*p | 0x20) >= 'a' && (*p | 0x20) <= 'z')
		p++;
	while (p < end && *p >= '0' && *p <= '9' && p > from)
		p++;
	*name = (struct dn_span){ from, (size_t)(p - from) };
	if (p == end || *p != '>' || p == from)
		return false;
	quick->at = p + 1;
	return true;
}

/* The end tag of a start tag: there, too, a > stands behind the name. */
static inline bool
take_end(struct quick *quick, struct dn_span name)
{
	const char *p = quick->at;

	if ((size_t)(quick->end - p) < name.len + 3 || p[0] != '<' ||
	    p[1] != '/' || !dn_bytes_same(p + 2, name.ptr, name.len + 1))
		return false;
	quick->at += name.len + 3;
	return true;
}

/* A text in which nothing is escaped, nor has to be looked at closely. */
static bool
take_text(struct quick *quick, struct dn_span *text)
{
	const char *p = quick->at;

	while (*p != '<' && *p != '&' && *p != ']' &&
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

/* All of that coordinate: put at *to. */
static bool
take_coordinate(struct quick *quick, char axis, size_t number, char **to)
{
	struct dn_fixed value;
	struct dn_span name;

	skip_blanks(quick);
	if (!take_vertex(quick, axis, number, &name) ||
	    !dn_fixed_scan(&quick->at, quick->end, &value) ||
	    !take_end(quick, name))
		return false;
	*to = dn_fixed_put(*to, dn_fixed_shift(value, -quick->low));
	return true;
}

/* The insides of <polygon>: x1, y1, x2 and so on. */
static bool
take_polygon(struct quick *quick)
{
	struct dn_bytes *out = quick->polygons;
	char *to;

	dn_bytes_add_text(out, out->len == 0 ? "[[" : ",[[");
	for (size_t i = 1;; i++) {
		skip_blanks(quick);
		if (i > 1 && quick->end - quick->at > 1 &&
		    quick->at[1] == '/')
			break;
		to = dn_bytes_reserve(out, POINT_TEXT);
		if (to == NULL)
			return false;
		if (i > 1)
			*to++ = ',';
		*to++ = '[';
		if (!take_coordinate(quick, 'x', i, &to))
			return false;
		*to++ = ',';
		if (!take_coordinate(quick, 'y', i, &to))
			return false;
		*to++ = ']';
		out->len = (size_t)(to - out->data);
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

/* ---- the annotation -------------------------------------------------- */

/* Its members, in the order that the long way makes them in. */
enum member { ID, KIND, LABEL, BBOX, POLYGONS, TRUNCATED, OCCLUDED, DIFFICULT,
	SOURCE, MEMBER_COUNT };

/* All as long as the longest, so that copying one is no call. */
#define BEGIN(text) { text, sizeof(text) - 1 }
static const struct {
	char text[BEGIN_TEXT];
	size_t len;
} begins[MEMBER_COUNT] = {
	BEGIN("{\"id\":"), BEGIN(",\"kind\":"), BEGIN(",\"label\":"),
	BEGIN(",\"bbox\":"), BEGIN(",\"polygons\":"),
	BEGIN(",\"truncated\":"), BEGIN(",\"occluded\":"),
	BEGIN(",\"difficult\":"), BEGIN(",\"source\":"),
};

/* A part of the text of an annotation. */
struct part {
	uint32_t from, to;
};

/* Where what stands, so that nobody has to look for it again. */
struct layout {
	struct part values[MEMBER_COUNT];       /* to 0: there is none */
	struct part names[OTHERS_MOST], texts[OTHERS_MOST];
	uint32_t others, len;
};

/* An annotation being written. */
struct writing {
	const struct quick *quick;
	struct dn_bytes *out;
	size_t start;                   /* of its text */
	struct layout layout;
};

static uint32_t
place(const struct writing *writing)
{
	return (uint32_t)(writing->out->len - writing->start);
}

static void
begin_member(struct writing *writing, enum member member)
{
	char *to = dn_bytes_reserve(writing->out, BEGIN_TEXT);

	if (to == NULL)
		return;
	memcpy(to, begins[member].text, BEGIN_TEXT);
	writing->out->len += begins[member].len;
	writing->layout.values[member].from = place(writing);
}

static void
end_member(struct writing *writing, enum member member)
{
	writing->layout.values[member].to = place(writing);
}

/* A member that is written as it stands, unless it is absent. */
static void
add_member(struct writing *writing, enum member member, struct dn_span value)
{
	if (value.ptr == NULL)
		return;
	begin_member(writing, member);
	dn_bytes_add_span(writing->out, value);
	end_member(writing, member);
}

static void
add_box(struct writing *writing)
{
	char *to;

	begin_member(writing, BBOX);
	to = dn_bytes_reserve(writing->out, BOX_TEXT);
	if (to == NULL)
		return;
	for (int i = 0; i < 4; i++) {
		*to++ = i == 0 ? '[' : ',';
		to = dn_fixed_put(to, writing->quick->edges[i]);
	}
	*to++ = ']';
	writing->out->len = (size_t)(to - writing->out->data);
	end_member(writing, BBOX);
}

static void
add_shapes(struct writing *writing)
{
	const struct quick *quick = writing->quick;

	if (quick->boxed)
		add_box(writing);
	if (quick->polygons->len > 0) {
		begin_member(writing, POLYGONS);
		dn_bytes_add_byte(writing->out, '[');
		dn_bytes_add_span(writing->out,
		    dn_bytes_span(quick->polygons));
		dn_bytes_add_byte(writing->out, ']');
		end_member(writing, POLYGONS);
	}
}

/* What the model has not, as the long way keeps it. */
static void
add_others(struct writing *writing)
{
	const struct quick *quick = writing->quick;
	struct layout *layout = &writing->layout;
	struct dn_bytes *out = writing->out;

	if (quick->others == 0)
		return;
	begin_member(writing, SOURCE);
	dn_bytes_add_text(out, SOURCE_BEGIN);
	for (size_t i = 0; i < quick->others; i++) {
		dn_bytes_add_text(out, i == 0 ? "\"" : ",\"");
		layout->names[i].from = place(writing);
		dn_bytes_add_byte(out, '/');
		dn_bytes_add_span(out, quick->names[i]);
		layout->names[i].to = place(writing);
		dn_bytes_add_text(out, "\":");
		layout->texts[i].from = place(writing);
		dn_json_write_text(out, quick->texts[i]);
		layout->texts[i].to = place(writing);
	}
	dn_bytes_add_text(out, "}}");
	end_member(writing, SOURCE);
	layout->others = (uint32_t)quick->others;
}

/* The annotation of what was found. */
static void
add_annotation(struct dn_voc_reader *reader, const struct quick *quick,
    uint64_t number)
{
	struct dn_bytes *out = &reader->quick;
	struct writing writing = { .quick = quick, .out = out,
		.start = out->len };

	begin_member(&writing, ID);
	dn_bytes_add_byte(out, '"');
	dn_bytes_add_uint(out, number);
	dn_bytes_add_byte(out, '"');
	end_member(&writing, ID);
	add_member(&writing, KIND, quick->polygons->len > 0 ?
	    DN_SPAN("\"polygon\"") : quick->boxed ? DN_SPAN("\"box\"") :
	    DN_SPAN("\"class\""));
	if (quick->label.ptr != NULL) {
		begin_member(&writing, LABEL);
		dn_json_write_text(out, quick->label);
		end_member(&writing, LABEL);
	}
	add_shapes(&writing);
	add_member(&writing, TRUNCATED, quick->truncated);
	add_member(&writing, OCCLUDED, quick->occluded);
	if (quick->difficult.ptr != NULL)
		add_member(&writing, DIFFICULT, *quick->difficult.ptr == '1' ?
		    DN_SPAN("true") : DN_SPAN("false"));
	add_others(&writing);
	dn_bytes_add_byte(out, '}');
	writing.layout.len = place(&writing);
	dn_bytes_add(&reader->layouts, &writing.layout,
	    sizeof(writing.layout));
}

/* One <object>, by the markup in it. */
static bool
take_object(struct dn_voc_reader *reader, struct dn_span markup,
    uint64_t number)
{
	struct quick quick = { .at = markup.ptr,
		.end = markup.ptr + markup.len,
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
	add_annotation(reader, &quick, number);
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
	dn_bytes_clear(&reader->layouts);
	for (; child != NULL; child = child->next) {
		if (!dn_span_is(child->name, "object"))
			continue;
		if (child->attributes != NULL || child->text.len == 0 ||
		    !take_object(reader, child->text, ++reader->objects))
			break;
	}
	if (child == NULL && reader->quick.failed == DN_E_NONE &&
	    reader->layouts.failed == DN_E_NONE &&
	    reader->polygons.failed == DN_E_NONE)
		return true;
	reader->objects = 0;
	reader->raw.count = 0;
	return false;
}

static struct dn_span
part_of(struct dn_span text, struct part part)
{
	return (struct dn_span){ text.ptr + part.from, part.to - part.from };
}

/* Say what stands in the annotation that `node` is. */
static void
tell(struct dn_tree *tree, struct dn_node *node, const struct layout *layout)
{
	struct dn_span text = node != NULL ? node->raw : DN_SPAN("");
	struct dn_node *made = NULL;

	for (int i = 0; i < MEMBER_COUNT && text.len > 0; i++)
		if (layout->values[i].to > 0)
			made = dn_node_tell(tree, node, (struct dn_span){
			    begins[i].text + 2, begins[i].len - 4 },
			    part_of(text, layout->values[i]));
	if (made == NULL || layout->others == 0)
		return;
	made = dn_node_tell(tree, made, DN_SPAN("raw"), (struct dn_span){
	    made->raw.ptr + sizeof(SOURCE_BEGIN) - 2,
	    made->raw.len - sizeof(SOURCE_BEGIN) + 1 });
	for (uint32_t i = 0; i < layout->others; i++)
		dn_node_tell(tree, made, part_of(text, layout->names[i]),
		    part_of(text, layout->texts[i]));
}

void
dn_voc_annotate_quickly(struct dn_voc_reader *reader)
{
	struct dn_tree *tree = &reader->item->tree;
	struct dn_node *list = dn_item_need_annotations(reader->item);
	const char *text = reader->quick.data;

	for (uint64_t i = 0; i < reader->objects; i++) {
		struct layout layout;

		memcpy(&layout, reader->layouts.data + i * sizeof(layout),
		    sizeof(layout));
		tell(tree, dn_node_add_raw(tree, list, (struct dn_span){ text,
		    layout.len }), &layout);
		text += layout.len;
	}
	reader->reading->run->annotations.in += reader->objects;
}
