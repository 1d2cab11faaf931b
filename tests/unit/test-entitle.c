/* SPDX-License-Identifier: MIT */
/* What is owed, rule by rule: order, advance, verdicts, versions, laws. */
#include "ledger/entitle.h"

#include <stdio.h>
#include <stdlib.h>

#include "ledgerplay.h"
#include "suites.h"

/* ---- time and order ---- */

/* Correct the event of that id. */
static void
play_void(struct play *play, const char *day, const char *id)
{
	char members[80];

	snprintf(members, sizeof(members), "\"type\":\"correction\","
	    "\"void\":\"%s\"", id);
	play_say(play, day, members);
}

START_TEST(events_count_from_the_day_they_were_recorded)
{
	struct play play = play_begin(NULL, NULL);
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(play_add(&play, "{\"type\":\"batch_open\","
	    "\"id\":\"b\",\"rec\":\"2026-04-10\",\"at\":\"2026-03-02\","
	    "\"batch\":\"B1\",\"planned\":2}", &err), 1);
	ck_assert_int_eq(play_add(&play, "{\"type\":\"batch_open\","
	    "\"id\":\"c\",\"at\":\"2026-03-02\",\"batch\":\"B2\","
	    "\"planned\":1}", &err), 1);
	ck_owed(&play, "2026-03-01", "");
	ck_owed(&play, "2026-03-02", "upfront/B2 300000");
	ck_owed(&play, "2026-04-09", "upfront/B2 300000");
	ck_owed(&play, "2026-04-10", "upfront/B1 600000; upfront/B2 300000");
	play_release(&play);
}
END_TEST

START_TEST(a_cut_may_leave_out_the_last_events)
{
	struct play play = play_begin(NULL, NULL);
	struct dn_cut cut = { play_day("2026-12-31"), 1 };
	struct dn_entitlement lines;
	struct dn_err err = DN_ERR_INIT;

	play_open(&play, "2026-03-02", "B1", 2);
	play_open(&play, "2026-03-02", "B2", 2);
	ck_assert_int_eq(dn_entitle(&lines, play.book, play.policy, &cut,
	    NULL, &err), 0);
	ck_assert_uint_eq(lines.count, 1);
	dn_entitlement_release(&lines);
	play_release(&play);
}
END_TEST

START_TEST(files_may_come_in_any_order_of_days)
{
	struct play play = play_begin(NULL, NULL);

	play_wage(&play, "P1", "E", "2026-06", 1);
	play_pass(&play, "2026-06-05", "B1", "\"P1\"");
	play_hire(&play, "P1", "E", "2026-06-01", "2027-05-31");
	play_enrol(&play, "2026-03-03", "B1", "P1");
	play_open(&play, "2026-03-02", "B1", 1);
	ck_owed(&play, "2026-12-31",
	    "upfront/B1 300000; B1/P1/2026-06 150000");
	play_release(&play);
}
END_TEST

START_TEST(corrections_undo_each_other)
{
	struct play play = play_begin(NULL, NULL);

	play_open(&play, "2026-03-02", "B1", 1);
	play_void(&play, "2026-03-03", "e0");
	ck_owed(&play, "2026-03-03", "");
	ck_owed(&play, "2026-03-02", "upfront/B1 300000");
	play_void(&play, "2026-03-04", "e1");
	ck_owed(&play, "2026-03-04", "upfront/B1 300000");
	play_void(&play, "2026-03-05", "e2");
	ck_owed(&play, "2026-03-05", "");
	/* A second correction of the same event stands on its own. */
	play_void(&play, "2026-03-06", "e3");
	play_void(&play, "2026-03-06", "e0");
	ck_owed(&play, "2026-03-06", "");
	play_release(&play);
}
END_TEST

/* ---- advance and verdicts ---- */

START_TEST(the_last_opening_of_a_batch_rules)
{
	struct play play = play_begin(NULL, NULL);

	play_open(&play, "2026-03-02", "B1", 1);
	play_open(&play, "2026-03-03", "B1", 3);
	ck_owed(&play, "2026-03-02", "upfront/B1 300000");
	ck_owed(&play, "2026-03-03", "upfront/B1 900000");
	play_release(&play);
}
END_TEST

START_TEST(an_enrolled_person_is_a_head_of_the_first_batch)
{
	struct play play = play_begin("basis: planned", "basis: enrolled");

	play_open(&play, "2026-03-02", "B1", 100);
	play_open(&play, "2026-03-02", "B2", 100);
	play_enrol(&play, "2026-03-03", "B1", "P1");
	play_enrol(&play, "2026-03-03", "B1", "P1");
	play_enrol(&play, "2026-03-04", "B2", "P1");
	play_enrol(&play, "2026-03-04", "B2", "P2");
	ck_owed(&play, "2026-03-04", "upfront/B1 300000; upfront/B2 300000");
	play_say(&play, "2026-03-05",
	    "\"type\":\"withdraw\",\"batch\":\"B1\",\"person\":\"P1\"");
	ck_owed(&play, "2026-03-05", "upfront/B2 600000");
	play_enrol(&play, "2026-03-06", "B1", "P1");
	ck_owed(&play, "2026-03-06", "upfront/B1 300000; upfront/B2 300000");
	play_release(&play);
}
END_TEST

START_TEST(heads_that_were_stated_are_frozen_until_the_verdict)
{
	struct play play = play_begin("basis: planned", "basis: enrolled");
	struct dn_issued_heads heads = { 0, 2 };
	struct dn_issued issued = { NULL, 0, &heads, 1 };

	play_open(&play, "2026-03-02", "B1", 100);
	play_enrol(&play, "2026-03-03", "B1", "P1");
	ck_assert_str_eq(play_owed_with(&play, "2026-03-31", &issued, NULL),
	    "upfront/B1 600000");
	play_pass(&play, "2026-04-01", "B1", "\"P1\"");
	ck_assert_str_eq(play_owed_with(&play, "2026-04-30", &issued, NULL),
	    "upfront/B1 300000");
	/* They belong to that opening; another one counts anew. */
	play_open(&play, "2026-05-01", "B2", 1);
	play_void(&play, "2026-05-01", "e0");
	ck_assert_str_eq(play_owed_with(&play, "2026-05-31", &issued, NULL),
	    "");
	play_release(&play);
}
END_TEST

START_TEST(a_whole_batch_keeps_all_or_nothing)
{
	struct play play = play_begin("per_person", "whole_batch");

	play_open(&play, "2026-03-02", "B1", 3);
	play_enrol(&play, "2026-03-02", "B1", "P1");
	play_pass(&play, "2026-06-05", "B1", "\"P1\"");
	ck_owed(&play, "2026-06-05", "upfront/B1 900000");
	play_say(&play, "2026-06-06", "\"type\":\"training_acceptance\","
	    "\"batch\":\"B1\",\"verdict\":\"fail\"");
	ck_owed(&play, "2026-06-06", "");
	play_release(&play);
}
END_TEST

START_TEST(only_who_is_enrolled_at_the_verdict_passes)
{
	struct play play = play_begin(NULL, NULL);
	struct dn_findings findings;

	play_open(&play, "2026-03-02", "B1", 4);
	play_enrol(&play, "2026-03-02", "B1", "P1");
	play_enrol(&play, "2026-03-02", "B1", "P2");
	play_say(&play, "2026-04-01",
	    "\"type\":\"withdraw\",\"batch\":\"B1\",\"person\":\"P2\"");
	play_pass(&play, "2026-06-05", "B1", "\"P1\",\"P1\",\"P2\",\"P3\"");
	play_enrol(&play, "2026-06-06", "B1", "P3");
	ck_assert_str_eq(play_owed_with(&play, "2026-06-30", NULL, &findings),
	    "upfront/B1 300000");
	ck_assert_uint_eq(findings.strangers, 2);
	/* Who withdraws afterwards has passed all the same. */
	play_say(&play, "2026-07-01",
	    "\"type\":\"withdraw\",\"batch\":\"B1\",\"person\":\"P1\"");
	ck_owed(&play, "2026-07-31", "upfront/B1 300000");
	play_release(&play);
}
END_TEST

START_TEST(a_batch_too_small_waits_for_a_new_verdict)
{
	struct play play = play_begin("acceptance: 1", "acceptance: 2");
	struct dn_findings findings;

	play_person(&play);
	ck_assert_str_eq(play_owed_with(&play, "2026-06-30", NULL, &findings),
	    "upfront/B1 300000");
	ck_assert_uint_eq(findings.small, 1);
	play_enrol(&play, "2026-07-01", "B1", "P2");
	ck_owed(&play, "2026-07-01", "upfront/B1 300000");
	play_pass(&play, "2026-07-02", "B1", "\"P1\",\"P2\"");
	ck_owed(&play, "2026-07-02", "upfront/B1 600000");
	play_release(&play);
}
END_TEST

START_TEST(a_person_belongs_to_the_batch_that_passed_them_first)
{
	struct play play = play_begin(NULL, NULL);

	play_open(&play, "2026-03-02", "B1", 1);
	play_open(&play, "2026-03-02", "B2", 1);
	play_enrol(&play, "2026-03-02", "B1", "P1");
	play_enrol(&play, "2026-03-02", "B2", "P1");
	play_pass(&play, "2026-06-05", "B2", "\"P1\"");
	play_pass(&play, "2026-06-06", "B1", "\"P1\"");
	ck_owed(&play, "2026-06-30", "upfront/B2 300000");
	/* Named again by its own batch it stays; dropped by it, it moves. */
	play_pass(&play, "2026-07-01", "B2", "\"P1\"");
	ck_owed(&play, "2026-07-01", "upfront/B2 300000");
	play_pass(&play, "2026-07-02", "B2", "");
	ck_owed(&play, "2026-07-02", "upfront/B1 300000");
	play_release(&play);
}
END_TEST

START_TEST(missing_evidence_blocks_a_verdict)
{
	struct play play = play_begin("  spot_check", "  evidence: {required: "
	    "[roster, plan], on_missing: block}\n  spot_check");
	struct dn_findings findings;

	play_person(&play);
	play_say(&play, "2026-06-06", "\"type\":\"exam\",\"batch\":\"B1\","
	    "\"evidence\":[{\"kind\":\"roster\"}]");
	play_hire(&play, "P1", "E", "2026-06-01", "2027-05-31");
	play_wage(&play, "P1", "E", "2026-06", 1);
	ck_assert_str_eq(play_owed_with(&play, "2026-12-31", NULL, &findings),
	    "upfront/B1 300000");
	ck_assert_uint_eq(findings.waiting, 1);
	play_release(&play);
}
END_TEST

START_TEST(evidence_may_come_with_an_event_without_effect)
{
	struct play play = play_begin("  spot_check", "  evidence: {required: "
	    "[video], on_missing: block}\n  spot_check");

	play_open(&play, "2026-03-02", "B1", 2);
	play_enrol(&play, "2026-03-02", "B1", "P1");
	play_say(&play, "2026-03-03", "\"type\":\"session\","
	    "\"batch\":\"B1\",\"evidence\":[{\"kind\":\"video\"}]");
	play_pass(&play, "2026-06-05", "B1", "\"P1\"");
	ck_owed(&play, "2026-12-31", "upfront/B1 300000");
	play_release(&play);
}
END_TEST

START_TEST(evidence_of_the_batch_may_come_with_any_of_its_events)
{
	struct play play = play_begin("  spot_check", "  evidence: {required: "
	    "[roster, plan], on_missing: block}\n  spot_check");

	play_person(&play);
	play_open(&play, "2026-06-06", "B2", 0);
	play_say(&play, "2026-06-07", "\"type\":\"withdraw\",\"batch\":\"B1\","
	    "\"person\":\"P9\",\"evidence\":[{\"kind\":\"roster\","
	    "\"sha256\":\"00112233445566778899aabbccddeeff00112233445566"
	    "778899AABBCCDDEEFF\"},{\"kind\":\"photo\"},{\"kind\":\"plan\"}]");
	play_hire(&play, "P1", "E", "2026-06-01", "2027-05-31");
	play_wage(&play, "P1", "E", "2026-06", 1);
	ck_owed(&play, "2026-12-31",
	    "upfront/B1 300000; B1/P1/2026-06 150000");
	play_release(&play);
}
END_TEST

/* ---- versions ---- */

START_TEST(nothing_is_ruled_before_the_first_version)
{
	struct play play = play_begin(NULL, NULL);
	struct dn_findings findings;

	play_open(&play, "2025-12-31", "B1", 1);
	play_open(&play, "2026-01-01", "B2", 1);
	play_enrol(&play, "2026-03-02", "B2", "P1");
	play_pass(&play, "2026-03-03", "B2", "\"P1\"");
	play_hire(&play, "P1", "E", "2025-12-01", "2027-05-31");
	play_wage(&play, "P1", "E", "2025-12", 1);
	play_wage(&play, "P1", "E", "2026-01", 1);
	ck_assert_str_eq(play_owed_with(&play, "2026-12-31", NULL, &findings),
	    "upfront/B2 300000; B2/P1/2026-01 150000");
	ck_assert_uint_eq(findings.unruled, 1);
	play_release(&play);
}
END_TEST

START_TEST(amounts_follow_the_opening_and_instalments_the_month)
{
	struct dn_bytes text;
	struct play play;
	const char *version = strstr(play_base, "- effective"), *at;

	dn_bytes_init(&text, SIZE_MAX);
	dn_bytes_add_text(&text, play_base);
	at = strstr(version, "2026-01-01");
	dn_bytes_add(&text, version, (size_t)(at - version));
	dn_bytes_add_text(&text, "2026-07-01");
	version = at + 10;
	at = strstr(version, "1000000");
	dn_bytes_add(&text, version, (size_t)(at - version));
	dn_bytes_add_text(&text, "2000000");
	version = at + 7;
	at = strstr(version, "150000");
	dn_bytes_add(&text, version, (size_t)(at - version));
	dn_bytes_add_text(&text, "400000");
	dn_bytes_add_text(&text, at + 6);
	play_init(&play, text.data, text.len);
	dn_bytes_release(&text);
	play_person(&play);
	play_open(&play, "2026-07-01", "B2", 1);
	play_hire(&play, "P1", "E", "2026-06-01", "2027-05-31");
	play_wage(&play, "P1", "E", "2026-06", 1);
	play_wage(&play, "P1", "E", "2026-07", 1);
	play_wage(&play, "P1", "E", "2026-08", 1);
	ck_owed(&play, "2026-12-31", "upfront/B1 300000; "
	    "B1/P1/2026-06 150000; B1/P1/2026-07 400000; "
	    "B1/P1/2026-08 150000; upfront/B2 600000");
	play_release(&play);
}
END_TEST

/* ---- laws ---- */

START_TEST(names_are_in_byte_order_and_the_advance_first)
{
	struct play play = play_begin(NULL, NULL);

	play_open(&play, "2026-03-02", "B2", 1);
	play_open(&play, "2026-03-02", "B10", 2);
	play_enrol(&play, "2026-03-02", "B10", "P2");
	play_enrol(&play, "2026-03-02", "B10", "P10");
	play_pass(&play, "2026-06-05", "B10", "\"P2\",\"P10\"");
	play_hire(&play, "P2", "E", "2026-06-01", "2027-05-31");
	play_hire(&play, "P10", "E", "2026-06-01", "2027-05-31");
	play_wage(&play, "P2", "E", "2026-07", 1);
	play_wage(&play, "P2", "E", "2026-06", 1);
	play_wage(&play, "P10", "E", "2026-06", 1);
	ck_owed(&play, "2026-12-31", "upfront/B10 600000; "
	    "B10/P10/2026-06 150000; B10/P2/2026-06 150000; "
	    "B10/P2/2026-07 150000; upfront/B2 300000");
	play_release(&play);
}
END_TEST

START_TEST(a_sum_that_does_not_fit_is_an_error)
{
	struct play play = play_begin("total_fen: 1000000, upfront_bp: 3000",
	    "total_fen: 1000000000000000, upfront_bp: 10000");
	struct dn_cut cut = { play_day("2026-12-31"), SIZE_MAX };
	struct dn_entitlement lines;
	struct dn_err err = DN_ERR_INIT;

	play_open(&play, "2026-03-02", "B1", 1000000000);
	ck_assert_int_eq(dn_entitle(&lines, play.book, play.policy, &cut,
	    NULL, &err), -1);
	ck_assert_int_eq(err.code, DN_E_OVERFLOW);
	dn_entitlement_release(&lines);
	play_release(&play);
}
END_TEST

/* Ten persons with random lives, those of one day in the order of `seed`. */
static void
live(struct play *play, uint64_t seed)
{
	uint64_t state = seed;
	unsigned turn = (unsigned)(suite_next(&state) % 10), i, m;
	char person[8], month[8];

	play_open(play, "2026-03-02", "B1", 10);
	for (i = 0; i < 10; i++) {
		snprintf(person, sizeof(person), "P%u", (i + turn) % 10);
		play_enrol(play, "2026-03-03", "B1", person);
	}
	play_pass(play, "2026-06-05", "B1", "\"P0\",\"P1\",\"P2\",\"P3\","
	    "\"P4\",\"P5\",\"P6\",\"P7\"");
	for (i = 0; i < 10; i++) {
		snprintf(person, sizeof(person), "P%u", (i + turn) % 10);
		play_hire(play, person, (i + turn) % 2 ? "E" : "F",
		    "2026-06-01", (i + turn) % 5 ? "2027-05-31" : "2027-05-30");
	}
	for (i = 0; i < 10; i++)
		for (m = 6; m <= 12; m++) {
			unsigned who = (i + turn) % 10;

			if ((who * 7 + m * 3) % 4 == 0)
				continue;
			snprintf(person, sizeof(person), "P%u", who);
			snprintf(month, sizeof(month), "2026-%02u", m);
			play_wage(play, person, who % 2 ? "E" : "F", month, 1);
		}
}

START_TEST(the_order_within_a_day_changes_nothing)
{
	struct play first = play_begin(NULL, NULL), other;
	char *want;
	uint64_t seed;

	live(&first, 1);
	want = strdup(play_owed(&first, "2026-12-31"));
	ck_assert_ptr_nonnull(want);
	for (seed = 2; seed < 20; seed++) {
		other = play_begin(NULL, NULL);
		live(&other, seed);
		ck_owed(&other, "2026-12-31", want);
		play_release(&other);
	}
	free(want);
	play_release(&first);
}
END_TEST

START_TEST(nobody_gets_more_than_the_total)
{
	static const char *const caps[] = { "cap: person", "cap: batch" };
	size_t i, k;

	for (k = 0; k < 2; k++) {
		struct play play = play_begin("cap: person", caps[k]);
		struct dn_cut cut = { play_day("2026-12-31"), SIZE_MAX };
		struct dn_entitlement lines;
		struct dn_err err = DN_ERR_INIT;
		int64_t sums[10] = { 0 }, all = 0;

		live(&play, 3);
		ck_assert_int_eq(dn_entitle(&lines, play.book, play.policy,
		    &cut, NULL, &err), 0);
		for (i = 0; i < lines.count; i++) {
			ck_assert_int_gt(lines.lines[i].fen, 0);
			all += lines.lines[i].fen;
			if (lines.lines[i].person != DN_EVENT_NOBODY)
				sums[lines.lines[i].person] +=
				    lines.lines[i].fen;
		}
		for (i = 0; i < 10 && k == 0; i++)
			ck_assert_int_le(sums[i], 700000);
		ck_assert_int_le(all, 8 * 1000000);
		dn_entitlement_release(&lines);
		play_release(&play);
	}
}
END_TEST

DN_SUITE(entitle,
    events_count_from_the_day_they_were_recorded,
    a_cut_may_leave_out_the_last_events,
    files_may_come_in_any_order_of_days,
    corrections_undo_each_other,
    the_last_opening_of_a_batch_rules,
    an_enrolled_person_is_a_head_of_the_first_batch,
    heads_that_were_stated_are_frozen_until_the_verdict,
    a_whole_batch_keeps_all_or_nothing,
    only_who_is_enrolled_at_the_verdict_passes,
    a_batch_too_small_waits_for_a_new_verdict,
    a_person_belongs_to_the_batch_that_passed_them_first,
    missing_evidence_blocks_a_verdict,
    evidence_may_come_with_an_event_without_effect,
    evidence_of_the_batch_may_come_with_any_of_its_events,
    nothing_is_ruled_before_the_first_version,
    amounts_follow_the_opening_and_instalments_the_month,
    names_are_in_byte_order_and_the_advance_first,
    a_sum_that_does_not_fit_is_an_error,
    the_order_within_a_day_changes_nothing,
    nobody_gets_more_than_the_total)
