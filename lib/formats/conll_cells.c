/* SPDX-License-Identifier: MIT */
/* Cells of a sentence's column and the spans that they mark, both ways. */
#include <stdlib.h>

#include "formats/conll.h"

#define DEPTH 256               /* brackets open at once; more are odd */

void
dn_conll_cells_init(struct dn_conll_cells *cells)
{
	*cells = (struct dn_conll_cells){ .count = 0 };
	dn_bytes_init(&cells->text, SIZE_MAX / 2);
}

void
dn_conll_cells_release(struct dn_conll_cells *cells)
{
	dn_bytes_release(&cells->text);
	free(cells->ends);
	free(cells->heads);
	free(cells->nexts);
	dn_conll_cells_init(cells);
}

struct dn_span
dn_conll_cell(const struct dn_conll_cells *cells, size_t index)
{
	size_t from = index > 0 ? cells->ends[index - 1] : 0;

	return (struct dn_span){ cells->text.data + from,
		cells->ends[index] - from };
}

int
dn_conll_spans_add(struct dn_conll_spans *spans, struct dn_conll_span span,
    struct dn_err *err)
{
	if (spans->count == spans->cap) {
		size_t cap = spans->cap == 0 ? 64 : spans->cap * 2;
		struct dn_conll_span *list = reallocarray(spans->list, cap,
		    sizeof(*list));

		if (list == NULL)
			return dn_err_memory(err);
		spans->list = list;
		spans->cap = cap;
	}
	spans->list[spans->count++] = span;
	return 0;
}

/* By where they begin, the longest first; of like ones the first. */
static int
by_place(const void *a, const void *b)
{
	const struct dn_conll_span *one = a, *other = b;

	if (one->first != other->first)
		return one->first < other->first ? -1 : 1;
	if (one->end != other->end)
		return one->end > other->end ? -1 : 1;
	return one->order < other->order ? -1 : one->order > other->order;
}

void
dn_conll_spans_sort(struct dn_conll_spans *spans)
{
	if (spans->count > 1)
		qsort(spans->list, spans->count, sizeof(*spans->list),
		    by_place);
}

/* ---- reading --------------------------------------------------------- */

/* Brackets on their way. */
struct scan {
	struct dn_conll_spans *spans;
	size_t open[DEPTH], depth;      /* of spans, the latest last */
	size_t token, odd;
	struct dn_err *err;
};

static int
open_span(struct scan *scan, struct dn_span label)
{
	if (scan->depth == DEPTH) {
		scan->odd++;
		return 0;
	}
	scan->open[scan->depth++] = scan->spans->count;
	return dn_conll_spans_add(scan->spans, (struct dn_conll_span){
		scan->token, scan->token, label, scan->spans->count },
	    scan->err);
}

/* Close the latest span, or the latest of that name. */
static void
close_span(struct scan *scan, const struct dn_span *name)
{
	size_t at = scan->depth;

	while (at > 0 && name != NULL && !dn_span_equal(
	    scan->spans->list[scan->open[at - 1]].label, *name))
		at--;
	if (at == 0) {
		scan->odd++;
		return;
	}
	scan->spans->list[scan->open[at - 1]].end = scan->token + 1;
	memmove(&scan->open[at - 1], &scan->open[at],
	    (scan->depth - at) * sizeof(scan->open[0]));
	scan->depth--;
}

/* "(A(B*", "*", "*)", "(A)". */
static int
read_brackets(struct scan *scan, struct dn_span cell)
{
	for (size_t i = 0; i < cell.len; ) {
		size_t from = ++i;

		if (cell.ptr[from - 1] == ')')
			close_span(scan, NULL);
		if (cell.ptr[from - 1] != '(')
			continue;
		while (i < cell.len && strchr("(*)", cell.ptr[i]) == NULL)
			i++;
		if (open_span(scan, (struct dn_span){ cell.ptr + from,
		    i - from }) < 0)
			return -1;
	}
	return 0;
}

/* "(1|(2", "1)", "(3)", "-". */
static int
read_chains(struct scan *scan, struct dn_span cell)
{
	while (cell.len > 0) {
		const char *bar = memchr(cell.ptr, '|', cell.len);
		struct dn_span part = cell;
		bool opens, closes;

		if (bar != NULL)
			part.len = (size_t)(bar - cell.ptr);
		cell.ptr += part.len + (bar != NULL);
		cell.len -= part.len + (bar != NULL);
		opens = part.len > 0 && part.ptr[0] == '(';
		part.ptr += opens;
		part.len -= opens;
		closes = part.len > 0 && part.ptr[part.len - 1] == ')';
		part.len -= closes;
		if (opens && open_span(scan, part) < 0)
			return -1;
		if (closes)
			close_span(scan, &part);
	}
	return 0;
}

/* Room for a span a token. */
static int
need_spans(struct dn_conll_spans *spans, size_t count, struct dn_err *err)
{
	struct dn_conll_span *list;

	if (count <= spans->cap)
		return 0;
	list = reallocarray(spans->list, count, sizeof(*list));
	if (list == NULL)
		return dn_err_memory(err);
	spans->list = list;
	spans->cap = count;
	return 0;
}

int
dn_conll_read_cells(enum dn_conll_kind kind, const struct dn_span *cells,
    size_t count, struct dn_conll_spans *spans, size_t *odd,
    struct dn_err *err)
{
	struct scan scan = { .spans = spans, .err = err };

	spans->count = 0;
	*odd = 0;
	if (dn_conll_is_tags(kind)) {
		if (need_spans(spans, count, err) < 0)
			return -1;
		spans->count = dn_conll_decode(kind, cells, count,
		    spans->list);
		return 0;
	}
	for (; scan.token < count; scan.token++)
		if ((kind == DN_CONLL_CHAINS ?
		    read_chains(&scan, cells[scan.token]) :
		    read_brackets(&scan, cells[scan.token])) < 0)
			return -1;
	/* What is not closed goes on to the end of the sentence. */
	for (size_t i = 0; i < scan.depth; i++)
		spans->list[scan.open[i]].end = count;
	*odd = scan.odd + scan.depth;
	dn_conll_spans_sort(spans);
	return 0;
}

/* ---- writing --------------------------------------------------------- */

static int
need_cells(struct dn_conll_cells *cells, size_t tokens, size_t spans,
    struct dn_err *err)
{
	size_t *list;

	if (tokens > cells->cap) {
		list = reallocarray(cells->ends, tokens, sizeof(*list));
		if (list == NULL)
			return dn_err_memory(err);
		cells->ends = list;
		list = reallocarray(cells->heads, tokens, sizeof(*list));
		if (list == NULL)
			return dn_err_memory(err);
		cells->heads = list;
		cells->cap = tokens;
	}
	if (spans > cells->span_cap) {
		list = reallocarray(cells->nexts, spans, sizeof(*list));
		if (list == NULL)
			return dn_err_memory(err);
		cells->nexts = list;
		cells->span_cap = spans;
	}
	return 0;
}

/* Chain the spans by their last token, those that begin last first. */
static void
chain_ends(struct dn_conll_cells *cells, const struct dn_conll_spans *spans)
{
	for (size_t i = 0; i < cells->count; i++)
		cells->heads[i] = SIZE_MAX;
	for (size_t i = 0; i < spans->count; i++) {
		size_t *head = &cells->heads[spans->list[i].end - 1];

		cells->nexts[i] = *head;
		*head = i;
	}
}

static void
add_tags(struct dn_conll_cells *cells, enum dn_conll_scheme scheme,
    const struct dn_conll_spans *spans, bool lower)
{
	const char more = lower ? 'a' - 'A' : 0;
	size_t next = 0;

	for (size_t i = 0; i < cells->count; i++) {
		const struct dn_conll_span *span = &spans->list[next];

		if (next == spans->count || i < span->first)
			dn_bytes_add_byte(&cells->text, (char)('O' + more));
		else
			dn_conll_add_tag(&cells->text, (char)(more +
			    dn_conll_letter(scheme, span, i,
			    dn_conll_beside(spans->list, next))),
			    span->label);
		next += next < spans->count && i + 1 == span->end;
		cells->ends[i] = cells->text.len;
	}
}

static void
add_brackets(struct dn_conll_cells *cells, const struct dn_conll_spans *spans)
{
	size_t next = 0;

	for (size_t i = 0; i < cells->count; i++) {
		size_t closes = 0, opens = 0, singles = 0;

		for (size_t k = cells->heads[i]; k != SIZE_MAX;
		    k = cells->nexts[k], closes++)
			singles += spans->list[k].first == i;
		for (; next < spans->count && spans->list[next].first == i;
		    next++, opens++) {
			dn_bytes_add_byte(&cells->text, '(');
			dn_bytes_add_span(&cells->text,
			    spans->list[next].label);
		}
		if (opens == 0 || opens != closes || opens != singles)
			dn_bytes_add_byte(&cells->text, '*');
		for (; closes > 0; closes--)
			dn_bytes_add_byte(&cells->text, ')');
		cells->ends[i] = cells->text.len;
	}
}

/* A part of a chain's cell, behind a bar where it is not the first. */
static void
add_part(struct dn_bytes *text, bool *any, const char *before,
    struct dn_span name, const char *behind)
{
	if (*any)
		dn_bytes_add_byte(text, '|');
	*any = true;
	dn_bytes_add_text(text, before);
	dn_bytes_add_span(text, name);
	dn_bytes_add_text(text, behind);
}

static void
add_chains(struct dn_conll_cells *cells, const struct dn_conll_spans *spans)
{
	size_t next = 0;

	for (size_t i = 0; i < cells->count; i++) {
		bool any = false;

		for (; next < spans->count && spans->list[next].first == i;
		    next++)
			add_part(&cells->text, &any, "(",
			    spans->list[next].label,
			    spans->list[next].end == i + 1 ? ")" : "");
		for (size_t k = cells->heads[i]; k != SIZE_MAX;
		    k = cells->nexts[k])
			if (spans->list[k].first < i)
				add_part(&cells->text, &any, "",
				    spans->list[k].label, ")");
		if (!any)
			dn_bytes_add_byte(&cells->text, '-');
		cells->ends[i] = cells->text.len;
	}
}

int
dn_conll_write_cells(enum dn_conll_kind kind, enum dn_conll_scheme scheme,
    const struct dn_conll_spans *spans, size_t count,
    struct dn_conll_cells *cells, struct dn_err *err)
{
	if (need_cells(cells, count, spans->count, err) < 0)
		return -1;
	cells->count = count;
	dn_bytes_clear(&cells->text);
	/* Absent and empty cells have a place to point to, too. */
	dn_bytes_add_text(&cells->text, "");
	chain_ends(cells, spans);
	if (dn_conll_is_tags(kind))
		add_tags(cells, scheme, spans, kind == DN_CONLL_LOWER);
	else if (kind == DN_CONLL_BRACKETS)
		add_brackets(cells, spans);
	else
		add_chains(cells, spans);
	return dn_bytes_check(&cells->text, err);
}
