/* SPDX-License-Identifier: MIT */
/* dn-ledger - what is owed to whom, by policy and recorded events. */
#include <string.h>

#include "app/run.h"
#include "core/date.h"
#include "ledger/entitle.h"
#include "ledger/intake.h"
#include "ledger/policy.h"

#define PIECE ((size_t)1 << 16)

static const char *policy_path, *as_of;

static const struct dn_opt options[] = {
	DN_OPT_TEXT('p', "policy", "POLICY", &policy_path,
	    "calculate by this policy"),
	DN_OPT_TEXT(0, "as-of", "DATE", &as_of,
	    "count what was recorded up to DATE"),
	DN_OPT_LATER('d', "dir", "DIR", "the folder of the journal"),
	DN_OPT_LATER(0, "recorded", "DATE", "the day events are recorded"),
	DN_OPT_LATER(0, "id", "ID", "the statement or settlement"),
	DN_OPT_LATER(0, "cut", "DATE", "its last day"),
	DN_OPT_LATER(0, "format", "FORMAT", "how it is printed"),
	DN_OPT_LATER(0, "lang", "LANGUAGE", "in which language"),
	DN_OPT_LATER(0, "key", "KEY", "sign with this key"),
	DN_OPT_LATER(0, "pub", "KEY.pub", "check signatures with this key"),
	DN_OPT_LATER(0, "since", "CHECKPOINT", "check that nothing is cut"),
	DN_OPT_LATER(0, "map", "FILE", "how columns are called"),
	DN_OPT_LATER(0, "calendar", "FILE", "which days are holidays"),
	DN_OPT_END
};

static const char *const verbs[] = {
	"calc", "check-policy", "!append", "!statement", "!settle", "!explain",
	"!simulate", "!diff", "!forecast", "!lint", "!import", "!verify",
	"!keygen", "!sign", "!proof", "!root", "!amount", "!days", "!export",
	NULL
};

static const struct dn_tool tool = { "dn-ledger",
	"work out what is owed to whom, by policy and events", "[FILE]...",
	options, verbs };

/* Write the lines, a piece at a time. */
static void
write_lines(struct dn_run *run, const struct dn_entitlement *owed,
    const struct dn_book *book)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;
	size_t i;

	dn_bytes_init(&out, SIZE_MAX);
	for (i = 0; i < owed->count && dn_run_intact(run); i++) {
		dn_line_write(&out, owed, book, &owed->lines[i]);
		if (out.len < PIECE && i + 1 < owed->count)
			continue;
		if (dn_bytes_check(&out, &err) < 0)
			dn_run_fail(run, &err);
		else if (dn_run_write(run, dn_bytes_span(&out)))
			dn_bytes_clear(&out);
	}
	dn_bytes_release(&out);
}

/* Say what a person should look at, although it is no error. */
static void
tell_findings(struct dn_run *run, const struct dn_findings *findings)
{
	const struct {
		size_t count;
		const char *what;
	} rows[] = {
		{ findings->held, "batches held and owed nothing new" },
		{ findings->unruled, "batches opened before the policy" },
		{ findings->small, "verdicts on batches too small" },
		{ findings->waiting, "verdicts that wait for evidence" },
		{ findings->strangers, "persons passed, but not enrolled" },
		{ findings->low_wages, "wages under the minimum" }
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].count > 0)
			dn_run_note(run, "%s: %zu", rows[i].what,
			    rows[i].count);
}

/* Read the events, work out what is owed on the day, write it. */
static void
calculate(struct dn_run *run, const struct dn_policy *policy, int32_t day)
{
	const struct dn_policy_version *first = &policy->versions[0];
	struct dn_intake intake = {
		.day = day, .mask_head = (size_t)first->mask_head,
		.mask_tail = (size_t)first->mask_tail
	};
	struct dn_cut cut = { day, SIZE_MAX };
	struct dn_entitlement owed;
	struct dn_err err = DN_ERR_INIT;
	struct dn_loop loop;

	intake.book = dn_book_new(first->identity == DN_IDENTITY_GB11643);
	if (intake.book == NULL) {
		dn_err_memory(&err);
		dn_run_fail(run, &err);
		return;
	}
	dn_intake_loop(&intake, &loop);
	if (dn_run_loop(run, &loop, false) && dn_run_output(run)) {
		if (dn_entitle(&owed, intake.book, policy, &cut, NULL,
		    &err) < 0) {
			dn_run_fail(run, &err);
		} else {
			write_lines(run, &owed, intake.book);
			tell_findings(run, &owed.findings);
		}
		dn_entitlement_release(&owed);
	}
	dn_book_free(intake.book);
}

int
main(int argc, char **argv)
{
	struct dn_policy *policy = NULL;
	struct dn_err err = DN_ERR_INIT;
	struct dn_date date;
	struct dn_run run;
	bool calc;

	if (!dn_run_start(&run, &tool, argc, argv))
		return dn_run_finish(&run);
	calc = strcmp(run.verb, "calc") == 0;
	if (calc && (policy_path == NULL || as_of == NULL))
		dn_run_usage(&run, "calc needs -p POLICY and --as-of DATE");
	else if (calc && !dn_date_parse(dn_span_of(as_of), &date))
		dn_run_usage(&run, "--as-of: \"%s\" is no date", as_of);
	else if (!calc && (policy_path != NULL || as_of != NULL ||
	    run.file_count != 1))
		dn_run_usage(&run, "check-policy takes one POLICY alone");
	else if ((!calc || dn_run_side_input(&run, policy_path)) &&
	    (policy = dn_policy_load(calc ? policy_path : run.files[0],
	    &err)) == NULL)
		dn_run_fail(&run, &err);
	else if (calc && policy != NULL)
		calculate(&run, policy, dn_date_number(date));
	dn_policy_free(policy);
	return dn_run_finish(&run);
}
