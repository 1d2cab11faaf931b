/* SPDX-License-Identifier: MIT */
/* Pairs of units in the order of how alike they are, joined one by one. */
#include "agree/clusters.h"

#include <stdlib.h>
#include <string.h>

#include "match/assign.h"

/* Two units of different annotators that were paired. */
struct edge {
	double similarity;
	size_t first, second;
};

struct clusters {
	double match;
	bool missing;
	struct dn_gather *gather;
	size_t annotators;
	uint64_t number;                /* of clusters so far */

	/* Of one item and field. */
	const struct dn_pool_item *item;
	struct dn_span field;
	struct dn_unit *units;          /* by annotator */
	size_t *owners;                 /* of each */
	size_t *begins;                 /* of each annotator's, one more */
	bool *done;                     /* of the item: its field was seen */
	size_t count, cap;
	struct edge *edges;
	size_t edge_count, edge_cap;
	size_t *heads, *nexts;          /* clusters as rings of units */
	size_t *marks;                  /* of annotators: their unit, + 1 */
};

/* ---- memory ---------------------------------------------------------- */

static void
release(struct clusters *clusters)
{
	free(clusters->units);
	free(clusters->owners);
	free(clusters->begins);
	free(clusters->done);
	free(clusters->edges);
	free(clusters->heads);
	free(clusters->nexts);
	free(clusters->marks);
}

/* Room for the units of an item; what it held is lost. */
static int
make_room(struct clusters *clusters, size_t count, struct dn_err *err)
{
	if (count < clusters->cap)
		return 0;
	free(clusters->units);
	free(clusters->owners);
	free(clusters->done);
	free(clusters->heads);
	free(clusters->nexts);
	clusters->cap = count * 2 + 16;
	clusters->units = calloc(clusters->cap, sizeof(*clusters->units));
	clusters->owners = calloc(clusters->cap, sizeof(size_t));
	clusters->done = calloc(clusters->cap, sizeof(bool));
	clusters->heads = calloc(clusters->cap, sizeof(size_t));
	clusters->nexts = calloc(clusters->cap, sizeof(size_t));
	return clusters->units == NULL || clusters->owners == NULL ||
	    clusters->done == NULL || clusters->heads == NULL ||
	    clusters->nexts == NULL ? dn_err_memory(err) : 0;
}

static int
add_edge(struct clusters *clusters, struct edge edge, struct dn_err *err)
{
	if (clusters->edge_count == clusters->edge_cap) {
		size_t cap = clusters->edge_cap == 0 ? 64 :
		    clusters->edge_cap * 2;
		struct edge *more = reallocarray(clusters->edges, cap,
		    sizeof(*more));

		if (more == NULL)
			return dn_err_memory(err);
		clusters->edges = more;
		clusters->edge_cap = cap;
	}
	clusters->edges[clusters->edge_count++] = edge;
	return 0;
}

/* ---- pairs ----------------------------------------------------------- */

/* Take the units of one field out of the item, from `at` on. */
static void
take_field(struct clusters *clusters, size_t at)
{
	const struct dn_pool_item *item = clusters->item;

	clusters->field = item->units[at].field;
	clusters->count = 0;
	for (size_t a = 0; a < clusters->annotators; a++) {
		clusters->begins[a] = clusters->count;
		for (size_t i = item->begins[a]; i < item->begins[a + 1];
		    i++) {
			const struct dn_unit *unit = &item->units[i];

			if ((unit->field.ptr == NULL) !=
			    (clusters->field.ptr == NULL) ||
			    !dn_span_equal(unit->field, clusters->field))
				continue;
			clusters->done[i] = true;
			clusters->owners[clusters->count] = a;
			clusters->units[clusters->count++] = *unit;
		}
	}
	clusters->begins[clusters->annotators] = clusters->count;
}

static int
pair_two(struct clusters *clusters, size_t a, size_t b, struct dn_err *err)
{
	const size_t *begins = clusters->begins;
	struct dn_pairing pairing = { .partner = NULL };
	int failed = dn_pair_units(clusters->units + begins[a],
	    begins[a + 1] - begins[a], clusters->units + begins[b],
	    begins[b + 1] - begins[b], clusters->match, &pairing, err);

	for (size_t i = 0; failed == 0 && i < pairing.first_count; i++)
		if (pairing.partner[i] != DN_ASSIGN_NONE)
			failed = add_edge(clusters, (struct edge){
				pairing.similarity[i], begins[a] + i,
				begins[b] + pairing.partner[i] }, err);
	dn_pairing_release(&pairing);
	return failed;
}

static int
pair_all(struct clusters *clusters, struct dn_err *err)
{
	const size_t *begins = clusters->begins;

	clusters->edge_count = 0;
	for (size_t a = 0; a < clusters->annotators; a++)
		for (size_t b = a + 1; b < clusters->annotators; b++)
			if (begins[a] < begins[a + 1] &&
			    begins[b] < begins[b + 1] &&
			    pair_two(clusters, a, b, err) < 0)
				return -1;
	return 0;
}

/* The most alike first, then by the order of units. */
static int
compare_edges(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;

	if (x->similarity != y->similarity)
		return x->similarity > y->similarity ? -1 : 1;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return (x->second > y->second) - (x->second < y->second);
}

/* ---- clusters -------------------------------------------------------- */

/* Set the marks of a cluster's annotators. */
static void
mark_ring(struct clusters *clusters, size_t unit, size_t mark)
{
	size_t i = unit;

	do {
		clusters->marks[clusters->owners[i]] = mark;
		i = clusters->nexts[i];
	} while (i != unit);
}

/* Do two clusters have no annotator in common? */
static bool
are_apart(struct clusters *clusters, size_t first, size_t second)
{
	bool apart = true;
	size_t i = second;

	mark_ring(clusters, first, 1);
	do {
		apart = apart && clusters->marks[clusters->owners[i]] == 0;
		i = clusters->nexts[i];
	} while (i != second);
	mark_ring(clusters, first, 0);
	return apart;
}

/* Two rings become one, and the second's units get the first's head. */
static void
join(struct clusters *clusters, size_t first, size_t second)
{
	size_t head = clusters->heads[first], i = second, next;

	do {
		clusters->heads[i] = head;
		i = clusters->nexts[i];
	} while (i != second);
	next = clusters->nexts[first];
	clusters->nexts[first] = clusters->nexts[second];
	clusters->nexts[second] = next;
}

static void
join_all(struct clusters *clusters)
{
	for (size_t i = 0; i < clusters->count; i++)
		clusters->heads[i] = clusters->nexts[i] = i;
	if (clusters->edge_count > 1)
		qsort(clusters->edges, clusters->edge_count,
		    sizeof(*clusters->edges), compare_edges);
	for (size_t i = 0; i < clusters->edge_count; i++) {
		const struct edge *edge = &clusters->edges[i];

		if (clusters->heads[edge->first] !=
		    clusters->heads[edge->second] &&
		    are_apart(clusters, edge->first, edge->second))
			join(clusters, edge->first, edge->second);
	}
}

/* ---- ratings --------------------------------------------------------- */

static int
number_label(struct clusters *clusters, const struct dn_unit *unit,
    uint32_t *number, struct dn_err *err)
{
	struct dn_json_value value;

	if (unit == NULL) {
		*number = clusters->gather->absent;
		return 0;
	}
	if (unit->label.ptr != NULL &&
	    (dn_span_is(unit->label, DN_CLUSTERS_ABSENT) ||
	    dn_span_is(unit->label, DN_CLUSTERS_PRESENT)))
		return dn_err_set(err, DN_E_BAD_VALUE, "a label of a unit is "
		    "called %.*s", (int)unit->label.len, unit->label.ptr);
	value = dn_json_value_of(unit->label.ptr != NULL ? unit->label :
	    DN_SPAN(DN_CLUSTERS_PRESENT));
	return dn_categories_add(clusters->gather->categories, &value,
	    number, err);
}

static int
rate(struct clusters *clusters, uint32_t field, size_t annotator,
    const struct dn_unit *unit, struct dn_err *err)
{
	/* Odd factors keep numbers apart and spread them over the set. */
	struct dn_hash hash = {
		.low = clusters->number * UINT64_C(0x9e3779b97f4a7c15),
		.high = clusters->number * UINT64_C(0xd6e8feb86659fd93) };
	struct dn_rating rating = { .annotator = (uint32_t)annotator };

	if (number_label(clusters, unit, &rating.label, err) < 0)
		return -1;
	return dn_ratings_add(clusters->gather->ratings, hash, field, rating,
	    err);
}

/* The cluster of a unit: who worked on the item gave it a label. */
static int
rate_cluster(struct clusters *clusters, uint32_t field, size_t head,
    struct dn_err *err)
{
	size_t i = head;
	int failed = 0;

	clusters->number++;
	do {
		clusters->marks[clusters->owners[i]] = i + 1;
		i = clusters->nexts[i];
	} while (i != head);
	for (size_t a = 0; a < clusters->annotators; a++) {
		size_t mark = clusters->marks[a];

		clusters->marks[a] = 0;
		if (failed == 0 && (mark > 0 || (clusters->item->present[a] &&
		    !clusters->missing)))
			failed = rate(clusters, field, a, mark > 0 ?
			    &clusters->units[mark - 1] : NULL, err);
	}
	return failed;
}

static int
number_field(struct clusters *clusters, uint32_t *number, struct dn_err *err)
{
	size_t at;

	*number = 0;
	if (clusters->field.ptr == NULL)
		return 0;
	at = dn_names_add(clusters->gather->fields, clusters->field, NULL);
	if (at >= UINT32_MAX - 1)
		return dn_err_memory(err);
	*number = (uint32_t)at + 1;
	return 0;
}

static int
gather_item(struct clusters *clusters, struct dn_err *err)
{
	const struct dn_pool_item *item = clusters->item;
	uint32_t field;

	if (make_room(clusters, item->count, err) < 0)
		return -1;
	memset(clusters->done, 0, clusters->cap * sizeof(bool));
	for (size_t at = 0; at < item->count; at++) {
		if (clusters->done[at])
			continue;
		take_field(clusters, at);
		if (number_field(clusters, &field, err) < 0 ||
		    pair_all(clusters, err) < 0)
			return -1;
		join_all(clusters);
		for (size_t i = 0; i < clusters->count; i++)
			if (clusters->heads[i] == i &&
			    rate_cluster(clusters, field, i, err) < 0)
				return -1;
	}
	return 0;
}

/* The annotators keep their numbers, and there may be who lacks a unit. */
static int
name_all(struct clusters *clusters, const struct dn_pool *pool,
    struct dn_err *err)
{
	struct dn_json_value absent = dn_json_value_of(
	    DN_SPAN(DN_CLUSTERS_ABSENT));

	for (size_t a = 0; a < clusters->annotators; a++)
		if (dn_names_add(clusters->gather->annotators,
		    dn_pool_annotator(pool, a), NULL) != a)
			return dn_err_memory(err);
	if (clusters->missing)
		return 0;
	return dn_categories_add(clusters->gather->categories, &absent,
	    &clusters->gather->absent, err);
}

/* What became of the records' annotations is told as the pool has it. */
static void
take_account(const struct dn_pool *pool, struct dn_gather *gather)
{
	gather->loop.ignores = dn_pool_loop(pool, false)->ignores;
	gather->annotations_used = dn_pool_used(pool);
	for (unsigned i = 0; gather->loop.ignores[i] != NULL; i++)
		gather->annotations_ignored[i] = dn_pool_ignored(pool, i);
}

int
dn_clusters_gather(struct dn_pool *pool,
    double match, bool missing, struct dn_gather *gather,
    struct dn_err *err)
{
	struct clusters clusters = { .missing = missing, .gather = gather,
		.match = match > 0 ? match : DN_CLUSTERS_MATCH };
	struct dn_pool_item item;
	int got = -1;

	if (dn_pool_close(pool, err) < 0)
		return -1;
	clusters.annotators = dn_pool_annotators(pool);
	clusters.begins = calloc(clusters.annotators + 1, sizeof(size_t));
	clusters.marks = calloc(clusters.annotators + 1, sizeof(size_t));
	clusters.item = &item;
	gather->matched = true;
	take_account(pool, gather);
	if (clusters.begins == NULL || clusters.marks == NULL)
		dn_err_memory(err);
	else if (name_all(&clusters, pool, err) == 0)
		while ((got = dn_pool_next(pool, &item, err)) == 1)
			if (gather_item(&clusters, err) < 0) {
				got = -1;
				break;
			}
	release(&clusters);
	return got;
}
