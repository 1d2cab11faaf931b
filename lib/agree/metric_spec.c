/* SPDX-License-Identifier: MIT */
/* From --weights and --scale to a metric of the labels that there are. */
#include "agree/metric.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "agree/metric_sets.h"
#include "core/names.h"
#include "io/json.h"
#include "io/jsontext.h"
#include "io/number.h"
#include "io/src.h"

#define FILE_MAX ((size_t)64 << 20)     /* bytes of a file of weights */

/* What a distance is divided by, for weights to reach from 0 to 1. */
enum divisor { ONE, RANGE, RANGE_SQUARED, RANGE_ROOT, STEPS_MAX, RATIO_MAX,
	LARGEST };

struct row {
	const char *name;
	bool scale;
	enum dn_metric_shape shape;
	enum divisor divisor;
};

/* The weights as Gwet (2014) has them, the scales as Krippendorff (2011). */
static const struct row rows[] = {
	{ "identity", false, DN_METRIC_SAME, ONE },
	{ "linear", false, DN_METRIC_LINE, RANGE },
	{ "quadratic", false, DN_METRIC_SQUARE, RANGE_SQUARED },
	{ "radical", false, DN_METRIC_ROOT, RANGE_ROOT },
	{ "ordinal", false, DN_METRIC_STEPS, STEPS_MAX },
	{ "ratio", false, DN_METRIC_RATIO, RATIO_MAX },
	{ "circular", false, DN_METRIC_CIRCLE, LARGEST },
	{ "bipolar", false, DN_METRIC_POLES, LARGEST },
	{ "nominal", true, DN_METRIC_SAME, ONE },
	{ "ordinal", true, DN_METRIC_RANK, ONE },
	{ "interval", true, DN_METRIC_SQUARE, ONE },
	{ "ratio", true, DN_METRIC_RATIO, ONE },
	{ "circular", true, DN_METRIC_CIRCLE, ONE },
	{ "polar", true, DN_METRIC_POLES, ONE },
	{ "jaccard", true, DN_METRIC_JACCARD, ONE },
	{ "masi", true, DN_METRIC_MASI, ONE }
};

static const char *
option_of(bool scale)
{
	return scale ? "--scale" : "--weights";
}

static const struct row *
find_row(const char *name, bool scale)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].scale == scale && strcmp(rows[i].name, name) == 0)
			return &rows[i];
	return NULL;
}

/* ---- a file of weights ----------------------------------------------- */

enum { LABELS, AGREEMENT, DISAGREEMENT, MEMBERS };

/* Where a file's members stand in its text. */
static int
scan_file(const struct dn_metric_spec *spec,
    struct dn_json_value values[MEMBERS], struct dn_err *err)
{
	static const char *const names[] = { "labels", "agreement",
		"disagreement" };
	struct dn_json_fields *fields = dn_json_fields_new(names, MEMBERS,
	    err);
	struct dn_json *json = fields == NULL ? NULL :
	    dn_json_new(fields, DN_JSON_STRICT);
	struct dn_span text = { spec->file.data,
		spec->file.len - DN_JSON_PADDING };
	int result = -1;

	if (json == NULL)
		dn_err_memory(err);
	else
		result = dn_json_scan(json, text, values, err);
	dn_json_free(json);
	dn_json_fields_free(fields);
	return result;
}

static size_t
count_children(const struct dn_json_value *array)
{
	struct dn_json_children walk = dn_json_children(array);
	struct dn_json_value element;
	struct dn_span name;
	size_t count = 0;

	while (dn_json_child(&walk, &name, &element))
		count++;
	return count;
}

/* A square of numbers, one row and column a label, 0 or 1 on its diagonal. */
static int
check_matrix(const struct dn_json_value *matrix, size_t count, bool agreement,
    struct dn_err *err)
{
	struct dn_json_children rows_walk = dn_json_children(matrix), walk;
	struct dn_json_value row, cell;
	struct dn_span name;
	size_t i = 0, j;
	double value;

	for (; dn_json_child(&rows_walk, &name, &row); i++) {
		if (row.type != DN_JSON_ARRAY ||
		    count_children(&row) != count)
			return dn_err_set(err, DN_E_USAGE, "row %zu is not "
			    "an array of %zu numbers", i + 1, count);
		walk = dn_json_children(&row);
		for (j = 0; dn_json_child(&walk, &name, &cell); j++)
			if (cell.type != DN_JSON_NUMBER ||
			    !dn_number_read(cell.raw, &value) || value < 0 ||
			    (agreement && value > 1) ||
			    (i == j && value != (agreement ? 1 : 0)))
				return dn_err_set(err, DN_E_USAGE, "row %zu, "
				    "column %zu: not %s", i + 1, j + 1,
				    i == j ? agreement ? "1" : "0" :
				    agreement ? "a number from 0 to 1" :
				    "a number from 0");
	}
	return i == count ? 0 : dn_err_set(err, DN_E_USAGE,
	    "%zu rows for %zu labels", i, count);
}

static int
check_file(struct dn_metric_spec *spec, struct dn_err *err)
{
	struct dn_json_value values[MEMBERS];
	bool agreement;

	if (scan_file(spec, values, err) < 0)
		return -1;
	agreement = values[AGREEMENT].type == DN_JSON_ARRAY;
	if (values[LABELS].type != DN_JSON_ARRAY ||
	    agreement == (values[DISAGREEMENT].type == DN_JSON_ARRAY))
		return dn_err_set(err, DN_E_USAGE, "not {\"labels\":[...], "
		    "\"agreement\" or \"disagreement\":[[...],...]}");
	dn_bytes_add_span(&spec->labels, values[LABELS].raw);
	if (dn_bytes_check(&spec->labels, err) < 0)
		return -1;
	return check_matrix(&values[agreement ? AGREEMENT : DISAGREEMENT],
	    count_children(&values[LABELS]), agreement, err);
}

static int
read_file(struct dn_metric_spec *spec, const char *path, struct dn_err *err)
{
	static const char padding[DN_JSON_PADDING];
	struct dn_err why = DN_ERR_INIT;

	dn_bytes_init(&spec->file, FILE_MAX);
	dn_bytes_init(&spec->labels, FILE_MAX);
	if (dn_src_slurp(path, &spec->file, err) < 0)
		return -1;
	dn_bytes_add(&spec->file, padding, sizeof(padding));
	if (dn_bytes_check(&spec->file, err) < 0)
		return -1;
	if (check_file(spec, &why) == 0)
		return 0;
	if (why.code == DN_E_NO_MEMORY)
		return dn_err_memory(err);
	return dn_err_set(err, DN_E_USAGE, "--weights @%s: %s", path,
	    why.text);
}

/* ---- the option ------------------------------------------------------ */

int
dn_metric_spec_init(struct dn_metric_spec *spec, const char *text, bool scale,
    struct dn_err *err)
{
	const struct row *row;

	*spec = (struct dn_metric_spec){ .scale = scale };
	if (text == NULL)
		return 0;
	if (!scale && text[0] == '@') {
		spec->name = text;
		return read_file(spec, text + 1, err);
	}
	row = find_row(text, scale);
	if (row == NULL)
		return dn_err_set(err, DN_E_USAGE, "%s: there is no \"%.80s\"",
		    option_of(scale), text);
	spec->name = row->name;
	return 0;
}

/* ---- what labels are worth ------------------------------------------- */

double *
dn_metric_numbers(const struct dn_categories *set, const uint32_t *labels,
    size_t count)
{
	double *numbers = calloc(count + 1, sizeof(*numbers));

	for (size_t i = 0; numbers != NULL && i < count; i++) {
		struct dn_span text = dn_categories_text(set, labels[i]);

		if (dn_json_begins[(unsigned char)text.ptr[0]] !=
		    DN_JSON_NUMBER || !dn_number_read(text, &numbers[i])) {
			free(numbers);
			return NULL;
		}
	}
	return numbers;
}

/* Numbers as they are, else ranks from 1 where the order was declared. */
static int
value_labels(struct dn_metric *metric, const struct dn_categories *set,
    const uint32_t *labels, struct dn_err *err)
{
	size_t k;

	metric->values = dn_metric_numbers(set, labels, metric->count);
	if (metric->values == NULL && dn_categories_declared(set) == 0)
		return dn_err_set(err, DN_E_USAGE, "%s %s: labels that are "
		    "not numbers have no order without --categories",
		    option_of(metric->scale), metric->name);
	if (metric->values == NULL) {
		metric->values = calloc(metric->count + 1,
		    sizeof(*metric->values));
		for (k = 0; metric->values != NULL && k < metric->count; k++)
			metric->values[k] = (double)k + 1;
	}
	if (metric->values == NULL)
		return dn_err_memory(err);
	for (k = 0; k < metric->count; k++) {
		double x = metric->values[k];

		metric->least = k == 0 ? x : fmin(metric->least, x);
		metric->most = k == 0 ? x : fmax(metric->most, x);
	}
	return 0;
}

static double
largest_distance(const struct dn_metric *metric)
{
	double largest = 0;

	for (size_t k = 0; k < metric->count; k++)
		for (size_t l = 0; l < metric->count; l++)
			largest = fmax(largest,
			    dn_metric_distance(metric, k, l));
	return largest;
}

static double
divisor_of(const struct dn_metric *metric, enum divisor divisor)
{
	double range = metric->most - metric->least;
	double count = (double)metric->count;

	switch (divisor) {
	case ONE:
		return 1;
	case RANGE:
		return range;
	case RANGE_SQUARED:
		return range * range;
	case RANGE_ROOT:
		return sqrt(range);
	case STEPS_MAX:
		return count * (count - 1) / 2;
	case RATIO_MAX:
		range /= metric->most + metric->least;
		return range * range;
	case LARGEST:
		return largest_distance(metric);
	}
	return 1;
}

/* ---- a file's matrix ------------------------------------------------- */

/* The place in the file of each label of the view; SIZE_MAX where none is. */
static int
place_labels(const struct dn_json_value *array,
    const struct dn_categories *set, const uint32_t *labels, size_t count,
    size_t *places, struct dn_err *err)
{
	struct dn_json_children walk = dn_json_children(array);
	struct dn_names *names = dn_names_new();
	struct dn_json_value element;
	struct dn_span name;
	struct dn_bytes text;
	int result = -1;
	size_t k;

	dn_bytes_init(&text, SIZE_MAX / 2);
	while (names != NULL && dn_json_child(&walk, &name, &element)) {
		dn_bytes_clear(&text);
		dn_json_canonical(&element, &text);
		if (dn_names_add(names, dn_bytes_span(&text), NULL) ==
		    DN_NAMES_NONE)
			goto out;
	}
	for (k = 0; names != NULL && k < count; k++) {
		element = dn_json_value_of(dn_categories_text(set,
		    labels[k]));
		dn_bytes_clear(&text);
		dn_json_canonical(&element, &text);
		places[k] = dn_names_find(names, dn_bytes_span(&text));
	}
	if (names != NULL && dn_bytes_check(&text, err) == 0)
		result = 0;
out:
	if (result < 0)
		dn_err_memory(err);
	dn_names_free(names);
	dn_bytes_release(&text);
	return result;
}

/* All numbers of the file, row by row; a *new* array. */
static double *
read_numbers(const struct dn_json_value *matrix, size_t count)
{
	double *numbers = calloc(count * count + 1, sizeof(*numbers));
	struct dn_json_children rows_walk = dn_json_children(matrix), walk;
	struct dn_json_value row, cell;
	struct dn_span name;
	size_t at = 0;

	while (numbers != NULL && dn_json_child(&rows_walk, &name, &row)) {
		walk = dn_json_children(&row);
		while (dn_json_child(&walk, &name, &cell) &&
		    at < count * count &&
		    dn_number_read(cell.raw, &numbers[at]))
			at++;
	}
	return numbers;
}

/* Agreement becomes 1 - itself, disagreement is divided by its largest. */
static void
fill_matrix(struct dn_metric *metric, const double *numbers,
    size_t file_count, const size_t *places, bool agreement)
{
	size_t count = metric->count, k, l;

	metric->largest = agreement ? 1 : 0;
	for (k = 0; !agreement && k < file_count * file_count; k++)
		metric->largest = fmax(metric->largest, numbers[k]);
	metric->divisor = metric->largest > 0 ? metric->largest : 1;
	for (k = 0; k < count; k++)
		for (l = 0; l < count; l++) {
			double value = numbers[places[k] * file_count +
			    places[l]];

			metric->matrix[k * count + l] =
			    agreement ? 1 - value : value;
		}
	for (k = 0; k < count; k++)
		for (l = 0; l < k; l++)
			if (metric->matrix[k * count + l] !=
			    metric->matrix[l * count + k])
				metric->askew = true;
}

static int
read_matrix(struct dn_metric *metric, const struct dn_metric_spec *spec,
    const struct dn_categories *set, const uint32_t *labels,
    struct dn_err *err)
{
	struct dn_json_value values[MEMBERS];
	size_t *places = calloc(metric->count + 1, sizeof(*places));
	double *numbers = NULL;
	bool agreement;
	size_t count;
	int result = -1;

	metric->matrix = calloc(metric->count * metric->count + 1,
	    sizeof(*metric->matrix));
	if (places == NULL || metric->matrix == NULL) {
		dn_err_memory(err);
		goto out;
	}
	if (scan_file(spec, values, err) < 0 || place_labels(&values[LABELS],
	    set, labels, metric->count, places, err) < 0)
		goto out;
	for (size_t k = 0; k < metric->count; k++)
		if (places[k] == DN_NAMES_NONE) {
			struct dn_span text = dn_categories_text(set,
			    labels[k]);

			dn_err_set(err, DN_E_USAGE, "--weights %s has no "
			    "label %.*s", spec->name,
			    (int)(text.len < 80 ? text.len : 80), text.ptr);
			goto out;
		}
	agreement = values[AGREEMENT].type == DN_JSON_ARRAY;
	count = count_children(&values[LABELS]);
	numbers = read_numbers(&values[agreement ? AGREEMENT : DISAGREEMENT],
	    count);
	if (numbers == NULL) {
		dn_err_memory(err);
		goto out;
	}
	fill_matrix(metric, numbers, count, places, agreement);
	result = 0;
out:
	free(numbers);
	free(places);
	return result;
}

/* ---- the metric ------------------------------------------------------ */

static bool
has_values(enum dn_metric_shape shape)
{
	return shape != DN_METRIC_SAME && shape != DN_METRIC_JACCARD &&
	    shape != DN_METRIC_MASI && shape != DN_METRIC_MATRIX;
}

int
dn_metric_init(struct dn_metric *metric, const struct dn_metric_spec *spec,
    const struct dn_categories *set, const uint32_t *labels, size_t count,
    struct dn_err *err)
{
	const struct row *row = find_row(spec->name != NULL ? spec->name :
	    spec->scale ? "nominal" : "identity", spec->scale);

	*metric = (struct dn_metric){ .scale = spec->scale, .count = count,
		.divisor = 1, .largest = 1 };
	if (row == NULL) {
		metric->name = "file";
		metric->shape = DN_METRIC_MATRIX;
		return read_matrix(metric, spec, set, labels, err);
	}
	metric->name = row->name;
	metric->shape = row->shape;
	if (has_values(row->shape) &&
	    value_labels(metric, set, labels, err) < 0)
		return -1;
	if ((row->shape == DN_METRIC_JACCARD ||
	    row->shape == DN_METRIC_MASI) &&
	    dn_metric_read_sets(metric, set, labels, err) < 0)
		return -1;
	metric->divisor = divisor_of(metric, row->divisor);
	if (!(metric->divisor > 0) || !isfinite(metric->divisor))
		metric->divisor = 1;
	return 0;
}
