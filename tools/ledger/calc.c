/* SPDX-License-Identifier: MIT */
/* calc: a filter from events to what is owed on a day; it keeps no state. */
#include "ledger/entitle.h"
#include "ledger/intake.h"
#include "tools/ledger/verbs.h"

#define PIECE ((size_t)1 << 16)

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
		dn_line_write(&out, owed, book, &owed->lines[i],
		    (struct dn_span){ NULL, 0 });
		if (out.len < PIECE && i + 1 < owed->count)
			continue;
		if (dn_bytes_check(&out, &err) < 0)
			dn_run_fail(run, &err);
		else if (dn_run_write(run, dn_bytes_span(&out)))
			dn_bytes_clear(&out);
	}
	dn_bytes_release(&out);
}

/* Read the events, work out what is owed on the day, write it. */
static void
calculate(struct dn_run *run, const struct dn_policy *policy, int32_t day)
{
	const struct dn_policy_version *first = &policy->versions[0];
	struct dn_intake intake = {
		.asks = dn_policy_asks(policy), .day = day,
		.mask_head = (size_t)first->mask_head,
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

void
verb_calc(struct dn_run *run, const struct asked *asked)
{
	struct dn_policy *policy;
	int32_t day;

	if (!asked_day(run, asked, OPTION_AS_OF, &day))
		return;
	policy = asked_policy(run, asked);
	if (policy != NULL)
		calculate(run, policy, day);
	dn_policy_free(policy);
}
