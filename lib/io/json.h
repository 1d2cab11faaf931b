/* SPDX-License-Identifier: MIT */
/* One strict pass over a JSON text that finds asked-for members in place. */
#ifndef DN_IO_JSON_H
#define DN_IO_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

/* Readable bytes that must follow a text: vectors are loaded past its end. */
#define DN_JSON_PADDING 16

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
};

/* Members to look for, ready for scanning; shared by threads. */
struct dn_json_fields;

/*
 * Make *new* fields from `count` names: a plain one is a top-level member, one
 * that begins with '/' a JSON Pointer (RFC 6901).  NULL with DN_E_USAGE for a
 * pointer that is none, or DN_E_NO_MEMORY.  Names may repeat.
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
 * behind it must be readable, the first of them a control byte.  On
 * success values[i] is what stands at field i (DN_JSON_NONE: nothing; of
 * duplicate names the last) and the function returns 0.  Else -1: DN_E_BAD_JSON,
 * DN_E_BAD_UTF8, DN_E_TOO_DEEP, and by the flags DN_E_DUPLICATE_KEY and
 * DN_E_LONE_SURROGATE, with column (byte from 1) and excerpt; line is 0.
 */
int dn_json_scan(struct dn_json *json, struct dn_span text,
    struct dn_json_value *values, struct dn_err *err) DN_MUST_CHECK;

/*
 * The same for text that begins with a value and goes on with something else;
 * the scanner must have no fields.  1 with the value and *used bytes (white
 * space before it included); 0, unless `final`, when more text could make it
 * a value or a longer one; -1 on error.
 */
int dn_json_scan_prefix(struct dn_json *json, struct dn_span text, bool final,
    struct dn_json_value *value, size_t *used, struct dn_err *err)
    DN_MUST_CHECK;

/* A walk over the children of an array or object. */
struct dn_json_children {
	const char *at;
	bool object;
};

/* Begin a walk over `container`, which was scanned before: known legal. */
struct dn_json_children dn_json_children(const struct dn_json_value *container);

/*
 * The next child: true with its value, and in an object with the raw bytes
 * between the quotes of its `name` (absent in an array).  False at the end.
 */
bool dn_json_child(struct dn_json_children *children, struct dn_span *name,
    struct dn_json_value *value);

#endif
