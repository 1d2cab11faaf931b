/* SPDX-License-Identifier: MIT */
/* Reading COCO: one pass finds where things stand, a second takes them. */
#include <stdlib.h>

#include "core/utf8.h"
#include "formats/coco.h"
#include "formats/compact.h"
#include "formats/files.h"
#include "io/jsondoc.h"
#include "io/jsontext.h"
#include "io/store.h"

#define NO_IMAGE UINT32_MAX

/* What is known of an image id. */
enum { NAMED, DECLARED, GIVEN };

/* Where an image or annotation stands, and which image it is or is of. */
struct place {
	uint64_t offset;
	uint32_t length, line, column, image;
};

/* A growing list of places. */
struct places {
	struct place *list;
	size_t count, cap;
};

struct reader {
	struct dn_reading *reading;
	struct dn_files *files;
	size_t next_path;

	/* The present document. */
	struct dn_store *store;
	struct dn_coco_categories categories;
	struct dn_names *ids;           /* of images, canonical */
	unsigned char *known;           /* of each: enum below */
	size_t known_cap;
	struct places images, annotations;
	size_t *first;                  /* annotation of each image, in order */
	uint32_t *order;                /* annotations by image */
	bool results, header_due;
	size_t next_image, next_orphan;
	struct dn_json *json;           /* for texts that are read again */
	struct dn_bytes text, scratch;
	struct dn_span bad;             /* what is wrong, for the rejects */
};

/* ---- the first pass -------------------------------------------------- */

static int
add_place(struct places *places, struct place place, struct dn_err *err)
{
	if (places->count == places->cap) {
		size_t cap = places->cap == 0 ? 1024 : places->cap * 2;
		struct place *list = reallocarray(places->list, cap,
		    sizeof(*list));

		if (list == NULL)
			return dn_err_memory(err);
		places->list = list;
		places->cap = cap;
	}
	if (places->count >= UINT32_MAX - 1)
		return dn_err_set(err, DN_E_BAD_FORMAT, "too many elements");
	places->list[places->count++] = place;
	return 0;
}

/* The member `name` of an object that was scanned; absent: type NONE. */
static struct dn_json_value
member_of(const struct dn_json_value *object, const char *name)
{
	struct dn_json_children walk = dn_json_children(object);
	struct dn_json_value value;
	struct dn_span found;

	while (object->type == DN_JSON_OBJECT &&
	    dn_json_child(&walk, &found, &value))
		if (dn_span_is(found, name))
			return value;
	return (struct dn_json_value){ { NULL, 0 }, DN_JSON_NONE, false };
}

/* The number of the image with that id, new or known. */
static int
number_image(struct reader *reader, const struct dn_json_value *id,
    uint32_t *number, struct dn_err *err)
{
	size_t index, count = dn_names_count(reader->ids);

	dn_bytes_clear(&reader->scratch);
	dn_json_canonical(id, &reader->scratch);
	if (dn_bytes_check(&reader->scratch, err) < 0)
		return -1;
	if (count == reader->known_cap) {
		size_t cap = count == 0 ? 1024 : count * 2;
		unsigned char *known = realloc(reader->known, cap);

		if (known == NULL)
			return dn_err_memory(err);
		reader->known = known;
		reader->known_cap = cap;
	}
	index = dn_names_add(reader->ids, dn_bytes_span(&reader->scratch),
	    NULL);
	if (index == DN_NAMES_NONE)
		return dn_err_memory(err);
	if (index == count)
		reader->known[index] = NAMED;
	*number = (uint32_t)index;
	return index < NO_IMAGE ? 0 :
	    dn_err_set(err, DN_E_BAD_FORMAT, "too many images");
}

/* Note an element of `images` or `annotations`. */
static int
note_element(struct reader *reader, struct dn_jsondoc *doc, bool image,
    struct dn_err *err)
{
	struct places *places = image ? &reader->images :
	    &reader->annotations;
	struct place place = { 0, 0, 0, 0, NO_IMAGE };
	struct dn_json_value value, id;
	uint64_t line, column;

	if (dn_jsondoc_value(doc, &value, err) < 0)
		return -1;
	line = dn_jsondoc_line(doc);
	place.offset = dn_jsondoc_offset(doc);
	place.length = (uint32_t)value.raw.len;
	column = dn_jsondoc_column(doc);
	place.line = line < UINT32_MAX ? (uint32_t)line : UINT32_MAX;
	place.column = column < UINT32_MAX ? (uint32_t)column : 0;
	id = member_of(&value, image ? "id" : "image_id");
	if (id.type > DN_JSON_NULL &&
	    number_image(reader, &id, &place.image, err) < 0)
		return -1;
	if (image && place.image != NO_IMAGE)
		reader->known[place.image] = DECLARED;
	/* Results bring no images: each that is named is one. */
	if (!image && reader->results && place.image != NO_IMAGE &&
	    reader->known[place.image] == NAMED) {
		reader->known[place.image] = DECLARED;
		if (add_place(&reader->images, place, err) < 0)
			return -1;
	}
	return add_place(places, place, err);
}

/* Go through an array that is due, element by element. */
static int
note_elements(struct reader *reader, struct dn_jsondoc *doc, bool image,
    struct dn_err *err)
{
	enum dn_json_type type;
	struct dn_span name;
	int more;

	if (dn_jsondoc_enter(doc, &type, err) < 0)
		return -1;
	while ((more = dn_jsondoc_next(doc, &name, err)) == 1)
		if (note_element(reader, doc, image, err) < 0)
			return -1;
	return more;
}

/* Take the value that is due, on one line, with room behind to scan it. */
static int
take_value(struct reader *reader, struct dn_jsondoc *doc,
    struct dn_json_value *value, struct dn_err *err)
{
	char *room;

	if (dn_jsondoc_value(doc, value, err) < 0)
		return -1;
	dn_bytes_clear(&reader->text);
	dn_compact_add(&reader->text, value->raw);
	room = dn_bytes_reserve(&reader->text, DN_JSON_PADDING);
	if (room == NULL)
		return dn_bytes_check(&reader->text, err);
	memset(room, 0, DN_JSON_PADDING);
	value->raw = dn_bytes_span(&reader->text);
	return 0;
}

/* One member of the document. */
static int
note_member(struct reader *reader, struct dn_jsondoc *doc,
    struct dn_span name, struct dn_err *err)
{
	struct dn_json_value value;
	enum dn_json_type type;
	struct dn_bytes copy;
	int more, failed;

	if (dn_jsondoc_peek(doc, &type, err) < 0)
		return -1;
	if (type == DN_JSON_ARRAY && dn_span_is(name, "images"))
		return note_elements(reader, doc, true, err);
	if (type == DN_JSON_ARRAY && dn_span_is(name, "annotations"))
		return note_elements(reader, doc, false, err);
	if (type != DN_JSON_ARRAY || !dn_span_is(name, "categories")) {
		dn_bytes_init(&copy, SIZE_MAX / 2);
		dn_bytes_add_span(&copy, name);
		failed = dn_bytes_check(&copy, err);
		if (failed == 0)
			failed = take_value(reader, doc, &value, err);
		if (failed == 0)
			failed = dn_coco_member(&reader->categories,
			    dn_bytes_span(&copy), &value, err);
		dn_bytes_release(&copy);
		return failed;
	}
	if (dn_jsondoc_enter(doc, &type, err) < 0)
		return -1;
	while ((more = dn_jsondoc_next(doc, &name, err)) == 1)
		if (take_value(reader, doc, &value, err) < 0 ||
		    dn_coco_category(&reader->categories, &value, err) < 0)
			return -1;
	return more;
}

static int
note_document(struct reader *reader, struct dn_jsondoc *doc,
    struct dn_err *err)
{
	enum dn_json_type type;
	struct dn_span name;
	int more;

	if (dn_jsondoc_peek(doc, &type, err) < 0)
		return -1;
	if (type == DN_JSON_ARRAY) {
		reader->results = true;
		more = note_elements(reader, doc, false, err);
	} else if (type == DN_JSON_OBJECT) {
		if (dn_jsondoc_enter(doc, &type, err) < 0)
			return -1;
		while ((more = dn_jsondoc_next(doc, &name, err)) == 1)
			if (note_member(reader, doc, name, err) < 0)
				return -1;
	} else if (type == DN_JSON_NONE) {
		/* Empty input is a document of nothing. */
		reader->results = true;
		return 0;
	} else {
		dn_err_set(err, DN_E_BAD_FORMAT,
		    "the document is neither an object nor an array");
		return dn_err_at(err, dn_jsondoc_line(doc),
		    dn_jsondoc_column(doc));
	}
	return more < 0 ? -1 : dn_jsondoc_finish(doc, err);
}

/* Put the annotations in the order of their images, stably. */
static int
sort_annotations(struct reader *reader, struct dn_err *err)
{
	const struct places *places = &reader->annotations;
	size_t images = dn_names_count(reader->ids);

	reader->first = calloc(images + 2, sizeof(*reader->first));
	reader->order = calloc(places->count + 1, sizeof(*reader->order));
	if (reader->first == NULL || reader->order == NULL)
		return dn_err_memory(err);
	for (size_t i = 0; i < places->count; i++)
		if (places->list[i].image != NO_IMAGE)
			reader->first[places->list[i].image + 2]++;
	for (size_t i = 2; i < images + 2; i++)
		reader->first[i] += reader->first[i - 1];
	for (size_t i = 0; i < places->count; i++)
		if (places->list[i].image != NO_IMAGE)
			reader->order[reader->first[
			    places->list[i].image + 1]++] = (uint32_t)i;
	return 0;
}

/* ---- documents ------------------------------------------------------- */

static void
close_document(struct reader *reader)
{
	dn_store_close(reader->store);
	reader->store = NULL;
	dn_coco_categories_release(&reader->categories);
	dn_names_free(reader->ids);
	free(reader->known);
	free(reader->images.list);
	free(reader->annotations.list);
	free(reader->first);
	free(reader->order);
	reader->ids = NULL;
	reader->known = NULL;
	reader->known_cap = 0;
	reader->first = NULL;
	reader->order = NULL;
	memset(&reader->categories, 0, sizeof(reader->categories));
	memset(&reader->images, 0, sizeof(reader->images));
	memset(&reader->annotations, 0, sizeof(reader->annotations));
	reader->results = false;
	reader->next_image = 0;
	reader->next_orphan = 0;
}

/* Open the next document and go through it. */
static int
open_document(struct reader *reader, struct dn_err *err)
{
	size_t index = reader->next_path++;
	const char *path = dn_files_path(reader->files, index);
	struct dn_jsondoc *doc = NULL;
	struct dn_src *src;
	int failed = -1;

	if (strcmp(dn_files_name(reader->files, index), "-") == 0)
		path = "-";
	reader->reading->source = dn_files_path(reader->files, index);
	reader->reading->line = reader->reading->column = 1;
	reader->store = dn_store_open(path, err);
	if (reader->store == NULL)
		return -1;
	reader->ids = dn_names_new();
	if (reader->ids == NULL)
		return dn_err_memory(err);
	if (dn_coco_categories_init(&reader->categories, err) < 0)
		return -1;
	src = dn_store_src(reader->store, err);
	if (src == NULL)
		return -1;
	doc = dn_jsondoc_new(src, reader->reading->max_value);
	if (doc == NULL)
		dn_err_memory(err);
	else
		failed = note_document(reader, doc, err);
	if (failed < 0)
		err->source = dn_store_name(reader->store);
	dn_jsondoc_free(doc);
	dn_src_close(src);
	reader->header_due = !reader->results;
	return failed < 0 ? -1 : sort_annotations(reader, err);
}

/* A document is a file, never a folder of them. */
static int
all_named(const struct dn_files *files, struct dn_err *err)
{
	for (size_t i = 0; i < dn_files_count(files); i++)
		if (!dn_files_named(files, i))
			return dn_err_set(err, DN_E_NO_FILE, "\"%.120s\" "
			    "stands in a folder: name the document itself",
			    dn_files_path(files, i));
	return 0;
}

void *
dn_coco_read_open(struct dn_reading *reading, struct dn_err *err)
{
	struct reader *reader = calloc(1, sizeof(*reader));

	if (reader == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	reader->reading = reading;
	dn_bytes_init(&reader->text, SIZE_MAX / 2);
	dn_bytes_init(&reader->scratch, SIZE_MAX / 2);
	reader->json = dn_json_new(NULL, DN_JSON_STRICT);
	reader->files = dn_files_new(reading->paths, reading->path_count,
	    err);
	if (reader->json == NULL)
		dn_err_memory(err);
	else if (reader->files != NULL && all_named(reader->files, err) == 0)
		return reader;
	dn_coco_read_close(reader);
	return NULL;
}

void
dn_coco_read_close(void *state)
{
	struct reader *reader = state;

	if (reader == NULL)
		return;
	close_document(reader);
	dn_files_free(reader->files);
	dn_json_free(reader->json);
	dn_bytes_release(&reader->text);
	dn_bytes_release(&reader->scratch);
	free(reader);
}

/* ---- the second pass ------------------------------------------------- */

/*
 * The element at a place as a node of the item's tree.  It is scanned again:
 * somebody may have changed the file.
 */
static struct dn_node *
load(struct reader *reader, struct dn_item *item, const struct place *place,
    struct dn_err *err)
{
	struct dn_json_value value;
	size_t used, len = place->length;
	char *text = dn_arena_take(&item->tree.arena, len + DN_JSON_PADDING);

	if (text == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	if (dn_store_read(reader->store, place->offset, text, len, err) < 0)
		return NULL;
	len = dn_compact(text, len);
	memset(text + len, 0, DN_JSON_PADDING);
	reader->bad = (struct dn_span){ text, len };
	if (dn_json_scan_prefix(reader->json, reader->bad, true, &value,
	    &used, err) < 0)
		return NULL;
	return dn_tree_value(&item->tree, &value);
}

/* Say where a bad thing stands. */
static void
locate(const struct reader *reader, const struct place *place,
    struct dn_err *err)
{
	err->source = dn_store_name(reader->store);
	dn_err_at(err, place->line, place->column);
	err->byte = place->offset;
}

/* The annotations of the image, each added or rejected. */
static int
read_annotations(struct reader *reader, struct dn_item *item,
    uint32_t image, struct dn_err *err)
{
	struct dn_format_run *run = reader->reading->run;
	size_t from = reader->first[image], to = reader->first[image + 1];

	for (; from < to; from++) {
		const struct place *place =
		    &reader->annotations.list[reader->order[from]];
		struct dn_err why = DN_ERR_INIT;
		struct dn_node *node;

		run->annotations.in++;
		node = load(reader, item, place, &why);
		if (node != NULL && dn_coco_annotation(item, node,
		    &reader->categories, reader->results, &reader->scratch,
		    &why) == 0)
			continue;
		locate(reader, place, &why);
		if (dn_code_status(why.code) != 3) {
			*err = why;
			return -1;
		}
		run->annotations.rejected++;
		if (run->reject(run->state, &why, reader->bad) < 0)
			return -1;
	}
	return 0;
}

/* An item of results: there is nothing but its annotations. */
static void
begin_result(struct dn_item *item, struct dn_node *result)
{
	struct dn_tree *tree = &item->tree;
	struct dn_node *id = dn_node_get(tree, result, "image_id");
	struct dn_span text = id->type == DN_JSON_STRING ?
	    dn_node_text(tree, id) : id->raw;

	item->id = dn_arena_copy(&tree->arena, text);
	dn_node_set_text(tree, item->root, "id", text);
	dn_item_need_annotations(item);
	item->source = dn_node_set_object(tree, item->root, "source");
	dn_node_set_text(tree, item->source, "format", DN_SPAN("coco"));
	dn_node_set_lent(tree, item->source, "id", id->raw);
}

/* The item of one image, or what is wrong with it. */
static int
read_image(struct reader *reader, struct dn_item *item,
    const struct place *place, struct dn_err *err)
{
	struct dn_node *image;

	dn_item_begin(item, DN_SPAN(""));
	image = load(reader, item, place, err);
	if (image == NULL)
		return -1;
	if (place->image == NO_IMAGE)
		return dn_err_set(err, image->type == DN_JSON_OBJECT ?
		    DN_E_MISSING_FIELD : DN_E_BAD_TYPE,
		    "an image is an object with an \"id\"");
	/* The first image of an id was given out before. */
	if (reader->known[place->image] == GIVEN)
		return dn_err_set(err, DN_E_REPEATED,
		    "a second image with the same id");
	reader->known[place->image] = GIVEN;
	if (reader->results)
		begin_result(item, image);
	else if (dn_coco_image(item, image, reader->reading->keep_suffix,
	    err) < 0)
		return -1;
	return read_annotations(reader, item, place->image, err);
}

/* Annotations of no image: 1 when one was turned away, 0 when none is left. */
static int
reject_orphan(struct reader *reader, struct dn_item *item,
    struct dn_err *err)
{
	struct dn_format_run *run = reader->reading->run;
	const struct places *places = &reader->annotations;

	while (reader->next_orphan < places->count) {
		const struct place *place =
		    &places->list[reader->next_orphan++];
		struct dn_err why = DN_ERR_INIT;
		struct dn_node *node;

		if (place->image != NO_IMAGE &&
		    reader->known[place->image] != NAMED)
			continue;
		dn_item_begin(item, DN_SPAN(""));
		node = load(reader, item, place, &why);
		if (node != NULL)
			dn_err_set(&why, place->image == NO_IMAGE ?
			    DN_E_MISSING_FIELD : DN_E_UNKNOWN_ID,
			    place->image == NO_IMAGE ?
			    "an annotation without \"image_id\"" :
			    "no image has the id of this annotation");
		locate(reader, place, &why);
		if (dn_code_status(why.code) != 3) {
			*err = why;
			return -1;
		}
		run->annotations.in++;
		run->annotations.rejected++;
		return run->reject(run->state, &why, reader->bad) < 0 ? -1 :
		    1;
	}
	return 0;
}

/* The header, from the categories and what else the document says. */
static int
give_header(struct reader *reader, struct dn_item *item, struct dn_err *err)
{
	static const char *const order[] = { "info", "licenses", "labels",
		"source", NULL };
	struct dn_item *header = &reader->categories.header;
	struct dn_node *member = dn_node_first(&header->tree, header->root);
	const char *name = dn_store_name(reader->store);
	const char *slash = strrchr(name, '/');

	reader->header_due = false;
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

/* What comes next of the present document: 1, 0 at its end, -1. */
static int
next_of_document(struct reader *reader, struct dn_item *item,
    struct dn_span *raw, struct dn_err *err)
{
	const struct place *place;
	int more;

	if (reader->header_due)
		return give_header(reader, item, err);
	if (reader->next_image < reader->images.count) {
		place = &reader->images.list[reader->next_image++];
		reader->reading->line = place->line;
		reader->reading->column = place->column;
		reader->reading->byte = place->offset;
		if (read_image(reader, item, place, err) == 0)
			return 1;
		if (err->code != DN_E_NONE && err->line == 0)
			locate(reader, place, err);
		*raw = reader->bad;
		return -1;
	}
	while ((more = reject_orphan(reader, item, err)) == 1)
		;
	return more;
}

int
dn_coco_read_next(void *state, struct dn_item *item, struct dn_span *raw,
    struct dn_err *err)
{
	struct reader *reader = state;
	int more;

	for (;;) {
		if (reader->store == NULL) {
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
