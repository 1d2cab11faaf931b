/* SPDX-License-Identifier: MIT */
/* Splits: what data.yaml or FILE.data asks for, or all there is. */
#include <stdlib.h>

#include "formats/yolo_places.h"

/* ---- splits ---------------------------------------------------------- */

/* A place that a split leads to: a list (a file), or a folder. */
struct place {
	bool found;
	size_t list;            /* DN_YOLO_NONE: it is a folder */
	struct dn_span folder;  /* in the arena */
};

/* Does the set have a list or pictures or labels under that path? */
static bool
look(const struct dn_yolo_set *set, struct dn_span path, struct place *place,
    struct dn_bytes *scratch)
{
	place->list = path.len > 0 && dn_files_suffix(path, ".txt") ?
	    dn_names_find(set->names, path) : DN_YOLO_NONE;
	place->folder = path;
	if (place->list != DN_YOLO_NONE || dn_yolo_is_folder(set, path))
		return true;
	for (size_t i = 0; i < DN_YOLO_LABEL_FOLDERS; i++) {
		dn_yolo_set_labels(scratch, path, dn_yolo_label_folders[i]);
		if (scratch->len > 0 && dn_yolo_is_folder(set,
		    dn_bytes_span(scratch)))
			return true;
	}
	return false;
}

/* What `text` leads to, as find_listed finds pictures. */
static int
find_place(struct dn_yolo_set *set, struct dn_span root, struct dn_span text,
    struct place *place, struct dn_bytes *scratch, struct dn_err *err)
{
	struct dn_bytes path;
	struct dn_span rest, part;
	int failed;

	dn_bytes_init(&path, SIZE_MAX / 2);
	dn_yolo_add_path(&path, root);
	dn_yolo_add_path(&path, text);
	failed = dn_bytes_check(&path, err);
	rest = dn_yolo_last_parts(dn_bytes_span(&path));
	place->found = false;
	if (failed == 0 && rest.len == 0)
		place->found = look(set, DN_SPAN(""), place, scratch);
	while (failed == 0 && rest.len > 0 && !place->found) {
		place->found = look(set, rest, place, scratch);
		if (!place->found)
			dn_yolo_next_part(&rest, &part);
	}
	if (place->found) {
		place->folder = dn_arena_copy(&set->arena, place->folder);
		if (place->folder.ptr == NULL)
			failed = dn_err_memory(err);
	}
	dn_bytes_release(&path);
	return failed;
}

#define SPLITS_MOST 64          /* of a configuration */
#define PLACES_MOST 64          /* of a split */

/* A split as it is asked for. */
struct wanted {
	struct dn_span name, key;
	struct place places[PLACES_MOST];
	size_t count;
	bool shared;            /* a later one leads to the same */
};

/* The longest folder that all folders of a split stand in. */
static struct dn_span
common_folder(const struct wanted *wanted)
{
	struct dn_span common = wanted->places[0].folder;

	for (size_t i = 1; i < wanted->count; i++) {
		struct dn_span other = wanted->places[i].folder;
		size_t alike = 0;

		while (alike < common.len && alike < other.len &&
		    common.ptr[alike] == other.ptr[alike])
			alike++;
		if ((alike < common.len && common.ptr[alike] != '/') ||
		    (alike < other.len && other.ptr[alike] != '/'))
			while (alike > 0 && common.ptr[alike - 1] != '/')
				alike--;
		while (alike > 0 && common.ptr[alike - 1] == '/')
			alike--;
		common.len = alike;
	}
	return common;
}

static bool
same_places(const struct wanted *a, const struct wanted *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (a->places[i].list != b->places[i].list ||
		    !dn_span_equal(a->places[i].folder, b->places[i].folder))
			return false;
	return true;
}

/* The folder of the labels for one of pictures: of those, that there is. */
static void
labels_of(const struct dn_yolo_set *set, struct dn_span folder,
    struct dn_bytes *out)
{
	for (size_t i = 0; i < DN_YOLO_LABEL_FOLDERS; i++) {
		dn_yolo_set_labels(out, folder, dn_yolo_label_folders[i]);
		if (dn_yolo_is_folder(set, dn_bytes_span(out)))
			return;
	}
	dn_yolo_set_labels(out, folder, dn_yolo_label_folders[0]);
}

/* Remember where a split leads, for the writer. */
static int
add_split(struct dn_yolo_set *set, const struct wanted *wanted,
    struct dn_span name, struct dn_bytes *scratch, struct dn_err *err)
{
	struct dn_yolo_split split = { .name = name, .key = wanted->key };
	bool lists = false;

	for (size_t i = 0; i < wanted->count; i++)
		lists = lists || wanted->places[i].list != DN_YOLO_NONE;

	if (wanted->count == 1 && wanted->places[0].list != DN_YOLO_NONE)
		split.place = dn_yolo_file(set, wanted->places[0].list);
	if (!lists) {
		labels_of(set, common_folder(wanted), scratch);
		split.place = dn_arena_copy(&set->arena,
		    dn_bytes_span(scratch));
		if (split.place.ptr == NULL)
			return dn_err_memory(err);
	}
	if (set->split_count == set->split_cap) {
		size_t cap = set->split_cap == 0 ? 8 : set->split_cap * 2;
		struct dn_yolo_split *splits = reallocarray(set->splits, cap,
		    sizeof(*splits));

		if (splits == NULL)
			return dn_err_memory(err);
		set->splits = splits;
		set->split_cap = cap;
	}
	set->splits[set->split_count++] = split;
	return 0;
}

static int
collect_split(struct dn_yolo_walk *walk, const struct wanted *wanted,
    struct dn_err *err)
{
	struct dn_span root = common_folder(wanted);
	size_t from = walk->set->entry_count;
	int failed = 0;
	bool lists = false;

	for (size_t i = 0; i < wanted->count && failed == 0; i++) {
		lists = lists || wanted->places[i].list != DN_YOLO_NONE;
		failed = wanted->places[i].list != DN_YOLO_NONE ?
		    dn_yolo_collect_list(walk, wanted->places[i].list, err) :
		    dn_yolo_collect_folder(walk,
		    wanted->places[i].folder, root, err);
	}
	if (failed == 0 && !lists)
		dn_yolo_sort(walk->set, from);
	return failed;
}

/* Two splits that lead to the same pictures are none. */
static void
find_shared(struct wanted *wanted, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < i; k++)
			if (wanted[i].count > 0 &&
			    same_places(&wanted[i], &wanted[k])) {
				wanted[i].shared = true;
				wanted[k].name = (struct dn_span){ NULL, 0 };
				break;
			}
}

static int
collect_splits(struct dn_yolo_walk *walk, struct wanted *wanted, size_t count,
    struct dn_err *err)
{
	find_shared(wanted, count);
	for (size_t i = 0; i < count; i++) {
		if (wanted[i].count == 0) {
			walk->set->unresolved++;
			continue;
		}
		if (wanted[i].shared)
			continue;
		walk->split = wanted[i].name;
		if (add_split(walk->set, &wanted[i], wanted[i].name,
		    &walk->scratch, err) < 0 ||
		    collect_split(walk, &wanted[i], err) < 0)
			return -1;
	}
	return 0;
}

/* ---- what the configuration asks for --------------------------------- */

/* Folders of the same split: what is told as valid/ may stand in val/. */
static int
find_other_name(struct dn_yolo_walk *walk, struct dn_span root,
    struct dn_span text, struct place *place, struct dn_err *err)
{
	static const char *const names[] = { "val", "valid", "validation" };
	const size_t count = sizeof(names) / sizeof(names[0]);
	struct dn_bytes path;
	int failed = 0;

	dn_bytes_init(&path, SIZE_MAX / 2);
	for (size_t i = 0; i < count && failed == 0 && !place->found; i++) {
		struct dn_span rest = text, part;

		dn_bytes_clear(&path);
		while (dn_yolo_next_part(&rest, &part)) {
			for (size_t k = 0; k < count; k++)
				if (dn_span_is(part, names[k]))
					part = dn_span_of(names[i]);
			dn_bytes_add_span(&path, part);
			dn_bytes_add_byte(&path, '/');
		}
		failed = dn_bytes_check(&path, err);
		if (failed == 0)
			failed = find_place(walk->set, root,
			    dn_bytes_span(&path), place, &walk->scratch, err);
	}
	dn_bytes_release(&path);
	return failed;
}

static int
want_place(struct dn_yolo_walk *walk, struct wanted *wanted,
    struct dn_span root, struct dn_span text, struct dn_err *err)
{
	struct place place;

	if (wanted->count == PLACES_MOST)
		return dn_err_set(err, DN_E_CONFIG,
		    "a split of more than %d folders", PLACES_MOST);
	if (find_place(walk->set, root, text, &place, &walk->scratch, err) < 0)
		return -1;
	if (!place.found && dn_span_is(wanted->name, "val") &&
	    find_other_name(walk, root, text, &place, err) < 0)
		return -1;
	if (place.found)
		wanted->places[wanted->count++] = place;
	return 0;
}

static int
want_yaml_split(struct dn_yolo_walk *walk, struct wanted *wanted,
    const struct dn_yaml_node *node, struct dn_span root, struct dn_err *err)
{
	const struct dn_yaml_node *one = node->kind == DN_YAML_SCALAR ? node :
	    node->first;

	for (; one != NULL; one = one == node ? NULL : one->next)
		if (one->kind == DN_YAML_SCALAR && !dn_yaml_null(one) &&
		    want_place(walk, wanted, root, one->text, err) < 0)
			return -1;
	return 0;
}

/* The name of a split by its key in data.yaml or FILE.data, or absent. */
static struct dn_span
split_name(struct dn_span key)
{
	static const char *const names[] = { "train", "val", "test",
		"minival" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (dn_span_is(key, names[i]))
			return dn_span_of(names[i]);
	if (dn_span_is(key, "valid") || dn_span_is(key, "validation"))
		return DN_SPAN("val");
	return (struct dn_span){ NULL, 0 };
}

/* The root folder of data.yaml: its own, and `path` below that. */
static int
yaml_root(struct dn_yolo_set *set, struct dn_bytes *root, struct dn_err *err)
{
	const struct dn_yaml_node *path = dn_yaml_get(
	    dn_yaml_root(set->yaml), "path");

	dn_yolo_add_path(root, dn_yolo_folder_of(dn_yolo_file(set,
	    set->config)));
	if (path != NULL && path->kind == DN_YAML_SCALAR &&
	    !dn_yaml_null(path)) {
		dn_bytes_add_byte(root, '/');
		dn_bytes_add_span(root, path->text);
	}
	return dn_bytes_check(root, err);
}

static int
want_yaml(struct dn_yolo_walk *walk, struct wanted *wanted, size_t *count,
    struct dn_err *err)
{
	const struct dn_yaml_node *document = dn_yaml_root(walk->set->yaml);
	const struct dn_yaml_node *own = dn_yaml_get(
	    dn_yolo_set_dn(walk->set), "splits"), *node;
	struct dn_bytes root;
	int failed;

	dn_bytes_init(&root, SIZE_MAX / 2);
	failed = yaml_root(walk->set, &root, err);
	/* What this suite wrote tells it better, for trainers want no gaps. */
	for (node = document != NULL && own == NULL ? document->first : NULL;
	    node != NULL && failed == 0 && *count < SPLITS_MOST;
	    node = node->next) {
		struct dn_span name = split_name(node->key);

		if (name.ptr == NULL || dn_yaml_null(node))
			continue;
		wanted[*count] = (struct wanted){ .name = name,
			.key = node->key };
		failed = want_yaml_split(walk, &wanted[(*count)++], node,
		    dn_bytes_span(&root), err);
	}
	/* Parts that no trainer knows, and what is in no part at all. */
	for (node = own != NULL ? own->first : NULL; node != NULL &&
	    failed == 0 && *count < SPLITS_MOST; node = node->next) {
		wanted[*count] = (struct wanted){ .key = node->key };
		if (node->key.len > 0)
			wanted[*count].name = node->key;
		failed = want_yaml_split(walk, &wanted[(*count)++], node,
		    dn_bytes_span(&root), err);
	}
	dn_bytes_release(&root);
	return failed;
}

static int
want_data(struct dn_yolo_walk *walk, struct wanted *wanted, size_t *count,
    struct dn_err *err)
{
	struct dn_span text = walk->set->text, key, value;
	struct dn_span root = dn_yolo_folder_of(dn_yolo_file(walk->set,
	    walk->set->config));

	while (*count < SPLITS_MOST &&
	    dn_yolo_data_next(&text, &key, &value)) {
		struct dn_span name = split_name(key);

		if (name.ptr == NULL || value.len == 0)
			continue;
		wanted[*count] = (struct wanted){ .name = name, .key = key };
		if (want_place(walk, &wanted[(*count)++], root, value,
		    err) < 0)
			return -1;
	}
	return 0;
}

/* ---- without a configuration ----------------------------------------- */

/* Where labels stand in folders of their own, others are no labels. */
static bool
has_label_folder(const struct dn_yolo_set *set)
{
	for (size_t i = 0; i < dn_files_count(set->files); i++)
		for (size_t k = 0; k < DN_YOLO_LABEL_FOLDERS; k++)
			if (dn_files_suffix(dn_yolo_file(set, i), ".txt") &&
			    dn_yolo_find_part(dn_yolo_folder_of(
			    dn_yolo_file(set, i)),
			    dn_yolo_label_folders[k]) != DN_YOLO_NONE)
				return true;
	return false;
}

static int
add_loose(struct dn_yolo_walk *walk, size_t index, bool picture,
    struct dn_err *err)
{
	struct dn_yolo_set *set = walk->set;
	struct dn_yolo_entry entry = { .image = picture ? index :
		DN_YOLO_NONE, .label = index };
	struct dn_span name = dn_yolo_file(set, index);

	if (picture) {
		entry.label = dn_yolo_find_label(set, name, &walk->scratch);
		if (entry.label != DN_YOLO_NONE)
			walk->claimed[entry.label] = true;
	}
	dn_yolo_set_loose(&walk->scratch, name);
	return dn_yolo_add_named(walk, &entry, picture, err);
}

/* All pictures, and all labels that have none. */
static int
collect_loose(struct dn_yolo_walk *walk, struct dn_err *err)
{
	struct dn_yolo_set *set = walk->set;
	size_t count = dn_files_count(set->files);
	bool apart = has_label_folder(set);

	for (size_t i = 0; i < count; i++)
		if (dn_yolo_is_picture(dn_yolo_file(set, i)) &&
		    add_loose(walk, i, true, err) < 0)
			return -1;
	for (size_t i = 0; i < count; i++) {
		struct dn_span name = dn_yolo_file(set, i);

		if (walk->claimed[i] || !dn_files_suffix(name, ".txt") ||
		    dn_yolo_is_config(name))
			continue;
		if (apart && !dn_files_named(set->files, i) &&
		    dn_yolo_find_part(name, "labels") == DN_YOLO_NONE &&
		    dn_yolo_find_part(name, "labelTxt") == DN_YOLO_NONE)
			continue;
		if (add_loose(walk, i, false, err) < 0)
			return -1;
	}
	dn_yolo_sort(set, 0);
	return 0;
}

int
dn_yolo_places_read(struct dn_yolo_set *set, struct dn_err *err)
{
	struct dn_yolo_walk walk = { .set = set };
	struct wanted *wanted = calloc(SPLITS_MOST, sizeof(*wanted));
	size_t count = 0;
	int failed = -1;

	walk.claimed = calloc(dn_files_count(set->files) + 1, 1);
	dn_bytes_init(&walk.scratch, SIZE_MAX / 2);
	if (walk.claimed == NULL || wanted == NULL)
		dn_err_memory(err);
	else if (set->layout == DN_YOLO_YAML)
		failed = want_yaml(&walk, wanted, &count, err);
	else if (set->layout == DN_YOLO_DARKNET)
		failed = want_data(&walk, wanted, &count, err);
	else
		failed = 0;
	if (failed == 0)
		failed = collect_splits(&walk, wanted, count, err);
	if (failed == 0 && set->split_count == 0)
		failed = collect_loose(&walk, err);
	free(walk.claimed);
	free(wanted);
	dn_bytes_release(&walk.scratch);
	return failed;
}
