/* SPDX-License-Identifier: MIT */
/* What a conversion loses, feature by feature. */
#ifndef DN_FORMATS_LOSS_H
#define DN_FORMATS_LOSS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "formats/cap.h"
#include "io/sink.h"
#include "model/item.h"

/* The report: lines to a sink, and counts. */
struct dn_loss;

/*
 * A *new* report for a target that carries the features `kept` and, not as
 * they were, `degraded`.  Lines go to `sink` (borrowed; NULL: only counts).
 * `format` is the target's name: what `source.raw` of that format holds is the
 * writer's to bring back, and no loss.
 */
struct dn_loss *dn_loss_new(const char *format, uint64_t kept,
    uint64_t degraded, struct dn_sink *sink);

/* Free it; NULL is fine. */
void dn_loss_free(struct dn_loss *loss);

/* True when the target carries the feature, as it was or not. */
bool dn_loss_carries(const struct dn_loss *loss, enum dn_cap cap);

/*
 * From now on the target carries the feature as it is, or with `kept` false no
 * longer so: for a feature of which it keeps some and degrades others.
 */
void dn_loss_keep(struct dn_loss *loss, enum dn_cap cap, bool kept);

/*
 * Report one thing: `annotation` (NULL: the item itself) of `item` (NULL: the
 * data set) has the feature, and it is dropped, or degraded.  -1 when the sink
 * fails.
 */
int dn_loss_dropped(struct dn_loss *loss, struct dn_item *item,
    struct dn_node *annotation, enum dn_cap cap, struct dn_err *err,
    const char *format, ...) DN_PRINTF(6, 7) DN_MUST_CHECK;
int dn_loss_degraded(struct dn_loss *loss, struct dn_item *item,
    struct dn_node *annotation, enum dn_cap cap, struct dn_err *err,
    const char *format, ...) DN_PRINTF(6, 7) DN_MUST_CHECK;

/*
 * Report what the target cannot carry of an item beside its annotations: its
 * medium, split, relations and so on.  Members that say nothing (null, false,
 * 0, empty) are no loss.
 */
int dn_loss_item(struct dn_loss *loss, struct dn_item *item,
    const struct dn_media *media, struct dn_err *err) DN_MUST_CHECK;

/*
 * The same for one annotation.  *carried tells whether any of it can be
 * written: when its kind cannot, but other geometry beside it can, that is a
 * degradation; when nothing can, one line says so and it is to be left out.  So
 * it is when it is `on` another medium, and the target has just one.
 */
int dn_loss_annotation(struct dn_loss *loss, struct dn_item *item,
    const struct dn_annotation *annotation, bool *carried,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Report what a target that writes a relation has no place for in it: members
 * beside those that make it and `carried`, names ended by NULL, and what
 * `source.raw` of another format holds.
 */
int dn_loss_relation(struct dn_loss *loss, struct dn_item *item,
    struct dn_node *relation, const char *const *carried,
    struct dn_err *err) DN_MUST_CHECK;

/* Things lost in all. */
uint64_t dn_loss_count(const struct dn_loss *loss);

/* Append "polygon 3 dropped, score 1 degraded", features in their order. */
void dn_loss_tell(const struct dn_loss *loss, struct dn_bytes *out);

#endif
