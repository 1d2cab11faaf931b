/* SPDX-License-Identifier: MIT */
/* Tables as text: rows of cells, quoted as RFC 4180 has it. */
#ifndef DN_IO_CELLS_H
#define DN_IO_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "io/recode.h"

/* Where a cell begins: its line, and column in bytes of UTF-8, from 1. */
struct dn_cell {
	struct dn_span text;            /* without quotes */
	uint64_t line, column;
};

/* A row; *borrowed* until the next one is read. */
struct dn_row {
	struct dn_cell *cells;
	size_t count;
	struct dn_span raw;             /* as it stands, without its newline */
	uint64_t line, byte;            /* where it begins */
	bool returned;                  /* its end is CR LF */
	bool quoted;                    /* all of its cells stand in quotes */
};

/* A table that is read row by row. */
struct dn_cells;

/*
 * A *new* reader over `text`, which it borrows.  A row of more than `max` bytes
 * is DN_E_TOO_LONG.  NULL without memory.
 */
struct dn_cells *dn_cells_new(struct dn_recode *text, size_t max);

/* Free it; NULL is fine. */
void dn_cells_free(struct dn_cells *cells);

/*
 * Set what stands between cells; before the first row.  '\0': guess it by the
 * first row: of comma, tab, semicolon and bar that which stands there most
 * often outside of quotes, the first of them where several do, comma where
 * none does.  Returns what it is, or '\0' with `err` when the row cannot be
 * read.
 */
char dn_cells_delimiter(struct dn_cells *cells, char delimiter,
    struct dn_err *err);

/*
 * The next row: 1; 0 at the end; -1.  Lines of nothing are passed over.  A
 * quote within a cell that does not begin with one is just a quote.  After
 * DN_E_BAD_FORMAT (text behind a closing quote, a quote that is not closed) and
 * DN_E_BAD_UTF8 of a row, which have line and column and whose text is
 * `row->raw`, reading goes on behind it; after other errors, and where
 * `row->raw` is absent, it does not.
 */
int dn_cells_next(struct dn_cells *cells, struct dn_row *row,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Append a cell, quoted where it holds the delimiter, a quote, a newline or
 * carriage return, or begins or ends with a blank.
 */
void dn_cells_write(struct dn_bytes *out, struct dn_span text,
    char delimiter);

/*
 * The same for text that people wrote, with an apostrophe before it where a
 * spreadsheet would take it for a formula.
 */
void dn_cells_write_safely(struct dn_bytes *out, struct dn_span text,
    char delimiter);

/* Append a cell in quotes, whatever it holds. */
void dn_cells_quote(struct dn_bytes *out, struct dn_span text);

/* Append text with what means something in Markdown or HTML escaped. */
void dn_cells_escape(struct dn_bytes *out, struct dn_span text);

#endif
