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

/* The type that a control of that name gives a text, or NULL. */
static const char *
type_by_name(const struct dn_studio_task *task, struct dn_span name)
{
	if (dn_names_find(task->choices, name) != DN_NAMES_NONE)
		return "choices";
	return dn_names_find(task->areas, name) != DN_NAMES_NONE ?
	    "textarea" : NULL;
}

/* Is it what a control of that name writes, alone or in a list? */
static bool
is_text(const struct dn_studio_task *task, struct dn_span name,
    struct dn_node *node)
{
	const char *type = type_by_name(task, name);

	return type != NULL && (node->type == DN_JSON_STRING ||
	    (node->type == DN_JSON_OBJECT && dn_node_find(task->tree, node,
	    dn_studio_member(dn_span_of(type))) != NULL));
}

/* Choices stand alone, all else in lists: then it is no data. */
static bool
is_answer(const struct dn_studio_task *task, struct dn_node *member)
{
	struct dn_tree *tree = task->tree;
	struct dn_node *one = dn_node_first(tree, member);
	size_t texts = 0, count = 0;

	if (is_text(task, member->name, member))
		return true;
	if (dn_node_type(member) == DN_JSON_OBJECT)
		return dn_span_is(type_of(tree, member), "choices") &&
		    one->next == NULL;
	if (dn_node_type(member) != DN_JSON_ARRAY || one == NULL)
		return false;
	for (; one != NULL; one = one->next, count++)
		texts += is_text(task, member->name, one);
	if (texts == count)
		return true;
	for (one = dn_node_first(tree, member); one != NULL; one = one->next)
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

/* An answer as an entry of a result; `listed`: it is one of a list. */
static void
add_entry(struct dn_studio_task *task, struct dn_span name,
    struct dn_node *answer, bool listed, struct dn_bytes *out)
{
	struct dn_tree *tree = task->tree;
	struct dn_node *node = dn_node_first(tree, answer);
	bool text = is_text(task, name, answer);
	struct dn_span type = text ? dn_span_of(type_by_name(task, name)) :
	    type_of(tree, answer);

	if (out->len > 0 && out->data[out->len - 1] == '}')
		dn_bytes_add_byte(out, ',');
	dn_bytes_add_text(out, "{\"from_name\":");
	dn_json_write_text(out, name);
	dn_bytes_add_text(out, ",\"type\":");
	dn_json_write_text(out, type);
	if (text)
		add_member(out, DN_SPAN(DN_STUDIO_MIN), listed ?
		    DN_SPAN("\"list\"") : DN_SPAN("\"alone\""));
	if (answer->type == DN_JSON_STRING) {
		dn_bytes_add_text(out, ",\"value\":{");
		dn_json_write_text(out, dn_studio_member(type));
		dn_bytes_add_text(out, ":[");
		dn_bytes_add_span(out, answer->raw);
		dn_bytes_add_text(out, "]}}");
		return;
	}
	for (; node != NULL; node = node->next)
		if (is_size(node->name))
			add_member(out, node->name, node->raw);
	dn_bytes_add_text(out, ",\"value\":{");
	for (node = dn_node_first(tree, answer); node != NULL;
	    node = node->next)
		if (!is_size(node->name))
			add_member(out, node->name, node->raw);
	dn_bytes_add_text(out, "}}");
}

/* Is the member data: no answer, and the same in all objects? */
static bool
is_data(struct dn_studio_task *task, struct dn_node *member)
{
	if (other_name(member->name, 0) != NULL ||
	    dn_span_is(member->name, "id") || is_answer(task, member))
		return false;
	for (size_t i = 0; i < task->flat_count; i++) {
		struct dn_node *other = dn_node_find(task->tree,
		    task->flats[i], member->name);

		if (other == NULL || !dn_span_equal(other->raw, member->raw))
			return false;
	}
	return true;
}

/* One of the objects as an annotation. */
static void
add_annotation(struct dn_studio_task *task, struct dn_node *flat,
    struct dn_bytes *out)
{
	struct dn_tree *tree = task->tree;
	struct dn_node *node = dn_node_first(tree, flat), *one;
	bool own = false;

	dn_bytes_add_byte(out, '{');
	for (; node != NULL; node = node->next)
		if (other_name(node->name, 0) != NULL)
			add_member(out, dn_span_of(other_name(node->name, 0)),
			    node->raw);
		else if (!dn_span_is(node->name, "id"))
			own |= !is_answer(task, node) && !is_data(task, node);
	if (own)
		add_member(out, DN_SPAN(DN_STUDIO_MIN), DN_SPAN("{"));
	for (node = dn_node_first(tree, flat); own && node != NULL;
	    node = node->next)
		if (other_name(node->name, 0) == NULL &&
		    !dn_span_is(node->name, "id") && !is_answer(task, node) &&
		    !is_data(task, node))
			add_member(out, node->name, node->raw);
	dn_bytes_add_text(out, own ? "},\"result\":[" : ",\"result\":[");
	for (node = dn_node_first(tree, flat); node != NULL;
	    node = node->next) {
		bool list = node->type == DN_JSON_ARRAY;

		if (other_name(node->name, 0) != NULL ||
		    !is_answer(task, node))
			continue;
		one = list ? dn_node_first(tree, node) : node;
		for (; one != NULL; one = list ? one->next : NULL)
			add_entry(task, node->name, one, list, out);
	}
	dn_bytes_add_text(out, "]}");
}

void
dn_studio_widen(struct dn_studio_task *task)
{
	struct dn_tree *tree = task->tree;
	struct dn_bytes *out = &task->scratch;
	struct dn_node *node = dn_node_first(tree, task->task);

	dn_bytes_clear(out);
	dn_bytes_add_text(out, "{\"data\":{");
	for (; node != NULL; node = node->next)
		if (is_data(task, node))
			add_member(out, node->name, node->raw);
	dn_bytes_add_text(out, "}");
	node = dn_node_get(tree, task->task, "id");
	if (node != NULL)
		add_member(out, node->name, node->raw);
	dn_bytes_add_text(out, ",\"annotations\":[");
	for (size_t i = 0; i < task->flat_count && out->failed == DN_E_NONE;
	    i++) {
		if (i > 0)
			dn_bytes_add_byte(out, ',');
		add_annotation(task, task->flats[i], out);
	}
	dn_bytes_add_text(out, "]}");
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

/* The text that a value with nothing else has, as it stood; or NULL. */
static struct dn_node *
lone_text(struct dn_tree *tree, struct dn_node *value, struct dn_span type)
{
	struct dn_node *list = dn_node_find(tree, value,
	    dn_studio_member(type));
	struct dn_node *text = dn_node_type(list) == DN_JSON_ARRAY ?
	    dn_node_first(tree, list) : NULL;

	return text != NULL && text->next == NULL &&
	    text->type == DN_JSON_STRING && dn_node_count(tree, value) == 1 ?
	    text : NULL;
}

/* Where an answer goes: into its list, or to the object itself. */
static bool
add_answer(struct dn_tree *out, struct dn_node *root, struct dn_span name,
    bool alone, struct dn_span raw)
{
	struct dn_node *list = dn_node_find(out, root, name);

	if (list != NULL && (alone || list->type != DN_JSON_ARRAY))
		return false;
	if (alone) {
		dn_node_set_raw_named(out, root, name, raw);
		return true;
	}
	if (list == NULL)
		list = dn_node_set_raw_named(out, root, name, DN_SPAN("[]"));
	dn_node_add_raw(out, list, raw);
	return true;
}

/* The value of an entry, with the sizes that stand beside it. */
static bool
flat_value(struct dn_tree *tree, struct dn_node *entry, struct dn_span type,
    bool texts, struct dn_bytes *text)
{
	struct dn_node *value = dn_node_get(tree, entry, "value");
	struct dn_node *node = texts ? lone_text(tree, value, type) : NULL;

	dn_bytes_clear(text);
	if (node != NULL) {
		dn_bytes_add_span(text, node->raw);
		return true;
	}
	dn_bytes_add_byte(text, '{');
	for (node = dn_node_first(tree, value); node != NULL;
	    node = node->next)
		if (is_size(node->name))
			return false;
		else
			add_member(text, node->name, node->raw);
	for (node = dn_node_first(tree, entry); node != NULL;
	    node = node->next)
		if (is_size(node->name))
			add_member(text, node->name, node->raw);
	dn_bytes_add_byte(text, '}');
	return text->failed == DN_E_NONE;
}

/* An entry back to an answer of the flat object. */
static bool
flatten_entry(struct dn_studio_writer *writer, struct dn_node *entry,
    struct dn_node *root)
{
	struct dn_tree *tree = &writer->task;
	struct dn_node *node = dn_node_first(tree, entry);
	struct dn_span name = dn_node_text(tree, dn_node_get(tree, entry,
	    "from_name"));
	struct dn_span type = dn_node_text(tree, dn_node_get(tree, entry,
	    "type"));
	struct dn_span min = dn_node_text(tree, dn_node_get(tree, entry,
	    DN_STUDIO_MIN));
	bool alone = min.ptr != NULL ? dn_span_is(min, "alone") :
	    dn_span_is(type, "choices");

	if (name.ptr == NULL || dn_node_type(dn_node_get(tree, entry,
	    "value")) != DN_JSON_OBJECT)
		return false;
	for (; node != NULL; node = node->next)
		if (!is_size(node->name) && !dn_span_is(node->name, "type") &&
		    !dn_span_is(node->name, "value") &&
		    !dn_span_is(node->name, "from_name") &&
		    !dn_span_is(node->name, DN_STUDIO_MIN))
			return false;
	return flat_value(tree, entry, type, min.ptr != NULL,
	    &writer->scratch) && add_answer(&writer->entry, root, name, alone,
	    dn_bytes_span(&writer->scratch));
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
		else if (dn_span_is(node->name, DN_STUDIO_MIN) &&
		    node->type == DN_JSON_OBJECT) {
			if (!copy_members(out, node, tree, root,
			    &writer->scratch))
				return false;
		} else if (!dn_span_is(node->name, "result") ||
		    node->type != DN_JSON_ARRAY) {
			return false;
		}
	}
	entry = dn_node_first(tree, dn_node_get(tree, set, "result"));
	for (; entry != NULL; entry = entry->next)
		if (!flatten_entry(writer, entry, root))
			return false;
	return true;
}

/* One set with its task as a flat object, in writer->entry. */
static bool
flatten_one(struct dn_studio_writer *writer, struct dn_node *set)
{
	struct dn_tree *tree = &writer->task;
	struct dn_node *root = dn_studio_begin(writer);
	struct dn_node *id = dn_node_get(tree, tree->root, "id");

	if (id != NULL)
		dn_node_set_copy(&writer->entry, root, "id", id);
	return copy_members(&writer->entry, dn_node_get(tree, tree->root,
	    "data"), tree, root, &writer->scratch) &&
	    flatten_set(writer, set, root);
}

bool
dn_studio_flatten(struct dn_studio_writer *writer, bool several,
    struct dn_bytes *out)
{
	struct dn_tree *tree = &writer->task;
	struct dn_node *sets = dn_node_get(tree, tree->root, "annotations");
	struct dn_node *node = dn_node_first(tree, tree->root);
	size_t count = dn_node_count(tree, sets);

	dn_bytes_clear(out);
	if (count == 0 || (count > 1 && !several))
		return false;
	for (; node != NULL; node = node->next)
		if (!dn_span_is(node->name, "id") && node != sets &&
		    !dn_span_is(node->name, "data"))
			return false;
	for (node = dn_node_first(tree, sets); node != NULL;
	    node = node->next) {
		if (!flatten_one(writer, node))
			return false;
		if (writer->entry.failed)
			tree->failed = true;
		dn_bytes_add_text(out, out->len > 0 ? ",\n" : "");
		dn_tree_write(writer->entry.root, out);
	}
	return true;
}
