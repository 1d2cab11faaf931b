/* SPDX-License-Identifier: MIT */
/* XML that is built: elements found or made by pointers, then written. */
#ifndef DN_FORMATS_MARKUP_H
#define DN_FORMATS_MARKUP_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "io/xml.h"

/*
 * The elements are those of io/xml.h, in an arena.  All functions return NULL,
 * and take NULL for a parent, where memory was missing: a builder asks once.
 */

/* A new element `name` (copied), the last child of `parent` unless NULL. */
struct dn_xml_element *dn_markup_add(struct dn_arena *arena,
    struct dn_xml_element *parent, struct dn_span name);

/* The same with a text, copied. */
struct dn_xml_element *dn_markup_add_text(struct dn_arena *arena,
    struct dn_xml_element *parent, struct dn_span name, struct dn_span text);

/*
 * Give the element or attribute that `pointer` names below `root` the text
 * (copied), making what is missing on the way: "/source/database",
 * "/part[2]/name" for the second of its name, "/@verified"; "/text()" behind an
 * element is its own text.  1; 0 when `pointer` is none (pointers come from
 * data: a name that XML cannot have, a number that leaves a gap, more than 200
 * steps); -1 without memory.
 */
int dn_markup_put(struct dn_arena *arena, struct dn_xml_element *root,
    struct dn_span pointer, struct dn_span text);

/*
 * Bring the children of `element` that `names` (NULL-ended) lists to the
 * front, in its order; the others keep theirs behind.
 */
void dn_markup_order(struct dn_xml_element *element,
    const char *const *names);

/*
 * Append the element and all below it, a line each, indented by tabs, with a
 * newline at the end.  False when a text held a control byte, which XML has no
 * place for: U+FFFD stands there.
 */
bool dn_markup_write(const struct dn_xml_element *root,
    struct dn_bytes *out);

/* True for a name as XML has it; of other alphabets all is taken. */
bool dn_markup_is_name(struct dn_span name);

/* True when the text is nothing but white space. */
bool dn_markup_blank(struct dn_span text);

/* The text without the white space around it. */
struct dn_span dn_markup_trim(struct dn_span text);

#endif
