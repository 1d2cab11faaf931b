/* SPDX-License-Identifier: MIT */
/* Paper as CSV: the tables alone, safe to be opened in a spreadsheet. */
#include "io/cells.h"
#include "report/paper_kind.h"

static void
add_cell(struct dn_paper *paper, struct dn_span text, bool data)
{
	if (paper->column > 0)
		dn_bytes_add_byte(paper->out, ',');
	if (data)
		dn_cells_write_safely(paper->out, text, ',');
	else
		dn_cells_write(paper->out, text, ',');
}

static void
csv_cell(struct dn_paper *paper, struct dn_span text)
{
	add_cell(paper, text, paper->data);
}

static void
csv_end_row(struct dn_paper *paper)
{
	dn_bytes_add_text(paper->out, "\r\n");
}

/* The heads are a row; a table behind another one has a line between. */
static void
csv_table(struct dn_paper *paper)
{
	if (paper->titled)
		csv_end_row(paper);
	paper->titled = true;
	for (; paper->column < paper->column_count; paper->column++) {
		dn_paper_word(paper, paper->columns[paper->column].word);
		add_cell(paper, dn_bytes_span(&paper->cell), false);
		if (paper->cell.failed == DN_E_NONE)
			dn_bytes_clear(&paper->cell);
	}
	paper->data = false;
	csv_end_row(paper);
}

const struct dn_paper_kind dn_paper_csv = {
	.bare = true,
	.table = csv_table,
	.cell = csv_cell,
	.end_row = csv_end_row
};
