/* SPDX-License-Identifier: MIT */
/* CSV and TSV for classification: a text or a picture a row, and its class. */
#include "formats/csv.h"

#include <stdlib.h>

#include "formats/files.h"

const char *const dn_csv_role_names[DN_CSV_ROLES] = { "id", "split", "image",
	"text", "label", "annotator", "score" };
const char *const dn_csv_delimiters[] = { "auto", "comma", "tab",
	"semicolon", "bar", NULL };
const char *const dn_csv_headers[] = { "yes", "no", NULL };

char
dn_csv_delimiter(int choice)
{
	return "\0,\t;|"[choice];
}

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
	*column = (struct dn_csv_column){ strdup(dn_bytes_text(&text)),
		dn_bytes_detach(&key, NULL), role };
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

/* One "role=COLUMN" of --columns. */
struct told {
	enum dn_csv_role role;
	struct dn_span column;
};

/* The next one of the argument: 1, 0 at its end, -1. */
static int
next_told(const char **rest, struct told *told, unsigned *seen,
    struct dn_err *err)
{
	size_t len = strcspn(*rest, ","), name = strcspn(*rest, "=,");
	struct dn_span role = { *rest, name };

	if (**rest == '\0')
		return 0;
	told->column = name < len ? (struct dn_span){ *rest + name + 1,
		len - name - 1 } : role;
	*rest += len + ((*rest)[len] == ',');
	for (int i = 0; i < DN_CSV_ROLES; i++) {
		if (!dn_span_is(role, dn_csv_role_names[i]))
			continue;
		told->role = (enum dn_csv_role)i;
		if ((*seen >> i & 1) != 0)
			break;
		*seen |= 1u << i;
		if (told->column.len > 0)
			return 1;
	}
	return dn_err_set(err, DN_E_USAGE, "--columns: \"%.*s\" is not, or not "
	    "once, ROLE or ROLE=COLUMN with one of id, split, image, text, "
	    "label, annotator, score", (int)(role.len < 40 ? role.len : 40),
	    role.ptr);
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
		return 0;
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
	}
	return more;
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
		if (dn_csv_columns_add(columns, one.column, one.role, err) < 0)
			return -1;
	return more;
}

/* ---- the descriptor -------------------------------------------------- */

/* Does the line have a cell that names the role, by its own name? */
static bool
has_role(struct dn_span line, enum dn_csv_role role)
{
	const char *name = dn_csv_role_names[role];
	size_t start = 0;

	for (size_t i = 0; i <= line.len; i++) {
		struct dn_span cell = { line.ptr + start, i - start };

		if (i < line.len && strchr(",\t;|\r", line.ptr[i]) == NULL)
			continue;
		if (dn_span_is(cell, name))
			return true;
		start = i + 1;
	}
	return false;
}

/* A table is known by its name, or by the names of its columns. */
static int
probe(const struct dn_probe *file)
{
	struct dn_span name = dn_span_of(file->name), head = file->head;
	const char *end = memchr(head.ptr, '\n', head.len);
	bool named = dn_files_suffix(name, ".csv") ||
	    dn_files_suffix(name, ".tsv");

	if (end != NULL)
		head.len = (size_t)(end - head.ptr);
	if (head.len == 0 || head.ptr[0] == '{' || head.ptr[0] == '<')
		return 0;
	if (has_role(head, DN_CSV_LABEL) && (has_role(head, DN_CSV_TEXT) ||
	    has_role(head, DN_CSV_IMAGE)))
		return named ? 90 : 60;
	return named ? 70 : 0;
}

#define CARRIED (DN_CAP_BIT(CLASS) | DN_CAP_BIT(SCORE) | \
	DN_CAP_BIT(ANNOTATOR) | DN_CAP_BIT(IMAGE) | DN_CAP_BIT(TEXT) | \
	DN_CAP_BIT(SPLIT) | DN_CAP_BIT(EMPTY))

extern const struct dn_format dn_format_csv;

const struct dn_format dn_format_csv = {
	.name = "csv",
	.title = "CSV and TSV: a text or picture a row, and its class",
	.reads = CARRIED,
	.writes = CARRIED,
	.flags = DN_FORMAT_WHOLE | DN_FORMAT_LINES,
	.probe = probe,
	.read_open = dn_csv_read_open,
	.read_next = dn_csv_read_next,
	.read_close = dn_csv_read_close,
	.write_open = dn_csv_write_open,
	.write_item = dn_csv_write_item,
	.write_end = dn_csv_write_end,
	.write_close = dn_csv_write_close,
};
