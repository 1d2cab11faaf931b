/* SPDX-License-Identifier: MIT */
/* Opening a ledger to look at it on a day. */
#include <stdlib.h>

#include "tools/ledger/why.h"

/* The day to look at: the last recorded, or the cut of a statement behind. */
static bool
choose_day(struct dn_run *run, const struct asked *asked,
    struct looked *looked)
{
	const struct dn_register *reg = &looked->opened.reg;
	const struct dn_book *book = reg->book;

	looked->cut = (struct dn_cut){ INT32_MIN, SIZE_MAX };
	if (asked->text[OPTION_AS_OF] != NULL)
		return asked_day(run, asked, OPTION_AS_OF, &looked->cut.day);
	for (size_t i = 0; i < book->count; i++)
		if (book->events[i].day > looked->cut.day)
			looked->cut.day = book->events[i].day;
	for (size_t i = 0; i < reg->issue_count; i++)
		if (!reg->issues[i].settlement &&
		    reg->issues[i].cut > looked->cut.day)
			looked->cut.day = reg->issues[i].cut;
	return true;
}

bool
open_look(struct dn_run *run, const struct asked *asked,
    struct looked *looked)
{
	static const char *const languages[] = { "en", "zh", NULL };
	int language = DN_LANGUAGE_CHINESE;

	*looked = (struct looked){ .language = DN_LANGUAGE_CHINESE };
	if (!asked_word(run, asked, OPTION_LANG, languages, &language) ||
	    !open_ledger(run, asked, DN_JOURNAL_READ, &looked->opened))
		return false;
	looked->language = (enum dn_language)language;
	if (looked->opened.policy == NULL) {
		dn_run_usage(run, "%s needs --policy: there was none before",
		    run->verb);
		return false;
	}
	return choose_day(run, asked, looked);
}

bool
look_back(struct dn_run *run, struct looked *looked,
    bool (*seen)(void *state, const struct dn_issue *issue), void *state)
{
	const struct dn_register *reg = &looked->opened.reg;
	struct dn_history *history = &looked->history;
	struct dn_err err = DN_ERR_INIT;
	char *mended;

	history->reg = reg;
	history->journal = looked->opened.journal;
	while (history->next < reg->issue_count) {
		const struct dn_issue *issue = &reg->issues[history->next];

		if (!issue->settlement && issue->cut > looked->cut.day)
			break;
		if (dn_history_pass(history, &mended, &err) < 0)
			goto failed;
		free(mended);
		if (seen == NULL || issue->settlement)
			continue;
		if (dn_issued_view(&history->sums, &looked->issued,
		    &err) < 0)
			goto failed;
		if (!seen(state, issue))
			return false;
	}
	if (dn_issued_view(&history->sums, &looked->issued, &err) == 0)
		return true;
failed:
	dn_run_fail(run, &err);
	return false;
}

void
close_look(struct looked *looked)
{
	dn_history_release(&looked->history);
	close_ledger(&looked->opened);
}
