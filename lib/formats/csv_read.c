/* SPDX-License-Identifier: MIT */
/* Reading tables: rows of one id that follow each other are one item. */
#include <stdio.h>
#include <stdlib.h>

#include "formats/csv.h"
#include "formats/files.h"
#include "formats/rawjson.h"
#include "io/cells.h"
#include "io/jsontext.h"
#include "io/number.h"

#define COLUMNS_MOST 4096       /* of one table */

struct reader {
	struct dn_reading *reading;
	struct dn_files *files;
	size_t next;                    /* the file to open next */

	/* The open table. */
	const char *path;
	struct dn_src *src;
	struct dn_recode *recode;
	struct dn_cells *cells;
	char delimiter;
	struct dn_csv_columns columns;
	struct dn_row row;
	uint64_t number;                /* of the row, from 1 */
	size_t annotations;             /* of the item so far */
	bool returned;                  /* its rows end in CR LF */
	bool quoted;                    /* all cells of the first are so */
	bool pending;                   /* `row` is not used yet, */
	int came;                       /* or reading it came to this, */
	struct dn_err why;              /* because of that */

	struct dn_rawjson raw;
	struct dn_bytes text;
	struct dn_item *item;
};

void *
dn_csv_read_open(struct dn_reading *reading, struct dn_err *err)
{
	struct reader *reader = calloc(1, sizeof(*reader));

	if (reader == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	reader->reading = reading;
	dn_csv_columns_init(&reader->columns);
	dn_rawjson_init(&reader->raw);
	dn_bytes_init(&reader->text, SIZE_MAX / 2);
	reader->files = dn_format_files(reading, err);
	if (reader->files != NULL)
		return reader;
	dn_csv_read_close(reader);
	return NULL;
}

static void
close_table(struct reader *reader)
{
	dn_cells_free(reader->cells);
	reader->cells = NULL;
	dn_recode_free(reader->recode);
	reader->recode = NULL;
	dn_src_close(reader->src);
	reader->src = NULL;
	reader->pending = false;
	dn_csv_columns_release(&reader->columns);
}

void
dn_csv_read_close(void *state)
{
	struct reader *reader = state;

	if (reader == NULL)
		return;
	close_table(reader);
	dn_files_free(reader->files);
	dn_rawjson_release(&reader->raw);
	dn_bytes_release(&reader->text);
	free(reader);
}

/* ---- the table ------------------------------------------------------- */

/* Files of folders are known by their suffix; named ones are taken all. */
static const char *const suffixes[] = { ".csv", ".tsv", NULL };

/* What separates cells: as told, by the file's name, by its first row. */
static int
choose_delimiter(struct reader *reader, struct dn_span name,
    struct dn_err *err)
{
	char told = dn_csv_delimiter(
	    reader->reading->run->options->read_delimiter);

	if (told == '\0' && dn_files_suffix(name, ".tsv"))
		told = '\t';
	reader->delimiter = dn_cells_delimiter(reader->cells, told, err);
	return reader->delimiter != '\0' ? 0 : -1;
}

/* Is there a CR that no LF follows, as old files end lines with? */
static bool
has_bare_return(struct dn_span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] == '\r' && (i + 1 == text.len ||
		    text.ptr[i + 1] != '\n'))
			return true;
	return false;
}

/* The columns, by the header or, without one, by their numbers. */
static int
read_columns(struct reader *reader, struct dn_err *err)
{
	const struct dn_format_options *options =
	    reader->reading->run->options;
	bool header = options->header == DN_CSV_HEADER_YES;
	struct dn_row *row = &reader->row;
	char number[24];

	if (row->count > COLUMNS_MOST) {
		dn_err_set(err, DN_E_BAD_FORMAT, "%zu columns, more than %d",
		    row->count, COLUMNS_MOST);
		return dn_err_at(err, row->line, 1);
	}
	for (size_t i = 0; i < row->count; i++) {
		struct dn_span name = row->cells[i].text;

		snprintf(number, sizeof(number), "%zu", i + 1);
		if (!header)
			name = dn_span_of(number);
		if (memchr(name.ptr, '\0', name.len) != NULL ||
		    has_bare_return(row->cells[i].text)) {
			dn_err_set(err, DN_E_BAD_FORMAT, "a NUL, or a CR "
			    "without LF, in the first row: rows end in LF or "
			    "CR LF");
			return dn_err_at(err, row->cells[i].line,
			    row->cells[i].column);
		}
		if (dn_csv_columns_add(&reader->columns, name, DN_CSV_REST,
		    err) < 0)
			return -1;
	}
	reader->pending = !header;
	reader->came = 1;
	return dn_csv_columns_assign(&reader->columns, options->columns,
	    err);
}

/* Say what was not found, where nothing was. */
static void
tell_columns(const struct reader *reader)
{
	const struct dn_csv_columns *columns = &reader->columns;

	if (columns->of[DN_CSV_TEXT] == SIZE_MAX &&
	    columns->of[DN_CSV_IMAGE] == SIZE_MAX &&
	    columns->of[DN_CSV_LABEL] == SIZE_MAX)
		dn_format_note(reader->reading->run, "%.200s: no column is "
		    "known as text, image or label, say --columns; all are "
		    "kept", reader->path);
}

/* Open the next file: 1; 0 when there is nothing in it; -1. */
static int
open_table(struct reader *reader, struct dn_err *err)
{
	size_t index = dn_files_next(reader->files, &reader->next, suffixes,
	    &reader->reading->ignored);
	int came;

	if (index == dn_files_count(reader->files))
		return 0;
	reader->path = dn_files_path(reader->files, index);
	reader->reading->source = reader->path;
	reader->number = 0;
	reader->src = dn_files_open(reader->files, index, err);
	if (reader->src == NULL)
		return -1;
	reader->recode = dn_recode_new(reader->src, (enum dn_encoding)
	    reader->reading->run->options->encoding, err);
	if (reader->recode == NULL)
		return -1;
	if (dn_recode_encoding(reader->recode) == DN_ENCODING_GB18030)
		dn_format_note(reader->reading->run,
		    "%.200s is read as GB18030", reader->path);
	reader->cells = dn_cells_new(reader->recode,
	    reader->reading->max_value);
	if (reader->cells == NULL)
		return dn_err_memory(err);
	if (choose_delimiter(reader, dn_span_of(dn_files_name(reader->files,
	    index)), err) < 0)
		return -1;
	came = dn_cells_next(reader->cells, &reader->row, err);
	if (came <= 0)
		return came;
	reader->returned = reader->row.returned;
	reader->quoted = reader->row.quoted;
	if (read_columns(reader, err) < 0)
		return -1;
	tell_columns(reader);
	return 1;
}

/* Whose labels or scores a column has, where that is told. */
static void
add_qualifier(struct dn_bytes *list, struct dn_span name, const char *text)
{
	if (text == NULL)
		return;
	dn_rawjson_name(list, name);
	dn_json_write_text(list, dn_span_of(text));
}

/* How the file is written, where that is not as usual. */
static void
keep_flag(struct reader *reader, const char *name, bool set)
{
	if (set)
		dn_rawjson_keep(&reader->raw, dn_span_of(name),
		    DN_SPAN("true"));
}

/* The header record: what the columns are, to be written so again. */
static int
give_header(struct reader *reader, struct dn_err *err)
{
	const struct dn_csv_columns *columns = &reader->columns;
	const struct dn_format_options *options =
	    reader->reading->run->options;
	struct dn_item *item = reader->item;
	struct dn_bytes *list = &reader->text;
	struct dn_node *source;
	const char *name = "comma";

	for (int i = 1; dn_csv_delimiters[i] != NULL; i++)
		if (dn_csv_delimiter(i) == reader->delimiter)
			name = dn_csv_delimiters[i];
	dn_item_begin_header(item);
	source = dn_node_set_object(&item->tree, item->root, "source");
	dn_node_set_text(&item->tree, source, "format", DN_SPAN("csv"));
	dn_node_set_text(&item->tree, source, "dialect", dn_span_of(name));
	dn_bytes_clear(list);
	for (size_t i = 0; i < columns->count; i++) {
		const struct dn_csv_column *column = &columns->list[i];

		dn_bytes_add_text(list, i == 0 ? "[{" : ",{");
		dn_rawjson_name(list, DN_SPAN("name"));
		dn_json_write_text(list, dn_span_of(column->name));
		if (column->role != DN_CSV_REST) {
			dn_rawjson_name(list, DN_SPAN("role"));
			dn_json_write_text(list, dn_span_of(
			    dn_csv_role_names[column->role]));
		}
		add_qualifier(list, DN_SPAN("field"), column->field);
		add_qualifier(list, DN_SPAN("annotator"), column->annotator);
		dn_bytes_add_byte(list, '}');
	}
	dn_bytes_add_byte(list, ']');
	dn_rawjson_begin(&reader->raw);
	dn_rawjson_keep(&reader->raw, DN_SPAN("columns"),
	    dn_bytes_span(list));
	if (options->header == DN_CSV_HEADER_NO)
		dn_rawjson_keep(&reader->raw, DN_SPAN("header"),
		    DN_SPAN("false"));
	keep_flag(reader, "marked", dn_recode_marked(reader->recode));
	keep_flag(reader, "crlf", reader->returned);
	keep_flag(reader, "quoted", reader->quoted);
	if (options->label_separator != NULL) {
		dn_bytes_clear(list);
		dn_json_write_text(list, dn_span_of(
		    options->label_separator));
		dn_rawjson_keep(&reader->raw, DN_SPAN("separator"),
		    dn_bytes_span(list));
	}
	dn_rawjson_end(&reader->raw, &item->tree, item->root);
	if (dn_bytes_check(list, err) < 0 ||
	    dn_tree_check(&item->tree, err) < 0)
		return -1;
	return 1;
}

/* ---- rows ------------------------------------------------------------ */

/* The cell of a column; the absent span where it is empty. */
static struct dn_span
cell_at(const struct reader *reader, size_t index)
{
	struct dn_span text = { NULL, 0 };

	if (index != SIZE_MAX && reader->row.cells[index].text.len > 0)
		text = reader->row.cells[index].text;
	return text;
}

/* The cell of a role, or the absent span; an empty one is as good. */
static struct dn_span
cell(const struct reader *reader, enum dn_csv_role role)
{
	return cell_at(reader, reader->columns.of[role]);
}

/* Keep a cell as a member of `source.raw`. */
static void
keep_cell(struct reader *reader, size_t index)
{
	const char *key = reader->columns.list[index].key;
	struct dn_bytes *text = &reader->raw.text;

	if (text->len > 0)
		dn_bytes_add_byte(text, ',');
	dn_json_write_text(text, dn_span_of(key));
	dn_bytes_add_byte(text, ':');
	dn_json_write_text(text, reader->row.cells[index].text);
}

/* Is a cell a score that an annotation can have? */
static bool
is_score(struct dn_span text)
{
	double value;

	return dn_number_read(text, &value) && value >= 0 && value <= 1;
}

/* Does a score go to an annotation: that of its labels, or of the row? */
static bool
is_scored(const struct reader *reader, size_t index)
{
	size_t pair = reader->columns.list[index].pair;

	return is_score(cell_at(reader, index)) && (pair == SIZE_MAX ?
	    cell(reader, DN_CSV_ANNOTATOR).ptr != NULL :
	    cell_at(reader, pair).ptr != NULL || (
	    reader->columns.label_count == 1 &&
	    cell(reader, DN_CSV_ANNOTATOR).ptr != NULL));
}

/* Does a cell of labels say more than the labels that became of it? */
static bool
is_spelt(const struct reader *reader, struct dn_span text)
{
	const char *separator =
	    reader->reading->run->options->label_separator;
	size_t len = separator != NULL ? strlen(separator) : 0;
	const char *found;

	if (len == 0)
		return false;
	if (text.ptr[0] == ' ' || text.ptr[text.len - 1] == ' ')
		return true;
	for (;; text.ptr = found + len) {
		struct dn_span rest = text;

		found = memmem(rest.ptr, rest.len, separator, len);
		if (found == NULL)
			return text.len == 0;
		/* Nothing, or blanks, beside a separator. */
		if (found == rest.ptr || found[-1] == ' ' ||
		    found + len == rest.ptr + rest.len || found[len] == ' ')
			return true;
		text.len -= (size_t)(found - rest.ptr) + len;
	}
}

/* Is the cell's text one that no member of the record has as it is? */
static bool
is_left(const struct reader *reader, size_t index)
{
	struct dn_span text = cell_at(reader, index);

	if (text.ptr == NULL)
		return false;
	switch (reader->columns.list[index].role) {
	case DN_CSV_REST:
		return true;
	case DN_CSV_IMAGE:
		return cell(reader, DN_CSV_TEXT).ptr != NULL;
	case DN_CSV_SCORE:
		return !is_scored(reader, index);
	case DN_CSV_LABEL:
		return is_spelt(reader, text);
	case DN_CSV_ANNOTATOR:
		return reader->columns.label_count > 1;
	default:
		return false;
	}
}

/* Keep the cells of the row that became no member of `object`. */
static void
keep_cells(struct reader *reader, struct dn_node *object, bool goes_on)
{
	dn_rawjson_begin(&reader->raw);
	for (size_t i = 0; i < reader->columns.count; i++)
		if (is_left(reader, i))
			keep_cell(reader, i);
	/* No pointers: no column has these keys. */
	if (goes_on)
		dn_bytes_add_format(&reader->raw.text, "%s\"row\":true",
		    reader->raw.text.len > 0 ? "," : "");
	if (reader->columns.of[DN_CSV_ID] != SIZE_MAX &&
	    cell(reader, DN_CSV_ID).ptr == NULL) {
		dn_bytes_add_format(&reader->raw.text, "%s\"unnamed\":",
		    reader->raw.text.len > 0 ? "," : "");
		dn_json_write_text(&reader->raw.text, reader->item->id);
	}
	dn_rawjson_end(&reader->raw, &reader->item->tree, object);
}

/* The label of a cell, or its labels. */
static void
set_labels(struct reader *reader, struct dn_node *node, struct dn_span text)
{
	const char *separator =
	    reader->reading->run->options->label_separator;
	struct dn_tree *tree = &reader->item->tree;
	struct dn_node *list;

	if (separator == NULL || *separator == '\0') {
		dn_node_set_text(tree, node, "label", text);
		return;
	}
	list = dn_node_set_array(tree, node, "labels");
	if (dn_csv_split(text, separator, tree, list) > 1)
		return;
	text = dn_node_text(tree, dn_node_first(tree, list));
	dn_node_remove(tree, list);
	if (text.ptr != NULL)
		dn_node_set_text(tree, node, "label", text);
}

/* An annotation of the labels in a column, or of none. */
static struct dn_node *
add_annotation(struct reader *reader, size_t index)
{
	static const struct dn_csv_column none = { .pair = SIZE_MAX };
	const struct dn_csv_column *column = index != SIZE_MAX ?
	    &reader->columns.list[index] : &none;
	struct dn_tree *tree = &reader->item->tree;
	struct dn_span text = cell_at(reader, index);
	struct dn_span annotator = cell(reader, DN_CSV_ANNOTATOR);
	size_t score = column->pair;
	struct dn_node *node = dn_item_annotate(reader->item,
	    DN_ANNOTATION_CLASS);
	char id[24];

	if (index == SIZE_MAX && reader->columns.label_count < 2)
		score = reader->columns.of[DN_CSV_SCORE];
	snprintf(id, sizeof(id), "%zu", ++reader->annotations);
	reader->reading->run->annotations.in++;
	dn_node_set_text(tree, node, "id", dn_span_of(id));
	dn_node_put_last(dn_node_get(tree, node, "kind"));
	if (text.ptr != NULL)
		set_labels(reader, node, text);
	if (column->field != NULL)
		dn_node_set_text(tree, node, "field",
		    dn_span_of(column->field));
	if (column->annotator != NULL)
		annotator = dn_span_of(column->annotator);
	if (annotator.ptr != NULL)
		dn_node_set_text(tree, node, "annotator", annotator);
	if (is_score(cell_at(reader, score)))
		dn_node_set_raw(tree, node, "score", cell_at(reader, score));
	return node;
}

/* The classes of the row; one that names nobody and nothing has none. */
static void
add_annotations(struct reader *reader, bool goes_on)
{
	struct dn_node *first = NULL, *node;
	bool several = reader->columns.label_count > 1;

	for (size_t i = 0; i < reader->columns.count; i++) {
		if (reader->columns.list[i].role != DN_CSV_LABEL ||
		    cell_at(reader, i).ptr == NULL)
			continue;
		node = add_annotation(reader, i);
		first = first != NULL ? first : node;
	}
	if (first == NULL && !several &&
	    cell(reader, DN_CSV_ANNOTATOR).ptr != NULL)
		first = add_annotation(reader, SIZE_MAX);
	/* Cells beside several labels are of the item, in its first row. */
	keep_cells(reader, first == NULL || (several && !goes_on) ?
	    reader->item->root : first, several && goes_on);
}

/* The id: that of its cell, else of its picture, else its number. */
static struct dn_span
find_id(struct reader *reader)
{
	struct dn_span id = cell(reader, DN_CSV_ID);
	struct dn_span image = cell(reader, DN_CSV_IMAGE);
	struct dn_bytes *text = &reader->text;

	if (id.ptr != NULL)
		return id;
	if (image.ptr != NULL && cell(reader, DN_CSV_TEXT).ptr == NULL)
		return reader->reading->keep_suffix ? image :
		    dn_files_stem(image);
	dn_bytes_clear(text);
	if (dn_files_count(reader->files) > 1) {
		dn_files_decode(dn_files_stem(dn_span_of(dn_files_name(
		    reader->files, reader->next - 1))), text);
		dn_bytes_add_byte(text, '/');
	}
	dn_bytes_add_uint(text, reader->number);
	return dn_bytes_span(text);
}

/* Begin the item of the row. */
static void
begin_item(struct reader *reader)
{
	struct dn_item *item = reader->item;
	struct dn_span text = cell(reader, DN_CSV_TEXT);
	struct dn_span image = cell(reader, DN_CSV_IMAGE);
	struct dn_span split = cell(reader, DN_CSV_SPLIT);

	reader->annotations = 0;
	dn_item_begin(item, find_id(reader));
	if (split.ptr != NULL)
		dn_node_set_text(&item->tree, item->root, "split", split);
	if (split.ptr != NULL)
		item->split = dn_node_text(&item->tree,
		    dn_node_get(&item->tree, item->root, "split"));
	if (text.ptr != NULL)
		dn_node_set_text(&item->tree, dn_item_set_media(item,
		    DN_MEDIA_TEXT), "text", text);
	else if (image.ptr != NULL)
		dn_node_set_text(&item->tree, dn_item_set_media(item,
		    DN_MEDIA_IMAGE), "path", image);
	dn_item_need_annotations(item);
	item->source = dn_node_set_object(&item->tree, item->root, "source");
	dn_node_set_text(&item->tree, item->source, "format",
	    DN_SPAN("csv"));
}

/* Does the row have a label? */
static bool
has_label(const struct reader *reader)
{
	for (size_t i = 0; i < reader->columns.count; i++)
		if (reader->columns.list[i].role == DN_CSV_LABEL &&
		    cell_at(reader, i).ptr != NULL)
			return true;
	return false;
}

/* Is the row another annotation of the item? */
static bool
goes_on(struct reader *reader)
{
	struct dn_item *item = reader->item;
	struct dn_node *text = dn_node_get(&item->tree, item->media, "text");
	struct dn_node *path = dn_node_get(&item->tree, item->media, "path");
	struct dn_span id = cell(reader, DN_CSV_ID);

	return id.ptr != NULL && dn_span_equal(id, item->id) &&
	    (has_label(reader) || (reader->columns.label_count < 2 &&
	    cell(reader, DN_CSV_ANNOTATOR).ptr != NULL)) &&
	    dn_item_first_annotation(item) != NULL &&
	    dn_span_equal(cell(reader, DN_CSV_SPLIT), item->split) &&
	    dn_span_equal(cell(reader, DN_CSV_TEXT),
	    dn_node_text(&item->tree, text)) && (text != NULL ||
	    dn_span_equal(cell(reader, DN_CSV_IMAGE),
	    dn_node_text(&item->tree, path)));
}

/* The next row, unless there is one waiting: to reader->row and ->came. */
static void
need_row(struct reader *reader)
{
	struct dn_row *row = &reader->row;
	struct dn_err *why = &reader->why;
	size_t count = reader->columns.count;

	if (reader->pending)
		return;
	reader->pending = true;
	*why = (struct dn_err)DN_ERR_INIT;
	reader->came = dn_cells_next(reader->cells, row, why);
	if (reader->came <= 0 || row->count == count)
		return;
	reader->came = dn_err_set(why, DN_E_BAD_FORMAT, "%zu cells in a "
	    "table of %zu columns", row->count, count);
	dn_err_excerpt(why, row->raw.ptr, row->raw.len);
	if (row->count > count)
		dn_err_at(why, row->cells[count].line,
		    row->cells[count].column);
	else
		dn_err_at(why, row->cells[row->count - 1].line,
		    row->cells[row->count - 1].column);
}

/* The item of the row that waits, and of the rows that go on with it. */
static int
read_item(struct reader *reader, struct dn_err *err)
{
	reader->reading->line = reader->row.line;
	reader->reading->column = 1;
	reader->reading->byte = reader->row.byte;
	reader->number++;
	begin_item(reader);
	add_annotations(reader, false);
	reader->pending = false;
	need_row(reader);
	while (reader->came > 0 && goes_on(reader)) {
		reader->number++;
		add_annotations(reader, true);
		reader->pending = false;
		need_row(reader);
	}
	if (dn_bytes_check(&reader->raw.text, err) < 0 ||
	    dn_bytes_check(&reader->text, err) < 0 ||
	    dn_tree_check(&reader->item->tree, err) < 0)
		return -1;
	return 1;
}

/* What the open table gives next: 1, 0 at its end, -1. */
static int
read_table(struct reader *reader, struct dn_span *raw, bool *lost,
    struct dn_err *err)
{
	need_row(reader);
	if (reader->came > 0)
		return read_item(reader, err);
	reader->pending = false;
	if (reader->came == 0)
		return 0;
	*err = reader->why;
	*raw = reader->row.raw;
	*lost = raw->ptr == NULL;
	reader->number++;
	return -1;
}

int
dn_csv_read_next(void *state, struct dn_item *item, struct dn_span *raw,
    struct dn_err *err)
{
	struct reader *reader = state;
	bool lost = false;
	int got = 0;

	reader->item = item;
	while (got == 0) {
		if (reader->cells != NULL) {
			got = read_table(reader, raw, &lost, err);
		} else if (reader->next == dn_files_count(reader->files)) {
			return 0;
		} else {
			got = open_table(reader, err);
			lost = got < 0;
			if (got > 0)
				return give_header(reader, err);
		}
		if (got == 0 || lost)
			close_table(reader);
	}
	if (got < 0)
		err->source = reader->path;
	return got;
}
