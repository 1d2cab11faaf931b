/* SPDX-License-Identifier: MIT */
/* The parts of Label Studio's writer: sets, entries, the document. */
#ifndef DN_FORMATS_LABELSTUDIO_WRITE_H
#define DN_FORMATS_LABELSTUDIO_WRITE_H

#include "core/arena.h"
#include "formats/labelstudio.h"
#include "formats/labelstudio_config.h"

/* An entry of a result, written; one with a place stands just there. */
struct dn_studio_entry {
	struct dn_span text;
	size_t place;
	struct dn_studio_entry *next;
};

/* A list of them. */
struct dn_studio_entries {
	struct dn_studio_entry *first, *last;
};

/* A set: an annotation of the task, or a prediction. */
struct dn_studio_set {
	struct dn_span name;            /* its `set`, else its annotator */
	bool prediction;
	struct dn_node *work;           /* what is said of it, or NULL */
	struct dn_studio_entries entries, placed;
};

/* A writer, and the item that it is at. */
struct dn_studio_writer {
	struct dn_writing *writing;
	struct dn_item *item;
	bool own;                       /* it came from this format */
	struct dn_media media;
	struct dn_studio_scale scale;   /* 0 x 0: not known */
	struct dn_studio_text text;
	struct dn_arena arena;          /* for what one item needs */
	struct dn_names *set_names;     /* 'a' or 'p', and the name */
	struct dn_studio_set *sets;     /* of each of these */
	size_t set_cap;
	struct dn_names *ids;           /* set, NUL, id of annotations */
	struct dn_node **nodes;         /* of each of these */
	size_t node_cap;
	struct dn_tree entry;           /* the one being written */
	struct dn_tree task;            /* that is written last */
	struct dn_bytes scratch, line;
	bool sized;                     /* some entry tells the size */
	uint64_t tasks, generated;      /* ids given so far, of this item */
	struct dn_bytes first;          /* a task that may be the only one */
	bool held;                      /* there is one */
	struct dn_studio_controls *controls;
	struct dn_studio_shown shown;   /* by the item's entries */
	struct dn_bytes file;           /* of a folder, what is gathered */
	bool begun;                     /* it is there already */
};

/* The set that an annotation or relation is in, made where it is new. */
struct dn_studio_set *dn_studio_find_set(struct dn_studio_writer *writer,
    struct dn_node *object, struct dn_err *err) DN_MUST_CHECK;

/* The annotation of that id in the set, or NULL. */
struct dn_node *dn_studio_find(struct dn_studio_writer *writer,
    struct dn_node *object, struct dn_span id);

/* Add the entry in writer->entry to a set; `place`: a number, or NULL. */
int dn_studio_add_entry(struct dn_studio_writer *writer,
    struct dn_studio_set *set, const struct dn_node *place,
    struct dn_err *err) DN_MUST_CHECK;

/* Add the entries of an annotation that is carried. */
int dn_studio_add_annotation(struct dn_studio_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
    DN_MUST_CHECK;

/* Add the entry of a relation, or report that there can be none. */
int dn_studio_add_relation(struct dn_studio_writer *writer,
    struct dn_node *relation, struct dn_err *err) DN_MUST_CHECK;

/*
 * Set what an annotation answers or is called in `value`, of the tree
 * writer->entry, as entries of that type have it.
 */
void dn_studio_write_answer(struct dn_studio_writer *writer,
    const struct dn_annotation *annotation, bool own, struct dn_span type,
    struct dn_node *value);

/* The type that an annotation of another format is written as. */
struct dn_span dn_studio_new_type(struct dn_studio_writer *writer,
    const struct dn_annotation *annotation);

/* The id that an annotation's entry has; absent where it has none. */
struct dn_span dn_studio_written_id(struct dn_studio_writer *writer,
    struct dn_node *annotation);

/*
 * Copy the members of `source.raw` that are pointers beginning so to `root` of
 * writer->entry, but for the one that goes on with `without`.
 */
void dn_studio_put_raw(struct dn_studio_writer *writer,
    struct dn_node *object, const char *begin, struct dn_span without,
    struct dn_node *root);

/* Begin an entry anew: an object; returns it. */
struct dn_node *dn_studio_begin(struct dn_studio_writer *writer);

/* True when it came in a file of this format, with what was kept of it. */
bool dn_studio_is_own(struct dn_studio_writer *writer,
    struct dn_node *object);

/* Make sets of the item's `work`, in their order. */
int dn_studio_begin_sets(struct dn_studio_writer *writer, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * Append the sets as a JSON array, those that are predictions or those that
 * are not; false when there are none.
 */
bool dn_studio_write_sets(struct dn_studio_writer *writer, bool predictions,
    struct dn_bytes *out);

/*
 * Make `out` the flat object that writer->task is, or with `several` one for
 * each annotation, behind commas; false where it has more than such objects
 * can hold.
 */
bool dn_studio_flatten(struct dn_studio_writer *writer, bool several,
    struct dn_bytes *out);

/*
 * Make `out` the only annotation of writer->task with the task in it; false
 * where it has none, or others, or predictions.
 */
bool dn_studio_turn_back(struct dn_studio_writer *writer,
    struct dn_bytes *out);

#endif
