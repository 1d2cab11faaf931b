/* SPDX-License-Identifier: MIT */
/* A sheet of paper for people: CSV, Markdown or HTML, in two languages. */
#ifndef DN_REPORT_PAPER_H
#define DN_REPORT_PAPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "report/table.h"
#include "report/words.h"

#define DN_PAPER_COLUMNS 16     /* of a table of amounts, at most */

/* What a sheet is written as. */
enum dn_form {
	DN_FORM_CSV,            /* RFC 4180, lines end in CR LF; tables alone */
	DN_FORM_MARKDOWN,
	DN_FORM_HTML            /* one file, for the screen and A4 */
};

/* What a row is. */
enum dn_paper_row {
	DN_PAPER_LINE,
	DN_PAPER_SUBTOTAL,
	DN_PAPER_TOTAL
};

/* How a table stands on pages. */
enum dn_paper_fit {
	DN_PAPER_LONG,          /* it may go on on the next page */
	DN_PAPER_WHOLE,         /* it stands on one */
	DN_PAPER_TIGHT          /* the same, and is long for one */
};

/* A column. */
struct dn_paper_column {
	const char *word;       /* its head, a key of words.def */
	bool number;            /* aligned to the right */
};

/* What one form of paper does; `text` is fit to be shown, not yet escaped. */
struct dn_paper_kind;

/*
 * A sheet that is being written.  What comes from data is made fit to be shown
 * (dn_utf8_show) and escaped as the form wants it: nothing in it is markup.
 * In CSV a text that a spreadsheet would take for a formula, one that begins
 * with = + - @ or their full-width forms, has an apostrophe before it; lines
 * and tabs are escapes anyway.  Words that are keys are looked up in
 * words.def, and stand as they are where they are not in it.
 *
 * Everything is sticky, as in struct dn_bytes: dn_paper_end tells.
 */
struct dn_paper {
	const struct dn_paper_kind *kind;
	enum dn_lang lang;
	struct dn_bytes *out;           /* borrowed */
	struct dn_bytes cell;           /* that is being filled */
	struct dn_table table;          /* of Markdown */
	const struct dn_paper_column *columns;
	size_t column_count, column;
	enum dn_paper_row row;
	enum dn_paper_fit fit;
	bool data;                      /* in the cell: no number of ours */
	bool titled;                    /* in CSV: a table came before */
};

/* Begin on a clean sheet; with `bom` CSV has one, for Excel. */
void dn_paper_begin(struct dn_paper *paper, enum dn_form form,
    enum dn_lang lang, bool bom, struct dn_bytes *out);

/*
 * The head: what the sheet is (a word), of which programme (may be absent),
 * and which one it is (its id, may be absent).
 */
void dn_paper_title(struct dn_paper *paper, const char *word,
    struct dn_span programme, struct dn_span id);

/* Facts in the head: begun, then each a word and the cell, then ended. */
void dn_paper_facts(struct dn_paper *paper);
void dn_paper_fact(struct dn_paper *paper, const char *word);
void dn_paper_end_facts(struct dn_paper *paper);

/* A fact that catches the eye: an amount, and below it in words the cell. */
void dn_paper_figure(struct dn_paper *paper, const char *word, int64_t fen);

/* A heading, and a line of small print from the cell. */
void dn_paper_heading(struct dn_paper *paper, const char *word);
void dn_paper_note(struct dn_paper *paper);

/* A table: begun, its cells one by one in rows, ended. */
void dn_paper_table(struct dn_paper *paper,
    const struct dn_paper_column *columns, size_t count,
    enum dn_paper_fit fit);
void dn_paper_row(struct dn_paper *paper, enum dn_paper_row row);
void dn_paper_cell(struct dn_paper *paper);
void dn_paper_end_row(struct dn_paper *paper);
void dn_paper_end_table(struct dn_paper *paper);

/* What is added to the present cell; a text is `data`, and so on its guard. */
void dn_paper_text(struct dn_paper *paper, struct dn_span data);
void dn_paper_word(struct dn_paper *paper, const char *key);
void dn_paper_name(struct dn_paper *paper, struct dn_span key);
void dn_paper_count(struct dn_paper *paper, int64_t count);
void dn_paper_money(struct dn_paper *paper, int64_t fen);
void dn_paper_uppercase(struct dn_paper *paper, int64_t fen);
void dn_paper_share(struct dn_paper *paper, int64_t basis_points);

/*
 * A person; of a name that stands for a citizen number, masked and with 32 hex
 * digits behind '~', six of these are enough for people, but not for CSV.
 */
void dn_paper_person(struct dn_paper *paper, struct dn_span name);

/* A date or month as it stands in data, "2026-07" as 2026年07月. */
void dn_paper_date(struct dn_paper *paper, struct dn_span date);

/* Lines to sign on, with the day, and how many sheets are attached. */
void dn_paper_signatures(struct dn_paper *paper);

/* End it, and free what it holds.  0, or -1 without memory. */
int dn_paper_end(struct dn_paper *paper, struct dn_err *err) DN_MUST_CHECK;

#endif
