/* SPDX-License-Identifier: MIT */
/* Reading triples: the lines of one document, or one line, are an item. */
#include <stdio.h>
#include <stdlib.h>

#include "core/names.h"
#include "core/utf8.h"
#include "formats/feed.h"
#include "formats/triples.h"
#include "io/jsontext.h"
#include "model/shape.h"

#define HEAD_MOST ((size_t)1 << 16)     /* bytes that a syntax is seen from */

/* A line of the item: a triple, or nothing that says any. */
struct row {
	struct dn_triple triple;
	struct dn_span line;
	bool gap;
	bool says;                      /* what a place is, not a relation */
};

struct reader {
	struct dn_reading *reading;
	struct dn_files *files;
	struct dn_feed *feed;
	size_t next_file;
	bool open, first, unended, oversize;
	enum dn_triples_syntax syntax;
	struct dn_span base;
	const char *path, *file;
	uint64_t number, start;         /* of lines; the item's first */
	struct dn_arena arena;          /* of the rows */
	struct row *rows;
	size_t row_count, row_cap, triples;
	struct dn_names *keys, *ids;    /* of mentions: what they are */
	struct dn_node **nodes;         /* of each */
	const struct dn_triples_end **ends;     /* and how it came first */
	size_t node_cap;
	struct dn_bytes text, line;
};

void *
dn_triples_read_open(struct dn_reading *reading, struct dn_err *err)
{
	const char *base = reading->run->options->base;
	struct reader *reader = calloc(1, sizeof(*reader));

	if (reader == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	reader->reading = reading;
	reader->base = dn_span_of(base != NULL ? base : DN_TRIPLES_BASE);
	dn_arena_init(&reader->arena, SIZE_MAX / 2);
	dn_bytes_init(&reader->text, SIZE_MAX / 2);
	dn_bytes_init(&reader->line, SIZE_MAX / 2);
	reader->files = dn_format_files(reading, err);
	if (reader->files != NULL) {
		reader->feed = dn_feed_new(reader->files, reading->max_value);
		if (reader->feed != NULL)
			return reader;
		dn_err_memory(err);
	}
	dn_triples_read_close(reader);
	return NULL;
}

void
dn_triples_read_close(void *state)
{
	struct reader *reader = state;

	if (reader == NULL)
		return;
	dn_feed_free(reader->feed);
	dn_files_free(reader->files);
	dn_names_free(reader->keys);
	dn_names_free(reader->ids);
	dn_arena_release(&reader->arena);
	dn_bytes_release(&reader->text);
	dn_bytes_release(&reader->line);
	free(reader->nodes);
	free(reader->ends);
	free(reader->rows);
	free(reader);
}

/* ---- files ----------------------------------------------------------- */

/* Files of folders are known by their suffix; named ones are taken all. */
static const char *const suffixes[] = { ".nt", ".tsv", NULL };

/* The syntax of the first line that says anything. */
static enum dn_triples_syntax
syntax_of(struct dn_span head)
{
	while (head.len > 0) {
		const char *end = memchr(head.ptr, '\n', head.len);
		struct dn_span line = head;

		if (end != NULL)
			line.len = (size_t)(end - head.ptr);
		head.ptr += line.len + (end != NULL);
		head.len -= line.len + (end != NULL);
		if (!dn_triples_is_blank(line, DN_TRIPLES_NT))
			return dn_triples_is_nt(line) ? DN_TRIPLES_NT :
			    DN_TRIPLES_TSV;
	}
	return DN_TRIPLES_TSV;
}

/* Open the next file: 1, 0 at the end, -1. */
static int
open_next(struct reader *reader, struct dn_err *err)
{
	struct dn_span head;
	size_t index;
	bool whole;

	index = dn_files_next(reader->files, &reader->next_file, suffixes,
	    &reader->reading->ignored);
	if (index == dn_files_count(reader->files))
		return 0;
	if (dn_feed_open(reader->feed, index, DN_ENCODING_UTF8, err) < 0 ||
	    dn_feed_head(reader->feed, HEAD_MOST, &head, &whole, err) < 0)
		return -1;
	reader->syntax = syntax_of(head);
	reader->open = reader->first = true;
	reader->number = 0;
	reader->path = dn_files_path(reader->files, index);
	reader->file = dn_files_name(reader->files, index);
	if (dn_files_suffix(dn_span_of(reader->file), ".nt"))
		reader->syntax = DN_TRIPLES_NT;
	if (strcmp(reader->file, "-") == 0)
		reader->file = NULL;
	return 1;
}

/* ---- rows ------------------------------------------------------------ */

static int
add_row(struct reader *reader, struct dn_span line,
    const struct dn_triple *triple, struct dn_err *err)
{
	struct row *row;

	if (reader->row_count == reader->row_cap) {
		size_t cap = reader->row_cap == 0 ? 64 : reader->row_cap * 2;
		struct row *rows = reallocarray(reader->rows, cap,
		    sizeof(*rows));

		if (rows == NULL)
			return dn_err_memory(err);
		reader->rows = rows;
		reader->row_cap = cap;
	}
	line = dn_arena_copy(&reader->arena, line);
	if (line.ptr == NULL)
		return dn_err_memory(err);
	row = &reader->rows[reader->row_count++];
	*row = (struct row){ .line = line, .gap = triple == NULL };
	if (triple != NULL)
		row->triple = *triple;
	reader->triples += triple != NULL;
	return 0;
}

/* Does the triple go on with the document of those before? */
static bool
goes_on(const struct reader *reader, const struct dn_triple *triple)
{
	const struct dn_triple *before = NULL;

	for (size_t i = reader->row_count; i > 0 && before == NULL; i--)
		if (!reader->rows[i - 1].gap)
			before = &reader->rows[i - 1].triple;
	return before == NULL || (triple->document.ptr != NULL &&
	    before->document.ptr != NULL &&
	    dn_span_equal(triple->document, before->document));
}

/* A bad line is put away: 0, or -1 when that ends the run. */
static int
put_away(struct reader *reader, const struct dn_feed_line *line,
    struct dn_err *err)
{
	struct dn_format_run *run = reader->reading->run;

	if (dn_code_status(err->code) != 3)
		return -1;
	if (line != NULL) {
		err->line = line->number;
		err->source = reader->path;
	}
	if (run->reject(run->state, err, line != NULL ? line->text :
	    (struct dn_span){ NULL, 0 }) < 0)
		return -1;
	*err = (struct dn_err)DN_ERR_INIT;
	return 0;
}

/* One line: 1, 0 when it is of the next item, -1. */
static int
take_line(struct reader *reader, const struct dn_feed_line *line,
    struct dn_err *err)
{
	struct dn_triple triple;
	bool header = reader->first && reader->syntax == DN_TRIPLES_TSV &&
	    dn_triples_is_header(line->text);
	int failed;

	if (dn_triples_is_blank(line->text, reader->syntax) || header) {
		reader->first = false;
		if (dn_utf8_valid(line->text.ptr, line->text.len) ==
		    line->text.len)
			return add_row(reader, line->text, NULL, err) < 0 ?
			    -1 : 1;
		dn_err_set(err, DN_E_BAD_UTF8, "a line that is not UTF-8");
		return put_away(reader, line, err) < 0 ? -1 : 1;
	}
	reader->first = false;
	failed = reader->syntax == DN_TRIPLES_NT ?
	    dn_triples_read_nt(line->text, reader->base, &reader->arena,
	    &triple, err) : dn_triples_read_tsv(line->text, &reader->arena,
	    &triple, err);
	if (failed < 0)
		return put_away(reader, line, err) < 0 ? -1 : 1;
	if (!goes_on(reader, &triple))
		return 0;
	if (reader->triples == 0)
		reader->start = line->number;
	reader->oversize = reader->arena.total > reader->reading->max_value;
	if (reader->oversize)
		return 1;
	return add_row(reader, line->text, &triple, err) < 0 ? -1 : 1;
}

/* The rows of one item: 1, 0 at the end of the file, -1. */
static int
gather(struct reader *reader, struct dn_err *err)
{
	struct dn_feed_line line;
	int got;

	dn_arena_clear(&reader->arena);
	reader->row_count = reader->triples = 0;
	reader->unended = reader->oversize = false;
	while ((got = dn_feed_next(reader->feed, &line, err)) != 0) {
		if (got < 0) {
			if (put_away(reader, NULL, err) < 0)
				return -1;
			continue;
		}
		got = take_line(reader, &line, err);
		if (got < 0)
			return -1;
		if (got == 0) {
			dn_feed_back(reader->feed);
			return 1;
		}
		reader->unended = !line.ended;
	}
	return 0;
}

/* ---- items ----------------------------------------------------------- */

/* The annotation of an end, new or known. */
static struct dn_node *
mention_of(struct reader *reader, struct dn_item *item,
    const struct dn_triples_end *end, bool *added)
{
	const struct dn_span parts[] = { end->id, end->label, end->text,
		end->suffix };
	size_t count, number;
	int is_new = 0;

	dn_bytes_clear(&reader->text);
	dn_bytes_add_format(&reader->text, "%d %zu %zu", end->placed ? -1 :
	    (int)end->node, end->range.start, end->range.end);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		dn_bytes_add_byte(&reader->text, '\0');
		dn_bytes_add_span(&reader->text, parts[i]);
	}
	count = dn_names_count(reader->keys);
	if (count == reader->node_cap) {
		size_t cap = count * 2 + 64;
		void *nodes = reallocarray(reader->nodes, cap,
		    sizeof(*reader->nodes)), *ends;

		if (nodes != NULL)
			reader->nodes = nodes;
		ends = reallocarray(reader->ends, cap,
		    sizeof(*reader->ends));
		if (ends != NULL)
			reader->ends = ends;
		if (nodes == NULL || ends == NULL)
			goto out;
		reader->node_cap = cap;
	}
	number = dn_names_add(reader->keys, dn_bytes_span(&reader->text),
	    &is_new);
	if (number == DN_NAMES_NONE)
		goto out;
	*added = is_new != 0;
	if (is_new) {
		reader->nodes[number] = dn_node_add_object(&item->tree,
		    dn_item_need_annotations(item));
		reader->ends[number] = end;
	}
	return reader->nodes[number];
out:
	item->tree.failed = true;
	return NULL;
}

/* Set an id that no other mention has: the given one, or a number. */
static void
set_id(struct reader *reader, struct dn_item *item, struct dn_node *node,
    struct dn_span given)
{
	size_t number = dn_names_count(reader->ids);
	int added = 0;

	if (given.ptr != NULL && dn_names_add(reader->ids, given, &added) ==
	    DN_NAMES_NONE)
		item->tree.failed = true;
	while (!added && !item->tree.failed) {
		dn_bytes_clear(&reader->text);
		dn_bytes_add_uint(&reader->text, ++number);
		given = dn_bytes_span(&reader->text);
		if (dn_names_add(reader->ids, given, &added) == DN_NAMES_NONE)
			item->tree.failed = true;
	}
	dn_node_set_text(&item->tree, node, "id", given);
}

/* The members of a new mention. */
static void
fill_mention(struct reader *reader, struct dn_item *item,
    struct dn_node *node, const struct dn_triples_end *end)
{
	static const char *const kinds[] = { NULL, "iri", "blank",
		"literal" };
	struct dn_tree *tree = &item->tree;

	set_id(reader, item, node, end->id);
	dn_node_set_text(tree, node, "kind", end->placed ? DN_SPAN("span") :
	    DN_SPAN("other"));
	if (end->label.ptr != NULL)
		dn_node_set_text(tree, node, "label", end->label);
	if (end->placed)
		dn_shape_set_spans(tree, node, &end->range, 1);
	if (end->text.ptr != NULL)
		dn_node_set_text(tree, node, "text", end->text);
	if (end->placed || end->node == DN_TRIPLES_NAME)
		return;
	dn_raw_set_text(tree, node, DN_SPAN("/node"),
	    dn_span_of(kinds[end->node]));
	if (end->suffix.ptr != NULL)
		dn_raw_set_text(tree, node, DN_SPAN("/suffix"), end->suffix);
}

/* The id of the mention that an end is. */
static struct dn_span
refer(struct reader *reader, struct dn_item *item,
    const struct dn_triples_end *end, struct dn_node **node)
{
	bool added = false;

	*node = mention_of(reader, item, end, &added);
	if (added)
		fill_mention(reader, item, *node, end);
	return dn_node_text(&item->tree, dn_node_get(&item->tree, *node,
	    "id"));
}

/* Is the line other than the writer's for these mentions? */
static bool
is_spelt(struct reader *reader, const struct row *row,
    const struct dn_span *refs)
{
	struct dn_triple triple = row->triple;

	triple.ends[0].id = refs[0];
	triple.ends[1].id = refs[1];
	dn_bytes_clear(&reader->line);
	if (reader->syntax == DN_TRIPLES_NT)
		dn_triples_add_nt(&reader->line, reader->base, &triple);
	else
		dn_triples_add_tsv(&reader->line, &triple);
	return !dn_span_equal(dn_bytes_span(&reader->line), row->line);
}

/* Set a mention's text or label; false when it has another one. */
static bool
describe(struct dn_tree *tree, struct dn_node *node,
    const struct dn_triple *triple)
{
	const char *name = triple->says_text ? "text" : "label";
	struct dn_node *known = dn_node_get(tree, node, name);

	if (known != NULL)
		return dn_span_equal(dn_node_text(tree, known),
		    triple->ends[1].text);
	dn_node_set_text(tree, node, name, triple->ends[1].text);
	return true;
}

/* A triple becomes a relation between two mentions, or says one's text. */
static void
add_triple(struct reader *reader, struct dn_item *item,
    struct row *row)
{
	const struct dn_triple *triple = &row->triple;
	struct dn_tree *tree = &item->tree;
	struct dn_node *nodes[2], *relation, *arguments, *argument;
	struct dn_span refs[2];

	refs[0] = refer(reader, item, &triple->ends[0], &nodes[0]);
	row->says = (triple->says_text || triple->says_label) &&
	    describe(tree, nodes[0], triple);
	if (row->says)
		return;
	refs[1] = refer(reader, item, &triple->ends[1], &nodes[1]);
	relation = dn_item_relate(item);
	if (triple->id.ptr != NULL)
		dn_node_set_text(tree, relation, "id", triple->id);
	dn_node_set_text(tree, relation, "type", triple->relation.ptr != NULL ?
	    triple->relation : DN_SPAN(""));
	arguments = dn_node_set_array(tree, relation, "args");
	for (int i = 0; i < 2; i++) {
		argument = dn_node_add_object(tree, arguments);
		dn_node_set_text(tree, argument, "role", i == 0 ?
		    DN_SPAN("Arg1") : DN_SPAN("Arg2"));
		dn_node_set_text(tree, argument, "ref", refs[i]);
	}
	if (triple->iri)
		dn_raw_set(tree, relation, DN_SPAN("/iri"), DN_SPAN("true"));
	if (is_spelt(reader, row, refs))
		dn_raw_set_text(tree, relation, DN_SPAN("/line"), row->line);
}

/* Is row *at the line by which writing says this of a mention, if it does? */
static bool
is_said(struct reader *reader, struct dn_item *item, size_t mention,
    bool label, size_t *at)
{
	struct dn_tree *tree = &item->tree;
	struct dn_node *node = dn_node_get(tree, reader->nodes[mention],
	    label ? "label" : "text");
	struct dn_triple triple;

	if (!reader->ends[mention]->placed || node == NULL)
		return true;
	if (*at == reader->row_count || !reader->rows[*at].says)
		return false;
	dn_triples_say(&triple, reader->rows[*at].triple.document,
	    reader->ends[mention], dn_node_text(tree, node), label);
	dn_bytes_clear(&reader->line);
	dn_triples_add_nt(&reader->line, reader->base, &triple);
	return dn_span_equal(dn_bytes_span(&reader->line),
	    reader->rows[(*at)++].line);
}

/* Do the lines that describe places stand last, as writing has them? */
static bool
are_last(struct reader *reader, struct dn_item *item)
{
	size_t at = reader->row_count;

	while (at > 0 && reader->rows[at - 1].says)
		at--;
	for (size_t i = 0; i < at; i++)
		if (reader->rows[i].says)
			return false;
	for (size_t i = 0; i < dn_names_count(reader->keys); i++)
		if (!is_said(reader, item, i, false, &at) ||
		    !is_said(reader, item, i, true, &at))
			return false;
	return at == reader->row_count;
}

/* Lines that are no relations, under the number of the one that follows. */
static void
add_gaps(struct reader *reader, struct dn_item *item)
{
	bool all = reader->syntax == DN_TRIPLES_NT &&
	    !are_last(reader, item);
	struct dn_bytes *list = &reader->line;
	size_t triples = 0;
	char name[32];

	dn_bytes_clear(list);
	for (size_t i = 0; i <= reader->row_count; i++) {
		const struct row *row = &reader->rows[i];

		if (i < reader->row_count && row->says && !all)
			continue;
		if (i < reader->row_count && (row->gap || row->says)) {
			dn_bytes_add_byte(list, list->len == 0 ? '[' : ',');
			dn_json_write_text(list, row->line);
			continue;
		}
		snprintf(name, sizeof(name), "/gaps/%zu", triples++);
		if (list->len == 0)
			continue;
		dn_bytes_add_byte(list, ']');
		dn_raw_set(&item->tree, item->root, dn_span_of(name),
		    dn_bytes_span(list));
		dn_bytes_clear(list);
	}
}

/* The document's id, else FILE/NUMBER. */
static int
begin_item(struct reader *reader, struct dn_item *item,
    struct dn_span document, struct dn_err *err)
{
	struct dn_span name = dn_span_of(reader->file);

	if (dn_utf8_valid(name.ptr, name.len) < name.len)
		return dn_err_set(err, DN_E_BAD_UTF8,
		    "the file's name is not UTF-8");
	dn_bytes_clear(&reader->text);
	if (document.ptr != NULL) {
		dn_bytes_add_span(&reader->text, document);
	} else {
		if (name.ptr != NULL) {
			dn_files_decode(reader->reading->keep_suffix ? name :
			    dn_files_stem(name), &reader->text);
			dn_bytes_add_byte(&reader->text, '/');
		}
		dn_bytes_add_format(&reader->text, "%06llu",
		    (unsigned long long)++reader->number);
	}
	if (dn_bytes_check(&reader->text, err) < 0)
		return -1;
	dn_item_begin(item, dn_bytes_span(&reader->text));
	if (document.ptr != NULL)
		dn_item_set_media(item, DN_MEDIA_TEXT);
	return 0;
}

static int
make_item(struct reader *reader, struct dn_item *item, struct dn_err *err)
{
	struct dn_span document = { NULL, 0 };
	struct dn_tree *tree = &item->tree;

	for (size_t i = 0; i < reader->row_count && document.ptr == NULL; i++)
		if (!reader->rows[i].gap)
			document = reader->rows[i].triple.document;
	if (begin_item(reader, item, document, err) < 0)
		return -1;
	dn_names_free(reader->keys);
	dn_names_free(reader->ids);
	reader->keys = dn_names_new();
	reader->ids = dn_names_new();
	if (reader->keys == NULL || reader->ids == NULL)
		return dn_err_memory(err);
	for (size_t i = 0; i < reader->row_count; i++)
		if (!reader->rows[i].gap)
			add_triple(reader, item, &reader->rows[i]);
	item->source = dn_node_need_object(tree, item->root, "source");
	dn_node_set_text(tree, item->source, "format", DN_SPAN("triples"));
	if (reader->file != NULL)
		dn_node_set_text(tree, item->source, "file",
		    dn_span_of(reader->file));
	if (document.ptr != NULL)
		dn_node_set_text(tree, item->source, "id", document);
	dn_node_set_text(tree, item->source, "dialect",
	    reader->syntax == DN_TRIPLES_NT ? DN_SPAN("nt") : DN_SPAN("tsv"));
	add_gaps(reader, item);
	if (reader->unended)
		dn_raw_set(tree, item->root, DN_SPAN("/unended"),
		    DN_SPAN("true"));
	if (dn_bytes_check(&reader->line, err) < 0 ||
	    dn_bytes_check(&reader->text, err) < 0)
		return -1;
	reader->reading->run->annotations.in += dn_node_count(tree,
	    item->annotations);
	return dn_tree_check(tree, err);
}

int
dn_triples_read_next(void *state, struct dn_item *item, struct dn_span *raw,
    struct dn_err *err)
{
	struct reader *reader = state;
	int got;

	(void)raw;
	for (;;) {
		if (!reader->open) {
			got = open_next(reader, err);
			if (got <= 0)
				return got;
		}
		got = gather(reader, err);
		if (got < 0)
			return -1;
		reader->open = got > 0;
		if (reader->triples > 0)
			break;
	}
	reader->reading->source = reader->path;
	reader->reading->line = reader->start;
	reader->reading->column = 1;
	if (reader->oversize) {
		err->source = reader->path;
		dn_err_set(err, DN_E_TOO_LONG,
		    "the triples of a document take more than %zu bytes",
		    reader->reading->max_value);
		return dn_err_at(err, reader->start, 1);
	}
	if (make_item(reader, item, err) == 0)
		return 1;
	if (err->source == NULL)
		err->source = reader->path;
	return -1;
}
