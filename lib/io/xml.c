/* SPDX-License-Identifier: MIT */
/* XML by libxml2's push parser, a piece at a time, as a queue of events. */
#include "io/xml.h"

#include <inttypes.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <stdio.h>
#include <stdlib.h>

#include "io/xmlguard.h"
#include "io/xmlqueue.h"
#include "io/xmlquick.h"
#include "io/xmltext.h"

#define MAX_DEPTH 256
#define MAX_TEXT 10000000
#define MAX_NAMES 1000000       /* bytes of distinct names */

struct dn_xml {
	struct dn_src *src;
	struct dn_xmltext *input;
	struct dn_xmlguard guard;
	struct dn_bytes held;           /* read, but not parsed yet */
	struct dn_xmlquick quick;
	bool plain, odd;                /* so far; what is held is not */
	size_t used;                    /* bytes of `held` that were plain */
	xmlParserCtxtPtr parser;
	struct dn_bytes pool;
	struct dn_bytes text;           /* that no tag has ended yet */
	uint64_t text_line;
	struct dn_xmlqueue queue;       /* of texts in the pool, or held */
	size_t depth;                   /* where the parser is */
	uint64_t comments;              /* passed over */
	uint64_t lines[MAX_DEPTH + 1];  /* of the start tags of these levels */
	bool any, ended;                /* an element was there; no more come */
	bool whole;                     /* the source was read to its end */
	bool told;                      /* the parser, of what was plain */
	struct dn_err failed;           /* told when the queue is empty */
};

/* ---- failing ---- */

/* Keep the first error.  What the parser still calls for is passed over. */
static void
fail(struct dn_xml *xml, const struct dn_err *err)
{
	if (xml->failed.code != DN_E_NONE)
		return;
	xml->failed = *err;
	if (xml->src != NULL)
		xml->failed.source = dn_src_name(xml->src);
}

static void
fail_memory(struct dn_xml *xml)
{
	struct dn_err err = DN_ERR_INIT;

	dn_err_memory(&err);
	fail(xml, &err);
}

static uint64_t
parser_line(const struct dn_xml *xml)
{
	const xmlParserInput *input =
	    xml->parser != NULL ? xml->parser->input : NULL;

	return input != NULL && input->line > 0 ? (uint64_t)input->line : 1;
}

static uint64_t
parser_column(const struct dn_xml *xml)
{
	const xmlParserInput *input =
	    xml->parser != NULL ? xml->parser->input : NULL;

	return input != NULL && input->col > 0 ? (uint64_t)input->col : 0;
}

/* Refuse something where the parser stands. */
static void
refuse(struct dn_xml *xml, const char *text)
{
	struct dn_err err = DN_ERR_INIT;

	dn_err_set(&err, DN_E_BAD_XML, "%s", text);
	dn_err_at(&err, parser_line(xml), parser_column(xml));
	fail(xml, &err);
}

/*
 * libxml2's message in our form: one line, its first word not capitalised, and
 * without the name of the function that found it.
 */
static void
copy_message(char *out, size_t size, const char *message)
{
	size_t len = strcspn(message, "\n");

	if (strncmp(message, "xmlParse", 8) == 0 &&
	    strcspn(message, ":") + 2 < len) {
		len -= strcspn(message, ":") + 2;
		message += strcspn(message, ":") + 2;
	}
	if (len > size - 1)
		len = size - 1;
	memcpy(out, message, len);
	out[len] = '\0';
	if (out[0] >= 'A' && out[0] <= 'Z' && (out[1] < 'A' || out[1] > 'Z'))
		out[0] = (char)(out[0] - 'A' + 'a');
}

/* A table of names at its limit complains of memory. */
static bool
names_are_full(const struct dn_xml *xml)
{
	return xml->parser != NULL && xml->parser->dict != NULL &&
	    xmlDictGetUsage(xml->parser->dict) > MAX_NAMES;
}

/* The document ends too early; libxml2 would speak of extra content. */
static void
explain_end(const struct dn_xml *xml, char *out, size_t size)
{
	if (xml->depth > 0 && xml->depth <= MAX_DEPTH &&
	    xml->parser->name != NULL)
		snprintf(out, size, "the document ends while <%s> of line %"
		    PRIu64 " is open", xml->parser->name,
		    xml->lines[xml->depth]);
	else
		snprintf(out, size, "%s", xml->any ?
		    "extra content at the end" : "no element");
}

/* Say what is wrong, in our words where libxml2's are of no help. */
static void
explain(const struct dn_xml *xml, const xmlError *error, char *out, size_t size)
{
	const char *message = error->message != NULL ? error->message : "";
	uint64_t line = xml->depth <= MAX_DEPTH ? xml->lines[xml->depth] : 0;

	if (names_are_full(xml))
		copy_message(out, size, "distinct names over 1 MB in all");
	else if (error->code == XML_ERR_TAG_NAME_MISMATCH &&
	    error->str1 != NULL && error->str2 != NULL)
		snprintf(out, size, "</%s> where <%s> of line %" PRIu64
		    " is open", error->str2, error->str1, line);
	else if (error->code == XML_ERR_DOCUMENT_END && xml->ended)
		explain_end(xml, out, size);
	else if (strstr(message, "Huge input lookup") != NULL)
		copy_message(out, size, "a comment, CDATA section or "
		    "instruction over 10 MB");
	else
		copy_message(out, size, *message != '\0' ? message :
		    "not well-formed");
}

/*
 * What libxml2 complains of.  Errors that it would get over count as well:
 * they mean that something is lost.
 */
static void
on_error(void *state, xmlErrorPtr error)
{
	struct dn_xml *xml = state;
	struct dn_err err = DN_ERR_INIT;
	char text[200];

	if (error->code == XML_ERR_NO_MEMORY && !names_are_full(xml)) {
		fail_memory(xml);
		return;
	}
	if (error->level < XML_ERR_ERROR)
		return;
	explain(xml, error, text, sizeof(text));
	dn_err_set(&err, DN_E_BAD_XML, "%s", text);
	dn_err_at(&err, error->line > 0 ? (uint64_t)error->line :
	    parser_line(xml), error->int2 > 0 ? (uint64_t)error->int2 : 0);
	fail(xml, &err);
}

/* ---- the queue ---- */

static struct dn_xmlpiece
keep(struct dn_xml *xml, const void *data, size_t len)
{
	struct dn_xmlpiece piece = { xml->pool.len, len };

	dn_bytes_add(&xml->pool, data, len);
	return piece;
}

/* Append an event of the open element; NULL without memory. */
static struct dn_xmlevent *
push(struct dn_xml *xml, enum dn_xml_event kind, uint64_t line)
{
	struct dn_xmlevent *event = dn_xmlqueue_add(&xml->queue,
	    (struct dn_xmlevent){ .kind = kind, .depth = xml->depth,
	    .line = line, .column = kind == DN_XML_TEXT ? 0 :
	    parser_column(xml) });

	if (event == NULL)
		fail_memory(xml);
	return event;
}

/* A tag ends the text before it. */
static void
push_text(struct dn_xml *xml)
{
	struct dn_xmlevent *event;

	if (xml->text.len == 0)
		return;
	event = push(xml, DN_XML_TEXT, xml->text_line);
	if (event != NULL)
		event->text = keep(xml, xml->text.data, xml->text.len);
	dn_bytes_clear(&xml->text);
}

/*
 * Keep a value of an attribute.  SAX leaves a literal & as &#38; for the tree
 * builder to decode; no other reference can be left in it.
 */
static struct dn_xmlpiece
keep_value(struct dn_xml *xml, const char *value)
{
	struct dn_xmlpiece piece = { xml->pool.len, 0 };
	const char *escape;

	while ((escape = strstr(value, "&#38;")) != NULL) {
		dn_bytes_add(&xml->pool, value, (size_t)(escape - value) + 1);
		value = escape + 5;
	}
	dn_bytes_add_text(&xml->pool, value);
	piece.len = xml->pool.len - piece.at;
	return piece;
}

/* Append an attribute of the event that was pushed last. */
static void
push_attribute(struct dn_xml *xml, const xmlChar *name, const xmlChar *value)
{
	struct dn_xmlpair pair = {
		.name = keep(xml, name, strlen((const char *)name)),
		.value = keep_value(xml, (const char *)value)
	};

	if (dn_xmlqueue_add_pair(&xml->queue, pair) < 0)
		fail_memory(xml);
}

static void
on_start(void *state, const xmlChar *name, const xmlChar **attributes)
{
	struct dn_xml *xml = state;
	struct dn_xmlevent *event;

	if (xml->failed.code != DN_E_NONE || xml->told)
		return;
	push_text(xml);
	if (++xml->depth > MAX_DEPTH) {
		refuse(xml, "more than 256 levels");
		return;
	}
	xml->lines[xml->depth] = parser_line(xml);
	xml->any = true;
	event = push(xml, DN_XML_START, parser_line(xml));
	if (event == NULL)
		return;
	event->text = keep(xml, name, strlen((const char *)name));
	for (; attributes != NULL && attributes[0] != NULL; attributes += 2)
		push_attribute(xml, attributes[0], attributes[1]);
}

static void
on_end(void *state, const xmlChar *name)
{
	struct dn_xml *xml = state;
	struct dn_xmlevent *event;

	if (xml->failed.code != DN_E_NONE)
		return;
	push_text(xml);
	event = push(xml, DN_XML_END, parser_line(xml));
	if (event != NULL)
		event->text = keep(xml, name, strlen((const char *)name));
	xml->depth--;
}

static void
on_comment(void *state, const xmlChar *text)
{
	struct dn_xml *xml = state;

	(void)text;
	xml->comments++;
}

/* Text comes in parts, and the parser stands behind each already. */
static void
on_text(void *state, const xmlChar *data, int len)
{
	struct dn_xml *xml = state;
	uint64_t newlines = 0;
	int i;

	if (xml->failed.code != DN_E_NONE || xml->depth == 0 || len <= 0)
		return;
	if (xml->text.len == 0) {
		for (i = 0; i < len; i++)
			newlines += data[i] == '\n';
		xml->text_line = parser_line(xml);
		xml->text_line -= newlines < xml->text_line ? newlines : 0;
	}
	dn_bytes_add(&xml->text, data, (size_t)len);
	if (xml->text.failed == DN_E_TOO_LONG)
		refuse(xml, "a text over 10 MB");
	else if (xml->text.failed != DN_E_NONE)
		fail_memory(xml);
}

/* The guard lets no such reference through; this is the second lock. */
static void
on_reference(void *state, const xmlChar *name)
{
	(void)name;
	refuse(state, "an entity reference");
}

/* ---- parsing ---- */

/*
 * Give bytes to the parser, with no more of them to come if `last`.
 * Errors go to the handler of the thread, which is borrowed for the time.
 * Success is believed only when the parser and its last error and the thread's
 * all say so: with a failed malloc libxml2 may return it with data lost.
 */
static void
parse(struct dn_xml *xml, struct dn_span bytes, bool last)
{
	xmlStructuredErrorFunc handler = xmlStructuredError;
	void *context = xmlStructuredErrorContext;
	xmlErrorPtr error;
	int code;

	xmlResetLastError();
	xmlSetStructuredErrorFunc(xml, on_error);
	code = xmlParseChunk(xml->parser, bytes.ptr, (int)bytes.len, last);
	error = xmlCtxtGetLastError(xml->parser);
	if (error != NULL)
		on_error(xml, error);
	error = xmlGetLastError();
	if (error != NULL)
		on_error(xml, error);
	if (code != XML_ERR_OK || !xml->parser->wellFormed)
		refuse(xml, "not well-formed");
	if (xml->pool.failed != DN_E_NONE) {
		/* Events stand in the queue whose texts do not. */
		dn_xmlqueue_clear(&xml->queue);
		fail_memory(xml);
	}
	xmlResetLastError();
	xmlSetStructuredErrorFunc(context, handler);
}

/* Parse what is held but for its last `keep` bytes. */
static void
parse_held(struct dn_xml *xml, size_t keep_back)
{
	size_t len = xml->held.len - keep_back;

	if (len == 0)
		return;
	parse(xml, (struct dn_span){ xml->held.data, len }, false);
	memmove(xml->held.data, xml->held.data + len, keep_back);
	xml->held.len = keep_back;
}

/*
 * Look at the last `fresh` bytes that are held, and parse all that is held.  A
 * tag that is not whole waits: this push parser takes a '>' in a value for the
 * end of a tag when it cannot see further.
 */
static void
parse_fresh(struct dn_xml *xml, size_t fresh)
{
	struct dn_err err = DN_ERR_INIT;
	size_t before = xml->held.len - fresh, good = 0;

	if (dn_xmlguard_look(&xml->guard, (struct dn_span){
	    xml->held.data + before, fresh }, &good, &err) < 0)
		xml->ended = true;
	xml->held.len = before + good;
	parse_held(xml, xml->ended ? 0 : xml->guard.tag);
	if (xml->ended)
		fail(xml, &err);
}

/*
 * What is held is not plain: from here on the document is libxml2's.  It is
 * told which elements are open, if any was read, and where it is.
 */
static void
hand_over(struct dn_xml *xml)
{
	const struct dn_xmlquick *quick = &xml->quick;
	size_t i;

	xml->plain = xml->odd = false;
	if (quick->depth > 0) {
		dn_bytes_add_text(&xml->pool, "<?xml version=\"1.0\"?>");
		for (i = 1; i <= quick->depth; i++) {
			dn_bytes_add_byte(&xml->pool, '<');
			dn_bytes_add_span(&xml->pool, quick->open[i]);
			dn_bytes_add_byte(&xml->pool, '>');
			xml->lines[i] = quick->lines[i];
		}
		xml->told = true;
		parse(xml, dn_bytes_span(&xml->pool), false);
		xml->told = false;
		dn_bytes_clear(&xml->pool);
		xml->depth = quick->depth;
		xml->any = true;
		xml->parser->input->line = (int)quick->line;
		xml->parser->input->col = (int)quick->column;
		xml->guard.line = quick->line;
		xml->guard.column = quick->column;
	}
	if (xml->held.len > 0)
		parse_fresh(xml, xml->held.len);
}

/* Forget what was plain of the bytes that are held. */
static void
drop_used(struct dn_xml *xml)
{
	if (xml->used == 0)
		return;
	xml->held.len -= xml->used;
	memmove(xml->held.data, xml->held.data + xml->used, xml->held.len);
	xml->used = 0;
}

/* The events of what is held, as far as it is plain. */
static void
read_plain(struct dn_xml *xml)
{
	xml->used = dn_xmlquick_read(&xml->quick, xml->held.data,
	    xml->held.len, &xml->queue, &xml->odd);
	if (xml->held.len - xml->used > DN_XMLQUICK_MOST)
		xml->odd = true;
}

/* No more is to be had: the document has ended, or its source has failed. */
static void
end(struct dn_xml *xml, int more, struct dn_err *err)
{
	if (xml->plain)
		hand_over(xml);
	parse_held(xml, 0);
	xml->ended = true;
	xml->whole = more == 0;
	if (more == 0 && xml->failed.code == DN_E_NONE)
		parse(xml, DN_SPAN(""), true);
	if (more == 0)
		return;
	if (err->line == 0 && dn_code_status(err->code) == 3)
		dn_err_at(err, xml->guard.line, xml->guard.column);
	fail(xml, err);
}

/* Read on until there are events, the document ends or something is wrong. */
static void
read_piece(struct dn_xml *xml)
{
	struct dn_span piece = { NULL, 0 };
	struct dn_err err = DN_ERR_INIT;
	int more = 1;

	drop_used(xml);
	if (!xml->odd)
		more = dn_xmltext_next(xml->input, &piece, &err);
	if (more > 0)
		dn_bytes_add_span(&xml->held, piece);
	if (more <= 0)
		end(xml, more, &err);
	else if (dn_bytes_check(&xml->held, &err) < 0)
		fail(xml, &err);
	else if (xml->odd)
		hand_over(xml);
	else if (xml->plain)
		read_plain(xml);
	else
		parse_fresh(xml, piece.len);
}

/* ---- the reader ---- */

/*
 * A parser that calls us and nothing else: no loader, no tree, no printing.
 * The interface is SAX1: attributes come as written, and there is no table of
 * namespaces, whose lookups a hostile document can make quadratic.
 */
static xmlParserCtxtPtr
new_parser(struct dn_xml *xml)
{
	xmlStructuredErrorFunc handler = xmlStructuredError;
	void *context = xmlStructuredErrorContext;
	xmlSAXHandler calls = {
		.startElement = on_start,
		.endElement = on_end,
		.characters = on_text,
		.ignorableWhitespace = on_text,
		.cdataBlock = on_text,
		.comment = on_comment,
		.reference = on_reference,
		.initialized = 1
	};
	xmlParserCtxtPtr parser;

	xmlSetStructuredErrorFunc(xml, on_error);
	parser = xmlCreatePushParserCtxt(&calls, xml, NULL, 0, NULL);
	if (parser != NULL) {
		xmlCtxtUseOptions(parser,
		    XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
		/* Its hash table stops growing, so names cost the square. */
		xmlDictSetLimit(parser->dict, MAX_NAMES);
	}
	xmlSetStructuredErrorFunc(context, handler);
	return parser;
}

void
dn_xml_setup(void)
{
	xmlInitParser();
}

struct dn_xml *
dn_xml_new_behind(struct dn_src *src, struct dn_span before,
    struct dn_err *err)
{
	struct dn_xml *xml = calloc(1, sizeof(*xml));

	if (xml == NULL)
		goto out;
	xml->src = src;
	xml->guard.line = xml->guard.column = 1;
	dn_bytes_init(&xml->held, SIZE_MAX);
	dn_bytes_init(&xml->pool, SIZE_MAX);
	dn_bytes_init(&xml->text, MAX_TEXT);
	xml->input = dn_xmltext_new(src, before, err);
	if (xml->input == NULL)
		goto out;
	xml->parser = new_parser(xml);
	if (xml->parser != NULL && xml->failed.code == DN_E_NONE) {
		dn_xmlquick_init(&xml->quick, xml->parser->dict);
		xml->plain = true;
		return xml;
	}
out:
	dn_xml_free(xml);
	dn_err_memory(err);
	return NULL;
}

struct dn_xml *
dn_xml_new(struct dn_src *src, struct dn_err *err)
{
	return dn_xml_new_behind(src, (struct dn_span){ NULL, 0 }, err);
}

void
dn_xml_free(struct dn_xml *xml)
{
	if (xml == NULL)
		return;
	xmlFreeParserCtxt(xml->parser);
	dn_xmltext_free(xml->input);
	dn_bytes_release(&xml->held);
	dn_bytes_release(&xml->pool);
	dn_bytes_release(&xml->text);
	dn_xmlqueue_release(&xml->queue);
	free(xml);
}

int
dn_xml_next(struct dn_xml *xml, enum dn_xml_event *event, struct dn_err *err)
{
	while (xml->queue.next == xml->queue.count) {
		dn_xmlqueue_clear(&xml->queue);
		dn_bytes_clear(&xml->pool);
		if (xml->failed.code != DN_E_NONE) {
			*err = xml->failed;
			return -1;
		}
		if (xml->ended)
			return 0;
		read_piece(xml);
	}
	*event = xml->queue.events[xml->queue.next++].kind;
	return 1;
}

/* The present event; there is none before the first and behind the last. */
static const struct dn_xmlevent *
present(const struct dn_xml *xml)
{
	static const struct dn_xmlevent none = { .line = 1 };

	return xml->queue.next > 0 ?
	    &xml->queue.events[xml->queue.next - 1] : &none;
}

static struct dn_span
span_of(const struct dn_xml *xml, struct dn_xmlpiece piece)
{
	if (piece.len == 0)
		return DN_SPAN("");
	return (struct dn_span){ (xml->plain ? xml->held.data :
	    xml->pool.data) + piece.at, piece.len };
}

struct dn_span
dn_xml_name(const struct dn_xml *xml)
{
	const struct dn_xmlevent *event = present(xml);

	return span_of(xml, event->kind == DN_XML_TEXT ?
	    (struct dn_xmlpiece){ 0, 0 } : event->text);
}

struct dn_span
dn_xml_text(const struct dn_xml *xml)
{
	const struct dn_xmlevent *event = present(xml);

	return span_of(xml, event->kind == DN_XML_TEXT ? event->text :
	    (struct dn_xmlpiece){ 0, 0 });
}

size_t
dn_xml_attributes(const struct dn_xml *xml)
{
	return present(xml)->count;
}

void
dn_xml_attribute(const struct dn_xml *xml, size_t index, struct dn_span *name,
    struct dn_span *value)
{
	const struct dn_xmlpair *pair =
	    &xml->queue.pairs[present(xml)->first + index];

	*name = span_of(xml, pair->name);
	*value = span_of(xml, pair->value);
}

size_t
dn_xml_depth(const struct dn_xml *xml)
{
	return present(xml)->depth;
}

uint64_t
dn_xml_line(const struct dn_xml *xml)
{
	return present(xml)->line;
}

uint64_t
dn_xml_column(const struct dn_xml *xml)
{
	return present(xml)->column;
}

uint64_t
dn_xml_comments(const struct dn_xml *xml)
{
	return xml->comments;
}

bool
dn_xml_nothing(const struct dn_xml *xml)
{
	return xml->whole && !xml->any && xml->guard.line == 1 &&
	    xml->guard.column == 1;
}
