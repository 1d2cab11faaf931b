/* SPDX-License-Identifier: MIT */
/* COCO's members and the record's, both ways, for its reader and writer. */
#ifndef DN_FORMATS_COCO_H
#define DN_FORMATS_COCO_H

#include <stdbool.h>
#include <stddef.h>

#include "core/names.h"
#include "formats/format.h"
#include "model/mask.h"

/* ---- shared by both -------------------------------------------------- */

/* What a `segmentation` is. */
enum dn_coco_segmentation {
	DN_COCO_NOTHING,        /* null, [] or absent */
	DN_COCO_POLYGONS,
	DN_COCO_MASK
};

/*
 * Tell what `node`, a segmentation, is.  -1 with DN_E_BAD_VALUE when it is
 * none: numbers and lists mixed, a number missing, run lengths that do not
 * fill the picture.  Polygons are appended to `out` as `polygons` of the
 * record, digits kept; a mask's runs to `mask`, which must be empty.  *same
 * tells that the way back gives the same segmentation again.
 */
int dn_coco_segment(struct dn_tree *tree, struct dn_node *node,
    struct dn_bytes *out, struct dn_mask *mask,
    enum dn_coco_segmentation *what, bool *same, struct dn_err *err)
    DN_MUST_CHECK;

/* ---- reading --------------------------------------------------------- */

/* The categories of a document, and the header that they become. */
struct dn_coco_categories {
	struct dn_item header;
	struct dn_names *ids;           /* canonical ids */
	struct dn_names *labels;        /* names, in the header's order */
	size_t *label_of;               /* for each id; see dn_coco_label */
	size_t count, cap;              /* ids so far */
	size_t odd;                     /* categories that are no labels */
};

/* Begin; -1 without memory.  Release is due either way. */
int dn_coco_categories_init(struct dn_coco_categories *categories,
    struct dn_err *err) DN_MUST_CHECK;
void dn_coco_categories_release(struct dn_coco_categories *categories);

/* Add one element of `categories`, scanned. */
int dn_coco_category(struct dn_coco_categories *categories,
    const struct dn_json_value *value, struct dn_err *err) DN_MUST_CHECK;

/* Add another member of the document, scanned, to the header. */
int dn_coco_member(struct dn_coco_categories *categories,
    struct dn_span name, const struct dn_json_value *value,
    struct dn_err *err) DN_MUST_CHECK;

/* Append the canonical text of an id, of any type. */
void dn_coco_id(struct dn_bytes *out, const struct dn_node *id);

/* Where the label of a category stands, and whether it has its id. */
struct dn_coco_label {
	bool known, exact;
	struct dn_span name;
};

/* Look a category id up. */
struct dn_coco_label
dn_coco_find(const struct dn_coco_categories *categories,
    const struct dn_node *id, struct dn_bytes *scratch);

/*
 * Fill `item` from an element of `images`.  `keep_suffix` as in dn_reading.
 */
int dn_coco_image(struct dn_item *item, struct dn_node *image,
    bool keep_suffix, struct dn_err *err) DN_MUST_CHECK;

/*
 * Add the annotation that `node`, of the item's tree, is in COCO.  `results`:
 * an element of a results file.  -1 with data that is bad: then nothing was
 * added.
 */
int dn_coco_annotation(struct dn_item *item, struct dn_node *node,
    const struct dn_coco_categories *categories, bool results,
    struct dn_bytes *scratch, struct dn_err *err) DN_MUST_CHECK;

/* The functions of the descriptor: see format.h. */
void *dn_coco_read_open(struct dn_reading *reading, struct dn_err *err);
int dn_coco_read_next(void *state, struct dn_item *item, struct dn_span *raw,
    struct dn_err *err);
void dn_coco_read_close(void *state);
void *dn_coco_write_open(struct dn_writing *writing, struct dn_err *err);
int dn_coco_write_item(void *state, struct dn_item *item,
    struct dn_err *err);
int dn_coco_write_end(void *state, struct dn_err *err);
void dn_coco_write_close(void *state);

#endif
