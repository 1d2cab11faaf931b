/* SPDX-License-Identifier: MIT */
/* The rows of coefficients, and what all of them need before and after. */
#include "agree/coef.h"

#include <math.h>
#include <string.h>

#include "agree/coefs.h"

const struct dn_agree_coef dn_agree_coefs[] = {
	{ .name = "percent", .compute = dn_agree_percent },
	{ .name = "percent-all", .plain = true,
	    .compute = dn_agree_percent_all },
	{ .name = "specific-agreement", .plain = true,
	    .compute = dn_agree_specific },
	{ .name = "cohen", .pair = true, .normal = true, .least = -INFINITY,
	    .compute = dn_agree_cohen },
	{ .name = "scott", .pair = true, .least = -INFINITY,
	    .compute = dn_agree_scott },
	{ .name = "fleiss", .least = -INFINITY, .compute = dn_agree_fleiss },
	{ .name = "conger", .who = true, .least = -INFINITY,
	    .compute = dn_agree_conger },
	{ .name = "light", .who = true, .least = -INFINITY,
	    .compute = dn_agree_light },
	{ .name = "krippendorff", .disagreement = true, .least = -INFINITY,
	    .compute = dn_agree_krippendorff },
	{ .name = "ac1", .least = -INFINITY, .compute = dn_agree_ac },
	{ .name = "ac2", .least = -INFINITY, .compute = dn_agree_ac },
	{ .name = "brennan-prediger", .least = -INFINITY,
	    .compute = dn_agree_brennan_prediger },
	{ .name = NULL }
};

const struct dn_agree_coef dn_agree_truths[] = {
	{ .name = "accuracy", .truth = DN_AGREE_ACCURACY },
	{ .name = "f1", .pair = true, .truth = DN_AGREE_F1 },
	{ .name = "cer", .pair = true, .truth = DN_AGREE_CER },
	{ .name = "wer", .pair = true, .truth = DN_AGREE_WER },
	{ .name = NULL }
};

static const struct dn_agree_coef *
find(const struct dn_agree_coef *coef, const char *name, size_t len)
{
	for (; coef->name != NULL; coef++)
		if (strlen(coef->name) == len &&
		    memcmp(coef->name, name, len) == 0)
			return coef;
	return NULL;
}

const struct dn_agree_coef *
dn_agree_coef_find(const char *name, size_t len)
{
	const struct dn_agree_coef *coef = find(dn_agree_coefs, name, len);

	return coef != NULL ? coef : find(dn_agree_truths, name, len);
}

/* Why there is nothing to compute, or NULL. */
static const char *
nothing(const struct dn_agree_coef *coef, const struct dn_agree_table *table)
{
	if (table->items == 0)
		return "empty";
	if (table->annotator_count < 2)
		return "one-annotator";
	if (coef->pair && table->annotator_count > 2)
		return "many-annotators";
	if (table->paired_items == 0)
		return "no-pairs";
	return NULL;
}

int
dn_agree_compute(const struct dn_agree_coef *coef,
    const struct dn_agree_question *question,
    struct dn_agree_result *result, struct dn_err *err)
{
	const struct dn_agree_table *table = question->table;
	double tail = (1 - question->confidence) / 2, reach;

	*result = (struct dn_agree_result){ .reason = nothing(coef, table),
		.value = NAN, .se = NAN, .se0 = NAN, .z = NAN, .po = NAN,
		.pe = NAN, .observed = NAN, .expected = NAN, .max = NAN,
		.po_max = NAN, .low = NAN, .high = NAN,
		.n = coef->normal || coef->disagreement ? 0 : table->items };
	if (result->reason != NULL)
		return 0;
	if (coef->compute(question, result, err) < 0)
		return -1;
	if (result->se0 > 0)
		result->z = result->value / result->se0;
	if (isnan(result->se))
		return 0;
	reach = -result->se * (coef->normal ? dn_stat_normal_quantile(tail) :
	    dn_stat_student_quantile(tail, (double)(result->n - 1)));
	result->low = fmax(coef->least, result->value - reach);
	result->high = fmin(1, result->value + reach);
	return 0;
}
