/* SPDX-License-Identifier: MIT */
/* What goes with annotations: a queue of things, and who refers to whom. */
#include "formats/vanish.h"

#include <stdbool.h>
#include <stdlib.h>

#include "core/names.h"

/* An annotation or a relation. */
struct thing {
	struct dn_node *node;
	size_t id;              /* DN_NAMES_NONE where it has none */
	size_t args;            /* of a relation that has no trigger */
	bool relation, gone;
};

/* `owner` says of the id `ref` something, at `node`. */
struct edge {
	size_t ref, owner;
	struct dn_node *node;   /* the argument, or NULL: all of the owner */
};

struct web {
	struct dn_item *item;
	struct dn_names *ids;
	size_t *alive;          /* things that have the id */
	struct thing *things;
	size_t thing_count, thing_cap;
	struct edge *edges;
	size_t edge_count, edge_cap;
	size_t *queue;          /* things that went, each once */
	size_t queued;
};

/* ---- who refers to whom ---------------------------------------------- */

/* Room for one more; false without memory. */
static bool
grow(void *list, size_t *cap, size_t count, size_t size)
{
	size_t more = *cap == 0 ? 32 : *cap * 2;
	void *room;

	if (count < *cap)
		return true;
	room = reallocarray(*(void **)list, more, size);
	if (room == NULL)
		return false;
	*(void **)list = room;
	*cap = more;
	return true;
}

/* The number of the id that the node is; NONE where it is no text. */
static int
number_of(struct web *web, struct dn_node *node, size_t *number,
    struct dn_err *err)
{
	struct dn_span text = dn_node_text(&web->item->tree, node);

	*number = DN_NAMES_NONE;
	if (text.ptr == NULL)
		return 0;
	*number = dn_names_add(web->ids, text, NULL);
	return *number != DN_NAMES_NONE ? 0 : dn_err_memory(err);
}

static int
add_thing(struct web *web, struct dn_node *node, bool relation,
    struct dn_err *err)
{
	struct dn_tree *tree = &web->item->tree;
	struct thing thing = { .node = node, .relation = relation };

	if (number_of(web, dn_node_get(tree, node, "id"), &thing.id, err) < 0)
		return -1;
	if (!grow(&web->things, &web->thing_cap, web->thing_count,
	    sizeof(thing)))
		return dn_err_memory(err);
	web->things[web->thing_count++] = thing;
	return 0;
}

/* The thing added last refers to what `ref` is the id of. */
static int
add_edge(struct web *web, struct dn_node *ref, struct dn_node *node,
    struct dn_err *err)
{
	struct edge edge = { .owner = web->thing_count - 1, .node = node };

	if (number_of(web, ref, &edge.ref, err) < 0)
		return -1;
	if (edge.ref == DN_NAMES_NONE)
		return 0;
	if (!grow(&web->edges, &web->edge_cap, web->edge_count, sizeof(edge)))
		return dn_err_memory(err);
	web->edges[web->edge_count++] = edge;
	return 0;
}

static int
add_relation(struct web *web, struct dn_node *node, struct dn_err *err)
{
	struct dn_tree *tree = &web->item->tree;
	struct dn_node *trigger = dn_node_get(tree, node, "trigger"), *arg;

	if (add_thing(web, node, true, err) < 0 ||
	    add_edge(web, trigger, NULL, err) < 0)
		return -1;
	arg = dn_node_first(tree, dn_node_get(tree, node, "args"));
	for (; arg != NULL; arg = arg->next) {
		if (add_edge(web, dn_node_get(tree, arg, "ref"), arg,
		    err) < 0)
			return -1;
		web->things[web->thing_count - 1].args++;
	}
	/* An event lives as long as its trigger. */
	if (trigger != NULL)
		web->things[web->thing_count - 1].args = SIZE_MAX;
	return 0;
}

static int
by_ref(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;

	if (x->ref != y->ref)
		return x->ref < y->ref ? -1 : 1;
	return x->owner < y->owner ? -1 : x->owner > y->owner;
}

static int
gather(struct web *web, struct dn_err *err)
{
	struct dn_node *node = dn_item_first_annotation(web->item);

	for (; node != NULL; node = node->next)
		if (add_thing(web, node, false, err) < 0 ||
		    add_edge(web, dn_node_get(&web->item->tree, node,
		    "target"), NULL, err) < 0)
			return -1;
	for (node = dn_item_first_relation(web->item); node != NULL;
	    node = node->next)
		if (add_relation(web, node, err) < 0)
			return -1;
	web->alive = calloc(dn_names_count(web->ids) + 1,
	    sizeof(*web->alive));
	web->queue = calloc(web->thing_count + 1, sizeof(*web->queue));
	if (web->alive == NULL || web->queue == NULL)
		return dn_err_memory(err);
	for (size_t i = 0; i < web->thing_count; i++)
		if (web->things[i].id != DN_NAMES_NONE)
			web->alive[web->things[i].id]++;
	if (web->edge_count > 1)
		qsort(web->edges, web->edge_count, sizeof(*web->edges),
		    by_ref);
	return 0;
}

/* ---- taking out ------------------------------------------------------ */

static void
take_out(struct web *web, size_t index, struct dn_vanish_counts *counts)
{
	struct thing *thing = &web->things[index];

	if (thing->gone)
		return;
	thing->gone = true;
	dn_node_remove(&web->item->tree, thing->node);
	*(thing->relation ? &counts->relations : &counts->annotations) += 1;
	web->queue[web->queued++] = index;
}

/* The first edge to that id. */
static size_t
first_edge(const struct web *web, size_t ref)
{
	size_t low = 0, high = web->edge_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (web->edges[middle].ref < ref)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* What refers to an id that nothing has any more. */
static void
follow(struct web *web, size_t ref, struct dn_vanish_counts *counts)
{
	size_t at = first_edge(web, ref);

	for (; at < web->edge_count && web->edges[at].ref == ref; at++) {
		const struct edge *edge = &web->edges[at];
		struct thing *owner = &web->things[edge->owner];

		if (owner->gone)
			continue;
		if (edge->node == NULL) {
			take_out(web, edge->owner, counts);
			continue;
		}
		dn_node_remove(&web->item->tree, edge->node);
		if (owner->args != SIZE_MAX && --owner->args < 2)
			take_out(web, edge->owner, counts);
	}
}

/* Children whose parent is no more. */
static void
orphan(struct web *web, struct dn_vanish_counts *counts)
{
	struct dn_tree *tree = &web->item->tree;

	for (size_t i = 0; i < web->thing_count; i++) {
		struct dn_node *parent;
		size_t number;

		if (web->things[i].gone || web->things[i].relation)
			continue;
		parent = dn_node_get(tree, web->things[i].node, "parent");
		number = dn_names_find(web->ids, dn_node_text(tree, parent));
		if (parent == NULL || number == DN_NAMES_NONE ||
		    web->alive[number] > 0)
			continue;
		dn_node_remove(tree, parent);
		counts->parents++;
	}
}

static void
release(struct web *web)
{
	dn_names_free(web->ids);
	free(web->alive);
	free(web->things);
	free(web->edges);
	free(web->queue);
}

int
dn_vanish(struct dn_item *item, struct dn_node *const *gone, size_t count,
    struct dn_vanish_counts *counts, struct dn_err *err)
{
	struct web web = { .item = item, .ids = dn_names_new() };
	size_t next = 0;
	int failed = -1;

	if (web.ids == NULL) {
		dn_err_memory(err);
		goto out;
	}
	if (gather(&web, err) < 0)
		goto out;
	/* Both lists are in the item's order. */
	for (size_t i = 0; i < web.thing_count && next < count; i++)
		if (web.things[i].node == gone[next]) {
			take_out(&web, i, counts);
			next++;
		}
	for (size_t i = 0; i < web.queued; i++) {
		size_t id = web.things[web.queue[i]].id;

		if (id != DN_NAMES_NONE && --web.alive[id] == 0)
			follow(&web, id, counts);
	}
	orphan(&web, counts);
	failed = 0;
out:
	release(&web);
	return failed;
}
