/* SPDX-License-Identifier: MIT */
/* Exact duplicates: the first record of each key stays. */
#ifndef DN_DEDUP_EXACT_H
#define DN_DEDUP_EXACT_H

#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "io/jsonl.h"

/*
 * What is a duplicate.
 *
 * Without fields a record is one when its line equals an earlier line byte
 * for byte.
 *
 * With fields the key of a record is what stands at them, all of them, in
 * order: dn_key_value says when values are equal.  A record in which one of
 * them is absent or null has no key: it stays, and is counted.  Of the others
 * one is a duplicate when an earlier record had the same key.
 *
 * With fields, the lines of one item (kind item by dn-record(5), a string `id`,
 * the same `split`) share one verdict: that of the first of them, whose key
 * alone is looked at and remembered.  So two annotators' lines of one picture
 * stay or go together, and lines of one item are no duplicates of each other,
 * even when they are equal.  (Without fields the rule would change nothing: a
 * line equal to an earlier one is of the same item.)
 *
 * Keys are XXH3-128 hashes: two different keys are taken for one with a chance
 * of n * n / 2^129 among n records.
 */
struct dn_exact;

/*
 * A *new* run over the fields `by` (members or pointers, borrowed; `count` 0:
 * the whole line).  NULL with DN_E_NOT_BUILT where the build has no XXH3, or
 * DN_E_NO_MEMORY.
 */
struct dn_exact *dn_exact_new(const char *const *by, size_t count,
    struct dn_err *err) DN_MUST_CHECK;

/* What to run over the records, *borrowed*; it drops by "duplicate". */
const struct dn_loop *dn_exact_loop(const struct dn_exact *exact);

/* Records that stayed for want of a key. */
uint64_t dn_exact_unkeyed(const struct dn_exact *exact);

/* Free; NULL is fine. */
void dn_exact_free(struct dn_exact *exact);

#endif
