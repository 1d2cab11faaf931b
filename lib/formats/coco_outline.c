/* SPDX-License-Identifier: MIT */
/* `segmentation` of what is outlined, and what follows from the outline. */
#include <math.h>

#include "formats/coco_write.h"
#include "formats/compact.h"
#include "io/jsontext.h"
#include "model/raster.h"
#include "model/shape.h"
#include "model/turn.h"

#define PARTS_OF_A_PIXEL 10000.0        /* in outlines that are made here */
#define POINTS_LEAST 3                  /* of a polygon */

/* What a `segmentation` is made of. */
struct outline {
	struct dn_coco_writer *writer;
	const struct dn_annotation *read;
	struct dn_node *annotation;     /* its node */
	struct dn_coco_outline *known;
};

/* ---- the picture ----------------------------------------------------- */

/* The size of the picture as whole pixels; false where it is not known. */
static bool
picture_size(const struct dn_coco_writer *writer, uint32_t *height,
    uint32_t *width)
{
	double h = ceil(writer->height), w = ceil(writer->width);

	if (!(h > 0) || !(w > 0) || h * w > UINT32_MAX)
		return false;
	*height = (uint32_t)h;
	*width = (uint32_t)w;
	return true;
}

/* The mask of some parts: 1; 0 where the picture's size is not known; -1. */
static int
draw(const struct outline *outline, const struct dn_part *parts, size_t count,
    struct dn_mask *mask, struct dn_err *err)
{
	uint32_t height, width;

	if (!picture_size(outline->writer, &height, &width))
		return 0;
	return dn_raster_parts(parts, count, height, width, mask, err) < 0 ?
	    -1 : 1;
}

/* ---- run lengths ----------------------------------------------------- */

/* Run lengths as `segmentation` has them. */
static void
write_runs(const struct outline *outline, const struct dn_mask *mask)
{
	struct dn_coco_writer *writer = outline->writer;

	dn_bytes_clear(&writer->scratch);
	dn_bytes_add_format(&writer->scratch,
	    "{\"size\":[%u,%u],\"counts\":", mask->height, mask->width);
	dn_bytes_clear(&writer->other);
	dn_mask_compress(mask, &writer->other);
	dn_json_write_text(&writer->scratch, dn_bytes_span(&writer->other));
	dn_bytes_add_byte(&writer->scratch, '}');
	outline->known->box = dn_mask_box(mask);
	outline->known->area = (double)dn_mask_area(mask);
	outline->known->known = true;
}

static int
write_mask(const struct outline *outline, struct dn_err *err)
{
	struct dn_mask mask;
	int got;

	dn_mask_init(&mask, 0, 0);
	got = dn_shape_mask(outline->writer->item, outline->annotation, &mask,
	    err);
	if (got > 0)
		write_runs(outline, &mask);
	dn_mask_release(&mask);
	return got < 0 ? -1 : 0;
}

/* ---- polygons -------------------------------------------------------- */

/*
 * The area of polygons where none is given: of their mask, as COCO's tools
 * have it, or of the rings where the picture's size is not known.
 */
static int
find_area(const struct outline *outline, const struct dn_part *parts,
    size_t count, struct dn_err *err)
{
	struct dn_coco_outline *known = outline->known;
	uint32_t height, width;
	uint64_t area;

	if (outline->writer->own || dn_node_type(
	    outline->read->members[DN_MEMBER_AREA]) == DN_JSON_NUMBER)
		return 0;
	if (picture_size(outline->writer, &height, &width)) {
		if (dn_raster_area(parts, count, height, width, &area,
		    err) < 0)
			return -1;
		known->area = (double)area;
		return 0;
	}
	for (size_t i = 0; i < count; i++)
		if (parts[i].count > 0)
			known->area += dn_ring_area(parts[i].rings->points,
			    parts[i].rings->count);
	return 0;
}

/* The box around the outlines. */
static void
find_box(const struct outline *outline, const struct dn_part *parts,
    size_t count)
{
	struct dn_coco_outline *known = outline->known;

	for (size_t i = 0; i < count; i++) {
		const struct dn_ring *ring = parts[i].rings;
		struct dn_box around;

		if (parts[i].count == 0 || ring->count == 0)
			continue;
		around = dn_box_around(ring->points, ring->count);
		known->box = known->known ?
		    dn_box_join(known->box, around) : around;
		known->known = true;
	}
}

/* As many as there are of that bracket, up to four: behind them. */
static inline const char *
pass_brackets(const char *p, char bracket, int *count)
{
	for (*count = 0; *count < 4 && *p == bracket; ++*count)
		p++;
	return p;
}

/*
 * Polygons in text that is good as flat lists, without a look into each
 * number: a point lies in four brackets, of which two are written.  False
 * where there are blanks or holes: take the slow way.
 */
static bool
flatten(struct dn_span text, struct dn_bytes *out)
{
	const char *p = text.ptr;
	char *to = dn_bytes_reserve(out, text.len);
	int closed = 4, opened;

	if (to == NULL)
		return false;
	do {
		/* As many as were closed are open again for the next point. */
		p = pass_brackets(p, '[', &opened);
		if (opened != closed || opened == 2)
			return false;
		if (opened == 4)
			*to++ = '[';
		if (opened > 1)
			*to++ = '[';
		while (*p != ']') {
			if (*p <= ' ')
				return false;
			*to++ = *p++;
		}
		p = pass_brackets(p, ']', &closed);
		if (closed > 1)
			*to++ = ']';
		*to++ = closed < 4 ? *p : ']';
	} while (closed < 4 && *p++ == ',');
	out->len = (size_t)(to - out->data);
	return closed == 4;
}

static void
add_point(struct dn_tree *tree, struct dn_node *point, char before,
    struct dn_bytes *out)
{
	struct dn_node *x = dn_node_first(tree, point);

	dn_bytes_add_byte(out, before);
	dn_bytes_add_span(out, x->raw);
	dn_bytes_add_byte(out, ',');
	dn_bytes_add_span(out, x->next->raw);
}

/*
 * The outlines as flat lists, of `least` points, the last of which is repeated
 * where there are fewer; digits are kept.
 */
static void
write_rings(const struct outline *outline, size_t least)
{
	struct dn_tree *tree = &outline->writer->item->tree;
	struct dn_bytes *out = &outline->writer->scratch;
	struct dn_node *polygons = outline->read->members[DN_MEMBER_POLYGONS];
	struct dn_node *part, *point, *last;

	dn_bytes_clear(out);
	if (least == 0 && !polygons->opened && !polygons->changed &&
	    flatten(polygons->raw, out))
		return;
	dn_bytes_clear(out);
	part = dn_node_first(tree, polygons);
	for (; part != NULL; part = part->next) {
		size_t count = 0;

		point = dn_node_first(tree, dn_node_first(tree, part));
		if (point == NULL)
			continue;
		dn_bytes_add_byte(out, out->len > 0 ? ',' : '[');
		for (last = point; point != NULL; point = point->next) {
			last = point;
			add_point(tree, point, count++ == 0 ? '[' : ',', out);
		}
		for (; count < least; count++)
			add_point(tree, last, ',', out);
		dn_bytes_add_byte(out, ']');
	}
	dn_bytes_add_text(out, out->len > 0 ? "]" : "[]");
}

/*
 * How many points each outline is to have.  COCO's tools take four numbers for
 * a box, and two for nothing: that is not made, though it goes back.
 */
static int
find_least(const struct outline *outline, const struct dn_part *parts,
    size_t count, size_t *least, struct dn_err *err)
{
	struct dn_coco_writer *writer = outline->writer;

	*least = 0;
	if (writer->own && outline->read->members[DN_MEMBER_SOURCE] != NULL)
		return 0;
	for (size_t i = 0; i < count && *least == 0; i++)
		if (parts[i].count > 0 && parts[i].rings->count > 0 &&
		    parts[i].rings->count < POINTS_LEAST)
			*least = POINTS_LEAST;
	return *least == 0 ? 0 : dn_loss_degraded(writer->writing->loss,
	    writer->item, outline->annotation, DN_CAP_POLYGON, err,
	    "fewer than 3 points: the last is written again");
}

/* Is there a ring behind the first of a part? */
static bool
has_holes(const struct dn_part *parts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (parts[i].count > 1)
			return true;
	return false;
}

/* Holes are in run lengths: 1; 0 where they cannot be; -1. */
static int
write_holes(const struct outline *outline, const struct dn_part *parts,
    size_t count, struct dn_err *err)
{
	struct dn_coco_writer *writer = outline->writer;
	struct dn_mask mask;
	int got;

	if (!has_holes(parts, count))
		return 0;
	dn_mask_init(&mask, 0, 0);
	got = draw(outline, parts, count, &mask, err);
	if (got > 0)
		write_runs(outline, &mask);
	dn_mask_release(&mask);
	if (got == 0 && dn_loss_dropped(writer->writing->loss, writer->item,
	    outline->annotation, DN_CAP_HOLES, err,
	    "run lengths need the size of the picture") < 0)
		return -1;
	return got;
}

static int
write_polygons(const struct outline *outline, struct dn_err *err)
{
	struct dn_part *parts;
	size_t count, least;
	int done;

	if (dn_shape_polygons_of(outline->writer->item,
	    outline->read->members[DN_MEMBER_POLYGONS], &parts, &count,
	    err) < 0)
		return -1;
	done = write_holes(outline, parts, count, err);
	if (done != 0)
		return done < 0 ? -1 : 0;
	if (find_least(outline, parts, count, &least, err) < 0)
		return -1;
	write_rings(outline, least);
	find_box(outline, parts, count);
	return find_area(outline, parts, count, err);
}

/* ---- ellipses -------------------------------------------------------- */

/* A member that is a list of two numbers. */
static int
read_pair(const struct outline *outline, const char *name,
    struct dn_point *point, struct dn_err *err)
{
	struct dn_tree *tree = &outline->writer->item->tree;
	struct dn_node *list = dn_node_get(tree, outline->annotation, name);
	struct dn_node *x = dn_node_first(tree, list);

	if (dn_node_count(tree, list) == 2 && dn_node_real(x, &point->x) &&
	    dn_node_real(x->next, &point->y))
		return 0;
	return dn_node_error(list != NULL ? list : outline->annotation, err,
	    DN_E_BAD_VALUE, "\"%s\" is not two numbers", name);
}

static void
round_off(double *value)
{
	*value = round(*value * PARTS_OF_A_PIXEL) / PARTS_OF_A_PIXEL;
}

/* Turned or not, as a polygon around it. */
static int
write_ellipse(const struct outline *outline, struct dn_err *err)
{
	struct dn_tree *tree = &outline->writer->item->tree;
	struct dn_bytes *out = &outline->writer->scratch;
	struct dn_point points[DN_ELLIPSE_POINTS];
	struct dn_ring ring = { points, 0 };
	const struct dn_part part = { &ring, 1 };
	struct dn_ellipse ellipse = { .rotation = 0 };

	if (read_pair(outline, "center", &ellipse.center, err) < 0 ||
	    read_pair(outline, "radii", &ellipse.radii, err) < 0)
		return -1;
	if (!dn_node_real(dn_node_get(tree, outline->annotation, "rotation"),
	    &ellipse.rotation))
		ellipse.rotation = 0;
	ring.count = dn_ellipse_ring(&ellipse, points);
	for (size_t i = 0; i < ring.count; i++) {
		round_off(&points[i].x);
		round_off(&points[i].y);
		dn_bytes_add_text(out, i == 0 ? "[[" : ",");
		dn_json_write_real(out, points[i].x);
		dn_bytes_add_byte(out, ',');
		dn_json_write_real(out, points[i].y);
	}
	dn_bytes_add_text(out, ring.count > 0 ? "]]" : "[]");
	find_box(outline, &part, 1);
	round_off(&outline->known->box.width);
	round_off(&outline->known->box.height);
	return find_area(outline, &part, 1, err);
}

/* ---- segmentations --------------------------------------------------- */

/*
 * Does a segmentation that was kept still say what polygons or mask say now?
 * Then it goes back as it was.
 */
static bool
still_says(struct dn_coco_writer *writer, struct dn_node *kept,
    struct dn_node *annotation)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *now = dn_node_get(tree, annotation, "polygons");
	enum dn_coco_segmentation what;
	struct dn_err ignored = DN_ERR_INIT;
	const struct dn_json_value value = dn_json_value_of(kept->raw);
	struct dn_bytes then, text;
	struct dn_mask mask;
	bool same, equal = false;

	dn_mask_init(&mask, 0, 0);
	dn_bytes_init(&then, SIZE_MAX / 2);
	dn_bytes_init(&text, SIZE_MAX / 2);
	if (dn_coco_segment(&value, &then, &mask, &what, &same,
	    &ignored) == 0) {
		if (what == DN_COCO_MASK) {
			now = dn_node_get(tree,
			    dn_node_get(tree, annotation, "mask"), "counts");
			dn_mask_compress(&mask, &then);
			dn_bytes_add_span(&text, dn_node_text(tree, now));
		} else if (now != NULL) {
			dn_bytes_clear(&writer->other);
			dn_tree_write(now, &writer->other);
			dn_compact_add(&text, dn_bytes_span(&writer->other));
		}
		equal = then.failed == DN_E_NONE &&
		    text.failed == DN_E_NONE && dn_span_equal(
		    dn_bytes_span(&then), dn_bytes_span(&text));
	}
	dn_mask_release(&mask);
	dn_bytes_release(&then);
	dn_bytes_release(&text);
	return equal;
}

/* Of a mask and polygons the one that is not the kind is lost. */
static int
lose_other(const struct outline *outline, enum dn_cap cap,
    const char *beside, struct dn_err *err)
{
	return dn_loss_dropped(outline->writer->writing->loss,
	    outline->writer->item, outline->annotation, cap, err,
	    "beside its %s", beside);
}

int
dn_coco_write_segmentation(struct dn_coco_writer *writer,
    const struct dn_annotation *annotation, struct dn_coco_outline *known,
    struct dn_err *err)
{
	struct dn_node *node = annotation->node;
	const struct outline outline = { writer, annotation, node, known };
	struct dn_node *kept = dn_coco_own_raw(writer, node, "/segmentation");
	bool mask = dn_node_type(annotation->members[DN_MEMBER_MASK]) ==
	    DN_JSON_OBJECT;
	bool polygons = dn_node_type(
	    annotation->members[DN_MEMBER_POLYGONS]) == DN_JSON_ARRAY;
	int failed = 0;

	dn_bytes_clear(&writer->scratch);
	if (mask && (!polygons || annotation->kind == DN_ANNOTATION_MASK)) {
		failed = write_mask(&outline, err);
		if (failed == 0 && polygons)
			failed = lose_other(&outline, DN_CAP_POLYGON, "mask",
			    err);
	} else if (polygons) {
		failed = write_polygons(&outline, err);
		if (failed == 0 && mask)
			failed = lose_other(&outline, DN_CAP_MASK, "polygons",
			    err);
	} else if (annotation->kind == DN_ANNOTATION_ELLIPSE) {
		failed = write_ellipse(&outline, err);
	}
	if (failed < 0)
		return -1;
	if (kept != NULL && still_says(writer, kept, node)) {
		dn_coco_copy(writer, DN_COCO_NAME("segmentation"), kept);
	} else if (writer->scratch.len > 0) {
		dn_coco_begin(&writer->out, DN_COCO_NAME("segmentation"));
		dn_bytes_add_span(&writer->out,
		    dn_bytes_span(&writer->scratch));
	}
	return 0;
}
