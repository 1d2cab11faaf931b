/* SPDX-License-Identifier: MIT */
/* explain: every figure of a person back to its rule and events; why not. */
#include <stdlib.h>

#include "tools/ledger/said.h"

/* An explanation on its way out. */
struct telling {
	struct dn_run *run;
	struct looked *looked;
	struct dn_explain_words words;
	enum dn_explain_form form;
	int32_t month;                  /* 0: all */
	struct dn_bytes out;
	struct said said;               /* about the person asked for */
};

static int
read_line(void *state, uint32_t event, struct dn_bytes *out,
    struct dn_err *err)
{
	struct opened *opened = state;

	return dn_journal_line(opened->journal,
	    opened->reg.book->events[event].byte, out, err);
}

/* Write one person's answers. */
static bool
tell(struct telling *telling, struct dn_explain *explain, uint32_t person,
    struct dn_explanation *explanation)
{
	struct dn_err err = DN_ERR_INIT;

	dn_bytes_clear(&telling->out);
	if (dn_explain_person(explain, person, telling->month, explanation,
	    &err) == 0 && dn_explain_write(&telling->words, telling->form,
	    explanation, &telling->out, &err) == 0)
		return dn_run_write(telling->run,
		    dn_bytes_span(&telling->out));
	dn_run_fail(telling->run, &err);
	return false;
}

/* All persons, in the order of their names as bytes. */
static void
tell_all(struct telling *telling, struct dn_explain *explain,
    struct dn_explanation *explanation)
{
	const struct dn_names *persons = dn_explain_book(explain)->persons;
	size_t *sorted = dn_names_sorted(persons);
	struct dn_err err = DN_ERR_INIT;

	if (sorted == NULL && dn_names_count(persons) > 0) {
		dn_err_memory(&err);
		dn_run_fail(telling->run, &err);
	}
	for (size_t i = 0; sorted != NULL && i < dn_names_count(persons); i++)
		if (!tell(telling, explain, (uint32_t)sorted[i], explanation))
			break;
	free(sorted);
}

static void
explain(struct telling *telling)
{
	struct looked *looked = telling->looked;
	struct opened *opened = &looked->opened;
	struct dn_explanation explanation = { .whys = NULL };
	struct dn_err err = DN_ERR_INIT;
	struct dn_explain *why = NULL;
	struct dn_bytes digest;
	bool one = telling->run->file_count > 0;

	dn_bytes_init(&digest, SIZE_MAX);
	dn_digest_write(&digest, &opened->policy_digest);
	if ((one && !find_person(telling->run, opened,
	    telling->run->files[0], &telling->said.person)) ||
	    !look_back(telling->run, looked, one ? note_said : NULL,
	    &telling->said))
		goto out;
	why = dn_explain_new(opened->reg.book, opened->policy, &looked->cut,
	    &looked->issued, &err);
	if (why == NULL)
		dn_run_fail(telling->run, &err);
	if (why == NULL || !dn_run_output(telling->run))
		goto out;
	telling->words = (struct dn_explain_words){
		.explain = why, .language = looked->language,
		.policy = dn_bytes_span(&digest), .line = read_line,
		.state = opened, .said = telling->said.list,
		.said_count = telling->said.count
	};
	dn_explain_begin(&telling->words, telling->form, &telling->out);
	if (!dn_run_write(telling->run, dn_bytes_span(&telling->out)))
		goto out;
	if (one)
		(void)tell(telling, why, telling->said.person, &explanation);
	else
		tell_all(telling, why, &explanation);
out:
	dn_explanation_release(&explanation);
	dn_explain_free(why);
	dn_bytes_release(&digest);
}

void
verb_explain(struct dn_run *run, const struct asked *asked)
{
	static const char *const formats[] = { "jsonl", "md", "csv", NULL };
	static const enum dn_explain_form forms[] = {
		DN_EXPLAIN_RECORDS, DN_EXPLAIN_PAGE, DN_EXPLAIN_ROWS
	};
	struct looked looked;
	struct telling telling = {
		.run = run, .looked = &looked,
		.said = { .run = run, .looked = &looked }
	};
	int format = 0;

	if (run->file_count == 0 && !asked->missing)
		dn_run_usage(run, "explain needs a PERSON, or --missing");
	if (!asked_word(run, asked, OPTION_FORMAT, formats, &format) ||
	    (run->file_count > 1 && !asked_month(run, run->files[1],
	    &telling.month)) || !dn_run_intact(run))
		return;
	telling.form = format == 0 && asked->missing ? DN_EXPLAIN_MISSING :
	    forms[format];
	dn_bytes_init(&telling.out, SIZE_MAX);
	if (open_look(run, asked, &looked))
		explain(&telling);
	close_look(&looked);
	free(telling.said.list);
	dn_bytes_release(&telling.out);
}
