/* SPDX-License-Identifier: MIT */
/* Decimals in 64 bits, where no step can overflow. */
#include "model/fixed.h"

const int64_t dn_fixed_tens[DN_FIXED_DIGITS + 1] = { 1, 10, 100, 1000, 10000,
	100000, 1000000, 10000000, 100000000, 1000000000, 10000000000,
	100000000000, 1000000000000, 10000000000000, 100000000000000 };

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
dn_fixed_scan(const char **at, const char *end, struct dn_fixed *number)
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

char *
dn_fixed_put(char *to, struct dn_fixed number)
{
	char text[2 * DN_FIXED_TEXT], *digit = text + DN_FIXED_TEXT;
	uint64_t rest = number.units < 0 ? 0 - (uint64_t)number.units :
	    (uint64_t)number.units;
	int scale = number.scale;

	for (; scale > 0; scale--, rest /= 10)
		*--digit = (char)('0' + rest % 10);
	if (number.scale > 0)
		*--digit = '.';
	do {
		*--digit = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (number.units < 0)
		*--digit = '-';
	/* As much as there may be: its length is known, so this is no call. */
	memset(text + DN_FIXED_TEXT, 0, DN_FIXED_TEXT);
	memcpy(to, digit, DN_FIXED_TEXT);
	return to + (text + DN_FIXED_TEXT - digit);
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
