/* SPDX-License-Identifier: MIT */
/* Lines of label files: words, numbers, and as many digits as are known. */
#include "formats/yolo_line.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "core/digits.h"
#include "io/number.h"
#include "model/fixed.h"

#define NUMBER_MOST 400         /* bytes of a number in a spelling of its own */
#define DIGITS_MOST 15          /* behind the point */
#define ARITHMETIC 4e-15        /* what a few roundings cost, in parts */
#define NINE_DIGITS 1000000000u         /* from here on there are more */
#define IDLE 1e-5               /* of the ninth digit: it is exact */
#define WHOLE_MOST 1e15         /* from here on no digit is behind the point */

static const double tens[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
	1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21,
	1e22 };

void
dn_yolo_line_release(struct dn_yolo_line *line)
{
	free(line->numbers);
	line->numbers = NULL;
	line->count = line->cap = 0;
}

/* ---- reading --------------------------------------------------------- */

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

/* Cut the next word off; false when there is none. */
static bool
next_word(struct dn_span *text, struct dn_span *word)
{
	size_t at = 0, end;

	while (at < text->len && is_blank(text->ptr[at]))
		at++;
	for (end = at; end < text->len && !is_blank(text->ptr[end]);)
		end++;
	*word = (struct dn_span){ text->ptr + at, end - at };
	text->ptr += end;
	text->len -= end;
	return word->len > 0;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* What JSON has no place for in a number goes: +, zeros, a bare point. */
static bool
read_odd(struct dn_span text, double *value)
{
	char plain[NUMBER_MOST + 2];
	size_t at = 0, len = 0;

	if (text.len == 0 || text.len > NUMBER_MOST)
		return false;
	if (text.ptr[at] == '-')
		plain[len++] = '-';
	if (text.ptr[at] == '-' || text.ptr[at] == '+')
		at++;
	while (at + 1 < text.len && text.ptr[at] == '0' &&
	    is_digit(text.ptr[at + 1]))
		at++;
	if (at + 1 < text.len && text.ptr[at] == '.' &&
	    is_digit(text.ptr[at + 1]))
		plain[len++] = '0';
	for (; at < text.len; at++) {
		bool idle = text.ptr[at] == '.' && (at + 1 == text.len ||
		    !is_digit(text.ptr[at + 1]));

		if (!idle || at == 0 || !is_digit(text.ptr[at - 1]))
			plain[len++] = text.ptr[at];
	}
	return dn_number_read((struct dn_span){ plain, len }, value);
}

bool
dn_yolo_read_count(struct dn_span text, int64_t *count)
{
	double value;

	if (dn_number_read_int(text, count))
		return true;
	if (!read_odd(text, &value) || !(fabs(value) < WHOLE_MOST) ||
	    value < floor(value) || value > floor(value))
		return false;
	*count = (int64_t)value;
	return true;
}

bool
dn_yolo_is_json(struct dn_span text)
{
	double value;

	return dn_number_read(text, &value);
}

/* Significant digits as they stand, idle zeros at the end included. */
static unsigned
count_digits(struct dn_span text)
{
	unsigned count = 0;

	for (size_t i = 0; i < text.len && text.ptr[i] != 'e' &&
	    text.ptr[i] != 'E'; i++)
		if (is_digit(text.ptr[i]) && (count > 0 || text.ptr[i] != '0'))
			count++;
	return count;
}

unsigned
dn_yolo_line_digits(const struct dn_yolo_line *line, size_t count)
{
	unsigned most = 0;

	for (size_t i = 0; i < count; i++) {
		unsigned digits = count_digits(line->numbers[i].text);

		if (digits > most)
			most = digits;
	}
	return most;
}

/* One more number. */
static int
add_number(struct dn_yolo_line *line, const struct dn_yolo_number *number,
    struct dn_err *err)
{
	struct dn_span word = number->text;
	size_t idle = word.len > 2 && memcmp(word.ptr, "0.", 2) == 0 ? 2 : 0;
	unsigned digits;

	if (line->count == line->cap) {
		size_t cap = line->cap == 0 ? 64 : line->cap * 2;
		struct dn_yolo_number *numbers = reallocarray(line->numbers,
		    cap, sizeof(*numbers));

		if (numbers == NULL)
			return dn_err_memory(err);
		line->numbers = numbers;
		line->cap = cap;
	}
	line->numbers[line->count++] = *number;
	/* "0." has none of them, so most need not be counted. */
	if (word.len - idle <= line->digits)
		return 0;
	digits = count_digits(word);
	if (digits > line->digits)
		line->digits = digits;
	return 0;
}

/* Cut off a number that is a word and spelt as most are, in one go. */
static bool
next_plain(struct dn_span *text, struct dn_yolo_number *number)
{
	const char *at = text->ptr, *end = at + text->len, *behind;

	while (at < end && is_blank(*at))
		at++;
	behind = dn_number_take(at, end, &number->value);
	if (behind == NULL || (behind < end && !is_blank(*behind)))
		return false;
	number->text = (struct dn_span){ at, (size_t)(behind - at) };
	*text = (struct dn_span){ behind, (size_t)(end - behind) };
	return true;
}

/* Cut off a word, which may be any number: 1; 0 if it is none; -1: no word. */
static int
next_number(struct dn_span *text, struct dn_yolo_number *number)
{
	if (next_plain(text, number))
		return 1;
	if (!next_word(text, &number->text))
		return -1;
	return dn_number_read(number->text, &number->value) ||
	    read_odd(number->text, &number->value);
}

int
dn_yolo_line_read(struct dn_yolo_line *line, struct dn_span text,
    struct dn_err *err)
{
	struct dn_yolo_number number = { .put = 0 };
	struct dn_span before;
	int is_number;

	line->count = 0;
	line->digits = 0;
	line->rest = (struct dn_span){ "", 0 };
	line->first = (struct dn_span){ NULL, 0 };
	if (!next_word(&text, &line->first)) {
		line->first.ptr = NULL;
		return 0;
	}
	for (;;) {
		before = text;
		line->rest = (struct dn_span){ before.ptr, 0 };
		is_number = next_number(&text, &number);
		if (is_number < 0)
			return 0;
		if (is_number == 0)
			break;
		if (add_number(line, &number, err) < 0)
			return -1;
	}
	while (before.len > 0 && is_blank(*before.ptr)) {
		before.ptr++;
		before.len--;
	}
	while (before.len > 0 && is_blank(before.ptr[before.len - 1]))
		before.len--;
	line->rest = before;
	return 0;
}

/* ---- writing --------------------------------------------------------- */

double
dn_yolo_doubt(const struct dn_yolo_line *line, double size)
{
	double part = ARITHMETIC;

	/* Two numbers are added, and one of them is halved. */
	if (line->digits >= 9 && line->digits < DIGITS_MOST)
		part += 0.75 / tens[line->digits];
	return part * size;
}

/*
 * Write `units` / 10^places, which is less than 1, as most numbers are: nine
 * digits, but for zeros at the end of what is exact.  Those of what is not
 * tell how exact it is.
 */
static char *
write_part(char *to, uint32_t units, unsigned places, bool exact)
{
	uint64_t digits = dn_digits_of(units % DN_DIGITS_MOST);

	memcpy(to, "0.", 2);
	for (to += 2; places > 9; places--)
		*to++ = '0';
	*to++ = (char)('0' + units / DN_DIGITS_MOST);
	dn_digits_write(digits, to);
	return to + 8 - (exact ? dn_digits_idle(digits) : 0);
}

/* As the shortest text that reads back to it. */
static void
add_shortest(struct dn_bytes *out, double value)
{
	char text[DN_NUMBER_TEXT];

	dn_bytes_add(out, text, dn_number_write(value, text));
}

double
dn_yolo_add_nearest(struct dn_bytes *out, double value, double doubt)
{
	double size = fabs(value);
	char text[DN_YOLO_NINE];

	if (!(size < WHOLE_MOST)) {
		add_shortest(out, value);
		return value;
	}
	for (unsigned places = 0; places <= DIGITS_MOST &&
	    size * tens[places] < WHOLE_MOST; places++) {
		double units = floor(size * tens[places] + 0.5);

		if (fabs(units / tens[places] - size) > doubt)
			continue;
		if (value < 0 && units > 0)
			dn_bytes_add_byte(out, '-');
		dn_bytes_add(out, text, (size_t)(dn_fixed_put(text,
		    (struct dn_fixed){ (int64_t)units, (int)places }) - text));
		/* As the text is read: exact numbers, and one rounding. */
		return value < 0 ? -(units / tens[places]) :
		    units / tens[places];
	}
	add_shortest(out, value);
	return value;
}

char *
dn_yolo_write_nine(char to[DN_YOLO_NINE], double value)
{
	double size = fabs(value);
	unsigned places = 9;
	uint32_t units;

	if (size < 1e-12 || !(size < 1e9))
		return to + dn_number_write(size < 1e-300 ? 0 : value, to);
	while (size * tens[places] < 1e8)
		places++;
	while (places > 0 && size * tens[places] >= 1e9)
		places--;
	/* At most 1e9; what is cut off is a whole number's floor. */
	units = (uint32_t)(size * tens[places] + 0.5);
	if (value < 0)
		*to++ = '-';
	if (units < tens[places] && units < NINE_DIGITS)
		return write_part(to, units, places,
		    fabs(size * tens[places] - units) < IDLE);
	while (places > 0 && units % 10 == 0) {
		units /= 10;
		places--;
	}
	return dn_fixed_put(to, (struct dn_fixed){ units, (int)places });
}
