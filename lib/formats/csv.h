/* SPDX-License-Identifier: MIT */
/* Tables of texts or pictures and their classes: what each column is. */
#ifndef DN_FORMATS_CSV_H
#define DN_FORMATS_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "formats/format.h"

/* What a column holds; those first that a table has one of at most. */
enum dn_csv_role {
	DN_CSV_ID,
	DN_CSV_SPLIT,
	DN_CSV_IMAGE,
	DN_CSV_TEXT,
	DN_CSV_LABEL,
	DN_CSV_ANNOTATOR,
	DN_CSV_SCORE,
	DN_CSV_ROLES,
	DN_CSV_REST = DN_CSV_ROLES      /* what the record has no place for */
};

/* The name of a role, which is also its column's in a new table. */
extern const char *const dn_csv_role_names[DN_CSV_ROLES];

/* Values of --delimiter and --read-delimiter; --header. */
extern const char *const dn_csv_delimiters[], *const dn_csv_headers[];
enum dn_csv_header { DN_CSV_HEADER_YES, DN_CSV_HEADER_NO };

/* The character of a delimiter's name, '\0' for "auto". */
char dn_csv_delimiter(int choice);

/* A column: its name, its member of `source.raw`, its role. */
struct dn_csv_column {
	char *name;                     /* owned */
	char *key;                      /* owned: "/name", or as told below */
	enum dn_csv_role role;
	/* Of labels and scores: whose, and to which question; owned or NULL. */
	char *field, *annotator;
	size_t pair;                    /* the other of label and score */
};

/* The columns of a table, in their order. */
struct dn_csv_columns {
	struct dn_csv_column *list;
	size_t count, cap;
	size_t of[DN_CSV_ROLES];        /* column of a role; SIZE_MAX: none */
	size_t label_count;
};

/* No columns; ended by dn_csv_columns_release. */
void dn_csv_columns_init(struct dn_csv_columns *columns);
void dn_csv_columns_release(struct dn_csv_columns *columns);

/*
 * Add a column.  Its key is "/name", with its number behind it, "/name#3",
 * where another column has that, or where it has no name.  -1 without memory.
 */
int dn_csv_columns_add(struct dn_csv_columns *columns, struct dn_span name,
    enum dn_csv_role role, struct dn_err *err) DN_MUST_CHECK;

/*
 * Give the columns their roles: by `told`, the argument of --columns, else by
 * their names.  `told` is "role=COLUMN,...", COLUMN a name or a number from 1;
 * a role alone is the column of its name.  Of labels and scores there may be
 * several, "label:FIELD", "label@ANNOTATOR" or "label:FIELD@ANNOTATOR"; where
 * nothing stands behind ":" or "@" it is the column's name, and so is the field
 * of labels without either where there are several.  -1 with DN_E_USAGE: no
 * such role, no such column, a role twice.
 */
int dn_csv_columns_assign(struct dn_csv_columns *columns, const char *told,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * The columns of a new table: those that `told` lists in its order, with the
 * names it has for them; NULL: one for each role.
 */
int dn_csv_columns_new(struct dn_csv_columns *columns, const char *told,
    struct dn_err *err) DN_MUST_CHECK;

/* Set whose labels or scores a column has; absent spans: not told. */
int dn_csv_columns_qualify(struct dn_csv_columns *columns, size_t index,
    struct dn_span field, struct dn_span annotator, struct dn_err *err)
    DN_MUST_CHECK;

/* When all columns are there: give labels their fields and scores. */
int dn_csv_columns_settle(struct dn_csv_columns *columns, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * Add the labels of a cell to an array: what stands between separators,
 * without blanks around it; nothing between two is no label.  Their number.
 */
size_t dn_csv_split(struct dn_span cell, const char *separator,
    struct dn_tree *tree, struct dn_node *array);

/* The functions of the descriptor: see format.h. */
void *dn_csv_read_open(struct dn_reading *reading, struct dn_err *err);
int dn_csv_read_next(void *state, struct dn_item *item, struct dn_span *raw,
    struct dn_err *err);
void dn_csv_read_close(void *state);
void *dn_csv_write_open(struct dn_writing *writing, struct dn_err *err);
int dn_csv_write_item(void *state, struct dn_item *item, struct dn_err *err);
int dn_csv_write_end(void *state, struct dn_err *err);
void dn_csv_write_close(void *state);

#endif
