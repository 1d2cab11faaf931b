/* SPDX-License-Identifier: MIT */
/* What an XML format has and the model has not, kept in `source.raw`. */
#ifndef DN_FORMATS_RAWXML_H
#define DN_FORMATS_RAWXML_H

#include <stddef.h>

#include "core/bytes.h"
#include "io/tree.h"
#include "io/xml.h"

#define DN_RAWXML_MOST 10000    /* things kept of one item */

/*
 * Texts and attribute values go to the `source.raw` of an object, under the
 * pointer that dn_markup_put understands, relative to that object's element.
 */
struct dn_rawxml {
	struct dn_tree *tree;           /* set for each item, with count 0 */
	size_t count;                   /* things kept so far */
	struct dn_bytes pointer;        /* of what is kept next */
};

/* Ready for items; ended by dn_rawxml_release. */
void dn_rawxml_init(struct dn_rawxml *raw);
void dn_rawxml_release(struct dn_rawxml *raw);

/* The pointer becomes `pointer`. */
void dn_rawxml_at(struct dn_rawxml *raw, const char *pointer);

/*
 * Append "/name" of an element that has a parent, with "[n]" for all but the
 * first child of that name.  Returns n.
 */
size_t dn_rawxml_step(struct dn_rawxml *raw,
    const struct dn_xml_element *element);

/*
 * Keep a text under the pointer.  This and the functions below return -1 with
 * DN_E_BAD_FORMAT past DN_RAWXML_MOST.
 */
int dn_rawxml_keep(struct dn_rawxml *raw, struct dn_node *object,
    struct dn_span text, struct dn_err *err) DN_MUST_CHECK;

/*
 * Keep the text, if there is any, that stands between the children of an
 * element whose pointer stands, without the white space around it.
 */
int dn_rawxml_text(struct dn_rawxml *raw, struct dn_node *object,
    const struct dn_xml_element *element, struct dn_err *err) DN_MUST_CHECK;

/* Keep an element whose pointer stands: its text, and all below it. */
int dn_rawxml_element(struct dn_rawxml *raw, struct dn_node *object,
    const struct dn_xml_element *element, struct dn_err *err) DN_MUST_CHECK;

/*
 * Keep the attributes of an element whose pointer stands, and its children but
 * the first of each name in `first` (NULL-ended) and all of the name `every`;
 * both may be NULL.
 */
int dn_rawxml_rest(struct dn_rawxml *raw, struct dn_node *object,
    const struct dn_xml_element *element, const char *const *first,
    const char *every, struct dn_err *err) DN_MUST_CHECK;

/*
 * Keep what stands beside the text in the first child of each of `names`
 * (NULL-ended) of an element whose pointer stands: attributes and children.
 */
int dn_rawxml_beside(struct dn_rawxml *raw, struct dn_node *object,
    const struct dn_xml_element *element, const char *const *names,
    struct dn_err *err) DN_MUST_CHECK;

#endif
