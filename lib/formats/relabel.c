/* SPDX-License-Identifier: MIT */
/* The file of --labels: read strictly, then a look-up by name. */
#include "formats/relabel.h"

#include <stdlib.h>

#include "core/names.h"
#include "formats/format.h"
#include "io/yamlmap.h"

enum others { OTHERS_KEEP, OTHERS_DROP };

static const char *const others_names[] = { "keep", "drop", NULL };

/* What becomes of a label. */
struct fate {
	struct dn_span to;              /* absent: it is dropped */
	bool joined;                    /* with others, under that name */
};

struct dn_relabel {
	struct dn_yaml *yaml;           /* owns all texts here */
	const struct dn_yaml_node *order, *rename, *merge, *drop;
	const struct dn_yaml_node *colors, *ids;
	int others;
	struct dn_names *listed;        /* of `order` */
	struct dn_names *sources;       /* what is renamed or dropped */
	struct dn_names *targets;       /* what is renamed to */
	struct fate *fates;             /* of each source */
	size_t fate_cap;
	struct dn_item header;          /* what the file says, as a header */
	struct dn_node **labels;        /* there: of each of `listed` */
};

#define AT(member) offsetof(struct dn_relabel, member)

static const struct dn_yaml_row rows[] = {
	{ .key = "order", .type = DN_YAML_NODE, .offset = AT(order) },
	{ .key = "rename", .type = DN_YAML_NODE, .offset = AT(rename) },
	{ .key = "merge", .type = DN_YAML_NODE, .offset = AT(merge) },
	{ .key = "drop", .type = DN_YAML_NODE, .offset = AT(drop) },
	{ .key = "others", .type = DN_YAML_CHOICE, .offset = AT(others),
	    .choices = others_names },
	{ .key = "colors", .type = DN_YAML_NODE, .offset = AT(colors) },
	{ .key = "ids", .type = DN_YAML_NODE, .offset = AT(ids) },
	{ .key = NULL }
};

/* ---- reading --------------------------------------------------------- */

static int
want_kind(const struct dn_relabel *relabel, const struct dn_yaml_node *node,
    enum dn_yaml_kind kind, const char *what, struct dn_err *err)
{
	if (node->kind == kind && !dn_yaml_null(node))
		return 0;
	return dn_yaml_error(relabel->yaml, node, err, "this is not %s",
	    what);
}

/* The label `name` becomes `to`; each has one fate. */
static int
add_fate(struct dn_relabel *relabel, const struct dn_yaml_node *node,
    struct dn_span name, struct fate fate, struct dn_err *err)
{
	size_t count = dn_names_count(relabel->sources);
	int added;

	if (count == relabel->fate_cap) {
		size_t cap = count == 0 ? 64 : count * 2;
		struct fate *fates = reallocarray(relabel->fates, cap,
		    sizeof(*fates));

		if (fates == NULL)
			return dn_err_memory(err);
		relabel->fates = fates;
		relabel->fate_cap = cap;
	}
	if (dn_names_add(relabel->sources, name, &added) == DN_NAMES_NONE)
		return dn_err_memory(err);
	if (!added)
		return dn_yaml_error(relabel->yaml, node, err,
		    "it is already told what becomes of this label");
	relabel->fates[count] = fate;
	if (fate.to.ptr != NULL &&
	    dn_names_add(relabel->targets, fate.to, NULL) == DN_NAMES_NONE)
		return dn_err_memory(err);
	return 0;
}

/* Each text of a list, with its place: drop, or join to `to`. */
static int
add_list(struct dn_relabel *relabel, const struct dn_yaml_node *list,
    struct fate fate, struct dn_err *err)
{
	const struct dn_yaml_node *node;

	if (want_kind(relabel, list, DN_YAML_SEQUENCE, "a list of labels",
	    err) < 0)
		return -1;
	for (node = list->first; node != NULL; node = node->next)
		if (want_kind(relabel, node, DN_YAML_SCALAR, "a label",
		    err) < 0 ||
		    add_fate(relabel, node, node->text, fate, err) < 0)
			return -1;
	return 0;
}

static int
read_rename(struct dn_relabel *relabel, struct dn_err *err)
{
	const struct dn_yaml_node *node = relabel->rename;

	if (node == NULL)
		return 0;
	if (want_kind(relabel, node, DN_YAML_MAPPING,
	    "OLD: NEW, a line a label", err) < 0)
		return -1;
	for (node = node->first; node != NULL; node = node->next)
		if (want_kind(relabel, node, DN_YAML_SCALAR, "a label",
		    err) < 0 || add_fate(relabel, node, node->key,
		    (struct fate){ node->text, false }, err) < 0)
			return -1;
	return 0;
}

static int
read_merge(struct dn_relabel *relabel, struct dn_err *err)
{
	const struct dn_yaml_node *node = relabel->merge;

	if (node == NULL)
		return 0;
	if (want_kind(relabel, node, DN_YAML_MAPPING,
	    "NEW: [OLD, ...], a line a label", err) < 0)
		return -1;
	for (node = node->first; node != NULL; node = node->next)
		if (add_list(relabel, node, (struct fate){ node->key, true },
		    err) < 0)
			return -1;
	return 0;
}

static int
read_order(struct dn_relabel *relabel, struct dn_err *err)
{
	const struct dn_yaml_node *node = relabel->order;
	int added;

	if (node == NULL)
		return 0;
	if (want_kind(relabel, node, DN_YAML_SEQUENCE, "a list of labels",
	    err) < 0)
		return -1;
	for (node = node->first; node != NULL; node = node->next) {
		if (want_kind(relabel, node, DN_YAML_SCALAR, "a label",
		    err) < 0)
			return -1;
		if (dn_names_find(relabel->sources, node->text) !=
		    DN_NAMES_NONE && dn_names_find(relabel->targets,
		    node->text) == DN_NAMES_NONE)
			return dn_yaml_error(relabel->yaml, node, err,
			    "this label is renamed or dropped");
		if (dn_names_add(relabel->listed, node->text, &added) ==
		    DN_NAMES_NONE)
			return dn_err_memory(err);
		if (!added)
			return dn_yaml_error(relabel->yaml, node, err,
			    "this label stands here twice");
	}
	return 0;
}

static bool
is_color(struct dn_span text)
{
	if (text.len != 7 || text.ptr[0] != '#')
		return false;
	for (size_t i = 1; i < 7; i++)
		if (strchr("0123456789abcdefABCDEF", text.ptr[i]) == NULL)
			return false;
	return true;
}

/* A mapping whose keys are labels of `order`. */
static int
check_listed(const struct dn_relabel *relabel,
    const struct dn_yaml_node *mapping, bool colors, struct dn_err *err)
{
	const struct dn_yaml_node *node;

	if (want_kind(relabel, mapping, DN_YAML_MAPPING,
	    colors ? "LABEL: \"#rrggbb\", a line a label" :
	    "LABEL: ID, a line a label", err) < 0)
		return -1;
	for (node = mapping->first; node != NULL; node = node->next) {
		if (want_kind(relabel, node, DN_YAML_SCALAR,
		    colors ? "a colour" : "an id", err) < 0)
			return -1;
		if (dn_names_find(relabel->listed, node->key) ==
		    DN_NAMES_NONE)
			return dn_yaml_error(relabel->yaml, node, err,
			    "this label does not stand in order");
		if (colors && !is_color(node->text))
			return dn_yaml_error(relabel->yaml, node, err,
			    "a colour is \"#rrggbb\", in quotes");
	}
	return 0;
}

/* Two labels of one format must not have one id. */
static int
check_ids_differ(const struct dn_relabel *relabel,
    const struct dn_yaml_node *mapping, struct dn_err *err)
{
	struct dn_names *ids = dn_names_new();
	const struct dn_yaml_node *node;
	int added = 1, failed = ids == NULL ? dn_err_memory(err) : 0;

	for (node = mapping->first; node != NULL && failed == 0;
	    node = node->next)
		if (dn_names_add(ids, node->text, &added) == DN_NAMES_NONE)
			failed = dn_err_memory(err);
		else if (!added)
			failed = dn_yaml_error(relabel->yaml, node, err,
			    "another label has this id");
	dn_names_free(ids);
	return failed;
}

static int
read_ids(const struct dn_relabel *relabel, struct dn_err *err)
{
	const struct dn_yaml_node *node = relabel->ids;
	struct dn_err unknown;

	if (node == NULL)
		return 0;
	if (want_kind(relabel, node, DN_YAML_MAPPING,
	    "a mapping from a format to its ids", err) < 0)
		return -1;
	for (node = node->first; node != NULL; node = node->next) {
		if (dn_format_find(node->key.ptr, &unknown) == NULL)
			return dn_yaml_error(relabel->yaml, node, err,
			    "%s", unknown.text);
		if (check_listed(relabel, node, false, err) < 0 ||
		    check_ids_differ(relabel, node, err) < 0)
			return -1;
	}
	return 0;
}

/* The header that the file is; checked before. */
static int
build_header(struct dn_relabel *relabel, struct dn_err *err)
{
	size_t count = dn_names_count(relabel->listed);
	struct dn_tree *tree = &relabel->header.tree;
	const struct dn_yaml_node *format, *node;
	struct dn_node *labels, *ids;
	int64_t number;

	relabel->labels = calloc(count + 1, sizeof(struct dn_node *));
	if (relabel->labels == NULL)
		return dn_err_memory(err);
	dn_item_begin_header(&relabel->header);
	labels = dn_node_set_array(tree, relabel->header.root, "labels");
	for (size_t i = 0; i < count; i++) {
		relabel->labels[i] = dn_node_add_object(tree, labels);
		dn_node_set_text(tree, relabel->labels[i], "name",
		    dn_names_get(relabel->listed, i));
	}
	node = relabel->colors != NULL ? relabel->colors->first : NULL;
	for (; node != NULL; node = node->next)
		dn_node_set_text(tree, relabel->labels[dn_names_find(
		    relabel->listed, node->key)], "color", node->text);
	format = relabel->ids != NULL ? relabel->ids->first : NULL;
	for (; format != NULL; format = format->next)
		for (node = format->first; node != NULL; node = node->next) {
			ids = dn_node_need_object(tree,
			    relabel->labels[dn_names_find(relabel->listed,
			    node->key)], "ids");
			if (dn_yaml_int(node, &number))
				dn_node_set_int(tree, ids, format->key.ptr,
				    number);
			else
				dn_node_set_text(tree, ids, format->key.ptr,
				    node->text);
		}
	return dn_tree_check(tree, err);
}

static int
read_all(struct dn_relabel *relabel, struct dn_err *err)
{
	const struct dn_yaml_node *root = dn_yaml_root(relabel->yaml);

	if (root == NULL)
		return dn_yaml_error(relabel->yaml, NULL, err,
		    "the file says nothing");
	if (dn_yaml_read(relabel->yaml, root, rows, relabel, err) < 0 ||
	    read_rename(relabel, err) < 0 || read_merge(relabel, err) < 0)
		return -1;
	if (relabel->drop != NULL && add_list(relabel, relabel->drop,
	    (struct fate){ { NULL, 0 }, false }, err) < 0)
		return -1;
	if (read_order(relabel, err) < 0)
		return -1;
	if (relabel->colors != NULL &&
	    check_listed(relabel, relabel->colors, true, err) < 0)
		return -1;
	if (read_ids(relabel, err) < 0)
		return -1;
	return build_header(relabel, err);
}

struct dn_relabel *
dn_relabel_load(const char *path, struct dn_err *err)
{
	struct dn_relabel *relabel = calloc(1, sizeof(*relabel));

	if (relabel == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	dn_item_init(&relabel->header);
	relabel->listed = dn_names_new();
	relabel->sources = dn_names_new();
	relabel->targets = dn_names_new();
	if (relabel->listed == NULL || relabel->sources == NULL ||
	    relabel->targets == NULL)
		dn_err_memory(err);
	else if ((relabel->yaml = dn_yaml_load(path, err)) != NULL &&
	    read_all(relabel, err) == 0)
		return relabel;
	dn_relabel_free(relabel);
	return NULL;
}

void
dn_relabel_free(struct dn_relabel *relabel)
{
	if (relabel == NULL)
		return;
	dn_yaml_free(relabel->yaml);
	dn_names_free(relabel->listed);
	dn_names_free(relabel->sources);
	dn_names_free(relabel->targets);
	dn_item_release(&relabel->header);
	free(relabel->labels);
	free(relabel->fates);
	free(relabel);
}

/* ---- looking up ------------------------------------------------------ */

static const struct fate *
find_fate(const struct dn_relabel *relabel, struct dn_span name)
{
	size_t index = dn_names_find(relabel->sources, name);

	return index != DN_NAMES_NONE ? &relabel->fates[index] : NULL;
}

bool
dn_relabel_name(const struct dn_relabel *relabel, struct dn_span name,
    struct dn_span *to)
{
	const struct fate *fate = find_fate(relabel, name);

	*to = fate != NULL ? fate->to : name;
	if (fate != NULL)
		return fate->to.ptr != NULL;
	return relabel->others == OTHERS_KEEP ||
	    dn_names_find(relabel->listed, name) != DN_NAMES_NONE ||
	    dn_names_find(relabel->targets, name) != DN_NAMES_NONE;
}

bool
dn_relabel_lists(const struct dn_relabel *relabel, struct dn_span name)
{
	return relabel->order == NULL ||
	    dn_names_find(relabel->listed, name) != DN_NAMES_NONE;
}

size_t
dn_relabel_listed(const struct dn_relabel *relabel)
{
	return dn_names_count(relabel->listed);
}

struct dn_span
dn_relabel_get(const struct dn_relabel *relabel, size_t index)
{
	return dn_names_get(relabel->listed, index);
}

void
dn_relabel_number(const struct dn_relabel *relabel, const char *format,
    int64_t *numbers)
{
	const struct dn_yaml_node *ids = relabel->ids != NULL ?
	    dn_yaml_get(relabel->ids, format) : NULL, *node;
	size_t count = dn_names_count(relabel->listed);
	int64_t number;

	for (size_t i = 0; i < count; i++)
		numbers[i] = ids == NULL ? (int64_t)i : -1;
	for (node = ids != NULL ? ids->first : NULL; node != NULL;
	    node = node->next)
		if (dn_yaml_int(node, &number) && number >= 0)
			numbers[dn_names_find(relabel->listed, node->key)] =
			    number;
}

/* ---- headers --------------------------------------------------------- */

void
dn_relabel_begin(const struct dn_relabel *relabel, struct dn_item *header)
{
	dn_item_begin_header(header);
	dn_node_set_copy(&header->tree, header->root, "labels",
	    relabel->labels[0]->parent);
}

/* What the file says of a label beside its name. */
static void
set_members(const struct dn_relabel *relabel, struct dn_tree *tree,
    struct dn_node *label, struct dn_span name)
{
	size_t index = dn_names_find(relabel->listed, name);
	struct dn_node *member, *ids;

	if (index == DN_NAMES_NONE)
		return;
	for (member = relabel->labels[index]->first; member != NULL;
	    member = member->next)
		if (dn_span_is(member->name, "color"))
			dn_node_set_copy(tree, label, "color", member);
		else if (dn_span_is(member->name, "ids"))
			for (ids = member->first; ids != NULL;
			    ids = ids->next)
				dn_node_set_copy(tree, dn_node_need_object(
				    tree, label, "ids"), ids->name.ptr, ids);
}

/* Leave nothing of a label but its name. */
static void
strip(struct dn_tree *tree, struct dn_node *label)
{
	struct dn_node *node = dn_node_first(tree, label), *next;

	for (; node != NULL; node = next) {
		next = node->next;
		if (!dn_span_is(node->name, "name"))
			dn_node_remove(tree, node);
	}
}

/* The label that this one is below may have another name, or be gone. */
static void
rename_parent(const struct dn_relabel *relabel, struct dn_tree *tree,
    struct dn_node *label)
{
	struct dn_node *parent = dn_node_get(tree, label, "parent");
	struct dn_span name = dn_node_text(tree, parent), to;

	if (name.ptr == NULL)
		return;
	if (!dn_relabel_name(relabel, name, &to))
		dn_node_remove(tree, parent);
	else if (!dn_span_equal(name, to))
		dn_node_set_text(tree, label, "parent", to);
}

/* One label of a header; `seen` are the names that stand before it. */
static int
change_label(const struct dn_relabel *relabel, struct dn_tree *tree,
    struct dn_node *label, struct dn_names *seen, struct dn_err *err)
{
	struct dn_span name = dn_node_text(tree,
	    dn_node_get(tree, label, "name")), to;
	const struct fate *fate;
	int added;

	if (name.ptr == NULL)
		return 0;       /* whoever merges it says what it is */
	if (!dn_relabel_name(relabel, name, &to)) {
		dn_node_remove(tree, label);
		return 0;
	}
	if (dn_names_add(seen, to, &added) == DN_NAMES_NONE)
		return dn_err_memory(err);
	fate = find_fate(relabel, name);
	if (fate != NULL && fate->joined && !added) {
		dn_node_remove(tree, label);
		return 0;
	}
	if (fate != NULL && fate->joined)
		strip(tree, label);
	if (!dn_span_equal(name, to))
		dn_node_set_text(tree, label, "name", to);
	rename_parent(relabel, tree, label);
	set_members(relabel, tree, label, to);
	return 0;
}

int
dn_relabel_header(const struct dn_relabel *relabel, struct dn_item *header,
    struct dn_err *err)
{
	struct dn_tree *tree = &header->tree;
	struct dn_node *label = dn_node_first(tree, dn_node_get(tree,
	    header->root, "labels")), *next;
	struct dn_names *seen = dn_names_new();
	int failed = seen == NULL ? dn_err_memory(err) : 0;

	for (; label != NULL && failed == 0; label = next) {
		next = label->next;
		failed = change_label(relabel, tree, label, seen, err);
	}
	dn_names_free(seen);
	return failed;
}
