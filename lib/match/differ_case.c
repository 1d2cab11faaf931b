/* SPDX-License-Identifier: MIT */
/* Of each sort of difference two are kept: the worst and the nearest. */
#include "match/differ_case.h"

#include <math.h>
#include <stdlib.h>

#include "core/names.h"

/* One that stands for its sort. */
struct sample {
	double rank;                    /* less is sooner */
	uint64_t number;                /* in the order in which they came */
	struct dn_bytes text;
};

struct sort {
	enum dn_diff_kind kind;
	struct sample worst, border;
	const struct sample *chosen;
};

struct dn_differ_cases {
	uint64_t most, count;
	bool drill;
	struct dn_diff_limits limits;
	struct dn_names *keys;
	struct sort *sorts;             /* by the number of the key */
	size_t sort_count, cap;
	struct dn_bytes key;
};

struct dn_differ_cases *
dn_differ_cases_new(uint64_t most, bool drill, struct dn_diff_limits limits)
{
	struct dn_differ_cases *cases = calloc(1, sizeof(*cases));

	if (cases == NULL)
		return NULL;
	cases->most = most;
	cases->drill = drill;
	cases->limits = limits;
	dn_bytes_init(&cases->key, SIZE_MAX / 2);
	cases->keys = dn_names_new();
	if (cases->keys == NULL) {
		free(cases);
		return NULL;
	}
	return cases;
}

void
dn_differ_cases_free(struct dn_differ_cases *cases)
{
	if (cases == NULL)
		return;
	for (size_t i = 0; i < cases->sort_count; i++) {
		dn_bytes_release(&cases->sorts[i].worst.text);
		dn_bytes_release(&cases->sorts[i].border.text);
	}
	free(cases->sorts);
	dn_names_free(cases->keys);
	dn_bytes_release(&cases->key);
	free(cases);
}

/* ---- putting in ---------------------------------------------------- */

static double
badness(const struct dn_diff *diff)
{
	bool alike_is_worse = diff->kind == DN_DIFF_LABEL ||
	    diff->kind == DN_DIFF_DUPLICATED;

	return alike_is_worse ? -diff->similarity : diff->similarity;
}

/* How far it is from being of another kind. */
static double
distance(const struct dn_differ_cases *cases, const struct dn_diff *diff)
{
	switch (diff->kind) {
	case DN_DIFF_LABEL:
	case DN_DIFF_FAR:
	case DN_DIFF_FAR_LABEL:
	case DN_DIFF_DUPLICATED:
	case DN_DIFF_SPLIT:
	case DN_DIFF_MERGED:
		return fabs(diff->similarity - cases->limits.match);
	case DN_DIFF_MISSING:
	case DN_DIFF_SPURIOUS:
		return fabs(diff->similarity - cases->limits.touch);
	default:
		return fabs(diff->similarity - cases->limits.good);
	}
}

/* Labels hold no such bytes as stand between them here. */
static void
write_key(const struct dn_diff *diff, struct dn_bytes *key)
{
	dn_bytes_clear(key);
	dn_bytes_add_format(key, "%d %d ", (int)diff->kind,
	    (int)(diff->similarity * 10));
	if (diff->gold != NULL)
		dn_bytes_add_span(key, diff->gold->label);
	dn_bytes_add_byte(key, '\xFF');
	if (diff->own != NULL)
		dn_bytes_add_span(key, diff->own->label);
}

/* The sort that the present key names, made when it is new. */
static struct sort *
need_sort(struct dn_differ_cases *cases, enum dn_diff_kind kind)
{
	size_t at = dn_names_add(cases->keys, dn_bytes_span(&cases->key),
	    NULL);

	if (at == DN_NAMES_NONE)
		return NULL;
	if (at == cases->cap) {
		size_t cap = cases->cap == 0 ? 16 : cases->cap * 2;
		struct sort *more = reallocarray(cases->sorts, cap,
		    sizeof(*more));

		if (more == NULL)
			return NULL;
		cases->sorts = more;
		cases->cap = cap;
	}
	if (at == cases->sort_count) {
		cases->sorts[at] = (struct sort){ .kind = kind,
			.worst = { .rank = INFINITY },
			.border = { .rank = INFINITY } };
		dn_bytes_init(&cases->sorts[at].worst.text, SIZE_MAX / 2);
		dn_bytes_init(&cases->sorts[at].border.text, SIZE_MAX / 2);
		cases->sort_count++;
	}
	return &cases->sorts[at];
}

/* Take the difference for the sample if it ranks before it. */
static int
offer(struct dn_differ_cases *cases, struct sample *sample, double rank,
    const struct dn_differ_line *line, const struct dn_diff *diff,
    struct dn_err *err)
{
	if (!(rank < sample->rank))
		return 0;
	sample->rank = rank;
	sample->number = cases->count;
	dn_bytes_clear(&sample->text);
	if (cases->drill)
		dn_differ_line_ask(line, diff, &sample->text);
	else
		dn_differ_line_write(line, diff, true, &sample->text);
	return dn_bytes_check(&sample->text, err);
}

int
dn_differ_cases_add(struct dn_differ_cases *cases,
    const struct dn_differ_line *line, const struct dn_diff *diff,
    struct dn_err *err)
{
	struct sort *sort;

	write_key(diff, &cases->key);
	if (dn_bytes_check(&cases->key, err) < 0)
		return -1;
	sort = need_sort(cases, diff->kind);
	if (sort == NULL)
		return dn_err_memory(err);
	cases->count++;
	return offer(cases, &sort->worst, badness(diff), line, diff,
	    err) < 0 ? -1 : offer(cases, &sort->border,
	    distance(cases, diff), line, diff, err);
}

/* ---- choosing ------------------------------------------------------ */

/* Samples: kind by kind, by rank, then as they came. */
static int
compare_samples(const struct sample *a, const struct sample *b)
{
	if (a->rank < b->rank || a->rank > b->rank)
		return a->rank < b->rank ? -1 : 1;
	return a->number < b->number ? -1 : a->number > b->number;
}

static int
compare_worst(const void *a, const void *b)
{
	struct sort *const *first = a, *const *second = b;

	return (*first)->kind != (*second)->kind ?
	    (*first)->kind < (*second)->kind ? -1 : 1 :
	    compare_samples(&(*first)->worst, &(*second)->worst);
}

static int
compare_border(const void *a, const void *b)
{
	struct sort *const *first = a, *const *second = b;

	return (*first)->kind != (*second)->kind ?
	    (*first)->kind < (*second)->kind ? -1 : 1 :
	    compare_samples(&(*first)->border, &(*second)->border);
}

/* Those that were chosen go first, as they came. */
static int
compare_chosen(const void *a, const void *b)
{
	const struct sample *first = (*(struct sort *const *)a)->chosen;
	const struct sample *second = (*(struct sort *const *)b)->chosen;

	if (first == NULL || second == NULL)
		return (first == NULL) - (second == NULL);
	return first->number < second->number ? -1 :
	    first->number > second->number;
}

/* Choose the first ones of each kind that are not chosen. */
static void
choose(const struct dn_differ_cases *cases, struct sort **order, bool worst)
{
	uint64_t taken = 0;

	for (size_t i = 0; i < cases->sort_count; i++) {
		if (i > 0 && order[i]->kind != order[i - 1]->kind)
			taken = 0;
		if (order[i]->chosen == NULL && taken < cases->most) {
			order[i]->chosen = worst ? &order[i]->worst :
			    &order[i]->border;
			taken++;
		}
	}
}

int
dn_differ_cases_write(struct dn_differ_cases *cases, struct dn_bytes *out,
    struct dn_err *err)
{
	struct sort **order;
	size_t i;

	if (cases->sort_count == 0)
		return 0;
	order = calloc(cases->sort_count, sizeof(struct sort *));
	if (order == NULL)
		return dn_err_memory(err);
	for (i = 0; i < cases->sort_count; i++) {
		order[i] = &cases->sorts[i];
		order[i]->chosen = NULL;
	}
	qsort(order, cases->sort_count, sizeof(struct sort *),
	    compare_worst);
	choose(cases, order, true);
	qsort(order, cases->sort_count, sizeof(struct sort *),
	    compare_border);
	choose(cases, order, false);
	qsort(order, cases->sort_count, sizeof(struct sort *),
	    compare_chosen);
	for (i = 0; i < cases->sort_count && order[i]->chosen != NULL; i++) {
		dn_bytes_add_format(out, cases->drill ?
		    "{\"record\":\"rating\",\"item\":\"%zu\"" :
		    "{\"record\":\"diff\",\"case\":%zu", i + 1);
		dn_bytes_add_span(out,
		    dn_bytes_span(&order[i]->chosen->text));
		dn_bytes_add_text(out, "}\n");
	}
	free(order);
	return dn_bytes_check(out, err);
}
