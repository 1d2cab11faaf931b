/* SPDX-License-Identifier: MIT */
/* The worked cases of DN_SHARED/ledger: each statement is a difference. */
#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "io/src.h"
#include "ledgerplay.h"
#include "suites.h"

/* A case being played: what the statements have said so far. */
struct worked {
	const char *name;               /* of the folder, borrowed */
	struct play ledger;
	struct dn_issued_line *said;
	size_t said_count;
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

static int
compare_said(const void *a, const void *b)
{
	const struct dn_issued_line *x = a, *y = b;

	if (x->batch != y->batch)
		return x->batch < y->batch ? -1 : 1;
	if (x->component != y->component)
		return x->component < y->component ? -1 : 1;
	if (x->person != y->person)
		return x->person < y->person ? -1 : 1;
	return (x->month > y->month) - (x->month < y->month);
}

/* Add to what was said for a line, and return what it was. */
static struct dn_issued_line *
said_of(struct worked *play, const struct dn_line *said)
{
	struct dn_issued_line *line;
	size_t i;

	for (i = 0; i < play->said_count; i++) {
		line = &play->said[i];
		if (line->batch == said->batch &&
		    line->component == said->component &&
		    line->person == said->person &&
		    line->month == said->month)
			return line;
	}
	play->said = realloc(play->said,
	    (play->said_count + 1) * sizeof(*play->said));
	ck_assert_ptr_nonnull(play->said);
	line = &play->said[play->said_count++];
	*line = (struct dn_issued_line){ said->batch, said->component,
	    said->person, said->month, 0 };
	return line;
}

/* Hold the change of one line against what is expected of it. */
static void
check_change(struct worked *play, const struct dn_issued_line *line,
    int64_t change, json_t *lines, json_int_t sums[2], size_t *changed)
{
	const char *key;

	if (change == 0)
		return;
	key = play_key(&play->ledger, line->batch, line->person,
	    line->month);
	sums[line->person != DN_EVENT_NOBODY] += change;
	++*changed;
	if (lines != NULL)
		ck_assert_msg(json_integer_value(json_object_get(lines,
		    key)) == change, "%s: %s %+lld", play->name, key,
		    (long long)change);
}

/* A statement: what is owed now, less all that was stated. */
static void
state(struct worked *play, const char *cut_text, json_t *want)
{
	json_t *lines = json_object_get(want, "lines");
	struct dn_cut cut = { play_day(cut_text), SIZE_MAX };
	struct dn_issued issued = { 0 };
	struct dn_entitlement owed;
	struct dn_err err = DN_ERR_INIT;
	json_int_t sums[2] = { 0, 0 };
	size_t i, changed = 0, count = play->said_count;
	int64_t *now;

	if (count > 0)
		qsort(play->said, count, sizeof(*play->said), compare_said);
	issued.lines = play->said;
	issued.line_count = count;
	ck_assert_msg(dn_entitle(&owed, play->ledger.book,
	    play->ledger.policy, &cut, &issued, &err) == 0, "%s", err.text);
	for (i = 0; i < owed.count; i++)
		said_of(play, &owed.lines[i]);
	now = calloc(play->said_count + 1, sizeof(*now));
	for (i = 0; i < owed.count; i++)
		now[said_of(play, &owed.lines[i]) - play->said] =
		    owed.lines[i].fen;
	for (i = 0; i < play->said_count; i++) {
		check_change(play, &play->said[i], now[i] - play->said[i].fen,
		    lines, sums, &changed);
		play->said[i].fen = now[i];
	}
	free(now);
	dn_entitlement_release(&owed);
	ck_assert_msg(sums[0] == json_integer_value(json_object_get(want,
	    "upfront_fen")) && sums[1] == json_integer_value(
	    json_object_get(want, "retention_fen")), "%s %s: %lld and %lld",
	    play->name, cut_text, (long long)sums[0], (long long)sums[1]);
	ck_assert_uint_eq(changed, lines != NULL ? json_object_size(lines) :
	    (size_t)json_integer_value(json_object_get(want, "line_count")));
}

/* The expected statement of that id. */
static json_t *
find_expected(json_t *expected, const char *id)
{
	size_t i;
	json_t *want;

	json_array_foreach(expected, i, want)
		if (json_is_string(json_object_get(want, "id")) &&
		    strcmp(json_string_value(json_object_get(want, "id")),
		    id) == 0)
			return want;
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
	json_t *statement = json_object_get(step, "statement");
	struct dn_err err = DN_ERR_INIT;
	const char *cut;
	json_t *want;
	char *text;
	int added;

	if (event != NULL) {
		text = json_dumps(event, JSON_COMPACT);
		added = play_add(&play->ledger, text, &err);
		play->duplicates += added == 0;
		play->refused += added < 0;
		free(text);
	} else if (statement != NULL) {
		want = find_expected(expected, json_string_value(
		    json_object_get(statement, "id")));
		cut = json_string_value(json_object_get(statement, "cut"));
		ck_assert_ptr_nonnull(want);
		state(play, cut, want);
	}
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
	free(play.said);
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
