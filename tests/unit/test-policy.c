/* SPDX-License-Identifier: MIT */
/* Policies: what is read, and what is refused and where. */
#include "ledger/policy.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/date.h"
#include "suites.h"

static const char sample[] =
    "dn_policy: 1\n"
    "id: sample\n"
    "source: {title: t, clause_base: \"4\"}\n"
    "currency: CNY\n"
    "versions:\n"
    "- effective: 2025-09-01\n"
    "  identity: {scheme: gb11643, person_once: true, mask: \"6*4\"}\n"
    "  batch: {planned: [500, 1000], min_for_acceptance: 500, "
    "size_basis: enrolled}\n"
    "  amount: {total_fen: 1000001, upfront_bp: 3000, "
    "rounding: half_up}\n"
    "  components:\n"
    "  - {id: upfront, unit: batch_head, pays: upfront, on: batch_open, "
    "headcount_basis: planned, acceptance: per_person, clause: \"4(1)\"}\n"
    "  - id: retention\n"
    "    unit: person_month\n"
    "    pays: {fixed_fen: 150000, until: remainder, cap: person}\n"
    "    requires: [training_passed, payroll_proof, contract>=12, "
    "insurance>=5]\n"
    "    partial_month: proof\n"
    "    continuity: cumulative\n"
    "    clause: \"4(2)\"\n"
    "  evidence: {required: [roster, plan], on_missing: block}\n"
    "  certificate: {target_bp: 8500, denominator: sat}\n"
    "  notice: {days: 7, gate: off}\n"
    "  spot_check: {void: month, max_fail_bp: null}\n"
    "  recovery: {mode: offset}\n"
    "  settlement: {budget_fen: 2000000000, target_heads: 2000, "
    "method: min, completed_months: 1, remedy_days: 30}\n"
    "holidays: [2026-10-01]\n";

/* The sample with one place changed. */
static char *
change(const char *text, const char *from, const char *to)
{
	size_t len = strlen(text) + strlen(to) + 1;
	const char *at = strstr(text, from);
	char *changed = calloc(1, len);

	ck_assert_msg(at != NULL && changed != NULL, "%s", from);
	memcpy(changed, text, (size_t)(at - text));
	memcpy(changed + (at - text), to, strlen(to));
	memcpy(changed + (at - text) + strlen(to), at + strlen(from),
	    strlen(at + strlen(from)));
	return changed;
}

static struct dn_policy *
parse(const char *text)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_policy *policy =
	    dn_policy_parse(dn_span_of(text), "p.yaml", &err);

	ck_assert_msg(policy != NULL, "%d:%d: %s", (int)err.line,
	    (int)err.column, err.text);
	return policy;
}

static void
refused(const char *from, const char *to, enum dn_code code, uint64_t line,
    const char *word)
{
	struct dn_err err = DN_ERR_INIT;
	char *text = change(sample, from, to);

	ck_assert_msg(dn_policy_parse(dn_span_of(text), "p.yaml", &err) ==
	    NULL, "%s", to);
	ck_assert_msg(err.code == code, "%s: %s: %s", to,
	    dn_code_name(err.code), err.text);
	ck_assert_msg(strstr(err.text, word) != NULL, "%s: %s", to, err.text);
	ck_assert_msg(err.line == line, "%s: line %d", to, (int)err.line);
	ck_assert_str_eq(err.source, "p.yaml");
	free(text);
}

static void
accepted(const char *from, const char *to)
{
	char *text = change(sample, from, to);

	dn_policy_free(parse(text));
	free(text);
}

START_TEST(the_sample_is_read_as_it_says)
{
	struct dn_policy *policy = parse(sample);
	const struct dn_policy_version *version = &policy->versions[0];
	const struct dn_policy_retention *retention = &version->retention;

	ck_assert_uint_eq(policy->count, 1);
	ck_assert_str_eq(policy->id.ptr, "sample");
	ck_assert_int_eq(version->identity, DN_IDENTITY_GB11643);
	ck_assert_int_eq(version->mask_head, 6);
	ck_assert_int_eq(version->mask_tail, 4);
	ck_assert_int_eq(version->min_for_acceptance, 500);
	ck_assert_int_eq(version->upfront.headcount, DN_HEADCOUNT_PLANNED);
	ck_assert_int_eq(version->upfront.acceptance,
	    DN_ACCEPTANCE_PER_PERSON);
	ck_assert_str_eq(version->upfront.clause.ptr, "4(1)");
	ck_assert_int_eq(retention->instalment_fen, 150000);
	ck_assert_int_eq(retention->cap, DN_CAP_PERSON);
	ck_assert_int_eq(retention->contract_months, 12);
	ck_assert_int_eq(retention->insurance_kinds, 5);
	ck_assert_int_eq(retention->insurance, DN_INSURANCE_AT_CONTRACT);
	ck_assert_ptr_null(retention->employers);
	ck_assert_int_eq(version->max_fail_bp, -1);
	ck_assert(version->evidence_blocks);
	ck_assert_uint_eq(dn_yaml_count(version->evidence), 2);
	dn_policy_free(policy);
	dn_policy_free(NULL);
}
END_TEST

START_TEST(what_others_decide_by_is_read_as_well)
{
	struct dn_policy *policy = parse(sample);
	const struct dn_policy_version *version = &policy->versions[0];

	ck_assert_int_eq(version->certificate_bp, 8500);
	ck_assert_int_eq(version->certificate_of, DN_DENOMINATOR_SAT);
	ck_assert_int_eq(version->notice_days, 7);
	ck_assert_int_eq(version->notice_within_days, -1);
	ck_assert_int_eq(version->notice_gate, DN_GATE_OFF);
	ck_assert_int_eq(version->recovery, DN_RECOVERY_OFFSET);
	ck_assert_int_eq(version->budget_fen, 2000000000);
	ck_assert_int_eq(version->target_heads, 2000);
	ck_assert_int_eq(version->method, DN_METHOD_MIN);
	ck_assert_int_eq(version->completed_months, 1);
	ck_assert_int_eq(version->remedy_days, 30);
	ck_assert_uint_eq(dn_yaml_count(version->planned), 2);
	ck_assert_uint_eq(policy->holiday_count, 1);
	ck_assert_int_eq(policy->holidays[0], dn_date_number(
	    (struct dn_date){ 2026, 10, 1 }));
	dn_policy_free(policy);
}
END_TEST

START_TEST(what_is_absent_asks_for_nothing)
{
	char *text = change(sample, "  certificate: {target_bp: 8500, "
	    "denominator: sat}\n  notice: {days: 7, gate: off}\n", "");
	char *less = change(text, ", remedy_days: 30", "");
	struct dn_policy *policy = parse(less);

	ck_assert_int_eq(policy->versions[0].certificate_bp, -1);
	ck_assert_int_eq(policy->versions[0].notice_days, -1);
	ck_assert_int_eq(policy->versions[0].notice_within_days, -1);
	ck_assert_int_eq(policy->versions[0].remedy_days, -1);
	dn_policy_free(policy);
	free(less);
	free(text);
}
END_TEST

START_TEST(holidays_ascend)
{
	char *text = change(sample, "[2026-10-01]",
	    "[2026-10-02, 2027-01-01, 2026-10-01]");
	struct dn_policy *policy = parse(text);

	ck_assert_uint_eq(policy->holiday_count, 3);
	ck_assert_int_lt(policy->holidays[0], policy->holidays[1]);
	ck_assert_int_lt(policy->holidays[1], policy->holidays[2]);
	dn_policy_free(policy);
	free(text);
}
END_TEST

START_TEST(components_have_their_place_and_their_line)
{
	struct dn_policy *policy = parse(sample);
	const struct dn_policy_version *version = &policy->versions[0];
	static const struct {
		const char *path;
		uint64_t line;
	} cases[] = {
		{ "effective", 6 }, { "batch.min_for_acceptance", 8 },
		{ "components.upfront", 11 },
		{ "components.upfront.acceptance", 11 },
		{ "components.retention", 12 },
		{ "components.retention.requires", 15 },
		{ "components.retention.pays.cap", 14 },
		{ "components.retention.min_wage.amount", 12 },
		{ "components.other", 10 }, { "settlement.method", 24 },
		{ "", 6 }, { "batch.", 8 }, { "nothing.at.all", 6 }
	};
	size_t i;

	ck_assert_uint_eq(version->component_count, 2);
	ck_assert_ptr_eq(version->upfront.rule, &version->components[0]);
	ck_assert_ptr_eq(version->retention.rule, &version->components[1]);
	ck_assert_int_eq(version->components[1].unit, DN_UNIT_PERSON_MONTH);
	ck_assert_uint_eq(version->components[1].line, 12);
	ck_assert_str_eq(version->components[1].clause.ptr, "4(2)");
	ck_assert_uint_eq(dn_policy_rank(policy, DN_SPAN("upfront")), 0);
	ck_assert_uint_eq(dn_policy_rank(policy, DN_SPAN("retention")), 1);
	ck_assert_uint_eq(dn_policy_rank(policy, DN_SPAN("other")), SIZE_MAX);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_msg(dn_policy_line_of(policy, version,
		    cases[i].path) == cases[i].line, "%s: %d", cases[i].path,
		    (int)dn_policy_line_of(policy, version, cases[i].path));
	dn_policy_free(policy);
}
END_TEST

START_TEST(the_advance_is_shown_first)
{
	char *text = change(sample, "  - {id: upfront", "  - {id: other");
	char *at = strstr(text, "  - {id: other"), *end = strchr(at, '\n');
	char first[300];
	struct dn_policy *policy;

	/* Turn the two around. */
	snprintf(first, sizeof(first), "%.*s", (int)(end - at) + 1, at);
	end = strstr(at, "  evidence");
	memmove(at, at + strlen(first), (size_t)(end - at) - strlen(first));
	memcpy(end - strlen(first), first, strlen(first));
	policy = parse(text);
	ck_assert_str_eq(policy->versions[0].components[0].id.ptr, "other");
	ck_assert_uint_eq(dn_policy_rank(policy, DN_SPAN("other")), 0);
	dn_policy_free(policy);
	free(text);
}
END_TEST

START_TEST(the_advance_is_rounded_and_the_rest_is_what_remains)
{
	static const struct {
		const char *total;
		int64_t upfront, rest;
	} cases[] = {
		{ "1000001", 300000, 700001 },  /* 300000.3 */
		{ "1000005", 300002, 700003 },  /* 300001.5: half up */
		{ "1", 0, 1 }, { "2", 1, 1 },   /* 0.3, 0.6 */
		{ "1000000000000000", 300000000000000, 700000000000000 }
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = change(sample, "1000001", cases[i].total);
		struct dn_policy *policy = parse(text);

		ck_assert_int_eq(policy->versions[0].upfront_fen,
		    cases[i].upfront);
		ck_assert_int_eq(policy->versions[0].rest_fen,
		    cases[i].rest);
		dn_policy_free(policy);
		free(text);
	}
}
END_TEST

START_TEST(what_decides_nothing_here_may_be_absent)
{
	accepted("source: {title: t, clause_base: \"4\"}\n", "");
	accepted("  evidence: {required: [roster, plan], on_missing: block}\n",
	    "");
	accepted("  certificate: {target_bp: 8500, denominator: sat}\n", "");
	accepted("  notice: {days: 7, gate: off}\n", "");
	accepted("holidays: [2026-10-01]\n", "");
	accepted(", clause: \"4(1)\"", "");
	accepted(", mask: \"6*4\"", "");
	accepted("planned: [500, 1000], ", "");
	accepted("on_missing: block", "on_missing: warn");
	accepted("gate: off", "gate: next_payment, start_within_days: null");
	accepted("mode: offset", "mode: refund");
	accepted("method: min", "method: by_headcount");
	accepted("total_fen: 1000001", "total: \"10000.01\"");
	accepted("max_fail_bp: null", "max_fail_bp: 500");
}
END_TEST

START_TEST(what_decides_must_be_there)
{
	refused("dn_policy: 1\n", "", DN_E_CONFIG, 1, "\"dn_policy\"");
	refused("dn_policy: 1", "dn_policy: 2", DN_E_CONFIG, 1, "within 1");
	refused("currency: CNY\n", "", DN_E_CONFIG, 1, "\"currency\"");
	refused("currency: CNY", "currency: EUR", DN_E_CONFIG, 4, "CNY");
	refused("  recovery: {mode: offset}\n", "", DN_E_CONFIG, 6,
	    "\"recovery\"");
	refused("  spot_check: {void: month, max_fail_bp: null}\n", "",
	    DN_E_CONFIG, 6, "\"spot_check\"");
	refused("upfront_bp: 3000, ", "", DN_E_CONFIG, 9, "\"upfront_bp\"");
	refused("    partial_month: proof\n", "", DN_E_CONFIG, 12,
	    "\"partial_month\"");
	refused(", target_heads: 2000", "", DN_E_CONFIG, 24,
	    "\"target_heads\"");
}
END_TEST

START_TEST(values_are_of_their_type_and_range)
{
	refused("1000001", "1000001.0", DN_E_CONFIG, 9, "plain digits");
	refused("1000001", "\"1000001\"", DN_E_CONFIG, 9, "plain digits");
	refused("1000001", "1_000_001", DN_E_CONFIG, 9, "plain digits");
	refused("1000001", "0", DN_E_CONFIG, 9, "within");
	refused("3000,", "10001,", DN_E_CONFIG, 9, "within 0 and 10000");
	refused("150000", "0", DN_E_CONFIG, 14, "within 1");
	refused("half_up", "half_even", DN_E_CONFIG, 9, "one of half_up");
	refused("2025-09-01", "2025-09-31", DN_E_CONFIG, 6, "a date");
	refused("[2026-10-01]", "[2026-10-41]", DN_E_CONFIG, 25, "a date");
	refused("[2026-10-01]", "2026-10-01", DN_E_CONFIG, 25, "a list");
	refused("[500, 1000]", "[500, x]", DN_E_CONFIG, 8, "plain digits");
	refused("[roster, plan]", "[[roster]]", DN_E_CONFIG, 19, "a text");
	refused("\"6*4\"", "\"9*4\"", DN_E_CONFIG, 7, "mask");
	refused("\"6*4\"", "six", DN_E_CONFIG, 7, "mask");
	refused("cap: person", "cap: both", DN_E_CONFIG, 14, "person, batch");
	refused("pays: upfront", "pays: everything", DN_E_CONFIG, 11,
	    "pays upfront");
	refused("pays: {fixed_fen: 150000, until: remainder, cap: person}",
	    "pays: upfront", DN_E_CONFIG, 14, "a mapping");
}
END_TEST

START_TEST(keys_are_known_or_refused)
{
	refused("currency: CNY", "currency: CNY\ncolour: red", DN_E_CONFIG,
	    5, "unknown key \"colour\"");
	refused("clause_base", "clause_bass", DN_E_CONFIG, 3, "unknown key");
	refused("  recovery: {", "  recoveries: {", DN_E_CONFIG, 23,
	    "unknown key \"recoveries\"");
	refused("on: batch_open, ", "on: batch_open, cap: person, ",
	    DN_E_CONFIG, 11, "unknown key \"cap\"");
	refused("id: sample", "id: sample\nid: other", DN_E_CONFIG, 3,
	    "stands in line 2");
}
END_TEST

START_TEST(what_is_not_built_yet_is_named)
{
	refused("unit: person_month", "unit: hour", DN_E_NOT_BUILT, 13,
	    "unit: hour");
	refused("person_once: true", "person_once: false", DN_E_NOT_BUILT, 7,
	    "person_once");
	refused("size_basis: enrolled", "size_basis: planned", DN_E_NOT_BUILT,
	    8, "size_basis: planned");
	refused("size_basis: enrolled", "merge: true", DN_E_NOT_BUILT, 8,
	    "merge");
	refused("cap: person}", "cap: person, by_level: {}}", DN_E_NOT_BUILT,
	    14, "by_level");
	refused("    partial_month", "    window: 24\n    partial_month",
	    DN_E_NOT_BUILT, 16, "window");
	refused("  recovery: {", "  attendance: {min_bp: 1}\n  recovery: {",
	    DN_E_NOT_BUILT, 23, "attendance");
	refused("[training_passed, ", "[", DN_E_NOT_BUILT, 15,
	    "training_passed");
	refused("payroll_proof, ", "", DN_E_NOT_BUILT, 15, "payroll_proof");
	refused("contract>=12, ", "", DN_E_NOT_BUILT, 15, "contract>=N");
	accepted(", insurance>=5", "");
}
END_TEST

START_TEST(requirements_are_a_closed_list)
{
	refused("contract>=12", "contract>12", DN_E_CONFIG, 15,
	    "a requirement is");
	refused("contract>=12", "contract>=", DN_E_CONFIG, 15, "requirement");
	refused("contract>=12", "contract>=1.5", DN_E_CONFIG, 15,
	    "requirement");
	refused("contract>=12", "contract>=1201", DN_E_CONFIG, 15,
	    "requirement");
	refused("insurance>=5", "insurance>=6", DN_E_CONFIG, 15,
	    "requirement");
	refused("insurance>=5", "certificate", DN_E_CONFIG, 15,
	    "requirement");
	refused("insurance>=5", "payroll_proof", DN_E_CONFIG, 15, "twice");
	accepted("contract>=12", "contract>=0");
}
END_TEST

START_TEST(days_go_with_min_days)
{
	accepted("partial_month: proof", "partial_month: full");
	accepted("partial_month: proof",
	    "partial_month: min_days\n    min_days: 15");
	refused("partial_month: proof", "partial_month: min_days",
	    DN_E_CONFIG, 12, "min_days goes with");
	refused("partial_month: proof",
	    "partial_month: proof\n    min_days: 15", DN_E_CONFIG, 12,
	    "min_days goes with");
	refused("partial_month: proof",
	    "partial_month: min_days\n    min_days: 32", DN_E_CONFIG, 17,
	    "within 1 and 31");
}
END_TEST

START_TEST(one_component_of_each_kind)
{
	static const char upfront[] = "  - {id: upfront, unit: batch_head, "
	    "pays: upfront, on: batch_open, headcount_basis: planned, "
	    "acceptance: per_person, clause: \"4(1)\"}\n";
	char twice[2 * sizeof(upfront)];

	refused(upfront, "", DN_E_CONFIG, 10, "are needed");
	snprintf(twice, sizeof(twice), "%s%s", upfront, upfront);
	refused(upfront, twice, DN_E_CONFIG, 12, "a second component");
	refused("id: retention", "id: upfront", DN_E_CONFIG, 10, "same id");
	refused("unit: person_month", "unit: person_year", DN_E_CONFIG, 13,
	    "one of batch_head, person_month");
	refused("    unit: person_month\n", "", DN_E_CONFIG, 12, "\"unit\"");
}
END_TEST

/* The sample with a second version from line 6 on. */
static char *
two_versions(const char *from, const char *to)
{
	const char *first = strstr(sample, "- effective");
	const char *end = strstr(sample, "holidays");
	size_t len = (size_t)(end - first);
	char *second = calloc(1, len + 1), *changed, *text;

	ck_assert_ptr_nonnull(second);
	memcpy(second, first, len);
	changed = change(second, from, to);
	free(second);
	second = calloc(1, strlen(changed) + 10);
	ck_assert_ptr_nonnull(second);
	memcpy(second, changed, strlen(changed));
	memcpy(second + strlen(changed), "holidays", 8);
	text = change(sample, "holidays", second);
	free(second);
	free(changed);
	return text;
}

static int32_t
day(int year, int month, int day_of_month)
{
	return dn_date_number((struct dn_date){ year, month, day_of_month });
}

START_TEST(the_version_of_a_day_is_the_last_that_began)
{
	char *text = two_versions("2025-09-01", "2026-09-01");
	struct dn_policy *policy = parse(text);

	ck_assert_uint_eq(policy->count, 2);
	ck_assert_ptr_null(dn_policy_at(policy, day(2025, 8, 31)));
	ck_assert_ptr_eq(dn_policy_at(policy, day(2025, 9, 1)),
	    &policy->versions[0]);
	ck_assert_ptr_eq(dn_policy_at(policy, day(2026, 8, 31)),
	    &policy->versions[0]);
	ck_assert_ptr_eq(dn_policy_at(policy, day(2026, 9, 1)),
	    &policy->versions[1]);
	ck_assert_ptr_eq(dn_policy_at(policy, INT32_MAX),
	    &policy->versions[1]);
	dn_policy_free(policy);
	free(text);
}
END_TEST

static void
versions_refused(const char *from, const char *to, const char *word)
{
	struct dn_err err = DN_ERR_INIT;
	char *text = two_versions(from, to);

	ck_assert_ptr_null(dn_policy_parse(dn_span_of(text), "p", &err));
	ck_assert_msg(strstr(err.text, word) != NULL, "%s", err.text);
	ck_assert_uint_gt(err.line, 23);
	free(text);
}

START_TEST(versions_ascend_and_agree_on_identity)
{
	versions_refused("2025-09-01", "2025-09-01", "order of their days");
	versions_refused("2025-09-01", "2025-08-31", "order of their days");
	versions_refused("2025-09-01\n  identity: {scheme: gb11643",
	    "2026-09-01\n  identity: {scheme: opaque", "identity");
	versions_refused("2025-09-01\n  identity: {scheme: gb11643, "
	    "person_once: true, mask: \"6*4\"", "2026-09-01\n  identity: "
	    "{scheme: gb11643, person_once: true, mask: \"3*4\"", "identity");
}
END_TEST

START_TEST(what_is_paid_keeps_its_id)
{
	char *text = two_versions("2025-09-01", "2026-09-01");
	char *end = strstr(text, "2026-09-01"), *changed, *whole;
	struct dn_err err = DN_ERR_INIT;

	changed = change(end, "id: retention", "id: wages");
	*end = '\0';
	whole = calloc(1, strlen(text) + strlen(changed) + 1);
	ck_assert_ptr_nonnull(whole);
	memcpy(whole, text, strlen(text));
	memcpy(whole + strlen(text), changed, strlen(changed));
	ck_assert_ptr_null(dn_policy_parse(dn_span_of(whole), "p", &err));
	ck_assert_msg(strstr(err.text, "keep their ids") != NULL, "%s",
	    err.text);
	ck_assert_uint_eq(err.line, 29);
	free(whole);
	free(changed);
	free(text);
}
END_TEST

START_TEST(a_missing_file_is_no_policy)
{
	struct dn_err err = DN_ERR_INIT;

	ck_assert_ptr_null(dn_policy_load("/nonexistent/policy.yaml", &err));
	ck_assert_int_eq(err.code, DN_E_NO_FILE);
}
END_TEST

DN_SUITE(policy,
    the_sample_is_read_as_it_says,
    what_others_decide_by_is_read_as_well,
    what_is_absent_asks_for_nothing,
    holidays_ascend,
    components_have_their_place_and_their_line,
    the_advance_is_shown_first,
    the_advance_is_rounded_and_the_rest_is_what_remains,
    what_decides_nothing_here_may_be_absent,
    what_decides_must_be_there,
    values_are_of_their_type_and_range,
    keys_are_known_or_refused,
    what_is_not_built_yet_is_named,
    requirements_are_a_closed_list,
    days_go_with_min_days,
    one_component_of_each_kind,
    the_version_of_a_day_is_the_last_that_began,
    versions_ascend_and_agree_on_identity,
    what_is_paid_keeps_its_id,
    a_missing_file_is_no_policy)
