/* SPDX-License-Identifier: MIT */
/* Error rates of texts: every two that were met are compared once. */
#include <math.h>
#include <stdlib.h>

#include "agree/truth.h"
#include "core/stat.h"
#include "io/cutter.h"
#include "io/jsontext.h"

/* A text as it was cut last: those of one that is expected follow. */
struct text {
	uint32_t number, *parts;
	size_t count;
	bool known;
};

/* What texts are read with. */
struct rating {
	const struct dn_categories *set;
	const uint32_t *numbers;
	enum dn_cutter_parts kind;
	struct dn_cutter *cutter;
	struct dn_bytes scratch;
	struct text expected, got;
	double *errors, *lengths;       /* of each cell's items */
};

static int
cut(struct rating *rating, struct text *text, uint32_t number,
    struct dn_err *err)
{
	struct dn_json_value value;
	struct dn_span content;

	if (text->known && text->number == number)
		return 0;
	free(text->parts);
	*text = (struct text){ .number = number };
	value = dn_json_value_of(dn_categories_text(rating->set,
	    rating->numbers[number]));
	content = dn_json_text(&value, &rating->scratch);
	if (rating->scratch.failed != DN_E_NONE)
		return dn_err_memory(err);
	if (dn_cutter_cut(rating->cutter, content, rating->kind,
	    &text->parts, &text->count, err) < 0)
		return -1;
	text->known = true;
	return 0;
}

static int
rate_cell(struct rating *rating, const struct dn_truth_cell *cell, size_t at,
    struct dn_truth_sums *sums, struct dn_err *err)
{
	struct dn_edits edits = { 0, 0, 0 };

	if (cut(rating, &rating->expected, cell->expected, err) < 0)
		return -1;
	if (cell->expected != cell->got &&
	    (cut(rating, &rating->got, cell->got, err) < 0 ||
	    dn_edits_count(rating->expected.parts, rating->expected.count,
	    rating->got.parts, rating->got.count, &edits, err) < 0))
		return -1;
	rating->errors[at] = (double)dn_edits_total(&edits);
	rating->lengths[at] = (double)rating->expected.count;
	sums->edits.substitutions += cell->items * edits.substitutions;
	sums->edits.deletions += cell->items * edits.deletions;
	sums->edits.insertions += cell->items * edits.insertions;
	sums->reference += cell->items * rating->expected.count;
	return 0;
}

/* A ratio of sums over items: its error is that of what is left over. */
static void
settle(const struct rating *rating, const struct dn_truth_cell *cells,
    size_t count, double confidence, const struct dn_truth_sums *sums,
    struct dn_agree_result *result)
{
	struct dn_stat_sum squares = { 0, 0 };
	double n = (double)result->n, reach;

	if (sums->reference == 0) {
		result->reason = "empty";
		return;
	}
	result->value = (double)dn_edits_total(&sums->edits) /
	    (double)sums->reference;
	if (result->n < 2)
		return;
	for (size_t i = 0; i < count; i++) {
		double rest = rating->errors[i] -
		    result->value * rating->lengths[i];

		dn_stat_sum_add(&squares, (double)cells[i].items * rest *
		    rest);
	}
	result->se = sqrt(dn_stat_sum_get(&squares) * n / (n - 1)) /
	    (double)sums->reference;
	reach = -result->se * dn_stat_student_quantile((1 - confidence) / 2,
	    n - 1);
	result->low = fmax(0, result->value - reach);
	result->high = result->value + reach;
}

int
dn_truth_rate(const struct dn_truth_cell *cells, size_t count,
    const struct dn_categories *set, const uint32_t *numbers, bool words,
    double confidence, struct dn_truth_sums *sums,
    struct dn_agree_result *result, struct dn_err *err)
{
	struct rating rating = { .set = set, .numbers = numbers,
		.kind = words ? DN_CUTTER_WORDS : DN_CUTTER_GRAPHEMES,
		.cutter = dn_cutter_new(),
		.errors = calloc(count + 1, sizeof(*rating.errors)),
		.lengths = calloc(count + 1, sizeof(*rating.lengths)) };
	bool any = dn_truth_begin(cells, count, result);
	int failed = 0;

	*sums = (struct dn_truth_sums){ .reference = 0 };
	dn_bytes_init(&rating.scratch, SIZE_MAX / 2);
	if (rating.cutter == NULL || rating.errors == NULL ||
	    rating.lengths == NULL)
		failed = dn_err_memory(err);
	for (size_t i = 0; i < count && failed == 0; i++)
		failed = rate_cell(&rating, &cells[i], i, sums, err);
	if (failed == 0 && any)
		settle(&rating, cells, count, confidence, sums, result);
	free(rating.expected.parts);
	free(rating.got.parts);
	dn_cutter_free(rating.cutter);
	dn_bytes_release(&rating.scratch);
	free(rating.errors);
	free(rating.lengths);
	return failed;
}
