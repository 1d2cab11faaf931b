/* SPDX-License-Identifier: MIT */
/* Byte strings in the order of their keys: past its memory they are on disk. */
#ifndef DN_IO_PILE_H
#define DN_IO_PILE_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

/*
 * Values of any length, put in under keys of any length, and given back in
 * byte order of the keys; those of one key in the order in which they came.
 * What does not fit into the memory is written, sorted, to a file without a
 * name in $TMPDIR, and merged.
 */
struct dn_pile;

/*
 * A *new* empty pile that holds about `memory` bytes (at least 64 KiB), and
 * some KiB, or one value if that is more, for each time that was full.  NULL
 * without memory.
 */
struct dn_pile *dn_pile_new(size_t memory);

/* Free it; NULL is fine. */
void dn_pile_free(struct dn_pile *pile);

/* Put a value in, copied.  -1 without memory, or with DN_E_WRITE. */
int dn_pile_add(struct dn_pile *pile, struct dn_span key,
    struct dn_span value, struct dn_err *err) DN_MUST_CHECK;

/*
 * Nothing more is put in: give the values from the first one on; may be called
 * again to begin anew.  -1 without memory, or with DN_E_READ.
 */
int dn_pile_begin(struct dn_pile *pile, struct dn_err *err) DN_MUST_CHECK;

/*
 * The next key and value, *borrowed* until the next call: 1; 0 when all were
 * given; -1 without memory, or with DN_E_READ.
 */
int dn_pile_next(struct dn_pile *pile, struct dn_span *key,
    struct dn_span *value, struct dn_err *err) DN_MUST_CHECK;

/* Number of values. */
uint64_t dn_pile_count(const struct dn_pile *pile);

#endif
