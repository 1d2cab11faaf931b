/* SPDX-License-Identifier: MIT */
/* Bytes as text: base64 (RFC 4648, clause 4), padded. */
#ifndef DN_CORE_BASE64_H
#define DN_CORE_BASE64_H

#include <stdbool.h>

#include "core/bytes.h"

/* Append bytes as base64. */
void dn_base64_encode(struct dn_bytes *out, struct dn_span bytes);

/*
 * Append the bytes that a text is.  False for what is none, when something may
 * have been appended; white space within and missing padding are fine.
 */
bool dn_base64_decode(struct dn_bytes *out, struct dn_span text);

#endif
