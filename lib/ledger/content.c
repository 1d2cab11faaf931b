/* SPDX-License-Identifier: MIT */
/* A sum over members: no member can stand for another, no order matters. */
#include "ledger/content.h"

#include "io/json.h"
#include "io/jsontext.h"

#define FIRST UINT64_C(0x9e3779b97f4a7c15)
#define SECOND UINT64_C(0xd6e8feb86659fd93)

/* Both halves of a product, laid over each other. */
static uint64_t
mix(uint64_t a, uint64_t b)
{
	__extension__ unsigned __int128 product =
	    (__extension__ (unsigned __int128)a) * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t
hash_bytes(struct dn_span text, uint64_t hash)
{
	uint64_t word;

	hash ^= text.len * FIRST;
	for (; text.len >= 8; text.ptr += 8, text.len -= 8) {
		memcpy(&word, text.ptr, 8);
		hash = mix(hash ^ word, SECOND);
	}
	word = 0;
	if (text.len > 0)
		memcpy(&word, text.ptr, text.len);
	return mix(hash ^ word ^ FIRST, SECOND ^ hash);
}

/* Plain digits: a number that has this one spelling. */
static bool
is_plain_number(struct dn_span raw)
{
	size_t i;

	if (raw.len > 18 || *raw.ptr == '-')
		return false;
	for (i = 0; i < raw.len; i++)
		if (raw.ptr[i] < '0' || raw.ptr[i] > '9')
			return false;
	return true;
}

/* A value's text is its own canonical form in most cases. */
static uint64_t
hash_value(const struct dn_json_value *value, struct dn_bytes *scratch,
    uint64_t hash)
{
	if ((value->type == DN_JSON_STRING && !value->escaped) ||
	    (value->type == DN_JSON_NUMBER && is_plain_number(value->raw)))
		return hash_bytes(value->raw, hash);
	dn_bytes_clear(scratch);
	dn_json_canonical(value, scratch);
	return hash_bytes(dn_bytes_span(scratch), hash);
}

/* A walk over the members of a line that are its content. */
struct walk {
	struct dn_json_children children;
	struct dn_bytes *scratch;
	bool numbered;          /* `seq` was there */
};

static struct walk
begin(struct dn_span line, struct dn_bytes *scratch)
{
	struct dn_json_value object = { .raw = line, .type = DN_JSON_OBJECT };

	return (struct walk){ dn_json_children(&object), scratch, false };
}

/* The next member: its text as spelled, its name decoded, its value. */
static bool
next(struct walk *walk, struct dn_span *text, struct dn_span *name,
    struct dn_json_value *value)
{
	while (dn_json_child(&walk->children, name, value)) {
		text->ptr = name->ptr - 1;
		text->len = (size_t)(value->raw.ptr - text->ptr) +
		    value->raw.len;
		if (memchr(name->ptr, '\\', name->len) != NULL) {
			dn_bytes_clear(walk->scratch);
			dn_json_decode(*name, walk->scratch);
			*name = dn_bytes_span(walk->scratch);
		}
		if (dn_span_is(*name, "seq"))
			walk->numbered = true;
		else if (!dn_span_is(*name, "prev") &&
		    !(walk->numbered && dn_span_is(*name, "rec")))
			return true;
	}
	return false;
}

uint64_t
dn_content_hash(struct dn_span line, struct dn_bytes *scratch)
{
	struct walk walk = begin(line, scratch);
	struct dn_json_value value;
	struct dn_span text, name;
	uint64_t sum = 0;

	while (next(&walk, &text, &name, &value))
		sum += hash_value(&value, scratch, hash_bytes(name, FIRST));
	return sum;
}

void
dn_content_open(struct dn_span line, struct dn_bytes *out,
    struct dn_bytes *scratch)
{
	struct walk walk = begin(line, scratch);
	struct dn_json_value value;
	struct dn_span text, name;
	char before = '{';

	while (next(&walk, &text, &name, &value)) {
		dn_bytes_add_byte(out, before);
		dn_bytes_add_span(out, text);
		before = ',';
	}
}
