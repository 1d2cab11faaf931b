/* SPDX-License-Identifier: MIT */
/* Records become ratings: what is read, what is left out, what is bad. */
#ifndef DN_AGREE_GATHER_H
#define DN_AGREE_GATHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agree/categories.h"
#include "agree/ratings.h"
#include "core/names.h"
#include "io/jsonl.h"

/* What the command line says of the records; all is *borrowed*. */
struct dn_gather_spec {
	const char *item, *annotator, *label;   /* members of a rating */
	const char *categories;         /* declared labels, or NULL */
	const char *between;            /* "A,B", all that count, or NULL */
	bool exact;                     /* keep items' names, not hashes */
};

/*
 * All ratings of a run.  Annotators and fields are numbered by their names;
 * ratings without a field have field 0, the named ones follow.  With
 * `between` its two annotators are numbers 0 and 1.
 */
struct dn_gather {
	struct dn_gather_spec spec;
	struct dn_ratings *ratings;
	struct dn_categories *categories;
	struct dn_names *annotators;
	struct dn_names *fields;        /* number - 1 */
	struct dn_loop loop;            /* to run; its state is the gathering */
	const char *as;         /* who rated all that is read from now on,
	                           *borrowed*; NULL: as each record says */
	struct dn_gather_fold *fold;    /* of gather.c */
	/* Annotations of item records, by what became of them. */
	uint64_t annotations_used, annotations_ignored[DN_REASONS_MAX];
};

/*
 * Begin: `gather` is filled and its loop ready.  The loop takes every record
 * into account as used, or ignores it by a reason:
 *
 * other-record     an event, metric or other line that holds no ratings
 * missing-label    the label is null: nothing was said
 * other-annotator  not one of those that `between` names
 * geometry         a rating of a place in the item, not of the item
 * no-annotations   an item record without any
 * kind             its annotations are not classes
 * target           its classes are about one of its regions
 * prediction       its classes are a model's
 *
 * An item record is used when one of its annotations is.  -1 with
 * DN_E_USAGE or DN_E_NO_MEMORY; dn_gather_release is due either way.
 */
int dn_gather_init(struct dn_gather *gather,
    const struct dn_gather_spec *spec, struct dn_err *err) DN_MUST_CHECK;

/*
 * The names of items and fields (agree/item_name.h) where they are kept, by
 * spec.exact; *borrowed*.  A name that only bad records have is among them.
 */
const struct dn_names *dn_gather_keys(const struct dn_gather *gather);

/* Free what it holds. */
void dn_gather_release(struct dn_gather *gather);

#endif
