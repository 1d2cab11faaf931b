/* SPDX-License-Identifier: MIT */
/* Reading COCO: where things stand first, then item by item. */
#include "formats/coco_read.h"

#include <stdlib.h>

#include "core/utf8.h"
#include "formats/coco_panoptic.h"
#include "formats/compact.h"

/* ---- documents ------------------------------------------------------- */

static void
close_document(struct dn_coco_reader *reader)
{
	dn_coco_leave(reader);
	if (reader->phase != DN_COCO_CLOSED)
		dn_coco_categories_release(&reader->categories);
	dn_store_close(reader->store);
	dn_coco_ahead_free(reader->ahead);
	dn_coco_index_free(reader->index);
	dn_names_free(reader->item_ids);
	dn_folder_close(reader->panoptic);
	reader->panoptic = NULL;
	reader->mapless = false;
	reader->store = NULL;
	reader->index = NULL;
	reader->ahead = NULL;
	reader->item_ids = NULL;
	reader->results = reader->troubled = reader->checked = false;
	reader->held.any = false;
	reader->phase = DN_COCO_CLOSED;
}

/* Open the next document and go through it. */
static int
open_document(struct dn_coco_reader *reader, struct dn_err *err)
{
	size_t index = reader->next_path++;
	const char *path = dn_files_path(reader->files, index);
	uint64_t repeats;

	if (strcmp(dn_files_name(reader->files, index), "-") == 0)
		path = "-";
	reader->reading->source = dn_files_path(reader->files, index);
	reader->store = dn_store_open(path, err);
	if (reader->store == NULL)
		return -1;
	reader->phase = DN_COCO_HEADER;
	reader->reading->line = reader->reading->column = 1;
	reader->reading->byte = 0;
	if (dn_coco_categories_init(&reader->categories, err) < 0)
		return -1;
	if (dn_coco_note(reader, err) < 0) {
		err->source = dn_store_name(reader->store);
		return -1;
	}
	if (!reader->results && strcmp(path, "-") != 0 &&
	    dn_coco_panoptic_enter(path, &reader->panoptic, err) < 0)
		return -1;
	repeats = dn_coco_index_repeats(reader->index);
	if (repeats > 0)
		dn_format_note(reader->reading->run, "%llu annotations have "
		    "the id of another one: their ids are kept as they are",
		    (unsigned long long)repeats);
	return dn_coco_index_begin(reader->index, err);
}

void *
dn_coco_read_open(struct dn_reading *reading, struct dn_err *err)
{
	struct dn_coco_reader *reader = calloc(1, sizeof(*reader));

	if (reader == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	reader->reading = reading;
	dn_bytes_init(&reader->text, SIZE_MAX / 2);
	dn_bytes_init(&reader->scratch, SIZE_MAX / 2);
	dn_bytes_init(&reader->held.raw, SIZE_MAX / 2);
	dn_mask_init(&reader->mask, 0, 0);
	reader->fields = dn_coco_fields(err);
	reader->json = dn_json_new(reader->fields, DN_JSON_STRICT);
	reader->files = dn_format_files(reading, err);
	if (reader->json == NULL || reader->fields == NULL)
		dn_err_memory(err);
	else if (reader->files != NULL &&
	    dn_files_all_named(reader->files, err) == 0)
		return reader;
	dn_coco_read_close(reader);
	return NULL;
}

void
dn_coco_read_close(void *state)
{
	struct dn_coco_reader *reader = state;

	if (reader == NULL)
		return;
	close_document(reader);
	dn_files_free(reader->files);
	dn_json_free(reader->json);
	dn_json_fields_free(reader->fields);
	dn_mask_release(&reader->mask);
	dn_bytes_release(&reader->text);
	dn_bytes_release(&reader->scratch);
	dn_bytes_release(&reader->held.raw);
	free(reader);
}

/* ---- items ----------------------------------------------------------- */

/*
 * Take the element at a place apart, whose text may be `held`.  Its text is the
 * item's, and is scanned again: somebody may have changed the file.
 */
static int
load(struct dn_coco_reader *reader, struct dn_item *item, bool image,
    const struct dn_coco_place *place, struct dn_span held,
    struct dn_err *err)
{
	struct dn_coco_element *element = &reader->element;
	size_t used, len = place->length;
	char *text = dn_arena_take_raw(&item->tree.arena,
	    len + DN_JSON_PADDING);

	if (text == NULL)
		return dn_err_memory(err);
	if (held.ptr != NULL)
		memcpy(text, held.ptr, len);
	else if (dn_store_read(reader->store, place->offset, text, len,
	    err) < 0)
		return -1;
	len = dn_compact(text, len);
	memset(text + len, 0, DN_JSON_PADDING);
	reader->bad = (struct dn_span){ text, len };
	element->image = image;
	return dn_json_scan_fields(reader->json, reader->bad, true,
	    element->member, &element->whole, &used, err) < 0 ? -1 : 0;
}

/* Say where a bad thing stands. */
static void
locate(const struct dn_coco_reader *reader,
    const struct dn_coco_place *place, struct dn_err *err)
{
	err->source = dn_store_name(reader->store);
	dn_err_at(err, place->line, place->column);
	err->byte = place->offset;
}

/* An annotation that is bad: 0 when the item goes on without it. */
static int
reject(struct dn_coco_reader *reader, const struct dn_coco_place *place,
    struct dn_err *why, struct dn_err *err)
{
	struct dn_format_run *run = reader->reading->run;

	locate(reader, place, why);
	if (dn_code_status(why->code) != 3) {
		*err = *why;
		return -1;
	}
	/* It was told before. */
	if (reader->checked)
		return 0;
	run->annotations.in++;
	run->annotations.rejected++;
	return run->reject(run->state, why, reader->bad);
}

/* A map of segments without its pixels stays as it is, which is told once. */
static void
tell_maps(struct dn_coco_reader *reader)
{
	if (reader->panoptic != NULL || reader->mapless ||
	    !dn_coco_is_panoptic(&reader->element))
		return;
	reader->mapless = true;
	dn_format_note(reader->reading->run, "segments are kept as they are: "
	    "there is no folder of PNGs called as the document, without .json");
}

/* Does it stand behind what is wrong first? */
static bool
is_behind(const struct dn_coco_reader *reader,
    const struct dn_coco_place *place)
{
	return reader->held.any && place->offset >= reader->held.offset;
}

/* One annotation, whose text may be `held`; -1 with what is bad. */
static int
take_annotation(struct dn_coco_reader *reader, struct dn_item *item,
    const struct dn_coco_place *place, struct dn_span held,
    struct dn_coco_making *making, struct dn_err *why)
{
	if (load(reader, item, false, place, held, why) < 0)
		return -1;
	tell_maps(reader);
	making->repeated = dn_coco_index_repeated(reader->index,
	    &reader->element.member[DN_COCO_ID]);
	if (dn_coco_annotation(item, &reader->element, making, why) < 0)
		return -1;
	reader->reading->run->annotations.in += making->made;
	making->number++;
	return 0;
}

/* The annotations of the image: 1, 0 where one stands too late, -1. */
static int
read_annotations(struct dn_coco_reader *reader, struct dn_item *item,
    struct dn_err *err)
{
	struct dn_coco_making making = { .categories = &reader->categories,
		.results = reader->results, .number = 1,
		.ids = reader->item_ids, .scratch = &reader->scratch,
		.mask = &reader->mask, .panoptic = reader->panoptic,
		.json = reader->json, .image = reader->image };
	struct dn_err why = DN_ERR_INIT;
	struct dn_coco_place place;
	struct dn_span held;
	int more;

	while ((more = dn_coco_ahead_annotation(reader->ahead, &place, &held,
	    err)) == 1) {
		if (is_behind(reader, &place))
			return 0;
		if (take_annotation(reader, item, &place, held, &making,
		    &why) == 0)
			continue;
		if (reject(reader, &place, &why, err) < 0)
			return -1;
		why = (struct dn_err)DN_ERR_INIT;
	}
	return more < 0 ? -1 : 1;
}

/* Where ids repeat those of each item are looked at. */
static int
begin_ids(struct dn_coco_reader *reader, struct dn_err *err)
{
	if (dn_coco_index_repeats(reader->index) == 0)
		return 0;
	dn_names_free(reader->item_ids);
	reader->item_ids = dn_names_new();
	return reader->item_ids != NULL ? 0 : dn_err_memory(err);
}

/* The item of one image: 1, 0 where it stands too late, -1 what is wrong. */
static int
read_image(struct dn_coco_reader *reader, struct dn_item *item,
    const struct dn_coco_place *place, struct dn_err *err)
{
	int failed;

	dn_item_begin(item, DN_SPAN(""));
	if (load(reader, item, !reader->results, place,
	    (struct dn_span){ NULL, 0 }, err) < 0 || begin_ids(reader, err) < 0)
		return -1;
	reader->image = reader->element.member[reader->results ?
	    DN_COCO_IMAGE_ID : DN_COCO_ID].raw;
	failed = reader->results ?
	    dn_coco_result(item, &reader->element, err) :
	    dn_coco_image(item, &reader->element,
	    reader->reading->keep_suffix, err);
	return failed < 0 ? -1 : read_annotations(reader, item, err);
}

/* The header, from the categories and what else the document says. */
static int
give_header(struct dn_coco_reader *reader, struct dn_item *item,
    struct dn_err *err)
{
	static const char *const order[] = { "info", "licenses", "labels",
		"source", NULL };
	struct dn_item *header = &reader->categories.header;
	struct dn_node *member = dn_node_first(&header->tree, header->root);
	const char *name = dn_store_name(reader->store);
	const char *slash = strrchr(name, '/');

	dn_item_begin_header(item);
	for (; member != NULL; member = member->next) {
		dn_bytes_clear(&reader->text);
		dn_tree_write(member, &reader->text);
		if (dn_bytes_check(&reader->text, err) < 0)
			return -1;
		dn_node_set_raw_named(&item->tree, item->root, member->name,
		    dn_bytes_span(&reader->text));
	}
	item->source = dn_node_need_object(&item->tree, item->root, "source");
	dn_node_set_text(&item->tree, item->source, "format",
	    DN_SPAN("coco"));
	for (size_t i = 0; order[i] != NULL; i++)
		dn_node_put_last(dn_node_get(&item->tree, item->root,
		    order[i]));
	if (slash != NULL)
		name = slash + 1;
	if (dn_utf8_valid(name, strlen(name)) == strlen(name) &&
	    strcmp(name, "<stdin>") != 0)
		dn_node_set_text(&item->tree, item->source, "file",
		    dn_span_of(name));
	return dn_tree_check(&item->tree, err) < 0 ? -1 : 1;
}

/* ---- what comes next ------------------------------------------------- */

/* The next image: 1 and its place, 0 behind the last, -1. */
static int
next_image(struct dn_coco_reader *reader, struct dn_coco_place *place,
    struct dn_err *err)
{
	if (reader->ahead == NULL)
		reader->ahead = dn_coco_ahead_new(reader->index,
		    reader->store, reader->reading->memory / 4);
	if (reader->ahead == NULL)
		return dn_err_memory(err);
	return dn_coco_ahead_image(reader->ahead, place, err);
}

/* The next item: 1, 0 behind the last, -1. */
static int
give_item(struct dn_coco_reader *reader, struct dn_item *item,
    struct dn_span *raw, struct dn_err *err)
{
	struct dn_reading *reading = reader->reading;
	struct dn_coco_place place;
	int more = next_image(reader, &place, err);

	if (more > 0 && is_behind(reader, &place))
		more = 0;
	if (more <= 0)
		return more;
	reading->line = place.line;
	reading->column = place.column;
	reading->byte = place.offset;
	more = read_image(reader, item, &place, err);
	if (more < 0) {
		if (err->code != DN_E_NONE && err->line == 0)
			locate(reader, &place, err);
		*raw = reader->bad;
	}
	return more;
}

/* At the end, what is wrong first: it ends the run. */
static int
tell_held(struct dn_coco_reader *reader, struct dn_span *raw,
    struct dn_err *err)
{
	struct dn_format_run *run = reader->reading->run;
	struct dn_coco_held *held = &reader->held;

	held->any = false;
	if (held->image) {
		*err = held->err;
		*raw = dn_bytes_span(&held->raw);
		return -1;
	}
	run->annotations.in++;
	run->annotations.rejected++;
	return run->reject(run->state, &held->err,
	    dn_bytes_span(&held->raw)) < 0 ? -1 : 0;
}

/* What comes next of the present document: 1, 0 at its end, -1. */
static int
next_of_document(struct dn_coco_reader *reader, struct dn_item *item,
    struct dn_span *raw, struct dn_err *err)
{
	int more;

	switch (reader->phase) {
	case DN_COCO_HEADER:
		reader->phase = reader->troubled ? DN_COCO_CHECKING :
		    DN_COCO_GIVING;
		if (!reader->results)
			return give_header(reader, item, err);
		/* FALLTHROUGH */
	case DN_COCO_CHECKING:
		more = reader->troubled ? dn_coco_tell(reader, err) : 0;
		if (more > 0)
			*raw = reader->bad;
		else if (more < 0)
			reader->phase = DN_COCO_TELLING;
		if (more != 0)
			return -1;
		dn_coco_leave(reader);
		reader->checked = reader->troubled;
		reader->phase = DN_COCO_GIVING;
		if (dn_coco_index_begin(reader->index, err) < 0)
			return -1;
		/* FALLTHROUGH */
	case DN_COCO_GIVING:
		more = give_item(reader, item, raw, err);
		if (more != 0 || !reader->held.any)
			return more;
		reader->phase = DN_COCO_TELLING;
		/* FALLTHROUGH */
	default:
		return reader->held.any ? tell_held(reader, raw, err) : 0;
	}
}

int
dn_coco_read_next(void *state, struct dn_item *item, struct dn_span *raw,
    struct dn_err *err)
{
	struct dn_coco_reader *reader = state;
	int more;

	for (;;) {
		if (reader->phase == DN_COCO_CLOSED) {
			if (reader->next_path == dn_files_count(reader->files))
				return 0;
			if (open_document(reader, err) < 0) {
				close_document(reader);
				return -1;
			}
		}
		more = next_of_document(reader, item, raw, err);
		if (more != 0)
			return more;
		close_document(reader);
	}
}
