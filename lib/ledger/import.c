/* SPDX-License-Identifier: MIT */
/* A table from its first row to its total. */
#include "ledger/import.h"

#include "core/ident.h"
#include "core/money.h"
#include "io/cells.h"
#include "io/sink.h"
#include "ledger/import_row.h"
#include "ledger/import_source.h"

#define TITLES_MOST 100         /* rows in which a header is looked for */
#define SHOWN_HEAD 6            /* characters of numbers in rejects */
#define SHOWN_TAIL 4

enum reason {
	HEADER,                 /* the header again, as on each page */
	RULE,                   /* left out by a rule of the map */
	TITLE,                  /* above the header */
	TOTAL                   /* holds the total */
};

const char *const dn_import_ignores[] = {
	[HEADER] = "header", [RULE] = "rule", [TITLE] = "title",
	[TOTAL] = "total", NULL
};

/* A table being imported. */
struct table {
	const struct dn_import_map *map;
	const struct dn_import_host *host;
	struct dn_counts *counts;
	struct dn_import_source source;
	struct dn_recode *recode;
	struct dn_cells *cells;
	struct dn_import_sheet sheet;
	struct dn_row row;
	struct dn_bytes event;
	struct dn_sink *spool;          /* events that wait for the total */
	bool headed;                    /* the header was there */
	size_t titles;                  /* rows that were looked at for it */
	size_t least_lacks;             /* columns of a row most like it, */
	uint64_t likely;                /* and its line */
	bool totalled;
	int64_t sum;
};

/* ---- beginning and end ---- */

static int
open_table(struct table *table, const char *path, struct dn_err *err)
{
	const struct dn_import_map *map = table->map;
	size_t len = strlen(path);
	char delimiter = map->delimiter;

	if (dn_import_source_open(&table->source, path, err) < 0)
		return -1;
	table->recode = dn_recode_new(table->source.src, map->encoding, err);
	if (table->recode == NULL)
		return -1;
	table->cells = dn_cells_new(table->recode, table->host->max_row);
	if (table->cells == NULL)
		return dn_err_memory(err);
	if (delimiter == '\0' && len > 4 &&
	    strcmp(path + len - 4, ".tsv") == 0)
		delimiter = '\t';
	if (dn_cells_delimiter(table->cells, delimiter, err) == '\0')
		return -1;
	if (dn_import_sheet_init(&table->sheet, map, err) < 0)
		return -1;
	table->sheet.path = path;
	table->sheet.digest = table->source.digest;
	table->sheet.name = table->source.name;
	if (map->totalled) {
		table->spool = dn_sink_spool(err);
		if (table->spool == NULL)
			return -1;
	}
	return 0;
}

static void
close_table(struct table *table)
{
	if (table->spool != NULL)
		dn_sink_abort(table->spool);
	dn_import_sheet_release(&table->sheet);
	dn_cells_free(table->cells);
	dn_recode_free(table->recode);
	dn_import_source_close(&table->source);
	dn_bytes_release(&table->event);
}

static int
give(void *state, const char *data, size_t len, struct dn_err *err)
{
	const struct dn_import_host *host = state;

	return host->write(host->state, (struct dn_span){ data, len }, err);
}

/* ---- what is wrong with a row ---- */

/* Hand over a bad row: 0, or 1 when that ends it. */
static int
reject(struct table *table, struct dn_err *err)
{
	const struct dn_import_host *host = table->host;
	struct dn_span raw = table->row.raw;
	struct dn_bytes shown;
	int ended;

	err->byte = table->row.byte;
	dn_bytes_init(&shown, SIZE_MAX / 2);
	if (table->map->citizen && raw.ptr != NULL) {
		dn_ident_mask_all(&shown, raw, SHOWN_HEAD, SHOWN_TAIL);
		raw = dn_bytes_span(&shown);
	}
	ended = host->reject(host->state, err, raw) < 0;
	dn_bytes_release(&shown);
	err->code = DN_E_NONE;
	return ended;
}

/* ---- the header ---- */

static int
no_header(const struct table *table, struct dn_err *err)
{
	dn_err_set(err, DN_E_BAD_FORMAT, "no row names all columns of the "
	    "map; the one most like it lacks %zu of %zu",
	    table->least_lacks, table->map->column_count);
	if (table->likely == 0)
		dn_err_set(err, DN_E_BAD_FORMAT,
		    "no row names all columns of the map");
	else if (table->map->delimiter == '\0' &&
	    table->least_lacks == table->map->column_count)
		dn_err_set(err, DN_E_BAD_FORMAT, "no row names a column of "
		    "the map; is another delimiter between them?");
	return dn_err_at(err, table->likely, 1);
}

/* Take the row for the header, or pass it over: 0, or -1. */
static int
look_for_header(struct table *table, struct dn_err *err)
{
	const struct dn_row *row = &table->row;
	int64_t line = table->map->header;
	size_t lacks;
	int found;

	table->titles++;
	if (line > 0 && row->line < (uint64_t)line) {
		table->counts->ignored[TITLE]++;
		return 0;
	}
	found = dn_import_header(&table->sheet, row, &lacks, err);
	if (table->likely == 0 || lacks < table->least_lacks) {
		table->likely = row->line;
		table->least_lacks = lacks;
	}
	table->headed = found == 1;
	if (found != 0)
		return found < 0 ? -1 : 0;
	if (line > 0 || table->titles == TITLES_MOST)
		return no_header(table, err);
	table->counts->ignored[TITLE]++;
	return 0;
}

/* Is it the header again? */
static bool
is_header(const struct table *table)
{
	const struct dn_import_map *map = table->map;
	size_t named = 0;

	for (size_t i = 0; i < map->column_count; i++) {
		if (map->columns[i].name.ptr == NULL)
			continue;
		if (!dn_import_same(dn_import_at(&table->sheet, &table->row,
		    i).text, map->columns[i].name))
			return false;
		named++;
	}
	return named > 0;
}

/* ---- rows ---- */

static bool
is_blank(const struct dn_row *row)
{
	for (size_t i = 0; i < row->count; i++)
		if (dn_import_trim(row->cells[i].text).len > 0)
			return false;
	return true;
}

/* Is what the row says the sum of the rows above? */
static int
compare_total(struct table *table, struct dn_err *err)
{
	struct dn_cell cell = dn_import_at(&table->sheet, &table->row,
	    table->map->total_column);
	struct dn_bytes text;
	int64_t said;

	if (dn_import_fen(&table->sheet, &table->row,
	    table->map->total_column, &said, err) < 0)
		return -1;
	table->totalled = true;
	if (cell.text.len > 0 && said == table->sum)
		return 0;
	dn_bytes_init(&text, SIZE_MAX);
	dn_money_write(&text, table->sum);
	dn_err_set(err, DN_E_BAD_VALUE, "the rows above come to %s, not to "
	    "this total", dn_bytes_text(&text));
	dn_bytes_release(&text);
	dn_err_excerpt(err, cell.text.ptr, cell.text.len);
	return dn_err_at(err, cell.line, cell.column);
}

/* Add the row to the sum and make its event: 0; 1, it ended; -1. */
static int
take_event(struct table *table, struct dn_err *err)
{
	struct dn_bytes *event = &table->event;
	int64_t fen = 0;

	dn_bytes_clear(event);
	if (table->map->totalled) {
		if (dn_import_fen(&table->sheet, &table->row,
		    table->map->total_column, &fen, err) < 0)
			return reject(table, err);
		if (!dn_money_add(table->sum, fen, &table->sum))
			return dn_err_set(err, DN_E_OVERFLOW,
			    "the sum of the rows does not fit");
	}
	if (dn_import_event(&table->sheet, &table->row, event, err) < 0)
		return dn_code_status(err->code) == 3 ? reject(table, err) :
		    -1;
	table->counts->out++;
	if (table->spool != NULL)
		return dn_sink_write(table->spool, event->data, event->len,
		    err);
	return give((void *)(uintptr_t)table->host, event->data, event->len,
	    err);
}

/* What becomes of a row: 0; 1, it ended; -1. */
static int
take_row(struct table *table, struct dn_err *err)
{
	const struct dn_import_map *map = table->map;
	struct dn_counts *counts = table->counts;
	bool headed = table->headed;

	if (is_blank(&table->row)) {
		counts->blank++;
		return 0;
	}
	if (!headed) {
		if (look_for_header(table, err) < 0)
			return -1;
		counts->in += !table->headed;
		return 0;
	}
	counts->in++;
	if (is_header(table)) {
		counts->ignored[HEADER]++;
		return 0;
	}
	if (map->totalled && dn_import_meant(&table->sheet, &table->row,
	    &map->total)) {
		counts->ignored[TOTAL]++;
		return compare_total(table, err);
	}
	for (size_t i = 0; i < map->skip_count; i++)
		if (dn_import_meant(&table->sheet, &table->row,
		    &map->skip[i])) {
			counts->ignored[RULE]++;
			return 0;
		}
	return take_event(table, err);
}

/* All rows: 0; 1, it ended; -1. */
static int
take_rows(struct table *table, struct dn_err *err)
{
	int came, taken = 0;

	while (taken == 0) {
		came = dn_cells_next(table->cells, &table->row, err);
		if (came == 0)
			break;
		if (came > 0) {
			taken = take_row(table, err);
			continue;
		}
		if (table->row.raw.ptr == NULL ||
		    (err->code != DN_E_BAD_FORMAT &&
		    err->code != DN_E_BAD_UTF8))
			return -1;
		table->counts->in++;
		taken = reject(table, err);
	}
	return taken;
}

/* Was all there that the map speaks of? */
static int
check_end(const struct table *table, struct dn_err *err)
{
	if (!table->headed && table->titles > 0)
		return no_header(table, err);
	if (table->map->totalled && !table->totalled && table->headed)
		return dn_err_set(err, DN_E_MISSING_FIELD,
		    "no row holds the total: was the file cut?");
	return 0;
}

int
dn_import_file(const struct dn_import_map *map, const char *path,
    const struct dn_import_host *host, struct dn_counts *counts,
    struct dn_err *err)
{
	struct table table = { .map = map, .host = host, .counts = counts };
	uint64_t before = counts->out;
	size_t lacks;
	int taken;

	dn_bytes_init(&table.event, SIZE_MAX / 2);
	taken = open_table(&table, path, err);
	if (taken == 0 && map->header == DN_IMPORT_HEADER_NONE) {
		/* By their numbers alone; an empty row has them all. */
		taken = dn_import_header(&table.sheet, &table.row, &lacks,
		    err) < 0 ? -1 : 0;
		table.headed = true;
	}
	if (taken == 0)
		taken = take_rows(&table, err);
	if (taken == 0)
		taken = check_end(&table, err);
	if (taken == 0 && table.spool != NULL) {
		taken = dn_sink_flush(table.spool, err);
		if (taken == 0)
			taken = dn_sink_replay(table.spool, give,
			    (void *)(uintptr_t)host, err);
	}
	if (taken != 0 && table.spool != NULL)
		counts->out = before;   /* they waited in vain */
	close_table(&table);
	return taken;
}
