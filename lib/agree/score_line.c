/* SPDX-License-Identifier: MIT */
/* A result's members, in the order of dn-kappa(1). */
#include "agree/score_line.h"

#include <math.h>
#include <string.h>

#include "agree/benchmark.h"
#include "io/jsontext.h"

/* The limits between which prevalence is told: see dn-kappa(1). */
#define AGREEING 0.8
#define LOW 0.667

/* A number; minus zero is no other value than zero. */
static void
add_number(struct dn_bytes *out, double value)
{
	dn_json_write_real(out, value == 0 ? 0 : value);
}

/* ,"name":number, null where there is none. */
static void
add_real(struct dn_bytes *out, const char *name, double value)
{
	dn_bytes_add_format(out, ",\"%s\":", name);
	add_number(out, value);
}

static void
add_count(struct dn_bytes *out, const char *name, uint64_t value)
{
	dn_bytes_add_format(out, ",\"%s\":%llu", name,
	    (unsigned long long)value);
}

static void
add_interval(const struct dn_score_line *line, double low, double high,
    struct dn_bytes *out)
{
	if (line->confidence == 0)
		return;
	if (isnan(low)) {
		dn_bytes_add_text(out, ",\"ci\":null");
	} else {
		dn_bytes_add_text(out, ",\"ci\":[");
		add_number(out, low);
		dn_bytes_add_byte(out, ',');
		add_number(out, high);
		dn_bytes_add_byte(out, ']');
	}
	add_real(out, "confidence", line->confidence);
}

/* How the error was found, unless by its formula. */
static void
add_resampling(const struct dn_resample *how, uint64_t lost,
    struct dn_bytes *out)
{
	static const char *const names[] = { "analytic", "bootstrap", "bca",
		"jackknife" };

	if (how == NULL || how->kind == DN_RESAMPLE_NONE)
		return;
	dn_bytes_add_format(out, ",\"ci_method\":\"%s%s\"", names[how->kind],
	    how->annotators ? "-annotators" : "");
	if (how->kind == DN_RESAMPLE_PERCENTILE ||
	    how->kind == DN_RESAMPLE_BCA) {
		add_count(out, "replicates", how->replicates);
		add_count(out, "seed", how->seed);
	}
	if (lost > 0)
		add_count(out, "undefined_replicates", lost);
}

/* The level that is reached on each scale; null where it is not known. */
static void
add_benchmark(const struct dn_agree_result *result, struct dn_bytes *out)
{
	const struct dn_benchmark *benchmark;
	const struct dn_benchmark_level *level;
	double probability;

	for (benchmark = dn_benchmarks; benchmark->name != NULL;
	    benchmark++) {
		dn_bytes_add_text(out, benchmark == dn_benchmarks ?
		    ",\"benchmark\":{" : ",");
		dn_bytes_add_format(out, "\"%s\":", benchmark->name);
		level = dn_benchmark_find(benchmark, result->value,
		    result->se, &probability);
		if (level == NULL) {
			dn_bytes_add_text(out, "null");
			continue;
		}
		dn_bytes_add_format(out, "{\"level\":\"%s\"", level->name);
		add_real(out, "probability", probability);
		dn_bytes_add_byte(out, '}');
	}
	dn_bytes_add_byte(out, '}');
}

static void
add_annotators(const struct dn_score_line *line, struct dn_bytes *out)
{
	const struct dn_agree_view *view = line->view;
	const uint32_t *numbers = line->annotators == NULL ?
	    view->annotators : line->annotators;
	size_t count = line->annotators == NULL ? view->annotator_count : 2;

	dn_bytes_add_text(out, ",\"annotators\":[");
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			dn_bytes_add_byte(out, ',');
		dn_json_write_text(out, dn_names_get(
		    line->gather->annotators, numbers[i]));
	}
	dn_bytes_add_byte(out, ']');
}

static void
add_labels(const struct dn_score_line *line, struct dn_bytes *out)
{
	const struct dn_agree_view *view = line->view;

	/* Texts are no categories, and as many as items. */
	if (line->gather->spec.transcripts)
		return;
	dn_bytes_add_text(out, ",\"labels\":[");
	for (size_t i = 0; i < view->label_count; i++) {
		if (i > 0)
			dn_bytes_add_byte(out, ',');
		dn_bytes_add_span(out, dn_categories_text(
		    line->gather->categories, view->labels[i]));
	}
	dn_bytes_add_byte(out, ']');
}

void
dn_score_line_add_names(const struct dn_score_line *line,
    struct dn_bytes *out)
{
	add_annotators(line, out);
	add_labels(line, out);
}

const char *
dn_score_line_name(const struct dn_agree_coef *coef,
    const struct dn_metric *metric)
{
	return strcmp(coef->name, "ac1") == 0 &&
	    metric->shape != DN_METRIC_SAME ? "ac2" : coef->name;
}

/* ,"name":text, unless it is absent. */
static void
add_text(struct dn_bytes *out, const char *name, struct dn_span text)
{
	if (text.ptr == NULL)
		return;
	dn_bytes_add_format(out, ",\"%s\":", name);
	dn_json_write_text(out, text);
}

/* What the line is of, and how labels compare. */
static void
add_subject(const struct dn_score_line *line, struct dn_bytes *out)
{
	add_text(out, "group", line->view->group);
	add_text(out, "field", line->view->field);
	if (line->item != NULL) {
		add_text(out, "item", line->item->id);
		add_text(out, "split", line->item->split);
		add_text(out, "annotator", line->item->annotator);
	}
	if (line->label != NULL) {
		dn_bytes_add_text(out, ",\"label\":");
		dn_bytes_add_span(out, dn_categories_text(
		    line->gather->categories, *line->label));
	}
	if (line->annotator != NULL)
		add_text(out, "annotator", dn_names_get(
		    line->gather->annotators, *line->annotator));
	if (line->coef->truth != DN_AGREE_NO_TRUTH)
		return;
	dn_bytes_add_format(out, ",\"%s\":\"%s\"",
	    line->metric->scale ? "scale" : "weights", line->metric->name);
}

/* How every line begins. */
static void
begin_line(const struct dn_score_line *line,
    const struct dn_agree_result *result, struct dn_bytes *out)
{
	dn_bytes_add_format(out, "{\"record\":\"metric\",\"metric\":\"%s\"",
	    dn_score_line_name(line->coef, line->metric));
	add_subject(line, out);
	add_real(out, "value", result->value);
	if (result->reason != NULL)
		dn_bytes_add_format(out, ",\"reason\":\"%s\"",
		    result->reason);
}

void
dn_score_line_write_item(const struct dn_score_line *line,
    const struct dn_agree_result *result, struct dn_bytes *out)
{
	begin_line(line, result, out);
	add_count(out, "n", result->n);
	dn_bytes_add_text(out, "}\n");
}

/*
 * A value that is low though most pairs agree comes of one label that nearly
 * all ratings have: its share, so that nobody takes the value for a mistake.
 */
static void
add_prevalence(const struct dn_score_line *line,
    const struct dn_agree_result *result, struct dn_bytes *out)
{
	const struct dn_agree_table *table = line->table;
	double most = 0;

	if (table == NULL || !(result->po >= AGREEING) ||
	    !(result->value < LOW))
		return;
	for (size_t k = 0; k < table->label_count; k++)
		most = fmax(most, table->shares[k]);
	add_real(out, "prevalence", most);
}

void
dn_score_line_write(const struct dn_score_line *line,
    const struct dn_agree_result *result, struct dn_bytes *out)
{
	begin_line(line, result, out);
	add_real(out, "se", result->se);
	add_real(out, "se0", result->se0);
	add_real(out, "z", result->z);
	add_interval(line, result->low, result->high, out);
	add_resampling(line->resample, result->lost, out);
	add_real(out, "po", result->po);
	add_real(out, "pe", result->pe);
	if (line->coef->disagreement) {
		add_real(out, "do", result->observed);
		add_real(out, "de", result->expected);
	}
	if (line->coef->normal) {
		add_real(out, "kappa_max", result->max);
		add_real(out, "po_max", result->po_max);
	}
	add_prevalence(line, result, out);
	add_count(out, "n", result->n);
	if (result->undefined > 0)
		add_count(out, "undefined_pairs", result->undefined);
	if (line->benchmark)
		add_benchmark(result, out);
	dn_score_line_add_names(line, out);
	dn_bytes_add_text(out, "}\n");
}

static void
add_shares(const struct dn_truth_label *shares, struct dn_bytes *out)
{
	add_real(out, "precision", shares->precision);
	add_real(out, "recall", shares->recall);
	add_real(out, "f1", shares->f1);
	add_count(out, "expected", shares->expected);
	add_count(out, "got", shares->got);
	add_count(out, "both", shares->both);
}

void
dn_score_line_write_truth(const struct dn_score_line *line,
    const struct dn_agree_result *result, struct dn_bytes *out)
{
	begin_line(line, result, out);
	add_real(out, "se", result->se);
	add_interval(line, result->low, result->high, out);
	if (line->shares != NULL) {
		add_shares(line->shares, out);
		if (line->found != NULL) {
			dn_bytes_add_text(out, ",\"match\":{\"of\":\"any\"");
			add_shares(line->found, out);
			dn_bytes_add_byte(out, '}');
		}
	} else if (line->sums != NULL) {
		add_count(out, "substitutions",
		    line->sums->edits.substitutions);
		add_count(out, "deletions", line->sums->edits.deletions);
		add_count(out, "insertions", line->sums->edits.insertions);
		add_count(out, "reference", line->sums->reference);
	}
	add_count(out, "n", result->n);
	if (line->annotator == NULL)
		add_annotators(line, out);
	add_labels(line, out);
	dn_bytes_add_text(out, "}\n");
}

void
dn_score_line_write_difference(const struct dn_score_line *line,
    const struct dn_agree_coef *second,
    const struct dn_difference *difference, struct dn_bytes *out)
{
	dn_bytes_add_format(out, "{\"record\":\"metric\","
	    "\"metric\":\"difference\",\"of\":[\"%s\",\"%s\"]",
	    line->coef->name, second->name);
	add_subject(line, out);
	add_real(out, "value", difference->value);
	if (difference->reason != NULL)
		dn_bytes_add_format(out, ",\"reason\":\"%s\"",
		    difference->reason);
	add_real(out, "se", difference->se);
	add_real(out, "t", difference->t);
	add_real(out, "p", difference->p);
	add_interval(line, difference->low, difference->high, out);
	if (difference->jackknife)
		dn_bytes_add_text(out, ",\"ci_method\":\"jackknife\"");
	add_count(out, "n", difference->n);
	dn_score_line_add_names(line, out);
	dn_bytes_add_text(out, "}\n");
}
