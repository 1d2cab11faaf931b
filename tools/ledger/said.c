/* SPDX-License-Identifier: MIT */
/* Telling the statements apart in which a person's figures were said. */
#include "tools/ledger/said.h"

#include <stdlib.h>

/* What the statements before have said for the key. */
static int64_t
said_before(const struct said *said, const struct dn_issued_line *key)
{
	int64_t sum = 0;

	for (size_t i = 0; i < said->count; i++)
		if (dn_issued_compare(&said->list[i].line, key) == 0)
			sum += said->list[i].line.fen;
	return sum;
}

bool
note_said(void *state, const struct dn_issue *issue)
{
	struct said *said = state;
	const struct dn_issued *issued = &said->looked->issued;
	struct dn_err err = DN_ERR_INIT;

	for (size_t i = 0; i < issued->line_count; i++) {
		struct dn_explain_said *grown, one = {
			issue->event, issued->lines[i]
		};

		if (one.line.person != said->person &&
		    one.line.person != DN_EVENT_NOBODY)
			continue;
		one.line.fen -= said_before(said, &one.line);
		if (one.line.fen == 0)
			continue;
		grown = reallocarray(said->list, said->count + 1,
		    sizeof(*grown));
		if (grown == NULL) {
			dn_err_memory(&err);
			dn_run_fail(said->run, &err);
			return false;
		}
		said->list = grown;
		grown[said->count++] = one;
	}
	return true;
}
