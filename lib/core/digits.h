/* SPDX-License-Identifier: MIT */
/* Eight decimal digits at a time, in one word. */
#ifndef DN_CORE_DIGITS_H
#define DN_CORE_DIGITS_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

#define DN_DIGITS_MOST 100000000u       /* numbers below have eight digits */

/*
 * The digits of `number`, less than DN_DIGITS_MOST, as values 0 to 9: a byte
 * each, the first in the lowest.  Halves are cut in halves, all at once.
 */
static inline uint64_t
dn_digits_of(uint32_t number)
{
	uint64_t fours = number / 10000 | (uint64_t)(number % 10000) << 32;
	/* By 1/100 and 1/10, near enough for what four and two digits hold. */
	uint64_t highs = fours * 10486 >> 20 & 0x7f0000007fu;
	uint64_t twos = highs | (fours - 100 * highs) << 16;

	highs = twos * 103 >> 10 & 0xf000f000f000fu;
	return highs | (twos - 10 * highs) << 8;
}

/* How many zeros are at the end of these digits, at most 8. */
static inline unsigned
dn_digits_idle(uint64_t digits)
{
	return digits == 0 ? 8 : (unsigned)__builtin_clzll(digits) / 8;
}

/* Write the eight digits as text. */
static inline void
dn_digits_write(uint64_t digits, char *to)
{
	digits = htole64(digits | 0x3030303030303030u);
	memcpy(to, &digits, sizeof(digits));
}

#endif
