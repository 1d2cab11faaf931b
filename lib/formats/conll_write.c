/* SPDX-License-Identifier: MIT */
/* Writing CoNLL: tokens of an item, and the spans that cover them whole. */
#include <stdlib.h>

#include "core/utf8.h"
#include "formats/conll_write.h"
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
	for (size_t i = 0; i < DN_CONLL_LAYERS; i++)
		dn_conll_cells_init(&writer->lanes[i].cells);
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
	free(writer->cells);
	free(writer->wanted.list);
	free(writer->given.list);
	for (size_t i = 0; i < DN_CONLL_LAYERS; i++)
		dn_conll_cells_release(&writer->lanes[i].cells);
	free(writer);
}

int
dn_conll_degrade(struct dn_conll_writer *writer, struct dn_node *annotation,
    enum dn_cap cap, const char *why, struct dn_err *err)
{
	return dn_loss_degraded(writer->writing->loss, writer->item,
	    annotation, cap, err, "%s", why);
}

int
dn_conll_drop(struct dn_conll_writer *writer, struct dn_node *annotation,
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
		.range = range, .text = text };
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
		return dn_conll_drop(writer, NULL, DN_CAP_TEXT,
		    "text outside of the tokens", err);
	if (writer->own || (other == 0 && (close == 0 || apart == 0)))
		return 0;
	return dn_conll_degrade(writer, NULL, DN_CAP_TEXT,
	    "what blanks there are between the tokens", err);
}

/* ---- items ----------------------------------------------------------- */

/* Can the item be written?  1, 0 when that was reported, -1. */
static int
is_text(struct dn_conll_writer *writer, const struct dn_media *media,
    struct dn_err *err)
{
	int carried = dn_loss_item(writer->writing->loss, writer->item, media,
	    err);

	if (carried > 0 && media->path.ptr != NULL && dn_conll_drop(writer,
	    NULL, DN_CAP_MEDIA, "path", err) < 0)
		return -1;
	if (carried <= 0 || media->text.ptr != NULL)
		return carried;
	return dn_conll_drop(writer, NULL, DN_CAP_TEXT,
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
	    judge_text(writer, err) < 0 || dn_conll_take_spans(writer, err) < 0)
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
