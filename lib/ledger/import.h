/* SPDX-License-Identifier: MIT */
/* Tables that offices have, as events for the journal. */
#ifndef DN_LEDGER_IMPORT_H
#define DN_LEDGER_IMPORT_H

#include "core/bytes.h"
#include "io/jsonl.h"
#include "ledger/import_map.h"

/* Names of the reasons for which a row is no event; NULL-ended. */
extern const char *const dn_import_ignores[];

/* Where events and bad rows go; each returns 0, or -1 to end it. */
struct dn_import_host {
	void *state;
	int (*write)(void *state, struct dn_span lines, struct dn_err *err);
	/* The error and the row as it may be shown; what ended it is said. */
	int (*reject)(void *state, const struct dn_err *err,
	    struct dn_span raw);
	size_t max_row;                 /* bytes */
};

/*
 * Read one table ("-": stdin) by the map: an event a row, in their order.
 * Where the map tells of a total, nothing is written before it was compared.
 * Rows of blank cells are counted as blank, titles and rows that a rule leaves
 * out or that hold a total as ignored.  Where a member is a citizen number,
 * numbers are masked in what is rejected.
 *
 * 0; 1 when the host ended it; -1 when the file cannot be read, as dn_src_open
 * and dn_cells_next, has no header (DN_E_BAD_FORMAT), or its total is missing
 * (DN_E_MISSING_FIELD) or another one (DN_E_BAD_VALUE).
 */
int dn_import_file(const struct dn_import_map *map, const char *path,
    const struct dn_import_host *host, struct dn_counts *counts,
    struct dn_err *err) DN_MUST_CHECK;

#endif
