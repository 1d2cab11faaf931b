/* SPDX-License-Identifier: MIT */
/* BRAT's configuration for what was written. */
#include <stdlib.h>

#include "formats/brat.h"

#define LEVELS 64               /* of the hierarchy of types */

/* ---- a new configuration --------------------------------------------- */

/* The first of the sorted parts that does not stand before `name`, NUL. */
static size_t
first_part(const struct dn_brat_types *types, const size_t *order,
    struct dn_span name)
{
	size_t low = 0, high = dn_names_count(types->parts), middle;

	while (low < high) {
		struct dn_span part;

		middle = low + (high - low) / 2;
		part = dn_names_get(types->parts, order[middle]);
		if (dn_span_compare(part, name) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The parts of a type, in byte order: roles or values. */
static void
add_parts(const struct dn_brat_types *types, const size_t *order,
    struct dn_span name, const char *before, const char *between,
    const char *after, struct dn_bytes *out)
{
	size_t count = dn_names_count(types->parts);
	bool any = false;

	for (size_t i = first_part(types, order, name); i < count; i++) {
		struct dn_span part = dn_names_get(types->parts, order[i]);

		if (part.len <= name.len || part.ptr[name.len] != '\0' ||
		    memcmp(part.ptr, name.ptr, name.len) != 0)
			break;
		part.ptr += name.len + 1;
		part.len -= name.len + 1;
		dn_bytes_add_text(out, any ? between : before);
		any = true;
		if (after[0] == '\0')
			dn_bytes_add_span(out, part);
		else
			dn_brat_spell(types, out, part);
		dn_bytes_add_text(out, after);
	}
}

/* "[title]" and a line for each name. */
static int
add_section(const struct dn_brat_types *types, const char *title,
    const struct dn_names *names, struct dn_bytes *out, struct dn_err *err)
{
	size_t count = dn_names_count(names);
	size_t *order = dn_names_sorted(names);
	size_t *parts = dn_names_sorted(types->parts);
	int failed = 0;

	if ((order == NULL && count > 0) ||
	    (parts == NULL && dn_names_count(types->parts) > 0)) {
		failed = dn_err_memory(err);
		count = 0;
	}
	dn_bytes_add_format(out, "[%s]\n", title);
	for (size_t i = 0; i < count; i++) {
		struct dn_span name = dn_names_get(names, order[i]);

		dn_brat_spell(types, out, name);
		if (names == types->relations)
			add_parts(types, parts, name, " ", ", ", ":<ANY>",
			    out);
		else if (names == types->events)
			add_parts(types, parts, name, " ", ", ", "*:<ANY>",
			    out);
		else if (names == types->attributes) {
			dn_bytes_add_text(out, " Arg:<ANY>");
			add_parts(types, parts, name, ", Value:", "|", "",
			    out);
		}
		dn_bytes_add_byte(out, '\n');
	}
	dn_bytes_add_byte(out, '\n');
	free(order);
	free(parts);
	return failed;
}

/* ---- entities: in the order and hierarchy of the headers ------------- */

/* All entities: which come in what order, and which stand below which. */
struct forest {
	size_t *order;
	size_t *parent, *child, *next;  /* of each entity; NONE */
	bool *done;
	size_t count;
};

#define NONE SIZE_MAX

static void
forest_release(struct forest *forest)
{
	free(forest->order);
	free(forest->parent);
	free(forest->child);
	free(forest->next);
	free(forest->done);
}

/* The entity that a header's label is, or NONE. */
static size_t
entity_of(const struct dn_brat_types *types, struct dn_labels *labels,
    size_t label)
{
	return dn_labels_node(labels, label) == NULL ? NONE :
	    dn_names_find(types->entities, dn_labels_name(labels, label));
}

/* The labels of the headers in their order, then the others by name. */
static void
plant(const struct dn_brat_types *types, struct dn_labels *labels,
    const size_t *sorted, struct forest *forest)
{
	struct dn_tree *tree = dn_labels_tree(labels);
	size_t at = 0;

	for (size_t i = 0; i < dn_labels_count(labels); i++) {
		size_t entity = entity_of(types, labels, i);
		struct dn_span parent;

		if (entity == NONE || forest->done[entity])
			continue;
		forest->done[entity] = true;
		forest->order[at++] = entity;
		parent = dn_node_text(tree, dn_node_get(tree,
		    dn_labels_node(labels, i), "parent"));
		if (parent.ptr != NULL)
			forest->parent[entity] = dn_names_find(
			    types->entities, parent);
	}
	for (size_t i = 0; i < forest->count; i++)
		if (!forest->done[sorted[i]])
			forest->order[at++] = sorted[i];
	/* From the last, so that the lists of children are in order. */
	for (size_t i = forest->count; i > 0; i--) {
		size_t entity = forest->order[i - 1];
		size_t parent = forest->parent[entity];

		forest->done[entity] = false;
		if (parent == NONE)
			continue;
		forest->next[entity] = forest->child[parent];
		forest->child[parent] = entity;
	}
}

/* A line for an entity and for all below it. */
static void
add_entity(const struct dn_brat_types *types, struct forest *forest,
    size_t root, struct dn_bytes *out)
{
	size_t at = root, depth = 0;

	while (at != NONE) {
		bool down = !forest->done[at];

		if (down) {
			forest->done[at] = true;
			for (size_t i = 0; i < depth && i < LEVELS - 1; i++)
				dn_bytes_add_byte(out, '\t');
			dn_brat_spell(types, out,
			    dn_names_get(types->entities, at));
			dn_bytes_add_byte(out, '\n');
		}
		if (down && forest->child[at] != NONE &&
		    !forest->done[forest->child[at]]) {
			at = forest->child[at];
			depth++;
		} else if (at == root) {
			at = NONE;
		} else if (forest->next[at] != NONE) {
			at = forest->next[at];
		} else {
			at = forest->parent[at];
			depth--;
		}
	}
}

static int
add_entities(const struct dn_brat_types *types, struct dn_labels *labels,
    struct dn_bytes *out, struct dn_err *err)
{
	size_t count = dn_names_count(types->entities);
	size_t *sorted = dn_names_sorted(types->entities);
	struct forest forest = { .count = count,
		.order = calloc(count + 1, sizeof(size_t)),
		.parent = malloc((count + 1) * sizeof(size_t)),
		.child = malloc((count + 1) * sizeof(size_t)),
		.next = malloc((count + 1) * sizeof(size_t)),
		.done = calloc(count + 1, sizeof(bool)) };
	int failed = 0;

	dn_bytes_add_text(out, "[entities]\n");
	if ((sorted == NULL && count > 0) || forest.order == NULL ||
	    forest.parent == NULL || forest.child == NULL ||
	    forest.next == NULL || forest.done == NULL) {
		failed = dn_err_memory(err);
		goto out;
	}
	for (size_t i = 0; i < count; i++)
		forest.parent[i] = forest.child[i] = forest.next[i] = NONE;
	plant(types, labels, sorted, &forest);
	for (size_t i = 0; i < count; i++)
		if (forest.parent[forest.order[i]] == NONE)
			add_entity(types, &forest, forest.order[i], out);
	/* What stands in a circle has no root. */
	for (size_t i = 0; i < count; i++)
		if (!forest.done[forest.order[i]]) {
			forest.next[forest.order[i]] = NONE;
			add_entity(types, &forest, forest.order[i], out);
		}
	dn_bytes_add_byte(out, '\n');
out:
	forest_release(&forest);
	free(sorted);
	return failed;
}

static int
build_annotation_conf(const struct dn_brat_types *types,
    struct dn_labels *labels, struct dn_bytes *out, struct dn_err *err)
{
	dn_bytes_clear(out);
	if (add_entities(types, labels, out, err) < 0 ||
	    add_section(types, "relations", types->relations, out, err) < 0 ||
	    add_section(types, "events", types->events, out, err) < 0 ||
	    add_section(types, "attributes", types->attributes, out, err) < 0)
		return -1;
	out->len--;
	return dn_bytes_check(out, err);
}

/* ---- how types look -------------------------------------------------- */

/* A name of a label in visual.conf, which has signs of its own. */
static void
add_display(struct dn_bytes *out, struct dn_span name)
{
	dn_bytes_add_text(out, " | ");
	for (size_t c = 0; c < name.len; c++)
		dn_bytes_add_byte(out, name.ptr[c] == '|' ||
		    (unsigned char)name.ptr[c] < ' ' ? ' ' : name.ptr[c]);
}

/* "TYPE | NAME | NAME" where a type has a name that it is not itself. */
static void
add_names(const struct dn_brat_types *types, struct dn_tree *tree,
    struct dn_node *label, struct dn_span name, struct dn_bytes *out)
{
	struct dn_node *alias = dn_node_first(tree, dn_node_get(tree, label,
	    "aliases"));
	size_t from = out->len;
	bool same;

	dn_brat_spell(types, out, name);
	same = out->failed == DN_E_NONE && dn_span_equal(name,
	    (struct dn_span){ out->data + from, out->len - from });
	if (same && alias == NULL) {
		out->len = from;
		return;
	}
	if (!same)
		add_display(out, name);
	for (; alias != NULL; alias = alias->next)
		add_display(out, dn_node_text(tree, alias));
	dn_bytes_add_byte(out, '\n');
}

/* All names of a table but those that were `said` (NULL: none was). */
static int
add_all_names(const struct dn_brat_types *types,
    const struct dn_names *table, const bool *said, struct dn_bytes *out,
    struct dn_err *err)
{
	size_t *order = dn_names_sorted(table), count = dn_names_count(table);

	if (order == NULL && count > 0)
		return dn_err_memory(err);
	for (size_t i = 0; i < count; i++)
		if (said == NULL || !said[order[i]])
			add_names(types, NULL, NULL,
			    dn_names_get(table, order[i]), out);
	free(order);
	return 0;
}

/* Entities: those of the headers with their other names, then the rest. */
static int
add_entity_names(const struct dn_brat_types *types,
    struct dn_labels *labels, struct dn_bytes *out, struct dn_err *err)
{
	bool *said = calloc(dn_names_count(types->entities) + 1,
	    sizeof(*said));
	int failed;

	if (said == NULL)
		return dn_err_memory(err);
	for (size_t i = 0; i < dn_labels_count(labels); i++) {
		size_t entity = entity_of(types, labels, i);

		if (entity == NONE)
			continue;
		said[entity] = true;
		add_names(types, dn_labels_tree(labels),
		    dn_labels_node(labels, i), dn_labels_name(labels, i),
		    out);
	}
	failed = add_all_names(types, types->entities, said, out, err);
	free(said);
	return failed;
}

/* The colour of a header's label, or the absent span. */
static struct dn_span
color_of(struct dn_labels *labels, size_t label)
{
	struct dn_tree *tree = dn_labels_tree(labels);

	return dn_node_text(tree, dn_node_get(tree, dn_labels_node(labels,
	    label), "color"));
}

/* Names and colours of all types that are not just themselves. */
static int
build_visual_conf(const struct dn_brat_types *types,
    struct dn_labels *labels, struct dn_bytes *out, struct dn_err *err)
{
	size_t count = dn_labels_count(labels);
	bool any = false;

	dn_bytes_clear(out);
	dn_bytes_add_text(out, "[labels]\n");
	if (add_entity_names(types, labels, out, err) < 0 ||
	    add_all_names(types, types->relations, NULL, out, err) < 0 ||
	    add_all_names(types, types->events, NULL, out, err) < 0 ||
	    add_all_names(types, types->attributes, NULL, out, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct dn_span color = color_of(labels, i);

		if (color.len == 0 || memchr(color.ptr, '\n', color.len) ||
		    entity_of(types, labels, i) == NONE)
			continue;
		if (!any)
			dn_bytes_add_text(out, "\n[drawing]\n"
			    "SPAN_DEFAULT\tfgColor:black, "
			    "bgColor:lightgreen, borderColor:darken\n"
			    "ARC_DEFAULT\tcolor:black, "
			    "arrowHead:triangle-5\n");
		any = true;
		dn_brat_spell(types, out, dn_labels_name(labels, i));
		dn_bytes_add_text(out, "\tbgColor:");
		dn_bytes_add_span(out, color);
		dn_bytes_add_byte(out, '\n');
	}
	return dn_bytes_check(out, err);
}

/* ---- the headers' configuration -------------------------------------- */

/* All types that a configuration declares; NULL without memory. */
static struct dn_names *
declared_types(struct dn_span text)
{
	struct dn_names *types = dn_names_new();
	struct dn_span line, type;
	size_t level;

	while (types != NULL && dn_span_next_line(&text, &line))
		if (dn_brat_declared_type(line, &type, &level) &&
		    dn_names_add(types, type, NULL) == DN_NAMES_NONE) {
			dn_names_free(types);
			types = NULL;
		}
	return types;
}

/* Is every name of the table among them? */
static bool
all_declared(const struct dn_brat_types *types,
    const struct dn_names *declared, const struct dn_names *names)
{
	struct dn_bytes type;
	bool all = true;

	dn_bytes_init(&type, SIZE_MAX / 2);
	for (size_t i = 0; i < dn_names_count(names) && all; i++) {
		dn_bytes_clear(&type);
		dn_brat_spell(types, &type, dn_names_get(names, i));
		all = type.failed == DN_E_NONE && dn_names_find(declared,
		    dn_bytes_span(&type)) != DN_NAMES_NONE;
	}
	dn_bytes_release(&type);
	return all;
}

/* Does the configuration suffice for what was used?  -1 without memory. */
static int
suffices(const struct dn_brat_types *types, struct dn_span text,
    struct dn_err *err)
{
	struct dn_names *declared;
	bool enough;

	if (text.ptr == NULL)
		return 0;
	declared = declared_types(text);
	if (declared == NULL)
		return dn_err_memory(err);
	enough = all_declared(types, declared, types->entities) &&
	    all_declared(types, declared, types->relations) &&
	    all_declared(types, declared, types->events) &&
	    all_declared(types, declared, types->attributes);
	dn_names_free(declared);
	return enough;
}

/* A text that the headers bring under `pointer`, or the absent span. */
static struct dn_span
brought(struct dn_labels *labels, const char *pointer)
{
	struct dn_tree *tree = dn_labels_tree(labels);
	struct dn_node *source = dn_labels_member(labels, "source", NULL);

	if (source == NULL || !dn_span_is(dn_node_text(tree,
	    dn_node_get(tree, source, "format")), "brat"))
		return (struct dn_span){ NULL, 0 };
	return dn_node_text(tree, dn_raw_get(tree, source->parent,
	    dn_span_of(pointer)));
}

/* Labels of the headers that are to be had for spans. */
static int
use_labels(struct dn_brat_types *types, struct dn_labels *labels,
    struct dn_err *err)
{
	struct dn_tree *tree = dn_labels_tree(labels);
	int failed = 0;

	for (size_t i = 0; i < dn_labels_count(labels) && failed == 0; i++) {
		struct dn_node *kind = dn_node_get(tree,
		    dn_labels_node(labels, i), "kind");

		if (kind == NULL || dn_span_is(dn_node_text(tree, kind),
		    "span"))
			failed = dn_brat_use_label(types,
			    dn_labels_name(labels, i), err);
	}
	return failed;
}

static int
write_file(struct dn_writing *writing, const char *name,
    struct dn_span content, struct dn_err *err)
{
	return dn_outdir_write(writing->folder, dn_span_of(name), content,
	    err);
}

/* The first text that the headers bring from BRAT, or NULL. */
static struct dn_node *
first_brought(struct dn_labels *labels)
{
	struct dn_tree *tree = dn_labels_tree(labels);
	struct dn_node *source = dn_labels_member(labels, "source", NULL);

	return source != NULL && dn_span_is(dn_node_text(tree, dn_node_get(
	    tree, source, "format")), "brat") ?
	    dn_raw_first(tree, source->parent) : NULL;
}

/* Do the headers say something of labels, and bring no configuration? */
static bool
has_labels(struct dn_labels *labels)
{
	bool any = false;

	for (size_t i = 0; i < dn_labels_count(labels); i++)
		any = any || dn_labels_node(labels, i) != NULL;
	return any && first_brought(labels) == NULL;
}

/* annotation.conf, where one is needed and the headers' does not do. */
static int
write_new_conf(struct dn_brat_types *types, struct dn_writing *writing,
    bool replaces, struct dn_bytes *out, struct dn_err *err)
{
	if (replaces && dn_loss_dropped(writing->loss, NULL, NULL,
	    DN_CAP_FOREIGN, err,
	    "annotation.conf, which lacks types that are used") < 0)
		return -1;
	if (!replaces && !types->aliased && !types->foreign &&
	    !has_labels(writing->labels))
		return 0;
	if (use_labels(types, writing->labels, err) < 0 ||
	    build_annotation_conf(types, writing->labels, out, err) < 0)
		return -1;
	return write_file(writing, "annotation.conf", dn_bytes_span(out),
	    err);
}

/* Does a label look other than its type says? */
static bool
needs_visual(const struct dn_brat_types *types, struct dn_labels *labels)
{
	struct dn_tree *tree = dn_labels_tree(labels);
	bool any = types->aliased;

	for (size_t i = 0; i < dn_labels_count(labels) && !any; i++)
		any = entity_of(types, labels, i) != NONE &&
		    (color_of(labels, i).len > 0 || dn_node_first(tree,
		    dn_node_get(tree, dn_labels_node(labels, i),
		    "aliases")) != NULL);
	return any;
}

/* The name of a file that a pointer stands for. */
static void
add_name(struct dn_bytes *out, struct dn_span pointer)
{
	for (size_t i = 1; i < pointer.len; i++) {
		char c = pointer.ptr[i];

		if (c == '~' && i + 1 < pointer.len)
			c = pointer.ptr[++i] == '1' ? '/' : '~';
		dn_bytes_add_byte(out, c);
	}
}

/* The other configurations that came, each in its place. */
static int
write_others(struct dn_writing *writing, struct dn_err *err)
{
	struct dn_tree *tree = dn_labels_tree(writing->labels);
	struct dn_node *node = first_brought(writing->labels);
	struct dn_bytes name;
	int failed = 0;

	dn_bytes_init(&name, SIZE_MAX / 2);
	for (; node != NULL && failed == 0; node = node->next) {
		struct dn_span text = dn_node_text(tree, node);

		dn_bytes_clear(&name);
		add_name(&name, node->name);
		failed = dn_bytes_check(&name, err);
		if (failed == 0 && text.ptr != NULL && dn_brat_is_conf(
		    dn_bytes_span(&name)) &&
		    !dn_span_is(node->name, "/annotation.conf") &&
		    !dn_span_is(node->name, "/visual.conf"))
			failed = dn_outdir_write(writing->folder,
			    dn_bytes_span(&name), text, err);
	}
	dn_bytes_release(&name);
	return failed;
}

int
dn_brat_write_types(struct dn_brat_types *types, struct dn_writing *writing,
    struct dn_err *err)
{
	struct dn_span conf = brought(writing->labels, "/annotation.conf");
	struct dn_span visual = brought(writing->labels, "/visual.conf");
	int enough = suffices(types, conf, err), failed = -1;
	struct dn_bytes out;

	if (enough < 0)
		return -1;
	/* What came with its documents goes with them, enough or not. */
	if (conf.ptr != NULL && !types->foreign && !types->aliased)
		enough = 1;
	dn_bytes_init(&out, SIZE_MAX / 2);
	if (enough > 0 ? write_file(writing, "annotation.conf", conf, err) <
	    0 : write_new_conf(types, writing, conf.ptr != NULL, &out, err) <
	    0)
		goto out;
	failed = 0;
	if (visual.ptr != NULL && (enough > 0 || !types->aliased)) {
		failed = write_file(writing, "visual.conf", visual, err);
	} else if (needs_visual(types, writing->labels)) {
		failed = build_visual_conf(types, writing->labels, &out, err);
		if (failed == 0)
			failed = write_file(writing, "visual.conf",
			    dn_bytes_span(&out), err);
	}
	if (failed == 0)
		failed = write_others(writing, err);
out:
	dn_bytes_release(&out);
	return failed;
}
