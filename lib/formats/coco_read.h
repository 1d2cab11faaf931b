/* SPDX-License-Identifier: MIT */
/* The parts of COCO's reader: going through a document, taking its items. */
#ifndef DN_FORMATS_COCO_READ_H
#define DN_FORMATS_COCO_READ_H

#include "formats/coco.h"
#include "formats/coco_ahead.h"
#include "formats/coco_index.h"
#include "formats/files.h"
#include "io/jsondoc.h"
#include "io/store.h"

/* How far a document has come. */
enum dn_coco_phase {
	DN_COCO_CLOSED,
	DN_COCO_HEADER,         /* it was gone through; the header is due */
	DN_COCO_CHECKING,       /* it is gone through again, to reject */
	DN_COCO_GIVING,         /* items */
	DN_COCO_TELLING         /* what is wrong first, at the end */
};

/* Something bad that is told later. */
struct dn_coco_held {
	bool any, image;
	struct dn_err err;
	uint64_t offset;
	struct dn_bytes raw;
};

struct dn_coco_reader {
	struct dn_reading *reading;
	struct dn_files *files;
	size_t next_path;

	/* The present document. */
	enum dn_coco_phase phase;
	struct dn_store *store;
	struct dn_src *src;             /* while it is gone through */
	struct dn_jsondoc *doc;
	char within;                    /* i images, a annotations, c, or 0 */
	bool results, troubled, checked;
	bool has_images, has_annotations, has_categories;
	bool has_pictures;              /* an image, or a result of one */
	struct dn_coco_place video;     /* what is first of one, line 0: none */
	struct dn_coco_categories categories;
	struct dn_coco_index *index;
	struct dn_coco_ahead *ahead;    /* through it, while items are given */
	struct dn_coco_held held;
	struct dn_names *item_ids;      /* where ids of annotations repeat */
	struct dn_folder *panoptic;     /* of PNGs of segments, or NULL */
	bool mapless;                   /* it was told that there is none */

	struct dn_json_fields *fields;  /* the members of elements */
	struct dn_json *json;           /* for texts that are read again */
	struct dn_coco_element element;
	struct dn_span image;           /* the id of the item's image */
	struct dn_bytes text, scratch;
	struct dn_mask mask;
	struct dn_span bad;             /* what is wrong, for the rejects */
};

/*
 * Go through a document that was opened: the index, the header.  -1 where it
 * is no document of COCO, or with DN_E_NOT_BUILT where it is one of videos.
 */
int dn_coco_note(struct dn_coco_reader *reader, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * Go through it again, to tell what is bad in the order of the document: 0 when
 * it is done.  A bad annotation is rejected; an image is 1, with `err`, and the
 * next call goes on behind it.  Where the first bad thing ends the run it is
 * held back.  -1 when it cannot be read, or the run ends.
 */
int dn_coco_tell(struct dn_coco_reader *reader, struct dn_err *err)
    DN_MUST_CHECK;

/* End going through it. */
void dn_coco_leave(struct dn_coco_reader *reader);

#endif
