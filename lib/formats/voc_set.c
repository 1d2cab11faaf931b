/* SPDX-License-Identifier: MIT */
/* The lists of VOC's ImageSets, turned round: from an item to its lists. */
#include "formats/voc_set.h"

#include <limits.h>
#include <stdlib.h>

#include "core/names.h"
#include "core/utf8.h"
#include "formats/feed.h"
#include "formats/markup.h"
#include "io/jsontext.h"

#define LINE_MOST ((size_t)1 << 16)     /* bytes of a line */
#define FLAGS_MOST 2                    /* numbers behind a name */

/* What a file is of the set. */
enum role { OTHER, DOCUMENT, LABELMAP, LIST, PICTURE };

/* A list: "Main/train" of the folder of documents beside. */
struct list {
	size_t file;
	struct dn_span root;            /* of its path; borrowed */
	struct dn_span name;            /* decoded, owned */
	uint64_t lines;
	size_t last;                    /* item of the line before */
	bool mixed;                     /* items are not in their order */
};

/* An item's place in a list. */
struct entry {
	size_t next;
	uint64_t line;
	size_t list, rest;
};

/* Where the entries of an item begin and end, and where it stands. */
struct chain {
	size_t first, last;
	size_t folder, root;            /* bytes of its key before the stem */
	size_t pictures[DN_VOC_PICTURES];
};

struct dn_voc_set {
	const struct dn_files *files;
	struct dn_names *items;         /* by their root and stem */
	size_t documents, labelmap;
	unsigned char *roles;           /* of the files */
	struct chain *chains;
	size_t chain_cap;
	struct list *lists;
	size_t list_count;
	struct entry *entries;
	size_t entry_count, entry_cap;
	struct dn_names *rests;
	struct dn_bytes key;
};

const char *const dn_voc_picture_folders[DN_VOC_PICTURES] = {
	"SegmentationObject", "SegmentationClass",
};

bool
dn_voc_below(struct dn_span path, const char *folder, struct dn_span *root,
    struct dn_span *rest)
{
	size_t len = strlen(folder), from = 0;

	for (size_t at = 0; at < path.len; at++) {
		if (path.ptr[at] != '/')
			continue;
		if (at - from == len &&
		    memcmp(path.ptr + from, folder, len) == 0) {
			*root = (struct dn_span){ path.ptr, from };
			*rest = (struct dn_span){ path.ptr + at + 1,
				path.len - at - 1 };
			return rest->len > 0;
		}
		from = at + 1;
	}
	return false;
}

int
dn_voc_list_rank(struct dn_span list, struct dn_span rest)
{
	static const char *const names[] = { "Main/train", "Main/val",
		"Main/test", NULL, "Main/trainval" };

	if (list.len < 6 || memcmp(list.ptr, "Main/", 5) != 0 ||
	    (rest.len > 0 && rest.ptr[0] != '.'))
		return -1;
	for (int i = 0; i < 5; i++)
		if (names[i] != NULL && dn_span_is(list, names[i]))
			return i;
	return 3;
}

/* ---- the files ------------------------------------------------------- */

/* Does the name end in just that? */
static bool
ends_in(struct dn_span name, const char *suffix)
{
	size_t len = strlen(suffix);

	return name.len > len &&
	    memcmp(name.ptr + name.len - len, suffix, len) == 0;
}

/* A file's path, and how much of that is the folder it was found in. */
static struct dn_span
path_of(const struct dn_voc_set *set, size_t file, size_t *folder)
{
	struct dn_span path = dn_span_of(dn_files_path(set->files, file));

	*folder = path.len - strlen(dn_files_name(set->files, file));
	return path;
}

/* Cut at a folder, but only below the one that the file was found in. */
static bool
below(struct dn_span path, size_t folder, const char *name,
    struct dn_span *root, struct dn_span *rest)
{
	struct dn_span inner = { path.ptr + folder, path.len - folder };

	if (!dn_voc_below(inner, name, root, rest))
		return false;
	root->ptr = path.ptr;
	root->len += folder;
	return true;
}

/* The number of the item of that root and stem, made where `add`. */
static size_t
item_of(struct dn_voc_set *set, struct dn_span root, struct dn_span stem,
    bool add)
{
	dn_bytes_clear(&set->key);
	dn_bytes_add_span(&set->key, root);
	dn_bytes_add_span(&set->key, stem);
	return add ? dn_names_add(set->items, dn_bytes_span(&set->key),
	    NULL) : dn_names_find(set->items, dn_bytes_span(&set->key));
}

/* An item, which is made where it is new; DN_VOC_NONE without memory. */
static size_t
add_item(struct dn_voc_set *set, size_t folder, struct dn_span root,
    struct dn_span stem)
{
	size_t count = dn_names_count(set->items);
	size_t item = item_of(set, root, stem, true);

	if (item < count || item == DN_NAMES_NONE)
		return item;
	if (count == set->chain_cap) {
		size_t cap = count == 0 ? 64 : count * 2;
		struct chain *chains = reallocarray(set->chains, cap,
		    sizeof(*chains));

		if (chains == NULL)
			return DN_VOC_NONE;
		set->chains = chains;
		set->chain_cap = cap;
	}
	set->chains[item] = (struct chain){ DN_VOC_NONE, DN_VOC_NONE, folder,
		root.len, { DN_VOC_NONE, DN_VOC_NONE } };
	return item;
}

/* The number of a picture's kind, its root and stem; -1 for other files. */
static int
split_picture(struct dn_span path, size_t folder, struct dn_span *root,
    struct dn_span *stem)
{
	for (int i = 0; i < DN_VOC_PICTURES; i++) {
		if (!below(path, folder, dn_voc_picture_folders[i], root,
		    stem) || !ends_in(*stem, ".png"))
			continue;
		stem->len -= 4;
		return i;
	}
	return -1;
}

/* Files that were named themselves have none but that of a document. */
static enum role
role_of(const struct dn_voc_set *set, size_t file)
{
	struct dn_span root, rest, path;
	size_t folder;

	if (dn_files_named(set->files, file))
		return OTHER;
	path = path_of(set, file, &folder);
	if (dn_files_suffix(path, ".xml"))
		return DOCUMENT;
	if (dn_utf8_valid(path.ptr, path.len) < path.len)
		return OTHER;
	if (dn_span_is((struct dn_span){ path.ptr + folder,
	    path.len - folder }, "labelmap.txt"))
		return LABELMAP;
	if (below(path, folder, "ImageSets", &root, &rest))
		return ends_in(rest, ".txt") ? LIST : OTHER;
	return split_picture(path, folder, &root, &rest) >= 0 ? PICTURE :
	    OTHER;
}

/* The root and stem of a document. */
static void
split_document(const struct dn_voc_set *set, size_t file, size_t *folder,
    struct dn_span *root, struct dn_span *stem)
{
	struct dn_span path = path_of(set, file, folder);

	if (!below(path, *folder, "Annotations", root, stem)) {
		*root = (struct dn_span){ path.ptr, *folder };
		*stem = (struct dn_span){ path.ptr + *folder,
			path.len - *folder };
	}
	stem->len -= 4;
}

static int
add_list(struct dn_voc_set *set, size_t file, struct dn_err *err)
{
	struct list *lists = reallocarray(set->lists, set->list_count + 1,
	    sizeof(*lists));
	struct dn_span root, rest, path;
	struct dn_bytes name;
	size_t folder;
	char *copy;

	if (lists == NULL)
		return dn_err_memory(err);
	set->lists = lists;
	path = path_of(set, file, &folder);
	below(path, folder, "ImageSets", &root, &rest);
	dn_bytes_init(&name, SIZE_MAX / 2);
	dn_files_decode((struct dn_span){ rest.ptr, rest.len - 4 }, &name);
	copy = name.failed == DN_E_NONE ? malloc(name.len + 1) : NULL;
	if (copy != NULL) {
		memcpy(copy, name.data, name.len);
		lists[set->list_count++] = (struct list){ .file = file,
			.root = root, .name = { copy, name.len } };
	}
	dn_bytes_release(&name);
	return copy != NULL ? 0 : dn_err_memory(err);
}

/* A picture of segmentation is its item's. */
static int
add_picture(struct dn_voc_set *set, size_t file, struct dn_err *err)
{
	struct dn_span root, stem, path;
	size_t folder, item;
	int which;

	path = path_of(set, file, &folder);
	which = split_picture(path, folder, &root, &stem);
	item = add_item(set, folder, root, stem);
	if (item == DN_VOC_NONE)
		return dn_err_memory(err);
	set->chains[item].pictures[which] = file;
	return 0;
}

static int
add_document(struct dn_voc_set *set, size_t file, struct dn_err *err)
{
	struct dn_span root, stem;
	size_t folder;

	split_document(set, file, &folder, &root, &stem);
	return add_item(set, folder, root, stem) == DN_VOC_NONE ?
	    dn_err_memory(err) : 0;
}

/*
 * Documents first: what is listed finds them, or follows them.  Where there
 * is neither list nor picture, nobody looks for an item.
 */
static int
look_around(struct dn_voc_set *set, struct dn_err *err)
{
	size_t count = dn_files_count(set->files);
	bool sought = false;
	int failed = 0;

	set->labelmap = DN_VOC_NONE;
	set->roles = calloc(count + 1, 1);
	if (set->roles == NULL)
		return dn_err_memory(err);
	for (size_t i = 0; i < count; i++) {
		enum role role = role_of(set, i);

		if (role == LABELMAP && set->labelmap == DN_VOC_NONE)
			set->labelmap = i;
		else if (role == LABELMAP)
			role = OTHER;
		sought = sought || role == LIST || role == PICTURE;
		set->roles[i] = (unsigned char)role;
	}
	for (size_t i = 0; sought && i < count && failed == 0; i++)
		if (set->roles[i] == DOCUMENT)
			failed = add_document(set, i, err);
	set->documents = dn_names_count(set->items);
	for (size_t i = 0; i < count && failed == 0; i++)
		if (set->roles[i] == LIST)
			failed = add_list(set, i, err);
		else if (set->roles[i] == PICTURE)
			failed = add_picture(set, i, err);
	return failed;
}

struct dn_voc_set *
dn_voc_set_new(const struct dn_files *files, struct dn_err *err)
{
	struct dn_voc_set *set = calloc(1, sizeof(*set));

	if (set == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	set->files = files;
	dn_bytes_init(&set->key, SIZE_MAX / 2);
	set->items = dn_names_new();
	set->rests = dn_names_new();
	if (set->items == NULL || set->rests == NULL ||
	    dn_names_add(set->rests, DN_SPAN(""), NULL) == DN_NAMES_NONE)
		dn_err_memory(err);
	else if (look_around(set, err) == 0)
		return set;
	dn_voc_set_free(set);
	return NULL;
}

void
dn_voc_set_free(struct dn_voc_set *set)
{
	if (set == NULL)
		return;
	for (size_t i = 0; i < set->list_count; i++)
		free((char *)(uintptr_t)set->lists[i].name.ptr);
	free(set->lists);
	free(set->roles);
	free(set->entries);
	free(set->chains);
	dn_names_free(set->items);
	dn_names_free(set->rests);
	dn_bytes_release(&set->key);
	free(set);
}

/* ---- the lists ------------------------------------------------------- */

/* Cut a number and the blanks before it off the end; false without one. */
static bool
cut_flag(struct dn_span *text)
{
	size_t at = text->len, digits;

	while (at > 0 && text->ptr[at - 1] >= '0' && text->ptr[at - 1] <= '9')
		at--;
	digits = text->len - at;
	if (at > 0 && (text->ptr[at - 1] == '-' || text->ptr[at - 1] == '+'))
		at--;
	if (digits == 0 || at == 0 ||
	    (text->ptr[at - 1] != ' ' && text->ptr[at - 1] != '\t'))
		return false;
	text->len = at;
	*text = dn_markup_trim(*text);
	return text->len > 0;
}

/* The name between the quotes that a line begins with, or absent. */
static struct dn_span
quoted_name(struct dn_span line)
{
	const char *end = line.len > 2 && line.ptr[0] == '"' ?
	    memchr(line.ptr + 1, '"', line.len - 1) : NULL;

	return end == NULL || end == line.ptr + 1 ?
	    (struct dn_span){ NULL, 0 } : (struct dn_span){ line.ptr + 1,
	    (size_t)(end - line.ptr) - 1 };
}

/*
 * The name of an item in a line.  What is an item's is its name, whatever it
 * is made of; a name that no document has is the line in plain lists, else
 * what stands before the flags.
 */
static struct dn_span
name_in(struct dn_voc_set *set, const struct list *list, struct dn_span line)
{
	struct dn_span name = line, quoted = quoted_name(line);
	bool flags = memchr(list->name.ptr, '_', list->name.len) != NULL ||
	    dn_voc_list_rank(list->name, DN_SPAN("")) < 0;

	if (item_of(set, list->root, line, false) != DN_NAMES_NONE)
		return line;
	if (quoted.ptr != NULL)
		return quoted;
	for (int i = 0; i < FLAGS_MOST && cut_flag(&name); i++)
		if (item_of(set, list->root, name, false) != DN_NAMES_NONE)
			return name;
	if (item_of(set, list->root, dn_files_stem(line), false) !=
	    DN_NAMES_NONE)
		return dn_files_stem(line);
	return flags ? name : line;
}

static int
add_entry(struct dn_voc_set *set, size_t list, size_t item, uint64_t line,
    struct dn_span rest, struct dn_err *err)
{
	struct entry *entry;
	size_t number = dn_names_add(set->rests, rest, NULL);

	if (set->entry_count == set->entry_cap) {
		size_t cap = set->entry_cap == 0 ? 64 : set->entry_cap * 2;
		struct entry *entries = reallocarray(set->entries, cap,
		    sizeof(*entries));

		if (entries == NULL)
			return dn_err_memory(err);
		set->entries = entries;
		set->entry_cap = cap;
	}
	if (number == DN_NAMES_NONE)
		return dn_err_memory(err);
	entry = &set->entries[set->entry_count];
	*entry = (struct entry){ DN_VOC_NONE, line, list, number };
	if (set->chains[item].first == DN_VOC_NONE)
		set->chains[item].first = set->entry_count;
	else
		set->entries[set->chains[item].last].next = set->entry_count;
	set->chains[item].last = set->entry_count++;
	return 0;
}

/* One line that is not blank. */
static int
read_line(struct dn_voc_set *set, size_t number, struct dn_span line,
    uint64_t line_number, struct dn_err *err)
{
	struct list *list = &set->lists[number];
	struct dn_span name = name_in(set, list, line), rest;
	size_t folder, item;

	(void)path_of(set, list->file, &folder);
	/* What was quoted, or changed in another way, is kept as a whole. */
	rest = name.ptr != line.ptr ? line : (struct dn_span){
		line.ptr + name.len, line.len - name.len };
	item = add_item(set, folder, list->root, name);
	if (item == DN_VOC_NONE)
		return dn_err_memory(err);
	list->mixed = list->mixed || (list->lines > 0 && item < list->last);
	list->last = item;
	list->lines++;
	return add_entry(set, number, item, line_number, rest, err);
}

/* The line as it is if an item is called so, else without blanks around. */
static struct dn_span
clean_line(struct dn_voc_set *set, const struct list *list,
    struct dn_span line)
{
	if (line.len > 0 && line.ptr[line.len - 1] == '\r')
		line.len--;
	return item_of(set, list->root, line, false) != DN_NAMES_NONE ?
	    line : dn_markup_trim(line);
}

static int
read_list(struct dn_voc_set *set, size_t number, struct dn_feed *feed,
    struct dn_format_run *run, struct dn_err *err)
{
	const struct list *list = &set->lists[number];
	struct dn_feed_line line;
	struct dn_span text;
	int more;

	if (dn_feed_open(feed, list->file, DN_ENCODING_UTF8, err) < 0)
		return -1;
	while ((more = dn_feed_next(feed, &line, err)) != 0) {
		if (more > 0 && dn_utf8_valid(line.text.ptr, line.text.len) <
		    line.text.len) {
			dn_err_set(err, DN_E_BAD_UTF8, "a name that is not "
			    "UTF-8");
			more = dn_err_at(err, line.number, 0);
		}
		if (more < 0) {
			if (dn_code_status(err->code) != 3)
				return -1;
			err->source = dn_files_path(set->files, list->file);
			if (run->reject(run->state, err,
			    (struct dn_span){ NULL, 0 }) < 0)
				return -1;
			*err = (struct dn_err)DN_ERR_INIT;
			continue;
		}
		text = clean_line(set, list, line.text);
		if (text.len > 0 &&
		    read_line(set, number, text, line.number, err) < 0)
			return -1;
	}
	return 0;
}

int
dn_voc_set_load(struct dn_voc_set *set, struct dn_format_run *run,
    struct dn_err *err)
{
	struct dn_feed *feed = dn_feed_new(set->files, LINE_MOST);
	size_t only;
	int failed = 0;

	if (feed == NULL)
		return dn_err_memory(err);
	for (size_t i = 0; i < set->list_count && failed == 0; i++)
		failed = read_list(set, i, feed, run, err);
	dn_feed_free(feed);
	only = dn_voc_set_count(set) - set->documents;
	if (failed == 0 && only > 0)
		dn_format_note(run, "%zu of %zu items are listed or drawn and "
		    "have no document", only, dn_voc_set_count(set));
	return failed;
}

/* ---- what is asked --------------------------------------------------- */

bool
dn_voc_set_uses(const struct dn_voc_set *set, size_t file)
{
	return set->roles[file] > DOCUMENT;
}

size_t
dn_voc_set_labelmap(const struct dn_voc_set *set)
{
	return set->labelmap;
}

size_t
dn_voc_set_picture(const struct dn_voc_set *set, size_t item,
    enum dn_voc_picture picture)
{
	return set->chains[item].pictures[picture];
}

size_t
dn_voc_set_item(struct dn_voc_set *set, size_t file)
{
	struct dn_span root, stem;
	size_t folder;

	if (set->documents == 0 || set->roles[file] != DOCUMENT)
		return DN_VOC_NONE;
	split_document(set, file, &folder, &root, &stem);
	return item_of(set, root, stem, false);
}

size_t
dn_voc_set_documents(const struct dn_voc_set *set)
{
	return set->documents;
}

size_t
dn_voc_set_count(const struct dn_voc_set *set)
{
	return dn_names_count(set->items);
}

void
dn_voc_set_name(const struct dn_voc_set *set, size_t item,
    struct dn_bytes *out)
{
	struct dn_span key = dn_names_get(set->items, item);
	const struct chain *chain = &set->chains[item];

	dn_bytes_add(out, key.ptr + chain->folder,
	    chain->root - chain->folder);
	dn_bytes_add_text(out, "Annotations/");
	dn_bytes_add(out, key.ptr + chain->root, key.len - chain->root);
	dn_bytes_add_text(out, ".xml");
}

struct dn_span
dn_voc_set_split(const struct dn_voc_set *set, size_t item)
{
	struct dn_span split = { NULL, 0 };
	size_t at = set->chains[item].first;
	int best = INT_MAX, rank;

	for (; at != DN_VOC_NONE; at = set->entries[at].next) {
		struct dn_span list = set->lists[set->entries[at].list].name;

		rank = dn_voc_list_rank(list,
		    dn_names_get(set->rests, set->entries[at].rest));
		if (rank < 0 || rank >= best)
			continue;
		best = rank;
		split = (struct dn_span){ list.ptr + 5, list.len - 5 };
	}
	return split;
}

void
dn_voc_set_keep(const struct dn_voc_set *set, size_t number,
    struct dn_item *item, struct dn_bytes *scratch)
{
	size_t first = set->chains[number].first, at;

	if (number >= set->documents)
		dn_raw_set(&item->tree, item->root, DN_SPAN(DN_VOC_DOCUMENT),
		    DN_SPAN("false"));
	if (first == DN_VOC_NONE ||
	    (number < set->documents && set->entries[first].rest == 0 &&
	    set->entries[first].next == DN_VOC_NONE &&
	    !set->lists[set->entries[first].list].mixed &&
	    dn_voc_set_split(set, number).ptr != NULL))
		return;
	dn_bytes_clear(scratch);
	for (at = first; at != DN_VOC_NONE; at = set->entries[at].next) {
		const struct entry *entry = &set->entries[at];
		const struct list *list = &set->lists[entry->list];

		dn_bytes_add_text(scratch, at == first ? "[[" : ",[");
		dn_json_write_text(scratch, list->name);
		if (entry->rest != 0 || list->mixed) {
			dn_bytes_add_byte(scratch, ',');
			dn_json_write_text(scratch, dn_names_get(set->rests,
			    entry->rest));
		}
		if (list->mixed) {
			dn_bytes_add_byte(scratch, ',');
			dn_bytes_add_uint(scratch, entry->line);
		}
		dn_bytes_add_byte(scratch, ']');
	}
	dn_bytes_add_byte(scratch, ']');
	dn_raw_set(&item->tree, item->root, DN_SPAN(DN_VOC_LISTS),
	    dn_bytes_span(scratch));
}

int
dn_voc_set_header(const struct dn_voc_set *set, struct dn_item *header,
    struct dn_span labelmap, struct dn_bytes *scratch)
{
	int found = 0;

	dn_bytes_clear(scratch);
	for (size_t i = 0; i < set->list_count; i++) {
		struct dn_span name = dn_span_of(dn_files_name(set->files,
		    set->lists[i].file));

		if (set->lists[i].lines > 0)
			continue;
		dn_bytes_add_byte(scratch, found++ == 0 ? '[' : ',');
		dn_json_write_text(scratch, name);
	}
	dn_bytes_add_byte(scratch, ']');
	if (found == 0 && labelmap.ptr == NULL)
		return 0;
	dn_item_begin_header(header);
	header->source = dn_node_set_object(&header->tree, header->root,
	    "source");
	dn_node_set_text(&header->tree, header->source, "format",
	    DN_SPAN("voc"));
	if (found > 0)
		dn_raw_set(&header->tree, header->root, DN_SPAN(DN_VOC_LISTS),
		    dn_bytes_span(scratch));
	if (labelmap.ptr != NULL)
		dn_raw_set_text(&header->tree, header->root,
		    DN_SPAN(DN_VOC_LABELMAP), labelmap);
	return 1;
}
