/* SPDX-License-Identifier: MIT */
/* Amounts of fen: checked arithmetic, fair splitting, and their two texts. */
#include "core/money.h"

__extension__ typedef unsigned __int128 wide;

/* ---- arithmetic -------------------------------------------------------- */

bool
dn_money_add(int64_t a, int64_t b, int64_t *out)
{
	int64_t sum;

	if (__builtin_add_overflow(a, b, &sum))
		return false;
	*out = sum;
	return true;
}

bool
dn_money_sub(int64_t a, int64_t b, int64_t *out)
{
	int64_t difference;

	if (__builtin_sub_overflow(a, b, &difference))
		return false;
	*out = difference;
	return true;
}

bool
dn_money_mul(int64_t a, int64_t b, int64_t *out)
{
	int64_t product;

	if (__builtin_mul_overflow(a, b, &product))
		return false;
	*out = product;
	return true;
}

/* The distance from 0, which for INT64_MIN is no int64_t. */
static uint64_t
size_of(int64_t value)
{
	return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

/* Put a sign to a distance from 0; false when it does not fit. */
static bool
with_sign(bool negative, wide size, int64_t *out)
{
	if (size > (wide)INT64_MAX + negative)
		return false;
	*out = negative ? (int64_t)(0 - (uint64_t)size) : (int64_t)size;
	return true;
}

bool
dn_money_ratio(int64_t amount, int64_t numerator, int64_t denominator,
    int64_t *out)
{
	wide product = (wide)size_of(amount) * size_of(numerator), rest;
	wide by;

	if (denominator < 1)
		return false;
	by = (wide)denominator;
	rest = product % by;
	return with_sign((amount < 0) != (numerator < 0),
	    product / by + (rest >= by - rest), out);
}

/* ---- splitting --------------------------------------------------------- */

/* What is split: `size` by weights that come to `sum`. */
struct split {
	const int64_t *weights;
	size_t count;
	uint64_t size;
	wide sum;
};

static wide
remainder_of(const struct split *split, size_t at)
{
	return (wide)split->size * (uint64_t)split->weights[at] % split->sum;
}

static size_t
count_above(const struct split *split, wide bound)
{
	size_t count = 0, at;

	for (at = 0; at < split->count; at++)
		count += remainder_of(split, at) > bound;
	return count;
}

/*
 * The least bound that at most `left` remainders pass, found by halving: that
 * takes no memory, and so cannot fail.
 */
static wide
find_bound(const struct split *split, size_t left)
{
	wide low = 0, high = split->sum - 1;

	while (low < high) {
		wide middle = low + (high - low) / 2;

		if (count_above(split, middle) <= left)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* Hand out the `left` fen: to all above the bound, then to the first on it. */
static void
hand_out(const struct split *split, size_t left, bool negative,
    int64_t *shares)
{
	wide bound = find_bound(split, left);
	size_t level = left - count_above(split, bound), at;

	for (at = 0; at < split->count; at++) {
		wide rest = remainder_of(split, at);

		if (rest < bound || (rest == bound && level == 0))
			continue;
		level -= rest == bound;
		shares[at] += negative ? -1 : 1;
	}
}

bool
dn_money_split(int64_t total, const int64_t *weights, size_t count,
    int64_t *shares)
{
	struct split split = { weights, count, size_of(total), 0 };
	bool negative = total < 0;
	uint64_t left = split.size;
	size_t at;

	for (at = 0; at < count; at++) {
		if (weights[at] < 0)
			return false;
		split.sum += (uint64_t)weights[at];
	}
	if (split.sum == 0)
		return false;
	for (at = 0; at < count; at++) {
		uint64_t share = (uint64_t)((wide)split.size *
		    (uint64_t)weights[at] / split.sum);

		left -= share;
		shares[at] = (int64_t)(negative ? 0 - share : share);
	}
	/* Less than one fen a share is left. */
	if (left > 0)
		hand_out(&split, (size_t)left, negative, shares);
	return true;
}

/* ---- in figures -------------------------------------------------------- */

/* Digits from `*at` on join `*sum`; false if none or too large. */
static bool
read_digits(struct dn_span text, size_t *at, uint64_t *sum)
{
	size_t start = *at;

	for (; *at < text.len; ++*at) {
		char digit = text.ptr[*at];

		if (digit < '0' || digit > '9')
			break;
		if (__builtin_mul_overflow(*sum, 10u, sum) ||
		    __builtin_add_overflow(*sum, (uint64_t)(digit - '0'), sum))
			return false;
	}
	return *at > start;
}

bool
dn_money_parse(struct dn_span text, int64_t *fen)
{
	bool negative = text.len > 0 && text.ptr[0] == '-';
	size_t at = negative, point, places = 0;
	uint64_t sum = 0;

	if (!read_digits(text, &at, &sum))
		return false;
	if (at < text.len && text.ptr[at] == '.') {
		point = at++;
		if (!read_digits(text, &at, &sum))
			return false;
		places = at - point - 1;
	}
	if (at != text.len || places > 2)
		return false;
	for (; places < 2; places++)
		if (__builtin_mul_overflow(sum, 10u, &sum))
			return false;
	return with_sign(negative, sum, fen);
}

bool
dn_money_parse_fen(struct dn_span text, int64_t *fen)
{
	bool negative = text.len > 0 && text.ptr[0] == '-';
	size_t at = negative;
	uint64_t sum = 0;

	return read_digits(text, &at, &sum) && at == text.len &&
	    with_sign(negative, sum, fen);
}

void
dn_money_write(struct dn_bytes *out, int64_t fen)
{
	uint64_t size = size_of(fen);

	if (fen < 0)
		dn_bytes_add_byte(out, '-');
	dn_bytes_add_uint(out, size / 100);
	dn_bytes_add_byte(out, '.');
	dn_bytes_add_byte(out, (char)('0' + size / 10 % 10));
	dn_bytes_add_byte(out, (char)('0' + size % 10));
}

/* ---- in words ---------------------------------------------------------- */

static void
add_digit(struct dn_bytes *out, uint64_t digit)
{
	static const char *const digits[] = { "零", "壹", "贰", "叁", "肆",
		"伍", "陆", "柒", "捌", "玖" };

	dn_bytes_add_text(out, digits[digit]);
}

/* 1..9999: zeros between digits become one 零, those at the end none. */
static void
add_four(struct dn_bytes *out, uint64_t number)
{
	static const struct {
		uint64_t size;
		const char *name;
	} units[] = {
		{ 1000, "仟" }, { 100, "佰" }, { 10, "拾" }, { 1, "" }
	};
	bool begun = false, zero = false;
	size_t at;

	for (at = 0; at < 4; at++) {
		uint64_t digit = number / units[at].size % 10;

		if (digit == 0) {
			zero = begun;
			continue;
		}
		if (zero)
			add_digit(out, 0);
		add_digit(out, digit);
		dn_bytes_add_text(out, units[at].name);
		begun = true;
		zero = false;
	}
}

/* 1..99999999: 万 and what is below it. */
static void
add_eight(struct dn_bytes *out, uint64_t number)
{
	uint64_t high = number / 10000, low = number % 10000;

	if (high > 0) {
		add_four(out, high);
		dn_bytes_add_text(out, "万");
		if (low > 0 && low < 1000)
			add_digit(out, 0);
	}
	if (low > 0)
		add_four(out, low);
}

/*
 * 1 and more: 亿 and what is below it.  How often there is 亿 is a number
 * like any other, and so may say 亿 itself: 10^16 is 壹亿亿.  A number of 64
 * bits gets no deeper than that.
 */
static void
add_whole(struct dn_bytes *out, uint64_t number)
{
	uint64_t high = number / 100000000, low = number % 100000000;

	if (high > 0) {
		add_whole(out, high);
		dn_bytes_add_text(out, "亿");
		if (low > 0 && low < 10000000)
			add_digit(out, 0);
	}
	if (low > 0)
		add_eight(out, low);
}

void
dn_money_write_uppercase(struct dn_bytes *out, int64_t fen)
{
	uint64_t size = size_of(fen), yuan = size / 100;
	uint64_t jiao = size / 10 % 10, rest = size % 10;

	dn_bytes_add_text(out, fen < 0 ? "人民币负" : "人民币");
	if (yuan > 0) {
		add_whole(out, yuan);
		dn_bytes_add_text(out, "元");
	}
	if (jiao == 0 && rest == 0) {
		dn_bytes_add_text(out, yuan > 0 ? "整" : "零元整");
		return;
	}
	if (yuan > 0 && (yuan % 10 == 0 || jiao == 0))
		add_digit(out, 0);
	if (jiao > 0) {
		add_digit(out, jiao);
		dn_bytes_add_text(out, "角");
	}
	if (rest > 0) {
		add_digit(out, rest);
		dn_bytes_add_text(out, "分");
	}
}
