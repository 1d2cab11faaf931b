/* SPDX-License-Identifier: MIT */
/* The lines of a CoNLL item: as they were where they still say the same. */
#include <stdlib.h>

#include "formats/conll_write.h"

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
	/* A line of this format's that begins a document needs none. */
	if (writer->any && writer->gap_due && !(writer->own && starts))
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

/* The token as it was given, if it still is: it may have a digit. */
static struct dn_span
token_of(struct dn_conll_writer *writer, size_t at)
{
	struct dn_span given = dn_node_text(&writer->item->tree,
	    writer->columns[writer->token]), text = writer->pieces[at].text;

	return given.len == text.len + 1 && (text.len == 0 ||
	    memcmp(given.ptr, text.ptr, text.len) == 0) ? given : text;
}

/* Step all lists on to the next token. */
static void
step(struct dn_conll_writer *writer)
{
	for (size_t i = 0; i < writer->width; i++)
		if (writer->columns[i] != NULL)
			writer->columns[i] = writer->columns[i]->next;
}

/* The cell of a lane for a token of the present sentence. */
static struct dn_span
cell_of(const struct dn_conll_writer *writer, size_t lane, size_t at,
    size_t count)
{
	return writer->cells[lane * count + at];
}

/* The lane whose column is `index` of `count`; lane_count: none. */
static size_t
lane_at(const struct dn_conll_writer *writer, size_t index, size_t count)
{
	size_t lane = 0;

	while (lane < writer->lane_count && dn_conll_column(
	    &writer->lanes[lane].layer, count) != index)
		lane++;
	return lane;
}

/* A token of a sentence of `count`, with what its line says. */
struct place {
	struct dn_span token;
	size_t at, count;
};

/* Its fields, from what is known of its columns. */
static int
add_fields(struct dn_conll_writer *writer, const struct place *place,
    struct dn_err *err)
{
	bool whole = true;

	for (size_t i = 0; i < writer->width; i++) {
		size_t lane = lane_at(writer, i, writer->width);
		struct dn_span text = dn_node_text(&writer->item->tree,
		    writer->columns[i]);

		if (i > 0)
			dn_bytes_add_span(&writer->out, writer->separator);
		if (i == writer->token)
			whole = add_field(writer, place->token);
		else if (lane < writer->lane_count)
			dn_bytes_add_span(&writer->out, cell_of(writer, lane,
			    place->at, place->count));
		else
			add_field(writer, text.ptr != NULL ? text :
			    DN_SPAN("_"));
	}
	return whole ? 0 : dn_loss_degraded(writer->writing->loss,
	    writer->item, NULL, DN_CAP_TOKENS, err,
	    "blanks in a token become _");
}

/* The line that was there with the cells of now; false: of another token. */
static bool
mend_line(struct dn_conll_writer *writer, struct dn_span line,
    const struct place *place)
{
	struct dn_conll_layout layout = {
		.tabs = dn_span_is(writer->separator, "\t") };
	struct dn_span gaps[DN_CONLL_FIELDS], fields[DN_CONLL_FIELDS], tail;
	const char *from = line.ptr;
	size_t count;

	if (line.ptr == NULL || memchr(line.ptr, '\n', line.len))
		return false;
	count = dn_conll_fields(&layout, line, gaps, fields, DN_CONLL_FIELDS,
	    &tail);
	if (count <= writer->token ||
	    !dn_span_equal(fields[writer->token], place->token))
		return false;
	for (size_t i = 0; i < writer->lane_count; i++) {
		size_t column = dn_conll_column(&writer->lanes[i].layer,
		    count);

		if (column == count || column == writer->token)
			return false;
	}
	begin_line(writer);
	for (size_t i = 0; i < count; i++) {
		size_t lane = lane_at(writer, i, count);

		if (lane == writer->lane_count)
			continue;
		dn_bytes_add(&writer->out, from,
		    (size_t)(fields[i].ptr - from));
		dn_bytes_add_span(&writer->out, cell_of(writer, lane,
		    place->at, place->count));
		from = fields[i].ptr + fields[i].len;
	}
	dn_bytes_add(&writer->out, from,
	    (size_t)(line.ptr + line.len - from));
	writer->pending = "\n";
	return true;
}

/* One token on a line of its own. */
static int
add_token_line(struct dn_conll_writer *writer, size_t index, size_t from,
    size_t count, struct dn_err *err)
{
	struct place place = { token_of(writer, index), index - from, count };
	struct dn_span line = dn_node_text(&writer->item->tree,
	    writer->pieces[index].line);

	/* Lines beside a token, which end no sentence. */
	if (index > from && writer->pieces[index].gap != NULL)
		add_gap(writer, writer->pieces[index].gap);
	if (!mend_line(writer, line, &place)) {
		begin_line(writer);
		if (add_fields(writer, &place, err) < 0)
			return -1;
		writer->pending = writer->newline;
	}
	writer->gap_due = true;
	return 0;
}

/* ---- cells ----------------------------------------------------------- */

/* Room for the cells of a sentence in all lanes. */
static int
make_room(struct dn_conll_writer *writer, size_t count, struct dn_err *err)
{
	struct dn_span *cells;
	size_t need = count * (writer->lane_count + 1);

	if (need <= writer->cell_cap)
		return 0;
	cells = reallocarray(writer->cells, need, sizeof(*cells));
	if (cells == NULL)
		return dn_err_memory(err);
	writer->cells = cells;
	writer->cell_cap = need;
	return 0;
}

/* The spans of a lane that begin in a sentence, as places in it. */
static int
want_spans(struct dn_conll_writer *writer, size_t index, size_t from,
    size_t end, struct dn_err *err)
{
	struct dn_conll_lane *lane = &writer->lanes[index];

	writer->wanted.count = 0;
	for (; lane->mark < writer->mark_count; lane->mark++) {
		const struct dn_conll_mark *mark =
		    &writer->marks[lane->mark];
		struct dn_conll_span span = mark->span;

		if (mark->layer != index || span.first >= end)
			break;
		span.first -= from;
		span.end -= from;
		if (dn_conll_spans_add(&writer->wanted, span, err) < 0)
			return -1;
	}
	return 0;
}

/* Take the cells that were there; 1 when they mark the wanted spans. */
static int
take_given(struct dn_conll_writer *writer, struct dn_conll_lane *lane,
    struct dn_span *cells, size_t count, struct dn_err *err)
{
	bool all = true;
	size_t odd;

	if (lane->tags == NULL)
		return 0;
	for (size_t i = 0; i < count; i++) {
		cells[i] = dn_node_text(&writer->item->tree, lane->tags);
		all = all && cells[i].ptr != NULL;
		lane->tags = lane->tags->next;
	}
	if (!all)
		return 0;
	if (dn_conll_read_cells(lane->layer.kind, cells, count,
	    &writer->given, &odd, err) < 0)
		return -1;
	if (writer->given.count != writer->wanted.count)
		return 0;
	for (size_t i = 0; i < writer->given.count; i++) {
		const struct dn_conll_span *given = &writer->given.list[i];
		const struct dn_conll_span *want = &writer->wanted.list[i];

		if (given->first != want->first || given->end != want->end ||
		    !dn_span_equal(given->label, want->label))
			return 0;
	}
	return 1;
}

/* The cells of all lanes for a sentence: as they were, else made anew. */
static int
fill_cells(struct dn_conll_writer *writer, size_t from, size_t end,
    struct dn_err *err)
{
	size_t count = end - from;

	if (make_room(writer, count, err) < 0)
		return -1;
	for (size_t i = 0; i < writer->lane_count; i++) {
		struct dn_conll_lane *lane = &writer->lanes[i];
		struct dn_span *cells = writer->cells + i * count;
		int held;

		if (want_spans(writer, i, from, end, err) < 0)
			return -1;
		held = take_given(writer, lane, cells, count, err);
		if (held < 0)
			return -1;
		if (held > 0)
			continue;
		if (dn_conll_write_cells(lane->layer.kind, writer->scheme,
		    &writer->wanted, count, &lane->cells, err) < 0)
			return -1;
		for (size_t k = 0; k < count; k++)
			cells[k] = dn_conll_cell(&lane->cells, k);
	}
	return 0;
}

/* ---- sentences ------------------------------------------------------- */

/* A line of TOKEN|...|TAG, as it was if it still says the same. */
static int
add_sentence_line(struct dn_conll_writer *writer, size_t from, size_t end,
    struct dn_err *err)
{
	struct dn_span line = dn_node_text(&writer->item->tree,
	    writer->pieces[from].line), rest = dn_conll_trim(line);
	bool same = line.ptr != NULL && !memchr(line.ptr, '\n', line.len);
	size_t begin;

	begin_line(writer);
	begin = writer->out.len;
	for (size_t i = from; i < end; i++) {
		struct place place = { writer->pieces[i].text, i - from,
			end - from };
		struct dn_span fields[DN_CONLL_FIELDS];
		const char *blank = rest.len > 0 ? memchr(rest.ptr, ' ',
		    rest.len) : NULL;
		size_t len = blank != NULL ? (size_t)(blank - rest.ptr) :
		    rest.len, count;

		if (i > from)
			dn_bytes_add_byte(&writer->out, ' ');
		if (add_fields(writer, &place, err) < 0)
			return -1;
		step(writer);
		count = dn_conll_bars((struct dn_span){ rest.ptr, len },
		    writer->width, fields);
		same = same && dn_span_equal(fields[0], place.token) &&
		    dn_span_equal(fields[count - 1], cell_of(writer, 0,
		    place.at, place.count));
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
	if (fill_cells(writer, from, end, err) < 0)
		return -1;
	if (dn_span_is(writer->separator, "|") && writer->lane_count > 0)
		return add_sentence_line(writer, from, end, err);
	for (size_t i = from; i < end; i++) {
		if (add_token_line(writer, i, from, end - from, err) < 0)
			return -1;
		step(writer);
	}
	return 0;
}

/* A line break between two tokens ends a sentence, but not within a span. */
static void
find_sentences(struct dn_conll_writer *writer)
{
	long open = 0;

	for (size_t i = 0; i < writer->piece_count; i++) {
		struct dn_conll_piece *piece = &writer->pieces[i];
		struct dn_span gap;
		bool within = open > 0;

		open += piece->begun;
		piece->first = i == 0;
		if (i == 0 || within)
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

	for (size_t i = 0, mark = 0; i < writer->lane_count; i++) {
		while (mark < writer->mark_count &&
		    writer->marks[mark].layer < i)
			mark++;
		writer->lanes[i].mark = mark;
	}
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
