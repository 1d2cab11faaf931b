/* SPDX-License-Identifier: MIT */
/* 128-bit content hashes (XXH3) and a set of them. */
#ifndef DN_CORE_HASH_H
#define DN_CORE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

/* XXH3-128 of some bytes; the same on every machine. */
struct dn_hash {
	uint64_t low, high;
};

/* True when this build has XXH3 (libxxhash). */
bool dn_hash_available(void);

/* Hash `len` bytes.  Only where dn_hash_available() is true; else all zero. */
struct dn_hash dn_hash_bytes(const void *data, size_t len);

/*
 * A set of hashes with a 64-bit value each, in one table that grows where it
 * lies: never more than 64 bytes a distinct hash and 4 MiB, also while it
 * grows.  Two different contents with one hash are taken for equal: among n
 * contents the chance is n*n/2^129.
 */
struct dn_hash_set;

/* A *new* empty set, NULL without memory. */
struct dn_hash_set *dn_hash_set_new(void);

/*
 * The same without values, which are then all 0: never more than 44 bytes a
 * distinct hash and 4 MiB.
 */
struct dn_hash_set *dn_hash_set_new_plain(void);

/* Free the set; NULL is fine. */
void dn_hash_set_free(struct dn_hash_set *set);

/*
 * Look `hash` up and add it with `value` when it is not there.  Returns 1 when
 * it was added, 0 when it stood there already (`*found`, if not NULL, is its
 * value), -1 without memory, with the set as it was.
 */
int dn_hash_set_add(struct dn_hash_set *set, struct dn_hash hash,
    uint64_t value, uint64_t *found) DN_MUST_CHECK;

/* True when `hash` was added before. */
bool dn_hash_set_has(const struct dn_hash_set *set, struct dn_hash hash);

/* Ask the processor to fetch the place of `hash` soon. */
void dn_hash_set_prefetch(const struct dn_hash_set *set, struct dn_hash hash);

/* Number of distinct hashes. */
size_t dn_hash_set_count(const struct dn_hash_set *set);

#endif
