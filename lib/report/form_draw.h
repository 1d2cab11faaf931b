/* SPDX-License-Identifier: MIT */
/* The kinds of forms. */
#ifndef DN_REPORT_FORM_DRAW_H
#define DN_REPORT_FORM_DRAW_H

#include "io/tree.h"
#include "report/form.h"
#include "report/form_lines.h"

/* A form that is being drawn. */
struct dn_form_draw {
	struct dn_paper *paper;
	const struct dn_form_options *options;
	const struct dn_form_lines *lines;
	struct dn_tree *tree;           /* for the records beside them */
	bool bare;                      /* CSV: tables alone */
	struct dn_err *err;
};

/* Read record `index` of the others; NULL without memory. */
struct dn_node *dn_form_record(struct dn_form_draw *draw, size_t index);

/* A member as text or amount: absent or 0 where the record has none. */
struct dn_span dn_form_text(struct dn_form_draw *draw, struct dn_node *record,
    const char *member);
int64_t dn_form_int(struct dn_form_draw *draw, struct dn_node *record,
    const char *member);

/* Facts that all forms have: the day, the policy, the currency. */
void dn_form_facts(struct dn_form_draw *draw, struct dn_span day);

/* The small print: the hash of the policy, where it is known. */
void dn_form_small_print(struct dn_form_draw *draw);

/*
 * Lines with their sums; `statement` is the record, or NULL.  0, or -1
 * without memory or as sums overflow.
 */
int dn_form_statement(struct dn_form_draw *draw, struct dn_node *statement)
    DN_MUST_CHECK;

/* A settlement. */
void dn_form_settlement(struct dn_form_draw *draw,
    struct dn_node *settlement);

/* The records of a report. */
void dn_form_records(struct dn_form_draw *draw);

/* The table of all lines, grouped as the options say. */
int dn_form_details(struct dn_form_draw *draw, struct dn_span statement)
    DN_MUST_CHECK;

#endif
