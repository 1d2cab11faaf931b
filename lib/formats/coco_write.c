/* SPDX-License-Identifier: MIT */
/* Writing COCO: elements are spooled until all ids are known. */
#include <stdlib.h>

#include "formats/carried.h"
#include "formats/coco_panoptic.h"
#include "formats/rawjson.h"
#include "io/jsontext.h"

/* --task, as far as it is one of ours. */
static void
read_task(struct dn_coco_writer *writer)
{
	const char *task = writer->writing->run->options->task;

	for (int i = 0; task != NULL && dn_coco_tasks[i] != NULL; i++)
		if (strcmp(task, dn_coco_tasks[i]) == 0)
			writer->task = (enum dn_coco_task)(i + 1);
}

/* What can come out yet: from the first image on that is no result, one. */
static void
see_ends(struct dn_coco_writer *writer)
{
	bool open = writer->task == DN_COCO_ANY &&
	    writer->results == dn_ids_count(writer->image_ids);

	writer->can_be[0] = writer->task != DN_COCO_RESULTS;
	writer->can_be[1] = open || writer->task == DN_COCO_RESULTS;
}

bool
dn_coco_writes_results(const struct dn_coco_writer *writer)
{
	return writer->task == DN_COCO_RESULTS ||
	    (writer->task == DN_COCO_ANY && writer->results > 0 &&
	    writer->results == dn_ids_count(writer->image_ids));
}

/* Has the annotation a member of that name? */
static bool
has(struct dn_coco_writer *writer, const struct dn_annotation *annotation,
    const char *name)
{
	return dn_node_type(dn_node_get(&writer->item->tree, annotation->node,
	    name)) > DN_JSON_NULL;
}

int
dn_coco_is_of_task(struct dn_coco_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	bool is = true;

	if (writer->task == DN_COCO_INSTANCES)
		is = has(writer, annotation, "bbox") ||
		    has(writer, annotation, "polygons") ||
		    has(writer, annotation, "mask") ||
		    has(writer, annotation, "radii");
	else if (writer->task == DN_COCO_SKELETONS)
		is = has(writer, annotation, "keypoints");
	else if (writer->task == DN_COCO_CAPTIONS)
		is = has(writer, annotation, "text");
	if (is)
		return 1;
	return dn_loss_dropped(writer->writing->loss, writer->item,
	    annotation->node, dn_cap_of_kind(annotation->kind), err,
	    "not in a file of %s",
	    dn_coco_tasks[writer->task - 1]) < 0 ? -1 : 0;
}

void *
dn_coco_write_open(struct dn_writing *writing, struct dn_err *err)
{
	struct dn_coco_writer *writer = calloc(1, sizeof(*writer));

	if (writer == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	writer->writing = writing;
	read_task(writer);
	dn_bytes_init(&writer->out, SIZE_MAX / 2);
	dn_bytes_init(&writer->scratch, SIZE_MAX / 2);
	dn_bytes_init(&writer->other, SIZE_MAX / 2);
	dn_bytes_init(&writer->batch, SIZE_MAX / 2);
	dn_bytes_init(&writer->key, SIZE_MAX / 2);
	writer->items = dn_keys_new(writing->memory / 8);
	writer->image_ids = dn_ids_new(writing->memory / 8);
	writer->annotation_ids = dn_ids_new(writing->memory / 8);
	if (writer->items == NULL || writer->image_ids == NULL ||
	    writer->annotation_ids == NULL)
		dn_err_memory(err);
	else if ((writer->images = dn_sink_spool(err)) != NULL &&
	    (writer->annotations = dn_sink_spool(err)) != NULL &&
	    (writer->task != DN_COCO_PANOPTIC || (writer->panoptic =
	    dn_coco_panoptic_new(writer, err)) != NULL))
		return writer;
	dn_coco_write_close(writer);
	return NULL;
}

void
dn_coco_write_close(void *state)
{
	struct dn_coco_writer *writer = state;

	if (writer == NULL)
		return;
	if (writer->images != NULL)
		dn_sink_abort(writer->images);
	if (writer->annotations != NULL)
		dn_sink_abort(writer->annotations);
	dn_coco_panoptic_free(writer->panoptic);
	dn_keys_free(writer->items);
	dn_ids_free(writer->image_ids);
	dn_ids_free(writer->annotation_ids);
	dn_names_free(writer->whole);
	dn_bytes_release(&writer->out);
	dn_bytes_release(&writer->scratch);
	dn_bytes_release(&writer->other);
	dn_bytes_release(&writer->batch);
	dn_bytes_release(&writer->key);
	free(writer);
}

/* What is a result is a prediction: only in a document that is lost. */
static void
leave_origin(struct dn_coco_writer *writer, struct dn_annotation *annotation)
{
	struct dn_span origin = dn_node_text(&writer->item->tree,
	    annotation->members[DN_MEMBER_ORIGIN]);

	if (writer->result && dn_span_is(origin, "prediction"))
		dn_annotation_remove(writer->item, annotation,
		    DN_MEMBER_ORIGIN);
}

/* The map of an image that came with one: where there is none it is lost. */
static int
lose_map(struct dn_coco_writer *writer, struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *name = writer->own ? dn_raw_get(tree,
	    writer->item->root, DN_SPAN("/@panoptic/file_name")) : NULL;
	int len;

	if (name == NULL)
		return 0;
	len = name->raw.len < 80 ? (int)name->raw.len : 80;
	return dn_loss_dropped(writer->writing->loss, writer->item, NULL,
	    DN_CAP_FOREIGN, err, "the map of its segments, %.*s", len,
	    name->raw.ptr);
}

/* What was written is the batch, and its memory is written to next. */
static void
keep_batch(struct dn_coco_writer *writer)
{
	struct dn_bytes written = writer->out;

	writer->out = writer->batch;
	writer->batch = written;
}

/* All annotations of the item, into writer->batch. */
static int
write_annotations(struct dn_coco_writer *writer, struct dn_err *err)
{
	struct dn_loss *loss = writer->writing->loss;
	struct dn_annotation_counts *counts =
	    &writer->writing->run->annotations;
	struct dn_node *node = dn_item_first_annotation(writer->item);

	if (writer->panoptic != NULL)
		return dn_coco_panoptic_write(writer, err);
	if (lose_map(writer, err) < 0)
		return -1;
	dn_bytes_clear(&writer->out);
	for (; node != NULL; node = node->next) {
		struct dn_annotation annotation;
		bool carried;
		int is;

		if (dn_annotation_read(writer->item, node, &annotation,
		    err) < 0)
			return -1;
		is = dn_coco_is_of_task(writer, &annotation, err);
		if (is > 0) {
			leave_origin(writer, &annotation);
			is = dn_loss_annotation(loss, writer->item,
			    &annotation, &carried, err) < 0 ? -1 : carried;
		}
		if (is < 0)
			return -1;
		if (is == 0) {
			counts->dropped++;
			continue;
		}
		dn_bytes_add_text(&writer->out, ",\n");
		if (dn_coco_write_annotation(writer, &annotation, err) < 0)
			return -1;
		counts->out++;
	}
	keep_batch(writer);
	return dn_bytes_check(&writer->batch, err);
}

/* ---- images ---------------------------------------------------------- */

/* Copy what is a number; anything else is kept apart. */
static void
copy_number(struct dn_coco_writer *writer, struct dn_span name,
    const struct dn_node *node)
{
	if (dn_node_type(node) == DN_JSON_NUMBER)
		dn_coco_copy(writer, name, node);
}

/* The image of the item, into writer->out. */
static int
write_image(struct dn_coco_writer *writer, const struct dn_media *media,
    struct dn_err *err)
{
	static const char *const written[] = { "id", NULL };
	struct dn_item *item = writer->item;

	dn_bytes_clear(&writer->out);
	dn_bytes_add_byte(&writer->out, '{');
	dn_coco_begin(&writer->out, DN_COCO_NAME("id"));
	dn_coco_add_image_id(writer);
	if (media->path.ptr != NULL || !writer->own) {
		dn_coco_begin(&writer->out, DN_COCO_NAME("file_name"));
		dn_json_write_text(&writer->out, media->path.ptr != NULL ?
		    media->path : item->id);
	}
	copy_number(writer, DN_COCO_NAME("width"), dn_node_get(&item->tree,
	    item->media, "width"));
	copy_number(writer, DN_COCO_NAME("height"), dn_node_get(&item->tree,
	    item->media, "height"));
	if (writer->own)
		dn_rawjson_write(&writer->out, &item->tree, item->root,
		    written);
	dn_bytes_add_byte(&writer->out, '}');
	return dn_bytes_check(&writer->out, err);
}

/* The number of the item's image, known or the next. */
static int
find_image(struct dn_coco_writer *writer, bool *new, struct dn_err *err)
{
	const struct dn_item *item = writer->item;
	uint64_t image = dn_ids_count(writer->image_ids);
	int found;

	dn_bytes_clear(&writer->key);
	dn_bytes_add_span(&writer->key, item->split);
	dn_bytes_add_byte(&writer->key, '\0');
	dn_bytes_add_span(&writer->key, item->id);
	if (dn_bytes_check(&writer->key, err) < 0)
		return -1;
	found = dn_keys_find(writer->items, dn_bytes_span(&writer->key),
	    &image, err);
	writer->image = (size_t)image;
	*new = found == 0;
	return found < 0 ? -1 : 0;
}

/* A new image: its id, its element. */
static int
add_image(struct dn_coco_writer *writer, const struct dn_media *media,
    struct dn_err *err)
{
	struct dn_item *item = writer->item;

	if (write_image(writer, media, err) < 0 ||
	    dn_ids_add(writer->image_ids, dn_node_get(&item->tree,
	    item->source, "id"), writer->own, err) < 0 ||
	    dn_ids_settle(writer->image_ids, err) < 0 ||
	    dn_keys_add(writer->items, dn_bytes_span(&writer->key),
	    writer->image, err) < 0 ||
	    dn_sink_write(writer->images, ",\n", 2, err) < 0)
		return -1;
	return dn_sink_write(writer->images, writer->out.data,
	    writer->out.len, err);
}

/* Results hold no images: what is lost of this one. */
static int
tell_results(struct dn_coco_writer *writer, const struct dn_media *media,
    struct dn_err *err)
{
	struct dn_loss *loss = writer->writing->loss;

	if (media->width > 0 && dn_loss_dropped(loss, writer->item, NULL,
	    DN_CAP_IMAGE_SIZE, err, "not in a file of results") < 0)
		return -1;
	return dn_item_first_annotation(writer->item) != NULL ? 0 :
	    dn_loss_dropped(loss, writer->item, NULL, DN_CAP_EMPTY, err,
	    "not in a file of results");
}

int
dn_coco_write_item(void *state, struct dn_item *item, struct dn_err *err)
{
	struct dn_coco_writer *writer = state;
	struct dn_media media;
	bool new;
	int carried;

	carried = dn_carried_item(writer->writing, item, true, &media, err);
	if (carried <= 0)
		return carried;
	writer->item = item;
	writer->width = media.width;
	writer->height = media.height;
	writer->own = dn_span_is(dn_node_text(&item->tree,
	    dn_node_get(&item->tree, item->source, "format")), "coco");
	writer->result = writer->own && dn_span_is(dn_node_text(&item->tree,
	    dn_node_get(&item->tree, item->source, "dialect")), "results");
	see_ends(writer);
	if ((writer->task == DN_COCO_RESULTS &&
	    tell_results(writer, &media, err) < 0) ||
	    find_image(writer, &new, err) < 0 ||
	    write_annotations(writer, err) < 0 ||
	    dn_tree_check(&item->tree, err) < 0) {
		dn_ids_take_back(writer->annotation_ids);
		return -1;
	}
	if ((new && add_image(writer, &media, err) < 0) ||
	    dn_ids_settle(writer->annotation_ids, err) < 0)
		return -1;
	writer->results += new && writer->result;
	return dn_sink_write(writer->annotations, writer->batch.data,
	    writer->batch.len, err) < 0 ? -1 : 1;
}
