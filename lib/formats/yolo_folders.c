/* SPDX-License-Identifier: MIT */
/* Pictures for classification: the folder that each stands in is its label. */
#include <stdlib.h>

#include "core/utf8.h"
#include "formats/yolo_places.h"

/* ---- paths ----------------------------------------------------------- */

/* The split that a folder is by its name, or absent. */
static struct dn_span
split_of(struct dn_span folder)
{
	static const char *const names[] = { "train", "val", "test" };
	static const char *const others[] = { "valid", "validation" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (dn_span_is(folder, names[i]))
			return dn_span_of(names[i]);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (dn_span_is(folder, others[i]))
			return DN_SPAN("val");
	return (struct dn_span){ NULL, 0 };
}

/* Folders of other layouts, which name no class. */
static bool
is_taken(struct dn_span folder)
{
	return dn_span_is(folder, "images") || dn_span_is(folder, "labels") ||
	    dn_span_is(folder, "labelTxt") || split_of(folder).ptr != NULL;
}

bool
dn_yolo_folders_split(struct dn_span name, bool told, struct dn_span *split,
    struct dn_span *label)
{
	struct dn_span rest = name, first, second;

	if (!dn_yolo_is_picture(name) || !dn_yolo_next_part(&rest, &first) ||
	    rest.len == 0)
		return false;
	*split = split_of(first);
	*label = first;
	if (split->ptr == NULL)
		return told;
	/* What stands in a split itself is of no class. */
	if (!dn_yolo_next_part(&rest, &second) || rest.len == 0)
		return false;
	*label = second;
	return told || !is_taken(second);
}

bool
dn_yolo_folders_is(const struct dn_yolo_set *set)
{
	struct dn_span split, label;
	bool any = false;

	for (size_t i = 0; i < dn_files_count(set->files); i++) {
		struct dn_span name = dn_yolo_file(set, i);

		if (dn_files_suffix(name, ".txt") && !dn_yolo_is_config(name))
			return false;
		if (!dn_yolo_is_picture(name))
			continue;
		if (!dn_yolo_folders_split(name, false, &split, &label))
			return false;
		any = true;
	}
	return any;
}

/* ---- items and classes ----------------------------------------------- */

static int
compare_names(const void *a, const void *b)
{
	return dn_span_compare(*(const struct dn_span *)a,
	    *(const struct dn_span *)b);
}

/* The folders as classes, numbered in byte order, as trainers do. */
static int
add_classes(struct dn_yolo_set *set, const struct dn_names *folders,
    struct dn_err *err)
{
	size_t count = dn_names_count(folders);
	struct dn_span *names = calloc(count + 1, sizeof(*names));
	int failed = names == NULL ? dn_err_memory(err) : 0;

	for (size_t i = 0; i < count && failed == 0; i++) {
		names[i] = dn_arena_copy(&set->arena,
		    dn_names_get(folders, i));
		if (names[i].ptr == NULL)
			failed = dn_err_memory(err);
	}
	if (failed == 0 && count > 0)
		qsort(names, count, sizeof(*names), compare_names);
	for (size_t i = 0; i < count && failed == 0; i++)
		failed = dn_yolo_class_add(set, (int64_t)i, names[i], err);
	free(names);
	return failed;
}

/* A picture below its split: an item of the class `label`, or of none. */
static int
add_picture(struct dn_yolo_walk *walk, size_t index, struct dn_span path,
    struct dn_span label, struct dn_names *folders, struct dn_err *err)
{
	struct dn_yolo_set *set = walk->set;
	struct dn_yolo_entry entry = { .split = walk->split, .image = index,
		.label = DN_YOLO_NONE };

	dn_bytes_clear(&walk->scratch);
	dn_files_decode(label, &walk->scratch);
	if (dn_bytes_check(&walk->scratch, err) < 0)
		return -1;
	if (label.ptr != NULL) {
		entry.folder = dn_arena_copy(&set->arena,
		    dn_bytes_span(&walk->scratch));
		if (entry.folder.ptr == NULL)
			return dn_err_memory(err);
		/* An item of another name is refused when it comes. */
		if (dn_utf8_valid(entry.folder.ptr, entry.folder.len) ==
		    entry.folder.len && dn_names_add(folders, entry.folder,
		    NULL) == DN_NAMES_NONE)
			return dn_err_memory(err);
	}
	dn_bytes_clear(&walk->scratch);
	dn_bytes_add_span(&walk->scratch, path);
	return dn_yolo_add_named(walk, &entry, true, err);
}

int
dn_yolo_folders_read(struct dn_yolo_set *set, bool told, struct dn_err *err)
{
	const struct dn_span none = { NULL, 0 };
	struct dn_yolo_walk walk = { .set = set };
	struct dn_names *folders = dn_names_new();
	int failed = folders == NULL ? dn_err_memory(err) : 0;

	set->layout = DN_YOLO_FOLDERS;
	set->task = DN_YOLO_CLASSIFY;
	dn_bytes_init(&walk.scratch, SIZE_MAX / 2);
	for (size_t i = 0; i < dn_files_count(set->files) && failed == 0;
	    i++) {
		struct dn_span path = dn_yolo_file(set, i), label = none;
		struct dn_span first = none;

		if (!dn_yolo_is_picture(path))
			continue;
		walk.split = none;
		if (!dn_yolo_folders_split(path, told, &walk.split, &label))
			label = none;
		if (walk.split.ptr != NULL)
			dn_yolo_next_part(&path, &first);
		failed = add_picture(&walk, i, path, label, folders, err);
	}
	if (failed == 0)
		failed = add_classes(set, folders, err);
	dn_bytes_release(&walk.scratch);
	dn_names_free(folders);
	return failed;
}
