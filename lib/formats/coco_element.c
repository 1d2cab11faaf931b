/* SPDX-License-Identifier: MIT */
/* An annotation as COCO has it: as it came, or completed where it is new. */
#include "formats/coco_write.h"
#include "formats/compact.h"
#include "io/jsontext.h"
#include "model/shape.h"

/* ---- members --------------------------------------------------------- */

void
dn_coco_begin(struct dn_bytes *out, const char *name)
{
	if (out->len > 0 && out->data[out->len - 1] != '{')
		dn_bytes_add_byte(out, ',');
	dn_json_write_text(out, dn_span_of(name));
	dn_bytes_add_byte(out, ':');
}

void
dn_coco_copy(struct dn_coco_writer *writer, const char *name,
    const struct dn_node *node)
{
	if (node == NULL)
		return;
	dn_coco_begin(&writer->out, name);
	dn_bytes_clear(&writer->other);
	dn_tree_write(node, &writer->other);
	if (writer->other.failed != DN_E_NONE)
		writer->out.failed = writer->other.failed;
	dn_compact_add(&writer->out, dn_bytes_span(&writer->other));
}

void
dn_coco_mark(struct dn_coco_writer *writer, const char *name, char mark,
    size_t number)
{
	dn_coco_begin(&writer->out, name);
	dn_bytes_add_byte(&writer->out, mark);
	dn_bytes_add_uint(&writer->out, number);
	dn_bytes_add_byte(&writer->out, mark);
}

/* The name of a member that a pointer of one step names; false for others. */
static bool
member_name(struct dn_span pointer, struct dn_bytes *name)
{
	dn_bytes_clear(name);
	if (pointer.len == 0 || pointer.ptr[0] != '/')
		return false;
	for (size_t i = 1; i < pointer.len; i++) {
		char c = pointer.ptr[i];

		if (c == '/')
			return false;
		if (c == '~' && i + 1 < pointer.len)
			c = pointer.ptr[++i] == '1' ? '/' : '~';
		dn_bytes_add_byte(name, c);
	}
	return true;
}

/* Is there a member of that name in the object being written? */
static bool
is_listed(struct dn_span name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (dn_span_is(name, *list))
			return true;
	return false;
}

void
dn_coco_copy_raw(struct dn_coco_writer *writer, struct dn_tree *tree,
    struct dn_node *object, const char *const *written)
{
	struct dn_node *node = dn_raw_first(tree, object);

	for (; node != NULL; node = node->next) {
		if (!member_name(node->name, &writer->scratch) ||
		    is_listed(dn_bytes_span(&writer->scratch), written))
			continue;
		dn_coco_copy(writer, dn_bytes_text(&writer->scratch), node);
	}
}

/* A member of `source.raw` of the annotation, where it is of this format. */
static struct dn_node *
own_raw(struct dn_coco_writer *writer, struct dn_node *object,
    const char *pointer)
{
	return writer->own ? dn_raw_get(&writer->item->tree, object,
	    dn_span_of(pointer)) : NULL;
}

/* ---- geometry -------------------------------------------------------- */

/* What is known of an annotation's geometry, for what was not given. */
struct outline {
	struct dn_box box;
	double area;
	bool known;
};

/* The outlines of polygons as flat lists; digits are kept. */
static int
add_polygons(struct dn_coco_writer *writer, struct dn_node *annotation,
    struct outline *outline, struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *part, *point;
	struct dn_part *parts;
	size_t count;

	if (dn_shape_polygons(writer->item, annotation, &parts, &count,
	    err) < 0)
		return -1;
	dn_bytes_clear(&writer->scratch);
	part = dn_node_first(tree, dn_node_get(tree, annotation, "polygons"));
	for (size_t i = 0; part != NULL; part = part->next, i++) {
		const struct dn_ring *ring = parts[i].rings;
		struct dn_box around;
		const char *before = "[";

		if (parts[i].count == 0 || ring->count == 0)
			continue;
		dn_bytes_add_byte(&writer->scratch,
		    writer->scratch.len > 0 ? ',' : '[');
		point = dn_node_first(tree, dn_node_first(tree, part));
		for (; point != NULL; point = point->next) {
			struct dn_node *x = dn_node_first(tree, point);

			dn_bytes_add_text(&writer->scratch, before);
			dn_bytes_add_span(&writer->scratch, x->raw);
			dn_bytes_add_byte(&writer->scratch, ',');
			dn_bytes_add_span(&writer->scratch, x->next->raw);
			before = ",";
		}
		dn_bytes_add_byte(&writer->scratch, ']');
		around = dn_box_around(ring->points, ring->count);
		outline->box = outline->known ?
		    dn_box_join(outline->box, around) : around;
		outline->area += dn_ring_area(ring->points, ring->count);
		outline->known = true;
	}
	dn_bytes_add_text(&writer->scratch,
	    writer->scratch.len > 0 ? "]" : "[]");
	return 0;
}

/* Run lengths as `segmentation` has them. */
static int
add_mask(struct dn_coco_writer *writer, struct dn_node *annotation,
    struct outline *outline, struct dn_err *err)
{
	struct dn_mask mask;
	int got;

	dn_mask_init(&mask, 0, 0);
	got = dn_shape_mask(writer->item, annotation, &mask, err);
	if (got > 0) {
		dn_bytes_clear(&writer->scratch);
		dn_bytes_add_format(&writer->scratch,
		    "{\"size\":[%u,%u],\"counts\":", mask.height, mask.width);
		dn_bytes_clear(&writer->other);
		dn_mask_compress(&mask, &writer->other);
		dn_json_write_text(&writer->scratch,
		    dn_bytes_span(&writer->other));
		dn_bytes_add_byte(&writer->scratch, '}');
		outline->box = dn_mask_box(&mask);
		outline->area = (double)dn_mask_area(&mask);
		outline->known = true;
	}
	dn_mask_release(&mask);
	return got < 0 ? -1 : 0;
}

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

/* segmentation, in the form that it came in, if it came. */
static int
write_segmentation(struct dn_coco_writer *writer,
    const struct dn_annotation *annotation, struct outline *outline,
    struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *node = annotation->node;
	struct dn_node *kept = own_raw(writer, node, "/segmentation");
	bool mask = dn_node_type(dn_node_get(tree, node, "mask")) ==
	    DN_JSON_OBJECT;
	bool polygons = dn_node_type(dn_node_get(tree, node, "polygons")) ==
	    DN_JSON_ARRAY;

	dn_bytes_clear(&writer->scratch);
	if (mask && (!polygons || annotation->kind == DN_ANNOTATION_MASK)) {
		if (add_mask(writer, node, outline, err) < 0)
			return -1;
		if (polygons && dn_loss_dropped(writer->writing->loss,
		    writer->item, node, DN_CAP_POLYGON, err,
		    "beside its mask") < 0)
			return -1;
	} else if (polygons) {
		if (add_polygons(writer, node, outline, err) < 0)
			return -1;
		if (mask && dn_loss_dropped(writer->writing->loss,
		    writer->item, node, DN_CAP_MASK, err,
		    "beside its polygons") < 0)
			return -1;
	}
	if (kept != NULL && still_says(writer, kept, node)) {
		dn_coco_copy(writer, "segmentation", kept);
	} else if (writer->scratch.len > 0) {
		dn_coco_begin(&writer->out, "segmentation");
		dn_bytes_add_span(&writer->out,
		    dn_bytes_span(&writer->scratch));
	}
	return 0;
}

/* keypoints flat, and how many of them are labelled. */
static int
write_keypoints(struct dn_coco_writer *writer, struct dn_node *annotation,
    struct outline *outline, struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *node, *number;
	struct dn_keypoint *points;
	struct dn_point corner;
	size_t count, labelled = 0;
	const char *before = "[";
	int got = dn_shape_keypoints(writer->item, annotation, &points,
	    &count, err);

	if (got < 0)
		return -1;
	if (got == 0) {
		dn_coco_copy(writer, "keypoints",
		    own_raw(writer, annotation, "/keypoints"));
		dn_coco_copy(writer, "num_keypoints",
		    own_raw(writer, annotation, "/num_keypoints"));
		return 0;
	}
	dn_coco_begin(&writer->out, "keypoints");
	node = dn_node_first(tree, dn_node_get(tree, annotation,
	    "keypoints"));
	for (; node != NULL; node = node->next)
		for (number = dn_node_first(tree, node); number != NULL;
		    number = number->next) {
			dn_bytes_add_text(&writer->out, before);
			dn_bytes_add_span(&writer->out, number->raw);
			before = ",";
		}
	dn_bytes_add_text(&writer->out, count > 0 ? "]" : "[]");
	for (size_t i = 0; i < count; i++) {
		if (points[i].visible == 0)
			continue;
		corner = (struct dn_point){ points[i].x, points[i].y };
		if (labelled++ == 0 && !outline->known)
			outline->box = dn_box_around(&corner, 1);
		else if (!outline->known)
			outline->box = dn_box_join(outline->box,
			    dn_box_around(&corner, 1));
	}
	if (!writer->own) {
		dn_coco_begin(&writer->out, "num_keypoints");
		dn_bytes_add_uint(&writer->out, labelled);
	} else {
		dn_coco_copy(writer, "num_keypoints",
		    own_raw(writer, annotation, "/num_keypoints"));
	}
	if (!outline->known && labelled > 0) {
		outline->known = true;
		outline->area = outline->box.width * outline->box.height;
	}
	return 0;
}

static void
add_number(struct dn_bytes *out, double value, char before)
{
	dn_bytes_add_byte(out, before);
	dn_json_write_real(out, value);
}

/* bbox and area: as given, else from the outline where the file is new. */
static int
write_box(struct dn_coco_writer *writer, struct dn_node *annotation,
    struct outline *outline, struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *area = dn_node_get(tree, annotation, "area");
	struct dn_box box;
	int got = dn_shape_box(writer->item, annotation, &box, err);

	if (got < 0)
		return -1;
	if (got == 1) {
		dn_coco_copy(writer, "bbox",
		    dn_node_get(tree, annotation, "bbox"));
		if (!outline->known)
			outline->area = box.width * box.height;
		outline->known = true;
	} else if (writer->own) {
		dn_coco_copy(writer, "bbox",
		    own_raw(writer, annotation, "/bbox"));
	} else if (outline->known) {
		dn_coco_begin(&writer->out, "bbox");
		add_number(&writer->out, outline->box.x, '[');
		add_number(&writer->out, outline->box.y, ',');
		add_number(&writer->out, outline->box.width, ',');
		add_number(&writer->out, outline->box.height, ',');
		dn_bytes_add_byte(&writer->out, ']');
	}
	if (dn_node_type(area) == DN_JSON_NUMBER) {
		dn_coco_copy(writer, "area", area);
	} else if (outline->known && !writer->own) {
		dn_coco_begin(&writer->out, "area");
		dn_json_write_real(&writer->out, outline->area);
	}
	return 0;
}

/* ---- annotations ----------------------------------------------------- */

/* The name that a label is a category by; absent where there is none. */
static struct dn_span
label_name(struct dn_coco_writer *writer,
    const struct dn_annotation *annotation)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *label = annotation->label;

	if (label == NULL)
		label = dn_node_first(tree,
		    dn_node_get(tree, annotation->node, "labels"));
	if (dn_node_type(label) == DN_JSON_ARRAY)
		label = dn_node_first(tree, label);
	if (label == NULL)
		return (struct dn_span){ NULL, 0 };
	return label->type == DN_JSON_STRING ? dn_node_text(tree, label) :
	    label->raw;
}

static int
write_category(struct dn_coco_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_node *kept = own_raw(writer, annotation->node,
	    "/category_id");
	struct dn_span name = label_name(writer, annotation);
	size_t index;

	if (kept != NULL) {
		dn_coco_copy(writer, "category_id", kept);
		return 0;
	}
	if (name.ptr == NULL)
		return 0;
	if (dn_labels_add(writer->writing->labels, name, &index, err) < 0)
		return -1;
	dn_coco_mark(writer, "category_id", DN_COCO_LABEL, index);
	return 0;
}

/* iscrowd, score, caption, attributes, and what the model lacks. */
static void
write_rest(struct dn_coco_writer *writer,
    const struct dn_annotation *annotation)
{
	static const char *const written[] = { "id", "segmentation",
		"keypoints", "num_keypoints", "bbox", "category_id", NULL };
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *node = annotation->node;
	struct dn_node *crowd = dn_node_get(tree, node, "crowd");
	struct dn_node *attributes = dn_node_get(tree, node, "attributes");

	if (dn_node_type(crowd) == DN_JSON_TRUE ||
	    dn_node_type(crowd) == DN_JSON_FALSE || !writer->own) {
		dn_coco_begin(&writer->out, "iscrowd");
		dn_bytes_add_byte(&writer->out,
		    dn_node_true(crowd) ? '1' : '0');
	}
	dn_coco_copy(writer, "score", dn_node_get(tree, node, "score"));
	if (annotation->kind != DN_ANNOTATION_SPAN)
		dn_coco_copy(writer, "caption",
		    dn_node_get(tree, node, "text"));
	if (dn_node_type(attributes) == DN_JSON_OBJECT)
		dn_coco_copy(writer, "attributes", attributes);
	if (writer->own)
		dn_coco_copy_raw(writer, tree, node, written);
}

int
dn_coco_write_annotation(struct dn_coco_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct outline outline = { { 0, 0, 0, 0 }, 0, false };
	size_t number = dn_ids_count(writer->annotation_ids);
	struct dn_node *id = dn_node_get(tree,
	    dn_node_get(tree, annotation->node, "source"), "id");

	dn_bytes_clear(&writer->out);
	dn_bytes_add_byte(&writer->out, '{');
	/* An id that names several goes back as it is. */
	dn_coco_copy(writer, "id", own_raw(writer, annotation->node, "/id"));
	/* What came without an id and is not understood stays without. */
	if (writer->out.len == 1 && (!writer->own || id != NULL ||
	    annotation->kind != DN_ANNOTATION_OTHER)) {
		if (dn_ids_add(writer->annotation_ids, id, writer->own,
		    err) < 0)
			return -1;
		dn_coco_mark(writer, "id", DN_COCO_ANNOTATION, number);
	}
	dn_coco_mark(writer, "image_id", DN_COCO_IMAGE, writer->image);
	if (write_category(writer, annotation, err) < 0 ||
	    write_segmentation(writer, annotation, &outline, err) < 0 ||
	    write_keypoints(writer, annotation->node, &outline, err) < 0 ||
	    write_box(writer, annotation->node, &outline, err) < 0)
		return -1;
	write_rest(writer, annotation);
	dn_bytes_add_byte(&writer->out, '}');
	return dn_bytes_check(&writer->out, err);
}
