/* SPDX-License-Identifier: MIT */
/* Options of several verbs as values. */
#include <time.h>

#include "core/date.h"
#include "tools/ledger/verbs.h"

bool
asked_day(struct dn_run *run, const struct asked *asked, enum option option,
    int32_t *day)
{
	struct dn_date date;

	if (!dn_date_parse(dn_span_of(asked->text[option]), &date)) {
		dn_run_usage(run, "--%s: \"%s\" is no date",
		    asked->rows[option].name, asked->text[option]);
		return false;
	}
	*day = dn_date_number(date);
	return true;
}

bool
asked_recorded(struct dn_run *run, const struct asked *asked, int32_t *day)
{
	const time_t ahead = 8 * 3600, length = 24 * 3600;

	if (asked->text[OPTION_RECORDED] != NULL)
		return asked_day(run, asked, OPTION_RECORDED, day);
	*day = (int32_t)((time(NULL) + ahead) / length);
	return true;
}

struct dn_policy *
asked_policy(struct dn_run *run, const struct asked *asked)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_policy *policy;

	if (!dn_run_side_input(run, asked->text[OPTION_POLICY]))
		return NULL;
	policy = dn_policy_load(asked->text[OPTION_POLICY], &err);
	if (policy == NULL)
		dn_run_fail(run, &err);
	return policy;
}
