/* SPDX-License-Identifier: MIT */
/* The parts of CoNLL's writer: its state, and the lines of one item. */
#ifndef DN_FORMATS_CONLL_WRITE_H
#define DN_FORMATS_CONLL_WRITE_H

#include "formats/conll.h"
#include "model/span.h"

/* A token on its way out. */
struct dn_conll_piece {
	struct dn_range range;
	struct dn_span text;            /* borrowed from the item's */
	size_t owner;                   /* its span, from 1; 0: outside */
	bool first;                     /* of a sentence */
	struct dn_node *gap, *line;     /* as they were, or NULL */
};

/* A span on its way out: pieces first <= n < end. */
struct dn_conll_mark {
	struct dn_conll_span span;
	struct dn_node *node;
	size_t order;
};

/* A writer, and the item that it is at. */
struct dn_conll_writer {
	struct dn_writing *writing;
	struct dn_item *item;
	bool own;                       /* it came from a file of this format */
	struct dn_points points;
	struct dn_conll_piece *pieces;
	size_t piece_count, piece_cap;
	struct dn_conll_mark *marks;
	size_t mark_count, mark_cap;
	uint64_t several;               /* items of several annotators */

	/* How its lines are made. */
	enum dn_conll_scheme scheme;
	struct dn_span separator;
	const char *newline;
	size_t width;                   /* fields of a token */
	struct dn_node *columns[DN_CONLL_FIELDS];       /* the present one */
	struct dn_node *tags, *end_gap;
	bool unended, marked, sentence;

	/* What was written so far. */
	struct dn_bytes out, tag;
	struct dn_span *given;          /* tags of a sentence, as they were */
	struct dn_conll_span *spans;
	size_t given_cap;
	const char *pending;            /* the end of the last line, or NULL */
	bool any, documents, gap_due, last_unended;
};

/* Find out how the lines of the item were, where they were of this format. */
int dn_conll_recall(struct dn_conll_writer *writer, struct dn_err *err)
    DN_MUST_CHECK;

/* Add the item's lines to `out`. */
int dn_conll_emit(struct dn_conll_writer *writer, struct dn_err *err)
    DN_MUST_CHECK;

#endif
