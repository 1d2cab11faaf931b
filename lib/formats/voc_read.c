/* SPDX-License-Identifier: MIT */
/* Reading Pascal VOC: what the model has becomes members, all else is kept. */
#include <stdlib.h>

#include "core/utf8.h"
#include "formats/markup.h"
#include "formats/voc.h"

#define DOCUMENT_MOST ((size_t)1 << 28) /* bytes of a document's elements */
#define LABELMAP_MOST ((size_t)1 << 20) /* bytes */

/* ---- opening --------------------------------------------------------- */

bool
dn_voc_is_document(const struct dn_voc_reader *reader, size_t index)
{
	return dn_files_named(reader->files, index) || dn_files_suffix(
	    dn_span_of(dn_files_name(reader->files, index)), ".xml");
}

struct dn_xml_element *
dn_voc_load(struct dn_voc_reader *reader, size_t index, const char *but,
    struct dn_arena *arena, struct dn_err *err)
{
	struct dn_src *src;
	struct dn_xml_element *root;

	reader->nothing = false;
	if (reader->standard_input != NULL &&
	    strcmp(dn_files_name(reader->files, index), "-") == 0)
		return reader->standard_input;
	src = dn_files_open(reader->files, index, err);
	if (src == NULL)
		return NULL;
	dn_arena_clear(arena);
	root = dn_xml_load(reader->loader, src, but, arena, &reader->nothing,
	    err);
	dn_src_close(src);
	if (root == NULL)
		err->source = dn_files_path(reader->files, index);
	return root;
}

void *
dn_voc_read_open(struct dn_reading *reading, struct dn_err *err)
{
	struct dn_voc_reader *reader = calloc(1, sizeof(*reader));

	if (reader == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	reader->reading = reading;
	dn_arena_init(&reader->arena, DOCUMENT_MOST);
	dn_arena_init(&reader->kept, DOCUMENT_MOST);
	dn_rawxml_init(&reader->raw);
	dn_bytes_init(&reader->text, SIZE_MAX / 2);
	dn_bytes_init(&reader->quick, SIZE_MAX / 2);
	dn_bytes_init(&reader->layouts, SIZE_MAX / 2);
	dn_bytes_init(&reader->polygons, SIZE_MAX / 2);
	reader->files = dn_format_files(reading, err);
	reader->classes = dn_voc_classes_new();
	if (reader->classes == NULL)
		dn_err_memory(err);
	else if (reader->files != NULL)
		reader->loader = dn_xml_loader_new(err);
	if (reader->loader != NULL)
		reader->set = dn_voc_set_new(reader->files, err);
	if (reader->set != NULL && dn_voc_decide(reader, err) == 0)
		return reader;
	dn_voc_read_close(reader);
	return NULL;
}

void
dn_voc_read_close(void *state)
{
	struct dn_voc_reader *reader = state;

	if (reader == NULL)
		return;
	dn_voc_set_free(reader->set);
	dn_voc_classes_free(reader->classes);
	dn_xml_loader_free(reader->loader);
	dn_files_free(reader->files);
	dn_arena_release(&reader->arena);
	dn_arena_release(&reader->kept);
	dn_rawxml_release(&reader->raw);
	dn_bytes_release(&reader->text);
	dn_bytes_release(&reader->quick);
	dn_bytes_release(&reader->layouts);
	dn_bytes_release(&reader->polygons);
	free(reader);
}

/* ---- the file -------------------------------------------------------- */

/*
 * The folder that the picture stands in, as far as the file's place tells: the
 * file's own folders, without one that is called Annotations.
 */
static void
add_folders(struct dn_bytes *out, struct dn_span name)
{
	size_t from = 0, at;

	for (at = 0; at < name.len; at++) {
		struct dn_span part = { name.ptr + from, at - from };

		if (name.ptr[at] != '/')
			continue;
		from = at + 1;
		if (dn_span_is(part, "Annotations"))
			continue;
		dn_bytes_add_span(out, part);
		dn_bytes_add_byte(out, '/');
	}
}

/*
 * The path of the medium in reader->pointer, the id in reader->text.  A file
 * that names no picture gives its own name to the item.
 */
static int
name_item(struct dn_voc_reader *reader, const struct dn_xml_element *filename,
    struct dn_span name, struct dn_err *err)
{
	struct dn_bytes *path = &reader->raw.pointer, *id = &reader->text;
	struct dn_span given = filename != NULL ?
	    dn_markup_trim(filename->text) : (struct dn_span){ NULL, 0 };
	struct dn_span whole;

	if (dn_utf8_valid(name.ptr, name.len) < name.len)
		return dn_err_set(err, DN_E_BAD_UTF8,
		    "the file's name is not UTF-8");
	dn_bytes_clear(id);
	dn_bytes_clear(path);
	dn_files_decode(name, id);
	add_folders(path, dn_bytes_span(id));
	/* Some writers name the folders as well. */
	if (given.len > path->len && path->len > 0 &&
	    memcmp(given.ptr, path->data, path->len) == 0)
		dn_bytes_clear(path);
	dn_bytes_add_span(path, given.len > 0 ? given :
	    dn_voc_last_part(dn_bytes_span(id)));
	whole = dn_bytes_span(path);
	if (given.len == 0 || !reader->reading->keep_suffix)
		whole = dn_files_stem(whole);
	dn_bytes_clear(id);
	dn_bytes_add_span(id, whole);
	if (given.len == 0)
		dn_bytes_clear(path);
	return dn_bytes_check(id, err) < 0 ? -1 : dn_bytes_check(path, err);
}

/* <size>. */
static int
read_size(struct dn_voc_reader *reader, const struct dn_xml_element *size,
    struct dn_err *err)
{
	static const char *const modelled[] = { "width", "height", "depth",
		NULL };
	static const char *const pointers[] = { "/size/width",
		"/size/height", "/size/depth" };
	struct dn_item *item = reader->item;

	if (size == NULL)
		return 0;
	for (int i = 0; i < 3; i++)
		if (dn_voc_number(reader, item->root, item->media, modelled[i],
		    dn_xml_child(size, modelled[i]), pointers[i], err) < 0)
			return -1;
	if (size->first == NULL)
		return dn_voc_keep(reader, item->root, "/size", size->text,
		    err);
	return dn_voc_keep_rest(reader, item->root, "/size", size, modelled,
	    err);
}

/* The spelling of <filename>, where the last part of the path is not all. */
static int
keep_filename(struct dn_voc_reader *reader,
    const struct dn_xml_element *filename, struct dn_err *err)
{
	struct dn_span text;

	if (filename == NULL)
		return 0;
	text = filename->text;
	if (text.len > 0 && memchr(text.ptr, '/', text.len) == NULL &&
	    dn_span_equal(dn_markup_trim(text), text))
		return 0;
	return dn_voc_keep(reader, reader->item->root, "/filename", text, err);
}

/* Begin the item: its members in their order, to be filled. */
static void
begin_item(struct dn_voc_reader *reader, struct dn_span name)
{
	struct dn_item *item = reader->item;
	struct dn_span path = dn_bytes_span(&reader->raw.pointer);
	struct dn_span split = { NULL, 0 };

	dn_item_begin(item, dn_bytes_span(&reader->text));
	if (reader->number != DN_VOC_NONE)
		split = dn_voc_set_split(reader->set, reader->number);
	if (split.ptr != NULL)
		item->split = dn_node_text(&item->tree, dn_node_set_text(
		    &item->tree, item->root, "split", split));
	dn_item_set_media(item, DN_MEDIA_IMAGE);
	if (path.len > 0)
		dn_node_set_text(&item->tree, item->media, "path", path);
	if (reader->number == DN_VOC_NONE ||
	    reader->number < dn_voc_set_documents(reader->set))
		dn_item_need_annotations(item);
	item->source = dn_node_set_object(&item->tree, item->root, "source");
	dn_node_set_text(&item->tree, item->source, "format", DN_SPAN("voc"));
	if (!dn_span_is(name, "-"))
		dn_node_set_text(&item->tree, item->source, "file", name);
	if (reader->dialect != NULL)
		dn_node_set_text(&item->tree, item->source, "dialect",
		    dn_span_of(reader->dialect->name));
}

static int
fill_item(struct dn_voc_reader *reader, const struct dn_xml_element *root,
    struct dn_err *err)
{
	static const char *const modelled[] = { "filename", "size", NULL };
	static const char *const texts[] = { "filename", NULL };
	const struct dn_xml_element *child;
	uint64_t objects = 0;

	if (read_size(reader, dn_xml_child(root, "size"), err) < 0 ||
	    keep_filename(reader, dn_xml_child(root, "filename"), err) < 0)
		return -1;
	dn_rawxml_at(&reader->raw, "");
	if (dn_rawxml_text(&reader->raw, reader->item->root, root, err) < 0 ||
	    dn_rawxml_beside(&reader->raw, reader->item->root, root, texts,
	    err) < 0 || dn_rawxml_rest(&reader->raw, reader->item->root,
	    root, modelled, "object", err) < 0)
		return -1;
	if (reader->objects > 0)
		dn_voc_annotate_quickly(reader);
	for (child = root->first; child != NULL; child = child->next)
		if (reader->objects == 0 &&
		    dn_span_is(child->name, "object") &&
		    dn_voc_read_object(reader, child, ++objects, err) < 0)
			return -1;
	if (reader->number != DN_VOC_NONE) {
		if (dn_voc_read_pictures(reader, err) < 0)
			return -1;
		dn_voc_set_keep(reader->set, reader->number, reader->item,
		    &reader->text);
	}
	return dn_bytes_check(&reader->raw.pointer, err) < 0 ? -1 :
	    dn_tree_check(&reader->item->tree, err);
}

/*
 * The document of a file, and how it counts: its objects are read, if they are
 * as most are, or stand below the root.
 */
static struct dn_xml_element *
load_file(struct dn_voc_reader *reader, size_t index, struct dn_err *err)
{
	struct dn_xml_element *root = dn_voc_load(reader, index, "object",
	    &reader->arena, err);
	const struct dn_voc_dialect *own;

	reader->objects = 0;
	if (root == NULL)
		return NULL;
	own = dn_voc_is_labelme(root) ? NULL : dn_voc_signature(root);
	if (dn_voc_watch(reader, own, err) < 0)
		return NULL;
	reader->dialect = own != NULL && dn_voc_alike(own, reader->common) ?
	    own : reader->common;
	if (root == reader->standard_input ||
	    !dn_xml_left(reader->loader) ||
	    dn_voc_read_quickly(reader, root))
		return root;
	return dn_xml_load_again(reader->loader, &reader->arena, err);
}

/* One file: an item. */
static int
read_file(struct dn_voc_reader *reader, size_t index, struct dn_err *err)
{
	struct dn_span name = dn_span_of(dn_files_name(reader->files, index));
	struct dn_xml_element *root = load_file(reader, index, err);

	if (root == NULL)
		return -1;
	if (!dn_span_is(root->name, "annotation")) {
		dn_err_set(err, DN_E_BAD_FORMAT, "the document is no "
		    "<annotation>");
		return dn_err_at(err, root->line, root->column);
	}
	if (dn_voc_is_labelme(root)) {
		dn_err_set(err, DN_E_BAD_FORMAT, "this is XML of LabelMe "
		    "3.0, which is not read, and no document of VOC");
		return dn_err_at(err, root->line, root->column);
	}
	reader->number = dn_voc_set_item(reader->set, index);
	if (name_item(reader, dn_xml_child(root, "filename"), name, err) < 0)
		return -1;
	begin_item(reader, name);
	return fill_item(reader, root, err);
}

/* An item that stands in lists and has no document. */
static int
read_listed(struct dn_voc_reader *reader, size_t number, struct dn_err *err)
{
	struct dn_bytes name;
	struct dn_span text;
	int failed;

	dn_bytes_init(&name, SIZE_MAX / 2);
	dn_voc_set_name(reader->set, number, &name);
	text = dn_bytes_span(&name);
	reader->number = number;
	reader->dialect = NULL;
	failed = dn_bytes_check(&name, err) < 0 ? -1 :
	    name_item(reader, NULL, text, err);
	if (failed == 0) {
		begin_item(reader, text);
		failed = dn_voc_read_pictures(reader, err);
	}
	if (failed == 0) {
		dn_voc_set_keep(reader->set, number, reader->item,
		    &reader->text);
		failed = dn_tree_check(&reader->item->tree, err);
	}
	dn_bytes_release(&name);
	return failed;
}

/* Before the first item: lists and classes, and what a header tells of them. */
static int
begin_set(struct dn_voc_reader *reader, struct dn_item *item,
    struct dn_err *err)
{
	struct dn_bytes labelmap;
	int begun = -1;

	reader->loaded = true;
	reader->listed = dn_voc_set_documents(reader->set);
	dn_bytes_init(&labelmap, LABELMAP_MOST);
	if (dn_voc_set_load(reader->set, reader->reading->run, err) == 0 &&
	    dn_voc_read_classes(reader, &labelmap, err) == 0)
		begun = dn_voc_set_header(reader->set, item,
		    dn_bytes_span(&labelmap), &reader->text);
	dn_bytes_release(&labelmap);
	return begun;
}

/* The next document, or item without one: 1, 0 or -1. */
static int
next_item(struct dn_voc_reader *reader, struct dn_err *err)
{
	size_t index;

	while (reader->next < dn_files_count(reader->files)) {
		index = reader->next++;
		if (!dn_voc_is_document(reader, index)) {
			reader->reading->ignored +=
			    !dn_voc_set_uses(reader->set, index);
			continue;
		}
		reader->path = dn_files_path(reader->files, index);
		reader->reading->source = reader->path;
		reader->signatures.documents += reader->watching;
		if (read_file(reader, index, err) == 0)
			return 1;
		err->source = reader->path;
		if (!reader->nothing)
			return -1;
		*err = (struct dn_err)DN_ERR_INIT;
		reader->reading->ignored++;
	}
	dn_voc_tell_origin(reader);
	if (reader->listed == dn_voc_set_count(reader->set))
		return 0;
	return read_listed(reader, reader->listed++, err) < 0 ? -1 : 1;
}

int
dn_voc_read_next(void *state, struct dn_item *item, struct dn_span *raw,
    struct dn_err *err)
{
	struct dn_voc_reader *reader = state;
	int begun;

	(void)raw;
	reader->item = item;
	reader->raw.count = 0;
	reader->raw.tree = &item->tree;
	if (!reader->loaded) {
		begun = begin_set(reader, item, err);
		if (begun != 0)
			return begun;
	}
	return next_item(reader, err);
}
