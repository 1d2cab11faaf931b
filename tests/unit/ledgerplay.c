/* SPDX-License-Identifier: MIT */
/* A book filled from JSON texts, for the suites of the ledger. */
#include "ledgerplay.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/date.h"
#include "ledger/explain.h"
#include "ledger/months.h"

void
play_init(struct play *play, const char *policy, size_t len)
{
	struct dn_err err = DN_ERR_INIT;

	*play = (struct play){ .next = 0 };
	play->policy = dn_policy_parse((struct dn_span){ policy, len },
	    "policy", &err);
	ck_assert_msg(play->policy != NULL, "policy:%d:%d: %s",
	    (int)err.line, (int)err.column, err.text);
	play->book = dn_book_new(play->policy->versions[0].identity ==
	    DN_IDENTITY_GB11643);
	play->asks = play->book != NULL && play->book->citizen ?
	    DN_EVENT_CITIZEN : 0;
	play->fields = dn_json_fields_new(dn_event_members, DN_EVENT_MEMBERS,
	    &err);
	play->json = dn_json_new(play->fields, DN_JSON_STRICT);
	ck_assert(play->book != NULL && play->json != NULL);
	dn_bytes_init(&play->scratch, SIZE_MAX);
	dn_bytes_init(&play->text, SIZE_MAX);
}

void
play_release(struct play *play)
{
	dn_bytes_release(&play->scratch);
	dn_bytes_release(&play->text);
	dn_json_free(play->json);
	dn_json_fields_free(play->fields);
	dn_book_free(play->book);
	dn_policy_free(play->policy);
}

int
play_add(struct play *play, const char *event, struct dn_err *err)
{
	struct dn_json_value members[DN_EVENT_MEMBERS];
	struct dn_event_draft draft;
	size_t len = strlen(event);
	char *line = calloc(1, len + DN_JSON_PADDING);
	struct dn_span text = { line, len };
	int added = -1;

	ck_assert_ptr_nonnull(line);
	memcpy(line, event, len);
	ck_assert_msg(dn_json_scan(play->json, text, members, err) == 0,
	    "%s: %s", event, err->text);
	if (dn_event_read(members, text, play->asks, &play->scratch, &draft,
	    err) == 0)
		added = dn_book_add(play->book, &draft, err);
	free(line);
	return added;
}

int32_t
play_day(const char *text)
{
	struct dn_date date;

	ck_assert_msg(dn_date_parse(dn_span_of(text), &date), "%s", text);
	return dn_date_number(date);
}

const char *
play_key(struct play *play, uint32_t batch, uint32_t person,
    int32_t month)
{
	char name[DN_MONTH_TEXT + 1];

	dn_bytes_clear(&play->text);
	if (person == DN_EVENT_NOBODY)
		dn_bytes_add_text(&play->text, "upfront/");
	dn_bytes_add_span(&play->text,
	    dn_names_get(play->book->batches, batch));
	if (person == DN_EVENT_NOBODY)
		return dn_bytes_text(&play->text);
	dn_month_write(dn_date_from_number(dn_month_begins(month)), name);
	dn_bytes_add_byte(&play->text, '/');
	dn_bytes_add_span(&play->text,
	    dn_names_get(play->book->persons, person));
	dn_bytes_add_byte(&play->text, '/');
	dn_bytes_add_text(&play->text, name);
	return dn_bytes_text(&play->text);
}

const char play_base[] =
    "dn_policy: 1\nid: test\ncurrency: CNY\nversions:\n"
    "- effective: 2026-01-01\n"
    "  identity: {scheme: opaque}\n"
    "  batch: {min_for_acceptance: 1}\n"
    "  amount: {total_fen: 1000000, upfront_bp: 3000}\n"
    "  components:\n"
    "  - {id: upfront, unit: batch_head, pays: upfront, on: batch_open, "
    "headcount_basis: planned, acceptance: per_person, clause: c1}\n"
    "  - id: retention\n"
    "    unit: person_month\n"
    "    pays: {fixed_fen: 150000, until: remainder, cap: person}\n"
    "    requires: [training_passed, payroll_proof, contract>=12, "
    "insurance>=5]\n"
    "    partial_month: proof\n"
    "    continuity: cumulative\n"
    "    clause: c2\n"
    "  spot_check: {void: month, max_fail_bp: null}\n"
    "  recovery: {mode: offset}\n"
    "  settlement: {budget_fen: 1, target_heads: 1, method: min}\n";

struct play
play_begin(const char *from, const char *to)
{
	const char *at = from != NULL ? strstr(play_base, from) : play_base;
	struct play play;
	struct dn_bytes text;

	ck_assert_msg(at != NULL, "%s", from);
	dn_bytes_init(&text, SIZE_MAX);
	dn_bytes_add(&text, play_base, (size_t)(at - play_base));
	if (from != NULL)
		dn_bytes_add_text(&text, to);
	dn_bytes_add_text(&text, at + (from != NULL ? strlen(from) : 0));
	play_init(&play, text.data, text.len);
	dn_bytes_release(&text);
	return play;
}

void
play_say(struct play *play, const char *day, const char *members)
{
	struct dn_err err = DN_ERR_INIT;
	char event[2000];

	snprintf(event, sizeof(event), "{\"id\":\"e%u\",\"rec\":\"%s\","
	    "\"at\":\"%s\",%s}", play->next++, day, day, members);
	ck_assert_msg(play_add(play, event, &err) == 1, "%s: %s", event,
	    err.text);
}

void
play_open(struct play *play, const char *day, const char *batch,
    int planned)
{
	char members[200];

	snprintf(members, sizeof(members), "\"type\":\"batch_open\","
	    "\"batch\":\"%s\",\"planned\":%d", batch, planned);
	play_say(play, day, members);
}

void
play_enrol(struct play *play, const char *day, const char *batch,
    const char *person)
{
	char members[200];

	snprintf(members, sizeof(members), "\"type\":\"enrol\","
	    "\"batch\":\"%s\",\"person\":\"%s\"", batch, person);
	play_say(play, day, members);
}

void
play_pass(struct play *play, const char *day, const char *batch,
    const char *persons)
{
	char members[400];

	snprintf(members, sizeof(members), "\"type\":\"training_acceptance\","
	    "\"batch\":\"%s\",\"verdict\":\"pass\",\"passed\":[%s]", batch,
	    persons);
	play_say(play, day, members);
}

void
play_hire(struct play *play, const char *person, const char *employer,
    const char *start, const char *end)
{
	char members[400];

	snprintf(members, sizeof(members), "\"type\":\"contract\","
	    "\"person\":\"%s\",\"employer\":\"%s\",\"start\":\"%s\","
	    "\"end\":\"%s\"," PLAY_INSURED, person, employer, start, end);
	play_say(play, "2026-06-10", members);
}

void
play_wage(struct play *play, const char *person, const char *employer,
    const char *month, int fen)
{
	char members[400];

	snprintf(members, sizeof(members), "\"type\":\"payroll_proof\","
	    "\"person\":\"%s\",\"employer\":\"%s\",\"month\":\"%s\","
	    "\"amount_fen\":%d", person, employer, month, fen);
	play_say(play, "2026-12-10", members);
}

void
play_person(struct play *play)
{
	play_open(play, "2026-03-02", "B1", 1);
	play_enrol(play, "2026-03-02", "B1", "P1");
	play_pass(play, "2026-06-05", "B1", "\"P1\"");
}

const char *
play_owed_with(struct play *play, const char *day,
    const struct dn_issued *issued, struct dn_findings *findings)
{
	struct dn_cut cut = { play_day(day), SIZE_MAX };
	struct dn_entitlement owed;
	struct dn_err err = DN_ERR_INIT;
	size_t i;

	ck_assert_msg(dn_entitle(&owed, play->book, play->policy, &cut,
	    issued, &err) == 0, "%s", err.text);
	dn_bytes_clear(&play->scratch);
	for (i = 0; i < owed.count; i++) {
		const struct dn_line *line = &owed.lines[i];

		ck_assert_int_ne(line->fen, 0);
		dn_bytes_add_format(&play->scratch, "%s%s %lld",
		    i > 0 ? "; " : "", play_key(play, line->batch,
		    line->person, line->month), (long long)line->fen);
	}
	if (findings != NULL)
		*findings = owed.findings;
	dn_entitlement_release(&owed);
	return dn_bytes_text(&play->scratch);
}

const char *
play_owed(struct play *play, const char *day)
{
	return play_owed_with(play, day, NULL, NULL);
}

/* One person: what their months and lines are owed. */
static int64_t
explained_sum(const struct dn_explanation *told, int64_t *advances)
{
	int64_t sum = 0;
	size_t i;

	for (i = 0; i < told->count; i++) {
		const struct dn_why *why = &told->whys[i];

		if (why->about == DN_WHY_ADVANCE)
			advances[why->batch] = why->owed;
		if (why->about == DN_WHY_MONTH || why->about == DN_WHY_LINE)
			sum += why->owed;
		if (why->about == DN_WHY_MONTH)
			ck_assert_msg((why->owed == 0) ==
			    (why->need_count > 0), "month %d of person %u",
			    (int)why->month, why->person);
		ck_assert(why->about == DN_WHY_ADVANCE ||
		    why->event_count > 0 || why->need_count > 0);
	}
	ck_assert_int_eq(told->whys[0].owed, sum);
	return sum;
}

void
play_explained(struct play *play, const struct dn_cut *cut,
    const struct dn_issued *issued)
{
	int64_t advances[100] = { 0 }, owed = 0, told_of = 0;
	struct dn_explanation told = { .whys = NULL };
	struct dn_err err = DN_ERR_INIT;
	struct dn_explain *explain = dn_explain_new(play->book, play->policy,
	    cut, issued, &err);
	const struct dn_entitlement *lines;
	size_t i;

	ck_assert_msg(explain != NULL, "%s", err.text);
	ck_assert_uint_le(dn_names_count(play->book->batches), 100);
	lines = dn_explain_owed(explain);
	for (i = 0; i < lines->count; i++)
		owed += lines->lines[i].fen;
	for (i = 0; i < dn_names_count(play->book->persons); i++) {
		ck_assert_int_eq(dn_explain_person(explain, (uint32_t)i, 0,
		    &told, &err), 0);
		told_of += explained_sum(&told, advances);
	}
	/* The advance of a batch without any person is nobody's to explain. */
	for (i = 0; i < lines->count; i++)
		if (lines->lines[i].person == DN_EVENT_NOBODY &&
		    advances[lines->lines[i].batch] == 0)
			advances[lines->lines[i].batch] = lines->lines[i].fen;
	for (i = 0; i < 100; i++)
		told_of += advances[i];
	ck_assert_int_eq(told_of, owed);
	dn_explanation_release(&told);
	dn_explain_free(explain);
}
