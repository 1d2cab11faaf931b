/* SPDX-License-Identifier: MIT */
/* What a person should look at, although it is no error. */
#include "tools/ledger/verbs.h"

void
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
		{ findings->low_wages, "wages under the minimum" },
		{ findings->unpaired, "sign-ins that count for nothing" }
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].count > 0)
			dn_run_note(run, "%s: %zu", rows[i].what,
			    rows[i].count);
}
