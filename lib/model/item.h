/* SPDX-License-Identifier: MIT */
/* The item record of dn-record(5): read, changed, written, its bytes kept. */
#ifndef DN_MODEL_ITEM_H
#define DN_MODEL_ITEM_H

#include <stdbool.h>
#include <stddef.h>

#include "core/bytes.h"
#include "io/tree.h"
#include "model/member.h"

#define DN_RECORD_VERSION 1     /* of dn-record(5): the member "dn" */
#define DN_RECORD_VERSION_TEXT "1"

/* What an annotation is, by its `kind`; see kinds.def. */
enum dn_annotation_kind {
#define KIND(id, name, member) DN_ANNOTATION_##id,
#include "model/kinds.def"
#undef KIND
	DN_ANNOTATION_COUNT
};

/* What an item's medium is. */
enum dn_media_type {
	DN_MEDIA_NONE,          /* the item has no medium */
	DN_MEDIA_IMAGE,
	DN_MEDIA_TEXT,
	DN_MEDIA_AUDIO,
	DN_MEDIA_VIDEO,
	DN_MEDIA_POINTCLOUD,
	DN_MEDIA_DICOM,
	DN_MEDIA_COUNT
};

/*
 * An item, or the header of a data set.  Its tree may be read and changed by
 * the functions of io/tree.h: members that nobody touches, known or not, keep
 * their bytes.  The nodes here are found when it is read or begun, and NULL
 * where there is no such member; texts are decoded.  All is *borrowed* until
 * the item is read or begun again, or cleared.
 */
struct dn_item {
	struct dn_tree tree;
	struct dn_node *root;
	bool header;                    /* a "dataset" record, no item */
	struct dn_span id, split;       /* absent in a header */
	struct dn_node *media, *annotations, *relations, *source;
};

/* An empty item. */
void dn_item_init(struct dn_item *item);

/* Free its memory. */
void dn_item_release(struct dn_item *item);

/*
 * Read a scanned record, whose text is borrowed: an item, or a header by its
 * member `record`.  -1: DN_E_NOT_OBJECT, DN_E_VERSION, DN_E_BAD_TYPE,
 * DN_E_MISSING_FIELD (no `id`) or DN_E_NO_MEMORY, with the member as field.
 * Only the members named in the struct are looked at.
 */
int dn_item_read(struct dn_item *item, const struct dn_json_value *record,
    struct dn_err *err) DN_MUST_CHECK;

/* Begin a new item, or a new header, with dn and record (and id). */
void dn_item_begin(struct dn_item *item, struct dn_span id);
void dn_item_begin_header(struct dn_item *item);

/* Append the record and a newline; -1 where memory was missed on the way. */
int dn_item_write(const struct dn_item *item, struct dn_bytes *out,
    struct dn_err *err) DN_MUST_CHECK;

/* ---- the medium ------------------------------------------------------ */

/* What is known of a medium; sizes are 0 where they are not. */
struct dn_media {
	enum dn_media_type type;
	struct dn_span path;            /* absent where there is none */
	struct dn_span text;            /* of a text; absent where not given */
	double width, height;           /* px */
	bool fraction;                  /* boxes are parts of 1, not px */
};

/* The name of a type, as "image"; NULL for DN_MEDIA_NONE. */
const char *dn_media_name(enum dn_media_type type);

/*
 * Read the item's medium; all empty where it has none.  -1 with DN_E_BAD_TYPE,
 * DN_E_BAD_VALUE or DN_E_MISSING_FIELD, the field as JSON pointer.
 */
int dn_item_media(struct dn_item *item, struct dn_media *media,
    struct dn_err *err) DN_MUST_CHECK;

/* Give the item a medium of that type, in place of any; returns it. */
struct dn_node *dn_item_set_media(struct dn_item *item,
    enum dn_media_type type);

/* ---- annotations and relations --------------------------------------- */

/* The name of a kind, as "box". */
const char *dn_annotation_name(enum dn_annotation_kind kind);

/*
 * What every annotation has, and its members as they stood when it was read:
 * members[DN_MEMBER_X] is NULL where there is none.
 */
struct dn_annotation {
	struct dn_node *node;
	enum dn_annotation_kind kind;
	struct dn_span id;              /* absent where there is none */
	struct dn_node *label;          /* as it stands, or NULL */
	struct dn_span label_text;      /* of a label that is a string */
	uint64_t present;               /* members, a bit each */
	bool others;                    /* and some that have no number */
	struct dn_node *members[DN_MEMBER_COUNT];
};

/* The first annotation or relation, or NULL; the rest by ->next. */
struct dn_node *dn_item_first_annotation(struct dn_item *item);
struct dn_node *dn_item_first_relation(struct dn_item *item);

/*
 * Read one annotation.  -1 with DN_E_BAD_TYPE, DN_E_BAD_VALUE (a kind that
 * there is not) or DN_E_MISSING_FIELD (`kind`), the field as JSON pointer.
 */
int dn_annotation_read(struct dn_item *item, struct dn_node *node,
    struct dn_annotation *annotation, struct dn_err *err) DN_MUST_CHECK;

/* Take a member out of the annotation, if it is there. */
void dn_annotation_remove(struct dn_item *item,
    struct dn_annotation *annotation, enum dn_member member);

/* Make sure there is a list of annotations, even an empty one; returns it. */
struct dn_node *dn_item_need_annotations(struct dn_item *item);

/* Append an annotation of that kind, or a relation; returns it. */
struct dn_node *dn_item_annotate(struct dn_item *item,
    enum dn_annotation_kind kind);
struct dn_node *dn_item_relate(struct dn_item *item);

/* ---- what a format has and the model has not ------------------------- */

/*
 * `source.raw` of `object` (an item, annotation, relation or label): set the
 * member of the name `pointer` (copied) to JSON text (copied).
 */
void dn_raw_set(struct dn_tree *tree, struct dn_node *object,
    struct dn_span pointer, struct dn_span json);

/* The same with a text, which becomes a JSON string. */
void dn_raw_set_text(struct dn_tree *tree, struct dn_node *object,
    struct dn_span pointer, struct dn_span text);

/* The member of that name, or NULL. */
struct dn_node *dn_raw_get(struct dn_tree *tree, struct dn_node *object,
    struct dn_span pointer);

/* The first member of all, or NULL; the rest by ->next. */
struct dn_node *dn_raw_first(struct dn_tree *tree, struct dn_node *object);

/* ---- errors ---------------------------------------------------------- */

/* Set `code` and a text about `node`, with its pointer as field; returns -1. */
int dn_node_error(const struct dn_node *node, struct dn_err *err,
    enum dn_code code, const char *format, ...) DN_PRINTF(4, 5);

/*
 * The member `name` where it is of `type`; NULL where it is absent or null.
 * -1 through *bad, with DN_E_BAD_TYPE, where it is of another type.
 */
struct dn_node *dn_node_member(struct dn_tree *tree, struct dn_node *object,
    const char *name, enum dn_json_type type, int *bad, struct dn_err *err);

/* The same of that member, which was found already; NULL: it is absent. */
struct dn_node *dn_node_need(struct dn_node *node, const char *name,
    enum dn_json_type type, int *bad, struct dn_err *err);

#endif
