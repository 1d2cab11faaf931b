/* SPDX-License-Identifier: MIT */
/* From numbers in order of arrival to places in an order that is not. */
#include "agree/view.h"

#include <stdbool.h>
#include <stdlib.h>

#include "agree/side.h"

struct dn_agree_views {
	const struct dn_gather *gather;
	struct dn_side annotators, labels;
	uint32_t *parts;                /* by name */
	size_t at, count;               /* the next one, and all */
	bool any;                       /* a view was given out */
	bool who;                       /* tables keep rows */
	bool turns;                     /* ratings stand for annotators */
};

/* ---- life ---------------------------------------------------------- */

/* The annotators' numbers by name, or as they stand when two are named. */
static uint32_t *
order_annotators(const struct dn_gather *gather)
{
	size_t count = dn_names_count(gather->annotators);
	uint32_t *order = calloc(count + 1, sizeof(*order));
	size_t *sorted = dn_names_sorted(gather->annotators);

	if (order == NULL || (sorted == NULL && count > 0)) {
		free(order);
		order = NULL;
	}
	for (size_t i = 0; order != NULL && i < count; i++)
		order[i] = (uint32_t)(gather->spec.between != NULL ? i :
		    sorted[i]);
	free(sorted);
	return order;
}

struct dn_agree_views *
dn_agree_views_new(struct dn_gather *gather, bool who, struct dn_err *err)
{
	struct dn_agree_views *views = calloc(1, sizeof(*views));
	const struct dn_categories *set = gather->categories;

	if (views == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	views->gather = gather;
	views->who = who;
	views->turns = dn_ratings_repeat(gather->ratings) == DN_RATINGS_ALL;
	views->parts = dn_gather_parts_sorted(gather);
	views->count = dn_gather_part_count(gather);
	if (views->parts == NULL ||
	    dn_side_init(&views->annotators, order_annotators(gather),
	    dn_names_count(gather->annotators),
	    gather->spec.between != NULL ? 2 : 0) < 0 ||
	    dn_side_init(&views->labels, dn_categories_sorted(set),
	    dn_categories_count(set), dn_categories_declared(set)) < 0) {
		dn_err_memory(err);
		goto failed;
	}
	if (dn_gather_close(gather, err) < 0 ||
	    dn_ratings_close(gather->ratings, err) < 0)
		goto failed;
	return views;
failed:
	dn_agree_views_free(views);
	return NULL;
}

void
dn_agree_views_keep_annotators(struct dn_agree_views *views)
{
	views->turns = false;
}

void
dn_agree_views_free(struct dn_agree_views *views)
{
	if (views == NULL)
		return;
	dn_side_release(&views->annotators);
	dn_side_release(&views->labels);
	free(views->parts);
	free(views);
}

void
dn_agree_view_release(struct dn_agree_view *view)
{
	free(view->annotators);
	free(view->labels);
	dn_agree_table_free(view->table);
	dn_truth_release(&view->truth);
	*view = (struct dn_agree_view){ .table = NULL };
}

/* ---- one field ----------------------------------------------------- */

static int
compare_ranks(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* A growing array of the ranks of what was met. */
struct met {
	uint32_t *ranks;
	size_t count, cap;
};

static int
meet(struct dn_side *side, struct met *met, uint32_t number)
{
	if (side->met[number])
		return 0;
	if (met->count == met->cap) {
		size_t cap = met->cap == 0 ? 16 : met->cap * 2;
		uint32_t *more = reallocarray(met->ranks, cap,
		    sizeof(*more));

		if (more == NULL)
			return -1;
		met->ranks = more;
		met->cap = cap;
	}
	side->met[number] = true;
	met->ranks[met->count++] = side->rank[number];
	return 0;
}

/*
 * Ranks become numbers in order, each with its place; `side` forgets what it
 * met.
 */
static void
settle(struct dn_side *side, const struct met *met)
{
	if (met->count > 0)
		qsort(met->ranks, met->count, sizeof(*met->ranks),
		    compare_ranks);
	for (uint32_t i = 0; i < met->count; i++) {
		uint32_t number = side->order[met->ranks[i]];

		met->ranks[i] = number;
		side->place[number] = i;
		side->met[number] = false;
	}
}

/* What a field has; `used` are the annotators that its table tells apart. */
static int
meet_all(struct dn_agree_views *views, uint32_t field,
    struct met *annotators, struct met *labels, size_t *used,
    struct dn_err *err)
{
	struct dn_ratings_walk walk = { .ratings = views->gather->ratings,
		.field = field };
	bool failed = false;
	size_t most = 0;
	int got = 0;

	while (!failed && field < dn_ratings_fields(walk.ratings) &&
	    (got = dn_ratings_next(&walk, err)) == 1) {
		for (size_t i = 0; i < walk.count && !failed; i++)
			failed = (walk.list[i].annotator !=
			    views->gather->gold &&
			    meet(&views->annotators, annotators,
			    walk.list[i].annotator) < 0) ||
			    meet(&views->labels, labels,
			    walk.list[i].label) < 0;
		most = walk.count > most ? walk.count : most;
	}
	dn_ratings_walk_release(&walk);
	*used = views->turns ? most : annotators->count;
	for (uint32_t i = 0; i < views->annotators.always && !failed; i++)
		failed = meet(&views->annotators, annotators, i) < 0;
	for (uint32_t i = 0; i < views->labels.always && !failed; i++)
		failed = meet(&views->labels, labels, i) < 0;
	return failed ? dn_err_memory(err) : got;
}

/* Ratings in order become those of a first, second, ... annotator. */
static void
number_turns(struct dn_rating *list, size_t count)
{
	dn_agree_ratings_sort(list, count);
	for (uint32_t i = 0; i < count; i++)
		list[i].annotator = i;
}

/*
 * Ratings by place; that of who is right is taken out of the list, and the
 * others are held against it, but for what neither has.
 */
static int
place_ratings(const struct dn_agree_views *views,
    struct dn_ratings_walk *walk, struct dn_truth *truth, uint32_t absent,
    struct dn_err *err)
{
	uint32_t gold = views->gather->gold, right = UINT32_MAX;
	size_t kept = 0;

	for (size_t i = 0; i < walk->count; i++) {
		struct dn_rating rating = walk->list[i];
		uint32_t label = views->labels.place[rating.label];

		if (rating.annotator == gold)
			right = label;
		else
			walk->list[kept++] = (struct dn_rating){
				views->annotators.place[rating.annotator],
				label };
	}
	walk->count = kept;
	if (views->turns)
		number_turns(walk->list, kept);
	for (size_t i = 0; i < kept && right != UINT32_MAX; i++)
		if ((right != absent || walk->list[i].label != absent) &&
		    dn_truth_add(truth, (struct dn_truth_cell){
		    walk->list[i].annotator, right, walk->list[i].label,
		    walk->items }, err) < 0)
			return -1;
	return 0;
}

static int
fill_table(const struct dn_agree_views *views, uint32_t field,
    struct dn_agree_view *view, struct dn_err *err)
{
	struct dn_ratings_walk walk = { .ratings = views->gather->ratings,
		.field = field };
	int got = 0;

	while (field < dn_ratings_fields(walk.ratings) &&
	    (got = dn_ratings_next(&walk, err)) == 1) {
		if (place_ratings(views, &walk, &view->truth,
		    view->absent, err) < 0 ||
		    (walk.count > 0 && dn_agree_table_add(view->table,
		    walk.list, walk.count, walk.items, err) < 0)) {
			got = -1;
			break;
		}
	}
	dn_ratings_walk_release(&walk);
	dn_truth_close(&view->truth);
	return got < 0 ? -1 : dn_agree_table_close(view->table, err);
}

/* The view of a field by its number in the gathering. */
static int
make_view(struct dn_agree_views *views, uint32_t field,
    struct dn_agree_view *view, struct dn_err *err)
{
	struct met annotators = { NULL, 0, 0 }, labels = { NULL, 0, 0 };
	size_t used = 0;
	int result = meet_all(views, field, &annotators, &labels, &used, err);

	settle(&views->annotators, &annotators);
	settle(&views->labels, &labels);
	*view = (struct dn_agree_view){ .absent = UINT32_MAX,
		.annotators = annotators.ranks,
		.labels = labels.ranks, .part = field,
		.annotator_count = annotators.count,
		.label_count = labels.count };
	dn_gather_part_names(views->gather, field, &view->group,
	    &view->field);
	for (uint32_t k = 0; k < labels.count; k++)
		if (view->labels[k] == views->gather->absent)
			view->absent = k;
	if (result == 0) {
		view->table = dn_agree_table_new(labels.count, used,
		    views->who);
		result = view->table == NULL ? dn_err_memory(err) :
		    fill_table(views, field, view, err);
	}
	if (result == 0)
		return 1;
	dn_agree_view_release(view);
	return -1;
}

int
dn_agree_views_next(struct dn_agree_views *views, struct dn_agree_view *view,
    struct dn_err *err)
{
	while (views->at < views->count) {
		if (make_view(views, views->parts[views->at++], view,
		    err) < 0)
			return -1;
		if (view->table->items > 0) {
			views->any = true;
			return 1;
		}
		dn_agree_view_release(view);
	}
	if (views->any)
		return 0;
	views->any = true;
	return make_view(views, 0, view, err);
}
