/* SPDX-License-Identifier: MIT */
/* A look at XML text ahead of the parser, for what makes parsers suffer. */
#ifndef DN_IO_XMLGUARD_H
#define DN_IO_XMLGUARD_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

#define DN_XML_MAX_TAG (8 * 1024 * 1024) /* bytes of one start tag */
#define DN_XML_MAX_ATTRIBUTES 1024      /* of one element */

/*
 * The state of the look: one byte after the other, nothing kept.  It follows
 * the lexical structure of well-formed documents; on others it may lose its
 * way, but there the parser stops.  Start it as zeroed with line and column 1.
 */
struct dn_xmlguard {
	int state;              /* enum in xmlguard.c */
	int outer;              /* state to return to behind an entity */
	char quote;             /* the one that ends the literal */
	char recent[8];         /* what followed <! or & so far */
	size_t recent_len;
	size_t tag, attributes; /* bytes and '=' of the open start tag */
	uint64_t line, column;  /* of the next character, from 1 */
	uint64_t tag_line, tag_column;
};

/*
 * Look at `text`, legal UTF-8.  Returns 0; or -1 with DN_E_BAD_XML at its line
 * and column (in characters, as libxml2 counts them): a start tag over 8 MiB
 * or 1024 attributes (libxml2 is quadratic in these), a DOCTYPE with an
 * internal subset, an entity reference beyond the five and the numeric ones,
 * a control byte.  *good is the number of bytes before that.
 */
int dn_xmlguard_look(struct dn_xmlguard *guard, struct dn_span text,
    size_t *good, struct dn_err *err) DN_MUST_CHECK;

#endif
