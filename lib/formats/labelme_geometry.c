/* SPDX-License-Identifier: MIT */
/* LabelMe's points as geometry of the record, and back. */
#include <math.h>

#include "formats/compact.h"
#include "formats/labelme_geometry.h"
#include "io/jsontext.h"
#include "model/decimal.h"
#include "model/turn.h"

#define SQUARE 0.01     /* px by which corners may miss a rectangle's */

static const char *const type_names[] = {
	[DN_LABELME_POLYGON] = "polygon",
	[DN_LABELME_RECTANGLE] = "rectangle",
	[DN_LABELME_ORIENTED] = "oriented_rectangle",
	[DN_LABELME_CIRCLE] = "circle",
	[DN_LABELME_LINE] = "line",
	[DN_LABELME_LINESTRIP] = "linestrip",
	[DN_LABELME_POINT] = "point",
	[DN_LABELME_POINTS] = "points",
	[DN_LABELME_MASK] = "mask",
};

enum dn_labelme_type
dn_labelme_type(struct dn_span name)
{
	if (name.ptr == NULL)
		return DN_LABELME_POLYGON;
	for (int i = 0; i < DN_LABELME_OTHER; i++)
		if (dn_span_is(name, type_names[i]))
			return (enum dn_labelme_type)i;
	/* The same under the name that X-AnyLabeling has for it. */
	return dn_span_is(name, "rotation") ? DN_LABELME_ORIENTED :
	    DN_LABELME_OTHER;
}

const char *
dn_labelme_type_name(enum dn_labelme_type type)
{
	return type_names[type];
}

void
dn_labelme_geometry_init(struct dn_labelme_geometry *geometry)
{
	*geometry = (struct dn_labelme_geometry){ DN_ANNOTATION_OTHER,
		{ NULL, NULL }, { { 0 }, { 0 } } };
	dn_bytes_init(&geometry->texts[0], SIZE_MAX / 2);
	dn_bytes_init(&geometry->texts[1], SIZE_MAX / 2);
}

void
dn_labelme_geometry_release(struct dn_labelme_geometry *geometry)
{
	dn_bytes_release(&geometry->texts[0]);
	dn_bytes_release(&geometry->texts[1]);
}

/* ---- numbers --------------------------------------------------------- */

/* The sum or difference of two numbers: exact where the digits allow it. */
static void
add_sum(struct dn_bytes *out, const struct dn_node *a,
    const struct dn_node *b, bool minus)
{
	struct dn_decimal left, right, sum;
	char text[DN_DECIMAL_TEXT];
	double x = 0, y = 0;

	if (dn_decimal_read(a->raw, &left) && dn_decimal_read(b->raw, &right) &&
	    (minus ? dn_decimal_subtract(left, right, &sum) :
	    dn_decimal_add(left, right, &sum))) {
		dn_bytes_add(out, text, dn_decimal_write(sum, text));
		return;
	}
	(void)dn_node_real(a, &x);
	(void)dn_node_real(b, &y);
	dn_json_write_real(out, minus ? x - y : x + y);
}

static double
real(const struct dn_node *node)
{
	double value = 0;

	(void)dn_node_real(node, &value);
	return value;
}

/* ---- reading --------------------------------------------------------- */

/* Append points as they are, on one line; *count of them, at least one. */
static int
read_points(struct dn_tree *tree, struct dn_node *points,
    struct dn_bytes *out, size_t *count, struct dn_err *err)
{
	struct dn_node *point = dn_node_first(tree, points);

	*count = 0;
	if (dn_node_type(points) != DN_JSON_ARRAY || point == NULL)
		return points != NULL ? dn_node_error(points, err,
		    DN_E_BAD_VALUE, "a shape without points") :
		    dn_err_set(err, DN_E_MISSING_FIELD,
		    "a shape without \"points\"");
	for (; point != NULL; point = point->next, ++*count) {
		struct dn_node *x = dn_node_first(tree, point);
		double value;

		if (point->type != DN_JSON_ARRAY || x == NULL ||
		    x->next == NULL || x->next->next != NULL)
			return dn_node_error(point, err, DN_E_BAD_VALUE,
			    "a point is a list of two numbers");
		if (!dn_node_real(x, &value) || !dn_node_real(x->next, &value))
			return dn_node_error(point, err, DN_E_BAD_VALUE,
			    "a point with what is no number");
		dn_bytes_add_text(out, *count == 0 ? "[[" : ",[");
		dn_bytes_add_span(out, x->raw);
		dn_bytes_add_byte(out, ',');
		dn_bytes_add_span(out, x->next->raw);
		dn_bytes_add_byte(out, ']');
	}
	dn_bytes_add_byte(out, ']');
	return 0;
}

/* The coordinate of a point: 0 for x, 1 for y. */
static struct dn_node *
coordinate(struct dn_tree *tree, struct dn_node *point, int axis)
{
	struct dn_node *x = dn_node_first(tree, point);

	return axis == 0 ? x : x->next;
}

/*
 * The least and the greatest coordinate; false when another one lies between:
 * then the points are no corners of a box.
 */
static bool
find_edges(struct dn_tree *tree, struct dn_node *points, int axis,
    struct dn_node **low, struct dn_node **high)
{
	struct dn_node *point = dn_node_first(tree, points);
	bool corners = true;

	*low = *high = coordinate(tree, point, axis);
	for (; point != NULL; point = point->next) {
		struct dn_node *node = coordinate(tree, point, axis);

		if (real(node) < real(*low))
			*low = node;
		if (real(node) > real(*high))
			*high = node;
	}
	for (point = points->first; point != NULL; point = point->next) {
		double value = real(coordinate(tree, point, axis));

		corners = corners &&
		    !(value > real(*low) && value < real(*high));
	}
	return corners;
}

/* Two corners in any order, or all four: a box. */
static int
read_rectangle(struct dn_tree *tree, struct dn_node *points, size_t count,
    struct dn_labelme_geometry *geometry, struct dn_err *err)
{
	struct dn_bytes *out = &geometry->texts[0];
	struct dn_node *low[2], *high[2];
	bool corners = find_edges(tree, points, 0, &low[0], &high[0]);

	corners = find_edges(tree, points, 1, &low[1], &high[1]) && corners;
	if ((count != 2 && count != 4) || !corners)
		return dn_node_error(points, err, DN_E_BAD_VALUE,
		    "a rectangle has two opposite corners");
	dn_bytes_clear(out);
	dn_bytes_add_byte(out, '[');
	dn_bytes_add_span(out, low[0]->raw);
	dn_bytes_add_byte(out, ',');
	dn_bytes_add_span(out, low[1]->raw);
	for (int i = 0; i < 2; i++) {
		dn_bytes_add_byte(out, ',');
		add_sum(out, high[i], low[i], true);
	}
	dn_bytes_add_byte(out, ']');
	geometry->kind = DN_ANNOTATION_BOX;
	geometry->members[0] = "bbox";
	return 0;
}

/* Centre and a point of the rim: an ellipse of two equal radii. */
static int
read_circle(struct dn_tree *tree, struct dn_node *points, size_t count,
    struct dn_labelme_geometry *geometry, struct dn_err *err)
{
	struct dn_node *center = dn_node_first(tree, points), *x, *y;
	double radius;

	if (count != 2)
		return dn_node_error(points, err, DN_E_BAD_VALUE,
		    "a circle has a centre and a point of its rim");
	x = coordinate(tree, center, 0);
	y = coordinate(tree, center, 1);
	radius = hypot(real(coordinate(tree, center->next, 0)) - real(x),
	    real(coordinate(tree, center->next, 1)) - real(y));
	if (!isfinite(radius))
		return dn_node_error(points, err, DN_E_BAD_VALUE,
		    "a circle that has no size");
	dn_bytes_clear(&geometry->texts[0]);
	dn_bytes_add_byte(&geometry->texts[0], '[');
	dn_bytes_add_span(&geometry->texts[0], x->raw);
	dn_bytes_add_byte(&geometry->texts[0], ',');
	dn_bytes_add_span(&geometry->texts[0], y->raw);
	dn_bytes_add_byte(&geometry->texts[0], ']');
	for (int i = 0; i < 2; i++) {
		dn_bytes_add_byte(&geometry->texts[1], "[,"[i]);
		dn_json_write_real(&geometry->texts[1], radius);
	}
	dn_bytes_add_byte(&geometry->texts[1], ']');
	geometry->kind = DN_ANNOTATION_ELLIPSE;
	geometry->members[0] = "center";
	geometry->members[1] = "radii";
	return 0;
}

/* One ring: a part of a polygon. */
static void
wrap_ring(struct dn_labelme_geometry *geometry)
{
	struct dn_bytes *ring = &geometry->texts[0];
	char *room = dn_bytes_reserve(ring, 4);

	if (room == NULL)
		return;
	memmove(ring->data + 2, ring->data, ring->len);
	memcpy(ring->data, "[[", 2);
	memcpy(ring->data + ring->len + 2, "]]", 2);
	ring->len += 4;
	geometry->kind = DN_ANNOTATION_POLYGON;
	geometry->members[0] = "polygons";
}

/* Four corners in their order: a turned box, else they are a polygon. */
static int
read_oriented(struct dn_tree *tree, struct dn_node *points, size_t count,
    struct dn_labelme_geometry *geometry, struct dn_err *err)
{
	struct dn_node *point = dn_node_first(tree, points);
	struct dn_point corners[4];
	struct dn_turned turned;

	if (count != 4)
		return dn_node_error(points, err, DN_E_BAD_VALUE,
		    "a turned rectangle has four corners");
	for (int i = 0; i < 4; i++, point = point->next)
		corners[i] = (struct dn_point){
			real(coordinate(tree, point, 0)),
			real(coordinate(tree, point, 1)) };
	if (!dn_turn_from_corners(corners, SQUARE, &turned)) {
		wrap_ring(geometry);
		return 0;
	}
	dn_bytes_clear(&geometry->texts[0]);
	dn_bytes_add_byte(&geometry->texts[0], '[');
	dn_json_write_real(&geometry->texts[0], turned.box.x);
	dn_bytes_add_byte(&geometry->texts[0], ',');
	dn_json_write_real(&geometry->texts[0], turned.box.y);
	dn_bytes_add_byte(&geometry->texts[0], ',');
	dn_json_write_real(&geometry->texts[0], turned.box.width);
	dn_bytes_add_byte(&geometry->texts[0], ',');
	dn_json_write_real(&geometry->texts[0], turned.box.height);
	dn_bytes_add_byte(&geometry->texts[0], ']');
	dn_json_write_real(&geometry->texts[1], turned.rotation);
	geometry->kind = DN_ANNOTATION_ROTATED_BOX;
	geometry->members[0] = "bbox";
	geometry->members[1] = "rotation";
	return 0;
}

/* The upper left of two corners, between which a mask stands. */
static int
read_mask(struct dn_tree *tree, struct dn_node *points, size_t count,
    struct dn_node *mask, const struct dn_labelme_size *size,
    struct dn_labelme_geometry *geometry, struct dn_err *err)
{
	struct dn_node *low[2], *high[2];

	if (count != 2)
		return dn_node_error(points, err, DN_E_BAD_VALUE,
		    "a mask has two corners");
	(void)find_edges(tree, points, 0, &low[0], &high[0]);
	(void)find_edges(tree, points, 1, &low[1], &high[1]);
	return dn_labelme_mask_read(tree, mask, (struct dn_point){
	    real(low[0]), real(low[1]) }, size, geometry, err);
}

int
dn_labelme_geometry_read(struct dn_tree *tree, enum dn_labelme_type type,
    struct dn_node *points, struct dn_node *mask,
    const struct dn_labelme_size *size, struct dn_labelme_geometry *geometry,
    struct dn_err *err)
{
	struct dn_bytes *text = &geometry->texts[0];
	size_t count;

	dn_bytes_clear(text);
	dn_bytes_clear(&geometry->texts[1]);
	geometry->members[1] = NULL;
	if (read_points(tree, points, text, &count, err) < 0)
		return -1;
	geometry->members[0] = "points";
	switch (type) {
	case DN_LABELME_RECTANGLE:
		return read_rectangle(tree, points, count, geometry, err);
	case DN_LABELME_ORIENTED:
		return read_oriented(tree, points, count, geometry, err);
	case DN_LABELME_CIRCLE:
		return read_circle(tree, points, count, geometry, err);
	case DN_LABELME_MASK:
		return read_mask(tree, points, count, mask, size, geometry,
		    err);
	case DN_LABELME_LINE:
	case DN_LABELME_LINESTRIP:
		geometry->kind = DN_ANNOTATION_POLYLINE;
		break;
	case DN_LABELME_POINT:
	case DN_LABELME_POINTS:
		geometry->kind = DN_ANNOTATION_POINTS;
		break;
	default:
		wrap_ring(geometry);
	}
	if ((type == DN_LABELME_LINE && count != 2) ||
	    (type == DN_LABELME_POINT && count != 1))
		return dn_node_error(points, err, DN_E_BAD_VALUE,
		    "a %s of %zu points", type_names[type], count);
	return dn_bytes_check(text, err);
}

bool
dn_labelme_geometry_is(const struct dn_labelme_geometry *geometry,
    struct dn_tree *tree, enum dn_annotation_kind kind,
    struct dn_node *annotation)
{
	bool same = kind == geometry->kind;
	struct dn_bytes text, flat;

	dn_bytes_init(&text, SIZE_MAX / 2);
	dn_bytes_init(&flat, SIZE_MAX / 2);
	for (int i = 0; i < 2 && same && geometry->members[i] != NULL; i++) {
		dn_bytes_clear(&text);
		dn_bytes_clear(&flat);
		dn_tree_write(dn_node_get(tree, annotation,
		    geometry->members[i]), &text);
		dn_compact_add(&flat, dn_bytes_span(&text));
		same = text.failed == DN_E_NONE && flat.failed == DN_E_NONE &&
		    dn_span_equal(dn_bytes_span(&flat),
		    dn_bytes_span(&geometry->texts[i]));
	}
	dn_bytes_release(&text);
	dn_bytes_release(&flat);
	return same;
}

/* ---- writing --------------------------------------------------------- */

/* A list of points, as it stands. */
static void
copy_points(struct dn_tree *tree, struct dn_node *points,
    struct dn_bytes *out)
{
	struct dn_node *point = dn_node_first(tree, points);
	const char *before = "[[";

	for (; point != NULL; point = point->next) {
		struct dn_node *x = dn_node_first(tree, point);

		dn_bytes_add_text(out, before);
		dn_bytes_add_span(out, x->raw);
		dn_bytes_add_byte(out, ',');
		dn_bytes_add_span(out, x->next->raw);
		dn_bytes_add_byte(out, ']');
		before = ",[";
	}
	dn_bytes_add_byte(out, ']');
}

/* The two corners of `bbox`. */
static int
write_box(struct dn_item *item, struct dn_node *annotation,
    enum dn_labelme_type *type, struct dn_bytes *out, struct dn_err *err)
{
	struct dn_box box;
	struct dn_node *x, *y;
	int got = dn_shape_box(item, annotation, &box, err);

	if (got <= 0)
		return got;
	*type = DN_LABELME_RECTANGLE;
	x = dn_node_first(&item->tree,
	    dn_node_get(&item->tree, annotation, "bbox"));
	y = x->next;
	dn_bytes_add_text(out, "[[");
	dn_bytes_add_span(out, x->raw);
	dn_bytes_add_byte(out, ',');
	dn_bytes_add_span(out, y->raw);
	dn_bytes_add_text(out, "],[");
	add_sum(out, x, y->next, false);
	dn_bytes_add_byte(out, ',');
	add_sum(out, y, y->next->next, false);
	dn_bytes_add_text(out, "]]");
	return 1;
}

/* The four corners of a turned box. */
static int
write_turned(struct dn_item *item, struct dn_node *annotation,
    enum dn_labelme_type *type, struct dn_bytes *out, struct dn_err *err)
{
	struct dn_turned turned = { .rotation = 0 };
	struct dn_point corners[4];
	int got = dn_shape_box(item, annotation, &turned.box, err);

	if (got <= 0)
		return got;
	(void)dn_node_real(dn_node_get(&item->tree, annotation, "rotation"),
	    &turned.rotation);
	*type = DN_LABELME_ORIENTED;
	dn_turn_corners(&turned, corners);
	for (int i = 0; i < 4; i++) {
		dn_bytes_add_text(out, i == 0 ? "[[" : ",[");
		dn_json_write_real(out, corners[i].x);
		dn_bytes_add_byte(out, ',');
		dn_json_write_real(out, corners[i].y);
		dn_bytes_add_byte(out, ']');
	}
	dn_bytes_add_byte(out, ']');
	return 1;
}

static int
write_polygon(struct dn_item *item, struct dn_node *annotation,
    enum dn_labelme_type *type, struct dn_bytes *out, struct dn_err *err)
{
	struct dn_tree *tree = &item->tree;
	struct dn_part *parts;
	size_t count;
	int got = dn_shape_polygons(item, annotation, &parts, &count, err);

	if (got <= 0)
		return got;
	if (count != 1 || parts[0].count != 1 || parts[0].rings[0].count == 0)
		return 0;
	*type = DN_LABELME_POLYGON;
	copy_points(tree, dn_node_first(tree, dn_node_first(tree,
	    dn_node_get(tree, annotation, "polygons"))), out);
	return 1;
}

/* Points or an open line, by how many there are. */
static int
write_points(struct dn_item *item, struct dn_node *annotation, bool line,
    enum dn_labelme_type *type, struct dn_bytes *out, struct dn_err *err)
{
	struct dn_ring points;
	int got = dn_shape_points(item, annotation, &points, err);

	if (got <= 0 || points.count == 0)
		return got < 0 ? -1 : 0;
	if (line)
		*type = points.count == 2 ? DN_LABELME_LINE :
		    DN_LABELME_LINESTRIP;
	else
		*type = points.count == 1 ? DN_LABELME_POINT :
		    DN_LABELME_POINTS;
	copy_points(&item->tree, dn_node_get(&item->tree, annotation,
	    "points"), out);
	return 1;
}

/* Two numbers of a member; false when they are none. */
static bool
find_pair(struct dn_item *item, struct dn_node *annotation, const char *name,
    struct dn_node *pair[2])
{
	struct dn_node *list = dn_node_get(&item->tree, annotation, name);
	double value;

	pair[0] = dn_node_first(&item->tree, list);
	pair[1] = pair[0] != NULL ? pair[0]->next : NULL;
	return dn_node_type(list) == DN_JSON_ARRAY &&
	    dn_node_real(pair[0], &value) && dn_node_real(pair[1], &value);
}

bool
dn_labelme_is_circle(struct dn_item *item, struct dn_node *annotation)
{
	struct dn_node *radii[2];

	return find_pair(item, annotation, "radii", radii) &&
	    !(real(radii[0]) < real(radii[1])) &&
	    !(real(radii[0]) > real(radii[1]));
}

static int
write_circle(struct dn_item *item, struct dn_node *annotation,
    enum dn_labelme_type *type, struct dn_bytes *out)
{
	struct dn_node *center[2], *radii[2];

	if (!dn_labelme_is_circle(item, annotation) ||
	    !find_pair(item, annotation, "center", center) ||
	    !find_pair(item, annotation, "radii", radii))
		return 0;
	*type = DN_LABELME_CIRCLE;
	dn_bytes_add_text(out, "[[");
	dn_bytes_add_span(out, center[0]->raw);
	dn_bytes_add_byte(out, ',');
	dn_bytes_add_span(out, center[1]->raw);
	dn_bytes_add_text(out, "],[");
	add_sum(out, center[0], radii[0], false);
	dn_bytes_add_byte(out, ',');
	dn_bytes_add_span(out, center[1]->raw);
	dn_bytes_add_text(out, "]]");
	return 1;
}

static int
write_mask(struct dn_item *item, struct dn_node *annotation,
    enum dn_labelme_type *type, struct dn_bytes *out, struct dn_bytes *text,
    struct dn_err *err)
{
	struct dn_mask mask;
	int got;

	dn_mask_init(&mask, 0, 0);
	got = dn_shape_mask(item, annotation, &mask, err);
	if (got > 0)
		got = dn_labelme_mask_write(&mask, out, text, err);
	dn_mask_release(&mask);
	*type = DN_LABELME_MASK;
	return got;
}

struct dn_labelme_size
dn_labelme_size(struct dn_item *item)
{
	struct dn_tree *tree = &item->tree;
	struct dn_labelme_size size = { 0, 0 };
	int64_t width, height;

	if (dn_node_int(dn_node_get(tree, item->media, "width"), &width) &&
	    dn_node_int(dn_node_get(tree, item->media, "height"), &height) &&
	    width > 0 && height > 0 && width < UINT32_MAX &&
	    height < UINT32_MAX)
		size = (struct dn_labelme_size){ (uint32_t)width,
			(uint32_t)height };
	return size;
}

int
dn_labelme_points(struct dn_item *item, struct dn_node *annotation,
    enum dn_annotation_kind kind, enum dn_labelme_type *type,
    struct dn_bytes *out, struct dn_bytes *mask, struct dn_err *err)
{
	switch (kind) {
	case DN_ANNOTATION_MASK:
		return write_mask(item, annotation, type, out, mask, err);
	case DN_ANNOTATION_BOX:
		return write_box(item, annotation, type, out, err);
	case DN_ANNOTATION_ROTATED_BOX:
		return write_turned(item, annotation, type, out, err);
	case DN_ANNOTATION_POLYGON:
		return write_polygon(item, annotation, type, out, err);
	case DN_ANNOTATION_POLYLINE:
	case DN_ANNOTATION_POINTS:
		return write_points(item, annotation,
		    kind == DN_ANNOTATION_POLYLINE, type, out, err);
	case DN_ANNOTATION_ELLIPSE:
		return write_circle(item, annotation, type, out);
	default:
		return 0;
	}
}
