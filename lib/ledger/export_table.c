/* SPDX-License-Identifier: MIT */
/* Tables of all that was stated, and of all events. */
#include "core/date.h"
#include "core/money.h"
#include "io/cells.h"
#include "io/jsontext.h"
#include "io/number.h"
#include "ledger/export_gather.h"
#include "ledger/export_text.h"

/* Columns of events; those of a stated line come from its members. */
static const char *const event_columns[] = {
	"seq", "rec", "at", "type", "id", "batch", "person", "name",
	"employer", "month", "start", "end", "last_day", "planned",
	"amount_fen", "verdict", "statement", "bank_ref", "void", "with",
	"session", "in", "out", "kind", "level", "trade", "serial", "hours",
	"result", "score", "scope", "reason", "by", "note"
};

static const char *const line_columns[] = {
	"batch", "component", "person", "month", "amount_fen", "clause"
};

#define EVENT_COLUMNS (sizeof(event_columns) / sizeof(event_columns[0]))
#define LINE_COLUMNS (sizeof(line_columns) / sizeof(line_columns[0]))
#define LINE_AMOUNT 4

/* A table being written. */
struct table {
	const struct dn_register *reg;
	const struct dn_journal *journal;
	struct dn_bytes *out;
	struct dn_json_fields *fields;
	struct dn_json *json;
	struct dn_bytes scratch;
	struct dn_err *err;
};

static int
open_table(struct table *table, const char *const *columns, size_t count)
{
	dn_bytes_init(&table->scratch, SIZE_MAX / 2);
	table->fields = dn_json_fields_new(columns, count, table->err);
	if (table->fields != NULL)
		table->json = dn_json_new(table->fields, DN_JSON_STRICT);
	return table->json != NULL ? 0 : dn_err_memory(table->err);
}

static int
close_table(struct table *table, int written)
{
	dn_json_free(table->json);
	dn_json_fields_free(table->fields);
	dn_bytes_release(&table->scratch);
	return written < 0 ? -1 : dn_bytes_check(table->out, table->err);
}

/* A cell: a text, a number as it stands, else nothing. */
static void
add_value(struct table *table, const struct dn_json_value *value)
{
	if (value->type == DN_JSON_STRING)
		dn_cells_write_safely(table->out, dn_json_text(value,
		    &table->scratch), ',');
	else if (value->type == DN_JSON_NUMBER)
		dn_bytes_add_span(table->out, value->raw);
}

/* ---- stated lines ---- */

/* The rows of one statement. */
static int
add_lines(struct table *table, const struct dn_issue *issue,
    struct dn_span text)
{
	struct dn_span id = dn_names_get(table->reg->book->ids,
	    issue->event);
	struct dn_json_value values[LINE_COLUMNS];
	char cut[DN_DATE_TEXT + 1];
	int64_t fen;

	dn_date_write(dn_date_from_number(issue->cut), cut);
	for (uint64_t i = 0; i < issue->line_count; i++) {
		const char *newline = memchr(text.ptr, '\n', text.len);
		struct dn_span line = text;

		if (newline == NULL)
			return dn_err_set(table->err, DN_E_BROKEN,
			    "a statement has fewer lines than it says");
		line.len = (size_t)(newline - text.ptr);
		if (dn_json_scan(table->json, line, values, table->err) < 0)
			return -1;
		dn_cells_write_safely(table->out, id, ',');
		dn_bytes_add_format(table->out, ",%s", cut);
		for (size_t k = 0; k < LINE_COLUMNS; k++) {
			dn_bytes_add_byte(table->out, ',');
			add_value(table, &values[k]);
			if (k != LINE_AMOUNT)
				continue;
			dn_bytes_add_byte(table->out, ',');
			if (dn_number_read_int(values[k].raw, &fen))
				dn_money_write(table->out, fen);
		}
		dn_bytes_add_byte(table->out, '\n');
		text = (struct dn_span){ newline + 1,
			text.len - line.len - 1 };
	}
	return 0;
}

int
dn_export_lines(const struct dn_register *reg,
    const struct dn_journal *journal, struct dn_bytes *out,
    struct dn_err *err)
{
	struct table table = { .reg = reg, .journal = journal, .out = out,
		.err = err };
	struct dn_export_texts texts;
	struct dn_span text;
	int written = open_table(&table, line_columns, LINE_COLUMNS);

	dn_export_texts_init(&texts, reg, journal);
	dn_bytes_add_text(out, "statement,cut,batch,component,person,month,"
	    "amount_fen,amount,clause\n");
	for (size_t i = 0; written == 0 && i < reg->issue_count; i++) {
		if (reg->issues[i].settlement)
			continue;
		written = dn_export_texts_get(&texts, i, &text, err);
		if (written == 0)
			written = add_lines(&table, &reg->issues[i], text);
	}
	dn_export_texts_release(&texts);
	return close_table(&table, written);
}

/* ---- events ---- */

static int
add_event(struct table *table, uint64_t byte, struct dn_bytes *line)
{
	struct dn_json_value values[EVENT_COLUMNS];
	size_t len;

	dn_bytes_clear(line);
	if (dn_journal_line(table->journal, byte, line, table->err) < 0)
		return -1;
	len = line->len;
	if (dn_bytes_reserve(line, DN_JSON_PADDING) == NULL)
		return dn_err_memory(table->err);
	if (dn_json_scan(table->json, (struct dn_span){ line->data, len },
	    values, table->err) < 0)
		return -1;
	for (size_t k = 0; k < EVENT_COLUMNS; k++) {
		if (k > 0)
			dn_bytes_add_byte(table->out, ',');
		add_value(table, &values[k]);
	}
	dn_bytes_add_byte(table->out, '\n');
	return 0;
}

int
dn_export_events(const struct dn_register *reg,
    const struct dn_journal *journal, struct dn_bytes *out,
    struct dn_err *err)
{
	struct table table = { .reg = reg, .journal = journal, .out = out,
		.err = err };
	struct dn_bytes line;
	int written = open_table(&table, event_columns, EVENT_COLUMNS);

	dn_bytes_init(&line, SIZE_MAX / 2);
	for (size_t k = 0; k < EVENT_COLUMNS; k++)
		dn_bytes_add_format(out, "%s%s", k > 0 ? "," : "",
		    event_columns[k]);
	dn_bytes_add_byte(out, '\n');
	for (size_t i = 0; written == 0 && i < reg->book->count; i++)
		written = add_event(&table, reg->book->events[i].byte, &line);
	dn_bytes_release(&line);
	return close_table(&table, written);
}
