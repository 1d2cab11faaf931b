/* SPDX-License-Identifier: MIT */
/* The parts of COCO's writer: elements, spools, the document. */
#ifndef DN_FORMATS_COCO_WRITE_H
#define DN_FORMATS_COCO_WRITE_H

#include "core/names.h"
#include "formats/coco.h"
#include "formats/ids.h"

/*
 * In the spools an id that is not known yet stands between two control bytes,
 * which no JSON text holds: the number of the image, of the label, or of the
 * annotation.
 */
#define DN_COCO_IMAGE '\1'
#define DN_COCO_LABEL '\2'
#define DN_COCO_ANNOTATION '\3'

/* A writer, and the item that it is at. */
struct dn_coco_writer {
	struct dn_writing *writing;
	struct dn_sink *images, *annotations;   /* spools of elements */
	struct dn_names *items;                 /* split, NUL, id */
	struct dn_ids *image_ids, *annotation_ids;
	struct dn_bytes out;                    /* the element being written */
	struct dn_bytes batch;                  /* the item's annotations */
	struct dn_bytes key;                    /* split, NUL, id of the item */
	struct dn_bytes scratch, other;
	struct dn_item *item;
	bool own;               /* it came from a file of this format */
	size_t image;           /* the number of its image */
};

/* Begin a member of writer->out: a comma unless it is the first, its name. */
void dn_coco_begin(struct dn_bytes *out, const char *name);

/* Add a member that is a copy on one line; NULL: nothing. */
void dn_coco_copy(struct dn_coco_writer *writer, const char *name,
    const struct dn_node *node);

/* Add a member that is an id to come: see the marks above. */
void dn_coco_mark(struct dn_coco_writer *writer, const char *name, char mark,
    size_t number);

/*
 * Add what a file of this format had and the model has not: the members of
 * `source.raw`, but those that `written` (NULL-ended) lists.
 */
void dn_coco_copy_raw(struct dn_coco_writer *writer, struct dn_tree *tree,
    struct dn_node *object, const char *const *written);

/* Write an annotation that is carried into writer->out. */
int dn_coco_write_annotation(struct dn_coco_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
    DN_MUST_CHECK;

#endif
