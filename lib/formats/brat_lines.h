/* SPDX-License-Identifier: MIT */
/* The lines of BRAT's annotation files, one by one, on their way in. */
#ifndef DN_FORMATS_BRAT_LINES_H
#define DN_FORMATS_BRAT_LINES_H

#include "formats/brat.h"
#include "model/offset.h"

/* One line, cut at its tabs: id, what it says, free text. */
struct dn_brat_line {
	struct dn_span whole, id, body, text;
	uint64_t number;        /* in its file */
	size_t index;           /* in all files */
	const char *path;
};

/* The lines of a document's files, those that refer to others put off. */
struct dn_brat_parse {
	struct dn_brat_document *document;
	struct dn_item *item;
	struct dn_tree *tree;
	enum dn_offset_unit unit;
	struct dn_offsets offsets;
	struct dn_err *err;
};

/*
 * The readers below return -1 with the line's place in `err` when it is bad,
 * and leave no part of it behind.
 */

/* The first time: what stands for itself, and all ids. */
int dn_brat_read_first(const struct dn_brat_parse *parse,
    const struct dn_brat_line *line) DN_MUST_CHECK;

/* R, E, *: is everything there that it refers to? */
int dn_brat_check_relation(const struct dn_brat_parse *parse,
    const struct dn_brat_line *line) DN_MUST_CHECK;

/* A, M, N, #: about another line, which may have come later. */
int dn_brat_read_about(const struct dn_brat_parse *parse,
    const struct dn_brat_line *line) DN_MUST_CHECK;

/* The range of a T line in one piece, as its file counts; false for others. */
bool dn_brat_single_range(const struct dn_brat_line *line,
    struct dn_range *range);

/* Remember what an id stands for; twice is an error.  `node` may be NULL. */
int dn_brat_claim(const struct dn_brat_parse *parse,
    const struct dn_brat_line *line, struct dn_node *node) DN_MUST_CHECK;

/* What an id stands for: *known, and its node or NULL. */
struct dn_node *dn_brat_find(const struct dn_brat_parse *parse,
    struct dn_span id, bool *known);

/* What is wrong, at the byte `at` of the line; returns -1. */
int dn_brat_refuse(const struct dn_brat_parse *parse,
    const struct dn_brat_line *line, const char *at, enum dn_code code,
    const char *why);

#endif
