/* SPDX-License-Identifier: MIT */
/* The parts of BRAT's writer: its state, and the lines of one document. */
#ifndef DN_FORMATS_BRAT_WRITE_H
#define DN_FORMATS_BRAT_WRITE_H

#include "formats/brat.h"

#define DN_BRAT_LETTERS "TREAN#"        /* that lines are numbered under */

/* What an id of the record is in the file, and whether its line is written. */
struct dn_brat_known {
	struct dn_span written;
	bool emitted;
};

/* A writer, and the item that it is at. */
struct dn_brat_writer {
	struct dn_writing *writing;
	struct dn_brat_types types;
	struct dn_bytes out, about;     /* lines; those about other lines */
	struct dn_bytes scratch, name;
	struct dn_item *item;
	bool own;                       /* it came from a file of this format */
	struct dn_points points;
	struct dn_offsets offsets;
	enum dn_offset_unit unit;       /* that they are written in */
	struct dn_names *used;          /* ids that lines have */
	struct dn_names *known;         /* ids that the record refers by */
	struct dn_brat_known *table;    /* of each of these */
	size_t table_cap;
	uint64_t next[sizeof(DN_BRAT_LETTERS)]; /* numbers to try */
};

/*
 * Choose the id that the line of `object` will have, under `letter`, so that
 * others can refer to it: its own where that is possible.
 */
int dn_brat_name(struct dn_brat_writer *writer, struct dn_node *object,
    char letter, struct dn_err *err) DN_MUST_CHECK;

/* Add the lines of an annotation that is a span, and what is about it. */
int dn_brat_add_span(struct dn_brat_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
    DN_MUST_CHECK;

/* Which line a relation is: 'E', 'R' or '*'; NUL for none. */
char dn_brat_letter(struct dn_brat_writer *writer, struct dn_node *relation);

/*
 * Add the lines of a relation; one that is none, or refers to what is not in
 * the file, is reported as a loss.
 */
int dn_brat_add_relation(struct dn_brat_writer *writer,
    struct dn_node *relation, struct dn_err *err) DN_MUST_CHECK;

#endif
