/* SPDX-License-Identifier: MIT */
/* From the gathering's tree of ratings to arrays in order. */
#include "agree/panel.h"

#include <stdlib.h>

#include "agree/item_name.h"
#include "agree/side.h"

/* A name that items are sorted by. */
struct sorted {
	struct dn_span name;
	uint32_t number;
};

struct work {
	struct dn_side annotators, labels;
	struct sorted *names;
	size_t name_count;
	uint32_t *panel_of;             /* by number of a field */
	struct dn_ratings_walk walk;
	uint32_t gold;                  /* annotator, or DN_PANEL_NONE */
	bool unrated;
};

/* ---- order --------------------------------------------------------- */

static int
compare_names(const void *a, const void *b)
{
	return dn_item_name_compare(((const struct sorted *)a)->name,
	    ((const struct sorted *)b)->name);
}

static int
sort_names(struct work *work, const struct dn_names *keys)
{
	work->name_count = dn_names_count(keys);
	work->names = calloc(work->name_count + 1, sizeof(*work->names));
	if (work->names == NULL)
		return -1;
	for (size_t i = 0; i < work->name_count; i++)
		work->names[i] = (struct sorted){ dn_names_get(keys, i),
			(uint32_t)i };
	if (work->name_count > 1)
		qsort(work->names, work->name_count, sizeof(*work->names),
		    compare_names);
	return 0;
}

/* The numbers of some names in byte order, *new*; NULL without memory. */
static uint32_t *
order_of(const struct dn_names *names)
{
	size_t count = dn_names_count(names);
	size_t *sorted = dn_names_sorted(names);
	uint32_t *order = calloc(count + 1, sizeof(*order));

	for (size_t i = 0; order != NULL && sorted != NULL && i < count; i++)
		order[i] = (uint32_t)sorted[i];
	if (sorted == NULL && count > 0) {
		free(order);
		order = NULL;
	}
	free(sorted);
	return order;
}

/* Those met get their places, in order; a *new* list, NULL: no memory. */
static uint32_t *
settle(struct dn_side *side, size_t *count)
{
	uint32_t *list;

	*count = 0;
	for (size_t i = 0; i < side->count; i++)
		*count += side->met[i];
	list = calloc(*count + 1, sizeof(*list));
	*count = 0;
	for (size_t i = 0; list != NULL && i < side->count; i++) {
		uint32_t number = side->order[i];

		if (!side->met[number])
			continue;
		side->met[number] = false;
		side->place[number] = (uint32_t)*count;
		list[(*count)++] = number;
	}
	return list;
}

/* ---- filling ------------------------------------------------------- */

/* Room for one ballot and `count` votes more; -1 without memory. */
static int
make_room(struct dn_panel *panel, size_t count)
{
	if (panel->count == panel->ballot_cap) {
		size_t cap = panel->count < 64 ? 64 :
		    panel->count + panel->count / 2;
		struct dn_ballot *more = reallocarray(panel->ballots, cap,
		    sizeof(*more));

		if (more == NULL)
			return -1;
		panel->ballots = more;
		panel->ballot_cap = cap;
	}
	if (count > panel->vote_cap - panel->vote_count) {
		size_t cap = panel->vote_count + panel->vote_count / 2 +
		    count + 64;
		struct dn_rating *more = reallocarray(panel->votes, cap,
		    sizeof(*more));

		if (more == NULL)
			return -1;
		panel->votes = more;
		panel->vote_cap = cap;
	}
	return 0;
}

/* The ratings of an item that was looked up, still by their numbers. */
static int
add_ballot(struct dn_panels *panels, const struct work *work, uint32_t name)
{
	uint32_t at = work->panel_of[work->walk.field];
	struct dn_panel *panel = &panels->list[at];
	struct dn_ballot ballot = { panel->vote_count, 0, DN_PANEL_NONE,
		name };

	if (make_room(panel, work->walk.count) < 0)
		return -1;
	for (size_t i = 0; i < work->walk.count; i++) {
		struct dn_rating rating = work->walk.list[i];

		if (rating.annotator == work->gold)
			ballot.gold = rating.label;
		else
			panel->votes[ballot.first + ballot.count++] = rating;
	}
	if (ballot.count == 0 && !work->unrated)
		return 0;
	panels->order[panels->total++] = (struct dn_panel_place){ at,
		(uint32_t)panel->count };
	panel->vote_count += ballot.count;
	panel->ballots[panel->count++] = ballot;
	return 0;
}

static int
fill(struct dn_panels *panels, struct work *work, struct dn_err *err)
{
	struct dn_ratings *ratings = panels->gather->ratings;

	for (size_t i = 0; i < work->name_count; i++) {
		uint32_t name = work->names[i].number;
		int got = dn_ratings_list(ratings, dn_item_name_hash(name),
		    &work->walk, err);

		if (got < 0)
			return -1;
		if (got > 0 && add_ballot(panels, work, name) < 0)
			return dn_err_memory(err);
	}
	return 0;
}

/* ---- numbering ----------------------------------------------------- */

static int
compare_votes(const void *a, const void *b)
{
	uint32_t x = ((const struct dn_rating *)a)->annotator;
	uint32_t y = ((const struct dn_rating *)b)->annotator;

	return (x > y) - (x < y);
}

static void
meet_all(const struct dn_panel *panel, struct work *work, size_t declared)
{
	for (uint32_t i = 0; i < declared; i++)
		work->labels.met[i] = true;
	for (size_t i = 0; i < panel->vote_count; i++) {
		work->annotators.met[panel->votes[i].annotator] = true;
		work->labels.met[panel->votes[i].label] = true;
	}
	for (size_t i = 0; i < panel->count; i++)
		if (panel->ballots[i].gold != DN_PANEL_NONE)
			work->labels.met[panel->ballots[i].gold] = true;
}

/* Numbers of the gathering become places; -1 without memory. */
static int
number_panel(struct dn_panel *panel, struct work *work, size_t declared)
{
	meet_all(panel, work, declared);
	panel->annotators = settle(&work->annotators,
	    &panel->annotator_count);
	panel->labels = settle(&work->labels, &panel->label_count);
	if (panel->annotators == NULL || panel->labels == NULL)
		return -1;
	for (size_t i = 0; i < panel->vote_count; i++) {
		struct dn_rating *vote = &panel->votes[i];

		vote->annotator = work->annotators.place[vote->annotator];
		vote->label = work->labels.place[vote->label];
	}
	for (size_t i = 0; i < panel->count; i++) {
		struct dn_ballot *ballot = &panel->ballots[i];

		if (ballot->gold != DN_PANEL_NONE)
			ballot->gold = work->labels.place[ballot->gold];
		if (ballot->count > 1)
			qsort(panel->votes + ballot->first, ballot->count,
			    sizeof(*panel->votes), compare_votes);
	}
	return 0;
}

/* ---- life ---------------------------------------------------------- */

/* A panel for each field, in order of their names. */
static int
make_panels(struct dn_panels *panels, struct work *work)
{
	const struct dn_names *fields = panels->gather->fields;
	uint32_t *order = order_of(fields);

	panels->count = 1 + dn_names_count(fields);
	panels->list = calloc(panels->count, sizeof(*panels->list));
	panels->order = calloc(work->name_count + 1, sizeof(*panels->order));
	work->panel_of = calloc(panels->count, sizeof(*work->panel_of));
	if (order == NULL || panels->list == NULL || panels->order == NULL ||
	    work->panel_of == NULL) {
		free(order);
		return -1;
	}
	for (uint32_t i = 1; i < panels->count; i++) {
		work->panel_of[order[i - 1] + 1] = i;
		panels->list[i].field = dn_names_get(fields, order[i - 1]);
	}
	free(order);
	return 0;
}

static int
build(struct dn_panels *panels, struct work *work, struct dn_err *err)
{
	struct dn_gather *gather = panels->gather;
	const struct dn_categories *labels = gather->categories;

	if (sort_names(work, dn_gather_keys(gather)) < 0 ||
	    make_panels(panels, work) < 0 ||
	    dn_side_init(&work->annotators, order_of(gather->annotators),
	    dn_names_count(gather->annotators), 0) < 0 ||
	    dn_side_init(&work->labels, dn_categories_sorted(labels),
	    dn_categories_count(labels), 0) < 0)
		return dn_err_memory(err);
	if (fill(panels, work, err) < 0)
		return -1;
	dn_ratings_free(gather->ratings);
	gather->ratings = NULL;
	for (size_t i = 0; i < panels->count; i++)
		if (number_panel(&panels->list[i], work,
		    dn_categories_declared(labels)) < 0)
			return dn_err_memory(err);
	return 0;
}

int
dn_panels_init(struct dn_panels *panels, struct dn_gather *gather,
    const char *gold, bool unrated, struct dn_err *err)
{
	struct work work = { .unrated = unrated };
	size_t number = dn_names_find(gather->annotators, dn_span_of(gold));
	int result;

	*panels = (struct dn_panels){ .gather = gather };
	work.gold = number == DN_NAMES_NONE ? DN_PANEL_NONE :
	    (uint32_t)number;
	result = build(panels, &work, err);
	dn_side_release(&work.annotators);
	dn_side_release(&work.labels);
	free(work.names);
	free(work.panel_of);
	dn_ratings_walk_release(&work.walk);
	return result;
}

void
dn_panels_release(struct dn_panels *panels)
{
	for (size_t i = 0; panels->list != NULL && i < panels->count; i++) {
		free(panels->list[i].annotators);
		free(panels->list[i].labels);
		free(panels->list[i].ballots);
		free(panels->list[i].votes);
	}
	free(panels->list);
	free(panels->order);
	*panels = (struct dn_panels){ .list = NULL };
}

/* ---- by annotator -------------------------------------------------- */

/* Counting sort; firsts[g + 1] is where g goes on until all are in. */
int
dn_panel_casts_init(struct dn_panel_casts *casts,
    const struct dn_panel *panel, struct dn_err *err)
{
	size_t *firsts = calloc(panel->annotator_count + 2, sizeof(*firsts));

	casts->firsts = firsts;
	casts->list = calloc(panel->vote_count + 1, sizeof(*casts->list));
	if (firsts == NULL || casts->list == NULL)
		return dn_err_memory(err);
	for (size_t i = 0; i < panel->vote_count; i++)
		firsts[panel->votes[i].annotator + 2]++;
	for (size_t g = 0; g < panel->annotator_count; g++)
		firsts[g + 2] += firsts[g + 1];
	for (uint32_t b = 0; b < panel->count; b++) {
		const struct dn_ballot *ballot = &panel->ballots[b];

		for (size_t i = 0; i < ballot->count; i++) {
			struct dn_rating vote = panel->votes[ballot->first +
			    i];

			casts->list[firsts[vote.annotator + 1]++] =
			    (struct dn_panel_cast){ b, vote.label };
		}
	}
	return 0;
}

void
dn_panel_casts_release(struct dn_panel_casts *casts)
{
	free(casts->list);
	free(casts->firsts);
	*casts = (struct dn_panel_casts){ .list = NULL };
}
