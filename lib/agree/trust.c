/* SPDX-License-Identifier: MIT */
/* Weights of votes, from a file or from what is known. */
#include "agree/trust.h"

#include <stdlib.h>

#include "agree/classes.h"
#include "agree/item_name.h"
#include "io/jsontext.h"
#include "io/number.h"

enum member { ANNOTATOR, WEIGHT, VALUE, METRIC, FIELD, MEMBER_COUNT };

static const char *const members[MEMBER_COUNT] = { "annotator", "weight",
	"value", "metric", "field" };

/* So that no sum of weights is lost or infinite. */
#define LEAST 1e-9
#define MOST 1e9

static const char *const ignores[] = { "other-record", NULL };

/* The key of an annotator, or of one in a field; -1 without memory. */
static int
make_key(struct dn_trust *trust, struct dn_span annotator,
    struct dn_span field, struct dn_err *err)
{
	dn_bytes_clear(&trust->key);
	dn_bytes_add_span(&trust->key, annotator);
	if (field.ptr != NULL) {
		dn_bytes_add_byte(&trust->key, DN_ITEM_NAME_FIELD);
		dn_bytes_add_span(&trust->key, field);
	}
	return dn_bytes_check(&trust->key, err);
}

static int
wrong(const struct dn_record *record, const struct dn_json_value *value,
    const char *member, const char *what, struct dn_err *err)
{
	dn_err_set(err, DN_E_BAD_VALUE, "%s", what);
	if (value->raw.ptr >= record->line.ptr &&
	    value->raw.ptr < record->line.ptr + record->line.len)
		dn_err_at(err, record->number, 1 +
		    (uint64_t)(value->raw.ptr - record->line.ptr));
	dn_err_field(err, member, strlen(member));
	return dn_err_excerpt(err, value->raw.ptr, value->raw.len);
}

/* Keep a weight under the key that was made. */
static int
keep(struct dn_trust *trust, double weight, struct dn_err *err)
{
	int added;
	size_t number = dn_names_add(trust->names,
	    dn_bytes_span(&trust->key), &added);

	if (number == DN_NAMES_NONE)
		return dn_err_memory(err);
	if (!added)
		return dn_err_set(err, DN_E_REPEATED,
		    "the annotator has two weights");
	if (number >= trust->cap) {
		size_t cap = number < 64 ? 64 : number * 2;
		double *more = reallocarray(trust->weights, cap,
		    sizeof(*more));

		if (more == NULL)
			return dn_err_memory(err);
		trust->weights = more;
		trust->cap = cap;
	}
	trust->weights[number] = weight;
	return 0;
}

/* Does the line say how right somebody is? */
static bool
is_weight(struct dn_trust *trust, const struct dn_json_value *values)
{
	if (values[WEIGHT].type != DN_JSON_NONE ||
	    values[METRIC].type == DN_JSON_NONE)
		return true;
	return values[METRIC].type == DN_JSON_STRING &&
	    dn_span_is(dn_json_text(&values[METRIC], &trust->text),
	    "accuracy") && values[VALUE].type != DN_JSON_NULL;
}

static int
fold(void *state, const struct dn_record *record, void *note,
    struct dn_result *result, struct dn_err *err)
{
	struct dn_trust *trust = state;
	const struct dn_json_value *values = record->fields;
	enum member which = values[WEIGHT].type != DN_JSON_NONE ? WEIGHT :
	    VALUE;
	struct dn_span name, field = { NULL, 0 };
	struct dn_bytes text;
	double weight;
	int failed;

	(void)note;
	result->verdict = DN_IGNORE;
	if (!is_weight(trust, values))
		return 0;
	result->verdict = DN_USED;
	name = dn_class_name(&values[ANNOTATOR], &trust->text);
	if (name.ptr == NULL)
		return wrong(record, &values[ANNOTATOR], "annotator",
		    "a weight names no annotator", err);
	if (values[which].type != DN_JSON_NUMBER ||
	    !dn_number_read(values[which].raw, &weight) ||
	    !(weight >= LEAST && weight <= MOST))
		return wrong(record, &values[which], members[which],
		    "not a number from 1e-9 to 1e9", err);
	dn_bytes_init(&text, SIZE_MAX / 2);
	if (values[FIELD].type == DN_JSON_STRING)
		field = dn_json_text(&values[FIELD], &text);
	failed = make_key(trust, name, field, err) < 0 ||
	    keep(trust, weight, err) < 0;
	dn_bytes_release(&text);
	return failed ? -1 : 0;
}

int
dn_trust_init(struct dn_trust *trust, struct dn_err *err)
{
	*trust = (struct dn_trust){ .names = dn_names_new() };
	dn_bytes_init(&trust->text, SIZE_MAX / 2);
	dn_bytes_init(&trust->key, SIZE_MAX / 2);
	trust->loop = (struct dn_loop){ .fields = members,
		.field_count = MEMBER_COUNT, .keep_fields = true,
		.ignores = ignores, .state = trust, .fold = fold };
	return trust->names == NULL ? dn_err_memory(err) : 0;
}

void
dn_trust_release(struct dn_trust *trust)
{
	dn_names_free(trust->names);
	free(trust->weights);
	dn_bytes_release(&trust->text);
	dn_bytes_release(&trust->key);
	*trust = (struct dn_trust){ .names = NULL };
}

/* The weight of one annotator: in this field, else in all. */
static int
find(struct dn_trust *trust, struct dn_span name, struct dn_span field,
    double *weight, struct dn_err *err)
{
	size_t at = DN_NAMES_NONE;

	for (int own = field.ptr != NULL; own >= 0 && at == DN_NAMES_NONE;
	    own--) {
		if (make_key(trust, name, own ? field :
		    (struct dn_span){ NULL, 0 }, err) < 0)
			return -1;
		at = dn_names_find(trust->names, dn_bytes_span(&trust->key));
	}
	if (at == DN_NAMES_NONE)
		return dn_err_set(err, DN_E_USAGE, "--weights-of: no weight "
		    "of annotator \"%.*s\"", (int)(name.len < 60 ?
		    name.len : 60), name.ptr);
	*weight = trust->weights[at];
	return 0;
}

int
dn_trust_weights(struct dn_trust *trust, const struct dn_gather *gather,
    const struct dn_panel *panel, double *weights, struct dn_err *err)
{
	for (size_t a = 0; a < panel->annotator_count; a++)
		if (find(trust, dn_names_get(gather->annotators,
		    panel->annotators[a]), panel->field, &weights[a], err) < 0)
			return -1;
	return 0;
}

int
dn_trust_by_gold(const struct dn_panel *panel, double *weights,
    struct dn_err *err)
{
	size_t *rated = calloc(panel->annotator_count + 1, sizeof(*rated));
	int known = 0;

	if (rated == NULL)
		return dn_err_memory(err);
	for (size_t a = 0; a < panel->annotator_count; a++)
		weights[a] = 0;
	for (size_t b = 0; b < panel->count; b++) {
		const struct dn_ballot *ballot = &panel->ballots[b];

		for (size_t i = 0; ballot->gold != DN_PANEL_NONE &&
		    i < ballot->count; i++) {
			struct dn_rating vote = panel->votes[ballot->first +
			    i];

			known = 1;
			rated[vote.annotator]++;
			weights[vote.annotator] += vote.label == ballot->gold;
		}
	}
	for (size_t a = 0; a < panel->annotator_count; a++)
		weights[a] = (weights[a] + 1) / ((double)rated[a] + 2);
	free(rated);
	return known;
}
