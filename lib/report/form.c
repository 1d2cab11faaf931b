/* SPDX-License-Identifier: MIT */
/* Which form the records make, and its parts that are common to all. */
#include "report/form.h"

#include <stdlib.h>

#include "core/money.h"
#include "report/form_draw.h"

#define RECORD_MAX ((size_t)1 << 28)    /* bytes of nodes */

bool
dn_form_parse(struct dn_span name, enum dn_form *form)
{
	static const char *const names[] = { "csv", "md", "html" };
	size_t at;

	for (at = 0; at < sizeof(names) / sizeof(names[0]); at++)
		if (dn_span_is(name, names[at])) {
			*form = (enum dn_form)at;
			return true;
		}
	return false;
}

bool
dn_form_by_parse(struct dn_span name, enum dn_form_by *by)
{
	static const char *const names[] = { "batch", "month", "person" };
	size_t at;

	for (at = 0; at < sizeof(names) / sizeof(names[0]); at++)
		if (dn_span_is(name, names[at])) {
			*by = (enum dn_form_by)(at + 1);
			return true;
		}
	return false;
}

/* ---- records beside the lines ------------------------------------------- */

struct dn_node *
dn_form_record(struct dn_form_draw *draw, size_t index)
{
	struct dn_json_value value =
	    dn_json_value_of(draw->lines->others[index]);

	dn_tree_clear(draw->tree);
	return dn_tree_read(draw->tree, &value);
}

struct dn_span
dn_form_text(struct dn_form_draw *draw, struct dn_node *record,
    const char *member)
{
	struct dn_node *node = dn_node_get(draw->tree, record, member);

	if (node == NULL)
		return (struct dn_span){ NULL, 0 };
	return dn_node_text(draw->tree, node);
}

int64_t
dn_form_int(struct dn_form_draw *draw, struct dn_node *record,
    const char *member)
{
	struct dn_node *node = dn_node_get(draw->tree, record, member);
	int64_t value;

	return node != NULL && dn_node_int(node, &value) ? value : 0;
}

/* ---- parts -------------------------------------------------------------- */

void
dn_form_facts(struct dn_form_draw *draw, struct dn_span day)
{
	if (day.len > 0) {
		dn_paper_date(draw->paper, day);
		dn_paper_fact(draw->paper, "cut");
	}
	if (draw->options->policy.len > 0) {
		dn_paper_text(draw->paper, draw->options->policy);
		dn_paper_fact(draw->paper, "policy");
	}
	dn_paper_word(draw->paper, "yuan");
	dn_paper_fact(draw->paper, "currency");
}

void
dn_form_small_print(struct dn_form_draw *draw)
{
	if (draw->options->digest.len == 0)
		return;
	dn_paper_word(draw->paper, "policy-digest");
	dn_paper_text(draw->paper, draw->options->digest);
	dn_paper_note(draw->paper);
}

/* ---- what it is ---------------------------------------------------------- */

/* The index of the last record that is a `kind`, SIZE_MAX where none is. */
static size_t
find_record(struct dn_form_draw *draw, const char *kind)
{
	size_t at = draw->lines->other_count;

	while (at-- > 0)
		if (dn_span_is(dn_form_text(draw, dn_form_record(draw, at),
		    "record"), kind))
			return at;
	return SIZE_MAX;
}

static int
draw_records(struct dn_form_draw *draw)
{
	size_t at;

	if (draw->options->title != NULL) {
		dn_form_records(draw);
		return 0;
	}
	at = find_record(draw, "settlement");
	if (at != SIZE_MAX) {
		dn_form_settlement(draw, dn_form_record(draw, at));
		return 0;
	}
	at = find_record(draw, "statement");
	return dn_form_statement(draw,
	    at == SIZE_MAX ? NULL : dn_form_record(draw, at));
}

int
dn_form_write(struct dn_span jsonl, enum dn_form form,
    const struct dn_form_options *options, struct dn_bytes *out,
    struct dn_err *err)
{
	struct dn_form_lines lines;
	struct dn_paper paper;
	struct dn_tree tree;
	struct dn_form_draw draw = {
		.paper = &paper, .options = options, .lines = &lines,
		.tree = &tree, .bare = form == DN_FORM_CSV, .err = err
	};
	int result = dn_form_lines_read(&lines, jsonl, err);

	if (result == 0) {
		dn_tree_init(&tree, RECORD_MAX);
		dn_paper_begin(&paper, form, options->lang, options->bom,
		    out);
		result = draw_records(&draw);
		if (result == 0)
			result = dn_tree_check(&tree, err);
		if (dn_paper_end(&paper, err) < 0)
			result = -1;
		dn_tree_release(&tree);
	}
	dn_form_lines_release(&lines);
	return result;
}
