/* SPDX-License-Identifier: MIT */
/* A settlement: what is to be given back, why, and by which batch. */
#include "report/form_draw.h"

/* A step, and whether it is money. */
struct step {
	const char *member, *word;
	bool money;
	enum dn_paper_row row;
};

static void
draw_working(struct dn_form_draw *draw, struct dn_node *settlement)
{
	static const struct dn_paper_column columns[] = {
		{ "step", false }, { "amount", true }
	};
	static const struct step steps[] = {
		{ "completed", "completed", false, DN_PAPER_LINE },
		{ "by_person_fen", "by_person_fen", true, DN_PAPER_LINE },
		{ "by_headcount_fen", "by_headcount_fen", true,
		    DN_PAPER_LINE },
		{ "entitled_fen", "entitled_fen", true, DN_PAPER_SUBTOTAL },
		{ "stated_fen", "stated_fen", true, DN_PAPER_LINE },
		{ "carry_fen", "open_carry_fen", true, DN_PAPER_LINE },
		{ "clawback_fen", "clawback_fen", true, DN_PAPER_TOTAL }
	};
	struct dn_paper *paper = draw->paper;
	size_t at;

	dn_paper_heading(paper, "working");
	dn_paper_table(paper, columns, 2, DN_PAPER_WHOLE);
	for (at = 0; at < sizeof(steps) / sizeof(steps[0]); at++) {
		int64_t value = dn_form_int(draw, settlement,
		    steps[at].member);

		dn_paper_row(paper, steps[at].row);
		dn_paper_word(paper, steps[at].word);
		dn_paper_cell(paper);
		if (steps[at].money)
			dn_paper_money(paper, value);
		else
			dn_paper_count(paper, value);
		dn_paper_cell(paper);
		dn_paper_end_row(paper);
	}
	dn_paper_end_table(paper);
}

/* What each batch gives back. */
static void
draw_batches(struct dn_form_draw *draw, struct dn_node *settlement)
{
	static const struct dn_paper_column columns[] = {
		{ "batch", false }, { "completed", true },
		{ "clawback_fen", true }
	};
	struct dn_paper *paper = draw->paper;
	struct dn_node *batch = dn_node_first(draw->tree,
	    dn_node_get(draw->tree, settlement, "batches"));

	if (batch == NULL)
		return;
	dn_paper_heading(paper, "return-by-batch");
	dn_paper_table(paper, columns, 3, DN_PAPER_LONG);
	for (; batch != NULL; batch = batch->next) {
		dn_paper_row(paper, DN_PAPER_LINE);
		dn_paper_text(paper, dn_form_text(draw, batch, "batch"));
		dn_paper_cell(paper);
		dn_paper_count(paper, dn_form_int(draw, batch, "completed"));
		dn_paper_cell(paper);
		dn_paper_money(paper, dn_form_int(draw, batch,
		    "clawback_fen"));
		dn_paper_cell(paper);
		dn_paper_end_row(paper);
	}
	if (!draw->bare) {
		dn_paper_row(paper, DN_PAPER_TOTAL);
		dn_paper_word(paper, "total");
		dn_paper_cell(paper);
		dn_paper_count(paper, dn_form_int(draw, settlement,
		    "completed"));
		dn_paper_cell(paper);
		dn_paper_money(paper, dn_form_int(draw, settlement,
		    "clawback_fen"));
		dn_paper_cell(paper);
		dn_paper_end_row(paper);
	}
	dn_paper_end_table(paper);
}

void
dn_form_settlement(struct dn_form_draw *draw, struct dn_node *settlement)
{
	int64_t back = dn_form_int(draw, settlement, "clawback_fen");

	dn_paper_title(draw->paper, "final-settlement",
	    draw->options->programme, dn_form_text(draw, settlement, "id"));
	dn_paper_facts(draw->paper);
	dn_form_facts(draw, dn_form_text(draw, settlement, "cut"));
	dn_paper_count(draw->paper, dn_form_int(draw, settlement,
	    "completed"));
	dn_paper_fact(draw->paper, "completed");
	dn_paper_end_facts(draw->paper);
	dn_paper_uppercase(draw->paper, back);
	dn_paper_figure(draw->paper, "clawback_fen", back);
	draw_working(draw, settlement);
	draw_batches(draw, settlement);
	dn_form_small_print(draw);
	dn_paper_signatures(draw->paper);
}
