/* SPDX-License-Identifier: MIT */
/*
 * A cell is an annotator and a label that this one gave, with a number for
 * each class.  Only cells that occur take memory, each vote knows its own, and
 * so an item's probabilities are sums of a few rows of numbers.
 */
#include "agree/dawid.h"

#include <math.h>
#include <stdlib.h>

#include "core/stat.h"

/* What is only needed while it is fitted. */
struct dn_dawid_work {
	struct dn_stat_sum *counts;     /* of a cell by class */
	struct dn_stat_sum *classes;
	double *totals;                 /* of an annotator by class */
	double *probabilities;          /* of one ballot */
};

/* ---- cells --------------------------------------------------------- */

/* The votes by annotator, as their numbers; -1 without memory. */
static int
sort_votes(const struct dn_panel *panel, size_t **votes, size_t **ends)
{
	*votes = calloc(panel->vote_count + 1, sizeof(**votes));
	*ends = calloc(panel->annotator_count + 1, sizeof(**ends));
	if (*votes == NULL || *ends == NULL)
		return -1;
	for (size_t i = 0; i < panel->vote_count; i++)
		(*ends)[panel->votes[i].annotator + 1]++;
	for (size_t a = 0; a < panel->annotator_count; a++)
		(*ends)[a + 1] += (*ends)[a];
	for (size_t i = 0; i < panel->vote_count; i++)
		(*votes)[(*ends)[panel->votes[i].annotator]++] = i;
	return 0;
}

/* Number the cells; `cell_of` is by label, of whom it was used for last. */
static size_t
number_cells(struct dn_dawid *dawid, const size_t *votes, const size_t *ends,
    size_t *cell_of)
{
	const struct dn_panel *panel = dawid->panel;
	size_t count = 0, at = 0;

	for (size_t a = 0; a < panel->annotator_count; a++) {
		dawid->firsts[a] = count;
		for (; at < ends[a]; at++) {
			uint32_t label = panel->votes[votes[at]].label;

			if (cell_of[label] < dawid->firsts[a] ||
			    cell_of[label] >= count ||
			    dawid->given[cell_of[label]] != label) {
				cell_of[label] = count;
				dawid->given[count++] = label;
			}
			dawid->cells[votes[at]] = (uint32_t)cell_of[label];
		}
	}
	dawid->firsts[panel->annotator_count] = count;
	return count;
}

static int
make_cells(struct dn_dawid *dawid, size_t *count)
{
	const struct dn_panel *panel = dawid->panel;
	size_t *votes, *ends, *cell_of;
	int result = sort_votes(panel, &votes, &ends);

	cell_of = calloc(panel->label_count + 1, sizeof(*cell_of));
	dawid->cells = calloc(panel->vote_count + 1, sizeof(*dawid->cells));
	dawid->given = calloc(panel->vote_count + 1, sizeof(*dawid->given));
	dawid->firsts = calloc(panel->annotator_count + 1,
	    sizeof(*dawid->firsts));
	if (result == 0 && cell_of != NULL && dawid->cells != NULL &&
	    dawid->given != NULL && dawid->firsts != NULL)
		*count = number_cells(dawid, votes, ends, cell_of);
	else
		result = -1;
	free(votes);
	free(ends);
	free(cell_of);
	return result;
}

/* Room for `rows` rows of a number a label. */
static void *
take_rows(size_t rows, size_t labels, size_t size)
{
	if (labels > 0 && rows > (SIZE_MAX - 1) / labels)
		return NULL;
	return calloc(rows * labels + 1, size);
}

static int
make_room(struct dn_dawid *dawid, struct dn_dawid_work *work)
{
	const struct dn_panel *panel = dawid->panel;
	size_t labels = panel->label_count, cells;

	if (make_cells(dawid, &cells) < 0)
		return -1;
	dawid->priors = take_rows(1, labels, sizeof(double));
	dawid->logs = take_rows(cells, labels, sizeof(double));
	dawid->unsaid = take_rows(panel->annotator_count, labels,
	    sizeof(double));
	work->counts = take_rows(cells, labels, sizeof(*work->counts));
	work->classes = take_rows(1, labels, sizeof(*work->classes));
	work->totals = take_rows(1, labels, sizeof(double));
	work->probabilities = take_rows(1, labels, sizeof(double));
	return dawid->priors == NULL || dawid->logs == NULL ||
	    dawid->unsaid == NULL || work->counts == NULL ||
	    work->classes == NULL || work->totals == NULL ||
	    work->probabilities == NULL ? -1 : 0;
}

/* ---- maximisation -------------------------------------------------- */

/* Count a ballot whose labels have these probabilities. */
static void
count_ballot(struct dn_dawid *dawid, const struct dn_ballot *ballot,
    const double *probabilities)
{
	struct dn_dawid_work *work = dawid->work;
	size_t labels = dawid->panel->label_count;

	for (size_t k = 0; k < labels; k++)
		dn_stat_sum_add(&work->classes[k], probabilities[k]);
	for (size_t i = 0; i < ballot->count; i++) {
		struct dn_stat_sum *row = work->counts + labels *
		    dawid->cells[ballot->first + i];

		for (size_t k = 0; k < labels; k++)
			dn_stat_sum_add(&row[k], probabilities[k]);
	}
}

/* Logs of a share, or of chance where nothing was met. */
static double
log_share(double count, double total, size_t labels)
{
	return total > 0 ? log(count / total) : -log((double)labels);
}

/* What the annotator calls each class, from the counts, which are used up. */
static void
fit_annotator(struct dn_dawid *dawid, size_t annotator)
{
	struct dn_dawid_work *work = dawid->work;
	size_t labels = dawid->panel->label_count;
	double smoothing = dawid->spec.smoothing;
	double *unsaid = dawid->unsaid + annotator * labels;

	for (size_t k = 0; k < labels; k++)
		work->totals[k] = smoothing * (double)labels;
	for (size_t c = dawid->firsts[annotator];
	    c < dawid->firsts[annotator + 1]; c++)
		for (size_t k = 0; k < labels; k++)
			work->totals[k] += dn_stat_sum_get(
			    &work->counts[c * labels + k]);
	for (size_t k = 0; k < labels; k++)
		unsaid[k] = log_share(smoothing, work->totals[k], labels);
	for (size_t c = dawid->firsts[annotator];
	    c < dawid->firsts[annotator + 1]; c++)
		for (size_t k = 0; k < labels; k++) {
			struct dn_stat_sum *sum = &work->counts[c * labels +
			    k];

			dawid->logs[c * labels + k] = log_share(smoothing +
			    dn_stat_sum_get(sum), work->totals[k], labels);
			*sum = (struct dn_stat_sum){ 0, 0 };
		}
}

static void
maximise(struct dn_dawid *dawid)
{
	struct dn_dawid_work *work = dawid->work;
	size_t labels = dawid->panel->label_count;
	double smoothing = dawid->spec.smoothing;
	double total = (double)dawid->panel->count +
	    smoothing * (double)labels;

	for (size_t k = 0; k < labels; k++) {
		dawid->priors[k] = log_share(smoothing +
		    dn_stat_sum_get(&work->classes[k]), total, labels);
		work->classes[k] = (struct dn_stat_sum){ 0, 0 };
	}
	for (size_t a = 0; a < dawid->panel->annotator_count; a++)
		fit_annotator(dawid, a);
}

/* ---- expectation --------------------------------------------------- */

/* From logs to probabilities; the log of the sum of what they stood for. */
static double
normalise(double *values, size_t count)
{
	double most = -INFINITY, sum = 0;

	for (size_t k = 0; k < count; k++)
		most = fmax(most, values[k]);
	for (size_t k = 0; k < count; k++) {
		/* Where nothing is possible any label is as good. */
		values[k] = isinf(most) ? 1 : exp(values[k] - most);
		sum += values[k];
	}
	for (size_t k = 0; k < count; k++)
		values[k] /= sum;
	return most + log(sum);
}

/* The probabilities of a ballot, and the log of how likely its votes are. */
static double
expect(const struct dn_dawid *dawid, const struct dn_ballot *ballot,
    double *values)
{
	size_t labels = dawid->panel->label_count;
	double known;

	for (size_t k = 0; k < labels; k++)
		values[k] = dawid->priors[k];
	for (size_t i = 0; i < ballot->count; i++) {
		const double *row = dawid->logs + labels *
		    dawid->cells[ballot->first + i];

		for (size_t k = 0; k < labels; k++)
			values[k] += row[k];
	}
	if (ballot->gold == DN_PANEL_NONE)
		return normalise(values, labels);
	known = values[ballot->gold];
	for (size_t k = 0; k < labels; k++)
		values[k] = k == ballot->gold;
	return known;
}

void
dn_dawid_probabilities(const struct dn_dawid *dawid,
    const struct dn_ballot *ballot, double *probabilities)
{
	expect(dawid, ballot, probabilities);
}

/* ---- fitting ------------------------------------------------------- */

/* The counts at first: shares of votes, and what is known. */
static void
start(struct dn_dawid *dawid)
{
	const struct dn_panel *panel = dawid->panel;
	double *shares = dawid->work->probabilities;

	for (size_t b = 0; b < panel->count; b++) {
		const struct dn_ballot *ballot = &panel->ballots[b];
		const struct dn_rating *votes = panel->votes + ballot->first;

		for (size_t k = 0; k < panel->label_count; k++)
			shares[k] = ballot->gold == k;
		if (ballot->gold == DN_PANEL_NONE) {
			for (size_t i = 0; i < ballot->count; i++)
				shares[votes[i].label]++;
			for (size_t k = 0; k < panel->label_count; k++)
				shares[k] /= (double)ballot->count;
		}
		count_ballot(dawid, ballot, shares);
	}
}

/* New probabilities are counted as they come; the likelihood's log. */
static double
step(struct dn_dawid *dawid)
{
	const struct dn_panel *panel = dawid->panel;
	struct dn_stat_sum sum = { 0, 0 };

	maximise(dawid);
	for (size_t b = 0; b < panel->count; b++) {
		double *values = dawid->work->probabilities;

		dn_stat_sum_add(&sum, expect(dawid, &panel->ballots[b],
		    values));
		count_ballot(dawid, &panel->ballots[b], values);
	}
	return dn_stat_sum_get(&sum);
}

static void
fit(struct dn_dawid *dawid)
{
	start(dawid);
	while (!dawid->converged &&
	    dawid->iterations < dawid->spec.iterations) {
		double likelihood = step(dawid);

		dawid->converged = dawid->iterations > 0 &&
		    fabs(likelihood - dawid->likelihood) <=
		    DN_DAWID_CHANGE * fabs(likelihood);
		dawid->likelihood = likelihood;
		dawid->iterations++;
	}
}

int
dn_dawid_fit(struct dn_dawid *dawid, const struct dn_panel *panel,
    const struct dn_dawid_spec *spec, struct dn_err *err)
{
	struct dn_dawid_work work = { .counts = NULL };
	int result;

	*dawid = (struct dn_dawid){ .panel = panel, .spec = *spec,
		.work = &work };
	result = make_room(dawid, &work);
	if (result == 0)
		fit(dawid);
	free(work.counts);
	free(work.classes);
	free(work.totals);
	free(work.probabilities);
	dawid->work = NULL;
	return result < 0 ? dn_err_memory(err) : 0;
}

void
dn_dawid_release(struct dn_dawid *dawid)
{
	free(dawid->priors);
	free(dawid->logs);
	free(dawid->unsaid);
	free(dawid->cells);
	free(dawid->given);
	free(dawid->firsts);
	*dawid = (struct dn_dawid){ .panel = NULL };
}

/* ---- what it says -------------------------------------------------- */

int
dn_dawid_judge(const struct dn_dawid *dawid, struct dn_ruling *rulings,
    struct dn_err *err)
{
	const struct dn_panel *panel = dawid->panel;
	double *values = take_rows(1, panel->label_count, sizeof(*values));

	if (values == NULL)
		return dn_err_memory(err);
	for (size_t b = 0; b < panel->count; b++) {
		expect(dawid, &panel->ballots[b], values);
		rulings[b] = dn_ruling_of(panel, &panel->ballots[b],
		    values);
	}
	free(values);
	return 0;
}

double
dn_dawid_confusion(const struct dn_dawid *dawid, size_t annotator, size_t k,
    size_t l)
{
	size_t labels = dawid->panel->label_count;

	for (size_t c = dawid->firsts[annotator];
	    c < dawid->firsts[annotator + 1]; c++)
		if (dawid->given[c] == l)
			return exp(dawid->logs[c * labels + k]);
	return exp(dawid->unsaid[annotator * labels + k]);
}

double
dn_dawid_prior(const struct dn_dawid *dawid, size_t k)
{
	return exp(dawid->priors[k]);
}

double
dn_dawid_skill(const struct dn_dawid *dawid, size_t annotator)
{
	struct dn_stat_sum sum = { 0, 0 };

	for (size_t k = 0; k < dawid->panel->label_count; k++)
		dn_stat_sum_add(&sum, dn_dawid_prior(dawid, k) *
		    dn_dawid_confusion(dawid, annotator, k, k));
	return dn_stat_sum_get(&sum);
}
