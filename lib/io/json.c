/* SPDX-License-Identifier: MIT */
/* The scanner: strings sixteen bytes at a time, containers on a stack. */
#include "io/json.h"

#include <stdlib.h>

#include "io/jsonfields.h"
#include "io/jsonkeys.h"
#include "io/jsonlist.h"
#include "io/jsonstring.h"
#include "io/jsontext.h"

/* The parts of one loop: each is called where the loop calls it, once. */
#define PART static inline __attribute__((always_inline))

#define EXCERPT 20      /* bytes of an error's excerpt before its place */
#define CUT 12          /* a pair of escapes that is cut fails before it */

/* An open array or object. */
struct frame {
	const char *start;
	const struct dn_json_node *node;        /* what it is to the trie */
	uint64_t wanted;        /* filter of the names asked for in it */
	uint64_t seen;          /* filter of the names that it has */
	size_t first_key;       /* of an object, in keys */
	size_t index;           /* of an array's coming element */
	char close;             /* '}' or ']' */
};

struct dn_json {
	const struct dn_json_fields *fields;
	unsigned flags;
	bool one_line;          /* a newline is no white space */
	const char *begin, *end;
	struct dn_json_strings strings;
	struct dn_json_value *values;
	const char *bad;        /* where it failed, and how */
	enum dn_code code;
	struct dn_json_keys keys;
	struct dn_bytes decoded;
	struct frame *deepest;  /* that may be entered */
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
static const char *
skip_blanks(const struct dn_json *json, const char *p)
{
	while (p < json->end && (*p == ' ' || *p == '\t' || *p == '\r' ||
	    (*p == '\n' && !json->one_line)))
		p++;
	return p;
}

/* The same where there mostly is none, or one blank. */
PART const char *
skip_space(const struct dn_json *json, const char *p)
{
	if ((unsigned char)*p > ' ')
		return p;
	if (*p == ' ' && (unsigned char)p[1] > ' ')
		return p + 1;
	return skip_blanks(json, p);
}

/* Behind the opening quote: to behind the closing one. */
PART const char *
skip_string(struct dn_json *json, const char *p, bool *escaped)
{
	p = dn_json_skip_string(&json->strings, p, escaped);
	return p != NULL ? p :
	    fail(json, json->strings.bad, json->strings.code);
}

static inline bool
is_digit(char c)
{
	return (unsigned char)(c - '0') < 10;
}

/* Behind the digits at `p`, eight at a time: no jump depends on how many. */
PART const char *
skip_digits(const char *p)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	const uint64_t ones = 0x0101010101010101u;
	uint64_t word;

	for (;; p += 8) {
		memcpy(&word, p, sizeof(word));
		word ^= ones * '0';
		/* Ten and more reach the highest bit of their byte. */
		word = (word | (word + ones * 0x76)) & ones * 0x80;
		if (word != 0)
			return p + (unsigned)__builtin_ctzll(word) / 8;
	}
#else
	while (is_digit(*p))
		p++;
	return p;
#endif
}

/* Behind a fraction and an exponent, where there are any. */
static __attribute__((noinline)) const char *
skip_fraction(struct dn_json *json, const char *p)
{
	if (*p == '.') {
		if (!is_digit(*++p))
			return fail(json, p, DN_E_BAD_JSON);
		p = skip_digits(p);
	}
	if (*p == 'e' || *p == 'E') {
		p++;
		if (*p == '+' || *p == '-')
			p++;
		if (!is_digit(*p))
			return fail(json, p, DN_E_BAD_JSON);
		p = skip_digits(p);
	}
	return p;
}

PART const char *
skip_number(struct dn_json *json, const char *p)
{
	if (*p == '-')
		p++;
	/* A digit behind a 0 cannot stand there: whoever looks next tells. */
	if ((unsigned char)(*p - '1') < 9)
		p = skip_digits(p + 1);
	else if (*p == '0')
		p++;
	else
		return fail(json, p, DN_E_BAD_JSON);
	if (*p == ',' || (*p != '.' && (*p | 0x20) != 'e'))
		return p;
	return skip_fraction(json, p);
}

/* A number, and those behind it in a list where nobody asks for any. */
PART const char *
skip_numbers(struct dn_json *json, const char *p, const struct frame *frame)
{
	bool list = frame->close == ']' && frame->wanted == 0;

#if DN_JSON_VECTORS
	/* Lists that begin so mostly are of nothing else. */
	if (list && p[-1] == '[') {
		const char *behind = dn_json_skip_list(p);

		if (behind != p && (*behind == ']' ||
		    (!is_digit(behind[1]) && behind[1] != '-')))
			return behind;
		p = behind + (behind != p);
	}
#endif
	for (;; p++) {
		p = skip_number(json, p);
		if (p == NULL || *p != ',' || !list ||
		    (!is_digit(p[1]) && p[1] != '-'))
			return p;
	}
}

PART const char *
skip_literal(struct dn_json *json, const char *p, enum dn_json_type type)
{
	const char *word = type == DN_JSON_FALSE ? "alse" :
	    type == DN_JSON_TRUE ? "true" : "null";

	p += type == DN_JSON_FALSE;
	if (memcmp(p, word, 4) == 0)
		return p + 4;
	while (*p == *word)
		p++, word++;
	return fail(json, p, DN_E_BAD_JSON);
}

/* ---- members ------------------------------------------------------------ */

/*
 * The name without its escapes, kept until the scan ends: reserving the whole
 * text's length once means that the bytes never move.
 */
static bool
decode_key(struct dn_json *json, struct dn_json_key *key)
{
	struct dn_bytes *out = &json->decoded;
	size_t from = out->len;

	if (out->len == 0 && dn_bytes_reserve(out,
	    (size_t)(json->end - json->begin) + DN_JSON_PADDING) == NULL)
		return false;
	dn_json_decode((struct dn_span){ key->ptr, key->len }, out);
	key->ptr = out->data + from;
	key->len = out->len - from;
	return true;
}

/* The child of that name, of a node of the trie; NULL when there is none. */
static const struct dn_json_node *
wanted_name(const struct dn_json_node *node, const struct dn_json_key *key)
{
	const struct dn_json_edge *edge = node->edges;

	for (; edge < node->last; edge++)
		if (edge->sign == key->sign && edge->len == key->len &&
		    (key->len < 8 ||
		    memcmp(edge->child->name, key->ptr, key->len) == 0))
			return edge->child;
	return NULL;
}

/* The child for the element of that index, likewise. */
static const struct dn_json_node *
wanted_index(const struct dn_json_node *node, size_t index)
{
	const struct dn_json_edge *edge = node->edges;

	for (; edge < node->last; edge++)
		if (edge->child->index == index)
			return edge->child;
	return NULL;
}

/* Has the object such a name already?  If not, it now has. */
PART bool
note_name(struct dn_json *json, struct frame *frame,
    const struct dn_json_key *key)
{
	uint64_t bit = dn_json_filter(key->sign);

	if ((json->flags & DN_JSON_UNIQUE) == 0)
		return true;
	if ((frame->seen & bit) != 0 &&
	    dn_json_key_repeats(&json->keys, frame->first_key)) {
		fail(json, key->at, DN_E_DUPLICATE_KEY);
		return false;
	}
	frame->seen |= bit;
	if (dn_json_keys_push(&json->keys))
		return true;
	fail(json, key->at, DN_E_NO_MEMORY);
	return false;
}

/* A name that is not the one that stood in its place before. */
static __attribute__((noinline)) const char *
skip_new_name(struct dn_json *json, const char *p, struct frame *frame,
    const struct dn_json_node **want)
{
	struct dn_json_key *key = json->keys.top;
	size_t place = (size_t)(key - json->keys.all);
	const char *start = p;
	bool escaped;

	dn_json_key_forget(key);
	if (*p != '"')
		return fail(json, p, DN_E_BAD_JSON);
	key->at = p;
	key->ptr = p + 1;
	p = skip_string(json, p + 1, &escaped);
	if (p == NULL)
		return NULL;
	key->len = (size_t)(p - key->at - 2);
	if (escaped && !decode_key(json, key))
		return fail(json, p, DN_E_NO_MEMORY);
	key->sign = dn_json_sign(key->ptr, key->len);
	*want = (frame->wanted & dn_json_filter(key->sign)) == 0 ? NULL :
	    wanted_name(frame->node, key);
	key->parent = frame->node;
	key->child = *want;
	if (!note_name(json, frame, key))
		return NULL;
	p = skip_space(json, p);
	if (*p != ':')
		return fail(json, p, DN_E_BAD_JSON);
	key = json->keys.all + place;
	if (!escaped && (size_t)(p - start) == key->len + 2)
		dn_json_key_remember(key, start, key->len + 3);
	return p + 1;
}

/* A member's name and colon; *want is what its value is to the trie. */
PART const char *
skip_name(struct dn_json *json, const char *p, struct frame *frame,
    const struct dn_json_node **want)
{
	struct dn_json_key *key = json->keys.top;

	p = skip_space(json, p);
	if (!dn_json_key_again(key, p) || key->parent != frame->node)
		return skip_new_name(json, p, frame, want);
	key->at = p;
	key->ptr = p + 1;
	p += key->len + 3;
	*want = key->child;
	return note_name(json, frame, key) ? p : NULL;
}

/* ---- the walk ----------------------------------------------------------- */

/* Note the value for all other fields that asked for it. */
static __attribute__((noinline)) void
settle_again(struct dn_json *json, int slot)
{
	int other = slot;

	while ((other = json->fields->same[other]) != DN_JSON_NO_SLOT)
		json->values[other] = json->values[slot];
}

/* Note the value for the fields that asked for it. */
PART void
settle(struct dn_json *json, int slot, const char *from, const char *to,
    enum dn_json_type type, bool escaped)
{
	struct dn_json_value *value = &json->values[slot];

	value->raw.ptr = from;
	value->raw.len = (size_t)(to - from);
	value->type = type;
	value->escaped = escaped;
	value->simple = escaped && json->strings.simple;
	if (json->fields->same[slot] != DN_JSON_NO_SLOT)
		settle_again(json, slot);
}

/* What stands before a child's value: white space, the name of a member. */
PART const char *
before_child(struct dn_json *json, const char *p, struct frame *frame,
    const struct dn_json_node **want)
{
	if (frame->close == '}') {
		p = skip_name(json, p, frame, want);
		if (p == NULL)
			return NULL;
	} else {
		*want = frame->wanted == 0 ? NULL :
		    wanted_index(frame->node, frame->index++);
	}
	return skip_space(json, p);
}

/* Open the array or object at `p`; *frame is then its own. */
PART const char *
enter(struct dn_json *json, const char *p, struct frame **frame,
    const struct dn_json_node *want)
{
	struct frame *inner = *frame + 1;

	if (inner > json->deepest)
		return fail(json, p, DN_E_TOO_DEEP);
	inner->start = p;
	inner->node = want;
	inner->wanted = want != NULL ? want->filter : 0;
	inner->seen = 0;
	inner->first_key = (size_t)(json->keys.top - json->keys.all);
	inner->index = 0;
	inner->close = (char)(*p + 2);  /* ASCII has them so */
	*frame = inner;
	return skip_space(json, p + 1);
}

/* Leave the container whose closing bracket is due at `p`. */
PART const char *
leave(struct dn_json *json, const char *p, struct frame **frame)
{
	struct frame *inner = (*frame)--;
	struct dn_json_key *keys = json->keys.all + inner->first_key;
	const struct dn_json_key *again;

	if (*p++ != inner->close)
		return fail(json, p - 1, DN_E_BAD_JSON);
	if (json->keys.top - keys > DN_JSON_FEW) {
		again = dn_json_keys_repeat(&json->keys, keys);
		if (again != NULL)
			return fail(json, again->at, DN_E_DUPLICATE_KEY);
	}
	json->keys.top = keys;
	if (inner->node != NULL && inner->node->slot != DN_JSON_NO_SLOT)
		settle(json, inner->node->slot, inner->start, p,
		    inner->close == '}' ? DN_JSON_OBJECT : DN_JSON_ARRAY,
		    false);
	return p;
}

/* A string, number or literal; with a number those that follow in a list. */
PART const char *
skip_scalar(struct dn_json *json, const char *p, const struct frame *frame,
    const struct dn_json_node *want)
{
	enum dn_json_type type = DN_JSON_STRING;
	const char *start = p;
	bool escaped = false;

	if (*p == '"') {
		p = skip_string(json, p + 1, &escaped);
	} else {
		type = dn_json_begins[(unsigned char)*p];
		if (type == DN_JSON_NUMBER)
			p = skip_numbers(json, p, frame);
		else if (type != DN_JSON_NONE)
			p = skip_literal(json, p, type);
		else
			p = fail(json, p, DN_E_BAD_JSON);
	}
	if (want != NULL && want->slot != DN_JSON_NO_SLOT && p != NULL)
		settle(json, want->slot, start, p, type, escaped);
	return p;
}

/* One value from `p` on, which is no white space; returns its end. */
static const char *
walk(struct dn_json *json, const char *p)
{
	const struct dn_json_node *want =
	    json->fields != NULL ? json->fields->nodes : NULL;
	struct frame *frame = json->frames;

	if (*p != '{' && *p != '[')
		return skip_scalar(json, p, frame, want);
	do {
		if (*p != '"' && (*p == '{' || *p == '[')) {
			p = enter(json, p, &frame, want);
			if (p != NULL && *p != frame->close)
				goto child;
		} else {
			p = skip_scalar(json, p, frame, want);
		}
		if (p == NULL)
			return NULL;
		p = skip_space(json, p);
		while (*p != ',') {
			p = leave(json, p, &frame);
			if (p == NULL || frame == json->frames)
				return p;
			p = skip_space(json, p);
		}
		p++;
child:
		p = before_child(json, p, frame, &want);
	} while (p != NULL);
	return NULL;
}

/* ---- what callers see --------------------------------------------------- */

struct dn_json_value
dn_json_value_of(struct dn_span raw)
{
	struct dn_json_value value = { .raw = raw };

	if (raw.len > 0)
		value.type = dn_json_begins[(unsigned char)*raw.ptr];
	value.escaped = value.type == DN_JSON_STRING &&
	    memchr(raw.ptr, '\\', raw.len) != NULL;
	return value;
}

struct dn_json *
dn_json_new(const struct dn_json_fields *fields, unsigned flags)
{
	struct dn_json *json = malloc(sizeof(*json));

	if (json == NULL)
		return NULL;
	/* The first frame too, which is never entered: it closes nothing. */
	memset(json, 0, offsetof(struct dn_json, frames[1]));
	json->fields = fields;
	json->flags = flags;
	dn_json_set_depth(json, 0);
	json->strings.paired = (flags & DN_JSON_PAIRED) != 0;
	dn_bytes_init(&json->decoded, SIZE_MAX);
	if (!dn_json_keys_init(&json->keys)) {
		free(json);
		return NULL;
	}
	return json;
}

void
dn_json_free(struct dn_json *json)
{
	if (json == NULL)
		return;
	dn_bytes_release(&json->decoded);
	dn_json_keys_release(&json->keys);
	free(json);
}

void
dn_json_set_depth(struct dn_json *json, size_t depth)
{
	json->deepest = json->frames + DN_JSON_DEPTH - depth;
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

/* The raw bytes between the quotes of the legal string at `p`. */
static struct dn_span
inside(const char *p)
{
	const char *from = ++p;

	while (*p != '"')
		p += *p == '\\' ? 2 : 1;
	return (struct dn_span){ from, (size_t)(p - from) };
}

/* Fill `err` from a failed walk; the excerpt begins a little before. */
static int
report(const struct dn_json *json, struct dn_err *err)
{
	size_t at = (size_t)(json->bad - json->begin);
	size_t from = at < EXCERPT ? 0 : at - EXCERPT;

	if (json->code == DN_E_NO_MEMORY)
		return dn_err_memory(err);
	while (from < at && (json->begin[from] & 0xc0) == 0x80)
		from++;         /* at the start of a character */
	dn_err_set(err, json->code, "%s", reason(json));
	dn_err_at(err, 0, at + 1);
	if (json->code == DN_E_DUPLICATE_KEY) {
		struct dn_span name = inside(json->bad);

		dn_err_field(err, name.ptr, name.len);
	}
	return dn_err_excerpt(err, json->begin + from,
	    (size_t)(json->end - json->begin) - from);
}

/* Make ready for `text`; values may be NULL. */
PART void
begin(struct dn_json *json, struct dn_span text, struct dn_json_value *values)
{
	json->values = values;
	if (json->fields != NULL && values != NULL)     /* zero: not there */
		memset(values, 0, json->fields->count * sizeof(*values));
	json->one_line = false;
	json->begin = text.ptr;
	json->end = text.ptr + text.len;
	dn_json_strings_begin(&json->strings);
	json->keys.top = json->keys.all;
	if (json->decoded.len > 0)
		dn_bytes_clear(&json->decoded);
}

int
dn_json_scan(struct dn_json *json, struct dn_span text,
    struct dn_json_value *values, struct dn_err *err)
{
	const char *p;

	begin(json, text, values);
	p = walk(json, skip_space(json, text.ptr));
	if (p != NULL) {
		p = skip_space(json, p);
		if (p == json->end)
			return 0;
		fail(json, p, DN_E_BAD_JSON);
	}
	return report(json, err);
}

bool
dn_json_scan_line(struct dn_json *json, struct dn_span text,
    struct dn_json_value *values, size_t *len)
{
	const char *p;

	begin(json, text, values);
	json->one_line = true;
	p = walk(json, skip_space(json, text.ptr));
	if (p == NULL)
		return false;
	p = skip_space(json, p);
	*len = (size_t)(p - text.ptr);
	return *p == '\n';
}

int
dn_json_scan_prefix(struct dn_json *json, struct dn_span text, bool final,
    struct dn_json_value *value, size_t *used, struct dn_err *err)
{
	return dn_json_scan_fields(json, text, final, NULL, value, used, err);
}

int
dn_json_scan_fields(struct dn_json *json, struct dn_span text, bool final,
    struct dn_json_value *values, struct dn_json_value *value, size_t *used,
    struct dn_err *err)
{
	const char *from, *to;

	begin(json, text, values);
	from = skip_space(json, text.ptr);
	to = walk(json, from);
	if (to == NULL) {
		if (!final && json->bad + CUT >= json->end &&
		    json->code != DN_E_NO_MEMORY)
			return 0;
		return report(json, err);
	}
	*value = dn_json_value_of(
	    (struct dn_span){ from, (size_t)(to - from) });
	if (!final && to == json->end && value->type == DN_JSON_NUMBER)
		return 0;
	*used = (size_t)(to - text.ptr);
	return 1;
}
