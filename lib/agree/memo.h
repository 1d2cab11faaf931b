/* SPDX-License-Identifier: MIT */
/* Numbers of short texts met lately: most ratings repeat a few. */
#ifndef DN_AGREE_MEMO_H
#define DN_AGREE_MEMO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "core/bytes.h"

#define DN_MEMO_ENTRIES 256     /* a power of two */
#define DN_MEMO_LENGTH 16       /* bytes of the longest text that is kept */

/* A text, padded with zeros, and its number; `len` + 1, or 0 for none. */
struct dn_memo_entry {
	uint64_t text[2];
	uint32_t len, number;
};

/* Starts as zeroed; for texts whose numbers never change. */
struct dn_memo {
	struct dn_memo_entry entries[DN_MEMO_ENTRIES];
};

/* What the memo would keep of a text; false when that is too long. */
static inline bool
dn_memo_key(struct dn_span text, struct dn_memo_entry *key)
{
	*key = (struct dn_memo_entry){ .len = 0 };
	if (text.len > DN_MEMO_LENGTH)
		return false;
	if (text.len > 0)
		memcpy(key->text, text.ptr, text.len);
	key->len = (uint32_t)text.len + 1;
	return true;
}

/* Where a key has its only place. */
static inline struct dn_memo_entry *
dn_memo_place(struct dn_memo *memo, const struct dn_memo_entry *key)
{
	uint64_t hash = (key->text[0] ^ key->text[1] << 1 ^ key->len) *
	    UINT64_C(0x9e3779b97f4a7c15);

	return &memo->entries[(hash >> 32) & (DN_MEMO_ENTRIES - 1)];
}

/* The number of a text, if it is kept; `key` is made of it first. */
static inline bool
dn_memo_find(struct dn_memo *memo, struct dn_span text,
    struct dn_memo_entry *key, uint32_t *number)
{
	const struct dn_memo_entry *entry;

	if (!dn_memo_key(text, key))
		return false;
	entry = dn_memo_place(memo, key);
	if (entry->len != key->len || entry->text[0] != key->text[0] ||
	    entry->text[1] != key->text[1])
		return false;
	*number = entry->number;
	return true;
}

/* Keep the number of the text that `key` was made of. */
static inline void
dn_memo_keep(struct dn_memo *memo, struct dn_memo_entry *key,
    uint32_t number)
{
	key->number = number;
	if (key->len > 0)
		*dn_memo_place(memo, key) = *key;
}

#endif
