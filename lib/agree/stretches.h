/* SPDX-License-Identifier: MIT */
/* Records become continua: intervals of recordings, spans of texts. */
#ifndef DN_AGREE_STRETCHES_H
#define DN_AGREE_STRETCHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agree/continuum.h"
#include "agree/gather.h"
#include "agree/view.h"

/* What counts as a unit. */
enum dn_stretch_kind { DN_STRETCH_ANY, DN_STRETCH_INTERVAL,
	DN_STRETCH_SPAN };

/* What the command line says of the records; all is *borrowed*. */
struct dn_stretches_spec {
	struct dn_gather_spec ratings;
	enum dn_stretch_kind kind;
	const char *continuum;          /* "BEGIN,LENGTH", or NULL */
};

/*
 * All units of a run.  `gather` has no ratings, but what names and counts
 * them: its loop is to be run, its annotators, fields and categories are
 * numbered as dn_gather says, its annotations counted.
 */
struct dn_stretches {
	struct dn_gather gather;
	struct dn_stretches_fold *fold;         /* of stretches.c */
};

/*
 * Begin.  A rating with `start` and `end`, or `span`, is a unit; one whose
 * label is null says that the annotator worked on the item, and so does an
 * entry of an item's `work`.  Of an item record come its intervals and spans,
 * each piece of a span by itself; without a `field`, that of an interval is the
 * name of its tier, and without a label its label is its text, where there is
 * any.  Bad records (DN_E_BAD_VALUE): a unit without length, beyond
 * --continuum or the text, past 4e9; DN_E_REPEATED: one that its annotator has
 * marked before.  Ignored are, by the names of dn_gather_init: other-record,
 * missing-label, other-annotator, no-annotations, kind, prediction.
 * -1 with DN_E_USAGE or DN_E_NO_MEMORY; dn_stretches_release is due either way.
 */
int dn_stretches_init(struct dn_stretches *stretches,
    const struct dn_stretches_spec *spec, struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds. */
void dn_stretches_release(struct dn_stretches *stretches);

/* All is in: sort. */
int dn_stretches_close(struct dn_stretches *stretches, struct dn_err *err)
    DN_MUST_CHECK;

/* Fields, 0 being that without a name. */
uint32_t dn_stretches_fields(const struct dn_stretches *stretches);

/*
 * The units of a field, *new*: `view` (without a table) has who and what the
 * numbers of `set` are, in the order of dn_agree_view; items by name.  A
 * continuum is --continuum; else reaches from 0 to the end of the text or
 * recording, or of its last unit; else, where nothing tells, from the first
 * unit's start.  Ticks are the largest power of ten of a second, at most a
 * nanosecond, in which all ends are whole, and coarser where
 * DN_CONTINUA_TICKS asks it.  1; 0 for a named field, or field 0 beside named
 * ones, without units; -1 with DN_E_NO_MEMORY.
 */
int dn_stretches_view(struct dn_stretches *stretches, uint32_t field,
    struct dn_agree_view *view, struct dn_continua *set, struct dn_err *err)
    DN_MUST_CHECK;

#endif
