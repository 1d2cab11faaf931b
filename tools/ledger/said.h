/* SPDX-License-Identifier: MIT */
/* What each statement said about a person. */
#ifndef DN_TOOLS_LEDGER_SAID_H
#define DN_TOOLS_LEDGER_SAID_H

#include "ledger/explain_write.h"
#include "tools/ledger/why.h"

/* A person, and what was said of them; the list is freed by its owner. */
struct said {
	struct dn_run *run;
	const struct looked *looked;
	uint32_t person;
	struct dn_explain_said *list;
	size_t count;
};

/* For look_back: note what a statement said about the person, and advances. */
bool note_said(void *state, const struct dn_issue *issue);

#endif
