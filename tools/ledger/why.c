/* SPDX-License-Identifier: MIT */
/* Opening a ledger to look at it on a day. */
#include "tools/ledger/why.h"

/* The day to look at: the last that anything was recorded on. */
static bool
choose_day(struct dn_run *run, const struct asked *asked,
    struct looked *looked)
{
	const struct dn_book *book = looked->opened.reg.book;

	looked->cut = (struct dn_cut){ INT32_MIN, SIZE_MAX };
	if (asked->text[OPTION_AS_OF] != NULL)
		return asked_day(run, asked, OPTION_AS_OF, &looked->cut.day);
	for (size_t i = 0; i < book->count; i++)
		if (book->events[i].day > looked->cut.day)
			looked->cut.day = book->events[i].day;
	return true;
}

bool
open_look(struct dn_run *run, const struct asked *asked,
    struct looked *looked)
{
	static const char *const languages[] = { "en", "zh", NULL };
	int language = DN_LANGUAGE_ENGLISH;
	struct dn_err err = DN_ERR_INIT;

	*looked = (struct looked){ .language = DN_LANGUAGE_ENGLISH };
	if (!asked_word(run, asked, OPTION_LANG, languages, &language) ||
	    !open_ledger(run, asked, DN_JOURNAL_READ, &looked->opened))
		return false;
	looked->language = (enum dn_language)language;
	if (looked->opened.policy == NULL) {
		dn_run_usage(run, "%s needs --policy: there was none before",
		    run->verb);
		return false;
	}
	if (!choose_day(run, asked, looked))
		return false;
	if (dn_issued_view(&looked->sums, &looked->issued, &err) == 0)
		return true;
	dn_run_fail(run, &err);
	return false;
}

void
close_look(struct looked *looked)
{
	dn_issued_release(&looked->sums);
	close_ledger(&looked->opened);
}
