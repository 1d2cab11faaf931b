/* SPDX-License-Identifier: MIT */
/* The asked-for members as a trie of names; for the scanner alone. */
#ifndef DN_IO_JSONFIELDS_H
#define DN_IO_JSONFIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "io/json.h"

#define DN_JSON_NO_SLOT (-1)
#define DN_JSON_NO_NODE 0u      /* the root is nobody's child */

/* A name; nodes[0] of the trie is the root and has none. */
struct dn_json_node {
	char *name;             /* owned, eight readable bytes at least */
	size_t len;
	int slot;               /* field whose value this is, or none */
	unsigned parent;
	unsigned edge, edges;   /* its children, side by side in `edges` */
};

/* The way to a child: what most names fail at is one comparison away. */
struct dn_json_edge {
	uint64_t sign;          /* dn_json_sign of the child's name */
	unsigned node;
};

struct dn_json_fields {
	struct dn_json_node *nodes;
	struct dn_json_edge *edges;
	unsigned node_count;
	int *same;              /* for each field the next one alike */
	size_t count;           /* of fields */
};

/*
 * The first eight bytes and the length in one word: equal words of names up
 * to eight bytes are equal names.  Reads eight bytes whatever the length.
 */
static inline uint64_t
dn_json_sign(const char *name, size_t len)
{
	uint64_t word;

	memcpy(&word, name, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	if (len < 8)
		word &= ((uint64_t)1 << (len * 8)) - 1;
#else
	if (len < 8)
		word = len == 0 ? 0 : word >> ((8 - len) * 8);
#endif
	return word ^ (uint64_t)len * 0x9e3779b97f4a7c15u;
}

static inline bool
dn_json_same_name(const char *a, size_t a_len, const char *b, size_t b_len)
{
	return a_len == b_len && memcmp(a, b, a_len) == 0;
}

#endif
