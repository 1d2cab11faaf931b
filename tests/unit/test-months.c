/* SPDX-License-Identifier: MIT */
/* Months of employment: contracts, wages, insurance, vetoes and holds. */
#include "ledger/months.h"

#include <stdio.h>
#include <stdlib.h>

#include "ledgerplay.h"
#include "suites.h"

/* ---- months ---- */

/* What one person with an E contract for a year gets for two wages. */
static void
months_are(const char *from, const char *to, const char *june,
    const char *july, const char *want)
{
	struct play play = play_begin(from, to);

	play_person(&play);
	play_hire(&play, "P1", "E", "2026-06-10", "2027-06-09");
	if (june != NULL)
		play_say(&play, "2026-07-10", june);
	if (july != NULL)
		play_say(&play, "2026-08-10", july);
	ck_assert_msg(strcmp(play_owed(&play, "2026-12-31"), want) == 0,
	    "%s: %s", to != NULL ? to : "", play_owed(&play, "2026-12-31"));
	play_release(&play);
}

#define PAID(month, fen) "\"type\":\"payroll_proof\",\"person\":\"P1\"," \
	"\"employer\":\"E\",\"month\":\"" month "\",\"amount_fen\":" fen
#define BOTH "upfront/B1 300000; B1/P1/2026-06 150000; B1/P1/2026-07 150000"
#define JULY "upfront/B1 300000; B1/P1/2026-07 150000"
#define NONE "upfront/B1 300000"

START_TEST(days_of_a_month_are_counted_as_the_policy_says)
{
	months_are(NULL, NULL, PAID("2026-06", "1"), PAID("2026-07", "1"),
	    BOTH);
	months_are("partial_month: proof", "partial_month: full",
	    PAID("2026-06", "1"), PAID("2026-07", "1"), JULY);
	months_are("partial_month: proof",
	    "partial_month: min_days\n    min_days: 21",
	    PAID("2026-06", "1"), PAID("2026-07", "1"), BOTH);
	months_are("partial_month: proof",
	    "partial_month: min_days\n    min_days: 22",
	    PAID("2026-06", "1"), PAID("2026-07", "1"), JULY);
}
END_TEST

START_TEST(two_contracts_of_an_employer_make_one_month)
{
	struct play play = play_begin("partial_month: proof",
	    "partial_month: full");

	play_person(&play);
	play_hire(&play, "P1", "E", "2025-06-16", "2026-06-15");
	play_hire(&play, "P1", "E", "2026-06-16", "2027-06-15");
	play_hire(&play, "P1", "F", "2026-07-16", "2027-07-15");
	play_hire(&play, "P1", "F", "2025-07-16", "2026-07-14");
	play_wage(&play, "P1", "E", "2026-06", 1);
	play_wage(&play, "P1", "F", "2026-07", 1);
	ck_owed(&play, "2026-12-31",
	    "upfront/B1 300000; B1/P1/2026-06 150000");
	play_release(&play);
}
END_TEST

START_TEST(a_contract_is_as_long_as_it_was_signed)
{
	static const struct {
		const char *start, *end;
		bool is_long;
	} cases[] = {
		{ "2026-06-10", "2027-06-09", true },
		{ "2026-06-10", "2027-06-08", false },
		{ "2028-02-29", "2029-02-27", true },
		{ "2028-02-29", "2029-02-26", false },
		{ "2027-02-28", "2028-02-27", true },
		{ "2026-12-31", "2027-12-30", true },
		{ "9998-12-01", "9999-11-30", true },
		{ "9999-01-01", "9999-12-31", false }
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct play play = play_begin(NULL, NULL);
		char month[8];

		play_person(&play);
		play_hire(&play, "P1", "E", cases[i].start, cases[i].end);
		snprintf(month, sizeof(month), "%.7s", cases[i].start);
		play_wage(&play, "P1", "E", month, 1);
		ck_assert_msg((strstr(play_owed(&play, "2026-12-31"), "P1") !=
		    NULL) == cases[i].is_long, "%s..%s", cases[i].start,
		    cases[i].end);
		play_release(&play);
	}
}
END_TEST

START_TEST(an_end_cuts_the_contracts_that_run_on_that_day)
{
	struct play play = play_begin(NULL, NULL);

	play_person(&play);
	/* The end may be recorded before the contract that it cuts. */
	play_say(&play, "2026-06-09", "\"type\":\"contract_end\","
	    "\"person\":\"P1\",\"employer\":\"E\",\"last_day\":\"2026-07-09\"");
	play_hire(&play, "P1", "E", "2026-06-01", "2027-05-31");
	play_hire(&play, "P1", "E", "2026-09-01", "2027-08-31");
	play_wage(&play, "P1", "E", "2026-06", 1);
	play_wage(&play, "P1", "E", "2026-07", 1);
	play_wage(&play, "P1", "E", "2026-08", 1);
	play_wage(&play, "P1", "E", "2026-09", 1);
	ck_owed(&play, "2026-12-31", "upfront/B1 300000; B1/P1/2026-06 150000; "
	    "B1/P1/2026-07 150000; B1/P1/2026-09 150000");
	play_release(&play);
}
END_TEST

START_TEST(wages_count_by_employer_and_floor)
{
	months_are("    continuity", "    employers: [D, E]\n    continuity",
	    PAID("2026-06", "1"), NULL,
	    "upfront/B1 300000; B1/P1/2026-06 150000");
	months_are("    continuity", "    employers: [D]\n    continuity",
	    PAID("2026-06", "1"), NULL, NONE);
	months_are("    continuity", "    min_wage: {amount_fen: 200000, "
	    "on_below: reject}\n    continuity", PAID("2026-06", "199999"),
	    PAID("2026-07", "200000"), JULY);
	months_are("    continuity", "    min_wage: {amount_fen: 200000, "
	    "on_below: warn}\n    continuity", PAID("2026-06", "199999"),
	    PAID("2026-07", "200000"), BOTH);
}
END_TEST

START_TEST(low_wages_are_a_finding)
{
	struct play play = play_begin("    continuity", "    min_wage: "
	    "{amount: \"2000.00\", on_below: warn}\n    continuity");
	struct dn_findings findings;

	play_person(&play);
	play_wage(&play, "P1", "E", "2026-06", 199999);
	play_wage(&play, "P1", "E", "2026-07", 200000);
	play_owed_with(&play, "2026-12-31", NULL, &findings);
	ck_assert_uint_eq(findings.low_wages, 1);
	play_release(&play);
}
END_TEST

/* A contract with some insurance, and a proof of more for July. */
static void
insurance_gives(const char *from, const char *to, const char *kinds,
    const char *proof, const char *want)
{
	struct play play = play_begin(from, to);
	char members[400];

	play_person(&play);
	snprintf(members, sizeof(members), "\"type\":\"contract\",\"person\":"
	    "\"P1\",\"employer\":\"E\",\"start\":\"2026-06-01\",\"end\":"
	    "\"2027-05-31\",\"insurance\":[%s]", kinds);
	play_say(&play, "2026-06-10", members);
	snprintf(members, sizeof(members), "\"type\":\"insurance_proof\","
	    "\"person\":\"P1\",\"month\":\"2026-07\",\"kinds\":[%s]", proof);
	play_say(&play, "2026-08-01", members);
	play_wage(&play, "P1", "E", "2026-06", 1);
	play_wage(&play, "P1", "E", "2026-07", 1);
	ck_assert_msg(strcmp(play_owed(&play, "2026-12-31"), want) == 0,
	    "%s, %s: %s", kinds, proof, play_owed(&play, "2026-12-31"));
	play_release(&play);
}

START_TEST(kinds_of_insurance_are_proven_by_contract_or_month)
{
#define FOUR "\"pension\",\"medical\",\"unemployment\",\"injury\""
	insurance_gives(NULL, NULL, FOUR ",\"maternity\"", "", BOTH);
	insurance_gives(NULL, NULL, FOUR, "", NONE);
	insurance_gives(NULL, NULL, FOUR ",\"pension\"", "", NONE);
	insurance_gives(NULL, NULL, FOUR, "\"maternity\"", JULY);
	insurance_gives(NULL, NULL, "\"pension\",\"medical_maternity\","
	    "\"unemployment\",\"injury\"", "", BOTH);
	insurance_gives("insurance>=5", "insurance>=4", FOUR, "", BOTH);
	insurance_gives(", insurance>=5", "", "", "", BOTH);
	insurance_gives("    clause: c2", "    insurance: monthly",
	    FOUR ",\"maternity\"", FOUR, NONE);
	insurance_gives("    clause: c2", "    insurance: monthly", "",
	    FOUR ",\"maternity\"", JULY);
}
END_TEST

START_TEST(instalments_end_with_the_rest)
{
	struct play play = play_begin(NULL, NULL);
	char month[8];
	int i;

	play_person(&play);
	play_hire(&play, "P1", "E", "2026-06-01", "2027-05-31");
	for (i = 12; i >= 6; i--) {
		snprintf(month, sizeof(month), "2026-%02d", i);
		play_wage(&play, "P1", "E", month, 1);
	}
	ck_owed(&play, "2026-12-31", "upfront/B1 300000; "
	    "B1/P1/2026-06 150000; B1/P1/2026-07 150000; "
	    "B1/P1/2026-08 150000; B1/P1/2026-09 150000; "
	    "B1/P1/2026-10 100000");
	play_release(&play);
}
END_TEST

START_TEST(a_pool_is_drawn_on_by_all_who_stay)
{
	struct play play = play_begin("cap: person", "cap: batch");
	char month[8];
	int i;

	play_open(&play, "2026-03-02", "B1", 2);
	play_enrol(&play, "2026-03-02", "B1", "P1");
	play_enrol(&play, "2026-03-02", "B1", "P2");
	play_pass(&play, "2026-06-05", "B1", "\"P1\",\"P2\"");
	play_hire(&play, "P1", "E", "2026-06-01", "2028-05-31");
	/* 1400000 in the pool: nine months and 50000 for the one who stays. */
	for (i = 6; i <= 12; i++) {
		snprintf(month, sizeof(month), "2026-%02d", i);
		play_wage(&play, "P1", "E", month, 1);
	}
	play_wage(&play, "P1", "E", "2027-01", 1);
	play_wage(&play, "P1", "E", "2027-02", 1);
	play_wage(&play, "P1", "E", "2027-03", 1);
	play_wage(&play, "P1", "E", "2027-04", 1);
	ck_assert_ptr_nonnull(strstr(play_owed(&play, "2027-12-31"),
	    "B1/P1/2027-02 150000; B1/P1/2027-03 50000"));
	ck_assert_ptr_null(strstr(play_owed(&play, "2027-12-31"), "2027-04"));
	play_release(&play);
}
END_TEST

START_TEST(a_month_that_exceeds_the_pool_is_shared_to_the_fen)
{
	struct play play = play_begin("fixed_fen: 150000, until: remainder, "
	    "cap: person", "fixed_fen: 650001, until: remainder, cap: batch");

	play_open(&play, "2026-03-02", "B1", 3);
	play_enrol(&play, "2026-03-02", "B1", "P2");
	play_enrol(&play, "2026-03-02", "B1", "P10");
	play_enrol(&play, "2026-03-02", "B1", "P3");
	play_pass(&play, "2026-06-05", "B1", "\"P2\",\"P3\",\"P10\"");
	play_hire(&play, "P2", "E", "2026-06-01", "2028-05-31");
	play_hire(&play, "P3", "E", "2026-06-01", "2028-05-31");
	play_hire(&play, "P10", "E", "2026-06-01", "2028-05-31");
	play_wage(&play, "P2", "E", "2026-06", 1);
	play_wage(&play, "P3", "E", "2026-06", 1);
	play_wage(&play, "P10", "E", "2026-06", 1);
	play_wage(&play, "P2", "E", "2026-07", 1);
	play_wage(&play, "P10", "E", "2026-07", 1);
	/* 2100000 - 3 x 650001 = 149997 for two: the odd fen to the first. */
	ck_owed(&play, "2026-12-31", "upfront/B1 900000; "
	    "B1/P10/2026-06 650001; B1/P10/2026-07 74999; "
	    "B1/P2/2026-06 650001; B1/P2/2026-07 74998; "
	    "B1/P3/2026-06 650001");
	play_release(&play);
}
END_TEST

START_TEST(a_veto_takes_a_month_whatever_proves_it)
{
	struct play play = play_begin(NULL, NULL);

	play_person(&play);
	play_hire(&play, "P1", "E", "2026-06-01", "2027-05-31");
	play_wage(&play, "P1", "E", "2026-06", 1);
	play_wage(&play, "P1", "E", "2026-06", 2);
	play_wage(&play, "P1", "E", "2026-07", 1);
	play_say(&play, "2026-12-11", "\"type\":\"spot_check\","
	    "\"batch\":\"B1\","
	    "\"sample\":[\"P1\",\"P2\"],\"findings\":[{\"month\":\"2026-06\","
	    "\"kind\":\"x\",\"person\":\"P1\"}]");
	ck_owed(&play, "2026-12-31", JULY);
	ck_owed(&play, "2026-12-10", BOTH);
	play_release(&play);
}
END_TEST

/* ---- holds ---- */

START_TEST(a_held_batch_is_owed_nothing_that_was_not_stated)
{
	struct play play = play_begin(NULL, NULL);

	play_person(&play);
	play_hire(&play, "P1", "E", "2026-06-01", "2027-05-31");
	play_wage(&play, "P1", "E", "2026-06", 1);
	play_open(&play, "2026-12-11", "B2", 1);
	play_say(&play, "2026-12-12", "\"type\":\"hold\",\"scope\":\"B1\"");
	ck_owed(&play, "2026-12-12", "upfront/B2 300000");
	play_say(&play, "2026-12-13", "\"type\":\"release\",\"scope\":\"B1\"");
	ck_owed(&play, "2026-12-13", "upfront/B1 300000; "
	    "B1/P1/2026-06 150000; upfront/B2 300000");
	play_release(&play);
}
END_TEST

START_TEST(while_held_stated_sums_fall_but_never_rise)
{
	struct play play = play_begin(NULL, NULL);
	struct dn_issued_line lines[] = {
		{ 0, 0, DN_EVENT_NOBODY, 0, 200000 },
		{ 0, 1, 0, 2026 * 12 + 5, 150000 },
		{ 0, 1, 0, 2026 * 12 + 6, 100000 },
		{ 0, 1, 0, 2026 * 12 + 7, 0 }
	};
	struct dn_issued issued = { lines, 4, NULL, 0 };

	play_person(&play);
	play_hire(&play, "P1", "E", "2026-06-01", "2027-05-31");
	play_wage(&play, "P1", "E", "2026-06", 1);
	play_wage(&play, "P1", "E", "2026-07", 1);
	play_wage(&play, "P1", "E", "2026-08", 1);
	play_say(&play, "2026-12-12", "\"type\":\"hold\",\"scope\":\"B1\"");
	/* Two months of 150000 would be more than was stated: no change. */
	ck_assert_str_eq(play_owed_with(&play, "2026-12-12", &issued, NULL),
	    "upfront/B1 200000; B1/P1/2026-06 150000; B1/P1/2026-07 100000");
	/* Without June's proof the sum falls: that is taken back. */
	play_say(&play, "2026-12-13",
	    "\"type\":\"correction\",\"void\":\"e4\"");
	ck_assert_str_eq(play_owed_with(&play, "2026-12-13", &issued, NULL),
	    "upfront/B1 200000; B1/P1/2026-07 150000");
	play_release(&play);
}
END_TEST

START_TEST(too_many_failed_persons_hold_a_batch)
{
	struct play play = play_begin("max_fail_bp: null",
	    "max_fail_bp: 1000");

	play_person(&play);
	/* 1 of 10 is 1000 bp: not over; the same person twice is one. */
	play_say(&play, "2026-07-01", "\"type\":\"spot_check\","
	    "\"batch\":\"B1\","
	    "\"sample_size\":10,\"findings\":[{\"person\":\"P1\",\"month\":"
	    "\"2026-06\"},{\"person\":\"P1\",\"month\":\"2026-05\"}]");
	ck_owed(&play, "2026-07-01", NONE);
	play_say(&play, "2026-07-02", "\"type\":\"spot_check\","
	    "\"batch\":\"B1\","
	    "\"sample_size\":10,\"findings\":[{\"person\":\"P1\",\"month\":"
	    "\"2026-06\"},{\"person\":\"P2\",\"month\":\"2026-06\"}]");
	ck_owed(&play, "2026-07-02", "");
	play_say(&play, "2026-07-03", "\"type\":\"release\",\"scope\":\"B1\"");
	ck_owed(&play, "2026-07-03", NONE);
	play_release(&play);
}
END_TEST

/* ---- every fault is known, not the worst alone ---- */

/* The months of P1 up to the end of 2026, who need not have passed. */
static const struct dn_month *
judged(struct play *play, struct dn_standing *standing,
    struct dn_months **months, size_t *count)
{
	struct dn_cut cut = { play_day("2026-12-31"), SIZE_MAX };
	const struct dn_month *list = NULL;
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(dn_standing_init(standing, play->book, play->policy,
	    &cut, NULL, &err), 0);
	*months = dn_months_new(standing, &err);
	ck_assert_ptr_nonnull(*months);
	ck_assert_int_eq(dn_months_of(*months, 0, &list, count, &err), 0);
	return list;
}

START_TEST(all_faults_of_a_month_are_told_with_what_there_is)
{
	struct play play = play_begin("partial_month: proof",
	    "partial_month: full\n    min_wage: {amount_fen: 2, "
	    "on_below: reject}\n    employers: [F]");
	struct dn_standing standing;
	struct dn_months *months;
	const struct dn_month *list;
	size_t count;

	play_enrol(&play, "2026-03-02", "B1", "P1");
	play_say(&play, "2026-06-10", "\"type\":\"contract\",\"person\":"
	    "\"P1\",\"employer\":\"E\",\"start\":\"2026-06-21\","
	    "\"end\":\"2026-12-31\",\"insurance\":[\"pension\"]");
	play_wage(&play, "P1", "E", "2026-06", 1);
	play_wage(&play, "P1", "F", "2026-07", 2);
	play_wage(&play, "P1", "E", "2025-07", 2);
	list = judged(&play, &standing, &months, &count);
	ck_assert_uint_eq(count, 3);
	ck_assert_int_eq(list[0].verdict, DN_MONTH_NO_POLICY);
	ck_assert_uint_eq(list[0].faults, DN_MONTH_FAULT(DN_MONTH_NO_POLICY));
	ck_assert_int_eq(list[1].verdict, DN_MONTH_EMPLOYER);
	ck_assert_uint_eq(list[1].faults, DN_MONTH_FAULT(DN_MONTH_PARTIAL) |
	    DN_MONTH_FAULT(DN_MONTH_INSURANCE) |
	    DN_MONTH_FAULT(DN_MONTH_CONTRACT) |
	    DN_MONTH_FAULT(DN_MONTH_WAGE) |
	    DN_MONTH_FAULT(DN_MONTH_EMPLOYER));
	ck_assert_uint_eq(list[1].contract, 1);
	ck_assert_uint_eq(list[1].insurance, 1);
	ck_assert_uint_eq(list[1].days, 10);
	ck_assert_int_eq(list[2].verdict, DN_MONTH_CONTRACT);
	ck_assert_uint_eq(list[2].contract, DN_EVENT_NOBODY);
	ck_assert_uint_eq(list[2].days, 0);
	dn_months_free(months);
	dn_standing_release(&standing);
	play_release(&play);
}
END_TEST

START_TEST(a_month_without_proof_is_judged_by_the_best_employer)
{
	struct play play = play_begin(NULL, NULL);
	struct dn_standing standing;
	struct dn_month best;
	struct dn_months *months;
	size_t count;

	play_enrol(&play, "2026-03-02", "B1", "P1");
	play_hire(&play, "P1", "E", "2026-06-21", "2026-12-31");
	play_hire(&play, "P1", "F", "2026-08-21", "2027-12-31");
	judged(&play, &standing, &months, &count);
	ck_assert_uint_eq(count, 0);
	dn_months_suppose(months, 0, 2026 * 12 + 7, &best);
	ck_assert_uint_eq(best.faults, 0);
	ck_assert_uint_eq(best.contract, 2);
	ck_assert_uint_eq(best.proof, DN_EVENT_NOBODY);
	dn_months_suppose(months, 0, 2026 * 12 + 6, &best);
	ck_assert_uint_eq(best.faults, DN_MONTH_FAULT(DN_MONTH_CONTRACT));
	ck_assert_uint_eq(best.contract, 1);
	dn_months_suppose(months, 0, 2026 * 12 + 4, &best);
	ck_assert_uint_eq(best.faults, DN_MONTH_FAULT(DN_MONTH_CONTRACT) |
	    DN_MONTH_FAULT(DN_MONTH_INSURANCE));
	ck_assert_uint_eq(best.contract, DN_EVENT_NOBODY);
	dn_months_free(months);
	dn_standing_release(&standing);
	play_release(&play);
}
END_TEST

DN_SUITE(months,
    days_of_a_month_are_counted_as_the_policy_says,
    two_contracts_of_an_employer_make_one_month,
    a_contract_is_as_long_as_it_was_signed,
    an_end_cuts_the_contracts_that_run_on_that_day,
    wages_count_by_employer_and_floor,
    low_wages_are_a_finding,
    kinds_of_insurance_are_proven_by_contract_or_month,
    instalments_end_with_the_rest,
    a_pool_is_drawn_on_by_all_who_stay,
    a_month_that_exceeds_the_pool_is_shared_to_the_fen,
    a_veto_takes_a_month_whatever_proves_it,
    a_held_batch_is_owed_nothing_that_was_not_stated,
    while_held_stated_sums_fall_but_never_rise,
    too_many_failed_persons_hold_a_batch,
    all_faults_of_a_month_are_told_with_what_there_is,
    a_month_without_proof_is_judged_by_the_best_employer)
