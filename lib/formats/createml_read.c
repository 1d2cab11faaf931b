/* SPDX-License-Identifier: MIT */
/* Reading Create ML: element by element, whatever the size of the array. */
#include <stdlib.h>

#include "formats/compact.h"
#include "formats/createml.h"
#include "formats/jsonfile.h"

struct reader {
	struct dn_jsonfile at;          /* the document, an element of it */
	const char *path;
	uint64_t element;               /* number of the one read last */
	struct dn_bytes text, other;    /* scratch */
	struct dn_item *item;
};

void *
dn_createml_read_open(struct dn_reading *reading, struct dn_err *err)
{
	struct reader *reader = calloc(1, sizeof(*reader));

	if (reader == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	dn_bytes_init(&reader->text, SIZE_MAX / 2);
	dn_bytes_init(&reader->other, SIZE_MAX / 2);
	if (dn_jsonfile_init(&reader->at, reading, err) == 0 &&
	    dn_files_all_named(reader->at.files, err) == 0)
		return reader;
	dn_createml_read_close(reader);
	return NULL;
}

void
dn_createml_read_close(void *state)
{
	struct reader *reader = state;

	if (reader == NULL)
		return;
	dn_jsonfile_release(&reader->at);
	dn_bytes_release(&reader->text);
	dn_bytes_release(&reader->other);
	free(reader);
}

/* ---- annotations ----------------------------------------------------- */

/* Keep the members of an object but those that `known` (NULL-ended) lists. */
static void
keep_rest(struct reader *reader, struct dn_node *object,
    const char *const *known)
{
	struct dn_node *node = dn_node_first(&reader->at.tree, object);

	for (; node != NULL; node = node->next) {
		int i = 0;

		while (known[i] != NULL && !dn_span_is(node->name, known[i]))
			i++;
		if (known[i] == NULL)
			dn_rawjson_keep(&reader->at.raw, node->name, node->raw);
	}
}

/*
 * `bbox` from the coordinates, which are kept where the way back would not
 * write them so.
 */
static int
read_box(struct reader *reader, struct dn_node *coordinates,
    struct dn_node *node, struct dn_err *err)
{
	struct dn_tree *tree = &reader->item->tree;
	struct dn_bytes *box = &reader->text, *back = &reader->other;
	bool same = dn_node_count(&reader->at.tree, coordinates) ==
	    DN_CREATEML_COUNT;
	struct dn_node *made;

	dn_bytes_clear(box);
	dn_bytes_clear(back);
	if (!dn_createml_box(&reader->at.tree, coordinates, box))
		return dn_node_error(coordinates, err, DN_E_BAD_VALUE,
		    "coordinates are four numbers: x, y, width and height");
	made = dn_node_set_raw(tree, node, "bbox", dn_bytes_span(box));
	if (made == NULL || dn_bytes_check(box, err) < 0)
		return dn_err_memory(err);
	dn_createml_coordinates(tree, made, back);
	dn_bytes_clear(box);
	dn_bytes_add_byte(box, '{');
	for (int i = 0; i < DN_CREATEML_COUNT; i++)
		dn_rawjson_member(box, dn_span_of(dn_createml_names[i]),
		    dn_node_get(&reader->at.tree, coordinates,
		    dn_createml_names[i]));
	dn_bytes_add_byte(box, '}');
	same = same && dn_span_equal(dn_bytes_span(box), dn_bytes_span(back));
	if (!same)
		dn_rawjson_keep(&reader->at.raw, DN_SPAN("coordinates"),
		    coordinates->raw);
	return dn_bytes_check(back, err);
}

static int
fill_annotation(struct reader *reader, struct dn_node *given,
    struct dn_node *node, struct dn_err *err)
{
	static const char *const known[] = { "label", "coordinates", NULL };
	struct dn_tree *tree = &reader->item->tree;
	struct dn_node *label, *coordinates;

	if (given->type != DN_JSON_OBJECT)
		return dn_node_error(given, err, DN_E_BAD_TYPE,
		    "an annotation is an object");
	label = dn_node_get(&reader->at.tree, given, "label");
	coordinates = dn_node_get(&reader->at.tree, given, "coordinates");
	if (coordinates == NULL)
		return dn_node_error(given, err, DN_E_MISSING_FIELD,
		    "an annotation without coordinates");
	if (dn_node_type(label) == DN_JSON_OBJECT)
		return dn_node_error(label, err, DN_E_BAD_TYPE,
		    "a label is a text");
	dn_rawjson_begin(&reader->at.raw);
	if (dn_node_type(label) > DN_JSON_NULL)
		dn_rawjson_copy(tree, node, "label", label);
	else if (label != NULL)
		dn_rawjson_keep(&reader->at.raw, label->name, label->raw);
	if (read_box(reader, coordinates, node, err) < 0)
		return -1;
	keep_rest(reader, given, known);
	dn_rawjson_end(&reader->at.raw, tree, node);
	return dn_tree_check(tree, err);
}

/* Add an annotation; a bad one is rejected and left out. */
static int
read_annotation(struct reader *reader, struct dn_node *given,
    uint64_t number, struct dn_err *err)
{
	struct dn_node *node = dn_jsonfile_annotate(&reader->at, reader->item,
	    number, DN_ANNOTATION_BOX);
	struct dn_err why = DN_ERR_INIT;

	return fill_annotation(reader, given, node, &why) == 0 ? 0 :
	    dn_jsonfile_reject(&reader->at, reader->item, node, given, &why,
	    err);
}

/* ---- elements -------------------------------------------------------- */

/* The member of that name, else of its older one, which *old then tells. */
static struct dn_node *
find_either(struct reader *reader, const char *name, const char *older,
    bool *old)
{
	struct dn_node *root = reader->at.tree.root;
	struct dn_node *node = dn_node_get(&reader->at.tree, root, name);

	*old = node == NULL;
	if (*old)
		node = dn_node_get(&reader->at.tree, root, older);
	*old = *old && node != NULL;
	return node;
}

/* Begin the item of an element: its names and where it came from. */
static int
begin_item(struct reader *reader, struct dn_node *image, bool old_name,
    bool old_list, struct dn_err *err)
{
	struct dn_item *item = reader->item;
	struct dn_span path = dn_node_text(&reader->at.tree, image);

	if (path.len == 0) {
		if (image != NULL)
			return dn_node_error(image, err, DN_E_BAD_VALUE,
			    "the name of a picture is a text");
		return dn_node_error(reader->at.tree.root, err,
		    DN_E_MISSING_FIELD, "an element without \"image\"");
	}
	dn_item_begin(item, reader->at.reading->keep_suffix ? path :
	    dn_files_stem(path));
	dn_item_set_media(item, DN_MEDIA_IMAGE);
	dn_node_set_text(&item->tree, item->media, "path", path);
	dn_item_need_annotations(item);
	item->source = dn_node_set_object(&item->tree, item->root, "source");
	dn_node_set_text(&item->tree, item->source, "format",
	    DN_SPAN("createml"));
	if (old_name || old_list)
		dn_node_set_text(&item->tree, item->source, "dialect",
		    dn_span_of(!old_list ? "imagefilename" : old_name ?
		    "imagefilename annotation" : "annotation"));
	return 0;
}

static int
fill_item(struct reader *reader, struct dn_err *err)
{
	const char *known[] = { NULL, NULL, NULL };
	bool old_name, old_list;
	struct dn_node *image, *list, *node;
	uint64_t number = 0;

	if (reader->at.tree.root->type != DN_JSON_OBJECT)
		return dn_node_error(reader->at.tree.root, err,
		    DN_E_BAD_TYPE, "an element is an object");
	image = find_either(reader, "image", "imagefilename", &old_name);
	list = find_either(reader, "annotations", "annotation", &old_list);
	if (begin_item(reader, image, old_name, old_list, err) < 0)
		return -1;
	known[0] = old_name ? "imagefilename" : "image";
	if (dn_node_type(list) == DN_JSON_ARRAY) {
		known[1] = old_list ? "annotation" : "annotations";
		node = dn_node_first(&reader->at.tree, list);
		for (; node != NULL; node = node->next)
			if (read_annotation(reader, node, ++number, err) < 0)
				return -1;
	} else if (dn_node_type(list) > DN_JSON_NULL) {
		return dn_node_error(list, err, DN_E_BAD_TYPE,
		    "annotations are a list");
	} else {
		dn_node_remove(&reader->item->tree,
		    dn_node_get(&reader->item->tree, reader->item->root,
		    "annotations"));
		reader->item->annotations = NULL;
	}
	dn_rawjson_begin(&reader->at.raw);
	keep_rest(reader, reader->at.tree.root, known);
	dn_rawjson_end(&reader->at.raw, &reader->item->tree,
	    reader->item->root);
	return dn_tree_check(&reader->item->tree, err);
}

/* The element that is due. */
static int
read_element(struct reader *reader, struct dn_span *raw, struct dn_err *err)
{
	struct dn_reading *reading = reader->at.reading;
	struct dn_json_value value;
	int got;

	if (dn_jsonfile_take(&reader->at, &value, err) < 0)
		return -1;
	reading->line = dn_jsondoc_line(reader->at.document);
	reading->column = dn_jsondoc_column(reader->at.document);
	reading->byte = dn_jsondoc_offset(reader->at.document);
	got = fill_item(reader, err);
	if (got == 0)
		return 1;
	if (err->line == 0)
		dn_locate_node(&reader->at.locate, reader->at.tree.root, err);
	*raw = value.raw;
	return -1;
}

/* ---- documents ------------------------------------------------------- */

/* Open the next document: 1; 0 when it is of nothing; -1. */
static int
open_document(struct reader *reader, struct dn_err *err)
{
	size_t index = reader->at.next++;
	enum dn_json_type type;

	reader->path = dn_files_path(reader->at.files, index);
	reader->at.reading->source = reader->path;
	if (dn_jsonfile_open(&reader->at, index, &type, err) < 0)
		return -1;
	if (type == DN_JSON_NONE)
		return 0;
	if (type != DN_JSON_ARRAY) {
		dn_err_set(err, DN_E_BAD_FORMAT,
		    "the document is no array of pictures");
		return dn_err_at(err, dn_jsondoc_line(reader->at.document),
		    dn_jsondoc_column(reader->at.document));
	}
	return dn_jsondoc_enter(reader->at.document, &type, err) < 0 ? -1 : 1;
}

/* The next element of the open document: 1, 0 at its end, -1. */
static int
next_element(struct reader *reader, struct dn_span *raw, bool *lost,
    struct dn_err *err)
{
	struct dn_span name;
	int more = dn_jsondoc_next(reader->at.document, &name, err);

	*lost = true;
	if (more == 0)
		return dn_jsondoc_finish(reader->at.document, err);
	if (more < 0)
		return -1;
	more = read_element(reader, raw, err);
	*lost = more < 0 && raw->ptr == NULL;
	return more;
}

int
dn_createml_read_next(void *state, struct dn_item *item,
    struct dn_span *raw, struct dn_err *err)
{
	struct reader *reader = state;
	bool lost = false;
	int got = 0;

	reader->item = item;
	while (got == 0) {
		if (reader->at.document == NULL) {
			if (reader->at.next == dn_files_count(reader->at.files))
				return 0;
			got = open_document(reader, err);
			lost = got <= 0;
		}
		if (reader->at.document != NULL && !lost)
			got = next_element(reader, raw, &lost, err);
		/* A document that is broken cannot be read on. */
		if (got == 0 || (got < 0 && lost))
			dn_jsonfile_close(&reader->at);
		lost = false;
	}
	if (got < 0)
		err->source = reader->path;
	return got;
}
