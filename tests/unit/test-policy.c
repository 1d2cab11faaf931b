/* SPDX-License-Identifier: MIT */
/* Policies: what is read, and what is refused and where. */
#include "ledger/policy.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/date.h"
#include "ledger/event.h"
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
	refused("person_once: true", "person_once: false", DN_E_NOT_BUILT, 7,
	    "person_once");
	refused("size_basis: enrolled", "size_basis: planned", DN_E_NOT_BUILT,
	    8, "size_basis: planned");
	refused("size_basis: enrolled", "merge: true", DN_E_NOT_BUILT, 8,
	    "merge");
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
	refused("contract>=12", "contract>=", DN_E_CONFIG, 15, "0 to 1200");
	refused("contract>=12", "contract>=1.5", DN_E_CONFIG, 15,
	    "0 to 1200");
	refused("contract>=12", "contract>=1201", DN_E_CONFIG, 15,
	    "0 to 1200");
	refused("insurance>=5", "insurance>=6", DN_E_CONFIG, 15,
	    "0 to 5");
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

	refused(upfront, "", DN_E_CONFIG, 9, "upfront_bp must be 0");
	snprintf(twice, sizeof(twice), "%s%s", upfront, upfront);
	refused(upfront, twice, DN_E_CONFIG, 12, "a second component");
	refused("id: retention", "id: upfront", DN_E_CONFIG, 12, "same id");
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

/* ---- components of any unit ---- */

static const char general[] =
    "dn_policy: 1\n"
    "id: general\n"
    "currency: CNY\n"
    "tables: {wage: [{from: 2025-01-01, amount_fen: 218000}, "
    "{from: 2026-01-01, amount: \"2260.00\"}]}\n"
    "versions:\n"
    "- effective: 2026-01-01\n"
    "  identity: {scheme: opaque}\n"
    "  batch: {min_for_acceptance: 0}\n"
    "  components:\n"
    "  - id: skill\n"
    "    unit: certificate\n"
    "    pays: {by_level_fen: {L5: 120000, L4: 150000}}\n"
    "    requires: [certificate, hours>=80]\n"
    "    once_per: [person, trade, level]\n"
    "    uplift_bp: [{bp: 2000, trades: [weld, lathe]}]\n"
    "  - id: short\n"
    "    unit: day\n"
    "    pays: {per_unit_fen: 10000}\n"
    "    requires: [certificate, hours<80]\n"
    "    day_hours: 8\n"
    "    fractions: dropped\n"
    "    cap: {ratio_bp: 6000, of: skill}\n"
    "  - id: living\n"
    "    unit: person_month\n"
    "    pays: {fixed_fen: 21000, ratio_bp: 8000, of_table: wage}\n"
    "    requires: [payroll_proof, contract>=3]\n"
    "    window: 12\n"
    "  - id: seats\n"
    "    unit: seat_month\n"
    "    pays: {fixed_fen: 20000}\n"
    "    requires: [payroll_proof]\n"
    "    threshold_heads: 200\n"
    "    schedule_bp: [10000, 5000]\n"
    "  - id: once\n"
    "    unit: person\n"
    "    pays: {fixed_fen: 300000}\n"
    "    requires: [insured_months>=3]\n"
    "    on: training_acceptance\n"
    "    delay: {months: 3}\n"
    "  spot_check: {void: month, max_fail_bp: null}\n"
    "  recovery: {mode: offset}\n"
    "  settlement: {budget_fen: 1, target_heads: 1, method: by_person}\n";

START_TEST(components_of_any_unit_are_read)
{
	struct dn_policy *policy = parse(general);
	const struct dn_policy_component *rules =
	    policy->versions[0].components;

	ck_assert(dn_policy_is_general(policy));
	ck_assert_uint_eq(policy->versions[0].component_count, 5);
	ck_assert_ptr_null(policy->versions[0].upfront.rule);
	ck_assert_ptr_null(policy->versions[0].retention.rule);
	ck_assert_int_eq(rules[0].pays.figure, DN_FIGURE_BY_LEVEL);
	ck_assert_uint_eq(rules[0].pays.level_count, 2);
	ck_assert_str_eq(rules[0].pays.levels[1].name.ptr, "L4");
	ck_assert_int_eq(rules[0].pays.levels[1].value, 150000);
	ck_assert_uint_eq(rules[0].uplift_count, 2);
	ck_assert_int_eq(rules[0].uplifts[1].value, 2000);
	ck_assert_uint_eq(rules[0].once_per, 1u << DN_ONCE_PERSON |
	    1u << DN_ONCE_TRADE | 1u << DN_ONCE_LEVEL);
	ck_assert_int_eq(rules[0].thresholds[DN_REQUIRES_HOURS], 80);
	ck_assert_int_eq(rules[1].thresholds[DN_REQUIRES_HOURS_BELOW], 80);
	ck_assert_uint_eq(rules[1].requires &
	    1u << DN_REQUIRES_HOURS, 0);
	ck_assert(rules[1].drops_fractions);
	ck_assert_int_eq(rules[1].cap.ratio_bp, 6000);
	ck_assert_ptr_eq(rules[2].pays.table, &policy->tables[0]);
	ck_assert_int_eq(rules[2].pays.table->rows[1].fen, 226000);
	ck_assert_int_eq(rules[2].window_months, 12);
	ck_assert_int_eq(rules[3].threshold_heads, 200);
	ck_assert_uint_eq(rules[3].schedule_count, 2);
	ck_assert_int_eq(rules[4].on, DN_ANCHOR_TRAINING_ACCEPTANCE);
	ck_assert_int_eq(rules[4].delay_months, 3);
	ck_assert_uint_eq(dn_policy_rank(policy, DN_SPAN("once")), 4);
	ck_assert_uint_eq(dn_policy_line_of(policy, &policy->versions[0],
	    "components.seats.threshold_heads"), 32);
	dn_policy_free(policy);
}
END_TEST

START_TEST(a_policy_tells_which_events_it_counts_by)
{
	struct dn_policy *policy = parse(sample);

	ck_assert_uint_eq(dn_policy_asks(policy), DN_EVENT_CITIZEN);
	ck_assert(!dn_policy_is_general(policy));
	dn_policy_free(policy);
	policy = parse(general);
	ck_assert_uint_eq(dn_policy_asks(policy),
	    DN_EVENT_ASKS(DN_EVENT_CERTIFICATE) |
	    DN_EVENT_ASKS(DN_EVENT_ATTEND) |
	    DN_EVENT_ASKS(DN_EVENT_SESSION_HELD));
	dn_policy_free(policy);
}
END_TEST

START_TEST(a_slip_in_any_component_is_found_where_it_is)
{
	static const struct {
		const char *from, *to;
		uint64_t line, column;
		const char *text;
	} cases[] = {
		{ "by_level_fen: {L5: 120000", "by_level_fen: {L5: 1200.5",
		    12, 27, "L5 must be a whole number in plain digits" },
		{ "by_level_fen: {L5: 120000", "by_level: {L5: 120000",
		    12, 23, "L5 must be an amount of yuan in quotes, as "
		    "\"1500.00\"" },
		{ "{L5: 120000, L4: 150000}", "[120000]", 12, 12,
		    "by_level_fen must be a mapping of levels to amounts" },
		{ "L4: 150000}}", "L5: 150000}}", 12, 39,
		    "key \"L5\" stands in line 12 already" },
		{ "by_level_fen: {L5: 120000, L4: 150000}", "parts: 3", 12, 12,
		    "parts does not go with unit: certificate" },
		{ "{by_level_fen: {L5: 120000, L4: 150000}}", "{}", 12, 5,
		    "pays is fixed_fen, or one of by_level_fen, per_unit_fen, "
		    "ratio_bp, or both" },
		{ "L4: 150000}}", "L4: 150000}, ratio_bp: 1, of: amount}", 12,
		    5, "pays is fixed_fen, or one of by_level_fen, "
		    "per_unit_fen, ratio_bp, or both" },
		{ "hours>=80", "hours=>80", 13, 29, "a requirement is one of "
		    "training_passed, contract>=N, insurance>=N, enrolled, "
		    "certificate, exam>=N, attendance>=N, hours>=N, hours<N, "
		    "insured_months>=N, payroll_months>=N, "
		    "contract_within_days<=N" },
		{ "[certificate, hours>=80]", "[payroll_proof]", 13, 16,
		    "a requirement is one of" },
		{ "[certificate, hours>=80]", "[hours>=80, hours>=90]", 13,
		    27, "hours>=N is required twice" },
		{ "hours>=80", "hours>=100001", 13, 29,
		    "hours>=N takes a number from 0 to 100000" },
		{ "[person, trade, level]", "[person, person]", 14, 24,
		    "person stands in once_per twice" },
		{ "[person, trade, level]", "[name]", 14, 16,
		    "the value must be one of person, trade, level, kind, "
		    "serial, batch, employer, year" },
		{ "    once_per: [person, trade, level]\n", "", 10, 5,
		    "key \"once_per\" is missing: unit: certificate needs it" },
		{ "[weld, lathe]", "[weld, weld]", 15, 43,
		    "it stands in trades twice" },
		{ "[weld, lathe]", "[]", 15, 28, "trades is empty" },
		{ "bp: 2000", "bp: 0", 15, 18,
		    "bp must be within 1 and 100000" },
		{ "    day_hours: 8\n", "", 16, 5,
		    "key \"day_hours\" is missing: unit: day needs it" },
		{ "    fractions: dropped\n", "", 16, 5,
		    "key \"fractions\" is missing: unit: day needs it" },
		{ "fractions: dropped", "fractions: none", 21, 5,
		    "fractions must be one of paid, dropped" },
		{ "of: skill}", "of: living}", 22, 27,
		    "a cap is of a component with a fixed amount or by_level" },
		{ "cap: {ratio_bp: 6000, of: skill}", "cap: {ratio_bp: 6000}",
		    22, 5, "ratio_bp of a cap goes with of, a component, and "
		    "it with ratio_bp" },
		{ "[certificate, hours<80]", "[hours<80]", 16, 5,
		    "a cap of another component needs certificate" },
		{ "of_table: wage", "of_table: wages", 25, 46,
		    "no table has this name" },
		{ ", of_table: wage", "", 25, 5, "ratio_bp goes with one of "
		    "total_fen, of_table, of, and these with it" },
		{ "of_table: wage", "of_table: wage, of: amount", 25, 5,
		    "ratio_bp goes with one of total_fen, of_table, of, and "
		    "these with it" },
		{ "of_table: wage", "of_table: wage, parts: 2", 25, 5,
		    "parts go with total_fen" },
		{ "[payroll_proof, contract>=3]", "[training_passed]", 23, 5,
		    "months need one of payroll_proof, insurance>=N, "
		    "contract>=N, enrolled" },
		{ "window: 12", "window: 0", 27, 5,
		    "window must be within 1 and 1200" },
		{ "window: 12", "fractions: paid", 27, 5,
		    "fractions does not go with unit: person_month" },
		{ "window: 12", "min_days: 3", 23, 5, "min_days goes with "
		    "partial_month: min_days, and it with min_days" },
		{ "    requires: [payroll_proof]\n",
		    "    requires: [contract>=1]\n", 28, 5,
		    "seat_month needs payroll_proof" },
		{ "[10000, 5000]", "[]", 33, 5,
		    "schedule_bp must be of 1 to 100 years" },
		{ "[10000, 5000]", "[1.5]", 33, 19,
		    "the value must be a whole number in plain digits" },
		{ "    on: training_acceptance\n", "", 34, 5,
		    "key \"on\" is missing: unit: person needs it" },
		{ "on: training_acceptance", "on: payment", 38, 5, "on must be "
		    "one of training_acceptance, certificate, contract, "
		    "enrol" },
		{ "insured_months>=3", "contract_within_days<=30", 34, 5,
		    "contract_within_days<=N goes with contract>=N" },
		{ "delay: {months: 3}", "delay: 3", 39, 5,
		    "delay must be a mapping of keys to values" },
		{ "delay: {months: 3}", "uplift: 3", 39, 5,
		    "unknown key \"uplift\"" },
		{ "id: once", "id: skill", 34, 5,
		    "two components have the same id" },
		{ "id: once", "id: a/b", 34, 5,
		    "the id of a component must not hold a /" },
		{ "from: 2026-01-01, amount", "from: 2025-01-01, amount", 4,
		    57, "rows of a table must stand in the order of their "
		    "days" },
		{ "[{from: 2025-01-01, amount_fen: 218000}, {from: "
		    "2026-01-01, amount: \"2260.00\"}]", "[]", 4, 10,
		    "a table must not be empty" },
		{ "  components:\n", "  amount: {total_fen: 5, upfront_bp: 0}\n"
		    "  components:\n", 9, 3, "amount is of no use without an "
		    "advance or instalments" },
		{ "unit: person\n", "unit: month\n", 35, 5, "unit must be one "
		    "of batch_head, person_month, person, certificate, hour, "
		    "day, seat_month, enterprise_year" }
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct dn_err err = DN_ERR_INIT;
		char *text = change(general, cases[i].from, cases[i].to);

		ck_assert_msg(dn_policy_parse(dn_span_of(text), "p.yaml",
		    &err) == NULL, "%s", cases[i].to);
		ck_assert_int_eq(err.code, DN_E_CONFIG);
		ck_assert_msg(strncmp(err.text, cases[i].text,
		    strlen(cases[i].text)) == 0, "%s: %s", cases[i].to,
		    err.text);
		ck_assert_msg(err.line == cases[i].line &&
		    err.column == cases[i].column, "%s: %d:%d", cases[i].to,
		    (int)err.line, (int)err.column);
		free(text);
	}
}
END_TEST

START_TEST(caps_go_with_their_units)
{
	static const struct {
		const char *cap, *text;
	} cases[] = {
		{ "{of: skill, ratio_bp: 5}", "a cap of another component "
		    "does not go with unit: seat_month" },
		{ "{unit_fen: 0}", "unit_fen must be within 1" },
		{ "person", "cap must be a mapping" }
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct dn_err err = DN_ERR_INIT;
		char line[100], *text;

		snprintf(line, sizeof(line), "cap: %s", cases[i].cap);
		text = change(general, "threshold_heads: 200", line);
		ck_assert_ptr_null(dn_policy_parse(dn_span_of(text), "p",
		    &err));
		ck_assert_msg(strncmp(err.text, cases[i].text,
		    strlen(cases[i].text)) == 0, "%s", err.text);
		ck_assert_uint_eq(err.line, 32);
		free(text);
	}
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
    a_missing_file_is_no_policy,
    components_of_any_unit_are_read,
    a_policy_tells_which_events_it_counts_by,
    a_slip_in_any_component_is_found_where_it_is,
    caps_go_with_their_units)
