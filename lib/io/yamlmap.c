/* SPDX-License-Identifier: MIT */
/* Reading YAML mappings by rows: what is not in a row is refused. */
#include "io/yamlmap.h"

#include <inttypes.h>
#include <stdio.h>

#include "core/date.h"
#include "core/money.h"

#define NAME_MAX_SHOWN 40

/* How errors call a value: its key, or "the value". */
static struct dn_span
name_of(const struct dn_yaml_node *node)
{
	struct dn_span name = node->key;

	if (name.ptr == NULL)
		return DN_SPAN("the value");
	if (name.len > NAME_MAX_SHOWN)
		name.len = NAME_MAX_SHOWN;
	return name;
}

/* Fail for a value that is not as the row wants it. */
static int
unfit(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    struct dn_err *err, const char *what)
{
	struct dn_span name = name_of(node);

	return dn_yaml_error(yaml, node, err, "%.*s must be %s",
	    (int)name.len, name.ptr, what);
}

static int
out_of_range(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    const struct dn_yaml_row *row, struct dn_err *err)
{
	char what[80];

	snprintf(what, sizeof(what), "within %" PRId64 " and %" PRId64,
	    row->low, row->high);
	return unfit(yaml, node, err, what);
}

static int
read_int(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    const struct dn_yaml_row *row, int64_t *to, struct dn_err *err)
{
	int64_t value;

	if (!dn_yaml_int(node, &value))
		return unfit(yaml, node, err,
		    "a whole number in plain digits");
	if (value < row->low || value > row->high)
		return out_of_range(yaml, node, row, err);
	*to = value;
	return 0;
}

/* `total_fen: 1000000` is whole; `total: "10000.00"` is a quoted decimal. */
static int
read_fen(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    const struct dn_yaml_row *row, int64_t *to, struct dn_err *err)
{
	int64_t value;

	if (node->key.len > strlen(row->key))
		return read_int(yaml, node, row, to, err);
	if (node->kind != DN_YAML_SCALAR || node->plain ||
	    !dn_money_parse(node->text, &value))
		return unfit(yaml, node, err,
		    "an amount of yuan in quotes, as \"1500.00\"");
	if (value < row->low || value > row->high)
		return out_of_range(yaml, node, row, err);
	*to = value;
	return 0;
}

static int
read_date(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    int32_t *to, struct dn_err *err)
{
	struct dn_date date;

	if (node->kind != DN_YAML_SCALAR || !dn_date_parse(node->text, &date))
		return unfit(yaml, node, err, "a date, as 2026-07-10");
	*to = dn_date_number(date);
	return 0;
}

/* "one of person, batch": what may stand there. */
static int
no_choice(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    const struct dn_yaml_row *row, struct dn_err *err)
{
	char what[200];
	size_t at = 0, i;

	for (i = 0; row->choices[i] != NULL && at < sizeof(what); i++)
		if (row->choices[i][0] != '!')
			at += (size_t)snprintf(what + at, sizeof(what) - at,
			    "%s%s", at == 0 ? "one of " : ", ",
			    row->choices[i]);
	return unfit(yaml, node, err, what);
}

static int
not_built(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    struct dn_err *err)
{
	struct dn_span name = name_of(node);
	bool value = node->kind == DN_YAML_SCALAR;

	dn_yaml_error(yaml, node, err, "%.*s%s%.*s is not built yet",
	    (int)name.len, name.ptr, value ? ": " : "",
	    value ? NAME_MAX_SHOWN : 0, value ? node->text.ptr : "");
	err->code = DN_E_NOT_BUILT;
	return -1;
}

static int
read_choice(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    const struct dn_yaml_row *row, int *to, struct dn_err *err)
{
	const char *choice;
	int i;

	if (node->kind != DN_YAML_SCALAR)
		return no_choice(yaml, node, row, err);
	for (i = 0; (choice = row->choices[i]) != NULL; i++) {
		if (*choice == '!' && dn_span_is(node->text, choice + 1))
			return not_built(yaml, node, err);
		if (dn_span_is(node->text, choice)) {
			*to = i;
			return 0;
		}
	}
	return no_choice(yaml, node, row, err);
}

static int
read_text(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    struct dn_span *to, struct dn_err *err)
{
	if (node->kind != DN_YAML_SCALAR || node->text.len == 0)
		return unfit(yaml, node, err, "a text");
	*to = node->text;
	return 0;
}

int
dn_yaml_read_value(const struct dn_yaml *yaml,
    const struct dn_yaml_node *node, const struct dn_yaml_row *row, void *to,
    struct dn_err *err)
{
	if ((row->flags & DN_YAML_NULLABLE) != 0 && dn_yaml_null(node))
		return 0;
	switch (row->type) {
	case DN_YAML_TEXT:
		return read_text(yaml, node, to, err);
	case DN_YAML_INT:
		return read_int(yaml, node, row, to, err);
	case DN_YAML_FEN:
		return read_fen(yaml, node, row, to, err);
	case DN_YAML_BOOL:
		return dn_yaml_bool(node, to) ? 0 :
		    unfit(yaml, node, err, "true or false");
	case DN_YAML_DATE:
		return read_date(yaml, node, to, err);
	case DN_YAML_CHOICE:
		return read_choice(yaml, node, row, to, err);
	case DN_YAML_NODE:
		*(const struct dn_yaml_node **)to = node;
		return 0;
	case DN_YAML_MAP:
		return dn_yaml_read(yaml, node, row->inner, to, err);
	case DN_YAML_LATER:
		break;
	}
	return not_built(yaml, node, err);
}

/* Is this the row of that key?  A FEN row has two names. */
static bool
row_is(const struct dn_yaml_row *row, struct dn_span key)
{
	size_t len = strlen(row->key);

	if (row->type == DN_YAML_FEN && key.len == len + 4 &&
	    memcmp(key.ptr + len, "_fen", 4) == 0)
		key.len = len;
	return key.len == len && memcmp(key.ptr, row->key, len) == 0;
}

/* The row of the child's key, or NULL. */
static const struct dn_yaml_row *
find_row(const struct dn_yaml_row *rows, const struct dn_yaml_node *child)
{
	for (; rows->key != NULL; rows++)
		if (row_is(rows, child->key))
			return rows;
	return NULL;
}

/* Read the children; `seen` gets a bit for each row that was there. */
static int
read_children(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    const struct dn_yaml_row *rows, char *to, uint64_t *seen,
    struct dn_err *err)
{
	const struct dn_yaml_node *child;
	const struct dn_yaml_row *row;
	uint64_t bit;

	for (child = node->first; child != NULL; child = child->next) {
		row = find_row(rows, child);
		if (row == NULL)
			return dn_yaml_error(yaml, child, err,
			    "unknown key \"%.*s\"", (int)name_of(child).len,
			    child->key.ptr);
		bit = (uint64_t)1 << (row - rows);
		if ((*seen & bit) != 0)
			return dn_yaml_error(yaml, child, err,
			    "%s is given twice", row->key);
		*seen |= bit;
		if (dn_yaml_read_value(yaml, child, row, to + row->offset,
		    err) < 0)
			return -1;
	}
	return 0;
}

int
dn_yaml_read(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    const struct dn_yaml_row *rows, void *to, struct dn_err *err)
{
	const struct dn_yaml_row *row;
	uint64_t seen = 0;

	if (node == NULL)
		return dn_yaml_error(yaml, node, err, "nothing is in it");
	if (node->kind != DN_YAML_MAPPING)
		return unfit(yaml, node, err, "a mapping of keys to values");
	if (read_children(yaml, node, rows, to, &seen, err) < 0)
		return -1;
	for (row = rows; row->key != NULL; row++)
		if ((row->flags & DN_YAML_REQUIRED) != 0 &&
		    (seen & (uint64_t)1 << (row - rows)) == 0)
			return dn_yaml_error(yaml, node, err,
			    "key \"%s\" is missing", row->key);
	return 0;
}
