/* SPDX-License-Identifier: MIT */
/* The hash of a JSON value. */
#include "dedup/key.h"

#include "io/jsontext.h"

/* What the hash of a value is made of. */
struct parts {
	uint64_t type, len;
	struct dn_hash content;
};

static struct dn_hash
seal(enum dn_json_type type, size_t len, struct dn_hash content)
{
	struct parts parts = { type, len, content };

	return dn_hash_bytes(&parts, sizeof(parts));
}

struct dn_hash
dn_key_join(struct dn_hash key, struct dn_hash next)
{
	struct dn_hash both[2] = { key, next };

	return dn_hash_bytes(both, sizeof(both));
}

/*
 * Is this the one spelling of its text that needs no \u and no \/ escape?
 * Whatever else is escaped has no other way to be written.
 */
static bool
is_plainly_spelt(struct dn_span inner)
{
	const char *p = inner.ptr, *end = p + inner.len;

	while ((p = memchr(p, '\\', (size_t)(end - p))) != NULL) {
		if (p[1] == 'u' || p[1] == '/')
			return false;
		p += 2;
	}
	return true;
}

/* A string, by the plain spelling of its text: most stand there so. */
static int
hash_text(const struct dn_json_value *value, struct dn_bytes *scratch,
    struct dn_hash *key, struct dn_err *err)
{
	struct dn_span inner = { value->raw.ptr + 1, value->raw.len - 2 };
	size_t decoded;

	if (value->escaped && !value->simple && !is_plainly_spelt(inner)) {
		dn_bytes_clear(scratch);
		dn_json_decode(inner, scratch);
		decoded = scratch->len;
		if (dn_bytes_reserve(scratch, decoded * 6 + 2) == NULL)
			return dn_bytes_check(scratch, err);
		/* There is room behind it: the text does not move. */
		dn_json_write_text(scratch,
		    (struct dn_span){ scratch->data, decoded });
		inner.ptr = scratch->data + decoded + 1;
		inner.len = scratch->len - decoded - 2;
	}
	*key = seal(DN_JSON_STRING, inner.len,
	    dn_hash_bytes(inner.ptr, inner.len));
	return 0;
}

/* The name of a member: a string like any other. */
static int
hash_name(struct dn_span name, struct dn_bytes *scratch, struct dn_hash *key,
    struct dn_err *err)
{
	const struct dn_json_value value = dn_json_value_of(
	    (struct dn_span){ name.ptr - 1, name.len + 2 });

	return hash_text(&value, scratch, key, err);
}

/* a + b modulo 2^128: a sum does not know the order of its terms. */
static struct dn_hash
add(struct dn_hash a, struct dn_hash b)
{
	struct dn_hash sum = { a.low + b.low, a.high + b.high };

	sum.high += sum.low < a.low;
	return sum;
}

/*
 * An array or object.  It calls dn_key_value for its children; a scanned text
 * is at most DN_JSON_DEPTH deep.
 */
static int
hash_children(const struct dn_json_value *container, struct dn_bytes *scratch,
    struct dn_hash *key, struct dn_err *err)
{
	struct dn_json_children walk = dn_json_children(container);
	struct dn_hash content = { 0, 0 }, name_key, child_key;
	struct dn_json_value child;
	struct dn_span name;
	size_t count = 0;

	for (; dn_json_child(&walk, &name, &child); count++) {
		if (dn_key_value(&child, scratch, &child_key, err) < 0)
			return -1;
		if (container->type == DN_JSON_ARRAY) {
			content = dn_key_join(content, child_key);
			continue;
		}
		if (hash_name(name, scratch, &name_key, err) < 0)
			return -1;
		content = add(content, dn_key_join(name_key, child_key));
	}
	*key = seal(container->type, count, content);
	return 0;
}

int
dn_key_value(const struct dn_json_value *value, struct dn_bytes *scratch,
    struct dn_hash *key, struct dn_err *err)
{
	struct dn_hash none = { 0, 0 };

	switch (value->type) {
	case DN_JSON_STRING:
		return hash_text(value, scratch, key, err);
	case DN_JSON_ARRAY:
	case DN_JSON_OBJECT:
		return hash_children(value, scratch, key, err);
	case DN_JSON_NUMBER:
		*key = seal(DN_JSON_NUMBER, value->raw.len,
		    dn_hash_bytes(value->raw.ptr, value->raw.len));
		return 0;
	default:
		*key = seal(value->type, 0, none);
		return 0;
	}
}
