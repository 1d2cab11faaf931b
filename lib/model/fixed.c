/* SPDX-License-Identifier: MIT */
/* Decimals in 64 bits, where no step can overflow. */
#include "model/fixed.h"

const int64_t dn_fixed_tens[DN_FIXED_DIGITS + 1] = { 1, 10, 100, 1000, 10000,
	100000, 1000000, 10000000, 100000000, 1000000000, 10000000000,
	100000000000, 1000000000000, 10000000000000, 100000000000000 };

#define ZEROS 16                /* that a number may have ahead of its digits */
#define DIGITS 16               /* that it may have on a side of the point */

/* Add digits to a number, of which `most` are taken; how many there are. */
static int
scan_digits(const char **at, const char *end, int most, int64_t *units)
{
	const char *p = *at;
	int count;

	if (end - p > most)
		end = p + most;
	for (; p < end && *p >= '0' && *p <= '9'; p++)
		*units = *units * 10 + (*p - '0');
	count = (int)(p - *at);
	*at = p;
	return count;
}

bool
dn_fixed_scan_slowly(const char **at, const char *end, struct dn_fixed *number)
{
	const char *p = *at, *first;
	bool minus = p < end && *p == '-';
	int64_t units = 0;
	int digits, scale = 0;

	first = p += minus;
	digits = scan_digits(&p, end, DN_FIXED_DIGITS, &units);
	if (digits == 0 || (*first == '0' && digits > 1))
		return false;
	if (p < end && *p == '.') {
		p++;
		scale = scan_digits(&p, end, DN_FIXED_DIGITS - digits,
		    &units);
		if (scale == 0)
			return false;
	}
	if (minus && units == 0)
		return false;
	*at = p;
	*number = (struct dn_fixed){ minus ? -units : units, scale };
	return true;
}

/* As dn_fixed_put, of a number that is not short, or below 1. */
static char *
put_slowly(char *to, struct dn_fixed number)
{
	/* Zeros ahead of the digits, and room to copy more than there are. */
	char text[ZEROS + 2 * DN_DIGITS_ROOM] = "0000000000000000";
	const char *from = text + ZEROS;
	uint64_t units = (uint64_t)number.units;
	size_t scale = (size_t)number.scale, count, whole;

	if (number.units < 0) {
		*to++ = '-';
		units = 0 - units;
	}
	count = dn_digits_spell(units, text + ZEROS);
	if (count <= scale) {
		from -= scale + 1 - count;
		count = scale + 1;
	}
	whole = count - scale;
	/* Of lengths that are known, so these are no calls. */
	memcpy(to, from, DIGITS);
	if (scale == 0)
		return to + whole;
	to += whole;
	*to++ = '.';
	memcpy(to, from + whole, DIGITS);
	return to + scale;
}

char *
dn_fixed_put(char *to, struct dn_fixed number)
{
	uint64_t units = (uint64_t)number.units, digits;
	unsigned zeros, whole, scale = (unsigned)number.scale;

	if (units - 1 >= DN_DIGITS_MOST - 1)
		return put_slowly(to, number);
	/* Its digits stay in one word from here to where they go. */
	digits = dn_digits_of((uint32_t)units);
	zeros = (unsigned)__builtin_ctzll(digits) / 8;
	if (8 - zeros <= scale)
		return put_slowly(to, number);
	digits >>= 8 * zeros;
	whole = 8 - zeros - scale;
	dn_digits_write(digits, to);
	if (scale == 0)
		return to + whole;
	to[whole] = '.';
	dn_digits_write(digits >> 8 * whole, to + whole + 1);
	return to + whole + 1 + scale;
}

void
dn_fixed_write(struct dn_bytes *out, struct dn_fixed number)
{
	char *to = dn_bytes_reserve(out, DN_FIXED_TEXT);

	if (to != NULL)
		out->len += (size_t)(dn_fixed_put(to, number) - to);
}

bool
dn_fixed_widen(struct dn_fixed *number, int scale)
{
	int64_t factor = dn_fixed_tens[scale - number->scale];
	int64_t most = 10 * (dn_fixed_tens[DN_FIXED_DIGITS] / factor);

	if (number->units > most || number->units < -most)
		return false;
	number->units *= factor;
	number->scale = scale;
	return true;
}
