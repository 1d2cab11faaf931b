/* SPDX-License-Identifier: MIT */
/* Shapes in percent of the picture and in pixels, both ways. */
#include "formats/labelstudio.h"

#include <math.h>

#include "io/jsontext.h"
#include "io/number.h"
#include "model/shape.h"

/* ---- numbers --------------------------------------------------------- */

/* Are the numbers equal, both being finite? */
static bool
is_same(double a, double b)
{
	return !(a < b) && !(a > b);
}

static double
to_percent(double pixels, double whole)
{
	return pixels * 100 / whole;
}

/*
 * Both ways are rounded, so that 929.3 px would come back as
 * 929.3000000000002: of what is the same in percent the fewest decimals are
 * taken.
 */
static double
to_pixels(double percent, double whole)
{
	double pixels = percent * whole / 100, power;

	for (power = 1e3; fabs(pixels) * power < 0x1p53; power *= 10) {
		double shorter = round(pixels * power) / power;

		if (is_same(to_percent(shorter, whole), percent))
			return shorter;
	}
	return pixels;
}

/* Are they equal, but for what rounding may do in a picture that large? */
static bool
is_near(double a, double b, double whole)
{
	double far = whole * 1e-12;

	return a - b <= far && b - a <= far;
}

/* A finite member of `value`; an absent one is 0 where it `may` be. */
static int
read_number(struct dn_tree *tree, struct dn_node *value, const char *name,
    bool may, double *number, struct dn_err *err)
{
	struct dn_node *node = dn_node_get(tree, value, name);

	*number = 0;
	if (dn_node_real(node, number) ||
	    (may && dn_node_type(node) <= DN_JSON_NULL))
		return 0;
	return dn_node_error(node != NULL ? node : value, err,
	    DN_E_BAD_VALUE, "\"%s\" is no finite number", name);
}

/* Keep a member that would be written with other digits than these. */
static void
keep_digits(struct dn_tree *tree, struct dn_node *annotation,
    struct dn_node *member, double number)
{
	char text[DN_NUMBER_TEXT];
	size_t len = dn_number_write(number, text);

	if (member != NULL && !dn_span_equal(member->raw,
	    (struct dn_span){ text, len }))
		dn_studio_keep_value(tree, annotation, member);
}

/* Set a member: to the digits that were kept, else to the shortest. */
static void
set_digits(struct dn_tree *out, struct dn_node *value, const char *name,
    const struct dn_node *kept, double number)
{
	if (kept != NULL)
		dn_node_set_copy(out, value, name, kept);
	else
		dn_node_set_real(out, value, name, number);
}

/* ---- boxes and ellipses ---------------------------------------------- */

/*
 * Four numbers in percent and an angle: x, y, width, height of a box, x, y and
 * radii of an ellipse.
 */
struct figure {
	const char *const *names;       /* of the five */
	double numbers[5];
};

static const char *const box_names[] = { "x", "y", "width", "height",
	"rotation" };
static const char *const ellipse_names[] = { "x", "y", "radiusX", "radiusY",
	"rotation" };

struct dn_turned
dn_studio_box_pixels(const double numbers[5], struct dn_studio_scale scale)
{
	struct dn_turned turned = { { to_pixels(numbers[0], scale.width),
		to_pixels(numbers[1], scale.height),
		to_pixels(numbers[2], scale.width),
		to_pixels(numbers[3], scale.height) }, numbers[4] };

	return is_same(numbers[4], 0) ? turned :
	    dn_turn_from_corner(&turned);
}

void
dn_studio_box_percent(struct dn_turned turned, struct dn_studio_scale scale,
    double numbers[5])
{
	if (!is_same(turned.rotation, 0))
		turned = dn_turn_to_corner(&turned);
	numbers[0] = to_percent(turned.box.x, scale.width);
	numbers[1] = to_percent(turned.box.y, scale.height);
	numbers[2] = to_percent(turned.box.width, scale.width);
	numbers[3] = to_percent(turned.box.height, scale.height);
	numbers[4] = turned.rotation;
}

/* The figure in pixels: only a box is turned about its corner. */
static struct dn_turned
figure_pixels(const struct figure *figure, struct dn_studio_scale scale)
{
	double numbers[5];
	struct dn_turned turned;

	memcpy(numbers, figure->numbers, sizeof(numbers));
	if (figure->names != box_names)
		numbers[4] = 0;
	turned = dn_studio_box_pixels(numbers, scale);
	turned.rotation = figure->numbers[4];
	return turned;
}

/* The way back. */
static void
figure_percent(struct figure *figure, struct dn_turned turned,
    struct dn_studio_scale scale)
{
	double rotation = turned.rotation;

	if (figure->names != box_names)
		turned.rotation = 0;
	dn_studio_box_percent(turned, scale, figure->numbers);
	figure->numbers[4] = rotation;
}

/* Read the figure; what does not come back of itself is kept. */
static int
read_figure(struct dn_tree *tree, struct dn_node *annotation,
    struct dn_node *value, struct dn_studio_scale scale,
    struct figure *figure, struct dn_turned *turned, struct dn_err *err)
{
	struct dn_node *rotation = dn_node_get(tree, value, "rotation");
	struct figure back = *figure;

	for (int i = 0; i < 5; i++)
		if (read_number(tree, value, figure->names[i], i == 4,
		    &figure->numbers[i], err) < 0)
			return -1;
	if (scale.fraction && !is_same(figure->numbers[4], 0))
		return dn_node_error(value, err, DN_E_NEED_SIZE,
		    "what is turned needs the picture's size");
	*turned = figure_pixels(figure, scale);
	figure_percent(&back, *turned, scale);
	for (int i = 0; i < 4; i++)
		keep_digits(tree, annotation, dn_node_get(tree, value,
		    figure->names[i]), back.numbers[i]);
	if (!is_same(turned->rotation, 0))
		dn_node_set_lent(tree, annotation, "rotation", rotation->raw);
	else if (rotation != NULL)
		dn_studio_keep_value(tree, annotation, rotation);
	return 0;
}

static int
read_box(struct dn_tree *tree, struct dn_node *annotation,
    struct dn_node *value, struct dn_studio_scale scale, struct dn_err *err)
{
	struct figure figure = { .names = box_names };
	struct dn_turned turned;
	struct dn_node *rotation;

	if (read_figure(tree, annotation, value, scale, &figure, &turned,
	    err) < 0)
		return -1;
	rotation = dn_node_get(tree, annotation, "rotation");
	dn_node_set_text(tree, annotation, "kind", rotation != NULL ?
	    DN_SPAN("rotatedBox") : DN_SPAN("box"));
	dn_shape_set_box(tree, annotation, &turned.box);
	dn_node_put_last(rotation);
	return 0;
}

/* Set `name` to [a, b]. */
static void
set_pair(struct dn_tree *tree, struct dn_node *annotation, const char *name,
    double a, double b)
{
	struct dn_node *pair = dn_node_set_array(tree, annotation, name);

	dn_node_add_real(tree, pair, a);
	dn_node_add_real(tree, pair, b);
}

static int
read_ellipse(struct dn_tree *tree, struct dn_node *annotation,
    struct dn_node *value, struct dn_studio_scale scale, struct dn_err *err)
{
	struct figure figure = { .names = ellipse_names };
	struct dn_turned turned;

	if (read_figure(tree, annotation, value, scale, &figure, &turned,
	    err) < 0)
		return -1;
	dn_node_set_text(tree, annotation, "kind", DN_SPAN("ellipse"));
	set_pair(tree, annotation, "center", turned.box.x, turned.box.y);
	set_pair(tree, annotation, "radii", turned.box.width,
	    turned.box.height);
	dn_node_put_last(dn_node_get(tree, annotation, "rotation"));
	return 0;
}

/* Does the figure in pixels have these numbers? */
static bool
same_figure(const struct dn_turned *a, const struct dn_turned *b,
    struct dn_studio_scale scale)
{
	double whole = scale.width > scale.height ? scale.width :
	    scale.height;

	return is_near(a->box.x, b->box.x, whole) &&
	    is_near(a->box.y, b->box.y, whole) &&
	    is_near(a->box.width, b->box.width, whole) &&
	    is_near(a->box.height, b->box.height, whole) &&
	    is_same(a->rotation, b->rotation);
}

/* Write a figure: the digits that were kept while they still say it. */
static void
write_figure(struct dn_tree *tree, struct dn_node *annotation, bool own,
    struct dn_studio_scale scale, const char *const *names,
    const struct dn_turned *turned, struct dn_tree *out,
    struct dn_node *value)
{
	struct figure figure = { .names = names }, given;
	struct dn_node *kept[5] = { NULL };
	struct dn_node *rotation = dn_node_get(tree, annotation, "rotation");
	struct dn_turned then;

	figure_percent(&figure, *turned, scale);
	given = figure;
	for (int i = 0; i < 5 && own; i++) {
		kept[i] = dn_studio_kept_value(tree, annotation, names[i]);
		if (kept[i] != NULL &&
		    !dn_node_real(kept[i], &given.numbers[i]))
			kept[i] = NULL;
	}
	then = figure_pixels(&given, scale);
	if (!same_figure(&then, turned, scale))
		memset(kept, 0, sizeof(kept));
	for (int i = 0; i < 4; i++)
		set_digits(out, value, names[i], kept[i], figure.numbers[i]);
	if (dn_node_type(rotation) == DN_JSON_NUMBER)
		dn_node_set_copy(out, value, "rotation", rotation);
	else if (kept[4] != NULL || !own)
		set_digits(out, value, "rotation", kept[4], 0);
}

/* A `rotation` in degrees; 0 where there is none. */
static double
rotation_of(struct dn_tree *tree, struct dn_node *annotation)
{
	double rotation = 0;

	(void)dn_node_real(dn_node_get(tree, annotation, "rotation"),
	    &rotation);
	return rotation;
}

/* Two numbers of a member; false when it is no such pair. */
static bool
read_pair(struct dn_tree *tree, struct dn_node *annotation, const char *name,
    double *a, double *b)
{
	struct dn_node *first = dn_node_first(tree,
	    dn_node_get(tree, annotation, name));

	return first != NULL && dn_node_real(first, a) &&
	    dn_node_real(first->next, b);
}

static int
write_ellipse(struct dn_item *item, struct dn_node *annotation, bool own,
    struct dn_studio_scale scale, struct dn_tree *out, struct dn_node *value,
    struct dn_err *err)
{
	struct dn_turned turned = { { 0, 0, 0, 0 },
		rotation_of(&item->tree, annotation) };

	if (dn_node_get(&item->tree, annotation, "radii") == NULL)
		return 0;
	if (!read_pair(&item->tree, annotation, "center", &turned.box.x,
	    &turned.box.y) || !read_pair(&item->tree, annotation, "radii",
	    &turned.box.width, &turned.box.height))
		return dn_node_error(annotation, err, DN_E_BAD_VALUE,
		    "an ellipse without a centre and two radii");
	write_figure(&item->tree, annotation, own, scale, ellipse_names,
	    &turned, out, value);
	return 1;
}

static int
write_box(struct dn_item *item, struct dn_node *annotation, bool own,
    struct dn_studio_scale scale, struct dn_tree *out, struct dn_node *value,
    struct dn_err *err)
{
	struct dn_turned turned = { { 0, 0, 0, 0 },
		rotation_of(&item->tree, annotation) };
	int got = dn_shape_box(item, annotation, &turned.box, err);

	if (got > 0)
		write_figure(&item->tree, annotation, own, scale, box_names,
		    &turned, out, value);
	return got;
}

/* ---- points ---------------------------------------------------------- */

/* Append [x,y] with the shortest numbers. */
static void
add_point(struct dn_bytes *out, double x, double y)
{
	dn_bytes_add_byte(out, '[');
	dn_json_write_real(out, x);
	dn_bytes_add_byte(out, ',');
	dn_json_write_real(out, y);
	dn_bytes_add_byte(out, ']');
}

/* A pair in percent; `same` is cleared when its digits do not come back. */
static bool
read_point(const struct dn_json_value *pair, struct dn_studio_scale scale,
    struct dn_point *point, bool *same)
{
	struct dn_json_children walk = dn_json_children(pair);
	const double whole[2] = { scale.width, scale.height };
	char text[DN_NUMBER_TEXT];
	struct dn_json_value number;
	struct dn_span name;
	double both[2] = { 0, 0 };
	int i;

	if (pair->type != DN_JSON_ARRAY)
		return false;
	for (i = 0; dn_json_child(&walk, &name, &number); i++) {
		if (i == 2 || number.type != DN_JSON_NUMBER ||
		    !dn_number_read(number.raw, &both[i]))
			return false;
		both[i] = to_pixels(both[i], whole[i]);
		dn_number_write(to_percent(both[i], whole[i]), text);
		*same = *same && dn_span_is(number.raw, text);
	}
	*point = (struct dn_point){ both[0], i == 2 ? both[1] : 0 };
	return i == 2;
}

/* The points of a polygon, or of an open line. */
static int
read_polygon(struct dn_tree *tree, struct dn_node *annotation,
    struct dn_node *value, struct dn_studio_scale scale,
    struct dn_bytes *scratch, struct dn_err *err)
{
	struct dn_node *list = dn_node_get(tree, value, "points");
	struct dn_node *closed = dn_node_get(tree, value, "closed");
	struct dn_json_value whole = { list->raw, list->type,
		false, false }, pair;
	struct dn_json_children walk = dn_json_children(&whole);
	bool open = dn_node_type(closed) == DN_JSON_FALSE, same = true;
	struct dn_point point;
	struct dn_span name;

	dn_bytes_clear(scratch);
	dn_bytes_add_text(scratch, open ? "[" : "[[[");
	for (bool any = false; dn_json_child(&walk, &name, &pair);
	    any = true) {
		if (!read_point(&pair, scale, &point, &same))
			return dn_node_error(list, err, DN_E_BAD_VALUE,
			    "not a list of points");
		if (any)
			dn_bytes_add_byte(scratch, ',');
		add_point(scratch, point.x, point.y);
	}
	dn_bytes_add_text(scratch, open ? "]" : "]]]");
	dn_node_set_text(tree, annotation, "kind", open ?
	    DN_SPAN("polyline") : DN_SPAN("polygon"));
	dn_node_set_raw(tree, annotation, open ? "points" : "polygons",
	    dn_bytes_span(scratch));
	if (!same)
		dn_studio_keep_value(tree, annotation, list);
	if (closed != NULL)
		dn_studio_keep_value(tree, annotation, closed);
	return dn_bytes_check(scratch, err);
}

/* Do points that were kept still say these? */
static bool
still_points(const struct dn_node *kept, struct dn_studio_scale scale,
    const struct dn_ring *ring)
{
	struct dn_json_value whole, pair;
	struct dn_json_children walk;
	struct dn_point point;
	struct dn_span name;
	size_t count = 0;
	bool same = true;

	if (dn_node_type(kept) != DN_JSON_ARRAY)
		return false;
	whole = (struct dn_json_value){ kept->raw, kept->type,
		false, false };
	walk = dn_json_children(&whole);
	for (; dn_json_child(&walk, &name, &pair); count++)
		if (count == ring->count ||
		    !read_point(&pair, scale, &point, &same) ||
		    !is_near(point.x, ring->points[count].x, scale.width) ||
		    !is_near(point.y, ring->points[count].y, scale.height))
			return false;
	return count == ring->count;
}

static int
write_points(struct dn_tree *tree, struct dn_node *annotation, bool own,
    struct dn_studio_scale scale, const struct dn_ring *ring, bool closed,
    struct dn_tree *out, struct dn_node *value, struct dn_err *err)
{
	struct dn_node *kept = own ? dn_studio_kept_value(tree, annotation,
	    "points") : NULL;
	struct dn_bytes text;
	int failed = 0;

	if (kept != NULL && still_points(kept, scale, ring)) {
		dn_node_set_copy(out, value, "points", kept);
	} else {
		dn_bytes_init(&text, SIZE_MAX / 2);
		dn_bytes_add_byte(&text, '[');
		for (size_t i = 0; i < ring->count; i++) {
			if (i > 0)
				dn_bytes_add_byte(&text, ',');
			add_point(&text,
			    to_percent(ring->points[i].x, scale.width),
			    to_percent(ring->points[i].y, scale.height));
		}
		dn_bytes_add_byte(&text, ']');
		dn_node_set_raw(out, value, "points", dn_bytes_span(&text));
		failed = dn_bytes_check(&text, err);
		dn_bytes_release(&text);
	}
	if (!own || !closed || dn_studio_kept_value(tree, annotation,
	    "closed") != NULL)
		dn_node_set_bool(out, value, "closed", closed);
	return failed < 0 ? -1 : 1;
}

static int
write_polygon(struct dn_item *item, struct dn_node *annotation, bool own,
    struct dn_studio_piece *piece, struct dn_studio_scale scale,
    struct dn_tree *out, struct dn_node *value, struct dn_err *err)
{
	struct dn_ring none = { NULL, 0 };
	struct dn_part *part;
	int got = piece->known ? 1 : dn_shape_polygons(item, annotation,
	    &piece->parts, &piece->count, err);

	if (got <= 0)
		return got;
	piece->known = true;
	part = piece->number < piece->count ? &piece->parts[piece->number] :
	    NULL;
	return write_points(&item->tree, annotation, own, scale,
	    part != NULL && part->count > 0 ? part->rings : &none, true, out,
	    value, err);
}

static int
read_keypoint(struct dn_tree *tree, struct dn_node *annotation,
    struct dn_node *value, struct dn_studio_scale scale, struct dn_err *err)
{
	struct dn_node *list, *pair;
	double x, y;

	if (read_number(tree, value, "x", false, &x, err) < 0 ||
	    read_number(tree, value, "y", false, &y, err) < 0)
		return -1;
	x = to_pixels(x, scale.width);
	y = to_pixels(y, scale.height);
	dn_node_set_text(tree, annotation, "kind", DN_SPAN("points"));
	list = dn_node_set_array(tree, annotation, "points");
	pair = dn_node_add_array(tree, list);
	dn_node_add_real(tree, pair, x);
	dn_node_add_real(tree, pair, y);
	keep_digits(tree, annotation, dn_node_get(tree, value, "x"),
	    to_percent(x, scale.width));
	keep_digits(tree, annotation, dn_node_get(tree, value, "y"),
	    to_percent(y, scale.height));
	return 0;
}

/* The digits of one coordinate, kept or new. */
static void
write_coordinate(struct dn_tree *tree, struct dn_node *annotation, bool own,
    const char *name, double pixels, double whole, struct dn_tree *out,
    struct dn_node *value)
{
	struct dn_node *kept = own ? dn_studio_kept_value(tree, annotation,
	    name) : NULL;
	double given;

	if (!dn_node_real(kept, &given) ||
	    !is_near(to_pixels(given, whole), pixels, whole))
		kept = NULL;
	set_digits(out, value, name, kept, to_percent(pixels, whole));
}

/* One of the points, or an open line through them. */
static int
write_line(struct dn_item *item, const struct dn_annotation *annotation,
    bool own, struct dn_studio_piece *piece, struct dn_studio_scale scale,
    struct dn_tree *out, struct dn_node *value, struct dn_err *err)
{
	struct dn_ring *ring = &piece->points;
	int got = piece->known ? 1 : dn_shape_points(item, annotation->node,
	    ring, err);

	if (got <= 0)
		return got;
	piece->known = true;
	if (annotation->kind != DN_ANNOTATION_POINTS)
		return write_points(&item->tree, annotation->node, own, scale,
		    ring, false, out, value, err);
	if (piece->number >= ring->count)
		return 0;
	write_coordinate(&item->tree, annotation->node, own, "x",
	    ring->points[piece->number].x, scale.width, out, value);
	write_coordinate(&item->tree, annotation->node, own, "y",
	    ring->points[piece->number].y, scale.height, out, value);
	return 1;
}

/* ---- all of them ----------------------------------------------------- */

int
dn_studio_read_shape(struct dn_item *item, struct dn_node *annotation,
    struct dn_node *value, enum dn_studio_shape shape,
    struct dn_studio_scale scale, struct dn_bytes *scratch,
    struct dn_err *err)
{
	struct dn_tree *tree = &item->tree;

	switch (shape) {
	case DN_STUDIO_BOX:
		return read_box(tree, annotation, value, scale, err);
	case DN_STUDIO_POLYGON:
		return read_polygon(tree, annotation, value, scale, scratch,
		    err);
	case DN_STUDIO_POINT:
		return read_keypoint(tree, annotation, value, scale, err);
	case DN_STUDIO_ELLIPSE:
		return read_ellipse(tree, annotation, value, scale, err);
	case DN_STUDIO_BRUSH:
		return dn_studio_read_brush(tree, annotation, value, scale,
		    scratch, err);
	case DN_STUDIO_BITMASK:
		return dn_studio_read_bitmask(tree, annotation, value, scale,
		    err);
	case DN_STUDIO_TRACK:
		return dn_studio_read_track(item, annotation, value, scale,
		    scratch, err);
	case DN_STUDIO_TIMELINE:
		return dn_studio_read_timeline(tree, annotation, value,
		    scratch, err);
	default:
		return 0;
	}
}

int
dn_studio_write_shape(struct dn_item *item,
    const struct dn_annotation *annotation, bool own,
    struct dn_studio_piece *piece, struct dn_studio_scale scale,
    struct dn_tree *out, struct dn_node *value, struct dn_err *err)
{
	struct dn_node *node = annotation->node;

	switch (annotation->kind) {
	case DN_ANNOTATION_BOX:
	case DN_ANNOTATION_ROTATED_BOX:
		return write_box(item, node, own, scale, out, value, err);
	case DN_ANNOTATION_POLYGON:
		return write_polygon(item, node, own, piece, scale, out,
		    value, err);
	case DN_ANNOTATION_POLYLINE:
	case DN_ANNOTATION_POINTS:
		return write_line(item, annotation, own, piece, scale, out,
		    value, err);
	case DN_ANNOTATION_ELLIPSE:
		return write_ellipse(item, node, own, scale, out, value, err);
	case DN_ANNOTATION_MASK:
		return dn_studio_write_brush(item, node, own, out, value,
		    err);
	case DN_ANNOTATION_TRACK:
		return dn_studio_write_track(item, node, own, scale, out,
		    value, err);
	default:
		return 0;
	}
}
