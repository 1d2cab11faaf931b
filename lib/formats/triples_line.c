/* SPDX-License-Identifier: MIT */
/* One triple as a line of TSV or N-Triples, both ways. */
#include "core/utf8.h"
#include "formats/triples.h"
#include "io/jsontext.h"

#define COLUMNS 13      /* of a line of ours with a document */

/* ---- TSV ------------------------------------------------------------- */

/* Columns, in their order. */
enum { HEAD, RELATION, TAIL, DOCUMENT, HEAD_START, HEAD_END, TAIL_START,
	TAIL_END, HEAD_LABEL, TAIL_LABEL, HEAD_ID, TAIL_ID, ID };

/* A field: tab, line feed, carriage return and "\" escaped by "\". */
static void
add_field(struct dn_bytes *out, struct dn_span text)
{
	for (size_t i = 0; i < text.len; i++) {
		static const char from[] = "\t\n\r\\", to[] = "tnr\\";
		const char *at = text.ptr[i] != '\0' ?
		    strchr(from, text.ptr[i]) : NULL;

		if (at != NULL)
			dn_bytes_add_byte(out, '\\');
		dn_bytes_add_byte(out, at != NULL ? to[at - from] :
		    text.ptr[i]);
	}
}

/* The way back, in place; a "\" before anything else is itself. */
static struct dn_span
unescape(char *text, size_t len)
{
	size_t to = 0;

	for (size_t i = 0; i < len; i++) {
		static const char from[] = "tnr\\", into[] = "\t\n\r\\";
		const char *at = text[i] == '\\' && i + 1 < len &&
		    text[i + 1] != '\0' ? strchr(from, text[i + 1]) : NULL;

		text[to++] = at != NULL ? into[at - from] : text[i];
		i += at != NULL;
	}
	return (struct dn_span){ text, to };
}

/* A field as text, copied; the absent span when it is empty. */
static struct dn_span
field_text(struct dn_span field, struct dn_arena *arena)
{
	char *copy;

	if (field.len == 0)
		return (struct dn_span){ NULL, 0 };
	copy = dn_arena_take(arena, field.len + 1);
	if (copy == NULL)
		return (struct dn_span){ NULL, 0 };
	memcpy(copy, field.ptr, field.len);
	return unescape(copy, field.len);
}

static bool
read_number(struct dn_span text, size_t *value)
{
	*value = 0;
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] < '0' || text.ptr[i] > '9' || i > 14)
			return false;
		else
			*value = *value * 10 + (size_t)(text.ptr[i] - '0');
	return text.len > 0;
}

/* "START TAB END" of an end: both numbers, or both empty. */
static bool
read_place(const struct dn_span *fields, struct dn_triples_end *end)
{
	end->placed = fields[0].len > 0;
	if (!end->placed)
		return fields[1].len == 0;
	return read_number(fields[0], &end->range.start) &&
	    read_number(fields[1], &end->range.end) &&
	    end->range.start <= end->range.end;
}

/* Cut at tabs; fields past the last of ours count, but are not kept. */
static size_t
cut(struct dn_span line, struct dn_span *fields)
{
	size_t count = 0, from = 0;

	for (size_t i = 0; i <= line.len; i++)
		if (i == line.len || line.ptr[i] == '\t') {
			if (count < COLUMNS)
				fields[count] = (struct dn_span){
					line.ptr + from, i - from };
			count++;
			from = i + 1;
		}
	return count;
}

static struct dn_span
without_return(struct dn_span line)
{
	line.len -= line.len > 0 && line.ptr[line.len - 1] == '\r';
	return line;
}

int
dn_triples_read_tsv(struct dn_span line, struct dn_arena *arena,
    struct dn_triple *triple, struct dn_err *err)
{
	struct dn_span fields[COLUMNS] = { { NULL, 0 } };
	size_t count = cut(without_return(line), fields);
	size_t valid = dn_utf8_valid(line.ptr, line.len);

	*triple = (struct dn_triple){ .iri = false };
	if (valid < line.len || count < 3) {
		dn_err_set(err, valid < line.len ? DN_E_BAD_UTF8 :
		    DN_E_BAD_FORMAT, valid < line.len ?
		    "a line that is not UTF-8" :
		    "not as \"HEAD TAB RELATION TAB TAIL\"");
		dn_err_excerpt(err, line.ptr, line.len);
		return dn_err_at(err, 0, valid < line.len ? valid + 1 : 1);
	}
	for (int i = 0; i < 2; i++)
		triple->ends[i].text = field_text(fields[i * 2], arena);
	triple->relation = field_text(fields[RELATION], arena);
	if (count < 8 || count > COLUMNS || fields[DOCUMENT].len == 0 ||
	    !read_place(&fields[HEAD_START], &triple->ends[0]) ||
	    !read_place(&fields[TAIL_START], &triple->ends[1])) {
		triple->ends[0].placed = triple->ends[1].placed = false;
		return 0;
	}
	triple->document = field_text(fields[DOCUMENT], arena);
	for (int i = 0; i < 2; i++) {
		triple->ends[i].label = field_text(fields[HEAD_LABEL + i],
		    arena);
		triple->ends[i].id = field_text(fields[HEAD_ID + i], arena);
	}
	triple->id = field_text(fields[ID], arena);
	return 0;
}

void
dn_triples_add_tsv(struct dn_bytes *out, const struct dn_triple *triple)
{
	const struct dn_triples_end *ends = triple->ends;

	add_field(out, ends[0].text);
	dn_bytes_add_byte(out, '\t');
	add_field(out, triple->relation);
	dn_bytes_add_byte(out, '\t');
	add_field(out, ends[1].text);
	if (triple->document.ptr == NULL)
		return;
	dn_bytes_add_byte(out, '\t');
	add_field(out, triple->document);
	for (int i = 0; i < 2; i++) {
		dn_bytes_add_byte(out, '\t');
		if (ends[i].placed)
			dn_bytes_add_uint(out, ends[i].range.start);
		dn_bytes_add_byte(out, '\t');
		if (ends[i].placed)
			dn_bytes_add_uint(out, ends[i].range.end);
	}
	for (int i = 0; i < 4; i++) {
		dn_bytes_add_byte(out, '\t');
		add_field(out, i < 2 ? ends[i].label : ends[i - 2].id);
	}
	dn_bytes_add_byte(out, '\t');
	add_field(out, triple->id);
}

/* Is a field one of the words (blanks between), in any case? */
static bool
is_one_of(struct dn_span field, const char *words)
{
	while (*words != '\0') {
		size_t len = strcspn(words, " "), i = 0;

		while (len == field.len && i < len &&
		    (field.ptr[i] | 0x20) == words[i])
			i++;
		if (len == field.len && i == len)
			return true;
		words += len;
		words += *words == ' ';
	}
	return false;
}

bool
dn_triples_is_header(struct dn_span line)
{
	struct dn_span fields[COLUMNS];

	return cut(without_return(line), fields) >= 3 &&
	    is_one_of(fields[0], "head subject source h s") &&
	    is_one_of(fields[1], "relation predicate rel type r p") &&
	    is_one_of(fields[2], "tail object target t o");
}

/* ---- N-Triples: writing ---------------------------------------------- */

/* A part of an IRI: what is not unreserved (RFC 3986) or "/" as %XX. */
static void
add_percent(struct dn_bytes *out, struct dn_span text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if ((c >= '0' && c <= '9') || ((c | 0x20) >= 'a' &&
		    (c | 0x20) <= 'z') ||
		    (c != '\0' && strchr("-._~/", c) != NULL))
			dn_bytes_add_byte(out, (char)c);
		else
			dn_bytes_add_format(out, "%%%02X", c);
	}
}

/* An IRI as it is, but for what must not stand in one. */
static void
add_iri(struct dn_bytes *out, struct dn_span text)
{
	dn_bytes_add_byte(out, '<');
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c <= ' ' || strchr("<>\"{}|^`\\", c) != NULL)
			dn_bytes_add_format(out, "\\u%04X", c);
		else
			dn_bytes_add_byte(out, (char)c);
	}
	dn_bytes_add_byte(out, '>');
}

static void
add_literal(struct dn_bytes *out, struct dn_span text)
{
	dn_bytes_add_byte(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		static const char from[] = "\n\r\"\\", to[] = "nr\"\\";
		unsigned char c = (unsigned char)text.ptr[i];
		const char *at = c != '\0' ? strchr(from, c) : NULL;

		if (at != NULL) {
			dn_bytes_add_byte(out, '\\');
			dn_bytes_add_byte(out, to[at - from]);
		} else if (c < ' ' && c != '\t') {
			dn_bytes_add_format(out, "\\u%04X", c);
		} else {
			dn_bytes_add_byte(out, (char)c);
		}
	}
	dn_bytes_add_byte(out, '"');
}

/* "<BASE TEXT>", or "<BASE DOCUMENT#char=START,END>". */
static void
add_name(struct dn_bytes *out, struct dn_span base, struct dn_span text)
{
	dn_bytes_add_byte(out, '<');
	dn_bytes_add_span(out, base);
	add_percent(out, text);
	dn_bytes_add_byte(out, '>');
}

static void
add_end(struct dn_bytes *out, struct dn_span base,
    const struct dn_triple *triple, const struct dn_triples_end *end)
{
	if (end->placed) {
		dn_bytes_add_byte(out, '<');
		dn_bytes_add_span(out, base);
		add_percent(out, triple->document);
		dn_bytes_add_text(out, "#char=");
		dn_bytes_add_uint(out, end->range.start);
		dn_bytes_add_byte(out, ',');
		dn_bytes_add_uint(out, end->range.end);
		dn_bytes_add_byte(out, '>');
	} else if (end->node == DN_TRIPLES_NAME) {
		add_name(out, base, end->text);
	} else if (end->node == DN_TRIPLES_IRI) {
		add_iri(out, end->text);
	} else if (end->node == DN_TRIPLES_BLANK) {
		dn_bytes_add_text(out, "_:");
		dn_bytes_add_span(out, end->text);
	} else {
		add_literal(out, end->text);
		dn_bytes_add_span(out, end->suffix);
	}
}

void
dn_triples_add_nt(struct dn_bytes *out, struct dn_span base,
    const struct dn_triple *triple)
{
	add_end(out, base, triple, &triple->ends[0]);
	dn_bytes_add_byte(out, ' ');
	if (triple->iri)
		add_iri(out, triple->relation);
	else
		add_name(out, base, triple->relation);
	dn_bytes_add_byte(out, ' ');
	add_end(out, base, triple, &triple->ends[1]);
	dn_bytes_add_text(out, " .");
}

void
dn_triples_say(struct dn_triple *triple, struct dn_span document,
    const struct dn_triples_end *place, struct dn_span text, bool label)
{
	*triple = (struct dn_triple){ .document = document, .iri = true,
		.relation = label ? DN_SPAN(DN_TRIPLES_TYPE) :
		DN_SPAN(DN_TRIPLES_LABEL) };
	triple->ends[0] = *place;
	triple->ends[1] = (struct dn_triples_end){ .text = text,
		.node = label ? DN_TRIPLES_NAME : DN_TRIPLES_LITERAL };
}

/* ---- N-Triples: reading ---------------------------------------------- */

/* A line that is being read. */
struct scan {
	struct dn_span line;
	size_t at;
	struct dn_arena *arena;
	struct dn_err *err;
};

static int
refuse(const struct scan *scan, const char *why)
{
	dn_err_set(scan->err, DN_E_BAD_FORMAT, "%s", why);
	dn_err_excerpt(scan->err, scan->line.ptr, scan->line.len);
	return dn_err_at(scan->err, 0, scan->at + 1);
}

static char
peek(const struct scan *scan)
{
	return scan->at < scan->line.len ? scan->line.ptr[scan->at] : '\0';
}

static void
skip_blanks(struct scan *scan)
{
	while (peek(scan) == ' ' || peek(scan) == '\t')
		scan->at++;
}

/* Four hex digits behind the letter u, eight behind U; the length as UTF-8. */
static size_t
read_unicode(struct scan *scan, char out[DN_UTF8_MAX])
{
	size_t digits = peek(scan) == 'u' ? 4 : 8;
	uint32_t point = 0;

	scan->at++;
	for (size_t i = 0; i < digits; i++, scan->at++) {
		int digit = dn_json_hex(peek(scan));

		if (digit < 0 || point > 0x10ffff)
			return 0;
		point = point << 4 | (uint32_t)digit;
	}
	if (point > 0x10ffff || (point & 0xfffff800) == 0xd800)
		return 0;
	return dn_utf8_encode(point, out);
}

/* What stands up to `close`, with its escapes undone. */
static int
read_quoted(struct scan *scan, char close, struct dn_span *text)
{
	char *out = dn_arena_take(scan->arena,
	    scan->line.len - scan->at + DN_UTF8_MAX);
	size_t len = 0;

	if (out == NULL)
		return dn_err_memory(scan->err);
	for (scan->at++; peek(scan) != close; ) {
		static const char from[] = "tbnrf\"'\\";
		static const char into[] = "\t\b\n\r\f\"'\\";
		const char *at;

		if (scan->at >= scan->line.len)
			return refuse(scan, "an IRI or literal without end");
		if (close == '>' && ((unsigned char)peek(scan) <= ' ' ||
		    strchr("<\"{}|^`", peek(scan)) != NULL))
			return refuse(scan, "a character that no IRI has");
		if (peek(scan) != '\\') {
			out[len++] = scan->line.ptr[scan->at++];
			continue;
		}
		scan->at++;
		at = peek(scan) != '\0' ? strchr(from, peek(scan)) : NULL;
		if ((peek(scan) | 0x20) == 'u') {
			size_t more = read_unicode(scan, out + len);

			if (more == 0)
				return refuse(scan, "no character");
			len += more;
		} else if (at != NULL && close == '"') {
			out[len++] = into[at - from];
			scan->at++;
		} else {
			return refuse(scan, "no escape");
		}
	}
	scan->at++;
	*text = (struct dn_span){ out, len };
	return 0;
}

/* Undo %XX, in place. */
static struct dn_span
unpercent(struct dn_span text, struct dn_arena *arena)
{
	char *out = dn_arena_take(arena, text.len + 1);
	size_t len = 0;

	for (size_t i = 0; out != NULL && i < text.len; i++) {
		int high = -1, low = -1;

		if (text.ptr[i] == '%' && text.len - i > 2) {
			high = dn_json_hex(text.ptr[i + 1]);
			low = dn_json_hex(text.ptr[i + 2]);
		}
		if (high < 0 || low < 0) {
			out[len++] = text.ptr[i];
			continue;
		}
		out[len++] = (char)(high << 4 | low);
		i += 2;
	}
	return (struct dn_span){ out, len };
}

/* The name that an IRI below the base is; false for another one. */
static bool
read_name(const struct scan *scan, struct dn_span base, struct dn_span iri,
    struct dn_span *name)
{
	if (iri.len < base.len || base.len == 0 ||
	    memcmp(iri.ptr, base.ptr, base.len) != 0)
		return false;
	*name = unpercent((struct dn_span){ iri.ptr + base.len,
		iri.len - base.len }, scan->arena);
	return name->ptr != NULL &&
	    dn_utf8_valid(name->ptr, name->len) == name->len;
}

/* "DOCUMENT#char=START,END" below the base. */
static bool
read_mention(const struct scan *scan, struct dn_span base,
    struct dn_span iri, struct dn_triple *triple, struct dn_triples_end *end)
{
	const char *hash = memrchr(iri.ptr, '#', iri.len), *comma;
	struct dn_span places[2], document = iri, known = triple->document;
	size_t len = strlen("#char=");

	if (hash == NULL)
		return false;
	document.len = (size_t)(hash - iri.ptr);
	iri = (struct dn_span){ hash, iri.len - document.len };
	if (iri.len < len || memcmp(iri.ptr, "#char=", len) != 0)
		return false;
	iri = (struct dn_span){ iri.ptr + len, iri.len - len };
	comma = memchr(iri.ptr, ',', iri.len);
	if (comma == NULL)
		return false;
	places[0] = (struct dn_span){ iri.ptr, (size_t)(comma - iri.ptr) };
	places[1] = (struct dn_span){ comma + 1,
		iri.len - places[0].len - 1 };
	if (!read_place(places, end) || !end->placed ||
	    !read_name(scan, base, document, &document) ||
	    (known.ptr != NULL && !dn_span_equal(known, document))) {
		end->placed = false;
		return false;
	}
	triple->document = document;
	return true;
}

/* "_:NAME" */
static int
read_blank(struct scan *scan, struct dn_span *text)
{
	size_t from = scan->at + 2;

	scan->at = from;
	while (scan->at < scan->line.len && (unsigned char)peek(scan) > ' ' &&
	    peek(scan) != '<' && peek(scan) != '"')
		scan->at++;
	/* A name has dots within, but the last one ends the triple. */
	while (scan->at > from && scan->line.ptr[scan->at - 1] == '.')
		scan->at--;
	*text = (struct dn_span){ scan->line.ptr + from, scan->at - from };
	return text->len > 0 ? 0 : refuse(scan, "a blank node without name");
}

static bool
is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool
dn_triples_is_absolute(struct dn_span iri)
{
	size_t i = 0;

	while (i < iri.len && (is_letter(iri.ptr[i]) || (i > 0 &&
	    (is_digit(iri.ptr[i]) || memchr("+-.", iri.ptr[i], 3)))))
		i++;
	return i > 0 && i < iri.len && iri.ptr[i] == ':';
}

static int
read_iri(struct scan *scan, struct dn_span *text)
{
	size_t from = scan->at;

	if (read_quoted(scan, '>', text) < 0)
		return -1;
	if (dn_triples_is_absolute(*text))
		return 0;
	scan->at = from;
	return refuse(scan, "an IRI that is not absolute");
}

/* The language or type behind a literal, as it stands. */
static int
read_suffix(struct scan *scan, struct dn_triples_end *end)
{
	size_t from = scan->at;
	struct dn_span type;

	if (peek(scan) == '^') {
		while (peek(scan) == '^' && scan->at - from < 2)
			scan->at++;
		if (peek(scan) != '<' || scan->at - from < 2)
			return refuse(scan, "not as \"^^<TYPE>\"");
		if (read_iri(scan, &type) < 0)
			return -1;
	} else if (peek(scan) == '@') {
		scan->at++;
		if (!is_letter(peek(scan)))
			return refuse(scan, "no language behind \"@\"");
		while (peek(scan) == '-' || is_digit(peek(scan)) ||
		    is_letter(peek(scan)))
			scan->at++;
	}
	if (scan->at > from)
		end->suffix = (struct dn_span){ scan->line.ptr + from,
			scan->at - from };
	return 0;
}

/* Subject or object. */
static int
read_end(struct scan *scan, struct dn_span base, struct dn_triple *triple,
    struct dn_triples_end *end)
{
	skip_blanks(scan);
	if (scan->line.len - scan->at > 1 &&
	    memcmp(scan->line.ptr + scan->at, "<<", 2) == 0)
		return refuse(scan, "a triple in a triple is not read");
	if (peek(scan) == '<') {
		end->node = DN_TRIPLES_IRI;
		if (read_iri(scan, &end->text) < 0)
			return -1;
		if (!read_mention(scan, base, end->text, triple, end) &&
		    read_name(scan, base, end->text, &end->text))
			end->node = DN_TRIPLES_NAME;
		return 0;
	}
	if (peek(scan) == '_') {
		end->node = DN_TRIPLES_BLANK;
		return read_blank(scan, &end->text);
	}
	if (peek(scan) != '"' || end == &triple->ends[0])
		return refuse(scan, "not as \"SUBJECT PREDICATE OBJECT .\"");
	end->node = DN_TRIPLES_LITERAL;
	return read_quoted(scan, '"', &end->text) < 0 ? -1 :
	    read_suffix(scan, end);
}

/* What is said of a mention itself. */
static void
judge(struct dn_triple *triple)
{
	bool placed = triple->ends[0].placed && !triple->ends[1].placed;

	triple->says_text = placed && triple->iri &&
	    dn_span_is(triple->relation, DN_TRIPLES_LABEL) &&
	    triple->ends[1].node == DN_TRIPLES_LITERAL &&
	    triple->ends[1].suffix.len == 0;
	triple->says_label = placed && triple->iri &&
	    dn_span_is(triple->relation, DN_TRIPLES_TYPE) &&
	    triple->ends[1].node == DN_TRIPLES_NAME;
	/* The text of a place is said by another line. */
	for (int i = 0; i < 2; i++)
		if (triple->ends[i].placed)
			triple->ends[i].text = (struct dn_span){ NULL, 0 };
}

int
dn_triples_read_nt(struct dn_span line, struct dn_span base,
    struct dn_arena *arena, struct dn_triple *triple, struct dn_err *err)
{
	struct scan scan = { without_return(line), 0, arena, err };

	*triple = (struct dn_triple){ .iri = true };
	if (dn_utf8_valid(line.ptr, line.len) < line.len) {
		dn_err_set(err, DN_E_BAD_UTF8, "a line that is not UTF-8");
		return dn_err_at(err, 0, 1);
	}
	if (read_end(&scan, base, triple, &triple->ends[0]) < 0)
		return -1;
	skip_blanks(&scan);
	if (peek(&scan) != '<')
		return refuse(&scan, "a predicate that is no IRI");
	if (read_iri(&scan, &triple->relation) < 0 ||
	    read_end(&scan, base, triple, &triple->ends[1]) < 0)
		return -1;
	triple->iri = !read_name(&scan, base, triple->relation,
	    &triple->relation);
	skip_blanks(&scan);
	if (peek(&scan) != '.')
		return refuse(&scan, "no \".\" behind a triple");
	scan.at++;
	skip_blanks(&scan);
	if (scan.at < scan.line.len && peek(&scan) != '#')
		return refuse(&scan, "more than a triple");
	judge(triple);
	return 0;
}

/* ---- looks ----------------------------------------------------------- */

bool
dn_triples_is_blank(struct dn_span line, enum dn_triples_syntax syntax)
{
	size_t at = 0;

	while (at < line.len && strchr(" \t\r", line.ptr[at]) != NULL &&
	    line.ptr[at] != '\0')
		at++;
	return at == line.len || (syntax == DN_TRIPLES_NT &&
	    line.ptr[at] == '#');
}

bool
dn_triples_is_nt(struct dn_span line)
{
	size_t at = line.len;

	if (line.len < 5 || (line.ptr[0] != '<' &&
	    memcmp(line.ptr, "_:", 2) != 0))
		return false;
	/* A comment may stand behind the dot. */
	while (at > 0 && (line.ptr[at - 1] != '.' || !dn_triples_is_blank(
	    (struct dn_span){ line.ptr + at, line.len - at },
	    DN_TRIPLES_NT)))
		at--;
	return at > 0;
}
