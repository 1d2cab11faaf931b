/* SPDX-License-Identifier: MIT */
/* The lines of a BRAT document: ids that stay, spans, relations, notes. */
#include <stdlib.h>

#include "formats/brat_write.h"
#include "model/shape.h"

/* ---- ids ------------------------------------------------------------- */

/* An id as a line may have it: its letter, then no blank or control byte. */
static bool
is_id(struct dn_span id, char letter)
{
	if (id.len < 2 || (id.ptr[0] != letter &&
	    !(letter == 'A' && id.ptr[0] == 'M')))
		return false;
	for (size_t i = 0; i < id.len; i++)
		if ((unsigned char)id.ptr[i] <= ' ' || id.ptr[i] == ':')
			return false;
	return true;
}

/* An id for a line: `wanted` where that is one and free, else a new one. */
static struct dn_span
take_id(struct dn_brat_writer *writer, char letter, struct dn_span wanted)
{
	uint64_t *next = &writer->next[strchr(DN_BRAT_LETTERS, letter) -
	    DN_BRAT_LETTERS];
	struct dn_arena *arena = &writer->item->tree.arena;
	struct dn_span id = { NULL, 0 };
	int added = 0;

	if (is_id(wanted, letter) && dn_names_add(writer->used, wanted,
	    &added) != DN_NAMES_NONE && added)
		return wanted;
	while (!added) {
		dn_bytes_clear(&writer->name);
		dn_bytes_add_byte(&writer->name, letter);
		dn_bytes_add_uint(&writer->name, ++*next);
		id = dn_arena_copy(arena, dn_bytes_span(&writer->name));
		if (id.ptr == NULL || dn_names_add(writer->used, id,
		    &added) == DN_NAMES_NONE) {
			writer->item->tree.failed = true;
			return (struct dn_span){ NULL, 0 };
		}
	}
	return id;
}

/* The text of a member, or the absent span. */
static struct dn_span
text_of(struct dn_brat_writer *writer, struct dn_node *object, const char *name)
{
	struct dn_tree *tree = &writer->item->tree;

	return dn_node_text(tree, dn_node_get(tree, object, name));
}

int
dn_brat_name(struct dn_brat_writer *writer, struct dn_node *object,
    char letter, struct dn_err *err)
{
	struct dn_span id = text_of(writer, object, "id");
	size_t count = dn_names_count(writer->known), number;
	int added;

	if (id.ptr == NULL)
		return 0;
	if (count == writer->table_cap) {
		size_t cap = count == 0 ? 256 : count * 2;
		struct dn_brat_known *table = reallocarray(writer->table, cap,
		    sizeof(*table));

		if (table == NULL)
			return dn_err_memory(err);
		writer->table = table;
		writer->table_cap = cap;
	}
	number = dn_names_add(writer->known, id, &added);
	if (number == DN_NAMES_NONE)
		return dn_err_memory(err);
	if (added)
		writer->table[number] = (struct dn_brat_known){
			take_id(writer, letter, id), false };
	return 0;
}

/* What an id of the record is in the file; NULL if it is not there. */
static struct dn_brat_known *
find_known(const struct dn_brat_writer *writer, struct dn_span id)
{
	size_t number = id.ptr == NULL ? DN_NAMES_NONE :
	    dn_names_find(writer->known, id);

	return number != DN_NAMES_NONE ? &writer->table[number] : NULL;
}

/* Append the id of the line for an object, the first that is called `id`. */
static struct dn_span
add_own_id(struct dn_brat_writer *writer, struct dn_span id, char letter)
{
	struct dn_brat_known *known = find_known(writer, id);
	struct dn_span written;

	if (known != NULL && !known->emitted) {
		known->emitted = true;
		written = known->written;
	} else {
		written = take_id(writer, letter,
		    (struct dn_span){ NULL, 0 });
	}
	dn_bytes_add_span(&writer->out, written);
	return written;
}

/* ---- pieces of lines ------------------------------------------------- */

/* Text that must stay on its line; false when a byte had to go. */
static bool
add_line_text(struct dn_bytes *out, struct dn_span text)
{
	bool whole = true;

	for (size_t i = 0; i < text.len; i++) {
		bool ends = text.ptr[i] == '\n' || text.ptr[i] == '\r';

		whole = whole && !ends;
		dn_bytes_add_byte(out, ends ? ' ' : text.ptr[i]);
	}
	return whole;
}

/* Text of a field, which a tab would end as well. */
static bool
add_field(struct dn_bytes *out, struct dn_span text)
{
	size_t from = out->len;
	bool whole = add_line_text(out, text);

	for (; from < out->len; from++)
		if (out->data[from] == '\t') {
			out->data[from] = ' ';
			whole = false;
		}
	return whole;
}

/* Append one word: `word`, or `otherwise` where that is none; true if so. */
static bool
add_word(struct dn_bytes *out, struct dn_span word, const char *otherwise)
{
	bool whole = true;

	for (size_t i = 0; i < word.len; i++)
		whole = whole && (unsigned char)word.ptr[i] > ' ';
	if (whole && word.len > 0)
		dn_bytes_add_span(out, word);
	else
		dn_bytes_add_text(out, otherwise);
	return whole;
}

static int
degrade(struct dn_brat_writer *writer, struct dn_node *annotation,
    enum dn_cap cap, const char *why, struct dn_err *err)
{
	return dn_loss_degraded(writer->writing->loss, writer->item,
	    annotation, cap, err, "%s", why);
}

static int
drop(struct dn_brat_writer *writer, struct dn_node *annotation, enum dn_cap cap,
    const char *why, struct dn_err *err)
{
	return dn_loss_dropped(writer->writing->loss, writer->item,
	    annotation, cap, err, "%s", why);
}

/* ---- A, N, # --------------------------------------------------------- */

/* "A1 NAME ID [VALUE]" for each attribute of an object. */
static int
add_attribute(struct dn_brat_writer *writer, struct dn_node *object,
    struct dn_node *attribute, struct dn_span written, struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_span value = attribute->type == DN_JSON_STRING ?
	    dn_node_text(tree, attribute) : attribute->raw, part = value;
	bool simple = value.len > 0;

	if (attribute->type >= DN_JSON_ARRAY)
		return drop(writer, object, DN_CAP_ATTRIBUTES,
		    "an attribute of several values", err);
	if (attribute->type != DN_JSON_STRING &&
	    attribute->type != DN_JSON_TRUE && degrade(writer, object,
	    DN_CAP_ATTRIBUTES, "an attribute becomes a text", err) < 0)
		return -1;
	dn_bytes_clear(&writer->scratch);
	dn_bytes_add_text(&writer->scratch, "/attributes");
	dn_node_step(attribute->name, &writer->scratch);
	dn_bytes_add_text(&writer->scratch, "/id");
	dn_bytes_add_span(&writer->about, take_id(writer, 'A', dn_node_text(
	    tree, dn_raw_get(tree, object,
	    dn_bytes_span(&writer->scratch)))));
	dn_bytes_add_byte(&writer->about, '\t');
	/* Only words can be offered as values by the configuration. */
	for (size_t i = 0; i < value.len; i++)
		simple = simple && (unsigned char)value.ptr[i] > ' ' &&
		    value.ptr[i] != '|' && value.ptr[i] != ',';
	if (attribute->type == DN_JSON_TRUE || !simple)
		part = (struct dn_span){ NULL, 0 };
	if (dn_brat_use(&writer->types, writer->types.attributes,
	    attribute->name, part, &writer->about, err) < 0)
		return -1;
	dn_bytes_add_byte(&writer->about, ' ');
	dn_bytes_add_span(&writer->about, written);
	if (attribute->type != DN_JSON_TRUE) {
		dn_bytes_add_byte(&writer->about, ' ');
		if (!add_field(&writer->about, value) && degrade(writer,
		    object, DN_CAP_ATTRIBUTES,
		    "line breaks and tabs become blanks", err) < 0)
			return -1;
	}
	dn_bytes_add_byte(&writer->about, '\n');
	return 0;
}

/* "N1 Reference ID DB:REF TEXT" for one reference. */
static int
add_reference(struct dn_brat_writer *writer, struct dn_node *object,
    struct dn_node *node, struct dn_span written, struct dn_err *err)
{
	struct dn_span type = text_of(writer, node, "type");
	struct dn_span database = text_of(writer, node, "db");
	struct dn_span ref = text_of(writer, node, "ref");
	struct dn_span text = text_of(writer, node, "text");
	bool whole;

	if (database.len + ref.len == 0)
		return drop(writer, object, DN_CAP_REFERENCES,
		    "a reference to nothing", err);
	dn_bytes_add_span(&writer->about, take_id(writer, 'N',
	    text_of(writer, node, "id")));
	dn_bytes_add_byte(&writer->about, '\t');
	whole = add_word(&writer->about, type, "Reference");
	dn_bytes_add_byte(&writer->about, ' ');
	dn_bytes_add_span(&writer->about, written);
	dn_bytes_add_byte(&writer->about, ' ');
	if (database.ptr != NULL) {
		whole &= add_field(&writer->about, database);
		dn_bytes_add_byte(&writer->about, ':');
	}
	whole &= add_field(&writer->about, ref);
	if (text.ptr != NULL) {
		dn_bytes_add_byte(&writer->about, '\t');
		whole &= add_line_text(&writer->about, text);
	}
	dn_bytes_add_byte(&writer->about, '\n');
	return whole ? 0 : degrade(writer, object, DN_CAP_REFERENCES,
	    "line breaks and tabs become blanks, a type is one word", err);
}

/* "#1 AnnotatorNotes ID TEXT" for one note. */
static int
add_note(struct dn_brat_writer *writer, struct dn_node *object,
    struct dn_node *node, struct dn_span written, struct dn_err *err)
{
	struct dn_span type = text_of(writer, node, "type");
	struct dn_span text = text_of(writer, node, "text");
	bool whole;

	dn_bytes_add_span(&writer->about, take_id(writer, '#',
	    text_of(writer, node, "id")));
	dn_bytes_add_byte(&writer->about, '\t');
	whole = add_word(&writer->about, type, "AnnotatorNotes");
	dn_bytes_add_byte(&writer->about, ' ');
	dn_bytes_add_span(&writer->about, written);
	if (text.ptr != NULL) {
		dn_bytes_add_byte(&writer->about, '\t');
		whole &= add_line_text(&writer->about, text);
	}
	dn_bytes_add_byte(&writer->about, '\n');
	return whole ? 0 : degrade(writer, object, DN_CAP_NOTES,
	    "line breaks become blanks, a type is one word", err);
}

/* All lines about an object that has a line of its own. */
static int
add_about(struct dn_brat_writer *writer, struct dn_node *object,
    struct dn_span written, struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *node;

	node = dn_node_first(tree, dn_node_get(tree, object, "attributes"));
	for (; node != NULL; node = node->next)
		if (add_attribute(writer, object, node, written, err) < 0)
			return -1;
	node = dn_node_first(tree, dn_node_get(tree, object, "references"));
	for (; node != NULL; node = node->next)
		if (add_reference(writer, object, node, written, err) < 0)
			return -1;
	node = dn_node_first(tree, dn_node_get(tree, object, "notes"));
	for (; node != NULL; node = node->next)
		if (add_note(writer, object, node, written, err) < 0)
			return -1;
	return 0;
}

/* ---- T --------------------------------------------------------------- */

static void
add_range(struct dn_brat_writer *writer, size_t start, size_t end, bool *any)
{
	dn_bytes_add_byte(&writer->out, *any ? ';' : ' ');
	dn_bytes_add_uint(&writer->out, dn_offsets_offset(&writer->offsets,
	    writer->unit, start));
	dn_bytes_add_byte(&writer->out, ' ');
	dn_bytes_add_uint(&writer->out, dn_offsets_offset(&writer->offsets,
	    writer->unit, end));
	*any = true;
}

/* The pieces of a range between its line breaks; true when it has any. */
static bool
add_pieces(struct dn_brat_writer *writer, struct dn_range range, bool *any)
{
	struct dn_span text = dn_points_slice(&writer->points, range);
	size_t from = range.start, point = range.start;
	bool split = false;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\n' || text.ptr[i] == '\r') {
			if (point > from)
				add_range(writer, from, point, any);
			from = point + 1;
			split = true;
		}
		point += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
	}
	if (point > from || !split)
		add_range(writer, from, point, any);
	return split;
}

/* The text of all pieces, joined by blanks, line breaks left out. */
static void
add_span_text(struct dn_brat_writer *writer, const struct dn_range *ranges,
    size_t count)
{
	bool any = false, due = false;

	for (size_t i = 0; i < count; i++) {
		struct dn_span text = dn_points_slice(&writer->points,
		    ranges[i]);

		due = any;
		for (size_t k = 0; k < text.len; k++) {
			if (text.ptr[k] == '\n' || text.ptr[k] == '\r') {
				due = any;
				continue;
			}
			if (due)
				dn_bytes_add_byte(&writer->out, ' ');
			due = false;
			any = true;
			dn_bytes_add_byte(&writer->out, text.ptr[k]);
		}
	}
}

/* The type of a label; several are a loss that was reported already. */
static int
add_label(struct dn_brat_writer *writer, const struct dn_annotation *annotation,
    struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *label = annotation->label;
	struct dn_span name = { NULL, 0 };

	if (label == NULL)
		label = dn_node_first(tree,
		    dn_node_get(tree, annotation->node, "labels"));
	if (dn_node_type(label) == DN_JSON_ARRAY)
		label = dn_node_first(tree, label);
	if (label != NULL)
		name = label->type == DN_JSON_STRING ?
		    dn_node_text(tree, label) : label->raw;
	else if (degrade(writer, annotation->node, DN_CAP_LABELS,
	    "no label: it becomes an empty one", err) < 0)
		return -1;
	return dn_brat_use(&writer->types, writer->types.entities, name,
	    (struct dn_span){ NULL, 0 }, &writer->out, err);
}

/* "T1 TYPE START END[;START END]... TEXT" */
int
dn_brat_add_span(struct dn_brat_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_span text = text_of(writer, annotation->node, "text"), id;
	struct dn_range *ranges;
	bool any = false, split = false, given;
	size_t count;
	int got = dn_shape_spans(writer->item, annotation->node, &ranges,
	    &count, err);

	if (got < 0)
		return -1;
	if (got == 0 || count == 0)
		return dn_node_error(annotation->node, err,
		    DN_E_MISSING_FIELD, "a span without \"spans\"");
	for (size_t i = 0; i < count; i++)
		if (dn_points_slice(&writer->points, ranges[i]).ptr == NULL)
			return dn_node_error(annotation->node, err,
			    DN_E_BAD_VALUE, "a span that is not in the text");
	/* A text that came with its line goes with it, whatever it says. */
	given = writer->own && text.ptr != NULL &&
	    memchr(text.ptr, '\n', text.len) == NULL &&
	    memchr(text.ptr, '\r', text.len) == NULL;
	id = add_own_id(writer, annotation->id, 'T');
	dn_bytes_add_byte(&writer->out, '\t');
	if (add_label(writer, annotation, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (given)
			add_range(writer, ranges[i].start, ranges[i].end,
			    &any);
		else
			split |= add_pieces(writer, ranges[i], &any);
	/* Nothing but line breaks: a span all the same. */
	if (!any)
		add_range(writer, ranges[0].start, ranges[0].end, &any);
	dn_bytes_add_byte(&writer->out, '\t');
	if (given)
		dn_bytes_add_span(&writer->out, text);
	else
		add_span_text(writer, ranges, count);
	dn_bytes_add_byte(&writer->out, '\n');
	if (split && degrade(writer, annotation->node, DN_CAP_SPAN,
	    "split at line breaks", err) < 0)
		return -1;
	return add_about(writer, annotation->node, id, err);
}

/* ---- R, E, * --------------------------------------------------------- */

char
dn_brat_letter(struct dn_brat_writer *writer, struct dn_node *relation)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *argument;
	size_t count = 0, roles = 0;

	if (text_of(writer, relation, "trigger").ptr != NULL)
		return 'E';
	argument = dn_node_first(tree, dn_node_get(tree, relation, "args"));
	for (; argument != NULL; argument = argument->next, count++)
		roles += text_of(writer, argument, "role").len > 0;
	if (count > 0 && roles == 0 && dn_node_type(dn_node_get(tree,
	    relation, "directed")) == DN_JSON_FALSE)
		return '*';
	return count == 2 || (writer->own && count > 0 && roles == count) ?
	    'R' : '\0';
}

/* Everything that a relation refers to is in the file. */
static bool
refers_well(struct dn_brat_writer *writer, struct dn_node *relation)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_span trigger = text_of(writer, relation, "trigger");
	struct dn_node *argument = dn_node_first(tree,
	    dn_node_get(tree, relation, "args"));

	if (trigger.ptr != NULL && find_known(writer, trigger) == NULL)
		return false;
	for (; argument != NULL; argument = argument->next)
		if (find_known(writer, text_of(writer, argument, "ref")) ==
		    NULL)
			return false;
	return true;
}

/* " ROLE:ID" or " ID" for every argument. */
static int
add_arguments(struct dn_brat_writer *writer, struct dn_node *relation,
    char letter, struct dn_span type, struct dn_err *err)
{
	static const char *const defaults[] = { "Arg1", "Arg2" };
	struct dn_tree *tree = &writer->item->tree;
	struct dn_names *table = letter == 'E' ? writer->types.events :
	    writer->types.relations;
	struct dn_node *argument = dn_node_first(tree,
	    dn_node_get(tree, relation, "args"));

	for (size_t i = 0; argument != NULL; argument = argument->next, i++) {
		struct dn_span role = text_of(writer, argument, "role");
		struct dn_span ref = text_of(writer, argument, "ref");

		dn_bytes_add_byte(&writer->out, ' ');
		if (letter != '*') {
			if (role.len == 0)
				role = i < 2 && letter == 'R' ?
				    dn_span_of(defaults[i]) : DN_SPAN("Arg");
			dn_bytes_clear(&writer->scratch);
			if (dn_brat_use(&writer->types, table, type, role,
			    &writer->scratch, err) < 0 ||
			    dn_brat_use_role(&writer->types, role,
			    &writer->out, err) < 0)
				return -1;
			dn_bytes_add_byte(&writer->out, ':');
		}
		dn_bytes_add_span(&writer->out,
		    find_known(writer, ref)->written);
	}
	return 0;
}

/* The line itself, and what is about it. */
static int
add_relation_line(struct dn_brat_writer *writer, struct dn_node *relation,
    char letter, struct dn_err *err)
{
	struct dn_span type = text_of(writer, relation, "type");
	struct dn_span trigger = text_of(writer, relation, "trigger");
	struct dn_span id = { NULL, 0 };
	struct dn_node *text = writer->own ? dn_raw_get(&writer->item->tree,
	    relation, DN_SPAN("/text")) : NULL;

	if (letter == '*')
		dn_bytes_add_byte(&writer->out, '*');
	else
		id = add_own_id(writer, text_of(writer, relation, "id"),
		    letter);
	dn_bytes_add_byte(&writer->out, '\t');
	if (dn_brat_use(&writer->types, letter == 'E' ?
	    writer->types.events : writer->types.relations, type,
	    (struct dn_span){ NULL, 0 }, &writer->out, err) < 0)
		return -1;
	if (letter == 'E') {
		dn_bytes_add_byte(&writer->out, ':');
		dn_bytes_add_span(&writer->out,
		    find_known(writer, trigger)->written);
	}
	if (add_arguments(writer, relation, letter, type, err) < 0)
		return -1;
	if (letter == 'R' || text != NULL)
		dn_bytes_add_byte(&writer->out, '\t');
	add_line_text(&writer->out,
	    dn_node_text(&writer->item->tree, text));
	dn_bytes_add_byte(&writer->out, '\n');
	return id.ptr != NULL ? add_about(writer, relation, id, err) : 0;
}

int
dn_brat_add_relation(struct dn_brat_writer *writer,
    struct dn_node *relation, struct dn_err *err)
{
	/* What is not named, as "*", cannot be spoken of either. */
	static const char *const carried[] = { "attributes", "notes",
		"references", NULL };
	char letter = dn_brat_letter(writer, relation);

	if (letter == '\0')
		return drop(writer, relation, DN_CAP_RELATION,
		    "it has other than two arguments, and no trigger", err);
	if (!refers_well(writer, relation))
		return drop(writer, relation, letter == 'E' ? DN_CAP_EVENT :
		    DN_CAP_RELATION, "it refers to what is not written", err);
	if (dn_loss_relation(writer->writing->loss, writer->item, relation,
	    letter == '*' ? &carried[3] : carried, err) < 0)
		return -1;
	return add_relation_line(writer, relation, letter, err);
}
