/* SPDX-License-Identifier: MIT */
/* The components of a policy version: what is paid for, and when. */
#include "ledger/policy_read.h"

#include <stdlib.h>

struct raw_component {
	struct dn_span id, clause;
	int unit, on, headcount, acceptance, partial, continuity, insurance;
	const struct dn_yaml_node *node, *pays, *requires, *employers;
	int64_t min_days, wage_fen;
	int on_below;
};

struct raw_pays {
	int64_t fixed_fen;
	int until, cap;
};

#define COMPONENT(member) offsetof(struct raw_component, member)

static const char *const headcount_names[] = { "planned", "enrolled", NULL };
static const char *const acceptance_names[] = {
	"per_person", "whole_batch", NULL
};
static const char *const partial_names[] = {
	"proof", "min_days", "full", NULL
};
static const char *const continuity_names[] = {
	"cumulative", "consecutive", NULL
};
static const char *const insurance_names[] = {
	"at_contract", "monthly", NULL
};
static const char *const cap_names[] = { "person", "batch", NULL };
static const char *const until_names[] = { "remainder", NULL };
static const char *const on_names[] = { "batch_open", NULL };
static const char *const below_names[] = { "warn", "reject", NULL };
static const char *const unit_names[] = {
	"batch_head", "person_month", "!person", "!certificate", "!hour",
	"!day", "!seat_month", "!enterprise_year", NULL
};

static const struct dn_yaml_row wage_rows[] = {
	FEN("amount", MUST, COMPONENT(wage_fen), 1, FEN_MAX),
	CHOICE("on_below", MUST, COMPONENT(on_below), below_names),
	END
};

static const struct dn_yaml_row upfront_rows[] = {
	TEXT("id", MUST, COMPONENT(id)),
	CHOICE("unit", MUST, COMPONENT(unit), unit_names),
	NODE("pays", MUST, COMPONENT(pays)),
	CHOICE("on", MUST, COMPONENT(on), on_names),
	CHOICE("headcount_basis", MUST, COMPONENT(headcount),
	    headcount_names),
	CHOICE("acceptance", MUST, COMPONENT(acceptance), acceptance_names),
	TEXT("clause", MAY, COMPONENT(clause)),
	LATER("once_per"),
	END
};

static const struct dn_yaml_row retention_rows[] = {
	TEXT("id", MUST, COMPONENT(id)),
	CHOICE("unit", MUST, COMPONENT(unit), unit_names),
	NODE("pays", MUST, COMPONENT(pays)),
	NODE("requires", MUST, COMPONENT(requires)),
	CHOICE("partial_month", MUST, COMPONENT(partial), partial_names),
	INT("min_days", MAY, COMPONENT(min_days), 1, 31),
	NODE("employers", MAY, COMPONENT(employers)),
	MAP("min_wage", MAY, 0, wage_rows),
	CHOICE("continuity", MUST, COMPONENT(continuity), continuity_names),
	CHOICE("insurance", MAY, COMPONENT(insurance), insurance_names),
	TEXT("clause", MAY, COMPONENT(clause)),
	LATER("window"),
	LATER("delay"),
	LATER("schedule"),
	LATER("once_per"),
	LATER("uplift_bp"),
	LATER("threshold_heads"),
	END
};

static const struct dn_yaml_row pays_rows[] = {
	FEN("fixed", MUST, offsetof(struct raw_pays, fixed_fen), 1, FEN_MAX),
	CHOICE("until", MUST, offsetof(struct raw_pays, until), until_names),
	CHOICE("cap", MUST, offsetof(struct raw_pays, cap), cap_names),
	LATER("by_level"),
	LATER("per_unit"),
	LATER("ratio_bp"),
	LATER("of_table"),
	LATER("parts"),
	END
};

/* Visit each element of a list; DN_E_CONFIG when the node is none. */
int
dn_policy_list(const struct dn_yaml *yaml, const struct dn_yaml_node *list,
    const struct dn_yaml_row *row, void *to, struct dn_err *err)
{
	const struct dn_yaml_node *node;

	if (list == NULL)
		return 0;
	if (list->kind != DN_YAML_SEQUENCE)
		return dn_yaml_error(yaml, list, err, "%s must be a list",
		    list->key.ptr);
	for (node = list->first; node != NULL; node = node->next)
		if (dn_yaml_read_value(yaml, node, row, to, err) < 0)
			return -1;
	return 0;
}

/* Read "contract>=12"; false when it is not that predicate and a number. */
static bool
read_threshold(struct dn_span text, const char *name, int64_t most,
    int64_t *value)
{
	size_t len = strlen(name), i;
	int64_t sum = 0;

	if (text.len <= len + 2 || text.len > len + 6 ||
	    memcmp(text.ptr, name, len) != 0 ||
	    memcmp(text.ptr + len, ">=", 2) != 0)
		return false;
	for (i = len + 2; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
		sum = sum * 10 + (text.ptr[i] - '0');
	}
	*value = sum;
	return sum <= most;
}

enum predicate {
	TRAINING_PASSED,
	PAYROLL_PROOF,
	CONTRACT,
	INSURANCE,
	PREDICATES
};

static const char *const predicate_names[] = {
	"training_passed", "payroll_proof", "contract>=N", "insurance>=N"
};

/* Which predicate it is, with its threshold, or PREDICATES. */
static enum predicate
read_predicate(struct dn_span text, struct dn_policy_retention *retention)
{
	if (dn_span_is(text, "training_passed"))
		return TRAINING_PASSED;
	if (dn_span_is(text, "payroll_proof"))
		return PAYROLL_PROOF;
	if (read_threshold(text, "contract", 1200,
	    &retention->contract_months))
		return CONTRACT;
	if (read_threshold(text, "insurance", 5, &retention->insurance_kinds))
		return INSURANCE;
	return PREDICATES;
}

static int
read_requires(const struct dn_yaml *yaml, const struct dn_yaml_node *list,
    struct dn_policy_retention *retention, struct dn_err *err)
{
	static const struct dn_yaml_row row = TEXT(NULL, MUST, 0);
	const struct dn_yaml_node *node;
	bool seen[PREDICATES] = { false };
	enum predicate predicate;
	struct dn_span text;

	if (dn_policy_list(yaml, list, &row, &text, err) < 0)
		return -1;
	for (node = list->first; node != NULL; node = node->next) {
		predicate = read_predicate(node->text, retention);
		if (predicate == PREDICATES)
			return dn_yaml_error(yaml, node, err,
			    "a requirement is one of training_passed, "
			    "payroll_proof, contract>=MONTHS, "
			    "insurance>=KINDS (0 to 5)");
		if (seen[predicate])
			return dn_yaml_error(yaml, node, err,
			    "%s is required twice", predicate_names[predicate]);
		seen[predicate] = true;
	}
	for (predicate = 0; predicate < INSURANCE; predicate++)
		if (!seen[predicate]) {
			dn_yaml_error(yaml, list, err,
			    "instalments without %s are not built yet",
			    predicate_names[predicate]);
			err->code = DN_E_NOT_BUILT;
			return -1;
		}
	return 0;
}

static int
read_upfront(const struct dn_yaml *yaml, const struct raw_component *raw,
    struct dn_policy_upfront *upfront, struct dn_err *err)
{
	if (!dn_span_is(raw->pays->text, "upfront"))
		return dn_yaml_error(yaml, raw->pays, err,
		    "a component by batch_head pays upfront");
	*upfront = (struct dn_policy_upfront){
		.id = raw->id, .clause = raw->clause,
		.headcount = raw->headcount, .acceptance = raw->acceptance
	};
	return 0;
}

static int
read_retention(const struct dn_yaml *yaml, const struct raw_component *raw,
    struct dn_policy_retention *retention, struct dn_err *err)
{
	static const struct dn_yaml_row row = TEXT(NULL, MUST, 0);
	struct raw_pays pays = { 0 };
	struct dn_span text;

	*retention = (struct dn_policy_retention){
		.id = raw->id, .clause = raw->clause,
		.partial = raw->partial, .min_days = raw->min_days,
		.continuity = raw->continuity, .insurance = raw->insurance,
		.employers = raw->employers, .min_wage_fen = raw->wage_fen,
		.min_wage_rejects = raw->on_below == 1
	};
	if ((raw->partial == DN_PARTIAL_MIN_DAYS) != (raw->min_days > 0))
		return dn_yaml_error(yaml, raw->node, err, "min_days goes with "
		    "partial_month: min_days, and it with min_days");
	if (dn_yaml_read(yaml, raw->pays, pays_rows, &pays, err) < 0 ||
	    dn_policy_list(yaml, raw->employers, &row, &text, err) < 0)
		return -1;
	retention->instalment_fen = pays.fixed_fen;
	retention->cap = pays.cap;
	return read_requires(yaml, raw->requires, retention, err);
}

/* Read one component into its place in the version. */
static int
read_component(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    struct dn_policy_version *version, struct dn_err *err)
{
	struct raw_component raw = { .node = node };
	const struct dn_yaml_node *unit = dn_yaml_get(node, "unit");
	struct dn_yaml_row row = CHOICE(NULL, MUST, 0, unit_names);
	struct dn_span *id;

	/* The unit tells which keys there may be, wherever it stands. */
	if (node->kind == DN_YAML_MAPPING && unit == NULL)
		return dn_yaml_error(yaml, node, err,
		    "key \"unit\" is missing");
	if (unit != NULL &&
	    dn_yaml_read_value(yaml, unit, &row, &raw.unit, err) < 0)
		return -1;
	if (dn_yaml_read(yaml, node, raw.unit == DN_UNIT_BATCH_HEAD ?
	    upfront_rows : retention_rows, &raw, err) < 0)
		return -1;
	id = raw.unit == DN_UNIT_BATCH_HEAD ? &version->upfront.id :
	    &version->retention.id;
	if (id->ptr != NULL)
		return dn_yaml_error(yaml, node, err,
		    "a second component by %s", unit_names[raw.unit]);
	version->components[version->component_count++] =
	    (struct dn_policy_component){
		.id = raw.id, .clause = raw.clause, .unit = raw.unit,
		.line = node->line
	};
	return raw.unit == DN_UNIT_BATCH_HEAD ?
	    read_upfront(yaml, &raw, &version->upfront, err) :
	    read_retention(yaml, &raw, &version->retention, err);
}

/* Lines are shown in this order: the advance first. */
static void
put_heads_first(struct dn_policy_version *version)
{
	struct dn_policy_component component;
	size_t i, k;

	for (i = 1; i < version->component_count; i++) {
		component = version->components[i];
		for (k = i; component.unit == DN_UNIT_BATCH_HEAD && k > 0; k--)
			version->components[k] = version->components[k - 1];
		if (component.unit == DN_UNIT_BATCH_HEAD)
			version->components[0] = component;
	}
}

int
dn_policy_read_components(const struct dn_yaml *yaml,
    const struct dn_yaml_node *list, struct dn_policy_version *version,
    struct dn_err *err)
{
	static const struct dn_yaml_row row = NODE(NULL, MUST, 0);
	const struct dn_yaml_node *node;

	if (dn_policy_list(yaml, list, &row, &node, err) < 0)
		return -1;
	version->components = calloc(dn_yaml_count(list) + 1,
	    sizeof(*version->components));
	if (version->components == NULL)
		return dn_err_memory(err);
	for (node = list->first; node != NULL; node = node->next)
		if (read_component(yaml, node, version, err) < 0)
			return -1;
	if (version->upfront.id.ptr == NULL ||
	    version->retention.id.ptr == NULL)
		return dn_yaml_error(yaml, list, err, "one component by "
		    "batch_head and one by person_month are needed");
	if (dn_span_equal(version->upfront.id, version->retention.id))
		return dn_yaml_error(yaml, list, err,
		    "two components have the same id");
	put_heads_first(version);
	version->upfront.rule =
	    dn_policy_component(version, version->upfront.id);
	version->retention.rule =
	    dn_policy_component(version, version->retention.id);
	return 0;
}
