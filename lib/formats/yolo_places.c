/* SPDX-License-Identifier: MIT */
/* The items of a YOLO data set: folders, lists, and labels beside pictures. */
#include <stdlib.h>

#include "formats/yolo_places.h"

#define FOLDERS_MOST 128        /* in front of a file that is listed */
#define LIST_MOST ((size_t)1 << 30)     /* bytes of a list of pictures */

const char *const dn_yolo_label_folders[DN_YOLO_LABEL_FOLDERS] = { "labels",
	"labelTxt" };

/* ---- paths ----------------------------------------------------------- */

struct dn_span
dn_yolo_file(const struct dn_yolo_set *set, size_t index)
{
	return dn_span_of(dn_files_name(set->files, index));
}

bool
dn_yolo_is_picture(struct dn_span name)
{
	static const char *const suffixes[] = { ".jpg", ".jpeg", ".png",
		".bmp", ".tif", ".tiff", ".webp", ".gif", ".heic", ".heif",
		".avif", ".dng", ".mpo", ".pfm", ".jp2" };

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (dn_files_suffix(name, suffixes[i]))
			return true;
	return false;
}

/* Cut the first part off a path; false at its end. */
bool
dn_yolo_next_part(struct dn_span *path, struct dn_span *part)
{
	const char *slash;

	if (path->len == 0)
		return false;
	slash = memchr(path->ptr, '/', path->len);
	*part = (struct dn_span){ path->ptr, slash != NULL ?
	    (size_t)(slash - path->ptr) : path->len };
	path->ptr += part->len + (slash != NULL);
	path->len -= part->len + (slash != NULL);
	return true;
}

struct dn_span
dn_yolo_last_parts(struct dn_span path)
{
	size_t at = path.len, folders = 0;

	while (at > 0 && (path.ptr[at - 1] != '/' ||
	    ++folders <= FOLDERS_MOST))
		at--;
	return (struct dn_span){ path.ptr + at, path.len - at };
}

/* Append the parts of `path` but for "." and what ".." takes back. */
void
dn_yolo_add_path(struct dn_bytes *out, struct dn_span path)
{
	struct dn_span part;

	while (dn_yolo_next_part(&path, &part)) {
		if (part.len == 0 || dn_span_is(part, "."))
			continue;
		if (dn_span_is(part, "..")) {
			while (out->len > 0 &&
			    out->data[--out->len] != '/')
				continue;
			continue;
		}
		if (out->len > 0)
			dn_bytes_add_byte(out, '/');
		dn_bytes_add_span(out, part);
	}
}

/* Where the last part called `word` begins, or NONE. */
size_t
dn_yolo_find_part(struct dn_span path, const char *word)
{
	size_t len = strlen(word);

	for (size_t at = path.len; at-- > 0;)
		if ((at == 0 || path.ptr[at - 1] == '/') &&
		    at + len <= path.len &&
		    memcmp(path.ptr + at, word, len) == 0 &&
		    (at + len == path.len || path.ptr[at + len] == '/'))
			return at;
	return DN_YOLO_NONE;
}

/* The folder of the labels for a folder of pictures: its last "images". */
void
dn_yolo_set_labels(struct dn_bytes *out, struct dn_span folder,
    const char *word)
{
	size_t at = dn_yolo_find_part(folder, "images");

	dn_bytes_clear(out);
	if (at == DN_YOLO_NONE) {
		dn_bytes_add_span(out, folder);
		return;
	}
	dn_bytes_add(out, folder.ptr, at);
	dn_bytes_add_text(out, word);
	dn_bytes_add(out, folder.ptr + at + 6, folder.len - at - 6);
}

/* The folder that a file stands in. */
struct dn_span
dn_yolo_folder_of(struct dn_span name)
{
	while (name.len > 0 && name.ptr[name.len - 1] != '/')
		name.len--;
	return name;
}

/* A path without the folder called images or labels, in `out`. */
void
dn_yolo_set_loose(struct dn_bytes *out, struct dn_span name)
{
	static const char *const words[] = { "images", "labels", "labelTxt" };
	struct dn_span folder = dn_yolo_folder_of(name);

	dn_bytes_clear(out);
	for (int i = 0; i < 3; i++) {
		size_t at = dn_yolo_find_part((struct dn_span){ folder.ptr,
		    folder.len > 0 ? folder.len - 1 : 0 }, words[i]);
		size_t skip = strlen(words[i]) + 1;

		if (at == DN_YOLO_NONE)
			continue;
		dn_bytes_add(out, name.ptr, at);
		dn_bytes_add(out, name.ptr + at + skip, name.len - at - skip);
		return;
	}
	dn_bytes_add_span(out, name);
}

/* The label file of a picture, or NONE. */
size_t
dn_yolo_find_label(const struct dn_yolo_set *set, struct dn_span picture,
    struct dn_bytes *scratch)
{
	size_t found = DN_YOLO_NONE;

	for (size_t i = 0; i < DN_YOLO_LABEL_FOLDERS &&
	    found == DN_YOLO_NONE; i++) {
		dn_yolo_set_labels(scratch, dn_files_stem(picture),
		    dn_yolo_label_folders[i]);
		dn_bytes_add_text(scratch, ".txt");
		found = dn_names_find(set->names, dn_bytes_span(scratch));
	}
	return found;
}

/* ---- entries --------------------------------------------------------- */

static int
add_entry(struct dn_yolo_set *set, const struct dn_yolo_entry *entry,
    struct dn_err *err)
{
	if (set->entry_count == set->entry_cap) {
		size_t cap = set->entry_cap == 0 ? 256 : set->entry_cap * 2;
		struct dn_yolo_entry *entries = reallocarray(set->entries,
		    cap, sizeof(*entries));

		if (entries == NULL)
			return dn_err_memory(err);
		set->entries = entries;
		set->entry_cap = cap;
	}
	set->entries[set->entry_count++] = *entry;
	return 0;
}

/*
 * Name an entry by `path`, below the folder where ids begin: that of a picture
 * or, where that is not known, of its labels.
 */
static int
name_entry(struct dn_yolo_set *set, struct dn_yolo_entry *entry,
    struct dn_span path, bool picture, struct dn_err *err)
{
	struct dn_bytes name;

	dn_bytes_init(&name, SIZE_MAX / 2);
	dn_files_decode(path, &name);
	entry->id = dn_arena_copy(&set->arena, dn_bytes_span(&name));
	if (name.failed != DN_E_NONE || entry->id.ptr == NULL) {
		dn_bytes_release(&name);
		return dn_err_memory(err);
	}
	dn_bytes_release(&name);
	if (picture)
		entry->path = entry->id;
	if (!picture || !set->keep_suffix)
		entry->id = dn_files_stem(entry->id);
	return 0;
}

static int
compare_entries(const void *a, const void *b)
{
	const struct dn_yolo_entry *left = a, *right = b;
	int order = dn_span_compare(left->id, right->id);

	if (order != 0)
		return order;
	return left->image < right->image ? -1 : left->image > right->image;
}

/* ---- folders --------------------------------------------------------- */

/* The first file whose name is not before `name`. */
static size_t
lower_bound(const struct dn_yolo_set *set, struct dn_span name)
{
	size_t low = 0, high = dn_files_count(set->files);

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (dn_span_compare(dn_yolo_file(set, middle), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Is file `index` below the folder?  "" is the whole of it. */
static bool
is_below(const struct dn_yolo_set *set, size_t index, struct dn_span folder)
{
	struct dn_span name;

	if (index >= dn_files_count(set->files))
		return false;
	name = dn_yolo_file(set, index);
	return folder.len == 0 || (name.len > folder.len &&
	    name.ptr[folder.len] == '/' &&
	    memcmp(name.ptr, folder.ptr, folder.len) == 0);
}

/* The first file below a folder, or what is_below is false for. */
static size_t
first_below(const struct dn_yolo_set *set, struct dn_span folder)
{
	struct dn_bytes name;
	size_t found;

	if (folder.len == 0)
		return 0;
	dn_bytes_init(&name, SIZE_MAX / 2);
	dn_bytes_add_span(&name, folder);
	dn_bytes_add_byte(&name, '/');
	found = lower_bound(set, dn_bytes_span(&name));
	dn_bytes_release(&name);
	return found;
}

bool
dn_yolo_is_folder(const struct dn_yolo_set *set, struct dn_span folder)
{
	return is_below(set, first_below(set, folder), folder);
}

/* The part of file `index` below a folder. */
static struct dn_span
below(const struct dn_yolo_set *set, size_t index, struct dn_span folder)
{
	struct dn_span name = dn_yolo_file(set, index);
	size_t skip = folder.len + (folder.len > 0);

	return (struct dn_span){ name.ptr + skip, name.len - skip };
}

/* Add an entry under the path in walk->scratch. */
int
dn_yolo_add_named(struct dn_yolo_walk *walk, struct dn_yolo_entry *entry,
    bool picture, struct dn_err *err)
{
	if (dn_bytes_check(&walk->scratch, err) < 0 ||
	    name_entry(walk->set, entry, dn_bytes_span(&walk->scratch),
	    picture, err) < 0)
		return -1;
	return add_entry(walk->set, entry, err);
}

/* The pictures below a folder, whose ids begin behind `root`. */
static int
collect_pictures(struct dn_yolo_walk *walk, struct dn_span folder,
    struct dn_span root, struct dn_err *err)
{
	struct dn_yolo_set *set = walk->set;

	for (size_t i = first_below(set, folder); is_below(set, i, folder);
	    i++) {
		struct dn_yolo_entry entry = { .split = walk->split,
			.image = i };

		if (!dn_yolo_is_picture(dn_yolo_file(set, i)))
			continue;
		entry.label = dn_yolo_find_label(set, dn_yolo_file(set, i),
		    &walk->scratch);
		if (entry.label != DN_YOLO_NONE)
			walk->claimed[entry.label] = true;
		dn_yolo_set_loose(&walk->scratch, below(set, i, root));
		if (dn_yolo_add_named(walk, &entry, true, err) < 0)
			return -1;
	}
	return 0;
}

/* Labels below a folder that no picture has. */
static int
collect_labels(struct dn_yolo_walk *walk, struct dn_span folder,
    struct dn_span root, struct dn_err *err)
{
	struct dn_yolo_set *set = walk->set;

	for (size_t i = first_below(set, folder); is_below(set, i, folder);
	    i++) {
		struct dn_yolo_entry entry = { .split = walk->split,
			.image = DN_YOLO_NONE, .label = i };
		struct dn_span name = dn_yolo_file(set, i);

		if (walk->claimed[i] || dn_yolo_is_config(name) ||
		    !dn_files_suffix(name, ".txt"))
			continue;
		dn_yolo_set_loose(&walk->scratch, below(set, i, root));
		if (dn_yolo_add_named(walk, &entry, false, err) < 0)
			return -1;
	}
	return 0;
}

/* A folder of pictures and that of its labels. */
int
dn_yolo_collect_folder(struct dn_yolo_walk *walk, struct dn_span folder,
    struct dn_span root, struct dn_err *err)
{
	struct dn_yolo_set *set = walk->set;
	struct dn_bytes labels, label_root;
	int failed = collect_pictures(walk, folder, root, err);

	dn_bytes_init(&labels, SIZE_MAX / 2);
	dn_bytes_init(&label_root, SIZE_MAX / 2);
	for (size_t i = 0; i < DN_YOLO_LABEL_FOLDERS && failed == 0; i++) {
		size_t before = set->entry_count;

		dn_yolo_set_labels(&labels, folder, dn_yolo_label_folders[i]);
		dn_yolo_set_labels(&label_root, root, dn_yolo_label_folders[i]);
		if (dn_bytes_check(&labels, err) < 0 ||
		    dn_bytes_check(&label_root, err) < 0)
			failed = -1;
		else if (i == 0 || !dn_span_equal(dn_bytes_span(&labels),
		    folder))
			failed = collect_labels(walk, dn_bytes_span(&labels),
			    dn_bytes_span(&label_root), err);
		if (set->entry_count > before)
			break;
	}
	dn_bytes_release(&labels);
	dn_bytes_release(&label_root);
	return failed;
}

/* ---- lists ----------------------------------------------------------- */

/*
 * What a path in a list leads to: a picture or labels that are there under it
 * or under what is left when folders in front are taken away (as darknet's
 * data/, or where the set once stood).  *path is cut to that.
 */
static void
find_listed(const struct dn_yolo_set *set, struct dn_span *path,
    struct dn_yolo_entry *entry, struct dn_bytes *scratch)
{
	struct dn_span rest = dn_yolo_last_parts(*path), part;

	do {
		entry->image = dn_names_find(set->names, rest);
		entry->label = dn_yolo_find_label(set, rest, scratch);
		if (entry->image != DN_YOLO_NONE ||
		    entry->label != DN_YOLO_NONE) {
			*path = rest;
			return;
		}
	} while (dn_yolo_next_part(&rest, &part) && rest.len > 0);
	entry->image = entry->label = DN_YOLO_NONE;
}

/* The folders that all paths without "images" share, to be cut off. */
static size_t
shared_folders(const struct dn_yolo_set *set, size_t from)
{
	struct dn_span first = { NULL, 0 };
	size_t shared = 0;

	for (size_t i = from; i < set->entry_count; i++) {
		struct dn_span path = set->entries[i].path;
		size_t alike = 0;

		if (dn_yolo_find_part(path, "images") != DN_YOLO_NONE)
			continue;
		if (first.ptr == NULL) {
			first = path;
			shared = path.len;
		}
		while (alike < shared && alike < path.len &&
		    path.ptr[alike] == first.ptr[alike])
			alike++;
		while (alike > 0 && first.ptr[alike - 1] != '/')
			alike--;
		shared = alike;
	}
	return shared;
}

/* Ids of listed entries: behind images/, and the split's own folder. */
static int
name_listed(struct dn_yolo_walk *walk, size_t from, struct dn_err *err)
{
	struct dn_yolo_set *set = walk->set;
	size_t shared = shared_folders(set, from);

	for (size_t i = from; i < set->entry_count; i++) {
		struct dn_yolo_entry *entry = &set->entries[i];
		struct dn_span path = entry->path, part, rest;
		size_t at = dn_yolo_find_part(path, "images"), skip = shared;

		if (at != DN_YOLO_NONE)
			skip = at + 7 < path.len ? at + 7 : at;
		path.ptr += skip;
		path.len -= skip;
		rest = path;
		if (at != DN_YOLO_NONE && walk->split.len > 0 &&
		    dn_yolo_next_part(&rest, &part) && rest.len > 0 &&
		    dn_span_equal(part, walk->split))
			path = rest;
		if (name_entry(set, entry, path, true, err) < 0)
			return -1;
	}
	return 0;
}

static int
add_listed(struct dn_yolo_walk *walk, struct dn_span line,
    struct dn_span folder, struct dn_bytes *path, struct dn_err *err)
{
	struct dn_yolo_set *set = walk->set;
	struct dn_yolo_entry entry = { .split = walk->split };

	dn_bytes_clear(path);
	if (line.len > 1 && line.ptr[0] == '.')
		dn_yolo_add_path(path, folder);
	dn_yolo_add_path(path, line);
	if (dn_bytes_check(path, err) < 0)
		return -1;
	entry.path = dn_bytes_span(path);
	find_listed(set, &entry.path, &entry, &walk->scratch);
	if (entry.label != DN_YOLO_NONE)
		walk->claimed[entry.label] = true;
	entry.path = dn_arena_copy(&set->arena, entry.path);
	entry.listed = dn_arena_copy(&set->arena, line);
	if (entry.path.ptr == NULL || entry.listed.ptr == NULL)
		return dn_err_memory(err);
	return add_entry(set, &entry, err);
}

int
dn_yolo_collect_list(struct dn_yolo_walk *walk, size_t list, struct dn_err *err)
{
	struct dn_yolo_set *set = walk->set;
	struct dn_span name = dn_yolo_file(set, list), text, line;
	size_t from = set->entry_count, at = name.len;
	struct dn_bytes content, path;
	int failed;

	while (at > 0 && name.ptr[at - 1] != '/')
		at--;
	dn_bytes_init(&content, LIST_MOST);
	dn_bytes_init(&path, SIZE_MAX / 2);
	failed = dn_yolo_set_slurp(set, list, &content, err);
	text = dn_bytes_span(&content);
	while (failed == 0 && dn_span_next_line(&text, &line)) {
		line = dn_yolo_trim(line);
		if (line.len > 0)
			failed = add_listed(walk, line,
			    (struct dn_span){ name.ptr, at }, &path, err);
	}
	dn_bytes_release(&content);
	dn_bytes_release(&path);
	return failed < 0 ? -1 : name_listed(walk, from, err);
}

void
dn_yolo_sort(struct dn_yolo_set *set, size_t from)
{
	if (set->entry_count > from)
		qsort(set->entries + from, set->entry_count - from,
		    sizeof(*set->entries), compare_entries);
}
