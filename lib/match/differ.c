/* SPDX-License-Identifier: MIT */
/* Pairs are typed by their similarity, what is left by what it lies on. */
#include "match/differ.h"

#include <stdlib.h>

#include "match/assign.h"
#include "match/beside.h"
#include "match/cover.h"
#include "match/differ_relation.h"
#include "match/similar.h"

/* What a piece must at least have inside the whole. */
#define DN_DIFF_INSIDE 0.8

/* The units of one field, and who is whose partner. */
struct field {
	struct dn_differ *differ;
	const struct dn_unit *gold, *own;
	size_t gold_count, own_count;
	struct dn_pairing pairing;
	const struct dn_unit **parts;   /* room for those of either side */
	signed char *made_up;           /* gold, then own: 1, -1, 0 unknown */
};

void
dn_differ_init(struct dn_differ *differ, struct dn_diff_limits limits)
{
	*differ = (struct dn_differ){ .limits = limits };
}

void
dn_differ_release(struct dn_differ *differ)
{
	free(differ->diffs);
	free(differ->units);
	dn_differ_init(differ, differ->limits);
}

int
dn_differ_add(struct dn_differ *differ, struct dn_diff diff,
    struct dn_err *err)
{
	if (differ->count == differ->cap) {
		size_t cap = differ->cap == 0 ? 16 : differ->cap * 2;
		struct dn_diff *more = reallocarray(differ->diffs, cap,
		    sizeof(*more));

		if (more == NULL)
			return dn_err_memory(err);
		differ->diffs = more;
		differ->cap = cap;
	}
	differ->diffs[differ->count++] = diff;
	return 0;
}

/* ---- pairs --------------------------------------------------------- */

/* None on either side is the same, too. */
static bool
same_label(const struct dn_unit *a, const struct dn_unit *b)
{
	return dn_span_equal(a->label, b->label);
}

static enum dn_diff_kind
kind_of_pair(const struct dn_diff_limits *limits, const struct dn_diff *pair)
{
	bool same = same_label(pair->gold, pair->own);

	/* Classes have no place that they could miss. */
	if (pair->gold->kind == DN_UNIT_CLASS)
		return same ? DN_DIFF_CORRECT : DN_DIFF_LABEL;
	if (pair->similarity < limits->match)
		return same ? DN_DIFF_FAR : DN_DIFF_FAR_LABEL;
	if (!same)
		return DN_DIFF_LABEL;
	return pair->similarity >= limits->good ? DN_DIFF_CORRECT :
	    DN_DIFF_FUZZY;
}

/* Classes that differ: those left over in their order. */
static void
pair_classes(struct field *field)
{
	struct dn_pairing *pairing = &field->pairing;
	size_t own = 0;

	for (size_t gold = 0; gold < field->gold_count; gold++) {
		if (field->gold[gold].kind != DN_UNIT_CLASS ||
		    pairing->partner[gold] != DN_ASSIGN_NONE)
			continue;
		while (own < field->own_count &&
		    (field->own[own].kind != DN_UNIT_CLASS ||
		    pairing->first_of[own] != DN_ASSIGN_NONE))
			own++;
		if (own == field->own_count)
			return;
		pairing->partner[gold] = own;
		pairing->first_of[own] = gold;
	}
}

/* The kind of a pair, and what else of it differs. */
static int
type_pair(struct field *field, size_t gold, size_t own, struct dn_err *err)
{
	struct dn_differ *differ = field->differ;
	struct dn_diff diff = { .side = DN_DIFF_PAIR,
		.gold = &field->gold[gold], .own = &field->own[own],
		.similarity = field->pairing.similarity[gold] };

	diff.kind = kind_of_pair(&differ->limits, &diff);
	if (dn_differ_add(differ, diff, err) < 0)
		return -1;
	diff.side = DN_DIFF_BESIDE;
	diff.kind = DN_DIFF_ATTRIBUTE;
	if (!dn_beside_same_attributes(diff.gold, diff.own) &&
	    dn_differ_add(differ, diff, err) < 0)
		return -1;
	diff.kind = DN_DIFF_GROUP;
	if (!dn_beside_same_group(field->gold, field->own,
	    field->pairing.partner, field->gold_count, gold) &&
	    dn_differ_add(differ, diff, err) < 0)
		return -1;
	diff.kind = DN_DIFF_DIRECTION;
	return !dn_beside_same_direction(diff.gold, diff.own) ?
	    dn_differ_add(differ, diff, err) : 0;
}

/* ---- what has no pair ---------------------------------------------- */

/* The unit most like `unit` among others; SIZE_MAX where there are none. */
static int
find_nearest(const struct dn_unit *unit, const struct dn_unit *others,
    size_t count, size_t *found, double *similarity, struct dn_err *err)
{
	double value;

	*found = DN_ASSIGN_NONE;
	*similarity = 0;
	for (size_t i = 0; i < count; i++) {
		if (dn_similarity(unit, &others[i], &value, err) < 0)
			return -1;
		if (*found == DN_ASSIGN_NONE || value > *similarity) {
			*found = i;
			*similarity = value;
		}
	}
	return 0;
}

/*
 * Do two units or more lie in `whole` and make it up?  Not where one of them
 * is as good as it: then the others are something else.
 */
static int
look_at_parts(struct field *field, const struct dn_unit *whole,
    const struct dn_unit *others, size_t count, bool *yes,
    struct dn_err *err)
{
	const struct dn_diff_limits *limits = &field->differ->limits;
	size_t parts = 0;
	double value;

	*yes = false;
	for (size_t i = 0; i < count; i++) {
		if (dn_unit_inside(&others[i], whole, &value, err) < 0)
			return -1;
		if (value < DN_DIFF_INSIDE)
			continue;
		if (dn_similarity(&others[i], whole, &value, err) < 0)
			return -1;
		if (value >= limits->good)
			return 0;
		field->parts[parts++] = &others[i];
	}
	if (parts < 2)
		return 0;
	if (dn_cover(whole, field->parts, parts, &value, err) < 0)
		return -1;
	*yes = value >= limits->match;
	return 0;
}

/* The same, found out once for each whole. */
static int
is_made_up(struct field *field, const struct dn_unit *whole,
    const struct dn_unit *others, size_t count, bool *yes,
    struct dn_err *err)
{
	signed char *known = others == field->own ?
	    &field->made_up[whole - field->gold] :
	    &field->made_up[field->gold_count +
	    (size_t)(whole - field->own)];

	if (*known == 0) {
		if (look_at_parts(field, whole, others, count, yes, err) < 0)
			return -1;
		*known = *yes ? 1 : -1;
	}
	*yes = *known > 0;
	return 0;
}

/*
 * The most similar of `wholes` that `part` is one of the parts of, which are
 * among `others`; SIZE_MAX for none.
 */
static int
find_whole(struct field *field, const struct dn_unit *part,
    const struct dn_unit *wholes, size_t whole_count,
    const struct dn_unit *others, size_t count, size_t *found,
    double *similarity, struct dn_err *err)
{
	double value;
	bool yes;

	*found = DN_ASSIGN_NONE;
	for (size_t i = 0; i < whole_count; i++) {
		if (dn_unit_inside(part, &wholes[i], &value, err) < 0)
			return -1;
		if (value < DN_DIFF_INSIDE)
			continue;
		if (is_made_up(field, &wholes[i], others, count, &yes,
		    err) < 0 ||
		    dn_similarity(part, &wholes[i], &value, err) < 0)
			return -1;
		if (yes && (*found == DN_ASSIGN_NONE ||
		    value > *similarity)) {
			*found = i;
			*similarity = value;
		}
	}
	return 0;
}

/* A gold unit without a pair: part of an own one, or missing. */
static int
type_gold(struct field *field, size_t gold, struct dn_err *err)
{
	struct dn_diff diff = { .kind = DN_DIFF_MISSING,
		.side = DN_DIFF_GOLD, .gold = &field->gold[gold] };
	size_t at;

	if (find_nearest(diff.gold, field->own, field->own_count, &at,
	    &diff.similarity, err) < 0 ||
	    find_whole(field, diff.gold, field->own, field->own_count,
	    field->gold, field->gold_count, &at, &diff.similarity, err) < 0)
		return -1;
	if (at != DN_ASSIGN_NONE) {
		diff.kind = DN_DIFF_MERGED;
		diff.own = &field->own[at];
	}
	return dn_differ_add(field->differ, diff, err);
}

/* An own unit without a pair. */
static int
type_own(struct field *field, size_t own, struct dn_err *err)
{
	struct dn_diff diff = { .kind = DN_DIFF_SPURIOUS,
		.side = DN_DIFF_OWN, .own = &field->own[own] };
	size_t nearest, whole = DN_ASSIGN_NONE;
	bool merged = false;

	if (find_nearest(diff.own, field->gold, field->gold_count, &nearest,
	    &diff.similarity, err) < 0)
		return -1;
	if (nearest != DN_ASSIGN_NONE &&
	    diff.similarity >= field->differ->limits.match)
		diff.kind = DN_DIFF_DUPLICATED;
	else if (find_whole(field, diff.own, field->gold, field->gold_count,
	    field->own, field->own_count, &whole, &diff.similarity,
	    err) < 0 || (whole == DN_ASSIGN_NONE &&
	    is_made_up(field, diff.own, field->gold, field->gold_count,
	    &merged, err) < 0))
		return -1;
	if (whole != DN_ASSIGN_NONE) {
		diff.kind = DN_DIFF_SPLIT;
		nearest = whole;
	} else if (merged) {
		diff.kind = DN_DIFF_MERGED;
	}
	if (diff.kind != DN_DIFF_SPURIOUS)
		diff.gold = &field->gold[nearest];
	return dn_differ_add(field->differ, diff, err);
}

/* ---- fields -------------------------------------------------------- */

static int
type_all(struct field *field, struct dn_err *err)
{
	const size_t *partner = field->pairing.partner;

	pair_classes(field);
	for (size_t i = 0; i < field->gold_count; i++)
		if ((partner[i] != DN_ASSIGN_NONE ?
		    type_pair(field, i, partner[i], err) :
		    type_gold(field, i, err)) < 0)
			return -1;
	for (size_t i = 0; i < field->own_count; i++)
		if (field->pairing.first_of[i] == DN_ASSIGN_NONE &&
		    type_own(field, i, err) < 0)
			return -1;
	return 0;
}

static int
differ_field(struct field *field, struct dn_err *err)
{
	size_t most = field->gold_count > field->own_count ?
	    field->gold_count : field->own_count;
	int done = -1;

	field->parts = calloc(most, sizeof(struct dn_unit *));
	field->made_up = calloc(field->gold_count + field->own_count, 1);
	if (field->parts == NULL || field->made_up == NULL)
		(void)dn_err_memory(err);
	else if (dn_pair_units(field->gold, field->gold_count, field->own,
	    field->own_count, field->differ->limits.touch, &field->pairing,
	    err) == 0)
		done = type_all(field, err);
	dn_pairing_release(&field->pairing);
	free(field->parts);
	free(field->made_up);
	return done;
}

/* Relations come behind all that they can be between. */
static int
compare(const void *a, const void *b)
{
	const struct dn_unit *first = a, *second = b;
	int order = (first->kind == DN_UNIT_RELATION) -
	    (second->kind == DN_UNIT_RELATION);

	if (order == 0)
		order = dn_span_compare(first->field, second->field);
	return order != 0 ? order : dn_unit_compare(first, second);
}

/* How many units from the first on are of this field. */
static size_t
count_field(const struct dn_unit *units, size_t count, struct dn_span name)
{
	size_t found = 0;

	while (found < count && dn_span_equal(units[found].field, name))
		found++;
	return found;
}

/* Copies of all units in their order. */
static int
sort_units(struct dn_differ *differ, const struct dn_unit *gold,
    size_t gold_count, const struct dn_unit *own, size_t own_count,
    struct dn_err *err)
{
	size_t count = gold_count + own_count;

	if (count > differ->unit_cap) {
		struct dn_unit *more = reallocarray(differ->units, count,
		    sizeof(*more));

		if (more == NULL)
			return dn_err_memory(err);
		differ->units = more;
		differ->unit_cap = count;
	}
	if (gold_count > 0) {
		memcpy(differ->units, gold, gold_count * sizeof(*gold));
		qsort(differ->units, gold_count, sizeof(*gold), compare);
	}
	if (own_count > 0) {
		memcpy(differ->units + gold_count, own,
		    own_count * sizeof(*own));
		qsort(differ->units + gold_count, own_count, sizeof(*own),
		    compare);
	}
	return 0;
}

/* How many units are relations: the last ones. */
static size_t
count_relations(const struct dn_unit *units, size_t count)
{
	size_t found = 0;

	while (found < count &&
	    units[count - found - 1].kind == DN_UNIT_RELATION)
		found++;
	return found;
}

int
dn_differ_item(struct dn_differ *differ, const struct dn_unit *gold,
    size_t gold_count, const struct dn_unit *own, size_t own_count,
    struct dn_err *err)
{
	size_t gold_relations, own_relations;
	struct dn_span name;

	differ->count = 0;
	if (sort_units(differ, gold, gold_count, own, own_count, err) < 0)
		return -1;
	gold = differ->units;
	own = differ->units + gold_count;
	gold_relations = count_relations(gold, gold_count);
	own_relations = count_relations(own, own_count);
	gold_count -= gold_relations;
	own_count -= own_relations;
	while (gold_count + own_count > 0) {
		struct field field = { .differ = differ, .gold = gold,
			.own = own };

		if (own_count == 0 || (gold_count > 0 &&
		    dn_span_compare(gold->field, own->field) <= 0))
			name = gold->field;
		else
			name = own->field;
		field.gold_count = count_field(gold, gold_count, name);
		field.own_count = count_field(own, own_count, name);
		if (differ_field(&field, err) < 0)
			return -1;
		gold += field.gold_count;
		gold_count -= field.gold_count;
		own += field.own_count;
		own_count -= field.own_count;
	}
	return dn_differ_relations(differ, gold, gold_relations, own,
	    own_relations, err);
}
