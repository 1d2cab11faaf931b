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
	size_t owner;                   /* the layer that took it, from 1 */
	long begun;                     /* spans that go on here, less ended */
	bool first;                     /* of a sentence */
	struct dn_node *gap, *line;     /* as they were, or NULL */
};

/* A span on its way out: pieces first <= n < end. */
struct dn_conll_mark {
	struct dn_conll_span span;
	struct dn_node *node;
	size_t layer;
	bool dropped;
};

/* A column of spans on its way out. */
struct dn_conll_lane {
	struct dn_conll_layer layer;
	struct dn_node *tags;           /* the next cell as it was, or NULL */
	size_t mark;                    /* the next of writer->marks */
	struct dn_conll_cells cells;    /* of the present sentence */
};

/* A writer, and the item that it is at. */
struct dn_conll_writer {
	struct dn_writing *writing;
	struct dn_item *item;
	bool own;                       /* it came from a file of this format */
	struct dn_points points;
	struct dn_conll_piece *pieces;
	size_t piece_count, piece_cap;
	struct dn_conll_mark *marks;    /* by layer, then by place */
	size_t mark_count, mark_cap;
	uint64_t several;               /* items of several annotators */

	/* How its lines are made. */
	enum dn_conll_scheme scheme;
	struct dn_span separator;
	const char *newline;
	size_t width;                   /* fields of a token */
	bool laid;                      /* all columns are told */
	size_t token;                   /* the column of the token */
	struct dn_conll_lane lanes[DN_CONLL_LAYERS];
	size_t lane_count;
	struct dn_node *columns[DN_CONLL_FIELDS];       /* the present one */
	struct dn_node *end_gap;
	bool unended, marked, sentence;

	/* What was written so far. */
	struct dn_bytes out, tag;
	struct dn_span *cells;          /* of a sentence, lane by lane */
	size_t cell_cap;
	struct dn_conll_spans wanted, given;
	const char *pending;            /* the end of the last line, or NULL */
	bool any, documents, gap_due, last_unended;
};

/* Find out how the lines of the item were, where they were of this format. */
int dn_conll_recall(struct dn_conll_writer *writer, struct dn_err *err)
    DN_MUST_CHECK;

/* Take the spans that can be written: to marks, and where they go on. */
int dn_conll_take_spans(struct dn_conll_writer *writer, struct dn_err *err)
    DN_MUST_CHECK;

/* Add the item's lines to `out`. */
int dn_conll_emit(struct dn_conll_writer *writer, struct dn_err *err)
    DN_MUST_CHECK;

/* Report a thing as degraded; with an annotation or NULL. */
int dn_conll_degrade(struct dn_conll_writer *writer,
    struct dn_node *annotation, enum dn_cap cap, const char *why,
    struct dn_err *err) DN_MUST_CHECK;

/* The same as dropped: an annotation, which is counted, or NULL. */
int dn_conll_drop(struct dn_conll_writer *writer, struct dn_node *annotation,
    enum dn_cap cap, const char *why, struct dn_err *err) DN_MUST_CHECK;

#endif
