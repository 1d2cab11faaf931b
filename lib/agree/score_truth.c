/* SPDX-License-Identifier: MIT */
/* All annotators, each annotator, each label: some cells and a line each. */
#include "agree/score_truth.h"

#include <math.h>
#include <stdlib.h>

#include "agree/gather.h"

/* Some cells, and what came of them. */
struct part {
	const struct dn_truth_cell *cells;
	size_t count;
	struct dn_agree_result result;
	struct dn_truth_sums sums;
	struct dn_truth_label *labels, right, found;
};

/* What two annotators said that one has, the first as if it were right. */
static int
hold_together(const struct dn_agree_table *table, uint32_t absent,
    struct dn_truth *own, struct dn_err *err)
{
	for (size_t i = 0; i < table->cell_count; i++)
		if ((table->cells[i].first != absent ||
		    table->cells[i].second != absent) &&
		    dn_truth_add(own, (struct dn_truth_cell){ 1,
		    table->cells[i].first, table->cells[i].second,
		    table->cells[i].items }, err) < 0)
			return -1;
	dn_truth_close(own);
	return 0;
}

/* Why nothing can be said, beside that there are no cells. */
static const char *
nothing(const struct dn_score_truth *truth)
{
	const struct dn_agree_table *table = truth->table;

	if (table->items == 0)
		return "empty";
	if (truth->line.gather->spec.gold != NULL)
		return NULL;
	if (table->annotator_count < 2)
		return "one-annotator";
	return table->annotator_count > 2 ? "many-annotators" : NULL;
}

/* Is it F1 of units that were found or not? */
static bool
is_of_units(const struct dn_score_line *line)
{
	return line->coef->truth == DN_AGREE_F1 && line->gather->matched;
}

static int
compute(const struct dn_score_truth *truth, struct part *part,
    struct dn_err *err)
{
	const struct dn_score_line *line = &truth->line;
	const struct dn_agree_view *view = line->view;
	const char *reason = nothing(truth);
	int failed = 0;

	if (line->coef->truth == DN_AGREE_ACCURACY)
		dn_truth_accuracy(part->cells, part->count,
		    truth->confidence, &part->result);
	else if (is_of_units(line))
		dn_truth_units(part->cells, part->count, truth->confidence,
		    part->labels, view->label_count, view->absent,
		    &part->right, &part->found, &part->result);
	else if (line->coef->truth == DN_AGREE_F1)
		dn_truth_f1(part->cells, part->count, truth->confidence,
		    part->labels, view->label_count, &part->result);
	else
		failed = dn_truth_rate(part->cells, part->count,
		    line->gather->categories, view->labels,
		    line->coef->truth == DN_AGREE_WER, truth->confidence,
		    &part->sums, &part->result, err);
	if (reason != NULL)
		part->result.reason = reason;
	return failed;
}

/* What f1 says of every label, as it was computed last. */
static void
write_labels(const struct dn_score_truth *truth, const struct part *part,
    const uint32_t *annotator)
{
	const struct dn_agree_view *view = truth->line.view;
	struct dn_score_line line = truth->line;

	line.annotator = annotator;
	for (size_t k = 0; k < view->label_count; k++) {
		const struct dn_truth_label *label = &part->labels[k];
		struct dn_agree_result result = { .value = label->f1,
			.se = NAN, .low = NAN, .high = NAN,
			.n = label->expected };

		if (k == view->absent)
			continue;
		if (part->result.reason != NULL)
			result.reason = part->result.reason;
		else if (isnan(label->f1))
			result.reason = "unused";
		line.label = &view->labels[k];
		line.shares = label;
		dn_score_line_write_truth(&line, &result, truth->out);
	}
}

static int
write_part(const struct dn_score_truth *truth, struct part *part,
    const uint32_t *annotator, struct dn_err *err)
{
	struct dn_score_line line = truth->line;

	if (compute(truth, part, err) < 0)
		return -1;
	line.annotator = annotator;
	if (line.coef->truth == DN_AGREE_CER ||
	    line.coef->truth == DN_AGREE_WER)
		line.sums = &part->sums;
	if (is_of_units(&line)) {
		line.shares = &part->right;
		line.found = &part->found;
	}
	dn_score_line_write_truth(&line, &part->result, truth->out);
	if (annotator == NULL)
		dn_gates_judge(truth->gates, truth->gate_count, &line,
		    &part->result, truth->missed);
	if (truth->per_label && line.coef->truth == DN_AGREE_F1)
		write_labels(truth, part, annotator);
	return 0;
}

int
dn_score_truth_write(const struct dn_score_truth *truth, struct dn_err *err)
{
	const struct dn_agree_view *view = truth->line.view;
	bool gold = truth->line.gather->spec.gold != NULL;
	struct dn_truth own = { .cells = NULL };
	const struct dn_truth *all = gold ? &view->truth : &own;
	struct part part = { .labels = calloc(view->label_count + 1,
	    sizeof(*part.labels)) };
	int failed = part.labels == NULL ? dn_err_memory(err) : 0;

	if (failed == 0 && !gold)
		failed = hold_together(truth->table, view->absent, &own, err);
	part.cells = all->cells;
	part.count = all->count;
	if (failed == 0)
		failed = write_part(truth, &part, NULL, err);
	for (uint32_t a = 0; gold && failed == 0 &&
	    a < view->annotator_count; a++) {
		part.cells = dn_truth_of(all, a, &part.count);
		failed = write_part(truth, &part, &view->annotators[a], err);
	}
	free(part.labels);
	dn_truth_release(&own);
	return failed;
}
