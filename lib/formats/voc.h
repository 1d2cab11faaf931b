/* SPDX-License-Identifier: MIT */
/* Pascal VOC's ways of counting pixels, shared by its reader and writer. */
#ifndef DN_FORMATS_VOC_H
#define DN_FORMATS_VOC_H

#include <stdbool.h>

#include "formats/files.h"
#include "formats/format.h"
#include "formats/rawxml.h"
#include "formats/voc_classes.h"
#include "formats/voc_set.h"
#include "io/xml.h"
#include "model/decimal.h"

/*
 * How a writer counts: the left edge of a box is xmin - low, its right edge
 * xmax - high, in continuous pixels.  The devkit counts from 1, inclusive: low
 * is 1 and high is 0.
 */
struct dn_voc_dialect {
	const char *name;               /* as it stands in source.dialect */
	int low, high;
};

/* Values of --voc-origin: names in dn_format_origins. */
enum dn_voc_origin {
	DN_VOC_AUTO,
	DN_VOC_ZERO,
	DN_VOC_ONE
};

/* The dialect of a file by its writer's signature, or NULL. */
const struct dn_voc_dialect *
dn_voc_signature(const struct dn_xml_element *root);

/* The dialect of that name, or NULL. */
const struct dn_voc_dialect *dn_voc_find(struct dn_span name);

/* The dialect told by --voc-origin 0 or 1. */
const struct dn_voc_dialect *dn_voc_told(enum dn_voc_origin origin);

/* How to write an item that was read in the dialect `came`, or absent. */
const struct dn_voc_dialect *dn_voc_choose(enum dn_voc_origin origin,
    struct dn_span came);

/* True when both count alike. */
bool dn_voc_alike(const struct dn_voc_dialect *a,
    const struct dn_voc_dialect *b);

/* What this suite writes to source/annotation where it counts so, or NULL. */
const char *dn_voc_mark(const struct dn_voc_dialect *dialect);

/* The last part of a path, *borrowed* from it. */
struct dn_span dn_voc_last_part(struct dn_span path);

/* A polygon's member, "x1" or "y12": its number from 1; 0 for another name. */
size_t dn_voc_vertex(struct dn_span name, char axis);

/*
 * The centre of a turned box that begins at `start`, counted so, without zeros
 * at the end; and the way back.  False for too many digits.
 */
bool dn_voc_centre(const struct dn_voc_dialect *dialect,
    struct dn_decimal start, struct dn_decimal size,
    struct dn_decimal *centre) DN_MUST_CHECK;
bool dn_voc_start(const struct dn_voc_dialect *dialect,
    struct dn_decimal centre, struct dn_decimal size,
    struct dn_decimal *start) DN_MUST_CHECK;

/* Degrees of radians, and the way back. */
double dn_voc_degrees(double radians);
double dn_voc_radians(double degrees);

/* What signatures the documents have so far. */
struct dn_voc_signatures {
	const struct dn_voc_dialect *dialect;   /* the first; or NULL */
	const char *path;                       /* that has it; borrowed */
	size_t count, documents;                /* signed; in all */
};

/* A reader, and the file that it is at. */
struct dn_voc_reader {
	struct dn_reading *reading;
	struct dn_files *files;
	struct dn_voc_set *set;
	struct dn_voc_classes *classes;
	bool loaded;                    /* the lists of the set */
	bool nothing;                   /* the file read last is empty */
	size_t next, listed;            /* file; item without document */
	size_t number;                  /* of the item in the set */
	const struct dn_voc_dialect *common;    /* of files without signature */
	struct dn_voc_signatures signatures;
	bool watching;                  /* they are added up while reading */
	struct dn_xml_loader *loader;
	struct dn_arena arena;                  /* the present document */
	struct dn_arena kept;                   /* stdin's, read beforehand */
	struct dn_xml_element *standard_input;
	struct dn_rawxml raw;
	struct dn_bytes text;                   /* scratch */
	struct dn_bytes quick, layouts; /* of objects that were read ahead */
	struct dn_bytes polygons;       /* of one of them */
	uint64_t objects;               /* that were read ahead; 0: none */
	struct dn_item *item;
	const char *path;
	const struct dn_voc_dialect *dialect;
};

/* Is a file a document, by its name? */
bool dn_voc_is_document(const struct dn_voc_reader *reader, size_t index);

/* Load file `index`, as dn_xml_load takes `but`; NULL with `err`. */
struct dn_xml_element *dn_voc_load(struct dn_voc_reader *reader, size_t index,
    const char *but, struct dn_arena *arena, struct dn_err *err)
    DN_MUST_CHECK;

/* Documents of LabelMe 3.0 have the same root, but who made them in source. */
bool dn_voc_is_labelme(const struct dn_xml_element *root);

/*
 * Decide how files without a signature count: reader->common.  DN_E_USAGE when
 * nothing tells, or two that were looked at contradict each other.
 */
int dn_voc_decide(struct dn_voc_reader *reader, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * Add the signature (NULL: none) of the document that is being read, where not
 * all were looked at before: DN_E_USAGE as above.
 */
int dn_voc_watch(struct dn_voc_reader *reader,
    const struct dn_voc_dialect *own, struct dn_err *err) DN_MUST_CHECK;

/* When all was read: tell how it was decided, unless that was told before. */
void dn_voc_tell_origin(struct dn_voc_reader *reader);

/*
 * Add the annotation of one <object>, the `number`th, to reader->item.  A bad
 * one is rejected and left out: 0.  -1 when the run or the file ends of it.
 */
int dn_voc_read_object(struct dn_voc_reader *reader,
    const struct dn_xml_element *object, uint64_t number,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Read all <object>s of a document in which dn_xml_load left them unread, into
 * reader->quick: just what dn_voc_read_object would make of them.  False when
 * one of them is not as most are, or memory is missing: then they have to be
 * read the long way.
 */
bool dn_voc_read_quickly(struct dn_voc_reader *reader,
    const struct dn_xml_element *root);

/* Add these annotations to reader->item. */
void dn_voc_annotate_quickly(struct dn_voc_reader *reader);

/*
 * Keep in the `source.raw` of `object`, under `pointer`, what of an element is
 * not the text of the first child of each of `names`: its own text, attributes
 * and all other children.
 */
int dn_voc_keep_rest(struct dn_voc_reader *reader, struct dn_node *object,
    const char *pointer, const struct dn_xml_element *element,
    const char *const *names, struct dn_err *err) DN_MUST_CHECK;

/* Keep a text in the `source.raw` of `object` under `pointer`. */
int dn_voc_keep(struct dn_voc_reader *reader, struct dn_node *object,
    const char *pointer, struct dn_span text, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * Set `member` of `target` to the number in `child` (NULL: nothing is done).
 * What is no number of at least 0 (for a medium: above 0), or is spelt in a way
 * of its own, is kept under `pointer` of `object`.
 */
int dn_voc_number(struct dn_voc_reader *reader, struct dn_node *object,
    struct dn_node *target, const char *member,
    const struct dn_xml_element *child, const char *pointer,
    struct dn_err *err) DN_MUST_CHECK;

#define DN_VOC_PIXELS_MOST ((uint64_t)1 << 27)  /* of a picture */

/*
 * Read what classes are called, from labelmap.txt, whose text is appended to
 * `text`, or else the devkit's.
 */
int dn_voc_read_classes(struct dn_voc_reader *reader, struct dn_bytes *text,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Give the annotations of reader->item their masks, by the pictures of
 * segmentation; number i is the i-th <object>.  One that has another class or
 * lies apart is rejected; one that has no <object> becomes an annotation.
 * Void pixels are kept in `source.raw` of the item.
 */
int dn_voc_read_pictures(struct dn_voc_reader *reader, struct dn_err *err)
    DN_MUST_CHECK;

/* The functions of the descriptor: see format.h. */
void *dn_voc_read_open(struct dn_reading *reading, struct dn_err *err);
int dn_voc_read_next(void *state, struct dn_item *item, struct dn_span *raw,
    struct dn_err *err);
void dn_voc_read_close(void *state);
void *dn_voc_write_open(struct dn_writing *writing, struct dn_err *err);
int dn_voc_write_item(void *state, struct dn_item *item, struct dn_err *err);
int dn_voc_write_end(void *state, struct dn_err *err);
void dn_voc_write_close(void *state);

#endif
