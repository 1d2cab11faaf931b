/* SPDX-License-Identifier: MIT */
/* XML as a pull reader with caps: no entities but the five, no DTD, no net. */
#ifndef DN_IO_XML_H
#define DN_IO_XML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "io/src.h"

enum dn_xml_event {
	DN_XML_START,   /* <name ...>; an empty element gives START and END */
	DN_XML_TEXT,    /* character data with CDATA sections, joined */
	DN_XML_END      /* </name> */
};

/*
 * A document being read.  Refused with DN_E_BAD_XML, line and column (counted
 * in characters): what is not well-formed, a DOCTYPE with an internal subset
 * (one that only names an external DTD is passed over, nothing is loaded), an
 * entity reference beyond the five, more than 256 levels, a start tag over 8
 * MiB or 1024 attributes, a text, comment or instruction over 10 MB, an
 * encoding that iconv(3) does not know.  Bytes that are not UTF-8 where they
 * should be are DN_E_BAD_UTF8.  Everything comes out as UTF-8, lines ended by
 * LF.  Names are as written, prefixes and xmlns attributes included.
 *
 * Readers are independent: any number of threads may have one each, once
 * dn_xml_setup was called.  Nothing is printed, and no handler of libxml2's is
 * left changed.
 */
struct dn_xml;

/*
 * Have libxml2 set itself up.  A program whose threads read XML calls this
 * before it starts them: left to the first readers, two would do it at once.
 */
void dn_xml_setup(void);

/* A *new* reader over `src`, which it borrows.  NULL without memory. */
struct dn_xml *dn_xml_new(struct dn_src *src, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * Go on: 1 and *event; 0 at the end of the document; -1 on error, then and
 * ever after.  Events before the error are given first.  Comments and
 * processing instructions are passed over; text goes on behind them.  White
 * space alone between tags is given as TEXT.
 */
int dn_xml_next(struct dn_xml *xml, enum dn_xml_event *event,
    struct dn_err *err) DN_MUST_CHECK;

/* Name of the element that START or END is about, borrowed until next. */
struct dn_span dn_xml_name(const struct dn_xml *xml);

/* The text of a TEXT event, never empty, borrowed until next. */
struct dn_span dn_xml_text(const struct dn_xml *xml);

/*
 * Number of attributes of a START, and one of them (`index` below that
 * number, in their order), borrowed until next.
 */
size_t dn_xml_attributes(const struct dn_xml *xml);
void dn_xml_attribute(const struct dn_xml *xml, size_t index,
    struct dn_span *name, struct dn_span *value);

/*
 * Levels of open elements: 1 inside the root.  The element of START and END
 * counts itself, so both say the same.
 */
size_t dn_xml_depth(const struct dn_xml *xml);

/* Line of the present event, from 1: of a tag's end, of a text's start. */
uint64_t dn_xml_line(const struct dn_xml *xml);

/* Column of the present event, in characters from 1; 0 of a text. */
uint64_t dn_xml_column(const struct dn_xml *xml);

/* Number of comments that were passed over so far. */
uint64_t dn_xml_comments(const struct dn_xml *xml);

/* True when the input has ended without a single byte. */
bool dn_xml_nothing(const struct dn_xml *xml);

/* Free; NULL is fine. */
void dn_xml_free(struct dn_xml *xml);

/*
 * A whole small document as a tree, for formats of a file an item.  Elements
 * hold their attributes, children in order and their own text joined.
 */
struct dn_xml_element {
	struct dn_span name;                    /* NUL-ended */
	struct dn_span text;                    /* NUL-ended, untrimmed */
	struct dn_xml_attribute *attributes;    /* list */
	struct dn_xml_element *parent, *first, *last, *next;
	uint64_t line, column;                  /* of the start tag's end */
};

/* One attribute of an element. */
struct dn_xml_attribute {
	struct dn_span name, value;             /* NUL-ended */
	struct dn_xml_attribute *next;
};

/*
 * As dn_xml_new, where `before`, borrowed, was read of the source already; it
 * is the whole where `src` is NULL, and errors name no source then.
 */
struct dn_xml *dn_xml_new_behind(struct dn_src *src, struct dn_span before,
    struct dn_err *err) DN_MUST_CHECK;

/* What loads such documents, one after the other. */
struct dn_xml_loader;

/* A *new* loader, NULL without memory; free it: NULL is fine. */
struct dn_xml_loader *dn_xml_loader_new(struct dn_err *err) DN_MUST_CHECK;
void dn_xml_loader_free(struct dn_xml_loader *loader);

/*
 * Read the document of `src` into `arena`: its root element, borrowed from
 * the arena and the loader, or NULL on error: as dn_xml_next, or
 * DN_E_NO_MEMORY when the arena has no room.  *nothing, unless NULL, tells
 * whether the input had not a single byte, which is an error too.
 *
 * The root's children of the name `but` (NULL: none) may be left unread: their
 * text is the markup within them then, legal UTF-8 with their end tag behind it
 * in place of a NUL, until the next document is loaded, and no place behind
 * them is true.
 */
struct dn_xml_element *dn_xml_load(struct dn_xml_loader *loader,
    struct dn_src *src, const char *but, struct dn_arena *arena,
    bool *nothing, struct dn_err *err) DN_MUST_CHECK;

/* Was such a child left unread in the document that was loaded last? */
bool dn_xml_left(const struct dn_xml_loader *loader);

/* Then load all of it; errors do not name the source, which may be closed. */
struct dn_xml_element *dn_xml_load_again(struct dn_xml_loader *loader,
    struct dn_arena *arena, struct dn_err *err) DN_MUST_CHECK;

/*
 * Parts of a large document as such elements: right after a START, its element
 * with its attributes alone, or with all below it, which is read up to its
 * END.  Borrowed from the arena; NULL on error, as above.
 */
struct dn_xml_element *dn_xml_tag(const struct dn_xml *xml,
    struct dn_arena *arena, struct dn_err *err) DN_MUST_CHECK;
struct dn_xml_element *dn_xml_take(struct dn_xml *xml,
    struct dn_arena *arena, struct dn_err *err) DN_MUST_CHECK;

/* First child of that name, or NULL. */
struct dn_xml_element *dn_xml_child(const struct dn_xml_element *element,
    const char *name);

/* Value of the attribute of that name, *borrowed*; `ptr` NULL if absent. */
struct dn_span dn_xml_value(const struct dn_xml_element *element,
    const char *name);

/*
 * Append a text or attribute value so that it is read back the same: & < > "
 * tab and line ends escaped.  XML has no place for other control bytes: they
 * become U+FFFD, and then false is returned, for the report of losses.
 */
bool dn_xml_escape(struct dn_bytes *out, struct dn_span text);

#endif
