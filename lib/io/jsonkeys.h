/* SPDX-License-Identifier: MIT */
/* The names of members, and whether one stands twice; for the scanner. */
#ifndef DN_IO_JSONKEYS_H
#define DN_IO_JSONKEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define DN_JSON_FEW 24          /* members that are compared at once */

/*
 * A hash of a name in a few instructions: of its length and its first and last
 * eight bytes.  Names below eight bytes that share length and sign are equal.
 * Reads eight bytes whatever the length.
 */
static inline uint64_t
dn_json_sign(const char *name, size_t len)
{
	const uint64_t odd = 0x9e3779b97f4a7c15u;
	uint64_t first, last;

	memcpy(&first, name, sizeof(first));
	if (len >= 8) {
		memcpy(&last, name + len - 8, sizeof(last));
		first = (first ^ first >> 32) * odd ^ last;
	} else {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
		first &= ((uint64_t)1 << (len * 8)) - 1;
#else
		first = len == 0 ? 0 : first >> ((8 - len) * 8);
#endif
	}
	return (first + (uint64_t)len) * odd;
}

/* One bit of 64 for a sign: names whose bits differ are different. */
static inline uint64_t
dn_json_filter(uint64_t sign)
{
	return (uint64_t)1 << (sign >> 58);
}

/* A name that was read. */
struct dn_json_key {
	const char *ptr;        /* without escapes; borrowed */
	size_t len;
	uint64_t sign;          /* dn_json_sign of it */
	const char *at;         /* where it stands in the text */
	/*
	 * How it was spelt, so that the next object, whose names mostly are
	 * the same in the same order, finds its own here at a glance: with
	 * quotes and colon, and a mask of these bytes.
	 */
	uint64_t spelt[2], mask[2];
	const void *parent, *child;     /* of the fields that were wanted */
};

#define DN_JSON_SPELT 16        /* bytes of a name, quotes and colon */

/* Let nothing be taken for the name that stood here. */
static inline void
dn_json_key_forget(struct dn_json_key *key)
{
	key->mask[0] = 0;
	key->spelt[0] = 1;
}

/* Remember the `len` bytes from `at` on, if they are few enough. */
static inline void
dn_json_key_remember(struct dn_json_key *key, const char *at, size_t len)
{
	if (len > DN_JSON_SPELT)
		return;
	memset(key->mask, 0, sizeof(key->mask));
	memset(key->spelt, 0, sizeof(key->spelt));
	memset(key->mask, 0xff, len);
	memcpy(key->spelt, at, len);
}

/* Do these bytes, of which sixteen can be read, stand at `p` again? */
static inline bool
dn_json_key_again(const struct dn_json_key *key, const char *p)
{
	uint64_t text[2];

	memcpy(text, p, sizeof(text));
	return (((text[0] & key->mask[0]) ^ key->spelt[0]) |
	    ((text[1] & key->mask[1]) ^ key->spelt[1])) == 0;
}

/* A stack of the names of all open objects, and the one being read. */
struct dn_json_keys {
	struct dn_json_key *all, *top, *end;    /* `top` is being read */
	uint32_t *table;        /* scratch of dn_json_keys_repeat */
	size_t slots;           /* its length */
};

/* An empty stack; false without memory. */
bool dn_json_keys_init(struct dn_json_keys *keys);

/* Free its memory. */
void dn_json_keys_release(struct dn_json_keys *keys);

/* Make room for twice the names; false without memory. */
bool dn_json_keys_grow(struct dn_json_keys *keys);

/* Keep the name that was read; false without memory. */
static inline bool
dn_json_keys_push(struct dn_json_keys *keys)
{
	return ++keys->top < keys->end || dn_json_keys_grow(keys);
}

/*
 * Is the name being read one of the last object's, which begin at `first`?
 * False also when it has more than DN_JSON_FEW: then its end tells.
 */
bool dn_json_key_repeats(const struct dn_json_keys *keys, size_t first);

/*
 * At the end of an object with names from `first` on: the first name that
 * stood in it before, or NULL; of names that stand nowhere (`at` is NULL) any
 * such one.  Changes their order.  Takes time in proportion to n log n at the
 * most, whatever the names.
 */
const struct dn_json_key *dn_json_keys_repeat(struct dn_json_keys *keys,
    struct dn_json_key *first);

#endif
