/* SPDX-License-Identifier: MIT */
/* Writing triples: a line for each two things that a relation joins. */
#include <stdio.h>
#include <stdlib.h>

#include "formats/carried.h"
#include "formats/triples_write.h"

/* Is a text an IRI with what stands behind it? */
static bool
begins_iri(struct dn_span text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] <= ' ' ||
		    strchr("<>\"{}|^`\\", text.ptr[i]) != NULL)
			return false;
	return dn_triples_is_absolute(text);
}

void *
dn_triples_write_open(struct dn_writing *writing, struct dn_err *err)
{
	const char *base = writing->run->options->base;
	struct dn_triples_writer *writer = calloc(1, sizeof(*writer));

	if (writer == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	writer->writing = writing;
	writer->syntax = (enum dn_triples_syntax)
	    writing->run->options->triples;
	writer->base = dn_span_of(base != NULL ? base : DN_TRIPLES_BASE);
	dn_bytes_init(&writer->out, SIZE_MAX / 2);
	dn_bytes_init(&writer->text, SIZE_MAX / 2);
	if (begins_iri(writer->base))
		return writer;
	dn_err_set(err, DN_E_USAGE, "--base: no begin of an IRI");
	dn_triples_write_close(writer);
	return NULL;
}

static void
end_item(struct dn_triples_writer *writer)
{
	dn_points_release(&writer->points);
	dn_names_free(writer->ids);
	dn_names_free(writer->places);
	writer->ids = writer->places = NULL;
	writer->mention_count = writer->lines = 0;
}

void
dn_triples_write_close(void *state)
{
	struct dn_triples_writer *writer = state;

	if (writer == NULL)
		return;
	end_item(writer);
	dn_bytes_release(&writer->out);
	dn_bytes_release(&writer->text);
	free(writer->mentions);
	free(writer->known);
	free(writer->placed);
	free(writer);
}

/* ---- lines ----------------------------------------------------------- */

void
dn_triples_begin_line(struct dn_triples_writer *writer)
{
	if (writer->pending)
		dn_bytes_add_byte(&writer->out, '\n');
	writer->pending = true;
	writer->unended = false;
}

/* Lines that stood before triple `number`. */
static void
add_gap(struct dn_triples_writer *writer, size_t number)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *node;
	char name[32];

	if (!writer->own)
		return;
	snprintf(name, sizeof(name), "/gaps/%zu", number);
	node = dn_node_first(tree, dn_raw_get(tree, writer->item->root,
	    dn_span_of(name)));
	for (; node != NULL; node = node->next) {
		struct dn_span line = dn_node_text(tree, node);

		if (line.ptr == NULL || memchr(line.ptr, '\n', line.len) ||
		    !dn_triples_still_says(writer, line))
			continue;
		dn_triples_begin_line(writer);
		dn_bytes_add_span(&writer->out, line);
	}
}

static bool
same_end(const struct dn_triples_end *a, const struct dn_triples_end *b)
{
	return a->placed == b->placed && (!a->placed ||
	    (a->range.start == b->range.start &&
	    a->range.end == b->range.end)) &&
	    (a->placed || a->node == b->node) &&
	    dn_span_equal(a->suffix, b->suffix);
}

/* Does the line that was there say this triple? */
static bool
line_says(struct dn_triples_writer *writer, struct dn_span line,
    const struct dn_triple *triple)
{
	struct dn_arena *arena = &writer->item->tree.arena;
	struct dn_err err = DN_ERR_INIT;
	struct dn_triple was;
	bool nt = writer->syntax == DN_TRIPLES_NT;
	int failed;

	if (!writer->own || line.ptr == NULL ||
	    memchr(line.ptr, '\n', line.len) != NULL)
		return false;
	failed = nt ? dn_triples_read_nt(line, writer->base, arena, &was,
	    &err) : dn_triples_read_tsv(line, arena, &was, &err);
	if (failed < 0 || !dn_span_equal(was.relation, triple->relation) ||
	    !dn_span_equal(was.document, triple->document))
		return false;
	for (int i = 0; i < 2; i++)
		if (!same_end(&was.ends[i], &triple->ends[i]) ||
		    (!(nt && was.ends[i].placed) && !dn_span_equal(
		    was.ends[i].text, triple->ends[i].text)))
			return false;
	return true;
}

void
dn_triples_add_line(struct dn_triples_writer *writer,
    const struct dn_triple *triple)
{
	dn_triples_begin_line(writer);
	if (writer->syntax == DN_TRIPLES_NT)
		dn_triples_add_nt(&writer->out, writer->base, triple);
	else
		dn_triples_add_tsv(&writer->out, triple);
}

/* The triple of a relation between two mentions. */
static void
add_triple(struct dn_triples_writer *writer, struct dn_node *relation,
    struct dn_span type, struct dn_triples_mention *head,
    struct dn_triples_mention *tail)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_triple triple = { .relation = type,
		.document = writer->document,
		.id = dn_triples_text(writer, relation, "id"),
		.ends = { head->end, tail->end } };
	struct dn_span line = dn_node_text(tree, dn_raw_get(tree, relation,
	    DN_SPAN("/line")));

	triple.iri = writer->own && dn_node_true(dn_raw_get(tree, relation,
	    DN_SPAN("/iri")));
	add_gap(writer, writer->lines++);
	if (line_says(writer, line, &triple)) {
		dn_triples_begin_line(writer);
		dn_bytes_add_span(&writer->out, line);
	} else {
		dn_triples_add_line(writer, &triple);
	}
	head->used = tail->used = true;
}

/* ---- relations ------------------------------------------------------- */

static int
lose(struct dn_triples_writer *writer, struct dn_node *object, enum dn_cap cap,
    bool dropped, const char *why, struct dn_err *err)
{
	struct dn_loss *loss = writer->writing->loss;

	return dropped ? dn_loss_dropped(loss, writer->item, object, cap, err,
	    "%s", why) : dn_loss_degraded(loss, writer->item, object, cap,
	    err, "%s", why);
}

/* What a line has no place for. */
static int
judge_relation(struct dn_triples_writer *writer, struct dn_node *relation,
    struct dn_err *err)
{
	static const char *const carried[] = { NULL };

	if (dn_loss_relation(writer->writing->loss, writer->item, relation,
	    carried, err) < 0)
		return -1;
	return dn_node_type(dn_node_get(&writer->item->tree, relation,
	    "directed")) != DN_JSON_FALSE ? 0 : lose(writer, relation,
	    DN_CAP_RELATION, false, "a line has a direction", err);
}

/* Roles other than those that reading gives. */
static bool
has_roles(struct dn_triples_writer *writer, struct dn_node *first)
{
	static const char *const usual[] = { "Arg1", "Arg2" };

	for (int i = 0; first != NULL; first = first->next, i++) {
		struct dn_span role = dn_triples_text(writer, first, "role");

		if (role.len > 0 && (i > 1 || !dn_span_is(role, usual[i])))
			return true;
	}
	return false;
}

/* An event: its trigger with each argument, by its role. */
static int
add_event(struct dn_triples_writer *writer, struct dn_node *relation,
    struct dn_node *argument, struct dn_err *err)
{
	struct dn_span type = dn_triples_text(writer, relation, "type");
	struct dn_triples_mention *trigger = dn_triples_find(writer,
	    dn_triples_text(writer, relation, "trigger")), *tail;
	size_t count = 0;

	for (; argument != NULL && trigger != NULL;
	    argument = argument->next) {
		tail = dn_triples_find(writer, dn_triples_text(writer,
		    argument, "ref"));
		if (tail == NULL)
			continue;
		dn_bytes_clear(&writer->text);
		dn_bytes_add_span(&writer->text, type);
		dn_bytes_add_byte(&writer->text, ':');
		dn_bytes_add_span(&writer->text, dn_triples_text(writer,
		    argument, "role"));
		add_triple(writer, relation, dn_bytes_span(&writer->text),
		    trigger, tail);
		count++;
	}
	/* That an event becomes lines was told with the item. */
	return count > 0 ? 0 : lose(writer, relation, DN_CAP_EVENT, true,
	    "no two of its arguments are spans", err);
}

/* The first argument with each other one. */
static int
add_relation(struct dn_triples_writer *writer, struct dn_node *relation,
    struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *first = dn_node_first(tree, dn_node_get(tree,
	    relation, "args")), *argument;
	struct dn_span type = dn_triples_text(writer, relation, "type");
	struct dn_triples_mention *head, *tail;
	size_t count = 0, missed = 0;

	if (judge_relation(writer, relation, err) < 0)
		return -1;
	if (dn_triples_text(writer, relation, "trigger").ptr != NULL)
		return add_event(writer, relation, first, err);
	head = dn_triples_find(writer, dn_triples_text(writer, first, "ref"));
	argument = first != NULL ? first->next : NULL;
	for (; argument != NULL && head != NULL; argument = argument->next) {
		tail = dn_triples_find(writer, dn_triples_text(writer,
		    argument, "ref"));
		missed += tail == NULL;
		if (tail == NULL)
			continue;
		add_triple(writer, relation, type, head, tail);
		count++;
	}
	if (count == 0)
		return lose(writer, relation, DN_CAP_RELATION, true,
		    "no two of its arguments are spans", err);
	if (count + missed > 1 || has_roles(writer, first))
		return lose(writer, relation, DN_CAP_RELATION, false,
		    count + missed > 1 ? "a line for each argument behind "
		    "the first" : "its roles", err);
	return 0;
}

/* ---- items ----------------------------------------------------------- */

/* Does an annotation say more than a mention has? */
static bool
says_more(struct dn_triples_writer *writer, struct dn_node *annotation)
{
	static const char *const carried = " id kind label spans text source ";
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *node = dn_node_first(tree, annotation);

	for (; node != NULL; node = node->next) {
		const char *at = node->name.len > 0 ? memmem(carried,
		    strlen(carried), node->name.ptr, node->name.len) : NULL;

		if (at == NULL || at[-1] != ' ' || at[node->name.len] != ' ')
			return true;
	}
	return (!writer->ours && dn_raw_first(tree, annotation) != NULL) ||
	    dn_node_type(dn_node_get(tree, annotation, "label")) ==
	    DN_JSON_ARRAY;
}

/* What becomes of one annotation, once all relations are written. */
static int
judge_annotation(struct dn_triples_writer *writer, struct dn_node *node,
    const struct dn_triples_mention *mention, struct dn_err *err)
{
	struct dn_annotation_counts *counts =
	    &writer->writing->run->annotations;
	struct dn_annotation annotation;
	bool carried;

	if (dn_annotation_read(writer->item, node, &annotation, err) < 0)
		return -1;
	if (mention != NULL && mention->used) {
		counts->out++;
		if (mention->end.placed && dn_node_count(&writer->item->tree,
		    dn_node_get(&writer->item->tree, node, "spans")) > 1 &&
		    lose(writer, node, DN_CAP_DISCONTINUOUS, false,
		    "from its first to its last", err) < 0)
			return -1;
		return !says_more(writer, node) ? 0 : dn_loss_annotation(
		    writer->writing->loss, writer->item, &annotation,
		    &carried, err);
	}
	counts->dropped++;
	if (annotation.kind == DN_ANNOTATION_SPAN)
		return lose(writer, node, DN_CAP_SPAN, true,
		    "it is in no relation", err);
	return dn_loss_annotation(writer->writing->loss, writer->item,
	    &annotation, &carried, err);
}

static int
judge_annotations(struct dn_triples_writer *writer, struct dn_err *err)
{
	struct dn_node *node = dn_item_first_annotation(writer->item);
	size_t at = 0;

	for (; node != NULL; node = node->next) {
		struct dn_triples_mention *mention = NULL;

		if (at < writer->mention_count &&
		    writer->mentions[at].node == node)
			mention = &writer->mentions[at++];
		if (judge_annotation(writer, node, mention, err) < 0)
			return -1;
	}
	return 0;
}

/* Begin the item: its document, and look-ups for its text and ids. */
static int
begin_item(struct dn_triples_writer *writer, struct dn_item *item,
    const struct dn_media *media, struct dn_err *err)
{
	struct dn_node *source = item->source;

	writer->item = item;
	writer->ours = dn_span_is(dn_triples_text(writer, source, "format"),
	    "triples");
	/* All lines are of one syntax: where none is wanted the first's. */
	if (writer->syntax == DN_TRIPLES_AUTO)
		writer->syntax = writer->ours && dn_span_is(dn_triples_text(
		    writer, source, "dialect"), "nt") ? DN_TRIPLES_NT :
		    DN_TRIPLES_TSV;
	writer->own = writer->ours && dn_span_is(dn_triples_text(writer, source,
	    "dialect"), dn_triples_syntaxes[writer->syntax]);
	writer->document = item->id;
	/* Lines that named no document stand for themselves. */
	if (writer->ours && dn_triples_text(writer, source, "id").ptr == NULL)
		writer->document = (struct dn_span){ NULL, 0 };
	writer->has_text = media->text.ptr != NULL;
	dn_bytes_clear(&writer->out);
	end_item(writer);
	writer->ids = dn_names_new();
	if (writer->own && writer->syntax == DN_TRIPLES_NT)
		writer->places = dn_names_new();
	if (writer->ids == NULL || (writer->places == NULL && writer->own &&
	    writer->syntax == DN_TRIPLES_NT))
		return dn_err_memory(err);
	return dn_points_init(&writer->points, writer->has_text ?
	    media->text : DN_SPAN(""), err);
}

/* All lines of the item. */
static int
add_lines(struct dn_triples_writer *writer, struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *relation = dn_item_first_relation(writer->item);

	if (dn_triples_take_mentions(writer, err) < 0)
		return -1;
	for (; relation != NULL; relation = relation->next)
		if (add_relation(writer, relation, err) < 0)
			return -1;
	add_gap(writer, writer->lines);
	/* A place that only lines of its own spoke of stays, too. */
	for (size_t i = 0; i < writer->mention_count; i++)
		if (writer->mentions[i].used || writer->places != NULL)
			dn_triples_describe(writer, &writer->mentions[i]);
	if (writer->own && dn_node_true(dn_raw_get(tree, writer->item->root,
	    DN_SPAN("/unended"))))
		writer->unended = true;
	return judge_annotations(writer, err);
}

int
dn_triples_write_item(void *state, struct dn_item *item, struct dn_err *err)
{
	struct dn_triples_writer *writer = state;
	struct dn_media media;
	bool pending = writer->pending, unended = writer->unended;
	int carried;

	carried = dn_carried_item(writer->writing, item, false, &media, err);
	if (carried <= 0)
		return carried;
	if (begin_item(writer, item, &media, err) < 0 ||
	    add_lines(writer, err) < 0 ||
	    dn_bytes_check(&writer->out, err) < 0 ||
	    dn_bytes_check(&writer->text, err) < 0 ||
	    dn_tree_check(&item->tree, err) < 0) {
		/* A bad item leaves no line behind. */
		writer->pending = pending;
		writer->unended = unended;
		return -1;
	}
	if (dn_sink_write(writer->writing->out, writer->out.data,
	    writer->out.len, err) < 0)
		return -1;
	return writer->out.len > 0;
}

int
dn_triples_write_end(void *state, struct dn_err *err)
{
	struct dn_triples_writer *writer = state;

	return writer->pending && !writer->unended ?
	    dn_sink_write(writer->writing->out, "\n", 1, err) : 0;
}
