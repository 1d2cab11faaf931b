/* SPDX-License-Identifier: MIT */
/* Writing Create ML: an element a line, as items come. */
#include <stdlib.h>

#include "formats/carried.h"
#include "formats/createml.h"
#include "formats/rawjson.h"
#include "io/jsontext.h"
#include "model/envelope.h"

struct writer {
	struct dn_writing *writing;
	struct dn_bytes out, text;
	bool any;                       /* elements so far */
	struct dn_item *item;
	bool own;                       /* it came from such a document */
};

void *
dn_createml_write_open(struct dn_writing *writing, struct dn_err *err)
{
	struct writer *writer = calloc(1, sizeof(*writer));

	if (writer == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	writer->writing = writing;
	dn_bytes_init(&writer->out, SIZE_MAX / 2);
	dn_bytes_init(&writer->text, SIZE_MAX / 2);
	return writer;
}

void
dn_createml_write_close(void *state)
{
	struct writer *writer = state;

	if (writer == NULL)
		return;
	dn_bytes_release(&writer->out);
	dn_bytes_release(&writer->text);
	free(writer);
}

int
dn_createml_write_end(void *state, struct dn_err *err)
{
	struct writer *writer = state;
	const char *end = writer->any ? "\n]\n" : "[]\n";

	return dn_sink_write(writer->writing->out, end, strlen(end), err);
}

/* ---- annotations ----------------------------------------------------- */

/* The label: as it came, else a text, of several the first. */
static void
add_label(struct writer *writer, struct dn_node *node)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *label = dn_node_get(tree, node, "label");

	if (label == NULL)
		label = dn_node_first(tree, dn_node_get(tree, node, "labels"));
	if (writer->own && label == NULL)
		label = dn_raw_get(tree, node, DN_SPAN("/label"));
	if (writer->own) {
		dn_rawjson_member(&writer->out, DN_SPAN("label"), label);
		return;
	}
	if (dn_node_type(label) == DN_JSON_ARRAY)
		label = dn_node_first(tree, label);
	dn_rawjson_name(&writer->out, DN_SPAN("label"));
	if (dn_node_type(label) == DN_JSON_STRING)
		dn_bytes_add_span(&writer->out, label->raw);
	else
		dn_json_write_text(&writer->out, label != NULL ?
		    label->raw : DN_SPAN(""));
}

/* Do coordinates that were kept still say what the box says? */
static bool
still_say(struct writer *writer, struct dn_node *kept, struct dn_node *box)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_bytes now;
	bool same;

	dn_bytes_init(&now, SIZE_MAX / 2);
	dn_bytes_clear(&writer->text);
	dn_tree_write(box, &now);
	same = dn_createml_box(tree, kept, &writer->text) &&
	    dn_span_equal(dn_bytes_span(&now), dn_bytes_span(&writer->text));
	dn_bytes_release(&now);
	return same;
}

/*
 * Coordinates of the box as given, or of one around what there is.  1; 0 where
 * there is nothing to go around.
 */
static int
add_coordinates(struct writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *node = annotation->node, *kept = NULL;
	struct dn_node *box = dn_node_get(tree, node, "bbox");
	struct dn_box around;
	int got = dn_envelope(writer->item, annotation, &around, err);

	if (got <= 0)
		return got;
	if (writer->own)
		kept = dn_raw_get(tree, node, DN_SPAN("/coordinates"));
	if (annotation->kind == DN_ANNOTATION_ROTATED_BOX ||
	    dn_node_type(box) != DN_JSON_ARRAY) {
		dn_shape_set_box(tree, node, &around);
		box = dn_node_get(tree, node, "bbox");
		kept = NULL;
	}
	if (dn_tree_check(tree, err) < 0)
		return -1;
	if (kept != NULL && still_say(writer, kept, box)) {
		dn_rawjson_member(&writer->out, DN_SPAN("coordinates"), kept);
		return 1;
	}
	dn_rawjson_name(&writer->out, DN_SPAN("coordinates"));
	dn_createml_coordinates(tree, box, &writer->out);
	return 1;
}

/* One annotation that is carried: 1, or 0 when there was no place for it. */
static int
add_annotation(void *state, const struct dn_annotation *annotation,
    struct dn_err *err)
{
	struct writer *writer = state;
	static const char *const written[] = { "label", "coordinates", NULL };
	size_t len = writer->out.len;
	int got;

	if (len > 0 && writer->out.data[len - 1] == '}')
		dn_bytes_add_byte(&writer->out, ',');
	dn_bytes_add_byte(&writer->out, '{');
	add_label(writer, annotation->node);
	got = add_coordinates(writer, annotation, err);
	if (got < 0)
		return -1;
	if (got == 0) {
		writer->out.len = len;
		return dn_loss_dropped(writer->writing->loss, writer->item,
		    annotation->node, dn_cap_of_kind(annotation->kind), err,
		    "there is nothing to go around");
	}
	if (writer->own)
		dn_rawjson_write(&writer->out, &writer->item->tree,
		    annotation->node, written);
	dn_bytes_add_byte(&writer->out, '}');
	return dn_bytes_check(&writer->out, err) < 0 ? -1 : 1;
}

/* ---- elements -------------------------------------------------------- */

/* The element of an item, with the names that it came with. */
static int
add_element(struct writer *writer, const struct dn_media *media,
    struct dn_err *err)
{
	static const char *const written[] = { "image", "annotations", NULL };
	struct dn_tree *tree = &writer->item->tree;
	struct dn_span dialect = dn_node_text(tree, dn_node_get(tree,
	    writer->item->source, "dialect"));
	bool old_name = writer->own && dialect.len >= 13 &&
	    memcmp(dialect.ptr, "imagefilename", 13) == 0;
	bool old_list = writer->own && dialect.len >= 10 &&
	    memcmp(dialect.ptr + dialect.len - 10, "annotation", 10) == 0;

	dn_bytes_clear(&writer->out);
	dn_bytes_add_text(&writer->out, writer->any ? ",\n{" : "[\n{");
	dn_rawjson_name(&writer->out, dn_span_of(old_name ? "imagefilename" :
	    "image"));
	dn_json_write_text(&writer->out, media->path.len > 0 ? media->path :
	    writer->item->id);
	if (!writer->own || writer->item->annotations != NULL) {
		dn_rawjson_name(&writer->out, dn_span_of(old_list ?
		    "annotation" : "annotations"));
		dn_bytes_add_byte(&writer->out, '[');
		if (dn_carried_write(writer->writing, writer->item,
		    add_annotation, writer, err) < 0)
			return -1;
		dn_bytes_add_byte(&writer->out, ']');
	}
	if (writer->own)
		dn_rawjson_write(&writer->out, tree, writer->item->root,
		    writer->item->annotations != NULL ? written :
		    written + 2);
	dn_bytes_add_byte(&writer->out, '}');
	return dn_bytes_check(&writer->out, err) < 0 ? -1 :
	    dn_tree_check(tree, err);
}

int
dn_createml_write_item(void *state, struct dn_item *item,
    struct dn_err *err)
{
	struct writer *writer = state;
	struct dn_media media;
	int carried;

	carried = dn_carried_item(writer->writing, item, true, &media, err);
	if (carried <= 0)
		return carried;
	writer->item = item;
	writer->own = dn_span_is(dn_node_text(&item->tree,
	    dn_node_get(&item->tree, item->source, "format")), "createml");
	if (add_element(writer, &media, err) < 0)
		return -1;
	writer->any = true;
	if (dn_sink_write(writer->writing->out, writer->out.data,
	    writer->out.len, err) < 0)
		return -1;
	return 1;
}
