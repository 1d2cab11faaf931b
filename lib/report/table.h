/* SPDX-License-Identifier: MIT */
/* A table of texts, aligned by their width on a terminal. */
#ifndef DN_REPORT_TABLE_H
#define DN_REPORT_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/bytes.h"

#define DN_TABLE_COLUMNS 32     /* at most */

/* Cells row by row; the first row is the head. */
struct dn_table {
	size_t columns;
	bool right[DN_TABLE_COLUMNS];   /* a column of numbers */
	struct dn_bytes text;           /* of all cells, one after the other */
	size_t *ends;                   /* of each cell, in `text` */
	size_t count, cap;              /* cells */
	bool failed;
};

/* An empty table with so many columns, 1 to DN_TABLE_COLUMNS. */
void dn_table_init(struct dn_table *table, size_t columns);

/* Free what it holds. */
void dn_table_release(struct dn_table *table);

/* The buffer that the text of the next cell is added to. */
struct dn_bytes *dn_table_text(struct dn_table *table);

/* End the cell: all that was added since the last end. */
void dn_table_end(struct dn_table *table);

/* Append the table in Markdown; -1 without memory. */
int dn_table_markdown(const struct dn_table *table, struct dn_bytes *out,
    struct dn_err *err) DN_MUST_CHECK;

#endif
