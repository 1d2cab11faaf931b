/* SPDX-License-Identifier: MIT */
/* The lines of a sentence or document become an item. */
#include <stdlib.h>

#include "core/utf8.h"
#include "formats/conll.h"
#include "io/jsontext.h"

/* A token on its way; all is borrowed from its line. */
struct dn_conll_token {
	struct dn_span given, text, cells[DN_CONLL_LAYERS];
	size_t row;                     /* its line */
	size_t byte, start, end;        /* in the text of the item */
	bool first;                     /* of its sentence */
	bool irregular;                 /* its line is not as others are */
};

void
dn_conll_maker_init(struct dn_conll_maker *maker, struct dn_format_run *run)
{
	*maker = (struct dn_conll_maker){ .run = run };
	dn_bytes_init(&maker->text, SIZE_MAX / 2);
	dn_bytes_init(&maker->json, SIZE_MAX / 2);
	dn_bytes_init(&maker->raw, SIZE_MAX / 2);
	dn_bytes_init(&maker->scratch, SIZE_MAX / 2);
	for (size_t i = 0; i < DN_CONLL_FIELDS; i++)
		dn_bytes_init(&maker->columns[i], SIZE_MAX / 2);
	dn_conll_cells_init(&maker->cells);
}

void
dn_conll_maker_release(struct dn_conll_maker *maker)
{
	dn_bytes_release(&maker->text);
	dn_bytes_release(&maker->json);
	dn_bytes_release(&maker->raw);
	dn_bytes_release(&maker->scratch);
	for (size_t i = 0; i < DN_CONLL_FIELDS; i++)
		dn_bytes_release(&maker->columns[i]);
	free(maker->tokens);
	free(maker->tags);
	free(maker->spans.list);
	dn_conll_cells_release(&maker->cells);
}

/* ---- tokens ---------------------------------------------------------- */

static struct dn_span
row_text(const struct dn_conll_rows *rows, size_t index)
{
	return (struct dn_span){ rows->text.data + rows->rows[index].at,
		rows->rows[index].len };
}

/* Room for one token more. */
static int
make_room(struct dn_conll_maker *maker, struct dn_err *err)
{
	size_t cap = maker->token_cap == 0 ? 256 : maker->token_cap * 2;
	void *tokens, *tags;

	if (maker->token_count < maker->token_cap)
		return 0;
	tokens = reallocarray(maker->tokens, cap, sizeof(*maker->tokens));
	if (tokens != NULL)
		maker->tokens = tokens;
	tags = reallocarray(maker->tags, cap, sizeof(*maker->tags));
	if (tags != NULL)
		maker->tags = tags;
	if (tokens == NULL || tags == NULL)
		return dn_err_memory(err);
	maker->token_cap = cap;
	return 0;
}

/* Put a bad line away. */
static int
reject_row(struct dn_conll_maker *maker, size_t row, enum dn_code code,
    const char *why, struct dn_err *err)
{
	struct dn_span line = row_text(maker->rows, row);

	dn_err_set(err, code, "%s", why);
	dn_err_excerpt(err, line.ptr, line.len);
	dn_err_at(err, maker->rows->rows[row].number, 1);
	err->source = maker->path;
	if (maker->run->reject(maker->run->state, err, line) < 0)
		return -1;
	*err = (struct dn_err)DN_ERR_INIT;
	return 0;
}

/* Add the fields beside token and spans to their columns. */
static void
add_columns(struct dn_conll_maker *maker, const struct dn_span *fields,
    size_t count)
{
	const struct dn_conll_layout *layout = maker->layout;

	for (size_t i = 0; i < maker->width; i++) {
		struct dn_bytes *column = &maker->columns[i];

		if (dn_conll_is_special(layout, i, maker->width))
			continue;
		dn_bytes_add_byte(column, column->len == 0 ? '[' : ',');
		if (i < count && !dn_conll_is_special(layout, i, count))
			dn_json_write_text(column, fields[i]);
		else
			dn_bytes_add_text(column, "null");
	}
}

/* Has a line of so many fields a token, and all columns of spans? */
static bool
has_columns(const struct dn_conll_layout *layout, size_t count)
{
	for (size_t i = 0; i < layout->layer_count; i++) {
		size_t column = dn_conll_column(&layout->layers[i], count);

		if (column >= count || column == layout->token)
			return false;
	}
	return layout->token < count;
}

/* Add a token with its fields; the first one sets the width. */
static int
add_token(struct dn_conll_maker *maker, size_t row,
    const struct dn_span *fields, size_t count, struct dn_err *err)
{
	const struct dn_conll_layout *layout = maker->layout;
	struct dn_conll_token *token;

	if (make_room(maker, err) < 0)
		return -1;
	if (maker->token_count == 0)
		maker->width = count;
	token = &maker->tokens[maker->token_count++];
	*token = (struct dn_conll_token){ .given = fields[layout->token],
		.text = fields[layout->token], .row = row };
	for (size_t i = 0; i < layout->layer_count; i++)
		token->cells[i] = fields[dn_conll_column(&layout->layers[i],
		    count)];
	/* A digit that tells the place in a word is no text. */
	if (layout->digits && token->text.len > 1)
		token->text.len--;
	add_columns(maker, fields, count);
	return 0;
}

/* Fields with the separator between them: what a line should be. */
static bool
is_regular(struct dn_conll_maker *maker, struct dn_span line,
    const struct dn_span *fields, size_t count)
{
	dn_bytes_clear(&maker->scratch);
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			dn_bytes_add_span(&maker->scratch, maker->separator);
		dn_bytes_add_span(&maker->scratch, fields[i]);
	}
	if (maker->layout->returns)
		dn_bytes_add_byte(&maker->scratch, '\r');
	return count == maker->width &&
	    dn_span_equal(dn_bytes_span(&maker->scratch), line);
}

/* "TOKEN ... TAG": a token. */
static int
take_line(struct dn_conll_maker *maker, size_t row, struct dn_err *err)
{
	struct dn_span gaps[DN_CONLL_FIELDS], fields[DN_CONLL_FIELDS], tail;
	struct dn_span line = row_text(maker->rows, row);
	size_t count = dn_conll_fields(maker->layout, line, gaps, fields,
	    DN_CONLL_FIELDS, &tail);

	if (dn_utf8_valid(line.ptr, line.len) < line.len)
		return reject_row(maker, row, DN_E_BAD_UTF8,
		    "a line that is not UTF-8", err);
	if (!has_columns(maker->layout, count))
		return reject_row(maker, row, DN_E_BAD_FORMAT,
		    dn_conll_is_plain(maker->layout) ?
		    "a token without a tag" : "a line without the columns of "
		    "token and spans", err);
	if (maker->token_count == 0 && count > 1)
		maker->separator = gaps[1];
	if (add_token(maker, row, fields, count, err) < 0)
		return -1;
	maker->tokens[maker->token_count - 1].irregular =
	    !is_regular(maker, line, fields, count);
	return 0;
}

/* "TOKEN|...|TAG TOKEN|...|TAG": a sentence. */
static int
take_words(struct dn_conll_maker *maker, size_t row, struct dn_err *err)
{
	struct dn_span fields[DN_CONLL_FIELDS];
	struct dn_span line = row_text(maker->rows, row), rest;
	size_t from = maker->token_count, single = 0;
	bool same = true;

	if (dn_utf8_valid(line.ptr, line.len) < line.len)
		return reject_row(maker, row, DN_E_BAD_UTF8,
		    "a line that is not UTF-8", err);
	maker->separator = DN_SPAN("|");
	for (rest = dn_conll_trim(line); rest.len > 0; single++) {
		const char *blank = memchr(rest.ptr, ' ', rest.len);
		size_t end = blank != NULL ? (size_t)(blank - rest.ptr) :
		    rest.len, count;

		count = dn_conll_bars((struct dn_span){ rest.ptr, end },
		    maker->layout->fields, fields);
		if (count < 2) {
			maker->token_count = from;
			return reject_row(maker, row, DN_E_BAD_FORMAT,
			    "a token without a tag", err);
		}
		if (add_token(maker, row, fields, count, err) < 0)
			return -1;
		same = same && count == maker->width;
		single += end;
		rest.ptr += end;
		rest.len -= end;
		rest = dn_conll_trim(rest);
	}
	/* With one blank between each two, and nothing else, it is regular. */
	single += maker->layout->returns;
	if (maker->token_count > from && (single != line.len + 1 || !same))
		maker->tokens[from].irregular = true;
	return 0;
}

/* All tokens, with where their sentences begin. */
static int
take_tokens(struct dn_conll_maker *maker, struct dn_err *err)
{
	const struct dn_conll_rows *rows = maker->rows;
	bool first = true;

	maker->token_count = maker->width = 0;
	maker->separator = DN_SPAN("\t");
	for (size_t i = 0; i < DN_CONLL_FIELDS; i++)
		dn_bytes_clear(&maker->columns[i]);
	for (size_t i = 0; i < rows->count; i++) {
		size_t before = maker->token_count;

		if (!rows->rows[i].token) {
			first = first || !rows->rows[i].aside;
			continue;
		}
		if ((maker->layout->lines ? take_words(maker, i, err) :
		    take_line(maker, i, err)) < 0)
			return -1;
		if (maker->token_count == before)
			continue;
		maker->tokens[before].first = first || maker->layout->lines;
		first = false;
	}
	return 0;
}

/* ---- the text -------------------------------------------------------- */

/* Tokens joined, a line break between sentences; and where each stands. */
static int
set_text(struct dn_conll_maker *maker, struct dn_err *err)
{
	struct dn_tree *tree = &maker->item->tree;
	struct dn_span joiner = maker->joiner;
	size_t point = 0;

	if (joiner.ptr == NULL)
		joiner = maker->layout->letters ? DN_SPAN("") : DN_SPAN(" ");
	dn_bytes_clear(&maker->text);
	dn_bytes_clear(&maker->json);
	dn_bytes_add_byte(&maker->json, '[');
	for (size_t i = 0; i < maker->token_count; i++) {
		struct dn_conll_token *token = &maker->tokens[i];
		struct dn_span before = token->first ? DN_SPAN("\n") : joiner;

		if (i > 0) {
			dn_bytes_add_span(&maker->text, before);
			point += dn_utf8_count(before.ptr, before.len);
			dn_bytes_add_byte(&maker->json, ',');
		}
		token->byte = maker->text.len;
		token->start = point;
		dn_bytes_add_span(&maker->text, token->text);
		point += dn_utf8_count(token->text.ptr, token->text.len);
		token->end = point;
		dn_bytes_add_byte(&maker->json, '[');
		dn_bytes_add_uint(&maker->json, token->start);
		dn_bytes_add_byte(&maker->json, ',');
		dn_bytes_add_uint(&maker->json, token->end);
		dn_bytes_add_byte(&maker->json, ']');
	}
	dn_bytes_add_byte(&maker->json, ']');
	if (dn_bytes_check(&maker->text, err) < 0 ||
	    dn_bytes_check(&maker->json, err) < 0)
		return -1;
	dn_item_set_media(maker->item, DN_MEDIA_TEXT);
	dn_node_set_text(tree, maker->item->media, "text",
	    maker->text.len > 0 ? dn_bytes_span(&maker->text) : DN_SPAN(""));
	dn_node_set_raw(tree, maker->item->media, "tokens",
	    dn_bytes_span(&maker->json));
	return 0;
}

/* ---- spans ----------------------------------------------------------- */

/* One span, from the tokens at `from` on; they are numbered. */
static void
add_span(struct dn_conll_maker *maker, const struct dn_conll_layer *layer,
    size_t from, const struct dn_conll_span *span)
{
	const struct dn_conll_token *first = &maker->tokens[from +
	    span->first], *last = &maker->tokens[from + span->end - 1];
	struct dn_tree *tree = &maker->item->tree;
	struct dn_node *node = dn_node_add_object(tree,
	    dn_item_need_annotations(maker->item)), *pair;

	dn_bytes_clear(&maker->scratch);
	dn_bytes_add_uint(&maker->scratch, ++maker->span_count);
	dn_node_set_text(tree, node, "id", dn_bytes_span(&maker->scratch));
	dn_node_set_text(tree, node, "kind", DN_SPAN("span"));
	if (layer->kind != DN_CONLL_CHAINS)
		dn_node_set_text(tree, node, "label", span->label);
	if (layer->field[0] != '\0')
		dn_node_set_text(tree, node, "field",
		    dn_span_of(layer->field));
	pair = dn_node_add_array(tree, dn_node_set_array(tree, node,
	    "spans"));
	dn_node_add_int(tree, pair, (int64_t)first->start);
	dn_node_add_int(tree, pair, (int64_t)last->end);
	dn_node_set_text(tree, node, "text", (struct dn_span){
		maker->text.data + first->byte,
		last->byte + last->text.len - first->byte });
	if (layer->kind == DN_CONLL_CHAINS)
		dn_node_set_text(tree, node, "group", span->label);
}

/* Compare the tag of a token with what the scheme would have there. */
static void
judge_tag(struct dn_conll_maker *maker, enum dn_conll_kind kind,
    const struct dn_conll_token *token, struct dn_span given,
    struct dn_span made)
{
	struct dn_conll_tag tag = dn_conll_tag(kind, given);
	char letter = dn_conll_tag(kind, made).letter;

	if (tag.part == DN_CONLL_BARE || tag.letter == letter ||
	    maker->illegal++ > 0)
		return;
	maker->first_illegal = maker->rows->rows[token->row].number;
	maker->illegal_path = maker->path;
}

/* Brackets of the sentence that have no partner. */
static void
judge_brackets(struct dn_conll_maker *maker, size_t from, size_t odd)
{
	if (odd > 0 && maker->unpaired == 0) {
		maker->first_unpaired =
		    maker->rows->rows[maker->tokens[from].row].number;
		maker->unpaired_path = maker->path;
	}
	maker->unpaired += odd;
}

/* The spans of a sentence in one layer, and whether it is spelt as usual. */
static int
take_layer(struct dn_conll_maker *maker, size_t index, size_t from,
    size_t end, struct dn_err *err)
{
	const struct dn_conll_layer *layer = &maker->layout->layers[index];
	size_t odd;

	for (size_t i = from; i < end; i++)
		maker->tags[i - from] = maker->tokens[i].cells[index];
	if (dn_conll_read_cells(layer->kind, maker->tags, end - from,
	    &maker->spans, &odd, err) < 0 || dn_conll_write_cells(
	    layer->kind, maker->layout->scheme, &maker->spans, end - from,
	    &maker->cells, err) < 0)
		return -1;
	judge_brackets(maker, from, odd);
	for (size_t i = 0; i < end - from; i++) {
		struct dn_span made = dn_conll_cell(&maker->cells, i);

		if (dn_span_equal(maker->tags[i], made))
			continue;
		maker->spelt[index] = true;
		if (dn_conll_is_tags(layer->kind))
			judge_tag(maker, layer->kind, &maker->tokens[from + i],
			    maker->tags[i], made);
	}
	for (size_t i = 0; i < maker->spans.count; i++)
		add_span(maker, layer, from, &maker->spans.list[i]);
	return 0;
}

static int
set_spans(struct dn_conll_maker *maker, struct dn_err *err)
{
	size_t from = 0;

	maker->span_count = 0;
	memset(maker->spelt, 0, sizeof(maker->spelt));
	dn_item_need_annotations(maker->item);
	for (size_t i = 1; i <= maker->token_count; i++) {
		if (i < maker->token_count && !maker->tokens[i].first)
			continue;
		for (size_t k = 0; k < maker->layout->layer_count; k++)
			if (take_layer(maker, k, from, i, err) < 0)
				return -1;
		from = i;
	}
	return 0;
}

/* ---- what the model has no place for --------------------------------- */

/* "NAME": of the next member; the value is to follow. */
static void
begin_member(struct dn_conll_maker *maker, const char *name)
{
	dn_bytes_add_format(&maker->raw, "%c\"%s\":",
	    maker->raw.len == 0 ? '{' : ',', name);
}

static void
begin_numbered(struct dn_conll_maker *maker, const char *name, size_t number)
{
	dn_bytes_add_format(&maker->raw, "%c\"%s%zu\":",
	    maker->raw.len == 0 ? '{' : ',', name, number);
}

/* Are the rows from <= n < end just what is usual before token `at`? */
static bool
is_usual_gap(const struct dn_conll_maker *maker, size_t from, size_t end,
    size_t at)
{
	size_t lines = 0, last = from;

	/* Lines that were rejected are in no gap. */
	for (size_t i = from; i < end; i++)
		if (!maker->rows->rows[i].token) {
			lines++;
			last = i;
		}
	if (at == 0 || maker->layout->lines || (at < maker->token_count &&
	    !maker->tokens[at].first))
		return lines == 0;
	return lines == 1 && dn_span_is(row_text(maker->rows, last),
	    maker->layout->returns ? "\r" : "");
}

/* The lines that stand before token `at`, where they are not the usual. */
static void
add_gap(struct dn_conll_maker *maker, size_t from, size_t end, size_t at)
{
	bool any = false, starts = false;

	if (is_usual_gap(maker, from, end, at))
		return;
	begin_numbered(maker, "/gaps/", at);
	dn_bytes_add_byte(&maker->raw, '[');
	for (size_t i = from; i < end; i++) {
		struct dn_span line = row_text(maker->rows, i);

		if (maker->rows->rows[i].token)
			continue;
		if (any)
			dn_bytes_add_byte(&maker->raw, ',');
		any = true;
		starts = starts || dn_conll_is_start(line);
		/* What is not UTF-8 cannot be kept: a comment, at most. */
		line.len = dn_utf8_valid(line.ptr, line.len);
		dn_json_write_text(&maker->raw, line);
	}
	dn_bytes_add_byte(&maker->raw, ']');
	/* A sentence of a document, which is no item of its own. */
	if (starts && maker->layout->sentences) {
		begin_member(maker, "/sentence");
		dn_bytes_add_text(&maker->raw, "true");
	}
}

/* All gaps: rows that belong to no token. */
static void
add_gaps(struct dn_conll_maker *maker)
{
	size_t row = 0;

	for (size_t i = 0; i <= maker->token_count; i++) {
		size_t end = i < maker->token_count ? maker->tokens[i].row :
		    maker->rows->count;

		add_gap(maker, row, end, i);
		row = end + 1;
	}
}

/* Lines that are not just their fields with the separator between. */
static void
add_lines(struct dn_conll_maker *maker)
{
	for (size_t i = 0; i < maker->token_count; i++) {
		if (!maker->tokens[i].irregular)
			continue;
		begin_numbered(maker, "/lines/", i);
		dn_json_write_text(&maker->raw, row_text(maker->rows,
		    maker->tokens[i].row));
	}
}

/* The cells of a layer as they were spelt; NULL: the tokens. */
static void
add_spelling(struct dn_conll_maker *maker, const size_t *layer)
{
	for (size_t i = 0; i < maker->token_count; i++) {
		const struct dn_conll_token *token = &maker->tokens[i];

		dn_bytes_add_byte(&maker->raw, i == 0 ? '[' : ',');
		dn_json_write_text(&maker->raw, layer != NULL ?
		    token->cells[*layer] : token->given);
	}
	dn_bytes_add_byte(&maker->raw, ']');
}

/* Which columns were which, where it is not as usual. */
static void
add_layout(struct dn_conll_maker *maker)
{
	const struct dn_conll_layout *layout = maker->layout;
	struct dn_bytes *raw = &maker->raw;

	if (dn_conll_is_plain(layout))
		return;
	begin_member(maker, "/layout");
	dn_bytes_add_format(raw, "{\"token\":%zu,\"width\":%zu,"
	    "\"layers\":[", layout->token + 1, maker->width);
	for (size_t i = 0; i < layout->layer_count; i++) {
		const struct dn_conll_layer *layer = &layout->layers[i];

		dn_bytes_add_format(raw, "%s{\"kind\":\"%s\"", i > 0 ? "," :
		    "", dn_conll_kinds[layer->kind]);
		if (layer->column != DN_CONLL_LAST)
			dn_bytes_add_format(raw, ",\"column\":%zu",
			    layer->column + 1);
		if (layer->field[0] != '\0') {
			dn_bytes_add_text(raw, ",\"field\":");
			dn_json_write_text(raw, dn_span_of(layer->field));
		}
		dn_bytes_add_byte(raw, '}');
	}
	dn_bytes_add_text(raw, "]}");
}

/* Columns that have neither tokens nor spans, and cells spelt otherwise. */
static int
add_cells(struct dn_conll_maker *maker, struct dn_err *err)
{
	const struct dn_conll_layout *layout = maker->layout;

	if (layout->digits && maker->token_count > 0) {
		begin_numbered(maker, "/columns/", layout->token);
		add_spelling(maker, NULL);
	}
	for (size_t i = 0; i < maker->width; i++) {
		if (dn_conll_is_special(layout, i, maker->width))
			continue;
		begin_numbered(maker, "/columns/", i);
		dn_bytes_add_span(&maker->raw,
		    dn_bytes_span(&maker->columns[i]));
		dn_bytes_add_byte(&maker->raw, ']');
		if (dn_bytes_check(&maker->columns[i], err) < 0)
			return -1;
	}
	for (size_t i = 0; i < layout->layer_count; i++) {
		if (!maker->spelt[i])
			continue;
		if (i == 0)
			begin_member(maker, "/tags");
		else
			begin_numbered(maker, "/tags/", i);
		add_spelling(maker, &i);
	}
	return 0;
}

static int
set_raw(struct dn_conll_maker *maker, struct dn_err *err)
{
	const struct dn_conll_rows *rows = maker->rows;
	size_t last = rows->count - 1;

	dn_bytes_clear(&maker->raw);
	if (rows->marked) {
		begin_member(maker, "/mark");
		dn_bytes_add_text(&maker->raw, "true");
	}
	if (!dn_span_is(maker->separator, "\t")) {
		begin_member(maker, "/separator");
		dn_json_write_text(&maker->raw, maker->separator);
	}
	if (maker->layout->returns) {
		begin_member(maker, "/newline");
		dn_bytes_add_text(&maker->raw, "\"\\r\\n\"");
	}
	add_layout(maker);
	if (add_cells(maker, err) < 0)
		return -1;
	add_gaps(maker);
	add_lines(maker);
	if (rows->count > 0 && !rows->rows[last].ended) {
		begin_member(maker, "/unended");
		dn_bytes_add_text(&maker->raw, "true");
	}
	if (maker->raw.len == 0)
		return 0;
	dn_bytes_add_byte(&maker->raw, '}');
	if (dn_bytes_check(&maker->raw, err) < 0)
		return -1;
	dn_node_set_raw(&maker->item->tree, maker->item->source, "raw",
	    dn_bytes_span(&maker->raw));
	return 0;
}

/* Has the first column of spans tags? */
static bool
has_tags(const struct dn_conll_layout *layout)
{
	return layout->layer_count > 0 &&
	    dn_conll_is_tags(layout->layers[0].kind);
}

int
dn_conll_make(struct dn_conll_maker *maker,
    const struct dn_conll_layout *layout, const struct dn_conll_rows *rows,
    struct dn_item *item, struct dn_err *err)
{
	maker->layout = layout;
	maker->rows = rows;
	maker->item = item;
	if (take_tokens(maker, err) < 0 || set_text(maker, err) < 0)
		return -1;
	if (set_spans(maker, err) < 0)
		return -1;
	item->source = dn_node_need_object(&item->tree, item->root,
	    "source");
	dn_node_set_text(&item->tree, item->source, "format",
	    DN_SPAN("conll"));
	if (maker->file != NULL)
		dn_node_set_text(&item->tree, item->source, "file",
		    dn_span_of(maker->file));
	dn_node_set_text(&item->tree, item->source, "dialect",
	    dn_span_of(has_tags(layout) ? dn_conll_schemes[layout->scheme] :
	    "columns"));
	if (set_raw(maker, err) < 0)
		return -1;
	return dn_tree_check(&item->tree, err);
}
