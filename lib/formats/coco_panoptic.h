/* SPDX-License-Identifier: MIT */
/* COCO's maps of segments: each pixel of a PNG is the number of a segment. */
#ifndef DN_FORMATS_COCO_PANOPTIC_H
#define DN_FORMATS_COCO_PANOPTIC_H

#include "formats/coco_write.h"
#include "io/folder.h"
#include "model/canvas.h"

/* ---- reading --------------------------------------------------------- */

/*
 * Is the annotation a map of segments?  Such are read with the folder of the
 * PNGs; without it they are kept as what nobody understands.
 */
bool dn_coco_is_panoptic(const struct dn_coco_element *element);

/*
 * Open the folder of the PNGs of a document: its path without ".json".  *folder
 * is a *new* one, NULL where there is none; -1 as dn_folder_enter fails.
 */
int dn_coco_panoptic_enter(const char *path, struct dn_folder **folder,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Add the segments of a map to the item, each an annotation with its mask;
 * making->made says how many.  -1 with what is bad of it: then nothing was
 * added.  What the map itself says stands in the item's `source.raw` under
 * "/@panoptic/NAME".
 */
int dn_coco_panoptic_read(struct dn_item *item,
    const struct dn_coco_element *element, struct dn_coco_making *making,
    struct dn_err *err) DN_MUST_CHECK;

/* ---- writing --------------------------------------------------------- */

/* A segment of the present item: an annotation, and what is seen of it. */
struct dn_coco_segment {
	struct dn_annotation annotation;
	struct dn_mask mask;
	double z;
	size_t order;
	uint32_t number;                /* 0: none so far, or not seen */
	uint64_t area, seen;            /* pixels, and those that are left */
	uint32_t left, top, right, bottom;      /* of those, inclusive */
};

/* What a writer of --task panoptic has beside the rest. */
struct dn_coco_panoptic {
	struct dn_writing writing;
	struct dn_sink *document;
	struct dn_bytes name;           /* of document and folder */
	struct dn_bytes plain, path;    /* of the present PNG; escaped */
	struct dn_bytes png;
	struct dn_canvas map;
	struct dn_coco_segment *segments;       /* in their order */
	struct dn_coco_segment **above;         /* in the order of drawing */
	uint32_t *taken;                /* numbers that are, sorted */
	size_t count, cap, taken_count;
};

/*
 * A *new* one: writer->writing is from now on a copy whose `out` is put into
 * the folder at the end.  NULL as dn_sink_spool fails.
 */
struct dn_coco_panoptic *dn_coco_panoptic_new(struct dn_coco_writer *writer,
    struct dn_err *err) DN_MUST_CHECK;

/* Free it; NULL is fine. */
void dn_coco_panoptic_free(struct dn_coco_panoptic *panoptic);

/*
 * Draw what the item's annotations enclose into a map, by their `z`, then in
 * their order, and write it to the folder; its element goes to writer->batch.
 * Annotations that no pixel is left of are dropped.
 */
int dn_coco_panoptic_write(struct dn_coco_writer *writer, struct dn_err *err)
    DN_MUST_CHECK;

/* coco_segments.c: forget the segments of the item before. */
void dn_coco_segments_clear(struct dn_coco_panoptic *panoptic);

/*
 * Draw the item's annotations into panoptic->map, which then holds places in
 * panoptic->segments, from 1; those that are seen have numbers, kept where
 * they came with the item.  -1 with DN_E_NEED_SIZE, DN_E_OVERFLOW for a
 * picture or a number that is too large, DN_E_ID_CLASH for a second map of one
 * picture, or what is wrong with an annotation.
 */
int dn_coco_segments_draw(struct dn_coco_writer *writer, struct dn_err *err)
    DN_MUST_CHECK;

/* An annotation is left out: count it, and report why. */
int dn_coco_segments_leave(struct dn_coco_writer *writer,
    const struct dn_annotation *annotation, const char *why,
    struct dn_err *err) DN_MUST_CHECK;

/* The document is written: put it into the folder. */
int dn_coco_panoptic_end(struct dn_coco_writer *writer, struct dn_err *err)
    DN_MUST_CHECK;

#endif
