/* SPDX-License-Identifier: MIT */
/* Votes are weighed; who has most wins, and a tie is told. */
#include "agree/ruling.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "core/stat.h"

const char *const dn_ruling_reasons[] = { "", "gold", "tie", "single",
	"disputed", "overruled" };

/* Weights of the labels of one ballot; those not in `labels` are 0. */
struct tally {
	double *weights;                /* by label */
	uint32_t *labels;               /* that have one */
	double *shares;                 /* of these, largest first */
	size_t count;
	double total;
};

/* The ruling on a ballot whose label is known. */
static struct dn_ruling
known(const struct dn_ballot *ballot)
{
	return (struct dn_ruling){ 1, 0, ballot->gold, DN_RULING_GOLD };
}

/* Votes of a ballot for a label. */
static size_t
count_label(const struct dn_panel *panel, const struct dn_ballot *ballot,
    uint32_t label)
{
	size_t count = 0;

	for (size_t i = 0; i < ballot->count; i++)
		count += panel->votes[ballot->first + i].label == label;
	return count;
}

/* Why a label that won may need a look all the same. */
static enum dn_ruling_reason
reason_of(const struct dn_panel *panel, const struct dn_ballot *ballot,
    uint32_t label)
{
	size_t count = count_label(panel, ballot, label);

	if (ballot->count == 1)
		return DN_RULING_SINGLE;
	if (count == ballot->count)
		return DN_RULING_CLEAR;
	for (size_t i = 0; i < ballot->count && count * 2 < ballot->count;
	    i++)
		if (count_label(panel, ballot,
		    panel->votes[ballot->first + i].label) > count)
			return DN_RULING_OVERRULED;
	return DN_RULING_DISPUTED;
}

/* The largest of some numbers, and the next; 0 where there is none. */
static uint32_t
find_top(const double *values, size_t count, double *top, double *next)
{
	uint32_t at = 0;

	*top = *next = 0;
	for (uint32_t i = 0; i < count; i++) {
		if (values[i] > *top) {
			*next = *top;
			*top = values[i];
			at = i;
		} else if (values[i] > *next) {
			*next = values[i];
		}
	}
	return at;
}

/* The label with share `top`, unless `next` is as good. */
static struct dn_ruling
decide(const struct dn_panel *panel, const struct dn_ballot *ballot,
    uint32_t label, double top, double next)
{
	bool tie = top - next <= DN_RULING_TIE;

	return (struct dn_ruling){ .confidence = top,
		.label = tie ? DN_PANEL_NONE : label,
		.reason = tie ? DN_RULING_TIE_VOTE :
		    reason_of(panel, ballot, label) };
}

struct dn_ruling
dn_ruling_of(const struct dn_panel *panel, const struct dn_ballot *ballot,
    const double *probabilities)
{
	struct dn_ruling ruling;
	double top, next;
	uint32_t label;

	if (ballot->gold != DN_PANEL_NONE)
		return known(ballot);
	label = find_top(probabilities, panel->label_count, &top, &next);
	ruling = decide(panel, ballot, label, top, next);
	ruling.dispute = 1 - (top - next);
	return ruling;
}

/* ---- weighing ------------------------------------------------------ */

static int
compare_down(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x < y) - (x > y);
}

/* Weigh the votes of a ballot. */
static void
weigh(const struct dn_panel *panel, const struct dn_ballot *ballot,
    const double *weights, struct tally *tally)
{
	tally->count = 0;
	tally->total = 0;
	for (size_t i = 0; i < ballot->count; i++) {
		struct dn_rating vote = panel->votes[ballot->first + i];
		double weight = weights == NULL ? 1 :
		    weights[vote.annotator];

		if (tally->weights[vote.label] == 0)
			tally->labels[tally->count++] = vote.label;
		tally->weights[vote.label] += weight;
		tally->total += weight;
	}
}

/*
 * The shares, largest first, so that the same shares of other labels come to
 * the same entropy; the weights are 0 again.
 */
static uint32_t
share_out(struct tally *tally)
{
	uint32_t label = tally->labels[0];

	for (size_t i = 1; i < tally->count; i++)
		if (tally->weights[tally->labels[i]] > tally->weights[label])
			label = tally->labels[i];
	for (size_t i = 0; i < tally->count; i++) {
		tally->shares[i] = tally->weights[tally->labels[i]] /
		    tally->total;
		tally->weights[tally->labels[i]] = 0;
	}
	if (tally->count > 1)
		qsort(tally->shares, tally->count, sizeof(*tally->shares),
		    compare_down);
	return label;
}

/* Entropy of the shares over the most with so many labels. */
static double
entropy(const struct tally *tally, size_t labels)
{
	struct dn_stat_sum sum = { 0, 0 };

	if (labels < 2 || tally->count < 2)
		return 0;
	for (size_t i = 0; i < tally->count; i++)
		dn_stat_sum_add(&sum, -tally->shares[i] *
		    log(tally->shares[i]));
	return fmin(dn_stat_sum_get(&sum) / log((double)labels), 1);
}

static struct dn_ruling
judge(const struct dn_panel *panel, const struct dn_ballot *ballot,
    const double *weights, struct tally *tally)
{
	struct dn_ruling ruling;
	uint32_t label;

	if (ballot->gold != DN_PANEL_NONE)
		return known(ballot);
	weigh(panel, ballot, weights, tally);
	label = share_out(tally);
	ruling = decide(panel, ballot, label, tally->shares[0],
	    tally->count > 1 ? tally->shares[1] : 0);
	ruling.dispute = entropy(tally, panel->label_count);
	return ruling;
}

int
dn_ruling_judge(const struct dn_panel *panel, const double *weights,
    struct dn_ruling *rulings, struct dn_err *err)
{
	size_t count = panel->label_count + 1;
	struct tally tally = {
		.weights = calloc(count, sizeof(*tally.weights)),
		.labels = calloc(count, sizeof(*tally.labels)),
		.shares = calloc(count, sizeof(*tally.shares)) };
	bool failed = tally.weights == NULL || tally.labels == NULL ||
	    tally.shares == NULL;

	for (size_t i = 0; !failed && i < panel->count; i++)
		rulings[i] = judge(panel, &panel->ballots[i], weights,
		    &tally);
	free(tally.weights);
	free(tally.labels);
	free(tally.shares);
	return failed ? dn_err_memory(err) : 0;
}
