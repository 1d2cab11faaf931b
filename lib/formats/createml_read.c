/* SPDX-License-Identifier: MIT */
/* Reading Create ML: element by element, whatever the size of the array. */
#include <stdio.h>
#include <stdlib.h>

#include "formats/compact.h"
#include "formats/createml.h"
#include "formats/files.h"
#include "formats/locate.h"
#include "formats/rawjson.h"

struct reader {
	struct dn_reading *reading;
	struct dn_files *files;
	size_t next;                    /* the file to open next */
	struct dn_src *src;
	struct dn_jsondoc *document;
	const char *path;
	uint64_t element;               /* number of the one read last */
	struct dn_tree tree;            /* of the element */
	struct dn_locate locate;
	struct dn_rawjson raw;
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
	reader->reading = reading;
	dn_tree_init(&reader->tree, SIZE_MAX / 2);
	dn_rawjson_init(&reader->raw);
	dn_bytes_init(&reader->text, SIZE_MAX / 2);
	dn_bytes_init(&reader->other, SIZE_MAX / 2);
	reader->files = dn_format_files(reading, err);
	if (reader->files != NULL &&
	    dn_files_all_named(reader->files, err) == 0)
		return reader;
	dn_createml_read_close(reader);
	return NULL;
}

static void
close_document(struct reader *reader)
{
	dn_jsondoc_free(reader->document);
	reader->document = NULL;
	dn_src_close(reader->src);
	reader->src = NULL;
}

void
dn_createml_read_close(void *state)
{
	struct reader *reader = state;

	if (reader == NULL)
		return;
	close_document(reader);
	dn_files_free(reader->files);
	dn_tree_release(&reader->tree);
	dn_rawjson_release(&reader->raw);
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
	struct dn_node *node = dn_node_first(&reader->tree, object);

	for (; node != NULL; node = node->next) {
		int i = 0;

		while (known[i] != NULL && !dn_span_is(node->name, known[i]))
			i++;
		if (known[i] == NULL)
			dn_rawjson_keep(&reader->raw, node->name, node->raw);
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
	bool same = dn_node_count(&reader->tree, coordinates) ==
	    DN_CREATEML_COUNT;
	struct dn_node *made;

	dn_bytes_clear(box);
	dn_bytes_clear(back);
	if (!dn_createml_box(&reader->tree, coordinates, box))
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
		    dn_node_get(&reader->tree, coordinates,
		    dn_createml_names[i]));
	dn_bytes_add_byte(box, '}');
	same = same && dn_span_equal(dn_bytes_span(box), dn_bytes_span(back));
	if (!same)
		dn_rawjson_keep(&reader->raw, DN_SPAN("coordinates"),
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
	label = dn_node_get(&reader->tree, given, "label");
	coordinates = dn_node_get(&reader->tree, given, "coordinates");
	if (coordinates == NULL)
		return dn_node_error(given, err, DN_E_MISSING_FIELD,
		    "an annotation without coordinates");
	if (dn_node_type(label) == DN_JSON_OBJECT)
		return dn_node_error(label, err, DN_E_BAD_TYPE,
		    "a label is a text");
	dn_rawjson_begin(&reader->raw);
	if (dn_node_type(label) > DN_JSON_NULL)
		dn_rawjson_copy(tree, node, "label", label);
	else if (label != NULL)
		dn_rawjson_keep(&reader->raw, label->name, label->raw);
	if (read_box(reader, coordinates, node, err) < 0)
		return -1;
	keep_rest(reader, given, known);
	dn_rawjson_end(&reader->raw, tree, node);
	return dn_tree_check(tree, err);
}

/* Add an annotation; a bad one is rejected and left out. */
static int
read_annotation(struct reader *reader, struct dn_node *given,
    uint64_t number, struct dn_err *err)
{
	struct dn_format_run *run = reader->reading->run;
	struct dn_tree *tree = &reader->item->tree;
	struct dn_node *node = dn_node_add_object(tree,
	    dn_item_need_annotations(reader->item));
	struct dn_err why = DN_ERR_INIT;
	char id[24];

	run->annotations.in++;
	snprintf(id, sizeof(id), "%llu", (unsigned long long)number);
	dn_node_set_text(tree, node, "id", dn_span_of(id));
	dn_node_set_text(tree, node, "kind",
	    dn_span_of(dn_annotation_name(DN_ANNOTATION_BOX)));
	if (fill_annotation(reader, given, node, &why) == 0)
		return 0;
	if (dn_code_status(why.code) != 3) {
		*err = why;
		return -1;
	}
	run->annotations.rejected++;
	dn_node_remove(tree, node);
	why.source = reader->path;
	dn_locate_node(&reader->locate, given, &why);
	*err = why;
	return run->reject(run->state, &why, given->raw);
}

/* ---- elements -------------------------------------------------------- */

/* The member of that name, else of its older one, which *old then tells. */
static struct dn_node *
find_either(struct reader *reader, const char *name, const char *older,
    bool *old)
{
	struct dn_node *root = reader->tree.root;
	struct dn_node *node = dn_node_get(&reader->tree, root, name);

	*old = node == NULL;
	if (*old)
		node = dn_node_get(&reader->tree, root, older);
	*old = *old && node != NULL;
	return node;
}

/* Begin the item of an element: its names and where it came from. */
static int
begin_item(struct reader *reader, struct dn_node *image, bool old_name,
    bool old_list, struct dn_err *err)
{
	struct dn_item *item = reader->item;
	struct dn_span path = dn_node_text(&reader->tree, image);

	if (path.len == 0) {
		if (image != NULL)
			return dn_node_error(image, err, DN_E_BAD_VALUE,
			    "the name of a picture is a text");
		return dn_node_error(reader->tree.root, err,
		    DN_E_MISSING_FIELD, "an element without \"image\"");
	}
	dn_item_begin(item, reader->reading->keep_suffix ? path :
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

	if (reader->tree.root->type != DN_JSON_OBJECT)
		return dn_node_error(reader->tree.root, err,
		    DN_E_BAD_TYPE, "an element is an object");
	image = find_either(reader, "image", "imagefilename", &old_name);
	list = find_either(reader, "annotations", "annotation", &old_list);
	if (begin_item(reader, image, old_name, old_list, err) < 0)
		return -1;
	known[0] = old_name ? "imagefilename" : "image";
	if (dn_node_type(list) == DN_JSON_ARRAY) {
		known[1] = old_list ? "annotation" : "annotations";
		node = dn_node_first(&reader->tree, list);
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
	dn_rawjson_begin(&reader->raw);
	keep_rest(reader, reader->tree.root, known);
	dn_rawjson_end(&reader->raw, &reader->item->tree,
	    reader->item->root);
	return dn_tree_check(&reader->item->tree, err);
}

/* The element that is due. */
static int
read_element(struct reader *reader, struct dn_span *raw, struct dn_err *err)
{
	struct dn_reading *reading = reader->reading;
	struct dn_json_value value;
	int got;

	if (dn_jsondoc_value(reader->document, &value, err) < 0)
		return -1;
	reading->line = dn_jsondoc_line(reader->document);
	reading->column = dn_jsondoc_column(reader->document);
	reading->byte = dn_jsondoc_offset(reader->document);
	dn_tree_clear(&reader->tree);
	if (dn_tree_read(&reader->tree, &value) == NULL)
		return dn_err_memory(err);
	dn_locate_begin(&reader->locate, reader->document, &value);
	got = fill_item(reader, err);
	if (got == 0)
		return 1;
	if (err->line == 0)
		dn_locate_node(&reader->locate, reader->tree.root, err);
	*raw = value.raw;
	return -1;
}

/* ---- documents ------------------------------------------------------- */

/* Open the next document: 1; 0 when it is of nothing; -1. */
static int
open_document(struct reader *reader, struct dn_err *err)
{
	size_t index = reader->next++;
	enum dn_json_type type;

	reader->path = dn_files_path(reader->files, index);
	reader->reading->source = reader->path;
	reader->src = dn_files_open(reader->files, index, err);
	if (reader->src == NULL)
		return -1;
	reader->document = dn_jsondoc_new(reader->src,
	    reader->reading->max_value);
	if (reader->document == NULL)
		return dn_err_memory(err);
	if (dn_jsondoc_peek(reader->document, &type, err) < 0)
		return -1;
	if (type == DN_JSON_NONE)
		return 0;
	if (type != DN_JSON_ARRAY) {
		dn_err_set(err, DN_E_BAD_FORMAT,
		    "the document is no array of pictures");
		return dn_err_at(err, dn_jsondoc_line(reader->document),
		    dn_jsondoc_column(reader->document));
	}
	return dn_jsondoc_enter(reader->document, &type, err) < 0 ? -1 : 1;
}

/* The next element of the open document: 1, 0 at its end, -1. */
static int
next_element(struct reader *reader, struct dn_span *raw, bool *lost,
    struct dn_err *err)
{
	struct dn_span name;
	int more = dn_jsondoc_next(reader->document, &name, err);

	*lost = true;
	if (more == 0)
		return dn_jsondoc_finish(reader->document, err);
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
		if (reader->document == NULL) {
			if (reader->next == dn_files_count(reader->files))
				return 0;
			got = open_document(reader, err);
			lost = got <= 0;
		}
		if (reader->document != NULL && !lost)
			got = next_element(reader, raw, &lost, err);
		/* A document that is broken cannot be read on. */
		if (got == 0 || (got < 0 && lost))
			close_document(reader);
		lost = false;
	}
	if (got < 0)
		err->source = reader->path;
	return got;
}
