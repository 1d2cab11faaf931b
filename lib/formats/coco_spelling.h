/* SPDX-License-Identifier: MIT */
/* Ids that a document spells in more than one way, on their way back. */
#ifndef DN_FORMATS_COCO_SPELLING_H
#define DN_FORMATS_COCO_SPELLING_H

#include "formats/coco_write.h"

/*
 * An annotation may spell the id of its image or category otherwise than these
 * do, as 7.0 for 7, or have that of a second category with the name of a first.
 * Which ids come out is known at the end alone: so the spelling goes into the
 * spool, and takes the place of the id behind it if it means the same.
 */
struct dn_coco_spellings {
	struct dn_coco_writer *writer;
	bool within;                    /* in a spelling, between its marks */
	struct dn_bytes text;           /* the one for the id that comes next */
	struct dn_bytes key, other;
};

/* The node whose `source` is the headers' own, where it is this format's. */
struct dn_node *dn_coco_own_header(struct dn_coco_writer *writer);

/* The place of a category that was kept whole; false for other members. */
bool dn_coco_odd_place(const struct dn_node *node, size_t *place);

/*
 * Does the header, as far as it came, keep a category whole that has this id,
 * and that annotations have as this label?  1, 0, or -1 without memory.
 */
int dn_coco_has_whole(struct dn_coco_writer *writer, struct dn_span label,
    struct dn_span id, struct dn_err *err) DN_MUST_CHECK;

/*
 * Add a spelling that was kept to writer->out, in front of the id; NULL, and
 * what is neither number nor string: nothing.
 */
void dn_coco_add_spelling(struct dn_coco_writer *writer,
    struct dn_node *kept);

/*
 * The "color" or "skeleton" that was kept of a label of the headers, as far as
 * it holds: it spells what the label says, or the label says nothing as nobody
 * understood it.  Else NULL.
 */
struct dn_node *dn_coco_drawing(struct dn_tree *tree, struct dn_node *label,
    const char *name);

/* Begin with none; release is due. */
void dn_coco_spellings_init(struct dn_coco_spellings *spellings,
    struct dn_coco_writer *writer);
void dn_coco_spellings_release(struct dn_coco_spellings *spellings);

/*
 * An id, that of the category `label` or (where that is absent) of an image,
 * stands at the end of `out` from `begun` on: put its spelling there, if there
 * is one that means the same.  `nameless`: results are written, and no header
 * has a number for the label.  -1 without memory.
 */
int dn_coco_spell(struct dn_coco_spellings *spellings, struct dn_span label,
    bool nameless, struct dn_bytes *out, size_t begun, struct dn_err *err)
    DN_MUST_CHECK;

#endif
