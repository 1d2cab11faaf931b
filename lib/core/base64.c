/* SPDX-License-Identifier: MIT */
/* Three bytes are four characters of six bits. */
#include "core/base64.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "abcdefghijklmnopqrstuvwxyz0123456789+/";

void
dn_base64_encode(struct dn_bytes *out, struct dn_span bytes)
{
	const unsigned char *p = (const unsigned char *)bytes.ptr;

	for (size_t left = bytes.len; left > 0; p += 3) {
		unsigned long bits = (unsigned long)p[0] << 16;
		size_t used = left < 3 ? left : 3;
		char four[4];

		if (used > 1)
			bits |= (unsigned long)p[1] << 8;
		if (used > 2)
			bits |= p[2];
		for (int i = 0; i < 4; i++)
			four[i] = digits[bits >> (18 - 6 * i) & 63];
		if (used < 3)
			four[3] = '=';
		if (used < 2)
			four[2] = '=';
		dn_bytes_add(out, four, 4);
		left -= used;
	}
}

/* The value of a character; 64 for one that is none. */
static unsigned
value_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (unsigned)(c - 'A');
	if (c >= 'a' && c <= 'z')
		return (unsigned)(c - 'a') + 26;
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0') + 52;
	return c == '+' ? 62 : c == '/' ? 63 : 64;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool
dn_base64_decode(struct dn_bytes *out, struct dn_span text)
{
	unsigned long bits = 0;
	size_t count = 0, padding = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (is_space(c))
			continue;
		if (c == '=') {
			padding++;
			continue;
		}
		if (padding > 0 || value_of(c) > 63)
			return false;
		bits = bits << 6 | value_of(c);
		if (++count % 4 != 0)
			continue;
		dn_bytes_add_byte(out, (char)(bits >> 16 & 255));
		dn_bytes_add_byte(out, (char)(bits >> 8 & 255));
		dn_bytes_add_byte(out, (char)(bits & 255));
	}
	if (count % 4 > 1)
		dn_bytes_add_byte(out, (char)(bits >> (count % 4 == 2 ? 4 :
		    10) & 255));
	if (count % 4 == 3)
		dn_bytes_add_byte(out, (char)(bits >> 2 & 255));
	return count % 4 != 1 && padding <= 2 &&
	    (padding == 0 || (count + padding) % 4 == 0);
}
