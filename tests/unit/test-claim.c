/* SPDX-License-Identifier: MIT */
/* Components of any unit: what each scheme owes, worked by hand. */
#include "ledger/claim.h"

#include <stdio.h>
#include <stdlib.h>

#include "ledger/explain.h"
#include "ledgerplay.h"
#include "suites.h"

/* A policy with these components, from the first day of 2026 on. */
static struct play
begin(const char *components)
{
	struct dn_bytes text;
	struct play play;

	dn_bytes_init(&text, SIZE_MAX);
	dn_bytes_add_text(&text, "dn_policy: 1\nid: test\ncurrency: CNY\n"
	    "tables:\n  wage:\n  - {from: 2020-01-01, amount_fen: 205000}\n"
	    "  - {from: 2026-08-01, amount_fen: 218000}\n"
	    "versions:\n- effective: 2026-01-01\n"
	    "  identity: {scheme: opaque}\n"
	    "  batch: {min_for_acceptance: 0}\n"
	    "  spot_check: {void: month, max_fail_bp: null}\n"
	    "  recovery: {mode: offset}\n"
	    "  settlement: {budget_fen: 1, target_heads: 1, "
	    "method: by_person}\n"
	    "  components:\n");
	dn_bytes_add_text(&text, components);
	play_init(&play, text.data, text.len);
	dn_bytes_release(&text);
	play.asks = dn_policy_asks(play.policy);
	return play;
}

/* Add an event of a type with a person and further members. */
static void
say(struct play *play, const char *day, const char *type, const char *person,
    const char *more)
{
	char members[600];

	snprintf(members, sizeof(members),
	    "\"type\":\"%s\",\"person\":\"%s\"%s%s", type, person,
	    *more != '\0' ? "," : "", more);
	play_say(play, day, members);
}

/* A class of a batch from nine o'clock on; its id is the next e-number. */
static void
teach(struct play *play, const char *day, const char *batch, int hours)
{
	char members[300];

	snprintf(members, sizeof(members), "\"type\":\"session\","
	    "\"batch\":\"%s\",\"start\":\"%sT09:00\","
	    "\"end\":\"%sT%02d:00\"", batch, day, day, 9 + hours);
	play_say(play, day, members);
}

static void
attend(struct play *play, const char *person, const char *session,
    const char *in, const char *out)
{
	char more[300];

	snprintf(more, sizeof(more),
	    "\"session\":\"%s\",\"in\":\"%s\",\"out\":\"%s\"", session, in,
	    out);
	say(play, "2026-12-01", "attend", person, more);
}

/* What answers about a person say: the sum, and that nothing lacks a reason. */
static int64_t
explained(struct play *play, struct dn_explain *explain, uint32_t person)
{
	struct dn_explanation told = { .whys = NULL };
	struct dn_err err = DN_ERR_INIT;
	int64_t sum = 0;
	size_t i, k;

	ck_assert_int_eq(dn_explain_person(explain, person, 0, &told, &err),
	    0);
	for (i = 0; i < told.count; i++) {
		const struct dn_why *why = &told.whys[i];

		if (why->about != DN_WHY_MONTH && why->about != DN_WHY_LINE)
			continue;
		sum += why->owed;
		ck_assert(why->owed > 0 || why->need_count > 0);
		for (k = 0; k < why->need_count; k++) {
			struct dn_need *need = &told.needs[why->needs + k];

			dn_bytes_clear(&play->text);
			dn_need_write(&play->text, play->book, need,
			    DN_LANGUAGE_ENGLISH);
			dn_need_write(&play->text, play->book, need,
			    DN_LANGUAGE_CHINESE);
			ck_assert_uint_gt(play->text.len, 0);
		}
	}
	ck_assert_int_eq(sum, told.whys[0].owed);
	dn_explanation_release(&told);
	return sum;
}

/* Explained amounts add up to what is owed, person by person. */
static void
ck_explained(struct play *play, const struct dn_cut *cut,
    const struct dn_issued *issued, const struct dn_entitlement *owed)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_explain *explain = dn_explain_new(play->book, play->policy,
	    cut, issued, &err);
	int64_t sum;
	size_t i, k;

	ck_assert_msg(explain != NULL, "%s", err.text);
	for (i = 0; i < dn_names_count(play->book->persons); i++) {
		for (sum = 0, k = 0; k < owed->count; k++)
			if (owed->lines[k].person == i)
				sum += owed->lines[k].fen;
		ck_assert_int_eq(explained(play, explain, (uint32_t)i), sum);
	}
	dn_explain_free(explain);
}

/* What is owed, as "BATCH/PERSON/MONTH/COMPONENT FEN; " with - for none. */
static const char *
owed_with(struct play *play, const char *day, const struct dn_issued *issued,
    struct dn_findings *findings)
{
	struct dn_cut cut = { play_day(day), SIZE_MAX };
	struct dn_entitlement owed;
	struct dn_err err = DN_ERR_INIT;
	const struct dn_line *line;
	size_t i;

	ck_assert_msg(dn_entitle(&owed, play->book, play->policy, &cut,
	    issued, &err) == 0, "%s", err.text);
	dn_bytes_clear(&play->scratch);
	for (i = 0; i < owed.count; i++) {
		line = &owed.lines[i];
		ck_assert_int_ne(line->fen, 0);
		dn_bytes_add_format(&play->scratch, "%s%s %s %s %d %lld",
		    i > 0 ? "; " : "", line->batch == DN_EVENT_NOBODY ? "-" :
		    dn_names_get(play->book->batches, line->batch).ptr,
		    dn_names_get(play->book->components,
		    line->component).ptr,
		    line->person == DN_EVENT_NOBODY ? "-" :
		    dn_names_get(play->book->persons, line->person).ptr,
		    line->month == 0 ? 0 :
		    line->month / 12 * 100 + line->month % 12 + 1,
		    (long long)line->fen);
	}
	if (findings != NULL)
		*findings = owed.findings;
	ck_explained(play, &cut, issued, &owed);
	dn_entitlement_release(&owed);
	return dn_bytes_text(&play->scratch);
}

#define ck_lines(play, day, want) \
	ck_assert_str_eq(owed_with(play, day, NULL, NULL), want)

/* ---- certificates ---- */

static const char xiamen[] =
    "  - id: skill\n"
    "    unit: certificate\n"
    "    pays: {by_level: {\"5\": \"700\", \"4\": \"1000\", \"3\": \"1500\", "
    "\"2\": \"2000\", \"1\": \"3000\"}}\n"
    "    requires: [certificate]\n"
    "    once_per: [person, trade, level]\n"
    "    uplift_bp: [{bp: 2000, trades: [annotator]}, "
    "{bp: 3000, trades: [pilot, welder]}]\n";

START_TEST(a_certificate_is_paid_by_its_level_with_an_uplift)
{
	struct play play = begin(xiamen);

	say(&play, "2026-03-01", "certificate", "P1", "\"level\":5");
	say(&play, "2026-03-01", "certificate", "P2",
	    "\"level\":\"5\",\"trade\":\"annotator\"");
	say(&play, "2026-03-01", "certificate", "P3",
	    "\"level\":3,\"trade\":\"welder\"");
	say(&play, "2026-03-01", "certificate", "P4",
	    "\"level\":1,\"trade\":\"cook\"");
	say(&play, "2026-03-01", "certificate", "P5",
	    "\"level\":9,\"trade\":\"pilot\"");
	say(&play, "2026-03-01", "certificate", "P6",
	    "\"trade\":\"pilot\"");
	say(&play, "2026-03-01", "certificate", "P7",
	    "\"level\":2,\"result\":\"fail\"");
	/* 700; 700 x 1.2; 1500 x 1.3; 3000. */
	ck_lines(&play, "2026-12-31", "- skill P1 0 70000; "
	    "- skill P2 0 84000; - skill P3 0 195000; - skill P4 0 300000");
	play_release(&play);
}
END_TEST

START_TEST(each_key_is_paid_for_once)
{
	struct play play = begin(xiamen);

	say(&play, "2026-03-02", "certificate", "P1",
	    "\"level\":5,\"trade\":\"cook\",\"serial\":\"b\"");
	say(&play, "2026-03-01", "certificate", "P1",
	    "\"level\":5,\"trade\":\"cook\",\"serial\":\"a\"");
	say(&play, "2026-03-03", "certificate", "P1",
	    "\"level\":4,\"trade\":\"cook\",\"batch\":\"B\"");
	say(&play, "2026-03-04", "certificate", "P1",
	    "\"level\":5,\"trade\":\"pilot\"");
	/* Two of one line's key are one line: 700 + 700 x 1.3. */
	ck_lines(&play, "2026-12-31",
	    "B skill P1 0 100000; - skill P1 0 161000");
	ck_lines(&play, "2026-03-02", "- skill P1 0 70000");
	play_say(&play, "2026-03-05",
	    "\"type\":\"correction\",\"void\":\"e1\"");
	ck_lines(&play, "2026-12-31",
	    "B skill P1 0 100000; - skill P1 0 161000");
	play_release(&play);
}
END_TEST

START_TEST(half_a_fen_is_rounded_up_once)
{
	struct play play = begin(
	    "  - id: skill\n"
	    "    unit: certificate\n"
	    "    pays: {by_level_fen: {a: 5, b: 1, c: 3}, fixed_fen: 1}\n"
	    "    requires: []\n"
	    "    once_per: [serial]\n"
	    "    uplift_bp: [{bp: 2500, trades: [x]}]\n");

	/* (5 + 1) x 1.25 = 7.5; 2 x 1.25 = 2.5; 4 x 1.25 = 5; no uplift: 4. */
	say(&play, "2026-03-01", "certificate", "P1",
	    "\"level\":\"a\",\"trade\":\"x\",\"serial\":1");
	say(&play, "2026-03-01", "certificate", "P2",
	    "\"level\":\"b\",\"trade\":\"x\",\"serial\":2");
	say(&play, "2026-03-01", "certificate", "P3",
	    "\"level\":\"c\",\"trade\":\"x\",\"serial\":3");
	say(&play, "2026-03-01", "certificate", "P4",
	    "\"level\":\"c\",\"trade\":\"y\",\"serial\":4");
	ck_lines(&play, "2026-12-31", "- skill P1 0 8; - skill P2 0 3; "
	    "- skill P3 0 5; - skill P4 0 4");
	play_release(&play);
}
END_TEST

START_TEST(kinds_of_certificates_are_told_apart)
{
	struct play play = begin(
	    "  - id: course\n"
	    "    unit: certificate\n"
	    "    pays: {fixed_fen: 100000}\n"
	    "    requires: [certificate, hours>=40]\n"
	    "    kinds: [course]\n"
	    "    once_per: [person]\n"
	    "  - id: fee\n"
	    "    unit: certificate\n"
	    "    pays: {ratio_bp: 5000, of: amount}\n"
	    "    requires: [exam>=60]\n"
	    "    once_per: [person, kind]\n"
	    "    cap: {unit_fen: 20000}\n");

	say(&play, "2026-03-01", "certificate", "P1",
	    "\"kind\":\"course\",\"hours\":40,\"amount_fen\":30001");
	say(&play, "2026-03-01", "certificate", "P2",
	    "\"kind\":\"course\",\"hours\":39,\"amount_fen\":90000");
	say(&play, "2026-03-01", "certificate", "P3", "\"hours\":40");
	say(&play, "2026-03-01", "exam", "P1", "\"score\":60");
	say(&play, "2026-03-01", "exam", "P2", "\"score\":30");
	say(&play, "2026-03-02", "exam", "P2", "\"score\":75");
	say(&play, "2026-03-03", "exam", "P2", "\"score\":50");
	ck_lines(&play, "2026-12-31", "- course P1 0 100000; "
	    "- fee P1 0 15001; - fee P2 0 20000");
	play_release(&play);
}
END_TEST

/* ---- hours ---- */

static const char jiujiang[] =
    "  - id: skill\n"
    "    unit: certificate\n"
    "    pays: {by_level_fen: {L5: 120000, L4: 150000}}\n"
    "    requires: [certificate, hours>=80]\n"
    "    once_per: [person, trade, level]\n"
    "  - id: short\n"
    "    unit: day\n"
    "    pays: {per_unit_fen: 10000}\n"
    "    requires: [certificate, hours<80]\n"
    "    day_hours: 8\n"
    "    fractions: dropped\n"
    "    cap: {ratio_bp: 6000, of: skill}\n"
    "    once_per: [person, trade, level]\n";

START_TEST(too_few_hours_are_paid_by_days_up_to_a_share_of_the_level)
{
	struct play play = begin(jiujiang);

	say(&play, "2026-03-01", "certificate", "P1",
	    "\"level\":\"L5\",\"hours\":80");
	/* 9 days of 8 hours, but 60 % of 1200 is 720. */
	say(&play, "2026-03-01", "certificate", "P2",
	    "\"level\":\"L5\",\"hours\":79");
	/* 47 hours are 5 days. */
	say(&play, "2026-03-01", "certificate", "P3",
	    "\"level\":\"L4\",\"hours\":47");
	say(&play, "2026-03-01", "certificate", "P4",
	    "\"level\":\"L4\",\"hours\":7");
	say(&play, "2026-03-01", "certificate", "P5",
	    "\"level\":\"L9\",\"hours\":40");
	ck_lines(&play, "2026-12-31", "- skill P1 0 120000; "
	    "- short P2 0 72000; - short P3 0 50000");
	play_release(&play);
}
END_TEST

START_TEST(hours_are_those_attended_within_the_classes)
{
	struct play play = begin(
	    "  - id: course\n"
	    "    unit: hour\n"
	    "    pays: {per_unit_fen: 1000}\n"
	    "    requires: [attendance>=5000]\n"
	    "    fractions: paid\n"
	    "    hour_minutes: 45\n");
	struct dn_findings findings;

	teach(&play, "2026-03-02", "B", 3);     /* e0 */
	teach(&play, "2026-03-03", "B", 3);     /* e1 */
	/* Early, a break, coming back twice, late: 60 + 105 of e0. */
	attend(&play, "P1", "e0", "2026-03-02T08:00", "2026-03-02T10:00");
	attend(&play, "P1", "e0", "2026-03-02T10:15", "2026-03-02T11:30");
	attend(&play, "P1", "e0", "2026-03-02T11:00", "2026-03-02T12:30");
	attend(&play, "P1", "e1", "2026-03-03T11:55", "2026-03-03T12:10");
	/* 170 of 360 minutes are too few. */
	ck_lines(&play, "2026-12-31", "");
	attend(&play, "P1", "e1", "2026-03-03T09:00", "2026-03-03T09:10");
	/* 180 minutes are 4 hours of 45. */
	ck_lines(&play, "2026-12-31", "B course P1 0 4000");
	attend(&play, "P1", "e1", "2026-03-03T09:10", "2026-03-03T09:11");
	/* 181 / 45 x 1000 = 4022.2. */
	ck_lines(&play, "2026-12-31", "B course P1 0 4022");
	say(&play, "2026-12-01", "attend", "P1",
	    "\"session\":\"e1\",\"in\":\"2026-03-03T09:20\"");
	attend(&play, "P1", "nowhere", "2026-03-03T10:00",
	    "2026-03-03T10:30");
	ck_assert_str_eq(owed_with(&play, "2026-12-31", NULL, &findings),
	    "B course P1 0 4022");
	ck_assert_uint_eq(findings.unpaired, 2);
	/* Without its class a sign-in is worth nothing. */
	play_say(&play, "2026-12-05",
	    "\"type\":\"correction\",\"void\":\"e0\"");
	ck_lines(&play, "2026-12-31", "");
	play_release(&play);
}
END_TEST

START_TEST(an_employer_is_paid_up_to_a_cap_a_year)
{
	struct play play = begin(
	    "  - id: absentee\n"
	    "    unit: hour\n"
	    "    pays: {per_unit_fen: 450}\n"
	    "    requires: [certificate, attendance>=7500]\n"
	    "    fractions: paid\n"
	    "    cap: {enterprise_year_fen: 4000}\n");

	play_hire(&play, "P1", "E", "2026-01-01", "2027-12-31");
	play_hire(&play, "P2", "E", "2026-01-01", "2027-12-31");
	play_hire(&play, "P3", "F", "2026-01-01", "2027-12-31");
	teach(&play, "2026-03-02", "B", 8);
	attend(&play, "P1", "e3", "2026-03-02T09:00", "2026-03-02T17:00");
	attend(&play, "P2", "e3", "2026-03-02T10:30", "2026-03-02T17:00");
	attend(&play, "P3", "e3", "2026-03-02T11:00", "2026-03-02T17:00");
	attend(&play, "P4", "e3", "2026-03-02T11:01", "2026-03-02T17:00");
	ck_lines(&play, "2026-12-31", "");
	say(&play, "2026-03-09", "certificate", "P1", "\"batch\":\"B\"");
	say(&play, "2026-03-09", "certificate", "P2", "\"batch\":\"B\"");
	say(&play, "2026-03-09", "certificate", "P3", "\"batch\":\"B\"");
	say(&play, "2026-03-09", "certificate", "P4", "\"batch\":\"B\"");
	/* 8 x 4.50; of 6.5 x 4.50 the 4.00 left; 6 x 4.50; too few. */
	ck_lines(&play, "2026-12-31", "B absentee P1 0 3600; "
	    "B absentee P2 0 400; B absentee P3 0 2700");
	play_release(&play);
}
END_TEST

/* ---- months ---- */

static const char tianjin[] =
    "  - id: living\n"
    "    unit: person_month\n"
    "    pays: {ratio_bp: 8000, of_table: wage, fixed_fen: 21000}\n"
    "    requires: [enrolled, payroll_proof]\n"
    "    window: 3\n"
    "  - id: retained\n"
    "    unit: person\n"
    "    pays: {fixed_fen: 300000}\n"
    "    requires: [training_passed, contract>=12, "
    "contract_within_days<=30, insured_months>=3]\n"
    "    on: training_acceptance\n";

START_TEST(a_share_of_the_minimum_wage_and_a_sum_a_month)
{
	struct play play = begin(tianjin);

	play_open(&play, "2026-06-15", "B", 1);
	play_enrol(&play, "2026-06-15", "B", "P1");
	play_wage(&play, "P1", "E", "2026-05", 200000);
	play_wage(&play, "P1", "E", "2026-07", 200000);
	play_wage(&play, "P1", "E", "2026-08", 200000);
	play_wage(&play, "P1", "E", "2026-09", 200000);
	play_wage(&play, "P1", "E", "2026-10", 200000);
	play_wage(&play, "P2", "E", "2026-07", 200000);
	/*
	 * 2050 x 0.8 + 210 = 1850, from August on 2180 x 0.8 + 210 = 1954;
	 * May is before the course, October behind three months.
	 */
	ck_lines(&play, "2026-12-31", "B living P1 202607 185000; "
	    "B living P1 202608 195400; B living P1 202609 195400");
	play_release(&play);
}
END_TEST

/* Three months insured with an employer. */
static void
insure(struct play *play, const char *person, const char *months[3])
{
	char more[200];
	size_t i;

	for (i = 0; i < 3; i++) {
		snprintf(more, sizeof(more),
		    "\"month\":\"%s\",\"kinds\":[\"pension\"]", months[i]);
		say(play, "2026-12-10", "insurance_proof", person, more);
	}
}

START_TEST(who_is_retained_and_insured_is_paid_for_once)
{
	static const char *good[] = { "2026-07", "2026-08", "2026-09" };
	static const char *early[] = { "2026-06", "2026-08", "2026-09" };
	static const char *const persons[] = { "P1", "P2", "P3", "P4" };
	struct play play = begin(tianjin);
	size_t i;

	play_open(&play, "2026-03-15", "B", 4);
	for (i = 0; i < 4; i++)
		play_enrol(&play, "2026-03-15", "B", persons[i]);
	play_pass(&play, "2026-06-05", "B", "\"P1\",\"P2\",\"P3\",\"P4\"");
	play_hire(&play, "P1", "E", "2026-07-05", "2027-07-04");
	play_hire(&play, "P2", "E", "2026-07-06", "2027-07-05");
	play_hire(&play, "P3", "E", "2026-07-05", "2027-07-03");
	play_hire(&play, "P4", "E", "2026-07-01", "2027-07-03");
	insure(&play, "P1", good);
	insure(&play, "P2", good);      /* hired on day 31 */
	insure(&play, "P3", good);      /* not for a year */
	insure(&play, "P4", early);     /* two months of this contract */
	ck_lines(&play, "2026-12-31", "B retained P1 0 300000");
	play_release(&play);
}
END_TEST

START_TEST(seats_need_enough_heads_of_the_employer)
{
	struct play play = begin(
	    "  - id: seat\n"
	    "    unit: seat_month\n"
	    "    pays: {fixed_fen: 20000}\n"
	    "    requires: [payroll_proof, contract>=12]\n"
	    "    threshold_heads: 2\n"
	    "    window: 3\n"
	    "    schedule_bp: [10000]\n");

	play_hire(&play, "P1", "E", "2026-01-01", "2027-12-31");
	play_hire(&play, "P2", "E", "2026-02-01", "2027-12-31");
	play_hire(&play, "P3", "F", "2026-02-01", "2027-12-31");
	play_wage(&play, "P1", "E", "2026-01", 1);
	play_wage(&play, "P1", "E", "2026-02", 1);
	play_wage(&play, "P2", "E", "2026-02", 1);
	play_wage(&play, "P2", "E", "2026-02", 2);
	play_wage(&play, "P3", "F", "2026-02", 1);
	play_wage(&play, "P1", "E", "2026-03", 1);
	play_wage(&play, "P1", "E", "2026-04", 1);
	play_wage(&play, "P2", "E", "2026-04", 1);
	play_wage(&play, "P1", "E", "2026-05", 1);
	play_wage(&play, "P2", "E", "2026-05", 1);
	/* January, March: one head.  From February three months: to April. */
	ck_lines(&play, "2026-12-31", "- seat P1 202602 20000; "
	    "- seat P1 202604 20000; - seat P2 202602 20000; "
	    "- seat P2 202604 20000");
	play_release(&play);
}
END_TEST

START_TEST(parts_add_up_and_the_first_has_what_is_left_over)
{
	struct play play = begin(
	    "  - id: monthly\n"
	    "    unit: person_month\n"
	    "    pays: {ratio_bp: 8000, total_fen: 1000, parts: 3}\n"
	    "    requires: [enrolled]\n"
	    "    delay: {months: 0}\n"
	    "  - id: completion\n"
	    "    unit: person\n"
	    "    on: certificate\n"
	    "    pays: {ratio_bp: 2000, total_fen: 1000}\n"
	    "    requires: [certificate]\n");

	play_enrol(&play, "2026-03-31", "B", "P1");
	ck_lines(&play, "2026-03-31", "B monthly P1 202603 268");
	ck_lines(&play, "2026-04-30",
	    "B monthly P1 202603 268; B monthly P1 202604 266");
	say(&play, "2026-05-01", "withdraw", "P1", "\"batch\":\"B\"");
	ck_lines(&play, "2026-12-31",
	    "B monthly P1 202603 268; B monthly P1 202604 266");
	play_enrol(&play, "2026-09-01", "B", "P1");
	say(&play, "2026-09-30", "certificate", "P1", "\"batch\":\"B\"");
	ck_lines(&play, "2026-12-31", "B monthly P1 202603 268; "
	    "B monthly P1 202604 266; B monthly P1 202609 266; "
	    "B completion P1 0 200");
	play_release(&play);
}
END_TEST

START_TEST(ratios_go_by_the_year_since_the_first_month)
{
	struct play play = begin(
	    "  - id: grant\n"
	    "    unit: person_month\n"
	    "    pays: {ratio_bp: 10000, of: amount}\n"
	    "    requires: [payroll_proof]\n"
	    "    schedule_bp: [3000, 2500]\n"
	    "    min_wage: {amount_fen: 100, on_below: reject}\n"
	    "    employers: [E]\n");

	play_wage(&play, "P1", "E", "2026-01", 1001);
	play_wage(&play, "P1", "E", "2026-12", 1001);
	play_wage(&play, "P1", "E", "2027-01", 1001);
	play_wage(&play, "P1", "E", "2027-12", 1001);
	play_wage(&play, "P1", "E", "2028-01", 1001);
	play_wage(&play, "P1", "F", "2026-02", 1001);
	play_wage(&play, "P1", "E", "2026-03", 99);
	ck_lines(&play, "2028-12-31", "- grant P1 202601 300; "
	    "- grant P1 202612 300; - grant P1 202701 250; "
	    "- grant P1 202712 250");
	play_release(&play);
}
END_TEST

START_TEST(gaps_delays_days_and_vetoes_take_months_away)
{
	struct play play = begin(
	    "  - id: month\n"
	    "    unit: person_month\n"
	    "    pays: {fixed_fen: 5}\n"
	    "    requires: [payroll_proof, contract>=1, insurance>=2]\n"
	    "    partial_month: min_days\n"
	    "    min_days: 10\n"
	    "    insurance: monthly\n"
	    "    continuity: consecutive\n"
	    "    delay: {months: 2}\n");
	static const char *const months[] = {
		"2026-03", "2026-04", "2026-05", "2026-07"
	};
	char more[200];
	size_t i;

	play_hire(&play, "P1", "E", "2026-03-23", "2027-03-22");
	for (i = 0; i < 4; i++) {
		play_wage(&play, "P1", "E", months[i], 1);
		snprintf(more, sizeof(more), "\"month\":\"%s\","
		    "\"kinds\":[\"medical_maternity\"]", months[i]);
		say(&play, "2026-12-10", "insurance_proof", "P1", more);
	}
	/* March has 9 days; behind June there is a gap. */
	ck_lines(&play, "2026-12-31",
	    "- month P1 202604 5; - month P1 202605 5");
	play_say(&play, "2026-12-11", "\"type\":\"spot_check\","
	    "\"batch\":\"B\",\"sample_size\":1,\"findings\":[{\"person\":"
	    "\"P1\",\"month\":\"2026-04\"}]");
	ck_lines(&play, "2026-12-31",
	    "- month P1 202605 5");
	play_release(&play);
}
END_TEST

START_TEST(what_is_delayed_is_not_owed_before_its_day)
{
	struct play play = begin(
	    "  - id: once\n"
	    "    unit: person\n"
	    "    on: enrol\n"
	    "    pays: {fixed_fen: 5}\n"
	    "    requires: [enrolled]\n"
	    "    delay: {months: 6}\n"
	    "  - id: month\n"
	    "    unit: person_month\n"
	    "    pays: {fixed_fen: 1}\n"
	    "    requires: [enrolled]\n"
	    "    delay: {months: 1}\n");

	play_enrol(&play, "2026-08-31", "B", "P1");
	say(&play, "2026-09-01", "withdraw", "P1", "\"batch\":\"B\"");
	ck_lines(&play, "2026-09-29", "");
	ck_lines(&play, "2026-09-30", "B month P1 202608 1");
	/* Six months behind August 31 is the end of February. */
	ck_lines(&play, "2027-02-27", "B month P1 202608 1");
	ck_lines(&play, "2027-02-28", "B once P1 0 5; B month P1 202608 1");
	play_release(&play);
}
END_TEST

/* ---- years of employers ---- */

START_TEST(an_employers_year_is_a_line_of_its_own)
{
	struct play play = begin(
	    "  - id: heads\n"
	    "    unit: enterprise_year\n"
	    "    pays: {per_unit_fen: 100}\n"
	    "    requires: [payroll_proof, payroll_months>=2]\n"
	    "    threshold_heads: 2\n"
	    "    schedule_bp: [10000, 5000]\n");

	play_wage(&play, "P1", "E", "2026-01", 1);
	play_wage(&play, "P1", "E", "2026-03", 1);
	play_wage(&play, "P2", "E", "2026-12", 1);
	play_wage(&play, "P2", "E", "2027-01", 1);
	ck_lines(&play, "2027-12-31", "");
	play_wage(&play, "P2", "E", "2026-11", 1);
	play_wage(&play, "P3", "E", "2026-11", 1);
	play_wage(&play, "P2", "E", "2027-02", 1);
	play_wage(&play, "P3", "E", "2027-05", 1);
	play_wage(&play, "P3", "E", "2027-06", 1);
	play_wage(&play, "P3", "F", "2026-05", 1);
	play_wage(&play, "P3", "F", "2026-06", 1);
	play_wage(&play, "P4", "F", "2026-05", 1);
	play_wage(&play, "P4", "F", "2026-06", 1);
	/* 2026: P1 and P2; 2027 at half: P2 and P3. */
	ck_lines(&play, "2027-12-31", "- heads/E - 202601 200; "
	    "- heads/E - 202701 100; - heads/F - 202601 200");
	play_release(&play);
}
END_TEST

START_TEST(an_employers_year_is_of_no_batch)
{
	struct play play = begin(
	    "  - id: year\n"
	    "    unit: enterprise_year\n"
	    "    pays: {fixed_fen: 7}\n"
	    "    requires: [training_passed, payroll_proof]\n");

	play_person(&play);
	play_wage(&play, "P1", "E", "2026-06", 1);
	play_say(&play, "2026-12-12", "\"type\":\"hold\",\"scope\":\"B1\"");
	ck_lines(&play, "2026-12-31", "- year/E - 202601 7");
	play_release(&play);
}
END_TEST

/* ---- caps, holds, versions ---- */

START_TEST(caps_cut_in_the_order_of_days_and_names)
{
	struct play play = begin(
	    "  - id: month\n"
	    "    unit: person_month\n"
	    "    pays: {fixed_fen: 10}\n"
	    "    requires: [training_passed, payroll_proof]\n"
	    "    cap: {person_fen: 15, batch_fen: 32}\n");

	play_open(&play, "2026-03-02", "B", 3);
	play_enrol(&play, "2026-03-02", "B", "P3");
	play_enrol(&play, "2026-03-02", "B", "P2");
	play_enrol(&play, "2026-03-02", "B", "P1");
	play_pass(&play, "2026-05-05", "B", "\"P1\",\"P2\",\"P3\"");
	play_wage(&play, "P3", "E", "2026-06", 1);
	play_wage(&play, "P3", "E", "2026-05", 1);
	play_wage(&play, "P2", "E", "2026-06", 1);
	play_wage(&play, "P1", "E", "2026-06", 1);
	play_wage(&play, "P1", "E", "2026-07", 1);
	/* May: P3 10; June: P1 10, P2 10, P3 2 of 5; then it is used up. */
	ck_lines(&play, "2026-12-31", "B month P1 202606 10; "
	    "B month P2 202606 10; B month P3 202605 10; "
	    "B month P3 202606 2");
	play_release(&play);
}
END_TEST

START_TEST(a_held_batch_gets_no_more_than_was_stated)
{
	struct play play = begin(
	    "  - id: month\n"
	    "    unit: person_month\n"
	    "    pays: {fixed_fen: 10}\n"
	    "    requires: [enrolled, payroll_proof]\n");
	struct dn_issued_line lines[] = {
		{ 0, 0, 0, 2026 * 12 + 4, 7 }, { 0, 0, 0, 2026 * 12 + 5, 12 }
	};
	struct dn_issued issued = { lines, 2, NULL, 0 };

	play_enrol(&play, "2026-03-02", "B", "P1");
	play_wage(&play, "P1", "E", "2026-05", 1);
	play_wage(&play, "P1", "E", "2026-06", 1);
	play_wage(&play, "P1", "E", "2026-07", 1);
	ck_assert_str_eq(owed_with(&play, "2026-12-31", &issued, NULL),
	    "B month P1 202605 10; B month P1 202606 10; "
	    "B month P1 202607 10");
	play_say(&play, "2026-12-12", "\"type\":\"hold\",\"scope\":\"B\"");
	ck_assert_str_eq(owed_with(&play, "2026-12-31", &issued, NULL),
	    "B month P1 202605 7; B month P1 202606 10");
	play_release(&play);
}
END_TEST

START_TEST(each_version_has_its_own_components)
{
	struct play play = begin(
	    "  - id: month\n"
	    "    unit: person_month\n"
	    "    pays: {fixed_fen: 10}\n"
	    "    requires: [payroll_proof]\n"
	    "- effective: 2026-06-15\n"
	    "  identity: {scheme: opaque}\n"
	    "  batch: {min_for_acceptance: 0}\n"
	    "  spot_check: {void: month, max_fail_bp: null}\n"
	    "  recovery: {mode: offset}\n"
	    "  settlement: {budget_fen: 1, target_heads: 1, "
	    "method: by_person}\n"
	    "  components:\n"
	    "  - id: new\n"
	    "    unit: person\n"
	    "    on: enrol\n"
	    "    pays: {fixed_fen: 3}\n"
	    "    requires: []\n"
	    "  - id: month\n"
	    "    unit: person_month\n"
	    "    pays: {fixed_fen: 20}\n"
	    "    requires: [payroll_proof]\n");

	play_enrol(&play, "2026-06-01", "B", "P1");
	play_enrol(&play, "2026-07-01", "B", "P2");
	play_wage(&play, "P1", "E", "2025-12", 1);
	play_wage(&play, "P1", "E", "2026-06", 1);
	play_wage(&play, "P1", "E", "2026-07", 1);
	ck_lines(&play, "2026-12-31", "B new P2 0 3; "
	    "- month P1 202606 10; - month P1 202607 20");
	play_release(&play);
}
END_TEST

START_TEST(an_advance_may_stand_beside_other_components)
{
	struct play play = begin(
	    "  - id: month\n"
	    "    unit: person_month\n"
	    "    pays: {fixed_fen: 10}\n"
	    "    requires: [training_passed, payroll_proof]\n"
	    "  - {id: ahead, unit: batch_head, pays: upfront, "
	    "on: batch_open, headcount_basis: planned, "
	    "acceptance: per_person}\n"
	    "  amount: {total_fen: 1000, upfront_bp: 3000}\n");

	play_open(&play, "2026-03-02", "B", 2);
	play_enrol(&play, "2026-03-02", "B", "P1");
	ck_lines(&play, "2026-03-31", "B ahead - 0 600");
	play_pass(&play, "2026-05-05", "B", "\"P1\"");
	play_wage(&play, "P1", "E", "2026-06", 1);
	ck_lines(&play, "2026-12-31", "B ahead - 0 300; "
	    "B month P1 202606 10");
	play_release(&play);
}
END_TEST

START_TEST(what_does_not_fit_is_an_error)
{
	struct play play = begin(
	    "  - id: course\n"
	    "    unit: hour\n"
	    "    pays: {per_unit_fen: 1000000000000000}\n"
	    "    requires: [certificate]\n"
	    "    fractions: paid\n");
	struct dn_cut cut = { play_day("2026-12-31"), SIZE_MAX };
	struct dn_entitlement lines;
	struct dn_err err = DN_ERR_INIT;

	say(&play, "2026-03-01", "certificate", "P1", "\"hours\":9223");
	ck_lines(&play, "2026-12-31", "- course P1 0 9223000000000000000");
	say(&play, "2026-03-01", "certificate", "P2",
	    "\"hours\":9224,\"batch\":\"B\"");
	ck_assert_int_eq(dn_entitle(&lines, play.book, play.policy, &cut,
	    NULL, &err), -1);
	ck_assert_int_eq(err.code, DN_E_OVERFLOW);
	dn_entitlement_release(&lines);
	play_release(&play);
}
END_TEST

DN_SUITE(claim,
    a_certificate_is_paid_by_its_level_with_an_uplift,
    each_key_is_paid_for_once,
    half_a_fen_is_rounded_up_once,
    kinds_of_certificates_are_told_apart,
    too_few_hours_are_paid_by_days_up_to_a_share_of_the_level,
    hours_are_those_attended_within_the_classes,
    an_employer_is_paid_up_to_a_cap_a_year,
    a_share_of_the_minimum_wage_and_a_sum_a_month,
    who_is_retained_and_insured_is_paid_for_once,
    seats_need_enough_heads_of_the_employer,
    parts_add_up_and_the_first_has_what_is_left_over,
    ratios_go_by_the_year_since_the_first_month,
    gaps_delays_days_and_vetoes_take_months_away,
    what_is_delayed_is_not_owed_before_its_day,
    an_employers_year_is_a_line_of_its_own,
    an_employers_year_is_of_no_batch,
    caps_cut_in_the_order_of_days_and_names,
    a_held_batch_gets_no_more_than_was_stated,
    each_version_has_its_own_components,
    an_advance_may_stand_beside_other_components,
    what_does_not_fit_is_an_error)
