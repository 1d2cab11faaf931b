/* SPDX-License-Identifier: MIT */
/* Attributes, groups and directions compared. */
#include "match/beside.h"

#include <math.h>

#include "match/assign.h"

bool
dn_beside_same_attributes(const struct dn_unit *gold,
    const struct dn_unit *own)
{
	struct dn_span a = gold->attributes, b = own->attributes;

	if (dn_span_is(a, "{}"))
		a.len = 0;
	if (dn_span_is(b, "{}"))
		b.len = 0;
	return dn_span_equal(a, b);
}

static bool
together(const struct dn_unit *a, const struct dn_unit *b)
{
	return a->group.ptr != NULL && b->group.ptr != NULL &&
	    dn_span_equal(a->group, b->group);
}

bool
dn_beside_same_group(const struct dn_unit *gold, const struct dn_unit *own,
    const size_t *partners, size_t count, size_t at)
{
	const struct dn_unit *partner = &own[partners[at]];

	if (gold[at].group.ptr == NULL && partner->group.ptr == NULL)
		return true;
	for (size_t i = 0; i < count; i++)
		if (i != at && partners[i] != DN_ASSIGN_NONE &&
		    together(&gold[at], &gold[i]) !=
		    together(partner, &own[partners[i]]))
			return false;
	return true;
}

static double
distance(struct dn_point a, struct dn_point b)
{
	return hypot(a.x - b.x, a.y - b.y);
}

bool
dn_beside_same_direction(const struct dn_unit *gold,
    const struct dn_unit *own)
{
	struct dn_point start, end, other_start, other_end;

	if (gold->kind != DN_UNIT_LINE || own->kind != DN_UNIT_LINE ||
	    gold->point_count < 2 || own->point_count < 2)
		return true;
	start = gold->points[0];
	end = gold->points[gold->point_count - 1];
	other_start = own->points[0];
	other_end = own->points[own->point_count - 1];
	return distance(start, other_start) + distance(end, other_end) <=
	    distance(start, other_end) + distance(end, other_start);
}
