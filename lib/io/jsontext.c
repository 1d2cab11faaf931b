/* SPDX-License-Identifier: MIT */
/* JSON strings and values as bytes: decoding, writing, comparing. */
#include "io/jsontext.h"

#include <stdlib.h>

#include "core/utf8.h"
#include "io/number.h"

/* ---- strings ------------------------------------------------------------ */

/* The UTF-16 unit of the escape \uXXXX at `p`, or -1 when there is none. */
static int
unit_at(const char *p, const char *end)
{
	int value = 0;

	if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
		return -1;
	for (int i = 2; i < 6; i++)
		value = value << 4 | dn_json_hex(p[i]);
	return value;
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

void
dn_json_write_text(struct dn_bytes *out, struct dn_span text)
{
	static const char hex[] = "0123456789abcdef";
	static const char simple[] = "btn?fr";
	const char *p = text.ptr, *end = p + text.len, *from = p;

	dn_bytes_add_byte(out, '"');
	for (; p < end; p++) {
		unsigned char c = (unsigned char)*p;
		char escape[6] = { '\\', 'u', '0', '0' };
		size_t len = 2;

		if (c >= ' ' && c != '"' && c != '\\')
			continue;
		dn_bytes_add(out, from, (size_t)(p - from));
		from = p + 1;
		if (c >= ' ') {
			escape[1] = *p;
		} else if (c >= '\b' && c <= '\r' && c != '\v') {
			escape[1] = simple[c - '\b'];
		} else {
			escape[4] = hex[c >> 4];
			escape[5] = hex[c & 15];
			len = 6;
		}
		dn_bytes_add(out, escape, len);
	}
	dn_bytes_add(out, from, (size_t)(end - from));
	dn_bytes_add_byte(out, '"');
}

void
dn_json_write_real(struct dn_bytes *out, double value)
{
	char text[32];
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
	value->raw = (struct dn_span){ p, (size_t)(children->at - p) };
	value->type = dn_json_begins[(unsigned char)*p];
	value->escaped = value->type == DN_JSON_STRING &&
	    memchr(p, '\\', value->raw.len) != NULL;
	return true;
}

/* ---- canonical values --------------------------------------------------- */

/* One member of an object whose members are being put in order. */
struct member {
	struct dn_span name;    /* decoded, in `names` by offset until sorted */
	size_t offset;
	struct dn_json_value value;
};

static int
compare_members(const void *a, const void *b)
{
	return dn_span_compare(((const struct member *)a)->name,
	    ((const struct member *)b)->name);
}

/* The members of an object, names decoded into `names`; NULL on no memory. */
static struct member *
sorted_members(const struct dn_json_value *object, struct dn_bytes *names,
    size_t *count)
{
	struct dn_json_children walk = dn_json_children(object);
	struct member *members = NULL, one;
	size_t cap = 0;

	*count = 0;
	while (dn_json_child(&walk, &one.name, &one.value)) {
		if (*count == cap) {
			struct member *more;

			cap = cap == 0 ? 8 : cap * 2;
			more = realloc(members, cap * sizeof(*more));
			if (more == NULL) {
				free(members);
				return NULL;
			}
			members = more;
		}
		one.offset = names->len;
		dn_json_decode(one.name, names);
		one.name.len = names->len - one.offset;
		members[(*count)++] = one;
	}
	for (size_t i = 0; i < *count; i++)
		members[i].name.ptr = names->data + members[i].offset;
	if (*count > 0)
		qsort(members, *count, sizeof(*members), compare_members);
	return members;
}

static void
canonical_object(const struct dn_json_value *object, struct dn_bytes *out)
{
	struct member *members;
	struct dn_bytes names;
	size_t count;

	dn_bytes_init(&names, object->raw.len + 1);
	members = sorted_members(object, &names, &count);
	if (names.failed != DN_E_NONE || (members == NULL && count > 0)) {
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

/*
 * A number as its digits without zeros at either end, and the exponent of the
 * last one.  An exponent beyond 18 digits keeps its text: nobody's label.
 */
static void
canonical_number(struct dn_span text, struct dn_bytes *out)
{
	const char *p = text.ptr, *end = p + text.len, *e = p;
	int64_t exponent = 0;
	size_t from = out->len, zeros = 0;
	bool minus = *p == '-', point = false, any = false;

	while (e < end && (*e | 0x20) != 'e')
		e++;
	if (end - e > 18) {
		dn_bytes_add_span(out, text);
		return;
	}
	for (const char *q = e + 1; q < end; q++)
		if (*q != '+' && *q != '-')
			exponent = exponent * 10 + (*q - '0');
	if (e + 1 < end && e[1] == '-')
		exponent = -exponent;
	if (minus)
		dn_bytes_add_byte(out, *p++);
	for (; p < e; p++) {
		if (*p == '.') {
			point = true;
			continue;
		}
		exponent -= point;
		any = any || *p != '0';
		if (any)
			dn_bytes_add_byte(out, *p);
		zeros = *p == '0' ? zeros + 1 : 0;
	}
	if (out->failed != DN_E_NONE)
		return;
	if (!any) {
		out->len = from;
		dn_bytes_add_byte(out, '0');
		return;
	}
	out->len -= zeros;
	dn_bytes_add_byte(out, 'e');
	dn_bytes_add_int(out, exponent + (int64_t)zeros);
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
