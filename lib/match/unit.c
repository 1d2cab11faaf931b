/* SPDX-License-Identifier: MIT */
/* Units put in an order that does not depend on how they came. */
#include "match/unit.h"

static int
compare_numbers(const double *a, const double *b, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (a[i] < b[i] || a[i] > b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

static int
compare_sizes(size_t a, size_t b)
{
	return a < b ? -1 : a > b;
}

static int
compare_points(const struct dn_point *a, size_t a_count,
    const struct dn_point *b, size_t b_count)
{
	int order = compare_sizes(a_count, b_count);

	for (size_t i = 0; order == 0 && i < a_count; i++)
		order = compare_numbers((const double[]){ a[i].x, a[i].y },
		    (const double[]){ b[i].x, b[i].y }, 2);
	return order;
}

static int
compare_part(const struct dn_part *a, const struct dn_part *b)
{
	int order = compare_sizes(a->count, b->count);

	for (size_t i = 0; order == 0 && i < a->count; i++)
		order = compare_points(a->rings[i].points, a->rings[i].count,
		    b->rings[i].points, b->rings[i].count);
	return order;
}

static int
compare_areas(const struct dn_unit *a, const struct dn_unit *b)
{
	int order = compare_sizes(a->part_count, b->part_count);

	for (size_t i = 0; order == 0 && i < a->part_count; i++)
		order = compare_part(&a->parts[i], &b->parts[i]);
	return order;
}

static int
compare_masks(const struct dn_mask *a, const struct dn_mask *b)
{
	int order = compare_sizes(a->height, b->height);

	if (order == 0)
		order = compare_sizes(a->width, b->width);
	if (order == 0)
		order = compare_sizes(a->count, b->count);
	for (size_t i = 0; order == 0 && i < a->count; i++)
		order = compare_sizes(a->runs[i], b->runs[i]);
	return order;
}

static int
compare_skeletons(const struct dn_unit *a, const struct dn_unit *b)
{
	int order = compare_numbers(&a->area, &b->area, 1);

	for (size_t i = 0; order == 0 && i < a->point_count; i++)
		order = compare_sizes((size_t)a->visible[i],
		    (size_t)b->visible[i]);
	return order;
}

static int
compare_cuboids(const struct dn_unit *a, const struct dn_unit *b)
{
	int order = compare_numbers(a->center, b->center, 3);

	if (order == 0)
		order = compare_numbers(a->size, b->size, 3);
	if (order == 0)
		order = compare_numbers(&a->yaw, &b->yaw, 1);
	return order != 0 ? order : compare_sizes(a->camera, b->camera);
}

static int
compare_ranges(const struct dn_unit *a, const struct dn_unit *b)
{
	int order = 0;

	for (size_t i = 0; order == 0 && i < a->range_count &&
	    i < b->range_count; i++) {
		order = compare_sizes(a->ranges[i].start, b->ranges[i].start);
		if (order == 0)
			order = compare_sizes(a->ranges[i].end,
			    b->ranges[i].end);
	}
	return order != 0 ? order :
	    compare_sizes(a->range_count, b->range_count);
}

/* What is not there is before what is empty. */
static int
compare_texts(struct dn_span a, struct dn_span b)
{
	int order = compare_sizes(a.ptr != NULL, b.ptr != NULL);

	return order != 0 ? order : dn_span_compare(a, b);
}

static int
compare_geometry(const struct dn_unit *a, const struct dn_unit *b)
{
	int order = compare_numbers(
	    (const double[]){ a->box.x, a->box.y, a->box.width,
	    a->box.height, a->start, a->end },
	    (const double[]){ b->box.x, b->box.y, b->box.width,
	    b->box.height, b->start, b->end }, 6);

	if (order == 0)
		order = compare_ranges(a, b);
	if (order == 0)
		order = compare_areas(a, b);
	if (order == 0)
		order = compare_masks(&a->mask, &b->mask);
	if (order == 0)
		order = compare_points(a->points, a->point_count, b->points,
		    b->point_count);
	if (order == 0 && a->kind == DN_UNIT_SKELETON)
		order = compare_skeletons(a, b);
	return order != 0 ? order : compare_cuboids(a, b);
}

static int
compare_refs(const struct dn_unit *a, const struct dn_unit *b)
{
	int order = compare_sizes(a->ref_count, b->ref_count);

	for (size_t i = 0; order == 0 && i < a->ref_count; i++)
		order = compare_texts(a->refs[i], b->refs[i]);
	return order != 0 ? order : compare_sizes(a->directed, b->directed);
}

int
dn_unit_compare(const struct dn_unit *a, const struct dn_unit *b)
{
	const struct dn_span left[] = { a->label, a->text, a->attributes,
		a->group, a->field, a->annotator };
	const struct dn_span right[] = { b->label, b->text, b->attributes,
		b->group, b->field, b->annotator };
	int order = compare_texts(a->id, b->id);

	if (order == 0)
		order = compare_sizes(a->kind, b->kind);
	if (order == 0)
		order = compare_geometry(a, b);
	if (order == 0)
		order = compare_refs(a, b);
	for (size_t i = 0; order == 0 &&
	    i < sizeof(left) / sizeof(left[0]); i++)
		order = compare_texts(left[i], right[i]);
	if (order == 0)
		order = compare_sizes(a->prediction, b->prediction);
	return order != 0 ? order : compare_sizes(a->crowd, b->crowd);
}

bool
dn_unit_same_shape(const struct dn_unit *a, const struct dn_unit *b)
{
	return compare_geometry(a, b) == 0;
}

bool
dn_unit_same_label(const struct dn_unit *a, const struct dn_unit *b)
{
	return a->label.ptr != NULL && b->label.ptr != NULL &&
	    dn_span_equal(a->label, b->label);
}
