/* SPDX-License-Identifier: MIT */
/* What a JSON format has and the model has not, kept in `source.raw`. */
#ifndef DN_FORMATS_RAWJSON_H
#define DN_FORMATS_RAWJSON_H

#include <stdbool.h>

#include "core/bytes.h"
#include "io/tree.h"

/*
 * Members that are gathered for one object: each goes to its `source.raw`
 * under the pointer of one step, "/name", that leads to it in the document.
 * Gathering is linear, however many there are.
 */
struct dn_rawjson {
	struct dn_bytes text;           /* those so far, without braces */
};

/* Ready for an object; ended by dn_rawjson_release. */
void dn_rawjson_init(struct dn_rawjson *raw);
void dn_rawjson_release(struct dn_rawjson *raw);

/* Begin with another object: nothing is gathered. */
void dn_rawjson_begin(struct dn_rawjson *raw);

/* Keep a member: `json` is a legal value, which is put on one line. */
void dn_rawjson_keep(struct dn_rawjson *raw, struct dn_span name,
    struct dn_span json);

/* Set what was gathered, if anything was, as `source.raw` of `object`. */
void dn_rawjson_end(struct dn_rawjson *raw, struct dn_tree *tree,
    struct dn_node *object);

/*
 * The way back: begin a member of the object at the end of `out`, with a comma
 * unless it is the first: its name and a colon.
 */
void dn_rawjson_name(struct dn_bytes *out, struct dn_span name);

/* A value on one line. */
void dn_rawjson_value(struct dn_bytes *out, const struct dn_node *value);

/* Set a member of an object to a copy of a value, on one line. */
void dn_rawjson_copy(struct dn_tree *tree, struct dn_node *object,
    const char *name, const struct dn_node *value);

/* The name and the value; NULL: nothing is added. */
void dn_rawjson_member(struct dn_bytes *out, struct dn_span name,
    const struct dn_node *value);

/*
 * Does a pointer in `source.raw` name a member of the object itself, and none
 * of those that `written` (NULL-ended) lists?  True with its name.
 */
bool dn_rawjson_is_left(struct dn_span pointer, const char *const *written,
    struct dn_bytes *name);

/*
 * Add the members that `source.raw` of `object` keeps, but for those of the
 * names that `written` (NULL-ended) lists, which the writer has dealt with,
 * and for pointers of more than one step, which are not of this making.
 */
void dn_rawjson_write(struct dn_bytes *out, struct dn_tree *tree,
    struct dn_node *object, const char *const *written);

#endif
