/* SPDX-License-Identifier: MIT */
/* Text files in other encodings, read as UTF-8. */
#ifndef DN_IO_RECODE_H
#define DN_IO_RECODE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/bytes.h"
#include "io/src.h"

/* What a text is in; AUTO looks at its first bytes. */
enum dn_encoding {
	DN_ENCODING_AUTO,
	DN_ENCODING_UTF8,
	DN_ENCODING_GB18030,    /* and so GBK and GB 2312 */
	DN_ENCODING_UTF16       /* only where a byte order mark says so */
};

/* Values of an option: names of the first three; NULL-ended. */
extern const char *const dn_encoding_names[];

/* A text on its way. */
struct dn_recode;

/*
 * A *new* reader over `src`, which it borrows.  A byte order mark tells (and is
 * dropped); with AUTO, and none, it is UTF-8 if the first 64 KiB are that, or
 * nearly; else GB18030 if they are that, else UTF-8.  NULL with `err` as
 * dn_src_read, or without memory.
 */
struct dn_recode *dn_recode_new(struct dn_src *src,
    enum dn_encoding encoding, struct dn_err *err) DN_MUST_CHECK;

/* Free it; NULL is fine. */
void dn_recode_free(struct dn_recode *recode);

/* What it is in, known from the start. */
enum dn_encoding dn_recode_encoding(const struct dn_recode *recode);

/* Did a byte order mark stand first? */
bool dn_recode_marked(const struct dn_recode *recode);

/*
 * Read up to `size` bytes, at least 16, as dn_src_read.  Text in another
 * encoding comes out as UTF-8; DN_E_BAD_UTF8 where it is not legal there.
 * What is UTF-8 already is not looked at: that is the caller's.
 */
int dn_recode_read(struct dn_recode *recode, char *data, size_t size,
    size_t *got, struct dn_err *err) DN_MUST_CHECK;

/*
 * Turn a whole text in place, where *encoding is GB18030, or AUTO and then
 * found to be: as dn_recode_new does, but a byte order mark stays, and what
 * is neither is left for the caller as UTF-8.  DN_E_BAD_UTF8 where it is told
 * and not legal.
 */
int dn_recode_bytes(struct dn_bytes *text, enum dn_encoding *encoding,
    struct dn_err *err) DN_MUST_CHECK;

#endif
