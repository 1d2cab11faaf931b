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

/* An element with what has to be known of it until it is closed. */
struct open_element {
	struct dn_xml_element element;  /* whose parent is such a one, too */
	struct part *first, *last;
	size_t len;
};

struct loader {
	const struct dn_xml *xml;
	struct dn_arena *arena;
	struct dn_xml_element *root;
	struct open_element *open;      /* or NULL */
};

#define PIECE ((size_t)1 << 14)  /* bytes read at once, at least */

/* Copy to where there is room for it, which it moves on. */
static struct dn_span
put(char **room, struct dn_span from)
{
	struct dn_span to = { *room, from.len };

	memcpy(*room, from.ptr, from.len);
	(*room)[from.len] = '\0';
	*room += from.len + 1;
	return to;
}

/*
 * The element that has begun.  Most of a large document is such tags, so all
 * that one has is taken from the arena at once.
 */
static struct open_element *
copy_tag(struct loader *loader)
{
	const struct dn_xml *xml = loader->xml;
	size_t count = dn_xml_attributes(xml), i;
	size_t size = sizeof(struct open_element) +
	    count * sizeof(struct dn_xml_attribute) + dn_xml_name(xml).len + 1;
	struct dn_xml_attribute *attributes;
	struct open_element *open;
	struct dn_span name, value;
	char *room;

	for (i = 0; i < count; i++) {
		dn_xml_attribute(xml, i, &name, &value);
		size += name.len + value.len + 2;
	}
	open = dn_arena_take_raw(loader->arena, size);
	if (open == NULL)
		return NULL;
	attributes = (struct dn_xml_attribute *)(open + 1);
	room = (char *)(attributes + count);
	*open = (struct open_element){ .element = { .text = DN_SPAN(""),
		.name = put(&room, dn_xml_name(xml)),
		.attributes = count > 0 ? attributes : NULL,
		.line = dn_xml_line(xml), .column = dn_xml_column(xml) } };
	for (i = 0; i < count; i++) {
		dn_xml_attribute(xml, i, &name, &value);
		attributes[i].name = put(&room, name);
		attributes[i].value = put(&room, value);
		attributes[i].next = i + 1 < count ? &attributes[i + 1] : NULL;
	}
	return open;
}

static bool
open_element(struct loader *loader)
{
	struct open_element *open = copy_tag(loader);
	struct dn_xml_element *element, *parent;

	if (open == NULL)
		return false;
	element = &open->element;
	if (loader->open == NULL) {
		loader->root = element;
	} else {
		parent = &loader->open->element;
		element->parent = parent;
		if (parent->last != NULL)
			parent->last->next = element;
		else
			parent->first = element;
		parent->last = element;
	}
	loader->open = open;
	return true;
}

static bool
add_text(struct loader *loader)
{
	struct open_element *open = loader->open;
	struct part *part = dn_arena_take(loader->arena, sizeof(*part));

	if (part == NULL)
		return false;
	part->text = dn_arena_copy(loader->arena, dn_xml_text(loader->xml));
	if (part->text.ptr == NULL)
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
	struct open_element *open = loader->open;
	struct part *part = open->first;
	char *text;

	loader->open = (struct open_element *)open->element.parent;
	if (part == NULL)
		return true;
	if (part->next == NULL) {
		open->element.text = part->text;
		return true;
	}
	text = dn_arena_take(loader->arena, open->len + 1);
	if (text == NULL)
		return false;
	open->element.text = (struct dn_span){ text, open->len };
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
	struct dn_xml *xml = dn_xml_new_behind(src, before, err);
	struct loader loader = { .xml = xml, .arena = arena };
	enum dn_xml_event event;
	int more;

	if (xml == NULL)
		return NULL;
	while ((more = dn_xml_next(xml, &event, err)) > 0)
		if (!take(&loader, event)) {
			refuse_size(&loader, err);
			if (src != NULL)
				err->source = dn_src_name(src);
			break;
		}
	if (nothing != NULL)
		*nothing = dn_xml_nothing(xml);
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
	struct loader loader = { .xml = xml, .arena = arena };

	if (open_element(&loader))
		return loader.root;
	refuse_size(&loader, err);
	return NULL;
}

struct dn_xml_element *
dn_xml_take(struct dn_xml *xml, struct dn_arena *arena, struct dn_err *err)
{
	struct loader loader = { .xml = xml, .arena = arena };
	bool fits = open_element(&loader);
	enum dn_xml_event event;
	int more = 1;

	while (fits && loader.open != NULL &&
	    (more = dn_xml_next(xml, &event, err)) > 0)
		fits = take(&loader, event);
	if (!fits)
		refuse_size(&loader, err);
	return fits && more > 0 ? loader.root : NULL;
}

struct dn_xml_element *
dn_xml_child(const struct dn_xml_element *element, const char *name)
{
	const struct dn_span wanted = dn_span_of(name);
	struct dn_xml_element *child = element->first;

	while (child != NULL && !dn_span_equal(child->name, wanted))
		child = child->next;
	return child;
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
