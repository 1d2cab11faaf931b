/* SPDX-License-Identifier: MIT */
/* Components of any unit: their keys, and which go with which unit. */
#include "ledger/policy_read.h"

#include <stdlib.h>

#define UPLIFT_MAX 100000       /* ten times on top */
#define YEARS_MAX 100

struct raw_general {
	struct dn_policy_component component;
	const struct dn_yaml_node *pays, *requires, *kinds, *employers;
	const struct dn_yaml_node *once_per, *uplifts, *schedule;
	int fractions, on_below;
};

struct raw_uplift {
	int64_t bp;
	const struct dn_yaml_node *trades;
};

#define GENERAL(member) offsetof(struct raw_general, member)
#define RULE(member) GENERAL(component.member)

static const char *const on_names[] = {
	"training_acceptance", "certificate", "contract", "enrol", NULL
};
static const char *const once_names[] = {
	"person", "trade", "level", "kind", "serial", "batch", "employer",
	"year", NULL
};
static const char *const fraction_names[] = { "paid", "dropped", NULL };

static const struct dn_yaml_row wage_rows[] = {
	FEN("amount", MUST, RULE(terms.min_wage_fen), 1, FEN_MAX),
	CHOICE("on_below", MUST, GENERAL(on_below), dn_policy_belows),
	END
};

static const struct dn_yaml_row delay_rows[] = {
	INT("months", MUST, RULE(delay_months), 0, 1200),
	END
};

static const struct dn_yaml_row cap_rows[] = {
	FEN("unit", MAY, RULE(cap.unit_fen), 1, FEN_MAX),
	FEN("person", MAY, RULE(cap.person_fen), 1, FEN_MAX),
	FEN("batch", MAY, RULE(cap.batch_fen), 1, FEN_MAX),
	FEN("enterprise_year", MAY, RULE(cap.enterprise_year_fen), 1, FEN_MAX),
	INT("ratio_bp", MAY, RULE(cap.ratio_bp), 1, 10 * BASIS_POINTS),
	TEXT("of", MAY, RULE(cap.of)),
	END
};

static const struct dn_yaml_row general_rows[] = {
	TEXT("id", MUST, RULE(id)),
	CHOICE("unit", MUST, RULE(unit), dn_policy_units),
	NODE("pays", MUST, GENERAL(pays)),
	NODE("requires", MUST, GENERAL(requires)),
	TEXT("clause", MAY, RULE(clause)),
	CHOICE("on", MAY, RULE(on), on_names),
	NODE("kinds", MAY, GENERAL(kinds)),
	NODE("once_per", MAY, GENERAL(once_per)),
	NODE("uplift_bp", MAY, GENERAL(uplifts)),
	NODE("schedule_bp", MAY, GENERAL(schedule)),
	MAP("cap", MAY, 0, cap_rows),
	MAP("delay", MAY, 0, delay_rows),
	INT("window", MAY, RULE(window_months), 1, 1200),
	INT("threshold_heads", MAY, RULE(threshold_heads), 1, HEADS_MAX),
	CHOICE("partial_month", MAY, RULE(terms.partial), dn_policy_partials),
	INT("min_days", MAY, RULE(terms.min_days), 1, 31),
	CHOICE("continuity", MAY, RULE(terms.continuity),
	    dn_policy_continuities),
	CHOICE("insurance", MAY, RULE(terms.insurance), dn_policy_insurances),
	NODE("employers", MAY, GENERAL(employers)),
	MAP("min_wage", MAY, 0, wage_rows),
	INT("hour_minutes", MAY, RULE(hour_minutes), 1, 1440),
	INT("day_hours", MAY, RULE(day_hours), 1, 24),
	CHOICE("fractions", MAY, GENERAL(fractions), fraction_names),
	END
};

#define HOURLY (UNIT(HOUR) | UNIT(DAY))
#define MONTHLY (MONTHS | UNIT(ENTERPRISE_YEAR))

static const struct dn_policy_key keys[] = {
	{ "on", UNIT(PERSON), UNIT(PERSON) },
	{ "kinds", ONCES, 0 },
	{ "once_per", UNIT(CERTIFICATE) | HOURLY, UNIT(CERTIFICATE) },
	{ "uplift_bp", UNIT(CERTIFICATE) | HOURLY, 0 },
	{ "schedule_bp", MONTHLY, 0 },
	{ "window", MONTHLY, 0 },
	{ "threshold_heads", MONTHLY, 0 },
	{ "partial_month", MONTHLY, 0 },
	{ "min_days", MONTHLY, 0 },
	{ "min_wage", MONTHLY, 0 },
	{ "continuity", UNIT(PERSON_MONTH), 0 },
	{ "hour_minutes", ONCES, 0 },
	{ "day_hours", UNIT(DAY), UNIT(DAY) },
	{ "fractions", HOURLY, HOURLY },
	{ NULL, 0, 0 }
};

int
dn_policy_check_keys(const struct dn_yaml *yaml,
    const struct dn_yaml_node *node, const struct dn_policy_key *key,
    int unit, struct dn_err *err)
{
	const struct dn_yaml_node *child;

	for (; key->key != NULL; key++) {
		child = dn_yaml_get(node, key->key);
		if (child != NULL && (key->units & 1u << unit) == 0)
			return dn_yaml_error(yaml, child, err,
			    "%s does not go with unit: %s", key->key,
			    dn_policy_units[unit]);
		if (child == NULL && (key->needed & 1u << unit) != 0)
			return dn_yaml_error(yaml, node, err,
			    "key \"%s\" is missing: unit: %s needs it",
			    key->key, dn_policy_units[unit]);
	}
	return 0;
}

/* ---- lists ---- */

static int
read_once_per(const struct dn_yaml *yaml, const struct dn_yaml_node *list,
    unsigned *set, struct dn_err *err)
{
	static const struct dn_yaml_row row = CHOICE(NULL, MUST, 0,
	    once_names);
	const struct dn_yaml_node *node;
	int choice = 0;

	if (dn_policy_list(yaml, list, &row, &choice, err) < 0)
		return -1;
	for (node = list != NULL ? list->first : NULL; node != NULL;
	    node = node->next) {
		if (dn_yaml_read_value(yaml, node, &row, &choice, err) < 0)
			return -1;
		if ((*set & 1u << choice) != 0)
			return dn_yaml_error(yaml, node, err,
			    "%s stands in once_per twice", once_names[choice]);
		*set |= 1u << choice;
	}
	return 0;
}

/* Add the trades of one uplift to those that have one. */
static int
add_uplift(const struct dn_yaml *yaml, const struct raw_uplift *raw,
    struct dn_policy_component *component, struct dn_err *err)
{
	const struct dn_yaml_node *node;
	struct dn_policy_named *grown;
	size_t i;

	if (dn_policy_words(yaml, raw->trades, 1, err) < 0)
		return -1;
	grown = reallocarray(component->uplifts, component->uplift_count +
	    dn_yaml_count(raw->trades) + 1, sizeof(*grown));
	if (grown == NULL)
		return dn_err_memory(err);
	component->uplifts = grown;
	for (node = raw->trades->first; node != NULL; node = node->next) {
		for (i = 0; i < component->uplift_count; i++)
			if (dn_span_equal(grown[i].name, node->text))
				return dn_yaml_error(yaml, node, err,
				    "the trade has an uplift already");
		grown[component->uplift_count++] =
		    (struct dn_policy_named){ node->text, raw->bp };
	}
	return 0;
}

static int
read_uplifts(const struct dn_yaml *yaml, const struct dn_yaml_node *list,
    struct dn_policy_component *component, struct dn_err *err)
{
	static const struct dn_yaml_row any = NODE(NULL, MUST, 0), rows[] = {
		INT("bp", MUST, offsetof(struct raw_uplift, bp), 1,
		    UPLIFT_MAX),
		NODE("trades", MUST, offsetof(struct raw_uplift, trades)),
		END
	};
	const struct dn_yaml_node *node;
	struct raw_uplift raw;

	if (list == NULL)
		return 0;
	if (dn_policy_list(yaml, list, &any, &node, err) < 0)
		return -1;
	for (node = list->first; node != NULL; node = node->next)
		if (dn_yaml_read(yaml, node, rows, &raw, err) < 0 ||
		    add_uplift(yaml, &raw, component, err) < 0)
			return -1;
	return 0;
}

static int
read_schedule(const struct dn_yaml *yaml, const struct dn_yaml_node *list,
    struct dn_policy_component *component, struct dn_err *err)
{
	static const struct dn_yaml_row row = INT(NULL, MUST, 0, 0,
	    10 * BASIS_POINTS);
	const struct dn_yaml_node *node;
	size_t count;
	int64_t bp;

	if (list == NULL)
		return 0;
	count = dn_yaml_count(list);
	if (dn_policy_list(yaml, list, &row, &bp, err) < 0)
		return -1;
	if (count == 0 || count > YEARS_MAX)
		return dn_yaml_error(yaml, list, err,
		    "schedule_bp must be of 1 to %d years", YEARS_MAX);
	component->schedule = calloc(count, sizeof(bp));
	if (component->schedule == NULL)
		return dn_err_memory(err);
	for (node = list->first; node != NULL; node = node->next)
		if (dn_yaml_read_value(yaml, node, &row,
		    &component->schedule[component->schedule_count++],
		    err) < 0)
			return -1;
	return 0;
}

/* ---- the checks between keys ---- */

static int
check_cap(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    const struct dn_policy_component *component, struct dn_err *err)
{
	const struct dn_policy_cap *cap = &component->cap;
	const struct dn_yaml_node *place = dn_yaml_get(node, "cap");

	if ((cap->ratio_bp > 0) != (cap->of.ptr != NULL))
		return dn_yaml_error(yaml, place, err,
		    "ratio_bp of a cap goes with of, a component, and it "
		    "with ratio_bp");
	if (cap->of.ptr != NULL &&
	    ((UNIT(CERTIFICATE) | HOURLY) & 1u << component->unit) == 0)
		return dn_yaml_error(yaml, place, err,
		    "a cap of another component does not go with unit: %s",
		    dn_policy_units[component->unit]);
	if (component->unit == DN_UNIT_ENTERPRISE_YEAR &&
	    (cap->person_fen > 0 || cap->batch_fen > 0))
		return dn_yaml_error(yaml, place, err, "a cap by person or "
		    "batch does not go with unit: enterprise_year");
	return 0;
}

#define BIT(predicate) (1u << DN_REQUIRES_##predicate)
#define WAGES (BIT(PAYROLL_PROOF) | BIT(PAYROLL_MONTHS))
#define CONTRACTS (BIT(CONTRACT) | BIT(CONTRACT_WITHIN))
#define INSURED (BIT(INSURANCE) | BIT(INSURED_MONTHS))

/* Keys without effect where none of these is required, but with a unit. */
static const struct {
	const char *key;
	uint32_t requires;
	unsigned units;
	const char *names;
} key_reasons[] = {
	{ "employers", WAGES | CONTRACTS | INSURED, 0,
	    "payroll_proof, payroll_months>=N, contract>=N, "
	    "contract_within_days<=N, insurance>=N, insured_months>=N" },
	{ "hour_minutes", BIT(HOURS) | BIT(HOURS_BELOW), HOURLY,
	    "hours>=N, hours<N" },
	{ "insurance", INSURED, 0, "insurance>=N, insured_months>=N" },
	{ "min_wage", WAGES, 0, "payroll_proof, payroll_months>=N" }
};

/* Each key must have something to act on. */
static int
check_reasons(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    const struct dn_policy_component *component, struct dn_err *err)
{
	const struct dn_yaml_node *child;
	size_t i;

	for (i = 0; i < sizeof(key_reasons) / sizeof(key_reasons[0]); i++) {
		child = dn_yaml_get(node, key_reasons[i].key);
		if (child != NULL &&
		    (component->requires & key_reasons[i].requires) == 0 &&
		    (key_reasons[i].units & 1u << component->unit) == 0)
			return dn_yaml_error(yaml, child, err,
			    "%s needs one of %s under requires",
			    key_reasons[i].key, key_reasons[i].names);
	}
	return 0;
}

/* Months must come from somewhere: proofs, contracts or enrolment. */
static int
check_requires(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    const struct dn_policy_component *component, struct dn_err *err)
{
	const uint32_t set = component->requires;
	const unsigned unit = 1u << component->unit;
	const uint32_t proof = 1u << DN_REQUIRES_PAYROLL_PROOF;
	const uint32_t months = proof | 1u << DN_REQUIRES_INSURANCE |
	    1u << DN_REQUIRES_CONTRACT | 1u << DN_REQUIRES_ENROLLED;

	if ((unit & UNIT(PERSON_MONTH)) != 0 && (set & months) == 0)
		return dn_yaml_error(yaml, node, err, "months need one of "
		    "payroll_proof, insurance>=N, contract>=N, enrolled");
	if ((unit & (UNIT(SEAT_MONTH) | UNIT(ENTERPRISE_YEAR))) != 0 &&
	    (set & proof) == 0)
		return dn_yaml_error(yaml, node, err,
		    "%s needs payroll_proof",
		    dn_policy_units[component->unit]);
	if (component->pays.figure == DN_FIGURE_OF_AMOUNT &&
	    (unit & MONTHS) != 0 && (set & proof) == 0)
		return dn_yaml_error(yaml, node, err,
		    "a share of the amount needs payroll_proof");
	if ((set & 1u << DN_REQUIRES_CONTRACT_WITHIN) != 0 &&
	    (set & 1u << DN_REQUIRES_CONTRACT) == 0)
		return dn_yaml_error(yaml, node, err,
		    "contract_within_days<=N goes with contract>=N");
	if ((HOURLY & unit) != 0 && component->cap.of.ptr != NULL &&
	    (set & 1u << DN_REQUIRES_CERTIFICATE) == 0)
		return dn_yaml_error(yaml, node, err,
		    "a cap of another component needs certificate");
	return 0;
}

int
dn_policy_read_general(const struct dn_policy *policy,
    const struct dn_yaml_node *node, struct dn_policy_component *component,
    struct dn_err *err)
{
	const struct dn_yaml *yaml = policy->yaml;
	struct raw_general raw = {
		.component = {
			.line = component->line, .unit = component->unit,
			.hour_minutes = 60, .day_hours = 8
		}
	};

	if (dn_yaml_read(yaml, node, general_rows, &raw, err) < 0 ||
	    dn_policy_check_keys(yaml, node, keys, component->unit,
	    err) < 0 ||
	    dn_policy_check_days(yaml, node, raw.component.terms.partial,
	    raw.component.terms.min_days, err) < 0 ||
	    dn_policy_words(yaml, raw.kinds, 1, err) < 0 ||
	    dn_policy_words(yaml, raw.employers, 1, err) < 0)
		return -1;
	*component = raw.component;
	component->kinds = raw.kinds;
	component->terms.employers = raw.employers;
	component->terms.min_wage_rejects = raw.on_below == 1;
	component->drops_fractions = raw.fractions == 1;
	if (dn_policy_read_requires(yaml, raw.requires,
	    1u << component->unit, component, err) < 0 ||
	    dn_policy_read_pays(policy, raw.pays, component, err) < 0 ||
	    read_once_per(yaml, raw.once_per, &component->once_per,
	    err) < 0 ||
	    read_uplifts(yaml, raw.uplifts, component, err) < 0 ||
	    read_schedule(yaml, raw.schedule, component, err) < 0 ||
	    check_cap(yaml, node, component, err) < 0 ||
	    check_reasons(yaml, node, component, err) < 0)
		return -1;
	component->terms.contract_months =
	    component->thresholds[DN_REQUIRES_CONTRACT];
	component->terms.insurance_kinds =
	    component->thresholds[DN_REQUIRES_INSURANCE];
	return check_requires(yaml, node, component, err);
}

void
dn_policy_component_release(struct dn_policy_component *component)
{
	free(component->pays.levels);
	free(component->uplifts);
	free(component->schedule);
}
