/* SPDX-License-Identifier: MIT */
/* Writing tables: a row for each class, or one for an item without any. */
#include <stdlib.h>

#include "formats/csv.h"
#include "io/cells.h"

struct writer {
	struct dn_writing *writing;
	struct dn_csv_columns columns;
	bool begun;                     /* the columns are known, */
	char delimiter;                 /* and this */
	struct dn_bytes out;
	struct dn_item *item;
	bool own;                       /* it came from such a table */
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
		    err) < 0)
			return -1;
	}
	return 0;
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
	dn_bytes_clear(&writer->out);
	for (size_t i = 0; i < writer->columns.count && header; i++) {
		if (i > 0)
			dn_bytes_add_byte(&writer->out, writer->delimiter);
		dn_cells_write(&writer->out,
		    dn_span_of(writer->columns.list[i].name),
		    writer->delimiter);
	}
	if (header)
		dn_bytes_add_byte(&writer->out, '\n');
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

/* What the record has for a role; `node` NULL: the item has no class. */
static struct dn_span
value_of(struct writer *writer, struct dn_node *node, enum dn_csv_role role)
{
	struct dn_item *item = writer->item;
	struct dn_tree *tree = &item->tree;
	struct dn_node *work, *label;

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
	case DN_CSV_LABEL:
		label = dn_node_get(tree, node, "label");
		return text_of(tree, label != NULL ? label :
		    dn_node_get(tree, node, "labels"));
	case DN_CSV_ANNOTATOR:
		work = dn_node_first(tree, dn_node_get(tree, item->root,
		    "work"));
		return text_of(tree, dn_node_get(tree, node != NULL ? node :
		    work, "annotator"));
	case DN_CSV_SCORE:
		return text_of(tree, dn_node_get(tree, node, "score"));
	default:
		return (struct dn_span){ NULL, 0 };
	}
}

/* What the record has and the table has no column for. */
static int
lose_values(struct writer *writer, struct dn_node *node, struct dn_err *err)
{
	static const enum dn_cap caps[DN_CSV_ROLES] = {
		[DN_CSV_SPLIT] = DN_CAP_SPLIT, [DN_CSV_IMAGE] = DN_CAP_IMAGE,
		[DN_CSV_TEXT] = DN_CAP_TEXT, [DN_CSV_LABEL] = DN_CAP_CLASS,
		[DN_CSV_ANNOTATOR] = DN_CAP_ANNOTATOR,
		[DN_CSV_SCORE] = DN_CAP_SCORE,
	};

	for (int i = DN_CSV_SPLIT; i < DN_CSV_ROLES; i++)
		if (writer->columns.of[i] == SIZE_MAX && value_of(writer,
		    node, (enum dn_csv_role)i).len > 0 && dn_loss_dropped(
		    writer->writing->loss, writer->item, node, caps[i], err,
		    "the table has no column for it") < 0)
			return -1;
	return 0;
}

/* `source.raw` of the object whose row it is. */
static struct dn_node *
raw_of(struct writer *writer, struct dn_node *node)
{
	struct dn_tree *tree = &writer->item->tree;

	return writer->own ? dn_node_get(tree, dn_node_get(tree, node,
	    "source"), "raw") : NULL;
}

/* One row. */
static int
add_row(struct writer *writer, struct dn_node *node, struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *raw = raw_of(writer, node != NULL ? node :
	    writer->item->root);
	size_t start = writer->out.len, used = 0;

	for (size_t i = 0; i < writer->columns.count; i++) {
		const struct dn_csv_column *column = &writer->columns.list[i];
		struct dn_node *kept = dn_node_get(tree, raw, column->key);
		struct dn_span value = value_of(writer, node, column->role);

		used += kept != NULL;
		if (value.len == 0)
			value = text_of(tree, kept);
		if (i > 0)
			dn_bytes_add_byte(&writer->out, writer->delimiter);
		dn_cells_write(&writer->out, value, writer->delimiter);
	}
	/* A line of nothing would be none. */
	if (writer->out.len == start)
		dn_bytes_add_text(&writer->out, "\"\"");
	dn_bytes_add_byte(&writer->out, '\n');
	if (used < dn_node_count(tree, raw) && dn_loss_dropped(
	    writer->writing->loss, writer->item, node, DN_CAP_FOREIGN, err,
	    "%zu cells of columns that are not there",
	    dn_node_count(tree, raw) - used) < 0)
		return -1;
	return lose_values(writer, node, err);
}

/* A row for each class; *rows counts them. */
static int
add_rows(struct writer *writer, size_t *rows, struct dn_err *err)
{
	struct dn_annotation_counts *counts =
	    &writer->writing->run->annotations;
	struct dn_node *node = dn_item_first_annotation(writer->item);

	for (; node != NULL; node = node->next) {
		struct dn_annotation annotation;
		bool carried;

		if (dn_annotation_read(writer->item, node, &annotation,
		    err) < 0 || dn_loss_annotation(writer->writing->loss,
		    writer->item, &annotation, &carried, err) < 0)
			return -1;
		if (!carried) {
			counts->dropped++;
			continue;
		}
		if (add_row(writer, node, err) < 0)
			return -1;
		counts->out++;
		++*rows;
	}
	return 0;
}

int
dn_csv_write_item(void *state, struct dn_item *item, struct dn_err *err)
{
	struct writer *writer = state;
	struct dn_media media;
	size_t rows = 0;
	int carried;

	if (!writer->begun && begin(writer, err) < 0)
		return -1;
	if (dn_item_media(item, &media, err) < 0)
		return -1;
	carried = dn_loss_item(writer->writing->loss, item, &media, err);
	if (carried <= 0) {
		writer->writing->run->annotations.dropped += dn_node_count(
		    &item->tree, item->annotations);
		return carried;
	}
	writer->item = item;
	writer->own = dn_span_is(dn_node_text(&item->tree,
	    dn_node_get(&item->tree, item->source, "format")), "csv");
	dn_bytes_clear(&writer->out);
	if (media.type == DN_MEDIA_TEXT && media.path.len > 0 &&
	    dn_loss_dropped(writer->writing->loss, item, NULL, DN_CAP_MEDIA,
	    err, "path") < 0)
		return -1;
	if (add_rows(writer, &rows, err) < 0 ||
	    (rows == 0 && add_row(writer, NULL, err) < 0) ||
	    dn_bytes_check(&writer->out, err) < 0 ||
	    dn_tree_check(&item->tree, err) < 0)
		return -1;
	if (dn_sink_write(writer->writing->out, writer->out.data,
	    writer->out.len, err) < 0)
		return -1;
	return 1;
}
