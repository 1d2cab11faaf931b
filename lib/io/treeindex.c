/* SPDX-License-Identifier: MIT */
/* Names of many members: each has a number, which leads to its node. */
#include "io/treeindex.h"

#include <stdlib.h>

#include "core/names.h"

#define LEAST 128       /* members that the first list of nodes holds */

struct dn_tree_index {
	struct dn_names *names;
	struct dn_node **nodes;         /* the first of each name, or NULL */
	size_t cap;
};

/* Note a member; of two of one name the first.  -1 without memory. */
static int
note_name(struct dn_tree_index *index, struct dn_node *node)
{
	int added;
	size_t number = dn_names_add(index->names, node->name, &added);

	if (number == DN_NAMES_NONE)
		return -1;
	if (number >= index->cap) {
		size_t cap = index->cap == 0 ? LEAST : 2 * index->cap;
		struct dn_node **nodes = reallocarray(index->nodes, cap,
		    sizeof(struct dn_node *));

		if (nodes == NULL)
			return -1;
		index->nodes = nodes;
		index->cap = cap;
	}
	if (added || index->nodes[number] == NULL)
		index->nodes[number] = node;
	return 0;
}

/* Room for one more table; false without memory. */
static bool
make_room(struct dn_tree *tree)
{
	struct dn_tree_index *indexes;
	size_t cap = tree->index_cap == 0 ? 4 : 2 * tree->index_cap;

	if (tree->index_count < tree->index_cap)
		return true;
	if (tree->index_count == UINT16_MAX)
		return false;
	indexes = reallocarray(tree->indexes, cap, sizeof(*indexes));
	if (indexes == NULL)
		return false;
	tree->indexes = indexes;
	tree->index_cap = cap < UINT16_MAX ? cap : UINT16_MAX;
	return true;
}

bool
dn_tree_index_make(struct dn_tree *tree, struct dn_node *object)
{
	struct dn_tree_index *index;
	struct dn_node *node = object->first;

	if (!make_room(tree))
		return false;
	index = &tree->indexes[tree->index_count];
	*index = (struct dn_tree_index){ dn_names_new(), NULL, 0 };
	if (index->names == NULL)
		return false;
	object->index = (uint16_t)++tree->index_count;
	for (; node != NULL && object->index > 0; node = node->next)
		dn_tree_index_add(tree, object, node);
	return object->index > 0;
}

struct dn_node *
dn_tree_index_find(const struct dn_tree *tree, const struct dn_node *object,
    struct dn_span name)
{
	const struct dn_tree_index *index = &tree->indexes[object->index - 1];
	size_t number = dn_names_find(index->names, name);

	return number != DN_NAMES_NONE ? index->nodes[number] : NULL;
}

void
dn_tree_index_add(struct dn_tree *tree, struct dn_node *object,
    struct dn_node *node)
{
	/* Without memory for its names the object is one without a table. */
	if (note_name(&tree->indexes[object->index - 1], node) < 0)
		object->index = 0;
}

void
dn_tree_index_drop(const struct dn_tree *tree, const struct dn_node *object,
    const struct dn_node *node)
{
	const struct dn_tree_index *index = &tree->indexes[object->index - 1];
	size_t number = dn_names_find(index->names, node->name);

	if (number != DN_NAMES_NONE && index->nodes[number] == node)
		index->nodes[number] = NULL;
}

void
dn_tree_index_clear(struct dn_tree *tree)
{
	for (; tree->index_count > 0; tree->index_count--) {
		dn_names_free(tree->indexes[tree->index_count - 1].names);
		free(tree->indexes[tree->index_count - 1].nodes);
	}
}

void
dn_tree_index_release(struct dn_tree *tree)
{
	dn_tree_index_clear(tree);
	free(tree->indexes);
	tree->indexes = NULL;
	tree->index_cap = 0;
}
