/* SPDX-License-Identifier: MIT */
/* Plain XML: tag after tag, and false for whatever is of another kind. */
#include "io/xmlplain.h"

#include "core/utf8.h"
#include "io/xmlbyte.h"

#define NAMES_MOST ((size_t)1 << 16)    /* bytes of known names */
#define ATTRIBUTES_MOST 16              /* of one element */
#define LONGEST_BUT 60                  /* bytes of a name */

void
dn_xmlplain_init(struct dn_xmlplain *plain)
{
	*plain = (struct dn_xmlplain){ .line = 1 };
	dn_arena_init(&plain->own, NAMES_MOST);
	dn_bytes_init(&plain->held, SIZE_MAX);
}

void
dn_xmlplain_release(struct dn_xmlplain *plain)
{
	dn_arena_release(&plain->own);
	dn_bytes_release(&plain->held);
}

/* Does `text` stand here?  There is always a byte behind what is compared. */
static bool
stands(const struct dn_xmlplain *plain, struct dn_span text)
{
	return (size_t)(plain->end - plain->at) > text.len &&
	    memcmp(plain->at, text.ptr, text.len) == 0;
}

/* What was not read yet. */
static struct dn_span
rest(const struct dn_xmlplain *plain)
{
	return (struct dn_span){ plain->at, (size_t)(plain->end - plain->at) };
}

/* ---- text ------------------------------------------------------------ */

/* One of the five entities, into the text that is held. */
static bool
take_entity(struct dn_xmlplain *plain)
{
	char byte;
	size_t len = dn_xmlbyte_entity(rest(plain), &byte);

	if (len == 0)
		return false;
	dn_bytes_add_byte(&plain->held, byte);
	plain->at += len;
	return true;
}

/* Pass a byte that is odd, but neither < nor &; false for what is not plain. */
static bool
pass_odd(struct dn_xmlplain *plain)
{
	unsigned char byte = (unsigned char)*plain->at;

	if (byte == '\n') {
		plain->line++;
		plain->line_start = plain->at + 1;
		plain->continued = 0;
	} else if (byte >= 0x80 && byte < 0xC0) {
		plain->continued++;
	} else if (byte == ']') {
		if (stands(plain, DN_SPAN("]]>")))
			return false;
	} else if (byte != 0xEF || dn_xmlbyte_is_none(rest(plain))) {
		return false;
	}
	plain->at++;
	return true;
}

/* Is nothing held of the open element? */
static bool
is_bare(const struct dn_xmlplain *plain)
{
	return plain->element->first == NULL &&
	    plain->held.len == plain->held_from[plain->depth];
}

/*
 * The text up to the next tag of an open element.  That of an element which
 * has nothing else is taken as it stands, any other is held until its end.
 */
static bool
take_text(struct dn_xmlplain *plain)
{
	const char *from = plain->at;
	struct dn_span piece;

	for (;;) {
		plain->at = dn_xmlbyte_find(plain->at, plain->end,
		    DN_XMLBYTE_ODD);
		if (plain->at == plain->end)
			return false;
		if (*plain->at == '<')
			break;
		if (*plain->at != '&') {
			if (!pass_odd(plain))
				return false;
			continue;
		}
		dn_bytes_add(&plain->held, from, (size_t)(plain->at - from));
		if (!take_entity(plain))
			return false;
		from = plain->at;
	}
	piece = (struct dn_span){ from, (size_t)(plain->at - from) };
	if (piece.len == 0)
		return true;
	if (!stands(plain, DN_SPAN("</")) || !is_bare(plain)) {
		dn_bytes_add_span(&plain->held, piece);
		return true;
	}
	plain->element->text = dn_arena_copy(plain->arena, piece);
	return plain->element->text.ptr != NULL;
}

/* White space around the root. */
static bool
skip_blanks(struct dn_xmlplain *plain)
{
	for (; plain->at < plain->end && *plain->at != '<';) {
		if (*plain->at == ' ' || *plain->at == '\t')
			plain->at++;
		else if (*plain->at != '\n' || !pass_odd(plain))
			return false;
	}
	return true;
}

/* ---- tags ------------------------------------------------------------ */

/* The name that stands here. */
static bool
scan_name(struct dn_xmlplain *plain, struct dn_span *name)
{
	const char *from = plain->at;

	if (from == plain->end || !dn_xmlbyte_is(*from, DN_XMLBYTE_FIRST))
		return false;
	plain->at = dn_xmlbyte_pass(from, plain->end, DN_XMLBYTE_NAME);
	*name = (struct dn_span){ from, (size_t)(plain->at - from) };
	return true;
}

/* A copy of the name that lasts: most are known, and not copied again. */
static struct dn_span
keep_name(struct dn_xmlplain *plain, struct dn_span name)
{
	size_t place = name.len * 37 + (unsigned char)name.ptr[0] * 5 +
	    (unsigned char)name.ptr[name.len - 1];
	struct dn_span *known = &plain->names[place % DN_XMLPLAIN_NAMES];
	struct dn_span copy;

	if (known->ptr != NULL && dn_span_equal(*known, name))
		return *known;
	copy = dn_arena_copy(&plain->own, name);
	if (copy.ptr == NULL)
		return dn_arena_copy(plain->arena, name);
	*known = copy;
	return copy;
}

/* Is there an attribute of that name already? */
static bool
is_second(const struct dn_xml_element *element, struct dn_span name)
{
	const struct dn_xml_attribute *attribute = element->attributes;

	for (; attribute != NULL; attribute = attribute->next)
		if (dn_span_equal(attribute->name, name))
			return true;
	return false;
}

/* name="value"; *end is where the list of attributes ends. */
static bool
take_attribute(struct dn_xmlplain *plain, struct dn_xml_element *element,
    struct dn_xml_attribute ***end)
{
	struct dn_xml_attribute *attribute;
	struct dn_span name, value;
	char quote;

	if (!scan_name(plain, &name) || is_second(element, name) ||
	    plain->end - plain->at < 2 || *plain->at++ != '=')
		return false;
	quote = *plain->at++;
	if (quote != '"' && quote != '\'')
		return false;
	value.ptr = plain->at;
	while (plain->at < plain->end && *plain->at != quote) {
		if (*plain->at == '\t' || (*plain->at & 0x80) != 0 ||
		    dn_xmlbyte_is(*plain->at, DN_XMLBYTE_ODD))
			return false;
		plain->at++;
	}
	if (plain->at == plain->end)
		return false;
	value.len = (size_t)(plain->at++ - value.ptr);
	attribute = dn_arena_take(plain->arena, sizeof(*attribute));
	if (attribute == NULL)
		return false;
	attribute->name = keep_name(plain, name);
	attribute->value = dn_arena_copy(plain->arena, value);
	**end = attribute;
	*end = &attribute->next;
	return attribute->name.ptr != NULL && attribute->value.ptr != NULL;
}

/* What stands between the name and the end of a start tag. */
static bool
take_attributes(struct dn_xmlplain *plain, struct dn_xml_element *element)
{
	struct dn_xml_attribute **end = &element->attributes;
	int count = 0;

	while (plain->at < plain->end && *plain->at == ' ') {
		while (plain->at < plain->end && *plain->at == ' ')
			plain->at++;
		if (stands(plain, DN_SPAN(">")) ||
		    stands(plain, DN_SPAN("/>")))
			break;
		if (++count > ATTRIBUTES_MOST ||
		    !take_attribute(plain, element, &end))
			return false;
	}
	return true;
}

/* A new element, the last child of the open one, and open itself now. */
static struct dn_xml_element *
open_element(struct dn_xmlplain *plain, struct dn_span name)
{
	struct dn_xml_element *element = dn_arena_take_raw(plain->arena,
	    sizeof(*element)), *parent = plain->element;

	if (element == NULL || plain->depth == DN_XMLPLAIN_DEPTH ||
	    (parent == NULL && plain->root != NULL))
		return NULL;
	*element = (struct dn_xml_element){ .name = keep_name(plain, name),
		.text = DN_SPAN(""), .parent = parent, .line = plain->line };
	if (parent == NULL)
		plain->root = element;
	else if (parent->last != NULL)
		parent->last->next = element;
	else
		parent->first = element;
	if (parent != NULL)
		parent->last = element;
	plain->element = element;
	plain->held_from[++plain->depth] = plain->held.len;
	return element->name.ptr != NULL ? element : NULL;
}

/* The end of the open element: all of its text is there. */
static bool
close_element(struct dn_xmlplain *plain)
{
	struct dn_xml_element *element = plain->element;
	size_t from = plain->held_from[plain->depth--];

	if (plain->held.len > from) {
		element->text = dn_arena_copy(plain->arena, (struct dn_span){
		    plain->held.data + from, plain->held.len - from });
		plain->held.len = from;
	}
	plain->element = element->parent;
	return element->text.ptr != NULL;
}

/* ---- the document ---------------------------------------------------- */

/*
 * The first place of these bytes.  memmem looks at all of a text, but their
 * rarest letter is found many bytes at a time, and mostly there alone.
 */
static const char *
find_bytes(struct dn_span in, struct dn_span what)
{
	static const char rarest_first[] = "jqxzwkvfyb";
	const char *at = in.ptr, *end = in.ptr + in.len, *rare = NULL;
	size_t before;

	for (size_t i = 0; rare == NULL && i < sizeof(rarest_first) - 1; i++)
		rare = memchr(what.ptr, rarest_first[i], what.len);
	if (rare == NULL || in.len < what.len)
		return memmem(in.ptr, in.len, what.ptr, what.len);
	before = (size_t)(rare - what.ptr);
	for (at += before; at < end; at++) {
		at = memchr(at, *rare, (size_t)(end - at));
		if (at == NULL)
			return NULL;
		if ((size_t)(end - at) >= what.len - before &&
		    memcmp(at - before, what.ptr, what.len) == 0)
			return at - before;
	}
	return NULL;
}

/*
 * Leave all up to the end tag of the open element unread.  It may be another's
 * end, or stand in a comment: then what follows does not fit together, but for
 * what is unread as well.
 */
static bool
leave_insides(struct dn_xmlplain *plain)
{
	struct dn_span name = plain->element->name;
	char tag[LONGEST_BUT + 4];
	const char *end;

	if (name.len > LONGEST_BUT)
		return true;
	memcpy(tag, "</", 2);
	memcpy(tag + 2, name.ptr, name.len);
	tag[name.len + 2] = '>';
	end = find_bytes(rest(plain), (struct dn_span){ tag, name.len + 3 });
	if (end == NULL)
		return false;
	plain->element->text = (struct dn_span){ plain->at,
		(size_t)(end - plain->at) };
	plain->at = end;
	plain->left = true;
	return true;
}

/* A start tag, behind its <, and the element's end if it is empty. */
static bool
take_start(struct dn_xmlplain *plain)
{
	struct dn_xml_element *element;
	struct dn_span name;

	if (!scan_name(plain, &name))
		return false;
	element = open_element(plain, name);
	if (element == NULL || (plain->at < plain->end && *plain->at == ' ' &&
	    !take_attributes(plain, element)))
		return false;
	element->column = (uint64_t)(plain->at - plain->line_start) -
	    plain->continued + 1;
	if (plain->end - plain->at >= 2 && memcmp(plain->at, "/>", 2) == 0) {
		plain->at += 2;
		return close_element(plain);
	}
	if (plain->at == plain->end || *plain->at++ != '>')
		return false;
	return plain->but == NULL || plain->depth != 2 ||
	    !dn_span_is(name, plain->but) || leave_insides(plain);
}

/* An end tag, behind its </. */
static bool
take_end(struct dn_xmlplain *plain)
{
	struct dn_span name = plain->element->name;

	if ((size_t)(plain->end - plain->at) <= name.len ||
	    memcmp(plain->at, name.ptr, name.len) != 0 ||
	    plain->at[name.len] != '>')
		return false;
	plain->at += name.len + 1;
	return close_element(plain);
}

/* A declaration, which has to be a usual one; none is fine. */
static bool
skip_declaration(struct dn_xmlplain *plain)
{
	size_t len = dn_xmlbyte_declaration(rest(plain));

	plain->at += len;
	return len > 0 || !stands(plain, DN_SPAN("<?"));
}

/* All of it, from the first tag to the last. */
static bool
read_document(struct dn_xmlplain *plain)
{
	if (!skip_declaration(plain))
		return false;
	for (;;) {
		if (plain->element != NULL ? !take_text(plain) :
		    !skip_blanks(plain))
			return false;
		if (plain->at == plain->end)
			return plain->root != NULL;
		plain->at++;
		if (plain->element != NULL && plain->at < plain->end &&
		    *plain->at == '/') {
			plain->at++;
			if (!take_end(plain))
				return false;
		} else if (!take_start(plain)) {
			return false;
		}
	}
}

struct dn_xml_element *
dn_xmlplain_read(struct dn_xmlplain *plain, struct dn_span text,
    const char *but, struct dn_arena *arena)
{
	if (text.len == 0 || dn_utf8_valid(text.ptr, text.len) < text.len)
		return NULL;
	plain->at = plain->line_start = text.ptr;
	plain->end = text.ptr + text.len;
	plain->continued = 0;
	plain->line = 1;
	plain->arena = arena;
	plain->root = plain->element = NULL;
	plain->but = but;
	plain->left = false;
	plain->depth = 0;
	dn_bytes_clear(&plain->held);
	return read_document(plain) && plain->held.failed == DN_E_NONE ?
	    plain->root : NULL;
}
