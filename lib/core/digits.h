/* SPDX-License-Identifier: MIT */
/* Eight decimal digits at a time, in one word: written, and read. */
#ifndef DN_CORE_DIGITS_H
#define DN_CORE_DIGITS_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
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

/*
 * Write a number less than DN_DIGITS_MOST without the zeros ahead of it, so
 * nothing for 0: how many digits.  Eight bytes are written to in any case.
 */
static inline size_t
dn_digits_lead(uint32_t number, char *to)
{
	uint64_t digits = dn_digits_of(number);
	unsigned zeros;

	if (number == 0)
		return 0;
	zeros = (unsigned)__builtin_ctzll(digits) / 8;
	dn_digits_write(digits >> 8 * zeros, to);
	return 8 - zeros;
}

/* The number that eight such digits are. */
static inline uint32_t
dn_digits_join(uint64_t digits)
{
	digits = digits * (10 * 256 + 1) >> 8 & 0xff00ff00ff00ffu;
	digits = digits * (100 * 65536 + 1) >> 16 & 0xffff0000ffffu;
	return (uint32_t)(digits * (10000 * (UINT64_C(1) << 32) + 1) >> 32);
}

/*
 * Which of eight characters, xored with '0', are no digits: a bit each.  Ten
 * and more reach the highest bit of their byte.
 */
static inline uint64_t
dn_digits_others(uint64_t word)
{
	const uint64_t ones = UINT64_MAX / 255;

	return (((word & ones * 0x7f) + ones * 0x76) | word) & ones * 0x80;
}

/* The number that the eight bytes at `text` spell, if all are digits. */
static inline bool
dn_digits_join_text(const char *text, uint32_t *number)
{
	uint64_t word;

	memcpy(&word, text, sizeof(word));
	word = le64toh(word) ^ UINT64_MAX / 255 * '0';
	if (dn_digits_others(word) != 0)
		return false;
	*number = dn_digits_join(word);
	return true;
}

/*
 * Read a decimal without a sign that ends within the eight bytes at `text`, as
 * short ones do: *number / 10^*scale.  Its length, or 0, which says nothing
 * yet: it goes on, or has a useless zero ahead, or no digit where one has to
 * be.  Digits are found and joined together, whatever their count, with no
 * jump that depends on it.
 */
static inline unsigned
dn_digits_read(const char *text, uint32_t *number, unsigned *scale)
{
	uint64_t word, others, low;
	unsigned point, end, digits;

	memcpy(&word, text, sizeof(word));
	word = le64toh(word) ^ UINT64_MAX / 255 * '0';
	others = dn_digits_others(word);
	if (others == 0)
		return 0;
	point = end = digits = (unsigned)__builtin_ctzll(others) / 8;
	if (point == 0 || (point > 1 && *text == '0'))
		return 0;
	if (text[point] == '.') {
		others &= others - 1;
		if (others == 0)
			return 0;
		end = (unsigned)__builtin_ctzll(others) / 8;
		digits = end - 1;
		if (digits == point)
			return 0;
		low = (UINT64_C(1) << 8 * point) - 1;
		word = (word & low) | (word >> 8 & ~low);
	}
	*number = dn_digits_join(word << 8 * (8 - digits));
	*scale = digits - point;
	return end;
}

#define DN_DIGITS_ROOM 24       /* what dn_digits_spell may write to */

/* The same of any number. */
static inline size_t
dn_digits_spell(uint64_t number, char to[DN_DIGITS_ROOM])
{
	const uint64_t most = DN_DIGITS_MOST;
	uint64_t high = number / most;
	size_t count;

	if (high == 0)
		return dn_digits_lead((uint32_t)number, to);
	if (high < most) {
		count = dn_digits_lead((uint32_t)high, to);
	} else {
		count = dn_digits_lead((uint32_t)(high / most), to);
		dn_digits_write(dn_digits_of((uint32_t)(high % most)),
		    to + count);
		count += 8;
	}
	dn_digits_write(dn_digits_of((uint32_t)(number % most)), to + count);
	return count + 8;
}

#endif
