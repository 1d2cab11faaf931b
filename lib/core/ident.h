/* SPDX-License-Identifier: MIT */
/* Numbers that carry a check digit, and how they are shown. */
#ifndef DN_CORE_IDENT_H
#define DN_CORE_IDENT_H

#include <stdbool.h>

#include "core/bytes.h"

#define DN_IDENT_CITIZEN 18     /* characters of a citizen number */

/* What is wrong with a citizen number. */
enum dn_ident {
	DN_IDENT_GOOD,
	DN_IDENT_FORMAT,        /* not 17 digits and a digit, X or x */
	DN_IDENT_DATE,          /* the birthday is no date of the calendar */
	DN_IDENT_CHECKSUM       /* the last character is not the check digit */
};

/*
 * Read a citizen identification number of 18 characters (GB 11643-1999, check
 * digit of ISO 7064 MOD 11-2): on DN_IDENT_GOOD `out` is the number with x
 * folded to X and a NUL.  The form of 15 digits, withdrawn in 2013, is none.
 */
enum dn_ident dn_ident_citizen(struct dn_span text,
    char out[DN_IDENT_CITIZEN + 1]);

/*
 * Append `text` (ASCII) with all but its first `head` and last `tail` bytes as
 * '*'; all of it when it is not longer than both.
 */
void dn_ident_mask(struct dn_bytes *out, struct dn_span text, size_t head,
    size_t tail);

/*
 * Append `text` with every number masked that is as long as a citizen number of
 * 15 or 18 characters, or longer.
 */
void dn_ident_mask_all(struct dn_bytes *out, struct dn_span text, size_t head,
    size_t tail);

#endif
