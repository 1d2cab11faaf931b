/* SPDX-License-Identifier: MIT */
/*
 * Annotators against each other: kappa with each, alpha without each.  One
 * annotator's votes are gone through at a time, so that what is kept is a row
 * for each other annotator and not a table for every two.
 */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "agree/quality.h"
#include "core/stat.h"

/* ---- kappa --------------------------------------------------------- */

/* What one annotator and another both rated. */
struct shared {
	uint64_t items, same;
};

struct peers {
	struct shared *shared;          /* by the other annotator */
	uint64_t *own, *other;          /* labels given, by the other and
	                                   label */
	uint32_t *met;                  /* the others with items */
	size_t count;
};

/* Count one vote against the others of its ballot. */
static void
count_peers(const struct dn_panel *panel, struct dn_panel_cast cast,
    uint32_t annotator, struct peers *peers)
{
	const struct dn_ballot *ballot = &panel->ballots[cast.ballot];

	for (size_t i = 0; i < ballot->count; i++) {
		struct dn_rating vote = panel->votes[ballot->first + i];
		size_t row = vote.annotator * panel->label_count;

		if (vote.annotator == annotator)
			continue;
		if (peers->shared[vote.annotator].items++ == 0)
			peers->met[peers->count++] = vote.annotator;
		peers->shared[vote.annotator].same +=
		    vote.label == cast.label;
		peers->own[row + cast.label]++;
		peers->other[row + vote.label]++;
	}
}

/* Cohen's kappa with one other, NAN where chance is certain; forgets them. */
static double
take_kappa(const struct dn_panel *panel, uint32_t other, struct peers *peers)
{
	struct shared *shared = &peers->shared[other];
	size_t row = other * panel->label_count;
	double n = (double)shared->items, chance = 0, same;

	for (size_t l = 0; l < panel->label_count; l++) {
		chance += (double)peers->own[row + l] *
		    (double)peers->other[row + l];
		peers->own[row + l] = peers->other[row + l] = 0;
	}
	same = (double)shared->same * n;
	*shared = (struct shared){ 0, 0 };
	return chance == n * n ? NAN : (same - chance) / (n * n - chance);
}

static int
compare_places(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void
compare_with_peers(struct dn_qualities *qualities, uint32_t annotator,
    struct peers *peers)
{
	const struct dn_panel *panel = qualities->panel;
	const struct dn_panel_casts *casts = &qualities->casts;
	struct dn_quality *quality = &qualities->list[annotator];
	struct dn_stat_sum sum = { 0, 0 };

	peers->count = 0;
	for (size_t i = casts->firsts[annotator];
	    i < casts->firsts[annotator + 1]; i++)
		count_peers(panel, casts->list[i], annotator, peers);
	if (peers->count > 1)
		qsort(peers->met, peers->count, sizeof(*peers->met),
		    compare_places);
	for (size_t i = 0; i < peers->count; i++) {
		double kappa = take_kappa(panel, peers->met[i], peers);

		if (isnan(kappa)) {
			quality->undefined++;
			continue;
		}
		quality->pairs++;
		dn_stat_sum_add(&sum, kappa);
	}
	if (quality->pairs > 0)
		quality->kappa = dn_stat_sum_get(&sum) /
		    (double)quality->pairs;
}

/* A number for each annotator and label. */
static uint64_t *
take_rows(const struct dn_panel *panel)
{
	size_t labels = panel->label_count;

	if (labels > 0 && panel->annotator_count > (SIZE_MAX - 1) / labels)
		return NULL;
	return calloc(panel->annotator_count * labels + 1, sizeof(uint64_t));
}

int
dn_quality_by_peers(struct dn_qualities *qualities, struct dn_err *err)
{
	const struct dn_panel *panel = qualities->panel;
	size_t count = panel->annotator_count;
	struct peers peers = {
		.shared = calloc(count + 1, sizeof(*peers.shared)),
		.own = take_rows(panel), .other = take_rows(panel),
		.met = calloc(count + 1, sizeof(*peers.met)) };
	bool failed = peers.shared == NULL || peers.own == NULL ||
	    peers.other == NULL || peers.met == NULL;

	for (uint32_t a = 0; !failed && a < count; a++)
		compare_with_peers(qualities, a, &peers);
	free(peers.shared);
	free(peers.own);
	free(peers.other);
	free(peers.met);
	return failed ? dn_err_memory(err) : 0;
}

/* ---- alpha --------------------------------------------------------- */

/*
 * Alpha is 1 - (n - 1) sum_r D_r / (r - 1) / (n^2 - sum_l n_l^2), over ballots
 * of r >= 2 votes with n votes in all, n_l of them for l, where D_r counts
 * ordered pairs of votes that differ: whole numbers until the end.
 */
struct counts {
	uint64_t *differing;            /* by r: D_r */
	uint64_t *labels;               /* by l: n_l */
	uint64_t *squares;              /* by ballot: sum over l of votes^2 */
	uint64_t votes;                 /* n */
	size_t sizes, label_count;
};

static double
alpha_of(const struct counts *counts)
{
	struct dn_stat_sum observed = { 0, 0 };
	double n = (double)counts->votes, chance = n * n;

	for (size_t l = 0; l < counts->label_count; l++)
		chance -= (double)counts->labels[l] *
		    (double)counts->labels[l];
	for (size_t r = 2; r < counts->sizes; r++)
		if (counts->differing[r] > 0)
			dn_stat_sum_add(&observed,
			    (double)counts->differing[r] / (double)(r - 1));
	return chance <= 0 ? NAN :
	    1 - (n - 1) * dn_stat_sum_get(&observed) / chance;
}

/* Votes of a ballot for a label. */
static uint64_t
count_label(const struct dn_panel *panel, const struct dn_ballot *ballot,
    uint32_t label)
{
	uint64_t count = 0;

	for (size_t i = 0; i < ballot->count; i++)
		count += panel->votes[ballot->first + i].label == label;
	return count;
}

/* Count the ballots of two votes or more; `scratch` is 0 by label. */
static void
count_all(const struct dn_panel *panel, struct counts *counts,
    uint64_t *scratch)
{
	for (size_t b = 0; b < panel->count; b++) {
		const struct dn_ballot *ballot = &panel->ballots[b];
		const struct dn_rating *votes = panel->votes + ballot->first;
		uint64_t size = ballot->count, squares = 0;

		/* n^2 is the sum of the first n odd numbers. */
		for (size_t i = 0; i < size; i++)
			squares += 2 * scratch[votes[i].label]++ + 1;
		for (size_t i = 0; i < size; i++)
			scratch[votes[i].label] = 0;
		counts->squares[b] = squares;
		if (size < 2)
			continue;
		counts->differing[size] += size * size - squares;
		counts->votes += size;
		for (size_t i = 0; i < size; i++)
			counts->labels[votes[i].label]++;
	}
}

/*
 * Take one vote out of the counts, or (`back`) put it in again.  Unsigned
 * numbers may wrap on the way and come out right.
 */
static void
move_vote(const struct dn_panel *panel, struct counts *counts,
    struct dn_panel_cast cast, bool back)
{
	const struct dn_ballot *ballot = &panel->ballots[cast.ballot];
	const struct dn_rating *votes = panel->votes + ballot->first;
	uint64_t size = ballot->count, squares = counts->squares[cast.ballot];
	uint64_t same = count_label(panel, ballot, cast.label);
	uint64_t one = back ? 1 : UINT64_MAX;

	if (size < 2)
		return;
	counts->differing[size] += one * (size * size - squares);
	if (size == 2) {
		counts->votes += one * 2;
		counts->labels[votes[0].label] += one;
		counts->labels[votes[1].label] += one;
		return;
	}
	squares -= 2 * same - 1;
	size--;
	counts->differing[size] -= one * (size * size - squares);
	counts->votes += one;
	counts->labels[cast.label] += one;
}

static void
leave_out(struct dn_qualities *qualities, struct counts *counts,
    size_t annotator)
{
	const struct dn_panel *panel = qualities->panel;
	const struct dn_panel_casts *casts = &qualities->casts;
	struct dn_quality *quality = &qualities->list[annotator];
	size_t from = casts->firsts[annotator];
	size_t to = casts->firsts[annotator + 1];

	for (size_t i = from; i < to; i++)
		move_vote(panel, counts, casts->list[i], false);
	quality->without = alpha_of(counts);
	quality->gain = qualities->alpha - quality->without;
	for (size_t i = from; i < to; i++)
		move_vote(panel, counts, casts->list[i], true);
}

int
dn_quality_by_alpha(struct dn_qualities *qualities, struct dn_err *err)
{
	const struct dn_panel *panel = qualities->panel;
	struct counts counts = { .label_count = panel->label_count };
	uint64_t *scratch = calloc(panel->label_count + 1, sizeof(*scratch));
	bool failed;

	for (size_t b = 0; b < panel->count; b++)
		if (panel->ballots[b].count >= counts.sizes)
			counts.sizes = panel->ballots[b].count + (size_t)1;
	counts.differing = calloc(counts.sizes + 1,
	    sizeof(*counts.differing));
	counts.labels = calloc(panel->label_count + 1,
	    sizeof(*counts.labels));
	counts.squares = calloc(panel->count + 1, sizeof(*counts.squares));
	failed = scratch == NULL || counts.differing == NULL ||
	    counts.labels == NULL || counts.squares == NULL;
	if (!failed) {
		count_all(panel, &counts, scratch);
		qualities->alpha = alpha_of(&counts);
	}
	for (size_t a = 0; !failed && a < panel->annotator_count; a++)
		leave_out(qualities, &counts, a);
	free(scratch);
	free(counts.differing);
	free(counts.labels);
	free(counts.squares);
	return failed ? dn_err_memory(err) : 0;
}
