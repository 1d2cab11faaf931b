/* SPDX-License-Identifier: MIT */
/* Lists of an item in hand; places of annotators need no clearing. */
#include "agree/present.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/*
 * Where an annotator's first rating stands, from 1, is told by `at`, if that
 * rating is there and is his: what was left by other items is not.
 */
struct list {
	struct dn_rating *ratings;
	uint32_t *at;                   /* by annotator */
	size_t count, cap, known;
	uint32_t part;
	bool repeated;                  /* somebody rated twice */
};

struct dn_present {
	enum dn_ratings_repeat repeat;
	struct list *lists;             /* of the item, `count` of them */
	size_t count, cap;
	uint32_t *list_of;              /* number from 1, by part; may be old */
	size_t known;                   /* parts */
};

struct dn_present *
dn_present_new(enum dn_ratings_repeat repeat)
{
	struct dn_present *present = calloc(1, sizeof(*present));

	if (present != NULL)
		present->repeat = repeat;
	return present;
}

void
dn_present_free(struct dn_present *present)
{
	if (present == NULL)
		return;
	for (size_t i = 0; i < present->cap; i++) {
		free(present->lists[i].ratings);
		free(present->lists[i].at);
	}
	free(present->lists);
	free(present->list_of);
	free(present);
}

/* Room for `wanted` in an array, what is new zeroed; NULL: no memory. */
static void *
grow(void *array, size_t *cap, size_t wanted, size_t size)
{
	size_t more = *cap == 0 ? 8 : *cap;
	char *grown;

	if (wanted <= *cap)
		return array;
	while (more < wanted)
		more *= 2;
	grown = reallocarray(array, more, size);
	if (grown == NULL)
		return NULL;
	memset(grown + *cap * size, 0, (more - *cap) * size);
	*cap = more;
	return grown;
}

/* The list of a part, begun when it is not there; NULL: no memory. */
static struct list *
list_of(struct dn_present *present, uint32_t part)
{
	uint32_t *known = grow(present->list_of, &present->known,
	    (size_t)part + 1, sizeof(*known));
	struct list *lists;
	size_t number;

	if (known == NULL)
		return NULL;
	present->list_of = known;
	number = known[part];
	if (number > 0 && number <= present->count &&
	    present->lists[number - 1].part == part)
		return &present->lists[number - 1];
	lists = grow(present->lists, &present->cap, present->count + 1,
	    sizeof(*lists));
	if (lists == NULL)
		return NULL;
	present->lists = lists;
	lists += present->count++;
	known[part] = (uint32_t)present->count;
	lists->part = part;
	lists->count = 0;
	lists->repeated = false;
	return lists;
}

int
dn_present_add(struct dn_present *present, uint32_t part,
    struct dn_rating rating, struct dn_err *err)
{
	struct list *list = list_of(present, part);
	struct dn_rating *ratings;
	uint32_t *at, first;
	bool rated;

	if (list == NULL)
		return dn_err_memory(err);
	at = grow(list->at, &list->known, (size_t)rating.annotator + 1,
	    sizeof(*at));
	if (at == NULL)
		return dn_err_memory(err);
	list->at = at;
	first = at[rating.annotator];
	rated = first > 0 && first <= list->count &&
	    list->ratings[first - 1].annotator == rating.annotator;
	if (rated && present->repeat == DN_RATINGS_ONCE)
		return dn_err_set(err, DN_E_REPEATED,
		    "the annotator has rated this item before");
	ratings = grow(list->ratings, &list->cap, list->count + 1,
	    sizeof(*ratings));
	if (ratings == NULL || list->count >= UINT32_MAX)
		return dn_err_memory(err);
	list->ratings = ratings;
	ratings[list->count++] = rating;
	list->repeated = list->repeated || rated;
	if (!rated)
		at[rating.annotator] = (uint32_t)list->count;
	return rated;
}

void
dn_present_take_back(struct dn_present *present, uint32_t part)
{
	present->lists[present->list_of[part] - 1].count--;
}

/* Of each annotator's ratings the last one stays. */
static void
keep_last(struct list *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++)
		list->at[list->ratings[i].annotator] = (uint32_t)i;
	for (size_t i = 0; i < list->count; i++)
		if (list->at[list->ratings[i].annotator] == i)
			list->ratings[kept++] = list->ratings[i];
	list->count = kept;
}

/* Most lists come in order, or are short. */
static void
sort_list(struct list *list)
{
	size_t i = 1;

	while (i < list->count && list->ratings[i - 1].annotator <
	    list->ratings[i].annotator)
		i++;
	if (i < list->count)
		dn_agree_ratings_sort(list->ratings, list->count);
}

int
dn_present_settle(struct dn_present *present, struct dn_ratings *ratings,
    struct dn_err *err)
{
	for (size_t i = 0; i < present->count; i++) {
		struct list *list = &present->lists[i];

		if (list->repeated && present->repeat == DN_RATINGS_LAST)
			keep_last(list);
		sort_list(list);
		if (list->count > 0 && dn_ratings_add_list(ratings,
		    list->part, list->ratings, list->count, 1, err) < 0)
			return -1;
	}
	present->count = 0;
	return 0;
}
