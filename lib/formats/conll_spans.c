/* SPDX-License-Identifier: MIT */
/* Writing CoNLL: the spans that cover tokens whole, column by column. */
#include <stdlib.h>

#include "formats/conll_write.h"
#include "model/shape.h"

/* ---- spans ----------------------------------------------------------- */

/* The first piece that ends behind `point`, or that starts at or behind it. */
static size_t
find_piece(const struct dn_conll_writer *writer, size_t point, bool ends)
{
	size_t low = 0, high = writer->piece_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct dn_range range = writer->pieces[middle].range;

		if (ends ? range.end <= point : range.start < point)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
is_empty_at(const struct dn_conll_writer *writer, size_t index, size_t point)
{
	struct dn_range range = writer->pieces[index].range;

	return range.start == point && range.end == point;
}

/* The pieces that a range touches, with empty ones at its ends. */
static struct dn_conll_span
pieces_of(const struct dn_conll_writer *writer, struct dn_range range)
{
	struct dn_conll_span span = { .first = 0 };

	span.first = find_piece(writer, range.start, true);
	while (span.first > 0 &&
	    is_empty_at(writer, span.first - 1, range.start))
		span.first--;
	span.end = find_piece(writer, range.end, false);
	while (span.end < writer->piece_count &&
	    is_empty_at(writer, span.end, range.end))
		span.end++;
	if (range.start == range.end && (span.first == span.end ||
	    !is_empty_at(writer, span.first, range.start)))
		span.end = span.first;
	return span;
}

/* From the first to the last code point of an annotation; -1 with `err`. */
static int
extent_of(struct dn_conll_writer *writer, struct dn_node *annotation,
    struct dn_range *extent, struct dn_err *err)
{
	struct dn_range *ranges;
	size_t count;
	int got = dn_shape_spans(writer->item, annotation, &ranges, &count,
	    err);

	if (got < 0)
		return -1;
	if (got == 0 || count == 0)
		return dn_node_error(annotation, err, DN_E_MISSING_FIELD,
		    "a span without \"spans\"");
	*extent = ranges[0];
	for (size_t i = 1; i < count; i++) {
		if (ranges[i].start < extent->start)
			extent->start = ranges[i].start;
		if (ranges[i].end > extent->end)
			extent->end = ranges[i].end;
	}
	if (extent->end > writer->points.count)
		return dn_node_error(annotation, err, DN_E_BAD_VALUE,
		    "a span that is not in the text");
	return 0;
}

/* A text as a part of a cell: what would end it becomes "_". */
static int
label_of(struct dn_conll_writer *writer, struct dn_node *annotation,
    struct dn_node *node, const struct dn_conll_layer *layer,
    struct dn_span *label, struct dn_err *err)
{
	static const char *const ends[] = { [DN_CONLL_TAGS] = "",
		[DN_CONLL_BRACKETS] = "(*)", [DN_CONLL_CHAINS] = "()|",
		[DN_CONLL_LOWER] = "" };
	struct dn_tree *tree = &writer->item->tree;
	bool tabs = writer->own && dn_span_is(writer->separator, "\t"), any;
	char *copy;

	if (dn_node_type(node) == DN_JSON_ARRAY)
		node = dn_node_first(tree, node);
	*label = DN_SPAN("");
	if (node != NULL)
		*label = node->type == DN_JSON_STRING ?
		    dn_node_text(tree, node) : node->raw;
	copy = dn_arena_take(&tree->arena, label->len + 1);
	if (copy == NULL)
		return dn_err_memory(err);
	any = false;
	for (size_t i = 0; i < label->len; i++) {
		unsigned char c = (unsigned char)label->ptr[i];
		bool bad = c < ' ' || (c == ' ' && !tabs) ||
		    strchr(ends[layer->kind], c) != NULL;

		any = any || bad;
		copy[i] = bad ? '_' : label->ptr[i];
	}
	if (!any)
		return 0;
	label->ptr = copy;
	return dn_conll_degrade(writer, annotation, DN_CAP_SPAN,
	    dn_conll_is_tags(layer->kind) ? "blanks of its label become _" :
	    "blanks and brackets of its label become _", err);
}

/* Tell where a span is not just whole tokens. */
static int
judge_extent(struct dn_conll_writer *writer, struct dn_node *annotation,
    struct dn_range extent, const struct dn_conll_span *span,
    struct dn_err *err)
{
	size_t start = writer->pieces[span->first].range.start;
	size_t end = writer->pieces[span->end - 1].range.end;

	if ((extent.start > start || extent.end < end) &&
	    dn_conll_degrade(writer, annotation, DN_CAP_SPAN,
	    "it cuts a token: widened to whole ones", err) < 0)
		return -1;
	if (extent.start < start || extent.end > end)
		return dn_conll_degrade(writer, annotation, DN_CAP_SPAN,
		    "its ends are at no token: narrowed to tokens", err);
	return 0;
}

static int
make_room(struct dn_conll_writer *writer, struct dn_err *err)
{
	size_t cap = writer->mark_cap == 0 ? 64 : writer->mark_cap * 2;
	struct dn_conll_mark *marks;

	if (writer->mark_count < writer->mark_cap)
		return 0;
	marks = reallocarray(writer->marks, cap, sizeof(*marks));
	if (marks == NULL)
		return dn_err_memory(err);
	writer->marks = marks;
	writer->mark_cap = cap;
	return 0;
}

/* Note one span that may be written in that lane. */
static int
add_mark(struct dn_conll_writer *writer,
    const struct dn_annotation *annotation, size_t lane, struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	const struct dn_conll_layer *layer = &writer->lanes[lane].layer;
	struct dn_node *label = annotation->label;
	struct dn_range extent = { 0, 0 };
	struct dn_conll_span span;

	if (extent_of(writer, annotation->node, &extent, err) < 0)
		return -1;
	span = pieces_of(writer, extent);
	if (span.first >= span.end)
		return dn_conll_drop(writer, annotation->node, DN_CAP_SPAN,
		    "it covers no token", err);
	if (label == NULL)
		label = dn_node_get(tree, annotation->node, "labels");
	if (layer->kind == DN_CONLL_CHAINS) {
		if (label != NULL && dn_conll_degrade(writer,
		    annotation->node, DN_CAP_SPAN,
		    "a mention of a chain has no label", err) < 0)
			return -1;
		label = dn_node_get(tree, annotation->node, "group");
	}
	if (judge_extent(writer, annotation->node, extent, &span, err) < 0 ||
	    label_of(writer, annotation->node, label, layer, &span.label,
	    err) < 0 || make_room(writer, err) < 0)
		return -1;
	span.order = writer->mark_count;
	writer->marks[writer->mark_count++] = (struct dn_conll_mark){
		.span = span, .node = annotation->node, .layer = lane };
	return 0;
}

/* ---- which of them there is room for --------------------------------- */

/* By layer, then by where they begin, the longest first. */
static int
by_place(const void *a, const void *b)
{
	const struct dn_conll_mark *one = a, *other = b;

	if (one->layer != other->layer)
		return one->layer < other->layer ? -1 : 1;
	if (one->span.first != other->span.first)
		return one->span.first < other->span.first ? -1 : 1;
	if (one->span.end != other->span.end)
		return one->span.end > other->span.end ? -1 : 1;
	return one->span.order < other->span.order ? -1 :
	    one->span.order > other->span.order;
}

/* By layer, then the longest first; of like ones the first. */
static int
by_length(const void *a, const void *b)
{
	const struct dn_conll_mark *one = a, *other = b;
	size_t length = one->span.end - one->span.first;
	size_t length_too = other->span.end - other->span.first;

	if (one->layer != other->layer)
		return one->layer < other->layer ? -1 : 1;
	if (length != length_too)
		return length > length_too ? -1 : 1;
	return one->span.order < other->span.order ? -1 :
	    one->span.order > other->span.order;
}

static void
sort_marks(struct dn_conll_writer *writer,
    int (*order)(const void *a, const void *b))
{
	if (writer->mark_count > 1)
		qsort(writer->marks, writer->mark_count,
		    sizeof(*writer->marks), order);
}

/*
 * Let tags take their tokens, the longest first: then one that overlaps what
 * is taken has an end in it.
 */
static int
place_tags(struct dn_conll_writer *writer, struct dn_err *err)
{
	sort_marks(writer, by_length);
	for (size_t i = 0; i < writer->mark_count; i++) {
		struct dn_conll_mark *mark = &writer->marks[i];
		struct dn_conll_span span = mark->span;

		if (!dn_conll_is_tags(writer->lanes[mark->layer].layer.kind))
			continue;
		mark->dropped = writer->pieces[span.first].owner ==
		    mark->layer + 1 || writer->pieces[span.end - 1].owner ==
		    mark->layer + 1;
		if (mark->dropped && dn_conll_drop(writer, mark->node,
		    DN_CAP_SPAN, "it overlaps a span that is as long or "
		    "longer", err) < 0)
			return -1;
		for (size_t k = span.first; k < span.end && !mark->dropped;
		    k++)
			writer->pieces[k].owner = mark->layer + 1;
	}
	return 0;
}

/*
 * Drop the brackets that begin within another one and end behind it.  `open`
 * has room for all marks: those that the present one stands in.
 */
static int
place_brackets(struct dn_conll_writer *writer, size_t *open,
    struct dn_err *err)
{
	size_t depth = 0;

	for (size_t i = 0; i < writer->mark_count; i++) {
		struct dn_conll_mark *mark = &writer->marks[i], *outer;

		if (writer->lanes[mark->layer].layer.kind !=
		    DN_CONLL_BRACKETS)
			continue;
		for (; depth > 0; depth--) {
			outer = &writer->marks[open[depth - 1]];
			if (outer->layer == mark->layer &&
			    outer->span.end > mark->span.first)
				break;
		}
		mark->dropped = depth > 0 && writer->marks[open[depth -
		    1]].span.end < mark->span.end;
		if (!mark->dropped)
			open[depth++] = i;
		else if (dn_conll_drop(writer, mark->node, DN_CAP_SPAN,
		    "it begins within a span and ends behind it", err) < 0)
			return -1;
	}
	return 0;
}

/* Keep the marks that are placed, and note where they go on. */
static void
keep_placed(struct dn_conll_writer *writer)
{
	size_t kept = 0;

	for (size_t i = 0; i < writer->mark_count; i++) {
		struct dn_conll_mark mark = writer->marks[i];

		if (mark.dropped)
			continue;
		writer->marks[kept++] = mark;
		writer->pieces[mark.span.first].begun++;
		writer->pieces[mark.span.end - 1].begun--;
		writer->writing->run->annotations.out++;
	}
	writer->mark_count = kept;
}

static int
place_marks(struct dn_conll_writer *writer, struct dn_err *err)
{
	size_t *open = calloc(writer->mark_count + 1, sizeof(*open));
	int failed;

	if (open == NULL)
		return dn_err_memory(err);
	failed = place_tags(writer, err);
	sort_marks(writer, by_place);
	if (failed == 0)
		failed = place_brackets(writer, open, err);
	free(open);
	if (failed < 0)
		return -1;
	keep_placed(writer);
	return 0;
}

/* ---- all spans ------------------------------------------------------- */

/* Who made an annotation: its set, or annotator, or nobody. */
static struct dn_span
maker_of(struct dn_conll_writer *writer, struct dn_node *annotation)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_span name = dn_node_text(tree, dn_node_get(tree, annotation,
	    "set"));

	return name.ptr != NULL ? name : dn_node_text(tree,
	    dn_node_get(tree, annotation, "annotator"));
}

/* The lane of an annotation, by its field; lane_count: none. */
static size_t
lane_of(struct dn_conll_writer *writer, const struct dn_annotation *annotation)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_span field = dn_node_text(tree, dn_node_get(tree,
	    annotation->node, "field"));
	bool grouped = dn_node_get(tree, annotation->node, "group") != NULL;
	size_t other = writer->lane_count;

	for (size_t i = 0; i < writer->lane_count; i++) {
		const struct dn_conll_layer *layer = &writer->lanes[i].layer;

		if (layer->kind == DN_CONLL_CHAINS && !grouped)
			continue;
		if (dn_span_equal(field, dn_span_of(layer->field)))
			return i;
		if (layer->kind != DN_CONLL_CHAINS &&
		    other == writer->lane_count)
			other = i;
	}
	return other;
}

/* What becomes of a span in its lane, or without one. */
static int
take_span(struct dn_conll_writer *writer,
    const struct dn_annotation *annotation, size_t lane, struct dn_err *err)
{
	return lane < writer->lane_count ?
	    add_mark(writer, annotation, lane, err) :
	    dn_conll_drop(writer, annotation->node, DN_CAP_SPAN,
	    "its file has no column for it", err);
}

/* Tell what is lost of an annotation in its lane. */
static int
judge(struct dn_conll_writer *writer, const struct dn_annotation *annotation,
    size_t lane, bool *carried, struct dn_err *err)
{
	const struct dn_conll_layer *layer = lane < writer->lane_count ?
	    &writer->lanes[lane].layer : NULL;
	struct dn_tree *tree = &writer->item->tree;
	struct dn_loss *loss = writer->writing->loss;

	dn_loss_keep(loss, DN_CAP_FIELD, layer != NULL && dn_span_equal(
	    dn_node_text(tree, dn_node_get(tree, annotation->node, "field")),
	    dn_span_of(layer->field)));
	dn_loss_keep(loss, DN_CAP_GROUP, layer != NULL &&
	    layer->kind == DN_CONLL_CHAINS);
	return dn_loss_annotation(loss, writer->item, annotation, carried,
	    err);
}

int
dn_conll_take_spans(struct dn_conll_writer *writer, struct dn_err *err)
{
	struct dn_node *node = dn_item_first_annotation(writer->item);
	struct dn_span first = { NULL, 0 };
	bool any = false, several = false;

	for (; node != NULL; node = node->next) {
		struct dn_annotation annotation;
		bool carried;
		size_t lane;
		int failed;

		if (dn_annotation_read(writer->item, node, &annotation,
		    err) < 0)
			return -1;
		lane = lane_of(writer, &annotation);
		if (judge(writer, &annotation, lane, &carried, err) < 0)
			return -1;
		if (!carried || annotation.kind != DN_ANNOTATION_SPAN) {
			writer->writing->run->annotations.dropped++;
			continue;
		}
		if (!any)
			first = maker_of(writer, node);
		any = true;
		if (dn_span_equal(first, maker_of(writer, node))) {
			failed = take_span(writer, &annotation, lane, err);
		} else {
			several = true;
			failed = dn_conll_drop(writer, node, DN_CAP_ANNOTATOR,
			    "only the first annotator's spans are written",
			    err);
		}
		if (failed < 0)
			return -1;
	}
	writer->several += several;
	return place_marks(writer, err);
}
