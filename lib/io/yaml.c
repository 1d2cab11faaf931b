/* SPDX-License-Identifier: MIT */
/* YAML by libyaml's events, behind a check of the bytes and under caps. */
#include "io/yaml.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>

#include "core/arena.h"
#include "core/names.h"
#include "core/utf8.h"
#include "io/src.h"

#define ARENA_MAX ((size_t)64 << 20)

struct dn_yaml {
	struct dn_arena arena;
	const char *source;
	struct dn_yaml_node *root;
};

/* A collection that is not closed yet. */
struct frame {
	struct dn_yaml_node *node, *last;
	uint64_t number;                /* which mapping of the document */
	struct dn_yaml_node pending;    /* a key that waits for its value */
};

/* Where the text has been counted to; marks of events never go back. */
struct cursor {
	size_t byte, character;
	size_t line_start;              /* offset of the line's first byte */
	uint64_t line;
};

struct reader {
	yaml_parser_t parser;
	struct dn_yaml *yaml;
	struct dn_span text;
	struct dn_err *err;
	struct cursor cursor;
	struct dn_names *keys;          /* mapping number and key */
	struct dn_bytes scratch;
	uint64_t mappings;
	size_t nodes, depth;
	bool documents;                 /* one was begun */
	struct frame frames[DN_YAML_MAX_DEPTH];
};

/* ---- where and what ---- */

/* Fail at a byte of the text, and show the rest of its line. */
static int
fail_at(struct reader *reader, const struct cursor *at, const char *text)
{
	const char *from = reader->text.ptr + at->byte;
	size_t rest = reader->text.len - at->byte;
	const char *end = rest > 0 ? memchr(from, '\n', rest) : NULL;

	dn_err_set(reader->err, DN_E_CONFIG, "%s", text);
	dn_err_excerpt(reader->err, from,
	    end != NULL ? (size_t)(end - from) : rest);
	return dn_err_at(reader->err, at->line, at->byte - at->line_start + 1);
}

/*
 * libyaml counts characters and we count bytes.  The cursor goes on from where
 * the last event stood, so that a document is walked once, however long its
 * lines are.
 */
static const struct cursor *
find(struct reader *reader, const yaml_mark_t *mark)
{
	struct cursor *at = &reader->cursor;
	const char *text = reader->text.ptr;

	if (mark->index < at->character)
		*at = (struct cursor){ .line = 1 };
	while (at->character < mark->index && at->byte < reader->text.len) {
		if (text[at->byte++] == '\n') {
			at->line++;
			at->line_start = at->byte;
		}
		while (at->byte < reader->text.len &&
		    ((unsigned char)text[at->byte] & 0xC0) == 0x80)
			at->byte++;
		at->character++;
	}
	return at;
}

static int
fail_event(struct reader *reader, const yaml_event_t *event, const char *text)
{
	return fail_at(reader, find(reader, &event->start_mark), text);
}

/* What libyaml found wrong: "while parsing ..." and "did not find ...". */
static int
fail_parser(struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	char text[200];

	if (parser->error == YAML_MEMORY_ERROR)
		return dn_err_memory(reader->err);
	snprintf(text, sizeof(text), "%s%s%s",
	    parser->context != NULL ? parser->context : "",
	    parser->context != NULL ? ": " : "",
	    parser->problem != NULL ? parser->problem : "not YAML");
	return fail_at(reader, find(reader, &parser->problem_mark), text);
}

/* ---- the bytes ---- */

/*
 * What is wrong with the byte at `at`, or NULL.  NEL, LS and PS end lines for
 * libyaml but for no editor: our line numbers would part from the reader's.
 * libyaml compares each %TAG line with all before it, wherever one stands.
 */
static const char *
byte_problem(struct dn_span text, size_t at, bool line_start)
{
	const char *ptr = text.ptr + at;
	unsigned char byte = (unsigned char)*ptr;
	size_t rest = text.len - at;

	if (byte == '\r')
		return rest > 1 && ptr[1] == '\n' ? NULL :
		    "a carriage return without a newline";
	if ((byte < 0x20 && byte != '\t' && byte != '\n') || byte == 0x7F)
		return byte == 0 ? "a NUL byte" : "a control byte";
	if (byte == '%' && line_start)
		return "a directive (%) is not read";
	if (byte == 0xC2 && (unsigned char)ptr[1] < 0xA0)
		return "a control character";
	if (byte == 0xE2 && (memcmp(ptr, "\xE2\x80\xA8", 3) == 0 ||
	    memcmp(ptr, "\xE2\x80\xA9", 3) == 0))
		return "a Unicode line separator";
	return NULL;
}

/* Refuse bytes for which libyaml has no place or a meaning of its own. */
static int
check_bytes(struct reader *reader)
{
	struct dn_span text = reader->text;
	size_t good = dn_utf8_valid(text.ptr, text.len);
	struct cursor at = { .line = 1 };
	const char *problem;

	for (; at.byte < good; at.byte++) {
		problem = byte_problem((struct dn_span){ text.ptr, good },
		    at.byte, at.byte == at.line_start);
		if (problem != NULL)
			return fail_at(reader, &at, problem);
		if (text.ptr[at.byte] == '\n') {
			at.line++;
			at.line_start = at.byte + 1;
		}
	}
	return good < text.len ? fail_at(reader, &at, "not UTF-8") : 0;
}

/* ---- the tree ---- */

/* Copy a scalar's text.  A NUL can come by an escape; users see C strings. */
static int
copy_scalar(struct reader *reader, const yaml_event_t *event,
    struct dn_span *copy)
{
	struct dn_span text = { (const char *)event->data.scalar.value,
		event->data.scalar.length };

	if (text.len > 0 && memchr(text.ptr, '\0', text.len) != NULL)
		return fail_event(reader, event, "a NUL in a quoted text");
	*copy = dn_arena_copy(&reader->yaml->arena, text);
	return copy->ptr != NULL ? 0 : dn_err_memory(reader->err);
}

/* Hold the key against those of the same mapping: one table serves them all. */
static int
check_key(struct reader *reader, const struct frame *frame,
    const yaml_event_t *event)
{
	struct dn_span key = frame->pending.key;
	const struct dn_yaml_node *first;
	char text[160];
	size_t shown;
	int added = 0;

	dn_bytes_clear(&reader->scratch);
	dn_bytes_add_uint(&reader->scratch, frame->number);
	dn_bytes_add_byte(&reader->scratch, ':');
	dn_bytes_add_span(&reader->scratch, key);
	if (dn_bytes_check(&reader->scratch, reader->err) < 0)
		return -1;
	if (dn_names_add(reader->keys, dn_bytes_span(&reader->scratch),
	    &added) == DN_NAMES_NONE)
		return dn_err_memory(reader->err);
	if (added)
		return 0;
	first = dn_yaml_get(frame->node, key.ptr);
	shown = dn_utf8_floor(key.ptr, key.len < 60 ? key.len : 60);
	snprintf(text, sizeof(text), "key \"%.*s\" stands in line %" PRIu64
	    " already", (int)shown, key.ptr,
	    first != NULL ? first->line : 0);
	return fail_event(reader, event, text);
}

/* Take the event as the key of the mapping that is open. */
static int
take_key(struct reader *reader, struct frame *frame, const yaml_event_t *event)
{
	const struct cursor *at = find(reader, &event->start_mark);
	struct dn_yaml_node *pending = &frame->pending;

	if (event->type != YAML_SCALAR_EVENT)
		return fail_at(reader, at, "a key must be a text");
	pending->line = at->line;
	pending->column = at->byte - at->line_start + 1;
	if (copy_scalar(reader, event, &pending->key) < 0)
		return -1;
	if (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
	    dn_span_is(pending->key, "<<"))
		return fail_event(reader, event, "a merge key << is not read");
	return check_key(reader, frame, event) < 0 ? -1 : 1;
}

/* Hang a new node into the collection that is open, or make it the root. */
static struct dn_yaml_node *
add_node(struct reader *reader, struct frame *frame, const yaml_event_t *event)
{
	const struct cursor *at = find(reader, &event->start_mark);
	struct dn_yaml_node *node;

	if (++reader->nodes > DN_YAML_MAX_NODES) {
		fail_at(reader, at, "more than 100000 nodes");
		return NULL;
	}
	node = dn_arena_take(&reader->yaml->arena, sizeof(*node));
	if (node == NULL) {
		dn_err_memory(reader->err);
		return NULL;
	}
	node->line = at->line;
	node->column = at->byte - at->line_start + 1;
	if (frame == NULL) {
		reader->yaml->root = node;
		return node;
	}
	if (frame->pending.key.ptr != NULL)
		*node = frame->pending;
	frame->pending.key = (struct dn_span){ NULL, 0 };
	if (frame->last != NULL)
		frame->last->next = node;
	else
		frame->node->first = node;
	frame->last = node;
	return node;
}

static int
open_collection(struct reader *reader, struct dn_yaml_node *node,
    const yaml_event_t *event)
{
	if (reader->depth == DN_YAML_MAX_DEPTH)
		return fail_event(reader, event, "more than 64 levels");
	reader->frames[reader->depth++] = (struct frame){
		.node = node, .number = reader->mappings++
	};
	return 1;
}

/* A scalar, or the start of a collection: a key or a node. */
static int
take_node(struct reader *reader, const yaml_event_t *event)
{
	struct frame *frame = reader->depth > 0 ?
	    &reader->frames[reader->depth - 1] : NULL;
	struct dn_yaml_node *node;

	if (frame != NULL && frame->node->kind == DN_YAML_MAPPING &&
	    frame->pending.key.ptr == NULL)
		return take_key(reader, frame, event);
	node = add_node(reader, frame, event);
	if (node == NULL)
		return -1;
	if (event->type == YAML_SCALAR_EVENT) {
		node->plain = event->data.scalar.style ==
		    YAML_PLAIN_SCALAR_STYLE;
		return copy_scalar(reader, event, &node->text) < 0 ? -1 : 1;
	}
	node->kind = event->type == YAML_SEQUENCE_START_EVENT ?
	    DN_YAML_SEQUENCE : DN_YAML_MAPPING;
	return open_collection(reader, node, event);
}

/* ---- the events ---- */

/* Why the event cannot stand in a policy or rule file, or NULL. */
static const char *
event_problem(const struct reader *reader, const yaml_event_t *event)
{
	const yaml_char_t *anchor = NULL, *tag = NULL;

	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		return reader->documents ? "a second document" : NULL;
	case YAML_ALIAS_EVENT:
		return "an alias (*) is not read";
	case YAML_SCALAR_EVENT:
		anchor = event->data.scalar.anchor;
		tag = event->data.scalar.tag;
		break;
	case YAML_SEQUENCE_START_EVENT:
		anchor = event->data.sequence_start.anchor;
		tag = event->data.sequence_start.tag;
		break;
	case YAML_MAPPING_START_EVENT:
		anchor = event->data.mapping_start.anchor;
		tag = event->data.mapping_start.tag;
		break;
	default:
		break;
	}
	if (anchor != NULL)
		return "an anchor (&) is not read";
	return tag != NULL ? "a tag (!) is not read" : NULL;
}

/* Take one event in: 1 to go on, 0 at the end, -1 on error. */
static int
take_event(struct reader *reader, const yaml_event_t *event)
{
	const char *problem = event_problem(reader, event);

	if (problem != NULL)
		return fail_event(reader, event, problem);
	switch (event->type) {
	case YAML_STREAM_END_EVENT:
		return 0;
	case YAML_DOCUMENT_START_EVENT:
		reader->documents = true;
		return 1;
	case YAML_SCALAR_EVENT:
	case YAML_SEQUENCE_START_EVENT:
	case YAML_MAPPING_START_EVENT:
		return take_node(reader, event);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		reader->depth--;
		return 1;
	default:
		return 1;
	}
}

static int
read_events(struct reader *reader)
{
	yaml_event_t event;
	int more;

	yaml_parser_set_encoding(&reader->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader->parser,
	    (const unsigned char *)reader->text.ptr, reader->text.len);
	do {
		if (!yaml_parser_parse(&reader->parser, &event))
			return fail_parser(reader);
		more = take_event(reader, &event);
		yaml_event_delete(&event);
	} while (more > 0);
	return more;
}

/* Read the text into the tree. */
static int
read_text(struct dn_yaml *yaml, struct dn_span text, struct dn_err *err)
{
	struct reader reader = {
		.yaml = yaml, .err = err, .cursor = { .line = 1 },
		.text = text.len > 0 ? text : DN_SPAN("")
	};
	int result = -1;

	if (text.len > DN_YAML_MAX_BYTES)
		return dn_err_set(err, DN_E_CONFIG, "longer than 1 MiB");
	if (check_bytes(&reader) < 0)
		return -1;
	dn_bytes_init(&reader.scratch, DN_YAML_MAX_BYTES + 32);
	reader.keys = dn_names_new();
	if (reader.keys == NULL || !yaml_parser_initialize(&reader.parser)) {
		dn_err_memory(err);
		goto out;
	}
	result = read_events(&reader);
	yaml_parser_delete(&reader.parser);
out:
	dn_names_free(reader.keys);
	dn_bytes_release(&reader.scratch);
	return result;
}

struct dn_yaml *
dn_yaml_parse(struct dn_span text, const char *source, struct dn_err *err)
{
	struct dn_yaml *yaml = calloc(1, sizeof(*yaml));
	struct dn_yaml_node *root;

	err->source = source;
	if (yaml == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	dn_arena_init(&yaml->arena, ARENA_MAX);
	yaml->source = source;
	if (text.len >= 3 && memcmp(text.ptr, "\xEF\xBB\xBF", 3) == 0)
		text = (struct dn_span){ text.ptr + 3, text.len - 3 };
	if (read_text(yaml, text, err) < 0) {
		dn_yaml_free(yaml);
		return NULL;
	}
	/* "---" and nothing more is as empty as no text at all. */
	root = yaml->root;
	if (root != NULL && root->kind == DN_YAML_SCALAR && root->plain &&
	    root->text.len == 0)
		yaml->root = NULL;
	return yaml;
}

struct dn_yaml *
dn_yaml_load(const char *path, struct dn_err *err)
{
	const char *source = strcmp(path, "-") == 0 ? "<stdin>" : path;
	struct dn_yaml *yaml = NULL;
	struct dn_bytes text;

	dn_bytes_init(&text, DN_YAML_MAX_BYTES);
	if (dn_src_slurp(path, &text, err) == 0)
		yaml = dn_yaml_parse(dn_bytes_span(&text), source, err);
	else if (err->code == DN_E_TOO_LONG)
		dn_err_set(err, DN_E_CONFIG, "longer than 1 MiB");
	err->source = source;
	dn_bytes_release(&text);
	return yaml;
}

void
dn_yaml_free(struct dn_yaml *yaml)
{
	if (yaml == NULL)
		return;
	dn_arena_release(&yaml->arena);
	free(yaml);
}

/* ---- asking ---- */

const struct dn_yaml_node *
dn_yaml_root(const struct dn_yaml *yaml)
{
	return yaml->root;
}

const struct dn_yaml_node *
dn_yaml_get(const struct dn_yaml_node *mapping, const char *key)
{
	const struct dn_yaml_node *node;

	if (mapping == NULL || mapping->kind != DN_YAML_MAPPING)
		return NULL;
	for (node = mapping->first; node != NULL; node = node->next)
		if (dn_span_is(node->key, key))
			return node;
	return NULL;
}

size_t
dn_yaml_count(const struct dn_yaml_node *node)
{
	const struct dn_yaml_node *child;
	size_t count = 0;

	for (child = node->first; child != NULL; child = child->next)
		count++;
	return count;
}

/* True for an unquoted scalar, the only thing that can be no text. */
static bool
is_plain(const struct dn_yaml_node *node)
{
	return node->kind == DN_YAML_SCALAR && node->plain;
}

bool
dn_yaml_int(const struct dn_yaml_node *node, int64_t *value)
{
	const char *text = node->text.ptr;
	bool negative;
	int64_t sum = 0;

	if (!is_plain(node) || node->text.len == 0)
		return false;
	negative = *text == '-';
	text += negative;
	if (*text == '\0' || (*text == '0' && text[1] != '\0'))
		return false;
	for (; *text >= '0' && *text <= '9'; text++) {
		int digit = negative ? '0' - *text : *text - '0';

		if (__builtin_mul_overflow(sum, 10, &sum) ||
		    __builtin_add_overflow(sum, digit, &sum))
			return false;
	}
	if (*text != '\0')
		return false;
	*value = sum;
	return true;
}

bool
dn_yaml_bool(const struct dn_yaml_node *node, bool *value)
{
	bool is_true = dn_span_is(node->text, "true");

	if (!is_plain(node) || (!is_true && !dn_span_is(node->text, "false")))
		return false;
	*value = is_true;
	return true;
}

bool
dn_yaml_null(const struct dn_yaml_node *node)
{
	return is_plain(node) && (node->text.len == 0 ||
	    dn_span_is(node->text, "~") || dn_span_is(node->text, "null"));
}

int
dn_yaml_error(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    struct dn_err *err, const char *format, ...)
{
	char text[sizeof(err->text)];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	dn_err_set(err, DN_E_CONFIG, "%s", text);
	err->source = yaml->source;
	if (node == NULL)
		return -1;
	dn_err_field(err, node->key.ptr, node->key.len);
	dn_err_excerpt(err, node->text.ptr, node->text.len);
	return dn_err_at(err, node->line, node->column);
}
