/* SPDX-License-Identifier: MIT */
/* report, calendar: what a programme must tell, and by when. */
#include <stdlib.h>

#include "core/date.h"
#include "ledger/agenda.h"
#include "ledger/derive.h"
#include "ledger/review.h"
#include "tools/ledger/form.h"
#include "tools/ledger/why.h"

/* What is reported. */
enum kind {
	BATCH,
	FINAL,
	RETENTION,
	CALENDAR
};

/* Reads an event's line back from the journal. */
static int
read_line(void *state, const struct dn_event *event, struct dn_bytes *out,
    struct dn_err *err)
{
	return dn_journal_line(state, event->byte, out, err);
}

static int
write_agenda(struct looked *looked, struct dn_bytes *out, struct dn_err *err)
{
	const struct dn_agenda_source source = {
		read_line, looked->opened.journal
	};

	return dn_agenda_write(looked->opened.reg.book, looked->opened.policy,
	    &looked->cut, &source, out, err);
}

/* The end, and what is still to be mended. */
static int
write_final(struct looked *looked, struct dn_review *review,
    struct dn_bytes *out, struct dn_err *err)
{
	const struct opened *opened = &looked->opened;
	struct dn_history history = {
		.reg = &opened->reg, .journal = opened->journal
	};
	int result = 0;

	while (result == 0 && history.next < opened->reg.issue_count &&
	    opened->reg.issues[history.next].cut <= looked->cut.day) {
		char *mended = NULL;

		result = dn_history_pass(&history, &mended, err);
		free(mended);
	}
	if (result == 0)
		result = dn_review_final(review, &history.sums, out, err);
	dn_history_release(&history);
	return result == 0 ? write_agenda(looked, out, err) : result;
}

/* The records of a report. */
static int
write_report(struct looked *looked, enum kind kind, struct dn_bytes *out,
    struct dn_err *err)
{
	struct dn_review review;
	int result = dn_review_init(&review, looked->opened.reg.book,
	    looked->opened.policy, &looked->cut, &looked->issued, err);

	if (result == 0 && kind == BATCH)
		result = dn_review_batches(&review, out, err);
	else if (result == 0 && kind == RETENTION)
		result = dn_review_retention(&review, out, err);
	else if (result == 0)
		result = write_final(looked, &review, out, err);
	dn_review_release(&review);
	return result;
}

/* Print it as records, or drawn for people. */
static void
print_report(struct dn_run *run, struct looked *looked, enum kind kind,
    struct asked_form *form)
{
	static const char *const titles[] = { "batch-report", "final-report",
		"retention-report", "notice-calendar" };
	char day[DN_DATE_TEXT + 1];
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out, hex;
	int result;

	dn_date_write(dn_date_from_number(looked->cut.day), day);
	form->title = titles[kind];
	/* Of a journal without events there is no day. */
	if (looked->cut.day != INT32_MIN)
		form->day = dn_span_of(day);
	dn_bytes_init(&out, SIZE_MAX);
	dn_bytes_init(&hex, SIZE_MAX);
	dn_digest_write(&hex, &looked->opened.policy_digest);
	result = kind == CALENDAR ? write_agenda(looked, &out, &err) :
	    write_report(looked, kind, &out, &err);
	if (result < 0)
		dn_run_fail(run, &err);
	else
		print_records(run, form, dn_bytes_span(&out),
		    looked->opened.policy, dn_bytes_span(&hex));
	dn_bytes_release(&out);
	dn_bytes_release(&hex);
}

static void
report(struct dn_run *run, const struct asked *asked, enum kind kind)
{
	struct asked_form form;
	struct looked looked;

	if (!asked_form(run, asked, &form))
		return;
	if (open_look(run, asked, &looked))
		print_report(run, &looked, kind, &form);
	close_look(&looked);
}

void
verb_report(struct dn_run *run, const struct asked *asked)
{
	static const char *const kinds[] = {
		"batch", "final", "retention", NULL
	};
	int kind = BATCH;

	if (asked_word(run, asked, OPTION_KIND, kinds, &kind))
		report(run, asked, (enum kind)kind);
}

void
verb_calendar(struct dn_run *run, const struct asked *asked)
{
	report(run, asked, CALENDAR);
}
