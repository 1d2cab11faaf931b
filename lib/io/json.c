/* SPDX-License-Identifier: MIT */
/* The scanner: strings sixteen bytes at a time, containers on a stack. */
#include "io/json.h"

#include <stdlib.h>

#include "core/utf8.h"
#include "io/jsonfields.h"
#include "io/jsontext.h"

#if defined(__SSE2__) && !defined(DN_SCALAR)
#include <emmintrin.h>
#endif

/* A member name seen in an object that is still open. */
struct key {
	const char *ptr;
	size_t len;
	uint64_t sign;
};

/* An open array or object. */
struct frame {
	const char *start;
	size_t first_key;       /* of an object, in keys */
	size_t index;           /* of an array, only while a node is watched */
	unsigned node;          /* trie node whose children may stand here */
	int slot;               /* field that this container is, or DN_JSON_NO_SLOT */
	enum dn_json_type type;
};

struct dn_json {
	const struct dn_json_fields *fields;
	unsigned flags;
	const char *begin, *end;
	struct dn_json_value *values;
	const char *bad;        /* where it failed, and how */
	enum dn_code code;
	bool escaped;           /* the last string held a backslash */
	unsigned node;          /* what the coming value is to the trie */
	int slot;
	size_t depth;
	struct key *keys;
	size_t key_count, key_cap;
	struct dn_bytes decoded;
	struct frame frames[DN_JSON_DEPTH + 1];
};

const uint8_t dn_json_begins[256] = {
	['"'] = DN_JSON_STRING, ['{'] = DN_JSON_OBJECT, ['['] = DN_JSON_ARRAY,
	['t'] = DN_JSON_TRUE, ['f'] = DN_JSON_FALSE, ['n'] = DN_JSON_NULL,
	['-'] = DN_JSON_NUMBER, ['0'] = DN_JSON_NUMBER, ['1'] = DN_JSON_NUMBER,
	['2'] = DN_JSON_NUMBER, ['3'] = DN_JSON_NUMBER, ['4'] = DN_JSON_NUMBER,
	['5'] = DN_JSON_NUMBER, ['6'] = DN_JSON_NUMBER, ['7'] = DN_JSON_NUMBER,
	['8'] = DN_JSON_NUMBER, ['9'] = DN_JSON_NUMBER,
};

/* ---- tokens ------------------------------------------------------------- */

/* Remember where and how; NULL so that callers can return it. */
static const char *
fail(struct dn_json *json, const char *at, enum dn_code code)
{
	json->bad = at;
	json->code = code;
	return NULL;
}

/* The first byte from `p` on that is no white space, at most `end`. */
static inline const char *
skip_space(const char *p, const char *end)
{
	if ((unsigned char)*p > ' ')
		return p;
	while (p < end &&
	    (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
		p++;
	return p;
}

/* The first quote, backslash, control or non-ASCII byte from `p` on. */
static inline const char *
skip_plain(const char *p)
{
#if defined(__SSE2__) && !defined(DN_SCALAR)
	const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\');
	const __m128i blank = _mm_set1_epi8(' ');

	for (;; p += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
		/* Signed: non-ASCII bytes are below the blank, too. */
		__m128i hit = _mm_or_si128(_mm_cmplt_epi8(v, blank),
		    _mm_or_si128(_mm_cmpeq_epi8(v, quote),
		    _mm_cmpeq_epi8(v, slash)));
		unsigned mask = (unsigned)_mm_movemask_epi8(hit);

		if (mask != 0)
			return p + __builtin_ctz(mask);
	}
#else
	while ((signed char)*p >= ' ' && *p != '"' && *p != '\\')
		p++;
	return p;
#endif
}

/* One character of two or four bytes, or of three that needs a close look. */
static const char *
skip_character(struct dn_json *json, const char *p)
{
	uint32_t point;
	size_t n = dn_utf8_decode(p, DN_UTF8_MAX, &point);

	/* A sentinel ends the text: no legal character reaches over it. */
	return n == 0 ? fail(json, p, DN_E_BAD_UTF8) : p + n;
}

#if defined(__SSE2__) && !defined(DN_SCALAR)
/*
 * Four characters of three bytes at a time: lead bytes E1..EF but ED, each
 * with two that continue.  E0 and ED, which begin forms that are not legal,
 * are left to the closer look, and so is whatever else comes.
 */
static inline const char *
skip_han(const char *p)
{
	const __m128i mask = _mm_setr_epi8(-16, -64, -64, -16, -64, -64, -16,
	    -64, -64, -16, -64, -64, 0, 0, 0, 0);
	const __m128i want = _mm_setr_epi8(-32, -128, -128, -32, -128, -128,
	    -32, -128, -128, -32, -128, -128, 0, 0, 0, 0);
	const __m128i e0 = _mm_set1_epi8(-32), ed = _mm_set1_epi8(-19);

	for (;; p += 12) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
		__m128i odd = _mm_or_si128(_mm_cmpeq_epi8(v, e0),
		    _mm_cmpeq_epi8(v, ed));
		__m128i fits = _mm_cmpeq_epi8(_mm_and_si128(v, mask), want);

		if ((_mm_movemask_epi8(_mm_andnot_si128(odd, fits)) &
		    0xfff) != 0xfff)
			return p;
	}
}
#endif

/* A run of non-ASCII characters; most are Chinese and have three bytes. */
static inline const char *
skip_characters(struct dn_json *json, const char *p)
{
#if defined(__SSE2__) && !defined(DN_SCALAR)
	p = skip_han(p);
#endif
	while ((signed char)*p < 0) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
		uint32_t word, edge;

		memcpy(&word, p, sizeof(word));
		edge = word & 0x200f;   /* overlong E0, surrogates ED */
		if ((word & 0xc0c0f0) == 0x8080e0 && edge != 0 &&
		    edge != 0x200d) {
			p += 3;
			continue;
		}
#endif
		p = skip_character(json, p);
		if (p == NULL)
			return NULL;
	}
	return p;
}

/* The four hex digits at `p` as a number, or -1. */
static inline int
hex4(const char *p)
{
	int value = 0;

	for (int i = 0; i < 4; i++) {
		int digit = dn_json_hex(p[i]);

		if (digit < 0)
			return -1;
		value = value << 4 | digit;
	}
	return value;
}

/* Behind the backslash at `p`: one escape, or a run of \u ones. */
static const char *
skip_escape(struct dn_json *json, const char *p)
{
	static const char simple[256] = { ['"'] = 1, ['\\'] = 1, ['/'] = 1,
		['b'] = 1, ['f'] = 1, ['n'] = 1, ['r'] = 1, ['t'] = 1 };
	bool paired = (json->flags & DN_JSON_PAIRED) != 0;

	json->escaped = true;
	if (simple[(unsigned char)p[1]])
		return p + 2;
	do {
		int unit = p[1] == 'u' ? hex4(p + 2) : -1;

		if (unit < 0)
			return fail(json, p, DN_E_BAD_JSON);
		p += 6;
		if (!paired || (unit & 0xf800) != 0xd800)
			continue;
		if (unit >= 0xdc00 || p[0] != '\\' || p[1] != 'u' ||
		    (hex4(p + 2) & ~0x3ff) != 0xdc00)
			return fail(json, p - 6, DN_E_LONE_SURROGATE);
		p += 6;
	} while (p[0] == '\\' && p[1] == 'u');
	return p;
}

/* A string from its first byte that is not plain. */
static const char *
skip_rest(struct dn_json *json, const char *p)
{
	for (;;) {
		if (*p == '"')
			return p + 1;
		if (*p == '\\')
			p = skip_escape(json, p);
		else if ((signed char)*p < 0)
			p = skip_characters(json, p);
		else
			return fail(json, p, DN_E_BAD_JSON);
		if (p == NULL)
			return NULL;
		p = skip_plain(p);
	}
}

/* Behind the opening quote: to behind the closing one. */
static inline const char *
skip_string(struct dn_json *json, const char *p)
{
	json->escaped = false;
	p = skip_plain(p);
	return *p == '"' ? p + 1 : skip_rest(json, p);
}

static inline bool
is_digit(char c)
{
	return (unsigned char)(c - '0') < 10;
}

static inline const char *
skip_number(struct dn_json *json, const char *p)
{
	if (*p == '-')
		p++;
	if (!is_digit(*p))
		return fail(json, p, DN_E_BAD_JSON);
	if (*p++ != '0')
		while (is_digit(*p))
			p++;
	if (*p == '.') {
		if (!is_digit(*++p))
			return fail(json, p, DN_E_BAD_JSON);
		while (is_digit(*p))
			p++;
	}
	if (*p == 'e' || *p == 'E') {
		p++;
		if (*p == '+' || *p == '-')
			p++;
		if (!is_digit(*p))
			return fail(json, p, DN_E_BAD_JSON);
		while (is_digit(*p))
			p++;
	}
	return p;
}

static inline const char *
skip_literal(struct dn_json *json, const char *p, enum dn_json_type type)
{
	const char *word = type == DN_JSON_TRUE ? "true" :
	    type == DN_JSON_FALSE ? "false" : "null";

	for (const char *at = p; ; at++, word++) {
		if (*word == '\0')
			return at;
		if (*at != *word)
			return fail(json, at, DN_E_BAD_JSON);
	}
}

/* ---- members ------------------------------------------------------------ */

/* Keep a name until its object ends. */
static bool
remember_key(struct dn_json *json, const char *name, size_t len, uint64_t sign)
{
	if (json->key_count == json->key_cap) {
		size_t cap = json->key_cap == 0 ? 64 : json->key_cap * 2;
		struct key *keys = realloc(json->keys, cap * sizeof(*keys));

		if (keys == NULL)
			return false;
		json->keys = keys;
		json->key_cap = cap;
	}
	json->keys[json->key_count++] = (struct key){ name, len, sign };
	return true;
}

static int
compare_keys(const void *a, const void *b)
{
	const struct key *x = a, *y = b;

	if (x->sign != y->sign)
		return x->sign < y->sign ? -1 : 1;
	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	return memcmp(x->ptr, y->ptr, x->len);
}

/*
 * Two equal names from `first` on?  Few are compared each with each; many are
 * sorted, which no choice of names makes slow.
 */
static bool
keys_repeat(struct dn_json *json, size_t first)
{
	struct key *keys = json->keys + first;
	size_t count = json->key_count - first;

	if (count > 24) {
		qsort(keys, count, sizeof(*keys), compare_keys);
		for (size_t i = 1; i < count; i++)
			if (compare_keys(&keys[i - 1], &keys[i]) == 0)
				return true;
		return false;
	}
	for (size_t i = 1; i < count; i++)
		for (size_t k = 0; k < i; k++)
			if (keys[k].sign == keys[i].sign &&
			    dn_json_same_name(keys[k].ptr, keys[k].len, keys[i].ptr,
			    keys[i].len))
				return true;
	return false;
}

/*
 * The name without its escapes, kept until the scan ends: reserving the whole
 * text's length once means that the bytes never move.
 */
static bool
decode_key(struct dn_json *json, const char **name, size_t *len)
{
	struct dn_bytes *out = &json->decoded;
	size_t from = out->len;

	if (out->len == 0 && dn_bytes_reserve(out,
	    (size_t)(json->end - json->begin) + DN_JSON_PADDING) == NULL)
		return false;
	dn_json_decode((struct dn_span){ *name, *len }, out);
	*name = out->data + from;
	*len = out->len - from;
	return true;
}

/* Does the trie want the member of this name? */
static inline void
match_name(struct dn_json *json, const char *name, size_t len, uint64_t sign)
{
	const struct dn_json_node *nodes = json->fields->nodes, *node;
	const struct dn_json_edge *edge, *last;

	node = &nodes[json->frames[json->depth].node];
	edge = json->fields->edges + node->edge;
	for (last = edge + node->edges; edge < last; edge++) {
		if (edge->sign != sign)
			continue;
		node = &nodes[edge->node];
		if (len > 8 &&
		    !dn_json_same_name(node->name, node->len, name, len))
			continue;
		json->node = node->edges > 0 ? edge->node : DN_JSON_NO_NODE;
		json->slot = node->slot;
		return;
	}
}

/* Does the trie want this element of an array? */
static void
match_index(struct dn_json *json, struct frame *frame)
{
	char text[24];
	size_t len = sizeof(text);
	size_t index = frame->index++;

	memset(text, 0, sizeof(text));
	do
		text[--len] = (char)('0' + index % 10);
	while ((index /= 10) != 0);
	memmove(text, text + len, sizeof(text) - len);
	len = sizeof(text) - len;
	match_name(json, text, len, dn_json_sign(text, len));
}

/* True when children of the container on top may be asked for. */
static inline bool
watched(const struct dn_json *json)
{
	return json->fields != NULL && (json->depth == 1 ||
	    json->frames[json->depth].node != DN_JSON_NO_NODE);
}

/* A member's name and colon; sets what the coming value is to the trie. */
static inline const char *
skip_name(struct dn_json *json, const char *p)
{
	const char *name;
	uint64_t sign;
	size_t len;

	p = skip_space(p, json->end);
	if (*p != '"')
		return fail(json, p, DN_E_BAD_JSON);
	name = p + 1;
	p = skip_string(json, name);
	if (p == NULL)
		return NULL;
	len = (size_t)(p - 1 - name);
	if (json->escaped && !decode_key(json, &name, &len))
		return fail(json, p, DN_E_NO_MEMORY);
	sign = dn_json_sign(name, len);
	if ((json->flags & DN_JSON_UNIQUE) != 0 &&
	    !remember_key(json, name, len, sign))
		return fail(json, p, DN_E_NO_MEMORY);
	if (watched(json))
		match_name(json, name, len, sign);
	p = skip_space(p, json->end);
	return *p == ':' ? p + 1 : fail(json, p, DN_E_BAD_JSON);
}

/* ---- the walk ----------------------------------------------------------- */

/* Note the value for every field that asked for it. */
static void
settle(struct dn_json *json, int slot, const char *from, const char *to,
    enum dn_json_type type)
{
	for (; slot != DN_JSON_NO_SLOT; slot = json->fields->same[slot])
		json->values[slot] = (struct dn_json_value){
			{ from, (size_t)(to - from) }, type,
			type == DN_JSON_STRING && json->escaped };
}

/* What stands before a child: the name of a member, nothing in an array. */
static inline const char *
before_child(struct dn_json *json, const char *p)
{
	struct frame *frame = &json->frames[json->depth];

	json->slot = DN_JSON_NO_SLOT;
	json->node = DN_JSON_NO_NODE;
	if (frame->type == DN_JSON_OBJECT)
		return skip_name(json, p);
	if (watched(json))
		match_index(json, frame);
	return p;
}

/*
 * Open the array or object at `p`.  *empty tells that it ends at once; its
 * closing bracket is then still to come.
 */
static inline const char *
enter(struct dn_json *json, const char *p, enum dn_json_type type, bool *empty)
{
	struct frame *frame;

	if (json->depth == DN_JSON_DEPTH)
		return fail(json, p, DN_E_TOO_DEEP);
	frame = &json->frames[++json->depth];
	frame->start = p;
	frame->type = type;
	frame->first_key = json->key_count;
	frame->index = 0;
	frame->node = json->node;
	frame->slot = json->slot;
	p = skip_space(p + 1, json->end);
	*empty = *p == (type == DN_JSON_OBJECT ? '}' : ']');
	return *empty ? p : before_child(json, p);
}

/*
 * Behind a child: close containers as long as they end here.  Returns where
 * the next child's value begins, or with depth 0 where the text's value ends.
 */
static inline const char *
after_child(struct dn_json *json, const char *p)
{
	while (json->depth > 0) {
		struct frame *frame = &json->frames[json->depth];

		p = skip_space(p, json->end);
		if (*p == ',')
			return before_child(json, p + 1);
		if (*p != (frame->type == DN_JSON_OBJECT ? '}' : ']'))
			return fail(json, p, DN_E_BAD_JSON);
		p++;
		if (frame->type == DN_JSON_OBJECT &&
		    (json->flags & DN_JSON_UNIQUE) != 0) {
			if (json->key_count - frame->first_key > 1 &&
			    keys_repeat(json, frame->first_key))
				return fail(json, frame->start,
				    DN_E_DUPLICATE_KEY);
			json->key_count = frame->first_key;
		}
		if (frame->slot != DN_JSON_NO_SLOT)
			settle(json, frame->slot, frame->start, p,
			    frame->type);
		json->depth--;
	}
	return p;
}

/* One value from `p` on, which is no white space; returns its end. */
static const char *
walk(struct dn_json *json, const char *p)
{
	json->depth = 0;
	json->key_count = 0;
	json->slot = DN_JSON_NO_SLOT;
	json->node = 0;
	json->frames[0].type = DN_JSON_NONE;
	do {
		enum dn_json_type type;
		const char *start;
		bool empty = true;

		p = skip_space(p, json->end);
		start = p;
		type = dn_json_begins[(unsigned char)*p];
		if (type == DN_JSON_STRING)
			p = skip_string(json, p + 1);
		else if (type == DN_JSON_NUMBER)
			p = skip_number(json, p);
		else if (type >= DN_JSON_ARRAY)
			p = enter(json, p, type, &empty);
		else if (type != DN_JSON_NONE)
			p = skip_literal(json, p, type);
		else
			p = fail(json, p, DN_E_BAD_JSON);
		if (p == NULL)
			return NULL;
		if (type < DN_JSON_ARRAY && json->slot != DN_JSON_NO_SLOT)
			settle(json, json->slot, start, p, type);
		if (empty)
			p = after_child(json, p);
	} while (p != NULL && json->depth > 0);
	return p;
}

/* ---- what callers see --------------------------------------------------- */

struct dn_json *
dn_json_new(const struct dn_json_fields *fields, unsigned flags)
{
	struct dn_json *json = malloc(sizeof(*json));

	if (json == NULL)
		return NULL;
	memset(json, 0, offsetof(struct dn_json, frames));
	json->fields = fields;
	json->flags = flags;
	dn_bytes_init(&json->decoded, SIZE_MAX / 2);
	return json;
}

void
dn_json_free(struct dn_json *json)
{
	if (json == NULL)
		return;
	dn_bytes_release(&json->decoded);
	free(json->keys);
	free(json);
}

/* What a failure is called; where the text ends it is always the same. */
static const char *
reason(const struct dn_json *json)
{
	if (json->code == DN_E_BAD_JSON) {
		if (json->bad >= json->end)
			return "the text ends inside a value";
		if ((unsigned char)*json->bad < ' ')
			return "a control character where none may be";
		return "unexpected character";
	}
	return dn_code_meaning(json->code);
}

/* Fill `err` from a failed walk; the excerpt begins a little before. */
static int
report(const struct dn_json *json, struct dn_err *err)
{
	size_t at = (size_t)(json->bad - json->begin);
	size_t len = (size_t)(json->end - json->begin);
	size_t from = at < 20 ? 0 : at - 20;

	if (json->code == DN_E_NO_MEMORY)
		return dn_err_memory(err);
	if (from > len)
		from = len;
	dn_err_set(err, json->code, "%s", reason(json));
	dn_err_at(err, 0, at + 1);
	return dn_err_excerpt(err, json->begin + from, len - from);
}

/* Make ready for `text`; nothing is found yet. */
static void
begin(struct dn_json *json, struct dn_span text, struct dn_json_value *values)
{
	json->begin = text.ptr;
	json->end = text.ptr + text.len;
	json->values = values;
	dn_bytes_clear(&json->decoded);
	if (json->fields != NULL)
		for (size_t i = 0; i < json->fields->count; i++)
			values[i] = (struct dn_json_value){
				{ NULL, 0 }, DN_JSON_NONE, false };
}

int
dn_json_scan(struct dn_json *json, struct dn_span text,
    struct dn_json_value *values, struct dn_err *err)
{
	const char *p;

	begin(json, text, values);
	p = walk(json, text.ptr);
	if (p != NULL) {
		p = skip_space(p, json->end);
		if (p == json->end)
			return 0;
		fail(json, p, DN_E_BAD_JSON);
	}
	return report(json, err);
}

int
dn_json_scan_prefix(struct dn_json *json, struct dn_span text, bool final,
    struct dn_json_value *value, size_t *used, struct dn_err *err)
{
	const char *from, *to;

	begin(json, text, NULL);
	from = skip_space(text.ptr, json->end);
	to = walk(json, from);
	if (to == NULL) {
		/* An escape or character that the end cuts fails before it. */
		if (!final && json->bad + 12 >= json->end &&
		    json->code != DN_E_NO_MEMORY)
			return 0;
		return report(json, err);
	}
	value->type = dn_json_begins[(unsigned char)*from];
	if (!final && to == json->end && value->type == DN_JSON_NUMBER)
		return 0;
	value->raw = (struct dn_span){ from, (size_t)(to - from) };
	value->escaped = value->type == DN_JSON_STRING && json->escaped;
	*used = (size_t)(to - text.ptr);
	return 1;
}
