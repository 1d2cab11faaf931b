/* SPDX-License-Identifier: MIT */
/* Two passes over the lines: which columns there are, and their cells. */
#include "report/sheet.h"

#include <stdio.h>
#include <string.h>

#include "core/utf8.h"
#include "io/tree.h"
#include "report/table.h"

#define CELL_COLUMNS 60         /* of a cell, on a terminal */

/* The members shown, in their order; some are numbers. */
static const struct shown {
	const char *member;
	bool number;
} members[] = {
	{ "metric", false }, { "of", false }, { "weights", false },
	{ "scale", false }, { "group", false }, { "field", false },
	{ "item", false }, { "split", false }, { "annotator", false },
	{ "label", false }, { "value", true }, { "se", true },
	{ "p", true }, { "ci", true }, { "n", true }, { "reason", false },
	{ "annotators", false }
};

#define MEMBERS (sizeof(members) / sizeof(members[0]))

/* The next line, read; NULL at the end or without memory. */
static struct dn_node *
next_line(struct dn_tree *tree, struct dn_span *lines)
{
	const char *end = lines->len == 0 ? NULL :
	    memchr(lines->ptr, '\n', lines->len);
	struct dn_json_value value;
	size_t len;

	if (end == NULL)
		return NULL;
	len = (size_t)(end - lines->ptr);
	value = dn_json_value_of((struct dn_span){ lines->ptr, len });
	lines->ptr += len + 1;
	lines->len -= len + 1;
	dn_tree_clear(tree);
	return dn_tree_read(tree, &value);
}

/* A number as people read it: at most four decimals. */
static void
add_number(struct dn_bytes *out, double value)
{
	char text[400];
	int len = snprintf(text, sizeof(text), "%.4f", value);

	while (len > 0 && text[len - 1] == '0')
		len--;
	if (len > 0 && text[len - 1] == '.')
		len--;
	if (len == 2 && text[0] == '-' && text[1] == '0')
		text[--len - 1] = '0';
	dn_bytes_add(out, text, (size_t)len);
}

/* A value as people read it: texts bare, lists with commas. */
static void
add_value(struct dn_tree *tree, struct dn_node *node, struct dn_bytes *out)
{
	struct dn_node *child;
	struct dn_span text = node->raw;
	double value;

	if (node->type == DN_JSON_NULL)
		return;
	if (dn_node_real(node, &value)) {
		add_number(out, value);
		return;
	}
	if (node->type == DN_JSON_STRING)
		text = dn_node_text(tree, node);
	if (node->type != DN_JSON_ARRAY) {
		dn_utf8_show(out, text.ptr, text.len, CELL_COLUMNS);
		return;
	}
	child = dn_node_first(tree, node);
	for (size_t i = 0; child != NULL; child = child->next, i++) {
		if (i > 0)
			dn_bytes_add_text(out, ", ");
		if (dn_node_real(child, &value)) {
			add_number(out, value);
			continue;
		}
		text = child->type == DN_JSON_STRING ?
		    dn_node_text(tree, child) : child->raw;
		dn_utf8_show(out, text.ptr, text.len, CELL_COLUMNS);
	}
}

/* Which members any of the lines has, one that is not null. */
static size_t
find_members(struct dn_tree *tree, struct dn_span lines, bool used[MEMBERS])
{
	struct dn_node *line, *node;
	size_t count = 0;

	while ((line = next_line(tree, &lines)) != NULL)
		for (size_t i = 0; i < MEMBERS; i++) {
			node = dn_node_get(tree, line, members[i].member);
			if (node == NULL || node->type == DN_JSON_NULL ||
			    used[i])
				continue;
			used[i] = true;
			count++;
		}
	return count;
}

int
dn_sheet_write(struct dn_span lines, struct dn_bytes *out,
    struct dn_err *err)
{
	bool used[MEMBERS] = { false };
	struct dn_node *line, *node;
	struct dn_table table;
	struct dn_tree tree;
	size_t column = 0;
	int failed = 0;

	dn_tree_init(&tree, SIZE_MAX / 2);
	dn_table_init(&table, find_members(&tree, lines, used));
	for (size_t i = 0; i < MEMBERS; i++)
		if (used[i]) {
			table.right[column++] = members[i].number;
			dn_bytes_add_text(dn_table_text(&table),
			    members[i].member);
			dn_table_end(&table);
		}
	while ((line = next_line(&tree, &lines)) != NULL)
		for (size_t i = 0; i < MEMBERS; i++) {
			if (!used[i])
				continue;
			node = dn_node_get(&tree, line, members[i].member);
			if (node != NULL)
				add_value(&tree, node, dn_table_text(&table));
			dn_table_end(&table);
		}
	failed = dn_tree_check(&tree, err);
	if (failed == 0 && column > 0)
		failed = dn_table_markdown(&table, out, err);
	dn_table_release(&table);
	dn_tree_release(&tree);
	return failed;
}
