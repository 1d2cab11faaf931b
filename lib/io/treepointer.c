/* SPDX-License-Identifier: MIT */
/* Where a node stands in its tree, as a JSON pointer. */
#include "io/tree.h"

void
dn_node_step(struct dn_span name, struct dn_bytes *out)
{
	dn_bytes_add_byte(out, '/');
	for (size_t at = 0; at < name.len; at++) {
		if (name.ptr[at] == '~')
			dn_bytes_add_text(out, "~0");
		else if (name.ptr[at] == '/')
			dn_bytes_add_text(out, "~1");
		else
			dn_bytes_add_byte(out, name.ptr[at]);
	}
}

/* Append the step that leads to `node`. */
static void
write_step(const struct dn_node *node, struct dn_bytes *out)
{
	const struct dn_node *before;
	uint64_t index = 0;

	if (node->parent->type == DN_JSON_OBJECT) {
		dn_node_step(node->name, out);
		return;
	}
	for (before = node->prev; before != NULL; before = before->prev)
		index++;
	dn_bytes_add_byte(out, '/');
	dn_bytes_add_uint(out, index);
}

void
dn_node_pointer(const struct dn_node *node, struct dn_bytes *out)
{
	const struct dn_node *path[DN_JSON_DEPTH];
	size_t depth = 0;

	for (; node != NULL && node->parent != NULL && depth < DN_JSON_DEPTH;
	    node = node->parent)
		path[depth++] = node;
	while (depth > 0)
		write_step(path[--depth], out);
}
