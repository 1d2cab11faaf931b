/* SPDX-License-Identifier: MIT */
/* Geometry from members: lists of the right length of finite numbers. */
#include "model/shape.h"

#include "io/number.h"

/* The member that is an array, its children made: 1, 0 or -1. */
static int
find_array(struct dn_item *item, struct dn_node *annotation,
    const char *name, struct dn_node **array, struct dn_err *err)
{
	int bad = 0;

	*array = dn_node_member(&item->tree, annotation, name, DN_JSON_ARRAY,
	    &bad, err);
	return bad != 0 ? bad : *array != NULL;
}

/* Room for one thing a child of `array`, its number in *count. */
static void *
take_children(struct dn_item *item, struct dn_node *array, size_t size,
    size_t *count, struct dn_err *err)
{
	void *room;

	*count = dn_node_count(&item->tree, array);
	room = dn_arena_take_many(&item->tree.arena, *count + 1, size);
	if (room == NULL || item->tree.failed) {
		dn_err_memory(err);
		return NULL;
	}
	return room;
}

/* `node` must be an array, and where it is none *bad says so. */
static int
need_array(const struct dn_node *node, struct dn_err *err)
{
	if (node->type == DN_JSON_ARRAY)
		return 0;
	return dn_node_error(node, err, DN_E_BAD_TYPE, "not an array");
}

/* ---- lists as they stand --------------------------------------------- */

/*
 * Most lists are read once and as they came, so their text is read without a
 * node for each number.  What is not as it should be is left to the slow way,
 * which knows what to say of it.
 */

#define POINT_LEAST 6           /* bytes of "[0,0]," */
#define FEW 8                   /* rings, and parts, that are read so */

static const char *
skip_space(const char *p)
{
	while (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')
		p++;
	return p;
}

/* Behind a list of pairs of numbers; NULL also for an empty one. */
static const char *
read_raw_ring(const char *p, const char *end, struct dn_ring *ring)
{
	double values[2];

	ring->count = 0;
	do {
		p = dn_number_take_list(skip_space(p + 1), end, values, 2);
		if (p == NULL)
			return NULL;
		ring->points[ring->count++] = (struct dn_point){ values[0],
			values[1] };
		p = skip_space(p);
	} while (*p == ',');
	return *p == ']' ? p + 1 : NULL;
}

/* True when nobody has looked into the list yet, nor changed it. */
static bool
is_raw(const struct dn_node *list)
{
	return !list->opened && !list->changed &&
	    list->type == DN_JSON_ARRAY;
}

/* Room for all the points that there can be in the text of a list. */
static struct dn_point *
take_points(struct dn_item *item, const struct dn_node *list)
{
	size_t most = list->raw.len / POINT_LEAST + 1;

	if (most > SIZE_MAX / sizeof(struct dn_point))
		return NULL;
	return dn_arena_take_raw(&item->tree.arena,
	    most * sizeof(struct dn_point));
}

/* The points of a list of pairs of numbers; false: take the slow way. */
static bool
read_raw_points(struct dn_item *item, const struct dn_node *list,
    struct dn_ring *ring)
{
	const char *p = list->raw.ptr;

	if (!is_raw(list))
		return false;
	ring->points = take_points(item, list);
	return ring->points != NULL && read_raw_ring(p, p + list->raw.len,
	    ring) != NULL;
}

/* Parts and rings while they are read, and where the next point goes. */
struct outlines {
	struct dn_point *points;
	struct dn_part parts[FEW];
	struct dn_ring rings[FEW];
	size_t part_count, ring_count;
};

/* Behind the rings of one part, or NULL. */
static const char *
read_raw_part(const char *p, const char *end, struct outlines *out)
{
	size_t first = out->ring_count;

	if (*p != '[' || out->part_count == FEW)
		return NULL;
	do {
		struct dn_ring *ring = &out->rings[out->ring_count];

		p = skip_space(p + 1);
		if (*p != '[' || out->ring_count++ == FEW)
			return NULL;
		ring->points = out->points;
		p = read_raw_ring(p, end, ring);
		if (p == NULL)
			return NULL;
		out->points += ring->count;
		p = skip_space(p);
	} while (*p == ',');
	out->parts[out->part_count++].count = out->ring_count - first;
	return *p == ']' ? p + 1 : NULL;
}

/* What was read, in memory of the item. */
static bool
keep_outlines(struct dn_item *item, const struct outlines *out,
    struct dn_part **parts, size_t *count)
{
	struct dn_part *kept = dn_arena_take_raw(&item->tree.arena,
	    out->part_count * sizeof(*kept));
	struct dn_ring *rings = dn_arena_take_raw(&item->tree.arena,
	    out->ring_count * sizeof(*rings));

	if (kept == NULL || rings == NULL)
		return false;
	memcpy(rings, out->rings, out->ring_count * sizeof(*rings));
	for (size_t i = 0; i < out->part_count; i++) {
		kept[i] = (struct dn_part){ rings, out->parts[i].count };
		rings += kept[i].count;
	}
	*parts = kept;
	*count = out->part_count;
	return true;
}

/* Few polygons, as most have; false: take the slow way. */
static bool
read_raw_polygons(struct dn_item *item, const struct dn_node *list,
    struct dn_part **parts, size_t *count)
{
	const char *p = list->raw.ptr, *end = p + list->raw.len;
	struct outlines out;

	if (!is_raw(list))
		return false;
	out.points = take_points(item, list);
	out.part_count = out.ring_count = 0;
	if (out.points == NULL)
		return false;
	do {
		p = read_raw_part(skip_space(p + 1), end, &out);
		if (p == NULL)
			return false;
		p = skip_space(p);
	} while (*p == ',');
	return *p == ']' && keep_outlines(item, &out, parts, count);
}

/*
 * Count the rings by the brackets that close their points: ']' ends a point,
 * "]]" a ring and "]]]" a part.  False where there is any space, or a list of
 * none, for the slow way.
 */
static bool
count_raw(const struct dn_node *list, size_t *parts, size_t *rings)
{
	const char *p = list->raw.ptr, *end = p + list->raw.len;
	size_t depth = 4;

	if (!is_raw(list))
		return false;
	*parts = *rings = 1;
	for (;;) {
		/* As many as were closed are open again for the next point. */
		for (; depth > 0 && *p == '['; depth--)
			p++;
		if (depth > 0 || *p == '[' || *p == ']')
			return false;
		p = memchr(p, ']', (size_t)(end - p));
		for (; p < end && *p == ']'; depth++)
			p++;
		if (p == end)
			return depth == 4;
		if (depth > 3 || *p++ != ',')
			return false;
		*rings += depth > 1;
		*parts += depth > 2;
	}
}

/* ---- lists of numbers ------------------------------------------------ */

/* Just `count` finite numbers in `array`. */
static int
read_numbers(struct dn_item *item, struct dn_node *array, double *values,
    size_t count, struct dn_err *err)
{
	struct dn_node *node;
	size_t i = 0;

	if (need_array(array, err) < 0)
		return -1;
	if (is_raw(array) && dn_number_take_list(array->raw.ptr,
	    array->raw.ptr + array->raw.len, values, count) != NULL)
		return 0;
	for (node = dn_node_first(&item->tree, array);
	    node != NULL && i < count; node = node->next, i++)
		if (!dn_node_real(node, &values[i]))
			return dn_node_error(node, err,
			    node->type == DN_JSON_NUMBER ? DN_E_BAD_VALUE :
			    DN_E_BAD_TYPE, "not a finite number");
	if (i < count || node != NULL)
		return dn_node_error(array, err, DN_E_BAD_VALUE,
		    "not %zu numbers", count);
	return 0;
}

int
dn_shape_numbers(struct dn_item *item, struct dn_node *annotation,
    const char *name, double *values, size_t count, struct dn_err *err)
{
	struct dn_node *array;
	int got = find_array(item, annotation, name, &array, err);

	if (got <= 0)
		return got;
	return read_numbers(item, array, values, count, err) < 0 ? -1 : 1;
}

int
dn_shape_box(struct dn_item *item, struct dn_node *annotation,
    struct dn_box *box, struct dn_err *err)
{
	return dn_shape_box_of(item, dn_node_get(&item->tree, annotation,
	    "bbox"), box, err);
}

int
dn_shape_box_of(struct dn_item *item, struct dn_node *bbox,
    struct dn_box *box, struct dn_err *err)
{
	double values[4];
	int bad = 0;
	struct dn_node *array = dn_node_need(bbox, "bbox", DN_JSON_ARRAY,
	    &bad, err);

	if (array == NULL)
		return bad;
	if (read_numbers(item, array, values, 4, err) < 0)
		return -1;
	*box = (struct dn_box){ values[0], values[1], values[2], values[3] };
	return 1;
}

/* A list of [x, y]. */
static int
read_points(struct dn_item *item, struct dn_node *array,
    struct dn_ring *ring, struct dn_err *err)
{
	struct dn_node *node;
	double values[2];
	size_t i = 0;

	if (need_array(array, err) < 0)
		return -1;
	if (read_raw_points(item, array, ring))
		return 0;
	ring->points = take_children(item, array, sizeof(*ring->points),
	    &ring->count, err);
	if (ring->points == NULL)
		return -1;
	for (node = array->first; node != NULL; node = node->next) {
		if (read_numbers(item, node, values, 2, err) < 0)
			return -1;
		ring->points[i++] = (struct dn_point){ values[0], values[1] };
	}
	return 0;
}

int
dn_shape_points(struct dn_item *item, struct dn_node *annotation,
    struct dn_ring *points, struct dn_err *err)
{
	struct dn_node *array;
	int got = find_array(item, annotation, "points", &array, err);

	if (got <= 0)
		return got;
	return read_points(item, array, points, err) < 0 ? -1 : 1;
}

/* A list of rings. */
static int
read_part(struct dn_item *item, struct dn_node *array, struct dn_part *part,
    struct dn_err *err)
{
	struct dn_node *node;
	size_t i = 0;

	if (need_array(array, err) < 0)
		return -1;
	part->rings = take_children(item, array, sizeof(*part->rings),
	    &part->count, err);
	if (part->rings == NULL)
		return -1;
	for (node = array->first; node != NULL; node = node->next)
		if (read_points(item, node, &part->rings[i++], err) < 0)
			return -1;
	return 0;
}

int
dn_shape_polygons(struct dn_item *item, struct dn_node *annotation,
    struct dn_part **parts, size_t *count, struct dn_err *err)
{
	return dn_shape_polygons_of(item, dn_node_get(&item->tree, annotation,
	    "polygons"), parts, count, err);
}

int
dn_shape_polygons_of(struct dn_item *item, struct dn_node *polygons,
    struct dn_part **parts, size_t *count, struct dn_err *err)
{
	struct dn_node *array, *node;
	size_t i = 0;
	int bad = 0;

	array = dn_node_need(polygons, "polygons", DN_JSON_ARRAY, &bad, err);
	if (array == NULL)
		return bad;
	if (read_raw_polygons(item, array, parts, count))
		return 1;
	*parts = take_children(item, array, sizeof(**parts), count, err);
	if (*parts == NULL)
		return -1;
	for (node = array->first; node != NULL; node = node->next)
		if (read_part(item, node, &(*parts)[i++], err) < 0)
			return -1;
	return 1;
}

void
dn_shape_count(struct dn_item *item, struct dn_node *polygons, size_t *parts,
    size_t *holes)
{
	struct dn_node *part;
	size_t rings = 0;

	if (count_raw(polygons, parts, &rings)) {
		*holes = rings - *parts;
		return;
	}
	*parts = *holes = 0;
	part = dn_node_first(&item->tree, polygons);
	for (; part != NULL; part = part->next, ++*parts) {
		rings = dn_node_count(&item->tree, part);
		*holes += rings > 1 ? rings - 1 : 0;
	}
}

int
dn_shape_keypoints(struct dn_item *item, struct dn_node *annotation,
    struct dn_keypoint **points, size_t *count, struct dn_err *err)
{
	struct dn_node *array, *node;
	double values[3];
	size_t i = 0;
	int got = find_array(item, annotation, "keypoints", &array, err);

	if (got <= 0)
		return got;
	*points = take_children(item, array, sizeof(**points), count, err);
	if (*points == NULL)
		return -1;
	for (node = array->first; node != NULL; node = node->next) {
		struct dn_keypoint *point = &(*points)[i++];

		if (read_numbers(item, node, values, 3, err) < 0)
			return -1;
		point->x = values[0];
		point->y = values[1];
		point->visible = values[2] > 1 ? 2 : values[2] > 0;
		if (values[2] < point->visible || values[2] > point->visible)
			return dn_node_error(dn_node_first(&item->tree,
			    node)->next->next, err, DN_E_BAD_VALUE,
			    "a visibility is 0, 1 or 2");
	}
	return 1;
}

/* One [start, end]. */
static int
read_range(struct dn_item *item, struct dn_node *array,
    struct dn_range *range, struct dn_err *err)
{
	struct dn_node *node;
	int64_t ends[2];
	size_t i = 0;

	if (need_array(array, err) < 0)
		return -1;
	for (node = dn_node_first(&item->tree, array); node != NULL && i < 2;
	    node = node->next, i++)
		if (!dn_node_int(node, &ends[i]) || ends[i] < 0)
			return dn_node_error(node, err, DN_E_BAD_VALUE,
			    "not a number of code points");
	if (i < 2 || node != NULL || ends[0] > ends[1])
		return dn_node_error(array, err, DN_E_BAD_VALUE,
		    "not a start and an end");
	range->start = (size_t)ends[0];
	range->end = (size_t)ends[1];
	return 0;
}

/* A list of them, or `one` alone. */
static int
read_ranges(struct dn_item *item, struct dn_node *array, bool one,
    struct dn_range **ranges, size_t *count, struct dn_err *err)
{
	struct dn_node *node;
	size_t i = 0;

	*ranges = take_children(item, array, sizeof(**ranges), count, err);
	if (*ranges == NULL)
		return -1;
	if (one && dn_node_type(array->first) != DN_JSON_ARRAY) {
		*count = 1;
		return read_range(item, array, *ranges, err) < 0 ? -1 : 1;
	}
	for (node = array->first; node != NULL; node = node->next)
		if (read_range(item, node, &(*ranges)[i++], err) < 0)
			return -1;
	return 1;
}

int
dn_shape_spans(struct dn_item *item, struct dn_node *annotation,
    struct dn_range **ranges, size_t *count, struct dn_err *err)
{
	struct dn_node *array;
	int got = find_array(item, annotation, "spans", &array, err);

	return got <= 0 ? got : read_ranges(item, array, false, ranges, count,
	    err);
}

int
dn_shape_span(struct dn_item *item, struct dn_node *rating,
    struct dn_range **ranges, size_t *count, struct dn_err *err)
{
	struct dn_node *array;
	int got = find_array(item, rating, "span", &array, err);

	return got <= 0 ? got : read_ranges(item, array, true, ranges, count,
	    err);
}

/* `size: [height, width]` of a mask. */
static int
read_size(struct dn_item *item, struct dn_node *node, struct dn_mask *mask,
    struct dn_err *err)
{
	struct dn_node *size;
	int64_t ends[2];
	size_t i = 0;
	int got = find_array(item, node, "size", &size, err);

	if (got < 0)
		return -1;
	if (got == 0)
		return dn_node_error(node, err, DN_E_MISSING_FIELD,
		    "a mask without \"size\"");
	for (node = dn_node_first(&item->tree, size); node != NULL && i < 2;
	    node = node->next, i++)
		if (!dn_node_int(node, &ends[i]) || ends[i] < 0 ||
		    ends[i] > UINT32_MAX)
			return dn_node_error(node, err, DN_E_BAD_VALUE,
			    "not a number of pixels");
	if (i < 2 || node != NULL)
		return dn_node_error(size, err, DN_E_BAD_VALUE,
		    "not a height and a width");
	mask->height = (uint32_t)ends[0];
	mask->width = (uint32_t)ends[1];
	return 0;
}

int
dn_shape_mask(struct dn_item *item, struct dn_node *annotation,
    struct dn_mask *mask, struct dn_err *err)
{
	struct dn_tree *tree = &item->tree;
	struct dn_node *node, *counts;
	struct dn_err why = DN_ERR_INIT;
	int bad = 0;

	node = dn_node_member(tree, annotation, "mask", DN_JSON_OBJECT, &bad,
	    err);
	if (bad != 0 || node == NULL)
		return bad;
	if (read_size(item, node, mask, err) < 0)
		return -1;
	counts = dn_node_member(tree, node, "counts", DN_JSON_STRING, &bad,
	    err);
	if (bad != 0)
		return -1;
	if (counts == NULL)
		return dn_node_error(node, err, DN_E_MISSING_FIELD,
		    "a mask without \"counts\"");
	if (dn_mask_expand(mask, dn_node_text(tree, counts), &why) < 0 ||
	    dn_mask_check(mask, &why) < 0)
		return dn_node_error(counts, err, why.code, "%s", why.text);
	return 1;
}

void
dn_shape_set_box(struct dn_tree *tree, struct dn_node *annotation,
    const struct dn_box *box)
{
	struct dn_node *array = dn_node_set_array(tree, annotation, "bbox");

	dn_node_add_real(tree, array, box->x);
	dn_node_add_real(tree, array, box->y);
	dn_node_add_real(tree, array, box->width);
	dn_node_add_real(tree, array, box->height);
}

void
dn_shape_set_spans(struct dn_tree *tree, struct dn_node *annotation,
    const struct dn_range *ranges, size_t count)
{
	struct dn_node *array = dn_node_set_array(tree, annotation, "spans");

	for (size_t i = 0; i < count; i++) {
		struct dn_node *range = dn_node_add_array(tree, array);

		dn_node_add_int(tree, range, (int64_t)ranges[i].start);
		dn_node_add_int(tree, range, (int64_t)ranges[i].end);
	}
}

void
dn_shape_set_mask(struct dn_tree *tree, struct dn_node *annotation,
    const struct dn_mask *mask)
{
	struct dn_node *node = dn_node_set_object(tree, annotation, "mask");
	struct dn_node *size = dn_node_set_array(tree, node, "size");
	struct dn_bytes counts;

	dn_node_add_int(tree, size, mask->height);
	dn_node_add_int(tree, size, mask->width);
	dn_bytes_init(&counts, SIZE_MAX / 2);
	dn_mask_compress(mask, &counts);
	if (counts.failed != DN_E_NONE)
		tree->failed = true;
	dn_node_set_text(tree, node, "counts", dn_bytes_span(&counts));
	dn_bytes_release(&counts);
}
