/* SPDX-License-Identifier: MIT */
/* Reading YOLO: data sets one after the other, an item a picture. */
#include <stdlib.h>

#include "core/utf8.h"
#include "formats/yolo_places.h"
#include "formats/yolo_read.h"

/* ---- opening --------------------------------------------------------- */

/* True for a path that is a file of names, not of labels. */
static bool
is_config(const char *path)
{
	struct dn_span name = dn_span_of(path);

	return !dn_folder_is(path) && dn_yolo_is_config(name) &&
	    !dn_span_is(dn_files_stem(name), "README");
}

/* How sets are read. */
static unsigned
how(const struct dn_yolo_reader *reader)
{
	int encoding = reader->reading->run->options->encoding;

	return (reader->reading->keep_suffix ? DN_YOLO_KEEP_SUFFIX : 0) |
	    (reader->task == DN_YOLO_CLASSIFY ? DN_YOLO_BY_FOLDERS : 0) |
	    (encoding == DN_ENCODING_UTF8 ? DN_YOLO_UTF8 : 0) |
	    (encoding == DN_ENCODING_GB18030 ? DN_YOLO_GB18030 : 0);
}

/* One file alone that tells the names: the folder around it is meant. */
static int
open_around(struct dn_yolo_reader *reader, struct dn_err *err)
{
	const char *path = reader->reading->paths[0];
	const char *slash = strrchr(path, '/');
	const char *folder = ".";

	dn_bytes_clear(&reader->folder);
	if (slash == path)
		folder = "/";
	else if (slash != NULL) {
		dn_bytes_add(&reader->folder, path, (size_t)(slash - path));
		folder = dn_bytes_text(&reader->folder);
	}
	reader->first = reader->reading->path_count;
	reader->around = folder;
	return dn_yolo_set_read(&reader->set, &reader->around, 1, true,
	    slash != NULL ? slash + 1 : path, how(reader), err);
}

/* The files that are named themselves: labels, or names for the rest. */
static int
open_named(struct dn_yolo_reader *reader, struct dn_err *err)
{
	const struct dn_reading *reading = reader->reading;
	size_t count = 0;

	reader->named = calloc(reading->path_count, sizeof(*reader->named));
	if (reader->named == NULL)
		return dn_err_memory(err);
	for (size_t i = 0; i < reading->path_count; i++) {
		if (strcmp(reading->paths[i], "-") == 0)
			return dn_err_set(err, DN_E_USAGE,
			    "YOLO is read from folders and files, not from "
			    "standard input");
		if (!dn_folder_is(reading->paths[i]))
			reader->named[count++] = reading->paths[i];
	}
	if (count == 0)
		return 0;
	if (dn_yolo_set_read(&reader->given, reader->named, count, false,
	    NULL, how(reader), err) < 0)
		return -1;
	reader->present = &reader->given;
	return 0;
}

void *
dn_yolo_read_open(struct dn_reading *reading, struct dn_err *err)
{
	struct dn_yolo_reader *reader = calloc(1, sizeof(*reader));
	int failed;

	if (reader == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	reader->reading = reading;
	reader->task = dn_yolo_task_find(dn_span_of(
	    reading->run->options->task));
	dn_bytes_init(&reader->folder, SIZE_MAX / 2);
	dn_bytes_init(&reader->content, reading->max_value);
	dn_bytes_init(&reader->text, SIZE_MAX / 2);
	dn_bytes_init(&reader->other, SIZE_MAX / 2);
	dn_bytes_init(&reader->words, SIZE_MAX / 2);
	if (reading->path_count == 0)
		failed = dn_err_set(err, DN_E_USAGE, "YOLO is read from "
		    "folders and files, not from standard input");
	else if (reading->path_count == 1 && is_config(reading->paths[0])) {
		failed = open_around(reader, err);
		reader->present = &reader->set;
	} else {
		failed = open_named(reader, err);
	}
	/* Sets without names look there, as for those of another PATH. */
	if (failed == 0 && dn_yolo_config_labels(&reader->given,
	    reading->labels, err) == 0)
		return reader;
	dn_yolo_read_close(reader);
	return NULL;
}

void
dn_yolo_read_close(void *state)
{
	struct dn_yolo_reader *reader = state;

	if (reader == NULL)
		return;
	dn_yolo_set_release(&reader->set);
	dn_yolo_set_release(&reader->given);
	dn_yolo_line_release(&reader->line);
	dn_bytes_release(&reader->folder);
	dn_bytes_release(&reader->content);
	dn_bytes_release(&reader->text);
	dn_bytes_release(&reader->other);
	dn_bytes_release(&reader->words);
	free(reader->named);
	free(reader);
}

/* The next folder; 0 when there is none. */
static int
open_next(struct dn_yolo_reader *reader, struct dn_err *err)
{
	const struct dn_reading *reading = reader->reading;

	while (reader->first < reading->path_count &&
	    !dn_folder_is(reading->paths[reader->first]))
		reader->first++;
	if (reader->first == reading->path_count)
		return 0;
	dn_yolo_set_release(&reader->set);
	reader->present = &reader->set;
	reader->next = 0;
	reader->headed = false;
	reader->quads = DN_YOLO_AUTO;
	return dn_yolo_set_read(&reader->set, &reading->paths[reader->first++],
	    1, true, NULL, how(reader), err) < 0 ? -1 : 1;
}

/* ---- a set ----------------------------------------------------------- */

/* Files that are neither labels, nor their pictures, nor tell of them. */
static uint64_t
count_ignored(const struct dn_yolo_set *set)
{
	uint64_t used = 0, all = dn_files_count(set->files);

	for (size_t i = 0; i < set->entry_count; i++)
		used += (uint64_t)(set->entries[i].image != DN_YOLO_NONE) +
		    (uint64_t)(set->entries[i].label != DN_YOLO_NONE);
	for (size_t i = 0; i < all; i++)
		used += dn_yolo_is_config(dn_span_of(
		    dn_files_name(set->files, i)));
	return used < all ? all - used : 0;
}

/* Is there nothing in the set, and nobody who says anything of it? */
static bool
is_nothing(const struct dn_yolo_set *set)
{
	return set->entry_count == 0 && set->class_count == 0 &&
	    set->config == DN_YOLO_NONE && set->layout == DN_YOLO_LOOSE;
}

/* Classes that have the name of a lower one, and so its label. */
static size_t
count_again(const struct dn_yolo_set *set)
{
	size_t count = 0;

	for (size_t i = 0; i < set->class_count; i++)
		count += set->classes[i].first != set->classes[i].id;
	return count;
}

/* The header: 1; 0 of a set of nothing, which has none; -1. */
static int
give_header(struct dn_yolo_reader *reader, struct dn_item *item,
    struct dn_err *err)
{
	const struct dn_yolo_set *set = reader->present;
	const struct dn_format_run *run = reader->reading->run;
	size_t again = count_again(set);

	reader->headed = true;
	reader->reading->ignored += count_ignored(set);
	dn_format_skipped(reader->reading, set->files);
	if (set->unresolved > 0)
		dn_format_note(run, "%zu splits lead to nothing that is here",
		    set->unresolved);
	if (set->recoded != DN_YOLO_NONE)
		dn_format_note(run, "%.200s is read as GB18030",
		    dn_files_path(set->files, set->recoded));
	if (again > 0)
		dn_format_note(run, "classes with the name of another, whose "
		    "label they have: %zu", again);
	reader->reading->source = set->config == DN_YOLO_NONE ? NULL :
	    dn_files_path(set->files, set->config);
	if (is_nothing(set))
		return 0;
	return dn_yolo_set_header(set, item, err) < 0 ? -1 : 1;
}

/* ---- an item --------------------------------------------------------- */

/* Where the labels are, or would be, of a picture that has none. */
static struct dn_span
name_labels(struct dn_yolo_reader *reader, const struct dn_yolo_entry *entry)
{
	const struct dn_files *files = reader->present->files;

	if (entry->label != DN_YOLO_NONE)
		return dn_span_of(dn_files_name(files, entry->label));
	if (entry->image == DN_YOLO_NONE ||
	    reader->present->layout == DN_YOLO_FOLDERS)
		return (struct dn_span){ NULL, 0 };
	dn_yolo_set_labels(&reader->other, dn_files_stem(dn_span_of(
	    dn_files_name(files, entry->image))), "labels");
	dn_bytes_add_text(&reader->other, ".txt");
	return dn_bytes_span(&reader->other);
}

/* The picture's size, or that numbers are parts of it. */
static void
set_size(struct dn_yolo_reader *reader, const struct dn_yolo_entry *entry,
    struct dn_span labels)
{
	struct dn_yolo_frame *frame = &reader->frame;
	struct dn_item *item = reader->item;

	*frame = (struct dn_yolo_frame){ 1, 1, true, reader->present->points,
		reader->present->values };
	if (!dn_yolo_size(reader->present, entry, labels, &frame->width,
	    &frame->height)) {
		dn_node_set_text(&item->tree, item->media, "units",
		    DN_SPAN("fraction"));
		return;
	}
	frame->fraction = false;
	dn_node_set_real(&item->tree, item->media, "width", frame->width);
	dn_node_set_real(&item->tree, item->media, "height", frame->height);
}

/* What the folder of a picture says of it. */
static void
add_class(struct dn_yolo_reader *reader, struct dn_span label)
{
	struct dn_tree *tree = &reader->item->tree;
	struct dn_node *node = dn_node_add_object(tree,
	    reader->item->annotations);

	dn_node_set_text(tree, node, "id", DN_SPAN("1"));
	dn_node_set_text(tree, node, "kind", DN_SPAN("class"));
	dn_node_set_text(tree, node, "label", label);
	reader->reading->run->annotations.in++;
}

/* The members of the item, to be filled. */
static void
begin_item(struct dn_yolo_reader *reader, const struct dn_yolo_entry *entry)
{
	struct dn_item *item = reader->item;
	struct dn_tree *tree = &item->tree;
	struct dn_span labels = name_labels(reader, entry);

	dn_item_begin(item, entry->id);
	if (entry->split.ptr != NULL) {
		dn_node_set_text(tree, item->root, "split", entry->split);
		item->split = entry->split;
	}
	dn_item_set_media(item, DN_MEDIA_IMAGE);
	if (entry->path.ptr != NULL)
		dn_node_set_text(tree, item->media, "path", entry->path);
	set_size(reader, entry, labels);
	dn_item_need_annotations(item);
	if (entry->folder.ptr != NULL)
		add_class(reader, entry->folder);
	item->source = dn_node_set_object(tree, item->root, "source");
	dn_node_set_text(tree, item->source, "format", DN_SPAN("yolo"));
	if (labels.ptr != NULL)
		dn_node_set_text(tree, item->source, "file", labels);
	if (entry->listed.ptr != NULL)
		dn_raw_set_text(tree, item->root, DN_SPAN("/@listed"),
		    entry->listed);
	/* No label file and an empty one mean the same, but are not. */
	if (entry->label == DN_YOLO_NONE &&
	    (labels.ptr != NULL || entry->listed.ptr != NULL))
		dn_raw_set(tree, item->root, DN_SPAN("/@labels"),
		    DN_SPAN("null"));
}

/* Names and paths become texts of records. */
static int
check_names(const struct dn_yolo_entry *entry, struct dn_err *err)
{
	const struct dn_span texts[] = { entry->id, entry->path,
		entry->listed };

	for (int i = 0; i < 3; i++)
		if (texts[i].len > 0 && dn_utf8_valid(texts[i].ptr,
		    texts[i].len) < texts[i].len)
			return dn_err_set(err, DN_E_BAD_UTF8,
			    "the name of a file is not UTF-8");
	return 0;
}

static int
read_entry(struct dn_yolo_reader *reader, const struct dn_yolo_entry *entry,
    struct dn_err *err)
{
	const struct dn_files *files = reader->present->files;
	struct dn_span text, line;
	size_t source = entry->label;
	uint64_t number = 0;

	/* Of a picture that is not here the list is what tells. */
	if (source == DN_YOLO_NONE)
		source = entry->image;
	if (source == DN_YOLO_NONE)
		source = reader->present->config;
	reader->reading->source = source != DN_YOLO_NONE ?
	    dn_files_path(files, source) : reader->reading->paths[0];
	if (check_names(entry, err) < 0)
		return -1;
	begin_item(reader, entry);
	dn_bytes_clear(&reader->content);
	reader->ordinal = 0;
	reader->dota = false;
	if (entry->label != DN_YOLO_NONE && dn_files_slurp(files,
	    entry->label, &reader->content, err) < 0)
		return -1;
	text = dn_bytes_span(&reader->content);
	if (text.len >= 3 && memcmp(text.ptr, "\xef\xbb\xbf", 3) == 0) {
		text.ptr += 3;
		text.len -= 3;
	}
	while (dn_span_next_line(&text, &line))
		if (dn_yolo_read_line(reader, line, ++number, err) < 0)
			return -1;
	return dn_tree_check(&reader->item->tree, err);
}

int
dn_yolo_read_next(void *state, struct dn_item *item, struct dn_span *raw,
    struct dn_err *err)
{
	struct dn_yolo_reader *reader = state;
	int more;

	(void)raw;
	reader->item = item;
	for (;;) {
		if (reader->present != NULL && !reader->headed) {
			more = give_header(reader, item, err);
			if (more != 0)
				return more;
		}
		if (reader->present != NULL &&
		    reader->next < reader->present->entry_count)
			break;
		more = open_next(reader, err);
		if (more <= 0)
			return more;
	}
	if (read_entry(reader, &reader->present->entries[reader->next++],
	    err) == 0)
		return 1;
	if (err->source == NULL)
		err->source = reader->reading->source;
	return -1;
}
