/* SPDX-License-Identifier: MIT */
/* The bytes of plain XML: what may be a name, what is not just a character. */
#ifndef DN_IO_XMLBYTE_H
#define DN_IO_XMLBYTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

/* What a byte may be: bits. */
enum {
	DN_XMLBYTE_FIRST = 1,   /* of an ASCII name without a colon */
	DN_XMLBYTE_NAME = 2,    /* in such a name */
	DN_XMLBYTE_ODD = 4,     /* in text, it is not just a character */
	DN_XMLBYTE_QUOTED = 8   /* in a value: quotes, and what is odd */
};

/* The bits of each byte. */
extern const uint8_t dn_xmlbyte_kinds[256];

/* Is the byte of that kind? */
static inline bool
dn_xmlbyte_is(char byte, uint8_t kind)
{
	return (dn_xmlbyte_kinds[(unsigned char)byte] & kind) != 0;
}

/* The first byte from `at` to `end` that is not of that kind; or `end`. */
static inline const char *
dn_xmlbyte_pass(const char *at, const char *end, uint8_t kind)
{
	while (at < end && dn_xmlbyte_is(*at, kind))
		at++;
	return at;
}

/* The first one that is. */
static inline const char *
dn_xmlbyte_find(const char *at, const char *end, uint8_t kind)
{
	while (at < end && !dn_xmlbyte_is(*at, kind))
		at++;
	return at;
}

/*
 * The length of the reference to one of the five entities that `text` begins
 * with, and what it stands for; 0 when it begins with none.
 */
size_t dn_xmlbyte_entity(struct dn_span text, char *byte);

/*
 * The length of the declaration of XML 1.0 in UTF-8 that `text` begins with,
 * where it is spelt as programs usually do; 0 for any other and for none.
 */
size_t dn_xmlbyte_declaration(struct dn_span text);

/* Does `text` begin with U+FFFE or U+FFFF, which XML does not have? */
bool dn_xmlbyte_is_none(struct dn_span text);

#endif
