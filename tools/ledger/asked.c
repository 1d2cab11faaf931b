/* SPDX-License-Identifier: MIT */
/* Options of several verbs as values. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/date.h"
#include "tools/ledger/verbs.h"

/* Is no output one of the files and folders that DIR is made of? */
static bool
spares_ledger(struct dn_run *run, const char *dir)
{
	static const char *const kept[] = { "checkpoint", "journal.head",
		"journal.jsonl", "policy", "roster.jsonl", "secret.key",
		"statement", "torn" };
	bool apart = true;

	for (size_t i = 0; apart && i < sizeof(kept) / sizeof(kept[0]); i++) {
		char *path = NULL;

		if (asprintf(&path, "%s/%s", dir, kept[i]) < 0) {
			struct dn_err err = DN_ERR_INIT;

			dn_err_memory(&err);
			dn_run_fail(run, &err);
			return false;
		}
		apart = dn_run_spares(run, path);
		free(path);
	}
	return apart;
}

bool
asked_spares(struct dn_run *run, const struct asked *asked)
{
	static const enum option read[] = { OPTION_POLICY, OPTION_CALENDAR,
		OPTION_KEY, OPTION_MAP, OPTION_PROOF, OPTION_SINCE };

	for (size_t i = 0; i < sizeof(read) / sizeof(read[0]); i++)
		if (!dn_run_spares(run, asked->text[read[i]]))
			return false;
	return asked->text[OPTION_DIR] == NULL ||
	    spares_ledger(run, asked->text[OPTION_DIR]);
}

bool
asked_day(struct dn_run *run, const struct asked *asked, enum option option,
    int32_t *day)
{
	struct dn_date date;

	if (!dn_date_parse(dn_span_of(asked->text[option]), &date)) {
		dn_run_usage(run, "--%s: \"%s\" is no date",
		    asked->rows[option].name, asked->text[option]);
		return false;
	}
	*day = dn_date_number(date);
	return true;
}

bool
asked_month(struct dn_run *run, const char *text, int32_t *month)
{
	struct dn_date date;

	if (!dn_month_parse(dn_span_of(text), &date)) {
		dn_run_usage(run, "\"%s\" is no month", text);
		return false;
	}
	*month = dn_month_number(date);
	return true;
}

bool
asked_count(struct dn_run *run, const struct asked *asked, enum option option,
    uint64_t least, uint64_t most, uint64_t *count)
{
	const char *text = asked->text[option];

	if (text == NULL || (dn_opt_read_count(text, count) &&
	    *count >= least && *count <= most))
		return true;
	dn_run_usage(run, "--%s: \"%s\" is no number from %llu to %llu",
	    asked->rows[option].name, text, (unsigned long long)least,
	    (unsigned long long)most);
	return false;
}

bool
asked_recorded(struct dn_run *run, const struct asked *asked, int32_t *day)
{
	const time_t ahead = 8 * 3600, length = 24 * 3600;

	if (asked->text[OPTION_RECORDED] != NULL)
		return asked_day(run, asked, OPTION_RECORDED, day);
	*day = (int32_t)((time(NULL) + ahead) / length);
	return true;
}

bool
asked_word(struct dn_run *run, const struct asked *asked, enum option option,
    const char *const *words, int *to)
{
	const char *word = asked->text[option];
	struct dn_bytes all;

	if (word == NULL)
		return true;
	dn_bytes_init(&all, SIZE_MAX);
	for (int i = 0; words[i] != NULL; i++) {
		if (strcmp(word, words[i]) == 0) {
			*to = i;
			dn_bytes_release(&all);
			return true;
		}
		dn_bytes_add_format(&all, "%s%s", i > 0 ? ", " : "",
		    words[i]);
	}
	dn_run_usage(run, "--%s: \"%s\" is none of %s",
	    asked->rows[option].name, word, dn_bytes_text(&all));
	dn_bytes_release(&all);
	return false;
}

struct dn_policy *
asked_policy(struct dn_run *run, const struct asked *asked)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_policy *policy;

	if (!dn_run_side_input(run, asked->text[OPTION_POLICY]))
		return NULL;
	policy = dn_policy_load(asked->text[OPTION_POLICY], &err);
	if (policy == NULL)
		dn_run_fail(run, &err);
	return policy;
}
