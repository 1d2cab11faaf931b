/* SPDX-License-Identifier: MIT */
/* Counting the days of public notices, receipt by receipt. */
#include "ledger/notice.h"

#include <stdlib.h>

#include "core/date.h"

static int
compare_days(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

int32_t
dn_notice_last_day(const struct dn_policy *policy, int32_t start,
    int64_t days)
{
	int32_t day = dn_date_number(dn_date_add_days(
	    dn_date_from_number(start), (int)days));

	while (policy->holiday_count > 0 && bsearch(&day, policy->holidays,
	    policy->holiday_count, sizeof(*policy->holidays),
	    compare_days) != NULL)
		day++;
	return day;
}

/* Is the notice over on the day? */
static bool
is_over(const struct dn_event *notice, const struct dn_policy *policy,
    const struct dn_policy_version *version, int32_t day)
{
	int32_t last = dn_notice_last_day(policy, notice->from,
	    version->notice_days);

	return day > last && notice->to >= last;
}

int
dn_notice_count(const struct dn_book *book, const bool *out, size_t events,
    const struct dn_policy *policy, const struct dn_policy_version *version,
    int32_t day, size_t *open, struct dn_err *err)
{
	bool *over;
	size_t i, receipt;

	*open = 0;
	if (version == NULL || version->notice_days < 0)
		return 0;
	over = calloc(dn_names_count(book->receipts) + 1, sizeof(*over));
	if (over == NULL)
		return dn_err_memory(err);
	for (i = 0; i < events; i++) {
		const struct dn_event *event = &book->events[i];

		if (event->type == DN_EVENT_NOTICE && !out[i] &&
		    is_over(event, policy, version, day))
			over[event->target] = true;
	}
	for (i = 0; i < events; i++) {
		if (book->events[i].type != DN_EVENT_RECEIPT || out[i])
			continue;
		receipt = dn_names_find(book->receipts,
		    dn_names_get(book->ids, i));
		*open += receipt == DN_NAMES_NONE || !over[receipt];
	}
	free(over);
	return 0;
}
