/* SPDX-License-Identifier: MIT */
/* The records that a form is drawn from, read. */
#ifndef DN_REPORT_FORM_LINES_H
#define DN_REPORT_FORM_LINES_H

#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "core/names.h"

#define DN_FORM_NONE UINT32_MAX

/* What a line is about; each a table of names. */
enum dn_form_part {
	DN_FORM_BATCH,
	DN_FORM_PERSON,
	DN_FORM_MONTH,
	DN_FORM_COMPONENT,
	DN_FORM_CLAUSE,
	DN_FORM_PARTS
};

/* An amount: numbers of names, DN_FORM_NONE where it has none. */
struct dn_form_line {
	uint32_t parts[DN_FORM_PARTS];
	int64_t fen;
};

/* All lines, and the other records as they stand, in their order. */
struct dn_form_lines {
	struct dn_names *names[DN_FORM_PARTS];
	struct dn_form_line *lines;
	size_t count, room;
	struct dn_span *others;         /* whole JSON objects */
	size_t other_count, other_room;
	struct dn_arena arena;          /* of the others */
	int64_t sum;                    /* of the lines */
};

/*
 * Read JSON Lines.  0, or -1 as dn_form_write; to be released in both cases.
 */
int dn_form_lines_read(struct dn_form_lines *lines, struct dn_span jsonl,
    struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds. */
void dn_form_lines_release(struct dn_form_lines *lines);

/* The name of a part of a line, absent where it has none. */
struct dn_span dn_form_name(const struct dn_form_lines *lines,
    const struct dn_form_line *line, enum dn_form_part part);

#endif
