/* SPDX-License-Identifier: MIT */
/* Writing COCO's maps of segments: a document, and a PNG an item. */
#include "formats/coco_panoptic.h"

#include <stdlib.h>

#include "formats/coco_spelling.h"
#include "formats/files.h"
#include "formats/rawjson.h"
#include "io/jsontext.h"

struct dn_coco_panoptic *
dn_coco_panoptic_new(struct dn_coco_writer *writer, struct dn_err *err)
{
	struct dn_coco_panoptic *panoptic = calloc(1, sizeof(*panoptic));

	if (panoptic == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	panoptic->document = dn_sink_spool(err);
	if (panoptic->document == NULL) {
		free(panoptic);
		return NULL;
	}
	dn_bytes_init(&panoptic->name, SIZE_MAX / 2);
	dn_bytes_init(&panoptic->plain, SIZE_MAX / 2);
	dn_bytes_init(&panoptic->path, SIZE_MAX / 2);
	dn_bytes_init(&panoptic->png, SIZE_MAX / 2);
	panoptic->writing = *writer->writing;
	panoptic->writing.out = panoptic->document;
	writer->writing = &panoptic->writing;
	return panoptic;
}

void
dn_coco_panoptic_free(struct dn_coco_panoptic *panoptic)
{
	if (panoptic == NULL)
		return;
	dn_coco_segments_clear(panoptic);
	dn_sink_abort(panoptic->document);
	dn_bytes_release(&panoptic->name);
	dn_bytes_release(&panoptic->plain);
	dn_bytes_release(&panoptic->path);
	dn_bytes_release(&panoptic->png);
	dn_canvas_release(&panoptic->map);
	free(panoptic->segments);
	free(panoptic->above);
	free(panoptic->taken);
	free(panoptic);
}

/* ---- elements -------------------------------------------------------- */

/* Did the item come with a map of segments? */
static struct dn_node *
own_map(struct dn_coco_writer *writer, const char *pointer)
{
	return writer->own ? dn_raw_get(&writer->item->tree,
	    writer->item->root, dn_span_of(pointer)) : NULL;
}

/* area and bbox: as given where all of it came so and is seen. */
static void
write_extent(struct dn_coco_writer *writer,
    const struct dn_coco_segment *segment)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *node = segment->annotation.node;
	bool given = segment->seen == segment->area &&
	    own_map(writer, "/@panoptic/file_name") != NULL;
	struct dn_node *area = given ? dn_node_get(tree, node, "area") : NULL;
	struct dn_node *box = given ? dn_node_get(tree, node, "bbox") : NULL;

	if (given) {
		dn_coco_copy(writer, DN_COCO_NAME("area"), area);
		dn_coco_copy(writer, DN_COCO_NAME("bbox"), box);
		return;
	}
	dn_coco_begin(&writer->out, DN_COCO_NAME("area"));
	dn_bytes_add_uint(&writer->out, segment->seen);
	dn_coco_begin(&writer->out, DN_COCO_NAME("bbox"));
	dn_bytes_add_format(&writer->out, "[%u,%u,%u,%u]", segment->left,
	    segment->top, segment->right - segment->left + 1,
	    segment->bottom - segment->top + 1);
}

/* Its id: as it came spelt, if that is still its number. */
static void
write_number(struct dn_coco_writer *writer,
    const struct dn_coco_segment *segment)
{
	struct dn_node *id = !writer->own ? NULL : dn_node_get(
	    &writer->item->tree, dn_node_get(&writer->item->tree,
	    segment->annotation.node, "source"), "id");
	int64_t number;

	dn_coco_begin(&writer->out, DN_COCO_NAME("id"));
	if (dn_node_int(id, &number) && number == segment->number)
		dn_bytes_add_span(&writer->out, id->raw);
	else
		dn_bytes_add_uint(&writer->out, segment->number);
}

/* A segment that is seen, behind a comma unless it is the first. */
static int
write_segment(struct dn_coco_writer *writer, struct dn_coco_segment *segment,
    bool *first, struct dn_err *err)
{
	writer->writing->run->annotations.out++;
	if (segment->seen < segment->area && dn_loss_degraded(
	    writer->writing->loss, writer->item, segment->annotation.node,
	    DN_CAP_MASK, err, "%llu of %llu pixels lie under other segments",
	    (unsigned long long)(segment->area - segment->seen),
	    (unsigned long long)segment->area) < 0)
		return -1;
	dn_bytes_clear(&writer->out);
	dn_bytes_add_byte(&writer->out, '{');
	write_number(writer, segment);
	if (dn_coco_write_category(writer, &segment->annotation, err) < 0)
		return -1;
	write_extent(writer, segment);
	if (dn_coco_write_rest(writer, &segment->annotation, err) < 0)
		return -1;
	dn_bytes_add_byte(&writer->out, '}');
	dn_bytes_add_text(&writer->batch, *first ? "" : ",");
	*first = false;
	dn_bytes_add_span(&writer->batch, dn_bytes_span(&writer->out));
	return dn_bytes_check(&writer->out, err);
}

static int
write_segments(struct dn_coco_writer *writer, struct dn_err *err)
{
	struct dn_coco_panoptic *panoptic = writer->panoptic;
	bool first = true;

	dn_bytes_add_text(&writer->batch, ",\"segments_info\":[");
	for (size_t i = 0; i < panoptic->count; i++) {
		struct dn_coco_segment *segment = &panoptic->segments[i];

		if (segment->seen == 0 && dn_coco_segments_leave(writer,
		    &segment->annotation, segment->area == 0 ?
		    "it has no pixel" : "all of it lies under other segments",
		    err) < 0)
			return -1;
		if (segment->seen > 0 &&
		    write_segment(writer, segment, &first, err) < 0)
			return -1;
	}
	dn_bytes_add_byte(&writer->batch, ']');
	return 0;
}

/* What a map of its own said beside. */
static void
write_members(struct dn_coco_writer *writer)
{
	static const char start[] = "/@panoptic/";
	static const char *const written[] = { "image_id", NULL };
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *node = writer->own ? dn_raw_first(tree,
	    writer->item->root) : NULL;
	struct dn_bytes name;

	dn_bytes_init(&name, SIZE_MAX / 2);
	dn_bytes_clear(&writer->out);
	dn_bytes_add_byte(&writer->out, '{');
	dn_coco_begin(&writer->out, DN_COCO_NAME("image_id"));
	dn_coco_add_spelling(writer, own_map(writer, "/@panoptic/image_id"));
	dn_coco_add_image_id(writer);
	dn_coco_begin(&writer->out, DN_COCO_NAME("file_name"));
	dn_json_write_text(&writer->out, dn_bytes_span(
	    &writer->panoptic->path));
	for (; node != NULL; node = node->next) {
		if (node->name.len < sizeof(start) || memcmp(node->name.ptr,
		    start, sizeof(start) - 1) != 0 ||
		    dn_span_is(node->name, "/@panoptic/file_name") ||
		    !dn_rawjson_is_left((struct dn_span){ node->name.ptr +
		    sizeof(start) - 2, node->name.len - sizeof(start) + 2 },
		    written, &name))
			continue;
		dn_rawjson_member(&writer->out, dn_bytes_span(&name), node);
	}
	dn_bytes_release(&name);
	dn_bytes_add_text(&writer->batch, ",\n");
	dn_bytes_add_span(&writer->batch, dn_bytes_span(&writer->out));
}

/* ---- files ----------------------------------------------------------- */

/* What document and folder are called: as those that the set came from. */
static void
name_document(struct dn_coco_writer *writer)
{
	struct dn_labels *labels = writer->writing->labels;
	struct dn_tree *tree = dn_labels_tree(labels);
	bool differs = false;
	struct dn_node *source = dn_labels_member(labels, "source", &differs);
	struct dn_span file = dn_node_text(tree, dn_node_get(tree, source,
	    "file"));

	if (writer->panoptic->name.len > 0)
		return;
	if (!differs && dn_files_suffix(file, ".json") && file.len > 5 &&
	    memchr(file.ptr, '/', file.len) == NULL && dn_span_is(
	    dn_node_text(tree, dn_node_get(tree, source, "format")), "coco"))
		dn_bytes_add(&writer->panoptic->name, file.ptr, file.len - 5);
	else
		dn_bytes_add_text(&writer->panoptic->name,
		    "panoptic_default");
}

/* The path of the item's PNG below the folder of them. */
static void
name_png(struct dn_coco_writer *writer)
{
	struct dn_node *own = own_map(writer, "/@panoptic/file_name");
	struct dn_bytes *path = &writer->panoptic->path;
	struct dn_bytes *plain = &writer->panoptic->plain;

	dn_bytes_clear(plain);
	dn_bytes_clear(path);
	if (dn_node_text(&writer->item->tree, own).len > 0) {
		/* What this suite escaped before stays as it is. */
		dn_files_decode(dn_node_text(&writer->item->tree, own),
		    plain);
	} else {
		if (writer->item->split.len > 0) {
			dn_bytes_add_span(plain, writer->item->split);
			dn_bytes_add_byte(plain, '/');
		}
		dn_bytes_add_span(plain, writer->item->id);
		dn_bytes_add_text(plain, ".png");
	}
	dn_outdir_escape(path, dn_bytes_span(plain));
}

static int
write_png(struct dn_coco_writer *writer, struct dn_err *err)
{
	struct dn_coco_panoptic *panoptic = writer->panoptic;
	struct dn_bytes *name = &writer->other;
	int failed;

	/* From places in the list to numbers: `taken` has room, and is done. */
	for (size_t i = 0; i < panoptic->count; i++)
		panoptic->taken[i] = panoptic->segments[i].number;
	dn_canvas_renumber(&panoptic->map, panoptic->taken, 1);
	dn_bytes_clear(&panoptic->png);
	if (dn_canvas_write(&panoptic->map, DN_PNG_COLOURS, NULL,
	    &panoptic->png, err) < 0)
		return -1;
	dn_bytes_clear(name);
	dn_bytes_add_span(name, dn_bytes_span(&panoptic->name));
	dn_bytes_add_byte(name, '/');
	/* It is escaped on its way. */
	dn_bytes_add_span(name, dn_bytes_span(&panoptic->plain));
	failed = dn_bytes_check(name, err);
	return failed < 0 ? -1 : dn_outdir_write(writer->writing->folder,
	    dn_bytes_span(name), dn_bytes_span(&panoptic->png), err);
}

/* ---- items ----------------------------------------------------------- */

int
dn_coco_panoptic_write(struct dn_coco_writer *writer, struct dn_err *err)
{
	struct dn_coco_panoptic *panoptic = writer->panoptic;
	struct dn_node *node = dn_item_first_annotation(writer->item);

	dn_bytes_clear(&writer->batch);
	dn_coco_segments_clear(panoptic);
	/* What nobody has drawn into has no map. */
	if (node == NULL && own_map(writer, "/@panoptic/file_name") == NULL)
		return 0;
	if (dn_coco_segments_draw(writer, err) < 0)
		return -1;
	name_document(writer);
	name_png(writer);
	write_members(writer);
	if (write_segments(writer, err) < 0)
		return -1;
	dn_bytes_add_byte(&writer->batch, '}');
	if (dn_bytes_check(&writer->batch, err) < 0 ||
	    dn_bytes_check(&panoptic->path, err) < 0)
		return -1;
	return write_png(writer, err);
}

/* A piece of the document goes into its file. */
static int
pass_piece(void *state, const char *data, size_t len, struct dn_err *err)
{
	return dn_outdir_append(state, (struct dn_span){ data, len }, err);
}

int
dn_coco_panoptic_end(struct dn_coco_writer *writer, struct dn_err *err)
{
	struct dn_coco_panoptic *panoptic = writer->panoptic;
	struct dn_outdir *folder = writer->writing->folder;

	name_document(writer);
	dn_bytes_clear(&panoptic->path);
	dn_bytes_add_span(&panoptic->path, dn_bytes_span(&panoptic->name));
	dn_bytes_add_text(&panoptic->path, ".json");
	if (dn_bytes_check(&panoptic->path, err) < 0 ||
	    dn_outdir_write(folder, dn_bytes_span(&panoptic->path),
	    DN_SPAN(""), err) < 0)
		return -1;
	return dn_sink_replay(panoptic->document, pass_piece, folder, err);
}
