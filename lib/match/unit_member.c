/* SPDX-License-Identifier: MIT */
/* Members of an annotation, checked and kept with its unit. */
#include "match/unit_member.h"

#include <math.h>
#include <stdlib.h>

#include "io/jsontext.h"
#include "model/shape.h"

/* ---- members ------------------------------------------------------- */

/* A member that is there and not null, or NULL. */
struct dn_node *
dn_unit_member(const struct dn_unit_reader *reader, const char *name)
{
	struct dn_node *node = dn_node_get(&reader->item->tree, reader->node,
	    name);

	return dn_node_type(node) <= DN_JSON_NULL ? NULL : node;
}

int
dn_unit_missing(const struct dn_unit_reader *reader, const char *name)
{
	return dn_node_error(reader->node, reader->err, DN_E_MISSING_FIELD,
	    "there is no \"%s\"", name);
}

/* Keep a text with the unit; it is NULL only without memory. */
int
dn_unit_keep(const struct dn_unit_reader *reader, struct dn_span from,
    struct dn_span *to)
{
	*to = dn_arena_copy(reader->arena, from);
	return to->ptr == NULL ? dn_err_memory(reader->err) : 0;
}

int
dn_unit_keep_canonical(const struct dn_unit_reader *reader,
    const struct dn_json_value *value,
    struct dn_span *to)
{
	struct dn_bytes *scratch = &reader->answers->scratch;

	dn_bytes_clear(scratch);
	dn_json_canonical(value, scratch);
	if (scratch->failed != DN_E_NONE)
		return dn_err_memory(reader->err);
	return dn_unit_keep(reader, dn_bytes_span(scratch), to);
}

/* A member of any type in canonical form; absent where it is not there. */
int
dn_unit_read_canonical(const struct dn_unit_reader *reader, const char *name,
    struct dn_span *to)
{
	const struct dn_node *node = dn_unit_member(reader, name);
	struct dn_json_value value;

	if (node == NULL)
		return 0;
	value = dn_json_value_of(node->raw);
	return dn_unit_keep_canonical(reader, &value, to);
}

/* A member that is a text: 1, 0 where it is not there, or -1. */
int
dn_unit_read_text(const struct dn_unit_reader *reader, const char *name,
    struct dn_span *to)
{
	int bad = 0;
	const struct dn_node *node = dn_node_member(&reader->item->tree,
	    reader->node, name, DN_JSON_STRING, &bad, reader->err);

	if (node == NULL)
		return bad;
	if (dn_unit_keep(reader, dn_node_text(&reader->item->tree, node),
	    to) < 0)
		return -1;
	return 1;
}

/* A finite number that is not beyond all measure: 1, 0 or -1. */
int
dn_unit_read_number(const struct dn_unit_reader *reader, const char *name,
    double *value)
{
	int bad = 0;
	const struct dn_node *node = dn_node_member(&reader->item->tree,
	    reader->node, name, DN_JSON_NUMBER, &bad, reader->err);

	if (node == NULL)
		return bad;
	if (!dn_node_real(node, value) || fabs(*value) > DN_UNIT_LARGEST)
		return dn_node_error(node, reader->err, DN_E_BAD_VALUE,
		    "a number beyond all measure");
	return 1;
}

/* Numbers that a kind cannot be without. */
int
dn_unit_need_numbers(const struct dn_unit_reader *reader, const char *name,
    double *values,
    size_t count)
{
	int got = dn_shape_numbers(reader->item, reader->node, name, values,
	    count, reader->err);

	if (got == 0)
		return dn_unit_missing(reader, name);
	for (size_t i = 0; got > 0 && i < count; i++)
		if (fabs(values[i]) > DN_UNIT_LARGEST)
			return dn_node_error(dn_unit_member(reader, name),
			    reader->err, DN_E_BAD_VALUE,
			    "a number beyond all measure");
	return got;
}

/* ---- lists --------------------------------------------------------- */

/* Keep a ring's points, none of them beyond all measure. */
int
dn_unit_keep_ring(const struct dn_unit_reader *reader, const char *name,
    struct dn_ring *ring)
{
	struct dn_point *points = dn_arena_take_many(reader->arena,
	    ring->count + 1, sizeof(*points));

	if (points == NULL)
		return dn_err_memory(reader->err);
	for (size_t i = 0; i < ring->count; i++) {
		points[i] = ring->points[i];
		if (fabs(points[i].x) > DN_UNIT_LARGEST ||
		    fabs(points[i].y) > DN_UNIT_LARGEST)
			return dn_node_error(dn_unit_member(reader, name),
			    reader->err, DN_E_BAD_VALUE,
			    "a number beyond all measure");
	}
	ring->points = points;
	return 0;
}

/* Room for `count` parts and the rings that they have. */
int
dn_unit_take_parts(const struct dn_unit_reader *reader,
    const struct dn_part *parts,
    size_t count)
{
	struct dn_part *kept = dn_arena_take_many(reader->arena, count + 1,
	    sizeof(*kept));

	if (kept == NULL)
		return dn_err_memory(reader->err);
	for (size_t i = 0; i < count; i++) {
		kept[i].count = parts[i].count;
		kept[i].rings = dn_arena_take_many(reader->arena,
		    parts[i].count + 1, sizeof(*kept[i].rings));
		if (kept[i].rings == NULL)
			return dn_err_memory(reader->err);
	}
	reader->unit->parts = kept;
	reader->unit->part_count = count;
	return 0;
}

static int
compare_ranges(const void *a, const void *b)
{
	const struct dn_range *left = a, *right = b;

	if (left->start != right->start)
		return left->start < right->start ? -1 : 1;
	return left->end < right->end ? -1 : left->end > right->end;
}

/* Sort and join ranges; empty ones go unless all are: then one stays. */
int
dn_unit_keep_ranges(const struct dn_unit_reader *reader,
    const struct dn_range *ranges,
    size_t count)
{
	struct dn_range *kept = dn_arena_take_many(reader->arena, count + 1,
	    sizeof(*kept));
	size_t used = 0;

	if (kept == NULL)
		return dn_err_memory(reader->err);
	if (count > 0)
		memcpy(kept, ranges, count * sizeof(*kept));
	if (count > 1)
		qsort(kept, count, sizeof(*kept), compare_ranges);
	for (size_t i = 0; i < count; i++) {
		struct dn_range *last = used > 0 ? &kept[used - 1] : NULL;

		if (kept[i].start == kept[i].end)
			continue;
		if (last == NULL || kept[i].start > last->end)
			kept[used++] = kept[i];
		else if (kept[i].end > last->end)
			last->end = kept[i].end;
	}
	reader->unit->ranges = kept;
	reader->unit->range_count = used == 0 && count > 0 ? 1 : used;
	return 1;
}
