/* SPDX-License-Identifier: MIT */
/* The parts of CVAT's writer: tags, shapes, items, the document's head. */
#ifndef DN_FORMATS_CVAT_WRITE_H
#define DN_FORMATS_CVAT_WRITE_H

#include "core/names.h"
#include "formats/cvat.h"
#include "io/xml.h"

/* ---- tags ------------------------------------------------------------ */

#define DN_CVAT_TAG_MOST 1024   /* attributes, as io/xml.h reads them */

/* An attribute of a tag: pieces of its pool. */
struct dn_cvat_pair {
	size_t name, name_len, value, value_len;
};

/* A start tag being made: attributes in their order. */
struct dn_cvat_tag {
	struct dn_cvat_pair *pairs;
	size_t count, cap;
	struct dn_bytes pool;
};

/* Ready; ended by release. */
void dn_cvat_tag_init(struct dn_cvat_tag *tag);
void dn_cvat_tag_release(struct dn_cvat_tag *tag);

/* Forget the attributes. */
void dn_cvat_tag_clear(struct dn_cvat_tag *tag);

/*
 * Set an attribute, a new one behind the others.  The value may not lie in
 * the tag.  False when there are too many; memory that is missing is told by
 * dn_bytes_check of the pool.
 */
bool dn_cvat_tag_set(struct dn_cvat_tag *tag, const char *name,
    struct dn_span value);
bool dn_cvat_tag_put(struct dn_cvat_tag *tag, struct dn_span name,
    struct dn_span value);

/* The value of an attribute, *borrowed* until the next change; or absent. */
struct dn_span dn_cvat_tag_get(const struct dn_cvat_tag *tag,
    struct dn_span name);

/* Append "<name a="b"" without its end; false as dn_xml_escape. */
bool dn_cvat_tag_write(const struct dn_cvat_tag *tag, const char *name,
    struct dn_bytes *out);

/* ---- the writer ------------------------------------------------------ */

/* What is known of an attribute's values: bits. */
#define DN_CVAT_TRUTH 1u
#define DN_CVAT_NUMBER 2u
#define DN_CVAT_TEXT 4u

struct dn_cvat_writer {
	struct dn_writing *writing;
	struct dn_sink *spool;          /* pictures and tracks */
	struct dn_bytes out;            /* those of the present item */
	struct dn_bytes text, other;    /* scratch */
	struct dn_bytes group;          /* of the annotation */
	struct dn_bytes shapes;         /* of a track that was built */
	struct dn_cvat_tag tag;

	/* For the head of the document. */
	bool foreign;                   /* some item is not of this format */
	bool *needed;                   /* labels to be declared */
	size_t needed_cap;
	struct dn_names *attributes;    /* label's name, NUL, name */
	unsigned char *types;           /* of each of these: bits */
	size_t types_cap;
	struct dn_names *splits;        /* of pictures */
	uint64_t *pictures;             /* of each of these */
	size_t pictures_cap;
	struct dn_arena arena;          /* tasks, and the head at last */
	struct dn_xml_element *tasks;   /* of videos, as <tasks> */
	size_t videos;
	uint64_t images, tracks;        /* so far: the next id */

	/* The present item. */
	struct dn_item *item;
	bool own;                       /* it came from this format */
	bool control;                   /* it held what XML has no place for */
	uint32_t width, height;         /* of its medium; 0: unknown */
	int64_t next_group;             /* a number that no group has */
	struct dn_names *groups;        /* that are no numbers; or NULL */

	/* The present annotation, and the shape of a track. */
	struct dn_node *annotation;
	uint64_t number;                /* of the annotation in its item */
	bool own_annotation;
	struct dn_part *parts;          /* if they were read; or NULL */
	size_t part_count;
	struct dn_item shape;
	struct dn_arena scratch;        /* elements that were kept */
};

/* Where a shape is written to. */
struct dn_cvat_scene {
	struct dn_item *item;           /* whose tree it stands in */
	struct dn_node *node;           /* its members */
	bool track;
	const char *element;            /* the name of its element */
	const char *indent;
	struct dn_span label;           /* of the annotation */
	bool labelled;                  /* there is one */
	struct dn_span group;           /* its number, or absent */
	struct dn_span origin;          /* its source, or absent */
};

/*
 * Append the element, or elements, of the shape to writer->out.  0; -1 with
 * `err`; loss is reported.
 */
int dn_cvat_write_shape(struct dn_cvat_writer *writer,
    const struct dn_cvat_scene *scene, enum dn_annotation_kind kind,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Set the attributes of a kind's geometry but for polygons and skeletons.
 * 1; 0 when there is nothing that could be written; -1.
 */
int dn_cvat_write_geometry(struct dn_cvat_writer *writer,
    const struct dn_cvat_scene *scene, enum dn_annotation_kind kind,
    struct dn_err *err) DN_MUST_CHECK;

/* Set rle and window of a mask: 1; 0 for one without pixels to be in; -1. */
int dn_cvat_write_mask(struct dn_cvat_writer *writer,
    const struct dn_cvat_scene *scene, const struct dn_mask *mask,
    struct dn_err *err) DN_MUST_CHECK;

/* Append points as "x,y;x,y", and as "[x,y],[x,y]". */
void dn_cvat_write_points(struct dn_tree *tree, struct dn_node *list,
    struct dn_bytes *out);
void dn_cvat_list_points(struct dn_tree *tree, struct dn_node *list,
    struct dn_bytes *out);

/*
 * Append the points of a list, whose text begins at `p` and is known to be
 * good, as "x,y;x,y".  Returns where its bracket closes.
 */
const char *dn_cvat_text_points(const char *p, struct dn_bytes *out);

/* A member of the shape's source.raw, where it is of this format; or NULL. */
struct dn_node *dn_cvat_raw(struct dn_cvat_writer *writer,
    const struct dn_cvat_scene *scene, const char *pointer);

/* All annotations of a picture, or tracks of a video, into writer->out. */
int dn_cvat_write_picture(struct dn_cvat_writer *writer, struct dn_err *err)
    DN_MUST_CHECK;
int dn_cvat_write_tracks(struct dn_cvat_writer *writer, struct dn_err *err)
    DN_MUST_CHECK;

/* Write a video, and note its task. */
int dn_cvat_write_video(struct dn_cvat_writer *writer,
    const struct dn_media *media, struct dn_err *err) DN_MUST_CHECK;

/*
 * Append kept elements, a list of JsonML, each in lines of its own; what is
 * none is a loss.
 */
int dn_cvat_write_kept(struct dn_cvat_writer *writer, struct dn_tree *tree,
    struct dn_node *list, const char *indent, struct dn_bytes *out,
    struct dn_err *err) DN_MUST_CHECK;

/* Append one element so. */
void dn_cvat_write_element(struct dn_cvat_writer *writer,
    const struct dn_xml_element *element, const char *indent,
    struct dn_bytes *out);

/*
 * Put the attributes that were kept of an object into the tag, where they
 * still say what it says now.  `scene` is NULL for what is no shape.
 */
int dn_cvat_put_kept(struct dn_cvat_writer *writer, struct dn_tree *tree,
    struct dn_node *object, const struct dn_cvat_scene *scene,
    struct dn_err *err) DN_MUST_CHECK;

/* Append the points of a skeleton; the tag is that of the skeleton before. */
int dn_cvat_write_joints(struct dn_cvat_writer *writer,
    const struct dn_cvat_scene *scene, const char *indent,
    struct dn_err *err) DN_MUST_CHECK;

/* Append a text, and note where XML has no place for some of it. */
void dn_cvat_escape(struct dn_cvat_writer *writer, struct dn_bytes *out,
    struct dn_span text);

/* Note that a label has to be declared, or an attribute of one. */
int dn_cvat_need_label(struct dn_cvat_writer *writer, struct dn_span label,
    struct dn_err *err) DN_MUST_CHECK;
int dn_cvat_need_attribute(struct dn_cvat_writer *writer,
    struct dn_span label, struct dn_span name, unsigned type,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Append the head of the document to writer->out: all up to the first picture
 * or track.
 */
int dn_cvat_write_head(struct dn_cvat_writer *writer, struct dn_err *err)
    DN_MUST_CHECK;

/* Append the labels that are declared to <labels>. */
int dn_cvat_write_labels(struct dn_cvat_writer *writer,
    struct dn_xml_element *list, struct dn_err *err) DN_MUST_CHECK;

#endif
