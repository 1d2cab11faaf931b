/* SPDX-License-Identifier: MIT */
/* From units to coefficients, field by field and pair by pair. */
#include "agree/score_units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "agree/bounds.h"
#include "agree/coincide.h"
#include "agree/gamma.h"
#include "agree/score_units_line.h"
#include "agree/unitize.h"
#include "core/utf8.h"
#include "io/jsontext.h"

#define FIELD_COLUMNS 60        /* of a field's name in a message */

const char *const dn_score_units_whiches[] = { "u", "binary", "cu", "ku",
	NULL };

enum coef { PERCENT, COHEN, KRIPPENDORFF, ALPHA_1995, ALPHA_U, GAMMA,
	BOUNDARY_F1, ONSET, OFFSET, COEF_COUNT };

/* `pair`: of two annotators; `own`: of units, never of ratings of an item. */
static const struct {
	const char *name;
	bool pair, own;
} coefs[COEF_COUNT] = {
	{ "percent", false, false },
	{ "cohen", true, false },
	{ "krippendorff", false, false },
	{ "alpha-u-1995", false, true },
	{ "alpha-u", false, true },
	{ "gamma", false, true },
	{ "boundary-f1", true, false },
	{ "onset", true, false },
	{ "offset", true, false }
};

/* A field, or two of its annotators, and what there is about it. */
struct scoring {
	const struct dn_score_units *units;
	const struct dn_agree_view *view;
	const struct dn_continua *set;
	const uint32_t *pair;           /* places of the two, or NULL */
	const char *reason;             /* why nothing can be said */
	struct dn_coincidence *sums;    /* unless there is a reason */
	struct dn_unitized *squared;    /* alpha of 1995, where asked for */
	struct dn_bounds bounds;
	struct dn_bytes *out, *missed;
};

/* ---- what is asked for ----------------------------------------------- */

static size_t
find_coef(const char *name, size_t len)
{
	size_t i = 0;

	while (i < COEF_COUNT && (strlen(coefs[i].name) != len ||
	    memcmp(coefs[i].name, name, len) != 0))
		i++;
	return i;
}

bool
dn_score_units_wanted(const struct dn_score_spec *scores)
{
	const char *list = scores->coefs;
	size_t len;
	bool spans = scores->unit == DN_SCORE_SPAN;

	if (scores->unit == DN_SCORE_INTERVAL)
		return true;
	if (spans && (scores->match > 0 || scores->gold != NULL))
		return false;
	if (!spans && scores->unit != DN_SCORE_LABEL)
		return false;
	if (spans && list == NULL)
		return true;
	for (; list != NULL; list += len + 1) {
		size_t coef;

		len = strcspn(list, ",");
		coef = find_coef(list, len);
		if (coef == COEF_COUNT || (!spans && !coefs[coef].own))
			return false;
		if (list[len] == '\0')
			return true;
	}
	return false;
}

static void
add_coef(struct dn_score_units *units, size_t coef)
{
	if (units->coefs >> coef & 1)
		return;
	units->coefs |= UINT32_C(1) << coef;
	units->order[units->coef_count++] = coef;
}

static int
no_coef(const char *option, const char *name, size_t len, struct dn_err *err)
{
	return dn_err_set(err, DN_E_USAGE, "%s: there is no coefficient "
	    "\"%.*s\" of units", option, len < 80 ? (int)len : 80, name);
}

static int
read_list(struct dn_score_units *units, const char *list, struct dn_err *err)
{
	size_t len;

	if (strcmp(list, "all") == 0) {
		for (size_t i = 0; i < COEF_COUNT; i++)
			add_coef(units, i);
		return 0;
	}
	for (;; list += len + 1) {
		len = strcspn(list, ",");
		if (find_coef(list, len) == COEF_COUNT)
			return no_coef("--coef", list, len, err);
		add_coef(units, find_coef(list, len));
		if (list[len] == '\0')
			return 0;
	}
}

/* COEF=X. */
static int
read_gate(const char *text, struct dn_score_units_gate *gate,
    struct dn_err *err)
{
	size_t len = strcspn(text, "=");

	gate->coef = find_coef(text, strcspn(text, "=."));
	if (gate->coef == COEF_COUNT)
		return no_coef("--min", text, strcspn(text, "=."), err);
	if (text[len] == '\0' || strcspn(text, ".") < len ||
	    !dn_opt_read_real(text + len + 1, &gate->least))
		return dn_err_set(err, DN_E_USAGE, "--min: \"%.80s\" is not "
		    "COEF=NUMBER: units have no intervals", text);
	return 0;
}

/* What is of ratings alone. */
static int
check_spec(const struct dn_score_spec *scores,
    const struct dn_gather_spec *ratings, struct dn_err *err)
{
	const char *wrong = scores->weights != NULL ? "--weights" :
	    scores->scale != NULL ? "--scale" :
	    scores->compare != NULL ? "--compare" :
	    scores->benchmark ? "--benchmark" :
	    scores->gold != NULL ? "--gold" :
	    scores->per_item ? "--per-item" :
	    ratings->group_by != NULL ? "--group-by" :
	    ratings->repeat != DN_GATHER_ERROR ? "--repeat" :
	    ratings->sorted ? "--sorted" :
	    ratings->partial ? "--partial" :
	    ratings->merge ? "--merge" :
	    scores->errors != DN_SCORE_ANALYTIC &&
	    scores->errors != DN_SCORE_NO_INTERVAL ? "--ci" : NULL;

	return wrong == NULL ? 0 : dn_err_set(err, DN_E_USAGE,
	    "%s is not for units of texts and recordings", wrong);
}

int
dn_score_units_init(struct dn_score_units *units,
    const struct dn_score_units_spec *spec, const struct dn_score_spec *scores,
    const struct dn_gather_spec *ratings, struct dn_err *err)
{
	enum dn_stretch_kind kind =
	    scores->unit == DN_SCORE_INTERVAL ? DN_STRETCH_INTERVAL :
	    scores->unit == DN_SCORE_SPAN ? DN_STRETCH_SPAN : DN_STRETCH_ANY;
	const struct dn_opt_list *mins = &scores->mins;

	*units = (struct dn_score_units){ .which = spec->which,
		.tolerance = 0.02, .replicates = scores->replicates,
		.seed = scores->seed, .per_label = scores->per_label,
		.interval = scores->errors != DN_SCORE_NO_INTERVAL,
		.pairs = scores->pairs,
		.gates = calloc(mins->count + 1, sizeof(*units->gates)) };
	if (units->gates == NULL)
		return dn_err_memory(err);
	if (check_spec(scores, ratings, err) < 0)
		return -1;
	if (scores->tolerance != NULL &&
	    (!dn_opt_read_real(scores->tolerance, &units->tolerance) ||
	    !(units->tolerance >= 0 && units->tolerance < 1e9)))
		return dn_err_set(err, DN_E_USAGE, "--tolerance: \"%.80s\" is "
		    "not a number from 0", scores->tolerance);
	if (scores->coefs != NULL && read_list(units, scores->coefs, err) < 0)
		return -1;
	for (size_t i = 0; i < mins->count; i++)
		if (read_gate(mins->values[i],
		    &units->gates[units->gate_count++], err) < 0)
			return -1;
	return dn_stretches_init(&units->stretches,
	    &(struct dn_stretches_spec){ *ratings, kind, spec->continuum },
	    err);
}

void
dn_score_units_release(struct dn_score_units *units)
{
	dn_stretches_release(&units->stretches);
	free(units->gates);
	units->gates = NULL;
}

/* ---- lines --------------------------------------------------------------- */

/* Does a coefficient keep to what --min asks of it?  Say so if not. */
static void
judge(const struct scoring *scoring, size_t coef,
    const struct dn_unitized *result)
{
	const struct dn_score_units *units = scoring->units;
	struct dn_bytes *missed = scoring->missed;
	struct dn_span field = scoring->view->field;

	for (size_t i = 0; i < units->gate_count; i++) {
		if (units->gates[i].coef != coef ||
		    result->value >= units->gates[i].least)
			continue;
		if (field.ptr != NULL) {
			dn_utf8_show(missed, field.ptr, field.len,
			    FIELD_COLUMNS);
			dn_bytes_add_text(missed, ": ");
		}
		dn_bytes_add_format(missed, "%s is ", coefs[coef].name);
		if (isnan(result->value))
			dn_bytes_add_format(missed, "not defined (%s)",
			    result->reason);
		else
			dn_json_write_real(missed, result->value);
		dn_bytes_add_text(missed, ", asked for at least ");
		dn_json_write_real(missed, units->gates[i].least);
		dn_bytes_add_byte(missed, '\n');
	}
}

static struct dn_units_line
line_of(const struct scoring *scoring, size_t coef)
{
	return (struct dn_units_line){
		.gather = &scoring->units->stretches.gather,
		.view = scoring->view, .set = scoring->set,
		.pair = scoring->pair, .name = coefs[coef].name,
		.which = coef == ALPHA_U ?
		    dn_score_units_whiches[scoring->units->which] : NULL,
		.label = -1, .interval = scoring->units->interval };
}

/* What is computed from durations: of all labels or of one. */
static int
compute_duration(const struct scoring *scoring, size_t coef, int64_t label,
    struct dn_unitized *result, struct dn_err *err)
{
	uint32_t labels = scoring->set->label_count;

	*result = (struct dn_unitized){ scoring->reason, NAN, NAN, NAN, NAN };
	if (scoring->reason != NULL)
		return 0;
	if (coef == COHEN)
		return dn_kappa_of(scoring->set, scoring->sums, label, result,
		    err);
	*result = coef == PERCENT ? dn_share_of(scoring->sums, labels, label) :
	    dn_alpha_of(scoring->sums, labels, label);
	return 0;
}

static int
write_gamma(const struct scoring *scoring, struct dn_err *err)
{
	const struct dn_score_units *units = scoring->units;
	struct dn_units_line line = line_of(scoring, GAMMA);
	struct dn_unitized result;

	if (dn_gamma(scoring->set, units->replicates, units->seed, &result,
	    &line.replicates, &line.exact, err) < 0)
		return -1;
	line.seed = units->seed;
	dn_units_line_write_gamma(&line, &result, scoring->out);
	judge(scoring, GAMMA, &result);
	return 0;
}

static void
write_bounds(const struct scoring *scoring, size_t coef)
{
	const struct dn_bounds *bounds = &scoring->bounds;
	struct dn_unitized result = { scoring->reason, NAN, NAN, NAN, NAN };
	struct dn_units_line line = line_of(scoring, coef);
	double both = (double)bounds->count[0] + (double)bounds->count[1];

	if (scoring->reason == NULL && coef == BOUNDARY_F1) {
		result.value = 2 * (double)bounds->matched / both;
	} else if (scoring->reason == NULL) {
		result.value = bounds->bias[coef == OFFSET] /
		    scoring->set->ticks;
		result.reason = bounds->pairs == 0 ? "no-pairs" : NULL;
	}
	line.bounds = scoring->reason == NULL ? bounds : NULL;
	line.tolerance = scoring->units->tolerance;
	dn_units_line_write_bounds(&line, coef == OFFSET, coef != BOUNDARY_F1,
	    &result, scoring->out);
	judge(scoring, coef, &result);
}

/* alpha-u of single labels comes in lines of their own. */
static void
write_labels_of_alpha(const struct scoring *scoring)
{
	for (uint32_t c = 0; c < scoring->set->label_count; c++) {
		struct dn_units_line line = line_of(scoring, ALPHA_U);
		struct dn_unitized result = { scoring->reason, NAN, NAN, NAN,
			NAN };

		line.which = "ku";
		line.label = c;
		line.coverage = true;
		if (scoring->reason == NULL)
			result = dn_alpha_u(scoring->sums,
			    scoring->set->label_count, DN_ALPHA_KU, c);
		dn_units_line_write(&line, &result, scoring->out);
		if (scoring->units->which == DN_ALPHA_KU)
			judge(scoring, ALPHA_U, &result);
	}
}

static int
write_coef(const struct scoring *scoring, size_t coef, struct dn_err *err)
{
	const struct dn_score_units *units = scoring->units;
	struct dn_units_line line = line_of(scoring, coef);
	struct dn_unitized result = { scoring->reason, NAN, NAN, NAN, NAN };

	if (coef == GAMMA)
		return write_gamma(scoring, err);
	if (coef >= BOUNDARY_F1) {
		write_bounds(scoring, coef);
		return 0;
	}
	if (coef == ALPHA_U && units->which == DN_ALPHA_KU) {
		write_labels_of_alpha(scoring);
		return 0;
	}
	if (coef == ALPHA_1995)
		result = scoring->squared[scoring->set->label_count];
	else if (coef == ALPHA_U && scoring->reason == NULL)
		result = dn_alpha_u(scoring->sums, scoring->set->label_count,
		    (enum dn_alpha_u)units->which, 0);
	else if (coef != ALPHA_U && compute_duration(scoring, coef, -1,
	    &result, err) < 0)
		return -1;
	dn_units_line_write(&line, &result, scoring->out);
	judge(scoring, coef, &result);
	return 0;
}

/* Lines of labels; gaps are one of those that durations have. */
static int
write_labels(const struct scoring *scoring, size_t coef, struct dn_err *err)
{
	uint32_t labels = scoring->set->label_count;

	if (coef == ALPHA_U && scoring->units->which != DN_ALPHA_KU)
		write_labels_of_alpha(scoring);
	if (coef > ALPHA_1995)
		return 0;
	for (uint32_t c = 0; c < labels + (coef != ALPHA_1995); c++) {
		struct dn_units_line line = line_of(scoring, coef);
		struct dn_unitized result;

		line.label = c;
		if (coef == ALPHA_1995)
			result = scoring->squared[c];
		else if (compute_duration(scoring, coef, c, &result, err) < 0)
			return -1;
		dn_units_line_write(&line, &result, scoring->out);
	}
	return 0;
}

/* ---- fields and pairs ---------------------------------------------------- */

/* Compute what several coefficients share. */
static int
begin_scoring(struct scoring *scoring, struct dn_err *err)
{
	const struct dn_continua *set = scoring->set;
	size_t count = (size_t)set->label_count + 1;
	double tolerance = floor(scoring->units->tolerance * set->ticks +
	    1e-6);

	scoring->reason = dn_continua_reason(set);
	scoring->sums = calloc(count, sizeof(*scoring->sums));
	scoring->squared = calloc(count, sizeof(*scoring->squared));
	if (scoring->sums == NULL || scoring->squared == NULL)
		return dn_err_memory(err);
	if (dn_unitize(set, scoring->squared, err) < 0)
		return -1;
	if (scoring->reason != NULL)
		return 0;
	if (set->annotator_count == 2 && dn_bounds_compare(set,
	    tolerance < 1e15 ? (int64_t)tolerance : INT64_C(1) << 50,
	    &scoring->bounds, err) < 0)
		return -1;
	return dn_coincide(set, scoring->sums, err);
}

static void
end_scoring(struct scoring *scoring)
{
	free(scoring->sums);
	free(scoring->squared);
}

/* The coefficients in their order, those that --min names last. */
static size_t
choose(const struct dn_score_units *units, uint32_t annotators,
    size_t order[COEF_COUNT])
{
	struct dn_score_units all = { .coefs = 0 };

	for (size_t i = 0; i < units->coef_count; i++)
		add_coef(&all, units->order[i]);
	if (units->coef_count == 0) {
		add_coef(&all, PERCENT);
		add_coef(&all, annotators > 2 ? KRIPPENDORFF : COHEN);
		add_coef(&all, BOUNDARY_F1);
	}
	for (size_t i = 0; i < units->gate_count; i++)
		add_coef(&all, units->gates[i].coef);
	memcpy(order, all.order, all.coef_count * sizeof(*order));
	return all.coef_count;
}

/* Everything of a set: all that is not, or all that is of two annotators. */
static int
score_set(struct scoring *scoring, const size_t *order, size_t count,
    struct dn_err *err)
{
	bool pairs = scoring->view->annotator_count > 2;
	int failed = begin_scoring(scoring, err);

	for (int labels = 0; labels < 1 + scoring->units->per_label; labels++)
		for (size_t i = 0; i < count && failed == 0; i++) {
			bool of_two = coefs[order[i]].pair;

			if (scoring->pair == NULL ? of_two && pairs :
			    !of_two && !scoring->units->pairs)
				continue;
			failed = labels == 0 ?
			    write_coef(scoring, order[i], err) :
			    write_labels(scoring, order[i], err);
		}
	end_scoring(scoring);
	return failed;
}

/* Are there lines of two annotators to be written? */
static bool
needs_pairs(const struct scoring *all, const size_t *order, size_t count)
{
	bool needed = all->units->pairs;

	for (size_t i = 0; i < count; i++)
		needed = needed || coefs[order[i]].pair;
	return needed && all->view->annotator_count > 2;
}

static int
score_pairs(const struct scoring *all, const size_t *order, size_t count,
    struct dn_err *err)
{
	uint32_t annotators = all->set->annotator_count;

	for (uint32_t g = 0; g < annotators; g++)
		for (uint32_t h = g + 1; h < annotators; h++) {
			struct scoring scoring = *all;
			struct dn_continua set;
			int failed;

			if (dn_continua_pair(all->set, g, h, &set, err) < 0)
				return -1;
			scoring.set = &set;
			scoring.pair = (const uint32_t[]){ g, h };
			failed = score_set(&scoring, order, count, err);
			dn_continua_release(&set);
			if (failed < 0)
				return -1;
		}
	return 0;
}

static int
score_field(const struct dn_score_units *units,
    const struct dn_agree_view *view, const struct dn_continua *set,
    struct dn_bytes *out, struct dn_bytes *missed, struct dn_err *err)
{
	struct scoring scoring = { .units = units, .view = view, .set = set,
		.out = out, .missed = missed };
	size_t order[COEF_COUNT];
	size_t count = choose(units, set->annotator_count, order);

	if (score_set(&scoring, order, count, err) < 0)
		return -1;
	return needs_pairs(&scoring, order, count) ?
	    score_pairs(&scoring, order, count, err) : 0;
}

int
dn_score_units_all(struct dn_score_units *units, struct dn_bytes *out,
    struct dn_bytes *missed, struct dn_err *err)
{
	struct dn_stretches *stretches = &units->stretches;

	if (dn_stretches_close(stretches, err) < 0)
		return -1;
	for (uint32_t f = 0; f < dn_stretches_fields(stretches); f++) {
		struct dn_agree_view view;
		struct dn_continua set;
		int got = dn_stretches_view(stretches, f, &view, &set, err);

		if (got == 1 && score_field(units, &view, &set, out, missed,
		    err) < 0)
			got = -1;
		dn_agree_view_release(&view);
		dn_continua_release(&set);
		if (got < 0)
			return -1;
	}
	return dn_bytes_check(out, err) < 0 ? -1 : dn_bytes_check(missed, err);
}
