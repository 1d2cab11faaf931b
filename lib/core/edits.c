/* SPDX-License-Identifier: MIT */
/* On each diagonal how far one comes, edit by edit. */
#include "core/edits.h"

#include <stdlib.h>

#define NOWHERE (-1)

/* How far along the reference a diagonal was come, and by how many swaps. */
struct front {
	int64_t reach;
	int64_t substitutions;
};

/* Two sequences whose ends differ, and the last two rounds. */
struct search {
	const uint32_t *reference, *answer;
	int64_t reference_count, answer_count;
	struct front *now, *before;     /* by diagonal: answer - reference */
};

static void
consider(struct front *best, int64_t reach, int64_t substitutions)
{
	if (reach > best->reach || (reach == best->reach &&
	    substitutions > best->substitutions))
		*best = (struct front){ reach, substitutions };
}

/* The furthest that one edit more comes on a diagonal, before it slides. */
static struct front
step(const struct search *search, int64_t diagonal)
{
	const struct front *same = &search->before[diagonal];
	const struct front *above = same + 1, *below = same - 1;
	struct front best = { NOWHERE, 0 };

	if (same->reach != NOWHERE &&
	    same->reach < search->reference_count &&
	    same->reach + diagonal < search->answer_count)
		consider(&best, same->reach + 1, same->substitutions + 1);
	if (above->reach != NOWHERE &&
	    above->reach < search->reference_count)
		consider(&best, above->reach + 1, above->substitutions);
	if (below->reach != NOWHERE &&
	    below->reach + diagonal <= search->answer_count)
		consider(&best, below->reach, below->substitutions);
	return best;
}

/* Go on along a diagonal while both sequences are the same. */
static void
slide(const struct search *search, int64_t diagonal, struct front *front)
{
	int64_t i = front->reach;

	while (i < search->reference_count &&
	    i + diagonal < search->answer_count &&
	    search->reference[i] == search->answer[i + diagonal])
		i++;
	front->reach = i;
}

/* All diagonals with `edits` edits; the last one's swaps, else -1. */
static int64_t
advance(struct search *search, int64_t edits)
{
	int64_t last = search->answer_count - search->reference_count;
	int64_t from = -edits < -search->reference_count ?
	    -search->reference_count : -edits;
	int64_t to = edits > search->answer_count ? search->answer_count :
	    edits;
	struct front *swapped = search->before;

	search->before = search->now;
	search->now = swapped;
	for (int64_t k = from; k <= to; k++) {
		struct front front = edits == 0 ? (struct front){ 0, 0 } :
		    step(search, k);

		if (front.reach != NOWHERE)
			slide(search, k, &front);
		search->now[k] = front;
		if (k == last && front.reach == search->reference_count)
			return front.substitutions;
	}
	return -1;
}

/* Find the least number of edits; both sequences have some elements. */
static int
run(struct search *search, struct dn_edits *edits, struct dn_err *err)
{
	int64_t longest = search->reference_count > search->answer_count ?
	    search->reference_count : search->answer_count;
	int64_t most = longest > DN_EDITS_MAX ? DN_EDITS_MAX : longest;
	size_t width = 2 * (size_t)most + 3;
	struct front *fronts = calloc(2 * width, sizeof(*fronts));
	int64_t swaps = -1, count = 0, rest;

	if (fronts == NULL)
		return dn_err_memory(err);
	for (size_t i = 0; i < 2 * width; i++)
		fronts[i].reach = NOWHERE;
	search->now = fronts + most + 1;
	search->before = fronts + width + most + 1;
	while ((swaps = advance(search, count)) < 0 && count < most)
		count++;
	free(fronts);
	if (swaps < 0)
		return dn_err_set(err, DN_E_TOO_LONG, "two texts are more "
		    "than %d edits apart", DN_EDITS_MAX);
	rest = count - swaps;
	edits->substitutions = (uint64_t)swaps;
	edits->deletions = (uint64_t)(rest + search->reference_count -
	    search->answer_count) / 2;
	edits->insertions = (uint64_t)rest - edits->deletions;
	return 0;
}

int
dn_edits_count(const uint32_t *reference, size_t reference_count,
    const uint32_t *answer, size_t answer_count, struct dn_edits *edits,
    struct dn_err *err)
{
	struct search search;

	*edits = (struct dn_edits){ 0, 0, 0 };
	while (reference_count > 0 && answer_count > 0 &&
	    *reference == *answer) {
		reference++;
		answer++;
		reference_count--;
		answer_count--;
	}
	while (reference_count > 0 && answer_count > 0 &&
	    reference[reference_count - 1] == answer[answer_count - 1]) {
		reference_count--;
		answer_count--;
	}
	if (reference_count == 0 || answer_count == 0) {
		edits->deletions = reference_count;
		edits->insertions = answer_count;
		return 0;
	}
	search = (struct search){ .reference = reference, .answer = answer,
		.reference_count = (int64_t)reference_count,
		.answer_count = (int64_t)answer_count };
	return run(&search, edits, err);
}

uint64_t
dn_edits_total(const struct dn_edits *edits)
{
	return edits->substitutions + edits->deletions + edits->insertions;
}
