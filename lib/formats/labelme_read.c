/* SPDX-License-Identifier: MIT */
/* Reading LabelMe: a document an item, its flags classes, the rest kept. */
#include <stdlib.h>

#include "core/base64.h"
#include "core/utf8.h"
#include "formats/labelme.h"
#include "io/picture.h"

#define OLD_HEAD 4096   /* bytes looked at for the older tool's XML */

void *
dn_labelme_read_open(struct dn_reading *reading, struct dn_err *err)
{
	struct dn_labelme_reader *reader = calloc(1, sizeof(*reader));

	if (reader == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	dn_bytes_init(&reader->text, SIZE_MAX / 2);
	dn_bytes_init(&reader->name, SIZE_MAX / 2);
	dn_bytes_init(&reader->mask, SIZE_MAX / 2);
	dn_bytes_init(&reader->path, SIZE_MAX / 2);
	if (dn_jsonfile_init(&reader->at, reading, err) == 0)
		return reader;
	dn_labelme_read_close(reader);
	return NULL;
}

void
dn_labelme_read_close(void *state)
{
	struct dn_labelme_reader *reader = state;

	if (reader == NULL)
		return;
	dn_jsonfile_release(&reader->at);
	dn_bytes_release(&reader->text);
	dn_bytes_release(&reader->name);
	dn_bytes_release(&reader->mask);
	dn_bytes_release(&reader->path);
	free(reader);
}

/* ---- the medium ------------------------------------------------------ */

/* imageWidth or imageHeight: a size above 0, else kept. */
static void
read_size(struct dn_labelme_reader *reader, const char *name,
    const char *member)
{
	struct dn_node *node = dn_node_get(&reader->at.tree,
	    reader->at.tree.root, name);
	int64_t value;

	if (node == NULL)
		return;
	if (dn_node_int(node, &value) && value > 0)
		dn_node_set_raw(&reader->item->tree, reader->item->media,
		    member, node->raw);
	else
		dn_rawjson_keep(&reader->at.raw, dn_span_of(name), node->raw);
}

/*
 * Documents before version 4 tell no size, but hold the picture: then its
 * header does.  True if it was needed.
 */
static bool
read_picture(struct dn_labelme_reader *reader)
{
	struct dn_tree *tree = &reader->item->tree;
	struct dn_node *media = reader->item->media;
	struct dn_span data = dn_node_text(&reader->at.tree, dn_node_get(
	    &reader->at.tree, reader->at.tree.root, "imageData"));
	struct dn_err why = DN_ERR_INIT;
	struct dn_picture picture;

	if (data.len == 0 || dn_node_get(tree, media, "width") != NULL ||
	    dn_node_get(tree, media, "height") != NULL)
		return false;
	dn_bytes_clear(&reader->mask);
	if (!dn_base64_decode(&reader->mask, data) || dn_picture_read_bytes(
	    dn_bytes_span(&reader->mask), &picture, &why) < 0)
		return false;
	dn_node_set_int(tree, media, "width", picture.width);
	dn_node_set_int(tree, media, "height", picture.height);
	return true;
}

/*
 * The path of the picture, and the id: that path without suffix, but the
 * document's own name where the picture is not below the folder.
 */
static int
name_item(struct dn_labelme_reader *reader, struct dn_span file,
    struct dn_span given, struct dn_err *err)
{
	struct dn_span id;
	bool below = false;

	if (dn_utf8_valid(file.ptr, file.len) < file.len)
		return dn_err_set(err, DN_E_BAD_UTF8,
		    "the file's name is not UTF-8");
	dn_bytes_clear(&reader->name);
	dn_files_decode(file, &reader->name);
	dn_bytes_clear(&reader->path);
	if (given.len > 0)
		below = dn_labelme_path(&reader->path,
		    dn_bytes_span(&reader->name), given) &&
		    reader->path.len > 0;
	if (dn_bytes_check(&reader->name, err) < 0 ||
	    dn_bytes_check(&reader->path, err) < 0)
		return -1;
	id = below ? dn_bytes_span(&reader->path) :
	    dn_bytes_span(&reader->name);
	if (!below || !reader->at.reading->keep_suffix)
		id = dn_files_stem(id);
	dn_item_begin(reader->item, id);
	return 0;
}

/* Keep the spelling of imagePath that the way back would not find. */
static void
read_path(struct dn_labelme_reader *reader)
{
	struct dn_node *given = dn_node_get(&reader->at.tree,
	    reader->at.tree.root, "imagePath");
	struct dn_span text = dn_node_text(&reader->at.tree, given);

	dn_labelme_relative(&reader->text, dn_bytes_span(&reader->name),
	    dn_bytes_span(&reader->path));
	if (given != NULL && (text.len == 0 ||
	    !dn_span_equal(dn_bytes_span(&reader->text), text)))
		dn_rawjson_keep(&reader->at.raw, given->name, given->raw);
}

/* ---- the whole picture ----------------------------------------------- */

/* Flags of the picture: a class each; kept where not all are true. */
static void
read_flags(struct dn_labelme_reader *reader)
{
	struct dn_tree *tree = &reader->item->tree;
	struct dn_node *flags = dn_node_get(&reader->at.tree,
	    reader->at.tree.root, "flags"), *flag, *node;
	bool all = dn_node_type(flags) == DN_JSON_OBJECT;

	flag = all ? dn_node_first(&reader->at.tree, flags) : NULL;
	all = flag != NULL;
	for (; flag != NULL; flag = flag->next) {
		all = all && dn_node_true(flag);
		if (!dn_node_true(flag))
			continue;
		reader->at.reading->run->annotations.in++;
		node = dn_item_annotate(reader->item, DN_ANNOTATION_CLASS);
		dn_bytes_clear(&reader->text);
		dn_bytes_add_text(&reader->text, "flag:");
		dn_bytes_add_span(&reader->text, flag->name);
		dn_node_set_text(tree, node, "id",
		    dn_bytes_span(&reader->text));
		dn_node_put_last(dn_node_get(tree, node, "kind"));
		dn_node_set_text(tree, node, "label", flag->name);
	}
	if (flags != NULL && !all)
		dn_rawjson_keep(&reader->at.raw, flags->name, flags->raw);
}

/* A description of the picture: a caption. */
static void
read_description(struct dn_labelme_reader *reader)
{
	struct dn_tree *tree = &reader->item->tree;
	struct dn_node *given = dn_node_get(&reader->at.tree,
	    reader->at.tree.root, "description"), *node;
	struct dn_span text = dn_node_text(&reader->at.tree, given);

	if (given == NULL)
		return;
	if (text.len == 0) {
		dn_rawjson_keep(&reader->at.raw, DN_SPAN("description"),
		    given->raw);
		return;
	}
	reader->at.reading->run->annotations.in++;
	node = dn_item_annotate(reader->item, DN_ANNOTATION_CAPTION);
	dn_node_set_text(tree, node, "id", DN_SPAN("description"));
	dn_node_put_last(dn_node_get(tree, node, "kind"));
	dn_node_set_text(tree, node, "text", text);
}

/* Members of the document that the model has not. */
static void
read_rest(struct dn_labelme_reader *reader)
{
	static const char *const known[] = { "shapes", "flags", "imagePath",
		"imageHeight", "imageWidth", "description", NULL };
	struct dn_node *node = dn_node_first(&reader->at.tree,
	    reader->at.tree.root);

	for (; node != NULL; node = node->next) {
		int i = 0;

		while (known[i] != NULL && !dn_span_is(node->name, known[i]))
			i++;
		if (known[i] == NULL)
			dn_rawjson_keep(&reader->at.raw, node->name, node->raw);
	}
}

/* ---- the document ---------------------------------------------------- */

/* Its shapes, then what is said of the whole picture. */
static int
fill_item(struct dn_labelme_reader *reader, struct dn_span file,
    struct dn_node *shapes, struct dn_err *err)
{
	struct dn_item *item = reader->item;
	struct dn_node *node = dn_node_first(&reader->at.tree, shapes);
	uint64_t number = 0;
	bool embedded;

	dn_item_set_media(item, DN_MEDIA_IMAGE);
	if (reader->path.len > 0)
		dn_node_set_text(&item->tree, item->media, "path",
		    dn_bytes_span(&reader->path));
	dn_item_need_annotations(item);
	item->source = dn_node_set_object(&item->tree, item->root, "source");
	dn_node_set_text(&item->tree, item->source, "format",
	    DN_SPAN("labelme"));
	if (!dn_span_is(file, "-"))
		dn_node_set_text(&item->tree, item->source, "file", file);
	/* Masks need the size; what is kept of it is kept in the end. */
	dn_rawjson_begin(&reader->at.raw);
	read_size(reader, "imageWidth", "width");
	read_size(reader, "imageHeight", "height");
	embedded = read_picture(reader);
	reader->size = dn_labelme_size(item);
	for (; node != NULL; node = node->next)
		if (dn_labelme_read_shape(reader, node, ++number, err) < 0)
			return -1;
	dn_rawjson_begin(&reader->at.raw);
	read_size(reader, "imageWidth", "width");
	read_size(reader, "imageHeight", "height");
	read_path(reader);
	read_flags(reader);
	read_description(reader);
	read_rest(reader);
	dn_rawjson_end(&reader->at.raw, &item->tree, item->root);
	if (embedded)
		dn_raw_set(&item->tree, item->root,
		    DN_SPAN(DN_LABELME_EMBEDDED), DN_SPAN("true"));
	if (dn_bytes_check(&reader->text, err) < 0 ||
	    dn_tree_check(&reader->at.tree, err) < 0)
		return -1;
	return dn_tree_check(&item->tree, err);
}

/* The document is there: make the item of it. */
static int
read_document(struct dn_labelme_reader *reader, struct dn_span file,
    struct dn_err *err)
{
	struct dn_json_value value;
	struct dn_node *shapes;

	if (dn_jsonfile_take(&reader->at, &value, err) < 0)
		return -1;
	shapes = dn_node_get(&reader->at.tree, reader->at.tree.root, "shapes");
	if (dn_node_type(shapes) != DN_JSON_ARRAY) {
		dn_err_set(err, DN_E_BAD_FORMAT, "this is no document of "
		    "LabelMe: an object with a list of \"shapes\"");
		dn_locate_node(&reader->at.locate, reader->at.tree.root, err);
		return -1;
	}
	if (name_item(reader, file, dn_node_text(&reader->at.tree,
	    dn_node_get(&reader->at.tree, reader->at.tree.root, "imagePath")),
	    err) < 0 || fill_item(reader, file, shapes, err) < 0)
		return -1;
	return dn_jsondoc_finish(reader->at.document, err) < 0 ? -1 : 1;
}

/* Is the file one of the older LabelMe's? */
static int
is_old(struct dn_labelme_reader *reader, size_t index, bool *old,
    struct dn_err *err)
{
	struct dn_src *src = dn_files_open(reader->at.files, index, err);
	char head[OLD_HEAD];
	size_t len = 0, got;
	int more = 1;

	if (src == NULL)
		return -1;
	while (more > 0 && len < sizeof(head)) {
		more = dn_src_read(src, head + len, sizeof(head) - len, &got,
		    err);
		len += more > 0 ? got : 0;
	}
	dn_src_close(src);
	*old = more >= 0 && dn_labelme_is_old((struct dn_span){ head, len });
	return more < 0 ? -1 : 0;
}

static int
refuse_old(struct dn_err *err)
{
	return dn_err_set(err, DN_E_BAD_FORMAT, "this is XML of LabelMe 3.0, "
	    "an older tool of the same name, which is not read: only "
	    "LabelMe's JSON is");
}

/* Open file `index`: 1; 0 when it holds nothing and is passed over. */
static int
open_file(struct dn_labelme_reader *reader, size_t index, struct dn_err *err)
{
	struct dn_span name = dn_span_of(
	    dn_files_name(reader->at.files, index));
	bool xml = dn_files_suffix(name, ".xml"), old = false;
	enum dn_json_type type;

	if (!dn_span_is(name, "-") && xml &&
	    is_old(reader, index, &old, err) < 0)
		return -1;
	if (old)
		return refuse_old(err);
	if (!dn_files_named(reader->at.files, index) &&
	    !dn_files_suffix(name, ".json"))
		return 0;
	if (dn_jsonfile_open(&reader->at, index, &type, err) < 0)
		return -1;
	return type == DN_JSON_NONE ? 0 : 1;
}

int
dn_labelme_read_next(void *state, struct dn_item *item, struct dn_span *raw,
    struct dn_err *err)
{
	struct dn_labelme_reader *reader = state;
	int got = 0;

	(void)raw;
	while (got == 0 && reader->at.next < dn_files_count(reader->at.files)) {
		size_t index = reader->at.next++;
		struct dn_span name = dn_span_of(
		    dn_files_name(reader->at.files, index));

		dn_jsonfile_close(&reader->at);
		reader->item = item;
		reader->at.reading->source = dn_files_path(reader->at.files,
		    index);
		got = open_file(reader, index, err);
		if (got > 0)
			got = read_document(reader, name, err);
		if (got < 0)
			err->source = reader->at.reading->source;
		else if (got == 0)
			reader->at.reading->ignored++;
	}
	return got;
}
