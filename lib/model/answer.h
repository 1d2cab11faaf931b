/* SPDX-License-Identifier: MIT */
/* Who gave an annotation of an item, and which label it gives. */
#ifndef DN_MODEL_ANSWER_H
#define DN_MODEL_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "core/bytes.h"
#include "io/json.h"
#include "io/tree.h"

/* Who worked on an item, by its member `work`: kept for record after record. */
struct dn_answers {
	struct dn_tree *tree;           /* borrowed: of the present record */
	struct dn_answer_work *work;    /* entries, by set */
	size_t count, cap;
	struct dn_bytes scratch;
};

/* Whose an annotation is; the name is *borrowed* from the record's tree. */
struct dn_answer {
	struct dn_span annotator;       /* may be absent for a model's */
	struct dn_span model_name;      /* absent where not said */
	bool model;                     /* a model's, or its set's alone */
};

/* Nothing yet. */
void dn_answers_init(struct dn_answers *answers);

/* Free what it holds. */
void dn_answers_release(struct dn_answers *answers);

/*
 * Begin with a record that was read into `tree`, which stays: look at its
 * `work`.  -1 with DN_E_BAD_TYPE where that is no array of objects, or has
 * names that are none, or DN_E_NO_MEMORY.
 */
int dn_answers_begin(struct dn_answers *answers, struct dn_tree *tree,
    struct dn_err *err) DN_MUST_CHECK;

/* Number of entries of `work`, and whose entry `number` is. */
size_t dn_answers_count(const struct dn_answers *answers);
struct dn_answer dn_answers_get(const struct dn_answers *answers,
    size_t number);

/*
 * Whose is this annotation of the record: its own `annotator` says so, else
 * the entry of `work` of its `set`, else that set's name, else the only entry.
 * -1 with DN_E_BAD_TYPE, DN_E_MISSING_FIELD where nothing says it, or
 * DN_E_NO_MEMORY.
 */
int dn_answer_find(struct dn_answers *answers, struct dn_node *annotation,
    struct dn_answer *answer, struct dn_err *err) DN_MUST_CHECK;

/*
 * The label of an annotation of the record: of several `labels` the array of
 * their set in byte order of canonical forms, one of them is that label; else
 * `label`.  Its text is *borrowed* from the tree; DN_JSON_NONE: there is none.
 * -1 with DN_E_BAD_TYPE or DN_E_NO_MEMORY.
 */
int dn_answer_label(struct dn_answers *answers, struct dn_node *annotation,
    struct dn_json_value *label, struct dn_err *err) DN_MUST_CHECK;

/*
 * The text that a name is: that of a string, *borrowed* or in `scratch`; the
 * shortest of a number.  The absent span for any other value.
 */
struct dn_span dn_answer_name(const struct dn_json_value *value,
    struct dn_bytes *scratch);

/*
 * The first child of a member that is an array of objects; NULL where it is
 * empty, null or not there.  -1 with DN_E_BAD_TYPE or DN_E_NO_MEMORY.
 */
int dn_answer_objects(struct dn_tree *tree, struct dn_node *object,
    const char *name, struct dn_node **first, struct dn_err *err)
    DN_MUST_CHECK;

#endif
