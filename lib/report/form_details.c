/* SPDX-License-Identifier: MIT */
/* The table of lines: as they came, or grouped with subtotals. */
#include <stdlib.h>

#include "core/money.h"
#include "report/form_draw.h"

/* What stands in a column; the parts of a line are enum dn_form_part. */
enum content {
	ROW = DN_FORM_PARTS,
	NUMBER,
	STATEMENT,
	AMOUNT
};

/* The table in hand. */
struct details {
	struct dn_form_draw *draw;
	struct dn_paper_column columns[DN_PAPER_COLUMNS];
	int contents[DN_PAPER_COLUMNS];
	size_t count;
	bool grouped;
	enum dn_form_part by;
	struct dn_span statement;
};

static void
add_column(struct details *details, const char *word, bool number,
    int content)
{
	details->columns[details->count] =
	    (struct dn_paper_column){ word, number };
	details->contents[details->count++] = content;
}

static void
add_columns(struct details *details)
{
	static const char *const words[DN_FORM_PARTS] = {
		"batch", "person", "month", "component", "clause"
	};
	bool bare = details->draw->bare;
	int part;

	if (bare && details->grouped)
		add_column(details, "row", false, ROW);
	if (!bare)
		add_column(details, "number", true, NUMBER);
	if (details->statement.ptr != NULL && bare)
		add_column(details, "statement", false, STATEMENT);
	if (details->grouped)
		add_column(details, words[details->by], false,
		    (int)details->by);
	for (part = 0; part < DN_FORM_PARTS; part++)
		if (!details->grouped || part != (int)details->by)
			add_column(details, words[part], false, part);
	add_column(details, "amount", true, AMOUNT);
}

/* A part of a line as it is read by people. */
static void
add_part(struct details *details, const struct dn_form_line *line, int part)
{
	struct dn_paper *paper = details->draw->paper;
	struct dn_span name = dn_form_name(details->draw->lines, line,
	    (enum dn_form_part)part);

	if (part == DN_FORM_MONTH)
		dn_paper_date(paper, name);
	else if (part == DN_FORM_PERSON)
		dn_paper_person(paper, name);
	else if (part == DN_FORM_COMPONENT && !details->draw->bare)
		dn_paper_name(paper, name);
	else
		dn_paper_text(paper, name);
}

static void
draw_line(struct details *details, const struct dn_form_line *line,
    size_t number)
{
	struct dn_paper *paper = details->draw->paper;
	size_t at;

	dn_paper_row(paper, DN_PAPER_LINE);
	for (at = 0; at < details->count; at++) {
		switch (details->contents[at]) {
		case ROW:
			dn_paper_text(paper, DN_SPAN("line"));
			break;
		case NUMBER:
			dn_paper_count(paper, (int64_t)number);
			break;
		case STATEMENT:
			dn_paper_text(paper, details->statement);
			break;
		case AMOUNT:
			dn_paper_money(paper, line->fen);
			break;
		default:
			add_part(details, line, details->contents[at]);
		}
		dn_paper_cell(paper);
	}
	dn_paper_end_row(paper);
}

/* A sum: of the group that `line` is of, or of all. */
static void
draw_sum(struct details *details, const struct dn_form_line *line,
    int64_t fen)
{
	struct dn_paper *paper = details->draw->paper;
	const char *word = line != NULL ? "subtotal" : "total";
	bool said = false;
	size_t at;

	dn_paper_row(paper, line != NULL ? DN_PAPER_SUBTOTAL :
	    DN_PAPER_TOTAL);
	for (at = 0; at < details->count; at++) {
		int content = details->contents[at];

		if (content == ROW) {
			dn_paper_text(paper, dn_span_of(word));
			said = true;
		} else if (content == STATEMENT) {
			dn_paper_text(paper, details->statement);
		} else if (content == AMOUNT) {
			dn_paper_money(paper, fen);
		} else if (content != NUMBER && line != NULL &&
		    content == (int)details->by) {
			add_part(details, line, content);
		} else if (content != NUMBER && !said) {
			dn_paper_word(paper, word);
			said = true;
		}
		dn_paper_cell(paper);
	}
	dn_paper_end_row(paper);
}

/* ---- the order ----------------------------------------------------------- */

/* Rank 0 is for lines without the part, then names in their byte order. */
static size_t *
rank_names(const struct dn_names *names)
{
	size_t count = dn_names_count(names), at;
	size_t *sorted = dn_names_sorted(names);
	size_t *ranks = calloc(count + 1, sizeof(*ranks));

	if (ranks != NULL && sorted != NULL)
		for (at = 0; at < count; at++)
			ranks[sorted[at]] = at + 1;
	if (sorted == NULL && count > 0) {
		free(ranks);
		ranks = NULL;
	}
	free(sorted);
	return ranks;
}

/* Lines by their group, each group in the order it came: by counting. */
static size_t *
order_lines(const struct dn_form_lines *lines, enum dn_form_part by)
{
	size_t groups = dn_names_count(lines->names[by]) + 1, at, sum = 0;
	size_t *ranks = rank_names(lines->names[by]);
	size_t *starts = calloc(groups + 1, sizeof(*starts));
	size_t *order = calloc(lines->count + 1, sizeof(*order));

	if (ranks == NULL || starts == NULL || order == NULL) {
		free(order);
		order = NULL;
	} else {
#define RANK(line) ((line)->parts[by] == DN_FORM_NONE ? 0 : \
	ranks[(line)->parts[by]])
		for (at = 0; at < lines->count; at++)
			starts[RANK(&lines->lines[at])]++;
		for (at = 0; at < groups; at++) {
			size_t count = starts[at];

			starts[at] = sum;
			sum += count;
		}
		for (at = 0; at < lines->count; at++)
			order[starts[RANK(&lines->lines[at])]++] = at;
#undef RANK
	}
	free(ranks);
	free(starts);
	return order;
}

/* Groups one after the other, each with its subtotal. */
static int
draw_groups(struct details *details)
{
	const struct dn_form_lines *lines = details->draw->lines;
	size_t *order = order_lines(lines, details->by), at;
	int64_t sum = 0;

	if (order == NULL)
		return dn_err_memory(details->draw->err);
	for (at = 0; at < lines->count; at++) {
		const struct dn_form_line *line = &lines->lines[order[at]];

		if (!dn_money_add(sum, line->fen, &sum)) {
			free(order);
			return dn_err_set(details->draw->err, DN_E_OVERFLOW,
			    "a subtotal does not fit 64 bits of fen");
		}
		draw_line(details, line, at + 1);
		if (at + 1 == lines->count || line->parts[details->by] !=
		    lines->lines[order[at + 1]].parts[details->by]) {
			draw_sum(details, line, sum);
			sum = 0;
		}
	}
	free(order);
	return 0;
}

int
dn_form_details(struct dn_form_draw *draw, struct dn_span statement)
{
	static const enum dn_form_part parts[] = {
		[DN_FORM_BY_BATCH] = DN_FORM_BATCH,
		[DN_FORM_BY_MONTH] = DN_FORM_MONTH,
		[DN_FORM_BY_PERSON] = DN_FORM_PERSON
	};
	struct details details = {
		.draw = draw, .statement = statement,
		.grouped = draw->options->by != DN_FORM_BY_NOTHING,
		.by = parts[draw->options->by]
	};
	size_t at;
	int result = 0;

	add_columns(&details);
	dn_paper_table(draw->paper, details.columns, details.count,
	    DN_PAPER_LONG);
	if (details.grouped)
		result = draw_groups(&details);
	else
		for (at = 0; at < draw->lines->count; at++)
			draw_line(&details, &draw->lines->lines[at], at + 1);
	if (details.grouped || !draw->bare)
		draw_sum(&details, NULL, draw->lines->sum);
	dn_paper_end_table(draw->paper);
	return result;
}
