/* SPDX-License-Identifier: MIT */
/* The grammar of numbers in a list, told by sets of places. */
#include "io/jsonlist.h"

#include <stdint.h>

#include "io/jsonstring.h"

#if DN_JSON_VECTORS

/* Sets of 32 places: a bit for each byte, the first byte's the lowest. */
struct sets {
	uint32_t digits, zeros, dots, signs, commas, blanks;
};

static inline uint32_t
equal(__m128i low, __m128i high, char byte)
{
	const __m128i all = _mm_set1_epi8(byte);

	return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(low, all)) |
	    (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(high, all)) << 16;
}

/* Ten values from '0' on are moved to the lowest that a byte has. */
static inline uint32_t
find_digits(__m128i low, __m128i high)
{
	const __m128i move = _mm_set1_epi8((char)(0x80 - '0'));
	const __m128i behind = _mm_set1_epi8((char)(0x80 + 10));

	low = _mm_cmplt_epi8(_mm_add_epi8(low, move), behind);
	high = _mm_cmplt_epi8(_mm_add_epi8(high, move), behind);
	return (uint32_t)_mm_movemask_epi8(low) |
	    (uint32_t)_mm_movemask_epi8(high) << 16;
}

static inline struct sets
classify(const char *p)
{
	__m128i low = _mm_loadu_si128((const __m128i *)(const void *)p);
	__m128i high = _mm_loadu_si128((const __m128i *)(const void *)
	    (p + 16));

	return (struct sets){ .digits = find_digits(low, high),
		.zeros = equal(low, high, '0'),
		.dots = equal(low, high, '.'),
		.signs = equal(low, high, '-'),
		.commas = equal(low, high, ','),
		.blanks = equal(low, high, ' ') };
}

/*
 * The places whose byte may not stand where it does, where a number begins at
 * the first.  Behind the first byte that is in no set they mean nothing.
 */
static inline uint32_t
find_wrong(const struct sets *s)
{
	uint32_t behind_comma = s->commas << 1;
	uint32_t begins = (behind_comma & ~s->blanks) | s->blanks << 1 | 1;
	uint32_t first = (begins & ~s->signs) | (s->signs & begins) << 1;
	uint32_t behind_digit = s->digits << 1, rest = s->digits | s->signs;
	/* Adding one behind a dot moves a bit to where its digits end. */
	uint32_t ends = ((s->dots << 1) + rest) & ~rest;

	return (s->blanks & ~behind_comma) | (s->signs & ~begins) |
	    (first & ~s->digits) | ((first & s->zeros) << 1 & s->digits) |
	    ((s->dots | s->commas) & ~behind_digit) |
	    (s->dots << 1 & ~s->digits) | (ends & s->dots);
}

const char *
dn_json_skip_list(const char *p)
{
	const char *behind = p;

	for (;;) {
		struct sets s = classify(p);
		uint32_t other = ~(s.digits | s.dots | s.signs | s.commas |
		    s.blanks);
		uint32_t seen = other ^ (other - 1);    /* and the first */
		uint32_t ends = s.commas & seen;

		if ((find_wrong(&s) & seen) != 0)
			return behind;
		if (other != 0 && p[__builtin_ctz(other)] == ']')
			return p + __builtin_ctz(other);
		/* The last number may go on behind what was seen. */
		if (ends != 0)
			behind = p + 31 - __builtin_clz(ends);
		if (ends == 0 || other != 0)
			return behind;
		p = behind + 1;
		p += *p == ' ';
	}
}

#else

const char *
dn_json_skip_list(const char *p)
{
	return p;
}

#endif
