/* SPDX-License-Identifier: MIT */
/* Bytes put away and read at any place: past its memory they are on disk. */
#ifndef DN_IO_SHELF_H
#define DN_IO_SHELF_H

#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

/* Bytes one behind the other, the first of them in a file without a name. */
struct dn_shelf;

/*
 * A *new* empty shelf that holds about `memory` bytes (at least 64 KiB), and
 * as much as 64 KiB more for what is read.  NULL without memory.
 */
struct dn_shelf *dn_shelf_new(size_t memory);

/* Free it; NULL is fine. */
void dn_shelf_free(struct dn_shelf *shelf);

/* Put bytes behind the others.  -1 without memory, or with DN_E_WRITE. */
int dn_shelf_add(struct dn_shelf *shelf, const void *data, size_t len,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Copy `len` bytes from `offset` on, which must be there, to `data`.  -1 with
 * DN_E_READ.  Those that follow the last ones, or are near, cost few calls.
 */
int dn_shelf_read(struct dn_shelf *shelf, uint64_t offset, void *data,
    size_t len, struct dn_err *err) DN_MUST_CHECK;

/* Number of bytes. */
uint64_t dn_shelf_count(const struct dn_shelf *shelf);

#endif
