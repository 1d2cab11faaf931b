/* SPDX-License-Identifier: MIT */
/* A statement: what is payable, of which batches, for whom, and how. */
#include <stdlib.h>

#include "core/money.h"
#include "report/form_draw.h"

#define WHOLE_LINES 30          /* a table of their sums fits on a page */

/* The sum of a batch and component. */
struct sum {
	uint32_t batch, component, person;      /* the last person */
	size_t persons, lines;
	int64_t fen;
};

/* Draw the row of a sum. */
static void
draw_sum(struct dn_form_draw *draw, const struct sum *sum)
{
	const struct dn_form_line line = { .parts = {
		[DN_FORM_BATCH] = sum->batch,
		[DN_FORM_COMPONENT] = sum->component } };

	dn_paper_row(draw->paper, DN_PAPER_LINE);
	dn_paper_text(draw->paper,
	    dn_form_name(draw->lines, &line, DN_FORM_BATCH));
	dn_paper_cell(draw->paper);
	dn_paper_name(draw->paper,
	    dn_form_name(draw->lines, &line, DN_FORM_COMPONENT));
	dn_paper_cell(draw->paper);
	if (sum->persons > 0)
		dn_paper_count(draw->paper, (int64_t)sum->persons);
	dn_paper_cell(draw->paper);
	dn_paper_count(draw->paper, (int64_t)sum->lines);
	dn_paper_cell(draw->paper);
	dn_paper_money(draw->paper, sum->fen);
	dn_paper_cell(draw->paper);
	dn_paper_end_row(draw->paper);
}

/*
 * Batches and components as they follow each other; the lines of a statement
 * stand in that order, those of a person together.
 */
static int
draw_sums(struct dn_form_draw *draw)
{
	const struct dn_form_lines *lines = draw->lines;
	struct sum sum = { .lines = 0 };
	size_t at;

	for (at = 0; at < lines->count; at++) {
		const struct dn_form_line *line = &lines->lines[at];
		uint32_t batch = line->parts[DN_FORM_BATCH];
		uint32_t component = line->parts[DN_FORM_COMPONENT];
		uint32_t person = line->parts[DN_FORM_PERSON];

		if (sum.lines > 0 && (batch != sum.batch ||
		    component != sum.component)) {
			draw_sum(draw, &sum);
			sum = (struct sum){ .lines = 0 };
		}
		sum.persons += person != DN_FORM_NONE &&
		    (sum.lines == 0 || person != sum.person);
		sum.batch = batch;
		sum.component = component;
		sum.person = person;
		sum.lines++;
		if (!dn_money_add(sum.fen, line->fen, &sum.fen))
			return dn_err_set(draw->err, DN_E_OVERFLOW,
			    "a sum does not fit 64 bits of fen");
	}
	if (sum.lines > 0)
		draw_sum(draw, &sum);
	return 0;
}

static int
draw_summary(struct dn_form_draw *draw)
{
	static const struct dn_paper_column columns[] = {
		{ "batch", false }, { "component", false },
		{ "persons", true }, { "lines", true }, { "amount", true }
	};
	struct dn_paper *paper = draw->paper;
	int result;

	dn_paper_heading(paper, "summary");
	dn_paper_table(paper, columns, 5, draw->lines->count <
	    WHOLE_LINES ? DN_PAPER_WHOLE : DN_PAPER_LONG);
	result = draw_sums(draw);
	dn_paper_row(paper, DN_PAPER_TOTAL);
	dn_paper_word(paper, "total");
	dn_paper_cell(paper);
	dn_paper_cell(paper);
	dn_paper_cell(paper);
	dn_paper_count(paper, (int64_t)draw->lines->count);
	dn_paper_cell(paper);
	dn_paper_money(paper, draw->lines->sum);
	dn_paper_cell(paper);
	dn_paper_end_row(paper);
	dn_paper_end_table(paper);
	return result;
}

/* From the lines to what is payable, a step each. */
static void
draw_working(struct dn_form_draw *draw, struct dn_node *statement)
{
	static const struct dn_paper_column columns[] = {
		{ "step", false }, { "amount", true }
	};
	static const char *const steps[] = {
		"upfront_fen", "retention_fen", "carry_in_fen", "net_fen",
		"payable_fen", "carry_fen", "refund_fen"
	};
	struct dn_paper *paper = draw->paper;
	size_t at;

	dn_paper_heading(paper, "working");
	dn_paper_table(paper, columns, 2, DN_PAPER_WHOLE);
	for (at = 0; at < sizeof(steps) / sizeof(steps[0]); at++) {
		dn_paper_row(paper, strcmp(steps[at], "net_fen") == 0 ?
		    DN_PAPER_SUBTOTAL : strcmp(steps[at], "payable_fen") == 0 ?
		    DN_PAPER_TOTAL : DN_PAPER_LINE);
		dn_paper_word(paper, steps[at]);
		dn_paper_cell(paper);
		dn_paper_money(paper, dn_form_int(draw, statement, steps[at]));
		dn_paper_cell(paper);
		dn_paper_end_row(paper);
	}
	dn_paper_end_table(paper);
}

/* The figures on top. */
static void
draw_head(struct dn_form_draw *draw, struct dn_node *statement)
{
	struct dn_paper *paper = draw->paper;
	int64_t payable = statement != NULL ?
	    dn_form_int(draw, statement, "payable_fen") : draw->lines->sum;
	int64_t refund = dn_form_int(draw, statement, "refund_fen");

	dn_paper_title(paper, statement != NULL ? "payment-statement" :
	    "entitlement", draw->options->programme,
	    dn_form_text(draw, statement, "id"));
	dn_paper_facts(paper);
	dn_form_facts(draw, dn_form_text(draw, statement, "cut"));
	dn_paper_count(paper, (int64_t)draw->lines->count);
	dn_paper_fact(paper, "lines");
	dn_paper_end_facts(paper);
	dn_paper_uppercase(paper, payable);
	dn_paper_figure(paper, statement != NULL ? "payable_fen" : "total",
	    payable);
	if (refund != 0) {
		dn_paper_uppercase(paper, refund);
		dn_paper_figure(paper, "refund_fen", refund);
	}
}

int
dn_form_statement(struct dn_form_draw *draw, struct dn_node *statement)
{
	struct dn_span id = dn_form_text(draw, statement, "id");
	int result = 0;

	if (draw->bare)
		return dn_form_details(draw, id);
	draw_head(draw, statement);
	if (statement != NULL)
		draw_working(draw, statement);
	if (draw->lines->count > 0) {
		result = draw_summary(draw);
		dn_paper_heading(draw->paper, "details");
		if (result == 0)
			result = dn_form_details(draw, id);
	} else {
		dn_paper_word(draw->paper, "no-lines");
		dn_paper_note(draw->paper);
	}
	dn_form_small_print(draw);
	if (statement != NULL)
		dn_paper_signatures(draw->paper);
	return result;
}
