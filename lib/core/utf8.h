/* SPDX-License-Identifier: MIT */
/* UTF-8 as RFC 3629 has it: no overlong forms, no surrogates. */
#ifndef DN_CORE_UTF8_H
#define DN_CORE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

#define DN_UTF8_MAX 4   /* bytes of the longest character */

/* Code points from `first` to `last`, both included. */
struct dn_utf8_range {
	uint32_t first, last;
};

/* Is the code point in one of `count` ranges, which stand in their order? */
bool dn_utf8_within(const struct dn_utf8_range *table, size_t count,
    uint32_t point);

/*
 * Decode the character at `text` (`len` >= 1 bytes) into `point`.  Returns
 * its length 1..4, or 0 when the bytes there are not one legal character.
 */
size_t dn_utf8_decode(const char *text, size_t len, uint32_t *point);

/* Write `point` (legal, not a surrogate) to `out`; returns 1..4 bytes. */
size_t dn_utf8_encode(uint32_t point, char out[DN_UTF8_MAX]);

/* Length of the longest legal prefix: `len` when all of it is UTF-8. */
size_t dn_utf8_valid(const char *text, size_t len);

/*
 * Line and column, in bytes from 1, of the byte at `offset` of a text: where
 * dn_utf8_valid ends, say.
 */
void dn_utf8_place(const char *text, size_t offset, uint64_t *line,
    uint64_t *column);

/* Number of code points of a legal text. */
size_t dn_utf8_count(const char *text, size_t len);

/*
 * Byte offset of code point `index` (0-based) of a legal text; an index equal
 * to the count gives `len`, a larger one SIZE_MAX.
 */
size_t dn_utf8_offset(const char *text, size_t len, size_t index);

/*
 * Largest n <= `len` such that the first n bytes do not end in the beginning
 * of a character.  What is illegal anyway is not such a beginning.
 */
size_t dn_utf8_floor(const char *text, size_t len);

/* Columns of a character on a terminal: 2 for wide East Asian ones, else 1. */
size_t dn_utf8_width(uint32_t point);

/*
 * Append `text` to `out` fit for a terminal, at most `columns` wide: controls,
 * bidirectional marks, line separators, invisible format characters and bytes
 * that are not UTF-8 as escapes \x1b, \u202e, \U000e0041; wide characters
 * count two columns, all others one.  Cut text ends in "...".
 */
void dn_utf8_show(struct dn_bytes *out, const char *text, size_t len,
    size_t columns);

#endif
