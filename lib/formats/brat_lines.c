/* SPDX-License-Identifier: MIT */
/* The lines of an .ann file: what they say becomes members of the item. */
#include <stdlib.h>

#include "formats/brat_lines.h"
#include "model/shape.h"

/* ---- errors ---------------------------------------------------------- */

int
dn_brat_refuse(const struct dn_brat_parse *parse,
    const struct dn_brat_line *line, const char *at, enum dn_code code,
    const char *why)
{
	dn_err_set(parse->err, code, "%s", why);
	dn_err_excerpt(parse->err, line->whole.ptr, line->whole.len);
	return dn_err_at(parse->err, line->number,
	    (uint64_t)(at - line->whole.ptr) + 1);
}

static int
refuse_form(const struct dn_brat_parse *parse,
    const struct dn_brat_line *line, const char *at, const char *form)
{
	dn_err_set(parse->err, DN_E_BAD_FORMAT, "not as \"%s\"", form);
	return dn_brat_refuse(parse, line, at, DN_E_BAD_FORMAT,
	    parse->err->text);
}

static int
refuse_reference(const struct dn_brat_parse *parse,
    const struct dn_brat_line *line, struct dn_span id)
{
	return dn_brat_refuse(parse, line, id.ptr, DN_E_UNKNOWN_ID,
	    "a reference to nothing");
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

/* ---- pieces ---------------------------------------------------------- */

/* Set a member to what a type stands for. */
static void
set_type(const struct dn_brat_parse *parse, struct dn_node *node,
    const char *name, struct dn_span type)
{
	struct dn_bytes *scratch = &parse->document->scratch;

	dn_bytes_clear(scratch);
	dn_brat_decode(scratch, type);
	if (scratch->failed != DN_E_NONE || dn_brat_see_type(parse->document,
	    type, dn_bytes_span(scratch), parse->err) < 0)
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

/* One "START END" at `at`, as the file counts; false when it is none. */
static bool
read_range(const char **at, const char *end, struct dn_range *range)
{
	return read_offset(at, end, &range->start) && *at < end &&
	    *(*at)++ == ' ' && read_offset(at, end, &range->end) &&
	    (*at == end || **at == ';' || **at == ' ');
}

bool
dn_brat_single_range(const struct dn_brat_line *line, struct dn_range *range)
{
	struct dn_span rest = line->body, type;
	const char *at, *end;

	if (line->id.len == 0 || line->id.ptr[0] != 'T' ||
	    line->text.ptr == NULL || !next_word(&rest, &type) ||
	    rest.len == 0)
		return false;
	at = rest.ptr + 1;
	end = rest.ptr + rest.len;
	return read_range(&at, end, range) && at == end;
}

/* "START END;START END": the spans. */
static int
read_spans(const struct dn_brat_parse *parse, const struct dn_brat_line *line,
    struct dn_span rest, struct dn_node *spans)
{
	const char *at = rest.ptr, *end = rest.ptr + rest.len, *from;
	struct dn_range given, range;
	struct dn_node *node;

	do {
		from = at;
		if (!read_range(&at, end, &given))
			return refuse_form(parse, line, from,
			    "T1 TYPE START END[;START END]... TEXT");
		if (!dn_offsets_range(&parse->offsets, parse->unit, given,
		    &range))
			return dn_brat_refuse(parse, line, from,
			    DN_E_BAD_VALUE, "a span that is not in the text");
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

/* The members of a span. */
static int
fill_span(const struct dn_brat_parse *parse, const struct dn_brat_line *line,
    struct dn_node *node, struct dn_span type, struct dn_span rest)
{
	struct dn_brat_document *document = parse->document;
	struct dn_node *spans;

	dn_node_set_text(parse->tree, node, "id", line->id);
	dn_node_set_text(parse->tree, node, "kind", DN_SPAN("span"));
	set_type(parse, node, "label", type);
	spans = dn_node_set_array(parse->tree, node, "spans");
	if (read_spans(parse, line, rest, spans) < 0 ||
	    dn_brat_claim(parse, line, node) < 0)
		return -1;
	dn_node_set_text(parse->tree, node, "text", line->text);
	document->spans++;
	if (!is_text_of(document->points, spans, parse->tree, line->text) &&
	    document->mismatches++ == 0) {
		document->first_mismatch = line->number;
		document->mismatch_path = line->path;
	}
	return 0;
}

static int
read_span(const struct dn_brat_parse *parse, const struct dn_brat_line *line)
{
	struct dn_span rest = line->body, type;
	struct dn_node *node;

	if (line->text.ptr == NULL || !next_word(&rest, &type) ||
	    rest.len == 0)
		return refuse_form(parse, line, line->whole.ptr,
		    "T1 TYPE START END[;START END]... TEXT");
	rest.ptr++;
	rest.len--;
	node = dn_node_add_object(parse->tree, parse->item->annotations);
	if (fill_span(parse, line, node, type, rest) == 0)
		return 0;
	dn_node_remove(parse->tree, node);
	return -1;
}

/* ---- R, E, *: relations ---------------------------------------------- */

/* Append {"role":..., "ref":...}; an absent role is left out. */
static void
add_argument(const struct dn_brat_parse *parse, struct dn_node *arguments,
    struct dn_span role, struct dn_span ref)
{
	struct dn_node *argument = dn_node_add_object(parse->tree, arguments);

	if (role.ptr != NULL)
		set_type(parse, argument, "role", role);
	dn_node_set_text(parse->tree, argument, "ref", ref);
}

/* The members of a relation: a type or trigger, and arguments. */
static int
fill_relation(const struct dn_brat_parse *parse,
    const struct dn_brat_line *line, struct dn_node *node, const char *form)
{
	char kind = line->id.ptr[0];
	struct dn_span rest = line->body, type, word, ref;
	struct dn_node *arguments;

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
	return kind == '*' ? 0 : dn_brat_claim(parse, line, node);
}

/* R and *: a type and arguments; E: a trigger instead of the bare type. */
static int
read_relation(const struct dn_brat_parse *parse,
    const struct dn_brat_line *line)
{
	static const char *const forms[] = { "R1 TYPE ROLE:ID ROLE:ID",
		"E1 TYPE:ID [ROLE:ID]...", "* TYPE ID ID ..." };
	char kind = line->id.ptr[0];
	struct dn_node *node = dn_item_relate(parse->item);

	if (fill_relation(parse, line, node,
	    forms[kind == 'R' ? 0 : kind == 'E' ? 1 : 2]) < 0) {
		dn_node_remove(parse->tree, node);
		return -1;
	}
	parse->document->lines[line->index].node = node;
	return 0;
}

int
dn_brat_check_relation(const struct dn_brat_parse *parse,
    const struct dn_brat_line *line)
{
	struct dn_span rest = line->body, word, role, ref;
	char kind = line->id.ptr[0];
	bool first = true, known;

	while (next_word(&rest, &word)) {
		ref = word;
		if (kind != '*' && (kind == 'E' || !first))
			cut_role(word, &role, &ref);
		if ((kind == 'E' || !first) &&
		    (dn_brat_find(parse, ref, &known) == NULL || !known))
			return refuse_reference(parse, line, ref);
		first = false;
	}
	return 0;
}

/* ---- A, M, N, #: about others ---------------------------------------- */

/* A line that is about something that has no member for it: kept whole. */
static void
keep_line(const struct dn_brat_parse *parse, const struct dn_brat_line *line)
{
	struct dn_bytes *scratch = &parse->document->scratch;

	dn_bytes_clear(scratch);
	dn_node_step(line->id, scratch);
	dn_raw_set_text(parse->tree, parse->item->root,
	    dn_bytes_span(scratch), line->whole);
}

/* A1 NAME ID [VALUE] */
static int
read_attribute(const struct dn_brat_parse *parse,
    const struct dn_brat_line *line, struct dn_node *target,
    struct dn_span name, struct dn_span rest)
{
	struct dn_bytes *scratch = &parse->document->scratch;
	struct dn_node *attributes;
	struct dn_span value = rest, decoded;

	dn_bytes_clear(scratch);
	dn_brat_decode(scratch, name);
	if (dn_brat_see_type(parse->document, name, dn_bytes_span(scratch),
	    parse->err) < 0)
		return -1;
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
read_reference(const struct dn_brat_parse *parse,
    const struct dn_brat_line *line, struct dn_node *target,
    struct dn_span type, struct dn_span rest)
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
read_note(const struct dn_brat_parse *parse, const struct dn_brat_line *line,
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

int
dn_brat_read_about(const struct dn_brat_parse *parse,
    const struct dn_brat_line *line)
{
	struct dn_span rest = line->body, type, id;
	struct dn_node *target;
	bool known;

	if (!next_word(&rest, &type) || !next_word(&rest, &id))
		return refuse_form(parse, line, line->whole.ptr,
		    "TYPE ID behind the first tab");
	target = dn_brat_find(parse, id, &known);
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

/* ---- the first time -------------------------------------------------- */

int
dn_brat_read_first(const struct dn_brat_parse *parse,
    const struct dn_brat_line *line)
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
		return dn_brat_claim(parse, line, NULL);
	default:
		break;
	}
	return refuse_form(parse, line, line->whole.ptr,
	    "a letter of T E R A M N # * first, then a tab");
}
