/* SPDX-License-Identifier: MIT */
/* JSON_MIN: a task and one annotation of it in one flat object, both ways. */
#include "formats/labelstudio_write.h"
#include "io/jsontext.h"

/* What the flat object calls the members of its annotation. */
static const char *const renamed[][2] = {
	{ "annotation_id", "id" }, { "annotator", "completed_by" },
	{ "created_at", "created_at" }, { "updated_at", "updated_at" },
	{ "lead_time", "lead_time" },
};

#define RENAMED (sizeof(renamed) / sizeof(renamed[0]))

/* The other name of a member, from column `from`; NULL for others. */
static const char *
other_name(struct dn_span name, int from)
{
	for (size_t i = 0; i < RENAMED; i++)
		if (dn_span_is(name, renamed[i][from]))
			return renamed[i][1 - from];
	return NULL;
}

static bool
is_size(struct dn_span name)
{
	return dn_span_is(name, "original_width") ||
	    dn_span_is(name, "original_height");
}

bool
dn_studio_is_flat(struct dn_tree *tree, struct dn_node *task)
{
	return dn_node_get(tree, task, "annotation_id") != NULL &&
	    dn_node_get(tree, task, "annotator") != NULL &&
	    dn_node_get(tree, task, "data") == NULL &&
	    dn_node_get(tree, task, "annotations") == NULL &&
	    dn_node_get(tree, task, "completions") == NULL &&
	    dn_node_get(tree, task, "predictions") == NULL;
}

/* ---- reading --------------------------------------------------------- */

/* The type of an answer: it is called as the member with its labels. */
static struct dn_span
type_of(struct dn_tree *tree, struct dn_node *answer)
{
	struct dn_node *node = dn_node_type(answer) == DN_JSON_OBJECT ?
	    dn_node_first(tree, answer) : NULL;

	for (; node != NULL; node = node->next) {
		enum dn_studio_answer kind = dn_studio_answer(node->name);

		if (node->type == DN_JSON_ARRAY && dn_span_equal(
		    dn_studio_member(node->name), node->name) &&
		    (kind == DN_STUDIO_REGION || kind == DN_STUDIO_CHOICES ||
		    kind == DN_STUDIO_TAXONOMY))
			return node->name;
	}
	return (struct dn_span){ NULL, 0 };
}

/* Choices stand alone, all else in lists: then it is no data. */
static bool
is_answer(struct dn_tree *tree, struct dn_node *member)
{
	struct dn_node *one = dn_node_first(tree, member);

	if (dn_node_type(member) == DN_JSON_OBJECT)
		return dn_span_is(type_of(tree, member), "choices") &&
		    one->next == NULL;
	if (dn_node_type(member) != DN_JSON_ARRAY || one == NULL)
		return false;
	for (; one != NULL; one = one->next)
		if (type_of(tree, one).ptr == NULL ||
		    dn_span_is(type_of(tree, one), "choices"))
			return false;
	return true;
}

/* Append ,"name":value, or without the comma at the start of an object. */
static void
add_member(struct dn_bytes *out, struct dn_span name, struct dn_span raw)
{
	if (out->len > 0 && out->data[out->len - 1] != '{')
		dn_bytes_add_byte(out, ',');
	dn_json_write_text(out, name);
	dn_bytes_add_byte(out, ':');
	dn_bytes_add_span(out, raw);
}

/* An answer as an entry of a result. */
static void
add_entry(struct dn_tree *tree, struct dn_span name, struct dn_node *answer,
    struct dn_bytes *out)
{
	struct dn_node *node;

	if (out->data[out->len - 1] == '}')
		dn_bytes_add_byte(out, ',');
	dn_bytes_add_text(out, "{\"from_name\":");
	dn_json_write_text(out, name);
	dn_bytes_add_text(out, ",\"type\":");
	dn_json_write_text(out, type_of(tree, answer));
	for (node = dn_node_first(tree, answer); node != NULL;
	    node = node->next)
		if (is_size(node->name))
			add_member(out, node->name, node->raw);
	dn_bytes_add_text(out, ",\"value\":{");
	for (node = dn_node_first(tree, answer); node != NULL;
	    node = node->next)
		if (!is_size(node->name))
			add_member(out, node->name, node->raw);
	dn_bytes_add_text(out, "}}");
}

void
dn_studio_widen(struct dn_tree *tree, struct dn_node *task,
    struct dn_bytes *out)
{
	struct dn_node *node = dn_node_first(tree, task), *one;

	dn_bytes_clear(out);
	dn_bytes_add_text(out, "{\"data\":{");
	for (; node != NULL; node = node->next)
		if (other_name(node->name, 0) == NULL &&
		    !dn_span_is(node->name, "id") && !is_answer(tree, node))
			add_member(out, node->name, node->raw);
	dn_bytes_add_text(out, "}");
	node = dn_node_get(tree, task, "id");
	if (node != NULL)
		add_member(out, node->name, node->raw);
	dn_bytes_add_text(out, ",\"annotations\":[{");
	for (node = dn_node_first(tree, task); node != NULL;
	    node = node->next)
		if (other_name(node->name, 0) != NULL)
			add_member(out, dn_span_of(other_name(node->name, 0)),
			    node->raw);
	dn_bytes_add_text(out, ",\"result\":[");
	for (node = dn_node_first(tree, task); node != NULL;
	    node = node->next) {
		if (other_name(node->name, 0) != NULL ||
		    !is_answer(tree, node))
			continue;
		one = node->type == DN_JSON_OBJECT ? node :
		    dn_node_first(tree, node);
		for (; one != NULL; one = node == one ? NULL : one->next)
			add_entry(tree, node->name, one, out);
	}
	dn_bytes_add_text(out, "]}]}");
}

/* ---- writing --------------------------------------------------------- */

/* Copy the members of `from` to `to`, which must not have them yet. */
static bool
copy_members(struct dn_tree *out, struct dn_node *from, struct dn_tree *tree,
    struct dn_node *to, struct dn_bytes *scratch)
{
	struct dn_node *node = dn_node_first(tree, from);

	for (; node != NULL; node = node->next) {
		if (dn_node_find(out, to, node->name) != NULL)
			return false;
		dn_bytes_clear(scratch);
		dn_tree_write(node, scratch);
		dn_node_set_raw_named(out, to, node->name,
		    dn_bytes_span(scratch));
	}
	return true;
}

/* An entry back to an answer of the flat object. */
static bool
flatten_entry(struct dn_studio_writer *writer, struct dn_node *entry,
    struct dn_node *root)
{
	struct dn_tree *tree = &writer->task, *out = &writer->entry;
	struct dn_node *node = dn_node_first(tree, entry), *list, *answer;
	struct dn_node *value = dn_node_get(tree, entry, "value");
	struct dn_span name = dn_node_text(tree, dn_node_get(tree, entry,
	    "from_name"));
	bool choices = dn_span_is(dn_node_text(tree, dn_node_get(tree, entry,
	    "type")), "choices");

	if (name.ptr == NULL || dn_node_type(value) != DN_JSON_OBJECT)
		return false;
	for (; node != NULL; node = node->next)
		if (!is_size(node->name) && !dn_span_is(node->name, "type") &&
		    !dn_span_is(node->name, "value") &&
		    !dn_span_is(node->name, "from_name"))
			return false;
	list = dn_node_find(out, root, name);
	if (choices && list != NULL)
		return false;
	if (list == NULL)
		list = dn_node_set_raw_named(out, root, name, choices ?
		    DN_SPAN("{}") : DN_SPAN("[]"));
	answer = choices ? list : dn_node_add_object(out, list);
	if (!copy_members(out, value, tree, answer, &writer->scratch))
		return false;
	for (node = dn_node_first(tree, entry); node != NULL;
	    node = node->next)
		if (is_size(node->name))
			dn_node_set_copy(out, answer, dn_span_is(node->name,
			    "original_width") ? "original_width" :
			    "original_height", node);
	return true;
}

/* The annotation's members, and its entries. */
static bool
flatten_set(struct dn_studio_writer *writer, struct dn_node *set,
    struct dn_node *root)
{
	struct dn_tree *tree = &writer->task, *out = &writer->entry;
	struct dn_node *node = dn_node_first(tree, set), *entry;

	for (; node != NULL; node = node->next) {
		const char *name = other_name(node->name, 1);

		if (name != NULL)
			dn_node_set_copy(out, root, name, node);
		else if (!dn_span_is(node->name, "result") ||
		    node->type != DN_JSON_ARRAY)
			return false;
	}
	entry = dn_node_first(tree, dn_node_get(tree, set, "result"));
	for (; entry != NULL; entry = entry->next)
		if (!flatten_entry(writer, entry, root))
			return false;
	return true;
}

bool
dn_studio_flatten(struct dn_studio_writer *writer)
{
	struct dn_tree *tree = &writer->task;
	struct dn_node *root = dn_studio_begin(writer), *node;
	struct dn_node *sets = dn_node_get(tree, tree->root, "annotations");

	if (dn_node_count(tree, sets) != 1)
		return false;
	for (node = dn_node_first(tree, tree->root); node != NULL;
	    node = node->next)
		if (!dn_span_is(node->name, "id") && node != sets &&
		    !dn_span_is(node->name, "data"))
			return false;
	dn_node_set_copy(&writer->entry, root, "id",
	    dn_node_get(tree, tree->root, "id"));
	return copy_members(&writer->entry, dn_node_get(tree, tree->root,
	    "data"), tree, root, &writer->scratch) &&
	    flatten_set(writer, dn_node_first(tree, sets), root);
}
