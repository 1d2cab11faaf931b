/* SPDX-License-Identifier: MIT */
/* A statement or settlement that is asked for: printed again, or issued. */
#ifndef DN_TOOLS_LEDGER_ISSUE_H
#define DN_TOOLS_LEDGER_ISSUE_H

#include "ledger/derive.h"
#include "tools/ledger/form.h"
#include "tools/ledger/open.h"

/* What is asked for. */
struct task {
	struct dn_run *run;
	bool settlement, policy_given;
	struct dn_span id;
	int32_t cut;
	struct asked_form form;
	struct opened opened;
	char *path;                     /* of its file */
};

/*
 * Go through what was issued before number `count`; what is mended is said.
 * False, and said so, when one of them is lost.
 */
bool pass_issues(const struct task *task, struct dn_history *history,
    size_t count);

/* Print its file, which followed the policy of that digest. */
void print_issue(const struct task *task, const struct dn_digest *policy);

/* Issue it, as there is none of that id; print it and what was found. */
void issue_new(struct task *task);

#endif
