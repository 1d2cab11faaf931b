/* SPDX-License-Identifier: MIT */
/* Who said what of each item: the ratings of a field, item by item. */
#ifndef DN_AGREE_PANEL_H
#define DN_AGREE_PANEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agree/gather.h"
#include "agree/table.h"

#define DN_PANEL_NONE UINT32_MAX        /* no label */

/* An item: its votes, and the label that is known to be right. */
struct dn_ballot {
	size_t first;                   /* of its votes in panel->votes */
	uint32_t count;                 /* of them */
	uint32_t gold;                  /* label, or DN_PANEL_NONE */
	uint32_t name;                  /* number among the gathering's keys */
};

/*
 * The ratings of one field.  Annotators (but for the one who is always right)
 * and labels are numbered by their places here, which are in order: names by
 * bytes, labels as dn_categories_sorted has them.
 */
struct dn_panel {
	struct dn_span field;           /* absent for ratings without */
	uint32_t *annotators, *labels;  /* the gathering's numbers, by place */
	size_t annotator_count, label_count;
	struct dn_ballot *ballots;      /* as dn_item_name_compare has them */
	struct dn_rating *votes;        /* of each ballot by annotator */
	size_t count, vote_count;       /* of ballots and votes */
	size_t ballot_cap, vote_cap;
};

/* A ballot of a panel, both by place. */
struct dn_panel_place {
	uint32_t panel, ballot;
};

/* All fields, and all their items in one order. */
struct dn_panels {
	struct dn_gather *gather;       /* borrowed */
	struct dn_panel *list;          /* that without a name, then by name */
	size_t count;
	struct dn_panel_place *order;   /* ballots by names of items */
	size_t total;
};

/*
 * Take the ratings out of a gathering (borrowed) that keeps names and is
 * complete; it has none afterwards.  The annotator named `gold` is right.
 * Items that only gold has rated count where `unrated` says so.  -1 with
 * DN_E_NO_MEMORY; dn_panels_release is due either way.
 */
int dn_panels_init(struct dn_panels *panels, struct dn_gather *gather,
    const char *gold, bool unrated, struct dn_err *err) DN_MUST_CHECK;

/* Free what they hold. */
void dn_panels_release(struct dn_panels *panels);

/* Of one annotator a vote: which ballot, which label. */
struct dn_panel_cast {
	uint32_t ballot, label;
};

/* The votes of a panel by annotator: those of g begin at firsts[g]. */
struct dn_panel_casts {
	struct dn_panel_cast *list;
	size_t *firsts;                 /* one more than annotators */
};

/* Fill `casts` from a panel; -1 without memory; a release is due either way. */
int dn_panel_casts_init(struct dn_panel_casts *casts,
    const struct dn_panel *panel, struct dn_err *err) DN_MUST_CHECK;

/* Free what they hold. */
void dn_panel_casts_release(struct dn_panel_casts *casts);

#endif
