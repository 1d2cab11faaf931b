/* SPDX-License-Identifier: MIT */
/* Keys and what each stands for: past its memory they are on disk. */
#ifndef DN_IO_KEYS_H
#define DN_IO_KEYS_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

/*
 * Byte strings with a 64-bit value each, told apart by their 128-bit hashes:
 * among n keys two are taken for one with a chance of n*n/2^129.  What does
 * not fit into the memory is in a file without a name, and a key that is new
 * is seldom looked for there.  A build without such hashes keeps all keys in
 * memory.
 */
struct dn_keys;

/*
 * A *new* empty table that takes about `memory` bytes (at least 64 KiB), and
 * one and a half for each key that is on disk.  NULL without memory.
 */
struct dn_keys *dn_keys_new(size_t memory);

/* Free it; NULL is fine. */
void dn_keys_free(struct dn_keys *keys);

/*
 * Look a key up: 1, and `*value`, if not NULL, is what it stands for; 0 when
 * it is not there; -1 with DN_E_READ.
 */
int dn_keys_find(struct dn_keys *keys, struct dn_span key, uint64_t *value,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Add a key that is not there: dn_keys_find said so.  -1 without memory, or
 * with DN_E_WRITE.
 */
int dn_keys_add(struct dn_keys *keys, struct dn_span key, uint64_t value,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Add a key unless it is there: 1 when it was added, 0 when it was there; -1
 * as the two above.
 */
int dn_keys_claim(struct dn_keys *keys, struct dn_span key, uint64_t value,
    struct dn_err *err) DN_MUST_CHECK;

#endif
