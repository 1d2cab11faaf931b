/* SPDX-License-Identifier: MIT */
/* Plain XML, a text and the tag behind it at a time; false for all else. */
#include "io/xmlquick.h"

#include "io/xmlbyte.h"

#define ATTRIBUTES_MOST 64      /* of one element */
#define NAME_MOST 1000          /* bytes, far below what libxml2 refuses */

/* Where the reading is; columns are counted from what is known of the line. */
struct place {
	const char *at;
	const char *line_from;          /* the line, or the part of it here */
	uint64_t line, column;          /* of line_from */
	size_t continued;               /* bytes since: no character begins */
};

/* A text and the tag behind it, being read. */
struct quick {
	struct dn_xmlquick *state;
	struct dn_xmlqueue *queue;
	char *text;
	const char *end;                /* behind the last '>' that is there */
	struct place place;
	bool escaped;                   /* there was an entity */
};

void
dn_xmlquick_init(struct dn_xmlquick *quick, xmlDictPtr names)
{
	*quick = (struct dn_xmlquick){ .names = names, .line = 1,
		.column = 1 };
}

/* ---- places ---------------------------------------------------------- */

static struct dn_xmlpiece
piece_of(const struct quick *quick, const char *from, const char *to)
{
	return (struct dn_xmlpiece){ (size_t)(from - quick->text),
		(size_t)(to - from) };
}

static uint64_t
column_of(const struct place *place)
{
	return place->column + (uint64_t)(place->at - place->line_from) -
	    place->continued;
}

/* Does the byte stand here?  Then pass it. */
static inline bool
take(struct quick *quick, char byte)
{
	if (quick->place.at == quick->end || *quick->place.at != byte)
		return false;
	quick->place.at++;
	return true;
}

/* Pass a byte that is odd, but not <; false for what is not plain. */
static bool
pass_odd(struct quick *quick)
{
	struct place *place = &quick->place;
	struct dn_span rest = { place->at, (size_t)(quick->end - place->at) };
	unsigned char byte = (unsigned char)*place->at;
	size_t len = 1;
	char meant;

	if (byte == '&') {
		len = dn_xmlbyte_entity(rest, &meant);
		quick->escaped = true;
	} else if (byte >= 0x80 && byte < 0xC0) {
		place->continued++;
	} else if (byte == ']') {
		len = rest.len > 2 && memcmp(rest.ptr, "]]>", 3) == 0 ? 0 : 1;
	} else if (byte != 0xEF || dn_xmlbyte_is_none(rest)) {
		len = 0;
	}
	place->at += len;
	return len > 0;
}

/* Resolve the entities of a piece where it stands. */
static void
resolve(const struct quick *quick, struct dn_xmlpiece *piece)
{
	const char *from = quick->text + piece->at, *end = from + piece->len;
	char *to = quick->text + piece->at;

	while (from < end) {
		size_t len = *from != '&' ? 0 : dn_xmlbyte_entity(
		    (struct dn_span){ from, (size_t)(end - from) }, to);

		if (len == 0)
			*to = *from;
		to++;
		from += len > 0 ? len : 1;
	}
	piece->len = (size_t)(to - quick->text) - piece->at;
}

/* ---- texts ----------------------------------------------------------- */

/* The text up to the next <, its entities as they stand. */
static bool
scan_text(struct quick *quick)
{
	struct place *place = &quick->place;

	for (;;) {
		place->at = dn_xmlbyte_find(place->at, quick->end,
		    DN_XMLBYTE_ODD);
		if (place->at == quick->end)
			return false;
		if (*place->at == '<')
			return true;
		if (*place->at != '\n') {
			if (!pass_odd(quick))
				return false;
			continue;
		}
		place->line_from = ++place->at;
		place->line++;
		place->column = 1;
		place->continued = 0;
	}
}

/* ---- tags ------------------------------------------------------------ */

/* A name as libxml2 keeps it; `ptr` NULL where it would have no room. */
static struct dn_span
know(struct dn_xmlquick *state, struct dn_span name)
{
	size_t place = name.len * 37 + (unsigned char)name.ptr[0] * 5 +
	    (unsigned char)name.ptr[name.len - 1];
	struct dn_span *known = &state->known[place % DN_XMLQUICK_NAMES];

	if (dn_span_equal(*known, name))
		return *known;
	known->ptr = (const char *)xmlDictLookup(state->names,
	    (const xmlChar *)name.ptr, (int)name.len);
	known->len = known->ptr != NULL ? name.len : 0;
	return *known;
}

/* The name that stands here. */
static bool
scan_name(struct quick *quick, struct dn_xmlpiece *piece, struct dn_span *name)
{
	const char *from = quick->place.at, *to;

	if (from == quick->end || !dn_xmlbyte_is(*from, DN_XMLBYTE_FIRST))
		return false;
	to = dn_xmlbyte_pass(from + 1, quick->end, DN_XMLBYTE_NAME);
	quick->place.at = to;
	if (to - from > NAME_MOST)
		return false;
	*piece = piece_of(quick, from, to);
	*name = know(quick->state, (struct dn_span){ from,
		(size_t)(to - from) });
	return name->ptr != NULL;
}

/* A value in quotes. */
static bool
scan_value(struct quick *quick, struct dn_xmlpiece *value)
{
	struct place *place = &quick->place;
	char quote = place->at < quick->end ? *place->at : '\0';
	const char *from = place->at + 1;

	if ((quote != '"' && quote != '\'') || !take(quick, quote))
		return false;
	for (;;) {
		place->at = dn_xmlbyte_find(place->at, quick->end,
		    DN_XMLBYTE_QUOTED);
		if (place->at == quick->end)
			return false;
		if (*place->at == quote)
			break;
		if (*place->at == '"' || *place->at == '\'')
			place->at++;
		else if (!pass_odd(quick))
			return false;
	}
	*value = piece_of(quick, from, place->at++);
	return true;
}

/* The attributes of the start tag whose event was added last. */
static bool
read_attributes(struct quick *quick)
{
	const char *seen[ATTRIBUTES_MOST];
	struct dn_xmlpair pair;
	struct dn_span name;
	size_t count = 0;

	while (take(quick, ' ')) {
		while (take(quick, ' '))
			continue;
		if (quick->place.at < quick->end &&
		    (*quick->place.at == '>' || *quick->place.at == '/'))
			break;
		if (count == ATTRIBUTES_MOST ||
		    !scan_name(quick, &pair.name, &name) ||
		    !take(quick, '=') || !scan_value(quick, &pair.value))
			return false;
		/* Known names are the same ones. */
		for (size_t i = 0; i < count; i++)
			if (seen[i] == name.ptr)
				return false;
		seen[count++] = name.ptr;
		if (dn_xmlqueue_add_pair(quick->queue, pair) < 0)
			return false;
	}
	return true;
}

/* Append a tag's event, as of this place. */
static struct dn_xmlevent *
add_tag(struct quick *quick, enum dn_xml_event kind, struct dn_xmlpiece name,
    size_t depth)
{
	return dn_xmlqueue_add(quick->queue, (struct dn_xmlevent){
	    .kind = kind, .text = name, .depth = depth,
	    .line = quick->place.line, .column = column_of(&quick->place) });
}

/* A start tag behind its <, and the element's end if it is empty. */
static bool
read_start(struct quick *quick)
{
	struct dn_xmlquick *state = quick->state;
	size_t depth = state->depth + 1, at = quick->queue->count;
	struct dn_xmlpiece piece;
	struct dn_span name;

	if (depth > DN_XMLQUICK_DEPTH || !scan_name(quick, &piece, &name) ||
	    add_tag(quick, DN_XML_START, piece, depth) == NULL ||
	    !read_attributes(quick))
		return false;
	quick->queue->events[at].column = column_of(&quick->place);
	if (depth > 1 && take(quick, '/'))
		return take(quick, '>') &&
		    add_tag(quick, DN_XML_END, piece, depth) != NULL;
	if (!take(quick, '>'))
		return false;
	state->open[depth] = name;
	state->lines[depth] = quick->place.line;
	state->depth = depth;
	return true;
}

/* An end tag behind its </.  The root's is libxml2's, as what is behind it. */
static bool
read_end(struct quick *quick)
{
	struct dn_xmlquick *state = quick->state;
	struct dn_span name = state->open[state->depth];
	const char *from = quick->place.at;

	if (state->depth < 2 || (size_t)(quick->end - from) <= name.len ||
	    memcmp(from, name.ptr, name.len) != 0)
		return false;
	quick->place.at += name.len;
	if (!take(quick, '>') || add_tag(quick, DN_XML_END, piece_of(quick,
	    from, from + name.len), state->depth) == NULL)
		return false;
	state->depth--;
	return true;
}

/* ---- the whole ------------------------------------------------------- */

/* All up to the root's start tag, but for its <. */
static bool
skip_prolog(struct quick *quick)
{
	struct place *place = &quick->place;

	place->at += dn_xmlbyte_declaration((struct dn_span){ place->at,
		(size_t)(quick->end - place->at) });
	for (; place->at < quick->end && *place->at != '<'; place->at++) {
		if (*place->at == '\n') {
			place->line_from = place->at + 1;
			place->line++;
			place->column = 1;
		} else if (*place->at != ' ' && *place->at != '\t') {
			return false;
		}
	}
	return take(quick, '<');
}

/* A text, which may be empty, and the tag behind it. */
static bool
read_text_and_tag(struct quick *quick)
{
	const char *from = quick->place.at;
	uint64_t line = quick->place.line;

	if (quick->state->depth == 0)
		return skip_prolog(quick) && read_start(quick);
	if (!scan_text(quick))
		return false;
	if (quick->place.at > from && dn_xmlqueue_add(quick->queue,
	    (struct dn_xmlevent){ .kind = DN_XML_TEXT, .line = line,
	    .text = piece_of(quick, from, quick->place.at),
	    .depth = quick->state->depth }) == NULL)
		return false;
	return take(quick, '<') && (take(quick, '/') ? read_end(quick) :
	    read_start(quick));
}

/* Resolve the entities of these events and attributes, and all behind them. */
static void
resolve_all(const struct quick *quick, size_t event, size_t pair)
{
	struct dn_xmlqueue *queue = quick->queue;

	if (queue->events[event].kind == DN_XML_TEXT)
		resolve(quick, &queue->events[event].text);
	for (; pair < queue->pair_count; pair++)
		resolve(quick, &queue->pairs[pair].value);
}

size_t
dn_xmlquick_read(struct dn_xmlquick *state, char *text, size_t len,
    struct dn_xmlqueue *queue, bool *odd)
{
	const char *last = len > 0 ? memrchr(text, '>', len) : NULL;
	struct quick quick = { .state = state, .queue = queue, .text = text,
		.end = last != NULL ? last + 1 : text, .place = { .at = text,
		.line_from = text, .line = state->line,
		.column = state->column } };

	*odd = false;
	while (quick.place.at < quick.end) {
		struct place place = quick.place;
		size_t events = queue->count, pairs = queue->pair_count;

		quick.escaped = false;
		if (!read_text_and_tag(&quick)) {
			*odd = quick.place.at < quick.end;
			quick.place = place;
			queue->count = events;
			queue->pair_count = pairs;
			break;
		}
		if (quick.escaped)
			resolve_all(&quick, events, pairs);
	}
	state->line = quick.place.line;
	state->column = column_of(&quick.place);
	return (size_t)(quick.place.at - text);
}
