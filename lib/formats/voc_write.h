/* SPDX-License-Identifier: MIT */
/* What the rooms of VOC's writer share: the document, objects, what is kept. */
#ifndef DN_FORMATS_VOC_WRITE_H
#define DN_FORMATS_VOC_WRITE_H

#include <stdbool.h>

#include "formats/voc.h"

/* A writer, and the item that it is at. */
struct dn_voc_writer {
	struct dn_writing *writing;
	struct dn_arena arena;
	struct dn_bytes out, name;

	/* The present item. */
	struct dn_item *item;
	bool own;                       /* it came from a file of this format */
	bool typed;                     /* each object says which box it has */
	const struct dn_voc_dialect *dialect;
	bool rounded;                   /* an object is not as it was */
};

/* All below: 0; -1 with `err`, of bad geometry, memory or the loss report. */

/* A new child of `parent` with that text. */
int dn_voc_add_text(struct dn_voc_writer *writer,
    struct dn_xml_element *parent, const char *name, struct dn_span text,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Bring back `source.raw` of `object`, the item or its `annotation`, below its
 * element: what has no place there is reported as lost.
 */
int dn_voc_add_raw(struct dn_voc_writer *writer,
    struct dn_xml_element *element, struct dn_node *object,
    struct dn_node *annotation, struct dn_err *err) DN_MUST_CHECK;

/* An <object> for each annotation that can be carried; all are counted. */
int dn_voc_add_objects(struct dn_voc_writer *writer,
    struct dn_xml_element *root, struct dn_err *err) DN_MUST_CHECK;

#endif
