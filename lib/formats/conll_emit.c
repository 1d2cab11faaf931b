/* SPDX-License-Identifier: MIT */
/* The lines of a CoNLL item: as they were where they still say the same. */
#include <stdlib.h>

#include "formats/conll_write.h"

/* ---- how the lines were ---------------------------------------------- */

/* The number behind `prefix` in a name; SIZE_MAX where there is none. */
static size_t
number_behind(struct dn_span name, const char *prefix)
{
	size_t len = strlen(prefix), value = 0;

	if (name.len <= len || name.len > len + 15 ||
	    memcmp(name.ptr, prefix, len) != 0)
		return SIZE_MAX;
	for (size_t i = len; i < name.len; i++) {
		if (name.ptr[i] < '0' || name.ptr[i] > '9')
			return SIZE_MAX;
		value = value * 10 + (size_t)(name.ptr[i] - '0');
	}
	return value;
}

/* A list with a member for each token: its first one, or NULL. */
static struct dn_node *
list_of(struct dn_conll_writer *writer, struct dn_node *node)
{
	struct dn_tree *tree = &writer->item->tree;

	return writer->piece_count > 0 && node->type == DN_JSON_ARRAY &&
	    dn_node_count(tree, node) == writer->piece_count ?
	    dn_node_first(tree, node) : NULL;
}

/* One member of source.raw; false when it has no place any more. */
static bool
recall_member(struct dn_conll_writer *writer, struct dn_node *node)
{
	struct dn_span text = dn_node_text(&writer->item->tree, node);
	size_t number;

	if (dn_span_is(node->name, "/separator") && text.len > 0) {
		writer->separator = text;
	} else if (dn_span_is(node->name, "/newline")) {
		writer->newline = dn_span_is(text, "\r\n") ? "\r\n" : "\n";
	} else if (dn_span_is(node->name, "/unended")) {
		writer->unended = dn_node_true(node);
	} else if (dn_span_is(node->name, "/mark")) {
		writer->marked = dn_node_true(node);
	} else if (dn_span_is(node->name, "/sentence")) {
		writer->sentence = dn_node_true(node);
	} else if (dn_span_is(node->name, "/tags")) {
		writer->tags = list_of(writer, node);
		return writer->tags != NULL;
	} else if ((number = number_behind(node->name, "/columns/")) <
	    DN_CONLL_FIELDS - 1) {
		writer->columns[number] = list_of(writer, node);
		if (number + 2 > writer->width)
			writer->width = number + 2;
		return writer->columns[number] != NULL;
	} else if ((number = number_behind(node->name, "/gaps/")) <
	    writer->piece_count) {
		writer->pieces[number].gap = node;
	} else if (number == writer->piece_count) {
		writer->end_gap = node;
	} else if ((number = number_behind(node->name, "/lines/")) <
	    writer->piece_count) {
		writer->pieces[number].line = node;
	} else {
		return false;
	}
	return true;
}

/* The scheme that an item was in. */
static enum dn_conll_scheme
scheme_of(struct dn_conll_writer *writer)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_span name = dn_node_text(tree, dn_node_get(tree,
	    writer->item->source, "dialect"));

	for (int i = 1; i < DN_CONLL_SCHEMES && writer->own; i++)
		if (dn_span_is(name, dn_conll_schemes[i]))
			return (enum dn_conll_scheme)i;
	return DN_CONLL_IOB2;
}

int
dn_conll_recall(struct dn_conll_writer *writer, struct dn_err *err)
{
	int wanted = writer->writing->run->options->scheme;
	struct dn_node *node = NULL;

	writer->scheme = wanted != DN_CONLL_AUTO ?
	    (enum dn_conll_scheme)wanted : scheme_of(writer);
	writer->separator = DN_SPAN("\t");
	writer->newline = "\n";
	writer->width = 2;
	memset(writer->columns, 0, sizeof(writer->columns));
	writer->tags = writer->end_gap = NULL;
	writer->unended = writer->marked = writer->sentence = false;
	if (writer->own)
		node = dn_raw_first(&writer->item->tree, writer->item->root);
	for (; node != NULL; node = node->next)
		if (!recall_member(writer, node) && dn_loss_dropped(
		    writer->writing->loss, writer->item, NULL,
		    DN_CAP_FOREIGN, err, "%.*s is not of these tokens",
		    node->name.len < 80 ? (int)node->name.len : 80,
		    node->name.ptr) < 0)
			return -1;
	/* Tags are spelt anew in another scheme. */
	if (wanted != DN_CONLL_AUTO)
		writer->tags = NULL;
	return 0;
}

/* ---- lines ----------------------------------------------------------- */

/* Begin a line: end the one before. */
static void
begin_line(struct dn_conll_writer *writer)
{
	if (writer->pending != NULL)
		dn_bytes_add_text(&writer->out, writer->pending);
	writer->pending = NULL;
	writer->any = true;
	writer->last_unended = false;
}

/* A line as it was, which has its CR already. */
static void
add_given_line(struct dn_conll_writer *writer, struct dn_span line)
{
	begin_line(writer);
	dn_bytes_add_span(&writer->out, line);
	writer->pending = "\n";
	writer->gap_due = !dn_conll_is_blank(line);
}

static void
add_empty_line(struct dn_conll_writer *writer)
{
	begin_line(writer);
	writer->pending = writer->newline;
	writer->gap_due = false;
}

/* The lines of a gap as they were. */
static void
add_gap(struct dn_conll_writer *writer, struct dn_node *gap)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *node = dn_node_first(tree, gap);

	for (; node != NULL; node = node->next) {
		struct dn_span line = dn_node_text(tree, node);

		if (line.ptr == NULL || memchr(line.ptr, '\n', line.len))
			continue;
		add_given_line(writer, line);
	}
}

/* Does one of a gap's lines begin a document, and not one of another id? */
static bool
gap_starts(struct dn_conll_writer *writer, struct dn_node *gap)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *node = dn_node_first(tree, gap);

	for (; node != NULL; node = node->next) {
		struct dn_span line = dn_node_text(tree, node);

		dn_bytes_clear(&writer->tag);
		if (dn_conll_is_start(line))
			return writer->sentence || !dn_conll_start_id(line,
			    &writer->tag) || dn_span_equal(dn_bytes_span(
			    &writer->tag), writer->item->id);
	}
	return false;
}

/* What stands before the first token of an item. */
static void
begin_item(struct dn_conll_writer *writer, struct dn_node *gap)
{
	bool sentences = writer->writing->run->options->conll_item ==
	    DN_CONLL_ITEM_SENTENCE;
	bool starts = gap_starts(writer, gap);
	struct dn_bytes *start = &writer->tag;

	if (writer->marked && !writer->any)
		dn_bytes_add_text(&writer->out, "\xef\xbb\xbf");
	if (writer->any && writer->gap_due)
		add_empty_line(writer);
	/* Behind a document there are only documents. */
	if (!starts && !(sentences && !writer->documents) &&
	    (!writer->own || writer->documents)) {
		dn_bytes_clear(start);
		dn_conll_add_start(start, writer->item->id);
		add_given_line(writer, dn_bytes_span(start));
		add_empty_line(writer);
		writer->documents = true;
		return;
	}
	writer->documents = writer->documents || (starts &&
	    !writer->sentence);
	add_gap(writer, gap);
}

/* ---- tokens ---------------------------------------------------------- */

/* The text of a field; what would end it or its line becomes "_". */
static bool
add_field(struct dn_conll_writer *writer, struct dn_span text)
{
	bool tabs = dn_span_is(writer->separator, "\t"), whole = true;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		bool ends = c == '\n' || c == '\r' || c == '\t' ||
		    (!tabs && c == ' ');

		whole = whole && !ends;
		dn_bytes_add_byte(&writer->out, ends ? '_' : c);
	}
	return whole;
}

/* Write the tag of a piece into `tag`. */
static void
make_tag(struct dn_conll_writer *writer, size_t at)
{
	size_t owner = writer->pieces[at].owner, before;
	const struct dn_conll_span *span;
	bool beside = false;

	dn_bytes_clear(&writer->tag);
	if (owner == 0) {
		dn_bytes_add_byte(&writer->tag, 'O');
		return;
	}
	span = &writer->marks[owner - 1].span;
	/* A new sentence is beside nothing. */
	if (span->first == at && at > 0 && !writer->pieces[at].first) {
		before = writer->pieces[at - 1].owner;
		beside = before > 0 && dn_span_equal(span->label,
		    writer->marks[before - 1].span.label);
	}
	dn_conll_add_tag(&writer->tag, dn_conll_letter(writer->scheme, span,
	    at, beside), span->label);
}

/* The token as it was given, if it still is: it may have a digit. */
static struct dn_span
token_of(struct dn_conll_writer *writer, size_t at)
{
	struct dn_span given = dn_node_text(&writer->item->tree,
	    writer->columns[0]), text = writer->pieces[at].text;

	return given.len == text.len + 1 && (text.len == 0 ||
	    memcmp(given.ptr, text.ptr, text.len) == 0) ? given : text;
}

/* Does the line that was there say just this token and tag? */
static bool
line_says(struct dn_conll_writer *writer, struct dn_span line,
    struct dn_span token, struct dn_span tag)
{
	struct dn_conll_layout layout = {
		.tabs = dn_span_is(writer->separator, "\t") };
	struct dn_span gaps[DN_CONLL_FIELDS], fields[DN_CONLL_FIELDS], tail;
	size_t count;

	if (line.ptr == NULL || memchr(line.ptr, '\n', line.len))
		return false;
	count = dn_conll_fields(&layout, line, gaps, fields, DN_CONLL_FIELDS,
	    &tail);
	return count > 1 && dn_span_equal(fields[0], token) &&
	    dn_span_equal(fields[count - 1], tag);
}

/* Step all lists on to the next token. */
static void
step(struct dn_conll_writer *writer)
{
	for (size_t i = 0; i < writer->width; i++)
		if (writer->columns[i] != NULL)
			writer->columns[i] = writer->columns[i]->next;
}

/* Token, other fields, tag. */
static int
add_fields(struct dn_conll_writer *writer, struct dn_span token,
    struct dn_span tag, struct dn_err *err)
{
	bool whole = add_field(writer, token);

	dn_bytes_add_span(&writer->out, writer->separator);
	for (size_t i = 1; i + 1 < writer->width; i++) {
		struct dn_span text = dn_node_text(&writer->item->tree,
		    writer->columns[i]);

		add_field(writer, text.ptr != NULL ? text : DN_SPAN("_"));
		dn_bytes_add_span(&writer->out, writer->separator);
	}
	dn_bytes_add_span(&writer->out, tag);
	return whole ? 0 : dn_loss_degraded(writer->writing->loss,
	    writer->item, NULL, DN_CAP_TOKENS, err,
	    "blanks in a token become _");
}

/* One token on a line of its own. */
static int
add_token_line(struct dn_conll_writer *writer, size_t at, struct dn_span tag,
    struct dn_err *err)
{
	struct dn_span token = token_of(writer, at);
	struct dn_span line = dn_node_text(&writer->item->tree,
	    writer->pieces[at].line);

	if (line_says(writer, line, token, tag)) {
		add_given_line(writer, line);
	} else {
		begin_line(writer);
		if (add_fields(writer, token, tag, err) < 0)
			return -1;
		writer->pending = writer->newline;
	}
	writer->gap_due = true;
	return 0;
}

/* ---- sentences ------------------------------------------------------- */

/* Room for the tags of a sentence. */
static int
make_room(struct dn_conll_writer *writer, size_t count, struct dn_err *err)
{
	void *given, *spans;

	if (count <= writer->given_cap)
		return 0;
	given = reallocarray(writer->given, count, sizeof(*writer->given));
	if (given != NULL)
		writer->given = given;
	spans = reallocarray(writer->spans, count, sizeof(*writer->spans));
	if (spans != NULL)
		writer->spans = spans;
	if (given == NULL || spans == NULL)
		return dn_err_memory(err);
	writer->given_cap = count;
	return 0;
}

/* Do the tags that were there mark the spans that are? */
static bool
tags_mark_these(struct dn_conll_writer *writer, size_t from, size_t end)
{
	size_t count, at = from;

	for (size_t i = 0; i < end - from; i++)
		if (writer->given[i].ptr == NULL)
			return false;
	count = dn_conll_decode(writer->given, end - from, writer->spans);
	for (size_t i = 0; i < count; i++) {
		struct dn_conll_span span = writer->spans[i];
		size_t owner;

		for (; at < from + span.first; at++)
			if (writer->pieces[at].owner != 0)
				return false;
		owner = writer->pieces[at].owner;
		if (owner == 0 || writer->marks[owner - 1].span.first != at ||
		    writer->marks[owner - 1].span.end != from + span.end ||
		    !dn_span_equal(writer->marks[owner - 1].span.label,
		    span.label))
			return false;
		at = from + span.end;
	}
	for (; at < end; at++)
		if (writer->pieces[at].owner != 0)
			return false;
	return true;
}

/* Take the given tags of a sentence out of their list; true if they hold. */
static int
take_given(struct dn_conll_writer *writer, size_t from, size_t end,
    bool *hold, struct dn_err *err)
{
	*hold = false;
	if (writer->tags == NULL)
		return 0;
	if (make_room(writer, end - from, err) < 0)
		return -1;
	for (size_t i = 0; i < end - from; i++) {
		writer->given[i] = dn_node_text(&writer->item->tree,
		    writer->tags);
		writer->tags = writer->tags->next;
	}
	*hold = tags_mark_these(writer, from, end);
	return 0;
}

/* A line of TOKEN|...|TAG, as it was if it still says the same. */
static int
add_sentence_line(struct dn_conll_writer *writer, size_t from, size_t end,
    bool hold, struct dn_err *err)
{
	struct dn_span line = dn_node_text(&writer->item->tree,
	    writer->pieces[from].line), rest = dn_conll_trim(line);
	bool same = line.ptr != NULL && !memchr(line.ptr, '\n', line.len);
	size_t begin;

	begin_line(writer);
	begin = writer->out.len;
	for (size_t i = from; i < end; i++) {
		struct dn_span fields[DN_CONLL_FIELDS], tag;
		const char *blank = rest.len > 0 ? memchr(rest.ptr, ' ',
		    rest.len) : NULL;
		size_t len = blank != NULL ? (size_t)(blank - rest.ptr) :
		    rest.len, count;

		make_tag(writer, i);
		tag = hold ? writer->given[i - from] :
		    dn_bytes_span(&writer->tag);
		if (i > from)
			dn_bytes_add_byte(&writer->out, ' ');
		if (add_fields(writer, writer->pieces[i].text, tag, err) < 0)
			return -1;
		step(writer);
		count = dn_conll_bars((struct dn_span){ rest.ptr, len },
		    writer->width, fields);
		same = same && dn_span_equal(fields[0],
		    writer->pieces[i].text) && dn_span_equal(
		    fields[count - 1], tag);
		rest = dn_conll_trim((struct dn_span){ rest.ptr + len,
			rest.len - len });
	}
	writer->pending = writer->newline;
	if (same && rest.len == 0) {
		writer->out.len = begin;
		dn_bytes_add_span(&writer->out, line);
		writer->pending = "\n";
	}
	return 0;
}

/* The tokens of one sentence. */
static int
add_sentence(struct dn_conll_writer *writer, size_t from, size_t end,
    struct dn_err *err)
{
	bool hold;

	if (take_given(writer, from, end, &hold, err) < 0)
		return -1;
	if (dn_span_is(writer->separator, "|"))
		return add_sentence_line(writer, from, end, hold, err);
	for (size_t i = from; i < end; i++) {
		make_tag(writer, i);
		if (add_token_line(writer, i, hold ? writer->given[i - from] :
		    dn_bytes_span(&writer->tag), err) < 0)
			return -1;
		step(writer);
	}
	return 0;
}

/* A line break between two tokens ends a sentence, but not within a span. */
static void
find_sentences(struct dn_conll_writer *writer)
{
	for (size_t i = 0; i < writer->piece_count; i++) {
		struct dn_conll_piece *piece = &writer->pieces[i];
		struct dn_span gap;

		piece->first = i == 0;
		if (i == 0 || (piece->owner != 0 &&
		    piece->owner == piece[-1].owner))
			continue;
		gap = dn_points_slice(&writer->points, (struct dn_range){
		    piece[-1].range.end, piece->range.start });
		piece->first = gap.len > 0 && (memchr(gap.ptr, '\n',
		    gap.len) != NULL || memchr(gap.ptr, '\r', gap.len) !=
		    NULL);
	}
}

/* What stands between two sentences, or behind the last. */
static void
end_sentence(struct dn_conll_writer *writer, struct dn_node *gap)
{
	if (gap != NULL)
		add_gap(writer, gap);
	else if (!dn_span_is(writer->separator, "|"))
		add_empty_line(writer);
}

int
dn_conll_emit(struct dn_conll_writer *writer, struct dn_err *err)
{
	size_t from = 0, count = writer->piece_count;

	find_sentences(writer);
	begin_item(writer, count > 0 ? writer->pieces[0].gap :
	    writer->end_gap);
	for (size_t i = 1; i <= count; i++) {
		if (i < count && !writer->pieces[i].first)
			continue;
		if (add_sentence(writer, from, i, err) < 0)
			return -1;
		end_sentence(writer, i < count ? writer->pieces[i].gap :
		    writer->end_gap);
		from = i;
	}
	writer->last_unended = writer->unended;
	return 0;
}
