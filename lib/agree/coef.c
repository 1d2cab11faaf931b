/* SPDX-License-Identifier: MIT */
/* The formulas; all sums over items run over patterns, each many items. */
#include "agree/coef.h"

#include <math.h>
#include <string.h>

#include "core/stat.h"

static const char one_category[] = "one-category";

/* ---- the spread of items ------------------------------------------ */

/* Sum over items of the squared distance from `centre`. */
struct spread {
	double centre;
	struct dn_stat_sum sum;
};

static void
spread_add(struct spread *spread, uint64_t items, double value)
{
	double distance = value - spread->centre;

	dn_stat_sum_add(&spread->sum, (double)items * distance * distance);
}

/* The standard error of a mean over n items; none from a single one. */
static double
spread_error(const struct spread *spread, uint64_t n)
{
	double count = (double)n;

	if (n < 2)
		return NAN;
	return sqrt(dn_stat_sum_get(&spread->sum) / (count * (count - 1)));
}

/* Share of agreeing pairs among a pattern's ratings, two or more. */
static double
pattern_agreement(const struct dn_agree_pattern *pattern)
{
	double size = (double)pattern->size;

	return (double)dn_agree_pattern_agreeing(pattern) /
	    (size * (size - 1));
}

/* Mean over a pattern's ratings of what `weights` says of their labels. */
static double
pattern_mean(const struct dn_agree_pattern *pattern, const double *weights)
{
	struct dn_stat_sum sum = { 0, 0 };

	for (size_t i = 0; i < pattern->size; i++)
		dn_stat_sum_add(&sum, weights[pattern->labels[i]]);
	return dn_stat_sum_get(&sum) / (double)pattern->size;
}

/* Mean over items with two ratings or more of their agreeing pairs. */
static double
mean_agreement(const struct dn_agree_table *table)
{
	struct dn_stat_sum sum = { 0, 0 };

	for (size_t i = 0; i < table->class_count; i++) {
		const struct dn_agree_class *class = &table->classes[i];
		double size = (double)class->size;

		if (class->size >= 2)
			dn_stat_sum_add(&sum, (double)class->agreeing /
			    (size * (size - 1)));
	}
	return dn_stat_sum_get(&sum) / (double)table->paired_items;
}

/* ---- percent ------------------------------------------------------- */

static void
compute_percent(const struct dn_agree_table *table,
    struct dn_agree_result *result)
{
	double ratio = (double)table->items / (double)table->paired_items;
	struct spread spread = { .centre = mean_agreement(table) };

	for (size_t i = 0; i < table->pattern_count; i++) {
		const struct dn_agree_pattern *p = &table->patterns[i];

		spread_add(&spread, p->items, p->size >= 2 ?
		    ratio * pattern_agreement(p) : 0);
	}
	result->n = table->items;
	result->value = result->po = spread.centre;
	result->pe = 0;
	result->se = spread_error(&spread, table->items);
}

/* ---- Cohen's kappa -------------------------------------------------- */

/*
 * Fleiss, Cohen and Everitt (1969), formula 8: the variance of w_kl - (1 -
 * kappa)(w_k. + w_.l) over the cells, whose mean is kappa - pe (1 - kappa).
 */
static double
cohen_error(const struct dn_agree_table *table, double kappa, double pe)
{
	double n = (double)table->pairs;
	struct spread spread = { .centre = kappa - pe * (1 - kappa) };

	for (size_t i = 0; i < table->cell_count; i++) {
		const struct dn_agree_cell *cell = &table->cells[i];
		double margins = ((double)table->seconds[cell->first] +
		    (double)table->firsts[cell->second]) / n;

		spread_add(&spread, cell->items,
		    (cell->first == cell->second) - (1 - kappa) * margins);
	}
	return sqrt(dn_stat_sum_get(&spread.sum) / n) / (sqrt(n) * (1 - pe));
}

/*
 * Their formula 9 under independence, for identity weights: pe + pe^2 - sum
 * p_k. p_.k (p_k. + p_.k), times n^4 a whole number, which is 0 just where an
 * annotator never varies.
 */
static double
cohen_null_error(const struct dn_agree_table *table,
    unsigned __int128 chance)
{
	unsigned __int128 n = table->pairs, cubes = 0;
	double count = (double)n, pe = (double)chance / (count * count);
	double variance;

	for (size_t k = 0; k < table->label_count; k++)
		cubes += (unsigned __int128)table->firsts[k] *
		    table->seconds[k] * (table->firsts[k] + table->seconds[k]);
	if (n < (unsigned __int128)1 << 31)
		variance = (double)(chance * (n * n + chance) - cubes * n) /
		    (count * count * count * count);
	else
		variance = fmax(0, pe + pe * pe -
		    (double)cubes / (count * count * count));
	return sqrt(variance / count) / (1 - pe);
}

/* Value and maximum are each one quotient of whole numbers. */
static void
compute_cohen(const struct dn_agree_table *table,
    struct dn_agree_result *result)
{
	__int128 n = table->pairs, chance = 0, most = 0, room;

	for (size_t k = 0; k < table->label_count; k++) {
		uint64_t a = table->firsts[k], b = table->seconds[k];

		chance += (__int128)a * b;
		most += a < b ? a : b;
	}
	room = n * n - chance;
	result->n = table->pairs;
	result->po = (double)table->matches / (double)n;
	result->pe = (double)chance / ((double)n * (double)n);
	result->po_max = (double)most / (double)n;
	if (room == 0) {
		result->reason = one_category;
		return;
	}
	result->value = (double)(table->matches * n - chance) / (double)room;
	result->max = (double)(most * n - chance) / (double)room;
	if (n < 2)
		return;
	result->se = cohen_error(table, result->value, result->pe);
	result->se0 = cohen_null_error(table, (unsigned __int128)chance);
}

/* ---- Fleiss' kappa --------------------------------------------------- */

/*
 * Gwet (2014): the variance of each item's own share in the value, the second
 * term being what it adds to chance.
 */
static double
fleiss_error(const struct dn_agree_table *table, double kappa, double pe)
{
	double ratio = (double)table->items / (double)table->paired_items;
	struct spread spread = { .centre = kappa };

	for (size_t i = 0; i < table->pattern_count; i++) {
		const struct dn_agree_pattern *p = &table->patterns[i];
		double own = p->size >= 2 ?
		    ratio * (pattern_agreement(p) - pe) : 0;
		double chance = pattern_mean(p, table->shares) - pe;

		spread_add(&spread, p->items,
		    (own - 2 * (1 - kappa) * chance) / (1 - pe));
	}
	return spread_error(&spread, table->items);
}

/*
 * Fleiss (1971) as Fleiss, Levin and Paik (2003) correct it: for n items with
 * r ratings each the variance is 2 / (n r (r - 1)) times (S^2 - sum p q (q -
 * p)) / S^2, where q = 1 - p and S = sum p q.
 */
static double
fleiss_null_error(const struct dn_agree_table *table)
{
	double size = (double)table->classes[0].size, variance;
	struct dn_stat_sum products = { 0, 0 }, skews = { 0, 0 };

	if (table->class_count != 1 || table->items < 2)
		return NAN;
	for (size_t k = 0; k < table->label_count; k++) {
		double p = table->shares[k], q = 1 - p;

		dn_stat_sum_add(&products, p * q);
		dn_stat_sum_add(&skews, p * q * (q - p));
	}
	variance = dn_stat_sum_get(&products);
	variance = 1 - dn_stat_sum_get(&skews) / (variance * variance);
	return sqrt(2 * fmax(0, variance) /
	    ((double)table->items * size * (size - 1)));
}

static void
compute_fleiss(const struct dn_agree_table *table,
    struct dn_agree_result *result)
{
	struct dn_stat_sum chance = { 0, 0 };

	for (size_t k = 0; k < table->label_count; k++)
		dn_stat_sum_add(&chance,
		    table->shares[k] * table->shares[k]);
	result->n = table->items;
	result->po = mean_agreement(table);
	result->pe = dn_stat_sum_get(&chance);
	if (table->used == 1) {
		result->reason = one_category;
		return;
	}
	result->value = (result->po - result->pe) / (1 - result->pe);
	result->se = fleiss_error(table, result->value, result->pe);
	result->se0 = fleiss_null_error(table);
}

/* ---- Krippendorff's alpha --------------------------------------------- */

/*
 * Gwet (2014), ch. 2, for items with two ratings or more: alpha before the
 * small-sample term, and each item's own share in it.
 */
static double
alpha_error(const struct dn_agree_table *table)
{
	double n = (double)table->paired_items;
	double total = (double)table->paired_ratings, mean = total / n;
	double within, pa, pe, alpha;
	struct dn_stat_sum sum = { 0, 0 }, chance = { 0, 0 };
	struct spread spread;

	for (size_t i = 0; i < table->class_count; i++)
		if (table->classes[i].size >= 2)
			dn_stat_sum_add(&sum,
			    (double)table->classes[i].agreeing / (mean *
			    (double)(table->classes[i].size - 1)));
	for (size_t k = 0; k < table->label_count; k++)
		dn_stat_sum_add(&chance, (double)table->paired[k] / total *
		    ((double)table->paired[k] / total));
	within = dn_stat_sum_get(&sum) / n;
	pa = (1 - 1 / total) * within + 1 / total;
	pe = dn_stat_sum_get(&chance);
	alpha = (within - pe) / (1 - pe);
	spread = (struct spread){ .centre = alpha };
	for (size_t i = 0; i < table->pattern_count; i++) {
		const struct dn_agree_pattern *p = &table->patterns[i];
		double size = (double)p->size, more = (size - mean) / mean;
		double agree, expect = 0;

		if (p->size < 2)
			continue;
		agree = (double)dn_agree_pattern_agreeing(p) /
		    (mean * (size - 1)) - pa * more;
		for (size_t j = 0; j < p->size; j++)
			expect += (double)table->paired[p->labels[j]] / total;
		expect = expect / mean - pe * more;
		spread_add(&spread, p->items, (agree - pe -
		    2 * (1 - alpha) * (expect - pe)) / (1 - pe));
	}
	return spread_error(&spread, table->paired_items);
}

/*
 * Krippendorff (2011): disagreements observed within items, as coincidences,
 * and expected among all ratings drawn without putting back.
 */
static void
compute_krippendorff(const struct dn_agree_table *table,
    struct dn_agree_result *result)
{
	unsigned __int128 total = table->paired_ratings;
	unsigned __int128 pairs = total * (total - 1), alike = 0;
	struct dn_stat_sum sum = { 0, 0 };
	double rest = 1 - 1 / (double)total;

	for (size_t i = 0; i < table->class_count; i++) {
		const struct dn_agree_class *class = &table->classes[i];
		unsigned __int128 all = (unsigned __int128)class->items *
		    class->size * (class->size - 1);

		if (class->size >= 2)
			dn_stat_sum_add(&sum, (double)(all -
			    class->agreeing) / (double)(class->size - 1));
	}
	for (size_t k = 0; k < table->label_count; k++)
		if (table->paired[k] > 0)
			alike += (unsigned __int128)table->paired[k] *
			    (table->paired[k] - 1);
	result->n = table->paired_items;
	result->observed = dn_stat_sum_get(&sum) / (double)total;
	result->expected = (double)(pairs - alike) / (double)pairs;
	result->po = 1 - rest * result->observed;
	result->pe = 1 - rest * result->expected;
	if (table->paired_used == 1) {
		result->reason = one_category;
		return;
	}
	result->value = 1 - result->observed / result->expected;
	result->se = alpha_error(table);
}

/* ---- the rows ----------------------------------------------------------- */

const struct dn_agree_coef dn_agree_coefs[] = {
	{ .name = "percent", .least = 0, .compute = compute_percent },
	{ .name = "cohen", .pair = true, .normal = true, .least = -INFINITY,
	    .compute = compute_cohen },
	{ .name = "fleiss", .least = -INFINITY, .compute = compute_fleiss },
	{ .name = "krippendorff", .disagreement = true, .least = -INFINITY,
	    .compute = compute_krippendorff },
	{ .name = NULL }
};

const struct dn_agree_coef *
dn_agree_coef_find(const char *name, size_t len)
{
	const struct dn_agree_coef *coef;

	for (coef = dn_agree_coefs; coef->name != NULL; coef++)
		if (strlen(coef->name) == len &&
		    memcmp(coef->name, name, len) == 0)
			return coef;
	return NULL;
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

void
dn_agree_compute(const struct dn_agree_coef *coef,
    const struct dn_agree_table *table, double confidence,
    struct dn_agree_result *result)
{
	double tail = (1 - confidence) / 2, reach;

	*result = (struct dn_agree_result){ .reason = nothing(coef, table),
		.value = NAN, .se = NAN, .se0 = NAN, .z = NAN, .po = NAN,
		.pe = NAN, .observed = NAN, .expected = NAN, .max = NAN,
		.po_max = NAN, .low = NAN, .high = NAN,
		.n = coef->pair || coef->disagreement ? 0 : table->items };
	if (result->reason != NULL)
		return;
	coef->compute(table, result);
	if (result->se0 > 0)
		result->z = result->value / result->se0;
	if (isnan(result->se))
		return;
	reach = -result->se * (coef->normal ? dn_stat_normal_quantile(tail) :
	    dn_stat_student_quantile(tail, (double)(result->n - 1)));
	result->low = fmax(coef->least, result->value - reach);
	result->high = fmin(1, result->value + reach);
}
