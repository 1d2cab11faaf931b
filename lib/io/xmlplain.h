/* SPDX-License-Identifier: MIT */
/* XML that is nothing but elements and texts, read at once and in one go. */
#ifndef DN_IO_XMLPLAIN_H
#define DN_IO_XMLPLAIN_H

#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "io/xml.h"

#define DN_XMLPLAIN_MOST ((size_t)1 << 20)      /* bytes of such a document */
#define DN_XMLPLAIN_DEPTH 256                   /* levels of elements */
#define DN_XMLPLAIN_NAMES 128                   /* slots of known names */

/*
 * Documents as programs write them, a file a picture, need no parser of all of
 * XML: its set-up alone costs more than they are worth.  Whatever is not plain
 * here, well-formed or not, is left to that parser, which then says what is
 * wrong.  Plain is: UTF-8 without a byte order mark; perhaps a declaration of
 * XML 1.0 in one of its usual spellings; elements whose names are ASCII
 * without a colon; values of attributes that are ASCII without & and control
 * bytes; text with the five entities; line ends of LF alone; no comment, CDATA
 * section, instruction or DOCTYPE.
 */
struct dn_xmlplain {
	struct dn_arena own;            /* names that many documents have */
	struct dn_span names[DN_XMLPLAIN_NAMES];
	struct dn_bytes held;           /* texts of open elements so far */
	size_t held_from[DN_XMLPLAIN_DEPTH + 1];

	/* The document being read. */
	const char *at, *end;
	const char *line_start;
	size_t continued;       /* bytes of the line that begin no character */
	uint64_t line;
	struct dn_arena *arena;
	struct dn_xml_element *root, *element;  /* element: the open one */
	const char *but;
	bool left;              /* something called so was left unread */
	size_t depth;
};

/* Ready for documents; ended by dn_xmlplain_release. */
void dn_xmlplain_init(struct dn_xmlplain *plain);
void dn_xmlplain_release(struct dn_xmlplain *plain);

/*
 * The root element of the document `text`, *borrowed* from `arena` and, of its
 * names, from `plain`; for `but` and `left` see dn_xml_load.  NULL when it is
 * not plain, or memory is missing: then nothing is said of it.
 */
struct dn_xml_element *dn_xmlplain_read(struct dn_xmlplain *plain,
    struct dn_span text, const char *but, struct dn_arena *arena);

#endif
