/* SPDX-License-Identifier: MIT */
/* UTF-8: reading, writing, checking, counting, and showing it safely. */
#include "core/utf8.h"

#include <stdio.h>

/* True for a byte that only continues a character. */
static bool
continues(unsigned char byte)
{
	return (byte & 0xC0) == 0x80;
}

/* Bytes of the character that `lead` begins, 0 when it begins none. */
static size_t
length_of(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead < 0xC2 || lead > 0xF4)
		return 0;
	return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/*
 * The second byte is the one place where overlong forms, surrogates and what
 * is past U+10FFFF show (RFC 3629, clause 4).
 */
static bool
second_fits(unsigned char lead, unsigned char second)
{
	switch (lead) {
	case 0xE0:
		return second >= 0xA0 && second <= 0xBF;
	case 0xED:
		return second >= 0x80 && second <= 0x9F;
	case 0xF0:
		return second >= 0x90 && second <= 0xBF;
	case 0xF4:
		return second >= 0x80 && second <= 0x8F;
	default:
		return continues(second);
	}
}

size_t
dn_utf8_decode(const char *text, size_t len, uint32_t *point)
{
	const unsigned char *byte = (const unsigned char *)text;
	size_t need = length_of(byte[0]), at;
	uint32_t value;

	if (need == 0 || need > len)
		return 0;
	if (need == 1) {
		*point = byte[0];
		return 1;
	}
	if (!second_fits(byte[0], byte[1]))
		return 0;
	value = byte[0] & (0x7Fu >> need);
	for (at = 1; at < need; at++) {
		if (!continues(byte[at]))
			return 0;
		value = value << 6 | (byte[at] & 0x3Fu);
	}
	*point = value;
	return need;
}

size_t
dn_utf8_encode(uint32_t point, char out[DN_UTF8_MAX])
{
	size_t need = point < 0x80 ? 1 : point < 0x800 ? 2 :
	    point < 0x10000 ? 3 : 4;
	size_t at;

	if (need == 1) {
		out[0] = (char)point;
		return 1;
	}
	for (at = need - 1; at > 0; at--) {
		out[at] = (char)(0x80 | (point & 0x3F));
		point >>= 6;
	}
	out[0] = (char)((0xF00u >> need & 0xF0u) | point);
	return need;
}

size_t
dn_utf8_floor(const char *text, size_t len)
{
	const unsigned char *byte = (const unsigned char *)text;
	size_t at = len, tail;

	if (len == 0)
		return 0;
	do
		at--;
	while (at > 0 && len - at < DN_UTF8_MAX && continues(byte[at]));
	tail = len - at;
	if (length_of(byte[at]) <= tail)
		return len;     /* a whole character, or none at all */
	if (tail > 1 && !second_fits(byte[at], byte[at + 1]))
		return len;
	return at;
}

/* A word whose eight bytes are all `byte`. */
#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* A character of three bytes whose second byte has no further bounds. */
static bool
is_plain_triple(const unsigned char *byte)
{
	uint32_t three = (uint32_t)byte[0] << 16 | (uint32_t)byte[1] << 8 |
	    byte[2];

	return (three & 0xF0C0C0) == 0xE08080 && byte[0] != 0xE0 &&
	    byte[0] != 0xED;
}

/* How many of eight bytes begin a character and do not continue one. */
static size_t
leads_of_eight(const char *text)
{
	uint64_t word;

	memcpy(&word, text, sizeof(word));
	word &= ~(word << 1) & EACH(0x80);
	return 8 - (size_t)__builtin_popcountll(word);
}

/* The length of the ASCII that `byte` begins with. */
static size_t
ascii_length(const unsigned char *byte, size_t len)
{
	uint64_t words[2];
	size_t at = 0;

	for (; len - at >= sizeof(words); at += sizeof(words)) {
		memcpy(words, byte + at, sizeof(words));
		if (((words[0] | words[1]) & EACH(0x80)) != 0)
			break;
	}
	while (at < len && byte[at] < 0x80)
		at++;
	return at;
}

size_t
dn_utf8_valid(const char *text, size_t len)
{
	const unsigned char *byte = (const unsigned char *)text;
	uint32_t point;
	size_t at = 0, step;

	while (at < len) {
		if (byte[at] < 0x80) {
			at += ascii_length(byte + at, len - at);
		} else if (len - at >= 3 && is_plain_triple(byte + at)) {
			at += 3;
		} else {
			step = dn_utf8_decode(text + at, len - at, &point);
			if (step == 0)
				return at;
			at += step;
		}
	}
	return len;
}

void
dn_utf8_place(const char *text, size_t offset, uint64_t *line,
    uint64_t *column)
{
	size_t start = 0;

	*line = 1;
	for (size_t at = 0; at < offset; at++)
		if (text[at] == '\n') {
			++*line;
			start = at + 1;
		}
	*column = offset - start + 1;
}

size_t
dn_utf8_count(const char *text, size_t len)
{
	size_t at, count = 0;

	for (at = 0; at < len; at++)
		count += !continues((unsigned char)text[at]);
	return count;
}

size_t
dn_utf8_offset(const char *text, size_t len, size_t index)
{
	size_t at = 0;

	for (; len - at >= sizeof(uint64_t); at += sizeof(uint64_t)) {
		size_t leads = leads_of_eight(text + at);

		if (leads > index)
			break;
		index -= leads;
	}
	for (; at < len; at++)
		if (!continues((unsigned char)text[at]) && index-- == 0)
			return at;
	return index == 0 ? len : SIZE_MAX;
}

/*
 * East Asian Wide and Fullwidth (UAX #11, Unicode 15), unassigned gaps taken
 * with their neighbours.
 */
static const struct dn_utf8_range wide[] = {
	{ 0x1100, 0x115F }, { 0x231A, 0x231B }, { 0x2329, 0x232A },
	{ 0x23E9, 0x23EC }, { 0x23F0, 0x23F0 }, { 0x23F3, 0x23F3 },
	{ 0x25FD, 0x25FE }, { 0x2614, 0x2615 }, { 0x2648, 0x2653 },
	{ 0x267F, 0x267F }, { 0x2693, 0x2693 }, { 0x26A1, 0x26A1 },
	{ 0x26AA, 0x26AB }, { 0x26BD, 0x26BE }, { 0x26C4, 0x26C5 },
	{ 0x26CE, 0x26CE }, { 0x26D4, 0x26D4 }, { 0x26EA, 0x26EA },
	{ 0x26F2, 0x26F3 }, { 0x26F5, 0x26F5 }, { 0x26FA, 0x26FA },
	{ 0x26FD, 0x26FD }, { 0x2705, 0x2705 }, { 0x270A, 0x270B },
	{ 0x2728, 0x2728 }, { 0x274C, 0x274C }, { 0x274E, 0x274E },
	{ 0x2753, 0x2755 }, { 0x2757, 0x2757 }, { 0x2795, 0x2797 },
	{ 0x27B0, 0x27B0 }, { 0x27BF, 0x27BF }, { 0x2B1B, 0x2B1C },
	{ 0x2B50, 0x2B50 }, { 0x2B55, 0x2B55 }, { 0x2E80, 0x303E },
	{ 0x3041, 0x3247 }, { 0x3250, 0x4DBF }, { 0x4E00, 0xA4CF },
	{ 0xA960, 0xA97F }, { 0xAC00, 0xD7A3 }, { 0xF900, 0xFAFF },
	{ 0xFE10, 0xFE19 }, { 0xFE30, 0xFE6B }, { 0xFF01, 0xFF60 },
	{ 0xFFE0, 0xFFE6 }, { 0x16FE0, 0x1B2FF }, { 0x1F004, 0x1F004 },
	{ 0x1F0CF, 0x1F0CF }, { 0x1F18E, 0x1F18E }, { 0x1F191, 0x1F19A },
	{ 0x1F200, 0x1F320 }, { 0x1F32D, 0x1F335 }, { 0x1F337, 0x1F37C },
	{ 0x1F37E, 0x1F393 }, { 0x1F3A0, 0x1F3CA }, { 0x1F3CF, 0x1F3D3 },
	{ 0x1F3E0, 0x1F3F0 }, { 0x1F3F4, 0x1F3F4 }, { 0x1F3F8, 0x1F43E },
	{ 0x1F440, 0x1F440 }, { 0x1F442, 0x1F4FC }, { 0x1F4FF, 0x1F53D },
	{ 0x1F54B, 0x1F54E }, { 0x1F550, 0x1F567 }, { 0x1F57A, 0x1F57A },
	{ 0x1F595, 0x1F596 }, { 0x1F5A4, 0x1F5A4 }, { 0x1F5FB, 0x1F64F },
	{ 0x1F680, 0x1F6C5 }, { 0x1F6CC, 0x1F6CC }, { 0x1F6D0, 0x1F6D2 },
	{ 0x1F6D5, 0x1F6DF }, { 0x1F6EB, 0x1F6EC }, { 0x1F6F4, 0x1F6FC },
	{ 0x1F7E0, 0x1F7EB }, { 0x1F7F0, 0x1F7F0 }, { 0x1F90C, 0x1F93A },
	{ 0x1F93C, 0x1F945 }, { 0x1F947, 0x1F9FF }, { 0x1FA70, 0x1FAFF },
	{ 0x20000, 0x2FFFD }, { 0x30000, 0x3FFFD },
};

/*
 * C0, DEL and C1; the soft hyphen; marks of direction; zero-width and format
 * characters but the joiners that scripts need; line and paragraph ends; BOM;
 * interlinear marks; tags.
 */
static const struct dn_utf8_range hidden[] = {
	{ 0x0000, 0x001F }, { 0x007F, 0x009F }, { 0x00AD, 0x00AD },
	{ 0x061C, 0x061C }, { 0x180E, 0x180E }, { 0x200B, 0x200B },
	{ 0x200E, 0x200F }, { 0x2028, 0x202E }, { 0x2060, 0x206F },
	{ 0xFEFF, 0xFEFF }, { 0xFFF9, 0xFFFB }, { 0xE0000, 0xE0FFF },
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

bool
dn_utf8_within(const struct dn_utf8_range *table, size_t count,
    uint32_t point)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (point > table[middle].last)
			low = middle + 1;
		else if (point < table[middle].first)
			high = middle;
		else
			return true;
	}
	return false;
}

size_t
dn_utf8_width(uint32_t point)
{
	return dn_utf8_within(wide, COUNT(wide), point) ? 2 : 1;
}

/* What one character becomes: an escape here, or `len` bytes as they are. */
struct shown {
	char escape[12];
	size_t len, columns;
};

static struct shown
show_one(const char *text, size_t len)
{
	struct shown shown = { .len = 1 };
	uint32_t point = (unsigned char)*text;
	size_t step = dn_utf8_decode(text, len, &point);
	int made = 0;

	if (step > 0)
		shown.len = step;
	if (step == 0 || (point < 0x80 &&
	    dn_utf8_within(hidden, COUNT(hidden), point)))
		made = snprintf(shown.escape, sizeof(shown.escape),
		    "\\x%02x", (unsigned)point);
	else if (dn_utf8_within(hidden, COUNT(hidden), point))
		made = snprintf(shown.escape, sizeof(shown.escape),
		    point > 0xFFFF ? "\\U%08x" : "\\u%04x", (unsigned)point);
	shown.columns = made > 0 ? (size_t)made : dn_utf8_width(point);
	return shown;
}

void
dn_utf8_show(struct dn_bytes *out, const char *text, size_t len,
    size_t columns)
{
	size_t dots = columns < 3 ? columns : 3;
	size_t at = 0, used = 0, mark = out->len;

	while (at < len) {
		struct shown shown = show_one(text + at, len - at);

		if (shown.columns > columns - used) {
			out->len = mark;
			dn_bytes_add(out, "...", dots);
			return;
		}
		if (shown.escape[0] != '\0')
			dn_bytes_add_text(out, shown.escape);
		else
			dn_bytes_add(out, text + at, shown.len);
		at += shown.len;
		used += shown.columns;
		if (used <= columns - dots)
			mark = out->len;
	}
}
