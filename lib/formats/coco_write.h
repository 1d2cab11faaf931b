/* SPDX-License-Identifier: MIT */
/* The parts of COCO's writer: elements, spools, the document. */
#ifndef DN_FORMATS_COCO_WRITE_H
#define DN_FORMATS_COCO_WRITE_H

#include "formats/coco.h"
#include "formats/ids.h"
#include "io/keys.h"

/*
 * In the spools an id that is not known yet stands between two control bytes,
 * which no JSON text holds: the number of the image, of the label, or of the
 * annotation.
 */
#define DN_COCO_IMAGE '\1'
#define DN_COCO_LABEL '\2'
#define DN_COCO_ANNOTATION '\3'

/*
 * Between two of these stands what a document has and results have not, and
 * the other way round.
 */
#define DN_COCO_NO_RESULT '\4'
#define DN_COCO_RESULT '\5'

/* Between two of these an id is spelt: see coco_spelling.h. */
#define DN_COCO_SPELLING '\6'

/* Here stands what says that there is no category, where others have one. */
#define DN_COCO_NO_LABEL '\7'

/*
 * Between two of these stands what an annotation says of its id where it is as
 * it came, and where all are numbered.
 */
#define DN_COCO_CAME '\10'
#define DN_COCO_NUMBERED '\11'

#define DN_COCO_TEXT 10         /* from here on bytes are no marks */

/* Names for --task, in the order of the enum without its first. */
extern const char *const dn_coco_tasks[];

/* What is written, by --task. */
enum dn_coco_task {
	DN_COCO_ANY,            /* results if all that came were results */
	DN_COCO_INSTANCES,
	DN_COCO_SKELETONS,
	DN_COCO_CAPTIONS,
	DN_COCO_RESULTS,
	DN_COCO_PANOPTIC
};

/* A writer, and the item that it is at. */
struct dn_coco_writer {
	struct dn_writing *writing;
	struct dn_coco_panoptic *panoptic;      /* of its task, or NULL */
	enum dn_coco_task task;
	struct dn_sink *images, *annotations;   /* spools of elements */
	struct dn_keys *items;                  /* split, NUL, id: its image */
	struct dn_ids *image_ids, *annotation_ids;
	struct dn_names *whole;                 /* see dn_coco_has_whole */
	struct dn_span *category_ids;           /* at the end, of each label */
	struct dn_bytes out;                    /* the element being written */
	struct dn_bytes batch;                  /* the item's annotations */
	struct dn_bytes key;                    /* split, NUL, id of the item */
	struct dn_bytes scratch, other;
	struct dn_item *item;
	bool own;               /* it came from a file of this format */
	bool result;            /* and that was one of results */
	bool can_be[2];         /* what the output can be: document, results */
	size_t results;         /* images of which that is true so far */
	double width, height;   /* of its picture, 0 where unknown */
	size_t image;           /* the number of its image */
};

/* What is known of an annotation's geometry, for what was not given. */
struct dn_coco_outline {
	struct dn_box box;
	double area;
	bool known;
};

/* The name of a member as it is written, which a literal needs no look for. */
#define DN_COCO_NAME(name) DN_SPAN("\"" name "\":")

/* Begin a member of writer->out: a comma unless it is the first, its name. */
static inline void
dn_coco_begin(struct dn_bytes *out, struct dn_span name)
{
	if (out->len > 0 && out->data[out->len - 1] != '{')
		dn_bytes_add_byte(out, ',');
	dn_bytes_add_span(out, name);
}

/* Add a member that is a copy on one line; NULL: nothing. */
void dn_coco_copy(struct dn_coco_writer *writer, struct dn_span name,
    const struct dn_node *node);

/* Add the id of an image: itself if it is known by now, else its mark. */
void dn_coco_add_image_id(struct dn_coco_writer *writer);

/* A member of `source.raw` of an annotation that is of this format, or NULL. */
struct dn_node *dn_coco_own_raw(struct dn_coco_writer *writer,
    struct dn_node *object, const char *pointer);

/*
 * Add `segmentation`, if there is one, in the form that it came in, if it came;
 * fill `known` from it.
 */
int dn_coco_write_segmentation(struct dn_coco_writer *writer,
    const struct dn_annotation *annotation, struct dn_coco_outline *known,
    struct dn_err *err) DN_MUST_CHECK;

/* True when what comes out is an array of results. */
bool dn_coco_writes_results(const struct dn_coco_writer *writer);

/*
 * Is the annotation one of the task?  Otherwise 0, and it is told as dropped;
 * -1 when that fails.
 */
int dn_coco_is_of_task(struct dn_coco_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err) DN_MUST_CHECK;

/*
 * Add `category_id`; add what stands behind `bbox` and `area`: iscrowd, score,
 * caption, attributes, and what the model lacks.
 */
int dn_coco_write_category(struct dn_coco_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
    DN_MUST_CHECK;
int dn_coco_write_rest(struct dn_coco_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
    DN_MUST_CHECK;

/* Add an annotation that is carried to writer->out. */
int dn_coco_write_annotation(struct dn_coco_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * Do keypoints that were kept, settled by dn_coco_settle, still say what
 * `keypoints` of the annotation say?  writer->other is used.
 */
bool dn_coco_keypoints_stay(struct dn_coco_writer *writer,
    const struct dn_node *kept, struct dn_node *keypoints);

#endif
