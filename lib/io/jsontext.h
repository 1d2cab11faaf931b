/* SPDX-License-Identifier: MIT */
/* JSON strings and values as bytes: decoding, writing, comparing. */
#ifndef DN_IO_JSONTEXT_H
#define DN_IO_JSONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "io/json.h"

/* The value of each byte as a hex digit, 0x80 for one that is none. */
extern const uint8_t dn_json_digits[256];

/* The value of a hex digit, or -1. */
static inline int
dn_json_hex(char c)
{
	int digit = dn_json_digits[(unsigned char)c];

	return digit < 16 ? digit : -1;
}

/* The number of the four hex digits at `p`, or -1.  Reads four bytes. */
static inline int
dn_json_unit(const char *p)
{
	unsigned a = dn_json_digits[(unsigned char)p[0]];
	unsigned b = dn_json_digits[(unsigned char)p[1]];
	unsigned c = dn_json_digits[(unsigned char)p[2]];
	unsigned d = dn_json_digits[(unsigned char)p[3]];

	return ((a | b | c | d) & 0x80) != 0 ? -1 :
	    (int)(a << 12 | b << 8 | c << 4 | d);
}

/*
 * Append the text of a string, given as the raw bytes between its quotes,
 * which must have been scanned.  Half a surrogate pair becomes U+FFFD (the
 * strict scanner lets none through).
 */
void dn_json_decode(struct dn_span inner, struct dn_bytes *out);

/*
 * The text of a string value: *borrowed* from the value where it holds no
 * escape, else decoded into `scratch`, which is cleared first.  The absent
 * span for a value of another type.
 */
struct dn_span dn_json_text(const struct dn_json_value *value,
    struct dn_bytes *scratch);

/*
 * Append `text` as a JSON string with its quotes: raw UTF-8, with only '"',
 * '\' and C0 controls escaped.  `text` must be UTF-8.
 */
void dn_json_write_text(struct dn_bytes *out, struct dn_span text);

/* Append a double, shortest; one that is not finite as null. */
void dn_json_write_real(struct dn_bytes *out, double value);

/*
 * Append a form of a scanned value that is the same for equal values, and for
 * them only: strings decoded and written again, numbers as io/number.h has
 * them (1, 1.0 and 10e-1 alike; no rounding), members in byte order of their
 * names, no white space.  So labels can be compared and looked up as bytes.
 * Numbers past 10 to the power of plus or minus 10^17 keep their text, and are
 * compared by it.  Without memory `out` has failed.
 */
void dn_json_canonical(const struct dn_json_value *value,
    struct dn_bytes *out);

#endif
