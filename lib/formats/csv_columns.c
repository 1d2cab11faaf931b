/* SPDX-License-Identifier: MIT */
/* The columns of tables: their names, and what they hold. */
#include <stdlib.h>

#include "formats/csv.h"

/* Names that columns are known by, in lower case, beside the roles' own. */
static const struct {
	enum dn_csv_role role;
	const char *name;
} known[] = {
	{ DN_CSV_ID, "_id" }, { DN_CSV_ID, "item" },
	{ DN_CSV_SPLIT, "subset" },
	{ DN_CSV_IMAGE, "image_path" }, { DN_CSV_IMAGE, "filename" },
	{ DN_CSV_IMAGE, "file_name" }, { DN_CSV_IMAGE, "filepath" },
	{ DN_CSV_IMAGE, "file" }, { DN_CSV_IMAGE, "path" },
	{ DN_CSV_IMAGE, "图片" }, { DN_CSV_IMAGE, "图像" },
	{ DN_CSV_IMAGE, "文件名" },
	{ DN_CSV_TEXT, "sentence" }, { DN_CSV_TEXT, "content" },
	{ DN_CSV_TEXT, "utterance" }, { DN_CSV_TEXT, "review" },
	{ DN_CSV_TEXT, "文本" }, { DN_CSV_TEXT, "内容" },
	{ DN_CSV_TEXT, "句子" }, { DN_CSV_TEXT, "评论" },
	{ DN_CSV_LABEL, "labels" }, { DN_CSV_LABEL, "class" },
	{ DN_CSV_LABEL, "category" }, { DN_CSV_LABEL, "intent" },
	{ DN_CSV_LABEL, "sentiment" }, { DN_CSV_LABEL, "choice" },
	{ DN_CSV_LABEL, "标签" }, { DN_CSV_LABEL, "类别" },
	{ DN_CSV_LABEL, "分类" },
	{ DN_CSV_ANNOTATOR, "rater" }, { DN_CSV_ANNOTATOR, "annotated_by" },
	{ DN_CSV_ANNOTATOR, "worker" }, { DN_CSV_ANNOTATOR, "标注员" },
	{ DN_CSV_ANNOTATOR, "标注人" },
	{ DN_CSV_SCORE, "confidence" }, { DN_CSV_SCORE, "probability" },
};

/* ---- columns --------------------------------------------------------- */

void
dn_csv_columns_init(struct dn_csv_columns *columns)
{
	*columns = (struct dn_csv_columns){ .list = NULL };
	for (int i = 0; i < DN_CSV_ROLES; i++)
		columns->of[i] = SIZE_MAX;
}

void
dn_csv_columns_release(struct dn_csv_columns *columns)
{
	for (size_t i = 0; i < columns->count; i++) {
		free(columns->list[i].name);
		free(columns->list[i].key);
		free(columns->list[i].field);
		free(columns->list[i].annotator);
	}
	free(columns->list);
	dn_csv_columns_init(columns);
}

static bool
has_key(const struct dn_csv_columns *columns, const char *key)
{
	for (size_t i = 0; i < columns->count; i++)
		if (strcmp(columns->list[i].key, key) == 0)
			return true;
	return false;
}

int
dn_csv_columns_add(struct dn_csv_columns *columns, struct dn_span name,
    enum dn_csv_role role, struct dn_err *err)
{
	struct dn_csv_column *column;
	struct dn_bytes text, key;

	if (columns->count == columns->cap) {
		size_t cap = columns->cap == 0 ? 16 : columns->cap * 2;
		struct dn_csv_column *list = reallocarray(columns->list, cap,
		    sizeof(*list));

		if (list == NULL)
			return dn_err_memory(err);
		columns->list = list;
		columns->cap = cap;
	}
	dn_bytes_init(&text, SIZE_MAX / 2);
	dn_bytes_init(&key, SIZE_MAX / 2);
	dn_bytes_add(&text, name.ptr, name.len);
	dn_bytes_add_text(&text, "");
	dn_node_step(name, &key);
	while (name.len == 0 || has_key(columns, dn_bytes_text(&key))) {
		dn_bytes_add_byte(&key, '#');
		dn_bytes_add_uint(&key, columns->count + 1);
		name = dn_bytes_span(&key);
	}
	column = &columns->list[columns->count];
	*column = (struct dn_csv_column){
		.name = strdup(dn_bytes_text(&text)),
		.key = dn_bytes_detach(&key, NULL), .role = role,
		.pair = SIZE_MAX };
	dn_bytes_release(&text);
	dn_bytes_release(&key);
	columns->count++;
	if (column->name == NULL || column->key == NULL)
		return dn_err_memory(err);
	if (role < DN_CSV_ROLES)
		columns->of[role] = columns->count - 1;
	return 0;
}

/* ---- roles ----------------------------------------------------------- */

/* Is a column's name that word, in either case? */
static bool
is_named(const char *name, const char *word)
{
	return strcasecmp(name, word) == 0;
}

static void
assign(struct dn_csv_columns *columns, size_t index, enum dn_csv_role role)
{
	columns->list[index].role = role;
	columns->of[role] = index;
}

/* The first column that a role's own name, else another known one, has. */
static void
assign_by_names(struct dn_csv_columns *columns)
{
	for (int role = 0; role < DN_CSV_ROLES; role++)
		for (size_t i = 0; i < columns->count; i++)
			if (columns->of[role] == SIZE_MAX && is_named(
			    columns->list[i].name, dn_csv_role_names[role]))
				assign(columns, i, (enum dn_csv_role)role);
	for (size_t k = 0; k < sizeof(known) / sizeof(known[0]); k++)
		for (size_t i = 0; i < columns->count; i++)
			if (columns->of[known[k].role] == SIZE_MAX &&
			    columns->list[i].role == DN_CSV_REST &&
			    is_named(columns->list[i].name, known[k].name))
				assign(columns, i, known[k].role);
}

/* One "role:FIELD@ANNOTATOR=COLUMN" of --columns. */
struct told {
	enum dn_csv_role role;
	struct dn_span column, field, annotator;
};

static bool
may_repeat(enum dn_csv_role role)
{
	return role == DN_CSV_LABEL || role == DN_CSV_SCORE;
}

/* ":FIELD@ANNOTATOR" behind a role; empty parts are the column's name. */
static void
take_qualifiers(struct told *told, struct dn_span text)
{
	const char *at = text.len > 0 ? memchr(text.ptr, '@', text.len) :
	    NULL;
	struct dn_span field = text;

	if (at != NULL) {
		field.len = (size_t)(at - text.ptr);
		told->annotator = (struct dn_span){ at + 1,
			text.len - field.len - 1 };
		if (told->annotator.len == 0)
			told->annotator = told->column;
	}
	if (field.len == 0)
		return;
	told->field = (struct dn_span){ field.ptr + 1, field.len - 1 };
	if (told->field.len == 0)
		told->field = told->column;
}

/* The role that a text begins with, and what stands behind it; or none. */
static bool
find_role(struct dn_span text, struct told *told, struct dn_span *behind)
{
	size_t len = 0;

	while (len < text.len && text.ptr[len] != ':' && text.ptr[len] != '@')
		len++;
	*behind = (struct dn_span){ text.ptr + len, text.len - len };
	text.len = len;
	for (int i = 0; i < DN_CSV_ROLES; i++)
		if (dn_span_is(text, dn_csv_role_names[i])) {
			told->role = (enum dn_csv_role)i;
			return behind->len == 0 || may_repeat(told->role);
		}
	return false;
}

/* The next one of the argument: 1, 0 at its end, -1. */
static int
next_told(const char **rest, struct told *told, unsigned *seen,
    struct dn_err *err)
{
	size_t len = strcspn(*rest, ","), name = strcspn(*rest, "=,");
	struct dn_span role = { *rest, name }, behind;

	if (**rest == '\0')
		return 0;
	*told = (struct told){ .column = role };
	if (name < len)
		told->column = (struct dn_span){ *rest + name + 1,
			len - name - 1 };
	*rest += len + ((*rest)[len] == ',');
	if (find_role(role, told, &behind)) {
		unsigned bit = 1u << told->role;

		/* "label@A" is that of the column A. */
		if (name == len && behind.len > 0)
			told->column = (struct dn_span){ behind.ptr + 1,
				behind.len - 1 };
		take_qualifiers(told, behind);
		if (told->column.len > 0 && (may_repeat(told->role) ||
		    (*seen & bit) == 0)) {
			*seen |= bit;
			return 1;
		}
	}
	return dn_err_set(err, DN_E_USAGE, "--columns: \"%.*s\" is not, or not "
	    "once, ROLE or ROLE=COLUMN with one of id, split, image, text, "
	    "label, annotator, score", (int)(role.len < 40 ? role.len : 40),
	    role.ptr);
}

/* A table that is written has names that it can be read by. */
static int
check_names(const struct dn_csv_columns *columns, struct dn_err *err)
{
	const struct dn_csv_column *last = &columns->list[columns->count - 1];

	for (size_t i = 0; i + 1 < columns->count; i++)
		if (strcmp(columns->list[i].name, last->name) == 0)
			return dn_err_set(err, DN_E_USAGE, "--columns: two "
			    "columns are called \"%.80s\"", last->name);
	return 0;
}

/* The column of that name, else of that number; SIZE_MAX for none. */
static size_t
find_column(const struct dn_csv_columns *columns, struct dn_span name)
{
	size_t number = 0;

	for (size_t i = 0; i < columns->count; i++)
		if (dn_span_is(name, columns->list[i].name))
			return i;
	for (size_t i = 0; i < name.len && number <= columns->count; i++) {
		if (name.ptr[i] < '0' || name.ptr[i] > '9')
			return SIZE_MAX;
		number = number * 10 + (size_t)(name.ptr[i] - '0');
	}
	return number > 0 && number <= columns->count ? number - 1 : SIZE_MAX;
}

/* A text of its own; the absent span is NULL.  -1 without memory. */
static int
set_text(char **to, struct dn_span text, struct dn_err *err)
{
	free(*to);
	*to = NULL;
	if (text.ptr == NULL)
		return 0;
	*to = strndup(text.ptr, text.len);
	return *to != NULL ? 0 : dn_err_memory(err);
}

int
dn_csv_columns_qualify(struct dn_csv_columns *columns, size_t index,
    struct dn_span field, struct dn_span annotator, struct dn_err *err)
{
	struct dn_csv_column *column = &columns->list[index];

	if (set_text(&column->field, field, err) < 0)
		return -1;
	return set_text(&column->annotator, annotator, err);
}

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Pair a score with the labels that are told alike; those once. */
static void
pair_score(struct dn_csv_columns *columns, size_t index)
{
	struct dn_csv_column *score = &columns->list[index];

	for (size_t i = 0; i < columns->count; i++) {
		struct dn_csv_column *label = &columns->list[i];

		if (label->role != DN_CSV_LABEL || label->pair != SIZE_MAX ||
		    !same_text(label->field, score->field) ||
		    !same_text(label->annotator, score->annotator))
			continue;
		label->pair = index;
		score->pair = i;
		return;
	}
	/* Nobody's score is a cell like others; but labels may be none. */
	if (columns->label_count > 0)
		score->role = DN_CSV_REST;
}

int
dn_csv_columns_settle(struct dn_csv_columns *columns, struct dn_err *err)
{
	columns->label_count = 0;
	for (size_t i = 0; i < columns->count; i++)
		columns->label_count +=
		    columns->list[i].role == DN_CSV_LABEL;
	for (size_t i = 0; i < columns->count; i++)
		if (columns->list[i].role == DN_CSV_SCORE)
			pair_score(columns, i);
	for (size_t i = 0; i < columns->count; i++) {
		struct dn_csv_column *column = &columns->list[i];

		if (columns->label_count > 1 &&
		    column->role == DN_CSV_LABEL && column->field == NULL &&
		    column->annotator == NULL && set_text(&column->field,
		    dn_span_of(column->name), err) < 0)
			return -1;
	}
	return 0;
}

int
dn_csv_columns_assign(struct dn_csv_columns *columns, const char *told,
    struct dn_err *err)
{
	unsigned seen = 0;
	struct told one;
	size_t index;
	int more;

	if (told == NULL) {
		assign_by_names(columns);
		return dn_csv_columns_settle(columns, err);
	}
	while ((more = next_told(&told, &one, &seen, err)) > 0) {
		index = find_column(columns, one.column);
		if (index == SIZE_MAX ||
		    columns->list[index].role != DN_CSV_REST)
			return dn_err_set(err, DN_E_USAGE, "--columns: there "
			    "is no column \"%.*s\" for %s",
			    (int)(one.column.len < 80 ? one.column.len : 80),
			    one.column.ptr, dn_csv_role_names[one.role]);
		assign(columns, index, one.role);
		if (dn_csv_columns_qualify(columns, index, one.field,
		    one.annotator, err) < 0)
			return -1;
	}
	return more < 0 ? -1 : dn_csv_columns_settle(columns, err);
}

int
dn_csv_columns_new(struct dn_csv_columns *columns, const char *told,
    struct dn_err *err)
{
	unsigned seen = 0;
	struct told one;
	int more = 0;

	for (int i = 0; i < DN_CSV_ROLES && told == NULL; i++)
		if (dn_csv_columns_add(columns,
		    dn_span_of(dn_csv_role_names[i]), (enum dn_csv_role)i,
		    err) < 0)
			return -1;
	while (told != NULL &&
	    (more = next_told(&told, &one, &seen, err)) > 0)
		if (dn_csv_columns_add(columns, one.column, one.role, err) <
		    0 || dn_csv_columns_qualify(columns, columns->count - 1,
		    one.field, one.annotator, err) < 0 ||
		    check_names(columns, err) < 0)
			return -1;
	if (columns->count == 0 && more == 0)
		return dn_err_set(err, DN_E_USAGE, "--columns: there are none");
	return more < 0 ? -1 : dn_csv_columns_settle(columns, err);
}

/* ---- labels of a cell ------------------------------------------------ */

size_t
dn_csv_split(struct dn_span cell, const char *separator,
    struct dn_tree *tree, struct dn_node *array)
{
	size_t len = strlen(separator), count = 0;

	while (cell.len > 0) {
		const char *end = memmem(cell.ptr, cell.len, separator, len);
		struct dn_span part = cell;

		if (end != NULL)
			part.len = (size_t)(end - cell.ptr);
		cell.ptr += part.len + (end != NULL ? len : 0);
		cell.len -= part.len + (end != NULL ? len : 0);
		while (part.len > 0 && part.ptr[0] == ' ') {
			part.ptr++;
			part.len--;
		}
		while (part.len > 0 && part.ptr[part.len - 1] == ' ')
			part.len--;
		if (part.len == 0)
			continue;
		dn_node_add_text(tree, array, part);
		count++;
	}
	return count;
}
