/* SPDX-License-Identifier: MIT */
/* What holds for any history: random ones, the same every time. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/date.h"
#include "ledger/lines.h"
#include "ledger/settle.h"
#include "ledger/statement.h"
#include "ledgerplay.h"
#include "suites.h"

#define HISTORIES 60
#define DAYS 12                 /* on which something happens */
#define DAY_EVENTS 24
#define PERSONS 7
#define TOTAL 1000000           /* of play_base */

/* An event, and whether others of its day may stand before it or behind. */
struct happening {
	char text[400];
	bool loose;
};

/* A history: days of events, in order. */
struct history {
	struct happening events[DAYS][DAY_EVENTS];
	int counts[DAYS];
	int32_t days[DAYS];
	uint64_t seed;
	bool held;
};

static unsigned
draw(struct history *history, unsigned below)
{
	return (unsigned)(suite_next(&history->seed) % below);
}

static void
write_day(int32_t day, char text[DN_DATE_TEXT + 1])
{
	dn_date_write(dn_date_from_number(day), text);
}

/* Append an event to a day, by its further members. */
static void
happen(struct history *history, int at, bool loose, const char *members)
{
	struct happening *event =
	    &history->events[at][history->counts[at]];
	char day[DN_DATE_TEXT + 1];

	ck_assert_int_lt(history->counts[at], DAY_EVENTS);
	write_day(history->days[at], day);
	snprintf(event->text, sizeof(event->text), "{\"id\":\"h%d-%d\","
	    "\"rec\":\"%s\",\"at\":\"%s\",%s}", at, history->counts[at], day,
	    day, members);
	event->loose = loose;
	history->counts[at]++;
}

/* A person is enrolled, hired, or has a wage proven. */
static void
happen_to_person(struct history *history, int at)
{
	unsigned person = draw(history, PERSONS), month = draw(history, 9);
	char members[300];

	switch (draw(history, 4)) {
	case 0:
		snprintf(members, sizeof(members), "\"type\":\"enrol\","
		    "\"batch\":\"B%u\",\"person\":\"P%u\"",
		    draw(history, 2), person);
		break;
	case 1:
		snprintf(members, sizeof(members), "\"type\":\"contract\","
		    "\"person\":\"P%u\",\"employer\":\"E%u\","
		    "\"start\":\"2026-%02u-01\",\"end\":\"2027-12-31\","
		    PLAY_INSURED, person, draw(history, 2), month + 1);
		break;
	default:
		snprintf(members, sizeof(members), "\"type\":"
		    "\"payroll_proof\",\"person\":\"P%u\",\"employer\":"
		    "\"E%u\",\"month\":\"2026-%02u\",\"amount_fen\":1",
		    person, draw(history, 2), month + 1);
	}
	happen(history, at, true, members);
}

/* A verdict, a hold, a finding, a withdrawal or a correction. */
static void
happen_once(struct history *history, int at)
{
	unsigned batch = draw(history, 2), kind = draw(history, 6);
	char members[300];

	if (kind < 3)
		snprintf(members, sizeof(members), "\"type\":"
		    "\"training_acceptance\",\"batch\":\"B%u\",\"verdict\":"
		    "\"pass\",\"passed\":[\"P%u\",\"P%u\",\"P%u\"]", batch,
		    draw(history, PERSONS), draw(history, PERSONS),
		    draw(history, PERSONS));
	else if (kind == 3)
		snprintf(members, sizeof(members), "\"type\":\"spot_check\","
		    "\"batch\":\"B%u\",\"sample_size\":9,\"findings\":[{"
		    "\"person\":\"P%u\",\"month\":\"2026-%02u\",\"kind\":"
		    "\"absent\"}]", batch, draw(history, PERSONS),
		    draw(history, 9) + 1);
	else if (kind == 4 && at > 0 && history->counts[at - 1] > 0)
		snprintf(members, sizeof(members), "\"type\":\"correction\","
		    "\"void\":\"h%d-%u\"", at - 1,
		    draw(history, (unsigned)history->counts[at - 1]));
	else if (history->held)
		snprintf(members, sizeof(members), "\"type\":\"%s\","
		    "\"scope\":\"B%u\"", draw(history, 2) > 0 ? "hold" :
		    "release", batch);
	else
		snprintf(members, sizeof(members), "\"type\":\"withdraw\","
		    "\"batch\":\"B%u\",\"person\":\"P%u\"", batch,
		    draw(history, PERSONS));
	happen(history, at, false, members);
}

static void
make_history(struct history *history, unsigned number, bool held)
{
	int at, i;

	*history = (struct history){ .seed = number + 1, .held = held };
	history->days[0] = play_day("2026-01-05");
	happen(history, 0, false, "\"type\":\"batch_open\",\"batch\":\"B0\","
	    "\"planned\":4");
	happen(history, 0, false, "\"type\":\"batch_open\",\"batch\":\"B1\","
	    "\"planned\":3");
	for (at = 0; at < DAYS; at++) {
		if (at > 0)
			history->days[at] = history->days[at - 1] + 1 +
			    (int32_t)draw(history, 40);
		for (i = (int)draw(history, 18); i > 0; i--)
			happen_to_person(history, at);
		for (i = (int)draw(history, 3); i > 0; i--)
			happen_once(history, at);
	}
}

/* Put a day's events into the book, each `times` times. */
static void
feed(struct play *play, const struct history *history, int at, int times)
{
	struct dn_err err = DN_ERR_INIT;
	int i, k;

	for (k = 0; k < times; k++)
		for (i = 0; i < history->counts[at]; i++)
			ck_assert_int_eq(play_add(play,
			    history->events[at][i].text, &err), k == 0);
}

/* A policy for a history: the base with what differs. */
static struct play
begin(unsigned number)
{
	switch (number % 4) {
	case 0:
		return play_begin("mode: offset", "mode: refund");
	case 1:
		return play_begin("cap: person", "cap: batch");
	case 2:
		return play_begin("continuity: cumulative",
		    "continuity: consecutive");
	default:
		return play_begin("acceptance: per_person",
		    "acceptance: whole_batch");
	}
}

/* ---- statements ---- */

static void
text_of_line(struct dn_bytes *out, struct play *play,
    const struct dn_line *line)
{
	dn_bytes_add_format(out, "%s %lld\n", play_key(play, line->batch,
	    line->person, line->month), (long long)line->fen);
}

/* The sums of lines are those of the statement, and its parts its net. */
static void
check_totals(const struct dn_statement *statement)
{
	const struct dn_totals *totals = &statement->totals;
	int64_t upfront = 0, rest = 0;
	size_t i;

	for (i = 0; i < statement->count; i++) {
		const struct dn_line *line = &statement->lines[i];

		ck_assert_int_ne(line->fen, 0);
		*(line->person == DN_EVENT_NOBODY ? &upfront : &rest) +=
		    line->fen;
	}
	ck_assert_int_eq(totals->upfront, upfront);
	ck_assert_int_eq(totals->retention, rest);
	ck_assert_int_eq(totals->net, upfront + rest + totals->carry_in);
	ck_assert_int_eq(totals->net,
	    totals->payable + totals->carry - totals->refund);
	ck_assert_int_ge(totals->payable, 0);
	ck_assert_int_ge(totals->refund, 0);
}

/* Nobody is owed less than nothing, or more than the total. */
static void
check_persons(const struct dn_entitlement *owed, bool by_batch)
{
	int64_t sum = 0;
	size_t i;

	for (i = 0; i < owed->count; i++) {
		const struct dn_line *line = &owed->lines[i];

		ck_assert_int_gt(line->fen, 0);
		if (i == 0 || line->person != owed->lines[i - 1].person)
			sum = 0;
		sum += line->fen;
		if (line->person != DN_EVENT_NOBODY && !by_batch)
			ck_assert_int_le(sum, TOTAL - TOTAL * 3 / 10);
	}
}

/* Issue a statement on a day; its lines are appended to `out`. */
static void
issue(struct play *play, struct dn_issued_sums *said, int32_t day,
    struct dn_bytes *out)
{
	struct dn_cut cut = { day, SIZE_MAX };
	struct dn_statement statement;
	struct dn_err err = DN_ERR_INIT;
	size_t i;

	ck_assert_msg(dn_statement_make(&statement, play->book, play->policy,
	    &cut, said, &err) == 0, "%s", err.text);
	check_totals(&statement);
	check_persons(&statement.owed,
	    play->policy->versions[0].retention.cap == DN_CAP_BATCH);
	for (i = 0; i < statement.count; i++)
		text_of_line(out, play, &statement.lines[i]);
	dn_bytes_add_byte(out, '\n');
	ck_assert_int_eq(dn_statement_pass(&statement, said, &err), 0);
	dn_statement_release(&statement);
}

/* Append the sums of all that was stated, in the order shown. */
static void
add_sums(struct play *play, struct dn_issued_sums *said, struct dn_bytes *out)
{
	struct dn_order order;
	struct dn_issued view;
	struct dn_line *lines;
	struct dn_err err = DN_ERR_INIT;
	size_t i;

	ck_assert_int_eq(dn_issued_view(said, &view, &err), 0);
	ck_assert_int_eq(dn_order_init(&order, play->book, play->policy,
	    NULL, &err), 0);
	lines = calloc(view.line_count + 1, sizeof(*lines));
	ck_assert_ptr_nonnull(lines);
	for (i = 0; i < view.line_count; i++)
		lines[i] = (struct dn_line){
			.batch = view.lines[i].batch,
			.component = view.lines[i].component,
			.person = view.lines[i].person,
			.month = view.lines[i].month, .fen = view.lines[i].fen
		};
	qsort_r(lines, view.line_count, sizeof(*lines), dn_order_compare_any,
	    &order);
	for (i = 0; i < view.line_count; i++)
		text_of_line(out, play, &lines[i]);
	free(lines);
	dn_order_release(&order);
}

/*
 * All statements of a history, one after each day that `every` divides; of few
 * only what they add up to.
 */
static char *
tell(const struct history *history, unsigned number, int times, int every)
{
	struct play play = begin(number);
	struct dn_issued_sums said = { .carry = 0 };
	struct dn_bytes out;
	int at;

	dn_bytes_init(&out, SIZE_MAX);
	for (at = 0; at < DAYS; at++) {
		feed(&play, history, at, times);
		if ((at + 1) % every == 0)
			issue(&play, &said, history->days[at], &out);
	}
	if (every > 1)
		dn_bytes_clear(&out);
	add_sums(&play, &said, &out);
	dn_issued_release(&said);
	play_release(&play);
	return dn_bytes_detach(&out, NULL);
}

START_TEST(everything_fed_twice_changes_nothing)
{
	struct history *history = malloc(sizeof(*history));
	unsigned number;

	for (number = 0; number < HISTORIES; number++) {
		char *once, *twice;

		make_history(history, number, number % 2 == 0);
		once = tell(history, number, 1, 1);
		twice = tell(history, number, 2, 1);
		ck_assert_str_eq(once, twice);
		free(once);
		free(twice);
	}
	free(history);
}
END_TEST

START_TEST(many_statements_add_up_to_what_one_would_say)
{
	struct history *history = malloc(sizeof(*history));
	unsigned number;

	for (number = 0; number < HISTORIES; number++) {
		char *many, *few, *one, *sums;

		make_history(history, number, false);
		many = tell(history, number, 1, 1);
		few = tell(history, number, 1, 3);
		one = tell(history, number, 1, DAYS);
		ck_assert_str_eq(few, one);
		/* The sums stand behind the statements. */
		sums = strstr(many, one);
		ck_assert_msg(sums != NULL && (one[0] == '\0' ||
		    strcmp(many + strlen(many) - strlen(one), one) == 0),
		    "%u: %s\n---\n%s", number, many, one);
		free(many);
		free(few);
		free(one);
	}
	free(history);
}
END_TEST

/* Change the order of events of a day that stand side by side. */
static void
shuffle(struct history *history)
{
	uint64_t seed = history->seed;
	int at, i;

	for (at = 0; at < DAYS; at++)
		for (i = history->counts[at] - 1; i > 0; i--) {
			int k = (int)(suite_next(&seed) % (unsigned)(i + 1));
			struct happening swap = history->events[at][i];
			int low = k;

			while (low < i && history->events[at][low].loose)
				low++;
			if (!swap.loose || low < i)
				continue;
			history->events[at][i] = history->events[at][k];
			history->events[at][k] = swap;
		}
}

START_TEST(the_order_of_loose_events_of_a_day_does_not_matter)
{
	struct history *history = malloc(sizeof(*history));
	unsigned number;
	size_t said = 0;

	for (number = 0; number < HISTORIES; number++) {
		char *before, *after;

		make_history(history, number, number % 2 == 0);
		before = tell(history, number, 1, 1);
		shuffle(history);
		after = tell(history, number, 1, 1);
		ck_assert_str_eq(before, after);
		said += strlen(before);
		free(before);
		free(after);
	}
	/* The histories have something to say. */
	ck_assert_uint_gt(said, HISTORIES * (size_t)400);
	free(history);
}
END_TEST

START_TEST(a_proof_that_is_voided_and_given_again_changes_nothing)
{
	struct history *history = malloc(sizeof(*history));
	unsigned number;

	for (number = 0; number < HISTORIES; number++) {
		struct play play = begin(number);
		struct dn_issued_sums said = { .carry = 0 };
		struct dn_err err = DN_ERR_INIT;
		struct dn_bytes out;
		char again[500], *id;
		int at, i, last = DAYS - 1;

		dn_bytes_init(&out, SIZE_MAX);
		make_history(history, number, number % 2 == 0);
		for (at = 0; at < DAYS; at++)
			feed(&play, history, at, 1);
		issue(&play, &said, history->days[last], &out);
		dn_bytes_clear(&out);
		for (i = 0; i < history->counts[last]; i++) {
			const char *text = history->events[last][i].text;

			if (strstr(text, "payroll_proof") == NULL)
				continue;
			snprintf(again, sizeof(again), "{\"type\":"
			    "\"correction\",\"id\":\"v%d\",\"at\":"
			    "\"2028-01-01\",\"void\":\"h%d-%d\"}", i, last,
			    i);
			ck_assert_int_eq(play_add(&play, again, &err), 1);
			snprintf(again, sizeof(again), "%s", text);
			id = strchr(again, 'h');
			*id = 'n';
			ck_assert_int_eq(play_add(&play, again, &err), 1);
		}
		issue(&play, &said, play_day("2028-01-01"), &out);
		ck_assert_str_eq(dn_bytes_text(&out), "\n");
		dn_bytes_release(&out);
		dn_issued_release(&said);
		play_release(&play);
	}
	free(history);
}
END_TEST

START_TEST(a_clawback_is_shared_to_the_last_fen)
{
	struct history *history = malloc(sizeof(*history));
	unsigned number;

	for (number = 0; number < HISTORIES; number++) {
		struct play play = begin(number);
		struct dn_issued_sums said = { .carry = 0 };
		struct dn_settlement settlement;
		struct dn_err err = DN_ERR_INIT;
		struct dn_bytes out;
		struct dn_cut cut;
		int64_t sum = 0, heads = 0;
		size_t i;
		int at;

		dn_bytes_init(&out, SIZE_MAX);
		make_history(history, number, true);
		for (at = 0; at < DAYS; at++) {
			feed(&play, history, at, 1);
			issue(&play, &said, history->days[at], &out);
		}
		cut = (struct dn_cut){ history->days[DAYS - 1], SIZE_MAX };
		ck_assert_int_eq(dn_settle(&settlement, play.book,
		    play.policy, &cut, &said, &err), 0);
		for (i = 0; i < settlement.batch_count; i++) {
			sum += settlement.batches[i].clawback;
			heads += settlement.batches[i].completed;
		}
		ck_assert_int_eq(sum, settlement.clawback);
		ck_assert_int_eq(heads, settlement.completed);
		ck_assert_int_ge(sum, 0);
		dn_settlement_release(&settlement);
		dn_bytes_release(&out);
		dn_issued_release(&said);
		play_release(&play);
	}
	free(history);
}
END_TEST

DN_SUITE(history,
    everything_fed_twice_changes_nothing,
    many_statements_add_up_to_what_one_would_say,
    the_order_of_loose_events_of_a_day_does_not_matter,
    a_proof_that_is_voided_and_given_again_changes_nothing,
    a_clawback_is_shared_to_the_last_fen)
