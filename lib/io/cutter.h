/* SPDX-License-Identifier: MIT */
/* Texts become characters as people count them, or words. */
#ifndef DN_IO_CUTTER_H
#define DN_IO_CUTTER_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

enum dn_cutter_parts {
	DN_CUTTER_GRAPHEMES,    /* extended grapheme clusters (UAX #29) */
	DN_CUTTER_WORDS         /* what stands between white space */
};

/*
 * What texts are cut with: it numbers what is more than a code point, so that
 * parts are the same when their numbers are, in whatever text they stand.
 */
struct dn_cutter;

/* A *new* cutter; NULL without memory. */
struct dn_cutter *dn_cutter_new(void);

/* Free; NULL is fine. */
void dn_cutter_free(struct dn_cutter *cutter);

/*
 * Cut a legal UTF-8 text after Unicode's normal form C, without the white space
 * at its ends.  `parts` is a *new* array of `count` numbers, a part each; NULL
 * for no parts.  Text that is in that form and has a cluster a code point, as
 * ASCII and Han have, is read only once.  -1 with DN_E_TOO_LONG for thousands
 * of combining marks in a row, or DN_E_NO_MEMORY.
 */
int dn_cutter_cut(struct dn_cutter *cutter, struct dn_span text,
    enum dn_cutter_parts kind, uint32_t **parts, size_t *count,
    struct dn_err *err) DN_MUST_CHECK;

#endif
