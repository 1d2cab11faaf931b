/* SPDX-License-Identifier: MIT */
/* Reports: certificates, attendance, evidence, who stays, notices. */
#include "ledger/review.h"

#include <stdio.h>
#include <stdlib.h>

#include "ledger/agenda.h"
#include "ledgerplay.h"
#include "suites.h"

static struct play play;
static struct dn_bytes out;
static struct dn_err err;

/* A policy with further keys, and training events read. */
static void
begin(const char *keys)
{
	char text[1000];

	snprintf(text, sizeof(text), "%s  spot_check:", keys);
	play = play_begin("  spot_check:", text);
	play.asks |= DN_EVENT_TAKES;
	dn_bytes_init(&out, SIZE_MAX);
	err = (struct dn_err)DN_ERR_INIT;
}

static void
end(void)
{
	dn_bytes_release(&out);
	play_release(&play);
}

/* The evaluation of all batches on a day, into `out`. */
static void
evaluate(const char *day)
{
	struct dn_cut cut = { play_day(day), SIZE_MAX };
	struct dn_review review;

	ck_assert_int_eq(dn_review_init(&review, play.book, play.policy, &cut,
	    NULL, &err), 0);
	dn_bytes_clear(&out);
	ck_assert_int_eq(dn_review_batches(&review, &out, &err), 0);
	dn_review_release(&review);
}

static void
assert_holds(const char *text)
{
	ck_assert_msg(strstr(dn_bytes_text(&out), text) != NULL, "%s\n%s",
	    text, dn_bytes_text(&out));
}

/* Enrol and certify: persons P0 up to `sat` sit, those to `passed` pass. */
static void
certify(int enrolled, int sat, int passed)
{
	char text[200];
	int i;

	play_open(&play, "2026-03-02", "B1", enrolled);
	for (i = 0; i < enrolled; i++) {
		snprintf(text, sizeof(text), "P%03d", i);
		play_enrol(&play, "2026-03-02", "B1", text);
	}
	for (i = 0; i < sat; i++) {
		snprintf(text, sizeof(text), "\"type\":\"certificate\","
		    "\"person\":\"P%03d\",\"result\":\"%s\"", i,
		    i < passed ? "pass" : "fail");
		play_say(&play, "2026-06-01", text);
	}
}

START_TEST(a_rate_of_certificates_meets_its_target_in_whole_numbers)
{
	begin("  certificate: {target_bp: 8500, denominator: sat}\n");
	certify(510, 500, 425);
	evaluate("2026-06-30");
	assert_holds("\"enrolled\":510,\"sat\":500,\"certified\":425,"
	    "\"of\":\"sat\",\"of_count\":500,\"rate\":0.85,\"ci\":[");
	assert_holds("\"target_bp\":8500,\"met\":true,"
	    "\"sure\":\"inconclusive\"");
	end();
	begin("  certificate: {target_bp: 8500, denominator: sat}\n");
	certify(500, 500, 424);
	evaluate("2026-06-30");
	assert_holds("\"rate\":0.848,");
	assert_holds("\"met\":false,\"sure\":\"inconclusive\"");
	end();
	begin("  certificate: {target_bp: 8500, denominator: enrolled}\n");
	certify(500, 490, 488);
	evaluate("2026-06-30");
	assert_holds("\"of\":\"enrolled\",\"of_count\":500,\"rate\":0.976,"
	    "\"ci\":[0.958452,0.987539]");
	assert_holds("\"met\":true,\"sure\":\"pass\"");
	end();
}
END_TEST

START_TEST(a_rate_of_nobody_is_null)
{
	begin("  certificate: {target_bp: 8500, denominator: sat}\n");
	certify(2, 0, 0);
	evaluate("2026-06-30");
	assert_holds("\"of_count\":0,\"rate\":null,\"ci\":null,"
	    "\"target_bp\":8500,\"met\":null,\"sure\":null");
	assert_holds("\"attendance\":null,\"unpaired\":[]");
	assert_holds("\"completeness\":null,\"missing\":[]");
	assert_holds("\"verdict\":\"none\",\"verdict_on\":null,\"passed\":0,"
	    "\"advance_fen\":600000,\"kept_fen\":600000,\"return_fen\":0");
	end();
	begin("");
	certify(2, 2, 1);
	evaluate("2026-06-30");
	assert_holds("\"target_bp\":null,\"met\":null,\"sure\":null");
	end();
}
END_TEST

static void
attend(const char *person, const char *session, const char *in,
    const char *until)
{
	char text[400], *at = text, *stop = text + sizeof(text);

	at += snprintf(at, (size_t)(stop - at), "\"type\":\"attend\","
	    "\"person\":\"%s\",\"session\":\"%s\"", person, session);
	if (in != NULL)
		at += snprintf(at, (size_t)(stop - at),
		    ",\"in\":\"2026-03-03T%s\"", in);
	if (until != NULL)
		snprintf(at, (size_t)(stop - at),
		    ",\"out\":\"2026-03-03T%s\"", until);
	play_say(&play, "2026-03-03", text);
}

START_TEST(attendance_counts_minutes_within_the_class_once)
{
	begin("");
	play_open(&play, "2026-03-02", "B1", 2);        /* e0 */
	play_enrol(&play, "2026-03-02", "B1", "P1");
	play_enrol(&play, "2026-03-02", "B1", "P2");
	play_say(&play, "2026-03-03", "\"type\":\"session\",\"batch\":\"B1\","
	    "\"start\":\"2026-03-03T09:00\",\"end\":\"2026-03-03T11:00\"");
	attend("P1", "e3", "08:30", "09:30");   /* 30 within the class */
	attend("P1", "e3", "09:20", "10:00");   /* 30 more */
	attend("P1", "e3", "09:40", "09:50");   /* none more */
	attend("P1", "e3", "11:00", "12:00");   /* behind it */
	attend("P2", "e3", "09:00", NULL);
	attend("P2", "e9", "09:00", "10:00");   /* of no session */
	attend("P9", "e3", "09:00", "10:00");   /* not enrolled */
	evaluate("2026-06-30");
	assert_holds("\"sessions\":1,\"scheduled_minutes\":240,"
	    "\"attended_minutes\":60,\"attendance\":0.25,"
	    "\"unpaired\":[\"P2\"]");
	end();
}
END_TEST

START_TEST(evidence_is_asked_of_the_batch_or_of_each_person)
{
	begin("  evidence: {required: [plan, video, contract], "
	    "on_missing: warn}\n");
	play_say(&play, "2026-03-02", "\"type\":\"batch_open\","
	    "\"batch\":\"B1\",\"planned\":2,\"evidence\":[{\"kind\":"
	    "\"plan\"}]");
	play_enrol(&play, "2026-03-02", "B1", "P1");
	play_enrol(&play, "2026-03-02", "B1", "P2");
	play_enrol(&play, "2026-03-02", "B1", "P3");
	play_say(&play, "2026-03-03", "\"type\":\"withdraw\","
	    "\"batch\":\"B1\",\"person\":\"P3\"");
	evaluate("2026-06-30");
	assert_holds("\"enrolled\":2,");
	assert_holds("\"pieces_required\":3,\"pieces_present\":1,"
	    "\"completeness\":0.333333,\"missing\":[\"video\",\"contract\"]");
	play_say(&play, "2026-06-10", "\"type\":\"contract\","
	    "\"person\":\"P2\",\"employer\":\"E1\",\"start\":\"2026-06-01\","
	    "\"end\":\"2027-05-31\",\"evidence\":[{\"kind\":\"contract\"}]");
	evaluate("2026-06-30");
	assert_holds("\"pieces_required\":4,\"pieces_present\":2,"
	    "\"completeness\":0.5,\"missing\":[\"video\"]");
	assert_holds("{\"record\":\"evidence_gap\",\"batch\":\"B1\","
	    "\"person\":\"P1\",\"missing\":[\"contract\"]}\n");
	end();
}
END_TEST

START_TEST(a_verdict_tells_what_is_kept_of_the_advance)
{
	begin("");
	play_open(&play, "2026-03-02", "B1", 3);
	play_enrol(&play, "2026-03-02", "B1", "P1");
	play_enrol(&play, "2026-03-02", "B1", "P2");
	play_pass(&play, "2026-06-05", "B1", "\"P1\",\"P2\"");
	play_say(&play, "2026-07-01", "\"type\":\"spot_check\","
	    "\"batch\":\"B1\",\"sample_size\":2,\"findings\":[{\"person\":"
	    "\"P1\",\"month\":\"2026-06\",\"kind\":\"absent\"}]");
	evaluate("2026-07-31");
	assert_holds("\"verdict\":\"pass\",\"verdict_on\":\"2026-06-05\","
	    "\"passed\":2,\"advance_fen\":900000,\"kept_fen\":600000,"
	    "\"return_fen\":300000,\"spot_checks\":1,\"sampled\":2,"
	    "\"months_voided\":1,\"held\":false}");
	end();
	begin("");
	evaluate("2026-07-31");
	ck_assert_uint_eq(out.len, 0);
	end();
}
END_TEST

START_TEST(retention_counts_months_that_count)
{
	struct dn_cut cut = { play_day("2026-12-31"), SIZE_MAX };
	struct dn_review review;

	begin("");
	play_open(&play, "2026-03-02", "B1", 2);
	play_open(&play, "2026-03-02", "B0", 2);
	play_enrol(&play, "2026-03-02", "B1", "P1");
	play_enrol(&play, "2026-03-02", "B1", "P2");
	play_pass(&play, "2026-06-05", "B1", "\"P1\",\"P2\"");
	play_hire(&play, "P1", "E1", "2026-06-01", "2027-05-31");
	play_wage(&play, "P1", "E1", "2026-06", 250000);
	play_wage(&play, "P1", "E1", "2026-07", 250000);
	play_hire(&play, "P2", "E1", "2026-06-01", "2027-05-31");
	play_wage(&play, "P2", "E1", "2026-08", 250000);
	ck_assert_int_eq(dn_review_init(&review, play.book, play.policy, &cut,
	    NULL, &err), 0);
	ck_assert_int_eq(dn_review_retention(&review, &out, &err), 0);
	ck_assert_str_eq(dn_bytes_text(&out),
	    "{\"record\":\"retention\",\"batch\":\"B1\",\"passed\":2,"
	    "\"reached\":[2,1,0,0,0,0,0,0,0,0,0,0]}\n"
	    "{\"record\":\"retention\",\"batch\":null,\"passed\":2,"
	    "\"reached\":[2,1,0,0,0,0,0,0,0,0,0,0]}\n");
	dn_review_release(&review);
	end();
}
END_TEST

START_TEST(the_end_is_that_of_a_settlement)
{
	struct dn_cut cut = { play_day("2026-12-31"), SIZE_MAX };
	struct dn_issued_sums before = { .lines = NULL };
	struct dn_review review;

	begin("");
	play_person(&play);
	play_hire(&play, "P1", "E1", "2026-06-01", "2027-05-31");
	play_wage(&play, "P1", "E1", "2026-06", 250000);
	ck_assert_int_eq(dn_review_init(&review, play.book, play.policy, &cut,
	    NULL, &err), 0);
	ck_assert_int_eq(dn_review_final(&review, &before, &out, &err), 0);
	assert_holds("{\"record\":\"final_acceptance\","
	    "\"as_of\":\"2026-12-31\",\"target_heads\":1,\"enrolled\":1,"
	    "\"passed\":1,\"completed\":1,\"reached\":1,\"budget_fen\":1,"
	    "\"by_person_fen\":450000,\"by_headcount_fen\":1,"
	    "\"entitled_fen\":1,\"stated_fen\":0,\"carry_fen\":0,"
	    "\"clawback_fen\":0}\n");
	assert_holds("{\"record\":\"final_batch\",\"batch\":\"B1\",");
	assert_holds("\"enrolled\":1,\"passed\":1,\"completed\":1,"
	    "\"entitled_fen\":450000,\"stated_fen\":0,\"clawback_fen\":0}");
	dn_review_release(&review);
	dn_issued_release(&before);
	end();
}
END_TEST

/* The lines of the events, as the agenda reads them back. */
static const char *const *agenda_lines;

static int
read_line(void *state, const struct dn_event *event, struct dn_bytes *text,
    struct dn_err *why)
{
	size_t index = (size_t)(event - play.book->events);

	(void)state;
	(void)why;
	dn_bytes_add_text(text, agenda_lines[index]);
	return 0;
}

static void
write_agenda(const char *day)
{
	struct dn_cut cut = { play_day(day), SIZE_MAX };
	struct dn_agenda_source source = { read_line, NULL };

	dn_bytes_clear(&out);
	ck_assert_int_eq(dn_agenda_write(play.book, play.policy, &cut,
	    &source, &out, &err), 0);
}

#define RECEIPT(day) play_say(&play, day, "\"type\":\"receipt\"")
#define NOTICE(day, members) \
	play_say(&play, day, "\"type\":\"notice\"," members)

START_TEST(a_notice_is_complete_on_the_day_behind_its_last)
{
	begin("  notice: {days: 7, gate: off}\n");
	RECEIPT("2026-07-20");                          /* e0 */
	write_agenda("2026-07-20");
	ck_assert_str_eq(dn_bytes_text(&out), "{\"record\":\"notice\","
	    "\"receipt\":\"e0\",\"received\":\"2026-07-20\",\"start\":null,"
	    "\"days\":7,\"last_day\":null,\"event\":null,\"late\":false,"
	    "\"state\":\"missing\"}\n");
	NOTICE("2026-07-21", "\"receipt\":\"e0\",\"start\":\"2026-07-21\"");
	write_agenda("2026-07-28");
	ck_assert_str_eq(dn_bytes_text(&out), "{\"record\":\"notice\","
	    "\"receipt\":\"e0\",\"received\":\"2026-07-20\","
	    "\"start\":\"2026-07-21\",\"days\":7,\"last_day\":\"2026-07-28\","
	    "\"event\":\"e1\",\"late\":false,\"state\":\"running\"}\n");
	write_agenda("2026-07-29");
	assert_holds("\"state\":\"complete\"");
	end();
}
END_TEST

START_TEST(a_notice_may_be_stopped_and_begun_again)
{
	begin("  notice: {days: 7, gate: off, start_within_days: 3}\n");
	RECEIPT("2026-07-20");
	write_agenda("2026-07-23");
	assert_holds("\"late\":false,\"state\":\"waiting\"");
	write_agenda("2026-07-24");
	assert_holds("\"late\":true,\"state\":\"missing\"");
	NOTICE("2026-07-21", "\"receipt\":\"e0\",\"start\":\"2026-07-21\","
	    "\"end\":\"2026-07-24\"");
	write_agenda("2026-08-30");
	assert_holds("\"event\":\"e1\",\"late\":false,\"state\":\"stopped\"");
	NOTICE("2026-08-01", "\"receipt\":\"e0\",\"start\":\"2026-08-01\"");
	write_agenda("2026-08-30");
	assert_holds("\"event\":\"e2\",\"late\":true,\"state\":\"complete\"");
	play_say(&play, "2026-08-02", "\"type\":\"correction\","
	    "\"void\":\"e2\"");
	write_agenda("2026-08-30");
	assert_holds("\"state\":\"stopped\"");
	end();
}
END_TEST

START_TEST(what_is_to_be_mended_has_a_day)
{
	static const char *const lines[] = {
		"{\"type\":\"final_acceptance\",\"verdict\":\"fail\"}",
		"{\"type\":\"remedy\",\"due\":\"2027-02-01\"}",
		"{\"type\":\"final_acceptance\",\"verdict\":\"pass\"}"
	};

	play = play_begin("method: min}", "method: min, remedy_days: 30}");
	dn_bytes_init(&out, SIZE_MAX);
	agenda_lines = lines;
	play_say(&play, "2026-12-10", "\"type\":\"final_acceptance\"");
	play_say(&play, "2026-12-11", "\"type\":\"remedy\"");
	write_agenda("2027-01-09");
	ck_assert_str_eq(dn_bytes_text(&out), "{\"record\":\"remedy\","
	    "\"event\":\"e0\",\"from\":\"2026-12-10\",\"days\":30,"
	    "\"due\":\"2027-01-09\",\"state\":\"open\"}\n"
	    "{\"record\":\"remedy\",\"event\":\"e1\",\"from\":\"2026-12-11\","
	    "\"days\":52,\"due\":\"2027-02-01\",\"state\":\"open\"}\n");
	write_agenda("2027-01-10");
	assert_holds("\"due\":\"2027-01-09\",\"state\":\"overdue\"");
	play_say(&play, "2027-01-20", "\"type\":\"final_acceptance\"");
	write_agenda("2027-01-20");
	assert_holds("\"due\":\"2027-01-09\",\"state\":\"done\"");
	end();
}
END_TEST

DN_SUITE(review,
    a_rate_of_certificates_meets_its_target_in_whole_numbers,
    a_rate_of_nobody_is_null,
    attendance_counts_minutes_within_the_class_once,
    evidence_is_asked_of_the_batch_or_of_each_person,
    a_verdict_tells_what_is_kept_of_the_advance,
    retention_counts_months_that_count,
    the_end_is_that_of_a_settlement,
    a_notice_is_complete_on_the_day_behind_its_last,
    a_notice_may_be_stopped_and_begun_again,
    what_is_to_be_mended_has_a_day)
