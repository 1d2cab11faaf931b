/* SPDX-License-Identifier: MIT */
/* White space out of JSON, but not out of strings. */
#include "formats/compact.h"

/* Behind the string whose opening quote is at `p`. */
static const char *
skip_string(const char *p, const char *end)
{
	for (p++; p < end && *p != '"'; p++)
		if (*p == '\\' && end - p > 1)
			p++;
	return p < end ? p + 1 : end;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Of eight bytes, the highest bit of one at least where one is below '!'. */
static inline uint64_t
low_bytes(const char *text)
{
	const uint64_t ones = UINT64_MAX / 255;
	uint64_t word;

	memcpy(&word, text, sizeof(word));
	return (word - ones * '!') & ~word & ones * 0x80;
}

/* Is there a byte that could be white space?  True for some that are none. */
static bool
may_have_space(const char *text, size_t len)
{
	if (len < 8) {
		for (; len > 0; text++, len--)
			if (is_space(*text))
				return true;
		return false;
	}
	for (; len >= 32; text += 32, len -= 32)
		if ((low_bytes(text) | low_bytes(text + 8) |
		    low_bytes(text + 16) | low_bytes(text + 24)) != 0)
			return true;
	for (; len > 8; text += 8, len -= 8)
		if (low_bytes(text) != 0)
			return true;
	/* The last eight may begin before what is left. */
	return len > 0 && low_bytes(text + len - 8) != 0;
}

size_t
dn_compact(char *text, size_t len)
{
	const char *p = text, *end = text + len, *next;
	char *to = text;

	if (!may_have_space(text, len))
		return len;
	while (p < end) {
		if (*p == '"') {
			next = skip_string(p, end);
			memmove(to, p, (size_t)(next - p));
			to += next - p;
			p = next;
		} else if (is_space(*p)) {
			p++;
		} else {
			*to++ = *p++;
		}
	}
	return (size_t)(to - text);
}

void
dn_compact_add(struct dn_bytes *out, struct dn_span text)
{
	char *room = dn_bytes_reserve(out, text.len);

	if (room == NULL || text.len == 0)
		return;
	memcpy(room, text.ptr, text.len);
	out->len += dn_compact(room, text.len);
}
