/* SPDX-License-Identifier: MIT */
/* Pictures of segmentation: numbers of objects and classes become masks. */
#include <stdio.h>
#include <stdlib.h>

#include "core/utf8.h"
#include "formats/voc.h"
#include "io/jsontext.h"
#include "model/canvas.h"
#include "model/runs.h"
#include "model/shape.h"

#define FILE_MOST ((size_t)1 << 28)     /* bytes of a picture */

/* Both pictures of an item, taken to pieces. */
struct pictures {
	bool named;                     /* it is known what numbers stand for */
	struct dn_canvas canvases[DN_VOC_PICTURES];
	bool have[DN_VOC_PICTURES];
	struct dn_mask masks[256];
	struct dn_pen pens[256];
	bool begun[256];
	int classes[256];               /* of objects; -1: none seen */
	struct dn_node *nodes[256];     /* annotations of <object>s */
	struct dn_bytes text;
};

/* Tell of something bad, whose place is the picture `which`. */
static int
reject(struct dn_voc_reader *reader, enum dn_voc_picture which,
    struct dn_err *err)
{
	struct dn_format_run *run = reader->reading->run;

	if (dn_code_status(err->code) != 3)
		return -1;
	err->source = dn_files_path(reader->files, dn_voc_set_picture(
	    reader->set, reader->number, which));
	return run->reject(run->state, err, (struct dn_span){ NULL, 0 });
}

/* ---- the pixels ------------------------------------------------------ */

static int
compare_colours(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(uint32_t));
}

static int
compare_both(const void *a, const void *b)
{
	return memcmp(a, b, 2 * sizeof(uint32_t));
}

/* The numbers that colours have in a palette, by colour. */
static void
sort_palette(unsigned char palette[256][3], uint32_t sorted[256][2])
{
	for (uint32_t i = 0; i < 256; i++) {
		sorted[i][0] = palette[i][0] | (uint32_t)palette[i][1] << 8 |
		    (uint32_t)palette[i][2] << 16;
		sorted[i][1] = i;
	}
	qsort(sorted, 256, sizeof(sorted[0]), compare_both);
}

/* Append pixels of one colour, as the lowest number that stands for it. */
static int
add_colour(struct dn_canvas *canvas, const uint32_t sorted[256][2],
    struct dn_stroke stroke, struct dn_err *err)
{
	const uint32_t *found;

	if (stroke.from == stroke.to)
		return 0;
	found = bsearch(&stroke.number, sorted, 256, sizeof(sorted[0]),
	    compare_colours);
	if (found == NULL)
		return dn_err_set(err, DN_E_BAD_VALUE, "the colour at pixel "
		    "%u, %u stands for nothing",
		    stroke.from / canvas->height,
		    stroke.from % canvas->height);
	while (found > sorted[0] && found[-2] == *found)
		found -= 2;
	stroke.number = found[1];
	return dn_canvas_append(canvas, stroke, err);
}

/* Colours become numbers; black is one, too, and stands between strokes. */
static int
number_colours(const struct dn_canvas *map, unsigned char palette[256][3],
    struct dn_canvas *canvas, struct dn_err *err)
{
	struct dn_canvas_walk walk = dn_canvas_walk(map);
	struct dn_stroke stroke, black = { 0, 0, 0 };
	uint32_t sorted[256][2];

	if (dn_canvas_init(canvas, map->width, map->height, err) < 0)
		return -1;
	sort_palette(palette, sorted);
	while (dn_canvas_next(&walk, &stroke)) {
		black.to = stroke.from;
		if (add_colour(canvas, sorted, black, err) < 0 ||
		    add_colour(canvas, sorted, stroke, err) < 0)
			return -1;
		black.from = stroke.to;
	}
	black.to = map->width * map->height;
	return add_colour(canvas, sorted, black, err);
}

/* Read a picture: numbers, or colours that stand for them. */
static int
read_picture(struct dn_span bytes, unsigned char palette[256][3],
    struct dn_canvas *canvas, struct dn_err *err)
{
	struct dn_err late = DN_ERR_INIT;
	struct dn_canvas map;
	int failed = dn_canvas_read(canvas, bytes, DN_PNG_NUMBERS,
	    DN_VOC_PIXELS_MOST, err);

	if (failed == 0 || err->code != DN_E_BAD_FORMAT)
		return failed;
	dn_canvas_release(canvas);
	if (dn_canvas_read(&map, bytes, DN_PNG_COLOURS, DN_VOC_PIXELS_MOST,
	    &late) == 0) {
		*err = (struct dn_err)DN_ERR_INIT;
		failed = number_colours(&map, palette, canvas, err);
	}
	dn_canvas_release(&map);
	return failed;
}

static int
load(struct dn_voc_reader *reader, struct pictures *pictures,
    enum dn_voc_picture which, struct dn_err *err)
{
	size_t file = dn_voc_set_picture(reader->set, reader->number, which);
	unsigned char palette[256][3];
	struct dn_bytes bytes;
	struct dn_err why = DN_ERR_INIT;
	int failed;

	if (file == DN_VOC_NONE)
		return 0;
	dn_bytes_init(&bytes, FILE_MOST);
	for (int i = 0; i < 256; i++)
		dn_voc_colour(i, palette[i]);
	if (which == DN_VOC_CLASS_PICTURE)
		dn_voc_classes_palette(reader->classes, palette);
	failed = dn_files_slurp(reader->files, file, &bytes, &why);
	if (failed == 0)
		failed = read_picture(dn_bytes_span(&bytes), palette,
		    &pictures->canvases[which], &why);
	dn_bytes_release(&bytes);
	pictures->have[which] = failed == 0;
	if (failed == 0)
		return 0;
	*err = why;
	return reject(reader, which, err);
}

/* Do both have the size of each other, and of the medium? */
static bool
fit_sizes(struct dn_voc_reader *reader, const struct pictures *pictures)
{
	struct dn_tree *tree = &reader->item->tree;
	const struct dn_canvas *canvases = pictures->canvases;
	static const char *const names[] = { "width", "height" };

	for (int i = 0; i < DN_VOC_PICTURES; i++) {
		const int64_t sizes[] = { canvases[i].width,
			canvases[i].height };

		for (int k = 0; k < 2 && pictures->have[i]; k++) {
			int64_t size;

			if (dn_node_int(dn_node_get(tree,
			    reader->item->media, names[k]), &size) &&
			    size != sizes[k])
				return false;
		}
	}
	return !pictures->have[0] || !pictures->have[1] ||
	    (canvases[0].width == canvases[1].width &&
	    canvases[0].height == canvases[1].height);
}

/* A mask of each number but 0, in one walk down the columns. */
static int
take_apart(struct pictures *pictures, const struct dn_canvas *canvas,
    struct dn_err *err)
{
	struct dn_canvas_walk walk = dn_canvas_walk(canvas);
	struct dn_stroke stroke;

	while (dn_canvas_next(&walk, &stroke)) {
		uint32_t i = stroke.number;

		if (!pictures->begun[i] && dn_pen_begin(&pictures->pens[i],
		    &pictures->masks[i], canvas->height, canvas->width,
		    err) < 0)
			return -1;
		pictures->begun[i] = true;
		if (dn_pen_range(&pictures->pens[i], stroke.from, stroke.to,
		    err) < 0)
			return -1;
	}
	for (int i = 1; i < 256; i++)
		if (pictures->begun[i] &&
		    dn_pen_end(&pictures->pens[i], err) < 0)
			return -1;
	return 0;
}

/* Pixels that are of one object and of one class. */
struct piece {
	uint32_t from, to;
	int object, class;
};

/* Where a walk over both pictures stands. */
struct both {
	struct dn_canvas_walk walks[DN_VOC_PICTURES];
	struct dn_stroke strokes[DN_VOC_PICTURES];
	bool ended[DN_VOC_PICTURES];
	uint32_t at, pixels;
};

static void
step_on(struct both *both, int which)
{
	both->ended[which] = !dn_canvas_next(&both->walks[which],
	    &both->strokes[which]);
}

static struct both
walk_both(const struct pictures *pictures)
{
	const struct dn_canvas *canvases = pictures->canvases;
	struct both both = { .pixels = canvases->width * canvases->height };

	for (int i = 0; i < DN_VOC_PICTURES; i++) {
		both.walks[i] = dn_canvas_walk(&canvases[i]);
		step_on(&both, i);
	}
	return both;
}

/* The next pixels; false at the end. */
static bool
next_piece(struct both *both, struct piece *piece)
{
	uint32_t to = both->pixels;
	int numbers[DN_VOC_PICTURES] = { 0, 0 };

	for (int i = 0; i < DN_VOC_PICTURES; i++) {
		const struct dn_stroke *stroke = &both->strokes[i];
		uint32_t end;

		if (both->ended[i])
			continue;
		end = both->at < stroke->from ? stroke->from : stroke->to;
		if (both->at >= stroke->from)
			numbers[i] = (int)stroke->number;
		to = end < to ? end : to;
	}
	*piece = (struct piece){ both->at, to,
		numbers[DN_VOC_OBJECT_PICTURE], numbers[DN_VOC_CLASS_PICTURE] };
	for (int i = 0; i < DN_VOC_PICTURES; i++)
		if (!both->ended[i] && both->strokes[i].to == to)
			step_on(both, i);
	both->at = to;
	return piece->from < to;
}

/* Its first pixel by rows: y, then x. */
static uint64_t
first_of(const struct piece *piece, uint32_t height)
{
	uint64_t y = piece->from % height, x = piece->from / height;

	/* What goes on in the next column is at the top of it. */
	if (y > 0 && piece->to > (x + 1) * height)
		return x + 1;
	return y << 32 | x;
}

/* Find the class of each object: that of its first pixel that has one. */
static void
choose_classes(struct pictures *pictures)
{
	struct both both = walk_both(pictures);
	uint64_t first[256];
	struct piece piece;

	memset(first, 0xff, sizeof(first));
	while (next_piece(&both, &piece)) {
		uint64_t place = first_of(&piece, pictures->canvases->height);

		if (piece.class == 255 || piece.object == 0 ||
		    piece.object == 255 || place >= first[piece.object])
			continue;
		first[piece.object] = place;
		pictures->classes[piece.object] = piece.class;
	}
}

/*
 * Find the class of each object.  Where that is not the same all over an
 * object, or there is one without an object, the two tell different things.
 */
static int
find_classes(struct pictures *pictures, struct dn_err *err)
{
	struct both both = walk_both(pictures);
	uint64_t first = UINT64_MAX, place;
	struct piece piece, bad = { .from = 0 };

	choose_classes(pictures);
	while (next_piece(&both, &piece)) {
		bool none = piece.object == 0 || piece.object == 255;

		place = first_of(&piece, pictures->canvases->height);
		if (piece.class == 255 || place >= first || piece.class ==
		    (none ? 0 : pictures->classes[piece.object]))
			continue;
		first = place;
		bad = piece;
	}
	return first == UINT64_MAX ? 0 : dn_err_set(err, DN_E_BAD_VALUE,
	    "class %d at pixel %u, %u is not that of object %d", bad.class,
	    (unsigned)(uint32_t)first, (unsigned)(first >> 32), bad.object);
}

/* ---- annotations ----------------------------------------------------- */

/*
 * Without a labelmap numbers stand for the devkit's names, but not in what
 * another tool has written.
 */
static bool
knows_names(const struct dn_voc_reader *reader)
{
	const char *name = reader->dialect != NULL ?
	    reader->dialect->name : "devkit";

	return dn_voc_set_labelmap(reader->set) != DN_VOC_NONE ||
	    strcmp(name, "devkit") == 0 || strncmp(name, "dn-", 3) == 0;
}

/* What a class is called, or absent. */
static struct dn_span
name_of(const struct dn_voc_reader *reader, const struct pictures *pictures,
    int class)
{
	return pictures->named ?
	    dn_voc_classes_name(reader->classes, class) :
	    (struct dn_span){ NULL, 0 };
}

/* Keep a class for the way back, unless its name says it: [CLASS,"label"]. */
static void
keep_class(struct dn_voc_reader *reader, struct pictures *pictures,
    struct dn_node *node, int class)
{
	struct dn_tree *tree = &reader->item->tree;
	struct dn_span label = dn_node_text(tree,
	    dn_node_get(tree, node, "label"));

	if (class < 0 || (label.ptr != NULL && pictures->named && class ==
	    dn_voc_classes_number(reader->classes, label)))
		return;
	dn_bytes_clear(&pictures->text);
	dn_bytes_add_format(&pictures->text, "[%d", class);
	if (label.ptr != NULL) {
		dn_bytes_add_byte(&pictures->text, ',');
		dn_json_write_text(&pictures->text, label);
	}
	dn_bytes_add_byte(&pictures->text, ']');
	dn_raw_set(tree, node, DN_SPAN(DN_VOC_CLASS),
	    dn_bytes_span(&pictures->text));
}

/* The mask of a picture that no <object> stands for. */
static void
add_alone(struct dn_voc_reader *reader, struct pictures *pictures,
    int object, int class, uint64_t id, const struct dn_mask *mask)
{
	struct dn_item *item = reader->item;
	struct dn_tree *tree = &item->tree;
	struct dn_node *node = dn_node_add_object(tree,
	    dn_item_need_annotations(item));
	struct dn_span label = name_of(reader, pictures, class);
	char text[24];

	reader->reading->run->annotations.in++;
	snprintf(text, sizeof(text), "%llu", (unsigned long long)id);
	dn_node_set_text(tree, node, "id", dn_span_of(text));
	dn_node_set_text(tree, node, "kind", DN_SPAN("mask"));
	if (label.ptr != NULL)
		dn_node_set_text(tree, node, "label", label);
	dn_shape_set_mask(tree, node, mask);
	snprintf(text, sizeof(text), "%d", object);
	dn_raw_set(tree, node, DN_SPAN(DN_VOC_OBJECTS), dn_span_of(text));
	keep_class(reader, pictures, node, class);
}

/* Is an <object> what the pictures say: its class, and where it lies? */
static int
check_object(struct dn_voc_reader *reader, const struct pictures *pictures,
    struct dn_node *node, int object, struct dn_err *err)
{
	struct dn_tree *tree = &reader->item->tree;
	struct dn_span label = dn_node_text(tree,
	    dn_node_get(tree, node, "label"));
	struct dn_span name = name_of(reader, pictures,
	    pictures->classes[object]);
	struct dn_box drawn = dn_mask_box(&pictures->masks[object]), box;

	if (name.ptr != NULL && !dn_span_equal(name, label) &&
	    dn_voc_classes_number(reader->classes, label) > 0)
		return dn_err_set(err, DN_E_BAD_VALUE, "object %d is a "
		    "\"%.*s\", and <object> %d a \"%.*s\"", object,
		    name.len < 60 ? (int)name.len : 60, name.ptr, object,
		    label.len < 60 ? (int)label.len : 60, label.ptr);
	if (dn_shape_box(reader->item, node, &box, err) == 1 &&
	    dn_box_is_apart(drawn, box))
		return dn_err_set(err, DN_E_BAD_VALUE, "object %d lies apart "
		    "from the box of <object> %d", object, object);
	return 0;
}

/* The mask of one object. */
static int
add_object(struct dn_voc_reader *reader, struct pictures *pictures,
    int object, struct dn_err *err)
{
	struct dn_tree *tree = &reader->item->tree;
	struct dn_node *node = pictures->nodes[object];
	const struct dn_mask *mask = &pictures->masks[object];
	int class = pictures->classes[object];
	struct dn_span kind;

	if (node == NULL) {
		add_alone(reader, pictures, object, class, (uint64_t)object,
		    mask);
		return 0;
	}
	if (check_object(reader, pictures, node, object, err) < 0)
		return reject(reader, DN_VOC_OBJECT_PICTURE, err);
	kind = dn_node_text(tree, dn_node_get(tree, node, "kind"));
	if (dn_span_is(kind, "box") || dn_span_is(kind, "class"))
		dn_node_set_text(tree, node, "kind", DN_SPAN("mask"));
	dn_shape_set_mask(tree, node, mask);
	keep_class(reader, pictures, node, class);
	return 0;
}

/* The annotations of <object>s by their numbers, and the highest. */
static uint64_t
find_objects(struct dn_voc_reader *reader, struct pictures *pictures)
{
	struct dn_tree *tree = &reader->item->tree;
	struct dn_node *node = dn_item_first_annotation(reader->item);
	uint64_t highest = 0;

	for (; node != NULL; node = node->next) {
		struct dn_span id = dn_node_text(tree,
		    dn_node_get(tree, node, "id"));

		highest = 0;
		for (size_t i = 0; i < id.len; i++)
			highest = highest * 10 + (uint64_t)(id.ptr[i] - '0');
		if (highest < 255)
			pictures->nodes[highest] = node;
	}
	return highest;
}

/* Keep that there is such a picture, and its void pixels. */
static void
keep_void(struct dn_voc_reader *reader, struct pictures *pictures,
    enum dn_voc_picture which, const struct dn_mask *mask)
{
	struct dn_bytes counts;

	dn_bytes_init(&counts, SIZE_MAX / 2);
	dn_mask_compress(mask, &counts);
	dn_bytes_clear(&pictures->text);
	dn_bytes_add_format(&pictures->text, "{\"size\":[%u,%u],\"counts\":",
	    mask->height, mask->width);
	dn_json_write_text(&pictures->text, dn_bytes_span(&counts));
	dn_bytes_add_byte(&pictures->text, '}');
	dn_raw_set(&reader->item->tree, reader->item->root,
	    which == DN_VOC_OBJECT_PICTURE ? DN_SPAN(DN_VOC_OBJECTS) :
	    DN_SPAN(DN_VOC_CLASS), dn_bytes_span(&pictures->text));
	dn_bytes_release(&counts);
}

/* Numbers become masks: of objects where they are told, else of classes. */
static int
add_masks(struct dn_voc_reader *reader, struct pictures *pictures,
    struct dn_err *err)
{
	uint64_t highest = find_objects(reader, pictures);
	enum dn_voc_picture which = pictures->have[DN_VOC_OBJECT_PICTURE] ?
	    DN_VOC_OBJECT_PICTURE : DN_VOC_CLASS_PICTURE;

	if (take_apart(pictures, &pictures->canvases[which], err) < 0)
		return -1;
	for (int i = 1; i < 255; i++) {
		if (!pictures->begun[i])
			continue;
		if (which == DN_VOC_CLASS_PICTURE)
			add_alone(reader, pictures, 0, i, ++highest,
			    &pictures->masks[i]);
		else if (add_object(reader, pictures, i, err) < 0)
			return -1;
	}
	return 0;
}

/* The void pixels of each picture. */
static int
add_voids(struct dn_voc_reader *reader, struct pictures *pictures,
    struct dn_err *err)
{
	for (int i = 0; i < DN_VOC_PICTURES; i++) {
		struct dn_mask mask;

		if (!pictures->have[i])
			continue;
		dn_mask_init(&mask, 0, 0);
		if (dn_canvas_mask(&pictures->canvases[i], 255, &mask,
		    err) < 0) {
			dn_mask_release(&mask);
			return -1;
		}
		keep_void(reader, pictures, (enum dn_voc_picture)i, &mask);
		dn_mask_release(&mask);
	}
	return 0;
}

static int
read_both(struct dn_voc_reader *reader, struct pictures *pictures,
    struct dn_err *err)
{
	bool *have = pictures->have;

	if (load(reader, pictures, DN_VOC_OBJECT_PICTURE, err) < 0 ||
	    load(reader, pictures, DN_VOC_CLASS_PICTURE, err) < 0)
		return -1;
	if (!have[0] && !have[1])
		return 0;
	if (!fit_sizes(reader, pictures)) {
		dn_err_set(err, DN_E_BAD_VALUE,
		    "a picture of segmentation of another size");
		return reject(reader, have[0] ? DN_VOC_OBJECT_PICTURE :
		    DN_VOC_CLASS_PICTURE, err);
	}
	if (have[0] && have[1] && find_classes(pictures, err) < 0) {
		have[1] = false;
		for (int i = 0; i < 256; i++)
			pictures->classes[i] = -1;
		if (reject(reader, DN_VOC_CLASS_PICTURE, err) < 0)
			return -1;
	}
	return add_voids(reader, pictures, err) < 0 ? -1 :
	    add_masks(reader, pictures, err);
}

int
dn_voc_read_pictures(struct dn_voc_reader *reader, struct dn_err *err)
{
	struct pictures *pictures;
	int failed;

	if (dn_voc_set_picture(reader->set, reader->number,
	    DN_VOC_OBJECT_PICTURE) == DN_VOC_NONE &&
	    dn_voc_set_picture(reader->set, reader->number,
	    DN_VOC_CLASS_PICTURE) == DN_VOC_NONE)
		return 0;
	pictures = calloc(1, sizeof(*pictures));
	if (pictures == NULL)
		return dn_err_memory(err);
	for (int i = 0; i < 256; i++) {
		dn_mask_init(&pictures->masks[i], 0, 0);
		pictures->classes[i] = -1;
	}
	dn_bytes_init(&pictures->text, SIZE_MAX / 2);
	pictures->named = knows_names(reader);
	failed = read_both(reader, pictures, err);
	if (failed == 0)
		failed = dn_bytes_check(&pictures->text, err);
	for (int i = 0; i < 256; i++)
		dn_mask_release(&pictures->masks[i]);
	for (int i = 0; i < DN_VOC_PICTURES; i++)
		dn_canvas_release(&pictures->canvases[i]);
	dn_bytes_release(&pictures->text);
	free(pictures);
	return failed;
}

int
dn_voc_read_classes(struct dn_voc_reader *reader, struct dn_bytes *text,
    struct dn_err *err)
{
	size_t file = dn_voc_set_labelmap(reader->set);

	if (file == DN_VOC_NONE)
		return dn_voc_classes_devkit(reader->classes, err);
	if (dn_files_slurp(reader->files, file, text, err) < 0)
		return -1;
	if (dn_utf8_valid(text->data, text->len) < text->len) {
		dn_err_set(err, DN_E_BAD_UTF8, "a labelmap that is not UTF-8");
		err->source = dn_files_path(reader->files, file);
		return -1;
	}
	return dn_voc_classes_read(reader->classes, dn_bytes_span(text), err);
}
