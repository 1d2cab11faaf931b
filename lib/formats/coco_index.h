/* SPDX-License-Identifier: MIT */
/* Where the images and annotations of a COCO document stand. */
#ifndef DN_FORMATS_COCO_INDEX_H
#define DN_FORMATS_COCO_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "io/json.h"

/* Where an element stands in its document; the column may be 0, unknown. */
struct dn_coco_place {
	uint64_t offset, column;
	uint32_t length, line;
};

/*
 * The elements of a document, put in as the document has them and given back
 * image by image, each with its annotations.  The index takes some bytes an
 * element, and is on disk past its memory; ids that are no integers of 62 bits
 * stay in memory.
 */
struct dn_coco_index;

/*
 * A *new* index that holds about `memory` bytes.  Of `results` there are no
 * images: each that an annotation names is one, and stands where it does.
 * NULL without memory.
 */
struct dn_coco_index *dn_coco_index_new(bool results, size_t memory);

/* Free it; NULL is fine. */
void dn_coco_index_free(struct dn_coco_index *index);

/*
 * Put an image in, with its id, or an annotation with that of its image; an id
 * of null or none is none.  -1 without memory or with DN_E_WRITE.
 */
int dn_coco_index_image(struct dn_coco_index *index,
    const struct dn_json_value *id, const struct dn_coco_place *place,
    struct dn_err *err) DN_MUST_CHECK;
int dn_coco_index_annotation(struct dn_coco_index *index,
    const struct dn_json_value *id, const struct dn_coco_place *place,
    struct dn_err *err) DN_MUST_CHECK;

/* Put the own id of an annotation in; null and none are passed over. */
int dn_coco_index_id(struct dn_coco_index *index,
    const struct dn_json_value *id, struct dn_err *err) DN_MUST_CHECK;

/* Nothing more is put in: find out what belongs to what. */
int dn_coco_index_close(struct dn_coco_index *index, struct dn_err *err)
    DN_MUST_CHECK;

/* True when each image has an id of its own, and each annotation an image. */
bool dn_coco_index_sound(const struct dn_coco_index *index);

/* Annotations whose id another one has, too; and whether this is such an id. */
uint64_t dn_coco_index_repeats(const struct dn_coco_index *index);
bool dn_coco_index_repeated(const struct dn_coco_index *index,
    const struct dn_json_value *id);

/* Begin to give all from the first image on; may be called again. */
int dn_coco_index_begin(struct dn_coco_index *index, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * Asked of all images, and of all annotations, in the order of the document: is
 * it the first with its id; is there its image?  1, 0 or -1.
 */
int dn_coco_index_is_image(struct dn_coco_index *index, struct dn_err *err)
    DN_MUST_CHECK;
int dn_coco_index_has_image(struct dn_coco_index *index, uint64_t offset,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * The next image that is one: 1 and its place, 0 behind the last, -1.  Then
 * the next annotation of it, likewise, in the order of the document.
 */
int dn_coco_index_next_image(struct dn_coco_index *index,
    struct dn_coco_place *place, struct dn_err *err) DN_MUST_CHECK;
int dn_coco_index_next_annotation(struct dn_coco_index *index,
    struct dn_coco_place *place, struct dn_err *err) DN_MUST_CHECK;

#endif
