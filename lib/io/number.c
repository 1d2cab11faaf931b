/* SPDX-License-Identifier: MIT */
/* Numbers in decimal: scanned, compared and rounded without losing a digit. */
#include "io/number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/digits.h"

#define EXACT (UINT64_C(1) << 53)       /* doubles hold all integers to it */
#define FAR INT64_C(100000000000000000) /* where exponents are cut */
#define DECIDING 800            /* digits that can decide a rounding: 767 */

__extension__ typedef unsigned __int128 wide;

/* ---- reading ----------------------------------------------------------- */

/* A number as it stands, and where its significant digits are. */
struct decimal {
	struct dn_span whole, part;     /* the digits around the point */
	int64_t exponent;               /* cut at FAR */
	bool negative;
	size_t first, count;            /* from first to last digit not 0 */
	int64_t point;                  /* value = 0.DIGITS times 10^point */
};

/* The digits at `at`; moves it behind them. */
static struct dn_span
take_digits(const char **at, const char *end)
{
	struct dn_span digits = { *at, 0 };

	while (*at < end && **at >= '0' && **at <= '9')
		++*at;
	digits.len = (size_t)(*at - digits.ptr);
	return digits;
}

/* "e", a sign perhaps, digits; false when these are not there. */
static bool
take_exponent(const char **at, const char *end, int64_t *exponent)
{
	struct dn_span digits;
	int64_t sum = 0;
	bool negative;
	size_t index;

	++*at;
	negative = *at < end && **at == '-';
	if (*at < end && (**at == '-' || **at == '+'))
		++*at;
	digits = take_digits(at, end);
	for (index = 0; index < digits.len && sum < FAR; index++)
		sum = 10 * sum + (digits.ptr[index] - '0');
	if (sum > FAR)
		sum = FAR;
	*exponent = negative ? -sum : sum;
	return digits.len > 0;
}

/* The grammar of RFC 8259, clause 6. */
static bool
scan(struct dn_span text, struct decimal *decimal)
{
	const char *at = text.ptr, *end;

	if (text.len == 0)
		return false;
	end = at + text.len;
	*decimal = (struct decimal){ .negative = *at == '-' };
	at += decimal->negative;
	decimal->whole = take_digits(&at, end);
	if (decimal->whole.len == 0 ||
	    (decimal->whole.len > 1 && decimal->whole.ptr[0] == '0'))
		return false;
	if (at < end && *at == '.') {
		at++;
		decimal->part = take_digits(&at, end);
		if (decimal->part.len == 0)
			return false;
	}
	if (at < end && (*at == 'e' || *at == 'E') &&
	    !take_exponent(&at, end, &decimal->exponent))
		return false;
	return at == end;
}

/* Digit `index` of those around the point. */
static char
digit_at(const struct decimal *decimal, size_t index)
{
	return index < decimal->whole.len ? decimal->whole.ptr[index] :
	    decimal->part.ptr[index - decimal->whole.len];
}

/* Find the significant digits; a zero has none, and the point 0. */
static void
trim(struct decimal *decimal)
{
	size_t first = 0, end = decimal->whole.len + decimal->part.len;

	while (first < end && digit_at(decimal, first) == '0')
		first++;
	while (end > first && digit_at(decimal, end - 1) == '0')
		end--;
	decimal->first = first;
	decimal->count = end - first;
	decimal->point = decimal->count == 0 ? 0 : decimal->exponent +
	    (int64_t)decimal->whole.len - (int64_t)first;
}

static const double tens_to[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7,
	1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
	1e20, 1e21, 1e22 };

/*
 * Clinger's fast path: with all digits in 53 bits and the power of ten exact,
 * one multiplication or division rounds once.
 */
static bool
read_quickly(const struct decimal *decimal, double *value)
{
	size_t count = decimal->whole.len + decimal->part.len, index;
	int64_t power;
	uint64_t digits = 0;

	if (FLT_EVAL_METHOD != 0 || count > 19)
		return false;
	for (index = 0; index < count; index++)
		digits = 10 * digits +
		    (uint64_t)(digit_at(decimal, index) - '0');
	power = decimal->exponent - (int64_t)decimal->part.len;
	if (digits > EXACT || power < -22 || power > 22)
		return false;
	*value = (double)digits;
	if (power < 0)
		*value /= tens_to[-power];
	else
		*value *= tens_to[power];
	return true;
}

/*
 * By strtod, from digits and an exponent alone, so that no locale's point
 * matters.  No double's boundary has more than 767 digits: of more, only
 * whether any is not 0 counts, and the last one is not.
 */
static double
read_slowly(struct decimal *decimal)
{
	char text[DECIDING + 32];
	size_t len = 0;
	int64_t power;

	trim(decimal);
	for (; len < decimal->count && len < DECIDING; len++)
		text[len] = digit_at(decimal, decimal->first + len);
	if (len < decimal->count)
		text[len++] = '1';
	if (len == 0)
		text[len++] = '0';
	power = decimal->point;
	power = power > 9999 ? 9999 : power < -9999 ? -9999 : power;
	snprintf(text + len, sizeof(text) - len, "e%d",
	    (int)power - (int)len);
	return strtod(text, NULL);
}

/* May a number that ended here have been meant to go on? */
static inline bool
goes_on(char c)
{
	return c != ',' && c != ']' &&
	    (c == '.' || c == '-' || c == '+' || (c | 0x20) == 'e');
}

/* Append the digits that stand here to a number; what is behind them. */
static inline const char *
sum_digits(const char *at, const char *end, uint64_t *sum)
{
	uint32_t eight;

	for (; end - at >= 8 && dn_digits_join_text(at, &eight); at += 8)
		*sum = DN_DIGITS_MOST * *sum + eight;
	for (; at < end && (unsigned char)(*at - '0') < 10; at++)
		*sum = 10 * *sum + (unsigned char)(*at - '0');
	return at;
}

/*
 * The fast path without taking the number apart first, for few digits and no
 * exponent, as most are: returns the end of the number, or NULL, which says
 * nothing yet.
 */
static inline const char *
take_plain(const char *at, const char *end, double *value)
{
	bool negative = at < end && *at == '-';
	const char *whole = at + negative, *part;
	uint64_t sum = 0;       /* of many digits it may go over */
	double size;

	if (end - whole > 1 && whole[0] == '0' && whole[1] == '.')
		at = whole + 1;
	else
		at = sum_digits(whole, end, &sum);
	if (at - whole != 1 && (at == whole || *whole == '0'))
		return NULL;
	part = at;
	if (at < end && *at == '.') {
		part = at + 1;
		at = sum_digits(part, end, &sum);
		if (at == part)
			return NULL;
	}
	if (FLT_EVAL_METHOD != 0 || at - whole > 19 || sum > EXACT ||
	    (at < end && goes_on(*at)))
		return NULL;
	size = (double)(int64_t)sum;
	if (at > part)
		size /= tens_to[at - part];
	*value = negative ? -size : size;
	return at;
}

/*
 * The same of a number that ends within eight bytes.  Lists of coordinates are
 * made of these, so that a call for each would cost as much again.
 */
static inline __attribute__((always_inline)) const char *
take_short(const char *at, const char *end, double *value)
{
	bool negative = *at == '-';
	unsigned len, scale;
	uint32_t number;
	double size;

	at += negative;
	if (FLT_EVAL_METHOD != 0 || end - at < 8)
		return NULL;
	len = dn_digits_read(at, &number, &scale);
	if (len == 0 || goes_on(at[len]))
		return NULL;
	size = number;
	if (scale > 0)
		size /= tens_to[scale];
	*value = negative ? -size : size;
	return at + len;
}

const char *
dn_number_take(const char *at, const char *end, double *value)
{
	/* Of a fraction eight bytes are mostly not all. */
	bool part = end - at > 1 && at[0] == '0' && at[1] == '.';
	const char *behind = at < end && !part ?
	    take_short(at, end, value) : NULL;

	return behind != NULL ? behind : take_plain(at, end, value);
}

/* A number of any spelling: behind it, or NULL. */
static __attribute__((noinline)) const char *
take_slowly(const char *at, const char *end, double *value)
{
	const char *behind = take_plain(at, end, value);

	if (behind != NULL)
		return behind;
	for (behind = at; behind < end && ((*behind >= '0' &&
	    *behind <= '9') || *behind == '+' || *behind == '-' ||
	    *behind == '.' || (*behind | 0x20) == 'e');)
		behind++;
	return dn_number_read((struct dn_span){ at, (size_t)(behind - at) },
	    value) ? behind : NULL;
}

static inline const char *
skip_space(const char *p)
{
	while (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')
		p++;
	return p;
}

const char *
dn_number_take_list(const char *at, const char *end, double *values,
    size_t count)
{
	const char *behind;

	for (size_t i = 0; i < count; i++) {
		if (*at != (i == 0 ? '[' : ','))
			return NULL;
		at = skip_space(at + 1);
		behind = take_short(at, end, &values[i]);
		at = behind != NULL ? behind : take_slowly(at, end,
		    &values[i]);
		if (at == NULL)
			return NULL;
		at = skip_space(at);
	}
	return *at == ']' ? at + 1 : NULL;
}

bool
dn_number_read(struct dn_span text, double *value)
{
	struct decimal decimal;
	double size;

	if (text.len > 0 && take_plain(text.ptr, text.ptr + text.len,
	    &size) == text.ptr + text.len) {
		*value = size;
		return true;
	}
	if (!scan(text, &decimal))
		return false;
	if (!read_quickly(&decimal, &size))
		size = read_slowly(&decimal);
	if (isinf(size))
		return false;
	*value = decimal.negative ? -size : size;
	return true;
}

bool
dn_number_read_int(struct dn_span text, int64_t *value)
{
	struct decimal decimal;
	uint64_t sum = 0, most;
	int64_t index;

	if (!scan(text, &decimal))
		return false;
	trim(&decimal);
	if (decimal.point > 19 || decimal.point < (int64_t)decimal.count)
		return false;
	for (index = 0; index < decimal.point; index++) {
		char digit = (size_t)index < decimal.count ?
		    digit_at(&decimal, decimal.first + (size_t)index) : '0';

		/* 19 digits always fit in 64 bits without a sign. */
		sum = 10 * sum + (uint64_t)(digit - '0');
	}
	most = (uint64_t)INT64_MAX + decimal.negative;
	if (sum > most)
		return false;
	*value = decimal.negative ? (int64_t)(0 - sum) : (int64_t)sum;
	return true;
}

/* Scan and trim a number whose exponent is known in full. */
static bool
scan_near(struct dn_span text, struct decimal *decimal)
{
	if (!scan(text, decimal) || decimal->exponent == FAR ||
	    decimal->exponent == -FAR)
		return false;
	trim(decimal);
	return true;
}

bool
dn_number_equal(struct dn_span a, struct dn_span b)
{
	struct decimal left, right;
	size_t index;

	if (!scan_near(a, &left) || !scan_near(b, &right) ||
	    left.count != right.count || left.point != right.point)
		return false;
	if (left.count > 0 && left.negative != right.negative)
		return false;
	for (index = 0; index < left.count; index++)
		if (digit_at(&left, left.first + index) !=
		    digit_at(&right, right.first + index))
			return false;
	return true;
}

/* ---- writing ----------------------------------------------------------- */

/*
 * Lay out 0.DIGITS times 10^point as ECMAScript does (Number::toString, steps
 * 6 to 12); `to` has room for `count` + LAID_OUT bytes, and `count` > 0.
 */
#define LAID_OUT 27
static size_t
lay_out(char *to, bool negative, const char *digits, size_t count,
    int64_t point)
{
	char *start = to;
	size_t whole;

	if (negative)
		*to++ = '-';
	if (point > -6 && point <= 0) {
		memcpy(to, "0.000000", (size_t)(2 - point));
		to += 2 - point;
		memcpy(to, digits, count);
		return (size_t)(to - start) + count;
	}
	/* Digits ahead of the point: all that there are, or just one. */
	whole = point > 0 && point <= 21 ? (size_t)point : 1;
	if (count <= whole) {
		memcpy(to, digits, count);
		memset(to + count, '0', whole - count);
		to += whole;
	} else {
		memcpy(to, digits, whole);
		to[whole] = '.';
		memcpy(to + whole + 1, digits + whole, count - whole);
		to += count + 1;
	}
	if (point > 21 || point <= -6)
		to += snprintf(to, 24, "e%+lld", (long long)(point - 1));
	return (size_t)(to - start);
}

/* Write `number` (> 0) times 10^power, the zeros at its end taken off. */
static size_t
write_scaled(char *out, bool negative, uint64_t number, int power)
{
	char digits[DN_DIGITS_ROOM];
	size_t count;

	while (number % 10000 == 0) {
		number /= 10000;
		power += 4;
	}
	while (number % 10 == 0) {
		number /= 10;
		power++;
	}
	count = dn_digits_spell(number, digits);
	return lay_out(out, negative, digits, count, (int64_t)count + power);
}

/* 5^power, power 0..32. */
static wide
power_of_5(int power)
{
	static const uint32_t fives[] = { 1, 5, 25, 125, 625, 3125, 15625,
		78125, 390625, 1953125, 9765625, 48828125, 244140625 };
	wide product = fives[power % 13];

	for (; power >= 13; power -= 13)
		product *= 1220703125;
	return product;
}

/*
 * A double between 2^-49 and 2^52, as 17 digits and what lies around it, all
 * exact in 128 bits: value * 10^power = units + rest / 2^shift.  Whatever is
 * no further off than `below` or `above` (also over 2^shift) reads back to it.
 */
struct near {
	uint64_t units;
	int power, shift;
	wide rest, below, above;
	bool inclusive;         /* bounds belong to it: ties go to even */
};

static void
scale(struct near *near, uint64_t mantissa, int exponent, int power)
{
	wide five = power_of_5(power);
	wide product = (wide)mantissa * five << 2;

	/* The next double below a power of two is half as far away. */
	near->above = 2 * five;
	near->below = mantissa == EXACT / 2 ? five : 2 * five;
	near->power = power;
	near->shift = 2 - exponent - power;
	near->units = (uint64_t)(product >> near->shift);
	near->rest = product & (((wide)1 << near->shift) - 1);
	near->inclusive = mantissa % 2 == 0;
}

/*
 * The multiple of `unit` that reads back and is nearest; ties to even.  False
 * when none does.
 */
static bool
round_to(const struct near *near, uint64_t unit, uint64_t *rounded)
{
	uint64_t lower = near->units - near->units % unit;
	wide down = ((wide)(near->units - lower) << near->shift) + near->rest;
	wide up = ((wide)unit << near->shift) - down;
	bool down_fits = near->inclusive ? down <= near->below :
	    down < near->below;
	bool up_fits = near->inclusive ? up <= near->above :
	    up < near->above;
	bool raise = !down_fits || (up_fits &&
	    (up < down || (up == down && lower / unit % 2 == 1)));

	*rounded = raise ? lower + unit : lower;
	return down_fits || up_fits;
}

/*
 * The usual size.  Of 15 digits at most one choice reads back, so a shorter
 * one is that with zeros at its end; 17 digits always do (binary64 to decimal
 * and back: Steele and White 1990).
 */
static size_t
write_near(char *out, bool negative, uint64_t mantissa, int exponent)
{
	/* floor(log10(2^n)) for n -49..51: the exponent of ten, or 1 less. */
	int tens = (exponent + 52) * 315653 >> 20;
	struct near near;
	uint64_t number;

	scale(&near, mantissa, exponent, 16 - tens);
	if (near.units >= UINT64_C(100000000000000000))
		scale(&near, mantissa, exponent, 15 - tens);
	if (!round_to(&near, 100, &number) && !round_to(&near, 10, &number))
		round_to(&near, 1, &number);
	return write_scaled(out, negative, number, -near.power);
}

/* Add one to the last digit; all nines become a one. */
static void
increment(char *digits, size_t *count, int *point)
{
	while (*count > 0 && digits[*count - 1] == '9')
		--*count;
	if (*count > 0) {
		digits[*count - 1]++;
	} else {
		digits[(*count)++] = '1';
		++*point;
	}
}

/* True when the digits read back to `value`. */
static bool
reads_back(const char *digits, size_t count, int point, double value)
{
	char text[40];

	snprintf(text, sizeof(text), "%.*se%d", (int)count, digits,
	    point - (int)count);
	return !(strtod(text, NULL) < value || strtod(text, NULL) > value);
}

/*
 * The very small and the very large, by trial.  The nearest decimal may fall
 * out on the short side of a power of two where the one above it is in.
 */
static size_t
write_far(char *out, bool negative, double size)
{
	char text[40], digits[20];
	size_t count = 0, want;
	int point = 0;

	for (want = size < DBL_MIN ? 1 : 15; want <= 17; want++) {
		snprintf(text, sizeof(text), "%.*e", (int)want - 1, size);
		digits[0] = text[0];
		memcpy(digits + 1, text + 2, want - 1);
		count = want;
		point = 1 + (int)strtol(strchr(text, 'e') + 1, NULL, 10);
		if (reads_back(digits, count, point, size))
			break;
		increment(digits, &count, &point);
		if (reads_back(digits, count, point, size))
			break;
	}
	while (count > 1 && digits[count - 1] == '0')
		count--;
	return lay_out(out, negative, digits, count, point);
}

size_t
dn_number_write(double value, char out[DN_NUMBER_TEXT])
{
	bool negative = signbit(value) != 0;
	double size = negative ? -value : value;
	size_t len = 0;
	uint64_t bits;
	int exponent;

	if (!isfinite(value)) {
		len = 0;
	} else if (size <= 0) {
		memcpy(out, "-0", 2);
		len = negative ? 2 : 1;
		out[0] = negative ? '-' : '0';
	} else if (size < (double)EXACT && (double)(uint64_t)size >= size) {
		out[0] = '-';
		len = negative + dn_digits_spell((uint64_t)size,
		    out + negative);
	} else {
		memcpy(&bits, &size, sizeof(bits));
		exponent = (int)(bits >> 52) - 1075;
		if (exponent >= -49 - 52 && exponent < 0)
			len = write_near(out, negative,
			    bits % (EXACT / 2) | EXACT / 2, exponent);
		else
			len = write_far(out, negative, size);
	}
	out[len] = '\0';
	return len;
}

bool
dn_number_add_canonical(struct dn_bytes *out, struct dn_span text)
{
	struct decimal decimal;
	char *digits, *room;
	size_t index;

	if (!scan_near(text, &decimal))
		return false;
	if (decimal.count == 0) {
		dn_bytes_add_byte(out, '0');
		return true;
	}
	room = dn_bytes_reserve(out, 2 * decimal.count + LAID_OUT);
	if (room == NULL)
		return true;    /* `out` has failed, and says so itself */
	digits = room + decimal.count + LAID_OUT;
	for (index = 0; index < decimal.count; index++)
		digits[index] = digit_at(&decimal, decimal.first + index);
	out->len += lay_out(room, decimal.negative, digits, decimal.count,
	    decimal.point);
	return true;
}
