/* SPDX-License-Identifier: MIT */
/* The worked cases of DN_SHARED/ledger: each statement is a difference. */
#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "io/src.h"
#include "ledger/settle.h"
#include "ledger/statement.h"
#include "ledgerplay.h"
#include "suites.h"

/* A case being played: what the statements have said so far. */
struct worked {
	const char *name;               /* of the folder, borrowed */
	struct play ledger;
	struct dn_issued_sums said, read;       /* passed on, and read back */
	int refused, duplicates;
};

/* A *new* text of DN_SHARED/ledger/cases/NAME/FILE. */
static char *
read_case(const char *name, const char *file, size_t *len)
{
	struct dn_bytes text;
	struct dn_err err = DN_ERR_INIT;
	char path[4096];

	snprintf(path, sizeof(path), "%s/ledger/cases/%s/%s",
	    getenv("DN_SHARED"), name, file);
	dn_bytes_init(&text, SIZE_MAX);
	ck_assert_msg(dn_src_slurp(path, &text, &err) == 0, "%s", path);
	return dn_bytes_detach(&text, len);
}

/* ---- texts ---- */

static int
keep_text(void *state, struct dn_span piece, struct dn_err *err)
{
	dn_bytes_add_span(state, piece);
	return dn_bytes_check(state, err);
}

/* The name of a `line` record: "upfront/B1" or "B1/P1/2026-06". */
static void
name_line(json_t *record, char *name, size_t size)
{
	const char *batch = json_string_value(json_object_get(record,
	    "batch"));
	json_t *person = json_object_get(record, "person");

	if (person == NULL)
		snprintf(name, size, "%s/%s", json_string_value(
		    json_object_get(record, "component")), batch);
	else
		snprintf(name, size, "%s/%s/%s", batch,
		    json_string_value(person), json_string_value(
		    json_object_get(record, "month")));
}

/* Each figure that is expected of a record must stand there. */
static void
check_figures(const struct worked *play, json_t *want, json_t *record)
{
	const char *name;
	json_t *figure;

	json_object_foreach(want, name, figure)
		if (json_is_integer(figure) &&
		    strcmp(name, "line_count") != 0)
			ck_assert_msg(json_equal(json_object_get(record,
			    name), figure), "%s: %s", play->name, name);
}

/* Hold a statement's text against what is expected of it. */
static void
check_text(const struct worked *play, const char *text, json_t *want)
{
	json_t *lines = json_object_get(want, "lines"), *record;
	const char *line, *end;
	json_int_t count = 0;
	char name[1000];

	for (line = text; (end = strchr(line, '\n')) != NULL;
	    line = end + 1) {
		record = json_loadb(line, (size_t)(end - line), 0, NULL);
		ck_assert_msg(record != NULL, "%.80s", line);
		if (end[1] == '\0') {
			check_figures(play, want, record);
		} else {
			name_line(record, name, sizeof(name));
			count++;
			if (lines != NULL)
				ck_assert_msg(json_equal(json_object_get(
				    record, "amount_fen"), json_object_get(
				    lines, name)), "%s: %s", play->name,
				    name);
		}
		json_decref(record);
	}
	ck_assert_int_eq(count, lines != NULL ?
	    (json_int_t)json_object_size(lines) :
	    json_integer_value(json_object_get(want, "line_count")));
}

/* ---- statements and settlements ---- */

/* Add up the lines of a statement one by one, as who reads it back does. */
static void
add_up(struct worked *play, const struct dn_statement *statement)
{
	struct dn_err err = DN_ERR_INIT;
	size_t i;

	for (i = 0; i < statement->count; i++) {
		struct dn_issued_line line =
		    dn_issued_of(&statement->lines[i]);

		ck_assert_int_eq(dn_issued_add(&play->read, &line, &err), 0);
	}
	for (i = 0; i < statement->heads_count; i++)
		ck_assert_int_eq(dn_issued_freeze(&play->read,
		    &statement->heads[i], &err), 0);
	play->read.carry = statement->totals.carry;
}

/* Both ways of going on must lead to the same sums. */
static void
check_sums(struct worked *play)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_issued a, b;
	size_t i, k = 0;

	ck_assert_int_eq(dn_issued_view(&play->said, &a, &err), 0);
	ck_assert_int_eq(dn_issued_view(&play->read, &b, &err), 0);
	for (i = 0; i < b.line_count; i++) {
		if (b.lines[i].fen == 0)
			continue;
		ck_assert_uint_lt(k, a.line_count);
		ck_assert_int_eq(dn_issued_compare(&a.lines[k], &b.lines[i]),
		    0);
		ck_assert_int_eq(a.lines[k++].fen, b.lines[i].fen);
	}
	ck_assert_uint_eq(k, a.line_count);
	ck_assert_uint_eq(a.heads_count, b.heads_count);
	ck_assert_int_eq(play->said.carry, play->read.carry);
}

static void
state(struct worked *play, struct dn_span id, const char *cut_text,
    json_t *want)
{
	struct dn_cut cut = { play_day(cut_text), SIZE_MAX };
	struct dn_statement statement;
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes text;
	struct dn_text_taker taker = { keep_text, &text };
	struct dn_issued before;

	dn_bytes_init(&text, SIZE_MAX);
	ck_assert_int_eq(dn_issued_view(&play->said, &before, &err), 0);
	play_explained(&play->ledger, &cut, &before);
	ck_assert_msg(dn_statement_make(&statement, play->ledger.book,
	    play->ledger.policy, &cut, &play->said, &err) == 0, "%s",
	    err.text);
	ck_assert_int_eq(dn_statement_write(&statement, play->ledger.book, id,
	    cut.day, &taker, &err), 0);
	check_text(play, dn_bytes_text(&text), want);
	add_up(play, &statement);
	ck_assert_int_eq(dn_statement_pass(&statement, &play->said, &err), 0);
	check_sums(play);
	dn_statement_release(&statement);
	dn_bytes_release(&text);
}

static void
settle(struct worked *play, struct dn_span id, const char *cut_text,
    json_t *want)
{
	struct dn_cut cut = { play_day(cut_text), SIZE_MAX };
	struct dn_settlement settlement;
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes text;
	json_t *record;

	dn_bytes_init(&text, SIZE_MAX);
	ck_assert_msg(dn_settle(&settlement, play->ledger.book,
	    play->ledger.policy, &cut, &play->said, &err) == 0, "%s",
	    err.text);
	dn_settlement_write(&text, &settlement, play->ledger.book, id,
	    cut.day);
	record = json_loads(dn_bytes_text(&text), 0, NULL);
	ck_assert_ptr_nonnull(record);
	check_figures(play, want, record);
	json_decref(record);
	dn_settlement_release(&settlement);
	dn_bytes_release(&text);
}

/* The expected statement or settlement of that id. */
static json_t *
find_expected(json_t *expected, const char *id)
{
	size_t i;
	json_t *want, *name;

	json_array_foreach(expected, i, want) {
		name = json_object_get(want, "id");
		if (name == NULL)
			name = json_object_get(want, "settlement");
		if (json_is_string(name) &&
		    strcmp(json_string_value(name), id) == 0)
			return want;
	}
	return NULL;
}

/* An array of the JSON texts of a file, one a line. */
static json_t *
load_lines(const char *name, const char *file)
{
	size_t len = 0;
	char *text = read_case(name, file, &len), *line, *end;
	json_t *all = json_array(), *one;

	ck_assert_ptr_nonnull(text);
	for (line = text; (end = strchr(line, '\n')) != NULL;
	    line = end + 1) {
		*end = '\0';
		one = json_loads(line, 0, NULL);
		ck_assert_msg(one != NULL, "%s/%s: %.60s", name, file, line);
		json_array_append_new(all, one);
	}
	free(text);
	return all;
}

static void
take_step(struct worked *play, json_t *step, json_t *expected)
{
	json_t *event = json_object_get(step, "append");
	json_t *last = json_object_get(step, "settle");
	json_t *issue = last != NULL ? last :
	    json_object_get(step, "statement");
	struct dn_err err = DN_ERR_INIT;
	const char *cut, *id;
	json_t *want;
	char *text;
	int added;

	if (event != NULL) {
		text = json_dumps(event, JSON_COMPACT);
		added = play_add(&play->ledger, text, &err);
		play->duplicates += added == 0;
		play->refused += added < 0;
		free(text);
		return;
	}
	id = json_string_value(json_object_get(issue, "id"));
	cut = json_string_value(json_object_get(issue, "cut"));
	want = find_expected(expected, id);
	ck_assert_ptr_nonnull(want);
	(last != NULL ? settle : state)(play, dn_span_of(id), cut, want);
}

static void
check_counts(const struct worked *play, json_t *expected)
{
	size_t i;
	json_t *want;

	json_array_foreach(expected, i, want) {
		json_t *duplicates = json_object_get(want, "duplicates");

		if (duplicates == NULL)
			continue;
		ck_assert_int_eq(play->duplicates,
		    json_integer_value(duplicates));
		ck_assert_int_eq(play->refused, json_integer_value(
		    json_object_get(want, "refused")));
	}
}

static void
play_case(const char *name)
{
	struct worked play = { .name = name };
	size_t len = 0, i;
	char *text = read_case(name, "policy.yaml", &len);
	json_t *steps = load_lines(name, "steps.jsonl"), *step;
	json_t *expected = load_lines(name, "expected.jsonl");

	play_init(&play.ledger, text, len);
	json_array_foreach(steps, i, step)
		take_step(&play, step, expected);
	check_counts(&play, expected);
	json_decref(steps);
	json_decref(expected);
	play_release(&play.ledger);
	dn_issued_release(&play.said);
	dn_issued_release(&play.read);
	free(text);
}

START_TEST(statements_of_all_worked_cases_are_as_worked_by_hand)
{
	const char *shared = getenv("DN_SHARED");
	struct dirent *entry;
	char path[4096];
	int played = 0;
	DIR *folder;

	snprintf(path, sizeof(path), "%s/ledger/cases",
	    shared != NULL ? shared : "../shared");
	folder = opendir(path);
	if (folder == NULL) {
		printf("# skipped: there is no %s\n", path);
		return;
	}
	while ((entry = readdir(folder)) != NULL)
		if (entry->d_name[0] == 'S') {
			play_case(entry->d_name);
			played++;
		}
	closedir(folder);
	ck_assert_int_ge(played, 33);
}
END_TEST

DN_SUITE(ledgercases,
    statements_of_all_worked_cases_are_as_worked_by_hand)
