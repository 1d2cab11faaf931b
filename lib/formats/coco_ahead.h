/* SPDX-License-Identifier: MIT */
/* The index of a COCO document, read some images ahead. */
#ifndef DN_FORMATS_COCO_AHEAD_H
#define DN_FORMATS_COCO_AHEAD_H

#include "formats/coco_index.h"
#include "io/store.h"

/*
 * What an index gives, image by image.  Annotations that stand apart from those
 * before them are found some images ahead, and their texts read in the order of
 * the document: so many looks at places all over it become few.
 */
struct dn_coco_ahead;

/*
 * A *new* look ahead through an index that begins, and its document, both
 * *borrowed*, with about `memory` bytes.  NULL without memory.
 */
struct dn_coco_ahead *dn_coco_ahead_new(struct dn_coco_index *index,
    struct dn_store *store, size_t memory);

/* Free it; NULL is fine. */
void dn_coco_ahead_free(struct dn_coco_ahead *ahead);

/* As dn_coco_index_next_image; what is left of the one before is passed. */
int dn_coco_ahead_image(struct dn_coco_ahead *ahead,
    struct dn_coco_place *place, struct dn_err *err) DN_MUST_CHECK;

/*
 * As dn_coco_index_next_annotation, with its text, *borrowed* until the next
 * call; absent where it is to be read from the document.
 */
int dn_coco_ahead_annotation(struct dn_coco_ahead *ahead,
    struct dn_coco_place *place, struct dn_span *text, struct dn_err *err)
    DN_MUST_CHECK;

#endif
