/* SPDX-License-Identifier: MIT */
/* Objects of VOC as most programs write them: from markup to JSON in one go. */
#include "core/digits.h"
#include "formats/markup.h"
#include "formats/voc.h"
#include "io/jsontext.h"
#include "model/fixed.h"
#include "model/member.h"

#define OTHERS_MOST 4           /* elements that the model has not */
#define POINT_TEXT (2 * DN_FIXED_TEXT + 4)      /* room for ",[x,y]" */
#define BOX_TEXT (4 * DN_FIXED_TEXT + 5)        /* room for "[x,y,w,h]" */
#define BEGIN_TEXT 16           /* room for a member's beginning */
#define FIXED_TEXT 24           /* and for what else it has of fixed length */
#define SOURCE_BEGIN "{\"raw\":{"        /* how their member begins */

/*
 * An object being read.  Whatever is not as expected makes it be read the long
 * way, which knows what to do or to say; so each step answers with where it
 * ended, or NULL, and nothing is lost but time.
 */
struct quick {
	const char *end;                /* of the markup: there stands a < */
	int low, high;                  /* the dialect's */
	struct dn_bytes *polygons;
	struct dn_span label, truncated, occluded, difficult;
	struct dn_span names[OTHERS_MOST], texts[OTHERS_MOST];
	size_t others;
	struct dn_fixed edges[4];          /* xmin ymin xmax ymax */
	bool boxed;
};

/* ---- markup ---------------------------------------------------------- */

/* Behind the white space between tags: most of it is a LF and tabs. */
static inline const char *
skip_blanks(const char *p)
{
	p += *p == '\n';
	while (*p == '\t')
		p++;
	while (*p == ' ' || *p == '\n' || *p == '\t')
		p++;
	return p;
}

/* Behind these bytes. */
static inline const char *
take(const struct quick *quick, const char *p, const char *text, size_t len)
{
	return quick->end - p >= (ptrdiff_t)len &&
	    dn_bytes_same(p, text, len) ? p + len : NULL;
}

/* Children that the model has a place for, and how their tags go on. */
enum tag { TAG_NAME, TAG_BNDBOX, TAG_POLYGON, TAG_TRUNCATED, TAG_DIFFICULT,
	TAG_OCCLUDED, TAG_OTHER };

#define TAG(name) { name ">", sizeof(name) }
static const struct {
	char text[12];
	size_t len;
} tags[TAG_OTHER] = {
	TAG("name"), TAG("bndbox"), TAG("polygon"), TAG("truncated"),
	TAG("difficult"), TAG("occluded"),
};

/* A start tag without attributes, its name of letters and then digits. */
static inline const char *
take_start(const struct quick *quick, const char *p, struct dn_span *name,
    enum tag *tag)
{
	const char *from = p + 1, *behind;

	if (*p != '<')
		return NULL;
	for (*tag = TAG_NAME; *tag < TAG_OTHER; ++*tag) {
		behind = take(quick, from, tags[*tag].text, tags[*tag].len);
		*name = (struct dn_span){ from, tags[*tag].len - 1 };
		if (behind != NULL)
			return behind;
	}
	for (p = from; (unsigned char)((*p | 0x20) - 'a') < 26;)
		p++;
	if (p == from)
		return NULL;
	while (*p >= '0' && *p <= '9')
		p++;
	*name = (struct dn_span){ from, (size_t)(p - from) };
	return *p == '>' ? p + 1 : NULL;
}

/* The end tag of a start tag: there, too, a > stands behind the name. */
static inline const char *
take_end(const struct quick *quick, const char *p, struct dn_span name)
{
	return p[0] == '<' && p[1] == '/' ?
	    take(quick, p + 2, name.ptr, name.len + 1) : NULL;
}

/* Can this stand in a text that is taken as it is? */
static inline bool
is_usual(unsigned char c)
{
	return c > ']' ? c != 0xEF : c >= ' ' && c != '<' && c != '&' &&
	    c != ']';
}

/* A text in which nothing is escaped, nor has to be looked at closely. */
static inline const char *
take_text(const char *p, struct dn_span *text)
{
	const char *from = p;

	while (is_usual((unsigned char)*p))
		p++;
	*text = (struct dn_span){ from, (size_t)(p - from) };
	return *p == '<' ? p : NULL;
}

/* ---- geometry -------------------------------------------------------- */

/*
 * The tag <xmin>, <ymin>, <xmax> or <ymax>, and its number; most often they
 * stand in that order.
 */
static inline const char *
take_edge(const struct quick *quick, const char *p, int *edge)
{
	static const char begins[4][7] = { "<xmin>", "<ymin>", "<xmax>",
		"<ymax>" };

	for (int i = 0; i < 4; i++, *edge = (*edge + 1) % 4) {
		const char *behind = take(quick, p, begins[*edge], 6);

		if (behind != NULL)
			return behind;
	}
	return NULL;
}

/* The insides of <bndbox>: its four numbers, in any order. */
static const char *
take_box(struct quick *quick, const char *p)
{
	static const char ends[4][8] = { "</xmin>", "</ymin>", "</xmax>",
		"</ymax>" };
	unsigned seen = 0;

	for (int i = 0; i < 4; i++) {
		int edge = i;

		p = take_edge(quick, skip_blanks(p), &edge);
		if (p == NULL || !dn_fixed_scan(&p, quick->end,
		    &quick->edges[edge]))
			return NULL;
		p = take(quick, p, ends[edge], 7);
		if (p == NULL)
			return NULL;
		seen |= 1U << edge;
	}
	if (seen != 0xF || quick->boxed)
		return NULL;
	quick->boxed = true;
	return skip_blanks(p);
}

/* How coordinates of a vertex end, "</x12>", and in that how they begin. */
struct vertex {
	char tag[4 + DN_DIGITS_ROOM];
	size_t len;
};

/* One of its coordinates, with the white space before it: put at *to. */
static inline const char *
take_coordinate(const struct quick *quick, const char *p,
    struct vertex *vertex, char axis, char **to)
{
	struct dn_fixed value;

	vertex->tag[2] = axis;
	p = skip_blanks(p);
	if (*p != '<')
		return NULL;
	p = take(quick, p + 1, vertex->tag + 2, vertex->len - 2);
	if (p == NULL || !dn_fixed_scan(&p, quick->end, &value) || *p != '<')
		return NULL;
	*to = dn_fixed_put(*to, dn_fixed_shift(value, -quick->low));
	return take(quick, p + 1, vertex->tag + 1, vertex->len - 1);
}

/* The insides of <polygon>: x1, y1, x2 and so on. */
static const char *
take_polygon(const struct quick *quick, const char *p)
{
	struct vertex vertex = { .tag = "</" };
	struct dn_bytes *out = quick->polygons;
	char *to;

	dn_bytes_add_text(out, out->len == 0 ? "[[" : ",[[");
	for (uint32_t i = 1;; i++) {
		vertex.len = 3 + dn_digits_lead(i, vertex.tag + 3);
		vertex.tag[vertex.len++] = '>';
		to = dn_bytes_reserve(out, POINT_TEXT);
		if (to == NULL)
			return NULL;
		*to = ',';
		to += i > 1;
		for (char axis = 'x'; axis <= 'y'; axis++) {
			*to++ = axis == 'x' ? '[' : ',';
			p = take_coordinate(quick, p, &vertex, axis, &to);
			if (p == NULL)
				return NULL;
		}
		*to++ = ']';
		out->len = (size_t)(to - out->data);
		p = skip_blanks(p);
		if (p[1] == '/')
			break;
	}
	dn_bytes_add_text(out, "]]");
	return p;
}

/* ---- the object ------------------------------------------------------ */

/*
 * Is that spelt as a number of at least 0 would be?  What stands behind it
 * cannot be taken for a part of it.
 */
static bool
is_number(const struct quick *quick, struct dn_span text)
{
	const char *at = text.ptr;
	struct dn_fixed number;

	return dn_fixed_scan(&at, quick->end, &number) &&
	    at == text.ptr + text.len && number.units >= 0;
}

/* An element that the model has no place for, once of each name. */
static const char *
take_other(struct quick *quick, const char *p, struct dn_span name)
{
	for (size_t i = 0; i < quick->others; i++)
		if (dn_span_equal(quick->names[i], name))
			return NULL;
	if (quick->others == OTHERS_MOST || dn_span_is(name, "robndbox") ||
	    dn_span_is(name, "attributes"))
		return NULL;
	quick->names[quick->others] = name;
	return take_text(p, &quick->texts[quick->others++]);
}

/* A text that there may be one of. */
static inline const char *
take_one(const char *p, struct dn_span *text)
{
	return text->ptr == NULL ? take_text(p, text) : NULL;
}

/* The insides of a child. */
static const char *
take_child(struct quick *quick, const char *p, enum tag tag,
    struct dn_span name)
{
	switch (tag) {
	case TAG_NAME:
		return take_one(p, &quick->label);
	case TAG_BNDBOX:
		return take_box(quick, p);
	case TAG_POLYGON:
		return take_polygon(quick, p);
	case TAG_TRUNCATED:
		return take_one(p, &quick->truncated);
	case TAG_DIFFICULT:
		return take_one(p, &quick->difficult);
	case TAG_OCCLUDED:
		return take_one(p, &quick->occluded);
	default:
		return take_other(quick, p, name);
	}
}

/* Are all marks numbers, or truth values where they have to be? */
static bool
are_marks(const struct quick *quick)
{
	return (quick->truncated.ptr == NULL ||
	    is_number(quick, quick->truncated)) &&
	    (quick->occluded.ptr == NULL ||
	    is_number(quick, quick->occluded)) &&
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
#define BEGIN(text, id) { text, sizeof(text) - 1, DN_MEMBER_##id }
static const struct {
	char text[BEGIN_TEXT];
	size_t len;
	enum dn_member member;
} begins[MEMBER_COUNT] = {
	BEGIN("{\"id\":", ID), BEGIN(",\"kind\":", KIND),
	BEGIN(",\"label\":", LABEL), BEGIN(",\"bbox\":", BBOX),
	BEGIN(",\"polygons\":", POLYGONS),
	BEGIN(",\"truncated\":", TRUNCATED),
	BEGIN(",\"occluded\":", OCCLUDED),
	BEGIN(",\"difficult\":", DIFFICULT), BEGIN(",\"source\":", SOURCE),
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

/* An annotation being written, to where there is room for all of it. */
struct writing {
	const struct quick *quick;
	struct dn_bytes *out;
	size_t start;                   /* of its text */
	struct layout *layout;
};

/* Bytes that the annotation takes at most: an escape is six of them. */
static size_t
size_of(const struct quick *quick)
{
	size_t size = MEMBER_COUNT * (BEGIN_TEXT + FIXED_TEXT) + BOX_TEXT +
	    quick->polygons->len + 6 * quick->label.len +
	    quick->truncated.len + quick->occluded.len;

	for (size_t i = 0; i < quick->others; i++)
		size += FIXED_TEXT + quick->names[i].len +
		    6 * quick->texts[i].len;
	return size;
}

static inline void
put(struct writing *writing, const char *text, size_t len)
{
	memcpy(writing->out->data + writing->out->len, text, len);
	writing->out->len += len;
}

static inline void
put_span(struct writing *writing, struct dn_span span)
{
	put(writing, span.ptr, span.len);
}

static inline uint32_t
place(const struct writing *writing)
{
	return (uint32_t)(writing->out->len - writing->start);
}

static inline void
begin_member(struct writing *writing, enum member member)
{
	memcpy(writing->out->data + writing->out->len, begins[member].text,
	    BEGIN_TEXT);
	writing->out->len += begins[member].len;
	writing->layout->values[member].from = place(writing);
}

static inline void
end_member(struct writing *writing, enum member member)
{
	writing->layout->values[member].to = place(writing);
}

/* A member that is written as it stands, unless it is absent. */
static inline void
add_member(struct writing *writing, enum member member, struct dn_span value)
{
	if (value.ptr == NULL)
		return;
	begin_member(writing, member);
	put_span(writing, value);
	end_member(writing, member);
}

static void
add_box(struct writing *writing)
{
	struct dn_bytes *out = writing->out;
	char *to;

	begin_member(writing, BBOX);
	to = out->data + out->len;
	for (int i = 0; i < 4; i++) {
		*to++ = i == 0 ? '[' : ',';
		to = dn_fixed_put(to, writing->quick->edges[i]);
	}
	*to++ = ']';
	out->len = (size_t)(to - out->data);
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
		put(writing, "[", 1);
		put_span(writing, dn_bytes_span(quick->polygons));
		put(writing, "]", 1);
		end_member(writing, POLYGONS);
	}
}

/* What the model has not, as the long way keeps it. */
static void
add_others(struct writing *writing)
{
	const struct quick *quick = writing->quick;
	struct layout *layout = writing->layout;

	if (quick->others == 0)
		return;
	begin_member(writing, SOURCE);
	put(writing, SOURCE_BEGIN, sizeof(SOURCE_BEGIN) - 1);
	for (size_t i = 0; i < quick->others; i++) {
		put_span(writing, i == 0 ? DN_SPAN("\"") : DN_SPAN(",\""));
		layout->names[i].from = place(writing);
		put(writing, "/", 1);
		put_span(writing, quick->names[i]);
		layout->names[i].to = place(writing);
		put(writing, "\":", 2);
		layout->texts[i].from = place(writing);
		dn_json_write_text(writing->out, quick->texts[i]);
		layout->texts[i].to = place(writing);
	}
	put(writing, "}}", 2);
	end_member(writing, SOURCE);
	layout->others = (uint32_t)quick->others;
}

/* All members, in their order. */
static void
add_members(struct writing *writing, uint64_t number)
{
	const struct quick *quick = writing->quick;

	begin_member(writing, ID);
	put(writing, "\"", 1);
	dn_bytes_add_uint(writing->out, number);
	put(writing, "\"", 1);
	end_member(writing, ID);
	add_member(writing, KIND, quick->polygons->len > 0 ?
	    DN_SPAN("\"polygon\"") : quick->boxed ? DN_SPAN("\"box\"") :
	    DN_SPAN("\"class\""));
	if (quick->label.ptr != NULL) {
		begin_member(writing, LABEL);
		dn_json_write_text(writing->out, quick->label);
		end_member(writing, LABEL);
	}
	add_shapes(writing);
	add_member(writing, TRUNCATED, quick->truncated);
	add_member(writing, OCCLUDED, quick->occluded);
	if (quick->difficult.ptr != NULL)
		add_member(writing, DIFFICULT, *quick->difficult.ptr == '1' ?
		    DN_SPAN("true") : DN_SPAN("false"));
	add_others(writing);
	put(writing, "}", 1);
}

/* The annotation of what was found; what fails is told by the buffers. */
static void
add_annotation(struct dn_voc_reader *reader, const struct quick *quick,
    uint64_t number)
{
	struct dn_bytes *out = &reader->quick;
	struct layout *layout = (void *)dn_bytes_reserve(&reader->layouts,
	    sizeof(*layout));
	struct writing writing = { quick, out, out->len, layout };

	if (layout == NULL || dn_bytes_reserve(out, size_of(quick)) == NULL)
		return;
	*layout = (struct layout){ .others = 0 };
	reader->layouts.len += sizeof(*layout);
	add_members(&writing, number);
	layout->len = place(&writing);
}

/* One <object>, by the markup in it. */
static bool
take_object(struct dn_voc_reader *reader, struct dn_span markup,
    uint64_t number)
{
	const char *p = skip_blanks(markup.ptr);
	struct quick quick = { .end = markup.ptr + markup.len,
		.polygons = &reader->polygons, .low = reader->dialect->low,
		.high = reader->dialect->high };
	struct dn_span name;
	enum tag tag;

	dn_bytes_clear(&reader->polygons);
	while (p < quick.end) {
		p = take_start(&quick, p, &name, &tag);
		if (p != NULL)
			p = take_child(&quick, p, tag, name);
		if (p != NULL)
			p = take_end(&quick, p, name);
		if (p == NULL)
			return false;
		p = skip_blanks(p);
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
			made = dn_node_tell(tree, node,
			    dn_member_span(begins[i].member),
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
	const struct layout *layout = (void *)reader->layouts.data;
	const char *text = reader->quick.data;

	for (uint64_t i = 0; i < reader->objects; i++, layout++) {
		tell(tree, dn_node_add_raw(tree, list, (struct dn_span){ text,
		    layout->len }), layout);
		text += layout->len;
	}
	reader->reading->run->annotations.in += reader->objects;
}
