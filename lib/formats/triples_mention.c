/* SPDX-License-Identifier: MIT */
/* What triples are about: spans and names, and in N-Triples what they are. */
#include <stdlib.h>

#include "formats/triples_write.h"
#include "model/shape.h"

struct dn_span
dn_triples_text(struct dn_triples_writer *writer, struct dn_node *object,
    const char *name)
{
	struct dn_tree *tree = &writer->item->tree;

	return dn_node_text(tree, dn_node_get(tree, object, name));
}

static int
make_room(struct dn_triples_writer *writer, struct dn_err *err)
{
	size_t cap = writer->mention_cap == 0 ? 64 : writer->mention_cap * 2;
	void *mentions, *known, *placed;

	if (writer->mention_count < writer->mention_cap)
		return 0;
	mentions = reallocarray(writer->mentions, cap,
	    sizeof(*writer->mentions));
	if (mentions != NULL)
		writer->mentions = mentions;
	known = reallocarray(writer->known, cap, sizeof(*writer->known));
	if (known != NULL)
		writer->known = known;
	placed = reallocarray(writer->placed, cap, sizeof(*writer->placed));
	if (placed != NULL)
		writer->placed = placed;
	if (mentions == NULL || known == NULL || placed == NULL)
		return dn_err_memory(err);
	writer->mention_cap = cap;
	return 0;
}

/* What kind of node an annotation was in N-Triples. */
static enum dn_triples_node
node_of(struct dn_triples_writer *writer, struct dn_node *annotation)
{
	static const char *const names[] = { "", "iri", "blank", "literal" };
	struct dn_tree *tree = &writer->item->tree;
	struct dn_span name = dn_node_text(tree, dn_raw_get(tree, annotation,
	    DN_SPAN("/node")));

	for (int i = DN_TRIPLES_IRI; i <= DN_TRIPLES_LITERAL; i++)
		if (dn_span_is(name, names[i]))
			return (enum dn_triples_node)i;
	return DN_TRIPLES_NAME;
}

/* The text of all pieces of a span, from the text of the item. */
static void
take_pieces(struct dn_triples_writer *writer, struct dn_triples_end *end,
    const struct dn_range *ranges, size_t count)
{
	dn_bytes_clear(&writer->text);
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			dn_bytes_add_byte(&writer->text, ' ');
		dn_bytes_add_span(&writer->text, dn_points_slice(
		    &writer->points, ranges[i]));
	}
	end->text = dn_arena_copy(&writer->item->tree.arena,
	    dn_bytes_span(&writer->text));
}

/* The place and text of a span. */
static int
fill_span(struct dn_triples_writer *writer, struct dn_node *node,
    struct dn_triples_end *end, struct dn_err *err)
{
	struct dn_range *ranges;
	size_t count;
	int got = dn_shape_spans(writer->item, node, &ranges, &count, err);

	if (got < 0)
		return -1;
	if (got == 0 || count == 0)
		return dn_node_error(node, err, DN_E_MISSING_FIELD,
		    "a span without \"spans\"");
	end->placed = true;
	end->range = ranges[0];
	for (size_t i = 0; i < count; i++) {
		if (writer->has_text && ranges[i].end > writer->points.count)
			return dn_node_error(node, err, DN_E_BAD_VALUE,
			    "a span that is not in the text");
		if (ranges[i].start < end->range.start)
			end->range.start = ranges[i].start;
		if (ranges[i].end > end->range.end)
			end->range.end = ranges[i].end;
	}
	if (end->text.ptr == NULL && writer->has_text)
		take_pieces(writer, end, ranges, count);
	return 0;
}

/* A place as a key: "START,END". */
static struct dn_span
place_key(struct dn_triples_writer *writer, const struct dn_triples_end *end)
{
	dn_bytes_clear(&writer->text);
	dn_bytes_add_uint(&writer->text, end->range.start);
	dn_bytes_add_byte(&writer->text, ',');
	dn_bytes_add_uint(&writer->text, end->range.end);
	return dn_bytes_span(&writer->text);
}

/* The mention that is being added is at this place, if none was. */
static int
add_place(struct dn_triples_writer *writer, const struct dn_triples_end *end,
    struct dn_err *err)
{
	int added;
	size_t number = dn_names_add(writer->places, place_key(writer, end),
	    &added);

	if (number == DN_NAMES_NONE)
		return dn_err_memory(err);
	if (added)
		writer->placed[number] = writer->mention_count;
	return 0;
}

/* An annotation, as what a relation may join. */
static int
add_mention(struct dn_triples_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *label = annotation->label;
	struct dn_triples_mention *mention;
	size_t number;
	int added;

	if (make_room(writer, err) < 0)
		return -1;
	mention = &writer->mentions[writer->mention_count];
	*mention = (struct dn_triples_mention){ .node = annotation->node };
	mention->end.text = dn_triples_text(writer, annotation->node, "text");
	mention->end.id = annotation->id;
	if (dn_node_type(label) == DN_JSON_ARRAY)
		label = dn_node_first(tree, label);
	if (label != NULL)
		mention->end.label = label->type == DN_JSON_STRING ?
		    dn_node_text(tree, label) : label->raw;
	mention->end.node = node_of(writer, annotation->node);
	mention->end.suffix = dn_node_text(tree, dn_raw_get(tree,
	    annotation->node, DN_SPAN("/suffix")));
	if (annotation->kind == DN_ANNOTATION_SPAN &&
	    fill_span(writer, annotation->node, &mention->end, err) < 0)
		return -1;
	if (annotation->id.ptr != NULL) {
		number = dn_names_add(writer->ids, annotation->id, &added);
		if (number == DN_NAMES_NONE)
			return dn_err_memory(err);
		if (added)
			writer->known[number] = writer->mention_count;
	}
	if (mention->end.placed && writer->places != NULL &&
	    add_place(writer, &mention->end, err) < 0)
		return -1;
	writer->mention_count++;
	return 0;
}

int
dn_triples_take_mentions(struct dn_triples_writer *writer,
    struct dn_err *err)
{
	struct dn_node *node = dn_item_first_annotation(writer->item);

	for (; node != NULL; node = node->next) {
		struct dn_annotation annotation;
		bool named;

		if (dn_annotation_read(writer->item, node, &annotation,
		    err) < 0)
			return -1;
		named = annotation.kind == DN_ANNOTATION_OTHER &&
		    dn_triples_text(writer, node, "text").ptr != NULL;
		if ((named || annotation.kind == DN_ANNOTATION_SPAN) &&
		    add_mention(writer, &annotation, err) < 0)
			return -1;
	}
	return 0;
}

struct dn_triples_mention *
dn_triples_find(struct dn_triples_writer *writer, struct dn_span id)
{
	size_t number = id.ptr == NULL ? DN_NAMES_NONE :
	    dn_names_find(writer->ids, id);

	return number == DN_NAMES_NONE ? NULL :
	    &writer->mentions[writer->known[number]];
}

/* ---- what is said of places ------------------------------------------ */

void
dn_triples_describe(struct dn_triples_writer *writer,
    struct dn_triples_mention *mention)
{
	struct dn_triple triple;

	if (!mention->end.placed || writer->syntax != DN_TRIPLES_NT)
		return;
	if (mention->end.text.ptr != NULL && !mention->said_text) {
		dn_triples_say(&triple, writer->document, &mention->end,
		    mention->end.text, false);
		dn_triples_add_line(writer, &triple);
	}
	if (mention->end.label.ptr != NULL && !mention->said_label) {
		dn_triples_say(&triple, writer->document, &mention->end,
		    mention->end.label, true);
		dn_triples_add_line(writer, &triple);
	}
	mention->used = mention->used || mention->end.text.ptr != NULL ||
	    mention->end.label.ptr != NULL;
}

bool
dn_triples_still_says(struct dn_triples_writer *writer, struct dn_span line)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_triples_mention *mention;
	struct dn_triple triple;
	struct dn_span text;
	size_t number;

	if (writer->syntax != DN_TRIPLES_NT ||
	    dn_triples_is_blank(line, DN_TRIPLES_NT))
		return true;
	if (dn_triples_read_nt(line, writer->base,
	    &writer->item->tree.arena, &triple, &err) < 0 ||
	    !(triple.says_text || triple.says_label) ||
	    writer->places == NULL ||
	    !dn_span_equal(triple.document, writer->document))
		return false;
	number = dn_names_find(writer->places, place_key(writer,
	    &triple.ends[0]));
	if (number == DN_NAMES_NONE)
		return false;
	mention = &writer->mentions[writer->placed[number]];
	text = triple.says_text ? mention->end.text : mention->end.label;
	if (text.ptr == NULL || !dn_span_equal(text, triple.ends[1].text))
		return false;
	mention->used = true;
	mention->said_text = mention->said_text || triple.says_text;
	mention->said_label = mention->said_label || triple.says_label;
	return true;
}
