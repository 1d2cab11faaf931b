/* SPDX-License-Identifier: MIT */
/* Lists of ratings as a tree that items climb, one step a rating. */
#include "agree/ratings.h"

#include <stdbool.h>
#include <stdlib.h>

/* Lists longer than this are not searched for an annotator: `seen` knows. */
#define DEEP 32

/* Node 0 is no list; the root of a field is its empty list. */
#define NO_NODE 0

/* A list: that of its parent and one rating more. */
struct node {
	uint32_t parent;                /* NO_NODE for a root */
	struct dn_rating rating;        /* of a root: the field, as the label */
	uint32_t depth;                 /* its ratings */
	uint64_t items;                 /* that have just this list */
};

/* A number for each of some hashes, 0 at first. */
struct numbered {
	struct dn_hash_set *set;        /* of their places */
	uint32_t *numbers;
	size_t cap;
};

struct dn_ratings {
	struct numbered items;          /* each with its node */
	struct numbered seen;           /* annotators of items with many */
	struct node *nodes;
	uint32_t *slots;                /* a hash table of nodes */
	uint32_t *roots;                /* of the fields */
	size_t node_count, node_cap, slot_count;
	uint32_t root_count;
	enum dn_ratings_repeat repeat;
	uint32_t *lists;                /* nodes with items, by field */
	size_t *ends;                   /* behind those of each field */
};

/* ---- numbers of hashes -------------------------------------------- */

static void
release_numbered(struct numbered *numbered)
{
	dn_hash_set_free(numbered->set);
	free(numbered->numbers);
	*numbered = (struct numbered){ .set = NULL };
}

/* The number of a hash, *borrowed* until the next; NULL without memory. */
static uint32_t *
number_of(struct numbered *numbered, struct dn_hash hash)
{
	uint64_t place = dn_hash_set_count(numbered->set);
	int added;

	/* Room comes first: a hash that is in the set has its number. */
	if (place == numbered->cap) {
		size_t cap = place < 64 ? 64 : (size_t)(place + place / 2);
		uint32_t *more = reallocarray(numbered->numbers, cap,
		    sizeof(*more));

		if (more == NULL)
			return NULL;
		numbered->numbers = more;
		numbered->cap = cap;
	}
	added = dn_hash_set_add(numbered->set, hash, place, &place);
	if (added < 0)
		return NULL;
	if (added > 0)
		numbered->numbers[place] = 0;
	return &numbered->numbers[place];
}

/* ---- life --------------------------------------------------------- */

struct dn_ratings *
dn_ratings_new(void)
{
	struct dn_ratings *ratings = calloc(1, sizeof(*ratings));

	if (ratings == NULL)
		return NULL;
	ratings->items.set = dn_hash_set_new();
	ratings->seen.set = dn_hash_set_new();
	ratings->nodes = calloc(1, sizeof(*ratings->nodes));
	ratings->slots = calloc(1024, sizeof(*ratings->slots));
	ratings->node_count = ratings->node_cap = 1;
	ratings->slot_count = 1024;
	if (ratings->items.set == NULL || ratings->seen.set == NULL ||
	    ratings->nodes == NULL || ratings->slots == NULL) {
		dn_ratings_free(ratings);
		return NULL;
	}
	return ratings;
}

void
dn_ratings_set_repeat(struct dn_ratings *ratings,
    enum dn_ratings_repeat repeat)
{
	ratings->repeat = repeat;
}

enum dn_ratings_repeat
dn_ratings_repeat(const struct dn_ratings *ratings)
{
	return ratings->repeat;
}

void
dn_ratings_free(struct dn_ratings *ratings)
{
	if (ratings == NULL)
		return;
	release_numbered(&ratings->items);
	release_numbered(&ratings->seen);
	free(ratings->nodes);
	free(ratings->slots);
	free(ratings->roots);
	free(ratings->lists);
	free(ratings->ends);
	free(ratings);
}

/* ---- lists -------------------------------------------------------- */

/* Whoever chooses annotators and labels cannot choose their numbers. */
static size_t
slot_of(const struct dn_ratings *ratings, uint32_t parent,
    struct dn_rating rating)
{
	uint64_t hash = parent * UINT64_C(0x9e3779b97f4a7c15);

	hash = (hash ^ rating.annotator) * UINT64_C(0xd6e8feb86659fd93);
	hash = (hash ^ hash >> 32 ^ rating.label) *
	    UINT64_C(0xd6e8feb86659fd93);
	return (size_t)(hash >> 32) & (ratings->slot_count - 1);
}

/* The slot of a list, or the free one where it would go. */
static uint32_t *
find_slot(const struct dn_ratings *ratings, uint32_t parent,
    struct dn_rating rating)
{
	size_t at = slot_of(ratings, parent, rating);

	for (;; at = (at + 1) & (ratings->slot_count - 1)) {
		const struct node *node = &ratings->nodes[ratings->slots[at]];

		if (ratings->slots[at] == NO_NODE ||
		    (node->parent == parent &&
		    node->rating.annotator == rating.annotator &&
		    node->rating.label == rating.label))
			return &ratings->slots[at];
	}
}

/* Twice the slots, filled anew; -1 without memory. */
static int
grow_slots(struct dn_ratings *ratings)
{
	uint32_t *old = ratings->slots;
	uint32_t *slots = calloc(ratings->slot_count * 2, sizeof(*slots));

	if (slots == NULL)
		return -1;
	ratings->slots = slots;
	ratings->slot_count *= 2;
	for (size_t i = 1; i < ratings->node_count; i++) {
		const struct node *node = &ratings->nodes[i];

		if (node->parent != NO_NODE)
			*find_slot(ratings, node->parent, node->rating) =
			    (uint32_t)i;
	}
	free(old);
	return 0;
}

/* A new node, in no slot yet; NO_NODE without memory. */
static uint32_t
add_node(struct dn_ratings *ratings, struct node node)
{
	if (ratings->node_count == ratings->node_cap) {
		size_t cap = ratings->node_cap < 64 ? 64 :
		    ratings->node_cap + ratings->node_cap / 2;
		struct node *more = reallocarray(ratings->nodes, cap,
		    sizeof(*more));

		if (more == NULL)
			return NO_NODE;
		ratings->nodes = more;
		ratings->node_cap = cap;
	}
	if (ratings->node_count >= UINT32_MAX)
		return NO_NODE;
	ratings->nodes[ratings->node_count] = node;
	return (uint32_t)ratings->node_count++;
}

/* The list of `parent` and one rating more; NO_NODE without memory. */
static uint32_t
list_with(struct dn_ratings *ratings, uint32_t parent,
    struct dn_rating rating)
{
	uint32_t *slot = find_slot(ratings, parent, rating), node;

	if (*slot != NO_NODE)
		return *slot;
	if (ratings->node_count >= ratings->slot_count / 4 * 3) {
		if (grow_slots(ratings) < 0)
			return NO_NODE;
		slot = find_slot(ratings, parent, rating);
	}
	node = add_node(ratings, (struct node){ parent, rating,
		ratings->nodes[parent].depth + 1, 0 });
	*slot = node;
	return node;
}

/* The empty list of a field; NO_NODE without memory. */
static uint32_t
root_of(struct dn_ratings *ratings, uint32_t field)
{
	while (field >= ratings->root_count) {
		uint32_t *more = reallocarray(ratings->roots,
		    ratings->root_count + 1, sizeof(*more));
		uint32_t root;

		if (more == NULL)
			return NO_NODE;
		ratings->roots = more;
		root = add_node(ratings, (struct node){ NO_NODE,
			{ 0, ratings->root_count }, 0, 0 });
		if (root == NO_NODE)
			return NO_NODE;
		ratings->roots[ratings->root_count++] = root;
	}
	return ratings->roots[field];
}

/* ---- who has rated what -------------------------------------------- */

/* An annotator's place beside an item: the high half still tells items. */
static struct dn_hash
hash_with(struct dn_hash item, uint32_t annotator)
{
	item.low += (annotator + UINT64_C(1)) * UINT64_C(0x9e3779b97f4a7c15);
	return item;
}

/* Does the list hold the annotator?  -1 without memory. */
static int
has_rated(struct dn_ratings *ratings, uint32_t list, struct dn_hash item,
    uint32_t annotator)
{
	const struct node *node = &ratings->nodes[list];
	const uint32_t *mark;

	if (node->depth > DEEP) {
		mark = number_of(&ratings->seen, hash_with(item, annotator));
		return mark == NULL ? -1 : *mark != 0;
	}
	for (; node->depth > 0; node = &ratings->nodes[node->parent])
		if (node->rating.annotator == annotator)
			return 1;
	return 0;
}

/* The annotator has rated the item once more, or less; -1: no memory. */
static int
add_mark(struct dn_ratings *ratings, struct dn_hash item, uint32_t annotator,
    uint32_t times)
{
	uint32_t *mark = number_of(&ratings->seen,
	    hash_with(item, annotator));

	if (mark == NULL)
		return -1;
	*mark += times;
	return 0;
}

/* The item's list grows past DEEP: note the new annotator, at first all. */
static int
mark_deep(struct dn_ratings *ratings, uint32_t list, struct dn_hash item,
    uint32_t annotator)
{
	const struct node *node = &ratings->nodes[list];

	if (node->depth == DEEP)
		for (; node->depth > 0; node = &ratings->nodes[node->parent])
			if (add_mark(ratings, item, node->rating.annotator,
			    1) < 0)
				return -1;
	return add_mark(ratings, item, annotator, 1);
}

/* ---- adding -------------------------------------------------------- */

/* One item goes from one list to another; the empty one is not counted. */
static void
move_item(struct dn_ratings *ratings, uint32_t from, uint32_t to)
{
	if (ratings->nodes[from].depth > 0)
		ratings->nodes[from].items--;
	if (ratings->nodes[to].depth > 0)
		ratings->nodes[to].items++;
}

int
dn_ratings_add(struct dn_ratings *ratings, struct dn_hash item,
    uint32_t field, struct dn_rating rating, struct dn_err *err)
{
	uint32_t *place = number_of(&ratings->items, item), from, to;
	int rated;

	if (place == NULL)
		return dn_err_memory(err);
	from = *place != NO_NODE ? *place : root_of(ratings, field);
	if (from == NO_NODE)
		return dn_err_memory(err);
	rated = has_rated(ratings, from, item, rating.annotator);
	if (rated > 0 && ratings->repeat == DN_RATINGS_ONCE)
		return dn_err_set(err, DN_E_REPEATED,
		    "the annotator has rated this item before");
	to = list_with(ratings, from, rating);
	if (rated < 0 || to == NO_NODE ||
	    (ratings->nodes[from].depth >= DEEP &&
	    mark_deep(ratings, from, item, rating.annotator) < 0))
		return dn_err_memory(err);
	move_item(ratings, from, to);
	*place = to;
	return rated;
}

int
dn_ratings_add_list(struct dn_ratings *ratings, uint32_t field,
    const struct dn_rating *list, size_t count, uint64_t items,
    struct dn_err *err)
{
	uint32_t node = root_of(ratings, field);

	for (size_t i = 0; i < count && node != NO_NODE; i++)
		node = list_with(ratings, node, list[i]);
	if (node == NO_NODE)
		return dn_err_memory(err);
	ratings->nodes[node].items += items;
	return 0;
}

int
dn_ratings_depth(struct dn_ratings *ratings, struct dn_hash item,
    uint32_t *depth, struct dn_err *err)
{
	const uint32_t *place = number_of(&ratings->items, item);

	if (place == NULL)
		return dn_err_memory(err);
	*depth = ratings->nodes[*place].depth;
	return 0;
}

void
dn_ratings_ahead(const struct dn_ratings *ratings, struct dn_hash item)
{
	dn_hash_set_prefetch(ratings->items.set, item);
}

void
dn_ratings_take_back(struct dn_ratings *ratings, struct dn_hash item)
{
	uint32_t *place = number_of(&ratings->items, item);
	const struct node *node;

	/* What is there needs no memory to be found. */
	if (place == NULL || *place == NO_NODE)
		return;
	node = &ratings->nodes[*place];
	if (node->depth > DEEP && add_mark(ratings, item,
	    node->rating.annotator, UINT32_MAX) < 0)
		return;
	move_item(ratings, *place, node->parent);
	*place = node->parent;
}

/* ---- the walk ------------------------------------------------------ */

static uint32_t
field_of(const struct dn_ratings *ratings, size_t list)
{
	const struct node *node = &ratings->nodes[list];

	while (node->depth > 0)
		node = &ratings->nodes[node->parent];
	return node->rating.label;
}

/* Counting sort; `ends` are where fields begin until their lists are in. */
int
dn_ratings_close(struct dn_ratings *ratings, struct dn_err *err)
{
	size_t total = 0, count;

	release_numbered(&ratings->items);
	release_numbered(&ratings->seen);
	free(ratings->slots);
	ratings->slots = NULL;
	ratings->ends = calloc((size_t)ratings->root_count + 1,
	    sizeof(*ratings->ends));
	if (ratings->ends == NULL)
		return dn_err_memory(err);
	for (size_t i = 1; i < ratings->node_count; i++)
		if (ratings->nodes[i].items > 0)
			ratings->ends[field_of(ratings, i)]++;
	for (uint32_t f = 0; f < ratings->root_count; f++) {
		count = ratings->ends[f];
		ratings->ends[f] = total;
		total += count;
	}
	ratings->lists = calloc(total + 1, sizeof(*ratings->lists));
	if (ratings->lists == NULL)
		return dn_err_memory(err);
	for (size_t i = 1; i < ratings->node_count; i++)
		if (ratings->nodes[i].items > 0)
			ratings->lists[ratings->ends[field_of(ratings,
			    i)]++] = (uint32_t)i;
	return 0;
}

uint32_t
dn_ratings_fields(const struct dn_ratings *ratings)
{
	return ratings->root_count;
}

/* A rating and where it stood. */
struct placed {
	struct dn_rating rating;
	size_t at;
};

/* By annotator, the last one first. */
static int
compare_placed(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	if (x->rating.annotator != y->rating.annotator)
		return x->rating.annotator < y->rating.annotator ? -1 : 1;
	return (x->at < y->at) - (x->at > y->at);
}

/* Keep the last rating of each annotator; -1 without memory. */
static int
keep_last(struct dn_ratings_walk *walk)
{
	struct placed *placed = calloc(walk->count + 1, sizeof(*placed));
	size_t kept = 0;

	if (placed == NULL)
		return -1;
	for (size_t i = 0; i < walk->count; i++)
		placed[i] = (struct placed){ walk->list[i], i };
	qsort(placed, walk->count, sizeof(*placed), compare_placed);
	for (size_t i = 0; i < walk->count; i++)
		if (i == 0 || placed[i].rating.annotator !=
		    placed[i - 1].rating.annotator)
			walk->list[kept++] = placed[i].rating;
	walk->count = kept;
	free(placed);
	return 0;
}

/* Read the list of a node into the walk; -1 without memory. */
static int
read_list(struct dn_ratings_walk *walk, const struct node *node)
{
	struct dn_rating *more;

	if (node->depth > walk->cap) {
		more = reallocarray(walk->list, node->depth, sizeof(*more));
		if (more == NULL)
			return -1;
		walk->list = more;
		walk->cap = node->depth;
	}
	walk->count = node->depth;
	walk->items = node->items;
	for (; node->depth > 0; node = &walk->ratings->nodes[node->parent])
		walk->list[node->depth - 1] = node->rating;
	return walk->ratings->repeat == DN_RATINGS_LAST ? keep_last(walk) : 0;
}

int
dn_ratings_next(struct dn_ratings_walk *walk, struct dn_err *err)
{
	const struct dn_ratings *ratings = walk->ratings;
	size_t from = walk->field == 0 ? 0 : ratings->ends[walk->field - 1];
	const struct node *node;

	if (walk->at == ratings->ends[walk->field] - from)
		return 0;
	node = &ratings->nodes[ratings->lists[from + walk->at++]];
	return read_list(walk, node) < 0 ? dn_err_memory(err) : 1;
}

int
dn_ratings_list(struct dn_ratings *ratings, struct dn_hash item,
    struct dn_ratings_walk *walk, struct dn_err *err)
{
	const uint32_t *place = number_of(&ratings->items, item);

	if (place == NULL)
		return dn_err_memory(err);
	if (*place == NO_NODE || ratings->nodes[*place].depth == 0)
		return 0;
	walk->ratings = ratings;
	walk->field = field_of(ratings, *place);
	return read_list(walk, &ratings->nodes[*place]) < 0 ?
	    dn_err_memory(err) : 1;
}

uint32_t
dn_ratings_number(const struct dn_ratings *ratings, struct dn_hash item,
    uint32_t *field)
{
	uint64_t place;
	uint32_t list;

	/* What is there is found without being added. */
	if (!dn_hash_set_has(ratings->items.set, item) ||
	    dn_hash_set_add(ratings->items.set, item, 0, &place) != 0)
		return NO_NODE;
	list = ratings->items.numbers[place];
	if (ratings->nodes[list].depth == 0)
		return NO_NODE;
	*field = field_of(ratings, list);
	return list;
}

int
dn_ratings_read(struct dn_ratings_walk *walk, uint32_t list,
    struct dn_err *err)
{
	return read_list(walk, &walk->ratings->nodes[list]) < 0 ?
	    dn_err_memory(err) : 0;
}

void
dn_ratings_walk_release(struct dn_ratings_walk *walk)
{
	free(walk->list);
	walk->list = NULL;
	walk->cap = 0;
}
