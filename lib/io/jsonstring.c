/* SPDX-License-Identifier: MIT */
/* The inside of JSON strings: plain bytes, characters, escapes. */
#include "io/jsonstring.h"

#include <string.h>

#include "core/utf8.h"
#include "io/jsontext.h"

/* Remember where and how; NULL so that callers can return it. */
static const char *
fail(struct dn_json_strings *strings, const char *at, enum dn_code code)
{
	strings->bad = at;
	strings->code = code;
	return NULL;
}

#if DN_JSON_VECTORS

/* A bit for each of sixteen bytes, set where the byte is odd. */
DN_JSON_PART uint64_t
odd_bits(const char *p)
{
	const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\');
	const __m128i blank = _mm_set1_epi8(' ');
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
	/* Signed: non-ASCII bytes are below the blank, too. */
	__m128i odd = _mm_or_si128(_mm_cmplt_epi8(v, blank),
	    _mm_or_si128(_mm_cmpeq_epi8(v, quote),
	    _mm_cmpeq_epi8(v, slash)));

	return (uint64_t)(unsigned)_mm_movemask_epi8(odd);
}

const char *
dn_json_find_odd(struct dn_json_strings *strings, const char *p)
{
	uint64_t odd;

	for (;; p += 64) {
		odd = odd_bits(p) | odd_bits(p + 16) << 16 |
		    odd_bits(p + 32) << 32 | odd_bits(p + 48) << 48;
		if (odd != 0)
			break;
	}
	strings->block = p;
	strings->odd = odd;
	return p + (unsigned)__builtin_ctzll(odd);
}

#else

/* Eight at a time, then one by one. */
const char *
dn_json_find_odd(struct dn_json_strings *strings, const char *p)
{
	const uint64_t ones = 0x0101010101010101u;

	(void)strings;
	for (;; p += 8) {
		uint64_t word, quote, slash;

		memcpy(&word, p, sizeof(word));
		quote = word ^ ones * '"';
		slash = word ^ ones * '\\';
		if (((word | (word - ones * ' ') | (quote - ones) |
		    (slash - ones)) & ones * 0x80) != 0)
			break;
	}
	while ((signed char)*p >= ' ' && *p != '"' && *p != '\\')
		p++;
	return p;
}

#endif

/* One character that needs a close look. */
static const char *
skip_character(struct dn_json_strings *strings, const char *p)
{
	uint32_t point;
	size_t n = dn_utf8_decode(p, DN_UTF8_MAX, &point);

	/* A sentinel ends the text: no legal character reaches over it. */
	return n == 0 ? fail(strings, p, DN_E_BAD_UTF8) : p + n;
}

#if DN_JSON_VECTORS
/*
 * Four characters of three bytes at a time: lead bytes E1..EF but ED, each
 * with two that continue.  E0 and ED, which begin forms that are not legal,
 * are left to the closer look, and so is whatever else comes.
 */
static inline const char *
skip_han(const char *p)
{
	const __m128i mask = _mm_setr_epi8(-16, -64, -64, -16, -64, -64, -16,
	    -64, -64, -16, -64, -64, 0, 0, 0, 0);
	const __m128i want = _mm_setr_epi8(-32, -128, -128, -32, -128, -128,
	    -32, -128, -128, -32, -128, -128, 0, 0, 0, 0);
	const __m128i e0 = _mm_set1_epi8(-32), ed = _mm_set1_epi8(-19);

	for (;; p += 12) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
		__m128i odd = _mm_or_si128(_mm_cmpeq_epi8(v, e0),
		    _mm_cmpeq_epi8(v, ed));
		__m128i fits = _mm_cmpeq_epi8(_mm_and_si128(v, mask), want);

		if ((_mm_movemask_epi8(_mm_andnot_si128(odd, fits)) &
		    0xfff) != 0xfff)
			return p;
	}
}
#endif

/* A run of non-ASCII characters; most are Chinese and have three bytes. */
static inline const char *
skip_characters(struct dn_json_strings *strings, const char *p)
{
#if DN_JSON_VECTORS
	p = skip_han(p);
#endif
	while ((signed char)*p < 0) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
		uint32_t word, edge;

		memcpy(&word, p, sizeof(word));
		edge = word & 0x200f;   /* overlong E0, surrogates ED */
		if ((word & 0xc0c0f0) == 0x8080e0 && edge != 0 &&
		    edge != 0x200d) {
			p += 3;
			continue;
		}
		if ((word & 0xc0e0) == 0x80c0 && (word & 0x1e) != 0) {
			p += 2;
			continue;
		}
#endif
		p = skip_character(strings, p);
		if (p == NULL)
			return NULL;
	}
	return p;
}

/* Behind the \u escapes that begin at `p`. */
static const char *
skip_units(struct dn_json_strings *strings, const char *p)
{
	do {
		int unit = p[1] == 'u' ? dn_json_unit(p + 2) : -1, low;

		if (unit < 0)
			return fail(strings, p, DN_E_BAD_JSON);
		p += 6;
		if (!strings->paired || (unit & 0xf800) != 0xd800)
			continue;
		if (unit >= 0xdc00 || p[0] != '\\' || p[1] != 'u')
			return fail(strings, p - 6, DN_E_LONE_SURROGATE);
		low = dn_json_unit(p + 2);
		if (low < 0)
			return fail(strings, p, DN_E_BAD_JSON);
		if ((low & ~0x3ff) != 0xdc00)
			return fail(strings, p - 6, DN_E_LONE_SURROGATE);
		p += 6;
	} while (p[0] == '\\' && p[1] == 'u');
	return p;
}

/* Characters that may stand alone behind a backslash. */
static const bool simple_escape[256] = {
	['"'] = true, ['\\'] = true, ['/'] = true, ['b'] = true, ['f'] = true,
	['n'] = true, ['r'] = true, ['t'] = true,
};

const char *
dn_json_skip_odd(struct dn_json_strings *strings, const char *p)
{
	strings->escaped = false;
	strings->simple = true;
	while (*p != '"') {
		if (*p == '\\') {
			strings->escaped = true;
			if (simple_escape[(unsigned char)p[1]]) {
				strings->simple &= p[1] != '/';
				p += 2;
			} else {
				strings->simple = false;
				p = skip_units(strings, p);
			}
		} else if ((signed char)*p < 0) {
			p = skip_characters(strings, p);
		} else {
			return fail(strings, p, DN_E_BAD_JSON);
		}
		if (p == NULL)
			return NULL;
		p = dn_json_skip_plain(strings, p);
	}
	return p + 1;
}
