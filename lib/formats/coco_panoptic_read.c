/* SPDX-License-Identifier: MIT */
/* Reading COCO's maps of segments: a PNG, and what its numbers stand for. */
#include "formats/coco_panoptic.h"

#include <stdlib.h>

#include "formats/files.h"
#include "io/jsontext.h"
#include "io/src.h"
#include "model/canvas.h"
#include "model/runs.h"
#include "model/shape.h"

#define PIXELS_MOST ((uint64_t)1 << 26) /* of a map */
#define BYTES_MOST ((size_t)1 << 30)    /* of its PNG */
#define NUMBER_MOST 0xffffff            /* three bytes */

/* A segment of the map: its number, and the annotation that it becomes. */
struct segment {
	uint32_t number;
	bool begun;                     /* it has a pixel */
	struct dn_node *node;
	struct dn_mask mask;
	struct dn_pen pen;
};

/* A map that is being read. */
struct reading {
	struct dn_item *item;
	struct dn_coco_making *making;
	struct segment *segments;       /* by their numbers, once sorted */
	size_t count, cap;
	struct dn_canvas map;
};

/* ---- the folder ------------------------------------------------------ */

bool
dn_coco_is_panoptic(const struct dn_coco_element *element)
{
	return element->member[DN_COCO_SEGMENTS].type == DN_JSON_ARRAY;
}

int
dn_coco_panoptic_enter(const char *path, struct dn_folder **folder,
    struct dn_err *err)
{
	struct dn_span name = dn_span_of(path);
	struct dn_bytes stem;
	int failed = 0;

	*folder = NULL;
	if (!dn_files_suffix(name, ".json"))
		return 0;
	dn_bytes_init(&stem, SIZE_MAX / 2);
	dn_bytes_add(&stem, name.ptr, name.len - strlen(".json"));
	if (dn_bytes_check(&stem, err) < 0) {
		failed = -1;
	} else if (dn_folder_is(dn_bytes_text(&stem))) {
		*folder = dn_folder_enter(dn_bytes_text(&stem), err);
		failed = *folder != NULL ? 0 : -1;
		/* The name that errors would have does not live on. */
		if (failed < 0)
			err->source = NULL;
	}
	dn_bytes_release(&stem);
	return failed;
}

/* The PNG, whole. */
static int
slurp(const struct dn_folder *folder, const char *name, struct dn_bytes *out,
    struct dn_err *err)
{
	char piece[1 << 14];
	struct dn_src *src;
	size_t got;
	int fd = dn_folder_file(folder, name, err), more;

	if (fd < 0)
		return -1;
	src = dn_src_open_fd(fd, name, err);
	if (src == NULL)
		return -1;
	while ((more = dn_src_read(src, piece, sizeof(piece), &got, err)) > 0)
		dn_bytes_add(out, piece, got);
	dn_src_close(src);
	return more < 0 ? -1 : dn_bytes_check(out, err);
}

/* What is wrong with the picture is wrong with the annotation. */
static int
blame(struct dn_err *err, const char *name)
{
	struct dn_err why = *err;

	err->source = NULL;
	err->line = err->column = 0;
	if (dn_code_status(why.code) == 4)
		return -1;
	/* What the system says of it may differ from one to the other. */
	if (why.code == DN_E_NO_FILE)
		return dn_err_set(err, DN_E_BAD_VALUE, "the PNG \"%.80s\" "
		    "cannot be opened in its folder", name);
	return dn_err_set(err, why.code, "the PNG \"%.80s\": %.100s", name,
	    why.text);
}

/* The map of an element: of the size that the picture has, where it says. */
static int
read_map(struct reading *reading, const struct dn_coco_element *element,
    struct dn_err *err)
{
	struct dn_tree *tree = &reading->item->tree;
	const struct dn_json_value *file = &element->member[DN_COCO_FILE_NAME];
	const struct dn_node node = { .type = file->type, .raw = file->raw };
	struct dn_span name = dn_node_text(tree, &node);
	struct dn_media media;
	struct dn_bytes bytes;
	char *path;
	int failed;

	if (file->type != DN_JSON_STRING || name.len == 0 ||
	    memchr(name.ptr, '\0', name.len) != NULL)
		return dn_coco_refuse(&element->whole, err,
		    DN_E_MISSING_FIELD, "/file_name",
		    "a map of segments names its PNG");
	path = strndup(name.ptr, name.len);
	if (path == NULL)
		return dn_err_memory(err);
	dn_bytes_init(&bytes, BYTES_MOST);
	failed = slurp(reading->making->panoptic, path, &bytes, err);
	if (failed == 0)
		failed = dn_canvas_read(&reading->map, dn_bytes_span(&bytes),
		    DN_PNG_COLOURS, PIXELS_MOST, err);
	if (failed < 0)
		blame(err, path);
	dn_bytes_release(&bytes);
	free(path);
	if (failed < 0 || dn_item_media(reading->item, &media, err) < 0)
		return -1;
	if ((media.width > 0 && media.width != reading->map.width) ||
	    (media.height > 0 && media.height != reading->map.height))
		return dn_err_set(err, DN_E_BAD_VALUE, "the PNG has %u x %u "
		    "pixels, the picture %.0f x %.0f", reading->map.width,
		    reading->map.height, media.width, media.height);
	return 0;
}

/* ---- segments -------------------------------------------------------- */

/* Take an element of segments_info apart: its text must live on, too. */
static int
take_apart(struct reading *reading, const struct dn_json_value *value,
    struct dn_coco_element *segment, struct dn_err *err)
{
	size_t len = value->raw.len, used;
	char *text = dn_arena_take_raw(&reading->item->tree.arena,
	    len + DN_JSON_PADDING);

	if (text == NULL)
		return dn_err_memory(err);
	memcpy(text, value->raw.ptr, len);
	memset(text + len, 0, DN_JSON_PADDING);
	segment->image = false;
	if (dn_json_scan_fields(reading->making->json,
	    (struct dn_span){ text, len }, true, segment->member,
	    &segment->whole, &used, err) < 0)
		return -1;
	if (segment->whole.type != DN_JSON_OBJECT)
		return dn_coco_refuse(value, err, DN_E_BAD_TYPE,
		    "/segments_info", "a segment is an object");
	if (dn_coco_is_panoptic(segment) ||
	    segment->member[DN_COCO_SEGMENTATION].type != DN_JSON_NONE)
		return dn_coco_refuse(value, err, DN_E_BAD_FORMAT,
		    "/segments_info", "a segment is outlined by its pixels");
	return 0;
}

/* Its number, 1 to NUMBER_MOST. */
static int
read_number(const struct dn_coco_element *segment, uint32_t *number,
    struct dn_err *err)
{
	const struct dn_json_value *id = &segment->member[DN_COCO_ID];
	const struct dn_node node = { .type = id->type, .raw = id->raw };
	int64_t value;

	if (!dn_node_int(&node, &value) || value < 1 || value > NUMBER_MOST)
		return dn_coco_refuse(&segment->whole, err, DN_E_BAD_VALUE,
		    "/segments_info", "the id of a segment is a number from 1 "
		    "to 16777215");
	*number = (uint32_t)value;
	return 0;
}

static int
add_segment(struct reading *reading, const struct dn_json_value *value,
    struct dn_err *err)
{
	struct dn_coco_element element;
	struct segment *segment;

	if (reading->count == reading->cap) {
		size_t cap = reading->cap == 0 ? 64 : reading->cap * 2;

		segment = reallocarray(reading->segments, cap,
		    sizeof(*segment));
		if (segment == NULL)
			return dn_err_memory(err);
		reading->segments = segment;
		reading->cap = cap;
	}
	segment = &reading->segments[reading->count];
	*segment = (struct segment){ .number = 0 };
	dn_mask_init(&segment->mask, 0, 0);
	if (take_apart(reading, value, &element, err) < 0 ||
	    read_number(&element, &segment->number, err) < 0 ||
	    dn_coco_annotation(reading->item, &element, reading->making,
	    err) < 0)
		return -1;
	segment->node = reading->item->annotations->last;
	reading->count++;
	return 0;
}

static int
compare_numbers(const void *a, const void *b)
{
	uint32_t x = ((const struct segment *)a)->number;
	uint32_t y = ((const struct segment *)b)->number;

	return x < y ? -1 : x > y;
}

/* All of them, sorted; no number stands twice. */
static int
add_segments(struct reading *reading, const struct dn_json_value *list,
    struct dn_err *err)
{
	struct dn_json_children walk = dn_json_children(list);
	struct dn_json_value value;
	struct dn_span name;

	while (dn_json_child(&walk, &name, &value))
		if (add_segment(reading, &value, err) < 0)
			return -1;
	if (reading->count > 0)
		qsort(reading->segments, reading->count,
		    sizeof(*reading->segments), compare_numbers);
	for (size_t i = 1; i < reading->count; i++)
		if (reading->segments[i].number ==
		    reading->segments[i - 1].number)
			return dn_err_set(err, DN_E_REPEATED,
			    "two segments have the id %u",
			    reading->segments[i].number);
	return 0;
}

/* ---- pixels ---------------------------------------------------------- */

/* A run of pixels of one number, down the columns. */
static int
add_run(struct reading *reading, uint32_t number, uint64_t from, uint64_t to,
    struct dn_err *err)
{
	const struct segment key = { .number = number };
	struct segment *segment = reading->count == 0 ? NULL :
	    bsearch(&key, reading->segments, reading->count,
	    sizeof(key), compare_numbers);

	if (segment == NULL)
		return dn_err_set(err, DN_E_UNKNOWN_ID, "the PNG has pixels "
		    "of a segment %u, which segments_info lacks", number);
	if (!segment->begun && dn_pen_begin(&segment->pen, &segment->mask,
	    reading->map.height, reading->map.width, err) < 0)
		return -1;
	segment->begun = true;
	return dn_pen_range(&segment->pen, from, to, err);
}

static int
draw_masks(struct reading *reading, struct dn_err *err)
{
	struct dn_canvas_walk walk = dn_canvas_walk(&reading->map);
	struct dn_stroke stroke;

	/* 0 is what nobody has labelled. */
	while (dn_canvas_next(&walk, &stroke))
		if (add_run(reading, stroke.number, stroke.from, stroke.to,
		    err) < 0)
			return -1;
	return 0;
}

/* The masks become members of the annotations. */
static int
set_masks(struct reading *reading, struct dn_err *err)
{
	struct dn_tree *tree = &reading->item->tree;

	for (size_t i = 0; i < reading->count; i++) {
		struct segment *segment = &reading->segments[i];

		if (!segment->begun)
			return dn_err_set(err, DN_E_BAD_VALUE, "no pixel of "
			    "the PNG is of the segment %u", segment->number);
		if (dn_pen_end(&segment->pen, err) < 0)
			return -1;
		dn_shape_set_mask(tree, segment->node, &segment->mask);
		dn_node_put_last(dn_node_get(tree, segment->node, "source"));
		dn_node_set_lent(tree, segment->node, "kind",
		    DN_SPAN("\"mask\""));
	}
	return dn_tree_check(tree, err);
}

/* ---- the map itself -------------------------------------------------- */

/* Keep what it says, for the way back: under a step that no image has. */
static int
keep_members(struct reading *reading, const struct dn_coco_element *element,
    struct dn_err *err)
{
	struct dn_json_children walk = dn_json_children(&element->whole);
	struct dn_tree *tree = &reading->item->tree;
	struct dn_json_value value;
	struct dn_bytes name, pointer;
	struct dn_span raw;
	int failed;

	dn_bytes_init(&name, SIZE_MAX / 2);
	dn_bytes_init(&pointer, SIZE_MAX / 2);
	while (dn_json_child(&walk, &raw, &value)) {
		dn_bytes_clear(&name);
		dn_bytes_clear(&pointer);
		dn_json_decode(raw, &name);
		if ((dn_span_is(dn_bytes_span(&name), "image_id") &&
		    dn_span_equal(value.raw, reading->making->image)) ||
		    dn_span_is(dn_bytes_span(&name), "segments_info"))
			continue;
		dn_bytes_add_text(&pointer, "/@panoptic");
		dn_node_step(dn_bytes_span(&name), &pointer);
		dn_raw_set(tree, reading->item->root,
		    dn_bytes_span(&pointer), value.raw);
	}
	failed = dn_bytes_check(&name, err) < 0 ||
	    dn_bytes_check(&pointer, err) < 0;
	dn_bytes_release(&name);
	dn_bytes_release(&pointer);
	return failed ? -1 : dn_tree_check(tree, err);
}

/* Is there a map of this item already? */
static int
check_first(struct reading *reading, struct dn_err *err)
{
	struct dn_tree *tree = &reading->item->tree;

	if (dn_raw_get(tree, reading->item->root,
	    DN_SPAN("/@panoptic/file_name")) == NULL)
		return 0;
	return dn_err_set(err, DN_E_REPEATED,
	    "a second map of segments of one image");
}

int
dn_coco_panoptic_read(struct dn_item *item,
    const struct dn_coco_element *element, struct dn_coco_making *making,
    struct dn_err *err)
{
	struct reading reading = { .item = item, .making = making };
	struct dn_tree *tree = &item->tree;
	size_t before = dn_node_count(tree, dn_item_need_annotations(item));
	int failed = -1;

	making->repeated = false;
	if (check_first(&reading, err) == 0 &&
	    read_map(&reading, element, err) == 0 &&
	    add_segments(&reading, &element->member[DN_COCO_SEGMENTS],
	    err) == 0 && draw_masks(&reading, err) == 0 &&
	    set_masks(&reading, err) == 0)
		failed = keep_members(&reading, element, err);
	making->made = reading.count;
	for (size_t i = dn_node_count(tree, item->annotations);
	    failed < 0 && i > before; i--)
		dn_node_remove(tree, item->annotations->last);

	for (size_t i = 0; i < reading.count; i++)
		dn_mask_release(&reading.segments[i].mask);
	free(reading.segments);
	dn_canvas_release(&reading.map);
	return failed;
}
