/* SPDX-License-Identifier: MIT */
/* check-policy POLICY: is it good, and if not, where is it wrong? */
#include "tools/ledger/verbs.h"

void
verb_check_policy(struct dn_run *run, const struct asked *asked)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_policy *policy = dn_policy_load(run->files[0], &err);

	(void)asked;
	if (policy == NULL)
		dn_run_fail(run, &err);
	dn_policy_free(policy);
}
