/* SPDX-License-Identifier: MIT */
/* Writing LabelMe: a document an item, as it came or as LabelMe makes them. */
#include <stdlib.h>

#include "formats/carried.h"
#include "formats/labelme.h"
#include "io/jsontext.h"

/* The format of documents that are new is that of this version. */
static const char new_version[] = "5.5.0";

void *
dn_labelme_write_open(struct dn_writing *writing, struct dn_err *err)
{
	struct dn_labelme_writer *writer = calloc(1, sizeof(*writer));

	if (writer == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	writer->writing = writing;
	dn_bytes_init(&writer->out, SIZE_MAX / 2);
	dn_bytes_init(&writer->shapes, SIZE_MAX / 2);
	dn_bytes_init(&writer->flags, SIZE_MAX / 2);
	dn_bytes_init(&writer->caption, SIZE_MAX / 2);
	dn_bytes_init(&writer->points, SIZE_MAX / 2);
	dn_bytes_init(&writer->mask, SIZE_MAX / 2);
	dn_bytes_init(&writer->text, SIZE_MAX / 2);
	dn_bytes_init(&writer->name, SIZE_MAX / 2);
	return writer;
}

/* Forget the names of the item before. */
static void
free_names(struct dn_labelme_writer *writer)
{
	dn_names_free(writer->classes);
	dn_names_free(writer->groups);
	writer->classes = writer->groups = NULL;
}

void
dn_labelme_write_close(void *state)
{
	struct dn_labelme_writer *writer = state;

	if (writer == NULL)
		return;
	free_names(writer);
	dn_bytes_release(&writer->out);
	dn_bytes_release(&writer->shapes);
	dn_bytes_release(&writer->flags);
	dn_bytes_release(&writer->caption);
	dn_bytes_release(&writer->points);
	dn_bytes_release(&writer->mask);
	dn_bytes_release(&writer->text);
	dn_bytes_release(&writer->name);
	free(writer);
}

int
dn_labelme_write_end(void *state, struct dn_err *err)
{
	(void)state;
	(void)err;
	return 0;
}

/* ---- annotations ----------------------------------------------------- */

/* Numbers for new groups begin behind those that there are. */
static void
find_free_group(struct dn_labelme_writer *writer)
{
	const int64_t most = (int64_t)1 << 53;
	struct dn_node *node = dn_item_first_annotation(writer->item);
	int64_t number;

	writer->group = 1;
	for (; node != NULL; node = node->next) {
		struct dn_node *group = dn_node_get(&writer->item->tree, node,
		    "group");

		if (dn_node_int(group, &number) && number >= writer->group &&
		    number < most)
			writer->group = number + 1;
	}
}

static int
write_annotations(struct dn_labelme_writer *writer, struct dn_err *err)
{
	struct dn_annotation_counts *counts =
	    &writer->writing->run->annotations;
	struct dn_node *node = dn_item_first_annotation(writer->item);

	for (; node != NULL; node = node->next) {
		struct dn_annotation annotation;
		bool carried;
		int written = 0;

		dn_loss_keep(writer->writing->loss, DN_CAP_ELLIPSE,
		    dn_labelme_is_circle(writer->item, node));
		if (dn_annotation_read(writer->item, node, &annotation,
		    err) < 0 || dn_loss_annotation(writer->writing->loss,
		    writer->item, &annotation, &carried, err) < 0)
			return -1;
		if (carried)
			written = dn_labelme_write_annotation(writer,
			    &annotation, err);
		if (written < 0)
			return -1;
		counts->out += written > 0;
		counts->dropped += written == 0;
	}
	return 0;
}

/* ---- the document ---------------------------------------------------- */

/* A member with its value; where that is absent the kept one's, or `new`. */
static void
add_member(struct dn_labelme_writer *writer, const char *name,
    const char *pointer, const struct dn_node *value, const char *otherwise)
{
	struct dn_span text = dn_span_of(name);

	if (dn_node_type(value) <= DN_JSON_NULL)
		value = dn_labelme_own_raw(writer, writer->item->root,
	    pointer);
	if (value != NULL) {
		dn_rawjson_member(&writer->out, text, value);
	} else if (!writer->own) {
		dn_rawjson_name(&writer->out, text);
		dn_bytes_add_text(&writer->out, otherwise);
	}
}

/*
 * flags: those kept, when what is true of them is just what the classes say;
 * else the kept ones as the classes have them, then the others.
 */
static void
add_flags(struct dn_labelme_writer *writer)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *kept = dn_labelme_own_raw(writer, writer->item->root,
	    "/flags"), *flag;
	size_t count = dn_names_count(writer->classes);
	struct dn_bytes *out = &writer->flags;

	if (kept == NULL && count == 0 && writer->own)
		return;
	if (count == 0 && dn_node_type(kept) != DN_JSON_OBJECT) {
		add_member(writer, "flags", "/flags", kept, "{}");
		return;
	}
	dn_bytes_clear(out);
	dn_bytes_add_byte(out, '{');
	flag = dn_node_first(tree, kept);
	for (; flag != NULL; flag = flag->next) {
		bool is = dn_names_find(writer->classes, flag->name) !=
		    DN_NAMES_NONE;

		dn_rawjson_name(out, flag->name);
		if (!is && !dn_node_true(flag))
			dn_bytes_add_span(out, flag->raw);
		else
			dn_bytes_add_text(out, is ? "true" : "false");
	}
	for (size_t i = 0; i < count; i++) {
		struct dn_span name = dn_names_get(writer->classes, i);

		if (dn_node_find(tree, kept, name) != NULL)
			continue;
		dn_rawjson_name(out, name);
		dn_bytes_add_text(out, "true");
	}
	dn_bytes_add_byte(out, '}');
	dn_rawjson_name(&writer->out, DN_SPAN("flags"));
	dn_bytes_add_span(&writer->out, dn_bytes_span(out));
}

/* imagePath: the spelling kept, when it leads to the same picture. */
static void
add_path(struct dn_labelme_writer *writer, struct dn_span path)
{
	struct dn_node *kept = dn_labelme_own_raw(writer, writer->item->root,
	    "/imagePath");
	struct dn_span spelt = dn_node_text(&writer->item->tree, kept);

	if (spelt.len > 0)
		dn_labelme_path(&writer->text, dn_bytes_span(&writer->name),
		    spelt);
	if (kept != NULL && (path.len == 0 || (spelt.len > 0 &&
	    dn_span_equal(dn_bytes_span(&writer->text), path)))) {
		dn_rawjson_member(&writer->out, DN_SPAN("imagePath"), kept);
		return;
	}
	if (path.len == 0 && writer->own)
		return;
	dn_labelme_relative(&writer->text, dn_bytes_span(&writer->name),
	    path.len > 0 ? path : writer->item->id);
	dn_rawjson_name(&writer->out, DN_SPAN("imagePath"));
	dn_json_write_text(&writer->out, dn_bytes_span(&writer->text));
}

/* The document, in the order of members that LabelMe has. */
static void
add_document(struct dn_labelme_writer *writer,
    const struct dn_media *media)
{
	static const char *const written[] = { "version", "flags", "shapes",
		"imagePath", "imageData", "imageHeight", "imageWidth",
		"description", NULL };
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *node = writer->item->media;
	struct dn_bytes *out = &writer->out;

	if (dn_labelme_own_raw(writer, writer->item->root,
	    DN_LABELME_EMBEDDED) != NULL)
		node = NULL;
	dn_bytes_clear(out);
	dn_bytes_add_byte(out, '{');
	dn_bytes_clear(&writer->text);
	dn_json_write_text(&writer->text, dn_span_of(new_version));
	add_member(writer, "version", "/version", NULL,
	    dn_bytes_text(&writer->text));
	add_flags(writer);
	dn_rawjson_name(out, DN_SPAN("shapes"));
	dn_bytes_add_byte(out, '[');
	dn_bytes_add_span(out, dn_bytes_span(&writer->shapes));
	dn_bytes_add_text(out, writer->shapes.len > 0 ? "\n]" : "]");
	add_path(writer, media->path);
	add_member(writer, "imageData", "/imageData", NULL, "null");
	add_member(writer, "imageHeight", "/imageHeight",
	    dn_node_get(tree, node, "height"), "null");
	add_member(writer, "imageWidth", "/imageWidth",
	    dn_node_get(tree, node, "width"), "null");
	if (writer->caption.len > 0) {
		dn_rawjson_name(out, DN_SPAN("description"));
		dn_bytes_add_span(out, dn_bytes_span(&writer->caption));
	} else if (dn_labelme_own_raw(writer, writer->item->root,
	    "/description") != NULL) {
		add_member(writer, "description", "/description", NULL, "");
	}
	if (writer->own)
		dn_rawjson_write(out, tree, writer->item->root, written);
	dn_bytes_add_text(out, "}\n");
}

/* The file's name: that which it came by, else the item's id. */
static void
name_file(struct dn_labelme_writer *writer)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_span file = dn_node_text(tree,
	    dn_node_get(tree, writer->item->source, "file"));

	dn_bytes_clear(&writer->name);
	if (writer->own && dn_files_suffix(file, ".json")) {
		dn_files_decode(file, &writer->name);
		return;
	}
	dn_bytes_add_span(&writer->name, writer->item->id);
	dn_bytes_add_text(&writer->name, ".json");
}

/* Begin with an item: nothing of it is there yet. */
static int
begin_item(struct dn_labelme_writer *writer, struct dn_item *item,
    struct dn_err *err)
{
	writer->item = item;
	writer->own = dn_span_is(dn_node_text(&item->tree,
	    dn_node_get(&item->tree, item->source, "format")), "labelme");
	dn_bytes_clear(&writer->shapes);
	dn_bytes_clear(&writer->caption);
	free_names(writer);
	writer->classes = dn_names_new();
	writer->groups = dn_names_new();
	if (writer->classes == NULL || writer->groups == NULL)
		return dn_err_memory(err);
	find_free_group(writer);
	name_file(writer);
	return dn_bytes_check(&writer->name, err);
}

int
dn_labelme_write_item(void *state, struct dn_item *item, struct dn_err *err)
{
	struct dn_labelme_writer *writer = state;
	struct dn_media media;
	int carried;

	carried = dn_carried_item(writer->writing, item, true, &media, err);
	if (carried <= 0)
		return carried;
	if (begin_item(writer, item, err) < 0 ||
	    write_annotations(writer, err) < 0)
		return -1;
	add_document(writer, &media);
	if (dn_bytes_check(&writer->shapes, err) < 0 ||
	    dn_bytes_check(&writer->flags, err) < 0 ||
	    dn_bytes_check(&writer->text, err) < 0 ||
	    dn_bytes_check(&writer->out, err) < 0 ||
	    dn_tree_check(&item->tree, err) < 0 ||
	    dn_outdir_write(writer->writing->folder,
	    dn_bytes_span(&writer->name), dn_bytes_span(&writer->out),
	    err) < 0)
		return -1;
	return 1;
}
