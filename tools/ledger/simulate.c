/* SPDX-License-Identifier: MIT */
/* simulate: what a draft policy would change on the real events. */
#include "ledger/simulate.h"
#include "ledger/whatif.h"
#include "tools/ledger/why.h"

/* The draft: that of --policy, else the one in force, as --what-if has it. */
static struct dn_policy *
make_draft(struct dn_run *run, const struct asked *asked,
    const struct dn_policy *now)
{
	struct dn_policy *given = NULL, *draft;
	struct dn_err err = DN_ERR_INIT;

	if (asked->text[OPTION_POLICY] != NULL) {
		given = asked_policy(run, asked);
		if (given == NULL || asked->what_if.count == 0)
			return given;
	}
	draft = dn_policy_what_if(given != NULL ? given : now,
	    asked->what_if.values, asked->what_if.count, &err);
	if (draft == NULL)
		dn_run_fail(run, &err);
	dn_policy_free(given);
	return draft;
}

/* Write what differs. */
static void
write_rows(struct dn_run *run, const struct dn_simulation *simulation,
    const struct dn_book *book)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	dn_simulation_write(&out, simulation, book);
	if (dn_bytes_check(&out, &err) < 0)
		dn_run_fail(run, &err);
	else if (dn_run_output(run) && dn_run_write(run, dn_bytes_span(&out)))
		dn_bytes_clear(&out);
	dn_bytes_release(&out);
}

static void
simulate(struct dn_run *run, struct looked *looked,
    const struct dn_policy *draft)
{
	struct dn_book *book = looked->opened.reg.book;
	struct dn_entitlement now, then = { .lines = NULL };
	struct dn_simulation simulation = { .rows = NULL };
	struct dn_err err = DN_ERR_INIT;

	if (dn_entitle(&now, book, looked->opened.policy, &looked->cut,
	    &looked->issued, &err) < 0 ||
	    dn_entitle(&then, book, draft, &looked->cut, &looked->issued,
	    &err) < 0 ||
	    dn_simulate(&simulation, book, &now, &then, &err) < 0)
		dn_run_fail(run, &err);
	else
		write_rows(run, &simulation, book);
	dn_simulation_release(&simulation);
	dn_entitlement_release(&then);
	dn_entitlement_release(&now);
}

void
verb_simulate(struct dn_run *run, const struct asked *asked)
{
	struct asked without = *asked;
	struct dn_policy *draft;
	struct looked looked;

	if (asked->text[OPTION_POLICY] == NULL && asked->what_if.count == 0) {
		dn_run_usage(run, "simulate needs --policy or --what-if");
		return;
	}
	/* The policy in force is the one of the last call. */
	without.text[OPTION_POLICY] = NULL;
	if (open_look(run, &without, &looked) &&
	    look_back(run, &looked, NULL, NULL)) {
		draft = make_draft(run, asked, looked.opened.policy);
		if (draft != NULL)
			simulate(run, &looked, draft);
		dn_policy_free(draft);
	}
	close_look(&looked);
}
