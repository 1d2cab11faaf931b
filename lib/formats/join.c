/* SPDX-License-Identifier: MIT */
/* Lines of one item made one: members compared, lists put behind each other. */
#include "formats/join.h"

#include <stdlib.h>

#include "core/names.h"
#include "io/jsontext.h"

struct dn_join {
	struct dn_item *item;
	unsigned lines;                 /* that it is made of */
	struct dn_names *taken;         /* set, NUL, id */
	struct dn_names *old;           /* ids of the line that are changed */
	struct dn_arena arena;          /* of what they are changed to */
	struct dn_span *changed;
	size_t changed_cap;
	struct dn_bytes left, right;
};

struct dn_join *
dn_join_new(void)
{
	struct dn_join *join = calloc(1, sizeof(*join));

	if (join == NULL)
		return NULL;
	dn_arena_init(&join->arena, SIZE_MAX / 2);
	dn_bytes_init(&join->left, SIZE_MAX / 2);
	dn_bytes_init(&join->right, SIZE_MAX / 2);
	return join;
}

void
dn_join_free(struct dn_join *join)
{
	if (join == NULL)
		return;
	dn_names_free(join->taken);
	dn_names_free(join->old);
	dn_arena_release(&join->arena);
	free(join->changed);
	dn_bytes_release(&join->left);
	dn_bytes_release(&join->right);
	free(join);
}

/* ---- values ---------------------------------------------------------- */

/* The spelling that equal values share. */
static void
canonical(const struct dn_node *node, struct dn_bytes *out)
{
	struct dn_bytes text;
	struct dn_json_value value = { .type = node->type,
		.escaped = true };

	dn_bytes_init(&text, SIZE_MAX / 2);
	dn_tree_write(node, &text);
	value.raw = dn_bytes_span(&text);
	dn_bytes_clear(out);
	if (text.failed != DN_E_NONE)
		out->failed = text.failed;
	else
		dn_json_canonical(&value, out);
	dn_bytes_release(&text);
}

static bool
same_value(struct dn_join *join, const struct dn_node *a,
    const struct dn_node *b)
{
	canonical(a, &join->left);
	canonical(b, &join->right);
	return dn_span_equal(dn_bytes_span(&join->left),
	    dn_bytes_span(&join->right));
}

/* Append a copy of a value to an array of the item. */
static void
append(struct dn_join *join, struct dn_node *array,
    const struct dn_node *node)
{
	dn_bytes_clear(&join->left);
	dn_tree_write(node, &join->left);
	dn_node_add_raw(&join->item->tree, array,
	    dn_bytes_span(&join->left));
}

/* Set a member, whose name is data, to a copy. */
static void
copy_member(struct dn_join *join, struct dn_node *object,
    const struct dn_node *node)
{
	dn_bytes_clear(&join->left);
	dn_tree_write(node, &join->left);
	dn_node_set_raw_named(&join->item->tree, object, node->name,
	    dn_bytes_span(&join->left));
}

/* ---- ids ------------------------------------------------------------- */

/* Take the id of that set: 1, 0 when it is taken, -1 without memory. */
static int
take_id(struct dn_join *join, struct dn_span set, struct dn_span id,
    struct dn_err *err)
{
	int added;

	dn_bytes_clear(&join->right);
	dn_bytes_add_span(&join->right, set);
	dn_bytes_add_byte(&join->right, '\0');
	dn_bytes_add_span(&join->right, id);
	if (dn_bytes_check(&join->right, err) < 0)
		return -1;
	if (dn_names_add(join->taken, dn_bytes_span(&join->right), &added) ==
	    DN_NAMES_NONE)
		return dn_err_memory(err);
	return added;
}

/* The next id that is free: ID-2, or with a higher number. */
static int
free_id(struct dn_join *join, struct dn_span set, struct dn_span id,
    struct dn_span *free, struct dn_err *err)
{
	int taken = 0;

	for (unsigned number = join->lines; taken == 0; number++) {
		dn_bytes_clear(&join->left);
		dn_bytes_add_span(&join->left, id);
		dn_bytes_add_format(&join->left, "-%u", number);
		if (dn_bytes_check(&join->left, err) < 0)
			return -1;
		taken = take_id(join, set, dn_bytes_span(&join->left), err);
	}
	if (taken < 0)
		return -1;
	*free = dn_arena_copy(&join->arena, dn_bytes_span(&join->left));
	return free->ptr != NULL ? 0 : dn_err_memory(err);
}

/* Note that an id of this line becomes another. */
static int
note_change(struct dn_join *join, struct dn_span old, struct dn_span new,
    struct dn_err *err)
{
	size_t count = dn_names_count(join->old);
	int added;

	if (count == join->changed_cap) {
		size_t cap = count == 0 ? 64 : count * 2;
		struct dn_span *changed = reallocarray(join->changed, cap,
		    sizeof(*changed));

		if (changed == NULL)
			return dn_err_memory(err);
		join->changed = changed;
		join->changed_cap = cap;
	}
	if (dn_names_add(join->old, old, &added) == DN_NAMES_NONE)
		return dn_err_memory(err);
	if (added)
		join->changed[count] = new;
	return 0;
}

/* The ids of a list of things: those that are taken are changed. */
static int
claim_ids(struct dn_join *join, struct dn_item *from, struct dn_node *node,
    struct dn_err *err)
{
	struct dn_tree *tree = &from->tree;
	struct dn_span id, set, free;
	int taken;

	for (; node != NULL; node = node->next) {
		id = dn_node_text(tree, dn_node_get(tree, node, "id"));
		set = dn_node_text(tree, dn_node_get(tree, node, "set"));
		if (id.ptr == NULL)
			continue;
		taken = take_id(join, set, id, err);
		/* What the first line has twice is its own affair. */
		if (taken < 0)
			return -1;
		if (taken == 1 || from == join->item)
			continue;
		if (free_id(join, set, id, &free, err) < 0 ||
		    note_change(join, id, free, err) < 0)
			return -1;
		dn_node_set_text(tree, node, "id", free);
	}
	return 0;
}

/* A member that refers to an id which was changed. */
static void
follow(struct dn_join *join, struct dn_tree *tree, struct dn_node *object,
    const char *name)
{
	struct dn_span id = dn_node_text(tree,
	    dn_node_get(tree, object, name));
	size_t index = id.ptr == NULL ? DN_NAMES_NONE :
	    dn_names_find(join->old, id);

	if (index != DN_NAMES_NONE)
		dn_node_set_text(tree, object, name, join->changed[index]);
}

static void
follow_all(struct dn_join *join, struct dn_item *from)
{
	struct dn_tree *tree = &from->tree;
	struct dn_node *node = dn_item_first_annotation(from), *arg;

	if (dn_names_count(join->old) == 0)
		return;
	for (; node != NULL; node = node->next) {
		follow(join, tree, node, "parent");
		follow(join, tree, node, "target");
	}
	for (node = dn_item_first_relation(from); node != NULL;
	    node = node->next) {
		follow(join, tree, node, "trigger");
		arg = dn_node_first(tree, dn_node_get(tree, node, "args"));
		for (; arg != NULL; arg = arg->next)
			follow(join, tree, arg, "ref");
	}
}

/* ---- who it is of ---------------------------------------------------- */

/*
 * What one annotator did is marked before it stands beside what others did;
 * the names are members of the work.
 */
static void
sign(struct dn_item *item)
{
	static const char *const names[] = { "set", "annotator" };
	struct dn_tree *tree = &item->tree;
	struct dn_node *work = dn_node_first(tree, dn_node_get(tree,
	    item->root, "work")), *node, *who = NULL;
	const char *name = NULL;

	for (int i = 0; i < 2 && work != NULL && work->next == NULL &&
	    who == NULL; i++) {
		name = names[i];
		who = dn_node_get(tree, work, name);
	}
	if (dn_node_type(who) != DN_JSON_STRING)
		return;
	for (int list = 0; list < 2; list++) {
		node = list == 0 ? dn_item_first_annotation(item) :
		    dn_item_first_relation(item);
		for (; node != NULL; node = node->next)
			if (dn_node_type(node) == DN_JSON_OBJECT &&
			    dn_node_get(tree, node, "set") == NULL &&
			    dn_node_get(tree, node, "annotator") == NULL)
				dn_node_set_copy(tree, node, name, who);
	}
}

/* ---- members --------------------------------------------------------- */

/* Members of `from` go to `to`, where they are the same or new. */
static int
unite(struct dn_join *join, struct dn_tree *tree, struct dn_node *to,
    struct dn_node *from, struct dn_err *err)
{
	struct dn_node *node = dn_node_first(tree, from), *there;

	for (; node != NULL; node = node->next) {
		there = dn_node_find(&join->item->tree, to, node->name);
		if (there == NULL)
			copy_member(join, to, node);
		else if (!same_value(join, there, node))
			return dn_node_error(node, err, DN_E_CONTRADICTION,
			    "the medium is another");
	}
	return 0;
}

/* The one of that name among the item's `others`, or NULL. */
static struct dn_node *
find_other(struct dn_join *join, struct dn_node *others, struct dn_span name)
{
	struct dn_tree *tree = &join->item->tree;
	struct dn_node *node = dn_node_first(tree, others);

	while (node != NULL && !dn_span_equal(dn_node_text(tree,
	    dn_node_get(tree, node, "name")), name))
		node = node->next;
	return node;
}

static int
join_others(struct dn_join *join, struct dn_tree *tree, struct dn_node *to,
    struct dn_node *from, struct dn_err *err)
{
	struct dn_node *node = dn_node_first(tree, from), *there;

	for (; node != NULL; node = node->next) {
		there = find_other(join, to, dn_node_text(tree,
		    dn_node_get(tree, node, "name")));
		if (there == NULL)
			append(join, to, node);
		else if (unite(join, tree, there, node, err) < 0)
			return -1;
	}
	return 0;
}

/* Entries that are not there yet. */
static void
join_work(struct dn_join *join, struct dn_tree *tree, struct dn_node *to,
    struct dn_node *from)
{
	struct dn_node *node = dn_node_first(tree, from), *there;

	for (; node != NULL; node = node->next) {
		there = dn_node_first(&join->item->tree, to);
		while (there != NULL && !same_value(join, there, node))
			there = there->next;
		if (there == NULL)
			append(join, to, node);
	}
}

/* Tiers behind those of the item; annotations of the line go along. */
static void
join_tiers(struct dn_join *join, struct dn_item *line, struct dn_node *to,
    struct dn_node *from)
{
	int64_t offset = (int64_t)dn_node_count(&join->item->tree, to), tier;
	struct dn_node *node = dn_item_first_annotation(line), *there;

	if (same_value(join, to, from))
		return;
	for (; node != NULL; node = node->next) {
		there = dn_node_get(&line->tree, node, "tier");
		if (dn_node_int(there, &tier))
			dn_node_set_int(&line->tree, node, "tier",
			    tier + offset);
	}
	for (node = dn_node_first(&line->tree, from); node != NULL;
	    node = node->next)
		append(join, to, node);
}

/* A list of things that is put behind the item's. */
static void
join_list(struct dn_join *join, struct dn_tree *tree, const char *name,
    struct dn_node *from)
{
	struct dn_node *to = dn_node_need_array(&join->item->tree,
	    join->item->root, name);
	struct dn_node *node = dn_node_first(tree, from);

	for (; node != NULL; node = node->next)
		append(join, to, node);
}

/* A member of the line that the item has too. */
static int
join_member(struct dn_join *join, struct dn_item *line, struct dn_node *to,
    struct dn_node *node, uint64_t *differing, struct dn_err *err)
{
	struct dn_tree *tree = &line->tree;

	if (to->type == node->type && node->type == DN_JSON_OBJECT &&
	    dn_span_is(node->name, "media"))
		return unite(join, tree, to, node, err);
	if (to->type != node->type || node->type != DN_JSON_ARRAY)
		*differing += !same_value(join, to, node);
	else if (dn_span_is(node->name, "others"))
		return join_others(join, tree, to, node, err);
	else if (dn_span_is(node->name, "work"))
		join_work(join, tree, to, node);
	else if (dn_span_is(node->name, "tiers"))
		join_tiers(join, line, to, node);
	else
		*differing += !same_value(join, to, node);
	return 0;
}

int
dn_join_begin(struct dn_join *join, struct dn_item *item, struct dn_err *err)
{
	join->item = item;
	join->lines = 1;
	dn_names_free(join->taken);
	join->taken = dn_names_new();
	if (join->taken == NULL)
		return dn_err_memory(err);
	sign(item);
	if (claim_ids(join, item, dn_item_first_annotation(item), err) < 0)
		return -1;
	return claim_ids(join, item, dn_item_first_relation(item), err);
}

/* The new ids of a line, and what follows from them. */
static int
change_ids(struct dn_join *join, struct dn_item *from, struct dn_err *err)
{
	dn_names_free(join->old);
	join->old = dn_names_new();
	if (join->old == NULL)
		return dn_err_memory(err);
	if (claim_ids(join, from, dn_item_first_annotation(from), err) < 0 ||
	    claim_ids(join, from, dn_item_first_relation(from), err) < 0)
		return -1;
	follow_all(join, from);
	return 0;
}

int
dn_join_add(struct dn_join *join, struct dn_item *from, uint64_t *differing,
    struct dn_err *err)
{
	struct dn_tree *tree = &from->tree;
	struct dn_node *node, *to;

	join->lines++;
	sign(from);
	if (change_ids(join, from, err) < 0)
		return -1;
	for (node = dn_node_first(tree, from->root); node != NULL;
	    node = node->next) {
		if (node == from->annotations || node == from->relations)
			continue;
		to = dn_node_find(&join->item->tree, join->item->root,
		    node->name);
		if (to == NULL)
			copy_member(join, join->item->root, node);
		else if (join_member(join, from, to, node, differing,
		    err) < 0)
			return -1;
	}
	if (from->annotations != NULL)
		join_list(join, tree, "annotations", from->annotations);
	if (from->relations != NULL)
		join_list(join, tree, "relations", from->relations);
	if (dn_bytes_check(&join->left, err) < 0 ||
	    dn_bytes_check(&join->right, err) < 0 ||
	    dn_tree_check(tree, err) < 0)
		return -1;
	return dn_tree_check(&join->item->tree, err);
}
