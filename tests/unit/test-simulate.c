/* SPDX-License-Identifier: MIT */
/* Drafts beside the policy in force, and policies with a value changed. */
#include "ledger/simulate.h"

#include <stdlib.h>

#include "ledger/whatif.h"
#include "ledgerplay.h"
#include "suites.h"

/* What a change would do, as records; or the error. */
static const char *
simulated(struct play *play, const char *change, const char *second)
{
	const char *changes[2] = { change, second };
	struct dn_cut cut = { play_day("2026-12-31"), SIZE_MAX };
	struct dn_entitlement now, then;
	struct dn_simulation simulation;
	struct dn_err err = DN_ERR_INIT;
	struct dn_policy *draft = dn_policy_what_if(play->policy, changes,
	    second != NULL ? 2 : 1, &err);

	dn_bytes_clear(&play->text);
	if (draft == NULL) {
		dn_bytes_add_text(&play->text, err.text);
		return dn_bytes_text(&play->text);
	}
	ck_assert_int_eq(dn_entitle(&now, play->book, play->policy, &cut,
	    NULL, &err), 0);
	ck_assert_int_eq(dn_entitle(&then, play->book, draft, &cut, NULL,
	    &err), 0);
	ck_assert_int_eq(dn_simulate(&simulation, play->book, &now, &then,
	    &err), 0);
	dn_simulation_write(&play->text, &simulation, play->book);
	dn_simulation_release(&simulation);
	dn_entitlement_release(&now);
	dn_entitlement_release(&then);
	dn_policy_free(draft);
	return dn_bytes_text(&play->text);
}

/* Two persons: one stays for six months, one for two. */
static struct play
begin(void)
{
	static const char *const months[] = { "2026-06", "2026-07", "2026-08",
		"2026-09", "2026-10", "2026-11" };
	struct play play = play_begin(NULL, NULL);
	size_t i;

	play_open(&play, "2026-03-02", "B1", 2);
	play_enrol(&play, "2026-03-02", "B1", "P1");
	play_enrol(&play, "2026-03-02", "B1", "P2");
	play_pass(&play, "2026-06-05", "B1", "\"P1\",\"P2\"");
	play_hire(&play, "P1", "E", "2026-06-01", "2027-05-31");
	play_hire(&play, "P2", "F", "2026-06-01", "2027-05-31");
	for (i = 0; i < 6; i++)
		play_wage(&play, "P1", "E", months[i], 1);
	for (i = 0; i < 2; i++)
		play_wage(&play, "P2", "F", months[i], 1);
	return play;
}

#define ROW(which, now, draft, difference, more, less) \
	"{\"record\":\"simulation\"," which "\"now_fen\":" now \
	",\"draft_fen\":" draft ",\"difference_fen\":" difference \
	",\"persons_more\":" more ",\"persons_less\":" less "}\n"
#define UPFRONT "\"batch\":\"B1\",\"component\":\"upfront\","
#define RETENTION "\"batch\":\"B1\",\"component\":\"retention\","

START_TEST(an_ambiguous_clause_becomes_a_number)
{
	struct play play = begin();

	ck_assert_str_eq(simulated(&play, "retention.cap=batch", NULL),
	    ROW(UPFRONT, "600000", "600000", "0", "0", "0")
	    ROW(RETENTION, "1000000", "1200000", "200000", "1", "0")
	    ROW("", "1600000", "1800000", "200000", "1", "0"));
	play_release(&play);
}
END_TEST

START_TEST(persons_are_counted_by_row_and_in_all)
{
	struct play play = begin();

	ck_assert_str_eq(simulated(&play, "retention.employers=[F]",
	    "retention.pays.fixed_fen=\"3000.00\""),
	    "retention.employers=[F] retention.pays.fixed_fen=\"3000.00\": "
	    "fixed_fen must be a whole number in plain digits");
	ck_assert_str_eq(simulated(&play, "retention.employers=[F]",
	    "retention.pays.fixed_fen=300000"),
	    ROW(UPFRONT, "600000", "600000", "0", "0", "0")
	    ROW(RETENTION, "1000000", "600000", "-400000", "1", "1")
	    ROW("", "1600000", "1200000", "-400000", "1", "1"));
	play_release(&play);
}
END_TEST

START_TEST(changes_are_checked_when_all_are_made)
{
	struct play play = begin();

	ck_assert_str_eq(simulated(&play, "retention.partial_month=min_days",
	    NULL), "retention.partial_month=min_days: min_days goes with "
	    "partial_month: min_days, and it with min_days");
	ck_assert_str_eq(simulated(&play, "retention.partial_month=min_days",
	    "retention.min_days=31"),
	    ROW(UPFRONT, "600000", "600000", "0", "0", "0")
	    ROW(RETENTION, "1000000", "600000", "-400000", "0", "2")
	    ROW("", "1600000", "1200000", "-400000", "0", "2"));
	play_release(&play);
}
END_TEST

START_TEST(a_change_that_fits_nowhere_is_named)
{
	struct play play = begin();

	ck_assert_str_eq(simulated(&play, "cap", NULL),
	    "\"cap\" is not PATH=VALUE");
	ck_assert_str_eq(simulated(&play, "=1", NULL),
	    "\"=1\" is not PATH=VALUE");
	ck_assert_str_eq(simulated(&play, "bonus.cap=batch", NULL),
	    "bonus.cap=batch: no version has a place for it");
	ck_assert_str_eq(simulated(&play, "amount.cap=1", NULL),
	    "amount.cap=1: unknown key \"cap\"");
	ck_assert_str_eq(simulated(&play, "amount.upfront_bp=", NULL),
	    "amount.upfront_bp=: the value is empty");
	ck_assert_str_eq(simulated(&play, "amount.upfront_bp=3000}", NULL),
	    "amount.upfront_bp=3000}: upfront_bp must be a whole number in "
	    "plain digits");
	play_release(&play);
}
END_TEST

START_TEST(texts_are_written_again_as_they_were)
{
	struct play play = play_begin("clause: c1",
	    "clause: \"a: [b] \\\"c\\\" \\\\ \\n\\t#\"");
	const char *change = "amount.upfront_bp=3000";
	struct dn_err err = DN_ERR_INIT;
	struct dn_policy *same;
	const struct dn_policy_version *a, *b;

	same = dn_policy_what_if(play.policy, &change, 1, &err);
	ck_assert_msg(same != NULL, "%s", err.text);
	a = play.policy->versions;
	b = same->versions;
	ck_assert(dn_span_equal(a->upfront.rule->clause,
	    b->upfront.rule->clause));
	ck_assert(dn_span_equal(a->retention.rule->clause,
	    b->retention.rule->clause));
	ck_assert_int_eq(a->upfront_fen, b->upfront_fen);
	ck_assert_int_eq(a->effective, b->effective);
	ck_assert_int_eq(b->max_fail_bp, -1);
	dn_policy_free(same);
	play_release(&play);
}
END_TEST

DN_SUITE(simulate,
    an_ambiguous_clause_becomes_a_number,
    persons_are_counted_by_row_and_in_all,
    changes_are_checked_when_all_are_made,
    a_change_that_fits_nowhere_is_named,
    texts_are_written_again_as_they_were)
