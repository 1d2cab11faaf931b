/* SPDX-License-Identifier: MIT */
/* The reject line: a bad record with all that is needed to mend it. */
#ifndef DN_IO_REJECT_H
#define DN_IO_REJECT_H

#include "core/bytes.h"
#include "core/err.h"

/*
 * Append the reject line for a bad record, newline included: record, file,
 * line, column, byte, code, reason, field (null when it is about the whole
 * record), and `raw` as a string, or in base64 (RFC 4648) as raw_b64 where it
 * is no UTF-8; neither when `raw` is absent.
 */
void dn_reject_write(struct dn_bytes *out, const struct dn_err *err,
    struct dn_span raw);

#endif
