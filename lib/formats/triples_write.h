/* SPDX-License-Identifier: MIT */
/* The parts of the writer of triples: its state, and what lines are about. */
#ifndef DN_FORMATS_TRIPLES_WRITE_H
#define DN_FORMATS_TRIPLES_WRITE_H

#include "core/names.h"
#include "formats/triples.h"

/* An annotation that a relation may name, or a relation that has a trigger. */
struct dn_triples_mention {
	struct dn_node *node;
	struct dn_triples_end end;
	bool used;
	bool said_text, said_label;     /* by lines that are written */
};

/* A writer, and the item that it is at. */
struct dn_triples_writer {
	struct dn_writing *writing;
	enum dn_triples_syntax syntax;
	struct dn_span base;
	struct dn_item *item;
	bool ours;                      /* it came from this format */
	bool own;                       /* and in this syntax */
	struct dn_span document;        /* absent: its lines name none */
	struct dn_points points;
	bool has_text;
	struct dn_names *ids;           /* of annotations */
	struct dn_names *places;        /* of mentions, in N-Triples of ours */
	struct dn_triples_mention *mentions;    /* in their order */
	size_t *known;                  /* of each id: its mention */
	size_t *placed;                 /* of each place, too */
	size_t mention_cap, mention_count;
	struct dn_bytes out, text;
	size_t lines;                   /* of the item */
	bool pending, unended;          /* the end of the last line */
};


/* The text of a member of the item's, or the absent span. */
struct dn_span dn_triples_text(struct dn_triples_writer *writer,
    struct dn_node *object, const char *name);

/* Take all annotations that are spans, or names without a place. */
int dn_triples_take_mentions(struct dn_triples_writer *writer,
    struct dn_err *err) DN_MUST_CHECK;

/* What an id stands for: a mention, or NULL. */
struct dn_triples_mention *dn_triples_find(struct dn_triples_writer *writer,
    struct dn_span id);

/* In N-Triples: add lines for the text and label of a place, unless said. */
void dn_triples_describe(struct dn_triples_writer *writer,
    struct dn_triples_mention *mention);

/*
 * May a line go back that stood between others?  One that describes a place
 * may while that is so; it then counts as said.
 */
bool dn_triples_still_says(struct dn_triples_writer *writer,
    struct dn_span line);

/* Begin a line: end the one before. */
void dn_triples_begin_line(struct dn_triples_writer *writer);

/* Add the line of a triple. */
void dn_triples_add_line(struct dn_triples_writer *writer,
    const struct dn_triple *triple);

#endif
