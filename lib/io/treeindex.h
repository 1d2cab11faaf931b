/* SPDX-License-Identifier: MIT */
/* A table of names for objects with many members; for io/tree.c alone. */
#ifndef DN_IO_TREEINDEX_H
#define DN_IO_TREEINDEX_H

#include "io/tree.h"

/*
 * Make the table of an object whose members are all there.  False without
 * memory, or where there are 65535 already: then it goes on without.
 */
bool dn_tree_index_make(struct dn_tree *tree, struct dn_node *object);

/*
 * The functions below are for objects that have a table.  Find the first
 * member of a name, or NULL; note a member that was appended; and forget one
 * that is taken out.
 */
struct dn_node *dn_tree_index_find(const struct dn_tree *tree,
    const struct dn_node *object, struct dn_span name);
void dn_tree_index_add(struct dn_tree *tree, struct dn_node *object,
    struct dn_node *node);
void dn_tree_index_drop(const struct dn_tree *tree,
    const struct dn_node *object, const struct dn_node *node);

/* Forget all tables of the tree; release frees their list, too. */
void dn_tree_index_clear(struct dn_tree *tree);
void dn_tree_index_release(struct dn_tree *tree);

#endif
