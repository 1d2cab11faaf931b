/* SPDX-License-Identifier: MIT */
/* What stands around VOC's documents: lists of ImageSets, and pictures. */
#ifndef DN_FORMATS_VOC_SET_H
#define DN_FORMATS_VOC_SET_H

#include <stdbool.h>
#include <stddef.h>

#include "formats/files.h"
#include "formats/format.h"

#define DN_VOC_NONE SIZE_MAX

/* Where an item's `source.raw` has what stands around its document. */
#define DN_VOC_LISTS "/../ImageSets"
#define DN_VOC_DOCUMENT "/../Annotations"
#define DN_VOC_OBJECTS "/../SegmentationObject"
#define DN_VOC_CLASS "/../SegmentationClass"
#define DN_VOC_LABELMAP "/../labelmap.txt"

/* Pictures of segmentation. */
enum dn_voc_picture {
	DN_VOC_OBJECT_PICTURE,          /* a number an object */
	DN_VOC_CLASS_PICTURE,           /* a number a class */
	DN_VOC_PICTURES
};

/* Their folders. */
extern const char *const dn_voc_picture_folders[DN_VOC_PICTURES];

/*
 * Cut a path at its first folder of that name: what stands before it, with the
 * slash, and behind it.  False where there is no such folder.
 */
bool dn_voc_below(struct dn_span path, const char *folder,
    struct dn_span *root, struct dn_span *rest);

/*
 * How much a list tells of the split, for an item that stands there with
 * `rest` behind its name: 0 most (train), then val, test, others, trainval;
 * -1 not at all, as a list with flags, or one that is not below Main.
 */
int dn_voc_list_rank(struct dn_span list, struct dn_span rest);

/*
 * The items of the files, numbered from 0: those with a document, in their
 * order, then those that are only listed.  An entry of a list takes 32 bytes.
 * Where there is neither list nor picture there are none: documents alone.
 */
struct dn_voc_set;

/* A *new* set of `files` (borrowed), its lists not yet read; NULL: memory. */
struct dn_voc_set *dn_voc_set_new(const struct dn_files *files,
    struct dn_err *err) DN_MUST_CHECK;

/* Free it; NULL is fine. */
void dn_voc_set_free(struct dn_voc_set *set);

/*
 * Read the lists, once.  A line that is not UTF-8 is rejected and left out.
 * -1 when the run ends of that, or a file cannot be read.
 */
int dn_voc_set_load(struct dn_voc_set *set, struct dn_format_run *run,
    struct dn_err *err) DN_MUST_CHECK;

/* Is that file a part of the set, beside its documents? */
bool dn_voc_set_uses(const struct dn_voc_set *set, size_t file);

/* The file of labels and their colours, or DN_VOC_NONE. */
size_t dn_voc_set_labelmap(const struct dn_voc_set *set);

/* The file of a picture of an item, or DN_VOC_NONE. */
size_t dn_voc_set_picture(const struct dn_voc_set *set, size_t item,
    enum dn_voc_picture picture);

/* The number of a document's item; DN_VOC_NONE for one that is alone. */
size_t dn_voc_set_item(struct dn_voc_set *set, size_t file);

/* Numbers of items, with a document, and in all. */
size_t dn_voc_set_documents(const struct dn_voc_set *set);
size_t dn_voc_set_count(const struct dn_voc_set *set);

/* Append the name that the document of an item has, or would have. */
void dn_voc_set_name(const struct dn_voc_set *set, size_t item,
    struct dn_bytes *out);

/* The split that the lists tell, or the absent span; *borrowed*. */
struct dn_span dn_voc_set_split(const struct dn_voc_set *set, size_t item);

/*
 * Keep the lists in `source.raw` of the item, unless its split says it all:
 * [LIST, REST, LINE], REST and LINE left out where they say nothing.
 */
void dn_voc_set_keep(const struct dn_voc_set *set, size_t number,
    struct dn_item *item, struct dn_bytes *scratch);

/*
 * Fill `header` with what no item can tell of, the lists of nothing and the
 * text of the labelmap (absent: none): 1; 0 where there is neither.
 */
int dn_voc_set_header(const struct dn_voc_set *set, struct dn_item *header,
    struct dn_span labelmap, struct dn_bytes *scratch);

#endif
