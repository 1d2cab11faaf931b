/* SPDX-License-Identifier: MIT */
/* What a draft policy would change: two entitlements side by side. */
#ifndef DN_LEDGER_SIMULATE_H
#define DN_LEDGER_SIMULATE_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "ledger/entitle.h"

/* One comparison; with nobody as batch and component that of all. */
struct dn_simulation_row {
	uint32_t batch, component;
	int64_t now, draft;             /* fen */
	int64_t difference;             /* draft - now */
	size_t more, less;              /* persons who would get so */
};

/*
 * The rows: by batch and component, in the order of the lines; those of the
 * draft alone behind those of their batch; at last that of all.
 */
struct dn_simulation {
	struct dn_simulation_row *rows;
	size_t count, room;
};

/*
 * Compare what is owed by two policies, over the same book: 0 with a *new*
 * simulation, or -1 with DN_E_OVERFLOW or DN_E_NO_MEMORY; to be released in
 * both cases.  Time is that of sorting the lines.
 */
int dn_simulate(struct dn_simulation *simulation, const struct dn_book *book,
    const struct dn_entitlement *now, const struct dn_entitlement *draft,
    struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds. */
void dn_simulation_release(struct dn_simulation *simulation);

/* Append the rows as records `simulation`, one a line. */
void dn_simulation_write(struct dn_bytes *out,
    const struct dn_simulation *simulation, const struct dn_book *book);

#endif
