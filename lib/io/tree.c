/* SPDX-License-Identifier: MIT */
/* Trees of a record: children are made when asked for, bytes stay. */
#include "io/tree.h"

#include "io/jsontext.h"
#include "io/number.h"
#include "io/treeindex.h"

#define FEW 48          /* members that are compared one by one */

/* ---- the document ---------------------------------------------------- */

void
dn_tree_init(struct dn_tree *tree, size_t max)
{
	*tree = (struct dn_tree){ .root = NULL };
	dn_arena_init(&tree->arena, max);
	dn_bytes_init(&tree->scratch, max);
}

void
dn_tree_release(struct dn_tree *tree)
{
	dn_tree_index_release(tree);
	dn_arena_release(&tree->arena);
	dn_bytes_release(&tree->scratch);
	tree->root = NULL;
	tree->failed = false;
}

void
dn_tree_clear(struct dn_tree *tree)
{
	dn_tree_index_clear(tree);
	dn_arena_clear(&tree->arena);
	dn_bytes_clear(&tree->scratch);
	tree->root = NULL;
	tree->failed = false;
}

static inline struct dn_node *
new_node(struct dn_tree *tree)
{
	struct dn_node *node = dn_arena_take_raw(&tree->arena, sizeof(*node));

	if (node == NULL)
		tree->failed = true;
	else
		*node = (struct dn_node){ .type = DN_JSON_NONE };
	return node;
}

/* With its value: most of what readers make is this, laid out at once. */
static inline struct dn_node *
new_value(struct dn_tree *tree, struct dn_span name, struct dn_span json)
{
	struct dn_node *node = dn_arena_take_raw(&tree->arena, sizeof(*node));

	if (node == NULL)
		tree->failed = true;
	else
		*node = (struct dn_node){ .name = name, .raw = json,
			.type = dn_json_begins[(unsigned char)json.ptr[0]] };
	return node;
}

struct dn_node *
dn_tree_value(struct dn_tree *tree, const struct dn_json_value *value)
{
	struct dn_node *node = new_node(tree);

	if (node == NULL)
		return NULL;
	node->type = value->type;
	node->raw = value->raw;
	return node;
}

struct dn_node *
dn_tree_read(struct dn_tree *tree, const struct dn_json_value *value)
{
	tree->root = dn_tree_value(tree, value);
	return tree->root;
}

/* Make `node` an empty object or array that is written from its children. */
static struct dn_node *
become_empty(struct dn_node *node, enum dn_json_type type)
{
	if (node == NULL)
		return NULL;
	node->type = type;
	node->opened = true;
	node->changed = true;
	node->index = 0;
	node->raw = (struct dn_span){ NULL, 0 };
	node->first = NULL;
	node->last = NULL;
	return node;
}

struct dn_node *
dn_tree_object(struct dn_tree *tree)
{
	tree->root = become_empty(new_node(tree), DN_JSON_OBJECT);
	return tree->root;
}

/* ---- writing --------------------------------------------------------- */

static bool
is_container(const struct dn_node *node)
{
	return node->type >= DN_JSON_ARRAY;
}

static void
write_name(const struct dn_node *node, struct dn_bytes *out)
{
	if (node->name.ptr == NULL)
		return;
	if (node->raw_name.ptr != NULL)
		dn_bytes_add_span(out, node->raw_name);
	else
		dn_json_write_text(out, node->name);
	dn_bytes_add_byte(out, ':');
}

/* The depth of what is changed is not bounded by the stack: no recursion. */
void
dn_tree_write(const struct dn_node *root, struct dn_bytes *out)
{
	const struct dn_node *node = root;

	while (node != NULL) {
		if (node != root)
			write_name(node, out);
		if (!node->changed) {
			dn_bytes_add_span(out, node->raw);
		} else {
			dn_bytes_add_byte(out,
			    node->type == DN_JSON_OBJECT ? '{' : '[');
			if (node->first != NULL) {
				node = node->first;
				continue;
			}
			dn_bytes_add_byte(out,
			    node->type == DN_JSON_OBJECT ? '}' : ']');
		}
		while (node != root && node->next == NULL) {
			node = node->parent;
			dn_bytes_add_byte(out,
			    node->type == DN_JSON_OBJECT ? '}' : ']');
		}
		if (node == root)
			return;
		dn_bytes_add_byte(out, ',');
		node = node->next;
	}
}

/* ---- reading --------------------------------------------------------- */

static void
append(struct dn_node *parent, struct dn_node *node)
{
	node->parent = parent;
	node->prev = parent->last;
	if (parent->last != NULL)
		parent->last->next = node;
	else
		parent->first = node;
	parent->last = node;
}

/* The text of a string's inside, without its escapes. */
static struct dn_span
decode(struct dn_tree *tree, struct dn_span inner)
{
	struct dn_span text;

	if (memchr(inner.ptr, '\\', inner.len) == NULL)
		return inner;
	dn_bytes_clear(&tree->scratch);
	dn_json_decode(inner, &tree->scratch);
	text = dn_arena_copy(&tree->arena, dn_bytes_span(&tree->scratch));
	if (text.ptr == NULL || tree->scratch.failed != DN_E_NONE)
		tree->failed = true;
	return text;
}

/* Make the children of a container that was read. */
static void
open_node(struct dn_tree *tree, struct dn_node *node)
{
	const struct dn_json_value value = { .raw = node->raw,
		.type = node->type };
	struct dn_json_children walk = dn_json_children(&value);
	struct dn_json_value child;
	struct dn_span name;

	node->opened = true;
	while (dn_json_child(&walk, &name, &child)) {
		struct dn_node *made = dn_tree_value(tree, &child);

		if (made == NULL)
			return;
		if (name.ptr != NULL) {
			made->raw_name = (struct dn_span){ name.ptr - 1,
				name.len + 2 };
			made->name = decode(tree, name);
		}
		append(node, made);
	}
}

struct dn_node *
dn_node_first(struct dn_tree *tree, struct dn_node *node)
{
	if (node == NULL || !is_container(node))
		return NULL;
	if (!node->opened)
		open_node(tree, node);
	return node->first;
}

size_t
dn_node_count(struct dn_tree *tree, struct dn_node *node)
{
	size_t count = 0;

	for (node = dn_node_first(tree, node); node != NULL; node = node->next)
		count++;
	return count;
}

struct dn_node *
dn_node_find(struct dn_tree *tree, struct dn_node *object, struct dn_span name)
{
	struct dn_node *node;
	size_t count = 0;

	if (object == NULL || object->type != DN_JSON_OBJECT)
		return NULL;
	if (object->index > 0)
		return dn_tree_index_find(tree, object, name);
	for (node = dn_node_first(tree, object); node != NULL;
	    node = node->next) {
		if (dn_span_equal(node->name, name))
			return node;
		if (++count == FEW && dn_tree_index_make(tree, object))
			return dn_tree_index_find(tree, object, name);
	}
	return NULL;
}

struct dn_span
dn_node_decode(struct dn_tree *tree, const struct dn_node *node)
{
	return decode(tree, (struct dn_span){ node->raw.ptr + 1,
		node->raw.len - 2 });
}

bool
dn_node_real(const struct dn_node *node, double *value)
{
	return node != NULL && node->type == DN_JSON_NUMBER &&
	    dn_number_read(node->raw, value);
}

bool
dn_node_int(const struct dn_node *node, int64_t *value)
{
	return node != NULL && node->type == DN_JSON_NUMBER &&
	    dn_number_read_int(node->raw, value);
}

bool
dn_node_true(const struct dn_node *node)
{
	return node != NULL && node->type == DN_JSON_TRUE;
}

/* ---- changing -------------------------------------------------------- */

/* From here up, all is written from its children. */
static void
touch(struct dn_node *node)
{
	for (; node != NULL && !node->changed; node = node->parent)
		node->changed = true;
}

/* Append a member that has its name. */
static void
join(struct dn_tree *tree, struct dn_node *object, struct dn_node *node)
{
	append(object, node);
	if (object->index > 0)
		dn_tree_index_add(tree, object, node);
}

/* Can `object` get a member of that name?  Then its members are there. */
static inline bool
takes_member(struct dn_tree *tree, struct dn_node *object,
    struct dn_span name)
{
	if (object == NULL || object->type != DN_JSON_OBJECT ||
	    name.ptr == NULL)
		return false;
	if (!object->opened)
		open_node(tree, object);
	return true;
}

/* A new last member, whose name is not there and whose value is to come. */
static struct dn_node *
put_new(struct dn_tree *tree, struct dn_node *object, struct dn_span name)
{
	struct dn_node *node = takes_member(tree, object, name) ?
	    new_node(tree) : NULL;

	if (node == NULL)
		return NULL;
	node->name = name;
	join(tree, object, node);
	touch(object);
	return node;
}

/* The member of that name, made when it is not there; its value is to come. */
static struct dn_node *
put(struct dn_tree *tree, struct dn_node *object, struct dn_span name,
    bool copied)
{
	struct dn_node *node = dn_node_find(tree, object, name);

	if (node != NULL)
		touch(object);
	if (node != NULL || dn_node_type(object) != DN_JSON_OBJECT)
		return node;
	if (copied)
		name = dn_arena_copy(&tree->arena, name);
	if (name.ptr == NULL)
		tree->failed = true;
	return put_new(tree, object, name);
}

static struct dn_node *
put_literal(struct dn_tree *tree, struct dn_node *object, const char *name)
{
	return put(tree, object, dn_span_of(name), false);
}

/* A new last element, whose value is to come. */
static struct dn_node *
push(struct dn_tree *tree, struct dn_node *array)
{
	struct dn_node *node;

	if (array == NULL || array->type != DN_JSON_ARRAY)
		return NULL;
	dn_node_first(tree, array);
	node = new_node(tree);
	if (node == NULL)
		return NULL;
	append(array, node);
	touch(array);
	return node;
}

/* Give `node` the value that the JSON text `json` is. */
static struct dn_node *
become(struct dn_node *node, struct dn_span json)
{
	if (node == NULL)
		return NULL;
	node->type = dn_json_begins[(unsigned char)json.ptr[0]];
	node->opened = false;
	node->changed = false;
	node->index = 0;
	node->raw = json;
	node->first = NULL;
	node->last = NULL;
	return node;
}

/*
 * The same with a copy.  Without memory the node stays null, so that the tree
 * can still be walked; dn_tree_check tells.
 */
static struct dn_node *
become_copy(struct dn_tree *tree, struct dn_node *node, struct dn_span json)
{
	struct dn_span copy = dn_arena_copy(&tree->arena, json);

	if (copy.ptr == NULL || copy.len == 0) {
		tree->failed = true;
		return become(node, DN_SPAN("null"));
	}
	return become(node, copy);
}

static struct dn_node *
become_scratch(struct dn_tree *tree, struct dn_node *node)
{
	if (tree->scratch.failed != DN_E_NONE) {
		tree->failed = true;
		return become(node, DN_SPAN("null"));
	}
	return become_copy(tree, node, dn_bytes_span(&tree->scratch));
}

static struct dn_node *
become_text(struct dn_tree *tree, struct dn_node *node, struct dn_span text)
{
	if (node == NULL)
		return NULL;
	dn_bytes_clear(&tree->scratch);
	dn_json_write_text(&tree->scratch, text);
	return become_scratch(tree, node);
}

static struct dn_node *
become_int(struct dn_tree *tree, struct dn_node *node, int64_t value)
{
	if (node == NULL)
		return NULL;
	dn_bytes_clear(&tree->scratch);
	dn_bytes_add_int(&tree->scratch, value);
	return become_scratch(tree, node);
}

static struct dn_node *
become_real(struct dn_tree *tree, struct dn_node *node, double value)
{
	if (node == NULL)
		return NULL;
	dn_bytes_clear(&tree->scratch);
	dn_json_write_real(&tree->scratch, value);
	return become_scratch(tree, node);
}

static struct dn_node *
become_node(struct dn_tree *tree, struct dn_node *node,
    const struct dn_node *from)
{
	if (node == NULL)
		return NULL;
	dn_bytes_clear(&tree->scratch);
	dn_tree_write(from, &tree->scratch);
	return become_scratch(tree, node);
}

struct dn_node *
dn_node_set_text(struct dn_tree *tree, struct dn_node *object,
    const char *name, struct dn_span text)
{
	return become_text(tree, put_literal(tree, object, name), text);
}

struct dn_node *
dn_node_set_int(struct dn_tree *tree, struct dn_node *object,
    const char *name, int64_t value)
{
	return become_int(tree, put_literal(tree, object, name), value);
}

struct dn_node *
dn_node_set_real(struct dn_tree *tree, struct dn_node *object,
    const char *name, double value)
{
	return become_real(tree, put_literal(tree, object, name), value);
}

struct dn_node *
dn_node_set_bool(struct dn_tree *tree, struct dn_node *object,
    const char *name, bool value)
{
	return become(put_literal(tree, object, name),
	    value ? DN_SPAN("true") : DN_SPAN("false"));
}

struct dn_node *
dn_node_set_raw(struct dn_tree *tree, struct dn_node *object,
    const char *name, struct dn_span json)
{
	return become_copy(tree, put_literal(tree, object, name), json);
}

struct dn_node *
dn_node_set_lent(struct dn_tree *tree, struct dn_node *object,
    const char *name, struct dn_span json)
{
	return become(put_literal(tree, object, name), json);
}

struct dn_node *
dn_node_append_span(struct dn_tree *tree, struct dn_node *object,
    struct dn_span name, struct dn_span json)
{
	struct dn_node *node = takes_member(tree, object, name) ?
	    new_value(tree, name, json) : NULL;

	if (node == NULL)
		return NULL;
	join(tree, object, node);
	touch(object);
	return node;
}

struct dn_node *
dn_node_append_lent(struct dn_tree *tree, struct dn_node *object,
    const char *name, struct dn_span json)
{
	return dn_node_append_span(tree, object, dn_span_of(name), json);
}

struct dn_node *
dn_node_append_copy(struct dn_tree *tree, struct dn_node *object,
    struct dn_span name, struct dn_span json)
{
	return become_copy(tree, put_new(tree, object, name), json);
}

struct dn_node *
dn_node_append_raw(struct dn_tree *tree, struct dn_node *object,
    const char *name, struct dn_span json)
{
	return dn_node_append_copy(tree, object, dn_span_of(name), json);
}

struct dn_node *
dn_node_append_object(struct dn_tree *tree, struct dn_node *object,
    const char *name)
{
	return become_empty(put_new(tree, object, dn_span_of(name)),
	    DN_JSON_OBJECT);
}

struct dn_node *
dn_node_tell(struct dn_tree *tree, struct dn_node *parent,
    struct dn_span name, struct dn_span value)
{
	struct dn_node *node = parent != NULL ?
	    new_value(tree, name, value) : NULL;

	if (node == NULL)
		return NULL;
	parent->opened = true;
	append(parent, node);
	return node;
}

void
dn_node_turn_lent(struct dn_node *node, struct dn_span json)
{
	if (become(node, json) != NULL)
		touch(node->parent);
}

struct dn_node *
dn_node_set_copy(struct dn_tree *tree, struct dn_node *object,
    const char *name, const struct dn_node *from)
{
	if (from == NULL)
		return NULL;
	return become_node(tree, put_literal(tree, object, name), from);
}

struct dn_node *
dn_node_set_object(struct dn_tree *tree, struct dn_node *object,
    const char *name)
{
	return become_empty(put_literal(tree, object, name), DN_JSON_OBJECT);
}

struct dn_node *
dn_node_set_array(struct dn_tree *tree, struct dn_node *object,
    const char *name)
{
	return become_empty(put_literal(tree, object, name), DN_JSON_ARRAY);
}

struct dn_node *
dn_node_need_object(struct dn_tree *tree, struct dn_node *object,
    const char *name)
{
	struct dn_node *node = dn_node_get(tree, object, name);

	return dn_node_type(node) == DN_JSON_OBJECT ? node :
	    dn_node_set_object(tree, object, name);
}

struct dn_node *
dn_node_need_array(struct dn_tree *tree, struct dn_node *object,
    const char *name)
{
	struct dn_node *node = dn_node_get(tree, object, name);

	return dn_node_type(node) == DN_JSON_ARRAY ? node :
	    dn_node_set_array(tree, object, name);
}

struct dn_node *
dn_node_set_raw_named(struct dn_tree *tree, struct dn_node *object,
    struct dn_span name, struct dn_span json)
{
	return become_copy(tree, put(tree, object, name, true), json);
}

struct dn_node *
dn_node_set_text_named(struct dn_tree *tree, struct dn_node *object,
    struct dn_span name, struct dn_span text)
{
	return become_text(tree, put(tree, object, name, true), text);
}

struct dn_node *
dn_node_add_text(struct dn_tree *tree, struct dn_node *array,
    struct dn_span text)
{
	return become_text(tree, push(tree, array), text);
}

struct dn_node *
dn_node_add_int(struct dn_tree *tree, struct dn_node *array, int64_t value)
{
	return become_int(tree, push(tree, array), value);
}

struct dn_node *
dn_node_add_real(struct dn_tree *tree, struct dn_node *array, double value)
{
	return become_real(tree, push(tree, array), value);
}

struct dn_node *
dn_node_add_raw(struct dn_tree *tree, struct dn_node *array,
    struct dn_span json)
{
	return become_copy(tree, push(tree, array), json);
}

struct dn_node *
dn_node_add_object(struct dn_tree *tree, struct dn_node *array)
{
	return become_empty(push(tree, array), DN_JSON_OBJECT);
}

struct dn_node *
dn_node_add_array(struct dn_tree *tree, struct dn_node *array)
{
	return become_empty(push(tree, array), DN_JSON_ARRAY);
}

static void
unlink_node(struct dn_node *node)
{
	struct dn_node *parent = node->parent;

	if (node->prev != NULL)
		node->prev->next = node->next;
	else
		parent->first = node->next;
	if (node->next != NULL)
		node->next->prev = node->prev;
	else
		parent->last = node->prev;
	node->parent = NULL;
	node->prev = NULL;
	node->next = NULL;
}

void
dn_node_put_last(struct dn_node *node)
{
	struct dn_node *parent = node != NULL ? node->parent : NULL;

	if (parent == NULL || node->next == NULL)
		return;
	unlink_node(node);
	append(parent, node);
	touch(parent);
}

void
dn_node_remove(struct dn_tree *tree, struct dn_node *node)
{
	struct dn_node *parent;

	if (node == NULL || node->parent == NULL)
		return;
	parent = node->parent;
	if (parent->index > 0)
		dn_tree_index_drop(tree, parent, node);
	unlink_node(node);
	touch(parent);
}
