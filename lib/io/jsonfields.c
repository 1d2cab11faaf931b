/* SPDX-License-Identifier: MIT */
/* The asked-for members as a trie of names. */
#include "io/jsonfields.h"

#include <stdlib.h>

/* The name as the index of an array's element (RFC 6901, 4), or SIZE_MAX. */
static size_t
index_of(const char *name, size_t len)
{
	size_t index = 0;

	if (len == 0 || (len > 1 && name[0] == '0'))
		return SIZE_MAX;
	for (size_t i = 0; i < len; i++) {
		if (name[i] < '0' || name[i] > '9' || index > SIZE_MAX / 10 - 1)
			return SIZE_MAX;
		index = index * 10 + (size_t)(name[i] - '0');
	}
	return index;
}

/* The child of `parent` with that name, added if new; none without memory. */
static unsigned
trie_child(struct dn_json_fields *fields, unsigned parent, const char *name,
    size_t len)
{
	struct dn_json_node *nodes;
	unsigned at;

	for (at = 1; at < fields->node_count; at++)
		if (fields->nodes[at].parent == parent &&
		    fields->nodes[at].len == len &&
		    memcmp(fields->nodes[at].name, name, len) == 0)
			return at;
	nodes = realloc(fields->nodes, (at + 1) * sizeof(*nodes));
	if (nodes == NULL)
		return DN_JSON_NO_NODE;
	fields->nodes = nodes;
	nodes[at] = (struct dn_json_node){ .slot = DN_JSON_NO_SLOT,
		.len = len, .index = index_of(name, len), .parent = parent };
	nodes[at].name = calloc(1, len + DN_JSON_PADDING);
	if (nodes[at].name == NULL)
		return DN_JSON_NO_NODE;
	memcpy(nodes[at].name, name, len);
	fields->node_count++;
	return at;
}

/* Lay each node's children side by side; no node moves from now on. */
static int
lay_edges(struct dn_json_fields *fields)
{
	struct dn_json_edge *edge;

	fields->edges = calloc(fields->node_count, sizeof(*edge));
	if (fields->edges == NULL)
		return -1;
	edge = fields->edges;
	for (unsigned parent = 0; parent < fields->node_count; parent++) {
		struct dn_json_node *node = &fields->nodes[parent];

		node->edges = edge;
		for (unsigned at = 1; at < fields->node_count; at++) {
			struct dn_json_node *child = &fields->nodes[at];

			if (child->parent != parent)
				continue;
			edge->sign = dn_json_sign(child->name, child->len);
			edge->len = child->len;
			edge->child = child;
			node->filter |= dn_json_filter(edge->sign);
			edge++;
		}
		node->last = edge;
	}
	return 0;
}

/* Undo ~1 and ~0 of one part of a pointer in place; false when it is wrong. */
static bool
unescape_part(char *part, size_t *len)
{
	size_t n = 0;

	for (size_t i = 0; i < *len; i++) {
		char c = part[i];

		if (c == '~') {
			if (++i == *len || (part[i] != '0' && part[i] != '1'))
				return false;
			c = part[i] == '0' ? '~' : '/';
		}
		part[n++] = c;
	}
	*len = n;
	return true;
}

/* Enter one name or pointer as the field `slot`. */
static int
trie_add(struct dn_json_fields *fields, const char *name, int slot,
    struct dn_err *err)
{
	bool pointer = name[0] == '/';
	unsigned at = 0;
	char *copy = strdup(name), *part, *slash = NULL;

	if (copy == NULL)
		return dn_err_memory(err);
	for (part = copy + pointer; part != NULL;
	    part = slash != NULL ? slash + 1 : NULL) {
		size_t len;

		slash = pointer ? strchr(part, '/') : NULL;
		len = slash != NULL ? (size_t)(slash - part) : strlen(part);
		if (pointer && !unescape_part(part, &len)) {
			free(copy);
			return dn_err_set(err, DN_E_USAGE,
			    "\"%s\" is not a JSON pointer", name);
		}
		at = trie_child(fields, at, part, len);
		if (at == DN_JSON_NO_NODE) {
			free(copy);
			return dn_err_memory(err);
		}
	}
	free(copy);
	fields->same[slot] = fields->nodes[at].slot;
	fields->nodes[at].slot = slot;
	return 0;
}

struct dn_json_fields *
dn_json_fields_new(const char *const *names, size_t count, struct dn_err *err)
{
	struct dn_json_fields *fields = calloc(1, sizeof(*fields));

	if (fields == NULL)
		goto memory;
	fields->count = count;
	fields->nodes = calloc(1, sizeof(*fields->nodes));
	fields->same = calloc(count + 1, sizeof(*fields->same));
	if (fields->nodes == NULL || fields->same == NULL)
		goto memory;
	fields->nodes[0].slot = DN_JSON_NO_SLOT;
	fields->node_count = 1;
	for (size_t i = 0; i < count; i++)
		if (trie_add(fields, names[i], (int)i, err) < 0) {
			dn_json_fields_free(fields);
			return NULL;
		}
	if (lay_edges(fields) < 0)
		goto memory;
	return fields;
memory:
	dn_json_fields_free(fields);
	dn_err_memory(err);
	return NULL;
}

void
dn_json_fields_free(struct dn_json_fields *fields)
{
	if (fields == NULL)
		return;
	for (unsigned i = 0; i < fields->node_count; i++)
		free(fields->nodes[i].name);
	free(fields->nodes);
	free(fields->edges);
	free(fields->same);
	free(fields);
}
