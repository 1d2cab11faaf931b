/* SPDX-License-Identifier: MIT */
/* From a row of a table to an event, by a map. */
#ifndef DN_LEDGER_IMPORT_ROW_H
#define DN_LEDGER_IMPORT_ROW_H

#include "core/names.h"
#include "io/cells.h"
#include "io/digest.h"
#include "ledger/event.h"
#include "ledger/import_map.h"

/* A table being read. */
struct dn_import_sheet {
	const struct dn_import_map *map;
	const char *path;               /* for errors, borrowed */
	struct dn_digest digest;        /* of the file */
	struct dn_span name;            /* of the file, or absent */
	size_t at[DN_IMPORT_COLUMNS_MAX];       /* cell of a column */
	size_t width;                   /* cells of the header; 0: no header */

	struct dn_bytes members, id, scratch;
	struct dn_json_fields *fields;
	struct dn_json *json;
	struct dn_names *ids;           /* that were made of rows, */
	uint32_t *times;                /* and how often so far */
	size_t times_room;
};

/* Set up for a file; -1 without memory.  To be released in both cases. */
int dn_import_sheet_init(struct dn_import_sheet *sheet,
    const struct dn_import_map *map, struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds. */
void dn_import_sheet_release(struct dn_import_sheet *sheet);

/*
 * Is the row the header?  Yes: 1, and the columns are known; no: 0, with
 * `*lacks` the number of columns that it does not name; -1 with DN_E_BAD_FORMAT
 * when it is, but names a column twice.
 */
int dn_import_header(struct dn_import_sheet *sheet, const struct dn_row *row,
    size_t *lacks, struct dn_err *err) DN_MUST_CHECK;

/* The trimmed cell of a column; one of no text where the row has none. */
struct dn_cell dn_import_at(const struct dn_import_sheet *sheet,
    const struct dn_row *row, size_t column);

/* Is the row meant by a rule? */
bool dn_import_meant(const struct dn_import_sheet *sheet,
    const struct dn_row *row, const struct dn_import_rule *rule);

/*
 * The amount in a cell as fen, 0 where it is empty.  -1 at the cell's place
 * with DN_E_BAD_VALUE.
 */
int dn_import_fen(struct dn_import_sheet *sheet, const struct dn_row *row,
    size_t column, int64_t *fen, struct dn_err *err) DN_MUST_CHECK;

/*
 * Append the event of a row, a line of JSON.  -1 at the place of the cell with
 * the code of what is wrong: as dn_import_read and dn_event_read fail, with
 * DN_E_MISSING_FIELD for an empty cell that is needed, DN_E_BAD_FORMAT for more
 * cells than the header has.
 */
int dn_import_event(struct dn_import_sheet *sheet, const struct dn_row *row,
    struct dn_bytes *out, struct dn_err *err) DN_MUST_CHECK;

#endif
