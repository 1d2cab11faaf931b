/* SPDX-License-Identifier: MIT */
/* Collecting contracts and cutting them. */
#include "ledger/contract.h"

#include "core/date.h"

size_t
dn_contracts_collect(const struct dn_book *book, const uint32_t *events,
    size_t count, struct dn_contract *contracts)
{
	const struct dn_event *event;
	size_t i, k, n = 0;

	for (i = 0; i < count; i++) {
		event = &book->events[events[i]];
		if (event->type != DN_EVENT_CONTRACT ||
		    n == DN_BOOK_CONTRACTS_MAX)
			continue;
		contracts[n++] = (struct dn_contract){
			.employer = event->employer, .event = events[i],
			.start = event->from,
			.end = event->to, .signed_end = event->to,
			.insurance = event->insurance
		};
	}
	for (i = 0; i < count; i++) {
		event = &book->events[events[i]];
		for (k = 0; event->type == DN_EVENT_CONTRACT_END && k < n; k++)
			if (contracts[k].employer == event->employer &&
			    contracts[k].start <= event->from &&
			    event->from < contracts[k].end)
				contracts[k].end = event->from;
	}
	return n;
}

bool
dn_contract_is_long(const struct dn_contract *contract, int64_t months)
{
	struct dn_date start = dn_date_from_number(contract->start);

	/* No contract ends beyond the calendar. */
	if (dn_month_number(start) + months >= 12 * 10000)
		return false;
	return contract->signed_end + 1 >=
	    dn_date_number(dn_date_add_months(start, (int)months));
}

uint32_t
dn_contract_days(const struct dn_contract *contract, int32_t begins,
    int32_t ends)
{
	int32_t from = contract->start > begins ? contract->start : begins;
	int32_t to = contract->end < ends ? contract->end : ends;

	if (from > to)
		return 0;
	return (UINT32_MAX >> (31 - (to - from))) << (from - begins);
}
