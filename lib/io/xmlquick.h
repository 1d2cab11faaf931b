/* SPDX-License-Identifier: MIT */
/* The front of an XML document as events, as far as it is plain. */
#ifndef DN_IO_XMLQUICK_H
#define DN_IO_XMLQUICK_H

#include <libxml/tree.h>

#include "io/xmlqueue.h"

#define DN_XMLQUICK_MOST ((size_t)1 << 18)      /* bytes of a text and tag */
#define DN_XMLQUICK_DEPTH 256                   /* levels of elements */
#define DN_XMLQUICK_NAMES 128                   /* slots of known names */

/*
 * Large documents that programs write are plain from the first picture to the
 * last, and libxml2, which has to be ready for all of XML, needs five times as
 * long for them.  What is plain is read here; the first text or tag that is
 * not, well-formed or not, and all behind it is left to libxml2, which also
 * says what is wrong.  Plain is, in UTF-8: perhaps a declaration of XML 1.0 in
 * one of its usual spellings; elements whose names are ASCII without a colon,
 * with nothing but blanks between attributes; texts and values with the five
 * entities; line ends of LF alone, and neither these nor tabs in values; no
 * comment, CDATA section, instruction or DOCTYPE; and not the root's end.
 */
struct dn_xmlquick {
	xmlDictPtr names;               /* libxml2's, which has a limit */
	struct dn_span known[DN_XMLQUICK_NAMES];
	struct dn_span open[DN_XMLQUICK_DEPTH + 1];     /* levels from 1 */
	uint64_t lines[DN_XMLQUICK_DEPTH + 1];  /* of their start tags */
	size_t depth;
	uint64_t line, column;          /* of the next byte, from 1 */
};

/* Ready for a document; `names` is borrowed. */
void dn_xmlquick_init(struct dn_xmlquick *quick, xmlDictPtr names);

/*
 * Append the events at the front of `text`, legal UTF-8, to the queue; their
 * pieces are offsets into it.  Entities are resolved in place, so what was
 * read is not text any more.  Returns the number of bytes read: *odd tells
 * whether what follows has to be left to another, as memory that is missing
 * has; else it needs more bytes.
 */
size_t dn_xmlquick_read(struct dn_xmlquick *quick, char *text, size_t len,
    struct dn_xmlqueue *queue, bool *odd);

#endif
