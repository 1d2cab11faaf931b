/* SPDX-License-Identifier: MIT */
/* A small XML document as a tree, and the escaping of what is written. */
#include "io/xml.h"

#include <stdlib.h>

#include "io/xmlplain.h"

/* A part of an element's text, until all of them are joined. */
struct part {
	struct dn_span text;
	struct part *next;
};

/* An element that is not closed yet. */
struct open_element {
	struct dn_xml_element *element;
	struct part *first, *last;
	size_t len;
};

struct loader {
	const struct dn_xml *xml;
	struct dn_arena *arena;
	struct dn_xml_element *root;
	struct open_element *stack;     /* room for the deepest legal one */
	size_t depth;
};

#define STACK_DEPTH 257
#define PIECE ((size_t)1 << 14)  /* bytes read at once, at least */

/* Copy with a NUL behind; an empty span stays a legal empty string. */
static bool
copy(struct loader *loader, struct dn_span *to, struct dn_span from)
{
	*to = from.len > 0 ? dn_arena_copy(loader->arena, from) : DN_SPAN("");
	return to->ptr != NULL;
}

static bool
add_attributes(struct loader *loader, struct dn_xml_element *element)
{
	struct dn_xml_attribute **end = &element->attributes, *attribute;
	struct dn_span name, value;
	size_t i;

	for (i = 0; i < dn_xml_attributes(loader->xml); i++) {
		dn_xml_attribute(loader->xml, i, &name, &value);
		attribute = dn_arena_take(loader->arena, sizeof(*attribute));
		if (attribute == NULL ||
		    !copy(loader, &attribute->name, name) ||
		    !copy(loader, &attribute->value, value))
			return false;
		*end = attribute;
		end = &attribute->next;
	}
	return true;
}

static bool
open_element(struct loader *loader)
{
	struct dn_xml_element *element =
	    dn_arena_take(loader->arena, sizeof(*element)), *parent;

	if (element == NULL ||
	    !copy(loader, &element->name, dn_xml_name(loader->xml)) ||
	    !add_attributes(loader, element))
		return false;
	element->text = DN_SPAN("");
	element->line = dn_xml_line(loader->xml);
	element->column = dn_xml_column(loader->xml);
	if (loader->depth == 0) {
		loader->root = element;
	} else {
		parent = loader->stack[loader->depth - 1].element;
		element->parent = parent;
		if (parent->last != NULL)
			parent->last->next = element;
		else
			parent->first = element;
		parent->last = element;
	}
	loader->stack[loader->depth++] = (struct open_element){
		.element = element
	};
	return true;
}

static bool
add_text(struct loader *loader)
{
	struct open_element *open = &loader->stack[loader->depth - 1];
	struct part *part = dn_arena_take(loader->arena, sizeof(*part));

	if (part == NULL ||
	    !copy(loader, &part->text, dn_xml_text(loader->xml)))
		return false;
	if (open->last != NULL)
		open->last->next = part;
	else
		open->first = part;
	open->last = part;
	open->len += part->text.len;
	return true;
}

/* Join the text once, however many elements have cut it into parts. */
static bool
close_element(struct loader *loader)
{
	struct open_element *open = &loader->stack[--loader->depth];
	struct part *part = open->first;
	char *text;

	if (part == NULL)
		return true;
	if (part->next == NULL) {
		open->element->text = part->text;
		return true;
	}
	text = dn_arena_take(loader->arena, open->len + 1);
	if (text == NULL)
		return false;
	open->element->text = (struct dn_span){ text, open->len };
	for (; part != NULL; part = part->next) {
		memcpy(text, part->text.ptr, part->text.len);
		text += part->text.len;
	}
	return true;
}

static bool
take(struct loader *loader, enum dn_xml_event event)
{
	switch (event) {
	case DN_XML_START:
		return open_element(loader);
	case DN_XML_TEXT:
		return add_text(loader);
	case DN_XML_END:
		return close_element(loader);
	}
	return true;
}

/* Begin with what holds no element yet. */
static int
loader_init(struct loader *loader, struct dn_xml *xml,
    struct dn_arena *arena, struct dn_err *err)
{
	*loader = (struct loader){ .xml = xml, .arena = arena };
	/* Not calloc: clang 14 drops later stores of zeroes as repeated. */
	loader->stack = reallocarray(NULL, STACK_DEPTH,
	    sizeof(*loader->stack));
	return loader->stack != NULL ? 0 : dn_err_memory(err);
}

/* The arena has no room for what stands here. */
static int
refuse_size(const struct loader *loader, struct dn_err *err)
{
	dn_err_set(err, DN_E_NO_MEMORY, "no memory for a document this large");
	return dn_err_at(err, dn_xml_line(loader->xml),
	    dn_xml_column(loader->xml));
}

struct dn_xml_loader {
	struct dn_xmlplain plain;
	struct dn_bytes text;           /* what was read of a document */
};

struct dn_xml_loader *
dn_xml_loader_new(struct dn_err *err)
{
	struct dn_xml_loader *loader = malloc(sizeof(*loader));

	if (loader == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	dn_xmlplain_init(&loader->plain);
	dn_bytes_init(&loader->text, SIZE_MAX);
	return loader;
}

void
dn_xml_loader_free(struct dn_xml_loader *loader)
{
	if (loader == NULL)
		return;
	dn_xmlplain_release(&loader->plain);
	dn_bytes_release(&loader->text);
	free(loader);
}

/* Read on as long as the document may be plain: is all of it there then? */
static bool
read_whole(struct dn_src *src, struct dn_bytes *text)
{
	struct dn_err err = DN_ERR_INIT;
	size_t got;
	char *to;
	int more;

	dn_bytes_clear(text);
	for (;;) {
		to = text->len < DN_XMLPLAIN_MOST ?
		    dn_bytes_reserve(text, PIECE) : NULL;
		if (to == NULL)
			return false;
		/* What is wrong with the source, it says again. */
		more = dn_src_read(src, to, text->cap - text->len, &got,
		    &err);
		if (more <= 0)
			return more == 0;
		text->len += got;
	}
}

/* By the parser of all of XML. */
static struct dn_xml_element *
load_slowly(struct dn_src *src, struct dn_span before, struct dn_arena *arena,
    bool *nothing, struct dn_err *err)
{
	struct loader loader = { .arena = arena };
	struct dn_xml *xml = dn_xml_new_behind(src, before, err);
	enum dn_xml_event event;
	int more = -1;

	if (xml == NULL)
		return NULL;
	if (loader_init(&loader, xml, arena, err) < 0)
		goto out;
	while ((more = dn_xml_next(xml, &event, err)) > 0)
		if (!take(&loader, event)) {
			refuse_size(&loader, err);
			if (src != NULL)
				err->source = dn_src_name(src);
			break;
		}
	if (nothing != NULL)
		*nothing = dn_xml_nothing(xml);
out:
	free(loader.stack);
	dn_xml_free(xml);
	return more == 0 ? loader.root : NULL;
}

struct dn_xml_element *
dn_xml_load(struct dn_xml_loader *loader, struct dn_src *src, const char *but,
    struct dn_arena *arena, bool *nothing, struct dn_err *err)
{
	bool whole = read_whole(src, &loader->text);
	struct dn_span text = dn_bytes_span(&loader->text);
	struct dn_xml_element *root;

	if (nothing != NULL)
		*nothing = false;
	root = whole ? dn_xmlplain_read(&loader->plain, text, but, arena) :
	    NULL;
	if (root == NULL)
		loader->plain.left = false;
	return root != NULL ? root : load_slowly(src, text, arena, nothing,
	    err);
}

bool
dn_xml_left(const struct dn_xml_loader *loader)
{
	return loader->plain.left;
}

struct dn_xml_element *
dn_xml_load_again(struct dn_xml_loader *loader, struct dn_arena *arena,
    struct dn_err *err)
{
	struct dn_span text = dn_bytes_span(&loader->text);
	struct dn_xml_element *root = dn_xmlplain_read(&loader->plain, text,
	    NULL, arena);

	return root != NULL ? root : load_slowly(NULL, text, arena, NULL, err);
}

struct dn_xml_element *
dn_xml_tag(const struct dn_xml *xml, struct dn_arena *arena,
    struct dn_err *err)
{
	struct open_element only;
	struct loader loader = { .xml = xml, .arena = arena, .stack = &only };

	if (open_element(&loader))
		return loader.root;
	refuse_size(&loader, err);
	return NULL;
}

struct dn_xml_element *
dn_xml_take(struct dn_xml *xml, struct dn_arena *arena, struct dn_err *err)
{
	struct loader loader;
	enum dn_xml_event event;
	bool fits;
	int more = 1;

	if (loader_init(&loader, xml, arena, err) < 0)
		return NULL;
	fits = open_element(&loader);
	while (fits && loader.depth > 0 &&
	    (more = dn_xml_next(xml, &event, err)) > 0)
		fits = take(&loader, event);
	if (!fits)
		refuse_size(&loader, err);
	free(loader.stack);
	return fits && more > 0 ? loader.root : NULL;
}

struct dn_xml_element *
dn_xml_child(const struct dn_xml_element *element, const char *name)
{
	struct dn_xml_element *child;

	for (child = element->first; child != NULL; child = child->next)
		if (dn_span_is(child->name, name))
			return child;
	return NULL;
}

struct dn_span
dn_xml_value(const struct dn_xml_element *element, const char *name)
{
	const struct dn_xml_attribute *attribute = element->attributes;

	for (; attribute != NULL; attribute = attribute->next)
		if (dn_span_is(attribute->name, name))
			return attribute->value;
	return (struct dn_span){ NULL, 0 };
}

/* What stands for a byte in XML text and values, or NULL for itself. */
#define EIGHT(from, text) [from] = (text), [(from) + 1] = (text), \
	[(from) + 2] = (text), [(from) + 3] = (text), [(from) + 4] = (text), \
	[(from) + 5] = (text), [(from) + 6] = (text), [(from) + 7] = (text)
#define NONE "\xEF\xBF\xBD"

static const char *const escapes[256] = {
	EIGHT(0, NONE), [8] = NONE, ['\t'] = "&#9;", ['\n'] = "&#10;",
	[11] = NONE, [12] = NONE, ['\r'] = "&#13;", [14] = NONE, [15] = NONE,
	EIGHT(16, NONE), EIGHT(24, NONE), ['&'] = "&amp;", ['<'] = "&lt;",
	['>'] = "&gt;", ['"'] = "&quot;",
};

bool
dn_xml_escape(struct dn_bytes *out, struct dn_span text)
{
	const char *escape;
	bool carried = true;
	size_t from = 0, i;

	for (i = 0; i < text.len; i++) {
		escape = escapes[(unsigned char)text.ptr[i]];
		if (escape == NULL)
			continue;
		carried = carried && *escape == '&';
		dn_bytes_add(out, text.ptr + from, i - from);
		dn_bytes_add_text(out, escape);
		from = i + 1;
	}
	if (from < text.len)
		dn_bytes_add(out, text.ptr + from, text.len - from);
	return carried;
}
