/* SPDX-License-Identifier: MIT */
/* Members in the order of dn-vote(1). */
#include "agree/quality_line.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "io/jsontext.h"

/* A number of an annotator that --min may name. */
struct dn_quality_metric {
	const char *name, *reason;      /* why there may be none */
	size_t offset;                  /* in struct dn_quality */
};

#define METRIC(name, reason, member) { name, reason, \
	offsetof(struct dn_quality, member) }

static const struct dn_quality_metric metrics[] = {
	METRIC("accuracy", "no-gold", accuracy),
	METRIC("accuracy.low", "no-gold", low),
	METRIC("f1", "no-gold", f1),
	METRIC("cohen", "no-pairs", kappa),
	METRIC("gain", "no-pairs", gain),
	METRIC("skill", "no-model", skill)
};

/* The lines of one panel. */
struct lines {
	const struct dn_gather *gather;
	const struct dn_qualities *qualities;
	const struct dn_dawid *dawid;
	double confidence;
	struct dn_bytes *out;
};

static double
value_of(const struct dn_quality_metric *metric,
    const struct dn_quality *quality)
{
	double value;

	memcpy(&value, (const char *)quality + metric->offset,
	    sizeof(value));
	return value;
}

static struct dn_span
name_of(const struct dn_gather *gather, const struct dn_panel *panel,
    size_t annotator)
{
	return dn_names_get(gather->annotators, panel->annotators[annotator]);
}

/* ---- members ------------------------------------------------------- */

static void
add_real(const struct lines *lines, const char *name, double value)
{
	dn_bytes_add_format(lines->out, ",\"%s\":", name);
	dn_json_write_real(lines->out, value == 0 ? 0 : value);
}

static void
add_count(const struct lines *lines, const char *name, uint64_t value)
{
	dn_bytes_add_format(lines->out, ",\"%s\":%llu", name,
	    (unsigned long long)value);
}

static void
begin_line(const struct lines *lines, const char *metric)
{
	struct dn_span field = lines->qualities->panel->field;

	dn_bytes_add_format(lines->out,
	    "{\"record\":\"metric\",\"metric\":\"%s\"", metric);
	if (field.ptr != NULL) {
		dn_bytes_add_text(lines->out, ",\"field\":");
		dn_json_write_text(lines->out, field);
	}
}

static void
begin(const struct lines *lines, const char *metric, size_t annotator)
{
	begin_line(lines, metric);
	dn_bytes_add_text(lines->out, ",\"annotator\":");
	dn_json_write_text(lines->out, name_of(lines->gather,
	    lines->qualities->panel, annotator));
}

/* The value, or why there is none. */
static void
add_value(const struct lines *lines, double value, const char *reason)
{
	add_real(lines, "value", value);
	if (isnan(value))
		dn_bytes_add_format(lines->out, ",\"reason\":\"%s\"", reason);
}

static void
end(const struct lines *lines)
{
	dn_bytes_add_text(lines->out, "}\n");
}

static void
add_labels(const struct lines *lines)
{
	const struct dn_panel *panel = lines->qualities->panel;

	dn_bytes_add_text(lines->out, ",\"labels\":[");
	for (size_t l = 0; l < panel->label_count; l++) {
		if (l > 0)
			dn_bytes_add_byte(lines->out, ',');
		dn_bytes_add_span(lines->out, dn_categories_text(
		    lines->gather->categories, panel->labels[l]));
	}
	dn_bytes_add_byte(lines->out, ']');
}

/* ---- lines --------------------------------------------------------- */

static void
write_accuracy(const struct lines *lines, size_t annotator)
{
	const struct dn_quality *quality = &lines->qualities->list[annotator];

	begin(lines, "accuracy", annotator);
	add_value(lines, quality->accuracy, "no-gold");
	if (quality->known > 0) {
		dn_bytes_add_text(lines->out, ",\"ci\":[");
		dn_json_write_real(lines->out, quality->low);
		dn_bytes_add_byte(lines->out, ',');
		dn_json_write_real(lines->out, quality->high);
		dn_bytes_add_byte(lines->out, ']');
	} else {
		dn_bytes_add_text(lines->out, ",\"ci\":null");
	}
	add_real(lines, "confidence", lines->confidence);
	add_count(lines, "n", quality->known);
	if (quality->rank > 0)
		add_count(lines, "rank", quality->rank);
	else
		dn_bytes_add_text(lines->out, ",\"rank\":null");
	add_count(lines, "rated", quality->rated);
	add_real(lines, "coverage", (double)quality->rated /
	    (double)lines->qualities->voted);
	end(lines);
}

static void
write_agreement(const struct lines *lines, size_t annotator)
{
	const struct dn_qualities *qualities = lines->qualities;
	const struct dn_quality *quality = &qualities->list[annotator];

	begin(lines, "f1", annotator);
	add_value(lines, quality->f1, "no-gold");
	add_count(lines, "n", quality->known);
	end(lines);
	begin(lines, "cohen", annotator);
	add_value(lines, quality->kappa, quality->undefined > 0 ?
	    "one-category" : "no-pairs");
	add_count(lines, "pairs", quality->pairs);
	add_count(lines, "undefined_pairs", quality->undefined);
	end(lines);
	begin(lines, "gain", annotator);
	add_value(lines, quality->gain, isnan(qualities->alpha) &&
	    quality->undefined > 0 ? "one-category" : "no-pairs");
	add_real(lines, "krippendorff", qualities->alpha);
	add_real(lines, "without", quality->without);
	end(lines);
}

/* Rows are what is right, columns what was given. */
static void
write_matrix(const struct lines *lines, const uint64_t *counts)
{
	size_t labels = lines->qualities->panel->label_count;

	for (size_t k = 0; k < labels; k++) {
		dn_bytes_add_text(lines->out, k > 0 ? ",[" : "[");
		for (size_t l = 0; l < labels; l++) {
			if (l > 0)
				dn_bytes_add_byte(lines->out, ',');
			dn_bytes_add_uint(lines->out, counts[k * labels +
			    l]);
		}
		dn_bytes_add_byte(lines->out, ']');
	}
}

/* The same of the model: probabilities, a row a class. */
static void
write_model_matrix(const struct lines *lines, size_t annotator)
{
	size_t labels = lines->qualities->panel->label_count;

	for (size_t k = 0; k < labels; k++) {
		dn_bytes_add_text(lines->out, k > 0 ? ",[" : "[");
		for (size_t l = 0; l < labels; l++) {
			if (l > 0)
				dn_bytes_add_byte(lines->out, ',');
			dn_json_write_real(lines->out, dn_dawid_confusion(
			    lines->dawid, annotator, k, l));
		}
		dn_bytes_add_byte(lines->out, ']');
	}
}

static void
write_skill(const struct lines *lines, size_t annotator)
{
	begin(lines, "skill", annotator);
	add_value(lines, lines->qualities->list[annotator].skill, "no-model");
	add_labels(lines);
	dn_bytes_add_text(lines->out, ",\"probabilities\":[");
	write_model_matrix(lines, annotator);
	dn_bytes_add_byte(lines->out, ']');
	end(lines);
}

static void
write_confusion(const struct lines *lines, size_t annotator,
    uint64_t *counts)
{
	const struct dn_quality *quality = &lines->qualities->list[annotator];

	if (quality->known == 0)
		return;
	dn_quality_confusion(lines->qualities, annotator, counts);
	begin(lines, "confusion", annotator);
	add_count(lines, "n", quality->known);
	add_labels(lines);
	dn_bytes_add_text(lines->out, ",\"counts\":[");
	write_matrix(lines, counts);
	dn_bytes_add_byte(lines->out, ']');
	end(lines);
}

static void
write_model(const struct lines *lines)
{
	const struct dn_dawid *dawid = lines->dawid;

	begin_line(lines, "log-likelihood");
	add_real(lines, "value", dawid->likelihood);
	add_count(lines, "iterations", dawid->iterations);
	dn_bytes_add_format(lines->out, ",\"converged\":%s",
	    dawid->converged ? "true" : "false");
	add_labels(lines);
	dn_bytes_add_text(lines->out, ",\"priors\":[");
	for (size_t k = 0; k < dawid->panel->label_count; k++) {
		if (k > 0)
			dn_bytes_add_byte(lines->out, ',');
		dn_json_write_real(lines->out, dn_dawid_prior(dawid, k));
	}
	dn_bytes_add_byte(lines->out, ']');
	end(lines);
}

int
dn_quality_lines_write(const struct dn_gather *gather,
    const struct dn_qualities *qualities, const struct dn_dawid *dawid,
    double confidence, struct dn_bytes *out, struct dn_err *err)
{
	struct lines lines = { gather, qualities, dawid, confidence, out };
	const struct dn_panel *panel = qualities->panel;
	size_t labels = panel->label_count;
	uint64_t *counts = labels > 0 && labels > SIZE_MAX / 16 / labels ?
	    NULL : calloc(labels * labels + 1, sizeof(*counts));

	if (counts == NULL)
		return dn_err_memory(err);
	for (size_t i = 0; i < panel->annotator_count; i++) {
		uint32_t annotator = qualities->order[i];

		write_accuracy(&lines, annotator);
		write_agreement(&lines, annotator);
		if (dawid != NULL)
			write_skill(&lines, annotator);
		write_confusion(&lines, annotator, counts);
	}
	if (dawid != NULL)
		write_model(&lines);
	free(counts);
	return dn_bytes_check(out, err);
}

/* ---- gates --------------------------------------------------------- */

static int
read_gate(const char *text, struct dn_quality_gate *gate, struct dn_err *err)
{
	struct dn_span name = { text, strcspn(text, "=") };

	for (size_t i = 0; i < sizeof(metrics) / sizeof(metrics[0]); i++)
		if (dn_span_is(name, metrics[i].name))
			gate->metric = &metrics[i];
	if (gate->metric == NULL || text[name.len] == '\0' ||
	    !dn_opt_read_real(text + name.len + 1, &gate->least))
		return dn_err_set(err, DN_E_USAGE, "--min: \"%.60s\" is not "
		    "METRIC=NUMBER, with accuracy, accuracy.low, f1, cohen, "
		    "gain or skill", text);
	return 0;
}

int
dn_quality_gates_read(const struct dn_opt_list *mins,
    struct dn_quality_gate **gates, struct dn_err *err)
{
	*gates = calloc(mins->count + 1, sizeof(**gates));
	if (*gates == NULL)
		return dn_err_memory(err);
	for (size_t i = 0; i < mins->count; i++)
		if (read_gate(mins->values[i], &(*gates)[i], err) < 0) {
			free(*gates);
			*gates = NULL;
			return -1;
		}
	return 0;
}

/* One annotator's number is too small, or there is none. */
static void
say_missed(const struct dn_quality_gate *gate, struct dn_span field,
    struct dn_span name, double value, struct dn_bytes *missed)
{
	if (field.ptr != NULL) {
		dn_utf8_show(missed, field.ptr, field.len, 60);
		dn_bytes_add_text(missed, ": ");
	}
	dn_bytes_add_format(missed, "%s of ", gate->metric->name);
	dn_utf8_show(missed, name.ptr, name.len, 60);
	dn_bytes_add_text(missed, " is ");
	if (isnan(value))
		dn_bytes_add_format(missed, "not defined (%s)",
		    gate->metric->reason);
	else
		dn_json_write_real(missed, value);
	dn_bytes_add_text(missed, ", asked for at least ");
	dn_json_write_real(missed, gate->least);
	dn_bytes_add_byte(missed, '\n');
}

void
dn_quality_gates_check(const struct dn_quality_gate *gates, size_t count,
    const struct dn_gather *gather, const struct dn_qualities *qualities,
    struct dn_bytes *missed)
{
	const struct dn_panel *panel = qualities->panel;

	for (size_t a = 0; a < panel->annotator_count; a++)
		for (size_t i = 0; i < count; i++) {
			double value = value_of(gates[i].metric,
			    &qualities->list[a]);

			if (!(value >= gates[i].least))
				say_missed(&gates[i], panel->field,
				    name_of(gather, panel, a), value, missed);
		}
}
