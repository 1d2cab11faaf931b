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

#define STRIDE 16       /* bytes that compilers look at together */

/* Of eight bytes, the highest bit of one at least where one is below '!'. */
static inline uint64_t
low_bytes(const unsigned char *bytes)
{
	const uint64_t ones = UINT64_MAX / 255;
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
	return (word - ones * '!') & ~word & ones * 0x80;
}

/* Is there a byte that could be white space?  True for some that are none. */
static bool
may_have_space(const char *text, size_t len)
{
	unsigned char least[STRIDE];

	if (len < STRIDE) {
		for (; len > 0; text++, len--)
			if (is_space(*text))
				return true;
		return false;
	}
	memset(least, 0xff, sizeof(least));
	for (size_t at = 0; at < len; at += STRIDE) {
		/* The last ones may begin before what is left. */
		at = at < len - STRIDE ? at : len - STRIDE;
		for (size_t i = 0; i < STRIDE; i++) {
			unsigned char c = (unsigned char)text[at + i];

			least[i] = c < least[i] ? c : least[i];
		}
	}
	return (low_bytes(least) | low_bytes(least + STRIDE / 2)) != 0;
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
