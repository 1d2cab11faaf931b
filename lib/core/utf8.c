/* SPDX-License-Identifier: MIT */
/* UTF-8: reading, writing, checking, counting, and showing it safely. */
#include "core/utf8.h"

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
