/* SPDX-License-Identifier: MIT */
/* Writing CoNLL: tokens of an item, and the spans that cover them whole. */
#include <stdlib.h>

#include "core/utf8.h"
#include "formats/conll_write.h"
#include "model/shape.h"
#include "model/words.h"

void *
dn_conll_write_open(struct dn_writing *writing, struct dn_err *err)
{
	struct dn_conll_writer *writer = calloc(1, sizeof(*writer));

	if (writer == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	writer->writing = writing;
	dn_bytes_init(&writer->out, SIZE_MAX / 2);
	dn_bytes_init(&writer->tag, SIZE_MAX / 2);
	return writer;
}

void
dn_conll_write_close(void *state)
{
	struct dn_conll_writer *writer = state;

	if (writer == NULL)
		return;
	dn_points_release(&writer->points);
	dn_bytes_release(&writer->out);
	dn_bytes_release(&writer->tag);
	free(writer->pieces);
	free(writer->marks);
	free(writer->given);
	free(writer->spans);
	free(writer);
}

static int
degrade(struct dn_conll_writer *writer, struct dn_node *annotation,
    enum dn_cap cap, const char *why, struct dn_err *err)
{
	return dn_loss_degraded(writer->writing->loss, writer->item,
	    annotation, cap, err, "%s", why);
}

/* An annotation, or a thing of the item, is left out. */
static int
drop(struct dn_conll_writer *writer, struct dn_node *annotation,
    enum dn_cap cap, const char *why, struct dn_err *err)
{
	writer->writing->run->annotations.dropped += annotation != NULL;
	return dn_loss_dropped(writer->writing->loss, writer->item,
	    annotation, cap, err, "%s", why);
}

/* ---- tokens ---------------------------------------------------------- */

static int
add_piece(struct dn_conll_writer *writer, struct dn_range range,
    struct dn_span text, struct dn_err *err)
{
	if (writer->piece_count == writer->piece_cap) {
		size_t cap = writer->piece_cap == 0 ? 256 :
		    writer->piece_cap * 2;
		struct dn_conll_piece *pieces = reallocarray(writer->pieces,
		    cap, sizeof(*pieces));

		if (pieces == NULL)
			return dn_err_memory(err);
		writer->pieces = pieces;
		writer->piece_cap = cap;
	}
	writer->pieces[writer->piece_count++] = (struct dn_conll_piece){
		range, text, 0, false, NULL, NULL };
	return 0;
}

/* The tokens that the record has: in order, within the text. */
static int
take_tokens(struct dn_conll_writer *writer, struct dn_node *tokens,
    struct dn_err *err)
{
	struct dn_node *node = dn_node_first(&writer->item->tree, tokens);
	size_t before = 0;

	for (; node != NULL; node = node->next) {
		struct dn_node *from = dn_node_first(&writer->item->tree,
		    node);
		int64_t start, end;
		struct dn_range range;

		if (from == NULL || from->next == NULL ||
		    !dn_node_int(from, &start) ||
		    !dn_node_int(from->next, &end) || start < 0 ||
		    (size_t)start < before || end < start)
			return dn_node_error(node, err, DN_E_BAD_VALUE,
			    "no token: [start,end] behind the one before");
		range = (struct dn_range){ (size_t)start, (size_t)end };
		if (range.end > writer->points.count)
			return dn_node_error(node, err, DN_E_BAD_VALUE,
			    "a token that is not in the text");
		if (add_piece(writer, range, dn_points_slice(&writer->points,
		    range), err) < 0)
			return -1;
		before = range.end;
	}
	return 0;
}

/* The words of the text. */
static int
make_tokens(struct dn_conll_writer *writer, struct dn_err *err)
{
	struct dn_span text = writer->points.text, word;
	size_t at = 0, byte = 0, point = 0;

	while (dn_words_next(text, &at, &word)) {
		size_t start = (size_t)(word.ptr - text.ptr);
		struct dn_range range;

		point += dn_utf8_count(text.ptr + byte, start - byte);
		range.start = point;
		point += dn_utf8_count(word.ptr, word.len);
		range.end = point;
		byte = start + word.len;
		if (add_piece(writer, range, word, err) < 0)
			return -1;
	}
	return 0;
}

/* Text that no token holds, or that reading could not put between them. */
static int
judge_text(struct dn_conll_writer *writer, struct dn_err *err)
{
	size_t before = 0, close = 0, apart = 0, other = 0;
	bool lost = false;

	for (size_t i = 0; i <= writer->piece_count; i++) {
		struct dn_range gap = { before, i < writer->piece_count ?
			writer->pieces[i].range.start : writer->points.count };
		struct dn_span text = dn_points_slice(&writer->points, gap);
		struct dn_span word;
		size_t at = 0;

		before = i < writer->piece_count ?
		    writer->pieces[i].range.end : before;
		lost = lost || dn_words_next(text, &at, &word);
		if (i == 0 || i == writer->piece_count)
			other += text.len > (i > 0 &&
			    dn_span_is(text, "\n"));
		else if (text.len == 0)
			close++;
		else if (dn_span_is(text, " ") || dn_span_is(text, "\n"))
			apart += text.ptr[0] == ' ';
		else
			other++;
	}
	if (lost)
		return drop(writer, NULL, DN_CAP_TEXT,
		    "text outside of the tokens", err);
	if (writer->own || (other == 0 && (close == 0 || apart == 0)))
		return 0;
	return degrade(writer, NULL, DN_CAP_TEXT,
	    "what blanks there are between the tokens", err);
}

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
	struct dn_conll_span span = { 0, 0, { NULL, 0 } };

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

/* The label as a part of a tag: blanks would end it. */
static int
label_of(struct dn_conll_writer *writer,
    const struct dn_annotation *annotation, struct dn_span *label,
    struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *node = annotation->label;
	bool tabs = writer->own && dn_span_is(writer->separator, "\t");
	char *copy;

	if (node == NULL)
		node = dn_node_first(tree, dn_node_get(tree,
		    annotation->node, "labels"));
	if (dn_node_type(node) == DN_JSON_ARRAY)
		node = dn_node_first(tree, node);
	*label = DN_SPAN("");
	if (node != NULL)
		*label = node->type == DN_JSON_STRING ?
		    dn_node_text(tree, node) : node->raw;
	for (size_t i = 0; i < label->len; i++) {
		unsigned char c = (unsigned char)label->ptr[i];

		if (c > ' ' || (c == ' ' && tabs))
			continue;
		*label = dn_arena_copy(&tree->arena, *label);
		if (label->ptr == NULL)
			return dn_err_memory(err);
		copy = dn_arena_take(&tree->arena, label->len + 1);
		if (copy == NULL)
			return dn_err_memory(err);
		for (size_t k = 0; k < label->len; k++)
			copy[k] = (unsigned char)label->ptr[k] > ' ' ?
			    label->ptr[k] : '_';
		label->ptr = copy;
		return degrade(writer, annotation->node, DN_CAP_SPAN,
		    "blanks of its label become _", err);
	}
	return 0;
}

/* Note one span that may be written. */
static int
add_mark(struct dn_conll_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_conll_mark *mark;
	struct dn_range extent = { 0, 0 };
	struct dn_conll_span span;
	struct dn_span label;

	if (extent_of(writer, annotation->node, &extent, err) < 0)
		return -1;
	span = pieces_of(writer, extent);
	if (span.first >= span.end)
		return drop(writer, annotation->node, DN_CAP_SPAN,
		    "it covers no token", err);
	if ((extent.start > writer->pieces[span.first].range.start ||
	    extent.end < writer->pieces[span.end - 1].range.end) &&
	    degrade(writer, annotation->node, DN_CAP_SPAN,
	    "it cuts a token: widened to whole ones", err) < 0)
		return -1;
	if ((extent.start < writer->pieces[span.first].range.start ||
	    extent.end > writer->pieces[span.end - 1].range.end) &&
	    degrade(writer, annotation->node, DN_CAP_SPAN,
	    "its ends are at no token: narrowed to tokens", err) < 0)
		return -1;
	if (label_of(writer, annotation, &label, err) < 0)
		return -1;
	span.label = label;
	if (writer->mark_count == writer->mark_cap) {
		size_t cap = writer->mark_cap == 0 ? 64 :
		    writer->mark_cap * 2;
		struct dn_conll_mark *marks = reallocarray(writer->marks, cap,
		    sizeof(*marks));

		if (marks == NULL)
			return dn_err_memory(err);
		writer->marks = marks;
		writer->mark_cap = cap;
	}
	mark = &writer->marks[writer->mark_count];
	*mark = (struct dn_conll_mark){ span, annotation->node,
		writer->mark_count };
	writer->mark_count++;
	return 0;
}

/* The longest first; of like ones the first. */
static int
by_length(const void *a, const void *b)
{
	const struct dn_conll_mark *one = a, *other = b;
	size_t length = one->span.end - one->span.first;
	size_t length_too = other->span.end - other->span.first;

	if (length != length_too)
		return length > length_too ? -1 : 1;
	return one->order < other->order ? -1 : one->order > other->order;
}

/*
 * Let spans take their tokens, the longest first: then one that overlaps what
 * is taken has an end in it.
 */
static int
place_marks(struct dn_conll_writer *writer, struct dn_err *err)
{
	if (writer->mark_count > 1)
		qsort(writer->marks, writer->mark_count,
		    sizeof(*writer->marks), by_length);
	for (size_t i = 0; i < writer->mark_count; i++) {
		struct dn_conll_span span = writer->marks[i].span;

		if (writer->pieces[span.first].owner != 0 ||
		    writer->pieces[span.end - 1].owner != 0) {
			if (drop(writer, writer->marks[i].node, DN_CAP_SPAN,
			    "it overlaps a span that is as long or longer",
			    err) < 0)
				return -1;
			continue;
		}
		for (size_t k = span.first; k < span.end; k++)
			writer->pieces[k].owner = i + 1;
		writer->writing->run->annotations.out++;
	}
	return 0;
}

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

/* All spans, but only of the first who made any. */
static int
take_spans(struct dn_conll_writer *writer, struct dn_err *err)
{
	struct dn_node *node = dn_item_first_annotation(writer->item);
	struct dn_span first = { NULL, 0 };
	bool any = false, several = false;

	for (; node != NULL; node = node->next) {
		struct dn_annotation annotation;
		bool carried;
		int failed;

		if (dn_annotation_read(writer->item, node, &annotation,
		    err) < 0 || dn_loss_annotation(writer->writing->loss,
		    writer->item, &annotation, &carried, err) < 0)
			return -1;
		if (!carried || annotation.kind != DN_ANNOTATION_SPAN) {
			writer->writing->run->annotations.dropped++;
			continue;
		}
		if (!any)
			first = maker_of(writer, node);
		any = true;
		if (dn_span_equal(first, maker_of(writer, node))) {
			failed = add_mark(writer, &annotation, err);
		} else {
			several = true;
			failed = drop(writer, node, DN_CAP_ANNOTATOR,
			    "only the first annotator's spans are written",
			    err);
		}
		if (failed < 0)
			return -1;
	}
	writer->several += several;
	return place_marks(writer, err);
}

/* ---- items ----------------------------------------------------------- */

/* Can the item be written?  1, 0 when that was reported, -1. */
static int
is_text(struct dn_conll_writer *writer, const struct dn_media *media,
    struct dn_err *err)
{
	int carried = dn_loss_item(writer->writing->loss, writer->item, media,
	    err);

	if (carried > 0 && media->path.ptr != NULL && drop(writer, NULL,
	    DN_CAP_MEDIA, "path", err) < 0)
		return -1;
	if (carried <= 0 || media->text.ptr != NULL)
		return carried;
	return drop(writer, NULL, DN_CAP_TEXT,
	    "the whole item is left out: its text is not given", err);
}

/* Tokens, spans and lines of an item with a text. */
static int
add_item(struct dn_conll_writer *writer, struct dn_span text,
    struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *tokens = dn_node_get(tree, writer->item->media,
	    "tokens");

	writer->piece_count = writer->mark_count = 0;
	dn_points_release(&writer->points);
	if (dn_points_init(&writer->points, text, err) < 0)
		return -1;
	if ((dn_node_type(tokens) == DN_JSON_ARRAY ?
	    take_tokens(writer, tokens, err) : make_tokens(writer, err)) <
	    0 || dn_conll_recall(writer, err) < 0 ||
	    judge_text(writer, err) < 0 || take_spans(writer, err) < 0)
		return -1;
	dn_bytes_clear(&writer->out);
	if (dn_conll_emit(writer, err) < 0 ||
	    dn_bytes_check(&writer->out, err) < 0 ||
	    dn_tree_check(tree, err) < 0)
		return -1;
	return dn_sink_write(writer->writing->out, writer->out.data,
	    writer->out.len, err);
}

int
dn_conll_write_item(void *state, struct dn_item *item, struct dn_err *err)
{
	struct dn_conll_writer *writer = state;
	struct dn_media media;
	int carried;

	writer->item = item;
	writer->own = dn_span_is(dn_node_text(&item->tree,
	    dn_node_get(&item->tree, item->source, "format")), "conll");
	if (dn_item_media(item, &media, err) < 0)
		return -1;
	carried = is_text(writer, &media, err);
	if (carried <= 0) {
		writer->writing->run->annotations.dropped +=
		    dn_node_count(&item->tree, item->annotations);
		return carried;
	}
	return add_item(writer, media.text, err) < 0 ? -1 : 1;
}

int
dn_conll_write_end(void *state, struct dn_err *err)
{
	struct dn_conll_writer *writer = state;

	if (writer->several > 0)
		dn_format_note(writer->writing->run, "%llu items have spans "
		    "of several annotators: those of the first are written",
		    (unsigned long long)writer->several);
	if (writer->pending == NULL || writer->last_unended)
		return 0;
	return dn_sink_write(writer->writing->out, writer->pending,
	    strlen(writer->pending), err);
}
