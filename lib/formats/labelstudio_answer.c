/* SPDX-License-Identifier: MIT */
/* What entries answer: labels, texts, orders, both ways. */
#include "formats/labelstudio_write.h"

/* ---- reading --------------------------------------------------------- */

bool
dn_studio_are_strings(struct dn_tree *tree, struct dn_node *list)
{
	struct dn_node *node = dn_node_first(tree, list);

	if (dn_node_type(list) != DN_JSON_ARRAY || node == NULL)
		return false;
	for (; node != NULL; node = node->next)
		if (node->type != DN_JSON_STRING)
			return false;
	return true;
}

bool
dn_studio_set_labels(struct dn_tree *tree, struct dn_node *annotation,
    struct dn_node *list)
{
	struct dn_node *first = dn_node_first(tree, list);

	if (!dn_studio_are_strings(tree, list))
		return false;
	if (first->next == NULL)
		dn_node_set_lent(tree, annotation, "label", first->raw);
	else
		dn_node_set_lent(tree, annotation, "labels", list->raw);
	return true;
}

/* A taxonomy's paths: one is a label that is an array. */
static bool
set_paths(struct dn_tree *tree, struct dn_node *annotation,
    struct dn_node *list)
{
	struct dn_node *path = dn_node_first(tree, list);

	if (dn_node_type(list) != DN_JSON_ARRAY || path == NULL)
		return false;
	for (; path != NULL; path = path->next)
		if (!dn_studio_are_strings(tree, path))
			return false;
	path = dn_node_first(tree, list);
	if (path->next == NULL)
		dn_node_set_lent(tree, annotation, "label", path->raw);
	else
		dn_node_set_lent(tree, annotation, "labels", list->raw);
	return true;
}

/* The texts of a text area, joined by newlines where there are several. */
static bool
set_text(struct dn_tree *tree, struct dn_node *annotation,
    struct dn_node *list, struct dn_bytes *text)
{
	struct dn_node *one = dn_node_first(tree, list);

	if (dn_node_type(list) == DN_JSON_STRING) {
		dn_node_set_lent(tree, annotation, "text", list->raw);
		dn_studio_keep_value(tree, annotation, list);
		return true;
	}
	if (!dn_studio_are_strings(tree, list))
		return false;
	if (one->next == NULL) {
		dn_node_set_lent(tree, annotation, "text", one->raw);
		return true;
	}
	dn_bytes_clear(text);
	for (; one != NULL; one = one->next) {
		dn_bytes_add_span(text, dn_node_text(tree, one));
		if (one->next != NULL)
			dn_bytes_add_byte(text, '\n');
	}
	if (text->failed != DN_E_NONE)
		tree->failed = true;
	dn_node_set_text(tree, annotation, "text", dn_bytes_span(text));
	dn_studio_keep_value(tree, annotation, list);
	return true;
}

/* An order: a list, or an object that holds nothing but one. */
static bool
set_order(struct dn_tree *tree, struct dn_node *annotation,
    struct dn_node *list)
{
	struct dn_node *inner = dn_node_first(tree, list);

	if (dn_node_type(list) == DN_JSON_OBJECT && inner != NULL &&
	    inner->next == NULL && inner->type == DN_JSON_ARRAY) {
		dn_studio_keep_value(tree, annotation, list);
		list = inner;
	}
	if (dn_node_type(list) != DN_JSON_ARRAY)
		return false;
	dn_node_set_lent(tree, annotation, "order", list->raw);
	return true;
}

bool
dn_studio_set_answer(struct dn_tree *tree, struct dn_node *annotation,
    enum dn_studio_answer answer, struct dn_node *member,
    struct dn_bytes *scratch)
{
	const char *kind = "class";
	bool good = false;

	switch (answer) {
	case DN_STUDIO_CHOICES:
	case DN_STUDIO_REGION:
		good = dn_studio_set_labels(tree, annotation, member);
		break;
	case DN_STUDIO_TAXONOMY:
		good = set_paths(tree, annotation, member);
		break;
	case DN_STUDIO_RATING:
		kind = "rating";
		good = dn_node_type(member) > DN_JSON_NULL;
		if (good)
			dn_node_set_lent(tree, annotation, "value",
			    member->raw);
		break;
	case DN_STUDIO_TEXT:
		kind = "caption";
		good = set_text(tree, annotation, member, scratch);
		break;
	case DN_STUDIO_PREFERENCE:
		kind = "preference";
		good = dn_node_type(member) == DN_JSON_STRING;
		if (good)
			dn_node_set_lent(tree, annotation, "selected",
			    member->raw);
		break;
	case DN_STUDIO_RANKING:
		kind = "ranking";
		good = set_order(tree, annotation, member);
		break;
	default:
		return false;
	}
	if (good)
		dn_node_set_text(tree, annotation, "kind", dn_span_of(kind));
	return good;
}

/* ---- writing --------------------------------------------------------- */

/* The types of regions, with labels and without. */
static const struct {
	enum dn_annotation_kind kind;
	const char *labelled, *bare;
} region_types[] = {
	{ DN_ANNOTATION_BOX, "rectanglelabels", "rectangle" },
	{ DN_ANNOTATION_ROTATED_BOX, "rectanglelabels", "rectangle" },
	{ DN_ANNOTATION_POLYGON, "polygonlabels", "polygon" },
	{ DN_ANNOTATION_POLYLINE, "polygonlabels", "polygon" },
	{ DN_ANNOTATION_POINTS, "keypointlabels", "keypoint" },
	{ DN_ANNOTATION_ELLIPSE, "ellipselabels", "ellipse" },
	{ DN_ANNOTATION_MASK, "brushlabels", "brush" },
	{ DN_ANNOTATION_TRACK, "videorectangle", "videorectangle" },
};

/* A rating: stars where it can be some, else a number, else a text. */
static const char *
rating_type(struct dn_tree *tree, struct dn_node *annotation)
{
	struct dn_node *value = dn_node_get(tree, annotation, "value");
	int64_t stars;

	if (dn_node_int(value, &stars) && stars >= 1 && stars <= 5)
		return "rating";
	return dn_node_type(value) == DN_JSON_NUMBER ? "number" : "textarea";
}

struct dn_span
dn_studio_new_type(struct dn_studio_writer *writer,
    const struct dn_annotation *annotation)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *labels = dn_node_get(tree, annotation->node,
	    "labels"), *label = annotation->label;
	bool bare = label == NULL && dn_node_first(tree, labels) == NULL;

	if (dn_studio_is_timeline(tree, annotation->node))
		return DN_SPAN("timelinelabels");
	for (size_t i = 0; i < sizeof(region_types) /
	    sizeof(region_types[0]); i++)
		if (region_types[i].kind == annotation->kind)
			return dn_span_of(bare ? region_types[i].bare :
			    region_types[i].labelled);
	switch (annotation->kind) {
	case DN_ANNOTATION_SPAN:
	case DN_ANNOTATION_INTERVAL:
	case DN_ANNOTATION_INSTANT:
		return DN_SPAN("labels");
	case DN_ANNOTATION_CAPTION:
	case DN_ANNOTATION_TRANSCRIPT:
		return DN_SPAN("textarea");
	case DN_ANNOTATION_RATING:
		return dn_span_of(rating_type(tree, annotation->node));
	case DN_ANNOTATION_RANKING:
		return DN_SPAN("ranker");
	case DN_ANNOTATION_PREFERENCE:
		return DN_SPAN("pairwise");
	default:
		if (label == NULL)
			label = dn_node_first(tree, labels);
		return dn_node_type(label) == DN_JSON_ARRAY ?
		    DN_SPAN("taxonomy") : DN_SPAN("choices");
	}
}

/* Add a label to a list: a string, or a path where paths are asked for. */
static void
add_label(struct dn_studio_writer *writer, struct dn_node *list,
    struct dn_node *label, bool paths)
{
	struct dn_tree *out = &writer->entry;

	dn_bytes_clear(&writer->scratch);
	dn_tree_write(label, &writer->scratch);
	if (writer->scratch.failed != DN_E_NONE)
		out->failed = true;
	else if (paths == (label->type == DN_JSON_ARRAY) &&
	    (paths || label->type == DN_JSON_STRING))
		dn_node_add_raw(out, list, dn_bytes_span(&writer->scratch));
	else if (paths)
		add_label(writer, dn_node_add_array(out, list), label, false);
	else
		dn_node_add_text(out, list, dn_bytes_span(&writer->scratch));
}

/* `label`, or `labels`, as a list. */
static void
write_labels(struct dn_studio_writer *writer,
    const struct dn_annotation *annotation, struct dn_span member,
    struct dn_node *value)
{
	struct dn_tree *tree = &writer->item->tree, *out = &writer->entry;
	struct dn_node *label = dn_node_first(tree, dn_node_get(tree,
	    annotation->node, "labels")), *first = annotation->label, *list;
	bool paths = dn_span_is(member, "taxonomy"), among = false;

	if (label == NULL && first == NULL)
		return;
	list = dn_node_set_raw_named(out, value, member, DN_SPAN("[]"));
	for (struct dn_node *one = label; one != NULL && first != NULL;
	    one = one->next)
		among |= dn_span_equal(one->raw, first->raw);
	if (first != NULL && !among)
		add_label(writer, list, first, paths);
	for (; label != NULL; label = label->next)
		add_label(writer, list, label, paths);
}

/* A text: as it was kept while it still reads so, else a list of one. */
static void
write_text(struct dn_studio_writer *writer, struct dn_node *annotation,
    const char *from, bool own, struct dn_node *value)
{
	struct dn_tree *tree = &writer->item->tree, *out = &writer->entry;
	struct dn_node *kept = own ? dn_studio_kept_value(tree, annotation,
	    "text") : NULL, *one;
	struct dn_node *node = dn_node_get(tree, annotation, from);
	struct dn_span text = dn_node_text(tree, node);
	struct dn_bytes *then = &writer->scratch;

	if (dn_node_type(node) <= DN_JSON_NULL)
		return;
	dn_bytes_clear(then);
	if (dn_node_type(kept) == DN_JSON_STRING)
		dn_bytes_add_span(then, dn_node_text(tree, kept));
	one = dn_node_type(kept) == DN_JSON_ARRAY ?
	    dn_node_first(tree, kept) : NULL;
	for (; one != NULL; one = one->next) {
		dn_bytes_add_span(then, dn_node_text(tree, one));
		if (one->next != NULL)
			dn_bytes_add_byte(then, '\n');
	}
	if (kept != NULL && dn_span_equal(dn_bytes_span(then), text))
		return;
	if (text.ptr == NULL) {
		dn_bytes_clear(then);
		dn_tree_write(node, then);
		text = dn_bytes_span(then);
	}
	dn_node_add_text(out, dn_node_set_array(out, value, "text"), text);
}

/* An order: the object that it was kept in, while that still holds it. */
static void
write_order(struct dn_studio_writer *writer, struct dn_node *annotation,
    bool own, struct dn_node *value)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *kept = own ? dn_studio_kept_value(tree, annotation,
	    "ranker") : NULL;
	struct dn_node *order = dn_node_get(tree, annotation, "order");
	struct dn_bytes *now = &writer->scratch;

	dn_bytes_clear(now);
	dn_tree_write(order, now);
	kept = dn_node_first(tree, kept);
	if (order != NULL && (kept == NULL ||
	    !dn_span_equal(kept->raw, dn_bytes_span(now))))
		dn_node_set_copy(&writer->entry, value, "ranker", order);
}

void
dn_studio_write_answer(struct dn_studio_writer *writer,
    const struct dn_annotation *annotation, bool own, struct dn_span type,
    struct dn_node *value)
{
	struct dn_tree *tree = &writer->item->tree, *out = &writer->entry;
	struct dn_node *node = annotation->node;
	struct dn_span member = dn_studio_member(type);
	struct dn_node *answer = NULL;

	switch (dn_studio_answer(type)) {
	case DN_STUDIO_RATING:
		answer = dn_node_get(tree, node, "value");
		break;
	case DN_STUDIO_PREFERENCE:
		answer = dn_node_get(tree, node, "selected");
		break;
	case DN_STUDIO_TEXT:
		write_text(writer, node,
		    annotation->kind == DN_ANNOTATION_RATING ? "value" :
		    "text", own, value);
		return;
	case DN_STUDIO_RANKING:
		write_order(writer, node, own, value);
		return;
	default:
		write_labels(writer, annotation, member, value);
		return;
	}
	if (answer == NULL)
		return;
	dn_bytes_clear(&writer->scratch);
	dn_tree_write(answer, &writer->scratch);
	dn_node_set_raw_named(out, value, member,
	    dn_bytes_span(&writer->scratch));
}
