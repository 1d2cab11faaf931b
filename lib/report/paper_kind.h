/* SPDX-License-Identifier: MIT */
/* What a form of paper must be able to do. */
#ifndef DN_REPORT_PAPER_KIND_H
#define DN_REPORT_PAPER_KIND_H

#include "report/paper.h"

/*
 * The parts of a sheet.  Each appends to paper->out; a span is text that is
 * fit to be shown, and to be escaped.  The cell of a table is aligned by
 * paper->columns[paper->column].
 */
struct dn_paper_kind {
	bool bare;                      /* tables alone, figures without ¥ */
	void (*title)(struct dn_paper *paper, struct dn_span what,
	    struct dn_span programme, struct dn_span id);
	void (*facts)(struct dn_paper *paper, bool begin);
	void (*fact)(struct dn_paper *paper, struct dn_span word,
	    struct dn_span text);
	void (*figure)(struct dn_paper *paper, struct dn_span word,
	    struct dn_span amount, struct dn_span text);
	void (*heading)(struct dn_paper *paper, struct dn_span text);
	void (*note)(struct dn_paper *paper, struct dn_span text);
	void (*table)(struct dn_paper *paper);
	void (*row)(struct dn_paper *paper);
	void (*cell)(struct dn_paper *paper, struct dn_span text);
	void (*end_row)(struct dn_paper *paper);
	void (*end_table)(struct dn_paper *paper);
	void (*signatures)(struct dn_paper *paper);
	void (*end)(struct dn_paper *paper);
};

extern const struct dn_paper_kind dn_paper_csv;
extern const struct dn_paper_kind dn_paper_markdown;
extern const struct dn_paper_kind dn_paper_html;

#endif
