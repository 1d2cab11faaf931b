/* SPDX-License-Identifier: MIT */
/* A table of texts, aligned by their width on a terminal. */
#include "report/table.h"

#include <stdint.h>
#include <stdlib.h>

#include "core/utf8.h"

#define WIDTH_LEAST 3   /* a rule of dashes needs that */

void
dn_table_init(struct dn_table *table, size_t columns)
{
	*table = (struct dn_table){ .columns = columns };
	dn_bytes_init(&table->text, SIZE_MAX / 2);
}

void
dn_table_release(struct dn_table *table)
{
	dn_bytes_release(&table->text);
	free(table->ends);
	dn_table_init(table, table->columns);
}

struct dn_bytes *
dn_table_text(struct dn_table *table)
{
	return &table->text;
}

void
dn_table_end(struct dn_table *table)
{
	size_t cap = table->cap, *more;

	if (table->count == cap) {
		cap = cap == 0 ? 64 : cap * 2;
		more = reallocarray(table->ends, cap, sizeof(*more));
		if (more == NULL) {
			table->failed = true;
			return;
		}
		table->ends = more;
		table->cap = cap;
	}
	table->ends[table->count++] = table->text.len;
}

static struct dn_span
cell_at(const struct dn_table *table, size_t index)
{
	size_t start = index > 0 ? table->ends[index - 1] : 0;

	if (table->text.data == NULL)
		return (struct dn_span){ "", 0 };
	return (struct dn_span){ table->text.data + start,
		table->ends[index] - start };
}

/* Columns that a text takes on a terminal. */
static size_t
width_of(struct dn_span text)
{
	size_t at = 0, step, width = 0;
	uint32_t point;

	for (; at < text.len; at += step) {
		step = dn_utf8_decode(text.ptr + at, text.len - at, &point);
		if (step == 0)
			return width;
		width += dn_utf8_width(point);
	}
	return width;
}

static void
add_many(struct dn_bytes *out, char byte, size_t count)
{
	while (count-- > 0)
		dn_bytes_add_byte(out, byte);
}

/* One row, its cells filled up to their widths. */
static void
write_row(const struct dn_table *table, size_t row, const size_t *widths,
    struct dn_bytes *out)
{
	size_t at, fill;

	for (at = 0; at < table->columns; at++) {
		struct dn_span cell = cell_at(table,
		    row * table->columns + at);

		fill = widths[at] - width_of(cell);
		dn_bytes_add_text(out, at == 0 ? "| " : " | ");
		if (table->right[at])
			add_many(out, ' ', fill);
		dn_bytes_add_span(out, cell);
		if (!table->right[at])
			add_many(out, ' ', fill);
	}
	dn_bytes_add_text(out, " |\n");
}

/* The rule between the head and the rest. */
static void
write_rule(const struct dn_table *table, const size_t *widths,
    struct dn_bytes *out)
{
	size_t at;

	for (at = 0; at < table->columns; at++) {
		dn_bytes_add_text(out, at == 0 ? "| " : " | ");
		add_many(out, '-', widths[at] - table->right[at]);
		if (table->right[at])
			dn_bytes_add_byte(out, ':');
	}
	dn_bytes_add_text(out, " |\n");
}

int
dn_table_markdown(const struct dn_table *table, struct dn_bytes *out,
    struct dn_err *err)
{
	size_t widths[DN_TABLE_COLUMNS], at, width;

	if (table->failed)
		return dn_err_memory(err);
	if (dn_bytes_check(&table->text, err) < 0)
		return -1;
	for (at = 0; at < table->columns; at++)
		widths[at] = WIDTH_LEAST;
	for (at = 0; at < table->count; at++) {
		width = width_of(cell_at(table, at));
		if (width > widths[at % table->columns])
			widths[at % table->columns] = width;
	}
	for (at = 0; at < table->count / table->columns; at++) {
		write_row(table, at, widths, out);
		if (at == 0)
			write_rule(table, widths, out);
	}
	return dn_bytes_check(out, err);
}
