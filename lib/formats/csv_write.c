/* SPDX-License-Identifier: MIT */
/* Writing tables: a row for each class, or one for an item without any. */
#include <stdlib.h>

#include "formats/carried.h"
#include "formats/csv.h"
#include "io/cells.h"

struct writer {
	struct dn_writing *writing;
	struct dn_csv_columns columns;
	bool begun;                     /* the columns are known, */
	char delimiter;                 /* and these */
	bool returns;                   /* rows end in CR LF */
	bool quoted;                    /* all cells stand in quotes */
	struct dn_bytes out;
	char *separator;                /* owned: of labels, or NULL */
	struct dn_item *item;
	bool own;                       /* it came from such a table */
	/* The row on its way. */
	struct dn_node **slots;         /* of each column: whose labels */
	struct dn_node *first;          /* its first annotation, or NULL */
	size_t last;                    /* the column filled last */
	size_t rows;                    /* of the item so far */
};

void *
dn_csv_write_open(struct dn_writing *writing, struct dn_err *err)
{
	struct writer *writer = calloc(1, sizeof(*writer));

	if (writer == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	writer->writing = writing;
	dn_csv_columns_init(&writer->columns);
	dn_bytes_init(&writer->out, SIZE_MAX / 2);
	return writer;
}

void
dn_csv_write_close(void *state)
{
	struct writer *writer = state;

	if (writer == NULL)
		return;
	dn_csv_columns_release(&writer->columns);
	dn_bytes_release(&writer->out);
	free(writer->separator);
	free(writer->slots);
	free(writer);
}

/* ---- the columns ----------------------------------------------------- */

/* `source` of the first header, where that came from such a table. */
static struct dn_node *
own_source(struct writer *writer)
{
	struct dn_labels *labels = writer->writing->labels;
	struct dn_tree *tree = dn_labels_tree(labels);
	struct dn_node *source = dn_labels_member(labels, "source", NULL);

	return dn_span_is(dn_node_text(tree, dn_node_get(tree, source,
	    "format")), "csv") ? source : NULL;
}

/* The columns that a header's `source` keeps. */
static int
recall_columns(struct writer *writer, struct dn_node *list,
    struct dn_err *err)
{
	struct dn_tree *tree = dn_labels_tree(writer->writing->labels);
	struct dn_node *node = dn_node_first(tree, list);

	for (; node != NULL; node = node->next) {
		struct dn_span role = dn_node_text(tree,
		    dn_node_get(tree, node, "role"));
		int i = 0;

		while (i < DN_CSV_ROLES && (role.ptr == NULL ||
		    !dn_span_is(role, dn_csv_role_names[i])))
			i++;
		if (dn_csv_columns_add(&writer->columns, dn_node_text(tree,
		    dn_node_get(tree, node, "name")), (enum dn_csv_role)i,
		    err) < 0 || dn_csv_columns_qualify(&writer->columns,
		    writer->columns.count - 1, dn_node_text(tree,
		    dn_node_get(tree, node, "field")), dn_node_text(tree,
		    dn_node_get(tree, node, "annotator")), err) < 0)
			return -1;
	}
	return dn_csv_columns_settle(&writer->columns, err);
}

/* What stands between labels: as told, as it came, or nothing known. */
static int
choose_separator(struct writer *writer, struct dn_node *raw,
    struct dn_err *err)
{
	struct dn_tree *tree = dn_labels_tree(writer->writing->labels);
	const char *told = writer->writing->run->options->label_separator;
	struct dn_span text = told != NULL ? dn_span_of(told) :
	    dn_node_text(tree, dn_node_get(tree, raw, "/separator"));

	writer->slots = calloc(writer->columns.count + 1,
	    sizeof(struct dn_node *));
	if (writer->slots == NULL)
		return dn_err_memory(err);
	if (text.len == 0)
		return 0;
	writer->separator = strndup(text.ptr, text.len);
	return writer->separator != NULL ? 0 : dn_err_memory(err);
}

/* The delimiter: as told, as it came, else a comma. */
static char
choose_delimiter(struct writer *writer, struct dn_node *source)
{
	struct dn_tree *tree = dn_labels_tree(writer->writing->labels);
	struct dn_span dialect = dn_node_text(tree,
	    dn_node_get(tree, source, "dialect"));
	char told = dn_csv_delimiter(
	    writer->writing->run->options->delimiter);

	for (int i = 1; told == '\0' && dn_csv_delimiters[i] != NULL; i++)
		if (dn_span_is(dialect, dn_csv_delimiters[i]))
			told = dn_csv_delimiter(i);
	return told != '\0' ? told : ',';
}

static void
add_cell(struct writer *writer, struct dn_span text)
{
	if (writer->quoted)
		dn_cells_quote(&writer->out, text);
	else
		dn_cells_write(&writer->out, text, writer->delimiter);
}

static void
end_row(struct writer *writer)
{
	dn_bytes_add_text(&writer->out, writer->returns ? "\r\n" : "\n");
}

/* The first line, once what it is can be known. */
static int
begin(struct writer *writer, struct dn_err *err)
{
	const struct dn_format_options *options =
	    writer->writing->run->options;
	struct dn_node *source = own_source(writer), *list = NULL;
	struct dn_tree *tree = dn_labels_tree(writer->writing->labels);
	struct dn_node *raw = dn_node_get(tree, source, "raw");
	bool header = options->header == DN_CSV_HEADER_YES;

	writer->begun = true;
	writer->delimiter = choose_delimiter(writer, source);
	writer->returns = dn_node_true(dn_node_get(tree, raw, "/crlf"));
	writer->quoted = dn_node_true(dn_node_get(tree, raw, "/quoted"));
	list = dn_node_get(tree, raw, "/columns");
	if (options->columns == NULL && dn_node_first(tree, list) != NULL) {
		if (recall_columns(writer, list, err) < 0)
			return -1;
		header = header && dn_node_type(dn_node_get(tree, raw,
		    "/header")) != DN_JSON_FALSE;
	} else if (dn_csv_columns_new(&writer->columns, options->columns,
	    err) < 0) {
		return -1;
	}
	if (choose_separator(writer, raw, err) < 0)
		return -1;
	dn_bytes_clear(&writer->out);
	if (dn_node_true(dn_node_get(tree, raw, "/marked")))
		dn_bytes_add_text(&writer->out, "\xef\xbb\xbf");
	for (size_t i = 0; i < writer->columns.count && header; i++) {
		if (i > 0)
			dn_bytes_add_byte(&writer->out, writer->delimiter);
		add_cell(writer,
		    dn_span_of(writer->columns.list[i].name));
	}
	if (header)
		end_row(writer);
	if (dn_bytes_check(&writer->out, err) < 0)
		return -1;
	return dn_sink_write(writer->writing->out, writer->out.data,
	    writer->out.len, err);
}

int
dn_csv_write_end(void *state, struct dn_err *err)
{
	struct writer *writer = state;

	/* A table of no rows has its header. */
	return writer->begun ? 0 : begin(writer, err);
}

/* ---- rows ------------------------------------------------------------ */

/* A text, or the JSON of what is none. */
static struct dn_span
text_of(struct dn_tree *tree, struct dn_node *node)
{
	if (dn_node_type(node) == DN_JSON_ARRAY)
		node = dn_node_first(tree, node);
	if (dn_node_type(node) <= DN_JSON_NULL)
		return (struct dn_span){ NULL, 0 };
	return node->type == DN_JSON_STRING ? dn_node_text(tree, node) :
	    node->raw;
}

static struct dn_span
member(struct writer *writer, struct dn_node *node, const char *name)
{
	struct dn_tree *tree = &writer->item->tree;

	return text_of(tree, dn_node_get(tree, node, name));
}

/* The labels of an annotation as a cell; -1 with `err`. */
static int
labels_of(struct writer *writer, struct dn_node *node, struct dn_span *cell,
    struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *label = dn_node_get(tree, node, "label");
	struct dn_bytes text;
	int failed;

	if (dn_node_type(label) <= DN_JSON_NULL)
		label = dn_node_get(tree, node, "labels");
	*cell = text_of(tree, label);
	if (dn_node_type(label) != DN_JSON_ARRAY || writer->separator == NULL)
		return 0;
	dn_bytes_init(&text, SIZE_MAX / 2);
	label = dn_node_first(tree, label);
	for (; label != NULL; label = label->next) {
		if (text.len > 0)
			dn_bytes_add_text(&text, writer->separator);
		dn_bytes_add_span(&text, text_of(tree, label));
	}
	*cell = dn_arena_copy(&tree->arena, dn_bytes_span(&text));
	failed = dn_bytes_check(&text, err);
	dn_bytes_release(&text);
	return failed;
}

/* Does a cell that was kept have just these labels? */
static bool
has_labels(struct writer *writer, struct dn_span kept, struct dn_node *node)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *is = dn_node_get(tree, node, "label"), *was;
	struct dn_node *list;
	bool one = is != NULL;

	if (kept.len == 0 || writer->separator == NULL)
		return false;
	list = dn_node_set_array(tree, dn_node_need_object(tree, node,
	    "source"), "cell");
	dn_csv_split(kept, writer->separator, tree, list);
	was = dn_node_first(tree, list);
	if (!one)
		is = dn_node_first(tree, dn_node_get(tree, node, "labels"));
	for (; was != NULL && is != NULL && dn_span_equal(text_of(tree, was),
	    text_of(tree, is)); was = was->next)
		is = one ? NULL : is->next;
	dn_node_remove(tree, list);
	return was == NULL && is == NULL;
}

/* The row's own annotator: that of labels in a column without one. */
static struct dn_span
row_annotator(struct writer *writer)
{
	struct dn_tree *tree = &writer->item->tree;

	for (size_t i = 0; i < writer->columns.count; i++)
		if (writer->slots[i] != NULL &&
		    writer->columns.list[i].annotator == NULL)
			return member(writer, writer->slots[i], "annotator");
	if (writer->first != NULL && writer->last != SIZE_MAX)
		return (struct dn_span){ NULL, 0 };
	return member(writer, writer->first != NULL ? writer->first :
	    dn_node_first(tree, dn_node_get(tree, writer->item->root,
	    "work")), "annotator");
}

/* What the record has of the item for a role. */
static struct dn_span
item_value(struct writer *writer, enum dn_csv_role role)
{
	struct dn_item *item = writer->item;
	struct dn_tree *tree = &item->tree;

	switch (role) {
	case DN_CSV_ID:
		return item->id;
	case DN_CSV_SPLIT:
		return item->split;
	case DN_CSV_IMAGE:
		return dn_span_is(dn_node_text(tree, dn_node_get(tree,
		    item->media, "type")), "image") ? dn_node_text(tree,
		    dn_node_get(tree, item->media, "path")) :
		    (struct dn_span){ NULL, 0 };
	case DN_CSV_TEXT:
		return dn_node_text(tree, dn_node_get(tree, item->media,
		    "text"));
	default:
		return (struct dn_span){ NULL, 0 };
	}
}

/* The annotation that a column of labels or scores says something of. */
static struct dn_node *
slot_of(struct writer *writer, size_t index)
{
	const struct dn_csv_column *column = &writer->columns.list[index];

	if (column->role == DN_CSV_LABEL)
		return writer->slots[index];
	if (column->pair != SIZE_MAX && writer->slots[column->pair] != NULL)
		return writer->slots[column->pair];
	return writer->columns.label_count < 2 ? writer->first : NULL;
}

/* What stands in a cell of the row; `kept` is what stood there. */
static int
find_cell(struct writer *writer, size_t index, struct dn_span kept,
    struct dn_span *value, struct dn_err *err)
{
	enum dn_csv_role role = writer->columns.list[index].role;

	*value = (struct dn_span){ NULL, 0 };
	if (role == DN_CSV_LABEL) {
		if (slot_of(writer, index) != NULL && labels_of(writer,
		    slot_of(writer, index), value, err) < 0)
			return -1;
		if (slot_of(writer, index) != NULL && has_labels(writer, kept,
		    slot_of(writer, index)))
			*value = kept;
		return 0;
	}
	if (role == DN_CSV_SCORE)
		*value = member(writer, slot_of(writer, index), "score");
	else if (role == DN_CSV_ANNOTATOR)
		*value = row_annotator(writer);
	else if (role != DN_CSV_REST)
		*value = item_value(writer, role);
	if (value->len == 0)
		*value = kept;
	return 0;
}

/* ---- what is lost ---------------------------------------------------- */

static int
lose(struct writer *writer, struct dn_node *node, enum dn_cap cap,
    struct dn_err *err)
{
	return dn_loss_dropped(writer->writing->loss, writer->item, node, cap,
	    err, "the table has no column for it");
}

/* What the record has of the item and the table has no column for. */
static int
lose_of_item(struct writer *writer, struct dn_err *err)
{
	static const enum dn_cap caps[DN_CSV_ROLES] = {
		[DN_CSV_SPLIT] = DN_CAP_SPLIT, [DN_CSV_IMAGE] = DN_CAP_IMAGE,
		[DN_CSV_TEXT] = DN_CAP_TEXT };

	for (int i = DN_CSV_SPLIT; i <= DN_CSV_TEXT; i++)
		if (writer->columns.of[i] == SIZE_MAX && item_value(writer,
		    (enum dn_csv_role)i).len > 0 && lose(writer, writer->first,
		    caps[i], err) < 0)
			return -1;
	/* Who found nothing. */
	return writer->first == NULL &&
	    writer->columns.of[DN_CSV_ANNOTATOR] == SIZE_MAX &&
	    row_annotator(writer).len > 0 ?
	    lose(writer, NULL, DN_CAP_ANNOTATOR, err) : 0;
}

/* The same of an annotation, in that column (SIZE_MAX: in none). */
static int
lose_of_annotation(struct writer *writer, struct dn_node *node, size_t index,
    struct dn_err *err)
{
	const struct dn_csv_columns *columns = &writer->columns;
	bool annotator = columns->of[DN_CSV_ANNOTATOR] != SIZE_MAX ||
	    (index != SIZE_MAX && columns->list[index].annotator != NULL);
	bool score = index != SIZE_MAX ? columns->list[index].pair !=
	    SIZE_MAX : columns->of[DN_CSV_SCORE] != SIZE_MAX;
	struct dn_span labels;

	if (labels_of(writer, node, &labels, err) < 0)
		return -1;
	if (labels.len > 0 && index == SIZE_MAX &&
	    lose(writer, node, DN_CAP_CLASS, err) < 0)
		return -1;
	if (!annotator && member(writer, node, "annotator").len > 0 &&
	    lose(writer, node, DN_CAP_ANNOTATOR, err) < 0)
		return -1;
	if (!score && member(writer, node, "score").len > 0)
		return lose(writer, node, DN_CAP_SCORE, err);
	return 0;
}

/* ---- rows ------------------------------------------------------------ */

/* `source.raw` of what the row's other cells were kept with. */
static struct dn_node *
raw_of_row(struct writer *writer)
{
	struct dn_tree *tree = &writer->item->tree;
	bool root = writer->first == NULL ||
	    (writer->columns.label_count > 1 && writer->rows == 0);

	return !writer->own ? NULL : dn_node_get(tree, dn_node_get(tree,
	    root ? writer->item->root : writer->first, "source"), "raw");
}

/* Write the row that is on its way. */
static int
add_row(struct writer *writer, struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *raw = raw_of_row(writer);
	size_t start = writer->out.len;
	struct dn_span unnamed = dn_node_text(tree,
	    dn_node_get(tree, raw, "unnamed"));
	size_t used = unnamed.ptr != NULL;

	used += dn_node_get(tree, raw, "row") != NULL;
	for (size_t i = 0; i < writer->columns.count; i++) {
		struct dn_node *kept = dn_node_get(tree, raw,
		    writer->columns.list[i].key);
		struct dn_span value;

		used += kept != NULL;
		if (find_cell(writer, i, text_of(tree, kept), &value, err) <
		    0)
			return -1;
		/* An id that was made for an empty cell. */
		if (i == writer->columns.of[DN_CSV_ID] &&
		    dn_span_equal(value, unnamed))
			value = (struct dn_span){ NULL, 0 };
		if (i > 0)
			dn_bytes_add_byte(&writer->out, writer->delimiter);
		add_cell(writer, value);
	}
	/* A line of nothing would be none. */
	if (writer->out.len == start)
		dn_bytes_add_text(&writer->out, "\"\"");
	end_row(writer);
	if (used < dn_node_count(tree, raw) && dn_loss_dropped(
	    writer->writing->loss, writer->item, writer->first,
	    DN_CAP_FOREIGN, err, "%zu cells of columns that are not there",
	    dn_node_count(tree, raw) - used) < 0)
		return -1;
	if (lose_of_item(writer, err) < 0)
		return -1;
	memset(writer->slots, 0, writer->columns.count *
	    sizeof(struct dn_node *));
	writer->first = NULL;
	writer->rows++;
	return 0;
}

/* How well a column of labels is an annotation's; 0: it is not. */
static int
fitness(struct writer *writer, const struct dn_csv_column *column,
    struct dn_node *node)
{
	bool field = dn_span_equal(member(writer, node, "field"),
	    dn_span_of(column->field));

	if (column->role != DN_CSV_LABEL || (column->field != NULL &&
	    !field) || (column->annotator != NULL && !dn_span_equal(
	    member(writer, node, "annotator"),
	    dn_span_of(column->annotator))))
		return 0;
	return 1 + 2 * field + (column->annotator != NULL);
}

/* The column of labels that fits an annotation best; SIZE_MAX: none. */
static size_t
find_column(struct writer *writer, struct dn_node *node)
{
	size_t found = SIZE_MAX;
	int best = 0;

	for (size_t i = 0; i < writer->columns.count; i++) {
		int fit = fitness(writer, &writer->columns.list[i], node);

		if (fit <= best)
			continue;
		best = fit;
		found = i;
	}
	return found;
}

/* Can an annotation stand in the row that is on its way? */
static bool
fits_row(struct writer *writer, struct dn_node *node, size_t index)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *raw = !writer->own ? NULL : dn_node_get(tree,
	    dn_node_get(tree, node, "source"), "raw");

	return index != SIZE_MAX && writer->slots[index] == NULL &&
	    dn_node_get(tree, raw, "row") == NULL &&
	    (writer->columns.list[index].annotator != NULL || dn_span_equal(
	    row_annotator(writer), member(writer, node, "annotator")));
}

/* What the table carries of an annotation in that column; as told before. */
static int
judge(struct writer *writer, struct dn_annotation *annotation, size_t index,
    bool *carried, struct dn_err *err)
{
	struct dn_loss *loss = writer->writing->loss;

	dn_loss_keep(loss, DN_CAP_LABELS, writer->separator != NULL);
	dn_loss_keep(loss, DN_CAP_FIELD, index != SIZE_MAX &&
	    writer->columns.list[index].field != NULL);
	return dn_loss_annotation(loss, writer->item, annotation, carried,
	    err);
}

/* Put one annotation into the row on its way, or into the next. */
static int
add_annotation(struct writer *writer, struct dn_node *node, size_t index,
    struct dn_err *err)
{
	if (writer->first != NULL && !fits_row(writer, node, index) &&
	    add_row(writer, err) < 0)
		return -1;
	if (lose_of_annotation(writer, node, index, err) < 0)
		return -1;
	if (writer->first == NULL)
		writer->first = node;
	if (index != SIZE_MAX)
		writer->slots[index] = node;
	writer->last = index;
	return 0;
}

/* The rows of the item's classes, or one without any. */
static int
add_rows(struct writer *writer, struct dn_err *err)
{
	struct dn_annotation_counts *counts =
	    &writer->writing->run->annotations;
	struct dn_node *node = dn_item_first_annotation(writer->item);

	for (; node != NULL; node = node->next) {
		struct dn_annotation annotation;
		size_t index = find_column(writer, node);
		bool carried;

		if (dn_annotation_read(writer->item, node, &annotation,
		    err) < 0 || judge(writer, &annotation, index, &carried,
		    err) < 0)
			return -1;
		if (carried && index == SIZE_MAX &&
		    writer->columns.label_count > 0) {
			/* A table of others' labels, or of other questions. */
			carried = false;
			if (lose(writer, node, DN_CAP_CLASS, err) < 0)
				return -1;
		}
		counts->dropped += !carried;
		counts->out += carried;
		if (carried && add_annotation(writer, node, index, err) < 0)
			return -1;
	}
	return writer->first != NULL || writer->rows == 0 ?
	    add_row(writer, err) : 0;
}

int
dn_csv_write_item(void *state, struct dn_item *item, struct dn_err *err)
{
	struct writer *writer = state;
	struct dn_media media;
	int carried;

	if (!writer->begun && begin(writer, err) < 0)
		return -1;
	carried = dn_carried_item(writer->writing, item, false, &media, err);
	if (carried <= 0)
		return carried;
	writer->item = item;
	writer->own = dn_span_is(dn_node_text(&item->tree,
	    dn_node_get(&item->tree, item->source, "format")), "csv");
	dn_bytes_clear(&writer->out);
	if (media.type == DN_MEDIA_TEXT && media.path.len > 0 &&
	    dn_loss_dropped(writer->writing->loss, item, NULL, DN_CAP_MEDIA,
	    err, "path") < 0)
		return -1;
	writer->rows = 0;
	writer->first = NULL;
	memset(writer->slots, 0, writer->columns.count *
	    sizeof(struct dn_node *));
	if (add_rows(writer, err) < 0 ||
	    dn_bytes_check(&writer->out, err) < 0 ||
	    dn_tree_check(&item->tree, err) < 0)
		return -1;
	if (dn_sink_write(writer->writing->out, writer->out.data,
	    writer->out.len, err) < 0)
		return -1;
	return 1;
}
