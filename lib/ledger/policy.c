/* SPDX-License-Identifier: MIT */
/* The vocabulary of policies as rows, and the checks between the keys. */
#include "ledger/policy.h"

#include <stdlib.h>

#include "core/date.h"
#include "core/money.h"
#include "io/yamlmap.h"

#define FEN_MAX INT64_C(1000000000000000)       /* ten million million yuan */
#define HEADS_MAX INT64_C(1000000000)
#define BASIS_POINTS 10000

/* ---- rows: what a mapping may hold ---- */

#define TEXT(k, f, at) { k, DN_YAML_TEXT, f, at, 0, 0, NULL, NULL }
#define INT(k, f, at, lo, hi) { k, DN_YAML_INT, f, at, lo, hi, NULL, NULL }
#define FEN(k, f, at, lo, hi) { k, DN_YAML_FEN, f, at, lo, hi, NULL, NULL }
#define CHOICE(k, f, at, c) { k, DN_YAML_CHOICE, f, at, 0, 0, c, NULL }
#define NODE(k, f, at) { k, DN_YAML_NODE, f, at, 0, 0, NULL, NULL }
#define MAP(k, f, at, rows) { k, DN_YAML_MAP, f, at, 0, 0, NULL, rows }
#define LATER(k) { k, DN_YAML_LATER, 0, 0, 0, 0, NULL, NULL }
#define END { NULL, DN_YAML_LATER, 0, 0, 0, 0, NULL, NULL }
#define MUST DN_YAML_REQUIRED
#define MAY 0

/*
 * What is read into, beside the version itself.  Values that decide nothing
 * in the calculation are checked here and recorded nowhere.
 */
struct raw_version {
	struct dn_policy_version version;
	struct dn_span mask, text;
	const struct dn_yaml_node *planned, *components, *required;
	bool person_once;
	int choice, on_missing;
	int64_t number;
	int32_t day;
};

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

struct raw_policy {
	int64_t format;
	struct dn_span id, text;
	const struct dn_yaml_node *versions, *holidays;
	int currency;
	int32_t day;
};

#define VERSION(member) offsetof(struct raw_version, member)
#define COMPONENT(member) offsetof(struct raw_component, member)

static const char *const rounding_names[] = { "half_up", NULL };
static const char *const identity_names[] = { "opaque", "gb11643", NULL };
static const char *const size_names[] = { "enrolled", "!planned", NULL };
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
static const char *const missing_names[] = { "warn", "block", NULL };
static const char *const sat_names[] = {
	"sat", "completed", "enrolled", NULL
};
static const char *const gate_names[] = { "off", "next_payment", NULL };
static const char *const void_names[] = { "month", NULL };
static const char *const recovery_names[] = { "offset", "refund", NULL };
static const char *const method_names[] = {
	"min", "by_person", "by_headcount", NULL
};
static const char *const currency_names[] = { "CNY", NULL };

enum unit {
	BATCH_HEAD,
	PERSON_MONTH
};

static const char *const unit_names[] = {
	"batch_head", "person_month", "!person", "!certificate", "!hour",
	"!day", "!seat_month", "!enterprise_year", NULL
};

static const struct dn_yaml_row identity_rows[] = {
	CHOICE("scheme", MUST, VERSION(version.identity), identity_names),
	{ "person_once", DN_YAML_BOOL, MAY, VERSION(person_once),
	    0, 0, NULL, NULL },
	TEXT("mask", MAY, VERSION(mask)),
	END
};

static const struct dn_yaml_row batch_rows[] = {
	NODE("planned", MAY, VERSION(planned)),
	INT("min_for_acceptance", MUST, VERSION(version.min_for_acceptance),
	    0, HEADS_MAX),
	CHOICE("size_basis", MAY, VERSION(choice), size_names),
	LATER("merge"),
	END
};

static const struct dn_yaml_row amount_rows[] = {
	FEN("total", MUST, VERSION(version.total_fen), 1, FEN_MAX),
	INT("upfront_bp", MUST, VERSION(version.upfront_bp), 0, BASIS_POINTS),
	CHOICE("rounding", MAY, VERSION(choice), rounding_names),
	END
};

static const struct dn_yaml_row evidence_rows[] = {
	NODE("required", MUST, VERSION(required)),
	CHOICE("on_missing", MUST, VERSION(on_missing), missing_names),
	END
};

static const struct dn_yaml_row certificate_rows[] = {
	INT("target_bp", MUST, VERSION(number), 0, BASIS_POINTS),
	CHOICE("denominator", MAY, VERSION(choice), sat_names),
	END
};

static const struct dn_yaml_row notice_rows[] = {
	INT("days", MUST, VERSION(number), 0, 3660),
	CHOICE("gate", MAY, VERSION(choice), gate_names),
	INT("start_within_days", DN_YAML_NULLABLE, VERSION(number), 0, 3660),
	END
};

static const struct dn_yaml_row spot_check_rows[] = {
	CHOICE("void", MUST, VERSION(choice), void_names),
	INT("max_fail_bp", DN_YAML_NULLABLE, VERSION(version.max_fail_bp),
	    0, BASIS_POINTS),
	END
};

static const struct dn_yaml_row recovery_rows[] = {
	CHOICE("mode", MUST, VERSION(choice), recovery_names),
	END
};

static const struct dn_yaml_row settlement_rows[] = {
	FEN("budget", MUST, VERSION(number), 0, FEN_MAX),
	INT("target_heads", MUST, VERSION(number), 1, HEADS_MAX),
	CHOICE("method", MUST, VERSION(choice), method_names),
	INT("completed_months", MAY, VERSION(number), 1, 120),
	INT("remedy_days", MAY, VERSION(number), 0, 3660),
	END
};

static const struct dn_yaml_row version_rows[] = {
	{ "effective", DN_YAML_DATE, MUST, VERSION(version.effective),
	    0, 0, NULL, NULL },
	MAP("identity", MUST, 0, identity_rows),
	MAP("batch", MUST, 0, batch_rows),
	MAP("amount", MUST, 0, amount_rows),
	NODE("components", MUST, VERSION(components)),
	MAP("evidence", MAY, 0, evidence_rows),
	MAP("certificate", MAY, 0, certificate_rows),
	MAP("notice", MAY, 0, notice_rows),
	MAP("spot_check", MUST, 0, spot_check_rows),
	MAP("recovery", MUST, 0, recovery_rows),
	MAP("settlement", MUST, 0, settlement_rows),
	LATER("attendance"),
	LATER("applies_by"),
	END
};

static const struct dn_yaml_row source_rows[] = {
	TEXT("title", MAY, offsetof(struct raw_policy, text)),
	TEXT("clause_base", MAY, offsetof(struct raw_policy, text)),
	TEXT("issuer", MAY, offsetof(struct raw_policy, text)),
	TEXT("document", MAY, offsetof(struct raw_policy, text)),
	TEXT("uri", MAY, offsetof(struct raw_policy, text)),
	END
};

static const struct dn_yaml_row policy_rows[] = {
	INT("dn_policy", MUST, offsetof(struct raw_policy, format), 1, 1),
	TEXT("id", MUST, offsetof(struct raw_policy, id)),
	MAP("source", MAY, 0, source_rows),
	CHOICE("currency", MUST, offsetof(struct raw_policy, currency),
	    currency_names),
	NODE("versions", MUST, offsetof(struct raw_policy, versions)),
	NODE("holidays", MAY, offsetof(struct raw_policy, holidays)),
	END
};

/* ---- components ---- */

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
static int
check_list(const struct dn_yaml *yaml, const struct dn_yaml_node *list,
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

	if (check_list(yaml, list, &row, &text, err) < 0)
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
	    check_list(yaml, raw->employers, &row, &text, err) < 0)
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
	if (dn_yaml_read(yaml, node, raw.unit == BATCH_HEAD ? upfront_rows :
	    retention_rows, &raw, err) < 0)
		return -1;
	id = raw.unit == BATCH_HEAD ? &version->upfront.id :
	    &version->retention.id;
	if (id->ptr != NULL)
		return dn_yaml_error(yaml, node, err,
		    "a second component by %s", unit_names[raw.unit]);
	return raw.unit == BATCH_HEAD ?
	    read_upfront(yaml, &raw, &version->upfront, err) :
	    read_retention(yaml, &raw, &version->retention, err);
}

static int
read_components(const struct dn_yaml *yaml, const struct dn_yaml_node *list,
    struct dn_policy_version *version, struct dn_err *err)
{
	static const struct dn_yaml_row row = NODE(NULL, MUST, 0);
	const struct dn_yaml_node *node;

	if (check_list(yaml, list, &row, &node, err) < 0)
		return -1;
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
	return 0;
}

/* ---- versions ---- */

/* Read a mask such as "6*4": how much of a number is shown. */
static int
read_mask(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    struct raw_version *raw, struct dn_err *err)
{
	const char *mask = raw->mask.ptr;

	raw->version.mask_head = 6;
	raw->version.mask_tail = 4;
	if (mask == NULL)
		return 0;
	if (raw->mask.len != 3 || mask[0] < '0' || mask[0] > '9' ||
	    mask[1] != '*' || mask[2] < '0' || mask[2] > '9' ||
	    mask[0] - '0' + (mask[2] - '0') > 12)
		return dn_yaml_error(yaml, dn_yaml_get(node, "mask"), err,
		    "mask must be like \"6*4\" and hide 6 characters or more");
	raw->version.mask_head = mask[0] - '0';
	raw->version.mask_tail = mask[2] - '0';
	return 0;
}

/* The lists of a version, of which the calculation needs just the evidence. */
static int
check_lists(const struct dn_yaml *yaml, struct raw_version *raw,
    struct dn_err *err)
{
	static const struct dn_yaml_row heads = INT(NULL, MUST, 0, 0,
	    HEADS_MAX), text = TEXT(NULL, MUST, 0);

	if (check_list(yaml, raw->planned, &heads, &raw->number, err) < 0 ||
	    check_list(yaml, raw->required, &text, &raw->text, err) < 0)
		return -1;
	raw->version.evidence = raw->required;
	raw->version.evidence_blocks = raw->on_missing == 1;
	return 0;
}

static int
read_version(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    struct dn_policy_version *version, struct dn_err *err)
{
	struct raw_version raw = { .person_once = true };
	const struct dn_yaml_node *identity;

	raw.version.max_fail_bp = -1;
	if (dn_yaml_read(yaml, node, version_rows, &raw, err) < 0)
		return -1;
	identity = dn_yaml_get(node, "identity");
	if (!raw.person_once) {
		dn_yaml_error(yaml, dn_yaml_get(identity, "person_once"), err,
		    "person_once: false is not built yet");
		err->code = DN_E_NOT_BUILT;
		return -1;
	}
	if (read_mask(yaml, identity, &raw, err) < 0 ||
	    check_lists(yaml, &raw, err) < 0 ||
	    read_components(yaml, raw.components, &raw.version, err) < 0)
		return -1;
	*version = raw.version;
	/* In range by the rows: at most FEN_MAX, a share of at most one. */
	if (!dn_money_ratio(version->total_fen, version->upfront_bp,
	    BASIS_POINTS, &version->upfront_fen))
		return dn_yaml_error(yaml, node, err, "amounts overflow");
	version->rest_fen = version->total_fen - version->upfront_fen;
	return 0;
}

/* Versions ascend, and name persons in one way. */
static int
check_order(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    const struct dn_policy_version *version, struct dn_err *err)
{
	const struct dn_policy_version *before = version - 1;

	if (version->effective <= before->effective)
		return dn_yaml_error(yaml, dn_yaml_get(node, "effective"), err,
		    "versions must stand in the order of their days");
	if (version->identity != before->identity ||
	    version->mask_head != before->mask_head ||
	    version->mask_tail != before->mask_tail)
		return dn_yaml_error(yaml, dn_yaml_get(node, "identity"), err,
		    "identity must be the same in all versions");
	return 0;
}

static int
read_versions(struct dn_policy *policy, const struct dn_yaml_node *list,
    struct dn_err *err)
{
	static const struct dn_yaml_row row = NODE(NULL, MUST, 0);
	const struct dn_yaml *yaml = policy->yaml;
	const struct dn_yaml_node *node;
	size_t count;

	if (check_list(yaml, list, &row, &node, err) < 0)
		return -1;
	count = dn_yaml_count(list);
	if (count == 0 || count > DN_POLICY_VERSIONS_MAX)
		return dn_yaml_error(yaml, list, err,
		    "versions must be 1 to %d", DN_POLICY_VERSIONS_MAX);
	policy->versions = calloc(count, sizeof(*policy->versions));
	if (policy->versions == NULL)
		return dn_err_memory(err);
	for (node = list->first; node != NULL; node = node->next) {
		if (read_version(yaml, node, &policy->versions[policy->count],
		    err) < 0)
			return -1;
		if (policy->count > 0 && check_order(yaml, node,
		    &policy->versions[policy->count], err) < 0)
			return -1;
		policy->count++;
	}
	return 0;
}

/* ---- the file ---- */

/* Make a policy of a document, which it takes over. */
static struct dn_policy *
from_yaml(struct dn_yaml *yaml, struct dn_err *err)
{
	static const struct dn_yaml_row day = {
		NULL, DN_YAML_DATE, MUST, 0, 0, 0, NULL, NULL
	};
	struct dn_policy *policy = calloc(1, sizeof(*policy));
	struct raw_policy raw = { 0 };

	if (policy == NULL) {
		dn_yaml_free(yaml);
		dn_err_memory(err);
		return NULL;
	}
	policy->yaml = yaml;
	if (dn_yaml_read(yaml, dn_yaml_root(yaml), policy_rows, &raw,
	    err) < 0 ||
	    check_list(yaml, raw.holidays, &day, &raw.day, err) < 0 ||
	    read_versions(policy, raw.versions, err) < 0) {
		dn_policy_free(policy);
		return NULL;
	}
	policy->id = raw.id;
	return policy;
}

struct dn_policy *
dn_policy_load(const char *path, struct dn_err *err)
{
	struct dn_yaml *yaml = dn_yaml_load(path, err);

	return yaml != NULL ? from_yaml(yaml, err) : NULL;
}

struct dn_policy *
dn_policy_parse(struct dn_span text, const char *source, struct dn_err *err)
{
	struct dn_yaml *yaml = dn_yaml_parse(text, source, err);

	return yaml != NULL ? from_yaml(yaml, err) : NULL;
}

void
dn_policy_free(struct dn_policy *policy)
{
	if (policy == NULL)
		return;
	dn_yaml_free(policy->yaml);
	free(policy->versions);
	free(policy);
}

const struct dn_policy_version *
dn_policy_at(const struct dn_policy *policy, int32_t day)
{
	const struct dn_policy_version *found = NULL;
	size_t low = 0, high = policy->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (policy->versions[middle].effective <= day) {
			found = &policy->versions[middle];
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return found;
}
