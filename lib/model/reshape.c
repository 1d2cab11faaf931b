/* SPDX-License-Identifier: MIT */
/* Coordinates rewritten as decimals, wherever an annotation has them. */
#include "model/reshape.h"

#include "io/number.h"
#include "model/orient.h"
#include "model/shape.h"

#define DEPTH_MOST 5            /* of lists of points: polygons have 4 */
#define NOTHING 1e-15           /* px: less has no digits that matter */

/* A point or a size in exact numbers. */
struct exact {
	struct dn_decimal x, y;
};

/* What is done with every point. */
struct reshape {
	struct dn_item *item;
	bool turns;                     /* else scales */
	struct exact by;                /* size of the picture, or factors */
	int orientation;
	bool swaps, mirrors_x, mirrors_y;       /* in this order */
	struct dn_bytes text;           /* of a list that is rewritten */
	struct dn_err *err;
};

/* ---- numbers --------------------------------------------------------- */

/* A coordinate; 0, or -1 for what is none. */
static int
read_number(const struct reshape *reshape, const struct dn_node *node,
    struct dn_decimal *value)
{
	char text[DN_NUMBER_TEXT];
	double real;

	if (node->type != DN_JSON_NUMBER)
		return dn_node_error(node, reshape->err, DN_E_BAD_TYPE,
		    "not a number");
	if (dn_decimal_read(node->raw, value))
		return 0;
	if (!dn_node_real(node, &real))
		return dn_node_error(node, reshape->err, DN_E_BAD_VALUE,
		    "not a finite number");
	if (real < NOTHING && real > -NOTHING)
		real = 0;
	if (dn_decimal_read((struct dn_span){ text,
	    dn_number_write(real, text) }, value))
		return 0;
	return dn_node_error(node, reshape->err, DN_E_OVERFLOW,
	    "a coordinate of too many digits");
}

/* Append a number; false in `fits` says that it has too many digits. */
static int
add_number(struct reshape *reshape, const struct dn_node *node, bool fits,
    struct dn_decimal value)
{
	char text[DN_DECIMAL_TEXT];

	if (!fits)
		return dn_node_error(node, reshape->err, DN_E_OVERFLOW,
		    "a coordinate of too many digits");
	dn_bytes_add(&reshape->text, text,
	    dn_decimal_write(dn_decimal_trim(value), text));
	return 0;
}

/* Two numbers, the first at `node`. */
static int
read_two(const struct reshape *reshape, const struct dn_node *node,
    struct exact *exact)
{
	if (node == NULL || node->next == NULL)
		return dn_node_error(node != NULL ? node->parent :
		    reshape->item->root, reshape->err, DN_E_BAD_VALUE,
		    "not two numbers");
	return read_number(reshape, node, &exact->x) < 0 ||
	    read_number(reshape, node->next, &exact->y) < 0 ? -1 : 0;
}

/* ---- points ---------------------------------------------------------- */

/* Where a point comes to lie. */
static bool
move(const struct reshape *reshape, struct exact from, struct exact *to)
{
	const struct exact *by = &reshape->by;

	if (!reshape->turns)
		return dn_decimal_multiply(from.x, by->x, &to->x) &&
		    dn_decimal_multiply(from.y, by->y, &to->y);
	to->x = reshape->swaps ? from.y : from.x;
	to->y = reshape->swaps ? from.x : from.y;
	return (!reshape->mirrors_x || dn_decimal_subtract(
	    reshape->swaps ? by->y : by->x, to->x, &to->x)) &&
	    (!reshape->mirrors_y || dn_decimal_subtract(
	    reshape->swaps ? by->x : by->y, to->y, &to->y));
}

/* [x, y, ...]: what follows the two stays. */
static int
add_point(struct reshape *reshape, const struct dn_node *first)
{
	struct exact point, to = { { 0, 0 }, { 0, 0 } };
	const struct dn_node *node;
	bool fits;

	if (read_two(reshape, first, &point) < 0)
		return -1;
	node = first->next->next;
	/* A keypoint that is absent is nowhere. */
	if (node != NULL && dn_span_is(node->raw, "0") &&
	    point.x.units == 0 && point.y.units == 0)
		to = point;
	else if (fits = move(reshape, point, &to), !fits)
		return add_number(reshape, first, false, to.x);
	dn_bytes_add_byte(&reshape->text, '[');
	(void)add_number(reshape, first, true, to.x);
	dn_bytes_add_byte(&reshape->text, ',');
	(void)add_number(reshape, first, true, to.y);
	for (; node != NULL; node = node->next) {
		dn_bytes_add_byte(&reshape->text, ',');
		dn_tree_write(node, &reshape->text);
	}
	dn_bytes_add_byte(&reshape->text, ']');
	return 0;
}

/* A point, or a list of such lists. */
static int
add_list(struct reshape *reshape, struct dn_node *list, int depth)
{
	struct dn_node *node = dn_node_first(&reshape->item->tree, list);

	if (dn_node_type(list) != DN_JSON_ARRAY || depth == DEPTH_MOST)
		return dn_node_error(list, reshape->err, DN_E_BAD_TYPE,
		    "not a list of points");
	if (dn_node_type(node) == DN_JSON_NUMBER)
		return add_point(reshape, node);
	dn_bytes_add_byte(&reshape->text, '[');
	for (; node != NULL; node = node->next) {
		if (add_list(reshape, node, depth + 1) < 0)
			return -1;
		if (node->next != NULL)
			dn_bytes_add_byte(&reshape->text, ',');
	}
	dn_bytes_add_byte(&reshape->text, ']');
	return 0;
}

/* Put the text that was made in place of a member. */
static int
replace(struct reshape *reshape, struct dn_node *object, const char *name)
{
	if (dn_bytes_check(&reshape->text, reshape->err) < 0)
		return -1;
	dn_node_set_raw(&reshape->item->tree, object, name,
	    dn_bytes_span(&reshape->text));
	dn_bytes_clear(&reshape->text);
	return 0;
}

/* A member that is a point or a list of them, if it is there. */
static int
reshape_list(struct reshape *reshape, struct dn_node *object,
    const char *name)
{
	struct dn_node *list = dn_node_get(&reshape->item->tree, object,
	    name);

	if (dn_node_type(list) <= DN_JSON_NULL)
		return 0;
	if (add_list(reshape, list, 0) < 0)
		return -1;
	return replace(reshape, object, name);
}

/* ---- boxes ----------------------------------------------------------- */

static bool
halve(struct dn_decimal value, struct dn_decimal *half)
{
	return dn_decimal_multiply(value, (struct dn_decimal){ 5, 1 }, half);
}

/* A box moved by its centre, which it keeps its sides around. */
static bool
move_center(const struct reshape *reshape, struct exact *corner,
    struct exact size)
{
	struct exact half, center;

	return halve(size.x, &half.x) && halve(size.y, &half.y) &&
	    dn_decimal_add(corner->x, half.x, &center.x) &&
	    dn_decimal_add(corner->y, half.y, &center.y) &&
	    move(reshape, center, &center) &&
	    dn_decimal_subtract(center.x, half.x, &corner->x) &&
	    dn_decimal_subtract(center.y, half.y, &corner->y);
}

/* A box moved by its corner; where an axis is mirrored that is another one. */
static bool
move_corner(const struct reshape *reshape, struct exact *corner,
    struct exact *size)
{
	struct exact far = *corner;

	if (!reshape->turns)
		return move(reshape, *corner, corner) &&
		    move(reshape, *size, size);
	if (!dn_decimal_add(corner->x, size->x, &far.x) ||
	    !dn_decimal_add(corner->y, size->y, &far.y) ||
	    !move(reshape, *corner, corner) || !move(reshape, far, &far))
		return false;
	if (reshape->mirrors_x)
		corner->x = far.x;
	if (reshape->mirrors_y)
		corner->y = far.y;
	if (reshape->swaps)
		*size = (struct exact){ size->y, size->x };
	return true;
}

static int
reshape_box(struct reshape *reshape, struct dn_node *object)
{
	struct dn_tree *tree = &reshape->item->tree;
	struct dn_node *box = dn_node_get(tree, object, "bbox"), *first;
	struct dn_node *rotation = dn_node_get(tree, object, "rotation");
	struct exact corner, size;
	bool fits, rotated;

	if (dn_node_type(box) <= DN_JSON_NULL)
		return 0;
	first = dn_node_first(tree, box);
	if (box->type != DN_JSON_ARRAY || dn_node_count(tree, box) != 4)
		return dn_node_error(box, reshape->err, DN_E_BAD_VALUE,
		    "not 4 numbers");
	if (read_two(reshape, first, &corner) < 0 ||
	    read_two(reshape, first->next->next, &size) < 0)
		return -1;
	rotated = reshape->turns && dn_node_type(rotation) == DN_JSON_NUMBER;
	fits = rotated ? move_center(reshape, &corner, size) :
	    move_corner(reshape, &corner, &size);
	dn_bytes_add_byte(&reshape->text, '[');
	if (add_number(reshape, box, fits, corner.x) < 0)
		return -1;
	dn_bytes_add_byte(&reshape->text, ',');
	(void)add_number(reshape, box, true, corner.y);
	dn_bytes_add_byte(&reshape->text, ',');
	(void)add_number(reshape, box, true, size.x);
	dn_bytes_add_byte(&reshape->text, ',');
	(void)add_number(reshape, box, true, size.y);
	dn_bytes_add_byte(&reshape->text, ']');
	return replace(reshape, object, "bbox");
}

/* ---- angles and masks ------------------------------------------------ */

/* Within a turn, where that is not far. */
static bool
bring_within(struct dn_decimal *angle)
{
	const struct dn_decimal turn = { 360, 0 };
	struct dn_decimal next = *angle;

	for (int i = 0; i < 4 && next.units < 0; i++) {
		if (!dn_decimal_add(next, turn, &next))
			return false;
		*angle = next;
	}
	for (int i = 0; i < 4; i++) {
		if (!dn_decimal_subtract(next, turn, &next))
			return false;
		if (next.units < 0)
			break;
		*angle = next;
	}
	return true;
}

static int
turn_angle(struct reshape *reshape, struct dn_node *object)
{
	struct dn_node *node = dn_node_get(&reshape->item->tree, object,
	    "rotation");
	/* Where an angle of 0 comes to; mirrored, the others run back. */
	struct dn_decimal angle, start = dn_decimal_of((int64_t)
	    dn_orient_angle(reshape->orientation, 0));
	bool fits;

	if (dn_node_type(node) != DN_JSON_NUMBER)
		return 0;
	if (read_number(reshape, node, &angle) < 0)
		return -1;
	fits = dn_orient_mirrors(reshape->orientation) ?
	    dn_decimal_subtract(start, angle, &angle) :
	    dn_decimal_add(start, angle, &angle);
	if (add_number(reshape, node, fits && bring_within(&angle),
	    angle) < 0)
		return -1;
	return replace(reshape, object, "rotation");
}

static int
turn_mask(struct reshape *reshape, struct dn_node *object)
{
	struct dn_mask mask, turned;
	int got;

	dn_mask_init(&mask, 0, 0);
	dn_mask_init(&turned, 0, 0);
	got = dn_shape_mask(reshape->item, object, &mask, reshape->err);
	if (got == 1)
		got = dn_orient_mask(reshape->orientation, &mask, &turned,
		    reshape->err) < 0 ? -1 : 1;
	if (got == 1)
		dn_shape_set_mask(&reshape->item->tree, object, &turned);
	dn_mask_release(&mask);
	dn_mask_release(&turned);
	return got < 0 ? -1 : 0;
}

/* ---- annotations ----------------------------------------------------- */

/* What an annotation, or a shape of a track, has of geometry. */
static int
reshape_object(struct reshape *reshape, struct dn_node *object, bool plane)
{
	if (reshape_box(reshape, object) < 0 ||
	    reshape_list(reshape, object, "polygons") < 0 ||
	    reshape_list(reshape, object, "points") < 0 ||
	    reshape_list(reshape, object, "keypoints") < 0)
		return -1;
	/* The centre of a cuboid in space is in metres. */
	if (plane && reshape_list(reshape, object, "center") < 0)
		return -1;
	if (!reshape->turns)
		return plane ? reshape_list(reshape, object, "radii") : 0;
	if (plane && turn_angle(reshape, object) < 0)
		return -1;
	return turn_mask(reshape, object);
}

static int
reshape_annotation(struct reshape *reshape, struct dn_node *node)
{
	struct dn_tree *tree = &reshape->item->tree;
	struct dn_annotation annotation;
	struct dn_node *shape;
	bool plane;

	if (dn_annotation_read(reshape->item, node, &annotation,
	    reshape->err) < 0)
		return -1;
	plane = annotation.kind != DN_ANNOTATION_CUBOID_3D &&
	    !dn_span_is(dn_node_text(tree, dn_node_get(tree, node, "shape")),
	    dn_annotation_name(DN_ANNOTATION_CUBOID_3D));
	if (reshape_object(reshape, node, plane) < 0)
		return -1;
	shape = dn_node_get(tree, node, "shapes");
	shape = dn_node_type(shape) == DN_JSON_ARRAY ?
	    dn_node_first(tree, shape) : NULL;
	for (; shape != NULL; shape = shape->next)
		if (reshape_object(reshape, shape, plane) < 0)
			return -1;
	return 0;
}

static int
reshape_item(struct reshape *reshape)
{
	struct dn_node *node = dn_item_first_annotation(reshape->item);
	int failed = 0;

	dn_bytes_init(&reshape->text, SIZE_MAX / 2);
	for (; node != NULL && failed == 0; node = node->next)
		if (dn_node_get(&reshape->item->tree, node, "on") == NULL)
			failed = reshape_annotation(reshape, node);
	dn_bytes_release(&reshape->text);
	return failed < 0 ? -1 :
	    dn_tree_check(&reshape->item->tree, reshape->err);
}

int
dn_reshape_scale(struct dn_item *item, struct dn_decimal x,
    struct dn_decimal y, struct dn_err *err)
{
	struct reshape reshape = { .item = item, .by = { x, y }, .err = err };

	return reshape_item(&reshape);
}

int
dn_reshape_turn(struct dn_item *item, int orientation,
    struct dn_decimal width, struct dn_decimal height, struct dn_err *err)
{
	/* Where the corner of a picture goes tells which axes are mirrored. */
	struct dn_point zero = dn_orient_point(orientation, 1, 1,
	    (struct dn_point){ 0, 0 });
	struct reshape reshape = { .item = item, .turns = true,
		.by = { width, height }, .orientation = orientation,
		.swaps = dn_orient_swaps(orientation),
		.mirrors_x = zero.x > 0, .mirrors_y = zero.y > 0,
		.err = err };

	if (orientation == DN_ORIENT_UPRIGHT)
		return 0;
	return reshape_item(&reshape);
}
