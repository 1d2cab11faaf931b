/* SPDX-License-Identifier: MIT */
/* What the rooms of VOC's writer share: the document, objects, what is kept. */
#ifndef DN_FORMATS_VOC_WRITE_H
#define DN_FORMATS_VOC_WRITE_H

#include <stdbool.h>

#include "formats/voc.h"

/* The lists of ImageSets, gathered up to the end. */
struct dn_voc_lists;

/* The pictures of segmentation of an item, and their classes. */
struct dn_voc_paint;

/* A writer, and the item that it is at. */
struct dn_voc_writer {
	struct dn_writing *writing;
	struct dn_arena arena;
	struct dn_bytes out, name;      /* a file, and what it is called */
	struct dn_voc_lists *lists;
	struct dn_voc_paint *paint;

	/* The present item. */
	struct dn_item *item;
	bool own;                       /* it came from a file of this format */
	size_t depth;                   /* of elements, where not */
	bool unclean;                   /* a text had what XML has not */
	bool typed;                     /* each object says which box it has */
	const struct dn_voc_dialect *dialect;
	bool rounded;                   /* an object is not as it was */
	uint64_t objects;               /* elements of the document */
};

/* All below: 0; -1 with `err`, of bad geometry, memory or the loss report. */

/*
 * What an item of this format brings has its own place in the document, so it
 * is built as elements.  Any other is printed into writer->out as it goes:
 * then `parent` and *element are NULL.
 */

/* Begin an element, the last of `parent`; its children follow, then its end. */
int dn_voc_open(struct dn_voc_writer *writer, struct dn_xml_element *parent,
    struct dn_span name, struct dn_xml_element **element, struct dn_err *err)
    DN_MUST_CHECK;

/* End it. */
void dn_voc_end(struct dn_voc_writer *writer, struct dn_span name);

/* A new child of `parent` with that text. */
int dn_voc_add_text(struct dn_voc_writer *writer,
    struct dn_xml_element *parent, struct dn_span name, struct dn_span text,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Print <bndbox> and the polygons of an annotation that is of an item from
 * elsewhere, from their text alone: 1; 0, and nothing is done, where they are
 * not as most are, and so are not even known to be good.
 */
int dn_voc_print_shapes(struct dn_voc_writer *writer,
    const struct dn_annotation *annotation);

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

/* ---- ImageSets ------------------------------------------------------- */

/* A *new* gathering of lists, NULL without memory; free it: NULL is fine. */
struct dn_voc_lists *dn_voc_lists_new(void);
void dn_voc_lists_free(struct dn_voc_lists *lists);

/* The lists that an item of this format was kept with, or NULL. */
struct dn_node *dn_voc_kept_lists(struct dn_item *item);

/*
 * List the present item, whose document is writer->name: where it was, and by
 * its split.  Where the split is no longer what its lists said, those of Main
 * are left out and reported.  In memory is a line of each list.
 */
int dn_voc_list_item(struct dn_voc_writer *writer, struct dn_err *err)
    DN_MUST_CHECK;

/* Write all lists, also those of nothing that a header tells of. */
int dn_voc_lists_write(struct dn_voc_writer *writer, struct dn_err *err)
    DN_MUST_CHECK;

/* ---- pictures of segmentation ---------------------------------------- */

/* *New* paint, NULL without memory; free it: NULL is fine. */
struct dn_voc_paint *dn_voc_paint_new(void);
void dn_voc_paint_free(struct dn_voc_paint *paint);

/* Begin the pictures of the present item: those that it came with. */
int dn_voc_paint_begin(struct dn_voc_writer *writer, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * Paint the mask of an annotation, if it has one, as the `object`th (0: it is
 * of a class alone) over those before; what cannot be is reported as lost.
 */
int dn_voc_paint_object(struct dn_voc_writer *writer,
    const struct dn_annotation *annotation, uint64_t object,
    struct dn_err *err) DN_MUST_CHECK;

/* Has the item pictures? */
bool dn_voc_paint_begun(const struct dn_voc_paint *paint);

/* Write the pictures of the item whose document is writer->name. */
int dn_voc_paint_end(struct dn_voc_writer *writer, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * Write labelmap.txt, as it was, or where classes have other numbers or names
 * than the devkit's.
 */
int dn_voc_paint_finish(struct dn_voc_writer *writer, struct dn_err *err)
    DN_MUST_CHECK;

#endif
