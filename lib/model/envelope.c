/* SPDX-License-Identifier: MIT */
/* Boxes around rings, masks, points, turned boxes and ellipses. */
#include "model/envelope.h"

#include <math.h>

#include "model/turn.h"

/* A box that grows. */
struct hull {
	struct dn_box box;
	bool any;
};

static void
take(struct hull *hull, struct dn_box box)
{
	hull->box = hull->any ? dn_box_join(hull->box, box) : box;
	hull->any = true;
}

static double
number(struct dn_item *item, struct dn_node *node, const char *name)
{
	double value = 0;

	(void)dn_node_real(dn_node_get(&item->tree, node, name), &value);
	return value;
}

/* `bbox`, turned or not. */
static int
around_box(struct dn_item *item, struct dn_node *node, struct hull *hull,
    struct dn_err *err)
{
	struct dn_turned turned = { .rotation = number(item, node,
	    "rotation") };
	int got = dn_shape_box(item, node, &turned.box, err);

	if (got > 0)
		take(hull, dn_turn_envelope(&turned));
	return got;
}

bool
dn_envelope_parts(const struct dn_part *parts, size_t count,
    struct dn_box *box)
{
	struct hull hull = { { 0, 0, 0, 0 }, false };

	for (size_t i = 0; i < count; i++)
		if (parts[i].count > 0 && parts[i].rings[0].count > 0)
			take(&hull, dn_box_around(parts[i].rings[0].points,
			    parts[i].rings[0].count));
	*box = hull.box;
	return hull.any;
}

/* The outlines of all parts. */
static int
around_polygons(struct dn_item *item, struct dn_node *node,
    struct hull *hull, struct dn_err *err)
{
	struct dn_part *parts;
	size_t count = 0;
	int got = dn_shape_polygons(item, node, &parts, &count, err);
	struct dn_box box;

	if (got > 0 && dn_envelope_parts(parts, count, &box))
		take(hull, box);
	return got;
}

static int
around_mask(struct dn_item *item, struct dn_node *node, struct hull *hull,
    struct dn_err *err)
{
	struct dn_mask mask;
	int got;

	dn_mask_init(&mask, 0, 0);
	got = dn_shape_mask(item, node, &mask, err);
	if (got > 0 && dn_mask_area(&mask) > 0)
		take(hull, dn_mask_box(&mask));
	dn_mask_release(&mask);
	return got;
}

static int
around_keypoints(struct dn_item *item, struct dn_node *node,
    struct hull *hull, struct dn_err *err)
{
	struct dn_keypoint *points;
	size_t count = 0;
	int got = dn_shape_keypoints(item, node, &points, &count, err);

	for (size_t i = 0; got > 0 && i < count; i++)
		if (points[i].visible != 0)
			take(hull, (struct dn_box){ points[i].x, points[i].y,
			    0, 0 });
	return got;
}

static int
around_points(struct dn_item *item, struct dn_node *node, struct hull *hull,
    struct dn_err *err)
{
	struct dn_ring ring;
	int got = dn_shape_points(item, node, &ring, err);

	if (got > 0 && ring.count > 0)
		take(hull, dn_box_around(ring.points, ring.count));
	return got;
}

/* Two numbers of a member. */
static bool
read_pair(struct dn_item *item, struct dn_node *node, const char *name,
    struct dn_point *pair)
{
	struct dn_node *x = dn_node_first(&item->tree,
	    dn_node_get(&item->tree, node, name));

	return x != NULL && dn_node_real(x, &pair->x) &&
	    dn_node_real(x->next, &pair->y);
}

static int
around_ellipse(struct dn_item *item, struct dn_node *node, struct hull *hull,
    struct dn_err *err)
{
	double angle = number(item, node, "rotation") * acos(-1) / 180;
	struct dn_point center, radii, reach;

	(void)err;
	if (!read_pair(item, node, "center", &center) ||
	    !read_pair(item, node, "radii", &radii))
		return 0;
	reach.x = hypot(radii.x * cos(angle), radii.y * sin(angle));
	reach.y = hypot(radii.x * sin(angle), radii.y * cos(angle));
	take(hull, (struct dn_box){ center.x - reach.x, center.y - reach.y,
	    2 * reach.x, 2 * reach.y });
	return 1;
}

/* What goes around what, the kind's own first. */
static const struct {
	enum dn_annotation_kind kind;
	int (*around)(struct dn_item *, struct dn_node *, struct hull *,
	    struct dn_err *);
} shapes[] = {
	{ DN_ANNOTATION_BOX, around_box },
	{ DN_ANNOTATION_POLYGON, around_polygons },
	{ DN_ANNOTATION_MASK, around_mask },
	{ DN_ANNOTATION_SKELETON, around_keypoints },
	{ DN_ANNOTATION_POLYLINE, around_points },
	{ DN_ANNOTATION_ELLIPSE, around_ellipse },
};

int
dn_envelope(struct dn_item *item, const struct dn_annotation *annotation,
    struct dn_box *box, struct dn_err *err)
{
	struct hull hull = { { 0, 0, 0, 0 }, false };
	size_t count = sizeof(shapes) / sizeof(shapes[0]);

	for (size_t i = 0; i < count; i++)
		if (shapes[i].kind == annotation->kind &&
		    shapes[i].around(item, annotation->node, &hull, err) < 0)
			return -1;
	for (size_t i = 0; i < count && !hull.any; i++)
		if (shapes[i].around(item, annotation->node, &hull, err) < 0)
			return -1;
	*box = hull.box;
	return hull.any;
}
