/* SPDX-License-Identifier: MIT */
/* From options to coefficients, from coefficients to metric lines. */
#include "agree/score.h"

#include <math.h>
#include <stdlib.h>

#include "agree/label.h"
#include "agree/pairs.h"
#include "agree/score_items.h"
#include "agree/score_line.h"
#include "agree/score_truth.h"
#include "io/jsontext.h"

#define REPLICATES 10000        /* of a bootstrap, unless it is said */

const char *const dn_score_errors_names[] = { "analytic", "bootstrap", "bca",
	"jackknife", "none", NULL };
const char *const dn_score_units[] = { "label", "transcript", "box",
	"polygon", "mask", "interval", "span", NULL };
const char *const dn_score_absences[] = { "label", "missing", NULL };
const char *const dn_score_parts_names[] = { "items", "annotators", NULL };

/* Coefficients that are not of ratings. */
static const char *const of_units[] = { "alpha-u-1995", "alpha-u", "gamma" };

/* ---- what is asked for --------------------------------------------- */

/* The row of a name; NULL with why not. */
static const struct dn_agree_coef *
find_coef(const char *option, const char *name, size_t len,
    struct dn_err *err)
{
	const struct dn_agree_coef *coef = dn_agree_coef_find(name, len);
	int shown = len < 80 ? (int)len : 80;

	for (size_t i = 0; coef == NULL &&
	    i < sizeof(of_units) / sizeof(of_units[0]); i++)
		if (strlen(of_units[i]) == len &&
		    memcmp(of_units[i], name, len) == 0) {
			dn_err_set(err, DN_E_USAGE, "%s: %s is not of labels, "
			    "but of --unit interval or span", option,
			    of_units[i]);
			return NULL;
		}
	if (coef == NULL)
		dn_err_set(err, DN_E_USAGE, "%s: there is no coefficient "
		    "\"%.*s\"", option, shown, name);
	return coef;
}

/* Add a coefficient unless it is there. */
static void
add_coef(const struct dn_agree_coef **coefs, size_t *count,
    const struct dn_agree_coef *coef)
{
	for (size_t i = 0; i < *count; i++)
		if (coefs[i] == coef)
			return;
	coefs[(*count)++] = coef;
}

/* Is it of texts? */
static bool
is_rate(const struct dn_agree_coef *coef)
{
	return coef->truth == DN_AGREE_CER || coef->truth == DN_AGREE_WER;
}

/* Those of answers beside what is right stand apart. */
static void
add_to_score(struct dn_score *score, const struct dn_agree_coef *coef)
{
	if (coef->truth != DN_AGREE_NO_TRUTH)
		add_coef(score->truths, &score->truth_count, coef);
	else
		add_coef(score->coefs, &score->coef_count, coef);
}

static int
read_list(struct dn_score *score, const char *list, struct dn_err *err)
{
	const struct dn_agree_coef *coef;
	size_t len;

	if (strcmp(list, "all") == 0) {
		for (coef = dn_agree_coefs; coef->name != NULL; coef++)
			add_to_score(score, coef);
		for (coef = dn_agree_truths; coef->name != NULL; coef++)
			if (score->gold && !is_rate(coef))
				add_to_score(score, coef);
		return 0;
	}
	for (;; list += len + 1) {
		len = strcspn(list, ",");
		coef = find_coef("--coef", list, len, err);
		if (coef == NULL)
			return -1;
		add_to_score(score, coef);
		if (list[len] == '\0')
			return 0;
	}
}

/* COEF=X or COEF.low=X. */
static int
read_gate(const char *text, struct dn_gate *gate, struct dn_err *err)
{
	size_t len = strcspn(text, "="), name = strcspn(text, ".=");

	gate->coef = find_coef("--min", text, name, err);
	if (gate->coef == NULL)
		return -1;
	if (is_rate(gate->coef))
		return dn_err_set(err, DN_E_USAGE, "--min: %s is better the "
		    "lower it is", gate->coef->name);
	gate->low = name < len;
	if ((gate->low && (len - name != 4 ||
	    memcmp(text + name, ".low", 4) != 0)) || text[len] == '\0' ||
	    !dn_opt_read_real(text + len + 1, &gate->least))
		return dn_err_set(err, DN_E_USAGE, "--min: \"%.80s\" is not "
		    "COEF=NUMBER or COEF.low=NUMBER", text);
	return 0;
}

/* A,B. */
static int
read_compare(struct dn_score *score, const char *text, struct dn_err *err)
{
	size_t len = strcspn(text, ",");

	if (text[len] == '\0')
		return dn_err_set(err, DN_E_USAGE, "--compare: \"%.80s\" is "
		    "not two coefficients with a comma between", text);
	score->compare[0] = find_coef("--compare", text, len, err);
	if (score->compare[0] == NULL)
		return -1;
	score->compare[1] = find_coef("--compare", text + len + 1,
	    strlen(text + len + 1), err);
	if (score->compare[1] == NULL)
		return -1;
	for (int i = 0; i < 2; i++)
		if (score->compare[i]->truth != DN_AGREE_NO_TRUTH)
			return dn_err_set(err, DN_E_USAGE, "--compare: %s is "
			    "no coefficient of agreement",
			    score->compare[i]->name);
	return 0;
}

/* Where errors come from. */
static int
read_errors(struct dn_score *score, const struct dn_score_spec *spec,
    struct dn_err *err)
{
	static const enum dn_resample_kind kinds[] = { DN_RESAMPLE_NONE,
		DN_RESAMPLE_PERCENTILE, DN_RESAMPLE_BCA,
		DN_RESAMPLE_JACKKNIFE, DN_RESAMPLE_NONE };

	score->resample = (struct dn_resample){ kinds[spec->errors],
		spec->parts == DN_SCORE_ANNOTATORS,
		spec->replicates == 0 ? REPLICATES : spec->replicates,
		spec->seed };
	if (score->resample.annotators &&
	    score->resample.kind == DN_RESAMPLE_NONE)
		return dn_err_set(err, DN_E_USAGE, "--resample annotators "
		    "needs --ci bootstrap, bca or jackknife");
	return 0;
}

/* Is there what the coefficients need?  What --min names is asked for too. */
static int
check_truths(struct dn_score *score, struct dn_err *err)
{
	bool asked = score->coef_count + score->truth_count > 0;

	for (size_t i = 0; i < score->gate_count; i++)
		if (score->gates[i].coef->truth != DN_AGREE_NO_TRUTH)
			add_to_score(score, score->gates[i].coef);
	for (size_t i = 0; i < score->truth_count; i++) {
		const struct dn_agree_coef *coef = score->truths[i];

		score->transcripts |= is_rate(coef);
		if (coef->truth == DN_AGREE_ACCURACY && !score->gold)
			return dn_err_set(err, DN_E_USAGE,
			    "accuracy needs --gold");
	}
	/* What is right, and texts, have what suits them. */
	score->suitable = !asked && !score->gold && !score->transcripts;
	if (!asked && score->transcripts) {
		add_to_score(score, dn_agree_coef_find("cer", 3));
		add_to_score(score, dn_agree_coef_find("wer", 3));
	} else if (!asked && score->gold) {
		add_to_score(score, dn_agree_coef_find("accuracy", 8));
		add_to_score(score, dn_agree_coef_find("f1", 2));
	}
	return 0;
}

int
dn_score_init(struct dn_score *score, const struct dn_score_spec *spec,
    struct dn_err *err)
{
	const struct dn_opt_list *mins = &spec->mins;

	*score = (struct dn_score){ .confidence = spec->confidence,
		.interval = spec->errors != DN_SCORE_NO_INTERVAL,
		.per_item = spec->per_item, .per_label = spec->per_label,
		.pairs = spec->pairs, .benchmark = spec->benchmark,
		.gold = spec->gold != NULL,
		.transcripts = spec->unit == DN_SCORE_TRANSCRIPT,
		.matched = spec->unit >= DN_SCORE_BOX };
	if (score->per_item && score->gold)
		return dn_err_set(err, DN_E_USAGE, "--per-item and --gold "
		    "exclude each other");
	if (read_errors(score, spec, err) < 0)
		return -1;
	if (dn_metric_spec_init(&score->weights, spec->weights, false,
	    err) < 0 || dn_metric_spec_init(&score->scale, spec->scale, true,
	    err) < 0)
		return -1;
	if (spec->tolerance != NULL && (!dn_opt_read_real(spec->tolerance,
	    &score->tolerance) || score->tolerance < 0))
		return dn_err_set(err, DN_E_USAGE, "--tolerance: \"%.80s\" is "
		    "not a number from 0", spec->tolerance);
	if (spec->coefs != NULL && read_list(score, spec->coefs, err) < 0)
		return -1;
	if (spec->compare != NULL &&
	    read_compare(score, spec->compare, err) < 0)
		return -1;
	score->gates = calloc(mins->count + 1, sizeof(*score->gates));
	if (score->gates == NULL)
		return dn_err_memory(err);
	for (size_t i = 0; i < mins->count; i++) {
		struct dn_gate *gate = &score->gates[score->gate_count++];

		if (read_gate(mins->values[i], gate, err) < 0)
			return -1;
		if (gate->low && !score->interval)
			return dn_err_set(err, DN_E_USAGE, "--min %s: there "
			    "is no interval with --ci none", mins->values[i]);
	}
	return check_truths(score, err);
}

void
dn_score_release(struct dn_score *score)
{
	dn_metric_spec_release(&score->weights);
	dn_metric_spec_release(&score->scale);
	free(score->gates);
	score->gates = NULL;
}

struct dn_pool_spec
dn_score_pool(const struct dn_score_spec *spec,
    const struct dn_gather_spec *ratings, bool file)
{
	static const unsigned kinds[] = { 0, 0, DN_POOL_KIND(BOX),
		DN_POOL_KIND(AREA), DN_POOL_KIND(MASK),
		DN_POOL_KIND(INTERVAL), DN_POOL_KIND(SPAN) };

	return (struct dn_pool_spec){ .item = ratings->item,
		.annotator = ratings->annotator, .label = ratings->label,
		.kinds = kinds[spec->unit], .gold = file,
		.between = ratings->between, .memory = SIZE_MAX / 2,
		.predictions = ratings->predictions };
}

/* Units that are matched have no groups, and are read as a whole. */
static int
check_matched(const struct dn_score *score,
    const struct dn_gather_spec *ratings, struct dn_err *err)
{
	if (score->transcripts)
		return dn_err_set(err, DN_E_USAGE, "cer and wer are of "
		    "transcripts");
	return ratings->partial || ratings->merge || ratings->sorted ||
	    ratings->repeat != DN_GATHER_ERROR || ratings->group_by != NULL ||
	    score->per_item ? dn_err_set(err, DN_E_USAGE, "--group-by, "
	    "--merge, --partial, --per-item, --repeat and --sorted are for "
	    "labels and transcripts") : 0;
}

/* Where annotators rate an item twice nothing may tell them apart. */
static int
check_apart(const struct dn_score *score, struct dn_err *err)
{
	const struct dn_agree_coef *coef = NULL;

	for (size_t i = 0; i < score->coef_count; i++)
		if (score->coefs[i]->pair || score->coefs[i]->who)
			coef = score->coefs[i];
	for (size_t i = 0; i < score->truth_count; i++)
		coef = score->truths[i];
	for (size_t i = 0; i < score->gate_count; i++)
		if (score->gates[i].coef->pair || score->gates[i].coef->who)
			coef = score->gates[i].coef;
	for (size_t i = 0; i < 2 && score->compare[0] != NULL; i++)
		if (score->compare[i]->pair || score->compare[i]->who)
			coef = score->compare[i];
	if (coef != NULL)
		return dn_err_set(err, DN_E_USAGE, "--repeat all: %s tells "
		    "annotators apart, so each may rate an item once",
		    coef->name);
	if (!score->pairs &&
	    !score->resample.annotators)
		return 0;
	return dn_err_set(err, DN_E_USAGE, "--repeat all does not go with %s",
	    score->pairs ? "--pairs" : "--resample annotators");
}

int
dn_score_check(const struct dn_score *score,
    const struct dn_gather_spec *ratings, struct dn_err *err)
{
	if (score->gold && (ratings->repeat == DN_GATHER_ALL ||
	    ratings->repeat == DN_GATHER_INTRA))
		return dn_err_set(err, DN_E_USAGE, "--repeat %s does not go "
		    "with --gold", dn_gather_repeats[ratings->repeat]);
	if (ratings->partial && score->gate_count > 0)
		return dn_err_set(err, DN_E_USAGE, "--partial scores nothing "
		    "yet: --min goes with --merge");
	if (score->matched && check_matched(score, ratings, err) < 0)
		return -1;
	return ratings->repeat == DN_GATHER_ALL ? check_apart(score, err) : 0;
}

/* ---- one field ------------------------------------------------------ */

/* A field as it is being scored, and where to. */
struct scoring {
	const struct dn_score *score;
	const struct dn_gather *gather;
	struct dn_agree_items items;    /* where they are asked for */
	struct dn_agree_view view;
	struct dn_metric weights, scale;
	double *numbers;
	const struct dn_agree_coef *coefs[DN_SCORE_COEFS_MAX];
	const struct dn_agree_coef *truths[DN_SCORE_COEFS_MAX];
	size_t coef_count, truth_count;
	struct dn_bytes *out, *missed;
};

/* The metrics of this field's labels. */
static int
init_metrics(struct scoring *scoring, struct dn_err *err)
{
	const struct dn_score *score = scoring->score;
	const struct dn_agree_view *view = &scoring->view;
	const struct dn_categories *set = scoring->gather->categories;

	if (dn_metric_init(&scoring->weights, &score->weights, set,
	    view->labels, view->label_count, err) < 0 ||
	    dn_metric_init(&scoring->scale, score->weights.name != NULL ?
	    &score->weights : &score->scale, set, view->labels,
	    view->label_count, err) < 0)
		return -1;
	if (score->tolerance == 0)
		return 0;
	scoring->numbers = dn_metric_numbers(set, view->labels,
	    view->label_count);
	return scoring->numbers != NULL ? 0 : dn_err_set(err, DN_E_USAGE,
	    "--tolerance: there are labels that are not numbers");
}

static void
release_scoring(struct scoring *scoring)
{
	dn_metric_release(&scoring->weights);
	dn_metric_release(&scoring->scale);
	free(scoring->numbers);
	scoring->numbers = NULL;
	dn_agree_view_release(&scoring->view);
}

/* Which coefficients: as asked for, else what suits; and what --min names. */
static void
choose_coefs(struct scoring *scoring)
{
	static const char *const two[] = { "percent", "cohen", NULL };
	static const char *const more[] = { "percent", "fleiss",
		"krippendorff", NULL };
	const struct dn_score *score = scoring->score;
	const char *const *name = scoring->view.annotator_count > 2 ||
	    scoring->gather->spec.repeat == DN_GATHER_ALL ? more : two;

	scoring->coef_count = score->coef_count;
	memcpy(scoring->coefs, score->coefs, sizeof(score->coefs));
	scoring->truth_count = score->truth_count;
	memcpy(scoring->truths, score->truths, sizeof(score->truths));
	for (; score->suitable && *name != NULL; name++)
		add_coef(scoring->coefs, &scoring->coef_count,
		    dn_agree_coef_find(*name, strlen(*name)));
	for (size_t i = 0; i < score->gate_count; i++)
		if (score->gates[i].coef->truth == DN_AGREE_NO_TRUTH)
			add_coef(scoring->coefs, &scoring->coef_count,
			    score->gates[i].coef);
}

/* The metric that a coefficient is computed with, of the whole or a label. */
static const struct dn_metric *
metric_of(const struct scoring *scoring, const struct dn_agree_coef *coef,
    bool label)
{
	static const struct dn_metric identity = { .name = "identity" };
	static const struct dn_metric nominal = { .name = "nominal",
		.scale = true };

	if (label)
		return coef->disagreement ? &nominal : &identity;
	if (coef->plain)
		return &identity;
	return coef->disagreement ? &scoring->scale : &scoring->weights;
}

static struct dn_agree_question
ask(const struct scoring *scoring, const struct dn_agree_table *table)
{
	return (struct dn_agree_question){ .table = table,
		.weights = &scoring->weights, .scale = &scoring->scale,
		.numbers = scoring->numbers,
		.tolerance = scoring->score->tolerance,
		.confidence = scoring->score->confidence };
}

static struct dn_score_line
line_of(const struct scoring *scoring, const struct dn_agree_coef *coef,
    bool label)
{
	return (struct dn_score_line){ .gather = scoring->gather,
		.view = &scoring->view, .coef = coef,
		.metric = metric_of(scoring, coef, label),
		.confidence = scoring->score->interval ?
		    scoring->score->confidence : 0 };
}

/* A matrix that differs from its columns has a first annotator. */
static int
check_askew(const struct scoring *scoring, const struct dn_metric *metric,
    const struct dn_agree_coef *coef, struct dn_err *err)
{
	return !metric->askew || strcmp(coef->name, "cohen") == 0 ? 0 :
	    dn_err_set(err, DN_E_USAGE, "--weights %s: rows and columns "
	    "differ, which only cohen takes", scoring->score->weights.name);
}

/* Compute every coefficient of a table, and what resampling says of it. */
static int
compute_table(const struct scoring *scoring,
    const struct dn_agree_table *table, struct dn_agree_result *results,
    struct dn_err *err)
{
	struct dn_agree_question question = ask(scoring, table);

	for (size_t i = 0; i < scoring->coef_count; i++) {
		const struct dn_agree_coef *coef = scoring->coefs[i];

		if (check_askew(scoring, metric_of(scoring, coef, false),
		    coef, err) < 0 || dn_agree_compute(coef, &question,
		    &results[i], err) < 0)
			return -1;
	}
	return dn_agree_resample(&scoring->score->resample, scoring->coefs,
	    scoring->coef_count, &question, results, err);
}

/* Is it of two annotators, so that of more it comes by their pairs? */
static bool
comes_by_pairs(const struct scoring *scoring,
    const struct dn_agree_table *table, const struct dn_agree_coef *coef)
{
	return coef->pair && scoring->score->pairs &&
	    table->annotator_count > 2;
}

/* What answers are worth; where it is known who is right, in no pairs. */
static int
score_truths(const struct scoring *scoring,
    const struct dn_agree_table *table, const uint32_t *annotators,
    struct dn_err *err)
{
	const struct dn_score *score = scoring->score;
	struct dn_score_truth truth = { .table = table,
		.confidence = score->confidence, .gates = score->gates,
		.gate_count = score->gate_count,
		.per_label = score->per_label, .out = scoring->out,
		.missed = scoring->missed };

	for (size_t i = 0; i < scoring->truth_count; i++) {
		const struct dn_agree_coef *coef = scoring->truths[i];

		if (score->gold ? annotators != NULL : annotators == NULL &&
		    comes_by_pairs(scoring, table, coef))
			continue;
		truth.line = line_of(scoring, coef, false);
		truth.line.annotators = annotators;
		if (dn_score_truth_write(&truth, err) < 0)
			return -1;
	}
	return 0;
}

/* Every coefficient of a whole table: of all annotators, or of two. */
static int
score_table(struct scoring *scoring, const struct dn_agree_table *table,
    const uint32_t *annotators, struct dn_err *err)
{
	struct dn_agree_result results[DN_SCORE_COEFS_MAX];

	if (compute_table(scoring, table, results, err) < 0)
		return -1;
	for (size_t i = 0; i < scoring->coef_count; i++) {
		const struct dn_agree_coef *coef = scoring->coefs[i];
		struct dn_score_line line = line_of(scoring, coef, false);

		if (annotators == NULL &&
		    comes_by_pairs(scoring, table, coef))
			continue;
		line.annotators = annotators;
		line.table = table;
		line.resample = &scoring->score->resample;
		line.benchmark = scoring->score->benchmark;
		dn_score_line_write(&line, &results[i], scoring->out);
		if (annotators == NULL || coef->pair)
			dn_gates_judge(scoring->score->gates,
			    scoring->score->gate_count, &line, &results[i],
			    scoring->missed);
	}
	return score_truths(scoring, table, annotators, err);
}

static int
score_difference(struct scoring *scoring, struct dn_err *err)
{
	const struct dn_agree_coef *const *coefs = scoring->score->compare;
	struct dn_agree_question question = ask(scoring,
	    scoring->view.table);
	struct dn_score_line line = line_of(scoring, coefs[0], false);
	struct dn_difference difference;

	for (int i = 0; i < 2; i++)
		if (check_askew(scoring, metric_of(scoring, coefs[i], false),
		    coefs[i], err) < 0)
			return -1;
	if (dn_agree_compare(coefs[0], coefs[1], &question, &difference,
	    err) < 0)
		return -1;
	dn_score_line_write_difference(&line, coefs[1], &difference,
	    scoring->out);
	return 0;
}

static int
score_labels(struct scoring *scoring, struct dn_err *err)
{
	const struct dn_agree_view *view = &scoring->view;
	struct dn_agree_question question = ask(scoring, view->table);
	struct dn_agree_result result;

	for (size_t i = 0; i < scoring->coef_count; i++)
		for (uint32_t k = 0; k < view->label_count; k++) {
			struct dn_score_line line = line_of(scoring,
			    scoring->coefs[i], true);

			line.label = &view->labels[k];
			if (dn_agree_compute_label(scoring->coefs[i],
			    &question, k, &result, err) < 0)
				return -1;
			dn_score_line_write(&line, &result, scoring->out);
		}
	return 0;
}

static int
score_items(struct scoring *scoring, struct dn_err *err)
{
	const struct dn_agree_table *table = scoring->view.table;
	struct dn_agree_question question = ask(scoring, table);
	struct dn_score_items items;
	int failed = dn_score_items_init(&items, &scoring->items,
	    scoring->gather, &scoring->view, err);

	for (size_t i = 0; i < scoring->coef_count && failed == 0; i++) {
		struct dn_score_line line = line_of(scoring,
		    scoring->coefs[i], false);

		if (!comes_by_pairs(scoring, table, line.coef))
			failed = dn_score_items_write(&items, &line,
			    &question, scoring->out, err);
	}
	dn_score_items_release(&items);
	return failed;
}

static int
score_pairs(struct scoring *scoring, struct dn_err *err)
{
	const struct dn_agree_view *view = &scoring->view;
	uint32_t count = (uint32_t)view->table->annotator_count, g, h;
	struct dn_agree_table *table;
	struct dn_agree_pairs pairs;
	int failed = dn_agree_pairs_init(&pairs, view->table, err);

	for (g = 0; g < count && failed == 0; g++)
		for (h = g + 1; h < count && failed == 0; h++) {
			table = dn_agree_pairs_table(&pairs, g, h, err);
			failed = table == NULL ? -1 : score_table(scoring,
			    table, (const uint32_t[]){ view->annotators[g],
			    view->annotators[h] }, err);
			dn_agree_table_free(table);
		}
	dn_agree_pairs_release(&pairs);
	return failed;
}

static int
score_view(struct scoring *scoring, struct dn_err *err)
{
	const struct dn_score *score = scoring->score;

	choose_coefs(scoring);
	if (init_metrics(scoring, err) < 0 ||
	    score_table(scoring, scoring->view.table, NULL, err) < 0)
		return -1;
	if (score->per_label && score_labels(scoring, err) < 0)
		return -1;
	if (score->per_item && score_items(scoring, err) < 0)
		return -1;
	if (score->pairs && scoring->view.annotator_count > 2 &&
	    score_pairs(scoring, err) < 0)
		return -1;
	return score->compare[0] == NULL ? 0 :
	    score_difference(scoring, err);
}

/* Is it asked who rated what, and not only what was rated? */
static bool
needs_rows(const struct dn_score *score)
{
	bool resampled = score->resample.kind != DN_RESAMPLE_NONE;
	bool who = score->pairs || score->per_label ||
	    score->compare[0] != NULL ||
	    score->resample.annotators ||
	    (resampled && score->suitable);

	for (size_t i = 0; i < score->coef_count; i++)
		who = who || score->coefs[i]->who ||
		    (resampled && score->coefs[i]->pair);
	for (size_t i = 0; i < score->gate_count; i++)
		who = who || score->gates[i].coef->who ||
		    (resampled && score->gates[i].coef->pair);
	return who;
}

int
dn_score_all(const struct dn_score *score, struct dn_gather *gather,
    struct dn_bytes *out, struct dn_bytes *missed, struct dn_err *err)
{
	struct dn_agree_views *views = NULL;
	struct scoring scoring = { .score = score, .gather = gather,
		.out = out, .missed = missed };
	int got = -1;

	if (!score->per_item ||
	    dn_agree_items_init(&scoring.items, gather, err) == 0)
		views = dn_agree_views_new(gather, needs_rows(score), err);
	while (views != NULL &&
	    (got = dn_agree_views_next(views, &scoring.view, err)) == 1) {
		if (score_view(&scoring, err) < 0)
			got = -1;
		release_scoring(&scoring);
		if (got < 0)
			break;
	}
	dn_agree_views_free(views);
	dn_agree_items_release(&scoring.items);
	if (got < 0 || dn_bytes_check(out, err) < 0)
		return -1;
	return dn_bytes_check(missed, err);
}
