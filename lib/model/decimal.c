/* SPDX-License-Identifier: MIT */
/* Exact decimals on integers of 128 bits. */
#include "model/decimal.h"

#define EXPONENT_MOST 1000      /* beyond this no number fits anyway */
#define NARROW 18               /* digits that always fit in 64 bits */

__extension__ typedef __int128 wide;

#define E17 INT64_C(100000000000000000)
#define E18 INT64_C(1000000000000000000)

_Static_assert(DN_DECIMAL_DIGITS == 36, "twice 18 digits");

/* Where a number is read from. */
struct scan {
	const char *at, *end;
};

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool
at_digit(const struct scan *scan)
{
	return scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9';
}

/* Has a number no more digits than there may be? */
static bool
fits(wide units)
{
	const wide limit = (wide)E18 * E18;

	return units < limit && units > -limit;
}

/* Multiply by 10 and add a digit; false when that is one digit too many. */
static bool
shift_in(struct dn_decimal *value, int digit)
{
	const wide most = (wide)E17 * E18;

	if (value->units >= most || value->units <= -most)
		return false;
	value->units = value->units * 10 + digit;
	return true;
}

/* The digits, perhaps with a point among them. */
static bool
read_digits(struct scan *scan, struct dn_decimal *value)
{
	size_t digits = 0;
	int64_t sum = 0;        /* of the first ones, which most have alone */

	for (; digits < NARROW && at_digit(scan); scan->at++, digits++)
		sum = 10 * sum + (*scan->at - '0');
	value->units = sum;
	for (; at_digit(scan); scan->at++, digits++)
		if (!shift_in(value, *scan->at - '0'))
			return false;
	if (scan->at == scan->end || *scan->at != '.')
		return digits > 0;
	scan->at++;
	if (digits < NARROW) {
		for (; digits < NARROW && at_digit(scan); scan->at++,
		    digits++, value->scale++)
			sum = 10 * sum + (*scan->at - '0');
		value->units = sum;
	}
	for (; at_digit(scan); scan->at++, digits++) {
		if (!shift_in(value, *scan->at - '0') ||
		    value->scale == DN_DECIMAL_DIGITS)
			return false;
		value->scale++;
	}
	return digits > 0;
}

/* An exponent, if there is one: the scale less it. */
static bool
read_exponent(struct scan *scan, struct dn_decimal *value)
{
	bool minus = false;
	int exponent = 0;

	if (scan->at == scan->end || (*scan->at | 0x20) != 'e')
		return true;
	scan->at++;
	if (scan->at < scan->end && (*scan->at == '-' || *scan->at == '+'))
		minus = *scan->at++ == '-';
	if (!at_digit(scan))
		return false;
	for (; at_digit(scan); scan->at++)
		if (exponent < EXPONENT_MOST)
			exponent = exponent * 10 + (*scan->at - '0');
	if (minus) {
		value->scale += (unsigned)exponent;
		return value->scale <= DN_DECIMAL_DIGITS;
	}
	for (; exponent > 0 && value->scale > 0; exponent--)
		value->scale--;
	for (; exponent > 0 && value->units != 0; exponent--)
		if (!shift_in(value, 0))
			return false;
	return true;
}

bool
dn_decimal_read(struct dn_span text, struct dn_decimal *value)
{
	struct scan scan;
	struct dn_decimal made = { 0, 0 };
	bool minus = false;

	if (text.len == 0)
		return false;
	scan = (struct scan){ text.ptr, text.ptr + text.len };
	while (scan.at < scan.end && is_space(*scan.at))
		scan.at++;
	while (scan.end > scan.at && is_space(scan.end[-1]))
		scan.end--;
	if (scan.at < scan.end && (*scan.at == '-' || *scan.at == '+'))
		minus = *scan.at++ == '-';
	if (!read_digits(&scan, &made) || !read_exponent(&scan, &made) ||
	    scan.at != scan.end)
		return false;
	if (minus)
		made.units = -made.units;
	*value = made;
	return true;
}

struct dn_decimal
dn_decimal_of(int64_t value)
{
	return (struct dn_decimal){ value, 0 };
}

/* Bring both to the larger scale of the two. */
static bool
align(struct dn_decimal *a, struct dn_decimal *b)
{
	for (; a->scale < b->scale; a->scale++)
		if (!shift_in(a, 0))
			return false;
	for (; b->scale < a->scale; b->scale++)
		if (!shift_in(b, 0))
			return false;
	return true;
}

bool
dn_decimal_add(struct dn_decimal a, struct dn_decimal b,
    struct dn_decimal *sum)
{
	if (!align(&a, &b))
		return false;
	/* Two numbers of 36 digits: their sum is far from 128 bits. */
	a.units += b.units;
	if (!fits(a.units))
		return false;
	*sum = a;
	return true;
}

bool
dn_decimal_subtract(struct dn_decimal a, struct dn_decimal b,
    struct dn_decimal *difference)
{
	b.units = -b.units;
	return dn_decimal_add(a, b, difference);
}

bool
dn_decimal_multiply(struct dn_decimal a, struct dn_decimal b,
    struct dn_decimal *product)
{
	struct dn_decimal made = { 0, a.scale + b.scale };

	if (made.scale > DN_DECIMAL_DIGITS ||
	    __builtin_mul_overflow(a.units, b.units, &made.units) ||
	    !fits(made.units))
		return false;
	*product = made;
	return true;
}

/* Does it fit in 64 bits, where a division costs a tenth? */
static bool
is_narrow(wide units)
{
	return units >= -E18 && units <= E18;
}

struct dn_decimal
dn_decimal_trim(struct dn_decimal value)
{
	while (value.scale > 0 && value.units % 10 == 0) {
		value.units /= 10;
		value.scale--;
	}
	return value;
}

struct dn_decimal
dn_decimal_round(struct dn_decimal value)
{
	int64_t units = (int64_t)value.units;
	int digit = 0;

	/* Only the first digit behind the point decides. */
	if (is_narrow(value.units)) {
		for (; value.scale > 0; value.scale--) {
			digit = (int)(units % 10);
			units /= 10;
		}
		value.units = units;
	}
	for (; value.scale > 0; value.scale--) {
		digit = (int)(value.units % 10);
		value.units /= 10;
	}
	value.units += digit >= 5 ? 1 : digit <= -5 ? -1 : 0;
	return value;
}

bool
dn_decimal_equal(struct dn_decimal a, struct dn_decimal b)
{
	a = dn_decimal_trim(a);
	b = dn_decimal_trim(b);
	return a.units == b.units && a.scale == b.scale;
}

size_t
dn_decimal_write(struct dn_decimal value, char out[DN_DECIMAL_TEXT])
{
	char digits[DN_DECIMAL_TEXT];
	wide rest = value.units < 0 ? -value.units : value.units;
	unsigned written = 0;
	uint64_t narrow;
	size_t len = 0;

	for (; !is_narrow(rest); rest /= 10, written++) {
		if (written > 0 && written == value.scale)
			digits[len++] = '.';
		digits[len++] = (char)('0' + (int)(rest % 10));
	}
	narrow = (uint64_t)rest;
	do {
		if (written > 0 && written == value.scale)
			digits[len++] = '.';
		digits[len++] = (char)('0' + narrow % 10);
		narrow /= 10;
		written++;
	} while (narrow > 0 || written <= value.scale);
	if (value.units < 0)
		digits[len++] = '-';
	for (size_t i = 0; i < len; i++)
		out[i] = digits[len - 1 - i];
	out[len] = '\0';
	return len;
}
