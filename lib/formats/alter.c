/* SPDX-License-Identifier: MIT */
/* Items on their way: labels changed, annotations left out, parts told. */
#include "formats/alter.h"

#include <stdlib.h>

#include "core/arena.h"
#include "core/random.h"
#include "io/jsontext.h"

#define NEAR_ONE 1e-9           /* what decimal parts may miss of 1 */

/* A part of --split: items that draw less than `below` belong to it. */
struct part {
	struct dn_span name;
	double below;
};

struct dn_alter {
	const struct dn_alter_settings *settings;
	struct dn_relabel *relabel;     /* or NULL */
	struct dn_arena arena;          /* of names of parts */
	struct part *parts;
	size_t part_count;
};

/* ---- --split --------------------------------------------------------- */

static int
bad_split(const struct dn_alter *alter, struct dn_err *err, const char *why)
{
	return dn_err_set(err, DN_E_USAGE,
	    "--split %.80s: %s, as in train=0.8,val=0.2",
	    alter->settings->split, why);
}

/* NAME=PART, `text` of `len` bytes. */
static int
add_part(struct dn_alter *alter, const char *text, size_t len, double *sum,
    struct dn_err *err)
{
	struct dn_span part = dn_arena_copy(&alter->arena,
	    (struct dn_span){ text, len });
	const char *equals = part.ptr != NULL ? strchr(part.ptr, '=') : NULL;
	struct dn_span name;
	double size;

	if (part.ptr == NULL)
		return dn_err_memory(err);
	if (equals == NULL || equals == part.ptr)
		return bad_split(alter, err, "each part is NAME=PART");
	name = (struct dn_span){ part.ptr, (size_t)(equals - part.ptr) };
	for (size_t i = 0; i < alter->part_count; i++)
		if (dn_span_equal(alter->parts[i].name, name))
			return bad_split(alter, err, "a name stands twice");
	if (!dn_opt_read_real(equals + 1, &size) || !(size > 0) ||
	    !(size <= 1))
		return bad_split(alter, err, "a part is above 0, at most 1");
	*sum += size;
	if (*sum > 1 + NEAR_ONE)
		return bad_split(alter, err, "the parts are more than 1");
	alter->parts[alter->part_count++] = (struct part){ name,
		*sum >= 1 - NEAR_ONE ? 2 : *sum };
	return 0;
}

static int
read_split(struct dn_alter *alter, struct dn_err *err)
{
	const char *text = alter->settings->split;
	size_t room = 1;
	double sum = 0;

	if (text == NULL)
		return 0;
	for (size_t i = 0; text[i] != '\0'; i++)
		room += text[i] == ',';
	alter->parts = calloc(room, sizeof(*alter->parts));
	if (alter->parts == NULL)
		return dn_err_memory(err);
	for (;;) {
		size_t len = strcspn(text, ",");

		if (add_part(alter, text, len, &sum, err) < 0)
			return -1;
		if (text[len] == '\0')
			return 0;
		text += len + 1;
	}
}

/* The part that an id belongs to, whatever else there is; or NULL. */
static const struct part *
part_of(const struct dn_alter *alter, struct dn_span id)
{
	struct dn_random random;
	double drawn;

	dn_random_init_key(&random, alter->settings->seed, id.ptr, id.len);
	drawn = dn_random_real(&random);
	for (size_t i = 0; i < alter->part_count; i++)
		if (drawn < alter->parts[i].below)
			return &alter->parts[i];
	return NULL;
}

/* ---- set-up ---------------------------------------------------------- */

struct dn_alter *
dn_alter_new(const struct dn_alter_settings *settings, struct dn_err *err)
{
	struct dn_alter *alter = calloc(1, sizeof(*alter));

	if (alter == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	alter->settings = settings;
	dn_arena_init(&alter->arena, SIZE_MAX / 2);
	if (settings->labels != NULL)
		alter->relabel = dn_relabel_load(settings->labels, err);
	if ((settings->labels == NULL || alter->relabel != NULL) &&
	    read_split(alter, err) == 0)
		return alter;
	dn_alter_free(alter);
	return NULL;
}

void
dn_alter_free(struct dn_alter *alter)
{
	if (alter == NULL)
		return;
	dn_relabel_free(alter->relabel);
	dn_arena_release(&alter->arena);
	free(alter->parts);
	free(alter);
}

bool
dn_alter_items(const struct dn_alter *alter)
{
	return dn_alter_headers(alter) || alter->parts != NULL ||
	    alter->settings->annotator != NULL;
}

const struct dn_relabel *
dn_alter_labels(const struct dn_alter *alter)
{
	return alter->relabel;
}

bool
dn_alter_headers(const struct dn_alter *alter)
{
	return alter->relabel != NULL || alter->settings->select.count > 0 ||
	    alter->settings->exclude.count > 0;
}

/* ---- which labels ---------------------------------------------------- */

static bool
is_among(const struct dn_opt_list *list, struct dn_span name)
{
	for (size_t i = 0; i < list->count; i++)
		if (dn_span_is(name, list->values[i]))
			return true;
	return false;
}

/* Is it, or is one of what it holds, among them?  A path is its steps. */
static bool
holds(struct dn_tree *tree, struct dn_node *label,
    const struct dn_opt_list *list)
{
	struct dn_node *node, *step;

	if (dn_node_type(label) == DN_JSON_STRING)
		return is_among(list, dn_node_text(tree, label));
	for (node = dn_node_type(label) == DN_JSON_ARRAY ?
	    dn_node_first(tree, label) : NULL; node != NULL;
	    node = node->next) {
		if (is_among(list, dn_node_text(tree, node)))
			return true;
		for (step = dn_node_type(node) == DN_JSON_ARRAY ?
		    dn_node_first(tree, node) : NULL; step != NULL;
		    step = step->next)
			if (is_among(list, dn_node_text(tree, step)))
				return true;
	}
	return false;
}

/* Is the annotation one that --select and --exclude let through? */
static bool
is_wanted(const struct dn_alter *alter, struct dn_tree *tree,
    struct dn_node *annotation)
{
	const struct dn_alter_settings *settings = alter->settings;
	struct dn_node *label = dn_node_get(tree, annotation, "label");
	struct dn_node *labels = dn_node_get(tree, annotation, "labels");

	if (settings->select.count > 0 &&
	    !holds(tree, label, &settings->select) &&
	    !holds(tree, labels, &settings->select))
		return false;
	return !holds(tree, label, &settings->exclude) &&
	    !holds(tree, labels, &settings->exclude);
}

/* Leave the labels out of a header that --select and --exclude do. */
static void
choose_labels(const struct dn_alter *alter, struct dn_item *header)
{
	const struct dn_alter_settings *settings = alter->settings;
	struct dn_tree *tree = &header->tree;
	struct dn_node *label = dn_node_first(tree, dn_node_get(tree,
	    header->root, "labels")), *next;

	for (; label != NULL; label = next) {
		struct dn_span name = dn_node_text(tree,
		    dn_node_get(tree, label, "name"));

		next = label->next;
		if (name.ptr != NULL && ((settings->select.count > 0 &&
		    !is_among(&settings->select, name)) ||
		    is_among(&settings->exclude, name)))
			dn_node_remove(tree, label);
	}
}

bool
dn_alter_begin(const struct dn_alter *alter, struct dn_item *header)
{
	if (alter->relabel == NULL ||
	    dn_relabel_listed(alter->relabel) == 0)
		return false;
	dn_relabel_begin(alter->relabel, header);
	choose_labels(alter, header);
	return true;
}

int
dn_alter_header(const struct dn_alter *alter, struct dn_item *header,
    struct dn_err *err)
{
	if (alter->relabel != NULL &&
	    dn_relabel_header(alter->relabel, header, err) < 0)
		return -1;
	choose_labels(alter, header);
	return dn_tree_check(&header->tree, err);
}

/* ---- labels of an annotation ----------------------------------------- */

/* What goes on while the labels of an item are changed. */
struct change {
	const struct dn_alter *alter;
	struct dn_tree *tree;
	struct dn_names *unlisted;      /* or NULL */
	bool changed;
	struct dn_err *err;
};

/*
 * What becomes of a label, or of a path of them, which is added to `out` as
 * JSON: 1, 0 when it is dropped, -1.
 */
static int
change_value(struct change *change, struct dn_node *node,
    struct dn_bytes *out)
{
	struct dn_span name = dn_node_text(change->tree, node), to;
	struct dn_node *step;
	int kept = 1;

	if (dn_node_type(node) == DN_JSON_ARRAY) {
		const char *before = "[";

		for (step = dn_node_first(change->tree, node);
		    step != NULL && kept == 1; step = step->next) {
			dn_bytes_add_text(out, before);
			before = ",";
			kept = dn_node_type(step) == DN_JSON_ARRAY ?
			    (dn_tree_write(step, out), 1) :
			    change_value(change, step, out);
		}
		dn_bytes_add_text(out, *before == '[' ? "[]" : "]");
		return kept;
	}
	if (name.ptr == NULL) {
		dn_tree_write(node, out);
		return 1;
	}
	if (!dn_relabel_name(change->alter->relabel, name, &to))
		return 0;
	if (change->unlisted != NULL &&
	    !dn_relabel_lists(change->alter->relabel, to) &&
	    dn_names_add(change->unlisted, to, NULL) == DN_NAMES_NONE)
		return dn_err_memory(change->err);
	if (dn_span_equal(name, to)) {
		dn_tree_write(node, out);
	} else {
		dn_json_write_text(out, to);
		change->changed = true;
	}
	return 1;
}

/* `label`: 1 kept, 0 dropped, -1. */
static int
change_label(struct change *change, struct dn_node *annotation,
    struct dn_node *label, struct dn_bytes *out)
{
	int kept;

	dn_bytes_clear(out);
	change->changed = false;
	kept = change_value(change, label, out);
	if (kept == 1 && change->changed)
		dn_node_set_raw(change->tree, annotation, "label",
		    dn_bytes_span(out));
	return kept;
}

/* `labels`: those that stay, each once; 1, 0 when none does, -1. */
static int
change_labels(struct change *change, struct dn_node *annotation,
    struct dn_node *labels, struct dn_bytes *out)
{
	struct dn_node *node = dn_node_first(change->tree, labels);
	struct dn_names *seen = dn_names_new();
	struct dn_bytes one;
	int kept = 1, added, failed = seen == NULL ?
	    dn_err_memory(change->err) : 0;
	size_t left = 0;

	dn_bytes_init(&one, SIZE_MAX / 2);
	dn_bytes_clear(out);
	change->changed = false;
	for (; node != NULL && failed == 0; node = node->next) {
		dn_bytes_clear(&one);
		kept = change_value(change, node, &one);
		if (kept < 0 || dn_names_add(seen, dn_bytes_span(&one),
		    &added) == DN_NAMES_NONE) {
			failed = dn_err_memory(change->err);
		} else if (kept == 0 || (change->changed && !added)) {
			change->changed = true;
		} else {
			dn_bytes_add_byte(out, left++ == 0 ? '[' : ',');
			dn_bytes_add_span(out, dn_bytes_span(&one));
		}
	}
	dn_bytes_add_byte(out, ']');
	if (failed == 0 && change->changed && left > 0)
		dn_node_set_raw(change->tree, annotation, "labels",
		    dn_bytes_span(out));
	dn_bytes_release(&one);
	dn_names_free(seen);
	return failed != 0 ? -1 : left > 0;
}

/* The labels of one annotation: 1 it stays, 0 it goes, -1. */
static int
relabel(struct change *change, struct dn_node *annotation,
    struct dn_bytes *out, bool *changed)
{
	struct dn_tree *tree = change->tree;
	struct dn_node *label = dn_node_get(tree, annotation, "label");
	struct dn_node *labels = dn_node_get(tree, annotation, "labels");
	int kept = 1, left = 1;

	if (label != NULL)
		kept = change_label(change, annotation, label, out);
	*changed |= change->changed;
	change->changed = false;
	if (kept < 0 || dn_node_type(labels) != DN_JSON_ARRAY ||
	    dn_node_first(tree, labels) == NULL)
		return kept;
	left = change_labels(change, annotation, labels, out);
	*changed |= change->changed;
	if (left < 0 || (left == 0 && (label == NULL || kept == 0)))
		return left;
	if (left == 0) {
		dn_node_remove(tree, labels);
		*changed = true;
		return 1;
	}
	/* The first of those that stay stands for the one that went. */
	if (kept == 0) {
		dn_node_set_copy(tree, annotation, "label",
		    dn_node_first(tree, dn_node_get(tree, annotation,
		    "labels")));
		*changed = true;
	}
	return 1;
}

/* ---- an item --------------------------------------------------------- */

/* Relabel the annotations, and list those that go; their number, or -1. */
static int
change_annotations(const struct dn_alter *alter, struct dn_item *item,
    struct dn_names *unlisted, struct dn_node **gone, size_t *count,
    bool *changed, struct dn_err *err)
{
	struct change change = { alter, &item->tree, unlisted, false, err };
	struct dn_node *node = dn_item_first_annotation(item);
	struct dn_bytes out;
	int kept = 1;

	dn_bytes_init(&out, SIZE_MAX / 2);
	for (; node != NULL && kept >= 0; node = node->next) {
		kept = 1;
		change.changed = false;
		if (alter->relabel != NULL)
			kept = relabel(&change, node, &out, changed);
		if (kept == 1 && !is_wanted(alter, &item->tree, node))
			kept = 0;
		if (kept == 0)
			gone[(*count)++] = node;
	}
	if (kept >= 0)
		kept = dn_bytes_check(&out, err);
	dn_bytes_release(&out);
	return kept < 0 ? -1 : 0;
}

/* Labels and choice: 1 when something was changed. */
static int
choose(const struct dn_alter *alter, struct dn_item *item,
    struct dn_vanish_counts *counts, struct dn_names *unlisted,
    struct dn_err *err)
{
	struct dn_node **gone;
	size_t count = 0;
	bool changed = false;
	int failed = -1;

	if (!dn_alter_headers(alter) ||
	    dn_item_first_annotation(item) == NULL)
		return 0;
	gone = calloc(dn_node_count(&item->tree, item->annotations),
	    sizeof(struct dn_node *));
	if (gone == NULL)
		return dn_err_memory(err);
	if (change_annotations(alter, item, unlisted, gone, &count, &changed,
	    err) == 0)
		failed = count == 0 ? 0 : dn_vanish(item, gone, count,
		    counts, err);
	free(gone);
	return failed < 0 ? -1 : changed || count > 0;
}

/* Set `annotator` where neither that nor a set is named. */
static bool
stamp(struct dn_tree *tree, struct dn_node *object, struct dn_span name)
{
	if (dn_node_type(dn_node_get(tree, object, "annotator")) >
	    DN_JSON_NULL ||
	    dn_node_type(dn_node_get(tree, object, "set")) > DN_JSON_NULL ||
	    dn_node_type(object) != DN_JSON_OBJECT)
		return false;
	dn_node_set_text(tree, object, "annotator", name);
	return true;
}

/*
 * --as: annotations and relations that say of nobody, and the item itself,
 * which was looked at even where nothing was found.
 */
static bool
stamp_item(const struct dn_alter *alter, struct dn_item *item)
{
	struct dn_span name = dn_span_of(alter->settings->annotator);
	struct dn_tree *tree = &item->tree;
	struct dn_node *node, *work;
	bool changed = false;

	if (name.ptr == NULL)
		return false;
	for (node = dn_item_first_annotation(item); node != NULL;
	    node = node->next)
		changed |= stamp(tree, node, name);
	for (node = dn_item_first_relation(item); node != NULL;
	    node = node->next)
		changed |= stamp(tree, node, name);
	if (item->annotations == NULL || dn_node_type(dn_node_get(tree,
	    item->root, "work")) > DN_JSON_NULL)
		return changed;
	work = dn_node_set_array(tree, item->root, "work");
	dn_node_set_text(tree, dn_node_add_object(tree, work), "annotator",
	    name);
	return true;
}

int
dn_alter_item(const struct dn_alter *alter, struct dn_item *item,
    struct dn_vanish_counts *counts, struct dn_names *unlisted, bool *out,
    struct dn_err *err)
{
	const struct part *part = NULL;
	bool changed = false;
	int chosen;

	*out = false;
	if (alter->parts != NULL) {
		part = part_of(alter, item->id);
		*out = part == NULL;
		if (*out)
			return 0;
		if (!dn_span_equal(part->name, item->split)) {
			dn_node_set_text(&item->tree, item->root, "split",
			    part->name);
			item->split = part->name;
			changed = true;
		}
	}
	chosen = choose(alter, item, counts, unlisted, err);
	if (chosen < 0)
		return -1;
	changed |= chosen == 1;
	changed |= stamp_item(alter, item);
	return dn_tree_check(&item->tree, err) < 0 ? -1 : changed;
}
