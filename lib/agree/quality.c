/* SPDX-License-Identifier: MIT */
/* Annotators against what is known, and their ranks. */
#include "agree/quality.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "core/stat.h"

/* Of one annotator, by label: given rightly, right, and given. */
struct hits {
	uint64_t both, right, given;
};

/* ---- against gold -------------------------------------------------- */

/* The mean of F1 over labels that are right or given; `hits` are 0 again. */
static double
take_f1(struct hits *hits, size_t labels)
{
	struct dn_stat_sum sum = { 0, 0 };
	size_t count = 0;

	for (size_t l = 0; l < labels; l++) {
		uint64_t all = hits[l].right + hits[l].given;

		if (all == 0)
			continue;
		dn_stat_sum_add(&sum, 2 * (double)hits[l].both / (double)all);
		count++;
		hits[l] = (struct hits){ 0, 0, 0 };
	}
	return dn_stat_sum_get(&sum) / (double)count;
}

static void
compare_with_gold(const struct dn_qualities *qualities, size_t annotator,
    struct hits *hits, double confidence)
{
	const struct dn_panel *panel = qualities->panel;
	const struct dn_panel_casts *casts = &qualities->casts;
	struct dn_quality *quality = &qualities->list[annotator];

	for (size_t i = casts->firsts[annotator];
	    i < casts->firsts[annotator + 1]; i++) {
		struct dn_panel_cast cast = casts->list[i];
		uint32_t gold = panel->ballots[cast.ballot].gold;

		quality->rated++;
		if (gold == DN_PANEL_NONE)
			continue;
		quality->known++;
		quality->right += gold == cast.label;
		hits[gold].right++;
		hits[cast.label].given++;
		hits[gold].both += gold == cast.label;
	}
	if (quality->known == 0)
		return;
	quality->accuracy = (double)quality->right / (double)quality->known;
	quality->f1 = take_f1(hits, panel->label_count);
	dn_stat_wilson((double)quality->right, (double)quality->known,
	    confidence, &quality->low, &quality->high);
}

int
dn_quality_by_gold(struct dn_qualities *qualities, double confidence,
    struct dn_err *err)
{
	struct hits *hits = calloc(qualities->panel->label_count + 1,
	    sizeof(*hits));

	if (hits == NULL)
		return dn_err_memory(err);
	for (size_t a = 0; a < qualities->panel->annotator_count; a++)
		compare_with_gold(qualities, a, hits, confidence);
	free(hits);
	return 0;
}

void
dn_quality_confusion(const struct dn_qualities *qualities, size_t annotator,
    uint64_t *counts)
{
	const struct dn_panel *panel = qualities->panel;
	const struct dn_panel_casts *casts = &qualities->casts;
	size_t labels = panel->label_count;

	for (size_t i = 0; i < labels * labels; i++)
		counts[i] = 0;
	for (size_t i = casts->firsts[annotator];
	    i < casts->firsts[annotator + 1]; i++) {
		struct dn_panel_cast cast = casts->list[i];
		uint32_t gold = panel->ballots[cast.ballot].gold;

		if (gold != DN_PANEL_NONE)
			counts[gold * labels + cast.label]++;
	}
}

/* ---- ranks --------------------------------------------------------- */

/* An annotator in the order of the ranks. */
struct ranked {
	bool counts;
	double low;
	uint32_t place;
};

static int
compare_ranked(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->counts != y->counts)
		return x->counts ? -1 : 1;
	if (x->counts && x->low != y->low)
		return x->low > y->low ? -1 : 1;
	return (x->place > y->place) - (x->place < y->place);
}

static int
rank_all(struct dn_qualities *qualities, uint64_t least)
{
	size_t count = qualities->panel->annotator_count;
	struct ranked *ranked = calloc(count + 1, sizeof(*ranked));

	qualities->order = calloc(count + 1, sizeof(*qualities->order));
	if (ranked == NULL || qualities->order == NULL) {
		free(ranked);
		return -1;
	}
	for (uint32_t a = 0; a < count; a++) {
		const struct dn_quality *quality = &qualities->list[a];

		ranked[a] = (struct ranked){ quality->known > 0 &&
			quality->known >= least, quality->low, a };
	}
	if (count > 1)
		qsort(ranked, count, sizeof(*ranked), compare_ranked);
	for (size_t i = 0; i < count; i++) {
		struct dn_quality *quality =
		    &qualities->list[ranked[i].place];

		qualities->order[i] = ranked[i].place;
		if (ranked[i].counts && i > 0 &&
		    ranked[i].low == ranked[i - 1].low)
			quality->rank =
			    qualities->list[ranked[i - 1].place].rank;
		else if (ranked[i].counts)
			quality->rank = i + 1;
	}
	free(ranked);
	return 0;
}

/* ---- life ---------------------------------------------------------- */

static int
make_list(struct dn_qualities *qualities, const struct dn_dawid *dawid,
    struct dn_err *err)
{
	const struct dn_panel *panel = qualities->panel;

	qualities->list = calloc(panel->annotator_count + 1,
	    sizeof(*qualities->list));
	if (qualities->list == NULL)
		return dn_err_memory(err);
	for (size_t a = 0; a < panel->annotator_count; a++)
		qualities->list[a] = (struct dn_quality){ .accuracy = NAN,
			.low = NAN, .high = NAN, .f1 = NAN, .kappa = NAN,
			.gain = NAN, .without = NAN, .skill = dawid == NULL ?
			    NAN : dn_dawid_skill(dawid, a) };
	for (size_t b = 0; b < panel->count; b++)
		qualities->voted += panel->ballots[b].count > 0;
	return dn_panel_casts_init(&qualities->casts, panel, err);
}

int
dn_qualities_init(struct dn_qualities *qualities,
    const struct dn_panel *panel, const struct dn_dawid *dawid,
    const struct dn_quality_spec *spec, struct dn_err *err)
{
	*qualities = (struct dn_qualities){ .panel = panel, .alpha = NAN };
	if (make_list(qualities, dawid, err) < 0 ||
	    dn_quality_by_gold(qualities, spec->confidence, err) < 0 ||
	    dn_quality_by_peers(qualities, err) < 0 ||
	    dn_quality_by_alpha(qualities, err) < 0)
		return -1;
	return rank_all(qualities, spec->least) < 0 ? dn_err_memory(err) : 0;
}

void
dn_qualities_release(struct dn_qualities *qualities)
{
	free(qualities->list);
	free(qualities->order);
	dn_panel_casts_release(&qualities->casts);
	*qualities = (struct dn_qualities){ .panel = NULL };
}
