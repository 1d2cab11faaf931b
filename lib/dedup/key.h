/* SPDX-License-Identifier: MIT */
/* The hash of a JSON value, equal for equal values however spelled. */
#ifndef DN_DEDUP_KEY_H
#define DN_DEDUP_KEY_H

#include "core/bytes.h"
#include "core/hash.h"
#include "io/json.h"

/*
 * Hash a scanned value into *key.  Strings count by their decoded text
 * ("\u4e2d" and a raw U+4E2D are one), numbers by the text they stand in (1
 * and 1.0 are two), arrays by their elements in order, objects by their
 * members in any order; the type and the length of each go in, so that the
 * string "1", the number 1 and the array [1] differ.  White space does not
 * count.  `scratch` is used for decoding.  0, or -1 with DN_E_NO_MEMORY.
 */
int dn_key_value(const struct dn_json_value *value, struct dn_bytes *scratch,
    struct dn_hash *key, struct dn_err *err) DN_MUST_CHECK;

/* The key of several values in their order: `next` behind what `key` is of. */
struct dn_hash dn_key_join(struct dn_hash key, struct dn_hash next);

#endif
