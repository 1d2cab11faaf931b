/* SPDX-License-Identifier: MIT */
/* The labels of a run: what headers say of them, and how they are numbered. */
#ifndef DN_MODEL_LABEL_H
#define DN_MODEL_LABEL_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "model/item.h"

/*
 * Labels by name, numbered from 0 as they come.  Headers may stand anywhere in
 * a stream and repeat: they are merged, a label's members under its name.
 */
struct dn_labels;

/* A *new* empty table, NULL without memory. */
struct dn_labels *dn_labels_new(void);

/* Free it; NULL is fine. */
void dn_labels_free(struct dn_labels *labels);

/*
 * Merge the header that stands at `line` of `source` (copied).  -1 with
 * DN_E_CONTRADICTION when it says otherwise of a label than a former one did,
 * or gives two labels one foreign id: the text names both places, and the
 * former one has it still; what stood before it is merged.  Labels that
 * are none: DN_E_BAD_TYPE and DN_E_MISSING_FIELD, with their pointer.
 */
int dn_labels_header(struct dn_labels *labels, struct dn_item *header,
    const char *source, uint64_t line, struct dn_err *err) DN_MUST_CHECK;

/* The index of a label, which is added when it is new: 0, or -1. */
int dn_labels_add(struct dn_labels *labels, struct dn_span name,
    size_t *index, struct dn_err *err) DN_MUST_CHECK;

/* Those there are by now are numbered in their order, before all others. */
void dn_labels_prefer(struct dn_labels *labels);

/* Number of labels, and the name of one, *borrowed*. */
size_t dn_labels_count(const struct dn_labels *labels);
struct dn_span dn_labels_name(const struct dn_labels *labels, size_t index);

/*
 * What the headers say of a label, merged: an object, or NULL for nothing.
 * It lives in dn_labels_tree(), which may be read on.
 */
struct dn_node *dn_labels_node(const struct dn_labels *labels, size_t index);
struct dn_tree *dn_labels_tree(struct dn_labels *labels);

/*
 * The name, for dn_labels_member, of what `source.raw` of later headers keeps
 * of the same format: they may differ where nothing is.
 */
#define DN_LABELS_RAW "/source/raw"

/*
 * A member of the headers other than `labels`, as "info": that of the first
 * header that has it, or NULL.  *differs (if not NULL) tells that a later one
 * says otherwise, which is lost.
 */
struct dn_node *dn_labels_member(struct dn_labels *labels, const char *name,
    bool *differs);

/* The foreign id of a label in `format`: ids.FORMAT of its header, or NULL. */
struct dn_node *dn_labels_id(struct dn_labels *labels, size_t index,
    const char *format);

/*
 * Number the labels for a writer of `format`: those whose id there is an
 * integer have it; the others, those of dn_labels_prefer first and then in
 * byte order of their names, the lowest numbers from `first` on that no label
 * has.  numbers[i] is the number of
 * label i: a *new* array, NULL where there is no label.  *given counts the
 * labels that had an id.  -1 without memory.
 */
int dn_labels_number(struct dn_labels *labels, const char *format,
    int64_t first, int64_t **numbers, size_t *given, struct dn_err *err)
    DN_MUST_CHECK;

#endif
