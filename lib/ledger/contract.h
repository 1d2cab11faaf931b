/* SPDX-License-Identifier: MIT */
/* Contracts of one person: how long, how far cut, which days of a month. */
#ifndef DN_LEDGER_CONTRACT_H
#define DN_LEDGER_CONTRACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/book.h"

/* A contract, with its end as contract_end events have cut it. */
struct dn_contract {
	uint32_t employer, event;
	int32_t start, end;
	int32_t signed_end;     /* as signed: what R7 asks for */
	uint8_t insurance;      /* kinds, as in dn_event */
};

/*
 * Collect the contracts among `count` events of one person into room for
 * DN_BOOK_CONTRACTS_MAX, and let each contract_end cut those of its employer
 * that run on that day, whichever was recorded first (R6): how many there are.
 */
size_t dn_contracts_collect(const struct dn_book *book,
    const uint32_t *events, size_t count, struct dn_contract *contracts);

/* Is it as long as signed?  End + 1 day >= start + months (R7). */
bool dn_contract_is_long(const struct dn_contract *contract, int64_t months);

/* The days from `begins` to `ends`, of one month, under it: a bit each. */
uint32_t dn_contract_days(const struct dn_contract *contract, int32_t begins,
    int32_t ends);

#endif
