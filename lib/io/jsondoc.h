/* SPDX-License-Identifier: MIT */
/* A JSON document of any size, read element by element. */
#ifndef DN_IO_JSONDOC_H
#define DN_IO_JSONDOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "io/json.h"
#include "io/src.h"

/*
 * A pull parser.  The document is a tree of containers that the caller enters
 * or takes whole:
 *
 *	dn_jsondoc_enter(doc, &type, err)       the root is an object
 *	while ((n = dn_jsondoc_next(doc, &name, err)) == 1)
 *		if (dn_span_is(name, "images"))
 *			dn_jsondoc_enter(...), dn_jsondoc_next(...), ...
 *		else
 *			dn_jsondoc_value(doc, &value, err)
 *	dn_jsondoc_finish(doc, err)
 *
 * Memory is that of the largest value taken whole, or string or number passed
 * over; of an entered object the names are kept to see duplicates.  Every byte
 * is checked, strictly: duplicate names and lone surrogates too.
 *
 * Errors have the source's name, line, column and excerpt: DN_E_BAD_JSON,
 * DN_E_BAD_UTF8, DN_E_TOO_DEEP, DN_E_DUPLICATE_KEY (with the name as field),
 * DN_E_LONE_SURROGATE, DN_E_TOO_LONG, those of dn_src_read, DN_E_NO_MEMORY.
 * After one, every further call says the same again.
 */
struct dn_jsondoc;

/*
 * A *new* document over `src`, which it borrows; a leading byte order mark is
 * passed over.  A value taken whole, a name, and a string or number passed
 * over have at most `max` bytes (DN_E_TOO_LONG).  NULL without memory.
 */
struct dn_jsondoc *dn_jsondoc_new(struct dn_src *src, size_t max);

/*
 * Enter the array or object that is due: 0 and its type, or -1 (DN_E_BAD_TYPE
 * for a scalar).  At most DN_JSON_DEPTH levels, those of values within
 * included.
 */
int dn_jsondoc_enter(struct dn_jsondoc *doc, enum dn_json_type *type,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Go to the next child of the container entered last: 1, and its decoded
 * `name` in an object (borrowed until the next call; absent in an array); the
 * child is then due: enter or take it, else it is checked and passed over.  0
 * when the container ends, which leaves it.  -1 on error.
 */
int dn_jsondoc_next(struct dn_jsondoc *doc, struct dn_span *name,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * The type of what is due, without taking it.  DN_JSON_NONE where the input
 * ends before or behind the root; -1 on error.
 */
int dn_jsondoc_peek(struct dn_jsondoc *doc, enum dn_json_type *type,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Take the value that is due whole: 0 and its raw text, borrowed until the
 * next call and followed by a NUL and more readable bytes, DN_JSON_PADDING in
 * all, so that it can be scanned for fields; -1 on error.
 */
int dn_jsondoc_value(struct dn_jsondoc *doc, struct dn_json_value *value,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * From now on dn_jsondoc_fields finds these (*borrowed*) in a value.  -1
 * without memory.
 */
int dn_jsondoc_set_fields(struct dn_jsondoc *doc,
    const struct dn_json_fields *fields, struct dn_err *err) DN_MUST_CHECK;

/*
 * Take the value that is due as dn_jsondoc_value does, and what stands at its
 * fields, values[] as for dn_json_scan.
 */
int dn_jsondoc_fields(struct dn_jsondoc *doc, struct dn_json_value *value,
    struct dn_json_value *values, struct dn_err *err) DN_MUST_CHECK;

/*
 * Pass over what was not taken.  0 when nothing but white space follows the
 * root; else -1.
 */
int dn_jsondoc_finish(struct dn_jsondoc *doc, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * Line and column, in bytes from 1, and offset in bytes from 0 of the value
 * that was due last.
 */
uint64_t dn_jsondoc_line(const struct dn_jsondoc *doc);
uint64_t dn_jsondoc_column(const struct dn_jsondoc *doc);
uint64_t dn_jsondoc_offset(const struct dn_jsondoc *doc);

/* Free; NULL is fine. */
void dn_jsondoc_free(struct dn_jsondoc *doc);

#endif
