/* SPDX-License-Identifier: MIT */
/* From options to coefficients, from coefficients to metric lines. */
#include "agree/score.h"

#include <math.h>
#include <stdlib.h>

#include "core/utf8.h"
#include "io/jsontext.h"

#define FIELD_COLUMNS 60        /* of a field's name in a message */

/* Coefficients of later versions: known, and refused. */
static const char *const later[] = {
	"percent-all", "specific-agreement", "scott", "conger", "light",
	"ac1", "ac2", "brennan-prediger", "alpha-u-1995", "alpha-u", "gamma",
	"f1", "accuracy", "cer", "wer"
};

/* ---- what is asked for --------------------------------------------- */

/* The row of a name; NULL with why not. */
static const struct dn_agree_coef *
find_coef(const char *option, const char *name, size_t len,
    struct dn_err *err)
{
	const struct dn_agree_coef *coef = dn_agree_coef_find(name, len);
	int shown = len < 80 ? (int)len : 80;

	for (size_t i = 0; coef == NULL &&
	    i < sizeof(later) / sizeof(later[0]); i++)
		if (strlen(later[i]) == len &&
		    memcmp(later[i], name, len) == 0) {
			dn_err_set(err, DN_E_NOT_BUILT,
			    "%s: %s is not built yet", option, later[i]);
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

static int
read_list(struct dn_score *score, const char *list, struct dn_err *err)
{
	const struct dn_agree_coef *coef;
	size_t len;

	if (strcmp(list, "all") == 0) {
		for (coef = dn_agree_coefs; coef->name != NULL; coef++)
			add_coef(score->coefs, &score->coef_count, coef);
		return 0;
	}
	for (;; list += len + 1) {
		len = strcspn(list, ",");
		coef = find_coef("--coef", list, len, err);
		if (coef == NULL)
			return -1;
		add_coef(score->coefs, &score->coef_count, coef);
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
	gate->low = name < len;
	if ((gate->low && (len - name != 4 ||
	    memcmp(text + name, ".low", 4) != 0)) || text[len] == '\0' ||
	    !dn_opt_read_real(text + len + 1, &gate->least))
		return dn_err_set(err, DN_E_USAGE, "--min: \"%.80s\" is not "
		    "COEF=NUMBER or COEF.low=NUMBER", text);
	return 0;
}

int
dn_score_init(struct dn_score *score, const struct dn_score_spec *spec,
    struct dn_err *err)
{
	const struct dn_opt_list *mins = &spec->mins;

	*score = (struct dn_score){ .confidence = spec->confidence,
		.interval = spec->interval };
	if (spec->coefs != NULL && read_list(score, spec->coefs, err) < 0)
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
	return 0;
}

void
dn_score_release(struct dn_score *score)
{
	free(score->gates);
	score->gates = NULL;
}

/* ---- a metric line -------------------------------------------------- */

/* ,"name":number, null where there is none. */
static void
add_real(struct dn_bytes *out, const char *name, double value)
{
	dn_bytes_add_format(out, ",\"%s\":", name);
	/* Minus zero is no other value than zero. */
	dn_json_write_real(out, value == 0 ? 0 : value);
}

static void
add_interval(const struct dn_score *score,
    const struct dn_agree_result *result, struct dn_bytes *out)
{
	if (!score->interval)
		return;
	if (isnan(result->low)) {
		dn_bytes_add_text(out, ",\"ci\":null");
	} else {
		dn_bytes_add_text(out, ",\"ci\":[");
		dn_json_write_real(out, result->low == 0 ? 0 : result->low);
		dn_bytes_add_byte(out, ',');
		dn_json_write_real(out, result->high == 0 ? 0 : result->high);
		dn_bytes_add_byte(out, ']');
	}
	add_real(out, "confidence", score->confidence);
}

/* Who rated, and the labels that there are. */
static void
add_sides(const struct dn_gather *gather, const struct dn_agree_view *view,
    struct dn_bytes *out)
{
	dn_bytes_add_text(out, ",\"annotators\":[");
	for (size_t i = 0; i < view->annotator_count; i++) {
		if (i > 0)
			dn_bytes_add_byte(out, ',');
		dn_json_write_text(out, dn_names_get(gather->annotators,
		    view->annotators[i]));
	}
	dn_bytes_add_text(out, "],\"labels\":[");
	for (size_t i = 0; i < view->label_count; i++) {
		if (i > 0)
			dn_bytes_add_byte(out, ',');
		dn_bytes_add_span(out, dn_categories_text(gather->categories,
		    view->labels[i]));
	}
	dn_bytes_add_byte(out, ']');
}

static void
add_line(const struct dn_score *score, const struct dn_gather *gather,
    const struct dn_agree_view *view, const struct dn_agree_coef *coef,
    const struct dn_agree_result *result, struct dn_bytes *out)
{
	dn_bytes_add_format(out, "{\"record\":\"metric\",\"metric\":\"%s\"",
	    coef->name);
	if (view->field.ptr != NULL) {
		dn_bytes_add_text(out, ",\"field\":");
		dn_json_write_text(out, view->field);
	}
	dn_bytes_add_text(out, coef->disagreement ?
	    ",\"scale\":\"nominal\"" : ",\"weights\":\"identity\"");
	add_real(out, "value", result->value);
	if (result->reason != NULL)
		dn_bytes_add_format(out, ",\"reason\":\"%s\"",
		    result->reason);
	add_real(out, "se", result->se);
	add_real(out, "se0", result->se0);
	add_real(out, "z", result->z);
	add_interval(score, result, out);
	add_real(out, "po", result->po);
	add_real(out, "pe", result->pe);
	if (coef->disagreement) {
		add_real(out, "do", result->observed);
		add_real(out, "de", result->expected);
	}
	if (coef->pair) {
		add_real(out, "kappa_max", result->max);
		add_real(out, "po_max", result->po_max);
	}
	dn_bytes_add_format(out, ",\"n\":%llu", (unsigned long long)result->n);
	add_sides(gather, view, out);
	dn_bytes_add_text(out, "}\n");
}

/* ---- one field ------------------------------------------------------ */

/* Does a coefficient keep to what --min asks of it?  Say so if not. */
static void
judge(const struct dn_score *score, const struct dn_agree_view *view,
    const struct dn_agree_coef *coef, const struct dn_agree_result *result,
    struct dn_bytes *missed)
{
	for (size_t i = 0; i < score->gate_count; i++) {
		const struct dn_gate *gate = &score->gates[i];
		double got = gate->low ? result->low : result->value;

		if (gate->coef != coef || got >= gate->least)
			continue;
		if (view->field.ptr != NULL) {
			dn_utf8_show(missed, view->field.ptr,
			    view->field.len, FIELD_COLUMNS);
			dn_bytes_add_text(missed, ": ");
		}
		dn_bytes_add_format(missed, "%s%s is ", coef->name,
		    gate->low ? ".low" : "");
		if (isnan(got))
			dn_bytes_add_format(missed, "not defined (%s)",
			    result->reason != NULL ? result->reason :
			    "no standard error");
		else
			dn_json_write_real(missed, got);
		dn_bytes_add_text(missed, ", asked for at least ");
		dn_json_write_real(missed, gate->least);
		dn_bytes_add_byte(missed, '\n');
	}
}

static void
score_view(const struct dn_score *score, const struct dn_gather *gather,
    const struct dn_agree_view *view, struct dn_bytes *out,
    struct dn_bytes *missed)
{
	static const char *const two[] = { "percent", "cohen", NULL };
	static const char *const more[] = { "percent", "fleiss",
		"krippendorff", NULL };
	const char *const *name = view->annotator_count > 2 ? more : two;
	const struct dn_agree_coef *coefs[DN_SCORE_COEFS_MAX];
	struct dn_agree_result result;
	size_t count = score->coef_count;

	memcpy(coefs, score->coefs, sizeof(coefs));
	for (; score->coef_count == 0 && *name != NULL; name++)
		add_coef(coefs, &count,
		    dn_agree_coef_find(*name, strlen(*name)));
	for (size_t i = 0; i < score->gate_count; i++)
		add_coef(coefs, &count, score->gates[i].coef);
	for (size_t i = 0; i < count; i++) {
		dn_agree_compute(coefs[i], view->table, score->confidence,
		    &result);
		add_line(score, gather, view, coefs[i], &result, out);
		judge(score, view, coefs[i], &result, missed);
	}
}

int
dn_score_all(const struct dn_score *score, struct dn_gather *gather,
    struct dn_bytes *out, struct dn_bytes *missed, struct dn_err *err)
{
	struct dn_agree_views *views = dn_agree_views_new(gather, err);
	struct dn_agree_view view;
	int got = -1;

	while (views != NULL &&
	    (got = dn_agree_views_next(views, &view, err)) == 1) {
		score_view(score, gather, &view, out, missed);
		dn_agree_view_release(&view);
	}
	dn_agree_views_free(views);
	if (got < 0 || dn_bytes_check(out, err) < 0)
		return -1;
	return dn_bytes_check(missed, err);
}
