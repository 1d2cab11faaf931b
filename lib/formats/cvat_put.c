/* SPDX-License-Identifier: MIT */
/* Geometry of the record as attributes of CVAT's elements. */
#include "formats/cvat_write.h"
#include "io/number.h"
#include "model/decimal.h"
#include "model/runs.h"
#include "model/shape.h"

struct dn_node *
dn_cvat_raw(struct dn_cvat_writer *writer, const struct dn_cvat_scene *scene,
    const char *pointer)
{
	return writer->own_annotation ? dn_raw_get(&scene->item->tree,
	    scene->node, dn_span_of(pointer)) : NULL;
}

/* ---- numbers --------------------------------------------------------- */

/* Just `count` finite numbers in a member: their nodes. */
static int
find_numbers(const struct dn_cvat_scene *scene, const char *member,
    struct dn_node **nodes, size_t count, struct dn_err *err)
{
	struct dn_tree *tree = &scene->item->tree;
	struct dn_node *list = dn_node_get(tree, scene->node, member), *node;
	double value;
	size_t i = 0;

	if (dn_node_type(list) != DN_JSON_ARRAY)
		return dn_node_error(scene->node, err, DN_E_MISSING_FIELD,
		    "no \"%s\" in a shape of this kind", member);
	for (node = dn_node_first(tree, list); node != NULL && i < count;
	    node = node->next) {
		if (!dn_node_real(node, &value))
			return dn_node_error(node, err, DN_E_BAD_VALUE,
			    "not a finite number");
		nodes[i++] = node;
	}
	if (i < count || node != NULL)
		return dn_node_error(list, err, DN_E_BAD_VALUE,
		    "not %zu numbers", count);
	return 0;
}

/* The sum of two numbers, exact where it has not too many digits. */
static void
set_sum(struct dn_cvat_tag *tag, const char *name, const struct dn_node *a,
    const struct dn_node *b)
{
	char text[DN_DECIMAL_TEXT > DN_NUMBER_TEXT ? DN_DECIMAL_TEXT :
	    DN_NUMBER_TEXT];
	struct dn_decimal first, second, sum;
	double x = 0, y = 0;
	size_t len;

	if (dn_decimal_read(a->raw, &first) &&
	    dn_decimal_read(b->raw, &second) &&
	    dn_decimal_add(first, second, &sum)) {
		len = dn_decimal_write(sum, text);
	} else {
		(void)dn_node_real(a, &x);
		(void)dn_node_real(b, &y);
		len = dn_number_write(x + y, text);
	}
	dn_cvat_tag_set(tag, name, (struct dn_span){ text, len });
}

static int
put_rotation(struct dn_cvat_tag *tag, const struct dn_cvat_scene *scene,
    struct dn_err *err)
{
	struct dn_node *node = dn_node_get(&scene->item->tree, scene->node,
	    "rotation");
	double value;

	if (dn_node_type(node) <= DN_JSON_NULL)
		return 0;
	if (!dn_node_real(node, &value))
		return dn_node_error(node, err, DN_E_BAD_VALUE,
		    "not an angle");
	dn_cvat_tag_set(tag, "rotation", node->raw);
	return 0;
}

/* ---- kinds ----------------------------------------------------------- */

static int
put_box(struct dn_cvat_writer *writer, const struct dn_cvat_scene *scene,
    struct dn_err *err)
{
	struct dn_cvat_tag *tag = &writer->tag;
	struct dn_node *nodes[4];

	if (find_numbers(scene, "bbox", nodes, 4, err) < 0)
		return -1;
	dn_cvat_tag_set(tag, "xtl", nodes[0]->raw);
	dn_cvat_tag_set(tag, "ytl", nodes[1]->raw);
	set_sum(tag, "xbr", nodes[0], nodes[2]);
	set_sum(tag, "ybr", nodes[1], nodes[3]);
	return put_rotation(tag, scene, err) < 0 ? -1 : 1;
}

static int
put_ellipse(struct dn_cvat_writer *writer, const struct dn_cvat_scene *scene,
    struct dn_err *err)
{
	struct dn_cvat_tag *tag = &writer->tag;
	struct dn_node *center[2], *radii[2];

	if (find_numbers(scene, "center", center, 2, err) < 0 ||
	    find_numbers(scene, "radii", radii, 2, err) < 0)
		return -1;
	dn_cvat_tag_set(tag, "cx", center[0]->raw);
	dn_cvat_tag_set(tag, "cy", center[1]->raw);
	dn_cvat_tag_set(tag, "rx", radii[0]->raw);
	dn_cvat_tag_set(tag, "ry", radii[1]->raw);
	return put_rotation(tag, scene, err) < 0 ? -1 : 1;
}

static int
put_cuboid(struct dn_cvat_writer *writer, const struct dn_cvat_scene *scene,
    struct dn_err *err)
{
	struct dn_tree *tree = &scene->item->tree;
	struct dn_node *list = dn_node_get(tree, scene->node, "points");
	struct dn_node *node = dn_node_first(tree, list);
	struct dn_ring ring;
	char name[8];
	int got = dn_shape_points(scene->item, scene->node, &ring, err);

	if (got < 0)
		return -1;
	if (got == 0 || ring.count != DN_CVAT_CORNERS)
		return dn_node_error(got == 0 ? scene->node : list, err,
		    DN_E_BAD_VALUE, "a cuboid without its 8 corners");
	for (int i = 0; i < DN_CVAT_CORNERS; i++, node = node->next) {
		struct dn_node *x = dn_node_first(tree, node);

		name[0] = 'x';
		memcpy(name + 1, dn_cvat_corners[i], 4);
		dn_cvat_tag_set(&writer->tag, name, x->raw);
		name[0] = 'y';
		dn_cvat_tag_set(&writer->tag, name, x->next->raw);
	}
	return 1;
}

void
dn_cvat_write_points(struct dn_tree *tree, struct dn_node *list,
    struct dn_bytes *out)
{
	struct dn_node *node = dn_node_first(tree, list);

	for (; node != NULL; node = node->next) {
		struct dn_node *x = dn_node_first(tree, node);

		dn_bytes_add_span(out, x->raw);
		dn_bytes_add_byte(out, ',');
		dn_bytes_add_span(out, x->next->raw);
		if (node->next != NULL)
			dn_bytes_add_byte(out, ';');
	}
}

/* A point's text, which begins at `p`: "x,y".  Returns its last byte. */
static const char *
text_point(const char *p, struct dn_bytes *out)
{
	const char *from;

	for (; *p != ']'; p++) {
		if (*p == ',')
			dn_bytes_add_byte(out, ',');
		if (*p == ',' || *p == '[' || (unsigned char)*p <= ' ')
			continue;
		for (from = p; *p != ',' && *p != ']' &&
		    (unsigned char)*p > ' ';)
			p++;
		dn_bytes_add(out, from, (size_t)(p - from));
		p--;
	}
	return p;
}

const char *
dn_cvat_text_points(const char *p, struct dn_bytes *out)
{
	for (p++; *p != ']'; p++) {
		if (*p == '[')
			p = text_point(p, out);
		else if (*p == ',')
			dn_bytes_add_byte(out, ';');
	}
	return p;
}

void
dn_cvat_list_points(struct dn_tree *tree, struct dn_node *list,
    struct dn_bytes *out)
{
	struct dn_node *node = dn_node_first(tree, list);

	for (; node != NULL; node = node->next) {
		struct dn_node *x = dn_node_first(tree, node);

		dn_bytes_add_byte(out, '[');
		dn_bytes_add_span(out, x->raw);
		dn_bytes_add_byte(out, ',');
		dn_bytes_add_span(out, x->next->raw);
		dn_bytes_add_text(out, node->next != NULL ? "]," : "]");
	}
}

static int
put_points(struct dn_cvat_writer *writer, const struct dn_cvat_scene *scene,
    struct dn_err *err)
{
	struct dn_tree *tree = &scene->item->tree;
	struct dn_ring ring;
	int got = dn_shape_points(scene->item, scene->node, &ring, err);

	if (got < 0)
		return -1;
	if (got == 0 || ring.count == 0)
		return 0;
	dn_bytes_clear(&writer->text);
	dn_cvat_write_points(tree, dn_node_get(tree, scene->node, "points"),
	    &writer->text);
	dn_cvat_tag_set(&writer->tag, "points",
	    dn_bytes_span(&writer->text));
	return 1;
}

/* ---- masks ----------------------------------------------------------- */

/* A number that was kept of a window, or what it would be. */
static uint32_t
kept_number(struct dn_cvat_writer *writer, const struct dn_cvat_scene *scene,
    const char *pointer, uint32_t otherwise)
{
	struct dn_span text = dn_node_text(&scene->item->tree,
	    dn_cvat_raw(writer, scene, pointer));
	int64_t value;

	if (text.ptr == NULL || !dn_number_read_int(text, &value) ||
	    value < 0 || value > UINT32_MAX)
		return otherwise;
	return (uint32_t)value;
}

static bool
same_mask(const struct dn_mask *a, const struct dn_mask *b)
{
	return a->height == b->height && a->width == b->width &&
	    a->count == b->count && (a->count == 0 ||
	    memcmp(a->runs, b->runs, a->count * sizeof(*a->runs)) == 0);
}

/*
 * The window and run lengths that a mask came in, where they still mean what
 * it says now: then they go back.  Otherwise *rle is absent.
 */
static int
find_kept(struct dn_cvat_writer *writer, const struct dn_cvat_scene *scene,
    const struct dn_mask *mask, struct dn_window *window, struct dn_span *rle,
    struct dn_err *err)
{
	struct dn_window kept = {
		.left = kept_number(writer, scene, "/@left", window->left),
		.top = kept_number(writer, scene, "/@top", window->top),
		.width = kept_number(writer, scene, "/@width",
		    window->width),
		.height = kept_number(writer, scene, "/@height",
		    window->height)
	};
	struct dn_err ignored = DN_ERR_INIT;
	struct dn_mask then;

	*rle = dn_node_text(&scene->item->tree,
	    dn_cvat_raw(writer, scene, "/@rle"));
	if (rle->ptr == NULL)
		return 0;
	dn_mask_init(&then, 0, 0);
	if (dn_cvat_mask(*rle, kept, mask->height, mask->width, &then,
	    &ignored) == 0 && same_mask(&then, mask))
		*window = kept;
	else
		*rle = (struct dn_span){ NULL, 0 };
	dn_mask_release(&then);
	return dn_code_status(ignored.code) == 4 ? (*err = ignored, -1) : 0;
}

static void
set_whole(struct dn_cvat_tag *tag, const char *name, uint32_t value)
{
	char text[12];
	size_t at = sizeof(text);

	do {
		text[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	dn_cvat_tag_set(tag, name, (struct dn_span){ text + at,
		sizeof(text) - at });
}

int
dn_cvat_write_mask(struct dn_cvat_writer *writer,
    const struct dn_cvat_scene *scene, const struct dn_mask *mask,
    struct dn_err *err)
{
	struct dn_cvat_tag *tag = &writer->tag;
	struct dn_window window = dn_runs_window(mask);
	struct dn_span rle;

	if (mask->width == 0 || mask->height == 0)
		return 0;
	if (window.width == 0)
		window = (struct dn_window){ 0, 0, 1, 1 };
	if (find_kept(writer, scene, mask, &window, &rle, err) < 0)
		return -1;
	if (rle.ptr == NULL) {
		dn_bytes_clear(&writer->text);
		if (dn_cvat_rle(mask, window, &writer->text, err) < 0)
			return -1;
		rle = dn_bytes_span(&writer->text);
	}
	dn_cvat_tag_set(tag, "rle", rle);
	set_whole(tag, "left", window.left);
	set_whole(tag, "top", window.top);
	set_whole(tag, "width", window.width);
	set_whole(tag, "height", window.height);
	return dn_bytes_check(&writer->text, err) < 0 ? -1 : 1;
}

static int
put_mask(struct dn_cvat_writer *writer, const struct dn_cvat_scene *scene,
    struct dn_err *err)
{
	struct dn_mask mask;
	int got;

	dn_mask_init(&mask, 0, 0);
	got = dn_shape_mask(scene->item, scene->node, &mask, err);
	if (got > 0)
		got = dn_cvat_write_mask(writer, scene, &mask, err);
	dn_mask_release(&mask);
	return got;
}

int
dn_cvat_write_geometry(struct dn_cvat_writer *writer,
    const struct dn_cvat_scene *scene, enum dn_annotation_kind kind,
    struct dn_err *err)
{
	switch (kind) {
	case DN_ANNOTATION_BOX:
	case DN_ANNOTATION_ROTATED_BOX:
		return put_box(writer, scene, err);
	case DN_ANNOTATION_ELLIPSE:
		return put_ellipse(writer, scene, err);
	case DN_ANNOTATION_CUBOID_2D:
		return put_cuboid(writer, scene, err);
	case DN_ANNOTATION_POLYLINE:
	case DN_ANNOTATION_POINTS:
		return put_points(writer, scene, err);
	case DN_ANNOTATION_MASK:
		return put_mask(writer, scene, err);
	default:
		return 1;
	}
}
