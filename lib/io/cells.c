/* SPDX-License-Identifier: MIT */
/* One pass over a row; a row that is not whole yet is begun anew. */
#include "io/cells.h"

#include <stdlib.h>

#include "core/utf8.h"

#define PIECE ((size_t)1 << 16) /* bytes read at a time, at least */

/* A cell as positions in the text of the row, which may still move. */
struct place {
	size_t start, len;              /* in `text` when quoted, else input */
	bool quoted;
	uint64_t line, column;
};

struct dn_cells {
	struct dn_recode *source;
	char delimiter;
	size_t max;
	struct dn_bytes input;          /* from the row's begin on */
	size_t at;                      /* where the next row begins */
	bool ended;
	struct dn_err broken;           /* why no more can be read, or none */
	uint64_t line, byte;            /* of the next row */
	struct dn_bytes text;           /* of cells that had quotes */
	struct place *places;
	struct dn_cell *cells;
	size_t cap;
};

struct dn_cells *
dn_cells_new(struct dn_recode *text, size_t max)
{
	struct dn_cells *cells = calloc(1, sizeof(*cells));

	if (cells == NULL)
		return NULL;
	cells->source = text;
	cells->delimiter = ',';
	cells->max = max;
	cells->line = 1;
	cells->broken = (struct dn_err)DN_ERR_INIT;
	dn_bytes_init(&cells->input, SIZE_MAX / 2);
	dn_bytes_init(&cells->text, SIZE_MAX / 2);
	return cells;
}

void
dn_cells_free(struct dn_cells *cells)
{
	if (cells == NULL)
		return;
	dn_bytes_release(&cells->input);
	dn_bytes_release(&cells->text);
	free(cells->places);
	free(cells->cells);
	free(cells);
}

/* ---- input ----------------------------------------------------------- */

/* Read as much again as there is of the row: restarts stay linear. */
static int
read_more(struct dn_cells *cells, struct dn_err *err)
{
	struct dn_bytes *input = &cells->input;
	size_t have = input->len - cells->at, want, got;
	char *room;
	int more;

	if (cells->broken.code != DN_E_NONE) {
		*err = cells->broken;
		return err->line > 0 ? -1 : dn_err_at(err, cells->line, 0);
	}
	if (have > cells->max) {
		dn_err_set(err, DN_E_TOO_LONG, "a row of more than %zu bytes",
		    cells->max);
		return dn_err_at(err, cells->line, 1);
	}
	if (have > 0)
		memmove(input->data, input->data + cells->at, have);
	input->len = have;
	cells->at = 0;
	for (want = have < PIECE ? PIECE : have; want > 0; want -= got) {
		size_t size = want < 4096 ? 4096 : want;

		got = 0;
		room = dn_bytes_reserve(input, size);
		if (room == NULL)
			return dn_bytes_check(input, err);
		more = dn_recode_read(cells->source, room, size, &got,
		    &cells->broken);
		/* What came before is read first. */
		if (more < 0 && input->len == have)
			return read_more(cells, err);
		if (more < 0)
			return 0;
		input->len += got;
		cells->ended = more == 0;
		if (more == 0 || got >= want)
			return 0;
	}
	return 0;
}

/* ---- a row ----------------------------------------------------------- */

/* A row that is being read. */
struct scan {
	const char *p, *end;
	size_t count;
	uint64_t line;
	const char *line_start;         /* of the present line */
};

/* What came of it. */
enum { WHOLE, CUT, BAD_BEHIND, BAD_OPEN, NO_MEMORY };

static uint64_t
column_of(const struct scan *scan, const char *p)
{
	return (uint64_t)(p - scan->line_start) + 1;
}

/* Room for one more cell. */
static bool
make_room(struct dn_cells *cells, size_t count)
{
	size_t cap = cells->cap == 0 ? 32 : cells->cap * 2;
	struct place *places;
	struct dn_cell *list;

	if (count < cells->cap)
		return true;
	places = reallocarray(cells->places, cap, sizeof(*places));
	if (places == NULL)
		return false;
	cells->places = places;
	list = reallocarray(cells->cells, cap, sizeof(*list));
	if (list == NULL)
		return false;
	cells->cells = list;
	cells->cap = cap;
	return true;
}

/* Behind the opening quote: the text up to the closing one. */
static int
scan_quoted(struct dn_cells *cells, struct scan *scan, struct place *place)
{
	const char *from = ++scan->p;

	place->quoted = true;
	place->start = cells->text.len;
	for (;;) {
		while (scan->p < scan->end && *scan->p != '"') {
			if (*scan->p++ == '\n') {
				scan->line++;
				scan->line_start = scan->p;
			}
		}
		dn_bytes_add(&cells->text, from, (size_t)(scan->p - from));
		if (scan->p == scan->end)
			return cells->ended ? BAD_OPEN : CUT;
		/* Whether the quote is doubled tells the next byte. */
		if (scan->p + 1 == scan->end && !cells->ended)
			return CUT;
		scan->p++;
		if (scan->p == scan->end || *scan->p != '"')
			break;
		from = scan->p++;
	}
	place->len = cells->text.len - place->start;
	return WHOLE;
}

/* Up to the next delimiter or the end of the line. */
static void
scan_plain(const struct dn_cells *cells, struct scan *scan,
    struct place *place)
{
	const char *from = scan->p;

	while (scan->p < scan->end && *scan->p != cells->delimiter &&
	    *scan->p != '\n')
		scan->p++;
	place->quoted = false;
	place->start = (size_t)(from - cells->input.data);
	place->len = (size_t)(scan->p - from);
	/* CR LF ends a line as LF does. */
	if (place->len > 0 && (scan->p == scan->end || *scan->p == '\n') &&
	    scan->p[-1] == '\r')
		place->len--;
}

/* All cells of a row; scan->p is then at what ends it. */
static int
scan_row(struct dn_cells *cells, struct scan *scan)
{
	int came;

	dn_bytes_clear(&cells->text);
	for (;; scan->p++) {
		struct place *place;

		if (!make_room(cells, scan->count))
			return NO_MEMORY;
		place = &cells->places[scan->count++];
		place->line = scan->line;
		place->column = column_of(scan, scan->p);
		if (scan->p < scan->end && *scan->p == '"') {
			came = scan_quoted(cells, scan, place);
			if (came != WHOLE)
				return came;
			/* Of CR LF the rest may be to come. */
			if (scan->p < scan->end && *scan->p == '\r' &&
			    (scan->p + 1 == scan->end || scan->p[1] == '\n'))
				scan->p++;
		} else {
			scan_plain(cells, scan, place);
		}
		if (scan->p == scan->end)
			return cells->ended ? WHOLE : CUT;
		if (*scan->p == '\n')
			return WHOLE;
		if (*scan->p != cells->delimiter)
			return cells->ended || memchr(scan->p, '\n',
			    (size_t)(scan->end - scan->p)) != NULL ?
			    BAD_BEHIND : CUT;
	}
}

/* Pass over lines of nothing; 0 at the end of the input. */
static int
skip_blank(struct dn_cells *cells, struct dn_err *err)
{
	for (;;) {
		const char *p = cells->input.data + cells->at;
		size_t len = cells->input.len - cells->at;
		size_t blank = len > 0 && p[0] == '\n' ? 1 :
		    len > 1 && p[0] == '\r' && p[1] == '\n' ? 2 : 0;

		if (blank > 0) {
			cells->at += blank;
			cells->byte += blank;
			cells->line++;
		} else if (len > 1 || (len > 0 && cells->ended)) {
			return 1;
		} else if (cells->ended) {
			return 0;
		} else if (read_more(cells, err) < 0) {
			return -1;
		}
	}
}

/* The row is at cells->at: scan it, with more input as long as it is cut. */
static int
take_row(struct dn_cells *cells, struct scan *scan, struct dn_err *err)
{
	for (;;) {
		int came;

		*scan = (struct scan){ .line = cells->line };
		scan->p = scan->line_start = cells->input.data + cells->at;
		scan->end = cells->input.data + cells->input.len;
		came = scan_row(cells, scan);
		if (came == NO_MEMORY || cells->text.failed != DN_E_NONE)
			return dn_err_memory(err);
		if (came != CUT)
			return came;
		if (read_more(cells, err) < 0)
			return -1;
	}
}

/* Put the row into words, and go behind it. */
static void
give_row(struct dn_cells *cells, const struct scan *scan,
    const char *end, struct dn_row *row)
{
	const char *start = cells->input.data + cells->at;
	bool quoted = scan->count > 0;

	for (size_t i = 0; i < scan->count; i++) {
		const struct place *place = &cells->places[i];
		const char *base = place->quoted ? cells->text.data :
		    cells->input.data;

		cells->cells[i] = (struct dn_cell){
			.line = place->line, .column = place->column };
		cells->cells[i].text = place->len == 0 ? DN_SPAN("") :
		    (struct dn_span){ base + place->start, place->len };
		quoted = quoted && place->quoted;
	}
	*row = (struct dn_row){ cells->cells, scan->count,
		{ start, (size_t)(end - start) }, cells->line, cells->byte,
		end > start && end[-1] == '\r', quoted };
	row->raw.len -= row->returned;
	cells->line = scan->line;
	cells->at = (size_t)(end - cells->input.data);
	cells->byte += (uint64_t)(end - start);
	if (end < cells->input.data + cells->input.len) {
		cells->at++;
		cells->byte++;
		cells->line++;
	}
}

/* A row that cannot be: tell where, and go on behind its line. */
static int
refuse(struct dn_cells *cells, struct scan *scan, int why,
    struct dn_row *row, struct dn_err *err)
{
	const struct place *last = &cells->places[scan->count - 1];
	uint64_t line = last->line, column = last->column;
	const char *end = scan->p;

	if (why == BAD_BEHIND) {
		line = scan->line;
		column = column_of(scan, scan->p);
		while (end < scan->end && *end != '\n')
			end++;
	}
	scan->count = 0;
	give_row(cells, scan, end, row);
	dn_err_set(err, DN_E_BAD_FORMAT, why == BAD_OPEN ?
	    "a quote that is not closed" : "text behind a closing quote");
	dn_err_excerpt(err, row->raw.ptr, row->raw.len);
	return dn_err_at(err, line, column);
}

/* Add the line and column of byte `at` of a row. */
static int
where_is(const struct dn_row *row, size_t at, struct dn_err *err)
{
	uint64_t line = row->line, column = 1;

	for (size_t i = 0; i < at; i++) {
		bool newline = row->raw.ptr[i] == '\n';

		line += newline;
		column = newline ? 1 : column + 1;
	}
	return dn_err_at(err, line, column);
}

int
dn_cells_next(struct dn_cells *cells, struct dn_row *row, struct dn_err *err)
{
	struct scan scan;
	size_t legal;
	int came = skip_blank(cells, err);

	row->raw = (struct dn_span){ NULL, 0 };
	if (came <= 0)
		return came;
	came = take_row(cells, &scan, err);
	if (came < 0)
		return -1;
	if (came != WHOLE)
		return refuse(cells, &scan, came, row, err);
	give_row(cells, &scan, scan.p, row);
	legal = dn_utf8_valid(row->raw.ptr, row->raw.len);
	if (legal == row->raw.len)
		return 1;
	dn_err_set(err, DN_E_BAD_UTF8, "the row is not UTF-8");
	dn_err_excerpt(err, row->raw.ptr + legal, row->raw.len - legal);
	return where_is(row, legal, err);
}

/* ---- the delimiter --------------------------------------------------- */

char
dn_cells_delimiter(struct dn_cells *cells, char delimiter,
    struct dn_err *err)
{
	static const char known[] = ",\t;|";
	size_t best = 0;
	int more;

	cells->delimiter = delimiter;
	if (delimiter != '\0')
		return delimiter;
	cells->delimiter = ',';
	more = skip_blank(cells, err);
	if (more < 0)
		return '\0';
	for (size_t i = 0; more > 0 && known[i] != '\0'; i++) {
		struct scan scan;
		char before = cells->delimiter;
		int came;

		cells->delimiter = known[i];
		came = take_row(cells, &scan, err);
		if (came < 0)
			return '\0';
		if (came == WHOLE && scan.count > best)
			best = scan.count;
		else
			cells->delimiter = before;
	}
	return cells->delimiter;
}

/* ---- writing --------------------------------------------------------- */

static bool
needs_quotes(struct dn_span text, char delimiter)
{
	if (text.len == 0)
		return false;
	return text.ptr[0] == ' ' || text.ptr[text.len - 1] == ' ' ||
	    memchr(text.ptr, delimiter, text.len) != NULL ||
	    memchr(text.ptr, '"', text.len) != NULL ||
	    memchr(text.ptr, '\n', text.len) != NULL ||
	    memchr(text.ptr, '\r', text.len) != NULL;
}

void
dn_cells_write(struct dn_bytes *out, struct dn_span text, char delimiter)
{
	if (needs_quotes(text, delimiter))
		dn_cells_quote(out, text);
	else
		dn_bytes_add_span(out, text);
}

void
dn_cells_quote(struct dn_bytes *out, struct dn_span text)
{
	const char *p = text.len > 0 ? text.ptr : "", *quote;
	const char *end = p + text.len;

	dn_bytes_add_byte(out, '"');
	while (p < end && (quote = memchr(p, '"', (size_t)(end - p))) !=
	    NULL) {
		dn_bytes_add(out, p, (size_t)(quote - p) + 1);
		dn_bytes_add_byte(out, '"');
		p = quote + 1;
	}
	if (p < end)
		dn_bytes_add(out, p, (size_t)(end - p));
	dn_bytes_add_byte(out, '"');
}

/* Would a spreadsheet take the text for a formula? */
static bool
is_formula(struct dn_span text)
{
	static const char *const signs[] = {
		"=", "+", "-", "@", "＝", "＋", "－", "＠"
	};

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (text.len >= strlen(signs[i]) && memcmp(text.ptr,
		    signs[i], strlen(signs[i])) == 0)
			return true;
	return false;
}

void
dn_cells_write_safely(struct dn_bytes *out, struct dn_span text,
    char delimiter)
{
	struct dn_bytes guarded;

	if (!is_formula(text)) {
		dn_cells_write(out, text, delimiter);
		return;
	}
	dn_bytes_init(&guarded, SIZE_MAX / 2);
	dn_bytes_add_byte(&guarded, '\'');
	dn_bytes_add_span(&guarded, text);
	dn_cells_write(out, dn_bytes_span(&guarded), delimiter);
	if (guarded.failed != DN_E_NONE)
		out->failed = guarded.failed;
	dn_bytes_release(&guarded);
}

/* Does `byte` mean something in Markdown or HTML? */
static bool
is_sign(char byte)
{
	return byte != '\0' && strchr("\\`*_[]<>&|~#$", byte) != NULL;
}

void
dn_cells_escape(struct dn_bytes *out, struct dn_span text)
{
	size_t at;

	for (at = 0; at < text.len; at++) {
		if (is_sign(text.ptr[at]))
			dn_bytes_add_byte(out, '\\');
		dn_bytes_add_byte(out, text.ptr[at]);
	}
}
