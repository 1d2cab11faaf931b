/* SPDX-License-Identifier: MIT */
/* Explanations: all that is missing, what is there, and in which words. */
#include "ledger/explain.h"

#include <stdlib.h>

#include "ledger/explain_write.h"
#include "ledgerplay.h"
#include "suites.h"

/* The line of an event, as a journal would have it. */
static int
line_of(void *state, uint32_t event, struct dn_bytes *out,
    struct dn_err *err)
{
	(void)state;
	(void)err;
	dn_bytes_add_format(out, "{\"id\":\"e%u\",\"evidence\":"
	    "[{\"kind\":\"plan\",\"uri\":\"u\"}]}", event);
	return 0;
}

#define RECORDS DN_EXPLAIN_RECORDS
#define MISSING DN_EXPLAIN_MISSING
#define ROWS DN_EXPLAIN_ROWS
#define PAGE DN_EXPLAIN_PAGE

/* What is written about the first person. */
static const char *
told(struct play *play, const char *day, int32_t month,
    enum dn_explain_form form, enum dn_language language)
{
	struct dn_cut cut = { play_day(day), SIZE_MAX };
	struct dn_explanation explanation = { .whys = NULL };
	struct dn_err err = DN_ERR_INIT;
	struct dn_explain *explain = dn_explain_new(play->book, play->policy,
	    &cut, NULL, &err);
	struct dn_explain_words words = {
		.explain = explain, .language = language, .line = line_of
	};

	ck_assert_msg(explain != NULL, "%s", err.text);
	ck_assert_int_eq(dn_explain_person(explain, 0, month, &explanation,
	    &err), 0);
	dn_bytes_clear(&play->text);
	ck_assert_int_eq(dn_explain_write(&words, form, &explanation,
	    &play->text, &err), 0);
	dn_explanation_release(&explanation);
	dn_explain_free(explain);
	return dn_bytes_text(&play->text);
}

/* Is it said somewhere? */
#define ck_told(text, part) do { \
	const char *all_ = (text); \
	ck_assert_msg(strstr(all_, part) != NULL, "not %s in\n%s", part, \
	    all_); \
} while (0)
#define ck_not_told(text, part) do { \
	const char *all_ = (text); \
	ck_assert_msg(strstr(all_, part) == NULL, "%s in\n%s", part, all_); \
} while (0)

#define JULY (2026 * 12 + 6)

START_TEST(what_is_owed_rests_on_rules_events_and_evidence)
{
	struct play play = play_begin(NULL, NULL);
	const char *text;

	play_person(&play);
	play_hire(&play, "P1", "E", "2026-06-01", "2027-05-31");
	play_say(&play, "2026-07-10", "\"type\":\"payroll_proof\","
	    "\"person\":\"P1\",\"employer\":\"E\",\"month\":\"2026-06\","
	    "\"amount_fen\":1,\"evidence\":[{\"kind\":\"plan\"}]");
	text = told(&play, "2026-07-15", 0, RECORDS, DN_LANGUAGE_ENGLISH);
	ck_told(text, "{\"record\":\"why\",\"about\":\"person\",\"person\":"
	    "\"P1\",\"batch\":\"B1\",\"entitled_fen\":150000,");
	ck_told(text, "{\"record\":\"why\",\"about\":\"advance\",\"batch\":"
	    "\"B1\",\"component\":\"upfront\",\"entitled_fen\":300000,"
	    "\"stated_fen\":0,\"heads\":1,\"head_fen\":300000,"
	    "\"clause\":\"c1\",\"policy_line\":10,");
	ck_told(text, "\"month\":\"2026-06\",\"answer\":\"owed\","
	    "\"entitled_fen\":150000,\"stated_fen\":0,"
	    "\"instalment_fen\":150000,\"before_fen\":0,\"clause\":\"c2\","
	    "\"policy_line\":11,");
	ck_told(text, "{\"rule\":\"R7\",\"code\":\"contract-length\",\"text\":"
	    "\"the contract is long enough\",\"holds\":true,"
	    "\"policy_line\":14}");
	ck_told(text, "{\"id\":\"e4\",\"seq\":5,\"type\":\"payroll_proof\","
	    "\"recorded\":\"2026-07-10\",\"evidence\":"
	    "[{\"kind\":\"plan\",\"uri\":\"u\"}]}");
	ck_not_told(text, "2026-07\"");
	play_release(&play);
}
END_TEST

START_TEST(everything_that_a_month_lacks_is_told)
{
	struct play play = play_begin("partial_month: proof",
	    "partial_month: full\n    min_wage: {amount_fen: 200, "
	    "on_below: reject}\n    employers: [F]");
	const char *text;

	play_person(&play);
	play_say(&play, "2026-06-10", "\"type\":\"contract\",\"person\":"
	    "\"P1\",\"employer\":\"E\",\"start\":\"2026-06-21\","
	    "\"end\":\"2026-12-31\",\"insurance\":[\"pension\",\"medical\","
	    "\"unemployment\"]");
	play_wage(&play, "P1", "E", "2026-06", 100);
	play_say(&play, "2026-12-11", "\"type\":\"spot_check\",\"batch\":"
	    "\"B1\",\"sample_size\":1,\"findings\":[{\"person\":\"P1\","
	    "\"month\":\"2026-06\"}]");
	text = told(&play, "2026-12-31", JULY - 1, ROWS,
	    DN_LANGUAGE_ENGLISH);
	ck_assert_str_eq(text,
	    "P1,B1,2026-06,retention,R6,employer,wage proof for 2026-06 "
	    "from an employer on the list; E is not\r\n"
	    "P1,B1,2026-06,retention,R21,wage-floor,a wage of 2.00 or more "
	    "for 2026-06; e4 proves 1.00\r\n"
	    "P1,B1,2026-06,retention,R7,contract-length,a contract of 12 "
	    "months or more; e3 is shorter\r\n"
	    "P1,B1,2026-06,retention,R8,insurance,\"insurance kinds injury, "
	    "maternity\"\r\n"
	    "P1,B1,2026-06,retention,R6,days,30 days of 2026-06 under "
	    "contract; there are 10\r\n"
	    "P1,B1,2026-06,retention,R18,spot-check,a finding mended: spot "
	    "check e5 voids 2026-06\r\n");
	text = told(&play, "2026-12-31", JULY - 1, ROWS,
	    DN_LANGUAGE_CHINESE);
	ck_told(text, "R8,insurance,社会保险：工伤、生育\r\n");
	ck_told(text, "R18,spot-check,整改：抽检e5否定2026-06\r\n");
	play_release(&play);
}
END_TEST

START_TEST(months_under_contract_without_a_proof_are_to_be_done)
{
	struct play play = play_begin(NULL, NULL);
	const char *text;

	play_person(&play);
	play_hire(&play, "P1", "E", "2026-01-01", "2027-05-31");
	/* From the month of enrolment on, and only what is over. */
	text = told(&play, "2026-06-29", 0, MISSING, DN_LANGUAGE_ENGLISH);
	ck_not_told(text, "2026-02");
	ck_told(text, "\"month\":\"2026-03\",\"rule\":\"R6\"");
	ck_told(text, "\"month\":\"2026-05\",\"rule\":\"R6\"");
	ck_not_told(text, "2026-06");
	text = told(&play, "2026-06-30", 0, MISSING, DN_LANGUAGE_ENGLISH);
	ck_told(text, "\"text\":\"wage proof for 2026-06 from an employer "
	    "with a contract\"}\n");
	/* Nothing is asked of the months behind an end. */
	play_say(&play, "2026-06-30", "\"type\":\"contract_end\",\"person\":"
	    "\"P1\",\"employer\":\"E\",\"last_day\":\"2026-04-09\"");
	text = told(&play, "2026-06-30", 0, MISSING, DN_LANGUAGE_ENGLISH);
	ck_told(text, "2026-04");
	ck_not_told(text, "2026-05");
	play_release(&play);
}
END_TEST

START_TEST(a_voided_proof_is_named_with_its_correction)
{
	struct play play = play_begin(NULL, NULL);
	const char *text;

	play_person(&play);
	play_hire(&play, "P1", "E", "2026-06-01", "2027-05-31");
	play_wage(&play, "P1", "E", "2026-07", 100);
	play_say(&play, "2026-12-11",
	    "\"type\":\"correction\",\"void\":\"e4\"");
	text = told(&play, "2026-12-31", JULY, MISSING, DN_LANGUAGE_ENGLISH);
	ck_assert_str_eq(text, "{\"record\":\"missing\",\"person\":\"P1\","
	    "\"batch\":\"B1\",\"component\":\"retention\","
	    "\"month\":\"2026-07\",\"rule\":\"R6\",\"code\":\"wage-proof\","
	    "\"text\":\"wage proof for 2026-07; e5 voids e4\"}\n");
	text = told(&play, "2026-12-31", JULY, RECORDS, DN_LANGUAGE_ENGLISH);
	ck_told(text, "\"type\":\"correction\",\"recorded\":\"2026-12-11\","
	    "\"void\":\"e4\"}");
	play_release(&play);
}
END_TEST

/* What a person who has not passed is told to do. */
static void
lacks(struct play *play, const char *want)
{
	ck_told(told(play, "2026-12-31", 0, MISSING,
	    DN_LANGUAGE_ENGLISH), want);
}

START_TEST(training_is_explained_step_by_step)
{
	struct play play = play_begin("min_for_acceptance: 1}",
	    "min_for_acceptance: 3}\n"
	    "  evidence: {required: [plan, video], on_missing: block}");

	play_hire(&play, "P1", "E", "2026-06-01", "2027-05-31");
	lacks(&play, "\"R4\",\"code\":\"enrolled\"");
	play_enrol(&play, "2026-06-11", "B1", "P1");
	lacks(&play, "batch_open of batch B1");
	play_open(&play, "2026-06-11", "B1", 3);
	lacks(&play, "\"a verdict on batch B1\"");
	play_pass(&play, "2026-06-12", "B1", "\"P1\"");
	lacks(&play, "\"2 more enrolled persons in batch B1 before a new "
	    "verdict\"");
	play_enrol(&play, "2026-06-13", "B1", "P2");
	play_enrol(&play, "2026-06-13", "B1", "P3");
	lacks(&play, "a new verdict on batch B1, which was too small for e3");
	play_pass(&play, "2026-06-14", "B1", "\"P2\"");
	lacks(&play, "evidence for batch B1: plan");
	lacks(&play, "evidence for batch B1: video");
	play_say(&play, "2026-06-15", "\"type\":\"batch_open\",\"batch\":"
	    "\"B1\",\"planned\":3,\"evidence\":[{\"kind\":\"plan\"}]");
	lacks(&play, "evidence for batch B1: video");
	ck_not_told(told(&play, "2026-12-31", 0, MISSING, DN_LANGUAGE_ENGLISH),
	    "plan");
	play_release(&play);
}
END_TEST

START_TEST(a_verdict_in_effect_names_who_passed)
{
	struct play play = play_begin(NULL, NULL);

	play_open(&play, "2026-03-02", "B1", 1);
	play_enrol(&play, "2026-03-02", "B1", "P1");
	play_enrol(&play, "2026-03-02", "B1", "P2");
	play_pass(&play, "2026-06-14", "B1", "\"P2\"");
	lacks(&play, "that names the person as passed; e3 does not");
	play_say(&play, "2026-06-15", "\"type\":\"withdraw\",\"batch\":"
	    "\"B1\",\"person\":\"P1\"");
	lacks(&play, "\"enrolled\"");
	play_pass(&play, "2026-06-16", "B1", "\"P1\"");
	play_enrol(&play, "2026-06-17", "B1", "P1");
	lacks(&play, "when e5 came the person was not enrolled");
	play_release(&play);
}
END_TEST

START_TEST(gaps_caps_and_holds_are_told)
{
	struct play play = play_begin("continuity: cumulative",
	    "continuity: consecutive");
	const char *text;

	play_person(&play);
	play_hire(&play, "P1", "E", "2026-06-01", "2027-05-31");
	play_wage(&play, "P1", "E", "2026-06", 1);
	play_wage(&play, "P1", "E", "2026-08", 1);
	text = told(&play, "2026-12-31", JULY + 1, MISSING,
	    DN_LANGUAGE_ENGLISH);
	ck_told(text, "wage proof for 2026-07, which closes the gap");
	text = told(&play, "2026-12-31", JULY, MISSING, DN_LANGUAGE_ENGLISH);
	ck_told(text, "wage proof for 2026-07 from an employer");
	ck_not_told(text, "no-gap");
	play_say(&play, "2026-12-12", "\"type\":\"hold\",\"scope\":\"B1\"");
	text = told(&play, "2026-12-31", JULY - 1, MISSING,
	    DN_LANGUAGE_ENGLISH);
	ck_told(text, "release of batch B1, held by e6");
	play_release(&play);
}
END_TEST

START_TEST(when_the_total_is_used_up_nothing_is_to_be_done)
{
	struct play play = play_begin("fixed_fen: 150000", "fixed_fen: 700000");
	const char *text;

	play_person(&play);
	play_hire(&play, "P1", "E", "2026-06-01", "2027-05-31");
	play_wage(&play, "P1", "E", "2026-06", 1);
	play_wage(&play, "P1", "E", "2026-08", 1);
	ck_assert_str_eq(told(&play, "2026-12-31", 0, MISSING,
	    DN_LANGUAGE_ENGLISH), "");
	text = told(&play, "2026-12-31", 0, RECORDS, DN_LANGUAGE_ENGLISH);
	ck_told(text, "\"answer\":\"refused\"");
	ck_told(text, "nothing: the cap of 7000.00 is reached");
	ck_not_told(text, "2026-07\"");
	/* Who asks gets all that is missing. */
	text = told(&play, "2026-12-31", JULY, RECORDS, DN_LANGUAGE_ENGLISH);
	ck_told(text, "\"code\":\"wage-proof\",\"text\":\"wage proof for");
	ck_told(text, "\"code\":\"rest-left\"");
	play_release(&play);
}
END_TEST

START_TEST(a_page_shows_rows_in_both_languages)
{
	struct play play = play_begin(NULL, NULL);
	const char *text;

	play_person(&play);
	play_hire(&play, "P1", "E|F", "2026-06-01", "2027-05-31");
	play_wage(&play, "P1", "E|F", "2026-06", 1);
	text = told(&play, "2026-12-31", 0, PAGE, DN_LANGUAGE_ENGLISH);
	ck_told(text, "# Explanation for P1\n\n| what |");
	ck_told(text, "| upfront B1 (1 x 3000.00) | 3000.00 | 0.00 | c1 |");
	ck_told(text, "| retention 2026-06 | 1500.00 | 0.00 | c2 | R4 "
	    "training-passed R19");
	text = told(&play, "2026-12-31", 0, PAGE, DN_LANGUAGE_CHINESE);
	ck_told(text, "# 核算说明： P1\n");
	ck_told(text, "合同单位2026-07的工资流水证明");
	play_release(&play);
}
END_TEST

START_TEST(a_policy_without_advances_and_months_is_explained_too)
{
	static const char policy[] =
	    "dn_policy: 1\nid: test\ncurrency: CNY\nversions:\n"
	    "- effective: 2026-01-01\n"
	    "  identity: {scheme: opaque}\n"
	    "  batch: {min_for_acceptance: 0}\n"
	    "  components:\n"
	    "  - id: skill\n"
	    "    unit: certificate\n"
	    "    kinds: [a]\n"
	    "    pays: {by_level_fen: {one: 100}}\n"
	    "    requires: [certificate]\n"
	    "    once_per: [person]\n"
	    "    clause: c9\n"
	    "  spot_check: {void: month, max_fail_bp: null}\n"
	    "  recovery: {mode: offset}\n"
	    "  settlement: {budget_fen: 1, target_heads: 1, method: min}\n";
	struct play play;
	const char *text;

	play_init(&play, policy, sizeof(policy) - 1);
	play_person(&play);
	play_hire(&play, "P1", "E", "2026-06-01", "2027-05-31");
	play_wage(&play, "P1", "E", "2026-06", 1);
	play_say(&play, "2026-12-11", "\"type\":\"certificate\",\"person\":"
	    "\"P1\",\"kind\":\"a\",\"level\":\"one\"");
	text = told(&play, "2026-12-31", 0, RECORDS, DN_LANGUAGE_ENGLISH);
	ck_told(text, "{\"record\":\"why\",\"about\":\"person\",");
	ck_not_told(text, "\"about\":\"advance\"");
	ck_not_told(text, "\"about\":\"month\"");
	play_release(&play);
	/* It asks for no training, so none is missing. */
	play_init(&play, policy, sizeof(policy) - 1);
	play_open(&play, "2026-03-02", "B", 1);
	play_enrol(&play, "2026-03-02", "B", "P1");
	text = told(&play, "2026-12-31", 0, RECORDS, DN_LANGUAGE_ENGLISH);
	ck_told(text, "\"rules\":[],\"missing\":[],");
	text = told(&play, "2026-12-31", 0, MISSING, DN_LANGUAGE_ENGLISH);
	ck_assert_str_eq(text, "");
	play_release(&play);
}
END_TEST

/* A policy of one component by person and month. */
#define MONTHLY(terms) \
	"dn_policy: 1\nid: test\ncurrency: CNY\nversions:\n" \
	"- effective: 2026-01-01\n" \
	"  identity: {scheme: opaque}\n" \
	"  batch: {min_for_acceptance: 0}\n" \
	"  components:\n" \
	"  - id: month\n" \
	"    unit: person_month\n" \
	"    pays: {fixed_fen: 500}\n" \
	terms \
	"  spot_check: {void: month, max_fail_bp: null}\n" \
	"  recovery: {mode: offset}\n" \
	"  settlement: {budget_fen: 1, target_heads: 1, method: min}\n"

START_TEST(months_of_any_component_say_what_they_lack)
{
	static const char policy[] = MONTHLY(
	    "    requires: [payroll_proof, contract>=12, insurance>=2]\n"
	    "    partial_month: min_days\n"
	    "    min_days: 10\n"
	    "    insurance: monthly\n"
	    "    continuity: consecutive\n"
	    "    window: 3\n"
	    "    delay: {months: 2}\n");
	struct play play;
	const char *text;

	play_init(&play, policy, sizeof(policy) - 1);
	play_hire(&play, "P1", "E", "2026-03-23", "2027-03-22");
	play_wage(&play, "P1", "E", "2026-03", 1);
	play_wage(&play, "P1", "F", "2026-04", 1);
	play_say(&play, "2026-12-11", "\"type\":\"spot_check\",\"batch\":"
	    "\"B1\",\"sample_size\":1,\"findings\":[{\"person\":\"P1\","
	    "\"month\":\"2026-03\"}]");
	text = told(&play, "2026-12-31", 0, ROWS, DN_LANGUAGE_ENGLISH);
	ck_assert_str_eq(text,
	    "P1,,2026-03,month,R8,insurance,\"insurance kinds, 2 of pension, "
	    "medical, unemployment, injury, maternity\"\r\n"
	    "P1,,2026-03,month,R6,days,10 days of 2026-03 under contract; "
	    "there are 9\r\n"
	    "P1,,2026-03,month,R18,spot-check,a finding mended: spot check "
	    "e3 voids 2026-03\r\n"
	    "P1,,2026-04,month,R6,contract,a contract with F that covers a "
	    "day of 2026-04\r\n"
	    "P1,,2026-04,month,R6,days,10 days of 2026-04 under contract; "
	    "there are 0\r\n");
	text = told(&play, "2026-12-31", 2026 * 12 + 3, ROWS,
	    DN_LANGUAGE_ENGLISH);
	ck_not_told(text, "2026-03");
	play_release(&play);
}
END_TEST

START_TEST(limits_of_months_are_told_and_not_to_be_done)
{
	static const char policy[] = MONTHLY(
	    "    requires: [payroll_proof]\n"
	    "    window: 3\n"
	    "    cap: {person_fen: 700}\n"
	    "    delay: {months: 12}\n");
	struct play play;
	const char *text;

	play_init(&play, policy, sizeof(policy) - 1);
	play_wage(&play, "P1", "E", "2026-03", 1);
	play_wage(&play, "P1", "E", "2026-04", 1);
	play_wage(&play, "P1", "E", "2026-05", 1);
	play_wage(&play, "P1", "E", "2026-06", 1);
	text = told(&play, "2027-12-31", 0, RECORDS, DN_LANGUAGE_ENGLISH);
	ck_told(text, "\"month\":\"2026-04\",\"entitled_fen\":200,");
	ck_told(text, "\"text\":\"nothing: the cap of 7.00 is reached\"");
	ck_told(text, "\"month\":\"2026-05\",\"entitled_fen\":0,");
	ck_told(text, "\"text\":\"nothing: only 3 months are paid for\"");
	text = told(&play, "2027-12-31", 0, MISSING, DN_LANGUAGE_ENGLISH);
	ck_assert_str_eq(text, "");
	text = told(&play, "2027-03-30", 0, PAGE, DN_LANGUAGE_CHINESE);
	ck_told(text, "无：2027-03-31起拨付");
	play_release(&play);
}
END_TEST

START_TEST(a_line_of_a_held_batch_waits_for_its_release)
{
	static const char policy[] = MONTHLY(
	    "    requires: [enrolled, payroll_proof]\n");
	struct play play;
	const char *text;

	play_init(&play, policy, sizeof(policy) - 1);
	play_enrol(&play, "2026-03-02", "B", "P1");
	play_wage(&play, "P1", "E", "2026-05", 1);
	play_say(&play, "2026-12-12", "\"type\":\"hold\",\"scope\":\"B\"");
	text = told(&play, "2026-12-31", 0, ROWS, DN_LANGUAGE_ENGLISH);
	ck_assert_str_eq(text, "P1,B,2026-05,month,R18,not-held,"
	    "\"release of batch B, held by e2\"\r\n");
	play_release(&play);
}
END_TEST

DN_SUITE(explain,
    what_is_owed_rests_on_rules_events_and_evidence,
    everything_that_a_month_lacks_is_told,
    months_under_contract_without_a_proof_are_to_be_done,
    a_voided_proof_is_named_with_its_correction,
    training_is_explained_step_by_step,
    a_verdict_in_effect_names_who_passed,
    gaps_caps_and_holds_are_told,
    when_the_total_is_used_up_nothing_is_to_be_done,
    a_page_shows_rows_in_both_languages,
    a_policy_without_advances_and_months_is_explained_too,
    months_of_any_component_say_what_they_lack,
    limits_of_months_are_told_and_not_to_be_done,
    a_line_of_a_held_batch_waits_for_its_release)
