/* SPDX-License-Identifier: MIT */
/* Paper as Markdown: tables aligned by their width on a terminal. */
#include "io/cells.h"
#include "report/paper_kind.h"

static void
md_title(struct dn_paper *paper, struct dn_span what,
    struct dn_span programme, struct dn_span id)
{
	dn_bytes_add_text(paper->out, "# ");
	if (programme.len > 0) {
		dn_cells_escape(paper->out, programme);
		dn_bytes_add_byte(paper->out, ' ');
	}
	dn_bytes_add_span(paper->out, what);
	if (id.len > 0) {
		dn_bytes_add_byte(paper->out, ' ');
		dn_cells_escape(paper->out, id);
	}
	dn_bytes_add_text(paper->out, "\n\n");
}

static void
md_facts(struct dn_paper *paper, bool begin)
{
	if (!begin)
		dn_bytes_add_byte(paper->out, '\n');
}

static void
md_fact(struct dn_paper *paper, struct dn_span word, struct dn_span text)
{
	dn_bytes_add_text(paper->out, "- ");
	dn_bytes_add_span(paper->out, word);
	dn_bytes_add_text(paper->out, paper->lang == DN_LANG_ZH ? "：" : ": ");
	dn_cells_escape(paper->out, text);
	dn_bytes_add_byte(paper->out, '\n');
}

static void
md_figure(struct dn_paper *paper, struct dn_span word, struct dn_span amount,
    struct dn_span text)
{
	dn_bytes_add_text(paper->out, "**");
	dn_bytes_add_span(paper->out, word);
	dn_bytes_add_byte(paper->out, ' ');
	dn_cells_escape(paper->out, amount);
	dn_bytes_add_text(paper->out, "**");
	if (text.len > 0) {
		dn_bytes_add_byte(paper->out, ' ');
		dn_cells_escape(paper->out, text);
	}
	dn_bytes_add_text(paper->out, "\n\n");
}

static void
md_heading(struct dn_paper *paper, struct dn_span text)
{
	dn_bytes_add_text(paper->out, "## ");
	dn_bytes_add_span(paper->out, text);
	dn_bytes_add_text(paper->out, "\n\n");
}

static void
md_note(struct dn_paper *paper, struct dn_span text)
{
	dn_cells_escape(paper->out, text);
	dn_bytes_add_text(paper->out, "\n\n");
}

static void
md_table(struct dn_paper *paper)
{
	size_t at;

	dn_table_release(&paper->table);
	dn_table_init(&paper->table, paper->column_count);
	for (at = 0; at < paper->column_count; at++) {
		paper->table.right[at] = paper->columns[at].number;
		dn_paper_word(paper, paper->columns[at].word);
		dn_cells_escape(dn_table_text(&paper->table),
		    dn_bytes_span(&paper->cell));
		dn_table_end(&paper->table);
		if (paper->cell.failed == DN_E_NONE)
			dn_bytes_clear(&paper->cell);
	}
	paper->data = false;
}

static void
md_cell(struct dn_paper *paper, struct dn_span text)
{
	bool bold = paper->row != DN_PAPER_LINE && text.len > 0;
	struct dn_bytes *out = dn_table_text(&paper->table);

	if (bold)
		dn_bytes_add_text(out, "**");
	dn_cells_escape(out, text);
	if (bold)
		dn_bytes_add_text(out, "**");
	dn_table_end(&paper->table);
}

static void
md_end_table(struct dn_paper *paper)
{
	struct dn_err err = DN_ERR_INIT;

	if (dn_table_markdown(&paper->table, paper->out, &err) < 0)
		paper->cell.failed = err.code;
	dn_bytes_add_byte(paper->out, '\n');
}

/* A word of our own, as text. */
static void
add_word(struct dn_paper *paper, const char *key)
{
	dn_paper_word(paper, key);
	dn_cells_escape(paper->out, dn_bytes_span(&paper->cell));
	if (paper->cell.failed == DN_E_NONE)
		dn_bytes_clear(&paper->cell);
}

static void
md_signatures(struct dn_paper *paper)
{
	static const char *const words[] = {
		"prepared-by", "reviewed-by", "approved-by"
	};
	size_t at;

	for (at = 0; at < 3; at++) {
		add_word(paper, words[at]);
		dn_bytes_add_text(paper->out, " \\_\\_\\_\\_\\_\\_\\_\\_ ");
		add_word(paper, "date-line");
		dn_bytes_add_text(paper->out, "\n\n");
	}
	add_word(paper, "attachments-line");
	dn_bytes_add_byte(paper->out, '\n');
}

const struct dn_paper_kind dn_paper_markdown = {
	.title = md_title,
	.facts = md_facts,
	.fact = md_fact,
	.figure = md_figure,
	.heading = md_heading,
	.note = md_note,
	.table = md_table,
	.cell = md_cell,
	.end_table = md_end_table,
	.signatures = md_signatures
};
