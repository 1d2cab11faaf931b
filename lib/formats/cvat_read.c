/* SPDX-License-Identifier: MIT */
/* Reading CVAT: pictures one by one, tracks gathered into their videos. */
#include <stdio.h>
#include <stdlib.h>

#include "core/utf8.h"
#include "formats/cvat_read.h"
#include "formats/markup.h"
#include "formats/media.h"
#include "io/jsontext.h"
#include "io/number.h"

/* Where in the document the reader is. */
enum { HEAD, BODY, VIDEOS };

#define ELEMENT_MOST ((size_t)1 << 28)  /* bytes of one shape's elements */

void *
dn_cvat_read_open(struct dn_reading *reading, struct dn_err *err)
{
	struct dn_cvat_reader *reader = calloc(1, sizeof(*reader));

	if (reader == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	reader->reading = reading;
	dn_arena_init(&reader->outer, ELEMENT_MOST);
	dn_arena_init(&reader->inner, ELEMENT_MOST);
	dn_bytes_init(&reader->list, SIZE_MAX / 2);
	dn_bytes_init(&reader->parts, SIZE_MAX / 2);
	dn_bytes_init(&reader->raw, SIZE_MAX / 2);
	dn_bytes_init(&reader->text, SIZE_MAX / 2);
	dn_bytes_init(&reader->other, SIZE_MAX / 2);
	dn_bytes_init(&reader->kept, SIZE_MAX / 2);
	dn_bytes_init(&reader->rest, SIZE_MAX / 2);
	reader->files = dn_format_files(reading, err);
	if (reader->files != NULL)
		return reader;
	dn_cvat_read_close(reader);
	return NULL;
}

/* ---- documents ------------------------------------------------------- */

static void
close_document(struct dn_cvat_reader *reader)
{
	for (size_t i = 0; i < reader->video_count; i++)
		dn_bytes_release(&reader->videos[i].list);
	free(reader->videos);
	reader->videos = NULL;
	reader->video_count = reader->video_cap = reader->next_video = 0;
	dn_names_free(reader->video_ids);
	dn_names_free(reader->given_ids);
	reader->video_ids = reader->given_ids = NULL;
	dn_cvat_meta_release(&reader->meta);
	if (reader->xml != NULL)
		reader->comments += dn_xml_comments(reader->xml);
	dn_xml_free(reader->xml);
	reader->xml = NULL;
	dn_src_close(reader->src);
	reader->src = NULL;
}

void
dn_cvat_read_close(void *state)
{
	struct dn_cvat_reader *reader = state;

	if (reader == NULL)
		return;
	close_document(reader);
	dn_files_free(reader->files);
	dn_arena_release(&reader->outer);
	dn_arena_release(&reader->inner);
	dn_bytes_release(&reader->list);
	dn_bytes_release(&reader->parts);
	dn_bytes_release(&reader->raw);
	dn_bytes_release(&reader->text);
	dn_bytes_release(&reader->other);
	dn_bytes_release(&reader->kept);
	dn_bytes_release(&reader->rest);
	free(reader);
}

/* Begin the next document: 1, 0 when there is none, -1. */
static int
open_document(struct dn_cvat_reader *reader, struct dn_err *err)
{
	size_t index;

	while (reader->next_file < dn_files_count(reader->files)) {
		index = reader->next_file++;
		reader->name = dn_files_name(reader->files, index);
		reader->path = dn_files_path(reader->files, index);
		reader->reading->source = reader->path;
		reader->reading->line = reader->reading->column = 0;
		if (!dn_files_named(reader->files, index) &&
		    !dn_files_suffix(dn_span_of(reader->name), ".xml")) {
			reader->reading->ignored++;
			continue;
		}
		reader->phase = HEAD;
		reader->header_due = true;
		reader->held = reader->broken = reader->ahead = false;
		reader->late = (struct dn_err)DN_ERR_INIT;
		reader->src = dn_files_open(reader->files, index, err);
		if (reader->src == NULL ||
		    dn_cvat_meta_init(&reader->meta, err) < 0)
			return -1;
		reader->video_ids = dn_names_new();
		reader->given_ids = dn_names_new();
		if (reader->video_ids == NULL || reader->given_ids == NULL)
			return dn_err_memory(err);
		reader->xml = dn_xml_new(reader->src, err);
		return reader->xml != NULL ? 1 : -1;
	}
	return 0;
}

/* ---- items ----------------------------------------------------------- */

void
dn_cvat_begin_item(struct dn_cvat_reader *reader, struct dn_span id,
    struct dn_span split, enum dn_media_type type, struct dn_span path)
{
	struct dn_item *item = reader->item;

	dn_item_begin(item, id);
	if (split.len > 0) {
		dn_node_set_text(&item->tree, item->root, "split", split);
		item->split = dn_node_text(&item->tree, dn_node_get(
		    &item->tree, item->root, "split"));
	}
	dn_item_set_media(item, type);
	if (path.ptr != NULL)
		dn_node_set_text(&item->tree, item->media, "path", path);
}

void
dn_cvat_size(struct dn_span text, uint32_t *pixels)
{
	int64_t size;

	*pixels = 0;
	if (dn_cvat_is_integer(text) && dn_number_read_int(text, &size) &&
	    size > 0 && size <= UINT32_MAX)
		*pixels = (uint32_t)size;
}

void
dn_cvat_add_size(struct dn_cvat_reader *reader, const char *member,
    struct dn_span text, const char *name)
{
	uint32_t pixels;

	dn_cvat_size(text, &pixels);
	if (pixels > 0)
		dn_node_set_raw(&reader->item->tree, reader->item->media,
		    member, text);
	else if (name != NULL && text.ptr != NULL)
		dn_cvat_keep(&reader->raw, "/@", dn_span_of(name), text);
}

int
dn_cvat_find_size(struct dn_cvat_reader *reader, struct dn_err *err)
{
	struct dn_media media;
	int got;

	if (reader->width > 0 && reader->height > 0)
		return 0;
	got = dn_media_find(reader->reading->finder, reader->item, err);
	if (got <= 0)
		return got;
	if (dn_item_media(reader->item, &media, err) < 0)
		return -1;
	if (media.width <= UINT32_MAX && media.height <= UINT32_MAX) {
		reader->width = (uint32_t)media.width;
		reader->height = (uint32_t)media.height;
	}
	return 0;
}

int
dn_cvat_end_item(struct dn_cvat_reader *reader, const struct dn_bytes *list,
    struct dn_span id, struct dn_err *err)
{
	struct dn_item *item = reader->item;
	struct dn_tree *tree = &item->tree;
	struct dn_bytes *text = &reader->text;
	struct dn_node *source;

	dn_bytes_clear(text);
	dn_bytes_add_byte(text, '[');
	dn_bytes_add_span(text, dn_bytes_span(list));
	dn_bytes_add_byte(text, ']');
	if (dn_bytes_check(list, err) < 0 || dn_bytes_check(text, err) < 0 ||
	    dn_bytes_check(&reader->parts, err) < 0)
		return -1;
	item->annotations = dn_node_set_raw(tree, item->root, "annotations",
	    dn_bytes_span(text));
	if (list == &reader->list)
		dn_cvat_tell_parts(reader, item->annotations);
	source = dn_node_set_object(tree, item->root, "source");
	item->source = source;
	dn_node_set_text(tree, source, "format", DN_SPAN("cvat"));
	if (strcmp(reader->name, "-") != 0)
		dn_node_set_text(tree, source, "file",
		    dn_span_of(reader->name));
	if (id.ptr != NULL && dn_cvat_is_integer(id))
		dn_node_set_raw(tree, source, "id", id);
	else if (id.ptr != NULL)
		dn_node_set_text(tree, source, "id", id);
	if (reader->raw.len > 0) {
		dn_bytes_clear(text);
		dn_bytes_add_byte(text, '{');
		dn_bytes_add_span(text, dn_bytes_span(&reader->raw));
		dn_bytes_add_byte(text, '}');
		dn_node_set_raw(tree, source, "raw", dn_bytes_span(text));
	}
	if (dn_bytes_check(text, err) < 0 ||
	    dn_bytes_check(&reader->raw, err) < 0)
		return -1;
	return dn_tree_check(tree, err);
}

/* The header: labels, and all else that the document says of itself. */
static int
give_header(struct dn_cvat_reader *reader, struct dn_err *err)
{
	struct dn_item *item = reader->item;
	struct dn_bytes *text = &reader->text;
	struct dn_node *source;

	reader->header_due = false;
	dn_item_begin_header(item);
	dn_bytes_clear(text);
	dn_bytes_add_byte(text, '[');
	dn_bytes_add_span(text, dn_bytes_span(&reader->meta.list));
	dn_bytes_add_byte(text, ']');
	if (dn_bytes_check(text, err) < 0)
		return -1;
	if (reader->meta.list.len > 0)
		dn_node_set_raw(&item->tree, item->root, "labels",
		    dn_bytes_span(text));
	source = dn_node_set_object(&item->tree, item->root, "source");
	item->source = source;
	dn_node_set_text(&item->tree, source, "format", DN_SPAN("cvat"));
	if (strcmp(reader->name, "-") != 0)
		dn_node_set_text(&item->tree, source, "file",
		    dn_span_of(reader->name));
	dn_bytes_clear(text);
	dn_bytes_add_byte(text, '{');
	dn_cvat_meta_raw(&reader->meta, text);
	dn_bytes_add_byte(text, '}');
	dn_node_set_raw(&item->tree, source, "raw", dn_bytes_span(text));
	if (dn_bytes_check(text, err) < 0 ||
	    dn_bytes_check(&reader->meta.list, err) < 0 ||
	    dn_bytes_check(&reader->meta.raw, err) < 0 ||
	    dn_bytes_check(&reader->meta.rest, err) < 0 ||
	    dn_tree_check(&item->tree, err) < 0)
		return -1;
	return 1;
}

/* ---- shapes ---------------------------------------------------------- */

int
dn_cvat_skip(struct dn_cvat_reader *reader, size_t depth, struct dn_err *err)
{
	enum dn_xml_event event = DN_XML_START;
	int more = 1;

	while (more > 0 && (event != DN_XML_END ||
	    dn_xml_depth(reader->xml) != depth))
		more = dn_xml_next(reader->xml, &event, err);
	reader->broken = more < 0;
	return more > 0 ? 0 : -1;
}

int
dn_cvat_reject(struct dn_cvat_reader *reader, struct dn_err *why,
    const char *element, uint64_t number, struct dn_err *err)
{
	struct dn_format_run *run = reader->reading->run;

	if (dn_code_status(why->code) == 3) {
		run->annotations.rejected++;
		why->source = reader->path;
		snprintf(why->field, sizeof(why->field), "/%.40s[%llu]",
		    element, (unsigned long long)number);
		*err = *why;
		return run->reject(run->state, why,
		    (struct dn_span){ NULL, 0 });
	}
	*err = *why;
	return -1;
}

/* The element that has begun is a shape of the picture. */
static int
read_annotation(struct dn_cvat_reader *reader, struct dn_err *err)
{
	struct dn_bytes *list = &reader->list;
	size_t from = list->len, part = reader->parts.len;
	struct dn_err why = DN_ERR_INIT;
	struct dn_xml_element *element;

	dn_arena_clear(&reader->inner);
	element = dn_xml_take(reader->xml, &reader->inner, err);
	if (element == NULL) {
		reader->broken = true;
		return -1;
	}
	reader->reading->run->annotations.in++;
	dn_cvat_begin_annotation(reader);
	dn_cvat_begin_member(reader, DN_SPAN("id"));
	dn_bytes_add_byte(list, '"');
	dn_bytes_add_uint(list, ++reader->number);
	dn_bytes_add_byte(list, '"');
	if (dn_cvat_read_shape(reader, element, DN_CVAT_PICTURE, list,
	    &why) == 0) {
		dn_cvat_end_annotation(reader);
		return 0;
	}
	list->len = from;
	reader->parts.len = part;
	return dn_cvat_reject(reader, &why, element->name.ptr, reader->number,
	    err);
}

/* ---- pictures -------------------------------------------------------- */

static int
refuse_large(struct dn_cvat_reader *reader,
    const struct dn_xml_element *element, struct dn_err *err)
{
	dn_err_set(err, DN_E_TOO_LONG, "an item of more than %zu bytes",
	    reader->reading->max_value);
	err->source = reader->path;
	return dn_err_at(err, element->line, element->column);
}

/* All shapes of the picture; what is too large is read to its end. */
static int
read_annotations(struct dn_cvat_reader *reader,
    const struct dn_xml_element *image, struct dn_err *err)
{
	enum dn_xml_event event;
	int more;

	while ((more = dn_xml_next(reader->xml, &event, err)) > 0) {
		if (event == DN_XML_END)
			return 0;
		if (event == DN_XML_TEXT) {
			struct dn_span text = dn_xml_text(reader->xml);

			if (!dn_markup_blank(text))
				dn_bytes_add_span(&reader->text, text);
			continue;
		}
		if (read_annotation(reader, err) < 0)
			return -1;
		if (reader->list.len <= reader->reading->max_value)
			continue;
		return dn_cvat_skip(reader, 2, err) < 0 ? -1 :
		    refuse_large(reader, image, err);
	}
	reader->broken = true;
	return -1;
}

/* The picture's attributes: its id, name, split and size. */
static int
begin_picture(struct dn_cvat_reader *reader,
    const struct dn_xml_element *image, struct dn_err *err)
{
	static const char *const sizes[] = { "width", "height" };
	struct dn_span name = dn_xml_value(image, "name");
	struct dn_span subset = dn_xml_value(image, "subset"), id = name;
	const struct dn_xml_attribute *attribute = image->attributes;

	dn_bytes_clear(&reader->other);
	if (name.len == 0) {
		dn_bytes_add_text(&reader->other, "image-");
		dn_bytes_add_span(&reader->other, dn_xml_value(image, "id"));
		id = dn_bytes_span(&reader->other);
	} else if (!reader->reading->keep_suffix) {
		id = dn_files_stem(name);
	}
	if (dn_bytes_check(&reader->other, err) < 0)
		return -1;
	dn_bytes_clear(&reader->raw);
	if (subset.ptr == NULL && reader->meta.task_count == 1 &&
	    reader->meta.tasks[0].subset.len > 0) {
		subset = reader->meta.tasks[0].subset;
		dn_cvat_keep(&reader->raw, "", DN_SPAN("/../meta/subset"),
		    subset);
	} else if (subset.ptr != NULL && subset.len == 0) {
		dn_cvat_keep(&reader->raw, "/@", DN_SPAN("subset"), subset);
	}
	dn_cvat_begin_item(reader, id, subset, DN_MEDIA_IMAGE, name);
	for (int i = 0; i < 2; i++)
		dn_cvat_add_size(reader, sizes[i],
		    dn_xml_value(image, sizes[i]), sizes[i]);
	dn_cvat_size(dn_xml_value(image, "width"), &reader->width);
	dn_cvat_size(dn_xml_value(image, "height"), &reader->height);
	for (; attribute != NULL; attribute = attribute->next)
		if (!dn_span_is(attribute->name, "id") &&
		    !dn_span_is(attribute->name, "name") &&
		    !dn_span_is(attribute->name, "subset") &&
		    !dn_span_is(attribute->name, "width") &&
		    !dn_span_is(attribute->name, "height"))
			dn_cvat_keep(&reader->raw, "/@", attribute->name,
			    attribute->value);
	return 0;
}

/* An <image> has begun: it is an item. */
static int
give_picture(struct dn_cvat_reader *reader, struct dn_err *err)
{
	struct dn_xml_element *image;

	dn_arena_clear(&reader->outer);
	image = dn_xml_tag(reader->xml, &reader->outer, err);
	if (image == NULL)
		return -1;
	reader->reading->line = image->line;
	reader->reading->column = image->column;
	reader->number = 0;
	reader->label = (struct dn_span){ NULL, 0 };
	dn_bytes_clear(&reader->list);
	dn_bytes_clear(&reader->parts);
	dn_bytes_clear(&reader->text);
	/* Sizes are needed for masks, so this is looked at first. */
	if (begin_picture(reader, image, err) < 0 ||
	    dn_cvat_find_size(reader, err) < 0)
		return -1;
	dn_bytes_clear(&reader->kept);
	dn_bytes_add_span(&reader->kept, dn_bytes_span(&reader->raw));
	if (read_annotations(reader, image, err) < 0)
		return -1;
	dn_bytes_clear(&reader->raw);
	dn_bytes_add_span(&reader->raw, dn_bytes_span(&reader->kept));
	if (reader->text.len > 0)
		dn_cvat_keep(&reader->raw, "", DN_SPAN(""), dn_markup_trim(
		    dn_bytes_span(&reader->text)));
	dn_cvat_keep_behind(reader);
	return dn_cvat_end_item(reader, &reader->list, dn_xml_value(image,
	    "id"), err) < 0 ? -1 : 1;
}

/* ---- the document ---------------------------------------------------- */

/* The root has begun: its attributes. */
static int
begin_root(struct dn_cvat_reader *reader, struct dn_err *err)
{
	struct dn_span name, value;

	if (!dn_span_is(dn_xml_name(reader->xml), "annotations")) {
		dn_err_set(err, DN_E_BAD_FORMAT,
		    "the document is no <annotations>");
		dn_err_at(err, dn_xml_line(reader->xml),
		    dn_xml_column(reader->xml));
		reader->broken = true;
		return -1;
	}
	for (size_t i = 0; i < dn_xml_attributes(reader->xml); i++) {
		dn_xml_attribute(reader->xml, i, &name, &value);
		dn_cvat_meta_attribute(&reader->meta, name, value);
	}
	return 0;
}

/* An element that is neither picture nor track. */
static int
take_other(struct dn_cvat_reader *reader, struct dn_err *err)
{
	struct dn_format_run *run = reader->reading->run;
	uint64_t line = dn_xml_line(reader->xml);
	uint64_t column = dn_xml_column(reader->xml);
	struct dn_xml_element *element = dn_xml_take(reader->xml,
	    &reader->meta.arena, err);

	if (element == NULL) {
		reader->broken = true;
		return -1;
	}
	if (reader->header_due)
		return dn_cvat_meta_take(&reader->meta, element, err);
	/* The header is gone already, and it stands behind no picture. */
	dn_err_set(err, DN_E_BAD_FORMAT, "<%.60s> behind the first picture",
	    element->name.ptr);
	dn_err_at(err, line, column);
	err->source = reader->path;
	return run->reject(run->state, err, (struct dn_span){ NULL, 0 });
}

/* A child of the root has begun: 1 with an item, 0 without, -1. */
static int
take_child(struct dn_cvat_reader *reader, struct dn_err *err)
{
	if (dn_span_is(dn_xml_name(reader->xml), "image")) {
		reader->held = reader->header_due;
		return reader->header_due ? give_header(reader, err) :
		    give_picture(reader, err);
	}
	if (dn_span_is(dn_xml_name(reader->xml), "track"))
		return dn_cvat_take_track(reader, err);
	return take_other(reader, err);
}

/* Text that stands beside pictures and tracks is bad, unless it is blank. */
static int
refuse_text(struct dn_cvat_reader *reader, struct dn_err *err)
{
	struct dn_format_run *run = reader->reading->run;
	struct dn_span text = dn_xml_text(reader->xml);

	if (dn_markup_blank(text))
		return 0;
	dn_err_set(err, DN_E_BAD_FORMAT, "text between the elements");
	dn_err_at(err, dn_xml_line(reader->xml), 1);
	err->source = reader->path;
	return run->reject(run->state, err, (struct dn_span){ NULL, 0 });
}

/* Read on to the next item: 1, 0 at the end of the document, -1. */
static int
read_on(struct dn_cvat_reader *reader, struct dn_err *err)
{
	enum dn_xml_event event = DN_XML_START;
	int got = 0;

	if (reader->held) {
		reader->held = false;
		return give_picture(reader, err);
	}
	while (got == 0) {
		int more = dn_cvat_next_event(reader, &event, err);

		if (more <= 0)
			return more;
		if (event == DN_XML_TEXT && refuse_text(reader, err) < 0)
			return -1;
		if (event != DN_XML_START)
			continue;
		if (reader->phase == BODY)
			got = take_child(reader, err);
		else
			got = begin_root(reader, err);
		reader->phase = BODY;
	}
	return got;
}

/* The next item of the document: 1, 0 at its end, -1. */
static int
next_item(struct dn_cvat_reader *reader, struct dn_err *err)
{
	int got = 0;

	if (reader->phase != VIDEOS) {
		got = read_on(reader, err);
		/* An empty file is a document of nothing. */
		if (got < 0 && dn_xml_nothing(reader->xml)) {
			reader->broken = false;
			return 0;
		}
		if (got != 0)
			return got;
		reader->phase = VIDEOS;
		if (dn_cvat_empty_videos(reader, err) < 0)
			return -1;
	}
	if (reader->header_due)
		return give_header(reader, err);
	if (reader->next_video == reader->video_count)
		return 0;
	return dn_cvat_give_video(reader,
	    &reader->videos[reader->next_video++], err);
}

/* Tracks that were read, but will never be given, are rejected. */
static void
count_lost(struct dn_cvat_reader *reader)
{
	struct dn_annotation_counts *counts =
	    &reader->reading->run->annotations;

	for (size_t i = reader->next_video; i < reader->video_count; i++)
		counts->in += reader->videos[i].count -
		    reader->videos[i].rejected;
}

int
dn_cvat_read_next(void *state, struct dn_item *item, struct dn_span *raw,
    struct dn_err *err)
{
	struct dn_cvat_reader *reader = state;
	int got = 0;

	(void)raw;
	reader->item = item;
	while (got == 0) {
		if (reader->xml == NULL) {
			got = open_document(reader, err);
			if (got == 0) {
				dn_cvat_tell_comments(reader);
				return 0;
			}
			reader->broken = got < 0;
		}
		if (got >= 0)
			got = next_item(reader, err);
		if (got < 0)
			err->source = reader->path;
		if (got < 0 && reader->broken)
			count_lost(reader);
		if (got == 0 || (got < 0 && reader->broken))
			close_document(reader);
	}
	return got;
}
