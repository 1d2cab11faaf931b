/* SPDX-License-Identifier: MIT */
/* Decimals of few digits: what most coordinates are, read by the million. */
#ifndef DN_MODEL_FIXED_H
#define DN_MODEL_FIXED_H

#include <stdbool.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/digits.h"

#define DN_FIXED_DIGITS 14      /* that a number may have, at most */
#define DN_FIXED_TEXT 36        /* room to write any, with sign and point */

/* units / 10^scale, less than 10^14 as it is read. */
struct dn_fixed {
	int64_t units;
	int scale;              /* 0..DN_FIXED_DIGITS */
};

/* The powers of ten up to that of DN_FIXED_DIGITS. */
extern const int64_t dn_fixed_tens[DN_FIXED_DIGITS + 1];

/* What dn_fixed_scan does with a number that is not short. */
bool dn_fixed_scan_slowly(const char **at, const char *end,
    struct dn_fixed *number);

/*
 * Scan a number at *at, before `end`, that is spelt as dn_decimal_write and
 * dn_fixed_write spell it: no plus, exponent, useless zero in front, minus
 * zero.  Then *at is behind it, though perhaps before further digits.  False
 * for any other: dn_decimal_read knows it, if it is one.  Inline, since most
 * are short, and there is one of them for every few bytes of markup.
 */
static inline __attribute__((always_inline)) bool
dn_fixed_scan(const char **at, const char *end, struct dn_fixed *number)
{
	bool minus = *at < end && **at == '-';
	const char *p = *at + minus, *slow = *at;
	unsigned len, scale;
	uint32_t units;

	len = end - p < 8 ? 0 : dn_digits_read(p, &units, &scale);
	if (len == 0) {
		/* Not by the caller's own, which may be in a register. */
		if (!dn_fixed_scan_slowly(&slow, end, number))
			return false;
		*at = slow;
		return true;
	}
	if (minus && units == 0)
		return false;
	*at = p + len;
	*number = (struct dn_fixed){ minus ? -(int64_t)units : units,
		(int)scale };
	return true;
}

/*
 * Write the number with `scale` digits behind the point where there is room of
 * DN_FIXED_TEXT bytes, of which those behind it may change, too; returns its
 * end.  Or append it.
 */
char *dn_fixed_put(char *to, struct dn_fixed number);
void dn_fixed_write(struct dn_bytes *out, struct dn_fixed number);

/* The number plus `by`, which has few digits. */
static inline struct dn_fixed
dn_fixed_shift(struct dn_fixed number, int by)
{
	number.units += by * dn_fixed_tens[number.scale];
	return number;
}

/*
 * The number with `scale` digits, at least as many as it has; false when it
 * becomes too large for that.
 */
bool dn_fixed_widen(struct dn_fixed *number, int scale);

#endif
