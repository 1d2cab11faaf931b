/* SPDX-License-Identifier: MIT */
/* How the lines of a CoNLL item were, as its `source.raw` tells. */
#include "formats/conll_write.h"

/* The number behind `prefix` in a name; SIZE_MAX where there is none. */
static size_t
number_behind(struct dn_span name, const char *prefix)
{
	size_t len = strlen(prefix), value = 0;

	if (name.len <= len || name.len > len + 15 ||
	    memcmp(name.ptr, prefix, len) != 0)
		return SIZE_MAX;
	for (size_t i = len; i < name.len; i++) {
		if (name.ptr[i] < '0' || name.ptr[i] > '9')
			return SIZE_MAX;
		value = value * 10 + (size_t)(name.ptr[i] - '0');
	}
	return value;
}

/* A list with a member for each token: its first one, or NULL. */
static struct dn_node *
list_of(struct dn_conll_writer *writer, struct dn_node *node)
{
	struct dn_tree *tree = &writer->item->tree;

	return writer->piece_count > 0 && node->type == DN_JSON_ARRAY &&
	    dn_node_count(tree, node) == writer->piece_count ?
	    dn_node_first(tree, node) : NULL;
}

/* One member of source.raw; false when it has no place any more. */
static bool
recall_member(struct dn_conll_writer *writer, struct dn_node *node)
{
	struct dn_span text = dn_node_text(&writer->item->tree, node);
	size_t number;

	if (dn_span_is(node->name, "/separator") && text.len > 0) {
		writer->separator = text;
	} else if (dn_span_is(node->name, "/newline")) {
		writer->newline = dn_span_is(text, "\r\n") ? "\r\n" : "\n";
	} else if (dn_span_is(node->name, "/unended")) {
		writer->unended = dn_node_true(node);
	} else if (dn_span_is(node->name, "/mark")) {
		writer->marked = dn_node_true(node);
	} else if (dn_span_is(node->name, "/sentence")) {
		writer->sentence = dn_node_true(node);
	} else if (dn_span_is(node->name, "/layout")) {
		return true;
	} else if (dn_span_is(node->name, "/tags")) {
		writer->lanes[0].tags = list_of(writer, node);
		return writer->lanes[0].tags != NULL;
	} else if ((number = number_behind(node->name, "/tags/")) <
	    writer->lane_count) {
		writer->lanes[number].tags = list_of(writer, node);
		return writer->lanes[number].tags != NULL;
	} else if ((number = number_behind(node->name, "/columns/")) <
	    DN_CONLL_FIELDS - 1) {
		writer->columns[number] = list_of(writer, node);
		if (!writer->laid && number + 2 > writer->width)
			writer->width = number + 2;
		return writer->columns[number] != NULL;
	} else if ((number = number_behind(node->name, "/gaps/")) <
	    writer->piece_count) {
		writer->pieces[number].gap = node;
	} else if (number == writer->piece_count) {
		writer->end_gap = node;
	} else if ((number = number_behind(node->name, "/lines/")) <
	    writer->piece_count) {
		writer->pieces[number].line = node;
	} else {
		return false;
	}
	return true;
}

/* The scheme that an item was in. */
static enum dn_conll_scheme
scheme_of(struct dn_conll_writer *writer)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_span name = dn_node_text(tree, dn_node_get(tree,
	    writer->item->source, "dialect"));

	for (int i = 1; i < DN_CONLL_SCHEMES && writer->own; i++)
		if (dn_span_is(name, dn_conll_schemes[i]))
			return (enum dn_conll_scheme)i;
	return DN_CONLL_IOB2;
}

/* A column's number from 1 as one from 0; `other` where there is none. */
static size_t
column_of(const struct dn_node *node, size_t other)
{
	int64_t number;

	return node != NULL && dn_node_int(node, &number) && number > 0 &&
	    number < DN_CONLL_FIELDS ? (size_t)number - 1 : other;
}

/* One of "layers". */
static void
recall_layer(struct dn_conll_writer *writer, struct dn_node *node)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_conll_lane *lane = &writer->lanes[writer->lane_count];
	struct dn_span kind = dn_node_text(tree, dn_node_get(tree, node,
	    "kind")), field = dn_node_text(tree, dn_node_get(tree, node,
	    "field"));
	struct dn_conll_layer layer = { .column = column_of(dn_node_get(tree,
	    node, "column"), DN_CONLL_LAST) };

	if (layer.column == writer->token ||
	    field.len >= sizeof(layer.field))
		return;
	if (field.len > 0)
		memcpy(layer.field, field.ptr, field.len);
	for (int i = 0; dn_conll_kinds[i] != NULL; i++)
		if (dn_span_is(kind, dn_conll_kinds[i]))
			layer.kind = (enum dn_conll_kind)i;
	lane->layer = layer;
	lane->tags = NULL;
	writer->lane_count++;
}

/* Leave out lanes whose column another one or the token has. */
static void
sort_out_lanes(struct dn_conll_writer *writer)
{
	size_t kept = 0;

	for (size_t i = 0; i < writer->lane_count; i++) {
		struct dn_conll_layer layer = writer->lanes[i].layer;
		size_t column = dn_conll_column(&layer, writer->width);
		bool taken = column == writer->token;

		for (size_t k = 0; k < kept; k++)
			taken = taken || column == dn_conll_column(
			    &writer->lanes[k].layer, writer->width);
		if (!taken)
			writer->lanes[kept++].layer = layer;
	}
	writer->lane_count = kept;
}

/* The columns of token and spans: tokens first, tags last unless it is told. */
static void
recall_layout(struct dn_conll_writer *writer)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *node = writer->own ? dn_raw_get(tree,
	    writer->item->root, DN_SPAN("/layout")) : NULL, *layer;
	bool last = false;

	writer->laid = node != NULL;
	writer->token = column_of(dn_node_get(tree, node, "token"), 0);
	writer->width = column_of(dn_node_get(tree, node, "width"), 1) + 1;
	writer->lane_count = 0;
	if (node == NULL) {
		writer->lanes[0].layer = (struct dn_conll_layer){
			.column = DN_CONLL_LAST };
		writer->lanes[0].tags = NULL;
		writer->lane_count = 1;
	}
	layer = dn_node_first(tree, dn_node_get(tree, node, "layers"));
	for (; layer != NULL && writer->lane_count < DN_CONLL_LAYERS;
	    layer = layer->next)
		recall_layer(writer, layer);
	/* All of them must be among its columns. */
	if (writer->width <= writer->token)
		writer->width = writer->token + 1;
	for (size_t i = 0; i < writer->lane_count; i++)
		if (writer->lanes[i].layer.column == DN_CONLL_LAST)
			last = true;
		else if (writer->lanes[i].layer.column >= writer->width)
			writer->width = writer->lanes[i].layer.column + 1;
	if (last && writer->width == writer->token + 1 &&
	    writer->width < DN_CONLL_FIELDS)
		writer->width++;
	sort_out_lanes(writer);
}

int
dn_conll_recall(struct dn_conll_writer *writer, struct dn_err *err)
{
	int wanted = writer->writing->run->options->scheme;
	struct dn_node *node = NULL;

	writer->scheme = wanted != DN_CONLL_AUTO ?
	    (enum dn_conll_scheme)wanted : scheme_of(writer);
	writer->separator = DN_SPAN("\t");
	writer->newline = "\n";
	recall_layout(writer);
	memset(writer->columns, 0, sizeof(writer->columns));
	writer->end_gap = NULL;
	writer->unended = writer->marked = writer->sentence = false;
	if (writer->own)
		node = dn_raw_first(&writer->item->tree, writer->item->root);
	for (; node != NULL; node = node->next)
		if (!recall_member(writer, node) && dn_loss_dropped(
		    writer->writing->loss, writer->item, NULL,
		    DN_CAP_FOREIGN, err, "%.*s is not of these tokens",
		    node->name.len < 80 ? (int)node->name.len : 80,
		    node->name.ptr) < 0)
			return -1;
	/* Tags are spelt anew in another scheme. */
	for (size_t i = 0; i < writer->lane_count; i++)
		if (wanted != DN_CONLL_AUTO &&
		    dn_conll_is_tags(writer->lanes[i].layer.kind))
			writer->lanes[i].tags = NULL;
	return 0;
}
