/* SPDX-License-Identifier: MIT */
/* Changes in a JSON line: what is not replaced keeps its bytes. */
#ifndef DN_IO_SPLICE_H
#define DN_IO_SPLICE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/bytes.h"
#include "io/json.h"

/* One stretch of the line, and what stands there instead. */
struct dn_splice_edit {
	size_t at, len;         /* in the line */
	size_t text, end;       /* its replacement, in `texts` */
};

/*
 * A line with replacements, which may be said in any order but must not
 * overlap.  Only what is replaced changes: blanks, the order of members, the
 * spelling of numbers and strings all stay.  Adding is sticky: dn_splice_write
 * tells when memory ran out.
 */
struct dn_splice {
	struct dn_span line;            /* borrowed */
	struct dn_bytes texts;
	struct dn_splice_edit *edits;
	size_t count, cap;
	bool failed;
};

/* An empty splice.  It may be used for line after line. */
void dn_splice_init(struct dn_splice *splice);

/* Free what it holds. */
void dn_splice_release(struct dn_splice *splice);

/* Begin with `line`, one scanned JSON text, borrowed until the next begin. */
void dn_splice_begin(struct dn_splice *splice, struct dn_span line);

/*
 * Replace `old`, a stretch of the line (empty: insert there, behind what was
 * inserted there before).  What replaces it is then added to the buffer that is
 * returned, until the next call.
 */
struct dn_bytes *dn_splice_replace(struct dn_splice *splice,
    struct dn_span old);

/*
 * Add a member to the end of the object `object` of the line: ,"name": is
 * written, the value is for the caller to add.  Once for one object.
 */
struct dn_bytes *dn_splice_member(struct dn_splice *splice,
    const struct dn_json_value *object, const char *name);

/* Add an element, or several with commas, to the end of `array`; once. */
struct dn_bytes *dn_splice_element(struct dn_splice *splice,
    const struct dn_json_value *array);

/* True when nothing was replaced. */
bool dn_splice_empty(const struct dn_splice *splice);

/*
 * Append the changed line to `out`, without a newline.  -1 with
 * DN_E_NO_MEMORY or DN_E_TOO_LONG.
 */
int dn_splice_write(struct dn_splice *splice, struct dn_bytes *out,
    struct dn_err *err) DN_MUST_CHECK;

/* The object or array that `line`, one scanned JSON text, is. */
struct dn_json_value dn_splice_whole(struct dn_span line);

#endif
