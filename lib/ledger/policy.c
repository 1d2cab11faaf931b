/* SPDX-License-Identifier: MIT */
/* The vocabulary of policies as rows, and the checks between the keys. */
#include "ledger/policy_read.h"

#include <stdlib.h>

#include "core/date.h"
#include "core/money.h"

/* ---- rows: what a mapping may hold ---- */

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
};

struct raw_policy {
	int64_t format;
	struct dn_span id, text;
	const struct dn_yaml_node *versions, *holidays, *tables;
	int currency;
};

#define VERSION(member) offsetof(struct raw_version, member)

static const char *const rounding_names[] = { "half_up", NULL };
static const char *const identity_names[] = { "opaque", "gb11643", NULL };
static const char *const size_names[] = { "enrolled", "!planned", NULL };
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
	INT("target_bp", MUST, VERSION(version.certificate_bp), 0,
	    BASIS_POINTS),
	CHOICE("denominator", MAY, VERSION(version.certificate_of),
	    sat_names),
	END
};

static const struct dn_yaml_row notice_rows[] = {
	INT("days", MUST, VERSION(version.notice_days), 0, 3660),
	CHOICE("gate", MAY, VERSION(version.notice_gate), gate_names),
	INT("start_within_days", DN_YAML_NULLABLE,
	    VERSION(version.notice_within_days), 0, 3660),
	END
};

static const struct dn_yaml_row spot_check_rows[] = {
	CHOICE("void", MUST, VERSION(choice), void_names),
	INT("max_fail_bp", DN_YAML_NULLABLE, VERSION(version.max_fail_bp),
	    0, BASIS_POINTS),
	END
};

static const struct dn_yaml_row recovery_rows[] = {
	CHOICE("mode", MUST, VERSION(version.recovery), recovery_names),
	END
};

static const struct dn_yaml_row settlement_rows[] = {
	FEN("budget", MUST, VERSION(version.budget_fen), 0, FEN_MAX),
	INT("target_heads", MUST, VERSION(version.target_heads), 1,
	    HEADS_MAX),
	CHOICE("method", MUST, VERSION(version.method), method_names),
	INT("completed_months", MAY, VERSION(version.completed_months), 1,
	    120),
	INT("remedy_days", MAY, VERSION(version.remedy_days), 0, 3660),
	END
};

static const struct dn_yaml_row version_rows[] = {
	{ "effective", DN_YAML_DATE, MUST, VERSION(version.effective),
	    0, 0, NULL, NULL },
	MAP("identity", MUST, 0, identity_rows),
	MAP("batch", MUST, 0, batch_rows),
	MAP("amount", MAY, 0, amount_rows),
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
	NODE("tables", MAY, offsetof(struct raw_policy, tables)),
	END
};

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

/* The lists of a version. */
static int
check_lists(const struct dn_yaml *yaml, struct raw_version *raw,
    struct dn_err *err)
{
	static const struct dn_yaml_row heads = INT(NULL, MUST, 0, 0,
	    HEADS_MAX);

	if (dn_policy_list(yaml, raw->planned, &heads, &raw->number, err) < 0 ||
	    dn_policy_words(yaml, raw->required, 0, err) < 0)
		return -1;
	raw->version.planned = raw->planned;
	raw->version.evidence = raw->required;
	raw->version.evidence_blocks = raw->on_missing == 1;
	return 0;
}

/* The total is for an advance and instalments; both want it. */
static int
check_amount(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    const struct dn_policy_version *version, struct dn_err *err)
{
	const struct dn_yaml_node *amount = dn_yaml_get(node, "amount");
	bool parts = version->upfront.rule != NULL ||
	    version->retention.rule != NULL;

	if (parts && amount == NULL)
		return dn_yaml_error(yaml, node, err,
		    "key \"amount\" is missing");
	if (!parts && amount != NULL)
		return dn_yaml_error(yaml, amount, err, "amount is of no use "
		    "without an advance or instalments");
	if (version->upfront.rule == NULL && version->upfront_bp > 0)
		return dn_yaml_error(yaml, dn_yaml_get(amount, "upfront_bp"),
		    err, "upfront_bp must be 0 without a component by "
		    "batch_head");
	return 0;
}

static int
read_version(const struct dn_policy *policy, const struct dn_yaml_node *node,
    struct dn_policy_version *version, struct dn_err *err)
{
	const struct dn_yaml *yaml = policy->yaml;
	struct raw_version raw = {
		.version = {
			.max_fail_bp = -1, .certificate_bp = -1,
			.notice_days = -1, .notice_within_days = -1,
			.completed_months = 1, .remedy_days = -1, .node = node
		},
		.person_once = true
	};
	const struct dn_yaml_node *identity;

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
	    check_lists(yaml, &raw, err) < 0)
		return -1;
	*version = raw.version;
	if (dn_policy_read_components(policy, raw.components, version,
	    err) < 0 || check_amount(yaml, node, version, err) < 0)
		return -1;
	/* In range by the rows: at most FEN_MAX, a share of at most one. */
	if (!dn_money_ratio(version->total_fen, version->upfront_bp,
	    BASIS_POINTS, &version->upfront_fen))
		return dn_yaml_error(yaml, node, err, "amounts overflow");
	version->rest_fen = version->total_fen - version->upfront_fen;
	return 0;
}

/* Is an id that is there in both versions the same? */
static bool
keeps(struct dn_span id, struct dn_span before)
{
	return id.ptr == NULL || before.ptr == NULL ||
	    dn_span_equal(id, before);
}

/* What was stated under an id must not be taken back for another's sake. */
static int
check_components(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    const struct dn_policy_version *version,
    const struct dn_policy_version *before, struct dn_err *err)
{
	const struct dn_policy_component *rule, *old;
	size_t i;

	node = dn_yaml_get(node, "components");
	if (!keeps(version->upfront.id, before->upfront.id) ||
	    !keeps(version->retention.id, before->retention.id))
		return dn_yaml_error(yaml, node, err, "the components of "
		    "advance and instalments must keep their ids in all "
		    "versions");
	for (i = 0; i < version->component_count; i++) {
		rule = &version->components[i];
		old = dn_policy_component(before, rule->id);
		if (old != NULL && (old->unit != rule->unit ||
		    old->instalments != rule->instalments))
			return dn_yaml_error(yaml, node, err, "component %s "
			    "has another unit than before", rule->id.ptr);
	}
	return 0;
}

/* Versions ascend, and name persons in one way. */
static int
check_order(const struct dn_policy *policy, const struct dn_yaml_node *node,
    const struct dn_policy_version *version, struct dn_err *err)
{
	const struct dn_yaml *yaml = policy->yaml;
	const struct dn_policy_version *before = version - 1;

	if (version->effective <= before->effective)
		return dn_yaml_error(yaml, dn_yaml_get(node, "effective"), err,
		    "versions must stand in the order of their days");
	if (version->identity != before->identity ||
	    version->mask_head != before->mask_head ||
	    version->mask_tail != before->mask_tail)
		return dn_yaml_error(yaml, dn_yaml_get(node, "identity"), err,
		    "identity must be the same in all versions");
	for (before = policy->versions; before < version; before++)
		if (check_components(yaml, node, version, before, err) < 0)
			return -1;
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

	if (dn_policy_list(yaml, list, &row, &node, err) < 0)
		return -1;
	count = dn_yaml_count(list);
	if (count == 0 || count > DN_POLICY_VERSIONS_MAX)
		return dn_yaml_error(yaml, list, err,
		    "versions must be 1 to %d", DN_POLICY_VERSIONS_MAX);
	policy->versions = calloc(count, sizeof(*policy->versions));
	if (policy->versions == NULL)
		return dn_err_memory(err);
	for (node = list->first; node != NULL; node = node->next) {
		struct dn_policy_version *version =
		    &policy->versions[policy->count++];

		if (read_version(policy, node, version, err) < 0 ||
		    (policy->count > 1 &&
		    check_order(policy, node, version, err) < 0))
			return -1;
	}
	return 0;
}

static int
compare_days(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

static int
read_holidays(struct dn_policy *policy, const struct dn_yaml_node *list,
    struct dn_err *err)
{
	static const struct dn_yaml_row row = {
		NULL, DN_YAML_DATE, MUST, 0, 0, 0, NULL, NULL
	};
	const struct dn_yaml_node *node;
	int32_t day;

	if (list == NULL)
		return 0;
	if (dn_policy_list(policy->yaml, list, &row, &day, err) < 0)
		return -1;
	policy->holidays = calloc(dn_yaml_count(list) + 1, sizeof(day));
	if (policy->holidays == NULL)
		return dn_err_memory(err);
	for (node = list->first; node != NULL; node = node->next)
		if (dn_yaml_read_value(policy->yaml, node, &row,
		    &policy->holidays[policy->holiday_count++], err) < 0)
			return -1;
	qsort(policy->holidays, policy->holiday_count, sizeof(day),
	    compare_days);
	return 0;
}

/* ---- the file ---- */

/* Make a policy of a document, which it takes over. */
static struct dn_policy *
from_yaml(struct dn_yaml *yaml, struct dn_err *err)
{
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
	    read_holidays(policy, raw.holidays, err) < 0 ||
	    dn_policy_read_tables(policy, raw.tables, err) < 0 ||
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
	size_t i, k;

	if (policy == NULL)
		return;
	for (i = 0; i < policy->count; i++) {
		for (k = 0; k < policy->versions[i].component_count; k++)
			dn_policy_component_release(
			    &policy->versions[i].components[k]);
		free(policy->versions[i].components);
	}
	for (i = 0; i < policy->table_count; i++)
		free(policy->tables[i].rows);
	free(policy->tables);
	free(policy->versions);
	free(policy->holidays);
	dn_yaml_free(policy->yaml);
	free(policy);
}
