/* SPDX-License-Identifier: MIT */
/* A difference as a line of JSON. */
#ifndef DN_MATCH_DIFFER_LINE_H
#define DN_MATCH_DIFFER_LINE_H

#include "match/differ.h"

/* Whose difference it is; all is *borrowed*. */
struct dn_differ_line {
	struct dn_span split, item;     /* split absent where there is none */
	struct dn_span annotator;
	struct dn_span against;         /* in place of a gold; else absent */
};

/* The name of a kind, as "boundary_fuzzy". */
const char *dn_diff_name(enum dn_diff_kind kind);

/*
 * Append the members of a difference, as dn-diff(1) has them, from ,"kind" on
 * and without the end; with `shown`, what a case shows of its place: the text
 * or the box around both units.
 */
void dn_differ_line_write(const struct dn_differ_line *line,
    const struct dn_diff *diff, bool shown, struct dn_bytes *out);

/*
 * The same as a question, from ,"annotator" on: a rating whose annotator and
 * label are to be filled in, with the place; nothing tells the kind.
 */
void dn_differ_line_ask(const struct dn_differ_line *line,
    const struct dn_diff *diff, struct dn_bytes *out);

#endif
