/* SPDX-License-Identifier: MIT */
/* JSON strings and values as bytes: decoding, writing, comparing. */
#include "io/jsontext.h"

#include <stdlib.h>

#include "core/utf8.h"
#include "io/number.h"

#define NONE8 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80
#define NONE32 NONE8, NONE8, NONE8, NONE8
#define LETTERS 0x80, 10, 11, 12, 13, 14, 15, 0x80, NONE8, NONE8, NONE8

const uint8_t dn_json_digits[256] = {
	NONE32, NONE8, NONE8,
	0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
	LETTERS, LETTERS, NONE32, NONE32, NONE32, NONE32,
};

/* ---- strings ------------------------------------------------------------ */

/* The UTF-16 unit of the \u escape at `p`, or -1 when there is none. */
static int
unit_at(const char *p, const char *end)
{
	return end - p < 6 || p[0] != '\\' || p[1] != 'u' ? -1 :
	    dn_json_unit(p + 2);
}

/* Append the character of the \u escape, or pair of them, at `p`. */
static const char *
decode_unit(const char *p, const char *end, struct dn_bytes *out)
{
	uint32_t point = (uint32_t)unit_at(p, end);
	char utf8[DN_UTF8_MAX];

	p += 6;
	if ((point & 0xf800) == 0xd800) {
		int low = point < 0xdc00 ? unit_at(p, end) : -1;

		if (low < 0 || (low & 0xfc00) != 0xdc00) {
			point = 0xfffd;
		} else {
			point = 0x10000 + ((point & 0x3ff) << 10) +
			    ((uint32_t)low & 0x3ff);
			p += 6;
		}
	}
	dn_bytes_add(out, utf8, dn_utf8_encode(point, utf8));
	return p;
}

void
dn_json_decode(struct dn_span inner, struct dn_bytes *out)
{
	static const char simple[256] = { ['b'] = '\b', ['f'] = '\f',
		['n'] = '\n', ['r'] = '\r', ['t'] = '\t', ['"'] = '"',
		['\\'] = '\\', ['/'] = '/' };
	const char *p = inner.ptr, *end = p + inner.len;

	while (p < end) {
		const char *slash = memchr(p, '\\', (size_t)(end - p));

		if (slash == NULL)
			slash = end;
		dn_bytes_add(out, p, (size_t)(slash - p));
		if (slash == end)
			return;
		if (slash[1] == 'u') {
			p = decode_unit(slash, end, out);
		} else {
			dn_bytes_add_byte(out,
			    simple[(unsigned char)slash[1]]);
			p = slash + 2;
		}
	}
}

struct dn_span
dn_json_text(const struct dn_json_value *value, struct dn_bytes *scratch)
{
	struct dn_span inner;

	if (value->type != DN_JSON_STRING)
		return (struct dn_span){ NULL, 0 };
	inner = (struct dn_span){ value->raw.ptr + 1, value->raw.len - 2 };
	if (!value->escaped)
		return inner;
	dn_bytes_clear(scratch);
	/* Even an empty text is there: NULL would mean that it is not. */
	if (dn_bytes_reserve(scratch, inner.len) == NULL)
		return (struct dn_span){ NULL, 0 };
	dn_json_decode(inner, scratch);
	return dn_bytes_span(scratch);
}

/* Append the escape of a byte that needs one. */
static void
add_escape(struct dn_bytes *out, unsigned char byte)
{
	static const char hex[] = "0123456789abcdef";
	static const char simple[] = "btn?fr";
	char escape[6] = { '\\', (char)byte };
	size_t len = 2;

	if (byte >= '\b' && byte <= '\r' && byte != '\v') {
		escape[1] = simple[byte - '\b'];
	} else if (byte < ' ') {
		memcpy(escape + 1, "u00", 3);
		escape[4] = hex[byte >> 4];
		escape[5] = hex[byte & 15];
		len = 6;
	}
	dn_bytes_add(out, escape, len);
}

/* Does none of the eight bytes need an escape? */
static inline bool
is_plain_word(uint64_t word)
{
	const uint64_t ones = 0x0101010101010101u, tops = ones * 0x80;
	uint64_t quote = word ^ ones * '"', slash = word ^ ones * '\\';

	/* A byte that is 0, or below a blank, borrows; ~ spares UTF-8. */
	return ((((word - ones * ' ') & ~word) | ((quote - ones) & ~quote) |
	    ((slash - ones) & ~slash)) & tops) == 0;
}

/* Does no byte need an escape?  Of short texts that may go unseen. */
static inline bool
is_plain(const char *text, size_t len)
{
	uint64_t word;
	uint32_t half[2];

	if (len < 8) {
		if (len < 4)
			return false;
		memcpy(&half[0], text, 4);
		memcpy(&half[1], text + len - 4, 4);
		return is_plain_word((uint64_t)half[0] << 32 | half[1]);
	}
	for (size_t at = 0; at < len - 8; at += 8) {
		memcpy(&word, text + at, 8);
		if (!is_plain_word(word))
			return false;
	}
	memcpy(&word, text + len - 8, 8);
	return is_plain_word(word);
}

/* Byte by byte. */
static void
write_escaped(struct dn_bytes *out, struct dn_span text)
{
	size_t from = 0, at;

	dn_bytes_add_byte(out, '"');
	for (at = 0; at < text.len; at++) {
		unsigned char byte = (unsigned char)text.ptr[at];

		if (byte >= ' ' && byte != '"' && byte != '\\')
			continue;
		dn_bytes_add(out, text.ptr + from, at - from);
		from = at + 1;
		add_escape(out, byte);
	}
	if (from < at)
		dn_bytes_add(out, text.ptr + from, at - from);
	dn_bytes_add_byte(out, '"');
}

void
dn_json_write_text(struct dn_bytes *out, struct dn_span text)
{
	char *to;

	if (out->failed != DN_E_NONE || out->cap - out->len < 2 ||
	    out->cap - out->len - 2 < text.len ||
	    !is_plain(text.ptr, text.len)) {
		write_escaped(out, text);
		return;
	}
	to = out->data + out->len;
	*to++ = '"';
	memcpy(to, text.ptr, text.len);
	to[text.len] = '"';
	out->len += text.len + 2;
}

void
dn_json_write_real(struct dn_bytes *out, double value)
{
	char text[DN_NUMBER_TEXT];
	size_t len = dn_number_write(value, text);

	if (len == 0)
		dn_bytes_add_text(out, "null");
	else
		dn_bytes_add(out, text, len);
}

/* ---- children of what was scanned before --------------------------------- */

/* Behind the string that begins at `p` and is known to be legal. */
static const char *
skip_known_string(const char *p)
{
	for (;;) {
		p++;
		while (*p != '"' && *p != '\\')
			p++;
		if (*p++ == '"')
			return p;
	}
}

/* Behind the value that begins at `p` and is known to be legal. */
static const char *
skip_known(const char *p)
{
	size_t depth = 0;

	if (*p != '"' && *p != '{' && *p != '[') {
		while ((unsigned char)*p > ' ' && *p != ',' && *p != '}' &&
		    *p != ']')
			p++;
		return p;
	}
	do {
		if (*p == '"') {
			p = skip_known_string(p);
			continue;
		}
		if (*p == '{' || *p == '[')
			depth++;
		else if (*p == '}' || *p == ']')
			depth--;
		p++;
	} while (depth > 0);
	return p;
}

/* White space of known text; a control byte ends it, so no bound is needed. */
static const char *
skip_known_space(const char *p)
{
	while (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')
		p++;
	return p;
}

struct dn_json_children
dn_json_children(const struct dn_json_value *container)
{
	return (struct dn_json_children){ container->raw.ptr,
		container->type == DN_JSON_OBJECT };
}

bool
dn_json_child(struct dn_json_children *children, struct dn_span *name,
    struct dn_json_value *value)
{
	const char *p = skip_known_space(children->at);

	if (*p == '}' || *p == ']')
		return false;
	/* An opening bracket at first, then the comma behind a child. */
	p = skip_known_space(p + 1);
	if (*p == '}' || *p == ']')
		return false;
	*name = (struct dn_span){ NULL, 0 };
	if (children->object) {
		const char *end = skip_known_string(p);

		*name = (struct dn_span){ p + 1, (size_t)(end - p) - 2 };
		p = skip_known_space(skip_known_space(end) + 1);
	}
	children->at = skip_known(p);
	*value = dn_json_value_of(
	    (struct dn_span){ p, (size_t)(children->at - p) });
	return true;
}

/* ---- canonical values --------------------------------------------------- */

/* One member of an object whose members are being put in order. */
struct member {
	struct dn_span name;    /* decoded, in `names` */
	size_t offset;          /* there, until it moves no more */
	struct dn_json_value value;
};

static int
compare_members(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	int order = dn_span_compare(x->name, y->name);

	/* Equal names, which the strict scanner refuses, keep their order. */
	return order != 0 ? order :
	    (x->value.raw.ptr > y->value.raw.ptr) -
	    (x->value.raw.ptr < y->value.raw.ptr);
}

/* The members of an object in order, their names decoded into `names`. */
static bool
sorted_members(const struct dn_json_value *object, struct dn_bytes *names,
    struct member **members, size_t *count)
{
	struct dn_json_children walk = dn_json_children(object);
	struct member one;
	size_t room = 0;

	while (dn_json_child(&walk, &one.name, &one.value)) {
		if (*count == room) {
			struct member *more;

			room = room == 0 ? 8 : room * 2;
			more = realloc(*members, room * sizeof(*more));
			if (more == NULL)
				return false;
			*members = more;
		}
		one.offset = names->len;
		dn_json_decode(one.name, names);
		one.name.len = names->len - one.offset;
		(*members)[(*count)++] = one;
	}
	if (*count == 0)
		return true;
	if (dn_bytes_reserve(names, 0) == NULL)
		return false;
	for (size_t i = 0; i < *count; i++)
		(*members)[i].name.ptr = names->data + (*members)[i].offset;
	qsort(*members, *count, sizeof(**members), compare_members);
	return true;
}

static void
canonical_object(const struct dn_json_value *object, struct dn_bytes *out)
{
	struct member *members = NULL;
	struct dn_bytes names;
	size_t count = 0;

	dn_bytes_init(&names, object->raw.len);
	if (!sorted_members(object, &names, &members, &count)) {
		out->failed = DN_E_NO_MEMORY;
		count = 0;
	}
	dn_bytes_add_byte(out, '{');
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			dn_bytes_add_byte(out, ',');
		dn_json_write_text(out, members[i].name);
		dn_bytes_add_byte(out, ':');
		dn_json_canonical(&members[i].value, out);
	}
	dn_bytes_add_byte(out, '}');
	free(members);
	dn_bytes_release(&names);
}

static void
canonical_array(const struct dn_json_value *array, struct dn_bytes *out)
{
	struct dn_json_children walk = dn_json_children(array);
	struct dn_json_value element;
	struct dn_span name;
	bool first = true;

	dn_bytes_add_byte(out, '[');
	while (dn_json_child(&walk, &name, &element)) {
		if (!first)
			dn_bytes_add_byte(out, ',');
		first = false;
		dn_json_canonical(&element, out);
	}
	dn_bytes_add_byte(out, ']');
}

/* One too large or small to be told from others keeps its text. */
static void
canonical_number(struct dn_span text, struct dn_bytes *out)
{
	if (!dn_number_add_canonical(out, text))
		dn_bytes_add_span(out, text);
}

static void
canonical_string(const struct dn_json_value *string, struct dn_bytes *out)
{
	struct dn_bytes scratch;

	dn_bytes_init(&scratch, string->raw.len);
	/* One scratch a string: it ends before the next begins. */
	dn_json_write_text(out, dn_json_text(string, &scratch));
	if (scratch.failed != DN_E_NONE)
		out->failed = scratch.failed;
	dn_bytes_release(&scratch);
}

/* The scanner's depth cap bounds the recursion. */
void
dn_json_canonical(const struct dn_json_value *value, struct dn_bytes *out)
{
	switch (value->type) {
	case DN_JSON_OBJECT:
		canonical_object(value, out);
		break;
	case DN_JSON_ARRAY:
		canonical_array(value, out);
		break;
	case DN_JSON_STRING:
		canonical_string(value, out);
		break;
	case DN_JSON_NUMBER:
		canonical_number(value->raw, out);
		break;
	default:
		dn_bytes_add_span(out, value->raw);
		break;
	}
}
