/* SPDX-License-Identifier: MIT */
/* Settling: persons against heads, what was paid, and shares of batches. */
#include "ledger/settle.h"

#include <check.h>
#include <stdlib.h>

#include "ledgerplay.h"
#include "suites.h"

/* Settle on the last day of 2027 and give the text. */
static const char *
settled(struct play *play, struct dn_issued_sums *said)
{
	struct dn_cut cut = { play_day("2027-12-31"), SIZE_MAX };
	struct dn_settlement settlement;
	struct dn_err err = DN_ERR_INIT;

	ck_assert_msg(dn_settle(&settlement, play->book, play->policy, &cut,
	    said, &err) == 0, "%s", err.text);
	dn_bytes_clear(&play->text);
	dn_settlement_write(&play->text, &settlement, play->book,
	    DN_SPAN("F"), cut.day);
	dn_settlement_release(&settlement);
	return dn_bytes_text(&play->text);
}

static void
issue(struct play *play, struct dn_issued_sums *said, const char *day)
{
	struct dn_cut cut = { play_day(day), SIZE_MAX };
	struct dn_statement statement;
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(dn_statement_make(&statement, play->book,
	    play->policy, &cut, said, &err), 0);
	ck_assert_int_eq(dn_statement_pass(&statement, said, &err), 0);
	dn_statement_release(&statement);
}

#define SETTLEMENT "settlement: {budget_fen: 1, target_heads: 1, method: min}"

/* Two batches of a head each that passed; who of them stayed? */
static struct play
two_batches(const char *settlement, bool first, bool second)
{
	struct play play = play_begin(SETTLEMENT, settlement);

	play_open(&play, "2026-03-02", "B2", 1);
	play_open(&play, "2026-03-02", "B1", 2);
	play_enrol(&play, "2026-03-02", "B1", "P1");
	play_enrol(&play, "2026-03-02", "B2", "P2");
	play_pass(&play, "2026-06-05", "B1", "\"P1\"");
	play_pass(&play, "2026-06-05", "B2", "\"P2\"");
	play_hire(&play, "P1", "E", "2026-06-01", "2027-05-31");
	play_hire(&play, "P2", "E", "2026-06-01", "2027-05-31");
	if (first)
		play_wage(&play, "P1", "E", "2026-06", 1);
	if (second)
		play_wage(&play, "P2", "E", "2026-06", 1);
	return play;
}

START_TEST(what_is_too_much_is_shared_by_heads_completed)
{
	struct play play = two_batches("settlement: {budget_fen: 100001, "
	    "target_heads: 2, method: min}", true, true);
	struct dn_issued_sums said = { 0 };

	issue(&play, &said, "2026-12-31");
	ck_assert_str_eq(settled(&play, &said), "{\"record\":\"settlement\","
	    "\"id\":\"F\",\"cut\":\"2027-12-31\",\"completed\":2,"
	    "\"by_person_fen\":900000,\"by_headcount_fen\":100001,"
	    "\"entitled_fen\":100001,\"stated_fen\":900000,\"carry_fen\":0,"
	    "\"clawback_fen\":799999,"
	    "\"amount_text\":\"人民币柒仟玖佰玖拾玖元玖角玖分\",\"batches\":["
	    "{\"batch\":\"B1\",\"completed\":1,\"clawback_fen\":400000},"
	    "{\"batch\":\"B2\",\"completed\":1,\"clawback_fen\":399999}]}\n");
	dn_issued_release(&said);
	play_release(&play);
}
END_TEST

START_TEST(where_nobody_completed_it_is_shared_by_what_was_stated)
{
	struct play play = two_batches("settlement: {budget_fen: 1, "
	    "target_heads: 1, method: by_headcount}", false, false);
	struct dn_issued_sums said = { 0 };

	issue(&play, &said, "2026-03-31");
	ck_assert_ptr_nonnull(strstr(settled(&play, &said),
	    "\"completed\":0,\"by_person_fen\":600000,\"by_headcount_fen\":0,"
	    "\"entitled_fen\":0,\"stated_fen\":900000,\"carry_fen\":0,"
	    "\"clawback_fen\":900000"));
	ck_assert_ptr_nonnull(strstr(settled(&play, &said),
	    "[{\"batch\":\"B1\",\"completed\":0,\"clawback_fen\":600000},"
	    "{\"batch\":\"B2\",\"completed\":0,\"clawback_fen\":300000}]"));
	dn_issued_release(&said);
	play_release(&play);
}
END_TEST

START_TEST(an_open_carry_is_money_that_was_paid)
{
	struct play play = two_batches("settlement: {budget_fen: 600000, "
	    "target_heads: 2, method: by_headcount}", true, true);
	struct dn_issued_sums said = { 0 };

	issue(&play, &said, "2026-03-31");
	issue(&play, &said, "2026-06-30");
	/* 900000 paid in advance, of which 300000 are not earned. */
	ck_assert_int_eq(said.carry, -300000);
	ck_assert_ptr_nonnull(strstr(settled(&play, &said),
	    "\"stated_fen\":600000,\"carry_fen\":-300000,"
	    "\"clawback_fen\":300000"));
	dn_issued_release(&said);
	play_release(&play);
}
END_TEST

START_TEST(completed_takes_as_many_months_as_the_policy_says)
{
	struct play play = two_batches("settlement: {budget_fen: 600000, "
	    "target_heads: 2, method: min, completed_months: 6}", true, true);
	struct dn_issued_sums said = { 0 };
	char month[] = "2026-07";

	/* The sixth and seventh month count, though they pay nothing. */
	for (; month[6] <= '9'; month[6]++)
		play_wage(&play, "P1", "E", month, 1);
	play_wage(&play, "P1", "E", "2026-10", 1);
	ck_assert_ptr_nonnull(strstr(settled(&play, &said),
	    "\"completed\":0,"));
	play_wage(&play, "P1", "E", "2026-11", 1);
	ck_assert_ptr_nonnull(strstr(settled(&play, &said),
	    "\"completed\":1,\"by_person_fen\":1450000,"
	    "\"by_headcount_fen\":300000,\"entitled_fen\":300000"));
	dn_issued_release(&said);
	play_release(&play);
}
END_TEST

START_TEST(a_method_by_person_looks_at_no_budget)
{
	struct play play = two_batches("settlement: {budget_fen: 1, "
	    "target_heads: 2, method: by_person}", true, true);
	struct dn_issued_sums said = { 0 };

	ck_assert_ptr_nonnull(strstr(settled(&play, &said),
	    "\"entitled_fen\":900000,\"stated_fen\":0,\"carry_fen\":0,"
	    "\"clawback_fen\":0"));
	dn_issued_release(&said);
	play_release(&play);
}
END_TEST

START_TEST(a_share_of_the_budget_that_does_not_fit_is_an_error)
{
	struct play play = two_batches("settlement: {budget_fen: "
	    "1000000000000000, target_heads: 1, method: min}", true, true);
	struct dn_cut cut = { play_day("2027-12-31"), SIZE_MAX };
	struct dn_issued_sums said = { .carry = INT64_MIN };
	struct dn_settlement settlement;
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(dn_settle(&settlement, play.book, play.policy, &cut,
	    &said, &err), -1);
	ck_assert_int_eq(err.code, DN_E_OVERFLOW);
	dn_settlement_release(&settlement);
	cut.day = play_day("2025-12-31");
	ck_assert_int_eq(dn_settle(&settlement, play.book, play.policy, &cut,
	    &said, &err), -1);
	ck_assert_int_eq(err.code, DN_E_CONFIG);
	dn_settlement_release(&settlement);
	play_release(&play);
}
END_TEST

DN_SUITE(settle,
    what_is_too_much_is_shared_by_heads_completed,
    where_nobody_completed_it_is_shared_by_what_was_stated,
    an_open_carry_is_money_that_was_paid,
    completed_takes_as_many_months_as_the_policy_says,
    a_method_by_person_looks_at_no_budget,
    a_share_of_the_budget_that_does_not_fit_is_an_error)
