/* SPDX-License-Identifier: MIT */
/* Labels merged from headers in one tree that lasts as long as the run. */
#include "model/label.h"

#include <stdlib.h>

#include "core/names.h"
#include "io/jsontext.h"

#define RECENT 256      /* labels that are found without a hash, at most */

/* Where a label was first declared, and what is known of it. */
struct entry {
	struct dn_node *node;
	const char *source;
	uint64_t line;
};

struct dn_labels {
	struct dn_tree tree;
	struct dn_node *members;        /* of all headers, but the labels */
	struct dn_node *differing;      /* names that a later header gainsaid */
	struct dn_names *names;
	struct dn_names *ids;           /* "format", NUL, canonical id */
	size_t *owners;                 /* label of each of these */
	struct entry *entries;
	size_t entry_cap, owner_cap;
	size_t preferred;               /* labels that are numbered first */
	size_t recent[RECENT];          /* labels, and 1, by a look at them */
	struct dn_bytes left, right;    /* canonical texts being compared */
};

struct dn_labels *
dn_labels_new(void)
{
	struct dn_labels *labels = calloc(1, sizeof(*labels));
	struct dn_node *root;

	if (labels == NULL)
		return NULL;
	dn_tree_init(&labels->tree, SIZE_MAX / 2);
	dn_bytes_init(&labels->left, SIZE_MAX / 2);
	dn_bytes_init(&labels->right, SIZE_MAX / 2);
	labels->names = dn_names_new();
	labels->ids = dn_names_new();
	root = dn_tree_object(&labels->tree);
	labels->members = dn_node_set_object(&labels->tree, root, "members");
	labels->differing = dn_node_set_object(&labels->tree, root,
	    "differing");
	dn_node_set_array(&labels->tree, root, "labels");
	if (labels->names == NULL || labels->ids == NULL ||
	    labels->tree.failed) {
		dn_labels_free(labels);
		return NULL;
	}
	return labels;
}

void
dn_labels_free(struct dn_labels *labels)
{
	if (labels == NULL)
		return;
	dn_tree_release(&labels->tree);
	dn_bytes_release(&labels->left);
	dn_bytes_release(&labels->right);
	dn_names_free(labels->names);
	dn_names_free(labels->ids);
	free(labels->owners);
	free(labels->entries);
	free(labels);
}

void
dn_labels_prefer(struct dn_labels *labels)
{
	labels->preferred = dn_names_count(labels->names);
}

size_t
dn_labels_count(const struct dn_labels *labels)
{
	return dn_names_count(labels->names);
}

struct dn_span
dn_labels_name(const struct dn_labels *labels, size_t index)
{
	return dn_names_get(labels->names, index);
}

struct dn_node *
dn_labels_node(const struct dn_labels *labels, size_t index)
{
	return labels->entries[index].node;
}

struct dn_tree *
dn_labels_tree(struct dn_labels *labels)
{
	return &labels->tree;
}

struct dn_node *
dn_labels_member(struct dn_labels *labels, const char *name, bool *differs)
{
	if (differs != NULL)
		*differs = dn_node_get(&labels->tree, labels->differing,
		    name) != NULL;
	return dn_node_get(&labels->tree, labels->members, name);
}

struct dn_node *
dn_labels_id(struct dn_labels *labels, size_t index, const char *format)
{
	struct dn_node *ids = dn_node_get(&labels->tree,
	    labels->entries[index].node, "ids");
	struct dn_node *id = dn_node_get(&labels->tree, ids, format);

	return dn_node_type(id) > DN_JSON_NULL ? id : NULL;
}

/* Where in `recent` a name has its place: by its length and its ends. */
static size_t
glance(struct dn_span name)
{
	uint64_t head = 0, tail = 0;

	if (name.len >= sizeof(head)) {
		memcpy(&head, name.ptr, sizeof(head));
		memcpy(&tail, name.ptr + name.len - sizeof(tail),
		    sizeof(tail));
	} else {
		for (size_t i = 0; i < name.len; i++)
			head = head << 8 | (unsigned char)name.ptr[i];
	}
	head = (head ^ tail * 3 ^ name.len) * UINT64_C(0x9e3779b97f4a7c15);
	return (size_t)(head >> 56) % RECENT;
}

int
dn_labels_add(struct dn_labels *labels, struct dn_span name, size_t *index,
    struct dn_err *err)
{
	size_t count, *recent = &labels->recent[glance(name)];

	/* Few labels are asked for again and again. */
	*index = *recent - 1;
	if (*recent > 0 && dn_span_equal(name,
	    dn_names_get(labels->names, *index)))
		return 0;
	count = dn_names_count(labels->names);
	if (count == labels->entry_cap) {
		size_t cap = count == 0 ? 64 : count * 2;
		struct entry *entries = reallocarray(labels->entries, cap,
		    sizeof(*entries));

		if (entries == NULL)
			return dn_err_memory(err);
		labels->entries = entries;
		labels->entry_cap = cap;
	}
	*index = dn_names_add(labels->names, name, NULL);
	if (*index == DN_NAMES_NONE)
		return dn_err_memory(err);
	if (*index == count)
		labels->entries[count] = (struct entry){ NULL, NULL, 0 };
	*recent = *index + 1;
	return 0;
}

/* ---- merging --------------------------------------------------------- */

/* The spelling that equal values share. */
static void
canonical(const struct dn_node *node, struct dn_bytes *out)
{
	const struct dn_json_value value = dn_json_value_of(node->raw);

	dn_bytes_clear(out);
	dn_json_canonical(&value, out);
}

/* Are two values that were read the same? */
static bool
same_value(struct dn_labels *labels, const struct dn_node *a,
    const struct dn_node *b)
{
	canonical(a, &labels->left);
	canonical(b, &labels->right);
	if (labels->left.failed != DN_E_NONE ||
	    labels->right.failed != DN_E_NONE)
		labels->tree.failed = true;
	return dn_span_equal(dn_bytes_span(&labels->left),
	    dn_bytes_span(&labels->right));
}

/* Where a header stands. */
struct place {
	const char *source;
	uint64_t line;
};

static int
contradict(const struct entry *entry, const struct place *place,
    struct dn_node *node, struct dn_err *err, const char *what,
    struct dn_span name)
{
	return dn_node_error(node, err, DN_E_CONTRADICTION,
	    "label \"%.*s\": %s is not what %s:%llu says (here: %s:%llu)",
	    name.len < 60 ? (int)name.len : 60, name.ptr, what,
	    entry->source, (unsigned long long)entry->line, place->source,
	    (unsigned long long)place->line);
}

/* Copy the members of `from` to `to`; one that is there must be the same. */
static int
merge_members(struct dn_labels *labels, struct dn_tree *tree,
    struct dn_node *to, struct dn_node *from, size_t index,
    const struct place *place, struct dn_err *err)
{
	struct dn_node *node = dn_node_first(tree, from), *there;

	for (; node != NULL; node = node->next) {
		bool ids = dn_span_is(node->name, "ids") &&
		    node->type == DN_JSON_OBJECT &&
		    from->parent->type == DN_JSON_ARRAY;

		there = dn_node_find(&labels->tree, to, node->name);
		if (there == NULL)
			dn_node_set_raw_named(&labels->tree, to, node->name,
			    node->raw);
		else if (ids && there->type == DN_JSON_OBJECT) {
			if (merge_members(labels, tree, there, node, index,
			    place, err) < 0)
				return -1;
		} else if (there->changed ||
		    !same_value(labels, there, node)) {
			return contradict(&labels->entries[index], place,
			    node, err, "what it says",
			    dn_labels_name(labels, index));
		}
	}
	return 0;
}

/* Note whose a foreign id is; two labels must not share one. */
static int
claim_id(struct dn_labels *labels, struct dn_node *id, size_t index,
    const struct place *place, struct dn_err *err)
{
	struct dn_bytes *key = &labels->right;
	size_t number, count = dn_names_count(labels->ids);
	int added;

	canonical(id, &labels->left);
	dn_bytes_clear(key);
	dn_bytes_add_span(key, id->name);
	dn_bytes_add_byte(key, '\0');
	dn_bytes_add_span(key, dn_bytes_span(&labels->left));
	if (dn_bytes_check(key, err) < 0)
		return -1;
	if (count == labels->owner_cap) {
		size_t cap = count == 0 ? 64 : count * 2;
		size_t *owners = reallocarray(labels->owners, cap,
		    sizeof(*owners));

		if (owners == NULL)
			return dn_err_memory(err);
		labels->owners = owners;
		labels->owner_cap = cap;
	}
	number = dn_names_add(labels->ids, dn_bytes_span(key), &added);
	if (number == DN_NAMES_NONE)
		return dn_err_memory(err);
	if (added) {
		labels->owners[number] = index;
		return 0;
	}
	if (labels->owners[number] == index)
		return 0;
	return contradict(&labels->entries[labels->owners[number]], place, id,
	    err, "its id", dn_labels_name(labels, labels->owners[number]));
}

/* One label of a header. */
static int
merge_label(struct dn_labels *labels, struct dn_tree *tree,
    struct dn_node *node, const struct place *place, struct dn_err *err)
{
	struct dn_node *name = dn_node_get(tree, node, "name"), *id;
	struct entry *entry;
	size_t index;

	if (node->type != DN_JSON_OBJECT)
		return dn_node_error(node, err, DN_E_BAD_TYPE,
		    "a label is an object");
	if (dn_node_type(name) != DN_JSON_STRING)
		return dn_node_error(node, err, DN_E_MISSING_FIELD,
		    "a label has a \"name\" that is a string");
	if (dn_labels_add(labels, dn_node_text(tree, name), &index, err) < 0)
		return -1;
	entry = &labels->entries[index];
	if (entry->node == NULL) {
		entry->node = dn_node_add_object(&labels->tree,
		    dn_node_get(&labels->tree, labels->tree.root, "labels"));
		entry->line = place->line;
		entry->source = dn_arena_copy(&labels->tree.arena,
		    dn_span_of(place->source)).ptr;
		if (entry->source == NULL)
			return dn_err_memory(err);
	}
	/* The run may go on without this header: no id is of two then. */
	id = dn_node_first(tree, dn_node_get(tree, node, "ids"));
	for (; id != NULL; id = id->next)
		if (id->type != DN_JSON_NULL &&
		    claim_id(labels, id, index, place, err) < 0)
			return -1;
	return merge_members(labels, tree, entry->node, node, index, place,
	    err);
}

/*
 * Does `later`, a `source` of the same format, keep a member that `first` does
 * not?  What stands under "/@" is no member, but how others were written.
 */
static bool
keeps_more(struct dn_labels *labels, struct dn_tree *tree,
    struct dn_node *first, struct dn_node *later)
{
	struct dn_node *here = dn_node_get(&labels->tree, first, "raw"), *there;
	struct dn_node *raw = dn_node_get(tree, later, "raw");

	if (!dn_span_equal(dn_node_text(&labels->tree,
	    dn_node_get(&labels->tree, first, "format")),
	    dn_node_text(tree, dn_node_get(tree, later, "format"))))
		return false;
	raw = dn_node_type(raw) == DN_JSON_OBJECT ?
	    dn_node_first(tree, raw) : NULL;
	for (; raw != NULL; raw = raw->next) {
		there = dn_node_type(here) != DN_JSON_OBJECT ? NULL :
		    dn_node_find(&labels->tree, here, raw->name);
		if ((raw->name.len < 2 || raw->name.ptr[1] != '@') &&
		    (there == NULL || !same_value(labels, there, raw)))
			return true;
	}
	return false;
}

/* What a header says beside its labels: the first to say it is right. */
static void
merge_rest(struct dn_labels *labels, struct dn_tree *tree,
    struct dn_node *root)
{
	struct dn_node *node = dn_node_first(tree, root), *there;

	for (; node != NULL; node = node->next) {
		if (dn_span_is(node->name, "labels") ||
		    dn_span_is(node->name, "dn") ||
		    dn_span_is(node->name, "record"))
			continue;
		there = dn_node_find(&labels->tree, labels->members,
		    node->name);
		if (there == NULL)
			dn_node_set_raw_named(&labels->tree, labels->members,
			    node->name, node->raw);
		else if (!same_value(labels, there, node))
			dn_node_set_raw_named(&labels->tree,
			    labels->differing, node->name, DN_SPAN("true"));
		if (there != NULL && dn_span_is(node->name, "source") &&
		    keeps_more(labels, tree, there, node))
			dn_node_set_raw_named(&labels->tree,
			    labels->differing, DN_SPAN(DN_LABELS_RAW),
			    DN_SPAN("true"));
	}
}

/* Values that a reader built have no text yet: write them, and read that. */
static struct dn_node *
flatten(struct dn_labels *labels, struct dn_item *header)
{
	struct dn_json_value value = { .type = DN_JSON_OBJECT };
	struct dn_bytes out;

	if (!header->root->changed)
		return header->root;
	dn_bytes_init(&out, SIZE_MAX / 2);
	dn_tree_write(header->root, &out);
	value.raw = dn_arena_copy(&labels->tree.arena, dn_bytes_span(&out));
	dn_bytes_release(&out);
	if (value.raw.ptr == NULL || header->tree.failed)
		return NULL;
	return dn_tree_value(&header->tree, &value);
}

int
dn_labels_header(struct dn_labels *labels, struct dn_item *header,
    const char *source, uint64_t line, struct dn_err *err)
{
	const struct place place = { source, line };
	struct dn_tree *tree = &header->tree;
	struct dn_node *root = flatten(labels, header), *list, *node;
	int bad = 0;

	if (root == NULL)
		return dn_err_memory(err);
	list = dn_node_member(tree, root, "labels", DN_JSON_ARRAY, &bad, err);
	if (bad != 0)
		return -1;
	for (node = dn_node_first(tree, list); node != NULL;
	    node = node->next)
		if (merge_label(labels, tree, node, &place, err) < 0)
			return -1;
	merge_rest(labels, tree, root);
	if (dn_tree_check(tree, err) < 0)
		return -1;
	return dn_tree_check(&labels->tree, err);
}

/* ---- numbering ------------------------------------------------------- */

static int
compare_numbers(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* Those that are preferred first, the rest as they stand. */
static void
put_preferred(const struct dn_labels *labels, size_t *order, size_t count)
{
	size_t at = count;

	for (size_t i = count; i-- > 0;)
		if (order[i] >= labels->preferred)
			order[--at] = order[i];
	for (size_t i = 0; i < at; i++)
		order[i] = i;
}

/* Give the labels without a number the lowest free ones. */
static int
number_rest(struct dn_labels *labels, const bool *has, int64_t first,
    int64_t *numbers, struct dn_err *err)
{
	size_t count = dn_names_count(labels->names), used = 0, at = 0;
	size_t *order = dn_names_sorted(labels->names);
	int64_t *taken = calloc(count, sizeof(*taken));
	int failed = 0;

	if (order == NULL || taken == NULL) {
		failed = dn_err_memory(err);
		goto out;
	}
	put_preferred(labels, order, count);
	for (size_t i = 0; i < count; i++)
		if (has[i])
			taken[used++] = numbers[i];
	qsort(taken, used, sizeof(*taken), compare_numbers);
	for (size_t i = 0; i < count; i++) {
		if (has[order[i]])
			continue;
		while (at < used && taken[at] <= first)
			first += taken[at++] == first;
		numbers[order[i]] = first++;
	}
out:
	free(order);
	free(taken);
	return failed;
}

int
dn_labels_number(struct dn_labels *labels, const char *format, int64_t first,
    int64_t **numbers, size_t *given, struct dn_err *err)
{
	size_t count = dn_names_count(labels->names);
	bool *has = calloc(count + 1, sizeof(*has));
	int failed = -1;

	*given = 0;
	*numbers = NULL;
	if (count == 0) {
		free(has);
		return 0;
	}
	*numbers = calloc(count, sizeof(**numbers));
	if (has == NULL || *numbers == NULL) {
		dn_err_memory(err);
		goto out;
	}
	for (size_t i = 0; i < count; i++) {
		struct dn_node *id = dn_labels_id(labels, i, format);

		has[i] = dn_node_int(id, &(*numbers)[i]);
		*given += id != NULL;
	}
	failed = number_rest(labels, has, first, *numbers, err);
out:
	free(has);
	if (failed != 0) {
		free(*numbers);
		*numbers = NULL;
	}
	return failed;
}
