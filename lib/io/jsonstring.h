/* SPDX-License-Identifier: MIT */
/* The inside of JSON strings, many bytes at a time; for the scanner. */
#ifndef DN_IO_JSONSTRING_H
#define DN_IO_JSONSTRING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

#if defined(__SSE2__) && !defined(DN_SCALAR)
#include <emmintrin.h>
#define DN_JSON_VECTORS 1
#else
#define DN_JSON_VECTORS 0
#endif

/* The parts of one hot loop: each is called once or twice, and never apart. */
#define DN_JSON_PART static inline __attribute__((always_inline))

/*
 * What is remembered from one string of a text to the next.  A byte is plain
 * or odd: a quote, a backslash, a control or not ASCII.
 */
struct dn_json_strings {
	const char *block;      /* 64 bytes that were looked at */
	uint64_t odd;           /* a bit for each of them that is odd */
	bool paired;            /* half a surrogate pair is an error */
	bool escaped;           /* the last string with odd bytes was, */
	bool simple;            /* and could not be spelt otherwise */
	enum dn_code code;      /* how it failed, */
	const char *bad;        /* and where */
};

/* Begin with another text: what was seen of the last one may have changed. */
DN_JSON_PART void
dn_json_strings_begin(struct dn_json_strings *strings)
{
	strings->block = NULL;
	strings->odd = 0;
}

/* The first odd byte from `p` on, by looking at the bytes. */
const char *dn_json_find_odd(struct dn_json_strings *strings, const char *p);

/*
 * The first odd byte from `p` on.  Short strings find it in the block that
 * the one before them had looked at: no load has to wait for `p`.
 */
DN_JSON_PART const char *
dn_json_skip_plain(struct dn_json_strings *strings, const char *p)
{
#if DN_JSON_VECTORS
	uintptr_t at = (uintptr_t)p - (uintptr_t)strings->block;

	if (at < 64 && strings->odd >> at != 0)
		return p + (unsigned)__builtin_ctzll(strings->odd >> at);
#endif
	return dn_json_find_odd(strings, p);
}

/*
 * From an odd byte of a string to behind its closing quote; sets `escaped`
 * and `simple`.  NULL where it is not legal, with `code` and `bad` set.
 */
const char *dn_json_skip_odd(struct dn_json_strings *strings, const char *p);

/*
 * From behind the opening quote to behind the closing one; *escaped tells of
 * a backslash between them.  NULL as dn_json_skip_odd.  Reads up to 64 bytes
 * from the text's end, where a control byte must stand.
 */
DN_JSON_PART const char *
dn_json_skip_string(struct dn_json_strings *strings, const char *p,
    bool *escaped)
{
	p = dn_json_skip_plain(strings, p);
	if (*p == '"') {
		*escaped = false;
		return p + 1;
	}
	p = dn_json_skip_odd(strings, p);
	*escaped = strings->escaped;
	return p;
}

#endif
