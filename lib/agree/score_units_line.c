/* SPDX-License-Identifier: MIT */
/* Members in one order: what, how much, from what, whose. */
#include "agree/score_units_line.h"

#include <math.h>

#include "agree/score_line.h"
#include "io/jsontext.h"

static void
add_real(struct dn_bytes *out, const char *name, double value)
{
	dn_bytes_add_format(out, ",\"%s\":", name);
	dn_json_write_real(out, value == 0 ? 0 : value);
}

static void
add_count(struct dn_bytes *out, const char *name, uint64_t value)
{
	dn_bytes_add_format(out, ",\"%s\":%llu", name,
	    (unsigned long long)value);
}

static void
begin(const struct dn_units_line *line, const struct dn_unitized *result,
    struct dn_bytes *out)
{
	const struct dn_agree_view *view = line->view;

	dn_bytes_add_format(out, "{\"record\":\"metric\",\"metric\":\"%s\"",
	    line->name);
	if (view->field.ptr != NULL) {
		dn_bytes_add_text(out, ",\"field\":");
		dn_json_write_text(out, view->field);
	}
	if (line->label >= 0) {
		dn_bytes_add_text(out, ",\"label\":");
		if ((size_t)line->label < view->label_count)
			dn_bytes_add_span(out, dn_categories_text(
			    line->gather->categories,
			    view->labels[line->label]));
		else
			dn_bytes_add_text(out, "null");
	}
	if (line->which != NULL)
		dn_bytes_add_format(out, ",\"which\":\"%s\"", line->which);
	add_real(out, "value", result->value);
	if (result->reason != NULL)
		dn_bytes_add_format(out, ",\"reason\":\"%s\"",
		    result->reason);
	dn_bytes_add_text(out, ",\"se\":null");
	if (line->interval)
		dn_bytes_add_text(out, ",\"ci\":null");
}

static void
end(const struct dn_units_line *line, struct dn_bytes *out)
{
	struct dn_continua_size size = dn_continua_size(line->set);
	uint32_t numbers[2] = { 0, 0 };
	struct dn_score_line names = { .gather = line->gather,
		.view = line->view };

	if (line->pair != NULL) {
		numbers[0] = line->view->annotators[line->pair[0]];
		numbers[1] = line->view->annotators[line->pair[1]];
		names.annotators = numbers;
	}
	add_count(out, "n", size.units);
	add_count(out, "items", size.items);
	add_real(out, "length", (double)size.length / line->set->ticks);
	dn_score_line_add_names(&names, out);
	dn_bytes_add_text(out, "}\n");
}

void
dn_units_line_write(const struct dn_units_line *line,
    const struct dn_unitized *result, struct dn_bytes *out)
{
	begin(line, result, out);
	add_real(out, "do", result->observed);
	add_real(out, "de", result->expected);
	if (line->coverage)
		add_real(out, "coverage", result->coverage);
	end(line, out);
}

void
dn_units_line_write_gamma(const struct dn_units_line *line,
    const struct dn_unitized *result, struct dn_bytes *out)
{
	begin(line, result, out);
	add_real(out, "observed_disorder", result->observed);
	add_real(out, "expected_disorder", result->expected);
	dn_bytes_add_format(out, ",\"alignment\":\"%s\"",
	    line->exact ? "exact" : "windowed");
	add_count(out, "replicates", line->replicates);
	add_count(out, "seed", line->seed);
	end(line, out);
}

void
dn_units_line_write_bounds(const struct dn_units_line *line, int which,
    bool bias, const struct dn_unitized *result, struct dn_bytes *out)
{
	const struct dn_bounds *bounds = line->bounds;

	begin(line, result, out);
	if (bias) {
		add_real(out, "sd", bounds == NULL ? NAN :
		    bounds->deviation[which] / line->set->ticks);
		add_count(out, "pairs", bounds == NULL ? 0 : bounds->pairs);
	} else {
		add_real(out, "tolerance", line->tolerance);
		add_count(out, "matched",
		    bounds == NULL ? 0 : bounds->matched);
		add_count(out, "boundaries", bounds == NULL ? 0 :
		    bounds->count[0] + bounds->count[1]);
	}
	end(line, out);
}
