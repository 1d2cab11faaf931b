/* SPDX-License-Identifier: MIT */
/* The annotation files of a document: bad lines go, and what refers to them. */
#include <stdlib.h>

#include "formats/brat_lines.h"

#define ROUNDS 100      /* of relations that fall with what they refer to */

/* ---- ids ------------------------------------------------------------- */

int
dn_brat_claim(const struct dn_brat_parse *parse,
    const struct dn_brat_line *line, struct dn_node *node)
{
	struct dn_brat_document *document = parse->document;
	size_t count = dn_names_count(document->ids), number;
	int added;

	if (count == document->known_cap) {
		size_t cap = count == 0 ? 256 : count * 2;
		struct dn_brat_state *known = reallocarray(document->known,
		    cap, sizeof(*known));

		if (known == NULL)
			return dn_err_memory(parse->err);
		document->known = known;
		document->known_cap = cap;
	}
	number = dn_names_add(document->ids, line->id, &added);
	if (number == DN_NAMES_NONE)
		return dn_err_memory(parse->err);
	if (!added)
		return dn_brat_refuse(parse, line, line->id.ptr,
		    DN_E_REPEATED, "a second line with this id");
	document->known[number] = (struct dn_brat_state){ node, false };
	return 0;
}

struct dn_node *
dn_brat_find(const struct dn_brat_parse *parse, struct dn_span id,
    bool *known)
{
	size_t number = dn_names_find(parse->document->ids, id);
	struct dn_brat_state *states = parse->document->known;

	*known = number != DN_NAMES_NONE && !states[number].bad;
	return *known ? states[number].node : NULL;
}

/* ---- lines ----------------------------------------------------------- */

/* Cut the line at its first two tabs; the text may hold more. */
static void
cut_line(struct dn_brat_line *line)
{
	struct dn_span *fields[] = { &line->id, &line->body };
	struct dn_span rest = line->whole;

	line->body = line->text = (struct dn_span){ NULL, 0 };
	for (int i = 0; i < 2; i++) {
		const char *tab = rest.len > 0 ?
		    memchr(rest.ptr, '\t', rest.len) : NULL;

		*fields[i] = rest;
		if (tab == NULL)
			return;
		fields[i]->len = (size_t)(tab - rest.ptr);
		rest.ptr += fields[i]->len + 1;
		rest.len -= fields[i]->len + 1;
	}
	line->text = rest;
}

/* Each line of a file that is not blank, without CR and LF. */
static int
each_line_of(struct dn_brat_parse *parse, const struct dn_brat_file *file,
    size_t *index, int (*take)(struct dn_brat_parse *parse,
    const struct dn_brat_line *line))
{
	struct dn_brat_line line = { .number = 0, .path = file->path };
	struct dn_span rest = file->lines;

	while (dn_span_next_line(&rest, &line.whole)) {
		line.number++;
		if (line.whole.len == 0)
			continue;
		line.index = (*index)++;
		cut_line(&line);
		if (take(parse, &line) < 0)
			return -1;
	}
	return 0;
}

/* The same for all files of the document. */
static int
each_line(struct dn_brat_parse *parse, int (*take)(struct dn_brat_parse *parse,
    const struct dn_brat_line *line))
{
	const struct dn_brat_document *document = parse->document;
	size_t index = 0;

	for (size_t i = 0; i < document->file_count; i++)
		if (each_line_of(parse, &document->files[i], &index, take) <
		    0)
			return -1;
	return 0;
}

/* ---- what is bad ----------------------------------------------------- */

/* A line is bad: put it away, unless that ends the run; -1 then. */
static int
put_away(struct dn_brat_parse *parse, const struct dn_brat_line *line)
{
	struct dn_brat_document *document = parse->document;
	struct dn_annotation_counts *counts = &document->run->annotations;

	parse->err->source = line->path;
	if (dn_code_status(parse->err->code) != 3)
		return -1;
	document->lines[line->index].bad = true;
	if (line->id.len > 0 && line->id.ptr[0] == 'T') {
		counts->in++;
		counts->rejected++;
	}
	if (document->run->reject(document->run->state, parse->err,
	    line->whole) < 0)
		return -1;
	*parse->err = (struct dn_err)DN_ERR_INIT;
	return 0;
}

/* A relation falls: it and its id are gone. */
static int
fell(struct dn_brat_parse *parse, const struct dn_brat_line *line)
{
	struct dn_brat_document *document = parse->document;
	size_t number = dn_names_find(document->ids, line->id);

	if (line->id.ptr[0] != '*' && number != DN_NAMES_NONE)
		document->known[number].bad = true;
	dn_node_remove(parse->tree, document->lines[line->index].node);
	document->fallen = true;
	return put_away(parse, line);
}

/* ---- passes ---------------------------------------------------------- */

/* Room for what becomes of a line. */
static int
note_line(struct dn_brat_parse *parse, const struct dn_brat_line *line)
{
	struct dn_brat_document *document = parse->document;

	if (line->index >= document->line_cap) {
		size_t cap = document->line_cap == 0 ? 256 :
		    document->line_cap * 2;
		struct dn_brat_state *lines = reallocarray(document->lines,
		    cap, sizeof(*lines));

		if (lines == NULL)
			return dn_err_memory(parse->err);
		document->lines = lines;
		document->line_cap = cap;
	}
	document->lines[line->index] = (struct dn_brat_state){ NULL, false };
	return 0;
}

static int
take_first(struct dn_brat_parse *parse, const struct dn_brat_line *line)
{
	if (note_line(parse, line) < 0)
		return -1;
	return dn_brat_read_first(parse, line) == 0 ? 0 :
	    put_away(parse, line);
}

static int
take_relation(struct dn_brat_parse *parse, const struct dn_brat_line *line)
{
	const struct dn_brat_state *state =
	    &parse->document->lines[line->index];

	if (state->bad || state->node == NULL ||
	    dn_brat_check_relation(parse, line) == 0)
		return 0;
	return fell(parse, line);
}

static int
take_about(struct dn_brat_parse *parse, const struct dn_brat_line *line)
{
	if (parse->document->lines[line->index].bad ||
	    memchr("AMN#", line->id.ptr[0], 4) == NULL)
		return 0;
	return dn_brat_read_about(parse, line) == 0 ? 0 :
	    put_away(parse, line);
}

/* Relations that refer to what is not there, and then to them. */
static int
take_relations(struct dn_brat_parse *parse)
{
	struct dn_brat_document *document = parse->document;
	int round = 0;

	do {
		document->fallen = false;
		if (each_line(parse, take_relation) < 0)
			return -1;
	} while (document->fallen && ++round < ROUNDS);
	return document->fallen ? dn_err_set(parse->err, DN_E_UNKNOWN_ID,
	    "too many references to what is not there") : 0;
}

/* ---- offsets --------------------------------------------------------- */

/* Count for each unit the lines whose text stands where they say. */
static int
take_range(struct dn_brat_parse *parse, const struct dn_brat_line *line)
{
	struct dn_range range;

	if (!dn_brat_single_range(line, &range))
		return 0;
	parse->document->held[DN_OFFSETS_AUTO]++;
	for (int unit = DN_OFFSETS_CODE_POINT; unit < DN_OFFSETS_COUNT;
	    unit++)
		parse->document->held[unit] += dn_offsets_hold(
		    &parse->offsets, (enum dn_offset_unit)unit, range,
		    line->text);
	return 0;
}

/* What the offsets of this document count. */
static int
choose_unit(struct dn_brat_parse *parse)
{
	struct dn_brat_document *document = parse->document;
	int wanted = document->run->options->offsets;

	parse->unit = wanted != DN_OFFSETS_AUTO ?
	    (enum dn_offset_unit)wanted : DN_OFFSETS_CODE_POINT;
	/* In ASCII they are all the same, but for ends of lines. */
	if (wanted != DN_OFFSETS_AUTO || (parse->offsets.break_count == 0 &&
	    document->points->count == document->points->text.len))
		return 0;
	memset(document->held, 0, sizeof(document->held));
	if (each_line(parse, take_range) < 0)
		return -1;
	parse->unit = dn_offsets_choose(document->held);
	if (parse->unit != DN_OFFSETS_CODE_POINT && document->shifted++ == 0) {
		document->shifted_path = document->files[0].path;
		document->shifted_unit = parse->unit;
	}
	return 0;
}

/* ---- the document ---------------------------------------------------- */

/* Members in one order, whatever that of the lines: the writer's. */
static void
put_in_order(struct dn_tree *tree, struct dn_node *node)
{
	static const char *const order[] = { "attributes", "references",
		"notes", "source", NULL };

	for (; node != NULL; node = node->next)
		for (size_t i = 0; order[i] != NULL; i++)
			dn_node_put_last(dn_node_get(tree, node, order[i]));
}

int
dn_brat_annotations(struct dn_brat_document *document, struct dn_err *err)
{
	struct dn_item *item = document->item;
	struct dn_brat_parse parse = { .document = document, .item = item,
		.tree = &item->tree, .err = err };
	int failed;

	dn_item_need_annotations(item);
	if (dn_offsets_init(&parse.offsets, document->points, err) < 0)
		return -1;
	failed = choose_unit(&parse) < 0;
	document->unit = parse.unit;
	failed = failed || each_line(&parse, take_first) < 0 ||
	    take_relations(&parse) < 0 || each_line(&parse, take_about) < 0;
	dn_offsets_release(&parse.offsets);
	if (failed)
		return -1;
	if (item->relations != NULL && dn_item_first_relation(item) == NULL) {
		dn_node_remove(&item->tree, item->relations);
		item->relations = NULL;
	}
	put_in_order(&item->tree, dn_item_first_annotation(item));
	put_in_order(&item->tree, dn_item_first_relation(item));
	return dn_tree_check(&item->tree, err);
}
