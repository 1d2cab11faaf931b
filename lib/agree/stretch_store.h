/* SPDX-License-Identifier: MIT */
/* All units that were met, and how they become sets of continua. */
#ifndef DN_AGREE_STRETCH_STORE_H
#define DN_AGREE_STRETCH_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "agree/continuum.h"
#include "agree/gather.h"
#include "agree/view.h"
#include "core/names.h"

/* No label: the annotator was there.  No field: in every one of the item. */
#define DN_STRETCH_NONE UINT32_MAX

/* A unit in nanoseconds, or such of a code point; names by number. */
struct dn_stretch_entry {
	int64_t start, end;
	uint32_t field, item, annotator, label;
};

/* A growing list; starts as zeroed, `entries` is to be freed. */
struct dn_stretch_list {
	struct dn_stretch_entry *entries;
	size_t count, cap;
};

/* Append; -1 with DN_E_NO_MEMORY. */
int dn_stretch_list_add(struct dn_stretch_list *list,
    struct dn_stretch_entry entry, struct dn_err *err) DN_MUST_CHECK;

/* By field, item, annotator, start, end and label. */
void dn_stretch_list_sort(struct dn_stretch_list *list);

/* Starts as zeroed. */
struct dn_stretch_store {
	struct dn_stretch_list entries;
	struct dn_names *items;
	int64_t *extents;               /* by item; below 0: not known */
	size_t extent_cap;
	/* Numbers in order, once it is closed; entries then have places. */
	uint32_t *annotators, *labels;
	size_t annotator_count, label_count;
};

/* Begin; -1 with DN_E_NO_MEMORY. */
int dn_stretch_store_init(struct dn_stretch_store *store, struct dn_err *err)
    DN_MUST_CHECK;

/* Free what it holds. */
void dn_stretch_store_release(struct dn_stretch_store *store);

/* The number of an item, by its name (agree/item_name.h). */
int dn_stretch_store_item(struct dn_stretch_store *store,
    struct dn_span name, uint32_t *number, struct dn_err *err) DN_MUST_CHECK;

/* The item reaches from 0 to `length`, or further if it was said before. */
void dn_stretch_store_extent(struct dn_stretch_store *store, uint32_t item,
    int64_t length);

/* All is in: put in order, by the gathering's names and categories. */
int dn_stretch_store_close(struct dn_stretch_store *store,
    const struct dn_gather *gather, struct dn_err *err) DN_MUST_CHECK;

/*
 * What dn_stretches_view says; `bounds` are begin and end of every item, or
 * NULL.  A unit shorter than half a tick is left out.
 */
int dn_stretch_store_view(const struct dn_stretch_store *store,
    const struct dn_gather *gather, uint32_t field, const int64_t *bounds,
    struct dn_agree_view *view, struct dn_continua *set, struct dn_err *err)
    DN_MUST_CHECK;

#endif
