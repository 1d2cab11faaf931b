/* SPDX-License-Identifier: MIT */
/* COCO's members and the record's, both ways, for its reader and writer. */
#ifndef DN_FORMATS_COCO_H
#define DN_FORMATS_COCO_H

#include <stdbool.h>
#include <stddef.h>

#include "core/names.h"
#include "formats/format.h"
#include "io/folder.h"
#include "model/mask.h"

/* ---- shared by both -------------------------------------------------- */

/* What a `segmentation` is. */
enum dn_coco_segmentation {
	DN_COCO_NOTHING,        /* null, [] or absent */
	DN_COCO_POLYGONS,
	DN_COCO_MASK
};

/*
 * Tell what `value`, a segmentation that was scanned, is.  -1 with
 * DN_E_BAD_VALUE when it is none: numbers and lists mixed, a number missing,
 * run lengths that do not fill the picture.  Polygons are appended to `out`
 * (NULL: only checked) as `polygons` of the record, digits kept; a mask's runs,
 * or those of all parts in a list of them together, are put into `mask` in
 * place of what is there.  *same tells that the way back gives the same
 * segmentation again.
 */
int dn_coco_segment(const struct dn_json_value *value, struct dn_bytes *out,
    struct dn_mask *mask, enum dn_coco_segmentation *what, bool *same,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * A `bbox`: 1 when it is four numbers, 0 when it is null or [], -1 with
 * DN_E_BAD_TYPE or DN_E_BAD_VALUE.
 */
int dn_coco_box(const struct dn_json_value *value, struct dn_err *err)
    DN_MUST_CHECK;

/* The same for `keypoints`, appended to `out` (NULL: only checked). */
int dn_coco_keypoints(const struct dn_json_value *value, struct dn_bytes *out,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Visibilities of `keypoints`, as dn_coco_keypoints appends them to an empty
 * buffer, become 0, 1 or 2: detectors write how sure they are in that place.
 * False where one was something else.
 */
bool dn_coco_settle(struct dn_bytes *keypoints);

/* Set an error about a value, with its pointer as field; returns -1. */
int dn_coco_refuse(const struct dn_json_value *value, struct dn_err *err,
    enum dn_code code, const char *field, const char *why);

/* ---- elements -------------------------------------------------------- */

/* The members that the record has a place for. */
enum dn_coco_member {
	DN_COCO_ID, DN_COCO_IMAGE_ID, DN_COCO_CATEGORY_ID,
	DN_COCO_SEGMENTATION, DN_COCO_KEYPOINTS, DN_COCO_NUM_KEYPOINTS,
	DN_COCO_BBOX, DN_COCO_AREA, DN_COCO_ISCROWD, DN_COCO_SCORE,
	DN_COCO_CAPTION, DN_COCO_ATTRIBUTES, DN_COCO_SEGMENTS,
	DN_COCO_FILE_NAME, DN_COCO_WIDTH, DN_COCO_HEIGHT,
	DN_COCO_MEMBERS
};

/* An element of `images` or `annotations`, taken apart by the scanner. */
struct dn_coco_element {
	struct dn_json_value whole;
	struct dn_json_value member[DN_COCO_MEMBERS];   /* or type NONE */
	bool image;
};

/* The members as *new* fields for the scanner, NULL without memory. */
struct dn_json_fields *dn_coco_fields(struct dn_err *err);

/*
 * Is the annotation, seen by itself, in order?  -1 with what is not.  `mask` is
 * for what is between: it is not read, and its memory is used again.
 */
int dn_coco_check(const struct dn_coco_element *element,
    struct dn_mask *mask, struct dn_err *err) DN_MUST_CHECK;

/* ---- categories ------------------------------------------------------ */

#define DN_COCO_PLAIN 1024      /* ids below are found without a look-up */

/* The categories of a document, and the header that they become. */
struct dn_coco_categories {
	struct dn_item header;
	struct dn_names *ids;           /* canonical ids */
	struct dn_names *labels;        /* names, in the header's order */
	struct dn_coco_label *of;       /* for each id */
	size_t count, cap;              /* ids so far */
	size_t odd;                     /* categories that are no labels */
	uint32_t plain[DN_COCO_PLAIN];  /* number of an id, and 1 */
	/* Ids that annotations ask for: plain ones, others. */
	bool asked[DN_COCO_PLAIN];
	struct dn_names *asked_others;
};

/* Begin; -1 without memory.  Release is due either way. */
int dn_coco_categories_init(struct dn_coco_categories *categories,
    struct dn_err *err) DN_MUST_CHECK;
void dn_coco_categories_release(struct dn_coco_categories *categories);

/* Add one element of `categories`, scanned. */
int dn_coco_category(struct dn_coco_categories *categories,
    const struct dn_json_value *value, struct dn_err *err) DN_MUST_CHECK;

/*
 * A `color` of three numbers as "#rrggbb"; a `skeleton` of edges counted from 1
 * as `edges` counted from 0, appended to `out`, which is empty.  False when it
 * is none.  *same: the writer spells it like that.
 */
bool dn_coco_read_color(struct dn_tree *tree, struct dn_node *list,
    char color[8], bool *same);
bool dn_coco_read_skeleton(struct dn_tree *tree, struct dn_node *list,
    struct dn_bytes *out, bool *same);

/* Add another member of the document, scanned, to the header. */
int dn_coco_member(struct dn_coco_categories *categories,
    struct dn_span name, const struct dn_json_value *value,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * The document has no list of that name: the header's `source.raw` says so
 * under "/@absent/NAME", which is no pointer to a member.
 */
int dn_coco_lacks(struct dn_coco_categories *categories, const char *name,
    struct dn_err *err) DN_MUST_CHECK;

/* What a category id stands for. */
struct dn_coco_label {
	struct dn_span json;    /* the label's name as JSON; absent: unknown */
	struct dn_span id;      /* the label's own as it is spelt, or absent */
};

/* Look a category id up. */
struct dn_coco_label
dn_coco_find(const struct dn_coco_categories *categories,
    const struct dn_json_value *id, struct dn_bytes *scratch);

/* Note that an annotation asks for an id; -1 without memory. */
int dn_coco_ask(struct dn_coco_categories *categories,
    const struct dn_json_value *id, struct dn_bytes *scratch,
    struct dn_err *err) DN_MUST_CHECK;

/* True when all ids that were asked for are there. */
bool dn_coco_answered(const struct dn_coco_categories *categories);

/* ---- to the record --------------------------------------------------- */

/*
 * Fill `item` from an element of `images`.  `keep_suffix` as in dn_reading.
 */
int dn_coco_image(struct dn_item *item, const struct dn_coco_element *image,
    bool keep_suffix, struct dn_err *err) DN_MUST_CHECK;

/* The same from the first of its results: there is nothing but them. */
int dn_coco_result(struct dn_item *item, const struct dn_coco_element *result,
    struct dn_err *err) DN_MUST_CHECK;

/* What annotations are read with. */
struct dn_coco_making {
	const struct dn_coco_categories *categories;
	bool results;           /* they are elements of a results file */
	size_t number;          /* of the annotation in its item */
	bool repeated;          /* its id is that of another one, too */
	struct dn_span image;   /* the image's id as it is spelt */
	struct dn_names *ids;   /* of the item so far, or NULL: no matter */
	struct dn_bytes *scratch;
	struct dn_mask *mask;
	/* For maps of segments: their folder or NULL; how many were made. */
	const struct dn_folder *panoptic;
	struct dn_json *json;
	size_t made;
};

/*
 * Is there the category that the annotation asks for?  -1 with DN_E_UNKNOWN_ID
 * otherwise, but in results, which bring none, and of captions.
 */
int dn_coco_check_category(const struct dn_coco_making *making,
    const struct dn_coco_element *element, struct dn_err *err) DN_MUST_CHECK;

/*
 * Add an annotation to the item.  The values must live as long as the item is
 * used.  -1 with data that is bad: then nothing was added.
 */
int dn_coco_annotation(struct dn_item *item,
    const struct dn_coco_element *element, struct dn_coco_making *making,
    struct dn_err *err) DN_MUST_CHECK;

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
