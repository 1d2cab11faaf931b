/* SPDX-License-Identifier: MIT */
/* The lines of an .ann file: what they say becomes members of the item. */
#include <stdlib.h>

#include "formats/brat.h"
#include "model/shape.h"

/* One line, cut at its tabs: id, what it says, free text. */
struct line {
	struct dn_span whole, id, body, text;
	uint64_t number;
};

/* The lines of a file, those that refer to others put off. */
struct parse {
	struct dn_brat_document *document;
	struct dn_item *item;
	struct dn_tree *tree;
	struct dn_span *bad;
	struct dn_err *err;
};

/* ---- errors ---------------------------------------------------------- */

/* What is wrong, at the byte `at` of the line. */
static int
refuse(const struct parse *parse, const struct line *line, const char *at,
    enum dn_code code, const char *why)
{
	*parse->bad = line->whole;
	dn_err_set(parse->err, code, "%s", why);
	dn_err_excerpt(parse->err, line->whole.ptr, line->whole.len);
	return dn_err_at(parse->err, line->number,
	    (uint64_t)(at - line->whole.ptr) + 1);
}

static int
refuse_form(const struct parse *parse, const struct line *line,
    const char *at, const char *form)
{
	dn_err_set(parse->err, DN_E_BAD_FORMAT, "not as \"%s\"", form);
	return refuse(parse, line, at, DN_E_BAD_FORMAT, parse->err->text);
}

/* ---- cutting --------------------------------------------------------- */

/* Cut the next word off `rest`, at single or more blanks; false at the end. */
static bool
next_word(struct dn_span *rest, struct dn_span *word)
{
	while (rest->len > 0 && *rest->ptr == ' ') {
		rest->ptr++;
		rest->len--;
	}
	*word = (struct dn_span){ rest->ptr, 0 };
	while (rest->len > 0 && *rest->ptr != ' ') {
		rest->ptr++;
		rest->len--;
		word->len++;
	}
	return word->len > 0;
}

/* Cut the line at its first two tabs; the text may hold more. */
static void
cut_line(struct line *line)
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

/* "role:ref"; false when there is no colon or nothing on either side. */
static bool
cut_role(struct dn_span word, struct dn_span *role, struct dn_span *ref)
{
	for (size_t i = word.len; i > 0; i--)
		if (word.ptr[i - 1] == ':') {
			*role = (struct dn_span){ word.ptr, i - 1 };
			*ref = (struct dn_span){ word.ptr + i, word.len - i };
			return role->len > 0 && ref->len > 0;
		}
	return false;
}

/* ---- ids ------------------------------------------------------------- */

/* Remember whose an id is; twice is an error.  `node` may be NULL. */
static int
claim(const struct parse *parse, const struct line *line,
    struct dn_node *node)
{
	struct dn_brat_document *document = parse->document;
	size_t count = dn_names_count(document->ids), number;
	int added;

	if (count == document->node_cap) {
		size_t cap = count == 0 ? 256 : count * 2;
		struct dn_node **nodes = reallocarray(document->nodes, cap,
		    sizeof(struct dn_node *));

		if (nodes == NULL)
			return dn_err_memory(parse->err);
		document->nodes = nodes;
		document->node_cap = cap;
	}
	number = dn_names_add(document->ids, line->id, &added);
	if (number == DN_NAMES_NONE)
		return dn_err_memory(parse->err);
	if (!added)
		return refuse(parse, line, line->id.ptr, DN_E_REPEATED,
		    "a second line with this id");
	document->nodes[number] = node;
	return 0;
}

/* What an id stands for: *known, and its node or NULL. */
static struct dn_node *
find(const struct parse *parse, struct dn_span id, bool *known)
{
	size_t number = dn_names_find(parse->document->ids, id);

	*known = number != DN_NAMES_NONE;
	return *known ? parse->document->nodes[number] : NULL;
}

static int
refuse_reference(const struct parse *parse, const struct line *line,
    struct dn_span id)
{
	return refuse(parse, line, id.ptr, DN_E_UNKNOWN_ID,
	    "a reference to nothing");
}

/* Set a member to what a type stands for. */
static void
set_type(const struct parse *parse, struct dn_node *node, const char *name,
    struct dn_span type)
{
	struct dn_bytes *scratch = &parse->document->scratch;

	dn_bytes_clear(scratch);
	dn_brat_decode(scratch, type);
	if (scratch->failed != DN_E_NONE)
		parse->tree->failed = true;
	dn_node_set_text(parse->tree, node, name, dn_bytes_span(scratch));
}

/* ---- T: spans -------------------------------------------------------- */

static bool
read_offset(const char **at, const char *end, size_t *value)
{
	const char *from = *at;
	size_t sum = 0;

	for (; *at < end && **at >= '0' && **at <= '9'; ++*at)
		if (__builtin_mul_overflow(sum, 10, &sum) ||
		    __builtin_add_overflow(sum, (size_t)(**at - '0'), &sum))
			return false;
	*value = sum;
	return *at > from;
}

/* Does the text that a line gives stand in the document? */
static bool
is_text_of(const struct dn_points *points, struct dn_node *spans,
    struct dn_tree *tree, struct dn_span text)
{
	struct dn_node *node = dn_node_first(tree, spans);
	size_t at = 0;

	for (; node != NULL; node = node->next) {
		int64_t start = 0, end = 0;
		struct dn_span piece;

		if (!dn_node_int(node->first, &start) ||
		    !dn_node_int(node->last, &end))
			return false;
		piece = dn_points_slice(points, (struct dn_range){
		    (size_t)start, (size_t)end });
		if (at > 0 && at < text.len && text.ptr[at] == ' ')
			at++;
		if (piece.len > text.len - at)
			return false;
		/* A line break in a span is given as a blank. */
		for (size_t i = 0; i < piece.len; i++, at++)
			if (piece.ptr[i] != text.ptr[at] &&
			    !((piece.ptr[i] == '\n' || piece.ptr[i] == '\r') &&
			    text.ptr[at] == ' '))
				return false;
	}
	return at == text.len;
}

/* "s e;s e": the spans. */
static int
read_spans(const struct parse *parse, const struct line *line,
    struct dn_span rest, struct dn_node *spans)
{
	const char *at = rest.ptr, *end = rest.ptr + rest.len, *from;
	struct dn_range range;
	struct dn_node *node;

	do {
		from = at;
		if (!read_offset(&at, end, &range.start) || at == end ||
		    *at++ != ' ' || !read_offset(&at, end, &range.end) ||
		    (at < end && *at != ';' && *at != ' '))
			return refuse_form(parse, line, from,
			    "T1 TYPE START END[;START END]... TEXT");
		if (range.start > range.end ||
		    range.end > parse->document->points->count)
			return refuse(parse, line, from, DN_E_BAD_VALUE,
			    "a span that is not in the text");
		node = dn_node_add_array(parse->tree, spans);
		dn_node_add_int(parse->tree, node, (int64_t)range.start);
		dn_node_add_int(parse->tree, node, (int64_t)range.end);
	} while (at < end && *at++ == ';');
	for (; at < end; at++)
		if (*at != ' ')
			return refuse_form(parse, line, at,
			    "T1 TYPE START END[;START END]... TEXT");
	return 0;
}

static int
read_span(const struct parse *parse, const struct line *line)
{
	struct dn_brat_document *document = parse->document;
	struct dn_node *node, *spans;
	struct dn_span rest = line->body, type;

	if (line->text.ptr == NULL || !next_word(&rest, &type) ||
	    rest.len == 0)
		return refuse_form(parse, line, line->whole.ptr,
		    "T1 TYPE START END[;START END]... TEXT");
	rest.ptr++;
	rest.len--;
	node = dn_node_add_object(parse->tree, parse->item->annotations);
	dn_node_set_text(parse->tree, node, "id", line->id);
	dn_node_set_text(parse->tree, node, "kind", DN_SPAN("span"));
	set_type(parse, node, "label", type);
	spans = dn_node_set_array(parse->tree, node, "spans");
	if (read_spans(parse, line, rest, spans) < 0)
		return -1;
	dn_node_set_text(parse->tree, node, "text", line->text);
	document->spans++;
	if (!is_text_of(document->points, spans, parse->tree, line->text) &&
	    document->mismatches++ == 0)
		document->first_mismatch = line->number;
	return claim(parse, line, node);
}

/* ---- R, E, *: relations ---------------------------------------------- */

/* Append {"role":..., "ref":...}; an absent role is left out. */
static void
add_argument(const struct parse *parse, struct dn_node *arguments,
    struct dn_span role, struct dn_span ref)
{
	struct dn_node *argument = dn_node_add_object(parse->tree, arguments);

	if (role.ptr != NULL)
		set_type(parse, argument, "role", role);
	dn_node_set_text(parse->tree, argument, "ref", ref);
}

/* R and *: a type and arguments; E: a trigger instead of the bare type. */
static int
read_relation(const struct parse *parse, const struct line *line)
{
	static const char *const forms[] = { "R1 TYPE ROLE:ID ROLE:ID",
		"E1 TYPE:ID [ROLE:ID]...", "* TYPE ID ID ..." };
	char kind = line->id.ptr[0];
	const char *form = forms[kind == 'R' ? 0 : kind == 'E' ? 1 : 2];
	struct dn_span rest = line->body, type, word, ref;
	struct dn_node *node = dn_item_relate(parse->item), *arguments;

	if (!next_word(&rest, &type) || (kind == 'E' &&
	    !cut_role(type, &type, &ref)))
		return refuse_form(parse, line, line->whole.ptr, form);
	if (kind != '*')
		dn_node_set_text(parse->tree, node, "id", line->id);
	set_type(parse, node, "type", type);
	if (kind == 'E')
		dn_node_set_text(parse->tree, node, "trigger", ref);
	arguments = dn_node_set_array(parse->tree, node, "args");
	while (next_word(&rest, &word)) {
		struct dn_span role = { NULL, 0 };

		ref = word;
		if (kind != '*' && !cut_role(word, &role, &ref))
			return refuse_form(parse, line, word.ptr, form);
		add_argument(parse, arguments, role, ref);
	}
	if (arguments != NULL && arguments->first == NULL && kind != 'E')
		return refuse_form(parse, line, line->whole.ptr, form);
	if (kind == '*')
		dn_node_set_bool(parse->tree, node, "directed", false);
	if (line->text.len > 0)
		dn_raw_set_text(parse->tree, node, DN_SPAN("/text"),
		    line->text);
	return kind == '*' ? 0 : claim(parse, line, node);
}

/* Everything that a relation refers to must be there. */
static int
check_relation(const struct parse *parse, const struct line *line)
{
	struct dn_span rest = line->body, word, role, ref;
	char kind = line->id.ptr[0];
	bool first = true, known;

	while (next_word(&rest, &word)) {
		ref = word;
		if (kind != '*' && (kind == 'E' || !first))
			cut_role(word, &role, &ref);
		if ((kind == 'E' || !first) &&
		    (find(parse, ref, &known) == NULL || !known))
			return refuse_reference(parse, line, ref);
		first = false;
	}
	return 0;
}

/* ---- A, M, N, #: about others ---------------------------------------- */

/* A line that is about something that has no member for it: kept whole. */
static void
keep_line(const struct parse *parse, const struct line *line)
{
	struct dn_bytes *scratch = &parse->document->scratch;

	dn_bytes_clear(scratch);
	dn_node_step(line->id, scratch);
	dn_raw_set_text(parse->tree, parse->item->root,
	    dn_bytes_span(scratch), line->whole);
}

/* A1 NAME ID [VALUE] */
static int
read_attribute(const struct parse *parse, const struct line *line,
    struct dn_node *target, struct dn_span name, struct dn_span rest)
{
	struct dn_bytes *scratch = &parse->document->scratch;
	struct dn_node *attributes;
	struct dn_span value = rest, decoded;

	dn_bytes_clear(scratch);
	dn_brat_decode(scratch, name);
	decoded = dn_arena_copy(&parse->tree->arena, dn_bytes_span(scratch));
	attributes = dn_node_need_object(parse->tree, target, "attributes");
	if (dn_node_find(parse->tree, attributes, decoded) != NULL) {
		keep_line(parse, line);
		return 0;
	}
	if (rest.len == 0) {
		dn_node_set_raw_named(parse->tree, attributes, decoded,
		    DN_SPAN("true"));
	} else {
		value.ptr++;
		value.len--;
		dn_node_set_text_named(parse->tree, attributes, decoded,
		    value);
	}
	dn_bytes_clear(scratch);
	dn_bytes_add_text(scratch, "/attributes");
	dn_node_step(decoded, scratch);
	dn_bytes_add_text(scratch, "/id");
	dn_raw_set_text(parse->tree, target, dn_bytes_span(scratch),
	    line->id);
	return 0;
}

/* N1 TYPE ID DB:REF, and a text. */
static int
read_reference(const struct parse *parse, const struct line *line,
    struct dn_node *target, struct dn_span type, struct dn_span rest)
{
	struct dn_node *node;
	struct dn_span whole = rest, database = { NULL, 0 };
	const char *colon;

	if (rest.len < 2)
		return refuse_form(parse, line, line->body.ptr,
		    "N1 TYPE ID DB:REF TEXT");
	whole.ptr++;
	whole.len--;
	colon = memchr(whole.ptr, ':', whole.len);
	if (colon != NULL) {
		database = whole;
		database.len = (size_t)(colon - whole.ptr);
		whole.ptr += database.len + 1;
		whole.len -= database.len + 1;
	}
	node = dn_node_add_object(parse->tree, dn_node_need_array(parse->tree,
	    target, "references"));
	dn_node_set_text(parse->tree, node, "id", line->id);
	if (!dn_span_is(type, "Reference"))
		dn_node_set_text(parse->tree, node, "type", type);
	if (database.ptr != NULL)
		dn_node_set_text(parse->tree, node, "db", database);
	dn_node_set_text(parse->tree, node, "ref", whole);
	if (line->text.ptr != NULL)
		dn_node_set_text(parse->tree, node, "text", line->text);
	return 0;
}

/* #1 TYPE ID, and a text. */
static int
read_note(const struct parse *parse, const struct line *line,
    struct dn_node *target, struct dn_span type)
{
	struct dn_node *node = dn_node_add_object(parse->tree,
	    dn_node_need_array(parse->tree, target, "notes"));

	dn_node_set_text(parse->tree, node, "id", line->id);
	dn_node_set_text(parse->tree, node, "type", type);
	if (line->text.ptr != NULL)
		dn_node_set_text(parse->tree, node, "text", line->text);
	return 0;
}

/* A line about another: first its type, then whom it is about. */
static int
read_about(const struct parse *parse, const struct line *line)
{
	struct dn_span rest = line->body, type, id;
	struct dn_node *target;
	bool known;

	if (!next_word(&rest, &type) || !next_word(&rest, &id))
		return refuse_form(parse, line, line->whole.ptr,
		    "TYPE ID behind the first tab");
	target = find(parse, id, &known);
	if (!known)
		return refuse_reference(parse, line, id);
	switch (line->id.ptr[0]) {
	case 'A':
	case 'M':
		if (target != NULL && line->text.ptr == NULL)
			return read_attribute(parse, line, target, type,
			    rest);
		break;
	case 'N':
		if (target != NULL)
			return read_reference(parse, line, target, type,
			    rest);
		break;
	default:
		if (target != NULL && rest.len == 0)
			return read_note(parse, line, target, type);
	}
	keep_line(parse, line);
	return 0;
}

/* ---- the file -------------------------------------------------------- */

/* The first time: what stands for itself, and all ids. */
static int
read_first(const struct parse *parse, const struct line *line)
{
	switch (line->id.len > 0 ? line->id.ptr[0] : '\0') {
	case 'T':
		return read_span(parse, line);
	case 'R':
	case 'E':
	case '*':
		return read_relation(parse, line);
	case 'A':
	case 'M':
	case 'N':
	case '#':
		if (line->body.ptr == NULL)
			break;
		return claim(parse, line, NULL);
	default:
		break;
	}
	return refuse_form(parse, line, line->whole.ptr,
	    "a letter of T E R A M N # * first, then a tab");
}

/* The second time: what refers to others, which may have come later. */
static int
read_second(const struct parse *parse, const struct line *line)
{
	switch (line->id.ptr[0]) {
	case 'T':
		return 0;
	case 'R':
	case 'E':
	case '*':
		return check_relation(parse, line);
	default:
		return read_about(parse, line);
	}
}

/* Each line that is not blank, without CR and LF. */
static int
for_each_line(const struct parse *parse, struct dn_span lines,
    int (*read)(const struct parse *parse, const struct line *line))
{
	struct line line = { .number = 0 };
	const char *end;

	while (lines.len > 0) {
		line.number++;
		line.whole = lines;
		end = memchr(lines.ptr, '\n', lines.len);
		if (end != NULL)
			line.whole.len = (size_t)(end - lines.ptr);
		lines.ptr += line.whole.len + (end != NULL);
		lines.len -= line.whole.len + (end != NULL);
		if (line.whole.len > 0 &&
		    line.whole.ptr[line.whole.len - 1] == '\r')
			line.whole.len--;
		if (line.whole.len == 0)
			continue;
		cut_line(&line);
		if (read(parse, &line) < 0)
			return -1;
	}
	return 0;
}

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
dn_brat_annotations(struct dn_brat_document *document, struct dn_span lines,
    struct dn_span *bad, struct dn_err *err)
{
	const struct parse parse = { document, document->item,
		&document->item->tree, bad, err };

	dn_item_need_annotations(document->item);
	if (for_each_line(&parse, lines, read_first) < 0 ||
	    for_each_line(&parse, lines, read_second) < 0)
		return -1;
	put_in_order(parse.tree, dn_item_first_annotation(parse.item));
	put_in_order(parse.tree, dn_item_first_relation(parse.item));
	return dn_tree_check(&document->item->tree, err);
}
