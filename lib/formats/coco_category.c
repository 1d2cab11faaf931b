/* SPDX-License-Identifier: MIT */
/* COCO's categories as labels, and what else a document says of all. */
#include <stdio.h>
#include <stdlib.h>

#include "formats/coco.h"
#include "io/jsontext.h"

/* Keep a member that the model lacks, under its pointer. */
static void
keep(struct dn_tree *tree, struct dn_node *object, struct dn_node *member)
{
	struct dn_bytes pointer;

	dn_bytes_init(&pointer, SIZE_MAX / 2);
	dn_node_step(member->name, &pointer);
	if (pointer.failed != DN_E_NONE)
		tree->failed = true;
	dn_raw_set(tree, object, dn_bytes_span(&pointer), member->raw);
	dn_bytes_release(&pointer);
}

/*
 * Put the members that `names` (NULL-ended) lists behind the others, in its
 * order: what is written and read again then gives the same record.
 */
static void
put_in_order(struct dn_tree *tree, struct dn_node *object,
    const char *const *names)
{
	for (; *names != NULL; names++)
		dn_node_put_last(dn_node_get(tree, object, *names));
}

/* ---- ids ------------------------------------------------------------- */

/* The number that a plain id such as 17 is, or DN_COCO_PLAIN. */
static size_t
plain_id(struct dn_span raw)
{
	size_t number = 0;

	if (raw.len > 3)
		return DN_COCO_PLAIN;
	for (size_t i = 0; i < raw.len; i++) {
		if (raw.ptr[i] < '0' || raw.ptr[i] > '9')
			return DN_COCO_PLAIN;
		number = number * 10 + (size_t)(raw.ptr[i] - '0');
	}
	return number;
}

int
dn_coco_categories_init(struct dn_coco_categories *categories,
    struct dn_err *err)
{
	memset(categories, 0, sizeof(*categories));
	dn_item_init(&categories->header);
	dn_item_begin_header(&categories->header);
	categories->ids = dn_names_new();
	categories->labels = dn_names_new();
	categories->asked_others = dn_names_new();
	if (categories->ids == NULL || categories->labels == NULL ||
	    categories->asked_others == NULL)
		return dn_err_memory(err);
	return 0;
}

void
dn_coco_categories_release(struct dn_coco_categories *categories)
{
	dn_item_release(&categories->header);
	dn_names_free(categories->ids);
	dn_names_free(categories->labels);
	dn_names_free(categories->asked_others);
	free(categories->of);
}

/* Note which label a category id stands for. */
static int
map_id(struct dn_coco_categories *categories, const struct dn_json_value *id,
    struct dn_coco_label label, struct dn_bytes *scratch, struct dn_err *err)
{
	size_t number;
	int added;

	if (categories->count == categories->cap) {
		size_t cap = categories->cap == 0 ? 64 : categories->cap * 2;
		struct dn_coco_label *of = reallocarray(categories->of, cap,
		    sizeof(*of));

		if (of == NULL)
			return dn_err_memory(err);
		categories->of = of;
		categories->cap = cap;
	}
	dn_bytes_clear(scratch);
	dn_json_canonical(id, scratch);
	number = scratch->failed == DN_E_NONE ? dn_names_add(categories->ids,
	    dn_bytes_span(scratch), &added) : DN_NAMES_NONE;
	if (number == DN_NAMES_NONE)
		return dn_err_memory(err);
	/* Of two categories with one id the first is meant. */
	if (!added)
		return 0;
	categories->of[categories->count++] = label;
	number = plain_id(dn_bytes_span(scratch));
	if (number < DN_COCO_PLAIN)
		categories->plain[number] = (uint32_t)categories->count;
	return 0;
}

struct dn_coco_label
dn_coco_find(const struct dn_coco_categories *categories,
    const struct dn_json_value *id, struct dn_bytes *scratch)
{
	size_t number = plain_id(id->raw);

	if (number < DN_COCO_PLAIN && categories->plain[number] > 0)
		return categories->of[categories->plain[number] - 1];
	dn_bytes_clear(scratch);
	dn_json_canonical(id, scratch);
	number = dn_names_find(categories->ids, dn_bytes_span(scratch));
	if (number == DN_NAMES_NONE || scratch->failed != DN_E_NONE)
		return (struct dn_coco_label){ .id = { NULL, 0 } };
	return categories->of[number];
}

int
dn_coco_ask(struct dn_coco_categories *categories,
    const struct dn_json_value *id, struct dn_bytes *scratch,
    struct dn_err *err)
{
	size_t number = plain_id(id->raw);

	if (number < DN_COCO_PLAIN) {
		categories->asked[number] = true;
		return 0;
	}
	dn_bytes_clear(scratch);
	dn_json_canonical(id, scratch);
	if (dn_bytes_check(scratch, err) < 0)
		return -1;
	return dn_names_add(categories->asked_others, dn_bytes_span(scratch),
	    NULL) == DN_NAMES_NONE ? dn_err_memory(err) : 0;
}

bool
dn_coco_answered(const struct dn_coco_categories *categories)
{
	for (size_t i = 0; i < DN_COCO_PLAIN; i++)
		if (categories->asked[i] && categories->plain[i] == 0)
			return false;
	for (size_t i = 0; i < dn_names_count(categories->asked_others); i++)
		if (dn_names_find(categories->ids, dn_names_get(
		    categories->asked_others, i)) == DN_NAMES_NONE)
			return false;
	return true;
}

/* ---- categories ------------------------------------------------------ */

/* Is a number that is an integer spelt as the writer spells it? */
static bool
is_plain(const struct dn_node *number)
{
	for (size_t i = 0; i < number->raw.len; i++)
		if (number->raw.ptr[i] < '0' || number->raw.ptr[i] > '9')
			return false;
	return true;
}

bool
dn_coco_read_color(struct dn_tree *tree, struct dn_node *list, char color[8],
    bool *same)
{
	struct dn_node *node = dn_node_first(tree, list);
	int64_t parts[3];

	*same = true;
	for (int i = 0; i < 3; i++, node = node->next) {
		if (!dn_node_int(node, &parts[i]) || parts[i] < 0 ||
		    parts[i] > 255)
			return false;
		*same = *same && is_plain(node);
	}
	snprintf(color, 8, "#%02x%02x%02x", (unsigned)parts[0],
	    (unsigned)parts[1], (unsigned)parts[2]);
	return node == NULL && list->type == DN_JSON_ARRAY;
}

bool
dn_coco_read_skeleton(struct dn_tree *tree, struct dn_node *list,
    struct dn_bytes *out, bool *same)
{
	struct dn_node *edge = dn_node_first(tree, list), *end;
	const char *before = "[";
	int64_t number;

	*same = true;
	for (; edge != NULL; edge = edge->next) {
		if (edge->type != DN_JSON_ARRAY ||
		    dn_node_count(tree, edge) != 2)
			return false;
		dn_bytes_add_text(out, before);
		before = "[";
		end = dn_node_first(tree, edge);
		for (; end != NULL; end = end->next) {
			if (!dn_node_int(end, &number) || number < 1)
				return false;
			*same = *same && is_plain(end);
			dn_bytes_add_text(out, before);
			dn_bytes_add_int(out, number - 1);
			before = ",";
		}
		dn_bytes_add_byte(out, ']');
	}
	dn_bytes_add_text(out, out->len > 0 ? "]" : "[]");
	return list->type == DN_JSON_ARRAY;
}

/* A colour or a skeleton; what it is not, or spells otherwise, is kept. */
static void
take_drawing(struct dn_tree *tree, struct dn_node *label,
    struct dn_node *member)
{
	bool same = false;
	struct dn_bytes edges;
	char color[8];

	dn_bytes_init(&edges, SIZE_MAX / 2);
	if (dn_span_is(member->name, "color")) {
		if (dn_coco_read_color(tree, member, color, &same))
			dn_node_set_text(tree, label, "color",
			    dn_span_of(color));
		else
			same = false;
	} else if (dn_coco_read_skeleton(tree, member, &edges, &same)) {
		dn_node_set_raw(tree, label, "edges", dn_bytes_span(&edges));
	} else {
		same = false;
	}
	if (!same)
		keep(tree, label, member);
	if (edges.failed != DN_E_NONE)
		tree->failed = true;
	dn_bytes_release(&edges);
}

/* One member of a category to the label; what does not fit is kept. */
static void
take_category_member(struct dn_tree *tree, struct dn_node *label,
    struct dn_node *member)
{
	if (dn_span_is(member->name, "id") || dn_span_is(member->name, "name"))
		return;
	/* A label is not its own parent. */
	if (dn_span_is(member->name, "supercategory") &&
	    member->type == DN_JSON_STRING && member->raw.len > 2 &&
	    !dn_span_equal(member->raw,
	    dn_node_get(tree, label, "name")->raw)) {
		dn_node_set_raw(tree, label, "parent", member->raw);
	} else if (dn_span_is(member->name, "keypoints") &&
	    member->type == DN_JSON_ARRAY) {
		dn_node_set_raw(tree, label, "keypoints", member->raw);
	} else if (dn_span_is(member->name, "color") ||
	    dn_span_is(member->name, "skeleton")) {
		take_drawing(tree, label, member);
	} else {
		keep(tree, label, member);
	}
}

/* Keep a category that cannot be a label whole, by its number. */
static void
keep_category(struct dn_coco_categories *categories,
    const struct dn_node *category)
{
	struct dn_item *header = &categories->header;
	char pointer[48];

	snprintf(pointer, sizeof(pointer), "/categories/%zu",
	    dn_names_count(categories->labels) + categories->odd++);
	dn_raw_set(&header->tree, header->root, dn_span_of(pointer),
	    category->raw);
}

/* A category as a new label of the header. */
static void
add_label(struct dn_coco_categories *categories, struct dn_node *category,
    struct dn_node *name, struct dn_node *id)
{
	static const char *const order[] = { "supercategory", "keypoints",
		"skeleton", "color", NULL };
	struct dn_item *header = &categories->header;
	struct dn_tree *tree = &header->tree;
	struct dn_node *label, *member;

	label = dn_node_add_object(tree,
	    dn_node_need_array(tree, header->root, "labels"));
	dn_node_set_raw(tree, label, "name", name->raw);
	dn_node_set_raw(tree, dn_node_set_object(tree, label, "ids"), "coco",
	    id->raw);
	put_in_order(tree, category, order);
	for (member = dn_node_first(tree, category); member != NULL;
	    member = member->next)
		take_category_member(tree, label, member);
	dn_node_put_last(dn_node_get(tree, label, "source"));
}

/*
 * A category with an id: a label of the header, or kept whole where it can be
 * none; what its annotations are called either way: one without a name by its
 * id.
 */
static int
take_category(struct dn_coco_categories *categories,
    struct dn_node *category, bool is_label, struct dn_coco_label *label,
    struct dn_err *err)
{
	struct dn_tree *tree = &categories->header.tree;
	struct dn_node *id = dn_node_get(tree, category, "id");
	struct dn_node *name = dn_node_get(tree, category, "name");
	struct dn_bytes text;
	int failed;

	if (is_label)
		add_label(categories, category, name, id);
	else
		keep_category(categories, category);
	dn_bytes_init(&text, SIZE_MAX / 2);
	if (dn_node_type(name) <= DN_JSON_NULL)
		name = id;
	if (name->type == DN_JSON_STRING)
		dn_bytes_add_span(&text, name->raw);
	else
		dn_json_write_text(&text, name->raw);
	failed = dn_bytes_check(&text, err);
	label->json = dn_arena_copy(&tree->arena, dn_bytes_span(&text));
	if (is_label)
		label->id = dn_arena_copy(&tree->arena, id->raw);
	if (failed == 0 && (label->json.ptr == NULL || (is_label &&
	    label->id.ptr == NULL)))
		failed = dn_err_memory(err);
	dn_bytes_release(&text);
	return failed;
}

int
dn_coco_category(struct dn_coco_categories *categories,
    const struct dn_json_value *value, struct dn_err *err)
{
	struct dn_tree *tree = &categories->header.tree;
	struct dn_node *category = dn_tree_value(tree, value);
	struct dn_node *id = dn_node_get(tree, category, "id");
	struct dn_span text = dn_node_text(tree,
	    dn_node_get(tree, category, "name"));
	struct dn_coco_label label = { .id = { NULL, 0 } };
	struct dn_json_value key;
	struct dn_bytes scratch;
	int added = 0, failed;

	if (dn_tree_check(tree, err) < 0)
		return -1;
	if (dn_node_type(id) < DN_JSON_FALSE) {
		keep_category(categories, category);
		return 0;
	}
	key = dn_json_value_of(id->raw);
	dn_bytes_init(&scratch, SIZE_MAX / 2);
	if (text.ptr != NULL && dn_coco_find(categories, &key,
	    &scratch).json.ptr == NULL && dn_names_add(categories->labels,
	    text, &added) == DN_NAMES_NONE)
		failed = dn_err_memory(err);
	else
		failed = take_category(categories, category, added, &label,
		    err);
	if (failed == 0)
		failed = map_id(categories, &key, label, &scratch, err);
	dn_bytes_release(&scratch);
	return failed < 0 ? -1 : dn_tree_check(tree, err);
}

int
dn_coco_member(struct dn_coco_categories *categories, struct dn_span name,
    const struct dn_json_value *value, struct dn_err *err)
{
	struct dn_item *header = &categories->header;
	struct dn_bytes pointer;

	if (dn_span_is(name, "info") || dn_span_is(name, "licenses")) {
		dn_node_set_raw_named(&header->tree, header->root, name,
		    value->raw);
		return dn_tree_check(&header->tree, err);
	}
	dn_bytes_init(&pointer, SIZE_MAX / 2);
	dn_node_step(name, &pointer);
	dn_raw_set(&header->tree, header->root, dn_bytes_span(&pointer),
	    value->raw);
	if (pointer.failed != DN_E_NONE)
		header->tree.failed = true;
	dn_bytes_release(&pointer);
	return dn_tree_check(&header->tree, err);
}

int
dn_coco_lacks(struct dn_coco_categories *categories, const char *name,
    struct dn_err *err)
{
	struct dn_item *header = &categories->header;
	char pointer[32];

	snprintf(pointer, sizeof(pointer), "/@absent/%s", name);
	dn_raw_set(&header->tree, header->root, dn_span_of(pointer),
	    DN_SPAN("true"));
	return dn_tree_check(&header->tree, err);
}
