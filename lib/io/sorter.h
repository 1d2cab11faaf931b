/* SPDX-License-Identifier: MIT */
/* Small records in order, however many: past its memory they are on disk. */
#ifndef DN_IO_SORTER_H
#define DN_IO_SORTER_H

#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

/* Words of 64 bits that a record has at most. */
#define DN_SORTER_WORDS 8

/*
 * Records of a few 64-bit words, put in, and given back in ascending order of
 * their first word; those that are equal there in the order in which they
 * came.  What does not fit into the memory is written, sorted, to files
 * without a name in $TMPDIR, and merged.
 */
struct dn_sorter;

/*
 * A *new* sorter of records of `words` words that holds about `memory` bytes
 * (at least 64 KiB), and some KiB for each time that was full.  NULL without
 * memory.
 */
struct dn_sorter *dn_sorter_new(size_t words, size_t memory);

/* Free it; NULL is fine. */
void dn_sorter_free(struct dn_sorter *sorter);

/* Put a record in.  -1 without memory, or with DN_E_WRITE. */
int dn_sorter_add(struct dn_sorter *sorter, const uint64_t *record,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Nothing more is put in: give the records from the first one on; may be
 * called again to begin anew.  -1 without memory, or with DN_E_WRITE.
 */
int dn_sorter_begin(struct dn_sorter *sorter, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * The next record, *borrowed* until the next call: 1; 0 when all were given;
 * -1 with DN_E_READ.
 */
int dn_sorter_next(struct dn_sorter *sorter, const uint64_t **record,
    struct dn_err *err) DN_MUST_CHECK;

/* Number of records. */
uint64_t dn_sorter_count(const struct dn_sorter *sorter);

#endif
