/* SPDX-License-Identifier: MIT */
/* Arguments of the gold are looked up among the pairs, then compared. */
#include "match/differ_relation.h"

#include <stdlib.h>

#define NONE SIZE_MAX

/* Relations may stand in relations, so deep. */
#define DEPTH 8

/* What a gold id is called by the annotator. */
struct name {
	struct dn_span gold, own;
};

struct relations {
	struct dn_differ *differ;
	const struct dn_unit *gold, *own;
	size_t gold_count, own_count;
	struct name *names;             /* by gold id */
	size_t name_count;
	size_t *partner, *gold_of;      /* of gold ones, and the way back */
	enum dn_diff_kind *kinds;       /* of a gold one that has a partner */
};

static int
compare_names(const void *a, const void *b)
{
	const struct name *first = a, *second = b;

	return dn_span_compare(first->gold, second->gold);
}

/* Is the gold unit `gold` the annotator's `own`? */
static bool
is_same(const struct relations *relations, struct dn_span gold,
    struct dn_span own)
{
	struct name key = { .gold = gold };
	const struct name *found = relations->name_count == 0 ? NULL :
	    bsearch(&key, relations->names, relations->name_count,
	    sizeof(key), compare_names);

	return found != NULL && dn_span_equal(found->own, own);
}

/* How often an argument of the gold is among the own ones. */
static bool
has_all(const struct relations *relations, const struct dn_unit *gold,
    const struct dn_unit *own)
{
	for (size_t i = 0; i < gold->ref_count; i++) {
		bool found = false;

		for (size_t j = 0; j < own->ref_count && !found; j++)
			found = is_same(relations, gold->refs[i],
			    own->refs[j]);
		if (!found)
			return false;
	}
	return true;
}

static bool
in_order(const struct relations *relations, const struct dn_unit *gold,
    const struct dn_unit *own)
{
	for (size_t i = 0; i < gold->ref_count; i++)
		if (!is_same(relations, gold->refs[i], own->refs[i]))
			return false;
	return true;
}

/* What the two are as a pair; DN_DIFF_MISSING: none. */
static enum dn_diff_kind
kind_of(const struct relations *relations, const struct dn_unit *gold,
    const struct dn_unit *own)
{
	bool same = dn_span_equal(gold->label, own->label);

	if (gold->ref_count != own->ref_count || gold->ref_count == 0)
		return DN_DIFF_MISSING;
	if (in_order(relations, gold, own) || (!gold->directed &&
	    has_all(relations, gold, own)))
		return same ? DN_DIFF_CORRECT : DN_DIFF_LABEL;
	if (same && gold->ref_count == 2 &&
	    is_same(relations, gold->refs[0], own->refs[1]) &&
	    is_same(relations, gold->refs[1], own->refs[0]))
		return DN_DIFF_DIRECTION;
	return DN_DIFF_MISSING;
}

/* Pair those that are of this kind, the first with the first. */
static void
pair(struct relations *relations, enum dn_diff_kind kind)
{
	for (size_t i = 0; i < relations->gold_count; i++)
		for (size_t j = 0; relations->partner[i] == NONE &&
		    j < relations->own_count; j++)
			if (relations->gold_of[j] == NONE && kind_of(relations,
			    &relations->gold[i], &relations->own[j]) == kind) {
				relations->partner[i] = j;
				relations->gold_of[j] = i;
				relations->kinds[i] = kind;
			}
}

/* Who is whose, by the pairs of all other units and those made by now. */
static void
collect_names(struct relations *relations, size_t diff_count)
{
	const struct dn_diff *diffs = relations->differ->diffs;
	size_t count = 0;

	for (size_t i = 0; i < diff_count; i++)
		if (diffs[i].side == DN_DIFF_PAIR)
			relations->names[count++] = (struct name){
				diffs[i].gold->id, diffs[i].own->id };
	for (size_t i = 0; i < relations->gold_count; i++)
		if (relations->partner[i] != NONE)
			relations->names[count++] = (struct name){
				relations->gold[i].id,
				relations->own[relations->partner[i]].id };
	relations->name_count = count;
	if (count > 0)
		qsort(relations->names, count, sizeof(struct name),
		    compare_names);
}

/* The gold relation that has a partner and says the same as an own one. */
static size_t
find_double(const struct relations *relations, const struct dn_unit *own)
{
	for (size_t i = 0; i < relations->gold_count; i++)
		if (relations->partner[i] != NONE && kind_of(relations,
		    &relations->gold[i], own) == DN_DIFF_CORRECT)
			return i;
	return NONE;
}

static int
add_all(struct relations *relations, struct dn_err *err)
{
	for (size_t i = 0; i < relations->gold_count; i++) {
		size_t at = relations->partner[i];
		struct dn_diff diff = { .kind = DN_DIFF_MISSING,
			.side = DN_DIFF_GOLD, .gold = &relations->gold[i] };

		if (at != NONE)
			diff = (struct dn_diff){ relations->kinds[i],
				DN_DIFF_PAIR, &relations->gold[i],
				&relations->own[at], 1 };
		if (dn_differ_add(relations->differ, diff, err) < 0)
			return -1;
	}
	for (size_t j = 0; j < relations->own_count; j++) {
		struct dn_diff diff = { .kind = DN_DIFF_SPURIOUS,
			.side = DN_DIFF_OWN, .own = &relations->own[j] };
		size_t at;

		if (relations->gold_of[j] != NONE)
			continue;
		at = find_double(relations, &relations->own[j]);
		if (at != NONE) {
			diff.kind = DN_DIFF_DUPLICATED;
			diff.gold = &relations->gold[at];
			diff.similarity = 1;
		}
		if (dn_differ_add(relations->differ, diff, err) < 0)
			return -1;
	}
	return 0;
}

static void
pair_all(struct relations *relations)
{
	size_t diff_count = relations->differ->count, before;

	for (int depth = 0; depth < DEPTH; depth++) {
		before = relations->name_count;
		collect_names(relations, diff_count);
		if (depth > 0 && relations->name_count == before)
			break;
		pair(relations, DN_DIFF_CORRECT);
	}
	pair(relations, DN_DIFF_DIRECTION);
	pair(relations, DN_DIFF_LABEL);
}

int
dn_differ_relations(struct dn_differ *differ, const struct dn_unit *gold,
    size_t gold_count, const struct dn_unit *own, size_t own_count,
    struct dn_err *err)
{
	struct relations relations = { .differ = differ, .gold = gold,
		.own = own, .gold_count = gold_count,
		.own_count = own_count };
	int done = -1;

	if (gold_count + own_count == 0)
		return 0;
	relations.names = calloc(differ->count + gold_count + 1,
	    sizeof(struct name));
	relations.partner = calloc(gold_count + 1, sizeof(size_t));
	relations.gold_of = calloc(own_count + 1, sizeof(size_t));
	relations.kinds = calloc(gold_count + 1, sizeof(*relations.kinds));
	if (relations.names == NULL || relations.partner == NULL ||
	    relations.gold_of == NULL || relations.kinds == NULL) {
		(void)dn_err_memory(err);
	} else {
		for (size_t i = 0; i < gold_count; i++)
			relations.partner[i] = NONE;
		for (size_t i = 0; i < own_count; i++)
			relations.gold_of[i] = NONE;
		pair_all(&relations);
		done = add_all(&relations, err);
	}
	free(relations.names);
	free(relations.partner);
	free(relations.gold_of);
	free(relations.kinds);
	return done;
}
