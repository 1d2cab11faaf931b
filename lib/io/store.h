/* SPDX-License-Identifier: MIT */
/* An input that can be read again, and at any place. */
#ifndef DN_IO_STORE_H
#define DN_IO_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "io/src.h"

/*
 * A document that is gone through once from its start, and then looked up by
 * offset.  A regular file that is not compressed is read where it is; stdin,
 * pipes and what is compressed are copied to a file without a name in $TMPDIR
 * first.
 */
struct dn_store;

/*
 * Open `path`, *borrowed*, "-" for stdin: a *new* store.  NULL as dn_src_open
 * and dn_src_read fail, or with DN_E_WRITE when the copy cannot be made.
 */
struct dn_store *dn_store_open(const char *path, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * A *new* source over the whole of it, from the start; one at a time, and only
 * while the store is open.
 */
struct dn_src *dn_store_src(struct dn_store *store, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * Read `len` bytes at `offset` (counted as by dn_store_src) into `data`.  -1
 * with DN_E_READ, also when the file has been cut meanwhile.  Neighbouring
 * pieces cost few calls.
 */
int dn_store_read(struct dn_store *store, uint64_t offset, char *data,
    size_t len, struct dn_err *err) DN_MUST_CHECK;

/* A piece of it, to be read to `to`. */
struct dn_store_piece {
	uint64_t offset;
	char *to;
	size_t len;
};

/*
 * Read pieces that are in ascending order of their offsets, neighbours at
 * once.  -1 as dn_store_read, and some were not read.
 */
int dn_store_read_many(struct dn_store *store,
    const struct dn_store_piece *pieces, size_t count, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * Let standard input be a file that can be read again, for a look ahead: a
 * regular file is one; of all else what is left is copied to one without a
 * name, which takes its place.  *start is where it stands.  -1 as reading or
 * writing fail.
 */
int dn_store_stdin(uint64_t *start, struct dn_err *err) DN_MUST_CHECK;

/* Go back there: nothing of it has been read. */
int dn_store_stdin_again(uint64_t start, struct dn_err *err) DN_MUST_CHECK;

/* Its name in errors, *borrowed*. */
const char *dn_store_name(const struct dn_store *store);

/* Close and free; NULL is fine. */
void dn_store_close(struct dn_store *store);

#endif
