/* SPDX-License-Identifier: MIT */
/* The bytes of an XML document as UTF-8, whatever encoding it declares. */
#ifndef DN_IO_XMLTEXT_H
#define DN_IO_XMLTEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/bytes.h"
#include "io/src.h"

/*
 * A document being decoded before any parser sees it, so that what is looked
 * for in the text cannot hide in an encoding.  The encoding is found as XML
 * 1.0 appendix F has it: a byte order mark, else the shape of the first bytes,
 * else the declaration, else UTF-8.  Names of encodings are those of iconv(3);
 * GB2312 is read as GB18030, which holds it and what is often labelled so.
 */
struct dn_xmltext;

/*
 * A *new* decoder over `src`, of which `before` was read already (with NULL it
 * is the whole); it borrows both.  NULL without memory.
 */
struct dn_xmltext *dn_xmltext_new(struct dn_src *src, struct dn_span before,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * The next piece of legal UTF-8, whole characters, without a byte order mark:
 * 1 and a piece of at least one byte, borrowed until the next call; 0 at the
 * end; -1 on error: DN_E_BAD_XML (an unknown encoding, a label that the bytes
 * belie), DN_E_BAD_UTF8 (bytes that are none of it), or as dn_src_read fails.
 * The pieces before a bad byte are given out first; the caller, who counts
 * lines, says where the error is.
 */
int dn_xmltext_next(struct dn_xmltext *text, struct dn_span *piece,
    struct dn_err *err) DN_MUST_CHECK;

/* Free; NULL is fine. */
void dn_xmltext_free(struct dn_xmltext *text);

#endif
