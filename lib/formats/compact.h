/* SPDX-License-Identifier: MIT */
/* JSON text on one line, as records need it. */
#ifndef DN_FORMATS_COMPACT_H
#define DN_FORMATS_COMPACT_H

#include <stddef.h>

#include "core/bytes.h"

/*
 * Take the white space between the tokens of a JSON text away, in place; the
 * new length.  The text need not have been scanned: of one that is no JSON
 * just white space is taken.
 */
size_t dn_compact(char *text, size_t len);

/* Append a JSON text without it. */
void dn_compact_add(struct dn_bytes *out, struct dn_span text);

#endif
