/* SPDX-License-Identifier: MIT */
/* The components of a policy version: what is paid for, and when. */
#include "ledger/policy_read.h"

#include <stdlib.h>

#include "core/names.h"

struct raw_component {
	struct dn_span id, clause;
	int unit, on, headcount, acceptance, partial, continuity, insurance;
	const struct dn_yaml_node *pays, *requires, *employers;
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
const char *const dn_policy_partials[] = {
	"proof", "min_days", "full", NULL
};
const char *const dn_policy_continuities[] = {
	"cumulative", "consecutive", NULL
};
const char *const dn_policy_insurances[] = {
	"at_contract", "monthly", NULL
};
static const char *const cap_names[] = { "person", "batch", NULL };
static const char *const until_names[] = { "remainder", NULL };
static const char *const on_names[] = { "batch_open", NULL };
const char *const dn_policy_belows[] = { "warn", "reject", NULL };
const char *const dn_policy_units[] = {
	"batch_head", "person_month", "person", "certificate", "hour", "day",
	"seat_month", "enterprise_year", NULL
};

static const struct dn_yaml_row wage_rows[] = {
	FEN("amount", MUST, COMPONENT(wage_fen), 1, FEN_MAX),
	CHOICE("on_below", MUST, COMPONENT(on_below), dn_policy_belows),
	END
};

static const struct dn_yaml_row upfront_rows[] = {
	TEXT("id", MUST, COMPONENT(id)),
	CHOICE("unit", MUST, COMPONENT(unit), dn_policy_units),
	NODE("pays", MUST, COMPONENT(pays)),
	CHOICE("on", MUST, COMPONENT(on), on_names),
	CHOICE("headcount_basis", MUST, COMPONENT(headcount),
	    headcount_names),
	CHOICE("acceptance", MUST, COMPONENT(acceptance), acceptance_names),
	TEXT("clause", MAY, COMPONENT(clause)),
	END
};

static const struct dn_yaml_row retention_rows[] = {
	TEXT("id", MUST, COMPONENT(id)),
	CHOICE("unit", MUST, COMPONENT(unit), dn_policy_units),
	NODE("pays", MUST, COMPONENT(pays)),
	NODE("requires", MUST, COMPONENT(requires)),
	CHOICE("partial_month", MUST, COMPONENT(partial), dn_policy_partials),
	INT("min_days", MAY, COMPONENT(min_days), 1, 31),
	NODE("employers", MAY, COMPONENT(employers)),
	MAP("min_wage", MAY, 0, wage_rows),
	CHOICE("continuity", MUST, COMPONENT(continuity),
	    dn_policy_continuities),
	CHOICE("insurance", MAY, COMPONENT(insurance), dn_policy_insurances),
	TEXT("clause", MAY, COMPONENT(clause)),
	END
};

static const struct dn_yaml_row pays_rows[] = {
	FEN("fixed", MUST, offsetof(struct raw_pays, fixed_fen), 1, FEN_MAX),
	CHOICE("until", MUST, offsetof(struct raw_pays, until), until_names),
	CHOICE("cap", MUST, offsetof(struct raw_pays, cap), cap_names),
	END
};

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

int
dn_policy_words(const struct dn_yaml *yaml, const struct dn_yaml_node *list,
    size_t least, struct dn_err *err)
{
	static const struct dn_yaml_row row = TEXT(NULL, MUST, 0);
	const struct dn_yaml_node *node;
	struct dn_names *seen;
	struct dn_span word;
	int added = 1, result = -1;

	if (list == NULL)
		return 0;
	if (dn_policy_list(yaml, list, &row, &word, err) < 0)
		return -1;
	if (dn_yaml_count(list) < least)
		return dn_yaml_error(yaml, list, err,
		    "%s is empty: it names one or more, or is left out",
		    list->key.ptr);
	seen = dn_names_new();
	for (node = list->first; seen != NULL && node != NULL;
	    node = node->next) {
		if (dn_names_add(seen, node->text, &added) == DN_NAMES_NONE)
			break;
		if (!added) {
			dn_yaml_error(yaml, node, err,
			    "it stands in %s twice", list->key.ptr);
			goto out;
		}
	}
	result = seen == NULL || node != NULL ? dn_err_memory(err) : 0;
out:
	dn_names_free(seen);
	return result;
}

int
dn_policy_check_days(const struct dn_yaml *yaml,
    const struct dn_yaml_node *node, int partial, int64_t min_days,
    struct dn_err *err)
{
	if ((partial == DN_PARTIAL_MIN_DAYS) == (min_days > 0))
		return 0;
	return dn_yaml_error(yaml, node, err, "min_days goes with "
	    "partial_month: min_days, and it with min_days");
}

static int
read_upfront(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    struct dn_policy_version *version,
    struct dn_policy_component *component, struct dn_err *err)
{
	struct raw_component raw = { .unit = 0 };

	if (dn_yaml_read(yaml, node, upfront_rows, &raw, err) < 0)
		return -1;
	if (!dn_span_is(raw.pays->text, "upfront"))
		return dn_yaml_error(yaml, raw.pays, err,
		    "a component by batch_head pays upfront");
	component->id = raw.id;
	component->clause = raw.clause;
	if (version->upfront.id.ptr != NULL)
		return dn_yaml_error(yaml, node, err,
		    "a second component by batch_head");
	version->upfront = (struct dn_policy_upfront){
		.id = raw.id, .clause = raw.clause,
		.headcount = raw.headcount, .acceptance = raw.acceptance
	};
	return 0;
}

/* Instalments want proof of employment, by a contract, after training. */
static int
check_instalments(const struct dn_yaml *yaml,
    const struct dn_yaml_node *requires, uint32_t set, struct dn_err *err)
{
	static const struct {
		enum dn_predicate predicate;
		const char *name;
	} needed[] = {
		{ DN_REQUIRES_TRAINING_PASSED, "training_passed" },
		{ DN_REQUIRES_PAYROLL_PROOF, "payroll_proof" },
		{ DN_REQUIRES_CONTRACT, "contract>=N" }
	};
	size_t i;

	for (i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if ((set & 1u << needed[i].predicate) == 0) {
			dn_yaml_error(yaml, requires, err,
			    "instalments without %s are not built yet",
			    needed[i].name);
			err->code = DN_E_NOT_BUILT;
			return -1;
		}
	return 0;
}

static int
read_retention(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    struct dn_policy_version *version,
    struct dn_policy_component *component, struct dn_err *err)
{
	struct raw_component raw = { .unit = 0 };
	struct raw_pays pays = { 0 };

	if (dn_yaml_read(yaml, node, retention_rows, &raw, err) < 0 ||
	    dn_policy_check_days(yaml, node, raw.partial, raw.min_days,
	    err) < 0 ||
	    dn_yaml_read(yaml, raw.pays, pays_rows, &pays, err) < 0 ||
	    dn_policy_words(yaml, raw.employers, 1, err) < 0 ||
	    dn_policy_read_requires(yaml, raw.requires, INSTALMENTS,
	    component, err) < 0 ||
	    check_instalments(yaml, raw.requires, component->requires,
	    err) < 0)
		return -1;
	component->id = raw.id;
	component->clause = raw.clause;
	component->instalments = true;
	if (version->retention.id.ptr != NULL)
		return dn_yaml_error(yaml, node, err,
		    "a second component by person_month until the remainder");
	version->retention = (struct dn_policy_retention){
		.id = raw.id, .clause = raw.clause,
		.instalment_fen = pays.fixed_fen, .cap = pays.cap,
		.contract_months =
		    component->thresholds[DN_REQUIRES_CONTRACT],
		.insurance_kinds =
		    component->thresholds[DN_REQUIRES_INSURANCE],
		.partial = raw.partial, .min_days = raw.min_days,
		.continuity = raw.continuity, .insurance = raw.insurance,
		.employers = raw.employers, .min_wage_fen = raw.wage_fen,
		.min_wage_rejects = raw.on_below == 1
	};
	return 0;
}

/* What kind of component it is, which tells what keys there may be. */
static int
read_unit(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    int *to, struct dn_err *err)
{
	static const struct dn_yaml_row row = {
		NULL, DN_YAML_CHOICE, MUST, 0, 0, 0, dn_policy_units, NULL
	};
	const struct dn_yaml_node *unit = dn_yaml_get(node, "unit");

	if (node->kind != DN_YAML_MAPPING)
		return dn_yaml_error(yaml, node, err,
		    "a component must be a mapping of keys to values");
	if (unit == NULL)
		return dn_yaml_error(yaml, node, err,
		    "key \"unit\" is missing");
	return dn_yaml_read_value(yaml, unit, &row, to, err);
}

static int
read_component(const struct dn_policy *policy,
    const struct dn_yaml_node *node, struct dn_policy_version *version,
    struct dn_err *err)
{
	const struct dn_yaml *yaml = policy->yaml;
	const struct dn_yaml_node *pays = dn_yaml_get(node, "pays");
	struct dn_policy_component *component =
	    &version->components[version->component_count++];

	component->line = node->line;
	if (read_unit(yaml, node, &component->unit, err) < 0)
		return -1;
	if (component->unit == DN_UNIT_BATCH_HEAD)
		return read_upfront(yaml, node, version, component, err);
	if (component->unit == DN_UNIT_PERSON_MONTH &&
	    (dn_yaml_get(pays, "until") != NULL ||
	    dn_yaml_get(pays, "cap") != NULL))
		return read_retention(yaml, node, version, component, err);
	return dn_policy_read_general(policy, node, component, err);
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

/* Ids are told from each other, and from names of employers behind them. */
static int
check_id(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    const struct dn_policy_component *components, size_t i,
    struct dn_err *err)
{
	struct dn_span id = components[i].id;
	size_t k;

	node = dn_yaml_get(node, "id");
	if (memchr(id.ptr, '/', id.len) != NULL)
		return dn_yaml_error(yaml, node, err,
		    "the id of a component must not hold a /");
	for (k = 0; k < i; k++)
		if (dn_span_equal(id, components[k].id))
			return dn_yaml_error(yaml, node, err,
			    "two components have the same id");
	return 0;
}

/* A cap may be a share of what another component pays. */
static int
check_cap(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    const struct dn_policy_version *version, size_t i, struct dn_err *err)
{
	struct dn_span of = version->components[i].cap.of;
	const struct dn_policy_component *other;

	if (of.ptr == NULL)
		return 0;
	other = dn_policy_component(version, of);
	if (other != NULL && other->pays.parts == 0 &&
	    (other->pays.figure == DN_FIGURE_BY_LEVEL ||
	    (other->pays.figure == DN_FIGURE_NONE &&
	    other->pays.fixed_fen > 0)))
		return 0;
	return dn_yaml_error(yaml, dn_yaml_get(dn_yaml_get(node, "cap"),
	    "of"), err, "a cap is of a component with a fixed amount or "
	    "by_level");
}

/* What can only be told when all components are there. */
static int
check_components(const struct dn_yaml *yaml, const struct dn_yaml_node *list,
    const struct dn_policy_version *version, struct dn_err *err)
{
	const struct dn_yaml_node *node = list->first;
	size_t i;

	for (i = 0; i < version->component_count; i++, node = node->next)
		if (check_id(yaml, node, version->components, i, err) < 0 ||
		    check_cap(yaml, node, version, i, err) < 0)
			return -1;
	return 0;
}

int
dn_policy_read_components(const struct dn_policy *policy,
    const struct dn_yaml_node *list, struct dn_policy_version *version,
    struct dn_err *err)
{
	static const struct dn_yaml_row row = NODE(NULL, MUST, 0);
	const struct dn_yaml *yaml = policy->yaml;
	const struct dn_yaml_node *node;

	if (dn_policy_list(yaml, list, &row, &node, err) < 0)
		return -1;
	if (dn_yaml_count(list) == 0 ||
	    dn_yaml_count(list) > DN_POLICY_COMPONENTS_MAX)
		return dn_yaml_error(yaml, list, err,
		    "components must be 1 to %d", DN_POLICY_COMPONENTS_MAX);
	version->components = calloc(dn_yaml_count(list),
	    sizeof(*version->components));
	if (version->components == NULL)
		return dn_err_memory(err);
	for (node = list->first; node != NULL; node = node->next)
		if (read_component(policy, node, version, err) < 0)
			return -1;
	if (check_components(yaml, list, version, err) < 0)
		return -1;
	put_heads_first(version);
	if (version->upfront.id.ptr != NULL)
		version->upfront.rule =
		    dn_policy_component(version, version->upfront.id);
	if (version->retention.id.ptr != NULL)
		version->retention.rule =
		    dn_policy_component(version, version->retention.id);
	return 0;
}
