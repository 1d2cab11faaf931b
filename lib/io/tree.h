/* SPDX-License-Identifier: MIT */
/* A record that can be read by name and changed, and keeps what is not. */
#ifndef DN_IO_TREE_H
#define DN_IO_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "io/json.h"

struct dn_tree_index;

/*
 * A value in the tree.  One that was read and not touched is just its raw
 * text, and its children are made when somebody first asks for them; it is
 * written back byte for byte.  One that was built, or in which something was
 * changed, is written from its children, each of which may still be raw.
 *
 * Read `type`, `raw` (of a scalar: always its text), `name` (decoded; absent
 * in an array), `parent` and `next`; all else is for tree.c.
 */
struct dn_node {
	enum dn_json_type type;
	bool opened, changed;
	uint16_t index;                 /* of its members' names, or 0 */
	struct dn_span name;
	struct dn_span raw_name;        /* as it stood, with quotes */
	struct dn_span raw;             /* its text when not changed */
	struct dn_node *parent, *first, *last, *prev, *next;
};

/*
 * A document and the memory of its nodes.  Making is sticky: when memory runs
 * out, adding functions return NULL and accept NULL, and dn_tree_check tells.
 */
struct dn_tree {
	struct dn_arena arena;
	struct dn_bytes scratch;
	struct dn_node *root;
	bool failed;
	struct dn_tree_index *indexes;  /* of objects with many members */
	size_t index_count, index_cap;
};

/* An empty tree of at most `max` bytes of nodes. */
void dn_tree_init(struct dn_tree *tree, size_t max);

/* Free its memory. */
void dn_tree_release(struct dn_tree *tree);

/* Forget the document, keep the memory for the next one. */
void dn_tree_clear(struct dn_tree *tree);

/*
 * Begin with the scanned value `value`, whose text is borrowed until clear:
 * returns the root, NULL without memory.
 */
struct dn_node *dn_tree_read(struct dn_tree *tree,
    const struct dn_json_value *value);

/* Begin with an empty object: the root. */
struct dn_node *dn_tree_object(struct dn_tree *tree);

/* 0 when no memory was missed; else -1 with DN_E_NO_MEMORY. */
DN_MUST_CHECK static inline int
dn_tree_check(const struct dn_tree *tree, struct dn_err *err)
{
	return tree->failed || tree->scratch.failed != DN_E_NONE ?
	    dn_err_memory(err) : 0;
}

/* Append the text of `node` (NULL: nothing): raw where unchanged. */
void dn_tree_write(const struct dn_node *node, struct dn_bytes *out);

/*
 * Another value of the tree, that stands nowhere yet: scanned text, borrowed
 * as for dn_tree_read.  To look into a value that came from elsewhere.
 */
struct dn_node *dn_tree_value(struct dn_tree *tree,
    const struct dn_json_value *value);

/* ---- reading; NULL nodes are absent, so that calls can be chained ---- */

/*
 * The member of an object, or NULL.  Of many members it is found by a table of
 * their names, which is made when it is first asked for.
 */
struct dn_node *dn_node_find(struct dn_tree *tree, struct dn_node *object,
    struct dn_span name);

/* The same; inline, so that the length of a literal is known. */
static inline struct dn_node *
dn_node_get(struct dn_tree *tree, struct dn_node *object, const char *name)
{
	return dn_node_find(tree, object, dn_span_of(name));
}

/* First child of an array or object, or NULL; the rest by ->next. */
struct dn_node *dn_node_first(struct dn_tree *tree, struct dn_node *node);

/* Number of children. */
size_t dn_node_count(struct dn_tree *tree, struct dn_node *node);

/* The type; DN_JSON_NONE for NULL. */
static inline enum dn_json_type
dn_node_type(const struct dn_node *node)
{
	return node != NULL ? node->type : DN_JSON_NONE;
}

/* What dn_node_text says of a node that is a string. */
struct dn_span dn_node_decode(struct dn_tree *tree,
    const struct dn_node *node);

/*
 * The decoded text of a string, *borrowed* as long as the document (and what
 * it was read from); the absent span when the node is no string.
 */
static inline struct dn_span
dn_node_text(struct dn_tree *tree, const struct dn_node *node)
{
	return dn_node_type(node) == DN_JSON_STRING ?
	    dn_node_decode(tree, node) : (struct dn_span){ NULL, 0 };
}

/* Numbers: false when the node is not one, or does not fit; 1.0 is an int. */
bool dn_node_real(const struct dn_node *node, double *value);
bool dn_node_int(const struct dn_node *node, int64_t *value);

/* True for the literal true. */
bool dn_node_true(const struct dn_node *node);

/*
 * Append the JSON pointer from the root to `node`, as "/annotations/3/bbox".
 */
void dn_node_pointer(const struct dn_node *node, struct dn_bytes *out);

/* Append one step of a pointer, "/name", escaped as RFC 6901 has it. */
void dn_node_step(struct dn_span name, struct dn_bytes *out);

/* ---- changing: a member of that name is replaced where it stands ----- */

/*
 * Set a member (`name` is a literal or lives as long as the tree).  Returns
 * it; NULL, and nothing is done, when `object` is NULL or no object.
 */
struct dn_node *dn_node_set_text(struct dn_tree *tree, struct dn_node *object,
    const char *name, struct dn_span text);
struct dn_node *dn_node_set_int(struct dn_tree *tree, struct dn_node *object,
    const char *name, int64_t value);
struct dn_node *dn_node_set_real(struct dn_tree *tree, struct dn_node *object,
    const char *name, double value);
struct dn_node *dn_node_set_bool(struct dn_tree *tree, struct dn_node *object,
    const char *name, bool value);

/* Set it to JSON text that is legal as it stands; copied. */
struct dn_node *dn_node_set_raw(struct dn_tree *tree, struct dn_node *object,
    const char *name, struct dn_span json);

/* The same, borrowed as long as the document. */
struct dn_node *dn_node_set_lent(struct dn_tree *tree, struct dn_node *object,
    const char *name, struct dn_span json);

/* Set it to a copy of a value of any tree; NULL: nothing is done. */
struct dn_node *dn_node_set_copy(struct dn_tree *tree, struct dn_node *object,
    const char *name, const struct dn_node *from);

/* Set it to an empty object or array, to be filled. */
struct dn_node *dn_node_set_object(struct dn_tree *tree,
    struct dn_node *object, const char *name);
struct dn_node *dn_node_set_array(struct dn_tree *tree,
    struct dn_node *object, const char *name);

/* The member as it is if it is an object (or array), else set to be one. */
struct dn_node *dn_node_need_object(struct dn_tree *tree,
    struct dn_node *object, const char *name);
struct dn_node *dn_node_need_array(struct dn_tree *tree,
    struct dn_node *object, const char *name);

/* Set a member with a name that is data: copied. */
struct dn_node *dn_node_set_raw_named(struct dn_tree *tree,
    struct dn_node *object, struct dn_span name, struct dn_span json);
struct dn_node *dn_node_set_text_named(struct dn_tree *tree,
    struct dn_node *object, struct dn_span name, struct dn_span text);

/*
 * Append a member that is known not to be there, without a look-up; else as
 * dn_node_set_lent, dn_node_set_raw and dn_node_set_object.  The first two take
 * a name whose length is known, which lives as long as the tree; the second
 * copies the value.
 */
struct dn_node *dn_node_append_span(struct dn_tree *tree,
    struct dn_node *object, struct dn_span name, struct dn_span json);
struct dn_node *dn_node_append_copy(struct dn_tree *tree,
    struct dn_node *object, struct dn_span name, struct dn_span json);
struct dn_node *dn_node_append_lent(struct dn_tree *tree,
    struct dn_node *object, const char *name, struct dn_span json);
struct dn_node *dn_node_append_raw(struct dn_tree *tree,
    struct dn_node *object, const char *name, struct dn_span json);
struct dn_node *dn_node_append_object(struct dn_tree *tree,
    struct dn_node *object, const char *name);

/*
 * Say what the next child of an object or array is that was added as text and
 * was not looked into: `value`, a part of that text, whose name `name` has no
 * escape and lives as long as the tree; in an array it is absent.  Once one is
 * told, all have to be, in order.  Returns it; NULL, and nothing is done, when
 * `parent` is NULL.
 */
struct dn_node *dn_node_tell(struct dn_tree *tree, struct dn_node *parent,
    struct dn_span name, struct dn_span value);

/*
 * Give a node another value, JSON text that is borrowed as long as the
 * document; NULL: nothing is done.
 */
void dn_node_turn_lent(struct dn_node *node, struct dn_span json);

/* Append to an array; NULL when `array` is NULL or none. */
struct dn_node *dn_node_add_text(struct dn_tree *tree, struct dn_node *array,
    struct dn_span text);
struct dn_node *dn_node_add_int(struct dn_tree *tree, struct dn_node *array,
    int64_t value);
struct dn_node *dn_node_add_real(struct dn_tree *tree, struct dn_node *array,
    double value);
struct dn_node *dn_node_add_raw(struct dn_tree *tree, struct dn_node *array,
    struct dn_span json);
struct dn_node *dn_node_add_object(struct dn_tree *tree,
    struct dn_node *array);
struct dn_node *dn_node_add_array(struct dn_tree *tree,
    struct dn_node *array);

/* Make a child the last one of its container; NULL is fine. */
void dn_node_put_last(struct dn_node *node);

/* Take a child out of its container; NULL is fine. */
void dn_node_remove(struct dn_tree *tree, struct dn_node *node);

#endif
