/* SPDX-License-Identifier: MIT */
/* Sets that came from YOLO as a whole and go back to where they were. */
#include "formats/yolo_end.h"
#include "io/jsontext.h"

/* A member of what the header kept. */
static struct dn_node *
kept(struct dn_yolo_end *end, const char *pointer)
{
	struct dn_tree *tree = dn_labels_tree(end->writer->writing->labels);

	return dn_node_get(tree, end->raw, pointer);
}

void
dn_yolo_own_begin(struct dn_yolo_end *end)
{
	struct dn_labels *labels = end->writer->writing->labels;
	struct dn_tree *tree = dn_labels_tree(labels);
	bool differs = false;
	struct dn_node *source = dn_labels_member(labels, "source",
	    &differs);

	if (differs || end->writer->own_items != end->writer->items ||
	    !dn_span_is(dn_node_text(tree, dn_node_get(tree, source,
	    "format")), "yolo"))
		return;
	end->own = true;
	end->raw = dn_node_get(tree, source, "raw");
	end->config = dn_node_text(tree, dn_node_get(tree, source, "file"));
	end->dialect = dn_node_text(tree, dn_node_get(tree, source,
	    "dialect"));
}

struct dn_span
dn_yolo_own_text(struct dn_yolo_end *end, const char *pointer)
{
	return dn_node_text(dn_labels_tree(end->writer->writing->labels),
	    end->own ? kept(end, pointer) : NULL);
}

/* The folder or list of a split, as the reader found it. */
static struct dn_span
place_of(struct dn_yolo_end *end, struct dn_span split)
{
	struct dn_tree *tree = dn_labels_tree(end->writer->writing->labels);

	return dn_node_text(tree, dn_node_find(tree, kept(end, "/@places"),
	    split.ptr != NULL ? split : DN_SPAN("")));
}

struct dn_span
dn_yolo_own_folder(struct dn_yolo_end *end, struct dn_span split)
{
	struct dn_span place = place_of(end, split);

	return dn_files_suffix(place, ".txt") ?
	    (struct dn_span){ NULL, 0 } : place;
}

bool
dn_yolo_own_list(struct dn_yolo_end *end, struct dn_span split,
    struct dn_bytes *out)
{
	struct dn_span place = place_of(end, split);

	if (!dn_files_suffix(place, ".txt"))
		return false;
	dn_bytes_clear(out);
	dn_files_decode(place, out);
	return true;
}

bool
dn_yolo_own_place(struct dn_yolo_end *end, size_t index,
    struct dn_span *split)
{
	struct dn_tree *tree = dn_labels_tree(end->writer->writing->labels);
	struct dn_node *node = end->own ? dn_node_first(tree, kept(end,
	    "/@places")) : NULL;

	for (; node != NULL && index > 0; index--)
		node = node->next;
	if (node == NULL)
		return false;
	*split = node->name;
	if (split->len == 0)
		split->ptr = NULL;
	return true;
}

bool
dn_yolo_own_item(struct dn_yolo_end *end, const struct dn_yolo_item *item)
{
	struct dn_span place = place_of(end, item->split);

	if (place.ptr == NULL)
		return item->split.ptr == NULL && item->file.len > 0;
	if (dn_files_suffix(place, ".txt"))
		return item->listed.len > 0 && (item->file.len > 0 ||
		    (item->head.unlabelled && item->lines.len == 0));
	return item->file.len == 0 || place.len == 0 ||
	    (item->file.len > place.len && item->file.ptr[place.len] == '/' &&
	    memcmp(item->file.ptr, place.ptr, place.len) == 0);
}
