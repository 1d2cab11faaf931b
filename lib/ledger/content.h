/* SPDX-License-Identifier: MIT */
/* Is an event that comes again the same one? */
#ifndef DN_LEDGER_CONTENT_H
#define DN_LEDGER_CONTENT_H

#include <stdint.h>

#include "core/bytes.h"

/*
 * A number for the content of a line, one legal JSON object: equal for equal
 * members with equal values, whatever their order, spacing, escapes and
 * spelling of numbers.  What the journal adds is left out: `seq`, `prev`, and a
 * `rec` that stands behind `seq`.  Lines with one id and different content
 * agree once in 2^64.  The scratch is the thread's own.
 */
uint64_t dn_content_hash(struct dn_span line, struct dn_bytes *scratch);

/*
 * Append such a line without its closing brace, ready for further members, and
 * without what the journal adds, every other member as it is spelled.
 */
void dn_content_open(struct dn_span line, struct dn_bytes *out,
    struct dn_bytes *scratch);

#endif
