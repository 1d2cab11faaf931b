/* SPDX-License-Identifier: MIT */
/* Tasks of several pictures or texts: which of them a region is on. */
#include "formats/labelstudio.h"

/* What a region of that shape is on, where a task may have several. */
static enum dn_media_type
medium_of(enum dn_studio_shape shape)
{
	switch (shape) {
	case DN_STUDIO_BOX:
	case DN_STUDIO_POLYGON:
	case DN_STUDIO_POINT:
	case DN_STUDIO_ELLIPSE:
	case DN_STUDIO_BRUSH:
	case DN_STUDIO_BITMASK:
		return DN_MEDIA_IMAGE;
	case DN_STUDIO_SPAN:
		return DN_MEDIA_TEXT;
	default:
		return DN_MEDIA_NONE;
	}
}

/* The name of the tag that an entry is about; absent where it has none. */
static struct dn_span
tag_of(struct dn_tree *tree, struct dn_node *entry)
{
	return dn_node_text(tree, dn_node_get(tree, entry, "to_name"));
}

/* Which of a list of pictures an entry is on; 0 where there is no list. */
static int64_t
page_of(struct dn_tree *tree, struct dn_node *entry)
{
	int64_t page = 0;

	return dn_node_int(dn_node_get(tree, entry, "item_index"), &page) &&
	    page > 0 ? page : 0;
}

void
dn_studio_note_target(struct dn_studio_task *task, struct dn_node *entry,
    enum dn_studio_shape shape)
{
	enum dn_media_type type = medium_of(shape);

	if (type != DN_MEDIA_NONE && task->shown[type].ptr == NULL)
		task->shown[type] = tag_of(task->tree, entry);
}

/* May the data have two media?  One alone may be shown by several tags. */
static bool
has_several(struct dn_studio_task *task)
{
	struct dn_tree *tree = task->tree;
	struct dn_node *node = dn_node_first(tree, dn_node_get(tree,
	    task->task, "data"));
	size_t count = 0;

	for (; node != NULL && count < 2; node = node->next)
		count += node->type == DN_JSON_STRING ? 1 :
		    node->type == DN_JSON_ARRAY ? 2 : 0;
	return count > 1;
}

bool
dn_studio_is_elsewhere(struct dn_studio_task *task, struct dn_node *entry,
    enum dn_studio_shape shape)
{
	struct dn_tree *tree = task->tree;
	enum dn_media_type type = medium_of(shape);
	struct dn_span name = tag_of(tree, entry);
	struct dn_span media = dn_node_text(tree, dn_node_get(tree,
	    task->item->media, "type"));

	if (type == DN_MEDIA_NONE || media.ptr == NULL)
		return false;
	if (type == DN_MEDIA_IMAGE && page_of(tree, entry) > 0)
		return true;
	return name.ptr != NULL && has_several(task) &&
	    (!dn_span_is(media, dn_media_name(type)) ||
	    (task->shown[type].ptr != NULL &&
	    !dn_span_equal(name, task->shown[type])));
}

bool
dn_studio_is_later(struct dn_studio_task *task, struct dn_node *entry)
{
	struct dn_span first = task->shown[DN_MEDIA_IMAGE];
	struct dn_span name = tag_of(task->tree, entry);

	return page_of(task->tree, entry) > 0 || (first.ptr != NULL &&
	    name.ptr != NULL && !dn_span_equal(name, first));
}

/* The name of that medium: of its tag, and behind it which of a list. */
static void
add_name(struct dn_bytes *out, struct dn_tree *tree, struct dn_node *entry)
{
	int64_t page = page_of(tree, entry);
	struct dn_span name = tag_of(tree, entry);

	dn_bytes_clear(out);
	dn_bytes_add_span(out, name.ptr != NULL ? name : DN_SPAN("page"));
	if (page > 0) {
		dn_bytes_add_byte(out, '-');
		dn_bytes_add_uint(out, (uint64_t)page);
	}
}

/* The only member of the task's data that is a list of texts, or NULL. */
static struct dn_node *
find_list(struct dn_tree *tree, struct dn_node *data)
{
	struct dn_node *node = dn_node_first(tree, data), *found = NULL;

	for (; node != NULL; node = node->next) {
		if (node->type != DN_JSON_ARRAY ||
		    !dn_studio_are_strings(tree, node))
			continue;
		if (found != NULL)
			return NULL;
		found = node;
	}
	return found;
}

struct dn_node *
dn_studio_first_page(struct dn_tree *tree, struct dn_node *data)
{
	return dn_node_first(tree, find_list(tree, data));
}

/* What the data has of that medium: by its tag's name, or in a list. */
static struct dn_node *
find_content(struct dn_tree *tree, struct dn_node *data,
    struct dn_node *entry)
{
	struct dn_span name = tag_of(tree, entry);
	struct dn_node *node = name.ptr == NULL ? NULL :
	    dn_node_find(tree, data, name);
	int64_t page = page_of(tree, entry);

	if (page > 0 && dn_node_type(node) != DN_JSON_ARRAY)
		node = find_list(tree, data);
	if (dn_node_type(node) == DN_JSON_ARRAY) {
		node = dn_node_first(tree, node);
		for (; page > 0 && node != NULL; page--)
			node = node->next;
	}
	return dn_node_type(node) == DN_JSON_STRING ? node : NULL;
}

/* Say of the medium what entry and data tell. */
static void
describe(struct dn_studio_task *task, struct dn_node *other,
    struct dn_node *entry, enum dn_media_type type)
{
	static const char *const sizes[][2] = { { "original_width", "width" },
		{ "original_height", "height" } };
	struct dn_tree *tree = task->tree;
	struct dn_node *content = find_content(tree, dn_node_get(tree,
	    task->task, "data"), entry);

	dn_node_set_text(tree, other, "type", dn_span_of(dn_media_name(type)));
	if (content != NULL)
		dn_node_set_lent(tree, other, type == DN_MEDIA_TEXT ? "text" :
		    "path", content->raw);
	for (int i = 0; i < 2 && type == DN_MEDIA_IMAGE; i++) {
		struct dn_node *size = dn_node_get(tree, entry, sizes[i][0]);
		double pixels;

		if (dn_node_real(size, &pixels) && pixels > 0)
			dn_node_set_lent(tree, other, sizes[i][1], size->raw);
		else
			dn_node_set_text(tree, other, "units",
			    DN_SPAN("fraction"));
	}
}

void
dn_studio_set_other(struct dn_studio_task *task, struct dn_node *annotation,
    struct dn_node *entry, enum dn_studio_shape shape)
{
	struct dn_tree *tree = task->tree;
	struct dn_node *list = dn_node_need_array(tree, task->item->root,
	    "others"), *other = dn_node_first(tree, list);
	struct dn_span name;

	task->elsewhere++;
	add_name(&task->scratch, tree, entry);
	if (task->scratch.failed != DN_E_NONE)
		tree->failed = true;
	name = dn_bytes_span(&task->scratch);
	dn_node_set_text(tree, annotation, "on", name);
	while (other != NULL && !dn_span_equal(dn_node_text(tree, dn_node_get(
	    tree, other, "name")), name))
		other = other->next;
	if (other != NULL)
		return;
	other = dn_node_add_object(tree, list);
	dn_node_set_text(tree, other, "name", name);
	describe(task, other, entry, medium_of(shape));
}
