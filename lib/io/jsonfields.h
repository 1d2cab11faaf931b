/* SPDX-License-Identifier: MIT */
/* The asked-for members as a trie of names; for the scanner alone. */
#ifndef DN_IO_JSONFIELDS_H
#define DN_IO_JSONFIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/json.h"
#include "io/jsonkeys.h"

#define DN_JSON_NO_SLOT (-1)
#define DN_JSON_NO_NODE 0u      /* the root is nobody's child */

/* A name; nodes[0] of the trie is the root and has none. */
struct dn_json_node {
	char *name;             /* owned, eight readable bytes at least */
	size_t len;
	size_t index;           /* the name as an array's index, or SIZE_MAX */
	int slot;               /* field whose value this is, or none */
	unsigned parent;
	uint64_t filter;        /* dn_json_filter of all its children's names */
	const struct dn_json_edge *edges, *last;        /* to its children */
};

/* The way to a child, with what most names fail at. */
struct dn_json_edge {
	uint64_t sign;          /* dn_json_sign of the child's name */
	size_t len;             /* of that name */
	const struct dn_json_node *child;
};

struct dn_json_fields {
	struct dn_json_node *nodes;
	struct dn_json_edge *edges;     /* each node's side by side */
	unsigned node_count;
	int *same;              /* for each field the next one alike */
	size_t count;           /* of fields */
};

#endif
