/* SPDX-License-Identifier: MIT */
/* Writing Pascal VOC: the way a file came, or counted from 1. */
#include <stdlib.h>

#include "formats/markup.h"
#include "formats/media.h"
#include "formats/voc_write.h"

#define DOCUMENT_MOST ((size_t)1 << 28) /* bytes of a document's elements */

void *
dn_voc_write_open(struct dn_writing *writing, struct dn_err *err)
{
	struct dn_voc_writer *writer = calloc(1, sizeof(*writer));

	if (writer == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	writer->writing = writing;
	dn_arena_init(&writer->arena, DOCUMENT_MOST);
	dn_bytes_init(&writer->out, SIZE_MAX / 2);
	dn_bytes_init(&writer->name, SIZE_MAX / 2);
	writer->lists = dn_voc_lists_new();
	writer->paint = dn_voc_paint_new();
	if (writer->lists != NULL && writer->paint != NULL)
		return writer;
	dn_voc_write_close(writer);
	dn_err_memory(err);
	return NULL;
}

void
dn_voc_write_close(void *state)
{
	struct dn_voc_writer *writer = state;

	if (writer == NULL)
		return;
	dn_arena_release(&writer->arena);
	dn_bytes_release(&writer->out);
	dn_bytes_release(&writer->name);
	dn_voc_lists_free(writer->lists);
	dn_voc_paint_free(writer->paint);
	free(writer);
}

/* ---- the file -------------------------------------------------------- */

/* <filename> and <folder> from the path of the medium. */
static int
add_path(struct dn_voc_writer *writer, struct dn_xml_element *root,
    struct dn_span path, struct dn_err *err)
{
	struct dn_span name, folder;

	if (path.ptr == NULL && writer->own)
		return 0;
	if (path.ptr == NULL)
		path = writer->item->id;
	name = dn_voc_last_part(path);
	folder = (struct dn_span){ path.ptr, path.len - name.len };
	if (folder.len > 0)
		folder.len--;
	if (!writer->own && dn_voc_add_text(writer, root, DN_SPAN("folder"),
	    dn_voc_last_part(folder), err) < 0)
		return -1;
	return dn_voc_add_text(writer, root, DN_SPAN("filename"), name, err);
}

static int
add_size(struct dn_voc_writer *writer, struct dn_xml_element *root,
    struct dn_err *err)
{
	static const char *const names[] = { "width", "height", "depth" };
	struct dn_xml_element *size = NULL;
	bool begun = false;

	for (int i = 0; i < 3; i++) {
		struct dn_node *node = dn_node_get(&writer->item->tree,
		    writer->item->media, names[i]);

		if (dn_node_type(node) != DN_JSON_NUMBER)
			continue;
		if (!begun && dn_voc_open(writer, root, DN_SPAN("size"),
		    &size, err) < 0)
			return -1;
		begun = true;
		if (dn_voc_add_text(writer, size, dn_span_of(names[i]),
		    writer->own ? node->raw : dn_media_whole(writer->item,
		    node), err) < 0)
			return -1;
	}
	if (begun)
		dn_voc_end(writer, DN_SPAN("size"));
	return 0;
}

/* Say how pixels are counted, where nothing else in the file does. */
static int
add_signature(struct dn_voc_writer *writer, struct dn_xml_element *root,
    struct dn_err *err)
{
	const char *mark = dn_voc_mark(writer->dialect);
	const struct dn_voc_dialect *signed_by = dn_voc_signature(root);

	if (strncmp(writer->dialect->name, "dn-", 3) != 0)
		return 0;
	if (mark == NULL || (signed_by != NULL &&
	    strcmp(signed_by->name, writer->dialect->name) == 0))
		return 0;
	if (dn_markup_put(&writer->arena, root, DN_SPAN("/source/annotation"),
	    dn_span_of(mark)) < 0)
		return dn_err_memory(err);
	return 0;
}

/* The whole document of an item of this format; NULL with `err`. */
static struct dn_xml_element *
build(struct dn_voc_writer *writer, const struct dn_media *media,
    struct dn_err *err)
{
	static const char *const order[] = { "folder", "filename", "path",
		"source", "owner", "size", "segmented", NULL };
	static const char *const size_order[] = { "width", "height", "depth",
		NULL };
	struct dn_xml_element *root, *size;
	bool drawn;

	dn_arena_clear(&writer->arena);
	root = dn_markup_add(&writer->arena, NULL, DN_SPAN("annotation"));
	if (root == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	if (add_path(writer, root, media->path, err) < 0 ||
	    add_size(writer, root, err) < 0 ||
	    dn_voc_add_raw(writer, root, writer->item->root, NULL, err) < 0 ||
	    add_signature(writer, root, err) < 0)
		return NULL;
	dn_markup_order(root, order);
	size = dn_xml_child(root, "size");
	if (size != NULL)
		dn_markup_order(size, size_order);
	if (dn_voc_paint_begin(writer, err) < 0)
		return NULL;
	drawn = dn_voc_paint_begun(writer->paint);
	if (dn_voc_add_objects(writer, root, err) < 0)
		return NULL;
	if (!drawn && dn_voc_paint_begun(writer->paint) &&
	    dn_markup_put(&writer->arena, root, DN_SPAN("/segmented"),
	    DN_SPAN("1")) < 0) {
		dn_err_memory(err);
		return NULL;
	}
	return root;
}

/* <source> of an item from elsewhere: how pixels are counted. */
static int
add_source(struct dn_voc_writer *writer, struct dn_err *err)
{
	struct dn_xml_element *source;

	if (dn_voc_open(writer, NULL, DN_SPAN("source"), &source, err) < 0 ||
	    dn_voc_add_text(writer, source, DN_SPAN("database"), DN_SPAN("dn"),
	    err) < 0 || dn_voc_add_text(writer, source, DN_SPAN("annotation"),
	    dn_span_of(dn_voc_mark(writer->dialect)), err) < 0)
		return -1;
	dn_voc_end(writer, DN_SPAN("source"));
	return 0;
}

/* Print the whole document of an item from elsewhere. */
static int
print(struct dn_voc_writer *writer, const struct dn_media *media,
    struct dn_err *err)
{
	static const char segmented[] = "<segmented>";
	struct dn_xml_element *root;
	bool drawn;
	size_t place;

	writer->depth = 0;
	if (dn_voc_open(writer, NULL, DN_SPAN("annotation"), &root, err) < 0 ||
	    add_path(writer, root, media->path, err) < 0 ||
	    add_source(writer, err) < 0 || add_size(writer, root, err) < 0)
		return -1;
	place = writer->out.len + writer->depth + sizeof(segmented) - 1;
	if (dn_voc_add_text(writer, root, DN_SPAN("segmented"), DN_SPAN("0"),
	    err) < 0 || dn_voc_paint_begin(writer, err) < 0)
		return -1;
	drawn = dn_voc_paint_begun(writer->paint);
	if (dn_voc_add_objects(writer, root, err) < 0)
		return -1;
	dn_voc_end(writer, DN_SPAN("annotation"));
	if (!drawn && dn_voc_paint_begun(writer->paint) &&
	    place < writer->out.len)
		writer->out.data[place] = '1';
	return 0;
}

/* The text of the document, in writer->out. */
static int
make_document(struct dn_voc_writer *writer, const struct dn_media *media,
    struct dn_err *err)
{
	struct dn_xml_element *root;

	dn_bytes_clear(&writer->out);
	writer->unclean = false;
	if (!writer->own)
		return print(writer, media, err);
	root = build(writer, media, err);
	if (root == NULL)
		return -1;
	writer->unclean = !dn_markup_write(root, &writer->out);
	return 0;
}

/*
 * The file's name: that which it came by, else the item's id; among others of
 * a set it stands below Annotations.
 */
static void
name_file(struct dn_voc_writer *writer)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_span file = dn_node_text(tree,
	    dn_node_get(tree, writer->item->source, "file")), root, rest;
	bool listed = writer->item->split.len > 0 ||
	    dn_voc_paint_begun(writer->paint) ||
	    (writer->own && dn_voc_kept_lists(writer->item) != NULL);

	dn_bytes_clear(&writer->name);
	if (writer->own && dn_files_suffix(file, ".xml")) {
		if (listed &&
		    !dn_voc_below(file, "Annotations", &root, &rest))
			dn_bytes_add_text(&writer->name, "Annotations/");
		dn_files_decode(file, &writer->name);
		return;
	}
	if (listed)
		dn_bytes_add_text(&writer->name, "Annotations/");
	dn_bytes_add_span(&writer->name, writer->item->id);
	dn_bytes_add_text(&writer->name, ".xml");
}

/* Had the item no document, and is there nothing to say in one still? */
static bool
is_without(struct dn_voc_writer *writer)
{
	struct dn_item *item = writer->item;

	return writer->own && writer->objects == 0 &&
	    dn_node_type(dn_raw_get(&item->tree, item->root,
	    DN_SPAN(DN_VOC_DOCUMENT))) == DN_JSON_FALSE;
}

/* Write the document; its name is in writer->name then. */
static int
write_document(struct dn_voc_writer *writer, const struct dn_media *media,
    struct dn_err *err)
{
	struct dn_item *item = writer->item;

	writer->dialect = dn_voc_choose((enum dn_voc_origin)
	    writer->writing->run->options->voc_origin, !writer->own ?
	    (struct dn_span){ NULL, 0 } : dn_node_text(&item->tree,
	    dn_node_get(&item->tree, item->source, "dialect")));
	if (make_document(writer, media, err) < 0)
		return -1;
	if (writer->unclean && dn_loss_degraded(writer->writing->loss, item,
	    NULL, DN_CAP_TEXT, err,
	    "control characters, which XML has no place for") < 0)
		return -1;
	name_file(writer);
	return dn_bytes_check(&writer->out, err) < 0 ||
	    dn_bytes_check(&writer->name, err) < 0 ||
	    dn_tree_check(&item->tree, err) < 0 ? -1 :
	    is_without(writer) ? 0 : dn_outdir_write(writer->writing->folder,
	    dn_bytes_span(&writer->name), dn_bytes_span(&writer->out), err);
}

int
dn_voc_write_item(void *state, struct dn_item *item, struct dn_err *err)
{
	struct dn_voc_writer *writer = state;
	struct dn_loss *loss = writer->writing->loss;
	struct dn_annotation_counts *counts =
	    &writer->writing->run->annotations;
	struct dn_media media;
	int carried;

	if (dn_item_media(item, &media, err) < 0 ||
	    dn_media_need(item, &media, false, err) < 0)
		return -1;
	writer->item = item;
	writer->own = dn_span_is(dn_node_text(&item->tree,
	    dn_node_get(&item->tree, item->source, "format")), "voc");
	dn_loss_keep(loss, DN_CAP_ROTATED_BOX, writer->own);
	dn_loss_keep(loss, DN_CAP_MASK, writer->own);
	carried = dn_loss_item(loss, item, &media, err);
	if (carried <= 0) {
		counts->dropped += dn_node_count(&item->tree,
		    item->annotations);
		return carried;
	}
	if (write_document(writer, &media, err) < 0 ||
	    dn_voc_list_item(writer, err) < 0)
		return -1;
	return dn_voc_paint_end(writer, err) < 0 ? -1 : 1;
}

int
dn_voc_write_end(void *state, struct dn_err *err)
{
	return dn_voc_lists_write(state, err) < 0 ? -1 :
	    dn_voc_paint_finish(state, err);
}
