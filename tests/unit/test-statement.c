/* SPDX-License-Identifier: MIT */
/* Statements as differences: lines, order, carry, heads, notices, text. */
#include "ledger/statement.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "ledger/notice.h"
#include "ledgerplay.h"
#include "suites.h"

/* A play with what its statements have said. */
struct stage {
	struct play play;
	struct dn_issued_sums said;
	struct dn_bytes text;
	struct dn_totals totals;
	size_t notices;
};

static struct stage
stage_begin(const char *from, const char *to)
{
	struct stage stage = { .play = play_begin(from, to) };

	dn_bytes_init(&stage.text, SIZE_MAX);
	return stage;
}

static void
stage_end(struct stage *stage)
{
	dn_issued_release(&stage->said);
	dn_bytes_release(&stage->text);
	play_release(&stage->play);
}

/* Issue a statement, and give its lines as "KEY FEN; KEY FEN". */
static const char *
issue(struct stage *stage, const char *day)
{
	struct dn_cut cut = { play_day(day), SIZE_MAX };
	struct dn_statement statement;
	struct dn_err err = DN_ERR_INIT;
	size_t i;

	ck_assert_msg(dn_statement_make(&statement, stage->play.book,
	    stage->play.policy, &cut, &stage->said, &err) == 0, "%s",
	    err.text);
	dn_bytes_clear(&stage->text);
	for (i = 0; i < statement.count; i++) {
		const struct dn_line *line = &statement.lines[i];

		ck_assert_int_ne(line->fen, 0);
		dn_bytes_add_format(&stage->text, "%s%s %+lld",
		    i > 0 ? "; " : "", play_key(&stage->play, line->batch,
		    line->person, line->month), (long long)line->fen);
	}
	stage->totals = statement.totals;
	stage->notices = statement.notices;
	ck_assert_int_eq(dn_statement_pass(&statement, &stage->said, &err),
	    0);
	dn_statement_release(&statement);
	return dn_bytes_text(&stage->text);
}

#define ck_issue(stage, day, want) \
	ck_assert_str_eq(issue(stage, day), want)

/* The sums of the last statement, but for those of its lines. */
static void
totals_are(const struct stage *stage, int64_t net, int64_t payable,
    int64_t carry, int64_t refund)
{
	ck_assert_int_eq(stage->totals.net, net);
	ck_assert_int_eq(stage->totals.payable, payable);
	ck_assert_int_eq(stage->totals.carry, carry);
	ck_assert_int_eq(stage->totals.refund, refund);
}

/* ---- lines ---- */

START_TEST(what_was_stated_and_is_still_owed_is_not_said_again)
{
	struct stage stage = stage_begin(NULL, NULL);

	play_person(&stage.play);
	ck_issue(&stage, "2026-06-30", "upfront/B1 +300000");
	ck_issue(&stage, "2026-07-31", "");
	totals_are(&stage, 0, 0, 0, 0);
	stage_end(&stage);
}
END_TEST

START_TEST(what_is_taken_back_stands_in_its_place_among_the_others)
{
	struct stage stage = stage_begin(NULL, NULL);
	int i;

	play_open(&stage.play, "2026-03-02", "B1", 3);
	play_enrol(&stage.play, "2026-03-02", "B1", "P2");
	play_enrol(&stage.play, "2026-03-02", "B1", "P10");
	play_enrol(&stage.play, "2026-03-02", "B1", "P1");
	play_pass(&stage.play, "2026-06-05", "B1",
	    "\"P1\",\"P2\",\"P10\"");
	for (i = 0; i < 3; i++)
		play_hire(&stage.play, ((const char *[]){ "P1", "P10",
		    "P2" })[i], "E", "2026-06-01", "2027-05-31");
	play_wage(&stage.play, "P2", "E", "2026-06", 1);
	play_wage(&stage.play, "P10", "E", "2026-06", 1);
	ck_issue(&stage, "2026-12-31", "upfront/B1 +900000; "
	    "B1/P10/2026-06 +150000; B1/P2/2026-06 +150000");
	play_say(&stage.play, "2027-01-02",
	    "\"type\":\"correction\",\"void\":\"e9\"");
	play_say(&stage.play, "2027-01-02",
	    "\"type\":\"training_acceptance\",\"batch\":\"B1\","
	    "\"verdict\":\"pass\",\"passed\":[\"P1\",\"P10\"]");
	play_wage(&stage.play, "P1", "E", "2026-06", 1);
	play_wage(&stage.play, "P10", "E", "2026-07", 1);
	ck_issue(&stage, "2027-01-31", "upfront/B1 -300000; "
	    "B1/P1/2026-06 +150000; B1/P10/2026-06 -150000; "
	    "B1/P10/2026-07 +150000; B1/P2/2026-06 -150000");
	stage_end(&stage);
}
END_TEST

START_TEST(heads_stay_as_the_first_statement_had_them)
{
	struct stage stage = stage_begin("headcount_basis: planned",
	    "headcount_basis: enrolled");

	play_open(&stage.play, "2026-03-02", "B1", 9);
	ck_issue(&stage, "2026-03-03", "");
	ck_assert_uint_eq(stage.said.heads_count, 0);
	play_enrol(&stage.play, "2026-03-04", "B1", "P1");
	play_enrol(&stage.play, "2026-03-04", "B1", "P2");
	ck_issue(&stage, "2026-03-05", "upfront/B1 +600000");
	ck_assert_uint_eq(stage.said.heads_count, 1);
	play_enrol(&stage.play, "2026-03-06", "B1", "P3");
	ck_issue(&stage, "2026-03-07", "");
	/* Another opening of the batch has heads of its own. */
	play_open(&stage.play, "2026-03-08", "B1", 9);
	ck_issue(&stage, "2026-03-09", "upfront/B1 +300000");
	ck_assert_uint_eq(stage.said.heads_count, 2);
	stage_end(&stage);
}
END_TEST

/* ---- recovery and notices ---- */

START_TEST(what_is_to_be_given_back_is_carried_or_demanded)
{
	const char *mode;
	int refund;

	for (refund = 0; refund < 2; refund++) {
		struct stage stage;

		mode = refund ? "mode: refund" : "mode: offset";
		stage = stage_begin("mode: offset", mode);
		play_open(&stage.play, "2026-03-02", "B1", 2);
		play_enrol(&stage.play, "2026-03-02", "B1", "P1");
		ck_issue(&stage, "2026-03-31", "upfront/B1 +600000");
		play_pass(&stage.play, "2026-06-05", "B1", "\"P1\"");
		ck_issue(&stage, "2026-06-30", "upfront/B1 -300000");
		totals_are(&stage, -300000, 0, refund ? 0 : -300000,
		    refund ? 300000 : 0);
		play_open(&stage.play, "2026-07-01", "B2", 2);
		ck_issue(&stage, "2026-07-31", "upfront/B2 +600000");
		totals_are(&stage, refund ? 600000 : 300000,
		    refund ? 600000 : 300000, 0, 0);
		stage_end(&stage);
	}
}
END_TEST

/* A receipt, and its notice from a day on. */
static void
give_notice(struct stage *stage, const char *day, const char *more)
{
	char members[200];

	play_say(&stage->play, day, "\"type\":\"receipt\","
	    "\"payment\":\"x\",\"on\":\"2026-07-20\"");
	snprintf(members, sizeof(members), "\"type\":\"notice\","
	    "\"receipt\":\"e%u\",\"start\":\"2026-07-21\"%s",
	    stage->play.next - 1, more);
	play_say(&stage->play, day, members);
}

#define GATED "  recovery: {mode: offset}\n" \
	"  notice: {days: 7, gate: next_payment}\n"

START_TEST(while_a_notice_is_open_nothing_is_paid_and_nothing_lost)
{
	struct stage stage = stage_begin("  recovery: {mode: offset}\n",
	    GATED);

	give_notice(&stage, "2026-07-20", "");
	play_open(&stage.play, "2026-07-22", "B1", 1);
	ck_issue(&stage, "2026-07-28", "upfront/B1 +300000");
	totals_are(&stage, 300000, 0, 300000, 0);
	ck_assert_uint_eq(stage.notices, 1);
	ck_issue(&stage, "2026-07-29", "");
	totals_are(&stage, 300000, 300000, 0, 0);
	ck_assert_uint_eq(stage.notices, 0);
	/* Without any notice a receipt never is let go. */
	play_say(&stage.play, "2026-08-01", "\"type\":\"receipt\"");
	play_open(&stage.play, "2026-08-01", "B2", 1);
	ck_issue(&stage, "2026-12-31", "upfront/B2 +300000");
	totals_are(&stage, 300000, 0, 300000, 0);
	play_say(&stage.play, "2027-01-01",
	    "\"type\":\"correction\",\"void\":\"e3\"");
	ck_issue(&stage, "2027-01-31", "");
	totals_are(&stage, 300000, 300000, 0, 0);
	stage_end(&stage);
}
END_TEST

START_TEST(a_notice_that_is_taken_down_early_is_none)
{
	struct stage stage = stage_begin("  recovery: {mode: offset}\n",
	    GATED);

	give_notice(&stage, "2026-07-20", ",\"end\":\"2026-07-27\"");
	play_open(&stage.play, "2026-07-22", "B1", 1);
	issue(&stage, "2026-08-31");
	ck_assert_uint_eq(stage.notices, 1);
	give_notice(&stage, "2026-09-01", ",\"end\":\"2026-07-28\"");
	issue(&stage, "2026-09-30");
	ck_assert_uint_eq(stage.notices, 1);
	stage_end(&stage);
}
END_TEST

START_TEST(a_gate_that_is_off_only_counts)
{
	struct stage stage = stage_begin("  recovery: {mode: offset}\n",
	    "  recovery: {mode: offset}\n  notice: {days: 7}\n");

	give_notice(&stage, "2026-07-20", "");
	play_open(&stage.play, "2026-07-22", "B1", 1);
	issue(&stage, "2026-07-28");
	totals_are(&stage, 300000, 300000, 0, 0);
	ck_assert_uint_eq(stage.notices, 1);
	stage_end(&stage);
}
END_TEST

START_TEST(days_of_a_notice_count_as_the_civil_code_has_them)
{
	struct play plain = play_begin(NULL, NULL);
	struct play holiday = play_begin("currency: CNY\n",
	    "currency: CNY\nholidays: [2026-07-28]\n");

	ck_assert_int_eq(dn_notice_last_day(plain.policy,
	    play_day("2026-07-21"), 7), play_day("2026-07-28"));
	ck_assert_int_eq(dn_notice_last_day(plain.policy,
	    play_day("2028-02-24"), 7), play_day("2028-03-02"));
	ck_assert_int_eq(dn_notice_last_day(holiday.policy,
	    play_day("2026-07-21"), 7), play_day("2026-07-29"));
	play_release(&plain);
	play_release(&holiday);
}
END_TEST

START_TEST(a_notice_says_of_which_receipt_and_since_when)
{
	struct play play = play_begin(NULL, NULL);
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(play_add(&play, "{\"type\":\"notice\",\"id\":\"n\","
	    "\"at\":\"2026-07-21\",\"start\":\"2026-07-21\"}", &err), -1);
	ck_assert_int_eq(err.code, DN_E_MISSING_FIELD);
	ck_assert_str_eq(err.field, "receipt");
	ck_assert_int_eq(play_add(&play, "{\"type\":\"notice\",\"id\":\"n\","
	    "\"at\":\"2026-07-21\",\"receipt\":\"r\"}", &err), -1);
	ck_assert_str_eq(err.field, "start");
	ck_assert_int_eq(play_add(&play, "{\"type\":\"notice\",\"id\":\"n\","
	    "\"at\":\"2026-07-21\",\"receipt\":\"r\",\"start\":"
	    "\"2026-07-21\",\"end\":\"2026-07-20\"}", &err), -1);
	ck_assert_int_eq(err.code, DN_E_BAD_VALUE);
	play_release(&play);
}
END_TEST

/* ---- overflow ---- */

START_TEST(sums_that_do_not_fit_are_an_error)
{
	struct stage stage = stage_begin("total_fen: 1000000",
	    "total_fen: 1000000000000000");
	struct dn_cut cut = { play_day("2026-12-31"), SIZE_MAX };
	struct dn_statement statement;
	struct dn_err err = DN_ERR_INIT;

	/* 3 * 10^14 for each of 20000 heads, twice. */
	play_open(&stage.play, "2026-03-02", "B1", 20000);
	play_open(&stage.play, "2026-03-02", "B2", 20000);
	ck_assert_int_eq(dn_statement_make(&statement, stage.play.book,
	    stage.play.policy, &cut, &stage.said, &err), -1);
	ck_assert_int_eq(err.code, DN_E_OVERFLOW);
	dn_statement_release(&statement);
	stage_end(&stage);
}
END_TEST

START_TEST(a_carry_that_does_not_fit_is_an_error)
{
	struct stage stage = stage_begin(NULL, NULL);
	struct dn_cut cut = { play_day("2026-12-31"), SIZE_MAX };
	struct dn_statement statement;
	struct dn_err err = DN_ERR_INIT;

	play_open(&stage.play, "2026-03-02", "B1", 1);
	stage.said.carry = INT64_MAX;
	ck_assert_int_eq(dn_statement_make(&statement, stage.play.book,
	    stage.play.policy, &cut, &stage.said, &err), -1);
	ck_assert_int_eq(err.code, DN_E_OVERFLOW);
	dn_statement_release(&statement);
	stage_end(&stage);
}
END_TEST

/* ---- text ---- */

static int
keep_text(void *state, struct dn_span piece, struct dn_err *err)
{
	dn_bytes_add_span(state, piece);
	return dn_bytes_check(state, err);
}

START_TEST(the_text_has_a_record_a_line_and_the_sums_at_the_end)
{
	struct stage stage = stage_begin(NULL, NULL);
	struct dn_cut cut = { play_day("2026-07-15"), SIZE_MAX };
	struct dn_text_taker taker = { keep_text, &stage.text };
	struct dn_statement statement;
	struct dn_err err = DN_ERR_INIT;

	play_person(&stage.play);
	ck_assert_int_eq(dn_statement_make(&statement, stage.play.book,
	    stage.play.policy, &cut, &stage.said, &err), 0);
	ck_assert_int_eq(dn_statement_write(&statement, stage.play.book,
	    DN_SPAN("S\"6"), cut.day, &taker, &err), 0);
	ck_assert_str_eq(dn_bytes_text(&stage.text),
	    "{\"record\":\"line\",\"statement\":\"S\\\"6\",\"batch\":\"B1\","
	    "\"component\":\"upfront\",\"amount_fen\":300000,"
	    "\"clause\":\"c1\"}\n"
	    "{\"record\":\"statement\",\"id\":\"S\\\"6\","
	    "\"cut\":\"2026-07-15\",\"upfront_fen\":300000,"
	    "\"retention_fen\":0,\"carry_in_fen\":0,\"net_fen\":300000,"
	    "\"payable_fen\":300000,\"carry_fen\":0,\"refund_fen\":0,"
	    "\"amount_text\":\"人民币叁仟元整\"}\n");
	dn_statement_release(&statement);
	stage_end(&stage);
}
END_TEST

DN_SUITE(statement,
    what_was_stated_and_is_still_owed_is_not_said_again,
    what_is_taken_back_stands_in_its_place_among_the_others,
    heads_stay_as_the_first_statement_had_them,
    what_is_to_be_given_back_is_carried_or_demanded,
    while_a_notice_is_open_nothing_is_paid_and_nothing_lost,
    a_notice_that_is_taken_down_early_is_none,
    a_gate_that_is_off_only_counts,
    days_of_a_notice_count_as_the_civil_code_has_them,
    a_notice_says_of_which_receipt_and_since_when,
    sums_that_do_not_fit_are_an_error,
    a_carry_that_does_not_fit_is_an_error,
    the_text_has_a_record_a_line_and_the_sums_at_the_end)
