/* SPDX-License-Identifier: MIT */
/* LabelMe's shapes and the record's annotations, for its reader and writer. */
#ifndef DN_FORMATS_LABELME_H
#define DN_FORMATS_LABELME_H

#include <stdbool.h>
#include <stddef.h>

#include "core/names.h"
#include "formats/jsonfile.h"
#include "formats/labelme_geometry.h"

/* ---- paths ----------------------------------------------------------- */

/*
 * Append the path of a picture below the given folder: `path` as a document
 * of the name `document` there has it.  True when it is below that folder.
 */
bool dn_labelme_path(struct dn_bytes *out, struct dn_span document,
    struct dn_span path);

/* The way back: the path of a picture, seen from the document. */
void dn_labelme_relative(struct dn_bytes *out, struct dn_span document,
    struct dn_span path);

/* True for the first bytes of a document of the older LabelMe, in XML. */
bool dn_labelme_is_old(struct dn_span head);

/* True when `text` is what the texts of notes are joined to: a line each. */
bool dn_labelme_notes_are(struct dn_tree *tree, struct dn_node *notes,
    struct dn_span text);

/* A key of `source.raw`: the size is that of the picture in the document. */
#define DN_LABELME_EMBEDDED "embedded-size"

/* ---- reading --------------------------------------------------------- */

/* A reader, and the document that it is at. */
struct dn_labelme_reader {
	struct dn_jsonfile at;          /* the document, whole */
	struct dn_bytes text, name, path, mask; /* scratch */
	struct dn_item *item;
	struct dn_labelme_size size;    /* of its picture */
};

/*
 * Add the annotation of a shape, the `number`th, to reader->item.  A bad one
 * is rejected and left out: 0.  -1 when the run ends of it.
 */
int dn_labelme_read_shape(struct dn_labelme_reader *reader,
    struct dn_node *shape, uint64_t number, struct dn_err *err)
    DN_MUST_CHECK;

/* ---- writing --------------------------------------------------------- */

/* A writer, and the item that it is at. */
struct dn_labelme_writer {
	struct dn_writing *writing;
	struct dn_bytes out;                    /* the document */
	struct dn_bytes shapes, flags, caption; /* its parts */
	struct dn_bytes points, mask, text, name;       /* scratch */
	struct dn_names *classes;               /* flags so far */
	struct dn_names *groups;                /* those that are no numbers */
	int64_t group;                          /* the first free group_id */
	struct dn_item *item;
	bool own;               /* it came from a document of this format */
};

/*
 * Add what an annotation that is carried is written as to writer->shapes, or
 * to the flags or description of the picture.  1; 0 when it could not be,
 * which was reported; -1 with `err`.
 */
int dn_labelme_write_annotation(struct dn_labelme_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
    DN_MUST_CHECK;

/* What `source.raw` keeps under a pointer; NULL for items from elsewhere. */
struct dn_node *dn_labelme_own_raw(struct dn_labelme_writer *writer,
    struct dn_node *node, const char *pointer);

/* Add a shape that was not understood, of which all was kept: 1. */
int dn_labelme_write_kept(struct dn_labelme_writer *writer,
    struct dn_node *node);

/*
 * A shape to be written: `node` is the annotation that its other members come
 * from, `name` its label where that is not the annotation's.  The others are
 * JSON; without a `group` it is the annotation's.
 */
struct dn_labelme_shape {
	struct dn_node *node;
	struct dn_span name, points, type, group, mask;
	bool hidden;            /* a keypoint that is */
};

/* Add it to writer->shapes. */
int dn_labelme_write_shape(struct dn_labelme_writer *writer,
    const struct dn_labelme_shape *shape, struct dn_err *err) DN_MUST_CHECK;

/* The functions of the descriptor: see format.h. */
void *dn_labelme_read_open(struct dn_reading *reading, struct dn_err *err);
int dn_labelme_read_next(void *state, struct dn_item *item,
    struct dn_span *raw, struct dn_err *err);
void dn_labelme_read_close(void *state);
void *dn_labelme_write_open(struct dn_writing *writing, struct dn_err *err);
int dn_labelme_write_item(void *state, struct dn_item *item,
    struct dn_err *err);
int dn_labelme_write_end(void *state, struct dn_err *err);
void dn_labelme_write_close(void *state);

#endif
