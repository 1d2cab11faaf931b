/* SPDX-License-Identifier: MIT */
/* forecast: the cash that the months ahead will need. */
#include "ledger/forecast.h"
#include "tools/ledger/why.h"

#define MONTHS 12

static void
write_forecast(struct dn_run *run, const struct dn_forecast *forecast)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	dn_forecast_write(&out, forecast);
	if (dn_bytes_check(&out, &err) < 0)
		dn_run_fail(run, &err);
	else if (dn_run_output(run) && dn_run_write(run, dn_bytes_span(&out)))
		dn_bytes_clear(&out);
	dn_bytes_release(&out);
}

static void
look_ahead(struct dn_run *run, struct looked *looked, size_t months)
{
	struct dn_book *book = looked->opened.reg.book;
	const struct dn_policy *policy = looked->opened.policy;
	struct dn_forecast forecast = { .rates = NULL };
	struct dn_err err = DN_ERR_INIT;
	struct dn_entitlement owed;

	if (dn_entitle(&owed, book, policy, &looked->cut, &looked->issued,
	    &err) < 0 ||
	    dn_forecast_make(&forecast, book, policy, &owed,
	    &looked->issued, looked->cut.day, months, &err) < 0)
		dn_run_fail(run, &err);
	else
		write_forecast(run, &forecast);
	dn_forecast_release(&forecast);
	dn_entitlement_release(&owed);
}

void
verb_forecast(struct dn_run *run, const struct asked *asked)
{
	struct looked looked;
	uint64_t months = MONTHS;

	if (!asked_count(run, asked, OPTION_MONTHS, 1, DN_FORECAST_MONTHS_MAX,
	    &months))
		return;
	if (open_look(run, asked, &looked) &&
	    look_back(run, &looked, NULL, NULL))
		look_ahead(run, &looked, (size_t)months);
	close_look(&looked);
}
