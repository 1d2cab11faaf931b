/* SPDX-License-Identifier: MIT */
/* An annotation with its task in it, as storages are given them, both ways. */
#include "formats/labelstudio_write.h"
#include "formats/rawjson.h"

bool
dn_studio_is_lone(struct dn_tree *tree, struct dn_node *node)
{
	struct dn_node *task = dn_node_get(tree, node, "task");

	if (dn_node_type(dn_node_get(tree, node, "result")) != DN_JSON_ARRAY ||
	    dn_node_type(task) != DN_JSON_OBJECT ||
	    dn_node_type(dn_node_get(tree, task, "data")) != DN_JSON_OBJECT ||
	    dn_node_get(tree, node, "data") != NULL)
		return false;
	for (int i = 0; i < DN_STUDIO_LISTS; i++)
		if (dn_node_get(tree, node, dn_studio_lists[i]) != NULL ||
		    dn_node_get(tree, task, dn_studio_lists[i]) != NULL)
			return false;
	return true;
}

/* Append an object, but for a member that it has. */
static void
add_without(struct dn_bytes *out, struct dn_tree *tree,
    struct dn_node *object, const char *name)
{
	struct dn_node *node = dn_node_first(tree, object);

	dn_bytes_add_byte(out, '{');
	for (; node != NULL; node = node->next)
		if (!dn_span_is(node->name, name))
			dn_rawjson_member(out, node->name, node);
}

void
dn_studio_turn(struct dn_studio_task *task)
{
	struct dn_bytes *out = &task->scratch;

	dn_bytes_clear(out);
	add_without(out, task->tree, dn_node_get(task->tree, task->task,
	    "task"), "");
	dn_rawjson_name(out, DN_SPAN("annotations"));
	dn_bytes_add_byte(out, '[');
	add_without(out, task->tree, task->task, "task");
	dn_bytes_add_text(out, "}]}");
}

bool
dn_studio_turn_back(struct dn_studio_writer *writer, struct dn_bytes *out)
{
	struct dn_tree *tree = &writer->task;
	struct dn_node *list = dn_node_get(tree, tree->root, "annotations");

	if (dn_node_count(tree, list) != 1 ||
	    dn_node_get(tree, tree->root, "predictions") != NULL)
		return false;
	dn_bytes_clear(out);
	add_without(out, tree, dn_node_first(tree, list), "task");
	dn_rawjson_name(out, DN_SPAN("task"));
	add_without(out, tree, tree->root, "annotations");
	dn_bytes_add_text(out, "}}");
	return true;
}
