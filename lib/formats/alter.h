/* SPDX-License-Identifier: MIT */
/* What is changed of items on their way: labels, choice, split, annotator. */
#ifndef DN_FORMATS_ALTER_H
#define DN_FORMATS_ALTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/names.h"
#include "core/opt.h"
#include "formats/relabel.h"
#include "formats/vanish.h"
#include "model/item.h"

/* What the command line says; zeroed: nothing is changed. */
struct dn_alter_settings {
	const char *labels;             /* --labels FILE */
	struct dn_opt_list select, exclude;
	const char *split;              /* --split NAME=PART,... */
	uint64_t seed;
	const char *annotator;          /* --as NAME */
};

/* Their rows, for a tool's table; `a` is a struct dn_alter_settings. */
#define DN_ALTER_ROWS(a) \
	DN_OPT_TEXT(0, "as", "NAME", &(a).annotator, \
	    "annotator of what has none"), \
	DN_OPT_TEXT(0, "labels", "FILE", &(a).labels, \
	    "order, rename, merge and drop labels by FILE"), \
	DN_OPT_LIST(0, "select", "LABEL", &(a).select, \
	    "only annotations with LABEL; may repeat"), \
	DN_OPT_LIST(0, "exclude", "LABEL", &(a).exclude, \
	    "no annotations with LABEL; may repeat"), \
	DN_OPT_TEXT(0, "split", "NAME=PART,...", &(a).split, \
	    "divide the items, as in train=0.8,val=0.2"), \
	DN_OPT_COUNT(0, "seed", "N", &(a).seed, 0, UINT64_MAX, \
	    "of --split: another N, another division")

/* All of it, ready to be applied; threads may share it. */
struct dn_alter;

/*
 * A *new* one (settings are *borrowed*).  NULL with DN_E_USAGE for a split
 * that is none, or as dn_relabel_load fails.
 */
struct dn_alter *dn_alter_new(const struct dn_alter_settings *settings,
    struct dn_err *err) DN_MUST_CHECK;

/* Free it; NULL is fine. */
void dn_alter_free(struct dn_alter *alter);

/* True when items may be changed; when headers may. */
bool dn_alter_items(const struct dn_alter *alter);
bool dn_alter_headers(const struct dn_alter *alter);

/* The table of --labels, *borrowed*; NULL without it. */
const struct dn_relabel *dn_alter_labels(const struct dn_alter *alter);

/*
 * Begin `header` as the header that --labels is; false when there is none, or
 * it lists no labels.
 */
bool dn_alter_begin(const struct dn_alter *alter, struct dn_item *header);

/* Change the labels of a header that was read; -1 without memory. */
int dn_alter_header(const struct dn_alter *alter, struct dn_item *header,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Change an item: 1 when it was, 0 when there was nothing to change, -1 as
 * dn_annotation_read fails or without memory.  *out tells when it belongs to
 * no part of --split, and is then not changed.  `counts` says what was left
 * out.  Labels that --labels does not list are added to `unlisted`, unless
 * NULL.
 */
int dn_alter_item(const struct dn_alter *alter, struct dn_item *item,
    struct dn_vanish_counts *counts, struct dn_names *unlisted, bool *out,
    struct dn_err *err) DN_MUST_CHECK;

#endif
