/* SPDX-License-Identifier: MIT */
/* One strict pass over a JSON text that finds asked-for members in place. */
#ifndef DN_IO_JSON_H
#define DN_IO_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

/* Readable bytes that must follow a text: it is looked at in large pieces. */
#define DN_JSON_PADDING 64

#define DN_JSON_DEPTH 512       /* arrays and objects that may nest */

/* Beyond the grammar of RFC 8259, for dn_json_new. */
#define DN_JSON_UNIQUE 1u       /* refuse duplicate member names */
#define DN_JSON_PAIRED 2u       /* refuse half a surrogate pair */
#define DN_JSON_STRICT (DN_JSON_UNIQUE | DN_JSON_PAIRED)

enum dn_json_type {
	DN_JSON_NONE,           /* not there */
	DN_JSON_NULL,
	DN_JSON_FALSE,
	DN_JSON_TRUE,
	DN_JSON_NUMBER,
	DN_JSON_STRING,
	DN_JSON_ARRAY,
	DN_JSON_OBJECT
};

/* The type (enum dn_json_type) of the value that a byte can begin. */
extern const uint8_t dn_json_begins[256];

/* A value where it stands: its raw text, with the quotes of a string. */
struct dn_json_value {
	struct dn_span raw;     /* borrowed from the scanned text */
	enum dn_json_type type;
	bool escaped;           /* a string that holds a backslash */
	bool simple;            /* and known to have no other spelling */
};

/* A walk over the children of an array or object. */
struct dn_json_children {
	const char *at;
	bool object;
};

/* Members to look for, ready for scanning; shared by threads. */
struct dn_json_fields;

/*
 * Make *new* fields from `count` names: a plain one is a top-level member, one
 * that begins with '/' a JSON Pointer (RFC 6901).  NULL with DN_E_USAGE for a
 * pointer that is none, or DN_E_NO_MEMORY.  Names may repeat, and a pointer
 * may lead into what another one asks for.
 */
struct dn_json_fields *dn_json_fields_new(const char *const *names,
    size_t count, struct dn_err *err) DN_MUST_CHECK;

/* Free; NULL is fine. */
void dn_json_fields_free(struct dn_json_fields *fields);

/* A scanner: the scratch memory of one thread. */
struct dn_json;

/*
 * A *new* scanner for `fields` (borrowed; NULL: none) with the given DN_JSON_
 * flags.  NULL without memory.
 */
struct dn_json *dn_json_new(const struct dn_json_fields *fields,
    unsigned flags);

/* Free; NULL is fine. */
void dn_json_free(struct dn_json *json);

/*
 * Scan `text`, one whole JSON text and white space.  DN_JSON_PADDING bytes
 * behind it must be readable, the first of them a control byte: a newline or
 * NUL, say.  On success 0, and values[i] is what stands at field i: its type
 * is DN_JSON_NONE where nothing does; of several, as duplicate names make
 * them, the last.
 *
 * Else -1, and values[] hold nothing of use: DN_E_BAD_JSON, DN_E_BAD_UTF8,
 * DN_E_TOO_DEEP, and by the flags DN_E_DUPLICATE_KEY (with the raw name as
 * field) and DN_E_LONE_SURROGATE; also DN_E_NO_MEMORY.  The column, in bytes
 * from 1, is that of the byte that cannot stand there: of an escape its
 * backslash, of a character its first byte, of duplicates the second name, of
 * nesting the bracket.  The line is 0.
 */
int dn_json_scan(struct dn_json *json, struct dn_span text,
    struct dn_json_value *values, struct dn_err *err) DN_MUST_CHECK;

/*
 * Scan the first line of `text`, whole lines, before it is known where it
 * ends: true when it is a JSON text as dn_json_scan wants it, with *len its
 * bytes without the newline.  False for any other line, about which nothing
 * is said: look for its end, and let dn_json_scan tell.
 */
bool dn_json_scan_line(struct dn_json *json, struct dn_span text,
    struct dn_json_value *values, size_t *len);

/*
 * The same for text that begins with a value and goes on with something else;
 * only for scanners without fields.  1 with the value and *used bytes, white
 * space before it included; 0, unless `final`, when more text could make it a
 * value or a longer one, or when it is wrong in its last few bytes; -1 on
 * error.
 */
int dn_json_scan_prefix(struct dn_json *json, struct dn_span text, bool final,
    struct dn_json_value *value, size_t *used, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * The same for a scanner with fields: values[] as for dn_json_scan, where it
 * is 1.
 */
int dn_json_scan_fields(struct dn_json *json, struct dn_span text, bool final,
    struct dn_json_value *values, struct dn_json_value *value, size_t *used,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * From now on texts stand in `depth` containers (at most DN_JSON_DEPTH), which
 * count for how deep they may nest.
 */
void dn_json_set_depth(struct dn_json *json, size_t depth);

/* The value that stands in `raw`, the text of one legal value (or of none). */
struct dn_json_value dn_json_value_of(struct dn_span raw);

/* Begin a walk over `container`, which was scanned before: known legal. */
struct dn_json_children dn_json_children(const struct dn_json_value *container);

/*
 * The next child: true with its value, and in an object with the raw bytes
 * between the quotes of its `name` (absent in an array).  False at the end.
 */
bool dn_json_child(struct dn_json_children *children, struct dn_span *name,
    struct dn_json_value *value);

#endif
