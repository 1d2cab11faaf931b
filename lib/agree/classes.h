/* SPDX-License-Identifier: MIT */
/* The classes that an item record gives its item, annotation by annotation. */
#ifndef DN_AGREE_CLASSES_H
#define DN_AGREE_CLASSES_H

#include <stdbool.h>
#include <stddef.h>

#include "core/bytes.h"
#include "io/json.h"
#include "io/tree.h"
#include "model/answer.h"

/* What an annotation is to agreement. */
enum dn_class_state {
	DN_CLASS_RATING,        /* a judgement of the whole item */
	DN_CLASS_MISSING,       /* the same, with no label or null */
	DN_CLASS_KIND,          /* of another kind */
	DN_CLASS_TARGET,        /* a judgement of one of the item's regions */
	DN_CLASS_PREDICTION     /* a model's */
};

/*
 * An annotation, *borrowed* until the next record.  Several `labels` are the
 * array of their set in order; one of them is that label.  An annotation that
 * has a label, no geometry and no `kind` is taken for a class.
 */
struct dn_class {
	enum dn_class_state state;
	struct dn_span annotator;       /* its name, for a rating alone: of a
	                                   model its own, else its set's */
	struct dn_json_value label, field;      /* DN_JSON_NONE: not there */
};

/*
 * A walk over a record's annotations, used for record after record.  With
 * `texts`, which may be set once it is empty, judgements are transcripts and
 * captions, and their `text` is what they say.
 */
struct dn_classes {
	bool texts;
	struct dn_tree tree;
	struct dn_node *next;
	struct dn_answers answers;
	bool predictions;               /* are ratings, by their models */
};

/* An empty walk. */
void dn_classes_init(struct dn_classes *classes);

/* Free what it holds. */
void dn_classes_release(struct dn_classes *classes);

/*
 * Begin with an item record, which was scanned and stays.  -1 with
 * DN_E_BAD_TYPE for `annotations` or `work` that are no arrays of objects, or
 * DN_E_NO_MEMORY.
 */
int dn_classes_begin(struct dn_classes *classes,
    const struct dn_json_value *record, struct dn_err *err) DN_MUST_CHECK;

/*
 * The next annotation: 1; 0 at the end; -1 with DN_E_BAD_TYPE,
 * DN_E_MISSING_FIELD when a judgement says neither `annotator` nor `set` and
 * `work` does not name the only one, or DN_E_NO_MEMORY.
 */
int dn_classes_next(struct dn_classes *classes, struct dn_class *class,
    struct dn_err *err) DN_MUST_CHECK;

/* The text that a name is: dn_answer_name. */
struct dn_span dn_class_name(const struct dn_json_value *value,
    struct dn_bytes *scratch);

#endif
