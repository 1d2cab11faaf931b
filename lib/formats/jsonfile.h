/* SPDX-License-Identifier: MIT */
/* A reader's files of JSON: the document it is at, and the value in that. */
#ifndef DN_FORMATS_JSONFILE_H
#define DN_FORMATS_JSONFILE_H

#include <stddef.h>
#include <stdint.h>

#include "formats/files.h"
#include "formats/format.h"
#include "formats/locate.h"
#include "formats/rawjson.h"
#include "io/jsondoc.h"

/* For formats of which a document, or each element of one, is an item. */
struct dn_jsonfile {
	struct dn_reading *reading;
	struct dn_files *files;
	size_t next;                    /* file to be opened */
	struct dn_src *src;
	struct dn_jsondoc *document;    /* NULL: none is open */
	struct dn_tree tree;            /* of the value */
	struct dn_rawjson raw;          /* kept of the object being read */
	struct dn_locate locate;        /* in the value */
};

/*
 * Begin with the files that `reading`, *borrowed*, names; -1 as for
 * dn_format_files.  Release is due either way.
 */
int dn_jsonfile_init(struct dn_jsonfile *at, struct dn_reading *reading,
    struct dn_err *err) DN_MUST_CHECK;
void dn_jsonfile_release(struct dn_jsonfile *at);

/*
 * Open file `index`, whose value is due and of *type, DN_JSON_NONE where there
 * is nothing.  -1 when it cannot be read.
 */
int dn_jsonfile_open(struct dn_jsonfile *at, size_t index,
    enum dn_json_type *type, struct dn_err *err) DN_MUST_CHECK;

/* Close it, if any is open. */
void dn_jsonfile_close(struct dn_jsonfile *at);

/* Take the value that is due as the tree, whole in *value. */
int dn_jsonfile_take(struct dn_jsonfile *at, struct dn_json_value *value,
    struct dn_err *err) DN_MUST_CHECK;

/* Add an annotation of that kind to the item; its id is its `number` there. */
struct dn_node *dn_jsonfile_annotate(struct dn_jsonfile *at,
    struct dn_item *item, uint64_t number, enum dn_annotation_kind kind);

/*
 * `why` was found in `given`, a node of the tree, of which `made` was: that is
 * removed again and rejected where it is bad: 0.  -1 with `err` when the run
 * ends of it.
 */
int dn_jsonfile_reject(struct dn_jsonfile *at, struct dn_item *item,
    struct dn_node *made, const struct dn_node *given, struct dn_err *why,
    struct dn_err *err) DN_MUST_CHECK;

#endif
