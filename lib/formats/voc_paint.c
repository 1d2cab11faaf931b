/* SPDX-License-Identifier: MIT */
/* Writing pictures of segmentation: masks painted in their order. */
#include <stdlib.h>

#include "formats/voc_write.h"
#include "model/canvas.h"
#include "model/shape.h"

struct dn_voc_paint {
	struct dn_voc_classes *classes;         /* NULL until the first mask */
	struct dn_canvas pictures[DN_VOC_PICTURES];
	bool has[DN_VOC_PICTURES];              /* the item had such */
	bool begun;
	struct dn_bytes png, name;
};

static const char *const pointers[DN_VOC_PICTURES] = { DN_VOC_OBJECTS,
	DN_VOC_CLASS };

struct dn_voc_paint *
dn_voc_paint_new(void)
{
	struct dn_voc_paint *paint = calloc(1, sizeof(*paint));

	if (paint == NULL)
		return NULL;
	dn_bytes_init(&paint->png, SIZE_MAX / 2);
	dn_bytes_init(&paint->name, SIZE_MAX / 2);
	return paint;
}

static void
clear_pictures(struct dn_voc_paint *paint)
{
	for (int i = 0; i < DN_VOC_PICTURES; i++) {
		dn_canvas_release(&paint->pictures[i]);
		paint->has[i] = false;
	}
	paint->begun = false;
}

void
dn_voc_paint_free(struct dn_voc_paint *paint)
{
	if (paint == NULL)
		return;
	clear_pictures(paint);
	dn_voc_classes_free(paint->classes);
	dn_bytes_release(&paint->png);
	dn_bytes_release(&paint->name);
	free(paint);
}

/* ---- classes --------------------------------------------------------- */

/* The text of the labelmap that a set came with, or absent. */
static struct dn_span
own_labelmap(struct dn_voc_writer *writer)
{
	struct dn_labels *labels = writer->writing->labels;
	struct dn_tree *tree = dn_labels_tree(labels);
	struct dn_node *source = dn_labels_member(labels, "source", NULL);

	if (!dn_span_is(dn_node_text(tree, dn_node_get(tree, source,
	    "format")), "voc"))
		return (struct dn_span){ NULL, 0 };
	return dn_node_text(tree, dn_node_get(tree, dn_node_get(tree, source,
	    "raw"), DN_VOC_LABELMAP));
}

/* Number the classes before the first mask, as far as they are known. */
static int
need_classes(struct dn_voc_writer *writer, struct dn_err *err)
{
	struct dn_voc_paint *paint = writer->paint;
	struct dn_span own;

	if (paint->classes != NULL)
		return 0;
	paint->classes = dn_voc_classes_new();
	if (paint->classes == NULL)
		return dn_err_memory(err);
	own = own_labelmap(writer);
	return own.ptr != NULL ?
	    dn_voc_classes_read(paint->classes, own, err) :
	    dn_voc_classes_choose(paint->classes, writer->writing->labels,
	    err);
}

/* The class that an annotation was read with, if its label is the same. */
static int
own_class(struct dn_voc_writer *writer, const struct dn_annotation *annotation)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *kept = dn_raw_get(tree, annotation->node,
	    DN_SPAN(DN_VOC_CLASS));
	struct dn_node *first = dn_node_first(tree, kept);
	int64_t number;

	if (!writer->own || dn_node_type(kept) != DN_JSON_ARRAY ||
	    !dn_node_int(first, &number) || number < 0 || number > 254 ||
	    !dn_span_equal(dn_node_text(tree, first->next),
	    annotation->label_text))
		return -1;
	return (int)number;
}

/* The number of its class; 0 where there is none, -1 with `err`. */
static int
class_of(struct dn_voc_writer *writer, const struct dn_annotation *annotation,
    struct dn_err *err)
{
	int number = own_class(writer, annotation);

	if (number >= 0 || annotation->label_text.len == 0)
		return number > 0 ? number : 0;
	number = dn_voc_classes_need(writer->paint->classes,
	    annotation->label_text, err);
	if (number == 0 && dn_loss_dropped(writer->writing->loss,
	    writer->item, annotation->node, DN_CAP_MASK, err,
	    "its class: there are more than %d", DN_VOC_CLASSES - 1) < 0)
		return -1;
	return number;
}

/* ---- pixels ---------------------------------------------------------- */

/* Both pictures, or those that the item came with, of its size: 1, or 0. */
static int
begin_pictures(struct dn_voc_writer *writer, uint32_t height, uint32_t width,
    struct dn_err *err)
{
	struct dn_voc_paint *paint = writer->paint;
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *media = writer->item->media;
	int64_t sides[2];

	if (dn_node_int(dn_node_get(tree, media, "height"), &sides[0]) &&
	    dn_node_int(dn_node_get(tree, media, "width"), &sides[1]) &&
	    sides[0] > 0 && sides[0] < INT32_MAX && sides[1] > 0 &&
	    sides[1] < INT32_MAX) {
		height = (uint32_t)sides[0];
		width = (uint32_t)sides[1];
	}
	if (!dn_canvas_fits(width, height, DN_VOC_PIXELS_MOST))
		return 0;
	paint->begun = true;
	if (!paint->has[0] && !paint->has[1])
		paint->has[0] = paint->has[1] = true;
	for (int i = 0; i < DN_VOC_PICTURES; i++)
		if (paint->has[i] && dn_canvas_init(&paint->pictures[i],
		    width, height, err) < 0)
			return -1;
	return 1;
}

/*
 * Does the mask lie apart from the box beside it?  A reader takes that for
 * pictures and objects that do not belong together.
 */
static bool
lies_apart(struct dn_voc_writer *writer,
    const struct dn_annotation *annotation, const struct dn_mask *mask)
{
	struct dn_err ignored = DN_ERR_INIT;
	struct dn_box box;

	return dn_mask_area(mask) > 0 && dn_shape_box(writer->item,
	    annotation->node, &box, &ignored) == 1 &&
	    dn_box_is_apart(dn_mask_box(mask), box);
}

/* Paint a legal mask into both pictures. */
static int
paint_mask(struct dn_voc_writer *writer,
    const struct dn_annotation *annotation, int object, int class,
    const struct dn_mask *mask, struct dn_err *err)
{
	struct dn_voc_paint *paint = writer->paint;
	const struct dn_canvas *any = &paint->pictures[paint->has[0] ? 0 : 1];
	uint64_t covered = 0, more;

	if (mask->height != any->height || mask->width != any->width)
		return dn_loss_dropped(writer->writing->loss, writer->item,
		    annotation->node, DN_CAP_MASK, err,
		    "it has another size than the picture");
	if (lies_apart(writer, annotation, mask))
		return dn_loss_dropped(writer->writing->loss, writer->item,
		    annotation->node, DN_CAP_MASK, err,
		    "it lies apart from its box");
	for (int i = 0; i < DN_VOC_PICTURES; i++) {
		if (!paint->has[i])
			continue;
		if (dn_canvas_paint(&paint->pictures[i], mask, (uint32_t)
		    (i == DN_VOC_OBJECT_PICTURE ? object : class), &more,
		    err) < 0)
			return -1;
		if (i == DN_VOC_OBJECT_PICTURE || !paint->has[0])
			covered += more;
	}
	if (covered == 0)
		return 0;
	return dn_loss_degraded(writer->writing->loss, writer->item,
	    annotation->node, DN_CAP_MASK, err,
	    "it covers %llu pixels of others", (unsigned long long)covered);
}

int
dn_voc_paint_object(struct dn_voc_writer *writer,
    const struct dn_annotation *annotation, uint64_t object,
    struct dn_err *err)
{
	struct dn_voc_paint *paint = writer->paint;
	struct dn_mask mask;
	int found, class, begun = 1, failed = -1;

	dn_mask_init(&mask, 0, 0);
	found = dn_shape_mask(writer->item, annotation->node, &mask, err);
	if (found <= 0) {
		dn_mask_release(&mask);
		return found;
	}
	if (object > 254) {
		failed = dn_loss_dropped(writer->writing->loss, writer->item,
		    annotation->node, DN_CAP_MASK, err,
		    "there are more than 254 objects");
	} else if (need_classes(writer, err) == 0) {
		class = class_of(writer, annotation, err);
		if (class >= 0 && !paint->begun)
			begun = begin_pictures(writer, mask.height, mask.width,
			    err);
		if (class >= 0 && begun == 0)
			failed = dn_loss_dropped(writer->writing->loss,
			    writer->item, annotation->node, DN_CAP_MASK, err,
			    "its picture has no pixels, or too many");
		else if (class >= 0 && begun > 0)
			failed = paint_mask(writer, annotation, (int)object,
			    class, &mask, err);
	}
	dn_mask_release(&mask);
	return failed;
}

/* ---- an item --------------------------------------------------------- */

/* The void pixels that a picture came with: 1, 0 or -1. */
static int
read_void(struct dn_voc_writer *writer, int which, struct dn_mask *mask,
    struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *kept = dn_raw_get(tree, writer->item->root,
	    dn_span_of(pointers[which]));
	struct dn_node *size = dn_node_first(tree,
	    dn_node_get(tree, kept, "size"));
	int64_t sides[2];

	if (!writer->own || size == NULL || size->next == NULL)
		return 0;
	for (int i = 0; i < 2; i++, size = size->next)
		if (!dn_node_int(size, &sides[i]) || sides[i] < 1 ||
		    sides[i] > INT32_MAX)
			return 0;
	dn_mask_init(mask, (uint32_t)sides[0], (uint32_t)sides[1]);
	if (dn_mask_expand(mask, dn_node_text(tree, dn_node_get(tree, kept,
	    "counts")), err) < 0 || dn_mask_check(mask, err) < 0)
		return dn_node_error(kept, err, DN_E_BAD_VALUE,
		    "void pixels that are no mask");
	return 1;
}

/* Begin a picture that void pixels are known of. */
static int
begin_void(struct dn_canvas *picture, const struct dn_mask *mask,
    struct dn_err *err)
{
	if (!dn_canvas_fits(mask->width, mask->height, DN_VOC_PIXELS_MOST))
		return dn_err_set(err, DN_E_BAD_VALUE,
		    "a mask of no pixels, or too many");
	return dn_canvas_init(picture, mask->width, mask->height, err);
}

int
dn_voc_paint_begin(struct dn_voc_writer *writer, struct dn_err *err)
{
	struct dn_voc_paint *paint = writer->paint;
	struct dn_mask mask;
	int found = 0;

	clear_pictures(paint);
	for (int i = 0; i < DN_VOC_PICTURES && found >= 0; i++) {
		dn_mask_init(&mask, 0, 0);
		found = read_void(writer, i, &mask, err);
		if (found > 0) {
			paint->has[i] = paint->begun = true;
			found = begin_void(&paint->pictures[i], &mask, err);
		}
		dn_mask_release(&mask);
	}
	if (found < 0 || !paint->has[0] || !paint->has[1] ||
	    (paint->pictures[0].height == paint->pictures[1].height &&
	    paint->pictures[0].width == paint->pictures[1].width))
		return found < 0 ? -1 : 0;
	return dn_err_set(err, DN_E_BAD_VALUE,
	    "pictures of segmentation of two sizes");
}

bool
dn_voc_paint_begun(const struct dn_voc_paint *paint)
{
	return paint->begun;
}

/* Write a picture, its void pixels last. */
static int
write_picture(struct dn_voc_writer *writer, int which, struct dn_span root,
    struct dn_span stem, struct dn_err *err)
{
	struct dn_voc_paint *paint = writer->paint;
	unsigned char palette[256][3];
	struct dn_mask mask;
	int failed;

	for (int i = 0; i < 256; i++)
		dn_voc_colour(i, palette[i]);
	if (need_classes(writer, err) < 0)
		return -1;
	if (which == DN_VOC_CLASS_PICTURE)
		dn_voc_classes_palette(paint->classes, palette);
	dn_mask_init(&mask, 0, 0);
	failed = read_void(writer, which, &mask, err);
	if (failed > 0)
		failed = dn_canvas_paint(&paint->pictures[which], &mask, 255,
		    NULL, err);
	dn_mask_release(&mask);
	dn_bytes_clear(&paint->png);
	dn_bytes_clear(&paint->name);
	dn_bytes_add_span(&paint->name, root);
	dn_bytes_add_text(&paint->name, dn_voc_picture_folders[which]);
	dn_bytes_add_byte(&paint->name, '/');
	dn_bytes_add_span(&paint->name, stem);
	dn_bytes_add_text(&paint->name, ".png");
	if (failed < 0 || dn_bytes_check(&paint->name, err) < 0 ||
	    dn_canvas_write(&paint->pictures[which], DN_PNG_NUMBERS, palette,
	    &paint->png, err) < 0)
		return -1;
	return dn_outdir_write(writer->writing->folder,
	    dn_bytes_span(&paint->name), dn_bytes_span(&paint->png), err);
}

int
dn_voc_paint_end(struct dn_voc_writer *writer, struct dn_err *err)
{
	struct dn_voc_paint *paint = writer->paint;
	struct dn_span root, rest;

	if (!paint->begun)
		return 0;
	if (!dn_voc_below(dn_bytes_span(&writer->name), "Annotations", &root,
	    &rest)) {
		root = DN_SPAN("");
		rest = dn_bytes_span(&writer->name);
	}
	for (int i = 0; i < DN_VOC_PICTURES; i++)
		if (paint->has[i] && write_picture(writer, i, root,
		    dn_files_stem(rest), err) < 0)
			return -1;
	clear_pictures(paint);
	return 0;
}

int
dn_voc_paint_finish(struct dn_voc_writer *writer, struct dn_err *err)
{
	struct dn_voc_paint *paint = writer->paint;
	struct dn_span own = own_labelmap(writer);

	dn_bytes_clear(&writer->out);
	if (own.ptr != NULL)
		dn_bytes_add_span(&writer->out, own);
	else if (paint->classes != NULL)
		dn_voc_classes_write(paint->classes, &writer->out);
	if (dn_bytes_check(&writer->out, err) < 0)
		return -1;
	return writer->out.len == 0 ? 0 : dn_outdir_write(
	    writer->writing->folder, DN_SPAN("labelmap.txt"),
	    dn_bytes_span(&writer->out), err);
}
